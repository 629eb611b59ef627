"""What X says became of posts: results of a compliance job, events of the compliance streams. No posts, but why some
are not held: deleted, protected, of a suspended account.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime

from threadkit.parsing.json_data.fields import Faults, Fields
from threadkit.parsing.json_data.values import first_value, json_values
from threadkit.parsing.material import Fit, Head, Material
from threadkit.parsing.times.stamps import snowflake
from threadkit.parsing.x.v2_posts import x_id
from threadkit.records import Absence, Author, Basis, Capture, Finding, Furniture, Kind, Link, Problem, Source

__all__ = ["EXAMPLE", "NAME", "TITLE", "detect", "read"]

NAME = "x_compliance"
TITLE = "X API v2 compliance: which posts were deleted, and why"
EXAMPLE = """\
{"id":"1534000000000000001","action":"delete","created_at":"2022-06-07T02:31:14.998Z","reason":"protected"}
{"id":"1534000000000000002","action":"delete","created_at":"2022-06-07T02:31:15.236Z","redacted_at":\
"2022-07-01T00:00:00.000Z","reason":"deactivated"}
"""

#: What became of a post in the words of a job, and ours for it. A suspended account can come back, a deactivated one
#: does within a month or never.
REASONS = {
    "deleted": "deleted",
    "deactivated": "deleted",
    "protected": "private",
    "suspended": "blocked",
}
#: Events of the stream of posts. Dropped ones are taken from view for as long as their author's account is.
EVENTS = {"delete": "deleted", "drop": "blocked"}
USER_EVENTS = frozenset({
    "user_delete", "user_undelete", "user_withheld", "user_protect", "user_unprotect", "user_suspend",
    "user_unsuspend", "scrub_geo", "user_profile_modification",
})  # fmt: skip
EDITED = ("X lists both ids as versions of one post",)
#: From here on the ids of posts hold their time; those of most accounts did not for years.
FIRST_ID_WITH_TIME = datetime(2010, 11, 5, tzinfo=UTC)
ACTIONS = ("delete", "redact", "scrub_geo", "modify")


def detect(head: Head) -> Fit:
    """YES: an id, what to do with it and why; or an event of a compliance stream."""
    value = None if head.members else first_value(head)
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, dict):
        return Fit.NO
    if {"id", "action", "created_at"} <= value.keys() and value["action"] in ACTIONS:
        return Fit.YES if "reason" in value else Fit.MAYBE
    return Fit.YES if event_of(value) else Fit.NO


def event_of(value: dict[str, object]) -> str | None:
    """The name of the event that a line of a stream tells of."""
    data = value.get("data")
    for name in data if isinstance(data, dict) else ():
        event = data[name] if isinstance(data, dict) else None
        if isinstance(event, dict) and (
            name in USER_EVENTS or (name in {*EVENTS, "undrop", "withheld", "tweet_edit"} and "tweet" in event)
        ):
            return str(name)
    return None


def read(material: Material) -> Iterator[Finding]:
    """Yield a Capture, then an Absence for each post that is gone."""
    name, hints = material.name, material.hints
    yield Capture(name, NAME, hints.seen_at, hints.author, platform=hints.platform or "x")
    faults = Faults(name)
    numbers = itertools.count()
    for value in json_values(material):
        if isinstance(value, Problem):
            yield value
        elif not isinstance(value.value, dict):
            faults.add(value.place, "no notice of what became of a post; left out", value.value)
        else:
            notice = Fields(value.value, value.place, faults)
            source = Source(name, value.place, next(numbers))
            if notice.cut:
                saw = ", ".join(value.value)
                faults.add(value.place, "a notice whose end is missing; it is left out", saw)
            elif "action" in notice:
                yield from of_job(notice, source)
            else:
                yield from of_stream(notice, source)
        yield from faults.told()


def of_job(notice: Fields, source: Source) -> Iterator[Finding]:
    """A line of a job's result. A job can be about people as well: then these are no posts."""
    digits, action, reason = x_id(notice, "id"), notice.text("action"), notice.text("reason") or ""
    if digits is None:
        notice.faults.add(notice.place, "a notice without an id; left out", f"{action} {reason}")
    elif is_person(notice, digits):
        yield Furniture(source, "notice about an account", f"{digits}: {action} {reason}".strip())
    elif action == "delete":
        yield gone(digits, REASONS.get(reason, "unknown"), None, source)
    else:
        yield Furniture(source, "notice about a post", f"{digits}: {action} {reason}".strip())


def is_person(notice: Fields, digits: str) -> bool:
    """Times of posts have a fraction, those of accounts an offset instead. The id of a post holds its time."""
    stated = notice.when("created_at")
    if stated is None or stated.earliest is None:
        return False
    return stated.text.endswith("+00:00") or (snowflake(digits) is None and stated.earliest >= FIRST_ID_WITH_TIME)


def of_stream(notice: Fields, source: Source) -> Iterator[Finding]:
    name = event_of(notice.value)
    event = notice.record("data", name or "")
    digits = x_id(event.record("tweet"), "id") if name and "tweet" in event else None
    if name in USER_EVENTS:
        who = event.record("user")
        yield Furniture(source, "notice about an account", f"{x_id(who, 'id') or 'no id'}: {name}")
    elif name is None or digits is None:
        saw = ", ".join(notice.value)
        notice.faults.add(notice.place, "no notice of what became of a post; left out", saw)
    elif name == "tweet_edit":
        versions = [each for each in event.list("edit_tweet_ids") if isinstance(each, str) and each.isdigit()]
        for version in versions:
            if version != versions[0]:
                yield Link(Kind.SAME, f"x:{version}", f"x:{versions[0]}", Basis.STATED, None, EDITED, source)
    elif name in EVENTS:
        author = x_id(event.record("tweet"), "author_id")
        yield gone(digits, EVENTS[name], Author(id=author) if author else None, source)
    else:
        yield Furniture(source, "notice about a post", f"{digits}: {name}")


def gone(digits: str, reason: str, author: Author | None, source: Source) -> Absence:
    return Absence(f"x:{digits}", reason, source, author, f"https://x.com/i/status/{digits}")
