"""Orders of the nodes of a forest. In each of them a parent stands before its children.

Where two siblings are equal by what an order asks, their times decide, as ``forest.times`` sorts them: earliest,
latest, place on a page that keeps an order, id.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from threadkit.graph.trees.forest import Forest

__all__ = ["chronological", "depth_first"]


def chronological(forest: Forest, root: int | None = None) -> list[int]:
    """All nodes, or those of one subtree: always the earliest of those whose parent is out.

    Where clocks run backwards a reply follows what it answers all the same.
    """
    return list(forest.by_time) if root is None else sorted(forest.subtree(root), key=forest.turn.__getitem__)


def depth_first(forest: Forest, roots: Sequence[int], rank: Callable[[int], float]) -> list[int]:
    """Subtrees one after the other, siblings by `rank`, lowest first, then by time."""
    order = []
    for root in roots:
        stack = [root]
        while stack:
            node = stack.pop()
            order.append(node)
            stack += sorted(forest.children(node), key=rank)[::-1]
    return order
