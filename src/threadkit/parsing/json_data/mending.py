"""JSON text that is damaged or cut short: what of it can be read, and what not.

A record (an object inside an array) that cannot be read is taken out whole, so that nothing half-read passes for a
post. In a text that ends early the objects that were open are marked with :data:`CUT`.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import re
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import attrs

__all__ = [
    "BEHIND_END", "CUT", "Fault", "Lines", "characters", "damaged_record", "decoded", "decoded_at", "ends_of", "mended",
    "mended_page", "whole",
]  # fmt: skip

CUT = "\x00cut"  #: key of an object whose end is not there
MOST_FAULTS = 100  #: of one text; each costs another look at all of it
FRAMES = 100_000  #: nesting that is still followed; a tree of replies nests two to five levels a reply
STACK = 512 * 1024 * 1024  #: bytes, of which only those are taken that are used
TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{},]|"', re.DOTALL)
BETWEEN = re.compile(r"[\s,]*")
KEY_BEFORE = re.compile(r'"([^"\\]{1,100})"\s{0,100}:\s{0,100}\Z')
BEHIND_END = "Extra data"  #: what the standard library says of it
LOCK = threading.Lock()
WINDOW = 16 * 1024  #: characters that a value is first looked for in
Around = Callable[[str, list[int], int], tuple[int, int] | None]
LONGEST_WORD = 20  #: characters; one that a window cuts may be a fault only there
LONGEST_NUMBER = 4000  #: digits; Python makes no number of more than 4,300

#: Lists of records on a page of an API, by the names that lead there: X v2, X v1 (search), Bluesky, Mastodon (context),
#: Reddit, Discourse. A record has lists of its own; without one that is damaged it would pass for one that has none.
PAGES = frozenset({
    ("data",), ("includes", "tweets"), ("includes", "users"), ("includes", "media"), ("includes", "polls"),
    ("includes", "places"), ("errors",), ("statuses",), ("feed",), ("posts",), ("records",), ("ancestors",),
    ("descendants",), ("data", "children"), ("post_stream", "posts"),
})  # fmt: skip
LAST_NAMES = "|".join(sorted({names[-1] for names in PAGES}))
LISTS = re.compile(rf'"(?:{LAST_NAMES})"\s{{0,20}}:\s{{0,20}}\[\s{{0,20}}\{{'.encode())
IDS = ("id", "id_str", "uri", "name")  #: a page has none of its own


@attrs.frozen
class Fault:
    """What is wrong at a `place` of a text; `lost`: nothing of the text could be read."""

    what: str
    place: str
    saw: str
    lost: bool = False


def decoded(text: str | bytes) -> tuple[Any, tuple[Fault, ...]]:
    """A text as msgspec reads it, else as the standard library does, which takes NaN and half surrogate pairs.

    >>> decoded('{"id": 12345678901234567890123}')
    ({'id': 12345678901234567890123}, ())
    """
    import msgspec

    try:
        return msgspec.json.decode(text), ()
    except (msgspec.MsgspecError, ValueError, RecursionError):  # a UnicodeError is a ValueError
        pass
    odd: tuple[Fault, ...] = ()
    if isinstance(text, bytes):
        text, odd = characters(text)
    try:
        return json.loads(text, parse_int=whole), odd
    except ValueError as error:
        at = error.pos if isinstance(error, json.JSONDecodeError) else 0
        if "control character" in str(error) and text[at] not in "\r\n":  # a line that is cut ends so, too
            with contextlib.suppress(ValueError, RecursionError):
                kept = json.loads(text, parse_int=whole, strict=False)
                what = "control characters stand bare inside a text; they are kept"
                return kept, (*odd, Fault(what, line(text, at), excerpt(text, at)))
        return None, (*odd, Fault(f"no JSON: {error}", line(text, at), excerpt(text, at), lost=True))
    except RecursionError:
        value, deep = deeply(text)
        return value, (*odd, *deep)


def whole(digits: str) -> int | str:
    """A whole number, exactly; one that is too long for one as it is written."""
    return int(digits) if len(digits) <= LONGEST_NUMBER else digits


def characters(data: bytes) -> tuple[str, tuple[Fault, ...]]:
    try:
        return data.decode("utf-8", "surrogatepass"), ()
    except UnicodeDecodeError as error:
        saw = repr(data[max(0, error.start - 10) : error.start + 10])
        fault = Fault("some bytes are no UTF-8; replaced by U+FFFD", f"byte {error.start}", saw)
        return data.decode("utf-8", "replace"), (fault,)


def deeply(text: str) -> tuple[Any, tuple[Fault, ...]]:
    """Decoded on a stack of its own, which may grow further than others."""
    found: list[tuple[Any, tuple[Fault, ...]]] = []
    with LOCK:  # both limits are those of the whole program
        frames, stack = sys.getrecursionlimit(), threading.stack_size(STACK)
        sys.setrecursionlimit(max(frames, FRAMES))
        try:
            thread = threading.Thread(target=lambda: found.append(decoded_here(text)))
            thread.start()
            thread.join()
        finally:
            threading.stack_size(stack)
            sys.setrecursionlimit(frames)
    return found[0]


def decoded_here(text: str) -> tuple[Any, tuple[Fault, ...]]:
    try:
        return json.loads(text, parse_int=whole), ()
    except RecursionError:
        return None, (Fault(f"nested deeper than {FRAMES} levels", "", text[:60], lost=True),)
    except ValueError as error:
        return None, (Fault(f"no JSON: {error}", "", text[:60], lost=True),)


def mended(text: str) -> tuple[Any, tuple[Fault, ...]]:
    r"""What can be read of a text, and what is wrong with it.

    >>> value, faults = mended('[{"id": "1"}, {"id": oops}, {"id": "3"}, {"id": "4", "tex')
    >>> value
    [{'id': '1'}, None, {'id': '3'}, {'id': '4', '\x00cut': True}]
    >>> [fault.what for fault in faults]
    ['a record that is no JSON; it is left out', 'the text ends early; the records before its end are kept']
    """
    return elements(text) if text.lstrip()[:1] == "[" else repaired(text)


def elements(text: str) -> tuple[list[Any], tuple[Fault, ...]]:
    """Of an array, one after the other: however many are damaged, the others are read."""
    values: list[Any] = []
    faults: list[Fault] = []
    lines = Lines(text)
    place = text.index("[") + 1
    while True:
        place = BETWEEN.match(text, place).end()  # type: ignore[union-attr] # it matches nothing, too
        if text[place : place + 1] == "]":
            behind = BETWEEN.match(text, place + 1).end()  # type: ignore[union-attr]
            sign = text[behind : behind + 1]
            if sign == "[":  # another array, as of the next page
                place = behind + 1
                continue
            if sign:
                what = f"something stands behind the end; it is {'read, too' if sign == '{' else 'left out'}"
                faults.append(Fault(what, lines.at(place), text[place : place + 60]))
            if sign != "{":
                return values, tuple(faults)
            place = behind
        elif text[place : place + 1] == "}":
            what = "a bracket is closed that is not open; it is left out"
            faults.append(Fault(what, lines.at(place), excerpt(text, place)))
            place += 1
            continue
        value, end, good = decoded_at(text, place)
        at = end
        if good:
            at = BETWEEN.match(text, end).end()  # type: ignore[union-attr]
            sign = text[at : at + 1]
            if sign in ("{", "[", "]", "}") or (sign == '"' and not isinstance(value, dict)):
                if text[at] not in "]}" and text.count(",", end, at) != 1:
                    faults.append(Fault("no comma between two records, or several", lines.at(end), excerpt(text, at)))
                values.append(value)
                place = end
                continue
        after = next(ends_of(text, place, at), None) if text[place : place + 1] == "{" else None
        if after is None:  # cut, or something that is no record
            rest, more = repaired("[" + text[place:])
            moved = tuple(attrs.evolve(fault, place=lines.at(place)) for fault in more)
            return [*values, *(rest if isinstance(rest, list) else [])], (*faults, *moved)
        faults.append(damaged_record(text, lines.at(place), at))
        values.append(None)
        place = after


def decoded_at(text: str, place: int) -> tuple[Any, int, bool]:
    """(value, where it ends, True) of the value that begins at a place; else (None, where it is no JSON, False).

    It is looked for in a piece of the text: the standard library counts the lines before each fault.
    """
    decoder = json.JSONDecoder(parse_int=whole)
    size = WINDOW
    while True:
        piece = text[place : place + size]
        last = place + size >= len(text)
        try:
            value, end = decoder.raw_decode(piece)
            if last or end < len(piece):
                return value, place + end, True
        except json.JSONDecodeError as error:
            if last or not (error.msg.startswith("Unterminated") or error.pos > len(piece) - LONGEST_WORD):
                return None, place + error.pos, False
        except RecursionError:
            return None, place, False
        size *= 4


def mended_page(line: bytes) -> tuple[dict[str, Any], tuple[Fault, ...]] | None:
    """What can be read of a line that is a page of records, and what is wrong with it; None: it is none.

    >>> mended_page(b'{"data": [{"id": "1"}, {"id": "2", "list": [{"id": oops}]}]}')[0]
    {'data': [{'id': '1'}, None]}
    >>> mended_page(b'{"id": "2", "list": [{"id": oops}]}')
    """
    if not LISTS.search(line):
        return None
    text, odd = characters(line)
    value, faults = repaired(text, record_of_page)
    if not isinstance(value, dict) or any(name in value for name in IDS) or not any(map(bool, lists_in(value))):
        return None
    return value, (*odd, *faults)


def lists_in(page: dict[str, Any]) -> Iterator[list[Any]]:
    """The whole records in each list of a page."""
    for names in PAGES:
        found: Any = page
        for name in names:
            found = found.get(name) if isinstance(found, dict) else None
        if isinstance(found, list):
            yield [each for each in found if isinstance(each, dict) and CUT not in each]


def repaired(text: str, around: Around | None = None) -> tuple[Any, tuple[Fault, ...]]:
    """Where a decoder fails the record around is taken out, until it does not fail any more."""
    around = around or record_around
    faults: list[Fault] = []
    for attempt in range(MOST_FAULTS):
        try:
            return json.loads(text, parse_int=whole), tuple(faults)
        except json.JSONDecodeError as error:
            at, behind = error.pos, error.msg == BEHIND_END
        except RecursionError:
            value, deep = deeply(text)
            return value, (*faults, *deep)
        opened, safe = open_at(text, at)
        span = around(text, opened, at) if at < len(text.rstrip()) else None
        if attempt == MOST_FAULTS - 2:
            faults.append(Fault("too many faults; what follows is left out", line(text, at), excerpt(text, at)))
            text = closed(text, opened, safe)
        elif span is None and opened and text[opened[-1]] == "[" and (after := beside(text, at)):
            what = "something that is no JSON stands between two records; it is left out"
            faults.append(Fault(what, line(text, at), excerpt(text, at)))
            comma = "," if after[0] == "{" and text[safe - 1] != "[" else ""
            text = f"{text[:safe]}{comma}{text[after.end() if after[0] == '}' else after.start() :]}"
        elif span is None:
            what = "the text ends early; the records before its end are kept"
            what = "something stands behind the end; it is left out" if behind else what
            faults.append(Fault(what, line(text, at), excerpt(text, at)))
            text = closed(text, opened, safe)
        else:
            faults.append(damaged_record(text, line(text, span[0]), at))
            text = f"{text[: span[0]]}null{text[span[1] :]}"
    faults.append(Fault("too many faults", "", text[:60], lost=True))
    return None, tuple(faults)


def beside(text: str, at: int) -> re.Match[str] | None:
    """What stands behind something in an array that is no JSON; None: it is cut inside a text or number."""
    found = TOKEN.search(text, at)
    return None if found is None or found[0] == '"' else found


def open_at(text: str, at: int) -> tuple[list[int], int]:
    """Places of the brackets that are open at a place, outermost first, and up to where all before is whole."""
    opened: list[int] = []
    safe = 0
    for token in TOKEN.finditer(text):
        start, sign = token.start(), token[0]
        if start >= at or sign == '"':
            break
        if sign in "[{":
            opened.append(start)
            safe = start + 1
        elif sign in "]}":
            if opened:
                opened.pop()
            safe = start + 1
        elif sign == ",":
            safe = start
    return opened, safe


def record_around(text: str, opened: list[int], at: int) -> tuple[int, int] | None:
    """From where to where the innermost record goes that is open at a place; None: it has no end."""
    for above, start in reversed(list(itertools.pairwise(opened))):
        if text[above] == "[" and text[start] == "{":
            end = next(ends_of(text, start, at), None)
            return None if end is None else (start, end)
    return None


def record_of_page(text: str, opened: list[int], at: int) -> tuple[int, int] | None:
    """The same of the record in a list of a page, whatever is damaged in it."""
    names: tuple[str, ...] = ()
    for above, start in itertools.pairwise(opened):
        if text[above] == "[":
            if names in PAGES and text[start] == "{":
                end = next(ends_of(text, start, at), None)
                return None if end is None else (start, end)
            break
        key = KEY_BEFORE.search(text, max(0, start - 300), start)
        names += (key[1] if key else "",)
    return record_around(text, opened, at)


def ends_of(text: str, start: int, at: int) -> Iterator[int]:
    """Where a record may end, the likeliest first: where its brackets do; where one does that is indented like it;
    before what is, or looks like, the start of another.
    """
    before = text[max(start + 1, at - 200) : at]
    indent = re.search(r"\n([ \t]{0,100})$", text[max(0, start - 200) : start])
    follow = -1  # where a line begins as the record's own does
    if indent and (indent[1] or text[start + 1 : start + 2] not in "\r\n"):
        follow = text.find(f"\n{indent[1]}{{", at - len(before) + len(before.rstrip(" \t\r\n,")))
    depth = 0
    for token in TOKEN.finditer(text, start, follow if follow >= 0 else len(text)):
        sign = token[0]
        depth += (sign in "[{") - (sign in "]}")
        behind = token.end()
        if not depth and sign == "}" and behind > at and re.match(r"\s*[,\]]", text[behind : behind + 1000]):
            yield behind
            break
        if not depth or sign == '"':
            break
    if indent and indent[1] and 0 <= (found := text.find(f"\n{indent[1]}}}", at)) <= (follow if follow >= 0 else found):
        yield found + len(indent[1]) + 2
    if follow >= 0:
        yield comma_before(text, start, follow)
    here = BETWEEN.match(text, at).end()  # type: ignore[union-attr] # it matches nothing, too
    opened, _ = open_at(text[start:here], here - start)
    if text[here : here + 1] == "{" and opened and text[start + opened[-1]] == "{":  # which is no key
        yield comma_before(text, start, here)
    key = re.match(r'\{\s{0,200}"[^"\\]{1,100}"', text[start : start + 400])
    if key and (found_key := re.compile(r"\}\s{0,200},\s{0,200}" + re.escape(key[0])).search(text, at)):
        yield found_key.start() + 1


def comma_before(text: str, start: int, place: int) -> int:
    """Of a place, or of the comma that stands before it."""
    before = text[max(start + 1, place - 200) : place].rstrip()
    return place - len(text[max(start + 1, place - 200) : place]) + len(before) - before.endswith(",")


def closed(text: str, opened: list[int], safe: int) -> str:
    """The text up to a place, with what is open closed and marked."""
    inside = [place for place in opened if place < safe]
    ends = []
    head = text[:safe]
    bare = head[-1:] in ("{", "[", "")
    for place in reversed(inside):
        ends.append(("" if bare else ",") + f"{json.dumps(CUT)}:true}}" if text[place] == "{" else "]")
        bare = False
    return head + "".join(ends) if head else "null"


def damaged_record(text: str, place: str, at: int) -> Fault:
    return Fault("a record that is no JSON; it is left out", place, excerpt(text, at))


def line(text: str, at: int) -> str:
    return Lines(text).at(at)


@attrs.define
class Lines:
    """Tells the line of a place. What lies before the last place asked for is not counted again."""

    text: str
    several: bool = attrs.field(init=False)
    counted: int = 0
    number: int = 1

    def __attrs_post_init__(self) -> None:
        self.several = "\n" in self.text

    def at(self, place: int) -> str:
        if not self.several:
            return f"character {place}"
        if place < self.counted:
            self.counted, self.number = 0, 1
        self.number += self.text.count("\n", self.counted, place)
        self.counted = place
        return f"line {self.number}"


def excerpt(text: str, at: int) -> str:
    return text[max(0, at - 30) : at + 30]
