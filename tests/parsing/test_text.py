"""Repair of text read in a wrong charset: what is found, what is undone, what must be left alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threadkit.parsing.text.repair import CODECS, Mender, compare_form, damaged, examine

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "cases" / "text_repair.json").read_text("utf-8"))
CAPTURES = Path(__file__).parents[2].parent / "shared" / "captures"
LOSSLESS = ("mac_roman", "cp437", "cp850", "koi8_r", "cp866", "mac_cyrillic")  # they define every byte
LOSSY = ("iso8859_1", "iso8859_2", "iso8859_5", "iso8859_7", "iso8859_15", "cp1252", "cp1253", "cp1254", "cp1255")

# What posts are made of; no mojibake of its own.
WORDS = ["the", "post", "says", "don’t", "—", "“well”", "…", "👍", "🔁", "💬", "❤️", "café", "naïve", "über"]
WORDS += ["Привет", "мир", "γειά", "今天", "天气", "한국"]
POSTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join)
LINKS = st.text("htps:/w.abc…’—? \u00a0", max_size=40)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


def case_params() -> list[Any]:
    return [
        pytest.param(
            case,
            id=case["label"],
            marks=[pytest.mark.xfail(strict=True, reason=case["known_failure"])] if "known_failure" in case else [],
        )
        for case in CASES
    ]


@pytest.mark.parametrize("case", case_params())
def test_case(case: dict[str, Any]) -> None:
    mender = examine(case["page"])
    assert (mender.damage, mender.codec) == (case["damage"], case["codec"])
    text = case.get("text", case["page"])
    assert mender(text) == case.get("repaired", text)
    assert bool(mender.reasons) is (mender.damage is not None or mender.codec is not None)


def test_cases_hold_more_pages_to_leave_alone_than_charsets_to_find() -> None:
    alone = [case for case in CASES if case["damage"] is None and case["codec"] is None]
    assert len(alone) >= 20
    assert len({case["label"] for case in CASES}) == len(CASES)


def test_ascii_text_comes_back_as_the_same_object() -> None:
    raw = "".join(["plain ", "words"])
    for mender in (Mender(), Mender(codec="cp1252"), Mender(damage="cp1252"), Mender(suspect=True)):
        assert mender(raw) is raw


def test_damage_is_named_with_its_reasons() -> None:
    mender = examine("\n".join(f"1{n}:00 — 👍 {n} 🔁 0 💬 {n} 📌 1" for n in range(9)))
    assert mender.damage is None
    spoilt = examine("\n".join(damaged(f"1{n}:00 — 👍 {n} 🔁 0 💬 {n} 📌 1", "iso8859_7") for n in range(9)))
    assert spoilt.damage == "iso8859_7"
    assert any("45 of 45" in reason and "iso8859_7" in reason for reason in spoilt.reasons)


def test_a_few_clean_lines_pasted_below_a_damaged_page_do_not_hide_the_damage() -> None:
    page = "\n".join(damaged(f"post {n} — 👍 {n} 💬 0", "iso8859_7") for n in range(40)) + "\n¡seen today!"
    assert examine(page).damage == "iso8859_7"


def test_a_clean_page_that_quotes_a_damaged_line_is_not_damaged() -> None:
    page = "\n".join(f"Post {n} — “so it is”, he said" for n in range(20)) + "\nhe saw β π 4 π 0 π¬ 1 π 0"
    assert examine(page).damage is None


@pytest.mark.parametrize(("codec", "shown", "others"), [
    ("cp1252", "👍", "👠👍🏠"),  # the last byte but one is lost, and a space stands where it was
    ("iso8859_7", "–", "–—…“”"),  # en and em dash look the same
    ("iso8859_7", "—", "–—…“”"),
    ("iso8859_7", "👍", "👍👠🔁💬"),
])  # fmt: skip
def test_a_character_that_lost_bytes_is_never_made_another(codec: str, shown: str, others: str) -> None:
    raw = [damaged(f"Ferry {n} is late {shown} says “the pier” — again", codec) for n in range(12)]
    mender = examine("\n".join(raw))
    for text in raw:
        repaired = mender(text)
        lost = repaired.split("late ", 1)[1].split(" says", 1)[0]
        assert lost == text.split("late ", 1)[1].split(" says", 1)[0]
        assert not set(lost) & set(others)


@given(st.lists(POSTS, min_size=3, max_size=8), st.sampled_from(LOSSLESS))
@settings(max_examples=60, deadline=None)
def test_mojibake_with_all_its_bytes_is_repaired_exactly_or_left(posts: list[str], codec: str) -> None:
    shown = [post.encode().decode(codec) for post in posts]
    mender = examine("\n".join(shown))
    assert mender.damage is None
    for post, raw in zip(posts, shown, strict=True):
        assert mender(raw) in {post, raw}
    if mender.codec == codec:
        assert [mender(raw) for raw in shown] == posts


@given(st.lists(POSTS, min_size=3, max_size=8), st.sampled_from(LOSSY))
@settings(max_examples=60, deadline=None)
def test_of_text_that_lost_bytes_each_character_is_right_or_as_shown(posts: list[str], codec: str) -> None:
    shown = [damaged(post, codec) for post in posts]
    mender = examine("\n".join(shown))
    for post, raw in zip(posts, shown, strict=True):
        if mender.damage is not None:
            left = mender(raw)
            for char in post:
                kept = char if left.startswith(char) else damaged(char, codec)
                assert left.startswith(kept)
                left = left[len(kept) :]
            assert not left
        else:
            assert mender(raw) in {post, raw}


@given(POSTS)
@settings(max_examples=100, deadline=None)
def test_clean_text_is_left_alone(post: str) -> None:
    mender = examine(post)
    assert (mender.damage, mender.codec, mender(post)) == (None, None, post)


@given(ANY_TEXT)
@settings(max_examples=200, deadline=None)
def test_no_text_raises_and_every_repair_can_be_damaged_back(text: str) -> None:
    mender = examine(text)
    repaired = mender(text)
    if repaired != text and mender.codec:
        assert damaged(repaired, mender.codec) == "".join(c for c in text if not "\x80" <= c <= "\x9f")
    assert isinstance(repaired, str)


def test_lone_surrogates_do_not_raise() -> None:
    for text in ("\ud83d", "so \ud83d", "\udc4d\xe2"):
        assert examine(text)(text) == text
        assert compare_form(text, "iso8859_7").isprintable()


@given(ANY_TEXT | POSTS, st.sampled_from(CODECS))
@settings(max_examples=200, deadline=None)
def test_clean_text_and_its_damaged_twin_have_one_form(text: str, codec: str) -> None:
    assert compare_form(text, codec) == compare_form(damaged(text, codec))


@given(ANY_TEXT | POSTS | LINKS, st.sampled_from([None, "iso8859_7", "cp1252"]))
@settings(max_examples=300, deadline=None)
def test_the_form_of_a_form_is_itself(text: str, codec: str | None) -> None:
    form = compare_form(text, codec)
    assert compare_form(form) == form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Don’t — stop…", "don't - stop..."),
        ("see https://www.example.org/abc…", "see example.org/abc..."),
        ("two\n\nparagraphs", "two paragraphs"),
        ("no\u00a0break", "no break"),
        ("love ❤️", "love ❤"),
        ("“Straße”", '"STRASSE"'),
    ],
)
def test_ways_of_showing_the_same_have_one_form(one: str, other: str) -> None:
    assert compare_form(one) == compare_form(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("see example.org/abc", "see example.org/abd"), ("gm", "gn"), ("1/5", "2/5"), ("今天天气", "今天天空")]
)
def test_different_texts_keep_different_forms(one: str, other: str) -> None:
    assert compare_form(one) != compare_form(other)


def test_chinese_keeps_enough_of_itself_in_damaged_form_to_be_told_apart() -> None:
    posts = ["今天天气很好", "明天可能下雨", "我们去公园散步", "秋天的树叶红了", "湖边有很多人"]
    forms = [compare_form(post, "iso8859_7") for post in posts]
    assert len(set(forms)) == len(posts)
    assert all(len(form) >= len(post) for form, post in zip(forms, posts, strict=True))


def test_a_link_cut_on_one_page_begins_the_link_of_another() -> None:
    assert compare_form("https://example.org/abcdef").startswith(compare_form("example.org/abc…"))
    spoilt = damaged("so it is example.org/abc…", "iso8859_7")
    assert compare_form(spoilt) == "so it is example.org/abc"


@pytest.mark.skipif(not CAPTURES.is_dir(), reason="the captures are not here")
def test_of_the_four_captures_one_is_damaged_and_it_is_never_repaired() -> None:
    damage = {}
    for path in sorted(CAPTURES.glob("*.txt")):
        page = path.read_text("utf-8")
        mender = examine(page)
        damage[path.name[:3]] = mender.damage
        assert all(mender(line) == line for line in page.split("\n"))
    assert damage == {"000": None, "001": None, "002": None, "003": "iso8859_7"}
