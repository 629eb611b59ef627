"""Flat rows, one a post, for data frames and CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs

from threadkit.records import Basis, Counts, Missing

if TYPE_CHECKING:
    from threadkit.archive import Archive

__all__ = ["rows"]

COUNT_NAMES = tuple(field.name for field in attrs.fields(Counts))


def rows(archive: Archive) -> Iterator[dict[str, str | int | float | bool | None]]:
    """One dict a post, in the order of ``archive.posts``.

    `reply_to` is filled only where a source states the parent's id. `parent` is the parent by the chosen link, with
    `parent_basis`, `parent_probability` and `parent_reasons` beside it. Of a count that is no single number `likes`
    is empty and `likes_low`/`likes_high` hold the range.
    """
    forest = archive.forest
    for post in archive.posts:
        node = forest.number[post.id]
        link = forest.links[node]
        thread = archive.thread(post)
        author, when = post.author, post.when
        above = archive.nodes.at(forest.parent[node]) if forest.parent[node] >= 0 else None
        row: dict[str, str | int | float | bool | None] = {
            "id": post.id,
            "platform": post.platform,
            "author_handle": author.handle if author else None,
            "author_name": author.name if author else None,
            "author_id": author.id if author else None,
            "text": post.text,
            "time": when.text or None,
            "time_basis": when.basis.value,
            "earliest": when.earliest.isoformat() if when.earliest else None,
            "latest": when.latest.isoformat() if when.latest else None,
            "reply_to": link.parent if link is not None and link.basis is Basis.STATED else None,
            "parent": link.parent if link is not None else None,
            "parent_held": None if above is None else not isinstance(above, Missing),
            "parent_basis": link.basis.value if link is not None else None,
            "parent_probability": link.probability if link is not None else None,
            "parent_reasons": "; ".join(link.reasons) if link is not None else None,
            "root": forest.ids[forest.root(node)],
            "thread": thread.root.id,
            "depth": forest.depth(node),
            "order": forest.place[node],
            "url": post.url,
            "lang": post.lang,
            "truncated": post.truncated,
            "media": len(post.media),
            "cards": len(post.cards),
            "sightings": len(post.sightings),
            "sources": "; ".join(f"{s.source.capture} {s.source.locator}".strip() for s in post.sightings),
        }
        for name in COUNT_NAMES:
            count = getattr(post.counts, name)
            row[name] = count.low if count is not None and count.exact else None
            row[f"{name}_low"] = count.low if count is not None else None
            row[f"{name}_high"] = count.high if count is not None else None
        yield row
