"""What a message of Telegram holds: its text with the addresses of its links, its files, and what else it carries."""

from __future__ import annotations

from collections.abc import Iterator

from threadkit.parsing.attachments import attached
from threadkit.parsing.identity import base_name
from threadkit.parsing.json_data.fields import Fields
from threadkit.records import Card, Media

__all__ = ["pieces_of", "words_of"]

#: `media_type` -> kind.
MEDIA = {
    "animation": "gif", "video_file": "video", "video_message": "video", "voice_message": "audio",
    "audio_file": "audio", "sticker": "image",
}  # fmt: skip
CARRIED = frozenset((
    "photo", "file", "poll", "contact_information", "location_information", "place_name", "game_title",
    "invoice_information", "inline_bot_buttons", "giveaway_information", "giveaway_results", "paid_stars_amount",
))  # fmt: skip
#: What a giveaway says of itself, in words and numbers.
GIVEN = (
    "additional_prize", "quantity", "months", "stars", "until_date", "launch_message_id", "winners_count",
    "unclaimed_count",
)  # fmt: skip
NOT_EXPORTED = "("  #: "(File not included. Change data exporting settings to download.)"


def words_of(fields: Fields) -> tuple[str, str | None]:
    """The text with the addresses of its links, and the bare one if it differs; a poll's words are the message's."""
    full, shown = joined(fields, "text")
    if not shown:
        full, shown = joined(fields, "text_entities")
    if "poll" in fields:
        asked = "\n".join([f"{sign}{joined(each, key)[0]}" for each, key, sign in questions(fields.record("poll"))])
        full, shown = (f"{part}\n\n{asked}" if part else asked for part in (full, shown))
    return full, None if full == shown else shown


def questions(poll: Fields) -> Iterator[tuple[Fields, str, str]]:
    """A poll and its answers: where the words are, and what stands before them."""
    yield poll, "question", ""
    for answer in poll.records("answers"):
        yield answer, "text", "- "


def joined(fields: Fields, *names: str) -> tuple[str, str]:
    """A text or a list of pieces, as text with addresses, and without."""
    from threadkit.parsing.markup.html_text import is_short_for

    value = fields.any(*names)
    if value is None or isinstance(value, str):
        return value or "", value or ""
    full, shown = [], []
    for n, piece in enumerate(fields.list(*names)):
        if isinstance(piece, str):
            full.append(piece)
            shown.append(piece)
        elif isinstance(piece, dict):
            part = Fields(piece, f"{fields.place}.{'.'.join(names)}[{n}]", fields.faults)
            words, address = part.text("text") or "", part.text("href")
            shown.append(words)
            if address and is_short_for(words.strip(), address):
                full.append(address if words.strip() else words)
            else:
                full.append(f"{words} ({address})" if address else words)
        elif piece is not None:
            fields.wrong((*names[:-1], f"{names[-1]}[{n}]"), "a text or an object", piece)
    return "".join(full), "".join(shown)


def pieces_of(fields: Fields) -> Iterator[Media | Card]:
    """Photo, file, and what else a message can carry."""
    if not CARRIED.intersection(fields.value):
        return
    if photo := fields.text("photo"):
        yield Media("image", None, path_of(photo))
    if path := fields.text("file"):
        kind = MEDIA.get(fields.text("media_type") or "")
        place, emoji = path_of(path), fields.text("sticker_emoji")
        name = fields.text("file_name") or (base_name(place) if place else None)
        title = " — ".join(part for key in ("performer", "title") if (part := fields.text(key)))
        if kind:
            yield Media(kind, emoji or title or None, place)
        else:
            yield attached(name, fields.text("mime_type"), place, title)
    yield from polls(fields)
    contact = fields.record("contact_information")
    if contact.value:
        parts = [part for key in ("first_name", "last_name") if (part := contact.text(key))]
        yield Card(" ".join(parts) or None, contact.text("phone_number"))
    point = fields.record("location_information")
    if point.value or "place_name" in fields:
        at = [str(degrees) for key in ("latitude", "longitude") if (degrees := point.number(key)) is not None]
        yield Card(fields.text("place_name") or "location", fields.text("address") or ", ".join(at) or None)
    if "game_title" in fields:
        yield Card(fields.text("game_title"), fields.text("game_description"), fields.text("game_link"))
    invoice = fields.any("invoice_information")
    if isinstance(invoice, dict):
        bill = fields.record("invoice_information")
        yield Card(bill.text("title"), bill.text("description"))
    if (stars := fields.id("paid_stars_amount")) is not None:
        yield Card("paid media", f"{stars} stars")
    yield from giveaways(fields)
    yield from buttons(fields)


def giveaways(fields: Fields) -> Iterator[Card]:
    """Such a message has no text of its own."""
    for key, title in (("giveaway_information", "giveaway"), ("giveaway_results", "results of a giveaway")):
        told = fields.record(key)
        lines = [f"{name.replace('_', ' ')}: {said}" for name in GIVEN if (said := words_or_number(told, name))]
        if told.value:
            yield Card(title, "\n".join(lines) or None)


def words_or_number(told: Fields, name: str) -> str | None:
    value = told.any(name)
    return str(value) if isinstance(value, str) or type(value) is int else None


def polls(fields: Fields) -> Iterator[Card]:
    poll = fields.record("poll")
    if poll.value:
        lines = [
            f"{joined(answer, 'text')[0]}: {votes.text}"
            for answer in poll.records("answers")
            if (votes := answer.count("voters")) is not None
        ]
        yield Card(joined(poll, "question")[0] or None, "\n".join(lines) or None)


def buttons(fields: Fields) -> Iterator[Card]:
    """Links that a bot put below its message."""
    for row in fields.list("inline_bot_buttons"):
        for button in row if isinstance(row, list) else ():
            if isinstance(button, dict) and button.get("type") == "url":
                part = Fields(button, f"{fields.place}.inline_bot_buttons", fields.faults)
                yield Card(part.text("text"), None, part.text("data"))


def path_of(shown: str) -> str | None:
    return None if shown.startswith(NOT_EXPORTED) else shown
