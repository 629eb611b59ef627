"""When posts were written and captures made: every uncertain time solved together.

All times are intervals, and solving only ever narrows them. What binds them:

* a post's sightings agree: their intervals intersect;
* an age ("7 months ago") or a date without its year ties a post to when its capture was made, both ways;
* clock readings of one page are of one zone;
* a capture is not older than its posts, and they are not younger than it;
* on a page with an order, a post lies between its neighbours;
* a reply is not older than what it answers (links that a source states or shows, never inferred ones).

``facts.py`` gathers what binds what, ``capture_dates.py`` does one page, ``network.py`` keeps the bounds.
Rounds run until nothing changes; only pages whose posts moved are done again. Where two contradict each other, the
better basis stays and a Problem tells of it. What was left out for that is left out from the beginning: all is solved
anew without it, so that nothing stays that followed from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache, partial

import attrs

from threadkit.graph.gathering import Gathered
from threadkit.graph.times.age_hypotheses import AgeHypothesis
from threadkit.graph.times.capture_dates import (
    AgeGroup,
    Page,
    date_by_ages,
    date_by_days,
    date_by_posts,
    misfits,
    offset_of_clock,
    when_of,
)
from threadkit.graph.times.conflicts import Said, conflict, told
from threadkit.graph.times.facts import REPLY, Facts, Given, gather_facts
from threadkit.graph.times.network import Bounds, push_down, sweep
from threadkit.graph.times.solution import CaptureTimes, TimeSolution, TimesUnder
from threadkit.records import Problem, Severity, Source, TimeBasis, When

__all__ = ["Timeline", "Work", "solve"]

VISITS = 40  #: of a page; each narrows further, and pages that tie each other in a ring settle in three or four
ANEW = 8  #: times that all is solved anew without what contradicted the rest
UNKNOWN = When()
SOLVED = "solved from the ages and dates of its posts"
NO_DATE = "no date of this capture fits all its ages and dates; what contradicts the rest was left out"
NO_WAY = "no known way of writing ages fits these; they were read as broadly as can be"
OUT_OF_ORDER = "a post stands out of the page's order (pinned, perhaps); its place was not used for its time"
TOO_YOUNG = "it is younger than the page that shows it can be"
NO_END = "its posts' order or replies contradict their times, whenever it was made; they were not used for times"
NO_ZONE = "no one zone fits all clock readings of this page; each was taken to be of any zone"


@attrs.frozen(eq=False)
class Timeline:
    posts: Mapping[str, When]
    captures: Mapping[str, When]
    problems: Sequence[Problem]
    outright: frozenset[str]  #: posts whose sightings' times exclude each other, whatever else is known
    contradicted: frozenset[str]  #: those, and posts of which a time excludes what follows from all others
    explain: Callable[[], TimeSolution]


def solve(
    seen: Gathered,
    members: Mapping[str, Sequence[int]],
    canonical: Mapping[str, str],
    parents: Mapping[str, str],
    top_down: Sequence[str],
    fixed: Mapping[str, When] | None = None,
    newest: Mapping[str, datetime] | None = None,
) -> Timeline:
    """Times of posts by id and of captures by name.

    `parents` gives each reply's parent or ancestor (not inferred), `top_down` lists ids with parents before children.
    Some parents are not among the members: `fixed` has their times. `newest`: by capture, when a post was written that
    is not among them.
    """
    given = Given(seen, members, canonical, parents, top_down, fixed or {}, newest or {})
    work = worked_out(given, gather_facts(given))
    posts, captures = work.whens()
    problems = (*work.facts.problems.values(), *work.doubts.problems.values())
    outright, wrong = frozenset(work.facts.contradicted), frozenset(work.doubts.contradicted)
    return Timeline(posts, captures, problems, outright, outright | wrong, lambda: explained(given))


@attrs.define
class Doubts:
    """What is left out of the reckoning, as it contradicts the rest."""

    sightings: set[int] = attrs.field(factory=set)
    places: set[tuple[int, int]] = attrs.field(factory=set)  #: (page, post) out of the page's order
    young: set[tuple[str, int]] = attrs.field(factory=set)  #: (capture, post) written after all that it shows
    broad: set[str] = attrs.field(factory=set)  #: captures all of whose ways are refuted
    clocks: set[str] = attrs.field(factory=set)  #: captures whose readings are not of one zone
    endless: set[int] = attrs.field(factory=set)  #: posts whose places and replies drive the times on and on
    problems: dict[tuple[str, str], Problem] = attrs.field(factory=dict)
    contradicted: set[str] = attrs.field(factory=set)

    @property
    def size(self) -> int:
        by_number = len(self.sightings) + len(self.places) + len(self.endless)
        return by_number + len(self.young) + len(self.broad) + len(self.clocks)


def worked_out(given: Given, facts: Facts) -> Work:
    """Solved, and solved anew as long as something has to be left out."""
    doubts = Doubts(places=set(facts.out_of_order))
    for place, node in sorted(facts.out_of_order):
        tell_place(facts, doubts, place, node)
    for _ in range(ANEW):
        before = doubts.size
        work = Work(facts, doubts)
        work.run()
        for page in work.pages:
            if not page.failed or page.capture.name in doubts.broad:
                continue
            if not work.parts_guesses(page):
                doubts.broad.add(page.capture.name)
                tell_no_way(given, work, page)
        if doubts.size == before:
            break
    return work


def tell_place(facts: Facts, doubts: Doubts, place: int, node: int) -> None:
    name, post = facts.orders[place][0], facts.names[node]
    text = facts.base[node].text
    doubts.problems.setdefault((name, f"order {post}"), Problem(Source(name), OUT_OF_ORDER, text))


def tell_no_way(given: Given, work: Work, page: Page) -> None:
    """With what excludes each other under the way that holds the longest."""
    way = list(page.refuted)[-1]
    said = conflict(given, work.bounds, page, way, refutes)
    first = said[0].source if said else Source(page.capture.name)
    saw = told(said)
    work.doubts.problems[page.capture.name, "ways"] = Problem(first, NO_WAY, saw, Severity.WARNING)


def refutes(given: Given, only: frozenset[int], name: str, way: AgeHypothesis) -> bool:
    """Whether these sightings alone refute a way of a page."""
    facts = gather_facts(given, only)
    work = Work(facts, Doubts(places=set(facts.out_of_order)))
    page = next((page for page in work.pages if page.capture.name == name), None)
    if page is None:
        return False
    page.begin((way,))
    work.run()
    return way in page.refuted


class Work:
    """One solving: bounds that close in until nothing moves."""

    def __init__(self, facts: Facts, doubts: Doubts) -> None:
        self.facts, self.doubts = facts, doubts
        self.bounds = Bounds(facts.low, facts.high, facts.low_by, facts.high_by)
        young: dict[str, set[int]] = {}
        for name, node in doubts.young:
            young.setdefault(name, set()).add(node)
        self.pages = [page.without(doubts.sightings, young.get(page.capture.name, ())) for page in facts.pages]
        for page in self.pages:
            if page.capture.name in doubts.broad:
                page.ways = ()
            else:
                page.begin()

    def run(self) -> None:
        facts, bounds = self.facts, self.bounds
        todo = set(range(len(self.pages)))
        sweeps = set(range(len(facts.orders)))
        visits = [0] * len(self.pages)
        first = True
        while first or bounds.moved:
            bounds.moved = set()
            for place in sorted(todo):
                visits[place] += 1
                if visits[place] == VISITS:
                    self.tell_endless(self.pages[place])
                elif visits[place] < VISITS:
                    self.date(self.pages[place])
            for place in sorted(sweeps if first else facts.orders_of(bounds.moved)):
                self.sweep(place)
            if facts.pairs and (first or bounds.moved):
                self.follow_replies()
            todo = facts.pages_of(bounds.moved)
            first = False

    def sweep(self, place: int) -> None:
        _, page, how = self.facts.orders[place]
        skip = {node for where, node in self.doubts.places if where == place} | self.doubts.endless
        for node in sweep(self.bounds, page, skip, how):
            self.doubts.places.add((place, node))
            tell_place(self.facts, self.doubts, place, node)

    def tell_endless(self, page: Page) -> None:
        """Dated again and again: what its ages say and what binds its posts otherwise cannot both be."""
        self.doubts.endless.update(page.shown)
        self.problem(page.capture.name, "endless", Problem(Source(page.capture.name), NO_END))

    def date(self, page: Page) -> None:
        name, bounds = page.capture.name, self.bounds
        for node in date_by_posts(bounds, page):
            key = f"after {self.facts.names[node]}"
            self.problem(name, key, Problem(Source(name), TOO_YOUNG, self.facts.base[node].text))
        self.leave_out(page, date_by_days(bounds, page, self.doubts.sightings))
        fits = not page.groups or page.failed or date_by_ages(bounds, page) or bool(page.refuted)
        if not fits and not self.parts_guesses(page):
            self.leave_out(page, misfits(bounds.low, bounds.high, page, ())[0])
        if page.offset >= 0 and name not in self.doubts.clocks and not offset_of_clock(bounds, page):
            self.doubts.clocks.add(name)
            self.problem(name, "clock", Problem(Source(name), NO_ZONE))

    def parts_guesses(self, page: Page) -> bool:
        """Leaves out what most of the page contradicts, whatever else is known, if all that was guessed to be one post.

        Two posts taken for one must not date all others: neither the page nor, by their place, their neighbors.
        """
        facts, name = self.facts, page.capture.name
        sightings, young = misfits(facts.low, facts.high, page, facts.guessed)
        nodes = {*young, *(facts.number[facts.post_of(n)] for n in sightings)}
        if not nodes or not nodes <= facts.guessed:
            return False
        for node in young:
            self.doubts.young.add((name, node))
            self.doubts.contradicted.add(facts.names[node])
            self.problem(name, f"after {facts.names[node]}", Problem(Source(name), TOO_YOUNG, facts.base[node].text))
        self.leave_out(page, sightings)
        here = {place for place in facts.orders_of(nodes) if facts.orders[place][0] == name}
        self.doubts.places.update((place, node) for place in here for node in nodes)
        return True

    def leave_out(self, page: Page, sightings: Sequence[int]) -> None:
        for n in sightings:
            self.doubts.sightings.add(n)
            sighting, post = self.facts.given.seen.sightings[n], self.facts.post_of(n)
            text = sighting.when.text if sighting.when else ""
            self.problem(page.capture.name, "seen_at", Problem(sighting.source, NO_DATE, text))
            if len(self.facts.timed[post]) > 1:
                self.doubts.contradicted.add(post)
                kept = self.facts.base[self.facts.number[post]].text
                what = f"its times contradict each other: {kept!r} is kept, {text!r} is not"
                self.problem(page.capture.name, post, Problem(sighting.source, what, sighting.text[:40]))

    def problem(self, name: str, key: str, problem: Problem) -> None:
        self.doubts.problems.setdefault((name, key), problem)

    def follow_replies(self) -> None:
        endless = self.doubts.endless
        pairs = [pair for pair in self.facts.pairs if pair[2] not in endless] if endless else self.facts.pairs
        for node in push_down(self.bounds, pairs, REPLY):
            name = self.facts.names[node]
            source = self.facts.given.seen.sightings[self.facts.given.members[name][0]].source
            text = self.facts.base[node].text or "time known"
            what = f"it is older than the post it answers ({text}); a clock ran backwards"
            self.problem(source.capture, f"reply {name}", Problem(source, what, name))

    # --- as times ---

    def whens(self) -> tuple[dict[str, When], dict[str, When]]:
        """Of posts by id and of captures by name."""
        captures = {}
        for page in self.pages:
            made = page.capture.seen_at or UNKNOWN
            captures[page.capture.name] = self.narrowed(made, page.node, SOLVED)
        posts = {}
        low, high, facts = self.bounds.low, self.bounds.high, self.facts
        for node, name in enumerate(facts.names):
            when = facts.base[node]
            if name in facts.open_posts:
                when = self.worded(name)
            if low[node] != facts.low[node] or high[node] != facts.high[node] or name in facts.open_posts:
                when = self.narrowed(when, node)
            posts[name] = when
        return posts, captures

    def worded(self, name: str) -> When:
        """In the words of the sighting that says most: one that needs no solving, else that of the finest unit."""
        when = self.facts.base[self.facts.number[name]]
        if when.basis is not TimeBasis.UNKNOWN:
            return when
        shown = [self.facts.given.seen.sightings[n].when or UNKNOWN for n in self.facts.timed[name]]
        return min(shown, key=lambda each: each.unit or timedelta.max, default=when)

    def narrowed(self, when: When, node: int, reason: str | None = None) -> When:
        """With the bounds that were found. What already had them keeps its words."""
        bounds = when_of(self.bounds.low[node], self.bounds.high[node])
        earliest, latest = later(when.earliest, bounds.earliest), earlier(when.latest, bounds.latest)
        if (earliest, latest) == (when.earliest, when.latest):
            return when
        by = (self.bounds.low_by[node], self.bounds.high_by[node])
        changed = (earliest != when.earliest, latest != when.latest)
        hows = [reason or trail.how for trail, new in zip(by, changed, strict=True) if new and trail is not None]
        reasons = tuple(dict.fromkeys((*when.reasons, *hows)))
        basis = TimeBasis.ORDER if when.basis is TimeBasis.UNKNOWN else when.basis
        return attrs.evolve(when, earliest=earliest, latest=latest, basis=basis, reasons=reasons)


def later(a: datetime | None, b: datetime | None) -> datetime | None:
    return b if a is None else a if b is None else max(a, b)


def earlier(a: datetime | None, b: datetime | None) -> datetime | None:
    return b if a is None else a if b is None else min(a, b)


# --- taken apart, when somebody asks ---


def explained(given: Given) -> TimeSolution:
    """Everything solved again, with what each way says by itself."""
    work = worked_out(given, gather_facts(given))
    posts, captures = work.whens()
    other = given.any_year()
    any_year = worked_out(other, gather_facts(other)).whens()[1] if other is not given else {}
    found = {}
    for page in work.pages:
        name = page.capture.name
        ways = tuple(under(given, work, page))
        years: tuple[TimesUnder, ...] = ()
        if page.yearless and page.capture.current_year_dates:
            years = (
                TimesUnder("no year means the year of the page", "what pages of this format do", captures[name]),
                TimesUnder("any year", "if this page does not", any_year.get(name, UNKNOWN)),
            )
        offset = None
        known = page.offset >= 0 and (work.bounds.low_by[page.offset] or work.bounds.high_by[page.offset])
        if known and name not in work.doubts.clocks:
            offset = work.bounds.low[page.offset] // 60_000_000, (work.bounds.high[page.offset] - 1) // 60_000_000
        broad = name in work.doubts.broad
        found[name] = CaptureTimes(name, captures[name], ways, years, offset, broad)
    return TimeSolution(found, posts, given.canonical, partial(of_post, work, cache(partial(ages_shown, work))))


def under(given: Given, work: Work, page: Page) -> list[TimesUnder]:
    found = [
        TimesUnder(way.name, way.source, when_of(*span)) for way, span in page.by_way.items() if way in page.ways
    ]
    for way in page.refuted:
        said: Sequence[Said] = conflict(given, work.bounds, page, way, refutes)
        found.append(TimesUnder(way.name, way.source, None, tuple(said)))
    return found


Aged = Mapping[int, Sequence[tuple[Page, AgeGroup]]]  #: by node, where its age is shown


def ages_shown(work: Work) -> Aged:
    found: dict[int, list[tuple[Page, AgeGroup]]] = {}
    for page in work.pages:
        for group in page.groups.values():
            for node in dict.fromkeys(group.nodes):
                found.setdefault(node, []).append((page, group))
    return found


def of_post(work: Work, shown: Callable[[], Aged], post: str) -> dict[tuple[str, str], When]:
    """By page that shows its age and way, when a post was written."""
    node = work.facts.number.get(post, -1)
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for page, group in shown().get(node, ()):
        for way in page.ways:
            key = page.capture.name, way.name
            low, high = found.get(key, (work.bounds.low[node], work.bounds.high[node]))
            least, most = group.of_posts(way, *page.by_way[way])
            found[key] = max(low, least), min(high, most)
    return {key: when_of(low, high) for key, (low, high) in found.items() if low < high}
