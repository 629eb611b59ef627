"""Long texts in an account export of X, which lie in a file of their own, and the posts that they belong to.

The post has its first 280 signs and "…"; its long text has an id that is no post's. So the two are told by time and
words: the long text begins like the post, and was made at the same moment. Where that leaves a choice, none is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

import attrs

from threadkit.parsing.fields import Fields
from threadkit.records import Source, When

__all__ = ["Beginning", "Note", "is_cut", "matched", "mentions_before", "note_of", "plain"]

#: How far apart the two times may be: the text is stored first, and both are written in whole seconds.
SECONDS = 10
LEAST = 10  #: signs that two texts have to share
#: A post may be 280 long, where a sign above U+10FF counts twice; X cuts before a word and adds "…".
CUT_WEIGHT, HEAVY = 240, "\u1100"
SHORT_LINK = re.compile(r"https?://t\.co/\w{1,20}", re.ASCII)
MENTIONS = re.compile(r"(?:@\w{1,20}\s{1,5}){1,60}", re.ASCII)


@attrs.frozen
class Note:
    """A long text as it lies in its file; it has no HTML escapes."""

    source: Source
    text: str
    id: str | None
    when: When | None
    urls: tuple[tuple[str, str], ...]  #: (short, real)
    form: str  #: by which it is compared


Told = tuple[Note, str]  #: and how its post was told, or why it was not


@attrs.frozen
class Beginning:
    """A post that a long text may belong to."""

    post: str
    moment: datetime
    text: str  #: as the export has it, without escapes


def note_of(note: Fields, source: Source) -> Note | None:
    """A long text out of its record; None if that has none."""
    core = note.record("core")
    text = core.text("text")
    if text is None:
        return None
    urls = ((url.text("shortUrl") or "", url.text("expandedUrl") or "") for url in core.records("urls"))
    return Note(source, text, note.id("noteTweetId"), note.when("createdAt"), tuple(urls), compared(text))


def plain(text: str) -> str:
    """Without the escapes of a post; `full_text` does it for what is kept."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") if "&" in text else text


def compared(text: str) -> str:
    """Short links differ where the same address is written twice; so may white space."""
    return " ".join(SHORT_LINK.sub("t.co", text).split())


def start_of(text: str) -> str:
    """Of a post's text, what its long text begins with: no links at the end, no "…"."""
    form = compared(text)
    while form.endswith(" t.co") or form == "t.co":
        form = form[: -len("t.co")].rstrip()
    return form.removesuffix("…").rstrip()


def is_cut(text: str) -> bool:
    """Whether X cut a text (without escapes): it ends in "…" or in that and links, and is as long as a post may be."""
    if "…" not in text[-200:]:
        return False
    form = compared(text)
    while form.endswith(" t.co"):
        form = form[: -len(" t.co")]
    return form.endswith("…") and sum(1 if sign < HEAVY else 2 for sign in form) >= CUT_WEIGHT


def moment_of(when: When | None) -> datetime | None:
    return when.earliest if when is not None else None


def matched(notes: Iterable[Note], posts: Iterable[Beginning]) -> tuple[dict[str, Told], list[Told]]:
    """Long texts by the post that each surely belongs to, with how it was told; and the rest, with what is unsure."""
    buckets: dict[int, list[Note]] = {}
    everyone = list(notes)
    for note in everyone:
        if (start := moment_of(note.when)) is not None:
            buckets.setdefault(int(start.timestamp()) // SECONDS, []).append(note)
    posts_of: dict[Source, list[tuple[float, str]]] = {}
    notes_of: dict[str, list[tuple[float, Note]]] = {}
    for head in posts:
        for note, apart in near(head, buckets):
            posts_of.setdefault(note.source, []).append((apart, head.post))
            notes_of.setdefault(head.post, []).append((apart, note))
    sure: dict[str, Told] = {}
    rest: list[Told] = []
    for note in everyone:
        found = posts_of.get(note.source, [])
        (apart, post), why = only(found)
        if post and only([(gap, str(other.source)) for gap, other in notes_of[post]])[0][1] != str(note.source):
            post, why = "", f"several long texts begin like {post}, at its time"
        if post:
            sure[post] = note, f"it begins like it, {apart:.0f} s apart in time"
        else:
            rest.append((note, why))
    return sure, rest


def only(found: list[tuple[float, str]]) -> tuple[tuple[float, str], str]:
    """The one, or else the only one of the very second; and why there is none."""
    if not found:
        return (0.0, ""), "no post begins like it at its time"
    exact = [each for each in found if each[0] == 0]
    for some in (found, exact):
        if len(some) == 1:
            return some[0], ""
    names = ", ".join(sorted(name for _, name in found)[:5])
    return (0.0, ""), f"{len(found)} begin like it at its time: {names}"


def mentions_before(text: str, note: Note) -> str:
    """Mentions in front of a post (without escapes) that its long text leaves out."""
    found = MENTIONS.match(text)
    return "" if not found or note.form.startswith(compared(found[0])) else found[0]


def near(head: Beginning, buckets: dict[int, list[Note]]) -> Iterator[tuple[Note, float]]:
    """Long texts of about the moment of a post that begin like it, and how many seconds lie between."""
    number = int(head.moment.timestamp()) // SECONDS
    around = [note for each in (number - 1, number, number + 1) for note in buckets.get(each, ())]
    if not around:
        return
    form = start_of(head.text)
    forms = {form, MENTIONS.sub("", form, count=1) if form.startswith("@") else form}
    for note in around:
        start = moment_of(note.when)
        if start is None:
            continue
        apart = abs((start - head.moment).total_seconds())
        if apart <= SECONDS and any(f == note.form or (len(f) >= LEAST and note.form.startswith(f)) for f in forms):
            yield note, apart
