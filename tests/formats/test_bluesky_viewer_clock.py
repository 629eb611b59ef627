"""Bluesky viewer with clock times: what is read of made-up pages and of the real capture, and what is none of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from made_pages import assert_all_lines_accounted, lines_of, material, posts_of

from threadkit.parsing.formats import bluesky_viewer_clock as form
from threadkit.parsing.material import Fit, Head, Hints
from threadkit.records import Author, Capture, Finding, Furniture, Order, Problem, Severity

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases" / "bluesky_viewer_clock.json").read_text("utf-8")
)
PAGES = [case for case in CASES if "posts" in case]
CAPTURES = Path(__file__).parents[2].parent / "shared" / "captures"
COUNTS = ("likes", "reposts", "replies", "quotes")


def read(text: str, hints: Hints | None = None) -> list[Finding]:
    return list(form.read(material(text, hints)))


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case["label"])
def test_page_is_read_as_the_table_says(case: dict[str, Any]) -> None:
    text = "\n".join(case["page"])
    findings = read(text)
    capture = findings[0]
    assert isinstance(capture, Capture)
    assert (capture.format, capture.platform, capture.order) == (form.NAME, "bluesky", Order.NEWEST)
    assert capture.damage == case.get("damage")
    handle, name = case.get("account", (None, None))
    assert capture.account == (Author(handle=handle, name=name) if handle or name else None)

    posts = posts_of(findings)
    assert [post.text for post in posts] == [want["text"] for want in case["posts"]]
    assert [post.source.position for post in posts] == list(range(len(posts)))
    for post, want in zip(posts, case["posts"], strict=True):
        for name, number in zip(COUNTS, want["counts"], strict=True):
            count = getattr(post.counts, name)
            if number is not None:
                assert count is not None
                assert (name, count.low, count.high) == (name, number, number)
            else:
                assert count is None or not count.exact
        assert post.author == capture.account
        assert post.text_as_shown == want.get("shown")
        assert post.when is not None
        assert post.when.text == want.get("when", post.when.text)
        if "wall" in want:
            assert post.when.wall is not None
            assert post.when.wall.isoformat() == want["wall"]
        if "lines" in want:
            assert post.source.locator == want["lines"]
        if "likes_text" in want:
            assert post.counts.likes is not None
            assert post.counts.likes.text == want["likes_text"]

    furniture = {f.source.locator.split()[1]: f.role for f in findings if isinstance(f, Furniture)}
    assert furniture == case.get("furniture", {})
    problems = [found.what for found in findings if isinstance(found, Problem)]
    assert len(problems) == len(case.get("problems", []))
    for what, part in zip(problems, case.get("problems", []), strict=True):
        assert part in what
    assert_all_lines_accounted(text, findings)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_detect_says_what_the_table_says(case: dict[str, Any]) -> None:
    head = Head("page.txt", "\n".join(case["page"]), whole=case.get("whole", True))
    assert form.detect(head) is Fit[case["fit"]]


def test_one_post_in_the_head_of_a_longer_page_is_not_enough_to_be_sure() -> None:
    text = "One.\n02.03.2024 10:31 — 👍 4 🔁 1 💬 0 📌 2\nTwo."
    assert form.detect(Head("page.txt", text, whole=True)) is Fit.YES
    assert form.detect(Head("page.txt", text, whole=False)) is Fit.MAYBE


def test_hints_name_what_the_page_does_not() -> None:
    hints = Hints(author=Author(handle="ada.example.org"), timezone="Europe/Rome")
    findings = read(form.EXAMPLE, hints)
    capture, post = findings[0], posts_of(findings)[0]
    assert isinstance(capture, Capture)
    assert (capture.account, capture.timezone) == (hints.author, "Europe/Rome")
    assert post.author == hints.author
    assert post.when is not None
    assert post.when.earliest is not None
    assert post.when.earliest.isoformat().startswith("2024-03-02T09:31") or post.when.earliest.utcoffset() is not None


def test_author_is_unknown_without_a_header() -> None:
    assert {post.author for post in posts_of(read(form.EXAMPLE))} == {None}


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case["label"])
def test_a_cut_loses_no_line_and_spoils_no_whole_post(case: dict[str, Any]) -> None:
    text = "\n".join(case["page"])
    whole = posts_of(read(text))
    for cut in range(len(text)):
        findings = read(text[:cut])
        assert_all_lines_accounted(text[:cut], findings)
        if case.get("damage") is None and not case.get("problems") and "shown" not in case["posts"][0]:
            kept = posts_of(findings)[:-1]
            assert [(p.text, p.source) for p in kept] == [(p.text, p.source) for p in whole[: len(kept)]]
        assert_all_lines_accounted(text[cut:], read(text[cut:]))


def test_biographies_are_one_remark_not_a_doubt() -> None:
    case = next(case for case in CASES if case["label"].startswith("biographies"))
    problem = next(found for found in read("\n".join(case["page"])) if isinstance(found, Problem))
    assert problem.severity is Severity.INFO
    assert "Made-up professor." in problem.saw


def test_a_page_without_posts_is_all_furniture() -> None:
    findings = read("Nothing here.\nAt all.\n")
    assert posts_of(findings) == []
    assert_all_lines_accounted("Nothing here.\nAt all.\n", findings)


def test_the_example_is_read() -> None:
    findings = read(form.EXAMPLE)
    assert form.detect(material(form.EXAMPLE).head) is Fit.YES
    assert len(posts_of(findings)) == 2
    assert not [found for found in findings if isinstance(found, Problem)]


def test_text_is_not_repaired_if_the_caller_says_so() -> None:
    spoilt = "Itâ€™s one â€” really, itâ€™s â€œoneâ€\u009d."
    page = f"{spoilt}\n02.03.2024 10:31 - 4 - 1 - 0 - 2\n"
    assert [(p.text, p.text_as_shown) for p in posts_of(read(page, Hints(repair=False)))] == [(spoilt, None)]
    assert [p.text_as_shown for p in posts_of(read(page))] == [spoilt]


@pytest.mark.skipif(not CAPTURES.is_dir(), reason="the real captures are not here")
def test_real_capture() -> None:
    gold = json.loads((CAPTURES / "gold.json").read_text("utf-8"))["posts"]
    gold = [post for post in gold if post["seed"] == "003"]
    text = next(CAPTURES.glob("003*.txt")).read_bytes().decode("utf-8")
    assert form.detect(material(text).head) is Fit.YES
    findings = read(text)
    posts = posts_of(findings)
    assert_all_lines_accounted(text, findings)
    assert len(posts) == len(gold) == 28
    for post, want in zip(posts, gold, strict=True):
        card = want.get("card_text", "").replace(" / ", "\n")
        assert post.text == (f"{card}\n{want['text']}" if card else want["text"])
        assert post.when is not None
        assert post.when.text == want["time_display"]
        assert {n: getattr(post.counts, n).low for n in COUNTS} == want["counts"]
        assert lines_of(post.source.locator) == [n for a, b in want["spans"] for n in range(a, b + 1)]
