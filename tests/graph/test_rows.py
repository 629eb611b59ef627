"""Posts of dumps that stay columns: nothing that can be asked tells them from the same posts given as findings."""

from __future__ import annotations

import io
import json
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import AUTHORS, MINUTE, START, TEXTS, WHENS, at, minute

from threadkit import ORDERS, loads
from threadkit.archive import Archive
from threadkit.graph.trees.held import Picked
from threadkit.parsing.rows import EPOCH, Rows, spread
from threadkit.parsing.times.shown import read_time
from threadkit.records import (
    REASONS,
    Absence,
    Author,
    Basis,
    Capture,
    Card,
    Count,
    Counts,
    Declared,
    Finding,
    Furniture,
    Kind,
    Link,
    Media,
    Order,
    Problem,
    Rejection,
    Repost,
    Sighting,
    Source,
    When,
)

MICROSECOND = timedelta(microseconds=1)
MS, SECOND, MINUTES = 1_000, 1_000_000, 60_000_000  #: widths of times, in microseconds
SECOND_IDS = ["x:second1", "x:second2"]
ABSENT = ["x:absent1", "x:absent2", "x:absent3"]

# --- one table ------------------------------------------------------------------------------------------------------

#: id, parent, quoted, root, minute, author, likes, replies, text, further: see `table`
Plain = tuple[str, str | None, str | None, str | None, float, Author | None, int, int, str, int]


def post(
    name: str,
    parent: str | None = None,
    time: float = 0,
    quoted: str | None = None,
    root: str | None = None,
    text: str | None = None,
) -> Plain:
    return name, parent, quoted, root, time, AUTHORS[1], -1, -1, text or f"words of {name}", 0


def table(capture: str, posts: Sequence[Plain], width: int = MS, begin: int = 0, platform: str = "x") -> Rows:
    """Rows whose `findings` say what their columns say. `further`: 1 a URL of several posts, 2 an image, 3 cut text."""
    ids, parents, quoted, roots, times, authors, likes, replies, texts, further = map(list, zip(*posts, strict=True))
    earliest = array("q", [(START - EPOCH) // MICROSECOND + round(each * MINUTES) for each in times])

    def findings(row: int) -> Sequence[Finding]:
        source = Source(capture, f"line {begin + row + 1}", begin + row)
        extras: dict[int, dict[str, Any]] = {
            1: {"url": f"https://example.org/{len(texts[row]) % 2}"},
            2: {"lang": "pt", "media": (Media("image", "a heron"),)},
            3: {"truncated": True},
        }
        counts = Counts(
            likes=Count.of(likes[row]) if likes[row] >= 0 else None,
            replies=Count.of(replies[row]) if replies[row] >= 0 else None,
        )
        when = When.at(EPOCH + earliest[row] * MICROSECOND, width * MICROSECOND)
        found: list[Finding] = [
            Sighting(source, texts[row], ids[row], author=authors[row], when=when, counts=counts,
                     **extras.get(further[row], {}))
        ]  # fmt: skip
        for kind, column in ((Kind.REPLY, parents), (Kind.QUOTE, quoted), (Kind.ANCESTOR, roots)):
            if column[row] is not None:
                found.append(Link(kind, ids[row], column[row], Basis.STATED, source=source))
        return found

    counts = {name: array("q", given) for name, given in (("likes", likes), ("replies", replies)) if max(given) >= 0}
    return Rows(capture, platform, ids, authors, parents, quoted, roots, earliest, width, counts, findings)


def dump(name: str, **more: Any) -> Capture:
    return Capture(name, "made_up", **{"states_parents": True, "platform": "x", **more})


Given = list[Finding | Rows]

# --- captures of all kinds ------------------------------------------------------------------------------------------

SMALL = st.integers(0, 99)
#: Mostly none: so that most tables are as a dump of an API is.
PLATFORM = st.sampled_from(["x", "x", "x", "x", "x", "bluesky"])
ORDERED = st.sampled_from([Order.NONE] * 5 + [Order.THREAD, Order.OLDEST, Order.NEWEST])
SEEN_AT = st.sampled_from([
    None, None, None, None,
    When.at(minute(400)), When(minute(10), None), When.at(minute(24)), When(minute(5), minute(500)),
    When(None, minute(35)),
])  # fmt: skip
WIDTHS = st.sampled_from([MS, MS, SECOND, 4 * MINUTES])
JITTER = st.sampled_from([0, 0, 0, 0, 1, 2, -2, 3.5, -7, 20, -60, 0.00001, -3])
POINTS_AT = st.sampled_from([0, 0, 1, 1, 1, 2, 2, 3, 4, 5, 7, 20, 20, 21, 30, 31, 32, 40, 41, 50])
RARELY = st.sampled_from([0, 0, 0, 0, 0, 0, 1, 2, 3, 20, 30, 40, 50])
COUNT = st.sampled_from([-1, 0, 1, 2, 7])
DUMPED = st.tuples(
    POINTS_AT, RARELY, RARELY, JITTER, st.sampled_from(AUTHORS), COUNT, COUNT, st.sampled_from(TEXTS), SMALL
)
#: How a post comes: 0 … as a row of this or that table, as a finding beside them, twice, not at all.
COMES = st.sampled_from(["0", "0", "0", "0", "1", "1", "2", "0 and 1", "finding", "row and finding", "nowhere"])
POSTS = st.lists(st.tuples(COMES, DUMPED), min_size=1, max_size=12)
TIMES = st.sampled_from([*WHENS[::9], *map(read_time, ("2h", "10m", "Mar 1", "2024-03-01"))])
SHOWN = st.tuples(SMALL, st.sampled_from(TEXTS), st.sampled_from(AUTHORS), TIMES, SMALL)
PAGE = st.tuples(PLATFORM, ORDERED, SEEN_AT, st.sampled_from([True, True, True, False]), st.lists(SHOWN, max_size=3))
BASES = st.sampled_from([Basis.ASSUMED, Basis.STATED, Basis.SHOWN])
KINDS = st.sampled_from([Kind.REPLY, Kind.REPLY, Kind.QUOTE, Kind.ANCESTOR, Kind.CROSSPOST, Kind.SAME])
#: What is said beside the posts: how, of which, and what more.
SAID = st.lists(
    st.tuples(
        st.sampled_from(["link", "link", "link", "reject", "absence", "repost", "declared", "gap answers", "other"]),
        SMALL, SMALL, KINDS, BASES,
    ),
    max_size=5,
)  # fmt: skip
#: The last: the width of every other time, which make a table of their own.
DUMPS = st.lists(
    st.tuples(PLATFORM, ORDERED, SEEN_AT, WIDTHS, st.sampled_from([None, SECOND, MS])), min_size=3, max_size=3
)
TAMES = st.integers(0, 3)


def pointed(number: int, choice: int, total: int) -> str | None:
    """What a post points at: none, an earlier one, a later one, a second id, one that is not held, itself."""
    if choice in (0, 50):
        return f"x:{number}" if choice else None
    if choice >= 40:
        return at(ABSENT, choice)
    if choice >= 30:
        return at(SECOND_IDS, choice) if choice < 32 else ABSENT[2]
    other = number + choice - 19 if choice >= 20 else number - choice
    return f"x:{other}" if 0 <= other < total else None


@st.composite
def mixed(draw: st.DrawFn) -> Given:
    """Dumps as rows, and all that may be said of their posts elsewhere."""
    tame = draw(TAMES)  # 0: nothing but dumps of one platform; the greater, the more of everything else
    posts, dumps = draw(POSTS), draw(DUMPS)
    pages = draw(st.lists(PAGE, max_size=2)) if tame > 1 else []
    said = draw(SAID) if tame > 0 else []
    total = len(posts)
    names = [f"x:{n}" for n in range(total)]
    rows: dict[str, list[Plain]] = {"0": [], "1": [], "2": []}
    captures = ["dump0", "dump1", "dump0" if total % 2 else "dump2"]  # two tables may be of one capture
    found: Given = []
    for number, (comes, shown) in enumerate(posts):
        reply, quote, root, jitter, author, likes, replies, text, further = shown
        row: Plain = (
            names[number], *(pointed(number, each, total) for each in (reply, quote, root)), 3 * number + jitter,
            author, likes, replies, text, further % 12,
        )  # fmt: skip
        for where in rows:
            if where in comes or (where == "0" and comes == "row and finding"):
                rows[where].append(row)
        if "finding" in comes and tame > 0:
            found += findings_beside(row, captures[further % 3], 200 + number)
    for number, (platform, order, seen_at, width, other) in enumerate(dumps):
        if rows[str(number)]:
            platform, order = (platform, order) if tame > 2 else ("x", Order.NONE)
            if tame < 3 or total % 5:  # else its capture is not told
                found.append(dump(captures[number], order=order, platform=platform, seen_at=seen_at))
            home = "reddit" if number == 2 and platform != "x" else "x"
            plain = [(each[0].replace("x:", f"{home}:"), *each[1:]) for each in rows[str(number)]]
            if other is not None and len(plain) > 1:
                found.append(table(captures[number], plain[1::2], other, 50 * number + 25, home))
                plain = plain[::2]
            found.append(table(captures[number], plain, width, 50 * number, home))
    everyone = [*names, *SECOND_IDS, *ABSENT]
    for number, (platform, order, seen_at, states, sightings) in enumerate(pages):
        name = f"page{number}"
        if number or states:  # one that nothing is told of, else
            found.append(dump(name, order=order, platform=platform, seen_at=seen_at, states_parents=states))
        found += [on_page(name, position, each, everyone) for position, each in enumerate(sightings)]
    for each in said:
        found += speaks(*each, everyone, captures)
    return found


def findings_beside(row: Plain, capture: str, position: int) -> Iterable[Finding]:
    """The same post as other tools of the capture show it: its time to the minute, its links of its own."""
    name, parent, quoted, root, time, author, likes, _, text, further = row
    source = Source(capture, f"item {position}", position)
    when = When.at(START + round(time) * MINUTE, MINUTE) if further % 3 else None
    yield Sighting(source, text, name, author=author, when=when, counts=Counts(likes=Count(max(likes, 0), None)))
    for kind, end in ((Kind.REPLY, parent), (Kind.QUOTE, quoted), (Kind.ANCESTOR, root)):
        if end is not None:
            yield Link(kind, name, end, Basis.STATED, source=source)


def on_page(
    page: str, position: int, shown: tuple[int, str, Author | None, When | None, int], everyone: list[str]
) -> Sighting:
    number, text, author, when, more = shown
    name = None if more % 4 == 0 else "y:1" if more % 9 == 1 else at(everyone, number)
    url = "https://example.org/0" if more % 7 == 0 else None
    return Sighting(Source(page, f"line {position}", position), text, name, url, author, None, more % 5 == 0, when=when)


def speaks(
    how: str, one: int, two: int, kind: Kind, basis: Basis, everyone: list[str], captures: list[str]
) -> Iterable[Finding]:
    child, parent, source = at(everyone, one), at(everyone, two), Source(at(captures, one), f"item {two}", 300 + one)
    if how == "link":
        yield Link(kind, child, parent, basis, source=None if basis is Basis.ASSUMED else source)
    elif how == "reject":
        yield Rejection(kind, child, parent, "she says no")
    elif how == "absence":
        name = child if one % 4 else f"{child}/{('parent', 'quoted')[two % 2]}"
        yield Absence(name, REASONS[two % len(REASONS)], source, AUTHORS[two % len(AUTHORS)], count=two % 3 or None)
    elif how == "repost":
        yield Repost(child, source, author=AUTHORS[1])
    elif how == "declared":
        yield Declared(source, "posts", Count.of(two % 5), tuple(at(everyone, one + n) for n in range(two % 4)))
    elif how == "gap answers":
        yield Link(Kind.REPLY, at(ABSENT, one), parent, basis)
    else:
        yield Furniture(source, "menu", "Home")
        yield Problem(source, "a line that says nothing", child)


# --- what can be asked ----------------------------------------------------------------------------------------------


def concluded(archive: Archive) -> dict[str, object]:
    known = archive.conclusion
    return {
        "posts": list(archive.posts),
        "links": list(archive.links),
        "candidates": list(archive.candidates),
        "missing": list(archive.missing),
        "problems": Counter(archive.problems),
        "captures": dict(archive.captures),
        "checks": list(archive.checks),
        "absences": {name: list(told) for name, told in known.absences.items()},
        "lost": {name: list(links) for name, links in known.forest.lost.items() if links},
        "by id": dict(known.by_id),
        "canonical": dict(known.canonical),
        "sizes": (len(archive), len(known.by_id), len(known.canonical), len(known.held), repr(archive)),
    }


def names_of(archive: Archive) -> list[str]:
    ids = [*archive.conclusion.canonical, *archive.conclusion.missing, *SECOND_IDS, *ABSENT, "x:0", "nobody"]
    return sorted({*ids, "https://example.org/0", "https://example.org/1", "https://x.com/i/status/1"})


def outcome_of(ask: Callable[..., object], *said: object) -> object:
    """What is answered, or how it is refused."""
    try:
        return ask(*said)
    except KeyError as error:
        return type(error), str(error)


def answers(archive: Archive) -> dict[str, object]:
    posts, known, nodes = list(archive.posts), archive.conclusion, archive.nodes
    names = names_of(archive)
    figures = known.figures
    number = {item.id: known.forest.number[item.id] for item, _ in archive.walk()}
    return {
        "walk": {order: [(item, depth) for item, depth in archive.walk(order)] for order in ORDERS},
        "trees": [
            (tree.root, tree.posts, tree.metrics, tree.engagement, list(tree.responses())) for tree in archive.trees()
        ],
        "walks of trees": [{order: list(tree.walk(order)) for order in ORDERS} for tree in archive.trees()],
        "reply links": {name: archive.forest.links[node] for name, node in number.items()},
        "threads": [(each.items, each.branches, each.replies_to_others, each.complete) for each in archive.threads()],
        "thread of": {item.id: archive.thread(item).items for item in posts},
        "chains": {one.id: (archive.chain(one), list(archive.chains(one)), archive.siblings(one)) for one in posts},
        "conversations": {item.id: [tree.root.id for tree in archive.conversation(item)] for item in posts},
        "quotes": {one.id: (archive.quotes(one), archive.quoted_by(one), archive.crossposts(one)) for one in posts},
        "replies": {item.id: archive.replies(item) for item in posts},
        "history": {item.id: (archive.history(item), archive.reposts(item)) for item in posts},
        "traverse": [list(archive.traverse(item, ["reply", "quote", "ancestor"], "both")) for item in posts],
        "frontier": archive.frontier(),
        "rows": list(archive.rows()),
        "figures": sorted(
            (
                known.forest.ids[n], repr((figures.earliest[n], figures.latest[n], figures.by_clock[n])),
                repr((figures.authors[n], figures.platforms[n])),
                [(name, each.state[n], each.low[n], each.high[n]) for name, each in figures.counts.items()],
            )
            for n in range(known.forest.posts)
        ),
        "width of times": figures.width,
        "explained": {name: outcome_of(archive.explain, name) for name in names},
        "explained links": [str(archive.explain(link)) for link in archive.links],
        "looked up": {name: (name in archive, outcome_of(archive.__getitem__, name)) for name in names},
        "by id": {name: (name in known.by_id, outcome_of(known.by_id.__getitem__, name)) for name in names},
        "first ids": {name: (name in known.canonical, known.canonical.get(name)) for name in names},
        "absences": {name: outcome_of(archive.absences, name) for name in names},
        "items": {name: outcome_of(nodes.item, name) for name in names},
        "graph": (sorted(archive.graph.nodes(data=True), key=repr), sorted(archive.graph.edges(data=True), key=repr)),
    }  # fmt: skip


def assert_alike(one: Archive, two: Archive, ask: Callable[[Archive], dict[str, object]]) -> None:
    mine, theirs = ask(one), ask(two)
    for name, expected in theirs.items():
        assert mine[name] == expected, name


def saved(archive: Archive) -> str:
    file = io.StringIO()
    archive.write(file, "json")
    return file.getvalue()


def pair(found: Given, infer: bool = True, least: float = 0.5) -> tuple[Archive, Archive]:
    """Rows as they are, and as findings."""
    return tuple(  # type: ignore[return-value]
        Archive(each, infer=infer, min_probability=least) for each in (found, list(spread(found)))
    )


def rows_left(archive: Archive) -> list[str]:
    """Ids of the posts that stay rows."""
    held = archive.conclusion.held
    return list(held.held.lone.ids) if isinstance(held, Picked) else []


# --- the law --------------------------------------------------------------------------------------------------------


@given(mixed(), st.booleans(), st.sampled_from([0.3, 0.5, 0.9]))
def test_of_rows_the_same_is_concluded_as_of_their_findings(found: Given, infer: bool, least: float) -> None:
    rows, findings = pair(found, infer, least)
    assert_alike(rows, findings, concluded)
    assert rows.findings == findings.findings


@given(mixed(), st.booleans())
def test_whatever_is_asked_rows_answer_as_their_findings(found: Given, infer: bool) -> None:
    assert_alike(*pair(found, infer), answers)


@given(mixed(), st.booleans(), st.randoms(use_true_random=False))
def test_the_order_in_which_rows_and_findings_arrive_means_nothing(found: Given, infer: bool, chance: Any) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert_alike(Archive(shuffled, infer=infer), Archive(spread(found), infer=infer), concluded)


@given(mixed(), st.lists(st.sampled_from(["one", "two", "both"]), min_size=1, max_size=9), st.booleans())
def test_archives_of_rows_are_merged_and_compared_as_those_of_findings(
    found: Given, wheres: list[str], infer: bool
) -> None:
    both = [(each, wheres[n % len(wheres)]) for n, each in enumerate(found)]
    mine, my_findings = pair([each for each, where in both if where != "two"], infer)
    theirs, their_findings = pair([each for each, where in both if where != "one"], infer)
    expected = my_findings.merge(their_findings)
    assert_alike(mine.merge(mine), my_findings, concluded)
    assert_alike(mine.merge(theirs), expected, concluded)
    assert_alike(mine.merge(their_findings), expected, concluded)
    assert_alike(their_findings.merge(mine, theirs), expected, concluded)
    assert mine.diff(theirs) == my_findings.diff(their_findings)
    assert theirs.diff(my_findings) == their_findings.diff(mine)
    assert not mine.diff(my_findings)


@given(mixed(), st.booleans(), st.integers(0, 99))
def test_views_of_rows_are_those_of_their_findings(found: Given, infer: bool, number: int) -> None:
    rows, findings = pair(found, infer)
    posts = list(findings.posts)
    kept = {each.id for each in posts[number % 3 :: 2]}
    asked: list[dict[str, Any]] = [
        {"keep": lambda post: post.id in kept},
        {"author": "@example_ada"},
        {"since": minute(6), "until": minute(20), "unsure": bool(number % 2)},
        {"size": 2},
    ]
    for each in asked[number % 2 :: 2]:
        mine, theirs = rows.filter(**each), findings.filter(**each)
        assert_alike(mine, theirs, concluded)
        assert mine.findings == theirs.findings
        assert mine.frontier() == theirs.frontier()
    for name in findings.captures:
        assert_alike(rows.only(name), findings.only(name), concluded)


@given(mixed(), st.booleans())
def test_rows_are_saved_as_their_findings_and_come_back(found: Given, infer: bool) -> None:
    rows, findings = pair(found, infer)
    text = saved(rows)
    mine, theirs = json.loads(text), json.loads(saved(findings))
    for each in (mine, theirs):
        each["result"]["problems"].sort(key=repr)
    assert mine == theirs
    again = loads(text)
    assert again.findings == findings.findings
    assert_alike(again, rows, concluded)


@given(
    mixed(), st.booleans(), st.lists(st.tuples(st.booleans(), SMALL, SMALL, KINDS), min_size=1, max_size=4)
)
def test_a_persons_words_of_rows_mean_what_they_mean_of_findings(
    found: Given, infer: bool, words: list[tuple[bool, int, int, Kind]]
) -> None:
    rows, findings = pair(found, infer)
    for right, one, two, kind in words:
        names = [*findings.conclusion.by_id, *ABSENT, *SECOND_IDS]
        child, parent = at(names, one), at(names, two)
        said = [outcome_of(speak, archive, right, child, parent, kind) for archive in (rows, findings)]
        assert said[0] == said[1]
        assert_alike(rows, findings, concluded)
    assert rows.findings == findings.findings


def speak(archive: Archive, right: bool, child: str, parent: str, kind: Kind) -> str:
    try:
        (archive.assume if right else archive.reject)(child, parent, kind=kind)
    except ValueError as error:
        return str(error)
    return ""


@given(mixed(), st.booleans())
def test_posts_of_rows_are_a_sequence_as_any(found: Given, infer: bool) -> None:
    rows, findings = pair(found, infer)
    mine, theirs = rows.posts, findings.posts
    assert mine == theirs
    assert theirs == mine
    assert list(reversed(mine)) == list(reversed(theirs))
    assert [mine[n] for n in range(-len(theirs), len(theirs))] == [*theirs, *theirs]
    assert mine[1:-1:2] == theirs[1:-1:2]
    assert [mine.index(each) for each in theirs] == list(range(len(theirs)))
    assert all(each in mine for each in theirs)
    assert mine != theirs[1:] or not theirs
    assert mine != [*theirs[1:], *theirs[:1]] or len(theirs) < 2
    for beyond in (len(theirs), -len(theirs) - 1):
        with pytest.raises(IndexError):
            mine[beyond]


# --- one by one -----------------------------------------------------------------------------------------------------

ADA = AUTHORS[1]
LATER = When.at(minute(60))


def seen(name: str | None, capture: str = "page", place: int = 100, **more: Any) -> Sighting:
    return Sighting(
        Source(capture, f"line {place}", place), id=name, **{"text": f"words of {name}", "author": ADA, **more}
    )


def stated(kind: Kind, child: str, parent: str) -> Link:
    return Link(kind, child, parent, Basis.STATED, source=Source("page", "a link", 200))


POSTED = (post("x:1"), post("x:2", "x:1", 1), post("x:3", "x:2", 2))
LONG = "The tide pool held three crabs this morning, and one very patient heron stood above them until noon."
SAID_LONG = post("x:5", text=LONG)
CASES: dict[str, tuple[Given, Sequence[str]]] = {  # what is given; which posts stay rows
    "a dump": ([dump("d"), table("d", POSTED)], ["x:1", "x:2", "x:3"]),
    "a dump twice": ([dump("d"), table("d", POSTED), table("d", POSTED)], []),
    "one table twice": ([dump("d"), *[table("d", POSTED)] * 2], ["x:1", "x:2", "x:3"]),
    "a post in two dumps": ([dump("d"), table("d", POSTED), dump("e"), table("e", POSTED[1:2])], ["x:1", "x:3"]),
    "a post that another source shows, too": (
        [dump("d"), table("d", POSTED), dump("page"), seen("x:2", when=LATER)], ["x:1", "x:3"]
    ),
    "a reply to a row": (
        [dump("d"), table("d", POSTED), dump("page"), seen("x:4"), stated(Kind.REPLY, "x:4", "x:3")],
        ["x:1", "x:2", "x:3"],
    ),
    "a second id": ([dump("d"), table("d", POSTED), stated(Kind.SAME, "x:9", "x:1")], ["x:2", "x:3"]),
    "a row that answers a second id": (
        [dump("d"), table("d", (*POSTED, post("x:4", "x:9"))), stated(Kind.SAME, "x:9", "x:1")], ["x:2", "x:3"]
    ),
    "rows that point at a second id otherwise": (
        [
            dump("d"), table("d", (*POSTED, post("x:4", quoted="x:9"), post("x:5", root="x:9"))),
            stated(Kind.SAME, "x:9", "x:1"),
        ],
        ["x:2", "x:3"],
    ),
    "two platforms": (
        [
            dump("d"), table("d", POSTED), dump("e", platform="reddit"),
            table("e", (post("reddit:1"), post("reddit:2", "reddit:1")), platform="reddit"),
        ],
        ["reddit:1", "reddit:2", "x:1", "x:2", "x:3"],
    ),
    "a count from to, and a clock, beside rows": (
        [
            dump("d"), table("d", ((*post("x:1")[:6], 3, 2, "words", 0), post("x:2"))), dump("page"),
            seen("x:8", counts=Counts(likes=Count(1, 3, "1-3"), replies=Count(2, None, "2+"))),
            seen("x:9", place=101, when=When(minute(0), minute(1), wall=datetime(2024, 3, 1, 9))),  # noqa: DTZ001
        ],
        ["x:1", "x:2"],
    ),
    "a rejected link": ([dump("d"), table("d", POSTED), Rejection(Kind.REPLY, "x:3", "x:2")], ["x:1"]),
    "an absence": ([dump("d"), table("d", POSTED), Absence("x:2", "deleted")], ["x:1", "x:2", "x:3"]),
    "an absence of what a row is known to quote": (
        [
            dump("d"), table("d", (*POSTED, post("x:4", quoted="x:1"))),
            *(Absence(f"x:{n}/{what}", "unknown") for n in (3, 4) for what in ("parent", "quoted")),
        ],
        ["x:1", "x:2"],
    ),
    "a clock that ran backwards": (
        [dump("d"), table("d", (*POSTED, post("x:4", "x:3", 1.5)))], ["x:1", "x:2", "x:3", "x:4"]
    ),
    "a time that the post above narrows": (
        [dump("d"), table("d", (*POSTED, post("x:4", "x:3", 1.5)), width=MINUTES)], ["x:1", "x:2", "x:3"]
    ),
    "a time that the post far above narrows": (
        [dump("d"), table("d", (*POSTED, post("x:4", None, 1.5, root="x:3")), width=MINUTES)], ["x:1", "x:2", "x:3"]
    ),
    "a time that the post above a gap narrows": (
        [dump("d"), table("d", (*POSTED, post("x:5", "x:4", 1.5)), width=MINUTES), stated(Kind.REPLY, "x:4", "x:3")],
        ["x:1", "x:2", "x:3"],
    ),
    "a dump whose times are known to two widths": (
        [
            dump("d"), table("d", POSTED[::2]),
            table("d", (*POSTED[1:2], post("x:4", "x:2", 1.5, quoted="x:1", root="x:3")), SECOND, 3),
        ],
        ["x:1", "x:2", "x:3", "x:4"],
    ),
    "posts without counts, times of two widths": (
        [dump("d"), table("d", ((*post("x:1")[:6], 3, 2, "words", 0),)), table("d", POSTED[1:], SECOND, 1)],
        ["x:1", "x:2", "x:3"],
    ),
    "one post with times of two widths": (
        [dump("d"), table("d", POSTED), table("d", POSTED[1:2], SECOND, 3)], ["x:1", "x:3"]
    ),
    "an answer in the second of a post whose time is better known": (
        [dump("d"), table("d", (post("x:1", None, 0.01),)), table("d", (post("x:2", "x:1", 0),), SECOND, 1)], ["x:1"]
    ),
    "an answer whose time is better known than that of the post": (
        [
            dump("d"), table("d", (post("x:1", None, 0), post("x:3", "x:4", 3)), SECOND),
            table("d", (post("x:2", "x:1", 0.01), post("x:4", "x:1", 3)), MS, 2),
        ],
        ["x:1", "x:2", "x:3", "x:4"],
    ),
    "clocks of two widths that ran backwards": (
        [
            dump("d"), table("d", (post("x:1", None, 1 / 60), post("x:2", "x:3", 1)), SECOND),
            table("d", (post("x:3", None, 1.02), post("x:4", "x:1", 0.0166)), MS, 2),
        ],
        ["x:1", "x:2", "x:3", "x:4"],
    ),
    "a dump that was made in the second of its last posts": (
        [
            dump("d", seen_at=When(minute(0), minute(1) + MINUTE / 120)),
            table("d", (post("x:1", None, 1), post("x:2", None, 0.9)), SECOND),
            table("d", (post("x:3", None, 1),), MS, 2),
        ],
        ["x:2", "x:3"],
    ),
    "a circle of rows of two tables": (
        [
            dump("d"), table("d", (post("x:1", "x:3"),), SECOND),
            table("d", (*POSTED[1:], post("x:4", "x:1", -5)), MS, 1),
        ],
        ["x:1", "x:2", "x:3", "x:4"],
    ),
    "times of two widths that begin alike": (
        [
            dump("d"), table("d", (post("x:1"), post("x:3", "x:9", 1), post("x:5", "x:1", 1)), SECOND),
            table("d", (post("x:2"), post("x:4", "x:9", 1), post("x:6", "x:1", 1)), MS, 3),
        ],
        ["x:1", "x:2", "x:3", "x:4", "x:5", "x:6"],
    ),
    "a dump that was made before its last posts": (
        [dump("d", seen_at=When.at(minute(1))), table("d", POSTED)], ["x:1"]
    ),
    "a dump that was made while its last post was": (
        [dump("d", seen_at=When(minute(0), minute(2) + 999 * MICROSECOND)), table("d", POSTED)], ["x:1", "x:2"]
    ),
    "a dump of which only the end is known": (
        [dump("d", seen_at=When(None, minute(1) + MINUTE / 2)), table("d", POSTED)], ["x:1", "x:2"]
    ),
    "an answer to a post without a time": (
        [dump("d"), table("d", (post("x:1", "x:8"),)), dump("page"), seen("x:8")], ["x:1"]
    ),
    "a post far above whose own time is narrowed": (
        [
            dump("d"),
            table("d", (post("x:3"), post("x:4", None, 3, root="x:5"), post("x:5", "x:6", 6), post("x:6", "x:3", 9)),
                  width=4 * MINUTES),
        ],
        ["x:3", "x:6"],
    ),
    "an age in the same capture": (
        [dump("d", seen_at=LATER), table("d", POSTED), seen("x:4", "d", when=read_time("10m"))], ["x:1", "x:2", "x:3"]
    ),
    "a circle of rows": (
        [dump("d"), table("d", (post("x:1", "x:3"), *POSTED[1:], post("x:4", "x:1", -5)))],
        ["x:1", "x:2", "x:3", "x:4"],
    ),
    "a circle of rows and another": (
        [
            dump("d"), table("d", (post("x:2", "x:1", 1), *POSTED[2:])), dump("page"), seen("x:1"),
            stated(Kind.REPLY, "x:1", "x:3"),
        ],
        [],
    ),
    "a circle of rows and a gap": (
        [dump("d"), table("d", POSTED[1:]), stated(Kind.REPLY, "x:1", "x:3"), dump("page"), seen("x:4"),
         stated(Kind.REPLY, "x:4", "x:1")], []
    ),
    "a gap that answers itself": (
        [dump("d"), table("d", POSTED[1:]), stated(Kind.REPLY, "x:9", "x:9")], ["x:2", "x:3"]
    ),
    "rows that point at themselves": (
        [dump("d"), table("d", (post("x:1", "x:1"), post("x:2", quoted="x:2"), post("x:3", root="x:3"), post("x:4")))],
        ["x:4"],
    ),
    "a page with an order": ([dump("d", order=Order.OLDEST), table("d", POSTED)], []),
    "an order that another capture of this name tells": (
        [dump("d"), dump("d", order=Order.NEWEST, account=ADA), table("d", POSTED)], []
    ),
    "a quoted post on a page with an order": (
        [
            dump("d"), table("d", (*POSTED, post("x:4", quoted="x:8"))), dump("page", order=Order.OLDEST),
            seen("x:7", place=1, when=LATER), seen("x:8", place=2), seen("x:9", place=3, when=LATER),
        ],
        ["x:1", "x:2", "x:3"],
    ),
    "a quoted post that a page shows twice": (
        [
            dump("d"), table("d", (*POSTED, post("x:4", quoted="x:8"))), dump("page", states_parents=False),
            seen("x:8", place=1, when=LATER, text=LONG), seen(None, place=2, when=LATER, text=LONG),
        ],
        ["x:1", "x:2", "x:3"],
    ),
    "a row quoted by another that its page shows twice": (
        [
            dump("d", states_parents=False), table("d", (*POSTED, post("x:4", quoted="x:5"), SAID_LONG)),
            stated(Kind.REPLY, "x:5", "x:1"),
            seen(None, "d", when=When.at(minute(0), MS * MICROSECOND), text=LONG),
        ],
        ["x:1", "x:2", "x:3"],
    ),
    "posts that a source lists in a thread": (
        [
            dump("d"), table("d", (*POSTED, post("x:4"))), dump("page", order=Order.THREAD), seen("x:9"),
            Declared(Source("page"), "posts", Count.of(4), ("x:9", "x:3", "x:4")),
        ],
        ["x:1", "x:2"],
    ),
    "a capture that is not told": ([table("d", POSTED)], []),
    "a row whose gap is quoted and far above": (
        [dump("d"), table("d", (post("x:1", "x:8", quoted="x:9", root="x:10"), post("x:2", "x:8", root="x:1")))],
        ["x:1", "x:2"],
    ),
}  # fmt: skip
#: Where something is guessed of a row: all have to go the long way.
GUESSED: dict[str, tuple[Given, Kind]] = {
    "the same words on a page without ids": ([dump("page"), seen(None, text=LONG)], Kind.SAME),
    "the same words on another platform": (
        [dump("page", platform="bluesky"), seen("at://example.org/app.bsky.feed.post/1", text=LONG)], Kind.CROSSPOST
    ),
    "a card with its words": (
        [dump("page"), seen("x:8", place=2, cards=(Card("example_ada on X", LONG, "x.com"),))], Kind.QUOTE
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", GUESSED)
def test_rows_of_which_something_may_be_guessed_go_the_long_way(name: str) -> None:
    beside, kind = GUESSED[name]
    rows, findings = pair([dump("d"), table("d", (*POSTED, SAID_LONG)), *beside])
    assert [link.parent for link in findings.links if link.kind is kind and link.basis is Basis.INFERRED]
    assert_alike(rows, findings, concluded)
    assert_alike(rows, findings, answers)


@pytest.mark.parametrize("infer", [False, True])
@pytest.mark.parametrize("name", CASES)
def test_what_is_said_of_rows_beside_them_counts(name: str, infer: bool) -> None:
    rows, findings = pair(CASES[name][0], infer)
    assert_alike(rows, findings, concluded)
    assert_alike(rows, findings, answers)


@pytest.mark.parametrize("name", CASES)
def test_a_post_stays_a_row_unless_more_is_concluded_of_it(name: str) -> None:
    given, stay = CASES[name]
    assert sorted(rows_left(Archive(given, infer=False))) == list(stay)


@pytest.mark.parametrize(("author", "lengths"), [(ADA, [3]), (None, [2])])
def test_who_is_named_only_by_rows_is_named_by_their_capture(author: Author | None, lengths: list[int]) -> None:
    """So that posts beside them whose author is not named are not taken for one person's, unless nobody is named."""
    posted = [(*each[:5], author, *each[6:]) for each in POSTED]
    nameless = [seen(name, "d", author=None) for name in ("x:8", "x:9")]
    shown = Link(Kind.REPLY, "x:9", "x:8", Basis.SHOWN, source=Source("d", "nested", 101))
    rows, findings = pair([dump("d"), table("d", posted), *nameless, shown])
    assert [len(thread) for thread in findings.threads()] == lengths
    assert_alike(rows, findings, answers)
