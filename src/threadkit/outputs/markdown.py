"""Markdown (CommonMark): a thread as an article, replies as nested block quotes.

Nothing in a post can change the structure: every character that could mean something is escaped. Only
http and https addresses become links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from threadkit.outputs import phrases
from threadkit.outputs.addresses import is_address, parts
from threadkit.outputs.layout import Entry, Page, Quote, page
from threadkit.records import Missing, Post

if TYPE_CHECKING:
    from threadkit.outputs.layout import Subject

__all__ = ["chunks", "escaped"]

DEEPEST = 6  #: levels further down are set no further in; their depth is told

#: ASCII punctuation that CommonMark, tables, strikethrough or mathematics give a meaning to. Each may be escaped.
SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&^=])")
#: At the start of a line only: lists, rules, underlines of headings.
LINE_START = re.compile(r"[-+:]|\d{1,9}(?=[.)])", re.ASCII)
BLANK = {" ": "&nbsp;", "\t": "&nbsp;&nbsp;&nbsp;&nbsp;"}


def chunks(subject: Subject) -> Iterator[str]:
    """The Markdown of an archive, a thread or a tree, piece by piece."""
    told = page(subject)
    one = len(told.sections) == 1
    if not one:
        yield f"# {escaped(told.title)}\n\n"
    for section in told.sections:
        yield f"{'#' if one else '##'} {escaped(section.title)}\n\n"
        yield f"*{escaped(' · '.join(section.facts))}*\n\n"
        for entry, bylined in section.bylined():
            level = min(entry.level, DEEPEST)
            if isinstance(entry.item, Missing):
                where = f" {_address(entry.item.url)}" if entry.item.url else ""
                yield _set_in(f"**\\[{escaped(phrases.gap_of(entry))}\\]**{where}", level)
            else:
                yield _set_in("\n\n".join(_post(told, entry, entry.item, bylined)), level)
    yield from _ending(told)


def escaped(line: str) -> str:
    r"""One line of text that Markdown shows as it is; http and https addresses become links.

    >>> print(escaped("# not *a* heading, see https://example.org/a_b"))
    \# not \*a\* heading, see <https://example.org/a_b>
    """
    # An address in "<…>" needs no escaping, and has nothing that would end it.
    return _start_escaped("".join(
        f"<{part}>" if address else SPECIAL.sub(r"\\\1", part) for part, address in parts(line)
    ))  # fmt: skip


def _start_escaped(line: str) -> str:
    rest = line.lstrip(" \t")
    blanks = "".join(BLANK[blank] for blank in line[: len(line) - len(rest)])
    if start := LINE_START.match(rest):
        end = start.end() if start[0].isdigit() else 0
        rest = f"{rest[:end]}\\{rest[end:]}"
    return blanks + rest


def _text(text: str) -> str:
    """Lines stay lines; blank lines part paragraphs."""
    lines = [escaped(line.rstrip()) for line in phrases.shown(text).split("\n")]
    told = []
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        told.append(f"{line}\\" if line and after else line)
    return "\n".join(told).strip("\n")


def _set_in(block: str, level: int) -> str:
    if not level:
        return block + "\n\n"
    margin = "> " * level
    return "".join(f"{margin}{line}".rstrip() + "\n" for line in block.split("\n")) + "\n"


def _post(told: Page, entry: Entry, post: Post, bylined: bool) -> Iterator[str]:
    """The blocks of a post."""
    if bylined:
        deep = f" (level {entry.level})" if entry.level > DEEPEST else ""
        yield f"**{escaped(phrases.author(post.author))}**{deep}"
    if mark := phrases.relation(entry):
        reasons = entry.link.reasons if entry.link is not None and entry.link.probability is not None else ()
        why = f" ({'; '.join(map(phrases.one_line, reasons))})" if reasons else ""
        yield f"*↳ {escaped(mark + why)}*"
    if post.text.strip():
        yield _text(post.text)
    yield from _attached(post)
    for quote in told.quotes(post):
        yield _quote(quote)
    for above in told.ancestors.get(post.id, ()):
        yield f"*{escaped(phrases.ancestor(above, told.item(above.parent)))}*"
    for other, link in told.crossposts(post):
        yield f"*{escaped(phrases.crosspost(other, link))}*"
    footer = [escaped(part) for part in phrases.footer(entry)]
    if post.url:
        footer.append(_address(post.url))
    yield f"*— {' · '.join(footer)}*"


def _address(url: str) -> str:
    return f"<{url}>" if is_address(url) else escaped(phrases.one_line(url))


def _attached(post: Post) -> Iterator[str]:
    if post.truncated:
        yield "*\\[the text is cut off by the source\\]*"
    for item in post.media:
        where = f" {_address(item.url)}" if item.url else ""
        yield f"\\[{escaped(phrases.media(item))}\\]{where}"
    for card in post.cards:
        where = f" {_address(card.url)}" if card.url and "://" in card.url else ""
        yield f"\\[{escaped(phrases.card(card))}\\]{where}"


def _quote(quote: Quote) -> str:
    blocks = [f"*{escaped(phrases.quoting(quote))}*"]
    if isinstance(quote.item, Post):
        if quote.item.text.strip():
            blocks.append(_text(quote.item.text))
        blocks.extend(_attached(quote.item))
        if quote.more:
            blocks.append("*\\[it quotes on\\]*")
    return _set_in("\n\n".join(blocks), quote.depth).rstrip("\n")


def _ending(told: Page) -> Iterator[str]:
    if told.unplaced:
        yield "## Gaps whose place is not known\n\n"
        yield from (f"- {escaped(phrases.gap(gap))}\n" for gap in told.unplaced)
        yield "\n"
    if told.candidates:
        yield "## Possible, but not asserted\n\n"
        for link in told.candidates:
            said = phrases.candidate(link, told.item(link.child), told.item(link.parent))
            why = "; ".join(map(phrases.one_line, link.reasons))
            yield f"- {escaped(said)}{f' ({escaped(why)})' if why else ''}\n"
        yield "\n"
    yield "---\n\n"
    yield from (f"*From {escaped(name)}*\n\n" for name in phrases.captures(told.archive.captures.values()))
    if problems := phrases.problems(told.archive.problems):
        yield f"*{escaped(problems)}*\n"
