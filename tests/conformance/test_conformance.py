"""One behaviour a file: what goes in, and the forest that must come out, in whatever order it arrives."""

from __future__ import annotations

import io
import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from conformance import ASKED, findings
from threadkit import Archive, load, loads
from threadkit.records import Finding, Sighting

CASES = sorted((Path(__file__).parent / "cases").glob("*.json"))
KEYS = {"name", "why", "rule", "breaks", "captures", "findings", "infer", "forest"}


def read(path: Path) -> dict[str, Any]:
    case: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return case


def check(case: dict[str, Any], archive: Archive) -> None:
    wanted = dict(case["forest"])
    problems = [problem.what for problem in archive.problems]
    said = wanted.pop("problems", [])
    assert len(problems) == len(said), problems
    for words in said:
        assert any(words in problem for problem in problems), problems
    for name, answer in wanted.items():
        assert ASKED[name](archive, answer) == answer, name


def orders(found: list[Finding]) -> list[list[Finding]]:
    """As given, backwards, and some others."""
    some = itertools.islice(itertools.permutations(found), 0, 2000, 167)
    halves = found[len(found) // 2 :] + found[: len(found) // 2]
    return [found, found[::-1], halves, *map(list, some)]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    case = read(path)
    found = findings(case)
    for order in orders(found):
        archive = load(order, infer=case.get("infer", False))
        check(case, archive)
        shown = [sighting for post in archive.posts for sighting in post.sightings]
        assert len(shown) == len(set(shown))
        assert set(shown) == {finding for finding in found if isinstance(finding, Sighting)}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case_after_merging_and_saving(path: Path) -> None:
    case = read(path)
    found = findings(case)
    archive = load(found, infer=case.get("infer", False))
    half = len(found) // 2
    one, two = (load(part, infer=case.get("infer", False)) for part in (found[:half], found[half:]))
    check(case, one.merge(two))
    check(case, two.merge(one))
    check(case, archive.merge(archive))
    saved = io.StringIO()
    archive.write(saved, "json")
    check(case, loads(saved.getvalue()))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_says_what_and_why(path: Path) -> None:
    case = read(path)
    assert set(case) <= KEYS
    assert {"name", "why", "rule", "findings", "forest"} <= set(case)
    assert path.stem == "".join(c if c.isalnum() else "-" for c in case["name"].lower().replace("'", ""))
    assert all(set(each) == {"tool", "what"} for each in case.get("breaks", []))
    assert case["forest"]


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 180
