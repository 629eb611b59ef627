"""Plain records of the AT Protocol: getRecord, listRecords, single records, and the event lines of Jetstream.

A record is what its author wrote: text, links and quotes by address. There are no counts, and no names: who wrote it
stands in its address, as the account's id.
"""

from __future__ import annotations

import reprlib
from collections.abc import Iterator
from typing import Any

from threadkit.parsing.bluesky.embeds import POST
from threadkit.parsing.bluesky.record import Run, Shown, absent, author_in, of_record
from threadkit.parsing.json_data.fields import Fields
from threadkit.parsing.json_data.values import first_value, json_values
from threadkit.parsing.material import Fit, Head, Material
from threadkit.records import Author, Capture, Finding, Furniture, Problem

__all__ = ["EXAMPLE", "NAME", "TITLE", "detect", "read"]

NAME = "bluesky_records"
TITLE = "Bluesky: plain records, listRecords, Jetstream events (JSON)"
EXAMPLE = """\
{"records": [
 {"uri": "at://did:plc:example-ada/app.bsky.feed.post/3kmpfws4ik222", "cid": "bafyreimadeup",
  "value": {"$type": "app.bsky.feed.post", "text": "A made-up post.", "createdAt": "2024-03-02T10:30:00.000Z"}}
]}
"""

#: Types of records that apps of the protocol write; those with "#" are of views and parts.
TYPES = ("app.bsky.feed.", "app.bsky.graph.", "app.bsky.actor.", "chat.bsky.", "app.bsky.labeler.")
EVENTS = ("commit", "identity", "account")
#: What the first Jetstream wrote in 2024 for what is now written out.
SHORT = {"c": "create", "u": "update", "d": "delete"}


def detect(head: Head) -> Fit:
    """YES: the first record has a type of Bluesky's, an address and a value, or is an event of Jetstream."""
    value = first_value(head)
    if isinstance(value, dict) and isinstance(value.get("records"), list):
        value = value["records"]
    if isinstance(value, list):
        value = next((each for each in value if isinstance(each, dict)), None)
    if not isinstance(value, dict):
        return Fit.NO
    if is_event(value) or is_typed(value):
        return Fit.YES
    addressed = isinstance(uri := value.get("uri"), str) and uri.startswith("at://")
    if addressed and isinstance(value.get("value"), dict) and "author" not in value:
        return Fit.NO if "depth" in value else Fit.YES
    return Fit.NO


def is_event(value: dict[str, Any]) -> bool:
    named = isinstance(did := value.get("did"), str) and did.startswith("did:")
    return named and "time_us" in value and ("kind" in value or "type" in value)


def is_typed(value: dict[str, Any]) -> bool:
    kind = value.get("$type")
    return isinstance(kind, str) and kind.startswith(TYPES) and "#" not in kind


def read(material: Material) -> Iterator[Finding]:
    """Yield a Capture, then posts with their links in the order of the file, and what else accounts did."""
    hints = material.hints
    yield Capture(
        material.name, NAME, hints.seen_at, hints.author, platform=hints.platform or "bluesky", states_parents=True
    )
    run = Run(material.name)
    for value in json_values(material):
        if isinstance(value, Problem):
            yield value
            continue
        whole = Fields(value.value if isinstance(value.value, dict) else {}, value.place, run.faults)
        listed = isinstance(whole.any("records"), list)
        for each in whole.records("records") if listed else [whole]:
            yield from one(run, each, material.hints.author)
            yield from run.faults.told()
        yield from run.faults.told()
        if not whole.value:
            yield not_one(run, value.place, value.value)
    yield from run.learned()


def one(run: Run, each: Fields, author: Author | None) -> Iterator[Finding]:
    """An event, a record with its address, or a record alone; `author`: whose that one is, if the caller says so."""
    if not each.value:
        return
    if is_event(each.value):
        yield from event(run, each)
    elif isinstance(each.any("value"), dict):
        address = run.address(each, "uri")
        yield from of_record(run, each.record("value"), each.place, address, Shown(author_in(address)))
    elif is_typed(each.value) or "text" in each:
        yield from of_record(run, each, each.place, None, Shown(author))
    else:
        yield not_one(run, each.place, each.value)


def event(run: Run, each: Fields) -> Iterator[Finding]:
    """One line of Jetstream: what an account wrote, changed or deleted, or what became of it."""
    did = each.text("did") or ""
    commit = each.record("commit")
    if not commit.value:
        yield from news(run, each, did)
        return
    doing = commit.text("operation") or SHORT.get(commit.text("type") or "", "")
    collection, key = commit.text("collection") or "", commit.text("rkey") or ""
    address = f"at://{did}/{collection}/{key}" if collection and key else None
    if doing == "delete" and collection == POST and address:
        yield absent(run, address, "deleted", each.place)
    elif doing == "delete":
        yield Furniture(run.source(each.place), f"{collection.rpartition('.')[2] or 'record'} deleted", address or "")
    elif commit.record("record").value:
        clock, number = each.unix("time_us", per_second=1_000_000), each.whole("time_us")
        version = str(number) if doing == "update" and number else None  # the latest is the highest
        seen = Shown(Author(id=did), clock=("time_us", clock) if clock else None, version=version)
        yield from of_record(run, commit.record("record"), each.place, address, seen)
    else:
        yield not_one(run, each.place, each.value)


def news(run: Run, each: Fields, did: str) -> Iterator[Finding]:
    """A new handle, or an account that is gone or back."""
    handle = each.text("identity", "handle")
    run.meet(Author(handle or None, None, did))
    active, status = each.flag("account", "active"), each.text("account", "status")
    state = status or {True: "active", False: "not active"}.get(active, "") if active is not None else status
    kind = each.text("kind") or each.text("type") or "event"
    yield Furniture(run.source(each.place), kind, " ".join(filter(None, (did, handle, state))))


def not_one(run: Run, place: str, value: object) -> Problem:
    return Problem(run.source(place), "not a record of Bluesky; left out", reprlib.repr(value)[:60])
