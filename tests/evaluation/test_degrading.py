"""What is lost is lost, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import attrs
import pytest

from threadkit.evaluation.degrading import CARD, CLOCKS, LOST_REPLY, Hidden, Losses, hidden
from threadkit.evaluation.feeds import Feed, Written
from threadkit.parsing.text.repair import damaged
from threadkit.records import Capture, Link, Order, Sighting

START = datetime(2023, 5, 4, 22, 15, 40, tzinfo=UTC)
WORDS = "The ferry leaves the harbor late — again — and nobody on the pier knows which of the islands it serves today"


def feed(number: int = 400, name: str = "ada") -> Feed:
    """Every fifth post and the two behind it are a thread; all texts differ, and no name stands in a text."""
    posts = []
    for n in range(number):
        parent = f"secret-{n - 1}" if n % 5 in (1, 2) else None
        when = START + timedelta(hours=7 * (n // 5), minutes=n % 5)
        posts.append(Written(f"secret-{n}", parent, f"{WORDS}, {n:b}.", when, n % 9, n % 3, 1 + n % 2))
    return Feed(name, tuple(posts))


def shown(page: Hidden) -> list[Sighting]:
    return [found for found in page.findings if isinstance(found, Sighting)]


def lost(losses: Losses, number: int = 400, seed: int = 0) -> tuple[Feed, Hidden, list[tuple[Written, Sighting]]]:
    """Each post that is shown beside what it was."""
    whole = feed(number)
    page = hidden(whole, losses, seed)
    by_name = {post.name: post for post in whole.posts}
    return whole, page, [(by_name[page.names[post.source.position]], post) for post in shown(page)]


def test_only_ids_are_lost_unless_more_is_said() -> None:
    whole, page, pairs = lost(Losses())
    assert [post for post, _ in pairs] == list(reversed(whole.posts))  # newest first
    for post, seen in pairs:
        assert seen.text == post.text
        assert not seen.truncated
        counts = (seen.counts.likes, seen.counts.reposts, seen.counts.replies)
        assert [count.low for count in counts if count] == [post.likes, post.reposts, post.replies]
        assert page.times[seen.source.position] == post.time
    capture = page.findings[0]
    assert isinstance(capture, Capture)
    assert (capture.order, capture.states_parents, capture.damage) == (Order.NEWEST, False, None)


@pytest.mark.parametrize("losses", [Losses(), Losses(drop=0.2, cut=0.3, card=0.3, clock="age", replies=0.2)])
def test_names_and_links_never_reach_the_page(losses: Losses) -> None:
    _, page, pairs = lost(losses)
    assert "secret" not in repr(page.findings)
    assert not any(isinstance(found, Link) for found in page.findings)
    assert all(seen.id is None and seen.url is None for _, seen in pairs)
    assert len({seen.source for _, seen in pairs}) == len(pairs)


def test_the_same_seed_loses_the_same_and_another_one_other_posts() -> None:
    losses = Losses(drop=0.2, cut=0.3, card=0.3, clock="age", replies=0.5)
    assert lost(losses, seed=3)[1].findings == lost(losses, seed=3)[1].findings
    names = [set(lost(losses, seed=seed)[1].names.values()) for seed in (3, 4)]
    assert names[0] != names[1]
    other = hidden(attrs.evolve(feed(), name="bo"), losses, 3)  # accounts do not lose in step
    assert set(other.names.values()) != names[0]


def test_dropped_posts_are_gone_in_their_share_and_the_others_stay_whole() -> None:
    whole, page, pairs = lost(Losses(drop=0.25))
    assert 0.2 < 1 - len(pairs) / len(whole.posts) < 0.3
    assert all(seen.text == post.text for post, seen in pairs)
    assert sorted(page.names) == sorted(page.times) == list(range(len(pairs)))
    order = {post.name: n for n, post in enumerate(whole.posts)}
    places = [order[post.name] for post, _ in pairs]
    assert places == sorted(places, reverse=True)


def test_cut_texts_begin_like_the_whole_ones_and_say_so() -> None:
    _, _, pairs = lost(Losses(cut=0.25))
    cut = [(post, seen) for post, seen in pairs if seen.truncated]
    assert 0.2 < len(cut) / len(pairs) < 0.3
    for post, seen in cut:
        assert seen.text.endswith("…")
        assert post.text.startswith(seen.text.removesuffix("…"))
        assert len(seen.text) >= 20
    assert all(seen.text == post.text for post, seen in pairs if not seen.truncated)


def test_short_texts_are_not_cut() -> None:
    short = Feed("ada", (Written("a", None, "Good morning, harbor.", START),))
    assert shown(hidden(short, Losses(cut=1.0)))[0].text == "Good morning, harbor."


def test_cards_stand_in_front_of_the_text() -> None:
    _, _, pairs = lost(Losses(card=0.25))
    glued = [(post, seen) for post, seen in pairs if seen.text != post.text]
    assert 0.2 < len(glued) / len(pairs) < 0.3
    assert all(seen.text == f"{CARD}\n{post.text}" for post, seen in glued)


def test_damage_is_that_of_the_charset_and_the_page_says_so() -> None:
    _, page, pairs = lost(Losses(damage="iso8859_7"), 5)
    assert all(seen.text == damaged(post.text, "iso8859_7") != post.text for post, seen in pairs)
    capture = page.findings[0]
    assert isinstance(capture, Capture)
    assert capture.damage == "iso8859_7"


# --- times ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("clock", CLOCKS)
def test_what_is_shown_of_a_time_holds_the_time(clock: str) -> None:
    """Whatever zone the clock on the page may have; an age holds the time between the post and the page."""
    _, _, pairs = lost(Losses(clock=clock))
    made = []
    for post, seen in pairs:
        assert seen.when is not None
        if clock == "age":
            assert (seen.when.earliest, seen.when.latest, seen.when.wall) == (None, None, None)
            assert seen.when.age is not None
            low, high = seen.when.age
            made.append((post.time + low, post.time + high))
        else:
            assert seen.when.earliest is not None
            assert seen.when.latest is not None
            assert seen.when.earliest <= post.time < seen.when.latest
    if made:  # there is one moment at which all ages were right
        assert max(low for low, _ in made) < min(high for _, high in made)


@pytest.mark.parametrize(("clock", "kept"), [("minute", "2023-05-04 22:15"), ("day", "2023-05-04")])
def test_no_more_of_a_time_is_shown_than_said(clock: str, kept: str) -> None:
    seen = shown(hidden(Feed("ada", feed().posts[:1]), Losses(clock=clock)))[0]
    assert seen.when is not None
    assert seen.when.text == kept
    assert seen.when.wall is not None
    assert (seen.when.wall.second, seen.when.wall.minute > 0) == (0, clock == "minute")


def test_ages_are_rounded_down_as_pages_do() -> None:
    """No post of a year's feed shows a finer age than the page could."""
    year = Feed("ada", tuple(Written(str(n), None, "Words.", START + timedelta(days=2 * n)) for n in range(180)))
    ages = [seen.when.text for seen in shown(hidden(year, Losses(clock="age"))) if seen.when]
    units = [age.split()[1].removesuffix("s") for age in ages]
    assert set(units) <= {"minute", "hour", "day", "month", "year"}
    assert {"day", "month"} <= set(units)
    steps = ["minute", "hour", "day", "month", "year"]
    assert [steps.index(unit) for unit in units] == sorted(steps.index(unit) for unit in units)


def test_a_post_of_another_century_has_an_age_too() -> None:
    times = START.replace(year=1850), START
    old = Feed("ada", tuple(Written(f"{time:%Y}", None, "Words.", time) for time in times))
    assert [seen.when.text for seen in shown(hidden(old, Losses(clock="age"))) if seen.when][-1] == "173 years ago"


# --- counts ---------------------------------------------------------------------------------------------------


def replies_of(pairs: Sequence[tuple[Written, Sighting]], children: int, whole: Feed) -> list[int]:
    own = Counter(whole.links.values())
    return [
        seen.counts.replies.low
        for post, seen in pairs
        if own[post.name] == children and seen.counts.replies is not None
    ]


@pytest.mark.parametrize("mean", [0.0, 0.2, 1, 3.0])
def test_simulated_replies_are_the_authors_own_and_as_many_of_others_on_the_mean(mean: float) -> None:
    whole, _, pairs = lost(Losses(replies=mean), 1500)
    alone, answered = replies_of(pairs, 0, whole), replies_of(pairs, 1, whole)
    assert len(alone) + len(answered) == len(pairs)
    assert sum(alone) / len(alone) == pytest.approx(mean, rel=0.2)
    assert sum(answered) / len(answered) == pytest.approx(mean + 1 - LOST_REPLY, rel=0.2)
    assert min(alone) == 0
    share = 1 / (1 + mean)  # geometric
    assert alone.count(0) / len(alone) == pytest.approx(share, abs=0.06)
    zeros = answered.count(0) / len(answered)
    assert zeros == pytest.approx(LOST_REPLY * share, abs=0.03)
    assert mean or zeros > 0


def test_counts_that_are_not_shown_are_unknown_and_not_zero() -> None:
    _, _, pairs = lost(Losses(replies="none"))
    assert all(seen.counts.replies is None and seen.counts.likes is not None for _, seen in pairs)
    _, _, pairs = lost(Losses(replies="none", likes=False))
    assert all(seen.counts == type(seen.counts)() for _, seen in pairs)


def test_a_count_that_the_source_lacks_stays_unknown() -> None:
    bare = Feed("ada", (Written("a", None, "Good morning.", START), Written("b", "a", "And so on.", START)))
    assert all(seen.counts == type(seen.counts)() for seen in shown(hidden(bare, Losses())))
    simulated = shown(hidden(bare, Losses(replies=0.0)))
    assert all(seen.counts.replies is not None for seen in simulated)
