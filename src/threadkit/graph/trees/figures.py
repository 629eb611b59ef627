"""Times and counts of posts as columns of numbers, side by side in the order of the posts.

Sums and medians over a million posts read these, and not a million records that lie scattered in memory.
"""

from __future__ import annotations

import operator
from array import array
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import attrs

from threadkit.records import Author, Count, Counts, Post

__all__ = [
    "CLOSED", "COUNTS", "FAR", "HIDDEN", "OPEN", "Column", "Figures", "column_of", "figures_of", "microseconds",
]  # fmt: skip

COUNTS = tuple(field.name for field in attrs.fields(Counts))
HIDDEN, CLOSED, OPEN = 0, 1, 2  #: a count is not shown; from low to high; "or more"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FAR = 2**61  #: microseconds: later than any time; the difference of two still fits into a column


@attrs.frozen(eq=False)
class Column:
    """One count of all posts. `low` and `high` are 0 where nothing is shown; `high` is `low` of "or more"."""

    state: bytes | bytearray
    low: Sequence[int]
    high: Sequence[int]


@attrs.frozen(eq=False)
class Figures:
    """`earliest` and `latest` are microseconds since 1970; -FAR and FAR where nothing bounds the time.

    `width` is how far these two are apart, if that is the same of all posts. `by_clock` is 1 for a post whose page
    shows a clock, of which more can be known than the two bounds tell.
    """

    earliest: Sequence[int]
    latest: Sequence[int]
    width: int | None
    by_clock: bytes | bytearray
    counts: Mapping[str, Column]
    authors: Sequence[Author | None]
    platforms: Sequence[str | None]


def figures_of(posts: Sequence[Post]) -> Figures:
    when = [post.when for post in posts]
    counts = [post.counts for post in posts]
    earliest = array("q", [microseconds(each.earliest, -FAR) for each in when])
    latest = array("q", [microseconds(each.latest, FAR) for each in when])
    widths = set(map(operator.sub, latest, earliest))
    return Figures(
        earliest,
        latest,
        widths.pop() if len(widths) == 1 else None,
        bytearray([each.wall is not None for each in when]),
        {name: column_of([getattr(each, name) for each in counts]) for name in COUNTS},
        [post.author for post in posts],
        [post.platform for post in posts],
    )


def microseconds(moment: datetime | None, unknown: int = FAR) -> int:
    if moment is None:
        return unknown
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def column_of(counts: Sequence[Count | None]) -> Column:
    state = bytearray([HIDDEN if count is None else OPEN if count.high is None else CLOSED for count in counts])
    if not any(state):
        return Column(state, state, state)
    low = whole_numbers([0 if count is None else count.low for count in counts])
    high = whole_numbers([0 if count is None else count.low if count.high is None else count.high for count in counts])
    return Column(state, low, low if low == high else high)  # one look-up less where all are exact


def whole_numbers(values: list[int]) -> Sequence[int]:
    """As an array, unless one of them is too large for it."""
    try:
        return array("q", values)
    except OverflowError:
        return values
