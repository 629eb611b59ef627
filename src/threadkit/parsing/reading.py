"""Detect and read: whatever is given, as findings."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import IO, cast

import attrs

from threadkit.errors import NotReadable, UnknownFormat
from threadkit.parsing.material import Fit, Format, Head, Hints, Material
from threadkit.records import (
    Absence,
    Author,
    Capture,
    Declared,
    Finding,
    Furniture,
    Link,
    Problem,
    Rejection,
    Repost,
    Severity,
    Sighting,
    Source,
    When,
)

__all__ = ["FormatInfo", "Given", "formats", "hints_of", "read", "read_text"]

FINDINGS = (Capture, Sighting, Link, Repost, Declared, Furniture, Problem, Rejection, Absence)

Given = str | os.PathLike[str] | IO[bytes] | IO[str] | Finding | Iterable[Finding]


@attrs.frozen
class FormatInfo:
    """What can be read: a stable name, a title for people, and what such a thing looks like."""

    name: str
    title: str
    example: str


def formats() -> list[FormatInfo]:
    """What can be read, with an example of each.

    >>> "thread_reader_text" in [f.name for f in formats()]
    True
    """
    found, _ = available()
    return [FormatInfo(name, form.TITLE, form.EXAMPLE) for name, form in sorted(found.items())]


def available() -> tuple[dict[str, Format], dict[str, str]]:
    from threadkit.parsing.formats import available

    return available()


def hints_of(
    seen_at: str | date | datetime | When | None = None,
    author: str | Author | None = None,
    timezone: str | None = None,
    platform: str | None = None,
    repair: bool | None = None,
) -> Hints:
    """What a caller says in words, as :class:`Hints`. Raises ValueError for a time or zone that cannot be read."""
    if timezone is not None:
        from threadkit.parsing.times import zone_named

        zone_named(timezone)  # a zone that nobody knows is a wrong call, not a fault of the page
    return Hints(when_of(seen_at, timezone), author_of(author), timezone, platform, repair)


def when_of(said: str | date | datetime | When | None, timezone: str | None) -> When | None:
    if said is None or isinstance(said, When):
        return said
    from threadkit.parsing.times import read_time

    text = said.isoformat() if isinstance(said, date) else said
    when = read_time(text, timezone=timezone)
    if when is None or when.earliest is None:
        raise ValueError(f"seen_at={said!r} is no date or time; write it like '2026-04-20' or '2026-04-20 18:00'")
    return when


def author_of(said: str | Author | None) -> Author | None:
    if said is None or isinstance(said, Author):
        return said
    said = said.strip()
    if said.startswith("@"):
        return Author(handle=said[1:])
    return Author(name=said) if said else None


def read(
    *sources: Given,
    seen_at: str | date | datetime | When | None = None,
    author: str | Author | None = None,
    timezone: str | None = None,
    platform: str | None = None,
    format: str | None = None,  # noqa: A002 - the word users type
    strict: bool = False,
    repair: bool | None = None,
) -> Iterator[Finding]:
    """Findings of paths, folders, globs, file objects; findings pass through as they are.

    Raises FileNotFoundError for a path that is not there, UnknownFormat for a format name nobody has,
    and with ``strict=True`` NotReadable for the first input that cannot be read.
    """
    hints = hints_of(seen_at, author, timezone, platform, repair)
    chosen = Chooser(format)
    # wrong calls and paths that are not there speak up before anything is read
    return findings_of(list(materials(sources, hints)), chosen, strict)


def read_text(text: str, hints: Hints, format: str | None = None, strict: bool = False) -> Iterator[Finding]:  # noqa: A002
    """Findings of a string that is the page itself."""
    from threadkit.parsing.opening import material_of_bytes, pasted_name

    data = text.encode("utf-8", "surrogatepass")
    name = pasted_name(data)
    return findings_of([Later(name, partial(material_of_bytes, name, data, hints))], Chooser(format), strict)


@attrs.define
class Notes:
    """What was odd while a thing was opened and decoded."""

    said: list[tuple[str, str]] = attrs.Factory(list)

    def __call__(self, what: str, saw: str) -> None:
        self.said.append((what, saw))


@attrs.define
class Later:
    """A thing that is opened when its turn comes."""

    name: str
    open: Callable[[Notes], Material]


def materials(sources: Iterable[Given], hints: Hints) -> Iterator[Later | Finding]:
    from threadkit.parsing.opening import material_of_bytes, pasted_name, read_all

    taken: dict[str, bytes] = {}
    paths: list[str | os.PathLike[str]] = []
    for source in sources:
        if isinstance(source, str | os.PathLike):
            paths.append(source)
        elif isinstance(source, FINDINGS):
            yield source
        elif hasattr(source, "read"):
            name, data = read_all(cast("IO[bytes]", source))
            if taken.setdefault(name, data) != data:  # two open files of one name are two captures
                name = f"{name}#{pasted_name(data)}"
            yield Later(name, partial(material_of_bytes, name, data, hints))
        elif isinstance(source, Iterable):
            for finding in source:
                if not isinstance(finding, FINDINGS):
                    kind = type(finding).__name__
                    raise TypeError(f"a list of findings holds a {kind}; give paths one by one: load(*paths)")
                yield finding
        else:
            raise TypeError(f"cannot read a {type(source).__name__}; give paths, file objects or findings")
    yield from files(paths, hints)


def files(paths: Iterable[str | os.PathLike[str]], hints: Hints) -> Iterator[Later | Finding]:
    from threadkit.parsing.opening import material_of_path, paths_of

    done: set[Path] = set()
    for given in paths:
        found = paths_of(given)
        if not found:
            yield Problem(Source(os.fspath(given)), "the folder holds no files", "", Severity.ERROR)
        for path in found:
            real = path.resolve()
            if real not in done:  # once, however many of the sources name it
                done.add(real)
                yield Later(str(path), partial(material_of_path, path, hints))


def findings_of(given: Iterable[Later | Finding], chooser: Chooser, strict: bool) -> Iterator[Finding]:
    for thing in given:
        if not isinstance(thing, Later):
            yield thing
            continue
        notes = Notes()
        try:
            opened = thing.open(notes)
        except (OSError, EOFError, zlib.error) as error:
            yield unreadable(thing.name, f"cannot be opened: {error}", "", strict)
        else:
            yield from read_material(opened, notes, chooser, strict)


def read_material(material: Material, notes: Notes, chooser: Chooser, strict: bool) -> Iterator[Finding]:
    if "\x00" in material.head.text:
        what = "is no text, and no format for such a file is known"
        yield unreadable(material.name, what, material.head.text[:40], strict)
        return
    form, odd = chooser.choose(material.head)
    yield from odd
    if form is None:
        start = material.head.text.strip()[:60]
        what = "no format recognises it; name one with format= (see threadkit formats)" if start else "is empty"
        yield unreadable(material.name, what, start, strict)
        return
    try:
        yield from form.read(material)
    except Exception as error:
        if strict:
            raise
        # a fault of one format must not cost the other inputs; it is told, with its place
        what = f"format {form.NAME} failed: {type(error).__name__}: {error}; what it had read is kept"
        yield Problem(Source(material.name), what, "", Severity.ERROR)
    for what, saw in notes.said:
        yield Problem(Source(material.name), what, saw)


def unreadable(name: str, what: str, saw: str, strict: bool) -> Problem:
    if strict:
        raise NotReadable(f"{name}: {what}" + (f": {saw!r}" if saw else ""))
    return Problem(Source(name), what, saw, Severity.ERROR)


class Chooser:
    """Finds the format of a thing by its head, or takes the one that the caller named."""

    def __init__(self, wanted: str | None) -> None:
        self.found, self.broken = available()
        if wanted is not None and wanted not in self.found:
            why = f" ({self.broken[wanted]})" if wanted in self.broken else ""
            raise UnknownFormat(f"no format {wanted!r}{why}; there are {', '.join(sorted(self.found))}")
        self.wanted = wanted

    def choose(self, head: Head) -> tuple[Format | None, list[Problem]]:
        odd = [
            Problem(Source(head.name), f"the format {name} could not be loaded", why)
            for name, why in self.broken.items()
        ]
        if self.wanted is not None:
            return self.found[self.wanted], odd
        fits = {name: form.detect(head) for name, form in sorted(self.found.items())}
        for level in (Fit.YES, Fit.MAYBE):
            names = [name for name, fit in fits.items() if fit is level]
            if len(names) > 1:
                what = f"{' and '.join(names)} all recognise it; read as {names[0]}; name one with format="
                odd.append(Problem(Source(head.name), what))
            elif names and level is Fit.MAYBE:
                what = f"only some signs of {names[0]}; name a format with format= if this is wrong"
                odd.append(Problem(Source(head.name), what, severity=Severity.INFO))
            if names:
                return self.found[names[0]], odd
        return None, odd
