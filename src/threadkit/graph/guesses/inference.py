"""Likely reply links that the source lost: self-threads on pages without ids.

Theory
======
On a page that shows one account's posts in order, but no reply ids, a post may continue one of those before it. What
speaks for and against is added up as log-odds: how often and how fast this account continues its posts (`habits`), and
what the two posts show (`cues`). What reply counts leave room for, and what the other guesses of the page say of this
one, is weighed for all of them at once (`together`). `calibration` then says how often guesses like this one were
right. Every link carries its probability with all that made it.

Inference runs on the *aligned union*: pages that share posts are first woven into one sequence, so that a post
which one page lacks still stands between its neighbours.

Nothing is inferred for a post whose parent a source states or shows, and none for a stated root.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import NamedTuple

import attrs

from threadkit.graph.gathering import Gathered
from threadkit.graph.guesses.answer_signs import Person
from threadkit.graph.guesses.answers import infer_answers, posts_of_several
from threadkit.graph.guesses.calibration import FEW, LIKES, MANY, MANY_FROM, NOTHING, Regime, calibrated
from threadkit.graph.guesses.clocks import AT_ONCE, FINE, STEP_NAMES, Clock, Clocks
from threadkit.graph.guesses.cues import IN_THREADS, OTHERWISE, WEIGHTS, Cues
from threadkit.graph.guesses.habits import TABLE_WEIGHT, Cell, Habits, Neighbours, learnt, replies_cell
from threadkit.graph.guesses.sequences import Step, sequences
from threadkit.graph.guesses.together import Edge, Place, replies_fit, weigh_together
from threadkit.graph.guesses.unroll_links import links_of_unrolls
from threadkit.parsing.identity import author_key
from threadkit.records import Basis, Count, Kind, Link, Post

__all__ = ["infer"]

HOPELESS = -4.5  # log-odds of what two posts show: nothing else makes up for less
REACH = 8  # candidates looked at for each post; one before covers 47-93 % of real self-replies, eight 80-100 %
#: How much rarer than the post right before an earlier one is continued, by how many posts earlier it stands.
EARLIER = (1.0, 0.07, 0.045, 0.03, 0.025, 0.02, 0.016, 0.013)
#: Of continuations of an earlier post, how long they take: they are late ones more often.
LATER = {
    "same minute": 0.10, "minutes apart": 0.18, "a quarter of an hour apart": 0.15, "an hour apart": 0.15,
    "a day apart": 0.29, "days apart": 0.10, "weeks apart": 0.03,
}  # fmt: skip
#: Of posts that have nothing to do with each other.
USUALLY_APART = {
    clock.step: math.prod(OTHERWISE[table][word] for table, word in clock.seen)
    for clock in (Clock(FINE, step, step) for step in STEP_NAMES)
}
#: Log-odds of a late and of a quick continuation, of a head and inside a thread, beside the shares of both: inside real
#: threads 3-8 % come after more than a quarter of an hour, on author feeds 16-41 % after more than ten minutes. So
#: what is added late is mostly added to a post that stands alone.
PACE = ((0.3, -1.0), (-0.1, 0.2))
NUMBERED = frozenset({"next of so many", "next number"})
WORTH_KEEPING = 0.1  # less likely candidates are not kept


def infer(
    seen: Gathered, posts: Mapping[str, Post], canonical: Mapping[str, str], settled: Mapping[str, str], roots: set[str]
) -> list[Link]:
    """Likely REPLY links. `settled`: known parents, by child; `roots`: posts that are known to have none."""
    closed = settled.keys() | roots
    among_others = closed | posts_of_several(seen, canonical)
    answered = Counter(settled.values())
    links: list[Link] = []
    for page in sequences(seen, posts, canonical):
        known = [answered[step.post.id] for step in page]
        own = Counter(settled[step.post.id] for step in page if step.post.id in settled)
        links += links_of_sequence(page, among_others, settled, known, [own[step.post.id] for step in page])
    links += links_of_unrolls(seen, posts, canonical, closed)
    return links + infer_answers(seen, posts, canonical, set(settled), roots)


class Part(NamedTuple):
    """One thing that speaks for or against a link: its log-odds, a table, and a word of that table."""

    weight: float
    table: str
    word: str = ""


@attrs.frozen(eq=False)
class Page:
    """The posts of a sequence, and what is learnt of all of them."""

    steps: Sequence[Step]
    authors: Sequence[Person | None]
    clocks: Clocks
    cues: Cues
    cells: Sequence[Cell | None]
    habits: Habits
    far: Sequence[Mapping[str, float]]  #: by distance: shares of how far apart posts are by a fine clock

    @classmethod
    def of(cls, steps: Sequence[Step]) -> Page:
        authors = [author_key(step.post.author, None) for step in steps]
        clocks, cues = Clocks(steps), Cues.of([step.post for step in steps])
        cells = [replies_cell(step.post) for step in steps]
        pairs = [
            neighbours(clocks, cues, cells, n) for n in range(1, len(steps)) if may_be_one(authors[n - 1], authors[n])
        ]
        far = [far_apart(clocks, len(steps), back) for back in range(REACH + 1)]
        return cls(steps, authors, clocks, cues, cells, learnt(pairs), far)

    def counts(self, post: int) -> str:
        """A word of :data:`threadkit.graph.guesses.calibration.CURVES`."""
        cell = self.cells[post]
        if cell is None:
            return NOTHING if self.cues.shown[post].likes is None else LIKES
        return FEW if self.habits.by_others(cell) < MANY_FROM else MANY

    def likes(self, parent: int, child: int) -> tuple[float, float]:
        """Log-odds of their likes, if the parent is a head, and if it is not."""
        word = self.cues.likes(parent, child)
        return (0.0, 0.0) if word is None else self.habits.likes(word)


def may_be_one(one: Person | None, two: Person | None) -> bool:
    """A viewer page shows one account; an author that the page does not name is that account."""
    return one is None or two is None or one == two


def links_of_sequence(
    steps: Sequence[Step],
    closed: Container[str],
    settled: Mapping[str, str],
    answered: Sequence[int],
    continued: Sequence[int],
) -> Iterator[Link]:
    """Each post shares its probability among those before it, and "none of them".

    `closed`: posts that are not asked; `settled`: known parents; `answered`, `continued`: of each post the replies that
    are known, and those of this page.
    """
    if len(steps) < 2:
        return
    page = Page.of(steps)
    places = [
        Place(cell, known, own > 0, inside_of(step.post.id, settled, closed))
        for step, cell, known, own in zip(steps, page.cells, answered, continued, strict=True)
    ]
    found = list(candidates(page, closed))
    weigh_together(places, [edge for edge, *_ in found], page.habits)
    for edge, clock, parts in found:
        numbered = any(part.word in NUMBERED for part in parts)
        regime = Regime(page.counts(edge.parent), clock.kind, numbered)
        probability = calibrated(edge.belief, regime, len(steps))
        if probability >= WORTH_KEEPING:
            reasons = reasons_of(page, edge, places[edge.parent], parts, probability)
            child, parent = steps[edge.child].post.id, steps[edge.parent].post.id
            yield Link(Kind.REPLY, child, parent, Basis.INFERRED, round(probability, 3), reasons)


def inside_of(post_id: str, settled: Mapping[str, str], closed: Container[str]) -> bool | None:
    return True if post_id in settled else False if post_id in closed else None


def candidates(page: Page, closed: Container[str]) -> Iterator[tuple[Edge, Clock, list[Part]]]:
    """Of each post without a known parent the posts before it that it may continue."""
    for child, step in enumerate(page.steps):
        if step.post.id in closed:
            continue
        for parent in range(child - 1, max(-1, child - REACH - 1), -1):
            if not may_be_one(page.authors[parent], page.authors[child]):
                continue
            clock = page.clocks.between(parent, child)
            parts = weighed(page, parent, child, clock)
            weight = math.log(EARLIER[child - parent - 1]) + sum(part.weight for part in parts)
            pace = PACE[clock.step in AT_ONCE] if clock.kind == FINE else (0.0, 0.0)
            head, inside = map(sum, zip(page.likes(parent, child), pace, strict=True))
            if weight + max(head, inside) > HOPELESS:
                yield Edge(parent, child, math.exp(weight), (math.exp(head), math.exp(inside))), clock, parts


def weighed(page: Page, parent: int, child: int, clock: Clock) -> list[Part]:
    """What the two posts show for and against one link."""
    habits = page.habits
    parts = [Part(clock_weight(page, clock, child - parent), "clock")]
    table, people = page.cues.people(parent, child)
    parts.append(Part(habits.weight(table, people), table, people))
    if (words := page.cues.words(parent, child)) is not None:
        parts.append(Part(habits.weight(word_table(clock), words), "words", words))
    if (length := page.cues.length(parent)) is not None:
        parts.append(Part(habits.weight("length", length), "length", length))
    parts.extend(Part(WEIGHTS[cue], "fixed", cue) for cue in page.cues.fixed(parent, child))
    return parts


def clock_weight(page: Page, clock: Clock, back: int) -> float:
    if clock.kind is None:
        return WEIGHTS.get(clock.step, 0.0)
    if back == 1:
        return sum(page.habits.weight(table, word) for table, word in clock.seen)
    if clock.kind == FINE:
        return math.log(LATER[clock.step] / page.far[back][clock.step])
    return min(0.0, math.log(IN_THREADS[clock.kind][clock.step] / OTHERWISE[clock.kind][clock.step]))


def word_table(clock: Clock) -> str:
    """Posts of one sitting share words more often, whether they are a thread or not."""
    return "words at once" if clock.step in AT_ONCE else "words later"


def neighbours(clocks: Clocks, cues: Cues, cells: Sequence[Cell | None], child: int) -> Neighbours:
    """What is seen of a post and the one before it, for :func:`threadkit.graph.guesses.habits.learnt`."""
    parent = child - 1
    clock = clocks.between(parent, child)
    seen = [*clock.seen]
    if (likes := cues.likes(parent, child)) is not None:
        seen.append(("likes", likes))
    seen.append(cues.people(parent, child))
    if (length := cues.length(parent)) is not None:
        seen.append(("length", length))
    if (words := cues.words(parent, child)) is not None:
        seen.append((word_table(clock), words))
    fixed = sum(WEIGHTS[cue] for cue in cues.fixed(parent, child)) + WEIGHTS.get(clock.step, 0.0)
    return Neighbours(tuple(seen), round(fixed, 1), cells[parent])


def far_apart(clocks: Clocks, posts: int, back: int) -> Mapping[str, float]:
    """Shares of how far apart posts at a distance are by a fine clock; most have nothing to do with each other."""
    seen = Counter({step: TABLE_WEIGHT[FINE] * share for step, share in USUALLY_APART.items()})
    for child in range(back, posts):
        clock = clocks.between(child - back, child)
        if clock.kind == FINE:
            seen[clock.step] += 1
    return {step: number / seen.total() for step, number in seen.items()}


# --- reasons --------------------------------------------------------------------------------------------------


def reasons_of(page: Page, edge: Edge, parent: Place, parts: Sequence[Part], probability: float) -> tuple[str, ...]:
    """Each part in words, with its figure. The figures add up to the log-odds of the probability."""
    habits, back = page.habits, edge.child - edge.parent
    how = "continued" if back == 1 else f"continued {back} posts later"
    rate = habits.rate * EARLIER[back - 1]
    told = [(f"about {100 * rate:.2g} % of this account's posts seem to be {how}",
             logit(habits.rate) + math.log(EARLIER[back - 1]))]  # fmt: skip
    name = "the post before" if back == 1 else "the earlier post"
    told.extend((in_words(page, edge.parent, edge.child, part, name), part.weight) for part in parts)
    if (likes := page.cues.likes(edge.parent, edge.child)) is not None:
        words = f"{likes} {'as' if likes.startswith('about') else 'than'} {name}"
        told.append((words, math.log(sum(map(math.exp, page.likes(edge.parent, edge.child))) / 2)))
    if parent.replies is not None:
        none, one, *_ = replies_fit(parent.replies, habits.anyway, parent.answered)
        weight = math.log(one / none)
        told.append((replies_in_words(page.steps[edge.parent].post, weight, name), weight))
    told.append(("what seems to go on around them", logit(edge.belief) - sum(weight for _, weight in told)))
    told.append(("how often guesses like this are right", logit(probability) - logit(edge.belief)))
    return tuple(f"{words} ({weight:+.1f})" for words, weight in told if abs(weight) >= 0.05)


def in_words(page: Page, parent: int, child: int, part: Part, name: str) -> str:
    if part.table == "clock":
        return page.clocks.between(parent, child).words
    if part.table == "length":
        return f"{name} is {'' if part.word == 'near the limit' else 'not '}near the limit of length"
    if part.table in ("people", "nobody"):
        return f"addresses {part.word}"
    if part.table == "words":
        shared = page.cues.shared(parent, child)[:3]
        return f"they share {part.word}{': ' if shared else ''}{', '.join(shared)}"
    return page.cues.in_words(part.word, parent, child, name)


def replies_in_words(parent: Post, weight: float, name: str) -> str:
    replies = parent.counts.replies
    if replies is None or replies.high == 0:
        return f"{name} shows no reply"
    if weight < 0:
        return f"all replies of {name} are accounted for"
    return f"{name} shows {counted_in_words(replies)} {'reply' if replies.high == 1 else 'replies'}"


def counted_in_words(count: Count) -> str:
    low, high = count.low, count.high
    return count.text or (str(low) if low == high else f"{low} or more" if high is None else f"{low} to {high}")


def logit(probability: float) -> float:
    probability = min(1 - 1e-9, max(1e-9, probability))
    return math.log(probability / (1 - probability))
