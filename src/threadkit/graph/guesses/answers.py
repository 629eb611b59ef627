"""Likely reply links between several people, on pages that show who answers whom only by order, "@name" or a quote.

Theory
======
Every post of such a page may answer one of those above it, or nothing that is held. How likely each is before anything
else is seen depends on its place alone (`PLACES`): on a page that shows threads one below the other, the post right
above was answered in 34 % and the first post of the page in 30 % of 485 answers; in a chat log the line before in 36 %
of some 77,000. What a post shows of itself (`answer_signs.SIGNS`) is added as log-odds. The posts that could be the
parent, and "none of them", share one probability of 1.

Order alone is never worth an assertion: the best published systems reach F 72-74 on chat logs with the full text, the
rule "the line before" 35. So a link that nothing but order, time and common words speak for stays below `ORDER_ALONE`.

Nothing is inferred on a page whose source states parents, for a post whose parent is shown, or for a stated root. Where
the page shows which post is somewhere above (nesting that was lost in part), only posts below that one are looked at.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import attrs

from threadkit.graph.gathering import Gathered
from threadkit.graph.guesses.answer_signs import (
    SIGNS,
    Names,
    Person,
    RareWords,
    Sign,
    asks,
    quoted_by,
    speaks_to_someone,
)
from threadkit.parsing.identity import author_key
from threadkit.parsing.text.own_place import AMONG_COMMENTS, NOT_FIRST
from threadkit.records import Basis, Kind, Link, Order, Post, Sighting

__all__ = ["infer_answers", "posts_of_several"]

REACH = 8  # posts looked back at
SEVERAL = 3  # of an addressed person: the last few posts
CROWD = 20  # posts in order of time, most of them by people who write once: a forum's thread, no chat
#: Shares by place, before anything else is seen: 1, 2, 3 … posts above, what the page is about, any other post that a
#: sign points at, and no post of the page. Measured on one forest of 485 answers, the rest set by hand.
PLACES: dict[str, dict[str, float]] = {
    "threads": {
        "1 above": 0.34, "2 above": 0.06, "3 above": 0.03, "4 above": 0.02, "5 above": 0.02, "6 above": 0.012,
        "7 above": 0.012, "8 above": 0.012, "first": 0.30, "further": 0.01, "none": 0.20,
    },
    "time": {
        "1 above": 0.36, "2 above": 0.10, "3 above": 0.06, "4 above": 0.04, "5 above": 0.03, "6 above": 0.02,
        "7 above": 0.02, "8 above": 0.02, "first": 0.01, "further": 0.01, "none": 0.30,
    },
    "crowd": {
        "1 above": 0.03, "2 above": 0.02, "3 above": 0.02, "4 above": 0.015, "5 above": 0.015, "6 above": 0.01,
        "7 above": 0.01, "8 above": 0.01, "first": 0.40, "further": 0.01, "none": 0.46,
    },
    "branch": {
        "1 above": 0.44, "2 above": 0.32, "3 above": 0.15, "4 above": 0.05, "5 above": 0.03, "6 above": 0.004,
        "7 above": 0.002, "8 above": 0.002, "first": 0.01, "further": 0.001, "none": 0.001,
    },
}  # fmt: skip
CAP = 0.95  # nothing inferred is surer than this
LOG_CAP = 0.7  # where posts stand in order of time: what is answered may be on no page; right 41 times of 65 on X
ORDER_ALONE = 0.45  # nothing but order, time and common words speaks for it
ONLY_ONE_ABOVE = 0.8  # the post below the one that a page of threads is about: it can answer only that; by hand
NOBODY_ABOVE = 0.7  # begins with "@name", of whom nothing stands above: 71 of 74 such posts of X are replies
WORTH_KEEPING = 0.1  # less likely candidates are not kept
LABELLED = "reply label"  #: role of the lines in which a site says whom a post answers
LABEL_NAME = re.compile(r"@(\w[\w.-]{0,80}(?:@[\w.-]{1,80})?)")
ADDRESSING = frozenset({"x", "mastodon", "bluesky"})  # where a name at the head of a post makes it a reply
BY_THE_SITE = "(the site says)"
TELLING = frozenset({"named by the page", "addressed", "addressed, an earlier post", "quotes it", "exchange"})
WORDS_OF_PLACES = {"first": "it is what the page is about", "further": "it stands further above"}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def infer_answers(
    seen: Gathered, posts: Mapping[str, Post], canonical: Mapping[str, str], settled: set[str], roots: set[str]
) -> list[Link]:
    """Likely REPLY links. `settled`: posts whose parent is known; `roots`: posts that are known to have none.

    A post that several pages show gets the links of the page that has the likeliest one.
    """
    closed = settled | roots
    best: dict[str, list[Link]] = {}
    for page in pages(seen, posts, canonical):
        for links in links_of(page, closed):
            known = best.get(links[0].child)
            if known is None or chance(links) > chance(known):
                best[links[0].child] = links
    return [link for child in sorted(best) for link in best[child]]


def chance(links: Sequence[Link]) -> float:
    return max(link.probability or 0.0 for link in links)


# -- pages -------------------------------------------------------------------------------------------------------


@attrs.frozen(eq=False)
class Page:
    """Posts in the order in which they can answer each other, and what the page shows of them."""

    posts: Sequence[Post]
    shown: Mapping[str, Sighting]  #: as this page shows each post
    kind: str  #: "threads", "time" or "crowd"
    platform: str | None
    people: Sequence[Person | None]
    names: Names
    rare: RareWords
    quoted: Mapping[str, int]
    labels: Mapping[str, Sequence[str]]  #: names in the site's "Replying to", by post
    parents: Mapping[str, str]  #: shown by the page
    above: Mapping[str, str]  #: shown to stand somewhere above, by post
    not_first: frozenset[str]  #: posts that are not the first answer to the one right above
    number: Mapping[str, int]
    top: int  #: what the page is about: the first post, or the last of the way down to it that the page shows


def pages_of_several(seen: Gathered) -> set[str]:
    """Captures that keep an order, show several people, and state no parents."""
    stating = {link.source.capture for link in seen.links if link.source and link.basis is Basis.STATED}
    people: dict[str, set[Person]] = defaultdict(set)
    for sighting in seen.sightings:
        capture = seen.capture_of(sighting)
        if capture.order is Order.NONE or capture.states_parents or capture.name in stating:
            continue
        if (person := author_key(sighting.author or capture.account, None)) is not None:
            people[capture.name].add(person)
    return {name for name, those in people.items() if len(those) > 1}


def posts_of_several(seen: Gathered, canonical: Mapping[str, str]) -> set[str]:
    """Posts on such pages: others can continue them, so they are no self-threads of one account."""
    several = pages_of_several(seen)
    if not several:
        return set()
    return {canonical[i] for s, i in zip(seen.sightings, seen.ids, strict=True) if s.source.capture in several}


def pages(seen: Gathered, posts: Mapping[str, Post], canonical: Mapping[str, str]) -> Iterator[Page]:
    several = pages_of_several(seen)
    if not several:
        return
    shown: dict[str, dict[str, Sighting]] = {name: {} for name in sorted(several)}
    at: dict[tuple[str, int], str] = {}  # by page and running number
    for sighting, post_id in zip(seen.sightings, seen.ids, strict=True):
        name = sighting.source.capture
        if name in several and post_id not in seen.quoted:
            shown[name].setdefault(canonical[post_id], sighting)
            at[name, sighting.source.position] = canonical[post_id]
    labels: dict[str, list[str]] = defaultdict(list)
    for line in seen.furniture:
        if line.role == LABELLED and (post := at.get((line.source.capture, line.source.position))):
            labels[post] += LABEL_NAME.findall(line.text)
    parents, above, not_first, about = shown_links(seen, canonical)
    for name, those in shown.items():
        capture = seen.captures[name]
        order = list(those)
        if capture.order is Order.NEWEST:
            order.reverse()
        page = [posts[post_id] for post_id in order]
        authors = [post.author or capture.account for post in page]
        people = [author_key(author, None) for author in authors]
        crowd = len(page) >= CROWD and len({*people}) > len(page) / 2
        kind = "threads" if capture.order is Order.THREAD else "crowd" if crowd else "time"
        number = {post_id: n for n, post_id in enumerate(order)}
        top = next((n for n in range(1, len(order)) if parents.get(order[n]) != order[n - 1]), len(order)) - 1
        top = next((n for n in range(top + 1) if order[n] in about), top)
        yield Page(
            page, those, kind, capture.platform, people, Names.of_page(authors), RareWords.of_page(page),
            quoted_by(page), labels, parents, above, not_first, number,
            top if kind == "threads" else 0,
        )  # fmt: skip


def shown_links(
    seen: Gathered, canonical: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str], frozenset[str], set[str]]:
    """Parents, and posts somewhere above, as sources show them; what is not the first answer to the one above; and
    what whole pages are about.
    """
    parents: dict[str, str] = {}
    above: dict[str, str] = {}
    not_first = set()
    about = set()
    for link in seen.links:
        if link.basis is not Basis.INFERRED and link.kind in (Kind.REPLY, Kind.ANCESTOR):
            child, parent = canonical.get(link.child, link.child), canonical.get(link.parent, link.parent)
            if AMONG_COMMENTS in link.reasons:
                about.add(parent)
            else:
                (parents if link.kind is Kind.REPLY else above).setdefault(child, parent)
            if NOT_FIRST in link.reasons:
                not_first.add(child)
    return parents, above, frozenset(not_first), about


# -- links -------------------------------------------------------------------------------------------------------


@attrs.frozen
class Candidate:
    number: int
    share: float  #: of its place
    signs: Sequence[Sign]
    telling: bool  #: more than order, time and common words speaks for it
    where: str

    @property
    def weight(self) -> float:
        return self.share * math.exp(sum(sign.weight for sign in self.signs))


@attrs.frozen(eq=False)
class Above:
    """What is known when a post is looked at: of the posts above it, and whom it addresses."""

    guessed: Mapping[int, int]  #: parents so far, as likely as they may be
    sure: set[int]  #: posts whose parent is shown or would be asserted
    latest: Mapping[Person, Sequence[int]]  #: posts of each person
    whom: Person | None  #: that the post addresses
    how: str  #: in which words; "" if in none
    named: set[Person]  #: with an "@", anywhere


def links_of(page: Page, closed: set[str]) -> Iterator[list[Link]]:
    """The links of each post that has any, from the top of the page down."""
    guessed: dict[int, int] = {}
    sure: set[int] = set()
    latest: dict[Person, list[int]] = defaultdict(list)
    for n, post in enumerate(page.posts):
        if post.id in closed:
            if (parent := page.number.get(page.parents.get(post.id, ""))) is not None and parent < n:
                guessed[n] = parent
                sure.add(n)
        elif n:
            whom, how = addressed(page, post)
            named = page.names.mentioned(post.text)
            links, best = links_of_post(page, n, Above(guessed, sure, latest, whom, how, named))
            if best is not None:
                guessed[n] = best
            if links:
                if chance(links) >= 0.5:
                    sure.add(n)
                yield links
        if (person := page.people[n]) is not None:
            latest[person].append(n)


def links_of_post(page: Page, n: int, above: Above) -> tuple[list[Link], int | None]:
    """Its links, and the number of its likeliest parent."""
    child, whom = page.posts[n], above.whom
    if above.how and (whom is None or not above.latest.get(whom)) and whom != page.people[n]:
        if page.platform not in ADDRESSING or not above.how.startswith("@"):
            return [], None
        reasons = (f"it begins with {above.how!r}, of whom nothing stands above it",)
        gap = f"missing:above {child.id}"
        return [Link(Kind.REPLY, child.id, gap, Basis.INFERRED, NOBODY_ABOVE, reasons)], None
    places, kind = places_of(page, n, above)
    found = [candidate(page, n, at, (kind, where), above) for at, where in places.items()]
    none = PLACES[kind]["none"]
    whole = none + sum(each.weight for each in found)
    links = [link_of(page, n, each, none, each.weight / whole) for each in found]
    best = max(found, key=lambda each: (each.weight, each.number), default=None)
    kept = [link for link in links if (link.probability or 0.0) >= WORTH_KEEPING]
    return kept, best.number if best and best.weight > none else None


def link_of(page: Page, n: int, found: Candidate, none: float, share: float) -> Link:
    only_one = n == page.top + 1 and found.number == page.top and page.kind == "threads"
    cap = ORDER_ALONE
    if found.telling:
        cap = CAP if page.kind == "threads" else LOG_CAP
    elif only_one:
        cap = ONLY_ONE_ABOVE
    probability = min(share, cap)
    signs = [Sign(math.log(found.share / none), found.where), *found.signs]
    if (rivals := logit(share) - sum(sign.weight for sign in signs)) <= -0.05:
        signs.append(Sign(rivals, "other posts could be answered, too"))
    if (capped := logit(probability) - logit(share)) <= -0.05:
        telling = "order alone tells little" if cap == ORDER_ALONE else "nothing on such a page is surer"
        signs.append(Sign(capped, telling))
    reasons = tuple(f"{sign.words} ({sign.weight:+.1f})" for sign in signs if abs(sign.weight) >= 0.05)
    child, parent = page.posts[n], page.posts[found.number]
    return Link(Kind.REPLY, child.id, parent.id, Basis.INFERRED, round(probability, 3), reasons)


def logit(probability: float) -> float:
    probability = min(1 - 1e-9, max(1e-9, probability))
    return math.log(probability / (1 - probability))


def addressed(page: Page, child: Post) -> tuple[Person | None, str]:
    """Whom a post answers by the site's own label or by the name it begins with, and the words that say so."""
    for name in page.labels.get(child.id, ()):
        known = page.names.at(name.casefold())
        return (known[1] if known else None), f"@{name} {BY_THE_SITE}"
    return page.names.addressed(child.text)


def places_of(page: Page, n: int, above: Above) -> tuple[dict[int, str], str]:
    """Numbers of the posts that it may answer, each with the name of its place; and the kind of places."""
    top = page.number.get(page.above.get(page.posts[n].id, ""))
    if top is not None and top < n:
        places = branch(n, top, above.guessed)
        if page.posts[n].id in page.not_first:
            places.pop(n - 1, None)
        return places, "branch"
    of_addressed = above.latest.get(above.whom, ()) if above.whom is not None else ()
    places = dict.fromkeys(of_addressed[-SEVERAL:], "further")
    if (quoted := page.quoted.get(page.posts[n].id)) is not None and quoted < n:
        places[quoted] = "further"
    for back in range(min(REACH, n - page.top), 0, -1):
        places[n - back] = f"{back} above"
    if page.kind != "time" and n > page.top + 1:
        places[page.top] = "first"
    if page.posts[n].id in page.not_first:
        places.pop(n - 1, None)
    return places, page.kind


def branch(n: int, top: int, guessed: Mapping[int, int]) -> dict[int, str]:
    """The post right above, and what that one answers, and so on up to `top`."""
    places: dict[int, str] = {}
    at: int | None = n - 1
    while at is not None and at > top and len(places) < REACH - 1:
        places[at] = f"{len(places) + 1} above"
        at = guessed.get(at)
    places[top] = f"{len(places) + 1} above"
    return places


def candidate(page: Page, n: int, at: int, place: tuple[str, str], above: Above) -> Candidate:
    """How much speaks for one post being answered, before its rivals. `place`: its kind and name in `PLACES`."""
    child, parent = page.posts[n], page.posts[at]
    found = [*of_people(page, n, at, above), *of_texts(page, n, at)]
    if before_is_exchange(page, n, at, above):
        found.append(("exchange", "the post above answers one by the same person"))
    if silence := silence_between(page, parent, child):
        found.append((silence, silence))
    signs = [Sign(SIGNS[name], words) for name, words in found]
    if (shared := page.rare.between(parent, child)) is not None:
        signs.append(shared)
    telling = any(name in TELLING and (name != "exchange" or at in above.sure) for name, _ in found)
    kind, where = place
    return Candidate(at, PLACES[kind][where], signs, telling, WORDS_OF_PLACES.get(where, f"it stands {where}"))


def of_people(page: Page, n: int, at: int, above: Above) -> Iterator[tuple[str, str]]:
    """Names of signs, with words: who wrote the two, and whom the answer names."""
    person, own, whom = page.people[at], page.people[n], above.whom
    if whom is not None and whom != own:
        if person != whom:
            yield "addresses someone else", f"it addresses {above.how}, who wrote something else"
        elif above.latest[whom][-1] != at:
            yield "addressed, an earlier post", f"it addresses {above.how}, who wrote a later one"
        else:
            yield "named by the page" if BY_THE_SITE in above.how else "addressed", f"it addresses {above.how}"
    elif person is not None and person != own and person in above.named:
        yield "names the author", "it names its author"
    if person is not None and person == own and at != n - 1:
        yield "own post", "both are by the same person"


def of_texts(page: Page, n: int, at: int) -> Iterator[tuple[str, str]]:
    """Names of signs, with words: what the two say."""
    child, parent = page.posts[n], page.posts[at]
    if page.quoted.get(child.id) == at:
        yield "quotes it", "it quotes a line of it"
    if page.people[at] != page.people[n]:
        if at == n - 1 and asks(parent.text):
            yield "question", "the post above asks something"
        if speaks_to_someone(child.text):
            yield "speaks to someone", "it speaks to someone"


def before_is_exchange(page: Page, n: int, at: int, above: Above) -> bool:
    """Whether the post right above, by another, answers one by the writer of this one."""
    before = above.guessed.get(at)
    own = page.people[n]
    if at != n - 1 or before is None or own is None:
        return False
    return page.people[before] == own and page.people[at] not in (own, None)


def silence_between(page: Page, parent: Post, child: Post) -> str | None:
    """A name of `SIGNS`, if the times of two posts say something."""
    one, two = clock(page.shown[parent.id]), clock(page.shown[child.id])
    if one is not None and two is not None and one[1] is two[1]:
        if two[0] < one[0]:
            return "written before it"
        gap = timedelta() if page.kind == "threads" else two[0] - one[0]
        return "a day's silence" if gap > DAY else "an hour's silence" if gap > HOUR else None
    return "written before it" if child.when.before(parent.when) else None


def clock(shown: Sighting) -> tuple[datetime, bool] | None:
    """What its page's clock showed, if it tells hours; and whether that is a zone's own."""
    when = shown.when
    if when is None or when.unit is None or when.unit > HOUR:
        return None
    if when.wall is not None:
        return when.wall.replace(tzinfo=UTC), False
    return (when.earliest, True) if when.earliest is not None else None
