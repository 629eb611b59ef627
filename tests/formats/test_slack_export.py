"""Slack's exports: a made-up workspace, single days, and what happens to broken ones."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from made_exports import (
    SAMPLES,
    absences,
    cut,
    folder,
    furniture,
    links,
    material_of,
    posts,
    problems,
    read_soundly,
    spoilt,
    wrong_types,
)

from threadkit.parsing.formats import slack_export as form
from threadkit.parsing.markup.slack_text import slack_blocks, slack_text
from threadkit.parsing.material import Fit, Head
from threadkit.records import Absence, Author, Capture, Card, Count, Declared, Media, Problem, Severity, Sighting

WORKSPACE = "slack_export/workspace"
DAY = SAMPLES / WORKSPACE / "general" / "2024-05-01.json"
ROOT = "slack:C0EXAMPLE1/1714564800.000100"
ADA = Author("example_ada", "ada", "U0EXAMPLE1")
BO = Author("example_bo", "Bo Example", "U0EXAMPLE2")
TOPIC, GONE = "slack:C0EXAMPLE1/1714565040.000500", "slack:C0EXAMPLE1/1714565160.000700"


def in_general(stamp: str) -> str:
    return f"slack:C0EXAMPLE1/{stamp}"


def sightings(name: str) -> list[Sighting]:
    findings = read_soundly(form, folder(WORKSPACE))
    return [found for found in findings if isinstance(found, Sighting) and found.id == name]


def test_workspace_is_read_channel_by_channel() -> None:
    findings = read_soundly(form, folder(WORKSPACE))
    capture = findings[0]
    assert isinstance(capture, Capture)
    assert (capture.name, capture.format, capture.platform, capture.states_parents) == (
        WORKSPACE, "slack_export", "slack", True,
    )  # fmt: skip
    found = posts(findings)
    assert list(found) == [
        "slack:D0EXAMPLE1/1714650000.000100",
        "slack:C0EXAMPLE2/1714650000.000100",
        ROOT,
        *map(in_general, ("1714564860.000200", "1714564920.000300", "1714564980.000400", "1714565040.000500",
                          "1714565100.000600", "1714565220.000800", "1714737600.000100")),
    ]  # fmt: skip
    assert [role for role, _ in furniture(findings)] == [
        "channels", "dms", "integration_logs", "users", "channel", "channel", "channel", "channel_join",
    ]  # fmt: skip
    assert ("channel_join", "@Bo Example has joined the channel") in furniture(findings)
    assert problems(findings) == []
    assert [what for _, what in problems(findings, info=True)] == ["a file of this message is no longer there"]


def test_text_has_names_and_addresses() -> None:
    post, embedded = sightings(ROOT)
    assert embedded.source.locator == "general/2024-05-01.json $[3].root"
    assert post.text == (
        "Is the sundial slow, @Bo Example? R&D in #garden-plan &lt; our notes (https://example.org/a?b=1&c=2), "
        "https://example.org @here"
    )
    assert (post.text_as_shown or "").startswith("Is the sundial slow, <@U0EXAMPLE2>?")


def test_message_has_all_that_is_given() -> None:
    post, _ = sightings(ROOT)
    assert post.author == ADA
    assert post.when is not None
    assert post.when.earliest == datetime(2024, 5, 1, 12, 0, 0, 100, tzinfo=UTC)
    assert post.version == "1714565100.000000"
    assert post.other_times[0][0] == "edited"
    assert (post.counts.replies, post.counts.reactions) == (Count.of(3), Count.of(3))
    assert post.media == (Media("image", "Our dial", "https://files.example.org/dial.png"),)
    assert post.cards == (Card("plan.pdf", None, "https://files.example.org/plan.pdf"),)
    assert post.source.locator == "general/2024-05-01.json $[1]"


def test_replies_answer_the_first_message_of_their_thread() -> None:
    findings = read_soundly(form, folder(WORKSPACE))
    late = in_general("1714651200.000300")
    assert links(findings) == {
        ("reply", in_general("1714564860.000200"), ROOT, "stated"),
        ("reply", in_general("1714564920.000300"), ROOT, "stated"),
        ("reply", late, ROOT, "stated"),
        ("reply", in_general("1714565100.000600"), TOPIC, "stated"),
        ("reply", in_general("1714565220.000800"), GONE, "stated"),
        ("quote", in_general("1714737600.000100"), "slack:C0EXAMPLE2/1714650000.000100", "stated"),
    }
    assert absences(findings) == {GONE: "deleted", late: "not_captured"}
    assert next(f.author for f in findings if isinstance(f, Absence) and f.post == late) == BO


def test_thread_declares_its_replies() -> None:
    declared = [found for found in read_soundly(form, folder(WORKSPACE)) if isinstance(found, Declared)]
    assert [(each.count.low, each.members) for each in declared] == [
        (3, tuple(map(in_general, ("1714564860.000200", "1714564920.000300", "1714651200.000300")))),
        (1, (in_general("1714565100.000600"),)),
        (1, (in_general("1714565220.000800"),)),
    ]


def test_line_of_slack_that_is_answered_is_a_post() -> None:
    post = posts(read_soundly(form, folder(WORKSPACE)))[TOPIC]
    assert (post.text, post.author) == ("@ada set the channel topic: Shadows", ADA)


def test_bots_and_guests() -> None:
    found = posts(read_soundly(form, folder(WORKSPACE)))
    bot = found[in_general("1714564980.000400")]
    assert bot.author == Author(name="sunbot", id="B0EXAMPLE1")
    assert bot.text == (
        "Sunset\nAt 20:41 & not later, @ada\n*West*\nSee the table (https://example.org/sun):sunny:@Bo Example@channel"
    )
    assert bot.media == (Media("image", "The sun", "https://files.example.org/sun.png"),)
    assert bot.cards == (
        Card("Sun tables", "For @ada\nPlace: Garden", "https://example.org/tables", image=True),
        Card("Plan", None, "https://example.org/plan"),
    )
    guest = found[in_general("1714565220.000800")]
    assert guest.author == Author("example_guest", "Guest Example", "U0EXAMPLE9")


def test_shared_message_is_a_post_and_quoted() -> None:
    shared = sightings("slack:C0EXAMPLE2/1714650000.000100")
    assert [found.source.locator for found in shared] == [
        "garden-plan/2024-05-02.json $[0]", "general/2024-05-03.json $[0].attachments[0]",
    ]  # fmt: skip
    assert {found.text for found in shared} == {"A new <dial>."}
    assert {found.author for found in shared} == {BO}
    assert sightings(in_general("1714737600.000100"))[0].cards == ()


@pytest.mark.parametrize(
    ("name", "channel"),
    [("general/2024-05-01.json", "general"), ("backup\\general\\2024-05-01.json", "general"), ("day.json", "unknown")],
)
def test_day_alone_is_of_the_channel_that_its_folder_names(name: str, channel: str) -> None:
    findings = read_soundly(form, material_of(DAY.read_bytes(), name))
    assert {post.split("/")[0] for post in posts(findings)} == {f"slack:{channel}"}
    assert len(posts(findings)) == 7
    assert posts(findings)[f"slack:{channel}/1714564800.000100"].author == Author(id="U0EXAMPLE1")
    told = [found.what for found in findings if isinstance(found, Problem) and "slack:unknown" in found.what]
    assert len(told) == (channel == "unknown")


def test_answer_of_the_api_names_its_channel() -> None:
    day = json.loads(DAY.read_bytes())
    data = json.dumps({"channel_id": "C9", "messages": day}).encode()
    findings = read_soundly(form, material_of(data, "C9.json"))
    assert "slack:C9/1714564800.000100" in posts(findings)


@pytest.mark.parametrize(
    ("names", "groups"),
    [
        (["users.json", "channels.json", "a/2024-05-01.json", "a/x.png"],
         [["users.json", "channels.json", "a/2024-05-01.json"]]),
        (["x/org_users.json", "x/groups.json", "x/a b/2024-05-01.json", "x/a/canvas_in_the_conversation.json", "y.txt"],
         [["x/org_users.json", "x/groups.json", "x/a b/2024-05-01.json", "x/a/canvas_in_the_conversation.json"]]),
        (["users.json", "channels.json"], []),
        (["users.json", "a/2024-05-01.json", "a/x.png"], [["users.json", "a/2024-05-01.json"]]),
        (["w/users.json", "w/a/2024-05-01.json", "v/notes.json"], [["w/users.json", "w/a/2024-05-01.json"]]),
        (["users.json", "a/2024-05-01.json", "a/posts.json"], []),  # days of anything
        (["users.json", "posts.json", "a/2024-05-01.json"], []),
        (["canvases.json", "a/2024-05-01.json"], []),
        (["a/2024-05-01.json"], []),
        (["channels.json", "a/b/2024-05-01.json", "a/notes-2024-05-01.json"], []),
        ([], []),
    ],
)  # fmt: skip
def test_folders_that_are_exports(names: list[str], groups: list[list[str]]) -> None:
    assert [list(group) for group in form.claim(names)] == groups
    if names:
        assert form.detect(Head("x.zip", members=tuple(names))) is (Fit.YES if groups else Fit.NO)


def test_names_are_known_without_a_list_of_channels() -> None:
    members = {
        f"{place}/{name}": (SAMPLES / WORKSPACE / name).read_bytes()
        for place in ("one", "two")
        for name in ("users.json", "general/2024-05-01.json")
    }
    assert len(list(form.claim(tuple(members)))) == 2
    one = {name: data for name, data in members.items() if name.startswith("one/")}
    found = posts(read_soundly(form, material_of(b"", "export", one)))
    assert found["slack:general/1714564800.000100"].author == ADA
    assert "@Bo Example" in found["slack:general/1714564800.000100"].text


def test_day_is_recognised() -> None:
    text = DAY.read_text("utf-8")
    assert form.detect(Head("2024-05-01.json", text)) is Fit.YES
    assert form.detect(Head("2024-05-01.json", text[:900], whole=False)) is Fit.YES
    assert form.detect(Head("page.txt", form.EXAMPLE)) is Fit.YES


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[1, 2]",
        '[{"type": "message", "id": 1, "date": "2024-05-01T12:00:00", "from": "Ada"}]',
        '[{"type": "message", "ts": 1714564800.0001, "text": "a number"}]',
        '[{"type": "message", "ts": "1714564800", "text": "no fraction"}]',
        '{"messages": [{"id": "1", "type": "Default"}]}',
        '{"ts": "1714564800.000100", "type": "message"}',
        '[{"id": "U1", "name": "ada", "profile": {}}]',
    ],
)
def test_other_things_are_not_recognised(text: str) -> None:
    assert form.detect(Head("2024-05-01.json", text)) is Fit.NO


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("<@U1> <@U2|bo> <@U3>", "@ada @bo @U3"),
        ("<#C1|general> <#C1> <#C2>", "#general #garden #C2"),
        ("<!channel> <!everyone|everyone> <!subteam^S1|@gardeners> <!subteam^S1>", "@channel @everyone @gardeners @S1"),
        ("<!date^1714564800^{date}|1 May 2024>", "1 May 2024"),
        ("<!date^1714564800^{date}^https://example.org/may|1 May 2024>", "1 May 2024 (https://example.org/may)"),
        ("<mailto:a@example.org|a@example.org> <tel:123|123>", "a@example.org 123"),
        ("<https://example.org/a|https://example.org/a> <https://example.org/b>",
         "https://example.org/a https://example.org/b"),
        ("&lt;@U1&gt; &amp;amp; a < b", "<@U1> &amp; a < b"),
        ("<>", "<>"),
    ],
)  # fmt: skip
def test_markup(raw: str, text: str) -> None:
    assert slack_text(raw, {"U1": "ada", "C1": "garden"}) == text


def test_a_bar_in_the_address_of_a_block_is_no_label() -> None:
    link = {"type": "link", "url": "https://example.org/a|b", "text": "here"}
    assert slack_blocks([{"type": "rich_text_section", "elements": [link]}], {}) == "here (https://example.org/a|b)"


def test_blocks_nested_deep_are_borne() -> None:
    block: dict[str, object] = {"type": "text", "text": "deep"}
    for _ in range(5000):
        block = {"type": "rich_text_section", "elements": [block]}
    assert slack_blocks([block], {}) == "deep"


def test_broken_message_is_left_out_and_told() -> None:
    day = [
        {"type": "message", "text": "without a stamp"},
        {"type": "message", "ts": "soon"},
        "no message",
        None,
        {"type": "message", "ts": "1714564800.000100", "user": ["U1"], "text": 7, "replies": [1], "reactions": "many"},
        {"type": "reminder", "ts": "1714564800.000200", "text": "of another kind"},
    ]
    findings = read_soundly(form, material_of(json.dumps(day).encode(), "general/2024-05-01.json"))
    assert {name: post.text for name, post in posts(findings).items()} == {"slack:general/1714564800.000100": ""}
    assert sorted(place for place, _ in problems(findings)) == [
        "$[0]", "$[1]", "$[2]", "$[3]", "$[4].reactions", "$[4].replies[0]", "$[4].text", "$[4].user",
    ]  # fmt: skip
    assert furniture(findings) == [("reminder", "of another kind")]


def test_day_that_ends_early_keeps_what_is_whole() -> None:
    data = DAY.read_bytes()
    findings = read_soundly(form, material_of(data[: data.index(b"So everybody")], "general/2024-05-01.json"))
    assert list(posts(findings)) == ["slack:general/1714564800.000100", "slack:general/1714564860.000200"]
    assert [what for _, what in problems(findings)] == [
        "the text ends early; the records before its end are kept",
        "a message whose end is missing; left out",
    ]


def test_damaged_files_cost_only_themselves() -> None:
    root = SAMPLES / WORKSPACE
    files = {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*.json")}
    files["users.json"] = b"oops"
    files["general/2024-05-03.json"] = b""
    files["general/2024-05-01.json"] = DAY.read_bytes().replace(b'"text": "By an', b'"text": By an')
    findings = read_soundly(form, material_of(b"", "export", files))
    assert "slack:C0EXAMPLE1/1714565100.000600" in posts(findings)
    places = {place.split(" ")[0] for place, _ in problems(findings)}
    assert {"users.json", "general/2024-05-01.json"} <= places <= {*files}


def test_nothing_raises() -> None:
    data = DAY.read_bytes()
    for broken in (*cut(data), *spoilt(data)):
        read_soundly(form, material_of(broken, "odd"))
    for broken in wrong_types(json.loads(data), every=6):
        read_soundly(form, material_of(broken))
    users = json.loads((SAMPLES / WORKSPACE / "users.json").read_bytes())
    for broken in wrong_types(users):
        inside = {"users.json": broken, "channels.json": broken, "general/2024-05-01.json": b"[]"}
        read_soundly(form, material_of(b"", "export", inside))
    assert all(found.severity is Severity.INFO for found in form.read(material_of(b"[]")) if isinstance(found, Problem))
