"""What a post says of its own place in a conversation: whom it addresses, and its number in a thread."""

from __future__ import annotations

import re

import attrs

__all__ = ["AMONG_COMMENTS", "NOT_FIRST", "Numbering", "leading_mentions", "lost_between", "numbering"]

#: Reason of an ANCESTOR link, where a page shows that a post is not the first answer to the one right above it.
NOT_FIRST = "not the first answer to the post above"
#: Reason of an ANCESTOR link to what a whole page is about, which tells of no post more than of another.
AMONG_COMMENTS = "it stands among the comments of the post"

MENTIONS = re.compile(r"\.?(?:@\w{1,30}[ ,:]{0,3}){1,60}")
NAME = re.compile(r"@(\w{1,30})")


def leading_mentions(text: str) -> frozenset[str]:
    """Whom a post addresses before it says anything, lower case.

    >>> sorted(leading_mentions("@Example_Ada @bob_example hello @carol"))
    ['bob_example', 'example_ada']
    """
    if text[:1] not in {"@", "."} or not (found := MENTIONS.match(text)):
        return frozenset()
    return frozenset(name.casefold() for name in NAME.findall(found[0]))


@attrs.frozen
class Numbering:
    """The place that a post gives itself in its thread."""

    number: int
    total: int | None
    slash: bool  #: "2/" or "2/5", not "2."


SLASH = r"[(\[]?(\d{1,3}) ?/ ?(\d{1,3}|[nNxX?])?[)\]]?"
AT_START = re.compile(rf"(?:@\w{{1,30}} ){{0,20}}(?:{SLASH}(?=[\s.:,)]|$)|\(?(\d{{1,3}})[.)]\s)")
AT_END = re.compile(rf"(?:^|[\s.!?…)])(?:{SLASH})$")


def numbering(text: str) -> Numbering | None:
    """What number a post bears at its start or end.

    >>> numbering("(2/5) and so on"), numbering("and so on 3/"), numbering("on 9/11 we")
    (Numbering(number=2, total=5, slash=True), Numbering(number=3, total=None, slash=True), None)
    >>> numbering("(2) and so on"), numbering("(2019) and so on")
    (Numbering(number=2, total=None, slash=False), None)
    """
    found = None
    if text[:1] in _OPENERS and (found := AT_START.match(text)) and found[3]:
        return Numbering(int(found[3]), None, False)
    if found is None and text[-1:] in _CLOSERS:
        found = AT_END.search(text, max(0, len(text) - 14))
    if found is None:
        return None
    number, total = int(found[1]), int(found[2]) if found[2] and found[2].isdigit() else None
    if number < 1 or (total is not None and number > total):
        return None
    return Numbering(number, total, True)


_OPENERS = frozenset("0123456789([@")
_CLOSERS = frozenset("0123456789)]/nNxX?")


def lost_between(earlier: Numbering | None, later: Numbering | None) -> int:
    """How many posts their numbers say are lost between two neighbours.

    >>> lost_between(numbering("1/5 a"), numbering("4/5 b"))
    2
    """
    if earlier is None or later is None or earlier.slash is not later.slash:
        return 0
    if earlier.total is not None and later.total is not None and earlier.total != later.total:
        return 0
    return max(0, later.number - earlier.number - 1)
