"""Ids of posts, as the platform writes them and never through a float; ids made from what is shown."""

from __future__ import annotations

import hashlib
import re

from threadkit.parsing.post_urls import post_id_from_url, url_of
from threadkit.records import Author, Sighting

__all__ = [
    "MORE", "author_key", "base_name", "counted_below", "is_placeholder", "is_seen_id", "placeholder_of", "platform_of",
    "post_id_from_url", "sighting_id", "url_of",
]  # fmt: skip

SEEN = "seen:"
PLACEHOLDERS = ("/parent", "/quoted", "/original")  #: behind the id of a post: what it answers, quotes or passes on
MORE = "/more"  #: behind the id of a post: further replies to it, of which a source says how many there are
UNKNOWN_SERVER = "?"  #: behind the scheme of an id: see parsing/fediverse/identity.py


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


def placeholder_of(name: str) -> tuple[str, str] | None:
    """Of an id that formats make where a source says that there is a post, and not which: whose it is, and its role.

    >>> placeholder_of("x:12/parent"), placeholder_of("x:12")
    (('x:12', '/parent'), None)
    """
    if not name.endswith(PLACEHOLDERS):
        return None
    post, slash, role = name.rpartition("/")
    return post, slash + role


def is_placeholder(name: str, child: str) -> bool:
    """Whether a post that `child` points at has no name of its own: only one made of the child's, or a number on a
    server that is not known.

    >>> is_placeholder("x:12/parent", "x:12"), is_placeholder("mastodon:?/5", "mastodon:social.example/6")
    (True, True)
    >>> is_placeholder("x:12/parent", "x:13")
    False
    """
    scheme, _, rest = name.partition(":")
    if rest.startswith(UNKNOWN_SERVER) and "/" not in scheme:
        return True
    found = placeholder_of(name)
    return found is not None and found[0] == child


def counted_below(name: str) -> str | None:
    """Of an id that formats make for replies that a source counts and does not show: the post that they answer.

    >>> counted_below("x:12/more"), counted_below("x:12")
    ('x:12', None)
    """
    return name.removesuffix(MORE) if name.endswith(MORE) else None


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


def platform_of(post_id: str) -> str | None:
    """The platform that an id is of; None of an id that was made of what is shown.

    >>> platform_of("at://did:plc:made-up/app.bsky.feed.post/3k2")
    'bluesky'
    """
    scheme, colon, _ = post_id.partition(":")
    if is_seen_id(post_id) or not colon or "/" in scheme:  # "table.csv/…" is a table's own: parsing/tables/findings.py
        return None
    return "bluesky" if scheme == "at" else scheme
