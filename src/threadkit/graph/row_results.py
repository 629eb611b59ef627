"""What rows that stay rows add to a conclusion: their times, their links, their figures.

All of it is what the long way would conclude of them; where that would be more than they say, they go the long way.
"""

from __future__ import annotations

import itertools
import operator
from array import array
from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import overload

import attrs

from threadkit.graph.figures import CLOSED, HIDDEN, Column, Figures, microseconds
from threadkit.graph.forest import LAST, Forest
from threadkit.graph.lone import Lone
from threadkit.records import Capture, Kind, Link, Problem, Sighting, When

__all__ = ["Whens", "fixed_times", "joined_figures", "moments", "naming", "newest", "overlays_to", "row_links", "unfit"]

EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


def moment(number: int) -> datetime:
    return EPOCH + timedelta(microseconds=number)


@attrs.frozen(eq=False)
class Whens(Sequence[When]):
    """Times of all posts, the rows last."""

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
        return self.made[node] if node < len(self.made) else sighting(self.lone, node - len(self.made)).when or When()


def sighting(lone: Lone, n: int) -> Sighting:
    return next(found for found in lone.findings(n) if isinstance(found, Sighting))


@attrs.frozen(eq=False)
class Moments:
    """Times of all posts as numbers, the rows last."""

    made: Sequence[When]
    lone: Lone
    earliest: Sequence[int]

    def latest(self, node: int) -> int:
        if node < len(self.made):
            return microseconds(self.made[node].latest, LAST)
        table, _ = self.lone.row(node - len(self.made))
        return self.earliest[node] + table.width


def moments(made: Sequence[When], lone: Lone) -> Moments | None:
    """None: there are no rows."""
    if not len(lone):
        return None
    earliest = [microseconds(each.earliest, LAST) for each in made]
    return Moments(made, lone, array("q", [*earliest, *lone.joined("earliest")]))


def naming(lone: Lone) -> frozenset[str]:
    """Captures that name the author of some row."""
    return frozenset(
        table.capture for table, rows in lone.tables if any(table.authors[row] is not None for row in rows)
    )


def fixed_times(lone: Lone, wanted: Container[str]) -> dict[str, When]:
    """Of those rows that others point at."""
    places = (n for n, name in enumerate(lone.ids) if name in wanted)
    return {lone.ids[n]: sighting(lone, n).when or When() for n in places} if wanted else {}


def newest(lone: Lone) -> dict[str, datetime]:
    """When the newest row of each capture was written at the earliest; the capture is not older."""
    found: dict[str, int] = {}
    for table, rows in lone.tables:
        if len(rows):
            last = max(table.earliest) if len(rows) == len(table) else max(map(table.earliest.__getitem__, rows))
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
    begin = forest.posts - len(lone)
    long_way = rows_of_mixed_circles(forest, begin)
    above, earliest = above_rows(lone, forest, begin), forest.times.earliest
    backward = [n for n, over in enumerate(above) if over >= 0 and earliest[begin + n] < earliest[over] < LAST]
    for n in backward:
        table, row = lone.row(n)
        if earliest[begin + n] + table.width <= earliest[above[n]]:
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
    return long_way, problems


def rows_of_mixed_circles(forest: Forest, begin: int) -> set[str]:
    """Rows of circles that were cut and hold what is no row: the times of all in it have to be solved together."""
    found: set[str] = set()
    for child, links in forest.lost.items():
        node = forest.number.get(child, -1)  # of a link of a gap to itself: it may have no node
        if node < 0 or forest.parent[node] >= 0:
            continue  # it lost to another link, not to a circle
        circle = list(forest.up(forest.number.get(links[-1].parent, -1)))  # what was cut stands last
        rows = [each for each in circle if begin <= each < forest.posts]
        if circle and circle[-1] == node and len(rows) < len(circle):
            found.update(map(forest.ids.__getitem__, rows))
    return found


def above_rows(lone: Lone, forest: Forest, begin: int) -> Sequence[int]:
    """The held post that each row answers, gaps skipped; if none is known, the one that it is somewhere below; -1."""
    gaps_answer = any(forest.parent[gap] >= 0 for gap in range(forest.posts, len(forest.ids)))
    parents = forest.held_above if gaps_answer else forest.parent
    found = array("i", parents[begin : forest.posts])
    roots = lone.joined("roots")
    for n, above in enumerate(found):
        if above < 0 or above >= forest.posts:
            root = forest.number.get(roots[n], -1) if roots[n] is not None else -1
            found[n] = root if root < forest.posts else -1
    return found


def backwards(findings: Sequence[object]) -> Problem:
    shown = next(found for found in findings if isinstance(found, Sighting))
    text = shown.when.text if shown.when else ""
    what = f"it is older than the post it answers ({text or 'time known'}); a clock ran backwards"
    return Problem(shown.source, what, str(shown.id))


def row_links(lone: Lone, forest: Forest) -> Iterator[Link]:
    """All links of rows, but for those that were cut out of circles."""
    begin = forest.posts - len(lone)
    for n in range(len(lone)):
        for link in lone.links(n):
            if link.kind is not Kind.REPLY or forest.parent[begin + n] >= 0:
                yield link


def overlays_to(lone: Lone, forest: Forest) -> Iterator[Link]:
    """Links of rows that matter for gaps: QUOTE and ANCESTOR links to what is not held, or of answers to gaps."""
    begin = forest.posts - len(lone)
    parents = forest.parent[begin : forest.posts]
    for name, kind in (("quoted", Kind.QUOTE), ("roots", Kind.ANCESTOR)):
        for n, end in enumerate(lone.joined(name)):
            if end is not None and (forest.number.get(end, LAST) >= forest.posts or parents[n] >= forest.posts):
                link = lone.link(n, kind)
                if link is not None:
                    yield link


def joined_figures(made: Figures, lone: Lone) -> Figures:
    """Of all posts, the rows last. Where all are rows of one table, its own columns."""
    if not len(lone):
        return made
    earliest = joined(made.earliest, lone, [table.earliest for table, _ in lone.tables])
    widths = {table.width for table, rows in lone.tables if len(rows)} | ({made.width} if len(made.earliest) else set())
    width = widths.pop() if len(widths) == 1 else None
    latest: Sequence[int] = Later(earliest, width) if width is not None else array("q", made.latest)
    if isinstance(latest, array):
        wide = itertools.chain.from_iterable(itertools.repeat(table.width, len(rows)) for table, rows in lone.tables)
        latest.extend(map(operator.add, itertools.islice(earliest, len(latest), None), wide))
    return Figures(
        earliest,
        latest,
        width,
        bytes(made.by_clock) + bytes(len(lone)),
        {name: joined_column(column, lone, name) for name, column in made.counts.items()},
        [*made.authors, *lone.joined("authors")],
        [*made.platforms, *(table.platform for table, rows in lone.tables for _ in range(len(rows)))],
    )


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


def joined(made: Sequence[int], lone: Lone, columns: Sequence[Sequence[int]]) -> Sequence[int]:
    rows: Sequence[int] = lone.together(columns)
    return both(made, rows) if len(made) else rows


def both(one: Sequence[int], other: Sequence[int]) -> Sequence[int]:
    try:
        return array("q", itertools.chain(one, other))
    except OverflowError:
        return [*one, *other]


def joined_column(made: Column, lone: Lone, name: str) -> Column:
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
    if not len(made.state):
        return Column(state, low, low)
    lows = both(made.low, low)
    highs = lows if made.high is made.low else both(made.high, low)
    return Column(bytes(made.state) + state, lows, highs)
