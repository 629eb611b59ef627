"""ConvoKit corpora: folders of old and new, utterances alone, and all that can be wrong in them."""

from __future__ import annotations

import json
import random
import re
from functools import partial
from pathlib import Path

import pytest
from made_pages import posts_of

import threadkit
from threadkit.parsing.files.boxes import of_folder
from threadkit.parsing.files.opening import bytes_opener, folder_material, opened
from threadkit.parsing.formats import convokit_corpus
from threadkit.parsing.material import Fit, Head, Hints, Material
from threadkit.records import Capture, Finding, Furniture, Kind, Link, Problem, Severity

SAMPLES = Path(__file__).parents[1] / "samples" / "convokit_corpus"


def told(what: str, saw: str) -> None:
    """Nobody."""


def alone(data: bytes, hints: Hints | None = None) -> Material:
    found = opened("corpus/utterances.jsonl", bytes_opener(data), hints or Hints(), told)
    assert isinstance(found, Material)
    return found


def folder(path: Path) -> Material:
    box = of_folder(path)

    def member(name: str) -> Material:
        found = opened(f"{path.name}/{name}", box.members[name], Hints(), told)
        assert isinstance(found, Material)
        return found

    (group,) = convokit_corpus.claim(tuple(box.members))
    return folder_material(path.name, {name: partial(member, name) for name in group}, Hints())


def plain(name: str | None) -> str:
    """An id of a corpus's own without the digest of what is in the corpus."""
    return re.sub(r"(?<=\w)#[0-9a-f]{8}/", "/", name or "")


def links(findings: list[Finding], kind: Kind = Kind.REPLY) -> dict[str, str]:
    return {found.child: found.parent for found in findings if isinstance(found, Link) and found.kind is kind}


def problems(findings: list[Finding]) -> list[tuple[str, str]]:
    return [
        (found.source.locator if found.source else "", found.what)
        for found in findings
        if isinstance(found, Problem) and found.severity is not Severity.INFO
    ]


def test_a_corpus_of_a_subreddit_has_reddit_s_ids() -> None:
    material = folder(SAMPLES / "old_subreddit")
    assert convokit_corpus.detect(material.head) is Fit.YES
    findings = list(convokit_corpus.read(material))
    capture, *_ = findings
    assert isinstance(capture, Capture)
    assert capture.name == "old_subreddit"
    one, two, three, four = posts_of(findings)
    assert [post.id for post in (one, two, three, four)] == [
        "reddit:t3_abc12", "reddit:t1_def34", "reddit:t1_ghi56", "reddit:t1_jkl78",
    ]  # fmt: skip
    assert links(findings) == {
        "reddit:t1_def34": "reddit:t3_abc12",
        "reddit:t1_ghi56": "reddit:t1_def34",
        "reddit:t1_jkl78": "reddit:t1_yyy88",
    }
    assert links(findings, Kind.ANCESTOR) == {
        "reddit:t1_ghi56": "reddit:t3_abc12",
        "reddit:t1_jkl78": "reddit:t3_zzz99",
    }
    assert (one.author, three.author) == (threadkit.Author(handle="example_ada"), None)
    assert two.counts.score is not None
    assert (two.counts.score.low, two.source.locator) == (-1, "utterances.jsonl line 2")
    assert one.when is not None
    assert one.when.earliest is not None
    assert one.when.earliest.isoformat() == "2024-05-01T12:00:00+00:00"
    assert problems(findings) == []


def test_a_corpus_with_ids_of_its_own() -> None:
    findings = list(convokit_corpus.read(folder(SAMPLES / "films")))
    assert [plain(post.id) for post in posts_of(findings)] == [f"films/L{n}" for n in (1, 2, 3, 4, 5)]
    replies, below = (links(findings, kind) for kind in (Kind.REPLY, Kind.ANCESTOR))
    assert {plain(a): plain(b) for a, b in replies.items()} == {"films/L2": "films/L1", "films/L4": "films/L9"}
    assert {plain(a): plain(b) for a, b in below.items()} == {"films/L4": "films/L3", "films/L5": "films/L3"}
    one, two, three, four, _ = posts_of(findings)
    assert four.text == "4"
    assert one.author == threadkit.Author(None, "Ada Example", "u0")
    assert two.author == threadkit.Author(None, None, "u1")
    assert (one.when, two.when and two.when.earliest) == (None, None)  # "2" is a running number
    assert three.when is not None
    assert three.when.earliest is not None
    places = [place for place, _ in problems(findings)]
    assert places == [
        "utterances.jsonl line 4.timestamp",
        "utterances.jsonl line 5",
        "utterances.jsonl line 6",
        "utterances.jsonl line 7",
    ]
    said = [found.what for found in findings if isinstance(found, Problem) and found.severity is Severity.INFO]
    assert any("pickle" in what for what in said)
    assert any("conversations have names" in what for what in said)
    assert [found.source.locator for found in findings if isinstance(found, Furniture)] == ["conversations.json"]


def test_corpora_of_one_name_are_two(tmp_path: Path) -> None:
    for place, said in (("a", "x"), ("b", "y"), ("c", "x")):
        made = tmp_path / place / "corpus"
        made.mkdir(parents=True)
        lines: list[dict[str, object]] = [
            {"id": f"u{n}", "conversation_id": "u0", "text": f"{said}{n}", "speaker": said, "meta": {},
             "reply-to": f"u{n - 1}" if n else None, "timestamp": None}
            for n in range(2)
        ]  # fmt: skip
        (made / "utterances.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
        (made / "index.json").write_text("{}", encoding="utf-8")
    one, two, copy = (list(convokit_corpus.read(folder(tmp_path / place / "corpus"))) for place in "abc")
    archive = threadkit.Archive([*one, *two], infer=False)
    assert sorted(post.text for post in archive.posts) == ["x0", "x1", "y0", "y1"]
    assert {len(post.sightings) for post in archive.posts} == {1}
    assert links(copy) == links(one) != links(two)
    lines_alone = [f'{{"id": "1", "text": "{n}", "reply-to": null}}'.encode() for n in "ab"]
    assert len({post.id for line in lines_alone for post in posts_of(list(convokit_corpus.read(alone(line))))}) == 2


def test_utterances_alone_are_read_too() -> None:
    material = alone((SAMPLES / "old_subreddit" / "utterances.jsonl").read_bytes())
    assert convokit_corpus.detect(material.head) is Fit.YES
    findings = list(convokit_corpus.read(material))
    assert len(posts_of(findings)) == 4
    assert posts_of(findings)[1].source.locator == "line 2"
    listed = [json.loads(line) for line in (SAMPLES / "old_subreddit" / "utterances.jsonl").read_text().splitlines()]
    array = alone(json.dumps(listed).encode())
    assert convokit_corpus.detect(array.head) is Fit.YES
    assert links(list(convokit_corpus.read(array))) == links(findings)


@pytest.mark.parametrize(
    "text",
    [
        '{"id": "1", "text": "a", "user": {"name": "b"}, "in_reply_to_status_id": null}\n',
        '{"id": "1", "text": "a", "speaker": "b"}\n',
        '{"id": 1, "text": "a", "reply_to": 3, "user": "b", "channel": "c"}\n',
        "[]",
        "",
        "reply-to root user text id meta",
    ],
)
def test_what_is_no_corpus(text: str) -> None:
    assert convokit_corpus.detect(Head("x.json", text)) is Fit.NO


def test_only_whole_corpora_are_claimed() -> None:
    whole = ("a/utterances.jsonl", "a/index.json", "a/parsed-bin.p", "a/notes.txt")
    names = (*whole, "b/utterances.jsonl", "c/index.json")
    assert [list(group) for group in convokit_corpus.claim(names)] == [
        ["a/utterances.jsonl", "a/index.json", "a/parsed-bin.p"]
    ]
    assert convokit_corpus.detect(Head("b", members=("utterances.jsonl", "speakers.json"))) is Fit.YES
    assert convokit_corpus.detect(Head("b", members=("speakers.json", "index.json"))) is Fit.NO


def test_changed_and_cut_bytes_never_raise() -> None:
    chance = random.Random(4)
    for name in ("films", "old_subreddit"):
        whole = (SAMPLES / name / "utterances.jsonl").read_bytes()
        for _ in range(60):
            changed = bytearray(whole)
            for _ in range(2):
                changed[chance.randrange(len(changed))] = chance.randrange(32, 127)
            list(convokit_corpus.read(alone(bytes(changed))))
        for end in range(0, len(whole), 41):
            list(convokit_corpus.read(alone(whole[:end])))


@pytest.mark.parametrize("odd", [None, 5, 5.5, "5", [], [1], {}, {"a": 1}, True, "x" * 99])
def test_wrong_types_in_any_field(odd: object) -> None:
    good = {"id": "1", "conversation_id": "1", "text": "a", "speaker": "b", "meta": {}, "reply-to": "2", "timestamp": 5}
    for field in good:
        line = json.dumps({**good, field: odd}) + "\n" + json.dumps(good) + "\n"
        findings = list(convokit_corpus.read(alone(line.encode())))
        assert any(plain(post.id) == "utterances.jsonl/1" for post in posts_of(findings))
