"""Feeds of made-up accounts, whose reply links are known: to measure on what no real feed at hand has.

Every figure is drawn anew for each account, from ranges around what was published of real ones (``RANGES``, with the
evidence). What comes out is kinder than reality in what nobody has counted: topics, moods, running gags.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import attrs

from threadkit.evaluation.feeds import Feed, Written

__all__ = ["RANGES", "simulated_feed", "simulated_feeds"]

#: What is drawn for an account, from .. to.
RANGES: dict[str, tuple[float, float]] = {
    "posts": (150, 1500),
    "late replies": (0.10, 0.38),  # 16-41 % of real self-replies come more than 10 minutes after their parent
    "posts of a sitting": (0.03, 0.5),  # of posts that begin no thread, how many follow another within minutes
    "minutes in a sitting": (2.0, 15.0),  # median
    "hours between sittings": (1.5, 30.0),  # median
    "posts of a thread": (2.2, 7.0),  # mean
    "replies to an earlier post": (0.03, 0.5),  # of self-replies: 7-53 % do not answer the post right before
    "likes": (1.0, 150.0),  # median of a post that is alone
    "head over rest": (1.2, 6.0),  # median 4.4 for threads that were unrolled, which are popular ones
    "topics": (6, 40),
    "the same topic again": (0.05, 0.35),  # of posts in one sitting
    "openers": (0.02, 0.10),  # more than usual on posts that continue: 51 % against 37 %
    "numbered": (0.0, 0.25),  # of threads: 9 % in all
    "announced": (0.0, 0.4),  # of heads that say "thread": 19-28 %
    "announced for nothing": (0.0, 0.04),  # of other posts that say so, or point below: 14 of 644 single posts
    "near the limit": (0.05, 0.45),  # of single posts: 28 % of 482 real ones are longer than 240 characters
}
#: Share of posts that continue another, by kind of account, and how common the kind is: 0.6 % to 51 % were seen.
RATES = (((0.0, 0.0), 0.12), ((0.003, 0.03), 0.28), ((0.03, 0.12), 0.3), ((0.12, 0.3), 0.2), ((0.3, 0.55), 0.1))
THREAD_GAP = (83.0, 1.25)  # seconds, spread of the logarithm: 43 % <= 1 min, 81 % <= 5 min, 92 % <= 15 min
LATE_GAP = (3 * 3600.0, 1.6)
LATE_HEAD, LATE_INSIDE = 1.6, 0.5  # so many times as often: inside unrolled threads 3-8 % are late
NO_REPLY_SHOWN = 0.043  # of posts that were continued, but show one reply less than they have
LONGER = 4.0  # odds ratio of posts that are continued: 88 % of them are longer than 140 characters, 44 % of single ones
LIMIT = 280  # characters
TOPICAL, ONCE = 0.2, 0.12  # of words: of the post's topic, and of any other
FOCUS = 0.45  # of a thread's topical words: that are of its narrower topic
NUMBERED_SKIP = 0.1  # as many numbered posts answer an earlier one: they are written to be read in a row
OPENERS = ("And", "But", "Also", "So", "Then", "Now", "Because", "Another", "Finally")
COMMON, RARE = 260, 6000  # words of a language, words of all topics
START = datetime(2023, 2, 1, 7, tzinfo=UTC)


@attrs.frozen
class Account:
    """What was drawn."""

    rate: float
    figures: dict[str, float]
    topics: Sequence[Sequence[str]]
    rare: Sequence[str]
    extras: float | None  #: replies by others a post, whatever its likes; None: they follow the likes


def simulated_feeds(number: int, seed: int = 1, extras: float | None = None) -> Iterator[Feed]:
    """Feeds of `number` accounts. `extras`: mean of replies by others; None: they follow the likes."""
    for n in range(number):
        yield simulated_feed(f"simulated {seed}.{n}", random.Random(f"{seed}/{n}"), extras)


def simulated_feed(name: str, chance: random.Random, extras: float | None = None) -> Feed:
    account = drawn(chance, extras)
    size = int(account.figures["posts"])
    made = Maker(account, chance)
    while len(made.times) < size:
        made.sitting()
    return Feed(name, tuple(made.posts()))


def drawn(chance: random.Random, extras: float | None) -> Account:
    figures = {name: chance.uniform(low, high) if low < 0.5 else math.exp(chance.uniform(math.log(low), math.log(high)))
               for name, (low, high) in RANGES.items()}  # fmt: skip
    (low, high), _ = chance.choices(RATES, [share for _, share in RATES])[0]
    rare = [word(chance) for _ in range(RARE)]
    topics = [chance.sample(rare, chance.randrange(15, 60)) for _ in range(int(figures["topics"]))]
    return Account(chance.uniform(low, high), figures, topics, rare, extras)


class Maker:
    """Writes the posts of an account, sitting by sitting."""

    def __init__(self, account: Account, chance: random.Random) -> None:
        self.account, self.chance, self.figures = account, chance, account.figures
        self.common = [word(chance) for _ in range(COMMON)]
        self.clock = 0.0
        self.times: list[float] = []
        self.parents: list[int | None] = []
        self.texts: list[str] = []
        self.likes: list[int] = []

    def sitting(self) -> None:
        """A post or a thread, and what follows it in the same minutes."""
        self.clock += self.spread(self.figures["hours between sittings"] * 3600, 1.2)
        topic = self.chance.choice(self.account.topics)
        while True:
            self.post_or_thread(topic)
            if self.chance.random() >= self.figures["posts of a sitting"]:
                return
            self.clock += self.spread(self.figures["minutes in a sitting"] * 60, 1.1)
            if self.chance.random() >= self.figures["the same topic again"]:
                topic = self.chance.choice(self.account.topics)

    def post_or_thread(self, topic: Sequence[str]) -> None:
        """How many posts begin a thread follows from how many posts continue one."""
        mean, rate = self.figures["posts of a thread"], self.account.rate
        begins = rate / (rate + (mean - 1) * (1 - rate)) if rate else 0.0
        if self.chance.random() >= begins:
            self.write(topic, None, self.spread(self.figures["likes"], 1.1))
            return
        length = 2 + int(self.chance.expovariate(1 / max(0.1, mean - 2)))
        focus = self.chance.sample(topic, min(len(topic), self.chance.randrange(5, 16)))
        words = [*topic, *focus * max(1, round(FOCUS / (1 - FOCUS) * len(topic) / len(focus)))]
        likes = self.spread(self.figures["likes"] * 1.5, 1.1)
        numbered = self.chance.random() < self.figures["numbered"]
        announced = self.chance.random() < self.figures["announced"]
        mark = f"1/{length}" if numbered else "Thread:" if announced else ""
        head = self.write(words, None, likes, mark, goes_on=True)
        members = [head]
        for n in range(1, length):
            late = self.chance.random() < self.figures["late replies"] * (LATE_HEAD if n == 1 else LATE_INSIDE)
            skips = self.figures["replies to an earlier post"] * (NUMBERED_SKIP if numbered else 1)
            earlier = len(members) > 1 and self.chance.random() < skips
            parent = self.chance.choice(members[:-1]) if earlier else members[-1]
            now = self.clock
            self.clock = self.times[members[-1]] + self.spread(*(LATE_GAP if late else THREAD_GAP))
            members.append(self.write(words, parent, self.spread(likes / self.figures["head over rest"], 0.38),
                                      f"{n + 1}/{length}" if numbered else "", goes_on=n < length - 1))  # fmt: skip
            self.clock = now if late else self.clock

    def write(
        self, words: Sequence[str], parent: int | None, likes: float, mark: str = "", *, goes_on: bool = False
    ) -> int:
        chance = self.chance
        text = [self.word(words) for _ in range(chance.randrange(4, 32))]
        odds = self.figures["near the limit"] / (1 - self.figures["near the limit"]) * (LONGER if goes_on else 1)
        if chance.random() < odds / (1 + odds):
            room = LIMIT - chance.randrange(8, 25)
            while sum(map(len, text)) + len(text) < room - 12:
                text.append(self.word(words))
        if not mark and chance.random() < self.figures["announced for nothing"]:
            mark = "Thread:" if chance.random() < 0.3 else "\U0001f447"
        opens = 0.06 + (self.figures["openers"] if parent is not None else 0)
        if chance.random() < opens:
            text.insert(0, chance.choice(OPENERS))
        self.times.append(self.clock)
        self.parents.append(parent)
        self.texts.append(" ".join(filter(None, [mark, *text])) + chance.choice((".", ".", "!", "?", "", "…")))
        self.likes.append(max(0, round(chance.gauss(likes, math.sqrt(likes)))))
        return len(self.times) - 1

    def word(self, words: Sequence[str]) -> str:
        kind = self.chance.random()
        if kind < TOPICAL:
            return self.chance.choice(words)
        return self.chance.choice(self.account.rare) if kind < TOPICAL + ONCE else self.usual()

    def usual(self) -> str:
        """A word by its rank: few are very common."""
        return self.common[int(COMMON ** self.chance.random()) - 1]

    def spread(self, median: float, sigma: float) -> float:
        return median * math.exp(self.chance.gauss(0, sigma))

    def replies(self, node: int, children: int) -> int:
        mean = self.account.extras
        if mean is None:
            mean = 0.05 + 0.04 * self.likes[node]
        extras = int(math.log(1 - self.chance.random()) / math.log(mean / (1 + mean))) if mean else 0
        lost = children > 0 and self.chance.random() < NO_REPLY_SHOWN
        return max(0, children + extras - lost)

    def posts(self) -> Iterator[Written]:
        """Oldest first."""
        children = [0] * len(self.times)
        for parent in self.parents:
            if parent is not None:
                children[parent] += 1
        names = [f"{n:05}" for n in range(len(self.times))]
        for n in sorted(range(len(self.times)), key=lambda n: (self.times[n], n)):
            parent = self.parents[n]
            yield Written(
                names[n], None if parent is None else names[parent], self.texts[n],
                START + timedelta(seconds=int(self.times[n])), self.likes[n], self.likes[n] // 5,
                self.replies(n, children[n]),
            )  # fmt: skip


def word(chance: random.Random) -> str:
    return "".join(chance.choice("bcdfglmnprstvz") + chance.choice("aeiou") for _ in range(chance.randrange(2, 5)))
