"""JSON in all its wrappings: which records come out, where they stand, and what is told of those that do not."""

from __future__ import annotations

import io
import itertools
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from threadkit.parsing.files.opening import bytes_opener, opened
from threadkit.parsing.json_data import values as module
from threadkit.parsing.json_data.mending import CUT
from threadkit.parsing.json_data.values import Value, json_values
from threadkit.parsing.material import Hints, Material
from threadkit.records import Problem

RECORDS: list[dict[str, Any]] = [
    {"id": str(n), "text": f"made up {n}", "more": {"list": [n, {"a": n}]}} for n in range(5)
]
LINES = [json.dumps(record) for record in RECORDS]
LONG = [json.dumps({**record, "padding": "x" * 70_000}) for record in RECORDS]  #: each is longer than the head


def opened_data(data: bytes) -> Material:
    found = opened("made up", bytes_opener(data), Hints(), lambda what, saw: None)
    assert isinstance(found, Material)
    return found


def read(data: bytes) -> tuple[list[Value], list[Problem]]:
    values = list(json_values(opened_data(data)))
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


def page(number: int, many: int = 5, name: str = "data") -> dict[str, Any]:
    records = [
        {
            "id": f"{number}{n}", "text": f"made up {n}", "referenced_tweets": [{"type": "quoted", "id": "7"}],
            "entities": {"urls": [{"url": "made up"}]},
        }
        for n in range(many)
    ]  # fmt: skip
    held: Any = records
    for step in reversed(name.split(".")):
        held = {step: held}
    return {**held, "meta": {"result_count": many}}


def held(value: Value, name: str = "data") -> list[Any]:
    found = value.value
    for step in name.split("."):
        found = found[step]
    return [each["id"] for each in found if each is not None and CUT not in each]


PAGES = [
    "data", "includes.tweets", "includes.users", "errors", "statuses", "feed", "posts", "records", "ancestors",
    "descendants", "data.children", "post_stream.posts",
]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("good", "bad"), [
    ('"text": "made up 2"', '"text": made up 2'),
    ('"text": "made up 2"', '"text": "made up 2'),
    ('"id": "12", ', '"id": "12" '),
    ('"text": "made up 2", "referenced_tweets": [{"type": "quoted", "id": "7"}]',
     '"text": "made up 2", "referenced_tweets": [{"type": oops, "id": "7"}]'),
])  # fmt: skip
def test_a_damaged_record_on_a_line_that_is_a_page_costs_itself_alone(good: str, bad: str, name: str) -> None:
    lines = [json.dumps(page(n, name=name)) for n in range(3)]
    lines[1] = lines[1].replace(good, bad)
    for padding in ("", "x" * 70_000):
        values, odd = read("\n".join(line.replace("made up 4", "made up 4" + padding) for line in lines).encode())
        assert [value.place for value in values] == ["line 1", "line 2", "line 3"]
        assert held(values[1], name) == ["10", "11", "13", "14"]
        assert [(each.source and each.source.locator, each.what) for each in odd] == [
            ("line 2", "a record that is no JSON; it is left out")
        ]


@pytest.mark.parametrize("kept", [1, 3])
def test_a_line_that_is_a_page_and_is_cut_gives_what_is_before_its_end(kept: int) -> None:
    lines = [json.dumps(page(n)) for n in range(3)]
    lines[2] = lines[2][: lines[2].index(f"made up {kept}")]
    values, odd = read("\n".join(lines).encode())
    assert held(values[2]) == [f"2{n}" for n in range(kept)]
    assert CUT in values[2].value
    assert ["ends early" in each.what for each in odd] == [True]


def test_a_line_that_is_one_record_is_not_mended() -> None:
    """What is left without its list would pass for a record that has none."""
    lines = [json.dumps(page(0)["data"][n]) for n in range(3)]
    lines[1] = lines[1].replace('"quoted"', "oops")
    lists_itself = json.dumps({"id": "3", "data": [{"id": "4"}, {"id": "5"}]}).replace('"4"', "oops")
    values, odd = read("\n".join([*lines, lists_itself]).encode())
    assert ids(values) == ["00", "02"]
    assert ["the line is left out" in each.what for each in odd] == [True, True]


@pytest.mark.parametrize("between", ["", " ", ", "])
@pytest.mark.parametrize("name", [None, "data"])
def test_records_on_one_line_are_read_each(name: str | None, between: str) -> None:
    """As where two files were joined, and the first had no end of line."""
    records = [page(n) if name else RECORDS[n] for n in range(5)]
    lines = [json.dumps(record) for record in records]
    values, odd = read("\n".join([lines[0], between.join(lines[1:4]), lines[4]]).encode())
    assert [value.value for value in values] == records
    assert [value.place for value in values] == ["line 1", "line 2", "line 2, text 2", "line 2, text 3", "line 3"]
    assert [value.position for value in values] == [0, 1, 2, 3, 4]
    assert odd == []


def test_a_damaged_record_behind_another_on_its_line_costs_itself_alone() -> None:
    damaged = json.dumps(page(2)).replace('"text": "made up 2"', '"text": oops')
    lines = [json.dumps(page(0)), json.dumps(page(1)) + damaged, LINES[3] + LINES[4][:-9]]
    values, odd = read("\n".join(lines).encode())
    assert [value.place for value in values] == ["line 1", "line 2", "line 2, text 2", "line 3"]
    assert held(values[2]) == ["20", "21", "23", "24"]
    assert [each.source and each.source.locator for each in odd] == ["line 2, text 2", "line 3, text 2"]
    assert "a record that is no JSON" in odd[0].what
    assert "the rest of the line is left out" in odd[1].what


def test_a_record_that_something_else_follows_is_told_and_may_be_left_out() -> None:
    values, odd = read("\n".join([LINES[0], LINES[1] + ' "lang": "en"}', LINES[2]]).encode())
    assert ids(values) == ["0", "2"]
    assert ["the line is left out" in each.what for each in odd] == [True]
    values, odd = read("\n".join([json.dumps(page(0)), json.dumps(page(1)) + " garbage"]).encode())
    assert held(values[1]) == [f"1{n}" for n in range(5)]
    assert [(each.what, each.saw[-7:]) for each in odd] == [
        ("something stands behind the end; it is left out", "garbage")
    ]


def test_many_records_on_one_line_take_time_in_proportion() -> None:
    start = time.perf_counter()
    values, _ = read(("\n".join(LINES) + "\n" + LINES[0] * 20_000).encode())
    assert len(values) == 20_005
    assert time.perf_counter() - start < 5


def test_many_damaged_pages_cost_no_more_than_their_length() -> None:
    start = time.perf_counter()
    lines = [json.dumps(page(n, 100)).replace("made up", 'made "up') for n in range(20)]
    values, odd = read("\n".join([json.dumps(page(0)), *lines]).encode())
    assert len(values) >= 1
    assert odd
    assert time.perf_counter() - start < 20


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
        ('[{"id": "1"}], {"id": "2"}]', ["1", "2"], "behind the end"),
        ('[{"id": "1"}}, {"id": "2"}]', ["1", "2"], "not open"),
        ('[{"id": "1"}, {"id": "2", {"id": "3"}, {"id": "4"}]', ["1", "3", "4"], "no JSON"),
        ('[{"id": "1"}, {"id": "2", "user": {"id": "a"}}, "text": "b"}, {"id": "4"}]', ["1", "4"], "no JSON"),
        ('[\n{"id": "1"},\n{"id": oops}\n]\n[\n{"id": "3"}\n]\n', ["1", "3"], "no JSON"),
        ('{"id": "1"}} {"id": "2"}', ["1", "2"], "behind the end"),
        ('{"id": "1"},\n{"id": "2"},\n{"id": "3"}', ["1", "2", "3"], None),
        ('[{"id": "1"}, {"id": "2", "text": "un"quoted"}, {"id": "3"}]', ["1", "3"], "no JSON"),
    ],
)
def test_small_faults_are_told_and_cost_little(text: str, good: list[str], told: str | None) -> None:
    values, odd = read(text.encode())
    assert ids(values) == good
    assert [told in problem.what if told else problem for problem in odd] == ([True] if told else [])


DAMAGE = {
    "no value": ('"text"', 'oops "text"'),
    "a quote too many": ('"text": "', '"text": "x"y'),
    "a line inside a text": ("made up", "made\nup"),
    "a bracket too few": ("}]}}", "}]}"),
    "a cut": (' up 2", "more": {"list": [2, {"a": 2}]}}', ""),
}


@pytest.mark.parametrize("memory", [True, False])
@pytest.mark.parametrize("how", DAMAGE)
@pytest.mark.parametrize("name", ["an array of lines", "an indented array", "indented texts in a row"])
def test_damage_costs_the_damaged_record_alone(
    name: str, how: str, memory: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = DAMAGE[how]
    which = RECORDS[2]
    spoilt = [line.replace(old, new, 1) if n == 2 else line for n, line in enumerate(LINES)]
    indented = json.dumps(which, indent=2)
    if old.endswith("}}"):
        cut = indented.index(" up 2") if not new else len(indented) - 2
        broken = indented[:cut]
    else:
        broken = indented.replace(old, new, 1)
    data = {
        "an array of lines": "[\n" + ",\n".join(spoilt) + "\n]",
        "an indented array": WRAPPED["an indented array"].replace(
            indented.replace("\n", "\n  "), broken.replace("\n", "\n  ")
        ),
        "indented texts in a row": "\n".join(
            broken if n == 2 else json.dumps(record, indent=2) for n, record in enumerate(RECORDS)
        ),
    }[name]
    if not memory:
        monkeypatch.setattr(module, "WHOLE_BYTES", 8)
        monkeypatch.setattr(module, "CHUNK", 64)
    values, odd = read(data.encode())
    assert [value.value["id"] for value in values if CUT not in value.value] == ["0", "1", "3", "4"]
    assert len(odd) == 1


def read_so_far(values: Iterator[Value | Problem]) -> int:
    return len(values.gi_yieldfrom.gi_frame.f_locals["buffer"])  # type: ignore[attr-defined]


def test_damage_in_an_array_beyond_memory_is_not_read_to_the_end_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WHOLE_BYTES", 8)
    monkeypatch.setattr(module, "CHUNK", 10_000)
    many = [json.dumps({"id": str(n), "text": "made up " * 50}) for n in range(2000)]
    many[10] = many[10].replace("text", 'te"xt')
    values = json_values(opened_data(f"[{', '.join(many)}]".encode()))
    taken = list(itertools.islice(values, 20))
    assert read_so_far(values) < 100_000  # of 900,000
    assert [value.value["id"] if isinstance(value, Value) else None for value in taken] == [
        None if n == 10 else str(n) for n in range(20)
    ]
    assert len(list(values)) == 1980


def test_a_damaged_record_after_the_sign_for_records_costs_itself_alone() -> None:
    spoilt = [line[:20] if n == 0 else line for n, line in enumerate(LINES)]
    values, odd = read("".join(f"\x1e{line}\n" for line in spoilt).encode())
    assert ids(values) == ["1", "2", "3", "4"]
    assert len(odd) == 1


def test_a_fault_is_told_with_its_line_in_the_whole_file() -> None:
    texts = [json.dumps(record, indent=1) for record in RECORDS]
    _, odd = read("\n".join([*texts[:4], texts[4].replace('"4"', "oops")]).encode())
    start = "\n".join(texts[:4]).count("\n") + 2
    assert [problem.source.locator for problem in odd if problem.source] == [f"line {start}"]


@pytest.mark.parametrize("name", ["one a line", "an array", "an indented array"])
def test_bare_control_characters_are_kept_and_told(name: str) -> None:
    values, odd = read(WRAPPED[name].replace("made up 2", "made\tup\x01").encode())
    assert [value.value["text"] for value in values][2] == "made\tup\x01"
    assert len(values) == 5
    assert ["control characters" in problem.what for problem in odd] == [True]


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


DAMAGED = [line if n % 2 else line.replace(', "text', ' oops "text', 1) for n, line in enumerate(LINES * 4_000)]


@pytest.mark.parametrize(
    "text",
    [
        f"[{','.join(DAMAGED)}]",
        "[\n" + ",\n".join(DAMAGED) + "\n]",
        "\n".join(line.replace(": ", ":\n ") for line in DAMAGED),
    ],
    ids=["in a line", "a line each", "texts of several lines"],
)
def test_thousands_of_damaged_records_take_time_in_proportion(text: str) -> None:
    """Whoever counts lines from the start for each of them needs minutes for this."""
    start = time.process_time()
    values, odd = read(text.encode())
    assert (len([each for each in values if CUT not in each.value]), len(odd)) == (10_000, 10_000)
    assert time.process_time() - start < 5


@pytest.mark.parametrize("size", [1, 15_000, 16_384, 16_390, 70_000, 300_000])
def test_records_of_any_length_are_read_beside_a_damaged_one(size: int) -> None:
    for long in ("x" * size, "\\u00e9" * (size // 6), " " * size + "{", "1" * min(size, 4000)):
        good = f'{{"id": "1", "text": "{long}", "n": [[{size}]]}}, {{"id": "2"}}'
        text = f'[{{"id": oops}}, {good}, {{"id": "{long}" 3}}]'
        values, odd = read(text.encode())
        assert (ids(values), len(odd)) == (["1", "2"], 2)
