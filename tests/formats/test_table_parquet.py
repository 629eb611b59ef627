"""Parquet files of posts: as CSV ones, with cells that have kinds."""

from __future__ import annotations

import datetime as dt
import io
import random
import sys
from typing import Any

import pytest
from made_pages import posts_of

import threadkit
from threadkit.parsing.files.opening import bytes_opener, opened
from threadkit.parsing.formats import table_parquet
from threadkit.parsing.material import Fit, Hints, Material
from threadkit.records import Capture, Finding, Kind, Link, Problem, Severity

arrow: Any = pytest.importorskip("pyarrow")
BIG = 1534000000000000001


def of_posts(count: int = 3, **more: Any) -> bytes:
    parquet: Any = pytest.importorskip("pyarrow.parquet")
    at = [dt.datetime(2022, 6, 7, 2, 31, 14, tzinfo=dt.UTC) + dt.timedelta(minutes=n) for n in range(count)]
    columns = {
        "tweet_id": [BIG + n for n in range(count)],
        "in_reply_to_status_id": arrow.array([None, *(BIG + n for n in range(count - 1))][:count], arrow.int64()),
        "text": [f"Post {n}" for n in range(count)],
        "username": arrow.array(["example_ada"] * count).dictionary_encode(),
        "created_at": arrow.array(at, arrow.timestamp("ns", "UTC")),
        "like_count": arrow.array([None, *range(count - 1)][:count], arrow.float64()),
    }
    file = io.BytesIO()
    parquet.write_table(arrow.table(columns | more), file)
    return file.getvalue()


def given(data: bytes, name: str = "table.parquet") -> Material:
    found = opened(name, bytes_opener(data), Hints(), lambda what, saw: None)
    assert isinstance(found, Material)
    return found


def read(data: bytes) -> list[Finding]:
    return list(table_parquet.read(given(data)))


def test_rows_are_posts() -> None:
    data = of_posts()
    assert table_parquet.detect(given(data).head) is Fit.YES
    findings = read(data)
    capture, *_ = findings
    assert isinstance(capture, Capture)
    assert capture.platform == "x"
    one, two, three = posts_of(findings)
    assert [post.id for post in (one, two, three)] == [f"x:{BIG + n}" for n in range(3)]
    assert {(link.child, link.parent) for link in findings if isinstance(link, Link) and link.kind is Kind.REPLY} == {
        (two.id, one.id),
        (three.id, two.id),
    }
    assert one.author == threadkit.Author(handle="example_ada")
    assert one.when is not None
    assert (one.when.earliest, one.when.width) == (
        dt.datetime(2022, 6, 7, 2, 31, 14, tzinfo=dt.UTC),
        dt.timedelta(seconds=1),
    )
    assert (one.counts.likes, three.counts.likes) == (None, threadkit.Count.of(1))
    assert not [p for p in findings if isinstance(p, Problem) and p.severity is not Severity.INFO]


def own_ids(texts: list[str], **more: Any) -> bytes:
    file = io.BytesIO()
    columns = {"id": list(range(len(texts))), "text": texts, "author": ["ada"] * len(texts)} | more
    pytest.importorskip("pyarrow.parquet").write_table(arrow.table(columns), file)
    return file.getvalue()


def test_files_of_one_name_are_two_tables() -> None:
    one, two = own_ids(["a", "b"]), own_ids(["c", "d"])
    both = [*table_parquet.read(given(one, "in/posts.parquet")), *table_parquet.read(given(two, "on/posts.parquet"))]
    assert len(threadkit.Archive(both, infer=False).posts) == 4
    moved = list(table_parquet.read(given(one, "off/posts.parquet")))
    assert {post.id for post in posts_of(moved)} < {post.id for post in posts_of(both)}


def test_rows_name_platforms_and_ids_twice() -> None:
    named = posts_of(read(own_ids(["a", "b"], platform=["x", "reddit"], id=["17", "abc"])))
    assert [post.id for post in named] == ["x:17", "reddit:t3_abc"]
    findings = read(own_ids(["a", "b"], id=[7, 7]))
    assert [post.id is None for post in posts_of(findings)] == [False, True]
    (problem,) = [p for p in findings if isinstance(p, Problem) and p.severity is Severity.ERROR]
    assert problem.source is not None
    assert problem.source.locator == "row 1"


def test_more_rows_than_a_batch() -> None:
    findings = read(of_posts(table_parquet.BATCH + 7))
    found = posts_of(findings)
    assert len({post.id for post in found}) == table_parquet.BATCH + 7
    assert found[-1].source.locator == f"row {table_parquet.BATCH + 6}"


def test_ids_in_floats_are_told() -> None:
    findings = read(of_posts(in_reply_to_status_id=[None, float(BIG), 12.0]))
    lost = [p for p in findings if isinstance(p, Problem) and p.severity is Severity.ERROR]
    assert [p.source.locator for p in lost if p.source] == ["row 1, parent"]
    assert "x:12" in {link.parent for link in findings if isinstance(link, Link)}


def test_other_tables_and_damaged_ones() -> None:
    (problem,) = read(of_posts()[:40])
    assert isinstance(problem, Problem)
    assert problem.severity is Severity.ERROR
    empty = read(of_posts(0))
    assert [type(found) for found in empty] == [Capture, Problem]
    file = io.BytesIO()
    pytest.importorskip("pyarrow.parquet").write_table(arrow.table({"price": [1]}), file)
    (other,) = read(file.getvalue())
    assert isinstance(other, Problem)
    assert "from_frame" in other.what


def test_changed_bytes_never_raise() -> None:
    chance = random.Random(4)
    whole = of_posts(50)
    for _ in range(60):
        changed = bytearray(whole)
        for _ in range(3):
            changed[chance.randrange(4, len(changed))] = chance.randrange(256)
        findings = read(bytes(changed))
        assert findings
    for end in range(4, len(whole), 400):
        assert any(isinstance(found, Problem) for found in read(whole[:end]))


def test_without_pyarrow_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    data = of_posts()
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (problem,) = read(data)
    assert isinstance(problem, Problem)
    assert "threadkit[bulk]" in problem.what
