"""A post as X's web API gives it ("tweet_results.result"): what stands around its v1.1 object, or in place of it."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from threadkit.parsing.json_data.fields import Fields
from threadkit.parsing.x.graphql_cards import cards_of
from threadkit.parsing.x.legacy_tweet import LONG_PLACE, Beside, Reading, edits_of, id_of, post, repost
from threadkit.records import Author, Count, Finding, Furniture, Severity, Source

__all__ = ["GONE", "RESULTS", "reason_of", "result_findings", "unwrapped"]

GONE = ("TweetTombstone", "TweetUnavailable")
RESULTS = ("Tweet", "TweetWithVisibilityResults", "TweetPreviewDisplay", *GONE)
#: Reasons of TweetUnavailable: an enumeration of them in a public client of this API, and gallery-dl for the two Nsfw.
REASONS = {
    "Deleted": "deleted", "BounceDeleted": "deleted", "Deactivated": "deleted", "Missing": "deleted",
    "Blocked": "blocked", "Protected": "private", "Limited": "private", "ExclusiveTweet": "private",
    "Suspended": "blocked", "RuleViolation": "blocked", "Bounced": "blocked", "HiddenByModerator": "blocked",
    "NsfwLoggedOut": "filtered", "NsfwViewerHasNoStatedAge": "filtered",
}  # fmt: skip
#: Parts of the sentences of tombstones, in English, the same before and after "Tweet" became "Post". A suspended
#: account's posts are not deleted: they can come back. "filtered" is what depends on who looks.
SENTENCES = (
    ("deleted by", "deleted"), ("no longer exists", "deleted"), ("suspended account", "blocked"),
    ("limits who can", "private"), ("violated", "blocked"), ("withheld", "blocked"), ("age-restricted", "filtered"),
    ("adult content", "filtered"), ("you muted", "filtered"), ("blocked", "blocked"), ("subscribers", "private"),
)  # fmt: skip


def unwrapped(result: Fields) -> tuple[Fields, bool]:
    """(the post itself, whether X shows only its beginning). A post with limits is one level deeper."""
    cut = False
    while isinstance(result.value.get("tweet"), dict) and "legacy" not in result.value:
        cut = cut or result.value.get("__typename") == "TweetPreviewDisplay"
        result = result.record("tweet")
    return result, cut


def reason_of(result: Fields) -> str:
    """Why a post is not there, as a word of :data:`threadkit.records.REASONS`."""
    if found := REASONS.get(result.text("reason") or ""):
        return found
    stone = result.record("tombstoneInfo") if "tombstoneInfo" in result else result.record("tombstone")
    for name in ("richText", "text"):
        held = stone.value.get(name)
        said = held.get("text") if isinstance(held, dict) else held
        if isinstance(said, str):
            sentence = said.casefold()
            return next((reason for part, reason in SENTENCES if part in sentence), "unknown")
    return "unknown"


def result_findings(result: Fields, reading: Reading, known: str | None = None) -> Iterator[Finding]:
    """The findings of a post and of those embedded in it. `known`: its id, from where it stands.

    Of a tombstone whose id is not known there are none.
    """
    waiting = [(result, known)]
    deep = 0
    while waiting:
        outer, known = waiting.pop()
        if len(outer.place) > LONG_PLACE:
            deep += 1
            outer = attrs.evolve(outer, place=f"{result.place} (embedded, {deep})")
        tweet, cut = unwrapped(outer)
        if tweet.value.get("__typename") in GONE:
            found = id_of(tweet, "rest_id") or known
            if found is not None:
                yield reading.gone(found, reason_of(tweet), tweet.place)
            continue
        legacy = tweet.record("legacy") if "legacy" in tweet else tweet
        own = id_of(tweet, "rest_id") or id_of(legacy) or known
        inside = []
        quoted = tweet.record("quoted_status_result", "result")
        if quoted.value:
            inside.append((quoted, id_of(legacy, "quoted_status_id") or unnamed(quoted, own)))
        original = legacy.record("retweeted_status_result", "result")
        if original.value:
            inside.append((original, None))
        waiting.extend(reversed(inside))
        if tweet.cut:
            what = "the file ends inside this post; it is left out"
            tweet.faults.add(tweet.place, what, own or "", Severity.ERROR)
        elif original.value:
            first, _ = unwrapped(original)
            gone = reason_of(first) if first.value.get("__typename") in GONE else "unknown"
            yield from repost(legacy, reading, id_of(first, "rest_id"), own, author_in(tweet, legacy), gone)
        elif (passed_on := id_of(legacy, "retweeted_status_id")) is not None:
            yield from repost(legacy, reading, passed_on, own, author_in(tweet, legacy))
        elif any(isinstance(legacy.value.get(name), str) for name in ("full_text", "text")):
            yield from post(legacy, reading, beside(tweet, legacy, own, cut, quoted))
            yield from community_note(tweet, reading)
        else:
            what = "a post without a text, or of a layout that is not known; left out"
            tweet.faults.add(tweet.place, what, own or "")


def beside(tweet: Fields, legacy: Fields, own: str | None, cut: bool, quoted: Fields) -> Beside:
    note = tweet.record("note_tweet", "note_tweet_results") if "note_tweet" in tweet else None
    if note is not None and "result" in note:
        note = note.record("result")
    if note is not None and "text" not in note:  # told of, but not given
        cut, note = True, None
    if not quoted.value:
        quoted = tweet.record("quotedRefResult", "result")
    return Beside(
        own, author_in(tweet, legacy), note, views_of(tweet, legacy),
        edits_of(tweet.record("edit_control")) if "edit_control" in tweet else (),
        tuple(cards_of(tweet, legacy)), cut,
        (id_of(unwrapped(quoted)[0], "rest_id") or unnamed(quoted, own)) if quoted.value else None,
    )  # fmt: skip


def community_note(tweet: Fields, reading: Reading) -> Iterator[Furniture]:
    """What readers have written below a post, as X shows it."""
    pivot = tweet.record("birdwatch_pivot") if tweet.value.get("birdwatch_pivot") else None
    if pivot is not None and (words := pivot.text("subtitle", "text")):
        yield Furniture(Source(reading.capture, pivot.place, reading.position), "community note", words)


def unnamed(quoted: Fields, own: str | None) -> str | None:
    """An id for a tombstone that has none, in the place of what a post quotes."""
    return f"{own}/quoted" if own is not None and quoted.value.get("__typename") in GONE else None


def author_in(tweet: Fields, legacy: Fields) -> Author | None:
    """The author. Names were in "legacy" until 2025, and are in "core" since."""
    user = tweet.record("core", "user_results", "result")
    if not user.value:
        user = tweet.record("core", "user_result", "result")
    handle, name = (user.text("core", key) or user.text("legacy", key) or None for key in ("screen_name", "name"))
    found = Author(handle, name, user.id("rest_id") or legacy.id("user_id_str"))
    return found if found != Author() else None


def views_of(tweet: Fields, legacy: Fields) -> Count | None:
    return tweet.count("views", "count") if "views" in tweet else legacy.count("ext_views", "count")
