"""What is in a post of X's API v2: its text with real addresses, counts, media, previews of links."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping

import attrs

from threadkit.parsing.json_data.fields import Fields
from threadkit.parsing.x.text import full_text, holds_all, mentions_before, plain, seems_cut
from threadkit.records import Author, Card, Count, Counts, Media

__all__ = ["CUT_SHORT", "Links", "Page", "cards_of", "counts_of", "handle_of", "media_of", "text_of"]

STATUS = re.compile(
    r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/(?:i/web|i|(?P<whose>[^/\s]{1,50}))"
    r"/status/(?P<post>\d{1,25})(?P<part>/(?:photo|video)/\d)?"
)
CUT_SHORT = "…"
METRICS = (
    ("likes", "like_count"), ("reposts", "retweet_count"), ("replies", "reply_count"), ("quotes", "quote_count"),
    ("views", "impression_count"), ("bookmarks", "bookmark_count"),
)  # fmt: skip
MEDIA_TYPES = {"photo": "image", "video": "video", "animated_gif": "gif"}
#: Media keys begin with the type. 3, 7 and 16 were seen beside their types, 13 in X's own examples.
MEDIA_KEYS = {"3": "image", "7": "video", "13": "video", "16": "gif"}


@attrs.frozen(eq=False)
class Page:
    """What a page tells beside its posts, and that its posts point at."""

    users: Mapping[str, Author] = {}
    media: Mapping[str, Fields] = {}
    polls: Mapping[str, Fields] = {}
    places: Mapping[str, Fields] = {}
    shown: Container[str] = ()  #: ids of the posts that are on it


@attrs.frozen(eq=False)
class Links:
    """Of the addresses in a text: those that lead out, and those that stand for media."""

    outward: list[Fields] = attrs.Factory(list)
    media: list[Fields] = attrs.Factory(list)


def text_of(post: Fields, own: str | None, quoted: str | None) -> tuple[str, str | None, bool, Links]:
    """(text, the text as it stands there if that differs, whether it is cut, its links)."""
    shown, note = post.text("text"), None
    raw = shown or ""
    if post.value.get("note_tweet"):
        note = post.record("note_tweet").text("text")
        whole = mentions_before(plain(raw), note) + note if note else ""
        raw = whole if whole and holds_all(plain(whole), plain(raw)) else raw
    links, pairs, drop = Links(), [], []
    cut = False
    for entity in urls_of(post):
        short, real = entity.text("url"), entity.text("expanded_url")
        status = STATUS.match(real) if real else None
        itself = status is not None and status["post"] == own
        shows_media = "media_key" in entity or (entity.text("display_url") or "").startswith("pic.")
        if shows_media or (itself and status and status["part"]):
            links.media.append(entity)
            drop.append(short or "")
        elif itself:
            drop.append(short or "")  # X's own sign that there is more to it: an edit, or a text that is cut
            cut = cut or (note is None and bool(short) and raw.partition(short or "")[0].rstrip().endswith(CUT_SHORT))
        else:
            if status and status["post"] == quoted:
                drop.append(short or "")
            links.outward.append(entity)
        if short and real:
            pairs.append((short, real))
    cut = cut or (note is None and seems_cut(plain(raw), own))
    text = full_text(raw, pairs, drop, escaped=True) if pairs or drop or "&" in raw else raw
    as_shown = shown or raw
    return text, as_shown if as_shown != text else None, cut, links


def handle_of(post_id: str, post: Fields) -> str | None:
    """Whose another post is, by the address of it that a post holds."""
    for entity in urls_of(post):
        status = STATUS.match(entity.text("expanded_url") or "")
        if status and status["post"] == post_id and status["whose"]:
            return status["whose"]
    return None


def urls_of(post: Fields) -> Iterator[Fields]:
    if post.value.get("entities"):
        yield from post.record("entities").records("urls")
    if post.value.get("note_tweet"):
        yield from post.record("note_tweet").record("entities").records("urls")


def counts_of(post: Fields) -> Counts:
    if not post.value.get("public_metrics"):
        return Counts()
    metrics = post.record("public_metrics")
    found = {}
    for name, key in METRICS:
        number = metrics.value.get(key)
        if number is not None:
            found[name] = Count.of(number) if type(number) is int and number >= 0 else metrics.count(key)
    return Counts(**found)


def media_of(post: Fields, page: Page, links: Links) -> tuple[Media, ...]:
    """Of media that the page does not hold only the kind is known."""
    found: dict[str, Media] = {}
    if post.value.get("attachments"):
        attached = post.record("attachments")
        keys = [key for key in attached.list("media_keys") if isinstance(key, str)]
        given = {key: page.media[key] for key in keys if key in page.media}
        given |= {key: each for each in attached.records("media") if (key := each.text("media_key"))}
        for key in dict.fromkeys((*keys, *given)):
            found[key] = one_media(given[key]) if key in given else Media(MEDIA_KEYS.get(key.split("_")[0], "image"))
    elif links.media:
        for entity in links.media:
            address = entity.text("expanded_url") or entity.text("display_url") or ""
            kind = MEDIA_KEYS.get((entity.text("media_key") or "").split("_")[0])
            found.setdefault(address, Media(kind or ("video" if "/video/" in address else "image"), url=address))
    return tuple(found.values())


def one_media(media: Fields) -> Media:
    url = media.text("url")
    if url is None and "variants" in media:
        films = [(film.whole("bit_rate") or 0, film.text("url") or "") for film in media.records("variants")]
        url = max(films, default=(0, ""))[1] or None
    kind = MEDIA_TYPES.get(media.text("type") or "") or MEDIA_KEYS.get((media.text("media_key") or "").split("_")[0])
    return Media(kind or "image", media.text("alt_text"), url or media.text("preview_image_url"))


def cards_of(post: Fields, page: Page, links: Links) -> tuple[Card, ...]:
    """Previews of links, a poll with its options, an article with its title."""
    found: dict[Card, None] = {}
    for link in links.outward:
        title, description = link.text("title"), link.text("description")
        if title or description:
            address = link.text("unwound_url") or link.text("expanded_url")
            found[Card(title, description, address, bool(link.list("images")))] = None
    if post.value.get("attachments"):
        attached = post.record("attachments")
        polls = [page.polls[key] for key in attached.list("poll_ids") if isinstance(key, str) and key in page.polls]
        for poll in polls or [attached.record("poll")]:
            if options := [*poll.records("options")]:
                found[Card("Poll", "\n".join(map(option_of, options)))] = None
    if post.value.get("article") and (title := post.record("article").text("title")):
        article = post.record("article")
        found[Card(title, article.text("plain_text") or article.text("preview_text"))] = None
    return tuple(found)


def option_of(option: Fields) -> str:
    label, votes = option.text("label") or "", option.whole("votes")
    return label if votes is None else f"{label}: {votes}"
