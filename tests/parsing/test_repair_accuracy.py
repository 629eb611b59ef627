"""What repair asserts is right, the rest is left as shown and told of: a small run of benchmarks/repairing.py."""

from __future__ import annotations

import importlib
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from threadkit.parsing.text.places import told_of_damage
from threadkit.parsing.text.repair import Mender, examine

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
ENGLISH = "I don’t think it’s “new” — we’ve tried… the café 👍\nCan’t. Won’t — shouldn’t 😂"


@pytest.fixture
def repairing(monkeypatch: pytest.MonkeyPatch) -> Any:
    if not BENCHMARKS.is_dir():
        pytest.skip("the benchmarks are not here")
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("repairing")


def misread(text: str, codec: str, times: int = 1) -> str:
    for _ in range(times):
        text = "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in text.encode())
    return text


def test_asserted_characters_are_right_whatever_the_damage(repairing: Any) -> None:
    pages = [*repairing.made_up_pages(random.Random(3)), *repairing.pages_of_files(repairing.PAGES, raw=True)]
    by_way: dict[str, Any] = defaultdict(repairing.Tally)
    for _, way, _, found in repairing.tallies(pages, 0.006, seed=3):
            by_way[way] += found
    assert set(by_way) == set(repairing.WAYS)
    for way, found in by_way.items():
        assert found.right > 100, way  # it does repair
        assert found.precision >= repairing.LEAST_PRECISION, way


def test_clean_pages_stay_as_they_are_and_no_problem_tells_of_them(repairing: Any) -> None:
    for name, lines in repairing.made_up_pages(random.Random(4)):
        mend = examine("\n".join(lines))
        assert [mend(line) for line in lines] == lines, name
        assert not list(told_of_damage(name, mend)), name


def test_the_judge_tells_right_wrong_and_left_apart(repairing: Any) -> None:
    line = [(char, {"é": "Ã©", "’": "â"}.get(char, char)) for char in "é’a’é"]
    shown = "".join(piece for _, piece in line)
    assert repairing.judged_line(line, shown, shown) == repairing.Tally(4, left=4)
    assert repairing.judged_line(line, shown, "é’a’é") == repairing.Tally(4, right=4)
    assert repairing.judged_line(line, shown, "éâaâé") == repairing.Tally(4, right=2, left=2)
    found = repairing.judged_line(line, shown, "éâaxé")
    assert (found.right, found.wrong, found.left) == (2, 1, 1)
    assert repairing.judged_line([("a", "a"), ("b", "b")], "ab", "ac").wrong == 1  # a clean character


@pytest.mark.parametrize("codec", ["cp437", "cp850", "koi8_r"])
def test_text_that_was_read_wrongly_twice_is_repaired_through_both(codec: str) -> None:
    shown = misread(ENGLISH, codec, 2)
    mend = examine(shown)
    assert mend(shown) == ENGLISH
    assert (mend.codec, mend.inner) == (codec, (codec,))
    assert any("before that" in reason for reason in mend.reasons)


@pytest.mark.parametrize("codec", ["cp1252", "iso8859_1"])
def test_half_of_a_repair_is_none(codec: str) -> None:
    """One reading undone and one left is neither what stood there nor what is shown."""
    shown = misread(ENGLISH, codec, 2)
    mend = examine(shown)
    assert mend(shown) == shown
    assert list(told_of_damage("page", mend))


def test_a_control_character_is_not_taken_for_a_sign_of_another_codec() -> None:
    """ftfy would read what is left of a spoilt emoji as cp1252."""
    page = "rest of an emoji: \x9f\xa7\xb5\nand of a sign: \x89\n"
    mend = examine(page)
    assert mend(page) == page
    assert any("control" in problem.what for problem in told_of_damage("page", mend))


def test_a_replacement_character_stays_one() -> None:
    page = "caf\ufffd, itâ\ufffd\ufffds, \ufffd\ufffd"
    mend = examine(page)
    assert mend(page) == page
    assert list(told_of_damage("page", mend))


@pytest.mark.parametrize(
    "page", ["Он сказал так, а я таб и тоб", "вії, вії та її вії", "J'ai vu d’État déjà !", "π² et β’ ou β²"]
)
def test_real_words_that_could_be_utf8_in_some_codec_are_not_told_of(page: str) -> None:
    mend = examine(page)
    assert (mend(page), mend.doubt) == (page, "")


def test_too_little_to_be_sure_is_told_of() -> None:
    page = "one spoilt sign: 1 Â£ and Â£, plain \N{EM DASH} dash, «deux», it’s so"
    mend = examine(page)
    (problem,) = told_of_damage("page", mend) or [None]
    assert problem is not None
    assert "too little" in problem.what
    assert not list(told_of_damage("page", examine(page, repair=False)))


def test_no_damage_no_problem() -> None:
    assert not list(told_of_damage("page", Mender()))
