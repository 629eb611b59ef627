"""Times as pages show them -> intervals (:class:`threadkit.records.When`). The only user of dateutil.

==============================  =========  ==========================================================
shown                           basis      interval
==============================  =========  ==========================================================
2022-06-04T15:54:00Z            EXACT      one unit of what is stated: a minute, a second, a fraction
12.08.2025 18:54                CLOCK      that minute in the page's zone; if unknown, in any zone
Jun 4, 2022 / May 2022 / 2022   DATE       that day, month, year; likewise
Oct 5                           YEARLESS   none before ``resolve``; `month_day` is (10, 5)
7 months ago / 2h / yesterday   AGE        none before ``resolve``; `age` is (shortest, longest)
==============================  =========  ==========================================================

Zones reach from UTC-12 to UTC+14, so a local time L of unknown zone lies in [L - 14 h, L + unit + 12 h).

Of an age "N units" only this is sure: it is between (N - 1) * lo and (N + 1) * hi, as sites floor or round, with
months of 30 or 30.44 days or of the calendar. With (lo, hi) of ``UNIT_LENGTHS`` this held in 812,563 of 812,563
trials over such formatters; "N calendar months, give or take one" failed 850 times in 100,000. Only who rounds up by
the calendar may say "2 months" two days before that. What several ages on one page say together is in
``graph/times/age_hypotheses.py``.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from threadkit.parsing.counts import fold_words
from threadkit.parsing.times.words import (
    AFTER_DAY_ONLY,
    AGE_ROWS,
    BARE_ONE,
    BESIDE,
    CENTURY,
    CODES,
    DAY,
    HOUR,
    MINUTE,
    MONTH,
    OPEN,
    SECOND,
    SPOKEN,
    UNIT_LENGTHS,
    VAGUE,
)
from threadkit.records import TimeBasis, When

__all__ = ["age_terms", "day_of", "read_time", "span_of", "zone_named"]

LONGEST = 80  #: characters; no page shows a longer time
FIRST_ZONE, LAST_ZONE = timedelta(hours=14), timedelta(hours=12)  #: ahead of and behind UTC, at most
YEARS = range(1900, 2101)
BASES = tuple(TimeBasis)
Clock = tuple[timedelta, timedelta]  #: time since midnight, and one unit of it
AFTER_NOON = ("午後", "下午", "오후")

AT_CLOCK = re.compile(
    r"(?P<day>.{1,20}?),? (?:(?:at|um|a las|a la|as|alle|a|om|o|kl\.?|saat|в|о) )?"
    r"\d{1,2}[:.h]\d\d(?::\d\d)?(?: ?[ap]\.? ?m\.?)?(?: uhr)?"
)

CODE = re.compile(r"(\d{1,3}) ?([^\W\d_]{1,5})\.?")
UNIT_AGO = ("mo ago", "mo. ago")  #: also Monday and August, in German and Spanish
AMOUNT = re.compile(r"(?:(\d{1,3})(?!\d) ?|([^\W\d_]{1,8})[ '])?(\D{1,16}?)\.?")
TWO_AMOUNTS = re.compile(
    r"(\d{1,3} ?[^\W\d]{1,16}\.?),? ?(?:(?:and|und|et|y|e|i|en|och|og|и|і) )?(\d{1,3} ?[^\W\d]{1,16}\.?)"
)
PLAIN, ABOUT, OVER = range(3)  #: what stands before an age: nothing, "about", "over"
Terms = tuple[tuple[int, int], ...]  #: numbers and units, the largest unit first
NUMERIC = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?:,? (\d{1,2}):(\d\d)(?::(\d\d))?)?", re.ASCII)
ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:[.,](?P<fraction>\d{1,12}))?)?)"
    r"(?P<zone> ?(?:Z|UTC|[+-]\d\d:?\d\d))?",
    re.ASCII | re.IGNORECASE,
)
OFFSET = re.compile(r"(?:UTC|GMT|Z)?(?:([+-])(\d{1,2})(?::?([0-5]\d))?)?", re.ASCII | re.IGNORECASE)
# Pieces of a date in words, after fold_words; each is a letter of the shape in SHAPES, gaps and BESIDE are none.
PIECE = re.compile(
    r"""(?P<D>(?P<a>\d{1,4})(?P<sign>[./-])\ ?(?P<b>\d{1,2})(?P=sign)\ ?(?P<c>\d{1,4})(?!\d)\.?)
    |(?P<T>(?:(?P<before>午前|午後|上午|下午|凌晨|오전|오후)\ ?)?(?P<h>\d{1,2})
        (?P<minutes>(?:[:.h]|\ ?[時时시点點]\ ?)(?P<m>\d\d)(?!\d)(?::(?P<s>\d\d)(?!\d))?(?:\ ?[分분])?)?
        (?(minutes)(?:\ ?(?P<half>[ap])\.?\ ?m\b\.?)?|\ ?(?P<half_only>[ap])\.?\ ?m\b\.?)
        (?:\ ?(?P<zone>(?:utc|gmt|z)(?:[+-]\d{1,2}(?::?\d\d)?)?|[+-]\d\d:?\d\d)(?![\w:])(?:\ \([a-z\ ]{2,40}\))?)?)
    |(?P<Y>(?:19|20)\d\d(?:\ ?[年년]|г\b|(?!\w))|'\d\d(?!\w))
    |(?P<M>\d{1,2}\ ?[月월])
    |(?P<n>\d{1,2}(?:\ ?[日일号號]|(?:st|nd|rd|th|er|e|o)?\.?(?!\w)))
    |(?P<word>[^\W\d_]+(?:\.(?!\w))?)
    |(?P<gap>[\s,、·•∙|()/–—-]+)""",
    re.VERBOSE,
)
# What the pieces have to be, clock aside: day, month (M), year (Y); or one date in figures (D).
SHAPES = frozenset({"D", "nMY", "MnY", "YMn", "YnM", "nM", "Mn", "MY", "YM", "Y"})

# For the last resort. dateutil fills in what is not stated from its default: two that differ in every field show what.
ENGLISH_MONTH = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\b"
)
ENGLISH_CLOCK = re.compile(r"\b\d{1,2}(?::\d\d(?::\d\d(?:\.\d{1,6})?)?(?: ?[ap]\.?m)?|\ ?[ap]\.?m)\b")
DEFAULTS = (datetime(2000, 1, 1), datetime(2004, 2, 2, 1, 1, 1, 1))  # noqa: DTZ001 - a page's clock; both leap years


@lru_cache(maxsize=1 << 16)
def read_time(text: str, *, day_first: bool | None = None, timezone: str | None = None) -> When | None:
    """A time as a page shows it; None unless the whole text is one time.

    `day_first` decides "12/08/2025"; if None and both readings are possible, the interval spans them. Dots mean day
    first. `timezone` is that of the page's clock, a name ("Europe/Rome") or an offset ("+02:00"); ValueError if
    it is unknown.

    >>> when = read_time("12.08.2025 18:54", timezone="+02:00")
    >>> print(when.earliest, when.latest, when.wall)
    2025-08-12 16:54:00+00:00 2025-08-12 16:55:00+00:00 2025-08-12 18:54:00
    >>> read_time("Oct 5").month_day
    (10, 5)
    >>> [span.days for span in read_time("7 months ago").age]
    [180, 248]
    >>> read_time("second") is None
    True
    """
    zone = None if timezone is None else zone_named(timezone)
    shown = text.strip()
    if not shown or len(shown) > LONGEST:
        return None
    if found := NUMERIC.fullmatch(shown):
        first, sign, second, third, hours, minutes, seconds = found.groups()
        clock = (timedelta(), DAY) if hours is None else _clock(hours, minutes, seconds, None)
        return _dated(shown, _days(first, sign, second, third, day_first), clock, zone)
    if found := ISO.fullmatch(shown):
        return _read_iso(shown, found, zone)
    folded = fold_words(shown)
    if folded.endswith(UNIT_AGO) and (age := _read_age(shown, folded)) is not None:
        return age
    return _read_words(shown, folded, zone, day_first) or _read_age(shown, folded) or _last_resort(shown, folded, zone)


def _offset(stated: str) -> tzinfo | None:
    """The zone of "+02:00", "UTC", "GMT+2" or "Z"."""
    found = OFFSET.fullmatch(stated)
    if found is None or not stated:
        return None
    sign, hours, minutes = found.groups()
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    if offset > FIRST_ZONE:
        return None
    return timezone(-offset if sign == "-" else offset)


def zone_named(name: str) -> tzinfo:
    """The zone that a caller names."""
    from zoneinfo import ZoneInfo

    try:
        return _offset(name.strip()) or ZoneInfo(name)
    except (ValueError, OSError, LookupError):  # not in the database, or no name at all
        example = "write a name such as 'Europe/Rome' or an offset such as '+02:00'"
        raise ValueError(f"unknown time zone {name!r}; {example}") from None


def span_of(start: datetime, end: datetime, zone: tzinfo | None) -> tuple[datetime, datetime]:
    """Bounds of a stretch of local time; where clocks are put back or forward, of all that it may be."""
    if zone is None:
        earliest = start.replace(tzinfo=UTC) - FIRST_ZONE
        return earliest, earliest + (end - start + FIRST_ZONE + LAST_ZONE)
    starts = [start.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    if end - start <= HOUR:
        return min(starts), max(starts) + (end - start)
    return min(starts), max(end.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))


def _clock(hours: str, minutes: str | None, seconds: str | None, half: str | None) -> Clock | None:
    """Time since midnight and its unit. `half` is "a" or "p" on a clock of twelve hours."""
    hour, minute, second = int(hours), int(minutes or 0), int(seconds or 0)
    if half is not None:
        if hour > 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    unit = SECOND if seconds else MINUTE if minutes else HOUR
    return timedelta(hours=hour, minutes=minute, seconds=second), unit


def day_of(year: int, month: int, day: int) -> datetime | None:
    if year not in YEARS:
        return None
    try:
        return datetime(year, month, day)  # noqa: DTZ001 - the page's own clock
    except ValueError:
        return None


def _days(first: str, sign: str, second: str, third: str, day_first: bool | None) -> list[datetime]:
    """The days that a date in figures may be: none, one, or several if its order is open."""
    a, b, c = int(first), int(second), int(third)
    if sign == "." and len(first) <= 2 and len(third) == 4:  # 12.08.2025: no other reading
        day = day_of(c, b, a)
        return [] if day is None else [day]
    if len(first) == 4 and len(third) <= 2:
        readings = [(a, b, c)]
    elif len(first) > 2 or len(third) not in (2, 4):
        return []
    else:
        year = c if len(third) == 4 else 2000 + c
        readings = [(year, b, a)]
        if sign != ".":
            readings.insert(1 if day_first else 0, (year, a, b))
            if len(third) == len(first) == 2 and day_first is None:
                readings.append((2000 + a, b, c))
    days = dict.fromkeys(day for reading in readings if (day := day_of(*reading)))
    return list(days) if day_first is None else list(days)[:1]


def _dated(
    text: str,
    days: list[datetime],
    clock: Clock | None,
    zone: tzinfo | None,
    *,
    stated: bool = False,
    reasons: tuple[str, ...] = (),
) -> When | None:
    """The interval over all `days`. `stated`: the text itself says its zone."""
    if not days or clock is None:
        return None
    since_midnight, unit = clock
    basis = TimeBasis.DATE if unit == DAY else TimeBasis.EXACT if stated else TimeBasis.CLOCK
    if len(days) == 1:  # as nearly always
        start = days[0] + since_midnight
        earliest, latest = span_of(start, start + unit, zone)
        return When(earliest, latest, text, basis, wall=None if stated else start, unit=unit, reasons=reasons)
    spans = [span_of(day + since_midnight, day + since_midnight + unit, zone) for day in days]
    wall = None if len(days) > 1 or stated else days[0] + since_midnight
    if len(days) > 1:
        reasons = (*reasons, f"the order of day and month is open: {' or '.join(f'{day:%Y-%m-%d}' for day in days)}")
    earliest, latest = min(low for low, _ in spans), max(high for _, high in spans)
    return When(earliest, latest, text, basis, wall=wall, unit=unit, reasons=reasons)


def _read_iso(text: str, found: re.Match[str], zone: tzinfo | None) -> When | None:
    try:
        moment = datetime.fromisoformat(f"{found[1]}T{found[2]}")
    except ValueError:
        return None
    stated = None
    if found["zone"] and (stated := _offset(found["zone"].strip())) is None:
        return None
    if day_of(moment.year, moment.month, moment.day) is None:
        return None
    fraction = found["fraction"]
    unit = SECOND if len(found[2]) > 5 else MINUTE
    if fraction:
        unit = max(timedelta(microseconds=10**6 // 10 ** len(fraction)), timedelta.resolution)
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return _dated(text, [midnight], (moment - midnight, unit), stated or zone, stated=stated is not None)


def _pieces(folded: str) -> tuple[dict[str, re.Match[str]], str, bool]:
    """Pieces of a date in words by letter, the letters in order, and whether words stand beside them."""
    held: dict[str, re.Match[str]] = {}
    shape, beside, place = "", False, 0
    while place < len(folded):
        found = PIECE.match(folded, place)
        if found is None:
            return {}, "", False
        place = found.end()
        letter = found.lastgroup or ""
        if letter == "word":
            word = found[0].rstrip(".")
            letter = "M" if word in MONTH else "beside" if word in BESIDE else "unknown"
            if letter == "M" and "M" in held and held["M"][0].startswith("mar"):  # "mar. 5 oct.": a Tuesday
                shape = shape.replace("M", "")
        if letter == "unknown":
            return {}, "", False
        beside |= letter == "beside"
        if len(letter) == 1:
            held[letter] = found
            shape += letter
    return held, shape, beside


def _read_words(text: str, folded: str, zone: tzinfo | None, day_first: bool | None) -> When | None:
    """A date with a month in words or CJK signs, or one in figures with words or a clock beside it."""
    held, shape, beside = _pieces(folded)
    clock: Clock | None = (timedelta(), DAY)
    stated = None
    if at := held.get("T"):
        half = at["half"] or at["half_only"] or ("p" if at["before"] in AFTER_NOON else "a" if at["before"] else None)
        clock = _clock(at["h"], at["m"], at["s"], half)
        if at["zone"] and (stated := _offset(at["zone"])) is None:
            return None
    bare = shape.replace("T", "", 1)
    if bare not in SHAPES or clock is None:
        return None
    if bare == "D":
        a, sign, b, c = held["D"].group("a", "sign", "b", "c")
        days = _days(a, sign, b, c, day_first)
        return _dated(text, days, clock, stated or zone, stated=stated is not None)
    year = _figure(held["Y"]) if "Y" in bare else None
    month = _figure(held["M"]) if "M" in bare else 1
    if "n" not in bare:
        return None if at or beside or year is None else _stretch(text, year, month if "M" in bare else None, zone)
    if year is None:
        return _yearless(text, bare, held)
    day = day_of(year, month, _figure(held["n"]))
    return _dated(text, [day] if day else [], clock, stated or zone, stated=stated is not None)


def _figure(piece: re.Match[str]) -> int:
    """The number of a piece: 10 for "oct.", 2022 for "'22"."""
    word = piece[0].rstrip(".")
    if word in MONTH:
        return MONTH[word]
    digits = int("".join(filter(str.isdecimal, word)))
    return digits + 2000 if word.startswith("'") else digits


def _stretch(text: str, year: int, month: int | None, zone: tzinfo | None) -> When | None:
    """A month or a year."""
    start = day_of(year, month or 1, 1)
    if start is None:
        return None
    days = calendar.monthrange(year, month)[1] if month else 365 + calendar.isleap(year)
    earliest, latest = span_of(start, start + days * DAY, zone)
    return When(earliest, latest, text, TimeBasis.DATE, wall=start, unit=days * DAY)


def _yearless(text: str, shape: str, held: dict[str, re.Match[str]]) -> When | None:
    if shape == "Mn" and held["M"][0].rstrip(".") in AFTER_DAY_ONLY:
        return None
    month, day = _figure(held["M"]), _figure(held["n"])
    if day_of(2000, month, day) is None:
        return None
    return When(text=text, basis=TimeBasis.YEARLESS, unit=DAY, month_day=(month, day))


def age_terms(text: str) -> Terms | None:
    """Numbers and units (0 a second … 6 a year) of an age that is said plainly, not in a word and with no "about".

    >>> age_terms("7 months ago"), age_terms("1 year, 2 months ago"), age_terms("about 7 months ago")
    (((7, 5),), ((1, 6), (2, 5)), None)
    """
    shown = text.strip()
    amounts = _amounts(shown, fold_words(shown)) if 0 < len(shown) <= LONGEST else None
    return amounts[0] if amounts is not None and amounts[1] == PLAIN else None


def _read_age(text: str, folded: str) -> When | None:
    at_clock = AT_CLOCK.fullmatch(folded)
    age = SPOKEN.get(at_clock["day"] if at_clock else folded)
    if age is not None:
        return When(text=text, basis=TimeBasis.AGE, unit=MINUTE if age[1] < HOUR else DAY, age=age)
    amounts = _amounts(text, folded)
    if amounts is None:
        return None
    terms, said = amounts
    number, place = terms[-1]
    low, high = UNIT_LENGTHS[place]
    shortest, longest = max(number - 1, 0) * low, (number + 1) * high
    for number, place in terms[:-1]:
        shortest, longest = shortest + number * UNIT_LENGTHS[place][0], longest + number * UNIT_LENGTHS[place][1]
    return When(text=text, basis=TimeBasis.AGE, unit=high, age=(shortest, CENTURY if said == OVER else longest))


@lru_cache(maxsize=1 << 12)
def _amounts(text: str, folded: str) -> tuple[Terms, int] | None:
    """Numbers and units of "2h" or "about 7 months ago", and what stands before them."""
    found = CODE.fullmatch(folded)
    if found is None or found[2] not in CODES or (len(found[2]) == 1 and text.rstrip(".")[-1].isupper()):
        return _framed_age(folded)
    return ((int(found[1]), CODES[found[2]]),), PLAIN


def _framed_age(folded: str) -> tuple[Terms, int] | None:
    whole, said = _unhedged(folded)
    for before, after, ones, units in AGE_ROWS:
        if not whole.endswith(after) or not (after or whole.startswith(before)):
            continue
        inner, said_inside = _unhedged(whole.removesuffix(after).removeprefix(before).strip())
        if (amount := _amount(inner, ones, units)) is not None:
            return (amount,), max(said, said_inside)
        if (both := TWO_AMOUNTS.fullmatch(inner)) is not None:
            one, two = (_amount(part, ones, units) for part in both.groups())
            if one is not None and two is not None and one[1] > two[1]:
                return (one, two), max(said, said_inside)
    return None


def _amount(words: str, ones: frozenset[str], units: Mapping[str, int]) -> tuple[int, int] | None:
    """Number and unit of "7 months" or "a month"."""
    found = AMOUNT.fullmatch(words)
    if found is None or found[3] not in units:
        return None
    if found[1] or found[2] in ones or (found[2] is None and found[3] in BARE_ONE):
        return int(found[1] or 1), units[found[3]]
    return None


def _unhedged(words: str) -> tuple[str, int]:
    """Words without what stands before them, and which it was."""
    if found := OPEN.match(words):
        return words[found.end() :], OVER
    found = VAGUE.match(words)
    return (words[found.end() :], ABOUT) if found else (words, PLAIN)


def _last_resort(text: str, folded: str, zone: tzinfo | None) -> When | None:
    """English dates in other wordings ("Oct 5, 2023 at 3:14:15 PM PDT"), if day, month and year are all said.

    dateutil takes a fourth number for an hour, so beside a clock there may be two and no more.
    """
    numbers = re.findall(r"\d+", ENGLISH_CLOCK.sub("", folded))
    if len(numbers) != 2 or max(map(len, numbers)) != 4 or not text.isascii() or not ENGLISH_MONTH.search(folded):
        return None
    from dateutil import parser

    zones: list[tuple[str | None, int | None]] = []
    try:
        first, second = (
            parser.parse(text, default=default, tzinfos=lambda name, offset: zones.append((name, offset)))
            for default in DEFAULTS
        )
    except (ValueError, ArithmeticError):  # not a date, or one that no calendar has
        return None
    midnight = day_of(first.year, first.month, first.day)
    if first.date() != second.date() or midnight is None:
        return None
    if first.hour != second.hour:
        return _dated(text, [midnight], (timedelta(), DAY), zone)
    unit = HOUR if first.minute != second.minute else MINUTE if first.second != second.second else SECOND
    clock = (first.replace(microsecond=0) - midnight, unit)
    name, offset = zones[0] if zones else (None, None)
    if offset is not None:
        return _dated(text, [midnight], clock, timezone(timedelta(seconds=offset)), stated=True)
    if name is not None:
        return _dated(text, [midnight], clock, None, reasons=(f"zone {name!r} is not known: it may be any",))
    return _dated(text, [midnight], clock, zone)
