"""Dumps of Reddit, one comment or submission a line: Pushshift, Arctic Shift, and answers of their search APIs."""

from __future__ import annotations

import reprlib
from collections.abc import Iterator
from typing import Any

from threadkit.parsing.json_data.fields import Faults, Fields
from threadkit.parsing.json_data.values import first_value, json_values
from threadkit.parsing.material import Fit, Head, Material
from threadkit.parsing.reddit.posts import findings_of, kind_of, signs_of_reddit
from threadkit.records import Capture, Finding, Furniture, Problem, Severity, Sighting, Source

__all__ = ["EXAMPLE", "NAME", "TITLE", "detect", "read"]

NAME = "reddit_dump"
TITLE = "Reddit dump, a post a line (Pushshift, Arctic Shift)"
EXAMPLE = """\
{"id": "made1", "link_id": "t3_madeup", "parent_id": "t3_madeup", "subreddit": "made_up", "author": "example_ada", \
"body": "I kept one.", "score": 3, "created_utc": 1714564800, "retrieved_on": 1714568400}
{"id": "made2", "link_id": "t3_madeup", "parent_id": "t1_made1", "subreddit": "made_up", "author": "[deleted]", \
"body": "[removed]", "score": 1, "created_utc": 1714565000, "retrieved_on": 1714568400}
"""


def detect(head: Head) -> Fit:
    value = first_value(head)
    if isinstance(value, list):
        value = next((each for each in value if each is not None), None)
    if isinstance(value, dict) and isinstance(value.get("data"), list):  # an answer of a search API
        if "kind" in value or not value["data"]:
            return Fit.NO
        value = value["data"][0]
    if not isinstance(value, dict) or isinstance(value.get("data"), dict) or not signs_of_reddit(value):
        return Fit.NO
    return Fit.YES if is_one(value) else Fit.MAYBE


def is_one(value: dict[str, Any]) -> bool:
    return "created_utc" in value or "body" in value or "selftext" in value or "permalink" in value


def read(material: Material) -> Iterator[Finding]:
    hints, name = material.hints, material.name
    yield Capture(name, NAME, hints.seen_at, hints.author, states_parents=True, platform="reddit")
    faults = Faults(name)
    position = 0
    for value in json_values(material):
        if isinstance(value, Problem):
            yield value
            continue
        for record in records_of(value.value, value.place, faults):
            for finding in record if isinstance(record, list) else of_record(record, name, position):
                position += isinstance(finding, Sighting)
                yield finding
        yield from faults.told()


def records_of(value: object, place: str, faults: Faults) -> Iterator[Fields | list[Finding]]:
    """The posts of one value: itself, or those that an answer holds."""
    if not isinstance(value, dict):
        yield [Problem(Source(faults.capture, place), "no comment or submission; left out", reprlib.repr(value)[:60])]
        return
    record = Fields(value, place, faults)
    if isinstance(value.get("data"), list):
        yield from record.records("data")
    elif isinstance(value.get("data"), dict) and "kind" in value:
        yield record.record("data")
    else:
        yield record


def of_record(record: Fields, name: str, position: int) -> Iterator[Finding]:
    source = Source(name, record.place, position)
    if record.cut:
        yield Problem(source, "a post whose end is missing; it is left out", record.id("id") or "",
                      Severity.ERROR)  # fmt: skip
        return
    kind = kind_of(record) if record.value.get("id") is not None or record.value.get("name") is not None else None
    if "display_name" in record and "author" not in record:
        yield Furniture(source, "community", record.text("display_name") or "")
    elif kind is None:
        yield Problem(source, "no comment or submission; left out", ", ".join(map(str, sorted(record.value)[:5])))
    else:
        yield from findings_of(record, source, kind)
