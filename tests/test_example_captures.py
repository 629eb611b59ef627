"""The four example captures together: what they share is one post, and each tells what the others lack.

Each capture alone is judged in `test_odd_pages.py`. A post is meant by its place in an answer of
`pages/examples.json`: ``"bluesky_ages:3"``.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePath
from typing import Any

import pytest

import threadkit
from threadkit.archive import Archive
from threadkit.records import Post, Sighting

CAPTURES = Path(__file__).parent.parent / "examples" / "captures"
ANSWER = json.loads((Path(__file__).parent / "pages" / "examples.json").read_text(encoding="utf-8"))
JOINT: dict[str, Any] = ANSWER["joint"]
FILES = [CAPTURES / f"{name}.txt" for name in ANSWER["pages"]]
REFS = [f"{name}:{i}" for name, page in ANSWER["pages"].items() for i in range(len(page["posts"]))]
# No page says its time zone: by UTC-12..+14 a date is honestly 50 hours wide, a minute 26 hours.
WIDEST_DATE, WIDEST_MINUTE = timedelta(hours=72), timedelta(hours=29)


@pytest.fixture(scope="module")
def archive() -> Archive:
    return threadkit.load(*FILES)


def wanted(ref: str) -> dict[str, Any]:
    name, _, place = ref.partition(":")
    row: dict[str, Any] = ANSWER["pages"][name]["posts"][int(place)]
    return row


def texts(ref: str) -> list[str]:
    text = wanted(ref)["text"]
    return text if isinstance(text, list) else [text]


def lines(text: str) -> list[str]:
    """One viewer keeps empty lines between paragraphs, the other leaves them out."""
    return [line for line in text.splitlines() if line.strip()]


def seen_in(post: Post, ref: str) -> list[Sighting]:
    name = ref.partition(":")[0] + ".txt"
    return [sighting for sighting in post.sightings if PurePath(sighting.source.capture).name == name]


def node(archive: Archive, ref: str) -> Post:
    """The post with this text in that capture; no two of one capture have the same text."""
    accepted = [lines(text) for text in texts(ref)]
    found = [
        post
        for post in archive.posts
        if any(lines(sighting.text) in accepted or lines(post.text) in accepted for sighting in seen_in(post, ref))
    ]
    assert len(found) == 1, (ref, texts(ref), found)
    return found[0]


def linked(archive: Archive, kind: str) -> set[tuple[str, str]]:
    held = {post.id for post in archive.posts}
    return {
        (link.child, link.parent)
        for link in archive.links
        if link.kind.name == kind and link.child in held and link.parent in held
    }


def ids(archive: Archive, rows: list[list[str]]) -> set[tuple[str, str]]:
    return {(node(archive, child).id, node(archive, parent).id) for child, parent in rows}


def test_every_post_comes_out_once(archive: Archive) -> None:
    assert {node(archive, ref).id for ref in REFS} == {post.id for post in archive.posts}
    assert len(archive.posts) == JOINT["posts"]


@pytest.mark.parametrize(("here", "there"), JOINT["same"])
def test_a_post_seen_twice_is_one_post(archive: Archive, here: str, there: str) -> None:
    post = node(archive, here)
    assert post.id == node(archive, there).id
    assert len(seen_in(post, here)) == len(seen_in(post, there)) == 1


def test_without_inference_pages_are_not_merged() -> None:
    archive = threadkit.load(*FILES, infer=False)
    assert len(archive.posts) == len(REFS)
    assert not [link for link in archive.links if link.basis.name == "INFERRED" and link.kind.name != "SAME"]


@pytest.mark.parametrize("ref", [ref for ref in REFS if ref.startswith("bluesky_ages")])
def test_text_comes_from_the_page_that_is_not_damaged(archive: Archive, ref: str) -> None:
    assert lines(node(archive, ref).text) == lines(wanted(ref)["text"])


@pytest.mark.parametrize("ref", JOINT["cards_beside"])
def test_cards_glued_to_texts_are_told_apart_beside_the_other_capture(archive: Archive, ref: str) -> None:
    post = node(archive, ref)
    assert lines(post.text) == lines(wanted(ref)["text"])
    assert post.cards
    for card in post.cards:
        assert card.title
        assert card.title in wanted(ref)["cards"][0]
        assert card.title not in post.text


def test_cross_posts_are_linked_and_not_merged(archive: Archive) -> None:
    right = {frozenset(pair) for pair in ids(archive, JOINT["crossposts"])}
    assert all(len(pair) == 2 for pair in right)
    assert {frozenset(pair) for pair in linked(archive, "CROSSPOST")} == right


def test_quotes_are_those_shown(archive: Archive) -> None:
    # a post whose card tells of another post may count as quoting it; the answer does not judge that
    cards = {node(archive, ref).id for ref in REFS if any(" on X: " in card for card in wanted(ref).get("cards", []))}
    assert {(c, p) for c, p in linked(archive, "QUOTE") if c not in cards} == ids(archive, JOINT["quotes"])


def test_reply_links_are_all_there_and_no_others(archive: Archive) -> None:
    replies, right = linked(archive, "REPLY"), ids(archive, JOINT["replies"])
    assert right - replies == set(), "missed"
    assert replies - right - ids(archive, JOINT["may_reply"]) == set(), "made up"


def test_replies_between_bluesky_posts_say_that_they_are_inferred(archive: Archive) -> None:
    children = {node(archive, child).id for child, _ in JOINT["replies"] if child.startswith("bluesky")}
    found = [link for link in archive.links if link.kind.name == "REPLY" and link.child in children]
    assert len(found) == len(children)
    for link in found:
        assert link.basis.name == "INFERRED"
        assert link.probability is not None
        assert 0.5 <= link.probability <= 1
        assert link.reasons


@pytest.mark.parametrize("members", [*JOINT["threads"], JOINT["headless"]], ids=lambda members: str(members[0]))
def test_threads_are_whole_and_in_order_from_any_member(archive: Archive, members: list[str]) -> None:
    thread = [node(archive, ref).id for ref in members]
    for ref in members:
        assert [post.id for post in archive.thread(node(archive, ref)).posts] == thread
    assert [post.id for post in archive.chain(node(archive, members[-1]))] == thread


@pytest.mark.parametrize("ref", JOINT["alone"])
def test_a_loner_is_a_thread_of_one(archive: Archive, ref: str) -> None:
    post = node(archive, ref)
    assert [one.id for one in archive.thread(post).posts] == [post.id]


@pytest.mark.parametrize("ref", JOINT["branches"])
def test_answers_to_others_stand_beside_the_thread_of_an_unroll(archive: Archive, ref: str) -> None:
    post, first = node(archive, ref), node(archive, JOINT["unroll_posts"][0])
    thread = archive.thread(first)
    assert post.id not in [one.id for one in thread.posts]
    assert post.id in [one.id for branch in thread.branches for one in branch]
    assert [one.id for one in archive.chain(post)] == [post.id]


def holds(post: Post, then: datetime, widest: timedelta) -> bool:
    earliest, latest = post.when.earliest, post.when.latest
    return bool(earliest and latest and earliest <= then < latest and latest - earliest <= widest)


@pytest.mark.parametrize("ref", JOINT["unroll_posts"])
def test_year_of_the_unroll_is_taken_from_the_profile(archive: Archive, ref: str) -> None:
    when = node(archive, ref).when
    day = datetime.fromisoformat(JOINT["unroll_day"]).replace(tzinfo=UTC)
    assert when.earliest is not None
    assert abs(when.earliest - day) <= timedelta(days=1)
    if ref == JOINT["unroll_posts"][0]:
        assert holds(node(archive, ref), day + timedelta(hours=12), WIDEST_DATE)


@pytest.mark.parametrize(("ref", "minute"), JOINT["pinned"].items())
def test_a_post_that_only_shows_its_age_is_pinned_by_its_neighbours(archive: Archive, ref: str, minute: str) -> None:
    then = datetime.fromisoformat(minute).replace(tzinfo=UTC)
    assert holds(node(archive, ref), then, WIDEST_MINUTE)


def test_capture_date_of_the_page_of_ages_is_solved(archive: Archive) -> None:
    capture = next(c for name, c in archive.captures.items() if PurePath(name).name == "bluesky_ages.txt")
    then = datetime.fromisoformat(JOINT["ages_seen_on"]).replace(tzinfo=UTC)
    made = capture.seen_at
    assert made is not None
    assert made.earliest is not None
    assert made.latest is not None
    assert made.earliest <= then < made.latest
    assert made.latest - made.earliest <= timedelta(days=60)


def test_order_of_the_files_changes_nothing(archive: Archive) -> None:
    turned = threadkit.load(*reversed(FILES))
    assert [post.id for post in turned.posts] == [post.id for post in archive.posts]
    assert {(link.kind, link.child, link.parent) for link in turned.links} == {
        (link.kind, link.child, link.parent) for link in archive.links
    }
