from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadkit.parsing.x.text import full_text, holds_all, mentions_before, seems_cut

A, B = "https://t.co/aAaAaAaAaA", "https://t.co/bBbBbBbBbB"
AT_A, AT_B = "https://example.org/a?x=1&y=2", "https://example.org/b"


@pytest.mark.parametrize(
    ("text", "urls", "drop", "expected"),
    [
        ("plain", [], [], "plain"),
        ("", [(A, AT_A)], [A], ""),
        (f"see {A}, and {B}.", [(A, AT_A), (B, AT_B)], [], f"see {AT_A}, and {AT_B}."),
        (f"{A} and again {A}", [(A, AT_A)], [], f"{AT_A} and again {AT_A}"),
        (f"{A}を見る", [(A, AT_A)], [], f"{AT_A}を見る"),
        # a longer link that starts like a known one is another link, and a cut one is none
        (f"{A}z", [(A, AT_A)], [], f"{A}z"),
        ("see https://t.co/aAaA…", [(A, AT_A)], [], "see https://t.co/aAaA…"),
        # an address that holds a short link itself is not looked into
        (f"{A} {B}", [(A, f"https://example.org/?to={B}"), (B, AT_B)], [], f"https://example.org/?to={B} {AT_B}"),
        # what is dropped at the end stays elsewhere
        (f"pictures {A} {B}", [], [A, B], "pictures"),
        (f"pictures {A} {B} \n", [], [B, A], "pictures"),
        (f"picture {A} and more", [], [A], f"picture {A} and more"),
        (A, [], [A], ""),
        (f"link {A} picture {B}", [(A, AT_A)], [B], f"link {AT_A} picture"),
        # odd values of entities
        (f"see {A}", [(A, ""), ("", AT_A)], [""], f"see {A}"),
        ("old http://example.com/x", [("http://example.com/x", "http://example.com/x")], [], "old http://example.com/x"),
    ],
)
def test_links(text: str, urls: list[tuple[str, str]], drop: list[str], expected: str) -> None:
    assert full_text(text, urls, drop, escaped=True) == expected


def test_escapes_are_undone_once_and_only_when_there_are_any() -> None:
    assert full_text("a &lt;b&gt; &amp; &amp;lt; &quot;", [], escaped=True) == "a <b> & &lt; &quot;"
    assert full_text("a &lt; b", [], escaped=False) == "a &lt; b"
    assert full_text(f"x {A}", [(A, "https://example.org/?q=&lt;")], escaped=True) == "x https://example.org/?q=&lt;"


def test_white_space_is_kept_where_nothing_is_dropped() -> None:
    assert full_text("two lines\n\n", [], [A], escaped=True) == "two lines\n\n"


def test_many_links_take_linear_time() -> None:
    urls = [(f"https://t.co/{n:010}", f"https://example.org/{n}") for n in range(20_000)]
    text = full_text(" ".join([short for short, _ in urls]), urls, escaped=True)
    assert text.endswith("https://example.org/19999")
    assert "t.co" not in text
    assert full_text(" ".join([short for short, _ in urls]), [], [short for short, _ in urls], escaped=True) == ""


@given(st.text(), st.booleans())
def test_text_without_links_and_escapes_stays(text: str, escaped: bool) -> None:
    if "&" not in text and not text.endswith(A):
        assert full_text(text, [(A, AT_A)], [A], escaped=escaped) == text


@pytest.mark.parametrize(
    ("long", "shown", "expected"),
    [
        ("A post, all of it.", f"A post, all… {A}", True),
        ("A post, all of it.", "A post, all of it.", True),
        (f"A post, all of it: {A}", f"A post, all of… {B} {A}", True),
        ("", "A post", False),
        ("A post", "A post, all of it.", False),
    ],
)
def test_which_form_of_a_text_holds_all(long: str, shown: str, *, expected: bool) -> None:
    assert holds_all(long, shown) is expected


LONG = "It goes on and on. " * 13 + "And so…"


@pytest.mark.parametrize(
    ("text", "digits", "expected"),
    [
        (LONG, "1700000000000000000", True),
        (f"{LONG} {A} {B}", "1700000000000000000", True),
        (LONG, "1600000000000000000", False),  # of 2022
        (LONG, None, False),
        (LONG, "no id", False),
        (LONG, "9" * 5000, False),
        ("To be continued…", "1700000000000000000", False),
        (LONG[:-1] + ".", "1700000000000000000", False),
        ("苔は石の北側に生える。" * 12 + "そして…", "1700000000000000000", True),  # such signs count twice
    ],
)
def test_a_text_seems_cut(text: str, digits: str | None, *, expected: bool) -> None:
    assert seems_cut(text, digits) is expected


def test_mentions_that_a_long_text_leaves_out() -> None:
    assert mentions_before("@example_bo @example_cy Well, it…", "Well, it is so.") == "@example_bo @example_cy "
    assert mentions_before("@example_bo Well, it…", "@example_bo Well, it is so.") == ""
    assert mentions_before("Well, it…", "Well, it is so.") == ""
