"""Reply trees drawn with lines: who answers whom, and how that is known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from threadkit.outputs import phrases
from threadkit.records import Missing, Post

if TYPE_CHECKING:
    from threadkit.archive import Archive
    from threadkit.outputs.layout import Subject
    from threadkit.threads import ReplyTree

__all__ = ["chunks"]

DEEPEST = 12  #: levels further down are set no further in; their depth is told
WIDTH = 60  #: characters of a post's text
LINES = ("├─ ", "└─ ", "│  ", "   ")
ASCII = ("|- ", "`- ", "|  ", "   ")


def chunks(subject: Subject, *, ascii: bool = False) -> Iterator[str]:  # noqa: A002 - the word users type
    """A drawing of every tree of an archive, of one tree, or of the tree a thread stands in; line by line."""
    from threadkit.threads import ReplyTree, Thread

    if isinstance(subject, ReplyTree):
        trees = [subject]
    elif isinstance(subject, Thread):
        trees = [subject.archive.tree(subject.root)]
    else:
        trees = subject.trees()
    before = 1
    for i, tree in enumerate(trees):
        lines = list(_lines(tree.archive, tree, ASCII if ascii else LINES))
        if i and max(before, len(lines)) > 1:  # posts that stand alone need no blank line between them
            yield "\n"
        yield from (line + "\n" for line in lines)
        before = len(lines)


def _lines(archive: Archive, tree: ReplyTree, strokes: tuple[str, str, str, str]) -> Iterator[str]:
    branch, last_branch, passing, nothing = strokes
    items = list(tree.walk())
    last = _last_children([depth for _, depth in items])
    stems: list[str] = []  # what runs down left of an item's children, by depth
    for (item, depth), is_last in zip(items, last, strict=True):
        del stems[depth:]
        seen = min(depth, DEEPEST)
        stem = "".join(stems[1 : seen])
        stroke = "" if depth == 0 else last_branch if is_last else branch
        deep = f"(depth {depth}) " if depth > DEEPEST else ""
        yield f"{stem}{stroke}{deep}{_named(archive, item, depth)}"
        stems.append(nothing if is_last else passing)


def _last_children(depths: list[int]) -> list[bool]:
    """Of each item, parents first, whether no sibling comes after it."""
    last = [True] * len(depths)
    later: list[bool] = []  # by depth: whether an item of this depth, under the same parent, comes later
    for i in range(len(depths) - 1, -1, -1):
        depth = depths[i]
        del later[depth + 1 :]
        later.extend([False] * (depth + 1 - len(later)))
        last[i] = not later[depth]
        later[depth] = True
    return last


def _named(archive: Archive, item: Post | Missing, depth: int) -> str:
    link = archive.reply_link(item) if depth else None
    if isinstance(item, Missing):
        chance = item.probability if link is None or link.probability is None else link.probability
        guess = f" (inferred {phrases.percent(chance)})" if chance is not None else ""
        return f"[{phrases.lost(item, 'between' if depth else None)}]{guess}"
    how = f" ({phrases.link_basis(link)})" if link is not None else ""
    return f"{phrases.author(item.author)}, {phrases.time(item.when)}: {phrases.start_of(item.text, WIDTH)}{how}"
