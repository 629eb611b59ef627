"""Tables whose columns have names that are known: every row is a post, a repost or a problem with its line."""

from __future__ import annotations

import csv
import io
import random
import re
from datetime import timedelta
from pathlib import Path

import pytest
from made_pages import posts_of

import threadkit
from threadkit.parsing.files.opening import bytes_opener, opened
from threadkit.parsing.formats import table_csv
from threadkit.parsing.material import Fit, Head, Hints, Material
from threadkit.records import (
    Absence,
    Capture,
    Card,
    Finding,
    Kind,
    Link,
    Problem,
    Repost,
    Severity,
    Sighting,
    TimeBasis,
)
from threadkit.wording import plural

SAMPLES = Path(__file__).parents[1] / "samples" / "table_csv"
FIXTURES = Path(__file__).parents[2].parent / "shared" / "fixtures" / "threads"


def given(data: str | bytes, hints: Hints | None = None, name: str = "table.csv") -> Material:
    raw = data.encode() if isinstance(data, str) else data
    found = opened(name, bytes_opener(raw), hints or Hints(), lambda what, saw: None)
    assert isinstance(found, Material)
    return found


def read(data: str | bytes, hints: Hints | None = None) -> list[Finding]:
    return list(table_csv.read(given(data, hints)))


def links(findings: list[Finding], kind: Kind = Kind.REPLY) -> dict[str, str]:
    return {found.child: found.parent for found in findings if isinstance(found, Link) and found.kind is kind}


def plain(name: str) -> str:
    """An id of a table's own without the digest of what is in the table."""
    return re.sub(r"(?<=\w)#[0-9a-f]{8}/", "/", name)


def plainly(named: dict[str, str]) -> dict[str, str]:
    return {plain(child): plain(parent) for child, parent in named.items()}


def problems(findings: list[Finding]) -> list[Problem]:
    return [found for found in findings if isinstance(found, Problem) and found.severity is not Severity.INFO]


def places(findings: list[Finding]) -> set[str]:
    return {found.source.locator for found in problems(findings) if found.source}


def test_a_table_of_x() -> None:
    findings = read((SAMPLES / "x.csv").read_bytes())
    capture, *_ = findings
    assert isinstance(capture, Capture)
    assert (capture.platform, capture.states_parents) == ("x", True)
    one, two, three, again, five = posts_of(findings)
    assert [post.id for post in (one, two, three, five)] == [f"x:153400000000000000{n}" for n in (1, 2, 3, 5)]
    assert (again.id, again.text, again.truncated) == (two.id, two.text, True)
    assert one.text == 'Is the sundial slow,\nor am I "early"?'
    assert one.source.locator == "line 2"
    assert two.source.locator == "line 4"  # the first row has two lines
    assert two.author is not None
    assert two.author.handle == "example_bo"
    assert one.when is not None
    assert two.when is not None
    assert three.when is not None
    assert (one.when.basis, one.when.width) == (TimeBasis.EXACT, timedelta(seconds=1))
    assert (three.when.basis, three.when.width) == (TimeBasis.CLOCK, timedelta(hours=26, minutes=1))
    assert one.counts.likes == threadkit.Count.of(3)
    assert three.counts.likes is not None
    assert three.counts.likes.low == 1204
    assert three.counts.reposts is None
    assert links(findings) == {"x:1534000000000000002": one.id, five.id: "x:1534000000000000099"}
    assert links(findings, Kind.QUOTE) == {three.id: two.id}
    assert links(findings, Kind.ANCESTOR) == {five.id: "x:1534000000000000098"}
    (repost,) = [found for found in findings if isinstance(found, Repost)]
    assert (repost.post, repost.id) == (two.id, "x:1534000000000000004")
    assert problems(findings) == []
    told = [found.saw for found in findings if isinstance(found, Problem)]
    assert told[0].startswith("id: tweet_id, parent: in_reply_to_status_id")
    assert told[1] == "source"


def test_a_table_of_reddit_knows_comments_from_submissions() -> None:
    findings = read((SAMPLES / "reddit.tsv").read_bytes())
    one, two, three = posts_of(findings)
    assert [post.id for post in (one, two, three)] == ["reddit:t1_def34", "reddit:t1_ghi56", "reddit:t1_jkl78"]
    assert links(findings) == {
        "reddit:t1_def34": "reddit:t3_abc12",
        "reddit:t1_ghi56": "reddit:t1_def34",
        "reddit:t1_jkl78": "reddit:t1_zzz99",
    }
    assert links(findings, Kind.ANCESTOR) == {two.id: "reddit:t3_abc12", three.id: "reddit:t3_abc12"}
    assert two.author is None
    assert two.counts.score is not None
    assert two.counts.score.low == -2
    assert one.when is not None
    assert one.when.earliest is not None
    assert one.when.earliest.isoformat() == "2024-05-01T12:00:00+00:00"
    assert problems(findings) == []


def test_damaged_rows_cost_themselves_and_no_other() -> None:
    findings = read((SAMPLES / "damaged.csv").read_bytes())
    texts = {post.text: post for post in posts_of(findings)}
    assert set(texts) == {
        "One line", "Still read", 'He said "hi"\nand left', "Odd fields", "Lost its id", "Excel leaves cells behind",
    }  # fmt: skip
    odd_fields = {"line 9, time", "line 9, likes", "line 9, parent"}
    assert places(findings) == {"line 4", "line 6", *odd_fields, "line 10, id", "line 10, parent"}
    assert texts["Lost its id"].id is None
    assert plainly(links(findings))["table.csv/5"] == "table.csv/2"
    assert "table.csv/6" not in plainly(links(findings))
    (absence,) = [found for found in findings if isinstance(found, Absence)]
    assert absence.reason == "unknown"
    assert absence.post in links(findings).values()
    empty = [found for found in findings if isinstance(found, Problem) and found.what == "an empty row"]
    assert [found.source.locator for found in empty if found.source] == ["line 11"]


def test_ids_of_an_unknown_table_are_its_own() -> None:
    text = "id,text,parent_id,user\n1,a,,ada\n2,b,1,bo\n"
    one, two = (list(table_csv.read(given(text, name=name))) for name in ("in/one.csv", "in/two.csv"))
    archive = threadkit.Archive([*one, *two], infer=False)
    assert len(archive.posts) == 4
    assert {post.platform for post in archive.posts} == {None}
    assert plainly(links(one)) == {"one.csv/2": "one.csv/1"}
    assert links(read(text, Hints(platform="mastodon"))) == {"mastodon:2": "mastodon:1"}


def test_tables_of_one_name_are_two_tables() -> None:
    head = "id,text,author,parent_id\n"
    texts = (head + "1,first in a,ada,\n2,answer in a,bo,1\n", head + "1,first in b,cy,\n2,answer in b,di,1\n")
    one, two = (list(table_csv.read(given(text, name=f"{n}/posts.csv"))) for n, text in enumerate(texts))
    archive = threadkit.Archive([*one, *two], infer=False)
    assert len(archive.posts) == 4
    assert {len(post.sightings) for post in archive.posts} == {1}
    assert {(archive[link.child].text, archive[link.parent].text) for link in archive.links} == {
        ("answer in a", "first in a"), ("answer in b", "first in b"),
    }  # fmt: skip
    crlf = list(table_csv.read(given(texts[0].replace("\n", "\r\n").encode("utf-16"), name="posts.csv")))
    assert links(crlf) == links(one)
    moved = list(table_csv.read(given(texts[0], name="elsewhere/posts.csv")))
    assert links(moved) == links(one)
    assert len(threadkit.Archive([*one, *moved], infer=False).posts) == 2


def test_one_id_of_two_posts_is_the_first_one_s() -> None:
    rows = "tweet_id,text,author,in_reply_to_status_id\n1534000000000000001,{},{},\n1534000000000000001,{},{},{}\n"
    below = "1534000000000000009"
    for again, by in (("other text", "ada"), ("hello", "bo"), ("hello", "")):
        findings = read(rows.format("hello", "ada", again, by, below))
        one, two = posts_of(findings)
        assert (one.id, two.id, two.url, two.text) == ("x:1534000000000000001", None, None, again)
        assert list(links(findings).values()) == [f"x:{below}"]
        (problem,) = problems(findings)
        assert problem.source is not None
        assert (problem.severity, problem.source.locator) == (Severity.ERROR, "line 3")
        archive = threadkit.Archive(findings, infer=False)
        assert len(archive.posts) == 2
        assert [item.id for item in archive.chain(one.id or "")] == [one.id]
    twice = read(rows.format("hello", "ada", "hello", "@ada", ""))
    assert problems(twice) == []
    assert len(threadkit.Archive(twice, infer=False).posts) == 1


def test_a_repost_s_text_is_the_original_s() -> None:
    head = "tweet_id,text,author,retweeted_status_id{}\n"
    findings = read(head.format("") + "1534000000000000001,RT @example_bo: hey,example_ada,1533000000000000001\n")
    (shown,) = posts_of(findings)
    assert (shown.id, shown.text, shown.text_as_shown) == ("x:1533000000000000001", "hey", "RT @example_bo: hey")
    assert (shown.truncated, shown.author) == (True, threadkit.Author("example_bo"))
    assert shown.source.locator == "line 2, text"
    (repost,) = [found for found in findings if isinstance(found, Repost)]
    assert (repost.post, repost.author) == (shown.id, threadkit.Author("example_ada"))
    row = "153400000000000000{0},RT @a: b,{0},1533000000000000001,\n"
    hiding = read(head.format(",in_reply_to_status_id") + row.format(1) + row.format(2))
    captures = [found for found in hiding if isinstance(found, Capture)]
    assert [(each.name, each.states_parents) for each in captures] == [
        ("table.csv", True), ("table.csv#reposted", False),  # what the original answers is not told
    ]  # fmt: skip
    assert {post.source.capture for post in posts_of(hiding)} == {"table.csv#reposted"}
    assert not posts_of(read(head.format("") + "1534000000000000001,RT @a: ,ada,1533000000000000001\n"))


def test_rows_say_which_platform_they_are_of() -> None:
    rows = "id,text,author,parent,platform\n1534000000000000001,a,ada,,{}\nabc,b,bo,t1_zz,{}\n7,c,cy,,{}\n"
    findings = read(rows.format("X", "reddit", ""))
    capture, *_ = findings
    assert isinstance(capture, Capture)
    assert capture.platform is None
    assert [plain(post.id or "") for post in posts_of(findings)] == [
        "x:1534000000000000001", "reddit:t1_abc", "table.csv/7",
    ]  # fmt: skip
    assert links(findings) == {"reddit:t1_abc": "reddit:t1_zz"}
    assert problems(findings) == []
    alike = read("id,text,author,platform\n1,a,ada,Twitter\n2,b,bo,twitter\n")
    assert [post.id for post in posts_of(alike)] == ["x:1", "x:2"]
    assert isinstance(alike[0], Capture)
    assert alike[0].platform == "x"
    programs = read(rows.format("Android", "iOS", "Web"))
    assert {plain(post.id or "").split("/")[0] for post in posts_of(programs)} == {"table.csv"}
    hinted = read(rows.format("x", "", ""), Hints(platform="mastodon"))
    assert [post.id for post in posts_of(hinted)] == ["x:1534000000000000001", "mastodon:abc", "mastodon:7"]


@pytest.mark.parametrize(("spelling", "platform"), [
    *((each, "x") for each in ("X", "twitter", "Twitter/X", "X (formerly Twitter)", "x.com", "twitter.com")),
    *((each, "threads") for each in ("Threads", "threads.net", "www.threads.com", "Meta Threads", "Threads by Meta")),
    *((each, "reddit") for each in ("Reddit", "reddit.com")),
    *((each, "hn") for each in ("HN", "Hacker News", "news.ycombinator.com")),
    *((each, "bluesky") for each in ("Bluesky", "bsky", "bsky.app", "bsky.social", "BlueSky Social")),
    *((each, "mastodon") for each in ("Mastodon", "mastodon.social")),
    *((each, None) for each in ("", "Android", "thread", "Thread 1", "sky", "Facebook")),
])  # fmt: skip
def test_a_platform_is_known_by_each_of_its_names(spelling: str, platform: str | None) -> None:
    findings = read(f'id,text,author,platform\n1,a,ada,"{spelling}"\n2,b,bo,"{spelling}"\n')
    assert isinstance(findings[0], Capture)
    assert findings[0].platform == platform
    assert len(posts_of(findings)) == 2


CODE, NUMBER = "C0made_up-1", "17900000000000001"


@pytest.mark.parametrize(("platform", "given_id", "is_known_as"), [
    ("threads", CODE, f"threads:{CODE}"),
    ("threads", f"https://www.threads.net/@example.ada/post/{CODE}", f"threads:{CODE}"),
    ("threads", NUMBER, f"threads:{NUMBER}"),
    ("threads", "12", "table.csv/12"),  # it counts the rows
    ("threads", "10000000001", "table.csv/10000000001"),
    ("bluesky", "at://did:plc:made-up/app.bsky.feed.post/3kmadeup22222", "at://did:plc:made-up/app.bsky.feed.post/3kmadeup22222"),
    ("bsky", "https://bsky.app/profile/ada.example/post/3kmadeup22222", "at://ada.example/app.bsky.feed.post/3kmadeup22222"),
    ("bluesky", "3kmadeup22222", "table.csv/3kmadeup22222"),  # of which account it is, is not told
    ("mastodon", "109000000000000001", "table.csv/109000000000000001"),
    ("mastodon", "https://social.example/@ada/109000000000000001", "mastodon:social.example/109000000000000001"),
    ("twitter", "1534000000000000001", "x:1534000000000000001"),
])  # fmt: skip
def test_ids_are_as_the_platform_of_a_row_writes_them(platform: str, given_id: str, is_known_as: str) -> None:
    head = "id,text,author,in_reply_to_status_id,platform\n"
    mixed = head + f"1534000000000000009,a,ada,,X\n{given_id},b,bo,,{platform}\nlast,c,cy,{given_id},{platform}\n"
    alike = head + f"{given_id},b,bo,,{platform}\nlast,c,cy,{given_id},{platform}\n"
    for text in (mixed, alike):
        findings = read(text)
        assert is_known_as in [plain(post.id or "") for post in posts_of(findings)]
        assert is_known_as in plainly(links(findings)).values() or platform == "twitter"


@pytest.mark.parametrize(("platform", "key", "url", "named"), [
    ("bluesky", "3kmadeup22222", "https://bsky.app/profile/ada.example/post/3kmadeup22222",
     "at://ada.example/app.bsky.feed.post/3kmadeup22222"),
    ("mastodon", "109000000000000001", "https://social.example/@ada/109000000000000001",
     "mastodon:social.example/109000000000000001"),
    ("bluesky", "3kmadeup22222", "https://bsky.app/profile/bo.example/post/3kother2222222", None),
    ("mastodon", "109000000000000001", "https://other.example/@ada/109000000000000002", None),
    ("mastodon", "109000000000000001", "https://bsky.app/profile/ada.example/post/109000000000000001", None),
    ("", "109000000000000001", "https://social.example/@ada/109000000000000001", None),
])  # fmt: skip
def test_an_address_that_holds_the_id_says_which_post_it_is(
    platform: str, key: str, url: str, named: str | None
) -> None:
    rows = f"id,text,author,reply_to,platform,url\n{key},b,bo,,{platform},{url}\n{key}1,c,cy,{key},{platform},\n"
    findings = read(rows)
    same = links(findings, Kind.SAME)
    assert plainly(same) == ({f"table.csv/{key}": named} if named else {})
    other = list(table_csv.read(given(rows.replace("cy", "di"), name="other.csv")))
    archive = threadkit.Archive([*findings, *other], infer=False)
    assert len(archive.posts) == (3 if named else 4)
    post = archive[next(iter(links(findings).values()))]
    assert post.platform == (platform or None)
    assert len(archive.chain(next(iter(links(findings))))) == 2
    if named:
        assert named in (post.id, *post.aliases)


def test_a_page_that_a_post_speaks_of_is_a_card_and_not_its_address() -> None:
    text = (
        "id,author,created_utc,title,selftext,url,subreddit\n"
        "abc1,example_ada,1714564800,Look,,https://example.com/dial,made_up\n"
        "abc2,example_ada,1714564860,Self,Words.,https://www.reddit.com/r/made_up/comments/abc2/self/,made_up\n"
    )
    link, own = posts_of(read(text))
    assert (link.url, link.cards) == ("https://www.reddit.com/comments/abc1", (Card(url="https://example.com/dial"),))
    assert (own.url, own.cards) == ("https://www.reddit.com/r/made_up/comments/abc2/self/", ())


def test_ids_with_a_dot_are_ids() -> None:
    rows = "id,text,author,parent_id\n1355517523.000005,a,ada,\n1355517524.000006,b,bo,1355517523.000005\n3.0,c,cy,\n"
    findings = read(rows)
    assert plainly(links(findings)) == {"table.csv/1355517524.000006": "table.csv/1355517523.000005"}
    assert plain(posts_of(findings)[2].id or "") == "table.csv/3"
    assert problems(findings) == []
    assert places(read(rows.replace("1355517523.000005", "1.355517523e+09.5"))) == set()
    assert places(read(rows.replace("1355517523.000005", "1534000000000000001.0"))) == {"line 2, id", "line 3, parent"}


def test_numbers_in_place_of_ids_are_told_from_ids_of_x() -> None:
    anonymous = "tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id\n"
    findings = read(anonymous + "1,sprint,False,Tue Oct 31 22:10:47 +0000 2017,Hello,2,\n2,115,True,,Hi,,1\n")
    assert plainly(links(findings)) == {"table.csv/2": "table.csv/1"}
    small = read("tweet_id,text,user\n1,a,ada\n2,b,bo\n")
    assert [plain(post.id or "") for post in posts_of(small)] == ["table.csv/1", "table.csv/2"]


def test_ids_that_hold_the_times_of_their_rows_are_those_of_x() -> None:
    rows = "id,timestamp,text\n1534000000000000001,1654569074,a\n1534000000000000002,1654569075,b\n"
    findings = read(rows)
    assert [post.id for post in posts_of(findings)] == ["x:1534000000000000001", "x:1534000000000000002"]
    assert any("by their size" in found.what for found in findings if isinstance(found, Problem))
    later = read(rows.replace("1654569075", "1654599075"))
    assert plain(posts_of(later)[0].id or "") == "table.csv/1534000000000000001"


def test_the_rows_of_an_archive_come_back_without_its_guesses() -> None:
    findings = read(table_csv.EXAMPLE)
    guess = Link(
        Kind.REPLY, "x:1534000000000000001", "x:1534000000000000009", threadkit.Basis.INFERRED, 0.9, ("made up",)
    )
    archive = threadkit.Archive([*findings, guess], infer=False)
    file = io.StringIO()
    rows = list(archive.rows())
    rows[0] |= {"parent": "x:1534000000000000009", "parent_basis": "inferred", "parent_probability": 0.9}
    writer = csv.DictWriter(file, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    again = read(file.getvalue())
    assert links(again) == links(findings)
    assert {(post.id, post.text) for post in posts_of(again)} == {(post.id, post.text) for post in posts_of(findings)}


@pytest.mark.parametrize(
    ("text", "fit"),
    [
        (table_csv.EXAMPLE, Fit.YES),
        ("\ufeffsep=,\n" + table_csv.EXAMPLE, Fit.YES),
        ("AuthorID,Author,Date,Content,Attachments,Reactions\n1,ada,01-Jan-20 01:33 AM,Hello,,\n", Fit.MAYBE),
        ("id,conversation_id,referenced_tweets.replied_to.id,author_id,created_at,text\n1,1,,2,2020-01-01,a\n", Fit.NO),
        ("id,text,created_at,__twarc.version\n1,a,2020-01-01,2\n", Fit.NO),
        ("item,price\neggs,3\n", Fit.NO),
        ("id,text,author\n", Fit.NO),
        ("A page of words, and commas.\nIts text goes on, by its author.\n", Fit.NO),
        ('{"id": 1, "text": "a", "author": "b"}\n', Fit.NO),
        ("", Fit.NO),
    ],
)
def test_what_is_taken_for_a_table(text: str, fit: Fit) -> None:
    assert table_csv.detect(Head("table.csv", text)) is fit
    assert table_csv.detect(given(text).head) is fit


def test_other_encodings_and_line_ends() -> None:
    text = "id,user,text\n1,ada,Grüße aus Köln\n2,bo,schön\n"
    for data in (text.encode("utf-16"), text.encode("cp1252"), text.replace("\n", "\r\n").encode()):
        assert [post.text for post in posts_of(read(data))] == ["Grüße aus Köln", "schön"]


def test_a_zone_is_taken_from_the_caller() -> None:
    (post,) = posts_of(read("id,user,text,date\n1,ada,a,2024-05-01 12:00:00\n", Hints(timezone="Europe/Rome")))
    assert post.when is not None
    assert post.when.earliest is not None
    assert (post.when.earliest.hour, post.when.width) == (10, timedelta(seconds=1))


def test_a_file_of_broken_quotes_takes_no_long_time() -> None:
    rows = "".join(f'{n},ada,"never closed {n}\n' for n in range(20_000))
    findings = read("id,user,text\n" + rows)
    assert len(problems(findings)) == 20_000


SHORT_HEAD = "id,author,created_at,text,reply_to,likes\n"
SHORT_ROWS = "".join(f"{n},ada,2024-05-01 12:0{n}:00,words {n},{n - 1 or ''},{n}\n" for n in range(1, 6))


def in_short_table(rows: str, *, after: str = "9,zoe,2024-05-01 12:09:00,last,1,0\n") -> list[Finding]:
    return read(SHORT_HEAD + SHORT_ROWS + rows + after)


def told(findings: list[Finding], line: int) -> list[tuple[str, Severity]]:
    place = f"line {line}"
    return [(each.what, each.severity) for each in problems(findings) if each.source and each.source.locator == place]


def test_a_row_with_fewer_cells_is_read_as_far_as_it_goes() -> None:
    findings = in_short_table("6,bo,2024-05-01 12:06:00,Is it late?\n7,cy,2024-05-01 12:07:00,No.,6\n")
    what = "a row of {} cells in a table of 6; read as far as it goes: the rest is unknown"
    assert told(findings, 7) == [(what.format(4), Severity.WARNING)]
    assert told(findings, 8) == [(what.format(5), Severity.WARNING)]
    posts = {plain(post.id or ""): post for post in posts_of(findings)}
    six, seven = posts["table.csv/6"], posts["table.csv/7"]
    assert (six.text, six.author, six.truncated) == ("Is it late?", threadkit.Author("bo"), False)
    assert six.counts.likes is None
    assert seven.text == "No."
    assert plainly(links(findings))["table.csv/7"] == "table.csv/6"
    captures = {each.name: each.states_parents for each in findings if isinstance(each, Capture)}
    assert captures == {"table.csv": True, "table.csv#short": False}  # whether the sixth answers another is not told
    assert (six.source.capture, six.source.locator) == ("table.csv#short", "line 7")
    assert (seven.source.capture, seven.source.locator) == ("table.csv", "line 8")


@pytest.mark.parametrize("row", [
    "6,bo,2024-05-01 12:06:00",  # no words: no post
    "6,bo",
    "world",  # what was written below a line break inside a text
    "well, then, we are",
    "6,bo, not yet,Is it late",  # the time is none
    "well, then, we are, late",
    "1.5E+18,bo,2024-05-01 12:06:00,words",
    "6,bo,noon-ish,words",
    "6,bo,2024-05-01 12:06:00,words,see below",
    ",bo,2024-05-01 12:06:00,words",
])  # fmt: skip
def test_a_row_with_fewer_cells_whose_cells_do_not_fit_is_not_read(row: str) -> None:
    findings = in_short_table(row + "\n")
    assert len(posts_of(findings)) == 6
    held = plural(row.count(",") + 1, "cell", "cells")
    assert told(findings, 7) == [(f"a row of {held} in a table of 6; not read", Severity.ERROR)]


def test_a_row_that_may_be_a_repost_is_not_read_without_the_cell_that_tells() -> None:
    head = "tweet_id,screen_name,text,retweeted_status_id\n"
    row = "153400000000000000{},ada,{}"
    findings = read(head + row.format(1, "a,") + "\n" + row.format(2, "RT @bo: b") + "\n" + row.format(3, "c") + "\n")
    assert [post.id for post in posts_of(findings)] == ["x:1534000000000000001", "x:1534000000000000003"]
    assert [what for what, _ in told(findings, 3)] == ["a row of 3 cells in a table of 4; not read"]


def test_a_line_break_without_quotes_does_not_part_a_row() -> None:
    findings = in_short_table("6,bo,2024-05-01 12:06:00,Is it\n\nlate? 12\no'clock?,1,7\n")
    (post,) = [each for each in posts_of(findings) if plain(each.id or "") == "table.csv/6"]
    assert post.text == "Is it\n\nlate? 12\no'clock?"
    assert post.source.locator == "lines 7-10"
    assert post.counts.likes == threadkit.Count.of(7)
    assert plainly(links(findings))["table.csv/6"] == "table.csv/1"
    (problem,) = problems(findings)
    assert problem.source is not None
    assert (problem.source.locator, problem.severity) == ("lines 7-10", Severity.WARNING)
    assert "line break without quotes" in problem.what
    assert len(posts_of(findings)) == 7


def test_an_author_of_several_words_is_none_where_no_other_has_any() -> None:
    """As of a text with a comma and a line break, and no quotes."""
    head = "id,text,author,parent\n1,a,ada,\n2,b,bo,1\n"
    assert [post.text for post in posts_of(read(head + "3,Is it late, or is it\n4,d,di,1\n"))] == ["a", "b", "d"]
    assert [post.text for post in posts_of(read(head + "3,Is it late,12\nor is it\n4,d,di,1\n"))] == ["a", "b", "d"]
    findings = read(head.replace("ada", "Ada Example") + "3,c,Cy Example\n4,d,di,1\n")
    assert [post.author and post.author.handle for post in posts_of(findings)] == [
        "Ada Example", "bo", "Cy Example", "di",
    ]  # fmt: skip


def test_lines_that_are_two_short_rows_or_one_are_not_read() -> None:
    findings = read("id,text,author\n1,a,ada\n2,b,bo\n3,Is it\n4,late\n5,e,ed\n")
    assert [post.text for post in posts_of(findings)] == ["a", "b", "e"]
    assert {line for line in (4, 5) if told(findings, line)} == {4, 5}
    findings = read("in_reply_to,id,text,author\n1,2,a,ada\n,3,b\n3,4\n2,5,e,ed\n")  # 3,4 may lack its text
    assert [post.text for post in posts_of(findings)] == ["a", "e"]
    assert {line for line in (3, 4) if told(findings, line)} == {3, 4}


@pytest.mark.parametrize("rest", [
    "5, is,cy,1,2024-05-01 12:06:00,7",  # as many cells as there are columns
    "quite\n5, is,cy,1,2024-05-01 12:06:00,7",
    "quite, as\n5, is,cy,1,2024-05-01 12:06:00,7",
])  # fmt: skip
def test_the_rest_of_a_text_with_commas_is_no_post(rest: str) -> None:
    head = "tweet_id,text,screen_name,in_reply_to_status_id,created_at,favorite_count\n"
    row = "153400000000000000{0},words,ada,,2024-05-01 12:0{0}:00,{0}\n"
    findings = read(head + row.format(1) + row.format(2) + f"1534000000000000003,Is it at\n{rest}\n" + row.format(4))
    assert [post.id for post in posts_of(findings)] == [f"x:153400000000000000{n}" for n in (1, 2, 3, 4)]
    assert [(post.text, post.truncated) for post in posts_of(findings)][2] == ("Is it at", True)
    last = 5 + rest.count("\n")
    assert told(findings, last) == [("what may be the rest of the row above: its id is unlike others; not read",
                                     Severity.ERROR)]  # fmt: skip


def test_two_short_rows_are_no_row_whose_cells_would_not_fit() -> None:
    head = "id,author,text,lang,url\n1,ada,a,en,https://example.org/1\n2,bo,b,en,https://example.org/2\n"
    assert [post.text for post in posts_of(read(head + "3,cy,c\n4,di,d\n"))] == ["a", "b", "c", "d"]
    findings = read(head + "3,cy,c\n4,pt,https://example.org/3\n")
    assert [post.text for post in posts_of(findings)] == ["a", "b"]  # one row, or a second by @pt: nothing tells
    assert [post.text for post in posts_of(read(head + "3,cy,c\nand d,pt,https://example.org/3\n"))] == [
        "a", "b", "c\nand d",
    ]  # fmt: skip


def test_a_table_without_ids_has_short_rows_with_their_times() -> None:
    rows = "author,date,text,likes\nada,2024-05-01 12:00:00,a,1\nbo,2024-05-01 12:01:00,b\ncy,,c\nso,they,say\n"
    assert [post.text for post in posts_of(read(rows))] == ["a", "b"]


def test_a_text_that_goes_on_in_a_line_that_cannot_be_read_is_cut() -> None:
    findings = in_short_table("6,bo,2024-05-01 12:06:00,Is it\nlate, or, not, yet, so\n")
    (post,) = [each for each in posts_of(findings) if plain(each.id or "") == "table.csv/6"]
    assert (post.text, post.truncated) == ("Is it", True)
    assert [severity for _, severity in told(findings, 8)] == [Severity.ERROR]


@pytest.mark.parametrize(("end", "text", "parent"), [
    ("6,bo,2024-05-01 12:06:00,Is it la", "Is it la", None),  # the file ends inside the text
    ("6,bo,2024-05-01 12:06:00,Is it late?,", "Is it late?", None),
    ("6,bo,2024-05-01 12:06:00,Is it late?,1", "Is it late?", None),  # the id may have had more digits
    ("6,bo,2024-05-01 12:0", None, None),
    ("6", None, None),
])  # fmt: skip
def test_of_a_row_in_which_the_file_ends_the_last_cell_is_not_whole(
    end: str, text: str | None, parent: str | None
) -> None:
    findings = in_short_table(end, after="")
    found = {plain(post.id or ""): post for post in posts_of(findings)}
    assert len(found) == (6 if text else 5)
    assert len(problems(findings)) == 1
    if text:
        assert (found["table.csv/6"].text, found["table.csv/6"].truncated) == (text, end.endswith(text))
        assert plainly(links(findings)).get("table.csv/6") == parent


def test_short_rows_come_back_as_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    short = "6,bo,2024-05-01 12:06:00,Short\n7,cy,2024-05-01 12:07:00,Two\nlines,6,1\n"
    path.write_text(SHORT_HEAD + SHORT_ROWS + short, "utf-8")
    archive = threadkit.load(path, infer=False)
    found = {post.text: [record for _, record in archive.raw(post)] for post in archive.posts}
    assert found["Short"] == [{"id": "6", "author": "bo", "created_at": "2024-05-01 12:06:00", "text": "Short"}]
    assert found["Two\nlines"] == ["7,cy,2024-05-01 12:07:00,Two\nlines,6,1"]
    two = next(post for post in archive.posts if post.text == "Two\nlines")
    assert [getattr(item, "text", "") for item in archive.chain(two)] == ["Short", "Two\nlines"]


def test_quotes_inside_a_cell_that_are_not_doubled() -> None:
    findings = read('id,user,text\n1,ada,"so "called" text"\n2,bo,b\n')
    assert [plain(post.id or "") for post in posts_of(findings)] == ["table.csv/1", "table.csv/2"]
    assert places(findings) == {"line 2"}


def test_backslashes_before_quotes() -> None:
    rows = "".join(f'{n},ada,"He said \\"hi\\", and left"\n' for n in range(3))
    assert {post.text for post in posts_of(read("id,user,text\n" + rows))} == {'He said "hi", and left'}


def test_cut_anywhere_the_rest_is_read() -> None:
    whole = (SAMPLES / "x.csv").read_bytes()
    count = len(posts_of(read(whole)))
    for end in range(0, len(whole), 37):
        assert len(posts_of(read(whole[:end]))) <= count


def test_changed_bytes_never_raise() -> None:
    chance = random.Random(4)
    for name in ("x.csv", "damaged.csv", "reddit.tsv"):
        whole = bytearray((SAMPLES / name).read_bytes())
        for _ in range(40):
            changed = bytearray(whole)
            for _ in range(3):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
            findings = read(bytes(changed))
            threadkit.Archive(findings, infer=False)
            assert all(isinstance(found, Finding) for found in findings)


@pytest.mark.skipif(not FIXTURES.is_dir(), reason="real tables are not here")
@pytest.mark.parametrize(("name", "posts", "threads"), [("five_ten.csv", 806, 101), ("ten_fifteen.csv", 1248, 98)])
def test_real_threads(name: str, posts: int, threads: int) -> None:
    data = (FIXTURES / name).read_bytes()
    findings = read(data)
    found = posts_of(findings)
    rows = list(csv.reader(io.StringIO(data.decode("cp1252", "replace"), newline="")))[1:]
    assert len(found) == len(rows) == posts
    assert len({row[1] for row in rows}) == threads
    assert [post.id for post in found] == [f"x:{row[0]}" for row in rows]
    assert [post.counts.likes.low for post in found if post.counts.likes] == [int(row[5]) for row in rows]
    assert sum(re.sub(r"\s", "", post.text) != "" for post in found if isinstance(post, Sighting)) == posts
    assert problems(findings) == []
