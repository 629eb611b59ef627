"""The lines of a post that was copied from X as text: where it begins, and what stands below its date.

It begins with the avatar (the words are the alternative text of a picture, so they follow the language of the page),
name, @handle and date; below stand words, pictures or a link card, and labels of the site.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable

import attrs

from threadkit.parsing.text.repair import CODECS, damaged
from threadkit.parsing.times.shown import read_time
from threadkit.records import Card, Media

__all__ = [
    "BADGES", "BULLET", "CONTEXT", "HANDLE", "LABELS", "LONGEST_DATE", "MEDIA", "NAME_LINES", "Block",
    "Content", "block_at", "content_of", "is_date", "items_of", "with_bullets",
]  # fmt: skip

BULLETS = frozenset("•◦▪‣·*-")  # what browsers and converters make of a list item
BULLET = " " + "".join(BULLETS)
AVATAR = "user avatar"  # seen; otherwise it is what stands in its place on the page
HANDLE = re.compile(r"@[A-Za-z0-9_]{1,20}")
NAME_LINES = 5  #: a name with pictures in it is copied as several lines
LONGEST_DATE = 40
BADGES = frozenset({"Verified account", "Verified", "Verifizierter Account", "Cuenta verificada", "Compte certifié",
                    "Protected account", "Automated", "認証済みアカウント"})  # fmt: skip
DOTS = frozenset({"·", "•"})
CONTEXT = re.compile(
    r"Pinned(?: Tweet| post)?|Angeheftet|Fijado|Épinglé|Fixado|(?P<by>.{1,100}) (?:reposted|Retweeted)"
)

# Pictures and players, as their alternative texts read; other languages as X names them there.
MEDIA = {
    **dict.fromkeys(("Image", "Bild", "Imagen", "Imagem", "Immagine", "Afbeelding", "Obraz", "Resim", "Gambar",
                     "Изображение", "画像", "图像", "圖片", "이미지", "Square profile picture"), "image"),
    **dict.fromkeys(("GIF", "Animated GIF"), "gif"),
    **dict.fromkeys(("Video", "Vidéo", "Vídeo", "Видео", "Wideo", "Embedded video", "動画", "视频", "影片", "동영상"),
                    "video"),
    "ALT": "alt",  # the badge of a picture that has a description; the description itself is not shown
}  # fmt: skip
DURATION = re.compile(r"(?:[0-9]{1,3}:)?[0-9]{1,3}:[0-9]{2}")
HOST = re.compile(r"(?:[a-z0-9\u00a1-\uffff_-]{1,63}\.){1,6}(?:[a-z]{2,24}|xn--[a-z0-9-]{2,59})")
FROM_HOST = re.compile(rf"(?:From|Von|De|Desde|Da|Van|Fra|Från|Od|Z|Из|От|Dari|来自|來自|출처:?) ({HOST.pattern})")

# Lines inside an item that are neither its author's words nor its pictures.
LABELS = {
    **dict.fromkeys(("Advertisement", "Ad", "Promoted", "Anzeige", "Publicidad"), "advertisement"),
    **dict.fromkeys(("Show this thread", "Show thread", "Show more replies"), "thread label"),
    **dict.fromkeys(("Quote", "Quote Tweet", "Quote Post", "Quoted"), "quote label"),
    **dict.fromkeys(("Article",), "article label"),
    **dict.fromkeys(("Translate post", "Translate Tweet", "Show translation"), "translation label"),
    **dict.fromkeys(("This Post is unavailable.", "This post is unavailable.", "This Tweet is unavailable."),
                    "unavailable"),
    **dict.fromkeys(("Show more", "Mehr anzeigen", "Mostrar más", "Mostrar mais", "Voir plus", "Mostra altro",
                     "さらに表示"), "show more"),  # the text is cut there
    **dict.fromkeys(("The media could not be played.", "Reload"), "player"),
}  # fmt: skip
REPLYING = re.compile(
    r"(?:Replying to|Antwort an|En respuesta a|En réponse à|Em resposta a|In risposta a)(?: @.{1,300})?"
)
REPLYING_MORE = re.compile(r"(?:(?:@[A-Za-z0-9_]{1,20}|and|und|y|et|e|,|[0-9]{1,3} others)(?: |$)){1,6}")

Mend = Callable[[str], str]


@attrs.frozen
class Block:
    """The first lines of a post: numbers of its first line, of the first line below its date, and what they say."""

    first: int
    body: int
    name: str
    handle: str
    date: str | None
    badges: tuple[int, ...] = ()


@functools.cache
def spoilt_bullets() -> frozenset[str]:
    """What "•" becomes when a page is read in a wrong charset, with and without losing bytes."""
    spoilt = "•".encode()
    return frozenset([word for codec in CODECS for word in (spoilt.decode(codec, "ignore"), damaged("•", codec))])


def with_bullets(shown: list[str]) -> list[str]:
    """The lines with the spoilt bullets of list items as they were; all else as shown."""
    found = None
    for n, line in enumerate(shown):
        if line < "\x80" or line[0] in BULLETS:  # it begins with ASCII, as nearly all do
            continue
        mark, _, word = line.partition(" ")
        if not word or mark not in spoilt_bullets():
            continue
        below = shown[n + 2 : n + 5][bool(CONTEXT.fullmatch(word)) :]
        if len(below) > 1 and HANDLE.fullmatch(below[0]) and is_date(below[1]):
            found = found or list(shown)
            found[n] = f"• {word}"
    return found or shown


def items_of(lines: list[str]) -> tuple[str, list[tuple[int, int, Block | None]]]:
    """The words of the avatar line; and of each item its first line, its avatar line and its block.

    "Pinned" and "X reposted" stand above the avatar line, with the bullet.
    """
    bullets = [n for n, line in enumerate(lines) if line and line[0] in BULLETS]
    seen = Counter([
        lines[n][1:].lstrip() for n in bullets[:200]
        if n + 3 < len(lines) and HANDLE.fullmatch(lines[n + 2]) and is_date(lines[n + 3])
    ])  # fmt: skip
    avatar = seen.most_common(1)[0][0] if seen else AVATAR
    found = []
    for n in bullets:
        word = lines[n][1:].lstrip()
        if word == avatar:
            at = n
        elif (not word or CONTEXT.fullmatch(word)) and n + 1 < len(lines) and lines[n + 1] == avatar:
            at = n + 1
        else:
            continue
        block = block_at(lines, at)
        if block or at + 4 >= len(lines):  # the page may end inside the block
            found.append((n, at, block))
    return avatar, found


def is_date(line: str) -> bool:
    return 0 < len(line) <= LONGEST_DATE and read_time(line) is not None


def block_at(lines: list[str], at: int) -> Block | None:
    """Name, @handle and date below the avatar line `at`. The name may be anything, even "@x" or a number."""
    undated = None
    avatar = lines[at].lstrip(BULLET)
    for n in range(at + 1, min(at + 2 + NAME_LINES, len(lines))):
        if lines[n][:1] != "@" or not HANDLE.fullmatch(lines[n]):
            if lines[n].lstrip(BULLET) == avatar and (n > at + 1 or lines[n] != avatar):  # already the next one
                break
            continue
        date = n + 1
        while date < len(lines) and lines[date] in DOTS:
            date += 1
        named = lines[at + 1 : n]
        badges = () if BADGES.isdisjoint(named) else tuple([m for m in range(at + 1, n) if lines[m] in BADGES])
        name = named[0] if len(named) == 1 else " ".join([s for s in named if s not in BADGES])
        if date < len(lines) and is_date(lines[date]):
            return Block(at, date + 1, name, lines[n][1:], lines[date], badges)
        if undated is None and n > at + 1:
            shown = lines[date] if date < len(lines) else ""
            like_date = 0 < len(shown) <= LONGEST_DATE // 2 and any(map(str.isdigit, shown)) and shown not in MEDIA
            undated = Block(at, date + like_date, name, lines[n][1:], shown if like_date else None, badges)
    return undated


@attrs.frozen
class Content:
    """What a post says and shows."""

    text: str
    media: tuple[Media, ...] = ()
    cards: tuple[Card, ...] = ()
    truncated: bool = False
    labels: tuple[tuple[int, str], ...] = ()  #: line number and role
    odd: str = ""


def content_of(lines: list[str], start: int, end: int, mend: Mend) -> Content:
    """Text, then pictures or a link card; labels may stand anywhere between them."""
    if end - start == 1 and lines[start] not in MEDIA and not DURATION.fullmatch(lines[start]):
        return Content(lines[start])  # a lone line is what was written, whatever it reads
    labels: list[tuple[int, str]] = []
    kept: list[str] = []
    replying = False
    last = last_of_text(lines, start, end)
    for n in range(start, end):
        line = lines[n]
        if line in LABELS and not (any(kept) and n < last):  # inside a text it is what was written
            labels.append((n, LABELS[line]))
        elif not kept and (REPLYING.fullmatch(line) or (replying and REPLYING_MORE.fullmatch(line))):
            replying = True
            labels.append((n, "reply label"))
        else:
            kept.append(line)
    if labels and not any(kept):  # nothing but labels: they are what was written
        kept, labels = [lines[n] for n, _ in labels], []
    at = next((n for n in range(len(kept)) if shows_begin(kept, n)), len(kept))
    media, rest = media_of(kept[at:])
    words = kept[:at]
    cards: tuple[Card, ...] = ()
    odd = ""
    if rest:
        if card := card_of(rest, mend, image=bool(media) and media[-1] == "image"):
            cards = (card,)
            media = media[:-1] if card.image else media
        else:
            words += rest
            odd = "lines below the pictures stand in the text"
    text = words[0] if len(words) == 1 else re.sub("\n{3,}", "\n\n", "\n".join(words).strip("\n"))
    truncated = any(role == "show more" for _, role in labels)
    return Content(text, tuple([Media(kind) for kind in media]), cards, truncated, tuple(labels), odd)


def last_of_text(lines: list[str], start: int, end: int) -> int:
    """The last line that is neither a label nor a picture nor empty; `start` if there is none."""
    for n in range(end - 1, start, -1):
        if lines[n] and lines[n] not in LABELS and lines[n] not in MEDIA and not DURATION.fullmatch(lines[n]):
            return n
    return start


def shows_begin(kept: list[str], n: int) -> bool:
    """Whether the pictures or the link card of a post begin with line `n` of its lines."""
    line = kept[n]
    if line in MEDIA:
        return True
    left = len(kept) - n - 1
    if left == 1 and FROM_HOST.fullmatch(kept[-1]):
        return True
    return 1 <= left <= 2 and all(kept[n:]) and HOST.fullmatch(line) is not None


def media_of(shown: list[str]) -> tuple[list[str], list[str]]:
    """Kinds of the pictures at the start of `shown`, and the lines behind them. A player shows as picture + length."""
    kinds: list[str] = []
    for n, line in enumerate(shown):
        kind = MEDIA.get(line) or ("video" if n and shown[n - 1] in MEDIA and DURATION.fullmatch(line) else "")
        if line and not kind:
            return kinds, [s for s in shown[n:] if s]
        if kind == "image" or (kind in ("gif", "video") and (not kinds or kinds[-1] not in ("image", kind))):
            kinds.append(kind)
        elif kind in ("gif", "video"):
            kinds[-1] = kind
    return kinds, []


def card_of(rest: list[str], mend: Mend, *, image: bool) -> Card | None:
    """The two shapes of a link card: domain, title, perhaps a description; or title, "From domain"."""
    if len(rest) <= 3 and HOST.fullmatch(rest[0]):
        title, description = [*map(mend, rest[1:]), None, None][:2]
        return Card(title, description, rest[0], image)
    if len(rest) == 2 and (found := FROM_HOST.fullmatch(rest[1])):
        return Card(mend(rest[0]), None, found[1], image)
    return None
