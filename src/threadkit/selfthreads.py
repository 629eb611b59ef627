"""Which posts form one author's thread, and where its spine runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from threadkit.records import Basis, Missing, Post
from threadkit.threads import Thread

if TYPE_CHECKING:
    from threadkit.archive import Archive

__all__ = ["Threads"]


class Threads:
    """All self-threads of an archive, found once: who continues whom, and where each thread's spine runs."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.made: dict[int, Thread] = {}  # by head
        forest = archive.forest
        self.above: dict[int, int] = {}  # post -> the post of the same author that it continues, gaps skipped
        below: dict[int, list[int]] = {}
        for node in forest.order:
            if node >= forest.posts or node not in forest.links:
                continue
            parent, basis = forest.parent[node], forest.links[node].basis
            while parent >= forest.posts and forest.parent[parent] >= 0:
                parent = forest.parent[parent]
            if 0 <= parent < forest.posts and self.continues(node, parent, basis):
                self.above[node] = parent
                below.setdefault(parent, []).append(node)
        self.below: Mapping[int, Sequence[int]] = below
        self.head: dict[int, int] = {}
        for node in forest.order:
            if node < forest.posts:
                self.head[node] = self.head[self.above[node]] if node in self.above else node
        self.size: dict[int, int] = dict.fromkeys(range(forest.posts), 1)
        for node in reversed(forest.order):
            if node in self.above:
                self.size[self.above[node]] += self.size[node]
        self.lead = {head: self.lead_of(head) for head in set(self.head.values())}
        self.gaps_near = gaps_near(archive)
        self.aside: dict[int, list[int]] = {}
        for head, lead in sorted(self.lead.items(), key=lambda pair: self.time(pair[0])):
            if lead != head:
                self.aside.setdefault(lead, []).append(head)

    def continues(self, child: int, parent: int, basis: Basis) -> bool:
        """Whether a reply is its author's own continuation. On a page without authors, order stands for them."""
        one, two = self.archive.author_key(child), self.archive.author_key(parent)
        if one is None or two is None:
            return basis in (Basis.SHOWN, Basis.INFERRED)
        return one == two

    def lead_of(self, head: int) -> int:
        """The head of the thread that a source lists this one's conversation under, if the author is the same."""
        forest = self.archive.forest
        post_id = forest.ids[head]
        if head in forest.links:
            return head
        for link in self.archive.ancestor_links.get(post_id, ()):
            above = forest.number.get(link.parent)
            if above is not None and above < forest.posts and self.continues(head, above, link.basis):
                return self.head[above]
        return head

    def time(self, node: int) -> int:
        return self.archive.rank[node]

    def of(self, node: int) -> Thread:
        head = self.lead[self.head[node]]
        if head not in self.made:
            self.made[head] = self.make(head)
        return self.made[head]

    def make(self, head: int) -> Thread:
        spine = [head]
        side: list[int] = []
        while spine[-1] in self.below:
            ahead = sorted(self.below[spine[-1]], key=lambda n: (-self.size[n], self.time(n)))
            spine.append(ahead[0])
            side += ahead[1:]
        branches = [self.branch(start) for start in sorted(side, key=self.time)]
        branches += [self.branch(start) for start in self.aside.get(head, ())]
        return Thread(self.archive, tuple(self.items(spine)), branches)

    def branch(self, start: int) -> tuple[Post, ...]:
        """All posts of a branch, parents first."""
        nodes = []
        stack = [start]
        while stack:
            node = stack.pop()
            nodes.append(node)
            stack += sorted(self.below.get(node, ()), key=self.time, reverse=True)
        return tuple(self.archive.post_at(n) for n in nodes)

    def items(self, spine: Sequence[int]) -> Iterator[Post | Missing]:
        """The spine with its gaps in place: above, between, and below."""
        forest = self.archive.forest
        first = spine[0]
        if forest.parent[first] >= forest.posts and self.archive.says_own_thread(first):
            yield self.archive.node_at(forest.parent[first])
        for node in spine:
            gaps = []
            above = forest.parent[node]
            while node != first and above >= forest.posts:
                gaps.append(self.archive.node_at(above))
                above = forest.parent[above]
            yield from reversed(gaps)
            yield self.archive.node_at(node)
        told = {gap.id: gap for node in spine for gap in self.gaps_near.get(forest.ids[node], ())}
        yield from told.values()

    def heads(self) -> list[int]:
        """Heads of threads of two or more posts, oldest first."""
        found = [
            head
            for head, lead in self.lead.items()
            if head == lead and (self.size[head] > 1 or head in self.aside)
        ]
        return sorted(found, key=self.time)


def gaps_near(archive: Archive) -> dict[str, list[Missing]]:
    """Gaps that have no place in a tree, by the posts they are near: a source says that so many are not shown."""
    near: dict[str, list[Missing]] = {}
    for gap in archive.missing:
        if gap.id not in archive.forest.number:
            for post_id in gap.near:
                near.setdefault(post_id, []).append(gap)
    return near
