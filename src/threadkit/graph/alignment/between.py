"""Posts that stand between the same posts on two pages, or beside them: what their texts alone do not settle.

"Good morning" on fifty days, a text that one page cuts short, a daily report that differs in a number: alone they may
be anything, between two posts that both pages show there is seldom more than one place for them. All ways of pairing
what stands in such a gap, in order, are weighed; a pair is as likely as the ways that hold it.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import attrs

from threadkit.graph.alignment.compatible import Offset, authors_agree, contradict, has_own_id, reading
from threadkit.graph.alignment.likeness import CUT, CUT_UNSAID, Alike, length_of, likeness
from threadkit.graph.alignment.matching import Pair
from threadkit.graph.alignment.page_texts import SHORT, PageTexts, told_of
from threadkit.records import Count, When

__all__ = ["ANCHORS", "Settled", "settle_in_order", "settle_without_order"]

#: What speaks for a pair, in log-odds. Tried on made-up feeds; see docs/accuracy.md.
MOST_RARE = 8.0  # a text that one post of n says: log n, and more where such texts are seldom said twice; at most this
CUT_SHORT = -1.0  # an end is cut off, or lines are left out: that happens to one post in seven
SHORT_CUT = 8  # letters that a cut text must keep even here
MOST_COUNTS = 1.5  # the same number of likes, of reposts, …: by how rare it is on the page, at most this each
OTHER_COUNTS = -2.0  # numbers far apart, each
COUNTS_IN_ALL = 3.0
NEAR_COUNTS = 1.5  # times, and 3 more: as far as counts move between two pages of one time
ANCHORS = 3  # pairs that two pages must share before anything is told by its place
STRETCH = 12  # posts looked at beyond the first and the last pair
USUAL_STRETCH = 4.0  # posts in a gap at which as many are missing on a page as are there
CELLS = 900  # pairs compared in one gap, at most; in larger ones only those that share a phrase
WAYS = 300  # pairs weighed against each other in one gap, at most
ACCEPTED = 0.9
SUREST = 0.97

Weigh = Callable[[int, int, Alike], float]


@attrs.frozen
class Settled:
    pair: Pair
    probability: float
    rivals: int  #: other pairs that one of the two could be in


@attrs.frozen(eq=False)
class TwoPages:
    """Two pages, the second in the direction of the first, and what their sure pairs say of them."""

    texts: PageTexts
    names: tuple[str, str]
    damage: str | None
    times: Sequence[When | None]
    offset: Offset
    figures: tuple[Mapping[tuple[str, int], int], Mapping[tuple[str, int], int]]

    @classmethod
    def of(
        cls, texts: PageTexts, names: tuple[str, str], times: Sequence[When | None], anchors: Sequence[Pair]
    ) -> TwoPages | None:
        if len(anchors) < ANCHORS:
            return None
        damage = texts.damage_of(*names)
        shown = texts.seen.sightings
        offset = Offset.of((shown[p.a].when, shown[p.b].when) for p in anchors)
        return cls(texts, names, damage, times, offset, (figures(texts, names[0]), figures(texts, names[1])))

    def compare(self, a: int, b: int) -> tuple[Pair, float, float] | None:
        """Two sightings as a pair, and what their texts and counts say for it; None: they are two posts."""
        one, two = self.texts.seen.sightings[a], self.texts.seen.sightings[b]
        if has_own_id(one) and has_own_id(two):
            return None
        shown = self.texts.shown(a, self.damage), self.texts.shown(b, self.damage)
        if not shown[0].form or not shown[1].form or not authors_agree(one.author, two.author, self.damage):
            return None
        alike = likeness(*shown, SHORT_CUT)
        if alike is None or self.offset.excludes(one.when, two.when) or contradict(self.times[a], self.times[b]):
            return None
        length = min(one.length for one in shown)
        how = told_of(alike.how, self.damage)
        pair = Pair(a, b, alike.score, length, how, one.source.position, two.source.position)
        return pair, self.rareness(a, b, alike), self.alike_counts(a, b)

    def rareness(self, a: int, b: int, alike: Alike) -> float:
        """How much it says that the texts are alike: little if many posts say the same or begin so."""
        short, long = sorted((self.texts.shown(n, self.damage).form for n in (a, b)), key=len)
        cut = CUT in alike.how or CUT_UNSAID in alike.how
        said = 1
        for name in self.names:
            if cut:
                said = max(said, self.texts.times_said(name, short.rstrip(". "), self.damage, as_beginning=True))
            said = max(said, *(self.texts.times_said(name, form, self.damage) for form in (short, long)))
        brief = length_of(short) < SHORT
        again = max(self.texts.said_again(name, self.damage, short=brief) for name in self.names) if said == 1 else 1.0
        posts = max(20, *(len(self.texts.rows[name]) for name in self.names))
        return min(math.log(posts / (said * again)), MOST_RARE) + (CUT_SHORT if alike.how != "whole texts" else 0.0)

    def alike_counts(self, a: int, b: int) -> float:
        one, two = self.texts.seen.sightings[a].counts, self.texts.seen.sightings[b].counts
        total = 0.0
        for name in COUNTED:
            x, y = getattr(one, name), getattr(two, name)
            if x is None or y is None:
                continue
            if overlap(x, y):
                share = self.figures[0].get((name, x.low), 1) / max(len(self.texts.rows[self.names[0]]), 1)
                total += min(-math.log(share), MOST_COUNTS)
            elif not near(x, y):
                total += OTHER_COUNTS
        return max(min(total, COUNTS_IN_ALL), -COUNTS_IN_ALL)


COUNTED = ("likes", "reposts", "replies", "quotes", "views")


def figures(texts: PageTexts, page: str) -> Mapping[tuple[str, int], int]:
    found: Counter[tuple[str, int]] = Counter()
    for n in texts.rows[page]:
        counts = texts.seen.sightings[n].counts
        found.update((name, count.low) for name in COUNTED if (count := getattr(counts, name)) is not None)
    return found


def overlap(x: Count, y: Count) -> bool:
    return (y.high is None or x.low <= y.high) and (x.high is None or y.low <= x.high)


def near(x: Count, y: Count) -> bool:
    low, high = sorted((x.low, y.low))
    return high <= NEAR_COUNTS * low + 3


# --- pages that keep an order ---------------------------------------------------------------------------------------


def settle_in_order(
    texts: PageTexts,
    names: tuple[str, str],
    times: Sequence[When | None],
    anchors: Sequence[Pair],
    direction: int,
    known: Sequence[Pair],
) -> list[Settled]:
    """Pairs in the gaps between `anchors`, which do not cross, and beyond the first and the last of them.

    `known`: pairs that share a phrase; of gaps that are too large only these are weighed.
    """
    pages = TwoPages.of(texts, names, times, anchors)
    if pages is None:
        return []
    first, second = texts.rows[names[0]], texts.rows[names[1]][::direction]
    place_a, place_b = ({n: i for i, n in enumerate(row)} for row in (first, second))
    spots = {(place_a[p.a], place_b[p.b]) for p in known}
    held = sorted((place_a[p.a], place_b[p.b]) for p in anchors)
    done_b = {j for _, j in held}
    settled: list[Settled] = []
    stops = [(-1, -1), *held, (len(first), len(second))]
    for n, (low, high) in enumerate(itertools.pairwise(stops)):
        outer = (n == 0) - (n == len(stops) - 2)  # 1: before the first pair; -1: after the last
        while True:
            low_a, low_b = (max(low[k], high[k] - STRETCH - 1) if outer == 1 else low[k] for k in (0, 1))
            high_a, high_b = (min(high[k], low[k] + STRETCH + 1) if outer == -1 else high[k] for k in (0, 1))
            span_a = range(low_a + 1, high_a)
            span_b = [j for j in range(low_b + 1, high_b) if j not in done_b]
            found = list(in_gap(pages, first, second, span_a, span_b, spots))
            settled += found
            if not (outer and found):
                break
            edge = min if outer == 1 else max  # go on from the outermost pair found
            end = edge((place_a[one.pair.a], place_b[one.pair.b]) for one in found)
            low, high = (low, end) if outer == 1 else (end, high)
    return settled


def in_gap(
    pages: TwoPages,
    first: Sequence[int],
    second: Sequence[int],
    span_a: Sequence[int],
    span_b: Sequence[int],
    spots: set[tuple[int, int]],
) -> Iterator[Settled]:
    if not span_a or not span_b:
        return
    if len(span_a) * len(span_b) <= CELLS:
        cells: Iterable[tuple[int, int]] = ((i, j) for i in span_a for j in span_b)
    else:
        inside_a, inside_b = set(span_a), set(span_b)
        cells = sorted((i, j) for i, j in spots if i in inside_a and j in inside_b)
    long = (len(span_a) + len(span_b)) / 2
    missing = long / (long + USUAL_STRETCH)
    place = -2 * math.log(missing)  # one post that both show, against two that one page each lacks
    found = {(i, j): one for i, j in cells if (one := pages.compare(first[i], second[j])) is not None}
    if not found or len(found) > WAYS:
        return
    fits_a, fits_b = Counter(i for i, _ in found), Counter(j for _, j in found)
    pairs = {spot: pair for spot, (pair, _, _) in found.items()}
    ways: list[tuple[int, int, float]] = []
    for (i, j), (_, rare, counts) in found.items():
        others = max((fits_a[i] - 1) / (len(span_b) + USUAL_STRETCH), (fits_b[j] - 1) / (len(span_a) + USUAL_STRETCH))
        rare = min(rare, -math.log(others)) if others else rare  # in a run of equal texts each of them tells little
        ways.append((i, j, rare + counts + place))
    for (i, j, _), chance in zip(ways, in_order(ways), strict=True):
        if chance >= ACCEPTED:
            rivals = sum((i == k) != (j == m) for k, m, _ in ways)
            yield Settled(pairs[i, j], min(chance, SUREST), rivals)


def in_order(ways: Sequence[tuple[int, int, float]]) -> list[float]:
    """Of each pair (place on one page, on the other, log-odds) its share in all sets of pairs that do not cross.

    >>> [round(chance, 2) for chance in in_order([(0, 0, 3.0), (0, 1, 0.0), (1, 1, 3.0)])]
    [0.95, 0.0, 0.95]
    """
    order = sorted(range(len(ways)), key=lambda n: ways[n][:2])
    ahead, behind = [0.0] * len(ways), [0.0] * len(ways)
    for sums, run, sign in ((ahead, order, 1), (behind, order[::-1], -1)):
        for at, n in enumerate(run):
            i, j, weight = ways[n]
            before = [sums[m] for m in run[:at] if sign * ways[m][0] < sign * i and sign * ways[m][1] < sign * j]
            sums[n] = weight + log_sum([0.0, *before])
    total = log_sum([0.0, *ahead])
    return [math.exp(min(ahead[n] + behind[n] - ways[n][2] - total, 0.0)) for n in range(len(ways))]


def log_sum(logs: Sequence[float]) -> float:
    top = max(logs)
    return top + math.log(sum(math.exp(one - top) for one in logs))


# --- pages without an order -----------------------------------------------------------------------------------------


def settle_without_order(
    texts: PageTexts,
    names: tuple[str, str],
    times: Sequence[When | None],
    anchors: Sequence[Pair],
    known: Sequence[Pair],
) -> list[Settled]:
    """Pairs among what `anchors` leave: the more the pages share, the likelier what is alike on both is one post."""
    pages = TwoPages.of(texts, names, times, anchors)
    if pages is None:
        return []
    done = {n for pair in anchors for n in (pair.a, pair.b)}
    first, second = ([n for n in texts.rows[name] if n not in done] for name in names)
    cells = {(p.a, p.b) for p in known if p.a not in done and p.b not in done}
    by_form: dict[str, list[int]] = {}
    for n in second:
        by_form.setdefault(texts.shown(n, pages.damage).form, []).append(n)
    for n in first:
        same = by_form.get(texts.shown(n, pages.damage).form, ())
        cells.update((n, other) for other in same if len(same) <= STRETCH)
    posts = min(len(texts.rows[name]) for name in names)
    shared = min((len(anchors) + 1) / (posts + 2), 1 - 1 / (USUAL_STRETCH + 1))
    place = math.log(shared / (1 - shared)) - math.log(max(20, *(len(texts.rows[name]) for name in names)))
    span = span_of(texts, names[1])
    ways: list[tuple[int, int, float]] = []
    pairs: dict[tuple[int, int], Pair] = {}
    for a, b in sorted(cells):
        compared = pages.compare(a, b)
        if compared is not None:
            one, two = texts.seen.sightings[a].when, texts.seen.sightings[b].when
            pairs[a, b] = compared[0]
            ways.append((a, b, compared[1] + compared[2] + place + pages.offset.telling(one, two, span)))
    weight_of: dict[tuple[str, int], float] = {}
    for a, b, weight in ways:
        for side in (("a", a), ("b", b)):
            weight_of[side] = weight_of.get(side, 1.0) + math.exp(weight)
    settled = []
    fits_a, fits_b = Counter(a for a, _, _ in ways), Counter(b for _, b, _ in ways)
    for a, b, weight in ways:
        odds = math.exp(weight)
        chance = odds / (weight_of["a", a] + weight_of["b", b] - 1.0 - odds)
        if chance >= ACCEPTED:
            rivals = fits_a[a] + fits_b[b] - 2  # without itself
            settled.append(Settled(pairs[a, b], min(chance, SUREST), rivals))
    return settled


def span_of(texts: PageTexts, page: str) -> float:
    """Seconds between the earliest and the latest time that a page shows."""
    read = [one for n in texts.rows[page] if (one := reading(texts.seen.sightings[n].when)) is not None]
    return max(high for _, high in read) - min(low for low, _ in read) if read else 0.0
