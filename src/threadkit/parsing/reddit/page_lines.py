"""Which lines of a copied page of new Reddit are what: the lines that open a comment, those that close it, the rest.

Facts are from some fifteen copies in public repositories, of 2023 to 2026. A comment opens with an avatar (if there is
one), name, "OP" or "MOD", a bullet and an age. It closes with votes and buttons: one below the other, in one line
(programs that turn pages into text do that), or as one bare number.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import attrs

from threadkit.parsing.times.shown import read_time

__all__ = [
    "AVATAR", "BADGE", "BUTTONS", "EMOJI", "FLAIR", "GONE", "IMAGE", "MORE", "NUMBER", "PAGE", "Closing", "Opening",
    "beside_comments", "closing_of",
    "has_buttons", "is_author", "openings_of", "section_of", "toggles_of", "votes_at",
]  # fmt: skip

AGE = re.compile(r"(?:[0-9]{1,3} ?[a-z]{1,8}\.? ago|just now|now)")
NAME = re.compile(r"(?:u/)?(?P<who>[A-Za-z0-9_-]{2,24}|\[deleted\])")
GROUP = re.compile(r"r/[A-Za-z0-9_]{2,24}|u/[A-Za-z0-9_-]{2,24}")
AVATAR = re.compile(r"u/(?P<who>[A-Za-z0-9_-]{2,24}) avatar(?: (?:u/)?[A-Za-z0-9_-]{2,24})?")
ICON = re.compile(r"r/[A-Za-z0-9_]{2,24} icon|Go to [A-Za-z0-9_]{2,24}")
TAG = re.compile(r"OP|MOD|ADMIN|Mod|Admin|Cake icon")
BULLET = re.compile(rf"(?P<tags>(?:(?:{TAG.pattern}) ?){{0,4}})•(?: ?(?P<when>[a-z0-9][a-z0-9 .]{{1,20}}))?")
EDITED = re.compile(r"(?:• ?)?Edited (?P<when>[a-z0-9][a-z0-9 .]{1,20})")
BADGE = re.compile(r"Profile Badge for the Achievement .{1,120}")
EMOJI = re.compile(r"emoji:[\w-]{1,40}:.{0,80}")
AD = frozenset({"Promoted", "Ad", "Sponsored"})
NUMBER = re.compile(r"-?[0-9][0-9.,]{0,8}[kKmM]?")
SECTION = frozenset({"Comments Section"})
BEFORE_SECTION = frozenset({"Expand comment search", "Search Comments", "Search Comments Expand comment search"})
#: What follows the last comment.
END = frozenset({
    "Related Answers Section", "Related Answers", "New to Reddit?", "More posts you may like", "Community Info Section",
    "View Post in", "Reddit Rules",
})  # fmt: skip
BUTTONS = frozenset({
    "Upvote", "UpvoteVote", "Vote", "Downvote", "Reply", "reply", "Award", "Give Award", "Share", "Report", "Save",
    "Repost", "Follow",
})  # fmt: skip
PAGE = frozenset({
    "Sort by:", "Best", "Top", "New", "Controversial", "Old", "Q&A", "Sort by: Best", "Open comment sort options",
    "Search Comments", "Expand comment search", "Search Comments Expand comment search", "Cancel", "Comments Section",
    "Join the conversation", "Add a comment", "Share your thoughts", "Go to comments", "comments",
    "Single comment thread", "See full discussion", "Skip to main content", "Log In", "Sign Up",
    "Collapse video player", "Promote Post", "See More Insights", "Back", "View all comments", "•",
    "·",
})  # fmt: skip
IMAGE = frozenset({"Comment Image", "Comment GIF"})
MORE = re.compile(r"(?P<count>[0-9]{1,5}) more repl(?:y|ies)|More replies|View more comments|Continue this thread")
#: What stands in place of a comment, and why it is gone.
GONE = {
    "Comment deleted by user": "deleted", "Comment removed by moderator": "filtered",
    "Comment removed by Reddit": "filtered", "[deleted]": "deleted", "[removed]": "filtered",
}  # fmt: skip
CLEAR = 8  #: lines looked at from a bullet up to the name, or down to the age
FLAIR = 2  #: lines of it, at most


@attrs.frozen
class Opening:
    """The lines that open a post, a comment or an ad."""

    first: int
    body: int  #: the line after them
    kind: str  #: "post", "comment", "ad", or "gone": a comment of which only its time is left
    who: str
    when: str
    edited: str
    tags: frozenset[str]
    lines: tuple[int, ...]  #: of name and time
    beside: Mapping[int, str]  #: roles of the other lines


@attrs.frozen
class Closing:
    """Where the words of a comment end, and what follows them."""

    end: int  #: of the words
    score: str | None
    gap: int | None  #: empty lines between the words and the votes, where these stand one below the other
    roles: Mapping[int, str]
    more: Sequence[int]  #: lines that stand for comments which the page does not show
    strays: Sequence[int]  #: lines that belong to nothing


def section_of(lines: Sequence[str]) -> int | None:
    """The line after which the comments stand, if the page says so."""
    found = next((n for n, line in enumerate(lines) if line in SECTION), None)
    if found is None:
        found = next((n for n, line in enumerate(lines) if line in BEFORE_SECTION), None)
        if found is not None and lines[found + 1 : found + 2] and lines[found + 1] in BEFORE_SECTION:
            found += 1
    return found


def openings_of(lines: Sequence[str]) -> tuple[list[Opening], int]:
    """In the order of the page, and the line in which its comments end. What opens above them is the post, or an ad."""
    found: list[Opening] = []
    section = section_of(lines)
    posts = 0
    for n, line in enumerate(lines):
        if line in END and n > (section or 0) and (section is not None or len(found) > posts):
            return found, n
        if "•" not in line:
            continue
        shown = BULLET.fullmatch(line)
        floor = max(found[-1].body if found else 0, section + 1 if section is not None and n > section else 0)
        if shown is None or n < floor or (opening := opening_at(lines, n, shown, floor)) is None:
            continue
        if section is not None and n < section and opening.kind == "comment":
            opening = attrs.evolve(opening, kind="post")
        if opening.kind == "post" and (len(found) > posts if section is None else n > section):
            return found, opening.first  # of another page
        posts += opening.kind == "post"
        found.append(opening)
    return found, len(lines)


def opening_at(lines: Sequence[str], n: int, bullet: re.Match[str], floor: int) -> Opening | None:
    """What opens with the bullet in line `n`; nothing above line `floor` belongs to it."""
    down = n if bullet["when"] else filled(lines, n + 1, n + CLEAR)
    if down is None:
        return None
    when = bullet["when"] or lines[down]
    ad = when in AD
    if not ad and not is_age(when):
        return None
    tags = {tag.group() for tag in TAG.finditer(bullet["tags"])}
    beside: dict[int, str] = {}
    name = None
    for up in range(n - 1, max(floor, n - CLEAR) - 1, -1):
        if TAG.fullmatch(lines[up]):
            tags.add(lines[up])
            beside[up] = "badge"
        elif lines[up]:
            name = up
            break
    if name is None:
        return None
    kind, who = kind_of(lines[name], ad=ad)
    if not kind:
        return None
    first = name
    above = ICON if kind == "post" else AVATAR
    while first - 1 >= floor and above.fullmatch(lines[first - 1]):
        first -= 1
        beside[first] = "avatar"
    body, edited = after_age(lines, down + 1, beside)
    return Opening(first, body, kind, who, when, edited, frozenset(tags), tuple(sorted({name, n, down})), beside)


def kind_of(name: str, *, ad: bool) -> tuple[str, str]:
    """What begins with this line above its bullet, and the name in it; ("", "") if nothing does."""
    if ad:
        return "ad", name
    if name in GONE and name != "[deleted]":
        return "gone", name
    if name.startswith("r/") and GROUP.fullmatch(name):
        return "post", name
    found = AVATAR.fullmatch(name) or NAME.fullmatch(name)
    if found is None or not (is_author(name) or AVATAR.fullmatch(name)) or (NUMBER.fullmatch(name) and len(name) < 3):
        return "", ""
    return "comment", found["who"]


def is_author(line: str) -> bool:
    """Whether a line may be somebody's name and nothing else."""
    return NAME.fullmatch(line) is not None and line not in BUTTONS and line not in PAGE


def after_age(lines: Sequence[str], start: int, beside: dict[int, str]) -> tuple[int, str]:
    """The first line behind "• Edited 2d ago" and the like, and that age."""
    edited = ""
    while (n := filled(lines, start, start + 3)) is not None:
        if (found := EDITED.fullmatch(lines[n])) and is_age(found["when"]):
            edited = found["when"]
        elif lines[n] not in ("•", "Stickied comment", "Stickied"):
            break
        beside[n] = "badge"
        start = n + 1
    return start, edited


def filled(lines: Sequence[str], start: int, stop: int) -> int | None:
    return next((n for n in range(start, min(stop, len(lines))) if lines[n]), None)


def is_age(shown: str) -> bool:
    return AGE.fullmatch(shown) is not None and read_time(shown) is not None


def has_buttons(lines: Sequence[str], start: int, stop: int) -> bool:
    """Whether votes and buttons are words on this page; else they are bare numbers."""
    return any(votes_at(lines, n, stop) for n in range(start, stop) if lines[n])


def votes_at(lines: Sequence[str], n: int, stop: int) -> bool:
    """Whether the votes and buttons of a post or comment begin in this line."""
    line = lines[n]
    if line.startswith("Upvote"):
        words = line.split()
        if len(words) > 1:
            return "Downvote" in words and all(word in IN_ONE_LINE or NUMBER.fullmatch(word) for word in words)
        return any(lines[m] == "Downvote" for m in below(lines, n, stop, 2))
    if line == "Reply" or line == "Vote" or NUMBER.fullmatch(line):
        after = [lines[m] for m in below(lines, n, stop, 2)]
        if line != "Reply":
            return len(after) == 2 and after[0] == "Reply" and after[1] in BUTTONS
        return bool(after) and after[0] in BUTTONS and after[0] != "Upvote"
    return False


IN_ONE_LINE = BUTTONS | {"Go", "to", "comments"}


def below(lines: Sequence[str], n: int, stop: int, many: int) -> list[int]:
    """The next `many` lines that hold something."""
    found: list[int] = []
    while len(found) < many and (n := filled(lines, n + 1, min(stop, n + CLEAR)) or stop) < stop:
        found.append(n)
    return found


def closing_of(lines: Sequence[str], start: int, stop: int, *, buttons: bool) -> Closing:
    """What closes the comment whose words begin in line `start`; the next opens in line `stop`."""
    roles: dict[int, str] = {}
    votes = next((n for n in range(start, stop) if lines[n] and votes_at(lines, n, stop)), None) if buttons else None
    score: str | None = None
    if votes is None:
        end = stop
        while end > start and (not lines[end - 1] or beside_comments(lines[end - 1], numbers=buttons)):
            end -= 1
        if not buttons and end > start and (NUMBER.fullmatch(lines[end - 1]) or lines[end - 1] == "Vote"):
            end -= 1
            score = lines[end]
            roles[end] = "counts"
        first = end + 1 if score is not None else end
    else:
        end = first = votes
        score, first = score_of_votes(lines, votes, stop, roles)
    gap = None
    while end > start and not lines[end - 1]:
        end -= 1
    if votes is not None and lines[votes].startswith("Upvote"):
        gap = votes - end if len(lines[votes].split()) == 1 else None
    more: list[int] = []
    strays: list[int] = []
    for n in range(first, stop):
        line = lines[n]
        if not line:
            continue
        if MORE.fullmatch(line) or line in GONE:
            more.append(n)
        elif role := beside_comments(line):
            roles[n] = role
        else:
            strays.append(n)
    return Closing(end, None if score == "Vote" else score, gap, roles, more, strays)


def score_of_votes(lines: Sequence[str], votes: int, stop: int, roles: dict[int, str]) -> tuple[str | None, int]:
    """The score in votes and buttons that begin in line `votes`, and the line behind them; their roles are added."""
    words = lines[votes].split()
    score = next((word for word in words if NUMBER.fullmatch(word)), None)
    n = votes
    before_downvote = len(words) == 1
    while n < stop:
        line = lines[n]
        if NUMBER.fullmatch(line):
            if not before_downvote:
                break
            score = score or line
        elif line == "Downvote" or line == "Reply":
            before_downvote = False
        elif line and line not in BUTTONS and n != votes:
            break
        if line:
            roles[n] = "counts" if NUMBER.fullmatch(line) else "actions"
        n += 1
    return score, n


def beside_comments(line: str, *, numbers: bool = True) -> str:
    """The role of a line that stands behind a comment; "" if it is not known. A number tells how often it was seen."""
    if MORE.fullmatch(line):
        return "more comments"
    if line in BUTTONS or (numbers and NUMBER.fullmatch(line)):
        return "" if line == "Vote" and not numbers else "actions"
    if AVATAR.fullmatch(line):
        return "avatar"
    if line in END or line in PAGE or ICON.fullmatch(line):
        return "page"
    return "actions" if votes_at((line,), 0, 1) else ""


def toggles_of(gaps: Sequence[int | None]) -> list[bool | None]:
    """Of each comment whether answers to it stand below, as told by the empty lines above its votes; None: not told.

    The button that hides the answers leaves one empty line more: three, and two where there is none to hide. Both have
    to be there: pages of 2026 have two everywhere, and programs take them out. On the copies at hand (some 120
    comments) a comment that follows three answers the one above by its words, and one that follows two does not. A few
    threes among many twos are something else.

    >>> toggles_of([3, 2, 3, 2, 3, 2, None])
    [True, False, True, False, True, False, None]
    >>> toggles_of([2, 2, 3])
    [None, None, None]
    """
    counted = Counter(gap for gap in gaps if gap is not None)
    usual = counted[2] + counted[3]
    if counted[3] < max(3, usual / 8) or not counted[2] or usual < 0.9 * counted.total():
        return [None] * len(gaps)
    return [gap == 3 if gap in (2, 3) else None for gap in gaps]
