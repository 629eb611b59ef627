"""Pages of new Reddit: what is read of made-up pages, what they show of who answers whom, and what is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_pages import assert_all_lines_accounted, material, posts_of

import threadkit
from threadkit.parsing.formats import available
from threadkit.parsing.formats import reddit_page_text as form
from threadkit.parsing.identity import sighting_id
from threadkit.parsing.material import Fit, Head
from threadkit.parsing.text.own_place import NOT_FIRST
from threadkit.records import Absence, Basis, Capture, Finding, Furniture, Kind, Link, Order, Problem, Severity

TESTS = Path(__file__).parents[1]
CASES: list[dict[str, Any]] = json.loads((TESTS / "cases" / "reddit_page_text.json").read_text("utf-8"))
SAMPLES = sorted((TESTS / "samples" / form.NAME).glob("*.txt"))
LINES = st.sampled_from([
    "", "•", "2d ago", "3y ago", "example_ada", "u/example_ada avatar", "[deleted]", "OP", "OP •", "Words.", "7", "-1",
    "Upvote", "Downvote", "Vote", "Reply", "Award", "Share", "Upvote 5 Downvote Reply Award Share", "2 more replies",
    "More replies",
    "Comment deleted by user", "Comments Section", "Promoted", "r/sundials_example", "Go to comments", "Edited 1d ago",
    "New to Reddit?", "Comment Image", "track me", "---", "https://www.reddit.com/r/sundials_example/comments/1a2b3c/",
])  # fmt: skip


def read(text: str) -> list[Finding]:
    return list(form.read(material(text)))


def sample(name: str) -> str:
    return (TESTS / "samples" / form.NAME / f"{name}.txt").read_text("utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_page_is_read_as_the_table_says(case: dict[str, Any]) -> None:
    text = "\n".join(case["page"])
    assert form.detect(Head("page.txt", text)) is Fit.YES
    findings = read(text)
    capture, posts = findings[0], posts_of(findings)
    assert isinstance(capture, Capture)
    assert (capture.order, capture.platform, capture.states_parents) == (Order.THREAD, "reddit", False)
    names = [sighting_id(post) for post in posts]
    links = {each.child: each for each in findings if isinstance(each, Link)}
    assert all(link.basis is Basis.SHOWN for link in links.values())
    told: list[list[object]] = []
    for post, own in zip(posts, names, strict=True):
        link, where = links.get(own), None
        if link is not None:
            how = "reply" if link.kind is Kind.REPLY else "not first" if NOT_FIRST in link.reasons else "below"
            where = f"{how} {names.index(link.parent)}"
        score = post.counts.score
        told.append([post.author.handle if post.author else None, post.text, score.low if score else None, where])
    assert told == case["posts"]
    gaps = [each for each in findings if isinstance(each, Absence)]
    assert [[gap.reason, gap.count] for gap in gaps] == case["gaps"]
    if names and posts[0].counts.replies is not None:  # the post is there: each gap is one below it
        assert all(links[gap.post].parent == names[0] for gap in gaps)
    assert_all_lines_accounted(text, findings)


@pytest.mark.parametrize("page", SAMPLES, ids=lambda path: path.stem)
def test_every_line_is_accounted_for_wherever_the_page_begins_and_ends(page: Path) -> None:
    text = page.read_text("utf-8")
    lines = text.split("\n")
    for end in (*range(0, len(text), 11), len(text)):
        assert_all_lines_accounted(text[:end], read(text[:end]))
    for start in range(len(lines)):
        rest = "\n".join(lines[start:])
        assert_all_lines_accounted(rest, read(rest))


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(st.lists(LINES, max_size=40))
def test_every_line_is_accounted_for_in_whatever_order(lines: list[str]) -> None:
    text = "\n".join(lines)
    findings = read(text)
    assert_all_lines_accounted(text, findings)
    ids = {sighting_id(post) for post in posts_of(findings)} | {f.post for f in findings if isinstance(f, Absence)}
    assert all({link.child, link.parent} <= ids for link in findings if isinstance(link, Link))


@pytest.mark.parametrize("page", SAMPLES, ids=lambda path: path.stem)
def test_no_other_format_takes_it(page: Path) -> None:
    head = Head(page.name, page.read_text("utf-8"))
    assert [name for name, each in available()[0].items() if each.detect(head) is not Fit.NO] == [form.NAME]


def test_times_are_ages_and_when_a_comment_was_edited_is_kept() -> None:
    post, _, bob, ada, *_ = posts_of(read(sample("stacked")))
    assert [each.when.text for each in (post, bob, ada) if each.when] == ["4 mo. ago", "4mo ago", "4mo ago"]
    assert all(each.when and each.when.age for each in (post, bob, ada))
    assert [(name, when.text) for name, when in ada.other_times] == [("edited", "3mo ago")]
    assert bob.other_times == ()


def test_the_number_of_all_comments_is_told() -> None:
    replies = posts_of(read(sample("stacked")))[0].counts.replies
    assert replies is not None
    assert (replies.low, replies.high) == (1, 12)


def test_an_image_is_media_and_its_label_no_words() -> None:
    (dan,) = [post for post in posts_of(read(sample("stacked"))) if post.author and post.author.handle == "example_dan"]
    assert (dan.text, [each.kind for each in dan.media]) == ("Mine is at the library.", ["image"])


def test_the_address_above_the_post_is_its_own() -> None:
    post, *comments = posts_of(read(sample("one_line")))
    assert post.id == "reddit:t3_1a2b3c"
    assert post.url == "https://www.reddit.com/r/sundials_example/comments/1a2b3c/which_way_does_yours_point/"
    assert not any(each.id for each in comments)


def test_two_addresses_are_nobodys() -> None:
    other = "https://www.reddit.com/r/sundials_example/comments/9z9z9z/\n"
    assert posts_of(read(sample("one_line").replace("---\n", other, 1)))[0].id is None


def test_what_stands_among_the_comments_is_one_conversation() -> None:
    archive = threadkit.loads(sample("stacked"), seen_at="2024-05-01")
    trees = archive.conversation(archive.posts[0])
    assert len(trees) > 1
    assert {post.id for tree in trees for post in tree.posts} == {post.id for post in archive.posts}


def test_a_comment_without_answers_is_not_guessed_to_be_answered_by_the_next() -> None:
    archive = threadkit.loads(sample("stacked"))
    at = {post.id: post.text for post in archive.posts}
    likely = [link for link in (*archive.links, *archive.candidates) if link.basis is Basis.INFERRED]
    guesses = {(at[link.child], at[link.parent]) for link in likely if link.kind is Kind.REPLY}
    assert ("There are two kinds of sundials.", "Then turn it around.") not in guesses
    assert ("There are two kinds of sundials.", archive.posts[0].text) in guesses


def test_the_post_stays_a_likely_answer_however_far_above_it_stands() -> None:
    names = ("bob", "carol", "dan", "erin", "frank", "grace", "heidi", "ivan")
    below = "\n•\n2d ago\nMade up by {0}.\nUpvote 1 Downvote Reply Share\n"
    comments = "".join(f"example_{name}{below.format(name)}" for name in names)
    archive = threadkit.loads(form.EXAMPLE[: form.EXAMPLE.index("example_bob")] + comments)
    top, last = archive.posts[0], next(post for post in archive.posts if post.text == "Made up by ivan.")
    (likely,) = [each for each in archive.candidates if (each.child, each.parent) == (last.id, top.id)]
    assert likely.probability is not None
    assert likely.probability > 0.2


def test_other_posts_below_the_comments_are_not_read() -> None:
    findings = read(sample("stacked"))
    assert not [post for post in posts_of(findings) if "Another" in post.text]
    told = [each for each in findings if isinstance(each, Furniture) and each.role == "not of the conversation"]
    assert "r/clocks_example" in {each.text for each in told}
    saw = [each.saw for each in findings if isinstance(each, Problem) and "what follows" in each.what]
    assert "Another made-up post" in saw[0]


def test_a_second_page_in_one_file_is_told_and_not_mixed_in() -> None:
    findings = read(form.EXAMPLE + form.EXAMPLE.replace("example_bob", "example_erin"))
    assert {post.author.handle for post in posts_of(findings) if post.author} == {"example_ada", "example_bob"}
    assert [each.saw.count("example_erin") for each in findings if isinstance(each, Problem)] == [1]


def test_lines_behind_a_comment_are_nobodys_words() -> None:
    findings = read(form.EXAMPLE.replace("Award\nShare\nexample_ada", "Award\nShare\nmy own note\nexample_ada"))
    assert not [post for post in posts_of(findings) if "my own note" in post.text]
    (problem,) = [each for each in findings if isinstance(each, Problem) and each.severity is not Severity.INFO]
    assert problem.saw == "my own note"


def test_a_page_without_comments_is_a_post() -> None:
    end = form.EXAMPLE.index("example_bob")
    others = "New to Reddit?\nMore posts you may like\nr/clocks_example\n•\n5mo ago\nAnother\n"
    findings = read(form.EXAMPLE[:end] + others)
    assert [post.text for post in posts_of(findings)] == ["Which way does yours point?\n\nA made-up question."]


ARTICLE = """How to read a copied page

Each comment ends in lines like these:
Upvote
5
Downvote
Reply
Award
Share
which are buttons. Above its words stand the name,
•
2d ago
and a bullet. The list begins with
Comments Section
and has no end.
"""
QUOTING = """I found this on the web and want to tell you about it.
It was long ago, and nobody remembers.
example_bob
•
2d ago
North, as it should.
Upvote
5
Downvote
Reply
Share
That was the first, and I thought about it for a day.
Then I went to the library.
There I asked.
example_carol
•
2d ago
South.
Upvote
1
Downvote
Reply
Share
So much for that.
I have nothing to add.
Nothing at all.
"""


@pytest.mark.parametrize(
    "text",
    [
        "",
        ARTICLE,
        QUOTING,
        "- milk\n•\n2d ago\n- bread\n",
        "example_bob\n•\n2d ago\nOne.\nexample_carol\n•\n1d ago\nTwo.\nexample_dan\n•\n1d ago\nThree.\n",
        "<html>\n" + form.EXAMPLE,
        '{"text": "example_bob\\n•\\n2d ago"}',
        "Comments Section\nexample_bob\n•\n2d ago\nOne.\n",
        "Comments Section\n\nUpvote\n5\nDownvote\nReply\nShare\n",
    ],
)
def test_what_is_no_such_page(text: str) -> None:
    assert form.detect(Head("page.txt", text)) is Fit.NO


def test_pages_of_other_sites_are_none() -> None:
    for name, each in available()[0].items():
        if name != form.NAME:
            assert form.detect(Head("page.txt", each.EXAMPLE)) is Fit.NO
    for page in (TESTS / "samples").glob("*_text/*.txt"):
        if page.parent.name != form.NAME:
            assert form.detect(Head("page.txt", page.read_text("utf-8"))) is Fit.NO
