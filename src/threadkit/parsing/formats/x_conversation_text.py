"""The page of one post on X with what it answers and its answers, copied as text.

A post is name, @handle, a dot, date, words, and the numbers below it; the post that the page is about has no date there
but the full time below its words ("10:31 AM · Mar 2, 2024"). What stands above that post is the way up to the first
one, each an answer to the one above. Below it stand the answers, some followed by answers to them: who answers whom is
not shown there beyond "Replying to @name". What follows "Discover more" has nothing to do with the conversation.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence

import attrs

from threadkit.parsing.counts import parse_count
from threadkit.parsing.identity import sighting_id
from threadkit.parsing.material import Fit, Head, Hints, Material
from threadkit.parsing.text.places import locator, told_of_damage, without
from threadkit.parsing.text.repair import Mender, examine
from threadkit.parsing.times.shown import read_time
from threadkit.parsing.x.post_lines import BADGES, DOTS, HANDLE, MEDIA, content_of, is_date, items_of, with_bullets
from threadkit.records import (
    Author,
    Basis,
    Capture,
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
    When,
)

__all__ = ["EXAMPLE", "NAME", "TITLE", "detect", "read"]

NAME = "x_conversation_text"
TITLE = "X: the page of one post with its answers, copied as text"
EXAMPLE = """\
Post
Conversation
Ada Example
@example_ada
A made-up post about sundials.
10:31 AM · Mar 2, 2024
·
1,234
 Views
Bob Example
@example_bob
·
Mar 3, 2024
Replying to @example_ada
A made-up answer.
"""

FULL_TIME = re.compile(
    r"(?:Last edited ?)?(?P<clock>[0-9]{1,2}:[0-9]{2}(?:[ \u202f]?[AaPp]\.?[Mm]\.?)?) · (?P<day>[^·]{6,24})"
    r"(?: ·.{0,60})?"
)
COUNT = re.compile(r"[0-9][0-9.,]{0,9}[KMB]?")
COUNTED = re.compile(
    r"(?:(?P<number>[0-9][0-9.,]{0,9}[KMB]?) )?(?P<what>Views?|Reposts?|Retweets?|Quotes|Quote Tweets|Likes?"
    r"|Bookmarks?|Replies)"
)
FIELDS = {
    "view": "views", "repo": "reposts", "retw": "reposts", "quot": "quotes", "like": "likes", "book": "bookmarks",
    "repl": "replies",
}  # fmt: skip
BELOW_POST = ("replies", "reposts", "likes", "views")  #: what four numbers in a row count; fewer cannot be told apart
REPLYING = re.compile(r"Replying to(?: @.{1,300})?")
NAMES = re.compile(r"@([A-Za-z0-9_]{1,20})")
QUOTE = frozenset({"Quote", "Quote Tweet", "Quote Post", "Quoted"})
END = frozenset({"Discover more", "More Tweets", "More posts"})
PAGE = frozenset({
    "Post", "Tweet", "Thread", "Conversation", "See new posts", "Reply", "Post your reply", "Tweet your reply",
    "Relevant", "Most relevant", "Show more replies", "Show probable spam", "Don’t miss what’s happening",
    "People on X are the first to know.", "Log in", "Sign up", "Sourced from across X", "Who can reply?", "Follow",
    "Read replies", "View quotes", "View post engagements", "View Tweet activity", "Trending now",
    "What’s happening", "Relevant people", "Show replies",
})  # fmt: skip
REPLIES = re.compile(r"Read [0-9][0-9.,]{0,9}[KMB]? repl(?:y|ies)")


@attrs.frozen
class Block:
    """Where a post begins, its words, who wrote it; `date` None: the post that the page is about."""

    first: int
    body: int
    name: str
    handle: str
    date: str | None
    quoted: bool  #: it stands inside the post above


@attrs.frozen
class Page:
    name: str
    lines: list[str]
    mend: Mender
    hints: Hints


def detect(head: Head) -> Fit:
    """YES: a post with its full time, and another post."""
    if head.text.lstrip()[:1] in ("<", "{"):
        return Fit.NO
    lines = [line.strip() for line in head.text.split("\n")]
    if "@" not in head.text or items_of(with_bullets(lines))[1]:
        return Fit.NO
    blocks = blocks_of(lines)
    focus = sum(block.date is None for block in blocks)
    if focus != 1 or len(blocks) < 2:
        return Fit.NO
    return Fit.YES


def blocks_of(lines: Sequence[str]) -> list[Block]:
    """Of each post its first lines; what only looks like one (a mention on a line of its own) has no date."""
    full_times = [n for n, line in enumerate(lines) if " · " in line and FULL_TIME.fullmatch(line)]
    heads = [n for n, line in enumerate(lines) if line[:1] == "@" and begins(lines, n)] if full_times else []
    found: list[Block] = []
    focus = False
    for n, line in enumerate(lines):
        if not line.startswith("@") or not HANDLE.fullmatch(line) or not n:
            continue
        name = next((m for m in range(n - 1, max(-1, n - 4), -1) if lines[m] and lines[m] not in BADGES), None)
        if name is None or (found and name < found[-1].body) or lines[name] in PAGE or REPLYING.fullmatch(lines[name]):
            continue
        date = n + 1
        while date < len(lines) and (lines[date] in DOTS or not lines[date]):
            date += 1
        quoted = name > 0 and lines[name - 1] in QUOTE
        if date < len(lines) and is_date(lines[date]):
            found.append(Block(name, date + 1, lines[name], line[1:], lines[date], quoted))
        elif not focus and (ahead := after(full_times, n)) is not None and (after(heads, n) or ahead) >= ahead:
            found.append(Block(name, n + 1, lines[name], line[1:], None, quoted))
            focus = True
    return found


def after(numbers: Sequence[int], n: int) -> int | None:
    """The first of some ascending numbers above `n`."""
    at = bisect.bisect_right(numbers, n)
    return numbers[at] if at < len(numbers) else None


def begins(lines: Sequence[str], n: int) -> bool:
    """Whether a dated post has its handle on this line, not being quoted."""
    if not HANDLE.fullmatch(lines[n]) or n < 2 or lines[n - 2] in QUOTE:
        return False
    date = n + 1
    while date < len(lines) and lines[date] in DOTS:
        date += 1
    return date < len(lines) and is_date(lines[date])


def read(material: Material) -> Iterator[Finding]:
    """Yield a Capture, then each post with its lines; links where the page shows them."""
    name, hints, text = material.name, material.hints, material.text()
    mend = examine(text, repair=hints.repair)
    lines = [line.strip() for line in text.split("\n")]
    page = Page(name, lines, mend, hints)
    blocks = blocks_of(lines)
    yield Capture(
        name, NAME, hints.seen_at, hints.author, Order.THREAD, timezone=hints.timezone, platform=hints.platform or "x",
        damage=mend.shown_damage, current_year_dates=True,
    )  # fmt: skip
    yield from told_of_damage(name, mend)
    if not blocks:
        yield Problem(Source(name), "no post of this kind of page was found")
    stop = next((n for n, line in enumerate(lines) if line in END and blocks and n > blocks[0].body), len(lines))
    yield from furniture(page, range(blocks[0].first if blocks else len(lines)), 0)
    focus = next((n for n, block in enumerate(blocks) if block.date is None), -1)
    above: str | None = None
    people: set[str] = set()
    blocks = [block for block in blocks if block.first < stop]
    ends = [*(block.first for block in blocks[1:]), stop]
    found = [figures(lines, block, end) for block, end in zip(blocks, ends, strict=False)]
    for position, block in enumerate(blocks):
        counts = found[position][0]
        if position + 1 < len(blocks) and blocks[position + 1].quoted:  # figures close the outer post
            counts = found[position + 1][0] if counts == Counts() else counts
        elif block.quoted:
            counts = Counts()
        findings = post(page, block, ends[position], position, (counts, *found[position][1:]))
        yield from findings
        seen = next(each for each in findings if isinstance(each, Sighting))
        own = sighting_id(seen)
        if block.quoted:
            if above is not None:
                reasons = ("it is shown inside the post",)
                yield Link(Kind.QUOTE, above, own, Basis.SHOWN, reasons=reasons, source=seen.source)
            continue
        labels = [each for each in findings if isinstance(each, Furniture) and each.role == "reply label"]
        yield from links(seen, labels, above if position <= focus else None, people)
        above = own
        people.add(block.handle.casefold())
    if stop < len(lines):
        yield from furniture(page, range(stop, len(lines)), len(blocks), "not of the conversation")
        what = "what follows belongs to other conversations and is not read"
        shown = "\n".join(filter(None, lines[stop:]))
        yield Problem(Source(name, locator([(stop, len(lines) - 1)]), len(blocks)), what, shown, Severity.INFO)


def links(seen: Sighting, labels: Sequence[Furniture], above: str | None, people: set[str]) -> Iterator[Link]:
    """What the page shows: the way up from the post it is about, and answers to people of whom nothing is on it."""
    named = [name.casefold() for label in labels for name in NAMES.findall(label.text)]
    own = sighting_id(seen)
    if named and not people.intersection(named):
        reasons = (f"the page says {labels[0].text!r} and shows no such post above",)
        yield Link(Kind.REPLY, own, f"missing:above {own}", Basis.SHOWN, reasons=reasons, source=seen.source)
    elif above is not None:
        reasons = ("it stands on the way up from the post that the page is about",)
        yield Link(Kind.REPLY, own, above, Basis.SHOWN, reasons=reasons, source=seen.source)


def furniture(page: Page, numbers: range, position: int, role: str = "page") -> Iterator[Finding]:
    for n in numbers:
        if page.lines[n]:
            yield Furniture(Source(page.name, f"line {n + 1}", position), role, page.lines[n])


def post(page: Page, block: Block, end: int, position: int, shows: Figures) -> list[Finding]:
    """The post between its first line and `end`, and the lines that are not its words."""
    lines = page.lines
    counts, when_line, rest = shows
    body_end = min([end, *rest, *([when_line] if when_line is not None else [])])
    while body_end > block.body and not lines[body_end - 1]:
        body_end -= 1
    content = content_of(lines, block.body, body_end, page.mend)
    roles = {**rest, **dict(content.labels)}
    roles |= {n: "badge" for n in range(block.first + 1, block.body) if lines[n] in BADGES}
    shown = block.date
    if when_line is not None and (full := FULL_TIME.fullmatch(lines[when_line])):
        shown = f"{full['clock']} · {full['day'].strip()}"
    when = read_time(shown, timezone=page.hints.timezone) if shown else None
    last = max([body_end - 1, block.body - 1, *([when_line] if when_line is not None else [])])
    left_out = [n for n in roles if n <= last]
    blank = [n for n in range(block.first, last + 1) if not lines[n]]
    source = Source(page.name, locator(without(block.first, last, [*left_out, *blank])), position)
    text = page.mend(content.text)
    found: list[Finding] = [Sighting(
        source, text, author=Author(handle=block.handle, name=page.mend(block.name)),
        text_as_shown=None if text == content.text else content.text, truncated=content.truncated,
        when=When(text=shown) if shown and when is None else when, counts=counts, media=content.media,
        cards=content.cards,
    )]  # fmt: skip
    numbers = [n for n in sorted(roles) if lines[n]]
    found += [Furniture(Source(page.name, f"line {n + 1}", position), roles[n], lines[n]) for n in numbers]
    if last == len(lines) - 1:
        what = "the page ends in this line, which may have gone on"
        found.append(Problem(source, what, lines[last], Severity.INFO))
    return found


Figures = tuple[Counts, int | None, dict[int, str]]


def figures(lines: Sequence[str], block: Block, end: int) -> Figures:
    """The counts below a post, the line of its full time, and what the lines below its words are."""
    when_line = None
    start = end
    if block.date is None:
        when_line = next((n for n in range(block.body, end) if FULL_TIME.fullmatch(lines[n])), None)
    while start - 1 > block.body and below_words(lines[start - 1]):
        start -= 1
    if when_line is not None:
        start = when_line + 1
    rest = {n: role_below(lines[n]) for n in range(start, end) if lines[n]}
    numbers: list[str] = []
    named: dict[str, str] = {}
    for n in range(start, end):
        if COUNT.fullmatch(lines[n]):
            numbers.append(lines[n])
        elif (found := COUNTED.fullmatch(lines[n])) and (number := found["number"] or (numbers and numbers.pop())):
            named[FIELDS[found["what"][:4].lower()]] = number
    if len(numbers) == len(BELOW_POST) and not named and block.date is not None:
        named = dict(zip(BELOW_POST, numbers, strict=True))
    return Counts(**{field: parse_count(number) for field, number in named.items()}), when_line, rest


def role_below(line: str) -> str:
    return "page" if line in PAGE else "quote label" if line in QUOTE else "counts"


def below_words(line: str) -> bool:
    if not line or line in DOTS or line in PAGE or line in QUOTE:
        return True
    return any(shape.fullmatch(line) for shape in (COUNT, COUNTED, REPLIES)) and line not in MEDIA
