"""What a person says of links, and what of it takes back what was said before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threadkit.records import Basis, Finding, Kind, Link, Missing, Post, Rejection

if TYPE_CHECKING:
    from threadkit.archive import Archive

__all__ = ["ends", "replaces", "takes_back"]


def ends(
    archive: Archive, link: Link | Post | Missing | str, parent: Post | Missing | str | None, kind: Kind | str
) -> tuple[Kind, str, str]:
    """Kind, child and parent of what is spoken of. A parent need not be held."""
    if isinstance(link, Link):
        return link.kind, link.child, link.parent
    if parent is None:
        raise TypeError("give a Link, or the child and the parent")
    kind = Kind(kind)
    child, above = (end if isinstance(end, str) else end.id for end in (link, parent))
    if kind is Kind.SAME:  # of sightings that may be one post already: their own ids tell them apart
        return kind, child, above
    return kind, archive.nodes.name_of(child), archive[above].id if above in archive else above


def takes_back(word: Link | Rejection, earlier: Finding) -> bool:
    """Whether a new word of a person is the opposite of, or the same as, one that they said before."""
    if not isinstance(earlier, Link | Rejection) or (isinstance(earlier, Link) and earlier.basis is not Basis.ASSUMED):
        return False
    return (word.kind, word.child, word.parent) == (earlier.kind, earlier.child, earlier.parent)


def replaces(archive: Archive, word: Link, earlier: Finding) -> bool:
    """A post has one parent: what a person says last of it takes the place of what they said before."""
    return (
        word.kind is Kind.REPLY
        and isinstance(earlier, Link)
        and (earlier.kind, earlier.basis) == (Kind.REPLY, Basis.ASSUMED)
        and archive.canonical_id(earlier.child) == word.child
    )
