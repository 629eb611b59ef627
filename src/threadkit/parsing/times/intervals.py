"""What times say of each other: an age or a date without its year, and when the page that shows it was made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta, tzinfo

import attrs

from threadkit.parsing.times.shown import BASES, FIRST_ZONE, LAST_ZONE, day_of, span_of, zone_named
from threadkit.parsing.times.words import DAY
from threadkit.records import When

__all__ = ["intersect", "resolve", "seen_bounds"]

LEAP_GAP = 8  #: years, at most, from one 29 February to the next


def resolve(
    when: When, seen_at: When | None, *, current_year: bool = False, timezone: str | None = None
) -> When:
    """An age or a date without its year, as an interval, by when the page that shows it was made.

    `current_year`: the page leaves the year out only of dates of the year it was made in. Without that promise the
    year may be any before, so there is no earliest. What is bounded already, or cannot be, comes back unchanged.
    `timezone`: of the page's clock, as for ``read_time``; None: a day may be that of any zone.

    >>> from threadkit.parsing.times.shown import read_time
    >>> seen = When.at(datetime(2024, 3, 1, tzinfo=UTC))
    >>> resolve(read_time("2h"), seen).earliest
    datetime.datetime(2024, 2, 29, 21, 0, tzinfo=datetime.timezone.utc)
    >>> resolve(read_time("Oct 5"), seen).latest
    datetime.datetime(2023, 10, 6, 12, 0, tzinfo=datetime.timezone.utc)
    """
    if seen_at is None or (when.earliest is not None and when.latest is not None):
        return when
    if when.age is not None:
        low, high = when.age
        bounds = _moved(seen_at.earliest, -high), _moved(seen_at.latest, -low)
        reason = "counted back from when the page was made"
    elif when.month_day is not None:
        bounds = _any_year(when.month_day, seen_at, current_year, _zone(timezone))
        reason = "its year is the one the page was made in" if current_year else "no later than the page was made"
    else:
        return when
    earliest, latest = _inner(when.earliest, bounds[0], max), _inner(when.latest, bounds[1], min)
    if (earliest, latest) == (when.earliest, when.latest):
        return when
    if earliest is not None and latest is not None and latest <= earliest:
        return when
    return attrs.evolve(when, earliest=earliest, latest=latest, reasons=_joined(when.reasons, (reason,)))


def seen_bounds(
    shown: When, true: When, *, current_year: bool = False, timezone: str | None = None
) -> tuple[datetime | None, datetime | None]:
    """When a page was made, as ``earliest <= t < latest``: what a time `shown` on it says of that, if the post's time
    is known to be in `true`. The reverse of :func:`resolve`; at least, no page is older than its posts.

    >>> from threadkit.parsing.times.shown import read_time
    >>> read = When.at(datetime(2024, 3, 1, tzinfo=UTC), timedelta(hours=1))
    >>> [str(bound) for bound in seen_bounds(read_time("2h"), read)]
    ['2024-03-01 01:00:00+00:00', '2024-03-01 04:00:00+00:00']
    """
    if shown.age is not None:
        low, high = shown.age
        return _moved(true.earliest, low), _moved(true.latest, high)
    if shown.month_day is None or not current_year:
        return true.earliest, None
    zone = _zone(timezone)
    least, most = _local_years(true, zone)
    # If no year fits, the date contradicts `true`, and says no more than the years do.
    first = _first_fit(shown.month_day, _upward(least, most), true, zone) or least
    last = _first_fit(shown.month_day, _downward(least, most), true, zone) or most
    begin, end = _new_year(first, zone)[0], _new_year(None if last is None else last + 1, zone)[1]
    return _inner(true.earliest, begin, max), end


def intersect(a: When, b: When) -> When | None:
    """What two statements about one time say together; None if they contradict each other.

    The finer one, by width, then basis, then text, gives everything but the interval; it does not matter which is `a`.

    >>> from threadkit.parsing.times.shown import read_time
    >>> day, minute = read_time("2025-08-12", timezone="UTC"), read_time("2025-08-12 18:54", timezone="UTC")
    >>> intersect(day, minute) == minute
    True
    """
    earliest, latest = _inner(a.earliest, b.earliest, max), _inner(a.latest, b.latest, min)
    if earliest is not None and latest is not None and latest <= earliest:
        return None
    finer, other = (a, b) if _fineness(a) <= _fineness(b) else (b, a)
    return attrs.evolve(finer, earliest=earliest, latest=latest, reasons=_joined(finer.reasons, other.reasons))


def _fineness(when: When) -> tuple[timedelta, int, str, str]:
    width = timedelta.max if when.width is None else when.width
    return width, BASES.index(when.basis), when.text, repr(when)


def _joined(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _inner(
    a: datetime | None, b: datetime | None, choose: Callable[[datetime, datetime], datetime]
) -> datetime | None:
    """The tighter of two bounds, either of which may be missing."""
    if a is None or b is None:
        return b if a is None else a
    return choose(a, b)


def _moved(moment: datetime | None, by: timedelta) -> datetime | None:
    """None if there is nothing to move, or no calendar reaches there."""
    try:
        return None if moment is None else moment.astimezone(UTC) + by
    except OverflowError:
        return None


def _zone(timezone: str | None) -> tzinfo | None:
    return None if timezone is None else zone_named(timezone)


def _any_year(
    month_day: tuple[int, int], seen_at: When, current_year: bool, zone: tzinfo | None
) -> tuple[datetime | None, datetime | None]:
    """From the first to the last day that a date without its year may be, in that zone or any."""
    least, most = _local_years(seen_at, zone)
    if not current_year:
        least = None
    past = When(latest=seen_at.latest)
    first = _first_fit(month_day, _upward(least, most), past, zone) if least is not None else None
    last = _first_fit(month_day, _downward(least, most), past, zone) if most is not None else None
    return _widened(first, month_day, zone)[0], _widened(last, month_day, zone)[1]


def _local_years(when: When, zone: tzinfo | None) -> tuple[int | None, int | None]:
    """First and last year that the clock, or any in the world, shows in an interval."""
    least, most = _moved(when.earliest, timedelta()), _moved(when.latest, -timedelta.resolution)
    if zone is not None:
        return _year_in(least, zone), _year_in(most, zone)
    least, most = _moved(least, -LAST_ZONE), _moved(most, FIRST_ZONE)
    return least.year if least else None, most.year if most else None


def _year_in(moment: datetime | None, zone: tzinfo) -> int | None:
    try:
        return None if moment is None else moment.astimezone(zone).year
    except OverflowError:
        return None


def _upward(least: int | None, most: int | None) -> range:
    """The years from `least` on: to `most`, else far enough to meet a 29 February."""
    return range(0) if least is None else range(least, (least + LEAP_GAP if most is None else most) + 1)


def _downward(least: int | None, most: int | None) -> range:
    return range(0) if most is None else range(most, (most - LEAP_GAP if least is None else least) - 1, -1)


def _first_fit(month_day: tuple[int, int], years: range, within: When, zone: tzinfo | None) -> int | None:
    """The first of the years in which that day, in that zone or any, meets an interval."""
    for year in years:
        low, high = _widened(year, month_day, zone)
        if low is None or high is None:
            continue
        if (within.latest is None or low < within.latest) and (within.earliest is None or high > within.earliest):
            return year
    return None


def _widened(
    year: int | None, month_day: tuple[int, int], zone: tzinfo | None
) -> tuple[datetime | None, datetime | None]:
    day = None if year is None else day_of(year, *month_day)
    return (None, None) if day is None else span_of(day, day + DAY, zone)


def _new_year(year: int | None, zone: tzinfo | None) -> tuple[datetime | None, datetime | None]:
    """From when to when a year may begin."""
    begin = None if year is None else day_of(year, 1, 1)
    if begin is None:
        return None, None
    earliest, latest = span_of(begin, begin, zone)
    return earliest, latest
