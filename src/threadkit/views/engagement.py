"""What posts earned: sums of their counts, their history over captures, and how many of the replies are held."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence

import attrs

from threadkit.records import Capture, Count, Counts, Post, Source, When

__all__ = ["Observation", "Total", "completeness", "history", "totals"]

COUNTS = tuple(field.name for field in attrs.fields(Counts))


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


def totals(counts: Sequence[Counts]) -> Mapping[str, Total]:
    """By the name of a count; only those that some post shows.

    >>> totals([Counts(likes=Count.of(3)), Counts(likes=Count(950, 1049, "1K")), Counts()])
    {'likes': Total(low=953, high=1052, posts=2)}
    """
    found = {}
    for name in COUNTS:
        shown: list[Count] = [count for count in map(operator.attrgetter(name), counts) if count is not None]
        if shown:
            highs = [count.high for count in shown]
            high = None if None in highs else sum(filter(None, highs))
            found[name] = Total(sum([count.low for count in shown]), high, len(shown))
    return found


def completeness(declared: Sequence[Count | None], held: Sequence[int]) -> tuple[float, float] | None:
    """Of the direct replies that posts declare, the share that is held: lowest and highest, 0..1.

    `declared` and `held` stand side by side, a post each: what it declares, and how many replies to it are held.
    The share is the sum of the held ones, of each post at most as many as declared, over the sum of those declared.
    Where a count is a range from low to high, the share is at least sum(min(held, low)) / sum(high), and at most the
    one for which each true count is as near to the held as its range allows. None if no replies are declared.

    >>> completeness([Count.of(4), Count(1, 3, "1-3"), None], [1, 2, 5])
    (0.2857142857142857, 0.5)
    """
    most = nearest = held_least = held_nearest = 0
    unbounded = False
    for count, number in zip(declared, held, strict=True):
        if count is None:
            continue
        high = max(count.low, number) if count.high is None else count.high
        unbounded = unbounded or count.high is None
        near = min(max(number, count.low), high)
        most, nearest = most + high, nearest + near
        held_least, held_nearest = held_least + min(number, count.low), held_nearest + min(number, near)
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
