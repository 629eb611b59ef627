"""Times as programs write them: ISO 8601, seconds since 1970, Twitter's own; and those inside ids.

For times as people read them see :mod:`threadkit.parsing.times.shown`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from threadkit.records import TimeBasis, When

__all__ = ["X_EPOCH", "X_FIRST", "X_SHIFT", "moment", "seconds", "snowflake", "tid"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND, MICROSECOND = timedelta(seconds=1), timedelta(microseconds=1)
LAST = datetime(9000, 1, 1, tzinfo=UTC)
#: Fraction digits beyond the sixth are cut; the unit stays that of what is stated.
ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,12}))? ?(Z|z|UTC|[+-]\d\d(?::?\d\d)?)?", re.ASCII
)
TWITTER = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d\d:\d\d:\d\d) ([+-]\d{4}) (\d{4})", re.ASCII)
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
#: Twitter's ids from 4 November 2010 on: milliseconds since this one, above 22 bits of machine and sequence.
X_EPOCH, X_FIRST, X_SHIFT = 1_288_834_974_657, 29_700_859_247, 22
TID_SIGNS = "234567abcdefghijklmnopqrstuvwxyz"
TID = re.compile(r"[234567a-j][234567a-z]{12}")


def moment(text: str) -> When | None:
    """A time in ISO 8601 or in Twitter's "Wed Oct 10 20:19:24 +0000 2018"; without a zone the clock is not known.

    It spans one unit of what is stated: "…:24Z" is a second wide, "…:24.120Z" a millisecond.

    >>> moment("2024-05-01T12:00:00.120Z").width
    datetime.timedelta(microseconds=1000)
    >>> moment("Wed Oct 10 20:19:24 +0000 2018").earliest.isoformat()
    '2018-10-10T20:19:24+00:00'
    >>> moment("yesterday") is None
    True
    """
    if found := ISO.fullmatch(text):
        day, clock, fraction, zone = found.groups()
    elif found := TWITTER.fullmatch(text):
        month, date, clock, zone, year = found.groups()
        if month not in MONTHS:
            return None
        day, fraction = f"{year}-{MONTHS.index(month) + 1:02}-{date}", None
    else:
        return None
    unit = timedelta(minutes=1) if len(clock) == 5 else unit_of(fraction)
    if zone is None:
        from threadkit.parsing.times.shown import read_time

        return read_time(text.replace(",", "."))
    parts = f".{(fraction + '00000')[:6]}" if fraction else ""
    try:
        start = datetime.fromisoformat(f"{day}T{clock}{parts}{offset(zone)}")
    except ValueError:
        return None
    return exact(start.astimezone(UTC), unit, text) if 1 < start.year < LAST.year else None


@lru_cache(maxsize=64)
def offset(zone: str) -> str:
    if zone in ("Z", "z", "UTC"):
        return "+00:00"
    return zone if ":" in zone or len(zone) == 3 else f"{zone[:3]}:{zone[3:]}"


def unit_of(fraction: str | None) -> timedelta:
    return SECOND / 10 ** min(6, len(fraction)) if fraction else SECOND


def exact(start: datetime, unit: timedelta, text: str) -> When:
    return When(start, start + unit, text, TimeBasis.EXACT, unit=unit)


def seconds(number: float, per_second: int = 1, text: str | None = None) -> When | None:
    """So many seconds, or `per_second` parts of one, since 1970. A float is as wide as its written fraction.

    >>> seconds(1714564800).earliest.isoformat()
    '2024-05-01T12:00:00+00:00'
    >>> seconds(1714564800123, 1000).width
    datetime.timedelta(microseconds=1000)
    """
    whole = int(number)
    try:
        start = EPOCH + timedelta(0, whole // per_second, whole % per_second * 1_000_000 // per_second)
        unit = SECOND / per_second
        if number != whole:
            digits = f"{number:.6f}".rstrip("0").partition(".")[2]
            start += timedelta(microseconds=round((number - whole) * 1_000_000 / per_second))
            unit = max(MICROSECOND, unit / 10 ** len(digits))
    except OverflowError:
        return None
    return exact(start, unit, str(number) if text is None else text) if EPOCH - SECOND * 10**9 < start < LAST else None


def snowflake(post_id: str, epoch: int = X_EPOCH) -> When | None:
    """The time inside an id of X (or, with its `epoch` in milliseconds, of Discord); None of an id without one.

    >>> snowflake("1534000000000000000").earliest.isoformat()
    '2022-06-07T02:31:14.998000+00:00'
    >>> snowflake("20") is None
    True
    """
    if not (post_id.isascii() and post_id.isdigit()) or len(post_id) > 19:
        return None
    number = int(post_id)
    if epoch == X_EPOCH and number < X_FIRST:
        return None
    return seconds((number >> X_SHIFT) + epoch, 1000, f"id {post_id}")


def tid(key: str) -> When | None:
    """The time inside a record key of Bluesky, by the clock of the author's server; None of another key.

    >>> tid("3jzfcijpj2z2a").earliest.isoformat()
    '2023-06-30T15:03:01.887007+00:00'
    """
    if not TID.fullmatch(key):
        return None
    number = 0
    for sign in key:
        number = number * 32 + TID_SIGNS.index(sign)
    return seconds(number >> 10, 1_000_000, f"key {key}")
