"""A JSON object with its place: fields of the expected kind, and a Problem for each that is of another."""

from __future__ import annotations

import math
import re
import reprlib
from collections.abc import Iterator
from typing import Any

import attrs

from threadkit.parsing.json_data.mending import CUT
from threadkit.parsing.times.stamps import moment, seconds
from threadkit.records import Count, Problem, Severity, Source, When

__all__ = ["Faults", "Fields"]

EXACT = 2**53  #: above it two whole numbers can be one float
DIGITS = re.compile(r"-?\d{1,30}")
SAW = 60  #: characters of a wrong value that a Problem shows


@attrs.define
class Faults:
    """What was wrong in the records of one capture, until it is told."""

    capture: str
    found: list[Problem] = attrs.Factory(list)

    def add(self, place: str, what: str, saw: object, severity: Severity = Severity.WARNING) -> None:
        shown = saw if isinstance(saw, str) else reprlib.repr(saw)  # which has an end, however large the value
        self.found.append(Problem(Source(self.capture, place), what, shown[:SAW], severity))

    def told(self) -> Iterator[Problem]:
        """The Problems since the last time."""
        found, self.found = self.found, []
        yield from found


@attrs.frozen
class Fields:
    """One object. Every method takes a path of keys. What is absent or null is None, or empty; so is what is of
    another kind than asked for, and that is a fault.

    >>> post = Fields({"id": 7, "user": {"name": "Ada"}, "likes": "many"}, "$[0]", Faults("dump.json"))
    >>> post.id("id"), post.text("user", "name"), post.count("likes"), post.text("no", "such")
    ('7', 'Ada', None, None)
    >>> [problem.source.locator for problem in post.faults.told()]
    ['$[0].likes']
    """

    value: dict[str, Any]
    place: str
    faults: Faults

    @property
    def cut(self) -> bool:
        """Whether its end is not there: fields may be absent that were written."""
        return CUT in self.value

    def __contains__(self, name: str) -> bool:
        return self.value.get(name) is not None

    def any(self, *names: str) -> Any:  # noqa: ANN401 - that is the point
        """Whatever stands there."""
        value: Any = self.value
        for n, name in enumerate(names):
            if not isinstance(value, dict):
                self.wrong(names[:n], "an object", value)
                return None
            value = value.get(name)
            if value is None:
                return None
        return value

    def wrong(self, names: tuple[str, ...], wanted: str, value: object) -> None:
        place = ".".join((self.place, *names))
        self.faults.add(place, f"not {wanted}; taken as not given", value)

    def text(self, *names: str) -> str | None:
        value = self.any(*names)
        if value is None or isinstance(value, str):
            return value
        self.wrong(names, "a text", value)
        return None

    def flag(self, *names: str) -> bool | None:
        """True or false, also in words: exports write "true"."""
        value = self.any(*names)
        if value is None or isinstance(value, bool):
            return value
        if value in ("true", "false", "True", "False"):
            return value in ("true", "True")
        self.wrong(names, "true or false", value)
        return None

    def whole(self, *names: str) -> int | None:
        """A whole number, also one written as text."""
        value = self.any(*names)
        if value is None or type(value) is int:
            return value
        if isinstance(value, str) and DIGITS.fullmatch(value):
            return int(value)
        if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
            return int(value)
        if value != "":
            self.wrong(names, "a whole number", value)
        return None

    def number(self, *names: str) -> float | int | None:
        value = self.any(*names)
        if value is None or type(value) is int or (type(value) is float and math.isfinite(value)):
            return value
        if isinstance(value, str):
            try:
                found = float(value)
            except ValueError:
                found = math.nan
            if math.isfinite(found):
                return found
        self.wrong(names, "a number", value)
        return None

    def id(self, *names: str) -> str | None:
        """An id as the platform writes it. One that went through a float is lost, and that is a fault."""
        value = self.any(*names)
        if value is None or value == "":
            return None
        if isinstance(value, str):
            return value
        if type(value) is int:
            return str(value)
        if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
            return str(int(value))
        if isinstance(value, float):
            place = ".".join((self.place, *names))
            what = "an id that was written as a number with a fraction or exponent: its last digits are lost"
            self.faults.add(place, what, value, Severity.ERROR)
        else:
            self.wrong(names, "an id", value)
        return None

    def count(self, *names: str, signed: bool = False) -> Count | None:
        """An exact count, 0 or more; `signed`: a score, which may be below 0."""
        value = self.whole(*names)
        if value is None:
            return None
        if value < 0 and not signed:
            self.wrong(names, "a count", value)
            return None
        return Count.of(value)

    def when(self, *names: str) -> When | None:
        """A time as programs write it, see :func:`threadkit.parsing.times.stamps.moment`. "" is not given."""
        value = self.text(*names)
        if not value:
            return None
        found = moment(value)
        if found is None:
            self.wrong(names, "a time", value)
        return found

    def unix(self, *names: str, per_second: int = 1) -> When | None:
        """A time in seconds since 1970, or `per_second` parts of one."""
        value = self.number(*names)
        if value is None:
            return None
        found = seconds(value, per_second)
        if found is None:
            self.wrong(names, "a time", value)
        return found

    def record(self, *names: str) -> Fields:
        """An object in it; an empty one if there is none."""
        value = self.any(*names)
        place = ".".join((self.place, *names))
        if isinstance(value, dict):
            return Fields(value, place, self.faults)
        if value is not None and value != "":
            self.wrong(names, "an object", value)
        return Fields({}, place, self.faults)

    def list(self, *names: str) -> list[Any]:
        value = self.any(*names)
        if isinstance(value, list):
            return value
        if value is not None and value != "":
            self.wrong(names, "a list", value)
        return []

    def records(self, *names: str) -> Iterator[Fields]:
        """The objects of a list."""
        place = ".".join((self.place, *names))
        for n, each in enumerate(self.list(*names)):
            if isinstance(each, dict):
                yield Fields(each, f"{place}[{n}]", self.faults)
            elif each is not None:
                self.faults.add(f"{place}[{n}]", "not an object; left out", each)
