"""Made-up pages of any size in the four text layouts. Texts, times and counts differ from post to post."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

__all__ = ["LAYOUTS", "ages_page", "chain_page", "clock_page", "posts", "spoilt_clock_page", "unroll_page", "x_page"]

SHARE_NON_ASCII = 0.25  #: of the lines of text
SMALL_WORDS = ("the", "a", "of", "and", "to", "in", "is", "it", "that", "was", "for", "on", "with", "as", "we", "not")
SYLLABLES = ["".join(pair) for pair in itertools.product("bdfgklmnprst", "aeo")]
MADE_UP = ["".join(part) for part in itertools.product(SYLLABLES, repeat=3)]
WORDS = [*SMALL_WORDS, *random.Random(0).sample(MADE_UP, 4000)]
WEIGHTS = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(WORDS))))  # few words often, many seldom
BEYOND_ASCII = (
    " \N{EM DASH} ", "\N{RIGHT SINGLE QUOTATION MARK}s ", " \N{LEFT DOUBLE QUOTATION MARK}", "\N{HORIZONTAL ELLIPSIS} ",
    " caf\N{LATIN SMALL LETTER E WITH ACUTE} ", " \N{HERB} ", " \N{WORLD MAP} ", " \N{SPIDER WEB}\ufe0f ",
    " \N{CYRILLIC CAPITAL LETTER ES}\N{CYRILLIC SMALL LETTER A}\N{CYRILLIC SMALL LETTER DE} ",
    " \N{HIRAGANA LETTER HA}\N{HIRAGANA LETTER NA} ",
)  # fmt: skip
ENDS = (".", ".", "", "!", "\N{HORIZONTAL ELLIPSIS}", " \N{LEAF FLUTTERING IN WIND}")  #: the first four are ASCII
TEASER = 3  #: posts that an unroll shows of another thread

Post = tuple[list[str], datetime, tuple[int, int, int, int]]  #: paragraphs; time; likes, reposts, replies, quotes


def posts(number: int, seed: int = 1, *, ascii_only: bool = False, skipped: int = 0) -> Iterator[Post]:
    """Newest first, minutes to hours apart, some of several paragraphs; about 200 characters each.

    `skipped`: so many of the newest are left out, and as many older ones follow.
    """
    return itertools.islice(endless(seed, ascii_only), skipped, skipped + number)


def endless(seed: int, ascii_only: bool) -> Iterator[Post]:
    chance = random.Random(seed)
    written = datetime(2025, 6, 1, 12)  # noqa: DTZ001 - a page's clock
    for n in itertools.count():
        lines = [line(chance, f"{n}-{k}", ascii_only) for k in range(chance.choice((1, 1, 1, 2, 3)))]
        likes = int(chance.paretovariate(0.7)) * 3 % 90_000
        yield lines, written, (likes, likes // 9, chance.randrange(9) * likes // 40, likes // 31)
        written -= timedelta(minutes=chance.choice((1, 1, 3, 40, 100, 200)))


def line(chance: random.Random, mark: str, ascii_only: bool) -> str:
    words = chance.choices(WORDS, cum_weights=WEIGHTS, k=chance.randrange(10, 36))
    text = " ".join(words)
    if not ascii_only and chance.random() < SHARE_NON_ASCII:
        at = chance.randrange(len(text) // 2)
        text = text[:at] + chance.choice(BEYOND_ASCII) + text[at:]
    return f"{text[0].upper()}{text[1:]} {mark}{chance.choice(ENDS if not ascii_only else ENDS[:4])}"


def clock_page(number: int, seed: int = 1, *, ascii_only: bool = False, skipped: int = 0) -> str:
    signs = "   " if ascii_only else "👍🔁💬📌"
    dash = "-" if ascii_only else "—"
    page = []
    for lines, written, counts in posts(number, seed, ascii_only=ascii_only, skipped=skipped):
        numbers = " ".join(f"{sign} {count}" for sign, count in zip(signs.ljust(4), counts, strict=True))
        page += [*lines, f"{written:%d.%m.%Y %H:%M} {dash} {numbers}"]
    return "\n".join([*page, ""])


def spoilt_clock_page(number: int, seed: int = 1, *, ascii_only: bool = False) -> str:
    """The same page, read as ISO-8859-7 on its way and without what that charset has no character for."""
    kept = bytes(b for b in range(256) if b < 0x80 or (b >= 0xA0 and b not in (0xAE, 0xD2, 0xFF)))
    dropped = bytes(set(range(256)) - set(kept))
    return clock_page(number, seed, ascii_only=ascii_only).encode().translate(None, dropped).decode("iso8859_7")


def ages_page(number: int, seed: int = 1, *, ascii_only: bool = False, skipped: int = 0) -> str:
    page = ["Posts by Ada Example", ""]
    newest: datetime | None = None
    for lines, written, counts in posts(number, seed, ascii_only=ascii_only, skipped=skipped):
        newest = newest or written
        page += ["\n\n".join(lines), "", f"{age(newest - written)} {' '.join(map(str, counts))}", ""]
    return "\n".join(page)


def age(span: timedelta) -> str:
    days, hours = span.days, span // timedelta(hours=1)
    for size, unit in ((365, "year"), (30, "month"), (7, "week"), (1, "day")):
        if days >= size:
            return f"{days // size} {unit}{'s' if days // size > 1 else ''} ago"
    return f"{hours} hours ago" if hours > 1 else "1 hour ago"


def x_page(number: int, seed: int = 1, *, ascii_only: bool = False) -> str:
    """Every tenth post quotes another, every fifth shows a picture, most show views."""
    bullet = "*" if ascii_only else "•"
    page = ["Ada Example", f"{number} posts", "@example_ada", "Joined March 2012"]
    quoted = 0
    for n, (lines, written, (likes, *_)) in enumerate(posts(number, seed, ascii_only=ascii_only)):
        inside = n % 10 == 9
        quoted += inside
        name, handle = ("Bob Example", "@example_bob") if inside else ("Ada Example", "@example_ada")
        avatar = "user avatar" if inside else f"  {bullet} user avatar"
        date = f"{written:%b} {written.day}, {written.year}"
        own = [avatar, name, handle, date, *lines, *(["Image"] if n % 5 == 3 else [])]
        views = [] if n % 10 == 8 else [str(likes * 30 + n)]
        page += own if inside or n % 10 == 8 else [*own, *views]
    return "\n    ".join(page).replace("\n      ", "\n  ") + "\n"


def unroll_page(number: int, seed: int = 1, *, ascii_only: bool = False) -> str:
    """Unrolls of 30 posts, each with a teaser of three posts below, one under the other."""
    pages = []
    rest = posts(number, seed, ascii_only=ascii_only)
    while thread := list(itertools.islice(rest, 30)):
        pages.append(one_unroll(thread, list(itertools.islice(rest, TEASER)), ascii_only=ascii_only))
    return "\n".join(pages)


def chain_page(number: int, seed: int = 1) -> str:
    """One unroll of a single thread."""
    return one_unroll(list(posts(number, seed)), [])


def one_unroll(thread: list[Post], teaser: list[Post], *, ascii_only: bool = False) -> str:
    written = thread[0][1]
    length = f"{len(thread)} tweets {min(len(thread) // 5 + 1, 999)} min read"
    page = [
        "Ada Example Profile picture",
        f"{written:%b} {written.day}, {written.year} {length} Read on Twitter",
        *("\n\n".join(lines) for lines, _, _ in thread),
        "", *([] if ascii_only else ["• • •", ""]),
        "Missing some Tweet in this thread? You can try to force a refresh", "",
        "Keep Current with Ada Example", "",
    ]  # fmt: skip
    if teaser:
        date = teaser[0][1]
        page += ["More from @example_ada", "", f"{date:%b} {date.day}"]
        page += ["\n\n".join(lines) for lines, _, _ in teaser]
        page += [f"Read {len(teaser) + (5 if len(teaser) == TEASER else 0)} tweets", ""]
    return "\n".join([*page, "Did Thread Reader help you today?", ""])


LAYOUTS: dict[str, Callable[..., str]] = {
    "x_profile_text": x_page,
    "bluesky_viewer_ages": ages_page,
    "bluesky_viewer_clock": clock_page,
    "bluesky_viewer_clock, spoilt": spoilt_clock_page,
    "thread_reader_text": unroll_page,
}
