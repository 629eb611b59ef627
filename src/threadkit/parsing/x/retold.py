"""Whether a post of X is a repost, where only its words tell: in account exports, and in answers without references."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from threadkit.parsing.x.text import plain
from threadkit.records import When

__all__ = ["RETOLD_SIGN", "handle_retold"]

#: A repost: X writes "RT @handle: " and the original, at most this long in all, and cuts it with "…". It names the
#: original's author as a mention at sign 3, answers nothing and has no likes. Typed ones ("RT @a lol") are posts. In a
#: real export of 2026 all of 239 that begin so are of the first kind; reposts came in November 2009.
#: Of 36 in two answers of API v2 with ids and texts alone, 28 are cut with "…" at sign 139 or 140.
RETOLD = re.compile(r"RT @(\w{1,20}): ", re.ASCII)
RETOLD_LENGTH, RETOLD_SIGN, RETOLD_FIRST = 140, 3, datetime(2009, 11, 1, tzinfo=UTC)


def handle_retold(
    raw: str, *, answers: bool, likes: int | None, when: When | None, mentioned: bool
) -> tuple[str | None, str]:
    """The handle of whose post it passes on; or None and, if it begins like a repost, why it is one of its own.

    `answers`: it answers somebody; `mentioned`: somebody is mentioned at sign 3.

    >>> handle_retold("RT @example_bo: Hm.", answers=False, likes=0, when=None, mentioned=True)
    ('example_bo', '')
    >>> handle_retold("RT @example_bo typed", answers=False, likes=0, when=None, mentioned=True)
    (None, 'no name and colon follow')
    """
    if not raw.startswith("RT @"):
        return None, ""
    found = RETOLD.match(raw)
    if not found:
        return None, "no name and colon follow"
    if answers:
        return None, "it answers somebody"
    if likes:
        return None, f"it has likes of its own ({likes})"
    if (length := len(plain(raw))) > RETOLD_LENGTH:
        return None, f"it is longer than reposts are ({length} signs)"
    if when and when.latest and when.latest < RETOLD_FIRST:
        return None, "there were no reposts yet"
    if not mentioned and not raw.endswith("…"):
        return None, "nobody is mentioned there"
    return found[1], ""
