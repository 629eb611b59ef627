"""Pictures, films and sounds inside HTML."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threadkit.parsing.markup.html_media import media_in
from threadkit.records import Media

SITE = "https://forum.example"


@pytest.mark.parametrize(("html", "media"), [
    ("<p>words</p>", []),
    ('<p><img src="/a.png" alt="A cup"></p>', [Media("image", "A cup", f"{SITE}/a.png")]),
    ('<img src="//files.example/a.png" alt="">', [Media("image", None, "https://files.example/a.png")]),
    ('<video title="Noon"><source src="https://files.example/a.mp4"><source src="https://files.example/a.webm"></video>',
     [Media("video", "Noon", "https://files.example/a.mp4")]),
    ('<audio src="/b.mp3"></audio>', [Media("audio", None, f"{SITE}/b.mp3")]),
    ('<div data-video-src="/c.mp4"></div>', [Media("video", None, f"{SITE}/c.mp4")]),
    ('<img src="/b.png"><video src="/a.mp4"></video><img src="/b.png">',
     [Media("image", None, f"{SITE}/b.png"), Media("video", None, f"{SITE}/a.mp4")]),
    ('<img class="emoji" src="/e.png" alt=":sun:"><img src="/a.png" class="custom-emoji">', []),
    ('<aside class="quote"><img src="/q.png"></aside><blockquote><img src="/b.png"></blockquote>',
     [Media("image", None, f"{SITE}/b.png")]),
    ('<img src="data:image/png;base64,AAAA" alt="A dot"><img src="data:image/png;base64,AAAA">',
     [Media("image", "A dot", None)]),
    ("<img><video></video>", []),
])  # fmt: skip
def test_media(html: str, media: list[Media]) -> None:
    assert list(media_in(html, SITE)) == media


@settings(max_examples=100)
@given(st.lists(st.sampled_from(["<img", " src=", "'/a'", ">", "<video", "<source", "</", "aside", "\udc80", "a"])))
def test_any_html_gives_media(pieces: list[str]) -> None:
    assert all(each.alt or each.url for each in media_in("".join(["<img src=x>", *pieces])))
