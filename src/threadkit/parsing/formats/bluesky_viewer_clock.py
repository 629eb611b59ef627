"""A Bluesky viewer that closes each post with "02.03.2024 10:31 — 👍 4 🔁 1 💬 0 📌 2".

The page has no blank lines, so the title and description of a link's card stand in the text of their post, above it;
only another capture of the same posts can tell them apart (:mod:`threadkit.graph`). The emoji may be damaged or lost:
then the place of a number says what it counts. Biographies of other accounts may follow the last post.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from threadkit.parsing.counts import parse_count
from threadkit.parsing.material import Fit, Head, Hints, Material
from threadkit.parsing.text.places import locator, told_of_damage
from threadkit.parsing.text.repair import examine
from threadkit.parsing.times.shown import read_time
from threadkit.records import (
    Author,
    Capture,
    Counts,
    Finding,
    Furniture,
    Order,
    Problem,
    Severity,
    Sighting,
    Source,
    When,
)

__all__ = ["EXAMPLE", "NAME", "TITLE", "detect", "read"]

NAME = "bluesky_viewer_clock"
TITLE = "Bluesky viewer with clock times, copied as text"
EXAMPLE = """\
The second of two made-up posts.
With another line.
02.03.2024 10:31 — 👍 4 🔁 1 💬 0 📌 0
The first of two made-up posts.
02.03.2024 10:30 — 👍 7 🔁 0 💬 1 📌 0
"""

#: Seen: likes, reposts, replies, quotes. The order is what counts without the emoji.
ORDER = ("likes", "reposts", "replies", "quotes")
EMOJI = {
    "👍": "likes", "❤": "likes", "♥": "likes", "♡": "likes", "🤍": "likes",
    "🔁": "reposts", "🔄": "reposts", "♻": "reposts",
    "💬": "replies", "🗨": "replies", "↩": "replies",
    "📌": "quotes", "❝": "quotes", "✍": "quotes",
}  # fmt: skip
AROUND_EMOJI = " \t\u00a0\u202f\ufe0e\ufe0f\u200d-–—|·•"

# Dates as browsers write them in several languages. Two numbers of a slash date may be day and month or the reverse.
DATE = (
    r"(?:[0-9]{1,2}\. ?[0-9]{1,2}\. ?[0-9]{2,4}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}"
    r"|[0-9]{4}\. ?[0-9]{1,2}\. ?[0-9]{1,2}\.?|[0-9]{1,2}[/-][0-9]{1,2}[/-][0-9]{2,4})"
)
BETWEEN = r"(?:T|,?[ \t\u00a0\u202f]{1,3}(?:(?:klo|kl\.|um|at|오전|오후)[ \u00a0])?)"
CLOCK = (
    r"[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?(?:\.[0-9]{1,6})?"
    r"(?:[ \u00a0\u202f]?[AaPp]\.?[Mm]\.?)?(?:[ ]?(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?(?![0-9:])"
)
WHEN = rf"[ \t]{{0,40}}({DATE}{BETWEEN}{CLOCK})"
# What stands before a number: whatever became of a dash and an emoji (a charset read wrongly makes four to eight
# characters of one), but never a letter or digit of ASCII, and not punctuation alone ("1.2.3.4" is no counts).
GAP = r"(?=[!-~]{0,23}[^!-~\n])([^0-9A-Za-z\n]{1,24})"
NUMBER = r"([0-9]{1,12}(?:[.,\u00a0\u202f'’][0-9]{3}){0,3}(?:[.,][0-9]{1,2})?[KkMmBb万萬億亿만억]?)"
ONE = GAP + NUMBER
STATS = re.compile(WHEN + ONE * 4 + r"[^0-9A-Za-z\n]{0,24}$")
# The same line, cut: after some of the numbers, or already inside the clock.
CUT_STATS = re.compile(rf"{WHEN}(?:{ONE}(?:{ONE}(?:{ONE})?)?)?([^0-9A-Za-z\n]{{0,24}})$")
CUT_CLOCK = re.compile(rf"[ \t]{{0,40}}({DATE}){BETWEEN}[0-9:.]{{0,5}}$")
END_OF_STATS = re.compile(rf"[^A-Za-z\n]{{0,60}}?{ONE}{ONE}[^0-9A-Za-z\n]{{0,24}}$")

DATE_ONLY = re.compile(DATE)
TWO_WAYS = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-][0-9]{2,4}")
MARKUP = re.compile(r"\s{0,1000}<(?:!doctype|html|head|body|\?xml)\b", re.IGNORECASE)
#: Line above the posts that names their author; without one of its two ends it could be a post's own words.
HEADER = re.compile(
    r"(?:Latest|Recent|Newest) posts by (\S.{0,200}?)(?: on Bluesky)?|Posts by (\S.{0,200}?) on Bluesky"
)
HANDLE = re.compile(r"@?([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})")

AFTER = "after the last post"

Mend = Callable[[str], str]


def detect(head: Head) -> Fit:
    """YES: at least two lines with a time and four counts, each below some text; in a whole page one is enough."""
    if not head.text.strip() or MARKUP.match(head.text):
        return Fit.NO
    closing = below_text = 0
    signs = previous = False
    for line in head.text.split("\n"):
        if found := STATS.match(line):
            closing += 1
            below_text += previous
            signs = signs or not "".join(found.group(2, 4, 6, 8)).isspace()
            previous = False
        else:
            previous = previous or bool(line.strip())
    if below_text * 2 < closing or not below_text:  # a table of figures is no page of posts
        return Fit.NO
    return Fit.YES if closing > 1 or (head.whole and signs) else Fit.MAYBE


def read(material: Material) -> Iterator[Finding]:
    """Yield a Capture, then a Sighting for each time-and-counts line with the lines above it, newest first."""
    name, hints, text = material.name, material.hints, material.text()
    mend = examine(text, repair=hints.repair)
    lines = text.split("\n")
    closing = [(n, found.groups()) for n, line in enumerate(lines) if (found := STATS.match(line))]
    header, account = find_header(lines, closing[0][0] if closing else 0, hints, mend)
    yield Capture(
        name, NAME, hints.seen_at, account, Order.NEWEST,
        timezone=hints.timezone, platform=hints.platform or "bluesky", damage=mend.shown_damage,
    )  # fmt: skip
    yield from told_of_damage(name, mend)
    day_first, doubt = which_comes_first({groups[0] for _, groups in closing})
    if doubt:
        yield Problem(Source(name), "day and month cannot be told apart", doubt)
    start = header + 1
    for n in range(start):
        if lines[n].strip():
            yield Furniture(Source(name, f"line {n + 1}"), "header" if n == header else "page", lines[n].strip())
    if closing and not start:
        start, problem = cut_head(name, lines, closing[0])
        yield from problem
    orders: dict[tuple[str, ...], tuple[str, ...]] = {}
    for position, (n, groups) in enumerate(closing):
        gaps = groups[1::2]
        order = orders.get(gaps)
        if order is None:
            order = orders[gaps] = order_of([mend(gap) for gap in gaps])
        when, odd = time_of(groups[0], day_first, hints.timezone)
        source = Source(name, locator([(filled_from(lines, start, n), n)]), position)
        counts = counts_of(order, groups[2::2])
        yield sighting(lines[start : n + 1], source, mend, author=account, when=when, counts=counts)
        if odd:
            yield Problem(source, odd, groups[0])
        start = n + 1
    yield from last_lines(name, lines, start, len(closing), account, day_first, hints, mend)


def sighting(
    lines: list[str], source: Source, mend: Mend, author: Author | None, when: When | None, counts: Counts
) -> Sighting:
    """The post of these lines, of which the last holds its time and counts."""
    shown = "\n".join(lines[:-1]).strip()
    if "\n " in shown and lines[-1][:1].isspace():  # the whole page is indented
        shown = "\n".join([line.strip() for line in shown.split("\n")])
    text = mend(shown)
    return Sighting(
        source, text, author=author, text_as_shown=None if text == shown else shown, when=when, counts=counts
    )


def filled_from(lines: list[str], start: int, end: int) -> int:
    """The first line from `start` on that is not empty; `end` at most."""
    while start < end and not lines[start].strip():
        start += 1
    return start


def order_of(gaps: Iterable[str]) -> tuple[str, ...]:
    """What each number counts: as its emoji says, the rest in the usual order.

    >>> order_of([" — 💬 ", " 👍 "])
    ('replies', 'likes')
    >>> order_of([" ? ? ", " ? "])
    ('likes', 'reposts')
    """
    known = [EMOJI.get(gap.strip(AROUND_EMOJI)) for gap in gaps]
    said = [name for name in known if name]
    if len(set(said)) < len(said):  # one emoji twice decides nothing
        return ORDER[: len(known)]
    free = iter([name for name in ORDER if name not in said])
    return tuple([name or next(free) for name in known])


def counts_of(order: Iterable[str], numbers: Iterable[str]) -> Counts:
    if order == ORDER:  # as on nearly every page
        return Counts(*map(parse_count, numbers))
    return Counts(**{name: parse_count(number) for name, number in zip(order, numbers, strict=False)})


def which_comes_first(whens: set[str]) -> tuple[bool | None, str]:
    """Whether the day comes first in slash dates, for the whole page, and, if that cannot be told, why.

    >>> which_comes_first({"3/14/2024 10:00", "3/2/2024 10:00"})
    (False, '')
    >>> which_comes_first({"3/2/2024 10:00"})
    (None, 'no date such as 3/2/2024 10:00 has a number above 12')
    """
    first = second = ""
    example = None
    for when in whens:
        if found := TWO_WAYS.match(when):
            example = when if example is None else min(example, when)
            first = when if int(found[1]) > 12 else first
            second = when if int(found[2]) > 12 else second
    if example is None:
        return None, ""
    if first and second:
        return None, f"{first} has the day first, {second} the month"
    if not first and not second:
        return None, f"no date such as {example} has a number above 12"
    return bool(first), ""


def time_of(shown: str, day_first: bool | None, timezone: str | None) -> tuple[When, str]:
    """The time, and what is wrong with it ("": nothing). With dots the day is always first, unless the year is."""
    if not TWO_WAYS.match(shown):
        day_first = True if shown[:5].count(".") and not shown[:4].isdigit() else None
    when = read_time(shown, day_first=day_first, timezone=timezone)
    return (When(text=shown), "a time that cannot be read") if when is None else (when, "")


def find_header(lines: list[str], end: int, hints: Hints, mend: Mend) -> tuple[int, Author | None]:
    """The line before `end` that names the author, or -1; and the author, as the page or else the caller says."""
    for n in range(end):
        if found := HEADER.fullmatch(lines[n].strip()):
            who = mend(found[1] or found[2])
            name, _, last = who.rpartition(" ")
            handle = HANDLE.fullmatch(last.strip("()"))
            if not handle:
                return n, Author(name=who)
            return n, Author(handle=handle[1], name=name.strip() or None)
    return -1, hints.author


def cut_head(name: str, lines: list[str], first: tuple[int, tuple[str, ...]]) -> tuple[int, list[Problem]]:
    """Where the text of the first post begins: below the end of a line of counts, if the page begins inside one."""
    number, groups = first
    start = next((n for n in range(number) if lines[n].strip()), number)
    rest = END_OF_STATS.match(lines[start]) if start < number else None
    if not rest or not groups[5].endswith(rest[1]) or rest[3] != groups[7]:
        return 0, []
    what = "the end of a line of counts; the post above it is cut off"
    return start + 1, [Problem(Source(name, f"line {start + 1}"), what, lines[start])]


def last_lines(
    name: str,
    lines: list[str],
    start: int,
    position: int,
    account: Author | None,
    day_first: bool | None,
    hints: Hints,
    mend: Mend,
) -> Iterator[Finding]:
    """What follows the last whole line of counts: a post whose line is cut, or lines that are not posts."""
    rest = [n for n in range(start, len(lines)) if lines[n].strip()]
    if not rest:
        return
    if cut := cut_stats(lines[rest[-1]], day_first, hints.timezone, mend):
        source = Source(name, locator([(filled_from(lines, start, rest[-1]), rest[-1])]), position)
        yield sighting(lines[start : rest[-1] + 1], source, mend, author=account, when=cut[0], counts=cut[1])
        yield Problem(source, "the page ends inside this post's line of counts", lines[rest[-1]])
        return
    for n in rest:
        yield Furniture(Source(name, f"line {n + 1}", position), AFTER, lines[n].strip())
    what = "lines after the last counts: biographies of other accounts stand here; a post cut off would look the same"
    where = Source(name, locator([(filled_from(lines, start, rest[-1]), rest[-1])]), position)
    yield Problem(where, what, "\n".join(lines[n].strip() for n in rest), Severity.INFO)


def cut_stats(line: str, day_first: bool | None, timezone: str | None, mend: Mend) -> tuple[When, Counts] | None:
    """Time and counts of a line cut at its end, as far as they are surely whole."""
    if found := CUT_STATS.match(line):
        groups = found.groups()
        numbers = [number for number in groups[2:7:2] if number is not None]
        order = order_of([mend(gap) for gap in groups[1:6:2] if gap is not None])
        whole = numbers if groups[-1][:1].isspace() else numbers[:-1]  # a "1" may have been "1.2K"
        clock_is_whole = bool(numbers or groups[-1])
        shown = found[1]
    elif found := CUT_CLOCK.match(line):
        order, whole, clock_is_whole, shown = (), [], False, found[1]
    else:
        return None
    if not clock_is_whole and (date := DATE_ONLY.match(shown)):  # "6:54" may have been "6:54 PM"
        shown = date[0]
    return time_of(shown, day_first, timezone)[0], counts_of(order, whole)
