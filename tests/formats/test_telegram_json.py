"""Telegram Desktop's exports: made-up chats, and what happens to broken ones."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from made_exports import (
    SAMPLES,
    absences,
    cut,
    furniture,
    links,
    material_of,
    posts,
    problems,
    read_soundly,
    sample,
    spoilt,
    wrong_types,
)

from threadkit.parsing.formats import telegram_json as form
from threadkit.parsing.material import Fit, Head, Hints
from threadkit.records import Author, Capture, Card, Count, Media, Order, Problem, Severity, TimeBasis

GROUP = "telegram:1000000001"


def test_group_is_read_message_by_message() -> None:
    findings = read_soundly(form, sample("telegram_json/group.json"))
    capture = findings[0]
    assert isinstance(capture, Capture)
    assert (capture.format, capture.platform, capture.order, capture.states_parents) == (
        "telegram_json", "telegram", Order.OLDEST, True,
    )  # fmt: skip
    found = posts(findings)
    numbers = ("-999999990", "2", "7", "8", "9", "9/forwarded", "10", "11", "12", "14", "14/forwarded")
    assert list(found) == [f"{GROUP}/{n}" for n in numbers]
    assert [post.source.position for post in found.values()] == [0, 2, 3, 4, 5, 5, 6, 7, 8, 10, 10]
    assert problems(findings, info=True) == []
    assert furniture(findings) == [
        ("chat", "Example Garden (private_supergroup)"),
        ("migrate_from_group", "Example Garden migrate from group: Example Garden"),
        ("pin_message", "Ada Example pin message"),
    ]
    assert absences(findings) == {f"{GROUP}/13": "not_captured"}


def test_text_has_the_addresses_of_links() -> None:
    post = posts(read_soundly(form, sample("telegram_json/group.json")))[f"{GROUP}/7"]
    assert post.text == "Is the sundial slow? See the notes (https://example.org/dial) and https://example.org/sun🌞"
    assert post.text_as_shown == "Is the sundial slow? See the notes and https://example.org/sun🌞"
    assert post.author == Author(name="Ada Example", id="user101")
    assert post.url == "https://t.me/c/1000000001/7"
    assert post.counts.reactions == Count.of(4)
    assert post.version == "1714565100"
    ((name, edited),) = post.other_times
    assert (name, edited.earliest) == ("edited", datetime(2024, 5, 1, 12, 5, tzinfo=UTC))


def test_time_is_that_of_date_unixtime() -> None:
    found = posts(read_soundly(form, sample("telegram_json/group.json")))
    when = found[f"{GROUP}/7"].when
    assert when is not None
    assert (when.basis, when.earliest) == (TimeBasis.EXACT, datetime(2024, 5, 1, 12, tzinfo=UTC))
    assert when.width is not None
    assert when.width.total_seconds() == 1
    clock = found[f"{GROUP}/14"].when
    assert clock is not None
    assert (clock.basis, clock.wall) == (TimeBasis.CLOCK, datetime(2024, 5, 1, 14, 7))  # noqa: DTZ001 - a clock's


def test_clock_has_the_zone_that_the_caller_says() -> None:
    data = (SAMPLES / "telegram_json/group.json").read_bytes()
    findings = list(form.read(material_of(data, hints=Hints(timezone="+02:00"))))
    when = posts(findings)[f"{GROUP}/14"].when
    assert when is not None
    assert when.earliest == datetime(2024, 5, 1, 12, 7, tzinfo=UTC)


def test_links_are_stated() -> None:
    assert links(read_soundly(form, sample("telegram_json/group.json"))) == {
        ("reply", f"{GROUP}/7", f"{GROUP}/2", "stated"),
        ("reply", f"{GROUP}/8", f"{GROUP}/7", "stated"),
        ("quote", f"{GROUP}/9", f"{GROUP}/9/forwarded", "stated"),
        ("reply", f"{GROUP}/9", f"{GROUP}/404", "stated"),
        ("reply", f"{GROUP}/11", "telegram:2000000002/55", "stated"),
        ("quote", f"{GROUP}/14", f"{GROUP}/14/forwarded", "stated"),
    }


def test_topic_that_is_answered_is_a_post() -> None:
    post = posts(read_soundly(form, sample("telegram_json/group.json")))[f"{GROUP}/2"]
    assert (post.text, post.author) == ("Sundials", Author(name="Ada Example", id="user101"))


def test_forwarded_words_are_not_put_into_the_mouth_of_who_passes_them_on() -> None:
    found = posts(read_soundly(form, sample("telegram_json/group.json")))
    own, words = found[f"{GROUP}/9"], found[f"{GROUP}/9/forwarded"]
    assert (own.text, own.author) == ("", Author(name="Cy Example", id="user103"))
    assert (words.text, words.author, words.when) == ("Clocks need winding.", Author(name="Example Clockmaker"), None)
    assert words.source.locator == "$.messages[5].forwarded_from"
    assert found[f"{GROUP}/14/forwarded"].author is None  # of an account that is gone
    passed_on = found[f"{GROUP}/10"]
    assert passed_on.text == "Our own post, passed on to the group."
    assert passed_on.author == Author(name="Example News (Dee Example)", id="channel2000000002")


def test_media_cards_and_polls() -> None:
    found = posts(read_soundly(form, sample("telegram_json/group.json")))
    photo = found[f"{GROUP}/8"]
    assert photo.media == (Media("image", None, "photos/photo_1@01-05-2024_14-01-00.jpg"),)
    assert photo.text == "By an hour.\x0bOr so."  # Telegram writes it as \x0B
    assert photo.author == Author(id="user102")  # of an account that is gone
    assert found[f"{GROUP}/11"].media == (Media("image", "⏰", None),)
    poll = found[f"{GROUP}/12"]
    assert poll.text == "Move it?\n- Yes\n- No"
    assert poll.cards == (
        Card("plan.pdf", None, "files/plan.pdf"),
        Card("Move it?", "Yes: 2\nNo: 1"),
        Card("Open", None, "https://example.org/plan"),
    )
    assert found[f"{GROUP}/14/forwarded"].cards == (Card("Example Garden", "1 Example Road"),)


def test_what_a_channel_gives_away_or_sells_is_a_card() -> None:
    channel = "telegram:2000000002"
    found = posts(read_soundly(form, sample("telegram_json/channel.json")))
    words = "additional prize: A sundial\nquantity: 3\nmonths: 6\nstars: 0\nuntil date: 2024-06-01T00:00:00"
    assert found[f"{channel}/1"].cards == (Card("giveaway", words),)
    assert (found[f"{channel}/2"].text, found[f"{channel}/2"].cards) == (
        "Noon, filmed.", (Card("paid media", "10 stars"),),
    )  # fmt: skip
    assert found[f"{channel}/3/forwarded"].author == Author(name="Bo Example", id="user102")


def test_account_is_read_chat_by_chat() -> None:
    findings = read_soundly(form, sample("telegram_json/account.json"))
    assert isinstance(findings[0], Capture)
    assert findings[0].account == Author("example_ada", "Ada Example", "user101")
    assert findings[0].order is Order.NONE  # chats stand one after the other, whatever their times
    found = posts(findings)
    assert {name: post.text for name, post in found.items()} == {
        "telegram:101/5": "Note to myself.",
        "telegram:102/5": "Hello.",
        "telegram:102/6": "Hello, too.",
        "telegram:300/1": "An old message.",
    }
    assert [post.source.position for post in found.values()] == [0, 1, 2, 3]
    assert found["telegram:300/1"].author == Author(name="Cy Example", id="user103")
    assert found["telegram:102/6"].source.locator == "$.chats.list[1].messages[1]"
    assert found["telegram:102/6"].url is None
    assert links(findings) == {("reply", "telegram:102/6", "telegram:102/5", "stated")}
    assert [role for role, _ in furniture(findings)] == [
        "about", "personal_information", "contacts", "chat", "chat", "chat",
    ]  # fmt: skip
    assert problems(findings, info=True) == []


@pytest.mark.parametrize("name", ["group", "account"])
def test_is_recognised(name: str) -> None:
    text = (SAMPLES / f"telegram_json/{name}.json").read_text("utf-8")
    assert form.detect(Head("result.json", text)) is Fit.YES
    assert form.detect(Head("result.json", text[: len(text) // 2], whole=False)) is Fit.YES


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ada Example, 1 May 2024",
        "[]",
        '{"messages": [{"id": 1, "type": "message"}]}',
        '{"guild": {"id": "1"}, "channel": {"id": "2", "type": "GuildTextChat", "name": "a"}, "messages": []}',
        '{"type": "Note", "id": "https://example.org/1", "content": "Hello."}',
        '{"kind": "Listing", "data": {"children": []}}',
        '{"about": "A site.", "posts": []}',
        '[{"type": "message", "user": "U1", "ts": "1714564800.000100", "text": "Hello."}]',
        '{"id": 1, "type": "comment", "chats": []}',
    ],
)
def test_other_things_are_not_recognised(text: str) -> None:
    assert form.detect(Head("result.json", text)) is Fit.NO


def test_broken_message_is_left_out_and_told() -> None:
    chat = {"name": "Odd", "type": "private_group", "id": 5, "messages": [
        {"id": 1, "type": "message", "date_unixtime": "1714564800", "from": "Ada", "text": "first"},
        {"type": "message", "text": "without a number"},
        "no message",
        None,
        {"id": "one", "type": "message", "text": "a name"},
        {"id": 4, "type": "hologram", "text": "of a kind not known"},
        {"id": 5, "type": "message", "date": "soon", "from": 7, "text": [1, {"text": 2}, "last"],
         "reactions": [{"count": -1}]},
    ]}  # fmt: skip
    findings = read_soundly(form, material_of(json.dumps(chat).encode()))
    assert [(name, post.text) for name, post in posts(findings).items()] == [
        ("telegram:5/1", "first"), ("telegram:5/5", "last"),
    ]  # fmt: skip
    assert [place for place, _ in problems(findings)] == [
        "$.messages[1]", "$.messages[2]", "$.messages[3]", "$.messages[4]", "$.messages[5]",
        "$.messages[6].from", "$.messages[6].text[0]", "$.messages[6].text[1].text", "$.messages[6].date",
        "$.messages[6].reactions[0].count",
    ]  # fmt: skip


def test_export_that_ends_early_keeps_what_is_whole() -> None:
    data = (SAMPLES / "telegram_json/group.json").read_bytes()
    at = data.index(b"Clocks need")
    findings = read_soundly(form, material_of(data[:at]))
    assert list(posts(findings)) == [f"{GROUP}/{n}" for n in ("-999999990", "2", "7", "8")]
    assert [what for _, what in problems(findings)] == [
        "the text ends early; the records before its end are kept",
        "a message whose end is missing; left out",
    ]


def test_damaged_record_in_the_middle_costs_only_itself() -> None:
    data = (SAMPLES / "telegram_json/group.json").read_bytes()
    findings = read_soundly(form, material_of(data.replace(b'"text": "Clocks need', b'"text": Clocks need')))
    assert f"{GROUP}/9" not in posts(findings)
    assert f"{GROUP}/10" in posts(findings)
    assert [what for _, what in problems(findings)] == ["a record that is no JSON; it is left out"]


def test_nothing_raises() -> None:
    for name in ("group", "account"):
        data = (SAMPLES / f"telegram_json/{name}.json").read_bytes()
        for broken in (*cut(data), *spoilt(data)):
            read_soundly(form, material_of(broken, "odd"))
        whole = json.loads(form.repaired(data.decode()))
        for broken in wrong_types(whole, every=3):
            read_soundly(form, material_of(broken))


def test_what_is_no_export_is_a_problem() -> None:
    for data in (b"[1, 2]", b'{"posts": []}', b"7", b"null"):
        findings = read_soundly(form, material_of(data))
        assert posts(findings) == {}
    assert problems(read_soundly(form, material_of(b'{"posts": []}'))) == [("$", "no export of Telegram; left out")]
    assert not [f for f in form.read(material_of(b"")) if isinstance(f, Problem) and f.severity is Severity.INFO]


def test_deep_nesting_is_borne() -> None:
    deep = b'{"type": "private_group", "id": 1, "messages": [{"id": 1, "type": "message", "poll": [], "text": '
    findings = read_soundly(form, material_of(deep + b"[" * 3000 + b"]" * 3000 + b"}]}"))
    assert posts(findings).keys() == {"telegram:1/1"}
