r"""Telegram Desktop's export as JSON: ``result.json`` of one chat, or of a whole account with all its chats.

* ``date`` is the clock of the computer that exported, without its zone; ``date_unixtime`` (since 2021) is exact.
* Numbers of messages are those of their chat only; the history of a group that became a supergroup has negative ones.
* ``text`` is a text, or a list of texts and of pieces with a type; ``text_entities`` says the same in pieces only.
* Of a forward only the name of its author is told, not which message it was: the forwarded words are a post of their
  own, quoted by the message that holds them, so that nobody's words are put into another's mouth.
* Telegram writes control characters as ``\x0B``, which no JSON reader takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import attrs

from threadkit.parsing.attachments import media_and_cards
from threadkit.parsing.json_data.fields import Faults, Fields
from threadkit.parsing.json_data.values import Value, first_value, json_values
from threadkit.parsing.material import Fit, Head, Hints, Material
from threadkit.parsing.telegram_pieces import pieces_of, words_of
from threadkit.parsing.times.stamps import seconds
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
    Order,
    Problem,
    Sighting,
    Source,
    When,
)

__all__ = ["EXAMPLE", "NAME", "TITLE", "detect", "read"]

NAME = "telegram_json"
TITLE = "Telegram Desktop export (result.json)"
EXAMPLE = """\
{
 "name": "Example Garden", "type": "private_supergroup", "id": 1000000001,
 "messages": [
  {"id": 7, "type": "message", "date": "2024-05-01T14:00:00", "date_unixtime": "1714564800",
   "from": "Ada Example", "from_id": "user101", "text": "Is the sundial slow?"},
  {"id": 8, "type": "message", "date": "2024-05-01T14:01:00", "date_unixtime": "1714564860",
   "from": "Bo Example", "from_id": "user102", "reply_to_message_id": 7,
   "text": ["See ", {"type": "text_link", "text": "the notes", "href": "https://example.org/dial"}]}
 ]
}
"""

#: What Telegram calls a chat, as of 2025.
CHATS = frozenset((
    "saved_messages", "replies", "verification_codes", "personal_chat", "bot_chat", "private_group",
    "private_supergroup", "public_supergroup", "private_channel", "public_channel",
))  # fmt: skip
#: Chats whose messages have an address, t.me/c/…, for their members.
WITH_ADDRESS = frozenset(("private_supergroup", "public_supergroup", "private_channel", "public_channel"))
LISTS = ("chats", "left_chats")
#: What else a whole account holds, each with "about" and "list", or a bare list.
OTHERS = frozenset((
    "personal_information", "profile_pictures", "stories", "profile_music", "contacts", "frequent_contacts",
    "sessions", "web_sessions", "other_data", "ringtones", *LISTS,
))  # fmt: skip
NUMBER = re.compile(r"-?\d{1,20}")
PEER = re.compile(r"[a-z]{0,10}(\d{1,20})")
ESCAPE = re.compile(r"\\(?:x([01][0-9A-Fa-f])|.)", re.DOTALL)
USERS = 2**32  #: a number below it is of a user, in exports before 2021 that write no kind


@attrs.frozen
class Chat:
    """What a message has to know of its chat. `answered`: numbers of messages that others of it answer."""

    capture: str
    id: str
    type: str
    answered: frozenset[str]
    timezone: str | None

    def post(self, number: str) -> str:
        return f"telegram:{self.id}/{number}"

    def url(self, number: str) -> str | None:
        if self.type in WITH_ADDRESS and number.isdigit():
            return f"https://t.me/c/{self.id}/{number}"
        return None


def detect(head: Head) -> Fit:
    value = first_value(head)
    if not isinstance(value, dict):
        return Fit.NO
    if is_chat(value):
        return Fit.YES
    if isinstance(value.get("about"), str) or any(isinstance(value.get(name), dict) for name in LISTS):
        if any(is_part(value.get(name)) for name in OTHERS):
            return Fit.YES
        person = value.get("personal_information")
        if isinstance(person, dict) and "user_id" in person:
            return Fit.YES
    return Fit.NO


def is_chat(value: dict[str, Any]) -> bool:
    kind = value.get("type")
    return isinstance(kind, str) and kind in CHATS and "id" in value and isinstance(value.get("messages"), list)


def is_part(value: object) -> bool:
    if isinstance(value, dict) and isinstance(value.get("list"), list):
        return isinstance(value.get("about"), str) or any(is_chat(v) for v in value["list"] if isinstance(v, dict))
    return False


def read(material: Material) -> Iterator[Finding]:
    """Yield a Capture, then for each chat its messages in order, each with the links that it states."""
    name, hints = material.name, material.hints
    whole = attrs.evolve(material, text=lambda: repaired(material.text()))
    values = list(json_values(whole))
    faults = Faults(name)
    chats = [list(chats_of(value, faults)) if isinstance(value, Value) else [] for value in values]
    yield Capture(
        name, NAME, hints.seen_at, account_of(values, hints), states_parents=True, timezone=hints.timezone,
        order=Order.OLDEST if sum(map(len, chats)) == 1 else Order.NONE,  # the times of chats overlap
        platform=hints.platform or "telegram",
    )  # fmt: skip
    damaged = False  # what was taken out of a damaged text is null, and told of already
    position = 0
    for value, inside in zip(values, chats, strict=True):
        if isinstance(value, Problem):
            damaged = True
            yield value
            continue
        yield from furniture_of(name, value, bool(inside))
        for fields in inside:
            chat, messages = opened(fields, name, hints)
            text = " ".join(part for part in (fields.text("name"), f"({chat.type})") if part)
            yield Furniture(Source(name, fields.place, position), "chat", text)
            for n, each in enumerate(messages):
                place = f"{fields.place}.messages[{n}]"
                if isinstance(each, dict):
                    yield from message(Fields(each, place, faults), chat, position)
                    position += 1
                elif each is not None or not damaged:
                    faults.add(place, "no message; left out", each)
                yield from faults.told()
        yield from faults.told()


def repaired(text: str) -> str:
    r"""Telegram's own escapes of control characters as those of JSON.

    >>> print(repaired(r'"a\x0Bb" "c\\x0B"'))
    "a\u000Bb" "c\\x0B"
    """
    if "\\x" not in text:
        return text
    return ESCAPE.sub(lambda found: f"\\u00{found[1]}" if found[1] else found[0], text)


def account_of(values: list[Value | Problem], hints: Hints) -> Author | None:
    if hints.author is not None:
        return hints.author
    for value in values:
        if isinstance(value, Value) and isinstance(value.value, dict) and "personal_information" in value.value:
            person = Fields(value.value, "", Faults("")).record("personal_information")
            name = " ".join(part for key in ("first_name", "last_name") if (part := person.text(key)))
            handle, number = person.text("username"), person.id("user_id")
            if name or handle or number:
                found = handle.removeprefix("@") if handle else None
                return Author(found or None, name or None, f"user{number}" if number else None)
    return None


def chats_of(value: Value, faults: Faults) -> Iterator[Fields]:
    if not isinstance(value.value, dict):
        if value.value is not None:
            faults.add(value.place, "no export of Telegram; left out", value.value)
        return
    fields = Fields(value.value, value.place, faults)
    if "messages" in fields:
        yield fields
        return
    for name in LISTS:
        yield from fields.record(name).records("list")
    if not any(name in value.value for name in (*LISTS, "about", *OTHERS)):
        faults.add(value.place, "no export of Telegram; left out", value.value)


def furniture_of(capture: str, value: Value, chats: bool) -> Iterator[Furniture]:
    """The other parts of a whole account, by name; what is in them is not the business of this library."""
    if isinstance(value.value, dict) and "messages" not in value.value:
        for name, part in value.value.items():
            if name in OTHERS.difference(LISTS) or (name == "about" and (chats or isinstance(part, str))):
                source = Source(capture, f"{value.place}.{name}", value.position)
                yield Furniture(source, name, part if isinstance(part, str) else "")


def opened(fields: Fields, capture: str, hints: Hints) -> tuple[Chat, list[Any]]:
    messages = fields.list("messages")
    number = fields.id("id")
    if number is None:
        fields.faults.add(fields.place, "a chat without its id; ids of its messages begin with telegram:unknown", "")
    answered = frozenset(
        str(each["reply_to_message_id"])
        for each in messages
        if isinstance(each, dict)
        and isinstance(each.get("reply_to_message_id"), int | str)
        and "reply_to_peer_id" not in each
    )
    return Chat(capture, number or "unknown", fields.text("type") or "chat", answered, hints.timezone), messages


def message(fields: Fields, chat: Chat, position: int) -> Iterator[Finding]:
    source = Source(chat.capture, fields.place, position)
    number, kind = fields.id("id"), fields.text("type")
    if fields.cut:
        yield Problem(source, "a message whose end is missing; left out", number or "")
    elif number is None or not NUMBER.fullmatch(number):
        fields.faults.add(fields.place, "a message without a number; left out", fields.value)
    elif kind == "unsupported":
        yield Absence(chat.post(number), "not_captured", source, url=chat.url(number))
    elif kind == "service":
        yield from service(fields, chat, number, source)
    elif kind == "message" or not kind:
        yield from post(fields, chat, number, source)
    else:
        fields.faults.add(fields.place, "a message of a kind that is not known; left out", kind)


def service(fields: Fields, chat: Chat, number: str, source: Source) -> Iterator[Finding]:
    """What Telegram writes itself is furniture, unless someone answers it, as all messages of a topic do."""
    action = fields.text("action") or "service"
    said = fields.text("information_text") or fields.text("title") or fields.text("new_title")
    who = author_of(fields, "actor")
    if number not in chat.answered:
        words = " ".join(part for part in (who.name if who else None, action.replace("_", " ")) if part)
        yield Furniture(source, action, f"{words}: {said}" if said else words)
        return
    yield Sighting(
        source, said or action.replace("_", " "), chat.post(number), chat.url(number), who,
        when=when_of(fields, "date", chat.timezone),
    )  # fmt: skip


def post(fields: Fields, chat: Chat, number: str, source: Source) -> Iterator[Finding]:
    name = chat.post(number)
    writer = author_of(fields, "from")
    text, shown = words_of(fields)
    media, cards = media_and_cards(pieces_of(fields))
    edited = when_of(fields, "edited", chat.timezone)
    version = fields.id("edited_unixtime") or fields.text("edited")
    own = Sighting(
        source, text, name, chat.url(number), writer, shown, when=when_of(fields, "date", chat.timezone),
        other_times=(("edited", edited),) if edited else (), counts=reactions_of(fields),
        media=media, cards=cards, version=version,
    )  # fmt: skip
    by = fields.text("forwarded_from")
    if "forwarded_from" in fields.value and (by is None or by != fields.text("from")):
        inner = attrs.evolve(source, locator=f"{source.locator}.forwarded_from")
        yield attrs.evolve(own, text="", text_as_shown=None, media=(), cards=())
        yield Link(Kind.QUOTE, name, f"{name}/forwarded", Basis.STATED, source=source)
        yield Sighting(
            inner, text, f"{name}/forwarded", author=author_of(fields, "forwarded_from"), text_as_shown=shown,
            media=media, cards=cards,
        )  # fmt: skip
    else:
        yield own
    parent = fields.id("reply_to_message_id")
    if parent is not None:
        peer = PEER.fullmatch(fields.text("reply_to_peer_id") or "")
        where = f"telegram:{peer[1]}/{parent}" if peer else chat.post(parent)
        yield Link(Kind.REPLY, name, where, Basis.STATED, source=source)


def author_of(fields: Fields, key: str) -> Author | None:
    """A channel's post may be signed by who wrote it."""
    name, number = fields.text(key), fields.id(f"{key}_id")
    if number and number.isascii() and number.isdigit() and len(number) < 20 and int(number) < USERS:
        number = f"user{number}"
    signed = fields.text("author") if key == "from" else None
    if signed and signed != name:
        name = f"{name} ({signed})" if name else signed
    return Author(name=name, id=number) if name or number else None


def when_of(fields: Fields, key: str, timezone: str | None) -> When | None:
    number = fields.whole(f"{key}_unixtime")
    exact = None if number is None else seconds(number)
    shown = fields.text(key) if exact is None else None
    if not shown:
        return exact
    from threadkit.parsing.times.shown import read_time

    found = read_time(shown, timezone=timezone)
    if found is None:
        fields.wrong((key,), "a time", shown)
    return found


def reactions_of(fields: Fields) -> Counts:
    found = [count.low for each in fields.records("reactions") if (count := each.count("count")) is not None]
    return Counts(reactions=Count.of(sum(found))) if found else Counts()
