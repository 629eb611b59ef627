"""Trees drawn with lines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from threadkit.archive import Archive
from threadkit.outputs import render
from threadkit.outputs.tree_text import DEEPEST, chunks
from threadkit.records import Author, Basis, Capture, Finding, Kind, Link, Sighting, Source


def drawn(*parents: int | None, ascii: bool = False) -> list[str]:  # noqa: A002
    findings: list[Finding] = [Capture("c", "made_up", states_parents=True)]
    for i, parent in enumerate(parents):
        findings.append(Sighting(Source("c", f"{i:04}", i), f"<{i}>", f"p:{i:04}", author=Author("a")))
        if parent is not None:
            findings.append(Link(Kind.REPLY, f"p:{i:04}", f"p:{parent:04}", Basis.STATED))
    told = "".join(chunks(Archive(findings, infer=False), ascii=ascii))
    return [line.replace("@a, time unknown: ", "").replace(" (stated)", "") for line in told.splitlines()]


def test_a_small_archive(small: Archive, golden: Callable[[str, str], None]) -> None:
    golden("small.tree", render(small, "tree"))


def test_each_line_leads_to_its_parent() -> None:
    assert drawn(None, 0, 1, 1, 0, 4) == [
        "<0>",
        "├─ <1>",
        "│  ├─ <2>",
        "│  └─ <3>",
        "└─ <4>",
        "   └─ <5>",
    ]


def test_ascii_is_ascii() -> None:
    assert drawn(None, 0, 1, 0, ascii=True) == ["<0>", "|- <1>", "|  `- <2>", "`- <3>"]


def test_posts_that_stand_alone_stand_close() -> None:
    assert drawn(None, None, None, 2, None) == ["<0>", "<1>", "", "<2>", "└─ <3>", "", "<4>"]


def test_deep_trees_stay_narrow_and_say_how_deep() -> None:
    lines = drawn(None, *range(5000))
    assert len(lines) == 5001
    assert max(map(len, lines)) < 3 * DEEPEST + 30
    assert lines[-1].strip(" └─") == "(depth 5000) <5000>"


def test_a_guess_is_marked_as_one(small: Archive) -> None:
    told = render(small, "tree")
    assert told.count("(inferred 94 %)") == 1
    assert "And that is all. (inferred 94 %)" in told


@pytest.mark.parametrize("part", ["thread", "tree"])
def test_a_part_draws_its_tree(small: Archive, part: str) -> None:
    subject = small.thread("x:4") if part == "thread" else small.tree("x:4")
    assert "".join(chunks(subject)).startswith("Ada Example (@example_ada), 2025-05-13 19:34 UTC: Tides come")
