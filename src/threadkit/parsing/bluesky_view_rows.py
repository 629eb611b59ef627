"""Plain posts of Bluesky as a server shows them, one view a line, as columns: the short way for dumps of millions.

A line takes it that holds nothing but words, times, counts and addresses of other posts; all others go the long way.
What a row says is read by the long way, too, from a view with all that it keeps: the two cannot differ.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Annotated, Any, Literal

import attrs

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
MILLISECOND = 1000  #: in microseconds
LATE = 2_500_000  #: days since 1970, which the long way reads as a time, too
MOST = 2**31 - 1  #: of a count that a column holds
APART = 86_400_000 - 2  #: milliseconds between two clocks; beyond a day the long way tells of it
NO_CLOCK = 2**31 - 1  #: in place of how much later a server had a post
#: Signs of a record key that tell its time to 18 minutes, and how far two times can be apart that have them in common.
STEM, STEM_WIDTH = 5, 2**40 // 2**10 // 1000 + 1
QUOTE = "app.bsky.embed.record"


@lru_cache(maxsize=1)
def decoder() -> Any:  # noqa: ANN401 - a msgspec.json.Decoder of a class that is made here
    """Of views that have no other fields than these. What may be anything is not kept by the long way."""
    import msgspec

    def struct(name: str, fields: list[Any], kinds: object = Any) -> Any:  # noqa: ANN401
        fields.append(("kind", kinds, msgspec.field(name="$type", default=None)))
        return msgspec.defstruct(name, fields, forbid_unknown_fields=True, gc=False)

    def ignored(names: str) -> list[Any]:
        return [(name, Any, None) for name in names.split()]

    count = Annotated[int, msgspec.Meta(ge=0, le=MOST)]
    at_most_one = Annotated[tuple[str, ...], msgspec.Meta(max_length=1)]
    none_listed = Annotated[tuple[str, ...], msgspec.Meta(max_length=0)]
    reference = struct("Reference", [("uri", str), ("cid", Any, None)], Literal["com.atproto.repo.strongRef"] | None)
    reply = struct("Reply", [("parent", reference), ("root", reference)])
    embed = struct("Embed", [("record", reference)], Literal["app.bsky.embed.record"] | None)
    record = struct(
        "Record",
        [
            ("text", str),
            ("createdAt", str),
            ("langs", at_most_one | None, None),
            ("reply", reply | None, None),
            ("embed", embed | None, None),
            *((name, None, None) for name in ("facets", "entities", "tags", "labels")),
        ],
        Literal["app.bsky.feed.post"] | None,
    )
    about = ignored("avatar associated createdAt labels pronouns status verification viewer")
    author = struct("Writer", [("did", str), ("handle", str | None, None), ("displayName", str | None, None), *about])
    view = struct(
        "View",
        [
            ("uri", str),
            ("author", author),
            ("record", record),
            ("indexedAt", str | None, None),
            *((name, count | None, None) for _, name in METRICS),
            ("labels", none_listed | None, None),
            *((name, None, None) for name in ("embed", "embeds", "threadgate")),
            *ignored("cid viewer"),
        ],
        Literal["app.bsky.feed.defs#postView"] | None,
    )
    return msgspec.json.Decoder(view)


@attrs.frozen
class Account:
    """An author as views show one; `posts`: what the addresses of the posts begin with."""

    handle: str | None
    name: str | None
    author: Author
    posts: str


class Collector:
    """Takes the lines that can be rows, and makes a table of them.

    `run` learns from them what the long way would; `read` reads a view the long way: view, place, position -> its
    findings.
    """

    def __init__(self, run: Run, read: Callable[[Any, str, int], Sequence[Finding]]) -> None:
        self.run, self.read = run, read
        self.ids: list[str] = []
        self.texts: list[str | bytes] = []  # what is not ASCII as UTF-8, which is shorter
        self.languages: list[str | None] = []
        self.authors: list[Author | None] = []
        self.parents: list[str | None] = []
        self.quoted: list[str | None] = []
        self.roots: list[str | None] = []
        self.times = array("q")
        self.delays = array("i")
        self.lines = array("q")
        self.positions = array("q")
        self.counts = {name: array("i") for name, _ in METRICS}
        self.take = self.taker()

    def taker(self) -> Callable[[bytes, int], bool]:
        """A function that takes a line and its number, if it can be a row."""
        import msgspec

        decode, error, run = decoder().decode, msgspec.MsgspecError, self.run
        accounts: dict[str, Account] = {}
        strings: dict[str, str] = {}
        same = strings.setdefault  # each address is held once, however many posts point at it
        account_of, known_as = self.account, accounts.get
        written_at, in_key, clocks_agree = moment, key_time, agree
        likes, reposts, replies, quotes, bookmarks = (self.counts[name].append for name, _ in METRICS)
        add_id, add_text, add_author, add_time, add_delay, add_line, add_position = (
            column.append
            for column in (
                self.ids, self.texts, self.authors, self.times, self.delays, self.lines, self.positions,
            )
        )  # fmt: skip
        add_parent, add_quoted, add_root, add_language = (
            column.append for column in (self.parents, self.quoted, self.roots, self.languages)
        )

        return take
