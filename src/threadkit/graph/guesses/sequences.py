"""Posts of pages that keep an order, woven into one sequence where pages share posts: the aligned union."""

from __future__ import annotations

import heapq
import itertools
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import attrs

from threadkit.graph.gathering import Gathered
from threadkit.records import Order, Post, TimeBasis

__all__ = ["CLOSEST", "Step", "sequences", "woven"]

#: Clocks that say of a post between which of their readings it lies; where more pages span it, the closest around it.
CLOSEST = 8
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - clocks of pages are compared without their zone


@attrs.define
class Step:
    """A post in the sequence, with what the pages' clocks say of it."""

    post: Post
    walls: dict[str, tuple[datetime, datetime]] = attrs.Factory(dict)  # by page: earliest and latest reading
    ages: dict[str, tuple[str, timedelta, timedelta]] = attrs.Factory(dict)  # by page: as shown, middle, half width


def sequences(seen: Gathered, posts: Mapping[str, Post], canonical: Mapping[str, str]) -> Iterator[list[Step]]:
    """Posts of pages that keep an order, oldest first; pages that share posts are woven into one sequence."""
    for names, order in woven(seen, posts, canonical):
        shown_on = frozenset(names)
        steps = [step_of(posts[post_id], shown_on) for post_id in order]
        fill_walls(steps)
        yield steps


def woven(
    seen: Gathered, posts: Mapping[str, Post], canonical: Mapping[str, str]
) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Names of pages that share posts, and the ids of their posts in one sequence."""
    pages: dict[str, list[str]] = defaultdict(list)
    for sighting, post_id in zip(seen.sightings, seen.ids, strict=True):
        if seen.capture_of(sighting).order in (Order.NEWEST, Order.OLDEST) and post_id not in seen.quoted:
            pages[sighting.source.capture].append(canonical[post_id])
    for name, page in pages.items():
        if seen.captures[name].order is Order.NEWEST:
            page.reverse()
    for names in together(pages):
        yield names, weave([pages[name] for name in names], posts)


def together(pages: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Names of pages, those that share a post in one list."""
    leader = {name: name for name in pages}

    def find(name: str) -> str:
        while leader[name] != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    first: dict[str, str] = {}
    for name, page in sorted(pages.items()):
        for post_id in page:
            one, two = sorted((find(first.setdefault(post_id, name)), find(name)))
            leader[two] = one
    groups: dict[str, list[str]] = defaultdict(list)
    for name in sorted(pages):
        groups[find(name)].append(name)
    return list(groups.values())


def weave(pages: Sequence[Sequence[str]], posts: Mapping[str, Post]) -> list[str]:
    """One sequence that keeps the order of every page; where pages say nothing, earlier posts first.

    Pages that contradict each other: the first page's order is kept, and the others' where they fit.
    """
    if len(pages) == 1:
        return list(dict.fromkeys(pages[0]))
    after: dict[str, set[str]] = defaultdict(set)
    waiting: dict[str, int] = dict.fromkeys(itertools.chain.from_iterable(pages), 0)
    for page in pages:
        for older, newer in itertools.pairwise(page):
            if older != newer and newer not in after[older]:
                after[older].add(newer)
                waiting[newer] += 1
    rank = {post_id: n for n, post_id in enumerate(waiting)}
    far = max((w for p in rank if (w := posts[p].when.latest)), default=None)

    def entry(post_id: str) -> tuple[float, int, str]:
        when = posts[post_id].when.latest or far
        return (when.timestamp() if when else 0.0, rank[post_id], post_id)

    heap = [entry(post_id) for post_id, count in waiting.items() if not count]
    heapq.heapify(heap)
    order: list[str] = []
    out: set[str] = set()
    left = iter(waiting)  # what was passed over is out, and stays so
    while len(order) < len(waiting):
        if not heap:  # the pages contradict each other: go on with the first that is left
            heap = [entry(next(p for p in left if p not in out))]
        post_id = heapq.heappop(heap)[2]
        if post_id in out:
            continue
        out.add(post_id)
        order.append(post_id)
        for newer in sorted(after[post_id]):
            waiting[newer] -= 1
            if not waiting[newer] and newer not in out:
                heapq.heappush(heap, entry(newer))
    return order


def step_of(post: Post, names: Container[str]) -> Step:
    step = Step(post)
    for sighting in post.sightings:
        name, when = sighting.source.capture, sighting.when
        if when is None or name not in names:
            continue
        if when.wall is not None and when.unit is not None and when.unit <= timedelta(hours=1):
            step.walls[name] = (when.wall, when.wall)
        elif when.wall is not None and when.unit is not None:  # a date is as coarse as an age
            step.ages[name] = (when.text, when.wall - EPOCH + when.unit / 2, when.unit / 2)
        elif when.age is not None:
            low, high = when.age
            step.ages[name] = (when.text, (low + high) / 2, (high - low) / 2)
        elif when.basis in (TimeBasis.EXACT, TimeBasis.ID) and when.earliest is not None:
            exact = when.earliest.replace(tzinfo=None)
            step.walls["exact"] = (exact, exact)
    return step


Hole = tuple[timedelta, str, datetime, datetime]  #: how long, the page, its readings before and behind


def fill_walls(steps: Sequence[Step]) -> None:
    """A post without a reading of a page's clock lies between the readings around it: the closest few of them."""
    begins, ends = holes(steps)
    around: list[Hole] = []  # sorted
    for n, step in enumerate(steps):
        for hole in ends.get(n, ()):
            del around[bisect_left(around, hole)]
        for _, name, low, high in around[:CLOSEST]:
            step.walls[name] = (low, high)
        for hole in begins.get(n, ()):
            insort(around, hole)


def holes(steps: Sequence[Step]) -> tuple[Mapping[int, list[Hole]], Mapping[int, list[Hole]]]:
    """By the place before and the one behind it: where posts stand between two readings of a clock, that it has not."""
    begins: dict[int, list[Hole]] = defaultdict(list)
    ends: dict[int, list[Hole]] = defaultdict(list)
    last: dict[str, tuple[int, datetime]] = {}
    for n, step in enumerate(steps):
        for name, (first, reading) in step.walls.items():
            before, low = last.get(name, (n, reading))
            if before < n - 1 and low <= reading:
                begins[before].append((reading - low, name, low, reading))
                ends[n].append(begins[before][-1])
            last[name] = (n, first)
    return begins, ends
