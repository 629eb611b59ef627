"""A Post out of its sightings: which text, which counts, which media. Nothing is averaged, nothing dropped:
what the chosen sighting does not say, the others may; all of them stay in ``post.sightings``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import attrs

from threadkit.graph.alignment.likeness import glued
from threadkit.graph.alignment.page_texts import shown_under
from threadkit.parsing.identity import platform_of as platform_named
from threadkit.parsing.text.repair import UNKNOWN, compare_form
from threadkit.parsing.text.survivors import ASCII_LEFT, common_damage
from threadkit.records import Author, Capture, Card, Count, Counts, Media, Post, Sighting, When

__all__ = ["merge"]

COUNT_NAMES = tuple(field.name for field in attrs.fields(Counts))


def merge(post_id: str, sightings: Sequence[Sighting], ids: Sequence[str], captures: Mapping[str, Capture]) -> Post:
    """The Post that these sightings (at least one) show. ``when`` is left to the timeline."""
    best = sightings[0] if len(sightings) == 1 else best_text(sightings, captures)
    return Post(
        id=post_id,
        text=best.text,
        aliases=tuple(sorted(set(ids) - {post_id})),
        platform=platform_of(post_id, sightings, captures),
        author=author_of(sightings, captures),
        counts=sightings[0].counts if len(sightings) == 1 else counts_of(sightings, captures),
        media=max((s.media for s in sightings if s.media), key=media_worth, default=()),
        cards=max((s.cards for s in sightings if s.cards), key=card_worth, default=()),
        url=next((s.url for s in sightings if s.url), None),
        lang=next((s.lang for s in sightings if s.lang), None),
        truncated=best.truncated,
        sightings=tuple(sightings),
    )


def best_text(sightings: Sequence[Sighting], captures: Mapping[str, Capture]) -> Sighting:
    """Whole before cut, undamaged before damaged, card told apart before glued on, then the latest, the longest.

    That words in front of a text are a card's, another sighting tells: it shows the card, or the text without them.
    """
    texts = {(s.text, s.text_as_shown, captures[s.source.capture].damage): s for s in sightings}
    cards = {
        compare_form(" ".join(filter(None, (card.title, card.description)))) for s in sightings for card in s.cards
    } - {""}

    others = sorted(texts.values(), key=lambda s: (len(s.text), s.text))  # the likeliest first

    def glued_on(sighting: Sighting) -> bool:
        if cards and not sighting.cards and compare_form(sighting.text).startswith(tuple(cards)):
            return True
        return "\n" in sighting.text and any(below_others(sighting, other, captures) for other in others)

    def soundness(sighting: Sighting) -> tuple[bool, bool]:
        return not sighting.truncated, captures[sighting.source.capture].damage is None

    def lateness(sighting: Sighting) -> tuple[int, int, str]:
        version = int(sighting.version) if sighting.version and sighting.version.isdecimal() else 0
        return version, len(sighting.text), sighting.text

    most = max(map(soundness, sightings))
    best = sorted((s for s in sightings if soundness(s) == most), key=lateness, reverse=True)
    return next((s for s in best if not glued_on(s)), best[0])  # few are asked: each is held against all others


def below_others(one: Sighting, two: Sighting, captures: Mapping[str, Capture]) -> bool:
    """Whether a sighting shows what another says, below other lines."""
    if "\n" not in one.text or one.text == two.text:
        return False
    own, other = captures[one.source.capture].damage, captures[two.source.capture].damage
    damage = ASCII_LEFT if UNKNOWN in (own, other) else common_damage(own, other)
    return glued(shown_under(one, own, damage), shown_under(two, other, damage))


def platform_of(post_id: str, sightings: Sequence[Sighting], captures: Mapping[str, Capture]) -> str | None:
    if (platform := platform_named(post_id)) is not None:
        return platform
    return next((p for s in sightings if (p := captures[s.source.capture].platform)), None)


def author_of(sightings: Sequence[Sighting], captures: Mapping[str, Capture]) -> Author | None:
    """Handle, name and id from whichever sighting says them, the most telling first."""
    known = [author for s in sightings if (author := s.author) is not None]
    if not known:
        return None
    if all(author == known[0] for author in known):
        return known[0]
    spoilt = {s.author for s in sightings if captures[s.source.capture].damage is not None}
    known.sort(key=lambda a: (a.id is None, a.handle is None, a.name is None, a in spoilt, str(a)))
    return Author(
        handle=next((a.handle for a in known if a.handle), None),
        name=next((a.name for a in known if a.name), None),
        id=next((a.id for a in known if a.id), None),
    )


def counts_of(sightings: Sequence[Sighting], captures: Mapping[str, Capture]) -> Counts:
    """The latest figures where it is known which capture is the latest; else the range that was seen.

    Counts rise and fall, so that without dates nothing tells which of two figures is the newer.
    """
    if all(sighting.counts == sightings[0].counts for sighting in sightings):
        return sightings[0].counts
    latest = latest_sightings(sightings, captures)
    figures: dict[str, Count | None] = {}
    for name in COUNT_NAMES:
        if shown := counts_named(name, sightings):
            figures[name] = span(counts_named(name, latest)) or span(shown)
    return Counts(**figures)


def counts_named(name: str, sightings: Sequence[Sighting]) -> list[Count]:
    return [count for sighting in sightings if (count := getattr(sighting.counts, name)) is not None]


def span(seen: Sequence[Count]) -> Count | None:
    if not seen:
        return None
    if all(count == seen[0] for count in seen):
        return seen[0]
    highs = [count.high for count in seen]
    high = None if None in highs else max(h for h in highs if h is not None)
    words = dict.fromkeys(count.text for count in sorted(seen, key=lambda c: (c.low, c.high or c.low, c.text)))
    return Count(min(count.low for count in seen), high, " or ".join(words))


def latest_sightings(sightings: Sequence[Sighting], captures: Mapping[str, Capture]) -> list[Sighting]:
    """The sightings in the capture that was surely made after all the others; none if nothing tells."""
    unknown = When()
    made = {name: captures[name].seen_at or unknown for name in sorted({s.source.capture for s in sightings})}
    begin, end = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    last = max(made, key=lambda name: (made[name].earliest or begin, made[name].latest or end))
    if all(made[name].before(made[last]) for name in made if name != last):
        return [sighting for sighting in sightings if sighting.source.capture == last]
    return []


def media_worth(media: Sequence[Media]) -> tuple[int, int, str]:
    return len(media), sum(m.alt is not None for m in media), repr(media)


def card_worth(cards: Sequence[Card]) -> tuple[int, int, str]:
    return len(cards), sum(c.description is not None for c in cards), repr(cards)
