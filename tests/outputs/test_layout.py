"""Every post once, in an order that reads, with each gap in its place."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threadkit.archive import Archive
from threadkit.loading import load
from threadkit.outputs.layout import QUOTE_DEPTH, Entry, page
from threadkit.records import Author, Basis, Capture, Finding, Kind, Link, Missing, Post, Sighting, Source


def entries(archive: Archive) -> list[Entry]:
    return [entry for section in page(archive).sections for entry in section.entries()]


def outline(archive: Archive, section: int = 0) -> list[tuple[str, int]]:
    """(number of the post, or "?" for a gap; level) of one section."""
    told = page(archive).sections[section].entries()
    return [(entry.item.text if isinstance(entry.item, Post) else "?", entry.level) for entry in told]


def forest(*posts: tuple[str, str, int | None]) -> Archive:
    """Posts of (author, text, index of the post answered; a negative one is not held)."""
    findings: list[Finding] = [Capture("c", "made_up", states_parents=True)]
    for i, (who, text, parent) in enumerate(posts):
        findings.append(Sighting(Source("c", f"{i:06}", i), text, f"p:{i:06}", author=Author(who)))
        if parent is not None:
            above = f"p:{parent:06}" if parent >= 0 else f"p:gap{-parent}"
            findings.append(Link(Kind.REPLY, f"p:{i:06}", above, Basis.STATED))
    return Archive(findings, infer=False)


def test_a_self_thread_flows_and_others_are_set_in() -> None:
    archive = forest(
        ("ada", "1", None), ("bob", "2", 0), ("ada", "3", 0), ("cy", "4", 1), ("bob", "5", 3), ("ada", "6", 2),
        ("ada", "7", 1), ("cy", "8", 5),
    )  # fmt: skip
    assert outline(archive) == [
        ("1", 0), ("3", 0), ("6", 0),  # Ada's thread
        ("2", 1), ("4", 2), ("5", 2), ("7", 2),  # Bob left it; two answer him; Bob's answer goes on in Cy's line
        ("8", 1),
    ]  # fmt: skip


def test_a_dialogue_of_two_does_not_wander_off_to_the_right() -> None:
    turns = [("ada", "0", None)] + [("bob" if i % 2 else "ada", str(i), i - 1) for i in range(1, 50)]
    assert {level for _, level in outline(forest(*turns))} == {0, 1}


def test_relations_name_the_post_that_is_answered() -> None:
    archive = forest(("ada", "1", None), ("ada", "2", 0), ("bob", "3", 0), ("cy", "4", 2))
    told = {entry.number: (entry.parent_number, entry.follows) for entry in entries(archive)}
    assert told == {1: (None, False), 2: (1, True), 3: (1, False), 4: (3, True)}


def test_gaps_stand_in_their_place() -> None:
    archive = forest(("ada", "1", None), ("ada", "3", -2), ("bob", "9", -7))
    between = Link(Kind.REPLY, "p:gap2", "p:000000", Basis.STATED)
    archive = Archive([*archive.findings, between], infer=False)
    assert outline(archive) == [("1", 0), ("?", 0), ("3", 0)]
    assert page(archive).sections[0].facts[1:] == ("2 posts", "1 gap")
    assert outline(archive, 1) == [("?", 0), ("9", 0)]
    assert page(archive).sections[1].title == "Posts outside threads"


def test_gaps_that_no_tree_holds_stand_beside_a_post_or_at_the_end(small: Archive) -> None:
    told = page(small)
    around = [entry.item for entry in told.sections[0].entries()]
    below = next(item for item in around if item.id == "gap:below x:5")
    assert around[around.index(below) - 1].id == "x:5"
    assert [gap.id for gap in told.unplaced] == ["gap:nowhere"]


@st.composite
def forests(draw: st.DrawFn) -> Archive:
    size = draw(st.integers(0, 30))
    return forest(*(
        (draw(st.sampled_from("abc")), str(i), draw(st.none() | st.integers(-3, size - 1))) for i in range(size)
    ))  # fmt: skip


@given(forests())
@settings(max_examples=150, deadline=None)
def test_every_post_and_gap_is_told_once_and_after_what_it_answers(archive: Archive) -> None:
    told = entries(archive)
    assert Counter(entry.item.id for entry in told) == Counter(
        [*(post.id for post in archive.posts), *(gap.id for gap in archive.missing)]
    )
    places = {entry.item.id: i for i, entry in enumerate(told)}
    for i, entry in enumerate(told):
        if entry.parent is None:
            continue
        assert places[entry.parent.id] < i
        assert 0 <= entry.level - told[places[entry.parent.id]].level <= 1
        assert entry.follows == (places[entry.parent.id] == i - 1)
        if isinstance(entry.item, Post):
            assert entry.link is archive.reply_link(entry.item)


@given(forests())
@settings(max_examples=100, deadline=None)
def test_a_thread_alone_tells_all_its_posts_once(archive: Archive) -> None:
    for thread in archive.threads():
        (section,) = page(thread).sections
        told = [entry.item.id for entry in section.entries() if isinstance(entry.item, Post)]
        assert Counter(told) == Counter(post.id for part in (thread.posts, *thread.branches) for post in part)
    for tree in archive.trees():
        told = [entry.item.id for section in page(tree).sections for entry in section.entries()]
        assert Counter(told) == Counter(item.id for item, _ in tree.walk())


@pytest.mark.parametrize("length", [1, 2, 3, 4, 9])
def test_quotes_are_followed_neither_too_deep_nor_in_a_loop(length: int) -> None:
    """Each post quotes the next, the last quotes the first."""
    posts = forest(*(("ada", str(i), None) for i in range(length))).findings
    ring = [Link(Kind.QUOTE, f"p:{i:06}", f"p:{(i + 1) % length:06}", Basis.STATED) for i in range(length)]
    archive = Archive([*posts, *ring], infer=False)
    told = page(archive).quotes(archive["p:000000"])
    if length == 1:
        assert told == []  # a post that quotes itself: the graph drops that
        return
    assert [quote.depth for quote in told] == list(range(1, min(length, QUOTE_DEPTH) + 1))
    assert [quote.more for quote in told] == [False] * (len(told) - 1) + [True]


def test_a_quoted_post_that_is_missing_is_told_with_its_quote_only(small: Archive) -> None:
    told = page(small)
    assert [(quote.item.id, quote.depth) for quote in told.quotes(small["x:2"])] == [("x:20", 1), ("x:99", 2)]
    assert "x:99" not in {entry.item.id for entry in entries(small)}
    assert isinstance(told.quotes(small["x:20"])[0].item, Missing)


def test_the_author_is_named_where_the_writer_changes(small: Archive) -> None:
    told = [(entry.item.id, bylined) for entry, bylined in page(small).sections[0].bylined()]
    assert told == [
        ("x:1", True), ("x:2", False), ("x:3", False), ("x:4", False), ("x:5", False), ("gap:below x:5", False),
        ("x:6", True), ("x:9", True), ("x:7", True), ("x:8", True),
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["markdown", "text", "html", "tree"])
def test_each_post_is_written_once_as_itself(form: str) -> None:
    from threadkit.outputs import render

    posts = [("abc"[i % 3], f"word{i:03}word", None if i % 7 == 0 else i - 1 - i % 3) for i in range(60)]
    posts = [(who, text, parent if parent is None or parent >= 0 else None) for who, text, parent in posts]
    written = render(forest(*posts), form)
    openings = 1 if form == "html" else 0  # the table of contents shows how a thread begins
    for _, text, parent in posts:
        assert 1 <= written.count(text) <= 1 + (openings if parent is None else 0)


EXAMPLES = sorted((Path(__file__).parents[2] / "examples/captures").glob("*.txt"))


@pytest.mark.parametrize("page_text", EXAMPLES, ids=lambda path: path.name)
def test_example_pages_are_told_whole(page_text: Path) -> None:
    archive = load(page_text)
    told = entries(archive)
    assert archive.posts
    assert Counter(entry.item.id for entry in told if isinstance(entry.item, Post)) == Counter(
        post.id for post in archive.posts
    )
    assert all(entry.level <= 1 for entry in told)
