"""Trees drawn from a map of parents: all nodes by time, and where each of them stands depth first.

Figures stand in arrays, not in lists: what is read out of order is then close together.
"""

from __future__ import annotations

import heapq
import itertools
import operator
from array import array
from collections.abc import Sequence
from functools import cached_property

import attrs

from threadkit.graph.trees.node_times import Times

__all__ = ["Drawn", "whole"]


def whole(value: int, number: int) -> array[int]:
    """So many whole numbers."""
    return array("i", [value]) * number


@attrs.frozen(eq=False, slots=False)
class Drawn:
    """What is reached from the roots of a map of parents: fewer nodes than there are if it has a cycle.

    Either order is worked out when it is asked for. If posts are given as columns, they are numbered nearly by time:
    then all by time is what comes first. Else siblings are sorted, which are few.
    """

    times: Times
    parent: Sequence[int]

    @cached_property
    def sorted(self) -> array[int]:
        return array("i", self.times.sorted(range(len(self.parent))))

    @cached_property
    def by_time(self) -> array[int]:
        """Always the earliest of those whose parent is out."""
        return parents_first(self.sorted, self.parent)

    @cached_property
    def laid(self) -> Laid:
        if self.times.columns is None:
            return depth_first(*sorted_siblings(self.times, self.parent))
        return depth_first(*siblings(self.by_time, self.parent))

    @property
    def reached(self) -> int:
        return len(self.laid.order if self.times.columns is None else self.by_time)


@attrs.frozen
class Laid:
    """Nodes depth first, their levels and trees in that order, and the place of each node in it.

    `first` is a node's first child and `after` its next sibling, or -1. The roots are the children of node -1.
    """

    first: array[int]
    after: array[int]
    order: array[int]
    levels: array[int]
    trees: array[int]
    place: array[int]


def parents_first(nodes: array[int], parent: Sequence[int]) -> array[int]:
    """Always the first of those whose parent is out; `nodes` itself if that is its order.

    None that is in a cycle, or below one.
    """
    out = bytearray(len(parent) + 1)
    out[-1] = True  # of the roots, whose parent is -1
    begin = 0
    for node, above in zip(nodes, map(parent.__getitem__, nodes), strict=True):
        if not out[above]:
            break
        out[node] = True
        begin += 1
    else:
        return nodes
    order = nodes[:begin]
    waiting: dict[int, list[tuple[int, int]]] = {}
    for number, node in enumerate(itertools.islice(nodes, begin, None)):
        above = parent[node]
        if not out[above]:
            waiting.setdefault(above, []).append((number, node))
            continue
        out[node] = True
        order.append(node)
        ready = waiting.pop(node, None)
        while ready:  # sorted, and so a heap
            _, late = heapq.heappop(ready)
            out[late] = True
            order.append(late)
            for each in waiting.pop(late, ()):
                heapq.heappush(ready, each)
    return order


def siblings(nodes: array[int], parent: Sequence[int]) -> tuple[array[int], array[int]]:
    """First children and next siblings, in the order of `nodes`."""
    first, after = whole(-1, len(parent) + 1), whole(-1, len(parent))
    for node in reversed(nodes):
        above = parent[node]
        after[node] = first[above]
        first[above] = node
    return first, after


def sorted_siblings(times: Times, parent: Sequence[int]) -> tuple[array[int], array[int]]:
    """First children and next siblings, by time."""
    first, after = whole(-1, len(parent) + 1), whole(-1, len(parent))
    several = []
    for node, above in enumerate(parent):
        child = first[above]
        if child >= 0:
            after[node] = child
            if after[child] < 0:
                several.append(above)
        first[above] = node
    for above in several:
        sort_siblings(times, first, after, above)
    return first, after


def sort_siblings(times: Times, first: array[int], after: array[int], above: int) -> None:
    one = first[above]
    two = after[one]
    if after[two] < 0:  # the commonest case, and half the work of a sort
        early, late = times.earliest[one], times.earliest[two]
        if late < early or (late == early and times.key(two) < times.key(one)):
            first[above], after[two], after[one] = two, one, -1
        return
    nodes = []
    while one >= 0:
        nodes.append(one)
        one = after[one]
    nodes = times.sorted(nodes)
    first[above] = nodes[0]
    for one, two in itertools.pairwise(nodes):
        after[one] = two
    after[nodes[-1]] = -1


def depth_first(first: array[int], after: array[int]) -> Laid:
    order: list[int] = []
    levels: list[int] = []
    place = whole(0, len(after))
    later: list[tuple[int, int]] = []  # siblings to come back to, and how deep they are
    add_node, add_level = order.append, levels.append
    node, number, level = first[-1], 0, 0
    while node >= 0:
        add_node(node)
        add_level(level)
        place[node] = number
        number += 1
        child, sibling = first[node], after[node]
        if child >= 0:
            if sibling >= 0:
                later.append((sibling, level))
            node = child
            level += 1
        elif sibling >= 0:
            node = sibling
        elif later:
            node, level = later.pop()
        else:
            break
    begins = list(itertools.compress(range(number), map(operator.not_, levels)))
    lengths = map(operator.sub, itertools.chain(begins[1:], (number,)), begins)
    trees = itertools.chain.from_iterable(map(itertools.repeat, map(order.__getitem__, begins), lengths))
    return Laid(first, after, array("i", order), array("i", levels), array("i", trees), place)
