"""Bounds on times nobody knows, and what set each of them: numbers that only ever close in.

Every unknown is a node: when a post was written, when a page was made, how far the clock of a page is ahead of UTC.
What ties two of them says: from a bound of one follows a bound of the other, and a later one never makes for an
earlier one. So pushing bounds until nothing moves gives the narrowest that follow from one bound at a time, in
whatever order they are pushed. What may be pushed where is in ``capture_dates.py`` and ``timeline.py``.

Times are microseconds since 1970, as ``low <= t < high``.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

import attrs

__all__ = ["EVER", "NEVER", "Bounds", "Trail", "behind", "push_down", "sweep"]

EVER, NEVER = -(1 << 62), 1 << 62  #: no bound


@attrs.frozen
class Trail:
    """What set a bound: how, by which sighting (its number, or -1), from which bound of which node (or -1)."""

    how: str
    sighting: int = -1
    node: int = -1
    high: bool = False


class Bounds:
    """Lists by node. `moved` collects the nodes that changed since it was last emptied."""

    __slots__ = ("high", "high_by", "low", "low_by", "moved")

    def __init__(
        self, low: Sequence[int], high: Sequence[int], low_by: Sequence[Trail | None], high_by: Sequence[Trail | None]
    ) -> None:
        self.low, self.high = list(low), list(high)
        self.low_by, self.high_by = list(low_by), list(high_by)
        self.moved: set[int] = set()

    def at_least(self, node: int, value: int, trail: Trail) -> bool:
        """Not before `value`. False: that would be after all it can be, and nothing was done."""
        if value >= self.high[node]:
            return False
        if value > self.low[node]:
            self.low[node], self.low_by[node] = value, trail
            self.moved.add(node)
        return True

    def below(self, node: int, value: int, trail: Trail) -> bool:
        """Before `value`. False: that would be before all it can be, and nothing was done."""
        if value <= self.low[node]:
            return False
        if value < self.high[node]:
            self.high[node], self.high_by[node] = value, trail
            self.moved.add(node)
        return True


def sweep(bounds: Bounds, page: Sequence[int], skip: Container[int], how: str) -> list[int]:
    """Posts in the order they were written in: none is before the one before it. Gives back those that stand out."""
    out: list[int] = []
    low, high = bounds.low, bounds.high
    last = -1
    for node in page:
        if node in skip:
            continue
        if last >= 0 and low[last] > low[node] and not bounds.at_least(node, low[last], Trail(how, -1, last)):
            out.append(node)
            continue
        last = node
    last = -1
    for node in reversed(page):
        if node in skip or node in out:
            continue
        least = high[last] if last >= 0 else NEVER
        if least < high[node] and not bounds.below(node, least, Trail(how, -1, last, high=True)):
            out.append(node)
            continue
        last = node
    return out


def push_down(bounds: Bounds, pairs: Iterable[tuple[int, int, int]], how: str) -> list[int]:
    """Of (parent or -1, time if it is none of the nodes, child), parents first: a child is not before its parent.

    Gives back the children for which that cannot be.
    """
    low = bounds.low
    return [
        child
        for parent, moment, child in pairs
        if (least := low[parent] if parent >= 0 else moment) > low[child]
        and not bounds.at_least(child, least, Trail(how, -1, parent))
    ]


def behind(bounds: Bounds, ends: Iterable[tuple[int, bool]]) -> list[tuple[str, int]]:
    """(how, sighting) of all that led to these bounds, nearest first. An end: a node, and whether its high is meant."""
    found: dict[tuple[str, int], None] = {}
    todo, done = list(ends), set()
    for end in todo:
        if end in done:
            continue
        done.add(end)
        node, high = end
        trail = (bounds.high_by if high else bounds.low_by)[node]
        if trail is not None:
            found[trail.how, trail.sighting] = None
            if trail.node >= 0:
                todo.append((trail.node, trail.high))
    return list(found)
