"""One object of ActivityPub (Note, Question, Article, …) as findings, and what a capture holds besides.

JSON-LD in the compact form that all fediverse servers write. A name may stand for the thing itself: an object, its uri,
or a list of either.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from threadkit.parsing.attachments import file_card, media_and_cards
from threadkit.parsing.fediverse.identity import Marked, actor, host_of, inline_quote, media_kind, post_id
from threadkit.parsing.json_data.fields import Faults, Fields
from threadkit.parsing.markup.html_media import media_in
from threadkit.parsing.markup.html_text import html_to_text
from threadkit.records import (
    Absence,
    Author,
    Basis,
    Card,
    Count,
    Counts,
    Finding,
    Furniture,
    Kind,
    Link,
    Media,
    Sighting,
    Source,
)

__all__ = [
    "ACTORS", "POSTS", "QUOTES", "Store", "actor_of", "learn_actor", "object_findings", "things", "type_of", "uri_of",
]  # fmt: skip

POSTS = ("Note", "Question", "Article", "Page", "Event", "Video", "Audio", "Image", "Document", "ChatMessage")
TITLED = ("Article", "Page", "Event", "Video", "Audio", "Image", "Document")  #: their summary is no content warning
ACTORS = ("Person", "Service", "Group", "Organization", "Application")
PUBLIC = ("https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public")
#: Mastodon since 4.5 (FEP-044f), Fedibird, Misskey and Pleroma, Misskey; a tag of FEP-e232 besides.
QUOTES = ("quote", "quoteUri", "quoteUrl", "_misskey_quote")
QUOTE_REL = ("_misskey_quote", "https://misskey-hub.net/ns#_misskey_quote", "https://w3id.org/fep/044f#quote")
OBJECT_MEDIA_TYPES = ("application/ld+json", "application/activity+json")
PLAIN = ("text/plain", "text/markdown", "text/x.misskeymarkdown", "text/bbcode")
FALLBACK = ("quote-inline",)
NO_FILES = ("Link", "Note", "Question", "Article", "Page", "Event", "PropertyValue")


@attrs.define
class Store:
    """What one capture holds, until all of it is read."""

    capture: str
    faults: Faults
    actors: dict[str, Author]  #: by uri, of all files read together
    marked: Marked = attrs.Factory(Marked)
    positions: int = 0
    held: dict[str, None] = attrs.Factory(dict)  #: ids of posts
    answered: dict[str, tuple[str, Source]] = attrs.Factory(dict)  #: id of a post -> uri of a parent, where it is named
    answering: set[str] = attrs.Factory(set)  #: ids of posts whose parent is stated
    replies: list[tuple[str, str, Source]] = attrs.Factory(list)  #: uri of a reply, id of the post

    def source(self, place: str) -> Source:
        self.positions += 1
        return Source(self.capture, place, self.positions - 1)

    def settled(self) -> Iterator[Finding]:
        """What could only be said after the last record."""
        for uri, parent, source in self.replies:
            child = post_id(uri)
            if child not in self.answering:
                reasons = ("it is in the collection of replies to this post",)
                yield Link(Kind.REPLY, child, parent, Basis.SHOWN, None, reasons, source)
                if child not in self.held:
                    yield Absence(child, "not_captured", source, url=uri)
        for parent, (uri, source) in self.answered.items():
            if parent not in self.held and host_of(uri):
                yield Absence(parent, "not_captured", source, url=uri)
        yield from self.marked.told(self.capture)
        yield from self.faults.told()


def type_of(fields: Fields) -> str:
    """The type without a prefix; of several the first that is known."""
    value = fields.value.get("type", fields.value.get("@type"))
    found = [each.rpartition("#")[2].removeprefix("as:") for each in things(value) if isinstance(each, str)]
    return next((each for each in found if each in POSTS or each in ACTORS), found[0] if found else "")


def things(value: object) -> list[Any]:
    """One or several."""
    return value if isinstance(value, list) else [] if value is None else [value]


def uri_of(value: object) -> str | None:
    """The uri of a thing: itself, or what it is called, or where a Link leads."""
    for each in things(value):
        if isinstance(each, str) and each:
            return each
        if isinstance(each, dict):
            named = each.get("id") or each.get("@id") or each.get("href")
            if isinstance(named, str) and named:
                return named
    return None


def actor_of(value: object, store: Store, post: str | None = None) -> Author | None:
    """Who an ``actor`` or ``attributedTo`` names: a person rather than the group or channel beside. `post`: the uri of
    what they did.
    """
    several = things(value)
    persons = [each for each in several if isinstance(each, dict) and each.get("type") == "Person"]
    uri = uri_of(persons or several)
    if uri is None:
        return None
    for each in several:
        if isinstance(each, dict):
            learn_actor(Fields(each, "", store.faults), store)
    return store.actors.get(uri) or actor(uri, post)


def learn_actor(fields: Fields, store: Store) -> Author | None:
    """Name and handle of an account, from its own record."""
    uri, name = uri_of(fields.value), fields.text("preferredUsername")
    if uri is None:
        return None
    handle, host = (fields.text("webfinger") or "").removeprefix("acct:").lstrip("@"), host_of(uri)
    if not handle and name and host:
        handle = f"{name}@{host}"
    if handle or fields.any("name") is not None:
        store.actors[uri] = Author(handle or None, fields.text("name") or None, uri)
    return store.actors.get(uri)


def object_findings(post: Fields, store: Store, by: object = None) -> Iterator[Finding]:
    """A post with its links; `by`: the actor of the activity around it. Posts inside it are left to the caller."""
    uri = uri_of(post.value)
    content, lang, others = content_of(post)
    if content is None and type_of(post) == "Note" and {"name", "inReplyTo"} <= post.value.keys():
        yield Furniture(store.source(post.place), "vote in a poll", post.text("name") or "")
        return
    if uri is None:
        store.faults.add(post.place, "a post without an id", "")
    name = None if uri is None else post_id(uri)
    source = store.source(post.place)
    links = list(links_of(post, name, content or "", source, store)) if name is not None else []
    quoting = any(isinstance(link, Link) and link.kind is Kind.QUOTE for link in links)
    text, shown = words_of(post, content, drop=quoting)
    updated, ends = post.when("updated"), post.when("endTime")
    times = (("updated", updated), ("endTime", ends))
    media, cards = media_and_cards(files_of(post))
    inside = media_in(content or "")
    yield Sighting(
        source, text, name, page_of(post) or uri, actor_of(post.any("attributedTo") or by, store, uri), shown,
        lang=lang,
        when=post.when("published"),
        other_times=tuple((what, when) for what, when in times if when is not None),
        counts=counts_of(post),
        media=(*media, *(each for each in inside if each.url not in {one.url for one in media})),
        cards=(*cards, *linked(post), *options(post)),
        version=updated.text if updated else None,
    )  # fmt: skip
    for other, words in others:
        place = store.source(f"{post.place}.contentMap.{other}")
        yield Furniture(place, f"the post in another language ({other})", words)
    if name is not None:
        store.held[name] = None
        mark(post, name, store)
        yield from links


def content_of(post: Fields) -> tuple[str | None, str | None, list[tuple[str, str]]]:
    """The HTML, its language, and the same in other languages."""
    content = post.text("content")
    versions = [(lang, words) for lang, words in post.record("contentMap").value.items() if isinstance(words, str)]
    if content is None and versions:
        content = versions[0][1]
    lang = next((lang for lang, words in versions if words == content), None)
    if lang is None and len(versions) == 1 and content is not None:
        lang = versions[0][0]
    others = [(other, html_to_text(words)) for other, words in versions if other != lang and words != content]
    if content is None:
        source = post.any("source")
        content = post.text("source", "content") if isinstance(source, dict) else None
    if lang is None and isinstance(post.any("language"), dict):
        lang = post.text("language", "identifier")
    return content, lang, others


def words_of(post: Fields, content: str | None, *, drop: bool) -> tuple[str, str | None]:
    """Title or content warning, an empty line, the text; and the HTML."""
    media_type = post.text("mediaType")
    plain = media_type in PLAIN
    body = (content or "").strip() if plain else html_to_text(content or "", FALLBACK if drop else ())
    above = [html_to_text(post.text("name") or "")]
    summary = html_to_text(post.text("summary") or "")
    if type_of(post) not in TITLED or summary.rstrip("….[] ") not in body:
        above.append(summary)
    text = "\n\n".join(filter(None, [*dict.fromkeys(above), body]))
    return text, None if content is None or content == text else content


def page_of(post: Fields) -> str | None:
    """The address for people, if there is one: of several links, the one to HTML."""
    several = things(post.any("url"))
    pages = [each for each in several if isinstance(each, dict) and each.get("mediaType") == "text/html"]
    return uri_of(pages or several)


def counts_of(post: Fields) -> Counts:
    totals = (total(post, name) for name in ("likes", "shares", "replies"))
    likes, reposts, replies = totals
    return Counts(likes, reposts, replies)


def total(post: Fields, name: str) -> Count | None:
    return post.count(name, "totalItems") if isinstance(post.value.get(name), dict) else None


def files_of(post: Fields) -> Iterator[Media | Card]:
    """Attached files, and those that an article or video is or shows above itself."""
    found = [*things(post.any("attachment")), *things(post.any("image"))]
    if type_of(post) in ("Video", "Audio", "Image", "Document"):  # the same film in several sizes
        found += [each for each in things(post.any("url")) if isinstance(each, dict) and file_type(each)][:1]
    for each in found:
        if isinstance(each, str):
            each = {"type": "Image", "url": each}
        if not isinstance(each, dict) or (each.get("type") in NO_FILES and not file_type(each)):
            continue
        url = uri_of(each.get("url")) or (uri_of(each.get("href")) if file_type(each) else None)
        kind = media_kind(file_type(each) or (kind if isinstance(kind := each.get("type"), str) else ""), url)
        said = each.get("name") or each.get("summary")
        words = said if isinstance(said, str) else None
        if kind is not None:
            yield Media(kind, words, url)
        elif url or words:
            yield file_card(url, words)


def file_type(each: dict[str, Any]) -> str | None:
    """The media type of a file; None of a page or an object."""
    said = each.get("mediaType")
    if not isinstance(said, str) or said.startswith(("text/", *OBJECT_MEDIA_TYPES)):
        return None
    return said


def linked(post: Fields) -> Iterator[Card]:
    """Attached links that are no files."""
    for each in things(post.any("attachment")):
        if isinstance(each, dict) and each.get("type") in ("Link", "Page", "Article") and not file_type(each):
            url, name = uri_of(each.get("href") or each.get("url") or each), each.get("name")
            yield Card(name if isinstance(name, str) else None, None, url)


def options(post: Fields) -> Iterator[Card]:
    """Each option of a poll; they are the author's words, but no part of the text."""
    for name in ("oneOf", "anyOf"):
        for option in post.records(name):
            votes = total(option, "replies")
            yield Card(option.text("name") or "", None, None) if votes is None else Card(
                option.text("name") or "", f"{votes.low} votes"
            )


def links_of(post: Fields, name: str, content: str, source: Source, store: Store) -> Iterator[Finding]:
    """What it answers and what it quotes."""
    for parent in (uri_of(each) for each in things(post.any("inReplyTo"))):
        if parent is not None:
            above = post_id(parent)
            store.answering.add(name)
            store.answered.setdefault(above, (parent, source))
            yield Link(Kind.REPLY, name, above, Basis.STATED, source=source)
    yield from quotes_of(post, name, content, source, store)
    for reply in replies_of(post):
        store.replies.append((reply, name, source))


def quotes_of(post: Fields, name: str, content: str, source: Source, store: Store) -> Iterator[Finding]:
    """One post is named in several ways; a Tombstone names none."""
    found: dict[str, str] = {}
    gone = False
    for given in [post.any(key) for key in QUOTES] + tags_of_quotes(post):
        if isinstance(given, dict) and given.get("type") == "Tombstone" and not uri_of(given):
            gone = True
        elif (uri := uri_of(given)) is not None:
            found.setdefault(post_id(uri), uri)
        elif given is not None:
            store.faults.add(post.place, "a quote that names no post", given)
    if not found and not gone and (address := inline_quote(content)) is not None:
        found[post_id(address)] = address
    if gone and not found:
        yield Absence(f"{name}/quoted", "deleted", source)
        found[f"{name}/quoted"] = ""
    for quoted, uri in found.items():
        if uri:
            store.answered.setdefault(quoted, (uri, source))
        yield Link(Kind.QUOTE, name, quoted, Basis.STATED, source=source)


def tags_of_quotes(post: Fields) -> list[Any]:
    """Links to objects in the text (FEP-e232) that are said to be quotes: by their relation, or as "RE: …"."""
    found = []
    for tag in things(post.any("tag")):
        if not isinstance(tag, dict) or tag.get("type") != "Link":
            continue
        media_type, name = tag.get("mediaType"), tag.get("name")
        if any(rel in QUOTE_REL for rel in things(tag.get("rel"))) or (
            isinstance(media_type, str)
            and media_type.startswith(OBJECT_MEDIA_TYPES)
            and isinstance(name, str)
            and name.startswith("RE:")
        ):
            found.append(tag.get("href"))
    return found


def replies_of(post: Fields) -> Iterator[str]:
    """The uris in the first page of the collection of replies, which a server sends along."""
    collection = post.value.get("replies")
    if not isinstance(collection, dict):
        return
    first = collection.get("first")
    for page in (collection, first if isinstance(first, dict) else {}):
        for key in ("items", "orderedItems"):
            for each in things(page.get(key)):
                if (uri := uri_of(each)) is not None:
                    yield uri


def mark(post: Fields, name: str, store: Store) -> None:
    to = [*things(post.any("to")), *things(post.any("cc"))]
    if to and not any(each in PUBLIC for each in to if isinstance(each, str)):
        store.marked.add("not public (to, cc)", name)
    if post.flag("sensitive") and not post.text("summary"):
        store.marked.add("sensitive, without a warning in words", name)
