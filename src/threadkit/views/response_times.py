"""How long replies took. Times are intervals, and so is every figure made of them."""

from __future__ import annotations

import itertools
import operator
from array import array
from collections.abc import Iterator, Sequence
from datetime import timedelta

import attrs

from threadkit.graph.trees.figures import FAR, Figures
from threadkit.records import Link, Post, When

__all__ = ["Response", "ResponseTimes", "Span", "between", "response_times", "took"]

ZERO, MICROSECOND = timedelta(0), timedelta(microseconds=1)
SAMPLE = 1000
CALM = (4, 21)  #: from, to: hours of the day in which clocks are not put forward or back; they are at night


@attrs.frozen
class Span:
    """A length of time: no less than `low`, and less than or equal to `high`; None is unbounded."""

    low: timedelta
    high: timedelta | None


@attrs.frozen
class BoundedSpan:
    low: timedelta
    high: timedelta


@attrs.frozen
class Response:
    """One reply, what it answers, and how long after that it was written.

    `took` None: their times do not tell, or a clock ran backwards. `link` tells how it is known that it answers this.
    """

    reply: Post
    to: Post
    took: Span | None
    link: Link


@attrs.frozen
class ResponseTimes:
    """Of all replies to held posts where both times are bounded on both sides, and no clock ran backwards.

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
    """How long after `parent` the `reply` was written, by these two times alone.

    A reply does not come before what it answers, so nothing is below 0. None if nothing bounds it, or if the clocks say
    that it was written before: they cannot be right.

    >>> from datetime import datetime, timezone, timedelta
    >>> noon = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)
    >>> post, minute = When.at(noon, timedelta(minutes=1)), timedelta(minutes=1)
    >>> between(post, When.at(noon + 5 * minute, minute))
    Span(low=datetime.timedelta(seconds=240), high=datetime.timedelta(seconds=360))
    """
    if reply.before(parent):
        return None
    if reply.latest is None or parent.earliest is None:
        if reply.earliest is None or parent.latest is None or reply.earliest <= parent.latest:
            return None
        return Span(reply.earliest - parent.latest, None)
    low = ZERO if reply.earliest is None or parent.latest is None else max(ZERO, reply.earliest - parent.latest)
    return Span(low, max(ZERO, reply.latest - parent.earliest))


def took(reply: Post, to: Post) -> Span | None:
    """How long after `to` the `reply` was written: by their times, and by the clock of a page that shows both.

    Two readings of one clock can be compared though its zone is not known. It may be put forward or back between
    them, but for readings of one day between CALM[0] and CALM[1] o'clock, when no clock on earth is.
    """
    found = between(to.when, reply.when)
    if reply.when.wall is None or to.when.wall is None:
        return found
    for one, other in shared_clocks(reply, to):
        span = by_clock(one, other)
        if span is not None and (found is None or (span.low <= (found.high or span.low) and found.low <= span.high)):
            highs = [each for each in (found.high if found else None, span.high) if each is not None]
            found = Span(max(found.low if found else ZERO, span.low), min(highs))
    return found


def shared_clocks(reply: Post, to: Post) -> Iterator[tuple[When, When]]:
    """What each page that shows both says of their times."""
    shown = {sighting.source.capture: sighting.when for sighting in to.sightings}
    for sighting in reply.sightings:
        other = shown.get(sighting.source.capture)
        if sighting.when is not None and other is not None:
            yield sighting.when, other


def by_clock(reply: When, to: When) -> BoundedSpan | None:
    if reply.wall is None or to.wall is None or reply.unit is None or to.unit is None:
        return None
    calm = reply.wall.date() == to.wall.date() and all(CALM[0] <= wall.hour < CALM[1] for wall in (reply.wall, to.wall))
    calm = calm and max(reply.unit, to.unit) <= timedelta(hours=1)
    slack = ZERO if calm else timedelta(hours=1)
    low, high = reply.wall - to.wall - to.unit - slack, reply.wall - to.wall + reply.unit + slack
    return BoundedSpan(max(ZERO, low), max(ZERO, high))


def response_times(
    figures: Figures, posts: Sequence[Post], replies: Sequence[int], answered: Sequence[int]
) -> ResponseTimes | None:
    """Of replies, and of what each of them answers, side by side by their numbers among `posts`."""
    if len(replies) != len(answered):
        raise ValueError(f"replies: {len(replies)}, posts that they answer: {len(answered)}; give one for each")
    earliest, latest, clocks = figures.earliest, figures.latest, figures.by_clock
    if figures.width is not None and figures.width < FAR // 2 and 1 not in clocks:
        apart = list(map(operator.sub, map(earliest.__getitem__, replies), map(earliest.__getitem__, answered)))
        if min(apart, default=0) <= -figures.width:  # clocks that ran backwards
            apart = [each for each in apart if each > -figures.width]
        return of_one_width(apart, figures.width)
    lows = array("q", map(operator.sub, map(earliest.__getitem__, replies), map(latest.__getitem__, answered)))
    highs = array("q", map(operator.sub, map(latest.__getitem__, replies), map(earliest.__getitem__, answered)))
    usable = bytearray(0 < high < FAR // 2 and low > -FAR // 2 for low, high in zip(lows, highs, strict=False))
    if 1 in clocks:
        for n, (reply, to) in enumerate(zip(replies, answered, strict=True)):
            if clocks[reply] and clocks[to]:
                span = took(posts[reply], posts[to])
                usable[n] = span is not None and span.high is not None  # 0 is possible there
                if span is not None and span.high is not None:
                    lows[n], highs[n] = span.low // MICROSECOND, span.high // MICROSECOND
    short, long = (sorted(itertools.compress(column, usable)) for column in (lows, highs))
    if not short:
        return None
    short = [0 if each < 0 else each for each in short] if short[0] < 0 else short
    return ResponseTimes(
        len(short), span_of(short[0], long[0]), span_of(median(short), median(long)), span_of(short[-1], long[-1])
    )


def of_one_width(apart: Sequence[int], width: int) -> ResponseTimes | None:
    """Of times that are all known to one `width`, by how far the earliest ones are `apart`."""
    if not apart:
        return None
    least, most, middle = min(apart), max(apart), middles(apart)
    return ResponseTimes(
        len(apart),
        span_of(max(0, least - width), least + width),
        span_of(median([max(0, each - width) for each in middle]), median([each + width for each in middle])),
        span_of(max(0, most - width), most + width),
    )


def middles(numbers: Sequence[int]) -> list[int]:
    """The one or two in the middle of the order, without putting all in order: those between two of a sample."""
    first, last = (len(numbers) - 1) // 2, len(numbers) // 2
    sample = sorted(numbers[:: 1 + len(numbers) // SAMPLE])
    low, high = sample[len(sample) * 2 // 5], sample[len(sample) * 3 // 5]
    below = sum(map(low.__gt__, numbers))
    between = sorted([number for number in numbers if low <= number <= high])
    if not below <= first <= last < below + len(between):  # the sample was no fair one
        below, between = 0, sorted(numbers)
    return between[first - below : last - below + 1]


def median(ordered: Sequence[int]) -> float:
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def span_of(low: float, high: float) -> Span:
    """Of microseconds."""
    return Span(timedelta(microseconds=low), timedelta(microseconds=high))
