"""A page of new Reddit, one post with its comments, copied as text.

Copied so, the page shows no nesting. It shows the order, in which each comment stands somewhere below the one that it
answers; where the empty lines were kept, they tell below which comments answers stand (`toggles_of`). All else about
who answers whom is left to inference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from threadkit.parsing.counts import parse_count
from threadkit.parsing.identity import base_name, sighting_id
from threadkit.parsing.material import Fit, Head, Hints, Material
from threadkit.parsing.reddit.page_layout import Comment, Layout, layout_of
from threadkit.parsing.reddit.page_lines import GONE, MORE, beside_comments, toggles_of
from threadkit.parsing.reddit.page_post import PostLines, address_in
from threadkit.parsing.text.own_place import AMONG_COMMENTS, NOT_FIRST
from threadkit.parsing.text.places import locator, told_of_damage
from threadkit.parsing.text.repair import Mender, examine
from threadkit.parsing.times.shown import read_time
from threadkit.records import (
    Absence,
    Author,
    Basis,
    Capture,
    Count,
    Counts,
    Finding,
    Furniture,
    Kind,
    Link,
    Media,
    Order,
    Problem,
    Severity,
    Sighting,
    Source,
    TimeBasis,
    When,
)

__all__ = ["EXAMPLE", "NAME", "TITLE", "detect", "read"]

NAME = "reddit_page_text"
TITLE = "Reddit (new layout): the page of one post with its comments, copied as text"
EXAMPLE = """\
r/sundials_example
•
3d ago
example_ada
Which way does yours point?
A made-up question.
Upvote
12
Downvote
2
Go to comments
Share
Comments Section
example_bob
•
2d ago
North, as it should.
Upvote
5
Downvote
Reply
Award
Share
example_ada
OP
•
2d ago
Not mine!
Upvote
1
Downvote
Reply
Award
Share
"""
LOST = "missing:"


def detect(head: Head) -> Fit:
    """YES: a post with comments below "Comments Section", or two comments with their votes, of bare numbers three."""
    if "•" not in head.text or head.text.lstrip()[:1] in ("<", "{"):
        return Fit.NO
    page = layout_of([line.strip() for line in head.text.split("\n")])
    comments = [each for each in page.comments if each.opening.kind != "ad"]
    closed = sum(bool(each.closing.roles) or each.gone is not None for each in comments)
    strays = len(page.strays) * (page.post is None) + sum(len(each.strays) for each in comments)
    if closed < max(1, len(comments) / 2) or strays > len(comments):
        return Fit.NO
    if page.post is not None and page.section:
        return Fit.YES
    pictured = any("avatar" in each.opening.beside.values() for each in comments)
    return Fit.YES if closed >= (2 if page.buttons else 3) and (page.buttons or pictured) else Fit.NO


@attrs.frozen
class Page:
    name: str
    shown: list[str]  #: its lines as they are
    mend: Mender
    hints: Hints


def read(material: Material) -> Iterator[Finding]:
    """Yield a Capture, the post, then each comment in its place; links where the page shows them."""
    name, hints, text = material.name, material.hints, material.text()
    mend = examine(text, repair=hints.repair)
    page = Page(name, text.split("\n"), mend, hints)
    layout = layout_of([line.strip() for line in page.shown])
    yield Capture(
        name, NAME, hints.seen_at, hints.author, Order.THREAD, timezone=hints.timezone,
        platform=hints.platform or "reddit", damage=mend.shown_damage,
    )  # fmt: skip
    yield from told_of_damage(name, mend)
    root = None
    if layout.post is not None:
        seen = post_of(page, layout, layout.post)
        root = sighting_id(seen)
        yield seen
        yield from furniture(page, layout.post.roles, 0)
    first = layout.comments[0].opening.first if layout.comments else layout.stop
    loose = range(layout.top if layout.post is not None else 0, first)
    lines = layout.lines
    yield from furniture(page, {n: beside_comments(lines[n]) or "page" for n in loose if lines[n]}, 0)
    yield from odd(page, layout.strays, 0, "lines above the comments that belong to no post")
    if not layout.comments and layout.post is None:
        yield Problem(Source(name), "no post and no comment of this kind of page was found")
    yield from comments_of(page, layout, root)
    yield from end_of(page, layout)


def post_of(page: Page, layout: Layout, post: PostLines) -> Sighting:
    lines, opening = layout.lines, layout.opening
    words = text_of(page, post.words)
    shown = f"{page.shown[post.title].strip()}\n\n{words}".strip()
    text = page.mend(shown)
    author = None if post.by is None else lines[post.by].removeprefix("u/")
    if author is None:  # who is marked as its author below
        marked = {each.opening.who for each in layout.comments if "OP" in each.opening.tags} - {"[deleted]"}
        author = marked.pop() if len(marked) == 1 else None
    own = {post.title, *post.words, *(opening.lines if opening else ()), *([post.by] if post.by is not None else [])}
    address = address_in(lines[: post.title])
    comments = None if post.comments is None else parse_count(post.comments)
    counts = Counts(
        score=score_of(post.score),  # of all comments below it one at least answers it
        replies=None if comments is None else attrs.evolve(comments, low=min(1, comments.low)),
    )
    return Sighting(
        Source(page.name, locator([(n, n) for n in sorted(own)])), text, id=address and address[0],
        url=address and address[1], author=author_named(author), text_as_shown=None if text == shown else shown,
        truncated=post.gone, when=time_of(opening.when, page) if opening is not None else None, counts=counts,
    )  # fmt: skip


def comments_of(page: Page, layout: Layout, root: str | None) -> Iterator[Finding]:
    """Each comment or gap, and what the page shows of whom it answers."""
    comments = [each for each in layout.comments if each.opening.kind != "ad"]
    toggles = dict(zip(map(id, comments), toggles_shown(comments), strict=True))
    # the comment right above, and whether answers stand below it; None: the post stands there
    above: tuple[str, bool | None] | None = ("", None) if layout.part else None
    for position, comment in enumerate(layout.comments, start=1):
        yield from furniture(page, comment.roles, position)
        if comment.opening.kind != "ad":
            source = Source(page.name, locator([(n, n) for n in sorted(comment.shown)]), position)
            own, findings = found_in(page, comment, source)
            yield from findings
            yield from links_of(own, source, root, above)
            above = own, toggles[id(comment)]
        for n in comment.closing.more:
            above = (above[0] if above else "", None)
            yield from not_shown(page, n, position, root)
        yield from odd(page, comment.strays, position, "lines behind a comment that belong to none")
    last = comments[-1] if comments else None
    if last is not None and last.words and last.words[-1] == len(page.shown) - 1:
        source = Source(page.name, f"line {len(page.shown)}", len(layout.comments))
        what = "the page ends in this line, which may have gone on"
        yield Problem(source, what, page.shown[-1].strip(), Severity.INFO)


def toggles_shown(comments: Sequence[Comment]) -> list[bool | None]:
    """Whether answers stand below each comment; of none if one of them would be older than what it answers."""
    toggles = toggles_of([each.spaces for each in comments])
    ages = [found.age if (found := read_time(each.opening.when)) else None for each in comments]
    for above, age, after in zip(toggles, ages, ages[1:], strict=False):
        if above and age is not None and after is not None and after[0] > age[1]:
            return [None] * len(comments)
    return toggles


def found_in(page: Page, comment: Comment, source: Source) -> tuple[str, list[Finding]]:
    """The id of a comment or of the gap in its place, and what tells of it."""
    opening = comment.opening
    if comment.gone is not None:
        own = f"{LOST}{base_name(page.name)} line {opening.first + 1}"
        author = None if opening.kind == "gone" else author_named(opening.who)
        lines = dict.fromkeys(comment.shown, "missing comment")
        return own, [Absence(own, comment.gone, source, author), *furniture(page, lines, source.position)]
    shown = text_of(page, comment.words)
    text = page.mend(shown)
    edited = (("edited", time_of(opening.edited, page)),) if opening.edited else ()
    labels = [n for n, role in comment.roles.items() if role == "media label"]
    seen = Sighting(
        source, text, author=author_named(opening.who), text_as_shown=None if text == shown else shown,
        truncated=not (comment.words or labels), when=time_of(opening.when, page), other_times=edited,
        counts=Counts(score=score_of(comment.closing.score)), media=(Media("image"),) * len(labels),
    )  # fmt: skip
    found: list[Finding] = [seen]
    if seen.truncated:
        found.append(Problem(source, "a comment of which the page shows no words", opening.who, Severity.INFO))
    return sighting_id(seen), found


def links_of(own: str, source: Source, root: str | None, above: tuple[str, bool | None] | None) -> Iterator[Link]:
    if above is not None and above[1]:
        reasons = ("the page shows that the comment right above has answers", "the first of them stands below it")
        yield Link(Kind.REPLY, own, above[0], Basis.SHOWN, reasons=reasons, source=source)
    elif root is not None and above is None:
        yield Link(Kind.REPLY, own, root, Basis.SHOWN, reasons=("it is the first below the post",), source=source)
    elif root is not None and above is not None:
        told = (AMONG_COMMENTS, NOT_FIRST) if above[1] is False else (AMONG_COMMENTS,)
        yield Link(Kind.ANCESTOR, own, root, Basis.SHOWN, reasons=told, source=source)


def not_shown(page: Page, n: int, position: int, root: str | None) -> Iterator[Finding]:
    """A gap for "3 more replies", or for a comment that is gone and folded."""
    line = page.shown[n].strip()
    source = Source(page.name, f"line {n + 1}", position)
    own = f"{LOST}{base_name(page.name)} line {n + 1}"
    more = MORE.fullmatch(line)
    count = 1 if more is None else int(more["count"] or 0) or None
    yield Absence(own, GONE.get(line, "truncated"), source, count=count)
    yield Furniture(source, "more comments" if more else "missing comment", line)
    if root is not None:
        yield Link(Kind.ANCESTOR, own, root, Basis.SHOWN, reasons=(AMONG_COMMENTS,), source=source)


def odd(page: Page, lines: Sequence[int], position: int, what: str) -> Iterator[Finding]:
    """Lines that belong to nothing: told, and kept as furniture."""
    if not lines:
        return
    source = Source(page.name, locator([(n, n) for n in sorted(lines)]), position)
    yield Problem(source, what, "\n".join(page.shown[n].strip() for n in sorted(lines)))
    if position:
        yield from furniture(page, dict.fromkeys(lines, "other line"), position)


def end_of(page: Page, layout: Layout) -> Iterator[Finding]:
    lines = {n: "not of the conversation" for n in range(layout.stop, len(layout.lines)) if layout.lines[n]}
    position = len(layout.comments) + 1
    yield from furniture(page, lines, position)
    if lines:
        source = Source(page.name, locator([(min(lines), max(lines))]), position)
        what = "what follows the comments is not of this conversation and is not read"
        yield Problem(source, what, "\n".join(layout.lines[n] for n in lines), Severity.INFO)


def furniture(page: Page, roles: Mapping[int, str], position: int) -> Iterator[Furniture]:
    for n in sorted(roles):
        if shown := page.shown[n].strip():
            yield Furniture(Source(page.name, f"line {n + 1}", position), roles[n], shown)


def text_of(page: Page, words: Sequence[int]) -> str:
    """Lines as they stand; one that is empty between them parts paragraphs."""
    kept: list[str] = []
    for n in words:
        if kept and not page.shown[n - 1].strip():
            kept.append("")
        kept.append(page.shown[n].rstrip())
    return "\n".join(kept).strip()


def author_named(who: str | None) -> Author | None:
    return None if who is None or who in GONE else Author(handle=who)


def score_of(shown: str | None) -> Count | None:
    if shown is None or not shown.startswith("-"):
        return None if shown is None else parse_count(shown)
    below = parse_count(shown[1:])
    return None if below is None or below.high is None else Count(-below.high, -below.low, shown)


def time_of(shown: str, page: Page) -> When:
    when = read_time(shown, timezone=page.hints.timezone)
    return When(text=shown, basis=TimeBasis.UNKNOWN) if when is None else when
