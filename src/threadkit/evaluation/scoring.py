"""How right guesses were: figures of guessed links, times and threads against what was hidden.

Sources of the measures: expected calibration error in ten bins of equal width (Naeini, Cooper & Hauskrecht 2015); Brier
score (1950); Kendall's tau; intervals by the percentile bootstrap over accounts, as posts of one account are alike.
"""

from __future__ import annotations

import random
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

import attrs

__all__ = ["Guess", "Judged", "Pooled", "bootstrap", "kendall", "pooled", "threads_of"]

BINS = 10
LIKELY = 0.05  # candidates below it do not count for calibration: nobody looks at them
TIERS = (0.5, 0.7, 0.8, 0.9)
ROUNDS = 400
Account = TypeVar("Account")


class Guess(NamedTuple):
    """A reply link between two posts of a page, its probability, whether it is right, and whether it was asserted."""

    probability: float
    right: bool
    chosen: bool


@attrs.frozen(eq=False)
class Judged:
    """One account's page, judged.

    Attributes:
        account, posts: name, and posts on the page.
        links: reply links between posts of the page that were hidden.
        guesses: of all links that were asserted or kept as candidates.
        threads, exact, guessed: threads of two and more that were hidden; found with just these members; asserted.
        taus: of each hidden thread whose members were put into one thread, Kendall's tau of their order.
        times, contained, widths: posts with an interval; those whose interval holds their time;
            widths of the intervals in hours.
        counted: posts that show a reply count.

    """

    account: str
    posts: int
    links: int
    guesses: Sequence[Guess]
    threads: int = 0
    exact: int = 0
    guessed: int = 0
    taus: Sequence[float] = ()
    times: int = 0
    contained: int = 0
    widths: Sequence[float] = ()
    counted: int = 0

    @property
    def chosen(self) -> int:
        return sum(guess.chosen for guess in self.guesses)

    @property
    def right(self) -> int:
        return sum(guess.chosen and guess.right for guess in self.guesses)

    @property
    def f1(self) -> float:
        return ratio(2 * self.right, self.chosen + self.links)


@attrs.frozen(eq=False)
class Pooled:
    """Figures over accounts. Shares are 0..1; None where there is nothing to divide by."""

    accounts: int
    posts: int
    links: int
    precision: float | None
    recall: float | None
    f1: float
    macro_f1: float | None  #: mean over accounts that have links
    tiers: Mapping[float, tuple[float | None, float | None]]  #: probability at least -> precision, recall
    calibration_error: float | None
    brier: float | None
    reliability: Sequence[tuple[float, float, int]]  #: mean probability, share right, guesses; by bins
    exact_threads: float | None  #: F1 of threads with just the right members
    tau: float | None  #: mean
    contained: float | None  #: share of times inside their interval
    width: float | None  #: hours, median
    stray: float | None  #: asserted links for 500 posts of accounts that have none


def pooled(judged: Sequence[Judged]) -> Pooled:
    guesses = [guess for each in judged for guess in each.guesses]
    links, chosen = sum(each.links for each in judged), sum(each.chosen for each in judged)
    right = sum(each.right for each in judged)
    likely = [guess for guess in guesses if guess.probability > LIKELY]
    bins: dict[int, list[Guess]] = defaultdict(list)
    for guess in likely:
        bins[min(BINS - 1, int(guess.probability * BINS))].append(guess)
    reliability = [
        (statistics.fmean(g.probability for g in some), statistics.fmean(g.right for g in some), len(some))
        for _, some in sorted(bins.items())
    ]
    taus = [tau for each in judged for tau in each.taus]
    widths = [width for each in judged for width in each.widths]
    exact = 2 * sum(each.exact for each in judged)
    quiet = [each for each in judged if not each.links]
    return Pooled(
        len(judged), sum(each.posts for each in judged), links, share(right, chosen), share(right, links),
        ratio(2 * right, chosen + links), mean([each.f1 for each in judged if each.links]),
        {tier: at_least(guesses, tier, links) for tier in TIERS},
        share(sum(abs(p - r) * n for p, r, n in reliability), len(likely)),
        mean([(guess.probability - guess.right) ** 2 for guess in likely]), reliability,
        share(exact, sum(each.threads + each.guessed for each in judged)), mean(taus),
        share(sum(each.contained for each in judged), sum(each.times for each in judged)),
        statistics.median(widths) if widths else None,
        share(500 * sum(each.chosen for each in quiet), sum(each.posts for each in quiet)),
    )  # fmt: skip


def at_least(guesses: Sequence[Guess], tier: float, links: int) -> tuple[float | None, float | None]:
    """Of the chosen ones: one post has one parent."""
    some = [guess for guess in guesses if guess.probability >= tier and guess.chosen]
    return share(sum(guess.right for guess in some), len(some)), share(sum(guess.right for guess in some), links)


def bootstrap(
    judged: Sequence[Account], figure: Callable[[Sequence[Account]], float | None], seed: int = 1
) -> tuple[float, float] | None:
    """The middle 95 % of a figure when accounts are drawn again, with replacement. `judged`: what is known of each."""
    chance = random.Random(seed)
    found = []
    for _ in range(ROUNDS if len(judged) > 1 else 0):
        value = figure(chance.choices(judged, k=len(judged)))
        if value is not None:
            found.append(value)
    if not found:
        return None
    found.sort()
    return found[int(0.025 * len(found))], found[min(len(found) - 1, int(0.975 * len(found)))]


def threads_of(links: Mapping[str, str]) -> set[frozenset[str]]:
    """Members of the trees that child -> parent links make."""
    top: dict[str, str] = {}

    def head(name: str) -> str:
        path = []
        while name not in top and name in links and name not in path:
            path.append(name)
            name = links[name]
        found = top.get(name, name)
        top.update(dict.fromkeys(path, found))
        return found

    members: dict[str, set[str]] = defaultdict(set)
    for name in {*links, *links.values()}:
        members[head(name)].add(name)
    return {frozenset(some) for some in members.values()}


def kendall(found: Sequence[str], true: Sequence[str]) -> float | None:
    """Kendall's tau of two orders of the same things, -1..1; None of fewer than two. Quadratic: threads are short."""
    place = {name: n for n, name in enumerate(true)}
    ranks = [place[name] for name in found if name in place]
    pairs = len(ranks) * (len(ranks) - 1) // 2
    if not pairs:
        return None
    swapped = sum(a > b for n, a in enumerate(ranks) for b in ranks[n + 1 :])
    return 1 - 2 * swapped / pairs


def ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def mean(values: Iterable[float]) -> float | None:
    values = list(values)
    return statistics.fmean(values) if values else None
