"""The text of a post of X, as its API and exports write it: real addresses in place of t.co, no HTML escapes."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["compared", "full_text", "holds_all", "is_cut", "mentions_before", "plain", "seems_cut", "start_of"]

#: X escapes these three and nothing else, so "&quot;" in a text is what its author wrote.
ESCAPE = re.compile("&(amp|lt|gt);")
ESCAPED = {"amp": "&", "lt": "<", "gt": ">"}
LINK = re.compile("https?://", re.IGNORECASE)
#: A short link ends where such a sign no longer follows; CJK text may stand right behind it.
LINK_SIGN = re.compile("[0-9A-Za-z]")
SHORT_LINK = re.compile(r"https?://t\.co/\w{1,20}", re.ASCII)
MENTIONS = re.compile(r"(?:@\w{1,20}\s{1,5}){1,60}", re.ASCII)
#: A post may be 280 long, where a sign above U+10FF counts twice; X cuts before a word and adds "…".
CUT_WEIGHT, HEAVY = 240, "\u1100"
FIRST_LONG = 1_623_109_351_633_846_272  #: an id of 8 February 2023, when X began to take longer posts


def full_text(text: str, urls: Iterable[tuple[str, str]], drop: Iterable[str] = (), *, escaped: bool) -> str:
    """The text with the address of each link in place of its short one.

    `urls`: (short, real) of each link, as the entities say. `drop`: short links that X itself does not show where they
    END the text: those of media and of the quoted post; elsewhere they stay. `escaped`: undo ``&amp; &lt; &gt;``,
    exactly once. A link that ends in "…" is cut, and stays.

    >>> urls = [("https://t.co/aB3", "https://example.org/?a=1&b=2")]
    >>> full_text("R&amp;D: https://t.co/aB3 https://t.co/Pic", urls, ["https://t.co/Pic"], escaped=True)
    'R&D: https://example.org/?a=1&b=2'
    """
    ends = {link for link in drop if link}
    if ends:
        text = without_ends(text, ends)
    if escaped and "&" in text:
        text = ESCAPE.sub(lambda found: ESCAPED[found[1]], text)  # before the links: a real address has no escapes
    real = {short: address for short, address in urls if short and address and short != address}
    return with_addresses(text, real) if real else text


def without_ends(text: str, ends: set[str]) -> str:
    end = len(text)
    while True:
        stop = end
        while stop and text[stop - 1].isspace():
            stop -= 1
        start = text.rfind("http", 0, stop)
        if start < 0 or text[start:stop] not in ends:
            break
        end = start
    return text[:end].rstrip() if end < len(text) else text


def with_addresses(text: str, real: dict[str, str]) -> str:
    """In one pass, as an address may hold another short link."""
    lengths = sorted({len(short) for short in real}, reverse=True)
    pieces = []
    start = 0
    for found in LINK.finditer(text):
        at = found.start()
        if at < start:
            continue
        for length in lengths:
            address = real.get(text[at : at + length])
            if address is not None and not LINK_SIGN.match(text, at + length):
                pieces += [text[start:at], address]
                start = at + length
                break
    return "".join([*pieces, text[start:]])


# --- long posts, of which X shows a beginning ---------------------------------------------------------------------


def plain(text: str) -> str:
    """Without the escapes of a post; `full_text` does it for what is kept."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") if "&" in text else text


def compared(text: str) -> str:
    """Short links differ where the same address is written twice; so may white space."""
    return " ".join(SHORT_LINK.sub("t.co", text).split())


def start_of(text: str) -> str:
    """Of a post's text, what its long text begins with: no links at the end, no "…"."""
    form = compared(text)
    while form.endswith(" t.co") or form == "t.co":
        form = form[: -len("t.co")].rstrip()
    return form.removesuffix("…").rstrip()


def holds_all(long: str, shown: str) -> bool:
    """Whether a long text holds at least as much as what is shown (both without escapes).

    The number of signs does not tell: X adds "…" and a link of 23 signs to what it cuts.

    >>> holds_all("A post, all of it.", "A post, all… https://t.co/aaaa1")
    True
    """
    return len(start_of(long)) >= len(start_of(shown))


def is_cut(text: str) -> bool:
    """Whether X cut a text (without escapes): it ends in "…" or in that and links, and is as long as a post may be."""
    if "…" not in text[-200:]:
        return False
    form = compared(text)
    while form.endswith(" t.co"):
        form = form[: -len(" t.co")]
    return form.endswith("…") and sum(1 if sign < HEAVY else 2 for sign in form) >= CUT_WEIGHT


def seems_cut(text: str, digits: str | None) -> bool:
    """The same of a post whose id is known: before there were longer ones, people wrote the "…" themselves."""
    if "…" not in text[-200:] or digits is None or not digits.isdecimal() or len(digits) > 25:
        return False
    return int(digits) >= FIRST_LONG and is_cut(text)


def mentions_before(text: str, long: str) -> str:
    """Mentions in front of a post (without escapes) that its long text leaves out."""
    found = MENTIONS.match(text)
    return "" if not found or compared(long).startswith(compared(found[0])) else found[0]
