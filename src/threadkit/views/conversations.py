"""Which reply trees belong to one conversation: those that ANCESTOR links join."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from threadkit.graph.trees.forest import Forest
from threadkit.records import Kind, Link

__all__ = ["conversations"]


def conversations(forest: Forest, links: Iterable[Link]) -> Mapping[int, Sequence[int]]:
    """The roots of each conversation, by time, for every root."""
    leader: dict[int | str, int | str] = {root: root for root in forest.roots}

    def find(tree: int | str) -> int | str:
        while leader[tree] != tree:
            leader[tree] = leader[leader[tree]]
            tree = leader[tree]
        return tree

    def tree_of(name: str) -> int | str:
        """The root; of what has no place in a tree, as nothing answers it, its own name."""
        number = forest.number.get(name)
        return name if number is None else forest.root(number)

    for link in links:
        if link.kind is Kind.ANCESTOR:
            one, two = (find(leader.setdefault(tree, tree)) for tree in map(tree_of, (link.child, link.parent)))
            leader[two] = one
    groups: dict[int | str, list[int]] = {}
    for root in forest.roots:
        groups.setdefault(find(root), []).append(root)
    return {root: group for group in groups.values() for root in group}
