"""JSON text that is damaged or cut short: what of it can be read, and what not.

A record (an object inside an array) that cannot be read is taken out whole, so that nothing half-read passes for a
post. In a text that ends early the objects that were open are marked with :data:`CUT`.
"""

from __future__ import annotations

import itertools
import json
import re
import sys
import threading
from collections.abc import Iterator
from typing import Any

import attrs

__all__ = ["CUT", "Fault", "decoded", "mended", "whole"]

CUT = "\x00cut"  #: key of an object whose end is not there
MOST_FAULTS = 100  #: of one text; each costs another look at all of it
FRAMES = 100_000  #: nesting that is still followed; a tree of replies nests two to five levels a reply
STACK = 512 * 1024 * 1024  #: bytes, of which only those are taken that are used
TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{},]|"', re.DOTALL)
BETWEEN = re.compile(r"[\s,]*")
LOCK = threading.Lock()
LONGEST_NUMBER = 4000  #: digits; Python makes no number of more than 4,300


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
    decoder = json.JSONDecoder(parse_int=whole)
    values: list[Any] = []
    faults: list[Fault] = []
    place = text.index("[") + 1
    while True:
        place = BETWEEN.match(text, place).end()  # type: ignore[union-attr] # it matches nothing, too
        if text[place : place + 1] == "]":
            if text[place + 1 :].strip():
                what = "something stands behind the end; it is left out"
                faults.append(Fault(what, line(text, place), text[place:][:60]))
            return values, tuple(faults)
        try:
            value, end = decoder.raw_decode(text, place)
            at = BETWEEN.match(text, end).end()  # type: ignore[union-attr]
            if text[at : at + 1] in ("{", "[", "]", '"'):
                if text[at] != "]" and text.count(",", end, at) != 1:
                    faults.append(Fault("no comma between two records, or several", line(text, end), excerpt(text, at)))
                values.append(value)
                place = end
                continue
        except json.JSONDecodeError as error:
            at = error.pos
        except RecursionError:
            at = place
        after = next(ends_of(text, place, at), None) if text[place : place + 1] == "{" else None
        if after is None:  # cut, or something that is no record
            rest, more = repaired("[" + text[place:])
            moved = tuple(attrs.evolve(fault, place=line(text, place)) for fault in more)
            return [*values, *(rest if isinstance(rest, list) else [])], (*faults, *moved)
        faults.append(Fault("a record that is no JSON; it is left out", line(text, place), excerpt(text, at)))
        values.append(None)
        place = after


def repaired(text: str) -> tuple[Any, tuple[Fault, ...]]:
    """Where a decoder fails the record around is taken out, until it does not fail any more."""
    faults: list[Fault] = []
    for attempt in range(MOST_FAULTS):
        try:
            return json.loads(text, parse_int=whole), tuple(faults)
        except json.JSONDecodeError as error:
            at = error.pos
        except RecursionError:
            value, deep = deeply(text)
            return value, (*faults, *deep)
        opened, safe = open_at(text, at)
        span = record_around(text, opened, at) if at < len(text.rstrip()) else None
        if attempt == MOST_FAULTS - 2:
            faults.append(Fault("too many faults; what follows is left out", line(text, at), excerpt(text, at)))
            text = closed(text, opened, safe)
        elif span is None and opened and text[opened[-1]] == "[" and (after := beside(text, at)):
            what = "something that is no JSON stands between two records; it is left out"
            faults.append(Fault(what, line(text, at), excerpt(text, at)))
            text = f"{text[:safe]}{',' if after[0] == '{' and text[safe - 1] != '[' else ''}{text[after.start() :]}"
        elif span is None:
            what = "the text ends early; the records before its end are kept"
            faults.append(Fault(what, line(text, at), excerpt(text, at)))
            text = closed(text, opened, safe)
        else:
            faults.append(Fault("a record that is no JSON; it is left out", line(text, span[0]), excerpt(text, at)))
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


def ends_of(text: str, start: int, at: int) -> Iterator[int]:
    """Where a record may end, the likeliest first: where its brackets do; where one does that is indented like it;
    before what looks like the start of another.
    """
    depth = 0
    for token in TOKEN.finditer(text, start):
        sign = token[0]
        depth += (sign in "[{") - (sign in "]}")
        if not depth and token.end() > at and re.match(r"\s*[,\]]", text[token.end() :][:1000]):
            yield token.end()
            break
        if not depth or sign == '"':
            break
    indent = re.search(r"\n([ \t]{1,100})\{?$", text[max(0, start - 200) : start])
    if indent and (found := text.find(f"\n{indent[1]}}}", at)) >= 0:
        yield found + len(indent[1]) + 2
    key = re.match(r'\{\s{0,200}"[^"\\]{1,100}"', text[start : start + 400])
    if key and (follow := re.compile(r"\}\s{0,200},\s{0,200}" + re.escape(key[0])).search(text, at)):
        yield follow.start() + 1


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


def line(text: str, at: int) -> str:
    return f"line {text.count(chr(10), 0, at) + 1}" if "\n" in text else f"character {at}"


def excerpt(text: str, at: int) -> str:
    return text[max(0, at - 30) : at + 30]
