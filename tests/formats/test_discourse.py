"""Topics and posts of Discourse."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import attrs
import pytest
from made_pages import material, posts_of
from odd_values import damaged, findings, of, with_odd_values

import threadkit
from threadkit.parsing.formats import discourse, hacker_news, reddit_dump, reddit_json
from threadkit.parsing.material import Fit
from threadkit.records import (
    Absence,
    Author,
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
    Severity,
    Sighting,
)

SAMPLES = Path(__file__).parents[1] / "samples" / "discourse"
FORUM = "discourse:forum.example.org"


def sample(name: str) -> str:
    return (SAMPLES / name).read_text("utf-8")


def read(name: str) -> list[Finding]:
    return findings(discourse, sample(name))


def posts(found: list[Finding]) -> dict[str, Sighting]:
    return {(post.id or "").removeprefix(f"{FORUM}/"): post for post in posts_of(found)}


def links(found: list[Finding], kind: Kind) -> set[tuple[str, str]]:
    chosen = [k for k in of(found, Link) if k.kind is kind]
    return {(k.child.removeprefix(f"{FORUM}/"), k.parent.removeprefix(f"{FORUM}/")) for k in chosen}


def test_a_topic() -> None:
    found = read("topic.json")
    assert list(posts(found)) == ["40/1", "40/2", "40/5", "40/6", "40/7", "40/8"]
    assert links(found, Kind.REPLY) == {("40/2", "40/1"), ("40/5", "40/4")}
    assert links(found, Kind.QUOTE) == {("40/2", "40/1")}  # not the one inside the quote
    assert links(found, Kind.ANCESTOR) == {
        ("40/5", "40/1"), ("40/6", "40/1"), ("40/7", "40/1"), ("40/8", "40/1"), ("p/309", "40/1"), ("p/310", "40/1"),
    }  # fmt: skip
    assert ("40/2", "p/302") in links(found, Kind.SAME)
    assert not of(found, Problem)


def test_the_first_post() -> None:
    post = posts(read("topic.json"))["40/1"]
    assert post.text == "Sundials\n\nWho kept one?\n\nWrite & tell."
    assert post.text_as_shown == "Sundials\n\n<p>Who kept one?</p>\n<p>Write &amp; tell.</p>"
    assert post.author == Author("example_ada", "Example Ada", "forum.example.org/1")
    assert post.url == "https://forum.example.org/t/sundials/40/1"
    assert post.when is not None
    assert post.when.earliest is not None
    assert post.when.earliest.isoformat() == "2024-05-01T12:01:00.250000+00:00"
    assert (post.counts.likes, post.counts.reactions, post.counts.quotes) == (Count.of(4), Count.of(6), Count.of(1))
    assert post.counts.replies == Count(2, 3, "3")  # of the 3 that point at it, 1 may only quote it
    assert (post.version, post.other_times) == (None, ())


def test_a_quote_is_quoted_lines() -> None:
    post = posts(read("topic.json"))["40/2"]
    assert post.text == "example_ada:\n\n> Who kept one?\n>\n> > Deeper.\n\nI did. :sun: my dial"
    assert post.text_as_shown is not None
    assert post.text_as_shown.startswith('[quote="example_ada, post:1, topic:40"]')
    assert post.media == (Media("image", "my dial", "https://cdn.example.net/dial.jpg"),)
    assert (post.version, [what for what, _ in post.other_times]) == ("3", ["updated"])


def test_a_preview_of_a_link() -> None:
    card = Card("How sundials work", "Shadows.", "https://example.com/sundial", image=True)
    assert posts(read("topic.json"))["40/5"].cards == (card,)


def test_addresses_inside_the_forum_are_whole() -> None:
    post = posts(read("links.json"))["41/1"]
    assert post.text == (
        "Links\n\nAs said there (https://forum.example.org/t/sundials/40/2), @example_bob, in Garden: "
        "plan.pdf (https://forum.example.org/uploads/short-url/made-up.pdf)\n\n"
        "a dial (https://forum.example.org/full.jpg)\n\n- Flat\n- Round"
    )
    assert post.media == (
        Media("image", "a dial", "https://forum.example.org/small.jpg"),
        Media("video", None, "https://forum.example.org/uploads/noon.mp4"),
        Media("audio", None, "https://forum.example.org/uploads/bell.mp3"),
    )
    unknown = sample("links.json").replace("/user_avatar/forum.example.org/", "/letters/")
    (post,) = posts_of(findings(discourse, unknown))
    assert "As said there (/t/sundials/40/2), " in post.text
    assert [each.url for each in post.media] == ["/small.jpg", "/uploads/noon.mp4", "/uploads/bell.mp3"]


def test_what_is_not_shown() -> None:
    found = read("topic.json")
    told = {each.post.removeprefix(f"{FORUM}/"): (each.reason, each.author) for each in of(found, Absence)}
    assert told == {
        "40/4": ("not_captured", Author(handle="example_gone")),  # a reply says whom it answers
        "p/309": ("truncated", None),
        "p/310": ("truncated", None),
    }
    (said,) = of(found, Declared)
    assert (said.count, len(said.members), said.complete) == (Count.of(9), 6, False)


def test_hidden_and_deleted_posts_keep_their_place() -> None:
    shown = posts(read("topic.json"))
    assert [(shown[name].text[:9], shown[name].truncated) for name in ("40/6", "40/7", "40/8")] == [
        ("This post", True), ("(post del", True), ("", True),
    ]  # fmt: skip
    assert str(shown["40/8"].author) == "Example Fay @example_fay"


def test_polls_and_small_actions_are_furniture() -> None:
    told = [(each.role, each.text) for each in of(read("topic.json"), Furniture)]
    assert told == [("poll", "Flat: 3; Round: 1; 4 voters"), ("small action", "closed.enabled example_mod")]


def renamed(found: list[Finding], name: str) -> list[Finding]:
    changed: list[Finding] = []
    for each in found:
        other: Any = each
        if isinstance(each, Capture):
            other = attrs.evolve(each, name=name)
        elif source := getattr(each, "source", None):
            other = attrs.evolve(other, source=attrs.evolve(source, capture=name))
        changed.append(other)
    return changed


def test_another_page_closes_the_gap_that_its_id_left() -> None:
    one, two = (renamed(read(name), name) for name in ("topic.json", "topic_page_2.json"))
    before, after = threadkit.load(one), threadkit.load([*one, *two])
    assert {gap.id.removeprefix(f"{FORUM}/") for gap in before.missing} == {"40/4", "p/309", "p/310"}
    assert {gap.id.removeprefix(f"{FORUM}/") for gap in after.missing} == {"40/4", "p/310", "p/303"}  # 303 is no post
    assert len(after.posts) == 7
    assert not after.problems
    furniture = [(each.role, each.text) for each in of(two, Furniture)]
    assert furniture == [("title of the topic", "Sundials")]  # its first post is not on the second page


def named(slug: str) -> str:
    return "discourse:unknown-host#" + hashlib.blake2b(slug.encode(), digest_size=4).hexdigest()


def unnamed_forum(slug: str, *numbers: int, title: str | None = None) -> str:
    posts = [
        {"id": 500 + n, "username": f"example_{slug}", "user_id": 5, "cooked": f"<p>{slug} {n}</p>", "post_number": n,
         "reply_to_post_number": n - 1 or None, "topic_id": 3, "topic_slug": slug}
        for n in numbers
    ]  # fmt: skip
    about = {"title": title, "slug": slug} if title else {}
    return json.dumps({"post_stream": {"posts": posts, "stream": [501, 502, 503]}, "id": 3, **about})


def test_topics_of_two_unknown_forums_stay_apart_and_pages_of_one_come_together() -> None:
    texts = [unnamed_forum("alpha", 1, 2, title="Alpha"), unnamed_forum("beta", 1, 2, 3, title="Beta"),
             unnamed_forum("alpha", 3)]  # fmt: skip
    pages = [renamed(findings(discourse, text), f"{n}.json") for n, text in enumerate(texts)]
    archive = threadkit.load(*pages)
    assert sorted(post.id for post in archive.posts) == sorted(
        f"{named(slug)}/3/{n}" for slug in ("alpha", "beta") for n in (1, 2, 3)
    )
    assert not archive.missing
    assert [len(list(tree.walk())) for tree in archive.trees()] == [3, 3]
    for page in pages:
        (told,) = of(page, Problem)
        assert told.severity is Severity.INFO
        assert "host" in told.what


def test_lists_of_posts() -> None:
    found = read("latest_posts.json")
    assert [(post.id, post.text) for post in posts_of(found)] == [
        (f"{named('sundials')}/41/2", "hello"),
        (f"{named('sundials')}/41/1", "Greetings\n\nwho is there?"),
    ]
    assert all(post.url is None for post in posts_of(found))
    (hit,) = posts_of(read("search.json"))
    assert (hit.id, hit.text, hit.truncated) == (f"{FORUM}/42/4", "…about the sundial I kept…", True)
    assert hit.counts.likes == Count.of(3)


def test_posts_alone_and_a_line_each() -> None:
    each = json.loads(sample("topic.json"))["post_stream"]["posts"]
    lines = "\n".join(json.dumps(post) for post in each)
    for text in (lines, json.dumps(each)):
        found = findings(discourse, text)
        assert [post.id for post in posts_of(found)] == [f"{FORUM}/40/{n}" for n in (1, 2, 5, 6, 7, 8)]
    (one,) = posts_of(findings(discourse, json.dumps(each[0])))
    assert one.text == "Who kept one?\n\nWrite & tell."  # it does not say the topic's title


@pytest.mark.parametrize(
    ("avatar", "host"),
    [
        ("/user_avatar/forum.example.org/ada/{size}/1.png", "forum.example.org"),
        ("https://cdn.example.net/x/user_avatar/Forum.Example.org/ada/{size}/1.png", "forum.example.org"),
        ("/user_avatar/localhost:3000/ada/{size}/1.png", "localhost:3000"),
        ("/letter_avatar/ada/{size}/1.png", "unknown-host"),
        ("", "unknown-host"),
        (None, "unknown-host"),
    ],
)
def test_where_the_host_is_known_from(avatar: str | None, host: str) -> None:
    post = {"id": 5, "username": "example_ada", "cooked": "<p>x</p>", "post_number": 2, "topic_id": 3,
            "avatar_template": avatar}  # fmt: skip
    (shown,) = posts_of(findings(discourse, json.dumps({"post_stream": {"posts": [post]}, "id": 3})))
    assert shown.id == f"discourse:{host}/3/2"


@pytest.mark.parametrize(
    ("aside", "quoted"),
    [
        ('<aside class="quote" data-post="4" data-topic="9">', "9/4"),
        ('<aside class="quote" data-post="4">', "3/4"),
        ('<aside class="quote" data-username="a">', None),
        ('<aside class="quote" data-post="x" data-topic="9">', None),
        ('<aside class="onebox" data-post="4" data-topic="9">', None),
    ],
)
def test_what_a_quote_names(aside: str, quoted: str | None) -> None:
    cooked = f"{aside}<blockquote><p>y</p></blockquote></aside><p>x</p>"
    post = {"id": 5, "username": "example_ada", "cooked": cooked, "post_number": 2, "topic_id": 3}
    found = findings(discourse, json.dumps([post]))
    assert [k.parent for k in of(found, Link) if k.kind is Kind.QUOTE] == (
        [f"discourse:unknown-host/{quoted}"] if quoted else []
    )


def test_it_is_recognised() -> None:
    for path in sorted(SAMPLES.iterdir()):
        head = material(path.read_text("utf-8")).head
        assert discourse.detect(head) is Fit.YES, path.name
        for other in (reddit_json, reddit_dump, hacker_news):
            assert other.detect(head) is Fit.NO, (path.name, other.NAME)
    assert discourse.detect(material(discourse.EXAMPLE).head) is Fit.YES


@pytest.mark.parametrize(
    "text",
    [
        "", "words", "[]", "{}", '{"posts": []}', '{"posts": [{"uri": "at://x", "record": {}}]}', '{"post_number": 3}',
        '{"topic_list": {"topics": []}}', '{"latest_posts": 3}', '[{"raw": "x", "id": 1}]',
    ],
)  # fmt: skip
def test_other_json_is_not(text: str) -> None:
    assert discourse.detect(material(text).head) is Fit.NO


def test_answers_without_posts_are_told() -> None:
    error = findings(discourse, '{"errors": ["not found"], "error_type": "not_found"}')
    assert [problem.what for problem in of(error, Problem)] == ["the forum answered with an error"]
    listed = findings(discourse, '{"topic_list": {"topics": [{"id": 1}]}}')
    assert [each.role for each in of(listed, Furniture)] == ["list of topics"]
    assert len(of(findings(discourse, '{"odd": 1}'), Problem)) == 1


def test_a_topic_that_is_cut_keeps_what_is_whole() -> None:
    text = sample("topic.json")
    found = findings(discourse, text[: text.index("flagged by")])
    assert list(posts(found)) == ["40/1", "40/2", "40/5"]
    assert any("whose end is missing" in problem.what for problem in of(found, Problem))


@pytest.mark.parametrize("name", ["topic.json", "search.json"])
def test_odd_values_anywhere(name: str) -> None:
    value = json.loads(sample(name))
    for text in with_odd_values(value):
        findings(discourse, text)
    for text in damaged(sample(name)):
        findings(discourse, text)
