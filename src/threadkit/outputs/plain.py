"""Plain text, for a terminal or a mail. Lines are as long as their authors made them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from threadkit.outputs import phrases
from threadkit.outputs.layout import Entry, Page, Quote, page
from threadkit.records import Missing, Post

if TYPE_CHECKING:
    from threadkit.outputs.layout import Subject

__all__ = ["Role", "chunks", "lines"]

Role = Literal["title", "facts", "byline", "mark", "gap", "text", "attached", "footer", "blank"]

DEEPEST = 6  #: levels further down are set no further in; their depth is told
INDENT = "    "


def chunks(subject: Subject) -> Iterator[str]:
    """The text of an archive, a thread or a tree, piece by piece."""
    for _, line in lines(subject):
        yield line + "\n"


def lines(subject: Subject) -> Iterator[tuple[Role, str]]:
    """Each line with its role, for those who style it."""
    told = page(subject)
    for i, section in enumerate(told.sections):
        if i:
            yield from (("blank", ""), ("blank", ""))
        yield "title", section.title
        yield "title", "=" * min(len(section.title), 80)
        yield "facts", " · ".join(section.facts)
        for entry, bylined in section.bylined():
            yield "blank", ""
            if isinstance(entry.item, Missing):
                where = f" {phrases.one_line(entry.item.url)}" if entry.item.url else ""
                yield "gap", f"{_margin(entry)}[{phrases.gap_of(entry)}]{where}"
            else:
                yield from _post(told, entry, entry.item, bylined)
    yield from _ending(told)


def _margin(entry: Entry) -> str:
    return INDENT * min(entry.level, DEEPEST)


def _post(told: Page, entry: Entry, post: Post, bylined: bool) -> Iterator[tuple[Role, str]]:
    margin = _margin(entry)
    if bylined:
        deep = f" (level {entry.level})" if entry.level > DEEPEST else ""
        yield "byline", f"{margin}{phrases.author(post.author)}{deep}"
    if mark := phrases.relation(entry):
        why = f" ({'; '.join(map(phrases.one_line, entry.link.reasons))})" if entry.link and entry.link.reasons else ""
        yield "mark", f"{margin}~ {mark}{why if entry.link and entry.link.probability is not None else ''}"
    for line in phrases.shown(post.text).split("\n") if post.text else ():
        yield "text", f"{margin}{line}" if line else ""
    for line in _attached(post):
        yield "attached", f"{margin}  {line}"
    for quote in told.quotes(post):
        for line in _quote(quote):
            yield "attached", f"{margin}  {line}"
    for other, link in told.crossposts(post):
        yield "attached", f"{margin}  = {phrases.crosspost(other, link)}"
    for link in told.ancestors.get(post.id, ()):
        yield "attached", f"{margin}  ^ {phrases.ancestor(link, told.item(link.parent))}"
    where = [phrases.one_line(post.url)] if post.url else []
    yield "footer", f"{margin}— {' · '.join([*phrases.footer(entry), *where])}"


def _attached(post: Post) -> Iterator[str]:
    if post.truncated:
        yield "[the text is cut off by the source]"
    for item in post.media:
        yield f"[{phrases.media(item)}]"
    for card in post.cards:
        yield f"[{phrases.card(card)}]"


def _quote(quote: Quote) -> Iterator[str]:
    mark = "> " * quote.depth
    yield f"{mark}{phrases.quoting(quote)}"
    if isinstance(quote.item, Missing):
        return
    for line in phrases.shown(quote.item.text).split("\n") if quote.item.text else ():
        yield f"{mark}{line}".rstrip()
    for line in _attached(quote.item):
        yield f"{mark}{line}"
    if quote.more:
        yield f"{mark}[it quotes on]"


def _ending(told: Page) -> Iterator[tuple[Role, str]]:
    if told.unplaced:
        yield from (("blank", ""), ("blank", ""), ("title", "Gaps whose place is not known"))
        for gap in told.unplaced:
            yield "gap", f"[{phrases.gap(gap)}]"
    if told.candidates:
        yield from (("blank", ""), ("blank", ""), ("title", "Possible, but not asserted"))
        for link in told.candidates:
            said = phrases.candidate(link, told.item(link.child), told.item(link.parent))
            yield "mark", f"~ {said}"
            if link.reasons:
                yield "mark", f"  because: {'; '.join(map(phrases.one_line, link.reasons))}"
    yield "blank", ""
    yield "blank", ""
    for name in phrases.captures(told.archive.captures.values()):
        yield "facts", f"From {name}"
    if problems := phrases.problems(told.archive.problems):
        yield "facts", problems
