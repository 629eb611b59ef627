"""Repair of text that was decoded in a wrong charset, with its explanation; and the form texts are compared in.

A page is UTF-8 read as a single-byte codec ("mojibake") when its non-ASCII characters, put back into that
codec's bytes, are lead bytes followed by continuation bytes. If all bytes are there, it can be undone. If
some were dropped on the way (C1 controls, bytes the codec does not define), what stood there is not known
any more: such characters are only compared, never repaired; those whose bytes are all there still are. What looks
spoilt and allows no sure reading stays as shown, and `Mender.doubt` says so: half of a repair is none.
"""

from __future__ import annotations

import functools
import math
import re
import string
import unicodedata
from collections import Counter
from collections.abc import Iterable

import attrs

from threadkit.wording import plural

__all__ = ["UNKNOWN", "Mender", "bytes_of", "compare_form", "damaged", "examine"]

# Single-byte codecs that real pages were read in, the likelier one first: it wins where several explain a page.
# The Thai ones and cp855 are left out: letters lie on lead and continuation bytes alike, so real text would fit.
CODECS = (
    "cp1252", "iso8859_1", "mac_roman", "cp1251", "iso8859_7", "iso8859_2", "cp1250", "iso8859_15", "cp437", "cp850",
    "koi8_r", "cp1253", "iso8859_5", "cp866", "cp1254", "iso8859_9", "cp1255", "cp1256", "cp1257", "cp1258",
    "iso8859_3", "iso8859_4", "iso8859_6", "iso8859_8", "iso8859_10", "iso8859_13", "iso8859_14", "iso8859_16",
    "koi8_u", "mac_cyrillic", "mac_greek", "mac_latin2", "mac_turkish", "cp852", "cp858",
)  # fmt: skip
FTFY_CODECS = frozenset((
    "iso8859_1", "cp1252", "cp1251", "cp1250", "cp1253", "cp1254", "cp1257", "iso8859_2", "mac_roman", "cp437",
))  # fmt: skip

# What posts hold most beyond ASCII. Only ranks codecs that all fit: 👍 leaves one letter in iso8859_7, two in cp1253.
COMMON = "’‘“”–—…•·→←✓✅❌⭐❤✨€£°©®™«»\u00a0\ufe0f👍👎👇👉🔁💬📌🔥😂🤣🙏🧵🚀😊😍😅🤔🎉💡📈📷🎥🔗🇺🇸äöüßéèàçñíóáãêâ"

# A sequence with its bytes, and one that may have lost some of its continuation bytes. Characters stand for bytes.
COMPLETE = re.compile(
    "[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|\xed[\x80-\x9f][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    "|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
UNIT = re.compile(f"{COMPLETE.pattern}|[\xc2-\xdf][\x80-\xbf]?|[\xe0-\xef][\x80-\xbf]{{0,2}}|\xf0[\x80-\xbf]{{0,3}}")
UNITS = re.compile(f"(?>{UNIT.pattern})++")  # atomic: what fits in two ways is tried in one
WHOLE = re.compile(f"(?:{COMPLETE.pattern})++")
NON_ASCII = re.compile(r"[^\x00-\x7f]+")

# Leads of what stands alone in any language: Latin letters, punctuation and symbols, emoji and their selectors.
# Other letters stand among their like, so a lone one of them shows nothing.
LONE_LEADS = frozenset("\xc2\xc3\xc4\xc5\xe2\xef\xf0")
# Leads that lose every continuation byte often even in English: dashes and quotes (E2 80 94), emoji (F0 9F 91 8D).
BARE_LEADS = frozenset("\xe2\xef\xf0")
# Text in other scripts keeps 40 to 100% of its continuation bytes when C1 goes (Hebrew the fewest); real French,
# Greek or Russian that is mistaken for damage would have kept none.
MOST_BARE = 0.75
MOST_MISFITS = 0.05  # runs that do not fit: pages are sometimes pasted together
LEAST_EVIDENCE = 3
REAL_WORDS = frozenset(("cp866", "cp1251", "mac_cyrillic", "koi8_u"))  # "так" and "вії" look there like spoilt signs
AKIN = 4  # so many units among their like are worth one that stands alone

# What may follow a lone letter in real text, so that letter and sign together show nothing: "déjà !", "π²", "β’".
FOLLOWERS = "\u00a0‘’‚“”„‹›«»´΄¹²³½·°©®™"


@attrs.frozen
class _Codec:
    """One codec as tables between its characters and characters that stand for bytes 80..FF."""

    name: str
    shown: dict[int, str]  #: byte -> character; "" where pages lose it
    lost: bytes  #: those bytes: C1 controls and undefined ones
    lossless: dict[int, str]  #: byte -> character, C1 controls standing for themselves
    common: frozenset[str]  #: what is left of COMMON
    loses: float  #: the share of continuation bytes that it loses, below 1

    @classmethod
    def of(cls, name: str) -> _Codec:
        shown, lossless = {}, {}
        for byte in range(0x80, 0x100):
            try:
                char = bytes([byte]).decode(name)
            except UnicodeDecodeError:
                char = ""
            control = not char or unicodedata.category(char) == "Cc"
            shown[byte] = "" if control else char
            if not control or byte < 0xA0:
                lossless[byte] = chr(byte) if control else char
        lost = bytes(byte for byte, char in shown.items() if not char)
        common = frozenset(char.encode().translate(None, lost).decode("latin-1") for char in COMMON)
        return cls(name, shown, lost, lossless, common, sum(byte < 0xC0 for byte in lost) / 64)


@functools.cache
def _codec(name: str) -> _Codec:
    return _Codec.of(name)


@functools.cache
def _inverse(name: str) -> dict[int, str]:
    return {ord(char): chr(byte) for byte, char in _codec(name).lossless.items()}


def damaged(text: str, codec: str) -> str:
    """`text` as a page shows it that read its UTF-8 as `codec` and dropped controls and undefined bytes.

    >>> damaged("a 👍 b — c", "iso8859_7")
    'a π b β c'
    """
    if text.isascii():
        return text
    return text.encode("utf-8", "surrogatepass").translate(None, _codec(codec).lost).decode(codec)


def bytes_of(codec: str) -> tuple[dict[str, int], frozenset[int]]:
    """The byte that each character beyond ASCII is, and the bytes that pages lose.

    >>> kept, lost = bytes_of("iso8859_7")
    >>> kept["π"], 0x91 in lost
    (240, True)
    """
    table = _codec(codec)
    return {char: byte for byte, char in table.shown.items() if char}, frozenset(table.lost)


UNKNOWN = "unknown"  #: the damage of a page that is spoilt in a way that is not understood


@attrs.frozen
class Mender:
    """Repairs the texts of one page, as far as nothing has to be guessed.

    `damage` names the codec if bytes were lost: then only characters that lost none are repaired. `codec` names
    it if all bytes are there. With neither, single spoilt texts are still repaired (by ftfy), if `suspect`.
    `doubt` says what looks spoilt and is left as shown, as nothing tells for sure what stood there.
    """

    damage: str | None = None
    codec: str | None = None
    reasons: tuple[str, ...] = ()
    suspect: bool = False  #: whether any part of the page could be repaired at all
    off: bool = False  #: True: nothing is repaired, whatever is known
    rivals: tuple[str, ...] = ()  #: other codecs that explain a page that lost bytes
    inner: tuple[str, ...] = ()  #: codecs that the text had been read in before, the last one first
    doubt: str = ""
    spoilt: bool = False  #: whether what is in doubt is only how

    @property
    def shown_damage(self) -> str | None:
        """What the page's texts, as they are shown, are spoilt by: a codec, UNKNOWN, or None."""
        return self.damage or (UNKNOWN if self.spoilt else None)

    def __call__(self, raw: str) -> str:
        r"""The repaired text, or `raw` itself.

        >>> examine("caf\xc3\xa9 na\xc3\xafve d\xc3\xa9j\xc3\xa0")("caf\xc3\xa9")
        'café'
        """
        if self.off or raw.isascii():
            return raw
        if self.damage is not None:
            codecs = self.damage, *self.rivals
            return NON_ASCII.sub(lambda run: _undo_whole_ones(run[0], codecs), raw)
        if not (self.suspect or self.codec):
            return raw
        if self.codec is not None:
            for name in (self.codec, *self.inner):
                raw = NON_ASCII.sub(functools.partial(_undo, _inverse(name)), raw)
            return raw
        return _by_ftfy(raw)


def _undo(inverse: dict[int, str], run: re.Match[str]) -> str:
    """One run of non-ASCII characters, decoded again; as it is unless every byte takes part."""
    if not all(ord(char) in inverse for char in run[0]):
        return run[0]
    try:
        return run[0].translate(inverse).encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return run[0]


@functools.lru_cache(1 << 14)
def _undo_whole_ones(run: str, codecs: tuple[str, ...]) -> str:
    """One run on a page that lost bytes: its characters whose bytes are all there, decoded; the others as shown.

    A lead byte says how many have to follow, and none of the next character's can be taken for them. Where two
    codecs that explain the page read a run differently, it stays as shown.
    """
    readings = set()
    for name in codecs:
        inverse = _inverse(name)
        coded = run.translate(inverse)
        if not all(ord(char) in inverse for char in run) or not UNITS.fullmatch(coded):
            continue
        parts = []
        for unit in UNIT.finditer(coded):
            whole = COMPLETE.fullmatch(unit[0])
            parts.append(unit[0].encode("latin-1").decode("utf-8") if whole else run[unit.start() : unit.end()])
        readings.add("".join(parts))
    return readings.pop() if len(readings) == 1 else run


def _by_ftfy(raw: str) -> str:
    """Repair the encoding by ftfy, nothing else, and only if damaging its result gives back what was shown.

    That refuses what ftfy fills in for a lost byte: it would make another emoji of a spoilt 👍. A text that
    several codecs can have made of different words is left as well.
    """
    import ftfy

    config = ftfy.TextFixerConfig(
        unescape_html=False, remove_terminal_escapes=False, restore_byte_a0=False, replace_lossy_sequences=False,
        decode_inconsistent_utf8=False, fix_c1_controls=False, fix_latin_ligatures=False, fix_character_width=False,
        uncurl_quotes=False, fix_line_breaks=False, fix_surrogates=False, remove_control_chars=False,
        normalization=None,
    )  # fmt: skip
    repaired, plan = ftfy.fix_encoding_and_explain(raw, config)
    steps = list(reversed(plan or ()))
    again = repaired
    try:
        for decode, encode in zip(steps[::2], steps[1::2], strict=True):
            if (encode.action, decode.action) != ("encode", "decode"):
                return raw
            if not decode.parameter.startswith("utf-8"):  # controls taken for cp1252, as those inside spoilt emoji
                return raw
            again = again.encode("utf-8").decode(encode.parameter)
    except (ValueError, LookupError):  # an odd number of steps, or a character that cannot go back
        return raw
    if "\x1a" in repaired and "\x1a" not in raw:  # ftfy's word for what U+FFFD stood for
        return raw
    return repaired if again == raw and not _ambiguous(raw, repaired) else raw


def _ambiguous(shown: str, repaired: str) -> bool:
    """Whether another codec makes of `shown` what is as likely: a short text may allow several readings."""
    mine = "".join(NON_ASCII.findall(repaired))
    if any(unicodedata.category(char) in {"Cn", "Co", "Cc"} for char in set(mine)):
        return True
    runs = "".join(NON_ASCII.findall(shown))
    readings = {NON_ASCII.sub(functools.partial(_undo, _inverse(name)), runs) for name in CODECS} - {runs, mine}
    likely = sum(char in COMMON for char in mine)
    for other in readings:
        rival = sum(char in COMMON for char in other)
        if rival > likely or (rival == likely and _scripts(other) == _scripts(mine)):
            return True
    return False


def _scripts(text: str) -> frozenset[str]:
    """LATIN, GREEK, CJK …: the first words of the names of its letters."""
    return frozenset(unicodedata.name(char, "?").partition(" ")[0] for char in set(text) if char.isalpha())


def examine(page: str, repair: bool | None = None) -> Mender:
    r"""Decide once for a page whether its text is spoilt, in which codec, and whether that can be undone.

    ``repair=False``: the damage is named all the same, but nothing is changed.

    >>> examine("plain words").damage is None
    True
    >>> examine("12:01 β π 4 π 0 π¬ 1 π 0\n12:02 β π 3 π 1 π¬ 0 π 0\n12:03 β π 2 π 0 π¬ 2 π 0").damage
    'iso8859_7'
    """
    found = Mender() if page.isascii() else _examined(page)
    if repair is not False:
        return found
    return Mender(found.damage, reasons=found.reasons, off=True, spoilt=found.spoilt or found.codec is not None)


MOST_READINGS = 3  # so often can text have been read wrongly, one time after the other
CONTROL = re.compile("[\x80-\x9f]")  # no text holds these
MARK = re.compile("[\x80-\x84\x86-\x9f\ufffd]")
PAIR = re.compile("[\xc2-\xf4][\x80-\xbf]")


def _examined(page: str) -> Mender:
    other = "\n".join([line for line in page.split("\n") if not line.isascii()])  # most lines are, on most pages
    runs = Counter(NON_ASCII.findall(other))
    mender = _examined_once(other, runs)
    if mender.codec:
        return _to_the_first("\n".join(runs), mender)
    if mender.damage and _spoilt_again(_undone(runs, mender.damage), mender.damage) is not None:
        return Mender(doubt=f"the text was read wrongly more than once, the last time as {mender.damage}", spoilt=True)
    marked = [] if mender.damage else [line for line in other.split("\n") if MARK.search(line)]
    if marks := sum(len(MARK.findall(mender(line))) for line in marked):
        doubt = f"{marks} control or replacement characters stand where others were"
        return attrs.evolve(mender, doubt=mender.doubt or doubt)
    return mender


def _examined_once(page: str, runs: Counter[str]) -> Mender:
    """The codec that explains a page best, if one does. `runs`: its runs of non-ASCII characters."""
    chars = set().union(*runs)
    best: tuple[tuple[float, bool, float], Mender] | None = None
    fits: list[str] = []
    hints: list[str] = []
    suspect = any("\x80" <= char <= "\x9f" for char in chars)
    joined = "\n".join(runs)
    for name in CODECS:
        inverse = _inverse(name)
        leads = {char for char in chars if "\xc2" <= inverse.get(ord(char), "") <= "\xf4"}
        if not leads:
            continue
        coding = dict.fromkeys(map(ord, chars), "\uffff") | inverse
        has_whole = bool(COMPLETE.search(joined.translate(coding)))
        suspect = suspect or (name in FTFY_CODECS and has_whole)
        if sum(ord(char) in inverse for char in chars) * 2 < len(chars):
            continue  # mostly other characters: cheap to see, and true of every page in Chinese or Japanese
        seen = _weigh(runs, coding, _codec(name))
        found = _judge(page, _codec(name), seen)
        if has_whole and seen.whole and name not in REAL_WORDS:
            hints.append(name)
        if found:
            fits.append(name)
            if best is None or found[0] > best[0]:
                best = found
    mender = best[1] if best else Mender()
    sample = joined[:20_000]
    if mender.codec and _ambiguous(sample, mender(sample)):
        doubt = f"the text looks like UTF-8 read as {mender.codec}, but another reading is as likely"
        return Mender(doubt=doubt, spoilt=True)
    rivals = tuple(name for name in fits if name != mender.damage) if mender.damage else ()
    found_out = attrs.evolve(mender, suspect=suspect, rivals=rivals)
    lines = page[:20_000].split("\n")
    if best or not hints or any(found_out(line) != line for line in lines):  # ftfy is sure of what stands in one
        return found_out
    doubt = f"some of the text looks like UTF-8 read as {hints[0]}, which is too little to be sure"
    return attrs.evolve(found_out, doubt=doubt)


def _to_the_first(joined: str, mender: Mender) -> Mender:
    """The same for a page that lost no byte, if all its readings can be undone. `joined`: its runs, a line each."""
    text = mender(joined)
    while (found := _spoilt_again(text, mender.inner[-1] if mender.inner else mender.codec or "")) is not None:
        if not found or len(mender.inner) + 2 > MOST_READINGS:
            doubt = f"the text was read wrongly more than once, the last time as {mender.codec}"
            return Mender(doubt=doubt, spoilt=True)
        reasons = (*mender.reasons, f"before that, as {found}")
        mender = attrs.evolve(mender, inner=(*mender.inner, found), reasons=reasons)
        text = mender(joined)
    left = sum(mender(run) == run for run in joined.split("\n"))
    if left:
        return attrs.evolve(mender, doubt=f"{left} kinds of non-ASCII characters are no UTF-8 read as {mender.codec}")
    return mender


def _undone(runs: Iterable[str], codec: str) -> str:
    """What is repaired on a page that lost bytes: what stood side by side, a line each."""
    inverse, found = _inverse(codec), []
    for run in runs:
        whole = WHOLE.findall(run.translate(inverse)) if all(ord(char) in inverse for char in run) else ()
        found += [each.encode("latin-1").decode("utf-8") for each in whole]
    return "\n".join(found)


def _spoilt_again(text: str, codec: str) -> str | None:
    """The codec in which repaired text was read before; "" if it looks read wrongly, but not surely; else None.

    `codec`: the one that was undone. What is wrong twice was often wrong in the same way.
    """
    if text.isascii():
        return None
    runs = Counter(NON_ASCII.findall(text))
    again = _examined_once(text, runs)
    if again.codec:
        return again.codec
    inverse = _inverse(codec)
    alike = sum(PAIR.match(run.translate(inverse)) is not None for run in runs if ord(run[0]) in inverse)
    return "" if again.damage or again.doubt or CONTROL.search(text) or alike * 2 > len(runs) else None


@attrs.frozen
class _Evidence:
    """How well one codec explains the non-ASCII runs of a page."""

    runs: int  #: runs of non-ASCII characters
    misfits: int  #: runs that are no UTF-8 in this codec
    units: int  #: lead bytes with what follows them
    lost: int  #: units that lack bytes
    lost_bytes: int
    kept_bytes: int  #: continuation bytes that are there
    alone: int  #: units with continuation bytes of LONE_LEADS: real text does not hold them by chance
    akin: int  #: other units with continuation bytes, among their like: real text holds few of them
    others: int  #: units whose lead seldom stands without continuation bytes
    others_bare: int  #: those of them that do
    common: int  #: units that a common character leaves
    whole: int  #: runs with all their bytes that begin with a sign or a lone letter, as no real text does


def _weigh(runs: Counter[str], coding: dict[int, str], codec: _Codec) -> _Evidence:
    follow = "".join(coding.get(ord(char), "") for char in FOLLOWERS)
    whole = misfits = units = lost = lost_bytes = kept_bytes = alone = akin = others = others_bare = common = 0
    for run, times in runs.items():
        coded = run.translate(coding)
        if not UNITS.fullmatch(coded) or not (codec.loses or _whole(coded)):
            misfits += times
            continue
        parts = UNIT.findall(coded)
        whole += times * (coded[0] in LONE_LEADS and bool(coded[1:].strip(follow)) and _whole(coded))
        for part in parts:
            lead, rest = part[0], part[1:]
            units += times
            lacking = (lead >= "\xc2") + (lead >= "\xe0") + (lead >= "\xf0") - len(rest)
            lost += times * (lacking > 0)
            lost_bytes += times * lacking
            kept_bytes += times * len(rest)
            common += times * (part in codec.common)
            if rest.strip(follow if lacking else "\xa0"):
                alone += times * (lead in LONE_LEADS)
                akin += times * (lead not in LONE_LEADS and len(parts) >= 3)
            if lead not in BARE_LEADS:
                others += times
                others_bare += times * (rest == "")
    return _Evidence(
        runs.total(), misfits, units, lost, lost_bytes, kept_bytes, alone, akin, others, others_bare, common, whole
    )


def _whole(coded: str) -> bool:
    try:
        coded.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return False
    return True


def _judge(page: str, codec: _Codec, seen: _Evidence) -> tuple[tuple[float, bool, float], Mender] | None:
    """A Mender and its rank, if the evidence is enough. Real text in any language must give None."""
    if not seen.units or seen.misfits > MOST_MISFITS * seen.runs:
        return None
    # first what common characters would leave, then whether all bytes are there, then how likely just these are
    chance = math.log(1 - codec.loses) if not seen.lost else -math.log(64)  # of one byte that follows, of 64
    likely = (seen.lost_bytes * math.log(codec.loses or 1) + seen.kept_bytes * chance) / seen.units
    rank = (round(seen.common / seen.units, 1), not seen.lost, likely)
    fits, runs = seen.runs - seen.misfits, plural(seen.runs, "run", "runs")
    what = f"{fits} of {runs} of non-ASCII characters {'is' if fits == 1 else 'are'} UTF-8 read as {codec.name}"
    if not seen.lost:
        if seen.alone + seen.akin / AKIN < LEAST_EVIDENCE or seen.alone + seen.akin < 0.8 * seen.units:
            return None
        return rank, Mender(codec=codec.name, reasons=(what, "no byte is lost"))
    if seen.others_bare > max(MOST_BARE * seen.others, (seen.units - seen.others) / 4):
        return None
    words = _apostrophes(page, codec)
    if seen.alone + seen.akin / AKIN + words < LEAST_EVIDENCE and not (seen.alone and _template(page, codec)):
        return None
    kept = f"{plural(seen.alone + seen.akin, 'keeps', 'keep')} a byte that real text would not have there"
    has, units = "has" if seen.lost == 1 else "have", plural(seen.units, "character", "characters")
    lost = f"{seen.lost} of {units} {has} lost bytes"
    reasons: tuple[str, ...] = (what, lost, kept)
    if words:
        reasons += (f"{plural(words, 'stands', 'stand')} for an apostrophe inside an English word",)
    return rank, Mender(damage=codec.name, reasons=reasons)


ASCII_LETTERS = frozenset(string.ascii_letters)


def _apostrophes(page: str, codec: _Codec) -> int:
    """How often E2 stands for an apostrophe ("donβt", "itβs"). One ending alone could be a real word ("mât")."""
    mark = re.escape(codec.shown[0xE2]) or r"(?!)"
    # a pattern that begins with one fixed character is looked for at the speed of str.find
    found = re.finditer(rf"{mark}(s|t|re|ve|ll|m|d)\b", page)
    endings = [one[1] for one in found if page[one.start() - 1 : one.start()] in ASCII_LETTERS]
    return len(endings) if len(set(endings)) > 1 else 0


def _template(page: str, codec: _Codec) -> bool:
    """Whether one line holds four spoilt emoji with numbers between them: a line of counts."""
    emoji = re.escape(codec.shown[0xF0]) or r"(?!)"
    count = rf"{emoji}[^\x00-\x7f]{{0,3}} {{1,3}}[0-9][0-9.,KMkm]{{0,9}} {{1,3}}"
    return re.search(rf"(?:{count}){{3}}{emoji}", page) is not None


UNIFIED = (
    dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")
    | dict.fromkeys("‘’‚‛′´ʼ", "'")
    | dict.fromkeys("“”„‟″«»", '"')
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f\ufeff", "")
)
SCHEME = re.compile(r"(?:https?://)+(?:www\.)*|(?<![\w.])(?:www\.)+")
# "example.org/abc..." where the page cut a link; the path is bounded so that a line of dots costs nothing
CUT_LINK = re.compile(r"([a-z0-9]\.[a-z]{2,24}/[!-~]{0,200}?)\.{3,}(?![a-z0-9/.])")


@functools.cache
def _variants() -> re.Pattern[str]:
    """What compare_form makes one: the characters of UNIFIED, the ellipsis, and what damage leaves of an ellipsis."""
    spoilt = {damaged("…", name).casefold() for name in CODECS}
    forms = sorted((form for form in spoilt if len(form) > 1), key=len, reverse=True)  # one letter may be anything
    return re.compile("|".join((*map(re.escape, forms), f"[…{''.join(UNIFIED)}]")))


@functools.lru_cache(4096)
def _unified(run: str) -> str:
    return _variants().sub(lambda found: UNIFIED.get(found[0], "..."), run)


def compare_form(text: str, damage: str | None = None) -> str:
    """The form in which two sightings are compared. Not for showing.

    With `damage`, clean text is put through the same damage as the other side first (the other side's own
    text is given without it). Case, white space, dashes, quotes and ellipses are made one; links lose their
    scheme and the dots where a page cut them.

    >>> compare_form("See https://www.example.org/abc… — “now”") == compare_form('see example.org/abc... - "now"')
    True
    >>> compare_form("See — 👍", "iso8859_7") == compare_form("See β π")
    True
    """
    if damage is not None:
        text = damaged(text, damage)
    text = text.casefold()
    if not text.isascii():
        text = NON_ASCII.sub(lambda run: _unified(run[0]), text)
    if "/" in text or "www." in text:
        before = None
        while before != text:  # twice at most but for contrived text
            before, text = text, CUT_LINK.sub(r"\1", SCHEME.sub("", text))
    return " ".join(text.split())
