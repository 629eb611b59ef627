"""Thread Reader unrolls copied as text: posts, media, links, and every line accounted for."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threadkit.parsing.formats import as_format, thread_reader_text
from threadkit.parsing.identity import sighting_id
from threadkit.parsing.material import Fit, Head, Hints, Material
from threadkit.parsing.text.repair import damaged
from threadkit.parsing.text.unroll_layout import CLOSING_LINES, MARK_STARTS, is_mark
from threadkit.records import (
    Author,
    Basis,
    Capture,
    Declared,
    Finding,
    Furniture,
    Kind,
    Link,
    Media,
    Order,
    Problem,
    Severity,
    Sighting,
    Source,
    When,
)

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases" / "thread_reader_text.json").read_text("utf-8")
)
CAPTURES = Path(__file__).parents[2].parent / "shared" / "captures"


def material(text: str, hints: Hints | None = None) -> Material:
    head = Head("page.txt", text[:65536])
    return Material("page.txt", head, hints or Hints(), lambda: io.BytesIO(text.encode()), lambda: text)


def read(text: str, hints: Hints | None = None) -> list[Finding]:
    return list(thread_reader_text.read(material(text, hints)))


def sightings(findings: list[Finding]) -> list[Sighting]:
    return [finding for finding in findings if isinstance(finding, Sighting)]


def problems(findings: list[Finding]) -> list[str]:
    return [finding.what for finding in findings if isinstance(finding, Problem)]


def reply_links(findings: list[Finding]) -> list[list[int]]:
    """Pairs of child and parent as indices of sightings."""
    place = {sighting_id(post): k for k, post in enumerate(sightings(findings))}
    found = [finding for finding in findings if isinstance(finding, Link)]
    assert all((link.kind, link.basis) == (Kind.REPLY, Basis.SHOWN) and link.reasons for link in found)
    return [[place[link.child], place[link.parent]] for link in found]


def media_words(media: tuple[Media, ...]) -> list[str]:
    return [f"alt:{one.alt}" if one.alt else one.kind for one in media]


def lines_of(source: Source) -> list[int]:
    first, last = re.fullmatch(r"lines? (\d+)(?:-(\d+))?", source.locator).groups()  # type: ignore[union-attr]
    return list(range(int(first), int(last or first) + 1))


def assert_every_line_is_used_once(text: str, findings: list[Finding]) -> None:
    used = Counter(
        line
        for finding in findings
        if isinstance(finding, Sighting | Furniture)
        for line in lines_of(finding.source)
    )
    lines = text.split("\n")
    filled = {k for k, line in enumerate(lines, 1) if line.strip()}
    assert filled <= set(used)
    assert max(used.values(), default=1) == 1
    for finding in findings:
        if isinstance(finding, Furniture):
            assert [finding.text] == [lines[k - 1] for k in lines_of(finding.source)]
        elif isinstance(finding, Sighting):
            shown = finding.text if finding.text_as_shown is None else finding.text_as_shown
            assert shown == "\n".join(lines[k - 1] for k in lines_of(finding.source))


def case_params() -> list[Any]:
    return [
        pytest.param(case, id=case["label"], marks=[pytest.mark.xfail(reason=case["xfail"], strict=True)])
        if "xfail" in case
        else pytest.param(case, id=case["label"])
        for case in CASES
    ]


@pytest.mark.parametrize("case", case_params())
def test_case(case: dict[str, Any]) -> None:
    text = "\n".join(case["page"])
    findings = read(text)
    posts = sightings(findings)
    assert [post.text for post in posts] == case["posts"]
    assert_every_line_is_used_once(text, findings)
    assert [post.source.position for post in posts] == list(range(1, len(posts) + 1))
    if "links" in case:
        assert reply_links(findings) == case["links"]
    if "media" in case:
        assert [media_words(post.media) for post in posts] == case["media"]
    if "places" in case:
        assert [post.source.locator for post in posts] == case["places"]
    for k, shown in case.get("shown", {}).items():
        assert posts[int(k)].text_as_shown == shown
    if "dates" in case:
        assert {str(k): post.when.text for k, post in enumerate(posts) if post.when} == case["dates"]
    if "author" in case:
        assert {(post.author.handle, post.author.name) for post in posts if post.author} == {tuple(case["author"])}
    if "authors" in case:
        assert [post.author and post.author.handle for post in posts] == case["authors"]
    if "declared" in case:
        ids = [sighting_id(post) for post in posts]
        found = [finding for finding in findings if isinstance(finding, Declared)]
        shown = [[one.what, one.count.low, [ids.index(member) for member in one.members]] for one in found]
        assert shown == case["declared"]
        assert [one.complete for one in found] == [one.what != "posts in the thread" for one in found]
    if "unknown" in case:
        assert sum(isinstance(f, Furniture) and f.role == "unknown" for f in findings) == case["unknown"]
    if "problems" in case:
        what = problems(findings)
        assert len(what) == len(case["problems"])
        assert all(one.startswith(start) for one, start in zip(what, case["problems"], strict=True))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_detection_of_case(case: dict[str, Any]) -> None:
    fit = thread_reader_text.detect(Head("page.txt", "\n".join(case["page"])))
    if case["posts"] or case.get("declared"):
        assert fit.name == case.get("fit", "YES")
    else:
        assert fit is Fit.NO


def test_module_is_a_format_and_reads_its_own_example() -> None:
    module = as_format(thread_reader_text)
    findings = read(module.EXAMPLE)
    assert [post.text for post in sightings(findings)] == [
        "The first post of the thread.\n\nIts second paragraph.",
        "The second post.",
        "The first post of another thread.",
    ]
    assert problems(findings) == []


def test_capture_comes_first_and_says_what_the_page_is() -> None:
    when = When(text="2024")
    hints = Hints(seen_at=when, timezone="Europe/Rome")
    capture, *rest = read(thread_reader_text.EXAMPLE, hints)
    assert capture == Capture(
        "page.txt", "thread_reader_text", when, Author("example_ada", "Ada Example"), Order.THREAD,
        timezone="Europe/Rome", platform="x", current_year_dates=True,
    )  # fmt: skip
    assert not any(isinstance(finding, Capture) for finding in rest)


def test_findings_of_posts_stand_in_the_order_of_the_page() -> None:
    text = "\n".join(next(case for case in CASES if case["label"] == "two teasers of one day")["page"])
    first = [lines_of(f.source)[0] for f in read(text) if isinstance(f, Sighting | Furniture)]
    assert first == sorted(first)


def test_callers_word_fills_in_what_the_page_does_not_say() -> None:
    ada = Author("example_ada")
    assert {post.author for post in sightings(read("One.\nTwo.", Hints(author=ada)))} == {ada}
    named = read("Ada Example Profile picture\nOct 5 1 tweets 1 min read\nOne.\n• • •", Hints(author=ada))
    assert sightings(named)[0].author == Author("example_ada", "Ada Example")
    other = read(thread_reader_text.EXAMPLE, Hints(author=Author("example_bob")))
    assert sightings(other)[0].author == Author("example_ada", "Ada Example")


def test_a_date_that_cannot_be_is_a_problem() -> None:
    findings = read("Ada Example Profile picture\nFeb 31 1 tweets 1 min read\nOne.\n• • •")
    assert sightings(findings)[0].when is None
    assert problems(findings) == ["a date that cannot be read"]


def test_doubtful_breaks_are_told_with_their_reason() -> None:
    findings = read("Ada Example Profile picture\nOct 5 2 tweets 1 min read\nDear all,\nhello.\nTwo.\n• • •")
    problem = next(finding for finding in findings if isinstance(finding, Problem))
    assert problem.severity is Severity.INFO
    assert "before line 4" in problem.saw
    assert "comma" in problem.saw


def test_an_arbitrary_choice_between_breaks_is_told() -> None:
    findings = read("Ada Example Profile picture\nOct 5 2 tweets 1 min read\nOne,\ntwo,\nthree is it.\n• • •")
    saw = [finding.saw for finding in findings if isinstance(finding, Problem)]
    assert len(saw) == 1
    assert "another line was as likely" in saw[0]


def test_text_spoilt_past_repair_is_kept_and_named() -> None:
    clean = "\n".join([
        "Ada Example Profile picture", "Oct 5 • 3 tweets • 1 min read", "One — “isn’t it” 💬 …", "Two… we’ve seen 🔥",
        "Three 💬…", "", "• • •", "", "Missing some Tweet in this thread? You can try to force a refresh",
    ])  # fmt: skip
    text = damaged(clean, "iso8859_7")
    findings = read(text)
    capture = findings[0]
    assert isinstance(capture, Capture)
    assert capture.damage == "iso8859_7"
    assert [post.text for post in sightings(findings)] == text.split("\n")[2:5]
    assert_every_line_is_used_once(text, findings)
    assert ["lost bytes" in told for told in problems(findings)] == [True]


def test_text_that_can_be_repaired_is_and_keeps_what_was_shown() -> None:
    clean = "Ada Example Profile picture\nOct 5 • 2 tweets • 1 min read\nOne — “it’s” é\nTwo — “so” è\n• • •"
    shown = clean.encode().decode("latin-1")
    findings = read(shown)
    assert [post.text for post in sightings(findings)] == ["One — “it’s” é", "Two — “so” è"]
    assert [post.text_as_shown for post in sightings(findings)] == shown.split("\n")[2:4]
    left = read(shown, Hints(repair=False))
    assert all(post.text_as_shown is None for post in sightings(left))


def test_html_json_and_folders_are_other_formats_business() -> None:
    example = thread_reader_text.EXAMPLE
    for head in (Head("a.html", "<html>" + example), Head("a.json", '{"a": 1}'), Head("a", example, ("b.txt",))):
        assert thread_reader_text.detect(head) is Fit.NO


def test_one_line_of_the_site_alone_is_weak_evidence() -> None:
    assert thread_reader_text.detect(Head("a", "Some words.\nMore from @example_ada\nOther words.")) is Fit.MAYBE


def test_quick_look_up_knows_the_start_of_every_mark() -> None:
    starts = {
        start[:4]
        for _, pattern in CLOSING_LINES
        for start in re.sub(r"\(\?:(\w+)\|\w+\)", r"\1", pattern).split("|")
    }
    assert len(starts) > 5
    assert starts <= MARK_STARTS
    assert is_mark("X may remove this content at anytime!")
    assert is_mark("Read 14 tweets")
    assert is_mark("More from @example_ada")


LINES = st.sampled_from([
    "", " ", "One.", "two", "- item", "1. one", "3/7 three", "Image", "so it is Image", "Oct 5", "Read 4 tweets",
    "Ada Example Profile picture", "Oct 5 3 tweets 1 min read", "• • •", "More from @example_ada", "@example_bob yes",
    "Keep Current with Ada Example", "Did Thread Reader help you today?", "A small dog on a big boat i...", "Post", "…",
])  # fmt: skip


@given(st.lists(LINES | st.text(max_size=20).map(lambda text: text.replace("\n", " ")), max_size=40))
@settings(max_examples=300, deadline=None)
def test_no_page_raises_and_no_line_is_lost(page: list[str]) -> None:
    text = "\n".join(page)
    findings = read(text, Hints(repair=False))
    assert isinstance(findings[0], Capture)
    assert_every_line_is_used_once(text, findings)
    ids = [sighting_id(post) for post in sightings(findings)]
    assert len(set(ids)) == len(ids)
    for finding in findings:
        if isinstance(finding, Link):
            assert ids.index(finding.child) == ids.index(finding.parent) + 1
        if isinstance(finding, Declared):
            assert set(finding.members) <= set(ids)


@pytest.mark.skipif(not CAPTURES.is_dir(), reason="the captures are not here")
def test_the_real_capture_gives_exactly_its_posts() -> None:
    text = next(CAPTURES.glob("002*.txt")).read_text("utf-8")
    gold = [post for post in json.loads((CAPTURES / "gold.json").read_text("utf-8"))["posts"] if post["seed"] == "002"]
    findings = read(text)
    posts = sightings(findings)
    assert [(post.text, media_words(post.media)) for post in posts] == [
        (post["text"], post.get("media", [])) for post in gold
    ]
    assert_every_line_is_used_once(text, findings)
    assert problems(findings) == []
    assert [one.count.low for one in findings if isinstance(one, Declared)] == [18, 14, 5, 10, 8, 13, 12]
    assert {post.author and post.author.handle for post in posts} == {gold[0]["handle"].lstrip("@")}
    assert reply_links(findings) == [[k, k - 1] for k in (*range(1, 12), *(k for k in range(18, 36) if k % 3))]


@pytest.mark.skipif(not CAPTURES.is_dir(), reason="the captures are not here")
def test_of_the_real_captures_only_the_unroll_is_one() -> None:
    fits = {path.name[:3]: thread_reader_text.detect(Head(path.name, path.read_text("utf-8")[:65536]))
            for path in CAPTURES.glob("*.txt")}  # fmt: skip
    assert fits == {"000": Fit.NO, "001": Fit.NO, "002": Fit.YES, "003": Fit.NO}
