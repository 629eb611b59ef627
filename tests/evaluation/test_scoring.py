"""Each measure against its definition, written out by brute force or by hand."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadkit.evaluation.scoring import LIKELY, Guess, Judged, Pooled, bootstrap, kendall, pooled, threads_of

RIGHT, WRONG = True, False


def judged(links: int, *guesses: tuple[float, bool, bool], posts: int = 100, account: str = "a") -> Judged:
    return Judged(account, posts, links, [Guess(*guess) for guess in guesses])


def test_precision_recall_and_f1_count_asserted_links_alone() -> None:
    found = pooled([judged(4, (0.9, RIGHT, True), (0.6, WRONG, True), (0.8, RIGHT, True), (0.4, RIGHT, False))])
    assert found.precision == 2 / 3
    assert found.recall == 2 / 4
    assert found.f1 == pytest.approx(2 * (2 / 3) * (1 / 2) / (2 / 3 + 1 / 2))
    assert (found.accounts, found.posts, found.links) == (1, 100, 4)


def test_nothing_to_divide_by_is_none_and_no_zero() -> None:
    nothing = pooled([judged(0)])
    assert (nothing.precision, nothing.recall, nothing.macro_f1) == (None, None, None)
    assert (nothing.calibration_error, nothing.brier, nothing.tau, nothing.contained) == (None, None, None, None)
    assert (nothing.width, nothing.exact_threads) == (None, None)
    silent = pooled([judged(3)])
    assert (silent.precision, silent.recall, silent.f1, silent.macro_f1) == (None, 0.0, 0.0, 0.0)


def test_pooled_counts_links_and_macro_counts_accounts() -> None:
    """One large account that is found wholly outweighs a small one that is missed; not so in the mean."""
    large = judged(9, *[(0.9, RIGHT, True)] * 9)
    small = judged(1, (0.9, WRONG, True))
    quiet = judged(0, (0.9, WRONG, True))
    found = pooled([large, small, quiet])
    assert found.precision == 9 / 11
    assert found.recall == 9 / 10
    assert found.f1 == pytest.approx(2 * 9 / (11 + 10))
    assert found.macro_f1 == (1.0 + 0.0) / 2  # an account without links has no F1


def test_tiers_are_of_asserted_links_from_a_probability_up() -> None:
    found = pooled([judged(5, (0.9, RIGHT, True), (0.8, WRONG, True), (0.75, RIGHT, True), (0.95, RIGHT, False))])
    assert found.tiers[0.9] == (1.0, 1 / 5)  # 0.95 was a rival that lost
    assert found.tiers[0.8] == (1 / 2, 1 / 5)
    assert found.tiers[0.7] == (2 / 3, 2 / 5)
    assert found.tiers[0.5] == found.tiers[0.7]
    assert pooled([judged(5, (0.6, RIGHT, True))]).tiers[0.9] == (None, 0.0)


def test_stray_links_are_counted_on_accounts_without_links_for_500_posts() -> None:
    quiet = [judged(0, (0.6, WRONG, True), (0.3, WRONG, False), posts=150), judged(0, posts=50)]
    assert pooled([*quiet, judged(2, (0.7, WRONG, True), posts=900)]).stray == 500 * 1 / 200
    assert pooled([judged(2, posts=900)]).stray is None


# --- calibration ----------------------------------------------------------------------------------------------


def calibration_error_by_hand(guesses: Sequence[Guess]) -> float:
    """Ten bins of equal width, each the distance of its mean probability from its share of right ones."""
    total = 0.0
    for n in range(10):
        some = [g for g in guesses if n / 10 <= g.probability < (n + 1) / 10 or (n == 9 and g.probability == 1.0)]
        if some:
            said = sum(g.probability for g in some) / len(some)
            total += len(some) / len(guesses) * abs(said - sum(g.right for g in some) / len(some))
    return total


#: In eighths: no bound of a bin is missed by rounding.
PROBABILITIES = st.integers(1, 64).map(lambda n: n / 64).filter(lambda p: p > LIKELY)
GUESSES = st.lists(st.builds(Guess, PROBABILITIES, st.booleans(), st.booleans()), min_size=1, max_size=60)


@given(GUESSES)
def test_calibration_error_and_brier_are_those_of_the_definition(guesses: list[Guess]) -> None:
    found = pooled([Judged("a", 10, 3, guesses)])
    assert found.calibration_error == pytest.approx(calibration_error_by_hand(guesses))
    assert found.brier == pytest.approx(sum((g.probability - g.right) ** 2 for g in guesses) / len(guesses))
    assert sum(number for _, _, number in found.reliability) == len(guesses)


def test_well_calibrated_guesses_have_no_error_and_overconfident_ones_do() -> None:
    well = [Guess(0.75, n < 3, False) for n in range(4)]
    assert pooled([Judged("a", 9, 3, well)]).calibration_error == 0
    boastful = [Guess(0.95, n < 2, False) for n in range(4)]
    assert pooled([Judged("a", 9, 3, boastful)]).calibration_error == pytest.approx(0.45)


def test_the_unlikeliest_candidates_do_not_flatter_the_calibration() -> None:
    guesses = [(0.8, WRONG, True), *[(LIKELY, WRONG, False)] * 1000]
    found = pooled([judged(1, *guesses)])
    assert found.calibration_error == pytest.approx(0.8)
    assert found.brier == pytest.approx(0.64)


# --- order and threads ----------------------------------------------------------------------------------------


def kendall_by_hand(found: Sequence[str], true: Sequence[str]) -> float:
    pairs = list(itertools.combinations(true, 2))
    agree = sum(found.index(a) < found.index(b) for a, b in pairs)
    return (agree - (len(pairs) - agree)) / len(pairs)


@given(st.permutations(list("abcdef")), st.permutations(list("abcdef")))
def test_kendall_is_that_of_the_definition(found: list[str], true: list[str]) -> None:
    tau = kendall(found, true)
    assert tau is not None
    assert tau == pytest.approx(kendall_by_hand(found, true))
    assert kendall(true, found) == pytest.approx(tau)


def test_kendall_from_one_end_to_the_other() -> None:
    assert kendall("abcd", "abcd") == 1
    assert kendall("dcba", "abcd") == -1
    assert kendall("bacd", "abcd") == pytest.approx(4 / 6)
    assert kendall("a", "a") is None
    assert kendall("", "abc") is None
    assert kendall("axb", "ab") == 1  # what is not asked for does not count


@pytest.mark.parametrize(
    ("links", "threads"),
    [
        ({}, []),
        ({"b": "a"}, ["ab"]),
        ({"b": "a", "c": "b", "d": "c"}, ["abcd"]),
        ({"b": "a", "c": "a", "e": "d"}, ["abc", "de"]),
        ({"a": "z", "b": "y"}, ["az", "by"]),
        ({"a": "b", "b": "a"}, ["ab"]),
    ],
)
def test_threads_are_the_members_of_trees(links: dict[str, str], threads: list[str]) -> None:
    assert threads_of(links) == {frozenset(thread) for thread in threads}


def test_a_long_thread_is_one_thread() -> None:
    names = [f"{n:05}" for n in range(2000)]
    chain = dict(zip(names[1:], names, strict=False))
    assert threads_of(dict(sorted(chain.items(), reverse=True))) == {frozenset(names)}


def test_exact_threads_are_an_f1_of_threads() -> None:
    """Three hidden, two asserted, one of them with just the right members."""
    one = Judged("a", 20, 6, [], threads=3, exact=1, guessed=2)
    assert pooled([one]).exact_threads == 2 * 1 / (3 + 2)
    assert pooled([one, Judged("b", 20, 0, [], guessed=5)]).exact_threads == 2 / 10
    assert pooled([Judged("b", 20, 2, [], threads=2)]).exact_threads == 0


def test_times_and_orders_are_pooled() -> None:
    one = Judged("a", 4, 1, [], taus=[1.0, 0.0], times=4, contained=3, widths=[1.0, 9.0])
    two = Judged("b", 6, 1, [], taus=[-0.25], times=6, contained=6, widths=[2.0])
    found = pooled([one, two])
    assert found.tau == 0.25
    assert found.contained == 0.9
    assert found.width == 2.0


# --- intervals ------------------------------------------------------------------------------------------------


def mean_of_f1(some: Sequence[Judged]) -> float | None:
    return sum(each.f1 for each in some) / len(some)


def test_bootstrap_draws_accounts_again() -> None:
    chance = random.Random(4)
    accounts = [judged(10, *[(0.9, chance.random() < 0.6, True)] * 10, account=str(n)) for n in range(30)]
    mean = mean_of_f1(accounts)
    ends = bootstrap(accounts, mean_of_f1)
    assert ends is not None
    assert mean is not None
    assert ends == bootstrap(accounts, mean_of_f1)  # the same seed, the same interval
    assert 0 < ends[0] < mean < ends[1] < 1
    # F1 is 0 or 1 here, so that the mean has a known spread: 1.96 of it on both sides.
    spread = 1.96 * (mean * (1 - mean) / 30) ** 0.5
    assert ends[0] == pytest.approx(mean - spread, abs=0.05)
    assert ends[1] == pytest.approx(mean + spread, abs=0.05)


def test_bootstrap_of_accounts_that_are_alike_is_a_point() -> None:
    assert bootstrap([judged(2, (0.9, RIGHT, True))] * 5, mean_of_f1) == (2 / 3, 2 / 3)


def test_bootstrap_needs_two_accounts_and_a_figure() -> None:
    assert bootstrap([judged(2, (0.9, RIGHT, True))], mean_of_f1) is None
    assert bootstrap([], mean_of_f1) is None
    assert bootstrap([judged(0), judged(0)], lambda some: pooled(some).macro_f1) is None


def test_shares_lie_between_0_and_1() -> None:
    chance = random.Random(1)
    for _ in range(20):
        guesses = [(chance.random(), chance.random() < 0.5, chance.random() < 0.5) for _ in range(30)]
        found: Pooled = pooled([judged(40, *guesses)])
        for figure in (found.precision, found.recall, found.f1, found.calibration_error, found.brier):
            assert figure is not None
            assert 0 <= figure <= 1
