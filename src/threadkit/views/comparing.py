"""What changed between two archives: a dump of last week and one of today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from threadkit.graph.alignment.merging import merge
from threadkit.graph.concluding import Conclusion
from threadkit.parsing.identity import sighting_id
from threadkit.parsing.text.repair import compare_form
from threadkit.records import Capture, Count, Counts, Link, Post, Sighting
from threadkit.views.selecting import same_author

__all__ = ["Change", "Diff", "diff"]

COUNTS = tuple(field.name for field in attrs.fields(Counts))
FIELDS = ("url", "lang", "media", "cards")
WIDTH = 60  #: of a value as it is printed
Value = str | bool | Count | Link | object


@attrs.frozen
class Change:
    """One thing of which both archives say something of one post, and cannot both be right at one time.

    `what` is the name of a count ("likes"), of a field ("text", "author", "url", "lang", "media", "cards") or "parent".
    `before` and `after` are what each archive says: a Count, the field's value, the chosen reply Link. Only a parent
    may be None: one of the archives gives none. White space makes no difference.
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


def diff(both: Conclusion, before: Conclusion, after: Conclusion) -> Diff:
    """`both` is concluded from the findings of the two together: so posts without ids are compared, too."""
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
            found = list(changes(before, after, post, here, there, both.canonical))
            changed += found
            same += not found
    return Diff(tuple(new), tuple(gone), tuple(changed), same)


def shown(known: Conclusion) -> Iterator[Sighting]:
    return (sighting for post in known.posts for sighting in post.sightings)


def changes(
    before: Conclusion,
    after: Conclusion,
    post: Post,
    here: Sequence[Sighting],
    there: Sequence[Sighting],
    names: Mapping[str, str],
) -> Iterator[Change]:
    """`names` gives the id by which both know a post."""
    one, two = told(post, here, before.captures), told(post, there, after.captures)
    for name in COUNTS:
        old, new = getattr(one.counts, name), getattr(two.counts, name)
        if old is not None and new is not None and apart(old, new):
            yield Change(post, name, old, new)
    if not same_text(one.text, two.text, formats(here, before) == formats(there, after)):
        yield Change(post, "text", one.text, two.text)
    if one.author is not None and two.author is not None and not same_author(one.author, two.author):
        yield Change(post, "author", one.author, two.author)
    for name in FIELDS:
        old, new = getattr(one, name), getattr(two, name)
        if old and new and old != new:
            yield Change(post, name, old, new)
    old_link, new_link = reply_link(before, here[0]), reply_link(after, there[0])
    if (old_link and names.get(old_link.parent, old_link.parent)) != (
        new_link and names.get(new_link.parent, new_link.parent)
    ):
        yield Change(post, "parent", old_link, new_link)


def reply_link(known: Conclusion, sighting: Sighting) -> Link | None:
    return known.forest.links[known.forest.number[known.canonical[sighting_id(sighting)]]]


def told(post: Post, sightings: Sequence[Sighting], captures: Mapping[str, Capture]) -> Post:
    return merge(post.id, sightings, [sighting_id(s) for s in sightings], captures)


def formats(sightings: Sequence[Sighting], known: Conclusion) -> set[str]:
    return {known.captures[sighting.source.capture].format for sighting in sightings}


def same_text(one: str, other: str, same_format: bool) -> bool:
    """Of two formats only what is no matter of layout counts: not case, kinds of dashes, or where a link is cut."""
    return one.split() == other.split() if same_format else compare_form(one) == compare_form(other)


def apart(one: Count, other: Count) -> bool:
    """Whether they cannot stand for one number: "1.9M" and 1,912,345 can."""
    return (one.high is not None and one.high < other.low) or (other.high is not None and other.high < one.low)


def said(value: Value) -> str:
    if isinstance(value, Count):
        return value.text
    words = value.parent if isinstance(value, Link) else repr(value) if isinstance(value, str) else str(value)
    return words if len(words) <= WIDTH else words[: WIDTH - 1] + "…"
