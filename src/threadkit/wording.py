"""Numbers with what they are of: one post, two posts."""

from __future__ import annotations

from threadkit.records import Count

__all__ = ["declared", "plural"]

#: First words of what sources declare of themselves, and of one such thing.
ONE = {
    "posts": "post", "comments": "comment", "replies": "reply", "messages": "message", "results": "result",
    "items": "item", "tweets": "tweet", "records": "record",
}  # fmt: skip


def plural(number: int, one: str, many: str) -> str:
    """The number and its word.

    >>> plural(1, "post", "posts"), plural(0, "post", "posts")
    ('1 post', '0 posts')
    """
    return f"{number} {one if number == 1 else many}"


def declared(count: Count, what: str) -> str:
    """What a source declares, as it shows the figure.

    >>> declared(Count.of(1), "posts in the thread"), declared(Count(1, None, "1+"), "posts in the thread")
    ('1 post in the thread', '1+ posts in the thread')
    """
    if count.low == count.high == 1:
        first, space, rest = what.partition(" ")
        what = f"{ONE.get(first, first)}{space}{rest}"
    return f"{count.text} {what}"
