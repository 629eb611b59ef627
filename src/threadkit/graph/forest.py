"""The in-memory engine of `linking.py`: arrays of whole numbers, loops, no recursion.

Nodes are numbered: posts first, in the order given, then Missing nodes. ``parent[i]`` is a node or -1. Figures
stand in arrays, not in lists: what is read out of order is then close together, which makes a forest of a
million posts twice as fast.
"""

from __future__ import annotations

import itertools
import operator
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Protocol, overload

import attrs

from threadkit.graph.linking import choose, weakest
from threadkit.graph.lone import NOTHING, Lone
from threadkit.records import Basis, Kind, Link, Problem, Severity, When

__all__ = ["LAST", "Forest", "Place", "SortKey", "grow"]

NEVER = datetime.max.replace(tzinfo=UTC)
Place = tuple[str, int]  #: page, place on it counted from its oldest post
SortKey = tuple[Any, Any, str, int, bool, str]  #: earliest, latest, page, place on it, whether it is a post, id
NOWHERE: Place = ("", 0)
UNKNOWN = When()
MANY = 100  #: from here on it pays to make floats for a sort
FEW = 20  #: less than this part of all nodes is sorted, more is marked
LAST = 2**62  #: microseconds: later than any time
UNHEARD = -1  #: of an id that no post has


def whole(value: int, number: int) -> array[int]:
    """So many whole numbers."""
    return array("i", [value]) * number


class Columns(Protocol):
    """Times of posts as numbers, in microseconds since 1970; LAST: nothing bounds it."""

    @property
    def earliest(self) -> Sequence[int]: ...

    def latest(self, node: int, /) -> int: ...


@attrs.frozen
class Times:
    """What nodes are sorted by. Of a gap it is what the first of those that answer it is sorted by, and its own id."""

    names: Sequence[str]
    when: Sequence[When]  #: of the posts
    places: Mapping[str, Place]
    earliest: Sequence[Any]  #: of every node: times; or numbers, if posts are given as columns
    stands_for: Mapping[int, int]  #: gap -> the post that it is sorted like
    columns: Columns | None = None

    def key(self, node: int) -> SortKey:
        """Earliest, latest, place on a page that keeps an order, gap before post, id.

        A time that is not bounded comes last.
        """
        name, like = self.names[node], self.stands_for.get(node, node)
        if like >= len(self.when):
            never = NEVER if self.columns is None else LAST
            return never, never, *NOWHERE, like == node, name
        place = self.places.get(self.names[like], NOWHERE)
        if self.columns is not None:
            return self.earliest[like], self.columns.latest(like), *place, like == node, name
        when = self.when[like]
        return when.earliest or NEVER, when.latest or NEVER, *place, like == node, name

    def sort(self, nodes: list[int]) -> None:
        """By :meth:`key`, which is asked only where the earliest times are equal."""
        if len(nodes) > MANY and isinstance(self.earliest, list):  # floats compare faster, but have to be made
            seconds = [float(self.earliest[node].timestamp()) for node in nodes]
            nodes[:] = [nodes[n] for n in sorted(range(len(nodes)), key=seconds.__getitem__)]
        else:
            nodes.sort(key=self.earliest.__getitem__)
        earliest = [self.earliest[node] for node in nodes]
        equal = itertools.compress(itertools.count(), map(operator.eq, earliest, itertools.islice(earliest, 1, None)))
        done = 0
        for start in equal:
            if start >= done:
                done = start + 2
                while done < len(nodes) and earliest[done] == earliest[start]:
                    done += 1
                nodes[start:done] = sorted(nodes[start:done], key=self.key)


@attrs.frozen(eq=False, slots=False)
class Forest:
    """Who answers whom. All sequences run over nodes: ``posts`` held posts, then the missing ones.

    `order` lists every node, parents before children, depth first, children by time; beside it stand `levels`, how
    many links each of them is from the root of its tree, and `trees`, that root. `place` says where in `order` a
    node is. `links` holds the chosen link of each child node or None, `lost` the links that lost, by child.
    `first` is a node's first child and `after` its next sibling, or -1.
    """

    ids: Sequence[str]
    posts: int
    parent: Sequence[int]
    order: Sequence[int]
    levels: Sequence[int]
    trees: Sequence[int]
    place: Sequence[int]
    first: Sequence[int]
    after: Sequence[int]
    links: Chosen
    lost: Mapping[str, Sequence[Link]]
    problems: Sequence[Problem]
    number: Mapping[str, int]
    times: Times

    @cached_property
    def size(self) -> Sequence[int]:
        """Nodes of each subtree: that of n is ``order[place[n] : place[n] + size[n]]``."""
        sizes = whole(1, len(self.ids))
        for node in reversed(self.order):
            above = self.parent[node]
            if above >= 0:
                sizes[above] += sizes[node]
        return sizes

    @cached_property
    def answers(self) -> Sequence[int]:
        """How many held posts answer each node."""
        numbers = whole(0, len(self.ids) + 1)  # the last is that of the roots, whose parent is -1
        for above in itertools.islice(self.parent, self.posts):
            numbers[above] += 1
        return numbers

    def by_number(self, nodes: Sequence[int]) -> Sequence[int]:
        """The same nodes in the order of their numbers: what is summed over many is read faster so."""
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
        links = enumerate(self.links.made)
        return frozenset(node for node, link in links if link is not None and link.basis is Basis.INFERRED)

    @cached_property
    def roots(self) -> Sequence[int]:
        """By time."""
        return tuple(node for node in self.order if self.parent[node] < 0)

    @cached_property
    def held_above(self) -> Sequence[int]:
        """The nearest held post above each node, gaps skipped; -1: none."""
        nearest = whole(-1, len(self.ids))
        for node in self.order:
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

    `made`: of every node. Those from `begin` on are rows of `lone`, of which a link is made when it is asked for.
    """

    made: list[Link | None]
    parent: Sequence[int]
    begin: int
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
        link = self.made[node]
        if link is None and 0 <= node - self.begin < len(self.lone) and self.parent[node] >= 0:
            return self.lone.link(node - self.begin, Kind.REPLY)
        return link


def grow(
    ids: Sequence[str],
    links: Iterable[Link],
    when: Sequence[When],
    shown: Mapping[str, When] | None = None,
    places: Mapping[str, Place] | None = None,
    lone: Lone = NOTHING,
    columns: Columns | None = None,
) -> Forest:
    """The reply forest of the posts `ids` by the REPLY links among `links`.

    Parents and children that are not among `ids` become Missing nodes. `when` gives the times of `ids`, for the
    order of children; `shown` the times before any solving, for rule 3 (solved ones lean on the links themselves);
    `places` where posts stand on pages that keep an order, for posts whose times do not tell. The last of the
    `ids` are those of the rows in `lone`, which no link concerns; then `columns` has the times of all as numbers.
    """
    claims = [link for link in links if link.kind is Kind.REPLY]
    to_itself = [link for link in claims if link.child == link.parent]
    if to_itself:
        claims = [link for link in claims if link.child != link.parent]
    lost: dict[str, list[Link]] = {}
    named = name_nodes(ids, claims, lone)
    if len(named.names) - named.made.count(None) < len(claims):  # a child has several links
        claims, lost = winners(claims)
        named = name_nodes(ids, claims, lone)
    names, number, parent = named.names, named.number, named.parent
    chosen = Chosen(named.made, parent, len(ids) - len(lone), lone)

    def shown_time(name: str) -> When:
        """Of rows all times are as shown."""
        return clock(shown if number[name] < chosen.begin else None, when, number, name)

    def surely_before(a: str, b: str) -> bool:
        return shown_time(a).before(shown_time(b)) is True

    problems = []
    for own in to_itself:
        lost.setdefault(own.child, []).append(own)
        rootless = own.child not in number or chosen[number[own.child]] is None
        problems.append(cut_problem(own, [own.child], is_root=rootless))
    drawn = draw(names, when, places or {}, parent, columns)
    if len(drawn.order) < len(names):  # what no root leads to is a cycle, or below one
        for cycle in cycles(parent):
            cut = weakest([link for node in cycle if (link := chosen[node]) is not None], surely_before)
            node = number[cut.child]
            parent[node] = -1
            named.made[node] = None
            lost.setdefault(cut.child, []).append(cut)
            problems.append(cut_problem(cut, [names[n] for n in cycle]))
        drawn = draw(names, when, places or {}, parent, columns)
    return Forest(
        ids=names,
        posts=len(ids),
        parent=parent,
        order=drawn.order,
        levels=drawn.levels,
        trees=drawn.trees,
        place=drawn.place,
        first=drawn.first,
        after=drawn.after,
        links=chosen,
        lost=lost,
        problems=tuple(sorted(problems, key=lambda p: (p.saw, p.what))),
        number=number,
        times=drawn.times,
    )


@attrs.frozen
class Named:
    """Every post and every end of a link by number, and what each answers."""

    names: Sequence[str]
    number: dict[str, int]
    parent: array[int]
    made: list[Link | None]


def name_nodes(ids: Sequence[str], claims: Sequence[Link], lone: Lone) -> Named:
    number = dict(zip(ids, range(len(ids)), strict=True))
    children: list[int] = list(map(number.get, [link.child for link in claims], itertools.repeat(UNHEARD)))
    parents: list[int] = list(map(number.get, [link.parent for link in claims], itertools.repeat(UNHEARD)))
    unknown = [
        [place for place, node in enumerate(ends) if node == UNHEARD] if UNHEARD in ends else []
        for ends in (children, parents)
    ]
    absent = {claims[place].child for place in unknown[0]} | {claims[place].parent for place in unknown[1]}
    numbers: Any = number  # None is no id, and has no number
    answered = array("i", map(numbers.get, lone.parents, itertools.repeat(UNHEARD)))
    missed = [n for n, node in enumerate(answered) if node == UNHEARD and lone.parents[n] is not None]
    absent.update(filter(None, map(lone.parents.__getitem__, missed)))
    names = [*ids, *sorted(absent)] if absent else ids
    number.update(zip(names[len(ids) :], range(len(ids), len(names)), strict=True))
    for place in unknown[0]:
        children[place] = number[claims[place].child]
    for place in unknown[1]:
        parents[place] = number[claims[place].parent]
    for n in missed:
        answered[n] = number[lone.parents[n] or ""]
    parent = whole(-1, len(names))
    begin = len(ids) - len(lone)
    parent[begin : len(ids)] = answered
    made: list[Link | None] = [None] * len(names)
    for node, above, link in zip(children, parents, claims, strict=True):
        parent[node] = above
        made[node] = link
    return Named(names, number, parent, made)


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


def clock(
    shown: Mapping[str, When] | None, when: Sequence[When], number: Mapping[str, int], name: str
) -> When:
    if shown is not None:
        return shown.get(name, UNKNOWN)
    return when[number[name]] if number[name] < len(when) else UNKNOWN


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


@attrs.frozen
class Drawn:
    """What is reached from the roots of a map of parents, in order; fewer nodes than there are if it has a cycle."""

    times: Times
    first: Sequence[int]
    after: Sequence[int]
    order: Sequence[int]
    levels: Sequence[int]
    trees: Sequence[int]
    place: Sequence[int]


def draw(
    names: Sequence[str],
    when: Sequence[When],
    places: Mapping[str, Place],
    parent: Sequence[int],
    columns: Columns | None,
) -> Drawn:
    times = times_of(names, when, places, parent, columns)
    first, after, several = siblings(parent)
    for above in several:
        sort_siblings(times, first, after, above)
    return Drawn(times, first, after, *depth_first(first, after))


def times_of(
    names: Sequence[str],
    when: Sequence[When],
    places: Mapping[str, Place],
    parent: Sequence[int],
    columns: Columns | None,
) -> Times:
    earliest: Any  # of one kind or the other
    if columns is None:
        earliest = [NEVER if w.earliest is None else w.earliest for w in when]
        earliest += [NEVER] * (len(names) - len(when))
    else:
        earliest = array("q", columns.earliest)
        earliest.extend([LAST] * (len(names) - len(when)))
    stands_for: dict[int, int] = {}
    times = Times(names, when, places, earliest, stands_for, columns)
    posts = len(when)
    if len(names) == posts:
        return times

    def offer(gap: int, post: int) -> None:
        now = stands_for.get(gap)
        if (
            now is None
            or earliest[post] < earliest[now]
            or (earliest[post] == earliest[now] and times.key(post) < times.key(now))
        ):
            stands_for[gap] = post

    for node in range(posts):
        if parent[node] >= posts:
            offer(parent[node], node)
    for gap in gaps_upwards(parent, posts):
        above = parent[gap]
        if gap in stands_for and above >= posts:
            offer(above, stands_for[gap])
    for gap, post in stands_for.items():
        earliest[gap] = earliest[post]
    return times


def gaps_upwards(parent: Sequence[int], posts: int) -> list[int]:
    """Gaps that answer gaps: each before the one that it answers."""
    waiting = whole(0, len(parent) - posts)
    for gap in range(posts, len(parent)):
        if parent[gap] >= posts:
            waiting[parent[gap] - posts] += 1
    ready = [gap for gap in range(posts, len(parent)) if not waiting[gap - posts]]
    for gap in ready:
        above = parent[gap]
        if above >= posts:
            waiting[above - posts] -= 1
            if not waiting[above - posts]:
                ready.append(above)
    return ready


def siblings(parent: Sequence[int]) -> tuple[array[int], array[int], list[int]]:
    """First children, next siblings, and whose children are several. The roots are the children of node -1."""
    first = whole(-1, len(parent) + 1)
    after = whole(-1, len(parent))
    several = []
    for node, above in enumerate(parent):
        child = first[above]
        if child >= 0:
            after[node] = child
            if after[child] < 0:
                several.append(above)
        first[above] = node
    return first, after, several


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
    times.sort(nodes)
    first[above] = nodes[0]
    for one, two in itertools.pairwise(nodes):
        after[one] = two
    after[nodes[-1]] = -1


def depth_first(
    first: Sequence[int], after: Sequence[int]
) -> tuple[array[int], array[int], array[int], array[int]]:
    """Nodes in order, their levels and trees in that order, and the place in it of each node."""
    order, levels, trees = array("i"), array("i"), array("i")
    place = whole(0, len(after))
    add_node, add_level, add_tree = order.append, levels.append, trees.append
    later: list[int] = []  # siblings to come back to, and how deep they are
    level_of: list[int] = []
    node = tree = first[-1]
    number = level = 0
    while node >= 0:
        add_node(node)
        add_level(level)
        add_tree(tree)
        place[node] = number
        number += 1
        child, sibling = first[node], after[node]
        if child >= 0:
            if sibling >= 0:
                later.append(sibling)
                level_of.append(level)
            node = child
            level += 1
            continue
        if sibling >= 0:
            node = sibling
        elif later:
            node, level = later.pop(), level_of.pop()
        else:
            break
        if level == 0:
            tree = node
    return order, levels, trees, place
