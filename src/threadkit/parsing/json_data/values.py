"""JSON in all the wrappings that dumps come in, as records with their places.

One text, an array, one record a line, several texts in a row, an assignment of a script ("window.… = […]"), with a
byte order mark, cut short, or with damage in the middle: whatever can be read is read, the rest becomes a Problem.
Whole numbers stay exact however long they are.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import attrs

from threadkit.parsing.json_data.mending import (
    BEHIND_END,
    Fault,
    Lines,
    characters,
    damaged_record,
    decoded,
    decoded_at,
    ends_of,
    mended,
    mended_page,
    whole,
)
from threadkit.parsing.material import Head, Material
from threadkit.records import Problem, Severity, Source

__all__ = ["Value", "first_value", "json_values"]

WHOLE_BYTES = 64 * 1024 * 1024  #: an array longer than this is read a record at a time
CHUNK = 4 * 1024 * 1024  #: characters
BLOCK = 64 * 1024  #: bytes of lines that are looked at together; what stays in a cache of the processor
BLOCK_LINES = 500
SPACE = " \t\r\n\x1e"  #: the last stands before each text of a sequence (RFC 7464)
#: "window.YTD.tweets.part0 = [" and the like: what an export has before its JSON, so that a browser can load it.
SCRIPT = re.compile(r"\s{0,100}(?:(?:var|let|const)\s{1,10})?[A-Za-z_$][\w$.\[\]\"']{0,200}\s{0,10}=\s{0,100}(?=[\[{])")
SPACES = SPACE.encode()
SKIP = re.compile(r"[ \t\r\n,\x1e]*")
SCRIPT_END = "; \t\r\n"
KEY = re.compile(r'\{\s{0,200}"[^"\\]{1,100}"')  #: how an object begins, and others like it
FLUSH = re.compile(r"\{\s{0,200}\n[^ \t]|[^{]")  #: not indented, so that objects inside it may begin a line, too


@attrs.frozen
class Value:
    """One record: `place` says where ("$", "$[3]", "line 7"), `position` counts records from 0."""

    place: str
    position: int
    value: Any


def first_value(head: Head) -> Any:  # noqa: ANN401 - any JSON
    """The first record of a thing, as far as its head holds it; None if it is no JSON. Never raises.

    Of a text that goes on after the head it is what the head holds: cut records are in it.
    """
    text = head.text.lstrip(SPACE + "\ufeff")
    if found := SCRIPT.match(text):
        text = text[found.end() :]
    if is_lines(text, head.whole):
        return next(filter(None, map(record_of, text.split("\n")[:3])), None)
    if text[:1] not in ("{", "["):
        return None
    try:
        value, _ = json.JSONDecoder(parse_int=whole).raw_decode(text)
    except (ValueError, RecursionError):
        value, _ = mended(text)
    return value


def json_values(
    material: Material, take: Callable[[Sequence[bytes], int], Iterable[int]] | None = None
) -> Iterator[Value | Problem]:
    """Every record of a thing. An array is its elements, any other text is one record.

    Where a thing has one a line, `take` is given blocks of lines, each with the number of its first, and gives the
    places in the block of those that it leaves. It is asked for the next when all has been done with the one before.
    """
    text = material.head.text.lstrip(SPACE + "\ufeff")
    if is_lines(text, material.head.whole) or has_long_lines(material, text):
        yield from of_lines(material, take or (lambda lines, number: range(len(lines))))
        return
    with material.open() as stream:
        long = len(stream.read(WHOLE_BYTES + 1)) > WHOLE_BYTES
    if long and (text[:1] == "[" or SCRIPT.match(text)):
        yield from of_long_array(material)
    else:
        yield from of_text(material)


def is_lines(text: str, whole: bool) -> bool:
    """Whether it is one record a line: one of its first lines is a record by itself, and there is another line."""
    lines = [line for line in text.split("\n")[:4] if line.strip(SPACE)][:3]
    several = len(lines) > 1 or not whole
    return several and lines[:1] != ["["] and any(record_of(line) is not None for line in lines)


def has_long_lines(material: Material, text: str) -> bool:
    """Whether it is one record a line though the first is longer than the head: pages of an API, a page a line."""
    if material.head.whole or text[:1] != "{" or "\n" in text:
        return False
    with material.open() as stream:
        later = (line for line in itertools.islice(stream, 1, 10) if line.strip())
        return next(later, b"").lstrip()[:1] == b"{"


def record_of(line: str) -> Any:  # noqa: ANN401 - a record, None if the line is no whole one
    line = line.strip(SPACE)
    if line[:1] not in ("{", "["):
        return None
    value, faults = decoded(line)
    return None if any(fault.lost for fault in faults) else value


def of_lines(material: Material, take: Callable[[Sequence[bytes], int], Iterable[int]]) -> Iterator[Value | Problem]:
    position = 0
    first = 1  # number of the first line of the block
    for lines in blocks_of(material):
        done = 0
        for place in take(lines, first):
            position += place - done
            done = place + 1
            line, number = lines[place], first + place
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            line = line.strip(SPACES)
            if not line:
                continue
            for n, (value, faults) in enumerate(values_on(line)):
                where = f"line {number}, text {n + 1}" if n else f"line {number}"
                if faults:
                    left = "the rest of the line" if n else "the line"
                    yield from problems(material.name, where, faults, f"{left} is left out")
                    if faults[-1].lost:
                        continue
                yield Value(where, position, value)
                position += 1
        position += len(lines) - done
        first += len(lines)


def values_on(line: bytes) -> Iterator[tuple[Any, tuple[Fault, ...]]]:
    """Each value on a line, and what is wrong with it: mostly one, and several where the end of a line is lost."""
    value, faults = decoded(line)
    if faults and faults[-1].lost and line.endswith(b","):  # what was an array has lost its brackets
        value, faults = decoded(line[:-1])
    if faults and faults[-1].lost and BEHIND_END in faults[-1].what:
        whole_ones, rest = in_a_row(characters(line)[0])
        if whole_ones:
            yield whole_ones[0], faults[:-1]
            yield from ((each, ()) for each in whole_ones[1:])
            if not rest:
                return
            line = rest.encode("utf-8", "surrogatepass")
            value, faults = decoded(line)
    if faults and faults[-1].lost and (page := mended_page(line)):
        value, faults = page
    yield value, faults


def in_a_row(text: str) -> tuple[list[Any], str]:
    """Whole objects, one right behind the other, and what is left of the text. What something else follows is no whole
    one: it may have gone on.
    """
    values: list[Any] = []
    start = place = 0
    while text[place : place + 1] == "{":
        start = place
        value, end, good = decoded_at(text, start)
        if not good:
            return values, text[start:]
        values.append(value)
        place = SKIP.match(text, end).end()  # type: ignore[union-attr] # it matches nothing, too
    return (values, "") if place == len(text) else (values[:-1], text[start:])


def blocks_of(material: Material) -> Iterator[list[bytes]]:
    """Its lines as UTF-8, some at a time; those of another encoding, or with another end, out of the whole text."""
    start = material.head.data
    if start.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")) or (b"\r" in start and b"\n" not in start):
        rest = iter(material.text().split("\n"))
        while block := [line.encode("utf-8", "surrogatepass") for line in itertools.islice(rest, BLOCK_LINES)]:
            yield block
        return
    with material.open() as stream:
        while data := stream.read(BLOCK):
            lines = (data + stream.readline()).split(b"\n")
            if not lines[-1]:
                lines.pop()  # behind the last end of line
            yield lines


def problems(name: str, place: str, faults: tuple[Fault, ...], end: str) -> Iterator[Problem]:
    for fault in faults:
        what = f"{fault.what}; {end}" if fault.lost else fault.what
        yield Problem(Source(name, place or fault.place), what, fault.saw, Severity.ERROR)


def of_text(material: Material) -> Iterator[Value | Problem]:
    """One text, or several in a row, all in memory."""
    text = material.text()
    if found := SCRIPT.match(text):
        text = text[found.end() :].rstrip(SCRIPT_END)
    text = text.strip(SPACE)
    position, number, counted = 0, 1, 0
    for start, value, faults in texts(text):
        lost = "nothing of it is read" if value is None else ""
        yield from problems(material.name, "", faults, lost)
        if value is None and faults:
            continue
        again = position if counted == start or "\n" not in text[counted:start] else 0
        number += text.count("\n", counted, start)
        counted = start
        place = "$" if start == 0 else f"line {number}{f', text {again + 1}' if again else ''}"
        if isinstance(value, list):
            for n, each in enumerate(value):
                if each is not None or not faults:  # what was taken out is told of already
                    yield Value(f"{place}[{n}]", position, each)
                position += 1
        else:
            yield Value(place, position, value)
            position += 1


def texts(text: str) -> Iterator[tuple[int, Any, tuple[Fault, ...]]]:
    """(where it begins, value, faults) of each text; mostly there is one."""
    value, faults = decoded(text)
    if not faults or not faults[-1].lost:
        yield 0, value, faults
        return
    lines = Lines(text)
    start = 0
    while start < len(text):
        value, end, good = decoded_at(text, start)
        if good:
            yield start, value, ()
        else:
            end = next_text(text, start, end)
            if text[start] in "{[":
                value, faults = mended(text[start:end])
                moved = (attrs.evolve(fault, place=lines.at(start)) if start else fault for fault in faults)
                yield start, value, tuple(moved)
            else:
                what = "something stands behind the end; it is left out"
                yield start, None, (Fault(what, lines.at(start), text[start : start + 60]),)
        start = SKIP.match(text, end).end()  # type: ignore[union-attr] # it matches nothing, too


def next_text(text: str, start: int, at: int) -> int:
    """Where another text begins behind one that is damaged: no object follows another without a comma inside a text."""
    key = KEY.match(text, start)
    way = rf"(?<=\}})\s{{0,200}}{re.escape(key[0])}" if key else KEY.pattern if text[start] not in "{[" else ""
    if not FLUSH.match(text, start):
        way += rf"{'|' if way else ''}\n\x1e?\{{"
    before = text[max(start + 1, at - 200) : at]
    found = re.compile(way).search(text, at - len(before) + len(before.rstrip())) if way else None
    return found.start() if found else len(text)


def of_long_array(material: Material) -> Iterator[Value | Problem]:
    """An array that does not fit in memory: a record is decoded when enough of the text has been read."""
    import codecs

    decoder = json.JSONDecoder(parse_int=whole)
    chunks = codecs.iterdecode(iter_chunks(material), "utf-8-sig", "replace")
    buffer = next(chunks, "")
    found = SCRIPT.match(buffer)
    start = (found.end() if found else len(buffer) - len(buffer.lstrip(SPACE))) + 1  # behind the bracket
    for position in itertools.count():
        while True:
            rest = buffer[start : start + 1000].lstrip(SPACE + ",")
            begin = buffer.index(rest[0], start) if rest else start
            try:
                value, end = decoder.raw_decode(buffer, begin)
                if end < len(buffer):
                    yield Value(f"$[{position}]", position, value)
                    break
            except (ValueError, RecursionError) as error:
                bad = damaged(buffer, begin, error)
                if bad is not None:
                    end, fault = bad
                    yield from problems(material.name, f"$[{position}]", (fault,), "")
                    break
            if rest[:1] == "]":
                return
            more = "".join(itertools.islice(chunks, 1 + len(buffer) // CHUNK))  # doubles, so that all is linear
            if not more:
                yield from rest_of_array(material, buffer[start:], position)
                return
            buffer, start = buffer[start:] + more, 0
        start = end


def damaged(buffer: str, start: int, error: Exception) -> tuple[int, Fault] | None:
    """Where a record ends that cannot be decoded though more than it was read. None: perhaps it was not."""
    if not isinstance(error, json.JSONDecodeError) or buffer[start] != "{" or len(buffer) - start < CHUNK:
        return None
    if error.msg.startswith("Unterminated") or len(buffer) - error.pos < 1000:
        return None
    end = next(ends_of(buffer, start, error.pos), None)
    return None if end is None else (end, damaged_record(buffer, Lines(buffer).at(start), error.pos))


def rest_of_array(material: Material, rest: str, position: int) -> Iterator[Value | Problem]:
    """What follows a record that cannot be decoded."""
    values, faults = mended("[" + rest)
    yield from problems(material.name, f"$[{position}] and after", faults, "nothing after it is read")
    for n, value in enumerate(values if isinstance(values, list) else [], position):
        if value is not None:
            yield Value(f"$[{n}]", n, value)


def iter_chunks(material: Material) -> Iterator[bytes]:
    with material.open() as stream:
        while chunk := stream.read(CHUNK):
            yield chunk
