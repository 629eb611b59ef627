"""DiscordChatExporter's JSON: one channel or thread, with its server and messages.

* A thread has the id of the message that it was started from; only if the file shows that message (as in a forum), or
  says which it was, are the others told to stand below it.
* A forward holds what it forwards (since 2.47): a post of its own, without its author, quoted by the forward.
* What Discord writes itself ("Joined the server.") is furniture, unless someone answers it.
* A count of messages takes in the lines that Discord wrote itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from threadkit.parsing.attachments import attached, media_and_cards
from threadkit.parsing.json_data.fields import Faults, Fields
from threadkit.parsing.json_data.values import Value, first_value, json_values
from threadkit.parsing.material import Fit, Head, Hints, Material
from threadkit.parsing.times.stamps import moment, snowflake
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
    Sighting,
    Source,
    When,
)

__all__ = ["EXAMPLE", "NAME", "TITLE", "detect", "read"]

NAME = "discord_json"
TITLE = "DiscordChatExporter (JSON)"
EXAMPLE = """\
{
  "guild": {"id": "900000000000000001", "name": "Example Garden"},
  "channel": {"id": "900000000000000002", "type": "GuildTextChat", "category": "Talk", "name": "sundials"},
  "messages": [
    {"id": "1235199039897600000", "type": "Default", "timestamp": "2024-05-01T12:00:00+00:00",
     "content": "Is the sundial slow?", "author": {"id": "900000000000000101", "name": "example_ada"}},
    {"id": "1235199291555840000", "type": "Reply", "timestamp": "2024-05-01T12:01:00+00:00",
     "content": "By an hour.", "author": {"id": "900000000000000102", "name": "example_bo"},
     "reference": {"messageId": "1235199039897600000", "channelId": "900000000000000002"}}
  ],
  "messageCount": 2
}
"""

EPOCH = 1_420_070_400_000  #: of Discord's ids: the first second of 2015, in milliseconds
#: Kinds of messages that people write. The exporter writes the number of a kind that it has no name for.
DEFAULT, REPLY = ("Default", "0"), ("Reply", "19")
COMMANDS = ("ChatInputCommand", "20", "ContextMenuCommand", "23")
WRITTEN = frozenset((*DEFAULT, *REPLY, *COMMANDS))
STARTER = ("ThreadStarterMessage", "21")  #: stands in a thread for the message it was started from
#: Other numbers, as Discord's documentation names them.
SYSTEM = {
    "1": "RecipientAdd", "2": "RecipientRemove", "3": "Call", "4": "ChannelNameChange", "5": "ChannelIconChange",
    "6": "ChannelPinnedMessage", "7": "GuildMemberJoin", "8": "GuildBoost", "9": "GuildBoostTier1",
    "10": "GuildBoostTier2", "11": "GuildBoostTier3", "12": "ChannelFollowAdd", "18": "ThreadCreated",
    "21": "ThreadStarterMessage", "22": "GuildInviteReminder", "24": "AutoModerationAction",
    "25": "RoleSubscriptionPurchase", "27": "StageStart", "28": "StageEnd", "29": "StageSpeaker", "31": "StageTopic",
    "46": "PollResult",
}  # fmt: skip
MENTION = re.compile(r"<@!?(\d{1,20})>")
EMOJI = re.compile(r"<a?(:\w{1,50}:)\d{1,20}>")


@attrs.frozen
class Channel:
    """What a message has to know of its channel. `root`: the message that a thread was started from, if the file says
    so; `answered`: messages that others answer.
    """

    capture: str
    guild: str | None
    id: str | None
    root: str | None
    answered: frozenset[str]

    def url(self, message: str) -> str | None:
        if self.guild is None or self.id is None:
            return None
        guild = "@me" if self.guild == "0" else self.guild  # direct messages
        return f"https://discord.com/channels/{guild}/{self.id}/{message}"


def detect(head: Head) -> Fit:
    value = first_value(head)
    if not isinstance(value, dict):
        return Fit.NO
    guild, channel = value.get("guild"), value.get("channel")
    if not (isinstance(guild, dict) and isinstance(channel, dict) and "id" in guild):
        return Fit.NO
    rest = isinstance(value.get("messages"), list) or "dateRange" in value
    return Fit.YES if rest and "type" in channel and "name" in channel else Fit.NO


def read(material: Material) -> Iterator[Finding]:
    """Yield a Capture, then the messages in the order of the file, each with the links that it states."""
    name, hints = material.name, material.hints
    values = list(json_values(material))
    yield Capture(
        name, NAME, made_at(values, hints), hints.author, states_parents=True, timezone=hints.timezone,
        platform=hints.platform or "discord",
    )  # fmt: skip
    faults = Faults(name)
    damaged = False  # what was taken out of a damaged text is null, and told of already
    position = 0
    for value in values:
        if isinstance(value, Problem):
            damaged = True
            yield value
            continue
        if not isinstance(value.value, dict) or "messages" not in value.value:
            faults.add(value.place, "no export of a Discord channel; left out", value.value)
            yield from faults.told()
            continue
        fields = Fields(value.value, value.place, faults)
        channel, messages = opened(fields, name)
        yield from headings(fields, name, position)
        held: list[str] = []
        system = 0
        for n, each in enumerate(messages):
            place = f"{fields.place}.messages[{n}]"
            if isinstance(each, dict):
                for finding in message(Fields(each, place, faults), channel, position):
                    if isinstance(finding, Sighting) and finding.source.locator == place and finding.id:
                        held.append(finding.id)
                    system += isinstance(finding, Furniture)
                    yield finding
                position += 1
            elif each is not None or not damaged:
                faults.add(place, "no message; left out", each)
            yield from faults.told()
        yield from declared(fields, name, held, system)
        yield from faults.told()


def made_at(values: list[Value | Problem], hints: Hints) -> When | None:
    if hints.seen_at is not None:
        return hints.seen_at
    for value in values:
        if isinstance(value, Value) and isinstance(value.value, dict):
            stamp = value.value.get("exportedAt")
            return moment(stamp) if isinstance(stamp, str) else None
    return None


def opened(fields: Fields, capture: str) -> tuple[Channel, list[Any]]:
    messages = fields.list("messages")
    channel = fields.record("channel").id("id")
    answered, root = set(), None
    for each in messages:
        if isinstance(each, dict):
            to = each.get("reference")
            target = to.get("messageId") if isinstance(to, dict) else None
            if type(target) in (str, int):
                if each.get("type") in STARTER:
                    root = str(target)
                elif each.get("type") in (*REPLY, *COMMANDS):
                    answered.add(str(target))
            if root is None and channel is not None and each.get("id") == channel:
                root = channel
    guild = fields.record("guild").id("id")
    return Channel(capture, guild, channel, root, frozenset(answered)), messages


def headings(fields: Fields, capture: str, position: int) -> Iterator[Finding]:
    """What the file says of its channel, and of the days it was limited to."""
    channel = fields.record("channel")
    names = (fields.record("guild").text("name"), channel.text("category"), channel.text("name"))
    text = " / ".join(name for name in names if name)
    topic = channel.text("topic")
    yield Furniture(Source(capture, channel.place, position), "channel", f"{text}: {topic}" if topic else text)
    days = fields.record("dateRange")
    if "after" in days or "before" in days:
        limits = f"{days.text('after') or ''} .. {days.text('before') or ''}"
        yield Furniture(Source(capture, days.place, position), "limited to", limits)


def declared(fields: Fields, capture: str, held: list[str], system: int) -> Iterator[Declared]:
    count = fields.count("messageCount")
    if count is not None:
        number = max(0, count.low - system)
        text = f"{count.low} less {system} system" if system else str(number)
        source = Source(capture, f"{fields.place}.messageCount")
        yield Declared(source, "messages in the file", Count(number, number, text), tuple(dict.fromkeys(held)))


def message(fields: Fields, channel: Channel, position: int) -> Iterator[Finding]:
    source = Source(channel.capture, fields.place, position)
    number, kind = fields.id("id"), fields.id("type") or "Default"
    if fields.cut:
        yield Problem(source, "a message whose end is missing; left out", number or "")
        if number is not None:
            yield from embedded(fields, source, f"discord:{number}", channel)
        return
    if number is None:
        fields.faults.add(fields.place, "a message without an id; left out", fields.value)
        return
    name = f"discord:{number}"
    if kind not in WRITTEN and (kind in STARTER or number not in channel.answered):
        yield Furniture(source, SYSTEM.get(kind, kind), system_text(fields))
        return
    yield sighting(fields, source, name, channel.url(number))
    yield from links(fields, source, name, kind, channel)
    yield from embedded(fields, source, name, channel)


def system_text(fields: Fields) -> str:
    who = author_of(fields.record("author"))
    parts = (who.name or who.handle if who else None, fields.text("content"))
    return ": ".join(part for part in parts if part)


def links(fields: Fields, source: Source, name: str, kind: str, channel: Channel) -> Iterator[Finding]:
    reference = fields.record("reference")
    parent = reference.id("messageId")
    above = None
    if reference.text("type") == "Forward" or (parent is not None and kind in DEFAULT):
        # a message from a channel that this one follows, or a forward of an export before 2.47, is no answer either
        quoted = f"discord:{parent}" if parent else f"{name}/forwarded"
        yield Link(Kind.QUOTE, name, quoted, Basis.STATED, source=source)
    elif parent is not None and kind in (*REPLY, *COMMANDS):
        above = parent
        yield Link(Kind.REPLY, name, f"discord:{parent}", Basis.STATED, source=source)
    elif kind in REPLY:
        yield Absence(f"{name}/parent", "unknown", source)
        yield Link(Kind.REPLY, name, f"{name}/parent", Basis.STATED, source=source)
    if channel.root is not None and channel.root not in (above, name.removeprefix("discord:")):
        yield Link(Kind.ANCESTOR, name, f"discord:{channel.root}", Basis.STATED, source=source)


def embedded(fields: Fields, source: Source, name: str, channel: Channel) -> Iterator[Finding]:
    """Messages that stand in another: what it forwards, and in some versions what it answers."""
    reference = fields.record("reference")
    number = reference.id("messageId")
    forwarded = fields.record("forwardedMessage")
    if forwarded.value and not forwarded.cut:
        where = attrs.evolve(source, locator=forwarded.place)
        where_from = attrs.evolve(channel, guild=reference.id("guildId"), id=reference.id("channelId"))
        inner, url = (f"discord:{number}", where_from.url(number)) if number else (f"{name}/forwarded", None)
        yield sighting(forwarded, where, inner, url)
        if reference.text("type") != "Forward" and fields.id("type") not in (None, *DEFAULT):
            yield Link(Kind.QUOTE, name, inner, Basis.STATED, source=source)
    answered = fields.record("referencedMessage")
    if (to := answered.id("id")) is not None and not answered.cut:
        yield sighting(answered, attrs.evolve(source, locator=answered.place), f"discord:{to}", channel.url(to))


def sighting(fields: Fields, source: Source, name: str, url: str | None) -> Sighting:
    text, shown = words_of(fields)
    media, cards = media_and_cards(pieces_of(fields))
    times = [("edited", when_of(fields, "timestampEdited"))]
    times.append(("id", snowflake(name.removeprefix("discord:"), EPOCH)))
    found = [count.low for each in fields.records("reactions") if (count := each.count("count")) is not None]
    return Sighting(
        source, text, name, url, author_of(fields.record("author")), shown, when=when_of(fields, "timestamp"),
        other_times=tuple((what, when) for what, when in times if when is not None),
        counts=Counts(reactions=Count.of(sum(found))) if found else Counts(),
        media=media, cards=cards, version=fields.text("timestampEdited"),
    )  # fmt: skip


def when_of(fields: Fields, key: str) -> When | None:
    if (fields.text(key) or "").startswith("0001-01-01"):  # how the exporter writes that it does not know
        return None
    return fields.when(key)


def author_of(person: Fields) -> Author | None:
    """Names of accounts were not unique before 2023: four digits told them apart."""
    name, digits = person.text("name"), person.text("discriminator")
    handle = f"{name}#{digits}" if name and digits and digits.strip("0") else name
    found = Author(handle, person.text("nickname"), person.id("id"))
    return found if found.handle or found.name or found.id else None


def words_of(fields: Fields) -> tuple[str, str | None]:
    """The text with names in place of raw mentions, which an export holds if it was made without "markdown"."""
    shown = fields.text("content") or ""
    full = shown
    if "<" in shown:
        names = {
            number: who.name or who.handle or number
            for person in fields.records("mentions")
            if (number := person.id("id")) is not None and (who := author_of(person)) is not None
        }
        full = EMOJI.sub(r"\1", MENTION.sub(lambda found: mention(found, names), shown))
    poll = fields.record("poll")
    if poll.value:
        lines = [poll.text("question"), *(f"- {answer.text('text') or ''}" for answer in poll.records("answers"))]
        asked = "\n".join(line for line in lines if line)
        full, shown = (f"{part}\n\n{asked}" if part else asked for part in (full, shown))
    return full, None if full == shown else shown


def mention(found: re.Match[str], names: Mapping[str, str]) -> str:
    return f"@{names[found[1]]}" if found[1] in names else found[0]


def pieces_of(fields: Fields) -> Iterator[Media | Card]:
    for file in fields.records("attachments"):
        yield attached(file.text("fileName"), None, file.text("url"), file.text("description"))
    for sticker in fields.records("stickers"):
        yield Media("image", sticker.text("name"), sticker.text("sourceUrl"))
    for embed in fields.records("embeds"):
        yield from embed_of(embed)
    command = fields.record("interaction")
    if command.value:
        who = author_of(command.record("user"))
        yield Card(f"/{command.text('name') or ''}", f"used by {who}" if who else None)


def embed_of(embed: Fields) -> Iterator[Media | Card]:
    """The preview of a link, or of a picture, which is nothing else."""
    pictures = [url for each in embed.records("images") if (url := each.text("url"))]
    pictures += [url for key in ("image", "thumbnail") if (url := embed.record(key).text("url"))]
    moving = embed.record("video").text("url")
    lines = [embed.record("author").text("name"), embed.text("description")]
    for field in embed.records("fields"):
        lines += [": ".join(part for key in ("name", "value") if (part := field.text(key)))]
    lines.append(embed.record("footer").text("text"))
    title, description = embed.text("title") or None, "\n".join(line for line in lines if line) or None
    url = embed.text("url")
    if title or description or not (pictures or moving):
        yield Card(title, description, url, image=bool(pictures))
    elif moving:
        yield Media("video", None, url or moving)
    else:
        yield Media("image", None, url or pictures[0])
