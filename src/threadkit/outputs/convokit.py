"""A ConvoKit corpus: the folder that ``convokit.Corpus(filename=…)`` loads.

====================  =========================================================================================
file                  what it holds
====================  =========================================================================================
utterances.jsonl      one post a line: id, conversation_id, text, speaker, meta, reply-to, timestamp, vectors
speakers.json         of each speaker: handle, name, id, platform
conversations.json    of each conversation: its root, how many posts it has
corpus.json           what the corpus is
index.json            of which type each metadata field is
====================  =========================================================================================

``reply-to`` is what a source states or shows, or a person's word, and only where the parent is held: ConvoKit's trees
need their nodes. What is not held stands in ``meta.reply_to_not_held``. A reply that was inferred is never written as
one: it stands in ``meta.inferred_reply_to``, with its probability, and the post begins a conversation of its own. So
do quotes that were inferred, in ``meta.inferred_quotes``.

``timestamp`` is in seconds since 1970 if the time is known to a minute or better, else null: "7 months ago" is no
timestamp. The whole interval stands in ``meta.earliest`` and ``meta.latest``. A post of an unknown author has a speaker
of its own, so that two unknown ones are never taken for one.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from threadkit.parsing.identity import author_key
from threadkit.records import Author, Basis, Counts, Kind, Link, Missing, Post, When

if TYPE_CHECKING:
    from threadkit.archive import Archive
    from threadkit.outputs.layout import Subject

__all__ = ["FILES", "write_corpus"]

FILES = ("utterances.jsonl", "speakers.json", "conversations.json", "corpus.json", "index.json")
VERSION = 1  #: of the corpus; ConvoKit counts on from it
NARROW = timedelta(minutes=1)
Plain = dict[str, Any]


def write_corpus(subject: Subject, folder: str | os.PathLike[str]) -> None:
    """Write an archive, a thread or a tree as a ConvoKit corpus.

    The folder is made beside itself first and then put in place. One that is there is replaced if it holds nothing but
    a corpus.

    Raises:
        FileExistsError: the folder holds other things.
        FileNotFoundError: there is no folder to make it in.
        OSError: it cannot be written.

    """
    target = Path(folder)
    if not target.parent.is_dir():
        raise FileNotFoundError(f"no such folder: {target.parent}: make it first, or write {target.name} elsewhere")
    others = [each.name for each in target.iterdir() if each.name not in FILES] if target.is_dir() else []
    if others or (target.exists() and not target.is_dir()):
        what = f"it holds {', '.join(sorted(others)[:3])}" if others else "it is a file"
        raise FileExistsError(f"{target}: {what}; a corpus is written to a folder of its own")
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        unfinished.mkdir()
        for name, pieces in files(subject):
            with (unfinished / name).open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(pieces)
        if target.is_dir():
            shutil.rmtree(target)
        unfinished.replace(target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def files(subject: Subject) -> Iterator[tuple[str, Iterable[str]]]:
    """Name and text of each file."""
    archive, posts = posts_of(subject)
    held = {post.id for post in posts}
    links = {post.id: archive.reply_link(post) for post in posts}
    utterances: list[Plain] = []
    speakers: dict[str, Plain] = {}
    conversations: dict[str, Plain] = {}
    began: dict[str, str] = {}
    for post in posts:  # parents first
        link = links[post.id]
        parent = link.parent if link is not None and link.basis is not Basis.INFERRED and link.parent in held else None
        began[post.id] = began[parent] if parent is not None else post.id
        conversation = conversations.setdefault(began[post.id], {"root": began[post.id], "posts": 0})
        conversation["posts"] += 1
        speaker, said = speaker_of(post)
        known = speakers.setdefault(speaker, said)
        known.update({key: value for key, value in said.items() if value is not None and known.get(key) is None})
        utterances.append(
            {
                "id": post.id,
                "conversation_id": began[post.id],
                "text": post.text,
                "speaker": speaker,
                "meta": meta_of(post, archive, link, parent),
                "reply-to": parent,
                "timestamp": timestamp_of(post.when),
                "vectors": [],
            }
        )
    corpus = {"name": "threadkit", "posts": len(posts), "inferred_replies": "in utterance meta, never in reply-to"}
    yield "utterances.jsonl", (plain(each) + "\n" for each in utterances)
    yield "speakers.json", [plain({name: {"meta": said, "vectors": []} for name, said in speakers.items()})]
    yield "conversations.json", [plain({name: {"meta": said, "vectors": []} for name, said in conversations.items()})]
    yield "corpus.json", [plain(corpus)]
    yield "index.json", [plain(index_of((u["meta"] for u in utterances), speakers, conversations, corpus))]


def posts_of(subject: Subject) -> tuple[Archive, list[Post]]:
    """Its posts, parents before what answers them."""
    from threadkit.threads import ReplyTree, Thread

    if isinstance(subject, Thread):
        kept = {post.id for post in (*subject.posts, *(post for branch in subject.branches for post in branch))}
        return subject.archive, [post for post in subject.archive.posts if post.id in kept]
    if isinstance(subject, ReplyTree):
        kept = {item.id for item, _ in subject.walk() if not isinstance(item, Missing)}
        return subject.archive, [post for post in subject.archive.posts if post.id in kept]
    return subject, list(subject.posts)


def speaker_of(post: Post) -> tuple[str, Plain]:
    """Who is who by the same key as everywhere: an account's id, else its handle, else a name."""
    author, key = post.author or Author(), author_key(post.author, post.platform)
    said = {"threadkit": "unknown" if key is None else "known", **attrs.asdict(author), "platform": post.platform}
    if key is None:
        return f"unknown author of {post.id}", said
    platform, _, value = key
    return f"{platform}:{value}" if platform else value, said


def timestamp_of(when: When) -> int | float | None:
    if when.earliest is None or when.width is None or when.width > NARROW:
        return None
    seconds = when.earliest.timestamp()
    return int(seconds) if seconds.is_integer() else seconds


def meta_of(post: Post, archive: Archive, link: Link | None, parent: str | None) -> Plain:
    """Flat, and the same keys in every utterance, as ConvoKit's index wants them."""
    when = post.when
    inferred = link is not None and link.basis is Basis.INFERRED
    quotes = archive.nodes.links_at(post.id, Kind.QUOTE, "child")
    meta: Plain = {
        "url": post.url,
        "platform": post.platform,
        "lang": post.lang,
        "truncated": post.truncated,
        "time": when.text or None,
        "time_basis": when.basis.value,
        "earliest": when.earliest.isoformat() if when.earliest else None,
        "latest": when.latest.isoformat() if when.latest else None,
        "reply_to_basis": link.basis.value if link is not None and parent is not None else None,
        "reply_to_not_held": link.parent if link is not None and parent is None and not inferred else None,
        "inferred_reply_to": link.parent if link is not None and inferred else None,
        "inferred_probability": link.probability if link is not None and inferred else None,
        "inferred_reasons": "; ".join(link.reasons) if link is not None and inferred else None,
        "quotes_posts": [each.parent for each in quotes if each.basis is not Basis.INFERRED],
        "inferred_quotes": [each.parent for each in quotes if each.basis is Basis.INFERRED],
        "media": len(post.media),
        "sources": "; ".join(f"{s.source.capture} {s.source.locator}".strip() for s in post.sightings),
    }
    for field in attrs.fields(Counts):
        count = getattr(post.counts, field.name)
        meta[field.name] = count.low if count is not None and count.exact else None
        meta[f"{field.name}_low"] = None if count is None else count.low
        meta[f"{field.name}_high"] = None if count is None else count.high
    return meta


def index_of(
    utterances: Iterable[Plain], speakers: Mapping[str, Plain], conversations: Mapping[str, Plain], corpus: Plain
) -> Plain:
    return {
        "utterances-index": types_of(utterances),
        "speakers-index": types_of(speakers.values()),
        "conversations-index": types_of(conversations.values()),
        "overall-index": types_of([corpus]),
        "version": VERSION,
        "vectors": [],
    }


def types_of(metas: Iterable[Plain]) -> dict[str, list[str]]:
    """The types of each field, as ConvoKit names them; none of a field that is always null."""
    found: dict[str, list[str]] = {}
    for meta in metas:
        for key, value in meta.items():
            kinds = found.setdefault(key, [])
            if value is not None and str(type(value)) not in kinds:
                kinds.append(str(type(value)))
    return {key: sorted(kinds) for key, kinds in found.items()}


def plain(value: object) -> str:
    """JSON in ASCII: ConvoKit opens its files in the encoding of the computer."""
    return json.dumps(value, ensure_ascii=True)
