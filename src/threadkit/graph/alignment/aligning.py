"""Which sightings are one post.

By id, always. A page that shows one post twice (as itself and quoted), always. Otherwise only when asked to
infer: same author + text compared in the same damaged form + compatible time + order on the page. Doubt keeps
posts apart. The same words on two platforms are two posts: linked as CROSSPOST, never merged.

What comes out is links (SAME, CROSSPOST, and QUOTE where a link card carries a post's text), each with basis,
probability and reasons; :func:`unite` turns SAME links into groups, and can be run again without one of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

import attrs

from threadkit.graph.alignment.between import ANCHORS, settle_in_order, settle_without_order
from threadkit.graph.alignment.compatible import (
    Offset,
    authors_agree,
    contradict,
    has_own_id,
    platforms_differ,
    same_name,
)
from threadkit.graph.alignment.matching import Pair, beside, contested, monotone, mutual_best, similar_pairs, sparse
from threadkit.graph.alignment.page_texts import BUT_ASCII, PageTexts
from threadkit.graph.alignment.strangers import find_strangers
from threadkit.graph.gathering import Gathered
from threadkit.graph.linking import RANKING, rejected
from threadkit.parsing.identity import author_key, is_seen_id
from threadkit.parsing.text.repair import compare_form
from threadkit.parsing.times.intervals import resolve
from threadkit.records import Author, Basis, Kind, Link, Order, Sighting, TimeBasis, When

__all__ = ["Groups", "align", "shown_twice", "unite"]

#: A page that shows a text at least this long twice, by one author at one time, shows one post twice.
ENOUGH_TO_TELL = 20  # characters of the compared form; "gm" is said twice by the same person on one day

#: Probability that two sightings are one post, by how alike they are (0..100) and how long the shorter is.
#: Evidence: benchmarks/aligning.py, five made-up scripts and six real feeds under loss: of 46,000 such pairs fewer
#: than 20 were wrong, none in the first row. The figures are lower, as pages may differ in ways that it lacks.
SAME_TABLE = (  # likeness at least, characters at least, probability
    (99.0, 40, 0.99),
    (97.0, 40, 0.98),
    (93.0, 40, 0.97),
    (99.0, 25, 0.97),
    (93.0, 25, 0.95),
    (88.0, 60, 0.85),
)
SPARSE = 0.5  # taken off where two pages that keep an order share hardly any of what lies between and around
SPARSE_PAGES = "both pages keep the same order, but share hardly any other post there"
DIRECTIONS = {Order.NEWEST: 1, Order.OLDEST: -1}
BESIDE_SAME = 0.85  # equal texts, however short, beside the same neighbor
OUT_OF_ORDER_AT_LEAST = (98.0, 40)  # likeness, characters
OUT_OF_ORDER_SAME = 0.85
PINNED = 2  # posts at an end of a page among which a pinned one stands
IN_ASCII = 0.03  # taken off where texts may differ in what a page is spoilt in
UNKNOWN_AUTHOR = 0.02  # taken off where a side names no author, but the pages share several posts
UNKNOWN_AUTHOR_NEEDS = 3  # so many; common words alone do not make one account of two unknown ones
UNKNOWN_AUTHOR_ALONE = 0.5
CROSSPOST_AT_LEAST = (93.0, 40)  # likeness, characters: short sayings are said everywhere
CROSSPOST_PROBABILITY = 0.9
CROSSPOST_WITHIN = timedelta(days=2)  # between the platforms
CROSSPOST_LATER = 0.7  # and where more lies between: what was moved to another platform, or is said every year
CARD_REFERENCE_PROBABILITY = 0.9


@attrs.frozen(eq=False)
class Groups:
    """`canonical` maps the id of every sighting to that of its post; `members` a post's id to sightings."""

    canonical: Mapping[str, str]
    members: Mapping[str, Sequence[int]]
    refused: Sequence[tuple[Link, str]]  #: SAME links that were not followed, and why


def shown_twice(seen: Gathered) -> list[Link]:
    """SAME links between sightings of one page that can only be one post: itself, and quoted by others."""
    alike: dict[tuple[str, object, str, str], list[int]] = defaultdict(list)

    def shown_by(sighting: Sighting) -> tuple[str, object, str | None]:
        author = author_key(sighting.author, seen.capture_of(sighting).platform)
        return sighting.source.capture, author, sighting.when.text if sighting.when else None

    quoted = {shown_by(s) for s, i in zip(seen.sightings, seen.ids, strict=True) if i in seen.quoted}
    for n, (sighting, post_id) in enumerate(zip(seen.sightings, seen.ids, strict=True)):
        page, author, time = shown_by(sighting)
        if author is None or time is None or (page, author, time) not in quoted or not is_seen_id(post_id):
            continue  # told apart before any text is looked at
        form = compare_form(sighting.text)
        if len(form) >= ENOUGH_TO_TELL:
            alike[page, author, time, form].append(n)
    links = []
    for same in alike.values():
        outright = [n for n in same if seen.ids[n] not in seen.quoted]
        if len(outright) > 1 or len(same) < 2:
            continue  # two posts that say the same: nothing tells which of them is quoted
        first, *others = sorted(same, key=lambda n: (seen.ids[n] in seen.quoted, n))
        for other in others:
            if seen.ids[other] != seen.ids[first]:
                reasons = ("the page shows the same author, date and text twice, once as a quoted post",)
                where = seen.sightings[other].source
                links.append(Link(Kind.SAME, seen.ids[other], seen.ids[first], Basis.SHOWN, None, reasons, where))
    return links


def align(seen: Gathered) -> list[Link]:
    """SAME, CROSSPOST and card QUOTE links between captures, by what they show. All INFERRED."""
    times = resolved_times(seen)
    texts = PageTexts(seen)
    texts.strangers = find_strangers(texts)
    pages: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    elsewhere: list[Pair] = []
    cards: list[Link] = []
    for pair in similar_pairs(texts):
        a, b = seen.sightings[pair.a], seen.sightings[pair.b]
        if pair.card:
            cards.extend(card_reference(seen, pair))
        elif platforms_differ(seen.capture_of(a), seen.capture_of(b)):
            elsewhere.append(pair)
        elif contradict(times[pair.a], times[pair.b]) or not authors_agree(
            a.author, b.author, texts.damage_of(a.source.capture, b.source.capture)
        ):
            continue
        elif not (has_own_id(a) and has_own_id(b)):
            pages[a.source.capture, b.source.capture].append(pair)
    twins = twins_of(seen)
    links = [link for names, found in sorted(pages.items()) for link in same_posts(texts, names, times, found, twins)]
    links += cross_posts(seen, elsewhere, times, twins)
    together = {frozenset((link.child, link.parent)) for link in links}
    return links + [link for link in cards if frozenset((link.child, link.parent)) not in together]


def resolved_times(seen: Gathered) -> list[When | None]:
    """The time of each sighting, as far as its own capture is known to have been made at some time."""
    times: list[When | None] = []
    for sighting in seen.sightings:
        capture = seen.capture_of(sighting)
        when, promised, zone = sighting.when, capture.current_year_dates, capture.timezone
        times.append(when and resolve(when, capture.seen_at, current_year=promised, timezone=zone))
    return times


def twins_of(seen: Gathered) -> dict[int, int]:
    """Sightings that are one post by their id, or because a page shows it twice -> the first of them."""
    same = {link.child: link.parent for link in shown_twice(seen)}
    first: dict[str, int] = {}
    return {n: first.setdefault(same.get(post_id, post_id), n) for n, post_id in enumerate(seen.ids)}


def same_posts(
    texts: PageTexts,
    names: tuple[str, str],
    times: Sequence[When | None],
    pairs: Sequence[Pair],
    twins: Mapping[int, int],
) -> Iterator[Link]:
    """Pairs whose texts tell alone; and with these as anchors, what their places tell."""
    seen = texts.seen
    directions = [DIRECTIONS.get(seen.captures[name].order, 0) for name in names]
    likely = [pair for pair in pairs if probable(pair) is not None]
    if direction := directions[0] * directions[1]:
        doubtful = contested(pairs, twins)
        clear = [p for p in likely if (p.a, p.b) not in doubtful and not begins_others(texts, names, p)]
        kept = monotone(clear, direction)
        if sparse([texts.rows[name] for name in names], kept, direction):
            yield from (same(seen, pair, probable(pair) or 0.0, SPARSE_PAGES, less=SPARSE) for pair in kept)
            return
        settled = settle_in_order(texts, names, times, kept, direction, pairs)
        how, why = "both pages keep the same order", "it stands between the same posts on both pages"
        if len(kept) >= ANCHORS:
            yield from pinned(texts, names, clear, [*kept, *(one.pair for one in settled)], twins)
        else:
            yield from besides(texts, names, times, kept, direction)
    else:
        kept = mutual_best(likely, twins)
        settled = settle_without_order(texts, names, times, kept, pairs)
        how, why = "each is the other's best match by a clear margin", "the pages share most of their posts"
    supported = len({twins.get(pair.a, pair.a) for pair in kept}) >= UNKNOWN_AUTHOR_NEEDS
    for pair in kept:
        yield same(seen, pair, probable(pair) or 0.0, how, supported=supported)
    for one in settled:
        rivals = "no other fits there" if not one.rivals else f"less likely pairs there: {one.rivals}"
        yield same(seen, one.pair, one.probability, f"{why}; {rivals}", supported=supported)


def begins_others(texts: PageTexts, names: tuple[str, str], pair: Pair) -> bool:
    """Whether what both show is how longer texts begin on one of the pages: both may be cut, of two posts."""
    damage = texts.damage_of(*names)
    kept = {texts.shown(n, damage).form.removesuffix("...").rstrip() for n in (pair.a, pair.b)}
    if len(kept) > 1:
        return False
    form = kept.pop()
    for name in names:
        said = texts.times_said(name, form, damage) + texts.times_said(name, f"{form}...", damage)
        if texts.times_said(name, form, damage, as_beginning=True) > said:
            return True
    return False


def besides(
    texts: PageTexts, names: tuple[str, str], times: Sequence[When | None], kept: Sequence[Pair], direction: int
) -> Iterator[Link]:
    seen = texts.seen
    for pair in beside(texts, texts.rows[names[0]], texts.rows[names[1]], kept, direction):
        a, b = (seen.sightings[n] for n in (pair.a, pair.b))
        if authors_agree(a.author, b.author, texts.damage_of(*names)) and not contradict(times[pair.a], times[pair.b]):
            yield same(seen, pair, BESIDE_SAME, "it stands beside the same post on both pages")


def pinned(
    texts: PageTexts, names: tuple[str, str], pairs: Sequence[Pair], kept: Sequence[Pair], twins: Mapping[int, int]
) -> Iterator[Link]:
    """Equal long texts that stand out of the common order: one page shows a post at its top."""
    shown = texts.seen.sightings
    done_a, done_b = {pair.a for pair in kept}, {pair.b for pair in kept}
    likeness, length = OUT_OF_ORDER_AT_LEAST
    tops = [{*texts.rows[name][:PINNED], *texts.rows[name][-PINNED:]} for name in names]
    offset = Offset.of((shown[p.a].when, shown[p.b].when) for p in kept)
    left = [
        p for p in pairs
        if p.likeness >= likeness and p.length >= length and (p.a in tops[0] or p.b in tops[1])
        and not offset.excludes(shown[p.a].when, shown[p.b].when)
    ]  # fmt: skip
    for pair in mutual_best([p for p in left if p.a not in done_a and p.b not in done_b], twins):
        yield same(texts.seen, pair, OUT_OF_ORDER_SAME, "one page shows it out of the common order (pinned, perhaps)")


def same(
    seen: Gathered, pair: Pair, probability: float, how: str, *, supported: bool = True, less: float = 0.0
) -> Link:
    a, b = seen.sightings[pair.a], seen.sightings[pair.b]
    reasons = [f"the texts are {pair.likeness:.0f} % alike ({pair.how})", how]
    probability -= less + (IN_ASCII if pair.how.endswith(BUT_ASCII) else 0.0)
    named = author_key(a.author, None) is not None and author_key(b.author, None) is not None
    if not named or not authors_agree(a.author, b.author):
        probability -= UNKNOWN_AUTHOR if supported else UNKNOWN_AUTHOR_ALONE
        what = "has a spoilt name" if named else "is not named"
        reasons.append(f"an author {what}; the pages share several posts" if supported else
                       f"an author {what}, and the pages hardly share another post")  # fmt: skip
    else:
        reasons.append("the same author")
    if a.when and b.when and TimeBasis.UNKNOWN not in (a.when.basis, b.when.basis):
        reasons.append(f"the times do not contradict: {a.when.text!r} and {b.when.text!r}")
    chance = round(max(probability, 0.0), 3)
    return Link(Kind.SAME, seen.ids[pair.b], seen.ids[pair.a], Basis.INFERRED, chance, tuple(reasons), b.source)


def probable(pair: Pair) -> float | None:
    for likeness, length, probability in SAME_TABLE:
        if pair.likeness >= likeness and pair.length >= length:
            return probability
    return None


def cross_posts(
    seen: Gathered, pairs: Sequence[Pair], times: Sequence[When | None], twins: Mapping[int, int]
) -> Iterator[Link]:
    """The same words by one name on two platforms. What is said often is told by the time, if that is known."""
    likeness, length = CROSSPOST_AT_LEAST
    shown = seen.sightings
    good = [
        p for p in pairs
        if p.likeness >= likeness and p.length >= length and same_name(shown[p.a].author, shown[p.b].author)
    ]  # fmt: skip
    soon = mutual_best([p for p in good if soon_after(times[p.a], times[p.b])], twins)
    done = {twins.get(n, n) for pair in soon for n in (pair.a, pair.b)}
    later = mutual_best([p for p in good if not {twins.get(p.a, p.a), twins.get(p.b, p.b)} & done], twins)
    for pair, probability in (*((p, CROSSPOST_PROBABILITY) for p in soon), *((p, CROSSPOST_LATER) for p in later)):
        older, newer = earlier_first(seen, pair.a, pair.b)
        reasons = (
            f"the texts are {pair.likeness:.0f} % alike ({pair.how})",
            "the same author's name on two platforms",
            "the times do not contradict" if probability == CROSSPOST_PROBABILITY else "days lie between them",
        )
        where = seen.sightings[newer].source
        ends = seen.ids[newer], seen.ids[older]
        yield Link(Kind.CROSSPOST, *ends, Basis.INFERRED, probability, reasons, where)


def soon_after(a: When | None, b: When | None) -> bool:
    """Whether two posts may have been written within CROSSPOST_WITHIN of each other, as far as their times tell."""
    if a is None or b is None:
        return True
    gaps = [x.earliest - y.latest for x, y in ((a, b), (b, a)) if x.earliest is not None and y.latest is not None]
    return all(gap <= CROSSPOST_WITHIN for gap in gaps) and not (gaps == [] and contradict(a, b))


def card_reference(seen: Gathered, pair: Pair) -> Iterator[Link]:
    """A link card that carries another post's text points at that post, as a quote does."""
    showing, shown = pair.a, pair.b
    card = " ".join(filter(None, (w for c in seen.sightings[showing].cards for w in (c.title, c.description, c.url))))
    if seen.ids[showing] == seen.ids[shown] or not names_author(card, seen.sightings[shown].author):
        return
    one, two = seen.sightings[showing].when, seen.sightings[shown].when
    if one is not None and two is not None and one.before(two):
        return  # nobody links to what is not written yet
    reasons = (f"its link card carries the other post's text ({pair.how}) and names its author",)
    ends = seen.ids[showing], seen.ids[shown]
    where = seen.sightings[showing].source
    yield Link(Kind.QUOTE, *ends, Basis.INFERRED, CARD_REFERENCE_PROBABILITY, reasons, where)


def names_author(card: str, author: Author | None) -> bool:
    """Whether a card is of a post and not of an article that the post repeats: it names who wrote."""
    words = card.casefold()
    return author is not None and any(name and name.casefold() in words for name in (author.name, author.handle))


def earlier_first(seen: Gathered, a: int, b: int) -> tuple[int, int]:
    one, two = seen.sightings[a].when, seen.sightings[b].when
    if one is not None and two is not None and two.before(one):
        return b, a
    return a, b


def unite(seen: Gathered, links: Iterable[Link], words: set[tuple[Kind, str, str]]) -> Groups:
    """Follow SAME links, best first, as long as no post gets two ids of one platform or two places of one page."""
    held = set(seen.ids)
    chosen = [link for link in links if link.kind is Kind.SAME and not rejected(link, words)]
    told = {end for link in chosen if link.basis is not Basis.INFERRED for end in (link.child, link.parent)}
    leader = {post_id: post_id for post_id in (*seen.ids, *sorted(told - held))}

    def find(post_id: str) -> str:
        while leader[post_id] != post_id:
            leader[post_id] = leader[leader[post_id]]
            post_id = leader[post_id]
        return post_id

    real: dict[str, set[str]] = {i: ({i} if not is_seen_id(i) else set()) for i in leader}
    pages: dict[str, set[str]] = defaultdict(set)
    for sighting, post_id in zip(seen.sightings, seen.ids, strict=True):
        pages[post_id].add(sighting.source.capture)
    refused: list[tuple[Link, str]] = []
    for link in sorted(chosen, key=lambda k: (-RANKING[k.basis], -(k.probability or 1), k.child, k.parent)):
        if link.child not in leader or link.parent not in leader:
            refused.append((link, "one of the two is not held"))
            continue
        one, two = sorted((find(link.child), find(link.parent)))
        if one == two:
            continue
        if link.basis is Basis.INFERRED:
            if len(real[one] | real[two]) > 1:
                refused.append((link, "they have different ids"))
                continue
            if both := pages[one] & pages[two]:
                refused.append((link, f"{min(both)} shows them as two posts"))
                continue
        leader[two] = one
        real[one] |= real[two]
        pages[one] |= pages[two]
    canonical, members = name_groups(seen, {name: find(name) for name in leader})
    lost = [link for link in chosen if link.basis is not Basis.INFERRED and link.child not in canonical]
    refused += [(link, "neither of the two is held") for link in lost]
    return Groups(canonical, members, refused)


def name_groups(seen: Gathered, leader: Mapping[str, str]) -> tuple[dict[str, str], dict[str, Sequence[int]]]:
    """The id of the post for each of its names, and the numbers of its sightings.

    `leader` is the same for all names of one post. Some may be names that no sighting has, and that a source says are
    the post's.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for n, post_id in enumerate(seen.ids):
        groups[leader[post_id]].append(n)
    first: dict[str, str] = {}
    for group, numbers in groups.items():
        first[group] = min({seen.ids[n] for n in numbers}, key=lambda i: (is_seen_id(i), i))
    canonical = {name: first[group] for name, group in leader.items() if group in first}
    return canonical, {first[group]: numbers for group, numbers in groups.items()}
