"""Pages that show the same posts in other characters: one of them is spoilt, in whatever way.

What a page is spoilt by is not always found out, and may be found wrongly. But where two pages share long texts that
are equal in ASCII, word for word, and each time differ in all else, what differs is the charset and not the posts.
"""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict

from threadkit.graph.alignment.compatible import has_own_id
from threadkit.graph.alignment.likeness import likeness
from threadkit.graph.alignment.page_texts import PageTexts
from threadkit.parsing.text.survivors import ASCII_LEFT, own_words

__all__ = ["find_strangers"]

LONG = 40  # letters in ASCII that two texts begin with: so many are said again by chance only in a template
ENOUGH = 3  # texts that differ in nothing but their characters
ENOUGH_IF_SPOILT = 1  # where the page itself says that it is spoilt
SURELY = 8  # so many texts more that agree, and no others are looked at
REACH = 8  # pages that one is held against, of many that show one text
SYMBOLS = re.compile("[\u2600-\u2bff\U0001f000-\U0001ffff]")  # all emoji, but for signs of print
OLD_CHARSETS = ("gbk", "big5hkscs", "cp932", "cp949")
MARK = "\ufffd"
END = re.compile(r"[^\x00-\x7f][^ ]{0,20}\Z")


def find_strangers(texts: PageTexts) -> frozenset[tuple[str, str]]:
    """Pairs of pages, each both ways round, that can be compared by their ASCII only."""
    shown = texts.seen.sightings
    if all(map(has_own_id, shown)):
        return frozenset()
    agree: Counter[tuple[str, str]] = Counter()
    differ: Counter[tuple[str, str]] = Counter()
    ends: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for numbers in shared_in_ascii(texts):
        for i, a in enumerate(numbers):
            for b in numbers[i + 1 : i + 1 + REACH]:
                if has_own_id(shown[a]) and has_own_id(shown[b]):
                    continue
                pages = shown[a].source.capture, shown[b].source.capture
                if agree[pages] - differ[pages] < SURELY:
                    told, end = agrees(texts, a, b, *pages)
                    agree[pages] += told is True
                    differ[pages] += told is False and not end
                    ends[pages][end] += told is False and bool(end)
    found = set()
    for pages, each in ends.items():
        enough = ENOUGH_IF_SPOILT if texts.spoilt.intersection(pages) else ENOUGH
        cut = max(each.values())  # so many end alike, as in the sign that they are cut
        count = differ[pages] + (cut if cut >= ENOUGH else 0)
        if count >= enough and count > agree[pages]:
            found |= {pages, pages[::-1]}
    return frozenset(found)


def shared_in_ascii(texts: PageTexts) -> list[list[int]]:
    """Sightings, in the order of their pages' names, whose ASCII begins alike, and so begins once on each page."""
    holders: dict[str, list[int]] = defaultdict(list)
    plain: list[int] = []
    for n, sighting in enumerate(texts.seen.sightings):
        if len(sighting.text) < LONG:
            continue
        if sighting.text.isascii() and "?" not in sighting.text:
            plain.append(n)
            continue
        words = own_words(texts.shown(n, ASCII_LEFT).form)
        if len(words) >= LONG:
            holders[words[:LONG]].append(n)
    for n in plain if holders else ():  # the other may show a sign there, as that a text or a link is cut
        own = texts.damages[texts.seen.sightings[n].source.capture]
        held = holders.get(own_words(texts.shown(n, own).form)[:LONG])
        if held is not None:
            held.append(n)
    found = []
    for _, numbers in sorted(holders.items()):
        pages = {texts.seen.sightings[n].source.capture: n for n in numbers}
        if 1 < len(numbers) == len(pages):
            found.append([pages[name] for name in sorted(pages)])
    return found


def agrees(texts: PageTexts, a: int, b: int, one: str, two: str) -> tuple[bool | None, str]:
    """Whether two texts that begin alike in ASCII do so in all else, as the damage that is known makes them, or differ
    in what no charset makes.

    None: there is nothing else on both, or they are two texts in ASCII too. And if one ends before the other: the
    characters beyond ASCII that it ends in, perhaps the sign of a cut.
    """
    damage = texts.damage_of(one, two)
    known = texts.shown(a, damage), texts.shown(b, damage)
    marks = {MARK in each.form for each in known}  # it stands where another character was
    if len(marks) == 1 and (known[0].form == known[1].form or likeness(*known) is not None):
        return None if any(own_words(each.form).isascii() for each in known) else True, ""
    raw = [texts.seen.sightings[n].text for n in (a, b)]
    if all(map(str.isascii, raw)):
        return None, ""
    signs = [frozenset(filter(is_modern, text)) for text in raw]
    if all(signs) and signs[0] != signs[1]:
        return True, ""
    left = texts.shown(a, ASCII_LEFT), texts.shown(b, ASCII_LEFT)
    if likeness(*left) is None:
        return None, ""
    words = [own_words(each.form) for each in left]
    if words[0] == words[1]:
        return False, ""
    end = END.search(known[len(words[1]) < len(words[0])].form)
    return (False, end[0]) if end else (None, "")


@functools.cache
def is_modern(char: str) -> bool:
    """Whether no charset that text could have been read in has this character, as emoji: it shows it as it is."""
    return SYMBOLS.match(char) is not None and not any(map(functools.partial(has, char), OLD_CHARSETS))


def has(char: str, charset: str) -> bool:
    try:
        char.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
