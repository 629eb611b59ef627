"""Posts that must have been there and are not held: which, why, and where they lie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import attrs

from threadkit.graph.gathering import link_key
from threadkit.graph.holes import HOLE
from threadkit.graph.linking import canonical_id
from threadkit.graph.trees.forest import Forest
from threadkit.parsing.identity import is_placeholder, is_seen_id, placeholder_of, url_of
from threadkit.records import Absence, Author, Kind, Link, Missing, Source

__all__ = ["absences_by_post", "gaps_of", "hidden_by_a_view"]

Absences = Mapping[str, Sequence[Absence]]
Reasons = tuple[tuple[str, Source | None], ...]


def hidden_by_a_view(absence: Absence) -> bool:
    """That a view hid a post is said of no source; a source may show some posts only to some, too."""
    return absence.reason == "filtered" and absence.source is None


def absences_by_post(absences: Iterable[Absence], canonical: Mapping[str, str]) -> dict[str, list[Absence]]:
    """What sources say of posts that they do not show, held elsewhere or not."""
    found: dict[str, list[Absence]] = {}
    for absence in absences:
        if hidden_by_a_view(absence) and absence.post in canonical:
            continue
        found.setdefault(canonical_id(absence.post, canonical), []).append(absence)
    return found


def gaps_of(forest: Forest, gaps: Iterable[Missing], links: Iterable[Link], told: Absences) -> dict[str, Missing]:
    """Every node that is not held, what is quoted or spoken of and not held, and the gaps that sources declare."""
    links = sorted((link for link in links if link.kind not in (Kind.REPLY, Kind.SAME)), key=link_key)
    known = {gap.id: gap for gap in gaps}
    above = ancestors(links, forest) if len(forest.ids) > forest.posts else {}
    below: dict[str, list[str]] = {}
    for link in links:
        if link.kind is Kind.ANCESTOR:
            below.setdefault(link.parent, []).append(link.child)
    for node in range(forest.posts, len(forest.ids)):
        name = forest.ids[node]
        if name not in known:
            known[name] = gap_of(forest, node, above, below, told.get(name, ()))
    known |= outside(links, forest, told, Kind.QUOTE, "quoted")
    known |= outside(links, forest, told, Kind.ANCESTOR, "above")
    needless = settled(told, links, forest)
    told = {name: absences for name, absences in told.items() if name not in needless} if needless else told
    for name, gap in unplaced(links, told, forest).items():
        known.setdefault(name, gap)
    for name, chance in guessed(forest).items():
        if name not in told:
            known[name] = attrs.evolve(known[name], probability=chance)
    return dict(sorted(known.items()))


def guessed(forest: Forest) -> dict[str, float]:
    """How likely gaps are to be there, if all that answer them do so by guesses; or to lie where they are told to."""
    found: dict[str, float] = {}
    ends = (forest.parent[node] for node in forest.guesses)
    for gap in {node for node in (*forest.guesses, *ends) if node >= forest.posts}:
        below = [link for child in forest.children(gap) if (link := forest.links[child]) is not None]
        chances = [link.probability for link in below if link.probability is not None]
        own = forest.links[gap]
        if chances and len(chances) == len(below):
            found[forest.ids[gap]] = max(chances)
        elif own is not None and own.probability is not None:
            found[forest.ids[gap]] = own.probability
    return found


def outside(links: Iterable[Link], forest: Forest, told: Absences, kind: Kind, side: str) -> dict[str, Missing]:
    """What posts quote, or are somewhere below, and that is neither held nor answered directly."""
    pointing: dict[str, list[Link]] = {}
    for link in links:
        if link.kind is kind and link.parent not in forest.number:
            pointing.setdefault(link.parent, []).append(link)
    return {
        name: missing(name, told.get(name, ()), found[0].source, tuple(sorted({link.child for link in found})), side)
        for name, found in pointing.items()
    }


def settled(told: Absences, links: Iterable[Link], forest: Forest) -> set[str]:
    """Placeholders for what is known from elsewhere: what posts answer, and what they quote (rule 1)."""
    found = {
        link.parent
        for rivals in forest.lost.values()
        for link in rivals
        if link.parent not in forest.number and is_placeholder(link.parent, link.child)
    }
    quoting = {link.child for link in links if link.kind is Kind.QUOTE and not is_placeholder(link.parent, link.child)}
    made = {name: placeholder_of(name) for name in told if name not in forest.number}
    return found | {name for name, of in made.items() if of is not None and of[1] == "/quoted" and of[0] in quoting}


def unplaced(links: Iterable[Link], told: Absences, forest: Forest) -> dict[str, Missing]:
    """What has no node, though a source speaks of it or an overlay points from or to it."""
    outside = {name: absences for name, absences in told.items() if name not in forest.number}
    found = {name: missing(name, absences, None, (), "unplaced") for name, absences in outside.items()}
    for link in links:
        for end, other in ((link.child, link.parent), (link.parent, link.child)):
            if end not in forest.number and (end not in found or not found[end].near):
                side = "below" if link.kind is Kind.ANCESTOR and end == link.child else "unplaced"
                found[end] = missing(end, told.get(end, ()), link.source, (other,), side)
    return found


def ancestors(links: Iterable[Link], forest: Forest) -> dict[str, set[str]]:
    """Held posts that are somewhere above others, by those others."""
    above: dict[str, set[str]] = {}
    for link in links:
        if link.kind is Kind.ANCESTOR and forest.number.get(link.parent, forest.posts) < forest.posts:
            above.setdefault(link.child, set()).add(link.parent)
    return above


def gap_of(
    forest: Forest,
    node: int,
    above: Mapping[str, set[str]],
    also_below: Mapping[str, Sequence[str]],
    absences: Sequence[Absence],
) -> Missing:
    """`above`: held posts that are somewhere above a post; `also_below`: posts that are somewhere below a gap."""
    name, children = forest.ids[node], forest.children(node)
    count = None if name.startswith(HOLE) else 1  # of what only a person's word is left of, nothing tells how many
    below = tuple(forest.ids[child] for child in children)
    source = next((link.source for child in children if (link := forest.links[child]) is not None), None)
    if not below:  # a reply that is not held, nor anything that answers it
        link = forest.links[node]
        over = (forest.ids[forest.parent[node]],) if forest.parent[node] >= 0 else ()
        return missing(name, absences, link.source if link else None, over, "below" if over else "unplaced", count)
    further = also_below.get(name, ())
    heads = set[str]().union(*(above.get(child, set()) for child in below))
    near = tuple(dict.fromkeys((*below, *further)))
    heads -= set(near)  # of what is said to be above it and below it, below is believed: it leans on fewer links
    if forest.parent[node] < 0 and len(heads) == 1:  # more may be lost between it and what is known to be above it
        return missing(name, absences, source, (*heads, *near), "between", None)
    return missing(name, absences, source, near, "above", count)


def missing(
    name: str,
    absences: Sequence[Absence],
    pointed: Source | None,
    near: tuple[str, ...],
    side: str,
    count: int | None = 1,
) -> Missing:
    """A gap of this id; `pointed`: where something points at it."""
    reasons: Reasons = tuple(dict.fromkeys((absence.reason, absence.source) for absence in absences))
    url = next((absence.url for absence in absences if absence.url), None)
    counts = {absence.count for absence in absences}
    if counts and count is not None:  # sources that differ leave it open
        count = counts.pop() if len(counts) == 1 else None
    if url is None and not is_seen_id(name):
        url = url_of(name)
    return Missing(name, reasons or (("not_captured", pointed),), url, near, side, count, author_of(absences))


def author_of(absences: Sequence[Absence]) -> Author | None:
    """As far as the sources agree."""
    said = [absence.author for absence in absences if absence.author is not None]
    handles, names, ids = ({getattr(author, part) for author in said} - {None} for part in ("handle", "name", "id"))
    if not said or len(ids) > 1 or (not ids and len({str(handle).casefold() for handle in handles}) > 1):
        return None
    return Author(min(handles, default=None), min(names, default=None), min(ids, default=None))
