"""Dumps of Reddit, a comment or submission a line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from made_pages import material, posts_of
from odd_values import damaged, findings, of, with_odd_values

import threadkit
from threadkit.parsing.formats import discourse, hacker_news, reddit_dump, reddit_json
from threadkit.parsing.material import Fit
from threadkit.parsing.reddit.posts import base36
from threadkit.records import Absence, Card, Count, Finding, Furniture, Kind, Link, Problem

SAMPLES = Path(__file__).parents[1] / "samples" / "reddit_dump"
BASE = {"id": "made9", "link_id": "t3_madeup", "subreddit": "made_up", "author": "example_ada", "body": "Hello.",
        "created_utc": 1714564800}  # fmt: skip


def sample(name: str) -> str:
    return (SAMPLES / name).read_text("utf-8")


def links(found: list[Finding], kind: Kind) -> set[tuple[str, str]]:
    return {(k.child[7:], k.parent[7:]) for k in found if isinstance(k, Link) and k.kind is kind}


def test_comments() -> None:
    found = findings(reddit_dump, sample("comments.ndjson"))
    assert [(post.id or "")[7:] for post in posts_of(found)] == [
        "t1_made1", "t1_made2", "t1_made3", "t1_made4", "t1_made5", "t1_made6", "t1_1007046",
    ]  # fmt: skip
    assert [post.source.locator for post in posts_of(found)][:2] == ["line 1", "line 2"]
    assert links(found, Kind.REPLY) == {
        ("t1_made1", "t3_madeup"), ("t1_made2", "t1_made1"),
        ("t1_made3", "t1_made1"),  # a number stands for a comment
        ("t1_made4", "t3_madeup"),  # unless it is the submission's
        ("t1_made5", "t3_madeup"),  # and so does null
        ("t1_made6", "t1_made1"),  # a number that became a float
        ("t1_1007046", "t1_1007046/parent"),  # digits in quotes are an id as it is
    }  # fmt: skip
    below = {"t1_made2", "t1_made3", "t1_made6", "t1_1007046"}
    assert links(found, Kind.ANCESTOR) == {(child, "t3_madeup") for child in below}
    assert [(each.post, each.reason) for each in of(found, Absence)] == [("reddit:t1_1007046/parent", "unknown")]
    assert not of(found, Problem)


def test_text_and_times_of_comments() -> None:
    first, removed, third, *_ = posts_of(findings(reddit_dump, sample("comments.ndjson")))
    assert (first.text, first.text_as_shown) == ("Is 1 < 2 & so on?", "Is 1 &lt; 2 &amp; so on?")
    assert first.author == threadkit.Author(handle="example_ada", id="t2_ada0")
    assert first.when is not None
    assert first.when.earliest is not None
    assert first.when.earliest.isoformat() == "2024-05-01T12:00:00+00:00"  # a number in quotes, as before 2018
    assert [(what, when.text) for what, when in first.other_times] == [("retrieved", "1714568400")]
    assert (first.counts.score, first.version) == (Count.of(3), None)
    assert (removed.text, removed.author, removed.truncated) == ("[removed]", None, True)
    assert [what for what, _ in removed.other_times] == ["retrieved", "retrieved again"]
    assert removed.url == "https://www.reddit.com/r/made_up/comments/madeup/x/made2/"
    assert (third.text, third.text_as_shown) == ("I write &lt; and <b> both.", None)


def test_submissions() -> None:
    found = findings(reddit_dump, sample("submissions.ndjson"))
    question, link = posts_of(found)
    assert (question.id, question.text, question.cards) == ("reddit:t3_madeup", "Who kept a sundial?\n\nI ask.", ())
    assert question.counts.replies == Count(1, 7, "7")
    assert (link.text, link.cards) == ("A page on sundials", (Card(url="https://example.com/sundial"),))
    assert links(found, Kind.QUOTE) == {("t3_link01", "t3_first0")}
    assert [(each.role, each.text) for each in of(found, Furniture)] == [("community", "made_up")]
    assert not of(found, Problem)


def test_comments_and_submissions_make_one_tree() -> None:
    both = sample("submissions.ndjson") + sample("comments.ndjson")
    archive = threadkit.load(findings(reddit_dump, both))
    assert len(archive.posts) == 9
    root = next(post for post in archive.posts if post.id == "reddit:t3_madeup")
    assert sum(link.parent == root.id and link.kind is Kind.REPLY for link in archive.links) == 3


def test_an_answer_of_a_search() -> None:
    (post,) = posts_of(findings(reddit_dump, sample("api_answer.json")))
    assert (post.id, post.text, post.source.locator) == ("reddit:t1_made1", "From a search.", "$.data[0]")


@pytest.mark.parametrize(("number", "name"), [(0, "0"), (35, "z"), (36, "10"), (2**63, "1y2p0ij32e8e8")])
def test_numbers_of_ids(number: int, name: str) -> None:
    assert base36(number) == name
    assert int(name, 36) == number


@pytest.mark.parametrize(
    ("fields", "parent"),
    [
        ({"parent_id": "t1_abc"}, "t1_abc"),
        ({"parent_id": "abc"}, "t1_abc"),
        ({"parent_id": "madeup"}, "t3_madeup"),
        ({"parent_id": int("abc", 36)}, "t1_abc"),
        ({"parent_id": int("madeup", 36), "link_id": "madeup"}, "t3_madeup"),
        ({"parent_id": int("madeup", 36), "link_id": int("madeup", 36)}, "t3_madeup"),
        ({"parent_id": None}, "t3_madeup"),
        ({"parent_id": None, "link_id": None}, "t1_made9/parent"),
        ({"parent_id": ""}, "t1_made9/parent"),
        ({"parent_id": 1.5}, "t1_made9/parent"),
        ({"parent_id": 1e300}, "t1_made9/parent"),
        ({"parent_id": 10**40}, "t1_made9/parent"),
        ({"parent_id": -5}, "t1_made9/parent"),
    ],
)
def test_ways_to_name_a_parent(fields: dict[str, object], parent: str) -> None:
    found = findings(reddit_dump, json.dumps(BASE | fields))
    assert links(found, Kind.REPLY) == {("t1_made9", parent)}


def test_it_is_recognised() -> None:
    for name in ("comments.ndjson", "submissions.ndjson", "api_answer.json"):
        head = material(sample(name)).head
        assert reddit_dump.detect(head) is Fit.YES, name
        for other in (reddit_json, hacker_news, discourse):
            assert other.detect(head) is Fit.NO, (name, other.NAME)
    assert reddit_dump.detect(material(reddit_dump.EXAMPLE).head) is Fit.YES
    array = json.dumps([json.loads(line) for line in sample("comments.ndjson").splitlines()])
    assert reddit_dump.detect(material(array).head) is Fit.YES
    assert len(posts_of(findings(reddit_dump, array))) == 7


@pytest.mark.parametrize(
    "text",
    [
        "", "words", "[]", "{}", "[3]", '{"data": []}', '{"id": "1", "text": "x", "created_at": "2024-05-01"}',
        '{"id": "u1", "conversation_id": "u1", "text": "x", "speaker": "a", "meta": {"subreddit": "b", "score": 1}}',
        '{"id": 1, "type": "comment", "by": "x", "parent": 2, "time": 3, "text": "y"}',
        '{"body": "x", "title": "y", "score": 3}',
    ],
)  # fmt: skip
def test_other_json_is_not(text: str) -> None:
    assert reddit_dump.detect(material(text).head) is Fit.NO


def test_a_bad_line_costs_no_other() -> None:
    lines = sample("comments.ndjson").splitlines()
    text = "\n".join([*lines[:2], '{"id": "made3", oops}', "[7]", '{"odd": 1}', *lines[3:], lines[0][:80]])
    found = findings(reddit_dump, text)
    assert len(posts_of(found)) == 6
    assert [each.source.locator for each in of(found, Problem) if each.source] == [
        "line 3", "line 4", "line 5", "line 10",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["comments.ndjson", "submissions.ndjson", "api_answer.json"])
def test_odd_values_anywhere(name: str) -> None:
    text = sample(name)
    for line in text.splitlines() if name.endswith("ndjson") else [text]:
        for odd in with_odd_values(json.loads(line)):
            findings(reddit_dump, odd)
    for odd in damaged(text):
        findings(reddit_dump, odd)
