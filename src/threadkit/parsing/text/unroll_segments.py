"""Posts out of the lines of an unrolled thread.

An unroll copied as text has no mark between posts. A blank line is a paragraph inside a post and a single
newline starts the next post; but a line break inside a post is a single newline too, as in a list. So each
place between two lines has a default and, if it is doubtful, a price for the opposite; the number of posts that
the page declares is the arbiter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import attrs

from threadkit.parsing.text.own_place import numbering
from threadkit.records import Media

__all__ = ["Segment", "segment"]


@attrs.frozen
class Segment:
    """One post: its first and last line (0-based, both included) and what they hold."""

    first: int
    last: int
    text: str
    shown: str | None = None  #: the lines as they are, if that differs from text
    media: tuple[Media, ...] = ()


@attrs.frozen
class _Rule:
    """What stands between two lines."""

    split: bool  #: the default: the second line starts a post
    price: int | None  #: of the opposite; None: never
    why: str


# Prices are an order, not probabilities: when the declared count asks for changes, the cheapest are made first.
LINE = _Rule(True, None, "a new line")
AFTER_COMMA = _Rule(True, 1, "the line before ends with a comma or colon")
LINK_LINE = _Rule(True, 2, "a link on its own line")
NUMBER_GOES_ON = _Rule(True, 2, "a numbered list that goes on")
SIGN = _Rule(True, 3, "a line that begins with a sign, as items do")
LOWER_CASE = _Rule(True, 3, "a line that begins with a small letter")
NUMBER = _Rule(True, 4, "a numbered line")
SHORT_LINE = _Rule(True, 6, "the line before is short and has no full stop")
BLANK = _Rule(False, None, "a blank line")
BLANK_AFTER_MEDIA = _Rule(True, 5, "a blank line after a picture, which closes a post")
BLANK_NUMBER = _Rule(True, 5, "a blank line before the next number of a thread")
ALT_LINE = _Rule(False, 1, "a line as long as a cut alt text")
LIST_BEGINS = _Rule(False, 2, "a list that begins")
LIST_GOES_ON = _Rule(False, 5, "a list that goes on")
LIST_AFTER_COLON = _Rule(False, 7, "a list that begins after a colon")
MEDIA_LINE = _Rule(False, 6, "a picture on its own line")

BULLETS = ("- ", "• ", "* ", "– ", "— ", "◦ ", "▪ ", "‣ ", "· ")
NUMBERED = re.compile(r"\(?(\d{1,3})[.):]\s")
LINK_ONLY = re.compile(r"(?:https?://)?[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}(?:/\S*)?…?", re.ASCII)
STOPS = (".", "!", "?", "…", '"', "”", ")", "]", ":", ";", ",", "。", "！", "？")
SHORT = 60  # characters
LONGEST = 280  # characters that a post held in the years of unrolls, links counted as shown


def segment(
    lines: Sequence[str], raw: Sequence[str], start: int, stop: int, expected: int | None, *, cut: bool = False
) -> tuple[list[Segment], str]:
    """The posts in ``lines[start:stop]`` and, if their number made a difference, how.

    `lines` are stripped and repaired, `raw` as on the page. `expected` is how many posts there should be. `cut`:
    the page ends among them, so that fewer is no surprise.
    """
    filled = [i for i in range(start, stop) if lines[i]]
    if not filled:
        return [], ""
    rules = [_between(lines, a, b) for a, b in pairwise(filled)]
    splits = [rule.split for rule in rules]
    found = 1 + sum(splits)
    note = ""
    if expected is not None and found != expected and not (cut and found < expected):
        by_count = _to_count(lines, filled, rules, expected - found)
        by_blank = [b - a > 1 and not _is_media(lines[b]) for a, b in pairwise(filled)]
        if by_count is not None:
            splits, note = by_count
        elif (found == 1 or found > expected) and 1 + sum(by_blank) == expected > 1:  # another clipper's layout
            splits, note = by_blank, f"blank lines part the {expected} posts that are declared"
    posts: list[Segment] = []
    first = 0
    for k, split in enumerate(splits, 1):
        if split:
            posts.append(_build(lines, raw, filled[first:k]))
            first = k
    posts.append(_build(lines, raw, filled[first:]))
    return posts, note


def _between(lines: Sequence[str], a: int, b: int) -> _Rule:
    before, line = lines[a], lines[b]
    if _is_media(line):
        return MEDIA_LINE
    if b - a > 1:
        if before.endswith(ENDINGS) and _peel(before)[1]:
            return BLANK_AFTER_MEDIA
        here, there = numbering(line), numbering(before)
        if here and there and here.slash and there.slash and here.number == there.number + 1:
            return BLANK_NUMBER
        return BLANK
    if line.startswith(BULLETS):
        if before.startswith(BULLETS):
            return LIST_GOES_ON
        return LIST_AFTER_COLON if before.endswith((":", "：")) else LIST_BEGINS
    if len(line) == ALT_LENGTH and _alt_at_end(" " + line):
        return ALT_LINE
    return _at_newline(before, line)


def _at_newline(before: str, line: str) -> _Rule:
    if number := NUMBERED.match(line):
        last = NUMBERED.match(before)
        return NUMBER_GOES_ON if last and int(number[1]) == int(last[1]) + 1 else NUMBER
    if before.endswith((",", ":", "，", "：")):
        return AFTER_COMMA
    if line[0].islower() and "." not in line[: line.find(" ")]:
        return LOWER_CASE
    if len(before) + len(line) > LONGEST:
        return LINE
    if LINK_ONLY.fullmatch(line):
        return LINK_LINE
    if not line[0].isalnum() and line[0] not in "@\"'“‘([¿¡«$":
        return SIGN
    if len(before) < SHORT and not before.endswith(STOPS) and not _peel(before)[1]:
        return SHORT_LINE
    return LINE


def _to_count(
    lines: Sequence[str], filled: list[int], rules: list[_Rule], more: int
) -> tuple[list[bool], str] | None:
    """Splits with `more` posts than the default (fewer if negative), made at the cheapest places; None: cannot be."""
    split = more > 0
    places = [
        (rule.price, len(lines[filled[k]]) + len(lines[filled[k + 1]]), k)
        for k, rule in enumerate(rules)
        if rule.price is not None and rule.split is not split
    ]
    wanted = abs(more)
    if len(places) < wanted:
        return None
    places.sort()
    chosen = [k for _, _, k in places[:wanted]]
    splits = [rule.split for rule in rules]
    for k in chosen:
        splits[k] = split
    reasons = ", ".join(sorted({rules[k].why for k in chosen}))
    where = ", ".join(str(filled[k + 1] + 1) for k in sorted(chosen)[:10]) + (", …" if wanted > 10 else "")
    note = f"{'split' if split else 'joined'} before line {where} to meet the declared count ({reasons})"
    if len(places) > wanted and places[wanted][0] == places[wanted - 1][0]:
        note += "; another line was as likely"
    return splits, note


def _build(lines: Sequence[str], raw: Sequence[str], filled: list[int]) -> Segment:
    first, last = filled[0], filled[-1]
    media: tuple[Media, ...] = ()
    if first == last and not lines[first].endswith(ENDINGS):
        text = lines[first]
        shown = raw[first]
    else:
        text, media = _read_lines(lines, filled)
        shown = "\n".join(raw[first : last + 1])
    return Segment(first, last, text, None if shown == text else shown, media)


def _read_lines(lines: Sequence[str], filled: list[int]) -> tuple[str, tuple[Media, ...]]:
    parts: list[str] = []
    media: list[Media] = []
    before = filled[0]
    blank = False
    for i in filled:
        line = lines[i]
        blank = blank or i - before > 1
        before = i
        if line.endswith(ENDINGS):
            alone = bool(parts) and len(line) == ALT_LENGTH  # the first line of a post is its text
            text, shown = _peel(" " + line if alone else line)
            line = text.strip()
            media += shown
        if line:
            if parts:
                parts.append("\n\n" if blank else "\n")
            parts.append(line)
            blank = False
    return "".join(parts), tuple(media)


# Media are words glued to the end of a post, or lines of their own.
MEDIA = {"Image": "image", "GIF": "gif", "Video": "video"}
ENDINGS = (*MEDIA, "...")
# After these the word is the author's own: "look at this Image".
OWN_WORDS = frozenset((
    "a", "an", "the", "this", "that", "these", "my", "your", "our", "his", "her", "their", "its", "each", "every",
    "no", "one", "first", "last", "and", "or", "of",
))  # fmt: skip
# An alt text is shown in its first 27 characters and three dots. A text may end so by chance ("and so on...") once
# in six or so, so it must begin as a text of its own does.
ALT_LENGTH = 30
ALT_FOLLOWS = (".", "!", "?", ":", ";", ")", "]", '"', "”", "'", "’", "…", "»", "。", "！", "？")


def _is_media(line: str) -> bool:
    return line.endswith(ENDINGS) and all(word in MEDIA for word in line.split(" "))


def _alt_at_end(line: str) -> bool:
    if not line.endswith("...") or len(line) <= ALT_LENGTH or line[-ALT_LENGTH - 1] != " ":
        return False
    alt = line[-ALT_LENGTH:]
    if alt[0] == " " or alt.endswith("...."):
        return False
    return not alt[0].islower() or line[: -ALT_LENGTH].rstrip().endswith(ALT_FOLLOWS)


def _peel(line: str) -> tuple[str, list[Media]]:
    """A line without the media at its end, and those in order."""
    media: list[Media] = []
    while line.endswith(ENDINGS):
        head, _, word = line.rpartition(" ")
        if word in MEDIA:
            if not media and head.rpartition(" ")[2].casefold() in OWN_WORDS:
                break
            media.append(Media(MEDIA[word]))
            line = head.rstrip()
        elif _alt_at_end(line):
            media.append(Media("image", alt=line[-ALT_LENGTH:]))
            line = line[: -ALT_LENGTH].rstrip()
        else:
            break
    media.reverse()
    return line, media


