"""What is saved comes back equal, field by field; what was only concluded does not come back as evidence."""

from __future__ import annotations

import io
import json
import typing
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threadkit.archive import Archive
from threadkit.outputs import render, write
from threadkit.parsing.formats import threadkit_json
from threadkit.parsing.formats.threadkit_json import saved_settings
from threadkit.parsing.material import Fit, Head, Hints, Material
from threadkit.parsing.record_json import dumps, from_plain, loads, to_plain
from threadkit.records import (
    REASONS,
    Absence,
    Author,
    Basis,
    Capture,
    Card,
    Count,
    Counts,
    Declared,
    Finding,
    Furniture,
    Kind,
    Link,
    Media,
    Order,
    Problem,
    Rejection,
    Repost,
    Severity,
    Sighting,
    Source,
    TimeBasis,
    When,
)

texts = st.text(st.characters(), max_size=12)
words = st.none() | texts
zones = st.sampled_from([UTC, timezone(-timedelta(hours=9.5)), ZoneInfo("Europe/Rome"), ZoneInfo("Asia/Kolkata")])
moments = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=zones)  # noqa: DTZ001
naive = st.datetimes()
spans = st.timedeltas()
sources = st.builds(Source, texts, texts, st.integers(0, 2**70))


@st.composite
def whens(draw: st.DrawFn) -> When:
    bounds = sorted(draw(st.lists(moments, min_size=2, max_size=2)), key=lambda moment: moment.astimezone(UTC))
    earliest, latest = (bound if draw(st.booleans()) else None for bound in bounds)
    return When(
        earliest,
        latest,
        draw(texts),
        draw(st.sampled_from(TimeBasis)),
        draw(st.none() | naive),
        draw(st.none() | spans),
        draw(st.none() | st.tuples(spans, spans)),
        draw(st.none() | st.tuples(st.integers(1, 12), st.integers(1, 31))),
        tuple(draw(st.lists(texts, max_size=2))),
    )


authors = st.none() | st.builds(Author, words, words, words)
numbers = st.builds(Count, st.integers(0), st.none() | st.integers(0), texts)
maybe_number = st.none() | numbers
all_counts = st.builds(Counts, *[maybe_number] * len(attrs.fields(Counts)))
media = st.lists(st.builds(Media, texts, words, words), max_size=2).map(tuple)
cards = st.lists(st.builds(Card, words, words, words, st.booleans()), max_size=2).map(tuple)
other_times = st.lists(st.tuples(texts, whens()), max_size=2).map(tuple)
reasons = st.lists(texts, max_size=2).map(tuple)
maybe_source = st.none() | sources
kinds = st.sampled_from(Kind)
findings: st.SearchStrategy[Finding] = st.one_of(
    st.builds(
        Capture, texts, texts, st.none() | whens(), authors, st.sampled_from(Order), st.booleans(), words, words, words,
        st.booleans(),
    ),
    st.builds(
        Sighting, sources, texts, words, words, authors, words, st.booleans(), words, st.none() | whens(), other_times,
        all_counts, media, cards, words,
    ),
    st.builds(
        Link, kinds, texts, texts, st.sampled_from([Basis.ASSUMED, Basis.STATED, Basis.SHOWN]), st.none(), reasons,
        maybe_source,
    ),
    st.builds(Link, kinds, texts, texts, st.just(Basis.INFERRED), st.floats(0, 1), reasons, maybe_source),
    st.builds(Rejection, kinds, texts, texts, texts),
    st.builds(Repost, texts, sources, words, authors, st.none() | whens()),
    st.builds(Declared, sources, texts, numbers, reasons, st.booleans()),
    st.builds(Absence, texts, st.sampled_from(REASONS), maybe_source, authors, words),
    st.builds(Furniture, sources, texts, texts),
    st.builds(Problem, maybe_source, texts, texts, st.sampled_from(Severity)),
)  # fmt: skip


def test_every_kind_of_finding_is_tried() -> None:
    assert {each.__name__ for each in typing.get_args(Finding)} == {
        "Capture", "Sighting", "Link", "Rejection", "Repost", "Declared", "Furniture", "Problem", "Absence",
    }  # fmt: skip


@given(findings)
@settings(max_examples=400, deadline=None)
def test_a_finding_comes_back_as_it_was(finding: Finding) -> None:
    text = dumps(to_plain(finding))
    text.encode("utf-8")
    back = from_plain(loads(text))
    assert back == finding
    assert to_plain(back) == to_plain(finding)


def test_the_second_two_o_clock_of_an_autumn_night_comes_back() -> None:
    """Datetimes of a repeated hour equal only those of their own zone."""
    rome = ZoneInfo("Europe/Rome")
    for fold in (0, 1):
        moment = datetime(2025, 10, 26, 2, 30, tzinfo=rome, fold=fold)
        capture = Capture("c", "made_up", When(moment, None))
        back = from_plain(loads(dumps(to_plain(capture))))
        assert back == capture
        assert isinstance(back, Capture)
        assert back.seen_at is not None
        assert back.seen_at.earliest is not None
        assert back.seen_at.earliest.fold == fold


CAPTURE = {"type": "Capture", "name": "c", "format": "made_up"}


@pytest.mark.parametrize(
    ("plain", "place"),
    [
        (None, r"^\$: expected an object, found null"),
        ([], r"^\$: expected an object, found list"),
        ({}, r"^\$\.type: no finding is called None"),
        ({"type": "Post"}, r"^\$\.type: no finding is called 'Post'"),
        ({"type": ["Link"]}, r"^\$\.type: no finding"),
        (CAPTURE | {"colour": 1}, r"^\$: Capture has no field 'colour'"),
        ({"type": "Capture", "name": "c"}, r"^\$: Capture needs format"),
        (CAPTURE | {"name": 3}, r"^\$\.name: expected str, found int"),
        (CAPTURE | {"states_parents": 1}, r"^\$\.states_parents: expected bool, found int"),
        (CAPTURE | {"order": "sideways"}, r"^\$\.order: expected one of newest first, .*found 'sideways'"),
        (CAPTURE | {"seen_at": {"earliest": "2025-13-01"}}, r"^\$\.seen_at\.earliest: no time of ISO 8601"),
        (CAPTURE | {"seen_at": {"earliest": "2025-01-01T00:00:00"}}, r"^\$\.seen_at: a bound of When must have"),
        (CAPTURE | {"seen_at": {"age": ["P1DT0S"]}}, r"^\$\.seen_at\.age: expected 2 values, found 1"),
        (CAPTURE | {"seen_at": {"unit": "a day"}}, r"^\$\.seen_at\.unit: no duration"),
        (CAPTURE | {"seen_at": {"unit": "P999999999DT99999S"}}, r"^\$\.seen_at\.unit: too long"),
        (CAPTURE | {"seen_at": {"reasons": ["a", None]}}, r"^\$\.seen_at\.reasons\[1\]: expected str, found null"),
        ({"type": "Declared", "source": {"capture": "c"}, "what": "x", "count": {"low": True, "text": ""}},
         r"^\$\.count\.low: expected int, found bool"),
        ({"type": "Link", "kind": "reply", "child": "a", "parent": "b", "basis": "inferred"},
         r"^\$: an INFERRED link needs a probability"),
        ({"type": "Link", "kind": "reply", "child": "a", "parent": "b", "basis": "inferred", "probability": 2},
         r"^\$: a probability lies in 0..1"),
    ],
)  # fmt: skip
def test_what_is_no_finding_is_refused_with_its_place(plain: object, place: str) -> None:
    with pytest.raises(ValueError, match=place):
        from_plain(plain)


def material(text: str, name: str = "saved.json") -> Material:
    data = text.encode("utf-8", "surrogatepass")
    return Material(name, Head(name, text[:65536]), Hints(), lambda: io.BytesIO(data), lambda: text)


def read(text: str) -> list[Finding]:
    return list(threadkit_json.read(material(text)))


def test_a_small_archive(small: Archive, golden: Callable[[str, str], None]) -> None:
    golden("small.json", render(small, "json"))


def test_a_saved_archive_gives_its_findings_back(small: Archive) -> None:
    saved = render(small, "json")
    assert threadkit_json.detect(Head("x", saved)) is Fit.YES
    assert tuple(read(saved)) == small.findings
    assert saved_settings(saved) == {"infer": False, "min_probability": 0.5}


@given(st.lists(findings, max_size=5))
@settings(max_examples=60, deadline=None)
def test_any_findings_come_back_through_a_file(made: list[Finding]) -> None:
    file = io.StringIO()
    write(Archive(made, infer=False), file, "json")
    assert read(file.getvalue()) == made


def test_a_guess_stands_in_no_finding_and_nowhere_without_its_basis(small: Archive) -> None:
    saved = json.loads(render(small, "json"))
    assert not [each for each in saved["findings"] if each.get("basis") == "inferred"]
    (likely,) = [link for link in saved["result"]["links"] if link.get("basis") == "inferred"]
    assert (likely["child"], likely["parent"], likely["probability"]) == ("x:5", "x:4", 0.94)
    for post in saved["result"]["posts"]:
        assert not {"parent", "reply_to", "in_reply_to"} & set(post)


def test_a_persons_words_are_listed(small: Archive) -> None:
    assumed = Link(Kind.REPLY, "x:30", "x:1", Basis.ASSUMED)
    refused = Rejection(Kind.QUOTE, "x:2", "x:20", "no")
    saved = json.loads(render(Archive([*small.findings, assumed, refused], infer=False), "json"))
    assert [from_plain(each) for each in saved["words"]] == [assumed, refused]
    assert [from_plain(each) for each in saved["findings"]][-2:] == [assumed, refused]


def parts(archive: Archive) -> Iterator[tuple[str, set[str]]]:
    for tree in archive.trees():
        yield render(tree, "json"), {post.id for post in tree}
    for thread in archive.threads():
        yield render(thread, "json"), {post.id for post in thread}


def test_a_part_holds_what_concerns_its_posts(small: Archive) -> None:
    for saved, ids in parts(small):
        again = Archive(read(saved), infer=False)
        assert {post.id for post in again.posts} == ids
        assert {problem.what for problem in again.problems} <= {problem.what for problem in small.problems}
        for post in again.posts:
            assert post.text == small[post].text


@pytest.mark.parametrize(
    ("head", "fit"),
    [
        ('{"threadkit": 1', Fit.YES),
        ('\n { "threadkit":2, ', Fit.YES),
        ("", Fit.NO),
        ('{"tweets": [], "threadkit": 1}', Fit.NO),
        ('[{"threadkit": 1}]', Fit.NO),
        ('{"threadkit_version": 1', Fit.NO),
        ("threadkit", Fit.NO),
    ],
)
def test_it_is_recognised_by_its_first_key(head: str, fit: Fit) -> None:
    assert threadkit_json.detect(Head("x", head)) is fit


UNKNOWN = "saved in a form that this threadkit does not know; it knows 1"


@pytest.mark.parametrize(
    ("text", "what", "place"),
    [
        ('{"threadkit": 1, "findings": [', "the file is no whole JSON text", ""),
        ('{"threadkit": 2, "findings": []}', UNKNOWN, "$.threadkit"),
        ('{"threadkit": 1}', "no list of findings", "$.findings"),
        ('{"threadkit": 1, "findings": {}}', "no list of findings", "$.findings"),
        ('{"threadkit": 1, "findings": [{"type": "Tweet"}]}', "not a finding", "$.findings[0]"),
        ('{"threadkit": ' + "[" * 100_000, "the file is no whole JSON text", ""),
    ],
)  # fmt: skip
def test_a_broken_file_is_a_problem_with_its_place(text: str, what: str, place: str) -> None:
    (problem,) = read(text)
    assert isinstance(problem, Problem)
    assert (problem.what, problem.severity) == (what, Severity.ERROR)
    assert problem.source is not None
    assert (problem.source.capture, problem.source.locator) == ("saved.json", place)


def test_one_broken_finding_costs_no_other() -> None:
    text = '{"threadkit": 1, "findings": [{"type": "Capture", "name": "c", "format": "f"}, 7, '
    text += '{"type": "Furniture", "source": {"capture": "c"}, "role": "x"}]}'
    assert [type(each).__name__ for each in read(text)] == ["Capture", "Problem", "Furniture"]


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ('{"threadkit": 1, "settings": {"infer": true, "n": {"a": [1]}}, "find', {"infer": True}),
        ('{"threadkit": 1, "settings": {"infer": "x", "min_probability": 9}, "findings": []}', {}),
        ('{"threadkit": 1, "findings": []}', None),
        ('{"threadkit": 1, "settings": [1]}', None),
        ('{"threadkit": 1, "settings": {"infer"', None),
        ('\ufeff{"threadkit": 1, "settings": {"infer": true}}', {"infer": True}),
        ('{"threadkit": 1, "settings": {"infer": true, "a": ' + "[" * 5000, None),
        ("{}", None),
    ],
)  # fmt: skip
def test_settings_are_read_from_the_start(text: str, settings: dict[str, object] | None, tmp_path: Path) -> None:
    assert saved_settings(text) == settings
    path = tmp_path / "saved.json"
    path.write_text(text, encoding="utf-8")
    assert saved_settings(path) == settings
    assert saved_settings(str(path)) == settings


def test_its_own_example_is_read() -> None:
    assert [type(each).__name__ for each in read(threadkit_json.EXAMPLE)] == ["Capture", "Sighting"]
