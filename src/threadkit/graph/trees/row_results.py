"""What rows that stay rows add to a conclusion: their times, their links, their figures.

All of it is what the long way would conclude of them; where that would be more than they say, they go the long way.
"""

from __future__ import annotations

import itertools
import operator
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import overload

import attrs

from threadkit.graph.trees.figures import CLOSED, HIDDEN, Column, Figures, microseconds
from threadkit.graph.trees.forest import Forest
from threadkit.graph.trees.lone import Lone, picked
from threadkit.graph.trees.node_times import LAST
from threadkit.records import Capture, Kind, Link, Problem, Sighting, When

__all__ = ["Whens", "fixed_times", "joined_figures", "moments", "naming", "newest", "overlays_to", "row_links", "unfit"]

EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


def moment(number: int) -> datetime:
    return EPOCH + timedelta(microseconds=number)


@attrs.frozen(eq=False)
class Whens(Sequence[When]):
    """Times of all posts, the rows first."""

    made: Sequence[When]
    lone: Lone

    def __len__(self) -> int:
        return len(self.made) + len(self.lone)

    @overload
    def __getitem__(self, node: int) -> When: ...

    @overload
    def __getitem__(self, node: slice) -> list[When]: ...

    def __getitem__(self, node: int | slice) -> When | list[When]:
        if isinstance(node, slice):
            return [self[each] for each in range(*node.indices(len(self)))]
        rows = len(self.lone)
        return sighting(self.lone, node).when or When() if node < rows else self.made[node - rows]


def sighting(lone: Lone, n: int) -> Sighting:
    return next(found for found in lone.findings(n) if isinstance(found, Sighting))


@attrs.frozen(eq=False)
class Moments:
    """Times of all posts as numbers, the rows first."""

    made: Sequence[When]
    lone: Lone
    earliest: Sequence[int]

    def latest(self, node: int) -> int:
        if node >= len(self.lone):
            return microseconds(self.made[node - len(self.lone)].latest, LAST)
        table, _ = self.lone.row(node)
        return self.earliest[node] + table.width


def moments(made: Sequence[When], lone: Lone) -> Moments | None:
    """None: there are no rows."""
    if not len(lone):
        return None
    earliest = array("q", lone.joined("earliest"))
    earliest.extend(microseconds(each.earliest, LAST) for each in made)
    return Moments(made, lone, earliest)


def naming(lone: Lone) -> frozenset[str]:
    """Captures that name the author of some row."""
    return frozenset(
        table.capture for table, rows in lone.tables if any(table.authors[row] is not None for row in rows)
    )


def fixed_times(lone: Lone, wanted: Iterable[str]) -> dict[str, When]:
    """Of those rows that others point at: only the bounds."""
    found = {}
    for n in sorted(lone.number[name] for name in wanted if name in lone.number):
        table, row = lone.row(n)
        found[lone.ids[n]] = When(moment(table.earliest[row]), moment(table.earliest[row] + table.width))
    return found


def newest(lone: Lone) -> dict[str, datetime]:
    """When the newest row of each capture was written at the earliest; the capture is not older."""
    found: dict[str, int] = {}
    for table, rows in lone.tables:
        if len(rows):
            last = table.earliest[rows[-1]]
            found[table.capture] = max(last, found.get(table.capture, last))
    return {name: moment(last) for name, last in found.items()}


def unfit(
    lone: Lone, forest: Forest, canonical: Mapping[str, str], captures: Mapping[str, Capture]
) -> tuple[set[str], list[Problem]]:
    """Rows of which more has to be concluded than they say; and what is odd about the others.

    Those that point at a post by an id that is not its first; whose time is narrowed by that of the post they
    answer, or by when their capture was made; which are in a circle with what is no row.
    """
    second = {name for name, first in canonical.items() if name != first}
    problems = []
    long_way, earliest = rows_of_mixed_circles(forest, len(lone)), forest.times.earliest
    for n, above in early_rows(lone, forest):
        table, row = lone.row(n)
        if earliest[n] + table.width <= earliest[above]:
            problems.append(backwards(table.findings(row)))
        else:
            long_way.add(lone.ids[n])
    for table, rows in lone.tables:
        made = captures[table.capture].seen_at
        if made is not None and made.latest is not None:
            end = microseconds(made.latest, LAST) - table.width
            long_way.update(table.ids[row] for row in rows if table.earliest[row] > end)
        if second:
            ends = zip(table.ids, table.parents, table.quoted, table.roots, strict=True)
            long_way.update(own for own, *others in ends if not second.isdisjoint(others))
    return long_way, sorted(problems, key=operator.attrgetter("source.capture", "source.position"))


def rows_of_mixed_circles(forest: Forest, number: int) -> set[str]:
    """Rows of circles that were cut and hold what is no row: the times of all in it have to be solved together."""
    found: set[str] = set()
    for child, links in forest.lost.items():
        node = forest.number.get(child, -1)  # of a link of a gap to itself: it may have no node
        if node < 0 or forest.parent[node] >= 0:
            continue  # it lost to another link, not to a circle
        circle = list(forest.up(forest.number.get(links[-1].parent, -1)))  # what was cut stands last
        rows = [each for each in circle if each < number]
        if circle and circle[-1] == node and len(rows) < len(circle):
            found.update(map(forest.ids.__getitem__, rows))
    return found


def early_rows(lone: Lone, forest: Forest) -> Iterator[tuple[int, int]]:
    """Rows that are older than the held post that they answer, gaps skipped; and that post.

    If none is known, it is the post that the row is somewhere below.
    """
    posts, earliest, number = forest.posts, forest.times.earliest, forest.number
    undated = forest.times.beside  # sorted by the time of another
    gaps_answer = any(forest.parent[gap] >= 0 for gap in range(posts, len(forest.ids)))
    above = (forest.held_above if gaps_answer else forest.parent)[: len(lone)]
    if forest.backward:
        early = map(operator.lt, earliest, map(earliest.__getitem__, above))
        for n in itertools.compress(itertools.count(), early):
            if 0 <= above[n] < posts and earliest[above[n]] < LAST and above[n] not in undated:
                yield n, above[n]
    begin = 0
    for table, rows in lone.tables:
        part = above[begin : begin + len(rows)]
        unknown = map((0).__gt__, part), map(posts.__le__, part)  # of roots, of answers to gaps
        for n in itertools.chain.from_iterable(itertools.compress(itertools.count(), each) for each in unknown):
            root = table.roots[rows[n]]
            node = number.get(root, LAST) if root is not None else LAST
            if node < posts and earliest[begin + n] < earliest[node] < LAST and node not in undated:
                yield begin + n, node
        begin += len(rows)


def backwards(findings: Sequence[object]) -> Problem:
    shown = next(found for found in findings if isinstance(found, Sighting))
    text = shown.when.text if shown.when else ""
    what = f"it is older than the post it answers ({text or 'time known'}); a clock ran backwards"
    return Problem(shown.source, what, str(shown.id))


def row_links(lone: Lone, forest: Forest) -> Iterator[Link]:
    """All links of rows, but for those that were cut out of circles."""
    for n in range(len(lone)):
        for link in lone.links(n):
            if link.kind is not Kind.REPLY or forest.parent[n] >= 0:
                yield link


def overlays_to(lone: Lone, forest: Forest) -> Iterator[Link]:
    """Links of rows that matter for gaps: QUOTE and ANCESTOR links to what is not held, or of answers to gaps."""
    begin = 0
    for table, rows in lone.tables:
        for column, kind in ((table.quoted, Kind.QUOTE), (table.roots, Kind.ANCESTOR)):
            ends = picked(column, rows) if any(column) else ()
            for n in itertools.compress(itertools.count(), ends):
                known = forest.number.get(ends[n] or "", LAST) < forest.posts
                if not known or forest.parent[begin + n] >= forest.posts:
                    link = lone.link(begin + n, kind)
                    if link is not None:
                        yield link
        begin += len(rows)


def joined_figures(made: Figures, lone: Lone, times: Moments | None) -> Figures:
    """Of all posts, the rows first."""
    if times is None:
        return made
    earliest = both(times.earliest[: len(lone)], made.earliest)
    widths = {table.width for table, rows in lone.tables if len(rows)} | ({made.width} if len(made.earliest) else set())
    width = widths.pop() if len(widths) == 1 else None
    latest: Sequence[int]
    if width is not None:
        latest = Later(earliest, width)
    else:
        wide = itertools.chain.from_iterable(itertools.repeat(table.width, len(rows)) for table, rows in lone.tables)
        latest = array("q", itertools.chain(map(operator.add, earliest, wide), made.latest))
    return Figures(
        earliest,
        latest,
        width,
        bytes(len(lone)) + bytes(made.by_clock),
        JoinedColumns(lone, made.counts, {}),
        [*lone.joined("authors"), *made.authors],
        [*(table.platform for table, rows in lone.tables for _ in range(len(rows))), *made.platforms],
    )


@attrs.frozen(eq=False)
class JoinedColumns(Mapping[str, Column]):
    """Counts of all posts, the rows first. A column is joined when it is asked for, once."""

    lone: Lone
    made: Mapping[str, Column]
    done: dict[str, Column]

    def __getitem__(self, name: str) -> Column:
        if name not in self.done:
            self.done[name] = joined_column(self.lone, name, self.made[name])
        return self.done[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.made)

    def __len__(self) -> int:
        return len(self.made)


@attrs.frozen(eq=False)
class Later(Sequence[int]):
    """The same numbers, each by as much later."""

    numbers: Sequence[int]
    by: int

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> int: ...

    @overload
    def __getitem__(self, place: slice) -> list[int]: ...

    def __getitem__(self, place: int | slice) -> int | list[int]:
        if isinstance(place, slice):
            return [number + self.by for number in self.numbers[place]]
        return self.numbers[place] + self.by


def both(one: Sequence[int], other: Sequence[int]) -> Sequence[int]:
    if not len(other):
        return one
    try:
        return array("q", itertools.chain(one, other))
    except OverflowError:
        return [*one, *other]


def joined_column(lone: Lone, name: str, made: Column) -> Column:
    """Counts of rows are exact; -1 where one is not given."""
    low: Sequence[int]
    lacking = [array("q", [-1]) * (0 if name in table.counts else len(table)) for table, _ in lone.tables]
    columns = [table.counts.get(name, none) for (table, _), none in zip(lone.tables, lacking, strict=True)]
    given: Sequence[int] = lone.together(columns)
    if min(given, default=0) >= 0:
        state, low = bytes([CLOSED]) * len(given), given
    else:
        state = bytes(CLOSED if each >= 0 else HIDDEN for each in given)
        low = array("q", [max(each, 0) for each in given])
    lows = both(low, made.low)
    highs = lows if made.high is made.low else both(low, made.high)
    return Column(state + bytes(made.state), lows, highs)
