"""Pictures, films and sounds that stand inside the HTML of a post."""

from __future__ import annotations

from typing import Any

from threadkit.records import Media

__all__ = ["media_in"]

KINDS = {"img": "image", "video": "video", "audio": "audio", "div": "video"}
HOLDERS = ", ".join(KINDS).replace("div", "div[data-video-src]")  #: a film that Discourse loads when asked to
SIGNS = frozenset(("emoji", "custom-emoji", "avatar", "site-icon"))  #: classes of pictures that belong to the words
STARTS = ("<img", "<video", "<audio", "data-video-src", "<IMG")


def media_in(html: str, site: str | None = None) -> tuple[Media, ...]:
    """In their order; not those in an aside, which are what the post quotes or links to. `site`: of addresses without.

    >>> media_in('<p>My <img src="/dial.jpg" alt="dial"></p>', "https://forum.example")
    (Media(kind='image', alt='dial', url='https://forum.example/dial.jpg'),)
    """
    if not any(start in html for start in STARTS):
        return ()
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(html.encode("utf-8", "replace").decode())
    quoted = {node.mem_id for holder in KINDS for node in page.css(f"aside {holder}")}
    found: dict[tuple[str, str | None, str | None], Media] = {}
    for node in page.css(HOLDERS):
        marks = node.attributes
        if node.mem_id in quoted or not SIGNS.isdisjoint((marks.get("class") or "").split()):
            continue
        alt = marks.get("alt") if node.tag == "img" else marks.get("title") or marks.get("aria-label")
        url = address(source_of(node), site)
        if alt or url:
            one = Media(KINDS[node.tag or ""], alt or None, url)
            found[one.kind, one.alt, one.url] = one
    return tuple(found.values())


def source_of(node: Any) -> str | None:  # noqa: ANN401 - a node of the HTML parser
    marks = node.attributes
    inside = None if node.tag == "img" else node.css_first("source[src]")
    src: str | None = marks.get("src") or marks.get("data-video-src") or (inside.attributes["src"] if inside else None)
    return src


def address(url: str | None, site: str | None) -> str | None:
    """A picture that is written out in its own address has none."""
    if not url or url.startswith("data:"):
        return None
    if url.startswith("//"):
        return f"https:{url}"
    return f"{site}{url}" if site and url.startswith("/") else url
