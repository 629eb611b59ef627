"""A post as X's API v2 gives it, bare or with what twarc puts into it: text, author, times, references, edits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import attrs

from threadkit.parsing.identity import post_id_from_url, sighting_id
from threadkit.parsing.json_data.fields import Fields
from threadkit.parsing.times.stamps import snowflake
from threadkit.parsing.x.retold import RETOLD_SIGN, handle_retold
from threadkit.parsing.x.v2_content import CUT_SHORT, Links, Page, cards_of, counts_of, media_of, text_of
from threadkit.parsing.x.versions import of_id, times_of_version
from threadkit.records import (
    Absence,
    Author,
    Basis,
    Finding,
    Furniture,
    Kind,
    Link,
    Problem,
    Repost,
    Severity,
    Sighting,
    Source,
    TimeBasis,
    When,
)

__all__ = ["has_words", "posts_in", "read_posts", "user"]

SECOND = timedelta(seconds=1)
#: How X writes a repost; the text behind it is cut where the whole is longer than a post may be.
REPOSTED = re.compile(r"RT @(\w{1,20}): ?")
LONG_PLACE = 300  # characters
#: What X puts in place of words that it withholds.
WITHHELD = re.compile(r"(?:This (?:Tweet|Post) from )?@\w{1,20}(?:'s (?:account|Tweet|Post))? (?:has been )?withheld")


def x_id(fields: Fields, *names: str) -> str | None:
    """The digits of an id; what is none is a fault."""
    found = fields.value.get(names[0])
    if len(names) > 1 or type(found) is not str or not found:  # most are
        found = fields.id(*names)
    if found is None or (found.isascii() and found.isdigit()):
        return found
    fields.wrong(names, "an id of X", found)
    return None


def user(fields: Fields, user_id: str | None = None) -> Author:
    return Author(fields.text("username"), fields.text("name"), user_id or x_id(fields, "id"))


def has_words(fields: Fields) -> bool:
    """Whether it is a post and not only a pointer at one."""
    return "text" in fields or "note_tweet" in fields


def references(post: Fields) -> list[tuple[str, str | None, Fields]]:
    """(type, id, what stands there) of each post that it refers to."""
    if not post.value.get("referenced_tweets"):
        return []
    return [(each.text("type") or "", x_id(each, "id"), each) for each in post.records("referenced_tweets")]


def posts_in(post: Fields) -> Iterator[Fields]:
    """The post, and the whole posts that are embedded in it, however deep."""
    top, count = post.place, 0
    stack = [post]
    while stack:
        post = stack.pop()
        yield post
        if post.value.get("referenced_tweets"):
            inside = [each for each in post.records("referenced_tweets") if has_words(each)]
            if inside and len(post.place) > LONG_PLACE:  # else the places of deep nesting grow with its square
                inside = [attrs.evolve(each, place=f"{top} … embedded[{count + n}]") for n, each in enumerate(inside)]
            count += len(inside)
            stack += reversed(inside)


def read_posts(
    post: Fields, page: Page, numbers: Iterator[int], passed_on: set[str], states_references: bool = True
) -> Iterator[Finding]:
    """All that a post and those embedded in it say. `passed_on`: ids of reposts on the page that were told already.

    `states_references`: a post without references has none; else words alone tell a repost.
    """
    for each in posts_in(post):
        if each.cut:
            words = each.text("text") or ""
            each.faults.add(each.place, "a post whose end is missing; it is left out", words)
        else:
            refers = references(each)
            original = next((found for found in refers if found[0] == "retweeted"), None)
            if original is None and not states_references and is_retold(each):
                original = ("retweeted", None, Fields({}, each.place, each.faults))
            if original is None:
                yield from own_post(each, refers, page, next(numbers))
            else:
                yield from repost(each, original, page, numbers, passed_on)
        yield from each.faults.told()


def own_post(
    post: Fields, refers: list[tuple[str, str | None, Fields]], page: Page, position: int
) -> Iterator[Finding]:
    source = Source(post.faults.capture, post.place, position)
    digits = x_id(post, "id")
    if digits is None:
        post.faults.add(post.place, "a post without an id", post.value.get("text"))
    author = author_of(post, page)
    quoted = next((found for kind, found, _ in refers if kind == "quoted"), None)
    text, as_shown, truncated, links = text_of(post, digits, quoted)
    if post.value.get("withheld") and digits is not None and WITHHELD.match(text):
        yield Absence(f"x:{digits}", "blocked", source, author, f"https://x.com/i/status/{digits}")
        return
    versions = versions_of(post, digits)
    when, others = times_of(post, digits, versions)
    sighting = Sighting(
        source,
        text,
        f"x:{digits}" if digits else None,
        f"https://x.com/i/status/{digits}" if digits else None,
        author,
        as_shown,
        truncated,
        lang_of(post),
        when,
        others,
        counts_of(post),
        media_of(post, page, links),
        cards_of(post, page, links),
        str(versions.index(digits) + 1) if digits and versions else None,
    )
    yield sighting
    name = sighting.id or sighting_id(sighting)
    for version in versions[1:]:
        reasons = ("X lists both ids as versions of one post",)
        yield Link(Kind.SAME, f"x:{version}", f"x:{versions[0]}", Basis.STATED, None, reasons, source)
    yield from links_of(post, name, refers, versions or [digits], page, source)
    yield from notes_of(post, page, source)
    yield from borrowed(post, digits, links, source)


def links_of(
    post: Fields,
    name: str,
    refers: list[tuple[str, str | None, Fields]],
    own: list[str] | list[str | None],
    page: Page,
    source: Source,
) -> Iterator[Finding]:
    """Its links; `own`: the ids of its versions."""
    parent: str | None = None
    answers = False
    for kind, found, _ in refers:
        if kind == "replied_to":
            answers = True
            if found:
                parent = found
                yield Link(Kind.REPLY, name, f"x:{found}", Basis.STATED, source=source)
            else:
                yield from nameless_parent(post, name, page, source)
        elif kind == "quoted":
            if found is None:
                yield Absence(f"{name}/quoted", "unknown", source)
            yield Link(Kind.QUOTE, name, f"x:{found}" if found else f"{name}/quoted", Basis.STATED, source=source)
        else:
            what = "a reference of an unknown type; it is not followed"
            post.faults.add(post.place, what, f"{kind} {found}")
    root = x_id(post, "conversation_id")
    # A post that begins a conversation of its own answers nobody, though its first word may be someone's name.
    if not answers and root not in own and post.value.get("in_reply_to_user_id"):
        yield from nameless_parent(post, name, page, source)
    if root is not None and root not in own and root != parent:
        yield Link(Kind.ANCESTOR, name, f"x:{root}", Basis.STATED, source=source)


def nameless_parent(post: Fields, name: str, page: Page, source: Source) -> Iterator[Finding]:
    """It answers a post whose id is not given; perhaps it says whose."""
    whom = x_id(post, "in_reply_to_user_id")
    author = page.users.get(whom, Author(id=whom)) if whom else None
    if whom and author == Author(id=whom) and "in_reply_to_user" in post:
        author = user(post.record("in_reply_to_user"), whom)
    yield Absence(f"{name}/parent", "unknown", source, author)
    yield Link(Kind.REPLY, name, f"{name}/parent", Basis.STATED, source=source)


def repost(
    post: Fields, original: tuple[str, str | None, Fields], page: Page, numbers: Iterator[int], passed_on: set[str]
) -> Iterator[Finding]:
    """Who passed on what; the post that was passed on as far as it is shown, if nothing shows more of it."""
    _, found, embedded = original
    digits = x_id(post, "id")
    if digits and digits in passed_on:
        return  # the list of a page's versions repeats it
    if digits:
        passed_on.add(digits)
    source = Source(post.faults.capture, post.place, next(numbers))
    shown = None
    if not has_words(embedded) and (found is None or found not in page.shown):
        shown = passed_on_words(post, found, next(numbers))
    if found or shown:
        passed = f"x:{found}" if found else sighting_id(shown) if shown else ""
        when, _ = times_of(post, digits, [])
        yield Repost(passed, source, f"x:{digits}" if digits else None, author_of(post, page), when)
    else:
        post.faults.add(post.place, "a repost of nobody knows what; it is left out", post.value.get("text"))
    if shown:
        yield shown


def is_retold(post: Fields) -> bool:
    """Whether the words alone tell that it is a repost, of a post whose references were not asked for."""
    raw = post.text("text") or ""
    if not raw.startswith("RT @"):
        return False
    digits, root = x_id(post, "id"), x_id(post, "conversation_id")
    handle, why = handle_retold(
        raw,
        answers="in_reply_to_user_id" in post or root not in (digits, None),
        likes=post.record("public_metrics").whole("like_count"),
        when=times_of(post, digits, [])[0],
        mentioned=any(each.whole("start") == RETOLD_SIGN for each in post.record("entities").records("mentions")),
    )
    if handle is None:
        post.faults.add(post.place, f'begins with "RT @" and is read as a post: {why}', raw, Severity.INFO)
    return handle is not None


def passed_on_words(post: Fields, original: str | None, position: int) -> Sighting | None:
    """The reposted post, by the text of the repost alone, which has no words of its own."""
    text, as_shown, truncated, links = text_of(post, None, None)
    start = REPOSTED.match(text)
    author = None
    if start is not None:
        mentions = (m for m in post.record("entities").records("mentions") if m.text("username") == start[1])
        author = Author(handle=start[1], id=next((x_id(mention, "id") for mention in mentions), None))
    rest = text[start.end() :] if start else text
    if not rest:
        return None
    when, _ = times_of(Fields({}, post.place, post.faults), original, [])
    return Sighting(
        Source(post.faults.capture, f"{post.place}.text", position),
        rest,
        id=f"x:{original}" if original else None,
        url=f"https://x.com/i/status/{original}" if original else None,
        author=author,
        text_as_shown=as_shown or (text if text != rest else None),
        truncated=truncated or rest.endswith(CUT_SHORT),
        lang=lang_of(post),
        when=when,
        media=media_of(post, Page(), links),
    )


def lang_of(post: Fields) -> str | None:
    """"und" is X's word for not knowing it."""
    lang = post.text("lang")
    return lang if lang != "und" else None


def author_of(post: Fields, page: Page) -> Author | None:
    author_id = x_id(post, "author_id")
    if author_id is not None and (known := page.users.get(author_id)):
        return known
    if post.value.get("author"):
        return user(post.record("author"), author_id)
    return Author(id=author_id) if author_id else None


# --- when --------------------------------------------------------------------------------------------------------


def versions_of(post: Fields, digits: str | None) -> list[str]:
    """The ids of an edited post, first version first; empty: it was not edited, as far as is known."""
    history = post.any("edit_history_tweet_ids")
    if history is None or (isinstance(history, list) and len(history) < 2):
        return []
    found = post.list("edit_history_tweet_ids")
    ids = list(dict.fromkeys(str(each) if type(each) in (str, int) else "" for each in found))
    if digits not in ids or not all(each.isascii() and each.isdigit() for each in ids):
        post.wrong(("edit_history_tweet_ids",), "ids of versions of this post", history)
        return []
    return ids if len(ids) > 1 else []


def times_of(post: Fields, digits: str | None, versions: list[str]) -> tuple[When | None, tuple[tuple[str, When], ...]]:
    """When it was first written, and further times: of its id, of the edit that this version is."""
    stated = post.when("created_at")
    own = snowflake(digits) if digits else None
    if own is None:
        return stated, ()
    others = (("id", own),) if stated is not None else ()
    if stated is not None and ".000" in stated.text and stated.earliest and own.earliest:
        start = stated.earliest
        if timedelta() < own.earliest - start < SECOND:  # X writes ".000" whatever the fraction was
            stated = When(start, start + SECOND, stated.text, TimeBasis.EXACT, unit=SECOND)
    if versions and digits != versions[0]:
        first, edited = times_of_version(stated, versions, digits)
        if first is not stated:
            return first, (*edited, ("id", own))
    return stated or of_id(own), others


# --- what else --------------------------------------------------------------------------------------------------


def borrowed(post: Fields, digits: str | None, links: Links, source: Source) -> Iterator[Furniture]:
    """The post of somebody else that its media were taken from."""
    found = {}
    for entity in links.media:
        address = entity.text("expanded_url") or ""
        first = post_id_from_url(address)
        if digits and first and first != f"x:{digits}":
            where = Source(source.capture, f"{entity.place}.expanded_url", source.position)
            found[first] = Furniture(where, "post that the media are from", address)
    yield from found.values()


def notes_of(post: Fields, page: Page, source: Source) -> Iterator[Finding]:
    """What no field of a sighting holds: where it was written, and where it is not shown."""
    if post.value.get("geo"):
        geo = post.record("geo")
        place_id = geo.text("place_id")
        named = page.places.get(place_id or "", geo).text("full_name")
        point = geo.record("coordinates").list("coordinates") if "coordinates" in geo else []
        degrees = (str(each) for each in point if type(each) in (int, float))
        words = ", ".join(filter(None, (named, *degrees))) or place_id
        if words:
            yield Furniture(Source(source.capture, f"{post.place}.geo", source.position), "place", words)
    if post.value.get("withheld"):
        where = ", ".join(code for code in post.record("withheld").list("country_codes") if isinstance(code, str))
        what = "X withholds this post" + (" for copyright" if post.flag("withheld", "copyright") else "")
        yield Problem(source, what, where, Severity.INFO)
