"""The text of a post that its platform keeps as HTML: as a browser shows it, but with whole addresses."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Collection
from typing import Any
from urllib.parse import unquote

import attrs

__all__ = ["html_to_text"]

TAG = re.compile(r"<[A-Za-z/!?]")
BREAK = re.compile(r"<br ?/?>")
SPACE = re.compile(r"[ \t\n\r\f]+")
#: Line breaks before and after; all other elements stand inside a line.
BREAKS = {
    "p": 2, "blockquote": 2, "ul": 2, "ol": 2, "pre": 2, "dl": 2, "table": 2, "figure": 2, "hr": 2,
    "h1": 2, "h2": 2, "h3": 2, "h4": 2, "h5": 2, "h6": 2,
    "div": 1, "li": 1, "tr": 1, "dt": 1, "dd": 1, "section": 1, "article": 1, "header": 1, "footer": 1, "aside": 1,
    "main": 1, "nav": 1, "details": 1, "summary": 1, "figcaption": 1, "address": 1, "center": 1, "form": 1,
    "fieldset": 1, "caption": 1, "legend": 1, "option": 1,
}  # fmt: skip
UNSHOWN = frozenset(("script", "style", "template", "title", "iframe", "noframes", "datalist"))
TOLD = UNSHOWN.union(BREAKS, ("a", "br", "img", "td", "th", "menu", "dir"))  #: elements that add to the text or end it
LISTS = ("ul", "ol", "menu", "dir")
MOST_INDENTS = 12  #: of quotes and lists inside each other; deeper ones are not indented further
ELLIPSIS = re.compile("…|\\.\\.\\.$")
SCHEME = re.compile(r"([a-z][a-z0-9+.-]{1,30}):(?://)?(?:www\.)?", re.IGNORECASE)
#: Addresses that tell a reader nothing.
NO_ADDRESS = ("javascript", "data", "about", "cid", "blob")
#: What sites call their links to accounts and tags; these are addresses of what the text says already.
NAMED = frozenset(("mention", "hashtag", "hashtag-cooked", "u-url", "mention-tag"))


@attrs.define
class Lines:
    """The text so far. `newlines` and `gap` are due before the next word, and only if there is one."""

    parts: list[str] = attrs.Factory(list)
    newlines: int = 0
    gap: str = ""
    #: For each open quote or list item what begins its first line, and what its others.
    indents: list[tuple[str, str]] = attrs.Factory(list)
    deeper: int = 0  #: open ones that are not indented
    floor: int = 0  #: the fewest indents since the last word
    pre: int = 0

    def block(self, newlines: int) -> None:
        self.newlines = max(self.newlines, newlines)
        self.gap = ""

    def write(self, text: str) -> None:
        """Words that follow what is there."""
        if self.newlines or not self.parts:
            between = "".join([rest for _, rest in self.indents[: self.floor]]).rstrip()
            if self.parts:
                self.parts.append("\n" + f"{between}\n" * (self.newlines - 1))
            self.parts.append("".join([first for first, _ in self.indents]))
            self.indents = [(rest, rest) for _, rest in self.indents]
        elif self.gap:
            self.parts.append(self.gap)
        self.parts.append(text)
        self.newlines, self.gap, self.floor = 0, "", len(self.indents)

    def add(self, text: str) -> None:
        """The words of a text node."""
        if self.pre:
            for n, line in enumerate(text.split("\n")):
                self.newlines += n > 0
                if line:
                    self.write(line)
            return
        text = SPACE.sub(" ", text)
        words = text.strip(" ")
        if text[:1] == " " and not self.newlines:
            self.gap = self.gap or " "
        if words:
            self.write(words)
            if text[-1] == " ":
                self.gap = " "

    def indent(self, first: str, rest: str) -> None:
        if len(self.indents) < MOST_INDENTS:
            self.indents.append((first, rest))
        else:
            self.deeper += 1

    def outdent(self) -> None:
        if self.deeper:
            self.deeper -= 1
        else:
            self.indents.pop()
            self.floor = min(self.floor, len(self.indents))


def html_to_text(html: str, drop: Collection[str] = (), site: str | None = None) -> str:
    r"""The text of a piece of HTML, however broken; `drop`: classes of elements that are left out.

    Paragraphs stand apart by an empty line. A link whose words are a shortened form of its address is that address;
    one of other words is followed by it in brackets; mentions and hashtags stay as they are. Quoted lines begin with
    "> ", items of lists with "- " or their number. An image is its alternative text (":blobcat:"). Text without any
    tag keeps its lines. `site` stands before addresses that begin with "/": "" keeps them as they are, None leaves them
    out.

    >>> html_to_text('<p>See <a href="https://example.com/a/b">example.com/…</a> &amp; <a class="mention"'
    ...              ' href="https://example.social/@ada">@<span>ada</span></a></p><p>Bye')
    'See https://example.com/a/b & @ada\n\nBye'
    >>> html_to_text('<p class="quote-inline">RE: …</p><p>So true</p>', drop=["quote-inline"])
    'So true'
    """
    if not html.isascii():  # halves of surrogate pairs are no characters
        html = html.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if not TAG.search(html):
        return entities.unescape(html).strip()
    if (simple := paragraphs(html)) is not None:
        return simple
    from selectolax.lexbor import LexborHTMLParser

    node: Any = LexborHTMLParser(html).root
    lines = Lines()
    dropped = frozenset(drop)
    links: list[int] = []  # how many parts there were before each open link
    numbers: list[int | None] = []  # of each open list the number of its next item
    depth = 0
    while node is not None:
        child = node.child if enter(node, lines, links, numbers, dropped) else None
        if child is not None:
            node, depth = child, depth + 1
            continue
        while True:
            leave(node, lines, links, numbers, site)
            after = node.next if depth else None
            if after is not None or not depth:
                break
            node, depth = node.parent, depth - 1
        node = after
    return "".join(lines.parts).rstrip()


def paragraphs(html: str) -> str | None:
    """The text of HTML that is nothing but whole paragraphs of words, as most short posts are; None of any other."""
    if not (html.startswith("<p>") and html.endswith("</p>")) or "\x00" in html:
        return None
    texts = []
    for paragraph in html[3:-4].split("</p><p>"):
        lines = BREAK.split(paragraph)
        if any("<" in line for line in lines):
            return None
        lines = [SPACE.sub(" ", entities.unescape(line)).strip(" ") for line in lines]
        if not all(lines):
            return None
        texts.append("\n".join(lines))
    return "\n\n".join(texts).rstrip()


def enter(node: Any, lines: Lines, links: list[int], numbers: list[int | None], drop: frozenset[str]) -> bool:  # noqa: ANN401 - two parsers have such nodes
    """Write what stands at the start of a node; False: what is in it is not shown."""
    tag = node.tag
    if tag == "-text":
        lines.add(node.text_content or "")
        return False
    if tag not in TOLD:
        return not drop or not drop.intersection((node.attributes.get("class") or "").split())
    if tag in BREAKS:
        lines.block(BREAKS[tag] if tag not in LISTS or not numbers else 1)
    if tag == "a":
        links.append(len(lines.parts))
    elif tag == "br":
        lines.newlines += 1
        lines.gap = ""
    elif tag == "img":
        attributes = node.attributes
        lines.add(attributes.get("alt") or attributes.get("title") or "")
    elif tag in ("td", "th"):
        lines.gap = "\t"
    elif tag == "pre":
        lines.pre += 1
    elif tag == "blockquote":
        lines.indent("> ", "> ")
    elif tag in LISTS or tag == "li":
        start_list(tag, node.attributes, lines, numbers)
    return tag not in UNSHOWN and not (drop and drop.intersection((node.attributes.get("class") or "").split()))


def start_list(tag: str, attributes: dict[str, str | None], lines: Lines, numbers: list[int | None]) -> None:
    """A list, or an item of one."""
    if tag in LISTS:
        numbers.append(whole(attributes.get("start"), 1) if tag == "ol" else None)
        return
    marker = "- "
    if numbers and (number := numbers[-1]) is not None:
        number = whole(attributes.get("value"), number)
        marker, numbers[-1] = f"{number}. ", number + 1
    lines.indent(marker, "  ")


def leave(node: Any, lines: Lines, links: list[int], numbers: list[int | None], site: str | None) -> None:  # noqa: ANN401 - as above
    """Write what stands at the end of a node."""
    tag = node.tag
    if tag not in TOLD:
        return
    if tag in ("li", "blockquote"):
        lines.outdent()
    elif tag == "pre":
        lines.pre -= 1
    elif tag == "a":
        close_link(node.attributes, lines, links.pop(), site)
    if tag in BREAKS:
        lines.block(BREAKS[tag] if tag not in LISTS or len(numbers) < 2 else 1)
    if tag in LISTS:
        numbers.pop()


def close_link(attributes: dict[str, str | None], lines: Lines, start: int, site: str | None) -> None:
    """Replace or complete the words of a link, which are the parts from `start` on."""
    address = (attributes.get("href") or "").strip()
    path = ""
    if address.startswith("//"):
        address = f"https:{address}"
    elif address.startswith("/") and site is not None:
        path, address = address, site + address
    scheme = SCHEME.match(address)
    if (scheme is None and not path) or (scheme and scheme[1].lower() in NO_ADDRESS):
        return
    words = lines.parts[start:]
    if not words:
        lines.write(address)
        return
    # Newlines and a gap that were due before the link are its first parts.
    first = next((n for n, part in enumerate(words) if part.strip("\n\t >")), 0)
    shown = "".join(words[first:]).strip()
    if shown[:1] in ("@", "#") and not SPACE.search(shown):
        return
    if NAMED.intersection((attributes.get("class") or "").split()):
        return
    if path and shown.strip("/") == path.strip("/"):
        return
    if not is_short_for(shown, address):
        newlines, gap = lines.newlines, lines.gap  # due before what follows the link
        lines.newlines, lines.gap = 0, ""
        lines.write(f" ({address})")
        lines.newlines, lines.gap = newlines, gap
    elif shown != address and scheme and scheme[1].lower() in ("http", "https"):
        lines.parts[start + first :] = [address]


def is_short_for(shown: str, address: str) -> bool:
    """Whether the words of a link are its address, or as much of it as a site likes to show.

    >>> is_short_for("example.com/a…", "https://www.example.com/a/b"), is_short_for("my page", "https://example.com/")
    (True, False)
    """
    if shown == address:
        return True
    if SPACE.search(shown):
        return False
    whole_one, short = bare(address), bare(shown)
    if short == whole_one:
        return True
    if ELLIPSIS.search(short):
        head, tail = ELLIPSIS.split(short, maxsplit=1)
        return len(head) >= 3 and whole_one.startswith(head) and whole_one.endswith(tail)
    return "." in short and whole_one.startswith(short) and whole_one[len(short)] in "/?#&=:"


def bare(address: str) -> str:
    found = SCHEME.match(address)
    rest = address[found.end() :] if found else address.removeprefix("www.")
    return unquote(rest).rstrip("/").casefold()


def whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise
