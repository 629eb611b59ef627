"""How a post or a link is known, in plain words."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from threadkit.graph.concluding import Conclusion
from threadkit.graph.linking import rejected
from threadkit.graph.times.solution import CaptureTimes
from threadkit.records import Kind, Link, Missing, Post, Sighting

__all__ = ["Explanation", "explain_capture", "explain_gap", "explain_link", "explain_post"]


NEAR = 5  #: posts near a gap that are named


@attrs.frozen
class Explanation:
    """`subject`: an id, or "child -> parent"; `lines`: what is known and how, most important first."""

    subject: str
    lines: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join((self.subject, *(f"  {line}" for line in self.lines)))


def explain_link(known: Conclusion, link: Link) -> Explanation:
    return Explanation(f"{link.child} -> {link.parent} ({link.kind.value})", tuple(link_lines(known, link)))


def link_lines(known: Conclusion, link: Link) -> Iterator[str]:
    probability = f", probability {link.probability:.0%}" if link.probability is not None else ""
    if link in known.told.chosen:
        status = "chosen"
    elif rejected(link, known.words):
        status = "a person rejected it"
    else:
        status = "not asserted"
    yield f"{status}: {link.basis.value}{probability}"
    if link.source is not None:
        yield f"in {link.source.capture}, {link.source.locator}"
    yield from (f"because {reason}" for reason in link.reasons)
    if link.kind is Kind.REPLY:
        rivals = known.forest.lost.get(link.child, ())
        likely = [k for k in known.told.candidates.get(link.child, ()) if k not in rivals]
        for rival in (*rivals, *likely):
            if rival.parent != link.parent:
                chance = f", {rival.probability:.0%}" if rival.probability is not None else ""
                yield f"rival: {rival.parent} ({rival.basis.value}{chance})"


def explain_capture(times: CaptureTimes) -> Explanation:
    """When a capture was made, under each assumption."""
    first, *rest = times.lines()
    return Explanation(times.name, (first.removeprefix(f"{times.name}: "), *(line.strip() for line in rest)))


def explain_gap(known: Conclusion, gap: Missing) -> Explanation:
    """What points at a post that is not held, and what sources say of it."""
    return Explanation(gap.id, tuple(gap_lines(known, gap)))


def gap_lines(known: Conclusion, gap: Missing) -> Iterator[str]:
    near = f" {', '.join(gap.near[:NEAR])}{' …' if len(gap.near) > NEAR else ''}" if gap.near else ""
    number = known.forest.number.get(gap.id)
    links = [known.forest.links[child] for child in known.forest.children(number)] if number is not None else []
    doubt = "" if gap.probability is None else f" (a guess, {gap.probability:.0%})"
    yield f"not held: {gap.count if gap.count is not None else 'one or more'} {gap.side}{near}{doubt}"
    for reason, source in gap.reasons:
        says = "says" if gap.probability is None else "guessed from"
        yield f"{reason}{f', {says} {source.capture}, {source.locator}' if source else ''}"
    if gap.author is not None:
        yield f"written by {gap.author}"
    for link in links:
        if link is not None:
            yield f"{link.kind.value} {link.child} -> {link.parent}"
            yield from (f"  {line}" for line in link_lines(known, link))


def explain_post(known: Conclusion, post: Post) -> Explanation:
    return Explanation(post.id, tuple(post_lines(known, post)))


def post_lines(known: Conclusion, post: Post) -> Iterator[str]:
    for sighting in post.sightings:
        yield f"seen in {sighting.source.capture}, {sighting.source.locator}"
        if sighting.when is not None:
            yield f"  time as shown: {sighting.when.text}"
        if sighting.text_as_shown is not None:
            yield f"  text as shown: {sighting.text_as_shown!r}"
        if len(post.sightings) > 1:
            yield from (f"  {line}" for line in differing(post, sighting))
    when = post.when
    yield f"written between {when.earliest or 'an unknown time'} and {when.latest or 'an unknown time'}"
    yield from (f"  narrowed by {reason}" for reason in when.reasons)
    names = {post.id, *post.aliases}
    for link in dict.fromkeys(link for name in sorted(names) for link in known.told.of.get(name, ())):
        yield f"{link.kind.value} {link.child} -> {link.parent}"
        yield from (f"  {line}" for line in link_lines(known, link))
    for absence in known.absences.get(post.id, ()):
        where = f", {absence.source.capture}, {absence.source.locator}" if absence.source else ""
        yield f"one source does not show it: {absence.reason}{where}"
    if known.forest.links[known.forest.number[post.id]] is None:
        lost = known.forest.lost.get(post.id, ())
        likely = [k for k in known.told.candidates.get(post.id, ()) if k not in lost]
        yield from (f"answers nothing that is known, but: {line}" for k in lost for line in lost_lines(k))
        yield from (f"may answer {k.parent}: {line}" for k in likely for line in lost_lines(k))


def differing(post: Post, sighting: Sighting) -> Iterator[str]:
    """What one sighting of a post says otherwise than the post that its sightings make."""
    if sighting.text != post.text and sighting.text_as_shown is None:
        yield f"text: {sighting.text!r}"
    if sighting.author is not None and sighting.author != post.author:
        yield f"author: {sighting.author}"
    counts = [
        f"{field.name} {count.text or count.low}"
        for field in attrs.fields(type(sighting.counts))
        if (count := getattr(sighting.counts, field.name)) is not None and count != getattr(post.counts, field.name)
    ]
    if counts:
        yield f"counts: {', '.join(counts)}"
    for name in ("lang", "url", "media", "cards"):
        said = getattr(sighting, name)
        if said and said != getattr(post, name):
            yield f"{name}: {said if isinstance(said, str) else '; '.join(map(str, said))}"


def lost_lines(link: Link) -> Iterator[str]:
    chance = f", {link.probability:.0%}" if link.probability is not None else ""
    reasons = f" because {'; '.join(link.reasons)}" if link.reasons else ""
    yield f"{link.parent} ({link.basis.value}{chance}) was not chosen{reasons}"
