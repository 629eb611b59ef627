"""Repair under stress: pages are read in a wrong charset, repaired, and every character is judged.

Of the characters that the damage touched: changed by the repair and right; changed and wrong; left as they were, and of
those how many stand on a page of which a Problem tells. A clean character that is changed counts as wrong. Pages are
made-up ones in many scripts, those of tests/pages and examples/captures; or any FILES that threadkit reads (their
texts, so many a page). Goal: at least 0.97 of the characters that repair asserts are right, for every kind of damage.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import attrs
from feeds import SCRIPTS, feed
from measuring import show, verdict

import threadkit
from threadkit.parsing.text.places import told_of_damage
from threadkit.parsing.text.repair import CODECS, examine
from threadkit.records import Sighting

LEAST_PRECISION = 0.97
ENOUGH = 50  #: of fewer asserted characters no share is judged; they count in the total
HERE = Path(__file__).parents[1]
PAGES = (*sorted((HERE / "tests" / "pages").glob("*.txt")), *sorted((HERE / "examples" / "captures").glob("*.txt")))
POSTS = (2, 6, 30)  #: posts of a page

#: Codecs that `text/repair.py` does not look for.
UNKNOWN = ("cp855", "cp874", "cp737", "cp775", "cp720", "cp862", "cp864", "cp1125", "hp_roman8", "mac_croatian",
           "mac_iceland", "mac_romanian", "koi8_t", "kz1048", "ptcp154", "palmos", "tis_620", "iso8859_11")  # fmt: skip
TWO_BYTES = ("gbk", "big5", "shift_jis", "euc_kr", "euc_jp")

#: What people write, a language a line; made up. The feeds have longer texts in five scripts.
SAYINGS = {
    "English": "I don’t think it’s “new” — we’ve tried it before… and the café wasn’t open|It’s 5–6 °C – well, ‘mild’|"
    "Read on: → the naïve façade, résumé and all • déjà vu ✨|Can’t. Won’t. Shan’t 😂🤣|The £5 pie costs 6€ ½ off|"
    "Next: 🧵👇 (it’s long)|“Why?” she said. “Because…” 🙏|no signs here at all|2 × 2 = 4 and π ≈ 3.14",
    "French": "L’été à Paris : déjà là !|« Là » au café, où l’on mange bien…|Ça m’étonne, cœur et âme 🔥|Noël, maïs",
    "German": "Schöne Grüße aus Köln – daß es reicht!|„Größe“ heißt: Maß halten 😊|Übermäßig äußerst öde|Straße 5",
    "Spanish": "¿Cómo estás? Mañana sí, señor|¡Qué día! El niño comió piña 🍍|Será que no… 10 €",
    "Polish": "Zażółć gęślą jaźń|Święta są już za nami – źle?|Łódź, Wrocław, Kraków 🚀",
    "Czech": "Příliš žluťoučký kůň úpěl ďábelské ódy|Děkuji, už jdu… „ano“",
    "Turkish": "Şu köşe yaz köşesi, şu köşe kış köşesi|İyi akşamlar, çok güzel 👏|Ağaç, ığdır, göğüs",
    "Vietnamese": "Hôm nay trời đẹp quá|Tiếng Việt có nhiều dấu – rất nhiều ❤️|Cảm ơn bạn đã đọc",
    "Greek": "Καλημέρα, τι κάνεις;|Το β και το π – γράμματα|Ωραία μέρα σήμερα, πάμε βόλτα 🌞",
    "Russian": "Привет, мир! Сегодня хорошая погода|«Что это?» – спросил он…|Ещё раз: объём и подъезд 🎉",
    "Ukrainian": "Їжак їсть ґрушу, її є багато|Привіт, як справи? – Добре 💙💛",
    "Hebrew": "שלום עולם, מה שלומך?|היום יום יפה – נכון 🌞",
    "Arabic": "مرحبا بالعالم، كيف الحال؟|اليوم جميل جدا ☀️",
    "Hindi": "नमस्ते दुनिया, कैसे हो?|आज मौसम अच्छा है 🙏",
    "Thai": "สวัสดีชาวโลก|วันนี้อากาศดีมาก 😊",
    "Chinese": "今天天气很好，我们去公园散步。|“你好”——他说……|秋天的树叶红了 🍁",
    "Japanese": "今日はいい天気ですね。|「はい」と言った…🌸|カタカナとひらがな",
    "Korean": "안녕하세요, 오늘 날씨가 좋네요|그렇군요… 감사합니다 🙏",
    "symbols": "👍 4 🔁 2 💬 0 📌 1|— 👍 12 🔁 0 💬 3 📌 0|★★★☆☆ ✓ done ✅ → next ▶️|♥ ♪ ☎ ✂|🇺🇸🇫🇷 👩‍💻 👨‍👩‍👧 🤷🏽",
}

Piece = tuple[str, str]  #: a character, and what the page shows for it
Line = list[Piece]
Change = Callable[[str], str]  #: what a character becomes


@attrs.define
class Tally:
    """Characters."""

    touched: int = 0
    right: int = 0
    wrong: int = 0
    left: int = 0
    told: int = 0  #: of those left, on a page of which a Problem tells

    def __iadd__(self, other: Tally) -> Tally:
        for field in attrs.fields(Tally):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))
        return self

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    def row(self) -> list[object]:
        coverage = self.right / self.touched if self.touched else 0.0
        told = self.told / self.left if self.left else 1.0
        shares = f"{self.precision:.4f}", f"{coverage:.3f}"
        return [self.touched, self.right, self.wrong, *shares, self.left, f"{told:.3f}"]


# --- damage ---------------------------------------------------------------------------------------------------------


def read_as(codec: str, controls: str, undefined: str) -> Change:
    """UTF-8 read in a codec. `controls`: "kept", or "" if they are dropped; `undefined`: what stands for such bytes."""
    table = {}
    for byte in range(0x80, 0x100):
        try:
            char = bytes([byte]).decode(codec)
        except UnicodeDecodeError:
            char = chr(byte) if undefined == "itself" and byte < 0xA0 else "" if undefined == "itself" else undefined
            table[byte] = char
            continue
        table[byte] = "" if not controls and 0x80 <= ord(char) < 0xA0 else char

    def change(char: str) -> str:
        return char if char < "\x80" else "".join(map(table.__getitem__, char.encode("utf-8", "surrogatepass")))

    return change


def damages() -> Iterator[tuple[str, Change]]:
    """Each with its name: codec, and what happened to the bytes that it does not define."""
    for codec in CODECS:
        dropped, kept = read_as(codec, "", ""), read_as(codec, "kept", "itself")
        marked = read_as(codec, "kept", "\ufffd")
        yield f"{codec}, dropped", dropped
        every = [chr(code) for code in range(0x80, 0x800)] + ["—", "👍"]
        if any(kept(char) != dropped(char) for char in every):
            yield f"{codec}, controls kept", kept
        if any(marked(char) != kept(char) for char in every):
            yield f"{codec}, marked", marked
    for codec in ("cp1252", "iso8859_1"):
        kept = read_as(codec, "kept", "itself")
        yield f"{codec}, no-break spaces made spaces", lambda char, kept=kept: kept(char).replace("\xa0", " ")  # type: ignore[misc]
        yield f"{codec}, twice", lambda char, kept=kept: "".join(map(kept, kept(char)))  # type: ignore[misc]
    for codec in UNKNOWN:
        try:
            yield f"unknown: {codec}", read_as(codec, "", "")
        except LookupError:  # not in this Python
            continue


def all_lines(lines: Sequence[str], change: Change, chance: random.Random) -> list[Line]:
    return [[(char, change(char)) for char in line] for line in lines]


def half_the_lines(lines: Sequence[str], change: Change, chance: random.Random) -> list[Line]:
    return [[(char, change(char)) for char in line] if chance.random() < 0.5 else plain(line) for line in lines]


def one_line(lines: Sequence[str], change: Change, chance: random.Random) -> list[Line]:
    spoilt = chance.choice([n for n, line in enumerate(lines) if not line.isascii()] or [0])
    return [[(char, change(char)) for char in line] if n == spoilt else plain(line) for n, line in enumerate(lines)]


def cut_anywhere(lines: Sequence[str], change: Change, chance: random.Random) -> list[Line]:
    """The page begins and ends in the middle of a line, perhaps of a character; other lines lack their ends."""
    found = all_lines(lines, change, chance)
    for n, line in enumerate(found):
        if n in (0, len(found) - 1) or chance.random() < 0.3:
            found[n] = shortened(line, chance, at_start=n == 0)
    return found


def shortened(line: Line, chance: random.Random, *, at_start: bool) -> Line:
    spoilt = [n for n, (char, piece) in enumerate(line) if char != piece] or [len(line) // 2]
    if not line:
        return line
    n = chance.choice(spoilt)
    char, piece = line[n]
    part = piece[chance.randrange(len(piece) + 1) :] if at_start else piece[: chance.randrange(len(piece) + 1)]
    split = [(char, piece)] if part == piece else [("", part)] if part else []  # no character stands there any more
    return split + line[n + 1 :] if at_start else line[:n] + split


def plain(line: str) -> Line:
    return [(char, char) for char in line]


WAYS = {"all of it": all_lines, "half the lines": half_the_lines, "one line": one_line, "cut": cut_anywhere}


# --- judging --------------------------------------------------------------------------------------------------------


def judged(page: Sequence[Line]) -> Tally:
    """What the repair of a page makes of its characters."""
    shown = ["".join(piece for _, piece in line) for line in page]
    mend = examine("\n".join(shown))
    found = Tally()
    for line, before in zip(page, shown, strict=True):
        if before.isascii() and all(char == piece for char, piece in line):
            continue
        found += judged_line(line, before, mend(before))
    if any(told_of_damage("page", mend)):
        found.told = found.left
    return found


def judged_line(line: Line, before: str, after: str) -> Tally:
    touched = sum(char != piece for char, piece in line)
    if before == after:
        return Tally(touched, left=touched)
    ways: dict[int, tuple[int, int, int]] = {0: (0, 0, 0)}  # how far it is explained -> fewest wrong, -right, left
    for char, piece in line:
        further: dict[int, tuple[int, int, int]] = {}
        least = min(ways.values())[0]
        for end, (wrong, right, left) in ways.items():
            if wrong > least + 6:
                continue
            steps = [(len(piece), wrong, right, left + (char != piece))] if after.startswith(piece, end) else []
            if char and char != piece and after.startswith(char, end):
                steps.append((len(char), wrong, right - 1, left))
            if not steps:
                steps = [(size, wrong + 1, right, left) for size in range(5) if end + size <= len(after)]
            for size, *cost in steps:
                known = further.get(end + size)
                if known is None or tuple(cost) < known:
                    further[end + size] = cost[0], cost[1], cost[2]
        ways = further
    ends = [(wrong + abs(len(after) - end), right, left) for end, (wrong, right, left) in ways.items()]
    wrong, right, left = min(ends)
    return Tally(touched, -right, wrong, left)


# --- pages ----------------------------------------------------------------------------------------------------------


def clean(lines: Iterable[str]) -> bool:
    """Whether a page holds no damage of its own: what was spoilt before cannot be judged."""
    mend = examine("\n".join(lines))
    return mend.damage is None and mend.codec is None


def pages_of_files(paths: Iterable[Path], *, raw: bool) -> Iterator[tuple[str, list[str]]]:
    for path in paths:
        if raw:
            lines = path.read_text("utf-8-sig").split("\n")
            if clean(lines) and not all(map(str.isascii, lines)):
                yield path.name, lines
            continue
        texts = [one.text for one in threadkit.read(path) if isinstance(one, Sighting) and one.text]
        for size in POSTS:
            for at in range(0, len(texts), size * 7):  # not all of them: they are many
                lines = "\n".join(texts[at : at + size]).split("\n")
                if clean(lines) and not all(map(str.isascii, lines)):
                    yield f"{path.name}, {size} posts from {at}", lines


def made_up_pages(chance: random.Random) -> Iterator[tuple[str, list[str]]]:
    said = {language: lines.split("|") for language, lines in SAYINGS.items()}
    for language, lines in said.items():
        for size in POSTS:
            yield f"{language}, {size} lines", chance.choices(lines, k=size)
            more = chance.choices(said["English"], k=size)
            yield f"{language} and English, {size} lines", [
                line for both in zip(more, chance.choices(lines, k=size), strict=True) for line in both
            ]
    for name in SCRIPTS:
        yield f"feed, {name}", "\n".join(post.text for post in feed(name, 40, 5)).split("\n")


def tallies(pages: Sequence[tuple[str, list[str]]], share: float, seed: int) -> Iterator[tuple[str, str, str, Tally]]:
    """Damage, way, page and what came of it; of all combinations a share."""
    for name, change in damages():
        for (page, lines), (way, done) in itertools.product(pages, WAYS.items()):
            chance = random.Random(zlib.crc32(f"{seed} {name} {page} {way}".encode()))
            if chance.random() < share:
                yield name, way, page, judged(done(lines, change, chance))


def two_bytes(pages: Iterable[tuple[str, list[str]]]) -> Iterator[tuple[str, str, str, Tally]]:
    """Codecs that take two bytes for one character: nothing tells characters apart; a line is right, or all wrong."""
    for codec, (page, lines) in itertools.product(TWO_BYTES, pages):
        for errors in ("ignore", "replace"):
            spoilt = [line.encode().decode(codec, errors) for line in lines]
            mend = examine("\n".join(spoilt))
            found = Tally()
            for line, shown in zip(lines, spoilt, strict=True):
                size, after = sum(char > "\x7f" for char in line), mend(shown)
                right, wrong = size * (after == line != shown), size * (after not in (line, shown))
                found += Tally(size, right, wrong, size - right - wrong)
            if any(told_of_damage(page, mend)):
                found.told = found.left
            yield f"two bytes: {codec}", f"two bytes, {errors}", page, found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="instead of the made-up pages: any that threadkit reads")
    parser.add_argument("--share", type=float, default=0.25, help="of all combinations of page and damage")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wrong", action="store_true", help="name the pages with wrong characters")
    given = parser.parse_args()
    if given.files:
        pages = list(pages_of_files(given.files, raw=False))
    else:
        pages = [*made_up_pages(random.Random(given.seed)), *pages_of_files(PAGES, raw=True)]
    sums: dict[str, dict[str, Tally]] = {"damage": defaultdict(Tally), "way": defaultdict(Tally)}
    total, untouched, alarms, bad = Tally(), Counter[str](), 0, []
    for damage, way, page, found in itertools.chain(tallies(pages, given.share, given.seed), two_bytes(pages)):
        sums["damage"][damage] += found
        sums["way"][way] += found
        total += found
        if found.wrong:
            bad.append((f"{page}; {damage}; {way}", found.wrong, found.right))
    for page, lines in pages:
        untouched[page] += judged([plain(line) for line in lines]).wrong
        alarms += any(told_of_damage(page, examine("\n".join(lines))))
    heads = ["", "touched", "right", "wrong", "precision", "coverage", "left", "told"]
    for what, rows in sums.items():
        show(f"by {what}, {len(pages)} pages", [what, *heads[1:]], [[name, *each.row()] for name, each in rows.items()])
    show("all", heads, [["all", *total.row()]])
    for page, wrong, right in sorted(bad, key=lambda each: -each[1]) if given.wrong else ():
        print(f"{wrong:5} wrong, {right:5} right  {page}")
    print(f"\nclean pages: {len(untouched)}; characters changed: {untouched.total()}; told to be spoilt: {alarms}")
    enough = {name: each for name, each in sums["damage"].items() if each.right + each.wrong >= ENOUGH}
    goals = [(f"{name}: {each.precision:.4f}", each.precision >= LEAST_PRECISION) for name, each in enough.items()]
    goals.append((f"all: {total.precision:.4f}", total.precision >= LEAST_PRECISION))
    goals.append(("clean pages stay as they are", not untouched.total()))
    goals.append(("of clean pages no Problem tells", not alarms))
    return verdict(goals)


if __name__ == "__main__":
    sys.exit(main())
