"""Random findings: few ids, so that cycles, shared and missing parents, and rivals are common."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from threadkit.archive import Archive
from threadkit.parsing.identity import sighting_id
from threadkit.records import (
    REASONS,
    Absence,
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

SLOW = [HealthCheck.too_slow]  # the machine is, at times
settings.register_profile("quick", max_examples=80, deadline=None, suppress_health_check=SLOW)
settings.register_profile("long", max_examples=10_000, deadline=None, suppress_health_check=SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

START = datetime(2024, 3, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
IDS = [f"x:{n}" for n in range(12)]
ABSENT = ["x:absent1", "x:absent2"]
BASES = [Basis.ASSUMED, Basis.STATED, Basis.SHOWN]
TEXTS = [
    "gm",
    "The tide pool held three crabs this morning and one very patient heron above them.",
    "2/ Later the heron had gone, and the crabs were out on the warm side of the rocks.",
    "@example_bo yes, the same pool as last year, behind the old lighthouse",
    "Old maps of this shore show no lighthouse at all before the great storm of that winter.",
    "",
]
AUTHORS = [
    None,
    Author(handle="example_ada"),
    Author(handle="example_bo"),
    Author(handle="Example_Ada", id="71"),
    Author(id="71"),
    Author("example_ada", "Ada Example", "71"),
    Author(name="Cy Example"),
]
LANGS = [None, None, "pt", "pt-BR", "en"]


def minute(number: int) -> datetime:
    return START + number * MINUTE


#: Not shown, exact to a minute, wide, or open to one side. Tables, as drawing from one is fast.
WHENS: list[When | None] = [
    None,
    *(When.at(minute(n), MINUTE) for n in range(0, 500, 7)),
    *(When(minute(n), minute(n + width)) for n in range(0, 500, 60) for width in (1, 20, 45, 200)),
    *(When(minute(n), None) for n in range(0, 500, 80)),
    *(When(None, minute(n)) for n in range(0, 500, 80)),
    None,
]
#: Not shown, exact, from-to, or at least so many.
COUNTS: list[Count | None] = [
    None,
    *(Count.of(n) for n in range(5)),
    *(Count(n, n + more, f"{n} to {n + more}") for n in range(4) for more in (1, 3)),
    Count(2, None, "2+"),
    None,
]
NUMBERS = st.sampled_from(COUNTS)


@st.composite
def sightings(draw: st.DrawFn) -> list[Finding]:
    """Captures with sightings, some with ids and some without."""
    found: list[Finding] = []
    for page in range(draw(st.integers(1, 3))):
        name = f"page{page}.txt"
        order = draw(st.sampled_from(list(Order)))
        found.append(Capture(name, "made_up", order=order, platform="x"))
        ids = st.none() | st.sampled_from(IDS)
        found += [draw(sighting(name, position, ids)) for position in range(draw(st.integers(0, 7)))]
    return found


@st.composite
def sighting(draw: st.DrawFn, page: str, position: int, ids: st.SearchStrategy[str | None]) -> Sighting:
    return Sighting(
        Source(page, f"line {position + 1}", position),
        draw(st.sampled_from(TEXTS)),
        id=draw(ids),
        author=draw(st.sampled_from(AUTHORS)),
        when=draw(st.sampled_from(WHENS)),
        counts=Counts(replies=draw(NUMBERS), likes=Count.of(position), score=draw(NUMBERS)),
        lang=draw(st.sampled_from(LANGS)),
        truncated=draw(st.sampled_from([False, False, False, True])),
    )


def reply_links(ids: list[str]) -> st.SearchStrategy[list[Finding]]:
    ends = st.sampled_from([*ids, *ABSENT])
    made = st.builds(
        lambda child, parent, basis: Link(Kind.REPLY, child, parent, basis), ends, ends, st.sampled_from(BASES)
    )
    return st.lists(made, max_size=20)


def overlays(ids: list[str]) -> st.SearchStrategy[list[Finding]]:
    """Links that lie over the trees."""
    ends = st.sampled_from([*ids, *ABSENT])
    kinds = st.sampled_from([Kind.QUOTE, Kind.QUOTE, Kind.ANCESTOR, Kind.ANCESTOR, Kind.CROSSPOST])
    made = st.builds(Link, kinds, ends, ends, st.sampled_from(BASES))
    return st.lists(made, max_size=8)


def absences(ids: list[str]) -> st.SearchStrategy[list[Finding]]:
    spoken_of = st.sampled_from([*ids, *ABSENT, "x:absent3"])
    sources = st.none() | st.builds(Source, st.sampled_from(["page0.txt", "page1.txt"]), st.just("line 3"))
    made = st.builds(Absence, spoken_of, st.sampled_from(REASONS), sources, st.sampled_from(AUTHORS))
    return st.lists(made, max_size=4)


@st.composite
def findings(draw: st.DrawFn) -> list[Finding]:
    """Pages with posts, and links and absences that other sources tell."""
    seen = draw(sightings())
    ids = sorted({*(sighting_id(f) for f in seen if isinstance(f, Sighting)), *IDS[:4]})
    return [*seen, *draw(reply_links(ids)), *draw(overlays(ids)), *draw(absences(ids))]


@st.composite
def dumps(draw: st.DrawFn, most: int = 11) -> list[Finding]:
    """One source that states parents: larger trees, in which some posts are not held."""
    found: list[Finding] = [Capture("dump.json", "made_up", states_parents=True, platform="x")]
    for number in range(draw(st.integers(1, most))):
        held = number == 0 or draw(st.integers(0, 5)) < 5
        if held:
            found.append(draw(sighting("dump.json", number, st.just(f"x:{number}"))))
        if number and draw(st.integers(0, 6)) < 6:
            parent = draw(st.integers(0, number - 1))
            found.append(Link(Kind.REPLY, f"x:{number}", f"x:{parent}", Basis.STATED))
    return found


def writers(archive: Archive) -> dict[str, tuple[str, str]]:
    """Who wrote each node whose author is known: by id; by handle, where it goes with other than one id; by name."""
    authors: dict[str, Author] = {item.id: item.author for item, _ in archive.walk() if item.author is not None}
    ids: dict[str, set[str]] = {}
    for author in authors.values():
        if author.id and author.handle:
            ids.setdefault(author.handle.lower(), set()).add(author.id)
    found = {}
    for name, author in authors.items():
        if author.id:
            found[name] = ("id", author.id)
        elif author.handle and len(known := ids.get(author.handle.lower(), set())) == 1:
            found[name] = ("id", min(known))
        else:
            found[name] = ("handle", author.handle.lower()) if author.handle else ("name", str(author.name).lower())
    return found
