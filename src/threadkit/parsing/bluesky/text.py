"""The text of a Bluesky record with the real addresses of its links.

Links are kept beside the text as *facets*, ranges of its UTF-8 bytes; before the spring of 2023 as *entities*, ranges
of its UTF-16 units. What stands in the text is mostly a shortened address ("example.com/a-long-…").
"""

from __future__ import annotations

from collections.abc import Iterator

from threadkit.parsing.json_data.fields import Fields
from threadkit.parsing.markup.html_text import html_to_text, is_short_for
from threadkit.records import Severity

__all__ = ["text_of"]

LINK = "app.bsky.richtext.facet#link"
#: A bridge from the fediverse keeps the whole post here, as HTML, and a cut one in "text".
BRIDGED = "bridgyOriginalText"

Span = tuple[int, int, str]  #: from, to, address


def text_of(record: Fields) -> tuple[str, str | None]:
    """The text, and what stands there literally if that is something else.

    >>> from threadkit.parsing.json_data.fields import Faults
    >>> link = {"$type": "app.bsky.richtext.facet#link", "uri": "https://example.com/a/b"}
    >>> facet = {"index": {"byteStart": 7, "byteEnd": 22}, "features": [link]}
    >>> text_of(Fields({"text": "Café: example.com/…", "facets": [facet]}, "$", Faults("feed.json")))
    ('Café: https://example.com/a/b', 'Café: example.com/…')
    """
    shown = record.text("text") or ""
    if BRIDGED in record and len(whole := html_to_text(record.text(BRIDGED) or "")) > len(shown):
        return whole, shown
    if "facets" in record:
        text = replaced(shown, list(facets(record)), "utf-8", 1, record)
    elif "entities" in record:
        text = replaced(shown, list(entities(record)), "utf-16-le", 2, record)
    else:
        return shown, None
    return text, (None if text == shown else shown)


def facets(record: Fields) -> Iterator[Span]:
    """The links among the facets; for some weeks there was one "value" for what is now "features"."""
    for facet in record.records("facets"):
        features = list(facet.records("features")) if "features" in facet else [facet.record("value")]
        for feature in features:
            if feature.text("$type") != LINK:
                continue
            start, end = facet.whole("index", "byteStart"), facet.whole("index", "byteEnd")
            address = feature.text("uri")
            if start is not None and end is not None and address:
                yield start, end, address


def entities(record: Fields) -> Iterator[Span]:
    for entity in record.records("entities"):
        start, end = entity.whole("index", "start"), entity.whole("index", "end")
        address = entity.text("value")
        if entity.text("type") == "link" and start is not None and end is not None and address:
            yield start, end, address


def replaced(text: str, links: list[Span], charset: str, width: int, record: Fields) -> str:
    """The text with addresses in place of what is short for them, and behind other words in brackets.

    Ranges are counted in units of `width` bytes. One that lies outside the text, over another or inside a character
    is told and left out.
    """
    if not links:
        return text
    data = text.encode(charset, "surrogatepass")
    halves = "surrogatepass" if width == 1 else "strict"
    parts: list[str] = []
    done = 0
    for start, end, address in sorted(links):
        start, end = start * width, end * width
        try:
            if not done <= start < end <= len(data):
                raise ValueError
            before, words = (data[a:b].decode(charset, halves) for a, b in ((done, start), (start, end)))
        except ValueError:
            what = "a link on a range that is not in the text; the text is kept as it is there"
            record.faults.add(record.place, what, f"{start}-{end} {address}", Severity.INFO)
            continue
        parts += before, linked(words, address)
        done = end
    parts.append(data[done:].decode(charset, "surrogatepass"))
    return "".join(parts)


def linked(words: str, address: str) -> str:
    inside = words.strip()
    if is_short_for(inside, address):
        said = address
    elif inside[:1] in ("@", "#") and not any(map(str.isspace, inside)):
        said = inside
    else:
        said = f"{inside} ({address})" if inside else f"({address})"
    start = len(words) - len(words.lstrip()) if inside else 0
    return f"{words[:start]}{said}{words[start + len(inside) :]}"
