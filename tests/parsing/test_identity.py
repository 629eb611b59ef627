"""Ids out of URLs, whatever mirror, archive or share link they come from; and back."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threadkit.parsing.fediverse.identity import post_id as of_fediverse
from threadkit.parsing.identity import platform_of, post_id_from_url, url_of

CASES = json.loads((Path(__file__).parents[1] / "cases" / "identity.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("url", "post_id"), CASES["ids"])
def test_a_url_of_a_post_holds_its_id(url: str, post_id: str) -> None:
    assert post_id_from_url(url) == post_id


@pytest.mark.parametrize("url", CASES["none"])
def test_other_texts_hold_no_id(url: str) -> None:
    assert post_id_from_url(url) is None


@pytest.mark.parametrize(("post_id", "url"), CASES["urls"])
def test_url_of_is_the_inverse(post_id: str, url: str) -> None:
    assert url_of(post_id) == url
    assert post_id_from_url(url) == post_id


@pytest.mark.parametrize("post_id", CASES["no_urls"])
def test_an_id_that_does_not_tell_its_page_has_none(post_id: str) -> None:
    assert url_of(post_id) is None


@pytest.mark.parametrize(
    "url",
    [url for url, post_id in CASES["ids"] if post_id.startswith("mastodon:") and not re.search("@bo|archive", url)],
)
def test_the_fediverse_has_the_ids_that_its_dumps_get(url: str) -> None:
    assert post_id_from_url(url) == of_fediverse(url.replace("/web/", "/").partition("?")[0])


def test_a_uri_of_the_fediverse_is_its_own_page() -> None:
    assert url_of("mastodon:https://social.example/notes/9abc") == "https://social.example/notes/9abc"


def test_a_table_s_own_ids_are_of_no_platform() -> None:
    assert platform_of("table.csv/12") is None
    assert platform_of("table.csv/a:12") is None
    assert platform_of("reddit:t1_abc12") == "reddit"


@given(st.text(alphabet="htps:/.%2F@#?=&x.comtwitterstatus123…abc ", max_size=120))
@settings(max_examples=150, deadline=None)
def test_nothing_raises_and_an_id_found_is_canonical(text: str) -> None:
    found = post_id_from_url(text)
    page = url_of(found) if found else None
    assert page is None or post_id_from_url(page) == found


@pytest.mark.parametrize(
    "part",
    ["/", "%25", "https://web.archive.org/web/2019/", "a", "?url=", "&", "1", "x.com/", ".", "-", "@a/", "/t/a/1/"],
)
def test_long_texts_take_no_long_time(part: str) -> None:
    start = time.perf_counter()
    hosts = ("x.com/a/status/1", "archive.ph/", "a.example/t/", "a.example/@", "web.archive.org/web/", "reddit.com/r/")
    for head in ("", "at://", *(f"https://{host}" for host in hosts)):
        post_id_from_url(head + part * 20_000)
    assert time.perf_counter() - start < 1
