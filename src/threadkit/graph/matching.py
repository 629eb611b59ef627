"""Pairs of sightings that look alike: blocking, and which of the pairs to believe. `likeness.py` compares two texts.

Texts are compared in the same damaged form: where one page lost bytes, the other side is pushed through the same
loss first.
"""

from __future__ import annotations

import bisect
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import attrs

from threadkit.graph.gathering import Gathered
from threadkit.graph.likeness import Shown, likeness
from threadkit.parsing.text import compare_form
from threadkit.records import Sighting

__all__ = ["Pair", "beside", "contested", "monotone", "mutual_best", "similar_pairs"]

COMMON = 40  # a phrase that more sightings share than this tells nothing
WORDS = 3  # words in a row that make a phrase
CHARACTERS = 5  # characters in a row, for scripts that do not part words
LEAST_LIKE = 80.0  # below this a pair is not looked at again
CONTEST = 3.0  # a rival within this, out of 100, makes a match doubtful
MARGIN = 8.0  # the best match has to beat the second by this much, out of 100
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


def similar_pairs(seen: Gathered) -> Iterator[Pair]:
    """All pairs of sightings of different captures that look alike, each once, a's capture name first."""
    damages = sorted({c.damage for c in seen.captures.values() if c.damage is not None})
    best: dict[tuple[int, int], Pair] = {}
    for damage in (None, *damages):
        for pair in pairs_under(seen, damage):
            key = (pair.a, pair.b)
            if key not in best or best[key].likeness < pair.likeness:
                best[key] = pair
    yield from (best[key] for key in sorted(best))
    yield from card_pairs(seen)


def pairs_under(seen: Gathered, damage: str | None) -> Iterator[Pair]:
    if len(seen.captures) < 2:
        return
    forms: dict[int, str] = {}
    damaged: set[int] = set()
    for n, sighting in enumerate(seen.sightings):
        own = seen.capture_of(sighting).damage
        if own is None or own == damage:
            forms[n] = form_of(sighting, own, damage)
        if own is not None and own == damage:
            damaged.add(n)
    pages = {n: seen.sightings[n].source.capture for n in forms}
    for a, b in blocked(forms, damaged if damage is not None else None, pages):
        one, two = seen.sightings[a], seen.sightings[b]
        if (two.source.capture, b) < (one.source.capture, a):
            a, b, one, two = b, a, two, one
        found = likeness(side(seen, a, forms[a], damage), side(seen, b, forms[b], damage))
        if found is not None and found[0] >= LEAST_LIKE:
            length = min(len(forms[a]), len(forms[b]))
            yield Pair(a, b, *found[:1], length, found[1], one.source.position, two.source.position)


def side(seen: Gathered, n: int, form: str, damage: str | None) -> Shown:
    """One side of a comparison under `damage`: a page that has it is compared by what it shows, before any repair."""
    sighting = seen.sightings[n]
    own = seen.capture_of(sighting).damage
    return Shown(form, raw_text(sighting, own), sighting, None if own else damage)


def raw_text(sighting: Sighting, own: str | None) -> str:
    return sighting.text if own is None or sighting.text_as_shown is None else sighting.text_as_shown


def form_of(sighting: Sighting, own: str | None, damage: str | None) -> str:
    """A text in the form it is compared in under `damage`; the side that has it (`own`) as it was shown."""
    return compare_form(raw_text(sighting, own), damage if own is None else None)


def blocked(
    forms: Mapping[int, str], one_of: set[int] | None, pages: Mapping[int, str]
) -> Iterator[tuple[int, int]]:
    """Pairs of two pages that share a phrase which few share; of `one_of`, if given, at least one."""
    if len(set(pages.values())) < 2:
        return
    holders: dict[str, list[int]] = defaultdict(list)
    whole: dict[str, list[int]] = defaultdict(list)
    for n, form in forms.items():
        for phrase in phrases(form):
            holders[phrase].append(n)
        whole[form].append(n)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in whole.values():  # equal texts, however common their phrases are
        if 1 < len(numbers) <= COMMON:
            shared.update(dict.fromkeys(across(numbers, one_of, pages), 2))
    for numbers in holders.values():
        if 1 < len(numbers) <= COMMON:
            shared.update(across(numbers, one_of, pages))
    for (a, b), count in sorted(shared.items()):
        if count >= 2 or min(len(forms[a]), len(forms[b])) < 60:
            yield a, b


def across(numbers: Sequence[int], one_of: set[int] | None, pages: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    for i, a in enumerate(numbers):
        page = pages[a]
        for b in numbers[i + 1 :]:
            if pages[b] != page and (one_of is None or a in one_of or b in one_of):
                yield a, b


def phrases(form: str) -> set[str]:
    words = form.split()
    if len(words) * 12 < len(form):  # hardly a space: a script that does not part words, or a long link
        return {form[i : i + CHARACTERS] for i in range(max(1, len(form) - CHARACTERS + 1))} if form else set()
    if len(words) < WORDS:
        return {form} if form else set()
    return {" ".join(words[i : i + WORDS]) for i in range(len(words) - WORDS + 1)}


def card_pairs(seen: Gathered) -> Iterator[Pair]:
    """Sightings whose link card carries the text of another post."""
    from rapidfuzz import fuzz

    clean = [n for n, sighting in enumerate(seen.sightings) if seen.capture_of(sighting).damage is None]
    cards: dict[int, str] = {}
    for n in clean:
        words = " ".join(" ".join(filter(None, (c.title, c.description))) for c in seen.sightings[n].cards)
        if len(words) >= CARD_LENGTH:
            cards[-1 - n] = compare_form(words)  # negative: a card, not a text
    if not cards:
        return
    forms = {n: compare_form(seen.sightings[n].text) for n in clean}
    pages = dict.fromkeys(forms, "posts") | dict.fromkeys(cards, "cards")  # a card may point at its own page
    for a, b in blocked({**forms, **cards}, set(cards), pages):
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


def beside(
    seen: Gathered, first: Sequence[int], second: Sequence[int], kept: Sequence[Pair], direction: int
) -> list[Pair]:
    """Equal texts, however short, that stand beside the same matched post on both pages, or beside one of these.

    `first` and `second`: the numbers of each page's sightings, in the order of the page.
    """
    index = {n: i for row in (first, second) for i, n in enumerate(row)}
    done = {n for pair in kept for n in (pair.a, pair.b)}
    found = []
    for pair in kept:
        for step in (1, -1):
            i, j = index[pair.a] + step, index[pair.b] + step * direction
            while 0 <= i < len(first) and 0 <= j < len(second) and not done & {first[i], second[j]}:
                one, two = seen.sightings[first[i]], seen.sightings[second[j]]
                damage = seen.capture_of(one).damage or seen.capture_of(two).damage
                forms = [form_of(s, seen.capture_of(s).damage, damage) for s in (one, two)]
                if not forms[0] or forms[0] != forms[1]:
                    break
                places = one.source.position, two.source.position
                found.append(Pair(first[i], second[j], 100.0, len(forms[0]), "whole texts", *places))
                done |= {first[i], second[j]}
                i, j = i + step, j + step * direction
    return found
