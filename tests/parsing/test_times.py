"""Times as shown become intervals that hold the true time, however little the page says."""

from __future__ import annotations

import calendar
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from threadkit.parsing.times.intervals import intersect, resolve, seen_bounds
from threadkit.parsing.times.shown import age_terms, read_time
from threadkit.records import TimeBasis, When

CASES: dict[str, Any] = json.loads((Path(__file__).parent.parent / "cases" / "times.json").read_text("utf-8"))
DAY, HOUR, MINUTE, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
LENGTHS = {
    "seconds": (SECOND, SECOND), "minutes": (MINUTE, MINUTE), "hours": (HOUR, HOUR), "days": (DAY, DAY),
    "weeks": (7 * DAY, 7 * DAY), "months": (30 * DAY, 31 * DAY), "years": (360 * DAY, 366 * DAY),
}  # fmt: skip


def pairs(group: str) -> list[tuple[str, str]]:
    return [(text, expected) for expected, texts in CASES[group].items() for text in texts]


def read(text: str, **options: Any) -> When:
    when = read_time(text, **options)
    assert when is not None, text
    assert when.text == text.strip()
    return when


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def naive(text: str) -> datetime:
    return datetime.fromisoformat(text)


def holds(when: When, moment: datetime) -> bool:
    return (when.earliest is None or when.earliest <= moment) and (when.latest is None or moment < when.latest)


# --- Reading ---


@pytest.mark.parametrize(("text", "day"), pairs("days"))
def test_a_date_is_that_day_in_any_zone(text: str, day: str) -> None:
    when = read(text)
    assert (when.basis, when.wall, when.unit) == (TimeBasis.DATE, naive(day), DAY)
    assert (when.earliest, when.latest) == (utc(day) - 14 * HOUR, utc(day) + 36 * HOUR)


@pytest.mark.parametrize(("text", "minute"), pairs("minutes"))
def test_a_clock_reading_is_that_minute_in_any_zone(text: str, minute: str) -> None:
    when = read(text)
    assert (when.basis, when.wall, when.unit) == (TimeBasis.CLOCK, naive(minute), MINUTE)
    assert (when.earliest, when.latest) == (utc(minute) - 14 * HOUR, utc(minute) + MINUTE + 12 * HOUR)


@pytest.mark.parametrize(("text", "second"), pairs("seconds"))
def test_seconds_count_where_they_are_shown(text: str, second: str) -> None:
    when = read(text, timezone="UTC")
    assert (when.wall, when.unit) == (naive(second), SECOND)
    assert (when.earliest, when.latest) == (utc(second), utc(second) + SECOND)


@pytest.mark.parametrize(("text", "start", "seconds"), CASES["stated_zone"])
@pytest.mark.parametrize("page_zone", [None, "Asia/Tokyo"])
def test_a_stated_zone_makes_it_exact(text: str, start: str, seconds: float, page_zone: str | None) -> None:
    when = read(text, timezone=page_zone)
    unit = timedelta(seconds=seconds)
    begin = datetime.fromisoformat(start)
    assert (when.basis, when.earliest, when.latest, when.unit) == (TimeBasis.EXACT, begin, begin + unit, unit)


@pytest.mark.parametrize(("text", "begin", "end"), CASES["stretches"])
def test_a_month_or_a_year_is_all_of_it(text: str, begin: str, end: str) -> None:
    when = read(text, timezone="UTC")
    assert (when.basis, when.earliest, when.latest) == (TimeBasis.DATE, utc(begin), utc(end))


@pytest.mark.parametrize(("text", "month_day"), pairs("yearless"))
def test_a_date_without_its_year_has_no_bounds_yet(text: str, month_day: str) -> None:
    when = read(text)
    month, day = map(int, month_day.split("-"))
    assert (when.basis, when.month_day) == (TimeBasis.YEARLESS, (month, day))
    assert (when.earliest, when.latest, when.wall) == (None, None, None)


@pytest.mark.parametrize(("text", "age"), pairs("ages"))
def test_an_age_spans_one_unit_less_to_one_unit_more(text: str, age: str) -> None:
    when = read(text)
    number, unit = age.split()
    low, high = LENGTHS[unit]
    assert (when.basis, when.age) == (TimeBasis.AGE, ((int(number) - 1) * low, (int(number) + 1) * high))
    assert (when.earliest, when.latest, when.wall) == (None, None, None)


@pytest.mark.parametrize(("text", "low", "high"), CASES["spoken"])
def test_an_age_in_a_word(text: str, low: int, high: int) -> None:
    assert read(text).age == (low * MINUTE, high * MINUTE)


@pytest.mark.parametrize(("text", "low", "high"), CASES["two_units"])
def test_an_age_of_two_units(text: str, low: int, high: int) -> None:
    when = read(text)
    assert (when.basis, when.age) == (TimeBasis.AGE, (low * DAY, high * DAY))
    assert len(age_terms(text) or ()) == 2


@pytest.mark.parametrize("text", CASES["no_two_units"])
def test_two_units_stand_in_order_and_are_of_time(text: str) -> None:
    assert read_time(text) is None


@pytest.mark.parametrize("text", ["about 7 months ago", "over 7 months ago", "yesterday", "just now", "Oct 5", "", "x"])
def test_terms_are_those_of_plain_ages(text: str) -> None:
    assert age_terms(text) is None


@pytest.mark.parametrize(("text", "low"), CASES["floors"])
def test_over_a_year_may_be_any_number_of_years(text: str, low: int) -> None:
    age = read(text).age
    assert age is not None
    assert age[0] == low * DAY
    assert age[1] > 36500 * DAY


@pytest.mark.parametrize(("text", "day_first", "month_first"), CASES["either_way"])
def test_slashes_span_both_orders_until_told(text: str, day_first: str, month_first: str) -> None:
    when = read(text, timezone="UTC")
    assert when.wall is None
    assert day_first in when.reasons[0]
    assert month_first in when.reasons[0]
    for said, day in ((True, day_first), (False, month_first)):
        told = read(text, day_first=said, timezone="UTC")
        assert told.wall is not None
        assert told.wall.date() == naive(day).date()
        assert told.reasons == ()
        both = intersect(when, told)
        assert both is not None
        assert (both.earliest, both.latest, both.wall) == (told.earliest, told.latest, told.wall)


@pytest.mark.parametrize("day_first", [True, False, None])
def test_dots_mean_day_first_and_a_part_above_twelve_decides(day_first: bool | None) -> None:
    assert read("12.08.2025", day_first=day_first).wall == naive("2025-08-12")
    assert read("25/08/2025", day_first=day_first).wall == naive("2025-08-25")
    assert read("08/25/2025", day_first=day_first).wall == naive("2025-08-25")
    assert read("08/08/2025", day_first=day_first).wall == naive("2025-08-08")


def test_two_figures_for_a_year_may_stand_first() -> None:
    when = read("25/08/12")
    assert holds(when, utc("2025-08-12"))
    assert holds(when, utc("2012-08-25"))


@pytest.mark.parametrize(("text", "why"), CASES["none"])
def test_what_is_no_time_is_not_made_one(text: str, why: str) -> None:
    assert read_time(text) is None, why


@pytest.mark.parametrize(
    "text", [pytest.param(text, marks=pytest.mark.xfail(reason=why)) for text, why in CASES["known_failures"]]
)
def test_times_that_cannot_be_read_yet(text: str) -> None:
    assert read_time(text) is not None


def test_a_named_zone_nobody_knows_leaves_the_zone_open() -> None:
    when = read("Thursday, October 5, 2023 at 3:14:15 PM EST", timezone="Europe/Rome")
    assert when.wall == naive("2023-10-05T15:14:15")
    assert (when.earliest, when.unit) == (utc("2023-10-05T01:14:15"), SECOND)
    assert "EST" in when.reasons[0]


def test_no_name_of_a_month_stands_for_two() -> None:
    from threadkit.parsing.counts import fold_words
    from threadkit.parsing.times.words import MONTHS

    months = MONTHS.strip().replace("\n", "|").split("|")
    assert len(months) % 12 == 0
    numbers: dict[str, set[int]] = {}
    for place, words in enumerate(months):
        for word in words.split():
            numbers.setdefault(fold_words(word), set()).add(place % 12 + 1)
    assert {word: found for word, found in numbers.items() if len(found) > 1} == {}
    assert {word: read(f"3 {word} 2020").wall for word in numbers} == {
        word: datetime(2020, month, 3)  # noqa: DTZ001
        for word, (month,) in numbers.items()
    }


def test_plain_readings_need_no_dateutil() -> None:
    code = (
        "import sys; from threadkit.parsing.times.shown import read_time;"
        "read_time('12.08.2025 18:54'); read_time('Oct 5'); read_time('a line of a post in May 2022');"
        "sys.exit('dateutil' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603


# --- Zones ---


def test_a_known_zone_gives_exactly_that_unit() -> None:
    when = read("12.08.2025 18:54", timezone="Europe/Rome")
    assert (when.earliest, when.latest) == (utc("2025-08-12T16:54"), utc("2025-08-12T16:55"))
    assert when.wall == naive("2025-08-12T18:54")
    day = read("12.08.2025", timezone="-03:30")
    assert (day.earliest, day.latest) == (utc("2025-08-12T03:30"), utc("2025-08-13T03:30"))


def test_days_of_a_changing_clock_are_23_and_25_hours_long() -> None:
    assert read("2025-03-30", timezone="Europe/Rome").width == 23 * HOUR
    assert read("2025-10-26", timezone="Europe/Rome").width == 25 * HOUR


def test_an_hour_that_comes_twice_spans_both() -> None:
    when = read("26.10.2025 02:30", timezone="Europe/Rome")
    assert (when.earliest, when.latest) == (utc("2025-10-26T00:30"), utc("2025-10-26T01:31"))


@pytest.mark.parametrize("zone", ["Nowhere/Atlantis", "", "+25:00", "Europe", "../etc", "CESTT"])
def test_an_unknown_zone_is_refused_with_an_example(zone: str) -> None:
    with pytest.raises(ValueError, match="Europe/Rome") as raised:
        read_time("12.08.2025 18:54", timezone=zone)
    assert repr(zone) in str(raised.value)


ZONES = sorted(name for name in available_timezones() if "/" in name)
MOMENTS = st.datetimes(naive("2006-01-01"), naive("2036-12-31"), timezones=st.just(UTC))


@settings(max_examples=200, deadline=None)
@given(MOMENTS, st.sampled_from(ZONES), st.sampled_from(["%d.%m.%Y %H:%M", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S"]))
def test_every_zone_lies_in_the_interval(moment: datetime, name: str, form: str) -> None:
    shown = moment.astimezone(ZoneInfo(name)).strftime(form)
    anywhere, there = read(shown), read(shown, timezone=name)
    assert holds(anywhere, moment)
    assert holds(there, moment)
    assert intersect(anywhere, there) == there


# --- Ages and years ---


def calendar_months(post: datetime, seen: datetime) -> int:
    whole = (seen.year - post.year) * 12 + seen.month - post.month
    last = calendar.monthrange(seen.year, seen.month)[1]
    return whole - ((seen.day, seen.time()) < (min(post.day, last), post.time()))


def shown_age(post: datetime, seen: datetime, unit: str, length: float | None, rounds: bool) -> int:
    """The number a site shows; `length` is that of its unit in days, None if it counts on the calendar."""
    if length is None:
        months = calendar_months(post, seen)
        return months if unit == "months" else months // 12
    number = (seen - post) / DAY / length
    return int(number + 0.5) if rounds else int(number)


FORMATTERS = st.one_of(
    st.tuples(st.just("months"), st.sampled_from([30, 30.4375, 30.44, 365 / 12, 31, None])),
    st.tuples(st.just("years"), st.sampled_from([360, 364, 365, 365.2425, 365.25, 366, None])),
    st.tuples(st.just("weeks"), st.just(7)),
    st.tuples(st.just("days"), st.just(1)),
    st.tuples(st.just("hours"), st.just(1 / 24)),
)
AGES = st.timedeltas(timedelta(0), 20 * 366 * DAY)


@settings(max_examples=200, deadline=None)
@given(MOMENTS, AGES, FORMATTERS, st.booleans())
def test_the_true_age_lies_in_the_span(
    post: datetime, age: timedelta, formatter: tuple[str, float | None], rounds: bool
) -> None:
    unit, length = formatter
    if unit in ("days", "hours", "weeks"):
        age %= 60 * DAY if unit == "days" else 900 * DAY if unit == "weeks" else 40 * DAY
    seen = post + age
    number = shown_age(post, seen, unit, length, rounds)
    assume(number < 1000)
    when = read(f"{number} {unit} ago")
    assert when.age is not None
    assert when.age[0] <= age <= when.age[1]
    made = When.at(seen, MINUTE)
    assert holds(resolve(when, made), post)
    least, most = seen_bounds(when, When.at(post))
    assert holds(When(least, most), seen)


@settings(max_examples=200, deadline=None)
@given(MOMENTS, AGES, st.sampled_from(ZONES), st.booleans())
def test_the_true_day_lies_in_the_years_that_fit(post: datetime, age: timedelta, name: str, same_year: bool) -> None:
    zone = ZoneInfo(name)
    seen = post + age
    if same_year:
        assume(seen.astimezone(zone).year == post.astimezone(zone).year)
    when = read(f"{post.astimezone(zone):%b %d}")
    resolved = resolve(when, When.at(seen, MINUTE), current_year=same_year)
    assert holds(resolved, post)
    assert holds(When(*seen_bounds(when, When.at(post), current_year=same_year)), seen)
    assert resolve(resolved, When.at(seen, MINUTE), current_year=same_year) == resolved
    if same_year:
        assert resolved.width is not None


def test_an_age_is_counted_back_from_the_whole_time_the_page_may_have_been_made() -> None:
    seen = When(utc("2026-04-13"), utc("2026-04-30"))
    when = resolve(read("7 months ago"), seen)
    assert when.earliest == utc("2026-04-13") - 8 * 31 * DAY
    assert when.latest == utc("2026-04-30") - 6 * 30 * DAY
    assert (when.text, when.basis, when.age) == ("7 months ago", TimeBasis.AGE, (180 * DAY, 248 * DAY))
    assert len(when.reasons) == 1


def test_a_page_with_one_bound_gives_one_bound() -> None:
    age = read("7 months ago")
    assert resolve(age, When(earliest=utc("2026-04-13"))).latest is None
    assert resolve(age, When(latest=utc("2026-04-13"))).earliest is None
    assert resolve(age, When()) is age
    assert resolve(age, None) is age


def test_the_current_year_gives_one_day() -> None:
    seen = When(utc("2023-10-20"), utc("2023-11-20"))
    when = resolve(read("Oct 5"), seen, current_year=True)
    assert (when.earliest, when.latest) == (utc("2023-10-04T10:00"), utc("2023-10-06T12:00"))
    assert (when.text, when.basis, when.month_day) == ("Oct 5", TimeBasis.YEARLESS, (10, 5))
    assert when.reasons == ("its year is the one the page was made in",)


def test_without_that_promise_the_year_may_be_any_before() -> None:
    when = resolve(read("Oct 5"), When(utc("2024-03-01"), utc("2024-03-02")))
    assert (when.earliest, when.latest) == (None, utc("2023-10-06T12:00"))
    assert when.reasons == ("no later than the page was made",)


def test_around_new_year_a_page_may_be_of_either_year() -> None:
    seen = When(utc("2023-12-31T20:00"), utc("2024-01-01T06:00"))
    old = resolve(read("Dec 30"), seen, current_year=True)
    assert (old.earliest, old.latest) == (utc("2023-12-29T10:00"), utc("2023-12-31T12:00"))
    new = resolve(read("Jan 1"), seen, current_year=True)
    assert (new.earliest, new.latest) == (utc("2022-12-31T10:00"), utc("2024-01-02T12:00"))


def test_a_leap_day_is_found_in_leap_years_only() -> None:
    when = resolve(read("Feb 29"), When.at(utc("2027-06-01")))
    assert when.latest == utc("2024-03-01T12:00")
    assert resolve(read("Feb 29"), When.at(utc("2027-06-01")), current_year=True) == read("Feb 29")
    assert seen_bounds(read("Feb 29"), When(earliest=utc("2025-01-01")), current_year=True) == (
        utc("2027-12-31T10:00"),
        None,
    )


def test_a_day_that_is_still_to_come_fits_no_page_of_this_year() -> None:
    december = read("Dec 24")
    assert resolve(december, When.at(utc("2024-03-01")), current_year=True) == december


def test_what_is_bounded_stays_as_it_is() -> None:
    when = read("12.08.2025 18:54")
    assert resolve(when, When.at(utc("2026-01-01")), current_year=True) is when


def test_extreme_pages_do_not_raise() -> None:
    for seen in (When.at(datetime.min.replace(tzinfo=UTC)), When(latest=datetime.max.replace(tzinfo=timezone(-HOUR)))):
        for text in ("999 years ago", "over a year ago", "Oct 5"):
            resolve(read(text), seen, current_year=True)
            seen_bounds(read(text), seen, current_year=True)


# --- What a page's times say of the page ---


def test_an_age_dates_the_page() -> None:
    begin, end = utc("2025-09-10T05:06"), utc("2025-09-11T07:07")
    assert seen_bounds(read("7 months ago"), When(begin, end)) == (begin + 180 * DAY, end + 248 * DAY)


def test_a_date_without_its_year_says_the_year_of_the_page() -> None:
    true = When.at(utc("2023-10-05T15:00"))
    assert seen_bounds(read("Oct 5"), true, current_year=True) == (true.earliest, utc("2024-01-01T12:00"))
    assert seen_bounds(read("Oct 5"), true) == (true.earliest, None)


def test_new_years_day_says_which_of_two_years_it_is() -> None:
    true = When.at(utc("2023-12-31T20:00"))  # the first of January in Tokyo
    assert seen_bounds(read("Jan 1"), true, current_year=True) == (true.earliest, utc("2025-01-01T12:00"))
    assert seen_bounds(read("Dec 31"), true, current_year=True) == (true.earliest, utc("2024-01-01T12:00"))


def test_no_page_is_older_than_its_posts() -> None:
    true = When(utc("2025-09-10"), utc("2025-09-11"))
    assert seen_bounds(read("10.09.2025"), true) == (true.earliest, None)
    assert seen_bounds(read("10.09.2025"), When()) == (None, None)


# --- Intersecting ---


def test_the_finer_statement_gives_everything_but_the_interval() -> None:
    minute, age = read("10.09.2025 19:06"), resolve(read("7 months ago"), When.at(utc("2026-04-20")))
    both = intersect(age, minute)
    assert both is not None
    assert (both.text, both.basis, both.wall) == (minute.text, TimeBasis.CLOCK, minute.wall)
    assert (both.earliest, both.latest) == (minute.earliest, minute.latest)
    assert both.reasons == age.reasons


def test_statements_that_contradict_each_other_have_nothing_in_common() -> None:
    assert intersect(read("10.09.2025"), read("14.09.2025")) is None
    assert intersect(read("2025-09-10T00:00Z"), read("2025-09-10T00:01Z")) is None


WHENS = st.builds(
    lambda start, width, text, basis, reasons, open_left, open_right: When(
        None if open_left else start, None if open_right else start + width, text, basis, reasons=reasons
    ),
    MOMENTS, st.timedeltas(timedelta(microseconds=1), 9000 * DAY), st.sampled_from("ab"), st.sampled_from(TimeBasis),
    st.sampled_from([(), ("x",), ("x", "y")]), st.booleans(), st.booleans(),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(WHENS, WHENS, MOMENTS)
def test_intersecting_keeps_what_both_hold_and_nothing_else(a: When, b: When, moment: datetime) -> None:
    both = intersect(a, b)
    assert both == intersect(b, a)
    assert intersect(a, a) == a
    assert (both is not None and holds(both, moment)) == (holds(a, moment) and holds(b, moment))
    if both is not None:
        assert set(both.reasons) == {*a.reasons, *b.reasons}
        assert len(set(both.reasons)) == len(both.reasons)


# --- Odd content ---

SCRAPS = [
    "Oct", "5", "2023", "12.08.2025", "18:54", "PM", "p. m.", "ago", "months", "vor", "前", "7", "月", "年",
    "UTC", "+0200", "EST", "'22", "·", ",", "(", "T", "Z", "-", "/", "th", "at", "über", "½", "²", "٣",
    "99999999999", "0", "\u202f",
]  # fmt: skip
LISTS = st.lists(st.sampled_from([*SCRAPS, "\x00"]), max_size=8)


@settings(max_examples=200, deadline=None)
@given(LISTS.map(" ".join) | LISTS.map("".join) | st.text())
def test_no_text_raises(text: str) -> None:
    when = read_time(text)
    if when is not None:
        assert when.text == text.strip()
        assert when.basis is not TimeBasis.UNKNOWN


@pytest.mark.parametrize("zone", ["Europe/Rome", "Asia/Tokyo", "-05:00"])
@pytest.mark.parametrize("current_year", [True, False])
def test_a_named_zone_narrows_dates_without_their_year(zone: str, current_year: bool) -> None:
    made = When.at(utc("2024-03-01"))
    wide = resolve(read("Feb 5"), made, current_year=current_year)
    narrow = resolve(read("Feb 5"), made, current_year=current_year, timezone=zone)
    day = read("2024-02-05", timezone=zone)
    assert narrow.latest == day.latest
    assert wide.latest == utc("2024-02-06") + 12 * HOUR
    if current_year:
        assert narrow.earliest == day.earliest
        assert wide.earliest == utc("2024-02-05") - 14 * HOUR


def test_a_named_zone_says_when_the_year_of_a_page_begins() -> None:
    posted = When.at(utc("2024-02-05T12:00"))
    assert seen_bounds(read("Feb 5"), posted, current_year=True)[1] == utc("2025-01-01") + 12 * HOUR
    told = seen_bounds(read("Feb 5"), posted, current_year=True, timezone="Asia/Tokyo")
    assert told == (posted.earliest, utc("2024-12-31T15:00"))
