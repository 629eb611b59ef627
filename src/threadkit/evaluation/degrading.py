"""What a copied page keeps of a feed: ids hidden, and as much else lost as one wants to know about."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

import attrs

from threadkit.evaluation.feeds import Feed, Written
from threadkit.parsing.text.repair import damaged
from threadkit.records import Author, Capture, Count, Counts, Finding, Order, Sighting, Source, TimeBasis, When

__all__ = ["CLOCKS", "Hidden", "Losses", "hidden"]

CLOCKS = ("minute", "day", "age")
ZONES = timedelta(hours=14), timedelta(hours=12)  #: how far a clock on a page may be from UTC
MADE_LATER = timedelta(days=40)  #: a page of ages is made so long after its last post
AGES = (
    ("minute", timedelta(minutes=1), 60), ("hour", timedelta(hours=1), 24), ("day", timedelta(days=1), 30),
    ("month", timedelta(days=30), 12), ("year", timedelta(days=365), 10_000),
)  # fmt: skip


@attrs.frozen
class Losses:
    """What is lost; shares are 0..1 of all posts.

    Attributes:
        drop: posts that the page lacks.
        cut: posts whose text ends early.
        card: posts with a foreign link card's words in front of their own.
        clock: "minute", "day" or "age".
        replies: "given", "none", or a mean: then the count is that of the author's own replies, and as many of others
            more (geometric); 4.3 % of those with a reply show one less, as on real threads.
        likes: whether likes and reposts are shown.
        damage: charset under which the page was saved wrongly, or None.

    """

    drop: float = 0.0
    cut: float = 0.0
    card: float = 0.0
    clock: str = "minute"
    replies: str | float = "given"
    likes: bool = True
    damage: str | None = None


@attrs.frozen(eq=False)
class Hidden:
    """The findings of a page, and what they hide: by position the name of the post, and its time."""

    findings: tuple[Finding, ...]
    names: Mapping[int, str]
    times: Mapping[int, datetime]


LOST_REPLY = 0.043
CARD = "Regional timetable of the ferries between the islands, winter edition, with all changes"


def hidden(feed: Feed, losses: Losses, seed: int = 0) -> Hidden:
    """A page with the feed's posts, newest first, without ids. The same seed loses the same."""
    chance = random.Random(f"{feed.name}/{seed}")
    children = Counter(feed.links.values())
    made = feed.posts[-1].time + MADE_LATER * chance.random()
    account = Author(name="The account")
    findings: list[Finding] = [
        Capture(feed.name, "evaluation", order=Order.NEWEST, account=account, platform="x", damage=losses.damage)
    ]
    names: dict[int, str] = {}
    times: dict[int, datetime] = {}
    for post in reversed(feed.posts):
        if chance.random() < losses.drop:
            continue
        position = len(names)
        names[position], times[position] = post.name, post.time
        text, cut = text_of(post, losses, chance)
        findings.append(Sighting(
            Source(feed.name, f"post {position}", position), text, author=account, truncated=cut,
            when=when_of(post.time, made, losses.clock), counts=counts_of(post, children[post.name], losses, chance),
        ))  # fmt: skip
    return Hidden(tuple(findings), names, times)


def text_of(post: Written, losses: Losses, chance: random.Random) -> tuple[str, bool]:
    text, cut = post.text, False
    if chance.random() < losses.cut and len(text) > 60:
        text, cut = text[: chance.randrange(40, len(text))].rstrip() + "…", True
    if chance.random() < losses.card:
        text = f"{CARD}\n{text}"
    return damaged(text, losses.damage) if losses.damage else text, cut


def counts_of(post: Written, children: int, losses: Losses, chance: random.Random) -> Counts:
    replies = post.replies if losses.replies == "given" else None
    if not isinstance(losses.replies, str):
        share = losses.replies / (1 + losses.replies)
        others = int(math.log(1 - chance.random()) / math.log(share)) if share else 0
        replies = max(0, children + others - (children > 0 and chance.random() < LOST_REPLY))
    likes, reposts = (post.likes, post.reposts) if losses.likes else (None, None)
    return Counts(likes=counted(likes), reposts=counted(reposts), replies=counted(replies))


def counted(number: int | None) -> Count | None:
    return None if number is None else Count(number, number, str(number))


def when_of(time: datetime, made: datetime, clock: str) -> When:
    if clock == "age":
        return age_of(made - time)
    unit = {"minute": timedelta(minutes=1), "day": timedelta(days=1)}[clock]
    wall = time.replace(tzinfo=None, second=0, microsecond=0)
    if clock == "day":
        wall = wall.replace(hour=0, minute=0)
    start = wall.replace(tzinfo=time.tzinfo)
    basis = TimeBasis.CLOCK if clock == "minute" else TimeBasis.DATE
    east, west = ZONES
    return When(start - east, start + unit + west, f"{wall:%Y-%m-%d %H:%M}"[: 16 if clock == "minute" else 10], basis,
                wall, unit)  # fmt: skip


def age_of(age: timedelta) -> When:
    name, unit = next((name, unit) for name, unit, limit in AGES if age // unit < limit)
    number = age // unit
    words = f"{number} {name}{'' if number == 1 else 's'} ago"
    return When(text=words, basis=TimeBasis.AGE, unit=unit, age=(number * unit, (number + 1) * unit))
