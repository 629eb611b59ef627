"""A saved archive as JSON: all findings without loss, and for other programs what was concluded from them.

::

    {"threadkit": 1,
     "settings": {"infer": …, "min_probability": …},
     "findings": [one a line, as in parsing/record_json.py],
     "words": [those among them that are a person's: ASSUMED links and rejections],
     "result": {"posts": […], "links": […], "candidates": […], "missing": […], "threads": […], "trees": […],
                "captures": […], "checks": […], "problems": […]}}

Only "findings" and "settings" are read again (`parsing/formats/threadkit_json.py`). A parent stands only in
"links" and "trees", always with its basis: an inferred one cannot be taken for a platform's own reply id.
A thread or a tree is saved with the findings that concern its posts; what a source declares of itself as a
whole would not hold for a part, and is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from threadkit.parsing.formats.threadkit_json import VERSION
from threadkit.parsing.identity import sighting_id
from threadkit.parsing.record_json import dumps, to_plain
from threadkit.records import Absence, Basis, Capture, Finding, Link, Missing, Post, Rejection, Repost, Sighting

if TYPE_CHECKING:
    from threadkit.archive import Archive
    from threadkit.outputs.layout import Subject
    from threadkit.threads import ReplyTree, Thread

__all__ = ["chunks"]

Plain = dict[str, Any]


def chunks(subject: Subject) -> Iterator[str]:
    """The JSON text of an archive, a thread or a tree, piece by piece; one finding or result a line."""
    from threadkit.threads import ReplyTree, Thread

    if isinstance(subject, Thread):
        posts = {post.id: post for post in (*subject.posts, *(post for branch in subject.branches for post in branch))}
        part = _Part(subject.archive, posts, subject.missing)
        archive, findings, result = subject.archive, part.findings(), part.result("threads", _thread(subject))
    elif isinstance(subject, ReplyTree):
        gaps = tuple(item for item, _ in subject.walk() if isinstance(item, Missing))
        part = _Part(subject.archive, {post.id: post for post in subject}, gaps)
        archive, findings, result = subject.archive, part.findings(), part.result("trees", _tree(subject))
    else:
        archive, findings, result = subject, subject.findings, _result(subject)
    settings = {"infer": archive.infer, "min_probability": archive.min_probability}
    yield f'{{"threadkit":{VERSION},"settings":{dumps(settings)},\n"findings":'
    yield from _array(map(to_plain, findings))
    yield ',\n"words":'
    yield from _array(to_plain(finding) for finding in findings if _is_word(finding))
    yield ',\n"result":{'
    for i, (name, values) in enumerate(result.items()):
        yield f'{"," if i else ""}\n"{name}":'
        yield from _array(values)
    yield "}}\n"


def _array(values: Iterable[object]) -> Iterator[str]:
    yield "["
    before = "\n"
    for value in values:
        yield before + dumps(value)
        before = ",\n"
    yield "]"


def _is_word(finding: Finding) -> bool:
    return isinstance(finding, Rejection) or (isinstance(finding, Link) and finding.basis is Basis.ASSUMED)


def _result(archive: Archive) -> dict[str, Iterable[Plain]]:
    return {
        "posts": map(_post, archive.posts),
        "links": map(to_plain, archive.links),
        "candidates": map(to_plain, archive.candidates),
        "missing": map(to_plain, archive.missing),
        "threads": map(_thread, archive.threads()),
        "trees": map(_tree, archive.trees()),
        "captures": map(to_plain, archive.captures.values()),
        "checks": (
            {"declared": to_plain(each.declared), "found": each.found, "agrees": each.agrees, "note": each.note}
            for each in archive.checks
        ),
        "problems": map(to_plain, archive.problems),
    }


class _Part:
    """What concerns the posts of one thread or tree."""

    def __init__(self, archive: Archive, posts: dict[str, Post], gaps: tuple[Missing, ...]) -> None:
        self.archive = archive
        self.posts = posts
        self.gaps = gaps
        self.captures = {each.source.capture for post in posts.values() for each in post.sightings}
        self.names = {name for post in posts.values() for name in _names(post)} | {gap.id for gap in gaps}

    def concerns(self, finding: Finding) -> bool:
        if isinstance(finding, Capture):
            return finding.name in self.captures
        if isinstance(finding, Sighting):
            return sighting_id(finding) in self.names
        if isinstance(finding, Link | Rejection):
            return finding.child in self.names
        return isinstance(finding, Repost | Absence) and finding.post in self.names

    def findings(self) -> Sequence[Finding]:
        return tuple(filter(self.concerns, self.archive.findings))

    def result(self, shape: str, told: Plain) -> dict[str, Iterable[Plain]]:
        archive = self.archive
        return {
            "posts": map(_post, self.posts.values()),
            "links": (to_plain(link) for link in archive.links if link.child in self.names),
            "candidates": (to_plain(link) for link in archive.candidates if link.child in self.names),
            "missing": map(to_plain, self.gaps),
            shape: (told,),
            "captures": (to_plain(each) for name, each in archive.captures.items() if name in self.captures),
        }


def _names(post: Post) -> Iterator[str]:
    yield post.id
    yield from post.aliases
    yield from map(sighting_id, post.sightings)


def _post(post: Post) -> Plain:
    """All of a post; its sightings, which stand among the findings, by their place only."""
    plain = to_plain(post)
    plain["sightings"] = [sighting["source"] for sighting in plain["sightings"]]
    return plain


def _thread(thread: Thread) -> Plain:
    """`inferred`: those of its items that a guess holds to the one before, or to where their branch begins.

    The first item has none before it.
    """
    items = (*thread.items, *(post for branch in thread.branches for post in branch))
    archive, placed = thread.archive, thread.archive.forest.number
    links = {item.id: archive.reply_link(item) for item in items if item.id in placed and item is not items[0]}
    return {
        "root": thread.root.id,
        "items": [item.id for item in thread.items],
        "branches": [[post.id for post in branch] for branch in thread.branches],
        "inferred": [name for name, link in links.items() if link is not None and link.basis is Basis.INFERRED],
        "complete": thread.complete,
        "words": thread.words,
    }


def _tree(tree: ReplyTree) -> Plain:
    """Every node with its depth and how that is known, parents first.

    What a node answers is the last one before it that is one less deep; the root's basis is null.
    """
    return {"root": tree.root.id, "nodes": [[item.id, depth, _basis(tree, item)] for item, depth in tree.walk()]}


def _basis(tree: ReplyTree, item: Post | Missing) -> str | None:
    link = tree.reply_link(item)
    return link.basis.value if link is not None and tree.parent(item) is not None else None
