"""Counts as pages show them -> the whole numbers that they may stand for.

A short form hides digits, and sites disagree on what they do with them: some round (1,588 is "1.6K"), some cut
(2,378 is "2.3K"). So "1.9M" is 1,850,000..1,999,999 until a format knows which its site does:

===========  =================  ==============================
rounding     "1.9M" is          why
===========  =================  ==============================
None         1850000..1999999   hull of the two below
``"round"``  1850000..1949999   to the nearest; halves go up
``"cut"``    1900000..1999999   hidden digits are dropped
===========  =================  ==============================
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from threadkit.records import Count

__all__ = ["fold_words", "parse_count"]

LONGEST = 64  #: characters; no page shows a longer count

# Units whose case carries their meaning: "5m" is five minutes, "5M" five million; "2b" is no count; "5 mn" is
# five minutes in French, "5 Mn" five million in Turkish.
EXACT_CASE = {"k": 10**3, "K": 10**3, "M": 10**6, "Mn": 10**6, "B": 10**9}

# Units in any case, with or without accents and a final dot: the compact forms of the Unicode CLDR and what X,
# YouTube and Bluesky show, in en de es/pt/it fr nl sv/da/nb/fi pl cs ru uk bg tr id ja/zh ko hi ar fa.
WORDS = {
    10**3: "thousand tsd tausend mil mila tys tis тыс тис хил bin ribu rb 千 천 हज़ार ألف هزار",
    10**4: "万 萬 만",
    10**5: "lakh lakhs lac lacs लाख",
    10**6: "million millions millionen mio mi mln mill milj millón millones milhão milhões млн milyon juta jt "
           "मिलियन مليون میلیون",
    10**7: "cr crore crores करोड़ क॰",
    10**8: "億 亿 억",
    10**9: "bn billion billions mrd mld milliarden mia md bi milyar млрд मिलियर्ड مليار میلیارد",
    10**12: "兆 조 万亿 萬億 трлн",
}  # fmt: skip
THOUSAND_MILLION = ("mil m", "mil mill", "mil mi", "mil millones", "mil milhões")  #: Spanish has no word for 10**9

# The same sign, another number: read so only if the caller names the page's language.
OF_LANGUAGE = {
    "tr": {"b": 10**3, "mn": 10**6, "mr": 10**9, "tn": 10**12},  # B is "bin", thousand
    "id": {"m": 10**9, "t": 10**12},  # M is "miliar"
    "sv": {"tn": 10**3, "t": 10**3, "mn": 10**6},
    "da": {"t": 10**3},
    "fi": {"t": 10**3},
    "hu": {"e": 10**3},
    "vi": {"n": 10**3, "tr": 10**6, "t": 10**9},
    "cs": {"mil": 10**6},
    "sk": {"mil": 10**6},
    "ro": {"mil": 10**6},
    "hr": {"mil": 10**6},
}

GAPS = " \u00a0\u2009\u202f"  # plain, no-break, thin, narrow no-break space
SEPARATOR = re.compile(rf"([.,'’\u066b\u066c{GAPS}])")  # \u066b, \u066c: Arabic decimal point and group separator
DECIMAL_POINTS = ".,\u066b"
INVISIBLE = "\u200b\u200e\u200f\u2066\u2067\u2068\u2069\u061c\ufeff"  # direction marks around digits on pages
PLAIN_LETTERS = str.maketrans("ıłøđ’", "ilod'")  # these have no accent that Unicode could take off
SHOWN = re.compile(
    rf"(?P<number>\d+(?:[.,'’\u066b\u066c{GAPS}]\d+)*)"
    rf"(?:[{GAPS}]?(?P<unit>[^\W\d_](?:[^\d_+＋]*[^\s\d_+＋])?))?"
    rf"[{GAPS}]?(?P<more>[+＋])?"
)


def fold_words(text: str) -> str:
    """Words for a look-up: lower case, no accents or direction marks, plain digits, single spaces.

    >>> fold_words("Ağu\u202f２０２５")
    'agu 2025'
    """
    if text.isascii():
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign) and sign not in INVISIBLE)
    return " ".join(unicodedata.normalize("NFC", bare).translate(PLAIN_LETTERS).split())


UNITS = {fold_words(word).rstrip(".॰"): times for times, words in WORDS.items() for word in words.split()}
UNITS |= dict.fromkeys(map(fold_words, THOUSAND_MILLION), 10**9)


@lru_cache(maxsize=1 << 16)
def parse_count(text: str, *, rounding: str | None = None, language: str | None = None) -> Count | None:
    """The whole numbers that a count on a page may stand for; None if `text` is anything but one count.

    `rounding` is "round" or "cut" if the site is known to do so (see the table above), else ValueError.
    `language` is the page's ("tr", "pt-BR"), if known: a Turkish "B" is a thousand. "99+" has no upper bound.
    One separator before a group of three parts thousands: "1.234" and "1,234" are both 1234.

    >>> parse_count("1,234")
    Count(low=1234, high=1234, text='1,234')
    >>> parse_count("1.9M")
    Count(low=1850000, high=1999999, text='1.9M')
    >>> parse_count("3,4 mil", rounding="cut")
    Count(low=3400, high=3499, text='3,4 mil')
    >>> parse_count("12:30") is None
    True
    """
    if rounding not in (None, "round", "cut"):
        raise ValueError(f'rounding is "round", "cut" or None, not {rounding!r}')
    shown = text.strip()
    if len(shown) > LONGEST:
        return None
    if shown.isdecimal():  # nearly every count of a page
        number = int(shown)
        return Count(number, number, shown)
    shown = shown.strip(INVISIBLE).strip()
    found = SHOWN.fullmatch(shown)
    if found is None:
        return None
    spans = [
        _span(digits, decimals, times, rounding)
        for times in _multipliers(found["unit"], language)
        for digits, decimals in _readings(found["number"], short=found["unit"] is not None)
    ]
    possible = [span for span in spans if span is not None]
    if not possible:
        return None
    highest = None if found["more"] else max(high for _, high in possible)
    return Count(min(low for low, _ in possible), highest, shown)


def _multipliers(unit: str | None, language: str | None) -> tuple[int, ...]:
    """What a unit may multiply by; more than one where nothing tells which."""
    if unit is None:
        return (1,)
    folded = fold_words(unit).rstrip(".॰")
    if language is not None:
        special = OF_LANGUAGE.get(language.lower().replace("_", "-").partition("-")[0], {}).get(folded)
        if special is not None:
            return (special,)
    elif folded == "mil" and unit.endswith("."):
        return (10**3, 10**6)  # a thousand at the end of a Spanish phrase; a million in Czech, Slovak, Romanian
    times = EXACT_CASE.get(unit) or UNITS.get(folded)
    return (times,) if times else ()


def _readings(number: str, *, short: bool) -> list[tuple[int, int]]:
    """Each way to read digits with separators, as (all digits, how many of them are decimals).

    Decimals stand only before a unit: "1.5" alone is no count. "1.234K" can be read both ways.
    """
    parts = SEPARATOR.split(number)
    digits, signs = parts[::2], parts[1::2]
    readings = []
    if _grouped(digits, signs):
        readings.append((int("".join(digits)), 0))
    decimal = short and signs and signs[-1] in DECIMAL_POINTS and signs[-1] not in signs[:-1]
    if decimal and _grouped(digits[:-1], signs[:-1]):
        readings.append((int("".join(digits)), len(digits[-1])))
    return readings


def _grouped(digits: list[str], signs: list[str]) -> bool:
    """Whether digits stand in groups of three, or as in India (12,34,567), parted by one and the same sign."""
    if not signs:
        return True
    first, *middle, last = digits
    if len(set(signs)) > 1 or first.startswith("0") or len(last) != 3 or len(first) > 3:
        return False
    sizes = {len(group) for group in middle}
    return sizes <= {3} or (sizes == {2} and len(first) <= 2 and signs[0] == ",")


def _span(digits: int, decimals: int, times: int, rounding: str | None) -> tuple[int, int] | None:
    """Lowest and highest number that is shown so; None if it would not be whole ("1.2345K")."""
    step, odd = divmod(times, 10**decimals)
    if odd:
        return None
    value = digits * step
    low = value if rounding == "cut" else value - step // 2
    high = value + (step - step // 2 if rounding == "round" else step) - 1
    return max(low, 0), high
