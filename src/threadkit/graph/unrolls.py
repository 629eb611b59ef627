"""What a source that declares its own extent (an unroll, a teaser) says beyond its links: gaps and branches.

* "Read 14 tweets" above three posts: eleven are not shown, below the last.
* "3/5" right after "1/5": the post between is lost, and the link goes through a gap.
* Replies to other people that an unroll lists after the thread belong to its conversation, somewhere below its
  first post: ANCESTOR links, as nothing tells what exactly they answer.
"""

from __future__ import annotations

import itertools
from collections.abc import Container, Mapping, Sequence

import attrs

from threadkit import wording
from threadkit.graph.gaps import hidden_by_a_view
from threadkit.graph.gathering import Gathered
from threadkit.graph.holes import Words, hole_gap, hole_name
from threadkit.parsing.text.own_place import leading_mentions, lost_between, numbering
from threadkit.records import Basis, Declared, Kind, Link, Missing, Order

__all__ = ["Check", "checks", "gaps_and_branches"]


@attrs.frozen
class Check:
    """What a source declares, held against what was found there."""

    declared: Declared
    found: int
    agrees: bool | None  #: None: it shows fewer on purpose, or the figure is of things this page does not show
    note: str


def checks(seen: Gathered, canonical: Mapping[str, str]) -> list[Check]:
    hidden = {absence.post for absence in seen.absences if hidden_by_a_view(absence)}
    return [check(declared, canonical, hidden) for declared in seen.declared]


def check(declared: Declared, held: Container[str], hidden: Container[str] = ()) -> Check:
    """`held`: names of the posts that are held; `hidden`: of those that a view hides."""
    members, count = dict.fromkeys(declared.members), declared.count
    told = wording.declared(count, declared.what)
    found = sum(member in held for member in members)
    away = sum(member in hidden and member not in held for member in members)
    if away:
        note = f"{told} declared, {found} found, {away} filtered out"
        return Check(declared, found, None, note)
    if not declared.members:
        return Check(declared, 0, None, f"{told}: said of the account, not of this page")
    within = count.low <= found and (count.high is None or found <= count.high)
    if within:
        return Check(declared, found, True, f"{told} declared and found")
    if found < count.low and not declared.complete:
        return Check(declared, found, None, f"shows {found} of {told}, on purpose")
    return Check(declared, found, False, f"{told} declared, {found} found")


def gaps_and_branches(
    seen: Gathered, canonical: Mapping[str, str], texts: Mapping[str, str], linked: set[str], words: Words
) -> tuple[list[Link], list[Missing]]:
    """Links through gaps, ANCESTOR links of branches, and the gaps. `linked`: posts with a known parent."""
    links: list[Link] = []
    gaps: list[Missing] = []
    for declared in seen.declared:
        capture = seen.captures.get(declared.source.capture)
        if capture is None or capture.order is not Order.THREAD or not declared.members:
            continue
        members = list(dict.fromkeys(canonical[m] for m in declared.members if m in canonical))
        if not members:
            continue
        for one, two in itertools.pairwise(members):
            said = words.on(two, hole_name(one, two))
            if (said or (said is None and two not in linked)) and (lost := numbers_between(texts[one], texts[two])):
                gap, through = gap_between(declared, one, two, lost, words)
                gaps.append(gap)
                links += through
                linked = linked | {two}
        first = members[0]
        links += [ancestor(declared, member, first) for member in members[1:] if member not in linked]
        if (gap_after := not_shown(declared, members)) is not None:
            gaps.append(gap_after)
    return links, gaps


def numbers_between(one: str, two: str) -> int:
    """How many posts the numbers of two neighbours say are lost between them, if they address the same people."""
    if leading_mentions(one) != leading_mentions(two):
        return 0
    return lost_between(numbering(one), numbering(two))


def gap_between(declared: Declared, one: str, two: str, lost: int, words: Words) -> tuple[Missing, list[Link]]:
    reasons = (f"their own numbers say that {lost} between them {'is' if lost == 1 else 'are'} lost",)
    joined = words.on(hole_name(one, two), one) is not False
    gap = hole_gap(one, two, lost, declared.source, joined=joined)
    ends = ((two, gap.id), (gap.id, one)) if joined else ((two, gap.id),)
    links = [Link(Kind.REPLY, child, parent, Basis.SHOWN, None, reasons, declared.source) for child, parent in ends]
    return gap, links


def ancestor(declared: Declared, member: str, first: str) -> Link:
    reasons = ("the unroll lists it in the same conversation",)
    return Link(Kind.ANCESTOR, member, first, Basis.SHOWN, None, reasons, declared.source)


def not_shown(declared: Declared, members: Sequence[str]) -> Missing | None:
    lost = declared.count.low - len(set(declared.members))  # one that is named and not held is a gap of its own
    if lost <= 0:
        return None
    near: tuple[str, ...]
    if declared.complete:  # it meant to show them all: nothing tells where they are
        near, side, reason = (members[0], members[-1]), "between", "unknown"
    else:
        near, side, reason = (members[-1],), "below", "not_captured"
    name = f"gap:{side} {' and '.join(near)}"
    return Missing(name, ((reason, declared.source),), near=near, side=side, count=lost)
