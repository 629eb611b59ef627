"""One self-contained HTML page: no script, nothing fetched from elsewhere, everything from a source escaped.

The page itself is in `page.html.jinja`; here is what it is filled with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from threadkit.outputs import phrases
from threadkit.outputs.addresses import is_address, parts
from threadkit.outputs.layout import Entry, Page, Quote, Section, page
from threadkit.records import Basis, Card, Link, Media, Missing, Post, TimeBasis

if TYPE_CHECKING:
    from jinja2 import Environment

    from threadkit.outputs.layout import Subject

__all__ = ["chunks"]

DEEPEST = 6  #: levels further down are set no further in; their depth is told
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,5}")  #: BCP 47, well-formed
FORMAT_CONTROLS = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")  #: no characters in HTML

Told = dict[str, Any]  #: what the template is told of one thing


def chunks(subject: Subject) -> Iterator[str]:
    """The page of an archive, a thread or a tree, piece by piece."""
    told = page(subject)
    anchors = {post.id: f"post-{i}" for i, post in enumerate(told.posts, 1)}
    template = _environment().get_template("page.html.jinja")
    yield from template.generate(
        title=told.title,
        sections=(_section(told, section, i, anchors) for i, section in enumerate(told.sections, 1)),
        contents=_contents(told),
        unplaced=[phrases.gap(gap) for gap in told.unplaced],
        candidates=(_candidate(told, link, anchors) for link in told.candidates),
        captures=phrases.captures(told.archive.captures.values()),
        problems=phrases.problems(told.archive.problems),
    )


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("threadkit.outputs", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_safe,
    )


def _safe(value: Any) -> Any:  # noqa: ANN401 - jinja2 hands over whatever a template shows
    """What HTML has no place for becomes visible; markup made by the template itself stays."""
    if type(value) is str:
        return FORMAT_CONTROLS.sub("\ufffd", phrases.shown(value))
    return value


def _contents(told: Page) -> list[Told]:
    if len(told.sections) < 2:
        return []
    return [
        {"anchor": f"part-{i}", "title": section.title, "opening": section.opening, "facts": section.facts}
        for i, section in enumerate(told.sections, 1)
    ]


def _section(told: Page, section: Section, number: int, anchors: dict[str, str]) -> Told:
    return {
        "anchor": f"part-{number}",
        "title": section.title,
        "facts": section.facts,
        "entries": (_entry(told, entry, bylined, anchors) for entry, bylined in section.bylined()),
    }


def _entry(told: Page, entry: Entry, bylined: bool, anchors: dict[str, str]) -> Told:
    level = min(entry.level, DEEPEST)
    if isinstance(entry.item, Missing):
        return {"gap": phrases.gap_of(entry), "level": level, "url": _url(entry.item.url)}
    post = entry.item
    link = entry.link
    doubtful = link is not None and link.probability is not None
    return {
        "gap": None,
        "level": level,
        "deep": entry.level if entry.level > DEEPEST else None,
        "anchor": anchors[post.id],
        "author": phrases.author(post.author),
        "bylined": bylined,
        "relation": phrases.relation(entry),
        "parent": anchors.get(entry.parent.id) if entry.parent is not None else None,
        "basis": link.basis.value if link is not None else None,
        "doubtful": doubtful or (link is not None and link.basis is Basis.ASSUMED),
        "reasons": link.reasons if link is not None and doubtful else (),
        "quotes": _quotes(told.quotes(post), anchors),
        "notes": [*_notes(told, post, anchors)],
        "number": entry.number,
        **_post(post),
    }


def _post(post: Post) -> Told:
    """What is told of a post wherever it stands: in its place or inside another."""
    width = post.when.width
    exact = post.when.basis in (TimeBasis.EXACT, TimeBasis.ID) and width is not None and width <= timedelta(minutes=1)
    moment = post.when.earliest if exact else None
    return {
        "lang": post.lang if post.lang and LANGUAGE.fullmatch(post.lang) else None,
        "text": list(parts(post.text)) if post.text.strip() else [],
        "truncated": post.truncated,
        "media": [_media(item) for item in post.media],
        "cards": [_card(card) for card in post.cards],
        "time": phrases.time(post.when),
        "moment": moment.isoformat() if moment else None,
        "shown_time": post.when.text,
        "counts": phrases.counts(post.counts),
        "url": _url(post.url),
        "id": post.id,
    }


def _media(item: Media) -> Told:
    return {"kind": item.kind.capitalize() or "Media", "alt": item.alt, "url": _url(item.url)}


def _card(card: Card) -> Told:
    return {
        "title": card.title,
        "description": card.description,
        "domain": phrases.domain(card.url),
        "url": _url(card.url),
    }


def _quotes(quotes: list[Quote], anchors: dict[str, str]) -> Iterator[Told]:
    """Each with the number of block quotes that end after it."""
    for i, quote in enumerate(quotes, 1):
        next_depth = quotes[i].depth if i < len(quotes) else 1
        told: Told = {
            "what": phrases.quoting(quote),
            "doubtful": quote.link is not None,
            "reasons": quote.link.reasons if quote.link is not None else (),
            "closes": quote.depth - next_depth + 1,
        }
        if isinstance(quote.item, Missing):
            yield told | {"missing": True, "url": _url(quote.item.url), "anchor": None}
        else:
            anchor = anchors.get(quote.item.id)
            yield told | {"missing": False, "anchor": anchor, "more": quote.more, **_post(quote.item)}


def _notes(told: Page, post: Post, anchors: dict[str, str]) -> Iterator[Told]:
    """Where else a post belongs: cross-posts, and conversations it stands in somewhere."""
    for link in told.ancestors.get(post.id, ()):
        said = phrases.ancestor(link, told.item(link.parent))
        yield {"what": said, "anchor": anchors.get(link.parent), "reasons": ()}
    for other, doubt in told.crossposts(post):
        reasons = doubt.reasons if doubt is not None else ()
        yield {"what": phrases.crosspost(other, doubt), "anchor": anchors.get(other.id), "reasons": reasons}


def _candidate(told: Page, link: Link, anchors: dict[str, str]) -> Told:
    child, parent = told.item(link.child), told.item(link.parent)
    found = child.id if isinstance(child, Post) else link.child
    return {"what": phrases.candidate(link, child, parent), "reasons": link.reasons, "anchor": anchors.get(found)}


def _url(url: str | None) -> str | None:
    return url if is_address(url) else None
