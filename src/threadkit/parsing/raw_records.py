"""The record that something was read from, as it stands in its file: read again when it is asked for, never held."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from threadkit.parsing.boxes import Box, of_folder
from threadkit.parsing.json_values import Value, first_value, json_values
from threadkit.parsing.material import Hints, Material
from threadkit.parsing.opening import file_opener, opened
from threadkit.records import Source

__all__ = ["raw_record"]

#: "line 7", "lines 5-6, 9": what pages and files of one record a line have; what follows leads into the record.
LINES = re.compile(r"lines? (\d+(?:-\d+)?(?:, \d+(?:-\d+)?)*)")
STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")


def raw_record(source: Source) -> Any:  # noqa: ANN401 - any JSON, or text
    """What stands at a place: a value of JSON, or the lines of a text.

    Where a place leads into a record and cannot be followed to its end, it is as much as can be followed.

    Raises:
        FileNotFoundError: its capture is no file that is still there, as of a pasted text.
        ValueError: the file has no such place, or is no text; it may have changed.

    """
    lines = LINES.match(source.locator)
    start = f"line {lines[1]}" if lines else source.locator
    with reopened(source.capture) as material:
        if first_value(material.head) is not None:
            for found in json_values(material):
                if isinstance(found, Value) and leads(found.place, start, source.locator):
                    return follow(found.value, source.locator[len(found.place) :])
        elif lines and "\x00" not in material.head.text:
            return "\n".join(lines_at(material.text().split("\n"), lines[1]))
    raise ValueError(f"{source.capture} has no place {source.locator!r}, or is no text; has it changed?")


@contextmanager
def reopened(name: str) -> Iterator[Material]:
    """A file, or one inside folders and archives: "export.zip/data/tweets.js"."""
    path = next((each for each in (Path(name), *Path(name).parents) if each.exists()), Path())
    if path in (Path(), Path("/")) or (path == Path(name) and path.is_dir()):
        raise FileNotFoundError(f"no file {name!r} to read it from again")
    found = of_folder(path) if path.is_dir() else opened(str(path), file_opener(path), Hints(), ignore)
    rest = Path(name).relative_to(path).as_posix()
    with ExitStack() as boxes:
        while isinstance(found, Box):
            boxes.callback(found.close)
            inside = next((each for each in found.members if rest == each or rest.startswith(f"{each}/")), None)
            if inside is None:
                raise FileNotFoundError(f"{found.name} holds no {rest!r}")
            found, rest = opened(name, found.members[inside], Hints(), ignore), rest[len(inside) + 1 :]
        yield found


def ignore(what: str, saw: str) -> None:
    """What was odd was told when it was read first."""


def leads(place: str, start: str, locator: str) -> bool:
    """Whether a locator names the record at `place` or something in it."""
    return place == start or (locator.startswith(place) and locator[len(place) : len(place) + 1] in ("", ".", "[", " "))


def follow(value: Any, path: str) -> Any:  # noqa: ANN401
    for step in STEP.finditer(path):
        name, number = step.groups()
        try:
            value = value[name] if name is not None else value[int(number)]
        except (KeyError, IndexError, TypeError):
            break
    return value


def lines_at(lines: list[str], spans: str) -> Iterator[str]:
    for span in spans.split(", "):
        first, _, last = span.partition("-")
        yield from lines[int(first) - 1 : int(last or first)]
