"""The text of a post of X, as its API and exports write it: real addresses in place of t.co, no HTML escapes."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["full_text"]

#: X escapes these three and nothing else, so "&quot;" in a text is what its author wrote.
ESCAPE = re.compile("&(amp|lt|gt);")
ESCAPED = {"amp": "&", "lt": "<", "gt": ">"}
LINK = re.compile("https?://", re.IGNORECASE)
#: A short link ends where such a sign no longer follows; CJK text may stand right behind it.
LINK_SIGN = re.compile("[0-9A-Za-z]")


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
