"""A copied page of new Reddit taken apart: its post, its comments and advertisements, and lines that are neither."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from threadkit.parsing.reddit.page_lines import (
    AVATAR,
    BADGE,
    EMOJI,
    FLAIR,
    GONE,
    IMAGE,
    Closing,
    Opening,
    beside_comments,
    closing_of,
    has_buttons,
    openings_of,
    section_of,
)
from threadkit.parsing.reddit.page_post import PostLines, post_lines

__all__ = ["Comment", "Layout", "layout_of"]

ONE_BRANCH = "Single comment thread"
LEFT_BY_BROWSERS = "track me"  #: below the first comment, in some
AD_LINES = 12  #: of an advertisement, at most


@attrs.frozen
class Comment:
    opening: Opening
    closing: Closing
    words: Sequence[int]  #: lines of its words, empty ones left out
    roles: Mapping[int, str]  #: of lines that are no words of it
    gone: str | None  #: why it is not there, if only its place is
    strays: Sequence[int]  #: lines that belong to nothing

    @property
    def shown(self) -> set[int]:
        """The lines of its author, its age and its words."""
        return {*self.opening.lines, *self.words}

    @property
    def spaces(self) -> int | None:
        """Empty lines above its votes, unless its words end in something that takes lines of its own."""
        return self.closing.gap if self.words and self.words[-1] == self.closing.end - 1 else None


@attrs.frozen
class Layout:
    """What is where on a page, its lines stripped."""

    lines: list[str]
    top: int  #: the line where the comments begin
    stop: int  #: the line where they end
    opening: Opening | None  #: of the post
    post: PostLines | None
    comments: Sequence[Comment]  #: and advertisements
    strays: Sequence[int]  #: lines above the first comment that belong to nothing
    section: bool  #: whether the page says where its comments begin
    part: bool  #: whether it says that it shows one of their branches alone
    buttons: bool  #: whether votes and buttons are words


def layout_of(lines: list[str]) -> Layout:
    openings, stop = openings_of(lines)
    section = section_of(lines)
    opening = next((each for each in openings if each.kind == "post"), None)
    above = section if section is not None else opening.body if opening is not None else 0
    inner = [each for each in openings if each.kind != "post" and each.first >= above]
    if section is None:  # an advertisement may stand between the post and its comments
        while inner and inner[0].kind == "ad":
            inner.pop(0)
    first = inner[0].first if inner else stop
    top = min(section + 1 if section is not None else first, stop)
    ads = [each.first for each in openings if each.kind == "ad" and each.first < top]
    ads = [n for n in ads if opening is None or n > opening.first]
    post = post_lines(lines, opening, top, min(ads, default=None))
    buttons = has_buttons(lines, top, stop)
    ends = [*(each.first for each in inner[1:]), stop]
    closings = [closing_of(lines, each.body, end, buttons=buttons) for each, end in zip(inner, ends, strict=False)]
    begun = [range(each.body, closing.end) for each, closing in zip(inner, closings, strict=True)]
    blanks = [not next((lines[n] for n in each if not below_name(lines[n])), "") for each in begun if each]
    blank_first = sum(blanks) >= max(3, len(blanks) / 3)
    comments = [
        comment_of(lines, each, closing, end, blank_first=blank_first)
        for each, closing, end in zip(inner, closings, ends, strict=False)
    ]
    strays = [n for n in range(top, first) if lines[n] and not beside_comments(lines[n])]
    strays += [n for n in range(top) if post is None and lines[n] and not beside_comments(lines[n])]
    part = ONE_BRANCH in lines[max(0, top - 8) : first]
    return Layout(lines, top, stop, opening, post, comments, strays, section is not None, part, buttons)


def comment_of(lines: Sequence[str], opening: Opening, closing: Closing, end: int, *, blank_first: bool) -> Comment:
    if opening.kind == "ad":
        filled = [n for n in range(opening.body, end) if lines[n] and n not in closing.more]
        roles = dict.fromkeys((*opening.lines, *opening.beside, *filled[:AD_LINES]), "ad")
        return Comment(opening, closing, (), roles, None, filled[AD_LINES:])
    words = [n for n in range(opening.body, closing.end) if lines[n]]
    roles = {**opening.beside, **closing.roles}
    for n in flair_of(lines, words, opening.body, blank_first=blank_first):
        roles[n] = "flair"
    for n in words:
        if lines[n] in IMAGE:
            roles[n] = "media label"
        elif AVATAR.fullmatch(lines[n]):
            roles[n] = "avatar"
    if words and lines[words[-1]] == LEFT_BY_BROWSERS and len(words) > 1:
        roles[words[-1]] = "page"
    words = [n for n in words if n not in roles]
    gone = GONE.get(opening.who) if opening.kind == "gone" else None
    if len(words) == 1 and lines[words[0]] in GONE and closing.score is None:
        gone = GONE[lines[words[0]]]
    return Comment(opening, closing, words, roles, gone, closing.strays)


def below_name(line: str) -> bool:
    return BADGE.fullmatch(line) is not None or EMOJI.fullmatch(line) is not None


def flair_of(lines: Sequence[str], words: Sequence[int], start: int, *, blank_first: bool) -> Sequence[int]:
    """Of the first lines below the age those that tell of the author, as far as the page shows which do.

    What stands above a badge does, and a line that begins with the name of an emoji. Elsewhere only on pages that leave
    a line empty above the words (`blank_first`): there, what has none above it.
    """
    badge = next((at for at in range(min(FLAIR + 1, len(words))) if BADGE.fullmatch(lines[words[at]])), None)
    many = 0 if badge is None else badge + 1
    if many < len(words) and EMOJI.fullmatch(lines[words[many]]) and len(words) > many + 1:
        many += 1
    if blank_first:
        upper = next((at for at, n in enumerate(words[: FLAIR + 2]) if n != start + at), len(words))
        many = max(many, upper if upper <= FLAIR + 1 and upper < len(words) else 0)
    return words[:many] if many < len(words) or badge is not None else ()
