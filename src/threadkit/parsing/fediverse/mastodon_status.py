"""One status of Mastodon's API as findings; and what its server calls each post, until all statuses are read.

Ids in ``in_reply_to_id`` and the like are those of the server that was asked. They are resolved through the statuses of
the same capture, at its end; the rest becomes an id of that server, if anything in the capture tells which it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from threadkit.parsing.attachments import file_card, media_and_cards
from threadkit.parsing.fediverse.identity import (
    Marked,
    host_of,
    inline_quote,
    is_local_name,
    local_id,
    media_kind,
    place_in,
    post_id,
)
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
    Kind,
    Link,
    Media,
    Repost,
    Severity,
    Sighting,
    Source,
    When,
)

__all__ = ["Server", "files_of", "findings_of", "is_status", "poll_cards", "status_id", "words_of"]

#: Why a quoted post is not shown, by the state of the quote (Mastodon's documentation of Quote, 4.5).
STATES = {
    "pending": "unknown", "accepted": "unknown", "rejected": "detached", "revoked": "detached", "deleted": "deleted",
    "unauthorized": "private", "blocked_account": "blocked", "blocked_domain": "blocked", "muted_account": "filtered",
}  # fmt: skip
SHOWN = ("accepted", "blocked_account", "blocked_domain", "muted_account")
FALLBACK = ("quote-inline",)
NOT_PUBLIC = ("private", "direct", "limited", "mutuals_only", "list", "local")


@attrs.frozen
class Reference:
    """A post named by the server's own id. `author`: who wrote the named one; `reason`: why it is not shown."""

    kind: Kind
    child: str
    number: str
    source: Source
    author: Author | None = None
    reason: str | None = None


@attrs.define
class Server:
    """What a capture says of the server that answered, and of its names for posts."""

    capture: str
    faults: Faults
    unknown: str  #: see :func:`unknown_server`
    marked: Marked = attrs.Factory(Marked)
    positions: int = 0
    hosts: set[str] = attrs.Factory(set)
    tag_hosts: set[str] = attrs.Factory(set)
    ids: dict[str, str] = attrs.Factory(dict)  #: the server's id -> id of the post; "" if two posts have it
    names: dict[tuple[str, str], Source] = attrs.Factory(dict)  #: (id of the post, the server's id) -> where
    written: dict[tuple[str | None, str | None], str] = attrs.Factory(dict)  #: account, time -> post; "" if two
    references: list[Reference] = attrs.Factory(list)
    authors: dict[tuple[str | None, ...], Author] = attrs.Factory(dict)
    nameless: str = ""  #: the first id that only the server would make plain

    def source(self, place: str) -> Source:
        self.positions += 1
        return Source(self.capture, place, self.positions - 1)

    def learn(self, account: Fields) -> None:
        """An account without a host in its name is the server's own."""
        acct = account.text("acct")
        if acct and "@" not in acct and (host := host_of(account.text("url"))):
            self.hosts.add(host)

    def author(self, account: Fields, uri: str | None = None) -> Author | None:
        """Who has an account; `uri`: of a post by it."""
        acct, name, url = account.text("acct"), account.text("display_name"), account.text("url")
        own = account.text("uri") or account.text("actor_id") or owner_of(uri)
        key = (acct, name, url, own)
        if key not in self.authors:
            self.learn(account)
            handle = acct or account.text("username")
            if handle and "@" not in handle and (host := host_of(url)):
                handle = f"{handle}@{host}"
            self.authors[key] = Author(handle, name or None, own)
        author = self.authors[key]
        return author if author != Author() else None

    def named(self, post: str, number: str | None, source: Source) -> None:
        if number is not None:
            self.ids[number] = post if self.ids.get(number, post) == post else ""
            self.names.setdefault((post, number), source)

    @property
    def host(self) -> str | None:
        found = self.hosts or self.tag_hosts
        return next(iter(found)) if len(found) == 1 else None

    def local(self, host: str | None, number: str) -> str:
        """The id of a post of which nothing but the server's own number is known."""
        name = local_id(host, number, self.unknown)
        if host is None and not self.nameless:
            self.nameless = name
        return name

    def settled(self) -> Iterator[Finding]:
        """What could only be said after the last status: other names of posts, and links by the server's ids."""
        host = self.host
        if len(self.hosts) > 1:
            what = "answers of several servers; ids that only one of them knows are not brought together"
            self.faults.add("", what, ", ".join(sorted(self.hosts)[:5]), Severity.INFO)
        for (post, number), source in self.names.items():
            name = local_id(host, number, self.unknown)
            if name != post and self.ids[number] and not is_local_name(name):
                reasons = ("what the server that was asked calls it",)
                yield Link(Kind.SAME, name, post, Basis.STATED, None, reasons, source)
        for ref in self.references:
            held = self.ids.get(ref.number)
            post = held or self.local(host, ref.number)
            yield Link(ref.kind, ref.child, post, Basis.STATED, source=ref.source)
            if ref.reason or (ref.author and not held):
                yield Absence(post, ref.reason or "not_captured", ref.source, ref.author)
        if self.nameless:
            what = "nothing tells which server was asked; what has only its number there is not found in other files"
            self.faults.add("", what, self.nameless, Severity.INFO)
        yield from self.marked.told(self.capture)
        yield from self.faults.told()


def owner_of(uri: str | None) -> str | None:
    """Whose post a uri says it is: what stands before "/statuses/"."""
    owner, found, _ = (uri or "").partition("/statuses/")
    return owner if found and ("/users/" in owner) else None


def is_status(value: object) -> bool:
    """Whether a JSON value is a status, or was one before something happened to it."""
    if not isinstance(value, dict) or not ("content" in value or ("text" in value and "account" in value)):
        return False
    return ("uri" in value or "url" in value or "id" in value) and ("account" in value or "created_at" in value)


def status_id(post: Fields, server: Server) -> str | None:
    uri = post.text("uri") or post.text("url")
    if uri:
        return post_id(uri)
    number = post.id("id")
    return None if number is None else server.local(None, number)


def findings_of(status: Fields, server: Server) -> Iterator[Finding]:
    """A status, what it passes on and what it quotes; each a post of its own."""
    waiting = [status]
    while waiting:
        post = waiting.pop()
        boosted, quoted = inner(post, "reblog"), quoted_in(post)
        if post.cut:
            saw = post.text("uri") or ""
            server.faults.add(post.place, "the end of this post is not there; it is left out", saw, Severity.ERROR)
        elif post.any("reblog") is not None:
            yield from boost(post, boosted, server)
            quoted = None
        else:
            yield from one(post, quoted, server)
        waiting += [each for each in (quoted, boosted) if each is not None]
        yield from server.faults.told()


def inner(post: Fields, *names: str) -> Fields | None:
    """A status inside another."""
    value: Any = post.value
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    if not is_status(value):
        return None
    return Fields(value, place_in(post.place, ".".join(names)), post.faults)


def quoted_in(post: Fields) -> Fields | None:
    """Mastodon wraps it with its state; Pleroma, Akkoma and others put it there itself."""
    for names in (("quote", "quoted_status"), ("quote",), ("pleroma", "quote")):
        if (found := inner(post, *names)) is not None:
            return found
    return None


def boost(post: Fields, boosted: Fields | None, server: Server) -> Iterator[Finding]:
    original = None if boosted is None else status_id(boosted, server)
    if original is None:
        server.faults.add(post.place, "passes on something that is no post", post.any("reblog"))
        return
    uri = post.text("uri")
    author = server.author(post.record("account"), uri)
    own = status_id(post, server)
    yield Repost(original, server.source(post.place), own, author, post.when("created_at"))


def one(post: Fields, quoted: Fields | None, server: Server) -> Iterator[Finding]:
    name = status_id(post, server)
    if name is None:
        server.faults.add(post.place, "a post without uri, url and id", "")
    source = server.source(post.place)
    uri, account = post.text("uri"), post.record("account")
    author = server.author(account, uri)
    quote = list(quote_of(post, quoted, name, source, server)) if name is not None else []
    text, shown = words_of(post, drop=bool(quote))
    edited = post.when("edited_at")
    media, files = files_of(post)
    yield Sighting(
        source, text, name, post.text("url") or web_address(uri), author, shown,
        lang=post.text("language") or None,
        when=post.when("created_at"),
        other_times=tuple(other_times(post, edited)),
        counts=counts_of(post),
        media=media,
        cards=(*files, *preview(post), *poll_cards(post)),
        version=edited.text if edited else None,
    )  # fmt: skip
    if name is None:
        return
    remember(post, account, name, source, server)
    yield from reply_of(post, account, author, name, source, server)
    yield from quote


def web_address(uri: str | None) -> str | None:
    return uri if uri and uri.startswith("http") else None


def remember(post: Fields, account: Fields, name: str, source: Source, server: Server) -> None:
    """What else the capture may need to know of a post."""
    server.named(name, post.id("id"), source)
    who = account.id("id"), post.text("created_at")
    server.written[who] = name if server.written.get(who, name) == name else ""
    for mention in post.records("mentions"):
        server.learn(mention)
    for tag in post.list("tags"):
        url = tag.get("url") if isinstance(tag, dict) else None
        if isinstance(url, str) and ("/tags/" in url or "/tag/" in url) and (host := host_of(url)):
            server.tag_hosts.add(host)
    if (mark := post.text("visibility")) in NOT_PUBLIC:
        server.marked.add(f"not public (visibility: {mark})", name)
    if post.flag("sensitive") and not post.text("spoiler_text"):
        server.marked.add("sensitive, without a warning in words", name)


def words_of(post: Fields, *, drop: bool) -> tuple[str, str | None]:
    """The text with its content warning, and the HTML; `drop`: without the fallback for a quote.

    What the server answers to a deletion has the text as it was typed instead.
    """
    content, warning = post.text("content"), (post.text("spoiler_text") or "").strip()
    body = (post.text("text") or "") if content is None else html_to_text(content, FALLBACK if drop else ())
    text = f"{warning}\n\n{body}".strip() if warning else body
    return text, None if content is None or content == text else content


def other_times(post: Fields, edited: When | None) -> Iterator[tuple[str, When]]:
    if edited is not None:
        yield "edited_at", edited
    if (ends := post.record("poll").when("expires_at")) is not None:
        yield "poll.expires_at", ends


def counts_of(post: Fields) -> Counts:
    pleroma = post.record("pleroma")
    reactions = total(post, "reactions") or total(post, "emoji_reactions") or total(pleroma, "emoji_reactions")
    return Counts(
        likes=post.count("favourites_count"),
        reposts=post.count("reblogs_count"),
        replies=post.count("replies_count"),
        quotes=post.count("quotes_count") or pleroma.count("quotes_count"),
        reactions=reactions,
    )


def total(post: Fields, name: str) -> Count | None:
    """Emoji of all kinds together: a list of {name, count}, in Pleroma and those that took after it."""
    if not isinstance(post.value.get(name), list):
        return None
    counts = [count.low for each in post.records(name) if (count := each.count("count")) is not None]
    return Count.of(sum(counts)) if counts else None


def files_of(post: Fields) -> tuple[tuple[Media, ...], tuple[Card, ...]]:
    """With the file's address on the author's server where it is known, as other servers' copies come and go; besides
    what stands inside the text, as some servers let people write.
    """
    found: list[Media | Card] = []
    for each in post.records("media_attachments"):
        url = each.text("remote_url") or each.text("url") or each.text("preview_url")
        kind = media_kind(each.text("type"), url) or media_kind(each.text("pleroma", "mime_type"), None)
        words = each.text("description") or None
        if kind is not None:
            found.append(Media(kind, words, url))
        elif url or words:
            found.append(file_card(url, words))
    media, cards = media_and_cards(found)
    known = {one.url for one in media}
    return (*media, *(each for each in media_in(post.text("content") or "") if each.url not in known)), cards


def preview(post: Fields) -> Iterator[Card]:
    card = post.record("card")
    title, description, url = (card.text(name) or None for name in ("title", "description", "url"))
    if title or description or url:
        yield Card(title, description, url, card.any("image") is not None)


def poll_cards(post: Fields) -> Iterator[Card]:
    """Each option of a poll; they are the author's words, but no part of the text that was typed."""
    for option in post.record("poll").records("options"):
        votes = option.count("votes_count")
        yield Card(option.text("title") or "", None if votes is None else f"{votes.low} votes")


def reply_of(
    post: Fields, account: Fields, author: Author | None, name: str, source: Source, server: Server
) -> Iterator[Finding]:
    """The post that is answered.

    ``in_reply_to_account_id`` names its author only where that is the answering account itself: else it may be who
    stands further above in the author's own thread.
    """
    number, whose = post.id("in_reply_to_id"), post.id("in_reply_to_account_id")
    own = author if whose is not None and whose == account.id("id") else None
    if number is not None:
        reason = "private" if post.flag("pleroma", "parent_visible") is False else None
        server.references.append(Reference(Kind.REPLY, name, number, source, own, reason))
    elif whose is not None:  # it was a reply; what it answered is gone from that server
        yield Absence(f"{name}/parent", "unknown", source, own)
        yield Link(Kind.REPLY, name, f"{name}/parent", Basis.STATED, source=source)


def quote_of(
    post: Fields, quoted: Fields | None, name: str, source: Source, server: Server
) -> Iterator[Finding]:
    """The quoted post, whichever way it is named; an empty iterator if nothing is quoted."""
    given: Any = post.any("quote")
    state = given.get("state") if isinstance(given, dict) else None
    if quoted is not None and (shown := status_id(quoted, server)) is not None:
        if state is not None and state not in SHOWN:
            server.faults.add(quoted.place, "a quote that is no longer, or not yet, allowed", state, Severity.INFO)
        yield Link(Kind.QUOTE, name, shown, Basis.STATED, source=source)
        return
    pleroma = post.record("pleroma")
    wrapper = pleroma if state is None else post.record("quote")
    number = wrapper.id("quoted_status_id") or post.id("quote_id") or pleroma.id("quote_id")
    url = post.text("quote_url") or pleroma.text("quote_url") or inline_quote(post.text("content") or "")
    if state is None and number is None and not url:
        if given is not None and given is not False:  # as some servers write none
            server.faults.add(f"{post.place}.quote", "no quote that is understood; left out", given)
        return
    if not isinstance(given, dict | bool):
        post.record("quote")
    reason = STATES.get(state, "unknown") if isinstance(state, str) else "not_captured"
    if pleroma.flag("quote_visible") is False:
        reason = "private"
    if url:
        target = post_id(url)
        if number is not None:
            server.named(target, number, source)
        yield Absence(target, reason, source, url=url)
    elif number is not None:
        told = None if state in (None, "accepted") else reason
        server.references.append(Reference(Kind.QUOTE, name, number, source, None, told))
        return
    else:
        target = f"{name}/quoted"
        yield Absence(target, reason, source)
    yield Link(Kind.QUOTE, name, target, Basis.STATED, source=source)
