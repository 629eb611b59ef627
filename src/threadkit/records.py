"""What is seen and what is concluded: frozen, slotted records.

Parsing yields *findings* (:class:`Capture`, :class:`Sighting`, :class:`Link`, :class:`Repost`,
:class:`Declared`, :class:`Furniture`, :class:`Problem`, :class:`Rejection`, :class:`Absence`); nothing in them is ever
changed later. *Conclusions* (:class:`Post`, :class:`Missing`) are pure functions of findings.
"""

from __future__ import annotations

import enum
from datetime import datetime, timedelta
from numbers import Real

import attrs

__all__ = [
    "Absence", "Author", "Basis", "Capture", "Card", "Count", "Counts", "Declared", "Finding", "Furniture", "Kind",
    "Link", "Media", "Missing", "Order", "Post", "Problem", "Rejection", "Repost", "Severity", "Sighting",
    "Source", "TimeBasis", "When",
]  # fmt: skip


class Kind(enum.Enum):
    """What a :class:`Link` says of its child and parent."""

    REPLY = "reply"  #: child answers parent
    QUOTE = "quote"  #: child shows parent inside itself
    ANCESTOR = "ancestor"  #: parent is somewhere above child, perhaps not directly
    CROSSPOST = "crosspost"  #: the same words by the same person on another platform
    SAME = "same"  #: two sightings of one post


class Basis(enum.Enum):
    """How a :class:`Link` is known. `graph/linking.py` holds their ranking."""

    ASSUMED = "assumed"  #: a person's word
    STATED = "stated"  #: an id or URL in the source
    SHOWN = "shown"  #: nesting, or an order that the source declares
    INFERRED = "inferred"  #: a guess, with a probability


class Order(enum.Enum):
    """What it means that two posts of a capture stand next to each other."""

    NEWEST = "newest first"
    OLDEST = "oldest first"
    THREAD = "thread by thread"
    NONE = "nothing"


class TimeBasis(enum.Enum):
    """How a time is known, best first."""

    EXACT = "exact"  #: the platform's own time
    ID = "id"  #: read out of an id that holds a time
    CLOCK = "clock"  #: a clock reading on a page, whose zone may be unknown
    DATE = "date"  #: a date on a page
    YEARLESS = "yearless date"  #: a date without its year
    AGE = "age"  #: "7 months ago"
    ORDER = "order"  #: only its place among others is known
    UNKNOWN = "unknown"


class Severity(enum.Enum):
    INFO = "info"  #: good to know; nothing is in doubt
    WARNING = "warning"  #: something is in doubt or was left out
    ERROR = "error"  #: something could not be read


@attrs.frozen
class Source:
    """Where a finding stands: capture name, place in it ("lines 92-98"), and running number of the finding."""

    capture: str
    locator: str = ""
    position: int = 0


@attrs.frozen
class When:
    """A time as an interval: ``earliest <= t < latest``, both aware; None is unbounded.

    The width is the uncertainty. There is no ``<``: :meth:`before` answers True, False, or None for
    "cannot tell".
    """

    earliest: datetime | None = None
    latest: datetime | None = None
    text: str = ""  #: as shown
    basis: TimeBasis = TimeBasis.UNKNOWN
    wall: datetime | None = None  #: the naive reading of the page's clock; comparable inside one capture only
    unit: timedelta | None = None  #: one unit of what is stated: a minute, a day
    age: tuple[timedelta, timedelta] | None = None  #: between these two before the capture was made
    month_day: tuple[int, int] | None = None  #: of a date without its year
    reasons: tuple[str, ...] = ()  #: how the interval was narrowed, if it was

    def __attrs_post_init__(self) -> None:
        for bound in (self.earliest, self.latest):
            if bound is not None and bound.tzinfo is None:
                raise ValueError(f"a bound of When must have a time zone, this has none: {bound!r}")
        if self.earliest is not None and self.latest is not None and self.latest < self.earliest:
            raise ValueError(f"When ends before it begins: {self.earliest} .. {self.latest}")

    @classmethod
    def at(cls, moment: datetime, unit: timedelta = timedelta(microseconds=1), text: str = "") -> When:
        """An exact time, known to one `unit`.

        >>> from datetime import datetime, timezone
        >>> When.at(datetime(2024, 5, 1, tzinfo=timezone.utc)).width
        datetime.timedelta(microseconds=1)
        """
        return cls(moment, moment + unit, text or moment.isoformat(), TimeBasis.EXACT, unit=unit)

    @property
    def width(self) -> timedelta | None:
        """How uncertain it is; None when a side is unbounded."""
        if self.earliest is None or self.latest is None:
            return None
        return self.latest - self.earliest

    def before(self, other: When) -> bool | None:
        """True: surely before `other`. False: surely not. None: cannot tell."""
        if self.latest is not None and other.earliest is not None and self.latest <= other.earliest:
            return True
        if self.earliest is not None and other.latest is not None and other.latest <= self.earliest:
            return False
        return None


@attrs.frozen
class Count:
    """A number as shown: whole numbers ``low..high`` that it may stand for; high None is "or more"."""

    low: int
    high: int | None
    text: str = ""

    @property
    def exact(self) -> bool:
        return self.low == self.high

    @classmethod
    def of(cls, number: int) -> Count:
        """An exact count.

        >>> Count.of(7).exact
        True
        """
        return cls(number, number, str(number))


@attrs.frozen
class Counts:
    """Engagement as shown; None: not shown. `score` is votes up less votes down."""

    likes: Count | None = None
    reposts: Count | None = None
    replies: Count | None = None
    quotes: Count | None = None
    views: Count | None = None
    bookmarks: Count | None = None
    score: Count | None = None
    reactions: Count | None = None


@attrs.frozen
class Author:
    """Who wrote; each part may be unknown. The handle has no leading "@"."""

    handle: str | None = None
    name: str | None = None
    id: str | None = None

    def __str__(self) -> str:
        handle = f"@{self.handle}" if self.handle else ""
        return " ".join(part for part in (self.name, handle) if part) or self.id or "unknown author"


@attrs.frozen
class Media:
    kind: str  #: "image", "video", "gif" or "audio"
    alt: str | None = None
    url: str | None = None


@attrs.frozen
class Card:
    """The preview of a link. A page that shows title and description as one line leaves it in `title`."""

    title: str | None = None
    description: str | None = None
    url: str | None = None  #: as shown; often only a domain
    image: bool = False


@attrs.frozen
class Capture:
    """One page, file or export, and what it says of itself."""

    name: str
    format: str
    seen_at: When | None = None  #: when it was made
    account: Author | None = None  #: whose page it is
    order: Order = Order.NONE
    states_parents: bool = False  #: True: a post shown without a parent has none
    timezone: str | None = None  #: of the clock on the page, if known
    platform: str | None = None  #: "x", "bluesky", …
    damage: str | None = None  #: the charset that spoilt its text past repair; "unknown": it is not known how
    current_year_dates: bool = False  #: True: it leaves the year out of dates of the year it was made in


@attrs.frozen
class Sighting:
    """A post as one source shows it."""

    source: Source
    text: str
    id: str | None = None
    url: str | None = None
    author: Author | None = None
    text_as_shown: str | None = None  #: None: the same as text
    truncated: bool = False
    lang: str | None = None
    when: When | None = None
    other_times: tuple[tuple[str, When], ...] = ()
    counts: Counts = Counts()
    media: tuple[Media, ...] = ()
    cards: tuple[Card, ...] = ()
    version: str | None = None

    def __attrs_post_init__(self) -> None:
        if self.id is not None and type(self.id) is not str:
            raise no_text(self.id, "the id of a sighting")


@attrs.frozen
class Link:
    """Child and parent are ids of posts (see :func:`threadkit.parsing.identity.sighting_id`)."""

    kind: Kind
    child: str
    parent: str
    basis: Basis
    probability: float | None = None  #: 0..1, of INFERRED links only
    reasons: tuple[str, ...] = ()
    source: Source | None = None

    def __attrs_post_init__(self) -> None:
        if type(self.child) is not str or type(self.parent) is not str:
            raise no_text((self.child, self.parent), "child and parent of a link")
        if (self.probability is None) == (self.basis is Basis.INFERRED):
            raise ValueError(f"an INFERRED link needs a probability and no other has one: {self}")
        if self.probability is not None:
            if not isinstance(self.probability, Real):
                raise TypeError(f"the probability of a link must be a number, not {self.probability!r}: give 0.5, say")
            if not 0 <= self.probability <= 1:
                raise ValueError(f"a probability lies in 0..1, not {self.probability}")


def no_text(ids: object, what: str) -> TypeError:
    """A number that went through a float, or lost its leading zeros, is another post."""
    return TypeError(f"{what} must be text, as the platform writes it, not {ids!r}: give str(…) of a whole number")


@attrs.frozen
class Rejection:
    """A person's word that a link is wrong. Of SAME and CROSSPOST, in either direction."""

    kind: Kind
    child: str
    parent: str
    reason: str = ""


@attrs.frozen
class Absence:
    """A source speaks of a post without showing it: a tombstone, or a reply that says whom it answers.

    `reason`: deleted, blocked, detached, private, truncated, filtered, not_captured or unknown. A fact about that
    source alone: another may hold the post. `count`: how many posts it stands for, as "14 more replies"; None: some.
    """

    post: str
    reason: str
    source: Source | None = None
    author: Author | None = None
    url: str | None = None
    count: int | None = 1

    def __attrs_post_init__(self) -> None:
        if self.reason not in REASONS:
            raise ValueError(f"no reason for an absence is called {self.reason!r}; there are {', '.join(REASONS)}")


#: Why a post is not held.
REASONS = ("deleted", "blocked", "detached", "private", "truncated", "filtered", "not_captured", "unknown")


@attrs.frozen
class Repost:
    """Someone passed a post on; never a post of its own."""

    post: str
    source: Source
    id: str | None = None
    author: Author | None = None
    when: When | None = None


@attrs.frozen
class Declared:
    """What a source says of itself, to be held against what was found."""

    source: Source
    what: str  #: e.g. "posts in the thread"
    count: Count
    members: tuple[str, ...] = ()  #: ids of the posts found where it was said
    complete: bool = True  #: False: the source shows fewer on purpose (a teaser)


@attrs.frozen
class Furniture:
    """Lines that are not posts, and what they are."""

    source: Source
    role: str
    text: str = ""


@attrs.frozen
class Problem:
    """What was odd, where, and what was seen there."""

    source: Source | None
    what: str
    saw: str = ""
    severity: Severity = Severity.WARNING


Finding = Capture | Sighting | Link | Repost | Declared | Furniture | Problem | Rejection | Absence


@attrs.frozen(unsafe_hash=True)
class Post:
    """One post: what all its sightings together say. Equal by all fields, hashed by id."""

    id: str
    text: str = attrs.field(hash=False)
    aliases: tuple[str, ...] = attrs.field(default=(), hash=False)
    platform: str | None = attrs.field(default=None, hash=False)
    author: Author | None = attrs.field(default=None, hash=False)
    when: When = attrs.field(default=When(), hash=False)
    counts: Counts = attrs.field(default=Counts(), hash=False)
    media: tuple[Media, ...] = attrs.field(default=(), hash=False)
    cards: tuple[Card, ...] = attrs.field(default=(), hash=False)
    url: str | None = attrs.field(default=None, hash=False)
    lang: str | None = attrs.field(default=None, hash=False)
    truncated: bool = attrs.field(default=False, hash=False)
    sightings: tuple[Sighting, ...] = attrs.field(default=(), hash=False)


@attrs.frozen
class Missing:
    """A gap: one post, or several, that must have been there and is not held.

    `reasons` pairs a word (deleted, blocked, detached, private, truncated, filtered, not_captured,
    unknown) with the source that says so. `side` is where the gap lies: above, between or below `near`, quoted
    by it, or unplaced if nothing points at it. `author` is who wrote it, if a source says so. `probability` is how
    likely it is to be there if only a guess says so, or says where it lies and how many it stands for.
    """

    id: str
    reasons: tuple[tuple[str, Source | None], ...] = (("unknown", None),)
    url: str | None = None
    near: tuple[str, ...] = ()
    side: str = "above"
    count: int | None = None  #: how many posts, if known
    author: Author | None = None
    probability: float | None = None  #: 0..1, of a gap that is guessed; None: a source or a person says so
