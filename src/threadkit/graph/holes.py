"""Posts that are lost between two of a thread, or above its first: a gap between two links, and persons' words on them.

A hole is found by numbers (`unrolls.py`, `guesses/numbered_gaps.py`). The post after it answers it, and it answers the
post before. A person may say of each of the two links that it is right or wrong, without taking the other away.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

import attrs

from threadkit.records import Basis, Kind, Link, Missing, Source

__all__ = ["HOLE", "Words", "hole_gap", "hole_name", "renamed", "words_on_replies"]

HOLE = "gap:"  #: before the id of a gap that no source names
ABOVE, BETWEEN, AND = f"{HOLE}above ", f"{HOLE}between ", " and "


def hole_name(before: str | None, after: str) -> str:
    """The id of the gap above a post, and below another if that is known."""
    return f"{ABOVE}{after}" if before is None else f"{BETWEEN}{before}{AND}{after}"


def renamed(name: str, canonical: Mapping[str, str]) -> str:
    """The same hole, by the ids that its posts have now.

    >>> renamed("gap:between seen:a and seen:b", {"seen:a": "x:1", "seen:b": "x:2"})
    'gap:between x:1 and x:2'
    """
    if name.startswith(ABOVE):
        below = name.removeprefix(ABOVE)
        return hole_name(None, canonical.get(below, below))
    posts = name.removeprefix(BETWEEN)
    at = posts.find(AND) if name.startswith(BETWEEN) else -1
    while at >= 0:  # an id may hold that word, too
        one, two = canonical.get(posts[:at]), canonical.get(posts[at + len(AND) :])
        if one is not None and two is not None:
            return hole_name(one, two)
        at = posts.find(AND, at + 1)
    return name


def hole_gap(before: str | None, after: str, lost: int, source: Source | None, *, joined: bool = True) -> Missing:
    """`joined`: it answers `before`. If not, only that something is lost is left: how many, that post told."""
    name, why = hole_name(before, after), (("not_captured", source),)
    if before is None or not joined:
        return Missing(name, why, near=(after,), side="above", count=lost if joined else None)
    return Missing(name, why, near=(before, after), side="between", count=lost)


@attrs.frozen
class Words:
    """What persons say of reply links."""

    assumed: Mapping[str, str]  #: parents by child
    rejected: Container[tuple[Kind, str, str]]

    def on(self, child: str, parent: str) -> bool | None:
        """True: that it answers this. False: that it does not, or that it answers another. None: nothing."""
        said = self.assumed.get(child)
        if said is not None:
            return said == parent
        return False if (Kind.REPLY, child, parent) in self.rejected else None


def words_on_replies(links: Iterable[Link], rejected: Container[tuple[Kind, str, str]]) -> Words:
    """Of two assumed parents the one of the smaller id holds, as in `linking.py`."""
    assumed: dict[str, str] = {}
    for link in links:
        if link.kind is Kind.REPLY and link.basis is Basis.ASSUMED and link.child != link.parent:
            parent = assumed.get(link.child, link.parent)
            assumed[link.child] = min(parent, link.parent, key=lambda name: name.encode("utf-8", "surrogatepass"))
    return Words(assumed, rejected)
