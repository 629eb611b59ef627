"""Posts of X as API v1.1 gives them: timelines, search answers, streams, single posts; an array, or one a line.

In compatibility mode long posts are cut; streams and premium search add the whole text as "extended_tweet". A repost
is an object of its own around the original ("retweeted_status").
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from threadkit.parsing.json_data.fields import Faults
from threadkit.parsing.json_data.mending import CUT
from threadkit.parsing.json_data.values import first_value, json_values
from threadkit.parsing.material import Fit, Head, Material
from threadkit.parsing.times.stamps import TWITTER
from threadkit.parsing.x.legacy_tweet import Reading
from threadkit.parsing.x.v1_records import is_tweet, record_findings
from threadkit.records import Capture, Finding, Problem

__all__ = ["EXAMPLE", "NAME", "TITLE", "detect", "read"]

NAME = "x_api_v1"
TITLE = "X (Twitter) API v1.1, JSON"
EXAMPLE = """\
[{"created_at": "Wed Jun 01 10:00:00 +0000 2022", "id": 1531946000000000001, "id_str": "1531946000000000001",
  "full_text": "A made-up post.", "truncated": false, "in_reply_to_status_id_str": null,
  "user": {"id_str": "11", "name": "Ada Example", "screen_name": "example_ada"}}]
"""

#: Keys by which records of other services, built after this API, give themselves away.
OTHERS = ("idstr", "mid", "statusnet_conversation_id", "statusnet_html", "uri", "account")


def detect(head: Head) -> Fit:
    """YES: the first record is a post, an answer with posts, or a notice of a stream."""
    if head.text.lstrip("\ufeff \t\r\n")[:1] not in ("{", "["):  # archives of accounts begin as scripts
        return Fit.NO
    value = first_value(head)
    for _ in range(3):
        if isinstance(value, list):
            value = next((each for each in value if each is not None), None)
        elif isinstance(value, dict) and isinstance(value.get("statuses"), list):
            if "search_metadata" in value and not value["statuses"]:
                return Fit.YES
            value = value["statuses"]
        elif isinstance(value, dict) and isinstance(value.get("id"), dict):  # statuses/lookup with map=true
            value = list(value["id"].values())
    return fit_of(value) if isinstance(value, dict) else Fit.NO


def fit_of(value: dict[str, Any]) -> Fit:
    """Whether a record is of this API."""
    if isinstance(notice := value.get("delete"), dict):
        return Fit.YES if isinstance(notice.get("status"), dict) else Fit.NO
    if isinstance(notice := value.get("limit"), dict) and "track" in notice and len(value) == 1:
        return Fit.YES
    if isinstance(held := value.get("globalObjects"), dict) and isinstance(held.get("tweets"), dict):
        return Fit.YES
    made = value.get("created_at")
    if not isinstance(made, str) or any(key in value for key in OTHERS):
        return Fit.NO
    user = value.get("user")
    named = isinstance(user, dict) and ("screen_name" in user or "id_str" in user)
    if TWITTER.fullmatch(made) and CUT in value and "user" not in value and "id_str" in value:
        return Fit.YES  # a record that is longer than the head
    if not is_tweet(value):
        return Fit.NO
    if TWITTER.fullmatch(made):
        return Fit.YES if named else Fit.MAYBE
    row = isinstance(user, int | str) and "full_text" in value and "retweeted_status" in value
    return Fit.YES if row else Fit.NO  # a row of twitter-to-sqlite


def read(material: Material) -> Iterator[Finding]:
    """Yield a Capture, then what each record holds, in the order of the file."""
    name, hints = material.name, material.hints
    # dumps that somebody trimmed do not say whether a post is a reply
    states = '"in_reply_to_status_id' in material.head.text
    yield Capture(name, NAME, hints.seen_at, hints.author, platform="x", states_parents=states)
    faults, reading = Faults(name), Reading(name)
    for value in json_values(material):
        if isinstance(value, Problem):
            yield value
        else:
            yield from record_findings(value.value, value.place, faults, reading)
    yield from reading.unseen()
