"""Made-up views and records of Bluesky, and findings by kind."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any, TypeVar

from threadkit.records import Absence, Finding, Kind, Link, Problem, Severity, Sighting

SAMPLES = Path(__file__).parents[1] / "samples"
REAL = Path(__file__).parents[2].parent / "shared" / "fixtures" / "bluesky"
ADA, BEN, CLEO = "did:plc:exampleada", "did:plc:exampleben", "did:web:cleo.example"
NAMES = {ADA: ("ada.example.com", "Ada Example"), BEN: ("ben.example.com", "Ben Example"), CLEO: ("cleo.example", "")}

F = TypeVar("F", bound=Finding)


def uri(did: str, key: str, collection: str = "app.bsky.feed.post") -> str:
    return f"at://{did}/{collection}/{key}"


def ref(address: str) -> dict[str, Any]:
    return {"uri": address, "cid": "bafyreimadeup"}


def record(text: str, at: str = "2024-03-02T10:30:00.000Z", **more: Any) -> dict[str, Any]:
    return {"$type": "app.bsky.feed.post", "text": text, "createdAt": at, **more}


def reply(parent: str, root: str | None = None) -> dict[str, Any]:
    return {"root": ref(root or parent), "parent": ref(parent)}


def view(did: str, key: str, written: dict[str, Any], replies: int = 0, **more: Any) -> dict[str, Any]:
    handle, name = NAMES[did]
    return {
        "uri": uri(did, key), "cid": "bafyreimadeup", "author": {"did": did, "handle": handle, "displayName": name},
        "record": written, "replyCount": replies, "repostCount": 1, "likeCount": 2, "quoteCount": 3,
        "indexedAt": "2024-03-02T10:30:01.000Z", "labels": [], **more,
    }  # fmt: skip


def of(found: list[Finding], kind: type[F]) -> list[F]:
    return [each for each in found if isinstance(each, kind)]


def posts(found: list[Finding]) -> dict[str, Sighting]:
    return {str(each.id): each for each in of(found, Sighting)}


def links(found: list[Finding], kind: Kind) -> set[tuple[str, str]]:
    return {(link.child, link.parent) for link in of(found, Link) if link.kind is kind}


def absences(found: list[Finding]) -> dict[str, tuple[str, int | None]]:
    return {each.post: (each.reason, each.count) for each in of(found, Absence)}


def doubts(found: list[Finding]) -> list[Problem]:
    return [each for each in of(found, Problem) if each.severity is not Severity.INFO]


def snapshots(name: str) -> dict[str, Any]:
    """The answers in a file of recorded ones, which are JSON but for commas, with ids made into addresses."""
    import json

    text = (REAL / "atproto_snapshots" / name).read_text(encoding="utf-8")
    found = {}
    for title, body in re.findall(r"^exports\[`(.*?)`\] = `\n(.*?)\n`;$", text, re.MULTILINE | re.DOTALL):
        body = re.sub(r",(\s*[}\]])", r"\1", body.replace("\\\\", "\\"))
        body = re.sub(r'"user\((\d+)\)"', r'"did:plc:user\1"', body)
        body = re.sub(r'"record\((\d+)\)"', r'"at://did:plc:someone/app.bsky.feed.post/r\1"', body)
        found[title] = json.loads(body)
    return found


# --- repositories, by hand ------------------------------------------------------------------------------------------


class Blocks:
    """Blocks of a repository, in the order in which they are put."""

    def __init__(self) -> None:
        self.blocks: list[tuple[bytes, bytes]] = []

    def put(self, value: object) -> bytes:
        import libipld

        data = libipld.encode_dag_cbor(value)
        cid = b"\x01\x71\x12\x20" + hashlib.sha256(data).digest()
        self.blocks.append((cid, data))
        return cid

    def car(self, *roots: bytes) -> bytes:
        import libipld

        head = libipld.encode_dag_cbor({"roots": list(roots), "version": 1})
        sections = [varint(len(cid) + len(data)) + cid + data for cid, data in self.blocks]
        return varint(len(head)) + head + b"".join(sections)


def varint(number: int) -> bytes:
    found = b""
    while number > 127:
        found += bytes([number & 127 | 128])
        number >>= 7
    return found + bytes([number])


def node(
    pairs: list[tuple[str, bytes]], left: bytes | None = None, right: dict[str, bytes] | None = None
) -> dict[str, Any]:
    """A node of a repository's tree: records by key, `left` of all of them, `right` of some."""
    before, entries = b"", []
    for name, cid in pairs:
        key, shared = name.encode(), 0
        while shared < min(len(before), len(key)) and before[shared] == key[shared]:
            shared += 1
        entries.append({"p": shared, "k": key[shared:], "v": cid, "t": (right or {}).get(name)})
        before = key
    return {"l": left, "e": entries}


def commit(did: str, data: bytes, prev: bytes | None = None) -> dict[str, Any]:
    return {"did": did, "version": 3, "data": data, "rev": "3kmpfws4ik222", "prev": prev, "sig": b"made up"}
