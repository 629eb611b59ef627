"""Which sightings are one post: by their texts, and by what stands around them."""

from __future__ import annotations

import importlib
import json
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadkit import Archive
from threadkit.graph.alignment import aligning, between, likeness, matching
from threadkit.graph.alignment.between import in_order
from threadkit.graph.alignment.compatible import Offset
from threadkit.parsing.times.shown import read_time
from threadkit.records import (
    Author,
    Basis,
    Capture,
    Card,
    Count,
    Counts,
    Finding,
    Kind,
    Order,
    Sighting,
    Source,
    When,
)

ROOT = Path(__file__).parents[2]
CASES: dict[str, list[dict[str, Any]]] = json.loads(
    (ROOT / "tests/cases/alignment.json").read_text(encoding="utf-8")
)
ADA = Author(name="Ada Example")
KNOWN = {
    "@1": "The made-up tide table of the harbor is on the wall of the old ferry house again.",
    "@2": "A cormorant has taken the seat of the heron, and the heron stands beside it and waits.",
    "@3": "Somebody has painted the second bollard from the left in a blue that nobody ordered.",
    "@4": "The baker next to the pier sells yesterday's rolls to those who ask for the gulls.",
    "@5": "There were six boats in the basin, of which two were not there the day before that.",
    "@6": "The fog came in at four, and with it the smell of the made-up smokehouse over there.",
}


def page(name: str, texts: list[str], order: Order = Order.NEWEST) -> list[Finding]:
    found: list[Finding] = [Capture(name, "made_up", order=order, platform="bluesky")]
    for n, text in enumerate(texts):
        found.append(Sighting(Source(name, f"line {n}", n), KNOWN.get(text, text), author=ADA))
    return found


def told(archive: Archive) -> set[tuple[int, int]]:
    """Places on two pages that are told to be of one post."""
    found = set()
    for post in archive.posts:
        places = {s.source.capture: s.source.position for s in post.sightings}
        if len(places) == 2:
            found.add((places["a.txt"], places["b.txt"]))
    return found


@pytest.mark.parametrize("backwards", [False, True], ids=["newest first", "one oldest first"])
@pytest.mark.parametrize("case", CASES["between"], ids=lambda case: case["why"])
def test_what_stands_between_the_same_posts(case: dict[str, Any], backwards: bool) -> None:
    a, b = case["a"], case["b"]
    other = page("b.txt", b[::-1], Order.OLDEST) if backwards else page("b.txt", b)
    found = {(i, len(b) - 1 - j if backwards else j) for i, j in told(Archive([*page("a.txt", a), *other]))}
    anchors = {(i, b.index(text)) for i, text in enumerate(a) if text in KNOWN}
    assert found - anchors == {(i, j) for i, j in case["same"]}
    assert found >= anchors


def test_shuffled_findings_give_the_same_posts() -> None:
    case = CASES["between"][0]
    findings = [*page("a.txt", case["a"]), *page("b.txt", case["b"]), *page("c.txt", case["a"][1:])]
    wanted = Archive(findings)
    for seed in range(5):
        shuffled = random.Random(seed).sample(findings, len(findings))
        again = Archive(shuffled)
        assert again.posts == wanted.posts
        assert again.links == wanted.links


def test_a_link_between_equal_greetings_says_why_and_can_be_undone() -> None:
    case = CASES["between"][0]
    archive = Archive([*page("a.txt", case["a"]), *page("b.txt", case["b"])])
    (greeting,) = (post for post in archive.posts if post.text == "gm" and len(post.sightings) == 2)
    (link,) = (k for k in archive.links if k.kind is Kind.SAME and k.child in (greeting.id, *greeting.aliases))
    assert link.basis is Basis.INFERRED
    assert 0.9 <= (link.probability or 0) <= 0.97
    assert any("between the same posts" in reason for reason in link.reasons)
    before = len(archive.posts)
    archive.reject(link)
    assert len(archive.posts) == before + 1


def test_times_tell_equal_posts_apart_once_the_clocks_are_known() -> None:
    """Two pages whose clocks are an hour apart: a greeting of another hour is another post."""

    def clocked(name: str, rows: list[tuple[str, datetime]]) -> list[Finding]:
        found: list[Finding] = [Capture(name, "made_up", order=Order.NEWEST, platform="bluesky")]
        for n, (text, wall) in enumerate(rows):
            when = read_time(f"{wall:%Y-%m-%d %H:%M}")
            found.append(Sighting(Source(name, f"line {n}", n), KNOWN.get(text, text), author=ADA, when=when))
        return found

    noon = datetime(2025, 3, 1, 12)  # noqa: DTZ001 - a page's clock
    hours = [noon - timedelta(hours=5 * n) for n in range(4)]
    greeting = ("gm", hours[0] - timedelta(hours=1))
    first = clocked("a.txt", [("@1", hours[0]), greeting, ("@2", hours[1]), ("@3", hours[2])])
    zone = timedelta(hours=1)
    for gap, same in ((1, True), (4, False)):
        greeting = ("gm", hours[0] - timedelta(hours=gap) + zone)
        rows = [("@1", hours[0] + zone), greeting, ("@2", hours[1] + zone), ("@3", hours[2] + zone)]
        assert ((1, 1) in told(Archive([*first, *clocked("b.txt", rows)]))) is same


def test_counts_tell_which_of_two_equal_posts_is_shown() -> None:
    def counted(name: str, rows: list[tuple[str, int]]) -> list[Finding]:
        found = page(name, [text for text, _ in rows])
        counts = iter(Counts(Count.of(likes), Count.of(likes // 7), Count.of(likes % 5)) for _, likes in rows)
        return [attrs.evolve(f, counts=next(counts)) if isinstance(f, Sighting) else f for f in found]

    first = counted("a.txt", [("@1", 31), ("gm", 402), ("gm", 17), ("@2", 60), ("@3", 5), ("@4", 77)])
    second = counted("b.txt", [("@1", 31), ("gm", 402), ("@2", 60), ("@3", 5), ("@4", 77)])
    assert (1, 1) in told(Archive([*first, *second]))


def test_on_pages_without_an_order_a_link_says_how_many_others_it_could_be() -> None:
    def shown(name: str, rows: list[tuple[str, int]]) -> list[Finding]:
        found: list[Finding] = [Capture(name, "test", order=Order.NONE, account=ADA, platform="x")]
        for n, (text, number) in enumerate(rows):
            count = Count.of(number)
            counts = Counts(likes=count, reposts=count, replies=count)
            found.append(Sighting(Source(name, f"post {n}", n), text, author=ADA, counts=counts))
        return found

    both = [(f"A long enough line about heron {n} and the mill above weir {n * 3} of the river", n) for n in range(30)]
    short = [("gm all", 500), ("oak elm", 700)]
    archive = Archive([*shown("a", [*both, *short]), *shown("b", [*both[::-1], *short, ("gm all", 9000)])])
    how = [reason.partition("; ")[2] for link in archive.links for reason in link.reasons if "share most" in reason]
    assert sorted(how) == ["less likely pairs there: 1", "no other fits there"]


def test_one_equal_text_on_two_long_pages_is_chance() -> None:
    """Pages that keep an order and shared it would share what stands around it."""
    rare = "Our made-up heron count of the whole harbor is out now, read it!"

    def filled(name: str) -> list[str]:
        return [f"What the made-up keeper of {name} noted down as item {n * 7} of that long list" for n in range(60)]

    one, two = filled("the north pier"), filled("the southern basin")
    one[30], two[28] = rare, rare
    archive = Archive([*page("a.txt", one), *page("b.txt", two)])
    assert told(archive) == set()
    assert [link.probability for link in archive.candidates if link.kind is Kind.SAME] == [0.49]


def test_texts_cut_at_one_place_are_not_told_by_what_is_left() -> None:
    """Both pages show "Good morning, harb…" of many posts that begin so."""
    start = "Good morning, harbor, and a fine made-up day to all"
    one = [f"{start}, it is day {n}" for n in range(5)] + [start + ", it"]
    two = [f"{start}, it is day {n}" for n in range(20, 25)] + [start + ", it"]
    assert told(Archive([*page("a.txt", one), *page("b.txt", two)])) == set()


def test_a_page_copied_sixty_times_is_still_one_page() -> None:
    texts = [*KNOWN, "gm", "Well said!"]
    archive = Archive([finding for n in range(60) for finding in page(f"copy_{n:02}.txt", texts)])
    assert sorted(len(post.sightings) for post in archive.posts) == [60] * len(texts)


@pytest.mark.parametrize("case", CASES["crossposts"], ids=lambda case: case["why"])
@pytest.mark.parametrize("hours", [0, 1, 24 * 30])
def test_crossposts(case: dict[str, Any], hours: int) -> None:
    start = datetime(2025, 3, 1, tzinfo=UTC)
    found: list[Finding] = []
    for n, (platform, handle, name, author_id, text) in enumerate((case["one"], case["two"])):
        author = Author(handle, name, author_id)
        when = When.at(start + timedelta(hours=hours * n, seconds=7 * n))
        found.append(Capture(f"{platform}.json", "made_up", platform=platform))
        found.append(Sighting(Source(f"{platform}.json", "$[0]", 0), text, f"{platform}:{n}", None, author, when=when))
    archive = Archive(found)
    assert len(archive.posts) == 2
    links = [link for link in archive.links if link.kind is Kind.CROSSPOST]
    assert len(links) == case["linked"]
    for link in links:
        assert (link.child[-1], link.parent[-1]) == ("1", "0")  # the later one points at the earlier
        assert link.probability == (0.7 if hours > 48 else 0.9)


def test_a_saying_of_many_days_is_crossposted_day_by_day() -> None:
    text = "Good morning, harbor, and a fine made-up day to all of you out there"
    found: list[Finding] = []
    for platform, lag in (("x", 0), ("mastodon", 3)):
        found.append(Capture(f"{platform}.json", "made_up", platform=platform))
        for day in range(0, 40, 8):
            when = When.at(datetime(2025, 3, 1, tzinfo=UTC) + timedelta(days=day, minutes=lag))
            source = Source(f"{platform}.json", f"$[{day}]", day)
            author = Author("example_ada", "Ada Example")
            found.append(Sighting(source, text, f"{platform}:{day}", author=author, when=when))
    links = [link for link in Archive(found).links if link.kind is Kind.CROSSPOST]
    assert {(link.child, link.parent) for link in links} == {(f"mastodon:{d}", f"x:{d}") for d in range(0, 40, 8)}


# --- what one post out of several sightings keeps -------------------------------------------------------------------


@pytest.mark.parametrize("card", [(), (Card("A made-up page", "What it says of itself."),)], ids=["no card", "a card"])
def test_a_text_with_a_card_glued_on_gives_way_to_the_text_alone(card: tuple[Card, ...]) -> None:
    text = "Nine herons on the pier this morning, and it is not even nine o'clock"
    shown = f"A made-up page\nWhat it says of itself.\n{text}"
    first, second = page("a.txt", ["@1", text, "@2"]), page("b.txt", ["@1", shown, "@2"])
    first = [attrs.evolve(f, cards=card) if isinstance(f, Sighting) and f.text == text else f for f in first]
    (post,) = (post for post in Archive([*first, *second]).posts if text in post.text)
    assert post.text == text
    assert post.cards == card
    assert {sighting.text for sighting in post.sightings} == {text, shown}


def test_what_sightings_say_otherwise_is_told_with_its_source() -> None:
    text = "Nine herons on the pier this morning, and it is not even nine o'clock"
    said_of = {text: (3, "en"), text.upper(): (9, "de")}
    archive = Archive(
        attrs.evolve(f, counts=Counts(Count.of(said_of[f.text][0])), lang=said_of[f.text][1])
        if isinstance(f, Sighting) else f
        for f in (*page("a.txt", [text]), *page("b.txt", [text.upper()]))
    )  # fmt: skip
    (post,) = archive.posts
    said = str(archive.explain(post))
    assert f"text: {text.upper()!r}" in said or f"text: {text!r}" in said
    assert "counts: likes 3" in said
    assert "counts: likes 9" in said
    assert "lang: de" in said or "lang: en" in said
    assert [seen.counts.likes for seen in archive.history(post)] == [Count.of(3), Count.of(9)]


# --- the parts --------------------------------------------------------------------------------------------------------

WAYS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6), st.floats(-6, 9)), max_size=14, unique_by=lambda way: way[:2]
)


@given(WAYS)
def test_chances_of_pairs_that_exclude_each_other_do_not_exceed_one(ways: list[tuple[int, int, float]]) -> None:
    chances = in_order(ways) if ways else []
    for place in range(7):
        for side in (0, 1):
            assert sum(c for c, way in zip(chances, ways, strict=True) if way[side] == place) <= 1 + 1e-9


def test_pages_that_disagree_on_their_clocks_exclude_nothing() -> None:
    def at(hour: int) -> When:
        found = read_time(f"2025-03-01 {hour:02}:00")
        assert found is not None
        return found

    agreed = Offset.of([(at(9), at(8)), (at(12), at(11)), (at(15), at(14))])
    assert agreed.excludes(at(9), at(14))
    assert not agreed.excludes(at(9), at(8))
    assert not Offset.of([(at(9), at(8)), (at(12), at(2)), (at(15), at(14))]).excludes(at(9), at(20))
    assert not Offset.of([(at(9), at(8))]).excludes(at(9), at(20))


def test_the_documentation_names_the_figures() -> None:
    text = " ".join((ROOT / "docs/inference.md").read_text(encoding="utf-8").split())
    for words in (
        f"with {between.ANCHORS} or more posts that both pages show",
        f"up to {between.STRETCH} posts beyond the last",
        f"hardly ever said twice, at most {between.MOST_RARE:.0f} |",
        f"lines are left out | {between.CUT_SHORT:.0f} |",
        f"up to +{between.MOST_COUNTS} each, by how rare it is on the page; +{between.COUNTS_IN_ALL:.0f} in all",
        f"| {between.OTHER_COUNTS:.0f} each; -{between.COUNTS_IN_ALL:.0f} in all |",
        f"2 ln ((*m* + {between.USUAL_STRETCH:.0f}) / *m*)",
        f"A pair that {between.ACCEPTED:.0%}".replace("%", " %"),
        f"with that share, {between.SUREST} at most",
        f"could share {matching.LEAST_ROOM} posts or more",
        f"share less than one in {1 / matching.SHARED_AT_LEAST:.0f}",
        f"a common text is chance: {aligning.SPARSE} is taken off",
        f"more than {aligning.CROSSPOST_WITHIN.days} days between them with {aligning.CROSSPOST_LATER}.",
        f"{likeness.NOT_WHOLE * 100:.0f} alike at most, and {likeness.NO_SIGN * 100:.0f} if",
    ):
        assert words in text


# --- under stress, as benchmarks/aligning.py measures it --------------------------------------------------------------


@pytest.fixture(scope="module")
def stress() -> Any:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        return importlib.import_module("aligning")
    finally:
        sys.path.pop(0)


@pytest.mark.parametrize("script", ["Latin", "Cyrillic", "Arabic", "Chinese", "Japanese"])
@pytest.mark.parametrize("pages", ["ages / clock, ISO-8859-7", "ages / ages, cp1251", "a third shared", "three pages"])
def test_posts_are_found_again_under_stress(stress: Any, script: str, pages: str) -> None:
    posts = stress.feed(script, 150, 5)
    precision, recall = stress.stress(posts, stress.STRESSES[pages], 5, script).rates
    assert precision >= 0.99
    assert recall >= 0.97


@pytest.mark.parametrize("script", ["Latin", "Chinese"])
def test_pages_that_share_nothing_are_kept_apart(stress: Any, script: str) -> None:
    posts = stress.feed(script, 300, 6)
    judged = stress.stress(posts, stress.STRESSES["nothing shared"], 6, script)
    assert sum(wrong for _, wrong, _ in judged.posts) == 0


@pytest.mark.parametrize(("zone", "sightings"), [("Pacific/Kiritimati", [1, 2]), (None, [1, 1])])
def test_the_zone_of_a_page_tells_which_of_two_equal_posts_is_shown(zone: str | None, sightings: list[int]) -> None:
    """5 October ends at 10:00 UTC on Kiritimati, and at noon of the next day somewhere."""
    made = When.at(datetime(2025, 11, 1, tzinfo=UTC))
    found: list[Finding] = [
        Capture("a.txt", "made_up", seen_at=made, timezone=zone, platform="x", current_year_dates=True),
        Sighting(Source("a.txt", "line 1", 0), KNOWN["@1"], author=ADA, when=read_time("Oct 5", timezone=zone)),
        Capture("b.json", "made_up", platform="x"),
    ]
    for n, hour in enumerate((20, 5)):
        when = When.at(datetime(2025, 10, 5, hour, tzinfo=UTC))
        found.append(Sighting(Source("b.json", f"$[{n}]", n), KNOWN["@1"], f"x:{n + 1}", author=ADA, when=when))
    posts = {post.id: len(post.sightings) for post in Archive(found).posts}
    assert [posts["x:1"], posts["x:2"]] == sightings
    assert sum(posts.values()) == 3
