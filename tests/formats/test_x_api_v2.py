from __future__ import annotations

import io
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_pages import material
from odd_values import damaged, findings, of, with_odd_values

import threadkit
from threadkit.archive import Archive
from threadkit.parsing.formats import x_api_v2
from threadkit.parsing.identity import sighting_id
from threadkit.parsing.material import Fit, Head, Hints, Material
from threadkit.records import (
    Absence,
    Author,
    Basis,
    Capture,
    Card,
    Count,
    Counts,
    Finding,
    Furniture,
    Link,
    Media,
    Problem,
    Repost,
    Severity,
    Sighting,
    TimeBasis,
)

SAMPLES = Path(__file__).parents[1] / "samples" / "x_api_v2"
FIXTURES = Path(__file__).parents[2].parent / "shared" / "fixtures" / "x_api_v2"
ADA, BO = Author("example_ada", "Ada Example", "70"), Author("example_bo", "Bo Example", "80")
CY = Author("example_cy", "Cy Example", "90")
ROOT, REPLY, DEEP, REPOST, LOST_REPOST, HIDDEN = (f"x:{1534000000000000000 + n}" for n in range(1, 7))
QUOTED, UNSEEN = "x:1533000000000000001", "x:1532000000000000001"
FIRST, SECOND = "x:1577000000000000001", "x:1577000100000000001"


def sample(name: str) -> list[Finding]:
    return findings(x_api_v2, (SAMPLES / name).read_text(encoding="utf-8"))


def read(*records: object) -> list[Finding]:
    return findings(x_api_v2, "".join(json.dumps(record) + "\n" for record in records))


def posts(found: list[Finding]) -> dict[str | None, Sighting]:
    """The first sighting of each."""
    first: dict[str | None, Sighting] = {}
    for each in of(found, Sighting):
        first.setdefault(each.id, each)
    return first


def links(found: list[Finding]) -> set[tuple[str, str, str]]:
    return {(link.kind.value, link.child, link.parent) for link in of(found, Link)}


def post(**fields: Any) -> dict[str, Any]:
    return {"id": "1534000000000000009", "text": "Made up.", "author_id": "70"} | fields


def fit(text: str, *, whole: bool = True) -> Fit:
    return x_api_v2.detect(Head("some.json", text, whole=whole))


ALL_LINKS = {
    ("reply", REPLY, ROOT),
    ("reply", DEEP, "x:1533999999999999999"),
    ("quote", DEEP, QUOTED),
    ("ancestor", DEEP, ROOT),
    ("reply", HIDDEN, "x:1533500000000000001"),
}


# --- a page ------------------------------------------------------------------------------------------------------


def test_a_page_says_what_it_is() -> None:
    capture = sample("page.json")[0]
    assert isinstance(capture, Capture)
    assert (capture.format, capture.platform, capture.states_parents) == ("x_api_v2", "x", True)
    assert capture.seen_at is not None
    assert capture.seen_at.earliest == datetime(2022, 10, 4, 10, tzinfo=UTC)


def test_posts_of_data_and_of_includes_with_their_places() -> None:
    places = [(each.source.locator, each.id) for each in of(sample("page.json"), Sighting)]
    assert places == [
        ("$.data[0]", ROOT), ("$.data[1]", REPLY), ("$.data[2]", DEEP), ("$.data[4].text", UNSEEN),
        ("$.data[5]", SECOND), ("$.data[6]", HIDDEN), ("$.includes.tweets[0]", ROOT),
        ("$.includes.tweets[1]", QUOTED), ("$.includes.tweets[2]", FIRST), ("$.includes.tweets[3]", SECOND),
    ]  # fmt: skip


def test_a_post_with_everything() -> None:
    root = posts(sample("page.json"))[ROOT]
    assert root.text == "Which sundial is right? R&D says: https://example.org/sundials?a=1&b=2"
    assert root.text_as_shown == "Which sundial is right? R&amp;D says: https://t.co/aaaa1 https://t.co/aaaa2"
    assert (root.author, root.url, root.lang, root.truncated) == (
        ADA, "https://x.com/i/status/1534000000000000001", "en", False,
    )  # fmt: skip
    assert root.counts == Counts(*map(Count.of, (12, 3, 2, 1, 900, 4)))
    assert root.media == (Media("image", "A sundial in the rain", "https://pbs.example/1.jpg"),)
    assert root.cards == (Card("How to Read a Sundial", "With a compass.", "https://example.org/sundials", True),)
    assert root.when is not None
    assert (root.when.earliest, root.when.basis) == (datetime(2022, 6, 7, 2, 31, 14, tzinfo=UTC), TimeBasis.EXACT)
    ((name, when),) = root.other_times
    assert (name, when.earliest) == ("id", datetime(2022, 6, 7, 2, 31, 14, 998_000, tzinfo=UTC))


def test_links_are_stated() -> None:
    found = sample("page.json")
    assert links(found) == ALL_LINKS | {("same", SECOND, FIRST)}
    assert {link.basis for link in of(found, Link)} == {Basis.STATED}


def test_a_long_post_is_whole_and_its_poll_is_kept() -> None:
    quoted = posts(sample("page.json"))[QUOTED]
    assert quoted.text == "A cut beginning, and all of the rest <3 of a long post: https://example.org/long"
    assert quoted.text_as_shown == "A cut beginning… https://t.co/aaaa4"
    assert not quoted.truncated
    assert quoted.cards == (Card("Poll", "Sun: 3\nMoon: 1"),)


def test_a_long_text_that_has_fewer_signs_than_its_cut_form_is_still_the_longer_one() -> None:
    held = posts(sample("long_posts.json"))
    whole, cut = held["x:1700000000000000001"], held["x:1700000000000000002"]
    assert whole.text_as_shown is not None
    assert len(whole.text) < len(whole.text_as_shown)
    assert (whole.text[-17:], whole.truncated) == ("and no third one.", False)
    assert (cut.text[-6:], cut.truncated) == (", and…", True)  # no long text, and a picture in place of its own link


def test_what_was_written_before_there_were_long_posts_is_not_cut() -> None:
    text = "It goes on and on. " * 13 + "And so…"
    assert not posts(read(post(text=text)))["x:1534000000000000009"].truncated
    assert posts(read(post(text=text, id="1700000000000000009")))["x:1700000000000000009"].truncated


def test_no_language_a_whole_article_and_whose_things_are() -> None:
    found = sample("long_posts.json")
    held = posts(found)
    assert held["x:1700000000000000003"].lang is None
    assert held["x:1700000000000000005"].cards == (Card("On Moss", "Moss is green. Stones are not."),)
    assert [(each.role, each.text) for each in of(found, Furniture)] == [
        ("post that the media are from", "https://twitter.com/example_cy/status/1700000000000000080/video/1")
    ]
    (gone,) = of(found, Absence)  # quoted, not on the page
    assert (gone.post, gone.reason, gone.author) == ("x:1700000000000000081", "not_captured", CY)
    assert not of(found, Problem)


def test_the_link_of_the_quoted_post_is_not_part_of_the_text() -> None:
    assert posts(sample("page.json"))[DEEP].text == "@example_bo @example_cy No, this:"


def test_reposts_are_no_posts_and_show_what_else_is_not_shown() -> None:
    found = sample("page.json")
    assert [(each.id, each.post, each.author) for each in of(found, Repost)] == [
        (REPOST, QUOTED, BO),
        (LOST_REPOST, UNSEEN, BO),
    ]
    words = posts(found)[UNSEEN]
    assert words.text == "The words of a post that is not here, and that are cut in the mid…"
    assert (words.truncated, words.author) == (True, Author("example_dee", id="95"))
    assert words.when is not None
    assert words.when.basis is TimeBasis.ID


def test_why_posts_are_not_there_and_whose_they_are() -> None:
    absences = {each.post: (each.reason, each.author) for each in of(sample("page.json"), Absence)}
    assert absences == {
        "x:1533999999999999999": ("deleted", CY),
        "x:1531000000000000001": ("private", None),
        "x:1533500000000000001": ("blocked", Author(id="96")),
    }


def test_a_place_is_furniture_and_a_missing_person_a_remark() -> None:
    found = sample("page.json")
    assert {(each.role, each.text) for each in of(found, Furniture)} == {("place", "Sampleton, Nowhere, 11.25, 43.77")}
    assert [(each.saw, each.severity) for each in of(found, Problem)] == [
        ("User has been suspended: [96].", Severity.INFO)
    ]


def test_edits_are_versions_of_one_post() -> None:
    found = sample("page.json")
    seen = posts(found)
    assert (seen[FIRST].version, seen[SECOND].version, seen[ROOT].version) == ("1", "2", None)
    assert seen[FIRST].text == "First versoin."
    later = seen[SECOND].when
    assert later is not None
    assert seen[FIRST].when is not None
    assert later.earliest is not None
    assert abs(later.earliest - datetime(2022, 10, 3, 18, 17, 52, tzinfo=UTC)) < timedelta(seconds=60)
    assert [name for name, _ in seen[SECOND].other_times] == ["edited", "id"]
    archive = Archive(found)
    assert archive[FIRST] is archive[SECOND]
    assert archive[FIRST].aliases == (SECOND,)


def test_an_archive_of_a_page() -> None:
    archive = Archive(sample("page.json"))
    assert len(archive.posts) == 7
    reasons = {gap.id: gap.reasons[0][0] for gap in archive.missing}
    assert reasons == {
        "x:1533999999999999999": "deleted", "x:1531000000000000001": "private", "x:1533500000000000001": "blocked",
    }  # fmt: skip


# --- other forms of the same -------------------------------------------------------------------------------------


def test_flat_posts_say_the_same_as_the_page() -> None:
    page, flat = sample("page.json"), sample("flat.jsonl")
    assert links(flat) >= ALL_LINKS
    assert {each.id for each in of(flat, Repost)} == {each.id for each in of(page, Repost)}
    whole = posts(page)
    for name, seen in posts(flat).items():
        same = (seen.text, seen.author, seen.when, seen.counts, seen.media, seen.cards, seen.version)
        there = whole[name]
        assert same == (
            there.text, there.author, there.when, there.counts, there.media, there.cards, there.version,
        )  # fmt: skip
    assert posts(flat)[QUOTED].source.locator == "line 3.referenced_tweets[0]"
    assert {each.post: each.reason for each in of(flat, Absence)} == {
        "x:1533999999999999999": "not_captured",
        "x:1533500000000000001": "not_captured",
    }


def test_posts_by_themselves() -> None:
    found = sample("bare.jsonl")
    assert set(posts(found)) == {ROOT, REPLY, DEEP, UNSEEN}
    assert posts(found)[ROOT].author == Author(id="70")
    assert posts(found)[ROOT].media == (Media("image"),)
    assert links(found) == ALL_LINKS - {("reply", HIDDEN, "x:1533500000000000001")}
    assert of(found, Absence) == []


def test_a_stream_with_disconnections_and_a_line_that_is_cut() -> None:
    found = sample("stream.jsonl")
    assert [each.source.locator for each in of(found, Sighting)] == [
        "line 1.data", "line 3.data", "line 3.includes.tweets[0]",
    ]  # fmt: skip
    problems = [(each.source.locator, each.severity) for each in of(found, Problem) if each.source]
    assert problems == [
        ("line 4.errors[0]", Severity.WARNING),
        ("line 5", Severity.WARNING),
        ("line 6", Severity.ERROR),
    ]


def test_a_page_without_includes_has_authors_by_id() -> None:
    (seen,) = of(read({"data": [post()], "meta": {"result_count": 1}}), Sighting)
    assert (seen.author, seen.source.locator) == (Author(id="70"), "$.data[0]")


def test_one_object_as_data() -> None:
    found = read({"data": post(), "includes": {"users": [{"id": "70", "username": "example_ada"}]}})
    assert [(each.source.locator, each.author) for each in of(found, Sighting)] == [
        ("$.data", Author("example_ada", id="70"))
    ]


def test_includes_alone() -> None:
    found = read({"tweets": [post()], "users": [{"id": "70", "username": "example_ada", "name": "Ada Example"}]})
    assert [(each.source.locator, each.author) for each in of(found, Sighting)] == [("$.tweets[0]", ADA)]


def test_an_array_of_posts_and_whole_numbers_as_ids() -> None:
    text = json.dumps([post(id=1534000000000000009, edit_history_tweet_ids=[1534000000000000009]), post(id="15340001")])
    assert [each.id for each in of(findings(x_api_v2, text), Sighting)] == ["x:1534000000000000009", "x:15340001"]


# --- peculiarities of single posts -------------------------------------------------------------------------------


def test_a_first_word_that_names_someone_is_no_reply() -> None:
    alone = read(post(conversation_id="1534000000000000009", in_reply_to_user_id="80"))
    assert not of(alone, Link)
    assert not of(alone, Absence)


@pytest.mark.parametrize("conversation", [{}, {"conversation_id": "1534000000000000001"}])
def test_a_reply_to_someone_without_the_post_shows_a_gap(conversation: dict[str, str]) -> None:
    found = read(post(in_reply_to_user_id="80", public_metrics={}, **conversation))
    name = "x:1534000000000000009"
    assert ("reply", name, f"{name}/parent") in links(found)
    assert [(each.post, each.reason, each.author) for each in of(found, Absence)] == [
        (f"{name}/parent", "unknown", Author(id="80"))
    ]
    (gap,) = [gap for gap in Archive(found).missing if gap.id.endswith("/parent")]
    assert (gap.side, gap.author) == ("above", Author(id="80"))


def test_without_a_time_the_id_tells_it() -> None:
    (seen,) = of(read({"data": [{"id": "1534000000000000009", "text": "a"}], "meta": {"result_count": 1}}), Sighting)
    assert seen.when is not None
    assert (seen.when.earliest, seen.when.basis) == (datetime(2022, 6, 7, 2, 31, 14, tzinfo=UTC), TimeBasis.ID)
    assert seen.author is None


def test_a_time_whose_fraction_is_always_zero_is_a_second_wide() -> None:
    (seen,) = of(read(post(created_at="2022-06-07T02:31:14.000Z", lang=None, conversation_id=None)), Sighting)
    assert seen.when is not None
    assert seen.when.width == timedelta(seconds=1)
    (seen,) = of(read(post(created_at="2022-06-07T02:31:14.998Z", public_metrics=None)), Sighting)
    assert seen.when is not None
    assert seen.when.width == timedelta(milliseconds=1)


def test_a_text_that_is_cut() -> None:
    urls = [{"url": "https://t.co/a", "expanded_url": "https://twitter.com/i/web/status/1534000000000000009"}]
    (seen,) = of(read(post(text="A long one… https://t.co/a", entities={"urls": urls}, conversation_id="1")), Sighting)
    assert (seen.text, seen.truncated) == ("A long one…", True)


def test_media_without_includes_by_their_keys() -> None:
    keys = ["3_1", "7_2", "16_3", "13_4"]
    (seen,) = of(read(post(attachments={"media_keys": keys}, referenced_tweets=[])), Sighting)
    assert [media.kind for media in seen.media] == ["image", "video", "gif", "video"]


def test_the_best_film_of_a_video() -> None:
    films = [{"bit_rate": 1, "url": "https://a.example/low"}, {"bit_rate": 9, "url": "https://a.example/high"}, {}]
    media = {"media_key": "7_1", "type": "video", "variants": films, "preview_image_url": "https://a.example/p"}
    page = {"data": [post(attachments={"media_keys": ["7_1"]})], "includes": {"media": [media]}}
    (seen,) = of(read(page), Sighting)
    assert seen.media == (Media("video", url="https://a.example/high"),)


def test_withheld_posts() -> None:
    here = {"country_codes": ["DE", "FR"], "copyright": False}
    found = read(
        post(withheld=here, conversation_id="1534000000000000009"),
        post(id="1534000000000000010", text="@example_ada's account has been withheld in Nowhere.", withheld=here),
    )
    assert [each.id for each in of(found, Sighting)] == ["x:1534000000000000009"]
    assert [(each.post, each.reason) for each in of(found, Absence)] == [("x:1534000000000000010", "blocked")]
    assert [(each.saw, each.severity) for each in of(found, Problem)] == [("DE, FR", Severity.INFO)]


def test_an_article_and_an_image_that_is_only_linked() -> None:
    urls = [{"url": "https://t.co/a", "expanded_url": "https://x.com/a/status/5/photo/1", "display_url": "pic.x.com/a"}]
    words = "Read this https://t.co/a"
    article = {"title": "On Sundials"}
    (seen,) = of(read(post(text=words, entities={"urls": urls}, article=article, public_metrics={})), Sighting)
    assert (seen.text, seen.cards) == ("Read this", (Card("On Sundials"),))
    assert seen.media == (Media("image", url="https://x.com/a/status/5/photo/1"),)


def test_a_damaged_post_on_a_line_that_is_a_page_leaves_the_others() -> None:
    text = (SAMPLES / "page.json").read_text(encoding="utf-8")
    line = json.dumps(json.loads(text))
    bad = line.replace('"id": "1534000000000000003", "text": "', '"id": "1534000000000000003", "text": ', 1)
    assert bad != line
    found = findings(x_api_v2, f"{line}\n{bad}\n{line}\n")
    whole = [each.id for each in of(sample("page.json"), Sighting)]
    damaged = [each.id for each in of(found, Sighting) if each.source.locator.startswith("line 2.")]
    assert damaged == [each for each in whole if each != DEEP]
    worst = [each for each in of(found, Problem) if each.severity is Severity.ERROR]
    assert [(each.source and each.source.locator, each.what) for each in worst] == [
        ("line 2", "a record that is no JSON; it is left out")
    ]


RETOLD = "RT @example_bo: What a made-up person said."
BY_NAME = {"mentions": [{"start": 3, "end": 14, "username": "example_bo", "id": "80"}]}


@pytest.mark.parametrize(("fields", "said"), [
    ({"text": RETOLD, "entities": BY_NAME}, ""),
    ({"text": RETOLD, "entities": BY_NAME, "public_metrics": {"like_count": 0, "retweet_count": 9}}, ""),
    ({"text": RETOLD, "entities": BY_NAME, "conversation_id": "1534000000000000009"}, ""),
    ({"text": "RT @example_bo: A cut one of which no more is told…"}, ""),
    ({"text": "RT @example_bo: R&amp;D " + "x" * 120, "entities": BY_NAME}, ""),
    ({"text": RETOLD}, "nobody is mentioned there"),
    ({"text": RETOLD, "entities": {"mentions": [{"start": 30, "end": 41, "username": "example_cy"}]}}, "nobody"),
    ({"text": "RT @example_bo typed", "entities": BY_NAME}, "no name and colon follow"),
    ({"text": RETOLD, "entities": BY_NAME, "public_metrics": {"like_count": 2}}, "it has likes of its own (2)"),
    ({"text": RETOLD, "entities": BY_NAME, "in_reply_to_user_id": "80"}, "it answers somebody"),
    ({"text": RETOLD, "entities": BY_NAME, "conversation_id": "1533000000000000009"}, "it answers somebody"),
    ({"text": RETOLD + "x" * 120, "entities": BY_NAME}, "it is longer than reposts are"),
    ({"text": RETOLD, "entities": BY_NAME, "created_at": "2009-05-01T10:00:00.000Z", "id": "16000"}, "there were no"),
])  # fmt: skip
def test_a_repost_of_which_only_the_words_tell_is_told_as_in_an_export(fields: dict[str, Any], said: str) -> None:
    found = read(post(**fields))
    remarks = [each.what for each in of(found, Problem)]
    (words,) = of(found, Sighting)
    if said:
        assert of(found, Repost) == []
        assert (words.id, words.text.startswith("RT @")) == (f"x:{fields.get('id', '1534000000000000009')}", True)
        assert [each.startswith(f'begins with "RT @" and is read as a post: {said}') for each in remarks] == [True]
        return
    (repost,) = of(found, Repost)
    assert (repost.id, repost.author, repost.post) == ("x:1534000000000000009", Author(id="70"), sighting_id(words))
    assert (words.id, words.author and words.author.handle) == (None, "example_bo")
    assert not words.text.startswith("RT @")
    assert words.truncated == fields["text"].endswith("…")
    assert remarks == []


def test_words_like_those_of_a_repost_are_a_post_where_references_were_asked_for() -> None:
    typed = post(text=RETOLD, entities=BY_NAME)
    found = read({"data": [typed, post(id="1534000000000000008", referenced_tweets=[])], "meta": {"result_count": 2}})
    assert [each.text for each in of(found, Sighting)] == [RETOLD, "Made up."]
    assert of(found, Repost) == []
    assert of(found, Problem) == []


def test_a_repost_of_an_unknown_post_shows_its_words() -> None:
    found = read(post(text="RT @example_bo: Hm.", referenced_tweets=[{"type": "retweeted", "id": None}]))
    (words,), (repost,) = of(found, Sighting), of(found, Repost)
    assert (words.text, words.id, words.truncated) == ("Hm.", None, False)
    assert Archive(found).reposts(repost.post) == [repost]


def test_a_post_whose_id_was_a_float_is_kept_without_it() -> None:
    refers = [{"type": "replied_to", "id": "1534000000000000001"}]
    found = read({"data": [post(id=1.534e18, referenced_tweets=refers)]})
    (seen,) = of(found, Sighting)
    assert (seen.id, seen.text) == (None, "Made up.")
    assert [link.parent for link in of(found, Link)] == ["x:1534000000000000001"]
    assert any("its last digits are lost" in each.what for each in of(found, Problem))


def test_other_things_of_the_api() -> None:
    found = read(
        {"data": [{"id": "70", "username": "example_ada", "name": "Ada Example"}], "includes": {"tweets": [post()]}},
        {"data": [{"id": "5", "text": "Psst", "event_type": "MessageCreate", "dm_conversation_id": "1-2"}]},
        {"data": [{"start": "2022-01-01T00:00:00.000Z", "end": "2022-01-02T00:00:00.000Z", "tweet_count": 5}]},
        {"data": [{"nothing": "known"}], "errors": [{"title": "Too Many Requests", "detail": "Wait."}]},
        {"title": "Unauthorized", "detail": "Unauthorized", "type": "about:blank", "status": 401},
        [],
    )
    assert [each.role for each in of(found, Furniture)] == ["profile", "direct message", "count of posts"]
    assert len(of(found, Sighting)) == 1
    places = [each.source.locator for each in of(found, Problem) if each.source]
    assert places == ["line 4.data[0]", "line 4.errors[0]", "line 5", "line 6"]


def test_a_page_that_holds_fewer_than_it_says() -> None:
    (problem,) = of(read({"data": [post()], "meta": {"result_count": 9}}), Problem)
    assert problem.what == "the page says that it has 9 posts, and holds 1"


# --- recognising -------------------------------------------------------------------------------------------------


def test_its_example_and_its_samples_are_recognised() -> None:
    assert fit(x_api_v2.EXAMPLE) is Fit.YES
    for path in SAMPLES.iterdir():
        text = path.read_text(encoding="utf-8")
        assert fit(text) is Fit.YES, path.name
        assert fit(text[: len(text) // 2], whole=False) is Fit.YES, path.name


OTHERS: dict[str, object] = {
    "API v1.1": {"id": 1, "id_str": "1", "text": "a", "user": {"id": 2}, "created_at": "Wed Oct 10 20:19:24 2018"},
    "GraphQL": {"data": {"tweetResult": {"result": {"__typename": "Tweet", "rest_id": "1"}}}},
    "Mastodon": {"id": "1", "content": "<p>a</p>", "account": {"id": "2"}, "created_at": "2024-01-01T00:00:00Z"},
    "Reddit": {"kind": "Listing", "data": {"children": [{"kind": "t3", "data": {"id": "abc", "selftext": "a"}}]}},
    "Pushshift": {"id": "abc", "author": "a", "body": "b", "created_utc": 1},
    "ConvoKit": {"id": "1", "conversation_id": "1", "text": "a", "speaker": "b", "reply-to": None, "timestamp": 1},
    "Firebase": {"id": 1, "by": "a", "text": "b", "type": "comment", "parent": 2},
    "Telegram": {"name": "a", "type": "personal_chat", "id": 1, "messages": [{"id": 1, "text": "a", "from_id": "b"}]},
    "Discord": {"guild": {"id": "1"}, "channel": {}, "messages": [{"id": "1", "content": "a"}]},
    "Slack": [{"type": "message", "user": "U1", "text": "a", "ts": "1.2"}],
    "Threads": {"data": [{"id": "1", "text": "a", "username": "b", "timestamp": "c"}], "paging": {}},
    "compliance": {"id": "1", "action": "delete", "created_at": "2022-01-01T00:00:00.000Z", "reason": "deleted"},
    "a compliance stream": {"data": {"delete": {"tweet": {"id": "1", "author_id": "2"}, "event_at": "2022"}}},
    "Jetstream": {"did": "did:plc:a", "kind": "commit", "commit": {"record": {"text": "a"}}},
    "a list of numbers": [1, 2],
    "an error of another service": {"errors": [{"message": "no", "type": "x"}]},
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_others_write_is_not_taken(name: str) -> None:
    assert fit(json.dumps(OTHERS[name])) is Fit.NO


def test_weak_signs() -> None:
    assert fit(json.dumps(post())) is Fit.MAYBE
    assert fit('{"data":{"id":"1534","text":"posted"}}') is Fit.MAYBE
    assert fit("") is fit("hello") is fit("{") is Fit.NO
    assert x_api_v2.detect(Head("folder", members=("a.json",))) is Fit.NO


# --- bad input ---------------------------------------------------------------------------------------------------


def test_odd_values_anywhere_raise_nothing() -> None:
    page = json.loads((SAMPLES / "page.json").read_text(encoding="utf-8"))
    small = page | {"data": page["data"][:1] + page["data"][2:5], "errors": page["errors"][:2]}
    small["includes"] = page["includes"] | {"tweets": page["includes"]["tweets"][1:2]}
    for text in with_odd_values(small):
        findings(x_api_v2, text)
    for line in (SAMPLES / "flat.jsonl").read_text(encoding="utf-8").splitlines()[2:3]:
        for text in with_odd_values(json.loads(line)):
            findings(x_api_v2, text)


def test_damaged_pages_raise_nothing_and_say_so() -> None:
    text = (SAMPLES / "page.json").read_text(encoding="utf-8")
    for broken in damaged(text, 25):
        findings(x_api_v2, broken)
    for place in range(200, len(text) - 10, 2500):
        assert of(findings(x_api_v2, text[:place]), Problem)


def test_of_a_page_that_ends_early_the_whole_posts_are_kept() -> None:
    text = (SAMPLES / "page.json").read_text(encoding="utf-8")
    found = findings(x_api_v2, text[: text.index('"@example_bo @example_cy')])
    assert [each.id for each in of(found, Sighting)] == [ROOT, REPLY]
    assert len(of(found, Problem)) == 2


def test_a_corrupt_line_in_the_middle_costs_only_itself() -> None:
    lines = (SAMPLES / "bare.jsonl").read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace('"80"', '"80')
    found = findings(x_api_v2, "\n".join(lines))
    assert {each.id for each in of(found, Sighting)} == {ROOT, DEEP, UNSEEN}
    assert [each.source.locator for each in of(found, Problem) if each.source] == ["line 2"]


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_any_json_in_place_of_fields_raises_nothing(data: st.DataObject) -> None:
    leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3)
    values = leaves | st.lists(leaves, max_size=2) | st.dictionaries(st.sampled_from(["id", "urls", "text"]), leaves)
    names = ["text", "entities", "referenced_tweets", "attachments", "note_tweet", "edit_history_tweet_ids", "geo"]
    read({"data": [post(**{name: data.draw(values) for name in names})], "includes": data.draw(values)})


def test_deep_nesting() -> None:
    nested: dict[str, Any] = post(id="1")
    for n in range(2, 3000):
        nested = post(id=str(n), referenced_tweets=[{"type": "quoted"} | nested])
    found = findings(x_api_v2, deep_json(nested))
    assert len(of(found, Sighting)) == 2999
    assert len(of(found, Link)) == 2998


def deep_json(nested: dict[str, Any]) -> str:
    """json.dumps, but for nesting that it does not take."""
    heads: list[str] = []
    node: dict[str, Any] | None = nested
    while node is not None:
        inside: list[dict[str, Any]] = node.get("referenced_tweets", [])
        heads.append(json.dumps({key: each for key, each in node.items() if key != "referenced_tweets"})[:-1])
        node = inside[0] if inside else None
    return ', "referenced_tweets": ['.join(heads) + "}" + "]}" * (len(heads) - 1)


def test_the_callers_hints() -> None:
    hints = Hints(author=ADA, platform="x")
    capture = next(x_api_v2.read(material(x_api_v2.EXAMPLE, hints)))
    assert isinstance(capture, Capture)
    assert (capture.account, capture.seen_at, capture.states_parents) == (ADA, None, False)


# --- real files --------------------------------------------------------------------------------------------------


def real(name: str) -> list[Finding]:
    path = FIXTURES / name
    if not path.exists():
        pytest.skip("the real dumps are not here")
    data = path.read_bytes()
    head = Head(name, data[:65536].decode("utf-8", "ignore"), whole=len(data) <= 65536)
    assert x_api_v2.detect(head) is (Fit.YES if data else Fit.NO)
    return list(x_api_v2.read(Material(name, head, Hints(), lambda: path.open("rb"), data.decode)))


@pytest.mark.parametrize("name", ["twarc_noflat.jsonl", "twarc_flat.jsonl"])
def test_the_same_164_ids_on_a_page_and_flattened(name: str) -> None:
    found = real(name)
    ids, passed = {each.id for each in of(found, Sighting)}, {each.id for each in of(found, Repost)}
    assert (len(ids), len(passed), len(ids | passed)) == (117, 47, 164)
    assert len(of(found, Repost)) == 47
    told = {(kind, child, parent) for kind, child, parent in links(found)}
    assert Counter(kind for kind, _, _ in told) == {"reply": 50, "quote": 17, "ancestor": 25}
    both = Counter(kind for kind, child, parent in told if child in ids and parent in ids)
    assert (both["reply"], both["quote"]) == (33, 12)
    assert len(of(found, Problem)) == (name == "twarc_noflat.jsonl")
    archive = Archive(found)
    assert (len(archive.posts), len(archive.missing)) == (117, 30)


def test_flat_and_page_show_the_same_posts() -> None:
    flat, page = real("twarc_flat.jsonl"), real("twarc_noflat.jsonl")
    texts = [{(each.id, each.text, each.when, each.counts) for each in of(found, Sighting)} for found in (flat, page)]
    assert texts[0] == texts[1]
    assert links(flat) == links(page)
    assert {(each.id, each.post, each.when) for each in of(flat, Repost)} == {
        (each.id, each.post, each.when) for each in of(page, Repost)
    }


@pytest.mark.parametrize(
    ("name", "ids", "reposts", "told", "problems"),
    [
        ("test_asyncclient_get_quote_tweets.json", 3, 7, {}, 0),
        ("test_client_get_home_timeline.json", 78, 21, {"same": 2}, 8),
        ("twarc_cotweet.jsonl", 1, 0, {}, 0),
        ("twarc_edited.jsonl", 2, 0, {"same": 1}, 0),
        ("twarc_edited_after.jsonl", 2, 0, {"same": 1}, 0),
        ("twarc_edited_before.jsonl", 2, 0, {"same": 1}, 0),
        ("twarc_empty.json", 0, 0, {}, 0),
        ("twarc_geo_tweets.jsonl", 3, 0, {"reply": 1}, 0),
        ("twarc_many_urls.jsonl", 2, 0, {"reply": 1}, 0),
        ("twarc_media_tweet.jsonl", 1, 0, {}, 0),
        ("twarc_mentions_tweet.jsonl", 1, 1, {}, 0),
        ("twarc_quoted_edit.jsonl", 3, 0, {"reply": 1, "quote": 1, "same": 1}, 0),
        ("twarc_streaming_output_with_error.jsonl", 11, 0, {"reply": 3, "quote": 1}, 1),
        ("twarc_two_tweets.jsonl", 1, 1, {}, 0),
        ("twarc_verified_type.jsonl", 1, 0, {}, 0),
    ],
)
def test_the_other_real_files(name: str, ids: int, reposts: int, told: dict[str, int], problems: int) -> None:
    found = real(name)
    assert len({each.id for each in of(found, Sighting)}) == ids
    assert len(of(found, Repost)) == reposts
    assert Counter(kind for kind, _, _ in links(found)) == told
    assert len(of(found, Problem)) == problems


def test_an_edited_post_is_one_post_without_contradictions() -> None:
    archive = Archive(real("twarc_edited.jsonl"))
    assert (len(archive.posts), archive.problems) == (1, ())
    quoted = Archive(real("twarc_quoted_edit.jsonl"))
    assert (len(quoted.posts), len(quoted.missing), quoted.problems) == (2, 0, ())


def test_a_byte_that_is_no_utf_8_costs_no_other_line() -> None:
    lines = [
        b'{"id":"%d","text":"made up %s","author_id":"70","created_at":"2022-06-07T02:31:14.998Z",'
        b'"edit_history_tweet_ids":["%d"]}' % (number, text, number)
        for number, text in ((1534000000000000001, b"one"), (1534000000000000002, b"\xff"), (1534000000000000003, b"x"))
    ]
    archive = threadkit.load(io.BytesIO(b"\n".join(lines)), infer=False)
    assert [post.text for post in archive.posts] == ["made up one", "made up \ufffd", "made up x"]
    assert [problem.what for problem in archive.problems] == ["some bytes are no UTF-8; replaced by U+FFFD"]
