"""Records of X's API v1.1: posts, reposts, search answers, notices of streams, profiles."""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Iterator
from typing import Any

import attrs

from threadkit.parsing.json_data.fields import Faults, Fields
from threadkit.parsing.json_data.mending import CUT
from threadkit.parsing.x.legacy_tweet import (
    LONG_PLACE,
    Beside,
    Reading,
    author_of,
    edits_of,
    id_of,
    post,
    repost,
)
from threadkit.records import Author, Finding, Furniture, Severity

__all__ = ["is_tweet", "record_findings"]

#: Notices of streams that are no posts, and what they are.
NOTICES = {
    "limit": "limit notice", "scrub_geo": "notice: locations taken back", "user_withheld": "notice: account withheld",
    "disconnect": "disconnect notice", "warning": "warning notice", "friends": "list of friends",
    "friends_str": "list of friends", "direct_message": "direct message", "control": "control notice",
}  # fmt: skip
TEXTS = {"full_text", "text"}
#: What records of API v2, Mastodon and Hacker News have, and no post of this API: a file may hold lines of several.
OTHERS = frozenset({"author_id", "referenced_tweets", "edit_history_tweet_ids", "spoiler_text", "by", "kids"})


def is_tweet(value: object) -> bool:
    """Whether it has what every post has; what an id holds is another matter."""
    if not isinstance(value, dict) or ("user" not in value and not OTHERS.isdisjoint(value)):
        return False
    return not {"id_str", "id"}.isdisjoint(value) and not TEXTS.isdisjoint(value)


@attrs.frozen
class Waiting:
    """A value that is still to be read; `author`: of a profile's latest post, which does not repeat it."""

    value: Any
    place: str
    author: Author | None = None


def record_findings(value: object, place: str, faults: Faults, reading: Reading) -> Iterator[Finding]:
    """All findings of one JSON value, and of what is embedded in it."""
    waiting = [Waiting(value, place)]
    deep = 0
    while waiting:
        each = waiting.pop()
        if len(each.place) > LONG_PLACE:
            deep += 1
            each = attrs.evolve(each, place=f"{place} (embedded, {deep})")
        inside: list[Waiting] = []
        if isinstance(each.value, list):
            inside = [Waiting(held, f"{each.place}[{n}]") for n, held in enumerate(each.value)]
        elif isinstance(each.value, dict):
            fields = Fields(each.value, each.place, faults)
            yield from (tweet if is_tweet(each.value) else other)(fields, reading, each.author, inside)
        else:
            faults.add(each.place, "no post: neither an object nor a list", each.value)
        yield from faults.told()
        waiting.extend(reversed(inside))


def tweet(fields: Fields, reading: Reading, author: Author | None, inside: list[Waiting]) -> Iterator[Finding]:
    """A post or a repost; what it embeds goes to `inside`."""
    inside += embedded(fields, "retweeted_status", "quoted_status")
    if fields.cut:
        what = "the file ends inside this post; it is left out"
        faults_at(fields, what, fields.value.get("id_str"), Severity.ERROR)
        return
    if not any(isinstance(fields.value.get(name), str) for name in TEXTS):
        faults_at(fields, "a post without a text; left out", fields.value.get("id_str") or fields.value.get("id"))
        return
    own, author = id_of(fields), user_of(fields) or author
    original = original_of(fields)
    held = fields.value.get("retweeted_status")
    if original is not None or (isinstance(held, dict) and held):
        yield from repost(fields, reading, original, own, author)
        return
    quoted = fields.value.get("quoted_status")
    beside = Beside(
        own, author, edits=edits_of(fields.record("edit_history")) if "edit_history" in fields else (),
        quoted=id_of(fields.record("quoted_status")) if is_tweet(quoted) else None,
    )  # fmt: skip
    yield from post(fields, reading, beside)


def embedded(fields: Fields, *names: str) -> Iterator[Waiting]:
    for name in names:
        if isinstance(held := fields.value.get(name), dict) and held:
            yield Waiting(held, f"{fields.place}.{name}")


def user_of(fields: Fields) -> Author | None:
    """The author; answers of the old web API and rows of twitter-to-sqlite have only an id in the post."""
    user = fields.value.get("user")
    if isinstance(user, int | str) and not isinstance(user, bool):
        return Author(id=str(user))
    found = author_of(fields.record("user"))
    if found is None and (user_id := fields.id("user_id_str") or fields.id("user_id")):
        return Author(id=user_id)
    return found


def original_of(fields: Fields) -> str | None:
    """The id of the post that a repost passes on; None: it is no repost, or the id cannot be used."""
    held = fields.value.get("retweeted_status")
    if isinstance(held, dict):
        return id_of(fields.record("retweeted_status")) if held else None
    return id_of(fields, "retweeted_status_id") or (id_of(fields, "retweeted_status") if held is not None else None)


def other(fields: Fields, reading: Reading, author: Author | None, inside: list[Waiting]) -> Iterator[Finding]:
    """A record that is no post: an answer with posts in it, a notice, a profile, or nothing known."""
    named = (key for key in HANDLERS if key in fields.value and (key != "id" or isinstance(fields.value[key], dict)))
    handler = HANDLERS.get(next(named, ""))
    notice = next((key for key in NOTICES if key in fields.value), None)
    if handler is not None:
        yield from handler(fields, reading, inside)
    elif notice is not None:
        yield Furniture(reading.source(fields.place), NOTICES[notice], shown(fields.value[notice])[:200])
    elif "screen_name" in fields.value:
        yield Furniture(reading.source(fields.place), "profile", fields.text("screen_name") or "")
        if isinstance(latest := fields.value.get("status"), dict):
            inside.append(Waiting(latest, f"{fields.place}.status", author_of(fields)))
    else:
        keys = ", ".join(sorted(str(key) for key in fields.value if key != CUT)[:6])
        faults_at(fields, "no post and no notice of API v1.1; left out", keys)


def answer(fields: Fields, reading: Reading, inside: list[Waiting]) -> Iterator[Finding]:
    """A search answer, or a page of a list."""
    for name in ("statuses", "users"):
        inside += [Waiting(each, f"{fields.place}.{name}[{n}]") for n, each in enumerate(fields.list(name))]
    if "search_metadata" in fields:
        place = f"{fields.place}.search_metadata"
        yield Furniture(reading.source(place), "search metadata", fields.text("search_metadata", "query") or "")


def looked_up(fields: Fields, reading: Reading, inside: list[Waiting]) -> Iterator[Finding]:
    """Posts by id; null is a post that X does not give."""
    for name, each in fields.record("id").value.items():
        place = f"{fields.place}.id.{name}"
        if each is None and name.isascii() and name.isdigit():
            yield reading.gone(f"x:{name}", "unknown", place)
        elif name != CUT:
            inside.append(Waiting(each, place))


def old_web(fields: Fields, reading: Reading, inside: list[Waiting]) -> Iterator[Finding]:
    """What the web site itself was answered until 2022: posts and accounts by id."""
    yield from ()
    users = fields.record("globalObjects", "users")
    for name, each in fields.record("globalObjects", "tweets").value.items():
        if name != CUT:
            number = each.get("user_id_str") if isinstance(each, dict) else None
            known = isinstance(number, str) and isinstance(users.value.get(number), dict)
            author = author_of(users.record(str(number))) if known else None
            inside.append(Waiting(each, f"{fields.place}.globalObjects.tweets.{name}", author))


def deleted(fields: Fields, reading: Reading, inside: list[Waiting]) -> Iterator[Finding]:
    gone = fields.record("delete", "status")
    yield from gone_of(fields, gone, "deleted", reading)


def withheld(fields: Fields, reading: Reading, inside: list[Waiting]) -> Iterator[Finding]:
    yield from gone_of(fields, fields.record("status_withheld"), "blocked", reading)


def gone_of(fields: Fields, gone: Fields, reason: str, reading: Reading) -> Iterator[Finding]:
    user = gone.id("user_id_str") or gone.id("user_id")
    if (found := id_of(gone)) is not None:
        yield reading.gone(found, reason, fields.place, Author(id=user) if user else None)
    else:
        faults_at(fields, "a notice that names no post", fields.value)


def refused(fields: Fields, reading: Reading, inside: list[Waiting]) -> Iterator[Finding]:
    """X's own words for why there is nothing."""
    yield from ()
    for n, each in enumerate(fields.list("errors") or [fields.value.get("error")]):
        said = each.get("message") if isinstance(each, dict) else each
        fields.faults.add(f"{fields.place}.errors[{n}]", "X answered with an error", said)


def enveloped(fields: Fields, reading: Reading, inside: list[Waiting]) -> Iterator[Finding]:
    """A message of a stream for one of several users, or an event about a post."""
    if "event" in fields:
        yield Furniture(reading.source(fields.place), "event", fields.text("event") or "")
    for name in ("message", "target_object"):
        fields.record(name)
    inside += embedded(fields, "message", "target_object")


HANDLERS: dict[str, Callable[[Fields, Reading, list[Waiting]], Iterator[Finding]]] = {
    "statuses": answer, "users": answer, "id": looked_up, "globalObjects": old_web, "delete": deleted,
    "status_withheld": withheld, "errors": refused, "error": refused, "for_user": enveloped, "event": enveloped,
}  # fmt: skip


def shown(value: object) -> str:
    try:
        return str(value)
    except RecursionError:  # nested too deeply
        return reprlib.repr(value)


def faults_at(fields: Fields, what: str, saw: object, severity: Severity = Severity.WARNING) -> None:
    fields.faults.add(fields.place, what, saw, severity)
