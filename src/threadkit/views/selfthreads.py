"""Which posts form one author's thread, and where its spine runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from threadkit.records import Basis, Kind, Missing, Post
from threadkit.views.nodes import Nodes

__all__ = ["Threads"]


@attrs.frozen
class SelfThread:
    """The spine with its gaps in place, and the branches; `head` is the node of its first held post."""

    head: int
    items: tuple[Post | Missing, ...]
    branches: tuple[tuple[Post, ...], ...]


class Threads:
    """All self-threads, found once: who continues whom, and where each thread's spine runs."""

    def __init__(self, nodes: Nodes) -> None:
        self.nodes = nodes
        self.made: dict[int, SelfThread] = {}  # by head
        forest = nodes.forest
        self.above: dict[int, int] = {}  # post -> the post of the same author that it continues, gaps skipped
        below: dict[int, list[int]] = {}
        between = self.held_above_own_gaps()
        for node in forest.order:
            link = forest.links[node]
            if node < forest.posts and link is not None:
                parent = forest.parent[node]
                parent = parent if parent < forest.posts else between[parent]
                if parent < 0:
                    parent = self.known_above(node)
                if parent >= 0 and self.continues(node, parent, link.basis):
                    self.above[node] = parent
                    below.setdefault(parent, []).append(node)
        self.below: Mapping[int, Sequence[int]] = below
        self.head: dict[int, int] = {}
        for node in self.parents_first():
            self.head[node] = self.head[self.above[node]] if node in self.above else node
        self.size: dict[int, int] = dict.fromkeys(range(forest.posts), 1)
        for node in reversed(self.parents_first()):
            if node in self.above:
                self.size[self.above[node]] += self.size[node]
        self.lead = self.leads()
        self.gaps_near = gaps_near(nodes)
        self.aside: dict[int, list[int]] = {}
        for head, lead in sorted(self.lead.items(), key=lambda pair: self.time(pair[0])):
            if lead != head:
                self.aside.setdefault(lead, []).append(head)

    def held_above_own_gaps(self) -> dict[int, int]:
        """For each gap the held post above it; -1: none, or a source says that another wrote what is lost."""
        forest, nodes = self.nodes.forest, self.nodes
        above: dict[int, int] = {}
        for node in forest.order:
            if node >= forest.posts:
                up = forest.parent[node]
                held = up if up < forest.posts else above[up]
                writer = nodes.authors[node]
                theirs = held >= 0 and writer >= 0 and nodes.authors[held] not in (-1, writer)
                above[node] = -1 if theirs else held
        return above

    def known_above(self, node: int) -> int:
        """The post of the same author that is somewhere above lost ones which sources call their own; -1: none.

        A tree that has lost its top hangs on one that has not, or on an earlier one: never in a circle.
        """
        forest, nodes = self.nodes.forest, self.nodes
        gaps = self.own_gaps_above(node)
        if not gaps or forest.parent[gaps[-1]] >= 0:
            return -1
        names = [forest.ids[each] for each in (node, *gaps)]
        links = [link for name in names for link in nodes.links_at(name, Kind.ANCESTOR, "child")]
        heads = {forest.number.get(link.parent, -1) for link in links} - set(gaps)
        found = heads.pop() if len(heads) == 1 else -1
        if not 0 <= found < forest.posts:
            return -1
        root, own = forest.root(found), gaps[-1]
        return found if root < forest.posts or forest.place[root] < forest.place[own] else -1

    def own_gaps_above(self, node: int) -> list[int]:
        """The gaps right above a post that sources say are its author's own, nearest first."""
        forest, nodes = self.nodes.forest, self.nodes
        gaps = []
        gap = forest.parent[node]
        while gap >= forest.posts and (
            listed_as_own(forest.ids[gap]) or 0 <= nodes.authors[node] == nodes.authors[gap]
        ):
            gaps.append(gap)
            gap = forest.parent[gap]
        return gaps

    def parents_first(self) -> list[int]:
        """Posts, each after the one that it continues, also where that stands in another tree."""
        above, forest = self.above, self.nodes.forest
        order: list[int] = []
        done = bytearray(forest.posts)
        for node in forest.order:
            path = []
            while 0 <= node < forest.posts and not done[node]:
                done[node] = True
                path.append(node)
                node = above.get(node, -1)
            order += reversed(path)
        return order

    def continues(self, child: int, parent: int, basis: Basis) -> bool:
        """Whether a reply is its author's own continuation. On a page that names nobody, order stands for them."""
        one, two = self.nodes.authors[child], self.nodes.authors[parent]
        if one < 0 or two < 0:
            together = self.nameless(child) & self.nameless(parent)
            return basis in (Basis.SHOWN, Basis.INFERRED) and bool(together)
        return one == two

    def nameless(self, node: int) -> set[str]:
        """The captures that show a post, and name no author of any."""
        shown = {sighting.source.capture for sighting in self.nodes.posts[node].sightings}
        return shown - self.nodes.known.naming

    def leads(self) -> dict[int, int]:
        """For each head the head of the thread that a source lists its conversation under, if the author is the same.

        Where sources send one from thread to thread the last of them leads; in a circle the oldest does.
        """
        under = {head: up for head in dict.fromkeys(self.head.values()) if (up := self.listed_under(head)) >= 0}
        leads: dict[int, int] = {}
        for head in dict.fromkeys(self.head.values()):
            path: dict[int, None] = {}
            at = head
            while at in under and at not in leads and at not in path:
                path[at] = None
                at = under[at]
            lead = leads.get(at, at)
            if at in path:
                steps = list(path)
                lead = min(steps[steps.index(at) :], key=self.time)
            leads.update(dict.fromkeys(path, lead))
            leads.setdefault(head, lead)
        return leads

    def listed_under(self, head: int) -> int:
        """The head of another thread of the author, which a source says is above a post that answers nothing; or -1."""
        forest = self.nodes.forest
        if forest.links[head] is not None:
            return -1
        for link in self.nodes.links_at(forest.ids[head], Kind.ANCESTOR, "child"):
            above = forest.number.get(link.parent)
            if above is not None and above < forest.posts and self.continues(head, above, link.basis):
                return self.head[above] if self.head[above] != head else -1
        return -1

    def time(self, node: int) -> int:
        return self.nodes.rank[node]

    def of(self, node: int) -> SelfThread:
        head = self.lead[self.head[node]]
        if head not in self.made:
            self.made[head] = self.make(head)
        return self.made[head]

    def make(self, head: int) -> SelfThread:
        spine = [head]
        side: list[int] = []
        while spine[-1] in self.below:
            ahead = sorted(self.below[spine[-1]], key=lambda n: (-self.size[n], self.time(n)))
            spine.append(ahead[0])
            side += ahead[1:]
        branches = [self.branch(start) for start in sorted(side, key=self.time)]
        branches += [self.branch(start) for start in self.aside.get(head, ())]
        return SelfThread(head, tuple(self.items(spine)), tuple(branches))

    def branch(self, start: int) -> tuple[Post, ...]:
        """All posts of a branch, parents first."""
        nodes = []
        stack = [start]
        while stack:
            node = stack.pop()
            nodes.append(node)
            stack += sorted(self.below.get(node, ()), key=self.time, reverse=True)
        return tuple(self.nodes.posts[n] for n in nodes)

    def items(self, spine: Sequence[int]) -> Iterator[Post | Missing]:
        """The spine with its gaps in place: above, between, and below."""
        forest = self.nodes.forest
        first = spine[0]
        yield from self.gaps_above(first)
        for node in spine:
            gaps = []
            above = forest.parent[node]
            while node != first and above >= forest.posts:
                gaps.append(self.nodes.at(above))
                above = forest.parent[above]
            yield from reversed(gaps)
            yield self.nodes.at(node)
        yield from self.gaps_below(spine[-1])
        told = {gap.id: gap for node in spine for gap in self.gaps_near.get(forest.ids[node], ())}
        yield from told.values()

    def gaps_above(self, first: int) -> Iterator[Missing]:
        """The lost posts above the first that is held, if a source says that they are the author's own."""
        return (self.nodes.gap(gap) for gap in reversed(self.own_gaps_above(first)))

    def gaps_below(self, last: int) -> Iterator[Missing]:
        """The lost posts below the last that is held, likewise."""
        forest, nodes = self.nodes.forest, self.nodes
        at = last
        while own := [
            child
            for child in forest.children(at)
            if child >= forest.posts and 0 <= nodes.authors[last] == nodes.authors[child]
        ]:
            at = own[0]
            yield nodes.gap(at)

    def heads(self) -> list[int]:
        """Heads of threads of two or more posts, oldest first."""
        found = [
            head
            for head, lead in self.lead.items()
            if head == lead and (self.size[head] > 1 or head in self.aside)
        ]
        return sorted(found, key=self.time)


def listed_as_own(gap: str) -> bool:
    """Whether a source that lists one author's posts lists this gap among them."""
    return gap.startswith("gap:")


def gaps_near(nodes: Nodes) -> dict[str, list[Missing]]:
    """Gaps that have no place in a tree, by the posts they are near: a source says that so many are not shown."""
    near: dict[str, list[Missing]] = {}
    for gap in nodes.known.missing.values():
        if gap.id not in nodes.forest.number and gap.side in ("between", "below"):
            for post_id in gap.near:
                near.setdefault(post_id, []).append(gap)
    return near
