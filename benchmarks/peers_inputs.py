"""Twenty inputs that real dumps hold and that trees do not expect, as plain data, with the right answer beside them.

All accounts, texts and ids are made up. This file needs only the standard library: every tool's Python loads it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

__all__ = ["INPUTS", "Id", "Input", "Post", "arrivals", "held", "missing"]

Id = str | int


@dataclass(frozen=True)
class Post:
    """What a dump says of one post. `minutes`: after the first; `dump`: which of several files it stands in."""

    id: Id
    parent: Id | None = None
    author: str = "example_ada"
    minutes: int | None = 0
    conversation: str = "1"
    quotes: Id | None = None
    likes: int = 0
    dump: int = 0

    @property
    def text(self) -> str:
        return f"Made-up post {self.id}."


@dataclass(frozen=True)
class Input:
    """An input and what is right of it beyond "every post once, with the parent that it states".

    `parents` lists, for single posts, every parent that is right (None: none). Of the posts in `circle` exactly one
    must lose its parent. `orders` are the orders of arrival that must all give one answer, `siblings`: in one order
    too. Where `tell` is set, the tool has to say that something is odd. `sorted_first`: a tool that wants parents
    first may be given them so.
    """

    name: str
    why: str
    make: Callable[[], Sequence[Post]]
    parents: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    circle: frozenset[str] = frozenset()
    orders: tuple[str, ...] = ("as given",)
    siblings: bool = False
    tell: bool = False
    sorted_first: bool = True
    likes: Mapping[str, frozenset[int]] = field(default_factory=dict)
    absent: Mapping[str, str] = field(default_factory=dict)


def arrivals(given: Input) -> dict[str, list[Post]]:
    """The posts in each order of arrival."""
    posts = list(given.make())
    shuffled = posts[:]
    random.Random(7).shuffle(shuffled)
    ways = {"as given": posts, "reversed": posts[::-1], "shuffled": shuffled}
    return {order: ways[order] for order in given.orders}


def held(given: Input) -> dict[str, str | None]:
    """The parent that each held post states, by the text of their ids; of several, the first."""
    stated: dict[str, str | None] = {}
    for post in given.make():
        stated.setdefault(str(post.id), None if post.parent is None else str(post.parent))
    return stated


def missing(given: Input) -> set[str]:
    """Parents that are stated and not held."""
    stated = held(given)
    return {parent for parent in stated.values() if parent is not None and parent not in stated}


def thread(*pairs: tuple[Id, Id | None], conversation: str = "1") -> list[Post]:
    """A post a minute, by two people in turn."""
    authors = ("example_ada", "example_bo")
    return [Post(i, parent, authors[n % 2], n, conversation) for n, (i, parent) in enumerate(pairs)]


def gap() -> list[Post]:
    return thread(("1", None), ("2", "1"), ("4", "3"), ("5", "4"), ("6", "1"))  # 3, an answer to 2, is not held


def no_root() -> list[Post]:
    return thread(("2", "1"), ("3", "1"), ("4", "3"), ("5", "1"))


def two_roots() -> list[Post]:
    return thread(("1", None), ("2", "1"), ("3", None), ("4", "3"))


def across() -> list[Post]:
    return [*thread(("1", None), ("2", "1")), Post("3", "2", minutes=2, conversation="3"),
            Post("4", "3", "example_bo", 3, "3")]  # fmt: skip


def circle() -> list[Post]:
    return thread(("1", None), ("2", "1"), ("3", "5"), ("4", "3"), ("5", "4"), ("6", "5"), ("7", "6"))


def answers_itself() -> list[Post]:
    return thread(("1", None), ("2", "1"), ("3", "3"), ("4", "3"))


def newest_first() -> list[Post]:
    return thread(("1", None), ("2", "1"), ("3", "2"), ("4", "1"), ("5", "3"), ("6", "2"), ("7", "4"))[::-1]


def one_minute() -> list[Post]:
    return [Post("1"), *(Post(str(n), "1", f"example_{n}", 5) for n in range(2, 8))]


def bad_clocks() -> list[Post]:
    minutes = {"1": 10, "2": 3, "3": None, "4": 12}  # 2 is dated before the post that it answers
    return [Post(i, str(int(i) - 1) if i != "1" else None, minutes=at) for i, at in minutes.items()]


def numbers() -> list[Post]:
    first = 1_800_000_000_000_000_000
    return thread((first, None), (first + 25, first), (first + 50, first + 25), (first + 75, first))


def odd_ids() -> list[Post]:
    one, two = "at://did:example:ada/app.bsky.feed.post/3kexample0001", "https://example.org/@ada/posts/1 a?b=c#d"
    three = "d\N{LATIN SMALL LETTER E WITH ACUTE}j\N{LATIN SMALL LETTER A WITH GRAVE} 'vu', \"2\""
    return thread((one, None), (two, one), (three, two), ("#4", three))


def seen_twice() -> list[Post]:
    return [Post("1", likes=5), Post("2", "1", likes=1), Post("1", likes=9, dump=1), Post("3", "1", dump=1)]


def two_parents() -> list[Post]:
    return [Post("1"), Post("2", "1", minutes=1), Post("3", "2", minutes=2), Post("3", "1", minutes=2, dump=1)]


def quoting() -> list[Post]:
    posts = thread(("1", None), ("2", "1"))
    quoted = Post("9", author="example_cy", minutes=1, conversation="9")
    both = Post("3", "2", minutes=4, quotes="9")
    return [*posts, quoted, both, Post("8", author="example_cy", minutes=5, conversation="8", quotes="1")]


def fork() -> list[Post]:
    pairs = ("1", None), ("2", "1"), ("3", "2"), ("4", "2"), ("5", "3"), ("6", "4")
    return [Post(i, parent, minutes=n) for n, (i, parent) in enumerate(pairs)]


def chain(number: int) -> list[Post]:
    return [Post(str(n), str(n - 1) if n > 1 else None, minutes=n) for n in range(1, number + 1)]


def star(number: int) -> list[Post]:
    return [Post("1"), *(Post(str(n), "1", "example_bo", n) for n in range(2, number + 1))]


EVERY_WAY = ("as given", "reversed", "shuffled")
EITHER_WAY = ("as given", "reversed")

INPUTS: tuple[Input, ...] = (
    Input("a parent is missing", "A deleted post cuts a branch in two.", gap),
    Input("the root is missing", "Three posts answer one post that nobody saved.", no_root),
    Input("two roots, one conversation", "Platforms give two trees one conversation id.", two_roots),
    Input("parent in another conversation", "A reply can be filed under another id than its parent.", across),
    Input(
        "a circle of three with a tail", "Spoilt or merged data can close a circle.", circle,
        circle=frozenset("345"), parents={"3": ("5", None), "4": ("3", None), "5": ("4", None)}, tell=True,
    ),
    Input(
        "a post answers itself", "Some exports write a root's own id as its parent.", answers_itself,
        parents={"3": (None,)}, tell=True,
    ),
    Input(
        "newest first, and shuffled", "Timelines come newest first; order must not matter.", newest_first,
        orders=EVERY_WAY, sorted_first=False,
    ),
    Input("equal times", "Six replies in one minute need one order.", one_minute, orders=EVERY_WAY, siblings=True),
    Input("no time, and a wrong clock", "One post is undated, one is dated before its parent.", bad_clocks),
    Input("19-digit numbers as ids", "A float cannot tell them apart; the root's empty parent makes floats.", numbers),
    Input("ids that are no numbers", "at:// addresses, spaces, quotation marks, accents.", odd_ids),
    Input(
        "one post, two dumps", "The later dump has more likes.", seen_twice, likes={"1": frozenset({5, 9})},
        orders=EITHER_WAY,
    ),
    Input(
        "one post, two parents", "Two dumps disagree about whom a post answers.", two_parents,
        parents={"3": ("2", "1")}, orders=EITHER_WAY, tell=True,
    ),
    Input("a post alone", "Most posts get no reply.", lambda: [Post("1")]),
    Input("reply and quote at once", "A quoted post is no parent.", quoting),
    Input("a forked self-thread", "The author goes on twice from one post.", fork),
    Input("a chain of 3,000", "Deeper than Python's recursion limit.", lambda: chain(3_000)),
    Input("a chain of 50,000", "Work that grows with the square of the depth shows.", lambda: chain(50_000)),
    Input("a star of 20,000", "Work that grows with the square of the breadth shows.", lambda: star(20_000)),
    Input(
        "blocked, and deleted", "The source says why each of two parents is gone.",
        lambda: thread(("1", None), ("3", "2"), ("5", "4")), absent={"2": "blocked", "4": "deleted"},
    ),
)  # fmt: skip
