"""from_frame(): a table of any shape, whose columns the caller names, as an Archive."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from datetime import time as time_of_day
from typing import TYPE_CHECKING, Any

from threadkit.archive import Archive
from threadkit.parsing.reading import hints_of
from threadkit.parsing.tables.cells import EXACT, Layout, absent, written
from threadkit.parsing.tables.findings import Reading, Row, capture_of
from threadkit.records import Finding, When

if TYPE_CHECKING:
    import narwhals as nw

__all__ = ["UNITS", "from_frame"]

MIDNIGHT = time_of_day()
#: Names of the unit that numbers since 1970 are in, and how many there are in a second.
UNITS = {"s": 1, "ms": 1000, "us": 1_000_000, "ns": 1_000_000_000}


def from_frame(
    frame: Any,  # noqa: ANN401 - pandas, polars, pyarrow, DuckDB, …: none of them is imported here
    *,
    id: str | None = None,  # noqa: A002 - the word users type
    text: str | None = None,
    parent: str | None = None,
    author: str | None = None,
    author_name: str | None = None,
    author_id: str | None = None,
    time: str | None = None,
    quote: str | None = None,
    repost: str | None = None,
    conversation: str | None = None,
    url: str | None = None,
    lang: str | None = None,
    likes: str | None = None,
    reposts: str | None = None,
    replies: str | None = None,
    quotes: str | None = None,
    views: str | None = None,
    bookmarks: str | None = None,
    score: str | None = None,
    platform: str | None = None,
    time_unit: str | None = None,
    timezone: str | None = None,
    seen_at: str | date | datetime | When | None = None,
    name: str | None = None,
    infer: bool | None = None,
    min_probability: float | None = None,
) -> Archive:
    """Read a table of pandas, polars, pyarrow or DuckDB, one post a row; needs ``threadkit[bulk]``.

    Each row becomes a post, a repost (if its `repost` is filled), or a Problem with its row number, counted from 0.

    Args:
        frame: a DataFrame, LazyFrame, Table or Relation.
        id: the column of ids: text or whole numbers. A float from 2**53 on has lost its last digits: no id.
        text: the column of texts.
        parent: ids of what the posts answer; empty where they answer nothing.
        author: handles, with or without "@". Columns of numbers are taken for ids of accounts.
        author_name: names of the authors.
        author_id: ids of their accounts.
        time: dates and times, as such or as text; numbers since 1970 with `time_unit`.
        quote: ids of posts that are quoted.
        repost: ids of posts that were passed on; such a row is no post of its own.
        conversation: ids of the posts that began the conversations.
        url: addresses of the posts; without a column of ids, ids are read out of them.
        lang: languages.
        likes: a column of whole numbers, as `reposts`, `replies`, `quotes`, `views`, `bookmarks`, `score`.
        reposts: see `likes`.
        replies: see `likes`.
        quotes: see `likes`.
        views: see `likes`.
        bookmarks: see `likes`.
        score: see `likes`; may be below 0.
        platform: where the posts are from: "x" makes ids "x:…" that join with other sources'. Without it ids stand
            as they are.
        time_unit: "s", "ms", "us" or "ns".
        timezone: of clocks without a zone: "Europe/Rome", "+02:00". If unknown, a time is 26 hours wide.
        seen_at: when the table was made, if known.
        name: of the table, as captures have one.
        infer: see :func:`threadkit.load`.
        min_probability: see :func:`threadkit.load`.

    Raises:
        ImportError: narwhals is not installed.
        TypeError: `frame` is no table.
        ValueError: a column that is not there or there twice, a unit that nobody has, a time of numbers without a unit.

    >>> import pandas
    >>> table = pandas.DataFrame({"n": [1, 2], "answers": [None, 1], "said": ["Is it late?", "It is noon."]})
    >>> archive = from_frame(table, id="n", parent="answers", text="said")
    >>> [post.text for post in archive.chain("2")]
    ['Is it late?', 'It is noon.']

    """
    asked = {
        "id": id, "text": text, "parent": parent, "author": author, "author_name": author_name,
        "author_id": author_id, "time": time, "quote": quote, "repost": repost, "conversation": conversation,
        "url": url, "lang": lang, "likes": likes, "reposts": reposts, "replies": replies, "quotes": quotes,
        "views": views, "bookmarks": bookmarks, "score": score,
    }  # fmt: skip
    if time_unit is not None and time_unit not in UNITS:
        raise ValueError(f"no unit of time is called {time_unit!r}; there are {', '.join(UNITS)}")
    hints = hints_of(seen_at, None, timezone, platform)
    table = opened(frame)
    columns = {field: column for field, column in asked.items() if column is not None}
    checked(columns, table, time_unit)
    used = list(dict.fromkeys(columns.values()))
    rows = list(table.select(used).iter_rows())
    layout = Layout(
        name or named(used, rows),
        "table",
        {field: used.index(column) for field, column in columns.items()},
        platform,
        timezone=timezone,
        per_second=UNITS[time_unit] if time_unit else None,
        dates_only="time" in columns and only_midnights(row[used.index(columns["time"])] for row in rows),
        float_limit=float_limit(columns, table),
    )
    return Archive(findings(layout, rows, hints.seen_at), infer=infer, min_probability=min_probability)


def findings(layout: Layout, rows: list[tuple[Any, ...]], seen_at: When | None) -> Iterator[Finding]:
    yield capture_of(layout, seen_at, None)
    reading = Reading(layout)
    numbered: Iterator[Row] = ((f"row {n}", n, row) for n, row in enumerate(rows))
    yield from reading.rows(numbered)
    yield from reading.end()


def opened(frame: Any) -> nw.DataFrame[Any]:  # noqa: ANN401
    """Any table as one of narwhals, in memory. Times are brought to microseconds, the finest that Python has."""
    try:
        import narwhals as nw
    except ImportError as error:
        raise ImportError("from_frame needs narwhals: install threadkit[bulk]") from error
    try:
        table = nw.from_native(frame)
    except ValueError as error:
        if "unique" not in str(error):
            raise
        raise ValueError(f"two columns have one name; rename one: {' '.join(str(error).split())}") from None
    except TypeError:
        kind = f"{type(frame).__module__.partition('.')[0]}.{type(frame).__name__}"
        raise TypeError(f"a {kind} is no table; give one of pandas, polars, pyarrow or DuckDB") from None
    eager: nw.DataFrame[Any] = table.collect() if isinstance(table, nw.LazyFrame) else table
    fine = [
        nw.col(column).dt.truncate("1us").cast(nw.Datetime("us", kind.time_zone))
        for column, kind in eager.schema.items()
        if isinstance(kind, nw.Datetime) and kind.time_unit == "ns" and eager.implementation.is_pyarrow()
    ]
    return eager.with_columns(*fine) if fine else eager


def checked(columns: Mapping[str, str], table: nw.DataFrame[Any], time_unit: str | None) -> None:
    """Raise ValueError for what cannot be meant."""
    there = list(table.columns)
    for field, column in columns.items():
        if column not in there:
            raise ValueError(f"no column {column!r} (for {field}=); there are {', '.join(map(repr, there))}")
    if "id" not in columns and "text" not in columns:
        raise ValueError(f"name the columns: id=, text=, parent=, …; there are {', '.join(map(repr, there))}")
    if "time" in columns and time_unit is None and table.schema[columns["time"]].is_numeric():
        raise ValueError(f"{columns['time']!r} holds numbers: say their unit with time_unit=, of {', '.join(UNITS)}")


def float_limit(columns: Mapping[str, str], table: nw.DataFrame[Any]) -> int:
    """Up to where whole numbers are exact in the floats of the columns of ids."""
    import narwhals as nw

    kinds = [table.schema[columns[field]] for field in ("id", "parent", "quote") if field in columns]
    return 2**24 if any(kind == nw.Float32 for kind in kinds) else EXACT


def only_midnights(times: Iterator[object]) -> bool:
    """Whether they are days: two or more, and none with a clock but 00:00."""
    clocks = [value.time() for value in times if isinstance(value, datetime) and not absent(value)]
    return len(clocks) > 1 and not any(map(MIDNIGHT.__ne__, clocks))


def named(columns: list[str], rows: list[tuple[Any, ...]]) -> str:
    """A name made of what a table holds: two tables are two captures."""
    try:
        ends = repr((columns, len(rows), rows[:100], rows[-100:]))
    except ValueError:  # a number of more digits than Python writes out
        ends = repr((columns, len(rows), [[written(cell) for cell in row] for row in (*rows[:100], *rows[-100:])]))
    return "table-" + hashlib.blake2b(ends.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
