"""Tables of posts as Parquet, a batch of rows at a time; needs pyarrow, of ``threadkit[bulk]``."""

from __future__ import annotations

import io
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import attrs

from threadkit.parsing.formats.table_csv import layout_of, told_of_columns
from threadkit.parsing.material import Fit, Head, Material
from threadkit.parsing.tables.columns import columns_of
from threadkit.parsing.tables.findings import Reading, Row, capture_of
from threadkit.records import Finding, Problem, Severity, Source

__all__ = ["EXAMPLE", "NAME", "TITLE", "detect", "read", "row_at"]

NAME = "table_parquet"
TITLE = "A table of posts, as Parquet"
EXAMPLE = "PAR1 (a binary file: four such bytes at its start and at its end)"
MAGIC = b"PAR1"
BATCH = 10_000  #: rows
SAMPLE = 200  #: rows by which it is told how to read them all
#: Microseconds are the finest that Python's datetime holds; pyarrow refuses to cut a time without being told to.
FINE = "us"


def detect(head: Head) -> Fit:
    """By its first bytes; pages begin with other words."""
    return Fit.YES if head.data.startswith(MAGIC) or (not head.data and head.text.startswith("PAR1")) else Fit.NO


def read(material: Material) -> Iterator[Finding]:
    """Yield a Capture, what the columns are taken for, and then each row as a post, a repost or a Problem."""
    name = material.name
    try:
        arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        yield Problem(Source(name), "Parquet needs pyarrow: install threadkit[bulk]", "", Severity.ERROR)
        return
    with material.open() as stream:
        try:
            file = parquet.ParquetFile(stream if stream.seekable() else io.BytesIO(stream.read()))
        except (arrow.ArrowException, OSError, ValueError) as error:
            what = "damaged or cut short: the end of a Parquet file says what is in it"
            yield Problem(Source(name), what, str(error)[:60], Severity.ERROR)
            return
        yield from rows_of(file, material, arrow)


def rows_of(file: Any, material: Material, arrow: Any) -> Iterator[Finding]:  # noqa: ANN401 - pyarrow's
    name, seen_at = material.name, material.hints.seen_at
    names = [str(each) for each in file.schema_arrow.names]
    found = columns_of(names)
    if found is None:
        what = "no column is called as those of posts are; threadkit.from_frame reads tables of other names"
        yield Problem(Source(name), what, ", ".join(names)[:60], Severity.ERROR)
        return
    used = [names[at] for at in sorted(set(found.places.values()))]
    places = {field: used.index(names[at]) for field, at in found.places.items()}
    reading: Reading | None = None
    position = 0
    try:
        for batch in file.iter_batches(BATCH, columns=used):
            rows = list(zip(*(cells(batch.column(column), arrow) for column in used), strict=True))
            if reading is None:
                whole = len(rows) == file.metadata.num_rows <= SAMPLE
                layout = layout_of(material, NAME, attrs.evolve(found, places=places), rows[:SAMPLE], whole)
                yield capture_of(layout, seen_at, None)
                yield from told_of_columns(layout, attrs.evolve(found, places=places), used, "schema")
                reading = Reading(layout)
            numbered: list[Row] = [(f"row {n}", n, row) for n, row in enumerate(rows, position)]
            yield from reading.rows(numbered)
            position += len(rows)
    except (arrow.ArrowException, OSError, ValueError) as error:
        what = "damaged: the rows from here on cannot be read"
        yield Problem(Source(name, f"row {position}", position), what, str(error)[:60], Severity.ERROR)
    if reading is None:
        layout = layout_of(material, NAME, attrs.evolve(found, places=places), [], True)
        yield capture_of(layout, seen_at, None)
        yield Problem(Source(name), "a table without rows", severity=Severity.INFO)
    else:
        yield from reading.end()


def row_at(material: Material, number: int) -> Iterator[Any]:
    """A row, counted from 0, with all its columns: cells by their names, or side by side if two have one name."""
    arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    with material.open() as stream:
        try:
            file = parquet.ParquetFile(stream if stream.seekable() else io.BytesIO(stream.read()))
            groups = (file.metadata.row_group(n).num_rows for n in range(file.num_row_groups))
            first = 0  # row of the group
            for group, size in enumerate(groups):
                if number < first + size:
                    yield from row_of_group(file, group, number - first, arrow)
                    return
                first += size
        except (arrow.ArrowException, OSError, ValueError):
            return  # it was told when the file was read first


def row_of_group(file: Any, group: int, number: int, arrow: Any) -> Iterator[Any]:  # noqa: ANN401
    names = [str(each) for each in file.schema_arrow.names]
    for batch in file.iter_batches(BATCH, row_groups=[group]):
        if number < batch.num_rows:
            one = batch.slice(number, 1)
            row = [cells(one.column(column), arrow)[0] for column in range(len(names))]
            yield dict(zip(names, row, strict=True)) if len(set(names)) == len(names) else row
            return
        number -= batch.num_rows


def cells(column: Any, arrow: Any) -> list[Any]:  # noqa: ANN401
    """The cells of a column as Python has them."""
    kind = column.type
    if arrow.types.is_timestamp(kind) and kind.unit == "ns":
        column = column.cast(arrow.timestamp(FINE, kind.tz), safe=False)
    try:
        found: list[Any] = column.to_pylist()
    except (OverflowError, ValueError):
        found = [one_cell(each) for each in column]
    return found


def one_cell(scalar: Any) -> Any:  # noqa: ANN401
    """A cell; what Python has no value for as text: a time after the year 9999, characters that are no UTF-8."""
    try:
        return scalar.as_py()
    except UnicodeDecodeError:
        return scalar.as_buffer().to_pybytes().decode("utf-8", "replace")
    except (OverflowError, ValueError):
        return str(getattr(scalar, "value", scalar))
