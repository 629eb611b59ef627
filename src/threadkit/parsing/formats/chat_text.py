"""A chat as lines of text: a WhatsApp export, an IRC log, or "name: words" copied from anywhere.

Only order tells who answers whom, and the names that people begin with. Each line that begins with a time and a name is
a message; in exports of WhatsApp lines without them go on with the message above. Notices (joins, calls, topics) are
furniture. A log that shows only the hour has its dates in lines of their own ("--- Day changed …"), or none at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import attrs

from threadkit.parsing.material import Fit, Head, Hints, Material
from threadkit.parsing.text.places import locator, told_of_damage
from threadkit.parsing.text.repair import Mender, examine
from threadkit.parsing.times.shown import read_time
from threadkit.records import (
    Author,
    Capture,
    Finding,
    Furniture,
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

NAME = "chat_text"
TITLE = 'Chat as lines of text (WhatsApp export, IRC log, "name: words")'
EXAMPLE = """\
[10:03] <example_ada> is the sundial at the library right?
[10:04] <example_bob> example_ada: only at noon
[10:05] * example_carol looks out of the window
"""

DATE = r"[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}"
CLOCK = r"[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?(?:[ \u00a0\u202f]?[AaPp]\.?[ \u00a0\u202f]?[Mm]\.?)?"
MARKS = "[\u200e\u200f\u202a-\u202e\ufeff]{0,3}"  # direction marks that WhatsApp puts before times, names and notices
#: "[31/12/2023, 21:15:02] Name: words" (iOS) and "31/12/23, 21:15 - Name: words" (Android)
STAMP = rf"{MARKS}(?:\[(?P<a>{DATE},? (?:klo |um |kl\. )?{CLOCK})\] |(?P<b>{DATE},? (?:klo |um |kl\. )?{CLOCK}) [-–] )"
WHATSAPP = re.compile(rf"{STAMP}(?:(?P<who>[^:\n]{{1,80}}): ?)?(?P<text>.*)")
NICK = r"[~&@%+! ]?(?P<who>[A-Za-z_`^{}|\[\]\\][\w`^{}|\[\]\\-]{0,30})"
DAY_AND_CLOCK = r"\[?(?P<when>(?:[0-9]{4}-[0-9]{2}-[0-9]{2}[T ])?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)\]?"
IRC = re.compile(rf"{DAY_AND_CLOCK}[ \t]{{1,4}}(?:<{NICK}>|\* {NICK.replace('who', 'actor')})(?: (?P<text>.*))?")
IRC_NOTICE = re.compile(rf"{DAY_AND_CLOCK}[ \t]{{1,4}}(?:-!-|\*\*\*|---|-->|<--|--|=!=) ?.*")
LOG_NOTICE = re.compile(
    r"(?:---|\*{3,4}|===) ?(?:Log opened|Log closed|Day changed|BEGIN LOGGING AT|ENDING LOGGING AT)(?P<day> .*)?"
)
BARE = re.compile(r"(?P<who>[^\W\d_][\w .'-]{0,30}): (?P<text>\S.*)")
TWO_WAYS = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-][0-9]{2,4}")
OMITTED = re.compile(r"(?P<kind>image|video|GIF|audio|sticker|document|Contact card) omitted|<attached: .{1,200}>")
IN_LOG = re.compile(r"(?P<month>[A-Z][a-z]{2}) (?P<day>[0-9]{1,2})(?: [0-9:]{5,8})? (?P<year>[0-9]{4})")

KINDS: dict[str, tuple[str | None, bool]] = {  # platform; whether other lines go on with the message above
    "whatsapp": ("whatsapp", True),
    "irc": ("irc", False),
    "bare": (None, True),
}


@attrs.frozen
class Line:
    """A line that begins a message (`who`) or tells something (`who` None)."""

    number: int
    who: str | None
    when: str
    text: str


@attrs.frozen
class Page:
    name: str
    lines: Sequence[str]
    kind: str
    mend: Mender
    hints: Hints


def detect(head: Head) -> Fit:
    """YES: two messages of WhatsApp or IRC. "Name: words" could be anything: such a chat has to be named."""
    if head.text.lstrip()[:1] in ("<", "{"):
        return Fit.NO
    return Fit.YES if kind_of(head.text.split("\n")) in ("whatsapp", "irc") else Fit.NO


def kind_of(lines: Sequence[str]) -> str:
    """A name in `KINDS`, or ""."""
    for kind, shape in (("whatsapp", WHATSAPP), ("irc", IRC)):
        heads = [each for each in map(shape.match, lines) if each]
        if sum(bool(each["who"] or each.groupdict().get("actor")) for each in heads) > 1:
            return kind
    return "bare" if any(map(BARE.fullmatch, lines)) else ""


def read(material: Material) -> Iterator[Finding]:
    """Yield a Capture, then each message with its lines and each notice, oldest first."""
    name, hints, text = material.name, material.hints, material.text()
    mend = examine(text, repair=hints.repair)
    lines = text.split("\n")
    page = Page(name, lines, kind_of(lines), mend, hints)
    platform, goes_on = KINDS.get(page.kind, (None, False))
    yield Capture(
        name, NAME, hints.seen_at, hints.author, Order.OLDEST, timezone=hints.timezone,
        platform=hints.platform or platform, damage=mend.shown_damage,
    )  # fmt: skip
    yield from told_of_damage(name, mend)
    day_first = day_comes_first(lines)
    if page.kind == "whatsapp" and day_first is None:
        what = "no date of the page tells whether its day or its month stands first"
        yield Problem(Source(name), what, severity=Severity.INFO)
    day = ""
    position = 0
    message: Line | None = None
    more: list[int] = []
    for n, shown in enumerate(lines):
        if not shown.strip():
            continue
        line = line_at(page.kind, n, shown)
        if line is None and goes_on and message is not None:
            more.append(n)
            continue
        if message is not None:
            yield from told(page, message, more, day, position, day_first)
            position, message, more = position + 1, None, []
        if line is not None and line.who is not None:
            message = line
            continue
        source = Source(name, f"line {n + 1}", position)
        if opened := LOG_NOTICE.fullmatch(shown.strip()):
            day = day_of_log(opened["day"] or "") or day
        elif line is None:
            yield Problem(source, "a line without a time and a name", shown.strip(), Severity.INFO)
        yield Furniture(source, "notice" if line is not None or opened else "other line", shown.strip())
    if message is not None:
        yield from told(page, message, more, day, position, day_first)
        if max([message.number, *more]) == len(lines) - 1:
            where = Source(name, f"line {len(lines)}", position)
            yield Problem(where, "the page ends in this line, which may have gone on", lines[-1].strip(), Severity.INFO)
    elif not position:
        yield Problem(Source(name), "no message was found")


def line_at(kind: str, n: int, shown: str) -> Line | None:
    if kind == "whatsapp" and (found := WHATSAPP.fullmatch(shown.rstrip())):
        who = found["who"] and re.sub("[\u200e\u200f\u202a-\u202e~]", "", found["who"]).strip()
        if found["text"].startswith("\u200e") and not OMITTED.fullmatch(found["text"][1:]):
            who = None  # a notice under the name of the group
        return Line(n, who or None, found["a"] or found["b"], found["text"].lstrip("\u200e"))
    if kind == "irc":
        if found := IRC.fullmatch(shown.rstrip()):
            return Line(n, found["who"] or found["actor"], found["when"], found["text"] or "")
        if found := IRC_NOTICE.fullmatch(shown.rstrip()):
            return Line(n, None, found["when"], "")
    if kind == "bare" and (found := BARE.fullmatch(shown.strip())):
        return Line(n, found["who"], "", found["text"])
    return None


def told(
    page: Page, message: Line, more: Sequence[int], day: str, position: int, day_first: bool | None
) -> Iterator[Finding]:
    """The message, and what is odd about it."""
    last = more[-1] if more else message.number
    below = page.lines[message.number + 1 : last + 1]
    shown = "\n".join([message.text, *(line.rstrip() for line in below)]).strip("\n")
    text = page.mend(shown)
    source = Source(page.name, locator([(n, n) for n in (message.number, *more)]), position)
    when, odd = time_of(page, message.when, day, day_first)
    name = page.mend(message.who or "")
    author = Author(handle=name) if page.kind == "irc" else Author(name=name)
    left_out = OMITTED.fullmatch(shown)
    kind = (left_out["kind"] or "").lower() if left_out else ""
    media = (Media(kind),) if kind in ("image", "video", "gif", "audio") else ()
    yield Sighting(source, text, author=author, text_as_shown=None if text == shown else shown, when=when, media=media)
    if odd:
        yield Problem(source, odd, message.when)


def time_of(page: Page, shown: str, day: str, day_first: bool | None) -> tuple[When | None, str]:
    """The time of a message, and what is wrong with it ("": nothing)."""
    if not shown:
        return None, ""
    whole = f"{day} {shown}" if day and len(shown) <= len("00:00:00") else shown
    if ":" in whole and len(whole) <= len("00:00:00"):
        return When(text=shown, basis=TimeBasis.UNKNOWN), ""  # an hour of no day
    words = re.sub(r",? (?:klo|um|kl\.) ", " ", whole)
    if "klo" in whole:
        words = re.sub(r" ([0-9]{1,2})\.([0-9]{2})\.?([0-9]{2})?$", r" \1:\2:\3", words).rstrip(":")
    when = read_time(words, day_first=day_first, timezone=page.hints.timezone)
    if when is None:
        return When(text=shown), "a time that cannot be read"
    return attrs.evolve(when, text=shown), ""


def day_of_log(words: str) -> str:
    """The day of "Tue Mar 05 10:00:00 2024", as a date.

    >>> day_of_log(" Tue Mar 05 10:00:00 2024")
    '2024-03-05'
    """
    found = IN_LOG.search(words)
    when = read_time(f"{found['month']} {found['day']}, {found['year']}") if found else None
    return f"{when.wall:%Y-%m-%d}" if when is not None and when.wall is not None else ""


def day_comes_first(lines: Sequence[str]) -> bool | None:
    """Whether the day stands first in dates with slashes, for the whole page; None if that cannot be told."""
    pairs = {
        (int(found[1]), int(found[2]))
        for line in lines
        if (stamp := WHATSAPP.match(line)) and (found := TWO_WAYS.match(stamp["a"] or stamp["b"]))
    }
    if not pairs:
        return True
    first, second = any(a > 12 for a, _ in pairs), any(b > 12 for _, b in pairs)
    return first if first != second else None
