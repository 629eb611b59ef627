"""The named orders in which posts can be walked. In each a parent stands before its replies."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from threadkit.graph.trees.orders import chronological, depth_first
from threadkit.records import Post
from threadkit.views.nodes import Nodes

__all__ = ["ORDERS", "walk"]

#: Name and meaning. Ties are settled by time: earliest, latest, place on a page that keeps an order, a gap before a
#: post; the id. Without an earliest time a post is as old as the one before it on its page.
ORDERS = {
    "depth-first": "a post, then each reply to it with all that follows; replies by time",
    "chronological": "by time, but never a reply before what it answers",
    "author-first": "depth first; replies by the author of the root before those of others, then by time",
    "score": "depth first; the reply with the highest score first, where there is none the most likes; unknown last",
}


def walk(nodes: Nodes, root: int | None, order: str) -> Iterator[int]:
    """The nodes of one subtree, or of all trees, in the order of that name."""
    if order not in ORDERS:
        raise ValueError(f"no order is called {order!r}; there are {', '.join(ORDERS)}")
    forest = nodes.forest
    if order == "chronological":
        return iter(chronological(forest, root))
    if order == "depth-first":
        return iter(forest.order if root is None else forest.subtree(root))
    roots: Sequence[int] = forest.roots if root is None else (root,)
    if order == "score":
        return iter(depth_first(forest, sorted(roots, key=by_score(nodes)), by_score(nodes)))
    return (node for each in roots for node in depth_first(forest, (each,), by_author(nodes, each)))


def by_score(nodes: Nodes) -> Callable[[int], float]:
    def rank(node: int) -> float:
        item = nodes.at(node)
        count = (item.counts.score or item.counts.likes) if isinstance(item, Post) else None
        return math.inf if count is None else -count.low

    return rank


def by_author(nodes: Nodes, root: int) -> Callable[[int], float]:
    leader = nodes.authors[root]

    def rank(node: int) -> float:
        return 0 if leader >= 0 and nodes.authors[node] == leader else 1

    return rank
