"""The export of an account that X gives its owner: a folder or zip, or one of its files.

Posts, long texts and deleted posts lie in files of their own and say nothing of their author, who is in "account.js".
Reposts show only the beginning of the original; whom posts answer is an id, and mostly not in the export.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any

import attrs

from threadkit.parsing.json_data.mending import CUT
from threadkit.parsing.json_data.values import Value, first_value, json_values
from threadkit.parsing.material import Fit, Head, Material
from threadkit.parsing.x import archive_parts as parts
from threadkit.parsing.x.archive_account import about
from threadkit.parsing.x.archive_notes import Note, matched
from threadkit.parsing.x.archive_parts import Holds
from threadkit.parsing.x.archive_posts import Seen, Setting
from threadkit.parsing.x.archive_records import READERS, beginnings, load
from threadkit.records import Capture, Finding, Furniture, Problem, Severity, Source
from threadkit.wording import plural

__all__ = ["EXAMPLE", "NAME", "TITLE", "claim", "detect", "read"]

NAME = "x_archive"
TITLE = "X (Twitter) account export"
EXAMPLE = """\
window.YTD.tweets.part0 = [ {
  "tweet" : {
    "id_str" : "1534000000000000001", "full_text" : "A made-up post.", "favorite_count" : "2", "retweet_count" : "0",
    "created_at" : "Tue Jun 07 02:31:14 +0000 2022", "lang" : "en", "entities" : { "urls" : [ ] }
  }
} ]
"""

#: Names of the object that a record lies in, and what must be in that, so that nothing else is taken for it.
WRAPS = {
    "tweet": ("full_text", "text", "tweet_id"),
    "noteTweet": ("core",),
    "like": ("tweetId",),
    "account": ("accountId", "username", "accountDisplayName"),
}
BROKEN = (OSError, EOFError, RuntimeError, ValueError, zlib.error, zipfile.BadZipFile)
AUTHORLESS = 'who wrote it is not there: read it together with "account.js", or give author='


@attrs.frozen
class Part:
    """One list of records: a file, or a key of a file that holds all. `member`: its name in the folder or zip."""

    kind: str
    holds: Holds
    capture: str
    open: Callable[[], Iterator[Value | Problem]]
    member: str = ""

    def values(self) -> Iterator[Value | Problem]:
        try:
            yield from self.open()
        except BROKEN as error:  # a zip may be damaged inside
            yield Problem(Source(self.capture), f"cannot be read on: {error}", "", Severity.ERROR)


def detect(head: Head) -> Fit:
    if head.members:
        return Fit.YES if any(True for _ in parts.groups(head.members)) else Fit.NO
    text = head.text.lstrip(" \t\r\n\ufeff")
    kind = parts.said(text)
    if kind:
        return Fit.YES if text.startswith(("window.YTD.", "window.__THAR", "Grailbird.", "YTD.")) else Fit.NO
    if text[:1] not in ("{", "["):
        return Fit.NO
    value = first_value(head)
    if isinstance(value, dict) and lists_of(value):
        return Fit.YES
    record = value[0] if isinstance(value, list) and value else value
    return Fit.YES if isinstance(record, dict) and kind_of(record) else Fit.NO


def kind_of(record: dict[str, Any]) -> str:
    """Which kind of file a record without a variable in front is from; "" if it is from no export."""
    for name, keys in WRAPS.items():
        inside = record.get(name) if record.keys() <= {name, CUT} else None  # "account" alone is in many a record
        if isinstance(inside, dict) and any(key in inside for key in keys) and "user" not in inside:
            if name == "tweet":
                return "tweets" if text_in(inside) else "tweet-headers"
            return {"noteTweet": "note-tweet"}.get(name, name)
    bare = "full_text" in record and "created_at" in record and isinstance(record.get("favorite_count"), str)
    return "tweets" if bare and "user" not in record else ""


def text_in(record: dict[str, Any]) -> bool:
    return "full_text" in record or "text" in record


def lists_of(value: dict[str, Any]) -> dict[str, list[Any]]:
    """Of an export that was made one object, its lists by kind: {"tweets": [{"tweet": {…}}], "account": …}."""
    found = {name: each for name, each in value.items() if name in parts.READ and isinstance(each, list)}
    known = any(each and isinstance(each[0], dict) and kind_of(each[0]) for each in found.values())
    return found if known else {}


def claim(names: Sequence[str]) -> Iterable[Sequence[str]]:
    """Each export in a folder: its files of posts, and all that X puts beside them."""
    return parts.groups(names)


def read(material: Material) -> Iterator[Finding]:
    found: list[Part] = []
    odd: list[Problem] = []
    files = parts.in_order(material.members)
    if not material.members:
        found = parts_of(material)
    for name in files:
        if parts.holds(parts.named(name)) is not Holds.OTHER:
            try:
                found += [attrs.evolve(part, member=name) for part in parts_of(material.members[name]())]
            except BROKEN as error:
                what = f"cannot be opened: {error}"
                odd.append(Problem(Source(material.name, name), what, "", Severity.ERROR))
    order = list(Holds)
    found.sort(key=lambda part: order.index(part.holds))
    yield from read_parts(material, found, odd, parts.media_by_name(files))
    told = {part.member for part in found if part.holds is not Holds.OTHER}
    told |= {problem.source.locator for problem in odd if problem.source}
    yield from furniture(material.name, [name for name in files if name not in told])


def parts_of(material: Material) -> list[Part]:
    """What a file holds: mostly one list of one kind."""
    kind = parts.said(material.head.text.lstrip(" \t\r\n\ufeff"))
    if not kind:
        first = first_value(material.head)
        if isinstance(first, dict) and lists_of(first):
            return parts_of_object(material)
        record = first[0] if isinstance(first, list) and first else first
        kind = (kind_of(record) if isinstance(record, dict) else "") or parts.named(material.name)
        kind = kind if parts.holds(kind) is not Holds.OTHER else "tweets"
    return [Part(kind, parts.holds(kind), material.name, partial(json_values, material))]


def parts_of_object(material: Material) -> list[Part]:
    """The lists of an export that was made one object; what else is in it has the kind of its key."""
    lists: dict[str, list[Value | Problem]] = {}
    for value in json_values(material):
        if isinstance(value, Problem) or not isinstance(value.value, dict):
            lists.setdefault("", []).append(value)
            continue
        for key, records in value.value.items():
            if isinstance(key, str) and isinstance(records, list):
                listed = (Value(f"{value.place}.{key}[{n}]", n, each) for n, each in enumerate(records))
                lists.setdefault(key, []).extend(listed)
            else:
                lists.setdefault(key, []).append(Value(f"{value.place}.{key}", 0, records))
    return [
        Part(key or "tweets", parts.holds(key or "tweets"), f"{material.name}#{key}", partial(iter, values))
        for key, values in lists.items()
        if key != CUT
    ]


def read_parts(
    material: Material, found: Sequence[Part], odd: Iterable[Problem], media: Mapping[str, str]
) -> Iterator[Finding]:
    """All of an export; `found` in the order of reading."""
    aside = [part for part in found if part.holds in (Holds.ACCOUNT, Holds.MANIFEST)]
    export = about(((part.capture, part.values()) for part in aside), material.hints)
    states = any(part.holds is Holds.POSTS for part in found if part.capture == material.name)
    capture = Capture(material.name, NAME, export.seen_at, export.account, platform="x", states_parents=states)
    yield capture
    yield from (*odd, *export.problems)
    counts: dict[str, int] = {}
    texts: list[Note] = []
    for part in found:
        if part.holds is Holds.NOTES:
            yield from load(counted(part, counts), part.capture, texts)
    sure, loose = matched(texts, chain.from_iterable(
        beginnings(part.values()) for part in found if part.holds is Holds.POSTS)) if texts else ({}, [])  # fmt: skip
    seen = Seen(loose=loose)
    authorless = export.account is None
    for part in found:
        reader = READERS.get(part.holds)
        if reader is None:
            continue
        here = attrs.evolve(capture, name=part.capture, states_parents=part.holds is Holds.POSTS)
        if here != capture:
            yield here
        if authorless and part.holds in (Holds.POSTS, Holds.NOTES):
            authorless = False
            yield Problem(Source(part.capture), AUTHORLESS, "", Severity.INFO)
        values = () if part.holds is Holds.NOTES else counted(part, counts)
        yield from reader(values, Setting(part.capture, export.account, media, sure), seen, here)
        said, number = export.count(part.member or part.capture), counts.get(part.capture, 0)
        if said is not None and said != number:
            records, found_here = plural(said, "record", "records"), plural(number, "was", "were")
            what = f"the export says that it has {records}, and {found_here} found"
            yield Problem(Source(part.capture), what)
    for part in found:
        if not part.member and (part.holds is Holds.OTHER or (part in aside and part.capture == material.name)):
            yield Furniture(Source(part.capture), parts.role_of(part.kind, part.capture))
    yield from (absence for post, absence in seen.parents.items() if post not in seen.ids)


def counted(part: Part, counts: dict[str, int]) -> Iterator[Value | Problem]:
    for value in part.values():
        if isinstance(value, Value):
            counts[part.capture] = counts.get(part.capture, 0) + 1
        yield value


def furniture(capture: str, names: Iterable[str]) -> Iterator[Furniture]:
    """One for a file that is not read for posts, one for a folder of media and the like."""
    inside: dict[str, int] = {}
    for name in names:
        if parts.is_listed(name):
            yield Furniture(Source(capture, name), parts.role_of(parts.named(name), name))
        else:
            folder = name.replace("\\", "/").rpartition("/")[0]
            inside[folder] = inside.get(folder, 0) + 1
    for folder, number in inside.items():
        yield Furniture(Source(capture, folder), "not posts: media and other files", str(number))
