"""A post of X in the shape of API v1.1, which its web API still uses inside ("legacy") and rumour corpora keep.

What stands around that object differs; each format hands it in as :class:`Beside`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import attrs

from threadkit.parsing.identity import post_id_from_url, sighting_id, url_of
from threadkit.parsing.json_data.fields import Fields
from threadkit.parsing.times.stamps import snowflake
from threadkit.parsing.x.text import full_text, mentions_before, plain, seems_cut, start_of
from threadkit.parsing.x.versions import times_of_version
from threadkit.records import (
    Absence,
    Author,
    Basis,
    Card,
    Count,
    Counts,
    Finding,
    Furniture,
    Kind,
    Link,
    Media,
    Repost,
    Severity,
    Sighting,
    Source,
)

__all__ = ["LONG_PLACE", "Beside", "Reading", "author_of", "edits_of", "id_of", "post", "repost"]

LONG_PLACE = 1000  #: characters; posts embedded deeper than that are told apart by a number
DIGITS = re.compile(r"[0-9]{1,25}")
#: The handle in the address of a post; "i" is X itself.
STATUS = re.compile(r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/(?!i/)([^/?#]{1,50})/status(?:es)?/[0-9]")
REPOSTED = re.compile(r"RT @([A-Za-z0-9_]{1,20}): ?")
MEDIA = {"photo": "image", "video": "video", "animated_gif": "gif", "audio": "audio"}
COUNTED = {
    "likes": "favorite_count",
    "reposts": "retweet_count",
    "replies": "reply_count",
    "quotes": "quote_count",
    "bookmarks": "bookmark_count",
}


@attrs.define
class Reading:
    """One capture while it is read: how many posts it showed, which, and of which others it spoke."""

    capture: str
    position: int = -1
    shown: set[str] = attrs.Factory(set)
    spoken: dict[str, Absence] = attrs.Factory(dict)
    absent: set[str] = attrs.Factory(set)  #: of which it was said why they are not there

    def source(self, place: str) -> Source:
        self.position += 1
        return Source(self.capture, place, self.position)

    def speak(self, post_id: str, reason: str, source: Source, author: Author | None, url: str | None = None) -> None:
        """It is told at the end, unless the capture shows the post after all."""
        self.spoken.setdefault(post_id, Absence(post_id, reason, source, author, url))

    def gone(self, post_id: str, reason: str, place: str | Source, author: Author | None = None) -> Absence:
        """An Absence, with what was said of the post before."""
        said = self.spoken.get(post_id)
        self.absent.add(post_id)
        source = self.source(place) if isinstance(place, str) else place
        if said is None:
            return Absence(post_id, reason, source, author)
        return Absence(post_id, reason, source, author or said.author, said.url)

    def unseen(self) -> Iterator[Absence]:
        for post_id, absence in self.spoken.items():
            if post_id not in self.shown and post_id not in self.absent:
                yield absence


@attrs.frozen
class Beside:
    """What other layouts keep outside the v1.1 object."""

    id: str | None = None
    author: Author | None = None
    long: Fields | None = None  #: the long form, with "text" and "entity_set"; not escaped
    views: Count | None = None
    edits: tuple[str, ...] = ()  #: ids of all its versions, the first one first
    cards: tuple[Card, ...] = ()
    truncated: bool = False
    quoted: str | None = None  #: id of the post it quotes, if the v1.1 object does not say it


def id_of(tweet: Fields, name: str = "id") -> str | None:
    """An id as "x:123". The text form is the exact one: numbers above 2**53 are often rounded already."""
    text = f"{name}_str"
    if tweet.value.get(text) is None and tweet.value.get(name) is None:  # as mostly
        return None
    found = tweet.id(text) or tweet.id(name)
    if found is None:
        return None
    if not DIGITS.fullmatch(found):
        tweet.wrong((name,), "an id of X", found)
        return None
    return f"x:{found}"


def author_of(user: Fields) -> Author | None:
    """The author, of a user object of v1.1."""
    found = Author(user.text("screen_name") or None, user.text("name") or None, user.id("id_str") or user.id("id"))
    return found if found != Author() else None


def post(tweet: Fields, reading: Reading, beside: Beside) -> Iterator[Finding]:
    """The Sighting of a post and what it says of others. Posts embedded in it are left to the format."""
    source = reading.source(tweet.place)
    quoted = quoted_of(tweet, beside)
    text, as_shown, truncated = text_of(tweet, beside, quoted)
    times = [("id", found)] if (found := beside.id and snowflake(beside.id[2:])) else []
    if stamp := tweet.unix("timestamp_ms", per_second=1000):
        times.append(("timestamp_ms", stamp))
    when, edited = times_of_version(tweet.when("created_at"), beside.edits, beside.id)
    lang = tweet.text("lang")
    own = beside.id
    seen = Sighting(
        source, text, own, own and url_of(own), beside.author, as_shown, truncated,
        lang if lang != "und" else None, when, (*edited, *times), counts_of(tweet, beside),
        media_of(tweet), beside.cards, version_of(beside),
    )  # fmt: skip
    yield seen
    if own is None:
        what = "a post without an id that can be used; nothing can point at it"
        tweet.faults.add(tweet.place, what, text, Severity.ERROR)
    name = sighting_id(seen)
    reading.shown.add(name)
    yield from reply_of(tweet, name, source, reading)
    if quoted is not None and quoted != name:
        where = tweet.text("quoted_status_permalink", "expanded") or address_of(tweet, quoted)
        status = STATUS.match(where) if where else None
        reading.speak(quoted, "unknown", source, Author(status[1]) if status else None, where)
        yield Link(Kind.QUOTE, name, quoted, Basis.STATED, source=source)
    for other in beside.edits:
        if other != name:
            yield Link(Kind.SAME, name, other, Basis.STATED, reasons=("an edited version",), source=source)
    yield from notes_of(tweet, own, source)


def address_of(tweet: Fields, post_id: str) -> str | None:
    """Where the text links to a post, which says whose it is."""
    for url in tweet.record("entities").records("urls"):
        if (where := url.text("expanded_url")) and post_id_from_url(where) == post_id:
            return where
    return None


def notes_of(tweet: Fields, own: str | None, source: Source) -> Iterator[Furniture]:
    """What no field of a sighting holds: where it was written, and whose its media are."""
    if tweet.value.get("place") or tweet.value.get("coordinates"):
        point = tweet.record("coordinates").list("coordinates") if tweet.value.get("coordinates") else []
        name = tweet.text("place", "full_name") if tweet.value.get("place") else None
        words = ", ".join([*([name] if name else []), *(str(each) for each in point if type(each) in (int, float))])
        if words:
            yield Furniture(Source(source.capture, f"{tweet.place}.place", source.position), "place", words)
    found = {}
    for medium in media_in(tweet):
        first = id_of(medium, "source_status_id")
        if first is not None and first != own:
            where = Source(source.capture, f"{medium.place}.source_status_id_str", source.position)
            found[first] = Furniture(where, "post that the media are from", medium.text("expanded_url") or first)
    yield from found.values()


def reply_of(tweet: Fields, name: str, source: Source, reading: Reading) -> Iterator[Finding]:
    parent = id_of(tweet, "in_reply_to_status_id")
    whom = Author(
        tweet.text("in_reply_to_screen_name") or None,
        None,
        tweet.id("in_reply_to_user_id_str") or tweet.id("in_reply_to_user_id"),
    )
    told = whom if whom != Author() else None
    root = id_of(tweet, "conversation_id")
    if parent == name:
        tweet.faults.add(tweet.place, "a post that answers itself; taken as no reply", parent)
    elif parent is not None:
        if told is not None:
            reading.speak(parent, "not_captured", source, told)
        yield Link(Kind.REPLY, name, parent, Basis.STATED, source=source)
    elif root != name and (told is not None or "in_reply_to_status_id" in tweet):
        parent = f"{name}/parent"  # whom it answers is all that is said, so that the gap has no id of X
        yield Absence(parent, "unknown", source, told)
        yield Link(Kind.REPLY, name, parent, Basis.STATED, source=source)
    if root is not None and root not in (name, parent):
        yield Link(Kind.ANCESTOR, name, root, Basis.STATED, source=source)


def quoted_of(tweet: Fields, beside: Beside) -> str | None:
    """The id of what it quotes; in rows of twitter-to-sqlite "quoted_status" is that id."""
    found = id_of(tweet, "quoted_status_id")
    if found is None and not isinstance(tweet.value.get("quoted_status"), dict):
        found = id_of(tweet, "quoted_status")
    return found or beside.quoted


def repost(
    tweet: Fields,
    reading: Reading,
    original: str | None,
    own: str | None,
    author: Author | None,
    reason: str = "unknown",
) -> Iterator[Finding]:
    """A Repost. If its original is not told by id, the text "RT @…" is the cut text of it.

    `reason`: why the original is not there, if so.
    """
    source = reading.source(tweet.place)
    if original is None:
        shown = tweet.text("full_text") or tweet.text("text") or ""
        found = REPOSTED.match(shown)
        name = own or sighting_id(Sighting(source, shown, author=author))
        original = f"{name}/original"
        reading.shown.add(original)
        yield Absence(original, reason, source, Author(found[1]) if found else None)
        if found:
            text = full_text(shown[found.end() :], *links_in(tweet.record("entities")), escaped=True)
            lang = tweet.text("lang")
            yield Sighting(
                source, text, original, author=Author(found[1]), text_as_shown=shown, truncated=text.endswith("…"),
                lang=lang if lang != "und" else None, media=media_of(tweet),
            )  # fmt: skip
    yield Repost(original, source, own, author, tweet.when("created_at"))


@attrs.frozen
class Form:
    """One of the forms of a text that a record holds."""

    text: str
    entities: Fields
    escaped: bool = True
    whole: bool = False  #: surely not cut

    def size(self) -> tuple[int, bool, int]:
        """How much it says: what X adds to a text that it cuts can make it longer than the whole one."""
        return len(start_of(plain(self.text) if self.escaped else self.text)), self.whole, len(self.text)


def text_of(tweet: Fields, beside: Beside, quoted: str | None) -> tuple[str, str | None, bool]:
    """(text, as shown if it is another, whether it is cut). Of several forms the longest is the text."""
    entities = tweet.record("entities")
    forms = [Form(text, entities) for name in ("full_text", "text") if (text := tweet.text(name)) is not None]
    if "extended_tweet" in tweet and (text := tweet.text("extended_tweet", "full_text")) is not None:
        forms.append(Form(text, tweet.record("extended_tweet", "entities"), whole=True))
    if beside.long is not None and (text := beside.long.text("text")) is not None:
        before = mentions_before(plain(forms[0].text), text) if forms else ""
        forms.append(Form(before + text, beside.long.record("entity_set"), escaped=False, whole=True))
    if not forms:
        return "", None, beside.truncated
    chosen = max(forms, key=Form.size) if len(forms) > 1 else forms[0]
    urls, drop = links_in(chosen.entities, entities)
    cut = beside.truncated
    if not cut and not chosen.whole:
        cut = tweet.flag("truncated") is True or ends_early(chosen, beside, urls, drop)
    ends = {beside.id if cut else None, quoted} - {None}  # a cut text ends with the post's own address
    drop += [short for short, real in urls if ends and post_id_from_url(real) in ends]
    if quoted is not None and (short := tweet.text("quoted_status_permalink", "url")):
        drop.append(short)
        urls.append((short, tweet.text("quoted_status_permalink", "expanded") or ""))
    text = full_text(chosen.text, urls, drop, escaped=chosen.escaped)
    return text, forms[0].text if forms[0].text != text else None, cut


def ends_early(form: Form, beside: Beside, urls: list[tuple[str, str]], media: list[str]) -> bool:
    """Whether X cut a text without saying so: behind "…" there is the post's own address, or it is long enough."""
    if "…" not in form.text or beside.id is None:
        return False
    own = [short for short, real in urls if short not in media and post_id_from_url(real) == beside.id]
    behind = (form.text.partition(short)[0].rstrip() for short in own if short and short in form.text)
    return any(text.endswith("…") for text in behind) or seems_cut(plain(form.text), beside.id[2:])


def links_in(*entities: Fields) -> tuple[list[tuple[str, str]], list[str]]:
    """(short, real) of all links, and the short ones of media, which X does not show at the end of a text."""
    urls: list[tuple[str, str]] = []
    drop = []
    for n, each in enumerate(entities):
        if n and each is entities[0]:
            continue
        urls += [(url.text("url") or "", url.text("expanded_url") or "") for url in each.records("urls")]
        for medium in each.records("media"):
            short = medium.text("url") or ""
            urls.append((short, medium.text("expanded_url") or ""))
            drop.append(short)
    return urls, drop


def counts_of(tweet: Fields, beside: Beside) -> Counts:
    given = {name: tweet.count(key) for name, key in COUNTED.items() if key in tweet}
    return Counts(views=beside.views, **given)


def media_of(tweet: Fields) -> tuple[Media, ...]:
    return tuple([medium_of(medium) for medium in media_in(tweet)])


def media_in(tweet: Fields) -> Iterable[Fields]:
    """The fullest of the lists: the plain one has only the first picture, and calls a video a photo."""
    for names in (
        ("extended_tweet", "extended_entities"), ("extended_entities",), ("extended_tweet", "entities"), ("entities",),
    ):  # fmt: skip
        above = tweet.any(*names[:-1]) if len(names) > 1 else tweet.value
        if isinstance(above, dict) and isinstance(held := above.get(names[-1]), dict) and held.get("media"):
            return tweet.record(*names).records("media")
    return ()


def medium_of(medium: Fields) -> Media:
    kind = medium.text("type") or ""
    url = medium.text("media_url_https") or medium.text("media_url")
    best = -1
    for variant in medium.record("video_info").records("variants") if "video_info" in medium else ():
        bitrate = variant.whole("bitrate")
        if bitrate is not None and bitrate > best and (address := variant.text("url")):
            best, url = bitrate, address
    return Media(MEDIA.get(kind, kind or "image"), medium.text("ext_alt_text"), url)


def version_of(beside: Beside) -> str | None:
    """Which of its versions it is, from "1"; None: it has but one."""
    if len(beside.edits) < 2 or beside.id not in beside.edits:
        return None
    return str(beside.edits.index(beside.id) + 1)


def edits_of(control: Fields) -> tuple[str, ...]:
    """Ids of all versions of a post, as "edit_control" or "edit_history" tells them."""
    held = control.record("edit_control_initial") if "edit_control_initial" in control else control
    found = [each for each in held.list("edit_tweet_ids") if isinstance(each, str | int)]
    first = control.id("initial_tweet_id")
    ids = [str(each) for each in ([first, *found] if first else found)]
    return tuple(dict.fromkeys(f"x:{each}" for each in ids if DIGITS.fullmatch(each)))
