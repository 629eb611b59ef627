"""An unroll page of Thread Reader App, copied as text.

It shows one author's thread in order, then the first posts of other threads between a date and "Read N tweets".
The author and the date stand once; there are no ids.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence

import attrs

from threadkit.parsing.counts import parse_count
from threadkit.parsing.identity import sighting_id
from threadkit.parsing.material import Fit, Head, Hints, Material
from threadkit.parsing.text.own_place import leading_mentions, lost_between, numbering
from threadkit.parsing.text.places import told_of_damage
from threadkit.parsing.text.repair import damaged, examine
from threadkit.parsing.text.unroll_layout import (
    DOTS,
    Part,
    date_above,
    find_header,
    is_closing,
    is_date,
    is_mark,
    parts,
    role_of,
    teaser_length,
)
from threadkit.parsing.text.unroll_segments import segment
from threadkit.parsing.times.shown import read_time
from threadkit.records import (
    Author,
    Basis,
    Capture,
    Declared,
    Finding,
    Furniture,
    Kind,
    Link,
    Order,
    Problem,
    Severity,
    Sighting,
    Source,
    When,
)

__all__ = ["EXAMPLE", "NAME", "TITLE", "detect", "read"]

NAME = "thread_reader_text"
TITLE = "Thread Reader unroll, copied as text"
EXAMPLE = """\
Ada Example Profile picture
Oct 5 2 tweets 1 min read Twitter logo Read on Twitter
The first post of the thread.

Its second paragraph.
The second post. Image

• • •

Missing some Tweet in this thread? You can try to force a refresh

Keep Current with Ada Example

More from @example_ada

Jun 7
The first post of another thread.
Read 14 tweets
"""

TEASER_POSTS = 3  #: a teaser shows so many at most
SHOWN_BELOW = ("the unroll shows it directly below",)


def detect(head: Head) -> Fit:
    """YES for a header line, or several kinds of the site's own lines; MAYBE for one.

    >>> detect(Head("page.txt", EXAMPLE)).name, detect(Head("page.txt", "Some words.")).name
    ('YES', 'NO')
    """
    if head.members or head.text[:200].lstrip()[:1] in {"<", "{", "["}:
        return Fit.NO
    lines = [line.strip() for line in head.text.split("\n")]
    if any(find_header(lines, i) for i in range(len(lines))):
        return Fit.YES
    marks = [line for line in lines if is_mark(line)]
    kinds = {role_of(line) for line in marks}
    if len(kinds) > 1 or sum(map(is_closing, marks)) > 1:
        return Fit.YES
    return Fit.MAYBE if marks else Fit.NO


def read(material: Material) -> Iterator[Finding]:
    """Capture, then posts, links, furniture and problems in the order of the page.

    A link is SHOWN from each post to the one above it, while both address the same people as the first post.
    Odd content raises nothing.
    """
    page = material.text()
    hints = material.hints
    mender = examine(page, repair=hints.repair)
    raw = page.split("\n")
    lines = [mender(line).strip() for line in raw]
    dots = mender(damaged(DOTS, mender.damage)) if mender.damage else DOTS
    pages = [attrs.evolve(part, author=_with_hints(part.author, hints)) for part in parts(lines, dots)]
    yield Capture(
        material.name, NAME, hints.seen_at, pages[0].author if len({part.author for part in pages}) == 1 else None,
        Order.THREAD, timezone=hints.timezone, platform=hints.platform or "x", damage=mender.shown_damage,
        current_year_dates=True,
    )  # fmt: skip
    yield from told_of_damage(material.name, mender)
    if not any(lines):
        yield Problem(Source(material.name), "the page is empty")
        return
    walk = _Walk(material.name, lines, raw, hints.timezone)
    for part in pages:
        yield from walk.part(part)


def _with_hints(author: Author | None, hints: Hints) -> Author | None:
    """What the page says; the caller's word where the page is silent."""
    if author is None or hints.author is None or author.handle:
        return author or hints.author
    if hints.author.name is None or hints.author.name == author.name:
        return attrs.evolve(hints.author, name=author.name)
    return author


@attrs.define
class _Walk:
    """One pass over the lines of a text. Each line is handed out once: in a sighting or as furniture."""

    name: str
    lines: Sequence[str]
    raw: Sequence[str]
    timezone: str | None
    position: int = 0  #: of the last sighting
    author: Author | None = None
    next_mark: int = -1  #: the next line that ends or begins a teaser, as far as looked up

    def source(self, first: int, last: int | None = None) -> Source:
        place = f"line {first + 1}" if last is None or last == first else f"lines {first + 1}-{last + 1}"
        return Source(self.name, place, self.position)

    def part(self, part: Part) -> Iterator[Finding]:
        self.author = part.author
        for i in range(part.start, part.body):
            yield from self.furniture(i, "thread length" if i == part.header else None)
        when = expected = None
        if part.header is None:
            if part.body < part.after:
                what = "no header above the posts: their date and number are not known"
                yield Problem(self.source(part.body), what, severity=Severity.INFO)
        else:
            header = find_header(self.lines, part.header)
            shown = header["count"] if header else ""
            count = parse_count(shown)
            expected = count.low if count and count.exact else None
            when = yield from self.header_date(header, part.header)
        members = yield from self.posts(part.body, part.after, when, expected, cut=not part.closed)
        if members and not part.closed:
            what = "the text ends inside the thread: more posts may follow"
            yield Problem(self.source(part.stop - 1), what, severity=Severity.INFO)
        if part.header is not None and count is not None:
            # replies to other people count too, so this is not the length of a chain
            yield Declared(self.source(part.header), "posts by the author in the conversation", count, members)
        yield from self.below(part)

    def header_date(self, header: re.Match[str] | None, at: int) -> Generator[Finding, None, When | None]:
        if header and header["date"]:
            return (yield from self.date(header["date"], at))
        above = date_above(self.lines, at)
        if above is not None:
            return (yield from self.date(self.lines[above], above))
        yield Problem(self.source(at), "no date in the header", self.lines[at], Severity.INFO)
        return None

    def date(self, shown: str, at: int) -> Generator[Finding, None, When | None]:
        when = read_time(shown.rstrip(" •·|"), timezone=self.timezone)
        if when is None:
            yield Problem(self.source(at), "a date that cannot be read", shown)
        return when

    def furniture(self, i: int, role: str | None = None) -> Iterator[Finding]:
        """A line that is no post; a Problem too if it is not known what it is."""
        line = self.lines[i]
        if not line:
            return
        if role is None and self.is_author(line):
            role = "author"
        role = role or role_of(line)
        yield Furniture(self.source(i), role or "unknown", self.raw[i])
        if role is None:
            yield Problem(self.source(i), "a line outside the posts that is not known", line)

    def is_author(self, line: str) -> bool:
        return self.author is not None and line in {self.author.name, f"@{self.author.handle}"}

    def posts(
        self, start: int, stop: int, when: When | None, expected: int | None, *, cut: bool = False
    ) -> Generator[Finding, None, tuple[str, ...]]:
        """The posts of one thread with their links; returns their ids."""
        segments, note = segment(self.lines, self.raw, start, stop, expected, cut=cut)
        members: list[str] = []
        first: frozenset[str] = frozenset()
        linked = True
        number = None
        for piece in segments:
            self.position += 1
            source = self.source(piece.first, piece.last)
            date = None if members else when  # an unroll shows the date of a thread's first post only
            post = Sighting(
                source, piece.text, author=self.author, text_as_shown=piece.shown, when=date, media=piece.media
            )
            yield post
            id_ = sighting_id(post)
            mentions = leading_mentions(piece.text)
            last, number = number, numbering(piece.text)
            if not members:
                first = mentions
            elif linked := linked and mentions == first:
                if lost := lost_between(last, number):
                    what = "a numbered post is missing between this one and the one before it"
                    yield Problem(source, what, f"{lost} missing, by their numbers", Severity.INFO)
                else:
                    yield Link(Kind.REPLY, id_, members[-1], Basis.SHOWN, reasons=SHOWN_BELOW, source=source)
            members.append(id_)
        if note:
            place = self.source(segments[0].first, segments[-1].last)
            yield Problem(place, "doubtful breaks between posts", note, Severity.INFO)
        return tuple(members)

    def below(self, part: Part) -> Iterator[Finding]:
        """Everything after the thread: furniture, and teasers after "More from"."""
        i = part.after
        if part.in_teaser:
            i = yield from self.teaser(None, i, part.stop, cut=True)
        inside = part.in_teaser or (i < part.stop and is_date(self.lines[i]))
        if part.closed and not inside and role_of(self.lines[i]) is None:
            yield from self.furniture(i, "end of thread")  # its dots, spoilt
            i += 1
        while i < part.stop:
            line = self.lines[i]
            if inside and line and self.begins_teaser(i, part.stop):
                dated = is_date(line)
                i = yield from self.teaser(i if dated else None, i + dated, part.stop)
                continue
            yield from self.furniture(i)
            if is_mark(line):
                inside = not is_closing(line)
            i += 1

    def begins_teaser(self, i: int, stop: int) -> bool:
        """Whether a teaser begins here: at its date, or, if it has none, at its first post."""
        line = self.lines[i]
        if is_date(line):
            return True
        if self.is_author(line) or role_of(line) is not None:
            return False
        if self.next_mark <= i:
            lines = self.lines
            self.next_mark = next((k for k in range(i + 1, stop) if is_mark(lines[k]) or is_date(lines[k])), stop)
        return self.next_mark < stop and teaser_length(self.lines[self.next_mark]) is not None

    def teaser(
        self, dated: int | None, start: int, stop: int, *, cut: bool = False
    ) -> Generator[Finding, None, int]:
        """One teaser, whose posts begin at `start`; returns the line after it."""
        when = None
        if dated is not None:
            yield from self.furniture(dated, "date")
            when = yield from self.date(self.lines[dated], dated)
        end = start
        while end < stop and not self.ends_teaser(start, end, stop):
            end += 1
        shown = teaser_length(self.lines[end]) if end < stop else None
        count = parse_count(shown) if shown else None
        expected = min(TEASER_POSTS, count.low) if count else None
        members = yield from self.posts(start, end, when, expected, cut=cut)
        if shown is None:
            return end
        yield from self.furniture(end)
        if count is not None:
            yield Declared(self.source(end), "posts in the thread", count, members, complete=False)
        return end + 1

    def ends_teaser(self, start: int, i: int, stop: int) -> bool:
        line = self.lines[i]
        if not line:
            return False
        if is_mark(line):
            return True
        if i == start or not is_date(line):
            return False
        # a date between blank lines is a paragraph of a post
        return bool(self.lines[i - 1] or (i + 1 < stop and self.lines[i + 1]))
