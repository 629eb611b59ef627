"""JSON in all the wrappings that dumps come in, as records with their places.

One text, an array, one record a line, several texts in a row, an assignment of a script ("window.… = […]"), with a
byte order mark, cut short, or with damage in the middle: whatever can be read is read, the rest becomes a Problem.
Whole numbers stay exact however long they are.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import attrs

from threadkit.parsing.json_mending import Fault, decoded, mended, whole
from threadkit.parsing.material import Head, Material
from threadkit.records import Problem, Severity, Source

__all__ = ["Value", "first_value", "json_values"]

WHOLE_BYTES = 64 * 1024 * 1024  #: an array longer than this is read a record at a time
CHUNK = 4 * 1024 * 1024  #: characters
SPACE = " \t\r\n\x1e"  #: the last stands before each text of a sequence (RFC 7464)
#: "window.YTD.tweets.part0 = [" and the like: what an export has before its JSON, so that a browser can load it.
SCRIPT = re.compile(r"\s{0,100}(?:(?:var|let|const)\s{1,10})?[A-Za-z_$][\w$.\[\]\"']{0,200}\s{0,10}=\s{0,100}(?=[\[{])")
SPACES = SPACE.encode()
SKIP = re.compile(r"[ \t\r\n,\x1e]*")
SCRIPT_END = "; \t\r\n"


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


def json_values(material: Material, take: Callable[[bytes, int], bool] | None = None) -> Iterator[Value | Problem]:
    """Every record of a thing. An array is its elements, any other text is one record.

    Where a thing has one a line, `take` is given each line and its number, and those that it takes are left out.
    """
    text = material.head.text.lstrip(SPACE + "\ufeff")
    if is_lines(text, material.head.whole) or has_long_lines(material, text):
        yield from of_lines(material, take or (lambda line, number: False))
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
    if line.strip(SPACE)[:1] not in ("{", "["):
        return None
    value, faults = decoded(line)
    return None if any(fault.lost for fault in faults) else value


def of_lines(material: Material, take: Callable[[bytes, int], bool]) -> Iterator[Value | Problem]:
    position = 0
    with lines_of(material) as lines:
        for number, line in enumerate(lines, 1):
            if take(line, number):
                position += 1
                continue
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            line = line.strip(SPACES)
            if not line:
                continue
            place = f"line {number}"
            value, faults = decoded(line)
            if faults:
                yield from problems(material.name, place, faults, "the line is left out")
                if faults[-1].lost:
                    continue
            yield Value(place, position, value)
            position += 1


@contextmanager
def lines_of(material: Material) -> Iterator[Iterable[bytes]]:
    """Its lines as UTF-8; those of another encoding, or with another end, out of the whole text."""
    start = material.head.data
    if start.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")) or (b"\r" in start and b"\n" not in start):
        yield (line.encode("utf-8", "surrogatepass") for line in material.text().split("\n"))
        return
    with material.open() as stream:
        yield stream


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
    position, line, counted = 0, 1, 0
    for start, value, faults in texts(text):
        lost = "nothing of it is read" if value is None else ""
        yield from problems(material.name, "", faults, lost)
        if value is None and faults:
            continue
        again = position if counted == start or "\n" not in text[counted:start] else 0
        line += text.count("\n", counted, start)
        counted = start
        place = "$" if start == 0 else f"line {line}{f', text {again + 1}' if again else ''}"
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
    if not faults:
        yield 0, value, ()
        return
    decoder = json.JSONDecoder(parse_int=whole)
    start = 0
    while start < len(text):
        try:
            value, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            if text[start] in "{[":
                yield start, *mended(text[start:])
            else:
                what = "something stands behind the end; it is left out"
                yield start, None, (Fault(what, f"character {start}", text[start:][:60]),)
            return
        yield start, value, ()
        start = SKIP.match(text, end).end()  # type: ignore[union-attr] # it matches nothing, too


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
            if rest:
                start = buffer.index(rest[0], start)
                try:
                    value, end = decoder.raw_decode(buffer, start)
                    if end < len(buffer):
                        break
                except (ValueError, RecursionError):
                    pass
            if rest[:1] == "]":
                return
            more = "".join(itertools.islice(chunks, 1 + len(buffer) // CHUNK))  # doubles, so that all is linear
            if not more:
                yield from rest_of_array(material, buffer[start:], position)
                return
            buffer, start = buffer[start:] + more, 0
        yield Value(f"$[{position}]", position, value)
        start = end


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
