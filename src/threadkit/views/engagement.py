"""What posts earned: sums of their counts, their history over captures, and how many of the replies are held."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import attrs

from threadkit.graph.trees.figures import CLOSED, HIDDEN, OPEN, Column
from threadkit.records import Capture, Counts, Post, Source, When

__all__ = ["Observation", "Total", "completeness", "history", "totals"]


@attrs.frozen
class Total:
    """A sum over the `posts` that show a count: low..high; high None: one of them says "or more"."""

    low: int
    high: int | None
    posts: int


@attrs.frozen
class Observation:
    """The counts of one post as one capture shows them; `seen_at` None: nothing tells when it was made."""

    source: Source
    seen_at: When | None
    counts: Counts


def totals(counts: Mapping[str, Column], nodes: Sequence[int]) -> Mapping[str, Total]:
    """By the name of a count; only those that some of the posts `nodes` show.

    >>> from threadkit.graph.trees.figures import column_of
    >>> from threadkit.records import Count
    >>> totals({"likes": column_of([Count.of(3), Count(950, 1049, "1K"), None])}, [0, 1, 2])
    {'likes': Total(low=953, high=1052, posts=2)}
    """
    found = {}
    for name, column in counts.items():
        states = bytes(map(column.state.__getitem__, nodes))
        shown = len(states) - states.count(HIDDEN)
        if shown:
            low = sum(map(column.low.__getitem__, nodes))
            high = low if column.high is column.low else sum(map(column.high.__getitem__, nodes))
            found[name] = Total(low, None if OPEN in states else high, shown)
    return found


def completeness(declared: Column, nodes: Sequence[int], held: Iterable[int]) -> tuple[float, float] | None:
    """Of the direct replies that posts declare, the share that is held: lowest and highest, 0..1.

    `held` stands beside `nodes`: how many replies to each of these posts are held; `declared` is of all posts.
    The share is the sum of the held ones, of each post at most as many as declared, over the sum of those declared.
    Where a count is a range from low to high, the share is at least sum(min(held, low)) / sum(high), and at most the
    one for which each true count is as near to the held as its range allows. None if no replies are declared.

    >>> from threadkit.graph.trees.figures import column_of
    >>> from threadkit.records import Count
    >>> completeness(column_of([Count.of(4), Count(1, 3, "1-3"), None]), [0, 1, 2], [1, 2, 5])
    (0.2857142857142857, 0.5)
    """
    if declared.high is declared.low and declared.state.count(CLOSED) == len(declared.state):  # exact, all of them
        all_of_them = sum(map(declared.low.__getitem__, nodes))
        if not all_of_them:
            return None
        both = zip(held, map(declared.low.__getitem__, nodes), strict=True)
        share = sum(itertools.starmap(min, both)) / all_of_them
        return share, share
    most = nearest = held_least = held_nearest = 0
    unbounded = False
    shown = zip(*(map(each.__getitem__, nodes) for each in (declared.state, declared.low, declared.high)), strict=True)
    for ((state, low, high), number), times in Counter(zip(shown, held, strict=True)).items():
        if state == HIDDEN:
            continue
        if state == OPEN:
            high = max(low, number)
            unbounded = True
        near = min(max(number, low), high)
        most += high * times
        nearest += near * times
        held_least += min(number, low) * times
        held_nearest += min(number, near) * times
    if not most and not unbounded:
        return None
    return (0.0 if unbounded else held_least / most, held_nearest / nearest if nearest else 1.0)


def history(post: Post, captures: Mapping[str, Capture]) -> tuple[Observation, ...]:
    """Oldest capture first, as far as it is known when captures were made; the others by their names."""
    found = [
        Observation(sighting.source, captures[sighting.source.capture].seen_at, sighting.counts)
        for sighting in post.sightings
        if sighting.counts != Counts()
    ]
    return tuple(sorted(found, key=moment))


def moment(seen: Observation) -> tuple[bool, float, str, int]:
    when = seen.seen_at
    bound = None if when is None else when.earliest or when.latest
    return bound is None, bound.timestamp() if bound else 0.0, seen.source.capture, seen.source.position
