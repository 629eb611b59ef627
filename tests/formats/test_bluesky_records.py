"""Plain records of the AT Protocol and the event lines of Jetstream: what is read of them."""

from __future__ import annotations

import json
from typing import Any

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
    uri,
    view,
)
from made_pages import material
from odd_values import damaged, findings, with_odd_values

from threadkit.parsing.formats import bluesky_records, bluesky_views
from threadkit.parsing.material import Fit, Head, Hints
from threadkit.records import (
    Author,
    Capture,
    Finding,
    Furniture,
    Kind,
    Media,
    Problem,
    Repost,
    Severity,
    Sighting,
    When,
)  # fmt: skip

ROOT, SECOND, THIRD = uri(ADA, "3kmpfws4ik222"), uri(BEN, "3kmpfyldkc222"), uri(ADA, "3kmpg2ekm2222")


def read(given: object, hints: Hints | None = None) -> list[Finding]:
    return list(bluesky_records.read(material(given if isinstance(given, str) else json.dumps(given), hints)))


def sample(name: str) -> str:
    return (SAMPLES / "bluesky_records" / name).read_text(encoding="utf-8")


def told(found: list[Finding]) -> list[tuple[str, str]]:
    return [(each.role, each.text) for each in of(found, Furniture)]


@pytest.mark.parametrize("name", ["list_records.json", "get_record.json", "bare.json", "jetstream.jsonl"])
def test_samples_are_known_by_their_start(name: str) -> None:
    text = sample(name)
    assert bluesky_records.detect(Head(name, text)) is Fit.YES
    assert bluesky_views.detect(Head(name, text)) is Fit.NO


def test_the_example_is_one() -> None:
    assert bluesky_records.detect(Head("x", bluesky_records.EXAMPLE)) is Fit.YES
    assert [each.text for each in of(read(bluesky_records.EXAMPLE), Sighting)] == ["A made-up post."]


@pytest.mark.parametrize(
    ("given", "fit"),
    [
        ({"$type": "app.bsky.actor.profile", "displayName": "Ada"}, Fit.YES),
        ([{"$type": "app.bsky.feed.post", "text": "A."}], Fit.YES),
        ({"did": ADA, "time_us": 1, "kind": "identity", "identity": {"did": ADA}}, Fit.YES),
        ({"records": [{"uri": ROOT, "value": {"text": "A."}}]}, Fit.YES),
        (view(ADA, "a", record("A.")), Fit.NO),
        ({"$type": "app.bsky.feed.defs#postView", "uri": ROOT}, Fit.NO),
        ({"uri": ROOT, "depth": 0, "value": {"post": {}}}, Fit.NO),
        ({"uri": ROOT, "author": {"did": ADA}, "value": record("A.")}, Fit.NO),
        ({"records": [{"id": 1, "text": "A."}]}, Fit.NO),
        ({"did": "x", "time_us": 1, "kind": "commit"}, Fit.NO),
        ({"kind": "Listing", "data": {}}, Fit.NO),
        ({"type": "Note", "content": "A."}, Fit.NO),
        ({"text": "A.", "uri": "https://example.social/1", "value": {}}, Fit.NO),
        ([], Fit.NO),
        ("A made-up page.", Fit.NO),
        ("", Fit.NO),
    ],
)
def test_what_is_one_and_what_not(given: object, fit: Fit) -> None:
    text = given if isinstance(given, str) else json.dumps(given)
    assert bluesky_records.detect(Head("x", text)) is fit


def test_a_list_of_records() -> None:
    found = read(sample("list_records.json"))
    assert found[0] == Capture("page.txt", "bluesky_records", platform="bluesky", states_parents=True)
    assert {name: each.source.locator for name, each in posts(found).items()} == {
        ROOT: "$.records[0]", THIRD: "$.records[1]",
    }  # fmt: skip
    post = posts(found)[THIRD]
    assert (post.author, post.url) == (Author(id=ADA), f"https://bsky.app/profile/{ADA}/post/3kmpg2ekm2222")
    address = f"https://cdn.bsky.app/img/feed_fullsize/plain/{ADA}/bafkreimadeup"
    assert post.media == (Media("image", "A sundial", f"{address}1@jpeg"), Media("image", None, f"{address}2@jpeg"))
    assert [name for name, _ in post.other_times] == ["key"]
    assert links(found, Kind.REPLY) == {(THIRD, SECOND)}
    hidden = uri(CLEO, "3kmpgmar5k222")
    assert links(found, Kind.ANCESTOR) == {(THIRD, ROOT), (hidden, ROOT)}
    assert absences(found) == {hidden: ("not_captured", 1)}
    (passed,) = of(found, Repost)
    assert (passed.post, passed.id, passed.author) == (
        SECOND, uri(ADA, "3kmpg45rns222", "app.bsky.feed.repost"), Author(id=ADA),
    )  # fmt: skip
    assert told(found) == [
        ("labels", "graphic-media"),
        ("like", SECOND),
        ("thread gate", f"{ROOT} may be answered by: mentionRule"),
        ("profile", "Ada Example Made up."),
    ]
    assert doubts(found) == []


def test_events() -> None:
    found = read(sample("jetstream.jsonl"))
    last = uri(ADA, "3kmpgf3uwk222")
    assert [(each.id, each.text, each.version) for each in of(found, Sighting)] == [
        (ROOT, "A made-up root.", None),
        (SECOND, "An answer.", None),
        (SECOND, "An answer, mended.", "1709375520250000"),
        (last, "As the first Jetstream had it.", None),
    ]
    first = posts(found)[ROOT]
    assert dict(first.other_times)["time_us"] == When.at(
        dict(first.other_times)["time_us"].earliest, text="1709375400250000"  # type: ignore[arg-type]
    )
    assert str(dict(first.other_times)["time_us"].earliest) == "2024-03-02 10:30:00.250000+00:00"
    gone = uri(CLEO, "3kmpfuyvgs222")
    assert absences(found) == {gone: ("deleted", 1)}
    assert links(found, Kind.REPLY) == {(SECOND, ROOT), (last, gone)}  # by a handle that an event told
    assert [(each.post, each.author) for each in of(found, Repost)] == [(ROOT, Author(id=CLEO))]
    assert told(found) == [
        ("like", ROOT),
        ("like deleted", uri(CLEO, "3kmpg45rns222", "app.bsky.feed.like")),
        ("identity", f"{CLEO} new.cleo.example"),
        ("account", f"{BEN} deactivated"),
    ]
    assert doubts(found) == []


def test_a_bare_record_has_no_id_but_its_links() -> None:
    found = read(sample("bare.json"), Hints(author=Author(handle="ada.example.com")))
    (post,) = of(found, Sighting)
    assert (post.id, post.author, post.url) == (None, Author(handle="ada.example.com"), None)
    ((child, parent),) = links(found, Kind.REPLY)
    assert (child[:5], parent) == ("seen:", ROOT)


@pytest.mark.parametrize(
    ("links_of", "expected"),
    [
        ({"facets": [{"index": {"byteStart": 5, "byteEnd": 19},
                      "value": {"$type": "app.bsky.richtext.facet#link", "uri": "https://example.com/a/b"}}]},
         "👋 https://example.com/a/b!"),
        ({"entities": [{"index": {"start": 3, "end": 15}, "type": "link", "value": "https://example.com/a/b"},
                       {"index": {"start": 0, "end": 2}, "type": "mention", "value": ADA}]},
         "👋 https://example.com/a/b!"),
        ({"entities": [{"index": {"start": 1, "end": 15}, "type": "link", "value": "https://example.com/a/b"}]},
         "👋 example.com…!"),  # begins inside the first character
    ],
)  # fmt: skip
def test_links_as_they_were_written_in_early_2023(links_of: dict[str, Any], expected: str) -> None:
    (post,) = of(read({"uri": ROOT, "value": record("👋 example.com…!", **links_of)}), Sighting)
    assert post.text == expected


def test_a_record_that_is_no_post() -> None:
    other = {"$type": "com.example.recipe", "title": "Soup"}
    assert told(read({"uri": uri(ADA, "x", "com.example.recipe"), "value": other})) == [("com.example.recipe", "")]
    vote = {"$type": "app.bsky.feed.vote", "direction": "up", "subject": ref(ROOT)}
    assert told(read({"uri": uri(ADA, "x", "app.bsky.feed.vote"), "value": vote})) == [("vote", f"up {ROOT}")]
    (what,) = doubts(read([record("A."), {"id": 7}]))
    assert (what.what, what.source and what.source.locator) == ("not a record of Bluesky; left out", "$[1]")


def test_a_text_of_another_kind_keeps_the_post() -> None:
    found = read({"uri": ROOT, "value": {**record("A.", reply=reply(SECOND)), "text": 7}})
    assert posts(found)[ROOT].text == ""
    assert links(found, Kind.REPLY) == {(ROOT, SECOND)}
    assert [each.source and each.source.locator for each in doubts(found)] == ["$.value.text"]
    found = read({"uri": ROOT, "value": {"$type": "app.bsky.feed.post", "createdAt": "2024-03-02T10:30:00Z"}})
    assert [each.what for each in doubts(found)] == ["a post without a text"]


# --- odd input ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["list_records.json", "get_record.json", "bare.json"])
def test_nothing_in_a_wrong_place_raises(name: str) -> None:
    for n, text in enumerate(with_odd_values(json.loads(sample(name)))):
        if n % 3 == 0:
            findings(bluesky_records, text)


def test_nothing_in_an_event_raises() -> None:
    for n, line in enumerate(sample("jetstream.jsonl").splitlines()):
        for m, text in enumerate(with_odd_values(json.loads(line))):
            if m % 3 == n % 3:
                findings(bluesky_records, text)


@pytest.mark.parametrize("name", ["list_records.json", "jetstream.jsonl"])
def test_damage_is_told_and_the_rest_is_read(name: str) -> None:
    whole = set(posts(read(sample(name))))
    for n, text in enumerate(damaged(sample(name))):
        found = findings(bluesky_records, text)
        assert set(posts(found)) == whole or of(found, Problem) or n >= 39


def test_a_list_that_is_cut_keeps_what_is_whole() -> None:
    text = sample("list_records.json")
    found = read(text[: text.index("graphic-media")])
    assert set(posts(found)) == {ROOT}
    whats = [each.what for each in of(found, Problem) if each.severity is Severity.ERROR]
    early = "the text ends early; the records before its end are kept"
    assert whats == [early, "a record whose end is missing; it is left out"]


@pytest.mark.parametrize("text", ["", " ", "[]", "{}", "null", '"x"', "[[]]", "\x00", "{", "[7, null, {}]"])
def test_nothing_to_read(text: str) -> None:
    found = findings(bluesky_records, text)
    assert of(found, Sighting) == []


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["did", "time_us", "kind", "commit", "identity", "account", "uri", "value", "records", "text"]),
        st.none() | st.integers() | st.text(max_size=4)
        | st.sampled_from([{}, [], {"record": {"text": "A."}}, ADA, ROOT]),
    )
)
def test_any_shape_is_survived(given: object) -> None:
    findings(bluesky_records, json.dumps(given))


# --- real files -----------------------------------------------------------------------------------------------------

real = pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not here")


@real
def test_real_events() -> None:
    text = (REAL / "jetstream" / "jetstream_5_events.jsonl").read_text(encoding="utf-8")
    assert bluesky_records.detect(Head("x", text)) is Fit.YES
    found, raw = read(text), [json.loads(line) for line in text.splitlines()]
    written = {
        f"at://{each['did']}/app.bsky.feed.post/{each['commit']['rkey']}": each["commit"]["record"]
        for each in raw
        if each["commit"]["collection"] == "app.bsky.feed.post"
    }
    assert {name: each.text for name, each in posts(found).items()} == {n: w["text"] for n, w in written.items()}
    assert links(found, Kind.REPLY) == {(n, w["reply"]["parent"]["uri"]) for n, w in written.items()}
    assert [role for role, _ in told(found)] == ["like", "follow", "like"]
    assert (len(written), doubts(found)) == (2, [])


@real
@pytest.mark.parametrize("number", [2, 3])
def test_real_records_with_their_address(number: int) -> None:
    text = (REAL / "xrpc" / f"post_quote_reply.{number}.json").read_text(encoding="utf-8")
    assert bluesky_records.detect(Head("x", text)) is Fit.YES
    raw, found = json.loads(text), read(text)
    assert {name: each.text for name, each in posts(found).items()} == {raw["uri"]: raw["value"]["text"]}
    assert links(found, Kind.REPLY) == {
        (raw["uri"], raw["value"]["reply"]["parent"]["uri"]) for _ in [1] if "reply" in raw["value"]
    }


#: Of each file: its format, how many posts, replies, quotes and reposts it holds, and what it is if it is no post.
GRANARY = {
    "actor.bsky": ("records", 0, 0, 0, 0, "profile"),
    "actor_with_featured.bsky": ("records", 0, 0, 0, 0, "profile"),
    "comment_inreplyto_id.bsky": ("views", 1, 1, 0, 0, None),
    "follow.bsky": ("records", 0, 0, 0, 0, "follow"),
    "like.bsky": ("records", 0, 0, 0, 0, "like"),
    "note.bsky": ("views", 1, 0, 0, 0, None),
    "note_with_article_tag_indices.bsky": ("records", 1, 0, 0, 0, None),
    "note_with_custom_feed.bsky": ("views", 1, 0, 0, 0, None),
    "note_with_mention_linked_text.bsky": ("records", 1, 0, 0, 0, None),
    "quote.bsky": ("views", 2, 0, 1, 0, None),
    "quote_and_attachment.bsky": ("views", 2, 0, 1, 0, None),
    "quote_and_image.bsky": ("views", 2, 0, 1, 0, None),
    "quote_with_image.bsky": ("views", 2, 0, 1, 0, None),
    "repost.bsky": ("views", 1, 0, 0, 1, None),
}


@real
def test_the_table_is_of_all_files() -> None:
    assert {path.stem for path in (REAL / "records").iterdir()} == set(GRANARY)


@real
@pytest.mark.parametrize("name", GRANARY)
def test_single_records_and_views_by_hand(name: str) -> None:
    text = (REAL / "records" / f"{name}.json").read_text(encoding="utf-8")
    forms = {"views": bluesky_views, "records": bluesky_records}
    form, *numbers, role = GRANARY[name]
    assert [key for key, each in forms.items() if each.detect(Head("x", text)) is Fit.YES] == [form]
    found = list(forms[str(form)].read(material(text)))
    replies, quotes = (len(links(found, kind)) for kind in (Kind.REPLY, Kind.QUOTE))
    assert [len(of(found, Sighting)), replies, quotes, len(of(found, Repost))] == numbers
    assert [role for role, _ in told(found)] == ([role] if role else [])
    assert doubts(found) == []
