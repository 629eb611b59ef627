"""Answers of Mastodon's API, and of the many servers that speak it: statuses and whatever they come wrapped in.

One answer, an array, one JSON a line (also of the streaming API). The pages of several answers can stand in one file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from threadkit.parsing.fediverse.identity import unknown_server
from threadkit.parsing.fediverse.mastodon_status import (
    Server,
    files_of,
    findings_of,
    is_status,
    poll_cards,
    status_id,
    words_of,
)
from threadkit.parsing.json_data.fields import Faults, Fields
from threadkit.parsing.json_data.mending import CUT, decoded
from threadkit.parsing.json_data.values import first_value, json_values
from threadkit.parsing.material import Fit, Head, Material
from threadkit.records import (
    Absence,
    Basis,
    Capture,
    Finding,
    Furniture,
    Kind,
    Link,
    Problem,
    Repost,
    Severity,
    Sighting,
    Source,
)

__all__ = ["EXAMPLE", "NAME", "TITLE", "detect", "read"]

NAME = "mastodon"
TITLE = "Mastodon API (also Pleroma, Akkoma, GoToSocial, …): statuses, context, search, notifications, stream"
EXAMPLE = """\
[{"id": "109000000000000002", "created_at": "2024-05-01T12:03:00.000Z", "in_reply_to_id": "109000000000000001",
  "in_reply_to_account_id": "7", "spoiler_text": "", "visibility": "public", "language": "en",
  "uri": "https://social.example/users/example_ada/statuses/109000000000000002",
  "url": "https://social.example/@example_ada/109000000000000002",
  "replies_count": 0, "reblogs_count": 1, "favourites_count": 4, "content": "<p>A made-up reply.</p>",
  "account": {"id": "7", "acct": "example_ada", "display_name": "Ada Example",
              "url": "https://social.example/@example_ada"}}]
"""

#: Of these keys no other platform has two beside a "uri".
STATUS_KEYS = ("in_reply_to_account_id", "spoiler_text", "reblogs_count", "favourites_count", "visibility")
#: What statuses come in, by the key that holds them. "favourites" and "bookmarks" are of archiving programs.
WRAPPERS = (
    "account", "ancestors", "descendants", "statuses", "last_status", "status", "accounts", "hashtags", "favourites",
    "bookmarks", "mentions", "notifications", "conversations", "notification_groups",
)  # fmt: skip
EVENTS = ("update", "status.update", "delete", "notification", "conversation", "filters_changed", "announcement",
          "announcement.reaction", "announcement.delete", "notifications_merged", "encrypted_message")  # fmt: skip
#: Other records: a key that only they have, what they are, and the field that names them.
FURNITURE = (
    ("most_recent_notification_id", "group of notifications", ("type",)),
    ("scheduled_at", "post that is yet to be published", ("params", "text")),
    ("history", "hashtag", ("name",)),
    ("event", "event of the stream", ("event",)),
    ("name", "hashtag", ("name",)),
    ("followed_by", "relationship", ("id",)),
)
BELOW = ("the answer lists it below the post it is the context of, and that post below this one",)


def detect(head: Head) -> Fit:
    """YES for a status, or a wrapping, that only this API has; MAYBE for a bare account."""
    waiting = [(first_value(head), 0)]
    best = Fit.NO
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, list):
            waiting += [(each, depth + 1) for each in value[:3] if depth < 4]
        elif isinstance(value, dict):
            best = max(best, fit_of(value))
            if depth < 4:
                waiting += [(value[key], depth + 1) for key in WRAPPERS[1:] if key in value]
    return best


def fit_of(value: Mapping[str, Any]) -> Fit:
    keys = value.keys()
    account = value.get("account")
    named = isinstance(account, dict) and "acct" in account
    if {"uri", "created_at"} <= keys and sum(key in keys for key in STATUS_KEYS) > 1:
        return Fit.YES
    if isinstance(value.get("ancestors"), list) and isinstance(value.get("descendants"), list):
        return Fit.YES
    if named and {"created_at"} < keys and ({"content", "spoiler_text"} <= keys or {"id", "type"} <= keys):
        return Fit.YES
    if {"last_status", "accounts", "unread"} <= keys or {"statuses", "accounts"} < keys:
        return Fit.YES if keys & {"hashtags", "notification_groups", "last_status"} else Fit.NO
    if {"id", "text", "spoiler_text"} <= keys and len(keys) <= 4:
        return Fit.YES
    if {"event", "payload"} <= keys and value["event"] in EVENTS and isinstance(value["payload"], str):
        return Fit.YES
    return Fit.MAYBE if {"acct", "username", "followers_count"} <= keys else Fit.NO


@attrs.define
class Loose:
    """What names no post by its uri, until all statuses are read."""

    edits: list[Fields] = attrs.Factory(list)
    typed: list[Fields] = attrs.Factory(list)
    deleted: list[tuple[str, str]] = attrs.Factory(list)  #: the server's id, place


def read(material: Material) -> Iterator[Finding]:
    """Yield a Capture, then posts with their links; at the end the links that need the whole capture."""
    name = material.name
    yield Capture(
        name, NAME, material.hints.seen_at, material.hints.author, states_parents=True,
        platform=material.hints.platform or "mastodon",
    )  # fmt: skip
    server, loose = Server(name, Faults(name), unknown_server(material.head)), Loose()
    for value in json_values(material):
        if isinstance(value, Problem):
            yield value
        else:
            yield from unwrapped(value.value, value.place, server, loose)
            yield from server.faults.told()
    yield from versions(loose.edits, server)
    yield from as_typed(loose.typed, server)
    for number, place in loose.deleted:
        if post := server.ids.get(number):
            yield Absence(post, "deleted", server.source(place))
        else:
            yield Furniture(server.source(place), "deletion notice", number)
    yield from server.settled()


def unwrapped(record: object, place: str, server: Server, loose: Loose) -> Iterator[Finding]:
    """The statuses of one answer, in their order, and what else is in it."""
    waiting: list[tuple[object, str]] = [(record, place)]
    while waiting:
        value, place = waiting.pop()
        if isinstance(value, list):
            waiting += [(each, f"{place}[{n}]") for n, each in reversed(list(enumerate(value)))]
        elif not isinstance(value, dict):
            if value is not None:
                server.faults.add(place, "no post, but a bare value", value)
        elif is_status(value):
            yield from findings_of(Fields(value, place, server.faults), server)
        else:
            fields = Fields(value, place, server.faults)
            waiting += reversed(list(inside(fields, server, loose)))
            yield from beside(fields, server, loose)


def inside(fields: Fields, server: Server, loose: Loose) -> Iterator[tuple[object, str]]:
    """What a wrapping holds."""
    value = fields.value
    if "payload" in value:
        yield from payload(fields, server, loose)
        return
    for key in WRAPPERS:
        within = value.get(key)
        if key == "account" and "statuses" not in value:
            fields.record(key)
        elif isinstance(within, dict | list):
            yield within, f"{fields.place}.{key}"
        elif within is not None:
            fields.wrong((key,), "a post, nor a list of posts", within)


def payload(fields: Fields, server: Server, loose: Loose) -> Iterator[tuple[object, str]]:
    """An event of the streaming API, whose payload is JSON in a text."""
    within, place = fields.any("payload"), f"{fields.place}.payload"
    if fields.any("event") == "delete":
        if (number := fields.id("payload")) is not None:
            loose.deleted.append((number, place))
    elif isinstance(within, str):
        found, faults = decoded(within)
        if faults:
            server.faults.add(place, f"a payload that is no JSON: {faults[-1].what}", within, Severity.ERROR)
        else:
            yield found, place
    else:
        yield within, place


def beside(fields: Fields, server: Server, loose: Loose) -> Iterator[Finding]:
    """What a record that is no status says itself."""
    value = fields.value
    account = value.get("account")
    if "payload" in value:
        return
    if fields.cut and not any(isinstance(value.get(key), dict | list) for key in WRAPPERS):
        what, saw = "the end of this record is not there; it is left out", value.get("uri", "")
        server.faults.add(fields.place, what, saw, Severity.ERROR)
    elif "descendants" in value and "ancestors" in value:
        yield from focus(fields, server)
    elif "content" in value and isinstance(account, dict):
        loose.edits.append(fields)
    elif {"id", "text", "spoiler_text"} <= value.keys():
        loose.typed.append(fields)
    elif "type" in value and isinstance(account, dict):
        yield from notification(fields, server)
    elif "acct" in value or "username" in value:
        server.learn(fields)
        yield Furniture(server.source(fields.place), "profile", f"@{fields.text('acct') or fields.text('username')}")
    elif found := next((known for known in FURNITURE if known[0] in value), None):
        _, role, path = found
        yield Furniture(server.source(fields.place), role, fields.id(*path) or "")
    elif "error" in value:
        server.faults.add(fields.place, "the server answered with an error", value["error"])
    elif not any(key in value for key in WRAPPERS):
        server.faults.add(fields.place, "no post, nor another known thing; left out", value)


def focus(fields: Fields, server: Server) -> Iterator[Finding]:
    """The post that a context belongs to is not in it. What answers it is below the last of the ancestors."""
    ancestors, descendants = (
        [each for each in fields.records(key) if is_status(each.value) and CUT not in each.value]
        for key in ("ancestors", "descendants")
    )
    if not ancestors or (above := status_id(ancestors[-1], server)) is None:
        return
    known = {each.id("id") for each in (*ancestors, *descendants)}
    for each in descendants:
        parent, child = each.id("in_reply_to_id"), status_id(each, server)
        if parent is not None and parent not in known and child is not None:
            source = Source(server.capture, each.place)
            yield Link(Kind.ANCESTOR, child, above, Basis.SHOWN, None, BELOW, source)


def notification(fields: Fields, server: Server) -> Iterator[Finding]:
    kind, status = fields.text("type") or "", fields.record("status")
    author = server.author(fields.record("account"))
    post = status_id(status, server) if is_status(status.value) else None
    source = server.source(fields.place)
    if kind == "reblog" and post is not None:
        yield Repost(post, source, None, author, fields.when("created_at"))
    else:
        yield Furniture(source, f"notification: {kind}", str(author or ""))


def versions(edits: list[Fields], server: Server) -> Iterator[Finding]:
    """The history of a post names no post. Its first version was made when the post was, by the same account."""
    groups: list[list[Fields]] = []
    for edit in edits:
        last = groups[-1][-1] if groups else None
        if last is None or list_of(last) != list_of(edit) or said_by(last) != said_by(edit) or made(edit) < made(last):
            groups.append([])
        groups[-1].append(edit)
    for group in groups:
        post = server.written.get((said_by(group[0]), group[0].text("created_at")))
        if not post:
            what = "versions of an edited post, which no post in this capture fits; kept as furniture"
            yield Problem(Source(server.capture, group[0].place), what, f"{len(group)} versions", Severity.INFO)
        for edit in group:
            source = server.source(edit.place)
            text, shown = words_of(edit, drop=False)
            if not post:
                yield Furniture(source, "version of an edited post", text)
                continue
            edited = edit.when("created_at")
            media, files = files_of(edit)
            yield Sighting(
                source, text, post, None, server.author(edit.record("account")), shown,
                when=group[0].when("created_at"),
                other_times=(("edited_at", edited),) if edited and edit is not group[0] else (),
                media=media,
                cards=(*files, *poll_cards(edit)),
                version=edit.text("created_at"),
            )  # fmt: skip
        yield from server.faults.told()


def list_of(edit: Fields) -> str:
    return edit.place.rpartition("[")[0]


def said_by(edit: Fields) -> str | None:
    return edit.id("account", "id")


def made(edit: Fields) -> str:
    return edit.text("created_at") or ""


def as_typed(records: list[Fields], server: Server) -> Iterator[Finding]:
    """The text of a post as its author typed it, under the server's own id."""
    for typed in records:
        source = server.source(typed.place)
        text, _ = words_of(typed, drop=False)
        if post := server.ids.get(typed.id("id") or ""):
            yield Sighting(source, text, post)
        else:
            yield Furniture(source, "text of a post as it was typed", text)
            what = "the text of a post that nothing else in this capture shows; kept as furniture"
            yield Problem(source, what, typed.id("id") or "", Severity.INFO)
        yield from server.faults.told()
