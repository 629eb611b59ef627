"""How an account writes: how often it continues a post of its own, how fast it posts, what replies it draws anyway.

Learnt from the page itself, by expectation and maximisation over neighbours: each post either continues the one
before (what is seen of the two is then as it is in threads, of all accounts alike) or does not (and is as this
account's unrelated posts are). The second half is learnt together with the rate. Where the page shows reply counts they
tell most: a post that is continued shows a reply. Without them the rate is known badly, and the usual rate weighs more.
"""

from __future__ import annotations

import functools
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import attrs

from threadkit.graph.guesses.cues import IN_THREADS, MOST_COUNTED, OTHERWISE
from threadkit.records import Count, Post

__all__ = ["Habits", "Neighbours", "learnt", "replies_cell"]

#: Of posts that continue the one before, and how many accounts are like that; on real feeds 0.6 % to 51 % were seen.
USUAL_RATES = (
    (0.002, 0.25), (0.01, 0.15), (0.03, 0.15), (0.07, 0.15), (0.14, 0.12), (0.27, 0.1), (0.5, 0.06), (0.75, 0.02),
)  # fmt: skip
#: Of OTHERWISE, in neighbours.
TABLE_WEIGHT = {
    "minutes": 25.0, "sitting": 120.0, "ages": 12.0, "likes": 25.0, "length": 30.0, "people": 10.0,
    "nobody": 30.0, "words at once": 60.0, "words later": 60.0,
}  # fmt: skip
#: What a cue can say for a link at most, whatever seems usual on the page: a jump of likes never speaks for one; who
#: talks with somebody addresses the same person again and again, and who begins to, where nobody was addressed, mostly
#: begins something new (-0.9 when fitted on real feeds). A silence of days speaks no less against one than it usually
#: does, even if the account is never silent otherwise.
MOST_FOR = {
    ("likes", "about as many likes"): 1.2, ("likes", "fewer likes"): 0.6, ("likes", "far fewer likes"): 0.6,
    ("likes", "some more likes"): 0.0, ("likes", "more likes"): 0.0, ("likes", "far more likes"): 0.0,
    ("people", "other people"): 0.0, ("people", "the same people"): 1.2, ("people", "nobody any more"): 0.0,
    ("nobody", "somebody"): -0.9, ("minutes", "days apart"): -1.5, ("minutes", "weeks apart"): -1.1,
}  # fmt: skip
#: Tables of two words whose shares in threads move with the account's own: who writes short posts writes short threads.
MOVING = frozenset({"length"})
LOST_REPLY = 0.043  # of posts that their author continued, so many show 0 replies
ROUNDS = 4
MOST_SAID = 3.2  # what a reply count can say at most

#: Mean replies by others of a post: what any post draws, and what each like brings; tried in turn.
ANYWAY = (0.02, 0.05, 0.1, 0.18, 0.3, 0.5, 0.8, 1.3, 2.2, 4.0)
PER_LIKE = (0.0, 0.004, 0.01, 0.025, 0.06, 0.15, 0.4, 1.0)
USUALLY = (0.18, 0.025)  # of small accounts 0.18 replies by others a post, of larger ones 0.8
STRAY = 1.3  # spread of the logarithm of both
UNHEARD = 10  # means and one more: what a post draws beyond (one of e^10, if replies are geometric) is its own affair

Cell = tuple[int, int]  #: replies and likes of a post, both in steps that grow


@attrs.frozen
class Neighbours:
    """What is seen of a post and the one before it, in words of the tables; None where nothing is."""

    seen: tuple[tuple[str, str], ...]  #: (table, word)
    fixed: float  #: log-odds of all other cues
    replies: Cell | None  #: of the one before


@attrs.frozen(eq=False)
class Habits:
    rate: float  #: of posts that continue the one before them
    otherwise: Mapping[str, Mapping[str, float]]  #: as OTHERWISE, of this account
    anyway: tuple[float, float]  #: mean replies by others: of any post, and for each like

    def weight(self, table: str, word: str) -> float:
        otherwise = self.otherwise[table][word]
        inside = moved(IN_THREADS[table][word], OTHERWISE[table][word], otherwise) if table in MOVING else None
        weight = math.log((inside or IN_THREADS[table][word]) / otherwise)
        return min(weight, MOST_FOR.get((table, word), weight))

    def likes(self, word: str) -> tuple[float, float]:
        """Log-odds of how its likes compare with those of the post before, if that is a head and if it is not."""
        otherwise, most = self.otherwise["likes"][word], MOST_FOR.get(("likes", word), MOST_SAID)
        head, inside = (IN_THREADS[table][word] for table in ("likes of a head", "likes inside"))
        return min(most, math.log(head / otherwise)), min(most, math.log(inside / otherwise))

    def by_others(self, cell: Cell) -> float:
        """Replies by others that a post with so many likes draws, in the mean."""
        return self.anyway[0] + self.anyway[1] * steps_end(cell[1])

    def says(self, cell: Cell) -> float:
        """Log-odds of one child of a post that shows so many replies."""
        return replies_say(cell, *self.anyway)


def moved(inside: float, usually: float, otherwise: float) -> float:
    """A share in threads where the share otherwise is not the usual one: the odds ratio of the two stays."""
    ratio = inside / (1 - inside) / (usually / (1 - usually))
    return ratio * otherwise / (1 - otherwise + ratio * otherwise)


@functools.lru_cache(100_000)
def replies_say(cell: Cell, base: float, per_like: float) -> float:
    """Replies by others are geometric: k of them have the probability (1 - q) q^k with q = m / (1 + m), m the mean.

    One more child then explains one of the k replies, which makes what is left 1 / q times as likely.
    """
    replies, likes = cell
    if replies == 0:
        return math.log(LOST_REPLY)
    mean = base + per_like * steps_end(likes)
    return min(MOST_SAID, math.log(LOST_REPLY + (1 - LOST_REPLY) * (1 + mean) / mean))


def replies_cell(post: Post) -> Cell | None:
    """The replies and likes that it shows, in steps; None: it shows no reply count."""
    replies, likes = post.counts.replies, post.counts.likes
    if replies is None:
        return None
    return step_of(most(replies)), step_of(most(likes)) if likes is not None else 0


def most(count: Count) -> int:
    return count.low if count.high is None else count.high


def step_of(number: int) -> int:
    """0, 1, 2 … 15 as they are, then four steps for each doubling."""
    number = min(max(0, number), MOST_COUNTED)
    return number if number < 16 else int(4 * math.log2(number))


@functools.lru_cache(1000)
def steps_end(step: int) -> int:
    return step if step < 16 else int(2 ** (step / 4))


def learnt(pairs: Sequence[Neighbours]) -> Habits:
    """The habits that explain best what is seen of neighbours, beside what is usual.

    Each usual rate is tried, and the rest learnt under it; what they say together, each as far as it explains the page.
    """
    kinds = Counter(pairs)  # most of a long page's neighbours look like others
    tried: list[tuple[float, Habits]] = []
    habits = Habits(USUAL_RATES[0][0], OTHERWISE, USUALLY)
    for rate, share in USUAL_RATES:
        habits, fit = attrs.evolve(habits, rate=rate), 0.0
        for _ in range(ROUNDS):
            habits, fit = once_more(kinds, habits)
        tried.append((fit + math.log(share), habits))
    best = max(tried, key=lambda each: each[0])
    weights = [math.exp(fit - best[0]) for fit, _ in tried]
    rate = sum(weight * habits.rate for weight, (_, habits) in zip(weights, tried, strict=True)) / sum(weights)
    return attrs.evolve(best[1], rate=rate)


def once_more(kinds: Mapping[Neighbours, int], habits: Habits) -> tuple[Habits, float]:
    """One round: how likely each pair is a continuation, then the habits that follow; and how well the former fit."""
    before = math.log(habits.rate / (1 - habits.rate))
    weights = {(table, word): habits.weight(table, word) for table in OTHERWISE for word in OTHERWISE[table]}
    alone_says = {
        (table, word): math.log(share) for table, words in habits.otherwise.items() for word, share in words.items()
    }
    seen: dict[str, dict[str, float]] = {
        table: {word: TABLE_WEIGHT[table] * share for word, share in OTHERWISE[table].items()} for table in OTHERWISE
    }
    fit = usually(*habits.anyway)
    fit += sum(number * alone_says[table, word] for table, words in seen.items() for word, number in words.items())
    alone: dict[Cell, float] = defaultdict(float)
    answered: dict[Cell, float] = defaultdict(float)
    for pair, number in kinds.items():
        total = before + pair.fixed + sum(map(weights.__getitem__, pair.seen))
        if pair.replies is not None:
            total += habits.says(pair.replies)
            fit += number * drawn_fit(pair.replies, *habits.anyway)
        small = math.exp(-abs(total))
        probability = (1.0 if total > 0 else small) / (1 + small)
        not_so = sum(map(alone_says.__getitem__, pair.seen)) + math.log1p(-habits.rate)
        fit += number * (not_so + max(total, 0.0) + math.log1p(small))
        for table, word in pair.seen:
            seen[table][word] += number * (1 - probability)
        if pair.replies is not None:
            alone[pair.replies] += number * (1 - probability)
            answered[pair.replies] += number * probability
    otherwise = {
        table: {word: value / sum(words.values()) for word, value in words.items()} for table, words in seen.items()
    }
    return Habits(habits.rate, otherwise, drawn_anyway(alone, answered, habits.anyway)), fit


def drawn_fit(cell: Cell, base: float, per_like: float) -> float:
    """Log-likelihood of the replies shown, if others wrote them all."""
    odds, one_more = log_odds(base, per_like, cell[1])
    return heard(cell, base, per_like) * odds - one_more


def heard(cell: Cell, base: float, per_like: float) -> float:
    """Its replies, as far as they tell what posts of this account draw: one that was fought over says no more."""
    replies, likes = map(steps_end, cell)
    return min(replies, UNHEARD * (1 + base + per_like * likes))


def usually(base: float, per_like: float) -> float:
    usual_base, usual_like = USUALLY
    return -0.5 * (math.log(base / usual_base) / STRAY) ** 2 - 0.5 * (
        math.log((per_like + 0.004) / (usual_like + 0.004)) / STRAY
    ) ** 2


def drawn_anyway(
    alone: Mapping[Cell, float], answered: Mapping[Cell, float], before: tuple[float, float]
) -> tuple[float, float]:
    """The likeliest means of replies by others, given how many posts show what, with and without a reply of their own.

    Climbs from the means `before` to the best of their neighbours in the two rows of means.
    """
    if not alone:
        return before
    posts: dict[int, float] = defaultdict(float)  # by step of likes
    others: dict[int, float] = defaultdict(float)
    for cells, own in ((alone, 0), (answered, 1)):
        for cell, number in cells.items():
            posts[cell[1]] += number
            others[cell[1]] += number * max(0, heard(cell, *before) - own)

    def fit(base: float, per_like: float) -> float:
        logs = (log_odds(base, per_like, likes) for likes in posts)
        return usually(base, per_like) + sum(
            others[likes] * odds - number * one_more
            for (likes, number), (odds, one_more) in zip(posts.items(), logs, strict=True)
        )

    row, column = ANYWAY.index(before[0]), PER_LIKE.index(before[1])
    best = fit(*before)
    while True:
        around = [(r, c) for r, c in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1))
                  if 0 <= r < len(ANYWAY) and 0 <= c < len(PER_LIKE)]  # fmt: skip
        found = max(((fit(ANYWAY[r], PER_LIKE[c]), r, c) for r, c in around))
        if found[0] <= best:
            return ANYWAY[row], PER_LIKE[column]
        best, row, column = found


@functools.lru_cache(50_000)
def log_odds(base: float, per_like: float, likes: int) -> tuple[float, float]:
    """log(m / (1 + m)) and log(1 + m) of the mean of replies by others."""
    mean = base + per_like * steps_end(likes)
    return math.log(mean / (1 + mean)), math.log1p(mean)
