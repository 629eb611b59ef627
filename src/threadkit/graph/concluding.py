"""From findings to conclusions, once through: same posts, times, likely links, forest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import attrs

from threadkit.graph.alignment import Groups, align, shown_twice, unite
from threadkit.graph.forest import Forest, grow, times_first
from threadkit.graph.gathering import Gathered, gather
from threadkit.graph.inference import infer
from threadkit.graph.linking import UNDIRECTED, choose, rejected, words_of
from threadkit.graph.merging import merge
from threadkit.graph.timeline import Timeline, solve
from threadkit.graph.unrolls import Check, checks, gaps_and_branches
from threadkit.parsing.identity import is_seen_id
from threadkit.records import (
    Basis,
    Capture,
    Finding,
    Kind,
    Link,
    Missing,
    Order,
    Post,
    Problem,
    Severity,
    Sighting,
    When,
)

__all__ = ["Conclusion", "conclude", "restrict"]


@attrs.frozen(eq=False)
class Conclusion:
    """All that is concluded from findings. A pure function of them and of two settings."""

    seen: Gathered
    posts: Sequence[Post]  #: parents first, then earliest, latest, id
    by_id: Mapping[str, Post]
    canonical: Mapping[str, str]  #: id of any sighting, or alias -> id of its post
    links: Sequence[Link]  #: chosen
    candidates: Sequence[Link]  #: inferred, but not chosen
    missing: Mapping[str, Missing]
    forest: Forest
    captures: Mapping[str, Capture]
    problems: Sequence[Problem]
    checks: Sequence[Check]
    words: set[tuple[Kind, str, str]]  #: what a person rejected
    told: Told


@attrs.frozen(eq=False)
class Told:
    """Links by what is asked of them."""

    chosen: frozenset[Link]
    of: Mapping[str, Sequence[Link]]  #: chosen links by child; SAME links by both ends
    candidates: Mapping[str, Sequence[Link]]  #: possible REPLY links by child

    @classmethod
    def index(cls, links: Iterable[Link], candidates: Iterable[Link]) -> Told:
        of: dict[str, list[Link]] = {}
        possible: dict[str, list[Link]] = {}
        chosen = frozenset(links)
        for link in sorted(chosen, key=link_order):
            for end in (link.child, link.parent) if link.kind is Kind.SAME else (link.child,):
                of.setdefault(end, []).append(link)
        for link in candidates:
            if link.kind is Kind.REPLY:
                possible.setdefault(link.child, []).append(link)
        return cls(chosen, of, possible)


def conclude(findings: Iterable[Finding], *, guess: bool, min_probability: float) -> Conclusion:
    """`guess`: align by text and infer links; inferred links below `min_probability` stay candidates."""
    seen = gather(findings)
    aligned = shown_twice(seen) + (align(seen) if guess else [])
    asserted, doubtful = by_probability(aligned, min_probability)
    united = unite_and_date(seen, asserted)
    if impossible := contradicted(united, asserted):  # their times show that they were no one post
        doubtful += impossible
        asserted = [link for link in asserted if link not in impossible]
        united = unite_and_date(seen, asserted)
    groups, links, posts = united.groups, united.links, united.posts

    guesses: list[Link] = []
    if guess:
        settled = {link.child for link in links if link.kind is Kind.REPLY}
        found = infer(seen, posts, groups.canonical, settled, stated_roots(seen, groups.canonical, settled))
        allowed = [link for link in found if not rejected(link, united.words)]
        guesses, unlikely = by_probability(allowed, min_probability)
        doubtful += unlikely
    when = {post_id: post.when for post_id, post in posts.items()}
    forest = grow(list(posts), [*links, *guesses], when, united.shown, page_places(seen, groups.canonical))
    refused = {link for link, _ in groups.refused}
    same = [link for link in (*evidence_of(seen), *asserted) if link.kind is Kind.SAME]
    chosen = [*forest.links.values(), *overlays(links), *same]
    chosen = [link for link in chosen if link not in refused and not rejected(link, united.words)]
    lost = [link for rivals in forest.lost.values() for link in rivals if link.basis is Basis.INFERRED]
    made = united.timeline.captures
    captures = {
        name: attrs.evolve(capture, seen_at=made[name]) if made[name] != When() else capture
        for name, capture in sorted(seen.captures.items())
    }
    candidates = sorted([*doubtful, *lost, *refused], key=link_order)
    return Conclusion(
        seen=seen,
        posts=tuple(posts[forest.ids[n]] for n in times_first(forest) if n < forest.posts),
        by_id=posts,
        canonical=groups.canonical,
        links=tuple(sorted(chosen, key=link_order)),
        candidates=tuple(candidates),
        missing=gaps_of(forest, united.gaps, links),
        forest=forest,
        captures=captures,
        problems=(*seen.problems, *united.problems, *united.timeline.problems, *forest.problems),
        checks=tuple(checks(seen)),
        words=united.words,
        told=Told.index(chosen, candidates),
    )


@attrs.frozen(eq=False)
class United:
    """Posts with their times, and the links between them that need no guess about who answers whom."""

    groups: Groups
    posts: Mapping[str, Post]
    links: Sequence[Link]
    gaps: Sequence[Missing]
    problems: Sequence[Problem]
    timeline: Timeline
    shown: Mapping[str, When]  #: times before any solving
    words: set[tuple[Kind, str, str]]  #: what a person rejected


def unite_and_date(seen: Gathered, asserted: Sequence[Link]) -> United:
    """Sightings to posts by the SAME links, links from sightings to posts, and everything dated."""
    evidence = evidence_of(seen)
    words = words_of(seen.rejections, {})
    groups = unite(seen, [*evidence, *asserted], words)
    members = {post_id: [seen.sightings[n] for n in numbers] for post_id, numbers in groups.members.items()}
    ids = {post_id: [seen.ids[n] for n in numbers] for post_id, numbers in groups.members.items()}
    posts = {p: merge(p, sightings, ids[p], seen.captures) for p, sightings in members.items()}

    words = words | words_of(seen.rejections, groups.canonical)
    links, problems = relabel([*evidence, *asserted], groups.canonical, words)
    linked = {link.child for link in links if link.kind is Kind.REPLY}
    texts = {post_id: post.text for post_id, post in posts.items()}
    more, gaps = gaps_and_branches(seen, groups.canonical, texts, linked)
    links += [link for link in more if not rejected(link, words)]

    shown = shown_times(members)
    solid = grow(list(posts), links, shown)
    above = {link.child: link.parent for link in links if link.kind is Kind.ANCESTOR}
    above |= {solid.ids[node]: solid.ids[solid.parent[node]] for node in solid.links}
    timeline = solve(seen, groups.members, groups.canonical, above, [solid.ids[node] for node in solid.order])
    dated = {post_id: attrs.evolve(post, when=timeline.posts[post_id]) for post_id, post in posts.items()}
    return United(groups, dated, links, gaps, problems, timeline, shown, words)


def evidence_of(seen: Gathered) -> list[Link]:
    """The links that findings bring. An inferred one is never evidence."""
    return [link for link in seen.links if link.basis is not Basis.INFERRED]


def contradicted(united: United, asserted: Iterable[Link]) -> list[Link]:
    """Inferred SAME links of posts whose sightings cannot have been written at one time."""
    canonical, wrong = united.groups.canonical, united.timeline.contradicted
    return [
        link
        for link in asserted
        if link.kind is Kind.SAME and link.basis is Basis.INFERRED and canonical.get(link.child) in wrong
    ]


def shown_times(members: Mapping[str, Sequence[Sighting]]) -> dict[str, When]:
    """Of each post a time that needs no solving, the finest that a sighting shows."""
    times = {}
    for post_id, sightings in members.items():
        bounded = [s.when for s in sightings if s.when is not None and s.when.width is not None]
        if bounded:
            times[post_id] = min(bounded, key=lambda w: (w.width, w.earliest, w.text))
    return times


def page_places(seen: Gathered, canonical: Mapping[str, str]) -> dict[str, tuple[str, int]]:
    """Page and place, oldest first, of posts on pages that keep an order; on the first such page by name."""
    places: dict[str, tuple[str, int]] = {}
    for sighting, post_id in zip(seen.sightings, seen.ids, strict=True):
        order = seen.capture_of(sighting).order
        if order is not Order.NONE and post_id not in seen.quoted and post_id in canonical:
            position = -sighting.source.position if order is Order.NEWEST else sighting.source.position
            places.setdefault(canonical[post_id], (sighting.source.capture, position))
    return places


def by_probability(links: Iterable[Link], least: float) -> tuple[list[Link], list[Link]]:
    """Links that are certain enough, and the rest."""
    enough: list[Link] = []
    rest: list[Link] = []
    for link in links:
        (enough if link.probability is None or link.probability >= least else rest).append(link)
    return enough, rest


def relabel(
    links: Iterable[Link], canonical: Mapping[str, str], words: set[tuple[Kind, str, str]]
) -> tuple[list[Link], list[Problem]]:
    """Links between posts instead of sightings; without SAME, rejected ones, and a post's overlays on itself."""
    kept: list[Link] = []
    problems: list[Problem] = []
    for link in links:
        child, parent = canonical.get(link.child, link.child), canonical.get(link.parent, link.parent)
        if link.kind is Kind.SAME:
            continue
        if (child, parent) != (link.child, link.parent):
            link = attrs.evolve(link, child=child, parent=parent)
        if rejected(link, words):
            continue
        if child == parent and link.kind is not Kind.REPLY:
            what = f"a post is its own {link.kind.value}: two of its sightings were linked; the link is left out"
            problems.append(Problem(link.source, what, child, Severity.INFO))
            continue
        kept.append(link)
    return kept, problems


def overlays(links: Iterable[Link]) -> Iterator[Link]:
    """Of the links that say the same, the best known."""
    same: dict[tuple[Kind, str, str], list[Link]] = {}
    for link in links:
        if link.kind is not Kind.REPLY:
            ends = sorted((link.child, link.parent)) if link.kind in UNDIRECTED else [link.child, link.parent]
            same.setdefault((link.kind, ends[0], ends[1]), []).append(link)
    yield from (choose(alike) for alike in same.values())


def stated_roots(seen: Gathered, canonical: Mapping[str, str], settled: set[str]) -> set[str]:
    """Posts that a source with ``states_parents`` shows without a parent (rule 6)."""
    return {
        canonical[post_id]
        for sighting, post_id in zip(seen.sightings, seen.ids, strict=True)
        if seen.capture_of(sighting).states_parents and post_id not in seen.quoted
    } - settled


def gaps_of(forest: Forest, gaps: Iterable[Missing], links: Iterable[Link]) -> dict[str, Missing]:
    """Every node that is not held, and the gaps that sources declare, by id."""
    known = {gap.id: gap for gap in gaps}
    held = forest.posts
    for node in range(held, len(forest.ids)):
        name = forest.ids[node]
        if name not in known:
            near = tuple(forest.ids[child] for child in forest.children[node])
            source = next((forest.links[child].source for child in forest.children[node]), None)
            url = None if is_seen_id(name) else url_of(name)
            known[name] = Missing(name, (("not_captured", source),), url, near, "above", 1)
    for link in links:
        if link.kind is Kind.QUOTE and link.parent not in forest.number and link.parent not in known:
            reasons = (("not_captured", link.source),)
            known[link.parent] = Missing(link.parent, reasons, url_of(link.parent), (link.child,), "quoted", 1)
    return dict(sorted(known.items()))


def url_of(post_id: str) -> str | None:
    """Where a platform shows the post of an id, as far as the id alone tells."""
    scheme, _, rest = post_id.partition(":")
    if scheme == "x" and rest.isdigit():
        return f"https://x.com/i/status/{rest}"
    if post_id.startswith("at://") and post_id.count("/") == 4:
        _, _, who, _, key = post_id.split("/")
        return f"https://bsky.app/profile/{who}/post/{key}"
    return None


def link_order(link: Link) -> tuple[str, str, str, float]:
    return link.kind.value, link.child, link.parent, -(link.probability or 1.0)


def restrict(whole: Conclusion, keep: Callable[[Post], bool]) -> Conclusion:
    """The same conclusions with some posts hidden: nothing is inferred again; a hidden parent is "filtered"."""
    kept = [post for post in whole.posts if keep(post)]
    ids = {post.id for post in kept}
    links = [k for k in whole.links if k.child in ids or (k.kind is Kind.REPLY and k.child in whole.missing)]
    links = [k for k in links if k.kind in (Kind.REPLY, Kind.QUOTE, Kind.SAME) or k.parent in ids]
    when = {post.id: post.when for post in kept}
    forest = grow([post.id for post in kept], links, when, None, page_places(whole.seen, whole.canonical))
    missing: dict[str, Missing] = {}
    for name, gap in gaps_of(forest, (), links).items():
        hidden = name in whole.by_id
        missing[name] = attrs.evolve(gap, reasons=(("filtered", None),)) if hidden else whole.missing.get(name, gap)
    for name, gap in whole.missing.items():
        if gap.side != "above" and any(near in ids for near in gap.near):
            missing.setdefault(name, gap)
    candidates = tuple(k for k in whole.candidates if k.child in ids and k.parent in ids)
    shown_in = {s.source.capture for post in kept for s in post.sightings}
    return attrs.evolve(
        whole,
        captures={name: capture for name, capture in whole.captures.items() if name in shown_in},
        problems=tuple(p for p in whole.problems if p.source is None or p.source.capture in shown_in),
        checks=tuple(c for c in whole.checks if any(whole.canonical.get(m) in ids for m in c.declared.members)),
        posts=tuple(kept),
        by_id={post.id: post for post in kept},
        canonical={name: post_id for name, post_id in whole.canonical.items() if post_id in ids},
        links=tuple(links),
        candidates=candidates,
        told=Told.index(links, candidates),
        missing=missing,
        forest=forest,
    )
