"""Likely reply links of an unroll, where its order shows none because other people are addressed."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from threadkit.graph.gathering import Gathered
from threadkit.parsing.text.own_place import leading_mentions
from threadkit.records import Basis, Kind, Link, Order, Post

__all__ = ["links_of_unrolls"]

UNROLL_SAME_PEOPLE = 0.6  # unrolls do not keep the order across branches, so that neighbours may be siblings
UNROLL_OTHER_PEOPLE = 0.2


def links_of_unrolls(
    seen: Gathered, posts: Mapping[str, Post], canonical: Mapping[str, str], closed: set[str]
) -> list[Link]:
    """Where the order of an unroll shows no link, because other people are addressed, its order is still a hint."""
    links = []
    for declared in seen.declared:
        capture = seen.captures.get(declared.source.capture)
        if capture is None or capture.order is not Order.THREAD:
            continue
        members = [canonical[m] for m in declared.members if m in canonical]
        for before, after in itertools.pairwise(members):
            if after in closed or before == after:
                continue
            people, same = leading_mentions(posts[after].text), leading_mentions(posts[before].text)
            reasons: tuple[str, ...]
            if people and people == same:
                probability = UNROLL_SAME_PEOPLE
                reasons = ("it follows in the unroll and addresses the same people", "branches may be out of order")
            else:
                probability = UNROLL_OTHER_PEOPLE
                reasons = ("it follows in the unroll, but addresses other people",)
            where = posts[after].sightings[0].source
            links.append(Link(Kind.REPLY, after, before, Basis.INFERRED, probability, reasons, where))
    return links
