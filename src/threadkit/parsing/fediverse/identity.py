"""Ids, authors and media of the fediverse: what Mastodon's API and ActivityPub write differently of the same post.

A post's identity is its global ``uri``. Servers of Mastodon's kind write one number or ULID of it in three ways
(…/users/ada/statuses/N, …/ap/users/1/statuses/N, …/@ada/N); all are "mastodon:HOST/N". Another uri is kept whole:
"mastodon:https://…". ``id`` in an answer of the API is the asked server's own name for any post, from wherever it came:
"mastodon:HOST/N" again, with that server's host.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

import attrs

from threadkit.parsing.identity import base_name
from threadkit.parsing.material import Head
from threadkit.records import Author, Problem, Severity, Source

__all__ = [
    "Marked", "actor", "host_of", "inline_quote", "is_local_name", "local_id", "media_kind", "place_in", "post_id",
    "unknown_server",
]  # fmt: skip

HOST = r"([^/?#\s@]{1,255})"
LONG = r"\d{15,25}|[0-9A-HJKMNP-TV-Z]{26}"  #: numbers made of a time (since 2017), ULIDs (GoToSocial)
#: On one host a long number is one post. A short one (before 2017, or of small servers) only together with its user.
STATUS = re.compile(
    rf"https?://{HOST}/(?:(?:users/|@)([^/?#\s]{{1,300}})(?:/statuses)?|(?:ap/users/\d{{1,25}}/statuses))"
    rf"/(?:({LONG})|(\d{{1,14}}))(?:/activity)?/?(?:[?#]\S{{0,500}})?",
    re.IGNORECASE,
)
NOTICE = re.compile(rf"https?://{HOST}/notice/([0-9A-Za-z]{{1,40}})/?", re.IGNORECASE)  # Pleroma's own name for a post
ACTOR = re.compile(rf"https?://{HOST}/users/([\w.-]{{1,300}})", re.IGNORECASE)
SITE = re.compile(r"([a-z][a-z0-9+.-]{1,20}://[^/?#]{1,255})", re.IGNORECASE)

#: Quotes for programs that know none: <p class="quote-inline">RE: <a href="…">…</a></p>; Misskey has a span.
INLINE_QUOTE = re.compile(
    r"class=[\"'][^\"'<>]{0,200}\bquote-inline\b[^\"'<>]{0,200}[\"'][^<>]{0,300}>"
    r"(?:[^<]{0,200}<(?!a\s|/p)[^<>]{0,300}>){0,5}[^<]{0,200}<a\s[^<>]{0,2000}?href=[\"']([^\"'<>\s]{1,2000})[\"']",
    re.IGNORECASE,
)

MEDIA = {"image": "image", "gifv": "gif", "gif": "gif", "video": "video", "audio": "audio"}
ENDS = {
    "image": ("jpg", "jpeg", "png", "webp", "avif", "heic", "gif", "jxl"),
    "video": ("mp4", "webm", "mov", "m4v", "mkv", "ogv"),
    "audio": ("mp3", "ogg", "oga", "wav", "flac", "opus", "aac", "m4a"),
}
LONGEST_PLACE = 300
END_OF_PATH = re.compile(r"\.([A-Za-z0-9]{2,5})(?:[?#]\S{0,2000})?$")


def post_id(uri: str) -> str:
    """The id of the post that a uri, or a URL of its page, names.

    >>> post_id("https://social.example/users/ada/statuses/109000000000000001")
    'mastodon:social.example/109000000000000001'
    >>> post_id("https://social.example/@ada/109000000000000001")
    'mastodon:social.example/109000000000000001'
    >>> post_id("https://Other.example/notes/9abc")
    'mastodon:https://other.example/notes/9abc'
    """
    uri = uri.strip()
    if found := STATUS.fullmatch(uri):
        host, user, number, short = found.groups()
        if number:
            return f"mastodon:{host.lower()}/{number.upper()}"
        if user:
            return f"mastodon:{host.lower()}/@{user.lower()}/{short}"
    if found := NOTICE.fullmatch(uri):
        return f"mastodon:{found[1].lower()}/{found[2]}"
    site = SITE.match(uri)
    return f"mastodon:{site[1].lower()}{uri[site.end() :]}" if site else f"mastodon:{uri}"


def unknown_server(head: Head) -> str:
    """What stands for a server that nothing tells: other files that are called the same may be of another one.

    >>> unknown_server(Head("saved/page.json", "made up"))
    'page.json#0f1e0a46'
    """
    start = head.text.lstrip("\ufeff").encode("utf-8", "surrogatepass")
    return f"{base_name(head.name)}#{hashlib.blake2b(start, digest_size=4).hexdigest()}"


def local_id(host: str | None, number: str, unknown: str) -> str:
    """The id of a post that a server calls `number`. Where the server is not known, long numbers tell posts apart,
    short ones only inside one capture, by :func:`unknown_server`.

    >>> local_id("social.example", "109000000000000001", "page.json#00000000")
    'mastodon:social.example/109000000000000001'
    >>> local_id(None, "12", "page.json#00000000")
    'mastodon:?page.json#00000000/12'
    """
    if host is not None:
        return f"mastodon:{host}/{number}"
    return f"mastodon:?/{number}" if len(number) >= 15 else f"mastodon:?{unknown}/{number}"


def is_local_name(name: str) -> bool:
    """Whether an id was made by :func:`local_id` for a server that is not known, and is good in one capture only."""
    return name.startswith("mastodon:?") and not name.startswith("mastodon:?/")


@lru_cache(maxsize=4096)
def actor(uri: str, post: str | None = None) -> Author:
    """Who has this uri. Only where a `post` of theirs is called after it is its last part a name: Misskey has a number
    there.

    >>> actor("https://social.example/users/ada", "https://social.example/users/ada/statuses/1").handle
    'ada@social.example'
    >>> actor("https://other.example/users/9abc", "https://other.example/notes/9x1").handle is None
    True
    """
    found = ACTOR.fullmatch(uri) if post is not None and post.startswith(f"{uri}/statuses/") else None
    return Author(handle=f"{found[2]}@{found[1].lower()}" if found else None, id=uri)


@lru_cache(maxsize=4096)
def host_of(url: str | None) -> str | None:
    """Host, and port if there is one: "social.example", "localhost:3000"."""
    try:
        parts = urlsplit(url or "")
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    return (f"{host}:{port}" if port else host) if host else None


def inline_quote(content: str) -> str | None:
    """The address that the fallback for a quote leads to, if a text has one."""
    if "quote-inline" not in content:
        return None
    found = INLINE_QUOTE.search(content)
    return html.unescape(found[1]) if found else None


def media_kind(said: str | None, url: str | None) -> str | None:
    """"image", "video", "gif" or "audio", by the type as stated ("gifv", "image/png", "Video"), else by the address.

    >>> media_kind("Document", "https://files.example/a.png"), media_kind("unknown", None)
    ('image', None)
    """
    kind = MEDIA.get((said or "").partition("/")[0].lower())
    if kind is None and url is not None and (end := END_OF_PATH.search(url)):
        kind = next((kind for kind, ends in ENDS.items() if end[1].lower() in ends), None)
    return kind


def place_in(place: str, part: str) -> str:
    """The place of a record inside another. Of thousands inside each other a digest stands for the end."""
    inner = f"{place}.{part}"
    if len(inner) <= LONGEST_PLACE:
        return inner
    digest = hashlib.blake2b(inner.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
    return f"{inner[: LONGEST_PLACE // 2]}…{digest}"


@attrs.define
class Marked:
    """Posts that their authors did not mean for everybody, or marked as sensitive: told once for a capture."""

    found: dict[str, dict[str, None]] = attrs.Factory(dict)

    def add(self, mark: str, name: str) -> None:
        self.found.setdefault(mark, {})[name] = None

    def told(self, capture: str) -> Iterator[Problem]:
        for mark, names in self.found.items():
            what = f"posts marked as {mark}: {len(names)}"
            shown = ", ".join(list(names)[:3]) + (", …" if len(names) > 3 else "")
            yield Problem(Source(capture), what, shown, Severity.INFO)
