"""Made-up feeds of one account in several scripts, and pages that show them with losses: for benchmarks/aligning.py.

A feed holds what real ones hold and what is hard to tell apart: short posts, the same greeting on many days, daily
reports that differ in a number, threads, emoji, links, answers. A page of it drops posts, glues the words of link cards
to texts, cuts texts (with a sign of it or without), cuts links, moves counts, and may be spoilt by a wrong charset.
"""

from __future__ import annotations

import io
import itertools
import random
import re
from collections.abc import Sequence
from datetime import datetime, timedelta

import attrs
from made_up import WEIGHTS, WORDS, age

import threadkit
from threadkit import Capture, Order
from threadkit.parsing.text.repair import damaged
from threadkit.records import Finding

__all__ = ["SCRIPTS", "Losses", "Shown", "Written", "feed", "page"]

ACCOUNT = "Ada Example"
NEWEST = datetime(2025, 6, 1, 12)  # noqa: DTZ001 - a page's clock


@attrs.frozen
class Written:
    """A post of a feed; `kind` says what is hard about it. Newest first, they make a feed."""

    text: str
    when: datetime
    counts: tuple[int, int, int, int]
    kind: str


@attrs.frozen
class Losses:
    """What a page does to a feed. Shares are of posts."""

    dropped: float = 0.1
    glued: float = 0.0  #: the words of a link card stand in front of the text
    cut: float = 0.0  #: half of them with a sign that they are
    links_cut: bool = False
    charset: str | None = None  #: read in this one, without the bytes that it lacks; "a b": in a, and that in b
    ages: bool = False  #: ages instead of clock times
    later: timedelta = timedelta(0)  #: made so long after the newest post
    ordered: bool = True
    part: tuple[float, float] = (0.0, 1.0)  #: of the feed, from and to


@attrs.frozen
class Shown:
    """Findings of one page, and for each of its posts, by position: its number in the feed and what was done to it."""

    findings: tuple[Finding, ...]
    numbers: tuple[int, ...]
    done: tuple[str, ...]


# --- words ----------------------------------------------------------------------------------------------------------


@attrs.frozen
class Script:
    """How a made-up language is written: syllables that make words, and whether words are parted."""

    syllables: tuple[str, ...]
    space: str
    stop: str
    comma: str
    length: tuple[int, int]  #: syllables of a word
    words: tuple[int, int]  #: words of a sentence


def letters(first: str, last: str) -> tuple[str, ...]:
    return tuple(map(chr, range(ord(first), ord(last) + 1)))


def pairs(consonants: str, vowels: str) -> tuple[str, ...]:
    return tuple("".join(pair) for pair in itertools.product(consonants, vowels))


HAN = random.Random(7).sample(letters("\u4e00", "\u8fff"), 1500)
KANA = letters("\u3042", "\u308f")
SCRIPTS = {
    "Latin": Script((), " ", ".", ",", (1, 1), (3, 18)),
    "Cyrillic": Script(pairs("бвгдклмнпрст", "аеиоуы"), " ", ".", ",", (1, 4), (3, 16)),
    "Arabic": Script(letters("\u0628", "\u063a"), " ", ".", "،", (3, 6), (3, 16)),
    "Chinese": Script(tuple(HAN), "", "。", "，", (1, 3), (3, 12)),
    "Japanese": Script((*KANA, *KANA, *HAN[:300]), "", "。", "、", (1, 4), (3, 12)),
}
EMOJI = "😀🎉🌿🗺🕸🍃🔥🙏🚀🌧🧵🐌"


@attrs.define
class Writer:
    """Writes sentences with few words often and many seldom."""

    script: Script
    chance: random.Random
    words: list[str]

    @classmethod
    def of(cls, name: str, seed: int) -> Writer:
        script, chance = SCRIPTS[name], random.Random(f"{name} {seed}")
        if not script.syllables:
            return cls(script, chance, WORDS)
        low, high = script.length
        made = ["".join(chance.choices(script.syllables, k=chance.randint(low, high))) for _ in WORDS]
        return cls(script, chance, made)

    def some(self, number: int) -> str:
        return self.script.space.join(self.chance.choices(self.words, cum_weights=WEIGHTS, k=number))

    def sentence(self) -> str:
        words = self.some(self.chance.randint(*self.script.words))
        if self.chance.random() < 0.3:
            words += self.script.comma + self.script.space + self.some(self.chance.randint(2, 8))
        return words[:1].upper() + words[1:] + self.script.stop

    def text(self, sentences: int) -> str:
        between = "\n" if self.chance.random() < 0.15 else self.script.space
        return between.join(self.sentence() for _ in range(sentences))

    def link(self) -> str:
        path = "-".join(self.chance.choices(WORDS, k=self.chance.randint(2, 6)))
        site = self.chance.choice(("example.org", "news.example.com"))
        return f"https://{site}/{self.chance.randint(1, 9999)}/{path}"


# --- a feed ---------------------------------------------------------------------------------------------------------

KINDS = {
    "plain": 42, "short": 10, "greeting": 8, "template": 10, "thread": 8, "link": 10, "emoji": 3, "answer": 5,
    "repeated": 2, "mended": 2,
}  # fmt: skip


def feed(script: str, number: int, seed: int = 1, *, kinds: dict[str, int] | None = None) -> list[Written]:
    """So many posts of a made-up account, newest first."""
    writer = Writer.of(script, seed)
    chance = writer.chance
    greetings = [f"{writer.some(2)}!", writer.some(1), f"{writer.sentence()} {chance.choice(EMOJI)}"]
    templates = [(writer.some(3), writer.some(6), writer.some(4)) for _ in range(2)]
    weights = KINDS if kinds is None else kinds
    posts: list[Written] = []
    when = NEWEST
    while len(posts) < number:
        kind = chance.choices(list(weights), list(weights.values()))[0]
        later = chance.choice(posts[-40:]).text if posts else writer.text(1)
        for text in texts_of(kind, writer, greetings, templates, len(posts), later):
            likes = int(chance.paretovariate(0.8)) * chance.choice((0, 1, 1, 3)) % 90_000
            counts = likes, likes // 9, min(chance.randrange(4), likes), likes // 31
            posts.append(Written(text, when, counts, kind))
            when -= timedelta(minutes=1 if kind == "thread" else chance.choice((2, 9, 40, 200, 600, 1500)))
    return posts[:number]


def texts_of(
    kind: str,
    writer: Writer,
    greetings: Sequence[str],
    templates: Sequence[tuple[str, str, str]],
    number: int,
    later: str,
) -> list[str]:
    """The texts of a post, or of a thread; `later` is what the account will say again."""
    chance, space = writer.chance, writer.script.space or " "
    if kind == "repeated":
        return [later]
    if kind == "mended":
        return [later.replace(later[-6:-2], writer.some(1))]
    if kind == "short":
        return [writer.some(chance.randint(1, 4)) + chance.choice(("", "!", "?", f" {chance.choice(EMOJI)}"))]
    if kind == "greeting":
        return [chance.choice(greetings)]
    if kind == "template":
        first, second, third = chance.choice(templates)
        day, figure = 9000 - number, chance.randint(0, 40)
        return [f"{first} {day}: {second} {figure}{space}{third}{writer.script.stop}"]
    if kind == "thread":
        parts = chance.randint(2, 6)
        numbered = chance.random() < 0.4
        return [
            writer.text(chance.randint(1, 3)) + (f" {n}/{parts}" if numbered else "") for n in range(parts, 0, -1)
        ]
    if kind == "link":
        return [f"{writer.text(chance.randint(0, 2))} {writer.link()}".strip()]
    if kind == "emoji":
        return ["".join(chance.choices(EMOJI, k=chance.randint(1, 3)))]
    if kind == "answer":
        return [f"@example_{chance.choice(('bob', 'cleo', 'dan'))} {writer.some(chance.randint(1, 9))}"]
    return [writer.text(chance.choice((1, 1, 2, 3)))]


# --- a page ---------------------------------------------------------------------------------------------------------

LINK = re.compile(r"https?://(\S{25})\S+")
TWO_BYTES = frozenset(("gbk", "big5", "shift_jis", "euc_kr"))


def page(name: str, posts: Sequence[Written], losses: Losses, seed: int, script: str = "Latin") -> Shown:
    """A viewer page of the posts, read by the format that such pages have."""
    chance = random.Random(f"{name} {seed}")
    writer = Writer.of(script, seed + 1)
    begin, end = (round(share * len(posts)) for share in losses.part)
    kept = [n for n in range(begin, end) if chance.random() >= losses.dropped]
    if not losses.ordered:
        chance.shuffle(kept)
    lines = [f"Posts by {ACCOUNT}", ""] if losses.ages else [f"Latest posts by {ACCOUNT} on Bluesky"]
    done = []
    made = max((post.when for post in posts[begin:end]), default=NEWEST) + losses.later
    for n in kept:
        text, how = spoil(posts[n].text, losses, chance, writer)
        done.append(how)
        paragraphs = [line for line in text.split("\n") if line.strip()] or ["?"]
        counts = [count + (chance.random() < 0.2) * (1 + count // 20) for count in posts[n].counts]
        if losses.ages:
            lines += ["\n\n".join(paragraphs), "", f"{age_of(made - posts[n].when)} {' '.join(map(str, counts))}", ""]
        else:
            numbers = " ".join(f"{sign} {count}" for sign, count in zip("👍🔁💬📌", counts, strict=True))
            lines += [*paragraphs, f"{posts[n].when:%d.%m.%Y %H:%M} — {numbers}"]
    whole = "\n".join([*lines, ""])
    for charset in (losses.charset or "").split():
        whole = read_in(whole, charset)
    file = io.StringIO(whole)
    file.name = name
    layout = "bluesky_viewer_ages" if losses.ages else "bluesky_viewer_clock"
    findings = tuple(threadkit.read(file, format=layout))
    shown = sum(isinstance(finding, threadkit.Sighting) for finding in findings)
    if shown != len(kept):
        raise ValueError(f"{name} shows {shown} posts of {len(kept)}")
    if not losses.ordered:
        findings = tuple(attrs.evolve(f, order=Order.NONE) if isinstance(f, Capture) else f for f in findings)
    return Shown(findings, tuple(kept), tuple(done))


def read_in(text: str, charset: str) -> str:
    """UTF-8 read in a wrong charset: of one byte, which drops what it lacks, or of two, which marks it."""
    if charset in TWO_BYTES:
        return text.encode().decode(charset, "replace")
    return text.encode("ascii", "replace").decode() if charset == "ascii" else damaged(text, charset)


def spoil(text: str, losses: Losses, chance: random.Random, writer: Writer) -> tuple[str, str]:
    """A text as the page shows it, and what was done to it."""
    how = []
    fate = chance.random()
    short = len(text.encode()) < 40  # nothing cuts those
    if losses.links_cut and LINK.search(text):
        text = LINK.sub(lambda link: f"{link[1]}…", text)
        how.append("link cut")
    if fate < losses.cut and not short:
        text = text[: round(len(text) * chance.uniform(0.4, 0.9))].rstrip()
        marked = fate < losses.cut / 2
        text += "…" if marked else ""
        how.append("cut, marked" if marked else "cut silently")
    if chance.random() < losses.glued:
        text = f"{writer.text(1)}\n{writer.text(2)}\n{text}"
        how.append("card glued")
    return text, " + ".join(how) or "as it is"


def age_of(span: timedelta) -> str:
    minutes = span // timedelta(minutes=1)
    return age(span) if minutes >= 60 else f"{max(minutes, 1)} minute{'s' if minutes > 1 else ''} ago"
