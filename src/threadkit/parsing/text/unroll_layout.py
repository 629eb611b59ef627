"""Where things stand on an unroll page of Thread Reader App that was copied as text.

Its header, the posts, "• • •", what the site says below, "More from @author" with teasers, what the site says at
the end. Any of these may be missing: people copy parts of pages, and several pages into one file.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

import attrs

from threadkit.records import Author

__all__ = [
    "DOTS", "Part", "date_above", "find_header", "is_closing", "is_date", "is_mark", "parts", "role_of",
    "teaser_length",
]  # fmt: skip

MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
DATE = rf"(?:{MONTH} {DAY}|{DAY} {MONTH})(?:,? \d{{4}}(?!\d))?|\d{{4}}-\d\d-\d\d"

# What the site itself says on lines of its own: role, and the line as a regular expression in any case. Seen in
# pages of 2019 to 2026: "Twitter" became "X", "Gift Link" joined "Bookmark", and a page taken as text by a program
# has the header in several lines and the dialogs that a browser hides.
HEADER_LINES = (
    ("title", r"thread by @\w{1,30}.{0,100}|thread reader(?: app)?|.{0,200}[-–|] thread reader(?: app)?"),
    ("author", r".{1,100} profile picture|@\w{1,30}"),
    ("date", rf"(?:{DATE})(?: ?[•·|])?"),
    ("thread length", r"\d{1,4} min(?:ute)?s? read(?: ?[•·|])?"),
    ("views", r"[\d.,]{1,12}[km]? views?"),
    ("buttons", r"(?:twitter logo )?read on (?:twitter|x)|(?:twitter|x) logo|bookmark(?:ed)?|gift link|scrolly"
                r"|save (?:this thread )?as pdf|my authors|add to \"?my authors\"?|subscribed?|follow(?:ing)?"
                r"|tweet|post|share|email|copy link|print|×|x|unroll thread|translate"),
    ("navigation", r"share this page!?|enter url or id to unroll|you can paste full url like:.{0,120}|log ?in"
                   r"|or just the id like:.{0,60}|how to get url link on .{1,40}|click again on .{1,40}"
                   r"|on the twitter thread, click on .{1,60}|click on copy link to tweet"
                   r"|paste it above and click .{1,40}|more info at twitter help"
                   r"|(?:https?://)?(?:www\.)?threadreaderapp\.com/\S{0,200}"),
)  # fmt: skip
CLOSING_LINES = (  # they end a thread, or the teasers
    ("end of thread", r"missing some (?:tweet|post)s? in this thread\?.{0,80}"),
    ("author", r"keep current with(?: .{1,100})?"),
    ("notices", r"stay in touch and get notified when new unrolls .{1,60}|this thread may be removed anytime!?"
                r"|(?:twitter|x) may remove this content at any ?time!?.{0,60}"),
    ("how to unroll", r"try unrolling a thread yourself!?"),
    ("support", r"did thread reader help you today\?|support us! we are indie developers!?"
                r"|this site is made by just \w{1,10} indie developers? .{0,160}"),
)  # fmt: skip
FOOTER_LINES = (
    ("end of thread", r"(?:you can try to )?force a refresh|•(?: ?•){2}"),
    ("buttons", r"read all threads|pdf"),
    ("how to unroll", r"how to unroll video|(?:\d\. ?)?follow @threadreaderapp to mention us!?|@threadreaderapp unroll"
                      r"|(?:\d\. ?)?from a (?:twitter|x) thread mention us with a keyword .{1,20}"
                      r"|practice here first or read more on our help page ?!?"),
    ("support", r"support us!?|become premium|become a premium member.{0,100}|don't want to be a premium member.{0,80}"
                r"|make a small donation.{0,120}|donate via paypal|or donate anonymously using crypto!?"
                r"|ethereum|bitcoin|(?:0x[0-9a-f]{40}|(?:[13]|bc1)[0-9a-z]{25,62})(?: copy)?|copy"
                r"|thank you for your support!?|follow us(?: on (?:twitter|x))?!?"),
    ("sharing form", r"send email!?|email the whole thread instead of just a link!?|separate emails with commas|message"
                     r"|here's a great thread you should read right now!?|send thread as email!?"
                     r"|email successfully sent!?"),
    ("site links", r":\(|(?:(?:help|about|tos|privacy|contact|terms)(?: ?\| ?| |$)){1,6}"),
    ("teaser heading", r"more from (?:@\w{1,30}|.{1,80})"),
    ("teaser length", r"read \d[\d,.]{0,8} (?:tweets?|posts?)"),
)  # fmt: skip


def _any_of(rows: Sequence[tuple[str, str]]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?:{pattern})\Z" for _, pattern in rows), re.IGNORECASE)


ROLES = tuple(
    (role, re.compile(pattern, re.IGNORECASE)) for role, pattern in (*CLOSING_LINES, *HEADER_LINES, *FOOTER_LINES)
)
CHROME = _any_of(HEADER_LINES)
CLOSING = _any_of(CLOSING_LINES)
MARKS = _any_of((*CLOSING_LINES, *FOOTER_LINES[-2:]))
# The first four letters of every mark: a look-up here spares most lines the expression.
MARK_STARTS = frozenset(("miss", "keep", "stay", "this", "twit", "x ma", "try ", "did ", "supp", "more", "read"))
DATE_LINE = re.compile(rf"(?:{DATE})(?: ?[•·|])?\Z", re.IGNORECASE)
READ_MORE = re.compile(r"read (\d[\d,.]{0,8}) (?:tweets?|posts?)\Z", re.IGNORECASE)
MORE_FROM = re.compile(r"more from (?:@(\w{1,30})|(.{1,80}))\Z", re.IGNORECASE)
DOTS = "• • •"  # between the posts and what the site says
SEPARATOR = r"(?:[ |,]|[^\x00-\x7f]){0,8}"  # "•", spoilt or not
HEADER = re.compile(
    rf"(?:(?P<date>{DATE}){SEPARATOR})?(?P<count>\d[\d,.]{{0,8}}) (?:tweets?|posts?)\b{SEPARATOR}"
    r"(?:(?P<read>\d{1,4} min(?:ute)?s? read)\b)?(?P<rest>.{0,160})\Z",
    re.IGNORECASE,
)
HEADER_STARTS = frozenset("0123456789JFMASONDjfmasond")  # of figures and months
HEADER_REST = re.compile(
    r"(?:[ •·|,]{1,6}|twitter logo|x logo|read on twitter|read on x|bookmark|save as pdf|my authors|gift link|scrolly"
    r"|subscribe|[\d,.]{1,10}[km]? views?){0,24}\Z",
    re.IGNORECASE,
)
PICTURE = re.compile(r"(.{1,100}) profile picture\Z", re.IGNORECASE)
KEEP_CURRENT = re.compile(r"keep current with(?: (.{1,100}))?\Z", re.IGNORECASE)
HANDLE = re.compile(r"@(\w{1,30})\Z")
LONGEST = 240  #: characters; no line of the site is longer
FAR = 80  #: lines over which what the site says above or below a thread may stretch


@functools.lru_cache(4096)  # the site says the same on every page
def role_of(line: str) -> str | None:
    """What a line of the site is; None for any other line.

    >>> role_of("Keep Current with Ada Example"), role_of("Some words.")
    ('author', None)
    """
    if len(line) > LONGEST:
        return None
    return next((role for role, pattern in ROLES if pattern.fullmatch(line)), None)


def is_mark(line: str) -> bool:
    """Whether a line can only stand below a thread or its teasers."""
    return line[:4].lower() in MARK_STARTS and len(line) <= LONGEST and MARKS.match(line) is not None


def is_closing(line: str) -> bool:
    """Whether a line ends the teasers too."""
    return line[:4].lower() in MARK_STARTS and len(line) <= LONGEST and CLOSING.match(line) is not None


def is_date(line: str) -> bool:
    return len(line) <= 32 and DATE_LINE.match(line) is not None


def teaser_length(line: str) -> str | None:
    """The number in "Read 14 tweets"."""
    found = READ_MORE.match(line) if line[:4].lower() == "read" else None
    return found[1] if found else None


def find_header(lines: Sequence[str], i: int) -> re.Match[str] | None:
    """The header in line `i`, with groups date, count, read, rest: how many posts, beside a date or a reading time."""
    line = lines[i]
    if line[:1] not in HEADER_STARTS or len(line) > LONGEST or not (found := HEADER.match(line)):
        return None
    if found["read"]:
        return found
    if not HEADER_REST.match(found["rest"]):
        return None
    return found if found["date"] or date_above(lines, i) is not None else None


def date_above(lines: Sequence[str], i: int) -> int | None:
    """The line of a date that stands directly above line `i`."""
    above = i - 1
    while above >= 0 and above > i - 4 and not lines[above]:
        above -= 1
    return above if above >= 0 and is_date(lines[above]) else None


@attrs.frozen
class Part:
    """One unroll page inside a text: line numbers, 0-based; each range ends where the next begins."""

    start: int
    header: int | None
    body: int
    after: int  #: the first line that is no post of the thread
    stop: int
    closed: bool  #: whether anything follows the posts
    in_teaser: bool  #: whether `after` is already among the posts of a teaser
    author: Author | None


def parts(lines: Sequence[str], dots: str = DOTS) -> list[Part]:
    """The pages in a text, at least one, together all its lines. `lines` are stripped; `dots` as this text has them."""
    starts: list[int] = []
    headers: list[int | None] = []
    for i in range(len(lines)):
        if not find_header(lines, i):
            continue
        start = 0
        if starts or any(map(is_mark, lines[:i])):  # another page stands above, perhaps without its header
            start = _preamble(lines, i, (headers[-1] or 0) + 1 if starts else 0)
            if not starts and start > 0:
                starts.append(0)
                headers.append(None)
        starts.append(start)
        headers.append(i)
    if not starts:
        starts, headers = [0], [None]
    stops = [*starts[1:], len(lines)]
    return [_part(lines, dots, *place) for place in zip(starts, headers, stops, strict=True)]


def _preamble(lines: Sequence[str], header: int, floor: int) -> int:
    """Where the lines above a header begin, if another page stands before them."""
    first = header
    for i in range(header - 1, max(floor, header - FAR) - 1, -1):
        line, below = lines[i], lines[i + 1]
        if not line:
            continue
        named = HANDLE.match(below) or below.casefold() in {"subscribe", f"{line.casefold()} profile picture"}
        if is_mark(line) or len(line) > LONGEST or not (named or CHROME.match(line)):
            break
        first = i
    return first


def _part(lines: Sequence[str], dots: str, start: int, header: int | None, stop: int) -> Part:
    body = start if header is None else header + 1
    while body < stop and (not lines[body] or (len(lines[body]) <= LONGEST and CHROME.match(lines[body]))):
        if header is None and is_date(lines[body]):
            break
        body += 1
    after, closed, in_teaser = _end_of_thread(lines, dots, body, stop, header is not None)
    author = _author(
        [line for line in lines[start : min(body, start + 4 * FAR)] if line],
        [line for line in lines[after : min(stop, after + FAR)] if line],
    )
    return Part(start, header, body, after, stop, closed, in_teaser, author)


def _end_of_thread(
    lines: Sequence[str], dots: str, body: int, stop: int, has_header: bool
) -> tuple[int, bool, bool]:
    """The first line after the posts, whether anything follows them, and whether that is inside a teaser."""
    end: int | None = None  # dots with nothing but the site's lines below them so far
    for i in range(body, stop):
        line = lines[i]
        if not line:
            continue
        if line == dots:
            end = i
        elif is_mark(line):
            if teaser_length(line) is None:
                return (i if end is None else end), True, False
            date = next((k for k in range(i - 1, body - 1, -1) if is_date(lines[k])), None)
            if date is None:  # the text begins inside a teaser, or the page lacks what stands between
                return (i, True, False) if has_header else (body, True, True)
            return date, True, False
        elif end is not None and role_of(line) is None:
            end = None  # the author's own dots
    return (stop, False, False) if end is None else (end, True, False)


def _author(above: Sequence[str], below: Sequence[str]) -> Author | None:
    """Who is named around a thread: "Ada Example Profile picture", "@example_ada", "More from @example_ada"."""
    name = handle = None
    for k, line in enumerate(above):
        if found := PICTURE.match(line):
            name = name or found[1]
        elif (found := HANDLE.match(line)) and handle is None:
            handle = found[1]
            name = name or next((up for up in reversed(above[max(0, k - 2) : k]) if role_of(up) is None), None)
    for k, line in enumerate(below):
        if found := KEEP_CURRENT.match(line):
            name = name or found[1] or next((down for down in below[k + 1 : k + 2] if role_of(down) is None), None)
        elif found := MORE_FROM.match(line):
            handle = handle or found[1]
            name = name or found[2]
            break
    return Author(handle, name) if handle or name else None
