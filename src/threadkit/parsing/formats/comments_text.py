"""A page of comments copied as text, where the page itself shows how they are nested.

Three layouts. Hacker News closes the first line of a comment with "| root | parent | prev | next [–]": "parent" stands
only below another comment, "root" only two or more below, and the first answer to a comment has no "prev" (true of 100
of 100 comments of a real page). Old Reddit begins it with "[–]" and ends the comment with "permalink … parent …", again
with "parent" only below another comment. Any other page must show the nesting itself: by spaces, tabs, ">", "|" or list
marks before the line of author and age.

Where several comments may be meant, only what is sure is said: which comment is somewhere above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import attrs

from threadkit.parsing.counts import parse_count
from threadkit.parsing.identity import sighting_id
from threadkit.parsing.material import Fit, Head, Hints, Material
from threadkit.parsing.text.own_place import NOT_FIRST
from threadkit.parsing.text.places import locator, told_of_damage
from threadkit.parsing.text.repair import Mender, examine
from threadkit.parsing.times.shown import read_time
from threadkit.records import (
    Author,
    Basis,
    Capture,
    Count,
    Counts,
    Finding,
    Furniture,
    Kind,
    Link,
    Order,
    Problem,
    Severity,
    Sighting,
    Source,
    TimeBasis,
    When,
)

__all__ = ["EXAMPLE", "NAME", "TITLE", "detect", "read"]

NAME = "comments_text"
TITLE = "Page of nested comments (Hacker News, old Reddit, or indented), copied as text"
EXAMPLE = """\
example_ada 3 hours ago | next [–]

The first made-up comment.
reply
example_bob 2 hours ago | parent | next [–]

An answer to it.
reply
example_carol 2 hours ago | root | parent | next [–]

An answer to the answer.
reply
"""

AGE = r"(?P<when>(?:on )?[^\W_][\w ,.:]{2,38}?)"
WHO = r"(?P<who>[A-Za-z0-9_][\w.-]{1,30}|\[deleted\])"
NAVIGATION = r"root|parent|prev|next|context|on|vote|unvote|flag|unflag|favorite|un-favorite|edit|delete|dead"
HACKER_NEWS = re.compile(
    rf"(?:[*•▲#] ?)?(?:(?P<score>[0-9]{{1,5}}) points? by )?{WHO} {AGE}[ \t]{{0,20}}"
    rf"(?P<nav>(?:\| (?:{NAVIGATION}) ?){{0,9}})\[(?:[–-]|[0-9]{{1,5}} more)\]"
)
OLD_REDDIT = re.compile(
    r"\[[–+-]\] ?(?P<who>\S.{0,80}?)(?:(?: |\b)(?P<score>-?[0-9][0-9.,k]{0,9}) points?|\[score hidden\]) ?"
    r"(?P<when>[0-9]{1,3} [a-z]{3,9} ago|just now)\*?(?: ?\(last edited [^()]{3,30}\))?[ \u00a0]?"
    r"(?:\([0-9]{1,6} child(?:ren)?\))?"
)
INDENTED = re.compile(
    rf"(?:u/|@)?{WHO}(?:[ \t]?[·•|,–—-]?[ \t]?\(?(?P<score>-?[0-9][0-9.,k]{{0,9}}) (?:points?|votes?|likes?)\)?)?"
    rf"[ \t]?[·•|,–—(-]?[ \t]?"
    r"(?P<when>[0-9]{1,3} ?[a-z]{1,9}\.? ago|[0-9]{1,3}(?:m|h|d|w|mo|y|yr)(?: ago)?|just now)\)?:?"
)
REDDIT_ACTIONS = re.compile(
    r"(?=.{0,30}permalink)(?:(?:permalink|embed|save|parent|report|give award|reply|share|context|full comments"
    r"|crosspost|hide child comments|edit|disable inbox replies|delete) ?){1,14}"
)
MORE = re.compile(r"load more comments(?: ?\(([0-9]{1,6}) repl(?:y|ies)\))?|continue this thread.{0,3}")
MARKS = re.compile(r"(?:[ \t>|│┃]|[-*•](?=[ \t]))*")
STORY = re.compile(r"(?:(?P<score>[0-9]{1,6}) points? )?by (?P<who>[\w-]{1,30}) (?P<when>[^|]{3,40}?) ?\|.*")
SUBMITTED = re.compile(r"submitted (?P<when>.{3,40}?)\*? (?:\* ?)?by (?P<who>[\w-]{2,30})(?:\[S\])?.{0,60}")
COMMENTS = re.compile(r"(?:.*\| )?([0-9]{1,3}(?:,?[0-9]{3})*) comments?(?: ?[|a-z].*)?")
FLAIR = re.compile(r"(?:\[[A-Z]{1,5}(?:,[A-Z]{1,5})*\])+$")
FOOT = re.compile(r"Guidelines \| FAQ \|.{0,200}|Consider applying for YC.{0,200}|Search:.{0,20}")
DELETED = frozenset({"[deleted]", "[removed]", "[flagged]", "[dead]"})
LEAST_INDENTED = 3  #: comments without marks of a site
PLATFORMS = {"hacker news": "hn", "old reddit": "reddit", "indented": None}


@attrs.frozen
class Comment:
    """Its first line, and what that says."""

    line: int
    width: int  #: of the marks before it
    marks: str
    who: str
    when: str
    score: str | None
    nav: str


@attrs.frozen
class Page:
    name: str
    lines: list[str]
    mend: Mender
    hints: Hints
    layout: str
    comments: Sequence[Comment]


def detect(head: Head) -> Fit:
    """YES: two comments of a site's layout; or three indented ones on at least two levels, each with words below."""
    if head.text.lstrip()[:1] in ("<", "{"):
        return Fit.NO
    lines = head.text.split("\n")
    layout, comments = comments_of(lines)
    if layout == "hacker news" or layout == "old reddit":
        return Fit.YES if len(comments) > 1 or head.whole else Fit.MAYBE
    if layout and all(any(map(str.strip, lines[each.line + 1 : each.line + 4])) for each in comments):
        return Fit.YES
    return Fit.NO


def comments_of(lines: Sequence[str]) -> tuple[str, list[Comment]]:
    """The layout, and the first lines of its comments; "" if there is none."""
    for layout, shape, sign in (("hacker news", HACKER_NEWS, "]"), ("old reddit", OLD_REDDIT, "[")):
        found = [each for n, line in enumerate(lines) if sign in line and (each := comment_at(n, line, shape))]
        if found and (layout != "hacker news" or any(each.nav for each in found)):
            return layout, found
    found = [each for n, line in enumerate(lines) if len(line) < 160 and (each := comment_at(n, line, INDENTED))]
    levels = {each.width for each in found}
    if len(found) >= LEAST_INDENTED and len(levels) > 1 and found[0].width == min(levels):
        return "indented", found
    return "", []


def comment_at(n: int, line: str, shape: re.Pattern[str]) -> Comment | None:
    marks = MARKS.match(line)
    start = marks.end() if marks else 0
    found = shape.fullmatch(line[start:].rstrip())
    if found is None:
        return None
    groups = found.groupdict()
    when = groups["when"].removeprefix("on ").strip()
    if when != "just now" and read_time(when) is None:
        return None
    return Comment(n, width(line[:start]), line[:start], groups["who"], when, groups["score"], groups.get("nav") or "")


def width(marks: str) -> int:
    return len(marks.expandtabs(4))


def read(material: Material) -> Iterator[Finding]:
    """Yield a Capture, what stands above the comments, then each comment with the link that the page shows."""
    name, hints, text = material.name, material.hints, material.text()
    mend = examine(text, repair=hints.repair)
    lines = text.split("\n")
    layout, comments = comments_of(lines)
    platform = hints.platform or PLATFORMS.get(layout)
    yield Capture(
        name, NAME, hints.seen_at, hints.author, Order.THREAD, timezone=hints.timezone, platform=platform,
        damage=mend.shown_damage,
    )  # fmt: skip
    yield from told_of_damage(name, mend)
    if not comments:
        yield Problem(Source(name), "no comment with author and age was found")
    page = Page(name, lines, mend, hints, layout, comments)
    first = None
    for finding in above_comments(page, comments[0].line if comments else len(lines)):
        first = sighting_id(finding) if isinstance(finding, Sighting) else first
        yield finding
    nesting = Nesting(layout, first)
    for position, comment in enumerate(comments, start=1):
        end = comments[position].line if position < len(comments) else len(lines)
        found, has_parent = findings_of(page, comment, end, position)
        yield from found
        seen = found[0]
        if isinstance(seen, Sighting):
            yield from nesting.link(comment, sighting_id(seen), seen.source, has_parent=has_parent)


def above_comments(page: Page, end: int) -> Iterator[Finding]:
    """The story or submission, if its line of author and age is there, with its title; the rest is the page's."""
    lines = [line.strip() for line in page.lines[:end]]
    story: list[int] = []
    by = next((n for n in range(end) if STORY.fullmatch(lines[n]) or SUBMITTED.fullmatch(lines[n])), None)
    title = next((n for n in range((by or 0) - 1, -1, -1) if lines[n]), None)
    if by is not None and title is not None and (shown := STORY.fullmatch(lines[by]) or SUBMITTED.fullmatch(lines[by])):
        numbers = {n: found[1] for n in range(by, end) if (found := COMMENTS.fullmatch(lines[n]))}
        stop = next((n for n in numbers if n > by), by + 1)
        story = [title, by, *(n for n in range(by + 1, stop) if lines[n])]
        words = "\n\n".join(lines[n] for n in story if n != by)
        counts = Counts(
            score=score_of(shown.groupdict().get("score")),
            replies=all_below(next(iter(numbers.values()), "")),
        )
        yield Sighting(
            Source(page.name, locator([(n, n) for n in story])), page.mend(words), author=Author(handle=shown["who"]),
            when=time_of(shown["when"].strip(), page.hints.timezone), counts=counts,
        )  # fmt: skip
    for n in range(end):
        if lines[n] and n not in story:
            yield Furniture(Source(page.name, f"line {n + 1}"), "page", lines[n])


def all_below(shown: str) -> Count | None:
    """A number of all comments below a post: one at least answers it."""
    count = parse_count(shown)
    return None if count is None else Count(min(1, count.low), count.high, count.text)


def findings_of(page: Page, comment: Comment, end: int, position: int) -> tuple[list[Finding], bool | None]:
    """The comment, and the lines of it that are not its words; and whether the site says that it has a parent."""
    beside: list[Finding] = []
    words: list[int] = []
    has_parent = None
    for n in range(comment.line + 1, end):
        line = page.lines[n].strip()
        source = Source(page.name, f"line {n + 1}", position)
        role = role_of(page.layout, line)
        if role:
            beside.append(Furniture(source, role, line))
            has_parent = "parent" in line if role == "actions" and has_parent is None else has_parent
        elif line and line.strip("*•▲|>"):
            words.append(n)
        elif line:
            beside.append(Furniture(source, "marks", line))
        if MORE.fullmatch(line):
            what = "more comments, which the page does not show"
            beside.append(Problem(source, what, line, Severity.INFO))
    spans = [(comment.line, comment.line), *((n, n) for n in words)]
    source = Source(page.name, locator(spans), position)
    shown = text_between(page, comment, words)
    text = page.mend(shown)
    seen = Sighting(
        source, text, author=author_of(page, comment), text_as_shown=None if text == shown else shown,
        when=time_of(comment.when, page.hints.timezone), counts=Counts(score=score_of(comment.score)),
    )  # fmt: skip
    if position == len(page.comments) and words and words[-1] == len(page.lines) - 1:
        what = "the page ends in this line, which may have gone on"
        beside.append(Problem(source, what, page.lines[-1], Severity.INFO))
    return [seen, *beside], has_parent


def role_of(layout: str, line: str) -> str:
    if line == "reply" and layout != "indented":
        return "actions"
    if layout == "old reddit" and (REDDIT_ACTIONS.fullmatch(line) or MORE.fullmatch(line)):
        return "actions" if "permalink" in line else "more comments"
    return "page" if layout == "hacker news" and FOOT.fullmatch(line) else ""


def text_between(page: Page, comment: Comment, words: Sequence[int]) -> str:
    """Its lines without the marks of the nesting; empty lines between them part paragraphs."""
    kept: list[str] = []
    for n in words:
        line = page.lines[n]
        inner = line.removeprefix(comment.marks.rstrip(" \t-*•")).strip() if comment.marks.strip() else line.strip()
        if kept and n and not page.lines[n - 1].strip(" \t>|│┃"):
            kept.append("")
        kept.append(inner)
    return "\n".join(kept)


def author_of(page: Page, comment: Comment) -> Author | None:
    """Flair stands behind the name with nothing between: a name that holds a space is a name with its flair."""
    who = FLAIR.sub("", comment.who).strip()
    if not who or who in DELETED:
        return None
    return Author(name=page.mend(who)) if re.search(r"[^\w.-]", who) else Author(handle=who)


def score_of(shown: str | None) -> Count | None:
    if shown is None or not shown.startswith("-"):
        return None if shown is None else parse_count(shown)
    below = parse_count(shown[1:])
    return None if below is None or below.high is None else Count(-below.high, -below.low, shown)


def time_of(shown: str, timezone: str | None) -> When:
    when = read_time(shown, timezone=timezone)
    return When(text=shown, basis=TimeBasis.UNKNOWN) if when is None else when


@attrs.define
class Nesting:
    """The comments above, from the top down to the one before: how deep each stands, and its id."""

    layout: str
    first: str | None  #: what the page is about
    path: list[tuple[int, str]] = attrs.Factory(list)
    unsure: bool = False  #: whether one of them may stand less deep than it says

    def link(self, comment: Comment, own: str, source: Source, *, has_parent: bool | None) -> Iterator[Link]:
        if self.layout == "indented":
            depth, reason = comment.width, "nested below it"
            while self.path and self.path[-1][0] >= depth:
                self.path.pop()
        else:
            known, reason = self.depth(comment, own, has_parent)
            if known is None:  # some comment of the branch, but which?
                top = self.path[1 if self.layout == "hacker news" and not self.path[1][1].startswith(LOST) else 0][1]
                reasons = (reason, NOT_FIRST) if self.layout == "hacker news" else (reason,)
                yield Link(Kind.ANCESTOR, own, top, Basis.SHOWN, reasons=reasons, source=source)
                self.path.append((len(self.path), own))
                self.unsure = True
                return
            depth = known
            del self.path[depth:]
            self.unsure = self.unsure and depth > 1
            self.first = self.first or f"{LOST}above {own}"
        parent = self.path[-1][1] if self.path else self.first
        self.path.append((depth, own))
        if parent is not None:
            yield Link(Kind.REPLY, own, parent, Basis.SHOWN, reasons=(reason,), source=source)

    def depth(self, comment: Comment, own: str, has_parent: bool | None) -> tuple[int | None, str]:
        """How many comments stand above it, 0 at the top; None if the page leaves that open."""
        words = {word.strip() for word in comment.nav.split("|")} & {"root", "parent", "prev"}
        if self.layout == "hacker news":
            has_parent = "parent" in words
            shown = f"the page offers {', '.join(sorted(words))}" if words else "the page offers no parent"
        else:
            shown = "the page offers a way to its parent" if has_parent else "the page offers no way to a parent"
        if not has_parent:
            return 0, shown
        if not self.path:  # what it answers stood above the part that was copied
            self.path = [(0, f"{LOST}top {own}")]
            if self.layout == "hacker news" and "root" not in words:
                return 1, shown
            self.path.append((1, f"{LOST}above {own}"))
            self.unsure = True
            return 2, shown
        if len(self.path) == 1:
            return 1, f"{shown}, and the comment above stands at the top"
        if self.layout == "old reddit":
            return None, shown
        if "root" not in words:
            return 1, shown
        if "prev" not in words:
            return len(self.path), f"{shown}, no prev: the first answer to the comment above"
        if len(self.path) == 3 and not self.unsure:
            return 2, f"{shown}: it stands beside the comment above"
        return None, shown


LOST = "missing:"
