"""What a person says of links, and what of it takes back what was said before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threadkit.errors import UnknownPost
from threadkit.graph.linking import UNDIRECTED
from threadkit.parsing.identity import post_id_from_url
from threadkit.records import Basis, Finding, Kind, Link, Missing, Post, Rejection

if TYPE_CHECKING:
    from threadkit.archive import Archive

__all__ = ["ends", "in_words", "reasons", "replaces", "takes_back"]


def ends(
    archive: Archive, link: Link | Post | Missing | str, parent: Post | Missing | str | None, kind: Kind | str
) -> tuple[Kind, str, str]:
    """Kind, child and parent of what is spoken of. A parent need not be held, nor a gap that is only a candidate."""
    if isinstance(link, Link):
        kind, child, above = link.kind, link.child, link.parent
    elif parent is None:
        raise TypeError("give a Link, or the child and the parent")
    else:
        try:
            kind = Kind(kind)
        except ValueError:
            raise ValueError(f"no link is of kind {kind!r}; there are {', '.join(k.value for k in Kind)}") from None
        child, above = named(link), named(parent)
        if not above.strip():
            raise ValueError("the parent has no id; give a post, or its id, alias or URL")
    if kind is Kind.SAME:  # of sightings that may be one post already: their own ids tell them apart
        return kind, child, above
    try:
        above = archive.nodes.name_of(above)
    except UnknownPost:
        above = post_id_from_url(above) or above
    try:
        return kind, archive.nodes.name_of(child), above
    except UnknownPost:
        if link in archive.candidates:
            return kind, child, above
        raise


def in_words(reason: object) -> str:
    """None: no words. Raises TypeError for what is no text."""
    if reason is None:
        return ""
    if not isinstance(reason, str):
        raise TypeError(f"reason={reason!r} is no text; give one, as reason='she names him'")
    return reason


def reasons(link: object, reason: str) -> tuple[str, ...]:
    """Why a person says so: in their own words, else what it was that they confirmed. Its reasons stay its own."""
    reason = in_words(reason)
    if reason or not isinstance(link, Link):
        return (reason,) if reason else ()
    if link.basis is Basis.ASSUMED:
        return link.reasons
    if link.probability is not None:
        return (f"a person confirmed it; it was guessed with a probability of {link.probability:.0%}",)
    return (f"a person confirmed it; it was {link.basis.value} by a source",)


def named(post: Post | Missing | str) -> str:
    if not isinstance(post, Post | Missing | str):
        raise TypeError(f"not {post!r}: give a post, or its id, alias or URL")
    return post if isinstance(post, str) else post.id


def takes_back(archive: Archive, word: Link | Rejection, earlier: Finding) -> bool:
    """Whether a new word of a person is the opposite of, or the same as, one that they said before."""
    if not isinstance(earlier, Link | Rejection) or (isinstance(earlier, Link) and earlier.basis is not Basis.ASSUMED):
        return False
    if word.kind is not earlier.kind:
        return False
    said, before = ([each.child, each.parent] for each in (word, earlier))
    if word.kind is not Kind.SAME:  # posts may have got other ids since
        said, before = (list(map(archive.canonical_id, ends)) for ends in (said, before))
    return said == before or (word.kind in UNDIRECTED and said == before[::-1])


def replaces(archive: Archive, word: Link, earlier: Finding) -> bool:
    """A post has one parent: what a person says last of it takes the place of what they said before."""
    return (
        word.kind is Kind.REPLY
        and isinstance(earlier, Link)
        and (earlier.kind, earlier.basis) == (Kind.REPLY, Basis.ASSUMED)
        and archive.canonical_id(earlier.child) == word.child
    )
