"""A thread of a rumour corpus (PHEME, RumourEval): a folder with the posts as API v1.1 gave them, one a file.

"structure.json" says who answers whom, of posts too that were gone when the corpus was made. Where the posts
themselves do not say the same, its links are there beside theirs.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence

import attrs

from threadkit.parsing.json_data.fields import Faults
from threadkit.parsing.json_data.mending import CUT
from threadkit.parsing.json_data.values import first_value, json_values
from threadkit.parsing.material import Fit, Head, Material
from threadkit.parsing.x.legacy_tweet import Reading
from threadkit.parsing.x.v1_records import record_findings
from threadkit.records import Basis, Capture, Finding, Furniture, Kind, Link, Problem, Severity, Source

__all__ = ["EXAMPLE", "NAME", "TITLE", "claim", "detect", "read"]

NAME = "x_rumours"
TITLE = "Thread of a rumour corpus (PHEME, RumourEval), folder"
EXAMPLE = """\
{"524900000000000001": {"524900000000000002": [], "524900000000000003": {"524900000000000004": []}}}
"""  #: of structure.json, the only file of such a folder that is like no other

#: PHEME has "source-tweets" and "reactions", RumourEval "source-tweet" and "replies".
FIRST = ("source-tweets", "source-tweet")
ANSWERS = ("reactions", "replies")
STRUCTURE = "structure.json"
REPOSTS = "retweets.json"
#: What else lies in a thread's folder, and what it is.
ROLES = {
    "annotation.json": "annotation", "urls.dat": "list of addresses", "who-follows-whom.dat": "list of followers",
    "urls-content": "copy of a linked page", "context": "context of the story", "images": "picture",
}  # fmt: skip
KNOWN = (*FIRST, *ANSWERS, STRUCTURE, REPOSTS, *ROLES)
POST_FILE = re.compile(r"[0-9]{1,25}\.json")  # threads of Reddit in RumourEval 2019 have letters there
DIGITS = re.compile(r"[0-9]{1,25}")
LONG = 15  #: digits of an id of X since 2010; no other tree has such keys
SHOWN = 1000  #: characters of an annotation that are kept
UNREADABLE = (OSError, EOFError, zlib.error)


def claim(names: Sequence[str]) -> Iterable[Sequence[str]]:
    """The files of each thread.

    >>> [list(group) for group in claim(["a/1/source-tweets/1.json", "a/1/structure.json", "a/readme.txt"])]
    [['a/1/source-tweets/1.json', 'a/1/structure.json']]
    """
    return list(threads_in(names).values())


def threads_in(names: Iterable[str]) -> dict[tuple[str, ...], list[str]]:
    """The files of each thread by the parts of its folder's path."""
    threads: dict[tuple[str, ...], list[str]] = {}
    split = {name: tuple(name.split("/")) for name in names}
    for parts in split.values():
        if len(parts) > 1 and parts[-2] in FIRST and POST_FILE.fullmatch(parts[-1]):
            threads[parts[:-2]] = []
    for name, parts in split.items():
        for n, part in enumerate(parts):
            if part in KNOWN and (group := threads.get(parts[:n])) is not None:
                group.append(name)
                break
    return threads


def detect(head: Head) -> Fit:
    """YES: the folder of a thread, or one of the two files that nothing else has."""
    if head.members:
        return Fit.YES if any(True for _ in claim(head.members)) else Fit.NO
    value = first_value(head)
    if not isinstance(value, dict) or not value:
        return Fit.NO
    if "is_rumour" in value:
        return Fit.YES
    keys = [key for key in value if key != CUT]
    tree = keys and all(DIGITS.fullmatch(key) and (isinstance(value[key], dict) or value[key] == []) for key in keys)
    if not tree or not any(isinstance(value[key], dict) for key in keys):
        return Fit.NO
    named = re.split(r"[/\\]", head.name)[-1] == STRUCTURE
    return Fit.YES if named or all(len(key) >= LONG for key in keys) else Fit.MAYBE


def read(material: Material) -> Iterator[Finding]:
    """Yield a Capture for the thread, its posts with what they say, and the links that only its structure tells."""
    name, hints = material.name, material.hints
    yield Capture(name, NAME, hints.seen_at, hints.author, platform="x", states_parents=True)
    thread = Thread(name, Faults(name), Reading(name))
    if not material.members:
        yield from thread.file(re.split(r"[/\\]", name)[-1], material)
    for folder, group in threads_in(material.members).items():
        short = {"/".join(each.split("/")[len(folder) :]): each for each in group}
        for each in sorted(short, key=turn):
            yield from thread.member(each, material.members[short[each]])
    yield from thread.reading.unseen()


def turn(name: str) -> tuple[int, str]:
    """The first post before those that answer it, and the structure when all have spoken."""
    top = name.partition("/")[0]
    turns = (FIRST, ANSWERS, (REPOSTS,), (STRUCTURE,))
    return next((n for n, names in enumerate(turns) if top in names), len(turns)), name


@attrs.define
class Thread:
    """One thread while it is read."""

    capture: str
    faults: Faults
    reading: Reading
    stated: set[tuple[str, str]] = attrs.Factory(set)  #: (child, parent) that the posts state

    def member(self, name: str, opened: Callable[[], Material]) -> Iterator[Finding]:
        """The findings of one file of the folder; the others are read if it cannot be."""
        if role := ROLES.get(name.partition("/")[0]):
            yield from self.furniture(name, role, opened if "/" not in name else None)
            return
        try:
            yield from self.file(name, opened())
        except UNREADABLE as error:
            yield Problem(Source(self.capture, name), "cannot be opened", str(error), Severity.ERROR)

    def furniture(self, name: str, role: str, opened: Callable[[], Material] | None) -> Iterator[Finding]:
        text = ""
        if opened is not None:
            try:
                text = opened().head.text[:SHOWN]
            except UNREADABLE as error:
                yield Problem(Source(self.capture, name), "cannot be opened", str(error))
        yield Furniture(self.reading.source(name), role, text)

    def file(self, name: str, material: Material) -> Iterator[Finding]:
        """A file of posts, the structure, or, given by itself, an annotation."""
        holds_posts = name.partition("/")[0] in (*FIRST, *ANSWERS, REPOSTS)
        for value in json_values(material):
            if isinstance(value, Problem):
                where = value.source.locator if value.source else ""
                yield attrs.evolve(value, source=Source(self.capture, f"{name} {where}".strip()))
                continue
            place = name if value.place == "$" else f"{name} {value.place}"
            if holds_posts:
                for finding in record_findings(value.value, place, self.faults, self.reading):
                    if isinstance(finding, Link) and finding.kind is Kind.REPLY:
                        self.stated.add((finding.child, finding.parent))
                    yield finding
            elif isinstance(value.value, dict) and "is_rumour" in value.value:
                yield Furniture(self.reading.source(place), "annotation", material.head.text[:SHOWN])
            else:
                yield from self.structure(value.value, place)
            yield from self.faults.told()

    def structure(self, value: object, place: str) -> Iterator[Finding]:
        """The links of a tree of ids, {"1": {"2": [], "3": {…}}}; several roots are several trees."""
        waiting: list[tuple[object, str | None]] = [(value, None)]
        while waiting:
            held, above = waiting.pop()
            if held in ([], None):
                continue
            if not isinstance(held, dict):
                self.faults.add(f"{place} {above or ''}".strip(), "neither ids nor an empty list; left out", held)
                continue
            below = []
            for key, inside in held.items():
                if not DIGITS.fullmatch(key):
                    if key != CUT:
                        self.faults.add(place, "not an id of X; left out with all below it", key)
                    continue
                own = f"x:{key}"
                source = self.reading.source(f"{place} {key}")
                self.reading.speak(own, "not_captured", source, None)
                if above is not None and above != own and (own, above) not in self.stated:
                    yield Link(Kind.REPLY, own, above, Basis.SHOWN, reasons=("the corpus says so",), source=source)
                below.append((inside, own))
            waiting.extend(reversed(below))
