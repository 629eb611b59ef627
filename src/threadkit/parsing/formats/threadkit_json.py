"""A saved archive: what :mod:`threadkit.outputs.json_form` writes. Only its findings are read back.

"result" is for other programs: it holds inferred links, and an inferred link is never evidence.
"""

from __future__ import annotations

import re
import reprlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from threadkit.parsing.material import HEAD_BYTES, Fit, Head, Material
from threadkit.parsing.record_json import from_plain, loads
from threadkit.records import Finding, Problem, Severity, Source

__all__ = ["EXAMPLE", "NAME", "TITLE", "VERSION", "detect", "read", "saved_settings", "stripped"]

NAME = "threadkit_json"
TITLE = "An archive saved by threadkit (JSON)"
EXAMPLE = """\
{"threadkit": 1, "settings": {"infer": true, "min_probability": 0.5},
 "findings": [
  {"type": "Capture", "name": "page.txt", "format": "thread_reader_text"},
  {"type": "Sighting", "source": {"capture": "page.txt", "locator": "lines 5-6"}, "text": "Hello.",
   "author": {"handle": "example_ada"}}
 ]}
"""
VERSION = 1  #: of the form; a file of a later one is not read

FIRST_KEY = re.compile(r'\s{0,1000}\{\s{0,1000}"threadkit"\s{0,100}:')
SETTINGS = re.compile(FIRST_KEY.pattern + r'\s{0,100}\d{1,9}\s{0,100},\s{0,1000}"settings"\s{0,100}:\s{0,1000}')


def detect(head: Head) -> Fit:
    return Fit.YES if FIRST_KEY.match(head.text) else Fit.NO


def read(material: Material) -> Iterator[Finding]:
    """Yield the saved findings as they were, in their order; what cannot be one becomes a Problem."""
    name = material.name
    try:
        saved = loads(material.text())
    except ValueError as error:
        yield Problem(Source(name), "the file is no whole JSON text", str(error), Severity.ERROR)
        return
    if not isinstance(saved, dict) or saved.get("threadkit") != VERSION:
        found = saved.get("threadkit") if isinstance(saved, dict) else type(saved).__name__
        what = f"saved in a form that this threadkit does not know; it knows {VERSION}"
        yield Problem(Source(name, "$.threadkit"), what, reprlib.repr(found), Severity.ERROR)
        return
    findings = saved.get("findings")
    if not isinstance(findings, list):
        yield Problem(Source(name, "$.findings"), "no list of findings", type(findings).__name__, Severity.ERROR)
        return
    for i, plain in enumerate(findings):
        place = f"$.findings[{i}]"
        try:
            yield from_plain(plain, place)
        except ValueError as error:
            yield Problem(Source(name, place, i), "not a finding", str(error), Severity.ERROR)


def saved_settings(source: str | Path) -> dict[str, Any] | None:
    """The settings of a saved archive, given its text (or the start of it) or its path; None: it holds none.

    >>> saved_settings('{"threadkit": 1, "settings": {"infer": false, "min_probability": 0.5}, "findings": []}')
    {'infer': False, 'min_probability': 0.5}
    """
    text = stripped(source) if isinstance(source, str) else ""
    if text[:1] != "{":
        with Path(source).open(encoding="utf-8-sig", errors="replace") as file:
            text = file.read(HEAD_BYTES)
    found = SETTINGS.match(text)
    if not found:
        return None
    import json  # msgspec reads whole texts only; the settings are the start of one

    try:
        settings, _ = json.JSONDecoder().raw_decode(text, found.end())
    except (ValueError, RecursionError):
        return None
    if not isinstance(settings, dict):
        return None
    infer, least = settings.get("infer"), settings.get("min_probability")
    good: dict[str, Any] = {"infer": infer} if isinstance(infer, bool) else {}
    if isinstance(least, int | float) and not isinstance(least, bool) and 0 <= least <= 1:
        good["min_probability"] = least
    return good  # what makes no sense is left to the caller's own or the usual


def stripped(text: str) -> str:
    """A text without what may stand before JSON."""
    return text.lstrip("\ufeff \t\r\n")
