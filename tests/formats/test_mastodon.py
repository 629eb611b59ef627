"""What is read out of the answers of Mastodon's API."""

from __future__ import annotations

import json
import random
import re
import time
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_pages import material, posts_of
from spoilt_values import spoilt

from threadkit.archive import Archive
from threadkit.parsing.fediverse.identity import media_kind, post_id
from threadkit.parsing.formats import mastodon
from threadkit.parsing.material import Fit
from threadkit.records import (
    Absence,
    Basis,
    Capture,
    Card,
    Finding,
    Furniture,
    Kind,
    Link,
    Media,
    Problem,
    Repost,
    Severity,
    Sighting,
)

SAMPLES = Path(__file__).parents[1] / "samples" / "mastodon"
FIXTURES = Path(__file__).parents[2].parent / "shared" / "fixtures" / "mastodon"
N = 109000000000000000
T = TypeVar("T")


def read(text: str) -> list[Finding]:
    return list(mastodon.read(material(text)))


def sample(name: str) -> list[Finding]:
    return read((SAMPLES / name).read_text(encoding="utf-8"))


def of(findings: list[Finding], kind: type[T]) -> list[T]:
    return [found for found in findings if isinstance(found, kind)]


def ada(number: int) -> str:
    return f"mastodon:social.example/{N + number}"


def ben(number: int) -> str:
    """Posts of another server have other numbers there."""
    return f"mastodon:other.example/{N + 500 + number}"


def links(findings: list[Finding], kind: Kind) -> list[tuple[str, str, Basis]]:
    return [(link.child, link.parent, link.basis) for link in of(findings, Link) if link.kind is kind]


def status(number: int, **over: Any) -> dict[str, Any]:
    return {
        "id": str(N + number), "created_at": "2024-05-01T12:00:00.000Z", "in_reply_to_id": None,
        "in_reply_to_account_id": None, "spoiler_text": "", "visibility": "public",
        "uri": f"https://social.example/users/example_ada/statuses/{N + number}", "content": f"<p>Post {number}.</p>",
        "account": {"id": "7", "acct": "example_ada", "url": "https://social.example/@example_ada"},
        **over,
    }  # fmt: skip


# --- posts --------------------------------------------------------------------------------------------------------


def test_a_post_with_everything() -> None:
    findings = sample("timeline.json")
    capture, post = findings[0], posts_of(findings)[0]
    assert isinstance(capture, Capture)
    assert (capture.format, capture.platform, capture.states_parents) == ("mastodon", "mastodon", True)
    assert post.id == ada(1)
    assert post.url == f"https://social.example/@example_ada/{N + 1}"
    assert post.source.locator == "$[0]"
    assert post.text == (
        "tea, cold\n\nCold tea :blobcat: & https://example.com/tea/and/biscuits\n\nby @example_ben\n#Tea"
    )
    assert post.text_as_shown is not None
    assert post.text_as_shown.startswith("<p>Cold tea :blobcat: &amp;")
    assert post.author is not None
    assert (post.author.handle, post.author.name) == ("example_ada@social.example", "Ada Example")
    assert post.author.id == "https://social.example/users/example_ada"
    assert post.lang == "en"
    assert post.when is not None
    assert (post.when.text, str(post.when.width)) == ("2024-05-01T12:01:00.120Z", "0:00:00.001000")
    assert [(name, when.text) for name, when in post.other_times] == [("edited_at", "2024-05-01T13:00:00.000Z")]
    assert post.version == "2024-05-01T13:00:00.000Z"
    counts = post.counts
    assert [c.low for c in (counts.likes, counts.reposts, counts.replies, counts.quotes) if c] == [4, 1, 2, 1]
    assert counts.views is None
    assert counts.reactions is None
    assert post.media == (
        Media("image", "A cup, made up", "https://files.social.example/1.png"),
        Media("gif", None, "https://files.other.example/2.mp4"),
        Media("audio", "noise", "https://files.other.example/3.ogg"),
    )
    (card,) = post.cards
    assert (card.title, card.url, card.image) == ("Tea and biscuits", "https://example.com/tea/and/biscuits", True)


def test_ids_of_the_server_are_resolved_inside_a_capture() -> None:
    findings = sample("timeline.json")
    assert links(findings, Kind.REPLY) == [
        ("mastodon:https://klecks.example/notes/9x1", "mastodon:https://klecks.example/notes/9x1/parent", Basis.STATED),
        (ben(2), ada(1), Basis.STATED),
        (ada(3), ben(2), Basis.STATED),
        (ada(4), ada(90), Basis.STATED),
    ]
    absent = {absence.post: absence for absence in of(findings, Absence)}
    assert absent[ada(90)].reason == "not_captured"
    assert str(absent[ada(90)].author) == "Ada Example @example_ada@social.example"  # she answers herself
    gone = absent["mastodon:https://klecks.example/notes/9x1/parent"]
    assert (gone.reason, gone.author) == ("unknown", None)


def test_what_the_server_calls_a_post_of_another_one_is_an_alias() -> None:
    archive = Archive(sample("timeline.json"))
    assert archive[ada(2)].id == ben(2)
    assert archive[f"https://other.example/@example_ben/{N + 502}"].id == ben(2)
    assert not any(link.child == link.parent for link in of(sample("timeline.json"), Link))


def test_boosts() -> None:
    findings = sample("timeline.json")
    (boost,) = of(findings, Repost)
    assert (boost.post, boost.id, boost.source.locator) == (ben(6), ada(7), "$[6]")
    assert str(boost.author) == "Dan Example @example_dan@social.example"
    assert boost.when is not None
    assert boost.when.text == "2024-05-01T12:07:00.120Z"
    shown = [post.source.locator for post in posts_of(findings) if post.id == ben(6)]
    assert shown == ["$[5]", "$[6].reblog"]
    assert ada(7) not in {post.id for post in posts_of(findings)}


def test_polls_are_cards() -> None:
    (poll,) = [post for post in posts_of(sample("timeline.json")) if post.source.locator == "$[5]"]
    assert poll.text == "Tea or coffee?"
    assert [(card.title, card.description) for card in poll.cards] == [("Tea", "5 votes"), ("Coffee", "2 votes")]
    assert [(name, when.text) for name, when in poll.other_times] == [("poll.expires_at", "2024-05-02T12:06:00.000Z")]


def test_quotes() -> None:
    findings = sample("timeline.json")
    texts = {post.id: post.text for post in posts_of(findings)}
    assert links(findings, Kind.QUOTE) == [
        (ben(8), ada(1), Basis.STATED),
        (ben(9), ada(1), Basis.STATED),
        (ada(10), f"{ada(10)}/quoted", Basis.STATED),
        (ada(12), f"{ada(12)}/quoted", Basis.STATED),
        (ada(11), ben(2), Basis.STATED),
    ]
    assert texts[ben(8)] == "Look at this."
    assert texts[ben(9)] == "Not any more."
    absent = [(absence.post, absence.reason, absence.url) for absence in of(findings, Absence)]
    assert (ada(1), "detached", f"https://social.example/@example_ada/{N + 1}") in absent
    assert (f"{ada(10)}/quoted", "unknown", None) in absent
    assert (f"{ada(12)}/quoted", "deleted", None) in absent
    assert "$[7].quote.quoted_status" in [post.source.locator for post in posts_of(findings)]


@pytest.mark.parametrize(("state", "reason"), [
    ("pending", "unknown"), ("rejected", "detached"), ("revoked", "detached"), ("deleted", "deleted"),
    ("unauthorized", "private"), ("blocked_account", "blocked"), ("blocked_domain", "blocked"),
    ("muted_account", "filtered"), ("accepted", "unknown"), ("something_new", "unknown"),
])  # fmt: skip
def test_states_of_quotes(state: str, reason: str) -> None:
    findings = read(json.dumps([status(1, quote={"state": state, "quoted_status": None})]))
    assert [(absence.post, absence.reason) for absence in of(findings, Absence)] == [(f"{ada(1)}/quoted", reason)]
    assert links(findings, Kind.QUOTE) == [(ada(1), f"{ada(1)}/quoted", Basis.STATED)]


def test_a_quote_that_is_only_in_the_text() -> None:
    """A server that knows no quotes shows those of others so."""
    inline = '<p class="quote-inline">RE: <a href="https://other.example/notes/9x">https://other.example/notes/9x</a></p>'
    findings = read(json.dumps([status(1, content=f"{inline}<p>See?</p>")]))
    (post,) = posts_of(findings)
    assert post.text == "See?"
    assert links(findings, Kind.QUOTE) == [(ada(1), "mastodon:https://other.example/notes/9x", Basis.STATED)]
    (absence,) = of(findings, Absence)
    assert (absence.reason, absence.url) == ("not_captured", "https://other.example/notes/9x")


def test_a_fallback_without_an_address_stays_in_the_text() -> None:
    (post,) = posts_of(read(json.dumps([status(1, content='<p class="quote-inline">RE: that</p><p>See?</p>')])))
    assert post.text == "RE: that\n\nSee?"


def test_the_answer_to_a_deletion_has_the_text_as_typed() -> None:
    gone = {key: value for key, value in status(1, text="typed <b> & so").items() if key != "content"}
    (post,) = posts_of(read(json.dumps([gone])))
    assert (post.text, post.text_as_shown) == ("typed <b> & so", None)


def test_posts_that_were_not_meant_for_everybody_are_told() -> None:
    (problem,) = of(sample("timeline.json"), Problem)
    assert problem.severity is Severity.INFO
    assert problem.what == "posts marked as not public (visibility: private): 1"
    assert problem.saw == ada(3)


def test_a_file_of_no_known_kind_is_a_card_and_pictures_inside_the_text_are_media() -> None:
    (post,) = posts_of(sample("attachments.json"))
    assert post.text == "My dial: a dial :sun:"
    assert post.media == (
        Media("image", None, "https://files.other.example/1.png"),
        Media("image", "a dial", "https://files.other.example/dial.jpg"),
    )
    assert post.cards == (Card("plan.pdf", "Where it stands", "https://files.social.example/2/plan.pdf"),)


def test_what_stands_for_a_quoted_post_gives_way_to_that_post() -> None:
    pending = read(json.dumps([status(1, quote={"state": "pending", "quoted_status": None})]))
    shown = read(json.dumps([status(1, quote={"state": "accepted", "quoted_status": status(2)})]))
    archive = Archive([*pending, *[attach(found) for found in shown]])
    assert [post.id for post in archive.quotes(ada(1))] == [ada(2)]
    assert not archive.missing
    (gap,) = Archive(pending).missing
    assert (gap.id, gap.side) == (f"{ada(1)}/quoted", "quoted")


def test_pleroma() -> None:
    findings = sample("pleroma.json")
    name = "mastodon:https://akko.example/objects/00000000-0000-4000-8000-0000000000{}".format
    posts = posts_of(findings)
    assert [post.id for post in posts] == [name(60), name(61), name(60), name(62), name(63), name(64)]
    assert posts[0].counts.reactions is not None
    assert posts[0].counts.reactions.low == 3
    assert posts[0].author is not None
    assert posts[0].author.handle == "example_eve@akko.example"
    assert links(findings, Kind.QUOTE) == [(name(61), name(60), Basis.STATED), (name(62), name(69), Basis.STATED)]
    assert links(findings, Kind.REPLY) == [
        (name(63), name(60), Basis.STATED),
        (name(64), "mastodon:akko.example/AbCdEfGhIjKlMnOp68", Basis.STATED),
    ]
    assert {absence.post: absence.reason for absence in of(findings, Absence)} == {
        name(69): "private", "mastodon:akko.example/AbCdEfGhIjKlMnOp68": "private",
    }  # fmt: skip
    assert Archive(findings)["mastodon:akko.example/AbCdEfGhIjKlMnOp63"].id == name(63)


# --- wrappings ----------------------------------------------------------------------------------------------------


def test_a_context_lacks_its_focus() -> None:
    context, focus = sample("context.json"), sample("focus.json")
    archive = Archive(context)
    (gap,) = archive.missing
    assert (gap.id, gap.side) == (ada(22), "between")
    assert links(context, Kind.ANCESTOR) == [(ada(23), ben(21), Basis.SHOWN)]
    both = Archive([*context, *[attach(found) for found in focus]])
    assert [p.id for p in both.posts] == [
        ada(20), ben(21), ben(22), ada(23), "mastodon:https://klecks.example/notes/9x24",
    ]  # fmt: skip
    assert not both.missing
    assert all(len(both.forest.children(n)) == 1 for n in range(4))


def attach(found: Finding) -> Finding:
    """The same finding as of another file: a test's pages are all called the same."""
    from threadkit.parsing.record_json import from_plain, to_plain

    text = json.dumps(to_plain(found)).replace("page.txt", "focus.json")
    return from_plain(json.loads(text), "$")


def test_empty_context() -> None:
    assert [type(found) for found in read('{"ancestors": [], "descendants": []}')] == [Capture]


def test_search_conversation_notifications_and_others() -> None:
    findings = sample("wrapped.jsonl")
    assert {(post.source.locator, post.id) for post in posts_of(findings)} == {
        ("line 1.statuses[0]", ada(30)),
        ("line 2.last_status", ada(31)),
        ("line 3.status", ben(32)),
        ("line 4.status", ada(30)),
    }
    (boost,) = of(findings, Repost)
    assert (boost.post, boost.id, boost.author and boost.author.handle) == (ada(30), None, "example_ben@other.example")
    assert [(each.source.locator, each.role, each.text) for each in of(findings, Furniture)] == [
        ("line 1.accounts[0]", "profile", "@example_ben@other.example"),
        ("line 1.hashtags[0]", "hashtag", "tea"),
        ("line 2.accounts[0]", "profile", "@example_ben@other.example"),
        ("line 3", "notification: mention", "Ben Example @example_ben@other.example"),
        ("line 5", "notification: follow", "Cleo Example @example_cleo@klecks.example"),
        ("line 7", "post that is yet to be published", "Later."),
    ]
    told = [(each.source.locator, each.what) for each in of(findings, Problem) if each.source]
    assert ("line 6", "the server answered with an error") in told
    assert ("", "posts marked as not public (visibility: direct): 1") in told


def test_stream() -> None:
    findings = sample("stream.jsonl")
    assert [(post.id, post.text, post.version) for post in posts_of(findings)] == [
        (ada(40), "In a stream.", None),
        (ada(40), "In a stream, mended.", "2024-05-01T12:45:00.000Z"),
        (ada(41), "Soon gone.", None),
    ]
    assert [(absence.post, absence.reason) for absence in of(findings, Absence)] == [(ada(41), "deleted")]
    assert [(each.role, each.text) for each in of(findings, Furniture)] == [
        ("event of the stream", "filters_changed"),
        ("deletion notice", str(N + 99)),
    ]


def test_versions_belong_to_the_post_that_was_made_when_the_first_was() -> None:
    findings = sample("history_with_status.jsonl")
    assert [(post.id, post.text, post.version, post.source.locator) for post in posts_of(findings)] == [
        (ada(50), "The second wording.", "2024-05-01T12:52:00.120Z", "line 1"),
        (ada(50), "The first wording.", "2024-05-01T12:50:00.120Z", "line 2[0]"),
        (ada(50), "The second wording.", "2024-05-01T12:52:00.120Z", "line 2[1]"),
        (ada(50), "The second wording, as typed.", None, "line 3"),
    ]
    assert {post.when.text for post in posts_of(findings) if post.when} == {"2024-05-01T12:50:00.120Z"}
    assert [each.text for each in of(findings, Furniture)] == ["hm\n\nOf nothing here."]
    assert [each.source.locator for each in of(findings, Problem) if each.source] == ["line 4"]


def test_versions_of_no_known_post_are_furniture() -> None:
    findings = sample("history.json")
    assert posts_of(findings) == []
    assert [each.text for each in of(findings, Furniture)] == ["The first wording.", "The second wording."]
    (problem,) = of(findings, Problem)
    assert problem.severity is Severity.INFO


# --- ids ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("uri", "name"), [
    ("https://Social.example/users/example_ada/statuses/109000000000000001", "social.example/109000000000000001"),
    ("https://social.example/ap/users/109000000000000009/statuses/109000000000000001",
     "social.example/109000000000000001"),
    ("https://social.example/@example_ada/109000000000000001?x=1", "social.example/109000000000000001"),
    ("https://social.example/@ada@other.example/109000000000000001", "social.example/109000000000000001"),
    ("https://social.example/users/a/statuses/109000000000000001/activity", "social.example/109000000000000001"),
    ("https://gts.example/@a/statuses/01FJC1MKPVX2VMWP2ST93Q90K7", "gts.example/01FJC1MKPVX2VMWP2ST93Q90K7"),
    ("https://old.example/users/Ada/statuses/12", "old.example/@ada/12"),
    ("https://old.example/@ada/12", "old.example/@ada/12"),
    ("http://localhost:3000/@a/109000000000000001", "localhost:3000/109000000000000001"),
    ("https://akko.example/notice/AbC", "akko.example/AbC"),
    ("https://other.example/users/a/statuses/x:y", "https://other.example/users/a/statuses/x:y"),
    ("https://Other.example/Notes/9aB", "https://other.example/Notes/9aB"),
    ("tag:old.example,2016:objectId=1:objectType=Status", "tag:old.example,2016:objectId=1:objectType=Status"),
])  # fmt: skip
def test_post_id(uri: str, name: str) -> None:
    assert post_id(uri) == f"mastodon:{name}"


def test_where_no_account_is_local_the_hashtags_tell_the_server() -> None:
    away = {"id": "8", "acct": "example_ben@other.example", "url": "https://other.example/@example_ben"}
    post = status(1, account=away, uri="https://other.example/notes/9x", in_reply_to_id=str(N + 2))
    tagged = {**post, "tags": [{"name": "tea", "url": "https://social.example/tags/tea"}]}
    assert links(read(json.dumps([tagged])), Kind.REPLY)[0][1] == ada(2)
    assert links(read(json.dumps([post])), Kind.REPLY)[0][1] == f"mastodon:?/{N + 2}"  # nothing tells the server


def test_short_ids_of_unknown_servers_stay_in_their_capture() -> None:
    away = {"id": "8", "acct": "example_ben@other.example", "url": "https://other.example/@example_ben"}
    post = status(1, id="5", account=away, uri="https://other.example/notes/9x", in_reply_to_id="4")
    findings = read(json.dumps([post]))
    (parent,) = [link.parent for link in of(findings, Link) if link.kind is Kind.REPLY]
    assert re.fullmatch(r"mastodon:\?page\.txt#[0-9a-f]{8}/4", parent)
    assert links(findings, Kind.SAME) == []
    (told,) = [problem for problem in of(findings, Problem) if "nothing tells which server" in problem.what]
    assert (told.severity, told.saw) == (Severity.INFO, parent)
    other = read(json.dumps([{**post, "uri": "https://third.example/notes/7"}]))  # another file of that name
    assert links(other, Kind.REPLY)[0][1] != parent
    assert [link[1] for link in links(read(json.dumps([post])), Kind.REPLY)] == [parent]


def test_answers_of_two_servers_in_one_file() -> None:
    away = {"id": "8", "acct": "example_ben", "url": "https://other.example/@example_ben"}
    other = status(1, account=away, uri="https://other.example/objects/1", in_reply_to_id=str(N + 9))
    findings = read(json.dumps([status(1), other, status(3, in_reply_to_id=str(N + 1))]))
    assert links(findings, Kind.SAME) == [(f"mastodon:?/{N + 3}", ada(3), Basis.STATED)]  # N + 1 is two posts here
    assert links(findings, Kind.REPLY)[1][1] == f"mastodon:?/{N + 1}"
    assert any("several servers" in problem.what for problem in of(findings, Problem))


@pytest.mark.parametrize(("said", "url", "kind"), [
    ("gifv", None, "gif"), ("image/png", None, "image"), ("unknown", "https://x.example/a.MP4?x=1", "video"),
    ("unknown", "https://x.example/a", None), (None, None, None),
])  # fmt: skip
def test_media_kind(said: str | None, url: str | None, kind: str | None) -> None:
    assert media_kind(said, url) == kind


# --- which files --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.iterdir()))
def test_detects_samples(name: str) -> None:
    text = (SAMPLES / name).read_text(encoding="utf-8")
    assert mastodon.detect(material(text).head) is Fit.YES
    assert mastodon.detect(material(text[:700]).head) is Fit.YES or name in ("wrapped.jsonl", "stream.jsonl")


def test_detects_its_example() -> None:
    assert mastodon.detect(material(mastodon.EXAMPLE).head) is Fit.YES
    assert len(posts_of(read(mastodon.EXAMPLE))) == 1


@pytest.mark.parametrize("text", [
    "", "no JSON", "[]", "{}", "[1, 2]", "null",
    '{"statuses": [{"id": 1, "id_str": "1", "text": "x", "user": {}, "created_at": "x"}], "search_metadata": {}}',
    '{"data": [{"id": "1", "text": "x", "created_at": "2024-05-01T12:00:00Z"}], "includes": {}}',
    '{"id": "1", "text": "x", "userId": "y", "createdAt": "2024-05-01T12:00:00Z", "visibility": "public"}',
    '{"posts": [{"uri": "at://did:plc:x/app.bsky.feed.post/y", "cid": "z", "author": {}, "record": {}}]}',
    '{"@context": "https://www.w3.org/ns/activitystreams", "type": "Note", "id": "https://x.example/1"}',
    '{"kind": "Listing", "data": {"children": []}}',
    '{"id": 5, "type": "story", "by": "x", "text": "y"}',
    '{"event": "update", "payload": {"id": 1}}',
])  # fmt: skip
def test_is_not_another_platforms(text: str) -> None:
    assert mastodon.detect(material(text).head) is Fit.NO


def test_a_bare_account_is_only_a_sign() -> None:
    account = '{"id": "7", "username": "example_ada", "acct": "example_ada", "followers_count": 1}'
    assert mastodon.detect(material(account).head) is Fit.MAYBE
    assert [each.role for each in of(read(account), Furniture)] == ["profile"]


# --- bad input ----------------------------------------------------------------------------------------------------


def test_a_cut_post_is_left_out_and_what_it_holds_is_kept() -> None:
    text = json.dumps([status(1), status(2, reblog=status(3), pinned=True)])
    cut = text[: text.index('"pinned"')]
    findings = read(cut)
    assert [post.id for post in posts_of(findings)] == [ada(1), ada(3)]
    assert of(findings, Repost) == []
    assert any("the end of this post is not there" in problem.what for problem in of(findings, Problem))


def test_a_corrupt_line_costs_itself_only() -> None:
    lines = [json.dumps(status(n)) for n in range(5)]
    lines[2] = lines[2][100:]
    findings = read("\n".join(lines))
    assert [post.id for post in posts_of(findings)] == [ada(0), ada(1), ada(3), ada(4)]
    assert [problem.source.locator for problem in of(findings, Problem) if problem.source] == ["line 3"]


def test_ids_are_never_floats() -> None:
    text = json.dumps([status(1), status(2, in_reply_to_id=N + 1)])
    assert links(read(text), Kind.REPLY) == [(ada(2), ada(1), Basis.STATED)]
    lost = text.replace(f'"in_reply_to_id": {N + 1}', '"in_reply_to_id": 1.09e17')
    assert any("last digits are lost" in problem.what for problem in of(read(lost), Problem))


@pytest.mark.parametrize(("key", "wrap"), [("reblog", ("reblog",)), ("quote", ("quote", "quoted_status"))])
def test_thousands_inside_each_other(key: str, wrap: tuple[str, ...]) -> None:
    depth = 2000
    text = json.dumps(status(0, x=0))
    for n in range(1, depth):
        outer = json.dumps(status(n))[:-1]
        text = f'{outer}, "{wrap[0]}": {text}}}' if len(wrap) == 1 else (
            f'{outer}, "quote": {{"state": "accepted", "quoted_status": {text}}}}}'
        )
    start = time.perf_counter()
    findings = read(f"[{text}]")
    assert len(posts_of(findings)) == (1 if key == "reblog" else depth)
    assert len({post.source.locator for post in posts_of(findings)}) == len(posts_of(findings))
    assert time.perf_counter() - start < 6


@settings(max_examples=70, deadline=None)
@given(seed=st.integers(0, 10**9), name=st.sampled_from(["timeline.json", "pleroma.json", "context.json"]))
def test_wrong_types_anywhere(seed: int, name: str) -> None:
    rng = random.Random(seed)
    value = json.loads((SAMPLES / name).read_text(encoding="utf-8"))
    value = spoilt(value, rng)
    findings = read(json.dumps(value))
    assert isinstance(findings[0], Capture)
    assert all(found.source is not None for found in findings if isinstance(found, Problem))
    Archive(findings, infer=False).posts  # noqa: B018


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**9), name=st.sampled_from(["wrapped.jsonl", "stream.jsonl", "history_with_status.jsonl"]))
def test_spoilt_bytes_and_early_ends(seed: int, name: str) -> None:
    rng = random.Random(seed)
    text = (SAMPLES / name).read_text(encoding="utf-8")
    at = rng.randrange(len(text))
    bad = text[:at] if seed % 2 else text[:at] + rng.choice('{}[]",\\x\x00') + text[at + 1 :]
    findings = read(bad)
    assert isinstance(findings[0], Capture)
    if seed % 2 and "\n" in text[:at]:
        assert len(posts_of(findings)) >= 1


def test_empty() -> None:
    assert [type(found) for found in read("")][:1] == [Capture]
    assert posts_of(read("[]")) == []


# --- real files ---------------------------------------------------------------------------------------------------

real = pytest.mark.skipif(not FIXTURES.exists(), reason="the real files are not here")


def real_findings(path: Path) -> list[Finding]:
    text = path.read_text(encoding="utf-8")
    made = material(text)
    named = type(made)(path.name, type(made.head)(path.name, made.head.text, (), made.head.whole), made.hints,
                       made.open, made.text)  # fmt: skip
    assert mastodon.detect(named.head) is Fit.YES
    return list(mastodon.read(named))


@real
@pytest.mark.parametrize("infer", [False, True])
def test_real_statuses_in_many_states(infer: bool) -> None:
    findings = [found for path in sorted(FIXTURES.glob("test_*.json")) for found in real_findings(path)]
    archive = Archive(findings, infer=infer)
    held = {post.id for post in archive.posts}
    assert len(held) == 17
    assert len({repost.id for repost in of(findings, Repost)}) == 1
    replies = [link for link in archive.links if link.kind is Kind.REPLY]
    assert (len(replies), sum(link.parent in held for link in replies)) == (4, 3)
    assert sum(link.kind is Kind.QUOTE for link in archive.links) == 3
    assert not [problem for problem in of(findings, Problem) if problem.severity is not Severity.INFO]


@real
@pytest.mark.parametrize(("name", "replies"), [("mastodonsocial.json", 5), ("malformed.json", 7)])
def test_real_streams(name: str, replies: int) -> None:
    findings = real_findings(FIXTURES / name)
    raw = []
    for line in (FIXTURES / name).read_text(encoding="utf-8").split("\n"):
        try:
            raw.append(json.loads(line))
        except ValueError:
            continue
    archive = Archive(findings)
    assert len(archive) == len({each["uri"] for each in raw}) == 48
    assert len(posts_of(findings)) == len(raw)
    assert sum(link.kind is Kind.REPLY for link in archive.links) == replies
    errors = [problem.source.locator for problem in of(findings, Problem) if problem.severity is Severity.ERROR
              if problem.source]  # fmt: skip
    assert errors == (["line 50"] if name == "malformed.json" else [])
    by_uri = {post_id(each["uri"]): each for each in raw}
    for sighting in posts_of(findings):
        assert sighting.id is not None
        each = by_uri[sighting.id]
        assert sighting.counts.likes is not None
        assert sighting.when is not None
        assert sighting.when.text == each["created_at"]
        assert len(sighting.media) == len(each["media_attachments"])
        acct = each["account"]["acct"]
        assert isinstance(sighting, Sighting)
        assert sighting.author is not None
        assert (sighting.author.handle or "").startswith(acct)


@real
@pytest.mark.parametrize(("name", "replies", "closed"), [
    ("rtoot_get_account_statuses_default.json", 11, 2), ("rtoot_get_timeline_public_default.json", 2, 0),
])  # fmt: skip
def test_real_timelines(name: str, replies: int, closed: int) -> None:
    archive = Archive(real_findings(FIXTURES / name))
    held = {post.id for post in archive.posts}
    assert len(held) == 20
    found = [link for link in archive.links if link.kind is Kind.REPLY]
    assert (len(found), sum(link.parent in held for link in found)) == (replies, closed)
