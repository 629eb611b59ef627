"""Detect and read: whatever is given, as findings."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import IO, cast

import attrs

from threadkit.errors import NotReadable, UnknownFormat
from threadkit.parsing.files.boxes import Box
from threadkit.parsing.material import Fit, Format, Head, Hints, Material
from threadkit.parsing.rows import Rows, spread
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
from threadkit.wording import plural

__all__ = ["FormatInfo", "Given", "formats", "hints_of", "read", "read_in_rows", "read_text"]

BOXES_IN_BOXES = 5
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
    """What a caller says in words, as :class:`Hints`.

    Raises ValueError for a time or zone that cannot be read, TypeError for what is no text, nor anything else that is
    taken.
    """
    for name, said, kinds, like in (
        ("seen_at", seen_at, str | date | When, "'2026-04-20', a date or a datetime"),
        ("author", author, str | Author, "'@handle', a name or an Author"),
        ("timezone", timezone, str, "'Europe/Rome' or '+02:00'"),
        ("platform", platform, str, "'x' or 'bluesky'"),
    ):
        if said is not None and not isinstance(said, kinds):
            raise TypeError(f"{name}={said!r} is of no kind that can be read; give {like}")
    if timezone is not None:
        from threadkit.parsing.times.shown import zone_named

        zone_named(timezone)  # a zone that nobody knows is a wrong call, not a fault of the page
    return Hints(when_of(seen_at, timezone), author_of(author), timezone, platform, repair)


def when_of(said: str | date | datetime | When | None, timezone: str | None) -> When | None:
    if said is None or isinstance(said, When):
        return said
    from threadkit.parsing.times.shown import read_time

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
    return spread(findings_of(list(materials(sources, hints)), hints, chosen, strict))


def read_in_rows(
    *sources: Given, hints: Hints, format: str | None = None, strict: bool = False  # noqa: A002
) -> Iterator[Finding | Rows]:
    """The same, plain posts of large dumps as columns."""
    return findings_of(list(materials(sources, hints)), hints, Chooser(format), strict)


def read_text(text: str, hints: Hints, format: str | None = None, strict: bool = False) -> Iterator[Finding]:  # noqa: A002
    """Findings of a string that is the page itself."""
    from threadkit.parsing.files.opening import bytes_opener, opened, pasted_name

    data = text.encode("utf-8", "surrogatepass")
    name = pasted_name(data)
    thing = Later(name, partial(opened, name, bytes_opener(data), hints))
    return spread(findings_of([thing], hints, Chooser(format), strict))


@attrs.define
class Notes:
    """What was odd while a thing was opened and decoded; once, however often it is opened."""

    said: dict[tuple[str, str], None] = attrs.Factory(dict)

    def __call__(self, what: str, saw: str) -> None:
        self.said[what, saw] = None

    def told(self, name: str) -> Iterator[Problem]:
        said, self.said = self.said, {}
        for what, saw in said:
            yield Problem(Source(name), what, saw)


@attrs.define
class Later:
    """A thing that is opened when its turn comes."""

    name: str
    open: Callable[[Notes], Material | Box]


def materials(sources: Iterable[Given], hints: Hints) -> Iterator[Later | Finding]:
    from threadkit.parsing.files.opening import bytes_opener, opened, pasted_name, read_all

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
            yield Later(name, partial(opened, name, bytes_opener(data), hints))
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
    """Each file once, however many of the sources name it."""
    from threadkit.parsing.files.boxes import of_folder
    from threadkit.parsing.files.opening import file_opener, opened, outermost, paths_of

    done: set[Path] = set()
    for path in outermost([path for given in paths for path in paths_of(given)]):
        real = path.resolve()
        if real in done:
            continue
        done.add(real)
        if not path.is_dir():
            yield Later(str(path), partial(opened, str(path), file_opener(path), hints))
            continue
        box = of_folder(path)
        inside = {name: (path / name).resolve() for name in box.members}
        members = {name: box.members[name] for name, file in inside.items() if file not in done}
        done.update(inside.values())
        if inside and not members:
            continue  # all of it was named before
        yield Later(str(path), partial(whole_box, attrs.evolve(box, members=members)))


def whole_box(box: Box, notes: Notes) -> Box:
    return box


def findings_of(
    given: Iterable[Later | Finding | Rows], hints: Hints, chooser: Chooser, strict: bool
) -> Iterator[Finding | Rows]:
    waiting = [iter(given)]  # of boxes in boxes the innermost last
    while waiting:
        thing = next(waiting[-1], None)
        if thing is None:
            waiting.pop()
        elif not isinstance(thing, Later):
            yield thing
        else:
            notes = Notes()
            try:
                found = thing.open(notes)
            except (OSError, EOFError) as error:
                yield unreadable(thing.name, f"cannot be opened: {error}", "", strict)
                yield from notes.told(thing.name)
                continue
            if not isinstance(found, Box):
                yield from read_material(found, notes, chooser, strict)
            elif len(waiting) > BOXES_IN_BOXES:
                found.close()
                yield unreadable(thing.name, f"archives in archives, more than {BOXES_IN_BOXES} deep", "", strict)
            else:
                yield from notes.told(thing.name)
                waiting.append(closing(found, in_box(found, hints, chooser, strict)))


def closing(box: Box, found: Iterator[Later | Finding | Rows]) -> Iterator[Later | Finding | Rows]:
    try:
        yield from found
    finally:
        box.close()


def in_box(box: Box, hints: Hints, chooser: Chooser, strict: bool) -> Iterator[Later | Finding | Rows]:
    """What is in a folder or archive: groups of files that belong together, then the others one by one."""
    from threadkit.parsing.files.boxes import claims, pictures, prefix
    from threadkit.parsing.files.opening import folder_material, opened

    rest = dict(box.members)
    if not rest:
        yield Problem(Source(box.name), "it holds no files", "", Severity.ERROR)
    for name, group in claims(tuple(box.members), chooser.claiming()):
        members = {each: Notes() for each in group}
        material = folder_material(
            f"{box.name}/{prefix(group)}".rstrip("/"),
            {each: partial(member, box, each, hints, note) for each, note in members.items()},
            hints,
        )
        yield from read_with(chooser.found[name], material, strict)
        for each, notes in members.items():
            yield from notes.told(f"{box.name}/{each}")
            del rest[each]
    looks = pictures(tuple(rest))
    if looks:
        one = "of the files is a picture, film, sound or look of a page; it is not read"
        many = "of the files are pictures, films, sounds or looks of pages; they are not read"
        what = plural(len(looks), one, many)
        yield Problem(Source(box.name), what, ", ".join(looks[:3]), Severity.INFO)
    for each in sorted(rest.keys() - set(looks)):
        name = f"{box.name}/{each}"
        yield Later(name, partial(opened, name, rest[each], hints))


def member(box: Box, name: str, hints: Hints, notes: Notes) -> Material:
    """One file of a group. Raises OSError if it cannot be opened or is an archive itself."""
    from threadkit.parsing.files.opening import opened

    found = opened(f"{box.name}/{name}", box.members[name], hints, notes)
    if isinstance(found, Box):
        found.close()
        raise IsADirectoryError(f"{name} is an archive")
    return found


def read_material(material: Material, notes: Notes, chooser: Chooser, strict: bool) -> Iterator[Finding | Rows]:
    form, odd = chooser.choose(material.head)
    yield from odd
    start = material.head.text.strip()[:60]
    if form is None or not (start or material.head.members):
        what = "no format recognises it; name one with format= (see threadkit formats)" if start else "is empty"
        if "\x00" in material.head.text:
            what, start = "is no text, and no format for such a file is known", material.head.text[:40]
        yield unreadable(material.name, what, start, strict)
    else:
        yield from read_with(form, material, strict)
    yield from notes.told(material.name)


def read_with(form: Format, material: Material, strict: bool) -> Iterator[Finding | Rows]:
    try:
        yield from getattr(form, "read_rows", form.read)(material)
    except Exception as error:
        if strict:
            raise
        # a fault of one format must not cost the other inputs; it is told, with its place
        what = f"format {form.NAME} failed: {type(error).__name__}: {error}; what it had read is kept"
        yield Problem(Source(material.name), what, "", Severity.ERROR)


def unreadable(name: str, what: str, saw: str, strict: bool) -> Problem:
    if strict:
        raise NotReadable(f"{name}: {what}" + (f": {saw!r}" if saw else ""))
    return Problem(Source(name), what, saw, Severity.ERROR)


def fit_of(form: Format, head: Head, odd: list[Problem]) -> Fit:
    try:
        return form.detect(head)
    except Exception as error:  # noqa: BLE001 - a fault of one format must not cost the others; it is told
        what = f"format {form.NAME} failed to look at it: {type(error).__name__}: {error}"
        odd.append(Problem(Source(head.name), what, "", Severity.ERROR))
        return Fit.NO


class Chooser:
    """Finds the format of a thing by its head, or takes the one that the caller named."""

    def __init__(self, wanted: str | None) -> None:
        self.found, self.broken = available()
        if wanted is not None and wanted not in self.found:
            why = f" ({self.broken[wanted]})" if wanted in self.broken else ""
            raise UnknownFormat(f"no format {wanted!r}{why}; there are {', '.join(sorted(self.found))}")
        self.wanted = wanted

    def claiming(self) -> dict[str, Callable[[Sequence[str]], object]]:
        """What the formats that read several files together claim of a folder."""
        forms = self.found if self.wanted is None else {self.wanted: self.found[self.wanted]}
        return {name: form.claim for name, form in forms.items() if hasattr(form, "claim")}

    def choose(self, head: Head) -> tuple[Format | None, list[Problem]]:
        odd = [
            Problem(Source(head.name), f"the format {name} could not be loaded", why)
            for name, why in self.broken.items()
        ]
        if self.wanted is not None:
            return self.found[self.wanted], odd
        fits = {name: fit_of(form, head, odd) for name, form in sorted(self.found.items())}
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
