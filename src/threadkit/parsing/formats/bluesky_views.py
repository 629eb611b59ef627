"""Answers of Bluesky's AppView: threads (nested, and flat as of "V2"), feeds, searches, and single posts of them.

Replies that the server left out because they are too deep are told only by the count of replies; nothing is made up
for them.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

from threadkit.parsing.bluesky.record import Run, absent, author_in, author_of
from threadkit.parsing.bluesky.threads import flat, tree
from threadkit.parsing.bluesky.view import FLAGS, gated, not_one, view
from threadkit.parsing.bluesky.view_rows import Collector
from threadkit.parsing.identity import url_of
from threadkit.parsing.json_data.fields import Fields
from threadkit.parsing.json_data.values import first_value, json_values
from threadkit.parsing.material import Fit, Head, Material
from threadkit.parsing.rows import Rows, spread
from threadkit.records import Absence, Basis, Capture, Declared, Finding, Furniture, Kind, Link, Problem, Repost, Source

__all__ = ["EXAMPLE", "NAME", "TITLE", "detect", "read", "read_rows"]

NAME = "bluesky_views"
TITLE = "Bluesky: threads, feeds and searches as the API gives them (JSON)"
EXAMPLE = """\
{"thread": {"$type": "app.bsky.feed.defs#threadViewPost",
  "post": {"uri": "at://did:plc:example-ada/app.bsky.feed.post/3kmpfws4ik222",
    "author": {"did": "did:plc:example-ada", "handle": "ada.example.com", "displayName": "Ada Example"},
    "record": {"$type": "app.bsky.feed.post", "text": "A made-up post.", "createdAt": "2024-03-02T10:30:00.000Z"},
    "replyCount": 0, "repostCount": 0, "likeCount": 2, "quoteCount": 0, "indexedAt": "2024-03-02T10:30:00.400Z"},
  "replies": []}}
"""

#: Keys under which answers keep their posts, each a view or something around one.
LISTS = ("feed", "posts", "notifications", "bookmarks")
BESIDE = {"cursor", "uri", "cid", "hitsTotal", "hasOtherReplies"}  #: what an answer without posts may have
VIEWS = ("app.bsky.feed.defs#", "app.bsky.embed.record#view", "app.bsky.unspecced.defs#threadItem")
INSIDE = ("post", "item", "value")  #: where things around a view keep it


def detect(head: Head) -> Fit:
    """YES: the first record is a view, or an answer that holds one. MAYBE: it is an answer without posts."""
    value = first_value(head)
    if isinstance(value, list):
        value = next((each for each in value if isinstance(each, dict)), None)
    if not isinstance(value, dict):
        return Fit.NO
    if is_view(value) or is_view(value.get("thread")):
        return Fit.YES
    for name in ("thread", *LISTS):
        held = value.get(name)
        if isinstance(held, list) and any(map(is_view, held[:3])):
            return Fit.YES
        if held == [] and len(value) > 1 and value.keys() <= {name, *BESIDE}:
            return Fit.MAYBE
    return Fit.NO


def is_view(value: Any) -> bool:  # noqa: ANN401 - any JSON
    """Whether it is a view of a post, or holds one as threads and feeds do."""
    for _ in INSIDE:
        if not isinstance(value, dict):
            return False
        texts = (value.get(name) for name in ("$type", "uri", "post"))
        kind, uri, post = (each if isinstance(each, str) else "" for each in texts)
        if kind.startswith(VIEWS):
            return True
        if uri.startswith("at://") and ("author" in value or any(flag in value for flag in FLAGS)):
            return "record" in value or "value" in value or any(value.get(flag) is True for flag in FLAGS)
        if post.startswith("at://"):
            return value.keys() <= {"post", "reason", "feedContext", "$type"}
        value = next((value[name] for name in INSIDE if isinstance(value.get(name), dict)), None)
    return False


def read(material: Material) -> Iterator[Finding]:
    """Yield a Capture, then posts with their links, and what is said of others."""
    return spread(read_rows(material))


def read_rows(material: Material) -> Iterator[Finding | Rows]:
    """The same, plain posts of one a line as columns. They come last; `position` tells where they stand."""
    hints = material.hints
    yield Capture(
        material.name, NAME, hints.seen_at, hints.author, platform=hints.platform or "bluesky", states_parents=True
    )
    run = Run(material.name)

    def read_view(view: dict[str, Any], place: str, position: int) -> tuple[Finding, ...]:
        alone = Run(material.name, position - 1)  # rows name accounts by what does not change
        return tuple(answer(alone, Fields(view, place, alone.faults)))

    collector = Collector(run, read_view)
    for value in json_values(material, collector.take):
        if isinstance(value, Problem):
            yield value
        elif isinstance(value.value, dict):
            yield from answer(run, Fields(value.value, value.place, run.faults))
            yield from run.faults.told()
        else:
            yield not_one(run, value.place, value.value)
    yield from run.learned()
    yield from run.unseen()
    yield from collector.tables()


def answer(run: Run, whole: Fields) -> Iterator[Finding]:
    """What one answer holds; a view by itself is an answer, too."""
    if "record" in whole.value:
        yield from view(run, whole)
        return
    thread = whole.any("thread")
    names = [name for name in LISTS if isinstance(whole.any(name), list)]
    if isinstance(thread, list):
        yield from flat(run, whole)
    elif isinstance(thread, dict):
        yield from item(run, whole.record("thread"))
    elif not names:
        yield from item(run, whole)
        return
    for name in names:
        members = []
        for each in whole.records(name):
            members.append((yield from item(run, each)))
            yield from run.faults.told()
        if (hits := whole.count("hitsTotal")) is not None:
            found = tuple(filter(None, members))
            yield Declared(run.source(f"{whole.place}.hitsTotal"), "posts found by the search", hits, found, False)
    yield from gated(run, whole)


def item(run: Run, each: Fields) -> Generator[Finding, None, str | None]:
    """One thing of an answer; the id of the post that it is about is given back."""
    if isinstance(each.any("item"), dict):  # a bookmark
        each = each.record("item")
    post, value = each.any("post"), each.any("value")
    if isinstance(value, dict) and "depth" in each:
        return (yield from flat(run, Fields({"thread": [each.value]}, each.place, run.faults)))
    if isinstance(post, str):  # a feed as its generator gives it: addresses only
        if address := run.address(each, "post"):
            yield absent(run, address, "not_captured", each.place)
        return address
    if isinstance(post, dict) and ("reply" in each or "reason" in each):
        return (yield from of_feed(run, each))
    return (yield from tree(run, each))


def of_feed(run: Run, each: Fields) -> Generator[Finding, None, str | None]:
    """A post of a feed, why it is there, and the posts above it that the feed shows with it."""
    told = yield from view(run, each.record("post"))
    if told and "reason" in each:
        yield from why(run, each.record("reason"), told.id)
    parent = None
    for name in ("root", "parent"):
        shown = each.record("reply", name)
        parent = (yield from view(run, shown)) if shown.value else None
        run.held |= {post.id for post in (told, parent) if post}
    if parent and parent.parent and each.any("reply", "grandparentAuthor"):
        further_up(run, each.record("reply", "grandparentAuthor"), parent.parent)
    if told and told.parent is None and parent:  # else the record itself says it
        yield Link(Kind.REPLY, told.id, parent.id, Basis.SHOWN, source=Source(run.name, each.place))
    return told.id if told else None


def further_up(run: Run, profile: Fields, post_id: str) -> None:
    """Whose the post is that the shown parent answers; of the post itself there is no more."""
    author = author_of(run, profile, None)
    whose = author_in(post_id)
    if author and whose and author.id == whose.id:
        source = Source(run.name, profile.place, run.position)
        run.spoken.setdefault(post_id, Absence(post_id, "not_captured", source, author, url_of(post_id)))


def why(run: Run, reason: Fields, post_id: str) -> Iterator[Finding]:
    """A repost, a pin, or something that is not known."""
    kind = (reason.text("$type") or "").rpartition("#")[2]
    if "by" in reason:
        by = author_of(run, reason.record("by"), None)
        own = reason.text("uri") or None
        yield Repost(post_id, run.source(reason.place), own, by, reason.when("indexedAt"))
    elif kind == "reasonPin":
        yield Furniture(run.source(reason.place), "pinned", post_id)
    else:
        run.faults.add(reason.place, "a reason for showing a post that is not known", kind or reason.value)
