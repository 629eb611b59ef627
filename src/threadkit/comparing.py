"""What changed between two archives: a dump of last week and one of today."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from threadkit.graph.merging import merge
from threadkit.parsing.identity import sighting_id
from threadkit.records import Capture, Count, Counts, Link, Post, Sighting

if TYPE_CHECKING:
    from threadkit.archive import Archive

__all__ = ["Change", "Diff", "diff"]

COUNTS = tuple(field.name for field in attrs.fields(Counts))
FIELDS = ("text", "truncated", "author", "url", "lang", "media", "cards")
Value = str | bool | Count | Link | object


@attrs.frozen
class Change:
    """One thing that differs of one post.

    `what` is the name of a count ("likes"), of a field of the post ("text") or "parent". `before` and `after` are
    what each archive says: a Count, the field's value, the chosen reply Link; None: it says nothing.
    """

    post: Post
    what: str
    before: Value
    after: Value

    def __str__(self) -> str:
        return f"{self.post.id}: {self.what} {said(self.before)} -> {said(self.after)}"


@attrs.frozen
class Diff:
    """From one archive to another.

    Attributes:
        new: posts that only the later one holds.
        gone: posts that only the earlier one holds. A page that shows other posts proves no deletion: see
            ``later.absences(post)`` for what sources say.
        changed: what both hold and tell differently, by post, then by name.
        same: how many posts both hold and tell alike.

    """

    new: tuple[Post, ...]
    gone: tuple[Post, ...]
    changed: tuple[Change, ...]
    same: int

    def __bool__(self) -> bool:
        return bool(self.new or self.gone or self.changed)

    def __str__(self) -> str:
        told = f"{len(self.new)} new, {len(self.gone)} gone, {self.same} the same"
        return "\n".join((told, *map(str, self.changed)))


def diff(before: Archive, after: Archive) -> Diff:
    """Which sightings are one post is found over both together, so that posts without ids are compared, too."""
    both = before.merge(after)
    mine, theirs = set(shown(before)), set(shown(after))
    new, gone, changed, same = [], [], [], 0
    for post in both.posts:
        here = [sighting for sighting in post.sightings if sighting in mine]
        there = [sighting for sighting in post.sightings if sighting in theirs]
        if not here:
            new.append(post)
        elif not there:
            gone.append(post)
        else:
            found = list(changes(before, after, post, here, there, both.canonical_id))
            changed += found
            same += not found
    return Diff(tuple(new), tuple(gone), tuple(changed), same)


def shown(archive: Archive) -> Iterator[Sighting]:
    return (sighting for post in archive.posts for sighting in post.sightings)


def changes(
    before: Archive,
    after: Archive,
    post: Post,
    here: Sequence[Sighting],
    there: Sequence[Sighting],
    name_of: Callable[[str], str],
) -> Iterator[Change]:
    """`name_of` gives the id by which both know a post."""
    one, two = told(post, here, before.captures), told(post, there, after.captures)
    for name in COUNTS:
        old, new = getattr(one.counts, name), getattr(two.counts, name)
        if figures(old) != figures(new):
            yield Change(post, name, old, new)
    for name in FIELDS:
        if getattr(one, name) != getattr(two, name):
            yield Change(post, name, getattr(one, name), getattr(two, name))
    old_link, new_link = (a.reply_link(sighting_id(s[0])) for a, s in ((before, here), (after, there)))
    if (old_link and name_of(old_link.parent)) != (new_link and name_of(new_link.parent)):
        yield Change(post, "parent", old_link, new_link)


def told(post: Post, sightings: Sequence[Sighting], captures: Mapping[str, Capture]) -> Post:
    return merge(post.id, sightings, [sighting_id(s) for s in sightings], captures)


def figures(count: Count | None) -> tuple[int, int | None] | None:
    return None if count is None else (count.low, count.high)


def said(value: Value) -> str:
    if isinstance(value, Count):
        return value.text
    return value.parent if isinstance(value, Link) else repr(value)
