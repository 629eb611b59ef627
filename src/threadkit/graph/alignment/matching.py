"""Pairs of sightings that look alike: blocking, and which of the pairs to believe. `likeness.py` compares two texts.

Texts are compared in the same damaged form: where one page lost bytes, the other side is pushed through the same
loss first.
"""

from __future__ import annotations

import bisect
import functools
import itertools
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from threadkit.graph.alignment.likeness import length_of, likeness
from threadkit.graph.alignment.page_texts import PageTexts, told_of
from threadkit.parsing.text.repair import compare_form
from threadkit.parsing.text.survivors import ASCII_LEFT, common_damage

__all__ = ["Pair", "beside", "contested", "monotone", "mutual_best", "similar_pairs", "sparse"]

PHRASES = 12  # of a text that are looked at
NEXT_PAGES = 8  # pages that a page is held against, of many that say the same
COMMON = 40  # a phrase that more sightings share than this tells nothing
WORDS = 3  # words in a row that make a phrase (phrases() is written for three)
CHARACTERS = 5  # characters in a row, for scripts that do not part words
LONG_WORD = 12  # characters; what is longer, beyond ASCII, is no single word
LEAST_LIKE = 80.0  # below this a pair is not looked at again
CONTEST = 3.0  # a rival within this, out of 100, makes a match doubtful
MARGIN = 8.0  # the best match has to beat the second by this much, out of 100
LEAST_ROOM = 20  # posts that two pages could share, to be called apart
SHARED_AT_LEAST = 0.05  # of them
CARD_LENGTH = 60  # characters of a post that a card must carry


@attrs.frozen
class Pair:
    """Sightings number a and b, of two captures; likeness 0..100; length of the shorter in characters.

    `card`: not the texts are alike, but a link card of a carries the text of b.
    """

    a: int
    b: int
    likeness: float
    length: int
    how: str
    place_a: int
    place_b: int
    card: bool = False


def similar_pairs(texts: PageTexts) -> Iterator[Pair]:
    """All pairs of sightings of different captures that look alike, each once, a's capture name first."""
    seen = texts.seen
    if len(seen.captures) < 2:
        return
    pages = {n: sighting.source.capture for n, sighting in enumerate(seen.sightings)}
    for a, b in blocked(said_in_all_damages(texts), pages):
        damage = texts.damage_of(pages[a], pages[b])
        if (pages[b], b) < (pages[a], a):
            a, b = b, a
        one, two = texts.shown(a, damage), texts.shown(b, damage)
        alike = likeness(one, two)
        if alike is not None and alike.score >= LEAST_LIKE:
            length = min(one.length, two.length)
            places = seen.sightings[a].source.position, seen.sightings[b].source.position
            yield Pair(a, b, alike.score, length, told_of(alike.how, damage), *places)
    yield from card_pairs(texts)


def said_in_all_damages(texts: PageTexts) -> Iterator[tuple[int, str]]:
    """Each sighting's form, and what each damage that a page has would make of it."""
    damages = sorted({damage for damage in texts.damages.values() if damage is not None})
    strange = {name for names in texts.strangers for name in names}
    for n, sighting in enumerate(texts.seen.sightings):
        page = sighting.source.capture
        own = texts.damages[page]
        plain = texts.shown(n, own).form
        yield n, plain
        if not plain.isascii():
            others = [damage for damage in damages if damage != own]
            yield from ((n, texts.shown(n, common_damage(own, damage)).form) for damage in others)
        if page in strange:
            yield n, texts.shown(n, ASCII_LEFT).form


def blocked(forms: Iterable[tuple[int, str]], pages: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """Pairs of numbers of two pages that share their whole form, or phrases which few share. In order."""
    first: dict[int | str, int] = {}
    holders: dict[int | str, list[int]] = {}
    size: dict[int, int] = {}
    for n, form in forms:
        if not form:
            continue
        size[n] = min(size.get(n, len(form)), len(form))
        keys: tuple[int | str, ...] = (form, *phrases(form))
        for key in keys:
            holder = first.setdefault(key, n)
            if holder != n:
                held = holders.setdefault(key, [holder])
                if held[-1] != n:
                    held.append(n)
    shared: Counter[tuple[int, int]] = Counter()
    for key, numbers in holders.items():
        worth = 2 if isinstance(key, str) else 1  # equal texts, however common their phrases are
        for pair in across(numbers, pages):
            shared[pair] += worth
    for (a, b), count in sorted(shared.items()):
        if count >= 2 or min(size[a], size[b]) < 60:
            yield a, b


def across(numbers: Sequence[int], pages: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """Pairs of two pages. What too many share tells nothing, unless each of as many pages says it once."""
    reach = len(numbers)
    if reach > COMMON:
        if len({pages[n] for n in numbers}) < reach:
            return
        reach = NEXT_PAGES
    for i, a in enumerate(numbers):
        page = pages[a]
        for b in numbers[i + 1 : i + 1 + reach]:
            if pages[b] != page:
                yield a, b


def phrases(form: str) -> Sequence[int]:
    """Words in a row, characters in a row of what is not parted into words, and how links begin; as numbers.

    Of many, those of the least numbers: two texts that share a part agree on which of its phrases these are.
    """
    found: set[int] = set()
    words: list[int] = []
    for word in (*form.split(), ""):
        if word and (len(word) <= LONG_WORD or word.isascii()):
            words.append(number_of(word))
            if (path := word.find("/")) > 0:
                found.add(number_of(word[: path + CHARACTERS + 2]))
            continue
        if 0 < len(words) < WORDS:
            found.add(sum(words))
        found.update([(9 * a + 3 * b + c) & MASK for a, b, c in zip(words, words[1:], words[2:], strict=False)])
        words = []
        if word:
            coded = word.encode("utf-32-le", "surrogatepass")
            size = 4 * CHARACTERS
            found.update([zlib.crc32(coded[i : i + size]) for i in range(0, len(coded) - size + 4, 4)])
    return sorted(found)[:PHRASES] if len(found) > PHRASES else tuple(found)


MASK = 0xFFFFFFFF


@functools.lru_cache(1 << 15)
def number_of(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def card_pairs(texts: PageTexts) -> Iterator[Pair]:
    """Sightings whose link card carries the text of another post."""
    from rapidfuzz import fuzz

    seen = texts.seen
    clean = [n for n, sighting in enumerate(seen.sightings) if texts.damages[sighting.source.capture] is None]
    cards: dict[int, str] = {}
    for n in clean:
        words = " ".join(" ".join(filter(None, (c.title, c.description))) for c in seen.sightings[n].cards)
        if len(words) >= CARD_LENGTH:
            cards[-1 - n] = compare_form(words)  # negative: a card, not a text
    if not cards:
        return
    forms = {n: texts.shown(n, None).form for n in clean}
    pages = dict.fromkeys(forms, "posts") | dict.fromkeys(cards, "cards")  # a card may point at its own page
    for a, b in blocked((*forms.items(), *cards.items()), pages):
        showing, shown = (a, b) if a < 0 else (b, a)
        if shown < 0 or -1 - showing == shown or len(forms[shown]) < CARD_LENGTH:
            continue
        showing = -1 - showing
        if forms[shown] in forms[showing]:
            continue  # the text itself is the same: that is for alignment to judge
        score = fuzz.partial_ratio(forms[shown], cards[-1 - showing])
        if score >= 97 and len(forms[shown]) <= len(cards[-1 - showing]):
            how = f"{score:.0f} % of {len(forms[shown])} characters"
            places = seen.sightings[showing].source.position, seen.sightings[shown].source.position
            yield Pair(showing, shown, score, len(forms[shown]), how, *places, card=True)


def monotone(pairs: Sequence[Pair], direction: int) -> list[Pair]:
    """The heaviest set of pairs that cross nowhere: places rise on both pages (or fall on one, `direction` -1).

    Weighted longest increasing subsequence; n log n in the number of pairs.
    """
    ordered = sorted(pairs, key=lambda p: (p.place_a, -direction * p.place_b))
    places = sorted({direction * p.place_b for p in pairs})
    best: list[tuple[float, int]] = [(0.0, -1)] * (len(places) + 1)  # Fenwick tree of (weight, pair) maxima
    back: list[int] = []
    weight: list[float] = []
    pending: list[tuple[int, int]] = []
    for n, pair in enumerate(ordered):
        if n and ordered[n - 1].place_a != pair.place_a:
            settle(best, pending, weight)
        rank = bisect.bisect_left(places, direction * pair.place_b)
        total, before = peak(best, rank)
        back.append(before)
        weight.append(total + pair.likeness)
        pending.append((rank + 1, n))
    settle(best, pending, weight)
    _, n = peak(best, len(places))
    chosen = []
    while n >= 0:
        chosen.append(ordered[n])
        n = back[n]
    return chosen[::-1]


def peak(tree: Sequence[tuple[float, int]], rank: int) -> tuple[float, int]:
    top = (0.0, -1)
    while rank > 0:
        top = max(top, tree[rank])
        rank -= rank & -rank
    return top


def settle(tree: list[tuple[float, int]], pending: list[tuple[int, int]], weight: Sequence[float]) -> None:
    """Put pairs of one place in only when all of that place were looked up, so that no place is used twice."""
    for rank, n in pending:
        while rank < len(tree):
            tree[rank] = max(tree[rank], (weight[n], n))
            rank += rank & -rank
    pending.clear()


def mutual_best(pairs: Sequence[Pair], twins: Mapping[int, int]) -> list[Pair]:
    """Pairs in which each is the other's best by a clear margin. Equal rivals: doubt keeps them apart.

    `twins` maps sightings that are known to be one post to one of them: twins are no rivals of each other.
    """
    best: dict[tuple[int, int], Pair] = {}
    for pair in pairs:
        ends = twins.get(pair.a, pair.a), twins.get(pair.b, pair.b)
        if ends not in best or best[ends].likeness < pair.likeness:
            best[ends] = pair
    rivals: dict[tuple[str, int], list[float]] = defaultdict(list)
    for (a, b), pair in best.items():
        rivals["a", a].append(pair.likeness)
        rivals["b", b].append(pair.likeness)

    def clear(side: tuple[str, int], likeness: float) -> bool:
        ranked = sorted(rivals[side], reverse=True)
        return likeness == ranked[0] and (len(ranked) == 1 or likeness - ranked[1] >= MARGIN)

    return [pair for (a, b), pair in best.items() if clear(("a", a), pair.likeness) and clear(("b", b), pair.likeness)]


def contested(pairs: Sequence[Pair], twins: Mapping[int, int]) -> set[tuple[int, int]]:
    """Pairs with a rival about as like: a cut text that fits several posts, a greeting that is posted every day.

    Pairs whose times contradict are not given here, so that times may have settled it before.
    """
    sides: dict[tuple[str, int], list[Pair]] = defaultdict(list)
    for pair in pairs:
        sides["a", pair.a].append(pair)
        sides["b", pair.b].append(pair)
    found = set()
    for alike_ones in sides.values():
        for pair in alike_ones:
            for other in alike_ones:
                ends = (twins.get(other.a, other.a), twins.get(other.b, other.b))
                same = ends == (twins.get(pair.a, pair.a), twins.get(pair.b, pair.b))
                if not same and other.likeness >= pair.likeness - CONTEST:
                    found.add((pair.a, pair.b))
    return found


def sparse(rows: Sequence[Sequence[int]], kept: Sequence[Pair], direction: int) -> bool:
    """Whether two pages share so little of what they would share if these pairs were right that they hardly are.

    What two pages show from the first to the last post that they share, and beyond as far as both go, they share but
    for what one of them left out.
    """
    first, second = rows[0], rows[1][::direction]
    index = {n: i for row in (first, second) for i, n in enumerate(row)}
    stops = [(-1, -1), *sorted((index[p.a], index[p.b]) for p in kept), (len(first), len(second))]
    room = sum(max(min(i - k, j - m) - 1, 0) for (k, m), (i, j) in itertools.pairwise(stops))
    return room >= LEAST_ROOM and len(kept) < SHARED_AT_LEAST * (room + len(kept))


def beside(
    texts: PageTexts, first: Sequence[int], second: Sequence[int], kept: Sequence[Pair], direction: int
) -> list[Pair]:
    """Equal texts, however short, that stand beside the same matched post on both pages, or beside one of these.

    `first` and `second`: the numbers of each page's sightings, in the order of the page.
    """
    index = {n: i for row in (first, second) for i, n in enumerate(row)}
    done = {n for pair in kept for n in (pair.a, pair.b)}
    shown = texts.seen.sightings
    found = []
    for pair in kept:
        damage = texts.damage_of(*(shown[n].source.capture for n in (pair.a, pair.b)))
        for step in (1, -1):
            i, j = index[pair.a] + step, index[pair.b] + step * direction
            while 0 <= i < len(first) and 0 <= j < len(second) and not done & {first[i], second[j]}:
                forms = [texts.shown(n, damage).form for n in (first[i], second[j])]
                if not forms[0] or forms[0] != forms[1]:
                    break
                if run(texts, first, i, step, damage) != run(texts, second, j, step * direction, damage):
                    break  # said more often on one page: which of them is on the other cannot be told
                places = shown[first[i]].source.position, shown[second[j]].source.position
                how = told_of("whole texts", damage)
                found.append(Pair(first[i], second[j], 100.0, length_of(forms[0]), how, *places))
                done |= {first[i], second[j]}
                i, j = i + step, j + step * direction
    return found


def run(texts: PageTexts, row: Sequence[int], at: int, step: int, damage: str | None) -> int:
    """How many posts from here on say the same."""
    form, length = texts.shown(row[at], damage).form, 0
    while 0 <= at < len(row) and texts.shown(row[at], damage).form == form:
        at, length = at + step, length + 1
    return length
