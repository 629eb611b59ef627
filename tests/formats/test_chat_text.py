"""Chats as lines of text: what is read of made-up logs, and what is no chat."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from made_pages import assert_all_lines_accounted, material, posts_of

from threadkit.parsing.formats import chat_text as form
from threadkit.parsing.material import Fit, Head, Hints
from threadkit.records import Capture, Finding, Furniture, Link, Order, Problem

TESTS = Path(__file__).parents[1]
CASES: list[dict[str, Any]] = json.loads((TESTS / "cases" / "chat_text.json").read_text("utf-8"))
SAMPLES = sorted((TESTS / "samples" / form.NAME).glob("*.txt"))


def read(text: str, hints: Hints | None = None) -> list[Finding]:
    return list(form.read(material(text, hints)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_chat_is_read_as_the_table_says(case: dict[str, Any]) -> None:
    text = "\n".join(case["page"])
    assert form.detect(Head("chat.txt", text)) is Fit[case.get("fit", "YES")]
    findings = read(text)
    capture, posts = findings[0], posts_of(findings)
    assert isinstance(capture, Capture)
    assert (capture.order, capture.platform) == (Order.OLDEST, case["platform"])
    told = [
        [
            (post.author.handle or post.author.name) if post.author else None,
            post.text,
            post.when.text if post.when else None,
            post.when.wall.isoformat() if post.when and post.when.wall else None,
        ]
        for post in posts
    ]
    assert told == case["posts"]
    lines = [int(each.source.locator.removeprefix("line ")) for each in findings if isinstance(each, Furniture)]
    assert lines == case["notices"]
    assert {str(n): m.kind for n, post in enumerate(posts) for m in post.media} == case.get("media", {})
    assert not [each for each in findings if isinstance(each, Link)]
    assert_all_lines_accounted(text, findings)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_every_line_is_accounted_for_wherever_the_file_ends(sample: Path) -> None:
    text = sample.read_text("utf-8")
    for end in (*range(0, len(text), 5), len(text)):
        assert_all_lines_accounted(text[:end], read(text[:end]))


def test_an_open_order_of_day_and_month_is_told_once() -> None:
    findings = read("2/3/24, 21:01 - Ada: one\n2/4/24, 21:02 - Bob: two\n")
    (problem,) = [each for each in findings if isinstance(each, Problem)]
    assert "day or its month" in problem.what
    when = posts_of(findings)[0].when
    assert when is not None
    assert when.width is not None
    assert when.width.days > 20


def test_a_stray_line_of_a_log_is_told() -> None:
    findings = read("[10:03] <ada> one\nno line of a log\n[10:04] <bob> two\n")
    assert [each.saw for each in findings if isinstance(each, Problem)] == ["no line of a log"]


def test_the_zone_of_the_clock_is_the_caller_s() -> None:
    (post, _) = posts_of(read("2024-03-05 10:03 <ada> one\n2024-03-05 10:04 <bob> two\n", Hints(timezone="+02:00")))
    assert post.when is not None
    assert str(post.when.earliest) == "2024-03-05 08:03:00+00:00"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "From: ada@host.example\nTo: bob@host.example\nSubject: sundials\nFrom: x\nTo: y\n\nA long letter\n",
        "name: ada\nage: 7\nname: bob\nage: 8\nname: carol\nage: 9\n",
        "02.03.2024 10:31 — 👍 4 🔁 1 💬 0 📌 0\nwords\n02.03.2024 10:30 — 👍 4 🔁 1 💬 0 📌 0\n",
        "10:03 the bus leaves\n10:04 <b>another</b> one\n",
        "Ada: one\nBob: two\n",
        "<html>\n[10:03] <ada> one\n[10:04] <bob> two\n",
    ],
)
def test_what_is_no_chat(text: str) -> None:
    assert form.detect(Head("page.txt", text)) is Fit.NO
