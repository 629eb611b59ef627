"""What one post of a page shows of whether it continues another: the cues, each a word of a small vocabulary.

A cue's weight is the logarithm of how much likelier it is between a post and its continuation than between two posts
that have nothing to do with each other. `IN_THREADS` and `OTHERWISE` give both shares where an account's own habits
are learnt, too (see `habits`); `WEIGHTS` gives the weight itself where they are not.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

import attrs

from threadkit.parsing.text.own_place import Numbering, leading_mentions, numbering
from threadkit.records import Post

__all__ = ["IN_THREADS", "OTHERWISE", "WEIGHTS", "Cues", "Shown"]

#: Shares inside threads and between unrelated neighbours. Sources: 498 real threads of 8,886 posts (gaps: 43 % <= 1
#: min, 81 % <= 5, 92 % <= 15, 97 % <= 1 h; a jump of likes in 1.3 %); of author feeds 59-84 % of self-replies within
#: 10 minutes and 70-100 % within a day, and a neighbor within 10 minutes is a continuation in 30 %, from which the
#: share otherwise follows. Rare words, and likes after a head and inside: 199 threads of 2,054 posts, heads of less
#: popular accounts taken into account; words otherwise: an export of 1,806 posts. Likes otherwise: drawn anew for each
#: post, with a spread of the logarithm of 1.1. Length: 88 % of the posts of those threads are longer than 140
#: characters, 44 % of 482 single ones; "near the limit" was worth +1.0 when fitted on real feeds.
IN_THREADS: dict[str, dict[str, float]] = {
    "minutes": {
        "in one sitting": 0.78, "an hour apart": 0.07, "a day apart": 0.11, "days apart": 0.03, "weeks apart": 0.01,
    },
    "sitting": {"same minute": 0.47, "minutes apart": 0.35, "a quarter of an hour apart": 0.18},
    "ages": {"same age": 0.93, "next age": 0.05, "another age": 0.02},
    "likes": {
        "far fewer likes": 0.12, "fewer likes": 0.235, "some fewer likes": 0.16, "about as many likes": 0.325,
        "some more likes": 0.10, "more likes": 0.04, "far more likes": 0.02,
    },
    "likes of a head": {
        "far fewer likes": 0.22, "fewer likes": 0.40, "some fewer likes": 0.17, "about as many likes": 0.13,
        "some more likes": 0.04, "more likes": 0.025, "far more likes": 0.015,
    },
    "likes inside": {
        "far fewer likes": 0.015, "fewer likes": 0.07, "some fewer likes": 0.15, "about as many likes": 0.52,
        "some more likes": 0.16, "more likes": 0.06, "far more likes": 0.025,
    },
    "length": {"near the limit": 0.45, "shorter": 0.55},
    "people": {"the same people": 0.93, "other people": 0.03, "nobody any more": 0.04},
    "nobody": {"nobody": 0.97, "somebody": 0.03},
    "words at once": {
        "no rare word": 0.47, "a rare word": 0.14, "rare words": 0.24, "many rare words": 0.13, "the same words": 0.02,
    },
    "words later": {
        "no rare word": 0.47, "a rare word": 0.14, "rare words": 0.24, "many rare words": 0.13, "the same words": 0.02,
    },
}  # fmt: skip
OTHERWISE: dict[str, dict[str, float]] = {
    "minutes": {
        "in one sitting": 0.20, "an hour apart": 0.14, "a day apart": 0.5, "days apart": 0.13, "weeks apart": 0.03,
    },
    "sitting": {"same minute": 0.13, "minutes apart": 0.39, "a quarter of an hour apart": 0.48},
    "ages": {"same age": 0.5, "next age": 0.2, "another age": 0.3},
    "likes": {
        "far fewer likes": 0.13, "fewer likes": 0.17, "some fewer likes": 0.12, "about as many likes": 0.18,
        "some more likes": 0.13, "more likes": 0.12, "far more likes": 0.15,
    },
    "length": {"near the limit": 0.25, "shorter": 0.75},
    "people": {"the same people": 0.30, "other people": 0.45, "nobody any more": 0.25},
    "nobody": {"nobody": 0.92, "somebody": 0.08},
    "words at once": {
        "no rare word": 0.82, "a rare word": 0.05, "rare words": 0.07, "many rare words": 0.03, "the same words": 0.03,
    },
    "words later": {
        "no rare word": 0.90, "a rare word": 0.04, "rare words": 0.035, "many rare words": 0.015,
        "the same words": 0.01,
    },
}  # fmt: skip

#: Log-odds of cues that say the same of every account, with the evidence.
WEIGHTS: dict[str, float] = {
    "written before it": -6.0,
    "next of so many": 5.5,  # "2/5" after "1/5": posts of two threads hardly ever meet so
    "next number": 3.0,  # "2/" after "1/", "2." after "1."
    "wrong number": -6.0,  # 8 of 443 numbered neighbours in 199 real threads, each with posts lost between them
    "no number": -2.3,  # after "1/": 10 of 101 such neighbours in 199 real threads, and nearly all other posts
    "first number": -4.0,  # "1/5" begins a thread
    "goes on": 1.8,  # begins with "..." as a sentence that was cut in two does
    "opener": 0.6,  # "And", "But", "Also" ...: 14 % of later posts, 9 % of 644 single ones; 1.1 as fitted on real feeds
    "announced": 2.2,  # "Thread:", "🧵": 19-28 % of heads, 1 % of later posts, 5 of 644 single ones
    "unfinished": 0.6,  # ends with ":", "…", "→" or in the middle of a sentence
}
LIKES_STEPS = ((3.0, 5, "far more likes"), (1.7, 3, "more likes"))  # so many times, and so many more
FEWER_STEPS = ((5.0, "far fewer likes"), (2.0, "fewer likes"), (1.35, "some fewer likes"))  # the other is so much
FEW_LIKES = 2  # where both have fewer, likes tell nothing
MOST_COUNTED = 10**12  # no post has more likes or replies than there are people; what is more was misread
ALIKE = 1.35  # times as many, one added to both
RARE_AT_MOST = 0.02  # share of the page's posts that may hold a rare word, and
RARE_POSTS = 2  # as many always may
SMALL_PAGE = 10  # with fewer posts every word is rare
SOME, MANY, SAME = 0.1, 0.25, 0.6  # of the weight of the rare words that could be shared
ONE_RUN = 8  # posts: a word that comes again within so many counts once, as a thread repeats its own words
LIMITS = (140, 280, 300, 500)  # characters, of X before November 2017, X, Bluesky, Mastodon and Threads
FITS, NEAR = 0.97, 0.85  # share of the page's posts that fit into the limit; and of the limit, what is near it
LINK_LENGTH = "x" * 23  # X counts every link as 23 characters
FEW_RARE = 2  # with fewer rare words a text says nothing here

WHOM = re.compile(r"^[.]?(?:@[\w.-]+\s*)+")
ANNOUNCED = re.compile(r"\bthread\b|\U0001f9f5", re.IGNORECASE)  # "👇" says little: 0 of 199 heads, 11 of 644 others
UNFINISHED = re.compile(r"(?:\.\.\.|[:,\u2026\u2192\u2014\u2013-])$")
RUN = re.compile(r"[^\W_]{2,}")
LINK = re.compile(r"\bhttps?://\S+")
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
OPENERS_IN_WORDS = """
also and another as because besides but finally first for fourth further he hence her however in instead it
last meanwhile moreover next now of or other rather second she similarly since so still that then there these
they third this those thus to too we whereas which while yet
"""
OPENERS = frozenset(OPENERS_IN_WORDS.split())


@attrs.frozen
class Shown:
    """What a post shows that cues are made of."""

    likes: int | None
    reposts: int | None
    number: Numbering | None  #: that it gives itself in its thread
    cut: bool  #: the page does not show its end, where a number may stand
    people: frozenset[str]  #: whom it addresses before it says anything
    goes_on: bool
    first_word: str
    ending: str | None  #: a word of ENDINGS: it shows that more follows
    rare: frozenset[str]
    weight: float  #: of its rare words
    long: bool | None  #: it fills what a post may hold


ENDINGS = {"announced": "announces a thread", "unfinished": "seems to go on"}


@attrs.frozen(eq=False)
class Cues:
    """What the posts of a page show, by their places in its sequence."""

    shown: Sequence[Shown]
    weight: Mapping[str, float]  #: of rare words: the rarer, the more

    @classmethod
    def of(cls, posts: Sequence[Post]) -> Cues:
        said = [words_of(WHOM.sub("", post.text, count=1)) for post in posts]
        held = runs(said) if len(said) >= SMALL_PAGE else Counter[str]()
        most = max(RARE_POSTS, RARE_AT_MOST * len(said))
        weight = {word: math.log((len(said) + 1) / count) for word, count in held.items() if count <= most}
        lengths = [length_of(post) for post in posts]
        limit = limit_of(lengths)
        return cls([shown(*each, weight, limit) for each in zip(posts, said, lengths, strict=True)], weight)

    def likes(self, parent: int, child: int) -> str | None:
        """How its likes compare with those of the post before; a head has more, and more reposts. None: not told."""
        before, after = self.shown[parent], self.shown[child]
        if before.likes is None or after.likes is None or max(before.likes, after.likes) < FEW_LIKES:
            return None
        if before.reposts is None or after.reposts is None or after.reposts > before.reposts:
            for factor, more, word in LIKES_STEPS:
                if after.likes > factor * before.likes + more:
                    return word
        ratio = (before.likes + 1) / (after.likes + 1)
        for factor, word in FEWER_STEPS:
            if ratio > factor:
                return word
        return "about as many likes" if ratio >= 1 / ALIKE else "some more likes"

    def people(self, parent: int, child: int) -> tuple[str, str]:
        """Whom a post addresses, as a table and a word of it, by whether the one before addresses anybody."""
        before, after = self.shown[parent].people, self.shown[child].people
        if not before:
            return "nobody", "somebody" if after else "nobody"
        return "people", "nobody any more" if not after else "the same people" if after <= before else "other people"

    def words(self, parent: int, child: int) -> str | None:
        """How much of their rare words two posts share; None: one of them holds hardly any."""
        one, two = self.shown[parent], self.shown[child]
        if len(one.rare) < FEW_RARE or len(two.rare) < FEW_RARE:
            return None
        both = one.rare & two.rare
        if not both:
            return "no rare word"
        share = math.fsum(map(self.weight.__getitem__, both)) / min(one.weight, two.weight)
        if share >= SAME and min(len(one.rare), len(two.rare)) > FEW_RARE:
            return "the same words"
        return "many rare words" if share >= MANY else "rare words" if share >= SOME else "a rare word"

    def length(self, parent: int) -> str | None:
        """Whether a post fills what a post may hold: what did not fit stands in the next. None: not told."""
        long = self.shown[parent].long
        return None if long is None else "near the limit" if long else "shorter"

    def shared(self, parent: int, child: int) -> list[str]:
        """The rare words that both hold, the rarest first."""
        both = self.shown[parent].rare & self.shown[child].rare
        return sorted(both, key=lambda word: (-self.weight[word], word))

    def fixed(self, parent: int, child: int) -> Sequence[str]:
        """The cues of WEIGHTS that two texts give."""
        before, after = self.shown[parent], self.shown[child]
        found = []
        if after.number is not None:
            if after.number.number == 1:
                found.append("first number")
            elif before.number is not None and before.number.slash is after.number.slash:
                found.append(numbers_say(before.number, after.number))
        elif before.number is not None and not after.cut and more_to_come(before.number):
            found.append("no number")
        if after.goes_on:
            found.append("goes on")
        elif after.first_word in OPENERS:
            found.append("opener")
        if before.ending is not None:
            found.append(before.ending)
        return found

    def in_words(self, cue: str, parent: int, child: int, name: str) -> str:
        """A cue of WEIGHTS, for people. `name`: what the parent is called."""
        before, after = self.shown[parent], self.shown[child]
        if cue in ("next of so many", "next number"):
            return f"is numbered {in_figures(after.number)} after {in_figures(before.number)}"
        if cue == "wrong number":
            return f"is numbered {in_figures(after.number)}, which does not follow {in_figures(before.number)}"
        if cue == "no number":
            return f"bears no number, after {in_figures(before.number)}"
        if cue == "opener":
            return f"opens with {after.first_word!r}"
        plain = {"first number": "is numbered 1", "goes on": "begins in the middle of a sentence"}
        return plain.get(cue) or f"{name} {ENDINGS[cue]}"


def shown(
    post: Post, words: set[str], length: int | None, weight: Mapping[str, float], limit: int | None
) -> Shown:
    rare = frozenset(word for word in words if word in weight)
    likes, reposts = post.counts.likes, post.counts.reposts
    people = leading_mentions(post.text)
    said = WHOM.sub("", post.text, count=1).lstrip() if people else post.text
    return Shown(
        min(likes.low, MOST_COUNTED) if likes is not None else None,
        min(reposts.low, MOST_COUNTED) if reposts is not None else None,
        numbering(post.text),
        post.truncated,
        people,
        said.startswith(("...", "\u2026")),
        said[:24].split(" ", 1)[0].strip(",.:;!?\u2026\"'\u201c\u201d\u2018\u2019").casefold(),
        ending(post.text, cut=post.truncated),
        rare,
        math.fsum(map(weight.__getitem__, rare)),  # the same in whatever order a set gives them
        None if limit is None or length is None else length >= NEAR * limit,
    )


def runs(said: Sequence[set[str]]) -> Counter[str]:
    """How often each word comes up: within ONE_RUN posts it counts once."""
    times = Counter[str]()
    since: dict[str, int] = {}
    for n, words in enumerate(said):
        for word in words:
            if n - since.get(word, -ONE_RUN - 1) > ONE_RUN:
                times[word] += 1
                since[word] = n
    return times


def length_of(post: Post) -> int | None:
    return None if post.truncated else len(LINK.sub(LINK_LENGTH, post.text) if "http" in post.text else post.text)


def limit_of(lengths: Sequence[int | None]) -> int | None:
    """The smallest limit that nearly all posts keep; None: too few posts, or longer ones."""
    known = [length for length in lengths if length is not None]
    if len(known) < SMALL_PAGE:
        return None
    return next((limit for limit in LIMITS if sum(length <= limit for length in known) >= FITS * len(known)), None)


def numbers_say(before: Numbering, after: Numbering) -> str:
    """Whether two numbers are neighbours in one count: "2/5" does not follow "1/7"."""
    one_count = before.total is None or after.total is None or before.total == after.total
    if not one_count or after.number != before.number + 1:
        return "wrong number"
    return "next of so many" if before.total is not None and after.total is not None else "next number"


def more_to_come(number: Numbering) -> bool:
    return number.slash and number.number != number.total


def in_figures(number: Numbering | None) -> str:
    return "nothing" if number is None else f"{number.number}/{number.total}" if number.total else str(number.number)


def ending(text: str, *, cut: bool = False) -> str | None:
    """Whether a text shows that more follows. One that the page cut ends in the middle anyway, as does a cut link."""
    if ANNOUNCED.search(text):
        return "announced"
    last = text[-200:].split()[-1:]
    if cut or not last or "/" in last[0]:
        return None
    return "unfinished" if UNFINISHED.search(last[0]) else None


def words_of(text: str) -> set[str]:
    """Its words in lower case, without small numbers, which are often places in a thread.

    Of a script that does not part words every two characters; of a link its address.
    """
    links = {link.rstrip(".,;:!?)\u2026").casefold() for link in LINK.findall(text)} if "http" in text else set()
    plain = LINK.sub(" ", text) if links else text
    found = {word for word in RUN.findall(plain.casefold()) if not (len(word) < 3 and word.isdecimal())}
    if not plain.isascii() and UNSPACED.search(plain):
        for run in [word for word in found if UNSPACED.search(word)]:
            found.discard(run)
            found.update(run[n : n + 2] for n in range(len(run) - 1))
    return found | links
