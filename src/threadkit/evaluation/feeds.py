"""Feeds of one account whose reply links are known: what is hidden, and asked for again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

import attrs

from threadkit.archive import Archive
from threadkit.records import Basis, Kind, Post

__all__ = ["Feed", "Written", "feeds_of"]


@attrs.frozen
class Written:
    """One post of a feed, as far as it matters here. `parent`: the name of the post of the same feed it continues."""

    name: str
    parent: str | None
    text: str
    time: datetime
    likes: int | None = None
    reposts: int | None = None
    replies: int | None = None


@attrs.frozen
class Feed:
    """Posts of one account, oldest first; a parent stands before its children."""

    name: str
    posts: tuple[Written, ...]

    @property
    def links(self) -> dict[str, str]:
        """Child -> parent."""
        return {post.name: post.parent for post in self.posts if post.parent is not None}


def feeds_of(archive: Archive, least: int = 30, *, with_replies: bool = False) -> Iterator[Feed]:
    """Of each account with `least` posts or more its posts and own threads: without its replies to other people.

    Only links that a source states count as known. A self-reply whose parent is not in the feed (a reply to a reply to
    somebody else, say) is left out with all that continues it. `with_replies` keeps them all: replies to other people
    are then posts that continue none of the feed.
    """
    parents = {link.child: link.parent for link in archive.links if link.kind is Kind.REPLY}
    unsure = {link.child for link in archive.links if link.kind is Kind.REPLY and link.basis is not Basis.STATED}
    by_author: dict[str, list[tuple[datetime, Post]]] = defaultdict(list)
    for post in archive.posts:
        time = post.when.earliest
        if time is not None and not post.truncated:
            by_author[account_of(post)].append((time, post))
    for who, dated in sorted(by_author.items()):
        own = {post.id for _, post in dated} - unsure
        kept: dict[str, Written] = {}
        for time, post in sorted(dated, key=lambda each: each[0]):  # of one time: parents stay first
            name, parent = post.id, parents.get(post.id)
            if name in own and (parent is None or parent in kept or (with_replies and parent not in own)):
                kept[name] = written(post, parent if parent in kept else None, time)
        if len(kept) >= least:
            yield Feed(who, tuple(kept.values()))


def account_of(post: Post) -> str:
    """Whose post it is. An export that does not say is of one account."""
    author = post.author
    return (author and (author.handle or author.name or author.id)) or post.sightings[0].source.capture


def written(post: Post, parent: str | None, time: datetime) -> Written:
    likes, reposts, replies = post.counts.likes, post.counts.reposts, post.counts.replies
    return Written(
        post.id, parent, post.text, time,
        likes.low if likes is not None else None,
        reposts.low if reposts is not None else None,
        replies.low if replies is not None else None,
    )  # fmt: skip
