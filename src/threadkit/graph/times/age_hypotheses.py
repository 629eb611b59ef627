"""How sites turn elapsed time into "7 months ago": a table of named ways, and what an age says under each of them.

One age by itself is wide: who cuts off and who rounds differ by a unit. But one page was made by one program, so all
its ages follow one way, and under one way they narrow each other: a page with ages of 7, 8 and 11 months, some of
whose posts are dated by another source, is dated to about two weeks under each, and to the union of those in the end.

The ways are of two kinds. *Broad* ones have no limits: months of 30, 30.4, 30.5, 31 days or of the calendar, cut off,
rounded or rounded up. *Libraries* are ways in the same sense, with their own limits, read in their source. A library
that cuts off 30-day months is inside the broad way of that name; it has a row where its limits can refute it, or
where it leaves the broad ways.

All numbers are microseconds. What has to hold of every row, as bounds are pushed through it both ways: a later post
never makes for an earlier page. Ages are computed in a zone that nobody knows, and with summer time; so bounds by the
calendar are those of any zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import attrs

from threadkit.graph.times.calendar_months import (
    EAST,
    WEST,
    before_first,
    before_last,
    first_after,
    last_after,
    midway,
    month_lengths,
    sheet,
)

__all__ = ["AGE_HYPOTHESES", "AgeHypothesis", "Calendar", "Length", "Sheet", "Terms", "post_bounds", "seen_bounds"]

SECOND = 1_000_000
MINUTE, HOUR, DAY = 60 * SECOND, 3600 * SECOND, 86_400 * SECOND
Terms = tuple[tuple[int, int], ...]  #: numbers and units, 0 a second … 6 a year
Bound = int | None  #: None: no bound


@attrs.frozen
class Length:
    """Units of a fixed length: "N" is said from (N + begin) units to (N + end) of them.

    `least` and `most`: numbers that are said; `special`: from and to, by number, where they leave the rule.
    """

    shortest: float
    longest: float
    begin: float
    end: float
    slack: int = 0
    whole: bool = False  #: counted of whole days, cut off or rounded as the rest
    least: int = 0
    most: int | None = None
    special: Mapping[int, tuple[float, float]] = attrs.field(factory=dict)  #: in microseconds

    def span(self, number: int) -> tuple[int, int] | None:
        """Shortest and longest time for which that number is said; None: never."""
        if number < self.least or (self.most is not None and number > self.most):
            return None
        low, high = (number + self.begin) * self.shortest, (number + self.end) * self.longest
        if self.whole:  # thirty whole days are less than 30.4, and thirty days and a half are rounded to more
            low, high = (-(-int(each) // DAY) * DAY - (self.begin == NEAREST[0]) * DAY // 2 for each in (low, high))
        low, high = self.special.get(number, (low, high))
        return max(int(low) - self.slack, 0), int(high) + self.slack


@attrs.frozen
class Calendar:
    """Months by the calendar: "N" from N * `months` + `begin` months after the post to N * `months` + `end` of them.

    `begin_more`, `end_more`: microseconds beyond that; `half`: half of the month that follows, as long as it is.
    """

    months: int
    begin: int
    end: int
    begin_more: int = 0
    end_more: int = 0
    half: bool = False
    least: int = 0
    most: int | None = None


@attrs.frozen
class Sheet:
    """Turned sheets of the calendar: "N months" from the first of the Nth month after the post's to the end of it."""

    months: int
    least: int = 0
    most: int | None = None


Rule = Length | Calendar | Sheet


@attrs.frozen(eq=False)
class AgeHypothesis:
    """A way of saying ages: `units` from second to year, None where a unit is never said."""

    name: str
    source: str  #: who does it so
    units: tuple[Rule | None, ...]
    two: bool = True  #: ages of two units are said, too

    def says(self, terms: Terms) -> bool:
        """Whether such an age is ever said."""
        if len(terms) > 1 and not self.two:
            return False
        rules = [(number, self.units[place]) for number, place in terms]
        return all(
            rule is not None and rule.least <= number and (rule.most is None or number <= rule.most)
            for number, rule in rules
        )


def seen_bounds(way: AgeHypothesis, terms: Terms, earliest: Bound, latest: Bound) -> tuple[Bound, Bound]:
    """When the page was made, if a post written from `earliest` to `latest` had that age on it."""
    more, rest, rule = split(way, terms)
    if isinstance(rule, Length):
        span = rule.span(rest)
        if span is None:
            return None, None
        low, high = span[0] + more[0], span[1] + more[1]
        return (None if earliest is None else earliest + low), (None if latest is None else latest + high)
    if isinstance(rule, Sheet):
        return (
            sheet(earliest, -WEST, rest, rule.months, -EAST),
            sheet(latest, EAST, rest + rule.months, rule.months, WEST),
        )
    begin, end = rest + rule.begin, rest + rule.end
    low_bound = None if earliest is None else first_after(earliest, begin)
    high_bound = None if latest is None else last_after(latest, end)
    if rule.half and earliest is not None:
        low_bound = midway(low_bound, first_after(earliest, begin + 1))
    if rule.half and latest is not None:
        high_bound = midway(high_bound, last_after(latest, end + 1))
    return (
        None if low_bound is None else low_bound + rule.begin_more - HOUR,
        None if high_bound is None else high_bound + rule.end_more + HOUR,
    )


def post_bounds(way: AgeHypothesis, terms: Terms, earliest: Bound, latest: Bound) -> tuple[Bound, Bound]:
    """When a post was written that has that age on a page made from `earliest` to `latest`."""
    more, rest, rule = split(way, terms)
    if isinstance(rule, Length):
        span = rule.span(rest)
        if span is None:
            return None, None
        low, high = span[0] + more[0], span[1] + more[1]
        return (None if earliest is None else earliest - high), (None if latest is None else latest - low)
    if isinstance(rule, Sheet):
        return (
            sheet(earliest, -WEST, -rest, rule.months, -EAST),
            sheet(latest, EAST, -rest + rule.months, rule.months, WEST),
        )
    begin, end = rest + rule.begin, rest + rule.end
    return (
        None if earliest is None else before_last(earliest - rule.end_more - HOUR, end, rule.half),
        None if latest is None else before_first(latest - rule.begin_more + HOUR, begin, rule.half),
    )


@lru_cache(maxsize=1 << 12)
def split(way: AgeHypothesis, terms: Terms) -> tuple[tuple[int, int], int, Rule]:
    """What the larger units add to the last one: as shortest and longest time; and the last one as its rule counts it.

    Of a rule by the calendar the number is in months, those of the larger units with them.
    """
    number, place = terms[-1]
    rule = way.units[place]
    if rule is None:
        raise ValueError(f"{way.name} never says {terms}")
    more = (0, 0)
    months = 0 if isinstance(rule, Length) else number * rule.months
    for each, larger in terms[:-1]:
        above = way.units[larger]
        if isinstance(above, Length):
            more = more[0] + int(each * above.shortest), more[1] + int(each * above.longest)
        elif above is not None and not isinstance(rule, Length):
            months += each * above.months
        elif above is not None:  # calendar months, then days or weeks
            lengths = month_lengths(each * above.months)
            more = more[0] + (lengths[0] - 1) * DAY, more[1] + (lengths[1] + 1) * DAY
    return more, number if isinstance(rule, Length) else months, rule


# --- The table. ---

CUT, NEAREST, UP, SHEETS = (0.0, 1.0), (-0.5, 0.5), (-1.0, 0.0), (-1.0, 1.0)
WEEK = 7 * DAY
#: Programs count whole seconds, then whole minutes; days in local time gain or lose an hour in spring and autumn.
SLACK = (SECOND, SECOND, MINUTE, HOUR, HOUR)
MONTH_30, MONTH_31, MEAN_MONTHS = (30 * DAY, 30 * DAY), (31 * DAY, 31 * DAY), (365 / 12 * DAY, 30.44 * DAY)
YEARS = (360 * DAY, 366 * DAY)  #: of twelve months of 30 days up to a leap year
SHORT = tuple((float(length), float(length)) for length in (SECOND, MINUTE, HOUR, DAY, WEEK))


def units(
    short: tuple[float, float],
    months: tuple[float, float] | Calendar,
    years: tuple[float, float] | Calendar = YEARS,
) -> list[Rule | None]:
    """Rules from second to year; `short`: how units are cut or rounded, where not by the calendar."""
    rows: list[Rule | None] = [Length(*length, *short, slack) for length, slack in zip(SHORT, SLACK, strict=True)]
    for length in (months, years):
        if isinstance(length, Calendar):
            rows.append(length)
        else:
            rows.append(Length(*length, *short, HOUR))
    return rows


def limited(rows: list[Rule | None], **limits: Rule | tuple[int, int | None] | None) -> list[Rule | None]:
    """The same with other rules for some units, or with the least and the most number of a unit."""
    rows = list(rows)
    for name, limit in limits.items():
        place = PLACES.index(name)
        rule = rows[place]
        if isinstance(limit, tuple):
            rows[place] = None if rule is None else attrs.evolve(rule, least=limit[0], most=limit[1])
        else:
            rows[place] = limit
    return rows


PLACES = ("seconds", "minutes", "hours", "days", "weeks", "months", "years")
WHOLE = {m: Calendar(m, 0, m) for m in (1, 12)}
WHOLE_UP = {m: Calendar(m, -m, 0) for m in (1, 12)}
HALF_MEAN = int(30.436875 / 2 * DAY)
#: Half a month is half of the one that follows, or half of the mean one; half a year is six months.
HALVES, HALF_MEANS = Calendar(1, -1, 0, half=True), Calendar(1, -1, 0, HALF_MEAN, HALF_MEAN)
EITHER_HALF, HALF_YEARS = Calendar(1, -1, 0, 14 * DAY, 31 * DAY // 2), Calendar(12, -6, 6)


def whole_days(rows: list[Rule | None], *names: str) -> list[Rule | None]:
    """These units are counted of whole days."""
    return [
        attrs.evolve(rule, whole=True) if isinstance(rule, Length) and name in names else rule
        for name, rule in zip(PLACES, rows, strict=True)
    ]


def one(rule: Rule | None, span: tuple[float, float], number: int = 1) -> Rule | None:
    """The rule with a span of its own for one number."""
    return attrs.evolve(rule, special={**rule.special, number: span}) if isinstance(rule, Length) else rule


#: moment and dayjs: from 45 minutes an hour, from 22 hours a day, from 26 days a month, from 11 months a year.
MOMENT = limited(
    units(NEAREST, EITHER_HALF, HALF_YEARS), seconds=None, minutes=(1, 44), hours=(1, 21), days=(1, 25), weeks=None,
    months=(1, 10), years=(1, None),
)  # fmt: skip
MOMENT[1] = one(MOMENT[1], (44.5 * SECOND, 90 * SECOND))
MOMENT[2] = one(MOMENT[2], (44.5 * MINUTE, 90 * MINUTE))
MOMENT[3] = one(MOMENT[3], (21.5 * HOUR, 36 * HOUR))
#: Rails and date-fns' formatDistance put "about" before hours and years, and those are read as broadly as can be.
RAILS = limited(
    units(NEAREST, MONTH_30), seconds=None, minutes=(1, 44), hours=None, days=(1, 30), weeks=None, months=(2, 12),
    years=None,
)  # fmt: skip
RAILS[3] = one(RAILS[3], (24 * HOUR - MINUTE, 42 * HOUR))
GO = limited(units(CUT, MONTH_30, (360.0 * DAY, 360.0 * DAY)), weeks=(1, 4), days=(1, 6), months=(1, 11))
GO[0] = one(GO[0], (SECOND, 3 * SECOND))
GO[6] = one(one(GO[6], (360 * DAY, 540 * DAY)), (540 * DAY, 1080 * DAY), 2)
INTL = limited(units(CUT, MONTH_30), months=Sheet(1, 1, 4), years=Sheet(12, 1))
INTL[3] = Length(DAY, DAY, *SHEETS, slack=HOUR, least=1, most=6)
INTL[4] = Length(WEEK, WEEK, *SHEETS, slack=HOUR, least=1, most=6)
MONTH_305 = (30.5 * DAY, 30.5 * DAY)
HUMANIZE = limited(
    units(CUT, MONTH_305, (365.0 * DAY, 365.0 * DAY)), days=(1, 364), weeks=None, months=(1, 11), years=(1, None)
)
HUMANIZE = whole_days(HUMANIZE, "months")
STEPS = whole_days(units(NEAREST, MEAN_MONTHS), "weeks", "months")
STEPS[6] = Length(*YEARS, *NEAREST, slack=17 * DAY)

AGE_HYPOTHESES = tuple(
    AgeHypothesis(name, source, tuple(rows), two)
    for name, source, rows, two in (
        ("30-day months, cut off", "github/relative-time-element src/duration.ts; "
         "django/django django/utils/timesince.py in its first versions", units(CUT, MONTH_30), True),
        ("30.4-day months, cut off", "hustcc/timeago.js src/utils/date.ts (365/12 days); hand-made code with 30.4375",
         units(CUT, MEAN_MONTHS), True),
        ("30.4-day months, cut off from whole days", "hand-made code that counts months of the days it has counted",
         whole_days(units(CUT, MEAN_MONTHS), "months", "years"), True),
        ("30.5-day months, cut off", "python-humanize/humanize src/humanize/time.py, whatever its limits",
         whole_days(units(CUT, MONTH_305), "months"), True),
        ("31-day months, cut off", "hand-made code; no library is known to do it", units(CUT, MONTH_31), True),
        ("calendar months, cut off", "moment/luxon src/impl/diff.js; django's timesince in later versions",
         units(CUT, WHOLE[1], WHOLE[12]), True),
        ("30-day months, rounded", "date-fns/date-fns src/formatDistanceStrict", units(NEAREST, MONTH_30), True),
        ("30.4-day months, rounded", "javascript-time-ago steps/units.js (30.44 days)",
         units(NEAREST, MEAN_MONTHS), True),
        ("calendar months, rounded", "iamkun/dayjs src/plugin/relativeTime with other thresholds",
         units(NEAREST, HALVES, HALF_YEARS), True),
        ("calendar months, rounded at 15.2 days", "moment/moment src/lib/duration/humanize.js with other thresholds",
         units(NEAREST, HALF_MEANS, HALF_YEARS), True),
        ("rounded step by step", "hand-made code: minutes from rounded seconds, hours from rounded minutes, and so on",
         STEPS, False),
        ("30-day months, rounded up", "date-fns' formatDistanceStrict with roundingMethod: 'ceil'",
         units(UP, MONTH_30), True),
        ("30.4-day months, rounded up", "hand-made code", units(UP, MEAN_MONTHS), True),
        ("calendar months, rounded up", "hand-made code", units(UP, WHOLE_UP[1], WHOLE_UP[12]), True),
        ("the Bluesky app", "bluesky-social/social-app src/lib/hooks/useTimeAgo.ts: months up to 11, then dates",
         limited(units(CUT, MONTH_30), weeks=None, days=(1, 29), months=(1, 11), years=None), False),
        ("moment.js and day.js as they come", "moment/moment src/lib/duration/humanize.js; iamkun/dayjs "
         "src/plugin/relativeTime/index.js", MOMENT, False),
        ("Rails, date-fns formatDistance", "rails/rails actionview/lib/action_view/helpers/date_helper.rb",
         RAILS, False),
        ("go-humanize", "dustin/go-humanize times.go", GO, False),
        ("date-fns intlFormatDistance", "date-fns/date-fns src/intlFormatDistance: sheets of the calendar",
         INTL, False),
        ("Python's humanize", "python-humanize/humanize src/humanize/time.py", HUMANIZE, True),
    )
)  # fmt: skip
