"""When one page was made, from the ages, dates and clock readings of its posts; and back again.

A page was made by one program, so all its ages follow one way of ``age_hypotheses.py``. Each way that is still
possible gives its own interval for the page; what is concluded is their union. A way whose interval would be empty is
refuted, and left out from then on. Ways of two pages are not combined: each page is taken under its own ways against
what is known of the posts whatever the others follow. So the work grows with the pages and not with their product,
and what is concluded may be wider than it could be, but never too narrow.

Pages of one site may be years apart, and sites change; so a way that one page refutes is not refuted for another.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from datetime import UTC, datetime, timedelta

import attrs

from threadkit.graph.times.age_hypotheses import AGE_HYPOTHESES, AgeHypothesis, Terms, post_bounds, seen_bounds
from threadkit.graph.times.network import EVER, NEVER, Bounds, Trail
from threadkit.parsing.times import intervals
from threadkit.records import Capture, When

__all__ = [
    "AGE", "PAGE_AGE", "AgeGroup", "Clash", "Page", "date_by_ages", "date_by_days", "date_by_posts", "from_when",
    "misfits", "offset_of_clock", "when_of",
]  # fmt: skip

EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
HOUR, QUARTER = 3_600_000_000, 900_000_000
LEAST_OFFSET, MOST_OFFSET = -12 * HOUR, 13 * HOUR  #: in winter
AGE, PAGE_AGE = "counted back from when the page was made", "its age, and when the post was written"
YEAR, PAGE_YEAR = "its year is the one the page was made in", "a date without its year"
ANY_YEAR = "no later than the page was made"
YOUNG, PAGE_POST = "it is no younger than the page that shows it", "a page is not older than its posts"
CLOCK, PAGE_CLOCK = "clock readings of one page are of one zone", "a clock reading, and when the post was written"


@attrs.frozen(eq=False)
class AgeGroup:
    """The posts for which a page shows the same age."""

    terms: Terms | None  #: None: in a word, or hedged; it is read as broadly as can be
    age: tuple[int, int]
    nodes: list[int]
    sightings: list[int]

    def of_page(self, way: AgeHypothesis | None, low: int, high: int) -> tuple[int, int]:
        """When the page was made, if the posts are as old as the group's greatest low and least high."""
        if way is None or self.terms is None:
            return (low if low == EVER else low + self.age[0]), (high if high == NEVER else high + self.age[1])
        return closed(seen_bounds(way, self.terms, opened(low), opened(high)))

    def of_posts(self, way: AgeHypothesis | None, low: int, high: int) -> tuple[int, int]:
        """When the posts were written, from when the page was made."""
        if way is None or self.terms is None:
            return (low if low == EVER else low - self.age[1]), (high if high == NEVER else high - self.age[0])
        return closed(post_bounds(way, self.terms, opened(low), opened(high)))


@attrs.frozen
class Clash:
    """Two ends that exclude each other: sightings, and the bounds of posts that they start from."""

    sightings: tuple[int, ...]
    ends: tuple[tuple[int, bool], ...] = ()


@attrs.define(eq=False)
class Page:
    """What one page says of times, and what follows. Nodes are numbers in :class:`Bounds`."""

    capture: Capture
    node: int
    offset: int  #: the node of its clock, or -1
    shown: list[int] = attrs.field(factory=list)
    groups: dict[object, AgeGroup] = attrs.field(factory=dict)
    yearless: list[tuple[int, int, When]] = attrs.field(factory=list)  #: post, sighting, as shown
    clock: list[tuple[int, int, int, int]] = attrs.field(factory=list)  #: post, sighting, reading, unit
    newest: int = EVER  #: of posts that are no nodes
    ways: tuple[AgeHypothesis, ...] = ()  #: still possible; none: ages are read as broadly as can be
    by_way: dict[AgeHypothesis, tuple[int, int]] = attrs.field(factory=dict)
    refuted: dict[AgeHypothesis, Clash] = attrs.field(factory=dict)

    def begin(self, ways: Sequence[AgeHypothesis] = AGE_HYPOTHESES) -> None:
        """Try these ways; those that never say one of the ages are refuted by it."""
        self.by_way, self.refuted = {}, {}
        plain = [group for group in self.groups.values() if group.terms is not None]
        for way in ways if plain else ():
            for group in plain:
                if group.terms is not None and not way.says(group.terms):
                    self.refuted[way] = Clash((group.sightings[0],))
                    break
        self.ways = tuple(way for way in ways if way not in self.refuted) if plain else ()

    def without(self, left_out: Container[int], young: Container[int]) -> Page:
        """The same to begin anew with, without the ages that these sightings show, and without these posts."""
        groups = {}
        for key, group in self.groups.items():
            kept = [pair for pair in zip(group.nodes, group.sightings, strict=True) if pair[1] not in left_out]
            if kept:
                nodes, sightings = map(list, zip(*kept, strict=True))
                groups[key] = attrs.evolve(group, nodes=nodes, sightings=sightings)
        shown = [node for node in self.shown if node not in young]
        return attrs.evolve(self, shown=shown, groups=groups, ways=(), by_way={}, refuted={})

    @property
    def failed(self) -> bool:
        """All ways are refuted."""
        return bool(self.refuted) and not self.ways


def date_by_posts(bounds: Bounds, page: Page) -> list[int]:
    """A page is not older than its posts, nor they younger. Gives back the posts for which that cannot be."""
    low, high, made = bounds.low, bounds.high, page.node
    young: list[int] = []
    most = max(map(low.__getitem__, page.shown), default=EVER)
    if most > low[made]:
        last = page.shown[[low[node] for node in page.shown].index(most)]
        later = page.shown if most >= high[made] else [last]
        young += [
            node
            for node in later
            if low[node] > low[made] and not bounds.at_least(made, low[node], Trail(PAGE_POST, -1, node))
        ]
    if page.newest > low[made]:
        bounds.at_least(made, page.newest, Trail(PAGE_POST))
    latest = high[made]
    if latest != NEVER:
        trail = Trail(YOUNG, -1, made, high=True)
        young += [node for node in page.shown if latest < high[node] and not bounds.below(node, latest, trail)]
    return young


def date_by_days(bounds: Bounds, page: Page, left_out: Container[int]) -> list[int]:
    """Dates without their year, both ways. Gives back the sightings whose date cannot be."""
    bad: list[int] = []
    made, promised, zone = page.node, page.capture.current_year_dates, page.capture.timezone
    for node, sighting, shown in page.yearless:
        if sighting in left_out:
            continue
        if promised and (bounds.low[node] != EVER or bounds.high[node] != NEVER):
            true = when_of(bounds.low[node], bounds.high[node])
            least, most = from_when(*intervals.seen_bounds(shown, true, current_year=True, timezone=zone))
            one = bounds.at_least(made, least, Trail(PAGE_YEAR, sighting, node))
            two = bounds.below(made, most, Trail(PAGE_YEAR, sighting, node, high=True))
            if not (one and two):
                bad.append(sighting)
                continue
        if bounds.low[made] == EVER and bounds.high[made] == NEVER:
            continue
        seen_at = when_of(bounds.low[made], bounds.high[made])
        found = intervals.resolve(shown, seen_at, current_year=promised, timezone=zone)
        least, most = from_when(found.earliest, found.latest)
        how = YEAR if promised else ANY_YEAR
        one = bounds.at_least(node, least, Trail(how, sighting, made))
        two = bounds.below(node, most, Trail(how, sighting, made, high=True))
        if not (one and two):
            bad.append(sighting)
    return bad


Held = tuple[AgeHypothesis | None, int, int, Trail | None, Trail | None]  #: a way, from, to, and what set those


def date_by_ages(bounds: Bounds, page: Page) -> bool:
    """The page from its ages under each way, and the ages from the page under all. False: no reading fits."""
    held = list(dates_by_way(bounds, page))
    if page.ways:
        page.ways = tuple(way for way, *_ in held if way is not None)
        page.by_way = {way: (least, most) for way, least, most, *_ in held if way is not None}
    if not held:
        return False
    _, least, _, low_by, _ = min(held, key=lambda each: each[1])
    _, _, most, _, high_by = max(held, key=lambda each: each[2])
    if low_by is not None:
        bounds.at_least(page.node, least, low_by)
    if high_by is not None:
        bounds.below(page.node, most, high_by)
    low, high = bounds.low, bounds.high
    for group in page.groups.values():
        spans = [group.of_posts(way, begin, end) for way, begin, end, *_ in held]
        begin, end = min(span[0] for span in spans), max(span[1] for span in spans)
        for node, sighting in zip(group.nodes, group.sightings, strict=True):
            if begin > low[node]:
                bounds.at_least(node, begin, Trail(AGE, sighting, page.node))
            if end < high[node]:
                bounds.below(node, end, Trail(AGE, sighting, page.node, high=True))
    return True


def dates_by_way(bounds: Bounds, page: Page) -> Iterator[Held]:
    """Under each way that is still possible; those that turn out not to be are noted as refuted."""
    low, high, made = bounds.low, bounds.high, page.node
    groups = list(page.groups.values())
    known = [(max(map(low.__getitem__, g.nodes)), min(map(high.__getitem__, g.nodes))) for g in groups]
    for way in page.ways or (None,):
        least, most = low[made], high[made]
        first = last = -1
        for place, group in enumerate(groups):
            begin, end = group.of_page(way, *known[place])
            if begin > least:
                least, first = begin, place
            if end < most:
                most, last = end, place
        low_by = trail_of(bounds, groups[first], high=False) if first >= 0 else None
        high_by = trail_of(bounds, groups[last], high=True) if last >= 0 else None
        if least < most:
            yield way, least, most, low_by, high_by
        elif way is not None:
            page.refuted[way] = clash(made, low_by, high_by)


def trail_of(bounds: Bounds, group: AgeGroup, *, high: bool) -> Trail:
    """Of the post of a group that says most."""
    values = list(map((bounds.high if high else bounds.low).__getitem__, group.nodes))
    place = values.index(min(values) if high else max(values))
    return Trail(PAGE_AGE, group.sightings[place], group.nodes[place], high)


def clash(made: int, low_by: Trail | None, high_by: Trail | None) -> Clash:
    sightings = tuple(trail.sighting for trail in (low_by, high_by) if trail is not None)
    ends = (
        (made, False) if low_by is None else (low_by.node, low_by.high),
        (made, True) if high_by is None else (high_by.node, high_by.high),
    )
    return Clash(sightings, ends)


def misfits(
    low: Sequence[int], high: Sequence[int], page: Page, guessed: Container[int]
) -> tuple[list[int], list[int]]:
    """What does not fit the moment that fits the most of what the page shows, by these bounds of its posts.

    Sightings whose age, read as broadly as can be, does not, and posts that were not yet written then. A post without
    an age has no word in that, unless it is `guessed` to be the same as others: no page is older than what it shows.
    """
    spans = []
    aged = set()
    for group in page.groups.values():
        for node, sighting in zip(group.nodes, group.sightings, strict=True):
            begin, end = group.of_page(None, low[node], high[node])
            aged.add(node)
            if begin != EVER or end != NEVER:
                spans.append((begin, end, node, sighting))
    others = [node for node in page.shown if node not in aged and low[node] != EVER]
    spans += [(low[node], NEVER, node, -1) for node in others if node in guessed]
    floor = max((low[node] for node in others if node not in guessed), default=EVER)
    floor = max(floor, low[page.node]) if floor < high[page.node] else low[page.node]
    spans = [(max(begin, floor), end, node, sighting) for begin, end, node, sighting in spans]
    steps = sorted((moment, step) for begin, end, *_ in spans for moment, step in ((begin, 1), (max(begin, end), -1)))
    count = best = 0
    when = floor
    for moment, step in steps:
        count += step
        if step > 0 and count > best and moment < high[page.node]:
            best, when = count, moment
    out = [(node, sighting) for begin, end, node, sighting in spans if not begin <= when < end]
    young = dict.fromkeys(node for node, _ in out if low[node] > when)
    return [sighting for _, sighting in out if sighting >= 0], list(young)


def offset_of_clock(bounds: Bounds, page: Page) -> bool:
    """How far the page's clock is ahead of UTC in winter, and what its readings say then. False: no offset fits.

    In summer it is an hour more, if at all; which it was is known of no reading. Offsets are whole quarters.
    """
    low, high, clock = bounds.low, bounds.high, page.offset
    for node, sighting, reading, unit in page.clock:
        least, most = reading - HOUR - high[node], reading + unit - low[node]
        if least > low[clock]:
            value = -(-least // QUARTER) * QUARTER
            if value > low[clock] and not bounds.at_least(clock, value, Trail(PAGE_CLOCK, sighting, node, high=True)):
                return False
        if most < high[clock]:
            value = most // QUARTER * QUARTER + 1
            if value < high[clock] and not bounds.below(clock, value, Trail(PAGE_CLOCK, sighting, node)):
                return False
    begin, end = low[clock], high[clock] - 1
    if begin > LEAST_OFFSET or end < MOST_OFFSET:
        for node, sighting, reading, unit in page.clock:
            first, last = reading - HOUR - end, reading + unit - begin
            if first > low[node]:
                bounds.at_least(node, first, Trail(CLOCK, sighting, clock, high=True))
            if last < high[node]:
                bounds.below(node, last, Trail(CLOCK, sighting, clock))
    return True


def opened(bound: int) -> int | None:
    return None if bound in (EVER, NEVER) else bound


def closed(bounds: tuple[int | None, int | None]) -> tuple[int, int]:
    low, high = bounds
    return EVER if low is None else low, NEVER if high is None else high


def from_when(earliest: datetime | None, latest: datetime | None) -> tuple[int, int]:
    """Bounds as numbers."""
    return (
        EVER if earliest is None else (earliest - EPOCH) // MICROSECOND,
        NEVER if latest is None else (latest - EPOCH) // MICROSECOND,
    )


def when_of(low: int, high: int) -> When:
    """Numbers as bounds; what no calendar has is no bound."""
    return When(moment(low), moment(high))


def moment(number: int) -> datetime | None:
    if number in (EVER, NEVER):
        return None
    try:
        return EPOCH + timedelta(microseconds=number)
    except OverflowError:
        return None
