"""Items of Hacker News: Algolia's trees and search answers, Firebase's items."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from made_pages import material, posts_of
from odd_values import damaged, findings, of, with_odd_values

import threadkit
from threadkit.parsing.formats import discourse, hacker_news, reddit_dump, reddit_json
from threadkit.parsing.material import Fit
from threadkit.records import (
    Absence,
    Author,
    Basis,
    Capture,
    Card,
    Count,
    Declared,
    Finding,
    Furniture,
    Kind,
    Link,
    Problem,
    Sighting,
)

SAMPLES = Path(__file__).parents[1] / "samples" / "hacker_news"
REAL = Path(__file__).parents[2].parent / "shared" / "fixtures" / "hackernews"


def sample(name: str) -> str:
    return (SAMPLES / name).read_text("utf-8")


def read(name: str) -> list[Finding]:
    return findings(hacker_news, sample(name))


def posts(found: list[Finding]) -> dict[str, Sighting]:
    return {(post.id or "")[3:]: post for post in posts_of(found)}


def links(found: list[Finding], kind: Kind) -> set[tuple[str, str]]:
    return {(k.child[3:], k.parent[3:]) for k in found if isinstance(k, Link) and k.kind is kind}


def test_an_item_tree() -> None:
    found = read("item_tree.json")
    assert list(posts(found)) == ["900001", "900002", "900004", "900005"]
    assert links(found, Kind.REPLY) == {
        ("900002", "900001"), ("900003", "900002"), ("900004", "900003"), ("900005", "900001"),
    }  # fmt: skip
    assert links(found, Kind.ANCESTOR) == {("900003", "900001"), ("900004", "900001")}
    nested = next(k for k in of(found, Link) if k.child == "hn:900005")
    assert nested.basis is Basis.SHOWN  # it only stands below the story
    assert not of(found, Problem)


def test_what_a_post_says() -> None:
    shown = posts(read("item_tree.json"))
    story, comment = shown["900001"], shown["900002"]
    assert (story.text, story.cards) == ("A made-up story", (Card(url="https://example.com/sundial"),))
    assert (story.author, story.counts.score) == (Author(handle="example_ada"), Count.of(7))
    assert story.url == "https://news.ycombinator.com/item?id=900001"
    assert story.when is not None
    assert story.when.earliest is not None
    assert (story.when.earliest.isoformat(), str(story.when.width)) == ("2024-05-01T12:00:00+00:00", "0:00:01")
    assert comment.text == "I kept one.\n\nSee https://example.com/a/long/way"
    assert comment.text_as_shown is not None
    assert comment.text_as_shown.startswith("<p>I kept one.")
    assert (shown["900004"].text, shown["900004"].counts.score) == ("Still here & well.", Count.of(-2))


def test_what_is_deleted_keeps_its_place() -> None:
    found = read("item_tree.json")
    assert [(each.post, each.reason) for each in of(found, Absence)] == [("hn:900003", "deleted")]
    archive = threadkit.load(found)
    gap = next(gap for gap in archive.missing if gap.id == "hn:900003")
    assert (gap.near, gap.reasons[0][0]) == (("hn:900004",), "deleted")
    assert len(archive.posts) == 4


def test_search_answers() -> None:
    found = read("search.json")
    comment, poll = posts_of(found)
    assert (comment.id, comment.text) == ("hn:900011", "I kept'em.\n\nTwo.")
    assert (poll.text, poll.cards) == ("Poll: which dial?\n\nChoose.", ())
    assert poll.counts.replies == Count(1, 9, "9")  # all below it
    assert [what for what, _ in poll.other_times] == ["updated"]
    assert links(found, Kind.REPLY) == {("900011", "900010"), ("900012", "900011")}
    assert links(found, Kind.ANCESTOR) == {("900011", "900001")}
    assert [(each.role, each.text) for each in of(found, Furniture)] == [("title of the story", "A made-up story")]
    (said,) = of(found, Declared)
    assert (said.count, said.members, said.complete) == (Count.of(1234), ("hn:900011", "hn:900020"), False)


def test_items_a_line() -> None:
    found = read("items.ndjson")
    assert list(posts(found)) == ["900001", "900002", "900004", "900006", "900020", "900021", "900030"]
    assert links(found, Kind.REPLY) == {
        ("900002", "900001"), ("900009", "900001"), ("900003", "900002"), ("900004", "900003"), ("900006", "900001"),
        ("900007", "900001"),
    }  # fmt: skip
    assert links(found, Kind.ANCESTOR) == {("900021", "900020"), ("900022", "900020")}  # options answer nothing
    assert [(each.post[3:], each.reason) for each in of(found, Absence)] == [
        ("900003", "deleted"), ("900007", "filtered"),
    ]  # fmt: skip
    shown = posts(found)
    assert (shown["900006"].text, shown["900006"].truncated) == ("[flagged]", True)
    assert (shown["900021"].text, shown["900021"].counts.score) == ("The flat one", Count.of(33))
    assert shown["900030"].text == "Example Co is hiring\n\nDial makers."
    assert [each.role for each in of(found, Furniture)] == ["profile"]
    assert not of(found, Problem)


def test_named_comments_that_are_not_there_are_gaps() -> None:
    archive = threadkit.load(read("items.ndjson"))
    gaps = {gap.id[3:]: (gap.side, gap.near) for gap in archive.missing}
    assert gaps["900009"] == ("below", ("hn:900001",))
    assert gaps["900003"] == ("above", ("hn:900004",))
    assert gaps["900022"][1] == ("hn:900020",)
    assert set(gaps) == {"900003", "900007", "900009", "900022"}


def test_one_item_and_an_array() -> None:
    lines = sample("items.ndjson").splitlines()
    (story,) = posts_of(findings(hacker_news, lines[0]))
    assert (story.id, story.source.locator) == ("hn:900001", "$")
    array = findings(hacker_news, f"[{', '.join(lines)}, null]")
    assert len(posts_of(array)) == 7


@pytest.mark.parametrize(
    ("item", "parents"),
    [
        ({"parent": 5}, ["5"]),
        ({"parent": "5"}, ["5"]),
        ({"parent": 0}, ["7/parent"]),
        ({}, ["7/parent"]),
        ({"parent": 2.5}, ["7/parent"]),
        ({"type": "story"}, []),
        ({"type": "pollopt", "poll": 5}, []),
        ({"type": "pollopt", "parent": 5}, []),
    ],
)
def test_whom_an_item_answers(item: dict[str, object], parents: list[str]) -> None:
    base: dict[str, object] = {"id": 7, "type": "comment", "by": "example_ada", "time": 1714564800, "text": "x"}
    found = findings(hacker_news, json.dumps(base | item))
    assert [parent for _, parent in links(found, Kind.REPLY)] == parents
    assert len(posts_of(found)) == 1


def test_it_is_recognised() -> None:
    for name in ("item_tree.json", "search.json", "items.ndjson"):
        head = material(sample(name)).head
        assert hacker_news.detect(head) is Fit.YES, name
        for other in (reddit_json, reddit_dump, discourse):
            assert other.detect(head) is Fit.NO, (name, other.NAME)
    assert hacker_news.detect(material(hacker_news.EXAMPLE).head) is Fit.YES
    assert hacker_news.detect(material('{"hits": [], "nbHits": 0, "page": 0}').head) is Fit.MAYBE


@pytest.mark.parametrize(
    "text",
    [
        "", "words", "[]", "{}", "[900001, 900002]", '{"hits": []}', '{"hits": [{"objectID": "1", "name": "x"}]}',
        '{"hits": {"total": 3}}', '{"id": 1, "type": "message", "date": "2024-05-01T12:00:00", "text": "x"}',
        '{"id": "1", "type": "Note", "content": "x"}', '{"id": 1, "type": "story", "title": "x"}',
        '{"type": "comment", "id": 3, "parent": {"id": 4}, "time": 5}',
    ],
)  # fmt: skip
def test_other_json_is_not(text: str) -> None:
    assert hacker_news.detect(material(text).head) is Fit.NO


def test_a_deep_tree() -> None:
    depth = 3000
    item = '{{"id": {0}, "created_at_i": 1714564800, "type": "comment", "author": "a", "text": "x", "children": ['
    text = "".join(item.format(n) for n in range(1, depth + 1)) + "]}" * depth
    found = list(hacker_news.read(material(text)))
    assert len(posts_of(found)) == depth
    assert max(len(post.source.locator) for post in posts_of(found)) < 40


def test_a_tree_that_is_cut_keeps_what_is_whole() -> None:
    text = sample("item_tree.json")
    found = findings(hacker_news, text[: text.index('"id": 900005')])
    assert list(posts(found)) == ["900002", "900004"]
    assert [problem.saw for problem in of(found, Problem) if "whose end is missing" in problem.what] == ["900001", ""]


@pytest.mark.parametrize("name", ["item_tree.json", "search.json", "items.ndjson"])
def test_odd_values_anywhere(name: str) -> None:
    text = sample(name)
    for part in text.splitlines() if name.endswith("ndjson") else [text]:
        for odd in with_odd_values(json.loads(part)):
            findings(hacker_news, odd)
    for odd in damaged(text):
        findings(hacker_news, odd)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real dumps are not here")
def test_real_answers() -> None:
    found: list[Finding] = []
    ids, replies = set(), set()
    for path in sorted(REAL.glob("*.json")):
        text = path.read_text("utf-8")
        assert hacker_news.detect(material(text).head) is Fit.YES
        for finding in hacker_news.read(material(text)):
            if not isinstance(finding, Capture) or not found:
                found.append(finding)
        stack = [json.loads(text)]
        while stack:
            item = stack.pop()
            stack += item.get("hits", item.get("children", []))
            if name := item.get("objectID") or item.get("id"):
                ids.add(f"hn:{name}")
                replies |= {(f"hn:{name}", f"hn:{item['parent_id']}")} if item["parent_id"] else set()
    assert (len(ids), len(replies)) == (21, 8)
    assert {post.id for post in posts_of(found)} == ids
    assert {(k.child, k.parent) for k in of(found, Link) if k.kind is Kind.REPLY} == replies
    assert sum(parent in ids for _, parent in replies) == 2
    assert not of(found, Problem)
    archive = threadkit.load(found)
    assert len(archive.posts) == 21
