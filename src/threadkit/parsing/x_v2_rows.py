"""Plain posts of X's API v2, one a line, as columns: the short way for dumps of millions.

A line takes it that holds nothing but words, one time, counts and ids of other posts; all others go the long way. What
a row says is read by the long way, too, from the record as it was: the two cannot differ.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Annotated, Any

from threadkit.parsing.rows import EPOCH, Rows
from threadkit.records import Author, Finding

__all__ = ["Collector"]

METRICS = (
    ("likes", "like_count"), ("reposts", "retweet_count"), ("replies", "reply_count"), ("quotes", "quote_count"),
    ("views", "impression_count"), ("bookmarks", "bookmark_count"),
)  # fmt: skip
MILLISECOND = 1000  #: in microseconds
LATE = 47_000  #: days since 1970, as the long way has it
MOST = 2**62  #: of a count that a column holds


@lru_cache(maxsize=1)
def decoder() -> Any:  # noqa: ANN401 - a msgspec.json.Decoder of a class that is made here
    """Of records that have no other fields than these; the values of the last two are not kept by the long way."""
    import msgspec

    count = Annotated[int, msgspec.Meta(ge=0, le=MOST)]
    counts = [(name, count, -1) for _, name in METRICS]
    metrics = msgspec.defstruct("Metrics", counts, frozen=True, forbid_unknown_fields=True)
    words = Annotated[str, msgspec.Meta(min_length=1)]
    reference = msgspec.defstruct("Reference", [("type", str), ("id", words)], forbid_unknown_fields=True)
    post = msgspec.defstruct(
        "Post",
        [
            ("id", words),
            ("text", words),
            ("author_id", words),
            ("created_at", str),
            ("conversation_id", words | None, None),
            ("in_reply_to_user_id", str | None, None),
            ("referenced_tweets", tuple[reference, ...], ()),  # type: ignore[valid-type]
            ("public_metrics", metrics, metrics()),
            ("lang", str | None, None),
            ("edit_history_tweet_ids", tuple[str, ...], ()),
            ("possibly_sensitive", bool | None, None),
            ("reply_settings", str | None, None),
        ],
        forbid_unknown_fields=True,
    )
    return msgspec.json.Decoder(post)


class Collector:
    """Takes the lines that can be rows, and makes a table of them.

    `read` reads a record the long way: record, place, position -> its findings. `numbers` counts the posts.
    """

    def __init__(
        self, capture: str, read: Callable[[Any, str, int], Sequence[Finding]], numbers: Iterator[int]
    ) -> None:
        self.capture, self.read, self.numbers = capture, read, numbers
        self.ids: list[str] = []
        self.texts: list[str] = []
        self.languages: list[str | None] = []
        self.authors: list[Author | None] = []
        self.parents: list[str | None] = []
        self.quoted: list[str | None] = []
        self.roots: list[str | None] = []
        self.times = array("q")
        self.lines = array("q")
        self.positions = array("q")
        self.counts = {name: array("q") for name, _ in METRICS}
        self.take = self.taker()

    def taker(self) -> Callable[[bytes, int], bool]:  # noqa: C901 - a call a step would double its time
        """A function that takes a line and its number, if it can be a row."""
        import msgspec

        decode, error = decoder().decode, msgspec.MsgspecError
        known: dict[str, Author] = {}
        strings: dict[str, str] = {}
        likes, reposts, replies, quotes, views, bookmarks = (self.counts[name].append for name, _ in METRICS)
        same = strings.setdefault  # each id is held once, however many posts point at it
        add_id, add_text, add_author, add_language = (
            self.ids.append, self.texts.append, self.authors.append, self.languages.append
        )  # fmt: skip
        add_parent, add_quoted, add_root = self.parents.append, self.quoted.append, self.roots.append
        add_time, add_line, add_position = self.times.append, self.lines.append, self.positions.append
        numbers = self.numbers

        def take(line: bytes, number: int) -> bool:  # noqa: C901
            try:
                post = decode(line)
            except (error, UnicodeError, RecursionError):
                return False
            own, said, root, text = post.id, post.created_at, post.conversation_id, post.text
            parent = quoted = None
            for reference in post.referenced_tweets:
                if reference.type == "replied_to" and parent is None:
                    parent = reference.id
                elif reference.type == "quoted" and quoted is None:
                    quoted = reference.id
                else:
                    return False
            digits = f"{own}{parent or 0}{quoted or 0}{root or 0}{post.author_id}"
            if (
                not (digits.isdigit() and digits.isascii())
                or own in (parent, quoted)
                or (parent is None and post.in_reply_to_user_id and root != own)
                or (post.edit_history_tweet_ids and post.edit_history_tweet_ids != (own,))
                or said[4:20:3] != "--T::." or said[23:] != "Z"  # as X writes times
                or "&" in text or text.startswith("RT @")
            ):  # fmt: skip
                return False
            try:
                since = datetime.fromisoformat(said) - EPOCH
            except ValueError:
                return False
            if not since.microseconds or not 0 <= since.days < LATE:  # a whole second is read otherwise
                return False
            metrics = post.public_metrics
            likes(metrics.like_count)
            reposts(metrics.retweet_count)
            replies(metrics.reply_count)
            quotes(metrics.quote_count)
            views(metrics.impression_count)
            bookmarks(metrics.bookmark_count)
            add_time((since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds)
            add_text(text)
            author = known.get(post.author_id)
            if author is None:
                author = known[post.author_id] = Author(id=post.author_id)
            add_author(author)
            language = post.lang
            add_language(language if language is None else same(language, language))
            if root in (own, parent):
                root = None
            own = "x:" + own
            add_id(same(own, own))
            if parent is not None:
                parent = "x:" + parent
                parent = same(parent, parent)
            add_parent(parent)
            if quoted is not None:
                quoted = "x:" + quoted
                quoted = same(quoted, quoted)
            add_quoted(quoted)
            if root is not None:
                root = "x:" + root
                root = same(root, root)
            add_root(root)
            add_line(number)
            add_position(next(numbers))
            return True

        return take

    def record(self, row: int) -> dict[str, Any]:
        """The record as it was, but for what the long way does not keep."""
        own, root = self.ids[row].removeprefix("x:"), self.roots[row]
        parent, quoted = self.parents[row], self.quoted[row]
        moment = EPOCH + timedelta(microseconds=self.times[row])
        ends = (("replied_to", parent), ("quoted", quoted))
        figures = {name: self.counts[ours][row] for ours, name in METRICS if self.counts[ours][row] >= 0}
        return {
            "id": own,
            "text": self.texts[row],
            "author_id": (author := self.authors[row]) and author.id,
            "conversation_id": root.removeprefix("x:") if root else own,
            "created_at": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "referenced_tweets": [{"type": kind, "id": end.removeprefix("x:")} for kind, end in ends if end],
            "public_metrics": figures,
            "lang": self.languages[row],
        }

    def rows(self) -> Rows:
        def findings(row: int) -> Sequence[Finding]:
            return self.read(self.record(row), f"line {self.lines[row]}", self.positions[row])

        del self.take  # and what it knows
        return Rows(
            self.capture, "x", self.ids, self.authors, self.parents, self.quoted, self.roots, self.times, MILLISECOND,
            self.counts, findings,
        )  # fmt: skip

