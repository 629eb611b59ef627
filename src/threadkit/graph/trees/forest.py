"""The in-memory engine of `linking.py`: arrays of whole numbers, loops, no recursion.

Nodes are numbered: posts first, in the order given, then Missing nodes. ``parent[i]`` is a node or -1. Figures
stand in arrays, not in lists: what is read out of order is then close together, which makes a forest of a
million posts twice as fast.
"""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import overload

import attrs

from threadkit.graph.linking import choose, weakest
from threadkit.graph.trees.drawing import Drawn, whole
from threadkit.graph.trees.lone import NOTHING, Lone
from threadkit.graph.trees.node_times import Columns, Place, Times, times_of
from threadkit.records import Basis, Kind, Link, Problem, Severity, When

__all__ = ["Forest", "grow"]

UNKNOWN = When()
FEW = 20  #: less than this part of all nodes is sorted, more is marked
UNHEARD = -1  #: of an id that no post has


@attrs.frozen(eq=False, slots=False)
class Forest:
    """Who answers whom. All sequences run over nodes: ``posts`` held posts, then the missing ones.

    `links` holds the chosen link of each child node or None, `lost` the links that lost, by child. What else there
    is to a million trees is worked out when it is asked for.
    """

    ids: Sequence[str]
    posts: int
    parent: Sequence[int]
    drawn: Drawn
    links: Chosen
    lost: Mapping[str, Sequence[Link]]
    problems: Sequence[Problem]
    number: Mapping[str, int]

    @property
    def times(self) -> Times:
        return self.drawn.times

    @property
    def by_time(self) -> array[int]:
        """Every node by time, but no child before its parent."""
        return self.drawn.by_time

    @property
    def backward(self) -> bool:
        """Whether some child is older than its parent."""
        return self.drawn.by_time is not self.drawn.sorted

    @cached_property
    def order(self) -> Sequence[int]:
        """Every node, parents before children, depth first, children by time."""
        return self.drawn.laid.order

    @cached_property
    def levels(self) -> Sequence[int]:
        """How many links each node of `order` is from the root of its tree."""
        return self.drawn.laid.levels

    @cached_property
    def trees(self) -> Sequence[int]:
        """The root of the tree of each node of `order`."""
        return self.drawn.laid.trees

    @cached_property
    def place(self) -> Sequence[int]:
        """Where in `order` each node is."""
        return self.drawn.laid.place

    @cached_property
    def first(self) -> Sequence[int]:
        """First child of each node, or -1."""
        return self.drawn.laid.first

    @cached_property
    def after(self) -> Sequence[int]:
        """Next sibling of each node, or -1."""
        return self.drawn.laid.after

    @cached_property
    def size(self) -> Sequence[int]:
        """Nodes of each subtree: that of n is ``order[place[n] : place[n] + size[n]]``."""
        sizes = whole(1, len(self.ids) + 1)  # the last is that of the roots, whose parent is -1
        for node in reversed(self.order):
            sizes[self.parent[node]] += sizes[node]
        sizes.pop()
        return sizes

    @cached_property
    def roots(self) -> Sequence[int]:
        """By time."""
        return tuple(node for node in self.order if self.parent[node] < 0)

    @cached_property
    def answers(self) -> Sequence[int]:
        """How many held posts answer each node."""
        numbers = whole(0, len(self.ids) + 1)  # the last is that of the roots, whose parent is -1
        for above in itertools.islice(self.parent, self.posts):
            numbers[above] += 1
        return numbers

    @cached_property
    def turn(self) -> Sequence[int]:
        """Where in `by_time` each node is."""
        turns = whole(0, len(self.ids))
        for number, node in enumerate(self.by_time):
            turns[node] = number
        return turns

    def by_number(self, nodes: Sequence[int]) -> Sequence[int]:
        """The same nodes in the order of their numbers: what is summed over many is read faster so."""
        if len(nodes) == len(self.ids):
            return range(len(nodes))
        if len(nodes) < len(self.ids) // FEW:
            return array("i", sorted(nodes))
        among = bytearray(len(self.ids))
        for node in nodes:
            among[node] = 1
        return array("i", itertools.compress(range(len(self.ids)), among))

    def held(self, nodes: Sequence[int]) -> Sequence[int]:
        """Those that are posts."""
        if self.posts == len(self.ids):
            return nodes
        return array("i", itertools.compress(nodes, map(self.posts.__gt__, nodes)))

    @cached_property
    def guesses(self) -> frozenset[int]:
        """Nodes whose parent is inferred."""
        links = enumerate(self.links.made, len(self.links.lone))
        return frozenset(node for node, link in links if link is not None and link.basis is Basis.INFERRED)

    @cached_property
    def held_above(self) -> Sequence[int]:
        """The nearest held post above each node, gaps skipped; -1: none."""
        nearest = whole(-1, len(self.ids))
        for node in self.by_time:
            above = self.parent[node]
            if above >= 0:
                nearest[node] = above if above < self.posts else nearest[above]
        return nearest

    def depth(self, node: int) -> int:
        """Links from the root of its tree."""
        return self.levels[self.place[node]]

    def root(self, node: int) -> int:
        return self.trees[self.place[node]]

    def children(self, node: int) -> list[int]:
        """By time."""
        found = []
        child = self.first[node]
        while child >= 0:
            found.append(child)
            child = self.after[child]
        return found

    def subtree(self, node: int) -> Sequence[int]:
        """The node and all below it, parents first, depth first, children by time."""
        start = self.place[node]
        return self.order[start : start + self.size[node]]

    def up(self, node: int) -> Iterator[int]:
        """The node, its parent, and so on to the root."""
        while node >= 0:
            yield node
            node = self.parent[node]


@attrs.frozen(eq=False)
class Chosen(Sequence["Link | None"]):
    """The link by which each node answers its parent, or None.

    The first nodes are the rows of `lone`, of which a link is made when it is asked for; `made`: of the others.
    """

    made: list[Link | None]
    parent: Sequence[int]
    lone: Lone

    def __len__(self) -> int:
        return len(self.parent)

    @overload
    def __getitem__(self, node: int) -> Link | None: ...

    @overload
    def __getitem__(self, node: slice) -> list[Link | None]: ...

    def __getitem__(self, node: int | slice) -> Link | list[Link | None] | None:
        if isinstance(node, slice):
            return [self[each] for each in range(*node.indices(len(self)))]
        node = range(len(self))[node]
        if node >= len(self.lone):
            return self.made[node - len(self.lone)]
        return self.lone.link(node, Kind.REPLY) if self.parent[node] >= 0 else None


def grow(
    ids: Sequence[str],
    links: Iterable[Link],
    when: Sequence[When],
    shown: Mapping[str, When] | None = None,
    places: Mapping[str, Place] | None = None,
    lone: Lone = NOTHING,
    columns: Columns | None = None,
) -> Forest:
    """The reply forest of the rows in `lone` and of the posts `ids`, by the REPLY links among `links`.

    Parents and children that are not held become Missing nodes. `when` gives the times of the posts, for the order
    of children; `shown` the times before any solving, for rule 3 (solved ones lean on the links themselves);
    `places` where posts stand on pages that keep an order, for posts whose times do not tell. No link concerns the
    rows. If there are any, ``columns`` has the times of all posts as numbers, and ``lone.number`` gets all numbers.
    """
    claims = [link for link in links if link.kind is Kind.REPLY]
    to_itself = [link for link in claims if link.child == link.parent]
    if to_itself:
        claims = [link for link in claims if link.child != link.parent]
    lost: dict[str, list[Link]] = {}
    named = name_nodes(ids, claims, lone)
    if len(named.made) - named.made.count(None) < len(claims):  # a child has several links
        claims, lost = winners(claims)
        named = name_nodes(ids, claims, lone)
    names, number, parent = named.names, named.number, named.parent
    chosen = Chosen(named.made, parent, lone)

    def shown_time(name: str) -> When:
        """Of rows all times are as shown."""
        node = number[name]
        if shown is not None and node >= len(lone):
            return shown.get(name, UNKNOWN)
        return when[node] if node < len(when) else UNKNOWN

    def surely_before(a: str, b: str) -> bool:
        return shown_time(a).before(shown_time(b)) is True

    problems = []
    for own in to_itself:
        lost.setdefault(own.child, []).append(own)
        rootless = own.child not in number or chosen[number[own.child]] is None
        problems.append(cut_problem(own, [own.child], is_root=rootless))
    drawn = Drawn(times_of(names, when, places or {}, parent, columns), parent)
    if drawn.reached < len(names):  # what no root leads to is a cycle, or below one
        for cycle in cycles(parent):
            cut = weakest([link for node in cycle if (link := chosen[node]) is not None], surely_before)
            node = number[cut.child]
            parent[node] = -1
            if node >= len(lone):
                named.made[node - len(lone)] = None
            lost.setdefault(cut.child, []).append(cut)
            problems.append(cut_problem(cut, [names[n] for n in cycle]))
        drawn = Drawn(times_of(names, when, places or {}, parent, columns), parent)
    return Forest(
        ids=names,
        posts=len(lone) + len(ids),
        parent=parent,
        drawn=drawn,
        links=chosen,
        lost=lost,
        problems=tuple(sorted(problems, key=lambda p: (p.saw, p.what))),
        number=number,
    )


@attrs.frozen
class Named:
    """Every post and every end of a link by number, and what each answers; `made`: links of those that are no rows."""

    names: Sequence[str]
    number: dict[str, int]
    parent: array[int]
    made: list[Link | None]


def name_nodes(ids: Sequence[str], claims: Sequence[Link], lone: Lone) -> Named:
    rows, posts, number = len(lone), len(lone) + len(ids), lone.number if len(lone) else {}
    while len(number) > rows:  # of what was tried before
        number.popitem()
    number |= zip(ids, range(rows, posts), strict=True)
    children: list[int] = list(map(number.get, [link.child for link in claims], itertools.repeat(UNHEARD)))
    parents: list[int] = list(map(number.get, [link.parent for link in claims], itertools.repeat(UNHEARD)))
    unknown = [
        [place for place, node in enumerate(ends) if node == UNHEARD] if UNHEARD in ends else []
        for ends in (children, parents)
    ]
    absent = {claims[place].child for place in unknown[0]} | {claims[place].parent for place in unknown[1]}
    elsewhere = list(lone.answers_to_others())
    absent.update(name for _, name in elsewhere if name not in number)
    number |= zip(sorted(absent), range(posts, posts + len(absent)), strict=True)
    names = list(number) if len(number) > rows else lone.ids
    for place in unknown[0]:
        children[place] = number[claims[place].child]
    for place in unknown[1]:
        parents[place] = number[claims[place].parent]
    answered = lone.above + whole(-1, len(names) - rows)
    for row, name in elsewhere:
        answered[row] = number[name]
    made: list[Link | None] = [None] * (len(names) - rows)
    for node, above, link in zip(children, parents, claims, strict=True):
        answered[node] = above
        made[node - rows] = link
    return Named(names, number, answered, made)


def winners(claims: list[Link]) -> tuple[list[Link], dict[str, list[Link]]]:
    """One link for each child (rule 1), and those that lost."""
    if len({link.child for link in claims}) == len(claims):
        return claims, {}
    rivals: dict[str, list[Link]] = {}
    for link in claims:
        rivals.setdefault(link.child, []).append(link)
    chosen = {child: choose(links) if len(links) > 1 else links[0] for child, links in rivals.items()}
    lost = {
        child: rest
        for child, links in rivals.items()
        if (rest := [link for link in links if link.parent != chosen[child].parent])
    }
    return list(chosen.values()), lost


def cut_problem(cut: Link, names: Sequence[str], *, is_root: bool = True) -> Problem:
    circle = "a post answers itself" if len(names) == 1 else f"{len(names)} posts answer each other in a circle"
    taken = f", and {cut.child} is taken as a root" if is_root else ""
    what = f"{circle}; the link of {cut.child} to {cut.parent} ({cut.basis.value}) was cut{taken}"
    return Problem(cut.source, what, " -> ".join(sorted(names)[:10]), Severity.WARNING)


def cycles(parent: Sequence[int]) -> list[list[int]]:
    """Every cycle of a map in which each node has at most one parent. Linear."""
    state = bytearray(len(parent))  # 0 new, 1 on the path, 2 done
    found = []
    for start in range(len(parent)):
        if state[start]:
            continue
        path = []
        node = start
        while node >= 0 and not state[node]:
            state[node] = 1
            path.append(node)
            node = parent[node]
        if node >= 0 and state[node] == 1:
            found.append(path[path.index(node) :])
        for node in path:
            state[node] = 2
    return found
