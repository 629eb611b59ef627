"""Figures of a reply tree, all linear in its nodes. Posts and gaps are nodes alike, unless it says otherwise."""

from __future__ import annotations

import itertools
import operator
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import attrs

from threadkit.records import Author, Post
from threadkit.views.engagement import completeness
from threadkit.views.nodes import Nodes
from threadkit.views.response_times import ResponseTimes, response_times

__all__ = ["Participant", "TreeMetrics", "h_index", "measure", "reciprocity", "virality"]


@attrs.frozen
class Participant:
    """One who wrote in the tree: `share` is `posts` over all posts whose author is known, 0..1."""

    author: Author
    posts: int
    share: float


@attrs.frozen
class TreeMetrics:
    """Shape, people and pace of a reply tree. A node is a post or a gap.

    Attributes:
        size: nodes, >= 1.
        held: posts that are held, 0..size.
        depth: links from the root to the deepest node, >= 0.
        width: nodes at each depth, root first; sums to `size`.
        breadth: the largest of `width`, >= 1.
        inferred: links that are guesses, 0..size - 1; all other figures lean on them.
        leaves: nodes without children, >= 1.
        branching: mean number of children of the nodes that have any, (size - 1) / (size - leaves), >= 1; None if
            there are none.
        virality: mean distance in links between two nodes, see :func:`virality`; None for a single node.
        h_index: depth and breadth in one figure, see :func:`h_index`; >= 0.
        participants: different authors among the posts whose author is known, >= 0.
        shares: those authors, most posts first, then in order of their first post in the tree.
        unknown_authors: held posts whose author is not known.
        reciprocity: of all "a answered b" between two people, the share that goes both ways, see
            :func:`reciprocity`; 0..1. None if nobody answers anybody else.
        responses: how long replies took; None where no time is known.
        completeness: share of the declared replies that are held, lowest and highest, 0..1; None if none are
            declared.

    """

    size: int
    held: int
    depth: int
    width: tuple[int, ...]
    breadth: int
    inferred: int
    leaves: int
    branching: float | None
    virality: float | None
    h_index: int
    participants: int
    shares: tuple[Participant, ...]
    unknown_authors: int
    reciprocity: float | None
    responses: ResponseTimes | None
    completeness: tuple[float, float] | None


def measure(known: Nodes, root: int) -> TreeMetrics:
    """All metrics of the subtree of a node, in a few passes over arrays.

    Figures are read in the order of their columns and by maps: a million numbers as objects take twice as long.
    """
    forest, authors, figures = known.forest, known.authors, known.known.figures
    start, size = forest.place[root], forest.size[root]
    nodes = forest.by_number(forest.order[start : start + size])
    width = width_of(forest.levels[start : start + size])
    held = forest.held(nodes)
    replies = array("i", itertools.compress(held, map(forest.posts.__gt__, map(forest.parent.__getitem__, held))))
    if root < forest.posts and forest.parent[root] < forest.posts:
        replies.remove(root)
    answered = array("i", map(forest.parent.__getitem__, replies))
    writers, sizes = of(held, authors), of(nodes, forest.size)
    leaves = sizes.count(1)
    answers: Iterable[int] = map(forest.answers.__getitem__, held)
    if hidden := known.known.hidden_replies:
        answers = [forest.answers[node] + hidden.get(forest.ids[node], 0) for node in held]
    return TreeMetrics(
        size=size,
        held=len(held),
        depth=len(width) - 1,
        width=width,
        breadth=max(width),
        inferred=sum(node in forest.guesses for node in nodes if node != root) if forest.guesses else 0,
        leaves=leaves,
        branching=(size - 1) / (size - leaves) if size > leaves else None,
        virality=virality(sizes),
        h_index=h_index(width),
        participants=len(set(writers) - {-1}),
        shares=shares(known.posts, forest.held(forest.order[start : start + size]), authors, Counter(writers)),
        unknown_authors=writers.count(-1),
        reciprocity=reciprocity(
            array("q", map(authors.__getitem__, replies)), array("q", map(authors.__getitem__, answered))
        ),
        responses=response_times(figures, known.posts, replies, answered),
        completeness=completeness(figures.counts["replies"], held, answers),
    )


def of(nodes: Sequence[int], column: Sequence[int]) -> Sequence[int]:
    """A column of some of the nodes, which are in the order of their numbers."""
    return column if len(nodes) == len(column) else array("i", map(column.__getitem__, nodes))


def width_of(levels: Sequence[int]) -> tuple[int, ...]:
    """How many nodes there are on each level; the levels of a subtree have no gaps."""
    top = levels[0]
    found = [0] * (max(levels) - top + 1)
    for level in levels:
        found[level - top] += 1
    return tuple(found)


def virality(sizes: Sequence[int]) -> float | None:
    """Structural virality: the mean distance, in links, over all pairs of nodes.

    `sizes` are the subtree sizes of all n nodes, the root (n) among them. A link parts the s nodes below it from
    the other n - s, and so lies on s(n - s) of the shortest paths: the mean is 2 / (n(n - 1)) times the sum of
    s(n - s) over all links. From just under 2 (a star) to (n + 1) / 3 (a chain); None for a single node.
    The measure is from S. Goel, A. Anderson, J. Hofman and D. Watts, "The structural virality of online diffusion",
    Management Science 62(1), 2016; it is the Wiener index of H. Wiener, 1947, over the number of pairs.

    >>> virality([4, 2, 1, 1])
    1.6666666666666667
    """
    n = len(sizes)
    paths = n * sum(sizes) - sum(map(operator.mul, sizes, sizes))
    return 2 * paths / (n * (n - 1)) if n > 1 else None


def h_index(width: Sequence[int]) -> int:
    """The largest h such that each of the levels 1..h has at least as many nodes as its number.

    `width` gives the nodes of each level, root first. 0 for a post that nobody answers. After V. Gómez, A.
    Kaltenbrunner and V. López, "Statistical analysis of the social network and discussion threads in Slashdot",
    WWW 2008, who rank discussions by it: h + 1 is the first level with fewer than h + 1 comments.

    >>> h_index([1, 5, 3, 2, 2])
    2
    """
    for level, nodes in enumerate(width):
        if nodes < level:
            return level - 1
    return len(width) - 1


def reciprocity(answering: Sequence[int], answered: Sequence[int]) -> float | None:
    """Of the links "a answered b" between two people, the share that has one back.

    The authors of replies and of the posts they answer, side by side, by number, -1 if unknown; answers to oneself
    do not count, and many from a to b are one link. 0 (nobody) to 1 (all); None without any link. It is the
    reciprocity of a directed graph as in M. Newman, "Networks", 2nd ed., 2018, section 7.7, and
    ``networkx.overall_reciprocity``.

    >>> reciprocity([1, 2, 3, 3], [2, 1, 1, 1])
    0.6666666666666666
    """
    if -1 in answering or -1 in answered:
        known = [(a, b) for a, b in zip(answering, answered, strict=True) if a >= 0 and b >= 0]
        answering, answered = [a for a, _ in known], [b for _, b in known]
    people = 1 + max(max(answering, default=0), max(answered, default=0))
    there = coded(answering, answered, people)  # a pair as one number: a million pairs are a large set
    if len(there) < len(answering) // 2:
        back = {pair % people * people + pair // people for pair in there}
    else:
        back = coded(answered, answering, people)
    alone = sum(pair % (people + 1) == 0 for pair in there)
    return (len(there & back) - alone) / (len(there) - alone) if len(there) > alone else None


def coded(ones: Sequence[int], others: Sequence[int], people: int) -> set[int]:
    return set(map(operator.add, map(operator.mul, ones, itertools.repeat(people)), others))


def shares(
    posts: Sequence[Post], nodes: Iterable[int], authors: Sequence[int], written: Mapping[int, int]
) -> tuple[Participant, ...]:
    """`nodes`: posts in the order of the tree; `authors`: the number of the author of each post, -1 if unknown.

    `written`: by author, how many of the posts are theirs.
    """
    first: dict[int, int] = {}
    for node in nodes:
        first.setdefault(authors[node], node)
        if len(first) == len(written):
            break  # the others are by the same people
    known = sum(written.values()) - written.get(-1, 0)
    return tuple(
        Participant(who, written[author], written[author] / known)
        for author in sorted(first, key=written.__getitem__, reverse=True)
        if author >= 0 and (who := posts[first[author]].author) is not None
    )
