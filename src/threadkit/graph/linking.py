"""THE definition of linking. `trees/forest.py` is an engine that carries it out; nothing else decides.

Theory
======
Findings say, in many voices, how posts are related. Each :class:`~threadkit.records.Link` has a kind, a
basis (how it is known) and sometimes a probability. From all links one *reply forest* is drawn:

1. The links of one child that claim a reply parent compete: by basis (``RANKING``), then by probability,
   then by the bytes of the parent's id. A placeholder, for a parent of which a source says only that there is one,
   loses against any id of the same basis and probability, and is then no gap. One wins; the losers stay visible in
   ``archive.explain``. A link of a post to itself does not compete, and is a Problem.
2. A post has at most one reply parent. QUOTE, CROSSPOST and ANCESTOR links are overlays and never in the tree.
3. A cycle loses exactly one link: the lowest basis, then the lowest probability, then the one whose child is
   surely before its parent, then the smallest child id. That child becomes a root, without falling back to a
   losing link; the cut is a Problem.
4. A parent that is not held is a Missing node, shared by all its children, never pruned. A Missing node may
   have a parent itself; it can be the root of a tree, at depth 0. Further replies that a source only counts are one
   Missing node, for as many as no other source shows, and none if others show as many.
5. ANCESTOR links join trees into a conversation.
6. The order in which findings arrive means nothing.
7. A post that a source with ``states_parents`` shows without a parent is a stated root: no INFERRED link
   gives it one.
8. What a person rejects is not there; what a person assumes outranks everything.

The rules use no clock but the one of rule 3 and need no text: they are the same for one pasted page and for
ten million posts.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence

from threadkit.graph.holes import HOLE, renamed
from threadkit.parsing.identity import MORE, counted_below, is_placeholder, placeholder_of
from threadkit.records import Basis, Kind, Link, Rejection

__all__ = [
    "RANKING", "UNDIRECTED", "canonical_id", "choose", "known_quotes", "rejected", "strength", "weakest", "words_of",
]  # fmt: skip

#: How much a basis weighs, heaviest first. A person's word stands above the source, as it can be taken back.
RANKING: dict[Basis, int] = {
    Basis.ASSUMED: 3,
    Basis.STATED: 2,
    Basis.SHOWN: 1,
    Basis.INFERRED: 0,
}

#: Kinds for which child and parent may change places.
UNDIRECTED = frozenset({Kind.SAME, Kind.CROSSPOST})


def strength(link: Link) -> tuple[int, float]:
    """Basis, then probability; all but inferred links count as certain within their basis."""
    return RANKING[link.basis], 1.0 if link.probability is None else link.probability


def choose(links: Sequence[Link]) -> Link:
    """The link that wins among those of one child (rule 1).

    >>> stated = Link(Kind.REPLY, "x:2", "x:1", Basis.STATED)
    >>> guessed = Link(Kind.REPLY, "x:2", "x:0", Basis.INFERRED, 0.99)
    >>> choose([guessed, stated]).parent
    'x:1'
    """
    best = max(map(strength, links))
    return min((link for link in links if strength(link) == best), key=tie)


def tie(link: Link) -> tuple[bool, bytes, bytes, str, str]:
    """A fixed order on what is left equal by evidence, so that arrival order means nothing. Placeholders last."""
    source = link.source
    return (
        is_placeholder(link.parent, link.child),
        link.parent.encode("utf-8", "surrogatepass"),
        repr(link.reasons).encode("utf-8", "surrogatepass"),
        source.capture if source else "",
        source.locator if source else "",
    )


def known_quotes(links: Iterable[Link]) -> list[Link]:
    """Without QUOTE links to placeholders of posts that are known to quote something (rule 1)."""
    links = list(links)
    quotes = [link for link in links if link.kind is Kind.QUOTE]
    unknown = {link for link in quotes if is_placeholder(link.parent, link.child)}
    asking = {link.child for link in unknown}
    known = {link.child for link in quotes if link.child in asking and link not in unknown}
    return [link for link in links if link.child not in known or link not in unknown] if known else links


def canonical_id(name: str, canonical: Mapping[str, str]) -> str:
    """The id of the post that an id is of. A placeholder is named after the first id of the post that it is of,
    and a hole after those of the posts around it.

    >>> canonical_id("d:9/parent", {"d:9": "d:1"})
    'd:1/parent'
    """
    found = canonical.get(name)
    if found is not None:
        return found
    if name.startswith(HOLE):
        return renamed(name, canonical)
    over = counted_below(name)
    made = placeholder_of(name) if over is None else (over, MORE)
    return name if made is None else canonical.get(made[0], made[0]) + made[1]


def weakest(cycle: Iterable[Link], surely_before: Callable[[str, str], bool]) -> Link:
    """The link of a cycle that is cut (rule 3). `surely_before(a, b)`: post a was written before post b."""
    return min(
        cycle,
        key=lambda link: (
            *strength(link),
            not surely_before(link.child, link.parent),
            link.child.encode("utf-8", "surrogatepass"),
        ),
    )


def rejected(link: Link, words: Container[tuple[Kind, str, str]]) -> bool:
    """Whether a person said that this link is wrong (rule 8). A person's word for it is ASSUMED and stays."""
    return link.basis is not Basis.ASSUMED and (link.kind, link.child, link.parent) in words


def words_of(rejections: Iterable[Rejection], canonical: Mapping[str, str]) -> set[tuple[Kind, str, str]]:
    """What was rejected, as :func:`rejected` looks it up; ids are made canonical."""
    words = set()
    for no in rejections:
        child, parent = canonical_id(no.child, canonical), canonical_id(no.parent, canonical)
        words.add((no.kind, child, parent))
        if no.kind in UNDIRECTED:
            words.add((no.kind, parent, child))
    return words
