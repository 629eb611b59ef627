"""Attributes of nodes and edges in networkx graphs: documented, and of kinds that GraphML and GEXF take."""

from __future__ import annotations

from typing import Any

import attrs

from threadkit.records import Counts, Link, Missing, Post

__all__ = ["link_attributes", "node_attributes"]

COUNTS = tuple(field.name for field in attrs.fields(Counts))


def node_attributes(item: Post | Missing) -> dict[str, Any]:
    """Attributes of a node: strings, numbers and truth values only, so that GraphML and GEXF take them.

    Of a count that is shown there are ``likes_low`` and ``likes_high``, and ``likes`` if it is exact; a count that is
    not shown has none.
    """
    if isinstance(item, Missing):
        return {
            "held": False,
            "author": printable(str(item.author or "")),
            "reason": ", ".join(dict.fromkeys(reason for reason, _ in item.reasons)),
            "side": item.side,
            "probability": 1.0 if item.probability is None else item.probability,
            "url": printable(item.url or ""),
        }
    when = item.when
    return {
        "held": True,
        "author": printable(str(item.author or "")),
        "text": printable(item.text),
        "earliest": when.earliest.isoformat() if when.earliest else "",
        "latest": when.latest.isoformat() if when.latest else "",
        "time": printable(when.text),
        "platform": printable(item.platform or ""),
        "lang": printable(item.lang or ""),
        "url": printable(item.url or ""),
        **count_attributes(item.counts),
    }


def count_attributes(counts: Counts) -> dict[str, int]:
    shown: dict[str, int] = {}
    for name in COUNTS:
        count = getattr(counts, name)
        if count is not None:
            shown |= {f"{name}_low": count.low} | ({} if count.high is None else {f"{name}_high": count.high})
            shown |= {name: count.low} if count.exact else {}
    return shown


def link_attributes(link: Link) -> dict[str, Any]:
    """Attributes of an edge. An inferred link has basis "inferred" and its probability; others have 1.0."""
    return {
        "kind": link.kind.value,
        "basis": link.basis.value,
        "probability": 1.0 if link.probability is None else link.probability,
        "reasons": printable("; ".join(link.reasons)),
    }


def printable(text: str) -> str:
    """Without the characters that XML cannot hold; ``post.text`` keeps them."""
    if text.isprintable():
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")  # as XML would do
    return "".join(c for c in lines if c in "\t\n" or not unprintable(c))


def unprintable(char: str) -> bool:
    code = ord(char)
    return code < 0x20 or 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF)
