"""ActivityPub: the export of a Mastodon account (outbox.json with actor.json), single objects, activities, collections.

A boost names the post that it passes on, mostly by its uri alone: then the post is nowhere in the export.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from threadkit.parsing.fediverse.activity_object import (
    ACTORS,
    POSTS,
    QUOTES,
    Store,
    actor_of,
    learn_actor,
    object_findings,
    things,
    type_of,
    uri_of,
)
from threadkit.parsing.fediverse.identity import actor, place_in, post_id
from threadkit.parsing.json_data.fields import Faults, Fields
from threadkit.parsing.json_data.values import first_value, json_values
from threadkit.parsing.material import Fit, Head, Material
from threadkit.records import (
    Absence,
    Author,
    Capture,
    Count,
    Declared,
    Finding,
    Furniture,
    Problem,
    Repost,
    Severity,
    Source,
)

__all__ = ["EXAMPLE", "NAME", "TITLE", "claim", "detect", "read"]

NAME = "activitypub"
TITLE = "ActivityPub: export of a Mastodon account (outbox.json), single posts, activities and collections"
EXAMPLE = """\
{"@context": "https://www.w3.org/ns/activitystreams", "id": "outbox.json", "type": "OrderedCollection",
 "totalItems": 2, "orderedItems": [
  {"id": "https://social.example/users/example_ada/statuses/109000000000000002/activity", "type": "Create",
   "actor": "https://social.example/users/example_ada", "published": "2024-05-01T12:03:00Z",
   "object": {"id": "https://social.example/users/example_ada/statuses/109000000000000002", "type": "Note",
              "inReplyTo": "https://other.example/users/example_ben/statuses/109000000000000001",
              "published": "2024-05-01T12:03:00Z", "attributedTo": "https://social.example/users/example_ada",
              "content": "<p>A made-up reply.</p>"}},
  {"id": "https://social.example/users/example_ada/statuses/109000000000000003/activity", "type": "Announce",
   "actor": "https://social.example/users/example_ada", "published": "2024-05-02T09:00:00Z",
   "object": "https://other.example/users/example_ben/statuses/109000000000000001"}]}
"""

OUTBOX, ACTOR = "outbox.json", "actor.json"
EXPORT = (ACTOR, OUTBOX, "likes.json", "bookmarks.json")
COLLECTIONS = ("Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage")
CARRIERS = ("Create", "Update")
#: Activities that say something of a post or an account, and are no post.
OTHERS = (
    "Like", "Dislike", "EmojiReact", "Follow", "Accept", "TentativeAccept", "Reject", "TentativeReject", "Block",
    "Flag", "Add", "Remove", "Move", "Undo", "View", "Join", "Leave", "Invite", "Read", "Ignore", "Listen",
    "QuoteRequest",
)  # fmt: skip
CONTEXT = "www.w3.org/ns/activitystreams"
#: What a collection of bare uris is of, by the end of its own uri.
NAMED = {"likes": "liked post", "liked": "liked post", "bookmarks": "bookmarked post", "featured": "pinned post"}


def claim(names: Sequence[str]) -> Iterable[Sequence[str]]:
    """An export is a folder with outbox.json; what lies beside it in Mastodon's export is read with it."""
    beside: dict[str, list[str]] = {}
    for name in names:
        folder, _, file = name.rpartition("/")
        if file in EXPORT:
            beside.setdefault(folder, []).append(name)
    for group in beside.values():
        if any(name.rpartition("/")[2] == OUTBOX for name in group):
            yield sorted(group, key=lambda name: EXPORT.index(name.rpartition("/")[2]))


def detect(head: Head) -> Fit:
    """YES: an export's folder; JSON-LD of ActivityStreams; activities and posts in an array or one a line."""
    if head.members:
        return Fit.YES if any(name.rpartition("/")[2] == OUTBOX for name in head.members) else Fit.NO
    value = first_value(head)
    if isinstance(value, list):
        value = next((each for each in value if isinstance(each, dict)), None)
    if not isinstance(value, dict):
        return Fit.NO
    fields = Fields(value, "$", Faults(""))
    kind = type_of(fields)
    if kind in (*POSTS, *ACTORS, *COLLECTIONS, *CARRIERS, "Announce", "Delete", "Tombstone", *OTHERS):
        context = things(value.get("@context"))
        if any(isinstance(each, str) and CONTEXT in each for each in context):
            return Fit.YES
        if kind in POSTS and "attributedTo" in value and "published" in value:
            return Fit.YES
        if kind in (*CARRIERS, "Announce", *OTHERS) and "actor" in value and "object" in value:
            return Fit.YES
        items = value.get("orderedItems") or value.get("items")
        if isinstance(items, list) and items and isinstance(items[0], dict) and {"actor", "object"} <= items[0].keys():
            return Fit.YES
    return Fit.NO


def read(material: Material) -> Iterator[Finding]:
    """Of each file: a Capture, then posts and boosts with their links. Of a folder the account comes first."""
    actors: dict[str, Author] = {}
    if not material.members:
        yield from read_file(material, actors, account_of(material.head) or material.hints.author)
        return
    account = None
    for name in sorted(material.members, key=lambda name: order(name)):
        try:
            member = material.members[name]()
        except (OSError, EOFError) as error:
            yield Problem(Source(material.name, name), f"cannot be opened: {error}", "", Severity.ERROR)
            continue
        yield from read_file(member, actors, account or material.hints.author)
        if account is None and actors:
            account = next(iter(actors.values()))


def order(name: str) -> tuple[int, str]:
    file = name.rpartition("/")[2]
    return EXPORT.index(file) if file in EXPORT else len(EXPORT), name


def account_of(head: Head) -> Author | None:
    """Whose outbox it is: who did what stands first in it."""
    value = first_value(head)
    items = value.get("orderedItems") if isinstance(value, dict) else None
    first = items[0] if isinstance(items, list) and items and isinstance(items[0], dict) else {}
    uri = uri_of(first.get("actor"))
    return actor(uri, uri_of(first)) if uri and first.get("type") in (*CARRIERS, "Announce") else None


def read_file(material: Material, actors: dict[str, Author], account: Author | None) -> Iterator[Finding]:
    name, hints = material.name, material.hints
    found = first_value(material.head)
    if isinstance(found, dict) and type_of(fields := Fields(found, "$", Faults(name))) in ACTORS:
        account = learn_actor(fields, Store(name, fields.faults, actors)) or account
    yield Capture(
        name, NAME, hints.seen_at, account, states_parents=True, platform=hints.platform or "mastodon"
    )  # fmt: skip
    store = Store(name, Faults(name), actors)
    for value in json_values(material):
        if isinstance(value, Problem):
            yield value
        else:
            yield from things_in(value.value, value.place, store)
    yield from store.settled()


def things_in(value: object, place: str, store: Store) -> Iterator[Finding]:
    """A record, and all that it holds, whatever holds it."""
    waiting: list[tuple[object, str, object]] = [(value, place, None)]
    while waiting:
        value, place, by = waiting.pop()
        if isinstance(value, list):
            waiting += [(each, f"{place}[{n}]", by) for n, each in reversed(list(enumerate(value)))]
        elif isinstance(value, dict):
            fields = Fields(value, place, store.faults)
            waiting += reversed(list(within(fields, by)))
            yield from record(fields, store, by)
        elif value is not None:
            store.faults.add(place, "no post, but a bare value", value)
        yield from store.faults.told()


def within(fields: Fields, by: object) -> Iterator[tuple[object, str, object]]:
    """Records inside a record, with the actor of the activity around them."""
    kind, about = type_of(fields), fields.value.get("object")
    if kind in COLLECTIONS or (fields.cut and not kind):
        for place, each in items_of(fields.value, fields.place):
            yield each, place, by
        if isinstance(first := fields.value.get("first"), dict):
            yield first, place_in(fields.place, "first"), by
    elif isinstance(about, dict) and kind in (*CARRIERS, "Announce", "Add"):
        yield about, place_in(fields.place, "object"), fields.value.get("actor") if kind in CARRIERS else None
    elif kind in POSTS:
        for place, each in around(fields.value, fields.place):
            yield each, place, None


def around(post: dict[str, Any], place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Posts inside a post: what it answers, quotes, or is answered by, if they are there whole."""
    for key in ("inReplyTo", *QUOTES):
        each = post.get(key)
        if isinstance(each, dict) and is_whole(each):
            yield place_in(place, key), each
    replies = post.get("replies")
    first = replies.get("first") if isinstance(replies, dict) else None
    for part, page in (("replies", replies), ("replies.first", first)):
        if isinstance(page, dict):
            for inner, each in items_of(page, place_in(place, part)):
                if is_whole(each):
                    yield inner, each


def items_of(page: dict[str, Any], place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for key in ("orderedItems", "items"):
        for n, each in enumerate(things(page.get(key))):
            if isinstance(each, dict):
                yield place_in(place, f"{key}[{n}]"), each


def is_whole(each: dict[str, Any]) -> bool:
    """Whether it is more than a reference."""
    return "content" in each or (each.get("type") == "Tombstone" and uri_of(each) is not None)


def record(fields: Fields, store: Store, by: object) -> Iterator[Finding]:
    """What a record itself says."""
    kind = type_of(fields)
    if kind in COLLECTIONS:
        yield from collection(fields, store)
    elif fields.cut:
        what, saw = "the end of this record is not there; it is left out", uri_of(fields.value) or ""
        store.faults.add(fields.place, what, saw, Severity.ERROR)
    elif kind in POSTS:
        yield from object_findings(fields, store, by)
    elif kind in CARRIERS:
        yield from carried(fields, store)
    elif kind == "Announce":
        yield from boost(fields, store)
    elif kind == "Tombstone":
        yield from tombstone(fields, store)
    elif kind in ACTORS:
        author = learn_actor(fields, store)
        yield Furniture(store.source(fields.place), "profile", str(author or ""))
    elif kind == "Delete" or kind in OTHERS:
        yield Furniture(store.source(fields.place), f"activity: {kind}", uri_of(fields.any("object")) or "")
    else:
        what = f"no post, nor another known thing ({kind}); left out" if kind else "a record without a type; left out"
        store.faults.add(fields.place, what, fields.value)


def carried(fields: Fields, store: Store) -> Iterator[Finding]:
    """A Create or Update whose object is only named: some servers list their posts so."""
    about = fields.any("object")
    if isinstance(about, dict):
        return
    uri = uri_of(about)
    if uri is None:
        store.faults.add(fields.place, "an activity about nothing; left out", fields.value)
        return
    author = actor_of(fields.any("actor"), store, uri)
    yield Absence(post_id(uri), "not_captured", store.source(fields.place), author, uri)


def boost(fields: Fields, store: Store) -> Iterator[Finding]:
    """Also what a group passes on: there the object is the activity of a member, and the group no author."""
    about = fields.any("object")
    if isinstance(about, dict) and type_of(Fields(about, "", store.faults)) not in (*POSTS, "Tombstone", ""):
        yield Furniture(store.source(fields.place), "activity: Announce of another activity", uri_of(about) or "")
        return
    uri, own = uri_of(about), uri_of(fields.value)
    if uri is None:
        store.faults.add(fields.place, "passes on something that is no post", about)
        return
    author, when = actor_of(fields.any("actor"), store, own), fields.when("published")
    yield Repost(post_id(uri), store.source(fields.place), post_id(own) if own else None, author, when)


def tombstone(fields: Fields, store: Store) -> Iterator[Finding]:
    uri = uri_of(fields.value)
    if uri is None:
        store.faults.add(fields.place, "the tombstone of no post", fields.value)
        return
    yield Absence(post_id(uri), "deleted", store.source(fields.place), url=uri)


def collection(fields: Fields, store: Store) -> Iterator[Finding]:
    """How many things a collection says it has, and those that it only names."""
    source = store.source(fields.place)
    items = [each for key in ("orderedItems", "items") for each in things(fields.any(key))]
    uri = uri_of(fields.value) or ""
    name = uri.rstrip("/").rpartition("/")[2].partition("?")[0].removesuffix(".json")
    answered = uri.partition("?")[0].removesuffix("/replies") if name == "replies" else None
    for n, each in enumerate(items):
        if not isinstance(each, str):
            if not isinstance(each, dict) and each is not None:
                store.faults.add(f"{fields.place}[{n}]", "neither a thing nor the name of one; left out", each)
            continue
        place = store.source(f"{fields.place}[{n}]")
        if answered:
            store.replies.append((each, post_id(answered), place))
        else:
            yield Furniture(place, NAMED.get(name, f"named in the collection {name}"), each)
    total = fields.count("totalItems")
    if total is None:
        return
    members, boosts = counted(items)
    what = f"items of {name or 'a collection'}" + (f", {boosts} boosts among them taken off" if boosts else "")
    left = Count.of(max(0, total.low - boosts))
    yield Declared(source, what, left, tuple(members), complete="Page" not in type_of(fields))


def counted(items: Iterable[Any]) -> tuple[list[str], int]:
    """Posts among items, and how many are boosts: these are in the total, but no posts."""
    members: list[str] = []
    boosts = 0
    for each in items:
        if isinstance(each, dict):
            if each.get("type") == "Announce":
                boosts += 1
            elif (uri := uri_of(each.get("object") or each)) is not None:
                members.append(post_id(uri))
    return members, boosts
