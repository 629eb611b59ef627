"""What holds for any findings whatever."""

from __future__ import annotations

import os
import random
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import IDS, reply_links, sightings

from threadkit.archive import Archive
from threadkit.parsing.identity import sighting_id
from threadkit.records import Finding, Kind, Missing, Sighting

settings.register_profile("quick", max_examples=80, deadline=None)
settings.register_profile("long", max_examples=10_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@st.composite
def findings(draw: st.DrawFn) -> list[Finding]:
    seen = draw(sightings())
    ids = [sighting_id(f) for f in seen if isinstance(f, Sighting)]
    return [*seen, *draw(reply_links(sorted({*ids, *IDS[:4]})))]


def outcome(archive: Archive) -> object:
    return (
        [(p.id, p.text, p.when, p.counts, p.author, [s.source for s in p.sightings]) for p in archive.posts],
        list(archive.links),
        list(archive.candidates),
        list(archive.missing),
        list(archive.problems),
    )


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


@given(findings())
def test_merging_with_itself_changes_nothing(found: list[Finding]) -> None:
    archive = Archive(found)
    assert outcome(archive.merge(archive)) == outcome(archive)


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
    assert Counter(walked) == Counter({post.id for post in archive.posts} | set(archive.forest.number))


@given(findings())
def test_a_thread_is_the_same_from_every_member(found: list[Finding]) -> None:
    archive = Archive(found)
    for post in archive.posts:
        thread = archive.thread(post)
        everyone = {p.id for p in thread.posts} | {p.id for branch in thread.branches for p in branch}
        assert post.id in everyone
        for member in thread.posts:
            assert [p.id for p in archive.thread(member).posts] == [p.id for p in thread.posts]


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
