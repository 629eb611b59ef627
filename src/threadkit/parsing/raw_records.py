"""The record that something was read from, as it stands in its file: read again when it is asked for, never held."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import attrs

from threadkit.parsing.files.boxes import Box, of_folder
from threadkit.parsing.files.opening import decode, file_opener, opened
from threadkit.parsing.json_data.values import Value, first_value, json_values
from threadkit.parsing.material import Hints, Material
from threadkit.records import Source

__all__ = ["raw_record"]

#: "line 7", "lines 5-6, 9": what pages and files of one record a line have; what follows leads into the record.
LINES = re.compile(r"lines? (\d+(?:-\d+)?(?:, \d+(?:-\d+)?)*)")
SEVERAL = re.compile(r"line \d+, text \d+")  #: of several texts on one line each but the first
ROW = re.compile(r"row (\d{1,15})(?=$|[ .,])")  #: of Parquet, counted from 0
STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")
WHOLE = "$"
BEHIND = ("", " ", ".", ",", "[")  #: what can follow a place that leads further in
PASTED = "#pasted-"  #: of two open files of one name; see parsing/reading.py


def raw_record(source: Source, form: str | None = None) -> Any:  # noqa: ANN401 - any JSON, or text
    """What stands at a place: a value of JSON, the row of a table by its columns, the decoded record of a repository,
    a whole mail, or lines of a text.

    `form`: name of the format that its capture was read as; a row or a mail is told from a line of text by it, and
    files that are no text are opened by it. Of a place inside a record it is the innermost record or list that can be
    reached.

    Raises:
        FileNotFoundError: its capture is no file that is still there, as of a pasted text.
        ValueError: the file has no such place, or is no text; it may have changed.

    """
    with reopened(source.capture, source.locator) as (material, locator):
        if form not in OF_FORMATS and first_value(material.head) is not None:
            found: Iterable[Any] = of_json(mended(material) if form == "telegram_json" else material, locator)
        elif "\x00" in material.head.text and form not in OF_FORMATS:
            raise ValueError(f"{source.capture} is not text: what stands at {source.locator!r} cannot be shown")
        else:
            found = OF_FORMATS.get(form or "", of_text)(material, locator)
        for record in found:
            return record
    raise ValueError(f"{source.capture} has no place {source.locator!r}; has it changed, or is it damaged?")


def of_json(material: Material, locator: str) -> Iterator[Any]:
    """Records that a place may be meant by, the likeliest first: several can have one name after damage."""
    lines, several = LINES.match(locator), SEVERAL.match(locator)
    start = several[0] if several else f"line {lines[1]}" if lines else locator
    partly = []
    for found in json_values(material):
        if isinstance(found, Value) and found.place.startswith(several[0] if several else "") and leads(
            found.place, start, locator
        ):
            value, whole = follow(found.value, locator[len(found.place) :])
            if whole:
                yield value
            partly.append(value)
    yield from partly


def mended(material: Material) -> Material:
    """Programs that write Telegram's exports escape what JSON does not."""
    from threadkit.parsing.formats.telegram_json import repaired

    return attrs.evolve(material, text=lambda: repaired(material.text()))


def lines_in(locator: str) -> str:
    """The lines that a place is, "7" or "5-6, 9"; "": it is none of lines."""
    found = LINES.match(locator)
    return found[1] if found else ""


def of_mails(material: Material, locator: str) -> Iterator[str]:
    """Of a mailbox file the mail that begins at a line, as long as it is; else the whole file."""
    from threadkit.parsing.mail.mbox import mails_of

    lines = lines_in(locator)
    if not lines:
        yield material.text()
        return
    with material.open() as stream:
        for number, mail in mails_of(stream):
            if str(number) == lines:
                yield decode(mail, ignore)


def of_rows(material: Material, locator: str) -> Iterator[Any]:
    """The row that begins at a line: cells by their columns, or side by side if two columns have one name. Of lines
    that were read as one row, the lines.
    """
    from threadkit.parsing.tables.csv_rows import Broken, dialect_of, lines_of, rows_of

    lines, dialect = lines_in(locator), dialect_of(material.head)
    if "-" in lines:
        yield from of_text(material, locator)
    for row in rows_of(lines_of(material), dialect) if dialect is not None else ():
        line, cells = (row.line, list(row.cells)) if isinstance(row, Broken) else row
        if cells and str(line) == lines:
            names = [name.strip() for name in dialect.names] if dialect else []
            yield dict(zip(names, cells, strict=False)) if len(set(names)) == len(names) else cells


def of_parquet(material: Material, locator: str) -> Iterator[Any]:
    from threadkit.parsing.formats.table_parquet import row_at

    if found := ROW.match(locator):
        yield from row_at(material, int(found[1]))


def of_repository(material: Material, locator: str) -> Iterator[Any]:
    """The record of a key or a block; of a place inside it as of JSON."""
    from threadkit.parsing.formats.bluesky_car import records_at

    for place, record in records_at(material, locator):
        yield follow(record, locator[len(place) :])[0]


def of_text(material: Material, locator: str) -> Iterator[str]:
    lines = lines_in(locator)
    shown = list(lines_at(material.text().split("\n"), lines)) if lines else []
    if shown:
        yield "\n".join(shown)


#: Formats that are no JSON, even where they begin with "[" or "{".
OF_FORMATS: dict[str, Callable[[Material, str], Iterable[Any]]] = {
    "mail": of_mails, "table_csv": of_rows, "x_twarc_csv": of_rows, "table_parquet": of_parquet,
    "bluesky_car": of_repository, "bluesky_viewer_ages": of_text, "bluesky_viewer_clock": of_text,
    "thread_reader_text": of_text, "x_profile_text": of_text,
}  # fmt: skip


@contextmanager
def reopened(name: str, locator: str) -> Iterator[tuple[Material, str]]:
    """A file, or one inside folders and archives ("export.zip/data/tweets.js"), and the place in it."""
    with ExitStack() as boxes:
        try:
            found = found_again(name, locator, boxes)
        except FileNotFoundError:
            file, mark, part = name.rpartition("#")  # "tweets.js#reposted": one of several captures of a file
            if not mark or "/" in part or name.startswith(PASTED, len(file)):
                raise
            found = found_again(file, locator, boxes)
        yield found


def found_again(name: str, locator: str, boxes: ExitStack) -> tuple[Material, str]:
    path = next((each for each in (Path(name), *Path(name).parents) if each.exists()), Path())
    if path in (Path(), Path("/")):
        raise FileNotFoundError(f"no file {name!r} to read it from again")
    found = of_folder(path) if path.is_dir() else opened(str(path), file_opener(path), Hints(), ignore)
    rest = Path(name).relative_to(path).as_posix() if path != Path(name) else ""
    while isinstance(found, Box):
        boxes.callback(found.close)
        inside = next((each for each in found.members if rest == each or rest.startswith(f"{each}/")), None)
        if inside is None:
            folder = f"{rest}/" if rest else ""
            inside, locator = named_by(locator, found.members, folder)
            if inside is None:
                raise FileNotFoundError(f"no file {name!r} to read it from again, nor one in it for {locator!r}")
            rest = inside
        found, rest = opened(name, found.members[inside], Hints(), ignore), rest[len(inside) + 1 :]
    return found, locator


def named_by(locator: str, members: Iterable[str], folder: str) -> tuple[str | None, str]:
    """Of a capture that is a folder: the file that a place begins with, and the place in that file."""
    names = [each for each in members if each.startswith(folder) and leads(each[len(folder) :], "", locator)]
    best = max(names, key=len, default=None)
    if best is None:
        return None, locator
    within = locator[len(best) - len(folder) :]
    return best, within.strip() if within.startswith(" ") else WHOLE + within


def ignore(what: str, saw: str) -> None:
    """What was odd was told when it was read first."""


def leads(place: str, start: str, locator: str) -> bool:
    """Whether a locator names the record at `place` or something in it."""
    return place == start or (locator.startswith(place) and locator[len(place) : len(place) + 1] in BEHIND)


def follow(value: Any, path: str) -> tuple[Any, bool]:  # noqa: ANN401
    """The innermost record or list that a path leads to or through, and whether it could be followed to its end."""
    around = value
    for step in STEP.finditer(path):
        name, number = step.groups()
        try:
            value = value[name] if name is not None else value[int(number)]
        except (KeyError, IndexError, TypeError):
            return around, False
        around = value if isinstance(value, dict | list) else around
    return around, True


def lines_at(lines: list[str], spans: str) -> Iterator[str]:
    for span in spans.split(", "):
        first, _, last = span.partition("-")
        yield from lines[int(first) - 1 : int(last or first)]
