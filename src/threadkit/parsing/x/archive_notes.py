"""Long texts in an account export of X, which lie in a file of their own, and the posts that they belong to.

The post has its first 280 signs and "…"; its long text has an id that is no post's. So the two are told by time and
words: the long text begins like the post, and was made at the same moment. Where that leaves a choice, none is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import attrs

from threadkit.parsing.json_data.fields import Fields
from threadkit.parsing.x.text import MENTIONS, compared, start_of
from threadkit.records import Source, When

__all__ = ["Beginning", "Note", "matched", "note_of"]

#: How far apart the two times may be: the text is stored first, and both are written in whole seconds.
SECONDS = 10
LEAST = 10  #: signs that two texts have to share


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
