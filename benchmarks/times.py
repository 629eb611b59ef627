"""Made-up sites and captures: does the interval hold the truth, how wide is it, and what of sites that nobody knows?

usage: python benchmarks/times.py [--captures 100000] [--odd 10000] [--seed 1]

Part one: every known way of writing ages, with zones, orders, pinned posts, replies, and other captures that show
some of the posts with a clock time, a date, a date without its year or the exact time. The true time has to be inside
every interval, of posts and captures, and inside that of the way the site follows. Part two: sites outside the table,
clocks that are wrong, years left out against the promise: how often a conflict is reported, and how often an interval
is wrong without one. Exit status 1 if an interval of part one does not hold the truth.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from made_up_sites import DAY, ODD_SITES, SITES, ZONES, Site, made_moment

from threadkit.archive import Archive
from threadkit.parsing.times.shown import read_time
from threadkit.records import Basis, Capture, Finding, Kind, Link, Order, Sighting, Source, TimeBasis, When

OTHERS = ("minute", "second", "day", "exact", "zoned minute", "yearless", "ages")
MARKS = ("no date of this capture", "no known way", "contradict", "no one zone", "younger than", "clock ran backwards")


class Made(NamedTuple):
    """Findings, and what is true."""

    findings: list[Finding]
    posts: dict[str, datetime]
    captures: dict[str, datetime]


class Page(NamedTuple):
    name: str
    made: datetime
    zone: ZoneInfo
    shows: str  #: "ages" or one of OTHERS


def shown_time(page: Page, post: datetime, site: Site) -> When | None:
    local = post.astimezone(page.zone)
    if page.shows == "ages":
        text = site(post, page.made, page.zone)
        return None if text is None else read_time(text)
    if page.shows == "exact":
        return When.at(post, timedelta(milliseconds=1))
    if page.shows == "yearless":
        same = local.year == page.made.astimezone(page.zone).year
        return read_time(f"{local:%b} {local.day}" if same else f"{local:%b} {local.day}, {local.year}")
    form = {"second": "%Y-%m-%d %H:%M:%S", "day": "%Y-%m-%d"}.get(page.shows, "%Y-%m-%d %H:%M")
    return read_time(local.strftime(form), timezone=page.zone.key if page.shows == "zoned minute" else None)


def made_up(
    chance: random.Random,
    site: Site,
    *,
    skew: timedelta = timedelta(),
    wrong_years: bool = False,
    reach: tuple[float, float] = (-3, 3),
) -> Made:
    """One to three pages of one conversation.

    `skew`: what the first page's clock is wrong by. `reach`: powers of ten, in days, over which posts are spread.
    """
    kinds = ["ages", *chance.choices(OTHERS, k=chance.choice((0, 1, 1, 1, 2)))]
    latest = made_moment(chance)
    span = DAY * 10 ** chance.uniform(*reach)
    number = chance.randint(2, 12)
    times = sorted((latest - timedelta(seconds=chance.uniform(0, span)) for _ in range(number)), reverse=True)
    ids = [f"x:{n}" for n in range(number)]
    chance.shuffle(ids)
    posts = dict(zip(ids, times, strict=True))
    findings: list[Finding] = []
    captures = {}
    for n, shows in enumerate(kinds):
        wait = timedelta(seconds=DAY * 10 ** chance.uniform(-4, 3))
        page = Page(f"page{n}", latest + wait, chance.choice(ZONES), shows)
        captures[page.name] = page.made
        findings += findings_of(chance, page, posts, site, skew if n == 0 else timedelta(), wrong_years=wrong_years)
    order = sorted(posts, key=posts.__getitem__)
    for place in range(1, number):
        if chance.random() < 0.2:
            findings.append(Link(Kind.REPLY, order[place], order[chance.randrange(place)], Basis.STATED))
    return Made(findings, posts, captures)


def findings_of(
    chance: random.Random, page: Page, posts: dict[str, datetime], site: Site, skew: timedelta, *, wrong_years: bool
) -> list[Finding]:
    order = chance.choice((Order.NEWEST, Order.NEWEST, Order.OLDEST, Order.NONE))
    shown = [name for name in posts if page.shows == "ages" or chance.random() < 0.7]
    if order is Order.OLDEST:
        shown.reverse()
    if order is Order.NONE or (order is Order.NEWEST and chance.random() < 0.2):  # pinned
        if shown:
            shown.insert(0, shown.pop())
        if order is Order.NONE:
            chance.shuffle(shown)
    told = page.shows == "zoned minute" or (page.shows == "yearless" and chance.random() < 0.5)
    known = None
    if chance.random() < 0.3:
        known = When(
            page.made - timedelta(hours=chance.uniform(0, 40)), page.made + timedelta(hours=chance.uniform(1, 40))
        )
    zone, same_year = page.zone.key if told else None, page.shows == "yearless"
    found: list[Finding] = [
        Capture(page.name, "made_up", known, order=order, timezone=zone, current_year_dates=same_year)
    ]
    read = page._replace(made=page.made + skew)
    for place, name in enumerate(shown):
        when = shown_time(read, posts[name], site) if read.made > posts[name] else None
        recent = page.made - posts[name] < timedelta(days=364)
        if wrong_years and page.shows == "yearless" and when is not None and recent:
            local = posts[name].astimezone(page.zone)
            when = read_time(f"{local:%b} {local.day}")
        if when is not None and when.basis is TimeBasis.UNKNOWN:
            when = None
        found.append(Sighting(Source(page.name, f"line {place}", place), f"made-up words {name}", name, when=when))
    return found


def holds(when: When | None, moment: datetime) -> bool:
    if when is None:
        return True
    return (when.earliest is None or when.earliest <= moment) and (when.latest is None or moment < when.latest)


def wrong(made: Made, archive: Archive) -> list[str]:
    """What does not hold the truth."""
    posts = [post.id for post in archive.posts if not holds(post.when, made.posts[post.id])]
    pages = archive.captures.items()
    return posts + [name for name, capture in pages if not holds(capture.seen_at, made.captures[name])]


def part_one(captures: int, seed: int, widths: dict[str, list[float]]) -> tuple[int, int, list[str]]:
    """Captures, and what was wrong."""
    done = ways = 0
    faults = []
    names = list(SITES)
    n = 0
    while done < captures:
        name = names[n % len(names)]
        chance = random.Random(f"{seed} {n}")
        made = made_up(chance, chance.choice(SITES[name]))
        archive = Archive(made.findings, infer=False)
        faults += [f"{name}, seed '{seed} {n}': {what}" for what in wrong(made, archive)]
        faults += [f"{name}, seed '{seed} {n}': {p.what} {p.saw}" for p in archive.problems if p.what.startswith(MARKS)]
        for times in archive.solve_time().captures.values():
            if times.seen_at.width is not None:
                widths["all ways together"].append(times.seen_at.width / timedelta(days=1))
            for way in times.ways:
                if way.name == name:
                    ways += 1
                    if way.when is None or not holds(way.when, made.captures[times.name]):
                        faults.append(f"{name}, seed '{seed} {n}': refuted or wrong under its own way: {way}")
                    elif way.when.width is not None and times.seen_at.width is not None:
                        widths[name].append(way.when.width / timedelta(days=1))
        done += len(made.captures)
        n += 1
    return done, ways, faults


def part_two(cases: int, seed: int) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    clocks = ("a clock that is wrong by up to a day", "a clock that is wrong by up to 60 days")
    kinds = [*ODD_SITES, *clocks, "wrong years"]
    for n in range(cases):
        kind = kinds[n % len(kinds)]
        chance = random.Random(f"odd {seed} {n}")
        site = ODD_SITES.get(kind) or chance.choice(SITES[chance.choice(list(SITES))])
        days = 1 if "a day" in kind else 60 if "60" in kind else 0
        skew = timedelta(days=chance.uniform(-days, days))
        made = made_up(chance, site, skew=skew, wrong_years=kind == "wrong years", reach=(1.5, 3))
        archive = Archive(made.findings, infer=False)
        told = any(mark in problem.what for problem in archive.problems for mark in MARKS)
        bad = wrong(made, archive)
        found[kind]["conflict reported" if told else "wrong interval" if bad else "right"] += 1
        found[kind]["conflict reported, and an interval is wrong"] += bool(told and bad)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--captures", type=int, default=2_000)
    parser.add_argument("--odd", type=int, default=900)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    widths: dict[str, list[float]] = defaultdict(list)
    done, ways, faults = part_one(args.captures, args.seed, widths)
    print(f"{done} captures, {ways} times under the way of the site; {len(faults)} faults")
    for fault in faults[:20]:
        print("  ", fault)
    for name, found in widths.items():
        low, mid, high = statistics.quantiles(found, n=4) if len(found) > 3 else (0.0, 0.0, 0.0)
        print(f"  days wide, {name:42} n {len(found):7} quarter {low:8.2f} half {mid:8.2f} three quarters {high:8.2f}")
    for kind, counts in part_two(args.odd, args.seed).items():
        cases = sum(counts[key] for key in ("right", "conflict reported", "wrong interval"))
        shares = ", ".join(f"{key} {counts[key] / cases:.1%}" for key in sorted(counts))
        print(f"  {kind:42} {cases} cases: {shares}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
