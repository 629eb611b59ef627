"""A mailbox file cut into mails, a mail at a time: "From " lines part them.

A line of a mail may begin with "From " too. It parts mails only if it looks like those that programs write ("From
ada@example.org Wed May  1 12:00:00 2024") and what follows looks like the head of a mail. ">From " in a mail stands
for "From ", as most programs write it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

__all__ = ["HEADER", "is_parting", "mails_of", "without_marks"]

#: A clock and a year, in whatever order and language.
DATED = re.compile(
    rb"From .{0,300}?(?:\d{1,2}:\d\d.{0,60}?\b(?:19|20)\d\d\b|\b(?:19|20)\d\d\b.{0,60}?\d{1,2}:\d\d)", re.DOTALL
)
HEADER = re.compile(rb"[!-9;-~]{1,100}[ \t]{0,10}:")
#: What a mail begins with, whichever program wrote it.
KNOWN = re.compile(
    rb"(?:From|To|Cc|Date|Subject|Message-ID|Received|Return-Path|Delivered-To|MIME-Version|Status|X-[\w-]{1,60}|"
    rb"Reply-To|Sender|References|In-Reply-To|Content-[\w-]{1,40}|Path|Newsgroups|Envelope-To|Approved|List-[\w-]{1,40})"
    rb"[ \t]{0,10}:",
    re.IGNORECASE,
)
ENVELOPE = re.compile(rb"From \S{1,300}(?: at \S{1,300})? +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? ")
BOM = b"\xef\xbb\xbf"
ESCAPED = re.compile(rb">{1,40}From ")


def is_parting(line: bytes, after_empty: bool, following: bytes) -> bool:
    """Whether a mail begins behind this line.

    >>> is_parting(b"From ada@example.org Wed May  1 12:00:00 2024", True, b"From: Ada <ada@example.org>")
    True
    >>> is_parting(b"From 12:00 to 13:00 on 1 May 2024 the garden is shut:", True, b"no water, no light.")
    False
    """
    if not line.startswith(b"From "):
        return False
    if KNOWN.match(following):
        return after_empty or DATED.match(line) is not None
    if not after_empty or DATED.match(line) is None:
        return False
    if not following.strip():  # a mail without headers, or the end of the file
        return ENVELOPE.match(line) is not None
    return HEADER.match(following) is not None or following.startswith(b">From ")


def mails_of(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """(number of the first line, mail) of each mail; lines are counted from 1. What stands before the first "From "
    line is a mail too.
    """
    mail: list[bytes] = []
    start, after_empty = 1, True
    for number, line, following in with_following(lines):
        if is_parting(line, after_empty, following):
            if any(map(bytes.strip, mail)):
                yield start, b"".join(mail)
            mail, start = [], number + 1
        else:
            mail.append(line[1:] if ESCAPED.match(line) else line)
        after_empty = not line.strip()
    if any(map(bytes.strip, mail)):
        yield start, b"".join(mail)


def without_marks(data: bytes) -> bytes:
    """Without byte order marks at its start."""
    while data.startswith(BOM):
        data = data.removeprefix(BOM)
    return data


def with_following(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes, bytes]]:
    number, held = 0, None
    for number, line in enumerate(lines, 1):
        if line.startswith(BOM):  # also where files were joined that each had one
            bare = without_marks(line)
            line = bare if number == 1 or bare.startswith(b"From ") else line
        if held is not None:
            yield number - 1, held, line
        held = line
    if held is not None:
        yield number, held, b""
