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
settings.register_profile("quick", max_examples=60, deadline=None, suppress_health_check=SLOW)
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
    Author(handle="example_bo", id="80"),
    Author(handle="example_bo", id="81"),
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

# Strategies that are made once and draw whole rows, as making one costs more than drawing from it.

NUMBERS = st.sampled_from(COUNTS)
ROWS = st.tuples(
    st.none() | st.sampled_from(IDS),
    st.sampled_from(TEXTS),
    st.sampled_from(AUTHORS),
    st.sampled_from(WHENS),
    NUMBERS,
    NUMBERS,
    st.sampled_from(LANGS),
    st.sampled_from([False, False, False, True]),
)
PAGES = st.lists(st.tuples(st.sampled_from(list(Order)), st.lists(ROWS, max_size=7)), min_size=1, max_size=3)
ENDS = st.integers(0, 999)  #: taken modulo how many there are
REPLIES = st.lists(st.tuples(ENDS, ENDS, st.sampled_from(BASES)), max_size=20)
OVERLAID = st.sampled_from([Kind.QUOTE, Kind.QUOTE, Kind.ANCESTOR, Kind.ANCESTOR, Kind.CROSSPOST])
OVERLAYS = st.lists(st.tuples(OVERLAID, ENDS, ENDS, st.sampled_from(BASES)), max_size=8)
SPEAKERS = st.sampled_from([None, Source("page0.txt", "line 3"), Source("page1.txt", "line 3")])
ABSENCES = st.lists(st.tuples(ENDS, st.sampled_from(REASONS), SPEAKERS, st.sampled_from(AUTHORS)), max_size=4)
#: Of the posts of a dump: a row, whether it is held, and what it answers: 0 nothing, else one of those before it.
DUMPED = st.tuples(ROWS, st.integers(0, 5), ENDS)

Row = tuple[str | None, str, Author | None, When | None, Count | None, Count | None, str | None, bool]


def sighting(page: str, position: int, row: Row) -> Sighting:
    name, text, author, when, replies, score, lang, truncated = row
    counts = Counts(replies=replies, likes=Count.of(position), score=score)
    source = Source(page, f"line {position + 1}", position)
    return Sighting(source, text, name, None, author, None, truncated, lang, when, counts=counts)


def sightings() -> st.SearchStrategy[list[Finding]]:
    """Captures with sightings, some with ids and some without."""
    return PAGES.map(shown_on)


def shown_on(pages: list[tuple[Order, list[Row]]]) -> list[Finding]:
    found: list[Finding] = []
    for number, (order, rows) in enumerate(pages):
        name = f"page{number}.txt"
        found.append(Capture(name, "made_up", order=order, platform="x"))
        found += [sighting(name, position, row) for position, row in enumerate(rows)]
    return found


def reply_links(ids: list[str]) -> st.SearchStrategy[list[Finding]]:
    ends = [*ids, *ABSENT]
    return REPLIES.map(lambda rows: [Link(Kind.REPLY, at(ends, one), at(ends, two), basis) for one, two, basis in rows])


def at(names: list[str], number: int) -> str:
    return names[number % len(names)]


@st.composite
def findings(draw: st.DrawFn) -> list[Finding]:
    """Pages with posts; links, in trees and over them, and absences that other sources tell."""
    found = shown_on(draw(PAGES))
    ends = sorted({*(sighting_id(f) for f in found if isinstance(f, Sighting)), *IDS[:4]})
    found += draw(reply_links(ends))
    ends += [*ABSENT, "x:absent3"]
    few = ends[-8:]  # so that they make loops
    for kind, one, two, basis in draw(OVERLAYS):
        found.append(Link(kind, at(few, one), at(few, two), basis))
    for name, reason, source, author in draw(ABSENCES):
        found.append(Absence(at(ends, name), reason, source, author))
    return found


@st.composite
def dumps(draw: st.DrawFn, most: int = 11) -> list[Finding]:
    """One source that states parents: larger trees, in which some posts are not held."""
    found: list[Finding] = [Capture("dump.json", "made_up", states_parents=True, platform="x")]
    for number, (row, held, parent) in enumerate(draw(st.lists(DUMPED, min_size=1, max_size=most))):
        if number == 0 or held:
            found.append(sighting("dump.json", number, (f"x:{number}", *row[1:])))
        if number and parent:
            found.append(Link(Kind.REPLY, f"x:{number}", f"x:{parent % number}", Basis.STATED))
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
