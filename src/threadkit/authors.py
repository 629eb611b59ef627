"""Who is the same author, over all posts of an archive."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from threadkit.parsing.identity import author_key, platform_of
from threadkit.records import Author, Missing, Post

if TYPE_CHECKING:
    from threadkit.archive import Archive

__all__ = ["number_authors"]

Key = tuple[str, str, str]
Shown = tuple[str | None, str | None, str | None, str | None]  #: id, handle, name, platform


def number_authors(archive: Archive) -> Sequence[int]:
    """A number for the author of each node, posts and gaps alike; -1: unknown, and equal to nobody.

    Two authors are one if they have one id, or one handle on the same platform. Where one source shows only the handle
    and another handle and id, the two are brought together, unless the handle goes with several ids.
    """
    shown = [shown_of(archive.node_at(node)) for node in range(len(archive.forest.ids))]
    distinct = dict.fromkeys(shown)
    keys = {each: author_key(Author(each[1], each[2], each[0]), each[3]) for each in distinct if each is not None}
    ids = ids_of_handles(keys)
    numbers: dict[Key, int] = {}
    of: dict[Shown | None, int] = {None: -1}
    for each, key in keys.items():
        of[each] = -1 if key is None else numbers.setdefault(ids.get(key, key), len(numbers))
    return array("i", map(of.__getitem__, shown))


def shown_of(item: Post | Missing) -> Shown | None:
    author = item.author
    if author is None:
        return None
    return author.id, author.handle, author.name, platform_of(item.id) if isinstance(item, Missing) else item.platform


def ids_of_handles(authors: Iterable[Shown]) -> dict[Key, Key]:
    """The key by id of each key by handle, where they go together and the handle goes with no other id."""
    together: dict[Key, set[Key]] = {}
    for number, handle, _, platform in authors:
        if number and handle:
            place = platform or ""
            together.setdefault((place, "handle", handle.casefold()), set()).add((place, "id", number))
    return {handle: next(iter(ids)) for handle, ids in together.items() if len(ids) == 1}
