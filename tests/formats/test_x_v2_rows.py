"""Posts of X's API v2, one a line: as columns they say what they say when each is read by itself."""

from __future__ import annotations

import collections
import copy
import io
import itertools
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odd_values import damaged, with_odd_values

from threadkit.parsing.formats import x_api_v2
from threadkit.parsing.json_data import values as json_values
from threadkit.parsing.material import Head, Hints, Material
from threadkit.parsing.row_lines import PACK
from threadkit.parsing.rows import EPOCH, Rows, spread
from threadkit.parsing.x.v2_rows import Collector
from threadkit.records import Author, Finding, Kind, Link, Sighting

OWN, PARENT, QUOTED, ROOT = "1534000000000000004", "1534000000000000003", "1534000000000000002", "1534000000000000001"
FULL: dict[str, Any] = {
    "id": OWN,
    "text": "Ädä 🙂 #tag",
    "author_id": "70",
    "conversation_id": ROOT,
    "created_at": "2022-06-07T10:30:00.123Z",
    "in_reply_to_user_id": "71",
    "referenced_tweets": [{"type": "replied_to", "id": PARENT}, {"type": "quoted", "id": QUOTED}],
    "public_metrics": {"like_count": 2, "retweet_count": 1, "reply_count": 0, "quote_count": 3},
    "lang": "en",
    "edit_history_tweet_ids": [OWN],
    "possibly_sensitive": False,
    "reply_settings": "everyone",
}


def numbered(number: int, **more: object) -> dict[str, Any]:
    """A plain post that answers nobody."""
    own = str(1534000000000001000 + number)
    post = {**FULL, "id": own, "conversation_id": own, "text": f"Post {number}.", **more}
    beside = ("in_reply_to_user_id", "referenced_tweets", "edit_history_tweet_ids")
    return {name: post[name] for name in post if name not in beside}


#: So that a file refers to others wherever its plain posts stand.
FIRST = {**FULL, "entities": {"urls": [{"start": 0, "end": 1, "url": "a"}]}, "id": "1534000000000000900"}

#: What is no link changes nothing that is kept.
HELD = {
    "hashtags": [{"start": 0, "end": 1, "tag": "tägs"}], "annotations": [{"probability": 0.5e-3, "type": "Person"}],
    "mentions": [{"start": 3, "end": 7, "username": "example_bo", "id": "80"}], "cashtags": [], "urls": [],
}  # fmt: skip
RICH = {
    **FULL, "entities": HELD, "context_annotations": [{"domain": {"id": "46", "name": "Ä"}, "entity": {}}],
    "source": "made up", "edit_controls": {"edits_remaining": 5, "is_edit_eligible": True},
}  # fmt: skip


def material(data: bytes) -> Material:
    text = data.decode("utf-8", "replace")
    return Material("x.jsonl", Head("x.jsonl", text), Hints(), lambda: io.BytesIO(data), lambda: text)


def lines(*posts: object) -> bytes:
    return b"".join((each if isinstance(each, bytes) else json.dumps(each).encode()) + b"\n" for each in posts)


def short(data: bytes) -> tuple[list[Finding], list[Rows]]:
    """What is read of lines: what goes the long way, and the tables of rows."""
    found = list(x_api_v2.read_rows(material(data)))
    tables = [each for each in found if isinstance(each, Rows)]
    assert all(map(len, tables))
    widths = [each.width for each in tables]
    assert sorted(set(widths)) == widths
    return [each for each in found if not isinstance(each, Rows)], tables


def only_table(data: bytes) -> Rows:
    _, (table,) = short(data)
    return table


def long(data: bytes) -> list[Finding]:
    """The same, every line the long way."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Collector, "take", lambda self, lines, number: range(len(lines)))
        findings, tables = short(data)
    assert not tables
    return findings


def of_row(rows: Rows, row: int) -> tuple[Sighting, Mapping[Kind, Link]]:
    shown, *links = rows.findings(row)
    assert isinstance(shown, Sighting)
    by_kind = {link.kind: link for link in links if isinstance(link, Link)}
    assert len(by_kind) == len(links)
    return shown, by_kind


def assert_columns_fit(rows: Rows) -> None:
    for row in range(len(rows)):
        shown, links = of_row(rows, row)
        ends = {Kind.REPLY: rows.parents[row], Kind.QUOTE: rows.quoted[row], Kind.ANCESTOR: rows.roots[row]}
        assert {kind: link.parent for kind, link in links.items()} == {k: end for k, end in ends.items() if end}
        assert (shown.id, shown.author, shown.source.capture) == (rows.ids[row], rows.authors[row], rows.capture)
        start = EPOCH + timedelta(microseconds=rows.earliest[row])
        assert shown.when is not None
        assert (shown.when.earliest, shown.when.width) == (start, timedelta(microseconds=rows.width))
        for name, column in rows.counts.items():
            count = getattr(shown.counts, name)
            assert column[row] == (-1 if count is None else count.low)


def assert_same(data: bytes) -> int:
    """Both ways say the same of lines; how many of them became rows is given back."""
    findings, tables = short(data)
    given = itertools.chain(findings, spread(tables))
    assert collections.Counter(map(repr, given)) == collections.Counter(map(repr, long(data)))
    for rows in tables:
        assert_columns_fit(rows)
    return sum(map(len, tables))


def taken(post: object) -> bool:
    """Whether a post becomes a row; it is said of it what the long way says, wherever it stands."""
    plain = [numbered(n) for n in range(3)]
    assert_same(lines(post, plain[0]))
    return assert_same(lines(FIRST, plain[0], post, *plain[1:])) == 4


def changed(path: str, value: object) -> dict[str, Any]:
    """FULL with another value at "public_metrics.like_count" or the like."""
    post = copy.deepcopy(FULL)
    *above, last = path.split(".")
    holder = post
    for name in above:
        holder = holder[name]
    holder[last] = value
    return post


def test_a_plain_post_is_a_row_with_all_that_it_says() -> None:
    rows = only_table(lines(FULL, numbered(1, public_metrics={"impression_count": 2**31 - 1})))
    shown, links = of_row(rows, 0)
    assert (shown.text, shown.lang, shown.id, shown.author) == ("Ädä 🙂 #tag", "en", f"x:{OWN}", Author(id="70"))
    assert (shown.source.locator, shown.source.position) == ("line 1", 0)
    assert {kind: link.parent for kind, link in links.items()} == {
        Kind.REPLY: f"x:{PARENT}", Kind.QUOTE: f"x:{QUOTED}", Kind.ANCESTOR: f"x:{ROOT}",
    }  # fmt: skip
    figures = {name: list(column) for name, column in rows.counts.items()}
    assert figures == {
        "likes": [2, -1], "reposts": [1, -1], "replies": [0, -1], "quotes": [3, -1], "views": [-1, 2**31 - 1],
        "bookmarks": [-1, -1],
    }  # fmt: skip
    assert_columns_fit(rows)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("text", "x" * 100_000),
        ("text", "a &amp; b &amp;lt; &\U0001f426"),
        ("text", "So RT @someone\n\u2028\x00"),
        ("conversation_id", None),
        ("conversation_id", OWN),
        ("conversation_id", PARENT),
        ("in_reply_to_user_id", None),
        ("referenced_tweets", [{"id": QUOTED, "type": "quoted"}, {"type": "replied_to", "id": PARENT}]),
        ("referenced_tweets", [{"type": "replied_to", "id": PARENT}]),
        ("referenced_tweets", [{"type": "replied_to", "id": ROOT}, {"type": "quoted", "id": ROOT}]),
        ("public_metrics", {}),
        ("lang", None),
        ("edit_history_tweet_ids", []),
        ("possibly_sensitive", None),
        ("reply_settings", None),
        ("created_at", "2022-12-31T23:59:59.999Z"),
        ("created_at", "2022-06-07T02:31:14.000Z"),
        ("created_at", "2022-06-07T10:30:00.000Z"),
        ("created_at", "1970-01-01T00:00:01.000Z"),
        ("entities", None),
        ("entities", {}),
        ("entities", HELD),
        ("entities", {"urls": [], "hashtags": "none", "mentions": None}),
        ("context_annotations", RICH["context_annotations"]),
        ("context_annotations", None),
        ("source", "made up"),
        ("edit_controls", RICH["edit_controls"]),
    ],
)
def test_posts_that_are_rows(path: str, value: object) -> None:
    assert taken(changed(path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("id", "0x1"),
        ("id", "１２"),
        ("id", ""),
        ("id", 1534000000000000004),
        ("text", ""),
        ("text", "RT @example_ada: words"),
        ("author_id", "ada"),
        ("author_id", None),
        ("conversation_id", "c1"),
        ("conversation_id", ""),
        ("referenced_tweets", None),
        ("referenced_tweets", [None]),
        ("referenced_tweets", []),  # it answers someone, and that is all that is known
        ("referenced_tweets", [{"type": "retweeted", "id": PARENT}]),
        ("referenced_tweets", [{"type": None, "id": PARENT}]),
        ("referenced_tweets", [{"type": "replied_to", "id": ""}]),
        ("referenced_tweets", [{"type": "replied_to"}]),
        ("referenced_tweets", [{"type": "replied_to", "id": OWN}]),
        ("referenced_tweets", [{"type": "quoted", "id": OWN}, {"type": "replied_to", "id": PARENT}]),
        ("referenced_tweets", [{"type": "replied_to", "id": PARENT}, {"type": "replied_to", "id": ROOT}]),
        ("referenced_tweets", [{"type": "quoted", "id": QUOTED}, {"type": "quoted", "id": ROOT}]),
        ("referenced_tweets", [*FULL["referenced_tweets"], {"type": "quoted", "id": ROOT}]),
        ("referenced_tweets", [*FULL["referenced_tweets"], None]),
        ("referenced_tweets", {"one": {"type": "replied_to", "id": PARENT}}),
        ("referenced_tweets", [{"type": "replied_to", "id": PARENT, "text": "Shown."}]),
        ("referenced_tweets", [{"type": "replied_to", "id": "p1"}]),
        ("edit_history_tweet_ids", [PARENT]),
        ("edit_history_tweet_ids", [PARENT, OWN]),
        ("edit_history_tweet_ids", None),
        ("edit_history_tweet_ids", {"only": OWN}),
        ("public_metrics", None),
        ("public_metrics.like_count", -1),
        ("public_metrics.like_count", 2**31),
        ("public_metrics.like_count", "2"),
        ("public_metrics.like_count", 2.0),
        ("public_metrics.other_count", 2),
        ("created_at", None),
        ("created_at", "2022-06-07T10:30:00Z"),
        ("created_at", "2022-06-07T10:30:00.123+00:00"),
        ("created_at", "2022-06-07T10:30:00,123Z"),
        ("created_at", "2022-06-07T24:00:00.123Z"),
        ("created_at", "2022-02-30T10:30:00.123Z"),
        ("created_at", "1969-12-31T23:59:59.999Z"),
        ("created_at", "2199-12-31T23:59:59.999Z"),
        ("created_at", "２022-06-07T10:30:00.123Z"),
        ("entities", {"urls": [{"url": "https://t.co/a"}]}),
        ("entities", {"urls": [None]}),
        ("entities", {"urls": None}),
        ("entities", {"urls": {}}),
        ("entities", {"others": []}),
        ("entities", []),
        ("entities", "none"),
        ("\x00cut", True),
    ],
)
def test_posts_that_are_no_rows(path: str, value: object) -> None:
    assert not taken(changed(path, value))


def made_at(milliseconds: int) -> str:
    """An id that X made so many milliseconds after 7 June 2022, 10:30:00."""
    return str(((1_654_597_800_000 + milliseconds - 1_288_834_974_657) << 22) + 12_345)


#: id, its time, how many microseconds wide it is: a second where the id tells that ".000" hides a fraction.
WIDTHS = [
    (made_at(0), "2022-06-07T10:30:00.000Z", 1_000),
    (made_at(1), "2022-06-07T10:30:00.000Z", 1_000_000),
    (made_at(500), "2022-06-07T10:30:00.000Z", 1_000_000),
    (made_at(500), "2022-06-07T10:30:00.001Z", 1_000),
    (made_at(500), "2022-06-07T10:30:00.500Z", 1_000),
    (made_at(999), "2022-06-07T10:30:00.000Z", 1_000_000),
    (made_at(1000), "2022-06-07T10:30:00.000Z", 1_000),
    (made_at(-1), "2022-06-07T10:30:00.000Z", 1_000),
    (made_at(-1), "2022-06-07T10:29:59.000Z", 1_000_000),
    (made_at(86_400_000), "2022-06-07T10:30:00.000Z", 1_000),
    (f"0{made_at(1)}", "2022-06-07T10:30:00.000Z", 1_000),  # of 20 digits: no time is read out of it
    ("1" + made_at(1), "2022-06-07T10:30:00.000Z", 1_000),
    ("9" * 5_000, "2022-06-07T10:30:00.000Z", 1_000),
    ("29700859247", "2010-11-04T01:43:01.000Z", 1_000_000),  # the first with a time inside
    ("29700859246", "2010-11-04T01:43:01.000Z", 1_000),
    ("20", "2006-03-21T20:50:14.000Z", 1_000),
    ("20", "2010-11-04T01:42:54.000Z", 1_000),
    ("0", "2010-11-04T01:42:54.000Z", 1_000),
]


@pytest.mark.parametrize(("own", "said", "width"), WIDTHS)
def test_a_time_is_as_wide_as_its_id_tells(own: str, said: str, width: int) -> None:
    posted = numbered(1, id=own, conversation_id=own, created_at=said)
    assert taken(posted)
    assert only_table(lines(FIRST, posted)).width == width


@pytest.mark.parametrize("block", [1, 900, 1 << 20])
def test_times_of_two_widths_are_two_tables(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_values, "BLOCK", block)
    posts = [
        numbered(n, id=own, text=f"{n} {own[:20]}", created_at=said, public_metrics={"like_count": n})
        for n, (own, said, _) in enumerate(WIDTHS)
    ]
    data = lines(*posts[:5], FIRST, *posts[5:])
    assert assert_same(data) == len(posts)
    _, tables = short(data)
    assert [table.width for table in tables] == [1_000, 1_000_000]
    for table in tables:
        numbers = [n for n, (_, _, width) in enumerate(WIDTHS) if width == table.width]
        assert list(table.counts["likes"]) == numbers
        for row, n in enumerate(numbers):
            shown, _ = of_row(table, row)
            assert (shown.id, shown.text) == (f"x:{WIDTHS[n][0]}", posts[n]["text"])
            assert (shown.source.locator, shown.source.position) == (f"line {n + 1 + (n > 4)}", n + (n > 4))


def test_whom_a_post_answers_does_not_matter_where_it_begins_a_conversation() -> None:
    assert taken({**numbered(9), "in_reply_to_user_id": "71"})
    assert not taken({**numbered(9), "in_reply_to_user_id": "71", "conversation_id": ROOT})


@pytest.mark.parametrize("block", [1, 700, 2_000, 1 << 20])
@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\n\n \n"])
def test_rows_stand_where_their_lines_do(block: int, end: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_values, "BLOCK", block)
    page = {"data": [numbered(50), numbered(51)], "meta": {"result_count": 2}}
    posts = [numbered(n) for n in range(6)]
    data = lines(b"", posts[0], page, b"{oops", posts[1], posts[2], FIRST, [1], posts[3], b" ", posts[4], posts[5])
    data = data.removesuffix(b"\n") + end
    assert assert_same(data) == 6
    rows = only_table(data)
    sources = [of_row(rows, row)[0].source for row in range(6)]
    assert [(each.locator, each.position) for each in sources] == [
        ("line 2", 0), ("line 5", 3), ("line 6", 4), ("line 9", 6), ("line 11", 7), ("line 12", 8),
    ]  # fmt: skip


@pytest.mark.parametrize("total", [1, PACK - 1, PACK, PACK + 1, 3 * PACK + 5])
def test_each_row_has_its_own_words(total: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_values, "BLOCK", 5_000)
    words = [f"{n}{'ü🙂'[: n % 3]}\x00" * (n % 7 + 1) for n in range(total)]
    data = lines(*(numbered(n, text=text) for n, text in enumerate(words)), FIRST)
    assert assert_same(data) == total
    rows = only_table(data)
    assert [of_row(rows, row)[0].text for row in range(total)] == words


def test_a_byte_order_mark_and_spaces_are_no_part_of_a_line() -> None:
    data = b"\xef\xbb\xbf" + lines(FULL, b" \t" + json.dumps(numbered(1)).encode() + b" ", numbered(2))
    assert assert_same(data) == 2  # the first goes the long way


def test_odd_values_change_nothing_but_what_they_are() -> None:
    assert_same(lines(FULL, *(text.encode("utf-8", "surrogatepass") for text in with_odd_values(FULL))))


def test_fields_that_are_not_kept_change_nothing_whatever_is_in_them() -> None:
    assert assert_same(lines(RICH, *(numbered(n, entities=HELD, source=None) for n in range(3)))) == 4
    assert_same(lines(RICH, *(text.encode("utf-8", "surrogatepass") for text in with_odd_values(RICH))))
    text = json.dumps(RICH, ensure_ascii=False)
    assert_same(lines(FULL, *(each.encode() for each in damaged(text, times=150))))
    spoilt = json.dumps({**RICH, "id": OWN[:-1] + "5"}, ensure_ascii=False).encode("cp1252", "replace")
    deep = text.replace('"made up"', "[" * 3000 + "]" * 3000).encode()
    huge = json.dumps({**RICH, "id": OWN[:-1] + "6"}).replace("0.0005", "1e999").encode()
    assert assert_same(lines(FULL, RICH, spoilt, deep, huge, numbered(2))) >= 3
    for place in range(len(lines(RICH))):
        data = lines(RICH)
        assert_same(lines(FULL) + data[:place] + b"\xff" + data[place + 1 :] + lines(numbered(2)))


def test_damaged_lines_are_read_alike() -> None:
    text = json.dumps(FULL, ensure_ascii=False)
    assert_same(lines(FULL, *(each.encode() for each in damaged(text, times=150))))


IDS = st.sampled_from([OWN, PARENT, QUOTED, ROOT, "1534000000000000009", made_at(1), made_at(0), made_at(700), "x1"])
REFERENCES = st.lists(
    st.fixed_dictionaries({"type": st.sampled_from(["replied_to", "quoted", "replied_to", "other"]), "id": IDS}),
    max_size=3,
)
POSTS = st.fixed_dictionaries(
    {
        "id": IDS,
        "text": st.one_of(st.text(max_size=4), st.sampled_from(["&gt;", "RT @a: b", "&amp;amp;"])),
        "author_id": st.sampled_from(["70", "71", "ada"]),
    },
    optional={
        "created_at": st.one_of(
            st.just(FULL["created_at"]),
            st.sampled_from(["2022-06-07T10:30:00.000Z", "2022-06-07T02:31:14.000Z"]),
            st.datetimes().map(lambda when: when.isoformat(timespec="milliseconds") + "Z"),
        ),
        "conversation_id": IDS,
        "in_reply_to_user_id": st.sampled_from(["70", "71"]),
        "referenced_tweets": REFERENCES,
        "edit_history_tweet_ids": st.lists(IDS, max_size=2),
        "public_metrics": st.just({"like_count": 7}),
        "entities": st.sampled_from([HELD, FIRST["entities"], None, {"mentions": []}, {"urls": []}]),
        "context_annotations": st.just(RICH["context_annotations"]),
    },
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(POSTS, POSTS, st.sampled_from([b"", b"{", FULL, numbered(3)])), max_size=8))
def test_any_lines_say_the_same_on_both_ways(some: list[object]) -> None:
    assert_same(lines(FULL, *some))
