"""What a post shows of whom it answers: names at its head, words it quotes, rare words it shares.

`SIGNS` says how much each speaks for a link, as log-odds: the logarithm of how much likelier it is between a post and
the one it answers than between posts that have nothing to do with each other.
"""

from __future__ import annotations

import functools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import attrs

from threadkit.parsing.identity import author_key
from threadkit.records import Author, Post

__all__ = ["SIGNS", "Names", "RareWords", "Sign", "asks", "quoted_by", "speaks_to_someone"]

Person = tuple[str, str, str]  #: of :func:`threadkit.parsing.identity.author_key`

#: Log-odds, with the evidence. "One forest": 485 answers under one submission, in the order of the page.
SIGNS: dict[str, float] = {
    "named by the page": 7.0,  # "Replying to @x": the site says whom
    "addressed": 6.0,  # of 56 posts of X that begin with "@name", all answer the first one named
    "addressed, an earlier post": 5.3,  # not that person's last post: 52 of 106 where there are several
    "addresses someone else": -3.0,  # the same 56; by hand for other platforms
    "names the author": 1.0,  # "@name" further down; by hand
    "quotes it": 5.0,  # "> words", and the other says them: right 5 times of 6 in two forests
    "exchange": 2.0,  # the post before answers one of theirs: right 35 times of 35 in one forest
    "question": 0.4,  # the post before ends with "?": answered by the next in 44 %, others in 34 % (one forest)
    "speaks to someone": 0.3,  # "you", and another person wrote it; by hand
    "own post": -1.5,  # not right before: 0 of 485 answers in one forest, 3 of 39 and 8 of 38 on X and Bluesky
    "many rare words": 1.4,  # 6.8 % of answers, 1.7 % of neighbours (one forest)
    "rare words": 0.7,  # 6.4 %, 3.0 %
    "a rare word": 0.4,  # 1.9 %, 1.2 %
    "no rare word": -0.3,  # 38 %, 64 %; less than that, as short answers share none
    "an hour's silence": -1.0,  # between the two, where posts stand in order of time; by hand
    "a day's silence": -2.0,  # by hand
    "written before it": -12.0,
}

RARE_AT_MOST = 0.02  # share of the page's posts that may hold a rare word, and
RARE_POSTS = 2  # as many always may
SOME, MANY = 0.1, 0.25  # of the weight of the rare words that could be shared
SMALL_PAGE = 10  # with fewer posts every word is rare
FEW_RARE = 2  # with fewer rare words a text says nothing here
LONGEST_HEAD = 400  #: characters in which names stand at the head of a post
MOST_NAMES = 20
LEAST_QUOTED = 4  #: words in a row

WORD = re.compile(r"[^\W_]{3,}")
PLAIN = re.compile(r"\w+")
MENTION = re.compile(r"(?<![\w@])@(\w[\w.-]{0,80})")
QUOTED_LINE = re.compile(r"[ \t]{0,8}>[> \t]{0,20}(\S.*)")
YOU = frozenset({
    "you", "your", "yours", "du", "dich", "dir", "dein", "deine", "ihr", "euch", "tu", "toi", "vous", "votre", "tú",
    "te", "usted", "ti", "você",
})  # fmt: skip


@attrs.frozen
class Sign:
    """One thing that speaks for or against a link: log-odds, and what was seen."""

    weight: float
    words: str


def first_word(text: str) -> str:
    found = PLAIN.match(text)
    return found[0] if found else ""


@attrs.frozen(eq=False)
class Names:
    """The people of a page, by what others may call them: handle, its first part, name."""

    people: Mapping[str, Sequence[tuple[str, Person]]]  #: by first word: names, the longest first

    @classmethod
    def of_page(cls, authors: Iterable[Author | None]) -> Names:
        called: dict[str, set[Person]] = defaultdict(set)
        for author in set(authors):
            person = author_key(author, None)
            if author is None or person is None:
                continue
            handle = (author.handle or "").casefold()
            for name in (handle, handle.partition(".")[0], handle.partition("@")[0], (author.name or "").casefold()):
                if first_word(name):
                    called[name].add(person)
        people: dict[str, list[tuple[str, Person]]] = defaultdict(list)
        for name, those in called.items():
            if len(those) == 1:  # a name that two of them bear names nobody
                people[first_word(name)].append((name, those.pop()))
        return cls({word: sorted(known, key=lambda one: (-len(one[0]), one)) for word, known in people.items()})

    def at(self, text: str) -> tuple[str, Person] | None:
        """Whose name `text` begins with, in lower case; the longest that fits."""
        for name, person in self.people.get(first_word(text), ()):
            if text.startswith(name) and not text[len(name) : len(name) + 1].isalnum():
                return name, person
        return None

    def addressed(self, text: str) -> tuple[Person | None, str]:
        """Whom a post addresses first, and the name that it uses; "" if nobody, None if that is nobody of this page.

        >>> ada = Author(handle="example_ada")
        >>> Names.of_page([ada]).addressed("@Example_Ada yes")
        (('', 'handle', 'example_ada'), '@example_ada')
        >>> Names.of_page([ada]).addressed("example_ada: yes")[1], Names.of_page([ada]).addressed("yes")[1]
        ('example_ada:', '')
        """
        head = text[:LONGEST_HEAD].lstrip(" \t\n.").casefold()
        if head.startswith("@"):
            if known := self.at(head[1:]):
                return known[1], "@" + known[0]
            found = MENTION.match(head)
            return None, found[0] if found else ""
        known = self.at(head)
        if known and head[len(known[0]) : len(known[0]) + 1] in (":", ","):
            return known[1], known[0] + head[len(known[0])]
        return None, ""

    def mentioned(self, text: str) -> set[Person]:
        """Everybody of the page whom a post names with an "@"."""
        if "@" not in text:
            return set()
        folded = text.casefold()
        found = [self.at(folded[each.start() + 1 :][:LONGEST_HEAD]) for each in MENTION.finditer(folded)]
        return {known[1] for known in found[:MOST_NAMES] if known}


@attrs.frozen(eq=False)
class RareWords:
    """Rare words of a page's posts, and what they weigh: the rarer, the more."""

    of: Mapping[str, frozenset[str]]  #: by post
    weight: Mapping[str, float]

    @classmethod
    def of_page(cls, page: Sequence[Post]) -> RareWords:
        said = {post.id: set(WORD.findall(post.text.casefold())) for post in page}
        held = Counter(word for words in said.values() for word in words)
        most = max(RARE_POSTS, RARE_AT_MOST * len(said))
        rare = {} if len(page) < SMALL_PAGE else held
        weight = {word: math.log((len(said) + 1) / count) for word, count in rare.items() if count <= most}
        return cls({post: frozenset(word for word in words if word in weight) for post, words in said.items()}, weight)

    def between(self, one: Post, two: Post) -> Sign | None:
        """What the rare words of two posts say; None: one of them holds hardly any."""
        first, second = self.of[one.id], self.of[two.id]
        if len(first) < FEW_RARE or len(second) < FEW_RARE:
            return None
        both = sorted(first & second, key=lambda word: (-self.weight[word], word))
        if not both:
            return Sign(SIGNS["no rare word"], "they share no rare word")
        least = min(sum(sorted(map(self.weight.__getitem__, words))) for words in (first, second))
        share = sum(map(self.weight.__getitem__, both)) / least
        word = "many rare words" if share >= MANY else "rare words" if share >= SOME else "a rare word"
        return Sign(SIGNS[word], f"they share {word}: {', '.join(both[:3])}")


def quoted_by(page: Sequence[Post]) -> Mapping[str, int]:
    """Posts that quote a line of an earlier post of the page ("> words") -> the number of the last such post."""
    quotes: dict[int, list[list[str]]] = {}
    for n, post in enumerate(page):
        if ">" in post.text:
            shown = [line for line in map(QUOTED_LINE.fullmatch, post.text.split("\n")) if line]
            if long := [words for line in shown if len(words := words_of(line[1])) >= LEAST_QUOTED]:
                quotes[n] = long
    starts = {tuple(words[:LEAST_QUOTED]) for lines in quotes.values() for words in lines}
    last: dict[tuple[str, ...], list[int]] = defaultdict(list)  # where these words stand, so far
    found: dict[str, int] = {}
    if not starts:
        return found
    for n, post in enumerate(page):
        for words in quotes.get(n, ()):
            at = next((m for m in reversed(last[tuple(words[:LEAST_QUOTED])][-8:]) if holds(page[m], words)), None)
            if at is not None:
                found[post.id] = at
                break
        own = words_of("\n".join(line for line in post.text.split("\n") if not QUOTED_LINE.fullmatch(line)))
        for first in range(len(own) - LEAST_QUOTED + 1):
            start = tuple(own[first : first + LEAST_QUOTED])
            if start in starts and last[start][-1:] != [n]:
                last[start].append(n)
    return found


def words_of(text: str) -> list[str]:
    return PLAIN.findall(text.casefold())


def holds(post: Post, words: Sequence[str]) -> bool:
    """Whether these words stand in a post in a row. Of long quotes the first ones: they may be shortened."""
    return f" {' '.join(words[:12])} " in f" {' '.join(words_of(post.text))} "


@functools.lru_cache(256)  # each text is looked at beside some others, one after another
def asks(text: str) -> bool:
    return text.rstrip(" \t\n)\"'»”").endswith(("?", "？", "؟"))


@functools.lru_cache(256)
def speaks_to_someone(text: str) -> bool:
    return not YOU.isdisjoint(words_of(text[:2000]))
