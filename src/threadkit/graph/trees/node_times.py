"""What the nodes of a forest are sorted by: times, then places on a page; a gap like the first that answers it."""

from __future__ import annotations

import itertools
import operator
from array import array
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

import attrs

from threadkit.records import When

__all__ = ["LAST", "Columns", "Place", "Times", "times_of"]

NEVER = datetime.max.replace(tzinfo=UTC)
LAST = 2**62  #: microseconds: later than any time
Place = tuple[str, int]  #: page, place on it counted from its oldest post
SortKey = tuple[Any, Any, str, int, bool, str]  #: earliest, latest, page, place on it, whether it is a post, id
NOWHERE: Place = ("", 0)
MANY = 100  #: from here on it pays to make floats for a sort


class Columns(Protocol):
    """Times of posts as numbers, in microseconds since 1970; LAST: nothing bounds it."""

    @property
    def earliest(self) -> Sequence[int]: ...

    def latest(self, node: int, /) -> int: ...


@attrs.frozen
class Times:
    """What nodes are sorted by. Of a gap it is what the first of those that answer it is sorted by, and its own id."""

    names: Sequence[str]
    when: Sequence[When]  #: of the posts
    places: Mapping[str, Place]
    earliest: Sequence[Any]  #: of every node: times; or numbers, if posts are given as columns
    stands_for: Mapping[int, int]  #: gap -> the post that it is sorted like
    beside: Mapping[int, int]  #: post without an earliest time -> the post of its page that has its time for it
    columns: Columns | None = None

    def key(self, node: int) -> SortKey:
        """Earliest, latest, place on a page that keeps an order, gap before post, id.

        A time that is not bounded comes last. On a page that keeps an order a post that has no earliest time is taken
        to be of the time of the one before that has one, or if there is none of the one after.
        """
        name, like = self.names[node], self.stands_for.get(node, node)
        timed = self.beside.get(like, like)
        if like >= len(self.when):
            never = NEVER if self.columns is None else LAST
            return never, never, *NOWHERE, like == node, name
        place = self.places.get(self.names[like], NOWHERE) if self.places else NOWHERE
        if self.columns is not None:
            return self.earliest[timed], self.columns.latest(timed), *place, like == node, name
        when = self.when[timed]
        return when.earliest or NEVER, when.latest or NEVER, *place, like == node, name

    def sorted(self, nodes: Sequence[int]) -> list[int]:
        """By :meth:`key`, which is asked only where the earliest times are equal."""
        moments: Sequence[Any]
        if len(nodes) <= MANY:
            found = sorted(nodes, key=self.earliest.__getitem__)
            moments = [self.earliest[node] for node in found]
        else:  # floats compare faster, but have to be made
            seconds = datetime.timestamp if self.columns is None else float
            whole = len(nodes) == len(self.earliest)
            moments = list(map(seconds, self.earliest if whole else map(self.earliest.__getitem__, nodes)))
            places = sorted(range(len(nodes)), key=moments.__getitem__)
            found = places if whole else list(map(nodes.__getitem__, places))
            moments = list(map(moments.__getitem__, places))
        equal = itertools.compress(itertools.count(), map(operator.eq, moments, itertools.islice(moments, 1, None)))
        done = 0
        for start in equal:
            if start >= done:
                done = start + 2
                while done < len(found) and moments[done] == moments[start]:
                    done += 1
                found[start:done] = sorted(found[start:done], key=self.key)
        return found


def times_of(
    names: Sequence[str],
    when: Sequence[When],
    places: Mapping[str, Place],
    parent: Sequence[int],
    columns: Columns | None,
) -> Times:
    earliest: Any  # of one kind or the other
    if columns is None:
        earliest = [NEVER if w.earliest is None else w.earliest for w in when]
        earliest += [NEVER] * (len(names) - len(when))
    else:
        earliest = array("q", columns.earliest)
        earliest.extend([LAST] * (len(names) - len(when)))
    stands_for: dict[int, int] = {}
    posts, never = len(when), NEVER if columns is None else LAST
    beside = dated_beside(names, earliest, never, places, posts) if places else {}
    for post, other in beside.items():
        earliest[post] = earliest[other]
    times = Times(names, when, places, earliest, stands_for, beside, columns)
    if len(names) == posts:
        return times

    def offer(gap: int, post: int) -> None:
        now = stands_for.get(gap)
        if (
            now is None
            or earliest[post] < earliest[now]
            or (earliest[post] == earliest[now] and times.key(post) < times.key(now))
        ):
            stands_for[gap] = post

    for node in itertools.compress(range(posts), map(operator.le, itertools.repeat(posts), parent)):
        offer(parent[node], node)
    for gap in gaps_upwards(parent, posts):
        above = parent[gap]
        if gap in stands_for and above >= posts:
            offer(above, stands_for[gap])
    for gap, post in stands_for.items():
        earliest[gap] = earliest[post]
    return times


def dated_beside(
    names: Sequence[str], earliest: Sequence[Any], never: object, places: Mapping[str, Place], posts: int
) -> dict[int, int]:
    """For each post on a page that has no earliest time: the nearest before that has one; if none has, after."""
    if never not in earliest[:posts]:
        return {}
    pages: dict[str, list[tuple[int, str, int]]] = {}
    for node in range(posts):
        if (place := places.get(names[node])) is not None:
            pages.setdefault(place[0], []).append((place[1], names[node], node))
    found: dict[int, int] = {}
    for page in pages.values():
        nodes = [node for *_, node in sorted(page)]
        dated = [node for node in nodes if earliest[node] != never]
        last = dated[0] if dated else -1
        for node in nodes if dated else ():
            if earliest[node] != never:
                last = node
            else:
                found[node] = last
    return found


def gaps_upwards(parent: Sequence[int], posts: int) -> list[int]:
    """Gaps that answer gaps: each before the one that it answers."""
    waiting = array("i", [0]) * (len(parent) - posts)
    for gap in range(posts, len(parent)):
        if parent[gap] >= posts:
            waiting[parent[gap] - posts] += 1
    ready = [gap for gap in range(posts, len(parent)) if not waiting[gap - posts]]
    for gap in ready:
        above = parent[gap]
        if above >= posts:
            waiting[above - posts] -= 1
            if not waiting[above - posts]:
                ready.append(above)
    return ready
