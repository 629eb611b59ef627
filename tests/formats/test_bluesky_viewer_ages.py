"""Bluesky viewer with ages: what is read of made-up pages and of the real capture, and what is none of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from made_pages import assert_all_lines_accounted, lines_of, material, posts_of

from threadkit.parsing.formats import bluesky_viewer_ages as form
from threadkit.parsing.formats import bluesky_viewer_clock
from threadkit.parsing.material import Fit, Head, Hints
from threadkit.records import Author, Capture, Finding, Furniture, Order, Problem, Sighting

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases" / "bluesky_viewer_ages.json").read_text("utf-8")
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
    account = case.get("account", [None, "Ada Example"])
    assert capture.account == (Author(handle=account[0], name=account[1]) if account else None)

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
        assert post.author == (Author(name=want["author"]) if "author" in want else capture.account)
        assert post.text_as_shown == want.get("shown")
        assert [medium.kind for medium in post.media] == want.get("media", [])
        assert [[card.title, card.description, card.image] for card in post.cards] == want.get("cards", [])
        assert post.when is not None
        assert post.when.text == want.get("when", post.when.text)
        if "lines" in want:
            assert post.source.locator == want["lines"]

    furniture = {f.source.locator.split()[1]: f.role for f in findings if isinstance(f, Furniture)}
    if "furniture" in case:
        assert furniture == case["furniture"]
    else:
        assert set(furniture.values()) <= {"header"}
    problems = [found.what for found in findings if isinstance(found, Problem)]
    assert len(problems) == len(case.get("problems", []))
    for what, part in zip(problems, case.get("problems", []), strict=True):
        assert part in what
    assert_all_lines_accounted(text, findings)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_detect_says_what_the_table_says(case: dict[str, Any]) -> None:
    head = Head("page.txt", "\n".join(case["page"]))
    assert form.detect(head) is Fit[case["fit"]]
    assert not (form.detect(head) is Fit.YES and bluesky_viewer_clock.detect(head) is Fit.YES)


def test_one_post_in_the_head_of_a_longer_page_is_not_enough_to_be_sure() -> None:
    text = "One.\n\n2h 4 1 0 2\n\nTwo."
    assert form.detect(Head("page.txt", text, whole=True)) is Fit.YES
    assert form.detect(Head("page.txt", text, whole=False)) is Fit.MAYBE


def test_hints_add_what_the_page_does_not_say() -> None:
    hints = Hints(author=Author(handle="ada.example.org"), platform="other")
    capture = read(form.EXAMPLE, hints)[0]
    assert isinstance(capture, Capture)
    assert (capture.account, capture.platform) == (Author(handle="ada.example.org", name="Ada Example"), "other")
    headless = form.EXAMPLE.partition("\n")[2]
    assert {post.author for post in posts_of(read(headless, hints))} == {hints.author}
    other = read(form.EXAMPLE, Hints(author=Author(name="Bob Example")))[0]
    assert isinstance(other, Capture)
    assert other.account == Author(name="Ada Example")


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case["label"])
def test_a_cut_loses_no_line_and_spoils_no_whole_post(case: dict[str, Any]) -> None:
    text = "\n".join(case["page"])
    whole = posts_of(read(text))
    for cut in range(len(text)):
        findings = read(text[:cut])
        assert_all_lines_accounted(text[:cut], findings)
        if not case.get("problems") and not any("shown" in post for post in case["posts"]):
            kept = posts_of(findings)[:-1]
            assert [(p.text, p.source) for p in kept] == [(p.text, p.source) for p in whole[: len(kept)]]
        assert_all_lines_accounted(text[cut:], read(text[cut:]))


def test_findings_stand_in_the_order_of_the_page() -> None:
    case = next(case for case in CASES if case["label"] == "advertisements anywhere")
    found = [f for f in read("\n".join(case["page"])) if isinstance(f, Furniture | Sighting)]
    assert [f.source.position for f in found] == sorted(f.source.position for f in found)


def test_the_example_is_read() -> None:
    findings = read(form.EXAMPLE)
    assert form.detect(material(form.EXAMPLE).head) is Fit.YES
    assert len(posts_of(findings)) == 2
    assert not [found for found in findings if isinstance(found, Problem)]


def test_text_is_not_repaired_if_the_caller_says_so() -> None:
    spoilt = "Itâ€™s one â€” really, itâ€™s â€œoneâ€\u009d."
    page = f"Posts by Ada\n\n{spoilt}\n\n2h 4 1 0 2\n"
    assert [(p.text, p.text_as_shown) for p in posts_of(read(page, Hints(repair=False)))] == [(spoilt, None)]
    assert [p.text_as_shown for p in posts_of(read(page))] == [spoilt]


@pytest.mark.skipif(not CAPTURES.is_dir(), reason="the real captures are not here")
def test_real_capture() -> None:
    gold = json.loads((CAPTURES / "gold.json").read_text("utf-8"))["posts"]
    gold = [post for post in gold if post["seed"] == "001"]
    text = next(CAPTURES.glob("001*.txt")).read_bytes().decode("utf-8")
    assert form.detect(material(text).head) is Fit.YES
    findings = read(text)
    posts = posts_of(findings)
    assert_all_lines_accounted(text, findings)
    assert [found for found in findings if isinstance(found, Problem)] == []
    assert len(posts) == len(gold) == 30
    for post, want in zip(posts, gold, strict=True):
        assert post.text == want["text"]
        assert post.author == Author(name=want["author"])
        assert post.when is not None
        assert post.when.text == want["time_display"]
        assert {n: getattr(post.counts, n).low for n in COUNTS} == want["counts"]
        assert [medium.kind for medium in post.media] == want.get("media", [])
        cards = ["Preview / " * card.image + str(card.title) for card in post.cards]
        assert cards == ([want["card_text"]] if "card_text" in want else [])
        shown = {n for n in lines_of(post.source.locator) if text.split("\n")[n - 1].strip()}
        assert shown == {
            n for a, b in want["spans"] for n in range(a, b + 1) if text.split("\n")[n - 1].strip()
        }
