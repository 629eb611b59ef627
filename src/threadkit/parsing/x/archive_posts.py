"""One record of an account export of X as findings: a post, or a repost with what it shows of the original."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta

import attrs

from threadkit.parsing.identity import sighting_id, url_of
from threadkit.parsing.json_data.fields import Fields
from threadkit.parsing.times.stamps import snowflake
from threadkit.parsing.x.archive_notes import Note
from threadkit.parsing.x.retold import RETOLD_SIGN, handle_retold
from threadkit.parsing.x.text import full_text, mentions_before, plain, seems_cut
from threadkit.parsing.x.versions import times_of_version
from threadkit.records import (
    Absence,
    Author,
    Basis,
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
    TimeBasis,
    When,
)

__all__ = ["REPOSTED", "Setting", "Seen", "findings_of", "post_id_of", "text_of"]

REPOSTED = "#reposted"  #: behind a file's name: the capture of what it shows of posts of others, which hides parents

#: X shows as a quote the last link to an older post, not one to a picture of it.
PERMALINK = re.compile(
    r"https?://(?:(?:www|mobile|m)\.)?(?:twitter|x)\.com/(?:#!/)?"
    r"(?:i/web|i|(\w{1,30}))/status(?:es)?/(\d{1,20})/?(?:[?#].*)?",
    re.ASCII | re.IGNORECASE | re.DOTALL,
)
ANSWERS = ("in_reply_to_status_id_str", "in_reply_to_status_id", "in_reply_to_user_id")
ID = re.compile(r"[0-9]{1,25}")
KINDS = {"photo": "image", "video": "video", "animated_gif": "gif"}
DAY = timedelta(days=1)


@attrs.frozen
class Setting:
    """What is known before the records of a file are read."""

    capture: str
    author: Author | None = None  #: of whom the export is
    media: Mapping[str, str] = {}  #: members that are media, by their own names
    notes: Mapping[str, tuple[Note, str]] = {}  #: long texts by the id of their post, and how that was told


@attrs.define
class Seen:
    """What the records of an export say together."""

    ids: set[str] = attrs.Factory(set)  #: of posts and reposts
    parents: dict[str, Absence] = attrs.Factory(dict)  #: whom posts answer
    loose: list[tuple[Note, str]] = attrs.Factory(list)  #: long texts of no known post, and why
    dates: bool = False  #: whether it gives dates for times


def post_id_of(post: Fields, names: tuple[str, ...] = ("id_str", "id", "tweet_id")) -> str | None:
    """The first of some ids that is one, as "x:123"."""
    for name in names:
        found = post.id(name)
        if found and ID.fullmatch(found):
            return f"x:{found}"
        if found:
            post.wrong((name,), "an id of X", found)
    return None


def text_of(post: Fields) -> str | None:
    texts = [text for name in ("full_text", "text") if (text := post.text(name)) is not None]
    return max(texts, key=len) if texts else None


def findings_of(post: Fields, position: int, setting: Setting, seen: Seen) -> Iterator[Finding]:
    """`post`: a record with a text."""
    raw = text_of(post) or ""
    post_id = post_id_of(post)
    when = created(post, post_id, seen)
    user = post.record("user")
    author = author_of(user, "screen_name", "name") or setting.author
    source = Source(setting.capture, post.place, position)
    if post_id:
        seen.ids.add(post_id)
    if original := post.record("retweeted_status").value:
        yield from reposted(Fields(original, f"{post.place}.retweeted_status", post.faults), source, seen, setting,
                            Repost("", source, post_id, author, when))  # fmt: skip
        return
    of, why = retold(post, raw, when)
    if of:
        shown = shown_of(post, raw, of, source, setting)
        yield shown
        yield Repost(sighting_id(shown), source, post_id, author, when)
        return
    if why:
        post.faults.add(post.place, f'begins with "RT @" and is read as a post: {why}', raw, Severity.INFO)
    yield from own(post, raw, setting, seen, Sighting(source, raw, post_id, author=author, when=when))


def own(post: Fields, raw: str, setting: Setting, seen: Seen, shown: Sighting) -> Iterator[Finding]:
    """The post and its links. `shown`: as far as it is known."""
    urls = [(url.text("url") or "", url.text("expanded_url") or "") for url in post.records("entities", "urls")]
    quoted, quoted_link, whose = quoted_by(post, urls, shown.id)
    media, links = media_of(post, shown.id, setting.media)
    note, why = setting.notes.get(shown.id or "", (None, ""))
    drop = [*links, quoted_link]
    if note:
        text = mentions_before(plain(raw), note.text) + full_text(note.text, [*note.urls, *urls], drop, escaped=False)
        what = f"its whole text is the one at {note.source.locator} of {note.source.capture}: {why}"
        post.faults.add(post.place, what, note.id or "", Severity.INFO)
    else:
        text = full_text(raw, urls, drop, escaped=True)
    if shown.id is None:
        what = "a post without an id that can be used; nothing can point at it"
        post.faults.add(post.place, what, raw, Severity.ERROR)
    when, edited = times_of_version(shown.when, edits(post), shown.id)
    shown = attrs.evolve(
        shown,
        when=when,
        text=text,
        text_as_shown=None if raw == text else raw,
        url=url_of(shown.id) if shown.id else None,
        truncated=note is None and (post.flag("truncated") is True or seems_cut(plain(raw), (shown.id or "")[2:])),
        lang=lang_of(post),
        other_times=(*edited, *other_times(post, shown.id)),
        counts=Counts(
            likes=post.count("favorite_count"), reposts=post.count("retweet_count"), replies=post.count("reply_count")
        ),
        media=media,
        version=version(post, shown.id),
    )
    yield shown
    remarks(post)
    yield from borrowed(post, shown)
    yield from links_of(post, raw, sighting_id(shown), quoted, shown.source, seen)
    if quoted and whose and quoted != shown.id:
        absent = Absence(quoted, "not_captured", shown.source, Author(whose), url_of(quoted))
        seen.parents.setdefault(quoted, absent)


def links_of(post: Fields, raw: str, post_id: str, quoted: str, source: Source, seen: Seen) -> Iterator[Finding]:
    user = post.id("in_reply_to_user_id_str") or post.id("in_reply_to_user_id")
    whom = Author(post.text("in_reply_to_screen_name") or None, None, user)
    parent = post_id_of(post, ("in_reply_to_status_id_str", "in_reply_to_status_id"))
    if parent == post_id:
        post.faults.add(post.place, "a post that answers itself; taken as no reply", parent)
    elif parent:
        yield Link(Kind.REPLY, post_id, parent, Basis.STATED, source=source)
        if whom != Author():
            seen.parents.setdefault(parent, Absence(parent, "not_captured", source, whom, url_of(parent)))
    elif whom != Author():
        if addresses(post, raw, whom):
            what = "addresses somebody and names no post that it answers; read as an answer to none"
            post.faults.add(post.place, what, str(whom), Severity.INFO)
        else:
            parent = f"{post_id}/parent"
            yield Absence(parent, "unknown", source, whom)
            yield Link(Kind.REPLY, post_id, parent, Basis.STATED, source=source)
    if quoted and quoted != post_id:
        yield Link(Kind.QUOTE, post_id, quoted, Basis.STATED, source=source)
    for other in edits(post):
        if other != post_id:
            yield Link(Kind.SAME, post_id, other, Basis.STATED, None, ("an edited version",), source)


def addresses(post: Fields, raw: str, whom: Author) -> bool:
    """Whether the text begins with the mention of whom it answers: X then takes any post for an answer to them.

    Seen: 13 of 1,793 in an export, all of them typed so ("@somebody please …").
    """
    first = re.match(r"\s{0,5}\.?@(\w{1,20})", raw, re.ASCII)
    if not first:
        return False
    if whom.handle and first[1].casefold() == whom.handle.casefold():
        return True
    ids = {mention.id("id_str") or mention.id("id") for mention in post.records("entities", "user_mentions")
           if begin(mention) == first.start(1) - 1}  # fmt: skip
    return whom.id is not None and whom.id in ids


def begin(entity: Fields) -> int | None:
    indices = entity.any("indices")
    first = indices[0] if isinstance(indices, list) and indices else None
    if isinstance(first, str) and first.isascii() and first.isdigit() and len(first) < 10:
        return int(first)
    return first if type(first) is int else None


def quoted_by(post: Fields, urls: list[tuple[str, str]], post_id: str | None) -> tuple[str, str, str]:
    """Id of the quoted post, the short link to it, whose it is by its address; each "" if there is none."""
    stated = post_id_of(post, ("quoted_status_id_str", "quoted_status_id"))
    for short, real in reversed(urls):
        found = PERMALINK.fullmatch(real)
        if found and (post_id is None or int(found[2]) < int(post_id[2:])) and stated in (None, f"x:{found[2]}"):
            return f"x:{found[2]}", short, found[1] or ""
    return stated or "", "", ""


def retold(post: Fields, raw: str, when: When | None) -> tuple[Author | None, str]:
    """Whose post it passes on, or None and why it is one of its own, if it begins like a repost."""
    mentions = post.records("entities", "user_mentions") if raw.startswith("RT @") else ()
    mention = next((each for each in mentions if begin(each) == RETOLD_SIGN), None)
    handle, why = handle_retold(
        raw,
        answers=any(name in post for name in ANSWERS),
        likes=post.whole("favorite_count"),
        when=when,
        mentioned=mention is not None,
    )
    if handle is None:
        return None, why
    if mention is None:
        return Author(handle=handle), ""
    who = author_of(mention, "screen_name", "name") or Author()
    return attrs.evolve(who, handle=who.handle or handle, id=None if who.id == "-1" else who.id), ""


def shown_of(post: Fields, raw: str, of: Author, source: Source, setting: Setting) -> Sighting:
    """What a repost shows of the original: no id, no time, and often not all of the text."""
    urls = [(url.text("url") or "", url.text("expanded_url") or "") for url in post.records("entities", "urls")]
    media, links = media_of(post, post_id_of(post), setting.media)
    text = raw.partition(": ")[2]
    return Sighting(
        Source(source.capture + REPOSTED, source.locator, source.position),
        full_text(text, urls, links, escaped=True),
        author=of,
        text_as_shown=raw,
        truncated=raw.endswith("…"),
        lang=lang_of(post),
        media=media,
    )


def reposted(original: Fields, source: Source, seen: Seen, setting: Setting, repost: Repost) -> Iterator[Finding]:
    """A repost that holds the whole original, as in exports from before 2019."""
    here = attrs.evolve(setting, capture=setting.capture + REPOSTED, author=None)
    inside = Source(here.capture, original.place, source.position)
    post_id, raw = post_id_of(original), text_of(original)
    if raw is None:
        original.faults.add(original.place, "a reposted post without its text; left out", original.value)
        return
    author = author_of(original.record("user"), "screen_name", "name")
    if post_id:
        seen.ids.add(post_id)
    shown = Sighting(inside, raw, post_id, author=author, when=created(original, post_id, seen))
    for finding in own(original, raw, here, seen, shown):
        if isinstance(finding, Sighting):
            repost = attrs.evolve(repost, post=sighting_id(finding))
        yield finding
    yield repost


def author_of(user: Fields, handle: str, name: str) -> Author | None:
    found = Author(user.text(handle) or None, user.text(name) or None, user.id("id_str") or user.id("id"))
    return found if found != Author() else None


def created(post: Fields, post_id: str | None, seen: Seen) -> When | None:
    """Exports from before 2019 give midnight for all posts from before November 2010: only the date is known."""
    when = post.when("created_at")
    if (
        when is not None
        and when.earliest is not None
        and when.text.endswith(" 00:00:00 +0000")
        and (post_id is None or snowflake(post_id[2:]) is None)
    ):
        seen.dates = True
        return attrs.evolve(when, latest=when.earliest + DAY, unit=DAY, basis=TimeBasis.DATE)
    return when


def other_times(post: Fields, post_id: str | None) -> tuple[tuple[str, When], ...]:
    found = [("deleted_at", when) for when in [post.when("deleted_at")] if when]
    if post_id and (when := snowflake(post_id[2:])):
        found.append(("id", when))
    return tuple(found)


def lang_of(post: Fields) -> str | None:
    lang = post.text("lang")
    return lang if lang and lang != "und" else None


def media_of(post: Fields, post_id: str | None, files: Mapping[str, str]) -> tuple[tuple[Media, ...], list[str]]:
    """Pictures and videos, and the short links to them; a file of the export goes before an address."""
    entries = list(post.records("extended_entities", "media")) or list(post.records("entities", "media"))
    found, links = [], []
    for each in entries:
        links.append(each.text("url") or "")
        picture = each.text("media_url_https") or each.text("media_url")
        films = [(film.whole("bitrate") or 0, film.text("url") or "") for film in each.records("video_info", "variants")
                 if film.text("content_type") == "video/mp4"]  # fmt: skip
        films.sort(key=lambda film: -film[0])
        addresses = [*(address for _, address in films), *([picture] if picture else [])]
        own_names = (f"{(post_id or '')[2:]}-{base(address)}" for address in addresses)
        url = next((files[name] for name in own_names if name in files), addresses[0] if addresses else None)
        found.append(Media(KINDS.get(each.text("type") or "", "image"), each.text("ext_alt_text") or None, url))
    return tuple(found), links


def borrowed(post: Fields, shown: Sighting) -> Iterator[Furniture]:
    """The post of somebody else that its media were taken from."""
    found = {}
    for each in post.records("extended_entities", "media"):
        if (first := post_id_of(each, ("source_status_id_str", "source_status_id"))) and first != shown.id:
            where = Source(shown.source.capture, f"{each.place}.source_status_id_str", shown.source.position)
            found[first] = Furniture(where, "post that the media are from", each.text("expanded_url") or first)
    yield from found.values()


def base(address: str) -> str:
    return address.partition("?")[0].rpartition("/")[2]


def edits(post: Fields) -> list[str]:
    """Ids of all versions of a post, the oldest first."""
    info = post.record("edit_info")
    if "edit" in info:
        edit = info.record("edit")
        ids = [edit.value.get("initialTweetId"), *edit.list("editControlInitial", "editTweetIds")]
    elif "initial" in info:
        ids = info.list("initial", "editTweetIds")
    else:
        return []
    return list(dict.fromkeys(f"x:{each}" for each in ids if isinstance(each, str) and ID.fullmatch(each)))


def version(post: Fields, post_id: str | None) -> str | None:
    """Which of its versions it is, from "1"; None: it has but one."""
    ids = edits(post)
    return str(ids.index(post_id) + 1) if post_id in ids and len(ids) > 1 else None


def remarks(post: Fields) -> None:
    """What is said of a post and has no place in it."""
    if post.flag("possibly_sensitive"):
        post.faults.add(post.place, "X takes its links or media for possibly sensitive", "", Severity.INFO)
    if lands := [land for land in post.list("withheld_in_countries") if isinstance(land, str)]:
        post.faults.add(post.place, "withheld in some countries", ", ".join(lands), Severity.INFO)
    if "community_id" in post:
        post.faults.add(post.place, "posted in a community", post.id("community_id") or "", Severity.INFO)
