"""An account export of X: what is read of made-up ones of several years and of a real one, and what is none of it."""

from __future__ import annotations

import json
import random
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_pages import posts_of

from threadkit.archive import Archive
from threadkit.parsing.files.opening import bytes_opener, folder_material, opened
from threadkit.parsing.formats import x_archive as form
from threadkit.parsing.identity import sighting_id
from threadkit.parsing.material import Fit, Head, Hints, Material
from threadkit.records import (
    Absence,
    Author,
    Basis,
    Capture,
    Finding,
    Furniture,
    Kind,
    Link,
    Problem,
    Repost,
    Severity,
    Sighting,
    TimeBasis,
)

SAMPLES = Path(__file__).parents[1] / "samples" / "x_archive"
FIXTURES = Path(__file__).parents[2].parent / "shared" / "fixtures" / "x_archive"
ADA = Author("example_ada", "Ada Example", "11")
BOB = Author("example_bob", "Bob Example", "22")

T = TypeVar("T")


def of(findings: list[Finding], kind: type[T]) -> list[T]:
    return [found for found in findings if isinstance(found, kind)]


def single(name: str, data: bytes, hints: Hints | None = None) -> Material:
    found = opened(name, bytes_opener(data), hints or Hints(), lambda what, saw: None)
    assert isinstance(found, Material)
    return found


def folder(name: str, files: dict[str, bytes], hints: Hints | None = None) -> Material:
    members = {each: partial(single, f"{name}/{each}", data, hints) for each, data in sorted(files.items())}
    return folder_material(name, members, hints or Hints())


def sample(name: str) -> dict[str, bytes]:
    top = SAMPLES / name
    return {path.relative_to(top).as_posix(): path.read_bytes() for path in top.rglob("*") if path.is_file()}


def read(material: Material) -> list[Finding]:
    findings = list(form.read(material))
    assert isinstance(findings[0], Capture)
    assert findings[0].name == material.name
    told = {found.name for found in of(findings, Capture)}
    assert {found.source.capture for found in of(findings, Sighting)} <= told
    return findings


def posts_file(*posts: object, part: str = "tweets.part0") -> bytes:
    return f"window.YTD.{part} = {json.dumps([{'tweet': post} for post in posts])}".encode()


def post(number: int = 1, text: str = "A made-up post.", **more: object) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id_str": f"16500000000000{number:05}", "full_text": text, "created_at": "Mon May 01 10:00:00 +0000 2023",
        "favorite_count": "0", "retweet_count": "0",
        "entities": {"urls": [], "user_mentions": [], "hashtags": [], "symbols": []},
    }  # fmt: skip
    return made | more


def links(findings: list[Finding], kind: Kind) -> dict[str, str]:
    return {link.child: link.parent for link in of(findings, Link) if link.kind is kind}


def whats(findings: list[Finding]) -> list[str]:
    return [problem.what for problem in of(findings, Problem)]


@pytest.fixture(scope="module")
def export() -> list[Finding]:
    return read(folder("export", sample("export")))


def by_id(findings: list[Finding]) -> dict[str, Sighting]:
    return {shown.id: shown for shown in posts_of(findings) if shown.id}


def test_posts_have_the_author_of_the_account_and_real_addresses(export: list[Finding]) -> None:
    first = by_id(export)["x:1652976151557046272"]
    assert first.text == "Moss & stones <3, see https://example.org/moss?a=1&b=2 and &quot;this&quot;"
    assert first.text_as_shown is not None
    assert first.text_as_shown.startswith("Moss &amp; stones &lt;3, see https://t.co/made1")
    assert first.author == ADA
    assert first.url == "https://x.com/i/status/1652976151557046272"
    assert first.lang == "en"
    assert (first.counts.likes, first.counts.reposts) != (None, None)
    assert first.counts.likes is not None
    assert (first.counts.likes.low, first.counts.likes.exact) == (12, True)
    assert first.counts.replies is None
    assert first.when is not None
    assert first.when.earliest is not None
    assert first.when.earliest.isoformat() == "2023-05-01T10:00:00+00:00"
    assert first.when.width is not None
    assert first.when.width.total_seconds() == 1
    assert [name for name, _ in first.other_times] == ["id"]
    assert (first.source.capture, first.source.locator) == ("export/data/tweets.js", "$[0].tweet")
    assert by_id(export)["x:1652991251051446272"].lang is None  # "und"


def test_the_page_of_an_export_belongs_to_it_without_its_assets() -> None:
    data = ["data/account.js", "data/tweets.js"]
    for top in ("", "unpacked/"):
        names = [top + name for name in ("README.txt", "Your archive.html", *data, "notes.txt")]
        assert [sorted(group) for group in form.claim(names)] == [sorted(names[:-1])]
    alone = ["Your archive.html", "data/tweets.js", "data/like.js"]  # any program may have such files
    assert [sorted(group) for group in form.claim(alone)] == [sorted(alone[1:])]
    files = {name: content for name, content in sample("export").items() if name in (*data, "Your archive.html")}
    told = [(found.role, found.source.locator) for found in of(read(folder("export", files)), Furniture)]
    assert ("not posts: Your archive.html", "Your archive.html") in told


def test_media_are_files_of_the_export_where_they_are_there(export: list[Finding]) -> None:
    pictures = by_id(export)["x:1652976151557046272"].media
    assert [(each.kind, each.alt, each.url) for each in pictures] == [
        ("image", "A stone with moss", "data/tweets_media/1652976151557046272-AaA.jpg"),
        ("image", None, "https://img.example.org/media/BbB.jpg"),
    ]
    (film,) = by_id(export)["x:1653323439928246272"].media
    assert (film.kind, film.url) == ("video", "data/tweets_media/1653323439928246272-large.mp4")
    (film,) = by_id(read(single("tweets.js", sample("export")["data/tweets.js"])))["x:1653323439928246272"].media
    assert film.url == "https://video.example.org/large.mp4?tag=1"  # the best one


def test_replies_and_quotes(export: list[Finding]) -> None:
    assert links(export, Kind.REPLY) == {
        "x:1652977409848246272": "x:1652976151557046272",
        "x:1652991251051446272": "x:1650000000000000001",
        "x:1654055765406646272": "x:1654055765406646272/parent",
        "x:1654455902008246272": "x:1650000000000000003",
    }
    assert links(export, Kind.QUOTE) == {
        "x:1653323439928246272": "x:1652976151557046272",  # its own post, before a video
        "x:1653330989675446272": "x:1650000000000000002",  # mobile.twitter.com; another link follows it
        "x:1654455902008246272": "x:1650000000000000009",
    }
    assert {link.basis for link in of(export, Link)} == {Basis.STATED}
    assert by_id(export)["x:1653323439928246272"].text == "What I wrote yesterday"
    assert "status/1650000000000000002 and then https://example.org/n" in by_id(export)["x:1653330989675446272"].text


def test_whom_a_post_answers_is_told_of_posts_that_the_export_does_not_hold(export: list[Finding]) -> None:
    told = {absence.post: (absence.reason, absence.author) for absence in of(export, Absence)}
    assert told == {
        "x:1650000000000000003": ("not_captured", Author("example_bob", None, "22")),
        "x:1654055765406646272/parent": ("unknown", Author("example_cyd", None, "44")),
        "x:1650000000000000002": ("not_captured", Author("example_bob")),  # quoted
        "x:1650000000000000009": ("not_captured", Author("example_cyd")),  # quoted
        "x:1640000000000000001": ("not_captured", ADA),  # in tweet-headers.js alone
        "x:1655000000000000001": ("deleted", ADA),  # in deleted-tweet-headers.js alone
        "x:1650000000000000005": ("unknown", None),  # liked, its text is not there
    }


def test_a_post_that_only_addresses_somebody_answers_none(export: list[Finding]) -> None:
    assert "x:1654048215659446272" not in links(export, Kind.REPLY)
    (problem,) = [each for each in of(export, Problem) if "addresses somebody" in each.what]
    assert problem.severity is Severity.INFO
    assert problem.source is not None
    assert problem.source.locator == "$[9].tweet"


def test_reposts_show_the_beginning_of_a_post_of_somebody_else(export: list[Finding]) -> None:
    cut, whole = (shown for shown in posts_of(export) if shown.source.capture.endswith("#reposted"))
    assert cut.id is None
    assert cut.author == BOB
    assert cut.text.startswith("The garden of a made-up person has more snails & slugs than")
    assert cut.truncated
    assert (whole.text, whole.truncated) == ("Short, and all of it. https://example.org/r", False)
    assert whole.author == Author("example_gone", "Gone Example")  # "-1" is no id
    reposts = of(export, Repost)
    assert [(repost.post, repost.id, repost.author) for repost in reposts] == [
        (sighting_id(cut), "x:1653670728299446272", ADA),
        (sighting_id(whole), "x:1653670979957686272", ADA),
    ]
    assert all(repost.when and repost.when.basis is TimeBasis.EXACT for repost in reposts)
    states = {capture.name: capture.states_parents for capture in of(export, Capture)}
    assert states["export/data/tweets.js"]
    assert not states["export/data/tweets.js#reposted"]  # the post passed on may answer another


RETOLD = "RT @example_bob: What a made-up person said."
AT_THREE = {"urls": [], "user_mentions": [{"screen_name": "example_bob", "id_str": "22", "indices": ["3", "15"]}]}


@pytest.mark.parametrize(
    ("text", "more", "why"),
    [
        (RETOLD, {}, ""),
        ("RT @example_bob: A cut one of an account that is gone…", {"entities": {}}, ""),
        ("RT @example_bob: Three &amp;&lt;&gt; signs, " + "x" * 103, {}, ""),
        ("RT is a word.", {}, None),
        ("rt @example_bob: typed", {}, None),
        ("Well, RT @example_bob: typed", {}, None),
        ("RT @example_bob typed", {}, "no name and colon"),
        (RETOLD, {"entities": {}}, "nobody is mentioned"),
        (RETOLD, {"favorite_count": "3"}, "likes of its own (3)"),
        (RETOLD, {"in_reply_to_status_id_str": "1640000000000000001"}, "answers somebody"),
        (RETOLD + " " + "x" * 120, {}, "longer"),
        (RETOLD, {"created_at": "Mon May 04 10:00:00 +0000 2009"}, "no reposts yet"),
    ],
)
def test_what_is_a_repost_and_what_only_begins_like_one(text: str, more: dict[str, Any], why: str | None) -> None:
    findings = read(single("tweets.js", posts_file(post(text=text, **({"entities": AT_THREE} | more)))))
    (shown,) = posts_of(findings)
    if why == "":
        assert len(of(findings, Repost)) == 1
        assert shown.author is not None
        assert shown.author.handle == "example_bob"
        return
    assert not of(findings, Repost)
    assert (shown.id, shown.text) == ("x:1650000000000000001", text)
    said = [what for what in whats(findings) if what.startswith('begins with "RT @"')]
    assert len(said) == (why is not None)
    assert why is None or why in said[0]


def test_a_long_text_is_put_to_the_post_that_begins_like_it(export: list[Finding]) -> None:
    shown = by_id(export)["x:1654455902008246272"]
    assert shown.text.startswith("@example_bob This is a made-up long post about moss & stones. It goes on")
    assert shown.text.endswith("cut off by the site, but not here: https://example.org/x ends it.")
    assert not shown.truncated
    assert shown.text_as_shown is not None
    assert shown.text_as_shown.endswith("Then it is cut… https://t.co/madeW")
    (told,) = [each for each in of(export, Problem) if each.what.startswith("its whole text is")]
    assert told.severity is Severity.INFO
    assert told.source is not None
    assert told.source.locator == "$[11].tweet"
    assert "$[0].noteTweet of export/data/note-tweet.js: it begins like it, 1 s apart" in told.what
    assert told.saw == "1654000000000000000"


def test_no_long_text_is_put_to_one_of_two_posts(export: list[Finding]) -> None:
    loose = [shown for shown in posts_of(export) if shown.source.capture.endswith("note-tweet.js")]
    assert [(shown.id, shown.text, shown.author) for shown in loose] == [
        (None, "Twice the same beginning of a text, and one of them goes on like this.", ADA),
        (None, "A long text whose post is nowhere.", ADA),
    ]
    for number in ("x:1654818289873846273", "x:1654818289873846274"):
        assert by_id(export)[number].text == "Twice the same beginning of a text…"
    said = [what for what in whats(export) if "long text whose post is not told" in what]
    assert "2 begin like it at its time: x:1654818289873846273, x:1654818289873846274" in said[0]
    assert "no post begins like it" in said[1]


def note(text: str, created: str, number: int = 7) -> dict[str, Any]:
    return {"noteTweet": {"noteTweetId": str(number), "createdAt": created, "core": {"text": text, "urls": []}}}


def with_notes(notes: list[dict[str, Any]], *posts: dict[str, Any]) -> list[Finding]:
    long = f"window.YTD.note_tweet.part0 = {json.dumps(notes)}".encode()
    return read(folder("x", {"data/tweets.js": posts_file(*posts), "data/note-tweet.js": long}))


@pytest.mark.parametrize(
    ("posts", "notes", "whole"),
    [
        ([("A long one that is…", 0)], [("A long one that is whole.", 0)], {1: 0}),
        ([("A long one that is… https://t.co/a https://t.co/b", 0)], [("A long one that is whole.", 1)], {1: 0}),
        ([("See https://t.co/a and then…", 0)], [("See https://t.co/zz and then what?", 0)], {1: 0}),  # links differ
        ([("A long one that is…", 0)], [("A long one that is whole.", 40)], {}),
        ([("A long one that is…", 0)], [("Another one that is whole.", 0)], {}),
        ([("A…", 0)], [("A long one that is whole.", 0)], {}),  # too little to be told by
        ([("A long one…", 0), ("A long one…", 5)], [("A long one, whole.", 5)], {2: 0}),  # the very second
        ([("A long one…", 0), ("A long one…", 0)], [("A long one, whole.", 0)], {}),
        ([("A long one…", 0)], [("A long one, whole.", 0), ("A long one, and so on.", 0)], {}),
        ([("Part one of it…", 0), ("Part two of it…", 0)], [("Part two of it, all.", 0), ("Part one of it, all.", 0)],
         {1: 1, 2: 0}),
    ],
)  # fmt: skip
def test_which_long_text_belongs_to_which_post(
    posts: list[tuple[str, int]], notes: list[tuple[str, int]], whole: dict[int, int]
) -> None:
    made = [
        post(n, text, created_at=f"Mon May 01 10:00:{after:02} +0000 2023") for n, (text, after) in enumerate(posts, 1)
    ]
    long = [note(text, f"2023-05-01T10:00:{after:02}.000Z", n) for n, (text, after) in enumerate(notes)]
    findings = with_notes(long, *made)
    shown = by_id(findings)
    for n, (text, _) in enumerate(posts, 1):
        got = shown[f"x:16500000000000{n:05}"].text
        assert got == (notes[whole[n]][0] if n in whole else text)
    loose = [each.text for each in posts_of(findings) if each.id is None]
    assert loose == [text for n, (text, _) in enumerate(notes) if n not in whole.values()]


def test_a_text_that_was_cut_and_has_no_long_form_says_so(export: list[Finding]) -> None:
    assert by_id(export)["x:1654832944645046272"].truncated
    short = read(single("tweets.js", posts_file(post(text="To be continued…"))))
    assert not posts_of(short)[0].truncated
    text = "It goes on and on. " * 13 + "And so…"
    before, since = posts_of(read(single("tweets.js", posts_file(
        post(text=text, id_str="1509832944645046272"), post(text=text, id_str="1654832944645046272")))))  # fmt: skip
    assert (before.truncated, since.truncated) == (False, True)  # in 2022 people wrote it themselves


def test_media_of_another_post_say_whose_they_are() -> None:
    address = "https://x.com/example_bob/status/1640000000000000009/video/1"
    medium = {"type": "video", "url": "https://t.co/madeV", "expanded_url": address,
              "source_status_id_str": "1640000000000000009", "media_url_https": "https://pbs.example/v"}  # fmt: skip
    found = read(single("tweets.js", posts_file(
        post(text="See https://t.co/madeV", extended_entities={"media": [medium]}))))  # fmt: skip
    assert [(each.role, each.text) for each in of(found, Furniture)] == [("post that the media are from", address)]
    assert posts_of(found)[0].text == "See"


def test_versions_of_an_edited_post_are_one_post(export: list[Finding]) -> None:
    first, second = "x:1655180677739446272", "x:1655183194321846272"
    assert (by_id(export)[first].version, by_id(export)[second].version) == ("1", "2")
    same = {(link.child, link.parent) for link in of(export, Link) if link.kind is Kind.SAME}
    assert same == {(first, second), (second, first)}
    assert by_id(export)["x:1652976151557046272"].version is None
    times = {shown.when for shown in (by_id(export)[first], by_id(export)[second]) if shown.when}
    assert len({time.earliest for time in times}) == 1  # that of the first
    assert [name for name, _ in by_id(export)[second].other_times] == ["edited", "id"]
    assert not [what for what in Archive(export).problems if "contradict" in what.what]


def test_deleted_posts_keep_when_they_were_deleted(export: list[Finding]) -> None:
    deleted = by_id(export)["x:1655467568133046272"]
    assert (deleted.text, deleted.author) == ("Deleted soon after.", ADA)
    times = dict(deleted.other_times)
    assert times["deleted_at"].earliest is not None
    assert times["deleted_at"].earliest.isoformat() == "2023-05-08T07:05:00+00:00"


def test_what_has_no_place_in_a_post_is_told_with_it(export: list[Finding]) -> None:
    said = {(each.what, each.saw) for each in of(export, Problem) if each.severity is Severity.INFO}
    assert ("X takes its links or media for possibly sensitive", "") in said
    assert ("withheld in some countries", "XX") in said
    assert ("posted in a community", "1500000000000000001") in said


def test_liked_posts_have_a_text_and_nobody_who_wrote_it(export: list[Finding]) -> None:
    liked = [shown for shown in posts_of(export) if shown.source.capture.endswith("like.js")]
    assert [(shown.id, shown.author, shown.truncated) for shown in liked] == [
        ("x:1650000000000000001", None, False),
        ("x:1650000000000000006", None, True),
    ]
    assert liked[0].text == "Is there moss on Mars & elsewhere? https://t.co/madeL"
    (capture,) = [each for each in of(export, Capture) if each.name.endswith("like.js")]
    assert not capture.states_parents


def test_other_files_of_an_export_are_named_once(export: list[Finding]) -> None:
    assert {each.source.locator: each.role for each in of(export, Furniture)} == {
        "Your archive.html": "not posts: Your archive.html",
        "assets/js": "not posts: media and other files",
        "data/README.txt": "not posts: README.txt",
        "data/direct-messages.js": "not posts: direct messages",
        "data/follower.js": "not posts: follower",
        "data/tweets_media": "not posts: media and other files",
    }
    assert not [each for each in of(export, Problem) if each.severity is not Severity.INFO]


def test_the_manifest_says_when_it_was_made_and_how_much_is_in_it() -> None:
    files = sample("export")
    capture = read(folder("export", files))[0]
    assert isinstance(capture, Capture)
    assert capture.account == ADA
    assert capture.seen_at is not None
    assert capture.seen_at.earliest is not None
    assert capture.seen_at.earliest.isoformat() == "2023-05-10T00:00:00+00:00"
    files["data/like.js"] = b"window.YTD.like.part0 = [ ]"
    (problem,) = [each for each in of(read(folder("export", files)), Problem) if each.severity is Severity.WARNING]
    assert problem.what == "the export says that it has 3 records, and 0 were found"
    assert problem.source is not None
    assert problem.source.capture == "export/data/like.js"


def test_an_export_of_2018_has_records_without_a_wrapper() -> None:
    findings = read(folder("y2018", sample("y2018")))
    assert [(shown.text, shown.author) for shown in posts_of(findings)] == [
        ("An unwrapped made-up post.", ADA),
        ("Its answer.", ADA),
    ]
    assert links(findings, Kind.REPLY) == {"x:969165348664246272": "x:969150249169846272"}


def test_an_export_from_before_2019_has_months_and_whole_reposts() -> None:
    findings = read(folder("y2013", sample("y2013")))
    shown = by_id(findings)
    assert shown["x:300000000000000003"].text == "@example_bob Yes & no"
    assert shown["x:300000000000000001"].author == BOB
    assert links(findings, Kind.REPLY) == {"x:300000000000000003": "x:300000000000000001"}
    assert [(each.post, each.id) for each in of(findings, Repost)] == [("x:300000000000000001", "x:300000000000000002")]
    assert not of(findings, Absence)
    old = shown["x:29325722673"].when
    assert old is not None
    assert old.width is not None
    assert (old.basis, old.width.days) == (TimeBasis.DATE, 1)
    assert "the export says that it has 2 records, and 1 was found" in whats(findings)
    assert "not read: the posts once more, as a table" in {each.role for each in of(findings, Furniture)}


def test_an_export_that_was_made_one_object() -> None:
    findings = read(single("one_object.json", (SAMPLES / "one_object.json").read_bytes()))
    assert [(shown.text, shown.author) for shown in posts_of(findings)][:2] == [
        ("An unwrapped made-up post.", ADA),
        ("Its answer.", ADA),
    ]
    assert [shown.source.locator for shown in posts_of(findings)] == [
        "$.tweets[0].tweet",
        "$.tweets[1].tweet",
        "$.like[0].like",
    ]


def test_a_file_alone_has_no_author_but_the_caller_may_know() -> None:
    data = posts_file(post(text="I am @example_ada, says the text."))
    (shown,) = posts_of(read(single("tweets.js", data)))
    assert shown.author is None
    assert [each.severity for each in of(read(single("tweets.js", data)), Problem)] == [Severity.INFO]
    hinted = read(single("tweets.js", data, Hints(author=BOB)))
    assert [shown.author for shown in posts_of(hinted)] == [BOB]
    assert not of(hinted, Problem)
    account = b'window.YTD.account.part0 = [{"account": {"username": "example_ada", "accountId": "11"}}]'
    both = read(folder("x", {"tweets.js": data, "account.js": account}, Hints(author=BOB)))
    assert [shown.author for shown in posts_of(both)] == [Author("example_ada", None, "11")]  # the export knows better


@pytest.mark.parametrize(
    ("address", "quoted"),
    [
        ("https://twitter.com/example_bob/status/1640000000000000001", "x:1640000000000000001"),
        ("https://www.x.com/example_bob/status/1640000000000000001/", "x:1640000000000000001"),
        ("http://mobile.twitter.com/example_bob/statuses/1640000000000000001?s=20", "x:1640000000000000001"),
        ("https://twitter.com/i/web/status/1640000000000000001", "x:1640000000000000001"),
        ("https://x.com/i/status/1640000000000000001#m", "x:1640000000000000001"),
        ("https://x.com/example_bob/status/1640000000000000001/photo/1", None),
        ("https://x.com/example_bob/status/1660000000000000001", None),  # newer than the post
        ("https://x.com/example_bob/status/", None),
        ("https://x.com/status/1640000000000000001", None),
        ("https://example.org/x.com/example_bob/status/1640000000000000001", None),
        ("https://notx.com/example_bob/status/1640000000000000001", None),
        ("https://bsky.app/profile/example.org/post/3jzfcijpj2z2a", None),
    ],
)
def test_which_addresses_are_quotes(address: str, quoted: str | None) -> None:
    entities = {"urls": [{"url": "https://t.co/a", "expanded_url": address, "indices": ["5", "28"]}]}
    findings = read(single("tweets.js", posts_file(post(text="Look https://t.co/a", entities=entities))))
    assert links(findings, Kind.QUOTE) == ({"x:1650000000000000001": quoted} if quoted else {})
    assert posts_of(findings)[0].text == ("Look" if quoted else f"Look {address}")


@pytest.mark.parametrize(
    ("text", "fit"),
    [
        (form.EXAMPLE, Fit.YES),
        ("\ufeffwindow.YTD.tweet.part0 = [ {", Fit.YES),
        ("window.YTD.deleted_tweets.part12 = [ ]", Fit.YES),
        ("window.YTD.follower.part0 = [ ]", Fit.YES),
        ("window.__THAR_CONFIG = {", Fit.YES),
        ('Grailbird.data.tweets_2013_02 = \n [ {"text": "a"', Fit.YES),
        ('[{"tweet": {"id_str": "1", "full_text": "a", "created_at": ""}}]', Fit.YES),
        ('[{"tweet": {"tweet_id": "1", "user_id": "1", "created_at": ""}}]', Fit.YES),
        ('[{"noteTweet": {"core": {"text": "a"}}}]', Fit.YES),
        ('[{"like": {"tweetId": "1"}}]', Fit.YES),
        ('[{"id_str": "1", "full_text": "a", "created_at": "b", "favorite_count": "0"}]', Fit.YES),
        ('{"account": [{"account": {"username": "a"}}], "tweets": []}', Fit.YES),
        ("", Fit.NO),
        ("window.YTD is a variable.", Fit.NO),
        ('window.DATA = [{"tweet": 1}]', Fit.NO),
        ("var tweet_index = []", Fit.NO),
        ("[]", Fit.NO),
        ("[1, 2", Fit.NO),
        ("{", Fit.NO),
        ('[{"tweet": {"id_str": "1", "full_text": "a", "user": {"screen_name": "b"}}}]', Fit.NO),
        ('[{"id_str": "1", "full_text": "a", "created_at": "b", "user": {}, "favorite_count": 0}]', Fit.NO),
        ('{"data": [{"id": "1", "text": "a"}], "includes": {}}', Fit.NO),
        ('{"thread": {"post": {"uri": "at://a/app.bsky.feed.post/b"}}}', Fit.NO),
        ('{"account": {"username": "a"}, "content": "<p>b</p>", "id": "1"}', Fit.NO),
        ('{"tweets": {"1": {"full_text": "a"}}}', Fit.NO),
        ('[{"like": 3, "tweet": "words"}]', Fit.NO),
        ('{"account": "a", "tweet": "words", "likes": 3}', Fit.NO),
    ],
)
def test_detect(text: str, fit: Fit) -> None:
    assert form.detect(Head("some.json", text)) is fit


@pytest.mark.parametrize(
    ("names", "groups"),
    [
        (["data/tweets.js", "data/account.js"], [["data/account.js", "data/tweets.js"]]),
        (["a/data/tweet.js", "a/data/profile.js", "b/data/tweets.js", "b/data/like.js"],
         [["a/data/profile.js", "a/data/tweet.js"], ["b/data/like.js", "b/data/tweets.js"]]),
        (["tweets-part10.js", "tweets-part2.js", "tweets.js", "deleted-tweets.js"],
         [["deleted-tweets.js", "tweets.js", "tweets-part2.js", "tweets-part10.js"]]),
        (["data/manifest.js", "data/tweets.js", "data/new-in-2030.js", "data/mine.csv", "Your archive.html",
          "assets/images/a.svg", "notes.txt"],
         [["Your archive.html", "assets/images/a.svg", "data/manifest.js", "data/new-in-2030.js", "data/tweets.js"]]),
        (["data/tweets.js", "data/account.js", "data/tweets_media/1-a.jpg", "data/other/b.js"],
         [["data/account.js", "data/tweets.js", "data/tweets_media/1-a.jpg"]]),
        (["tweets.js"], []),
        (["data/tweets.js", "data/app.css", "server.js"], []),
        (["account.js", "profile.js", "manifest.js"], []),
        (["tweets.csv", "tweets.json", "account.json"], []),
        (["data/js/tweets/2013_02.js", "data/js/tweet_index.js", "other.json", "index.html"],
         [["data/js/tweet_index.js", "data/js/tweets/2013_02.js", "index.html"]]),
    ],
)  # fmt: skip
def test_which_files_of_a_folder_are_an_export(names: list[str], groups: list[list[str]]) -> None:
    assert [sorted(group) for group in form.claim(names)] == [sorted(group) for group in groups]
    assert form.detect(Head("folder", members=tuple(names))) is (Fit.YES if groups else Fit.NO)


def test_parts_are_read_in_their_order() -> None:
    names = ["tweets-part10.js", "tweets-part2.js", "tweets.js"]
    (group,) = form.claim([*names, "like.js"])
    assert [name for name in group if name in names] == ["tweets.js", "tweets-part2.js", "tweets-part10.js"]


# --- odd input ---------------------------------------------------------------------------------------------------


def test_a_broken_record_costs_no_other() -> None:
    files = sample("export")
    text = files["data/tweets.js"].decode()
    middle = text.index('"full_text" : "@example_bob Not')
    files["data/tweets.js"] = (text[:middle] + "oops " + text[middle:]).encode()
    findings = read(folder("export", files))
    assert "x:1652991251051446272" not in by_id(findings)
    assert {"x:1652976151557046272", "x:1655183194321846272"} <= by_id(findings).keys()
    (problem,) = [each for each in of(findings, Problem) if each.severity is Severity.ERROR]
    assert problem.source is not None
    assert problem.source.capture == "export/data/tweets.js"


TWEETS = (SAMPLES / "export" / "data" / "tweets.js").read_bytes()
ENDS = range(977, len(TWEETS), 977)
BEHIND_BRACKETS = [end for end in ENDS if TWEETS[:end].rstrip().endswith((b"}", b"]"))]


@pytest.mark.parametrize("end", [end for end in ENDS if end not in BEHIND_BRACKETS])
def test_a_file_that_ends_early_keeps_what_is_whole(end: int) -> None:
    everyone = by_id(read(single("tweets.js", TWEETS)))
    findings = read(single("tweets.js", TWEETS[:end]))
    shown = by_id(findings)
    assert shown == {number: everyone[number] for number in shown}  # nothing half-read
    assert len(shown) + len(of(findings, Repost)) == TWEETS[:end].count(b'\n    }\n  },')
    assert [each for each in of(findings, Problem) if each.severity is Severity.ERROR]


@pytest.mark.parametrize("end", BEHIND_BRACKETS)
def test_a_file_that_ends_behind_a_bracket_keeps_what_is_whole(end: int) -> None:
    test_a_file_that_ends_early_keeps_what_is_whole(end)


@pytest.mark.parametrize("data", [b"", b"window.YTD.tweets.part0 = ", b"window.YTD.tweets.part0 = [", b"[1, null, {}]"])
def test_a_file_without_posts(data: bytes) -> None:
    assert not posts_of(read(single("tweets.js", data)))


@pytest.mark.parametrize("kind", ["tweets", "note_tweet", "like", "account", "tweet_headers", "deleted_tweet_headers"])
def test_records_of_the_wrong_shape_are_told(kind: str) -> None:
    data = f'window.YTD.{kind}.part0 = [7, "a", [], {{}}, {{"tweet": 3}}, {{"tweet": {{"noteTweet": 1}}}}]'.encode()
    findings = read(single("odd.js", data))
    assert not posts_of(findings)
    places = {each.source.locator for each in of(findings, Problem) if each.source}
    assert {"$[0]", "$[1]", "$[2]"} <= places
    assert kind == "account" or {"$[3]", "$[4]"} <= places


WRONG: list[object] = [None, True, -1, 2**70, 1.5e300, "", "a" * 200, "12", [], [None, 3], {}, {"a": {"b": [1]}}, [[]]]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_type_in_any_field_is_no_exception(data: st.DataObject) -> None:
    files = sample("export")
    name = data.draw(st.sampled_from(sorted(each for each in files if each.endswith(".js") and "data/" in each)))
    head, _, body = files[name].decode().partition("= ")
    value = json.loads(body)
    spots = [(value, key) for key in (range(len(value)) if isinstance(value, list) else value)]
    for _ in range(data.draw(st.integers(0, 6))):
        deeper = [
            (each[key], inner) for each, key in spots if isinstance(each[key], dict | list)
            for inner in (each[key] if isinstance(each[key], dict) else range(len(each[key])))
        ]  # fmt: skip
        spots = deeper or spots
    inside, key = data.draw(st.sampled_from(spots))
    inside[key] = data.draw(st.sampled_from(WRONG))
    files[name] = f"{head}= {json.dumps(value)}".encode()
    findings = read(folder("export", files))
    assert {"x:1654832944645046272", "x:1655482667627446272"} & by_id(findings).keys()  # other files are read


def test_changed_bytes_are_no_exception() -> None:
    chance = random.Random(7)
    data = sample("export")["data/tweets.js"]
    for _ in range(40):
        made = bytearray(data)
        for _ in range(3):
            made[chance.randrange(len(made))] = chance.randrange(256)
        read(single("tweets.js", bytes(made)))


def test_deep_nesting_is_no_exception() -> None:
    deep = "[" * 5000 + "]" * 5000
    data = f'window.YTD.tweets.part0 = [{{"tweet": {{"full_text": "a", "id_str": "16500000000000001", "x": {deep}}}}}]'
    assert [shown.text for shown in posts_of(read(single("tweets.js", data.encode())))] == ["a"]


def test_ids_keep_every_digit_and_are_never_rounded() -> None:
    data = b'window.YTD.tweets.part0 = [{"tweet": {"full_text": "a", "id": 1650000000000000123}}, {"tweet": {"full_text": "b", "id": 1.65e18}}]'  # noqa: E501
    findings = read(single("tweets.js", data))
    assert [shown.id for shown in posts_of(findings)] == ["x:1650000000000000123", None]
    assert [each.severity for each in of(findings, Problem)].count(Severity.ERROR) == 2  # rounded, and so without an id


def test_a_member_that_cannot_be_opened_costs_no_other() -> None:
    def broken() -> Material:
        raise OSError("made up")

    good = folder("x", {"tweets.js": posts_file(post()), "account.js": b"window.YTD.account.part0 = []"})
    findings = read(folder_material("x", {**good.members, "deleted-tweets.js": broken}, Hints()))
    assert len(posts_of(findings)) == 1
    (problem,) = [each for each in of(findings, Problem) if each.severity is Severity.ERROR]
    assert problem.what == "cannot be opened: made up"
    assert problem.source is not None
    assert problem.source.locator == "deleted-tweets.js"


# --- a real export -----------------------------------------------------------------------------------------------


@pytest.mark.skipif(not FIXTURES.exists(), reason="the real dumps are not here")
def test_real_export() -> None:
    files = {path.name: path.read_bytes() for path in FIXTURES.glob("*.js")}
    raw = {name: [each["tweet"] for each in json.loads(data.partition(b"= ")[2])] for name, data in files.items()}
    records = [each for each in raw["tweets.js"] if not each["full_text"].startswith("RT @")]
    ids = {f"x:{each['id_str']}" for each in records}
    answers = {f"x:{each['id_str']}": f"x:{each['in_reply_to_status_id_str']}" for each in records
               if "in_reply_to_status_id_str" in each}  # fmt: skip

    alone = read(single("tweets.js", files["tweets.js"]))
    assert (len(raw["tweets.js"]), len(ids), len(of(alone, Repost))) == (2045, 1806, 239)
    assert by_id(alone).keys() == ids
    replies = links(alone, Kind.REPLY)
    assert replies == answers
    assert (len(replies), sum(parent in ids for parent in replies.values())) == (1780, 41)
    assert len(links(alone, Kind.QUOTE)) == 39
    retold = [shown for shown in posts_of(alone) if shown.source.capture.endswith("#reposted")]
    assert (len(retold), sum(shown.truncated for shown in retold)) == (239, 208)
    assert all(shown.author and shown.author.handle and shown.author.id for shown in retold)
    assert not [each for each in of(alone, Problem) if each.severity is not Severity.INFO]
    assert not [shown for shown in posts_of(alone) if "&amp;" in shown.text or "&gt;" in shown.text]

    assert len(raw["deleted-tweets.js"]) == 47
    assert len(raw["community-tweet.js"]) == 3
    (group,) = form.claim(sorted(files))
    assert sorted(group) == sorted(files)
    together = read(folder("x_archive", files))
    deleted = [shown for shown in by_id(together).values() if dict(shown.other_times).get("deleted_at")]
    held = {f"x:{each['id_str']}" for each in raw["deleted-tweets.js"] if not each["full_text"].startswith("RT @")}
    assert {shown.id for shown in deleted} == held
    assert len(posts_of(together)) == len(of(together, Repost)) + len(by_id(together))
    assert len(by_id(together)) + len(of(together, Repost)) == 2045 + 47 + 3
