"""Hide the reply ids of a feed, lose more of it, reconstruct, and judge what comes out."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import timedelta

import attrs

from threadkit.archive import Archive
from threadkit.evaluation.degrading import Hidden, Losses, hidden
from threadkit.evaluation.feeds import Feed
from threadkit.evaluation.scoring import Guess, Judged, kendall, threads_of
from threadkit.records import Basis, Kind, Link

__all__ = ["STANDARD", "evaluate", "evaluated_standard", "judge"]

#: What `threadkit evaluate` tries: each row loses one thing more, or another.
STANDARD: Mapping[str, Losses] = {
    "ids only": Losses(),
    "reply counts": Losses(replies="none"),
    "all counts": Losses(replies="none", likes=False),
    "the time of day": Losses(clock="day"),
    "times, but for ages": Losses(clock="age"),
    "a tenth of the posts": Losses(drop=0.1),
    "ends, bytes, cards glued": Losses(cut=0.15, card=0.15, damage="iso8859_7"),
}


def evaluate(feeds: Iterable[Feed], losses: Losses, min_probability: float = 0.5, seed: int = 0) -> list[Judged]:
    """Each feed on a page of its own, with `losses`, reconstructed and judged.

    >>> from threadkit.evaluation.simulated_feeds import simulated_feeds
    >>> [judged] = evaluate(simulated_feeds(1), Losses(replies="none"))
    >>> judged.right <= judged.chosen
    True
    """
    return [judge(feed, hidden(feed, losses, seed), min_probability) for feed in feeds if feed.posts]


def evaluated_standard(
    feeds: Sequence[Feed], min_probability: float = 0.5, seed: int = 0, replies: float | None = None
) -> dict[str, list[Judged]]:
    """All of STANDARD. `replies`: simulate reply counts, with so many by other people on the mean."""
    found = {}
    for what, losses in STANDARD.items():
        if replies is not None and losses.replies == "given":
            losses = attrs.evolve(losses, replies=float(replies))
        found[what] = evaluate(feeds, losses, min_probability, seed)
    return found


def judge(feed: Feed, page: Hidden, min_probability: float = 0.5) -> Judged:
    archive = Archive(page.findings, min_probability=min_probability)
    name = {post.id: page.names[post.sightings[0].source.position] for post in archive.posts}
    shown = set(page.names.values())
    true = {child: parent for child, parent in feed.links.items() if child in shown and parent in shown}
    chosen = {name[link.child]: name[link.parent] for link in replies(archive.links, name)}
    guesses = [
        Guess(link.probability or 0.0, true.get(name[link.child]) == name[link.parent], asserted)
        for links, asserted in ((archive.links, True), (archive.candidates, False))
        for link in replies(links, name)
    ]
    threads, guessed = threads_of(true), threads_of(chosen)
    times, contained, widths = judged_times(archive, page)
    return Judged(
        feed.name, len(shown), len(true), guesses, len(threads), len(threads & guessed), len(guessed),
        orders(feed, archive, name, threads), times, contained, widths,
        sum(post.counts.replies is not None for post in archive.posts),
    )  # fmt: skip


def replies(links: Sequence[Link], posts: Container[str]) -> list[Link]:
    """Those that are guessed between two posts; what a gap answers, or is answered by, is another matter."""
    guessed = [link for link in links if link.kind is Kind.REPLY and link.basis is Basis.INFERRED]
    return [link for link in guessed if link.child in posts and link.parent in posts]


def orders(
    feed: Feed, archive: Archive, name: Mapping[str, str], threads: Iterable[frozenset[str]]
) -> list[float]:
    """Of each hidden thread, how well the archive orders it, where it puts it into one tree."""
    order = {post.name: n for n, post in enumerate(feed.posts)}
    by_name = {found: post for post, found in name.items()}
    taus = []
    for thread in threads:
        tree = archive.tree(by_name[min(thread, key=order.__getitem__)])
        found = [name[post.id] for post, _ in tree.walk() if post.id in name and name[post.id] in thread]
        if len(found) == len(thread) and (tau := kendall(found, sorted(thread, key=order.__getitem__))) is not None:
            taus.append(tau)
    return taus


def judged_times(archive: Archive, page: Hidden) -> tuple[int, int, list[float]]:
    """Posts with an interval; those whose interval holds the true time; widths in hours of those with two ends."""
    times = contained = 0
    widths = []
    for post in archive.posts:
        true, when = page.times[post.sightings[0].source.position], post.when
        if when.earliest is None and when.latest is None:
            continue  # whatever the truth is, this would hold it
        times += 1
        before = when.earliest is not None and true < when.earliest
        contained += not before and not (when.latest is not None and true >= when.latest)
        if when.width is not None:
            widths.append(when.width / timedelta(hours=1))
    return times, contained, widths
