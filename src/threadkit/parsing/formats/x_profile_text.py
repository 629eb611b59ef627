"""A profile page of X as a logged-out visitor sees it, copied as text.

A post is a list item: "• user avatar" (the words are the alternative text of a picture, so they follow the language of
the page), name, @handle, date, text, pictures, link card. A quoted post is the same block inside it, without the
bullet. A bare count that ends the item is the number of views of the outer post. The order of the items means nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta

import attrs

from threadkit.parsing.counts import parse_count
from threadkit.parsing.identity import sighting_id
from threadkit.parsing.material import Fit, Head, Hints, Material
from threadkit.parsing.text.places import locator, told_of_damage, without
from threadkit.parsing.text.repair import examine
from threadkit.parsing.times.shown import read_time
from threadkit.parsing.x.post_lines import (
    BADGES,
    BULLET,
    CONTEXT,
    HANDLE,
    LABELS,
    LONGEST_DATE,
    MEDIA,
    NAME_LINES,
    Block,
    block_at,
    content_of,
    is_date,
    items_of,
    with_bullets,
)
from threadkit.records import (
    Author,
    Basis,
    Capture,
    Count,
    Counts,
    Declared,
    Finding,
    Furniture,
    Kind,
    Link,
    Problem,
    Repost,
    Severity,
    Sighting,
    Source,
    TimeBasis,
    When,
)

__all__ = ["EXAMPLE", "NAME", "TITLE", "detect", "read"]

NAME = "x_profile_text"
TITLE = "X profile, logged out, copied as text"
EXAMPLE = """\
Ada Example
12 posts
@example_ada
  • user avatar
    Ada Example
    @example_ada
    Mar 2, 2024
    A made-up post that quotes another.
    user avatar
    Bob Example
    @example_bob
    Mar 1, 2024
    The made-up post that is quoted.
    Image
    1.2K
"""

LEAST_OF_AVATAR = 4  #: letters by which the avatar line is known where the page ends in it
COUNT = re.compile(r"([0-9][0-9.,\u00a0\u202f]{0,15} ?[^\W\d_]{0,5}\.?)(?: [Vv]iews?)?")

# The foot of the page. Those of FOOT_AFTER_BLANK could be somebody's words, so they count below a blank line only.
FOOT = re.compile(
    r"New to X\?|Sign up now to get your own personalized timeline!|By signing up, you agree to the Terms.{0,200}"
    r"|Don[’']t miss what[’']s happening|People on X are the first to know\.|Log in ?Sign up"
    r"|Something went wrong\. Try reloading\."
    r"|.{0,300}© ?20[0-9]{2} (?:X|Twitter),? (?:Corp|Inc)\.?"
)
FOOT_AFTER_BLANK = frozenset({
    "Log in", "Sign up", "Create account", "Retry", "Trending", "Trending now", "What’s happening", "Who to follow",
    "You might like", "Show more",
})  # fmt: skip
FOOT_STARTS = frozenset("NSBDPLWYT©CR")  # first letters of the above and of "Terms of Service"
COPYRIGHT = re.compile(r"© ?(20[0-9]{2}) (?:X|Twitter),? (?:Corp|Inc)\b")
POSTS = re.compile(r"([0-9][^\n]{0,20}?) ?(?:posts?|Tweets?|Beiträge|publicaciones|Posts|件のポスト|posts publiés)")
PROFILE_MARK = re.compile(r"Joined .{1,30}|Following|Followers|Beigetreten .{1,30}|Se unió en .{1,30}|Log in ?Sign up")

NO_WORDS = frozenset(("", *LABELS))

Mend = Callable[[str], str]


def detect(head: Head) -> Fit:
    """YES: two posts of this shape, or one in a whole page."""
    lines = with_bullets([line.strip() for line in head.text.split("\n")])
    found = [block for _, _, block in items_of(lines)[1] if block and any(lines[block.body : block.body + 1])]
    if not found or head.text.lstrip()[:1] in ("<", "{"):
        return Fit.NO
    return Fit.YES if len(found) > 1 or head.whole else Fit.MAYBE


def read(material: Material) -> Iterator[Finding]:
    """Yield a Capture, the header, then for each item its post, what it quotes and the link between them."""
    name, hints, text = material.name, material.hints, material.text()
    mend = examine(text, repair=hints.repair)
    shown = [line.strip() for line in text.split("\n")]
    lines = with_bullets(shown)
    avatar, items = items_of(lines)
    top = items[0][0] if items else len(lines)
    is_header = any(PROFILE_MARK.fullmatch(s) or POSTS.fullmatch(s) for s in lines[:top])
    yield Capture(
        name, NAME, hints.seen_at or seen_at(text), account_of(lines[:top] if is_header else [], avatar, hints, mend),
        timezone=hints.timezone, platform=hints.platform or "x", damage=mend.shown_damage, current_year_dates=True,
    )  # fmt: skip
    yield from told_of_damage(name, mend)
    end_of_page = next((n + 1 for n in range(len(lines) - 1, -1, -1) if lines[n]), 0)
    page = Page(name, lines, shown, avatar, hints.timezone, mend, end_of_page, len(lines) - 1)
    position = 0
    if not items:
        yield Problem(Source(name), "no post of this kind of page was found")
    if is_header or not items:
        yield from furniture(page, range(top), position, "profile" if is_header else "page")
    else:
        for finding in cut_head(page, top):
            position += isinstance(finding, Sighting)
            yield finding
    ends = [first for first, _, _ in items[1:]] + [len(lines)]
    # Where no item holds an empty line, the first one below the last item ends it, in whatever language the foot is.
    end_at_blank = len(items) > 1 and "" not in lines[top : items[-1][0]]
    for (first, at, block), end in zip(items, ends, strict=False):  # no item, one end
        foot = foot_of(lines, first, end, blank_ends=end == len(lines) and end_at_blank)
        for finding in item(page, first, at, block, foot, position):
            position += isinstance(finding, Sighting)
            yield finding
        if foot < end:
            yield from furniture(page, range(foot, end), position, "page" if end == len(lines) else "profile")
            if not lines[foot] and not any(FOOT.fullmatch(line) or line in FOOT_AFTER_BLANK for line in lines[foot:]):
                rest = "\n".join([line for line in lines[foot:] if line])
                if rest:
                    where = Source(name, locator([(foot + 1, page.end - 1)]), position)
                    yield Problem(where, "the foot of the page, in words that are not known, or more of the post", rest)


@attrs.frozen
class Page:
    """What every item of one page is read with.

    `end` is the number behind its last line that is not empty; `last` that of its last line, which may be cut: a page
    whose end is whole ends in a newline, that is, in an empty line.
    """

    name: str
    lines: list[str]
    shown: list[str]  #: the same before spoilt bullets were mended
    avatar: str
    timezone: str | None
    mend: Mend
    end: int
    last: int
    authors: dict[tuple[str, str], Author] = attrs.Factory(dict)  #: by handle and name: most posts share theirs


def blocks_of(page: Page, start: int, end: int) -> list[Block]:
    """The blocks without a bullet between `start` and `end`: quoted posts."""
    if page.avatar not in page.lines[start:end]:  # as in most items
        return []
    heads = [n for n in range(start, end) if page.lines[n] == page.avatar]
    return [block for n in heads if (block := block_at(page.lines, n)) and block.body <= end]


def foot_of(lines: list[str], first: int, end: int, *, blank_ends: bool) -> int:
    """Where the foot of the page begins between `first` and `end`; `end` if there is none."""
    for n in range(first + 1, end):
        line = lines[n]
        if line:
            if (line[0] in FOOT_STARTS or "©" in line) and FOOT.fullmatch(line):
                return n
            if not lines[n - 1] and line in FOOT_AFTER_BLANK:
                return n
        elif blank_ends:
            return n
    return end


def seen_at(text: str) -> When | None:
    """The earliest time the page can have been copied: the start, in any zone, of the year of its copyright line."""
    signs = list(COPYRIGHT.finditer(text))
    if not signs:
        return None
    found = signs[-1]
    start, end = text.rfind("\n", 0, found.start()) + 1, text.find("\n", found.end())
    line = text[start : end if end >= 0 else None].strip()
    return When(datetime(int(found[1]), 1, 1, tzinfo=UTC) - timedelta(hours=14), None, line, TimeBasis.DATE)


def account_of(header: list[str], avatar: str, hints: Hints, mend: Mend) -> Author | None:
    """Whose profile it is: the @handle of the header with the name above it."""
    for n, line in enumerate(header):
        if HANDLE.fullmatch(line):
            above = [s for s in header[max(n - 3, 0) : n] if s and s not in BADGES]
            name = above[-1] if above and above[-1] != avatar and above[-1] not in MEDIA else None
            return Author(handle=line[1:], name=mend(name) if name and not POSTS.fullmatch(name) else None)
    return hints.author


def furniture(page: Page, numbers: Iterable[int], position: int, role: str) -> Iterator[Finding]:
    for n in numbers:
        line = page.lines[n]
        if not line:
            continue
        source = Source(page.name, f"line {n + 1}", position)
        own = "page" if FOOT.fullmatch(line) else "advertisement" if LABELS.get(line) == "advertisement" else role
        yield Furniture(source, own, line)
        if role == "profile" and (found := POSTS.fullmatch(line)) and (count := parse_count(found[1])):
            yield Declared(source, "posts on the profile", count, complete=False)


def item(page: Page, first: int, at: int, block: Block | None, end: int, position: int) -> Iterator[Finding]:
    """The post of a list item, what it quotes, and the lines of it that belong to neither."""
    lines = page.lines
    for n in range(first, at):
        source = Source(page.name, f"line {n + 1}", position)
        yield Furniture(source, "label above a post", page.shown[n])
    while end > first and not lines[end - 1]:
        end -= 1
    if block is None or block.body > end or ends_in(page, block, end):
        source = Source(page.name, locator([(at, end - 1)]), position)
        yield Problem(source, "the page ends inside the first lines of this post", "\n".join(page.shown[at:end]))
        return
    whole, end = end, cut_tail(page, block.body, end)
    quoted = blocks_of(page, block.body, end)
    views, stop = views_of(page, [block, *quoted][-1].body, end)
    outer, problems = post(page, block, quoted[0].first if quoted else stop, position, views, stop)
    yield outer
    by = CONTEXT.fullmatch(lines[first].lstrip(BULLET)) if first < at else None
    if by and by["by"]:
        yield Repost(sighting_id(outer), outer.source, author=Author(name=page.mend(by["by"])))
    yield from problems
    for n, inner in enumerate(quoted):
        last = quoted[n + 1].first if n + 1 < len(quoted) else stop
        seen, problems = post(page, inner, last, position + 1 + n)
        yield seen
        if n == 0:
            reasons = ("it is shown inside the post",)
            yield Link(
                Kind.QUOTE, sighting_id(outer), sighting_id(seen), Basis.SHOWN, reasons=reasons, source=outer.source
            )
        else:
            yield Problem(seen.source, "a second post inside one item: what it has to do with the first is not shown")
        yield from problems
    if end < whole:
        source = Source(page.name, locator([(end, whole - 1)]), position + 1 + len(quoted))
        yield Problem(source, "the page ends inside the first lines of a post", "\n".join(page.shown[end:whole]))


def ends_in(page: Page, block: Block, end: int) -> bool:
    """Whether the page ends inside this block, so that its last line may be half a handle or half a date."""
    if block.date is not None or end < page.end:
        return False
    return block.body >= end or (block.body == page.last and len(page.lines[page.last]) <= LONGEST_DATE)


def cut_tail(page: Page, body: int, end: int) -> int:
    """Where the first lines of another post begin, in which the page ends; `end` if it does not end so."""
    if end < page.end:
        return end
    for n in range(max(body, end - NAME_LINES), end):
        line = page.lines[n]
        if line == page.avatar and ((block := block_at(page.lines, n)) is None or ends_in(page, block, end)):
            return n
        word = line.lstrip(BULLET)
        if n == page.last and page.avatar.startswith(word) and (len(word) >= LEAST_OF_AVATAR or word != line):
            return n
    return end


def views_of(page: Page, body: int, end: int) -> tuple[Count | None, int]:
    """The count that ends an item, unless it is all that the last post of the item says; and where the rest ends."""
    line = page.lines[end - 1]
    if end - 1 <= body or not "0" <= line[:1] <= "9" or not (found := COUNT.fullmatch(line)):
        return None, end
    if end - 2 > body and COUNT.fullmatch(page.lines[end - 2]):
        return None, end  # a column of numbers is what was written
    count = parse_count(found[1])
    if count is None or NO_WORDS.issuperset(page.lines[body : end - 1]):
        return None, end
    if end - 1 == page.last and line[-1].isdigit():  # the page ends here: "318" may have been "318K"
        count = Count(count.low, None, line)
    return count, end - 1


def post(
    page: Page, block: Block, end: int, position: int, views: Count | None = None, views_line: int = 0
) -> tuple[Sighting, list[Finding]]:
    """The post whose lines go from its block up to `end`, and what is odd about it."""
    content = content_of(page.lines, block.body, end, page.mend)
    labels = content.labels + tuple([(n, "badge") for n in block.badges])
    last = end - 1
    while not page.lines[last]:
        last -= 1
    spans = without(block.first, last, [n for n, _ in labels]) if labels else [(block.first, last)]
    source = Source(page.name, locator(spans if views is None else [*spans, (views_line, views_line)]), position)
    when, odd = time_of(page, block)
    if content.odd:
        odd.append((content.odd, "", Severity.INFO))
    if views and views.high is None:
        odd.append(("the page ends in this count, which may have gone on", views.text, Severity.INFO))
    elif last == page.last:
        odd.append(("the page ends in this line, which may have gone on", page.lines[last], Severity.INFO))
    beside: list[Finding] = [Problem(source, *words) for words in odd]
    for n, role in labels:
        beside.append(Furniture(Source(page.name, f"line {n + 1}", position), role, page.lines[n]))
    text = page.mend(content.text)
    seen = Sighting(
        source, text, author=author_of(page, block),
        text_as_shown=None if text == content.text else content.text, truncated=content.truncated, when=when,
        counts=NO_COUNTS if views is None else Counts(views=views), media=content.media, cards=content.cards,
    )  # fmt: skip
    return seen, [*beside, *pointers(page, seen, labels)] if labels else beside


def pointers(page: Page, seen: Sighting, labels: Iterable[tuple[int, str]]) -> Iterator[Link]:
    """Links to posts that a label points at and the page does not show: they are gaps, each of its own."""
    own = sighting_id(seen)
    shown = {role: page.lines[n] for n, role in reversed(list(labels))}
    for role, kind, where in POINTING:
        if role in shown:
            reasons = (f"the page says {shown[role]!r} and does not show it",)
            yield Link(kind, own, f"missing:{where} {own}", Basis.SHOWN, reasons=reasons, source=seen.source)


def author_of(page: Page, block: Block) -> Author:
    known = page.authors.get((block.handle, block.name))
    if known is None:
        known = Author(handle=block.handle, name=page.mend(block.name) or None)
        page.authors[block.handle, block.name] = known
    return known


def time_of(page: Page, block: Block) -> tuple[When | None, list[tuple[str, str, Severity]]]:
    """The time that a block shows, and what is odd about it."""
    if block.date is None:
        return None, [("no date below the handle", "", Severity.WARNING)]
    if block.body - 1 == page.last:  # "May 9, 20" may have been "May 9, 2021"
        what = "the page ends in this date, which may have gone on"
        return When(text=block.date), [(what, block.date, Severity.WARNING)]
    when = read_time(block.date, timezone=page.timezone)
    if when is None:
        return When(text=block.date), [("a date that cannot be read", block.date, Severity.WARNING)]
    return when, []


NO_COUNTS = Counts()
POINTING = (("reply label", Kind.REPLY, "above"), ("unavailable", Kind.QUOTE, "quoted by"))


def cut_head(page: Page, end: int) -> Iterator[Finding]:
    """What stands above the first item of a page without a header: the end of an item whose head is cut off."""
    lines = page.lines
    while end and not lines[end - 1]:
        end -= 1
    first = next((n for n in range(end) if lines[n]), end)
    blocks = blocks_of(page, first, end)
    if top := top_block(page, first, end):
        if blocks and blocks[0].first > first:  # what holds another post stands inside none
            yield from item(page, first, first, top, end, 0)
            return
        blocks = [top]
    lost = blocks[0].first if blocks else end
    if first < lost:
        where = Source(page.name, locator([(first, lost - 1)]))
        yield Problem(where, "the end of a post whose head is cut off", "\n".join(page.shown[first:lost]))
    for n, block in enumerate(blocks):
        last = blocks[n + 1].first if n + 1 < len(blocks) else end
        views, stop = views_of(page, block.body, last)
        seen, problems = post(page, block, stop, n)
        yield seen
        what = "the head of this item is cut off: the post may stand inside another"
        yield Problem(seen.source, what, severity=Severity.INFO)
        yield from problems
        if views:
            where = Source(page.name, f"line {stop + 1}", n)
            yield Problem(where, "views of a post that cannot be told", lines[stop])


def top_block(page: Page, first: int, end: int) -> Block | None:
    """The block that the page begins in, if its handle is whole. A name on the very first line may be half a name."""
    lines = page.lines
    for n in range(first, min(first + 3, end - 1)):
        if HANDLE.fullmatch(lines[n]) and is_date(lines[n + 1]):
            if n < first + 2:
                return Block(first, n + 2, "", lines[n][1:], lines[n + 1])
            if page.avatar.endswith(lines[first].lstrip(BULLET)):
                return Block(first, n + 2, lines[n - 1], lines[n][1:], lines[n + 1])
    return None
