"""from_frame(): the same posts out of every kind of table, with ids exact and nothing dropped."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

import threadkit
from threadkit import Archive, Kind, Severity, TimeBasis

pytest.importorskip("narwhals")
pd: Any = pytest.importorskip("pandas")
BIG = 1534000000000000001
NOON = dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC)
COLUMNS: dict[str, list[Any]] = {
    "n": [BIG, BIG + 1, BIG + 2],
    "answers": [None, BIG, BIG + 1],
    "who": ["@example_ada", "example_bo", None],
    "said": ["Is it late?", "It is noon.", None],
    "at": [NOON, NOON + dt.timedelta(minutes=1), None],
    "liked": [3, 0, None],
}


def of_pandas() -> Any:
    kinds = {"n": "Int64", "answers": "Int64", "liked": "Int64"}
    return pd.DataFrame({name: pd.array(values, dtype=kinds.get(name)) for name, values in COLUMNS.items()})


def of_polars() -> Any:
    return pytest.importorskip("polars").DataFrame(COLUMNS)


def of_polars_lazily() -> Any:
    return of_polars().lazy()


def of_pyarrow() -> Any:
    return pytest.importorskip("pyarrow").table(COLUMNS)


def of_duckdb() -> Any:
    table = of_pyarrow()
    return pytest.importorskip("duckdb").connect().from_arrow(table)


def loaded(frame: Any, **more: Any) -> Archive:
    named: dict[str, Any] = {"id": "n", "parent": "answers", "author": "who", "text": "said", "time": "at"}
    return threadkit.from_frame(frame, **(named | {"likes": "liked", "platform": "x", "infer": False} | more))


def places(archive: Archive) -> list[str]:
    return [problem.source.locator for problem in archive.problems if problem.source]


@pytest.mark.parametrize("made", [of_pandas, of_polars, of_polars_lazily, of_pyarrow, of_duckdb])
def test_every_kind_of_table_gives_the_same_posts(made: Callable[[], Any]) -> None:
    archive = loaded(made())
    assert [post.id for post in archive.chain(f"x:{BIG + 2}")] == [f"x:{BIG}", f"x:{BIG + 1}", f"x:{BIG + 2}"]
    first, last = archive[f"x:{BIG}"], archive[f"x:{BIG + 2}"]
    assert first.author == threadkit.Author(handle="example_ada")
    assert (first.when.earliest, first.when.width) == (NOON, dt.timedelta(seconds=1))
    assert first.when.basis is TimeBasis.EXACT
    assert (first.counts.likes, last.counts.likes) == (threadkit.Count.of(3), None)
    assert (last.text, last.author, last.url) == ("", None, f"https://x.com/i/status/{BIG + 2}")
    assert last.when.earliest is None or last.when.earliest >= NOON
    assert archive.problems == ()
    assert [post.sightings[0].source.locator for post in archive.posts] == ["row 0", "row 1", "row 2"]


def test_ids_that_went_through_a_float_are_no_ids() -> None:
    frame = pd.DataFrame(COLUMNS)  # pandas makes floats of whole numbers beside None
    assert frame["answers"].dtype == float
    archive = loaded(frame)
    assert places(archive) == ["row 1, parent", "row 2, parent"]
    assert all(problem.severity is Severity.ERROR for problem in archive.problems)
    above = archive.ancestors(f"x:{BIG + 1}")
    assert [item.id for item in above] == [f"x:{BIG + 1}/parent"]  # it answers something: which, is lost
    lost = loaded(frame.assign(n=frame["n"].astype(float), said="a"))
    assert len(lost.posts) == 3
    assert not any(post.id.startswith("x:") for post in lost.posts)


def test_small_floats_are_exact() -> None:
    frame = pd.DataFrame({"n": [1.0, 2.0, 2.0**53], "p": [float("nan"), 1.0, 2.5], "t": ["a", "b", "c"]})
    archive = threadkit.from_frame(frame, id="n", parent="p", text="t", infer=False)
    assert [post.id for post in archive.chain("2")] == ["1", "2"]
    assert places(archive) == ["row 2, id", "row 2, parent"]
    polars = pytest.importorskip("polars")
    short = polars.DataFrame({"n": [2.0, 2.0**24], "t": ["a", "b"]}, schema={"n": polars.Float32, "t": polars.String})
    assert places(threadkit.from_frame(short, id="n", text="t")) == ["row 1, id"]


def test_every_way_to_say_nothing() -> None:
    nothing = [None, float("nan"), pd.NA, pd.NaT, "", "nan", "None", "NULL", "<NA>", "N/A"]
    frame = pd.DataFrame(
        {
            "n": pd.array([str(n) for n in range(len(nothing))], dtype=object),
            "p": pd.array(nothing, dtype=object),
            "t": "a",
            "w": pd.array(nothing, dtype=object),
            "c": pd.array(nothing, dtype=object),
            "d": pd.array(nothing, dtype=object),
        }
    )
    archive = threadkit.from_frame(frame, id="n", parent="p", text="t", author="w", likes="c", time="d", infer=False)
    assert len(archive.posts) == len(nothing)
    assert {post.author for post in archive.posts} == {None}
    assert not any(link.kind is Kind.REPLY for link in archive.links)
    assert archive.problems == ()


def test_cells_of_wrong_kinds_are_told_with_their_rows() -> None:
    odd = [True, ["a"], {"a": 1}, b"bytes", -1, "many", 2.5, Decimal("2.5"), object()]
    columns = {name: pd.array(odd, dtype=object) for name in ("p", "w", "c", "d", "t")}
    frame = pd.DataFrame({"n": [str(n) for n in range(len(odd))], **columns})
    archive = threadkit.from_frame(
        frame, id="n", parent="p", author_id="w", likes="c", time="d", text="t", platform="x", infer=False
    )
    told = places(archive)
    assert len(archive.posts) == len(odd)
    for n in range(len(odd)):
        assert any(place.startswith(f"row {n},") for place in told), n


def test_rows_that_are_no_posts_are_told() -> None:
    frame = pd.DataFrame({"n": [None, "1"], "t": [None, "a"], "x": ["only here", "b"]})
    archive = threadkit.from_frame(frame, id="n", text="t", infer=False)
    assert len(archive.posts) == 1
    assert [(p.source.locator, p.what) for p in archive.problems if p.source] == [("row 0", "an empty row")]


def test_clocks_without_a_zone_are_as_wide_as_all_zones() -> None:
    frame = pd.DataFrame({"n": ["1"], "t": ["a"], "d": [pd.Timestamp("2024-05-01 12:00:01")]})
    (wide,) = threadkit.from_frame(frame, id="n", text="t", time="d").posts
    assert (wide.when.width, wide.when.basis) == (dt.timedelta(hours=26, seconds=1), TimeBasis.CLOCK)
    (narrow,) = threadkit.from_frame(frame, id="n", text="t", time="d", timezone="Europe/Rome").posts
    assert narrow.when.earliest == dt.datetime(2024, 5, 1, 10, 0, 1, tzinfo=dt.UTC)
    assert narrow.when.width == dt.timedelta(seconds=1)


def test_midnights_throughout_are_days() -> None:
    frame = pd.DataFrame({"n": ["1", "2"], "t": "a", "d": pd.to_datetime(["2024-05-01", "2024-05-02"])})
    days = threadkit.from_frame(frame, id="n", text="t", time="d", timezone="UTC").posts
    assert {post.when.basis for post in days} == {TimeBasis.DATE}
    assert {post.when.width for post in days} == {dt.timedelta(days=1)}


def test_times_of_nanoseconds_and_of_text() -> None:
    fine = pd.to_datetime(["2024-05-01T12:00:00.123456789Z", "2024-05-01T12:00:00.5Z"], format="ISO8601")
    frame = pd.DataFrame({"n": ["1", "2"], "t": "a", "d": fine})
    for table in (frame, pytest.importorskip("pyarrow").Table.from_pandas(frame)):
        one, two = sorted(threadkit.from_frame(table, id="n", text="t", time="d").posts, key=lambda post: post.id)
        assert one.when.earliest == dt.datetime(2024, 5, 1, 12, 0, 0, 123456, tzinfo=dt.UTC)
        assert (one.when.width, two.when.width) == (dt.timedelta(microseconds=1), dt.timedelta(milliseconds=1))
    said = frame.assign(d=["May 1, 2024", "no time at all"])
    archive = threadkit.from_frame(said, id="n", text="t", time="d")
    assert archive["1"].when.basis is TimeBasis.DATE
    assert archive["2"].when.text == "no time at all"
    assert places(archive) == ["row 1, time"]


def test_numbers_are_times_only_in_a_named_unit() -> None:
    frame = pd.DataFrame({"n": ["1"], "t": ["a"], "d": [1714564800123]})
    with pytest.raises(ValueError, match="time_unit"):
        threadkit.from_frame(frame, id="n", text="t", time="d")
    with pytest.raises(ValueError, match="fortnights"):
        threadkit.from_frame(frame, id="n", text="t", time="d", time_unit="fortnights")
    (post,) = threadkit.from_frame(frame, id="n", text="t", time="d", time_unit="ms").posts
    assert (post.when.earliest, post.when.width) == (
        NOON + dt.timedelta(milliseconds=123),
        dt.timedelta(milliseconds=1),
    )
    (written,) = threadkit.from_frame(frame.astype({"d": str}), id="n", text="t", time="d", time_unit="ms").posts
    assert written.when.earliest == post.when.earliest
    archive = threadkit.from_frame(frame.astype({"d": str}), id="n", text="t", time="d")
    assert places(archive) == ["row 0, time"]


def test_conversations_are_ids_or_names() -> None:
    frame = pd.DataFrame({"n": ["1", "2", "3"], "p": [None, None, "2"], "t": "a", "c": ["1", "1", "1"]})
    ids = threadkit.from_frame(frame, id="n", parent="p", text="t", conversation="c", infer=False)
    assert {(link.child, link.parent) for link in ids.links if link.kind is Kind.ANCESTOR} == {("2", "1"), ("3", "1")}
    names = frame.assign(c="Thread 1")
    named = threadkit.from_frame(names, id="n", parent="p", text="t", conversation="c", infer=False)
    assert not any(link.kind is Kind.ANCESTOR for link in named.links)
    assert any("names of conversations" in problem.what for problem in named.problems)
    lost = threadkit.from_frame(frame.assign(c="99"), id="n", text="t", conversation="c", platform="x", infer=False)
    assert [gap.id for gap in lost.missing] == ["x:99"]


def test_quotes_reposts_and_addresses() -> None:
    frame = pd.DataFrame(
        {
            "u": [f"https://twitter.com/example_ada/status/{n}" for n in (11, 12, 13)],
            "t": ["a", "b", "RT a"],
            "q": [None, "11", None],
            "r": [None, None, 11],
        }
    )
    archive = threadkit.from_frame(frame, url="u", text="t", quote="q", repost="r", platform="x", infer=False)
    assert [post.id for post in archive.posts] == ["x:11", "x:12"]
    assert [item.id for item in archive.quotes("x:12")] == ["x:11"]
    (repost,) = archive.reposts("x:11")
    assert repost.id == "x:13"


def test_two_tables_are_two_captures() -> None:
    frames = [pd.DataFrame({"t": ["gm"], "k": [n]}) for n in range(2)]
    one, two = (threadkit.from_frame(frame.rename(columns={"k": f"k{n}"}), text="t") for n, frame in enumerate(frames))
    assert len(one.captures) == 1
    other = threadkit.from_frame(frames[0], text="t", likes="k")
    assert len(one.merge(two).posts) == 1  # the very same words, columns and rows: one table given twice
    assert len(one.merge(other).posts) == 2
    assert list(threadkit.from_frame(frames[0], text="t", name="mine").captures) == ["mine"]


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ({"id": "no_such"}, "no column 'no_such' .for id=.; there are 'n', 't'"),
        ({"id": "n", "text": "t", "parent": "p"}, "'p'"),
        ({}, "there are 'n', 't'"),
        ({"id": "n", "text": "t", "timezone": "Nowhere/Land"}, "Nowhere"),
    ],
)
def test_a_wrong_call_names_the_columns(named: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        threadkit.from_frame(pd.DataFrame({"n": [1], "t": ["a"]}), **named)


def test_columns_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match=r"two columns have one name.*'n'"):
        threadkit.from_frame(pd.DataFrame([[1, 2, "a"]], columns=["n", "n", "t"]), id="n", text="t")


def test_one_id_of_two_posts_is_the_first_one_s() -> None:
    frame = pd.DataFrame({"n": [1, 1, 2, 2], "t": ["a", "b", "c", "c"]})
    archive = threadkit.from_frame(frame, id="n", text="t", infer=False)
    assert sorted((post.text, len(post.sightings)) for post in archive.posts) == [("a", 1), ("b", 1), ("c", 2)]
    (problem,) = archive.problems
    assert (problem.severity, problem.source and problem.source.locator) == (Severity.ERROR, "row 1")
    assert archive["1"].text == "a"


@pytest.mark.parametrize("unit", [None, "s", "ns"])
@pytest.mark.parametrize(
    "odd",
    [10**400, -(10**400), 10**5000, float("inf"), Decimal("Infinity"), Decimal("1e999999999")],
    ids=["large", "small", "longer than Python writes out", "inf", "Infinity", "1e999999999"],
)
def test_numbers_that_no_float_holds_are_told(odd: object, unit: str | None) -> None:
    columns = {name: pd.array([odd, None], dtype=object) for name in ("n", "p", "w", "c", "d", "l")}
    archive = threadkit.from_frame(
        pd.DataFrame(columns | {"t": ["a", "b"]}), id="n", parent="p", author_id="w", likes="c", time="d", lang="l",
        text="t", time_unit=unit, infer=False,
    )  # fmt: skip
    assert sorted(post.text for post in archive.posts) == ["a", "b"]
    assert {f"row 0, {field}" for field in ("id", "parent", "author_id", "likes", "time")} <= set(places(archive))
    assert all(post.when.earliest is None for post in archive.posts)


def test_no_number_is_nothing() -> None:
    columns = {name: pd.array([Decimal("NaN")], dtype=object) for name in ("n", "p", "c", "d")}
    frame = pd.DataFrame(columns | {"t": ["a"]})
    archive = threadkit.from_frame(frame, id="n", parent="p", likes="c", time="d", text="t")
    assert (len(archive.posts), archive.problems) == (1, ())


def test_what_is_no_table() -> None:
    with pytest.raises(TypeError, match="list is no table; give one of pandas"):
        threadkit.from_frame([1, 2], id="n")


def test_without_narwhals_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "narwhals", None)
    with pytest.raises(ImportError, match=r"threadkit\[bulk\]"):
        threadkit.from_frame(pd.DataFrame({"n": [1]}), id="n")


def test_an_empty_table() -> None:
    archive = threadkit.from_frame(pd.DataFrame({"n": [], "t": []}), id="n", text="t")
    assert (len(archive.posts), len(archive.captures)) == (0, 1)
