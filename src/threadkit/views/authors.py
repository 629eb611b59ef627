"""Who is the same author, over all posts of an archive."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

from threadkit.parsing.identity import author_key
from threadkit.records import Author

__all__ = ["number_authors"]

Key = tuple[str, str, str]


def number_authors(authors: Sequence[Author | None], platforms: Sequence[str | None]) -> Sequence[int]:
    """A number for each author, who wrote on the platform beside; -1: unknown, and equal to nobody.

    Two authors are one if they have one id, or one handle on the same platform. Where one source shows only the handle
    and another handle and id, the two are brought together, unless the handle goes with several ids.
    """
    records: Sequence[object]  # posts often share one record
    if len(set(platforms)) == 1:
        records = list(map(id, authors))
        distinct = {key: (author, platforms[0]) for key, author in dict(zip(records, authors, strict=True)).items()}
    else:
        records = list(zip(map(id, authors), platforms, strict=True))
        distinct = dict(zip(records, zip(authors, platforms, strict=True), strict=True))
    keys = {record: author_key(author, platform) for record, (author, platform) in distinct.items()}
    ids = ids_of_handles(distinct.values())
    numbers: dict[Key, int] = {}
    of = {
        record: -1 if key is None else numbers.setdefault(ids.get(key, key), len(numbers))
        for record, key in keys.items()
    }
    return array("i", map(of.__getitem__, records))


def ids_of_handles(authors: Iterable[tuple[Author | None, str | None]]) -> dict[Key, Key]:
    """The key by id of each key by handle, where they go together and the handle goes with no other id."""
    together: dict[Key, set[Key]] = {}
    for author, platform in authors:
        if author is not None and author.id and author.handle:
            place = platform or ""
            together.setdefault((place, "handle", author.handle.casefold()), set()).add((place, "id", author.id))
    return {handle: next(iter(ids)) for handle, ids in together.items() if len(ids) == 1}
