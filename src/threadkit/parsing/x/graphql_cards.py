"""What a post of X's web API shows below its text: the preview of a link, a poll, a broadcast, an article."""

from __future__ import annotations

from collections.abc import Iterator

from threadkit.parsing.json_data.fields import Fields
from threadkit.parsing.json_data.mending import decoded
from threadkit.records import Card

__all__ = ["cards_of"]

POLL = range(1, 5)  #: choices of a poll
#: Where a card keeps what it shows: of a link, of a broadcast.
TITLES, DESCRIPTIONS, ADDRESSES = ("title", "broadcast_title"), ("description",), ("card_url", "broadcast_url")


def cards_of(tweet: Fields, legacy: Fields) -> Iterator[Card]:
    """`legacy`: the v1.1 object in the post, which holds its links."""
    for name in ("card", "tweet_card"):
        card = tweet.record(name)
        if card.value:
            yield from card_of(card.record("legacy") if "legacy" in card else card, legacy)
            break
    article = tweet.record("article", "article_results", "result") if "article" in tweet else tweet.record("article")
    if article.value:
        words = article.text("plain_text") or blocks_of(article) or article.text("preview_text")
        yield Card(article.text("title"), words)


def blocks_of(article: Fields) -> str:
    """The paragraphs of an article that is given whole."""
    if "content_state" not in article:
        return ""
    texts = (block.text("text") for block in article.record("content_state").records("blocks"))
    return "\n\n".join(filter(None, texts))


def card_of(card: Fields, legacy: Fields) -> Iterator[Card]:
    held = card.any("binding_values")
    values: dict[str, str | None] = {}
    if isinstance(held, list):
        for each in card.records("binding_values"):
            values[each.text("key") or ""] = each.text("value", "string_value")
    elif isinstance(held, dict):
        values = {key: card.text("binding_values", key, "string_value") for key in held}
    choices = [(values.get(f"choice{n}_label"), values.get(f"choice{n}_count")) for n in POLL]
    if any(label for label, _ in choices):
        told = [f"{label}: {count}" if count else f"{label}" for label, count in choices if label]
        yield Card("Poll", "\n".join(told))
        return
    if unified := values.get("unified_card"):
        yield from parts_of(unified, card)
        return
    title, description, url = (
        next(filter(None, map(values.get, names)), None) for names in (TITLES, DESCRIPTIONS, ADDRESSES)
    )
    url = url or card.text("url")
    for each in legacy.record("entities").records("urls"):
        if url and each.text("url") == url:
            url = each.text("expanded_url") or url
    if title or description:
        image = any("image" in key or "thumbnail" in key for key in values)
        yield Card(title, description, url if url and "://" in url else None, image)


def parts_of(text: str, card: Fields) -> Iterator[Card]:
    """A card that is made of parts, and is JSON in a text: each part with a title."""
    place = f"{card.place}.unified_card"
    whole, wrong = decoded(text)
    if wrong or not isinstance(whole, dict):
        card.faults.add(place, "a card that cannot be read; left out", text)
        return
    fields = Fields(whole, place, card.faults)
    places = fields.record("destination_objects")
    named: dict[str, str | None] = {
        str(key): places.text(str(key), "data", "url_data", "url")
        for key, held in places.value.items() if isinstance(held, dict)
    }  # fmt: skip
    parts = fields.record("component_objects")
    for key, held in parts.value.items():
        data = parts.record(str(key), "data") if isinstance(held, dict) else None
        title = data.record("title") if data is not None and isinstance(data.any("title"), dict) else None
        if data is not None and title is not None and (words := title.text("content")):
            address = named.get(data.text("destination") or "") or next(filter(None, named.values()), None)
            yield Card(words, None, address, bool(fields.any("media_entities")))
