"""Posts that are missing where an account numbers its posts: "2/7", then "4/7", on pages without reply ids.

Posts that bear one total ("n/7", or "n/" without one), by one author, in the order of their numbers, each in reach of
the one before, are taken for mates of one thread. Two things can then be read off:

* a number that is skipped between two mates is a post that is lost between them;
* a first number above 1 says how many are lost above.

What follows the hole answers something in it. That link is INFERRED, with a probability and reasons; so is the one from
the hole to the mate before it. The gap itself is a Missing with its count. A person's word on one of the two leaves the
other as it is; if the hole does not answer that mate, nothing tells how many are lost.

Not everything written "2/5" is a place in a thread: scores and dates are written so, too. Hence a gap needs more than
two numbers that rise. Nothing is said where a post without a number stands where the lost one would: it may be the lost
one, its number cut off or never given. Nor of lists ("1.", "2."), of posts that stand alone, and of a thread's end.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

import attrs

from threadkit.graph.gathering import Gathered
from threadkit.graph.guesses.clocks import Clock, Clocks
from threadkit.graph.guesses.sequences import Step, sequences
from threadkit.graph.holes import HOLE, Words, hole_gap, hole_name
from threadkit.parsing.identity import author_key
from threadkit.parsing.text.own_place import Numbering, leading_mentions, numbering
from threadkit.records import Basis, Kind, Link, Missing, Post, Source

__all__ = ["WEIGHTS", "numbered_gaps", "with_gaps"]

Marks = Sequence[Numbering | None]

REACH = 8  # posts between two mates, at most
#: Log-odds of what shows that numbers are places in one thread. Set by hand; not calibrated.
WEIGHTS = {
    "numbers that rise": -1.0,  # so do two scores, half of the time
    "each further mate": 1.0,
    "numbers that follow each other": 1.5,
    "number 1": 1.0,
    "a total as scores have": -1.5,
    "same minute": 1.0,
    "minutes apart": 1.0,
    "a quarter of an hour apart": 0.5,
    "an hour apart": -1.0,
    "same age": 0.0,
    "no common clock": -1.2,
    "the mate before shows a reply": 0.5,
    "the mate before shows none": -2.5,  # of real posts that their author went on from, 4 % show none
}
SCORES = frozenset((5, 10, 20, 100))
DAYS_BEFORE = frozenset(("days apart", "weeks apart", "another age"))
MOST_MATES = 3  # further ones say no more
WORTH_KEEPING = 0.1  # less likely rivals are not kept
LEAST, MOST = 0.6, 0.9  # probability: below, nothing is said; nothing inferred from numbers alone is surer


@attrs.frozen
class Mate:
    """A numbered post of a sequence."""

    at: int  #: its place in the sequence
    post: Post
    number: Numbering


@attrs.frozen
class Hole:
    """Posts that a thread lacks, above `after`; `before`: the mate above them, if it is held."""

    after: Mate
    before: Mate | None
    lost: int
    probability: float
    reasons: tuple[str, ...]

    @property
    def above(self) -> str | None:
        return self.before.post.id if self.before is not None else None

    @property
    def below(self) -> str:
        return self.after.post.id

    @property
    def name(self) -> str:
        return hole_name(self.above, self.below)

    @property
    def source(self) -> Source | None:
        return self.after.post.sightings[0].source if self.after.post.sightings else None

    def gap(self, words: Words, least: float) -> Missing | None:
        """As far as it is likely enough, or a person says so."""
        likely = self.probability >= least
        if not likely and not words.on(self.below, self.name):
            return None
        said = words.on(self.name, self.above) if self.above is not None else None
        joined = likely if said is None else said
        return hole_gap(self.above, self.below, self.lost, self.source, joined=joined)

    def links(self, words: Words) -> Iterator[Link]:
        """Those of which no person said anything."""
        for child, parent in ((self.below, self.name), (self.name, self.above)):
            if parent is not None and words.on(child, parent) is None:
                yield Link(Kind.REPLY, child, parent, Basis.INFERRED, self.probability, self.reasons, self.source)


def with_gaps(
    found: Sequence[Link],
    seen: Gathered,
    posts: Mapping[str, Post],
    canonical: Mapping[str, str],
    closed: AbstractSet[str],
    words: Words,
    least: float,
) -> tuple[list[Link], list[Missing]]:
    """The inferred links `found`, with those through gaps; and the gaps that are as likely as `least`, or assumed.

    What leads past a gap becomes as much less likely as the gap is likely. `closed`: posts whose parent is known, or
    that are known to have none.
    """
    known = closed - {child for child, parent in words.assumed.items() if parent.startswith(HOLE)}
    holes = [
        hole for hole in numbered_gaps(seen, posts, canonical, known) if words.on(hole.below, hole.name) is not False
    ]
    if not holes:
        return list(found), []
    over = {hole.below: hole for hole in holes}
    gaps = [gap for hole in holes if (gap := hole.gap(words, least)) is not None]
    return [*lessened(found, over), *(link for hole in holes for link in hole.links(words))], gaps


def lessened(links: Iterable[Link], holes: Mapping[str, Hole]) -> Iterator[Link]:
    """`holes`: by the post after them."""
    for link in links:
        hole = holes.get(link.child)
        if hole is None or link.kind is not Kind.REPLY or link.probability is None:
            yield link
        elif (left := round(link.probability * (1 - hole.probability), 3)) >= WORTH_KEEPING:
            much = log_odds(left) - log_odds(link.probability)
            why = f"its number says that what it answers is lost ({much:+.1f})"
            yield attrs.evolve(link, probability=left, reasons=(*link.reasons, why))


def log_odds(probability: float) -> float:
    bounded = min(max(probability, 0.001), 0.999)
    return math.log(bounded / (1 - bounded))


def numbered_gaps(
    seen: Gathered, posts: Mapping[str, Post], canonical: Mapping[str, str], closed: Container[str]
) -> Iterator[Hole]:
    """Holes in the numbered threads of pages that keep an order."""
    if sum((mark := numbering(post.text)) is not None and mark.slash for post in posts.values()) < 2:
        return  # as on most pages: no need to weave them
    for steps in sequences(seen, posts, canonical):
        marks = [numbering(step.post.text) for step in steps]
        clocks = Clocks(steps)
        for run in runs(steps, marks, clocks):
            yield from holes_of(run, steps, marks, clocks, closed)


def runs(steps: Sequence[Step], marks: Marks, clocks: Clocks) -> list[Sequence[Mate]]:
    """Mates of two or more, in order. Numbers that fall, or come again, without a new 1 are no places in a thread."""
    runs: list[list[Mate]] = []
    last: dict[object, list[Mate]] = {}
    doubtful: set[int] = set()
    for at, (step, mark) in enumerate(zip(steps, marks, strict=True)):
        if mark is None or not mark.slash:
            continue
        mate, key = Mate(at, step.post, mark), (author_key(step.post.author, None), mark.total)
        run = last.get(key)
        goes_on = run is not None and in_reach(run[-1], mate, clocks) is not None
        if run is not None and goes_on and mark.number > run[-1].number.number:
            run.append(mate)
            continue
        new = [mate]
        if run is not None and goes_on and mark.number != 1:
            doubtful |= {id(run), id(new)}
        runs.append(new)
        last[key] = new
    return [run for run in runs if len(run) > 1 and id(run) not in doubtful]


def in_reach(one: Mate, two: Mate, clocks: Clocks) -> Clock | None:
    """How far apart two mates are, if not too far; and they speak to the same people."""
    if two.at - one.at > REACH or leading_mentions(one.post.text) != leading_mentions(two.post.text):
        return None
    clock = clocks.between(one.at, two.at)
    return clock if clock.step in WEIGHTS else None


def holes_of(
    run: Sequence[Mate], steps: Sequence[Step], marks: Marks, clocks: Clocks, closed: Container[str]
) -> Iterator[Hole]:
    common = shown_by(run)
    first = run[0]
    lost = first.number.number - 1
    if lost and first.post.id not in closed and not stand_in(first.at, None, lost, steps, marks, clocks):
        clock = in_reach(first, run[1], clocks)
        hole = hole_of(first, None, lost, [*common, *when_of(clock)])
        if hole is not None:
            yield hole
    for one, two in itertools.pairwise(run):
        lost = two.number.number - one.number.number - 1
        if not lost or two.post.id in closed or stand_in(two.at, one.at, lost, steps, marks, clocks):
            continue
        clock = in_reach(one, two, clocks)
        hole = hole_of(two, one, lost, [*common, *when_of(clock), *replies_of(one.post)])
        if hole is not None:
            yield hole


def stand_in(at: int, since: int | None, lost: int, steps: Sequence[Step], marks: Marks, clocks: Clocks) -> bool:
    """Whether a post may be one that seems lost before the one at `at`, after a mate (`since`) or before all.

    That is one by somebody else that bears such a number; or one by the same author, not days before, that bears none,
    or a lower one: some threads are written over a day, and heads are often not numbered.
    """
    author, own = author_key(steps[at].post.author, None), marks[at]
    total, number = (own.total, own.number) if own is not None else (None, 0)
    for n in range(at - 1, max(-1, at - REACH - 1) if since is None else since, -1):
        mark, same = marks[n], author_key(steps[n].post.author, None) == author
        alike = mark is not None and mark.slash and mark.total == total and mark.number < number
        if same and (mark is None or (alike and since is None)) and clocks.between(n, at).step not in DAYS_BEFORE:
            return True
        if not same and alike and mark is not None and mark.number >= number - lost:
            return True
    return False


def shown_by(run: Sequence[Mate]) -> list[tuple[str, float]]:
    """What the numbers of a run say together: words and log-odds."""
    numbers = [mate.number.number for mate in run]
    total = run[0].number.total
    written = ", ".join(f"{number}/{total or ''}" for number in numbers)
    said = [(f"posts are numbered {written}", WEIGHTS["numbers that rise"])]
    further = min(len(run) - 2, MOST_MATES)
    if further:
        said.append((f"they are {len(run)}", further * WEIGHTS["each further mate"]))
    if any(two - one == 1 for one, two in itertools.pairwise(numbers)):
        said.append(("some of the numbers follow each other", WEIGHTS["numbers that follow each other"]))
    if numbers[0] == 1:
        said.append(("the first of them is 1", WEIGHTS["number 1"]))
    if total in SCORES:
        said.append((f"{total} is also what scores are out of", WEIGHTS["a total as scores have"]))
    return said


def when_of(clock: Clock | None) -> list[tuple[str, float]]:
    return [] if clock is None else [(clock.words, WEIGHTS[clock.step])]


def replies_of(post: Post) -> list[tuple[str, float]]:
    replies = post.counts.replies
    if replies is None:
        return []
    if replies.low:
        return [("the one before shows a reply", WEIGHTS["the mate before shows a reply"])]
    return [("the one before shows no reply", WEIGHTS["the mate before shows none"])]


def hole_of(after: Mate, before: Mate | None, lost: int, said: Sequence[tuple[str, float]]) -> Hole | None:
    total = sum(weight for _, weight in said)
    probability = round(min(1 / (1 + math.exp(-total)), MOST), 3)
    if probability < LEAST:
        return None
    if total > log_odds(MOST):
        said = [*said, ("numbers alone say no more", log_odds(MOST) - total)]
    mark, out_of = after.number.number, after.number.total or ""
    known = "no lower number is held" if before is None else f"the one before is {before.number.number}/{out_of}"
    (first, weight), *rest = said
    first = f"is numbered {mark}/{out_of}, {known}: {lost} {'is' if lost == 1 else 'are'} lost; {first}"
    reasons = tuple(f"{words} ({weight:+.1f})" for words, weight in ((first, weight), *rest))
    return Hole(after, before, lost, probability, reasons)
