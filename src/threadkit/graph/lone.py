"""Posts of dumps that only one row shows: of them nothing has to be concluded but what they answer.

They stay columns; a Post or a Link is made of a row when it is asked for. All other posts go the whole way.
"""

from __future__ import annotations

import itertools
import operator
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from threadkit.graph.linking import UNDIRECTED
from threadkit.graph.merging import merge
from threadkit.parsing.identity import is_seen_id, placeholder_of, sighting_id
from threadkit.parsing.rows import Rows
from threadkit.records import Absence, Capture, Declared, Finding, Kind, Link, Order, Post, Rejection, Sighting

__all__ = ["Lone", "apart"]


@attrs.frozen(eq=False)
class Lone:
    """Rows of several tables as one sequence. `tables` pairs each with the rows of it that are meant."""

    tables: Sequence[tuple[Rows, Sequence[int]]]
    ids: Sequence[str]
    parents: Sequence[str | None]

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

    def joined(self, name: str) -> Any:  # noqa: ANN401 - a column of Rows
        """A column of all rows."""
        return self.together([getattr(table, name) for table, _ in self.tables])

    def together(self, columns: Sequence[Any]) -> Any:  # noqa: ANN401
        """Columns of the tables as one."""
        whole = [len(table) == len(rows) for table, rows in self.tables]
        if len(columns) == 1 and whole[0]:
            return columns[0]
        parts = [
            column if all_of_it else map(column.__getitem__, rows)
            for column, all_of_it, (_, rows) in zip(columns, whole, self.tables, strict=True)
        ]
        return list(itertools.chain.from_iterable(parts))


NOTHING = Lone((), (), ())


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
    named = {*names_in(findings), *also}
    named |= repeated(tables.values())
    plain, placed = plain_captures(findings), placed_posts(findings, tables.values())
    kept: list[tuple[Rows, Sequence[int]]] = []
    for table in tables.values():
        rows = lone_rows(table, named, placed) if table.capture in plain else ()
        if len(rows) < len(table):
            among = bytearray(len(table))
            for row in rows:
                among[row] = 1
            for row in itertools.compress(range(len(table)), map((0).__eq__, among)):
                findings.extend(table.findings(row))
        kept.append((table, rows))
    lone = Lone(kept, (), ())
    return findings, attrs.evolve(lone, ids=lone.joined("ids"), parents=lone.joined("parents"))


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


def repeated(tables: Iterable[Rows]) -> set[str]:
    """Ids of more than one row."""
    tables = list(tables)
    ids = set[str]().union(*(table.ids for table in tables))
    if len(ids) == sum(map(len, tables)):
        return set()
    seen: set[str] = set()
    twice: set[str] = set()
    for table in tables:
        for name in table.ids:
            (twice if name in seen else seen).add(name)
    return twice


def lone_rows(table: Rows, named: set[str], placed: set[str]) -> Sequence[int]:
    """Rows that are not among the `named`, do not quote what is in `placed`, and do not point at themselves."""
    ids, around = table.ids, (table.parents, table.quoted, table.roots)
    own = set(itertools.chain.from_iterable(itertools.compress(ids, map(operator.eq, ids, ends)) for ends in around))
    quoting = set(itertools.compress(ids, map(placed.__contains__, table.quoted))) if placed else set()
    other = named.union(own, quoting) if own or quoting else named
    if not other:
        return range(len(table))
    return array("i", (row for row, name in enumerate(ids) if name not in other))
