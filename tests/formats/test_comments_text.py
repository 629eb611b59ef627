"""Pages of nested comments: what is read of made-up pages, what is none, and what the page's own marks mean."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from made_pages import assert_all_lines_accounted, material, posts_of

import threadkit
from threadkit.parsing.formats import comments_text as form
from threadkit.parsing.identity import sighting_id
from threadkit.parsing.material import Fit, Head
from threadkit.records import Basis, Capture, Count, Finding, Furniture, Kind, Link, Order, Problem

TESTS = Path(__file__).parents[1]
CASES: list[dict[str, Any]] = json.loads((TESTS / "cases" / "comments_text.json").read_text("utf-8"))
SAMPLES = sorted((TESTS / "samples" / form.NAME).glob("*.txt"))
REAL = TESTS.parents[1] / "shared" / "fixtures" / "captures" / "hackernews_2023_item.html"


def read(text: str) -> list[Finding]:
    return list(form.read(material(text)))


def links_of(findings: list[Finding]) -> list[Link]:
    return [each for each in findings if isinstance(each, Link)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_page_is_read_as_the_table_says(case: dict[str, Any]) -> None:
    text = "\n".join(case["page"])
    assert form.detect(Head("page.txt", text)) is Fit.YES
    findings = read(text)
    capture, posts = findings[0], posts_of(findings)
    assert isinstance(capture, Capture)
    assert capture.order is Order.THREAD
    assert not capture.states_parents
    names = [sighting_id(post) for post in posts]
    parents = {link.child: link for link in links_of(findings)}
    assert all(link.basis is Basis.SHOWN for link in parents.values())
    told: list[list[object]] = []
    for post, own in zip(posts, names, strict=True):
        link = parents.get(own)
        where: object = None
        if link is not None:
            where = names.index(link.parent) if link.parent in names else "gap"
            where = f"below {where}" if link.kind is Kind.ANCESTOR else where
        told.append([post.author.handle if post.author else None, post.text, where])
    assert told == case["posts"]
    scores = {str(n): post.counts.score.low for n, post in enumerate(posts) if post.counts.score}
    assert scores == case.get("scores", {})
    if same := case.get("same_gap"):
        assert len({parents[names[n]].parent for n in same}) == 1
    assert_all_lines_accounted(text, findings)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_every_line_is_accounted_for_wherever_the_page_ends(sample: Path) -> None:
    text = sample.read_text("utf-8")
    for end in (*range(0, len(text), 7), len(text)):
        assert_all_lines_accounted(text[:end], read(text[:end]))


def test_the_story_is_the_first_post() -> None:
    findings = read((TESTS / "samples" / form.NAME / "hacker_news.txt").read_text("utf-8"))
    story, first, *_ = posts_of(findings)
    assert story.text == "A made-up story about sundials (sundials.example)"
    assert story.counts.score is not None
    assert story.counts.score.exact
    assert story.counts.replies == Count(1, 7, "7")  # all below it
    assert any((link.child, link.parent) == (sighting_id(first), sighting_id(story)) for link in links_of(findings))
    archive = threadkit.load(TESTS / "samples" / form.NAME / "hacker_news.txt")
    assert [len(tree) for tree in archive.trees()] == [7, 1]  # one answer's place is open


def test_more_comments_are_told() -> None:
    findings = read("[–]a_example 1 point 1 hour ago\n\nOne.\n\nload more comments (5 replies)\n")
    assert [each.role for each in findings if isinstance(each, Furniture)] == ["more comments"]
    assert [each.saw for each in findings if isinstance(each, Problem)] == ["load more comments (5 replies)"]


def test_flair_with_a_space_is_part_of_a_name() -> None:
    (post,) = posts_of(read("[–]a_exampleOf The Sundials 4 points 3 days ago\n\nOne.\n"))
    assert post.author is not None
    assert (post.author.handle, post.author.name) == (None, "a_exampleOf The Sundials")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a_example 3 hours ago\nOne.\nb_example 2 hours ago\nTwo.\nc_example 1 hour ago\nThree.\n",  # nothing is nested
        "    a_example 3 hours ago\n    One.\nb_example 2 hours ago\nTwo.\n  c_example 1 hour ago\n  Three.\n",
        "- milk\n  - from the shop 2 days ago\n- bread\n",
        "I was there 3 hours ago\n\tand you 2 hours ago\n\t\tand then 1 hour ago\n",
        "The arrow [–] and a link | next [–] in the middle of a text.\n",
        '{"text": "a_example 3 hours ago | next [–]"}\n',
        "7 months ago 9112 1737 502 134\n  8 months ago 9112 1737 502 134\n    9 months ago 1 2 3 4\n",
    ],
)
def test_what_is_no_page_of_comments(text: str) -> None:
    assert form.detect(Head("page.txt", text)) is Fit.NO


@pytest.mark.skipif(not REAL.exists(), reason="the real page is not here")
def test_the_words_of_a_real_page_mean_what_is_said_here() -> None:
    from selectolax.lexbor import LexborHTMLParser

    rows = LexborHTMLParser(REAL.read_text("utf-8")).css("tr.athing.comtr")
    lines, depths = [], []
    for number, row in enumerate(rows):
        by, indent = row.css_first("span.comhead"), row.css_first("td.ind")
        assert by is not None
        assert indent is not None
        head = re.sub(r"\s+", " ", by.text()).strip()
        depths.append(int(indent.attributes.get("indent") or 0))
        lines += [head, f"Comment {number}.", "reply"]
    findings = read("\n".join(lines))
    names = [sighting_id(post) for post in posts_of(findings)]
    assert len(names) == len(rows) == 100
    true: dict[str, str] = {}
    path: list[str] = []
    for own, depth in zip(names, depths, strict=True):
        del path[depth:]
        if path:
            true[own] = path[-1]
        path.append(own)
    shown = {link.child: link.parent for link in links_of(findings) if link.parent in names}
    assert shown == true
