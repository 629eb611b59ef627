"""Orders in which posts are walked, of a tree and of an archive, against slow ways to the same."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Container, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_page import page
from strategies import dumps, findings, minute, writers

from threadkit import ORDERS
from threadkit.archive import Archive
from threadkit.graph.guesses.sequences import woven
from threadkit.parsing.identity import sighting_id
from threadkit.records import (
    Author,
    Basis,
    Capture,
    Count,
    Counts,
    Finding,
    Kind,
    Link,
    Missing,
    Order,
    Post,
    Sighting,
    Source,
    When,
)

LAST = datetime.max.replace(tzinfo=UTC)
Key = tuple[datetime, datetime, tuple[str, int], bool, str]
Rank = Callable[[str], float]
found_anywhere = st.one_of(dumps(), findings())


class Walked:
    """Nodes of an archive by id, what they answer, and by what they are sorted."""

    def __init__(self, archive: Archive) -> None:
        self.items = {item.id: item for item, _ in archive.walk()} | {post.id: post for post in archive.posts}
        self.writers = writers(archive)
        self.above: dict[str, str | None] = dict.fromkeys(self.items)
        self.above.update({link.child: link.parent for link in archive.links if link.kind is Kind.REPLY})
        quoted = {f.parent for f in archive.findings if isinstance(f, Link) and f.kind is Kind.QUOTE}
        own = {post.id: post_key(archive, post, quoted) for post in archive.posts}
        self.keys: dict[str, Key] = {name: with_time_of_its_page(key, own) for name, key in own.items()}
        for name in sorted(set(self.above) - set(self.keys)):
            first = min((self.keys[n] for n in self.first_held(name)), default=NOWHERE)
            self.keys[name] = (*first[:3], first is NOWHERE, name)  # a gap stands before what answers it

    def first_held(self, gap: str) -> Iterator[str]:
        """The posts right below a gap, or below gaps that are below it."""
        for child in self.children(gap):
            if isinstance(self.items[child], Post):
                yield child
            else:
                yield from self.first_held(child)

    def children(self, name: str) -> list[str]:
        return [child for child, above in self.above.items() if above == name]

    def roots(self) -> list[str]:
        return [name for name, above in self.above.items() if above is None]

    def inside(self, root: str) -> set[str]:
        return {root}.union(*(self.inside(child) for child in self.children(root)))

    def depth(self, name: str) -> int:
        above = self.above[name]
        return 0 if above is None else self.depth(above) + 1

    def depth_first(self, name: str, rank: Rank) -> list[str]:
        below = sorted(self.children(name), key=lambda child: (rank(child), self.keys[child]))
        return [name, *(other for child in below for other in self.depth_first(child, rank))]

    def earliest_first(self, roots: list[str]) -> list[str]:
        """At every step the earliest of those that may stand there."""
        order: list[str] = []
        ahead = set(roots)
        while ahead:
            name = min(ahead, key=self.keys.__getitem__)
            ahead = (ahead - {name}) | set(self.children(name))
            order.append(name)
        return order

    def score(self, name: str) -> float:
        item = self.items[name]
        if isinstance(item, Missing):
            return math.inf
        count = item.counts.score if item.counts.score is not None else item.counts.likes
        return math.inf if count is None else -count.low

    def not_by(self, root: str) -> Rank:
        leader = self.writers.get(root)
        return lambda name: 0 if leader is not None and self.writers.get(name) == leader else 1


NOWHERE: Key = (LAST, LAST, ("", 0), True, "")


def post_key(archive: Archive, post: Post, quoted: set[str]) -> Key:
    """Earliest, latest, place on the first page that keeps an order, gap before its answers, id.

    A quoted post has no place of its own. Pages that share posts are one.
    """
    known = archive.conclusion
    joined = {
        name: (names[0], place)
        for names, sequence in woven(known.seen, known.by_id, known.canonical)
        for place, name in enumerate(sequence)
    }
    places = []
    for seen in post.sightings:
        order = archive.captures[seen.source.capture].order
        if order is not Order.NONE and sighting_id(seen) not in quoted:
            places.append((seen.source.capture, seen.source.position, order))
    capture, position, order = min(places, key=lambda p: p[:2], default=("", 0, Order.NONE))
    place = joined[post.id] if order in (Order.NEWEST, Order.OLDEST) else (capture, position)
    return post.when.earliest or LAST, post.when.latest or LAST, place, True, post.id


def with_time_of_its_page(key: Key, keys: Mapping[str, Key]) -> Key:
    """Without an earliest time it is taken to be as old as the nearest before on its page; if none is dated, after."""
    page = sorted((other[2], other[4], other[:2]) for other in keys.values() if other[2][0] == key[2][0] != "")
    before = [times for *place, times in page if place < [key[2], key[4]]]
    dated = [times for times in (*before[::-1], *(times for *_, times in page)) if times[0] != LAST]
    return (*dated[0], *key[2:]) if dated and key[0] == LAST else key


def in_order(walked: Walked, order: str, root: str | None) -> list[str]:
    def none(name: str) -> float:
        return 0

    roots = walked.roots() if root is None else [root]
    if order == "chronological":
        return walked.earliest_first(roots)
    if order == "score":
        roots.sort(key=lambda name: (walked.score(name), walked.keys[name]))
        return [name for each in roots for name in walked.depth_first(each, walked.score)]
    roots.sort(key=walked.keys.__getitem__)
    ranks: Mapping[str, Callable[[str], Rank]] = {"depth-first": lambda _: none, "author-first": walked.not_by}
    return [name for each in roots for name in walked.depth_first(each, ranks[order](each))]


@given(found_anywhere)
def test_an_archive_is_walked_in_order(found: list[Finding]) -> None:
    archive = Archive(found)
    walked = Walked(archive)
    for order in ORDERS:
        told = [(item.id, depth) for item, depth in archive.walk(order)]
        names = [name for name, _ in told]
        assert sorted(names) == sorted(walked.above)
        for name, depth in told:
            above = walked.above[name]
            assert above is None or names.index(above) < names.index(name)
            assert depth == walked.depth(name)
        assert names == in_order(walked, order, None)
    chronological = [item.id for item, _ in archive.walk("chronological") if isinstance(item, Post)]
    assert chronological == [post.id for post in archive.posts]


@given(found_anywhere)
def test_a_tree_is_walked_in_order(found: list[Finding]) -> None:
    archive = Archive(found, infer=False)
    walked = Walked(archive)
    for item, top in archive.walk():
        if top > 1:
            continue
        for order in ORDERS:
            told = [(node.id, depth) for node, depth in archive.subtree(item).walk(order)]
            assert [name for name, _ in told] == in_order(walked, order, item.id)
            assert {name for name, _ in told} == walked.inside(item.id)
            assert all(depth == walked.depth(name) - top for name, depth in told)


# --- plain cases ---------------------------------------------------------------------------------------------

ADA, BO = Author("example_ada"), Author("example_bo")


def small() -> Archive:
    """Ada's x:1 is answered by Bo (x:2, minute 5; x:4, minute 2, 9 likes) and Ada (x:3, minute 3, score 2);
    x:2 by x:5, whose clock says minute 1."""
    rows = [(1, ADA, 0, None, Counts()), (2, BO, 5, 1, Counts(likes=Count.of(4))), (4, BO, 2, 1, LIKED),
            (3, ADA, 3, 1, Counts(likes=Count.of(50), score=Count.of(2))), (5, ADA, 1, 2, Counts())]  # fmt: skip
    found: list[Finding] = [Capture("dump", "made_up", platform="x")]
    for number, author, at, parent, counts in rows:
        source = Source("dump", f"$[{number}]", number)
        when = When.at(minute(at))
        found.append(Sighting(source, f"words {number}", f"x:{number}", author=author, when=when, counts=counts))
        if parent is not None:
            found.append(Link(Kind.REPLY, f"x:{number}", f"x:{parent}", Basis.STATED))
    return Archive(found)


LIKED = Counts(likes=Count.of(9))


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("depth-first", "1 4 3 2 5"),
        ("chronological", "1 4 3 2 5"),
        ("author-first", "1 3 4 2 5"),
        ("score", "1 4 2 5 3"),
    ],
)
def test_a_small_tree(order: str, expected: str) -> None:
    archive = small()
    for walk in (archive.walk(order), archive.tree("x:1").walk(order)):
        assert " ".join(item.id.removeprefix("x:") for item, _ in walk) == expected


def test_an_order_that_there_is_not_is_named_with_those_that_there_are() -> None:
    archive = small()
    for walk in (archive.walk, archive.tree("x:1").walk):
        with pytest.raises(ValueError, match="no order is called 'newest'; there are depth-first, chronological"):
            list(walk("newest"))


def test_the_score_stands_before_the_likes_and_the_unknown_comes_last() -> None:
    archive = small()
    first = [item.id for item, _ in archive.walk("score")]
    assert first.index("x:3") > first.index("x:2"), "2 points, though 50 likes, are less than 4 likes"


# --- posts without a time --------------------------------------------------------------------------------------


def heron(number: int, dated: Container[int]) -> dict[str, Any]:
    text = f"A long enough line about heron {number} and the mill above weir {number * 3} of the river"
    return {"text": text, **({"at": number * 3 * 1440} if number in dated else {})}


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        (set(), set()),
        ({0, 1, 3, 4}, set()),
        (set(), {1, 2, 3}),
        ({1, 3, 4}, {1, 3}),
        ({0, 1, 3}, {3}),
        ({3}, set()),
    ],
)
def test_a_post_without_a_time_stands_in_its_place_among_those_of_both_pages(
    first: set[int], second: set[int], swapped: bool
) -> None:
    """The second page holds a post that the first lacks, and lacks its ends."""
    names = ("b", "a") if swapped else ("a", "b")
    one = page([heron(n, first) for n in (0, 1, 3, 4)], names[0])
    other = page([heron(n, second) for n in (1, 2, 3)], names[1])
    archive = Archive([*one, *other])
    told = [int(post.text.split()[6]) for post in archive.posts]
    assert told == list(range(5))
    assert [item.id for item, _ in archive.walk()] == [post.id for post in archive.posts]
    view = archive.filter(lambda post: "heron 3" not in post.text)
    assert [post.id for post in view.posts] == [post.id for post in archive.posts if "heron 3" not in post.text]
    assert [item.id for item, _ in view.walk("chronological")] == [post.id for post in view.posts]


def test_many_posts_without_a_time_are_put_in_their_place_in_one_go() -> None:
    def spent(number: int) -> float:
        texts = [heron(n, range(0, number, 2)) for n in range(number)]
        findings = [*page(texts[: number * 3 // 4], "a"), *page(texts[number // 4 :], "b")]
        sightings = [attrs.evolve(f, id=f"x:{f.text}") if isinstance(f, Sighting) else f for f in findings]
        archive = Archive(sightings, infer=False)
        begin = time.process_time()
        assert [int(post.text.split()[6]) for post in archive.posts] == list(range(number))
        return time.process_time() - begin

    assert spent(16_000) < 8 * spent(4_000) + 0.5
