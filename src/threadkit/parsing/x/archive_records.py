"""The files of an account export of X, each kind read in its own way: records as findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import attrs

from threadkit.parsing.identity import url_of
from threadkit.parsing.json_data.fields import Faults, Fields
from threadkit.parsing.json_data.values import Value
from threadkit.parsing.times.stamps import moment
from threadkit.parsing.x.archive_notes import Beginning, Note, note_of
from threadkit.parsing.x.archive_parts import Holds
from threadkit.parsing.x.archive_posts import REPOSTED, Seen, Setting, findings_of, other_times, post_id_of, text_of
from threadkit.parsing.x.text import full_text, is_cut, plain
from threadkit.records import Absence, Capture, Finding, Problem, Severity, Sighting, Source

__all__ = ["READERS", "Values", "beginnings", "load"]

Values = Iterable[Value | Problem]
DATES = "times of this export from before November 2010 are dates: it gives midnight for all of them"


def record_of(value: Value, name: str, faults: Faults) -> Fields | None:
    """The record, without the object that it may be wrapped in; None if it is none, or its end is missing."""
    if not isinstance(value.value, dict):
        faults.add(value.place, "not an object; left out", value.value)
        return None
    record = Fields(value.value, value.place, faults)
    inside = value.value.get(name)
    if isinstance(inside, dict):
        record = Fields(inside, f"{value.place}.{name}", faults)
    if record.cut:
        faults.add(record.place, "a record whose end is missing; left out", "", Severity.ERROR)
        return None
    return record


def posts(values: Values, setting: Setting, seen: Seen, capture: Capture) -> Iterator[Finding]:
    faults = Faults(setting.capture)
    others = attrs.evolve(capture, name=setting.capture + REPOSTED, account=None, states_parents=False)
    shows_others = False
    for value in values:
        if isinstance(value, Problem):
            yield value
            continue
        record = record_of(value, "tweet", faults)
        if record is not None and text_of(record) is None:
            faults.add(record.place, "no post: it has no text; left out", record.value)
        elif record is not None:
            dates = seen.dates
            for finding in findings_of(record, value.position, setting, seen):
                if isinstance(finding, Sighting) and not shows_others and finding.source.capture == others.name:
                    shows_others = True
                    yield others
                yield finding
            if seen.dates != dates:
                faults.add(record.place, DATES, record.text("created_at") or "", Severity.INFO)
        yield from faults.told()


def load(values: Values, capture: str, notes: list[Note]) -> Iterator[Problem]:
    """Long texts of one file, added to `notes`."""
    faults = Faults(capture)
    for value in values:
        if isinstance(value, Problem):
            yield value
            continue
        record = record_of(value, "noteTweet", faults)
        if record is not None:
            note = note_of(record, Source(capture, record.place, value.position))
            if note is None:
                faults.add(record.place, "no long text in it; left out", record.value)
            else:
                notes.append(note)
        yield from faults.told()


def beginnings(values: Values) -> Iterator[Beginning]:
    """What long texts are held against."""
    for value in values:
        record = value.value if isinstance(value, Value) else None
        if isinstance(record, dict):
            inside = record.get("tweet")
            post = Fields(inside if isinstance(inside, dict) else record, "", Faults(""))
            post_id, raw, time = post_id_of(post), text_of(post), post.text("created_at")
            when = moment(time) if time else None
            if post_id and raw and when is not None and when.earliest is not None and not post.cut:
                yield Beginning(post_id, when.earliest, plain(raw))


def notes(values: Values, setting: Setting, seen: Seen, capture: Capture) -> Iterator[Finding]:
    """Long texts of no known post, as posts without an id. What is a post's is told with it."""
    del values, capture
    for note, why in seen.loose:
        if note.source.capture == setting.capture:
            text = full_text(note.text, note.urls, escaped=False)
            shown = None if text == note.text else note.text
            yield Sighting(note.source, text, author=setting.author, text_as_shown=shown, when=note.when)
            what = f"a long text whose post is not told: {why}; read as a post without an id"
            yield Problem(note.source, what, note.text[:60], Severity.INFO)


def headers(values: Values, setting: Setting, seen: Seen, capture: Capture) -> Iterator[Finding]:
    """Ids of posts that are in no file of the export."""
    del capture
    yield from absences(values, setting, seen, "not_captured")


def deleted(values: Values, setting: Setting, seen: Seen, capture: Capture) -> Iterator[Finding]:
    del capture
    yield from absences(values, setting, seen, "deleted")


def absences(values: Values, setting: Setting, seen: Seen, reason: str) -> Iterator[Finding]:
    faults = Faults(setting.capture)
    for value in values:
        if isinstance(value, Problem):
            yield value
            continue
        record = record_of(value, "tweet", faults)
        if record is not None:
            post_id = post_id_of(record)
            if post_id is None:
                faults.add(record.place, "no id of a post in it; left out", record.value)
            elif post_id not in seen.ids:
                source = Source(setting.capture, record.place, value.position)
                yield Absence(post_id, reason, source, setting.author, url_of(post_id))
        yield from faults.told()


def likes(values: Values, setting: Setting, seen: Seen, capture: Capture) -> Iterator[Finding]:
    """Posts of others: id and text as X shows it, which may be cut; not who wrote it, what it answers, its links."""
    del capture
    faults = Faults(setting.capture)
    for value in values:
        if isinstance(value, Problem):
            yield value
            continue
        record = record_of(value, "like", faults)
        if record is not None:
            post_id = f"x:{number}" if (number := record.id("tweetId")) else None
            raw = record.text("fullText")
            source = Source(setting.capture, record.place, value.position)
            if raw is not None:
                text = full_text(raw, (), escaped=True)
                if post_id:
                    seen.ids.add(post_id)
                yield Sighting(source, text, post_id, url_of(post_id) if post_id else None,
                               text_as_shown=None if text == raw else raw, truncated=is_cut(text),
                               other_times=other_times(record, post_id))  # fmt: skip
            elif post_id:
                yield Absence(post_id, "unknown", source, url=url_of(post_id))
            else:
                faults.add(record.place, "no liked post in it; left out", record.value)
        yield from faults.told()


READERS: dict[Holds, Callable[[Values, Setting, Seen, Capture], Iterator[Finding]]] = {
    Holds.POSTS: posts,
    Holds.NOTES: notes,
    Holds.HEADERS: headers,
    Holds.DELETED: deleted,
    Holds.LIKES: likes,
}
