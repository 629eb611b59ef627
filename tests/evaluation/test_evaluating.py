"""From feeds with known links to figures, and how good the guesses are at least.

The bounds are far from what is reached, and close enough to notice a cue that is lost or a sign that is turned.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from threadkit.evaluation.degrading import Losses, hidden
from threadkit.evaluation.evaluating import STANDARD, evaluate, evaluated_standard, judge
from threadkit.evaluation.feeds import Feed, Written
from threadkit.evaluation.report import COLUMNS, lines, rows
from threadkit.evaluation.scoring import TIERS, Guess, Judged, Pooled, bootstrap, pooled
from threadkit.evaluation.simulated_feeds import simulated_feeds
from threadkit.graph.guesses.calibration import CAP

START = datetime(2023, 5, 4, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def feeds() -> list[Feed]:
    """Kinds of accounts that were not looked at when figures were set."""
    return list(simulated_feeds(20, 2))


@pytest.fixture(scope="module")
def whole(feeds: list[Feed]) -> list[Judged]:
    return evaluate(feeds, Losses())


def rule(feed: Feed) -> Judged:
    """The rule to beat: the post right before, within ten minutes, if it shows a reply."""
    guesses = [
        Guess(0.9, after.parent == before.name, chosen=True)
        for before, after in zip(feed.posts, feed.posts[1:], strict=False)
        if after.time - before.time <= timedelta(minutes=10) and before.replies
    ]
    return Judged(feed.name, len(feed.posts), len(feed.links), guesses)


def test_guesses_beat_the_rule_of_ten_minutes(feeds: list[Feed], whole: list[Judged]) -> None:
    found, simple = pooled(whole), pooled([rule(feed) for feed in feeds])
    assert found.links == simple.links > 500
    assert found.f1 > simple.f1 + 0.07
    assert found.precision is not None
    assert simple.precision is not None
    assert found.precision > simple.precision + 0.15


def test_probabilities_mean_what_they_say(whole: list[Judged]) -> None:
    found = pooled(whole)
    assert found.calibration_error is not None
    assert found.calibration_error < 0.08
    assert found.brier is not None
    assert found.brier < 0.19
    precision = [found.tiers[tier][0] or 0.0 for tier in TIERS]
    assert precision == sorted(precision)  # the surer, the more often right
    assert precision[-1] > 0.85
    assert max(guess.probability for each in whole for guess in each.guesses) <= CAP


def test_accounts_that_never_continue_a_post_get_almost_no_link(feeds: list[Feed], whole: list[Judged]) -> None:
    assert sum(not each.links for each in whole) >= 2
    found, simple = pooled(whole).stray, pooled([rule(feed) for feed in feeds]).stray
    assert found is not None
    assert simple is not None
    assert found < 1 < 10 < simple


def test_less_on_the_page_makes_guesses_worse_and_not_bolder(feeds: list[Feed], whole: list[Judged]) -> None:
    some = slice(0, 10)
    full = pooled(whole[some])
    for losses in (Losses(replies="none", likes=False), Losses(clock="age")):
        less = pooled(evaluate(feeds[some], losses))
        assert 0.1 < less.f1 < full.f1
        assert less.calibration_error is not None
        assert less.calibration_error < 0.15
        assert (less.tiers[0.9][1] or 0) < (full.tiers[0.9][1] or 0)


def test_times_hold_and_threads_are_in_order(whole: list[Judged]) -> None:
    found = pooled(whole)
    assert found.contained == 1
    assert found.tau is not None
    assert found.tau > 0.95
    assert found.width is not None
    assert 24 < found.width < 27  # a clock of an unknown zone


def test_lost_posts_are_not_asked_for(feeds: list[Feed]) -> None:
    feed = max(feeds, key=lambda feed: len(feed.links))
    (judged,) = evaluate([feed], Losses(drop=0.3))
    assert judged.posts < 0.8 * len(feed.posts)
    assert judged.links < 0.8 * len(feed.links)
    assert judged.right <= judged.links


# --- one small feed, by hand ----------------------------------------------------------------------------------


def walk(names: str, parents: Sequence[str | None], minutes: Sequence[int]) -> Feed:
    """Numbered posts: every link is found, if it is asked for."""
    posts = [
        Written(name, parent, f"{n + 1}/9 On the mills of the valley, {name}.", START + timedelta(minutes=minute), 5, 1,
                parents.count(name))
        for n, (name, parent, minute) in enumerate(zip(names, parents, minutes, strict=True))
    ]  # fmt: skip
    return Feed("walk", tuple(posts))


def test_a_feed_judged_by_hand() -> None:
    feed = walk("abcdef", [None, "a", "b", "c", "d", None], [0, 1, 2, 3, 4, 5])  # f goes on as if it were of the thread
    judged = judge(feed, hidden(feed, Losses(replies=0.0)))
    assert (judged.account, judged.posts, judged.links) == ("walk", 6, 4)
    right = [guess for guess in judged.guesses if guess.right and guess.chosen]
    assert len(right) == judged.right == 4
    assert (judged.threads, judged.times, judged.contained) == (1, 6, 6)
    assert judged.taus == [1.0]
    assert all(0 < guess.probability <= CAP for guess in judged.guesses)
    wrong = judged.chosen - judged.right  # f may be taken for a part
    assert (judged.guessed, judged.exact) == (1, int(not wrong))
    assert judged.f1 == 2 * 4 / (judged.chosen + 4)


def test_times_of_which_nothing_is_known_are_not_called_right() -> None:
    """A page of ages alone, made nobody knows when."""
    feed = walk("abc", [None, "a", "b"], [0, 1, 2])
    judged = judge(feed, hidden(feed, Losses(clock="age")))
    assert (judged.posts, judged.times, judged.contained) == (3, 0, 0)
    assert pooled([judged]).contained is None


def test_the_bar_moves_what_is_asserted_and_nothing_else() -> None:
    feed = walk("abcdef", [None, "a", "b", "c", "d", None], [0, 1, 2, 3, 4, 5])
    page = hidden(feed, Losses(replies=0.0))
    high, low = judge(feed, page, 0.99), judge(feed, page, 0.1)
    assert (high.chosen, high.guessed, high.exact, high.taus) == (0, 0, 0, [])
    assert low.chosen >= 4
    assert sorted(guess[:2] for guess in high.guesses) == sorted(guess[:2] for guess in low.guesses)


def test_an_empty_feed_is_left_out() -> None:
    assert evaluate([Feed("nobody", ())], Losses()) == []


def test_the_same_seed_gives_the_same_figures(feeds: list[Feed]) -> None:
    losses = Losses(drop=0.2, cut=0.2, replies=0.3)
    one, again, other = (evaluate(feeds[:1], losses, seed=seed)[0] for seed in (1, 1, 2))
    assert one.guesses == again.guesses != other.guesses


# --- what is told ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def standard() -> dict[str, list[Judged]]:
    return evaluated_standard([cut_short(feed, 200) for feed in simulated_feeds(3, 9)], replies=0.2)


def cut_short(feed: Feed, posts: int) -> Feed:
    return Feed(feed.name, feed.posts[:posts])


def test_the_standard_losses_are_tried_in_order(standard: dict[str, list[Judged]]) -> None:
    assert list(standard) == list(STANDARD)
    assert len({repr(losses) for losses in STANDARD.values()}) == len(STANDARD)
    names = [judged.account for judged in standard["ids only"]]
    assert all([judged.account for judged in each] == names for each in standard.values())


def test_rows_hold_what_the_table_shows(standard: dict[str, list[Judged]]) -> None:
    found = list(rows(standard))
    assert [row["lost"] for row in found] == list(STANDARD)
    for row in found[:3]:
        judged: Pooled = pooled(standard[row["lost"]])
        assert row["F1"] == judged.f1
        assert row["P"] == judged.precision
        assert row["ECE"] == judged.calibration_error
        assert [tier for tier, *_ in row["risk-coverage"]] == list(TIERS)
        assert row["counted"] == (row["posts"] if row["lost"] == "ids only" else 0)
        assert row["F1 between"] == bootstrap(standard[row["lost"]], lambda some: pooled(some).f1)


def test_the_table_has_a_row_for_each_loss_and_a_column_for_each_figure(standard: dict[str, list[Judged]]) -> None:
    shown = list(lines(standard, per_account=True))
    posts = sum(judged.posts for judged in standard["ids only"])
    assert shown[1] == f"{posts} of the posts show a reply count"
    head = next(line for line in shown if line.startswith("lost"))
    assert [name for name, _ in COLUMNS if name not in head] == []
    for what, judged in standard.items():
        line = next(line for line in shown if line.startswith(what))
        assert f"{pooled(judged).f1:.2f}" in line.removeprefix(what).split()
    assert all(any(line.startswith(judged.account) for line in shown) for judged in standard["ids only"])
    assert not any(line.startswith("simulated") for line in lines(standard))


@pytest.mark.parametrize(
    ("posts", "links", "counted", "told"),
    [
        (1, 1, 1, ["1 account, 1 post, 1 reply link that is hidden and asked for",
                   "1 of the posts shows a reply count"]),
        (2, 0, 0, ["1 account, 2 posts, 0 reply links that are hidden and asked for",
                   "0 of the posts show a reply count"]),
    ],
)  # fmt: skip
def test_one_is_not_told_as_many(posts: int, links: int, counted: int, told: list[str]) -> None:
    judged = Judged("quiet", posts, links, [], counted=counted)
    assert list(lines({"ids only": [judged]}))[:2] == told


def test_figures_that_are_not_there_are_a_dash_in_the_table() -> None:
    shown = list(lines({"ids only": [Judged("quiet", 40, 0, [])]}))
    line = next(line for line in shown if line.startswith("ids only"))
    assert set(line.removeprefix("ids only").split()) == {"-", "0.00"}
    assert not any("nan" in each.lower() or "None" in each for each in shown)
    (row,) = rows({"ids only": [Judged("quiet", 40, 0, [])]})
    assert row["P"] is None
    assert row["stray/500"] == 0
    assert not any(isinstance(value, float) and math.isnan(value) for value in row.values())
