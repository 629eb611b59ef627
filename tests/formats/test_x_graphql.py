from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_pages import material

from threadkit.parsing.formats import x_api_v1, x_graphql, x_rumours
from threadkit.parsing.material import Fit
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
    Kind,
    Link,
    Problem,
    Repost,
    Sighting,
    TimeBasis,
)

SAMPLES = Path(__file__).parents[1] / "samples" / "x_graphql"
FIXTURES = Path(__file__).parents[2].parent / "shared" / "fixtures" / "x_graphql"
NAMES = (
    "tweet_detail_2023.json", "tweet_detail_2026.json", "user_tweets_2026.json", "entry.json", "posts.jsonl",
    "long_posts.jsonl",
)  # fmt: skip
LONG = 1700000000000000000  #: of the last of them


def x(number: int) -> str:
    return f"x:{1531946000000000000 + number}"


def found_in(text: str) -> list[Finding]:
    return list(x_graphql.read(material(text)))


def raw(name: str) -> str:
    return (SAMPLES / name).read_text(encoding="utf-8")


def sample(name: str) -> list[Finding]:
    return found_in(raw(name))


def posts(findings: list[Finding]) -> dict[str | None, Sighting]:
    return {found.id: found for found in findings if isinstance(found, Sighting)}


def links(findings: list[Finding], kind: Kind) -> set[tuple[str, str]]:
    return {(found.child, found.parent) for found in findings if isinstance(found, Link) and found.kind is kind}


def absent(findings: list[Finding]) -> dict[str, tuple[str, int | None]]:
    return {found.post: (found.reason, found.count) for found in findings if isinstance(found, Absence)}


def furniture(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(found.role, found.text) for found in findings if isinstance(found, Furniture)]


def problems(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(f.source.locator if f.source else "", f.what) for f in findings if isinstance(f, Problem)]


# --- what is read ------------------------------------------------------------------------------------------------


def test_a_conversation_of_2023() -> None:
    found = sample("tweet_detail_2023.json")
    assert found[0] == Capture("page.txt", "x_graphql", platform="x", states_parents=True)
    held = posts(found)
    assert set(held) == {x(n) for n in (100, 101, 102, 103)}
    assert held[x(100)].author == Author("example_ada", "Ada Example", "11")
    assert held[x(103)].author == Author("example_cy", "Cy Example", "13")  # inside TweetWithVisibilityResults
    assert links(found, Kind.REPLY) >= {(x(101), x(100)), (x(102), x(101)), (x(103), x(101))}
    assert links(found, Kind.ANCESTOR) >= {(x(102), x(100)), (x(103), x(100))}
    assert (x(101), x(100)) not in links(found, Kind.ANCESTOR)  # its parent is the root
    assert problems(found) == []


def test_a_long_post_is_whole_and_says_what_was_shown() -> None:
    long = posts(sample("tweet_detail_2023.json"))[x(101)]
    assert long.text == (
        "A long post, of which the web shows the first part: Q&A and more, see https://example.org/note "
        "and &amp; as it was typed."
    )
    assert long.text_as_shown == (
        "A long post, of which the web shows the first part: Q&amp;A and mo… https://t.co/PicPicPicP"
    )
    assert not long.truncated
    assert [medium.alt for medium in long.media] == ["A made-up lighthouse"]
    assert long.counts == Counts(
        likes=Count.of(9), reposts=Count.of(0), replies=Count.of(5), quotes=Count.of(0), views=Count.of(120),
        bookmarks=Count.of(2),
    )  # fmt: skip


def test_a_long_text_that_has_fewer_signs_than_its_cut_form_is_still_the_longer_one() -> None:
    held = posts(sample("long_posts.jsonl"))
    whole = held[f"x:{LONG + 1}"]
    assert whole.text_as_shown is not None
    assert len(whole.text) < len(whole.text_as_shown)  # which has "…" and the link of a picture
    assert whole.text.endswith("says one made-up book, and no third one.")
    assert not whole.truncated
    reply = held[f"x:{LONG + 2}"]  # its long form leaves out whom it answers
    assert reply.text.startswith("@example_bo Moss grows on")
    assert reply.text.endswith("and a third & a fourth.")
    assert not reply.truncated


def test_a_long_post_without_its_long_text_is_cut() -> None:
    held = posts(sample("long_posts.jsonl"))
    by_length, by_link, before = held[f"x:{LONG + 3}"], held[f"x:{LONG + 4}"], held[x(180)]
    assert (by_length.truncated, by_length.text[-6:]) == (True, ", and…")
    assert (by_link.truncated, by_link.text) == (True, "Only a few words…")  # the link behind it is its own
    assert (before.truncated, before.text) == (False, by_length.text)  # in 2022 people wrote it themselves


def test_what_stands_below_a_post() -> None:
    found = sample("long_posts.jsonl")
    held = posts(found)
    assert held[f"x:{LONG + 5}"].cards == (
        Card("Sundials for Beginners", None, "https://example.org/beginners", image=True),
    )
    assert held[f"x:{LONG + 6}"].cards == (
        Card("A made-up evening", None, "https://twitter.com/i/broadcasts/1made", image=True),
    )
    assert held[f"x:{LONG + 7}"].cards == (Card("On Moss", "Moss is green.\n\nStones are not."),)
    assert furniture(found) == [
        ("place", "Sampleton, Nowhere"),
        ("post that the media are from", f"https://twitter.com/example_cy/status/{LONG + 80}/photo/1"),
        ("community note", "Sundials do not work at night. https://t.co/madeNote5"),
    ]
    assert problems(found) == []


@pytest.mark.parametrize("card", ["no JSON", "[]", '{"component_objects": {"a": {"data": {"title": 5}}, "b": 7}}'])
def test_odd_cards_in_parts_cost_only_themselves(card: str) -> None:
    values = [{"key": "unified_card", "value": {"string_value": card}}]
    found = found_in(json.dumps(entry("tweet-7", result(7) | {"card": {"legacy": {"binding_values": values}}})))
    assert posts(found)["x:7"].cards == ()


def test_an_edited_post_has_the_time_of_its_first_version() -> None:
    edited = posts(sample("long_posts.jsonl"))[f"x:{LONG + 700000000}"]
    assert edited.when is not None
    assert (edited.when.basis, edited.version) == (TimeBasis.ID, "2")
    assert [name for name, _ in edited.other_times] == ["edited", "id"]


def test_whose_a_quoted_post_is_stands_in_the_link_to_it() -> None:
    (gone,) = (f for f in sample("long_posts.jsonl") if isinstance(f, Absence) and f.post == f"x:{LONG + 81}")
    assert gone.author == Author("example_cy")


def test_buttons_that_hide_posts_are_gaps_and_others_furniture() -> None:
    found = sample("tweet_detail_2023.json")
    assert absent(found) == {
        x(104): ("deleted", 1),
        f"{x(102)}/more": ("truncated", None),
        f"{x(101)}/more": ("truncated", None),
        f"{x(101)}/more-hidden": ("truncated", None),
    }
    # what a thread hides may answer any of its posts; threads answer the post that the page is about
    assert (f"{x(102)}/more", x(102)) in links(found, Kind.ANCESTOR)
    assert (x(104), x(102)) in links(found, Kind.ANCESTOR)
    assert {(f"{x(101)}/more", x(101)), (f"{x(101)}/more-hidden", x(101))} <= links(found, Kind.REPLY)
    assert furniture(found) == [("advertisement", "Buy made-up things."), ("cursor Bottom", "")]


def test_a_conversation_of_2026() -> None:
    found = sample("tweet_detail_2026.json")
    held = posts(found)
    assert set(held) == {x(n) for n in (120, 121, 122, 123, 124, 125, 126, 127, 128, 131)}
    assert held[x(122)].author == Author("example_ada", "Ada Example", "11")
    assert links(found, Kind.QUOTE) == {(x(122), x(121)), (x(123), x(163)), (x(124), x(164)), (x(125), x(165))}
    assert held[x(121)].source.locator.endswith(".quoted_status_result.result.legacy")
    assert held[x(126)].cards == (
        Card("How to Read a Sundial", "In October.", "https://example.org/sundial", image=True),
    )
    assert held[x(127)].cards == (Card("Poll", "This: 3\nThat: 5"),)
    assert (held[x(131)].text, held[x(131)].truncated) == ("Only the beginning of what subscribers", True)
    assert problems(found) == []


def test_reasons_of_what_is_not_there() -> None:
    found = sample("tweet_detail_2026.json")
    assert absent(found) == {
        x(119): ("blocked", 1),  # the tombstone above the post that answers it
        x(163): ("private", 1),
        x(164): ("blocked", 1),
        x(165): ("unknown", 1),
        x(132): ("unknown", 1),  # its place is empty
        f"{x(122)}/more": ("truncated", None),
    }
    (stone,) = (f for f in found if isinstance(f, Absence) and f.post == x(119))
    assert stone.author == Author("example_bo", None, "12")  # as the post says that answers it
    assert stone.source is not None
    assert "entries[0]" in stone.source.locator


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("This Post was deleted by the Post author. Learn more", "deleted"),
        ("This Tweet is from an account that no longer exists. Learn more", "deleted"),
        ("This Post is from a suspended account. Learn more", "blocked"),
        ("This Post violated the X Rules. Learn more", "blocked"),
        ("@example_bo has been withheld in Nowhere in response to a legal demand.", "blocked"),
        ("This Post is from an account you muted.", "filtered"),
        ("You’re unable to view this Post because this account owner limits who can view their Posts.", "private"),
        ("Age-restricted adult content. This content might not be appropriate …", "filtered"),
        ("This Post is unavailable. Learn more", "unknown"),
        ("Dieser Beitrag ist nicht verfügbar.", "unknown"),
        (5, "unknown"),
    ],
)
def test_sentences_of_tombstones(text: object, reason: str) -> None:
    stone = {"__typename": "TweetTombstone", "tombstone": {"text": {"text": text}}}
    assert absent(found_in(json.dumps(entry("tweet-7", stone)))) == {"x:7": (reason, 1)}


def entry(name: str, result: object) -> dict[str, Any]:
    item = {"itemType": "TimelineTweet", "tweet_results": {"result": result}}
    return {"entryId": name, "content": {"entryType": "TimelineTimelineItem", "itemContent": item}}


def result(number: int, text: str = "A made-up post.", **more: object) -> dict[str, Any]:
    return {"__typename": "Tweet", "rest_id": str(number), "legacy": {"full_text": text, **more}}


def test_versions_of_an_edited_post_are_one_post() -> None:
    found = sample("tweet_detail_2026.json")
    assert links(found, Kind.SAME) == {(x(128), x(129)), (x(128), x(130))}
    assert posts(found)[x(128)].version == "3"
    assert posts(found)[x(126)].version is None


def test_a_timeline_with_reposts() -> None:
    found = sample("user_tweets_2026.json")
    reposts = {f.id: (f.post, f.author and f.author.handle) for f in found if isinstance(f, Repost)}
    assert reposts == {x(140): (x(141), "example_bo"), x(142): (f"{x(142)}/original", "example_bo")}
    held = posts(found)
    assert set(held) == {x(143), x(141), f"{x(142)}/original"}
    assert held[x(141)].text == "A post with https://example.org/x"
    cut = held[f"{x(142)}/original"]  # nothing but what the repost shows of it
    assert (cut.text, cut.truncated) == ("A post of which only the begin…", True)
    assert cut.author == Author("example_cy")
    assert absent(found) == {f"{x(142)}/original": ("private", 1)}
    assert furniture(found) == [
        ("advertisement", "Buy more made-up things."), ("profile", "example_cy"), ("cursor Top", ""),
        ("cursor Bottom", ""), ("line of a timeline without a post", "messageprompt-1"),
    ]  # fmt: skip
    assert problems(found) == []


def test_one_line_of_a_timeline_and_posts_by_themselves() -> None:
    assert set(posts(sample("entry.json"))) == {x(160)}
    found = sample("posts.jsonl")
    assert {name: post.source.locator for name, post in posts(found).items()} == {
        x(170): "line 1.legacy",
        x(171): "line 2.data.tweetResult.result.legacy",
    }
    assert [place for place, _ in problems(found)] == ["line 4.errors[0]"]
    assert [reason for reason, _ in absent(found).values()] == ["deleted"]


def test_tombstones_that_nothing_answers_are_gaps_too() -> None:
    stone = {"__typename": "TimelineTombstone", "tombstoneInfo": {"text": "This Post was deleted by its author."}}
    lines = [{"entryId": "tombstone-7", "content": {"itemContent": stone}}, entry("tweet-8", result(8))]
    found = found_in(json.dumps({"data": {"entries": lines}, "tweet_results": None}))
    assert absent(found) == {"x:tombstone-7": ("deleted", 1)}


def test_a_quoted_tombstone_without_an_id_is_a_gap() -> None:
    made = result(9)
    made["quoted_status_result"] = {"result": {"__typename": "TweetTombstone", "tombstone": {"text": {"text": ""}}}}
    found = found_in(json.dumps(made))
    assert links(found, Kind.QUOTE) == {("x:9", "x:9/quoted")}
    assert absent(found) == {"x:9/quoted": ("unknown", 1)}


def test_more_threads_on_a_page_without_the_post_itself() -> None:
    inside = result(12, in_reply_to_status_id_str="11", conversation_id_str="10")
    module = {"entryId": "conversationthread-12", "content": {"items": [{"entryId": "conversationthread-12-tweet-12",
              "item": entry("x", inside)["content"]}]}}  # fmt: skip
    more = {"entryId": "cursor-showmorethreads-1", "content": {"itemContent": {"cursorType": "ShowMoreThreads"}}}
    found = found_in(json.dumps([[module, more]]))
    assert ("x:10/more", "x:10") in links(found, Kind.ANCESTOR)
    found = found_in(json.dumps([more]))
    assert absent(found) == {}
    assert [what for _, what in problems(found)] == ["X shows only a part of what is here"]


def test_a_long_post_that_is_not_given_is_cut() -> None:
    made = result(9, "The beginning…")
    made["note_tweet"] = {"is_expandable": True}
    assert posts(found_in(json.dumps(made)))["x:9"].truncated


def test_links_are_stated_but_for_the_place_of_a_tombstone() -> None:
    for name in NAMES:
        found = [f for f in sample(name) if isinstance(f, Link)]
        assert all(link.source for link in found)
        shown = {(link.kind, link.child) for link in found if link.basis is not Basis.STATED}
        assert shown == ({(Kind.ANCESTOR, x(104))} if name == "tweet_detail_2023.json" else set())


# --- what is what ------------------------------------------------------------------------------------------------


def fit(text: str) -> Fit:
    return x_graphql.detect(material(text).head)


@pytest.mark.parametrize("name", NAMES)
def test_samples_are_recognised_and_by_no_other_format_of_x(name: str) -> None:
    text = raw(name)
    assert fit(text) is Fit.YES
    assert x_api_v1.detect(material(text).head) is Fit.NO
    assert x_rumours.detect(material(text).head) is Fit.NO


def test_the_example_is_recognised_and_read() -> None:
    assert fit(x_graphql.EXAMPLE) is Fit.YES
    (post,) = posts(found_in(x_graphql.EXAMPLE)).values()
    assert post.author == Author("example_ada", "Ada Example")


@pytest.mark.parametrize(
    "text",
    [
        "", "{}", "[]", "no JSON: tweet_results", '<script>{"tweet_results": {}}</script>',
        json.dumps([{"id_str": "1", "full_text": 'What is "tweet_results": {} ?', "user": {}}]),
        json.dumps({"data": [{"id": "1", "text": "API v2."}], "includes": {"tweets": []}}),
        json.dumps({"__typename": "Post", "rest_id": "1", "legacy": {}}),
        json.dumps({"__typename": "Tweet", "id_str": "1", "text": "What embeds are given."}),
        json.dumps({"kind": "Listing", "data": {"children": []}}),
        json.dumps({"thread": {"$type": "app.bsky.feed.defs#threadViewPost"}}),
    ],
)  # fmt: skip
def test_other_things_are_not_recognised(text: str) -> None:
    assert fit(text) is Fit.NO


# --- what is odd -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "5", "null", '"x"', '{"data": {}}', '{"tweet_results": {"result": {"__typename": "Tweet"}}}'],
)
def test_records_without_posts_are_told(text: str) -> None:
    found = found_in(text)
    assert posts(found) == {}
    assert text in ("", "[]") or problems(found)


ODD: list[object] = [None, 5, -1, 1e300, "x", "", True, [], [5], {}, {"a": 1}, [[{}]], "9" * 400, 10**40]


def all_paths(value: object) -> list[tuple[Any, ...]]:
    waiting: list[tuple[tuple[Any, ...], object]] = [((), value)]
    paths = []
    while waiting:
        path, held = waiting.pop()
        paths.append(path)
        if isinstance(held, dict | list):
            items = held.items() if isinstance(held, dict) else enumerate(held)
            waiting += [((*path, key), each) for key, each in items]
    return paths


@pytest.mark.parametrize("name", ["tweet_detail_2023.json", "user_tweets_2026.json"])
def test_any_field_may_be_of_any_type(name: str) -> None:
    whole = json.loads(raw(name))
    paths = [path for path in all_paths(whole) if "entries" in path[:-2]]
    lines = {tuple(path[: path.index("entries") + 2]) for path in paths}
    before = {f.source.locator for f in sample(name) if isinstance(f, Sighting)}
    assert lines
    for n, path in enumerate(paths[::3]):
        copy = json.loads(json.dumps(whole))
        inner = copy
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = ODD[n % len(ODD)]
        after = {f.source.locator for f in found_in(json.dumps(copy)) if isinstance(f, Sighting)}
        line = f"entries[{path[path.index('entries') + 1]}]"
        assert {place for place in before if line not in place} <= after, path


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_damage_anywhere_raises_nothing(data: st.DataObject) -> None:
    text = raw("tweet_detail_2023.json")
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(1, len(text) - 2))
        text = text[:at] + data.draw(st.sampled_from(["", "\x00", '"', "{", "]", "é", ",,"])) + text[at + 1 :]
    found = found_in(text)
    assert isinstance(found[0], Capture)
    assert len(found) > 1


def test_an_answer_cut_inside_a_post_keeps_those_before() -> None:
    text = json.dumps([entry(f"tweet-{n}", result(n, f"Number {n}.")) for n in range(1, 6)])
    for n in range(1, 6):
        found = found_in(text[: text.index(f"Number {n}") + 4])
        assert set(posts(found)) == {f"x:{before}" for before in range(1, n)}
        assert any("ends" in what for _, what in problems(found))
    for end in range(0, len(text), 5):
        assert end < 2 or problems(found_in(text[:end]))


def test_a_quoted_post_of_a_cut_one_is_kept() -> None:
    made = {**result(1), "quoted_status_result": {"result": result(2)}, "source": "made up"}
    text = json.dumps([made])
    found = found_in(text[: text.index('"source"')])
    assert set(posts(found)) == {"x:2"}
    assert any("ends" in what for _, what in problems(found))


def test_posts_embedded_in_posts_thousands_deep() -> None:
    around = '{"rest_id": "ID", "legacy": {"full_text": ""}, "quoted_status_result": {"result": '
    start = "".join([around.replace("ID", str(n)) for n in range(2000)])
    found = found_in(start + json.dumps(result(2000)) + "}}" * 2000)
    assert len({post.source.locator for post in posts(found).values()}) == 2001
    assert len(links(found, Kind.QUOTE)) == 2000
    deep = '{"a": ' * 4000 + json.dumps(entry("tweet-5", result(5))) + "}" * 4000
    assert set(posts(found_in(deep))) == {"x:5"}


def test_long_answers_take_linear_time() -> None:
    lines = [entry(f"tweet-{n}", result(n)) for n in range(2000)]
    assert len(posts(found_in(json.dumps({"data": {"entries": lines}})))) == 2000


# --- real files --------------------------------------------------------------------------------------------------


def legacies(value: Any) -> list[dict[str, Any]]:
    waiting, found = [value], []
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if isinstance(each.get("legacy"), dict) and "full_text" in each["legacy"]:
                found.append(each)
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
    return found


@pytest.mark.skipif(not FIXTURES.exists(), reason="the real files are not here")
def test_real_files() -> None:
    found: list[Finding] = []
    tweets: dict[str, dict[str, Any]] = {}
    for path in sorted(FIXTURES.glob("*.json")):
        text = path.read_text(encoding="utf-8")
        assert fit(text) is Fit.YES, path.name
        assert x_api_v1.detect(material(text).head) is Fit.NO, path.name
        found += found_in(text)
        tweets |= {f"x:{each['rest_id']}": each["legacy"] for each in legacies(json.loads(text))}
    passed_on = {name for name, legacy in tweets.items() if "retweeted_status_result" in legacy}
    held = posts(found)
    assert set(held) == set(tweets) - passed_on
    assert {f.id for f in found if isinstance(f, Repost)} == passed_on
    assert (len(held), len(passed_on)) == (30, 2)
    replies = {pair for pair in links(found, Kind.REPLY) if "/" not in pair[0]}
    assert replies == {
        (name, f"x:{parent}") for name, legacy in tweets.items() if (parent := legacy.get("in_reply_to_status_id_str"))
    }
    assert (len(replies), sum(parent in held for _, parent in replies)) == (21, 20)
    quotes = links(found, Kind.QUOTE)
    assert (len(quotes), sum(parent in held for _, parent in quotes)) == (3, 3)
    assert [(f.reason, f.count) for f in found if isinstance(f, Absence) and f.post.endswith("/more")] == [
        ("truncated", None)
    ] * 3
    assert problems(found) == []
    assert all(post.author and post.author.handle and post.when for post in held.values())
    assert not [post.text for post in held.values() if re.search(r"https?://t\.co/\w{8,10}$", post.text)]
