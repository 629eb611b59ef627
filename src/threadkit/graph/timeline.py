"""When posts were written and captures made: every uncertain time solved together.

All times are intervals, and solving only ever narrows them. What binds them:

* a post's sightings agree: their intervals intersect;
* an age ("7 months ago") or a date without its year ties a post to when its capture was made, both ways;
* a capture is not older than its posts, and they are not younger than it;
* on a page with an order, a post lies between its neighbours;
* a reply is not older than what it answers (links that a source states or shows, never inferred ones).

Rounds of these run until nothing changes. Where two contradict each other, the better basis stays and a
Problem tells of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import attrs

from threadkit.graph.gathering import Gathered
from threadkit.parsing.intervals import intersect, resolve, seen_bounds
from threadkit.records import Order, Problem, Severity, Sighting, Source, TimeBasis, When

__all__ = ["Timeline", "solve"]

ROUNDS = 12  # each narrows further; pages that tie each other in a ring settle in three or four
UNKNOWN = When()


@attrs.frozen(eq=False)
class Timeline:
    posts: Mapping[str, When]
    captures: Mapping[str, When]
    problems: Sequence[Problem]
    contradicted: frozenset[str]  #: posts whose sightings' times exclude each other


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
    work = Work(seen, members, canonical, fixed or {}, newest or {})
    for _ in range(ROUNDS):
        before = dict(work.posts), dict(work.captures)
        work.date_captures()
        work.read_sightings()
        work.follow_captures()
        work.follow_pages()
        work.follow_replies(parents, top_down)
        if (work.posts, work.captures) == before:
            break
    return Timeline(work.posts, work.captures, tuple(work.problems.values()), frozenset(work.contradicted))


class Work:
    """The intervals while they are being narrowed."""

    def __init__(
        self,
        seen: Gathered,
        members: Mapping[str, Sequence[int]],
        canonical: Mapping[str, str],
        fixed: Mapping[str, When],
        newest: Mapping[str, datetime],
    ) -> None:
        self.seen = seen
        self.fixed = fixed
        self.newest = newest
        self.members = members
        self.unread = members
        self.posts: dict[str, When] = dict.fromkeys(members, UNKNOWN)
        self.captures: dict[str, When] = {
            name: capture.seen_at or UNKNOWN for name, capture in seen.captures.items()
        }
        self.contradicted: set[str] = set()
        self.problems: dict[tuple[str, str], Problem] = {}
        self.by_capture: dict[str, list[tuple[str, Sighting]]] = defaultdict(list)
        self.pages: dict[str, list[str]] = defaultdict(list)
        self.shown_in: dict[str, list[str]] = defaultdict(list)
        self.followed: dict[str, datetime] = {}
        for sighting, post_id in zip(seen.sightings, seen.ids, strict=True):
            capture = seen.capture_of(sighting)
            self.shown_in[capture.name].append(canonical[post_id])
            if sighting.when is not None:
                self.by_capture[capture.name].append((canonical[post_id], sighting))
            if capture.order in (Order.NEWEST, Order.OLDEST) and post_id not in seen.quoted:
                self.pages[capture.name].append(canonical[post_id])
        for name, page in self.pages.items():
            if seen.captures[name].order is Order.NEWEST:
                page.reverse()
        self.skip_order: set[tuple[str, str]] = set()

    def problem(self, source: Source | None, key: str, what: str, saw: str = "") -> None:
        where = source.capture if source else ""
        self.problems.setdefault((where, key), Problem(source, what, saw, Severity.WARNING))

    def read_sightings(self) -> None:
        """Each post's own words about its time, resolved by what is known of their captures."""
        again: dict[str, Sequence[int]] = {}
        for post_id, numbers in self.unread.items():
            when = self.posts[post_id]
            shown = []
            for n in numbers:
                sighting = self.seen.sightings[n]
                if sighting.when is not None:
                    capture = self.seen.capture_of(sighting)
                    made = self.captures[capture.name]
                    resolved = resolve(sighting.when, made, current_year=capture.current_year_dates)
                    shown.append((resolved, sighting))
                    if sighting.when.basis in OPEN_BASES:
                        again[post_id] = numbers
            if len(shown) > 1:
                shown.sort(key=lambda pair: (BASES.index(pair[0].basis), pair[0].text, pair[1].source.capture))
            for resolved, sighting in shown:
                both = resolved if when is UNKNOWN else intersect(when, resolved)
                if both is None:
                    what = f"its times contradict each other: {when.text!r} is kept, {resolved.text!r} is not"
                    self.problem(sighting.source, post_id, what, sighting.text[:40])
                    self.contradicted.add(post_id)
                else:
                    when = both
            self.posts[post_id] = when
        self.unread = again  # the others say the same every time

    def follow_captures(self) -> None:
        """No post is younger than a page that shows it."""
        for name, shown in self.shown_in.items():
            latest = self.captures[name].latest
            if latest is None or self.followed.get(name) == latest:
                continue
            self.followed[name] = latest
            for post_id in shown:
                when = self.posts[post_id]
                if when.earliest is not None and when.earliest >= latest:
                    what = "it is younger than the page that shows it can be"
                    self.problem(Source(name), f"after {post_id}", what, when.text)
                else:
                    self.posts[post_id] = narrow(when, None, latest, "it is no younger than the page that shows it")

    def date_captures(self) -> None:
        """What each page's posts say of when the page was made."""
        for name in sorted(self.by_capture.keys() | self.newest.keys()):
            capture, sightings = self.seen.captures[name], self.by_capture.get(name, ())
            made = self.captures[name]
            low, high = made.earliest, made.latest
            for post_id, sighting in sightings:
                true = self.posts[post_id]
                if sighting.when is None or (true.earliest is None and true.latest is None):
                    continue
                least, most = seen_bounds(sighting.when, true, current_year=capture.current_year_dates)
                new_low, new_high = latest_of(low, least), earliest_of(high, most)
                if new_low is not None and new_high is not None and new_low >= new_high:
                    what = "no date of this capture fits all its ages and dates; what contradicts the rest was left out"
                    self.problem(sighting.source, "seen_at", what, sighting.when.text)
                else:
                    low, high = new_low, new_high
            last = self.newest.get(name)
            if last is not None and (high is None or last < high):
                low = latest_of(low, last)
            if (low, high) != (made.earliest, made.latest):
                basis = TimeBasis.ORDER if made.basis is TimeBasis.UNKNOWN else made.basis
                reason = "solved from the ages and dates of its posts"
                reasons = made.reasons if reason in made.reasons else (*made.reasons, reason)
                self.captures[name] = attrs.evolve(made, earliest=low, latest=high, basis=basis, reasons=reasons)

    def follow_pages(self) -> None:
        """On a page with an order a post is no earlier than the one before it and no later than the one after."""
        for name, page in self.pages.items():
            reason = f"its place among the posts of {name}"
            low: datetime | None = None
            for post_id in page:
                if self.bound(post_id, low, None, name, reason):
                    low = latest_of(low, self.posts[post_id].earliest)
            high: datetime | None = None
            for post_id in reversed(page):
                if self.bound(post_id, None, high, name, reason):
                    high = earliest_of(high, self.posts[post_id].latest)

    def bound(self, post_id: str, low: datetime | None, high: datetime | None, name: str, reason: str) -> bool:
        """Narrow one post by its neighbours' bounds. False: it stands out of order and bounds nobody."""
        if (name, post_id) in self.skip_order:
            return False
        when = self.posts[post_id]
        if (low and when.latest and low >= when.latest) or (high and when.earliest and high <= when.earliest):
            self.skip_order.add((name, post_id))
            what = "a post stands out of the page's order (pinned, perhaps); its place was not used for its time"
            self.problem(Source(name), f"order {post_id}", what, when.text)
            return False
        self.posts[post_id] = narrow(when, low, high, reason)
        return True

    def source_of(self, post_id: str) -> Source:
        """Of its first sighting."""
        return self.seen.sightings[self.members[post_id][0]].source

    def follow_replies(self, parents: Mapping[str, str], top_down: Sequence[str]) -> None:
        """A reply is no older than what it answers."""
        for child in top_down:
            parent = parents.get(child)
            over = self.posts.get(parent or "") or self.fixed.get(parent or "")
            low = over.earliest if over is not None else None
            if low is None or child not in self.posts:
                continue
            when = self.posts[child]
            if when.latest is not None and low >= when.latest:
                what = f"it is older than the post it answers ({when.text or 'time known'}); a clock ran backwards"
                self.problem(self.source_of(child), f"reply {child}", what, child)
            else:
                self.posts[child] = narrow(when, low, None, "it is no older than the post it answers")


BASES = tuple(TimeBasis)
OPEN_BASES = frozenset({TimeBasis.AGE, TimeBasis.YEARLESS})  # resolved anew when more is known of the capture


def narrow(when: When, low: datetime | None, high: datetime | None, reason: str) -> When:
    earliest, latest = latest_of(when.earliest, low), earliest_of(when.latest, high)
    if (earliest, latest) == (when.earliest, when.latest):
        return when
    basis = TimeBasis.ORDER if when.basis is TimeBasis.UNKNOWN else when.basis
    reasons = when.reasons if reason in when.reasons else (*when.reasons, reason)
    return attrs.evolve(when, earliest=earliest, latest=latest, basis=basis, reasons=reasons)


def latest_of(a: datetime | None, b: datetime | None) -> datetime | None:
    return b if a is None else a if b is None else max(a, b)


def earliest_of(a: datetime | None, b: datetime | None) -> datetime | None:
    return b if a is None else a if b is None else min(a, b)
