"""ConvoKit corpora: a folder of utterances, speakers and conversations, or its utterances alone.

* Corpora made before 2020 say "user" and "root" for "speaker" and "conversation_id", and have users.json; those of
  subreddits say "reply_to" for "reply-to".
* ``timestamp`` is whatever the makers chose: seconds since 1970, a text, a running number, nothing.
* Ids are unique inside a corpus only, but for those of subreddits, which are Reddit's without their kind.
* What a corpus has as pickles ("…-bin.p", "vectors.….p") is never opened: a pickle is a program.
* A corpus that threadkit wrote has more in ``meta``, see :mod:`threadkit.outputs.convokit`; a reply that was inferred
  is not read back: a guess is no evidence.
"""

from __future__ import annotations

import re
import reprlib
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from threadkit.parsing.identity import base_name, post_id_from_url, url_of
from threadkit.parsing.json_data.fields import Faults, Fields
from threadkit.parsing.json_data.values import Value, first_value, json_values
from threadkit.parsing.material import Fit, Head, Material
from threadkit.parsing.tables.cells import Layout, time_in
from threadkit.parsing.tables.columns import COUNTS
from threadkit.parsing.tables.findings import CANONICAL, own_space
from threadkit.parsing.times.stamps import moment
from threadkit.records import (
    Author,
    Basis,
    Capture,
    Count,
    Counts,
    Finding,
    Furniture,
    Kind,
    Link,
    Problem,
    Severity,
    Sighting,
    Source,
    TimeBasis,
    When,
)

__all__ = ["EXAMPLE", "NAME", "TITLE", "claim", "detect", "read"]

NAME = "convokit_corpus"
TITLE = "A ConvoKit corpus (folder, or its utterances.jsonl)"
EXAMPLE = """\
{"id": "u1", "conversation_id": "u1", "text": "Is it late?", "speaker": "ada", "meta": {}, "reply-to": null, \
"timestamp": 1714564800, "vectors": []}
{"id": "u2", "conversation_id": "u1", "text": "It is noon.", "speaker": "bo", "meta": {}, "reply-to": "u1", \
"timestamp": 1714564860, "vectors": []}
"""
UTTERANCES = ("utterances.jsonl", "utterances.json")
OTHERS = ("speakers.json", "users.json", "conversations.json", "corpus.json", "index.json")
PICKLES = re.compile(r"(?:.{1,200}-bin|vectors\..{1,200})\.p|.{1,200}\.npy")
BASE36 = re.compile(r"[0-9a-z]{1,13}")


def detect(head: Head) -> Fit:
    if head.members:
        return Fit.YES if any(True for _ in claim(head.members)) else Fit.NO
    value = first_value(head)
    if isinstance(value, list):
        value = next((each for each in value if each is not None), None)
    return Fit.YES if isinstance(value, dict) and is_utterance(value) else Fit.NO


def is_utterance(value: Mapping[str, Any]) -> bool:
    return (
        {"id", "text"} <= value.keys()
        and ("reply-to" in value or "reply_to" in value)
        and ("speaker" in value or "user" in value)
        and ("conversation_id" in value or "root" in value)
        and isinstance(value.get("meta", {}), dict)
    )


def claim(names: Sequence[str]) -> Iterable[Sequence[str]]:
    """Each folder that holds utterances and at least one of the other files of a corpus."""
    folders: dict[str, list[str]] = defaultdict(list)
    for name in names:
        folder, _, last = name.rpartition("/")
        if last in UTTERANCES or last in OTHERS or PICKLES.fullmatch(last):
            folders[folder].append(name)
    for group in folders.values():
        here = {base_name(name) for name in group}
        if here & set(UTTERANCES) and here & set(OTHERS):
            yield group


@attrs.frozen
class Corpus:
    """What an utterance is read with. `files`: whether it is one file of several, which its places then name."""

    name: str
    faults: Faults
    speakers: Mapping[str, Fields]
    layout: Layout
    own: str  #: what ids of its own begin with
    files: str = ""

    def place(self, where: str) -> str:
        return f"{self.files} {where}".strip()


def read(material: Material) -> Iterator[Finding]:
    """Yield a Capture, then each utterance with what it answers, and last where conversations begin."""
    name, hints = material.name, material.hints
    yield Capture(name, NAME, hints.seen_at, hints.author, states_parents=True, platform=hints.platform)
    faults = Faults(name)
    members = {base_name(each): opened for each, opened in material.members.items()}
    speakers: dict[str, Fields] = {}
    file = next((each for each in UTTERANCES if each in members), "")
    if material.members:
        for each in ("speakers.json", "users.json"):
            if each in members and not speakers:
                speakers = yield from speakers_in(members[each], each, faults)
        yield from told_of_files(name, members)
        if not file:
            yield Problem(Source(name), "a corpus without utterances", "", Severity.ERROR)
            return
        try:
            material = members[file]()
        except OSError as error:
            yield Problem(Source(name, file), f"cannot be opened: {error}", "", Severity.ERROR)
            return
    layout = Layout(name, NAME, {}, hints.platform, timezone=hints.timezone, by_size=True)
    reading = Reading(Corpus(name, faults, speakers, layout, own_space(material.head, name), file))
    for value in json_values(material):
        if isinstance(value, Problem):
            where = value.source.locator if value.source else ""
            yield attrs.evolve(value, source=Source(name, reading.corpus.place(where)))
        else:
            yield from reading.utterance(value)
        yield from faults.told()
    yield from reading.end()


def told_of_files(name: str, members: Iterable[str]) -> Iterator[Finding]:
    for each in members:
        if PICKLES.fullmatch(each):
            yield Problem(Source(name, each), "a pickle or vectors; never opened", "", Severity.INFO)
        elif each in ("index.json", "corpus.json", "conversations.json"):
            yield Furniture(Source(name, each), "what a corpus says of its metadata")


def speakers_in(
    opened: Callable[[], Material], file: str, faults: Faults
) -> Generator[Finding, None, dict[str, Fields]]:
    """Gives the metadata of each speaker by id."""
    found: dict[str, Fields] = {}
    try:
        values = list(json_values(opened()))
    except OSError as error:
        yield Problem(Source(faults.capture, file), f"cannot be opened: {error}", "", Severity.ERROR)
        return found
    for value in values:
        if isinstance(value, Problem):
            yield attrs.evolve(value, source=Source(faults.capture, file))
        elif isinstance(value.value, dict):
            for number, said in value.value.items():
                if isinstance(said, dict):
                    meta = said["meta"] if isinstance(said.get("meta"), dict) else said
                    found[str(number)] = Fields(meta, f"{file} $.{number}", faults)
    return found


@attrs.define
class Reading:
    corpus: Corpus
    position: int = 0
    held: set[str] = attrs.Factory(set)
    conversations: list[tuple[str, str, Source]] = attrs.Factory(list)
    told: set[str] = attrs.Factory(set)

    def utterance(self, value: Value) -> Iterator[Finding]:
        corpus = self.corpus
        source = Source(corpus.name, corpus.place(value.place), value.position)
        if not isinstance(value.value, dict) or "id" not in value.value or "text" not in value.value:
            saw = ", ".join(map(str, value.value)) if isinstance(value.value, dict) else reprlib.repr(value.value)
            yield Problem(source, "no utterance; left out", saw[:60])
            return
        fields = Fields(value.value, source.locator, corpus.faults)
        if fields.cut:
            yield Problem(source, "the end of this utterance is missing; left out", fields.id("id") or "")
            return
        meta = fields.record("meta")
        root = self.id(fields, first_of(fields, "conversation_id", "root"), meta)
        name = self.id(fields, "id", meta)
        if name is None:
            yield Problem(source, "an utterance without an id; left out", reprlib.repr(value.value["text"])[:60])
            return
        self.held.add(name)
        yield self.sighting(fields, meta, source, name)
        parent = self.id(fields, first_of(fields, "reply-to", "reply_to"), meta)
        if parent is None:
            parent = meta.id("reply_to_not_held") if "time_basis" in meta else None
        if parent == name:
            yield Problem(source, "an utterance that answers itself; taken as one that answers none", name)
        elif parent is not None:
            said = {basis.value: basis for basis in Basis if basis is not Basis.INFERRED}
            basis = said.get(meta.text("reply_to_basis") or "", Basis.STATED)
            yield Link(Kind.REPLY, name, parent, basis, source=source)
        for quoted in meta.list("quotes_posts") if "quotes_posts" in meta else ():
            if isinstance(quoted, str) and quoted != name:
                yield Link(Kind.QUOTE, name, quoted, Basis.STATED, source=source)
        if root is not None and root not in (name, parent) and "time_basis" not in meta:
            self.conversations.append((name, root, source))

    def id(self, fields: Fields, key: str, meta: Fields) -> str | None:
        """An id as threadkit writes it: as it is, Reddit's, or the corpus's own."""
        raw = fields.id(key)
        if raw is None or CANONICAL.match(raw):
            return raw
        corpus = self.corpus
        platform = corpus.layout.platform
        if platform not in (None, "reddit"):
            return f"{platform}:{raw}"
        if "subreddit" in meta or platform == "reddit":
            if raw[:3] in ("t1_", "t3_"):
                return f"reddit:{raw}"
            if BASE36.fullmatch(raw):
                top = fields.value.get(first_of(fields, "conversation_id", "root"))
                return f"reddit:t3_{raw}" if raw == top else f"reddit:t1_{raw}"
        return f"{corpus.own}/{raw}"

    def sighting(self, fields: Fields, meta: Fields, source: Source, name: str) -> Sighting:
        said = fields.value["text"]
        speaker = first_of(fields, "speaker", "user")
        reddit = name.startswith("reddit:")
        shown = meta.value.get("url" if "time_basis" in meta else "permalink")
        url = shown if isinstance(shown, str) and post_id_from_url(shown) == name else None
        counts: dict[str, Count | None] = {}
        if "time_basis" in meta:
            counts = {each: own_count(meta, each) for each in COUNTS}
        elif reddit:
            counts["score"] = meta.count("score", signed=True)
        return Sighting(
            source,
            str(said) if type(said) in (int, float) else fields.text("text") or "",  # as ConvoKit itself does
            id=name,
            url=url or url_of(name),
            author=self.author(fields, speaker, reddit),
            truncated=meta.value.get("truncated") is True,
            lang=meta.text("lang") if "time_basis" in meta else None,
            when=self.time(fields, meta),
            counts=Counts(**counts),
        )

    def author(self, fields: Fields, key: str, reddit: bool) -> Author | None:
        if isinstance(fields.value.get(key), dict):  # a speaker written out
            speaker = fields.record(key).id("id")
        else:
            speaker = fields.id(key)
        if not speaker or (reddit and speaker == "[deleted]"):
            return None
        said = self.corpus.speakers.get(speaker)
        if said is not None and "threadkit" in said:
            if said.value["threadkit"] == "unknown":
                return None
            return Author(said.text("handle"), said.text("name"), said.id("id"))
        name = said.value.get("name") if said is not None else None
        name = name if isinstance(name, str) and name else None
        return Author(speaker, name) if reddit else Author(None, name, speaker)

    def time(self, fields: Fields, meta: Fields) -> When | None:
        if "time_basis" in meta:
            return own_time(meta, self.corpus.layout)
        value = fields.value.get("timestamp")
        if isinstance(value, bool | dict | list):
            fields.wrong(("timestamp",), "a time", value)
            return None
        when, odd = time_in(value, self.corpus.layout)
        if odd and odd not in self.told:
            self.told.add(odd)
            fields.faults.add(f"{fields.place}.timestamp", odd, value, Severity.INFO)
        return when

    def end(self) -> Iterator[Finding]:
        """A conversation's id is mostly that of the utterance that began it, but may be any name."""
        others = [root for _, root, _ in self.conversations if root not in self.held]
        for child, root, source in self.conversations:
            if root in self.held or root.startswith("reddit:"):
                yield Link(Kind.ANCESTOR, child, root, Basis.STATED, source=source)
        names = sorted({root for root in others if not root.startswith("reddit:")})
        if names:
            what = f"{len(names)} conversations have names that are no ids of utterances; they are not read"
            yield Problem(Source(self.corpus.name), what, names[0], Severity.INFO)


def own_count(meta: Fields, name: str) -> Count | None:
    """A count that threadkit wrote, which may be a range."""
    low = meta.whole(f"{name}_low")
    if low is None:
        return None
    high = meta.whole(f"{name}_high")
    return Count(low, high, str(low) if low == high else "") if high is None or low <= high else None


def own_time(meta: Fields, layout: Layout) -> When | None:
    """A time that threadkit wrote. What was narrowed by other posts is read again as it was shown."""
    text = meta.text("time") or ""
    first, last = (moment(meta.text(key) or "") for key in ("earliest", "latest"))
    if meta.value["time_basis"] not in ("exact", "id") or first is None or last is None:
        return time_in(text, layout)[0]
    start, end = first.earliest, last.earliest
    if start is None or end is None or end < start:
        return time_in(text, layout)[0]
    return When(start, end, text, TimeBasis(meta.value["time_basis"]), unit=end - start)


def first_of(fields: Fields, *names: str) -> str:
    return next((name for name in names if name in fields.value), names[0])
