"""Rows of a CSV file with fewer cells than its header: which still make a post, and which lines are one row.

A row can end early because nothing is written behind its last cell, because the file ends, or because a line break in
its text was not put in quotes. The line below such a break must not pass for a post: cells have to be what their
columns are called.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

import attrs

from threadkit.parsing.tables.cells import BY_SIZE, Layout, absent, count_in, id_in, time_in
from threadkit.parsing.tables.columns import COUNTS
from threadkit.parsing.tables.csv_rows import Broken, Line
from threadkit.parsing.tables.findings import PASSED_ON

__all__ = ["Reader", "Short", "reader_of"]

MOST_LINES = 50  #: of one row whose line breaks have no quotes
ID_FIELDS = ("parent", "quote", "repost", "conversation", "author_id")
SNOWFLAKE = 15  #: digits; ids so long all have nearly as many
WORDS = ("author", "author_name", "platform")
SHAPES = {"lang": re.compile(r"[A-Za-z]{2,3}(?![A-Za-z])"), "url": re.compile(r"[^\s/]{0,200}/")}
#: How ids are written, the narrowest first. A word without a digit may be any.
FORMS = (
    ("digits", re.compile(r"\d{1,25}")),
    ("address", re.compile(r"(?:https?://|at://)\S{1,2000}")),
    ("word", re.compile(r"(?=\D{0,200}\d)[\w.:/-]{1,200}", re.ASCII)),
)


@attrs.frozen
class Short:
    """A row that is read as far as it goes; `lines`: its first and last. `cut`: its text may go on."""

    lines: tuple[int, int]
    cells: list[str]
    what: str
    saw: str
    cut: bool = False


def lengths_of(ids: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Of each form that ids have, the least and the greatest length; of digits without those that others are unlike."""
    by_form: dict[str, list[int]] = {}
    for raw in filter(None, ids):
        by_form.setdefault(form_of(raw), []).append(len(raw))
    long = [size for size in by_form.get("digits", ()) if size >= SNOWFLAKE]
    if 2 * len(long) > len(by_form.get("digits", ())):
        by_form["digits"] = long
    return {form: (min(sizes), max(sizes)) for form, sizes in by_form.items() if form}


@attrs.frozen
class Reader:
    """Reads short rows of a table with this many columns. `ids`: see :func:`lengths_of`."""

    layout: Layout
    width: int
    ids: Mapping[str, tuple[int, int]]
    spaced: Container[str]  #: fields that hold words; of others each cell is one

    def read(self, rows: Iterable[Line | Broken]) -> Iterator[Line | Broken | Short]:
        """The same rows, with a Short in place of a Broken one that makes a post, or of several that are one row."""
        source = iter(rows)
        waiting: deque[Line | Broken] = deque()
        goes_on = False  # the row above may
        while (row := waiting.popleft() if waiting else next(source, None)) is not None:
            if not isinstance(row, Broken) or not row.cells:
                yield self.rest(row) if goes_on and self.is_rest(row) else row
                goes_on = False
                continue
            below = self.below(row, waiting, source)
            together = self.together(row, below)
            if together is not None and self.begins(below[0].cells):
                yield row  # one row or two: nothing tells
                yield waiting.popleft()
            elif together is not None:
                yield together
                goes_on = False
                while waiting and isinstance(last := waiting[0], Broken) and last.line <= together.lines[1]:
                    waiting.popleft()
            else:
                alone = self.alone(row, bool(waiting) and self.is_rest(waiting[0]))
                goes_on = True
                yield alone or row

    def is_rest(self, row: Line | Broken) -> bool:
        """Whether what stands below a text that may go on is no row of its own."""
        if isinstance(row, Broken):
            return bool(row.cells) and not self.fits(row.cells)
        at = self.layout.places.get("id")
        raw, odd = id_in(None if at is None else row[1][at], self.layout.float_limit)
        return raw is not None and not odd and bool(self.ids) and not self.is_id(raw)

    def rest(self, row: Line | Broken) -> Line | Broken:
        if isinstance(row, Broken):
            return row
        what = "what may be the rest of the row above: its id is unlike others; not read"
        return Broken(row[0], what, ",".join(row[1]).strip())

    def below(self, row: Broken, waiting: deque[Line | Broken], source: Iterator[Line | Broken]) -> list[Broken]:
        """The short rows right below, as many as may belong to this one. All that is looked at is left `waiting`."""
        found: list[Broken] = []
        cells = len(row.cells)
        for place in range(MOST_LINES):
            if place == len(waiting):
                if (more := next(source, None)) is None:
                    break
                waiting.append(more)
            each = waiting[place]
            if not isinstance(each, Broken) or not each.cells or cells + len(each.cells) - 1 > self.width:
                break
            found.append(each)
            cells += len(each.cells) - 1
        return found

    def together(self, row: Broken, below: Sequence[Broken]) -> Short | None:
        """A row whose text has line breaks without quotes, if there is one."""
        cells, last = list(row.cells), row.line
        for each in below:
            if len(cells) - 1 != self.layout.places["text"]:
                return None
            cells = [*cells[:-1], cells[-1] + "\n" * (each.line - last) + each.cells[0], *each.cells[1:]]
            last = each.line
            if len(cells) == self.width:
                if len(each.cells) < 2 or not self.fits(cells):
                    return None
                what = "a line break without quotes inside a text; the lines are read as one row"
                return Short((row.line, last), cells, what, row.saw)
        return None

    def alone(self, row: Broken, follows: bool) -> Short | None:
        """`follows`: what stands below is no row, and may belong to the text."""
        cells, at = list(row.cells), self.layout.places["text"]
        last = len(cells) - 1 == at
        if row.ends and not last:
            cells.pop()  # an id or a count may have had more digits
        if (follows and not last) or not self.fits(cells):  # commas and line breaks, all without quotes
            return None
        size = f"a row of {len(row.cells)} cells in a table of {self.width}"
        what = f"{size}; read as far as it goes: the rest is unknown"
        return Short((row.line, row.line), cells, what, row.saw, cut=last and (row.ends or follows))

    def begins(self, cells: Sequence[str]) -> bool:
        """Whether cells may be a row of their own, also one that ends before its text."""
        held = self.held(cells)
        bare = len(cells) > 1 and "text" not in held and self.is_id(held.get("id")) and self.well_written(held)
        return bare or self.fits(cells)

    def held(self, cells: Sequence[str]) -> dict[str, str]:
        return {field: cells[at] for field, at in self.layout.places.items() if at < len(cells)}

    def fits(self, cells: Sequence[str]) -> bool:
        """Whether cells make a post, and each is what its column is called."""
        places, held = self.layout.places, self.held(cells)
        if "text" not in held:
            return False
        if not (self.is_id(held.get("id")) if "id" in places else self.is_dated(held)):
            return False
        if "parent" in places.keys() - held.keys() and "id" not in held:
            return False  # of a post without an id it could not be told that it may answer another
        if "repost" in places.keys() - held.keys() and PASSED_ON.match(held["text"]):
            return False
        return self.well_written(held)

    def is_dated(self, held: dict[str, str]) -> bool:
        when, _ = time_in(held.get("time"), self.layout)
        return when is not None and when.earliest is not None

    def is_id(self, cell: str | None) -> bool:
        """Whether it looks like the ids of the other rows."""
        raw, odd = id_in(cell, self.layout.float_limit)
        form = "" if raw is None or odd else form_of(raw)
        if not form or raw is None or form not in self.ids:
            return False
        least, most = self.ids[form]
        return form != "digits" or least < SNOWFLAKE or least - 1 <= len(raw) <= most + 1

    def well_written(self, held: dict[str, str]) -> bool:
        for field, cell in held.items():
            odd = ""
            if absent(cell):
                continue
            if field == "time":
                _, odd = time_in(cell, self.layout)
            elif field in COUNTS:
                _, odd = count_in(cell, signed=field == "score")
            elif field in ID_FIELDS:
                raw, odd = id_in(cell, self.layout.float_limit)
                odd = odd or ("" if field == "conversation" or (raw and form_of(raw)) else "no id")
            elif field in WORDS and field not in self.spaced and len(cell.split()) > 1:
                odd = "several words"
            elif field in SHAPES and not SHAPES[field].match(cell.strip()):
                odd = "of another shape"
            if odd and not odd.startswith(BY_SIZE):
                return False
        return True


def form_of(raw: str) -> str:
    """How an id is written.

    >>> form_of("12"), form_of("t1_abc12"), form_of("see below")
    ('digits', 'word', '')
    """
    return next((name for name, pattern in FORMS if pattern.fullmatch(raw)), "")


def reader_of(layout: Layout, width: int, whole: Sequence[Sequence[str]]) -> Reader:
    """For a table of which these rows are whole."""
    at = layout.places.get("id")
    ids = [] if at is None else [row[at].strip() for row in whole]
    words = {field: place for field in WORDS if (place := layout.places.get(field)) is not None}
    spaced = {field for field, place in words.items() if any(len(row[place].split()) > 1 for row in whole)}
    return Reader(layout, width, lengths_of(ids), spaced)
