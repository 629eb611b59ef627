"""Views of Bluesky, one a line: as columns they say what they say when each is read by itself."""

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
from made_bluesky import ADA, BEN, CLEO, record, ref, reply, uri, view
from odd_values import damaged, with_odd_values

from threadkit import Archive
from threadkit.parsing.bluesky.view_rows import Collector
from threadkit.parsing.formats import bluesky_views
from threadkit.parsing.json_data import values as json_values
from threadkit.parsing.material import Head, Hints, Material
from threadkit.parsing.rows import EPOCH, Rows, spread
from threadkit.records import Author, Finding, Furniture, Kind, Link, Problem, Sighting

ROOT, SECOND, THIRD = uri(ADA, "3kmpfws4ik222"), uri(BEN, "3kmpfyldkc222"), uri(CLEO, "3kmpg45rns222")
LATER = "2024-03-02T10:30:01.000Z"  # when a server had what made_bluesky.view makes


def material(data: bytes) -> Material:
    text = data.decode("utf-8", "replace")
    head = Head("views.jsonl", text, whole=True)
    return Material("views.jsonl", head, Hints(), lambda: io.BytesIO(data), lambda: text)


def lines(*views: object) -> bytes:
    return b"".join((each if isinstance(each, bytes) else json.dumps(each).encode()) + b"\n" for each in views)


def short(data: bytes) -> tuple[list[Finding], list[Rows]]:
    """What is read of lines: what goes the long way, and the tables of rows."""
    found = list(bluesky_views.read_rows(material(data)))
    tables = [each for each in found if isinstance(each, Rows)]
    assert all(map(len, tables))
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
    """What a row says; it is one post, and one link of a kind at most."""
    shown, *links = rows.findings(row)
    assert isinstance(shown, Sighting)
    by_kind = {link.kind: link for link in links if isinstance(link, Link)}
    assert len(by_kind) == len(links)
    return shown, by_kind


def assert_columns_fit(rows: Rows) -> None:
    """Columns say what the findings of their rows do, and the findings say nothing more about other posts."""
    for row in range(len(rows)):
        shown, links = of_row(rows, row)
        ends = {Kind.REPLY: rows.parents[row], Kind.QUOTE: rows.quoted[row], Kind.ANCESTOR: rows.roots[row]}
        assert {kind: link.parent for kind, link in links.items()} == {k: end for k, end in ends.items() if end}
        assert all(link.child == rows.ids[row] for link in links.values())
        assert (shown.id, shown.author, shown.source.capture) == (rows.ids[row], rows.authors[row], rows.capture)
        start = EPOCH + timedelta(microseconds=rows.earliest[row])
        assert shown.when is not None
        assert (shown.when.earliest, shown.when.width) == (start, timedelta(microseconds=rows.width))
        for name in ("likes", "reposts", "replies", "quotes", "bookmarks"):
            count = getattr(shown.counts, name)
            assert rows.counts[name][row] == (-1 if count is None else count.low)
        assert (shown.media, shown.cards, shown.truncated) == ((), (), False)


def assert_same(data: bytes) -> int:
    """Both ways say the same of lines; how many of them became rows is given back."""
    findings, tables = short(data)
    given = itertools.chain(findings, spread(tables))
    assert collections.Counter(map(repr, given)) == collections.Counter(map(repr, long(data)))
    for rows in tables:
        assert_columns_fit(rows)
    return sum(map(len, tables))


def taken(post: object) -> bool:
    """Whether a view becomes a row; it is said of it what the long way says, both among others and by itself."""
    plain = view(CLEO, "3kmpg45rns222", record("Plain."))
    assert_same(lines(post, plain))
    return assert_same(lines(plain, post, plain)) == 3


def changed(post: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """The same with another value at "record.text" or the like."""
    post = copy.deepcopy(post)
    *above, last = path.split(".")
    holder = post
    for name in above:
        holder = holder[name]
    holder[last] = value
    return post


FULL = view(
    BEN, "3kmpfyldkc222",
    record("Ädä 🙂 &amp; #tag", langs=["en"], reply=reply(THIRD, ROOT), embed={"$type": "e", "record": ref(ROOT)}),
)  # fmt: skip


# --- what becomes a row ---------------------------------------------------------------------------------------------


def test_a_plain_view_is_a_row_with_all_that_it_says() -> None:
    rows = only_table(lines(FULL, view(ADA, "3kmpfws4ik222", record(""), bookmarkCount=7)))
    shown, links = of_row(rows, 0)
    assert (shown.text, shown.lang, shown.id) == ("Ädä 🙂 &amp; #tag", "en", SECOND)
    assert shown.author == Author("ben.example.com", "Ben Example", BEN)
    assert (shown.source.locator, shown.source.position) == ("line 1", 0)
    assert [name for name, _ in shown.other_times] == ["indexedAt", "key"]
    assert {kind: link.parent for kind, link in links.items()} == {
        Kind.REPLY: THIRD, Kind.QUOTE: ROOT, Kind.ANCESTOR: ROOT,
    }  # fmt: skip
    assert [rows.counts[name].tolist() for name in rows.counts] == [[2, 2], [1, 1], [0, 0], [3, 3], [-1, 7]]  # type: ignore[attr-defined]
    assert (rows.capture, rows.platform, rows.width) == ("views.jsonl", "bluesky", 1000)
    assert_columns_fit(rows)


TAKEN: list[tuple[str, object]] = [
    ("record.text", "RT @someone é\n\u2028"),
    ("record.text", "x" * 100_000),
    ("record.langs", None),
    ("record.langs", []),
    ("record.langs", [""]),
    ("record.reply", None),
    ("record.reply", reply(ROOT)),
    ("record.reply", reply(THIRD, SECOND)),  # the root of a thread is the post itself
    ("record.reply", {"$type": "app.bsky.feed.post#replyRef", **reply(ROOT)}),
    ("record.reply.parent.$type", "com.atproto.repo.strongRef"),
    ("record.reply.root.uri", "at://did:plc:other/example.other.kind/1"),
    ("record.embed", None),
    ("record.facets", None),
    ("record.$type", None),
    ("record.createdAt", "2024-03-01T23:59:59.999Z"),
    ("record.createdAt", "2024-03-02T10:30:00Z"),
    ("record.createdAt", "2024-03-02T10:30:00+00:00"),
    ("record.createdAt", "2024-03-02T10:30:00.120+00:00"),
    ("record.createdAt", "2024-03-02T10:30:00.123456Z"),
    ("record.createdAt", "2024-03-02T10:30:00.000000Z"),
    ("record.createdAt", "2024-03-02T10:30:00.003999+00:00"),
    ("record.createdAt", "2024-03-02T00:00:59.000001+00:00"),
    ("author.handle", "handle.invalid"),
    ("author.handle", None),
    ("author.displayName", ""),
    ("author.displayName", None),
    ("author.avatar", "https://cdn.example.com/1"),
    ("author.labels", [{"val": "bot"}]),
    ("author.viewer", {"muted": False, "deep": [{}]}),
    ("viewer", {"threadMuted": False}),
    ("cid", 7),
    ("labels", None),
    ("embed", None),
    ("indexedAt", None),
    ("indexedAt", "2024-03-02T09:00:00.000Z"),  # before it was written, by its author's clock
    ("likeCount", 2**31 - 1),
    ("uri", uri(BEN, "self")),  # a key that is no time
    ("uri", uri(BEN, "d8t0imu03mds")),
    ("uri", uri(BEN, "0000000000000")),
    ("uri", uri(BEN, "")),
    ("$type", "app.bsky.feed.defs#postView"),
]


@pytest.mark.parametrize(("path", "value"), TAKEN)
def test_views_that_are_rows(path: str, value: object) -> None:
    assert taken(changed(FULL, path, value))


NOT_TAKEN: list[tuple[str, object]] = [
    ("record.text", None),
    ("record.text", 7),
    ("record.langs", ["en", "de"]),  # further languages are told
    ("record.langs", ["", "de"]),
    ("record.langs", "en"),
    ("record.langs", [None]),
    ("record.facets", []),
    ("record.facets", [{"index": {}, "features": []}]),
    ("record.entities", [{"type": "link", "value": "https://example.com", "index": {"start": 0, "end": 3}}]),
    ("record.tags", ["tag"]),
    ("record.tags", []),
    ("record.labels", {"values": [{"val": "nudity"}]}),
    ("record.bridgyOriginalText", "<p>A longer text than that of the record.</p>"),
    ("record.anything", 1),
    ("record.\x00cut", True),
    ("record.$type", "app.bsky.feed.like"),
    ("record.$type", ""),
    ("record.reply", {}),
    ("record.reply", {"root": ref(ROOT)}),  # its parent is not told
    ("record.reply", {"parent": ref(ROOT)}),
    ("record.reply", reply(SECOND)),  # it answers itself
    ("record.reply", reply("at://ben.example.com/app.bsky.feed.post/3k2")),
    ("record.reply.root.uri", "at://ada.example.com/app.bsky.feed.post/3k2"),
    ("record.reply.parent.uri", ""),
    ("record.embed", {"record": ref(SECOND)}),  # it quotes itself
    ("record.embed", {"record": ref(uri(ADA, "3k2", "app.bsky.feed.generator"))}),  # a feed is a card
    ("record.embed", {"record": ref("at://ada.example.com/app.bsky.feed.post/3k2")}),
    ("record.embed", {"record": {**ref(ROOT), "$type": "app.bsky.embed.record#viewNotFound"}}),
    ("record.embed", {"record": {**ref(ROOT), "notFound": True}}),
    ("record.embed", {"record": {"record": ref(ROOT)}}),
    ("record.embed", {"images": [{"alt": "A cat"}]}),
    ("record.embed", {"external": {"uri": "https://example.com", "title": "A page"}}),
    ("record.embed", {}),
    ("record.embed", {"record": ref(ROOT), "media": {}}),
    ("record.createdAt", None),
    ("record.createdAt", "2024-03-02"),
    ("record.createdAt", "2024-03-02T10:30:00.000z"),
    ("record.createdAt", "2024-03-02T10:30:00"),
    ("record.createdAt", "2024-03-02T10:30Z"),
    ("record.createdAt", "2024-03-02T10:30:00.1Z"),
    ("record.createdAt", "2024-03-02T10:30:00.1234567Z"),
    ("record.createdAt", "2024-03-02T10:30:00.123456789+00:00"),
    ("record.createdAt", "2024-03-02T10:30:00.123456"),
    ("record.createdAt", "2024-03-02T10:30:00.123 56Z"),
    ("record.createdAt", "2024-03-02T10:30:00.123\u0664\u0665\u0666Z"),
    ("record.createdAt", "2024-03-02T10:30:00,123456Z"),
    ("record.createdAt", "2024-03-02T24:00:00Z"),
    ("record.createdAt", "2024-02-30T10:30:00Z"),
    ("record.createdAt", "2024-03-02T10:30:00+01:00"),
    ("record.createdAt", "2024-03-02T10:30:00-00:00"),
    ("record.createdAt", "2024-03-02T10:30:00+0000"),
    ("record.createdAt", "2024-03-02T10:30:00+00:00Z"),
    ("record.createdAt", "2024-03-02 10:30:00.000Z "),
    ("record.createdAt", "2024-03-02T10:30:00,000Z"),
    ("record.createdAt", "2024-03-02T24:00:00.000Z"),
    ("record.createdAt", "2024-03-02T10:30:60.000Z"),
    ("record.createdAt", "2024-02-30T10:30:00.000Z"),
    ("record.createdAt", "2024-W09-6T10:30:00.00Z"),
    ("record.createdAt", "20240302T103000.0000000Z"),
    ("record.createdAt", "1969-12-31T23:59:59.999Z"),
    ("record.createdAt", "2024-03-05T10:30:00.000Z"),  # more than a day after a server had it
    ("record.createdAt", "2023-03-02T10:30:00.000Z"),
    ("indexedAt", "2024-03-09T10:30:00.000Z"),
    ("indexedAt", "2024-03-02T10:30:00Z"),
    ("indexedAt", "soon"),
    ("indexedAt", 7),
    ("uri", uri(ADA, "3kmpfyldkc222")),  # its author is another
    ("uri", uri(BEN, "3kmpfyldkc222", "app.bsky.feed.repost")),
    ("uri", uri(BEN, "a/3jzfcijpj2z2a")),
    ("uri", "at://ben.example.com/app.bsky.feed.post/3kmpfyldkc222"),
    ("uri", None),
    ("author", None),
    ("author.did", None),
    ("author.did", "ben"),
    ("author.handle", 7),
    ("labels", [{"val": "spam"}]),
    ("labels", ["spam"]),
    ("embed", {"$type": "app.bsky.embed.images#view", "images": []}),
    ("embeds", []),
    ("threadgate", {"record": {"post": SECOND, "allow": []}}),
    ("notFound", True),
    ("blocked", True),
    ("$type", "app.bsky.feed.defs#blockedPost"),
    ("likeCount", -1),
    ("likeCount", None),
    ("likeCount", 2**31),
    ("likeCount", "7"),
    ("likeCount", 1.0),
    ("anything", 1),
]


@pytest.mark.parametrize(("path", "value"), NOT_TAKEN)
def test_views_that_are_no_rows(path: str, value: object) -> None:
    assert not taken(changed(FULL, path, value))


#: Times as clients and bots write them, and how many microseconds wide they are.
FORMS = {
    "2024-03-02T10:30:00.120Z": 1_000, "2024-03-02T10:30:02Z": 1_000_000, "2024-03-02T10:30:00.123456Z": 1,
    "2024-03-02T10:30:00.121+00:00": 1_000, "2024-03-02T10:30:01+00:00": 1_000_000,
    "2024-03-02T10:30:00.123457+00:00": 1,
}  # fmt: skip


def test_each_form_of_a_time_is_a_table_with_its_width() -> None:
    posts = [
        view(ADA if n % 4 else BEN, f"k{n}", record(f"Post {n}.", said, langs=["en"]), bookmarkCount=n)
        for n, said in enumerate([*FORMS, *reversed(FORMS)])
    ]
    posts[3]["indexedAt"] = None
    data = lines(*posts[:6], by_handle("b1"), *posts[6:])
    assert assert_same(data) == 12
    _, tables = short(data)
    assert [table.width for table in tables] == list(FORMS.values())
    for n, table in enumerate(tables):
        assert list(table.counts["bookmarks"]) == [n, 11 - n]
        for row, number in enumerate((n, 11 - n)):
            shown, _ = of_row(table, row)
            assert (shown.text, shown.source.locator) == (f"Post {number}.", f"line {number + 1 + (number > 5)}")
            assert shown.when is not None
            assert shown.when.text == posts[number]["record"]["createdAt"]
    assert tables[2].authors[0] is tables[3].authors[0]


@pytest.mark.parametrize("said", FORMS)
def test_a_server_that_had_a_post_as_soon_as_it_was_written(said: str) -> None:
    """By a clock that is written alike: only one form is known of servers."""
    post = changed(changed(FULL, "record.createdAt", said), "indexedAt", said)
    row = said == "2024-03-02T10:30:00.120Z"
    assert taken(post) is row
    assert assert_same(lines(post, post)) == 2 * row  # no other clock stands beside it


@pytest.mark.parametrize(
    ("said", "row"),
    [
        ("2024-03-01T10:30:00.999999Z", False),  # a microsecond more than a day before a server had it
        ("2024-03-01T10:30:01.000001Z", True),
        ("2024-03-02T10:30:00.999999Z", True),
        ("2024-03-02T10:30:01.000001+00:00", True),
        ("2024-03-03T10:30:00.999999+00:00", True),
        ("2024-03-03T10:30:01.000002Z", False),
        ("2024-03-01T10:30:02Z", True),
        ("2024-03-03T10:30:00Z", True),
        ("2024-03-03T10:30:02Z", False),
    ],
)
def test_a_day_between_two_clocks_is_counted_to_the_microsecond(said: str, row: bool) -> None:
    post = changed(changed(FULL, "uri", uri(BEN, "self")), "record.createdAt", said)
    assert taken(changed(post, "indexedAt", LATER)) is row


@pytest.mark.parametrize("said", ["0001-01-01T00:00:00.000Z", "1969-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"])
def test_times_that_few_clocks_show_are_no_rows(said: str) -> None:
    post = changed(changed(FULL, "uri", uri(BEN, "self")), "record.createdAt", said)
    assert not taken(changed(post, "indexedAt", said))
    assert taken(changed(changed(post, "indexedAt", LATER), "record.createdAt", LATER))


@pytest.mark.parametrize("key", ["3jzfcijpj2z2a", "3lzfcijpj2z2a"])
def test_a_key_of_another_day_is_told_of(key: str) -> None:
    post = changed(FULL, "uri", uri(BEN, key))
    assert not taken(post)
    assert [each for each in long(lines(post, FULL)) if isinstance(each, Problem)]


def test_an_account_by_its_handle_is_no_row() -> None:
    name = "ben.example.com"
    assert not taken(changed(changed(FULL, "author.did", name), "uri", uri(name, "3kmpfyldkc222")))


def test_an_account_with_a_slash_is_no_row() -> None:
    did = "did:plc:a/b"  # the long way takes what stands before it for the account of the address
    assert not taken(changed(changed(FULL, "author.did", did), "uri", uri(did, "3kmpfyldkc222")))


RAW: list[tuple[bytes, bool]] = [
    (b'"likeCount": 2', True),
    (b'"likeCount": -0', True),
    (b'"likeCount": 2e0', False),
    (b'"likeCount": 2, "likeCount": 3', True),  # the last counts
    (b'"likeCount": "x", "likeCount": 3', False),
    (b'"likeCount": NaN', False),
    (b'"likeCount": 12345678901234567890123', False),
    (b'"likeCount": 2, "\\u0063id": "a"', True),
    (b'"likeCount": 2, "cid": "\xff"', False),
    (b'"likeCount": 2, "cid": "\\ud800"', False),
    (b'"likeCount": 2, "viewer": ' + b"[" * 3000 + b"]" * 3000, False),
    (b'"likeCount": 2}, {"likeCount": 2', False),
]


@pytest.mark.parametrize(("field", "row"), RAW)
def test_json_is_read_alike_on_both_ways(field: bytes, row: bool) -> None:
    line = json.dumps(FULL).encode().replace(b'"likeCount": 2', field)
    assert taken(line) is row


AROUND = [(b"\xef\xbb\xbf", b"", 1), (b" \t", b" \r", 2), (b"\x0b", b"", 1)]


@pytest.mark.parametrize(("before", "after", "rows"), AROUND)
def test_what_stands_around_a_line_is_no_part_of_it(before: bytes, after: bytes, rows: int) -> None:
    line = before + json.dumps(FULL).encode() + after
    assert assert_same(lines(line, view(ADA, "self", record("A.")))) == rows


# --- what rows leave alone ------------------------------------------------------------------------------------------


def test_rows_stand_where_their_lines_do() -> None:
    gone = {"uri": THIRD, "notFound": True}
    posts = [view(ADA, f"key{n}", record(f"Post {n}.")) for n in range(4)]
    data = lines(posts[0], b"", gone, b"{oops", posts[1], posts[2], gone, [1], posts[3])
    assert assert_same(data) == 4
    rows = only_table(data)
    sources = [of_row(rows, row)[0].source for row in range(4)]
    assert [(each.locator, each.position) for each in sources] == [
        ("line 1", 0), ("line 5", 2), ("line 6", 3), ("line 9", 6),
    ]  # fmt: skip


def by_handle(key: str) -> dict[str, Any]:
    """Quotes one of Ada's posts by her handle, and is no row for that."""
    embed = {"record": ref("at://Ada.example.com/app.bsky.feed.post/3kmpfws4ik222")}
    return view(BEN, key, record("By a handle.", embed=embed))


def test_handles_are_learnt_from_rows() -> None:
    ada = view(ADA, "3kmpfws4ik222", record("Ada's."))
    findings, tables = short(lines(ada, by_handle("b1")))
    assert tables
    assert [each.parent for each in findings if isinstance(each, Link)] == [ROOT]
    findings, _ = short(lines(by_handle("b1"), ada))
    assert [each.parent for each in findings if isinstance(each, Link) and each.kind is Kind.SAME] == [ROOT]


@pytest.mark.parametrize("block", [1, 2_000, 1 << 20])
def test_handles_are_learnt_where_they_stand_whatever_the_form_of_times(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_values, "BLOCK", block)
    words = ["A bot's." * 300, "A bot's.", "A bot's."]  # the first is a block by itself if they are small
    posts = [view(BEN, f"b{n}", record(said, "2024-03-02T10:30:00Z")) for n, said in enumerate(words)]
    data = lines(posts[0], posts[1], by_handle("b9"), view(ADA, "a1", record("A.")), posts[2], by_handle("b10"))
    assert assert_same(data) == 4
    findings, _ = short(data)
    assert [each.parent for each in findings if isinstance(each, Link) and each.kind is Kind.SAME] == [ROOT]


def test_a_handle_of_two_accounts_is_nobodys_even_if_rows_tell_of_both() -> None:
    ada, ben, odd = view(ADA, "a1", record("A.")), view(BEN, "b2", record("B.")), by_handle("b1")
    ben["author"]["handle"] = "ada.EXAMPLE.com"
    for order in itertools.permutations([ada, ben, odd]):
        assert assert_same(lines(*order)) == 2


def test_an_account_that_is_renamed_has_the_name_of_each_time() -> None:
    posts = [view(ADA, f"a{n}", record("A.")) for n in range(4)]
    posts[1]["author"]["displayName"] = posts[3]["author"]["displayName"] = "Ada, renamed"
    posts[2]["author"]["handle"] = "ada2.example.com"
    assert assert_same(lines(*posts, by_handle("b1"))) == 4
    rows = only_table(lines(*posts))
    assert [str(author) for author in rows.authors] == [
        "Ada Example @ada.example.com", "Ada, renamed @ada.example.com", "Ada Example @ada2.example.com",
        "Ada, renamed @ada.example.com",
    ]  # fmt: skip


def test_addresses_that_several_posts_point_at_and_authors_are_held_once() -> None:
    answers = [view(BEN, f"b{n}", record("Me, too.", langs=["de"], reply=reply(ROOT, SECOND))) for n in range(2)]
    root = view(ADA, "3kmpfws4ik222", record("First.", reply=reply(SECOND)))
    rows = only_table(lines(*answers, root))
    assert rows.parents[0] is rows.parents[1]
    assert rows.roots[0] is rows.roots[1] is rows.parents[2]
    assert rows.authors[0] is rows.authors[1]


def test_what_is_no_line_is_no_row() -> None:
    posts = [view(ADA, "a1", record("A.")), view(BEN, "b1", record("B."))]
    for text in (json.dumps(posts), json.dumps({"posts": posts}), json.dumps(posts[0]), json.dumps(posts[0], indent=1)):
        assert not short(text.encode())[1]


@pytest.mark.parametrize("infer", [True, False])
def test_the_same_is_concluded(infer: bool) -> None:
    data = lines(
        view(ADA, "3kmpfws4ik222", record("First.")),
        view(BEN, "b1", record("Second.", reply=reply(ROOT))),
        view(CLEO, "c1", record("Third.", "2024-03-02T09:00:00.000Z", reply=reply(uri(BEN, "b1"), ROOT))),
        view(BEN, "b3", record("Of a bot.", "2024-03-02T10:30:00Z", reply=reply(uri(CLEO, "c1"), ROOT))),
        view(CLEO, "c2", record("Of one that is lost.", reply=reply(uri(ADA, "lost"), uri(ADA, "lost0")))),
        view(CLEO, "c3", record("Twice.", langs=["en", "de"], reply=reply(uri(CLEO, "c2")))),
        view(CLEO, "c3", record("Twice.", reply=reply(uri(CLEO, "c2"), ROOT)), replies=2),
        by_handle("b2"),
        {"uri": uri(ADA, "lost"), "notFound": True},
    )  # fmt: skip
    findings, tables = short(data)
    assert len(tables) == 2
    one, other = Archive([*findings, *tables], infer=infer), Archive(long(data), infer=infer)
    for name in ("posts", "links", "missing", "captures", "candidates"):
        assert list(getattr(one, name)) == list(getattr(other, name)), name
    assert sorted(map(repr, one.problems)) == sorted(map(repr, other.problems))
    assert [(item.id, depth) for item, depth in one.walk()] == [(item.id, depth) for item, depth in other.walk()]


# --- anything -------------------------------------------------------------------------------------------------------


def test_odd_values_change_nothing_but_what_they_are() -> None:
    post = {**FULL, "bookmarkCount": 1, "$type": "app.bsky.feed.defs#postView"}
    assert_same(lines(FULL, *(text.encode("utf-8", "surrogatepass") for text in with_odd_values(post))))


def test_damaged_lines_are_read_alike() -> None:
    text = json.dumps(FULL, ensure_ascii=False)
    assert_same(lines(FULL, *(each.encode() for each in damaged(text, times=150))))


KEYS = st.sampled_from(["3kmpfws4ik222", "3kmpfyldkc222", "3jzfcijpj2z2a", "a1", "b2", "c3", "d4"])
ADDRESSES = st.builds(uri, st.sampled_from([ADA, BEN, CLEO, "ada.example.com", "ben.example.com"]), KEYS)
TIMES = st.one_of(
    st.just(LATER),
    st.datetimes().map(lambda when: when.isoformat(timespec="milliseconds") + "Z"),
    st.builds(
        lambda at, sign: LATER[:at] + sign + LATER[at + 1 :], st.integers(0, 23), st.sampled_from("0123456789-+:.,TZW ")
    ),
    st.sampled_from([*FORMS]),
    st.builds(
        lambda said, at, sign: said[:at] + sign + said[at + 1 :],
        st.sampled_from([*FORMS]),
        st.integers(0, 32),
        st.sampled_from("0123456789-+:.,TZW "),
    ),
    st.sampled_from(["2024-03-02T10:30:01Z", "2024-03-03T10:30:00.999Z", "2024-03-03T10:30:01.001Z", "now", None]),
)


@st.composite
def views(draw: st.DrawFn) -> dict[str, Any]:
    """Views that are plain, nearly plain, or not."""
    more: dict[str, Any] = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "langs": st.lists(st.sampled_from(["en", "de", ""]), max_size=2),
                "reply": st.builds(reply, ADDRESSES, ADDRESSES),
                "embed": st.builds(lambda end: {"record": ref(end)}, ADDRESSES),
            },
        )
    )
    if not draw(st.integers(0, 9)):
        more["tags"] = ["tag"]
    written = record(draw(st.text(max_size=5)), draw(TIMES) or "", **more)
    shown = view(draw(st.sampled_from([ADA, BEN, CLEO])), draw(KEYS), written, likeCount=draw(st.integers(-1, 3)))
    shown["indexedAt"] = draw(st.one_of(st.just(written["createdAt"]), TIMES))
    shown["author"]["handle"] = draw(st.sampled_from(["ada.example.com", "Ben.example.com", "handle.invalid", ""]))
    return shown


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(views(), views(), st.sampled_from([b"", b"{", {"uri": ROOT, "blocked": True}])), max_size=8))
def test_any_lines_say_the_same_on_both_ways(some: list[object]) -> None:
    assert_same(lines(view(ADA, "z", record("The first.")), *some))


def test_what_is_told_of_lines_that_are_no_rows_is_told_once() -> None:
    """What the checks above compare holds problems and further words, too."""
    found = long(lines(changed(FULL, "record.langs", ["en", "de"]), changed(FULL, "uri", uri(BEN, "3jzfcijpj2z2a"))))
    kinds = collections.Counter(map(type, found))
    assert (kinds[Sighting], kinds[Furniture], kinds[Problem]) == (2, 1, 1)
