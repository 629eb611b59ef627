"""How long replies took. Times are intervals, and so is every figure made of them."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from datetime import timedelta

import attrs

from threadkit.records import Post, When

__all__ = ["Response", "ResponseTimes", "Span", "between", "response_times"]

ZERO = timedelta(0)


@attrs.frozen
class Span:
    """A length of time: no less than `low`, and less than or equal to `high`; None is unbounded."""

    low: timedelta
    high: timedelta | None


@attrs.frozen
class Response:
    """One reply, what it answers, and how long after that it was written; `took` None: their times do not tell."""

    reply: Post
    to: Post
    took: Span | None


@attrs.frozen
class ResponseTimes:
    """Of all replies to held posts where both times are bounded on both sides.

    Attributes:
        number: how many replies that is, >= 1.
        fastest: the shortest time.
        median: the middle one; of an even number the mean of the two in the middle.
        slowest: the longest time.

    Each is a :class:`Span` that holds the true figure: of numbers that lie each between a low and a high, the
    median lies between the median of the lows and that of the highs, as it grows with each of them; likewise the
    least and the greatest.

    """

    number: int
    fastest: Span
    median: Span
    slowest: Span


def between(parent: When, reply: When) -> Span | None:
    """How long after `parent` the `reply` was written.

    A reply does not come before what it answers, so nothing is below 0, even where clocks say so. None if nothing
    bounds it.

    >>> from datetime import datetime, timezone, timedelta
    >>> noon = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)
    >>> post, minute = When.at(noon, timedelta(minutes=1)), timedelta(minutes=1)
    >>> between(post, When.at(noon + 5 * minute, minute))
    Span(low=datetime.timedelta(seconds=240), high=datetime.timedelta(seconds=360))
    """
    if reply.latest is None or parent.earliest is None:
        if reply.earliest is None or parent.latest is None or reply.earliest <= parent.latest:
            return None
        return Span(reply.earliest - parent.latest, None)
    low = ZERO if reply.earliest is None or parent.latest is None else max(ZERO, reply.earliest - parent.latest)
    return Span(low, max(ZERO, reply.latest - parent.earliest))


def response_times(replies: Sequence[When], answered: Sequence[When]) -> ResponseTimes | None:
    """Of replies, and of what each of them answers, side by side."""
    pairs = [
        (reply, parent)
        for reply, parent in zip(replies, answered, strict=True)
        if None not in (reply.earliest, reply.latest, parent.earliest, parent.latest)
    ]
    if not pairs:
        return None
    lows = [(reply.earliest - parent.latest).total_seconds() for reply, parent in pairs]  # type: ignore[operator]
    highs = [(reply.latest - parent.earliest).total_seconds() for reply, parent in pairs]  # type: ignore[operator]
    for ends in (lows, highs):
        if min(ends) < 0:
            ends[:] = [max(0.0, each) for each in ends]
        ends.sort()
    return ResponseTimes(
        len(pairs), span(lows[0], highs[0]), span(median(lows), median(highs)), span(lows[-1], highs[-1])
    )


def median(ordered: list[float]) -> float:
    return statistics.fmean((ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]))


def span(low: float, high: float) -> Span:
    return Span(timedelta(seconds=low), timedelta(seconds=high))
