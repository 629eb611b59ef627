"""Random findings: few ids, so that cycles, shared and missing parents, and rivals are common."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from threadkit.records import (
    Author,
    Basis,
    Capture,
    Count,
    Counts,
    Finding,
    Kind,
    Link,
    Order,
    Sighting,
    Source,
    When,
)

START = datetime(2024, 3, 1, tzinfo=UTC)
IDS = [f"x:{n}" for n in range(12)]
BASES = [Basis.ASSUMED, Basis.STATED, Basis.SHOWN]


@st.composite
def sightings(draw: st.DrawFn) -> list[Finding]:
    """Captures with sightings, some with ids and some without."""
    found: list[Finding] = []
    for page in range(draw(st.integers(1, 3))):
        name = f"page{page}.txt"
        order = draw(st.sampled_from(list(Order)))
        found.append(Capture(name, "made_up", order=order, platform="x"))
        for position in range(draw(st.integers(0, 7))):
            post_id = draw(st.none() | st.sampled_from(IDS))
            minutes = draw(st.none() | st.integers(0, 500))
            when = None if minutes is None else When.at(START + timedelta(minutes=minutes), timedelta(minutes=1))
            text = draw(st.sampled_from(TEXTS))
            replies = draw(st.none() | st.integers(0, 3))
            counts = Counts(replies=None if replies is None else Count.of(replies), likes=Count.of(position))
            author = draw(st.sampled_from([None, Author(handle="example_ada"), Author(handle="example_bo")]))
            source = Source(name, f"line {position + 1}", position)
            found.append(Sighting(source, text, id=post_id, author=author, when=when, counts=counts))
    return found


TEXTS = [
    "gm",
    "The tide pool held three crabs this morning and one very patient heron above them.",
    "2/ Later the heron had gone, and the crabs were out on the warm side of the rocks.",
    "@example_bo yes, the same pool as last year, behind the old lighthouse",
    "Old maps of this shore show no lighthouse at all before the great storm of that winter.",
    "",
]


def reply_links(ids: list[str]) -> st.SearchStrategy[list[Finding]]:
    ends = st.sampled_from([*ids, "x:absent1", "x:absent2"])
    made = st.builds(
        lambda child, parent, basis: Link(Kind.REPLY, child, parent, basis), ends, ends, st.sampled_from(BASES)
    )
    return st.lists(made, max_size=20)
