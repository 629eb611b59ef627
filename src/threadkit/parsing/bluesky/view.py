"""A post of Bluesky as a server shows it: the author's record, and what the server adds."""

from __future__ import annotations

import reprlib
from collections.abc import Generator, Iterator

from threadkit.parsing.bluesky.embeds import POST, collection_of, embedded
from threadkit.parsing.bluesky.record import Run, Shown, Told, absent, author_of, gate, other, post
from threadkit.parsing.json_data.fields import Fields
from threadkit.records import Counts, Finding, Problem, Severity

__all__ = ["FLAGS", "LONGEST_PLACE", "gated", "not_one", "view"]

LONGEST_PLACE = 200  #: characters; beyond, places of what stands deep inside are shortened: they would grow with depth

#: Types of what stands where a post should be. Bluesky itself shows one that is not found as deleted.
TOMBSTONES = {
    "notFoundPost": "deleted", "viewNotFound": "deleted", "threadItemNotFound": "deleted",
    "blockedPost": "blocked", "viewBlocked": "blocked", "threadItemBlocked": "blocked",
    "viewDetached": "detached", "threadItemNoUnauthenticated": "private",
}  # fmt: skip
#: The same without a type.
FLAGS = {"notFound": "deleted", "blocked": "blocked", "detached": "detached"}


def view(run: Run, outer: Fields, named: Fields | None = None) -> Generator[Finding, None, Told | None]:
    """A post as a server shows it, what it quotes, and what that quotes; or that it is not shown, and why.

    `named`: what holds the address of a post that is not shown, if the thing itself does not. What is told of the
    outer post is given back; None: it is no post.
    """
    first: Told | None = None
    waiting = [outer]
    number = 0
    while waiting:
        each = waiting.pop()
        number += 1
        if each is not outer and len(each.place) > LONGEST_PLACE:
            each = Fields(each.value, f"{outer.place} … quote {number}", run.faults)
        if reason := tombstone(each):
            told = yield from gone(run, (named if each is outer else None) or each, each, reason)
        else:
            told = yield from one_view(run, each)
        if each is outer:
            first = told
        if told and told.quotes:
            waiting += reversed([quote for quote in told.quotes if "value" in quote or tombstone(quote)])
    return first


def tombstone(each: Fields) -> str | None:
    """Why there is no post; None: there is one, or something else."""
    kind = each.value.get("$type")
    if isinstance(kind, str) and (reason := TOMBSTONES.get(kind.rpartition("#")[2])):
        return reason
    return next((reason for name, reason in FLAGS.items() if each.value.get(name) is True), None)


def gone(run: Run, named: Fields, each: Fields, reason: str) -> Generator[Finding, None, Told | None]:
    address = run.address(named, "uri")
    if address is None:
        run.faults.add(each.place, f"a post that is not shown ({reason}), without its address", each.value)
        return None
    yield absent(run, address, reason, each.place, author_of(run, each.record("author"), address))
    return Told(address)


def one_view(run: Run, each: Fields) -> Generator[Finding, None, Told | None]:
    """A view of a post, without what it quotes. None: it is none."""
    record = each.record("record" if "record" in each else "value")
    if not record.value:
        yield not_one(run, each.place, each.value)
        return None
    embeds = (each.record("embed"),) if "embed" in each else tuple(each.records("embeds")) if "embeds" in each else ()
    if each.cut or record.cut:
        cut = run.address(each, "uri") or ""
        what = "a post whose end is missing; it is left out, and what it quotes is kept"
        yield Problem(run.source(each.place), what, cut, Severity.ERROR)
        return Told(cut, quotes=tuple(embedded(embeds, None).quotes))
    author = author_of(run, each.record("author"), each.text("uri"))
    address = run.address(each, "uri")
    clock = each.when("indexedAt")
    labelled = (each,) if each.value.get("labels") else ()
    shown = Shown(author, counts(each), embeds, ("indexedAt", clock) if clock else None, labelled=labelled)
    if (record.text("$type") or collection_of(address or "") or POST) != POST:
        yield from other(run, record, each.place, address, shown)
        return None
    told = yield from post(run, record, each.place, address, shown)
    yield from gated(run, each)
    return told


def counts(each: Fields) -> Counts:
    return Counts(
        likes=each.count("likeCount"), reposts=each.count("repostCount"), replies=each.count("replyCount"),
        quotes=each.count("quoteCount"), bookmarks=each.count("bookmarkCount"),
    )  # fmt: skip


def gated(run: Run, holder: Fields) -> Iterator[Finding]:
    """The thread gate that is shown with something, if there is one."""
    if "threadgate" in holder:
        shown = holder.record("threadgate")
        yield from gate(run, shown.record("record"), shown.place)


def not_one(run: Run, place: str, value: object) -> Problem:
    what = "not a post of Bluesky nor anything around one; left out"
    return Problem(run.source(place), what, reprlib.repr(value)[:60])
