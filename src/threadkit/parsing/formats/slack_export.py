"""Slack's workspace export: ``users.json``, ``channels.json`` and for each channel a folder with a file a day.

* A message has no id but its time stamp ``ts``, unique in its channel. A day file given alone does not say its channel.
* A thread is flat: every reply answers the message whose ``ts`` is its ``thread_ts``. That message lists its replies.
* Text is Slack's markup: ``<@U1>``, ``<https://…|words>``, ``&amp;``.
* Who joined and left, new topics and the like are furniture, unless someone answers them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from threadkit.parsing.attachments import attached, media_and_cards
from threadkit.parsing.files.boxes import prefix
from threadkit.parsing.json_data.fields import Faults, Fields
from threadkit.parsing.json_data.values import Value, first_value, json_values
from threadkit.parsing.markup.slack_text import buttons_in, slack_blocks, slack_text
from threadkit.parsing.material import Fit, Head, Material
from threadkit.parsing.times.stamps import seconds
from threadkit.records import (
    Absence,
    Author,
    Basis,
    Capture,
    Card,
    Count,
    Counts,
    Declared,
    Finding,
    Furniture,
    Kind,
    Link,
    Media,
    Problem,
    Severity,
    Sighting,
    Source,
    When,
)

__all__ = ["EXAMPLE", "NAME", "TITLE", "claim", "detect", "read"]

NAME = "slack_export"
TITLE = "Slack export (folder or zip, or the file of one day)"
EXAMPLE = """\
[
 {"type": "message", "user": "U0EXAMPLE1", "ts": "1714564800.000100", "text": "Is the sundial slow?",
  "thread_ts": "1714564800.000100", "reply_count": 1, "replies": [{"user": "U0EXAMPLE2", "ts": "1714564860.000200"}]},
 {"type": "message", "user": "U0EXAMPLE2", "ts": "1714564860.000200", "text": "By an hour, <@U0EXAMPLE1>.",
  "thread_ts": "1714564800.000100", "parent_user_id": "U0EXAMPLE1"}
]
"""

STAMP = re.compile(r"(\d{9,11})\.(\d{6})")
DAY = re.compile(r"(?:(.*)/)?([^/]+)/\d{4}-\d\d-\d\d\.json", re.DOTALL)
#: At the root of an export; the first two say whose folder is which.
USERS = ("users.json", "org_users.json")
CHANNELS = ("channels.json", "groups.json", "dms.json", "mpims.json")
OTHERS = (
    "integration_logs.json", "canvases.json", "content_flags.json", "huddle_transcripts.json", "lists.json",
    "file_conversations.json", "external_users.json",
)  # fmt: skip
CANVAS = "canvas_in_the_conversation.json"
#: Subtypes of messages that someone wrote.
WRITTEN = frozenset((
    "bot_message", "me_message", "thread_broadcast", "reply_broadcast", "file_share", "file_comment", "file_mention",
    "slackbot_response", "document_mention", "assistant_app_thread", "huddle_thread",
))  # fmt: skip
#: Subtypes of what is no longer shown, and why.
GONE = {"tombstone": "deleted", "message_deleted": "deleted", "ekm_access_denied": "private"}
UNKNOWN = "unknown"
NOT_THERE = ("tombstone", "hidden_by_limit")  #: `mode` of a file


@attrs.define
class Export:
    """Who and what the ids of an export stand for, and how far it is read."""

    capture: str
    faults: Faults
    people: dict[str, Author] = attrs.Factory(dict)
    names: dict[str, str] = attrs.Factory(dict)  #: of people and channels, as they are mentioned
    folders: dict[str, str] = attrs.Factory(dict)  #: folder -> id of its channel
    position: int = 0


@attrs.define
class Channel:
    """One channel while it is read: messages seen, and those that its threads name."""

    id: str
    seen: set[str] = attrs.Factory(set)
    named: dict[str, tuple[str, Source, str | None]] = attrs.Factory(dict)  #: ts -> thread, where, whose

    def post(self, stamp: str) -> str:
        return f"slack:{self.id}/{stamp}"


def detect(head: Head) -> Fit:
    if head.members:
        return Fit.YES if any(True for _ in claim(head.members)) else Fit.NO
    value = first_value(head)
    if isinstance(value, dict):
        value = value.get("messages")
    if not isinstance(value, list):
        return Fit.NO
    found = [each for each in value[:20] if isinstance(each, dict)]
    return Fit.YES if found and is_message(found[0]) and sum(map(is_message, found)) > len(found) // 2 else Fit.NO


def is_message(value: Mapping[str, Any]) -> bool:
    stamp = value.get("ts")
    return value.get("type") == "message" and isinstance(stamp, str) and STAMP.fullmatch(stamp) is not None


def claim(names: Sequence[str]) -> Iterable[Sequence[str]]:
    """One group for each folder that holds the lists of an export: those, and the files of its days."""
    listed: dict[str, set[str]] = {}
    days: set[str] = set()
    other: set[str] = set()  # folders with JSON in them or one below that no export has
    for name in names:
        folder, _, base = name.rpartition("/")
        if found := DAY.fullmatch(name):
            days.add(found[1] or "")
        elif base in (*USERS, *CHANNELS):
            listed.setdefault(folder, set()).add(base)
        elif base.endswith(".json") and base not in (*OTHERS, CANVAS):
            other.update((folder, folder.rpartition("/")[0]))
    # without a list of channels a "users.json" can be of anything, unless all beside it are days
    roots = {root for root, lists in listed.items() if lists & {*CHANNELS} or (root in days and root not in other)}
    groups: dict[str, list[str]] = {}
    for name in names:
        folder, _, base = name.rpartition("/")
        if folder in roots and base in (*USERS, *CHANNELS, *OTHERS):
            groups.setdefault(folder, []).append(name)
        elif (found := DAY.fullmatch(name)) and (found[1] or "") in roots:
            groups.setdefault(found[1] or "", []).append(name)
        elif base == CANVAS and folder.rpartition("/")[0] in roots:
            groups.setdefault(folder.rpartition("/")[0], []).append(name)
    return [group for group in groups.values() if any(map(DAY.fullmatch, group))]


def base_of(name: str) -> str:
    return name.rpartition("/")[2]


def read(material: Material) -> Iterator[Finding]:
    """Yield a Capture, then channel by channel and day by day the messages with the links that they state."""
    export = Export(material.name, Faults(material.name))
    hints = material.hints
    yield Capture(
        material.name, NAME, hints.seen_at, hints.author, states_parents=True, timezone=hints.timezone,
        platform=hints.platform or "slack",
    )  # fmt: skip
    if not material.members:
        channel = Channel(channel_of_path(material.name))
        if channel.id == UNKNOWN:
            what = "a day file does not say its channel, nor does its folder; its ids begin with slack:unknown"
            yield Problem(Source(export.capture), what, "", Severity.INFO)
        yield from day(lambda: material, "", channel, export)
        yield from not_seen(channel, export)
        return
    folder = prefix(tuple(material.members))  # the name of the capture has it already
    members = {name.removeprefix(folder): opened for name, opened in material.members.items()}
    yield from lists(members, export)
    days: dict[str, list[str]] = {}
    for name in members:
        if found := DAY.fullmatch(name):
            days.setdefault(found[2], []).append(name)
    for folder, files in sorted(days.items()):
        channel = Channel(export.folders.get(folder, folder))
        yield Furniture(Source(export.capture, folder, export.position), "channel", f"{folder} ({channel.id})")
        for name in sorted(files):
            yield from day(members[name], name, channel, export)
        yield from not_seen(channel, export)


def channel_of_path(name: str) -> str:
    """A day file lies in the folder of its channel."""
    found = DAY.fullmatch(name.replace("\\", "/"))
    return found[2] if found else UNKNOWN


def lists(members: Mapping[str, Callable[[], Material]], export: Export) -> Iterator[Finding]:
    """Learn the names; the lists themselves are furniture."""
    for name in sorted(members):
        base = base_of(name)
        if base in (*OTHERS, CANVAS):
            yield Furniture(Source(export.capture, name), base.removesuffix(".json"))
        elif base in (*USERS, *CHANNELS):
            yield Furniture(Source(export.capture, name), base.removesuffix(".json"))
            for each in values(members[name], name, export):
                if isinstance(each, Problem):
                    yield each
                elif isinstance(each.value, dict):
                    fields = Fields(each.value, each.place, export.faults)
                    learn_person(fields, export) if base in USERS else learn_channel(fields, export)
                elif each.value is not None:
                    export.faults.add(each.place, "not an object; left out", each.value)
            yield from export.faults.told()


def values(opened: Callable[[], Material], name: str, export: Export) -> Iterator[Value | Problem]:
    """The records of a member, with the member's name in their places."""
    inside = f"{name} " if name else ""
    try:
        for each in json_values(attrs.evolve(opened(), name=export.capture)):
            if isinstance(each, Value):
                yield attrs.evolve(each, place=inside + each.place)
            elif each.source is not None:
                yield attrs.evolve(each, source=attrs.evolve(each.source, locator=inside + each.source.locator))
    except (OSError, EOFError) as error:
        yield Problem(Source(export.capture, name), f"cannot be opened: {error}", "", Severity.ERROR)


def learn_person(fields: Fields, export: Export) -> None:
    number, handle = fields.id("id"), fields.text("name")
    profile = fields.record("profile")
    name = profile.text("display_name") or fields.text("real_name") or profile.text("real_name") or None
    if number is not None:
        export.people[number] = Author(handle or None, name, number)
        export.names[number] = name or handle or number


def learn_channel(fields: Fields, export: Export) -> None:
    number, name = fields.id("id"), fields.text("name")
    if number is not None:
        export.folders[number] = number  # direct messages lie in a folder called by their id
        if name:
            export.folders[name] = number
            export.names[number] = name


def day(opened: Callable[[], Material], name: str, channel: Channel, export: Export) -> Iterator[Finding]:
    damaged = False  # what was taken out of a damaged text is null, and told of already
    for value in values(opened, name, export):
        if isinstance(value, Problem):
            damaged = True
            yield value
            continue
        for place, each in unpacked(value, channel):
            if isinstance(each, dict):
                yield from message(Fields(each, place, export.faults), channel, export)
                export.position += 1
            elif each is not None or not damaged:
                export.faults.add(place, "no message; left out", each)
            yield from export.faults.told()


def unpacked(value: Value, channel: Channel) -> Iterator[tuple[str, Any]]:
    """A message, or those of an answer of Slack's API, which may name the channel."""
    inside = value.value.get("messages") if isinstance(value.value, dict) else None
    if not isinstance(inside, list):
        yield value.place, value.value
        return
    number = value.value.get("channel_id") or value.value.get("channel")
    if isinstance(number, str) and channel.id == UNKNOWN:
        channel.id = number
    for n, each in enumerate(inside):
        yield f"{value.place}.messages[{n}]", each


def message(fields: Fields, channel: Channel, export: Export) -> Iterator[Finding]:
    source = Source(export.capture, fields.place, export.position)
    stamp, subtype = fields.text("ts"), fields.text("subtype")
    if fields.cut:
        yield Problem(source, "a message whose end is missing; left out", stamp or "")
        if stamp is not None and STAMP.fullmatch(stamp):
            yield from shared(fields, source, channel.post(stamp), export)
        return
    if stamp is None or not STAMP.fullmatch(stamp):
        fields.faults.add(fields.place, "no message: it has no time stamp; left out", fields.value)
        return
    if fields.text("type") not in (None, "message"):
        yield Furniture(source, fields.text("type") or "", fields.text("text") or "")
        return
    name, thread = channel.post(stamp), fields.text("thread_ts")
    channel.seen.add(stamp)
    if subtype in GONE:
        yield Absence(name, GONE[subtype], source)
    elif subtype and subtype not in WRITTEN and thread is None and not fields.any("reply_count"):
        yield Furniture(source, subtype, slack_text(fields.text("text") or "", export.names))
        return
    else:
        yield sighting(fields, source, name, export)
        yield from shared(fields, source, name, export)
    if thread and thread != stamp:
        yield Link(Kind.REPLY, name, channel.post(thread), Basis.STATED, source=source)
    root = fields.record("root")
    if root.value and not root.cut and (top := root.text("ts")):
        yield sighting(root, attrs.evolve(source, locator=root.place), channel.post(top), export)
    yield from thread_of(fields, source, stamp, channel)


def thread_of(fields: Fields, source: Source, stamp: str, channel: Channel) -> Iterator[Declared]:
    """What the first message of a thread says of its replies."""
    replies = []
    for reply in fields.records("replies"):
        if (each := reply.text("ts")) and STAMP.fullmatch(each):
            replies.append(channel.post(each))
            channel.named[each] = stamp, attrs.evolve(source, locator=reply.place), reply.id("user")
    count = fields.count("reply_count")
    if count is not None and replies:
        yield Declared(source, "replies in the thread", count, tuple(dict.fromkeys(replies)))


def not_seen(channel: Channel, export: Export) -> Iterator[Finding]:
    """Replies that a thread names and the export does not hold, as after its last day."""
    for stamp, (thread, source, user) in channel.named.items():
        if stamp not in channel.seen:
            name = channel.post(stamp)
            yield Absence(name, "not_captured", source, person(user, export))
            yield Link(Kind.REPLY, name, channel.post(thread), Basis.STATED, source=source)


def person(number: str | None, export: Export) -> Author | None:
    return None if number is None else export.people.get(number) or Author(id=number)


def sighting(fields: Fields, source: Source, name: str, export: Export) -> Sighting:
    shown = fields.text("text") or ""
    text = slack_text(shown, export.names)
    blocks = fields.list("blocks")
    if blocks and (not shown.strip() or "bot_id" in fields):
        text = max(slack_blocks(blocks, export.names), text, key=len)
    media, cards = media_and_cards(pieces_of(fields, export))
    edited, stamp = fields.record("edited").text("ts"), fields.text("ts") or ""
    when = stamp_time(edited) if edited else None
    found = [count.low for each in fields.records("reactions") if (count := each.count("count")) is not None]
    return Sighting(
        source, text, name, fields.text("permalink"), writer(fields, export), None if text == shown else shown,
        when=stamp_time(stamp), other_times=(("edited", when),) if when else (),
        counts=Counts(
            replies=fields.count("reply_count"), reactions=Count.of(sum(found)) if found else None,
        ),
        media=media, cards=cards, version=edited,
    )  # fmt: skip


def stamp_time(stamp: str) -> When | None:
    """Slack's stamps are unique in a channel: their fraction orders the messages of a second."""
    found = STAMP.fullmatch(stamp)
    return seconds(int(found[1] + found[2]), 1_000_000, stamp) if found else None


def writer(fields: Fields, export: Export) -> Author | None:
    number = fields.id("user")
    if number is not None:
        known = export.people.get(number)
        profile = fields.record("user_profile")
        if known is not None or not profile.value:
            return known or Author(id=number)
        return Author(profile.text("name"), profile.text("display_name") or profile.text("real_name") or None, number)
    name = fields.text("username") or fields.record("bot_profile").text("name")
    bot = fields.id("bot_id")
    return Author(name=name, id=bot) if name or bot else None


def pieces_of(fields: Fields, export: Export) -> Iterator[Media | Card]:
    files = [*fields.records("files")]
    if fields.value.get("file"):
        files.append(fields.record("file"))
    for file in files:
        if file.text("mode") in NOT_THERE:
            what = "a file of this message is no longer there"
            file.faults.add(file.place, what, file.text("name") or file.id("id") or "", Severity.INFO)
        else:
            name, title = file.text("name"), file.text("title")
            alt = file.text("alt_txt") or (title if title != name else None)
            yield attached(name, file.text("mimetype"), file.text("permalink") or file.text("url_private"), alt)
    for card in fields.records("attachments"):
        if quoted(card) is None:
            yield from preview(card, export)
    for block in fields.list("blocks"):
        if isinstance(block, dict) and block.get("type") == "image":
            picture = Fields(block, f"{fields.place}.blocks", fields.faults)
            yield Media("image", picture.text("alt_text"), picture.text("image_url"))
    for label, url in buttons_in(fields.list("blocks")):
        yield Card(label or None, None, url)


def preview(card: Fields, export: Export) -> Iterator[Media | Card]:
    lines = [card.text(key) for key in ("pretext", "author_name", "text")]
    for field in card.records("fields"):
        lines += [": ".join(part for key in ("title", "value") if (part := field.text(key)))]
    inside = slack_blocks(card.list("blocks"), export.names)
    title = card.text("title") or card.text("service_name")
    description = "\n".join([slack_text(line, export.names) for line in lines if line] + [inside] * bool(inside))
    url = card.text("title_link") or card.text("from_url") or card.text("original_url")
    picture = card.text("image_url") or card.text("thumb_url")
    if title or description or url or not picture:
        yield Card(title or None, description or card.text("fallback") or None, url, image=bool(picture))
    else:
        yield Media("image", card.text("fallback"), picture)


def quoted(card: Fields) -> tuple[str, str] | None:
    """Channel and stamp of the message that an attachment shares."""
    number, stamp = card.id("channel_id"), card.id("ts")
    shares = card.value.get("is_msg_unfurl") is True or card.value.get("is_share") is True
    return (number, stamp) if shares and number and stamp and STAMP.fullmatch(stamp) else None


def shared(fields: Fields, source: Source, name: str, export: Export) -> Iterator[Finding]:
    for card in fields.records("attachments"):
        found = quoted(card)
        if found is None or card.cut:
            continue
        inner = f"slack:{found[0]}/{found[1]}"
        shown = card.text("text") or ""
        text = slack_text(shown, export.names)
        number = card.id("author_id")
        known = export.people.get(number) if number else None
        by = known or Author(card.text("author_subname"), card.text("author_name"), number)
        yield Link(Kind.QUOTE, name, inner, Basis.STATED, source=source)
        yield Sighting(
            attrs.evolve(source, locator=card.place), text, inner, card.text("from_url"),
            by if by.id or by.name or by.handle else None, None if text == shown else shown,
            when=stamp_time(found[1]), media=media_and_cards(attached_to(card))[0],
        )  # fmt: skip


def attached_to(card: Fields) -> Iterator[Media | Card]:
    for file in card.records("files"):
        yield attached(file.text("name"), file.text("mimetype"), file.text("permalink") or file.text("url_private"))
