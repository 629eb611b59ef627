"""What keeps two sightings apart whatever they say: authors, platforms and times that cannot be of one post."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import datetime

import attrs

from threadkit.parsing.identity import is_seen_id
from threadkit.parsing.text.survivors import ASCII_LEFT, form_under
from threadkit.records import Author, Capture, Sighting, When

__all__ = ["Offset", "authors_agree", "contradict", "has_own_id", "platforms_differ", "reading", "same_name"]

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - clocks of pages are compared without their zone
SUMMER_TIME = 3600.0  # seconds by which a page's own clock may move
MOST_TELLING = 4.0  # log-odds that agreeing times can say
LEAST_NAME = 3  # letters of a name that are left of it in ASCII
LEAST_OFFSET = 3  # pairs that must agree on how far two pages' clocks are apart


def has_own_id(sighting: Sighting) -> bool:
    return sighting.id is not None and not is_seen_id(sighting.id)


def platforms_differ(a: Capture, b: Capture) -> bool:
    return a.platform is not None and b.platform is not None and a.platform != b.platform


def authors_agree(a: Author | None, b: Author | None, damage: str | None = None) -> bool:
    """Nothing known of both differs. Handles of two platforms may differ while the names agree.

    `damage`: the one under which their two pages are compared; it touches names as well.

    >>> ada, also_ada = Author(name="Ada Example 🌿"), Author(name="Ada Example πΏ")
    >>> authors_agree(ada, also_ada), authors_agree(ada, also_ada, "iso8859_7")
    (False, True)
    """
    if a is None or b is None or a is b:
        return True
    if a.id and b.id:
        return a.id == b.id
    if a.handle and b.handle and a.handle.casefold() == b.handle.casefold():
        return True
    if a.name and b.name:
        return a.name.casefold() == b.name.casefold() or (damage is not None and names_agree(a.name, b.name, damage))
    return not (a.handle and b.handle)


def names_agree(one: str, two: str, damage: str) -> bool:
    """Whether two names can be one that a page is spoilt in: as the codec makes it, or by what is ASCII in both."""
    if one.isascii() and two.isascii():
        return False  # nothing touched them
    if form_under(one, None, damage) == form_under(two, damage, damage):
        return True
    if form_under(one, damage, damage) == form_under(two, None, damage):
        return True
    left = form_under(one, None, ASCII_LEFT)  # of what could be repaired the codec says nothing
    return len(left) >= LEAST_NAME and left == form_under(two, None, ASCII_LEFT)


def same_name(a: Author | None, b: Author | None) -> bool:
    """Whether two accounts, on two platforms, go by one name or handle. Ids and the ends of handles say nothing there.

    >>> same_name(Author(handle="example_ada"), Author(handle="example_ada.example.org", id="did:plc:made-up"))
    True
    """
    if a is None or b is None:
        return False
    handles = {part for part in (local_part(a.handle), local_part(b.handle)) if part}
    names = {name.casefold() for name in (a.name, b.name) if name}
    return bool((a.handle and b.handle and len(handles) == 1) or (a.name and b.name and len(names) == 1))


def local_part(handle: str | None) -> str:
    return re.split(r"[@.]", (handle or "").lstrip("@").casefold(), maxsplit=1)[0]


def contradict(a: When | None, b: When | None) -> bool:
    """Whether two times as shown cannot be of one post. An age or a date without its year excludes little."""
    if a is None or b is None:
        return False
    if a.before(b) or b.before(a):
        return True
    yearless, other = (a, b) if a.month_day else (b, a)
    if yearless.month_day and other.month_day:
        return abs(day_number(*yearless.month_day) - day_number(*other.month_day)) not in (0, 1, 364, 365)
    if yearless.month_day and other.wall:
        gap = abs(day_number(*yearless.month_day) - day_number(other.wall.month, other.wall.day))
        return gap not in (0, 1, 364, 365)
    return False


def day_number(month: int, day: int) -> int:
    return (0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335)[month - 1] + day


@attrs.frozen
class Offset:
    """By how many seconds two pages' times differ for one post: clocks by their zones, ages by when each was made.

    Without bounds it excludes nothing.
    """

    low: float = float("-inf")
    high: float = float("inf")

    @classmethod
    def of(cls, pairs: Iterable[tuple[When | None, When | None]]) -> Offset:
        """As the times of posts that are on both pages say. Where they disagree nothing is known."""
        low, high, agreeing = float("-inf"), float("inf"), 0
        for a, b in pairs:
            if (gap := apart(a, b)) is not None:
                low, high, agreeing = max(low, gap[0]), min(high, gap[1]), agreeing + 1
        return cls(low, high) if agreeing >= LEAST_OFFSET and low <= high else cls()

    def excludes(self, a: When | None, b: When | None) -> bool:
        gap = apart(a, b) if self.low > float("-inf") or self.high < float("inf") else None
        return gap is not None and (gap[0] > self.high or gap[1] < self.low)

    def telling(self, a: When | None, b: When | None, span: float) -> float:
        """How much it says that two times agree, in log-odds: how few of a page's posts, written in `span`, would."""
        gap = apart(a, b)
        if gap is None or not (self.low > float("-inf") and self.high < float("inf")):
            return 0.0
        return min(max(math.log(max(span, 1.0) / (gap[1] - gap[0] + self.high - self.low)), 0.0), MOST_TELLING)


def apart(a: When | None, b: When | None) -> tuple[float, float] | None:
    one, two = reading(a), reading(b)
    return None if one is None or two is None else (one[0] - two[1] - SUMMER_TIME, one[1] - two[0] + SUMMER_TIME)


def reading(when: When | None) -> tuple[float, float] | None:
    """What a page says, in seconds, from and to: since 1970 by its clock, before it was made by an age."""
    if when is None:
        return None
    if when.wall is not None:
        begin = (when.wall - EPOCH).total_seconds()
        return begin, begin + (when.unit.total_seconds() if when.unit is not None else 0.0)
    if when.age is not None:
        return -when.age[1].total_seconds(), -when.age[0].total_seconds()
    if when.earliest is not None and when.latest is not None:
        return when.earliest.timestamp(), when.latest.timestamp()
    return None
