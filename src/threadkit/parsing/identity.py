"""Ids of posts, as the platform writes them and never through a float; ids made from what is shown."""

from __future__ import annotations

import hashlib
import re

from threadkit.records import Author, Sighting

__all__ = ["author_key", "base_name", "is_seen_id", "platform_of", "post_id_from_url", "sighting_id", "url_of"]

SEEN = "seen:"


def base_name(capture: str) -> str:
    """The last part of a capture's name, so that ids do not depend on where a file lies."""
    return re.split(r"[/\\]", capture.rstrip("/\\"))[-1]


def sighting_id(sighting: Sighting) -> str:
    """The platform's id, or "seen:" + digest of what is shown, the capture's base name and the place in it.

    Two posts that both say "gm" stay two, as their places differ; the same page loaded twice, or from
    another folder, gives the same ids.
    """
    if sighting.id is not None:
        return sighting.id
    author = sighting.author
    shown = "\x1f".join((
        (author.id or author.handle or author.name or "") if author else "",
        sighting.when.text if sighting.when else "",
        sighting.text if sighting.text_as_shown is None else sighting.text_as_shown,
        base_name(sighting.source.capture),
        sighting.source.locator,
    ))  # fmt: skip
    return SEEN + hashlib.blake2b(shown.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def is_seen_id(post_id: str) -> bool:
    """Whether an id was made by :func:`sighting_id` and is no platform's own."""
    return post_id.startswith(SEEN)


def author_key(author: Author | None, platform: str | None) -> tuple[str, str, str] | None:
    """What tells authors apart: id, else handle on that platform, else name. None: unknown, equal to nothing."""
    if author is None:
        return None
    if author.id:
        return (platform or "", "id", author.id)
    if author.handle:
        return (platform or "", "handle", author.handle.casefold())
    if author.name:
        return (platform or "", "name", author.name.casefold())
    return None


X_STATUS = re.compile(
    r"^(?:https?://)?(?:www\.|mobile\.|m\.)?(?:twitter|x|nitter)\.[a-z.]{2,20}/[^/\s]{1,50}/status(?:es)?/(\d{1,25})"
)
BLUESKY_POST = re.compile(r"^(?:https?://)?bsky\.app/profile/([^/\s]{1,253})/post/([a-z2-7]{13})\b")
AT_POST = re.compile(r"^at://([^/\s]{1,253})/app\.bsky\.feed\.post/([^/\s?#]{1,512})")


def post_id_from_url(url: str) -> str | None:
    """The id that a URL of a post holds, or None.

    >>> post_id_from_url("https://twitter.com/someone/status/1534000000000000000?s=20")
    'x:1534000000000000000'
    """
    if found := X_STATUS.match(url):
        return "x:" + found[1]
    if found := AT_POST.match(url) or BLUESKY_POST.match(url):
        return f"at://{found[1]}/app.bsky.feed.post/{found[2]}"
    return None


def url_of(post_id: str) -> str | None:
    """Where a platform shows the post of an id, as far as the id alone tells."""
    scheme, _, rest = post_id.partition(":")
    if scheme == "x" and rest.isdigit():
        return f"https://x.com/i/status/{rest}"
    if post_id.startswith("at://") and post_id.count("/") == 4:
        _, _, who, _, key = post_id.split("/")
        return f"https://bsky.app/profile/{who}/post/{key}"
    return None


def platform_of(post_id: str) -> str | None:
    """The platform that an id is of; None of an id that was made of what is shown.

    >>> platform_of("at://did:plc:made-up/app.bsky.feed.post/3k2")
    'bluesky'
    """
    if is_seen_id(post_id) or ":" not in post_id:
        return None
    scheme = post_id.partition(":")[0]
    return "bluesky" if scheme == "at" else scheme
