"""What binds which times: findings as nodes, groups of ages, orders and pairs, before anything is solved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import attrs

from threadkit.graph.gathering import Gathered
from threadkit.graph.times.capture_dates import (
    HOUR,
    LEAST_OFFSET,
    MICROSECOND,
    MOST_OFFSET,
    AgeGroup,
    Page,
    from_when,
)
from threadkit.graph.times.network import EVER, Bounds, Trail, sweep
from threadkit.parsing.identity import is_seen_id
from threadkit.parsing.times.intervals import intersect
from threadkit.parsing.times.shown import age_terms
from threadkit.parsing.times.words import UNIT_LENGTHS
from threadkit.records import Capture, Order, Problem, Severity, Sighting, TimeBasis, When

__all__ = ["MADE", "REPLY", "Facts", "Given", "gather_facts", "is_open"]

UNKNOWN = When()
BASES = tuple(TimeBasis)
SHOWN, MADE = "as shown", "when the page was made, as it is known"
PLACE, REPLY = "its place among the posts of", "it is no older than the post it answers"
EXACT = frozenset({TimeBasis.EXACT, TimeBasis.ID})
DATED = frozenset({TimeBasis.CLOCK, TimeBasis.DATE})
OPEN_BASES = frozenset({TimeBasis.AGE, TimeBasis.YEARLESS})
EAST = timedelta(hours=14)
MONTH = timedelta(days=28)
SHORT_MONTH = 48 * HOUR  #: who rounds up by the calendar says "2 months" after 28 days of February


@attrs.frozen(eq=False)
class Given:
    """The arguments of ``timeline.solve``."""

    seen: Gathered
    members: Mapping[str, Sequence[int]]
    canonical: Mapping[str, str]
    parents: Mapping[str, str]
    top_down: Sequence[str]
    fixed: Mapping[str, When]
    newest: Mapping[str, datetime]

    def any_year(self) -> Given:
        """The same without the promise that a date without its year is of the year of the page."""
        if not any(capture.current_year_dates for capture in self.seen.captures.values()):
            return self
        captures = {n: attrs.evolve(c, current_year_dates=False) for n, c in self.seen.captures.items()}
        return attrs.evolve(self, seen=attrs.evolve(self.seen, captures=captures))


@attrs.frozen(eq=False)
class Facts:
    """Posts are the first nodes, then captures, then clocks. Lists by node hold what is shown."""

    given: Given
    names: list[str]  #: ids of posts
    number: dict[str, int]
    base: list[When]  #: by post: what needs no solving
    timed: dict[str, list[int]]  #: by post: sightings with a time
    low: list[int]
    high: list[int]
    low_by: list[Trail | None]
    high_by: list[Trail | None]
    pages: list[Page] = attrs.field(factory=list)
    orders: list[tuple[str, list[int], str]] = attrs.field(factory=list)  #: capture, its posts oldest first, how
    out_of_order: set[tuple[int, int]] = attrs.field(factory=set)  #: (order, post) that its own words put elsewhere
    pairs: list[tuple[int, int, int]] = attrs.field(factory=list)
    guessed: set[int] = attrs.field(factory=set)  #: posts some of whose sightings have no id and were found to be them
    open_posts: set[str] = attrs.field(factory=set)  #: with an age or a date without its year
    shown_on: dict[int, list[int]] = attrs.field(factory=lambda: defaultdict(list))  #: by node: pages
    in_order: dict[int, list[int]] = attrs.field(factory=lambda: defaultdict(list))  #: by node: orders
    problems: dict[tuple[str, str], Problem] = attrs.field(factory=dict)
    contradicted: set[str] = attrs.field(factory=set)

    def pages_of(self, nodes: Iterable[int]) -> set[int]:
        return {place for node in nodes for place in self.shown_on.get(node, ())}

    def orders_of(self, nodes: Iterable[int]) -> set[int]:
        return {place for node in nodes for place in self.in_order.get(node, ())}

    def post_of(self, sighting: int) -> str:
        return self.given.canonical[self.given.seen.ids[sighting]]


def gather_facts(given: Given, only: frozenset[int] | None = None) -> Facts:
    """Of all sightings, or `only` of those with these numbers."""
    members = given.members
    if only is not None:
        some: dict[str, list[int]] = {}
        for n in sorted(only):
            some.setdefault(given.canonical[given.seen.ids[n]], []).append(n)
        members = some
    names = list(members)
    facts = Facts(given, names, {name: n for n, name in enumerate(names)}, [], {}, [], [], [], [])
    for node, name in enumerate(names):
        read_post(facts, name, members[name])
        ids = {given.seen.ids[n] for n in members[name]} if len(members[name]) > 1 else ()
        if len(ids) > 1 and any(map(is_seen_id, ids)):
            facts.guessed.add(node)
    if only is None:
        add_pages(facts, range(len(given.seen.sightings)), given.seen.captures)
    else:  # other pages bind nothing
        add_pages(facts, sorted(only), {given.seen.sightings[n].source.capture for n in only})
    add_pairs(facts)
    return facts


def read_post(facts: Facts, name: str, numbers: Sequence[int]) -> None:
    """Its own words about its time, those that need no solving, intersected; the better basis stays."""
    sightings = facts.given.seen.sightings
    when = UNKNOWN
    low_by = high_by = None
    timed = [n for n in numbers if sightings[n].when is not None]
    if len(timed) > 1:
        timed.sort(key=lambda n: rank(sightings[n]))
    facts.timed[name] = timed
    for n in timed:
        shown = sightings[n].when or UNKNOWN
        if is_open(shown):
            facts.open_posts.add(name)
        else:
            both = shown if when is UNKNOWN else intersect(when, shown)
            if both is None:
                what = f"its times contradict each other: {when.text!r} is kept, {shown.text!r} is not"
                source = sightings[n].source
                problem = Problem(source, what, sightings[n].text[:40], Severity.WARNING)
                facts.problems.setdefault((source.capture, name), problem)
                facts.contradicted.add(name)
                continue
            low_by = low_by if both.earliest == when.earliest else Trail(SHOWN, n)
            high_by = high_by if both.latest == when.latest else Trail(SHOWN, n)
            when = both
    low, high = from_when(when.earliest, when.latest)
    facts.base.append(when)
    facts.low.append(low)
    facts.high.append(high)
    facts.low_by.append(low_by)
    facts.high_by.append(high_by)


def is_open(when: When) -> bool:
    """An age, or a date without its year: its bounds follow from when the page was made."""
    return when.basis in OPEN_BASES and (when.earliest is None or when.latest is None)


def rank(sighting: Sighting) -> tuple[int, str, str]:
    when = sighting.when or UNKNOWN
    return BASES.index(when.basis), when.text, sighting.source.capture


def add_node(facts: Facts, low: int, high: int, trail: Trail | None) -> int:
    facts.low.append(low)
    facts.high.append(high)
    facts.low_by.append(trail)
    facts.high_by.append(trail)
    return len(facts.low) - 1


def add_pages(facts: Facts, numbers: Iterable[int], captures: Iterable[str]) -> None:
    """Pages with what they say, and the orders of those that keep one."""
    seen = facts.given.seen
    pages: dict[str, Page] = {}
    for name in sorted(captures):
        capture = seen.captures[name]
        made = capture.seen_at or UNKNOWN
        page = pages[name] = Page(capture, add_node(facts, *from_when(made.earliest, made.latest), Trail(MADE)), -1)
        if name in facts.given.newest:
            page.newest = from_when(facts.given.newest[name], None)[0]
    orders: dict[str, list[tuple[int, Sighting]]] = defaultdict(list)
    for n in numbers:
        sighting = seen.sightings[n]
        page = pages[sighting.source.capture]
        node = facts.number[facts.given.canonical[seen.ids[n]]]
        page.shown.append(node)
        if sighting.when is not None and sighting.when.basis is not TimeBasis.EXACT:
            add_words(page, node, n, sighting.when)
        if page.capture.order in (Order.NEWEST, Order.OLDEST) and seen.ids[n] not in seen.quoted:
            orders[page.capture.name].append((node, sighting))
    for page in pages.values():
        place = len(facts.pages)
        facts.pages.append(page)
        facts.shown_on[page.node].append(place)
        for node in page.shown:
            facts.shown_on[node].append(place)
        if len(page.clock) > 1:
            page.offset = add_node(facts, LEAST_OFFSET, MOST_OFFSET + 1, None)
            facts.shown_on[page.offset].append(place)
    for name, row in sorted(orders.items()):
        add_order(facts, seen.captures[name], row)


def add_words(page: Page, node: int, n: int, when: When) -> None:
    """An age, a date without its year, or a reading of a clock whose zone is not known."""
    if is_open(when):
        if when.age is not None:
            key = when.text, when.age
            if key not in page.groups:
                low, high = (span // MICROSECOND for span in when.age)
                low -= SHORT_MONTH if low and when.unit is not None and when.unit >= MONTH else 0
                page.groups[key] = AgeGroup(plain_terms(when), (low, high), [], [])
            page.groups[key].nodes.append(node)
            page.groups[key].sightings.append(n)
        elif when.month_day is not None:
            page.yearless.append((node, n, when))
    elif when.wall is not None and page.capture.timezone is None and of_any_zone(when):
        reading, _ = from_when(when.wall.replace(tzinfo=UTC), None)
        page.clock.append((node, n, reading, (when.unit or MICROSECOND) // MICROSECOND))


def plain_terms(when: When) -> tuple[tuple[int, int], ...] | None:
    """Numbers and units of an age, if its words are what its span says."""
    terms = age_terms(when.text)
    if terms is None or when.age is None:
        return None
    number, place = terms[-1]
    low, high = UNIT_LENGTHS[place]
    least, most = max(number - 1, 0) * low, (number + 1) * high
    for number, place in terms[:-1]:
        least, most = least + number * UNIT_LENGTHS[place][0], most + number * UNIT_LENGTHS[place][1]
    return terms if when.age == (least, most) else None


def of_any_zone(when: When) -> bool:
    """A reading of the page's own clock; one that names a zone nobody knows says so in its reasons."""
    if when.basis not in DATED or when.wall is None or when.unit is None or when.reasons:
        return False
    return when.earliest == when.wall.replace(tzinfo=UTC) - EAST


def add_order(facts: Facts, capture: Capture, row: Sequence[tuple[int, Sighting]]) -> None:
    """The posts of a page, oldest first.

    The topmost of a page with the newest first may be pinned there, and nothing tells; it binds nobody. Posts of others
    on an account's page were passed on, and stand where that was done.
    """
    nodes = []
    for place, (node, sighting) in enumerate(row):
        passed_on = False
        if capture.order is Order.NEWEST:
            own, by = capture.account, sighting.author
            passed_on = bool(own and by and own.handle and by.handle and own.handle.lower() != by.handle.lower())
            passed_on |= place == 0
        if not passed_on:
            nodes.append((node, sighting))
    if capture.order is Order.NEWEST:
        nodes.reverse()
    number = len(facts.orders)
    page = [node for node, _ in nodes]
    facts.orders.append((capture.name, page, f"{PLACE} {capture.name}"))
    for node in page:
        facts.in_order[node].append(number)
    for of_kind in (by_age, by_wall):
        facts.out_of_order.update((number, node) for node in standing_out(nodes, of_kind))


def by_age(when: When) -> tuple[int, int] | None:
    """Before when the page was made, whenever that was."""
    if when.age is None:
        return None
    return -(when.age[1] // MICROSECOND), -(when.age[0] // MICROSECOND) + 1


def by_wall(when: When) -> tuple[int, int] | None:
    """By the page's clock, which may be put back by an hour between two readings."""
    if when.wall is None or when.unit is None:
        return None
    reading, _ = from_when(when.wall.replace(tzinfo=UTC), None)
    return reading - HOUR, reading + when.unit // MICROSECOND


def standing_out(
    nodes: Sequence[tuple[int, Sighting]], of_kind: Callable[[When], tuple[int, int] | None]
) -> list[int]:
    """Posts whose own words put them elsewhere in the order, whatever else is known."""
    spans = []
    for node, sighting in nodes:
        span = of_kind(sighting.when) if sighting.when is not None else None
        if span is not None:
            spans.append((node, span))
    if len(spans) < 2:
        return []
    nothing = [None] * len(spans)
    bounds = Bounds([low for _, (low, _) in spans], [high for _, (_, high) in spans], nothing, nothing)
    return [spans[place][0] for place in sweep(bounds, range(len(spans)), (), "")]


def add_pairs(facts: Facts) -> None:
    """Replies below what they answer, parents first."""
    given = facts.given
    children = given.top_down if len(facts.names) == len(given.members) else facts.names
    for child in children if given.parents else ():
        parent = given.parents.get(child)
        if parent is None or child not in facts.number:
            continue
        if parent in facts.number:
            facts.pairs.append((facts.number[parent], EVER, facts.number[child]))
        elif (over := given.fixed.get(parent)) is not None and over.earliest is not None:
            facts.pairs.append((-1, from_when(over.earliest, None)[0], facts.number[child]))
