"""Replies that a source counts and does not show ("2 more replies"), less those that other sources show."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence

import attrs

from threadkit.graph.trees.forest import Forest
from threadkit.parsing.identity import counted_below
from threadkit.records import Absence, When

__all__ = ["still_lacking"]

UNKNOWN = When()


def still_lacking(
    told: Mapping[str, Sequence[Absence]],
    forest: Forest,
    whens: Sequence[When],
    made: Mapping[str, When],
    shown_in: Callable[[int], Container[str]],
) -> dict[str, Sequence[Absence]]:
    """Of each gap that others fill, at least in part, what is left to say of it; nothing: all of it is held.

    A held reply fills the gap of a source that does not show it, unless it was surely written after that source was
    made. Sources are taken at their word: a gap that none counts stays, however many replies others hold.

    Args:
        told: what sources say of posts that they do not show, by id.
        forest: where the gaps have their places.
        whens: of the held posts, by number.
        made: when captures were made, by name.
        shown_in: captures that show a held post, by its number.

    """
    found: dict[str, Sequence[Absence]] = {}
    for name, absences in told.items():
        over = counted_below(name)
        node = forest.number.get(over, -1) if over is not None else -1
        if node < 0 or name not in forest.number:
            continue
        replies = [(shown_in(child), whens[child]) for child in forest.children(node) if child < forest.posts]
        left = []
        for absence in absences:
            here = absence.source.capture if absence.source is not None else None
            if absence.count is not None and here is not None:
                seen_at = made.get(here, UNKNOWN)
                others = sum(here not in shown and seen_at.before(when) is not True for shown, when in replies)
                absence = attrs.evolve(absence, count=max(0, absence.count - others))
            if absence.count != 0:
                left.append(absence)
        if left != list(absences):
            found[name] = left
    return found
