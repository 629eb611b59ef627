"""Which reply trees belong to one conversation: those that ANCESTOR links join."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from threadkit.graph.forest import Forest
from threadkit.records import Kind, Link

__all__ = ["conversations"]


def conversations(forest: Forest, links: Iterable[Link]) -> Mapping[int, Sequence[int]]:
    """The roots of each conversation, by time, for every root."""
    leader = {root: root for root in forest.roots}

    def find(root: int) -> int:
        while leader[root] != root:
            leader[root] = leader[leader[root]]
            root = leader[root]
        return root

    place = forest.place
    outside: dict[str, int] = {}  # an ancestor that has no node: the tree by which it was first heard of
    for link in links:
        if link.kind is not Kind.ANCESTOR or link.child not in forest.number:
            continue
        one = find(forest.root(forest.number[link.child]))
        above = forest.number.get(link.parent)
        two = find(outside.setdefault(link.parent, one) if above is None else forest.root(above))
        first, second = sorted((one, two), key=place.__getitem__)
        leader[second] = first
    groups: dict[int, list[int]] = {}
    for root in forest.roots:
        groups.setdefault(find(root), []).append(root)
    return {root: group for group in groups.values() for root in group}
