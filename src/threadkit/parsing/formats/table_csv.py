"""Tables of posts as CSV or TSV. Names tell what columns hold, see :mod:`threadkit.parsing.tables.columns`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from threadkit.parsing.material import Fit, Head, Hints, Material
from threadkit.parsing.tables.cells import Layout, absent, id_in, time_in
from threadkit.parsing.tables.columns import Found, columns_of
from threadkit.parsing.tables.csv_rows import Broken, Dialect, dialect_of, lines_of, rows_of
from threadkit.parsing.tables.findings import UNIQUE, Reading, Row, capture_of, own_space, platform_in
from threadkit.parsing.tables.short_rows import Short, reader_of
from threadkit.parsing.times.stamps import snowflake
from threadkit.records import Finding, Problem, Severity, Source

__all__ = ["EXAMPLE", "NAME", "TITLE", "detect", "layout_of", "read", "told_of_columns"]

NAME = "table_csv"
TITLE = "A table of posts, as CSV or TSV"
EXAMPLE = """\
tweet_id,screen_name,created_at,text,in_reply_to_status_id,favorite_count
1534000000000000001,example_ada,2022-06-07T02:31:14Z,"Is the sundial slow, or am I early?",,3
1534000000000000002,example_bo,2022-06-07T02:35:00Z,It is cloudy.,1534000000000000001,1
"""
SLACK = timedelta(seconds=2)
SNOWFLAKE = 15  #: digits of ids of X since 2010; shorter ones in all rows of the head count the table's rows


def detect(head: Head) -> Fit:
    """YES: an id, a text, and an author, time or parent, by names that tables of posts have; and a row that fits."""
    dialect = dialect_of(head)
    found = columns_of(dialect.names) if dialect is not None else None
    if dialect is None or found is None or not any(sample(head, dialect)):
        return Fit.NO
    others = found.places.keys() & {"parent", "time", "author", "author_id"}
    return Fit.YES if "id" in found.places and others else Fit.MAYBE


def sample(head: Head, dialect: Dialect) -> Iterator[list[str]]:
    """The rows in the head; of a file that goes on, not the last, which may be cut."""
    lines = head.text.splitlines(keepends=True)
    for row in rows_of(lines if head.whole else lines[:-1], dialect):
        if not isinstance(row, Broken):
            yield row[1]


def read(material: Material) -> Iterator[Finding]:
    """Yield a Capture, what its columns are taken for, and then each row as a post, a repost or a Problem."""
    name = material.name
    dialect = dialect_of(material.head)
    found = columns_of(dialect.names) if dialect is not None else None
    if dialect is None or found is None:
        what = "no column is called as those of posts are; threadkit.from_frame reads tables of other names"
        yield Problem(Source(name, "line 1"), what, material.head.text[:60], Severity.ERROR)
        return
    first = list(sample(material.head, dialect))
    layout = layout_of(material, NAME, found, first, material.head.whole)
    yield capture_of(layout, material.hints.seen_at, None)
    yield from told_of_columns(layout, found, dialect.names, f"line {dialect.start + 1}")
    reading, position = Reading(layout), -1
    rows = reader_of(layout, len(dialect.names), first).read(rows_of(lines_of(material), dialect))
    for position, row in enumerate(rows):
        if isinstance(row, Broken):
            severity = Severity.ERROR if row.lost else Severity.WARNING
            yield Problem(Source(name, f"line {row.line}", position), row.what, row.saw[:60], severity)
        elif isinstance(row, Short):
            start, end = row.lines
            place = f"line {start}" if start == end else f"lines {start}-{end}"
            yield Problem(Source(name, place, position), row.what, row.saw[:60], Severity.WARNING)
            yield from reading.short((place, position, row.cells), row.cut)
        else:
            numbered: Row = (f"line {row[0]}", position, row[1])
            yield from reading.rows([numbered])
    if position < 0:
        yield Problem(Source(name), "a table without rows", severity=Severity.INFO)
    yield from reading.end()


def layout_of(material: Material, form: str, found: Found, rows: Sequence[Sequence[object]], whole: bool) -> Layout:
    """How to read a table with these columns, of which these rows are the first, or, if it is `whole`, all."""
    hints = material.hints
    platform = hints.platform or found.platform
    own = found.own_ids and hints.platform is None
    if own and not found.made_up and times_in_ids(found, rows, hints):
        platform, own = "x", False
    if platform == "x" and hints.platform is None and "id" in found.places:
        numbers = [str(row[found.places["id"]]).strip() for row in rows if found.places["id"] < len(row)]
        own = not any(len(number) >= SNOWFLAKE for number in numbers)
    fallback = None if own else platform
    named = platforms_of(found, rows)
    alike = named.pop() if whole and len(named) == 1 else None
    says = "platform" in found.places  # a row may say so of another whose ids have to stay the table's own
    return Layout(
        material.name, form, found.places, alike or fallback, mixed=says and alike is None,
        own=own_space(material.head, material.name) if own or says else None,
        timezone=hints.timezone, per_second=found.per_second, by_size=True,
    )  # fmt: skip


def platforms_of(found: Found, rows: Sequence[Sequence[object]]) -> set[str | None]:
    """The platforms that rows name; None among them: some name none whose ids are known."""
    at = found.places.get("platform")
    if at is None:
        return set()
    return {platform_in(str(row[at])) for row in rows if at < len(row) and not all(map(absent, row))}


def times_in_ids(found: Found, rows: Sequence[Sequence[object]], hints: Hints) -> bool:
    """Whether the ids hold the times of their rows as those of X do: of two rows or more, all."""
    if not {"id", "time"} <= found.places.keys():
        return False
    layout = Layout("", NAME, found.places, timezone=hints.timezone, per_second=found.per_second, by_size=True)
    agreed = 0
    for row in rows[:100]:
        inside = snowflake(id_in(row[found.places["id"]])[0] or "")
        said, _ = time_in(row[found.places["time"]], layout)
        if said is None or said.earliest is None or said.latest is None:
            continue
        first, last = said.earliest - SLACK, said.latest + SLACK
        if inside is None or inside.earliest is None or not first <= inside.earliest < last:
            return False
        agreed += 1
    return agreed > 1


def told_of_columns(layout: Layout, found: Found, names: Sequence[str], place: str) -> Iterator[Problem]:
    """What each column is taken for; names are all that tells."""
    taken = ", ".join(f"{field}: {names[at]}" for field, at in found.places.items())
    source = Source(layout.capture, place)
    yield Problem(source, "columns are taken by their names", taken, Severity.INFO)
    if found.further:
        yield Problem(source, "further columns are not read", ", ".join(found.further)[:200], Severity.INFO)
    if layout.platform == "x" and found.platform is None and "platform" not in found.places:
        yield Problem(source, "ids are taken for those of X: they hold the times of their rows", "", Severity.INFO)
    if layout.mixed and "id" in found.places:
        what = "ids are of the platforms that their rows name, if it is X, Reddit, Hacker News or Threads"
        yield Problem(source, what, "", Severity.INFO)
    if layout.own is not None and layout.platform not in UNIQUE and "id" in found.places:
        what = "ids are taken for this table's own; give platform= if they are those of one"
        yield Problem(source, what, layout.own, Severity.INFO)
