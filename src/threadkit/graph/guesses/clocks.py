"""How far apart two posts of a page were written, by the clocks and ages that the page shows."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import timedelta

import attrs

from threadkit.graph.guesses.sequences import EPOCH, Step

__all__ = ["AT_ONCE", "FINE", "ROUGH", "STEP_NAMES", "Clock", "Clocks"]

FINE, ROUGH = "minutes", "ages"
#: Up to how far apart, the word of the tables, and words that are true of all that is so far apart.
STEPS = (
    (timedelta(minutes=1), "same minute", "at most a minute apart"),
    (timedelta(minutes=5), "minutes apart", "at most 5 minutes apart"),
    (timedelta(minutes=15), "a quarter of an hour apart", "at most 15 minutes apart"),
    (timedelta(hours=1), "an hour apart", "at most an hour apart"),
    (timedelta(days=1), "a day apart", "at most a day apart"),
    (timedelta(days=7), "days apart", "at most a week apart"),
)
LIMITS = tuple(limit.total_seconds() for limit, _, _ in STEPS)
STEP_NAMES = (*(name for _, name, _ in STEPS), "weeks apart")
STEP_WORDS = (*(words for _, _, words in STEPS), "more than a week apart")
SITTING = ("same minute", "minutes apart", "a quarter of an hour apart")
AT_ONCE = frozenset({*SITTING, "same age"})
AGE_IN_MINUTES = timedelta(minutes=3)
BEFORE = "written before it"


@attrs.frozen
class Clock:
    """Which clock tells (FINE, ROUGH, None), what it tells in a word of its table, and in words for people."""

    kind: str | None
    step: str
    words: str

    @property
    def seen(self) -> tuple[tuple[str, str], ...]:
        """What it tells, as tables and their words: whether it was one sitting, and how long within it."""
        if self.kind is None:
            return ()
        if self.kind == FINE and self.step in SITTING:
            return (FINE, "in one sitting"), ("sitting", self.step)
        return ((self.kind, self.step),)


PLAIN = tuple(
    Clock(FINE, name, f"{words}, by the page's own clock") for name, words in zip(STEP_NAMES, STEP_WORDS, strict=True)
)
BETWEEN = tuple(
    Clock(FINE, each.step, f"{each.words} (of a post without a reading: by its neighbors')") for each in PLAIN
)
BACKWARDS = Clock(None, BEFORE, "written before it, by the page's own clock")


class Clocks:
    """The clocks of a sequence of posts, oldest first."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = steps
        self.readings = [
            {name: ((low - EPOCH).total_seconds(), (high - EPOCH).total_seconds())
             for name, (low, high) in step.walls.items()} for step in steps
        ]  # fmt: skip
        self.seconds = one_clock(self.readings)

    def between(self, parent: int, child: int) -> Clock:
        """Of two steps by their numbers: by a clock that both stand under; by ages, if there is none."""
        if self.seconds is not None:
            gap = self.seconds[child] - self.seconds[parent]
            return BACKWARDS if gap < 0 else PLAIN[bisect_left(LIMITS, gap)]
        before, after = self.readings[parent], self.readings[child]
        if not (before and after):
            return by_ages(self.steps[parent], self.steps[child])
        gaps = [reading[1] - before[name][0] for name, reading in after.items() if name in before]
        if not gaps:
            return by_ages(self.steps[parent], self.steps[child])
        gap = min(gaps)
        if gap < 0:
            return BACKWARDS
        sure = all(low == high for readings in (before, after) for low, high in readings.values())
        return (PLAIN if sure else BETWEEN)[bisect_left(LIMITS, gap)]


def one_clock(readings: Sequence[Mapping[str, tuple[float, float]]]) -> list[float] | None:
    """Readings in seconds, if all posts stand under one clock alone and no reading is guessed."""
    found = []
    names = readings[0].keys() if readings else set()
    for reading in readings:
        if len(reading) != 1 or reading.keys() != names:
            return None
        ((low, high),) = reading.values()
        if low != high:
            return None
        found.append(low)
    return found


def by_ages(parent: Step, child: Step) -> Clock:
    for name in sorted(parent.ages.keys() & child.ages.keys()):
        one, middle_one, half = parent.ages[name]
        two, middle_two, other_half = child.ages[name]
        if one == two:
            if half <= AGE_IN_MINUTES:
                return Clock(FINE, "minutes apart", f"minutes apart: both {one!r}")
            return Clock(ROUGH, "same age", f"the same age: both {one!r}")
        step = "next age" if abs(middle_one - middle_two) <= 1.1 * (half + other_half) else "another age"
        return Clock(ROUGH, step, f"{step}: {one!r} and {two!r}")
    if child.post.when.before(parent.post.when):
        return Clock(None, BEFORE, BEFORE)
    return Clock(None, "no common clock", "no common clock")
