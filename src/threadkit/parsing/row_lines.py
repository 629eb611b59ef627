"""Lines of dumps on their way to columns, a block at a time: what is dear for one line is cheap for hundreds.

A step that is a call for a line is one loop for a block. Memory is what is dearest then: what is only looked at should
stay in a cache of the processor, and what is kept be little.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import accumulate, chain, compress
from typing import Any

import attrs

from threadkit.parsing.rows import EPOCH

__all__ = [
    "FORMS", "MILLISECOND", "RECENT", "SECOND", "Numbers", "Stretches", "Texts", "columns_of", "count", "decoded",
    "in_other_form", "left_over", "moments", "rows_among", "stated",
]  # fmt: skip

SECOND, MILLISECOND = 1_000_000, 1_000  #: in microseconds
HOUR, DAY = 3600, 86_400  #: in seconds
RECENT = 2_000  #: strings that are worth looking for; a table of all would be in no cache
PACK = 32  #: texts


def decoded(decode: Callable[[bytes], Any], lines: Sequence[bytes]) -> tuple[list[Any], list[int]]:
    """What a decoder of msgspec makes of lines, and the places of those that it does not take."""
    import msgspec

    made: list[Any] = []
    failed: list[int] = []
    add, rest = made.append, iter(lines)
    while True:
        try:
            for each in map(decode, rest):
                add(each)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            failed.append(len(made) + len(failed))
        else:
            return made, failed


def columns_of(structs: Sequence[Any]) -> list[Any]:
    """What stands in each field of structs of msgspec, of which there is at least one."""
    from msgspec.structs import astuple

    return list(zip(*map(astuple, structs), strict=True))


def count(columns: Iterable[array[int]], figures: Iterable[tuple[int, ...]]) -> None:
    """Adds figures of posts to columns, one for each figure."""
    columns, flat = list(columns), array("i")
    flat.fromlist(list(chain.from_iterable(figures)))
    for place, column in enumerate(columns):
        column.extend(flat[place :: len(columns)])


def left_over(size: int, failed: Sequence[int], good: Sequence[bool]) -> list[int]:
    """Places of a block that are no rows: that `failed`, or of which, the others counted, `good` says no."""
    if not failed and all(good):
        return []
    told = iter(good)
    without = set(failed)
    return [place for place in range(size) if place in without or not next(told)]


@attrs.frozen(eq=False)
class Texts:
    """Texts of posts, some together as UTF-8: they take a third less memory so, and getting memory takes time.

    >>> texts = Texts()
    >>> texts.extend(["Gulls", "sleep \u2026"])
    >>> texts[1]
    'sleep \u2026'
    """

    packs: list[bytes] = attrs.Factory(list)
    ends: array[int] = attrs.Factory(lambda: array("q"))  #: of each, in characters of its pack
    waiting: list[str] = attrs.Factory(list)  #: fewer than make a pack

    def extend(self, texts: Iterable[str]) -> None:
        waiting = self.waiting
        waiting += texts
        done = len(waiting) - len(waiting) % PACK
        for start in range(0, done, PACK):
            pack = waiting[start : start + PACK]
            self.packs.append("".join(pack).encode())
            self.ends.extend(accumulate(map(len, pack)))
        del waiting[:done]

    def __getitem__(self, row: int) -> str:
        pack, place = divmod(row, PACK)
        if pack == len(self.packs):
            return self.waiting[place]
        return self.packs[pack].decode()[self.ends[row - 1] if place else 0 : self.ends[row]]


@attrs.define
class Numbers:
    """Counts what is found, from 0; several at once, too."""

    next: int = 0

    def __iter__(self) -> Numbers:
        return self

    def __next__(self) -> int:
        return self.take(1)

    def take(self, many: int) -> int:
        """As many numbers; the first of them."""
        first = self.next
        self.next += many
        return first


@attrs.frozen(eq=False)
class Stretches:
    """Where rows stand: of each stretch of lines that are all rows its first row, its line, and its position."""

    rows: array[int] = attrs.Factory(lambda: array("q"))
    lines: array[int] = attrs.Factory(lambda: array("q"))
    positions: array[int] = attrs.Factory(lambda: array("q"))

    def add(
        self, row: int, line: int, size: int, others: Sequence[int], counted: Callable[[int], int]
    ) -> Iterator[int]:
        """A block of `size` lines, of which the `others` are no rows; their places again, each when its turn comes.

        `counted` takes as many positions as it is told, and gives the first: what stands between rows may take some.
        """
        done = 0
        for place in (*others, size):
            if place > done:
                self.rows.append(row)
                self.lines.append(line + done)
                self.positions.append(counted(place - done))
                row += place - done
            if place < size:
                yield place
            done = place + 1

    def of(self, row: int) -> tuple[int, int]:
        """Line and position of a row."""
        stretch = bisect_right(self.rows, row) - 1
        further = row - self.rows[stretch]
        return self.lines[stretch] + further, self.positions[stretch] + further


def rows_among(which: bytearray, place: int) -> Sequence[int]:
    """Where among all rows those of a table stand; `which` table each of them is in.

    >>> list(rows_among(bytearray([0, 1, 1, 0]), 1))
    [1, 2]
    """
    if which.count(place) == len(which):
        return range(len(which))
    return array("q", compress(range(len(which)), map(place.__eq__, which)))


# --- times ----------------------------------------------------------------------------------------------------------


def moments(said: Sequence[str], late: int) -> list[int]:
    """Times to a millisecond, "2024-03-02T10:30:00.123Z", as microseconds since 1970; -1 of others.

    `late`: days since 1970 from which on no time is taken.

    >>> moments(["1970-01-02T00:00:01.002Z", "yesterday", "1969-12-31T23:59:59.999Z"], 47_000)
    [86401002000, -1, -1]
    """
    made: list[int] = []
    add, read = made.append, datetime.fromisoformat
    for each in said:
        when = -1
        if each[4:20:3] == "--T::." and each[23:] == "Z":
            try:
                since = read(each) - EPOCH
            except ValueError:  # the 30th of February
                pass
            else:
                days, seconds = since.days, since.seconds
                if 0 <= days < late and (seconds >= HOUR or each[11] == "0"):  # midnight may not be 24:00
                    when = (days * DAY + seconds) * SECOND + since.microseconds
        add(when)
    return made


#: Forms of times besides that of :func:`moments`, which is the first: fineness, zone, width in microseconds.
FORMS = (
    ("milliseconds", "Z", MILLISECOND), ("seconds", "Z", SECOND), ("microseconds", "Z", 1),
    ("milliseconds", "+00:00", MILLISECOND), ("seconds", "+00:00", SECOND), ("microseconds", "+00:00", 1),
)  # fmt: skip
LENGTHS = {"seconds": 19, "milliseconds": 23, "microseconds": 26}  #: without the zone
WHOLE, THOUSANDTHS = LENGTHS["seconds"], LENGTHS["milliseconds"]
FORM_OF = {(LENGTHS[fineness], zone): form for form, (fineness, zone, _) in enumerate(FORMS)}


def in_other_form(said: str, late: int) -> tuple[int, int]:
    """A time in one of the FORMS: microseconds since 1970, and which form; -1 and 0 of others.

    >>> in_other_form("1970-01-02T00:00:01+00:00", 47_000), in_other_form("1970-01-02T00:00:01.234567Z", 47_000)
    ((86401000000, 4), (86401234567, 2))
    """
    zone = "Z" if said.endswith("Z") else "+00:00"
    clock = said.removesuffix(zone)
    form = FORM_OF.get((len(clock), zone), 0)
    further = clock[THOUSANDTHS:] or "0"
    if not form or not said.endswith(zone) or not (further.isascii() and further.isdigit()):
        return -1, 0
    (when,) = moments((f"{clock}.000Z" if len(clock) == WHOLE else f"{clock[:THOUSANDTHS]}Z",), late)
    return (when + int(further), form) if when >= 0 else (-1, 0)


def stated(time: int, form: int = 0) -> str:
    """As it was written in one of the FORMS.

    >>> stated(86401002000), stated(86401000000, 4)
    ('1970-01-02T00:00:01.002Z', '1970-01-02T00:00:01+00:00')
    """
    fineness, zone, _ = FORMS[form]
    return (EPOCH + timedelta(microseconds=time)).isoformat(timespec=fineness).removesuffix("+00:00") + zone
