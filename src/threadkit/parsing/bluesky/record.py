"""Records of the AT Protocol as findings: what views, plain records and repositories have in common."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Generator, Iterator, Mapping
from datetime import timedelta

import attrs

from threadkit.parsing.bluesky.embeds import NOTHING, POST, collection_of, embedded
from threadkit.parsing.bluesky.text import text_of
from threadkit.parsing.identity import post_id_from_url, sighting_id, url_of
from threadkit.parsing.json_data.fields import Faults, Fields
from threadkit.parsing.times.stamps import tid
from threadkit.records import (
    Absence,
    Author,
    Basis,
    Counts,
    Finding,
    Furniture,
    Kind,
    Link,
    Problem,
    Repost,
    Severity,
    Sighting,
    Source,
    TimeBasis,
    When,
)

__all__ = [
    "NO_COUNTS", "REPOST", "Run", "Shown", "Told", "absent", "author_in", "author_of", "gate", "of_record",
    "other", "post",
]  # fmt: skip

REPOST = "app.bsky.feed.repost"
GATE = "app.bsky.feed.threadgate"
#: What stands for the handle of an account that has none any more.
NO_HANDLES = ("", "handle.invalid", "missing.invalid")
DAY = timedelta(days=1)
ADDRESS = re.compile(r"at://([^/\s?#]+)(/[^\s?#]*)?")
#: What else accounts keep, and what of it is worth showing.
OTHERS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "app.bsky.feed.like": (("subject", "uri"),),
    "app.bsky.feed.vote": (("direction",), ("subject", "uri")),
    "app.bsky.graph.follow": (("subject",), ("subject", "did")),
    "app.bsky.graph.block": (("subject",),),
    "app.bsky.actor.profile": (("displayName",), ("description",)),
    "app.bsky.feed.postgate": (("post",),),
}


@attrs.define
class Run:
    """One capture while it is read: running numbers, faults, and which handle is whose account's."""

    name: str
    faults: Faults = attrs.field(init=False)
    position: int = -1
    accounts: dict[str, str] = attrs.Factory(dict)  #: DIDs by handle; "": several accounts had it
    waiting: dict[str, Source] = attrs.Factory(dict)  #: addresses by handle, and where the first stood
    held: set[str] = attrs.Factory(set)  #: posts of feeds
    spoken: dict[str, Absence] = attrs.Factory(dict)  #: posts of which a feed only says whose they are

    def __attrs_post_init__(self) -> None:
        self.faults = Faults(self.name)

    def source(self, place: str) -> Source:
        self.position += 1
        return Source(self.name, place, self.position)

    def meet(self, author: Author | None) -> Author | None:
        if author is not None and author.id and author.handle:
            handle = author.handle.lower()
            if self.accounts.setdefault(handle, author.id) != author.id:
                self.accounts[handle] = ""
        return author

    def address(self, fields: Fields, *names: str) -> str | None:
        """The address that stands there, of the account itself where it is by a handle that is known."""
        uri = fields.text(*names)
        if not uri or uri.startswith("at://did:"):
            return uri or None
        found = ADDRESS.match(uri) or ADDRESS.match(post_id_from_url(uri) or "")
        if not found or not found[2]:
            place = ".".join((fields.place, *names))
            self.faults.add(place, "not the address of a record, which begins with at://; kept as it is", uri)
            return uri
        if found[1].startswith("did:"):
            return found[0]
        did = self.accounts.get(found[1].lower())
        if did is None:
            self.waiting.setdefault(found[0], Source(self.name, fields.place, max(0, self.position)))
        return f"at://{did}{found[2]}" if did else found[0]

    def learned(self) -> Iterator[Link]:
        """Addresses by handle whose accounts were met only later."""
        for uri, source in self.waiting.items():
            handle, _, rest = uri.removeprefix("at://").partition("/")
            if did := self.accounts.get(handle.lower()):
                reasons = (f"the same file shows {handle} as the handle of {did}",)
                yield Link(Kind.SAME, uri, f"at://{did}/{rest}", Basis.STATED, None, reasons, source)

    def unseen(self) -> Iterator[Absence]:
        yield from (absence for uri, absence in self.spoken.items() if uri not in self.held)


def author_in(address: str | None) -> Author | None:
    """The account that an address names.

    >>> author_in("at://did:plc:made-up/app.bsky.feed.post/3k2").id
    'did:plc:made-up'
    """
    if not address or not address.startswith("at://"):
        return None
    name = address[5:].partition("/")[0]
    return Author(id=name) if name.startswith("did:") else Author(handle=name)


def author_of(run: Run, profile: Fields, address: str | None) -> Author | None:
    """The author as a view shows it, else the account that the address names."""
    held = author_in(address)
    if not profile.value:
        return held
    handle, name, did = profile.text("handle"), profile.text("displayName"), profile.text("did")
    author = Author(None if handle in NO_HANDLES else handle, name or None, did or (held.id if held else None))
    if held and held.id and did and held.id != did:
        what = "the address of the post names another account than its author"
        profile.faults.add(profile.place, what, f"{held.id}, {did}", Severity.INFO)
    return run.meet(author)


NO_COUNTS = Counts()


@attrs.frozen
class Shown:
    """What is known of a record beside itself: its author, and what a server shows with it."""

    author: Author | None = None
    counts: Counts = NO_COUNTS
    embeds: tuple[Fields, ...] = ()
    clock: tuple[str, When] | None = None  #: the server's, and what it is called
    version: str | None = None
    labelled: tuple[Fields, ...] = ()  #: what holds labels of the server


@attrs.frozen
class Told:
    """What was told of a post, held or not: its id, the id of what it says it answers, and what it quotes."""

    id: str
    parent: str | None = None
    quotes: tuple[Fields, ...] = ()


def post(run: Run, record: Fields, place: str, post_id: str | None, shown: Shown) -> Generator[Finding, None, Told]:
    """A post, what it points at, and its labels; what it quotes is given back."""
    did = shown.author.id if shown.author else None
    own = embedded((record.record("embed"),), did) if "embed" in record else NOTHING
    seen = embedded(shown.embeds, did) if shown.embeds else NOTHING
    text, literally = text_of(record)
    if "text" not in record:
        record.faults.add(record.place, "a post without a text", repr(list(record.value)))
    when, others = times(record, (post_id or "").rpartition("/")[2], shown.clock)
    languages = [each for each in record.list("langs") if each and isinstance(each, str)]
    sighting = Sighting(
        run.source(place), text, post_id, url_of(post_id) if post_id else None, shown.author, literally,
        lang=languages[0] if languages else None, when=when, other_times=others, counts=shown.counts,
        media=tuple(seen.media or own.media), cards=tuple(seen.cards or own.cards), version=shown.version,
    )  # fmt: skip
    yield sighting
    name = sighting_id(sighting)
    parent = yield from answers(run, record, name, sighting.source)
    quotes: dict[str, Fields] = {}
    for quote in (*seen.quotes, *own.quotes):
        if (quoted := run.address(quote, "uri")) and quoted not in quotes:
            quotes[quoted] = quote
            yield Link(Kind.QUOTE, name, quoted, Basis.STATED, source=sighting.source)
    yield from asides(run, record, place, languages, shown.labelled)
    return Told(name, parent, tuple(quotes.values()))


def answers(run: Run, record: Fields, name: str, source: Source) -> Generator[Finding, None, str | None]:
    """Links of a reply to its parent and its root; its parent is given back."""
    if "reply" not in record:
        return None
    reply = record.record("reply")
    parent, root = run.address(reply, "parent", "uri"), run.address(reply, "root", "uri")
    if parent is None:
        parent = f"{name}/parent"
        yield Absence(parent, "unknown", source)
    yield Link(Kind.REPLY, name, parent, Basis.STATED, source=source)
    if root is not None and root not in (parent, name):
        yield Link(Kind.ANCESTOR, name, root, Basis.STATED, source=source)
    return parent


def asides(
    run: Run, record: Fields, place: str, languages: list[str], labelled: tuple[Fields, ...]
) -> Iterator[Furniture]:
    """Labels, further languages, and tags that do not stand in the text."""
    if len(languages) > 1:
        yield Furniture(Source(run.name, f"{place}.langs", run.position), "languages", ", ".join(languages))
    if "tags" in record:
        tags = [tag for tag in record.list("tags") if isinstance(tag, str)]
        yield Furniture(Source(run.name, f"{place}.tags", run.position), "tags", ", ".join(tags))
    labels = [*record.records("labels", "values")] if "labels" in record else []
    labels += [label for each in labelled for label in each.records("labels")]
    values = dict.fromkeys(label.text("val") or "" for label in labels if not label.flag("neg"))
    if any(values):
        words = ", ".join(filter(None, values))
        yield Furniture(Source(run.name, f"{place}.labels", run.position), "labels", words)


def times(
    record: Fields, key: str, clock: tuple[str, When] | None
) -> tuple[When | None, tuple[tuple[str, When], ...]]:
    """When it was written, by its author's word unless the server had it before; and what other clocks say."""
    written, keyed = record.when("createdAt"), tid(key)
    others = [clock] if clock else []
    if keyed is not None:
        others.append(("key", keyed))
    if written is None:
        if clock:
            return clock[1], tuple(others[1:])
        return (attrs.evolve(keyed, basis=TimeBasis.ID) if keyed else None), ()
    for name, other in others:
        if apart(written, other):
            says = ", ".join(f"{label} {when.earliest}" for label, when in (("createdAt", written), *others))
            if name != "key" and apart(written, other) > 0:
                what = f"createdAt is more than a day after {name}, when a server had it; {name} is taken"
                record.faults.add(f"{record.place}.createdAt", what, says, Severity.INFO)
                return other, (("createdAt", written), *(each for each in others if each[0] != name))
            what = "its times are more than a day apart; createdAt is taken, which is the author's word"
            record.faults.add(f"{record.place}.createdAt", what, says, Severity.INFO)
            break
    return written, tuple(others)


def apart(one: When, other: When) -> int:
    """1: more than a day later than the other; -1: earlier; 0: neither, or nobody knows."""
    if one.earliest and other.latest and one.earliest - other.latest > DAY:
        return 1
    return -1 if one.latest and other.earliest and other.earliest - one.latest > DAY else 0


def absent(run: Run, address: str, reason: str, place: str, author: Author | None = None) -> Absence:
    return Absence(address, reason, run.source(place), author or author_in(address), url_of(address))


def gate(run: Run, record: Fields, place: str) -> Iterator[Finding]:
    """Who may answer a thread, and the replies that its author hid."""
    root = run.address(record, "post")
    source = run.source(place)
    rules = [(rule.text("$type") or "").rpartition("#")[2] for rule in record.records("allow")]
    said = "anyone" if "allow" not in record else ", ".join(filter(None, rules)) or "nobody"
    yield Furniture(source, "thread gate", f"{root or 'a thread'} may be answered by: {said}")
    for n, hidden in enumerate(record.list("hiddenReplies")):
        reply = run.address(Fields({"uri": hidden}, f"{place}.hiddenReplies[{n}]", run.faults), "uri")
        if reply:
            found = absent(run, reply, "not_captured", f"{place}.hiddenReplies[{n}]")
            yield found
            if root:
                yield Link(Kind.ANCESTOR, reply, root, Basis.STATED, source=found.source)


def of_record(run: Run, record: Fields, place: str, address: str | None, shown: Shown) -> Iterator[Finding]:
    """A post, or whatever else a record is."""
    if record.cut:
        what = "a record whose end is missing; it is left out"
        yield Problem(run.source(place), what, address or reprlib.repr(record.value)[:60], Severity.ERROR)
    elif (record.text("$type") or collection_of(address or "") or POST) == POST:
        yield from post(run, record, place, address, shown)
    else:
        yield from other(run, record, place, address, shown)


def other(run: Run, record: Fields, place: str, address: str | None, shown: Shown) -> Iterator[Finding]:
    """A record that is no post: a repost, a thread gate, or something that is told and left at that."""
    kind = record.text("$type") or collection_of(address or "") or "record"
    if kind == REPOST and (original := run.address(record, "subject", "uri")):
        when, _ = times(record, (address or "").rpartition("/")[2], shown.clock)
        yield Repost(original, run.source(place), address, shown.author, when)
    elif kind == GATE:
        yield from gate(run, record, place)
    else:
        values = (plain(record, names) for names in OTHERS.get(kind, ()))
        role = kind.rpartition(".")[2] if kind.startswith("app.bsky.") else kind
        yield Furniture(run.source(place), role, " ".join(filter(None, values)))


def plain(record: Fields, names: tuple[str, ...]) -> str | None:
    value: object = record.value
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, str) else None
