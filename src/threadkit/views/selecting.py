"""Which posts and findings a selection takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time

import attrs

from threadkit.graph.concluding import Conclusion
from threadkit.parsing.identity import sighting_id
from threadkit.records import (
    Absence,
    Author,
    Capture,
    Declared,
    Finding,
    Kind,
    Link,
    Post,
    Rejection,
    Repost,
    Sighting,
    When,
)

__all__ = [
    "Moment", "Selection", "Window", "answers", "author_of", "concerns", "condition", "hidden", "is_by",
    "platform_named", "size_of", "window", "within", "yes_or_no",
]  # fmt: skip

Moment = str | date | datetime


@attrs.frozen
class Window:
    """A stretch of time, half-open: ``since <= t < until``; None is unbounded."""

    since: datetime | None
    until: datetime | None


@attrs.frozen
class Selection:
    """What a post must be like to be taken; None: anything. `unsure`: take posts whose times cannot tell."""

    keep: Callable[[Post], bool] | None = None
    author: str | Author | None = None
    platform: str | None = None
    lang: str | None = None
    window: Window | None = None
    unsure: bool = True
    size: tuple[int, int | None] | None = None  #: held posts of its reply tree, from, to

    def takes(self, post: Post, size: Callable[[Post], int]) -> bool:
        """`size` tells how many posts of the post's tree are held."""
        return (
            (self.author is None or is_by(post, self.author))
            and (self.platform is None or post.platform == self.platform)
            and (self.lang is None or is_in(post, self.lang))
            and (self.window is None or within(post.when, self.window) in ((True, None) if self.unsure else (True,)))
            and (self.size is None or fits(size(post), self.size))
            and (self.keep is None or self.keep(post))
        )


def window(since: Moment | None, until: Moment | None) -> Window | None:
    """Raises ValueError for what is no time, and for an end before the beginning."""
    if since is None and until is None:
        return None
    made = Window(moment(since), moment(until))
    if made.since and made.until and made.until < made.since:
        raise ValueError(f"the time ends before it begins: {since} .. {until}")
    return made


def moment(given: Moment | None) -> datetime | None:
    """A day is its beginning; without a zone it is UTC."""
    if given is not None and not isinstance(given, str | date):
        raise TypeError(f"no time: {given!r}; give a text as 2024-03-01, a date or a datetime")
    if isinstance(given, str):
        try:
            given = datetime.fromisoformat(given)
        except ValueError:
            raise ValueError(f"no time: {given!r}; write it as 2024-03-01 or 2024-03-01T10:00+01:00") from None
    elif isinstance(given, date) and not isinstance(given, datetime):
        given = datetime.combine(given, time())
    return given if given is None or given.tzinfo is not None else given.replace(tzinfo=UTC)


def author_of(given: str | Author | None) -> str | Author | None:
    if given is not None and not isinstance(given, str | Author):
        raise TypeError(f"no author: {given!r}; write @handle, a name or an id, or give an Author")
    if isinstance(given, str) and not given.removeprefix("@"):
        raise ValueError(f"no author: {given!r}; write @handle, or a name")
    return given


def condition(given: Callable[[Post], bool] | None) -> Callable[[Post], bool] | None:
    """Raises TypeError for what cannot be called."""
    if given is not None and not callable(given):
        raise TypeError(f"keep={given!r} is no function; give one that takes a post, as keep=lambda post: post.media")
    return given


def yes_or_no(name: str, given: object) -> bool:
    """Raises TypeError for what is neither: any text would be taken for True."""
    if given not in (True, False):
        raise TypeError(f"{name}={given!r} is neither True nor False")
    return bool(given)


def platform_named(given: str | None) -> str | None:
    """As ids and captures name it: "x" for Twitter, too."""
    if given is not None and not isinstance(given, str):
        raise TypeError(f"no platform: {given!r}; give its name, as x or bluesky")
    name = given.casefold() if given is not None else None
    return "x" if name == "twitter" else name


def size_of(given: int | tuple[int, int | None] | None) -> tuple[int, int | None] | None:
    if given is None or isinstance(given, int):
        return None if given is None else (given, None)
    ends = isinstance(given, tuple) and len(given) == 2
    if not ends or not isinstance(given[0], int) or not isinstance(given[1], int | None):
        raise TypeError(f"no size: {given!r}; give the least number of posts, or (from, to) with None for no end")
    if given[1] is not None and given[1] < given[0]:
        raise ValueError(f"the size ends before it begins: {given}")
    return given


def within(when: When, window: Window) -> bool | None:
    """True: surely in the window. False: surely not. None: the time is not known well enough to tell."""
    low, high = when.earliest, when.latest
    if window.since is not None and window.until is not None and window.since >= window.until:
        return False  # nothing lies in it
    if window.since is not None and high is not None and high <= window.since:
        return False
    if window.until is not None and low is not None and low >= window.until:
        return False
    begins = window.since is None or (low is not None and low >= window.since)
    ends = window.until is None or (high is not None and high <= window.until)
    return True if begins and ends else None


def is_by(post: Post, author: str | Author) -> bool:
    """Whether a post is by "@handle", by one with that name, handle or id, or by an Author.

    Raises ValueError for a word that says nobody.
    """
    own = post.author
    if isinstance(author, Author):
        return own is not None and same_author(own, author)
    said = str(author_of(author)).removeprefix("@")
    if not said:
        raise ValueError(f"no author: {author!r}; write @handle, or a name")
    if own is None:
        return False
    if author.startswith("@"):
        return (own.handle or "").casefold() == said.casefold()
    return own.id == said or said.casefold() in {(own.name or "").casefold(), (own.handle or "").casefold()}


def same_author(one: Author, other: Author) -> bool:
    """By the best that both tell: id, handle, name."""
    for part in ("id", "handle", "name"):
        mine, theirs = getattr(one, part), getattr(other, part)
        if mine and theirs:
            return bool(mine == theirs if part == "id" else mine.casefold() == theirs.casefold())
    return False


def is_in(post: Post, lang: str) -> bool:
    """Whether its source says that a post is in a language: "pt" takes "pt-BR", "pt-BR" does not take "pt"."""
    if not isinstance(lang, str):
        raise TypeError(f"no language: {lang!r}; write it as the source does, as in pt or pt-BR")
    if not lang:
        raise ValueError("no language: ''; write it as the source does, as in pt or pt-BR")
    own, wanted = (post.lang or "").casefold(), lang.casefold()
    return own == wanted or own.startswith(wanted + "-")


def fits(size: int, wanted: tuple[int, int | None]) -> bool:
    return wanted[0] <= size and (wanted[1] is None or size <= wanted[1])


def concerns(finding: Finding, view: Conclusion) -> bool:
    """Whether a finding is about the posts of a view, or about a capture that shows one of them."""
    if isinstance(finding, Sighting):
        return sighting_id(finding) in view.canonical
    if isinstance(finding, Link | Rejection):
        quoted = finding.kind is Kind.QUOTE and finding.parent in view.canonical
        above = finding.kind is Kind.REPLY and finding.child in view.forest.number
        return finding.child in view.canonical or quoted or above
    if isinstance(finding, Repost):
        return finding.post in view.canonical
    if isinstance(finding, Absence):
        return finding.post in view.canonical or finding.post in view.missing
    if isinstance(finding, Capture):
        return finding.name in view.captures
    return finding.source is None or finding.source.capture in view.captures


def answers(finding: Finding, posts: set[str]) -> bool:
    """Whether a finding is a reply link of one of these posts."""
    return isinstance(finding, Link) and finding.kind is Kind.REPLY and finding.child in posts


def hidden(view: Conclusion, whole: Conclusion, kept: Iterable[Finding]) -> Iterable[Absence]:
    """What a view hides and shows as a gap, said so that it is still known when the view was saved and loaded.

    By every name that the findings of the view, `kept`, give it.
    """
    named: set[str] = set()
    for finding in kept:
        if isinstance(finding, Link):
            named |= {finding.child, finding.parent}
        elif isinstance(finding, Declared):
            named.update(finding.members)
    for name in sorted(named - view.canonical.keys()):
        post = whole.by_id.get(whole.canonical.get(name, ""))
        if post is not None and post.id in view.missing:
            yield Absence(name, "filtered", None, post.author, post.url)
