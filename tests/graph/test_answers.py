"""Who answers whom among several people: cases of each sign, what closes the matter, and what never changes."""

from __future__ import annotations

import json
import math
import random
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

import threadkit
from threadkit import Author, Basis, Capture, Kind, Link, Order, Sighting, Source, When
from threadkit.archive import Archive
from threadkit.graph.guesses import answer_signs, answers
from threadkit.parsing.identity import sighting_id
from threadkit.parsing.text.own_place import NOT_FIRST
from threadkit.records import Finding, Furniture

ROOT = Path(__file__).parents[2]
CASES: list[dict[str, Any]] = json.loads((ROOT / "tests" / "cases" / "answers.json").read_text("utf-8"))


def page(posts: list[list[str]], order: str = "OLDEST", platform: str | None = None) -> list[Finding]:
    found: list[Finding] = [Capture("page", "made up", order=Order[order], platform=platform)]
    for n, (who, text, *label) in enumerate(posts):
        found.append(Sighting(Source("page", f"line {n + 1}", n), text, author=Author(handle=who)))
        found += [Furniture(Source("page", f"label {n + 1}", n), "reply label", words) for words in label]
    return found


def ids(found: list[Finding]) -> list[str]:
    return [sighting_id(each) for each in found if isinstance(each, Sighting)]


def guessed(archive: Archive) -> list[Link]:
    return [link for link in archive.links if link.kind is Kind.REPLY and link.basis is Basis.INFERRED]


def as_numbers(archive: Archive, found: list[Finding]) -> dict[str, object]:
    at = {post: n for n, post in enumerate(ids(found))}
    return {str(at[link.child]): at.get(link.parent, "missing") for link in guessed(archive)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_asserted_links_are_those_of_the_table(case: dict[str, Any]) -> None:
    found = page(case["posts"], case["order"], case.get("platform"))
    assert as_numbers(threadkit.load(found), found) == case["links"]


TALK = [["ada", "is the sundial right?"], ["bob", "you mean the one at the library?"], ["carol", "good morning"],
        ["ada", "bob: that one"], ["bob", "ada: only at noon"], ["dan", "@carol hello"]]  # fmt: skip


@pytest.mark.parametrize("order", ["OLDEST", "THREAD"])
def test_the_order_of_arrival_means_nothing(order: str) -> None:
    found = page(TALK, order)
    links = guessed(threadkit.load(found))
    assert links
    for seed in range(5):
        shuffled = random.Random(seed).sample(found, len(found))
        assert guessed(threadkit.load(shuffled)) == links


@pytest.mark.parametrize("order", ["OLDEST", "THREAD"])
def test_candidates_of_a_post_share_one_probability_and_say_why(order: str) -> None:
    archive = threadkit.load(page(TALK, order), min_probability=0.99)
    assert archive.candidates
    for child in {link.child for link in archive.candidates}:
        some = [link.probability or 0.0 for link in archive.candidates if link.child == child]
        assert sum(some) <= 1.001
    for link in archive.candidates:
        figures = [float(found[1]) for words in link.reasons if (found := re.search(r"\(([+-]\d+\.\d)\)$", words))]
        assert len(figures) == len(link.reasons) > 0
        assert abs(1 / (1 + math.exp(-sum(figures))) - (link.probability or 0.0)) < 0.06


def test_what_a_source_states_is_left_alone() -> None:
    found = page(TALK)
    stated = Link(Kind.REPLY, ids(found)[5], ids(found)[0], Basis.STATED, source=Source("page", "line 6", 5))
    assert guessed(threadkit.load([*found, stated])) == []  # the page gives parents: one without has none that is known
    elsewhere = attrs.evolve(stated, source=Source("other", "line 1"))
    links = guessed(threadkit.load([*found, elsewhere]))
    assert links
    assert ids(found)[5] not in {link.child for link in links}


def test_a_page_that_states_parents_is_left_alone() -> None:
    found = page(TALK)
    assert isinstance(found[0], Capture)
    whole = attrs.evolve(found[0], states_parents=True)
    assert guessed(threadkit.load([whole, *found[1:]])) == []


def test_a_page_of_one_account_is_left_to_self_threads() -> None:
    found = page([["ada", "one"], ["ada", "ada: two"], ["ada", "three"]], "THREAD")
    assert guessed(threadkit.load(found)) == []


def test_a_shown_parent_is_left_alone_and_a_shown_branch_narrows() -> None:
    found = page([["ada", "top"], ["bob", "1"], ["carol", "2"], ["dan", "3"], ["erin", "4"], ["frank", "5"]], "THREAD")
    names, source = ids(found), Source("page")
    shown = [Link(Kind.REPLY, names[n], names[n - 1], Basis.SHOWN, source=source) for n in range(1, 5)]
    branch = Link(Kind.ANCESTOR, names[5], names[1], Basis.SHOWN, source=source)
    archive = threadkit.load([*found, *shown, branch])
    assert guessed(archive) == []
    assert {link.parent for link in archive.candidates} <= set(names[1:5])
    assert names[4] in {link.parent for link in archive.candidates}
    beside = attrs.evolve(branch, reasons=(NOT_FIRST,))
    assert names[4] not in {link.parent for link in threadkit.load([*found, *shown, beside]).candidates}


def test_what_a_page_is_about_may_stand_below_what_it_answers() -> None:
    found = page([["ada", "top"], ["bob", "way"], ["carol", "about"], ["dan", "four"], ["erin", "five"]], "THREAD")
    names, source = ids(found), Source("page")
    way = [Link(Kind.REPLY, names[n], names[n - 1], Basis.SHOWN, source=source) for n in (1, 2)]
    archive = threadkit.load([*found, *way])
    assert as_numbers(archive, found) == {"3": 2}
    assert {link.parent for link in archive.candidates if link.child == names[4]} == {names[2], names[3]}


def test_a_post_is_no_answer_to_a_later_one() -> None:
    found = page([["ada", "one"], ["bob", "two"], ["carol", "bob: three"]])
    start = datetime(2024, 3, 5, 10, tzinfo=UTC)
    times = {1: start + timedelta(hours=2), 2: start}
    dated = [
        attrs.evolve(each, when=When.at(times[each.source.position], timedelta(minutes=1)))
        if isinstance(each, Sighting) and each.source.position in times
        else each
        for each in found
    ]
    assert as_numbers(threadkit.load(found), found) == {"2": 1}
    assert as_numbers(threadkit.load(dated), dated) == {}


def test_ten_thousand_lines_by_one_and_another() -> None:
    found = page([["ada" if n % 2 else "bob", f"bob: line {n}" if n % 3 else "line"] for n in range(10_000)])
    assert len(guessed(threadkit.load(found))) > 1_000


# --- docs/inference.md, "Several people" ----------------------------------------------------------------------


def rows(head: str) -> list[list[str]]:
    text = (ROOT / "docs" / "inference.md").read_text(encoding="utf-8")
    found = re.search(rf"^\| {head} \|.*\n\|[-|]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    assert found
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in found[1].splitlines()]


def test_signs_are_those_of_the_module() -> None:
    assert {row[0]: float(row[1]) for row in rows("Sign")} == answer_signs.SIGNS


def test_places_are_those_of_the_module() -> None:
    kinds = list(answers.PLACES)
    told = {row[0]: dict(zip(kinds, map(float, row[1:]), strict=True)) for row in rows("Place")}
    assert told == {name: {kind: answers.PLACES[kind][name] for kind in kinds} for name in answers.PLACES["time"]}


def test_caps_are_those_of_the_module() -> None:
    told = {row[0].strip("`"): float(row[1]) for row in rows("Cap")}
    assert told == {name: getattr(answers, name) for name in told}
    assert {name for name in vars(answers) if name.endswith("CAP") or name == "ORDER_ALONE"} <= told.keys()
    assert answers.ORDER_ALONE < 0.5
