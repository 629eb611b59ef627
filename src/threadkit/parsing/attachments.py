"""A file that hangs on a message: a picture, video or sound is Media, any other file a Card with its name."""

from __future__ import annotations

from collections.abc import Iterable

from threadkit.records import Card, Media

__all__ = ["attached", "file_card", "medium_kind", "media_and_cards"]

#: By ending, for sources that give no type. A GIF is told apart because it moves.
ENDINGS = {
    "image": ("jpg", "jpeg", "jfif", "png", "webp", "avif", "bmp", "heic", "heif", "tif", "tiff", "svg"),
    "gif": ("gif", "apng"),
    "video": ("mp4", "m4v", "mov", "webm", "mkv", "avi", "mpg", "mpeg", "wmv", "3gp", "ogv"),
    "audio": ("mp3", "ogg", "oga", "opus", "wav", "flac", "m4a", "aac", "wma", "amr", "mid"),
}
KIND_OF = {ending: kind for kind, endings in ENDINGS.items() for ending in endings}


def medium_kind(mime: str | None, name: str | None) -> str | None:
    """One of image, gif, video and audio; None: another file.

    >>> medium_kind("image/png", None), medium_kind(None, "talk.MP3"), medium_kind("text/csv", "a.csv")
    ('image', 'audio', None)
    """
    family = (mime or "").strip().lower()
    if family == "image/gif":
        return "gif"
    head = family.partition("/")[0]
    if head in ("image", "video", "audio"):
        return head
    if family and family not in ("application/octet-stream", "binary/octet-stream"):
        return None
    ending = (name or "").partition("?")[0].rpartition(".")[2].lower()
    return KIND_OF.get(ending)


def attached(name: str | None, mime: str | None, url: str | None, alt: str | None = None) -> Media | Card:
    """One file. What has no name is called by its type.

    >>> attached("plan.pdf", "application/pdf", None).title
    'plan.pdf'
    """
    kind = medium_kind(mime, name or url)
    if kind is not None:
        return Media(kind, alt or None, url or None)
    return Card(name or mime or "file", alt or None, url or None)


def file_card(url: str | None, words: str | None) -> Card:
    """A file of which nothing tells that it is a picture, a film or a sound.

    >>> file_card("https://files.example/1/plan.pdf?x=1", "Where it stands").title
    'plan.pdf'
    """
    name = (url or "").partition("?")[0].rpartition("/")[2]
    return Card(name or "file", words, url)


def media_and_cards(files: Iterable[Media | Card]) -> tuple[tuple[Media, ...], tuple[Card, ...]]:
    media: list[Media] = []
    cards: list[Card] = []
    for each in files:
        if isinstance(each, Media):
            media.append(each)
        else:
            cards.append(each)
    return tuple(media), tuple(cards)
