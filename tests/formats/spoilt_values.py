"""Copies of JSON values in which something is of another type than it should be."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

WRONG: list[Any] = [None, 0, -1, 1.5, 1e300, 10**40, "", "x", [], [None], [[]], {}, {"x": 1}, True, "\ud800"]


def spoilt(value: Any, rng: random.Random, times: int = 3) -> Any:
    """A copy in which so many values, somewhere, are replaced."""
    value = copy.deepcopy(value)
    for _ in range(times):
        if places := list(places_in(value)):
            holder, key = rng.choice(places)
            holder[key] = copy.deepcopy(rng.choice(WRONG))
    return value


def places_in(value: Any) -> Iterator[tuple[Any, Any]]:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        for key in list(each) if isinstance(each, dict) else range(len(each)):
            yield each, key
            if isinstance(each[key], dict | list):
                waiting.append(each[key])
