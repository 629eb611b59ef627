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

from threadkit.parsing.text.repair import compare_form
from threadkit.parsing.text.survivors import ASCII_LEFT, form_under, says_in_ascii
from threadkit.records import Sighting

__all__ = ["Alike", "Shown", "glued", "length_of", "likeness", "same_words"]

FRONT_LINES = 3  # lines of a link card that a page may leave unmarked in front of a text
NOT_WHOLE = 0.97  # what a likeness is worth where an end was cut or lines were left out
NO_SIGN = 0.95  # and where only a word that breaks off says that it was cut
NO_MARK = 0.85  # and where nothing does: too little to go by, unless the place says the same
LEAST_GLUED = 8  # characters of a text under a card
LEAST_CUT = 30  # characters that a cut text has to keep, to be told by
WORD = re.compile(r"[^\W_]+")
SIGN = re.compile(r"[^\w\s]|_")
BRACKETS = frozenset("()[]{}")  # a page that moves a link leaves its brackets behind
ASCII_RUN = re.compile(r"[!-~]+")
LINK = re.compile(r"[a-z0-9-]\.[a-z]{2,24}(?![a-z0-9])")
SHORTENED = re.compile(  # stands for any address
    r"\b(?:t\.co|bit\.ly|buff\.ly|ow\.ly|is\.gd|tinyurl\.com|lnkd\.in|dlvr\.it|goo\.gl|trib\.al|wp\.me|j\.mp)/"
)
MENTION = re.compile(r"@([\w-]+)(?:[.@][\w-]+)+")  # "@ada" is "@ada.example.org" or "@ada@example.org" elsewhere
IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff]|[\U00020000-\U0003ffff]")
PER_IDEOGRAPH = 3  # one says about as much as three letters: Chinese texts are a third as long as their translations
LEFT_OUT = "the first lines of one left out, perhaps a link card"
CUT = "one is cut at its end"
CUT_UNSAID = "one ends where the other goes on"


@attrs.frozen
class Alike:
    score: float  #: 0..100
    how: str


@attrs.define(eq=False)
class Face:
    """A form that a text may take on another page, in parts; and how it comes about ("": it is as shown)."""

    rest: str  #: without its links
    links: Sequence[str]
    words: Sequence[str]
    how: str
    taken: Sequence[str] | None = None

    @classmethod
    def of(cls, form: str, how: str) -> Face:
        links, rest = parts(form)
        return cls(rest, links, WORD.findall(rest), how)

    @property
    def signs(self) -> Sequence[str]:
        if self.taken is None:
            self.taken = [sign for sign in SIGN.findall(self.rest) if sign not in BRACKETS]
        return self.taken


@attrs.define(eq=False)
class Shown:
    """One side of a comparison: its compared form, and what else the page shows of it."""

    form: str
    text: str  #: what the form was made of
    sighting: Sighting
    own: str | None = None  #: the damage of its page
    damage: str | None = None  #: the one that it is compared under
    first: Face | None = None
    taken: Sequence[Face] | None = None

    @property
    def cut(self) -> bool:
        if self.sighting.truncated or self.form.endswith("..."):
            return True
        return self.damage == ASCII_LEFT and compare_form(self.text[-4:]).endswith("...")

    @property
    def length(self) -> int:
        """How much it says, in letters; of what is known to be whole."""
        return says_in_ascii(self.form) if self.damage == ASCII_LEFT else length_of(self.form)

    @property
    def face(self) -> Face:
        """The text as it is."""
        if self.first is None:
            self.first = Face.of(self.form, "")
        return self.first

    @property
    def faces(self) -> Sequence[Face]:
        if self.taken is None:
            self.taken = [self.face, *(Face.of(form, how) for form, how in self.made())]
        return self.taken

    def made(self) -> Iterator[tuple[str, str]]:
        cards = self.sighting.cards
        if cards:
            words = " ".join(filter(None, (cards[0].title, cards[0].description)))
            yield f"{form_under(words, self.own, self.damage)} {self.form}", "its link card's words in front of one"
            return
        lines = [line for line in self.text.split("\n") if line.strip()]
        for left_out in range(1, min(FRONT_LINES, len(lines) - 1) + 1):
            rest = form_under("\n".join(lines[left_out:]), self.own, self.damage)
            if rest:
                yield rest, LEFT_OUT


def length_of(form: str) -> int:
    """How much a form says, in letters.

    >>> length_of("two words"), length_of("両方")
    (9, 6)
    """
    return len(form) if form.isascii() else len(form) + (PER_IDEOGRAPH - 1) * len(IDEOGRAPHS.findall(form))


def likeness(one: Shown, two: Shown, least_cut: int = LEAST_CUT) -> Alike | None:
    """How alike two texts are, 0..100, and how that was found; None: they are two texts."""
    if one.form == two.form:
        return Alike(100.0, "whole texts")
    best: Alike | None = None
    for score, how in compared(one.face, two.face, one.cut, two.cut, least_cut):
        if score > 99:
            return Alike(score, how or "whole texts")
    for a in one.faces:
        for b in two.faces:
            if a.how and a.how == b.how:
                continue
            for score, how in compared(a, b, one.cut, two.cut, least_cut):
                if best is None or score > best.score:
                    best = Alike(score, " and ".join(filter(None, (a.how, b.how, how))) or "whole texts")
        if best is not None and best.score > 99:
            break
    return best


def compared(a: Face, b: Face, a_cut: bool, b_cut: bool, least_cut: int) -> Iterator[tuple[float, str]]:
    """Two forms whole; and where one ends before the other, as far as it goes."""
    from rapidfuzz import fuzz

    if a.words == b.words:
        if links_agree(a.links, b.links) and signs_agree(a.signs, b.signs) and (a.words or says(a, b)):
            yield (NOT_WHOLE if a.how or b.how else 1.0) * fuzz.ratio(a.rest, b.rest), ""
        return
    (short, is_cut), (long, _) = sorted(((a, a_cut), (b, b_cut)), key=lambda side: len(side[0].rest.rstrip(". ")))
    if begins(short, long):
        kept = short.rest.rstrip(". ")
        if length_of(kept) >= least_cut:
            worth = NOT_WHOLE if is_cut else NO_SIGN if inside_a_word(kept, long.rest) else NO_MARK
            yield worth * fuzz.ratio(kept, long.rest[: len(kept)]), CUT if is_cut else CUT_UNSAID


def inside_a_word(kept: str, whole: str) -> bool:
    return kept[-1:].isalnum() and whole[len(kept) : len(kept) + 1].isalnum()


def glued(one: Shown, two: Shown) -> bool:
    """Whether `one` shows what `two` says, or how it begins, below other lines: the words of a link card."""
    if one.form == two.form:
        return False
    return any(
        face.how == LEFT_OUT and (face.rest == two.face.rest or begins(face, two.face) or begins(two.face, face))
        and length_of(face.rest) >= LEAST_GLUED
        for face in one.faces
    )  # fmt: skip


def says(a: Face, b: Face) -> bool:
    """Whether texts without words are told by their links, or by the same signs."""
    if a.links or b.links:
        return bool(a.links and b.links) and not any(SHORTENED.search(link) for link in (*a.links, *b.links))
    return list(a.signs) == list(b.signs)


def begins(short: Face, long: Face) -> bool:
    """Whether one text is what the other begins with: words, links and signs; the last of them may be cut."""
    last = len(short.words) - 1
    if last < 0 or last >= len(long.words) or not long.words[last].startswith(short.words[last]):
        return False
    if short.words[:last] != long.words[:last]:
        return False
    kept = [s for s in short.signs if s.isascii()]
    while kept and kept[-1] == ".":
        kept.pop()  # what stands for the rest
    if kept != [s for s in long.signs if s.isascii()][: len(kept)]:
        return False
    whole = short.links[:-1]
    return links_agree(whole, long.links[: len(whole)])


def same_words(a: str, b: str) -> bool:
    """Whether two compared forms hold the same words, links and signs.

    >>> same_words("day 12 of moss: a.example.org/12", "day 13 of moss: a.example.org/13")
    False
    >>> same_words("see example.org/abc now 🌹", "see example.org/abcdef now")
    True
    """
    one, two = Face.of(a, ""), Face.of(b, "")
    return one.words == two.words and links_agree(one.links, two.links) and signs_agree(one.signs, two.signs)


def parts(form: str) -> tuple[list[str], str]:
    """The links of a compared form, and the rest of it."""
    if "@" in form:
        form = MENTION.sub(r"@\1", form)
    if "." not in form or not LINK.search(form):
        return [], form
    links: list[str] = []

    def take(run: re.Match[str]) -> str:
        if not LINK.search(run[0]):
            return run[0]
        links.append(run[0].strip("()[]{}<>.,;:!?'\""))
        return " "

    rest = ASCII_RUN.sub(take, form)
    return links, " ".join(rest.split()) if links else rest


def links_agree(one: Sequence[str], two: Sequence[str]) -> bool:
    """Links that both show agree, as far as neither is cut. A page may leave links out, all or none."""
    if not one or not two:
        return True
    return len(one) == len(two) and all(
        a.startswith(b) or b.startswith(a) or SHORTENED.search(a) or SHORTENED.search(b)
        for a, b in zip(one, two, strict=True)
    )


def signs_agree(one: Sequence[str], two: Sequence[str]) -> bool:
    """The same punctuation; and emoji of which one side may have lost some, but shows no other."""
    if one == two:
        return True
    if [s for s in one if s.isascii()] != [s for s in two if s.isascii()]:
        return False
    short, long = sorted(([s for s in signs if not s.isascii()] for signs in (one, two)), key=len)
    left = iter(long)
    return all(sign in left for sign in short)
