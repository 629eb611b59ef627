"""Whether two sightings show one text.

Two sightings of one post differ where a page changes what it shows: at the ends (a link card's words in front, a cut
end), in links (cut, or rewritten), in signs that got lost (emoji), in white space, and in characters that a wrong
charset spoilt, which `compare_form` makes the same on both sides. They do not differ in words, numbers or
punctuation: "Day 12, wind from the north" and "Day 13, wind from the south" are much alike, and two posts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import attrs

from threadkit.parsing.text import compare_form
from threadkit.records import Sighting

__all__ = ["Shown", "likeness", "same_words"]

FRONT_LINES = 3  # lines of a link card that a page may leave unmarked in front of a text
NOT_WHOLE = 0.97  # what a likeness is worth where an end was cut or lines were left out
LEAST_CUT = 30  # characters that a cut text has to keep, to be told by
WORD = re.compile(r"[^\W_]+")
SIGN = re.compile(r"[^\w\s]|_")
BRACKETS = frozenset("()[]{}")  # a page that moves a link leaves its brackets behind
ASCII_RUN = re.compile(r"[!-~]+")
LINK = re.compile(r"[a-z0-9-]\.[a-z]{2,24}(?![a-z0-9])")
SHORTENED = re.compile(r"\bt\.co/")  # stands for any address


@attrs.frozen
class Shown:
    """One side of a comparison: its compared form, and what else the page shows of it."""

    form: str
    text: str  #: what the form was made of
    sighting: Sighting
    damage: str | None  #: the damage that the text is pushed through; None: as it is

    @property
    def cut(self) -> bool:
        return self.sighting.truncated or self.form.endswith("...")

    def faces(self) -> Iterator[tuple[str, str]]:
        """Forms that the text may take on another page, and how each comes about."""
        yield self.form, ""
        cards = self.sighting.cards
        if cards:
            words = " ".join(filter(None, (cards[0].title, cards[0].description)))
            yield f"{compare_form(words, self.damage)} {self.form}", "its link card's words in front of one"
            return
        lines = self.text.split("\n")
        for left_out in range(1, min(FRONT_LINES, len(lines) - 1) + 1):
            rest = compare_form("\n".join(lines[left_out:]), self.damage)
            if rest:
                yield rest, "the first lines of one left out, perhaps a link card"


def likeness(one: Shown, two: Shown) -> tuple[float, str] | None:
    """How alike two texts are, 0..100, and how that was found; None: they are two texts."""
    if one.form == two.form:
        return 100.0, "whole texts"
    from rapidfuzz import fuzz

    best: tuple[float, str] | None = None
    for a, how_a in one.faces():
        for b, how_b in two.faces():
            if how_a and how_b and how_a == how_b:
                continue
            for x, y, how in cuts(a, b, one.cut, two.cut):
                worth = 1.0 if not (how or how_a or how_b) else NOT_WHOLE
                score = worth * fuzz.ratio(x, y)
                if (best is None or score > best[0]) and same_words(x, y, cut=bool(how)):
                    best = score, " and ".join(filter(None, (how_a, how_b, how))) or "whole texts"
        if best is not None and best[0] > 99:
            break
    return best


def cuts(a: str, b: str, a_cut: bool, b_cut: bool) -> Iterator[tuple[str, str, str]]:
    """The two forms whole; and where one ends in a sign that it was cut, as far as it goes."""
    yield a, b, ""
    for short, long, is_cut in ((a, b, a_cut), (b, a, b_cut)):
        kept = short.rstrip(". ")
        if is_cut and LEAST_CUT <= len(kept) < len(long):
            yield kept, long[: len(kept)], "one is cut at its end"


def same_words(a: str, b: str, *, cut: bool = False) -> bool:
    """Whether two compared forms hold the same words, links and signs. `cut`: the last word may be cut, too.

    >>> same_words("day 12 of moss: a.example.org/12", "day 13 of moss: a.example.org/13")
    False
    >>> same_words("see example.org/abc now 🌹", "see example.org/abcdef now")
    True
    """
    (links_a, rest_a), (links_b, rest_b) = parts(a), parts(b)
    words_a, words_b = WORD.findall(rest_a), WORD.findall(rest_b)
    if cut:
        last = min(len(words_a), len(words_b)) - 1
        if abs(len(words_a) - len(words_b)) > 1 or words_a[:last] != words_b[:last]:
            return False
        return links_agree(links_a[:-1], links_b[:-1])
    return words_a == words_b and links_agree(links_a, links_b) and signs_agree(rest_a, rest_b)


def parts(form: str) -> tuple[list[str], str]:
    """The links of a compared form, and the rest of it."""
    if "." not in form:
        return [], form
    links: list[str] = []

    def take(run: re.Match[str]) -> str:
        if not LINK.search(run[0]):
            return run[0]
        links.append(run[0].strip("()[]{}<>.,;:!?'\""))
        return " "

    rest = ASCII_RUN.sub(take, form)
    return links, rest


def links_agree(one: Sequence[str], two: Sequence[str]) -> bool:
    """Links that both show agree, as far as neither is cut. A page may leave links out, all or none."""
    if not one or not two:
        return True
    return len(one) == len(two) and all(
        a.startswith(b) or b.startswith(a) or SHORTENED.search(a) or SHORTENED.search(b)
        for a, b in zip(one, two, strict=True)
    )


def signs_agree(one: str, two: str) -> bool:
    """The same punctuation; and emoji of which one side may have lost some, but shows no other."""
    a, b = ([sign for sign in SIGN.findall(text) if sign not in BRACKETS] for text in (one, two))
    if [s for s in a if s.isascii()] != [s for s in b if s.isascii()]:
        return False
    short, long = sorted(([s for s in signs if not s.isascii()] for signs in (a, b)), key=len)
    left = iter(long)
    return all(sign in left for sign in short)
