"""Plain posts of X's API v2, one a line, as columns: the short way for dumps of millions.

A line takes it that holds nothing but words, one time, counts, ids of other posts, and what is not kept; all others go
the long way. What a row says is read by the long way, too, from the record as it was: the two cannot differ.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import chain, compress
from operator import attrgetter
from typing import Annotated, Any, Literal

from threadkit.parsing.row_lines import (
    MILLISECOND,
    RECENT,
    SECOND,
    Numbers,
    Stretches,
    Texts,
    columns_of,
    count,
    decoded,
    left_over,
    moments,
    rows_among,
    stated,
)
from threadkit.parsing.rows import Rows
from threadkit.parsing.times.stamps import X_EPOCH, X_FIRST, X_SHIFT
from threadkit.records import Author, Finding

__all__ = ["Collector"]

METRICS = (
    ("likes", "like_count"), ("reposts", "retweet_count"), ("replies", "reply_count"), ("quotes", "quote_count"),
    ("views", "impression_count"), ("bookmarks", "bookmark_count"),
)  # fmt: skip
FIGURES = attrgetter(*(name for _, name in METRICS))
LATE = 47_000  #: days since 1970, as the long way has it
MOST = 2**31 - 1  #: of a count that a column holds
NO_LINKS = ("hashtags", "mentions", "cashtags", "annotations")
UNREAD = ("context_annotations", "edit_controls", "source")
ENTITIES, NOT_MADE = attrgetter("entities"), tuple(map(attrgetter, UNREAD))
LONG = 20  #: digits; an id of so many is none with a time inside, as the long way has it


@lru_cache(maxsize=1)
def decoder() -> Any:  # noqa: ANN401 - a msgspec.json.Decoder of a class that is made here
    """Of records that have no other fields than these; the values of those from "entities" on are not kept by the long
    way, as long as none of the entities is a link: they are not even made.

    Lists of which only one or two members are known have a class, too: a tuple would be work for garbage collection.
    """
    import msgspec

    def struct(name: str, fields: Iterable[Any], is_list: bool = False) -> Any:  # noqa: ANN401
        return msgspec.defstruct(name, fields, frozen=True, forbid_unknown_fields=True, array_like=is_list, gc=False)

    count = Annotated[int, msgspec.Meta(ge=0, le=MOST)]
    words = Annotated[str, msgspec.Meta(min_length=1)]
    metrics = struct("Metrics", [(name, count, -1) for _, name in METRICS])
    reference = struct("Reference", [("type", Literal["replied_to", "quoted"] | None), ("id", words)])
    none = reference(None, "")
    references = struct("References", [("one", reference, none), ("two", reference, none)], is_list=True)
    versions = struct("Versions", [("only", str, "")], is_list=True)
    no_links = struct("NoLinks", [], is_list=True)
    entities = struct("Entities", [("urls", no_links, no_links()), *((name, msgspec.Raw, None) for name in NO_LINKS)])
    fields = [
        ("id", words),
        ("text", words),
        ("author_id", words),
        ("created_at", str),
        ("conversation_id", words | None, None),
        ("in_reply_to_user_id", str | None, None),
        ("referenced_tweets", references, references()),
        ("public_metrics", metrics, metrics()),
        ("lang", str | None, None),
        ("edit_history_tweet_ids", versions, versions()),
        ("entities", entities | None, None),
        *((name, msgspec.Raw, msgspec.Raw(b"")) for name in UNREAD),
        ("possibly_sensitive", bool | None, None),
        ("reply_settings", str | None, None),
    ]
    return msgspec.json.Decoder(struct("Post", fields))


def no_texts(posts: Sequence[Any], lines: Sequence[bytes]) -> set[int]:
    """Places of lines that are no UTF-8, where a decoder would not have told: in what was not made."""
    if not any(map(ENTITIES, posts)) and not any(any(map(len, map(field, posts))) for field in NOT_MADE):
        return set()
    odd = set()
    try:
        b"\n".join(lines).decode()
    except UnicodeDecodeError:
        for place, line in enumerate(lines):
            try:
                line.decode()
            except UnicodeDecodeError:
                odd.add(place)
    return odd


def ends_of(ids: Iterable[str], all_references: Iterable[Any]) -> tuple[list[str | None], list[str | None]]:
    """What each post answers and quotes; its own id where it refers to others otherwise."""
    parents: list[str | None] = []
    quoted: list[str | None] = []
    add_parent, add_quoted = parents.append, quoted.append
    for own, references in zip(ids, all_references, strict=True):
        parent = quote = None
        for reference in (references.one, references.two):
            if not reference.id:
                break
            if reference.type == "replied_to" and parent is None:
                parent = reference.id
            elif reference.type == "quoted" and quote is None:
                quote = reference.id
            else:
                parent = own
        add_parent(parent)
        add_quoted(quote)
    return parents, quoted


def are_ids(texts: Iterable[str | None]) -> bool:
    """Whether they are digits and nothing else."""
    digits = "".join(filter(None, texts))
    return digits.isascii() and (not digits or digits.encode().isdigit())


def cut_to_seconds(ids: Iterable[str], times: Iterable[int]) -> list[bool]:
    """Whether only the second of a time is known: its id was made in the middle of it, and X writes ".000" always.

    >>> made = 1_654_597_800_500 - X_EPOCH << X_SHIFT  # 2022-06-07T10:30:00.500Z
    >>> cut_to_seconds([str(made), str(made), "20"], [1_654_597_800_000_000, 1_654_597_800_500_000, SECOND])
    [True, False, False]
    """
    return [
        not time % SECOND
        and len(own) < LONG
        and (number := int(own)) >= X_FIRST
        and 0 < (number >> X_SHIFT) + X_EPOCH - time // MILLISECOND < SECOND // MILLISECOND
        for own, time in zip(ids, times, strict=True)
    ]


class Accounts(dict[str, Author]):
    """Authors by id, each made once."""

    def __missing__(self, account: str) -> Author:
        author = self[account] = Author(id=account)
        return author


class Columns:
    """Posts whose times are known to one `width`, in microseconds."""

    def __init__(self, width: int, known: Accounts) -> None:
        self.width, self.known = width, known
        self.ids: list[str] = []
        self.texts = Texts()
        self.languages: list[str | None] = []
        self.authors: list[Author | None] = []
        self.parents: list[str | None] = []
        self.quoted: list[str | None] = []
        self.roots: list[str | None] = []
        self.times = array("q")
        self.counts = {name: array("i") for name, _ in METRICS}
        self.strings: dict[str, str] = {}  # of late: that of a post which many posts point at is mostly held once
        self.tongues: dict[str | None, str | None] = {}

    def keep(
        self,
        ids: Sequence[str],
        parents: Sequence[str | None],
        quoted: Sequence[str | None],
        roots: Sequence[str | None],
        texts: Sequence[str],
        languages: Sequence[str | None],
        authors: Sequence[str],
        times: Sequence[int],
        metrics: Sequence[Any],
    ) -> None:
        if len(self.strings) > RECENT:
            self.strings.clear()
        same = self.strings.setdefault
        self.ids += [f"x:{own}" for own in ids]
        self.parents += [None if end is None else same(name := f"x:{end}", name) for end in parents]
        self.quoted += [None if end is None else same(name := f"x:{end}", name) for end in quoted]
        self.roots += [
            None if end in (own, parent, None) else same(name := f"x:{end}", name)
            for end, own, parent in zip(roots, ids, parents, strict=True)
        ]
        self.texts.extend(texts)
        self.languages += map(self.tongues.setdefault, languages, languages)
        self.authors += map(self.known.__getitem__, authors)
        self.times.extend(times)
        count(self.counts.values(), map(FIGURES, metrics))

    def record(self, row: int) -> dict[str, Any]:
        """The record as it was, but for what the long way does not keep."""
        own, root = self.ids[row].removeprefix("x:"), self.roots[row]
        parent, quoted = self.parents[row], self.quoted[row]
        ends = (("replied_to", parent), ("quoted", quoted))
        figures = {name: self.counts[ours][row] for ours, name in METRICS if self.counts[ours][row] >= 0}
        return {
            "id": own,
            "text": self.texts[row],
            "author_id": (author := self.authors[row]) and author.id,
            "conversation_id": root.removeprefix("x:") if root else own,
            "created_at": stated(self.times[row]),
            "referenced_tweets": [{"type": kind, "id": end.removeprefix("x:")} for kind, end in ends if end],
            "public_metrics": figures,
            "lang": self.languages[row],
        }

    def rows(self, capture: str, findings: Callable[[int], Sequence[Finding]]) -> Rows:
        return Rows(
            capture, "x", self.ids, self.authors, self.parents, self.quoted, self.roots, self.times, self.width,
            self.counts, findings,
        )  # fmt: skip


class Collector:
    """Takes the lines that can be rows, and makes tables of them: one of each width that their times have.

    `read` reads a record the long way: record, place, position -> its findings. `numbers` counts the posts.
    """

    def __init__(self, capture: str, read: Callable[[Any, str, int], Sequence[Finding]], numbers: Numbers) -> None:
        self.capture, self.read, self.numbers = capture, read, numbers
        known = Accounts()
        self.columns = (Columns(MILLISECOND, known), Columns(SECOND, known))
        self.which = bytearray()  # of them each row is in
        self.stretches = Stretches()
        self.decode = decoder().decode

    def take(self, lines: Sequence[bytes], number: int) -> Iterator[int]:
        """Of a block of lines, the first of which has this number, the places of those that are no rows, in turn."""
        row = len(self.which)
        posts, failed = decoded(self.decode, lines)
        if posts and (odd := no_texts(posts, lines)):
            places = sorted(set(range(len(lines))).difference(failed))
            posts = [post for place, post in zip(places, posts, strict=True) if place not in odd]
            failed = sorted(odd.union(failed))
        others = left_over(len(lines), failed, self.add(posts)) if posts else failed
        return self.stretches.add(row, number, len(lines), others, self.numbers.take)

    def add(self, posts: Sequence[Any]) -> list[bool]:
        """Keeps the posts that can be rows; which those are."""
        columns = columns_of(posts)
        ids, texts, authors, said, roots, whom, references, metrics, languages, versions = columns[:10]
        parents, quoted = ends_of(ids, references)
        times = moments(said, LATE)
        good = [
            own != parent and own != quote
            and (parent is not None or not to or root == own)
            and (version.only == own or not version.only)
            and not text.startswith("RT @")
            and time > 0
            for own, text, root, to, version, parent, quote, time
            in zip(ids, texts, roots, whom, versions, parents, quoted, times, strict=True)
        ]  # fmt: skip
        if not are_ids(chain(ids, authors, roots, parents, quoted)):
            ends = zip(ids, authors, roots, parents, quoted, strict=True)
            good = [fine and all(map(are_ids, zip(some))) for fine, some in zip(good, ends, strict=True)]
        kept: list[Sequence[Any]] = [ids, parents, quoted, roots, texts, languages, authors, times, metrics]
        if not all(good):
            kept = [list(compress(column, good)) for column in kept]
        cut = cut_to_seconds(kept[0], kept[7])
        self.which.extend(cut)
        for of_these, place in zip(self.columns, (False, True), strict=True):
            if cut.count(place) == len(cut):
                of_these.keep(*kept)
            elif place in cut:
                chosen = cut if place else [not each for each in cut]
                of_these.keep(*(list(compress(column, chosen)) for column in kept))
        return good

    def tables(self) -> Iterator[Rows]:
        for columns in self.columns:
            del columns.strings, columns.tongues, columns.known
        for place, columns in enumerate(self.columns):
            if columns.ids:
                yield columns.rows(self.capture, partial(self.findings, columns, rows_among(self.which, place)))

    def findings(self, columns: Columns, rows: Sequence[int], row: int) -> Sequence[Finding]:
        """Of a row of a table; `rows`: the numbers that its rows have among all."""
        line, position = self.stretches.of(rows[row])
        return self.read(columns.record(row), f"line {line}", position)
