"""Posts of dumps that only one row shows: of them nothing has to be concluded but what they answer.

They stay columns; a Post or a Link is made of a row when it is asked for. All other posts go the whole way.
"""

from __future__ import annotations

import itertools
import operator
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

import attrs

from threadkit.graph.alignment.merging import merge
from threadkit.graph.linking import UNDIRECTED
from threadkit.parsing.identity import is_seen_id, placeholder_of, sighting_id
from threadkit.parsing.rows import Rows
from threadkit.records import Absence, Capture, Declared, Finding, Kind, Link, Order, Post, Rejection, Sighting

__all__ = ["NOTHING", "Lone", "apart", "picked"]


@attrs.frozen(eq=False)
class Lone:
    """Rows of several tables as one sequence. `tables` pairs each with the rows of it that are meant, by time.

    `above` tells which of them each answers, or -1. `number` has the place of each by id; a forest goes on with it, so
    that it may have more.
    """

    tables: Sequence[tuple[Rows, Sequence[int]]]
    ids: Sequence[str]
    above: array[int]
    number: dict[str, int]

    @classmethod
    def of(cls, tables: Sequence[tuple[Rows, Sequence[int]]]) -> Lone:
        ids = together([table.ids for table, _ in tables], tables)
        number: dict[Any, int] = dict(zip(ids, range(len(ids)), strict=True))  # None is no id, and has no number
        parents = together([table.parents for table, _ in tables], tables)
        return cls(tables, ids, array("i", map(number.get, parents, itertools.repeat(-1))), number)

    def __len__(self) -> int:
        return len(self.ids)

    def row(self, n: int) -> tuple[Rows, int]:
        for table, rows in self.tables:
            if n < len(rows):
                return table, rows[n]
            n -= len(rows)
        raise IndexError(n)

    def shown_in(self, n: int) -> set[str]:
        """Captures that show a row."""
        return {self.row(n)[0].capture}

    def findings(self, n: int) -> Sequence[Finding]:
        table, row = self.row(n)
        return table.findings(row)

    def post(self, n: int, captures: Mapping[str, Capture]) -> Post:
        sighting = next(found for found in self.findings(n) if isinstance(found, Sighting))
        post = merge(self.ids[n], [sighting], [self.ids[n]], captures)
        return attrs.evolve(post, when=sighting.when or post.when)

    def links(self, n: int) -> list[Link]:
        return [found for found in self.findings(n) if isinstance(found, Link)]

    def link(self, n: int, kind: Kind) -> Link | None:
        return next((link for link in self.links(n) if link.kind is kind), None)

    def answers_to_others(self) -> Iterator[tuple[int, str]]:
        """Those that answer what is no row, and the id of that."""
        begin = 0
        for table, rows in self.tables:
            above = self.above[begin : begin + len(rows)]
            for n in itertools.compress(range(len(rows)), map((0).__gt__, above)):
                name = table.parents[rows[n]]
                if name is not None:
                    yield begin + n, name
            begin += len(rows)

    def joined(self, name: str) -> Any:  # noqa: ANN401 - a column of Rows
        """A column of all rows."""
        return self.together([getattr(table, name) for table, _ in self.tables])

    def together(self, columns: Sequence[Any]) -> Any:  # noqa: ANN401
        """Columns of the tables as one."""
        return together(columns, self.tables)


def together(columns: Sequence[Any], tables: Sequence[tuple[Rows, Sequence[int]]]) -> Any:  # noqa: ANN401
    parts = [picked(column, rows) for column, (_, rows) in zip(columns, tables, strict=True)]
    if len(parts) == 1 and parts[0] is columns[0]:
        return parts[0]
    kinds = {column.typecode if isinstance(column, array) else "" for column in columns}
    joined = parts[0] if len(parts) == 1 else list(itertools.chain.from_iterable(parts))
    return joined if "" in kinds or not kinds else array("q" if len(kinds) > 1 else kinds.pop(), joined)


def picked(column: Sequence[Any], rows: Sequence[int]) -> Sequence[Any]:
    if isinstance(rows, range):
        return column
    return itemgetter(*rows)(column) if len(rows) > 1 else [column[row] for row in rows]


NOTHING = Lone((), (), array("i"), {})


def apart(found: Iterable[Finding | Rows], guess: bool, also: Iterable[str] = ()) -> tuple[list[Finding], Lone]:
    """Findings that need the whole way, and the rows that do not; `also`: ids of posts that need it."""
    tables: dict[int, Rows] = {}
    findings: list[Finding] = []
    for each in found:
        if isinstance(each, Rows):
            tables[id(each)] = each
        else:
            findings.append(each)
    if not tables:
        return findings, NOTHING
    if guess and not alike(findings, tables.values()):
        return [*findings, *itertools.chain.from_iterable(map(all_findings, tables.values()))], NOTHING
    lone = Lone.of([(table, by_time(table)) for table in tables.values()])
    plain, placed = plain_captures(findings), placed_posts(findings, tables.values())
    named = {*names_in(findings), *also}.union(*(odd_rows(table, placed) for table in tables.values()))
    to_itself = itertools.compress(itertools.count(), map(operator.eq, lone.above, itertools.count()))
    named.update(map(lone.ids.__getitem__, to_itself))
    if len(lone.number) < len(lone):
        named |= repeated(lone.ids)
    if lone.number.keys().isdisjoint(named) and plain.issuperset(table.capture for table in tables.values()):
        return findings, lone
    ordered = lone.tables
    del lone
    kept: list[tuple[Rows, Sequence[int]]] = []
    for table, rows in ordered:
        lonely = array("i", (row for row in rows if table.ids[row] not in named) if table.capture in plain else ())
        among = bytearray(len(table))
        for row in lonely:
            among[row] = 1
        for row in itertools.compress(range(len(table)), map((0).__eq__, among)):
            findings.extend(table.findings(row))
        kept.append((table, lonely if len(lonely) < len(rows) else rows))
    return findings, Lone.of(kept)


def by_time(table: Rows) -> Sequence[int]:
    """Rows, the earliest first: those that belong together are then close together in memory."""
    earliest = table.earliest
    if all(map(operator.le, earliest, itertools.islice(earliest, 1, None))):
        return range(len(table))
    moments = list(map(float, earliest))  # they compare faster
    return array("i", sorted(range(len(table)), key=moments.__getitem__))


def all_findings(table: Rows) -> Iterator[Finding]:
    return itertools.chain.from_iterable(map(table.findings, range(len(table))))


def alike(findings: Iterable[Finding], tables: Iterable[Rows]) -> bool:
    """Whether nothing can be guessed about the rows: all is of one platform whose sources give ids and parents.

    Posts without ids could be the same as theirs, cards could show them, another platform could have copies of them.
    """
    platforms = {table.platform for table in tables}
    for found in findings:
        if isinstance(found, Capture):
            platforms.add(found.platform or "")
            if not found.states_parents:
                return False
        elif isinstance(found, Sighting) and (found.id is None or is_seen_id(found.id) or found.cards):
            return False
    return len(platforms) == 1


def plain_captures(findings: Iterable[Finding]) -> set[str]:
    """Those that are given and keep no order: what they show says nothing of what stands beside it."""
    captures = [found for found in findings if isinstance(found, Capture)]
    return {each.name for each in captures} - {each.name for each in captures if each.order is not Order.NONE}


def placed_posts(findings: Sequence[Finding], tables: Iterable[Rows]) -> set[str]:
    """Ids of posts of which it matters whether others quote them: on pages with an order, or with posts without ids."""
    sightings = [found for found in findings if isinstance(found, Sighting)]
    pages = {found.name for found in findings if isinstance(found, Capture) and found.order is not Order.NONE}
    pages.update(found.source.capture for found in sightings if found.id is None or is_seen_id(found.id))
    placed = {sighting_id(found) for found in sightings if found.source.capture in pages} if pages else set()
    return placed.union(*(table.ids for table in tables if table.capture in pages))


def names_in(findings: Iterable[Finding]) -> Iterator[str]:
    """Ids of posts of which findings say more than a row may: not those that are only pointed at."""
    for found in findings:
        if isinstance(found, Sighting):
            yield found.id or ""
        elif isinstance(found, Rejection) or (isinstance(found, Link) and found.kind in UNDIRECTED):
            yield found.child
            yield found.parent
        elif isinstance(found, Link):
            yield found.child
        elif isinstance(found, Declared):
            yield from found.members
        elif isinstance(found, Absence) and (made := placeholder_of(found.post)) is not None:
            yield made[0]  # whether it is a gap depends on what that post answers and quotes


def repeated(names: Iterable[str]) -> set[str]:
    """Those that come more than once."""
    seen: set[str] = set()
    return {name for name in names if name in seen or seen.add(name)}  # type: ignore[func-returns-value]


def odd_rows(table: Rows, placed: set[str]) -> Iterator[str]:
    """Ids of rows that quote themselves, or are below themselves, or quote what is in `placed`."""
    quoting = list(itertools.compress(table.ids, table.quoted))  # few do
    yield from itertools.compress(quoting, map(operator.eq, quoting, filter(None, table.quoted)))
    yield from itertools.compress(table.ids, map(operator.eq, table.ids, table.roots))
    if placed:
        yield from itertools.compress(table.ids, map(placed.__contains__, table.quoted))
