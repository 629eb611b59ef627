"""Hacker News: item trees and search answers of Algolia's API, items of the Firebase API and of dumps made from it.

An item is a story, a job, a poll, an option of a poll, or a comment. Algolia nests comments in `children`; Firebase
names them in `kids`.
"""

from __future__ import annotations

import reprlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

from threadkit.parsing.json_data.fields import Faults, Fields
from threadkit.parsing.json_data.values import Value, first_value, json_values
from threadkit.parsing.material import Fit, Head, Material
from threadkit.records import (
    Absence,
    Author,
    Basis,
    Capture,
    Card,
    Count,
    Counts,
    Declared,
    Finding,
    Furniture,
    Kind,
    Link,
    Problem,
    Severity,
    Sighting,
    Source,
    When,
)

__all__ = ["EXAMPLE", "NAME", "TITLE", "detect", "read"]

NAME = "hacker_news"
TITLE = "Hacker News items or search results (JSON)"
EXAMPLE = """\
{"id": 900001, "created_at_i": 1714564800, "type": "story", "author": "example_ada", "title": "A made-up story",
 "url": "https://example.com/sundial", "points": 7, "parent_id": null, "story_id": 900001, "children": [
  {"id": 900002, "created_at_i": 1714565000, "type": "comment", "author": "example_bob", "text": "<p>I kept one.",
   "points": null, "parent_id": 900001, "story_id": 900001, "children": []}]}
"""

TYPES = ("story", "comment", "poll", "pollopt", "job")  #: a tuple: what is asked for may be anything
#: One of them every item has; a file may hold other records, too.
SIGNS = frozenset({"type", "by", "author", "objectID", "created_at_i", "time", "story_id", "deleted", "dead"})
#: What stands in place of the text of an item that was killed.
KILLED = frozenset(("[dead]", "[flagged]", "[delayed]", "[deleted]"))
TRUE = (True, 1, "1", "true", "True")
NESTED = ("it stands below it",)
ITEM = "https://news.ycombinator.com/item?id="


def detect(head: Head) -> Fit:
    value = first_value(head)
    if isinstance(value, list):
        value = next((each for each in value if each is not None), None)
    if not isinstance(value, dict):
        return Fit.NO
    hits = value.get("hits")
    if isinstance(hits, list):
        if not hits:
            return Fit.MAYBE if "nbHits" in value else Fit.NO
        value = hits[0]
    return Fit.YES if isinstance(value, dict) and (is_algolia(value) or is_firebase(value)) else Fit.NO


def is_algolia(value: dict[str, Any]) -> bool:
    if "created_at_i" not in value or "author" not in value:
        return False
    if "objectID" in value:
        return "points" in value or "story_id" in value or "parent_id" in value
    return value.get("type") in TYPES or ("story_id" in value and "children" in value)


def is_firebase(value: dict[str, Any]) -> bool:
    if value.get("type") not in TYPES or "id" not in value or "created_at_i" in value:
        return False
    marks = {"by", "time", "kids", "descendants", "deleted", "dead", "parent", "poll"}.intersection(value)
    return len(marks) >= 2 and not isinstance(value.get("parent"), dict)


def read(material: Material) -> Iterator[Finding]:
    hints = material.hints
    yield Capture(material.name, NAME, hints.seen_at, hints.author, states_parents=True, platform="hn")
    faults = Faults(material.name)
    position = 0
    for value in json_values(material):
        if isinstance(value, Problem):
            yield value
            continue
        for finding in of_value(value, faults, position):
            position += isinstance(finding, Sighting)
            yield finding
        yield from faults.told()


def of_value(value: Value, faults: Faults, position: int) -> Iterator[Finding]:
    if not isinstance(value.value, dict):
        source = Source(faults.capture, value.place, position)
        yield Problem(source, "no item of Hacker News; left out", reprlib.repr(value.value)[:60])
        return
    record = Fields(value.value, value.place, faults)
    if isinstance(value.value.get("hits"), list):
        yield from search_results(record, position)
    else:
        yield from tree(record, position)


def search_results(answer: Fields, position: int) -> Iterator[Finding]:
    shown = []
    for hit in answer.records("hits"):
        source = Source(hit.faults.capture, hit.place, position)
        for finding in an_item(hit, source, None):
            if isinstance(finding, Sighting):
                position += 1
                shown.append(finding.id or "")
            yield finding
        if (title := hit.text("story_title")) and story_of(hit) != item_id(hit):
            yield Furniture(source, "title of the story", title)
    if total := answer.count("nbHits"):
        source = Source(answer.faults.capture, answer.place, position)
        yield Declared(source, "results of the search", total, tuple(shown), complete=False)


def tree(record: Fields, position: int) -> Iterator[Finding]:
    """An item and all that is nested in it, in its order. Deeper places are told by the id of the item above."""
    stack: list[tuple[Fields, str | None, str]] = [(record, None, "")]
    seen = Counter[str | None]()
    while stack:
        item, above, role = stack.pop()
        source = Source(item.faults.capture, item.place, position)
        for finding in an_item(item, source, above, role):
            position += isinstance(finding, Sighting)
            yield finding
        name = item_id(item)
        seen[name] += 1
        again = f"#{seen[name]}" if seen[name] > 1 else ""
        where = item.place if item is record else f"{record.place}..{name}{again}"
        below = [*nested(item, "options", name, where), *nested(item, "children", name, where)]
        stack.extend(reversed(below))


def nested(item: Fields, field: str, name: str | None, where: str) -> Iterator[tuple[Fields, str | None, str]]:
    """Items inside an item. (Search results hold the ids of children only.)"""
    if not isinstance(item.value.get(field), list):
        return
    place = f"{where}.{field}"
    for n, each in enumerate(item.value[field]):
        if isinstance(each, dict):
            yield Fields(each, f"{place}[{n}]", item.faults), name, field
        elif each is not None and number_of(each) is None:
            item.faults.add(f"{place}[{n}]", "no item of Hacker News; left out", each)


def number_of(value: object) -> str | None:
    """An id from a list of ids."""
    if type(value) is int:
        return str(value)
    return value if isinstance(value, str) and value.isascii() and value.isdigit() else None


def item_id(item: Fields) -> str | None:
    return item.id("objectID") if "objectID" in item else item.id("id")


def story_of(item: Fields) -> str | None:
    return item.id("story_id")


def an_item(item: Fields, source: Source, above: str | None, role: str = "") -> Iterator[Finding]:
    """What one record says. `above`: id of the item that it is nested in, as one of its `role`."""
    name = item_id(item)
    if item.cut:
        what = "an item whose end is missing; it is not read, what is nested in it is"
        yield Problem(source, what, name or "", Severity.ERROR)
        return
    if "karma" in item:
        yield Furniture(source, "profile", name or "")
        return
    if name is None or not name.isascii() or not name.isdigit() or SIGNS.isdisjoint(item.value):
        saw = ", ".join(map(str, sorted(item.value)[:5]))
        yield Problem(source, "no item of Hacker News; left out", saw)
        return
    kind = kind_of(item, role)
    text, as_shown, killed = words_of(item, kind)
    own, author = f"hn:{name}", item.text("author") or item.text("by")
    deleted, dead = item.value.get("deleted") in TRUE, item.value.get("dead") in TRUE
    if text or (author and not deleted):
        when = item.unix("created_at_i") or item.unix("time") or item.when("created_at")
        url = item.text("url")
        yield Sighting(
            source,
            text,
            id=own,
            url=ITEM + name,
            author=Author(handle=author) if author else None,
            text_as_shown=None if as_shown == text else as_shown,
            truncated=killed or not text,
            when=when,
            other_times=changed(item),
            counts=counts_of(item),
            cards=(Card(url=url),) if url else (),
        )
    else:
        yield Absence(own, "filtered" if dead and not deleted else "deleted", source, url=ITEM + name)
    yield from links_of(item, own, kind, source, above)


def kind_of(item: Fields, role: str) -> str | None:
    if role == "options":
        return "pollopt"
    if "type" in item:
        return item.text("type")
    tags = [tag for tag in item.list("_tags") if isinstance(tag, str)] if "_tags" in item else []
    return next((tag for tag in tags if tag in TYPES), None)


def words_of(item: Fields, kind: str | None) -> tuple[str, str, bool]:
    """Title and text, the same as written in the source, and whether a word stands there for what was killed."""
    html = item.text("text") or item.text("comment_text") or item.text("story_text") or ""
    title = item.text("title") or "" if kind != "comment" else ""
    text = html
    if "<" in html or "&" in html:
        from threadkit.parsing.markup.html_text import html_to_text

        text = html_to_text(html)
    text = text.strip()
    return "\n\n".join(filter(None, (title, text))), "\n\n".join(filter(None, (title, html))), text in KILLED


def changed(item: Fields) -> tuple[tuple[str, When], ...]:
    when = item.when("updated_at")
    return (("updated", when),) if when else ()


def counts_of(item: Fields) -> Counts:
    points = item.count("points", signed=True) or item.count("score", signed=True)
    replies = None
    if number := item.count("num_comments") or item.count("descendants"):  # all below it: one at least answers it
        replies = Count(min(number.low, 1), number.low, number.text)
    return Counts(score=points, replies=replies)


def links_of(item: Fields, own: str, kind: str | None, source: Source, above: str | None) -> Iterator[Finding]:
    """Whom it answers, what it belongs to, and what is said to answer it. A poll is above its options, that is all."""
    parent = next((found for field in ("parent_id", "parent") if (found := item.id(field)) not in (None, "0")), None)
    poll = item.id("poll") or parent or above if kind == "pollopt" else None
    story = item.id("story_id") or poll
    if kind != "pollopt":
        if parent:
            yield Link(Kind.REPLY, own, f"hn:{parent}", Basis.STATED, source=source)
        elif above:
            yield Link(Kind.REPLY, own, f"hn:{above}", Basis.SHOWN, reasons=NESTED, source=source)
        elif kind == "comment":
            yield Absence(f"{own}/parent", "unknown", source)
            yield Link(Kind.REPLY, own, f"{own}/parent", Basis.STATED, source=source)
    if story and f"hn:{story}" != own and (poll or story != parent):
        yield Link(Kind.ANCESTOR, own, f"hn:{story}", Basis.STATED, source=source)
    for field in ("kids", "children"):
        for child in ids_in(item, field):
            yield Link(Kind.REPLY, f"hn:{child}", own, Basis.STATED, source=source)
    for part in ids_in(item, "parts"):
        yield Link(Kind.ANCESTOR, f"hn:{part}", own, Basis.STATED, source=source)


def ids_in(item: Fields, field: str) -> Iterator[str]:
    """The ids of a list; objects in it are no matter of this."""
    if not item.value.get(field):
        return
    for n, each in enumerate(item.list(field)):
        if (name := number_of(each)) is not None:
            yield name
        elif each is not None and not isinstance(each, dict):
            item.faults.add(f"{item.place}.{field}[{n}]", "not the id of an item; left out", each)
