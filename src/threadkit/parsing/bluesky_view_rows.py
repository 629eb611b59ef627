"""Plain posts of Bluesky as a server shows them, one a line, as columns: the short way for dumps of millions.

A line takes it that holds nothing but words, times, counts and addresses of other posts; all others go the long way.
What a row says is read by the long way, too, from a view that holds all that it keeps: the two cannot differ.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Annotated, Any, Literal

from threadkit.parsing.bluesky_embeds import POST
from threadkit.parsing.bluesky_record import NO_HANDLES, Run
from threadkit.parsing.rows import EPOCH, Rows
from threadkit.parsing.stamps import tid
from threadkit.records import Author, Finding

__all__ = ["Collector"]

METRICS = (
    ("likes", "likeCount"), ("reposts", "repostCount"), ("replies", "replyCount"), ("quotes", "quoteCount"),
    ("bookmarks", "bookmarkCount"),
)  # fmt: skip
BY_ACCOUNT = "at://did:"  #: how an address begins that does not depend on a handle
MILLISECOND = 1000  #: in microseconds
DAY = 86_400_000_000  #: in microseconds; the long way tells of clocks that are further apart
HOUR = 3600  #: in seconds
LATE = 2_500_000  #: days since 1970; the long way reads times before the year 9000
MOST = 2**31 - 1  #: of a count that a column holds
NO_CLOCK = 2**31 - 1  #: stands for how much later a server had a post, where that is not told
#: The first four signs of a record key that is a time tell it to these microseconds, which are less than ten hours.
KEY, STEM, STEM_SPAN = 13, 4, 2**35


@lru_cache(maxsize=1)
def decoder() -> Any:  # noqa: ANN401 - a msgspec.json.Decoder of a class that is made here
    """Of views that have no other fields than these. What may be anything the long way does not look at."""
    import msgspec

    def struct(name: str, fields: Sequence[Any], kind: object = Any) -> Any:  # noqa: ANN401
        types = ("type", kind, msgspec.field(name="$type", default=None))
        return msgspec.defstruct(name, [*fields, types], forbid_unknown_fields=True, gc=False)

    def empty(kind: object, *names: str) -> list[Any]:
        return [(name, kind, None) for name in names]

    count = Annotated[int, msgspec.Meta(ge=0, le=MOST)]
    at_most_one = Annotated[tuple[str, ...], msgspec.Meta(max_length=1)]
    not_one = Annotated[tuple[str, ...], msgspec.Meta(max_length=0)]
    reference = struct("Reference", [("uri", str), *empty(Any, "cid")], Literal["com.atproto.repo.strongRef"] | None)
    reply = struct("Reply", [("parent", reference), ("root", reference)])
    embed = struct("Embed", [("record", reference)])
    record = [
        ("text", str), ("createdAt", str), *empty(at_most_one | None, "langs"), *empty(reply | None, "reply"),
        *empty(embed | None, "embed"), *empty(None, "facets", "entities", "tags", "labels"),
    ]  # fmt: skip
    writer = [
        ("did", str), *empty(str | None, "handle", "displayName"),
        *empty(Any, "avatar", "associated", "createdAt", "labels", "pronouns", "status", "verification", "viewer"),
    ]  # fmt: skip
    view = [
        ("uri", str), ("author", struct("Writer", writer)),
        ("record", struct("Record", record, Literal["app.bsky.feed.post"] | None)),
        *((name, count, -1) for _, name in METRICS), *empty(str | None, "indexedAt"), *empty(not_one | None, "labels"),
        *empty(None, "embed", "embeds", "threadgate"), *empty(Any, "cid", "viewer"),
    ]  # fmt: skip
    return msgspec.json.Decoder(struct("View", view, Literal["app.bsky.feed.defs#postView"] | None))


def author(place: str, did: str, handle: str | None, name: str | None) -> Author | None:
    """Whose posts are at a place, as the long way has it; None: it is not the place of posts of this account."""
    if not did.startswith("did:") or "/" in did or place != f"at://{did}/{POST}":
        return None
    return Author(None if handle in NO_HANDLES else handle, name or None, did)


def microseconds(said: str) -> int | None:
    """A time to a millisecond, as servers write it, since 1970; None of another, or written otherwise."""
    if said[4:20:3] != "--T::." or said[23:] != "Z":
        return None
    try:
        since = datetime.fromisoformat(said) - EPOCH
    except ValueError:
        return None
    days, seconds = since.days, since.seconds
    if not 0 <= days < LATE or (seconds < HOUR and said[11:13] == "24"):
        return None
    return (days * 86_400 + seconds) * 1_000_000 + since.microseconds


def later(indexed: str | None, written: int) -> int | None:
    """By how many milliseconds a server had a post later than it was written; None: by more than a day, or unknown."""
    if indexed is None:
        return NO_CLOCK
    had = microseconds(indexed)
    return (had - written) // MILLISECOND if had is not None and -DAY < had - written < DAY else None


@lru_cache(maxsize=10_000)
def time_of(stem: str) -> int | None:
    """From when on keys begin so; None: no key that is a time does."""
    when = tid(stem.ljust(KEY, "2"))
    return (when.earliest - EPOCH) // timedelta(microseconds=1) if when and when.earliest else None


def agrees(key: str, written: int) -> bool:
    """Whether the time that a record key may be is surely within a day of another."""
    start = time_of(key[:STEM])
    return start is None or STEM_SPAN - DAY < written - start < DAY


class Collector:
    """Takes the lines that can be rows, and makes a table of them.

    `run` learns of them what the long way would learn. `read` reads a view the long way: view, place, position -> its
    findings.
    """

    def __init__(self, run: Run, read: Callable[[Any, str, int], Sequence[Finding]]) -> None:
        self.run, self.read = run, read
        self.ids: list[str] = []
        self.texts: list[str | bytes] = []  # UTF-8 takes less memory than a str that is not ASCII
        self.languages: list[str | None] = []
        self.authors: list[Author | None] = []
        self.parents: list[str | None] = []
        self.quoted: list[str | None] = []
        self.roots: list[str | None] = []
        self.times = array("q")
        self.delays = array("i")
        self.starts, self.lines, self.positions = array("q"), array("q"), array("q")  # of stretches without others
        self.placed, self.next_line = 0, 1
        self.counts = {name: array("i") for name, _ in METRICS}
        self.take = self.taker()

    def taker(self) -> Callable[[bytes, int], bool]:
        """A function that takes a line and its number, if it can be a row."""
        import msgspec

        decode, run, slow = decoder().decode, self.run, self.slow
        unread = (msgspec.MsgspecError, UnicodeError, RecursionError)
        authors: dict[str, Author] = {}
        tongues: dict[str, str] = {}
        strings: dict[str, str] = {}
        same = strings.setdefault  # each address is held once, however many posts point at it
        add_id, add_text, add_language, add_author = (
            self.ids.append, self.texts.append, self.languages.append, self.authors.append
        )  # fmt: skip
        add_parent, add_quoted, add_root = self.parents.append, self.quoted.append, self.roots.append
        add_time, add_delay = self.times.append, self.delays.append
        likes, reposts, replies, quotes, bookmarks = (self.counts[name].append for name, _ in METRICS)

        def take(line: bytes, number: int) -> bool:
            try:
                view = decode(line)
            except unread:
                return slow(number)
            own, record, writer, indexed = view.uri, view.record, view.author, view.indexedAt
            said, reply, embed, text = record.createdAt, record.reply, record.embed, record.text
            time = microseconds(said)
            if time is None or (delay := 0 if indexed == said else later(indexed, time)) is None:
                return slow(number)
            place, _, key = own.rpartition("/")
            if len(key) == KEY and not agrees(key, time):
                return slow(number)
            parent = root = quoted = None
            if reply is not None:
                parent, root = reply.parent.uri, reply.root.uri
                if parent == own or not (parent.startswith(BY_ACCOUNT) and root.startswith(BY_ACCOUNT)):
                    return slow(number)
                parent = same(parent, parent)
                root = None if root in (own, parent) else same(root, root)
            if embed is not None:
                quoted = embed.record.uri
                if quoted == own or not quoted.startswith(BY_ACCOUNT) or quoted.split("/", 4)[3:4] != [POST]:
                    return slow(number)
                quoted = same(quoted, quoted)
            known, name = authors.get(place), writer.displayName or None
            if known is None or known.name != name or known.handle != writer.handle or known.id != writer.did:
                known = author(place, writer.did, writer.handle, name)
                if known is None:
                    return slow(number)
                authors[place] = known
                run.meet(known)
            add_author(known)
            add_id(same(own, own))
            add_parent(parent)
            add_root(root)
            add_quoted(quoted)
            add_text(text if text.isascii() else text.encode())
            tongue = record.langs[0] if record.langs else None
            add_language(tongues.setdefault(tongue, tongue) if tongue else None)
            add_time(time)
            add_delay(delay)
            likes(view.likeCount)
            reposts(view.repostCount)
            replies(view.replyCount)
            quotes(view.quoteCount)
            bookmarks(view.bookmarkCount)
            return True

        return take

    def slow(self, number: int) -> bool:
        """A line goes the long way: the next row stands behind it, and behind all that is found in it."""
        self.stretch()
        self.next_line = number + 1
        return False

    def stretch(self) -> None:
        """Where the rows stand that were taken since the last line that went the long way."""
        taken = len(self.ids) - self.placed
        if taken:
            self.starts.append(self.placed)
            self.lines.append(self.next_line)
            self.positions.append(self.run.position + 1)
            self.run.position += taken
            self.placed += taken

    def view(self, row: int) -> dict[str, Any]:
        """The view as it was, but for what the long way does not keep."""
        author, text, language = self.authors[row], self.texts[row], self.languages[row]
        parent, quoted, delay = self.parents[row], self.quoted[row], self.delays[row]
        written = EPOCH + timedelta(microseconds=self.times[row])
        record: dict[str, Any] = {
            "text": text if isinstance(text, str) else text.decode(),
            "createdAt": stated(written),
            "langs": [language] if language else [],
        }
        if parent:
            record["reply"] = {"parent": {"uri": parent}, "root": {"uri": self.roots[row]}}
        if quoted:
            record["embed"] = {"record": {"uri": quoted}}
        return {
            "uri": self.ids[row],
            "author": author and {"did": author.id, "handle": author.handle, "displayName": author.name},
            "record": record,
            "indexedAt": None if delay == NO_CLOCK else stated(written + timedelta(milliseconds=delay)),
            **{name: self.counts[ours][row] for ours, name in METRICS if self.counts[ours][row] >= 0},
        }

    def rows(self) -> Rows:
        def findings(row: int) -> Sequence[Finding]:
            stretch = bisect_right(self.starts, row) - 1
            further = row - self.starts[stretch]
            return self.read(self.view(row), f"line {self.lines[stretch] + further}", self.positions[stretch] + further)

        self.stretch()
        del self.take  # and what it knows
        return Rows(
            self.run.name, "bluesky", self.ids, self.authors, self.parents, self.quoted, self.roots, self.times,
            MILLISECOND, self.counts, findings,
        )  # fmt: skip


def stated(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
