"""What a post says never becomes structure; CommonMark is read back by another program to see that."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from threadkit.archive import Archive
from threadkit.outputs import render
from threadkit.outputs.markdown import escaped
from threadkit.records import Author, Card, Media

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
ATTACKS = [
    "# heading", "Heading\n=======", "Heading\n---", "---", "***", "- item", "* item", "+ item", "1. item", "2) item",
    "> quote", "```\ncode\n```", "~~~", "    code", "\tcode", "*a* _b_ **c** `d` ~~e~~", "<script>alert(1)</script>",
    "<!-- gone -->", "]]>", "[a](javascript:alert(1))", "![a](https://example.org/b.png)", "[a]: https://example.org",
    "<https://example.org>", "&lt;b&gt; &#35;", "a | b\n--|--\n1 | 2", "back\\slash\\", "line  \nbreak", "\\*",
    "Ω \u202e abc", "$x$ ^y^ ==z==", ": term", "[^1]", "***\n", "*", "“*”", "https://example.org/*a*_b_ *", "~",
    "\u00a0", "a\rb",
]  # fmt: skip


def kinds(markdown: str) -> list[str]:
    """The structure alone: kinds of blocks and of what stands in them."""
    return [
        f"{token.type} {inner.type}"
        for token in READER.parse(markdown)
        for inner in (token.children or [token])
        if inner.type not in {"text", "softbreak", "hardbreak", "text_special"}
    ]


def words(markdown: str) -> str:
    told = []
    for token in READER.parse(markdown):
        for inner in token.children or []:
            told.append(inner.content if inner.type in {"text", "text_special"} else "")
            told.append("\n" if inner.type in {"softbreak", "hardbreak"} else "")
        told.append("\n" if token.type == "inline" else "")
    return "".join(told)


def test_a_small_archive(small: Archive, golden: Callable[[str, str], None]) -> None:
    golden("small.md", render(small, "markdown"))


def test_a_thread_alone(small: Archive, golden: Callable[[str, str], None]) -> None:
    golden("small_thread.md", render(small.thread("x:1"), "markdown"))


@pytest.mark.parametrize("text", ATTACKS)
def test_text_does_not_become_structure(text: str, one_post: Callable[..., Archive]) -> None:
    address = "https://" in text and not text.startswith(("<", "[", "!"))
    calm = "https://example.org" if address else "\n".join("calm" for _ in text.strip().splitlines()) or "calm"
    if not text.strip():
        return
    hostile, harmless = (render(one_post(each), "markdown") for each in (text, calm))
    expected = kinds(harmless)
    found = kinds(hostile)
    links = [kind for kind in found if "link" in kind]
    assert all("http" in token for token in READER.render(hostile).split("href=")[1:])
    assert [kind for kind in found if kind not in links] == [kind for kind in expected if "link" not in kind]


@pytest.mark.parametrize("text", [each for each in ATTACKS if "https://" not in each])
def test_text_is_shown_as_it_is(text: str) -> None:
    for line in text.replace("\r", "\n").split("\n"):
        assert words(escaped(line)).strip().replace("\u00a0", " ") == line.strip().replace("\t", "    ").replace(
            "\u00a0", " "
        )


@given(st.text(st.sampled_from("*_`#-+.)(1[]<>!&;\\~|=$^ :ab\"'")) | st.text(), st.integers(0, 3))
@settings(max_examples=300, deadline=None)
def test_any_line_is_one_paragraph_of_itself(text: str, level: int) -> None:
    from threadkit.outputs.phrases import one_line

    line = one_line(text)
    found = READER.parse("> " * level + escaped(line))
    assert [token.type for token in found if "blockquote" not in token.type] == (
        ["paragraph_open", "inline", "paragraph_close"] if line else []
    )
    if line and "://" not in line:
        assert {inner.type for token in found for inner in token.children or []} <= {"text", "text_special"}
        assert words(escaped(line)).rstrip("\n") == line


def test_names_cards_and_descriptions_are_escaped_as_well(one_post: Callable[..., Archive]) -> None:
    hostile = "*x* <b> [y](javascript:z) # `"
    archive = one_post(
        hostile,
        Author("a_b*c", hostile),
        media=(Media(hostile, hostile, "javascript:alert(1)"),),
        cards=(Card(hostile, hostile, "https://example.org/><script>"),),
        url="javascript:alert(1)",
        lang="<",
    )
    card = Card("x", "x", "https://example.org/")
    calm = one_post("x", Author("a", "x"), media=(Media("x", "x"),), cards=(card,), url="x")
    told = render(archive, "markdown")
    assert kinds(told) == kinds(render(calm, "markdown"))
    assert "<script" not in READER.render(told)
    assert READER.render(told).count("href") == READER.render(told).count('href="https://example.org/"') == 1


def test_replies_are_set_in_and_deep_ones_say_how_deep() -> None:
    from threadkit.records import Basis, Capture, Finding, Kind, Link, Sighting, Source

    findings: list[Finding] = [Capture("c", "made_up", states_parents=True)]
    for i in range(20):  # each answers the one before, beside an own continuation of that one
        for n, who, parent in ((2 * i, f"p{i}", 2 * i - 2), (2 * i + 1, f"p{i}", 2 * i)):
            findings.append(Sighting(Source("c", str(n), n), f"text{n}", f"p:{n:03}", author=Author(who)))
            if parent >= 0:
                findings.append(Link(Kind.REPLY, f"p:{n:03}", f"p:{parent:03}", Basis.STATED))
    told = render(Archive(findings, infer=False), "markdown")
    assert "\n> text2\n" in told
    assert "\n> > text4\n" in told
    assert "> " * 6 + "**@p15** (level 15)" in told
    assert "> " * 7 not in told


def test_a_hundred_thousand_posts_in_one_thread(big_thread: Callable[[int], Archive]) -> None:
    """No recursion; benchmarks/chain.py measures that the time grows with the posts."""
    from threadkit.outputs import chunks

    size = 100_000
    archive = big_thread(size)
    thread = archive.thread(archive.posts[0])
    assert len(thread) == size
    assert sum(map(len, chunks(thread, "markdown"))) > size * len("Post number 1")
