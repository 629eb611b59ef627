"""What is concluded, with some posts hidden: a filtered view."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from threadkit.graph.concluding import Conclusion
from threadkit.graph.gaps import gaps_of
from threadkit.graph.trees.figures import figures_of
from threadkit.graph.trees.forest import Forest, grow
from threadkit.graph.unrolls import check
from threadkit.records import Kind, Missing, Post

__all__ = ["cut_elsewhere", "restrict"]


def restrict(whole: Conclusion, keep: Callable[[Post], bool]) -> Conclusion:
    """The same conclusions with some posts hidden: nothing is inferred again.

    What is hidden and lies above a kept post stays as a gap, "filtered", so that the trees hold together.
    """
    kept = [post for post in whole.posts if keep(post)]
    ids = {post.id for post in kept}
    nodes = nodes_shown(whole.forest, ids)
    links = [
        k
        for k in whole.links
        if (k.kind is Kind.REPLY and whole.forest.number[k.child] in nodes)
        or (k.kind is Kind.SAME and whole.canonical.get(k.child) in ids)
        or (k.kind not in (Kind.REPLY, Kind.SAME) and k.child in ids)
        or (k.kind is Kind.QUOTE and k.parent in ids)  # that it stands inside another says which sightings are one
    ]
    when = [post.when for post in kept]
    forest = grow([post.id for post in kept], links, when, None, whole.forest.times.places)
    missing: dict[str, Missing] = {}
    for name, gap in gaps_of(forest, (), links, {}).items():
        hidden = whole.by_id.get(name)
        if hidden is not None:
            why, url = (("filtered", None),), hidden.url or gap.url
            gap = attrs.evolve(gap, reasons=why, url=url, author=hidden.author, probability=None)  # it is held
        missing[name] = gap if hidden is not None else whole.missing.get(name, gap)
    for name, gap in whole.missing.items():
        if name not in whole.forest.number and any(near in ids for near in gap.near):
            missing.setdefault(name, gap)
    canonical = {name: post_id for name, post_id in whole.canonical.items() if post_id in ids}
    declared = [c.declared for c in whole.checks if any(whole.canonical.get(m) in ids for m in c.declared.members)]
    hidden_names = {name for each in declared for name in each.members if name in whole.canonical} - canonical.keys()
    for name in sorted(hidden_names):
        post = whole.by_id[whole.canonical[name]]
        if post.id not in missing:
            missing[post.id] = Missing(post.id, (("filtered", None),), post.url, (), "unplaced", 1, post.author)
    candidates = tuple(k for k in whole.candidates if k.child in ids and k.parent in ids)
    shown_in = {s.source.capture for post in kept for s in post.sightings}
    return attrs.evolve(
        whole,
        captures={name: capture for name, capture in whole.captures.items() if name in shown_in},
        problems=tuple(p for p in whole.problems if p.source is None or p.source.capture in shown_in),
        checks=tuple(check(each, canonical, hidden_names) for each in declared),
        held=tuple(kept),
        by_id={post.id: post for post in kept},
        canonical=canonical,
        candidates=candidates,
        make_posts=lambda: tuple(kept),
        make_links=lambda: tuple(links),
        make_missing=lambda: missing,
        make_figures=lambda: figures_of(kept),
        forest=attrs.evolve(forest, lost={child: links for child, links in whole.forest.lost.items() if child in ids}),
        hidden_replies=hidden_replies(whole, forest),
    )


def hidden_replies(whole: Conclusion, view: Forest) -> dict[str, int]:
    """How many held replies to each post of a view the view does not show, not even as gaps."""
    hidden: dict[str, int] = {}
    for node in range(whole.forest.posts):
        above = whole.forest.parent[node]
        if above >= 0 and whole.forest.ids[node] not in view.number and whole.forest.ids[above] in view.number:
            name = whole.forest.ids[above]
            hidden[name] = hidden.get(name, 0) + 1
    return {name: number + whole.hidden_replies.get(name, 0) for name, number in hidden.items()}


def nodes_shown(forest: Forest, ids: set[str]) -> set[int]:
    """Kept posts, everything above them, and the gaps right below them."""
    nodes: set[int] = set()
    for post_id in ids:
        for node in forest.up(forest.number[post_id]):
            if node in nodes:
                break
            nodes.add(node)
    below = [gap for gap in range(forest.posts, len(forest.ids)) if forest.ids[forest.parent[gap]] in ids]
    return nodes.union(gap for gap in below if forest.parent[gap] >= 0)


def cut_elsewhere(whole: Conclusion, view: Conclusion) -> set[str]:
    """Posts of a view whose link was cut (rule 3) in a circle of which the view hides a part.

    They are roots by a rule that can no longer be carried out: from the view alone their links would hold.
    """
    found = set()
    for child, lost in whole.forest.lost.items():
        if child not in view.forest.number:
            continue
        node = whole.forest.number[child]
        if whole.forest.links[node] is None:
            top = whole.forest.number.get(lost[-1].parent, -1)  # what was cut stands last
            circle = list(whole.forest.up(top))
            if circle and circle[-1] == node and any(whole.forest.ids[n] not in view.by_id for n in circle):
                found.add(child)
    return found
