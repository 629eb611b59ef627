"""JSON in all its wrappings: which records come out, where they stand, and what is told of those that do not."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from threadkit.parsing.json_values import Value, json_values
from threadkit.parsing.material import Hints, Material
from threadkit.parsing.opening import bytes_opener, opened
from threadkit.records import Problem

RECORDS: list[dict[str, Any]] = [
    {"id": str(n), "text": f"made up {n}", "more": {"list": [n, {"a": n}]}} for n in range(5)
]
LINES = [json.dumps(record) for record in RECORDS]
LONG = [json.dumps({**record, "padding": "x" * 70_000}) for record in RECORDS]  #: each is longer than the head


def read(data: bytes) -> tuple[list[Value], list[Problem]]:
    told: list[tuple[str, str]] = []
    found = opened("made up", bytes_opener(data), Hints(), lambda what, saw: told.append((what, saw)))
    assert isinstance(found, Material)
    values = list(json_values(found))
    return [v for v in values if isinstance(v, Value)], [v for v in values if isinstance(v, Problem)]


def ids(values: list[Value]) -> list[str]:
    return [value.value["id"] for value in values]


WRAPPED = {
    "one a line": "\n".join(LINES) + "\n",
    "one a line without an end": "\n".join(LINES),
    "blank lines between": "\n\n".join(LINES),
    "an array": json.dumps(RECORDS),
    "an indented array": json.dumps(RECORDS, indent=2),
    "an array of lines": "[\n" + ",\n".join(LINES) + "\n]",
    "a script": "window.YTD.tweets.part0 = " + json.dumps(RECORDS),
    "a script with an end": "var made = " + json.dumps(RECORDS) + ";\n",
    "texts in a row": "".join(LINES),
    "indented texts in a row": "\n".join(json.dumps(record, indent=1) for record in RECORDS),
    "texts after the sign for records": "".join(f"\x1e{line}\n" for line in LINES),
    "long lines": "\n".join(LONG),
    "a long array": "[" + ",".join(LONG) + "]",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("name", WRAPPED)
def test_all_records_come_out_in_order(name: str, end: str, encoding: str) -> None:
    values, odd = read(WRAPPED[name].replace("\n", end).encode(encoding))
    assert ids(values) == ["0", "1", "2", "3", "4"]
    assert [value.position for value in values] == [0, 1, 2, 3, 4]
    assert len({value.place for value in values}) == 5
    assert odd == []


@pytest.mark.parametrize("lines", [LINES, LONG], ids=["short", "long"])
@pytest.mark.parametrize("which", [1, 2, 4])
def test_a_bad_line_costs_itself_alone(lines: list[str], which: int) -> None:
    damaged = [line[: len(line) // 2] if n == which else line for n, line in enumerate(lines)]
    values, odd = read("\n".join(damaged).encode())
    assert ids(values) == [str(n) for n in range(5) if n != which]
    assert [problem.source and problem.source.locator for problem in odd] == [f"line {which + 1}"]


@pytest.mark.parametrize("number", [1, 99, 101, 300])
def test_however_many_records_of_an_array_are_damaged_the_others_are_read(number: int) -> None:
    many = [json.dumps({"id": str(n)}) if n % 2 else f'{{"id": oops{n}}}' for n in range(2 * number)]
    values, odd = read(f"[{', '.join(many)}]".encode())
    assert ids(values) == [str(n) for n in range(1, 2 * number, 2)]
    assert len(odd) == number


def test_many_faults_inside_one_text_keep_what_comes_before() -> None:
    many = ", ".join('{"id": oops}' for _ in range(300))
    values, odd = read(f'{{"good": [{{"id": "1"}}], "bad": [{many}]}}'.encode())
    assert values[0].value["good"] == [{"id": "1"}]
    assert "too many" in odd[-1].what


@pytest.mark.parametrize(
    ("text", "good", "told"),
    [
        ('[{"id": "1"} {"id": "2"}]', ["1", "2"], "comma"),
        ('[{"id": "1"},, {"id": "2"}]', ["1", "2"], "comma"),
        ('[{"id": "1"} oops, {"id": "2"}]', ["1", "2"], "no JSON"),
        ('[{"id": "1"}, {"id": "2"}', ["1", "2"], "ends early"),
        ('[{"id": "1"}]]', ["1"], "behind the end"),
        ('[{"id": "1"}, {"id": "2", "text": "un"quoted"}, {"id": "3"}]', ["1", "3"], "no JSON"),
    ],
)
def test_small_faults_are_told_and_cost_little(text: str, good: list[str], told: str) -> None:
    values, odd = read(text.encode())
    assert ids(values) == good
    assert [told in problem.what for problem in odd] == [True]


def test_numbers_stay_exact_however_long_they_are() -> None:
    long, longer = "1" * 30, "7" * 5000
    values, odd = read(f'[{{"id": "1", "n": {long}}}, {{"id": "2", "n": {longer}}}]'.encode())
    assert [value.value["n"] for value in values] == [int(long), longer]
    assert odd == []


def test_texts_in_a_row_take_time_in_proportion() -> None:
    """Whoever looks for the start of each in all that is left needs minutes for this."""
    data = "\n".join(json.dumps({"id": str(n), "text": ["made up"] * 20}, indent=1) for n in range(20_000)).encode()
    values, odd = read(data)
    assert (len(values), odd) == (20_000, [])
    assert io.BytesIO(data).readline() == b"{\n"
