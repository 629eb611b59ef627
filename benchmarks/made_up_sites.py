"""Made-up sites and pages for times.py: how programs write ages, written anew from what their sources do.

Nothing here comes from ``threadkit.graph.times.age_hypotheses``; the names alone say which row of its table a site
is of.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

DAY = 86_400.0
NAMES = ("second", "minute", "hour", "day", "week", "month", "year")
ZONES = [
    ZoneInfo(name)
    for name in (
        "UTC", "Europe/Rome", "America/New_York", "America/Los_Angeles", "Asia/Tokyo", "Asia/Kolkata",
        "Pacific/Auckland", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Kiritimati", "Pacific/Pago_Pago",
        "Asia/Kathmandu", "America/Sao_Paulo", "Africa/Cairo",
    )
]  # fmt: skip
#: Post and page in UTC, the zone of whoever reckons -> the age in words, or None: the site would show a date.
Site = Callable[[datetime, datetime, ZoneInfo], str | None]


def said(number: float, unit: str) -> str | None:
    return f"{int(number)} {unit}{'' if number == 1 else 's'} ago" if number >= 1 else None


def nearest(number: float) -> int:
    return math.floor(number + 0.5)


def by_length(
    how: Callable[[float], int], month: float, year: float, *, weeks: bool = False, whole: bool = False
) -> Site:
    """Units of fixed lengths in days; `whole`: months and years out of whole days."""

    def site(post: datetime, page: datetime, _: ZoneInfo) -> str | None:
        seconds = (page - post).total_seconds()
        days = seconds / DAY
        for unit, length, end in (("second", 1, 60), ("minute", 60, 3600), ("hour", 3600, DAY)):
            if seconds < end:
                return said(how(seconds / length), unit)
        if weeks and 7 <= days < month:
            return said(how(days / 7), "week")
        if days < month:
            return said(how(days), "day")
        if whole:
            days = math.floor(days)
        return said(how(days / month), "month") if days < year else said(how(days / year), "year")

    return site


def by_calendar(how: str, *, two: bool = False) -> Site:
    """Whole months in local time, cut off or up; or with their fraction, rounded as moment or dayjs do."""

    def site(post: datetime, page: datetime, zone: ZoneInfo) -> str | None:
        one, other = (at.astimezone(zone).replace(tzinfo=None) for at in (post, page))
        between = relativedelta(other, one)
        months = between.years * 12 + between.months
        seconds = (page - post).total_seconds()
        if seconds < 28 * DAY:
            return by_length({"cut": math.floor, "up": math.ceil}.get(how, nearest), 30, 365)(post, page, zone)
        rest = other - (one + relativedelta(months=months))
        if how == "cut" and two and months >= 12 and months % 12:
            return f"{said(months // 12, 'year')}, {said(months % 12, 'month')}".replace(" ago,", ",")
        if how == "cut":
            number = months
        elif how == "up":
            number = months + (rest > timedelta())
        elif how == "dayjs":
            number = nearest(months + rest / (one + relativedelta(months=months + 1) - one - (other - rest - one)))
        else:
            number = nearest(months + rest.total_seconds() / DAY / (146_097 / 4_800))
        if how != "cut" and number >= 12:
            years = months / 12 + (rest > timedelta()) * 1e-9
            return said(math.ceil(years) if how == "up" else nearest(years), "year")
        return said(number // 12, "year") if number >= 12 else said(number, "month")

    return site


def in_steps(post: datetime, page: datetime, _: ZoneInfo) -> str | None:
    seconds = nearest((page - post).total_seconds())
    minutes = nearest(seconds / 60)
    hours = nearest(minutes / 60)
    days = nearest(hours / 24)
    months, years = nearest(days / 30.416), nearest(days / 365)
    for number, unit, most in ((minutes, "minute", 45), (hours, "hour", 22), (days, "day", 25), (months, "month", 11)):
        if number <= most:
            return said(number, unit)
    return said(years, "year")


def bluesky(post: datetime, page: datetime, zone: ZoneInfo) -> str | None:
    text = by_length(math.floor, 30, 360)(post, page, zone)
    return None if text is None or "year" in text else text


def with_thresholds(how: str) -> Site:
    """moment and dayjs as they come."""

    def site(post: datetime, page: datetime, zone: ZoneInfo) -> str | None:
        seconds = (page - post).total_seconds()
        minutes, hours, days = (nearest(seconds / length) for length in (60, 3600, DAY))
        if nearest(seconds) < 45:
            return None
        if minutes < 45:
            return said(max(minutes, 1), "minute")
        if hours < 22:
            return said(max(hours, 1), "hour")
        if days < 26:
            return said(max(days, 1), "day")
        one, other = (at.astimezone(zone).replace(tzinfo=None) for at in (post, page))
        between = relativedelta(other, one)
        months = between.years * 12 + between.months
        rest = other - (one + relativedelta(months=months))
        length = 146_097 / 4_800
        if how == "dayjs":
            length = ((one + relativedelta(months=months + 1)) - (one + relativedelta(months=months))).days
        exact = months + rest.total_seconds() / DAY / length
        if nearest(exact) < 11:
            return said(max(nearest(exact), 1), "month")
        return said(max(nearest(exact / 12), 1), "year")

    return site


def rails(post: datetime, page: datetime, _: ZoneInfo) -> str | None:
    minutes = nearest((page - post).total_seconds() / 60)
    if minutes < 45:
        return said(minutes, "minute")
    if minutes < 1440:
        return f"about {said(nearest(minutes / 60), 'hour')}"
    if minutes < 2520:
        return "1 day ago"
    if minutes < 43_200:
        return said(nearest(minutes / 1440), "day")
    if minutes < 86_400:
        return f"about {said(nearest(minutes / 43_200), 'month')}"
    if minutes < 525_600:
        return said(nearest(minutes / 43_200), "month")
    return f"about {said(minutes // 525_600, 'year')}" if minutes % 525_600 < 131_400 else None


def go(post: datetime, page: datetime, _: ZoneInfo) -> str | None:
    seconds = math.floor(page.timestamp()) - math.floor(post.timestamp())
    month, year = 30 * 86_400, 360 * 86_400
    for end, length, unit in (
        (3, 10**9, "second"), (60, 1, "second"), (3600, 60, "minute"), (86_400, 3600, "hour"),
        (7 * 86_400, 86_400, "day"), (month, 7 * 86_400, "week"), (year, month, "month"),
    ):  # fmt: skip
        if seconds < end:
            return said(1 if end == 3 and seconds > 0 else seconds // length, unit)
    if seconds < 2 * year:
        return "1 year ago" if seconds < 18 * month else "2 years ago"
    return said(seconds // year, "year")


def intl(post: datetime, page: datetime, zone: ZoneInfo) -> str | None:
    seconds = (page - post).total_seconds()
    one, other = post.astimezone(zone), page.astimezone(zone)
    days = other.date().toordinal() - one.date().toordinal()
    if seconds < 3600:
        return said(math.floor(seconds), "second") if seconds < 60 else said(math.floor(seconds / 60), "minute")
    if seconds < DAY and days < 1:
        return said(math.floor(seconds / 3600), "hour")
    if seconds < 7 * DAY and 0 < days < 7:
        return said(days, "day")
    if seconds < 30.436875 * DAY:
        sundays = [at.date().toordinal() - at.isoweekday() % 7 for at in (one, other)]
        return said((sundays[1] - sundays[0]) // 7, "week")
    if seconds < 91.310625 * DAY:
        return said((other.year - one.year) * 12 + other.month - one.month, "month")
    return said(other.year - one.year, "year") if seconds >= 365.2425 * DAY else None


def humanize(post: datetime, page: datetime, _: ZoneInfo) -> str | None:
    delta = page - post
    years, days = divmod(delta.days, 365)
    months = int(days // 30.5)
    if delta.days < 1:
        return by_length(math.floor, 30, 365)(post, page, ZONES[0])
    if years == 0:
        return said(months, "month") if months else said(days, "day")
    if years == 1 and (months or days):
        return f"1 year, {said(months, 'month') if months else said(days, 'day')}"
    return said(years, "year")


SITES: dict[str, tuple[Site, ...]] = {
    "30-day months, cut off": (by_length(math.floor, 30, 365), by_length(math.floor, 30, 360, weeks=True)),
    "30.4-day months, cut off": (
        by_length(math.floor, 365 / 12, 365, weeks=True), by_length(math.floor, 30.4375, 365.25)
    ),
    "30.4-day months, cut off from whole days": (by_length(math.floor, 30.4375, 365.25, whole=True),),
    "30.5-day months, cut off": (by_length(math.floor, 30.5, 365, whole=True), humanize),
    "31-day months, cut off": (by_length(math.floor, 31, 365),),
    "calendar months, cut off": (by_calendar("cut"), by_calendar("cut", two=True)),
    "30-day months, rounded": (by_length(nearest, 30, 365),),
    "30.4-day months, rounded": (by_length(nearest, 30.44, 365.2425, weeks=True),),
    "calendar months, rounded": (by_calendar("dayjs"),),
    "calendar months, rounded at 15.2 days": (by_calendar("moment"),),
    "rounded step by step": (in_steps,),
    "30-day months, rounded up": (by_length(math.ceil, 30, 365),),
    "30.4-day months, rounded up": (by_length(math.ceil, 30.44, 365.2425),),
    "calendar months, rounded up": (by_calendar("up"),),
    "the Bluesky app": (bluesky,),
    "moment.js and day.js as they come": (with_thresholds("moment"), with_thresholds("dayjs")),
    "Rails, date-fns formatDistance": (rails,),
    "go-humanize": (go,),
    "date-fns intlFormatDistance": (intl,),
    "Python's humanize": (humanize,),
}


def late(number: float) -> int:
    return math.floor(number + 0.2)


def early(number: float) -> int:
    return math.floor(number + 0.8)


#: Sites that no row of the table describes.
ODD_SITES: dict[str, Site] = {
    "months of 28 days, cut off": by_length(math.floor, 28, 364),
    "months of 29 days, cut off": by_length(math.floor, 29, 365),
    "months of 32 days, cut off": by_length(math.floor, 32, 365),
    "30-day months, rounded at 0.8": by_length(late, 30, 365),
    "30-day months, rounded at 0.2": by_length(early, 30, 365),
    "30-day months, rounded up, one more": lambda post, page, zone: by_length(lambda n: math.ceil(n) + 1, 30, 365)(
        post, page, zone
    ),
}


def made_moment(chance: random.Random) -> datetime:
    return datetime(2010, 1, 1, tzinfo=UTC) + timedelta(seconds=chance.uniform(0, 16 * 365.25 * DAY))
