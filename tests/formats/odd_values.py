"""Good input made odd: cut, with bytes changed, with a value of another kind in each place in turn."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from types import ModuleType
from typing import Any, TypeVar

from made_pages import material

from threadkit.records import Capture, Finding, Link, Sighting

T = TypeVar("T")
ODD: tuple[Any, ...] = (
    None, True, "", "x\ud800y", -1, 10**40, 1.5, 1e300, [], [[]], [None, 7, "z"], {}, {"a": {"b": []}},
)  # fmt: skip


def findings(form: ModuleType, text: str) -> list[Finding]:
    """What a format reads; each post's source is its own, and every finding can be made sense of."""
    form.detect(material(text).head)
    found = list(form.read(material(text)))
    assert isinstance(found[0], Capture)
    assert sum(isinstance(each, Capture) for each in found) == 1
    places = [each.source.locator for each in found if isinstance(each, Sighting)]
    assert len(places) == len(set(places))
    assert all(each.child and each.parent for each in found if isinstance(each, Link))
    return found


def of(found: list[Finding], kind: type[T]) -> list[T]:
    return [each for each in found if isinstance(each, kind)]


def places_in(value: object) -> list[tuple[str | int, ...]]:
    found: list[tuple[str | int, ...]] = []
    stack: list[tuple[object, tuple[str | int, ...]]] = [(value, ())]
    while stack:
        node, path = stack.pop()
        found.append(path)
        if isinstance(node, dict):
            stack.extend((each, (*path, key)) for key, each in node.items())
        elif isinstance(node, list):
            stack.extend((each, (*path, n)) for n, each in enumerate(node))
    return found


def with_odd_values(value: object) -> Iterator[str]:
    """The JSON with each value in turn replaced by an odd one, and with each field in turn left out."""
    for n, path in enumerate(places_in(value)):
        odd = copy.deepcopy(value)
        if not path:
            continue
        holder: Any = odd
        for step in path[:-1]:
            holder = holder[step]
        for turn in (n, n + 5):
            holder[path[-1]] = ODD[turn % len(ODD)]
            yield json.dumps(odd)
        if isinstance(holder, dict):
            del holder[path[-1]]
            yield json.dumps(odd)


def damaged(text: str, times: int = 40, seed: int = 7) -> Iterator[str]:
    """The text cut at many places, and with some characters changed."""
    for n in range(1, times):
        yield text[: len(text) * n // times]
    chance = random.Random(seed)
    for _ in range(times):
        at = chance.randrange(len(text))
        yield text[:at] + chance.choice('{}[]",:0x\x00') + text[at + 1 :]
