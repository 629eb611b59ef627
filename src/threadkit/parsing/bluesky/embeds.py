"""What a Bluesky post shows below its text: pictures, films, cards of links, and other posts.

The same things stand in the record that the author wrote (files by their content id) and in the view that a server
makes of it (files by address; the quoted post itself). They are told apart by what is in them, not by their names.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable

import attrs

from threadkit.parsing.json_data.fields import Fields
from threadkit.records import Card, Media, Severity

__all__ = ["NOTHING", "POST", "Embedded", "collection_of", "embedded"]

POST = "app.bsky.feed.post"
#: Keys of every kind of embed that is known.
KNOWN = ("images", "items", "playlist", "video", "external", "record", "media")


@attrs.frozen
class Embedded:
    """`quotes`: what stands for quoted posts, each with at least its address."""

    media: list[Media] = attrs.Factory(list)
    cards: list[Card] = attrs.Factory(list)
    quotes: list[Fields] = attrs.Factory(list)


NOTHING = Embedded()


def embedded(embeds: Iterable[Fields], did: str | None) -> Embedded:
    """What embeds hold, be they views or as they stand in a record; `did`: whose files they are."""
    found = Embedded()
    waiting = [embed for embed in embeds if embed.value]
    while waiting:
        part = waiting.pop()
        if "media" in part:
            waiting.append(part.record("media"))
        for image in (*part.records("images"), *part.records("items")):
            found.media.append(picture(image, did))
        if "playlist" in part or "video" in part:
            found.media.append(film(part, did))
        if "external" in part:
            found.cards.append(card(part.record("external")))
        if "record" in part:
            shared(part.record("record"), found)
        if part.value and not any(name in part for name in KNOWN):
            what = "an embed of a kind that is not known; it is left out"
            part.faults.add(part.place, what, part.text("$type") or repr(list(part.value)), Severity.INFO)
    return found


def picture(image: Fields, did: str | None) -> Media:
    url = image.text("fullsize") or image.text("thumb") or image.text("thumbnail")
    if url is None and (cid := content_id(image, "image")) and did:
        url = f"https://cdn.bsky.app/img/feed_fullsize/plain/{did}/{cid}@jpeg"
    return Media("image", image.text("alt") or None, url)


def film(part: Fields, did: str | None) -> Media:
    url = part.text("playlist")
    if url is None and (cid := content_id(part, "video")) and did:
        url = f"https://video.bsky.app/watch/{did}/{cid}/playlist.m3u8"
    return Media("gif" if part.text("presentation") == "gif" else "video", part.text("alt") or None, url)


def card(external: Fields) -> Card:
    title, description, url = (external.text(name) or None for name in ("title", "description", "uri"))
    return Card(title, description, url, image=external.any("thumb") not in (None, ""))


def shared(record: Fields, found: Embedded) -> None:
    """A record that is shown: a post is a quote, a feed, a list or the like is a card."""
    if "uri" not in record and "record" in record:
        record = record.record("record")
    address = record.text("uri")
    if not address:
        if record.value and not record.cut:
            what = "a shared record without its address; it is left out"
            record.faults.add(record.place, what, record.text("$type") or repr(list(record.value)))
    elif (collection_of(address) or POST) == POST:
        found.quotes.append(record)
    else:
        name = record.text("displayName") or record.text("name") or record.text("record", "name")
        name = name or record.text("creator", "displayName") or record.text("creator", "handle")
        description = record.text("description") or record.text("record", "description")
        found.cards.append(Card(name or None, description or None, address, image="avatar" in record))


def content_id(holder: Fields, name: str) -> str | None:
    """The id of a file, in the forms in which it has been written since 2023."""
    blob = holder.any(name)
    ref = blob.get("ref", blob.get("cid")) if isinstance(blob, dict) else None
    if isinstance(ref, dict):
        ref = ref.get("$link")
    if isinstance(ref, bytes):
        return "b" + base64.b32encode(ref).decode().rstrip("=").lower()
    return ref if isinstance(ref, str) and ref else None


def collection_of(address: str) -> str | None:
    """What kind of record an address is of.

    >>> collection_of("at://did:plc:made-up/app.bsky.feed.post/3k2")
    'app.bsky.feed.post'
    """
    parts = address.split("/", 4)
    return parts[3] if len(parts) == 5 and parts[0] == "at:" else None
