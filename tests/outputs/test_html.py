"""One page that needs nothing else and runs nothing; what a post says is text there."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from selectolax.lexbor import LexborNode

from threadkit.archive import Archive
from threadkit.outputs import render
from threadkit.records import Author, Capture, Card, Media, Sighting, Source

ATTACKS = [
    "<script>alert(1)</script>", "</div></article><h1>gone", "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>",
    "' onmouseover='alert(1)", "]]>", "<!--", "</style><style>*{display:none}", "javascript:alert(1)", "&lt;b&gt;",
    "{{ 7 * 7 }}{% include 'x' %}", "https://example.org/\"onclick=alert(1)", "https://example.org/?a=1&copy=2",
    "\u202e\u2066evil", "data:text/html,<b>", "\x00\x1b", "\ud800", "\ufffe",
]  # fmt: skip


def tags(html: str) -> list[tuple[str | None, tuple[str, ...]]]:
    """The structure alone: elements and the names of their attributes."""
    root = HTMLParser(html).root
    assert root is not None
    return [(node.tag, tuple(sorted(node.attributes))) for node in root.traverse() if node.tag != "a"]


def first(within: HTMLParser | LexborNode, selector: str) -> LexborNode:
    found = within.css_first(selector)
    assert found is not None
    return found


def test_a_small_archive(small: Archive, golden: Callable[[str, str], None]) -> None:
    golden("small.html", render(small, "html"))


def test_each_post_has_one_article_and_one_anchor(small: Archive) -> None:
    page = HTMLParser(render(small, "html"))
    articles = page.css("article")
    assert sorted(str(node.attributes["data-post"]) for node in articles) == sorted(post.id for post in small.posts)
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(ids) == len(set(ids))
    for link in page.css("a[href^='#']"):
        assert str(link.attributes["href"])[1:] in ids


def test_a_guess_is_marked_with_its_reasons(small: Archive) -> None:
    page = HTMLParser(render(small, "html"))
    (marked,) = page.css("details.relation")
    assert first(marked, "summary").text(strip=True).startswith("likely continues the post above, 94 %")
    assert [each.text() for each in marked.css("li")] == ["a minute later", "the post before shows 1 reply"]
    assert marked.parent is not None
    assert marked.parent.attributes["data-post"] == "x:5"


def test_nothing_is_run_or_fetched(small: Archive) -> None:
    html = render(small, "html")
    page = HTMLParser(html)
    assert not page.css("script, img, link, iframe, object, embed, video, audio, form, base, [style], [src], [onclick]")
    policy = first(page, "meta[http-equiv='Content-Security-Policy']").attributes["content"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"
    assert not re.search(r"url\(|@import", html)


@pytest.mark.parametrize("text", ATTACKS)
def test_what_a_source_says_is_only_text(text: str) -> None:
    def told(words: str, url: str) -> str:
        sighting = Sighting(
            Source("c", "1"), words, "x:1", url, Author(words, words), lang=words, media=(Media(words, words, url),),
            cards=(Card(words, words, url),),
        )  # fmt: skip
        return render(Archive([Capture(words, "made_up"), sighting], infer=False), "html")

    hostile = told(text, text if not text.startswith("https:") else "x")
    assert tags(hostile) == tags(told("calm words", "calm"))
    for link in HTMLParser(hostile).css("a"):
        assert str(link.attributes["href"]).startswith(("https://example.org/", "#"))
        assert set(link.attributes) <= {"href", "rel", "class", "title", "aria-label"}
    hostile.encode("utf-8")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1, max_size=80))
@settings(max_examples=150, deadline=None)
def test_text_can_be_read_back_as_it_was(text: str) -> None:
    sighting = Sighting(Source("c", "1"), text, "x:1")
    page = HTMLParser(render(Archive([Capture("c", "made_up"), sighting], infer=False), "html"))
    found = page.css_first(".text")
    if not text.strip():
        assert found is None
        return
    pictures = {i: 0x2400 + i for i in range(32) if i not in (9, 10)} | {127: 0x2421}
    replaced = [*range(0x80, 0xA0), *range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF]
    assert found is not None
    assert found.text() == text.translate(pictures | dict.fromkeys(replaced, 0xFFFD))


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://example.org/a.", ["https://example.org/a"]),
        ("(https://example.org/a_(b))", ["https://example.org/a_(b)"]),
        ("HTTPS://EXAMPLE.ORG and http://example.org/?q=a&b=c", ["HTTPS://EXAMPLE.ORG", "http://example.org/?q=a&b=c"]),
        ("shortened: https://example.org/a-long-na…", []),
        ("shortened: https://example.org/a-long-na...", []),
        ("https:// and example.org and ftp://example.org", []),
        ("mailto:ada@example.org javascript:alert(1)", []),
    ],
)
def test_only_whole_web_addresses_become_links(text: str, links: list[str], one_post: Callable[..., Archive]) -> None:
    page = HTMLParser(render(one_post(text), "html"))
    assert [link.attributes["href"] for link in page.css(".text a")] == links
    assert first(page, ".text").text() == text


def test_a_table_of_contents_only_where_there_is_more_than_one_part(
    small: Archive, one_post: Callable[..., Archive]
) -> None:
    assert len(HTMLParser(render(small, "html")).css("nav li")) == 2
    assert not HTMLParser(render(one_post("hi"), "html")).css("nav")
    assert [node.text() for node in HTMLParser(render(small.thread("x:1"), "html")).css("h1")] == [
        "Thread by Ada Example (@example_ada)"
    ]


def test_only_exact_times_are_for_machines(small: Archive) -> None:
    page = HTMLParser(render(small, "html"))
    told = {str(node.attributes["data-post"]): node for node in page.css("article")}
    assert first(told["x:1"], "time").attributes["datetime"] == "2025-05-13T19:34:00+00:00"
    for inexact in ("x:5", "x:8", "x:20", "x:30"):
        assert not told[inexact].css("time")
