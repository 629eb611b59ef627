"""The order in which an archive, a thread or a reply tree is told, for every form that people read.

A tree is told line by line: first the root's self-thread, as an article; then each reply that left it,
one level deeper, with the line that goes on from it; and so on. Every post comes exactly once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

import attrs

from threadkit.outputs.phrases import author, gaps, plural, start_of, time
from threadkit.parsing.identity import author_key
from threadkit.records import Kind, Link, Missing, Post

if TYPE_CHECKING:
    from threadkit.archive import Archive
    from threadkit.threads import ReplyTree, Thread

    Subject: TypeAlias = Archive | ReplyTree | Thread

__all__ = ["QUOTE_DEPTH", "Entry", "Page", "Quote", "Section", "page"]

QUOTE_DEPTH = 3  #: quotes inside quotes are followed so far

Item = Post | Missing


@attrs.frozen
class Entry:
    """A post or a gap in its place."""

    item: Item
    level: int = 0  #: how often a reply left its parent's line on the way here
    depth: int = 0  #: how many replies lie between the first of the section and this
    number: int | None = None  #: of the post inside its section, from 1; None for a gap
    link: Link | None = None  #: the chosen reply link to its parent
    parent: Item | None = None
    parent_number: int | None = None
    follows: bool = False  #: the entry before is its parent

    @property
    def side(self) -> str:
        """Of a gap, where it lies, seen from where it is told: "above", "between" or "below"."""
        if isinstance(self.item, Post):
            return ""
        return "between" if self.parent is not None and self.item.side == "above" else self.item.side


@attrs.frozen
class Section:
    """A headed part of the page: a thread, a conversation, or all posts outside threads."""

    title: str
    facts: tuple[str, ...]  #: under the title: time, number of posts, gaps
    entries: Callable[[], Iterator[Entry]]
    opening: str = ""  #: the first words of a thread or conversation
    threaded: bool = True  #: False: its posts do not belong together

    def bylined(self) -> Iterator[tuple[Entry, bool]]:
        """The entries, and whether to name the author: not where the one before, in the same line, wrote on."""
        before: tuple[int, tuple[str, str, str] | None] | None = None
        for entry in self.entries():
            if isinstance(entry.item, Missing):
                yield entry, False
                continue
            now = entry.level, author_key(entry.item.author, entry.item.platform)
            yield entry, not self.threaded or now != before
            before = now


@attrs.frozen
class Quote:
    """What a post quotes, or what that quotes in turn."""

    item: Item
    link: Link | None  #: None: a source states or shows it
    depth: int = 1  #: 1: quoted by the post itself; 2: by what it quotes
    more: bool = False  #: it quotes on, but that is not followed: too deep, or a loop


@attrs.frozen
class Page:
    """All that is told, in order."""

    archive: Archive
    posts: tuple[Post, ...]
    sections: tuple[Section, ...]
    unplaced: tuple[Missing, ...]  #: gaps with no known place
    candidates: tuple[Link, ...]  #: likely links that are not asserted, of posts that have no other parent
    doubts: dict[tuple[Kind, str, str], Link]  #: quotes and cross-posts that are inferred
    ancestors: dict[str, list[Link]]  #: ANCESTOR links by their child

    @property
    def title(self) -> str:
        if len(self.sections) == 1 and self.sections[0].threaded:
            return self.sections[0].title
        authors = {author_key(post.author, post.platform) for post in self.posts}
        if len(authors) == 1 and None not in authors:
            return f"Posts by {author(self.posts[0].author)}"
        return plural(len(self.posts), "post", "posts")

    def quotes(self, post: Post) -> list[Quote]:
        """All that is quoted, each followed by what it quotes itself, as far as QUOTE_DEPTH and never in a loop."""
        told: list[Quote] = []
        ahead = self._quoted_by(post, (post.id,))
        while ahead:
            item, link, path = ahead.pop()
            inner: list[tuple[Item, Link | None, tuple[str, ...]]] = []
            if isinstance(item, Post):
                inner = self._quoted_by(item, (*path, item.id))
            more = bool(inner) and (len(path) >= QUOTE_DEPTH or item.id in path)
            told.append(Quote(item, link, len(path), more))
            if not more:
                ahead.extend(inner)
        return told

    def _quoted_by(self, post: Post, path: tuple[str, ...]) -> list[tuple[Item, Link | None, tuple[str, ...]]]:
        """What a post quotes, last first, with the ids of the posts that led there."""
        quoted = reversed(self.archive.quotes(post))
        return [(item, self.doubts.get((Kind.QUOTE, post.id, item.id)), path) for item in quoted]

    def crossposts(self, post: Post) -> list[tuple[Post, Link | None]]:
        """The same words elsewhere; with the link where that is inferred."""
        doubts = self.doubts
        return [
            (other, doubts.get((Kind.CROSSPOST, post.id, other.id)) or doubts.get((Kind.CROSSPOST, other.id, post.id)))
            for other in self.archive.crossposts(post)
            if isinstance(other, Post)  # a lost one is told as a gap
        ]

    def item(self, post_id: str) -> Item | str:
        """The post with this id, or the id where it is not held."""
        from threadkit.errors import AmbiguousPost, UnknownPost

        try:
            return self.archive[post_id]
        except (AmbiguousPost, UnknownPost):
            return post_id


def page(subject: Subject) -> Page:
    """What to tell of an archive, a thread or a tree. Linear in its posts."""
    from threadkit.threads import ReplyTree, Thread

    if isinstance(subject, Thread):
        posts = _thread_posts(subject)
        return _page(subject.archive, posts, (_thread_section(subject, posts),), (), whole=False)
    trees = [subject] if isinstance(subject, ReplyTree) else subject.trees()
    archive = subject.archive if isinstance(subject, ReplyTree) else subject
    beside, unplaced = _loose_gaps(archive, trees, whole=archive is subject)
    sections = [_tree_section(archive, tree, beside) for tree in trees if len(tree) > 1]
    loners = [tree for tree in trees if len(tree) <= 1]
    if loners and sections:
        sections.append(_loners_section(archive, "Posts outside threads", loners, beside))
    elif loners:
        sections.append(_loners_section(archive, "Posts" if len(loners) > 1 else "Post", loners, beside))
    posts = tuple(post for tree in trees for post in tree)
    return _page(archive, posts, tuple(sections), unplaced, whole=archive is subject)


def _page(
    archive: Archive, posts: tuple[Post, ...], sections: tuple[Section, ...], unplaced: tuple[Missing, ...], whole: bool
) -> Page:
    held = {post.id for post in posts}
    candidates = tuple(k for k in archive.candidates if (whole or k.child in held) and worth_telling(archive, k))
    doubts: dict[tuple[Kind, str, str], Link] = {}
    above: dict[str, list[Link]] = {}
    for link in archive.links:
        if link.kind is Kind.ANCESTOR:
            above.setdefault(link.child, []).append(link)
        elif link.kind in (Kind.QUOTE, Kind.CROSSPOST) and link.probability is not None:
            doubts[link.kind, link.child, link.parent] = link
    return Page(archive, posts, sections, unplaced, candidates, doubts, above)


# -- gaps that are no node of a tree ----------------------------------------------------------------------------


def _loose_gaps(
    archive: Archive, trees: list[ReplyTree], whole: bool
) -> tuple[dict[str, list[Missing]], tuple[Missing, ...]]:
    """Gaps by the post they stand beside, and those that stand nowhere. Quoted ones are told with the quote."""
    if not archive.missing:
        return {}, ()
    told = {item.id for tree in trees for item, _ in tree.walk() if isinstance(item, Missing)}
    quoted = (item for tree in trees for post in tree for item in archive.quotes(post))
    told.update(item.id for item in quoted if isinstance(item, Missing))
    held = {name for tree in trees for post in tree for name in (post.id, *post.aliases)}
    beside: dict[str, list[Missing]] = {}
    unplaced = []
    for gap in archive.missing:
        if gap.id in told:
            continue
        near = next((post_id for post_id in gap.near if post_id in held), None)
        if near is not None:
            beside.setdefault(near, []).append(gap)
        elif whole:
            unplaced.append(gap)
    return beside, tuple(unplaced)


def _with_gaps(entry: Entry, beside: dict[str, list[Missing]]) -> Iterator[Entry]:
    if not beside or isinstance(entry.item, Missing):
        yield entry
        return
    gaps = [gap for name in (entry.item.id, *entry.item.aliases) for gap in beside.get(name, ())]
    yield from (Entry(gap, entry.level, entry.depth) for gap in gaps if gap.side == "above")
    yield entry
    yield from (Entry(gap, entry.level, entry.depth) for gap in gaps if gap.side != "above")


# -- trees ------------------------------------------------------------------------------------------------------


def _tree_section(archive: Archive, tree: ReplyTree, beside: dict[str, list[Missing]]) -> Section:
    posts = list(tree)
    first = posts[0]
    thread = archive.thread(first)
    spine = {post.id for post in thread.posts}
    if spine.union(post.id for branch in thread.branches for post in branch).issuperset(post.id for post in posts):
        title = f"Thread by {author(first.author)}"
    elif isinstance(tree.root, Missing):
        likely = "likely " if tree.root.probability is not None else ""
        title = f"Conversation under a post that is {likely}missing"
    else:
        title = f"Conversation started by {author(first.author)}"
    lost = [item for item, _ in tree.walk() if isinstance(item, Missing)]
    if beside:
        lost += [gap for post in posts for name in (post.id, *post.aliases) for gap in beside.get(name, ())]
    # what a source declares of a thread does not hold for a branch that stands alone
    facts = _facts(first, len(posts), lost, thread.complete if first.id in spine else None)

    def entries() -> Iterator[Entry]:
        for entry in _told_by_lines(archive, tree, spine):
            yield from _with_gaps(entry, beside)

    return Section(title, facts, entries, start_of(first.text))


def _facts(first: Post, posts: int, missing: Sequence[Missing], complete: bool | None) -> tuple[str, ...]:
    whole = {True: "complete", False: "not complete", None: "not known whether complete"}[complete]
    if missing:
        whole = gaps(missing)
    return (time(first.when), plural(posts, "post", "posts"), whole)


def _told_by_lines(archive: Archive, tree: ReplyTree, spine: set[str]) -> Iterator[Entry]:
    children = _children(tree)
    numbers: dict[str, int] = {}
    before: Item | None = None
    lines: list[tuple[Item, Item | None, int, int]] = [(tree.root, None, 0, 0)]
    while lines:
        item, parent, level, depth = lines.pop()
        left: list[tuple[Item, Item | None, int, int]] = []
        while True:
            yield _entry(archive, item, level, depth, parent, numbers, before)
            before = item
            answers = children.get(item.id, ())
            goes_on = _continuation(item, answers, children, spine, level)
            left.extend((answer, item, level + 1, depth + 1) for answer in answers if answer is not goes_on)
            if goes_on is None:
                break
            item, parent, depth = goes_on, item, depth + 1
        lines.extend(reversed(left))


def _entry(
    archive: Archive,
    item: Item,
    level: int,
    depth: int,
    parent: Item | None,
    numbers: dict[str, int],
    before: Item | None,
) -> Entry:
    if isinstance(item, Missing):
        placed = parent is not None and item.id in archive.forest.number
        return Entry(item, level, depth, link=archive.reply_link(item) if placed else None, parent=parent)
    numbers[item.id] = len(numbers) + 1
    known = numbers.get(parent.id) if parent is not None else None
    link = archive.reply_link(item) if parent is not None else None
    return Entry(item, level, depth, numbers[item.id], link, parent, known, parent is not None and parent is before)


def _children(tree: ReplyTree) -> dict[str, list[Item]]:
    children: dict[str, list[Item]] = {}
    above: list[Item] = []
    for item, depth in tree.walk():
        del above[depth:]
        if above:
            children.setdefault(above[-1].id, []).append(item)
        above.append(item)
    return children


def _continuation(
    item: Item, answers: Iterable[Item], children: dict[str, list[Item]], spine: set[str], level: int
) -> Item | None:
    """The answer that goes on in the same line: the author's own; on deeper levels also an only one."""
    answers = list(answers)
    posts = [answer for answer in answers if isinstance(answer, Post)]
    for post in posts:
        if post.id in spine:
            return post
    for answer in answers:  # the author goes on after a gap
        if isinstance(answer, Missing) and any(child.id in spine for child in children.get(answer.id, ())):
            return answer
    if isinstance(item, Post):
        key = author_key(item.author, item.platform)
        for post in posts:
            if key is not None and author_key(post.author, post.platform) == key:
                return post
    if len(answers) == 1 and (level > 0 or isinstance(item, Missing)):
        return answers[0]
    return None


# -- loners and threads -----------------------------------------------------------------------------------------


def _loners_section(
    archive: Archive, title: str, trees: list[ReplyTree], beside: dict[str, list[Missing]]
) -> Section:
    def entries() -> Iterator[Entry]:
        numbers: dict[str, int] = {}
        for tree in trees:
            above: Item | None = None
            for item, _ in tree.walk():
                yield from _with_gaps(_entry(archive, item, 0, 0, above, numbers, above), beside)
                above = item

    return Section(title, (plural(len(trees), "post", "posts"),), entries, threaded=False)


def _thread_posts(thread: Thread) -> tuple[Post, ...]:
    posts = {post.id: post for post in thread.posts}
    for branch in thread.branches:
        posts.update((post.id, post) for post in branch if post.id not in posts)
    return tuple(posts.values())


def _thread_section(thread: Thread, posts: tuple[Post, ...]) -> Section:
    archive = thread.archive
    def entries() -> Iterator[Entry]:
        numbers: dict[str, int] = {}
        items = _by_id((*thread.items, *posts))
        main = {item.id for item in thread.items}
        before: Item | None = None
        for item in items.values():
            link = archive.reply_link(item) if isinstance(item, Post) else None
            parent = items.get(link.parent) if link is not None else None
            if isinstance(item, Missing) and item.side == "above":
                parent = before
            yield _entry(archive, item, 0 if item.id in main else 1, 0, parent, numbers, before)
            before = item

    title = f"Thread by {author(posts[0].author)}" if posts else "Thread"
    facts = _facts(posts[0], len(posts), thread.missing, thread.complete) if posts else ()
    return Section(title, facts, entries, start_of(posts[0].text) if posts else "")


def _by_id(items: Iterable[Item]) -> dict[str, Item]:
    return {item.id: item for item in items}


def worth_telling(archive: Archive, link: Link) -> bool:
    """Whether a candidate tells a reader something: a rival of a link that was chosen is left to ``explain``."""
    return link.kind is not Kind.REPLY or link.child not in archive or archive.reply_link(link.child) is None
