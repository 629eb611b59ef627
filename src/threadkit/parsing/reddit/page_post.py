"""The post on a copied page of new Reddit: its title, words, votes and number of comments, above the comments.

Above its title stand its group, its age and its author; who copies from the title on has none of them. Its end is known
by its votes. Without these and those nothing says where it begins and ends, and it is not read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import attrs

from threadkit.parsing.identity import post_id_from_url
from threadkit.parsing.reddit.page_lines import BUTTONS, NUMBER, PAGE, Opening, is_author, votes_at

__all__ = ["PostLines", "address_in", "post_lines"]

ADDRESS = re.compile(r"(?:[\w ]{1,20}: ?)?(?P<url>https?://[^\s\"'<>]{8,300})")
TITLE = re.compile(r"(?:Skip to main content ?)?(?P<title>.{1,320}?) : r/[A-Za-z0-9_]{2,24}(?: - Reddit)?")
STATUS = frozenset({
    "Locked post", "Stickied post", "Archived post", "Report", "NSFW", "Spoiler", "Official", "Pinned", "OP", "MOD",
    "•",
})  # fmt: skip
NOTICE = re.compile(
    r"(?:Locked|Archived) post\. New comments cannot be posted.{0,40}"
    r"|You're currently banned from this community.{0,60}"
    r"|Sorry, this post (?:has been|was) (?P<gone>removed|deleted).{0,60}|Repost to another community"
)


@attrs.frozen
class PostLines:
    title: int
    words: Sequence[int]  #: the lines below the title, empty ones left out
    by: int | None  #: the line of its author
    score: str | None
    comments: str | None
    gone: bool  #: a notice says that its words were removed
    roles: Mapping[int, str]  #: of all other lines above the comments, empty ones left out


def post_lines(lines: Sequence[str], opening: Opening | None, stop: int, ad: int | None) -> PostLines | None:
    """The post in the lines above `stop`. `ad`: the first line of an advertisement among them.

    None: neither does a post open here nor do votes close one.
    """
    until = stop if ad is None else ad
    start = opening.body if opening is not None else first_of_post(lines, until)
    foot, score, comments = foot_of(lines, start, until)
    if opening is None and (score is None or not any(line == "Downvote" for line in lines[foot:until])):
        return None
    end, gone = foot, False
    while end > start and (not lines[end - 1] or (notice := NOTICE.fullmatch(lines[end - 1]))):
        gone = gone or bool(lines[end - 1] and notice and notice["gone"])
        end -= 1
    named = {found["title"] for line in lines[:start] if (found := TITLE.fullmatch(line))}
    own = [n for n in range(start, end) if lines[n]]
    by = None
    if opening is not None:
        while own and lines[own[0]] in STATUS:
            own.pop(0)
        if len(own) > 1 and is_author(lines[own[0]]) and lines[own[0]] not in named:
            by = own.pop(0)
        while len(own) > 1 and lines[own[0]] in STATUS:
            own.pop(0)
    if not own:
        return None
    keep = {by, *own, *(opening.lines if opening is not None else ())}
    roles = {n: role_above(n, lines[n], start, end, until) for n in range(stop) if lines[n] and n not in keep}
    if opening is not None:
        roles |= opening.beside
    return PostLines(own[0], own[1:], by, score, comments, gone, roles)


def first_of_post(lines: Sequence[str], stop: int) -> int:
    """The first line that is none of the page's, where nothing opens the post."""
    n = 0
    if lines[:1] == ["---"]:  # what programs that clip pages put above them
        n = next((m + 1 for m in range(1, min(stop, 40)) if lines[m] == "---"), 0)
    while n < stop and (not lines[n] or lines[n] in PAGE or ADDRESS.fullmatch(lines[n]) or TITLE.fullmatch(lines[n])):
        n += 1
    return n


def foot_of(lines: Sequence[str], start: int, stop: int) -> tuple[int, str | None, str | None]:
    """Where the votes below the post begin (`stop`: nowhere), and what they say: score, number of comments."""
    votes = [n for n in range(start, stop) if lines[n].startswith("Upvote") and votes_at(lines, n, stop)]
    if votes:
        words = " ".join(line for line in lines[votes[-1] : stop] if line).split(" Go to ")[0].split()
        up, _, down = " ".join(words[:12]).partition("Downvote")
        return votes[-1], number_in(up), number_in(down)
    buttons = [n for n in range(start, stop) if lines[n] == "Go to comments"]
    n = buttons[-1] if buttons else stop
    numbers: list[int] = []
    while n > start and len(numbers) < 3:
        line = lines[n - 1]
        if NUMBER.fullmatch(line) and len(numbers) < 2:
            numbers.append(n - 1)
        elif line and line not in PAGE and line not in BUTTONS:
            break
        n -= 1
    if not numbers:
        return stop, None, None
    above = [lines[each] for each in reversed(numbers)]
    return numbers[-1], above[0], above[1] if len(above) > 1 else None


def number_in(words: str) -> str | None:
    return next((word for word in words.split() if NUMBER.fullmatch(word)), None)


def role_above(n: int, line: str, start: int, end: int, stop: int) -> str:
    if n >= stop:
        return "ad" if line not in PAGE and line not in BUTTONS else "page"
    if n < start or line in PAGE:
        return "page"
    if NOTICE.fullmatch(line):
        return "notice"
    return "counts" if n >= end else "badge"


def address_in(lines: Sequence[str]) -> tuple[str, str] | None:
    """The id of the post and its address, if one line above it is just that."""
    found = {
        (post, url["url"])
        for line in lines
        if "reddit" in line and (url := ADDRESS.fullmatch(line)) and (post := post_id_from_url(url["url"]))
    }
    ids = {post for post, _ in found}
    return min(found) if len(ids) == 1 and next(iter(ids)).startswith("reddit:t3_") else None
