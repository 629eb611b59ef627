"""A Bluesky viewer that closes each post with "7 months ago 4 1 0 2": age, likes, reposts, replies, quotes.

Newest first, one author, named in the header "Posts by NAME". Text stands in paragraphs with blank lines between. What
stands directly below a closing line, without a blank line, is the link card or the pictures of the post *below* it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import attrs

from threadkit.parsing.counts import parse_count
from threadkit.parsing.formats import bluesky_viewer_clock
from threadkit.parsing.material import Fit, Head, Material
from threadkit.parsing.text.places import locator, told_of_damage, without
from threadkit.parsing.text.repair import examine
from threadkit.parsing.times.shown import read_time
from threadkit.records import (
    Author,
    Capture,
    Card,
    Counts,
    Finding,
    Furniture,
    Media,
    Order,
    Problem,
    Severity,
    Sighting,
    Source,
    When,
)

__all__ = ["EXAMPLE", "NAME", "TITLE", "detect", "read"]

NAME = "bluesky_viewer_ages"
TITLE = "Bluesky viewer with ages, copied as text"
EXAMPLE = """\
Posts by Ada Example

The second of two made-up posts.

It has a second paragraph.

3 months ago 4 1 0 0
Preview
A made-up page What it says of itself.

The first of two made-up posts, with a link card.

4 months ago 7 0 1 0
"""

# The header in the languages a viewer may be shown in; English is what was seen.
BEFORE_NAME = (
    "Posts by ", "Beiträge von ", "Posts von ", "Publications de ", "Posts de ", "Publicaciones de ", "Publicações de ",
    "Post di ", "Posts door ", "Berichten van ", "Inlägg av ", "Opslag af ", "Innlegg av ", "Posty użytkownika ",
    "Посты ", "Публикации ",
)  # fmt: skip
AFTER_NAME = ("の投稿", "的帖子", "的貼文", "의 게시물")
HEADER = re.compile(
    rf"(?:{'|'.join(BEFORE_NAME)})(?P<name>\S.{{0,120}})"
    rf"|(?P<before>\S.{{0,120}}?) ?(?:さん)?(?:{'|'.join(AFTER_NAME)})"
)
HANDLE_IN_NAME = re.compile(r"(.{0,120}?)[ (]{0,3}@([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})\)?")

# Whole lines that are not the author's words. Seen: "Advertisement", alone or with the size of its frame.
AD = re.compile(
    r"(?:Advertisement|Advertising|Sponsored|Anzeige|Werbung|Publicité|Publicidad|Publicidade|Pubblicità|Advertentie"
    r"|Annons|Annonce|Annonse|Reklama|Reklam|Реклама|広告|广告|廣告|광고)(?: ?[·:|-]? ?[0-9]{2,4} ?[×xX] ?[0-9]{2,4})?"
)
CARD = frozenset({"Preview", "Link preview", "Vorschau", "Aperçu", "Vista previa", "Anteprima", "Prévia", "プレビュー"})
# A picture shows as its alternative text, which this viewer sets itself; several of them share one line.
MEDIA_WORDS = {
    "Post image": "image", "Image": "image", "Post video": "video", "Video": "video", "Video thumbnail": "video",
    "Post GIF": "gif", "GIF": "gif", "Post audio": "audio",
}  # fmt: skip
ONLY_BESIDE_COUNTS = frozenset({"Image", "Video", "GIF"})  #: one word: among paragraphs it may be what was written
MEDIA = re.compile(r"(?:(?:Post image|Post video|Post GIF|Post audio|Video thumbnail|Image|Video|GIF)(?: +|$)){1,30}")
ONE_MEDIA = re.compile("|".join(sorted(MEDIA_WORDS, key=len, reverse=True)))
LONGEST_MARK = 16 * 30  #: characters of a line that one of the above can match

NUMBER = r"[0-9]{1,15}(?:[.,'’\u00a0\u202f][0-9]{1,3}){0,4}(?:[ \u00a0]?[^\W\d_]{1,5}\.?)?"
STATS = re.compile(rf"(\S.{{0,60}}?)[ \t]+({NUMBER})[ \t]+({NUMBER})[ \t]+({NUMBER})[ \t]+({NUMBER})")
CUT_STATS = [re.compile(rf"(\S.{{0,60}}?)((?:[ \t]+{NUMBER}){{{shown}}})[ \t]*") for shown in (3, 2, 1, 0)]
CUT_HEAD = re.compile(rf"(\S.{{0,60}}?)??[ \t]*({NUMBER}[ \t]+{NUMBER}(?:[ \t]+{NUMBER}){{0,2}})")
NUMBERS = re.compile(rf"[ \t]+({NUMBER})")
NEAR_END = re.compile(r"[0-9]")
SHORTEST_STATS = len("? 0 0 0 0")
LONGEST_STATS = 160  #: characters; longer lines are text

AFTER = "after the last post"

Mend = Callable[[str], str]


def detect(head: Head) -> Fit:
    """YES: at least two lines with an age and four counts, each below some text; in a whole page one is enough."""
    if not head.text.strip() or bluesky_viewer_clock.MARKUP.match(head.text):
        return Fit.NO
    closing = below_text = 0
    previous = False
    mend = examine(head.text)
    for line in head.text.split("\n"):
        if stats_of(line.strip(), mend):
            closing += 1
            below_text += previous
            previous = False
        else:
            previous = previous or bool(line.strip())
    if below_text * 2 < closing or not below_text:
        return Fit.NO
    if bluesky_viewer_clock.detect(head) is not Fit.NO:  # a page that shows clock times too is read by them
        return Fit.MAYBE
    return Fit.YES if closing > 1 or head.whole else Fit.MAYBE


def read(material: Material) -> Iterator[Finding]:
    """Yield a Capture, then a Sighting for each line of age and counts with what stands above it, newest first."""
    name, hints, text = material.name, material.hints, material.text()
    mend = examine(text, repair=hints.repair)
    lines = [line.strip() for line in text.split("\n")]
    closing = [(n, found) for n, line in enumerate(lines) if (found := stats_of(line, mend))]
    header, account = find_header(lines, closing[0][0] if closing else len(lines), hints.author, mend)
    yield Capture(
        name, NAME, hints.seen_at, account, Order.NEWEST,
        timezone=hints.timezone, platform=hints.platform or "bluesky", damage=mend.shown_damage,
    )  # fmt: skip
    yield from told_of_damage(name, mend)
    for n in range(header + 1):
        if lines[n]:
            role = "header" if n == header else "advertisement" if AD.fullmatch(lines[n]) else "page"
            yield Furniture(Source(name, f"line {n + 1}"), role, lines[n])
    start = header + 1
    if header < 0 and closing:
        start, problem = cut_head(name, lines, closing)
        yield problem
    for position, (n, (when, counts)) in enumerate(closing):
        again, other = find_header(lines, n, None, mend, start) if position else (-1, None)
        if again >= 0 and all(not lines[m] or AD.fullmatch(lines[m]) for m in range(start, again)):
            what = "a second header: another page begins here, and its posts are given to the author it names"
            yield Problem(Source(name, f"line {again + 1}", position), what, lines[again])
            for m in range(start, again + 1):
                if lines[m]:
                    yield Furniture(Source(name, f"line {m + 1}", position), "header", lines[m])
            start, account = again + 1, other
        yield from post(name, lines, (start, n), position, start > 0, account, when, counts, mend)
        start = n + 1
    last = text[text.rstrip().rfind("\n") + 1 :].split("\n", 1)[0]
    yield from last_lines(name, lines, start, len(closing), account, last, mend)


def stats_of(line: str, mend: Mend) -> tuple[When, Counts] | None:
    """Age and counts of a stripped line that holds them and nothing else."""
    size = len(line)
    if not SHORTEST_STATS <= size <= LONGEST_STATS or not NEAR_END.search(line, max(size - 10, 0)):
        return None  # empty or text, as most lines
    if not (found := STATS.fullmatch(line)):
        return None
    when = read_time(mend(found[1]))  # "il y a" is plain, "há" can be spoilt
    if when is None or when.age is None:
        return None
    counts = Counts(*[parse_count(number) for number in found.group(2, 3, 4, 5)])
    if None in (counts.likes, counts.reposts, counts.replies, counts.quotes):
        return None
    return when, counts


def find_header(
    lines: list[str], end: int, hint: Author | None, mend: Mend, start: int = 0
) -> tuple[int, Author | None]:
    """The line that names the author, or -1; and the author, as the page or else the caller says."""
    for n in range(start, end):
        if not lines[n].startswith(BEFORE_NAME) and not lines[n].endswith(AFTER_NAME):  # as nearly all lines
            continue
        found = HEADER.fullmatch(lines[n])
        if not found or not any(lines[n + 1 : end]):  # it would be the post's only words
            continue
        if n and lines[n - 1] and lines[n + 1] and not AD.fullmatch(lines[n - 1]):  # a line inside a paragraph
            continue
        name = mend(found["name"] or found["before"])
        if split := HANDLE_IN_NAME.fullmatch(name):
            return n, Author(handle=split[2], name=split[1] or None)
        if hint and hint.handle and hint.name in (None, name):
            return n, attrs.evolve(hint, name=name)
        return n, Author(name=name)
    return -1, hint


@attrs.define
class Dress:
    """What stands with a post's text: numbers of its text lines, pictures, cards, and lines that are no part of it."""

    text: list[int]
    media: list[Media]
    cards: list[Card]
    ads: list[int]


def post(
    name: str,
    lines: list[str],
    span: tuple[int, int],
    position: int,
    below: bool,
    account: Author | None,
    when: When,
    counts: Counts,
    mend: Mend,
) -> Iterator[Finding]:
    """The post of the lines `span`, of which the last is its age and counts. `below`: it stands below such a line."""
    start, end = span
    beside = below and start < end and lines[start]
    if beside or any(0 < len(line) <= LONGEST_MARK and line[-1] not in ".,!?" for line in lines[start:end]):
        dress = undress(lines, start, end, below, mend)
        shown = "\n".join([lines[n] for n in dress.text]).strip("\n")
        ads, media, cards = dress.ads, tuple(dress.media), tuple(dress.cards)
    else:
        shown = "\n".join(lines[start:end]).strip("\n")
        ads, media, cards = [], (), ()
    if "\n\n\n" in shown:
        shown = re.sub("\n{3,}", "\n\n", shown)
    text = mend(shown)
    first, left_out = start, frozenset(ads)
    while first < end and (not lines[first] or first in left_out):
        first += 1
    for n in ads:
        yield Furniture(Source(name, f"line {n + 1}", position), "advertisement", lines[n])
    for n in range(first + 1, end - 1):
        line = lines[n]
        if SHORTEST_STATS <= len(line) <= LONGEST_STATS and line[-1].isdigit() and not (lines[n - 1] or lines[n + 1]):
            found = STATS.fullmatch(line)
            if found and NEAR_END.search(found[1]):
                what = "it ends in four numbers, as a line of age and counts does, but shows no known age; kept as text"
                yield Problem(Source(name, f"line {n + 1}", position), what, line)
    source = Source(name, locator(without(first, end, ads) if ads else [(first, end)]), position)
    yield Sighting(
        source, text, author=account, text_as_shown=None if text == shown else shown,
        when=when, counts=counts, media=media, cards=cards,
    )  # fmt: skip


def undress(lines: list[str], start: int, end: int, below: bool, mend: Mend) -> Dress:
    """Tell text from what stands beside it: first what is directly below the previous post, then by marks alone."""
    dress = Dress([], [], [], [])
    n = start
    if below and lines[start]:
        direct = start
        while direct < end and lines[direct]:
            direct += 1
        if direct < end:
            n = direct
            attach(lines, range(start, direct), dress, mend)
        else:  # the page has lost its blank lines: only what is marked can be told from the text
            while n < end and (size := marked(lines, n, end, glued=True)):
                attach(lines, range(n, n + size), dress, mend)
                n += size
    while n < end and (not lines[n] or (size := marked(lines, n, end))):
        if lines[n]:
            attach(lines, range(n, n + size), dress, mend)
            n += size
        else:
            n += 1
    ad_among_text = []
    for m in range(n, end):
        if lines[m] and AD.fullmatch(lines[m]):
            ad_among_text.append(m)
        elif lines[m] and MEDIA.fullmatch(lines[m]) and lines[m] not in ONLY_BESIDE_COUNTS:
            attach(lines, range(m, m + 1), dress, mend)
        else:
            dress.text.append(m)
    dress.ads += ad_among_text
    if not (dress.media or dress.cards or any(lines[m] for m in dress.text)):
        words = [m for m in dress.ads if m == start or not lines[m - 1]]
        if dress.ads and words and words == dress.ads and words[0] > start:
            dress.text, dress.ads = words, []  # a post has to hold something: this word is what was written
    return dress


def marked(lines: list[str], n: int, end: int, *, glued: bool = False) -> int:
    """How many lines from `n` on are marked as an advertisement, pictures or a card; 0: it is text."""
    line = lines[n]
    if AD.fullmatch(line) or (MEDIA.fullmatch(line) and (glued or line not in ONLY_BESIDE_COUNTS)):
        return 1
    if line not in CARD or n + 1 >= end or not lines[n + 1]:
        return 0
    if glued:
        return 2
    stop = n + 1
    while stop < end and lines[stop]:
        stop += 1
    return stop - n


def attach(lines: list[str], block: range, dress: Dress, mend: Mend) -> None:
    """Sort lines that stand beside the text into pictures, cards and advertisements."""
    words: list[str] = []
    image = False

    def finish() -> None:
        if words or image:
            title = mend(words[0]) if words else None
            dress.cards.append(Card(title, mend("\n".join(words[1:])) or None if words else None, image=image))

    for n in block:
        line = lines[n]
        if AD.fullmatch(line):
            dress.ads.append(n)
        elif MEDIA.fullmatch(line):
            dress.media += [Media(MEDIA_WORDS[word]) for word in ONE_MEDIA.findall(line)]
        elif line in CARD and not (image and not words):
            finish()
            words, image = [], True
        else:
            words.append(line)
    finish()


def cut_head(name: str, lines: list[str], closing: list[tuple[int, tuple[When, Counts]]]) -> tuple[int, Problem]:
    """Where the first post begins on a page without its header, which may have lost its head."""
    number = closing[0][0]
    start = next((n for n in range(number) if lines[n]), number)
    found = CUT_HEAD.fullmatch(lines[start]) if start < number and len(lines[start]) <= LONGEST_STATS else None
    if found and (not found[1] or any(when.text.endswith(found[1].strip()) for _, (when, _) in closing)):
        what = "the end of a line of counts; the post above it is cut off"
        return start + 1, Problem(Source(name, f"line {start + 1}"), what, lines[start])
    what = "no header above the first post: the page may begin inside it"
    return 0, Problem(Source(name, locator([(start, number)])), what, severity=Severity.INFO)


def last_lines(
    name: str, lines: list[str], start: int, position: int, account: Author | None, last: str, mend: Mend
) -> Iterator[Finding]:
    """What follows the last whole line of counts: a post whose line is cut, or lines that cannot be told.

    `last` is the last line that is not empty, with its white space.
    """
    rest = [n for n in range(start, len(lines)) if lines[n]]
    if not rest:
        return
    end = rest[-1]
    if cut := cut_stats(last, lines[end - 1] if end > start else ""):
        yield from post(name, lines, (start, end), position, start > 0, account, *cut, mend)
        where = Source(name, f"line {end + 1}", position)
        yield Problem(where, "the page ends inside this line of age and counts", lines[end])
        return
    words = []
    for n in rest:
        ad = AD.fullmatch(lines[n])
        yield Furniture(Source(name, f"line {n + 1}", position), "advertisement" if ad else AFTER, lines[n])
        if not ad:
            words.append(lines[n])
    if words:
        what = "lines below the last counts: a post cut off before its counts, or the foot of the page"
        yield Problem(Source(name, locator([(start, end)]), position), what, "\n".join(words))


def cut_stats(line: str, above: str) -> tuple[When, Counts] | None:
    """Age and counts of a line cut at its end, as far as they are surely whole: the last number may lack digits."""
    if len(line) > LONGEST_STATS:
        return None
    for form in CUT_STATS:
        if not (found := form.fullmatch(line.lstrip())):
            continue
        when = read_time(found[1])
        if when is None or when.age is None or (above and not found[2]):  # an age alone, inside a paragraph, is text
            continue
        numbers = NUMBERS.findall(found[2])
        return when, Counts(*[parse_count(number) for number in (numbers if line[-1].isspace() else numbers[:-1])])
    return None
