"""From findings to conclusions, once through: same posts, times, likely links, forest."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import attrs

from threadkit.graph.alignment.aligning import Groups, align, shown_twice, unite
from threadkit.graph.alignment.merging import merge
from threadkit.graph.counted_replies import still_lacking
from threadkit.graph.gaps import absences_by_post, gaps_of
from threadkit.graph.gathering import Gathered, gather
from threadkit.graph.guesses.inference import infer
from threadkit.graph.guesses.numbered_gaps import with_gaps
from threadkit.graph.guesses.sequences import woven
from threadkit.graph.holes import words_on_replies
from threadkit.graph.linking import UNDIRECTED, canonical_id, choose, known_quotes, rejected, words_of
from threadkit.graph.times.solution import TimeSolution
from threadkit.graph.times.timeline import Timeline, solve
from threadkit.graph.trees.figures import Figures, figures_of
from threadkit.graph.trees.forest import Forest, grow
from threadkit.graph.trees.held import Canonical, Held, Picked
from threadkit.graph.trees.lone import Lone, apart
from threadkit.graph.trees.node_times import Place
from threadkit.graph.trees.row_results import (
    Whens,
    fixed_times,
    joined_figures,
    moments,
    naming,
    newest,
    overlays_to,
    row_links,
    unfit,
)
from threadkit.graph.unrolls import Check, checks, gaps_and_branches
from threadkit.parsing.rows import Rows
from threadkit.records import (
    Absence,
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

__all__ = ["Conclusion", "Told", "conclude"]


UNKNOWN = When()


@attrs.frozen(eq=False, slots=False)
class Conclusion:
    """All that is concluded from findings. A pure function of them and of two settings.

    What is large and not needed by all is worked out when it is asked for: `make_…` gives it.
    """

    seen: Gathered
    held: Sequence[Post]  #: in the order of the forest's nodes
    by_id: Mapping[str, Post]
    canonical: Mapping[str, str]  #: id of any sighting, or alias -> id of its post
    candidates: Sequence[Link]  #: inferred, but not chosen
    forest: Forest
    captures: Mapping[str, Capture]
    problems: Sequence[Problem]
    checks: Sequence[Check]
    words: set[tuple[Kind, str, str]]  #: what a person rejected
    absences: Mapping[str, Sequence[Absence]]  #: what sources say of posts that they do not show
    naming: frozenset[str]  #: captures that name the author of some post
    make_posts: Callable[[], Sequence[Post]]
    make_links: Callable[[], Sequence[Link]]
    make_missing: Callable[[], Mapping[str, Missing]]
    make_figures: Callable[[], Figures]
    make_times: Callable[[], TimeSolution]
    hidden_replies: Mapping[str, int] = attrs.field(factory=dict)  #: of a view: replies to a post that it does not show

    @cached_property
    def posts(self) -> Sequence[Post]:
        """Parents first, then earliest, latest, id."""
        return self.make_posts()

    @cached_property
    def links(self) -> Sequence[Link]:
        """Chosen."""
        return self.make_links()

    @cached_property
    def missing(self) -> Mapping[str, Missing]:
        return self.make_missing()

    @cached_property
    def figures(self) -> Figures:
        """Of the posts, in the order of the forest's nodes."""
        return self.make_figures()

    @cached_property
    def told(self) -> Told:
        return Told.index(self.links, self.candidates)


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


def conclude(found: Iterable[Finding | Rows], *, guess: bool, min_probability: float) -> Conclusion:
    """`guess`: align by text and infer links; inferred links below `min_probability` stay candidates."""
    given = list(found)
    long_way: set[str] = set()  # rows that turn out to need it
    while True:
        findings, lone = apart(given, guess, long_way)
        concluded, unfit_rows = conclude_parts(findings, lone, guess, min_probability)
        if unfit_rows <= long_way:
            return concluded
        long_way |= unfit_rows


def conclude_parts(
    findings: Iterable[Finding], lone: Lone, guess: bool, min_probability: float
) -> tuple[Conclusion, set[str]]:
    """Of findings and of rows that no finding speaks of; and ids of those rows of which more has to be concluded."""
    seen = gather(findings)
    aligned = shown_twice(seen) + (align(seen) if guess else [])
    asserted, doubtful = by_probability(aligned, min_probability)
    united, asserted, impossible = as_times_allow(seen, asserted, lone)
    doubtful += impossible
    groups, links, posts = united.groups, united.links, united.posts

    guesses: list[Link] = []
    gaps = list(united.gaps)
    if guess:
        said = words_on_replies(links, united.words)
        settled = {link.child: link.parent for link in links if link.kind is Kind.REPLY}
        settled.update(said.assumed)
        roots = stated_roots(seen, groups.canonical, set(settled))
        found = infer(seen, posts, groups.canonical, settled, roots)
        closed = settled.keys() | roots
        found, holes = with_gaps(found, seen, posts, groups.canonical, closed, said, min_probability)
        guesses, unlikely = by_probability([k for k in found if not rejected(k, united.words)], min_probability)
        gaps += holes
        doubtful += unlikely
    when = [post.when for post in posts.values()]
    places = page_places(seen, posts, groups.canonical)
    first, whens, times = tuple(posts.values()), Whens(when, lone), moments(when, lone)

    def drawn(links: Iterable[Link]) -> Forest:
        return grow(list(posts), [*links, *guesses], whens, united.shown, places, lone, times)

    def shown_in(node: int) -> Container[str]:
        if node < len(lone):
            return lone.shown_in(node)
        return {s.source.capture for s in first[node - len(lone)].sightings}

    forest = drawn(links)
    told = absences_by_post(seen.absences, groups.canonical)
    counted = still_lacking(told, forest, whens, united.timeline.captures, shown_in)
    if not all(counted.values()):  # others show all of what a source counts
        links = [link for link in links if counted.get(link.child, link)]
        forest = drawn(links)
    refused = {link for link, _ in groups.refused}
    same = [link for link in (*evidence_of(seen), *asserted) if link.kind is Kind.SAME]
    chosen = [*filter(None, forest.links.made), *overlays(links), *same]
    chosen = [link for link in chosen if link not in refused and not rejected(link, united.words)]
    lost = [link for rivals in forest.lost.values() for link in rivals if link.basis is Basis.INFERRED]
    made = united.timeline.captures
    captures = {
        name: attrs.evolve(capture, seen_at=made[name]) if made[name] != When() else capture
        for name, capture in sorted(seen.captures.items())
    }
    unfit_rows, odd = unfit(lone, forest, groups.canonical, captures) if len(lone) else (set(), [])
    by_id: Mapping[str, Post] = Held(posts, lone, captures, forest.number) if len(lone) else posts
    canonical: Mapping[str, str] = Canonical(groups.canonical, by_id) if isinstance(by_id, Held) else groups.canonical
    held: Sequence[Post] = Picked(by_id, first, range(len(by_id))) if isinstance(by_id, Held) else first
    absences = absences_by_post(seen.absences, canonical)
    conclusion = Conclusion(
        seen=seen,
        held=held,
        by_id=by_id,
        canonical=canonical,
        candidates=tuple(sorted([*doubtful, *lost, *refused], key=link_order)),
        forest=forest,
        captures=captures,
        problems=(*seen.problems, *united.problems, *united.timeline.problems, *odd, *forest.problems),
        checks=tuple(checks(seen, canonical)),
        words=united.words,
        absences=absences,
        naming=frozenset(shown.source.capture for shown in seen.sightings if shown.author is not None) | naming(lone),
        make_posts=lambda: by_time(held, forest),
        make_links=lambda: tuple(sorted([*chosen, *row_links(lone, forest)], key=link_order)),
        make_missing=lambda: gaps_of(
            forest,
            gaps,
            [*links, *overlays_to(lone, forest)],
            {name: left for name, said in absences.items() if (left := counted.get(name, said))},
        ),
        make_figures=lambda: joined_figures(figures_of(first), lone, times),
        make_times=united.timeline.explain,
    )
    return conclusion, unfit_rows


def by_time(held: Sequence[Post], forest: Forest) -> Sequence[Post]:
    """Parents first, then earliest, latest, id."""
    order = forest.held(forest.by_time)
    if isinstance(held, Picked):
        return attrs.evolve(held, numbers=order)
    return tuple(map(held.__getitem__, order))


@attrs.frozen(eq=False)
class United:
    """Posts with their times, and the links between them that need no guess about who answers whom."""

    groups: Groups
    ids: Mapping[str, Sequence[str]]  #: by post, of its sightings
    posts: Mapping[str, Post]
    links: Sequence[Link]
    gaps: Sequence[Missing]
    problems: Sequence[Problem]
    timeline: Timeline
    shown: Mapping[str, When]  #: times before any solving
    words: set[tuple[Kind, str, str]]  #: what a person rejected


def as_times_allow(seen: Gathered, asserted: Sequence[Link], lone: Lone) -> tuple[United, list[Link], list[Link]]:
    """All united and dated; the links it was done by; and those of which times show that they join two posts.

    First those of posts whose own words exclude each other. What follows from them can contradict a whole page, so
    what else is impossible is asked without them.
    """
    asserted, impossible = list(asserted), []
    united = unite_and_date(seen, asserted, lone)
    for outright in (True, False):
        timeline = united.timeline
        wrong = frozenset(contradicted(united, asserted, timeline.outright if outright else timeline.contradicted))
        if wrong:
            impossible += [link for link in asserted if link in wrong]
            asserted = [link for link in asserted if link not in wrong]
            united = unite_and_date(seen, asserted, lone, united)
    return united, asserted, impossible


def unite_and_date(seen: Gathered, asserted: Sequence[Link], lone: Lone, before: United | None = None) -> United:
    """Sightings to posts by the SAME links, links from sightings to posts, and everything dated.

    `before`: the same with other links; posts that are made of the same sightings are taken from there.
    """
    evidence = evidence_of(seen)
    words = words_of(seen.rejections, {})
    groups = unite(seen, [*evidence, *asserted], words)
    members = {post_id: [seen.sightings[n] for n in numbers] for post_id, numbers in groups.members.items()}
    ids = {post_id: [seen.ids[n] for n in numbers] for post_id, numbers in groups.members.items()}
    for name in groups.canonical.keys() - set(seen.ids):  # no sighting has this id; a source says that it is the post's
        ids[groups.canonical[name]].append(name)
    posts: dict[str, Post] = {}
    for p, sightings in members.items():
        if before is not None and before.groups.members.get(p) == groups.members[p] and before.ids[p] == ids[p]:
            posts[p] = before.posts[p]
        else:
            posts[p] = merge(p, sightings, ids[p], seen.captures)

    words = words | words_of(seen.rejections, groups.canonical)
    links, problems = relabel([*evidence, *asserted], groups.canonical, words)
    problems += disagreements(links, words)
    problems += clashes(members, ids)
    linked = {link.child for link in links if link.kind is Kind.REPLY}
    texts = {post_id: post.text for post_id, post in posts.items()}
    said = words_on_replies(links, words)
    more, gaps = gaps_and_branches(seen, groups.canonical, texts, linked, said)
    links += [link for link in more if not rejected(link, words)]

    shown = shown_times(members)
    solid = grow(list(posts), links, [shown.get(post_id, UNKNOWN) for post_id in posts])
    above = {link.child: link.parent for link in links if link.kind is Kind.ANCESTOR}
    above |= {post_id: solid.ids[up] for post_id, up in zip(posts, solid.held_above, strict=False) if up >= 0}
    fixed = fixed_times(lone, {link.parent for link in links})
    above |= nearest_row(solid, fixed)
    top_down = parents_first([solid.ids[node] for node in solid.order], above)
    timeline = solve(seen, groups.members, groups.canonical, above, top_down, fixed, newest(lone))
    dated = {
        post_id: post if post.when == (when := timeline.posts[post_id]) else attrs.evolve(post, when=when)
        for post_id, post in posts.items()
    }
    return United(groups, ids, dated, links, gaps, problems, timeline, shown, words)


def parents_first(names: Sequence[str], above: Mapping[str, str]) -> list[str]:
    """The same, each behind what `above` gives for it, which may be in another tree. In a circle nothing is first."""
    depth: dict[str, int] = {}
    for name in names:
        path: dict[str, None] = {}
        each: str | None = name
        while each is not None and each not in depth and each not in path:
            path[each] = None
            each = above.get(each)
        top = depth.get(each, -1) + 1 if each is not None else 0
        depth.update(zip(reversed(path), itertools.count(top), strict=False))
    return sorted(names, key=depth.__getitem__)


def nearest_row(solid: Forest, fixed: Container[str]) -> dict[str, str]:
    """Of posts whose nearest post above is a row, its id: among the others it is a gap."""
    found = {}
    for node in range(solid.posts if fixed else 0):
        above = solid.parent[node]
        while above >= solid.posts and solid.ids[above] not in fixed:
            above = solid.parent[above]
        if above >= solid.posts:
            found[solid.ids[node]] = solid.ids[above]
    return found


def disagreements(links: Iterable[Link], words: set[tuple[Kind, str, str]]) -> Iterator[Problem]:
    """Where people's words contradict each other, as after merging what two of them said."""
    assumed: dict[str, set[str]] = {}
    for link in links:
        if link.basis is Basis.ASSUMED:
            if link.kind is Kind.REPLY:
                assumed.setdefault(link.child, set()).add(link.parent)
            if (link.kind, link.child, link.parent) in words:
                what = f"one word assumes the {link.kind.value} link to {link.parent}, one rejects it; it holds"
                yield Problem(link.source, what, link.child)
    for child, parents in sorted(assumed.items()):
        if len(parents) > 1:
            yield Problem(None, "two words assume two parents of one post; the one of the smaller id holds", child)


def clashes(members: Mapping[str, Sequence[Sighting]], ids: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    """Posts of which one id is shown with two authors: likely two different posts have it."""
    for post_id, sightings in members.items():
        if len(sightings) < 2:
            continue
        shown: dict[str, list[Sighting]] = {}
        for name, sighting in zip(ids[post_id], sightings, strict=False):  # behind them stand ids that nothing shows
            shown.setdefault(name, []).append(sighting)
        for name, several in shown.items():
            who = [(sighting.author, sighting.source) for sighting in several if sighting.author is not None]
            part = "id" if any(author.id for author, _ in who) else "handle"
            said = {value.casefold(): source for author, source in who if (value := getattr(author, part))}
            if len(said) > 1:
                what = f"sightings of {name} name different authors (by {part}); two posts may share this id"
                yield Problem(said[max(said)], what, " / ".join(sorted(said)[:5]))
                break


def evidence_of(seen: Gathered) -> list[Link]:
    """The links that findings bring. An inferred one is never evidence."""
    return [link for link in seen.links if link.basis is not Basis.INFERRED]


def contradicted(united: United, asserted: Iterable[Link], wrong: Container[str]) -> list[Link]:
    """Inferred SAME links of posts whose sightings cannot have been written at one time."""
    canonical = united.groups.canonical
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


def page_places(seen: Gathered, posts: Mapping[str, Post], canonical: Mapping[str, str]) -> dict[str, Place]:
    """Page and place, oldest first, of posts on pages that keep an order; on the first such page by name.

    Pages that share posts are one: the first of them, with the posts of the others in between.
    """
    places: dict[str, Place] = {}
    joined: dict[str, Place] = {}
    for names, sequence in woven(seen, posts, canonical):
        joined.update((post_id, (names[0], place)) for place, post_id in enumerate(sequence))
    for sighting, post_id in zip(seen.sightings, seen.ids, strict=True):
        order = seen.capture_of(sighting).order
        if order is not Order.NONE and post_id not in seen.quoted and post_id in canonical:
            name, own = canonical[post_id], (sighting.source.capture, sighting.source.position)
            places.setdefault(name, own if order is Order.THREAD else joined[name])
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
    """Links between posts instead of sightings; without SAME, rejected and needless ones, overlays of one post."""
    kept: list[Link] = []
    problems: list[Problem] = []
    for link in links:
        child, parent = canonical_id(link.child, canonical), canonical_id(link.parent, canonical)
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
    return known_quotes(kept), problems


def overlays(links: Iterable[Link]) -> Iterator[Link]:
    """Of the links that say the same, the best known."""
    same: dict[tuple[Kind, str, str], list[Link]] = {}
    for link in links:
        if link.kind is not Kind.REPLY:
            ends = sorted((link.child, link.parent)) if link.kind in UNDIRECTED else [link.child, link.parent]
            same.setdefault((link.kind, ends[0], ends[1]), []).append(link)
    yield from (choose(alike) for alike in same.values())


def stated_roots(seen: Gathered, canonical: Mapping[str, str], settled: set[str]) -> set[str]:
    """Posts that a source with ``states_parents`` shows without a parent (rule 7)."""
    return {
        canonical[post_id]
        for sighting, post_id in zip(seen.sightings, seen.ids, strict=True)
        if seen.capture_of(sighting).states_parents
    } - settled


def link_order(link: Link) -> tuple[str, str, str, float]:
    return link.kind.value, link.child, link.parent, -(link.probability or 1.0)
