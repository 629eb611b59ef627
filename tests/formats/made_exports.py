"""Made-up exports as material, and what every format of exports has to bear."""

from __future__ import annotations

import copy
import io
import json
import random
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from threadkit.parsing.material import Head, Hints, Material
from threadkit.records import Absence, Capture, Finding, Furniture, Link, Problem, Severity, Sighting

SAMPLES = Path(__file__).parents[1] / "samples"
ODD: tuple[Any, ...] = (None, True, -7, 10**40, 1.5e300, "", "odd", [], {}, [None, 3, "odd", {}], {"id": {"id": []}})


def material_of(data: bytes, name: str = "export", members: Mapping[str, bytes] | None = None,
                hints: Hints | None = None) -> Material:  # fmt: skip
    text = data.decode("utf-8-sig", "surrogatepass" if name != "odd" else "replace") if not members else ""
    text = text.replace("\r\n", "\n")
    inside = {each: partial(material_of, content, f"{name}/{each}") for each, content in (members or {}).items()}
    head = Head(name, text[:65536], members=tuple(inside), whole=len(text) <= 65536)
    return Material(name, head, hints or Hints(), lambda: io.BytesIO(data), lambda: text, inside)


def sample(path: str) -> Material:
    return material_of((SAMPLES / path).read_bytes(), path)


def folder(path: str) -> Material:
    root = SAMPLES / path
    files = {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}
    return material_of(b"", path, files)


def posts(findings: list[Finding]) -> dict[str, Sighting]:
    return {found.id: found for found in findings if isinstance(found, Sighting) and found.id is not None}


def links(findings: list[Finding]) -> set[tuple[str, str, str, str]]:
    """Kind, child, parent, basis."""
    return {(f.kind.value, f.child, f.parent, f.basis.value) for f in findings if isinstance(f, Link)}


def absences(findings: list[Finding]) -> dict[str, str]:
    return {found.post: found.reason for found in findings if isinstance(found, Absence)}


def furniture(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(found.role, found.text) for found in findings if isinstance(found, Furniture)]


def problems(findings: list[Finding], *, info: bool = False) -> list[tuple[str, str]]:
    """Place and what, without those that are only good to know."""
    return [
        (found.source.locator if found.source else "", found.what)
        for found in findings
        if isinstance(found, Problem) and (info or found.severity is not Severity.INFO)
    ]


def read_soundly(form: Any, material: Material) -> list[Finding]:
    """Read, and see that all findings belong to one Capture, which comes first, and that no two posts share a place."""
    form.detect(material.head)
    findings = list(form.read(material))
    assert isinstance(findings[0], Capture)
    assert sum(isinstance(found, Capture) for found in findings) == 1
    for found in findings[1:]:
        source = getattr(found, "source", None)
        assert source is None or source.capture == findings[0].name
    places = [found.source.locator for found in findings if isinstance(found, Sighting)]
    assert len(set(places)) == len(places)
    return findings


def cut(data: bytes, times: int = 25) -> Iterator[bytes]:
    """The start of it, so and so long."""
    for n in range(times):
        yield data[: len(data) * n // times]


def spoilt(data: bytes, times: int = 40) -> Iterator[bytes]:
    """A few bytes changed, left out, doubled; the same at every run."""
    chance = random.Random(len(data))
    for _ in range(times):
        changed = bytearray(data)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(changed))
            put = chance.choices(b'{}[]",:\\0 \xff\x00a\n<>', k=chance.randint(0, 3))
            changed[at : at + chance.randint(0, 3)] = bytes(put)
        yield bytes(changed)


def wrong_types(value: Any, every: int = 1) -> Iterator[bytes]:
    """The JSON with one value in it of another kind: every value, in turn."""
    paths: list[tuple[Any, ...]] = []
    waiting: list[tuple[tuple[Any, ...], Any]] = [((), value)]
    while waiting:
        path, each = waiting.pop()
        inside = each.items() if isinstance(each, dict) else enumerate(each) if isinstance(each, list) else ()
        for key, part in inside:
            paths.append((*path, key))
            waiting.append(((*path, key), part))
    for n, path in enumerate(paths):
        for m, odd in enumerate(ODD):
            if (n + m) % every == 0:
                changed = copy.deepcopy(value)
                at = changed
                for key in path[:-1]:
                    at = at[key]
                at[path[-1]] = odd
                yield json.dumps(changed).encode()
