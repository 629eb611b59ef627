"""Plain posts of Bluesky as a server shows them, one a line, as columns: the short way for dumps of millions.

A line takes it that holds nothing but words, times, counts and addresses of other posts; all others go the long way.
What a row says is read by the long way, too, from a view that holds all that it keeps: the two cannot differ.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import lru_cache, partial
from itertools import compress
from operator import attrgetter
from typing import Annotated, Any, Literal

from threadkit.parsing.bluesky.embeds import POST
from threadkit.parsing.bluesky.record import NO_HANDLES, Run
from threadkit.parsing.row_lines import (
    FORMS,
    MILLISECOND,
    Stretches,
    Texts,
    count,
    decoded,
    in_other_form,
    left_over,
    moments,
    rows_among,
    stated,
)
from threadkit.parsing.rows import EPOCH, Rows
from threadkit.parsing.times.stamps import tid
from threadkit.records import Author, Finding

__all__ = ["Collector"]

METRICS = (
    ("likes", "likeCount"), ("reposts", "repostCount"), ("replies", "replyCount"), ("quotes", "quoteCount"),
    ("bookmarks", "bookmarkCount"),
)  # fmt: skip
FIGURES = attrgetter(*(name for _, name in METRICS))
BY_ACCOUNT = "at://did:"  #: how an address begins that does not depend on a handle
DAY = 86_400_000_000  #: in microseconds; the long way tells of clocks that are further apart
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

    languages = msgspec.defstruct(
        "Languages", [("only", str, "")], array_like=True, forbid_unknown_fields=True, gc=False
    )  # a tuple would be work for garbage collection

    def empty(kind: object, *names: str) -> list[Any]:
        return [(name, kind, None) for name in names]

    count = Annotated[int, msgspec.Meta(ge=0, le=MOST)]
    not_one = Annotated[tuple[str, ...], msgspec.Meta(max_length=0)]
    reference = struct("Reference", [("uri", str), *empty(Any, "cid")], Literal["com.atproto.repo.strongRef"] | None)
    reply = struct("Reply", [("parent", reference), ("root", reference)])
    embed = struct("Embed", [("record", reference)])
    record = [
        ("text", str), ("createdAt", str), *empty(languages | None, "langs"), *empty(reply | None, "reply"),
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


def written_at(said: Sequence[str]) -> tuple[list[int], bytearray]:
    """Times as microseconds since 1970, -1 of those that no form fits, and the form of each."""
    times, forms = moments(said, LATE), bytearray(len(said))
    if -1 in times:
        for place, time in enumerate(times):
            if time < 0:
                times[place], forms[place] = in_other_form(said[place], LATE)
    return times, forms


def later(indexed: str | None, written: int) -> int | None:
    """By how many milliseconds a server had a post later than it was written; None: by more than a day, or unknown."""
    if indexed is None:
        return NO_CLOCK
    (had,) = moments((indexed,), LATE)
    return had // MILLISECOND - written // MILLISECOND if had >= 0 and -DAY < had - written < DAY else None


def delays_of(
    said: Sequence[str], indexed: Sequence[str | None], times: Sequence[int], forms: bytearray
) -> list[int | None]:
    """By how many milliseconds servers had posts later than they were written, see `later`."""
    if said == indexed and not any(forms):
        return [0] * len(times)
    return [
        0 if had == written and not form else later(had, time) if time >= 0 else None
        for written, had, time, form in zip(said, indexed, times, forms, strict=True)
    ]


def is_post(address: str) -> bool:
    """Whether it is the address of a post by the account itself."""
    return address.startswith(BY_ACCOUNT) and address.split("/", 4)[3:4] == [POST]


@lru_cache(maxsize=10_000)
def time_of(stem: str) -> int | None:
    """From when on keys begin so; None: no key that is a time does."""
    when = tid(stem.ljust(KEY, "2"))
    return (when.earliest - EPOCH) // timedelta(microseconds=1) if when and when.earliest else None


def agrees(key: str, written: int) -> bool:
    """Whether the time that a record key may be is surely within a day of another."""
    start = time_of(key[:STEM])
    return start is None or STEM_SPAN - DAY < written - start < DAY


class Columns:
    """Posts whose times are written in one of the FORMS. `strings`: all addresses, each of which is held once."""

    def __init__(self, form: int, strings: dict[str, str], tongues: dict[str | None, str | None]) -> None:
        self.form, self.strings, self.tongues = form, strings, tongues
        self.ids: list[str] = []
        self.texts = Texts()
        self.languages: list[str | None] = []
        self.authors: list[Author | None] = []
        self.parents: list[str | None] = []
        self.quoted: list[str | None] = []
        self.roots: list[str | None] = []
        self.times = array("q")
        self.delays = array("i")
        self.counts = {name: array("i") for name, _ in METRICS}

    def keep(
        self,
        views: Sequence[Any],
        records: Sequence[Any],
        authors: Sequence[Author],
        ids: Sequence[str],
        parents: Sequence[str | None],
        quoted: Sequence[str | None],
        roots: Sequence[str | None],
        times: Sequence[int],
        delays: Sequence[int],
    ) -> None:
        same = self.strings.setdefault
        self.ids += ids
        self.authors += authors
        self.parents += [None if end is None else same(end, end) for end in parents]
        self.quoted += [None if end is None else same(end, end) for end in quoted]
        self.roots += [
            None if end in (own, parent, None) else same(end, end)
            for end, own, parent in zip(roots, ids, parents, strict=True)
        ]
        self.texts.extend([record.text for record in records])
        languages = [(record.langs and record.langs.only) or None for record in records]
        self.languages += map(self.tongues.setdefault, languages, languages)
        self.times.extend(times)
        self.delays.extend(delays)
        count(self.counts.values(), map(FIGURES, views))

    def view(self, row: int) -> dict[str, Any]:
        """The view as it was, but for what the long way does not keep."""
        author, language = self.authors[row], self.languages[row]
        parent, quoted, delay = self.parents[row], self.quoted[row], self.delays[row]
        written = self.times[row]
        record: dict[str, Any] = {
            "text": self.texts[row],
            "createdAt": stated(written, self.form),
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
            "indexedAt": None if delay == NO_CLOCK else stated((written // MILLISECOND + delay) * MILLISECOND),
            **{name: self.counts[ours][row] for ours, name in METRICS if self.counts[ours][row] >= 0},
        }

    def rows(self, capture: str, findings: Callable[[int], Sequence[Finding]]) -> Rows:
        return Rows(
            capture, "bluesky", self.ids, self.authors, self.parents, self.quoted, self.roots, self.times,
            FORMS[self.form][2], self.counts, findings,
        )  # fmt: skip


class Collector:
    """Takes the lines that can be rows, and makes tables of them: one of each form that their times have.

    `run` learns of them what the long way would learn. `read` reads a view the long way: view, place, position -> its
    findings.
    """

    def __init__(self, run: Run, read: Callable[[Any, str, int], Sequence[Finding]]) -> None:
        self.run, self.read = run, read
        strings, tongues = dict[str, str](), dict[str | None, str | None]()
        self.columns = [Columns(form, strings, tongues) for form in range(len(FORMS))]
        self.which = bytearray()  # of them each row is in
        self.stretches = Stretches()
        self.decode = decoder().decode
        self.known: dict[str, Author] = {}  # by all that is shown of them
        self.met: deque[tuple[int, Author]] = deque()  # authors of rows, of which the run has not learnt yet
        self.placed = 0

    def take(self, lines: Sequence[bytes], number: int) -> Iterator[int]:
        """Of a block of lines, the first of which has this number, the places of those that are no rows, in turn."""
        row = len(self.which)
        views, failed = decoded(self.decode, lines)
        others = left_over(len(lines), failed, self.add(views)) if views else failed
        return self.stretches.add(row, number, len(lines), others, self.counted)

    def counted(self, many: int) -> int:
        """The first position of as many rows, of whose authors the run learns before anything that follows them."""
        first = self.run.position + 1
        self.run.position += many
        self.placed += many
        while self.met and self.met[0][0] < self.placed:
            self.run.meet(self.met.popleft()[1])
        return first

    def add(self, views: Sequence[Any]) -> list[bool]:
        """Keeps the views that can be rows; which those are."""
        ids = [view.uri for view in views]
        records = [view.record for view in views]
        said = [record.createdAt for record in records]
        times, forms = written_at(said)
        delays = delays_of(said, [view.indexedAt for view in views], times, forms)
        replies = [record.reply for record in records]
        parents = [None if reply is None else reply.parent.uri for reply in replies]
        roots = [None if reply is None else reply.root.uri for reply in replies]
        quoted = [None if record.embed is None else record.embed.record.uri for record in records]
        cut = [own.rpartition("/") for own in ids]
        good = [
            time >= 0 and delay is not None
            and (parent is None or (parent != own and parent.startswith(BY_ACCOUNT) and root.startswith(BY_ACCOUNT)))
            and (quote is None or (quote != own and is_post(quote)))
            and (len(key) != KEY or agrees(key, time))
            for own, time, delay, parent, root, quote, (_, _, key)
            in zip(ids, times, delays, parents, roots, quoted, cut, strict=True)
        ]  # fmt: skip
        authors = self.authors_of(views, cut, good)
        kept: list[Any] = [views, records, ids, parents, quoted, roots, times, delays]
        if not all(good):
            kept = [list(compress(column, good)) for column in kept]
            forms = bytearray(compress(forms, good))
        self.keep([*kept[:2], authors, *kept[2:]], forms)
        return good

    def keep(self, kept: Sequence[Sequence[Any]], forms: bytearray) -> None:
        """Columns of posts, and the forms of their times."""
        self.which += forms
        for form in set(forms):
            chosen = None if forms.count(form) == len(forms) else list(map(form.__eq__, forms))
            self.columns[form].keep(*(kept if chosen is None else [list(compress(each, chosen)) for each in kept]))

    def authors_of(self, views: Sequence[Any], cut: Sequence[tuple[str, str, str]], good: list[bool]) -> list[Author]:
        """Authors of those that are good; no longer good is what is not where posts of its author are."""
        authors: list[Author] = []
        row, get = len(self.which), self.known.get
        for number, (place, _, _) in compress(enumerate(cut), good):
            writer = views[number].author
            did, handle, name = writer.did, writer.handle or "", writer.displayName or ""
            shown = f"{len(did)} {len(handle)} {did}{handle}{name}"
            if place != f"at://{did}/{POST}":
                good[number] = False
                continue
            known = get(shown)
            if known is None:
                if not did.startswith("did:") or "/" in did:
                    good[number] = False
                    continue
                known = self.known[shown] = Author(None if handle in NO_HANDLES else handle, name or None, did)
                self.met.append((row + len(authors), known))
            authors.append(known)
        return authors

    def tables(self) -> Iterator[Rows]:
        del self.known
        for columns in self.columns:
            del columns.strings, columns.tongues
        for form, columns in enumerate(self.columns):
            if columns.ids:
                yield columns.rows(self.run.name, partial(self.findings, columns, rows_among(self.which, form)))

    def findings(self, columns: Columns, rows: Sequence[int], row: int) -> Sequence[Finding]:
        """Of a row of a table; `rows`: the numbers that its rows have among all."""
        line, position = self.stretches.of(rows[row])
        return self.read(columns.view(row), f"line {line}", position)
