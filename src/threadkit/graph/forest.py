"""The in-memory engine of `linking.py`: arrays of whole numbers, loops, no recursion.

Nodes are numbered: posts first, in the order given, then Missing nodes. ``parent[i]`` is a node or -1.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

import attrs

from threadkit.graph.linking import choose, weakest
from threadkit.records import Kind, Link, Problem, Severity, When

__all__ = ["Forest", "SortKey", "grow", "sort_key", "times_first"]

NEVER = datetime.max.replace(tzinfo=UTC)
SortKey = tuple[datetime, datetime, str, int, str]  #: earliest, latest, page, place from its oldest post, id
NOWHERE = ("", 0)


@attrs.frozen(eq=False)
class Forest:
    """Who answers whom. All sequences run over nodes: ``posts`` held posts, then the missing ones.

    `order` lists every node, parents before children, depth first, children by time; `depth` counts from a
    tree's root (0). `links` holds the chosen link of each child node, `lost` the links that lost.
    """

    ids: Sequence[str]
    posts: int
    parent: Sequence[int]
    depth: Sequence[int]
    order: Sequence[int]
    children: Sequence[Sequence[int]]
    roots: Sequence[int]
    links: Mapping[int, Link]
    lost: Mapping[str, Sequence[Link]]
    problems: Sequence[Problem]
    number: Mapping[str, int]
    keys: Sequence[SortKey]

    def root(self, node: int) -> int:
        while self.parent[node] >= 0:
            node = self.parent[node]
        return node

    def walk(self, root: int) -> Iterator[tuple[int, int]]:
        """(node, depth below `root`), parents first, depth first, children by time."""
        stack = [(root, 0)]
        while stack:
            node, depth = stack.pop()
            yield node, depth
            stack.extend((child, depth + 1) for child in reversed(self.children[node]))


def sort_key(when: When, post_id: str, place: tuple[str, int] = NOWHERE) -> SortKey:
    """Earliest, latest, place on a page that keeps an order, id. A time that is not bounded comes last."""
    return when.earliest or NEVER, when.latest or NEVER, *place, post_id


def grow(
    ids: Sequence[str],
    links: Iterable[Link],
    when: Mapping[str, When],
    shown: Mapping[str, When] | None = None,
    places: Mapping[str, tuple[str, int]] | None = None,
) -> Forest:
    """The reply forest of the posts `ids` by the REPLY links among `links`.

    Parents and children that are not among `ids` become Missing nodes. `when` gives times of posts, for the
    order of children; `shown` the times before any solving, for rule 3 (solved ones lean on the links themselves);
    `places` where posts stand on pages that keep an order, for posts whose times do not tell.
    """
    claims: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        if link.kind is Kind.REPLY:
            claims[link.child].append(link)
    number = {post_id: i for i, post_id in enumerate(ids)}
    absent = sorted({
        end for ls in claims.values() for link in ls for end in (link.child, link.parent) if end not in number
    })
    chosen: dict[int, Link] = {}
    lost: dict[str, list[Link]] = {}
    winners = {child: choose(rivals) if len(rivals) > 1 else rivals[0] for child, rivals in claims.items()}
    ends = {end for link in winners.values() for end in (link.child, link.parent)} if absent else ()
    for missing in absent:
        if missing in ends:  # a node that only losing links name is no node
            number[missing] = len(number)
    parent = [-1] * len(number)
    for child, link in winners.items():
        node = number[child]
        parent[node] = number[link.parent]
        chosen[node] = link
        if len(claims[child]) > 1:
            lost[child] = [rival for rival in claims[child] if rival is not link]
    names = list(number)
    unknown = When()
    clock = when if shown is None else shown

    def surely_before(a: str, b: str) -> bool:
        return clock.get(a, unknown).before(clock.get(b, unknown)) is True

    problems = []
    for cycle in cycles(parent):
        cut = weakest((chosen[node] for node in cycle), surely_before)
        node = number[cut.child]
        parent[node] = -1
        del chosen[node]
        lost.setdefault(cut.child, []).append(cut)
        problems.append(cut_problem(cut, [names[n] for n in cycle]))
    where = places or {}
    keys = [sort_key(when.get(name, unknown), name, where.get(name, NOWHERE)) for name in names]
    for node in range(len(ids), len(names)):
        keys[node] = (NEVER, NEVER, *NOWHERE, names[node])
    for node, above in enumerate(parent[: len(ids)]):  # a gap stands where the first of those that answer it stands
        if above >= len(ids):
            keys[above] = min(keys[above], (*keys[node][:4], names[above]))
    children = children_of(parent, keys)
    order, depth, roots = depth_first(parent, children, keys)
    return Forest(names, len(ids), parent, depth, order, children, roots, chosen, lost, tuple(problems), number, keys)


def cut_problem(cut: Link, names: Sequence[str]) -> Problem:
    what = (
        f"{len(names)} posts answer each other in a circle; the link of {cut.child} to {cut.parent} "
        f"({cut.basis.value}) was cut, and {cut.child} is taken as a root"
    )
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


def children_of(parent: Sequence[int], keys: Sequence[SortKey]) -> list[list[int]]:
    children: list[list[int]] = [[] for _ in parent]
    for node, above in enumerate(parent):
        if above >= 0:
            children[above].append(node)
    for siblings in children:
        if len(siblings) > 1:
            siblings.sort(key=keys.__getitem__)
    return children


def depth_first(
    parent: Sequence[int], children: Sequence[Sequence[int]], keys: Sequence[SortKey]
) -> tuple[list[int], list[int], list[int]]:
    roots = sorted((node for node, above in enumerate(parent) if above < 0), key=keys.__getitem__)
    order = []
    depth = [0] * len(parent)
    for root in roots:
        stack = [root]
        while stack:
            node = stack.pop()
            order.append(node)
            below = depth[node] + 1
            for child in reversed(children[node]):
                depth[child] = below
                stack.append(child)
    return order, depth, roots


def times_first(forest: Forest) -> list[int]:
    """Nodes with parents first, and among those whose parent is out, by their keys."""
    heap = [(forest.keys[node], node) for node in forest.roots]
    heapq.heapify(heap)
    order = []
    while heap:
        node = heapq.heappop(heap)[-1]
        order.append(node)
        for child in forest.children[node]:
            heapq.heappush(heap, (forest.keys[child], child))
    return order
