"""Ways through the posts: chains, what two posts have in common, links of several kinds, quotes inside quotes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

import attrs

from threadkit.graph.trees.forest import Forest
from threadkit.records import Kind, Link, Missing, Post
from threadkit.views.nodes import Nodes

__all__ = ["NestedQuote", "chains", "common_ancestor", "longest_chain", "nested_quotes", "traverse"]

KINDS = "reply, quote, ancestor, crosspost"
DIRECTIONS = {"up": ("child",), "down": ("parent",), "both": ("child", "parent")}  #: the end at which one stands


@attrs.frozen
class NestedQuote:
    """What is quoted, and how deep.

    Attributes:
        item: the post or gap that is quoted.
        depth: 1 if the post that was asked for quotes it, 2 if that quotes it, and so on.
        by: id of the post that quotes it.
        stopped: why its own quotes do not follow though it has some: "loop" (it is quoted by itself, directly or
            not), "shown" (they follow where it stands nearest to the post that was asked for), "limit"; None: they
            follow, or it has none.

    """

    item: Post | Missing
    depth: int
    by: str
    stopped: str | None = None


def chains(nodes: Nodes, root: int) -> Iterator[list[Post | Missing]]:
    path: list[Post | Missing] = []
    forest = nodes.forest
    start = forest.place[root]
    for place in range(start, start + forest.size[root]):
        node = forest.order[place]
        del path[forest.levels[place] - forest.levels[start] :]
        path.append(nodes.at(node))
        if forest.first[node] < 0:
            yield list(path)


def longest_chain(nodes: Nodes, root: int) -> list[Post | Missing]:
    forest = nodes.forest
    start = forest.place[root]
    levels = forest.levels[start : start + forest.size[root]]
    deepest = forest.order[start + levels.index(max(levels))]
    path = []
    for node in forest.up(deepest):
        path.append(node)
        if node == root:
            break
    return [nodes.at(node) for node in reversed(path)]


def common_ancestor(forest: Forest, nodes: Sequence[int]) -> int | None:
    """The deepest node that is each of these or above it; None if they are of several trees."""
    if len({forest.root(node) for node in nodes}) != 1:
        return None
    first = min(forest.place[node] for node in nodes)
    last = max(forest.place[node] for node in nodes)
    for node in forest.up(forest.order[first]):
        if last < forest.place[node] + forest.size[node]:
            return node
    return None


def traverse(
    nodes: Nodes, start: str, edges: Iterable[Kind | str] | Kind | str, direction: str, limit: int | None
) -> Iterator[tuple[Post | Missing, int]]:
    kinds = kinds_of(edges)
    checked_limit(limit)
    if direction not in DIRECTIONS:
        raise ValueError(f"no direction is called {direction!r}; there are {', '.join(DIRECTIONS)}")
    seen = {start}
    ahead = deque([(start, 0)])
    while ahead:
        name, distance = ahead.popleft()
        yield nodes.item(name), distance
        if limit is not None and distance >= limit:
            continue
        for end in DIRECTIONS[direction]:
            for other in neighbours(nodes, name, kinds, end):
                if other not in seen:
                    seen.add(other)
                    ahead.append((other, distance + 1))


def kinds_of(edges: Iterable[Kind | str] | Kind | str) -> tuple[Kind, ...]:
    """The kinds of links in a fixed order. Raises ValueError for one that is unknown, or SAME, which links no posts,
    TypeError for what is no kind and no several of them.
    """
    if not isinstance(edges, Iterable | Kind):
        raise TypeError(f"no kinds of links: {edges!r}; give one or several of {KINDS}")
    wanted = set()
    for edge in [edges] if isinstance(edges, str | Kind) else edges:
        try:
            wanted.add(Kind(edge))
        except ValueError:
            raise ValueError(f"no kind of link is called {edge!r}; there are {KINDS}") from None
    if Kind.SAME in wanted:
        raise ValueError(f"'same' links sightings of one post, not posts; there are {KINDS}")
    return tuple(kind for kind in Kind if kind in wanted)


def neighbours(nodes: Nodes, name: str, kinds: Iterable[Kind], end: str) -> Iterator[str]:
    for kind in kinds:
        yield from (other_end(link, end) for link in nodes.links_at(name, kind, end))


def other_end(link: Link, end: str) -> str:
    return link.parent if end == "child" else link.child


def checked_limit(limit: object) -> None:
    """Raises TypeError for what is no whole number."""
    if limit is not None and not isinstance(limit, int):
        raise TypeError(f"limit={limit!r} is no whole number; give one, as limit=3")


def nested_quotes(nodes: Nodes, post: str, limit: int) -> Iterator[NestedQuote]:
    checked_limit(limit)
    nearest = nearest_quoting(nodes, post, limit)
    path: list[str] = [post]  # from the post that was asked for to the one whose quotes are told
    ahead = [(quoted, 1, post) for quoted in quoted_by(nodes, post)[::-1]] if limit > 0 else []
    while ahead:
        name, depth, by = ahead.pop()
        del path[depth:]
        inner = quoted_by(nodes, name)
        stopped = None
        if inner and name in path:
            stopped = "loop"
        elif inner and nearest[name] != by:
            stopped = "shown"
        elif inner and depth >= limit:
            stopped = "limit"
        yield NestedQuote(nodes.item(name), depth, by, stopped)
        if inner and stopped is None:
            path.append(name)
            ahead += [(quoted, depth + 1, name) for quoted in inner[::-1]]


def nearest_quoting(nodes: Nodes, post: str, limit: int) -> dict[str, str]:
    """For everything that is quoted at most so deep, what quotes it nearest to the post that was asked for."""
    nearest = {post: ""}
    ahead = [post]
    for _ in range(limit):
        below = []
        for name in ahead:
            for quoted in quoted_by(nodes, name):
                if quoted not in nearest:
                    nearest[quoted] = name
                    below.append(quoted)
        if not below:
            break
        ahead = below
    return nearest


def quoted_by(nodes: Nodes, name: str) -> list[str]:
    return [link.parent for link in nodes.links_at(name, Kind.QUOTE, "child")]
