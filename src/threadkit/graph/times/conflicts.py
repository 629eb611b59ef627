"""Why a way of writing ages is refuted: the fewest findings that cannot all be true under it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs

from threadkit.graph.times.age_hypotheses import AgeHypothesis
from threadkit.graph.times.capture_dates import Page
from threadkit.graph.times.facts import MADE, Given
from threadkit.graph.times.network import Bounds, behind
from threadkit.records import Source

__all__ = ["Said", "conflict", "told"]

MANY = 40  #: findings; of more, none are taken away to see whether the rest will do


@attrs.frozen
class Said:
    """A time as a source shows it, where it takes part in a conflict."""

    source: Source
    text: str

    def __str__(self) -> str:
        return f"{self.text!r} ({self.source.capture}{', ' if self.source.locator else ''}{self.source.locator})"


Refutes = Callable[[Given, frozenset[int], str, AgeHypothesis], bool]


def conflict(given: Given, bounds: Bounds, page: Page, way: AgeHypothesis, refutes: Refutes) -> tuple[Said, ...]:
    """What excludes each other under a refuted way: each is needed, as without any one of them the way would do.

    `bounds` are those under which it was refuted, or closer ones; `refutes` tries some sightings alone. Where the
    trail of the bounds does not hold all that it takes, what it holds is given back as it is.
    """
    clash = page.refuted[way]
    trail = behind(bounds, clash.ends)
    numbers = list(dict.fromkeys((*clash.sightings, *(n for _, n in trail if n >= 0))))
    name = page.capture.name
    if clash.ends and len(numbers) <= MANY and refutes(given, frozenset(numbers), name, way):
        for n in reversed(numbers.copy()):
            fewer = frozenset(numbers) - {n}
            if fewer and refutes(given, fewer, name, way):
                numbers.remove(n)
    sightings = [given.seen.sightings[n] for n in numbers]
    said = tuple(Said(each.source, each.when.text) for each in sightings if each.when is not None)
    made = page.capture.seen_at
    if made is None or MADE not in {how for how, _ in trail}:
        return said
    return (*said, Said(Source(name), f"made {made.text or made.earliest or made.latest}"))


def told(said: Sequence[Said]) -> str:
    """In one line."""
    return " against ".join(map(str, said))
