"""Findings sorted by kind, each once, in an order that does not depend on how they arrived."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any, TypeVar

import attrs

from threadkit.parsing.identity import sighting_id
from threadkit.records import (
    Absence,
    Capture,
    Declared,
    Finding,
    Furniture,
    Kind,
    Link,
    Problem,
    Rejection,
    Repost,
    Sighting,
    Source,
)

__all__ = ["Gathered", "gather", "link_key"]


@attrs.frozen(eq=False)
class Gathered:
    """`ids` runs beside `sightings`: the id of each, the platform's or one made of what is shown."""

    captures: Mapping[str, Capture]
    sightings: tuple[Sighting, ...]
    ids: tuple[str, ...]
    links: tuple[Link, ...]
    reposts: tuple[Repost, ...]
    declared: tuple[Declared, ...]
    furniture: tuple[Furniture, ...]
    problems: tuple[Problem, ...]
    rejections: tuple[Rejection, ...]
    absences: tuple[Absence, ...]
    quoted: frozenset[str]  #: ids of posts that are shown inside another

    def capture_of(self, sighting: Sighting) -> Capture:
        return self.captures[sighting.source.capture]


def gather(findings: Iterable[Finding]) -> Gathered:
    """Sort findings by kind. The same finding twice is one; a sighting of an unheard-of capture gets a bare one."""
    kinds: dict[type, dict[Finding, None]] = {kind: {} for kind in KINDS}
    for finding in findings:
        if type(finding) not in kinds:
            raise TypeError(f"no finding: {finding!r}; threadkit.load(…) reads files, folders and findings")
        kinds[type(finding)][finding] = None
    captures: dict[str, Capture] = {}
    for capture in sorted(of(kinds, Capture), key=lambda c: (c.name, repr(c))):
        if captures.setdefault(capture.name, capture) != capture:
            what = "two captures have this name and differ; what the first of them says of itself is used"
            kinds[Problem][Problem(Source(capture.name), what, differences(captures[capture.name], capture))] = None
    sightings = in_order(of(kinds, Sighting), lambda s: (*place(s.source), s.id or ""))
    for sighting in sightings:
        name = sighting.source.capture
        if name not in captures:
            captures[name] = Capture(name, "unknown")
    links = tuple(sorted(of(kinds, Link), key=link_key))
    return Gathered(
        captures=captures,
        sightings=sightings,
        ids=tuple(map(sighting_id, sightings)),
        links=links,
        reposts=in_order(of(kinds, Repost), lambda r: (*place(r.source), r.post)),
        declared=in_order(of(kinds, Declared), lambda d: (*place(d.source), d.what)),
        furniture=tuple(sorted(of(kinds, Furniture), key=lambda f: (*place(f.source), f.role, f.text))),
        problems=in_order(of(kinds, Problem), lambda p: (*place(p.source), p.what, p.saw)),
        rejections=tuple(sorted(of(kinds, Rejection), key=lambda r: (r.kind.value, r.child, r.parent, r.reason))),
        absences=tuple(sorted(of(kinds, Absence), key=lambda a: (a.post, *place(a.source), a.reason, repr(a)))),
        quoted=frozenset(link.parent for link in links if link.kind is Kind.QUOTE),
    )


F = TypeVar("F")

KINDS = (Capture, Sighting, Link, Repost, Declared, Furniture, Problem, Rejection, Absence)


def of(kinds: Mapping[type, Mapping[Finding, None]], kind: type[F]) -> list[F]:
    return [finding for finding in kinds[kind] if isinstance(finding, kind)]


def in_order(found: Iterable[F], key: Callable[[F], Any]) -> tuple[F, ...]:
    """Sorted by a key; what is alike by it, as two versions of one record, by all that it says."""
    keyed = sorted(((key(each), each) for each in found), key=itemgetter(0))
    ordered = [each for _, each in keyed]
    start = 0
    for end in range(1, len(keyed) + 1):
        if end == len(keyed) or keyed[end][0] != keyed[start][0]:
            if end - start > 1:
                ordered[start:end] = sorted(ordered[start:end], key=repr)
            start = end
    return tuple(ordered)


def differences(one: Capture, other: Capture) -> str:
    names = [field.name for field in attrs.fields(Capture) if getattr(one, field.name) != getattr(other, field.name)]
    return "; ".join(f"{name}: {getattr(one, name)} / {getattr(other, name)}" for name in names)


def place(source: Source | None) -> tuple[str, int, str]:
    return (source.capture, source.position, source.locator) if source else ("", 0, "")


def link_key(link: Link) -> tuple[object, ...]:
    probability = 1.0 if link.probability is None else link.probability
    return (link.kind.value, link.child, link.parent, link.basis.value, probability, *place(link.source), link.reasons)
