"""Counts as shown stand for the whole numbers that the site may have had in mind."""

from __future__ import annotations

import json
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threadkit.parsing.counts import parse_count
from threadkit.records import Count

CASES: dict[str, list[Any]] = json.loads((Path(__file__).parent.parent / "cases" / "counts.json").read_text("utf-8"))


def span(text: str, **options: str | None) -> tuple[int, int | None] | None:
    count = parse_count(text, **options)
    return None if count is None else (count.low, count.high)


@pytest.mark.parametrize(("text", "number"), CASES["exact"])
def test_a_whole_number_is_exact_however_it_is_grouped(text: str, number: int) -> None:
    assert span(text) == (number, number)


@pytest.mark.parametrize("case", CASES["short"], ids=lambda case: case["text"])
def test_a_short_form_spans_what_it_hides(case: dict[str, Any]) -> None:
    assert span(case["text"]) == tuple(case["hull"])
    assert span(case["text"], rounding="round") == tuple(case["round"])
    assert span(case["text"], rounding="cut") == tuple(case["cut"])


@pytest.mark.parametrize(("english", "others"), CASES["same"])
def test_units_of_other_languages(english: str, others: list[str]) -> None:
    assert {other: span(other) for other in others} == dict.fromkeys(others, span(english))


@pytest.mark.parametrize(("text", "language", "low", "high"), CASES["language"])
def test_a_hint_of_the_language_decides(text: str, language: str, low: int, high: int) -> None:
    assert span(text, language=language) == (low, high)


@pytest.mark.parametrize(("text", "low"), CASES["open"])
def test_a_plus_sign_means_or_more(text: str, low: int) -> None:
    assert span(text) == (low, None)


@pytest.mark.parametrize(("text", "low", "high", "why"), CASES["either"])
def test_what_can_be_read_two_ways_spans_both(text: str, low: int, high: int, why: str) -> None:
    assert span(text) == (low, high), why


@pytest.mark.parametrize(("text", "why"), CASES["none"])
def test_anything_else_is_no_count(text: str, why: str) -> None:
    assert parse_count(text) is None, why


def test_the_text_is_kept_as_shown() -> None:
    assert parse_count(" 3,4 mil\n") == Count(3350, 3499, "3,4 mil")


def test_an_unknown_rounding_is_refused() -> None:
    with pytest.raises(ValueError, match="'up'"):
        parse_count("1.9M", rounding="up")


UNITS = {"K": 10**3, "M": 10**6, "B": 10**9}


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**12), st.sampled_from(sorted(UNITS)), st.integers(0, 2), st.sampled_from(["round", "cut"]))
def test_the_true_number_is_never_left_out(number: int, unit: str, decimals: int, rounding: str) -> None:
    mode = ROUND_DOWN if rounding == "cut" else ROUND_HALF_UP
    text = f"{(Decimal(number) / UNITS[unit]).quantize(Decimal(1).scaleb(-decimals), mode)}{unit}"
    for known in (rounding, None):
        count = parse_count(text, rounding=known)
        assert count is not None
        assert count.high is not None
        assert count.low <= number <= count.high, (text, count)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**20), st.sampled_from(list(",. '’\u00a0\u202f")))
def test_grouping_changes_nothing(number: int, sign: str) -> None:
    assert span(f"{number:,}".replace(",", sign)) == (number, number)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("0123456789.,'+ KMBk\u202f\u066bmil万तысलाख-:%²½"))) | st.text())
def test_no_text_raises_and_what_is_read_has_a_digit(text: str) -> None:
    count = parse_count(text)
    if count is not None:
        assert any(sign.isdecimal() for sign in text)
        assert count.high is None or 0 <= count.low <= count.high
