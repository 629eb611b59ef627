"""The wording of times, counts, gaps, links and names, the same in every form.

A phrase is never more exact than the record it is made of. All results are one line, safe to show: see
:func:`shown`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from threadkit.parsing.identity import author_key
from threadkit.records import (
    Author,
    Basis,
    Capture,
    Card,
    Count,
    Counts,
    Kind,
    Link,
    Media,
    Missing,
    Post,
    Problem,
    Severity,
    When,
)
from threadkit.wording import plural

if TYPE_CHECKING:
    from threadkit.outputs.layout import Entry, Quote

__all__ = [
    "ancestor", "author", "candidate", "captures", "card", "count", "counts", "crosspost", "footer", "gap",
    "gap_of", "gaps", "link_basis", "link_likely", "lost", "media", "one_line", "percent", "plural", "post_line",
    "problems", "quoting", "relation", "shown", "start_of", "time",
]  # fmt: skip

#: Characters that would steer a terminal or break a file become visible: C0 and DEL have pictures in Unicode;
#: the C1 range and halves of surrogate pairs, which UTF-8 cannot hold, have none. Newline and tab stay.
PICTURES = {code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"} | {127: 0x2421}
PICTURES |= dict.fromkeys([*range(0x80, 0xA0), *range(0xD800, 0xE000)], 0xFFFD)
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

#: Explicit directions, which would go on after the words they stand in.
DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")

REASONS = {
    "deleted": "deleted",
    "blocked": "blocked",
    "detached": "detached by the author quoted",
    "private": "private",
    "truncated": "cut off by the source",
    "filtered": "filtered out",
    "not_captured": "not captured",
    "unknown": "reason unknown",
}
SIDES = {"above": "above", "between": "here, between two posts", "below": "below", "quoted": "that is quoted",
         "unplaced": "somewhere"}  # fmt: skip
COUNTS = (
    ("likes", "like", "likes"),
    ("reposts", "repost", "reposts"),
    ("replies", "reply", "replies"),
    ("quotes", "quote", "quotes"),
    ("views", "view", "views"),
    ("bookmarks", "bookmark", "bookmarks"),
    ("score", "point", "points"),
    ("reactions", "reaction", "reactions"),
)
VERBS = {
    Kind.REPLY: "answer",
    Kind.QUOTE: "quote",
    Kind.ANCESTOR: "stand somewhere below",
    Kind.CROSSPOST: "be the same words as",
    Kind.SAME: "be the same post as",
}
BASES = {Basis.STATED: "stated", Basis.SHOWN: "shown", Basis.ASSUMED: "placed by hand"}
PAGES_DATE, ZONELESS = "page's date, zone unknown", "zone unknown"
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


def shown(text: str) -> str:
    r"""`text` with what would steer a terminal or break a file made visible; line ends become newlines.

    >>> shown("red: \x1b[31m")
    'red: ␛[31m'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.translate(PICTURES) if STEERING.search(text) else text


def one_line(text: str) -> str:
    """`text` on one line; directions set inside it end with it."""
    line = " ".join(shown(text).split())
    return f"\u2068{line}\u2069" if DIRECTIONS.search(line) else line


def start_of(text: str, width: int = 60) -> str:
    """The first words, at most `width` characters, with an ellipsis if there is more.

    >>> start_of("One two three", 8)
    'One two…'
    """
    line = one_line(text[: 20 * width])
    if len(line) <= width and len(text) <= 20 * width:
        return line
    return one_line(line[:width].rsplit(" ", 1)[0].rstrip() + "…")


def author(who: Author | None) -> str:
    """Name and handle.

    >>> author(Author("example_ada", "Ada Example"))
    'Ada Example (@example_ada)'
    """
    if who is None:
        return "unknown author"
    if who.name and who.name.strip() and who.handle:
        return f"{one_line(who.name)} (@{one_line(who.handle)})"
    return one_line(str(who)) or "unknown author"


# -- times ------------------------------------------------------------------------------------------------------


def time(when: When | None) -> str:
    """A time as far as it is known.

    >>> from datetime import timezone
    >>> time(When(datetime(2023, 10, 5, tzinfo=timezone.utc)))
    'on or after 2023-10-05 (UTC)'
    >>> time(When(text="8 months ago", age=(timedelta(240), timedelta(270))))
    '8 months before the page was saved'
    """
    if when is None:
        return "time unknown"
    reading = _wall(when)
    if reading:
        return reading
    bounds = _bounds(when.earliest, when.latest)
    if when.age is not None and (when.width is None or when.width >= DAY):
        ago = _ago(when.text)
        return f"{bounds} ({ago})" if bounds else ago
    if bounds:
        # which year a yearless date is of was concluded, not read
        return f"{bounds} (shown as “{one_line(when.text)}”)" if when.month_day and when.text else bounds
    if not when.text:
        return "time unknown"
    return f"{one_line(when.text)} (year unknown)" if when.month_day else f"“{one_line(when.text)}”"


def _wall(when: When) -> str | None:
    """A reading of a page's clock whose zone is not known; None where it is known or there is no reading."""
    if when.wall is None or when.unit is None:
        return None
    if when.width is not None and when.width <= when.unit:
        return None
    if when.unit >= DAY:
        return f"{when.wall.date()} ({PAGES_DATE})"
    clock = _to_minute(when.wall) if when.unit >= MINUTE else _to_second(when.wall)
    return f"{clock} (page's clock, zone unknown)"


def _ago(text: str) -> str:
    words = one_line(text)
    if words.endswith(" ago"):
        return f"{words.removesuffix(' ago')} before the page was saved"
    return f"“{words}” when the page was saved" if words else "some time before the page was saved"


def _bounds(earliest: datetime | None, latest: datetime | None) -> str | None:
    if earliest is not None and latest is not None:
        return _between(earliest, latest)
    if earliest is not None:
        word = "on or after" if earliest == _floor(earliest, DAY) else "after"
        return f"{word} {earliest.date()} ({_zone(earliest)})"
    if latest is not None:
        word = "before" if latest == _floor(latest, DAY) else "on or before"
        return f"{word} {latest.date()} ({_zone(latest)})"
    return None


def _between(earliest: datetime, latest: datetime) -> str:
    """The finest second, minute or day that holds the whole interval, else its two ends rounded outwards."""
    try:
        end = latest.astimezone(earliest.tzinfo)
        last = max(end - timedelta(microseconds=1), earliest)
    except OverflowError:  # at the ends of the calendar
        end = last = latest
    zone = _zone(earliest)
    if _floor(earliest, SECOND) == _floor(last, SECOND):
        return f"{_to_second(earliest)} {zone}"
    if _floor(earliest, MINUTE) == _floor(last, MINUTE):
        return f"{_to_minute(earliest)} {zone}"
    same_day = earliest.date() == last.date()
    if latest - earliest >= DAY / 2:
        if same_day:
            return f"{earliest.date()} ({zone})"
        return f"between {earliest.date()} and {last.date()} ({zone})"
    rounded = _floor(end, MINUTE)
    until = rounded if rounded == end else rounded + MINUTE
    first = f"{_to_minute(earliest)}"
    return f"between {first} and {until:%H:%M} {zone}" if until.date() == earliest.date() else (
        f"between {first} and {_to_minute(until)} {zone}"
    )  # fmt: skip


# Not strftime: the C library writes the year 33 as "33".
def _to_minute(moment: datetime) -> str:
    return moment.isoformat(" ")[:16]


def _to_second(moment: datetime) -> str:
    return moment.isoformat(" ")[:19]


def _floor(moment: datetime, unit: timedelta) -> datetime:
    moment = moment.replace(microsecond=0)
    if unit >= MINUTE:
        moment = moment.replace(second=0)
    return moment.replace(minute=0, hour=0) if unit >= DAY else moment


def _zone(moment: datetime) -> str:
    offset = moment.isoformat()[19:].lstrip(".0123456789")
    return "UTC" if moment.utcoffset() == timedelta(0) else f"UTC{offset}"


# -- counts, media, cards ---------------------------------------------------------------------------------------


def count(number: Count) -> str:
    """Exact ones as digits, others as shown.

    >>> count(Count.of(7)), count(Count(1_850_000, 1_999_999, "1.9M")), count(Count(100, None))
    ('7', '1.9M', '100 or more')
    """
    if number.exact:
        return str(number.low)
    if number.text:
        return one_line(number.text)
    return f"{number.low} or more" if number.high is None else f"{number.low} to {number.high}"


def counts(all_counts: Counts) -> str:
    """All counts that are shown, in a fixed order.

    >>> counts(Counts(likes=Count.of(1), views=Count(1_850_000, 1_999_999, "1.9M")))
    '1 like, 1.9M views'
    """
    parts = []
    for field, one, many in COUNTS:
        number = getattr(all_counts, field)
        if number is not None:
            parts.append(f"{count(number)} {one if number.low == number.high == 1 else many}")
    return ", ".join(parts)


def media(item: Media) -> str:
    kind = one_line(item.kind).capitalize() or "Media"
    return f"{kind}: {one_line(item.alt)}" if item.alt else f"{kind} (no description)"


def card(item: Card) -> str:
    """Title, description and domain of a link's preview, as far as they are known."""
    parts = [one_line(part) for part in (item.title, item.description, domain(item.url)) if part]
    return "Link: " + " — ".join(parts) if parts else "Link (no preview)"


def domain(url: str | None) -> str | None:
    if not url:
        return None
    return url.split("://", 1)[-1].split("/", 1)[0] or url


# -- gaps, links, problems --------------------------------------------------------------------------------------


def gap(missing: Missing, side: str | None = None) -> str:
    """How many posts are missing, on which side (`side`, if that is seen from elsewhere), why, and how likely.

    >>> gap(Missing("gap:1", (("deleted", None),), side="above", count=2))
    '2 posts missing above: deleted'
    >>> gap(Missing("gap:1", (("not_captured", None),), count=1, probability=0.9))
    '1 post missing above: not captured (likely, 90 %)'
    """
    likely = "" if missing.probability is None else f" (likely, {percent(missing.probability)})"
    return lost(missing, side) + likely


def lost(missing: Missing, side: str | None = None) -> str:
    """The same without the mark of a guess, for a form that has its own."""
    number = "a post or more" if missing.count is None else plural(missing.count, "post", "posts")
    side = side or missing.side
    return f"{number} missing {SIDES.get(side, one_line(side))}: {reasons(missing)}"


def gap_of(entry: Entry) -> str:
    """A gap in its place; if that is a guess, with the mark of one."""
    if not isinstance(entry.item, Missing):
        return ""
    said, link = gap(entry.item, entry.side), entry.link
    if entry.item.probability is not None or link is None or link.probability is None:
        return said
    return f"{said} (likely here, {percent(link.probability)})"


def gaps(found: Iterable[Missing]) -> str:
    """How many there are, and how many of them are guessed.

    >>> gaps([Missing("x:1"), Missing("gap:above x:2", probability=0.9)]), gaps([Missing("x:1", probability=0.6)])
    ('2 gaps (1 likely)', '1 gap (likely)')
    """
    likely = [each.probability is not None for each in found]
    some = f" ({sum(likely)} likely)" if any(likely) else ""
    return plural(len(likely), "gap", "gaps") + (" (likely)" if some and all(likely) else some)


def reasons(missing: Missing) -> str:
    words = dict.fromkeys(REASONS.get(reason, one_line(reason)) for reason, _ in missing.reasons)
    return ", ".join(words) or "reason unknown"


def percent(probability: float) -> str:
    """Never "0 %" or "100 %": what is inferred is not sure.

    >>> percent(0.94), percent(0.9999)
    ('94 %', '99 %')
    """
    return f"{min(99, max(1, round(probability * 100)))} %"


def link_basis(link: Link) -> str:
    """How a link is known: "stated", "shown", "placed by hand" or "inferred 94 %"."""
    if link.probability is not None:
        return f"inferred {percent(link.probability)}"
    return BASES[link.basis]


def link_likely(link: Link, what: str) -> str | None:
    """The mark that a link needs which no source states or shows; None for one that a source does.

    `what` is the relation and the other post: "continues the post above".
    """
    if link.probability is not None:
        return f"likely {what}, {percent(link.probability)}"
    return f"{what}: placed by hand" if link.basis is Basis.ASSUMED else None


def relation(entry: Entry) -> str | None:
    """How a post stands to what it answers; None where that goes without saying."""
    item, parent, link = entry.item, entry.parent, entry.link
    if parent is None or not isinstance(item, Post):
        return None
    verb = "answers"
    if isinstance(parent, Missing):
        other = "the missing post above" if entry.follows else "a missing post"
        said = entry.follows
    else:
        # On a page without authors, order stands for them.
        own = author_key(item.author, item.platform) == author_key(parent.author, parent.platform)
        verb = "continues" if own else "answers"
        numbered = f"post {entry.parent_number}" if own else f"post {entry.parent_number} by {author(parent.author)}"
        other = "the post above" if entry.follows else numbered
        said = own and entry.follows
    likely = link_likely(link, f"{verb} {other}") if link is not None else None
    return likely or (None if said else f"{verb} {other}")


def quoting(quote: Quote) -> str:
    """What stands over a quoted post."""
    if isinstance(quote.item, Missing):
        what = f"quotes a post that is missing: {reasons(quote.item)}"
    else:
        what = f"quotes {author(quote.item.author)}, {time(quote.item.when)}"
    return (link_likely(quote.link, what) if quote.link is not None else None) or what


def ancestor(link: Link, item: Post | Missing | str) -> str:
    """That a post stands in a conversation, where it is not known what it answers there."""
    what = f"somewhere below {_named(item)}"
    return link_likely(link, what) or what


def crosspost(other: Post, link: Link | None) -> str:
    where = f" on {one_line(other.platform)}" if other.platform else ""
    what = f"the same words{where}, {time(other.when)}"
    return (link_likely(link, what) if link is not None else None) or what


def candidate(link: Link, child: Post | Missing | str, parent: Post | Missing | str) -> str:
    """A link that is likely and not asserted, on one line."""
    verb = VERBS.get(link.kind, link.kind.value)
    return f"{_named(child)} may {verb} {_named(parent)}: {link_basis(link)}"


def _named(item: Post | Missing | str) -> str:
    if isinstance(item, Post):
        return post_line(item, 40)
    return one_line(item) if isinstance(item, str) else "a missing post"


def footer(entry: Entry) -> list[str]:
    """Number, time and counts of a post."""
    if not isinstance(entry.item, Post):
        return []
    parts = [str(entry.number), time(entry.item.when), counts(entry.item.counts)]
    return [part for part in parts if part]


def captures(found: Iterable[Capture]) -> list[str]:
    """Where the posts come from: each capture's name, and when it was made."""
    return [
        # the date when a page was saved is seldom on the page
        one_line(each.name) + (f", saved {time(each.seen_at).replace(PAGES_DATE, ZONELESS)}" if each.seen_at else "")
        for each in found
    ]


def problems(found: Iterable[Problem]) -> str | None:
    """How many problems there were and where to read them; None: none worth a word."""
    worth = [each for each in found if each.severity is not Severity.INFO]
    if not worth:
        return None
    return f"{plural(len(worth), 'problem', 'problems')} while reading and linking: see `threadkit check`"


def post_line(post: Post, width: int = 60) -> str:
    """A post named on one line: its first words, author and time."""
    words = f"“{start_of(post.text, width)}”" if post.text.strip() else "a post without words"
    return f"{words} — {author(post.author)}, {time(post.when)}"
