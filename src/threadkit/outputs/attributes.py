"""Attributes of nodes and edges in networkx graphs: documented, and of kinds that GraphML and GEXF take."""

from __future__ import annotations

from typing import Any

from threadkit.records import Link, Missing, Post

__all__ = ["link_attributes", "node_attributes"]


def node_attributes(item: Post | Missing) -> dict[str, Any]:
    """Attributes of a node: strings, numbers and truth values only, so that GraphML and GEXF take them."""
    if isinstance(item, Missing):
        return {"held": False, "reason": ", ".join(reason for reason, _ in item.reasons), "url": item.url or ""}
    when = item.when
    return {
        "held": True,
        "author": printable(str(item.author or "")),
        "text": printable(item.text),
        "earliest": when.earliest.isoformat() if when.earliest else "",
        "latest": when.latest.isoformat() if when.latest else "",
        "time": when.text,
        "platform": item.platform or "",
        "url": item.url or "",
    }


def link_attributes(link: Link) -> dict[str, Any]:
    """Attributes of an edge. An inferred link has basis "inferred" and its probability; others have 1.0."""
    return {
        "kind": link.kind.value,
        "basis": link.basis.value,
        "probability": 1.0 if link.probability is None else link.probability,
        "reasons": "; ".join(link.reasons),
    }


def printable(text: str) -> str:
    """Without the characters that XML cannot hold; ``post.text`` keeps them."""
    return text if text.isprintable() else "".join(c for c in text if c in "\t\n\r" or not unprintable(c))


def unprintable(char: str) -> bool:
    code = ord(char)
    return code < 0x20 or 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF)
