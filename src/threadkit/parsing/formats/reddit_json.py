"""Answers of Reddit's API and pages saved with ".json": listings, comment pages, "load more comments" answers.

A tree of comments is walked with a stack: it nests five levels of JSON a reply.
"""

from __future__ import annotations

import reprlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import attrs

from threadkit.parsing.json_data.fields import Faults, Fields
from threadkit.parsing.json_data.values import Value, first_value, json_values
from threadkit.parsing.material import Fit, Head, Material
from threadkit.parsing.reddit.posts import (
    COMMENT,
    SUBMISSION,
    crossposted,
    findings_of,
    full_name,
    kind_of,
    signs_of_reddit,
    thread_url,
)
from threadkit.records import (
    Absence,
    Basis,
    Capture,
    Count,
    Declared,
    Finding,
    Furniture,
    Kind,
    Link,
    Problem,
    Severity,
    Sighting,
    Source,
)

__all__ = ["EXAMPLE", "NAME", "TITLE", "detect", "read"]

NAME = "reddit_json"
TITLE = "Reddit listing or comment page (JSON)"
EXAMPLE = """\
[{"kind": "Listing", "data": {"children": [{"kind": "t3", "data": {"name": "t3_madeup", "title": "A question",
  "selftext": "Who kept a sundial?", "author": "example_ada", "num_comments": 2, "created_utc": 1714564800.0}}]}},
 {"kind": "Listing", "data": {"children": [{"kind": "t1", "data": {"name": "t1_made1", "link_id": "t3_madeup",
  "parent_id": "t3_madeup", "body": "I did.", "author": "example_bob", "created_utc": 1714565000.0, "replies": ""}},
  {"kind": "more", "data": {"parent_id": "t3_madeup", "count": 1, "children": ["made2"]}}]}}]
"""

#: Things that are no posts. (Reddit's source lists its kinds.)
OTHER_KINDS = {
    "t2": "profile",
    "t4": "private message",
    "t5": "community",
    "t6": "award",
    "UserList": "list of accounts",
    "TrophyList": "list of awards",
    "KarmaList": "karma",
    "LabeledMulti": "list of communities",
    "wikipage": "wiki page",
    "wikipagelisting": "list of wiki pages",
    "modaction": "moderator's log",
}
LISTED = ("the source lists it as not shown below it",)
BELOW = ("the source says that the thread goes on below it",)


def detect(head: Head) -> Fit:
    value = first_value(head)
    if isinstance(value, list):
        value = next((each for each in value if each is not None), None)
        value = value[0] if isinstance(value, list) and value else value
    return Fit.YES if isinstance(value, dict) and is_answer(value) else Fit.NO


def is_answer(value: dict[str, Any]) -> bool:
    data, outer = value.get("data"), value.get("json")
    if isinstance(outer, dict):
        inner = outer.get("data")
        return isinstance(inner, dict) and isinstance(inner.get("things"), list)
    if not isinstance(data, dict):
        return False
    kind, children = value.get("kind"), data.get("children")
    if kind == "Listing":
        return isinstance(children, list) or "after" in data or "modhash" in data
    if kind == "more":
        return isinstance(children, list) and "parent_id" in data
    if kind in (COMMENT, SUBMISSION):
        return "name" in data or "id" in data or signs_of_reddit(data)
    if isinstance(children, list) and children and isinstance(children[0], dict):  # its kind may come last, and be cut
        return signs_of_reddit(children[0].get("data"))
    return False


def read(material: Material) -> Iterator[Finding]:
    hints = material.hints
    yield Capture(material.name, NAME, hints.seen_at, hints.author, states_parents=True, platform="reddit")
    page = Page(material.name)
    for value in json_values(material):
        if isinstance(value, Problem):
            yield value
            continue
        for finding in things(page, value):
            page.heed(finding)
            yield finding
            yield from page.faults.told()
        yield from page.faults.told()
    yield from page.declared()


@attrs.define
class Page:
    """What is counted while an answer is read."""

    name: str
    faults: Faults = attrs.field(init=False)
    posts: int = 0
    said: dict[str, tuple[Source, Count]] = attrs.Factory(dict)  #: comments on each submission that is shown
    below: dict[str, list[str]] = attrs.Factory(dict)  #: comments that are shown, by submission
    last: str | None = None  #: the post that was shown last

    def __attrs_post_init__(self) -> None:
        self.faults = Faults(self.name)

    def source(self, place: str) -> Source:
        return Source(self.name, place, self.posts)

    def heed(self, finding: Finding) -> None:
        if isinstance(finding, Sighting):
            self.posts += 1
            self.last = finding.id
            said = finding.counts.replies
            if finding.id and said is not None and said.high is not None:
                self.said.setdefault(finding.id, (finding.source, Count.of(said.high)))
        elif isinstance(finding, Link) and finding.child == self.last and is_below_submission(finding):
            self.below.setdefault(finding.parent, []).append(finding.child)

    def declared(self) -> Iterator[Declared]:
        """How many comments a submission has. A page never promises to show them all."""
        for post, (source, count) in self.said.items():
            if found := self.below.get(post):
                yield Declared(source, "comments on the submission", count, tuple(found), complete=False)


def is_below_submission(link: Link) -> bool:
    return link.kind is not Kind.QUOTE and link.parent.startswith("reddit:t3_")


def things(page: Page, value: Value) -> Iterator[Finding]:
    """Everything in one record, in its order. Places below a comment are told by that comment's name."""
    stack: list[tuple[Any, str, str | None]] = [(value.value, value.place, None)]
    seen = Counter[str]()
    while stack:
        node, place, above = stack.pop()
        if isinstance(node, list):
            inside = [(each, f"{place}[{n}]", above) for n, each in enumerate(node) if each is not None]
            stack.extend(reversed(inside))
            continue
        if not isinstance(node, dict):
            yield Problem(page.source(place), "no thing of Reddit; left out", reprlib.repr(node)[:60])
            continue
        thing = Fields(node, place, page.faults)
        if isinstance(node.get("json"), dict):
            yield from errors_of(thing, page)
            stack.append((thing.list("json", "data", "things"), f"{place}.json.data.things", above))
            continue
        kind, data = unwrapped(thing)
        if kind == "Listing":
            stack.append((data.list("children"), f"{data.place}.children", above))
        elif kind == "more":
            yield from stub(data, page.source(place), above)
        elif kind in (COMMENT, SUBMISSION):
            name = name_of(data, kind)
            replies = data.value.get("replies")
            if replies is not None and replies != "":
                seen[name or ""] += 1
                again = f"#{seen[name or '']}" if name is None or seen[name] > 1 else ""
                stack.append((replies, f"{value.place}..{name or ''}{again}.replies", name or above))
            yield from a_post(data, page.source(place), kind, above)
        else:
            yield other(thing, kind, page.source(place))


def unwrapped(thing: Fields) -> tuple[str | None, Fields]:
    """What kind of thing it is, and its fields. The kind may be cut off, or may never have been there."""
    kind = thing.value.get("kind")
    if not isinstance(thing.value.get("data"), dict):
        return (kind_of(thing) if signs_of_reddit(thing.value) else None), thing
    data = thing.record("data")
    if isinstance(kind, str):
        return kind, data
    if isinstance(data.value.get("children"), list):
        return ("more" if "parent_id" in data or "count" in data else "Listing"), data
    return (kind_of(data) if signs_of_reddit(data.value) else None), data


def name_of(data: Fields, kind: str) -> str | None:
    name = data.value.get("name")
    if isinstance(name, str) and name.startswith(f"{kind}_"):
        return name
    own = data.value.get("id")
    return f"{kind}_{own}" if isinstance(own, str) and own else None


def a_post(data: Fields, source: Source, kind: str, above: str | None) -> Iterator[Finding]:
    if data.cut:
        what = "a post whose end is missing; it is not read, what stands below it is"
        name = name_of(data, kind)
        yield Problem(source, what, name or "", Severity.ERROR)
        if name and kind == SUBMISSION:
            yield from crossposted(data, f"reddit:{name}", source)
        return
    yield from findings_of(data, source, kind, above)


def stub(more: Fields, source: Source, above: str | None) -> Iterator[Finding]:
    """A "load more comments" or "continue this thread": comments that are there and not shown.

    Reddit lists those that answer the parent directly, and counts them with all that is below them. One that goes on
    on a page of its own lists none and counts 0.
    """
    parent = full_name(more, "parent_id", COMMENT) or above
    count = more.whole("count")
    if count is not None and (count < 1 or more.cut):
        count = None
    ids = []
    for n, child in enumerate(more.list("children")):
        if isinstance(child, str) and child not in ("", "_"):
            ids.append(f"reddit:t1_{child.removeprefix('t1_')}")
        else:
            more.faults.add(f"{more.place}.children[{n}]", "not the id of a comment; left out", child)
    if parent is None:
        yield Problem(source, "comments that are not shown, below nobody knows what", f"{count} {ids[:3]}")
    reasons, basis = LISTED, Basis.SHOWN
    if not ids:
        if parent is None:
            return
        ids, reasons, basis = [f"reddit:{parent}/more"], BELOW, Basis.STATED
    each = count if len(ids) == 1 else 1 if count == len(ids) else None
    url = thread_url(parent) if parent and parent.startswith("t3_") else None
    for post in ids:
        yield Absence(post, "truncated", source, url=url, count=each)
        if parent is not None:
            yield Link(Kind.REPLY, post, f"reddit:{parent}", basis, reasons=reasons, source=source)
    if count is not None and each is None:
        yield Declared(source, "comments not shown in one place", Count.of(count), tuple(ids), complete=False)


def errors_of(thing: Fields, page: Page) -> Iterator[Problem]:
    for error in thing.list("json", "errors"):
        source = page.source(f"{thing.place}.json.errors")
        yield Problem(source, "Reddit answered with an error", reprlib.repr(error)[:60])


def other(thing: Fields, kind: str | None, source: Source) -> Finding:
    if kind in OTHER_KINDS:
        data = thing.record("data")
        words = [data.value.get(field) for field in ("name", "display_name", "subject", "body", "title")]
        return Furniture(source, OTHER_KINDS[kind], " ".join([word for word in words if isinstance(word, str)]))
    if "error" in thing:
        said = [thing.value["error"], thing.value.get("message", "")]
        saw = " ".join(each if isinstance(each, str) else reprlib.repr(each) for each in said)
        return Problem(source, "Reddit answered with an error", saw[:60], Severity.ERROR)
    return Problem(source, "no post, stub or listing of Reddit; left out", f"kind {kind!r}, {sorted(thing.value)[:5]}")
