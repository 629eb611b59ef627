"""Mail: mailbox files (mbox), Maildir folders and single mails (.eml), threaded by their ids as Zawinski described it.

RFC 5322, 3.6.4: "In-Reply-To" holds the mail that is answered, so its link is stated. "References" holds those above
it, oldest first, so an order is shown: each but the first below the one before it, and the mail below the last. Where
the two disagree both links stand, and what is stated wins. Programs cut long lists in the middle, so a shown link can
skip mails. Mails that are only named are gaps. Subjects join nothing.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from email.message import Message

import attrs

from threadkit.parsing.attachments import attached, media_and_cards
from threadkit.parsing.files.boxes import prefix
from threadkit.parsing.identity import sighting_id
from threadkit.parsing.mail.mbox import HEADER, is_parting, mails_of, without_marks
from threadkit.parsing.mail.message import Body, Headers, address_of, body_of, ids_in, parsed, when_of
from threadkit.parsing.material import Fit, Head, Material
from threadkit.records import (
    Basis,
    Capture,
    Finding,
    Furniture,
    Kind,
    Link,
    Problem,
    Severity,
    Sighting,
    Source,
)
from threadkit.wording import plural

__all__ = ["EXAMPLE", "NAME", "TITLE", "claim", "detect", "read"]

NAME = "mail"
TITLE = "Mail (mbox, Maildir, .eml)"
EXAMPLE = """\
From ada@example.org Wed May  1 12:00:00 2024
From: Ada Example <ada@example.org>
Date: Wed, 01 May 2024 14:00:00 +0200
Subject: Is the sundial slow?
Message-ID: <dial-1@example.org>

By an hour, I think.

From bo@example.org Wed May  1 12:05:00 2024
From: Bo Example <bo@example.org>
Date: Wed, 01 May 2024 12:05:00 +0000
Subject: Re: Is the sundial slow?
Message-ID: <dial-2@example.org>
In-Reply-To: <dial-1@example.org>
References: <dial-1@example.org>

> By an hour, I think.
Summer time.
"""

#: A file of a Maildir: seconds, host and flags; Windows cannot have the ":".
DELIVERED = re.compile(r"(?:(.*)/)?(?:cur|new)/(\d{5,20}\.[^/]{1,300}|[^/]{1,300}[:;!_]2,[A-Za-z]{0,20})", re.DOTALL)
OTHER_FILE = re.compile(r"\.(?:jsonl?|ndjson|csv|tsv|txt|html?|xml|zip|gz|zst|mbox|eml|parquet|js)$", re.IGNORECASE)
#: Headers of a mail; one of the second kind is in each that was sent.
SIGNS = frozenset(("from", "to", "cc", "date", "subject", "reply-to", "in-reply-to", "references", "newsgroups"))
SENT = frozenset(("message-id", "received", "return-path", "mime-version", "delivered-to", "x-mailer", "path"))
#: A web page saved as one file has such headers, too.
SAVED_PAGE = frozenset(("snapshot-content-location", "content-location", "warc-type"))
INTERNAL = "folder internal data"  #: what some programs keep as the first mail of a file
UNENDED = "CloseBoundaryNotFoundDefect"
MOST_WITHIN = 1000  #: mails within one mail


def detect(head: Head) -> Fit:
    if head.members:
        return Fit.YES if any(True for _ in claim(head.members)) else Fit.NO
    lines = [line.encode("utf-8", "replace") for line in head.text.lstrip("\ufeff\n").split("\n", 400)[:400]]
    named = head.name.lower().endswith((".eml", ".mbox", ".mbx"))
    first = lines[0]
    if first.startswith(b"From ") and is_parting(first, True, lines[1] if len(lines) > 1 else b""):
        return fit_of(lines[1:], named, boxed=True)
    return fit_of(lines, named, boxed=False)


def fit_of(lines: list[bytes], named: bool, boxed: bool) -> Fit:
    """By the headers at the start."""
    names: set[str] = set()
    for line in lines:
        if not line.strip():
            break
        if line[:1] in (b" ", b"\t") and names:
            continue
        if HEADER.match(line) is None:
            if line.startswith(b">From ") and boxed:
                continue
            return Fit.NO
        names.add(line.partition(b":")[0].strip().decode("ascii", "replace").lower())
    if names & SAVED_PAGE or "from" not in names | ({"from"} if boxed else set()):
        return Fit.NO
    signs = len(names & SIGNS)
    if names & SENT and signs >= 2:
        return Fit.YES
    if signs >= 2:
        return Fit.YES if boxed or named else Fit.MAYBE
    return Fit.MAYBE if boxed else Fit.NO


def claim(names: Sequence[str]) -> Iterable[Sequence[str]]:
    """One group for each folder that holds a Maildir: the files of its "cur" and "new"."""
    groups: dict[str, list[str]] = {}
    for name in names:
        if (found := DELIVERED.fullmatch(name)) and not OTHER_FILE.search(name):
            groups.setdefault(found[1] or "", []).append(name)
    return list(groups.values())


@attrs.define
class Box:
    """What was read of one capture: what tells apart mails of one id, and pairs that References told of."""

    capture: str
    zone: str | None
    seen: dict[str, bytes] = attrs.Factory(dict)
    shown: set[tuple[str, str]] = attrs.Factory(set)
    unlike: list[tuple[str, list[str], list[str], Source]] = attrs.Factory(list)  #: mail, In-Reply-To, References
    position: int = 0

    def above(self) -> Iterator[Link]:
        """Where In-Reply-To names a mail that is not here, References may know one that is, further up."""
        for name, answered, listed, source in self.unlike:
            held = next((each for each in reversed(listed) if each in self.seen), None)
            if held is not None and not any(each in self.seen for each in answered):
                yield Link(Kind.ANCESTOR, name, held, Basis.SHOWN, None, ("in its References",), source)


def read(material: Material) -> Iterator[Finding]:
    """Yield a Capture, then mail by mail, in the order of the file, each with the links that it states and shows."""
    hints = material.hints
    yield Capture(
        material.name, NAME, hints.seen_at, hints.author, timezone=hints.timezone, platform=hints.platform or "mail",
    )  # fmt: skip
    box = Box(material.name, hints.timezone)
    found = False
    for place, data in pieces(material):
        found = True
        if isinstance(data, bytes):
            yield from mail(data, place, box)
        else:
            yield Problem(Source(material.name, place), f"cannot be opened: {data}", "", Severity.ERROR)
    yield from box.above()
    if not found:
        yield Problem(Source(material.name), "no mail in it", "", Severity.ERROR)


def pieces(material: Material) -> Iterator[tuple[str, bytes | Exception]]:
    """Place and bytes of each mail, or why there are none; of a mailbox file never more than one is held."""
    folder = prefix(tuple(material.members))  # the name of the capture has it already
    for name in sorted(material.members):
        data: bytes | Exception
        try:
            with material.members[name]().open() as stream:
                data = stream.read()
        except (OSError, EOFError) as error:
            data = error
        yield name.removeprefix(folder), data
    if material.members:
        return
    with material.open() as stream:
        boxed = first_line(stream).startswith(b"From ")
    with material.open() as stream:
        if not boxed:
            data = without_marks(stream.read().lstrip(b"\r\n")).lstrip(b"\r\n")
            if data.strip():
                yield "$", data
            return
        for number, data in mails_of(stream):
            yield f"line {number}", data


def first_line(stream: Iterable[bytes]) -> bytes:
    """The first that is not empty."""
    for line in stream:
        if (bare := without_marks(line)).strip():
            return bare
    return b""


def mail(data: bytes, place: str, box: Box) -> Iterator[Finding]:
    """One mail and those within it."""
    message, odd = parsed(data)
    waiting: list[tuple[Message, str, str | None]] = [(message, place, None)]
    read_so_far = 0
    while waiting:
        message, place, outer = waiting.pop()
        read_so_far += 1
        source = Source(box.capture, place, box.position)
        box.position += 1
        headers = Headers(message)
        if not any(headers.first(name) for name in ("from", "date", "subject", "message-id", "received")):
            yield Problem(source, "no headers of a mail; left out", "" if outer else repr(data[:60]))
            continue
        if INTERNAL in headers.first("subject").lower():
            yield Furniture(source, "folder data", headers.text("subject"))
            continue
        body = body_of(message)
        post = sighting(headers, body, source, box, cut=UNENDED in odd)
        name = sighting_id(post)
        yield post
        yield from problems(source, [*odd, *body.odd], headers, post)
        yield from doubled(name, headers, source)
        yield from links(name, headers, source, box)
        if outer is not None:
            yield Link(Kind.QUOTE, outer, name, Basis.SHOWN, source=source)
        within = body.mails[: max(0, MOST_WITHIN - read_so_far - len(waiting))]
        waiting += [(each, f"{place}, mail {n} in it", name) for n, each in reversed([*enumerate(within, 1)])]
        if len(within) < len(body.mails):
            left = plural(len(body.mails) - len(within), "is", "are")
            what = f"more than {MOST_WITHIN} mails in one; {left} left out"
            yield Problem(source, what, "", Severity.ERROR)
        odd = []


def sighting(headers: Headers, body: Body, source: Source, box: Box, cut: bool) -> Sighting:
    subject = headers.text("subject")
    media, cards = media_and_cards([attached(name, kind, None) for name, kind in body.files])
    when = when_of(headers.first("date"), box.zone) if headers.first("date") else None
    received = None
    if when is None and (passed := headers.first("received")):
        received = when_of(passed.rpartition(";")[2].strip(), box.zone)
    address = headers.first("archived-at").strip("<> ")
    lang = headers.first("content-language").strip()
    return Sighting(
        source, "\n\n".join(part for part in (subject, body.text) if part), own_id(headers, body, box),
        address if address.startswith(("http://", "https://")) else None,
        address_of(headers) or address_of(headers, "sender"), truncated=cut,
        lang=lang if re.fullmatch(r"[A-Za-z-]{2,20}", lang) else None, when=when,
        other_times=(("received", received),) if received is not None else (), media=media, cards=cards,
    )  # fmt: skip


def own_id(headers: Headers, body: Body, box: Box) -> str | None:
    """The mail's id. A mail from another person or time that has an id already taken gets it with a mark."""
    found = ids_in(headers, "message-id")
    if not found:
        return None
    name = f"mail:{found[0]}"
    telling = "\x1f".join((headers.first("from"), headers.first("date") or body.text))
    mark = hashlib.blake2b(telling.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return name if box.seen.setdefault(name, mark) == mark else f"{name}#{mark.hex()}"


def doubled(name: str, headers: Headers, source: Source) -> Iterator[Problem]:
    stated = ids_in(headers, "message-id")
    if not stated:
        yield Problem(source, "a mail without an id; its id is made of what it shows", "", Severity.INFO)
    elif name != f"mail:{stated[0]}":
        what = "another mail has the same id; both are kept, this one under an id with a mark"
        yield Problem(source, what, stated[0])


def problems(source: Source, odd: list[str], headers: Headers, post: Sighting) -> Iterator[Problem]:
    if post.when is None:
        shown = headers.first("date")
        yield Problem(source, "a date that cannot be read" if shown else "a mail without a date", shown)
    for what in dict.fromkeys(odd):
        if what == UNENDED:
            yield Problem(source, "its end is missing: the last part is not closed")
        elif what.endswith("Defect"):
            yield Problem(source, "it is not written as mails should be", what.removesuffix("Defect"), Severity.INFO)
        else:
            yield Problem(source, what)


def links(name: str, headers: Headers, source: Source, box: Box) -> Iterator[Finding]:
    """In-Reply-To states, References show; without the former the last of the latter states."""
    answered = [f"mail:{each}" for each in dict.fromkeys(ids_in(headers, "in-reply-to"))]
    listed = [f"mail:{each}" for each in ids_in(headers, "references")]
    above = list(dict.fromkeys(reversed(listed)))[::-1]  # of one that is named twice the last
    own = {name, *(f"mail:{each}" for each in ids_in(headers, "message-id"))}
    if own.intersection((*answered, *above)):
        yield Problem(source, "a mail that names itself as one above it", name, Severity.INFO)
        answered = [each for each in answered if each not in own]
        above = [each for each in above if each not in own]
    for parent in answered or above[-1:]:
        yield Link(Kind.REPLY, name, parent, Basis.STATED, source=source)
    if answered and above and above[-1] not in answered:
        yield Link(Kind.REPLY, name, above[-1], Basis.SHOWN, source=source)
        what = "In-Reply-To and References name different mails; the former is taken"
        yield Problem(source, what, f"{answered[0]} and {above[-1]}", Severity.INFO)
        box.unlike.append((name, answered, above, source))
    for parent, child in itertools.pairwise(above):
        if (child, parent) not in box.shown:
            box.shown.add((child, parent))
            yield Link(Kind.REPLY, child, parent, Basis.SHOWN, source=source)

