"""Times solved together: pages of ages, dates and clocks narrow each other, and never past the truth."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs
import pytest
from aligning import many_pages
from made_up_sites import ODD_SITES, SITES, ZONES
from times import MARKS, made_up, wrong

from threadkit.archive import Archive
from threadkit.graph.times.age_hypotheses import AGE_HYPOTHESES, AgeHypothesis, post_bounds, seen_bounds
from threadkit.graph.times.calendar_months import before_first, before_last, first_after, last_after
from threadkit.parsing.times.shown import age_terms, read_time
from threadkit.records import Author, Basis, Capture, Finding, Kind, Link, Order, Sighting, Source, When

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WAYS = {way.name: way for way in AGE_HYPOTHESES}
NOON = datetime(2025, 3, 10, 12, tzinfo=UTC)


def number(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def moment(number: int | None) -> datetime:
    assert number is not None
    return EPOCH + timedelta(microseconds=number)


def page(name: str, *shown: tuple[str, str | When | None], **of_capture: object) -> list[Finding]:
    """A page of (id, time as shown)."""
    found: list[Finding] = [Capture(name, "made_up", **of_capture)]  # type: ignore[arg-type]
    for place, (post, text) in enumerate(shown):
        when = read_time(text) if isinstance(text, str) else text
        found.append(Sighting(Source(name, f"line {place}", place), f"made-up words {post}", post, when=when))
    return found


def exact(moment: datetime) -> When:
    return When.at(moment, timedelta(seconds=1))


def texts(archive: Archive) -> list[str]:
    return [problem.what for problem in archive.problems]


# --- The table of ways ---


def test_every_way_of_the_table_has_a_made_up_site() -> None:
    assert WAYS.keys() == SITES.keys()


@pytest.mark.parametrize("name", list(SITES))
def test_made_up_sites_write_what_their_way_says(name: str) -> None:
    """Of one post and one page, both known: each is within what the way says of the other."""
    chance = random.Random(name)
    zones = list(ZONES)
    said = 0
    for _ in range(1_500):
        post = datetime(2019, 1, 1, tzinfo=UTC) + timedelta(days=chance.uniform(0, 2_000))
        seen = post + timedelta(days=10 ** chance.uniform(-4, 3.3))
        site = chance.choice(SITES[name])
        text = site(post, seen, chance.choice(zones))
        terms = None if text is None else age_terms(text)
        if terms is None:
            continue
        said += 1
        assert WAYS[name].says(terms), text
        low, high = seen_bounds(WAYS[name], terms, number(post), number(post))
        assert low is not None
        assert high is not None
        assert low <= number(seen) <= high, (text, post, seen)
        low, high = post_bounds(WAYS[name], terms, number(seen), number(seen))
        assert low is not None
        assert high is not None
        assert low <= number(post) <= high, (text, post, seen)
    assert said > 300


@pytest.mark.parametrize("way", AGE_HYPOTHESES, ids=lambda way: way.name)
@pytest.mark.parametrize("text", ["5m", "3 days ago", "2 weeks ago", "1 month ago", "7 months ago", "2 years ago"])
def test_a_later_post_never_makes_for_an_earlier_page(way: AgeHypothesis, text: str) -> None:
    terms = age_terms(text)
    assert terms is not None
    if not way.says(terms):
        return
    for bounds in (seen_bounds, post_bounds):
        last_low = last_high = -(1 << 62)
        for turn in range(1_100):
            at = number(datetime(2023, 1, 1, tzinfo=UTC)) + turn * 17 * 3_600_000_000
            low, high = bounds(way, terms, at, at)
            assert low is not None
            assert high is not None
            if bounds is seen_bounds:  # the other way a day more is allowed for where months end
                assert last_low <= low
                assert last_high <= high
            assert low <= high
            last_low, last_high = low, high


@pytest.mark.parametrize(
    ("start", "months", "first", "last"),
    [
        ("2024-01-31T12:00", 1, "2024-02-28T10:00", "2024-03-01T12:00"),
        ("2023-01-15T12:00", 1, "2023-02-15T12:00", "2023-02-15T12:00"),
        ("2023-12-31T18:00", 2, "2024-02-28T10:00", "2024-03-02T12:00"),
    ],
)
def test_months_of_the_calendar_end_somewhere_on_earth(start: str, months: int, first: str, last: str) -> None:
    at = number(datetime.fromisoformat(start).replace(tzinfo=UTC))
    low, high = moment(first_after(at, months)), moment(last_after(at, months))
    assert datetime.fromisoformat(first).replace(tzinfo=UTC) <= low <= high
    assert high <= datetime.fromisoformat(last).replace(tzinfo=UTC) + 14 * HOUR


def test_months_go_back_as_they_go_forth() -> None:
    for hours in range(0, 24 * 800, 7):
        seen = number(datetime(2023, 1, 1, tzinfo=UTC)) + hours * 3_600_000_000
        for months in (1, 7, 12):
            for half in (False, True):
                last, first = before_first(seen, months, half), before_last(seen, months, half)
                assert last is not None
                assert first is not None
                assert seen - last <= (31 * months + 20) * 86_400_000_000
                assert seen - first >= (28 * months - 3) * 86_400_000_000


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("11 months ago", "moment.js and day.js as they come"),
        ("7 months ago", "date-fns intlFormatDistance"),
        ("2 years ago", "the Bluesky app"),
        ("5 hours ago", "Rails, date-fns formatDistance"),
        ("1 year, 2 months ago", "the Bluesky app"),
    ],
)
def test_ages_that_a_library_never_writes_refute_it(text: str, way: str) -> None:
    solution = Archive(page("p", ("x:1", text))).solve_time()
    found = {each.name: each for each in solution.captures["p"].ways}
    assert found[way].when is None
    assert [said.text for said in found[way].conflict] == [text]
    assert text in str(solution)


# --- Simulated captures ---


@pytest.mark.parametrize("seed", range(60))
def test_no_interval_of_a_made_up_conversation_misses_the_truth(seed: int) -> None:
    """A few; benchmarks/times.py does a hundred thousand."""
    for n, (name, sites) in enumerate(SITES.items()):
        chance = random.Random(f"{seed} {n}")
        made = made_up(chance, chance.choice(sites))
        archive = Archive(made.findings, infer=False)
        assert wrong(made, archive) == []
        assert [text for text in texts(archive) if any(mark in text for mark in MARKS)] == []
        for times in archive.solve_time().captures.values():
            own = [way for way in times.ways if way.name == name]
            for way in own:
                assert way.when is not None, way
                assert not way.when.before(When.at(made.captures[times.name]))
                assert not When.at(made.captures[times.name]).before(way.when)


# --- What pages say together ---


def months_page() -> list[Finding]:
    """Posts of 214 to 330 days before noon of 10 March 2025, their ages as an app with 30-day months writes them."""
    shown = [(f"x:{days}", f"{days // 30} months ago") for days in (214, 225, 239, 240, 262, 269, 270, 330)]
    return page("ages", *shown, order=Order.NEWEST)


def dated_page(*, seconds: int = 0) -> list[Finding]:
    days = (214, 225, 239, 240, 262, 269, 270, 330)
    return page("dated", *((f"x:{d}", exact(NOON - d * DAY - timedelta(seconds=seconds))) for d in days))


def test_ages_of_one_page_narrow_each_other_under_each_way() -> None:
    archive = Archive([*months_page(), *dated_page(seconds=3600)])
    times = archive.solve_time().captures["ages"]
    found = {way.name: way.when for way in times.ways}
    cut = found["30-day months, cut off"]
    assert cut is not None
    assert cut.width is not None
    assert cut.earliest is not None
    assert cut.earliest <= NOON < (cut.latest or NOON)
    assert cut.width < 2 * DAY  # 239 and 240 days are a month apart, and so are 269 and 270
    assert times.seen_at.width is not None
    assert times.seen_at.width > cut.width
    assert times.seen_at == archive.captures["ages"].seen_at
    for when in found.values():
        if when is not None:
            assert when.earliest is not None
            assert when.latest is not None
            assert times.seen_at.earliest is not None
            assert times.seen_at.latest is not None
            assert times.seen_at.earliest <= when.earliest <= when.latest <= times.seen_at.latest


def test_a_refuted_way_says_the_fewest_times_that_exclude_each_other() -> None:
    times = Archive([*months_page(), *dated_page()]).solve_time().captures["ages"]
    refuted = [way for way in times.ways if way.when is None and len(way.conflict) > 1]
    assert refuted
    for way in refuted:
        assert 2 <= len(way.conflict) <= 4, way
        assert {said.source.capture for said in way.conflict} == {"ages", "dated"}


def test_a_conflict_is_minimal() -> None:
    """Without any one of the times that are told, the way would do."""
    findings = [*months_page(), *dated_page()]
    times = Archive(findings).solve_time().captures["ages"]
    for way in times.ways:
        if way.when is not None or len(way.conflict) < 2:
            continue
        needed = {said.source for said in way.conflict}
        rest = [f for f in findings if not isinstance(f, Sighting) or f.source in needed]
        again = {each.name: each for each in Archive(rest).solve_time().captures["ages"].ways}
        assert again[way.name].when is None
        for source in needed:
            fewer = [f for f in rest if not isinstance(f, Sighting) or f.source != source]
            ways = {each.name: each for each in Archive(fewer).solve_time().captures["ages"].ways}
            assert way.name not in ways or ways[way.name].when is not None


def test_times_of_a_post_under_each_way() -> None:
    findings = [*months_page(), *dated_page()[:-1]]
    solution = Archive(findings).solve_time()
    found = solution.post("x:330")
    assert found.keys() == {("ages", w.name) for w in solution.captures["ages"].ways if w.when is not None}
    for when in found.values():
        assert when.width is not None
        assert when.width < 40 * DAY
    assert solution.posts["x:330"].earliest == min(when.earliest for when in found.values() if when.earliest)


def test_when_no_way_fits_ages_are_read_broadly_and_it_is_told() -> None:
    """Ages that no single way writes, but which one unit more or less allows."""
    shown = [("x:1", "3 months ago"), ("x:2", "7 months ago")]
    dated = [("x:1", exact(NOON - 118 * DAY)), ("x:2", exact(NOON - 185 * DAY))]
    archive = Archive([*page("ages", *shown), *page("dated", *dated)])
    told = [problem for problem in archive.problems if "no known way" in problem.what]
    assert len(told) == 1
    assert "3 months ago" in told[0].saw
    assert "7 months ago" in told[0].saw
    made = archive.captures["ages"].seen_at
    assert made is not None
    assert made.earliest is not None
    assert made.earliest <= NOON < (made.latest or NOON)
    assert "no known way" in str(archive.solve_time())


def test_an_age_that_no_reading_fits_is_left_out_alone() -> None:
    days = (10, 40, 70, 100)
    shown = [(f"x:{d}", f"{d} days ago") for d in days]
    shown[1] = ("x:40", "9 years ago")
    dated = [(f"x:{d}", exact(NOON - d * DAY)) for d in days]
    archive = Archive([*page("ages", *shown), *page("dated", *dated)])
    made = archive.captures["ages"].seen_at
    assert made is not None
    assert made.width is not None
    assert made.width < 3 * DAY
    assert any("left out" in text for text in texts(archive))
    assert any("contradict" in text for text in texts(archive))


@pytest.mark.parametrize("wrong", [-30 * DAY, 30 * DAY])
@pytest.mark.parametrize("order", [Order.NEWEST, Order.NONE])
@pytest.mark.parametrize("aged", [True, False])
def test_two_posts_that_are_taken_for_one_do_not_date_a_page(wrong: timedelta, order: Order, *, aged: bool) -> None:
    """The rest of the page outvotes what was joined by its text alone."""
    days = (1, 3, 5, 6, 8, 9, 12)
    shown = [(f"x:{d}", f"{d} days ago" if aged or d != 6 else None) for d in days]
    dated = [(f"x:{d}", exact(NOON - d * DAY + (wrong if d == 6 else 0 * DAY))) for d in days if d != 8]
    ages = [attrs.evolve(f, id=None) if isinstance(f, Sighting) else f for f in page("ages", *shown, order=order)]
    archive = Archive([*in_words(ages), *in_words(page("dated", *dated))])
    assert len(archive.posts) in (7, 8)
    made = archive.captures["ages"].seen_at
    assert made is not None
    assert made.width is not None
    assert made.width < 3 * DAY
    for post in archive.posts:
        true = NOON - int(post.text.split()[-1]) * DAY
        if true != NOON - 6 * DAY:
            assert post.when.earliest is not None
            assert post.when.latest is not None
            assert post.when.earliest <= true < post.when.latest
            assert post.when.latest - post.when.earliest < 5 * DAY


def in_words(findings: list[Finding]) -> list[Finding]:
    """With texts long enough to be known again; the day at the end."""
    words = ["herons", "rivers", "lanterns", "bridges", "gardens", "windows", "markets", "candles", "orchids"]
    found = []
    for finding in findings:
        if isinstance(finding, Sighting):
            day = int(finding.text.rpartition(":")[2])
            text = " ".join(random.Random(day).choices(words, k=12)) + f" {day}"
            finding = attrs.evolve(finding, text=text)
        found.append(finding)
    return found


# --- Clocks ---


def test_clock_readings_of_one_page_are_of_one_zone() -> None:
    """One of them is dated by another source, so all are, but for the hour that summer time may be."""
    clock = page("clock", ("x:1", "2025-03-10 14:00"), ("x:2", "2025-03-01 08:30"))
    dated = page("dated", ("x:1", exact(NOON + 20 * timedelta(seconds=1))))
    archive = Archive([*clock, *dated])
    when = archive["x:2"].when
    true = datetime(2025, 3, 1, 6, 30, tzinfo=UTC)
    assert when.earliest is not None
    assert when.latest is not None
    assert when.earliest <= true < when.latest
    assert when.latest - when.earliest <= 3 * HOUR
    assert any("one zone" in reason for reason in when.reasons)
    begin, end = archive.solve_time().captures["clock"].clock or (0, 0)
    assert 45 <= begin <= 120 <= end <= 135


def test_a_page_whose_readings_are_of_two_zones_is_told() -> None:
    clock = page("clock", ("x:1", "2025-03-10 14:00"), ("x:2", "2025-03-01 08:30"), ("x:3", "2025-03-02 08:30"))
    dated = page("dated", ("x:1", exact(NOON)), ("x:2", exact(datetime(2025, 3, 1, 17, 30, tzinfo=UTC))))
    archive = Archive([*clock, *dated])
    assert any("no one zone" in text for text in texts(archive))
    assert archive["x:3"].when.width == MINUTE + 26 * HOUR


# --- Orders ---


def test_the_topmost_post_may_be_pinned_and_binds_nobody() -> None:
    """It shows the same age as the next, and is older."""
    shown = [("x:pinned", "7 months ago"), ("x:2", "7 months ago"), ("x:3", "8 months ago")]
    dated = [("x:2", exact(NOON - 215 * DAY)), ("x:3", exact(NOON - 250 * DAY))]
    pages = [*page("ages", *shown, order=Order.NEWEST), *page("dated", *dated)]
    when = Archive(pages)["x:pinned"].when
    assert when.earliest is not None
    assert when.earliest < NOON - 230 * DAY


def test_posts_of_others_on_an_accounts_page_keep_no_order() -> None:
    shown = [("x:1", exact(NOON)), ("x:2", None), ("x:3", exact(NOON - DAY))]
    own = [("x:0", exact(NOON + HOUR)), *shown]
    findings = page("p", *own, order=Order.NEWEST, account=Author("example_ada"))
    bo = Author("example_bo")
    by_other = [attrs.evolve(f, author=bo) if isinstance(f, Sighting) and f.id == "x:2" else f for f in findings]
    assert Archive(findings)["x:2"].when.width == DAY + timedelta(seconds=1)
    assert Archive(by_other)["x:2"].when.earliest is None


def test_a_post_that_its_own_age_puts_elsewhere_binds_nobody_from_the_start() -> None:
    """Nothing dates the page at first; the post in the wrong place must not date its neighbours meanwhile."""
    shown = [("x:1", "2 hours ago"), ("x:2", "3 hours ago"), ("x:old", "5 years ago"), ("x:3", "4 hours ago")]
    findings = [*page("p", *shown, order=Order.NEWEST), *page("q", ("x:old", exact(NOON - 5 * 366 * DAY)))]
    archive = Archive(findings)
    assert any("out of the page's order" in text for text in texts(archive))
    for name in ("x:1", "x:2", "x:3"):
        when = archive[name].when
        assert when.latest is None or when.latest > NOON - 100 * DAY


def test_a_date_passes_along_many_pages_whatever_their_names() -> None:
    """Each page shares a post with the next; the last is dated, and its name comes last, or first."""
    for names in (range(120), range(119, -1, -1)):
        findings = page("dated", ("x:0", exact(NOON)))
        for n, name in enumerate(names):
            findings += page(f"p{name:03}", (f"x:{n}", "2 minutes ago"), (f"x:{n + 1}", "2 minutes ago"))
        made = Archive(findings).captures[f"p{names[-1]:03}"].seen_at
        assert made is not None
        assert made.width is not None
        assert made.width < 2 * 121 * 3 * MINUTE


@pytest.mark.parametrize("linked", [True, False])
def test_a_wrong_place_or_reply_does_not_drive_times_on_and_on(*, linked: bool) -> None:
    """The second post is pinned, too, or its link is wrong; the page of ages allows that at no time of the day."""
    ages = {"x:pin": 60, "x:0": 30, "x:1": 10, "x:2": 14}
    day = read_time("2025-03-10", timezone="UTC")
    findings = [
        *page("ages", *((post, f"{minutes} minutes ago") for post, minutes in ages.items() if post != "x:pin")),
        *page("days", *((post, day) for post in ages), order=Order.NONE if linked else Order.NEWEST),
    ]
    if linked:
        findings.append(Link(Kind.REPLY, "x:0", "x:1", Basis.STATED))
    archive = Archive(findings)
    for post, minutes in ages.items():
        for made in (NOON - 11 * HOUR, NOON + 11 * HOUR):
            when = archive[post].when
            assert when.earliest is not None
            assert when.latest is not None
            assert when.earliest <= made - minutes * MINUTE < when.latest
    assert any("contradict" in text or "out of the page" in text for text in texts(archive))


def test_a_reply_is_not_older_than_what_it_answers() -> None:
    findings = [
        *page("ages", ("x:1", "3 months ago"), ("x:2", "2 months ago"), ("x:3", "3 months ago")),
        *page("dated", ("x:1", exact(NOON - 95 * DAY)), ("x:3", exact(NOON - 100 * DAY))),
        Link(Kind.REPLY, "x:2", "x:1", Basis.STATED),
    ]
    when = Archive(findings)["x:2"].when
    assert when.earliest is not None
    assert when.earliest >= NOON - 95 * DAY


def test_two_posts_wrongly_taken_for_one_part_no_others() -> None:
    """Their times exclude each other, and what follows from them a page of ages; which says nothing of its posts."""
    findings, number = many_pages(3000, 60)
    archive = Archive(findings)
    of = {each: number[s.source.capture, s.source.position] for each, s in zip(*ids_of(archive), strict=True)}
    parted = [link for link in archive.candidates if link.kind is Kind.SAME and (link.probability or 0) > 0.9]
    assert any(of[link.child] != of[link.parent] for link in parted)
    assert sum(of[link.child] == of[link.parent] for link in parted) < 10


def ids_of(archive: Archive) -> tuple[tuple[str, ...], tuple[Sighting, ...]]:
    seen = archive.conclusion.seen
    return seen.ids, seen.sightings


# --- Years ---


def test_a_date_without_its_year_under_both_readings() -> None:
    first = exact(datetime(2023, 10, 1, 12, tzinfo=UTC))
    findings = page("p", ("x:1", "Oct 5"), ("x:2", first), current_year_dates=True)
    findings += page("q", ("x:1", exact(datetime(2023, 10, 5, 12, tzinfo=UTC))))
    years = {each.name: each.when for each in Archive(findings).solve_time().captures["p"].years}
    assert years.keys() == {"no year means the year of the page", "any year"}
    same, any_year = years["no year means the year of the page"], years["any year"]
    assert same is not None
    assert any_year is not None
    assert same.latest == datetime(2024, 1, 1, 12, tzinfo=UTC)
    assert any_year.latest is None


def test_a_named_zone_narrows_a_date_without_its_year() -> None:
    made = When.at(datetime(2024, 3, 1, tzinfo=UTC))
    for zone, width in ((None, 50 * HOUR), ("Europe/Rome", 24 * HOUR), ("+09:00", 24 * HOUR)):
        findings = page("p", ("x:1", "Feb 5"), seen_at=made, timezone=zone, current_year_dates=True)
        assert Archive(findings)["x:1"].when.width == width


# --- Answers ---


@pytest.mark.parametrize("seed", range(40))
def test_the_order_of_arrival_means_nothing(seed: int) -> None:
    """Of known sites and of odd ones, where something is left out."""
    chance = random.Random(f"order {seed}")
    sites = [site for several in SITES.values() for site in several]
    site = chance.choice([*sites, *ODD_SITES.values()])
    made = made_up(chance, site, skew=timedelta(days=chance.choice((0, 0, 5, 50))), reach=(1.5, 3))
    one = Archive(made.findings)
    turned = Archive(chance.sample(made.findings, len(made.findings)))
    assert {post.id: post.when for post in one.posts} == {post.id: post.when for post in turned.posts}
    assert one.captures == turned.captures
    assert one.problems == turned.problems
    assert str(one.solve_time()) == str(turned.solve_time())


def test_a_capture_can_be_explained() -> None:
    archive = Archive([*months_page(), *dated_page()])
    told = archive.explain("ages")
    assert told.subject == "ages"
    assert told.lines[0].startswith("made 2025-")
    assert any("are not written with" in line for line in told.lines)
    assert archive.solve_time() is archive.solve_time()  # not solved anew for each of many captures
    before = archive.solve_time()
    assert archive.reject(*list(archive.posts)[:2]).solve_time() is not before


def test_the_table_of_ways_in_the_docs_is_the_one_in_the_code() -> None:
    text = (Path(__file__).parents[2] / "docs" / "times.md").read_text("utf-8")
    rows = [line.split("|")[1].strip() for line in text.split("\n") if line.startswith("| ")]
    assert [row for row in rows if row in WAYS] == list(WAYS)


# --- Size ---


def calls(work: Callable[[], object]) -> int:
    """How many functions of Python are called: the work, whatever the machine."""
    count = 0

    def note(_: object, event: str, __: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def pages_of_their_own(pages: int) -> Archive:
    """Pages of ages that share no post, each with a post dated by another page."""
    days = (214, 225, 239, 240, 262, 269, 270, 330)
    findings: list[Finding] = []
    for n in range(pages):
        findings += page(f"ages{n:03}", *((f"x:{n}-{d}", f"{d // 30} months ago") for d in days))
        findings += page(f"dated{n:03}", *((f"x:{n}-{d}", exact(NOON - d * DAY)) for d in days))
    return Archive(findings, infer=False)


def test_a_post_under_each_way_is_looked_up_and_not_searched_for_on_all_pages() -> None:
    few, many = pages_of_their_own(4).solve_time(), pages_of_their_own(40).solve_time()
    assert few.post("x:3-240").keys() == many.post("x:3-240").keys()
    assert calls(lambda: many.post("x:3-240")) == calls(lambda: few.post("x:3-240"))


def test_what_refutes_the_ways_of_a_page_is_sought_on_the_pages_it_stands_on_alone() -> None:
    ways = pages_of_their_own(4).solve_time().captures["ages003"].ways
    assert any(len(way.conflict) > 1 for way in ways)
    few, many = pages_of_their_own(10), pages_of_their_own(40)
    for archive in (few, many):
        assert archive.captures
    assert calls(many.solve_time) < 4.5 * calls(few.solve_time)


def test_a_hundred_pages_of_ages_take_no_product_of_ways() -> None:
    findings: list[Finding] = []
    for n in range(100):
        shown: list[tuple[str, str | When | None]] = [(f"x:{n * 20 + k}", f"{5 + k % 7} months ago") for k in range(30)]
        shown[3] = (shown[3][0], exact(NOON - (200 + n) * DAY))
        findings += page(f"p{n:03}", *shown)
    begin = time.process_time()
    Archive(findings, infer=False).posts  # noqa: B018 - worked out when asked for
    assert time.process_time() - begin < 20
