"""DiscordChatExporter's files: made-up channels, and what happens to broken ones."""

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

from threadkit.parsing.formats import discord_json as form
from threadkit.parsing.material import Fit, Head
from threadkit.records import Author, Capture, Card, Count, Declared, Media

FIRST, ANSWER = "discord:1235199039897600000", "discord:1235199291555840000"
LATER = "discord:123519929155584000{}"
PLACE = "https://discord.com/channels/900000000000000001/900000000000000002/"


def test_channel_is_read_message_by_message() -> None:
    findings = read_soundly(form, sample("discord_json/channel.json"))
    capture = findings[0]
    assert isinstance(capture, Capture)
    assert (capture.format, capture.platform, capture.states_parents) == ("discord_json", "discord", True)
    assert capture.seen_at is not None
    assert capture.seen_at.earliest == datetime(2024, 5, 2, 7, 0, 0, 123456, tzinfo=UTC)
    assert {name: post.text for name, post in posts(findings).items()} == {
        FIRST: "Is the sundial slow, @Bo Example? :dial: <@900000000000000199>",
        ANSWER: "By an hour.",
        LATER.format(1): "To a message that is gone.",
        LATER.format(3): "Joined the server.",
        LATER.format(4): "Welcome!",
        LATER.format(5): "",
        "discord:1235190000000000000": "Clocks need winding.",
        LATER.format(6): "",
        LATER.format(7): "Sunset is at 20:41.",
    }
    assert furniture(findings) == [
        ("channel", "Example Garden / Talk / sundials: All about shadows"),
        ("limited to", "2024-05-01T00:00:00+00:00 .. "),
        ("ChannelPinnedMessage", "Ada Example: Pinned a message."),
        ("ThreadCreated", "Ada Example: Started a thread."),
    ]
    assert problems(findings, info=True) == []
    (declared,) = [found for found in findings if isinstance(found, Declared)]
    assert declared.count == Count(8, 8, "10 less 2 system")
    assert len(declared.members) == 8


def test_message_has_all_that_is_given() -> None:
    post = posts(read_soundly(form, sample("discord_json/channel.json")))[FIRST]
    assert post.author == Author("example_ada", "Ada Example", "900000000000000101")
    assert post.url == PLACE + "1235199039897600000"
    assert post.text_as_shown == (
        "Is the sundial slow, <@900000000000000102>? <:dial:900000000000000300> <@900000000000000199>"
    )
    assert post.when is not None
    assert post.when.earliest == datetime(2024, 5, 1, 12, 0, 0, 250000, tzinfo=UTC)
    times = {name: when.earliest for name, when in post.other_times}
    assert times == {
        "edited": datetime(2024, 5, 1, 12, 5, tzinfo=UTC), "id": datetime(2024, 5, 1, 12, tzinfo=UTC),
    }  # fmt: skip
    assert post.version == "2024-05-01T14:05:00+02:00"
    assert post.counts.reactions == Count.of(3)
    assert post.media == (
        Media("image", None, "https://cdn.example.org/dial.png"),
        Media("image", "sunny", "https://cdn.example.org/s.png"),
        Media("image", None, "https://cdn.example.org/only.png"),
    )
    assert post.cards == (
        Card("plan.pdf", None, "https://cdn.example.org/plan.pdf?ex=1"),
        Card("On Dials", "Example Press\nA made-up page.\nPages: 7\n2024", "https://example.org/dials", image=True),
    )


def test_names_that_were_not_unique_have_their_digits() -> None:
    found = posts(read_soundly(form, sample("discord_json/channel.json")))
    assert found[ANSWER].author == Author("example_bo#0042", "Bo Example", "900000000000000102")
    assert found[LATER.format(7)].cards == (Card("/sunset", "used by Ada Example @example_ada"),)


def test_links_are_stated() -> None:
    findings = read_soundly(form, sample("discord_json/channel.json"))
    gone = LATER.format(1) + "/parent"
    assert links(findings) == {
        ("reply", ANSWER, FIRST, "stated"),
        ("reply", LATER.format(1), gone, "stated"),
        ("reply", LATER.format(4), LATER.format(3), "stated"),
        ("quote", LATER.format(5), "discord:1235190000000000000", "stated"),
        ("quote", LATER.format(6), "discord:1235190000000000001", "stated"),
    }
    assert absences(findings) == {gone: "unknown"}


def test_forward_quotes_what_it_forwards() -> None:
    found = posts(read_soundly(form, sample("discord_json/channel.json")))
    words = found["discord:1235190000000000000"]
    assert words.author is None  # the exporter does not tell it
    assert words.when is not None
    assert words.when.earliest == datetime(2024, 5, 1, 11, 20, tzinfo=UTC)
    assert words.media == (Media("audio", None, "https://cdn.example.org/tick.mp3"),)
    assert words.url == "https://discord.com/channels/900000000000000008/900000000000000009/1235190000000000000"
    assert words.source.locator == "$.messages[6].forwardedMessage"


def test_thread_stands_below_the_message_it_was_started_from() -> None:
    findings = read_soundly(form, sample("discord_json/thread.json"))
    one, two = "discord:1235199291555840021", "discord:1235199291555840022"
    assert list(posts(findings)) == [one, two]
    assert links(findings) == {
        ("ancestor", one, FIRST, "stated"), ("ancestor", two, FIRST, "stated"), ("reply", two, one, "stated"),
    }  # fmt: skip
    assert ("ThreadStarterMessage", "Ada Example") in furniture(findings)


def test_thread_whose_start_is_not_told_has_no_root() -> None:
    thread = json.loads((SAMPLES / "discord_json/thread.json").read_bytes())
    del thread["messages"][0]
    found = links(read_soundly(form, material_of(json.dumps(thread).encode())))
    assert {kind for kind, *_ in found} == {"reply"}


def test_forum_post_is_the_root_of_its_thread() -> None:
    thread = json.loads((SAMPLES / "discord_json/thread.json").read_bytes())
    thread["messages"][0] |= {"id": "1235199039897600000", "type": "Default", "content": "First.", "reference": None}
    found = links(read_soundly(form, material_of(json.dumps(thread).encode())))
    assert {link for link in found if link[0] == "ancestor"} == {
        ("ancestor", "discord:1235199291555840021", FIRST, "stated"),
        ("ancestor", "discord:1235199291555840022", FIRST, "stated"),
    }


def test_direct_messages_have_their_own_address() -> None:
    chat = {
        "guild": {"id": "0", "name": "Direct Messages"},
        "channel": {"id": "7", "type": "DirectTextChat", "name": "Bo"},
        "messages": [{"id": "8", "type": "Default", "timestamp": "0001-01-01T00:00:00+00:00", "content": "a"}],
    }
    (post,) = posts(read_soundly(form, material_of(json.dumps(chat).encode()))).values()
    assert (post.url, post.when) == ("https://discord.com/channels/@me/7/8", None)


@pytest.mark.parametrize("name", ["channel", "thread"])
def test_is_recognised(name: str) -> None:
    text = (SAMPLES / f"discord_json/{name}.json").read_text("utf-8")
    assert form.detect(Head("Example Garden.json", text)) is Fit.YES
    assert form.detect(Head("Example Garden.json", text[:600], whole=False)) is Fit.YES


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"messages": [{"id": "1", "content": "Hello."}]}',
        '{"name": "A", "type": "private_group", "id": 1, "messages": []}',
        '{"guild": "a", "channel": "b", "messages": []}',
        '{"guild": {"id": "1"}, "channel": {"id": "2"}, "messages": []}',
        '[{"type": "message", "user": "U1", "ts": "1714564800.000100", "text": "Hello."}]',
        '{"data": [{"id": "1", "text": "Hello."}], "includes": {}}',
    ],
)
def test_other_things_are_not_recognised(text: str) -> None:
    assert form.detect(Head("messages.json", text)) is Fit.NO


def test_broken_message_is_left_out_and_told() -> None:
    chat = json.loads((SAMPLES / "discord_json/thread.json").read_bytes())
    chat["messages"] = [
        {"type": "Default", "content": "without an id"},
        7,
        None,
        {"id": 1.5e300, "type": "Default", "content": "lost digits"},
        {"id": "5", "type": "Default", "content": 5, "timestamp": "soon", "author": "Ada", "reactions": [1]},
        {"id": 6, "type": "Default", "content": "kept"},
    ]
    findings = read_soundly(form, material_of(json.dumps(chat).encode()))
    assert {name: post.text for name, post in posts(findings).items()} == {"discord:5": "", "discord:6": "kept"}
    places = [place.removeprefix("$.messages") for place, _ in problems(findings)]
    assert places == [
        "[0]", "[1]", "[2]", "[3].id", "[3]", "[4].content", "[4].reactions[0]", "[4].author", "[4].timestamp",
    ]  # fmt: skip
    (declared,) = [found for found in findings if isinstance(found, Declared)]
    assert (declared.count.low, len(declared.members)) == (3, 2)


def test_export_that_ends_early_keeps_what_is_whole() -> None:
    data = (SAMPLES / "discord_json/channel.json").read_bytes()
    findings = read_soundly(form, material_of(data[: data.index(b"To a message")]))
    assert list(posts(findings)) == [FIRST, ANSWER]
    assert [what for _, what in problems(findings)] == [
        "the text ends early; the records before its end are kept",
        "a message whose end is missing; left out",
    ]
    assert not [found for found in findings if isinstance(found, Declared)]


def test_damaged_record_in_the_middle_costs_only_itself() -> None:
    data = (SAMPLES / "discord_json/channel.json").read_bytes()
    findings = read_soundly(form, material_of(data.replace(b'"content": "By an', b'"content": By an')))
    assert ANSWER not in posts(findings)
    assert LATER.format(7) in posts(findings)
    assert [what for _, what in problems(findings)] == ["a record that is no JSON; it is left out"]


def test_nothing_raises() -> None:
    for name in ("channel", "thread"):
        data = (SAMPLES / f"discord_json/{name}.json").read_bytes()
        for broken in (*cut(data), *spoilt(data)):
            read_soundly(form, material_of(broken, "odd"))
        for broken in wrong_types(json.loads(data), every=6 if name == "channel" else 2):
            read_soundly(form, material_of(broken))
    for data in (b"", b"[1]", b"{}", b"7"):
        assert posts(read_soundly(form, material_of(data))) == {}
