"""What becomes of the HTML that posts are kept as."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threadkit.parsing.markup.html_text import html_to_text

SHORTENED = (
    '<a href="https://example.com/articles/of/today?x=1" rel="nofollow noopener"><span class="invisible">https://</span>'
    '<span class="ellipsis">example.com/articles/of/to</span><span class="invisible">day?x=1</span></a>'
)
CASES = {
    "": "",
    "   ": "",
    "plain": "plain",
    "two\nlines &amp; no tag": "two\nlines & no tag",
    "3 < 4 and 5 > 4": "3 < 4 and 5 > 4",
    "<p>one</p><p>two</p>": "one\n\ntwo",
    "first<p>an open second<p>third": "first\n\nan open second\n\nthird",
    "<p>one<br>two<br/>three<br />four</p>": "one\ntwo\nthree\nfour",
    "<p>one<br><br><br>two</p>": "one\n\n\ntwo",
    "<p>one<br></p><p>two</p>": "one\n\ntwo",
    "<p>one &amp;amp; <br> two&#32;&#32;&nbsp;</p><p>&lt;p&gt; </p>": "one &amp;\ntwo \u00a0\n\n<p>",
    "<p><br>one</p><p></p><p>two<br></p>": "one\n\ntwo",
    "<div>one</div><div><br></div><div>two</div>": "one\n\ntwo",
    "<p>spaces \n  between   words </p>\n<p> and\tblocks": "spaces between words\n\nand blocks",
    "<p>in <b>side</b>, <i>wo</i>rd</p>": "in side, word",
    "<p>wide\u3000space\u00a0kept</p>": "wide\u3000space\u00a0kept",
    # entities, once
    "<p>&amp;lt; &lt;b&gt; &#39;x&#x27; &quot; &euro; &nosuch; AT&T</p>": "&lt; <b> 'x' \" € &nosuch; AT&T",
    "https:&#x2F;&#x2F;example.com": "https://example.com",
    # links
    f"<p>See {SHORTENED}.</p>": "See https://example.com/articles/of/today?x=1.",
    '<p><a href="https://example.com/a/b/c">https://example.com/a...</a></p>': "https://example.com/a/b/c",
    '<p><a href="https://example.com/a/b/c">example.com/a…/c</a></p>': "https://example.com/a/b/c",
    '<p><a href="https://www.example.com/">example.com</a></p>': "https://www.example.com/",
    '<p><a href="https://example.com/a">example.com</a></p>': "https://example.com/a",
    '<p><a href="https://example.com/%C3%A4">example.com/ä</a>!</p>': "https://example.com/%C3%A4!",
    '<p><a href="https://example.com.evil.example/">example.com</a></p>': (
        "example.com (https://example.com.evil.example/)"
    ),
    '<p>read <a href="https://example.com/report">the report</a>, please</p>': (
        "read the report (https://example.com/report), please"
    ),
    '<p>one</p><p><a href="https://example.com/r">two</a></p>': "one\n\ntwo (https://example.com/r)",
    '<p>one</p><p><a href="https://example.com/r">example.com/r</a> x</p>': "one\n\nhttps://example.com/r x",
    '<p>x <a href="mailto:ada@example.org">ada@example.org</a></p>': "x ada@example.org",
    '<p><a href="/t/5">here</a> <a name="top">and</a> <a href="javascript:go()">there</a></p>': "here and there",
    '<p>logo <a href="https://example.com/"></a></p>': "logo https://example.com/",
    # mentions, hashtags, emoji
    '<p><span class="h-card" translate="no"><a href="https://example.social/@example_ada" class="u-url mention">'
    '@<span>example_ada</span></a></span> hi</p>': "@example_ada hi",
    '<p><a href="https://example.social/tags/Tea" class="mention hashtag" rel="tag">#<span>Tea</span></a></p>': "#Tea",
    '<p><a href="https://pleroma.example/users/x" rel="tag">#tea</a></p>': "#tea",
    "<p>nice :blobcat: <img class='emoji' alt=':ablob:' src='x.png'> <img src=y></p>": "nice :blobcat: :ablob:",
    # blocks
    "<pre><code>if x:\n    y &lt; 1\n\nend</code></pre><p>after": "if x:\n    y < 1\n\nend\n\nafter",
    "<p>a</p><ul><li>one</li><li>two<ul><li>deep</li></ul></li></ul><p>b": "a\n\n- one\n- two\n  - deep\n\nb",
    "<ol><li>x</li><li>y</li></ol>": "1. x\n2. y",
    '<ol start="7"><li>x<p>more</p></li><li value="9">y</li></ol>': "7. x\n\n  more\n\n9. y",
    "<li>loose</li><li>items": "- loose\n- items",
    "<p>he said</p><blockquote><p>one</p><p>two<br>three</p></blockquote><p>no": (
        "he said\n\n> one\n>\n> two\n> three\n\nno"
    ),
    "<blockquote>a<blockquote>b</blockquote></blockquote>": "> a\n>\n> > b",
    "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>": "a\tb\n1\t2",
    "<h1>Title</h1><div>body</div><hr><p>foot": "Title\n\nbody\n\nfoot",
    # broken, or not to be shown
    "<p>un<b>closed <i>tags</p> <p>go</b> on": "unclosed tags\n\ngo on",
    "</p></div>stray": "stray",
    "a<!-- hidden -->b<script>x = 1</script><style>p {}</style>c": "abc",
    "<p>cut in a tag <a href='https://exam": "cut in a tag",
    "<p": "",
}  # fmt: skip


@pytest.mark.parametrize(("html", "text"), CASES.items())
def test_text(html: str, text: str) -> None:
    assert html_to_text(html) == text


@pytest.mark.parametrize(("html", "site", "text"), [
    ('<p>see <a href="/t/5">here</a></p>', None, "see here"),
    ('<p>see <a href="/t/5">here</a></p>', "", "see here (/t/5)"),
    ('<p>see <a href="/t/5">here</a></p>', "https://forum.example", "see here (https://forum.example/t/5)"),
    ('<p>in <a href="/r/made_up">r/made_up</a></p>', "https://forum.example", "in r/made_up"),
    ('<p>see <a href="//files.example/a.pdf">it</a></p>', None, "see it (https://files.example/a.pdf)"),
    ('<div><a href="/t/5">here </a>and <a href="/t/6"><div>there</div></a>on</div>', "https://forum.example",
     "here (https://forum.example/t/5) and\nthere (https://forum.example/t/6)\non"),
    ('<p>see <a href="#below">below</a></p>', "https://forum.example", "see below"),
    ('<p>by <a class="mention" href="/u/ada">@ada</a></p>', "https://forum.example", "by @ada"),
])  # fmt: skip
def test_addresses_without_a_host(html: str, site: str | None, text: str) -> None:
    assert html_to_text(html, site=site) == text


def test_elements_of_a_class_can_be_left_out() -> None:
    html = '<p class="a quote-inline">RE: <a href="https://example.social/@a/1">x</a></p><p>words</p>'
    assert html_to_text(html, drop=("quote-inline",)) == "words"
    assert html_to_text(html) == "RE: x (https://example.social/@a/1)\n\nwords"


@pytest.mark.parametrize("tag", ["b", "div", "blockquote", "ul><li", "a href='https://example.com'", "table><td"])
def test_deep_nesting(tag: str) -> None:
    start = time.perf_counter()
    text = html_to_text(f"<{tag}>" * 5000 + "word")
    assert "word" in text
    assert len(text) < 60 or "a href" in tag
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize("tag", ["blockquote", "ul><li"])
def test_words_between_thousands_of_tags_take_time_in_proportion(tag: str) -> None:
    """Whoever looks at all that is open for each word needs minutes for this."""
    start = time.process_time()
    text = html_to_text(f"<{tag}>word" * 10_000)
    assert text.count("word") == 10_000
    assert time.process_time() - start < 5


def test_words_after_the_end_of_deep_quotes_stand_where_they_belong() -> None:
    deep = "<blockquote>a" * 20 + "</blockquote>" * 19 + "<p>b</p></blockquote><p>c</p>"
    assert html_to_text(deep).endswith(f"\n{'> ' * 12}a\n>\n> b\n\nc")


def test_half_a_surrogate_pair() -> None:
    assert html_to_text("<p>a\ud83d</p>") == "a\ufffd"
    assert html_to_text("<p>\ud83d\ude00</p>") == "\U0001f600"


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(["<br>", "<br />", "word", " ", "\n", "&lt;", "&#10;", "&amp;", "</p><p>", "\u00a0"])))
def test_plain_paragraphs_are_the_same_by_the_short_way(pieces: list[str]) -> None:
    html = f"<p>{''.join(pieces)}</p>"
    assert html_to_text(html) == html_to_text(f"<!-- -->{html}")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([
    "<p>", "</p>", "<br>", "<a href='https://example.com/x'>", "</a>", "<blockquote>", "</blockquote>", "<ol>", "<li>",
    "</li>", "</ol>", "<pre>", "</pre>", "<table>", "<td>", "</table>", "<select>", "<svg>", "word", " ", "\n", "&lt;",
    "<", "&", "\x00", "<img alt=x>", "<frameset>", "<plaintext>", "<textarea>",
]), max_size=25))  # fmt: skip
def test_any_html_gives_text(pieces: list[str]) -> None:
    text = html_to_text("".join(pieces))
    assert text == text.strip("\n")
    if "word" in pieces and not {"<select>", "<frameset>", "<svg>", "<"} & set(pieces):
        assert text.count("word") == pieces.count("word")
