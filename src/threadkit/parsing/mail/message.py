"""One mail as the standard library parses it: headers decoded, its text, its files. Nothing in it raises."""

from __future__ import annotations

import binascii
import codecs
import re
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import getaddresses, parsedate_tz

import attrs

from threadkit.parsing.times.shown import read_time
from threadkit.records import Author, When

__all__ = ["Body", "Headers", "address_of", "body_of", "ids_in", "parsed", "when_of"]

FAULTS = (LookupError, ValueError, TypeError, AttributeError, AssertionError, RecursionError)
FOLD = re.compile(r"\r?\n[ \t]*|\r")
BRACKETS = re.compile(r"<([^<>]{1,998})>")
#: "=?utf-8?q?Caf=C3=A9?=", perhaps with a language.
ENCODED = re.compile(r"=\?([\w.:+-]{1,60})(?:\*[\w-]{0,20})?\?([bBqQ])\?([^?]{0,4000})\?=")
COMMENT = re.compile(r"\([^()]{0,998}\)")
#: What list archives make of an address: "ada at example.org (Ada Example)".
HIDDEN = re.compile(r"(\S{1,100}) at (\S{1,250}?)(?: \((.{0,300})\))?")
CLOCK = re.compile(r"\d:\d\d(:\d\d)?")
ZONE = re.compile(r"[+-]\d\d:?\d\d\b|\b(?:UTC?|GMT|Z|[AECMP][SD]T)\b", re.IGNORECASE)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
NOT_CHARSETS = frozenset(("idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "mbcs", "oem"))
#: A name that programs write -> the charset that they mean.
MEANT = {
    "us-ascii": "utf-8", "ascii": "utf-8", "unknown-8bit": "utf-8", "x-unknown": "utf-8", "default": "utf-8",
    "utf8mb4": "utf-8", "iso-8859-1": "cp1252", "latin1": "cp1252", "iso-8859-8-i": "iso-8859-8",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "ks_c_5601-1987": "cp949", "x-sjis": "cp932",
}  # fmt: skip
LONGEST = 4000  #: characters of a header that names people; how the parser takes is not linear
STUB = 300  #: a plain text as short as this may only say that the mail is to be read as HTML
REPORT = "message/delivery-status"  #: headers that tell what became of a mail


class Headers:
    """Headers of a mail by lower-case name, unfolded."""

    def __init__(self, mail: Message) -> None:
        self.raw: dict[str, list[str]] = {}
        self.ids: dict[str, list[str]] = {}  #: found so far
        for name, value in mail.raw_items():
            self.raw.setdefault(str(name).lower(), []).append(FOLD.sub(" ", str(value)).strip())

    def all(self, name: str) -> list[str]:
        return self.raw.get(name, [])

    def first(self, name: str) -> str:
        """As it is written; "" if it is not there."""
        return next(iter(self.raw.get(name, ())), "")

    def text(self, name: str) -> str:
        """As it is meant: "=?utf-8?q?Caf=C3=A9?=" is "Café"."""
        return decoded(self.first(name))


def parsed(data: bytes) -> tuple[Message, list[str]]:
    """A mail and what is wrong with it."""
    try:
        mail = BytesParser(policy=compat32).parsebytes(data)
    except FAULTS as error:  # parts nested a thousand deep
        mail = BytesParser(policy=compat32).parsebytes(data, headersonly=True)
        return mail, [f"its parts cannot be told apart ({type(error).__name__}); its body is kept as it is"]
    return mail, sorted({type(defect).__name__ for defect in mail.defects})


def characters(data: bytes, charset: str | None) -> tuple[str, str]:
    """Bytes as text, and what is wrong with the charset that they were said to be in ("": nothing)."""
    named = (charset or "us-ascii").strip().strip("'\"").lower()
    meant = MEANT.get(named, named)
    odd = ""
    try:
        if codecs.lookup(meant).name.replace("_", "-") in NOT_CHARSETS:
            raise LookupError(meant)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return data.decode(meant), ""
    except LookupError:
        odd = f"a charset that is not known: {named}"
    except ValueError:  # of UnicodeError, and of names with a NUL
        odd = "" if charset is None else f"not in the charset that it names: {named}"
    for other in ("utf-8", "cp1252"):
        try:
            return data.decode(other), odd
        except UnicodeError:
            continue
    return data.decode("cp1252", "replace"), odd or "some bytes are in no known charset; replaced by U+FFFD"


def unescaped(raw: str) -> str:
    """A header with bytes that no rule allows, which the parser keeps as halves of surrogate pairs."""
    if raw.isascii():
        return raw
    return characters(raw.encode("utf-8", "surrogateescape"), None)[0] if encodable(raw) else raw


def encodable(raw: str) -> bool:
    try:
        raw.encode("utf-8", "surrogateescape")
    except UnicodeError:
        return False
    return True


def decoded(raw: str) -> str:
    r"""Encoded words as text; what stands between two of them is nothing, and a character may be cut by it.

    >>> decoded("Re: =?utf-8?q?Caf=C3?= =?utf-8?q?=A9_un?=")
    'Re: Café un'
    """
    raw = unescaped(raw)
    parts: list[str] = []
    held, held_charset = b"", ""
    end = 0
    for found in ENCODED.finditer(raw):
        between = raw[end : found.start()]
        charset = found[1].lower()
        if held_charset and (between.strip() or charset != held_charset):
            parts.append(characters(held, held_charset)[0])
            held = b""
        if between.strip() or not held_charset:
            parts.append(between)
        held, held_charset = held + encoded_word(found[2], found[3]), charset
        end = found.end()
    if held_charset:
        parts.append(characters(held, held_charset)[0])
    return FOLD.sub(" ", "".join([*parts, raw[end:]])).strip()


def encoded_word(way: str, text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    if way in "qQ":
        return binascii.a2b_qp(data, header=True)
    try:
        return binascii.a2b_base64(data + b"==")
    except ValueError:
        return data


def address_of(headers: Headers, name: str = "from") -> Author | None:
    """Who is named first: the name, and the address in small letters as the id."""
    raw = unescaped(headers.first(name))[:LONGEST]
    if not raw:
        return None
    if found := HIDDEN.fullmatch(raw.strip()):
        return Author(name=decoded(found[3] or "") or None, id=f"{found[1]}@{found[2]}".lower())
    try:
        people = getaddresses([raw])
    except FAULTS:
        people = []
    for person, address in people:
        if "@" in address or person:
            return Author(name=decoded(person) or None, id=address.lower() if "@" in address else None)
    return Author(name=decoded(raw))


def addresses_in(headers: Headers) -> set[str]:
    """All that are named in it, in small letters."""
    names = ("from", "to", "cc", "sender", "reply-to")
    raw = [unescaped(value)[:LONGEST] for name in names for value in headers.all(name)]
    try:
        return {address.lower() for _, address in getaddresses(raw)}
    except FAULTS:
        return set()


def ids_in(headers: Headers, name: str) -> list[str]:
    """Ids of mails in a header, without brackets. Old programs write words and addresses of people beside them."""
    if name not in headers.ids:
        headers.ids[name] = found_ids(headers, name) if name in headers.raw else []
    return headers.ids[name]


def found_ids(headers: Headers, name: str) -> list[str]:
    values = [unescaped(value) for value in headers.all(name)]
    found = ["".join(each.split()) for value in values for each in BRACKETS.findall(value)]
    words = " ".join([COMMENT.sub(" ", BRACKETS.sub(" ", value)) for value in values]).split()
    if not found:
        bare = [word.strip("<>,;") for word in words if "@" in word.strip("<>@,;")]
        return bare if name == "references" else bare[:1]
    if words and len(found) > 1 and name == "in-reply-to":
        people = addresses_in(headers)
        found = [each for each in found if each.lower() not in people] or found
    return [each for each in found if each]


def when_of(raw: str, zone: str | None) -> When | None:
    """A time as mails write it; "-0000" is a time of UTC. `zone`: of a time that names none."""
    raw = " ".join(raw.split())
    try:
        found = parsedate_tz(raw)
    except FAULTS:
        found = None
    if found is None:
        return read_time(raw, timezone=zone)
    year, month, date, hour, minute, second, *_, offset = found  # of no zone and of an unknown one, too, it makes 0
    clock = CLOCK.search(raw)
    unit = SECOND if clock and clock[1] else MINUTE
    try:
        wall = datetime(year, month, date, hour, minute, min(second, 59))  # noqa: DTZ001 - its zone comes next
        if not 1900 < year < 9000:
            return None
        if not ZONE.search(raw, clock.end() if clock else 0):
            shown = f"{wall:%Y-%m-%d %H:%M:%S}" if unit is SECOND else f"{wall:%Y-%m-%d %H:%M}"
            there = read_time(shown, timezone=zone)
            return attrs.evolve(there, text=raw) if there is not None else None
        place = timezone(timedelta(seconds=offset or 0))
        return When.at(wall.replace(tzinfo=place).astimezone(UTC), unit, raw)
    except (ValueError, OverflowError):
        return None


@attrs.define
class Body:
    """What a mail holds: its words, its files as (name, type), the mails within it, and what is odd."""

    text: str = ""
    files: list[tuple[str | None, str]] = attrs.Factory(list)
    mails: list[Message] = attrs.Factory(list)
    odd: list[str] = attrs.Factory(list)


@attrs.define
class Text:
    """A text part, and the alternative that it is one form of (0: none)."""

    subtype: str
    text: str
    choice: int


def body_of(mail: Message) -> Body:
    """Of several forms of the same words the plain one, unless that only says that there is another."""
    body = Body()
    texts: list[Text] = []
    for part, choice in leaves(mail, body):
        read_part(part, choice, body, texts)
    body.text = "\n\n".join([text for text in chosen(texts) if text]).strip("\n")
    return body


def leaves(mail: Message, body: Body) -> Iterator[tuple[Message, int]]:
    """The parts that have no others in them. Mails within it are set aside."""
    stack: list[tuple[Message, int]] = [(mail, 0)]
    while stack:
        part, choice = stack.pop()
        kind = kind_of(part)
        if not part.is_multipart() or kind == REPORT:
            yield part, choice
        elif kind.startswith("message/"):
            body.mails += inside_of(part)
        else:
            if kind == "multipart/alternative":
                choice = id(part)
            stack += [(each, choice) for each in reversed(inside_of(part))]


def inside_of(part: Message) -> list[Message]:
    inside = part.get_payload() if part.is_multipart() else ()  # of others it can raise
    return [each for each in inside if isinstance(each, Message)] if isinstance(inside, list) else []


def kind_of(part: Message) -> str:
    try:
        return part.get_content_type()
    except FAULTS:
        return "application/octet-stream"


def read_part(part: Message, choice: int, body: Body, texts: list[Text]) -> None:
    kind = kind_of(part)
    try:
        disposition, name, charset = part.get_content_disposition(), part.get_filename(), part.get_content_charset()
    except FAULTS:
        disposition, name, charset = None, None, None
    if name is not None:
        name = decoded(FOLD.sub(" ", name)) or None
    if kind == REPORT:
        blocks = ["\n".join([f"{key}: {value}" for key, value in block.raw_items()]) for block in inside_of(part)]
        texts += [Text("text/plain", block, 0) for block in blocks]
        return
    if kind not in ("text/plain", "text/html") or disposition == "attachment":
        body.files.append((name, kind))
        return
    try:
        data = part.get_payload(decode=True)
    except FAULTS:
        data = None
    if isinstance(data, bytes):
        text, odd = characters(data, charset)
        if odd:
            body.odd.append(odd)
        texts.append(Text(kind, text.replace("\r\n", "\n").replace("\r", "\n"), choice))
    else:
        body.odd.append(f"a part that cannot be decoded ({kind})")


def chosen(texts: list[Text]) -> Iterator[str]:
    from threadkit.parsing.markup.html_text import html_to_text

    plain: dict[int, int] = {}  # how much of each alternative is plain
    for text in texts:
        if text.choice and text.subtype == "text/plain":
            plain[text.choice] = plain.get(text.choice, 0) + len(text.text.strip())
    rich: dict[int, str] = {}  # alternatives whose plain form says less than the other
    for text in texts:
        if text.choice and text.subtype == "text/html" and plain.get(text.choice, 0) < STUB:
            found = html_to_text(text.text)
            if len(found) > 2 * plain.get(text.choice, 0):
                rich[text.choice] = found
    for text in texts:
        if text.choice in rich:
            if text.subtype == "text/html":
                yield rich[text.choice]
        elif text.subtype == "text/html":
            if not text.choice:
                yield html_to_text(text.text)
        else:
            yield text.text.strip("\n")
