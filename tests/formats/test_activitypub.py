"""What is read out of ActivityPub: the export of an account, single objects, activities, collections."""

from __future__ import annotations

import io
import json
import random
import time
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_pages import material, posts_of
from spoilt_values import spoilt

from threadkit.archive import Archive
from threadkit.parsing.formats import activitypub, mastodon
from threadkit.parsing.material import Fit, Head, Hints, Material
from threadkit.records import (
    Absence,
    Basis,
    Capture,
    Card,
    Declared,
    Finding,
    Furniture,
    Kind,
    Link,
    Media,
    Problem,
    Repost,
    Severity,
)

SAMPLES = Path(__file__).parents[1] / "samples" / "activitypub"
N = 109000000000001000
ADA = "https://social.example/users/example_ada"
NOTE = {"@context": "https://www.w3.org/ns/activitystreams", "type": "Note", "id": "https://a.example/1"}
A1, B2, C3 = "mastodon:https://a.example/1", "mastodon:https://b.example/2", "mastodon:https://c.example/3"
T = TypeVar("T")


def read(text: str) -> list[Finding]:
    return list(activitypub.read(material(text)))


def one(**over: Any) -> list[Finding]:
    return read(json.dumps({**NOTE, "content": "<p>Words.</p>", "attributedTo": "https://a.example/who", **over}))


def member(path: Path) -> Material:
    data = path.read_bytes()
    head = Head(path.name, data.decode()[:65536], whole=len(data) <= 65536)
    return Material(path.name, head, Hints(), lambda: io.BytesIO(data), data.decode)


def export(folder: Path = SAMPLES / "export") -> Material:
    names = sorted(path.name for path in folder.iterdir())
    (claimed,) = activitypub.claim([f"made-up/{name}" for name in names])
    members = {name: (lambda name=name: member(folder / name.rpartition("/")[2])) for name in claimed}
    head = Head("made-up", members=tuple(claimed))
    return Material("made-up", head, Hints(), lambda: io.BytesIO(b""), lambda: "", members)


def of(findings: list[Finding], kind: type[T]) -> list[T]:
    return [found for found in findings if isinstance(found, kind)]


def links(findings: list[Finding], kind: Kind) -> list[tuple[str, str, Basis]]:
    return [(link.child, link.parent, link.basis) for link in of(findings, Link) if link.kind is kind]


def ada(number: int) -> str:
    return f"mastodon:social.example/{N + number}"


def ben(number: int) -> str:
    return f"mastodon:other.example/{N + 500 + number}"


# --- the export of an account -------------------------------------------------------------------------------------


def test_export() -> None:
    findings = list(activitypub.read(export()))
    captures = of(findings, Capture)
    assert [capture.name for capture in captures] == ["actor.json", "outbox.json", "likes.json", "bookmarks.json"]
    assert {str(capture.account) for capture in captures} == {"Ada Example @example_ada@social.example"}
    assert all(capture.states_parents and capture.platform == "mastodon" for capture in captures)
    assert [(post.source.locator, post.id, post.text) for post in posts_of(findings)] == [
        ("$.orderedItems[0].object", ada(1), "tea\n\nThe tea is cold."),
        ("$.orderedItems[1].object", ada(2), "I went on."),
        ("$.orderedItems[2].object", ada(3), "You are right."),
        ("$.orderedItems[3].object", ada(4), "Tea or coffee?"),
        ("$.orderedItems[5].object", ada(3), "You are right."),
        ("$.orderedItems[6].object", ada(8), "So true."),
        ("$.orderedItems[7].object", ada(9), "It is gone."),
    ]
    assert {str(post.author) for post in posts_of(findings)} == {"Ada Example @example_ada@social.example"}
    first = posts_of(findings)[0]
    assert first.url == f"https://social.example/@example_ada/{N + 1}"
    assert (first.lang, first.when and first.when.text) == ("en", "2024-05-01T12:01:00Z")
    assert [(name, when.text) for name, when in first.other_times] == [("updated", "2024-05-01T14:00:00Z")]
    assert first.version == "2024-05-01T14:00:00Z"
    assert first.media == (Media("image", "A cup, made up", "media_attachments/files/1.png"),)
    assert [card.url for card in first.cards] == ["https://example.com/tea"]
    assert (first.counts.likes and first.counts.likes.low, first.counts.reposts and first.counts.reposts.low) == (4, 1)
    assert first.counts.replies is None
    poll = posts_of(findings)[3]
    assert [(card.title, card.description) for card in poll.cards] == [("Tea", "5 votes"), ("Coffee", "0 votes")]
    assert [(name, when.text) for name, when in poll.other_times] == [("endTime", "2024-05-02T12:04:00Z")]


def test_links_of_an_export() -> None:
    findings = list(activitypub.read(export()))
    assert set(links(findings, Kind.REPLY)) == {
        (ada(2), ada(1), Basis.STATED),
        (ada(3), ben(2), Basis.STATED),
        (ada(77), ada(1), Basis.SHOWN),  # in the collection of replies only
    }
    assert links(findings, Kind.QUOTE) == [(ada(8), ben(8), Basis.STATED), (ada(9), f"{ada(9)}/quoted", Basis.STATED)]
    assert {(absence.post, absence.reason) for absence in of(findings, Absence)} == {
        (ada(77), "not_captured"), (ben(2), "not_captured"), (ben(8), "not_captured"),
        (f"{ada(9)}/quoted", "deleted"),
    }  # fmt: skip
    archive = Archive(findings)
    assert len(archive) == 6
    gap = next(gap for gap in archive.missing if gap.id == ben(2))
    assert gap.url == f"https://other.example/users/example_ben/statuses/{N + 502}"


def test_boosts_of_an_export() -> None:
    boosts = of(list(activitypub.read(export())), Repost)
    assert [(boost.post, boost.id, boost.source.locator) for boost in boosts] == [
        (ben(6), ada(5), "$.orderedItems[4]"), (ada(3), ada(6), "$.orderedItems[5]"),
    ]  # fmt: skip
    assert boosts[0].when is not None
    assert boosts[0].when.text == "2024-05-01T12:05:00Z"
    assert str(boosts[0].author) == "Ada Example @example_ada@social.example"


def test_a_wrong_total_is_seen() -> None:
    """It says 11 and holds 8, of which 2 are boosts."""
    findings = list(activitypub.read(export()))
    declared = {each.source.capture: each for each in of(findings, Declared)}
    outbox = declared["outbox.json"]
    assert outbox.count.low == 9
    assert outbox.what == "items of outbox, 2 boosts among them taken off"
    assert outbox.members == (ada(1), ada(2), ada(3), ada(4), ada(8), ada(9))
    checks = {check.declared.source.capture: (check.found, check.agrees) for check in Archive(findings).checks}
    assert checks == {"outbox.json": (6, False), "likes.json": (0, None)}


def test_the_rest_of_an_export_is_furniture() -> None:
    findings = list(activitypub.read(export()))
    assert [(each.role, each.text) for each in of(findings, Furniture)] == [
        ("profile", "Ada Example @example_ada@social.example"),
        ("the post in another language (de)", "Du hast recht."),
        ("liked post", f"https://other.example/users/example_ben/statuses/{N + 502}"),
        ("bookmarked post", "https://klecks.example/notes/9x1"),
    ]
    assert [(each.what, each.severity) for each in of(findings, Problem)] == [
        ("posts marked as not public (to, cc): 1", Severity.INFO),
    ]


def test_an_outbox_alone() -> None:
    findings = list(activitypub.read(member(SAMPLES / "export" / "outbox.json")))
    assert isinstance(findings[0], Capture)
    assert str(findings[0].account) == "@example_ada@social.example"
    assert len(posts_of(findings)) == 7
    assert {post.author.handle for post in posts_of(findings) if post.author} == {"example_ada@social.example"}


def test_claims_an_export_and_nothing_else() -> None:
    names = ["a/outbox.json", "a/actor.json", "a/media/1.png", "b/actor.json", "likes.json", "outbox.json", "c.json"]
    assert list(activitypub.claim(names)) == [["a/actor.json", "a/outbox.json"], ["outbox.json", "likes.json"]]
    assert activitypub.detect(Head("x", members=("a/outbox.json",))) is Fit.YES
    assert activitypub.detect(Head("x", members=("a/tweets.js",))) is Fit.NO


def test_a_post_has_one_id_in_both_formats() -> None:
    uri = f"{ADA}/statuses/{N + 1}"
    status = {"id": str(N + 1), "created_at": "2024-05-01T12:01:00.000Z", "uri": uri, "spoiler_text": "",
              "visibility": "public", "url": f"https://social.example/@example_ada/{N + 1}", "content": "<p>x</p>",
              "account": {"acct": "example_ada", "url": "https://social.example/@example_ada"}}  # fmt: skip
    (by_api,) = posts_of(list(mastodon.read(material(json.dumps([status])))))
    (by_export, *_) = posts_of(list(activitypub.read(export())))
    assert by_api.id == by_export.id == ada(1)
    assert by_api.author is not None
    assert by_export.author is not None
    assert (by_api.author.handle, by_api.author.id) == (by_export.author.handle, by_export.author.id)


# --- single objects -----------------------------------------------------------------------------------------------


def test_objects() -> None:
    findings = read((SAMPLES / "objects.jsonl").read_text(encoding="utf-8"))
    posts = {post.source.locator: post for post in posts_of(findings)}
    assert {place: post.text for place, post in posts.items()} == {
        "line 1": "With a quote.",
        "line 2": "Linked.",
        "line 3": "On Cold Tea\n\nA long time ago.",
        "line 4": "A film\n\nSome *words*.",
        "line 8.object.object": "A comment.",
    }
    assert posts["line 1"].author is not None
    assert posts["line 1"].author.handle is None  # Misskey's actors end in a number, not in a name
    assert posts["line 3"].url == "https://blog.example/on-cold-tea/"
    assert posts["line 3"].media == (Media("image", "A cup", "https://blog.example/tea.jpg"),)
    assert str(posts["line 4"].author) == "Hal Example @example_hal@tube.example"
    assert (posts["line 4"].url, posts["line 4"].lang) == ("https://tube.example/w/1", "en")
    assert posts["line 4"].media == (Media("video", None, "https://tube.example/1-720.mp4"),)
    assert links(findings, Kind.QUOTE) == [
        ("mastodon:https://klecks.example/notes/9x1", "mastodon:https://klecks.example/notes/9x0", Basis.STATED),
        ("mastodon:https://stream.example/item/1", "mastodon:https://klecks.example/notes/9x1", Basis.STATED),
    ]
    assert links(findings, Kind.REPLY) == [
        ("mastodon:https://lem.example/comment/3", "mastodon:https://lem.example/post/2", Basis.STATED),
        (ada(2), ada(1), Basis.SHOWN),
    ]
    assert {(absence.post, absence.reason) for absence in of(findings, Absence)} == {
        ("mastodon:other.example/109000000000000777", "deleted"), (ada(600).replace("social", "other"), "not_captured"),
        ("mastodon:https://klecks.example/notes/9x0", "not_captured"), (ada(2), "not_captured"),
        ("mastodon:https://lem.example/post/2", "not_captured"),
    }  # fmt: skip
    assert [(each.source.locator, each.role) for each in of(findings, Furniture)] == [
        ("line 6", "activity: Like"), ("line 8", "activity: Announce of another activity"),
        ("line 10", "vote in a poll"),
    ]  # fmt: skip
    assert of(findings, Repost) == []
    (problem,) = of(findings, Problem)
    assert problem.what == "no post, nor another known thing (Robot); left out"
    assert problem.source is not None
    assert problem.source.locator == "line 11"


def test_other_files_are_cards_and_pictures_inside_the_text_are_media() -> None:
    (post,) = posts_of(read((SAMPLES / "articles.jsonl").read_text(encoding="utf-8")))
    assert post.text == "A Dial\n\nSee my dial."
    assert post.media == (
        Media("image", "my dial", "https://blog.example/dial.jpg"),
        Media("video", None, "https://blog.example/noon.mp4"),
    )
    assert post.cards == (Card("plan.pdf", "The plan", "https://blog.example/files/plan.pdf"),)


@pytest.mark.parametrize(("field", "value"), [
    ("quote", "https://b.example/2"), ("quoteUrl", "https://b.example/2"), ("quoteUri", "https://b.example/2"),
    ("_misskey_quote", "https://b.example/2"), ("quote", {"id": "https://b.example/2", "type": "Note"}),
    ("tag", [{"type": "Link", "rel": ["_misskey_quote"], "href": "https://b.example/2"}]),
    ("tag", {"type": "Link", "rel": "_misskey_quote", "href": "https://b.example/2"}),
    ("content", '<p class="quote-inline">RE: <a href="https://b.example/2">x</a></p><p>Words.</p>'),
])  # fmt: skip
def test_ways_to_quote(field: str, value: object) -> None:
    findings = one(**{field: value})
    assert links(findings, Kind.QUOTE) == [(A1, B2, Basis.STATED)]
    assert [post.text for post in posts_of(findings)] == ["Words."]


@pytest.mark.parametrize("value", [
    [{"type": "Link", "mediaType": "application/activity+json", "href": "https://b.example/2", "name": "a post"}],
    [{"type": "Mention", "href": "https://b.example/2", "name": "@b"}],
])  # fmt: skip
def test_a_mention_or_a_link_to_a_post_is_no_quote(value: object) -> None:
    assert links(one(tag=value), Kind.QUOTE) == []


@pytest.mark.parametrize("value", [
    "https://b.example/2", ["https://b.example/2"], {"id": "https://b.example/2", "type": "Note"},
])  # fmt: skip
def test_ways_to_answer(value: object) -> None:
    findings = one(inReplyTo=value)
    assert links(findings, Kind.REPLY) == [(A1, B2, Basis.STATED)]


def test_posts_inside_a_post_are_posts() -> None:
    inside = {"type": "Note", "id": "https://b.example/2", "content": "<p>Above.</p>", "inReplyTo": None}
    findings = one(inReplyTo=inside, replies={"type": "Collection", "items": [{**inside, "id": "https://c.example/3"}]})
    assert [post.source.locator for post in posts_of(findings)] == ["$", "$.inReplyTo", "$.replies.items[0]"]
    assert of(findings, Absence) == []
    assert links(findings, Kind.REPLY)[1] == (C3, A1, Basis.SHOWN)


def test_a_reply_says_itself_what_it_answers() -> None:
    """Some servers list whole conversations as the replies to a post."""
    child = {"type": "Note", "id": "https://c.example/3", "content": "x", "inReplyTo": "https://c.example/2"}
    findings = one(replies={"type": "Collection", "items": [child]})
    assert links(findings, Kind.REPLY) == [(C3, "mastodon:https://c.example/2", Basis.STATED)]


def test_the_author_of_a_boosted_post_is_not_who_boosts_it() -> None:
    boosted = {"type": "Note", "id": "https://b.example/2", "content": "x"}
    text = json.dumps({**NOTE, "type": "Announce", "actor": "https://a.example/who", "object": boosted})
    (post,) = posts_of(read(text))
    assert post.author is None


@pytest.mark.parametrize(("fields", "text", "lang"), [
    ({"content": None, "contentMap": {"fr": "<p>Mots.</p>"}}, "Mots.", "fr"),
    ({"contentMap": {"fr": "<p>Mots.</p>", "en": "<p>Words.</p>"}}, "Words.", "en"),
    ({"content": "a * b", "mediaType": "text/markdown"}, "a * b", None),
    ({"content": None, "source": {"content": "as typed", "mediaType": "text/plain"}}, "as typed", None),
    ({"name": "Title", "type": "Page"}, "Title\n\nWords.", None),
    ({"summary": "warning"}, "warning\n\nWords.", None),
    ({"summary": "Words […]", "type": "Article"}, "Words.", None),
    ({"summary": "About it.", "type": "Article"}, "About it.\n\nWords.", None),
])  # fmt: skip
def test_texts(fields: dict[str, Any], text: str, lang: str | None) -> None:
    (post,) = posts_of(one(**fields))
    assert (post.text, post.lang) == (text, lang)


# --- which files --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(SAMPLES.rglob("*.json*")), ids=lambda path: path.name)
def test_detects_samples(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert activitypub.detect(material(text).head) is Fit.YES
    assert mastodon.detect(material(text).head) is Fit.NO
    assert activitypub.detect(material(text[:600]).head) is Fit.YES


def test_detects_its_example() -> None:
    assert activitypub.detect(material(activitypub.EXAMPLE).head) is Fit.YES
    assert len(posts_of(read(activitypub.EXAMPLE))) == 1
    assert len(of(read(activitypub.EXAMPLE), Repost)) == 1


@pytest.mark.parametrize("text", [
    "", "[]", "{}", '{"type": "Note"}', '{"type": "message", "id": 1, "text": "x"}',
    '{"@context": "https://linked.art/ns/v1/search.json", "type": "OrderedCollection", "orderedItems": [{"id": "x"}]}',
    '{"@context": "https://schema.org", "@type": "Article", "name": "x"}',
    '[{"id": "1", "type": "mention", "created_at": "x", "account": {"acct": "x"}}]',
    '{"type": "story", "id": 1, "by": "x"}', '{"type": "Video", "id": "x", "url": "y"}',
])  # fmt: skip
def test_is_not_another_platforms(text: str) -> None:
    assert activitypub.detect(material(text).head) is Fit.NO


# --- bad input ----------------------------------------------------------------------------------------------------


def test_an_outbox_that_ends_early() -> None:
    text = (SAMPLES / "export" / "outbox.json").read_text(encoding="utf-8")
    cut = text[: text.index("You are right.")]
    findings = read(cut)
    assert [post.id for post in posts_of(findings)] == [ada(1), ada(2)]
    told = [problem.what for problem in of(findings, Problem)]
    assert "the text ends early; the records before its end are kept" in told
    assert told.count("the end of this record is not there; it is left out") == 2  # the Create and its Note


@pytest.mark.parametrize("key", ["inReplyTo", "quote"])
def test_thousands_inside_each_other(key: str) -> None:
    text = '{"type": "Note", "id": "https://a.example/0", "content": "x"}'
    for n in range(1, 2500):
        text = f'{{"type": "Note", "id": "https://a.example/{n}", "content": "x", "{key}": {text}}}'
    start = time.perf_counter()
    findings = read(text)
    assert len({post.source.locator for post in posts_of(findings)}) == 2500
    assert read(text) == findings
    assert time.perf_counter() - start < 5


@settings(max_examples=70, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_wrong_types_anywhere(seed: int) -> None:
    rng = random.Random(seed)
    if seed % 2:
        value = json.loads((SAMPLES / "export" / "outbox.json").read_text(encoding="utf-8"))
    else:
        value = [json.loads(line) for line in (SAMPLES / "objects.jsonl").read_text(encoding="utf-8").splitlines()]
    value = spoilt(value, rng)
    findings = read(json.dumps(value))
    assert isinstance(findings[0], Capture)
    Archive(findings, infer=False).posts  # noqa: B018


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**9), name=st.sampled_from(["objects.jsonl", "export/outbox.json", "export/likes.json"]))
def test_spoilt_bytes_and_early_ends(seed: int, name: str) -> None:
    rng = random.Random(seed)
    text = (SAMPLES / name).read_text(encoding="utf-8")
    at = rng.randrange(len(text))
    findings = read(text[:at] if seed % 2 else text[:at] + rng.choice('{}[]",\\x\x00') + text[at + 1 :])
    assert isinstance(findings[0], Capture)


def test_empty() -> None:
    assert [type(found) for found in read("")][:1] == [Capture]
