"""What is left of a text after any damage: the form in which two pages are compared that were spoilt differently.

Two pages that were read in two known codecs and lost bytes: the bytes that neither loses are left of both. One that
was read in a codec that nobody knows, or several times: ASCII is left, but for what stands behind another character
in the same word, as a two-byte codec swallows it. What says too little then has the form "", which is like no other.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from threadkit.parsing.text.repair import bytes_of, compare_form, damaged

__all__ = ["ASCII_LEFT", "common_damage", "form_under", "own_words", "says_in_ascii"]

ASCII_LEFT = "ascii"  #: the damage under which nothing counts but what no damage touches
BOTH = "+"  #: between two codecs: the damage of two pages, each spoilt in its own
FIRST_BYTE = 0xA000 - 0x80  # bytes are compared as Yi syllables, which no rule of compare_form is about

# A character beyond ASCII, or a "?" that may stand for it, and the rest of its word, in which GBK, Shift-JIS or Big5
# may have taken a letter for a second byte. White space is left by all of them.
TOUCHED = re.compile(r"[^\x00-\x7f][^ \t\n\r\f\v]*|\?[^ \t\n\r\f\v]*")
DIGITS = re.compile(r"[0-9]+")  # no second byte of those
LONGEST_WORD = 2000  # characters of an address up to its "?"
# Whom it is said to and what it links to: many posts share these.
ELSEWHERE = re.compile(r"(?<![^ \n])[^ \n/]*+/[^ \n]*+|[@#][^ \n]*+")


def common_damage(one: str | None, two: str | None) -> str | None:
    """The damage under which the texts of two pages are compared, by the damage of each. None: as they are.

    >>> common_damage("cp1252", None), common_damage("iso8859_7", "cp1252")
    ('cp1252', 'cp1252+iso8859_7')
    """
    if one is None or two is None or one == two:
        return one if two is None else two
    return BOTH.join(sorted((one, two)))


def form_under(text: str, own: str | None, damage: str | None) -> str:
    """The form in which a text is compared under a damage; `own`: that of its page, whose text is as shown.

    >>> form_under("Ada’s 👍 of May", None, ASCII_LEFT), form_under("it鈥檚 the 5th", None, ASCII_LEFT)
    ('ada of may', 'it the 5th')
    >>> damage = common_damage("iso8859_7", "cp1253")
    >>> form_under("so β ABπ", "iso8859_7", damage) == form_under("so β€” ABπ‘", "cp1253", damage)
    True
    """
    if damage is None or damage == own:
        return compare_form(text)
    if damage == ASCII_LEFT:
        return in_ascii(text)
    if BOTH not in damage:
        return compare_form(text, damage if own is None else None)
    return compare_form(text if text.isascii() else text.replace(dots(own), "...").translate(left_of(own, damage)))


# --- of no known damage ---------------------------------------------------------------------------------------------


def in_ascii(text: str) -> str:
    """The compared form of the ASCII words and beginnings of words; "" where most of it is something else."""
    left = TOUCHED.sub(digits_of, text)
    form = compare_form(left)
    if left == text:
        return form
    other = sum(char > "\x7f" for char in (own_words(text) if "/" in text else text))  # links end in the sign of a cut
    return form if says_in_ascii(form) >= other else ""


def digits_of(touched: re.Match[str]) -> str:
    """The figures of what cannot be compared. A "?" in an address is none."""
    if touched[0].isascii() and "/" in word_before(touched):
        return touched[0]
    return " ".join(("", *DIGITS.findall(touched[0])))


def word_before(touched: re.Match[str]) -> str:
    before = touched.string[max(0, touched.start() - LONGEST_WORD) : touched.start()]
    return before[max(before.rfind(space) for space in " \n") + 1 :]


def says_in_ascii(form: str) -> int:
    """How many characters of a form say something of their own: not whom it is said to, nor what it links to.

    >>> says_in_ascii("@example_bob see moss example.org/12")
    8
    """
    return len(own_words(form))


def own_words(form: str) -> str:
    """A form without whom it is said to and what it links to."""
    return " ".join(ELSEWHERE.sub("", form).split()) if "/" in form or "@" in form or "#" in form else form


# --- of two known damages -------------------------------------------------------------------------------------------


class Left(dict[int, str]):
    """For str.translate: what a character beyond ASCII leaves under two damages, as bytes."""

    def __init__(self, own: str | None, damage: str) -> None:
        kept = bytes_of(own)[0] if own is not None else {}
        self.lost = frozenset[int]().union(*(bytes_of(name)[1] for name in damage.split(BOTH)))
        super().__init__({ord(char): self.spell((byte,)) for char, byte in kept.items()})

    def spell(self, bytes_: Iterable[int]) -> str:
        return "".join(chr(FIRST_BYTE + byte) for byte in bytes_ if byte not in self.lost)

    def __missing__(self, code: int) -> str:
        left = chr(code) if code < 0x80 else self.spell(chr(code).encode("utf-8", "surrogatepass"))
        self[code] = left  # not of the codec: it was never spoilt
        return left


@functools.lru_cache(256)
def left_of(own: str | None, damage: str) -> Left:
    return Left(own, damage)


@functools.cache
def dots(own: str | None) -> str:
    """The ellipsis as such a page shows it; one letter may be anything."""
    shown = "…" if own is None else damaged("…", own)
    return shown if own is None or len(shown) > 1 else "…"
