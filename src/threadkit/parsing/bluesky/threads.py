"""Threads of Bluesky: nested (getPostThread), and flat with depths (getPostThreadV2).

Who answers whom stands in the records. What the nesting adds are the links of posts that are not shown.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator

from threadkit.parsing.bluesky.record import Run, Told, author_in
from threadkit.parsing.bluesky.view import LONGEST_PLACE, gated, view
from threadkit.parsing.json_data.fields import Fields
from threadkit.records import Absence, Basis, Count, Declared, Finding, Kind, Link, Severity, Source

__all__ = ["flat", "tree"]


def tree(run: Run, top: Fields) -> Generator[Finding, None, str | None]:
    """A nested thread: posts with what is above and below them. The id of the topmost node is given back."""
    first: str | None = None
    waiting: list[tuple[Fields, Told | None, Told | None]] = [(top, None, None)]  # below whom, above whom
    number = 0
    while waiting:
        node, above, below = waiting.pop()
        number += 1
        if len(node.place) > LONGEST_PLACE:
            node = Fields(node.value, f"{top.place} … part {number}", run.faults)
        holder = node.record("post") if isinstance(node.any("post"), dict) else node
        told = yield from view(run, holder)
        if told and above:
            yield from nested(run, node.place, told, above.id)
        elif told and below:
            yield from nested(run, node.place, below, told.id)
        if number == 1 and told:
            first = told.id
        if holder is not node:
            yield from gated(run, node)
        waiting += reversed([(reply, told, None) for reply in node.records("replies")])
        if "parent" in node:
            waiting.append((node.record("parent"), None, told))
        yield from run.faults.told()
    return first


def nested(run: Run, place: str, child: Told, parent: str) -> Iterator[Finding]:
    """The link that a place in a thread shows, unless the record of the child says it."""
    if not child.id or not parent or child.parent == parent:
        return
    yield Link(Kind.REPLY, child.id, parent, Basis.SHOWN, source=Source(run.name, place, run.position))
    if child.parent is not None:
        what = "the thread shows a post below another than its record says that it answers"
        run.faults.add(place, what, f"{child.id}: {child.parent}, {parent}")


def flat(run: Run, whole: Fields) -> Generator[Finding, None, str | None]:
    """A thread as a list with depths: ancestors, the post it was asked for at 0, replies. The id of that post."""
    path: list[tuple[int, Told | None]] = []  # the posts above the next one
    own: list[tuple[str, int | None]] = []
    anchor: str | None = None
    for n, each in enumerate(whole.records("thread")):
        value, depth = each.record("value"), each.whole("depth")
        holder = value.record("post") if isinstance(value.any("post"), dict) else value
        told = yield from view(run, holder, each)
        if depth is not None:
            while path and path[-1][0] >= depth:
                path.pop()
            over = path[-1][1] if path and path[-1][0] == depth - 1 else None
            if told and over:
                yield from nested(run, each.place, told, over.id)
            path.append((depth, told))
        if told and holder is not value:
            anchor = told.id if depth == 0 else anchor
            yield from not_given(run, value, told, top=not n)
            if value.flag("opThread"):
                own.append((told.id, value.whole("opThreadPostCount")))
        yield from run.faults.told()
    yield from own_thread(run, whole.place, own)
    if anchor and whole.flag("hasOtherReplies"):
        source = run.source(f"{whole.place}.hasOtherReplies")
        yield Absence(f"{anchor}/other", "truncated", source, count=None)
        yield Link(Kind.ANCESTOR, f"{anchor}/other", anchor, Basis.STATED, source=source)
    return anchor


def not_given(run: Run, value: Fields, told: Told, *, top: bool) -> Iterator[Finding]:
    """Posts below and above one that the server has and left out, and whether its reply is hidden."""
    count = value.count("moreReplies")
    if count is not None and count.low:
        source = run.source(f"{value.place}.moreReplies")
        yield Absence(f"{told.id}/more", "truncated", source, count=count.low)
        yield Link(Kind.REPLY, f"{told.id}/more", told.id, Basis.STATED, source=source)
    if top and value.flag("moreParents"):
        source = run.source(f"{value.place}.moreParents")
        if told.parent is None:
            yield Absence(f"{told.id}/parent", "truncated", source, count=None)
            yield Link(Kind.REPLY, told.id, f"{told.id}/parent", Basis.STATED, source=source)
        else:
            yield Absence(told.parent, "truncated", source, author_in(told.parent))
    if value.flag("hiddenByThreadgate"):
        what = "the author of the thread hid this reply; it is kept"
        run.faults.add(value.place, what, told.id, Severity.INFO)


def own_thread(run: Run, place: str, own: list[tuple[str, int | None]]) -> Iterator[Declared]:
    """How long the first author's own thread is, if all its posts say the same of it."""
    said = {count for _, count in own}
    members = tuple(dict.fromkeys(name for name, _ in own))
    if len(said) == 1 and (count := said.pop()) is not None and count >= len(members):
        source = run.source(f"{place}.thread")
        yield Declared(source, "posts of the first author's own thread", Count.of(count), members, False)
