"""What holds for any findings whatever."""

from __future__ import annotations

import io
import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from strategies import ABSENT, findings, minute

from threadkit import ORDERS, loads
from threadkit.archive import Archive
from threadkit.records import Author, Basis, Finding, Kind, Link, Missing, Rejection, Sighting, Source, When


def outcome(archive: Archive) -> object:
    """All that is concluded."""
    return (
        [(p.id, p.text, p.when, p.counts, p.author, [s.source for s in p.sightings]) for p in archive.posts],
        list(archive.posts),
        list(archive.links),
        list(archive.candidates),
        list(archive.missing),
        list(archive.problems),
        list(archive.checks),
        dict(archive.captures),
    )


def answers(archive: Archive) -> list[object]:
    """All that can be asked of it."""
    return [
        {order: [(item.id, depth) for item, depth in archive.walk(order)] for order in ORDERS},
        [{order: [item.id for item, _ in tree.walk(order)] for order in ORDERS} for tree in archive.trees()],
        [(tree.root, tree.metrics, tree.engagement, list(tree.responses())) for tree in archive.trees()],
        [(thread.items, thread.branches, thread.replies_to_others, thread.complete) for thread in archive.threads()],
        [[tree.root.id for tree in archive.conversation(post)] for post in archive.posts],
        [(archive.thread(post).root, archive.replies(post), archive.history(post)) for post in archive.posts],
        [list(archive.nested_quotes(post)) for post in archive.posts],
        [list(archive.traverse(post, ["reply", "quote", "ancestor"], "both")) for post in archive.posts],
        archive.frontier(),
        list(archive.rows()),
        list(archive.graph.nodes(data=True)),
        list(archive.graph.edges(data=True)),
    ]


@st.composite
def two_archives(draw: st.DrawFn) -> tuple[Archive, Archive]:
    """Of one set of findings, each of which is in one of them or in both."""
    found = draw(findings())
    wheres = [draw(st.sampled_from(["one", "two", "both"])) for _ in found]
    both = list(zip(found, wheres, strict=True))
    return Archive(f for f, where in both if where != "two"), Archive(f for f, where in both if where != "one")


def saved_and_loaded(archive: Archive) -> Archive:
    file = io.StringIO()
    archive.write(file, "json")
    return loads(file.getvalue())


@given(findings())
def test_every_sighting_is_in_exactly_one_post(found: list[Finding]) -> None:
    archive = Archive(found)
    given_in = Counter(f for f in dict.fromkeys(found) if isinstance(f, Sighting))
    came_out = Counter(s for post in archive.posts for s in post.sightings)
    assert came_out == given_in
    assert len({post.id for post in archive.posts}) == len(archive.posts)


@given(findings(), st.randoms(use_true_random=False))
def test_arrival_order_means_nothing(found: list[Finding], chance: random.Random) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert outcome(Archive(shuffled)) == outcome(Archive(found))


@given(findings(), st.randoms(use_true_random=False))
def test_no_answer_depends_on_the_order_of_arrival(found: list[Finding], chance: random.Random) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)
    one, two = Archive(found), Archive(shuffled)
    for mine, theirs in zip(answers(one), answers(two), strict=True):
        assert mine == theirs
    other = Archive(found[::2])
    assert other.diff(one) == other.diff(two)
    assert one.diff(other) == two.diff(other)


@given(findings())
def test_merging_with_itself_changes_nothing(found: list[Finding]) -> None:
    archive = Archive(found)
    assert outcome(archive.merge(archive)) == outcome(archive)


@given(two_archives(), findings())
def test_merging_is_a_union(pair: tuple[Archive, Archive], more: list[Finding]) -> None:
    one, two = pair
    both = one.merge(two)
    assert outcome(two.merge(one)) == outcome(both)
    assert outcome(both.merge(two)) == outcome(both)
    three = Archive(more)
    assert outcome(both.merge(three)) == outcome(one.merge(two.merge(three))) == outcome(one.merge(two, three))


@given(findings(), st.booleans(), st.sampled_from([0.3, 0.5, 0.9]))
def test_what_is_saved_comes_back(found: list[Finding], infer: bool, least: float) -> None:
    archive = Archive(found, infer=infer, min_probability=least)
    again = saved_and_loaded(archive)
    assert (again.infer, again.min_probability) == (infer, least)
    assert again.findings == archive.findings
    assert outcome(again) == outcome(archive)


@given(two_archives(), st.lists(st.tuples(st.booleans(), st.integers(0, 20), st.integers(0, 20)), max_size=5))
def test_a_persons_words_survive_saving_and_merging(
    pair: tuple[Archive, Archive], words: list[tuple[bool, int, int]]
) -> None:
    archive, other = pair
    assumed: dict[str, str] = {}
    rejected: set[tuple[str, str]] = set()
    names = [post.id for post in archive.posts]
    for right, one, two in words if names else ():
        child, above = names[one % len(names)], [*names, *ABSENT][two % (len(names) + 2)]
        if child == above or child not in archive or archive.canonical_id(child) != child:
            continue
        if right:
            archive.assume(child, above, reason="I was there")
            assumed[child] = above
            rejected.discard((child, above))
        else:
            archive.reject(child, above, reason="she says no")
            rejected.add((child, above))
            if assumed.get(child) == above:
                del assumed[child]
    mine = {
        (f.child, f.parent) for f in archive.findings
        if isinstance(f, Link) and f.basis is Basis.ASSUMED and "I was there" in f.reasons
    }  # fmt: skip
    assert mine == set(assumed.items())
    assert {(f.child, f.parent) for f in archive.findings if isinstance(f, Rejection)} == rejected
    again = saved_and_loaded(archive)
    assert outcome(again) == outcome(archive)
    for merged in (archive.merge(other), other.merge(archive), again.merge(other)):
        assert {f for f in archive.findings if isinstance(f, Rejection | Link)} <= set(merged.findings)
        for link in merged.links:
            sure = link.kind is Kind.REPLY and link.basis is not Basis.ASSUMED
            assert not sure or (link.child, link.parent) not in rejected


@given(findings())
def test_one_parent_no_cycle_and_parents_come_first(found: list[Finding]) -> None:
    archive = Archive(found)
    children = [link.child for link in archive.links if link.kind is Kind.REPLY]
    assert len(children) == len(set(children))
    place = {post.id: n for n, post in enumerate(archive.posts)}
    for post in archive.posts:
        chain = archive.chain(post)
        assert len({item.id for item in chain}) == len(chain)
        for above in chain[:-1]:
            assert isinstance(above, Missing) or place[above.id] < place[post.id]


@given(findings())
def test_trees_hold_every_post_once_and_walk_parents_first(found: list[Finding]) -> None:
    archive = Archive(found)
    walked = []
    for tree in archive.trees():
        depths: dict[str, int] = {}
        for item, depth in tree.walk():
            parent = tree.parent(item)
            assert depth == (0 if parent is None else depths[parent.id] + 1)
            depths[item.id] = depth
            walked.append(item.id)
        assert tree.metrics.size == len(depths)
        assert tree.metrics.depth == max(depths.values())
    assert Counter(walked) == Counter({post.id for post in archive.posts} | {item.id for item, _ in archive.walk()})


@given(findings())
def test_a_thread_is_the_same_from_every_member(found: list[Finding]) -> None:
    archive = Archive(found)
    for post in archive.posts:
        thread = archive.thread(post)
        everyone = {p.id for p in thread.posts} | {p.id for branch in thread.branches for p in branch}
        assert post.id in everyone
        for member in everyone:
            assert [p.id for p in archive.thread(member).posts] == [p.id for p in thread.posts]


def test_threads_that_sources_list_under_each_other_are_one_under_the_oldest() -> None:
    ada = Author("example_ada")

    def roots(*pairs: tuple[int, int]) -> list[list[str]]:
        found: list[Finding] = [
            Sighting(Source("d", f"{n}", n), f"words {n}", f"x:{n}", author=ada, when=When.at(minute(n)))
            for n in range(4)
        ]
        found += [Link(Kind.ANCESTOR, f"x:{one}", f"x:{other}", Basis.SHOWN) for one, other in pairs]
        archive = Archive(found, infer=False)
        return [[thread.root.id, *(p.id for branch in thread.branches for p in branch)] for thread in archive.threads()]

    assert roots((3, 1), (1, 3)) == [["x:1", "x:3"]]
    assert roots((1, 2), (2, 3), (3, 1)) == [["x:1", "x:2", "x:3"]]
    assert roots((1, 2), (2, 3)) == [["x:3", "x:1", "x:2"]]
    assert roots() == []


@given(findings())
def test_without_inference_nothing_is_inferred(found: list[Finding]) -> None:
    archive = Archive(found, infer=False)
    assert not [link for link in (*archive.links, *archive.candidates) if link.probability is not None]


@given(findings())
def test_solved_times_lie_within_what_is_shown(found: list[Finding]) -> None:
    archive = Archive(found, infer=False)
    for post in archive.posts:
        shown = [s.when for s in post.sightings if s.when is not None]
        if len(shown) == 1 and shown[0].earliest and shown[0].latest:
            assert post.when.earliest is not None
            assert post.when.latest is not None
            assert shown[0].earliest <= post.when.earliest <= post.when.latest <= shown[0].latest
