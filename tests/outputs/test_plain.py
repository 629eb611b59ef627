"""Plain text: nothing wrapped, nothing that steers a terminal."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from threadkit.archive import Archive
from threadkit.outputs import render
from threadkit.outputs.plain import lines
from threadkit.records import Author, Capture, Card, Media, Sighting, Source


def test_a_small_archive(small: Archive, golden: Callable[[str, str], None]) -> None:
    golden("small.txt", render(small, "text"))


def test_a_thread_and_a_tree_alone(small: Archive, golden: Callable[[str, str], None]) -> None:
    golden("small_tree.txt", render(small.tree("x:1"), "text"))


def test_long_lines_stay_long(one_post: Callable[..., Archive]) -> None:
    text = "word " * 2000 + "end"
    assert text in render(one_post(text), "text").split("\n")


def test_blank_lines_and_leading_blanks_stay(one_post: Callable[..., Archive]) -> None:
    assert "\na\n\n\n  b\n" in render(one_post("a\n\n\n  b"), "text")


@given(st.text(st.characters(), max_size=40))
def test_nothing_steers_a_terminal(text: str) -> None:
    sighting = Sighting(
        Source("c\x1b[2J", text), text, "x:1", text, Author(text, text), media=(Media(text, text, text),),
        cards=(Card(text, text, text),), lang=text,
    )  # fmt: skip
    archive = Archive([Capture("c\x1b[2J", "made_up"), sighting], infer=False)
    told = "".join(line for _, line in lines(archive))
    assert not [char for char in told if (ord(char) < 32 and char not in "\n\t") or 127 <= ord(char) < 160]
    told.encode("utf-8")


def test_an_empty_archive_says_so_little_that_it_is_still_text() -> None:
    assert render(Archive([], infer=False), "text").strip() == ""
