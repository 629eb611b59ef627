"""Which parts of a text are http or https addresses. Nothing else ever becomes a link."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["is_address", "parts"]

#: The characters of RFC 3986. None of them can end a Markdown "<…>" or an HTML attribute in double quotes.
ADDRESS = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]{1,2000}", re.IGNORECASE)
TRAILING = ".,;:!?'*_"  #: at the end of an address these belong to the sentence around it
BRACKETS = {")": "(", "]": "["}  #: and so do closing ones without their opening ones
CUT = ("…", "...")  #: pages shorten the addresses they show; a shortened one leads nowhere


def parts(text: str) -> Iterator[tuple[str, bool]]:
    """The text in parts, and of each whether it is an address. Joined, they are the text.

    >>> list(parts("See https://example.org/a_(b). Not https://example.org/long-na…"))
    [('See ', False), ('https://example.org/a_(b)', True), ('. Not https://example.org/long-na…', False)]
    """
    at = 0
    for found in ADDRESS.finditer(text):
        if found[0].endswith(CUT) or text.startswith(CUT, found.end()):
            continue
        address = _without_trailing(found[0])
        if address.endswith("://"):
            continue
        if found.start() > at:
            yield text[at : found.start()], False
        yield address, True
        at = found.start() + len(address)
    if at < len(text):
        yield text[at:], False


def is_address(url: str | None) -> bool:
    """Whether all of `url` is one http or https address.

    >>> is_address("https://example.org/1"), is_address("javascript:alert(1)")
    (True, False)
    """
    return url is not None and ADDRESS.fullmatch(url) is not None


def _without_trailing(address: str) -> str:
    while address:
        last = address[-1]
        loose = last in BRACKETS and address.count(last) > address.count(BRACKETS[last])
        if last not in TRAILING and not loose:
            break
        address = address[:-1]
    return address
