"""Answers of Bluesky's AppView: what is read of threads, feeds, searches and single views."""

from __future__ import annotations

import collections
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_bluesky import (
    ADA,
    BEN,
    CLEO,
    REAL,
    SAMPLES,
    absences,
    doubts,
    links,
    of,
    posts,
    record,
    ref,
    reply,
    snapshots,
    uri,
    view,
)
from made_pages import material
from odd_values import damaged, findings, with_odd_values

from threadkit.archive import Archive
from threadkit.parsing.formats import bluesky_records, bluesky_views
from threadkit.parsing.material import Fit, Head
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
    Media,
    Problem,
    Repost,
    Severity,
    Sighting,
    TimeBasis,
)  # fmt: skip

ROOT, SECOND, THIRD, FOURTH, FIFTH = (
    uri(ADA, "3kmpfws4ik222"), uri(BEN, "3kmpfyldkc222"), uri(ADA, "3kmpg2ekm2222"), uri(CLEO, "3kmpg45rns222"),
    uri(BEN, "3kmpg5wypk222"),
)  # fmt: skip
GONE, BLOCKED, HIDDEN = uri(CLEO, "3kmpgiod22222"), uri(CLEO, "3kmpgkhk3s222"), uri(CLEO, "3kmpgmar5k222")
PRIVATE, QUOTED, DETACHED = uri(CLEO, "3kmpgnzy7c222"), uri(CLEO, "3kmpfevvx2222"), uri(BEN, "3kmpfd4ovc222")


def read(given: object) -> list[Finding]:
    return list(bluesky_views.read(material(given if isinstance(given, str) else json.dumps(given))))


def sample(name: str) -> str:
    return (SAMPLES / "bluesky_views" / name).read_text(encoding="utf-8")


def only(given: object) -> Sighting:
    (found,) = of(read(given), Sighting)
    return found


def roles(found: list[Finding]) -> dict[str, str]:
    return {each.role: each.text for each in of(found, Furniture)}


def infos(found: list[Finding]) -> list[str]:
    return [each.what for each in of(found, Problem) if each.severity is Severity.INFO]


# --- detect ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["thread.json", "thread_v2.json", "author_feed.json", "posts.jsonl", "search.json"])
def test_samples_are_known_by_their_start(name: str) -> None:
    text = sample(name)
    assert bluesky_views.detect(Head(name, text)) is Fit.YES
    assert bluesky_views.detect(Head(name, text[:1200], whole=False)) is Fit.YES


def test_the_example_is_one() -> None:
    assert bluesky_views.detect(Head("x", bluesky_views.EXAMPLE)) is Fit.YES
    assert only(bluesky_views.EXAMPLE).text == "A made-up post."


@pytest.mark.parametrize(
    ("given", "fit"),
    [
        ({"feed": [], "cursor": "x"}, Fit.MAYBE),
        ({"posts": [], "hitsTotal": 0}, Fit.MAYBE),
        ({"feed": [{"post": uri(ADA, "3k")}]}, Fit.YES),
        ({"thread": {"$type": "app.bsky.feed.defs#notFoundPost", "uri": uri(ADA, "3k"), "notFound": True}}, Fit.YES),
        ({"uri": uri(ADA, "3k"), "notFound": True}, Fit.YES),
        ([view(ADA, "3k", record("A."))], Fit.YES),
        ({"uri": uri(ADA, "3k"), "cid": "b", "value": record("A.")}, Fit.NO),  # a plain record
        (record("A."), Fit.NO),
        ({"did": ADA, "time_us": 1, "kind": "commit", "commit": {"record": record("A.")}}, Fit.NO),
        ({"$type": "app.bsky.feed.threadgate", "post": uri(ADA, "3k"), "allow": []}, Fit.NO),
        ({"posts": []}, Fit.NO),
        ({"posts": [{"id": 1, "uri": "https://example.social/1", "author": {}}]}, Fit.NO),
        ({"post_stream": {"posts": [{"id": 1}]}}, Fit.NO),
        ({"data": [{"id": "1", "text": "A.", "author_id": "2"}]}, Fit.NO),
        ({"thread": "x", "feed": {}, "posts": 7}, Fit.NO),
        ([1, "x", None], Fit.NO),
        ("A made-up page.", Fit.NO),
        ("", Fit.NO),
    ],
)
def test_what_is_one_and_what_not(given: object, fit: Fit) -> None:
    text = given if isinstance(given, str) else json.dumps(given)
    assert bluesky_views.detect(Head("x", text)) is fit


# --- threads --------------------------------------------------------------------------------------------------------


def test_a_nested_thread() -> None:
    found = read(sample("thread.json"))
    assert found[0] == Capture("page.txt", "bluesky_views", platform="bluesky", states_parents=True)
    assert {name: each.source.locator for name, each in posts(found).items()} == {
        SECOND: "$.thread.post",
        ROOT: "$.thread.parent.post",
        THIRD: "$.thread.replies[0].post",
        FOURTH: "$.thread.replies[3].post",
        QUOTED: "$.thread.replies[3].post.embed.record.record",
        FIFTH: "$.thread.replies[3].replies[0].post",
    }
    assert links(found, Kind.REPLY) == {
        (SECOND, ROOT), (THIRD, SECOND), (GONE, SECOND), (BLOCKED, SECOND), (FOURTH, SECOND), (FIFTH, FOURTH),
    }  # fmt: skip
    assert links(found, Kind.ANCESTOR) == {(THIRD, ROOT), (FOURTH, ROOT), (FIFTH, ROOT), (HIDDEN, ROOT)}
    assert links(found, Kind.QUOTE) == {(FOURTH, QUOTED), (QUOTED, DETACHED)}
    shown = {link.child for link in of(found, Link) if link.basis is Basis.SHOWN}
    assert shown == {GONE, BLOCKED}
    assert absences(found) == {
        GONE: ("deleted", 1), BLOCKED: ("blocked", 1), DETACHED: ("detached", 1), HIDDEN: ("not_captured", 1),
    }  # fmt: skip
    assert {each.author for each in of(found, Absence) if each.post == BLOCKED} == {Author(id=CLEO)}
    assert doubts(found) == []


def test_a_flat_thread_says_the_same_and_more() -> None:
    nested, found = read(sample("thread.json")), read(sample("thread_v2.json"))
    assert set(posts(found)) == set(posts(nested))
    assert links(found, Kind.QUOTE) == links(nested, Kind.QUOTE)
    stub, others = f"{THIRD}/more", f"{SECOND}/other"
    assert links(found, Kind.REPLY) - links(nested, Kind.REPLY) == {(stub, THIRD), (PRIVATE, FIFTH)}
    assert links(found, Kind.ANCESTOR) - links(nested, Kind.ANCESTOR) == {(others, SECOND)}
    more = {stub: ("truncated", 2), PRIVATE: ("private", 1), others: ("truncated", None)}
    assert absences(found) == absences(nested) | more
    (declared,) = of(found, Declared)
    assert (declared.count, declared.members, declared.complete) == (Count.of(2), (ROOT,), False)
    assert "the author of the thread hid this reply; it is kept" in infos(found)


def test_depths_that_jump_show_no_parent() -> None:
    def at(depth: object, key: str) -> dict[str, Any]:
        post = view(ADA, key, record("A."))
        return {"uri": post["uri"], "depth": depth, "value": {"$type": "…#threadItemPost", "post": post}}

    found = read({"thread": [at(0, "a"), at(1, "b"), at(3, "c"), at(2, "d"), at(1, "e"), at("x", "f"), at(2, "g")]})
    name = {key: uri(ADA, key) for key in "abcdefg"}
    expected = {("b", "a"), ("d", "b"), ("e", "a"), ("g", "e")}
    assert links(found, Kind.REPLY) == {(name[child], name[parent]) for child, parent in expected}


def test_a_flat_thread_that_begins_below_its_root() -> None:
    def answer(written: dict[str, Any]) -> list[Finding]:
        value = {"$type": "app.bsky.unspecced.defs#threadItemPost", "moreParents": True, "moreReplies": 0}
        post = view(ADA, "b", written)
        return read({"thread": [{"uri": post["uri"], "depth": -1, "value": {**value, "post": post}}]})

    found = answer(record("B.", reply=reply(ROOT)))
    assert absences(found) == {ROOT: ("truncated", 1)}
    found = answer(record("B."))
    above = f"{uri(ADA, 'b')}/parent"
    assert (absences(found), links(found, Kind.REPLY)) == ({above: ("truncated", None)}, {(uri(ADA, "b"), above)})


def test_a_record_is_believed_more_than_the_nesting() -> None:
    strange = view(BEN, "b", record("B.", reply=reply(GONE)))
    (told,) = doubts(found := read({"thread": {"post": view(ADA, "a", record("A.")), "replies": [{"post": strange}]}}))
    assert "below another than its record says" in told.what
    assert links(found, Kind.REPLY) == {(uri(BEN, "b"), GONE), (uri(BEN, "b"), uri(ADA, "a"))}
    assert {link.parent: link.basis for link in of(found, Link)}[GONE] is Basis.STATED


def test_replies_too_deep_are_only_counted() -> None:
    found = read({"thread": {"post": view(ADA, "a", record("A."), replies=9)}})
    assert posts(found)[uri(ADA, "a")].counts.replies == Count.of(9)
    assert not of(found, Absence)
    assert not of(found, Link)


def test_a_thread_that_is_gone() -> None:
    found = read({"thread": {"$type": "app.bsky.feed.defs#notFoundPost", "uri": GONE, "notFound": True}})
    assert absences(found) == {GONE: ("deleted", 1)}
    (told,) = doubts(read({"thread": {"$type": "app.bsky.feed.defs#notFoundPost", "notFound": True}}))
    assert "without its address" in told.what


@pytest.mark.parametrize("way", ["replies", "parent"])
def test_threads_are_as_deep_as_they_like(way: str) -> None:
    deepest = 1500
    starts: list[str] = []
    for n in range(deepest):
        number = n if way == "parent" else deepest - 1 - n
        written = record(f"Post {number}.")
        if number:
            written["reply"] = reply(uri(ADA, f"k{number - 1}"), uri(ADA, "k0"))
        starts.append(json.dumps({"post": view(ADA, f"k{number}", written)})[:-1])
    inner, end = (', "parent": ', "}") if way == "parent" else (', "replies": [', "]}")  # json.dumps calls itself
    text = '{"thread": ' + inner.join(reversed(starts)) + "}" + end * (deepest - 1) + "}"
    found = findings(bluesky_views, text)
    assert len(posts(found)) == deepest
    assert links(found, Kind.REPLY) == {(uri(ADA, f"k{n}"), uri(ADA, f"k{n - 1}")) for n in range(1, deepest)}
    assert max(len(each.source.locator) for each in of(found, Sighting)) < 300


def test_quotes_are_as_deep_as_they_like() -> None:
    deepest = 1500
    starts = [json.dumps(view(ADA, "k0", record("Post 0.")))[:-1]]
    starts += [
        json.dumps({**view(ADA, f"k{n}", {}), "value": record(f"Post {n}."), "record": None})[:-1]
        for n in range(1, deepest)
    ]
    text = ', "embeds": [{"record": '.join(starts) + "}" + "}]}" * (deepest - 1)
    found = findings(bluesky_views, f'{{"posts": [{text}]}}')
    assert len(posts(found)) == deepest
    assert links(found, Kind.QUOTE) == {(uri(ADA, f"k{n - 1}"), uri(ADA, f"k{n}")) for n in range(1, deepest)}
    assert max(len(each.source.locator) for each in of(found, Sighting)) < 300


# --- feeds and lists ------------------------------------------------------------------------------------------------


def test_a_feed_with_reposts_pins_and_posts_above() -> None:
    found = read(sample("author_feed.json"))
    answer, above, root = uri(ADA, "3kmpgbjgt2222"), uri(CLEO, "3kmpeszpfk222"), uri(CLEO, "3kmperaids222")
    assert links(found, Kind.REPLY) == {(answer, above)}
    assert (answer, root) in links(found, Kind.ANCESTOR)
    assert posts(found)[root].source.locator == "$.feed[1].reply.root"
    (passed,) = of(found, Repost)
    assert (passed.post, passed.id) == (uri(BEN, "3kmpgdcnus222"), uri(ADA, "3kmpgf3uwk222", "app.bsky.feed.repost"))
    assert passed.author == Author("ada.example.com", "Ada Example", ADA)
    assert passed.when is not None
    assert passed.when.text == "2024-03-02T10:38:00.000Z"
    assert roles(found)["pinned"] == ROOT
    lost = uri(BEN, "3kmpephbc2222")
    assert absences(found) == {above: ("deleted", 1), lost: ("deleted", 1), HIDDEN: ("not_captured", 1)}
    assert (uri(ADA, "3kmpgrmgcs222"), lost) in links(found, Kind.QUOTE)
    assert len(posts(found)) == 7


def test_a_feed_shows_the_parent_of_a_record_that_does_not_say_it() -> None:
    above = {"$type": "app.bsky.feed.defs#postView", **view(BEN, "a", record("A."))}
    found = read({"feed": [{"post": view(ADA, "b", record("B.")), "reply": {"root": above, "parent": above}}]})
    (link,) = of(found, Link)
    assert (link.child, link.parent, link.basis) == (uri(ADA, "b"), uri(BEN, "a"), Basis.SHOWN)


def test_a_feed_says_whose_the_post_above_the_parent_is() -> None:
    found = read(sample("feed_above.json"))
    ben = Author("ben.example.com", "Ben Example", BEN)
    # another one is further down in the feed, and of a third the feed names somebody else
    assert [(each.post, each.reason, each.author) for each in of(found, Absence)] == [
        (uri(BEN, "3kmpg45rns222"), "not_captured", ben)
    ]
    (gap,) = [gap for gap in Archive(found).missing if gap.id == uri(BEN, "3kmpg45rns222")]
    assert gap.author == ben
    assert not of(found, Problem)


def test_a_reason_that_is_not_known_is_told() -> None:
    (told,) = doubts(read({"feed": [{"post": view(ADA, "b", record("B.")), "reason": {"$type": "x#reasonMood"}}]}))
    assert (told.what, told.saw) == ("a reason for showing a post that is not known", "reasonMood")


def test_a_search_declares_its_hits() -> None:
    (declared,) = of(read(sample("search.json")), Declared)
    assert (declared.count, declared.members, declared.complete) == (Count.of(120), (ROOT, SECOND), False)


def test_notifications_and_bookmarks_hold_posts_too() -> None:
    author = {"did": BEN, "handle": "ben.example.com"}
    notifications = [
        {"uri": SECOND, "author": author, "reason": "reply", "record": record("B.", reply=reply(ROOT))},
        {"uri": uri(BEN, "3l", "app.bsky.feed.like"), "author": author, "reason": "like",
         "record": {"$type": "app.bsky.feed.like", "subject": ref(ROOT), "createdAt": "2024-03-02T10:30:00Z"}},
        {"uri": uri(BEN, "3m", "app.bsky.feed.repost"), "author": author, "reason": "repost",
         "record": {"$type": "app.bsky.feed.repost", "subject": ref(ROOT), "createdAt": "2024-03-02T10:30:00Z"}},
    ]  # fmt: skip
    found = read({"notifications": notifications})
    assert links(found, Kind.REPLY) == {(SECOND, ROOT)}
    assert roles(found) == {"like": ROOT}
    assert [(each.post, each.id) for each in of(found, Repost)] == [(ROOT, uri(BEN, "3m", "app.bsky.feed.repost"))]
    items = [{"item": view(ADA, "a", record("A."))}, {"item": {"uri": GONE, "blocked": True}}]
    found = read({"bookmarks": items})
    assert (set(posts(found)), absences(found)) == ({uri(ADA, "a")}, {GONE: ("blocked", 1)})


def test_a_feed_of_addresses_holds_no_posts() -> None:
    assert absences(read({"feed": [{"post": ROOT}]})) == {ROOT: ("not_captured", 1)}


def test_views_by_themselves() -> None:
    found = read(sample("posts.jsonl"))
    assert [each.source.locator for each in of(found, Sighting)] == [
        "line 1", "line 2", "line 3", "line 4", "line 4.embed.record.record", "line 5",
    ]  # fmt: skip
    array = json.dumps([json.loads(line) for line in sample("posts.jsonl").splitlines()])
    assert links(read(array), Kind.REPLY) == links(found, Kind.REPLY)


# --- posts ----------------------------------------------------------------------------------------------------------


def test_what_a_post_shows() -> None:
    found = posts(read(sample("thread.json")))
    second = found[SECOND]
    assert second.text == "Wärmer 👩‍👩‍👦: https://example.com/a-long-way?x=1 und hier (https://example.org/here)"
    assert second.text_as_shown == "Wärmer 👩‍👩‍👦: example.com/a-long-… und hier"
    assert second.author == Author("ben.example.com", "Ben Example", BEN)
    assert second.url == f"https://bsky.app/profile/{BEN}/post/3kmpfyldkc222"
    assert second.lang == "de"
    counts = second.counts
    assert (counts.likes, counts.reposts, counts.replies, counts.quotes, counts.bookmarks) == (
        Count.of(2), Count.of(1), Count.of(4), Count.of(3), None,
    )  # fmt: skip
    assert found[ROOT].counts.bookmarks == Count.of(4)
    assert found[ROOT].lang == "en"
    assert found[QUOTED].author == Author(id=CLEO)  # an account without a handle
    assert found[THIRD].media == (
        Media("image", "A sundial", "https://cdn.example.com/f1"), Media("image", None, "https://cdn.example.com/f2"),
    )  # fmt: skip
    assert found[FOURTH].cards == (Card("A headline", "And more", "https://news.example.com/1", image=True),)


def test_labels_tags_and_languages_are_kept_beside_the_post() -> None:
    told = {(each.source.locator, each.role): each.text for each in of(read(sample("thread.json")), Furniture)}
    assert told["$.thread.parent.post.langs", "languages"] == "en, de"
    assert told["$.thread.parent.post.tags", "tags"] == "made up"
    assert told["$.thread.parent.post.labels", "labels"] == "spam"
    assert told["$.thread.replies[0].post.labels", "labels"] == "graphic-media"
    gate = told["$.thread.parent.post.threadgate", "thread gate"]
    assert gate == f"{ROOT} may be answered by: mentionRule"


@pytest.mark.parametrize(("allow", "said"), [({"allow": []}, "nobody"), ({}, "anyone")])
def test_who_may_answer(allow: dict[str, Any], said: str) -> None:
    gate = {"record": {"$type": "app.bsky.feed.threadgate", "post": ROOT, **allow}}
    found = read({"thread": {"post": view(ADA, "a", record("A."))}, "threadgate": gate})
    assert roles(found)["thread gate"] == f"{ROOT} may be answered by: {said}"


def embeds(name: str, **more: Any) -> dict[str, Any]:
    return {"$type": f"app.bsky.embed.{name}", **more}


@pytest.mark.parametrize(
    ("own", "server", "media", "cards"),
    [
        (
            embeds("video", video={"ref": {"$link": "bafmadeup"}}, alt="Waves"),
            embeds("video#view", playlist="https://v.example.com/1", alt="Waves", presentation="gif"),
            (Media("gif", "Waves", "https://v.example.com/1"),),
            (),
        ),
        (
            embeds("video", video={"ref": {"$link": "bafmadeup"}}),
            None,
            (Media("video", None, f"https://video.bsky.app/watch/{ADA}/bafmadeup/playlist.m3u8"),),
            (),
        ),
        (
            embeds("images", images=[{"alt": "Old", "image": {"cid": "bafold", "mimeType": "image/png"}}]),
            None,
            (Media("image", "Old", f"https://cdn.bsky.app/img/feed_fullsize/plain/{ADA}/bafold@jpeg"),),
            (),
        ),
        (
            embeds("gallery"),
            embeds("gallery#view", items=[{"alt": "One", "fullsize": "https://i.example.com/1"}]),
            (Media("image", "One", "https://i.example.com/1"),),
            (),
        ),
        (embeds("external", external={"uri": "https://example.com", "title": "T", "description": ""}), None, (),
         (Card("T", None, "https://example.com"),)),
        (embeds("record", record=ref(uri(BEN, "l", "app.bsky.graph.list"))), None, (),
         (Card(url=uri(BEN, "l", "app.bsky.graph.list")),)),
    ],
)  # fmt: skip
def test_embeds(own: Any, server: Any, media: tuple[Media, ...], cards: tuple[Card, ...]) -> None:
    more = {"embed": server} if server else {}
    found = only(view(ADA, "a", record("A.", embed=own), **more))
    assert (found.media, found.cards) == (media, cards)


def test_an_embed_that_is_not_known_is_told() -> None:
    found = read(view(ADA, "a", record("A.", embed=embeds("poll", options=["x"]))))
    assert infos(found) == ["an embed of a kind that is not known; it is left out"]
    assert len(of(found, Sighting)) == 1


def test_a_quote_without_its_view_is_a_link() -> None:
    found = read(view(ADA, "a", record("A.", embed=embeds("record", record=ref(ROOT)))))
    assert links(found, Kind.QUOTE) == {(uri(ADA, "a"), ROOT)}
    assert len(of(found, Sighting)) == 1


# --- text -----------------------------------------------------------------------------------------------------------

LINK = "app.bsky.richtext.facet#link"


def facet(text: str, words: str, address: str, kind: str = LINK) -> dict[str, Any]:
    start = len(text[: text.index(words)].encode())
    feature = {"$type": kind, "uri": address, "did": ADA, "tag": "x"}
    return {"index": {"byteStart": start, "byteEnd": start + len(words.encode())}, "features": [feature]}


@pytest.mark.parametrize(
    ("text", "facets", "expected"),
    [
        ("é https://example.com/a", [("https://example.com/a", "https://example.com/a")], "é https://example.com/a"),
        ("日本 example.com/abc... ok", [("example.com/abc...", "https://example.com/abcdef")],
         "日本 https://example.com/abcdef ok"),
        ("example.com/… example.org", [("example.org", "https://example.org"), ("example.com/…", "https://example.com/a")],
         "https://example.com/a https://example.org"),
        ("Read this.", [("this", "https://example.com/a")], "Read this (https://example.com/a)."),
        ("#sundials", [("#sundials", "https://example.com/tag")], "#sundials"),
        ("Read this now.", [(" this ", "https://example.com/a")], "Read this (https://example.com/a) now."),
        ("a b", [(" ", "https://example.com/a")], "a(https://example.com/a) b"),
    ],
)  # fmt: skip
def test_links_in_the_text(text: str, facets: list[tuple[str, str]], expected: str) -> None:
    found = only(view(ADA, "a", record(text, facets=[facet(text, *each) for each in facets])))
    assert found.text == expected
    assert found.text_as_shown == (None if text == expected else text)


def test_mentions_and_tags_stay_as_they_are() -> None:
    text = "Hi @ben.example.com #made"
    facets = [facet(text, "@ben.example.com", "x", "app.bsky.richtext.facet#mention"),
              facet(text, "#made", "x", "app.bsky.richtext.facet#tag")]  # fmt: skip
    found = only(view(ADA, "a", record(text, facets=facets)))
    assert (found.text, found.text_as_shown) == (text, None)


@pytest.mark.parametrize(("start", "end"), [(1, 3), (0, 99), (5, 2), (-4, 2), (2, 2), (10**30, 10**31)])
def test_a_range_that_is_not_in_the_text_changes_nothing(start: int, end: int) -> None:
    bad = {"index": {"byteStart": start, "byteEnd": end}, "features": [{"$type": LINK, "uri": "https://example.com"}]}
    found = read(view(ADA, "a", record("😀 A.", facets=[bad])))
    assert posts(found)[uri(ADA, "a")].text == "😀 A."
    assert infos(found) == ["a link on a range that is not in the text; the text is kept as it is there"]


def test_ranges_over_each_other() -> None:
    text = "one two"
    facets = [facet(text, "one two", "https://example.com/1"), facet(text, "two", "https://example.com/2")]
    assert only(view(ADA, "a", record(text, facets=facets))).text == "one two (https://example.com/1)"


def test_the_whole_text_of_a_bridged_post() -> None:
    more = {"bridgyOriginalText": "<p>A long post of another place that goes on</p>"}
    found = only(view(ADA, "a", record("A long post […]", **more)))
    assert (found.text, found.text_as_shown) == ("A long post of another place that goes on", "A long post […]")


# --- times ----------------------------------------------------------------------------------------------------------


def timed(created: object, indexed: object = "2024-03-02T10:30:01.000Z", key: str = "3kmpfws4ik222") -> list[Finding]:
    post = view(ADA, key, {**record("A."), "createdAt": created})
    return read({**post, "indexedAt": indexed})


@pytest.mark.parametrize(
    ("created", "width", "basis"),
    [
        ("2024-03-02T10:30:00.123Z", timedelta(milliseconds=1), TimeBasis.EXACT),
        ("2024-03-02T10:30:00.123456Z", timedelta(microseconds=1), TimeBasis.EXACT),
        ("2024-03-02T10:30:00Z", timedelta(seconds=1), TimeBasis.EXACT),
        ("2024-03-02T12:30:00.123+02:00", timedelta(milliseconds=1), TimeBasis.EXACT),
        ("2024-03-02T10:30:00", timedelta(hours=26, seconds=1), TimeBasis.CLOCK),
    ],
)
def test_createdat_is_the_time(created: str, width: timedelta, basis: TimeBasis) -> None:
    found = timed(created)
    (post,) = of(found, Sighting)
    assert post.when is not None
    assert (post.when.text, post.when.width, post.when.basis) == (created, width, basis)
    assert [name for name, _ in post.other_times] == ["indexedAt", "key"]
    assert infos(found) == []


@pytest.mark.parametrize("created", ["", None, "yesterday", 7])
def test_without_createdat_the_server_s_time_is_taken(created: object) -> None:
    (post,) = of(found := timed(created), Sighting)
    assert post.when is not None
    assert post.when.text == "2024-03-02T10:30:01.000Z"
    assert [name for name, _ in post.other_times] == ["key"]
    assert len(doubts(found)) == (created in ("yesterday", 7))


def test_the_key_is_the_last_resort() -> None:
    (post,) = of(timed("", ""), Sighting)
    assert post.when is not None
    assert (post.when.basis, post.when.text) == (TimeBasis.ID, "key 3kmpfws4ik222")
    (post,) = of(timed("", "", key="made-up"), Sighting)
    assert (post.when, post.other_times) == (None, ())


def test_a_backdated_post_keeps_its_word_and_says_so() -> None:
    (post,) = of(found := timed("2019-05-01T00:00:00Z"), Sighting)
    assert post.when is not None
    assert post.when.text == "2019-05-01T00:00:00Z"
    assert infos(found) == ["its times are more than a day apart; createdAt is taken, which is the author's word"]


def test_a_post_from_the_future_has_the_server_s_time() -> None:
    (post,) = of(found := timed("2031-01-01T00:00:00Z"), Sighting)
    assert post.when is not None
    assert post.when.text == "2024-03-02T10:30:01.000Z"
    assert [name for name, _ in post.other_times] == ["createdAt", "key"]
    assert infos(found) == ["createdAt is more than a day after indexedAt, when a server had it; indexedAt is taken"]


# --- addresses ------------------------------------------------------------------------------------------------------


def test_an_address_by_handle_is_that_of_the_account() -> None:
    by_handle = "at://Ada.example.com/app.bsky.feed.post/a"
    known = [view(ADA, "a", record("A.")), view(BEN, "b", record("B.", reply=reply(by_handle)))]
    assert links(read(known), Kind.REPLY) == {(uri(BEN, "b"), uri(ADA, "a"))}
    later = read(known[::-1])
    assert links(later, Kind.REPLY) == {(uri(BEN, "b"), by_handle)}
    assert links(later, Kind.SAME) == {(by_handle, uri(ADA, "a"))}
    alone = read(known[1:])
    assert (links(alone, Kind.REPLY), links(alone, Kind.SAME)) == ({(uri(BEN, "b"), by_handle)}, set())


def test_a_handle_that_two_accounts_had_is_no_guess() -> None:
    other = view(CLEO, "c", record("C."))
    other["author"]["handle"] = "ada.example.com"
    by_handle = "at://ada.example.com/app.bsky.feed.post/a"
    given = [view(ADA, "a", record("A.")), other, view(BEN, "b", record("B.", reply=reply(by_handle)))]
    found = read(given)
    assert links(found, Kind.REPLY) == {(uri(BEN, "b"), by_handle)}
    assert links(found, Kind.SAME) == set()


def test_a_page_s_address_will_do() -> None:
    page = f"https://bsky.app/profile/{ADA}/post/3kmpfws4ik222"
    assert links(read(view(BEN, "b", record("B.", reply=reply(page)))), Kind.REPLY) == {(uri(BEN, "b"), ROOT)}


def test_a_post_without_an_address_still_has_its_links() -> None:
    found = read({**view(ADA, "a", record("A.", reply=reply(ROOT))), "uri": ""})
    ((child, parent),) = links(found, Kind.REPLY)
    assert child.startswith("seen:")
    assert parent == ROOT


def test_a_reply_that_does_not_say_to_what() -> None:
    found = read(view(ADA, "b", record("B.", reply={"root": ref(ROOT)})))
    above = f"{uri(ADA, 'b')}/parent"
    assert absences(found) == {above: ("unknown", 1)}
    assert links(found, Kind.REPLY) == {(uri(ADA, "b"), above)}
    assert links(found, Kind.ANCESTOR) == {(uri(ADA, "b"), ROOT)}


# --- odd input ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["thread.json", "thread_v2.json", "author_feed.json"])
def test_nothing_in_a_wrong_place_raises(name: str) -> None:
    for n, text in enumerate(with_odd_values(json.loads(sample(name)))):
        if n % 11 == 0:
            findings(bluesky_views, text)


@pytest.mark.parametrize("name", ["thread.json", "thread_v2.json", "posts.jsonl"])
def test_damage_is_told_and_the_rest_is_read(name: str) -> None:
    whole = set(posts(read(sample(name))))
    for n, text in enumerate(damaged(sample(name))):
        found = findings(bluesky_views, text)
        assert set(posts(found)) <= whole or n >= 39  # where the text is cut; else a name may have changed
        assert set(posts(found)) == whole or of(found, Problem) or n >= 39


def test_a_thread_that_is_cut_keeps_what_is_whole() -> None:
    text = json.dumps(json.loads(sample("thread.json")))
    found = read(text[: text.index("Seen in the news")])
    assert {SECOND, ROOT, THIRD} <= set(posts(found)) <= {SECOND, ROOT, THIRD}
    assert {GONE, BLOCKED} <= set(absences(found))
    assert [each.what for each in doubts(found)] == [
        "the text ends early; the records before its end are kept",
        "a post whose end is missing; it is left out, and what it quotes is kept",
    ]


def test_a_post_that_is_cut_behind_what_it_quotes_keeps_that() -> None:
    text = json.dumps(json.loads(sample("posts.jsonl").splitlines()[3]))
    assert set(posts(read(text[: text.rindex('"thumb"')]))) == {QUOTED}


def test_one_bad_line_among_good_ones() -> None:
    lines = sample("posts.jsonl").splitlines()
    lines[1] = lines[1][:200]
    lines[2] = '{"id": 7}'
    found = read("\n".join(lines))
    assert set(posts(found)) == {ROOT, FOURTH, QUOTED, FIFTH}
    assert [each.source and each.source.locator for each in doubts(found)] == ["line 2", "line 3"]


@pytest.mark.parametrize("text", ["", " ", "[]", "{}", "null", '"x"', "[[]]", "\x00", "{", "[7, null, {}]"])
def test_nothing_to_read(text: str) -> None:
    found = findings(bluesky_views, text)
    assert of(found, Sighting) == []


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just(ROOT),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["uri", "post", "record", "value", "reply", "parent", "replies", "thread", "depth", "embed",
                         "author", "did", "text", "$type", "feed", "reason", "by", "notFound", "facets", "labels"]),
        inner, max_size=5),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(json_like)
def test_any_shape_is_survived(given: object) -> None:
    findings(bluesky_views, json.dumps(given))


# --- real answers ---------------------------------------------------------------------------------------------------

real = pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not here")


def real_findings(path: Path) -> list[Finding]:
    text = path.read_text(encoding="utf-8")
    assert bluesky_views.detect(Head(path.name, text[:65536], whole=len(text) <= 65536)) is Fit.YES
    return [attrs.evolve(f, name=path.name) if isinstance(f, Capture) else f for f in read(text)]


def objects(value: object) -> list[dict[str, Any]]:
    found, stack = [], [value]
    while stack:
        each = stack.pop()
        if isinstance(each, dict):
            found.append(each)
            stack.extend(each.values())
        elif isinstance(each, list):
            stack.extend(each)
    return found


def raw_posts(value: object) -> dict[str, dict[str, Any]]:
    """Records by address, found by their shape alone."""
    named = [(each["uri"], each.get("record", each.get("value"))) for each in objects(value) if "uri" in each]
    return {n: w for n, w in named if isinstance(w, dict) and w.get("$type") == "app.bsky.feed.post"}


@real
def test_a_real_author_s_feed() -> None:
    found = real_findings(REAL / "xrpc" / "author_feed.json")
    raw = json.loads((REAL / "xrpc" / "author_feed.json").read_text(encoding="utf-8"))
    written = raw_posts(raw)
    assert set(posts(found)) == set(written)
    assert len(written) == 80
    replies = {(name, each["reply"]["parent"]["uri"]) for name, each in written.items() if "reply" in each}
    assert links(found, Kind.REPLY) == replies
    assert (len(replies), sum(parent in written for _, parent in replies)) == (38, 33)
    assert len(of(found, Repost)) == sum("by" in (each.get("reason") or {}) for each in raw["feed"]) == 7
    gone = {each["uri"] for each in objects(raw) if each.get("notFound") is True}
    above = {
        each["reply"]["parent"]["record"]["reply"]["parent"]["uri"]
        for each in raw["feed"] if "grandparentAuthor" in each.get("reply", {})
    }  # fmt: skip
    assert {name: reason for name, (reason, _) in absences(found).items()} == (
        dict.fromkeys(gone, "deleted") | dict.fromkeys(above - set(written) - gone, "not_captured")
    )
    assert len(gone) == 3
    assert doubts(found) == []


@real
def test_real_answers_of_all_kinds() -> None:
    written: dict[str, dict[str, Any]] = {}
    found: list[Finding] = []
    for path in sorted((REAL / "xrpc").iterdir()):
        if path.stem == "author_feed":
            continue
        raw = json.loads(path.read_text(encoding="utf-8"))
        written |= raw_posts(raw)
        alone = "value" in raw
        found += bluesky_records.read(material(json.dumps(raw))) if alone else real_findings(path)
    assert set(posts(found)) == set(written)
    replies = {(name, each["reply"]["parent"]["uri"]) for name, each in written.items() if "reply" in each}
    quotes = {(name, quoted) for name, each in written.items() if (quoted := quoted_by(each))}
    assert (links(found, Kind.REPLY), links(found, Kind.QUOTE)) == (replies, quotes)
    closed = sum(parent in written for _, parent in replies)
    assert (len(written), len(replies), closed, len(quotes)) == (51, 15, 5, 8)
    assert doubts(found) == []


def quoted_by(written: dict[str, Any]) -> str | None:
    shared = (written.get("embed") or {}).get("record") or {}
    name = shared.get("uri") or (shared.get("record") or {}).get("uri")
    return name if name and "/app.bsky.feed.post/" in name else None


@real
def test_recorded_threads_are_the_same_however_they_were_asked_for() -> None:
    """Seven answers of one thread, each from another post of it: what they show is part of what the root's shows."""
    trees = {}
    for title, answer in snapshots("thread-v2.test.ts.snap").items():
        found = read(answer)
        text = {name: each.text for name, each in posts(found).items()}
        trees[title.rpartition(" on ")[2]] = {(text[c], text[p]) for c, p in links(found, Kind.REPLY)}
        assert doubts(found) == []
    whole = trees["root 1"]
    assert whole == {("0", "root"), ("0.0", "0"), ("1", "root"), ("2", "root"), ("2.0", "2"), ("3", "root")}
    assert all(tree <= whole for tree in trees.values())
    assert set().union(*(tree for name, tree in trees.items() if name != "root 1")) == whole


def flattened(thread: dict[str, Any]) -> list[dict[str, Any]]:
    """A nested answer as the flat form has it."""
    items: list[dict[str, Any]] = []
    stack = [(thread, 0)]
    while stack:
        node, depth = stack.pop()
        kind = {"notFoundPost": "threadItemNotFound", "blockedPost": "threadItemBlocked"}.get(
            node["$type"].partition("#")[2], "threadItemPost"
        )
        value: dict[str, Any] = {"$type": f"app.bsky.unspecced.defs#{kind}"}
        value |= {key: node[key] for key in ("post", "author") if key in node}
        items.append({"uri": node.get("uri") or node["post"]["uri"], "depth": depth, "value": value})
        stack += [(each, depth + 1) for each in reversed(node.get("replies") or [])]
    above = thread.get("parent")
    while above:
        kind = "Post" if "post" in above else "NotFound" if above.get("notFound") else "Blocked"
        value = {"$type": f"app.bsky.unspecced.defs#threadItem{kind}"}
        value |= {key: above[key] for key in ("post", "author") if key in above}
        first = items[0]["depth"] if items else 0
        items.insert(0, {"uri": above.get("uri") or above["post"]["uri"], "depth": first - 1, "value": value})
        above = above.get("parent")
    return items


@real
@pytest.mark.parametrize("name", ["thread.test.ts.snap", "blocks.test.ts.snap"])
def test_recorded_threads_are_the_same_nested_and_flat(name: str) -> None:
    reasons: collections.Counter[str] = collections.Counter()
    for answer in snapshots(name).values():
        thread = answer.get("thread", answer)
        nested, flat = read({"thread": thread}), read({"thread": flattened(thread)})
        assert set(posts(nested)) == set(posts(flat)) >= set(raw_posts(thread))
        assert absences(nested) == absences(flat)
        assert doubts(nested) == doubts(flat) == []
        for kind in (Kind.REPLY, Kind.ANCESTOR, Kind.QUOTE):
            assert links(nested, kind) == links(flat, kind)
        reasons.update(reason for reason, _ in absences(nested).values())
    assert set(reasons) == ({"blocked"} if name.startswith("blocks") else {"deleted", "blocked"})


@real
@pytest.mark.parametrize("name", ["author-feed", "posts", "quotes", "timeline"])
def test_other_recorded_answers(name: str) -> None:
    for title, answer in snapshots(f"{name}.test.ts.snap").items():
        found = read(answer)
        assert set(posts(found)) == set(raw_posts(answer)), title
        assert doubts(found) == [], title
