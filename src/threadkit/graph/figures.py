"""Times and counts of posts as columns of numbers, side by side in the order of the posts.

Sums and medians over a million posts read these, and not a million records that lie scattered in memory.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import attrs

from threadkit.records import Author, Count, Counts, Post

__all__ = ["CLOSED", "COUNTS", "HIDDEN", "OPEN", "Column", "Figures", "column_of", "figures_of", "whole_numbers"]

COUNTS = tuple(field.name for field in attrs.fields(Counts))
HIDDEN, CLOSED, OPEN = 0, 1, 2  #: a count is not shown; from low to high; "or more"
UNBOUNDED = float("nan")


@attrs.frozen(eq=False)
class Column:
    """One count of all posts. `low` and `high` are 0 where nothing is shown; `high` is `low` of "or more"."""

    state: bytearray
    low: Sequence[int]
    high: Sequence[int]


@attrs.frozen(eq=False)
class Figures:
    """`earliest` and `latest` are seconds since 1970, NaN where nothing bounds the time; exact to a microsecond.

    `by_clock` is 1 for a post whose page shows a clock of which more can be known than the two bounds tell.
    """

    earliest: Sequence[float]
    latest: Sequence[float]
    by_clock: bytearray
    counts: Mapping[str, Column]
    authors: Sequence[Author | None]
    platforms: Sequence[str | None]


def figures_of(posts: Sequence[Post]) -> Figures:
    when = [post.when for post in posts]
    counts = [post.counts for post in posts]
    return Figures(
        seconds([each.earliest for each in when]),
        seconds([each.latest for each in when]),
        bytearray([each.wall is not None for each in when]),
        {name: column_of([getattr(each, name) for each in counts]) for name in COUNTS},
        [post.author for post in posts],
        [post.platform for post in posts],
    )


def seconds(moments: Iterable[datetime | None]) -> array[float]:
    return array("d", [UNBOUNDED if moment is None else moment.timestamp() for moment in moments])


def column_of(counts: Sequence[Count | None]) -> Column:
    state = bytearray([HIDDEN if count is None else OPEN if count.high is None else CLOSED for count in counts])
    if not any(state):
        return Column(state, state, state)
    low = whole_numbers([0 if count is None else count.low for count in counts])
    high = [0 if count is None else count.low if count.high is None else count.high for count in counts]
    return Column(state, low, whole_numbers(high))


def whole_numbers(values: list[int]) -> Sequence[int]:
    """As an array, unless one of them is too large for it."""
    try:
        return array("q", values)
    except OverflowError:
        return values
