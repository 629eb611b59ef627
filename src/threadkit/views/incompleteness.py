"""What is not held: replies that posts declare, and what to fetch next."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from threadkit.parsing.identity import is_seen_id, url_of
from threadkit.records import Count, Post, Source
from threadkit.views.nodes import Nodes

__all__ = ["Replies", "Wanted", "frontier", "replies"]

#: What is wanted, by where a gap lies; most telling first.
WANTED = {"above": "post above", "between": "posts between", "quoted": "quoted post", "below": "posts below",
          "unplaced": "a post that is spoken of"}  # fmt: skip
ORDER = (*WANTED.values(), "replies", "whole text")
GONE = frozenset({"deleted"})  #: reasons for which fetching again is of no use; an older copy may help


@attrs.frozen
class Replies:
    """Direct replies to one post.

    Attributes:
        declared: how many there are, as the sources show; None: not shown.
        held: how many are held.
        absent: how many are known one by one and not held: blocked, deleted, hidden by a filter.
        guessed: how many of those that are held or absent are guessed to be replies to it.
        lacking: declared, less those two; never below 0. None if none are declared. Platforms count replies that
            nobody is shown and forget to count others (of inner posts of X threads about 4% show 0), so a figure
            here is a hint and not a proof.

    """

    declared: Count | None
    held: int
    absent: int
    lacking: Count | None
    guessed: int = 0


@attrs.frozen
class Wanted:
    """Something to fetch.

    Attributes:
        what: "post above", "posts between", "quoted post", "posts below", "a post that is spoken of", "replies" (to the
            post `id`) or "whole text" (of the post `id`).
        id: of the post to ask for; None: nothing tells.
        url: likewise.
        reasons: why it is not held, as of :class:`~threadkit.Missing`.
        near: ids of held posts that it belongs to.
        count: how many posts; None: nothing tells.
        gone: every source that speaks of it says that it was deleted.
        probability: of a gap that is guessed, as of :class:`~threadkit.Missing`; None: a source says so.

    """

    what: str
    id: str | None
    url: str | None
    reasons: tuple[tuple[str, Source | None], ...]
    near: tuple[str, ...]
    count: Count | None
    gone: bool = False
    probability: float | None = None


def replies(nodes: Nodes, node: int) -> Replies:
    forest = nodes.forest
    children = forest.children(node)
    held = sum(child < forest.posts for child in children)
    item = nodes.at(node)
    guessed = len(forest.guesses.intersection(children))
    absent = len(children) - held + nodes.known.hidden_replies.get(item.id, 0)
    declared = item.counts.replies if isinstance(item, Post) else None
    return Replies(declared, held, absent, None if declared is None else less(declared, held + absent), guessed)


def less(count: Count, number: int) -> Count:
    low = max(0, count.low - number)
    high = None if count.high is None else max(low, count.high - number)
    return Count(low, high, str(low) if low == high else f"{low}-{high}" if high is not None else f"{low} or more")


def frontier(nodes: Nodes) -> list[Wanted]:
    wanted = [*from_gaps(nodes), *from_posts(nodes)]
    return sorted(wanted, key=lambda w: (w.gone, ORDER.index(w.what), -len(w.near), -(w.count.low if w.count else 0)))


def from_gaps(nodes: Nodes) -> Iterator[Wanted]:
    for gap in nodes.known.missing.values():
        words = {reason for reason, _ in gap.reasons}
        if ("filtered", None) in gap.reasons:
            continue  # it is held; the view hides it, and no source
        own = None if is_seen_id(gap.id) or gap.id.startswith("gap:") else gap.id
        count = None if gap.count is None else Count.of(gap.count)
        near = tuple(name for name in gap.near if name in nodes.known.by_id)
        yield Wanted(WANTED[gap.side], own, gap.url, gap.reasons, near, count, words <= GONE, gap.probability)


def from_posts(nodes: Nodes) -> Iterator[Wanted]:
    for post in nodes.known.posts:
        own = None if is_seen_id(post.id) else post.id
        url = post.url or (url_of(post.id) if own else None)
        source = post.sightings[0].source
        if post.counts.replies is not None:
            lacking = replies(nodes, nodes.forest.number[post.id]).lacking
            if lacking is not None and lacking.low > 0:
                yield Wanted("replies", own, url, (("not_captured", source),), (post.id,), lacking)
        if post.truncated:
            yield Wanted("whole text", own, url, (("truncated", source),), (post.id,), None)
