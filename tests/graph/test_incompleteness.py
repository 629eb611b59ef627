"""What is not held: gaps and why, replies that are lacking, and what to fetch next."""

from __future__ import annotations

import random
from collections import Counter

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import dumps, findings

from threadkit.archive import Archive
from threadkit.errors import UnknownPost
from threadkit.parsing.identity import sighting_id
from threadkit.records import (
    REASONS,
    Absence,
    Author,
    Basis,
    Capture,
    Count,
    Counts,
    Declared,
    Finding,
    Kind,
    Link,
    Missing,
    Order,
    Sighting,
    Source,
)
from threadkit.views.incompleteness import Wanted

found_anywhere = st.one_of(dumps(), findings())
PLACES = {"above": "post above", "between": "posts between", "quoted": "quoted post", "below": "posts below",
          "unplaced": "a post that is spoken of"}  # fmt: skip


def hidden_by_a_view(absence: Absence) -> bool:
    return absence.reason == "filtered" and absence.source is None


def told_absences(archive: Archive) -> dict[str, list[Absence]]:
    """By the id of the post that is spoken of. That a view hid a post which is held is no word of a source."""
    told: dict[str, list[Absence]] = {}
    for finding in dict.fromkeys(archive.findings):
        if isinstance(finding, Absence) and not (hidden_by_a_view(finding) and finding.post in archive):
            told.setdefault(archive.canonical_id(finding.post), []).append(finding)
    return told


# --- gaps ----------------------------------------------------------------------------------------------------


@given(found_anywhere)
def test_whatever_is_pointed_at_or_spoken_of_and_not_held_is_one_gap(found: list[Finding]) -> None:
    archive = Archive(found)
    named = {item.id for item, _ in archive.walk()} | set(told_absences(archive))
    named |= {end for link in archive.links if link.kind is not Kind.SAME for end in (link.child, link.parent)}
    held = {post.id for post in archive.posts}
    assert [gap.id for gap in archive.missing] == sorted(named - held)
    assert {item.id for item, _ in archive.walk() if isinstance(item, Missing)} <= {gap.id for gap in archive.missing}


@given(found_anywhere)
def test_a_gap_says_why_it_is_not_held_as_far_as_sources_tell(found: list[Finding]) -> None:
    archive = Archive(found)
    told = told_absences(archive)
    for gap in archive.missing:
        words = {(absence.reason, absence.source) for absence in told.get(gap.id, ())}
        if words:
            assert set(gap.reasons) == words
        else:
            assert [reason for reason, _ in gap.reasons] == ["not_captured"]
        assert len(set(gap.reasons)) == len(gap.reasons)
        said = [absence.author for absence in told.get(gap.id, ()) if absence.author is not None]
        if gap.author is not None:
            parts = {(name, part) for a in said for name, part in attrs.asdict(a).items()}
            assert set(attrs.asdict(gap.author).items()) <= parts | {("id", None), ("name", None), ("handle", None)}
        elif len(said) == 1:
            pytest.fail(f"{said[0]} wrote {gap.id}, and nobody says otherwise")


@given(found_anywhere)
def test_what_sources_say_of_a_post_is_kept_though_it_is_held(found: list[Finding]) -> None:
    archive = Archive(found)
    told = told_absences(archive)
    for name in {*told, *(post.id for post in archive.posts), *(gap.id for gap in archive.missing)}:
        assert Counter(archive.absences(name)) == Counter(told.get(name, ()))


@given(found_anywhere)
def test_a_gap_is_near_to_what_it_is_linked_with(found: list[Finding]) -> None:
    archive = Archive(found)
    ends = {frozenset((link.child, link.parent)) for link in archive.links}
    answers = {link.child: link.parent for link in archive.links if link.kind is Kind.REPLY}
    for gap in archive.missing:
        assert gap.side in PLACES
        assert all(frozenset((gap.id, name)) in ends or gap.side == "between" for name in gap.near)
        assert len(set(gap.near)) == len(gap.near)
        if gap.id in answers.values():
            assert gap.side in ("above", "between")
            assert {child for child, parent in answers.items() if parent == gap.id} <= set(gap.near)
        elif gap.id in answers:
            assert (gap.side, gap.near) == ("below", (answers[gap.id],))


# --- replies -------------------------------------------------------------------------------------------------


@given(found_anywhere)
def test_replies_are_held_or_absent_or_lacking(found: list[Finding]) -> None:
    archive = Archive(found)
    held = {post.id for post in archive.posts}
    answers = [(link.child, link.parent) for link in archive.links if link.kind is Kind.REPLY]
    for item, _ in archive.walk():
        children = [child for child, parent in answers if parent == item.id]
        replies = archive.replies(item)
        assert replies.held == sum(child in held for child in children)
        assert replies.absent == len(children) - replies.held
        declared = None if isinstance(item, Missing) else item.counts.replies
        assert replies.declared == declared
        if declared is None:
            assert replies.lacking is None
            continue
        assert replies.lacking is not None
        high = declared.low + 20 if declared.high is None else declared.high
        true = [max(0, number - len(children)) for number in range(declared.low, high + 1)]
        assert replies.lacking.low == min(true)
        assert replies.lacking.high == (None if declared.high is None else max(true))


# --- what to fetch next --------------------------------------------------------------------------------------


def told_gaps(wanted: list[Wanted]) -> list[Wanted]:
    return [each for each in wanted if each.what in PLACES.values()]


@given(found_anywhere)
def test_the_frontier_is_all_gaps_lacking_replies_and_cut_texts(found: list[Finding]) -> None:
    archive = Archive(found)
    wanted = archive.frontier()
    gaps = [gap for gap in archive.missing if ("filtered", None) not in gap.reasons]
    assert Counter((each.what, each.url, each.reasons) for each in told_gaps(wanted)) == Counter(
        (PLACES[gap.side], gap.url, gap.reasons) for gap in gaps
    )
    lacking = {post.id: missing for post in archive.posts if (missing := archive.replies(post).lacking) and missing.low}
    assert {each.near[0]: each.count for each in wanted if each.what == "replies"} == lacking
    cut = [post.id for post in archive.posts if post.truncated]
    assert sorted(each.near[0] for each in wanted if each.what == "whole text") == sorted(cut)
    assert len(wanted) == len(gaps) + len(lacking) + len(cut)
    for each in wanted:
        assert all(name in archive for name in each.near)
        assert each.id is None or not each.id.startswith(("seen:", "gap:"))
        assert each.gone == ({reason for reason, _ in each.reasons} == {"deleted"})
        assert each.id is None or each.url is None or each.id.removeprefix("x:") in each.url


@given(found_anywhere)
def test_the_frontier_is_most_telling_first(found: list[Finding]) -> None:
    kinds = [*PLACES.values(), "replies", "whole text"]
    worth = [(each.gone, kinds.index(each.what), -len(each.near)) for each in Archive(found).frontier()]
    assert worth == sorted(worth)


@given(found_anywhere, st.randoms(use_true_random=False))
def test_the_frontier_does_not_depend_on_the_order_of_arrival(found: list[Finding], chance: random.Random) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert Archive(shuffled).frontier() == Archive(found).frontier()


@given(found_anywhere, st.integers(0, 3))
def test_what_a_view_hides_need_not_be_fetched(found: list[Finding], kept: int) -> None:
    archive = Archive(found)
    view = archive.filter(lambda post: sum(post.id.encode()) % 4 != kept)
    names = {each.id for each in told_gaps(view.frontier())}
    assert not [post.id for post in archive.posts if post.id in names and not archive.absences(post)]


# --- plain cases ---------------------------------------------------------------------------------------------


def post(number: int | str, replies: Count | None = None, truncated: bool = False) -> Sighting:
    source, counts = Source("dump", f"$[{number}]"), Counts(replies=replies)
    return Sighting(source, "words", f"x:{number}", counts=counts, truncated=truncated)


def reply(child: int, parent: int) -> Link:
    return Link(Kind.REPLY, f"x:{child}", f"x:{parent}", Basis.STATED)


def test_a_reason_that_there_is_not_is_named_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="no reason for an absence is called 'lost'; there are deleted, blocked"):
        Absence("x:1", "lost")
    assert [Absence("x:1", reason).reason for reason in REASONS] == list(REASONS)


def test_the_frontier_of_a_small_dump() -> None:
    found: list[Finding] = [
        post(1, Count(3, 5, "3-5")), reply(2, 1), post(3, truncated=True), reply(3, 2), reply(4, 1),
        Absence("x:4", "blocked"), reply(3, 2), post(5), post(6), reply(5, 90), reply(6, 90), reply(1, 91),
        Absence("x:91", "deleted"), Absence("x:92", "deleted", url="https://example.org/92"),
        Link(Kind.QUOTE, "x:6", "x:93", Basis.STATED),
    ]  # fmt: skip
    archive = Archive(found)
    assert [(w.what, w.id, w.near, w.count and w.count.text, w.gone) for w in archive.frontier()] == [
        ("post above", "x:90", ("x:5", "x:6"), "1", False),
        ("post above", "x:2", ("x:3",), "1", False),
        ("quoted post", "x:93", ("x:6",), "1", False),
        ("posts below", "x:4", ("x:1",), "1", False),
        ("replies", "x:1", ("x:1",), "1-3", False),
        ("whole text", "x:3", ("x:3",), None, False),
        ("post above", "x:91", ("x:1",), "1", True),
        ("a post that is spoken of", "x:92", (), "1", True),
    ]
    by_id = {w.id: w.url for w in archive.frontier()}
    assert by_id["x:90"] == "https://x.com/i/status/90"
    assert by_id["x:92"] == "https://example.org/92"


@pytest.mark.parametrize(
    ("declared", "lacking"),
    [
        (Count.of(2), Count(0, 0, "0")),
        (Count.of(5), Count(3, 3, "3")),
        (Count(1, 4, "1-4"), Count(0, 2, "0-2")),
        (Count(7, None, "7+"), Count(5, None, "5 or more")),
        (Count.of(0), Count(0, 0, "0")),
        (None, None),
    ],
)
def test_lacking_replies(declared: Count | None, lacking: Count | None) -> None:
    archive = Archive([post(1, declared), post(2), reply(2, 1), reply(3, 1)])
    replies = archive.replies("x:1")
    assert (replies.declared, replies.held, replies.absent, replies.lacking) == (declared, 1, 1, lacking)


@pytest.mark.parametrize(
    ("said", "author"),
    [
        ([Author("example_ada"), Author("Example_Ada", "Ada")], Author("Example_Ada", "Ada")),
        ([Author("example_ada", id="7"), Author("example_bo", id="7")], Author("example_ada", id="7")),
        ([Author("example_ada", id="7"), Author("example_ada", id="8")], None),
        ([Author("example_ada"), Author("example_bo")], None),
        ([None, Author("example_ada")], Author("example_ada")),
        ([None], None),
    ],
)
def test_who_wrote_a_lost_post_as_far_as_sources_agree(said: list[Author | None], author: Author | None) -> None:
    absences = [Absence("x:9", "deleted", Source(f"{n}.json"), who) for n, who in enumerate(said)]
    (gap,) = Archive(absences).missing
    assert gap.author == author
    assert gap.reasons == tuple(("deleted", Source(f"{n}.json")) for n in range(len(said)))


def test_a_post_of_which_one_source_says_that_it_is_gone_may_be_held() -> None:
    gone = Absence("x:1", "deleted", Source("later.json"))
    archive = Archive([post(1), gone])
    assert archive.missing == ()
    assert archive.absences("x:1") == [gone]
    assert archive.frontier() == []
    with pytest.raises(UnknownPost):
        archive.absences("x:2")


def test_a_post_that_is_spoken_of_and_answered_is_one_gap_above() -> None:
    archive = Archive([post(1), reply(1, 2), Absence("x:2", "private"), Link(Kind.QUOTE, "x:1", "x:2", Basis.STATED)])
    (gap,) = archive.missing
    assert (gap.side, gap.reasons, gap.near) == ("above", (("private", None),), ("x:1",))
    assert archive.tree("x:1").root == gap


def test_what_has_no_id_of_its_own_is_wanted_by_what_is_near() -> None:
    first = Sighting(Source("thread.txt", "line 1"), "One of many.", truncated=True)
    teaser: list[Finding] = [
        Capture("thread.txt", "made_up", order=Order.THREAD),
        first,
        Declared(Source("thread.txt"), "posts in the thread", Count.of(9), (sighting_id(first),), complete=False),
    ]
    below, text = Archive(teaser).frontier()
    assert (below.what, below.id, below.near) == ("posts below", None, (sighting_id(first),))
    assert below.count == Count.of(8)
    assert (text.what, text.id, text.url) == ("whole text", None, None)
