"""Months of the calendar, added to a moment in a zone that nobody knows: the first and the last they may lead to.

Moments are microseconds since 1970, days are counted as ``date.toordinal`` does. From 31 January a month later is
28 February to some programs and 1 March to others; both are within the bounds. A later moment never has an earlier
bound, so bounds can be pushed through both ways.
"""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache

__all__ = [
    "DAY", "EAST", "WEST", "before_first", "before_last", "first_after", "last_after", "midway",
    "month_lengths", "sheet",
]  # fmt: skip

HOUR, DAY = 3_600_000_000, 86_400_000_000
EAST, WEST = 14 * HOUR, 12 * HOUR  #: zones reach so far ahead of UTC and behind it
FIRST_DAY, LAST_DAY = date.min.toordinal() + 800, date.max.toordinal() - 800  #: beyond, no month is counted
EPOCH_DAY = date(1970, 1, 1).toordinal()
Bound = int | None  #: None: no bound


@cache
def month_lengths(months: int) -> tuple[int, int]:
    """Fewest and most days of so many months in a row."""
    days = [moved_day(start, months)[0] - start for start in range(730_120, 730_120 + 1_461)]  # four years from 2000 on
    return min(days) - (months > 12), max(days)


@lru_cache(maxsize=1 << 14)
def moved_day(day: int, months: int) -> tuple[int, int, bool]:
    """So many months later, by the number of the day: the last day there is up to it, the first there is from it on;
    and whether later days of this month lead to the same one.
    """
    at = date.fromordinal(day)
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    first = date(year, month + 1, 1).toordinal()
    length = (date(year + (month == 11), (month + 1) % 12 + 1, 1)).toordinal() - first
    if at.day <= length:
        return first + at.day - 1, first + at.day - 1, at.day == length and length < 31
    return first + length - 1, first + length, True


def days_around(moment: int) -> range:
    """The days that it is somewhere on earth."""
    return range((moment - WEST) // DAY + EPOCH_DAY, (moment + EAST) // DAY + EPOCH_DAY + 1)


def countable(moment: int, months: int) -> bool:
    day = moment // DAY + EPOCH_DAY
    return FIRST_DAY < day < LAST_DAY and FIRST_DAY < day + 31 * months < LAST_DAY


def first_after(moment: int, months: int) -> Bound:
    """The first moment that may be so many months after `moment` or later."""
    if not countable(moment, months):
        return None
    found = []
    for day in days_around(moment):
        there, _, cut = moved_day(day, months)
        if cut:  # the days that follow end up on the same one, and the hour of this is no bound
            ahead = min(EAST, (day + 1 - EPOCH_DAY) * DAY - moment)
            found.append((there - EPOCH_DAY) * DAY - ahead)
        else:
            found.append(moment + (there - day) * DAY)
    return min(found)


def last_after(moment: int, months: int) -> Bound:
    """The last moment at which so many months since `moment` or earlier may be over."""
    if not countable(moment, months):
        return None
    found = []
    for day in days_around(moment):
        cut_there, there, _ = moved_day(day, months)
        if there != cut_there:
            ahead = max(-WEST, (day - EPOCH_DAY) * DAY - moment)
            found.append((there - EPOCH_DAY) * DAY - ahead)
        else:
            found.append(moment + (there - day) * DAY)
    return max(found)


def midway(one: Bound, two: Bound) -> Bound:
    return None if one is None or two is None else (one + two) // 2


def before_first(seen: int, months: int, half: bool = False) -> Bound:
    """The last moment of which `first_after` is not after `seen`; with `half` that of half a month more."""
    if not countable(seen, -months - 1):
        return None
    fewest, most = spread(months, half)
    for days in range(2 * fewest, 2 * most + 1, 1 + (not half)):
        moment = seen - days * DAY // 2
        first = first_after(moment, months)
        if half:
            first = midway(first, first_after(moment, months + 1))
        if first is not None and first <= seen:
            return moment + DAY * near_end_of_month(moment)
    return seen - fewest * DAY


def before_last(seen: int, months: int, half: bool = False) -> Bound:
    """The first moment of which `last_after` is not before `seen`; with `half` that of half a month more."""
    if not countable(seen, -months - 1):
        return None
    fewest, most = spread(months, half)
    for days in range(2 * most + 6, 2 * fewest - 1, -1 - (not half)):
        moment = seen - days * DAY // 2
        last = last_after(moment, months)
        if half:
            last = midway(last, last_after(moment, months + 1))
        if last is not None and last >= seen:
            return moment - DAY * near_end_of_month(moment)
    return seen - (most + 3) * DAY


def spread(months: int, half: bool) -> tuple[int, int]:
    """Fewest and most days of so many months, and half a one."""
    fewest, most = month_lengths(months)
    return fewest + 14 * half, most + 16 * half


def near_end_of_month(moment: int) -> bool:
    """Where the length of a month changes within the day, and a whole number of days is not the answer."""
    return any(date.fromordinal(day + more).day in (1, 2) for day in days_around(moment) for more in (0, 1, 2, 3, 4))


def sheet(moment: Bound, ahead: int, months: int, whole: int, more: int) -> Bound:
    """The first of the month (`whole` 1) or year (12) that it is then in the zone `ahead`, moved by months."""
    if moment is None or not countable(moment, months):
        return None
    at = date.fromordinal((moment + ahead) // DAY + EPOCH_DAY)
    year, month = divmod(at.year * 12 + (at.month - 1) // whole * whole + months, 12)
    return (date(year, month + 1, 1).toordinal() - EPOCH_DAY) * DAY + more
