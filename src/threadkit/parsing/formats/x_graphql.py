"""Answers of X's own web API (GraphQL), as a browser gets them: TweetDetail, UserTweets, SearchTimeline, Bookmarks, …

Posts are looked for wherever they are in an answer, as the way to them changes and their own shape hardly does. In the
answers of 2025 and later an author's names are in "core", before that in "legacy"; both are read.
"""

from __future__ import annotations

import re
import reprlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import attrs

from threadkit.parsing.json_data.fields import Faults, Fields
from threadkit.parsing.json_data.values import json_values
from threadkit.parsing.material import Fit, Head, Material
from threadkit.parsing.x.graphql_result import GONE, RESULTS, reason_of, result_findings, unwrapped
from threadkit.parsing.x.legacy_tweet import Reading, id_of
from threadkit.records import (
    Absence,
    Basis,
    Capture,
    Finding,
    Furniture,
    Kind,
    Link,
    Problem,
    Severity,
    Source,
)

__all__ = ["EXAMPLE", "NAME", "TITLE", "detect", "read"]

NAME = "x_graphql"
TITLE = "X (Twitter) web answers (GraphQL), JSON"
EXAMPLE = """\
{"data": {"threaded_conversation_with_injections_v2": {"instructions": [{"type": "TimelineAddEntries", "entries": [
 {"entryId": "tweet-1531946000000000001", "content": {"entryType": "TimelineTimelineItem", "itemContent": {
  "itemType": "TimelineTweet", "tweet_results": {"result": {"__typename": "Tweet", "rest_id": "1531946000000000001",
   "core": {"user_results": {"result": {"core": {"name": "Ada Example", "screen_name": "example_ada"}}}},
   "legacy": {"id_str": "1531946000000000001", "created_at": "Wed Jun 01 10:00:00 +0000 2022",
    "full_text": "A made-up post."}}}}}}]}]}}}
"""

#: Keys that no other JSON has. Inside a text they would stand with a backslash before the quotation mark.
SIGNS = re.compile(
    r'(?<!\\)"(?:tweet_results|tweetResult|quoted_status_result|retweeted_status_result)"\s{0,20}:\s{0,20}[{\[]'
    r'|(?<!\\)"(?:entryType|itemType|type)"\s{0,20}:\s{0,20}"Timeline[A-Z]'
)
#: A post by itself, as collections of them hold it.
ALONE = tuple(map(re.compile, (r'"__typename"\s{0,20}:\s{0,20}"Tweet', r'"rest_id"\s{0,20}:', r'"legacy"\s{0,20}:')))
ENTRY = re.compile(r"(?:^|-)tweet-([0-9]{1,25})$")
THREAD = re.compile(r"conversationthread-([0-9]{1,25})", re.IGNORECASE)
#: Buttons that stand for posts; "…Prompt" is for those that X thinks offensive. Others only turn the page.
MORE = {"ShowMore": "more", "ShowMoreThreads": "more", "ShowMoreThreadsPrompt": "more-hidden"}
LINES = ("instructions", "entries", "entry", "items", "moduleItems")  #: what holds the lines of a timeline
PLACE = 2000  #: characters; what lies deeper is told apart by a number


def detect(head: Head) -> Fit:
    """YES: JSON with the keys of this API."""
    if head.text.lstrip("\ufeff \t\r\n")[:1] not in ("{", "["):
        return Fit.NO
    return Fit.YES if SIGNS.search(head.text) or all(sign.search(head.text) for sign in ALONE) else Fit.NO


def read(material: Material) -> Iterator[Finding]:
    """Yield a Capture, then what is found in each answer, in its order."""
    name, hints = material.name, material.hints
    yield Capture(name, NAME, hints.seen_at, hints.author, platform="x", states_parents=True)
    faults, reading = Faults(name), Reading(name)
    for value in json_values(material):
        if isinstance(value, Problem):
            yield value
            continue
        nothing = True
        for finding in Answer(faults, reading).findings(value.value, value.place):
            nothing = False
            yield finding
        if nothing:
            yield Problem(Source(name, value.place), "no post in this record", reprlib.repr(value.value)[:60])
    yield from reading.unseen()


@attrs.define(eq=False)
class Entry:
    """A line of a timeline: a post, a cursor, a module that holds others. `filled`: something was found in it."""

    id: str
    place: str
    above: Entry | None
    filled: bool = False

    def fill(self) -> None:
        entry: Entry | None = self
        while entry is not None and not entry.filled:
            entry.filled = True
            entry = entry.above

    def thread(self) -> str | None:
        """The post that begins the thread it is in."""
        entry: Entry | None = self
        while entry is not None:
            if found := THREAD.match(entry.id):
                return f"x:{found[1]}"
            entry = entry.above
        return None

    def post(self) -> str | None:
        """The post that it is for."""
        found = ENTRY.search(self.id)
        return f"x:{found[1]}" if found else None


@attrs.frozen
class Spot:
    """An object of the answer, and where it stands."""

    value: Any
    place: str
    entry: Entry | None = None
    promoted: bool = False


@attrs.define
class Answer:
    """One answer while it is read."""

    faults: Faults
    reading: Reading
    focal: str | None = None  #: the last post that stands by itself, before the threads below it
    root: str | None = None
    threads: bool = False  #: whether the threads have begun
    entries: list[Entry] = attrs.Factory(list)
    stones: list[tuple[str, str, Source]] = attrs.Factory(list)  #: (id, reason, where) of tombstones without X's id

    def findings(self, value: object, place: str) -> Iterator[Finding]:
        for spot, handler in self.spots(Spot(value, place)):
            if spot.entry is not None:
                spot.entry.fill()
            yield from handler(self, spot, Fields(spot.value, spot.place, self.faults))
            yield from self.faults.told()
        yield from self.faults.told()
        for name, reason, source in self.stones:
            yield self.reading.gone(name, reason, source)
        above = {id(entry.above) for entry in self.entries}
        for entry in self.entries:
            if not entry.filled and id(entry) not in above:
                yield Furniture(self.reading.source(entry.place), "line of a timeline without a post", entry.id)

    def spots(self, top: Spot) -> Iterator[tuple[Spot, Handler]]:
        """The objects that mean something, in their order, and what is to be done with each."""
        waiting = [top]
        deep = 0
        while waiting:
            spot = waiting.pop()
            if len(spot.place) > PLACE:
                deep += 1
                spot = attrs.evolve(spot, place=f"{top.place} (deep inside, {deep})")
            inside: list[tuple[str, Any]]
            if isinstance(spot.value, dict):
                spot = self.placed(spot)
                handler, into = meaning(spot.value)
                if handler is not None:
                    yield spot, handler
                inside = [(f"{spot.place}.{key}", held) for key, held in spot.value.items()] if into else []
                named = [(f"{spot.place}.{key}", spot.value[key]) for key in LINES if key in spot.value]
                self.odd(each for each in named if not isinstance(each[1], dict | list))
            else:
                items = spot.value if isinstance(spot.value, list) else []
                if spot.place.rpartition(".")[2] in LINES:
                    self.odd((f"{spot.place}[{n}]", held) for n, held in enumerate(items) if not isinstance(held, dict))
                inside = [(f"{spot.place}[{n}]", held) for n, held in enumerate(items)]
            waiting.extend(
                Spot(held, place, spot.entry, spot.promoted)
                for place, held in reversed(inside) if isinstance(held, dict | list)
            )  # fmt: skip

    def odd(self, parts: Iterable[tuple[str, object]]) -> None:
        for place, held in parts:
            if held is not None:
                self.faults.add(place, "no part of a timeline; left out", held)

    def placed(self, spot: Spot) -> Spot:
        """With the line of the timeline that it begins, if it does, and whether it is advertising."""
        promoted = spot.promoted or bool(spot.value.get("promotedMetadata") or spot.value.get("promoted_metadata"))
        name = spot.value.get("entryId") or spot.value.get("entry_id")
        entry = spot.entry
        if isinstance(name, str):
            entry = Entry(name, spot.place, entry)
            self.entries.append(entry)
            self.threads = self.threads or THREAD.match(name) is not None
            promoted = promoted or name.casefold().startswith("promoted")
        return attrs.evolve(spot, entry=entry, promoted=promoted)

    def post(self, spot: Spot, result: Fields) -> Iterator[Finding]:
        """A post with all that is embedded in it, or what stands in its place."""
        tweet, _ = unwrapped(result)
        own = id_of(tweet, "rest_id") or (spot.entry.post() if spot.entry else None)
        if spot.promoted:
            shown = tweet.text("legacy", "full_text") or ""
            yield Furniture(self.reading.source(spot.place), "advertisement", shown)
            return
        if tweet.value.get("__typename") in GONE and own is None:
            self.stone(spot, reason_of(tweet))
            return
        yield from self.gap(spot, own if tweet.value.get("__typename") in GONE else None)
        if spot.entry is not None and spot.entry.above is None and not self.threads:
            self.focal = own
        for finding in result_findings(result, self.reading, own):
            yield finding
            if isinstance(finding, Link) and finding.child == own:
                if finding.kind is Kind.ANCESTOR or self.root is None:
                    self.root = finding.parent
                if finding.kind is Kind.REPLY and self.stones and finding.parent not in self.reading.shown:
                    _, reason, source = self.stones.pop()  # the tombstone right above is that of what it answers
                    yield self.reading.gone(finding.parent, reason, source)
        self.root = self.root or own

    def gap(self, spot: Spot, own: str | None) -> Iterator[Finding]:
        """That what is not there lies in the thread where its place is."""
        thread = spot.entry.thread() if spot.entry else None
        if own is not None and thread not in (None, own):
            yield Link(Kind.ANCESTOR, own, str(thread), Basis.SHOWN, source=self.reading.source(spot.place))

    def stone(self, spot: Spot, reason: str) -> None:
        name = spot.entry.id if spot.entry is not None else spot.place
        self.stones.append((f"x:{name}", reason, self.reading.source(spot.place)))

    def tombstone(self, spot: Spot, item: Fields) -> Iterator[Finding]:
        """A tombstone in the timeline. Its number is none of a post."""
        yield from ()
        self.stone(spot, reason_of(item))

    def empty(self, spot: Spot, item: Fields) -> Iterator[Finding]:
        """A place for a post, with nothing in it."""
        own = spot.entry.post() if spot.entry else None
        if own is not None and not spot.promoted:
            yield from self.gap(spot, own)
            yield self.reading.gone(own, "unknown", spot.place)
        else:
            yield Furniture(self.reading.source(spot.place), "place of a post, empty")

    def cursor(self, spot: Spot, item: Fields) -> Iterator[Finding]:
        """A button that stands for posts, or one that turns the page."""
        kind = item.text("cursorType") or item.text("cursor_type") or ""
        thread = spot.entry.thread() if spot.entry else None
        above = thread or self.focal or self.root
        source = self.reading.source(spot.place)
        if kind in MORE and above is not None:
            name = f"{above}/{MORE[kind]}"
            yield Absence(name, "truncated", source, count=None)
            # threads stand right below the focal post; what a thread hides may answer any post in it
            direct = thread is None and self.focal is not None
            yield Link(Kind.REPLY if direct else Kind.ANCESTOR, name, above, Basis.STATED, source=source)
        else:
            yield Furniture(source, f"cursor {kind}".strip(), item.text("displayTreatment", "actionText") or "")
            if kind in MORE or kind == "Gap":
                self.faults.add(spot.place, "X shows only a part of what is here", kind, Severity.INFO)

    def profile(self, spot: Spot, user: Fields) -> Iterator[Finding]:
        name = user.text("core", "screen_name") or user.text("legacy", "screen_name") or user.id("rest_id") or ""
        yield Furniture(self.reading.source(spot.place), "profile", name)

    def refused(self, spot: Spot, answer: Fields) -> Iterator[Finding]:
        """X's own words for what it does not give."""
        yield from ()
        for n, each in enumerate(answer.list("errors")):
            said = each.get("message") if isinstance(each, dict) else each
            self.faults.add(f"{spot.place}.errors[{n}]", "X answered with an error", said)


Handler = Callable[[Answer, Spot, Fields], Iterator[Finding]]


def meaning(value: dict[str, Any]) -> tuple[Handler | None, bool]:
    """What is to be done with an object, and whether to look into it."""
    kind = value.get("__typename")
    legacy = value.get("legacy")
    if kind in RESULTS or (isinstance(legacy, dict) and "full_text" in legacy):
        return Answer.post, False
    if "cursorType" in value or "cursor_type" in value:
        return Answer.cursor, False
    if value.get("itemType") == "TimelineTombstone" or kind == "TimelineTombstone":
        return Answer.tombstone, False
    for name in ("tweet_results", "tweetResult", "tweet_result"):
        if isinstance(held := value.get(name), dict) and not held.get("result"):
            return Answer.empty, True
    if kind in ("User", "UserUnavailable") and ("core" in value or "legacy" in value or kind != "User"):
        return Answer.profile, True
    if isinstance(value.get("errors"), list) and value["errors"]:
        return Answer.refused, True
    return None, True
