"""Listings, comment pages and "load more comments" answers of Reddit."""

from __future__ import annotations

import collections
import json
from pathlib import Path
from typing import Any

import attrs
import pytest
from made_pages import material, posts_of
from odd_values import damaged, findings, of, with_odd_values

import threadkit
from threadkit.parsing.formats import discourse, hacker_news, reddit_dump, reddit_json
from threadkit.parsing.identity import sighting_id
from threadkit.parsing.material import Fit
from threadkit.parsing.reddit.posts import unescaped
from threadkit.records import (
    Absence,
    Basis,
    Capture,
    Card,
    Count,
    Declared,
    Finding,
    Furniture,
    Kind,
    Link,
    Media,
    Problem,
    Sighting,
)

SAMPLES = Path(__file__).parents[1] / "samples" / "reddit_json"
REAL = Path(__file__).parents[2].parent / "shared" / "fixtures" / "reddit"


def sample(name: str) -> str:
    return (SAMPLES / name).read_text("utf-8")


def read(name: str) -> list[Finding]:
    return findings(reddit_json, sample(name))


def posts(found: list[Finding]) -> dict[str, Sighting]:
    return {post.id or "": post for post in posts_of(found)}


def links(found: list[Finding], kind: Kind) -> set[tuple[str, str]]:
    return {(k.child[7:], k.parent[7:]) for k in found if isinstance(k, Link) and k.kind is kind}


def test_a_comment_page() -> None:
    found = read("comment_page.json")
    shown = posts(found)
    assert [name[7:] for name in shown] == ["t3_madeup", "t3_first0", "t1_made1", "t1_made2", "t1_made3", "t1_made6"]
    assert links(found, Kind.REPLY) == {
        ("t1_made1", "t3_madeup"), ("t1_made2", "t1_made1"), ("t1_made3", "t1_made2"), ("t1_made6", "t3_madeup"),
        ("t1_made2/more", "t1_made2"), ("t1_made4", "t1_made1"), ("t1_made5", "t1_made1"),
        ("t1_made7", "t3_madeup"), ("t1_made8", "t3_madeup"), ("t1_made9", "t3_madeup"),
    }  # fmt: skip
    assert links(found, Kind.ANCESTOR) == {("t1_made2", "t3_madeup"), ("t1_made3", "t3_madeup")}
    assert not of(found, Problem)


def test_the_submission_of_a_comment_page() -> None:
    post = posts(read("comment_page.json"))["reddit:t3_madeup"]
    assert post.text == "Who kept a sundial & why?\n\nI ask for 1 < 2 friends."
    assert post.text_as_shown == "Who kept a sundial &amp; why?\n\nI ask for 1 &lt; 2 friends."
    assert post.author == threadkit.Author(handle="example_ada", id="t2_ada0")
    assert post.url == "https://www.reddit.com/r/made_up/comments/madeup/who_kept_a_sundial/"
    assert post.when is not None
    assert post.when.earliest is not None
    assert (post.when.earliest.isoformat(), str(post.when.width)) == ("2024-05-01T12:00:00+00:00", "0:00:01")
    assert [(what, when.text) for what, when in post.other_times] == [("edited", "1714568400.0")]
    assert post.version == "edited 1714568400.0"
    assert post.counts.score == Count.of(40)
    assert post.counts.replies == Count(1, 20, "20")  # all below it; how many answer it directly is not told
    assert (post.media, post.cards) == ((), ())


def test_what_is_not_shown_is_absent_below_its_parent() -> None:
    found = read("comment_page.json")
    told = {each.post[7:]: (each.reason, each.count) for each in of(found, Absence)}
    assert told == {
        "t1_made2/more": ("truncated", None),  # "continue this thread": nothing tells how many
        "t1_made4": ("truncated", None),  # 7 behind two names
        "t1_made5": ("truncated", None),
        "t1_made7": ("truncated", 1),  # 2 behind two names
        "t1_made8": ("truncated", 1),
        "t1_made9": ("truncated", 5),  # 5 behind one name: it and four below it
    }
    seven = next(each for each in of(found, Declared) if each.what.startswith("comments not shown"))
    assert (seven.count, seven.members) == (Count.of(7), ("reddit:t1_made4", "reddit:t1_made5"))
    listed = [each for each in of(found, Link) if each.child == "reddit:t1_made4"]
    assert listed[0].basis is Basis.SHOWN  # so that what the comment itself says of its parent holds


def test_how_many_comments_a_submission_has() -> None:
    said = [each for each in of(read("comment_page.json"), Declared) if each.what == "comments on the submission"]
    assert [(each.count, len(each.members), each.complete) for each in said] == [(Count.of(20), 4, False)]


def test_what_is_deleted_keeps_its_place() -> None:
    shown = posts(read("comment_page.json"))
    gone = shown["reddit:t1_made2"]
    assert (gone.text, gone.author, gone.truncated, gone.counts.score) == ("[deleted]", None, True, None)
    assert shown["reddit:t1_made3"].version == "edited"  # "edited": true, without a time
    removed = posts(read("listing.json"))["reddit:t3_rem001"]
    assert (removed.text, removed.author, removed.truncated) == ("Asked and gone\n\n[removed]", None, True)


def test_a_crosspost_quotes_what_it_shows() -> None:
    found = read("comment_page.json")
    assert links(found, Kind.QUOTE) == {("t3_madeup", "t3_first0")}
    inner = posts(found)["reddit:t3_first0"]
    assert inner.text == "An older question\n\nWhich way is north?"
    assert inner.source.locator.endswith(".crosspost_parent_list[0]")


def test_media_and_cards() -> None:
    shown = posts(read("listing.json"))
    card = Card("How sundials work", "Shadows.", "https://example.com/sundial?a=1&b=2", image=True)
    assert shown["reddit:t3_link01"].cards == (card,)
    assert shown["reddit:t3_link01"].counts.score is None  # hidden: the 1 means nothing
    assert shown["reddit:t3_gal001"].media == (
        Media("gif", "The second", "https://i.redd.it/bb.gif"),
        Media("image", None, "https://preview.redd.it/aa.jpg"),
        Media("image"),
    )
    assert shown["reddit:t3_vid001"].media == (Media("video", None, "https://v.redd.it/madeup/DASH_480.mp4"),)
    assert shown["reddit:t3_img001"].media == (Media("image", None, "https://i.redd.it/madeup.PNG"),)
    assert all(not shown[f"reddit:t3_{name}"].cards for name in ("gal001", "vid001", "img001"))
    inside = posts(read("comment_page.json"))["reddit:t1_made6"].media
    assert inside == (Media("image", None, "https://preview.redd.it/pic1.png?a=1&b=2"),)


def test_options_of_a_poll_are_cards() -> None:
    found = read("poll.json")
    (post,) = posts_of(found)
    assert post.text == "Which dial?\n\nChoose."
    assert [(card.title, card.description) for card in post.cards] == [("Flat", "12 votes"), ("Round", None)]
    ((what, when),) = post.other_times
    assert when.earliest is not None
    assert (what, when.earliest.isoformat()) == ("the poll ends", "2024-05-04T12:00:00+00:00")
    assert not of(found, Problem)


def test_other_things_are_told() -> None:
    found = read("listing.json")
    assert [(each.role, each.text) for each in of(found, Furniture)] == [("community", "made_up Made up")]
    assert [each.source.locator for each in of(found, Problem) if each.source] == ["$.data.children[7]"]
    refused = findings(reddit_json, '{"message": "Not Found", "error": 404}')
    assert [each.saw for each in of(refused, Problem)] == ["404 Not Found"]


def test_a_later_answer_closes_a_gap() -> None:
    pages = [[renamed(each, name) for each in read(name)] for name in ("comment_page.json", "more_children.json")]
    alone, both = threadkit.load(pages[0]), threadkit.load([*pages[0], *pages[1]])
    before, after = ({gap.id[7:] for gap in archive.missing} for archive in (alone, both))
    assert before == {"t1_made2/more", "t1_made4", "t1_made5", "t1_made7", "t1_made8", "t1_made9"}
    assert (before - after, after - before) == ({"t1_made7"}, {"t1_made71"})
    assert not both.problems


def renamed(finding: Any, name: str) -> Any:
    if isinstance(finding, Capture):
        return attrs.evolve(finding, name=name)
    source = getattr(finding, "source", None)
    return attrs.evolve(finding, source=attrs.evolve(source, capture=name)) if source else finding


def test_html_alone_is_read() -> None:
    html = "&lt;div&gt;&lt;p&gt;One &amp;amp; two&lt;/p&gt;&lt;/div&gt;"
    thing = {"kind": "t1", "data": {"name": "t1_a", "link_id": "t3_b", "parent_id": "t3_b", "body_html": html}}
    assert [post.text for post in posts_of(findings(reddit_json, json.dumps(thing)))] == ["One & two"]


@pytest.mark.parametrize(
    ("text", "escaped", "meant"),
    [
        ("1 &lt; 2 &gt; 0 &amp; so on", None, "1 < 2 > 0 & so on"),
        ("&amp;lt; stays one entity", None, "&lt; stays one entity"),
        ("> quoted: write &lt; for it", None, "> quoted: write &lt; for it"),  # a bare sign: never escaped
        ("this & that &amp; more", None, "this & that &amp; more"),
        ("only &amp; here", False, "only &amp; here"),
        ("nothing to do", None, "nothing to do"),
    ],
)
def test_entities_are_undone_once_and_only_if_reddit_made_them(text: str, escaped: bool | None, meant: str) -> None:
    assert unescaped(text, escaped) == meant


def test_a_comment_without_an_id_is_still_linked() -> None:
    thing = {"kind": "t1", "data": {"link_id": "t3_b", "parent_id": "t1_c", "body": "Nameless.", "author": None}}
    found = findings(reddit_json, json.dumps(thing))
    (post,) = posts_of(found)
    reply = next(each for each in of(found, Link) if each.kind is Kind.REPLY)
    assert (post.id, reply.child, reply.parent) == (None, sighting_id(post), "reddit:t1_c")
    assert [problem.what for problem in of(found, Problem)] == ["a post without an id"]
    empty = findings(reddit_json, '{"kind": "t1", "data": {"score": 3}}')
    assert (posts_of(empty), len(of(empty, Problem))) == ([], 1)


def test_it_is_recognised() -> None:
    for name in ("comment_page.json", "more_children.json", "listing.json"):
        head = material(sample(name)).head
        assert reddit_json.detect(head) is Fit.YES, name
        for other in (reddit_dump, hacker_news, discourse):
            assert other.detect(head) is Fit.NO, (name, other.NAME)
    assert reddit_json.detect(material(reddit_json.EXAMPLE).head) is Fit.YES


@pytest.mark.parametrize(
    "text",
    [
        "", "plain words", "[]", "{}", "null", "[1, 2]", '{"kind": "Listing"}', '{"data": {"children": []}}',
        '{"kind": "story", "data": {"id": 1}}', '{"json": {"x": 1}}', '{"data": [{"id": "1", "text": "x"}]}',
        '{"kind": "more", "data": {"count": 3}}', '{"data": {"user": {"result": {}}}}',
    ],
)  # fmt: skip
def test_other_json_is_not(text: str) -> None:
    assert reddit_json.detect(material(text).head) is Fit.NO


def test_a_deep_tree() -> None:
    depth = 1000
    tree: Any = ""
    for n in range(depth):
        comment = {"name": f"t1_{n}", "link_id": "t3_a", "parent_id": f"t1_{n + 1}", "body": "x", "replies": tree}
        tree = {"kind": "Listing", "data": {"children": [{"kind": "t1", "data": comment}]}}
    found = list(reddit_json.read(material(dumped(tree))))
    assert len(posts_of(found)) == depth
    assert max(len(post.source.locator) for post in posts_of(found)) < 60


def dumped(tree: Any) -> str:
    """json.dumps of a tree that is deeper than it likes."""
    text = ""
    levels = []
    while tree != "":
        data = tree["data"]["children"][0]["data"]
        levels.append(json.dumps({key: value for key, value in data.items() if key != "replies"})[:-1])
        tree = data["replies"]
    text = '""'
    for level in reversed(levels):
        comment = f'{{"kind": "t1", "data": {level}, "replies": {text}}}}}'
        text = f'{{"kind": "Listing", "data": {{"children": [{comment}]}}}}'
    return text


def test_a_page_that_is_cut_keeps_what_is_whole() -> None:
    text = sample("comment_page.json")
    found = findings(reddit_json, text[: text.index('"name": "t1__"')])
    assert [(post.id or "")[7:] for post in posts_of(found)] == ["t3_madeup", "t3_first0", "t1_made3"]
    cut = [problem.saw for problem in of(found, Problem) if "whose end is missing" in problem.what]
    assert cut == ["t1_made1", "t1_made2"]  # the cut is inside them
    assert any("ends early" in problem.what for problem in of(found, Problem))


def test_a_comment_that_is_cut_is_not_read_and_its_answers_are() -> None:
    text = (
        '{"kind": "Listing", "data": {"children": [{"kind": "t1", "data": {"name": "t1_a", "replies":'
        '{"kind": "Listing", "data": {"children": [{"kind": "t1", "data": {"name": "t1_b", "link_id": "t3_z",'
        '"parent_id": "t1_a", "body": "Whole.", "replies": ""}}, {"kind": "t1", "data": {"name": "t1_c", "bo'
    )
    found = findings(reddit_json, text)
    assert [(post.id, post.text) for post in posts_of(found)] == [("reddit:t1_b", "Whole.")]
    cut = [problem for problem in of(found, Problem) if "whose end is missing" in problem.what]
    assert [problem.saw for problem in cut] == ["t1_a", "t1_c"]


@pytest.mark.parametrize("name", ["comment_page.json", "listing.json", "more_children.json", "poll.json"])
def test_odd_values_anywhere(name: str) -> None:
    value = json.loads(sample(name))
    before = len(posts_of(read(name)))
    for text in with_odd_values(value):
        assert len(posts_of(findings(reddit_json, text))) <= before
    for text in damaged(sample(name)):
        findings(reddit_json, text)


def test_one_corrupt_comment_costs_no_other() -> None:
    text = sample("listing.json").replace('"author": "example_bob"', '"author": oops', 1)
    found = findings(reddit_json, text)
    assert len(posts_of(found)) == 5
    assert "reddit:t3_gal001" not in posts(found)
    assert any("no JSON" in problem.what for problem in of(found, Problem))


@pytest.mark.skipif(not REAL.is_dir(), reason="the real dumps are not here")
def test_a_real_page_and_its_continuation() -> None:
    pages = []
    for path in sorted(REAL.glob("*.json")):
        text = path.read_text("utf-8")
        assert reddit_json.detect(material(text).head) is Fit.YES
        found = list(reddit_json.read(material(text)))
        assert not of(found, Problem)
        pages.append([renamed(each, path.name) for each in found])
    more, page, on = pages
    assert [len(posts_of(each)) for each in (more, page, on)] == [7, 477, 4]
    raw = json.loads((REAL / "TestMore.test_comments.2.json").read_text("utf-8"))
    said = parents_in(raw) | parents_in(json.loads((REAL / "TestMore.test_comments.1.json").read_text("utf-8")))
    archive = threadkit.load([*more, *page])
    assert len(archive.posts) == 484
    held = {post.id for post in archive.posts}
    edges = {(k.child, k.parent) for k in archive.links if k.kind is Kind.REPLY and {k.child, k.parent} <= held}
    assert edges == {(f"reddit:{child}", f"reddit:{parent}") for child, parent in said.items()}
    assert len(edges) == 483
    assert max(depths(dict(edges)).values()) == 10
    assert sum(post.text == "[deleted]" for post in archive.posts) == 6
    stubs = collections.Counter(each.source for each in of(page, Absence))
    assert len(stubs) == 18
    # 9 behind the stub at the root, of which 7 were loaded; 6 go on on pages of their own
    assert (sum(stubs.values()), len(archive.missing)) == (30, 23)
    assert sum(gap.id.endswith("/more") for gap in archive.missing) == 6
    assert not archive.problems
    assert len(threadkit.load([*more, *page, *on]).posts) == 486


def parents_in(value: object) -> dict[str, str]:
    found, stack = {}, [value]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            if "body" in node:
                found[str(node["name"])] = str(node["parent_id"])
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)
    return found


def depths(parents: dict[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for post in parents:
        number, up = 0, post
        while up in parents:
            number, up = number + 1, parents[up]
        found[post] = number
    return found
