"""Rows of a CSV or TSV file, each with its line; a damaged row costs itself and no other.

The csv module alone would let one quote that is never closed swallow all that follows. Here such a row is given up at
its first line, and reading goes on with the next.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator

import attrs

from threadkit.parsing.material import Head, Material
from threadkit.wording import plural

__all__ = ["Broken", "Dialect", "Line", "dialect_of", "lines_of", "rows_of"]

DELIMITERS = ",\t;|"
SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)  #: what Excel writes before the header
PATIENCE = 100  #: rows that may be given up before each line is taken for a row of its own: else a file could cost n²
LONGEST = 10_000  #: lines of one row
Line = tuple[int, list[str]]  #: number of its first line, and its cells


@attrs.frozen
class Dialect:
    """How a file is written. `start`: lines before the header."""

    delimiter: str
    names: tuple[str, ...]
    start: int = 0
    escape: str | None = None


@attrs.frozen
class Broken:
    """A row that cannot be read, or not without doubt: where, why, and its first line.

    `cells`: of one that has fewer than there are columns; `ends`: the file ends in it.
    """

    line: int
    what: str
    saw: str
    lost: bool = True
    cells: tuple[str, ...] = ()
    ends: bool = False


def dialect_of(head: Head) -> Dialect | None:
    """The delimiter that parts the first line into the most cells, and those cells; None if nothing parts it."""
    lines = head.text.split("\n")
    start = next((n for n, line in enumerate(lines[:20]) if line.strip("\ufeff \t")), None)
    if start is None:
        return None
    first, said = lines[start].lstrip("\ufeff"), None
    if (found := SEPARATOR_LINE.fullmatch(first)) and start + 1 < len(lines):
        said, start = found[1], start + 1
        first = lines[start]
    if len(first) > 20_000 or first.lstrip()[:1] in ("{", "[", "<"):
        return None
    parted = {sign: cells_of(first, sign) for sign in (said or DELIMITERS)}
    delimiter = max(parted, key=lambda sign: len(parted[sign]))
    if len(parted[delimiter]) < 2:
        return None
    escaped = head.text.count('\\"') > 2 and re.search(r'[^",;\t|\n]""[^",;\t|\n]', head.text[:20_000]) is None
    return Dialect(delimiter, tuple(parted[delimiter]), start, "\\" if escaped else None)


def cells_of(line: str, delimiter: str, escape: str | None = None) -> list[str]:
    """The cells of one line, as far as they can be read."""
    try:
        return next(csv.reader([line], delimiter=delimiter, escapechar=escape, doublequote=escape is None), [])
    except csv.Error:
        return []


def lines_of(material: Material) -> Iterator[str]:
    """The lines of a file, in UTF-8 as they come, in another encoding by way of its whole text."""
    if is_utf_8(material):
        with material.open() as stream, io.TextIOWrapper(stream, "utf-8-sig", newline="") as text:
            yield from text
    else:
        yield from io.StringIO(material.text(), newline="")


def is_utf_8(material: Material) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with material.open() as stream:
            while chunk := stream.read(1 << 20):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


@attrs.define
class Feed:
    """Lines for the csv module, which can be given back."""

    source: Iterator[str]
    waiting: deque[str] = attrs.Factory(deque)
    taken: list[str] = attrs.Factory(list)  #: since the row began
    number: int = 0  #: of lines handed out

    def __iter__(self) -> Feed:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= LONGEST:
            raise csv.Error(f"a row of more than {LONGEST} lines")
        line = self.waiting.popleft() if self.waiting else next(self.source)
        self.taken.append(line)
        self.number += 1
        return line

    def give_back(self) -> str:
        """All lines of the row but its first, which is returned."""
        first = self.taken[0]
        self.waiting.extendleft(reversed(self.taken[1:]))
        self.number -= len(self.taken) - 1
        self.taken.clear()
        return first


def rows_of(lines: Iterable[str], dialect: Dialect) -> Iterator[Line | Broken]:
    """The rows below the header; empty lines are none."""
    source = iter(lines)
    header_lines = 1 + dialect.start
    for _ in range(header_lines):
        next(source, None)
    feed = Feed(source, number=header_lines)
    width, patience = len(dialect.names), PATIENCE
    while True:
        number = feed.number + 1
        try:
            cells = next_row(feed, dialect) if patience else next_line(feed, dialect)
        except StopIteration:
            return
        except csv.Error as error:
            several = len(feed.taken) > 1
            first = feed.give_back() if feed.taken else ""
            alone = cells_of(first.rstrip("\r\n"), dialect.delimiter, dialect.escape)
            patience -= bool(patience and several)
            if len(alone) == width and not several and first.count('"') % 2 == 0:
                yield Broken(number, f"quotes that do not match ({error}); read as they stand", first.strip(), False)
                yield number, alone
            else:
                yield Broken(number, f"a damaged row ({error}); not read", first.strip())
            continue
        several = len(feed.taken) > 1
        if cells and len(cells) != width:
            cells = trimmed(cells, width)
            if len(cells) != width and several:  # a quote that closes in a later row
                patience -= bool(patience)
                yield Broken(number, "a damaged row: its quotes do not match; not read", feed.give_back().strip())
                continue
        first = feed.taken[0].strip() if feed.taken else ""
        ends = bool(feed.taken) and not feed.taken[-1].endswith(("\n", "\r"))
        feed.taken.clear()
        if cells and len(cells) != width:
            what = f"a row of {plural(len(cells), 'cell', 'cells')} in a table of {width}; not read"
            yield Broken(number, what, first, True, tuple(cells) if len(cells) < width else (), ends)
        elif cells:
            yield number, cells


def next_row(feed: Feed, dialect: Dialect) -> list[str]:
    return next(
        csv.reader(
            feed, delimiter=dialect.delimiter, escapechar=dialect.escape, doublequote=not dialect.escape, strict=True
        )
    )


def next_line(feed: Feed, dialect: Dialect) -> list[str]:
    line = next(feed)
    return next(
        csv.reader(
            [line], delimiter=dialect.delimiter, escapechar=dialect.escape, doublequote=not dialect.escape, strict=True
        ),
        [],
    )


def trimmed(cells: list[str], width: int) -> list[str]:
    """Without empty cells after the last column, which spreadsheets write."""
    return cells[:width] if len(cells) > width and not any(cell.strip() for cell in cells[width:]) else cells
