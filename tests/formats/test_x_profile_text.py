"""X profile: what is read of made-up pages and of the real capture, and what is none of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from made_pages import assert_all_lines_accounted, lines_of, material, posts_of

from threadkit.parsing.formats import x_profile_text as form
from threadkit.parsing.identity import sighting_id
from threadkit.parsing.material import Fit, Head, Hints
from threadkit.records import (
    Author,
    Basis,
    Capture,
    Counts,
    Declared,
    Finding,
    Furniture,
    Kind,
    Link,
    Order,
    Problem,
    Repost,
    Sighting,
    TimeBasis,
    When,
)

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases" / "x_profile_text.json").read_text("utf-8")
)
PAGES = [case for case in CASES if "posts" in case]
CAPTURES = Path(__file__).parents[2].parent / "shared" / "captures"


def read(text: str, hints: Hints | None = None) -> list[Finding]:
    return list(form.read(material(text, hints)))


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case["label"])
def test_page_is_read_as_the_table_says(case: dict[str, Any]) -> None:
    text = "\n".join(case["page"])
    findings = read(text)
    capture = findings[0]
    assert isinstance(capture, Capture)
    assert (capture.format, capture.platform, capture.order) == (form.NAME, "x", Order.NONE)
    assert capture.damage == case.get("damage")
    assert capture.current_year_dates
    handle, name = case.get("account", (None, None))
    assert capture.account == (Author(handle=handle, name=name) if handle else None)
    if "seen_at" in case:
        assert capture.seen_at is not None
        assert capture.seen_at.earliest is not None
        assert (capture.seen_at.earliest.isoformat(), capture.seen_at.latest) == (case["seen_at"], None)
    else:
        assert capture.seen_at is None

    posts = posts_of(findings)
    assert [post.text for post in posts] == [want["text"] for want in case["posts"]]
    assert [post.source.position for post in posts] == list(range(len(posts)))
    for post, want in zip(posts, case["posts"], strict=True):
        assert_post(post, want)
    furniture = {f.source.locator.split()[1]: f.role for f in findings if isinstance(f, Furniture)}
    assert furniture == case.get("furniture", {})
    place = {sighting_id(post): n for n, post in enumerate(posts)}
    links = [found for found in findings if isinstance(found, Link)]
    quotes = [link for link in links if link.parent in place]
    assert [[place[link.child], place[link.parent]] for link in quotes] == case.get("quotes", [])
    assert {(link.kind, link.basis) for link in quotes} <= {(Kind.QUOTE, Basis.SHOWN)}
    gaps = [[place[link.child], link.kind.value] for link in links if link not in quotes]
    assert gaps == case.get("points at gaps", [])
    assert all(link.parent.startswith("missing:") and link.basis is Basis.SHOWN for link in links if link not in quotes)
    reposts = [[place[f.post], f.author and f.author.name] for f in findings if isinstance(f, Repost)]
    assert reposts == case.get("reposts", [])
    declared = [[f.count.low, f.source.locator] for f in findings if isinstance(f, Declared)]
    assert declared == ([case["declared"]] if "declared" in case else [])
    problems = [found.what for found in findings if isinstance(found, Problem)]
    assert len(problems) == len(case.get("problems", [])), problems
    for what, part in zip(problems, case.get("problems", []), strict=True):
        assert part in what
    assert_all_lines_accounted(text, findings)


def assert_post(post: Sighting, want: dict[str, Any]) -> None:
    if "lines" in want:
        assert post.source.locator == want["lines"]
    if "author" in want:
        assert post.author == Author(handle=want["author"][0], name=want["author"][1])
    assert post.text_as_shown == want.get("shown")
    assert post.truncated == want.get("truncated", False)
    if "when" in want:
        assert (post.when.text if post.when else None) == want["when"]
    if want.get("unread"):
        assert post.when == When(text=want["when"])
    assert [medium.kind for medium in post.media] == want.get("media", [])
    cards = [[card.url, card.title, card.description, card.image] for card in post.cards]
    assert cards == want.get("cards", [])
    if "views" in want:
        assert post.counts.views is not None
        assert post.counts.views.text == want["views"]
        assert (post.counts.views.high is None) == want.get("or_more", False)
    else:
        assert post.counts == Counts()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_detect_says_what_the_table_says(case: dict[str, Any]) -> None:
    head = Head("page.txt", "\n".join(case["page"]))
    assert form.detect(head) is Fit[case["fit"]]


def test_one_post_in_the_head_of_a_longer_page_is_not_enough_to_be_sure() -> None:
    text = "• user avatar\nAda\n@example_ada\n3h\nOne.\n"
    assert form.detect(Head("page.txt", text, whole=True)) is Fit.YES
    assert form.detect(Head("page.txt", text, whole=False)) is Fit.MAYBE


def test_hints_name_what_the_page_does_not() -> None:
    seen = When(text="2026-04-20")
    capture = read("• user avatar\nAda\n@example_ada\n3h\nOne.\n", Hints(seen, Author(handle="example_eve")))[0]
    assert isinstance(capture, Capture)
    assert (capture.seen_at, capture.account) == (seen, Author(handle="example_eve"))
    capture = read(form.EXAMPLE, Hints(author=Author(handle="example_eve")))[0]
    assert isinstance(capture, Capture)
    assert capture.account is not None
    assert capture.account.handle == "example_ada"


def test_year_of_the_foot_is_a_floor_in_every_time_zone() -> None:
    capture = read("\n".join(PAGES[0]["page"]))[0]
    assert isinstance(capture, Capture)
    assert capture.seen_at is not None
    assert capture.seen_at.basis is TimeBasis.DATE
    assert capture.seen_at.text == "Terms·Privacy·© 2026 X Corp."


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case["label"])
def test_a_cut_loses_no_line_and_spoils_no_whole_post(case: dict[str, Any]) -> None:
    text = "\n".join(case["page"])
    whole = posts_of(read(text))
    for cut in range(len(text)):
        findings = read(text[:cut])
        assert_all_lines_accounted(text[:cut], findings)
        if not case.get("problems") and case.get("cut", True):
            kept = posts_of(findings)[:-2]  # an item is a post and perhaps a quoted one
            same = whole[: len(kept)]
            assert [(p.text, p.author, p.when) for p in kept] == [(p.text, p.author, p.when) for p in same]
        assert_all_lines_accounted(text[cut:], read(text[cut:]))


def test_a_page_without_posts_is_all_furniture_and_says_so() -> None:
    findings = read("Nothing here.\nAt all.\n")
    assert posts_of(findings) == []
    assert [f.what for f in findings if isinstance(f, Problem)] == ["no post of this kind of page was found"]
    assert_all_lines_accounted("Nothing here.\nAt all.\n", findings)


def test_the_example_is_read() -> None:
    findings = read(form.EXAMPLE)
    assert form.detect(material(form.EXAMPLE).head) is Fit.YES
    assert len(posts_of(findings)) == 2
    assert not [found for found in findings if isinstance(found, Problem)]


def test_text_is_not_repaired_if_the_caller_says_so() -> None:
    spoilt = "Itâ€™s one â€” really, itâ€™s â€œoneâ€\u009d."
    page = f"• user avatar\nAda\n@example_ada\n3h\n{spoilt}\n"
    assert [(p.text, p.text_as_shown) for p in posts_of(read(page, Hints(repair=False)))] == [(spoilt, None)]
    assert [p.text_as_shown for p in posts_of(read(page))] == [spoilt]


@pytest.mark.skipif(not CAPTURES.is_dir(), reason="the real captures are not here")
def test_real_capture() -> None:
    everything = json.loads((CAPTURES / "gold.json").read_text("utf-8"))
    gold = [post for post in everything["posts"] if post["seed"] == "000"]
    text = next(CAPTURES.glob("000*.txt")).read_bytes().decode("utf-8")
    assert form.detect(material(text).head) is Fit.YES
    findings = read(text)
    posts = posts_of(findings)
    assert_all_lines_accounted(text, findings)
    assert [found for found in findings if isinstance(found, Problem)] == []
    assert len(posts) == len(gold) == 19
    for post, want in zip(posts, gold, strict=True):
        assert post.text == want["text"]
        assert post.author == Author(handle=want["handle"].lstrip("@"), name=want["author"])
        assert post.when is not None
        assert post.when.text == want["time_display"]
        assert (post.counts.views and post.counts.views.text) == (want["counts"] or {}).get("views")
        assert [medium.kind for medium in post.media] == [m.split()[0].lower() for m in want.get("media", [])]
        for card in post.cards:
            assert all(part in want["card_text"] for part in (card.title, card.description or "", card.url))
            assert card.image == want["card_text"].startswith("Image / ")
        assert bool(post.cards) == ("card_text" in want)
        assert lines_of(post.source.locator) == [n for a, b in want["spans"] for n in range(a, b + 1)]
    ids = dict(zip([want["id"] for want in gold], map(sighting_id, posts), strict=True))
    quotes = {(link.child, link.parent) for link in findings if isinstance(link, Link)}
    assert quotes == {(ids[want["id"]], ids[want["quotes"]]) for want in gold if "quotes" in want}
    furniture = [n for f in findings if isinstance(f, Furniture) for n in lines_of(f.source.locator)]
    assert furniture == everything["non_post_lines"]["000"]
