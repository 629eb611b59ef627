"""The blocks of a CAR file (content-addressed archive): ids and bytes, also of one that is damaged or cut short.

A header names the roots; then each block is its length, its id (CID) and its content. A length that is wrong hides
what follows, so the next block is looked for by an id that fits its content.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

import attrs

__all__ = ["Car", "car_of", "cid_text", "content", "is_car"]

#: Version 1: a header {"roots": […], "version": 1} behind its length. Version 2 begins always with the same bytes.
VERSION_1 = re.compile(rb"[\x00-\xff]{1,3}[\xa1-\xa8](?:eroots|gversion\x01)")
VERSION_2 = b"\x0a\xa1gversion\x02"
BASE64 = re.compile(r"[A-Za-z0-9+/\s]{16,}={0,2}\s{0,100}")
SHA_256 = b"\x01\x71\x12\x20"  #: how the ids of all records of the AT Protocol begin
LONGEST = 4 * 1024 * 1024  #: bytes of a block that is looked for in a damaged file
MOST_TRIES = 10_000  #: places where a block may begin, in a damaged file


@attrs.define
class Car:
    """`blocks`: from where to where the content of each id goes. `faults`: place and what is wrong there."""

    data: bytes
    roots: list[bytes] = attrs.Factory(list)
    blocks: dict[bytes, tuple[int, int]] = attrs.Factory(dict)
    faults: list[tuple[str, str]] = attrs.Factory(list)

    def value(self, cid: bytes) -> Any:  # noqa: ANN401 - any data
        """What a block holds; ids in it are bytes. Raises ValueError if it cannot be decoded."""
        from libipld import decode_dag_cbor

        start, end = self.blocks[cid]
        try:
            return decode_dag_cbor(self.data[start:end])
        except (RecursionError, OverflowError) as error:
            raise ValueError(str(error)) from None

    def is_sound(self, cid: bytes) -> bool:
        """Whether the content is what the id says; True also of ids that are made in another way."""
        start, end = self.blocks[cid]
        return not cid.startswith(SHA_256) or hashlib.sha256(self.data[start:end]).digest() == cid[4:]


def is_car(start: bytes, text: str = "") -> bool:
    """Whether a file begins like a CAR, or like one written as base64."""
    if VERSION_1.match(start) or start.startswith(VERSION_2):
        return True
    begin = text.lstrip()[:4096]
    if not BASE64.match(begin):
        return False
    return bool(VERSION_1.match(unwritten(begin)))


def content(data: bytes) -> bytes:
    """The bytes of the archive itself, without base64 and without what version 2 puts around it."""
    if not is_car(data[:64]):
        data = unwritten(data.decode("latin-1"))
    if data.startswith(VERSION_2):
        start, size = (int.from_bytes(data[at : at + 8], "little") for at in (27, 35))
        data = data[start : start + size] if size else data[start:]
    return data


def unwritten(text: str) -> bytes:
    letters = re.sub(r"[^A-Za-z0-9+/]", "", text)
    return base64.b64decode(letters[: len(letters) - (len(letters) % 4 == 1)] + "==", validate=False)


def car_of(data: bytes) -> Car:
    """All blocks of an archive. Raises nothing: what is wrong stands in `faults`."""
    car = Car(data)
    at = header(car)
    last, tries = at, 0  # where the last block began
    before = b""  # its id
    while at < len(data):
        length, start = varint(data, at)
        end = cid_end(data, start)
        if start <= end <= start + length <= len(data) and length:
            last, before = at, data[start:end]
            car.blocks.setdefault(before, (end, start + length))
            at = start + length
            continue
        if before in car.blocks and not car.is_sound(before):  # its length was wrong, and hides the start of this one
            del car.blocks[before]
            at = last
        follow, tries = next_block(data, at + 1, tries)
        if follow < 0:
            short = start and start + length > len(data)
            what = "the file ends inside a block" if short else "no block; nothing after it is read"
            car.faults.append((f"byte {at}", what))
            break
        car.faults.append((f"bytes {at}-{follow - 1}", "no whole block; left out"))
        at = follow
    return car


def header(car: Car) -> int:
    """Where the first block begins."""
    from libipld import decode_dag_cbor

    length, start = varint(car.data, 0)
    try:
        head = decode_dag_cbor(car.data[start : start + length])
    except (ValueError, RecursionError, OverflowError) as error:
        car.faults.append(("byte 0", f"the header cannot be read ({error})"))
        return max(0, next_block(car.data, 0, 0)[0])
    roots = head.get("roots") if isinstance(head, dict) else None
    car.roots = [root for root in roots if isinstance(root, bytes)] if isinstance(roots, list) else []
    return start + length


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A number in groups of seven bits, lowest first, and where it ends; (0, 0): there is none."""
    number = 0
    for n, byte in enumerate(data[at : at + 9]):
        number |= (byte & 127) << 7 * n
        if byte < 128:
            return number, at + n + 1
    return 0, 0


def cid_end(data: bytes, at: int) -> int:
    """Where an id ends that begins here; -1: none does."""
    if data[at : at + 2] == b"\x12\x20":  # the first version of ids
        return at + 34
    if data[at : at + 1] != b"\x01":
        return -1
    _, at = varint(data, at + 1)
    _, at = varint(data, at) if at else (0, 0)
    length, at = varint(data, at) if at else (0, 0)
    return at + length if at else -1


def next_block(data: bytes, at: int, tries: int) -> tuple[int, int]:
    """Where the next block begins whose content fits its id, or -1; and how many places were tried so far."""
    while tries < MOST_TRIES and (found := data.find(SHA_256, at)) >= 0:
        tries += 1
        for before in range(max(0, found - 4), found):
            length, end = varint(data, before)
            whole = end == found and 36 <= length <= LONGEST and found + length <= len(data)
            if whole and hashlib.sha256(data[found + 36 : found + length]).digest() == data[found + 4 : found + 36]:
                return before, tries
        at = found + 1
    return -1, tries


def cid_text(cid: bytes) -> str:
    """An id as people write it.

    >>> cid_text(bytes.fromhex("01711220") + bytes(32))[:12]
    'bafyreiaaaaa'
    """
    return "b" + base64.b32encode(cid).decode().rstrip("=").lower()
