"""load() and loads(): whatever is given, as an Archive."""

from __future__ import annotations

from datetime import date, datetime

from threadkit.archive import Archive
from threadkit.parsing.reading import Given, hints_of, read, read_text
from threadkit.records import Author, When

__all__ = ["load", "loads"]


def load(
    *sources: Given,
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
        sources: paths, folders, globs, file objects, findings.
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
    findings = read(
        *sources, seen_at=seen_at, author=author, timezone=timezone,
        platform=platform, format=format, strict=strict, repair=repair,
    )  # fmt: skip
    return Archive(findings, infer=infer, min_probability=min_probability)


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

    >>> page = "Gulls sleep standing up.\\n01.02.2024 10:00 — 👍 3 🔁 0 💬 0 📌 0\\n"
    >>> loads(page, author="@example_ada").posts[0].text
    'Gulls sleep standing up.'
    """
    hints = hints_of(seen_at, author, timezone, platform, repair)
    return Archive(read_text(text, hints, format, strict), infer=infer, min_probability=min_probability)
