"""Figures of a reply tree, each in one pass over its nodes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import attrs

__all__ = ["TreeMetrics", "measure"]


@attrs.frozen
class TreeMetrics:
    """Shape of a reply tree. Nodes are posts and gaps; a gap counts as one node.

    Attributes:
        size: nodes, >= 1.
        held: posts that are held, <= size.
        depth: links from the root to the deepest node, >= 0.
        width: nodes at each depth, root first; sums to `size`.
        breadth: the largest of `width`.
        leaves: nodes without children.
        virality: mean distance in links over all pairs of nodes, None for a single node. "Structural
            virality" of Goel, Anderson, Hofman and Watts, Management Science 62(1), 2016; computed as
            2 * sum of s(n - s) / (n(n - 1)) over the subtree sizes s of all nodes but the root.
        participants: different authors among the posts whose author is known.

    """

    size: int
    held: int
    depth: int
    width: tuple[int, ...]
    breadth: int
    leaves: int
    virality: float | None
    participants: int


def measure(parents: list[int], held: int, authors: Iterable[object]) -> TreeMetrics:
    """Metrics of one tree. ``parents[i]`` is the place of i's parent in the same list, before i; -1 for the root.

    >>> measure([-1, 0, 0, 1], 4, ["ada", "bo", "ada", "ada"]).virality
    1.6666666666666667
    """
    n = len(parents)
    depth = [0] * n
    subtree = [1] * n
    childless = [True] * n
    for i, parent in enumerate(parents):
        if parent >= 0:
            depth[i] = depth[parent] + 1
            childless[parent] = False
    for i in range(n - 1, 0, -1):
        subtree[parents[i]] += subtree[i]
    levels = Counter(depth)
    width = tuple(levels[level] for level in range(len(levels)))
    pairs = n * (n - 1)
    virality = 2 * sum(s * (n - s) for s in subtree[1:]) / pairs if pairs else None
    people = len(set(authors))
    return TreeMetrics(n, held, len(width) - 1, width, max(width), sum(childless), virality, people)
