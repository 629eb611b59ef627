"""load() and loads(): whatever is given, as an Archive."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from threadkit.archive import Archive
from threadkit.parsing.files.boxes import of_folder
from threadkit.parsing.files.opening import paths_of
from threadkit.parsing.formats.threadkit_json import saved_settings, stripped
from threadkit.parsing.material import HEAD_BYTES
from threadkit.parsing.reading import Given, hints_of, read_in_rows, read_text
from threadkit.parsing.rows import Rows
from threadkit.records import Author, Finding, When

__all__ = ["load", "loads"]


def load(
    *sources: Given | Archive,
    seen_at: str | date | datetime | When | None = None,
    author: str | Author | None = None,
    timezone: str | None = None,
    platform: str | None = None,
    format: str | None = None,  # noqa: A002 - the word users type
    infer: bool | None = None,
    min_probability: float | None = None,
    strict: bool = False,
    repair: bool | None = None,
) -> Archive:
    """Read whatever is given and conclude.

    Args:
        sources: paths, folders, globs, file objects, findings, other archives.
        seen_at: when the captures were made, if known: "2026-04-20", a date, a datetime.
        author: whose page it is, where a page does not say: "@handle" or a name.
        timezone: of the clock on the page: "Europe/Rome" or "+02:00".
        platform: where the posts are from, where a page does not say: "x", "bluesky".
        format: a name from :func:`formats`, if it should not be detected.
        infer: align captures by text and infer reply links; True unless a saved archive says otherwise.
            False: only equal ids, and a page that shows one post twice, are merged.
        min_probability: inferred links at or above it (0..1) are asserted and marked, the rest are candidates;
            0.5 unless a saved archive says otherwise.
        strict: raise NotReadable for input that cannot be read, instead of a Problem.
        repair: mend text whose encoding was mixed up; None: pages yes, JSON no.

    Raises:
        FileNotFoundError: a path that is not there.
        UnknownFormat: a `format` that nobody has.
        NotReadable: with ``strict=True``.
        ValueError: a time, zone or probability that makes no sense.

    """
    saved = settings_of(sources[0]) if len(sources) == 1 else {}
    given = [source.findings if isinstance(source, Archive) else source for source in sources]
    hints = hints_of(seen_at, author, timezone, platform, repair)
    findings = read_in_rows(*given, hints=hints, format=format, strict=strict)
    return archive_of(findings, saved, infer, min_probability)


def loads(
    text: str,
    *,
    seen_at: str | date | datetime | When | None = None,
    author: str | Author | None = None,
    timezone: str | None = None,
    platform: str | None = None,
    format: str | None = None,  # noqa: A002 - the word users type
    infer: bool | None = None,
    min_probability: float | None = None,
    strict: bool = False,
    repair: bool | None = None,
) -> Archive:
    r"""Like :func:`load`, of a string that is the page itself.

    >>> page = "Gulls sleep standing up.\n01.02.2024 10:00 — 👍 3 🔁 0 💬 0 📌 0\n"
    >>> loads(page, author="@example_ada").posts[0].text
    'Gulls sleep standing up.'
    """
    hints = hints_of(seen_at, author, timezone, platform, repair)
    saved = saved_settings(text) if stripped(text)[:1] == "{" else None
    return archive_of(read_text(text, hints, format, strict), saved or {}, infer, min_probability)


def archive_of(
    findings: Iterable[Finding | Rows], saved: Mapping[str, Any], infer: bool | None, min_probability: float | None
) -> Archive:
    """What the caller says, else what a saved archive that is loaded alone says, else the usual."""
    return Archive(
        findings,
        infer=saved.get("infer") if infer is None else infer,
        min_probability=saved.get("min_probability") if min_probability is None else min_probability,
    )


def settings_of(source: Given | Archive) -> Mapping[str, Any]:
    """The settings of an archive that is given alone, saved or not, so that it comes back as it was."""
    if isinstance(source, Archive):
        return {"infer": source.infer, "min_probability": source.min_probability}
    if not isinstance(source, str | os.PathLike):
        return saved_settings(start_of(source)) or {} if isinstance(source, io.IOBase) else {}
    paths = [file for path in paths_of(source) for file in files_in(path)]
    try:
        return (saved_settings(paths[0]) or {}) if len(paths) == 1 else {}
    except OSError:  # what reading will tell of in its own words
        return {}


def files_in(path: Path) -> list[Path]:
    return [path / name for name in of_folder(path).members] if path.is_dir() else [path]


def start_of(file: io.IOBase) -> str:
    """The start of an open file, which is then where it was; "{" of one that cannot go back."""
    if not file.seekable():
        return "{"
    place = file.tell()
    start = file.read(HEAD_BYTES)
    file.seek(place)
    text = stripped(start.decode("utf-8", "replace") if isinstance(start, bytes) else start)
    return text if text[:1] == "{" else "{"
