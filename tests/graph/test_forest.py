"""The forest against the rules of linking told once more, slowly, with dicts."""

from __future__ import annotations

import inspect
import itertools
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import ABSENT, IDS, MINUTE, START, WHENS, dumps, findings, minute

from threadkit import ORDERS, loads
from threadkit.archive import Archive
from threadkit.graph.trees.forest import Forest, grow
from threadkit.graph.trees.node_times import Place
from threadkit.graph.trees.orders import chronological
from threadkit.parsing.identity import sighting_id
from threadkit.records import Author, Basis, Finding, Kind, Link, Sighting, Source, When

WEIGHT = {Basis.INFERRED: 0, Basis.SHOWN: 1, Basis.STATED: 2, Basis.ASSUMED: 3}
LAST = datetime.max.replace(tzinfo=UTC)
NAMES = [*IDS, *ABSENT]

BASES = [(Basis.ASSUMED, None), (Basis.STATED, None), (Basis.STATED, None), (Basis.SHOWN, None),
         (Basis.INFERRED, 0.9), (Basis.INFERRED, 0.5), (Basis.INFERRED, 0.5)]  # fmt: skip
NAMED = st.sampled_from(NAMES)
CLAIMS = st.lists(st.tuples(NAMED, NAMED, st.sampled_from(BASES)), max_size=16, unique=True)
OTHERS = st.lists(st.tuples(st.sampled_from([Kind.QUOTE, Kind.ANCESTOR]), NAMED, NAMED), max_size=2, unique=True)
#: Of each post: its time, the time that is shown of it, and where it stands on a page.
PLACES = st.none() | st.tuples(st.sampled_from(["page0", "page1"]), st.integers(-3, 3))
TIMES = st.sampled_from([when or When() for when in WHENS])
HELD = st.lists(st.tuples(st.sampled_from(IDS), TIMES, TIMES, PLACES), max_size=10, unique_by=lambda row: row[0])


Key = tuple[datetime, datetime, Place, bool, str]


@attrs.frozen
class Given:
    """What a forest is grown from."""

    ids: Sequence[str]
    when: Sequence[When]
    links: Sequence[Link]
    shown: Mapping[str, When] | None
    places: Mapping[str, Place]

    def grown(self) -> Forest:
        return grow(self.ids, self.links, self.when, self.shown, self.places)

    def key(self, name: str, answers: Mapping[str, str | None]) -> Key:
        """By what a node is sorted: a post by its own time, a gap by the first that answers it, and before that."""
        if name in self.ids:
            when = self.taken_time(name)
            return when.earliest or LAST, when.latest or LAST, self.places.get(name, ("", 0)), True, name
        below = [self.key_like(child, answers) for child, above in answers.items() if above == name]
        first = min((key for key in below if key is not None), default=None)
        return (*first[:3], False, name) if first else (LAST, LAST, ("", 0), True, name)

    def taken_time(self, name: str) -> When:
        """Its own; without an earliest one that of the nearest before on its page, or if none has one, after."""
        own = self.when[self.ids.index(name)]
        if own.earliest is not None or name not in self.places:
            return own
        page = sorted((self.places[other][1], other) for other in self.ids
                      if other in self.places and self.places[other][0] == self.places[name][0])  # fmt: skip
        before = [other for place, other in page if (place, other) < (self.places[name][1], name)]
        times = [self.when[self.ids.index(other)] for other in (*before[::-1], *(other for _, other in page))]
        return next((when for when in times if when.earliest is not None), own)

    def key_like(self, name: str, answers: Mapping[str, str | None]) -> Key | None:
        """The key of the first post that a node stands for; None if there is none."""
        if name in self.ids:
            return self.key(name, answers)
        below = [self.key_like(child, answers) for child, above in answers.items() if above == name]
        return min((key for key in below if key is not None), default=None)


@st.composite
def givens(draw: st.DrawFn) -> Given:
    rows = draw(HELD)
    some = [Link(Kind.REPLY, child, parent, *how) for child, parent, how in draw(CLAIMS)]
    some += [Link(kind, child, parent, Basis.ASSUMED) for kind, child, parent in draw(OTHERS)]
    shown = {name: when for name, _, when, _ in rows} if draw(st.booleans()) else None
    places = {name: place for name, _, _, place in rows if place is not None}
    return Given([row[0] for row in rows], [row[1] for row in rows], some, shown, places)


@attrs.frozen
class Drawn:
    answers: Mapping[str, str | None]
    lost: Mapping[str, list[Link]]
    cuts: Sequence[Link]


def by_the_rules(given_: Given) -> Drawn:
    claims: dict[str, list[Link]] = {}
    lost: dict[str, list[Link]] = {}
    cuts = []
    for link in given_.links:
        if link.kind is Kind.REPLY and link.child == link.parent:  # no post answers itself
            cuts.append(link)
            lost.setdefault(link.child, []).append(link)
        elif link.kind is Kind.REPLY:
            claims.setdefault(link.child, []).append(link)
    wins: dict[str, Link] = {}
    for child, rivals in claims.items():  # rule 1
        best = min(rivals, key=lambda k: (-WEIGHT[k.basis], -(k.probability or 1), k.parent.encode()))
        wins[child] = best
        lost.setdefault(child, []).extend(link for link in rivals if link.parent != best.parent)
    names = {*given_.ids, *wins, *(link.parent for link in wins.values())}
    for cycle in cycles_of({child: link.parent for child, link in wins.items()}):  # rule 3
        cut = min((wins[node] for node in cycle), key=lambda k: (
            WEIGHT[k.basis], k.probability or 1, not older(given_, k.child, k.parent), k.child.encode()))  # fmt: skip
        cuts.append(cut)
        lost[cut.child].append(cut)
        del wins[cut.child]
    answers = {name: wins[name].parent if name in wins else None for name in names}
    return Drawn(answers, {child: found for child, found in lost.items() if found}, cuts)


def cycles_of(parents: Mapping[str, str]) -> set[frozenset[str]]:
    found = set()
    for start in parents:
        way, node = [start], parents.get(start)
        while node is not None and node not in way:
            way.append(node)
            node = parents.get(node)
        if node == start:
            found.add(frozenset(way))
    return found


def older(given_: Given, one: str, other: str) -> bool:
    """Whether one was surely written before the other, by the times that are shown."""

    def clock(name: str) -> When:
        if given_.shown is not None:
            return given_.shown.get(name, When())
        return given_.when[given_.ids.index(name)] if name in given_.ids else When()

    end, begin = clock(one).latest, clock(other).earliest
    return end is not None and begin is not None and end <= begin


@given(givens())
def test_forests_are_grown_by_the_rules(given_: Given) -> None:
    forest, ruled = given_.grown(), by_the_rules(given_)
    ids = forest.ids
    assert list(ids[: forest.posts]) == list(given_.ids)
    assert len(set(ids)) == len(ids)
    assert {ids[n]: ids[up] if up >= 0 else None for n, up in enumerate(forest.parent)} == ruled.answers
    assert {n: Counter(found) for n, found in forest.lost.items()} == {n: Counter(k) for n, k in ruled.lost.items()}
    chosen = {link.child: link for link in forest.links if link is not None}
    assert {child: link.parent for child, link in chosen.items()} == {n: p for n, p in ruled.answers.items() if p}
    assert all(link is None or link.child == ids[n] for n, link in enumerate(forest.links))
    assert {ids[root] for root in forest.roots} == {name for name, above in ruled.answers.items() if above is None}
    assert len(forest.problems) == len(ruled.cuts)
    for cut in ruled.cuts:
        assert any(f"the link of {cut.child} to {cut.parent} " in problem.what for problem in forest.problems)


@given(givens())
def test_siblings_and_roots_stand_by_time(given_: Given) -> None:
    forest, answers = given_.grown(), by_the_rules(given_).answers

    def by_time(names: list[str]) -> list[str]:
        return sorted(names, key=lambda name: given_.key(name, answers))

    for name in answers:
        children = [forest.ids[child] for child in forest.children(forest.number[name])]
        assert children == by_time([child for child, above in answers.items() if above == name])
    roots = [forest.ids[root] for root in forest.roots]
    assert roots == by_time([name for name, above in answers.items() if above is None])


@given(givens())
def test_what_a_forest_tells_agrees_with_walking_it(given_: Given) -> None:
    forest, answers = given_.grown(), by_the_rules(given_).answers
    assert sorted(forest.order) == list(range(len(forest.ids)))
    for name in answers:
        node, way = forest.number[name], way_up(answers, name)
        assert [forest.ids[up] for up in forest.up(node)] == way
        assert forest.depth(node) == len(way) - 1
        assert forest.ids[forest.root(node)] == way[-1]
        assert forest.order[forest.place[node]] == node
        inside = {other for other in answers if name in way_up(answers, other)}
        subtree = [forest.ids[other] for other in forest.subtree(node)]
        assert forest.size[node] == len(subtree) == len(inside)
        assert set(subtree) == inside
        assert subtree == depth_first(forest, node)
        held = [above for above in way[1:] if above in given_.ids]
        assert (forest.ids[forest.held_above[node]] if forest.held_above[node] >= 0 else None) == (
            held[0] if held else None
        )


def way_up(answers: Mapping[str, str | None], name: str) -> list[str]:
    way = [name]
    while (above := answers[way[-1]]) is not None:
        way.append(above)
    return way


def depth_first(forest: Forest, node: int) -> list[str]:
    return [forest.ids[node], *(name for child in forest.children(node) for name in depth_first(forest, child))]


@given(givens(), st.randoms(use_true_random=False))
def test_the_order_of_links_and_posts_means_nothing(given_: Given, chance: random.Random) -> None:
    def told(forest: Forest) -> object:
        return (
            {forest.ids[n]: forest.links[n] for n in range(len(forest.ids))},
            [forest.ids[node] for node in forest.order],
            {child: Counter(found) for child, found in forest.lost.items()},
            forest.problems,
        )

    some, pairs = list(given_.links), list(zip(given_.ids, given_.when, strict=True))
    chance.shuffle(some)
    chance.shuffle(pairs)
    shuffled = attrs.evolve(given_, links=some, ids=[name for name, _ in pairs], when=[when for _, when in pairs])
    assert told(shuffled.grown()) == told(given_.grown())


@given(findings())
def test_an_archive_follows_the_rules_with_the_links_of_its_findings(found: list[Finding]) -> None:
    """Of posts that all have ids: there is nothing to bring together but equal ids."""
    seen = [f for f in found if not isinstance(f, Sighting) or f.id is not None]
    archive = Archive(seen, infer=False)
    ids = sorted(post.id for post in archive.posts)
    shown = archive.posts and {
        post.id: min(times, key=lambda w: (w.width, w.earliest, w.text))
        for post in archive.posts
        if (times := [s.when for s in post.sightings if s.when is not None and s.when.width is not None])
    }
    claims = list(dict.fromkeys(f for f in seen if isinstance(f, Link)))
    ruled = by_the_rules(Given(ids, [When()] * len(ids), claims, shown or {}, {}))
    parents = {link.child: link.parent for link in archive.links if link.kind is Kind.REPLY}
    assert parents == {child: parent for child, parent in ruled.answers.items() if parent is not None}


# --- large ones ----------------------------------------------------------------------------------------------

ADA = Author("example_ada")
SIZE = 2_000


def chain(number: int) -> int | None:
    return number - 1 if number else None


def star(number: int) -> int | None:
    return 0 if number else None


def caterpillar(number: int) -> int | None:
    """A chain of the even ones; each of them has an odd one as a leg."""
    return None if number == 0 else number - 1 if number % 2 else number - 2


def lost_chain(number: int) -> int | None:
    """Of which nothing is held but every 50th post."""
    return chain(number)


def dump(shape: Callable[[int], int | None]) -> list[Finding]:
    made: list[Finding] = []
    for number in range(SIZE):
        if shape is not lost_chain or number % 50 == 0:
            source = Source("dump", f"$[{number}]", number)
            made.append(Sighting(source, f"words of {number}", f"x:{number}", author=ADA, when=When.at(minute(number))))
        parent = shape(number)
        if parent is not None:
            made.append(Link(Kind.REPLY, f"x:{number}", f"x:{parent}", Basis.STATED))
            made.append(Link(Kind.QUOTE, f"x:{number}", f"x:{parent}", Basis.STATED))
            made.append(Link(Kind.ANCESTOR, f"x:{number}", f"x:{parent}", Basis.STATED))
    return made


@contextmanager
def shallow() -> Iterator[None]:
    """Room for 100 more calls inside each other: what walks a chain by calling itself does not get through."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 100)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


@pytest.mark.parametrize("arrival", ["parents first", "children first", "shuffled"])
@pytest.mark.parametrize(
    ("shape", "depth", "leaves"),
    [(chain, SIZE - 1, 1), (star, 1, SIZE - 1), (caterpillar, SIZE // 2, SIZE // 2), (lost_chain, SIZE - 1, 1)],
)
def test_large_trees_need_no_deep_calls(
    shape: Callable[[int], int | None], depth: int, leaves: int, arrival: str
) -> None:
    made = dump(shape)
    if arrival != "parents first":
        made.reverse()
    if arrival == "shuffled":
        random.Random(7).shuffle(made)
    loads("A first page, so that whatever is imported on first use is there.", author="@example_ada")
    with shallow():
        archive = Archive(made, infer=False)
        (tree,) = archive.trees()
        assert (tree.metrics.size, tree.metrics.depth, tree.metrics.leaves) == (SIZE, depth, leaves)
        for order in ORDERS:
            assert sum(1 for _ in tree.walk(order)) == SIZE
        first, last = archive.posts[0], archive.posts[-1]
        assert len(archive.longest_chain(first)) == depth + 1
        assert sum(1 for _ in archive.chains(first)) == leaves
        assert archive.common_ancestor(first, last) == first
        assert len(list(archive.traverse(first, ["reply", "quote"], "down"))) == SIZE
        assert len(list(archive.nested_quotes(last, limit=SIZE))) == len(archive.chain(last)) - 1
        assert len(archive.conversation(last)) == 1
        everyone = [*archive.thread(last).posts, *itertools.chain(*archive.thread(last).branches)]
        assert len(everyone) == len(archive.posts)
        if arrival == "shuffled":
            assert len(archive.filter(lambda post: post.id != first.id).posts) == len(archive.posts) - 1
            assert not archive.diff(archive)
            assert archive.graph.number_of_nodes() == SIZE
            assert tree.to_networkx().number_of_edges() == SIZE - 1


@pytest.mark.parametrize("seed", range(5))
def test_thousands_of_siblings_stand_by_time(seed: int) -> None:
    """Whatever is done to sort many of them fast: some have one time, some differ by a microsecond, some have none."""
    chance = random.Random(seed)
    step = timedelta(microseconds=1)
    near, far = [START + n * step for n in range(40)], [datetime(1, 1, 2, tzinfo=UTC), LAST - timedelta(days=1)]
    begins = [chance.choice([None, *near, *far]) for _ in range(SIZE)]
    when = [When() if t is None else When(t, None if chance.random() < 0.2 else t + step) for t in begins]
    ids = [f"x:{n}" for n in range(SIZE)]
    chance.shuffle(ids)
    claims = [Link(Kind.REPLY, name, "x:absent1", Basis.STATED) for name in ids]
    forest = grow(ids, claims, when)
    by_time = sorted(range(SIZE), key=lambda n: (when[n].earliest or LAST, when[n].latest or LAST, ids[n]))
    assert forest.children(forest.number["x:absent1"]) == by_time
    assert list(forest.order[1:]) == by_time
    assert chronological(forest)[1:] == by_time


def test_a_circle_of_thousands_loses_one_link() -> None:
    ids = [f"x:{n:04}" for n in range(SIZE)]
    ring = [Link(Kind.REPLY, one, other, Basis.STATED) for one, other in itertools.pairwise([*ids, ids[0]])]
    with shallow():
        forest = grow(ids, reversed(ring), [When()] * SIZE)
    assert [forest.ids[root] for root in forest.roots] == ["x:0000"]
    assert len(forest.lost) == len(forest.problems) == 1
    assert forest.depth(forest.number["x:0001"]) == SIZE - 1


# --- plain cases ---------------------------------------------------------------------------------------------


def test_a_gap_stands_where_the_first_that_answers_it_would() -> None:
    """Of three roots: x:5 at minute 2, the gap x:1 with an answer at minute 1, the gap x:2 with one at minute 3."""
    claims = [Link(Kind.REPLY, "x:7", "x:1", Basis.STATED), Link(Kind.REPLY, "x:8", "x:2", Basis.STATED)]
    when = [When.at(minute(n)) for n in (2, 1, 3)]
    forest = grow(["x:5", "x:7", "x:8"], claims, when)
    assert [forest.ids[root] for root in forest.roots] == ["x:1", "x:5", "x:2"]


def test_the_time_of_a_child_that_is_surely_older_decides_which_link_of_a_circle_is_cut() -> None:
    claims = [Link(Kind.REPLY, "x:1", "x:2", Basis.STATED), Link(Kind.REPLY, "x:2", "x:1", Basis.STATED)]
    times = [When.at(minute(5)), When.at(START, MINUTE)]
    forest = grow(["x:1", "x:2"], claims, times)
    assert [link.child if link else None for link in forest.links] == ["x:1", None]
    untold = grow(["x:1", "x:2"], claims, times, shown={})
    assert [link.child if link else None for link in untold.links] == [None, "x:2"]


def test_places_on_a_page_part_posts_whose_times_do_not() -> None:
    rows: list[Finding] = [Sighting(Source("page.txt", f"line {n}", n), f"line {n}") for n in (3, 1, 2)]
    ids = [sighting_id(row) for row in rows if isinstance(row, Sighting)]
    places = {name: ("page.txt", n) for name, n in zip(ids, (3, 1, 2), strict=True)}
    forest = grow(ids, [], [When()] * 3, places=places)
    assert [forest.ids[root] for root in forest.roots] == [ids[1], ids[2], ids[0]]


@given(dumps())
def test_a_dump_is_drawn_as_it_states(found: list[Finding]) -> None:
    archive = Archive(found, infer=False)
    stated = {f.child: f.parent for f in found if isinstance(f, Link)}
    for item, _ in archive.walk():
        link = archive.reply_link(item)
        assert (link.parent if link else None) == stated.get(item.id)
