from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
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
    Count,
    Counts,
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

SAMPLES = Path(__file__).parents[1] / "samples" / "x_api_v1"
FIXTURES = Path(__file__).parents[2].parent / "shared" / "fixtures" / "x_api_v1"
ADA, BO, CY = (
    Author("example_ada", "Ada Example", "11"),
    Author("example_bo", "Bo Example", "12"),
    Author("example_cy", "Cy Example", "13"),
)


def x(number: int) -> str:
    return f"x:{1531946000000000000 + number}"


def found_in(text: str) -> list[Finding]:
    return list(x_api_v1.read(material(text)))


def sample(name: str) -> list[Finding]:
    return found_in((SAMPLES / name).read_text(encoding="utf-8"))


def posts(findings: list[Finding]) -> dict[str | None, Sighting]:
    return {found.id: found for found in findings if isinstance(found, Sighting)}


def links(findings: list[Finding], kind: Kind) -> set[tuple[str, str]]:
    return {(found.child, found.parent) for found in findings if isinstance(found, Link) and found.kind is kind}


def problems(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(f.source.locator if f.source else "", f.what) for f in findings if isinstance(f, Problem)]


# --- what is read ------------------------------------------------------------------------------------------------


def test_a_timeline_gives_posts_with_all_that_is_said_of_them() -> None:
    found = sample("timeline.json")
    assert found[0] == Capture("page.txt", "x_api_v1", platform="x", states_parents=True)
    held = posts(found)
    assert set(held) == {x(n) for n in (1, 2, 3, 4, 5, 6, 7, 9, 10)}
    root = held[x(1)]  # the number beside the text was rounded
    assert root.text == "R&D is <fun>: https://example.org/?a=1&b=2"
    assert root.text_as_shown == "R&amp;D is &lt;fun&gt;: https://t.co/LinkLinkLi https://t.co/PicPicPicP"
    assert (root.author, root.url, root.lang) == (ADA, f"https://x.com/i/status/{x(1)[2:]}", "en")
    assert root.counts == Counts(likes=Count.of(7), reposts=Count.of(2))
    assert root.media == (
        Media("image", "A made-up lighthouse", "https://pbs.twimg.com/media/made-up-1.jpg"),
        Media("video", None, "https://video.twimg.com/made-up/high.mp4"),
        Media("gif", None, "https://pbs.twimg.com/media/made-up-1.jpg"),
    )
    assert root.when is not None
    assert root.when.earliest == datetime(2022, 6, 1, 10, tzinfo=UTC)
    assert root.when.unit is not None
    assert root.when.unit.total_seconds() == 1
    ((name, inside_id),) = root.other_times
    assert name == "id"
    assert inside_id.earliest == datetime(2022, 6, 1, 10, 29, 23, 237000, tzinfo=UTC)
    assert held[x(2)].lang is None
    assert not any(post.truncated for post in held.values())
    assert problems(found) == []


def test_replies_state_their_parents_and_gaps_their_authors() -> None:
    found = sample("timeline.json")
    assert links(found, Kind.REPLY) == {(x(2), x(1)), (x(3), x(90)), (x(4), f"{x(4)}/parent")}
    assert all(f.basis is Basis.STATED and f.source for f in found if isinstance(f, Link))
    absent = {f.post: (f.reason, f.author) for f in found if isinstance(f, Absence)}
    assert absent[x(90)] == ("not_captured", Author("example_bo", None, "12"))
    assert absent[f"{x(4)}/parent"] == ("unknown", Author("example_bo", None, "12"))
    assert x(1) not in absent


def test_quotes_with_and_without_what_they_quote() -> None:
    found = sample("timeline.json")
    assert links(found, Kind.QUOTE) == {(x(6), x(5)), (x(7), x(91))}
    held = posts(found)
    assert held[x(6)].text == "Look at this"
    assert held[x(7)].text == "This was good"
    assert held[x(5)].source.locator == "$[4].quoted_status"
    (gone,) = (f for f in found if isinstance(f, Absence) and f.post == x(91))
    assert gone.reason == "unknown"
    assert gone.author == Author("example_cy")
    assert gone.url == f"https://twitter.com/example_cy/status/{x(91)[2:]}"


def test_places_and_the_posts_that_media_and_quotes_are_from() -> None:
    found = sample("beside.jsonl")
    assert [(f.role, f.text) for f in found if isinstance(f, Furniture)] == [
        ("place", "Sampleton, Nowhere, 11.25, 43.77"),
        ("post that the media are from", f"https://twitter.com/example_cy/status/{x(95)[2:]}/video/1"),
    ]
    held = posts(found)
    assert held[x(61)].media == (Media("video", None, "https://pbs.example/9.jpg"),)
    assert held[x(62)].text == "Quite so"
    (gone,) = (f for f in found if isinstance(f, Absence))  # an old record: only the link says whose it is
    assert (gone.post, gone.author) == (x(96), Author("example_cy"))
    assert problems(found) == []


def test_a_repost_is_no_post_and_its_original_is() -> None:
    found = sample("timeline.json")
    (repost,) = (f for f in found if isinstance(f, Repost))
    assert (repost.post, repost.id, repost.author) == (x(9), x(8), BO)
    assert repost.when is not None
    assert repost.when.earliest == datetime(2022, 6, 1, 10, 7, tzinfo=UTC)
    assert posts(found)[x(9)].text == "A long post that the repost cuts off in the middle."
    assert posts(found)[x(9)].counts.likes == Count.of(3)


def test_versions_of_an_edited_post_are_one_post() -> None:
    found = sample("timeline.json")
    assert links(found, Kind.SAME) == {(x(10), x(11))}
    assert posts(found)[x(10)].version == "2"


def test_a_stream_with_cut_and_whole_posts_and_notices() -> None:
    found = sample("stream.jsonl")
    held = posts(found)
    assert set(held) == {x(20), x(21), x(23), x(24)}
    cut = held[x(20)]
    assert (cut.text, cut.truncated) == ("A post in compatibility mode, cut after some hundred and forty cha…", True)
    whole = held[x(21)]
    assert whole.text == "A long post of a stream, first cut, then whole, with Q&A at https://example.org/qa"
    assert not whole.truncated
    assert whole.text_as_shown == "A long post of a stream, first cut, then wh… https://t.co/WhoWhoWhoW"
    assert [medium.alt for medium in whole.media] == ["A made-up lighthouse"]
    assert whole.counts.replies == Count.of(4)
    assert dict(whole.other_times)["timestamp_ms"].earliest == datetime(2022, 6, 1, 10, 5, 0, 123000, tzinfo=UTC)
    assert [(f.post, f.id) for f in found if isinstance(f, Repost)] == [(x(21), x(22))]
    absent = {f.post: (f.reason, f.author, f.source and f.source.locator) for f in found if isinstance(f, Absence)}
    assert absent == {
        x(30): ("deleted", Author(id="13"), "line 6"),
        x(31): ("blocked", Author(id="12"), "line 7"),
    }
    roles = [(f.role, f.source.locator) for f in found if isinstance(f, Furniture)]
    assert roles == [
        ("limit notice", "line 2"), ("notice: locations taken back", "line 8"), ("disconnect notice", "line 9"),
        ("event", "line 10"),
    ]  # fmt: skip
    assert links(found, Kind.REPLY) == {(x(24), x(23))}
    assert problems(found) == []


def test_search_answers_and_lookups_by_id() -> None:
    found = sample("search.json")
    assert [f.source.locator for f in found if isinstance(f, Sighting)] == ["$.statuses[0]", "$.statuses[1]"]
    assert links(found, Kind.REPLY) == {(x(41), x(40))}
    assert [f.role for f in found if isinstance(f, Furniture)] == ["search metadata"]
    found = sample("lookup.json")
    assert set(posts(found)) == {x(50)}
    assert [(f.post, f.reason) for f in found if isinstance(f, Absence)] == [(x(51), "unknown")]


def test_rows_of_twitter_to_sqlite() -> None:
    found = sample("rows.jsonl")
    assert set(posts(found)) == {x(60), x(62)}
    assert posts(found)[x(60)].author == Author(id="11")
    assert [(f.post, f.id) for f in found if isinstance(f, Repost)] == [(x(60), x(61))]
    assert links(found, Kind.QUOTE) == {(x(62), x(60))}
    assert links(found, Kind.REPLY) == {(x(62), x(61))}


def test_profiles_the_old_web_site_and_errors() -> None:
    latest = one("The latest post.", id_str="7", user=None)
    found = found_in(json.dumps({"users": [{"id_str": "11", "screen_name": "example_ada", "status": latest}]}))
    assert posts(found)["x:7"].author == Author("example_ada", None, "11")
    assert [f.role for f in found if isinstance(f, Furniture)] == ["profile"]
    tweets = {"8": one("Old.", id_str="8", user=None, user_id_str="12", conversation_id_str="8")}
    users = {"12": {"id_str": "12", "screen_name": "example_bo", "name": "Bo Example"}}
    found = found_in(json.dumps({"globalObjects": {"tweets": tweets, "users": users}, "timeline": {}}))
    assert posts(found)["x:8"].author is not None
    found = found_in('{"errors": [{"code": 144, "message": "No status found with that ID."}]}')
    assert problems(found) == [("$.errors[0]", "X answered with an error")]


def one(text: str, **more: object) -> dict[str, Any]:
    made = {
        "created_at": "Wed Jun 01 10:00:00 +0000 2022", "id_str": "1531946000000000001", "text": text,
        "user": {"id_str": "11", "screen_name": "example_ada"}, "in_reply_to_status_id_str": None,
    }  # fmt: skip
    return {key: value for key, value in {**made, **more}.items() if value is not None}


def test_ids_never_pass_through_a_float() -> None:
    text = json.dumps(one("Rounded.", id_str=None)).replace("}", ', "id": 1.531946e18}')
    found = found_in(text)
    (post,) = (f for f in found if isinstance(f, Sighting))
    assert post.id is None
    severities = [(f.source.locator, f.severity) for f in found if isinstance(f, Problem) and f.source]
    assert ("$.id", Severity.ERROR) in severities
    number = json.dumps(one("Exact.", id_str=None, id=1531946000000000001))
    assert list(posts(found_in(number))) == [x(1)]
    lossy = json.dumps(one("An answer.")).replace("}", ', "in_reply_to_status_id": 1.5e18}')
    found = found_in(lossy)
    assert links(found, Kind.REPLY) == {(x(1), f"{x(1)}/parent")}  # it answers something, and the gap shows


def test_a_conversation_that_begins_with_it_has_no_gap_above() -> None:
    begins = one("@example_bo Hello!", in_reply_to_user_id_str="12", in_reply_to_screen_name="example_bo")
    assert links(found_in(json.dumps(begins)), Kind.REPLY) != set()
    begins["conversation_id_str"] = "1531946000000000001"
    assert links(found_in(json.dumps(begins)), Kind.REPLY) == set()
    inside = one("Deep inside.", in_reply_to_status_id_str="7", conversation_id_str="3")
    assert links(found_in(json.dumps(inside)), Kind.ANCESTOR) == {(x(1), "x:3")}


# --- what is what ------------------------------------------------------------------------------------------------


def fit(text: str) -> Fit:
    return x_api_v1.detect(material(text).head)


@pytest.mark.parametrize("name", ["timeline.json", "stream.jsonl", "search.json", "lookup.json", "rows.jsonl"])
def test_samples_are_recognised_and_by_no_other_format_of_x(name: str) -> None:
    text = (SAMPLES / name).read_text(encoding="utf-8")
    assert fit(text) is Fit.YES
    assert x_graphql.detect(material(text).head) is Fit.NO
    assert x_rumours.detect(material(text).head) is Fit.NO


def test_the_example_is_recognised_and_read() -> None:
    assert fit(x_api_v1.EXAMPLE) is Fit.YES
    assert set(posts(found_in(x_api_v1.EXAMPLE))) == {x(1)}


def test_a_post_that_is_longer_than_the_head_is_recognised() -> None:
    assert fit(json.dumps([one("long " * 20_000)])) is Fit.YES


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", "null", "[1, 2]", '"text"', "no JSON", '{"statuses": []}', '{"limit": 5}', '{"delete": 1}',
        "window.YTD.tweets.part0 = " + json.dumps([one("An archive has no user.", user=None)]),
        "Grailbird.data.tweets_2013_02 = " + json.dumps([one("An old archive.")]),
        json.dumps({"id": "1", "text": "API v2.", "created_at": "2022-06-01T10:00:00.000Z", "author_id": "11"}),
        json.dumps({"data": [{"id": "1", "text": "API v2."}]}),
        json.dumps({"id": "1", "content": "<p>Mastodon</p>", "created_at": "2022-06-01T10:00:00.000Z", "account": {}}),
        json.dumps(one("Weibo.", idstr="1", mid="1")),
        json.dumps({"kind": "Listing", "data": {"children": []}}),
        json.dumps({"id": 1, "type": "comment", "text": "Hacker News", "by": "example", "time": 1}),
        json.dumps({"$type": "app.bsky.feed.post", "text": "Bluesky", "createdAt": "2022-06-01T10:00:00Z"}),
        json.dumps({"id": 5, "user": {"id_str": "1"}, "text": "Something", "created_at": "yesterday"}),
    ],
)  # fmt: skip
def test_other_things_are_not_recognised(text: str) -> None:
    assert fit(text) is Fit.NO


# --- what is odd -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [None, 5, "text", [], {"id": 1}, {"text": 1, "id": 2}, {"a": 1}, [[]], {"errors": 5}])
def test_a_record_that_is_no_post_is_told_and_the_rest_read(value: object) -> None:
    found = found_in("\n".join(json.dumps(each) for each in (one("Before."), value, one("After.", id_str="9"))))
    assert {post.text for post in posts(found).values()} == {"Before.", "After."}
    if value not in ([], [[]]):
        assert [place for place, _ in problems(found) if place.startswith("line 2")]


ODD: list[object] = [None, 5, -1, 1e300, "x", "", True, [], [5], {}, {"a": 1}, [[{}]], "9" * 400, 10**40]


def all_paths(value: object) -> list[tuple[object, ...]]:
    waiting: list[tuple[tuple[object, ...], object]] = [((), value)]
    paths = []
    while waiting:
        path, held = waiting.pop()
        paths.append(path)
        if isinstance(held, dict | list):
            items = held.items() if isinstance(held, dict) else enumerate(held)
            waiting += [((*path, key), each) for key, each in items]
    return paths


def with_at(value: object, path: tuple[object, ...], odd: object) -> object:
    if not path:
        return odd
    copy: Any = json.loads(json.dumps(value))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = odd
    return copy


def test_any_field_may_be_of_any_type() -> None:
    whole = json.loads((SAMPLES / "timeline.json").read_text(encoding="utf-8"))
    kept = [whole[0], whole[4], whole[6]]
    paths = [path for path in all_paths(kept) if len(path) > 1]
    for n, path in enumerate(paths):
        found = found_in(json.dumps(with_at(kept, path, ODD[n % len(ODD)])))
        others = {number for number in range(3) if number != path[0]}
        places = {f.source.locator for f in found if isinstance(f, Sighting | Repost)}
        assert {f"$[{number}]" for number in others} <= places, path


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damage_anywhere_raises_nothing_and_keeps_the_rest(data: st.DataObject) -> None:
    text = (SAMPLES / "stream.jsonl").read_text(encoding="utf-8")
    lines = text.split("\n")
    number = data.draw(st.integers(0, len(lines) - 2))
    line = lines[number] or " "
    at = data.draw(st.integers(min(1, len(line) - 1), len(line) - 1))
    lines[number] = line[:at] + data.draw(st.sampled_from(["", "\x00", '"', "{", "]", "é", ",,"])) + line[at + 1 :]
    found = found_in("\n".join(lines))
    before = {f.source.locator for f in sample("stream.jsonl") if isinstance(f, Sighting)}
    after = {f.source.locator for f in found if isinstance(f, Sighting)}
    assert {place for place in before if re.match(r"line \d+", place)[0] != f"line {number + 1}"} <= after  # type: ignore[index]


def test_a_file_cut_anywhere_keeps_what_is_whole() -> None:
    inner = one("Inner.", id_str="3")
    whole = json.dumps([one("First.", id_str="1"), one("Second.", id_str="2", quoted_status=inner, lang="en")])
    texts = []
    for end in range(0, len(whole), 3):
        found = found_in(whole[:end])
        texts.append({post.text for post in posts(found).values()})
        assert end < 2 or problems(found)
    assert {"First.", "Inner."} in texts  # what a cut post holds whole is kept
    assert all(each <= {"First.", "Inner."} for each in texts)


def test_a_corrupt_record_in_the_middle_costs_only_itself() -> None:
    parts = [json.dumps(one(f"Number {n}.", id_str=str(n))) for n in range(1, 5)]
    parts[2] = parts[2].replace('"text"', "text")
    found = found_in("[" + ",\n".join(parts) + "]")
    assert set(posts(found)) == {"x:1", "x:2", "x:4"}
    assert [place for place, _ in problems(found)] == ["line 3"]


def test_posts_embedded_in_posts_thousands_deep() -> None:
    made = one("0", id_str="1")
    text = json.dumps(one("TEXT", id_str="ID"))[:-1] + ', "quoted_status_id_str": "NEXT", "quoted_status": '
    text = text.replace('"TEXT"', '"ID"')
    start = "".join([text.replace("ID", str(n)).replace("NEXT", str(n - 1)) for n in range(2000, 1, -1)])
    found = found_in(start + json.dumps(made) + "}" * 1999)
    assert len(posts(found)) == 2000
    assert len(links(found, Kind.QUOTE)) == 1999
    assert len({post.source.locator for post in posts(found).values()}) == 2000


# --- real files --------------------------------------------------------------------------------------------------


def walked(value: Any, visit: Callable[[dict[str, Any]], None]) -> None:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if "id_str" in each and ("text" in each or "full_text" in each):
                visit(each)
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each


@pytest.mark.skipif(not FIXTURES.exists(), reason="the real files are not here")
def test_real_files() -> None:
    found: list[Finding] = []
    raw: dict[str, dict[str, Any]] = {}
    reposts: set[str] = set()

    def visit(tweet: dict[str, Any]) -> None:
        if "retweeted_status" in tweet:
            reposts.add(f"x:{tweet['id_str']}")
        else:
            raw[f"x:{tweet['id_str']}"] = tweet

    for path in sorted(FIXTURES.glob("*.json")):
        text = path.read_text(encoding="utf-8")
        assert fit(text) is Fit.YES, path.name
        walked(json.loads(text), visit)
        found += found_in(text)
    held = posts(found)
    assert set(held) == set(raw)
    assert {f.id for f in found if isinstance(f, Repost)} == reposts
    assert (len(raw), len(reposts)) == (315, 127)
    replies = {(child, parent) for child, parent in links(found, Kind.REPLY) if "/" not in parent}
    assert replies == {
        (name, f"x:{parent}") for name, tweet in raw.items() if (parent := tweet["in_reply_to_status_id_str"])
    }
    assert (len(replies), sum(parent in held for _, parent in replies)) == (49, 16)
    quotes = links(found, Kind.QUOTE)
    assert (len(quotes), sum(parent in held for _, parent in quotes)) == (30, 29)
    assert problems(found) == []
    assert not [post.text for post in held.values() if re.search(r"https?://t\.co/\w{8,10}$", post.text)]
    assert not any("&amp;" in post.text for post in held.values())
    assert {post.id for post in held.values() if post.truncated} == {
        name for name, tweet in raw.items() if tweet["truncated"] and "extended_tweet" not in tweet
    }
