"""Nothing is worded more exactly than it is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadkit.outputs import phrases
from threadkit.records import (
    Author,
    Basis,
    Count,
    Counts,
    Kind,
    Link,
    Missing,
    Problem,
    Severity,
    TimeBasis,
    When,
)

NOON = datetime(2025, 5, 13, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WALL = datetime(2025, 5, 13, 19, 34)  # noqa: DTZ001 - a page's clock has no zone
MIDNIGHT = NOON.replace(hour=0)


@pytest.mark.parametrize(
    ("when", "says"),
    [
        (None, "time unknown"),
        (When(), "time unknown"),
        (When.at(NOON), "2025-05-13 12:00:00 UTC"),
        (When.at(NOON, MINUTE), "2025-05-13 12:00 UTC"),
        (When.at(NOON.replace(tzinfo=timezone(-HOUR * 3.5)), MINUTE), "2025-05-13 12:00 UTC-03:30"),
        (When.at(MIDNIGHT, DAY), "2025-05-13 (UTC)"),
        (When(NOON - HOUR * 26, NOON + HOUR * 26, "19:34", TimeBasis.CLOCK, WALL, MINUTE),
         "2025-05-13 19:34 (page's clock, zone unknown)"),
        (When(NOON, NOON + MINUTE, "12:00", TimeBasis.CLOCK, WALL, MINUTE), "2025-05-13 12:00 UTC"),
        (When(MIDNIGHT - HOUR * 14, MIDNIGHT + HOUR * 36, "May 13", TimeBasis.DATE, WALL, DAY),
         "2025-05-13 (page's date, zone unknown)"),
        (When(MIDNIGHT - DAY, MIDNIGHT + 2 * DAY), "between 2025-05-12 and 2025-05-14 (UTC)"),
        (When(MIDNIGHT - DAY, MIDNIGHT + 2 * DAY + HOUR), "between 2025-05-12 and 2025-05-15 (UTC)"),
        (When(NOON, NOON + HOUR * 3 - MINUTE / 2), "between 2025-05-13 12:00 and 15:00 UTC"),
        (When(NOON + HOUR * 10, NOON + HOUR * 14), "between 2025-05-13 22:00 and 2025-05-14 02:00 UTC"),
        (When(NOON), "after 2025-05-13 (UTC)"),
        (When(MIDNIGHT), "on or after 2025-05-13 (UTC)"),
        (When(None, MIDNIGHT), "before 2025-05-13 (UTC)"),
        (When(None, NOON), "on or before 2025-05-13 (UTC)"),
        (When(text="8 months ago", age=(DAY * 240, DAY * 270)), "8 months before the page was saved"),
        (When(text="vor 8 Monaten", age=(DAY * 240, DAY * 270)), "“vor 8 Monaten” when the page was saved"),
        (When(MIDNIGHT, MIDNIGHT + 30 * DAY, "8 months ago", age=(DAY * 240, DAY * 270)),
         "between 2025-05-13 and 2025-06-11 (UTC) (8 months before the page was saved)"),
        (When(text="Oct 5", basis=TimeBasis.YEARLESS, month_day=(10, 5)), "Oct 5 (year unknown)"),
        (When(MIDNIGHT, MIDNIGHT + 2 * DAY, "May 13", TimeBasis.YEARLESS, month_day=(5, 13)),
         "between 2025-05-13 and 2025-05-14 (UTC) (shown as “May 13”)"),
        (When(text="yesterday"), "“yesterday”"),
        (When(NOON, NOON), "2025-05-13 12:00:00 UTC"),
        (When(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)),
         "between 0001-01-01 and 9999-12-31 (UTC)"),
    ],
)  # fmt: skip
def test_times_are_worded_as_far_as_they_are_known(when: When | None, says: str) -> None:
    assert phrases.time(when) == says


moments = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(moments, st.timedeltas(timedelta(microseconds=1), timedelta(days=900)))
def test_a_worded_interval_holds_the_interval(earliest: datetime, width: timedelta) -> None:
    said = phrases.time(When(earliest, earliest + width))
    last = earliest + width - timedelta(microseconds=1)
    if said.startswith("between"):
        assert f"{earliest:%Y-%m-%d}" in said
        return
    shown = said.removesuffix(" (UTC)").removesuffix(" UTC")
    for moment in (earliest, last):
        assert moment.isoformat(" ").startswith(shown)


@pytest.mark.parametrize(
    ("count", "says"),
    [
        (Count.of(7), "7"),
        (Count.of(1_588), "1588"),
        (Count(1_850_000, 1_999_999, "1.9M"), "1.9M"),
        (Count(100, None), "100 or more"),
        (Count(3, 5), "3 to 5"),
        (Count(7, 7, "07"), "7"),
    ],
)
def test_counts(count: Count, says: str) -> None:
    assert phrases.count(count) == says


def test_counts_that_are_not_shown_are_not_told() -> None:
    assert phrases.counts(Counts()) == ""
    assert phrases.counts(Counts(likes=Count.of(0), replies=Count.of(1))) == "0 likes, 1 reply"


@pytest.mark.parametrize(
    ("missing", "says"),
    [
        (Missing("g"), "a post or more missing above: reason unknown"),
        (Missing("g", (("deleted", None),), count=1), "1 post missing above: deleted"),
        (Missing("g", (("blocked", None), ("deleted", None), ("blocked", None)), side="between", count=2),
         "2 posts missing here, between two posts: blocked, deleted"),
        (Missing("g", (("truncated", None),), side="below"), "a post or more missing below: cut off by the source"),
        (Missing("g", (("eaten\nby a dog", None),)), "a post or more missing above: eaten by a dog"),
        (Missing("g", ()), "a post or more missing above: reason unknown"),
    ],
)  # fmt: skip
def test_gaps(missing: Missing, says: str) -> None:
    assert phrases.gap(missing) == says


@pytest.mark.parametrize(("probability", "says"), [(0.0, "1 %"), (0.5, "50 %"), (0.944, "94 %"), (1.0, "99 %")])
def test_a_guess_is_never_told_as_sure(probability: float, says: str) -> None:
    link = Link(Kind.REPLY, "a", "b", Basis.INFERRED, probability)
    assert phrases.percent(probability) == says
    assert phrases.link_basis(link) == f"inferred {says}"
    assert phrases.link_likely(link, "continues it") == f"likely continues it, {says}"


@pytest.mark.parametrize("basis", [Basis.STATED, Basis.SHOWN])
def test_what_a_source_says_needs_no_mark(basis: Basis) -> None:
    assert phrases.link_likely(Link(Kind.REPLY, "a", "b", basis), "continues it") is None


def test_what_a_person_said_is_marked() -> None:
    said = phrases.link_likely(Link(Kind.REPLY, "a", "b", Basis.ASSUMED), "continues it")
    assert said == "continues it: placed by hand"


@pytest.mark.parametrize(
    ("who", "says"),
    [
        (None, "unknown author"),
        (Author(), "unknown author"),
        (Author(name=" "), "unknown author"),
        (Author("example_ada"), "@example_ada"),
        (Author("example_ada", "Ada\x1b[2J\nExample"), "Ada␛[2J Example (@example_ada)"),
        (Author(name="Ada \u202eelpmaxE"), "\u2068Ada \u202eelpmaxE\u2069"),
    ],
)
def test_authors(who: Author | None, says: str) -> None:
    assert phrases.author(who) == says


@given(st.text(st.characters(), max_size=60))
def test_shown_text_steers_nothing_and_can_be_written(text: str) -> None:
    shown = phrases.shown(text)
    shown.encode("utf-8")
    assert not [char for char in shown if (ord(char) < 32 and char not in "\n\t") or 127 <= ord(char) < 160]
    assert len(phrases.start_of(text, 20)) <= 22  # two signs may enclose it


def test_only_problems_worth_a_look_are_counted() -> None:
    assert phrases.problems([]) is None
    assert phrases.problems([Problem(None, "x", severity=Severity.INFO)]) is None
    said = phrases.problems([Problem(None, "x"), Problem(None, "y", severity=Severity.ERROR)])
    assert said is not None
    assert said.startswith("2 problems")
