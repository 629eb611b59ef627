"""Cells of tables: ids, times and counts as files and data frames hold them.

A cell is text, a whole number, a float, a decimal, a day, a time with a zone or without, or one of a dozen ways to say
that nothing is there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal

import attrs

from threadkit.parsing.times.stamps import moment, seconds
from threadkit.records import Count, TimeBasis, When

__all__ = ["ABSENT", "BY_SIZE", "EXACT", "Layout", "absent", "count_in", "id_in", "time_in", "whole_in", "written"]

#: Ways to write that a cell is empty: what pandas takes for it when it reads a CSV, what R ("NA"), MySQL ("\\N"),
#: Python ("None") and pandas ("nan", "<NA>", "NaT") write. A post may say so: texts are never compared.
ABSENT = frozenset({"", "nan", "-nan", "none", "null", "na", "n/a", "#n/a", "<na>", "nat", "\\n"})
EXACT = 2**53  #: above it two whole numbers can be one float
#: A number that went through a float, as pandas and spreadsheets write it. A "+" or a dot: "1e10" is an id of Reddit.
FLOATED = re.compile(r"-?\d{1,25}(?:\.\d{1,25})?[eE]\+\d{1,3}|-?\d{1,25}\.\d{1,25}(?:[eE]-?\d{1,3})?")
#: An id such as Slack's "1355517523.000005": no whole number was ever written so, if not all behind the dot are 0.
FRACTION = re.compile(r"\d{1,25}\.(\d{1,25})")
WHOLE = re.compile(r"-?\d{1,30}")
NUMBER = re.compile(r"-?\d{1,20}(?:\.\d{1,12})?")
LOST = "an id that went through a number with a fraction or exponent: its last digits are lost"
#: Numbers since 1970 of 2001 to 2099, by their size: no other unit makes a time in which there were networks of it.
SIZES = ((10**9, 1), (10**12, 1000), (10**15, 1_000_000), (10**18, 1_000_000_000))
BY_SIZE = "numbers since 1970 without a unit; by their size"
LATEST = 4_100_000_000  #: seconds: 2099
LARGEST_DIGITS = 40
LARGEST = 10**LARGEST_DIGITS  #: no id and no count comes near; Python writes out no more than 4,300 digits
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@attrs.frozen
class Layout:
    """How a table is read: field -> place of its column, and what its cells do not say themselves."""

    capture: str
    format: str
    places: Mapping[str, int]
    platform: str | None = None  #: that its ids are of, if they do not say so
    mixed: bool = False  #: `platform` is only of rows that name none: others may be of another
    own: str | None = None  #: ids that are its own become "own/id", so that no other table's are taken for them
    timezone: str | None = None  #: of clocks without one
    per_second: int | None = None  #: parts of a second that numbers since 1970 count
    by_size: bool = False  #: without a named unit, take the one that the size of a number leaves
    dates_only: bool = False  #: a clock of 00:00 is no clock
    float_limit: int = EXACT


def absent(value: object) -> bool:
    """None, NaN, NaT, pandas' NA, or a text that says so.

    >>> absent(float("nan")), absent(" NULL "), absent(0)
    (True, True, False)
    """
    if value is None:
        return True
    if isinstance(value, str):
        return value.strip().casefold() in ABSENT
    if isinstance(value, float):
        return math.isnan(value)
    if isinstance(value, Decimal):
        return value.is_nan()
    return type(value).__name__ in ("NAType", "NaTType")


def whole_in(value: object, limit: int = EXACT) -> int | None:
    """A whole number that surely is the one that was written; None of any other cell."""
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
        return None
    if isinstance(value, int):
        return value if -LARGEST < value < LARGEST else None
    if isinstance(value, str):
        shown = value.strip()
        if WHOLE.fullmatch(shown):
            return int(shown)
        if not FLOATED.fullmatch(shown):
            return None
        value = float(shown)
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < limit else None
    if isinstance(value, Decimal):
        whole = value.is_finite() and value.adjusted() < LARGEST_DIGITS and value == int(value)
        return int(value) if whole else None
    index = getattr(value, "__index__", None)  # numpy's
    return int(index()) if index is not None else None


def written(value: object) -> str:
    """Any cell as text. Python refuses to write out numbers of more than 4,300 digits; they are in hexadecimal."""
    try:
        return str(value)
    except ValueError:
        return hex(value) if isinstance(value, int) else f"<{type(value).__name__}>"


def id_in(value: object, limit: int = EXACT) -> tuple[str | None, str]:
    """An id as it is written, and what is wrong ("": nothing).

    >>> id_in(1534000000000000001), id_in(12.0), id_in(" t1_abc12 "), id_in(None)
    (('1534000000000000001', ''), ('12', ''), ('t1_abc12', ''), (None, ''))
    >>> id_in(1.534e18)[0], id_in("1.534E+18")[0], id_in("1355517523.000005")[0]
    (None, None, '1355517523.000005')
    """
    if absent(value):
        return None, ""
    if isinstance(value, str):
        shown = value.strip()
        fraction = FRACTION.fullmatch(shown)
        if not FLOATED.fullmatch(shown) or (fraction and fraction[1].strip("0")):
            return shown, ""
    number = whole_in(value, limit)
    if number is not None:
        return str(number), ""
    if isinstance(value, float | str | Decimal):
        return None, LOST
    return (str(value), "") if type(value).__name__ == "UUID" else (None, "not an id")


def time_in(value: object, layout: Layout) -> tuple[When | None, str]:
    """A time, and what is wrong or was concluded ("": nothing). Without a zone the clock may be that of any."""
    if absent(value):
        return None, ""
    if isinstance(value, datetime):
        return clock_in(value, layout), ""
    if isinstance(value, date):
        return day_in(value, layout), ""
    if isinstance(value, str):
        shown = value.strip()
        if NUMBER.fullmatch(shown) and (len(shown) > 8 or layout.per_second):  # "20240501" is a day
            return number_in(float(shown) if "." in shown else int(shown), layout)
        return text_time(shown, layout)
    if isinstance(value, float):
        return number_in(value, layout)
    number = whole_in(value)
    return (None, "not a time") if number is None else number_in(number, layout)


def text_time(shown: str, layout: Layout) -> tuple[When | None, str]:
    from threadkit.parsing.times.shown import read_time

    found = moment(shown)
    if found is None or (found.wall is not None and layout.timezone is not None):
        found = read_time(shown, timezone=layout.timezone)
    return (When(text=shown), "a time that cannot be read") if found is None else (found, "")


def zone_of(layout: Layout) -> tzinfo | None:
    from threadkit.parsing.times.shown import zone_named

    return None if layout.timezone is None else zone_named(layout.timezone)


def number_in(number: float, layout: Layout) -> tuple[When | None, str]:
    if layout.per_second is not None:
        finite = isinstance(number, int) or math.isfinite(number)  # an int may be too large for a float
        found = seconds(number, layout.per_second) if finite else None
        return (found, "") if found is not None else (When(text=written(number)), "a time that cannot be read")
    if layout.by_size:
        for least, per_second in SIZES:
            if least <= number < LATEST * per_second and (found := seconds(number, per_second)) is not None:
                return found, f"{BY_SIZE} 1/{per_second} of a second"
    return When(text=written(number)), "a number without a unit is no time"


def clock_in(value: datetime, layout: Layout) -> When | None:
    """A datetime: as wide as the finest part that is not 0, as columns store more digits than were written."""
    from threadkit.parsing.times.shown import span_of

    if type(value) is not datetime:  # pandas' own, which overflow where Python's do not
        value = datetime.combine(value.date(), value.timetz())
    if value.tzinfo is None and layout.dates_only:
        return day_in(value.date(), layout)
    unit = SECOND if not value.microsecond else SECOND / (1000 if value.microsecond % 1000 == 0 else 1_000_000)
    text = value.isoformat(" ")
    try:
        if value.tzinfo is not None:
            start = value.astimezone(UTC)
            return When(start, start + unit, text, TimeBasis.EXACT, unit=unit)
        earliest, latest = span_of(value, value + unit, zone_of(layout))
    except OverflowError:
        return When(text=text)
    return When(earliest, latest, text, TimeBasis.CLOCK, wall=value, unit=unit)


def day_in(value: date, layout: Layout) -> When:
    from threadkit.parsing.times.shown import span_of

    start = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - the table's own clock
    try:
        earliest, latest = span_of(start, start + DAY, zone_of(layout))
    except OverflowError:
        return When(text=value.isoformat())
    return When(earliest, latest, value.isoformat(), TimeBasis.DATE, wall=start, unit=DAY)


def count_in(value: object, *, signed: bool) -> tuple[Count | None, str]:
    if absent(value):
        return None, ""
    number = whole_in(value)
    if number is None and isinstance(value, str) and not FLOATED.fullmatch(value.strip()):
        from threadkit.parsing.counts import parse_count

        if (found := parse_count(value)) is not None:
            return found, ""
    if number is None or (number < 0 and not signed):
        return None, "not a count; taken as not given"
    return Count.of(number), ""
