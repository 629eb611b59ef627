"""A corpus that ConvoKit loads, with no guess where it expects a reply; and the same read back."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import threadkit
from threadkit import Author, Basis, Capture, Count, Counts, Kind, Link, Sighting, Source, When
from threadkit.archive import Archive
from threadkit.outputs.convokit import FILES, write_corpus
from threadkit.parsing.files.boxes import of_folder
from threadkit.parsing.files.opening import folder_material, opened
from threadkit.parsing.formats import convokit_corpus
from threadkit.parsing.material import Hints, Material
from threadkit.parsing.times.shown import read_time
from threadkit.parsing.times.stamps import moment

PAGE = "page.json"
ABOUT_1200 = Count(1200, 1299, "1.2K")
EXAMPLES = Path(__file__).parents[2] / "examples" / "captures"


def post(number: int, text: str, author: Author | None, when: str = "", **more: Any) -> Sighting:
    at = (moment(when) or read_time(when)) if when else None
    return Sighting(Source(PAGE, f"$[{number}]", number), text, id=f"x:{number}", author=author, when=at, **more)


@pytest.fixture
def archive() -> Archive:
    ada, bo = Author(handle="example_ada", name="Ada Example"), Author(handle="example_bo")
    return Archive(
        [
            Capture(PAGE, "made_up", platform="x", states_parents=False),
            post(1, "Is it late?\u2028 \ud83d", ada, "2024-05-01T12:00:00.500Z", counts=Counts(ABOUT_1200)),
            post(2, "It is noon.", bo, "2024-05-01T12:01:00Z", counts=Counts(likes=Count.of(0))),
            post(3, "Seven months ago it was.", None, "7 months ago"),
            post(4, "Who knows?", None),
            post(5, "An answer to what is not here", bo, "2024-05-01 12:30"),
            Link(Kind.REPLY, "x:2", "x:1", Basis.STATED),
            Link(Kind.REPLY, "x:3", "x:2", Basis.SHOWN),
            Link(Kind.REPLY, "x:5", "x:99", Basis.STATED),
            Link(Kind.QUOTE, "x:5", "x:1", Basis.STATED),
        ],
        infer=False,
    )


def utterances(folder: Path) -> dict[str, dict[str, Any]]:
    lines = (folder / "utterances.jsonl").read_text(encoding="ascii").splitlines()
    return {each["id"]: each for each in map(json.loads, lines)}


def read_back(folder: Path) -> Archive:
    box = of_folder(folder)

    def member(name: str) -> Material:
        found = opened(name, box.members[name], Hints(), lambda what, saw: None)
        assert isinstance(found, Material)
        return found

    (group,) = convokit_corpus.claim(tuple(box.members))
    material = folder_material("corpus", {name: partial(member, name) for name in group}, Hints())
    return Archive(convokit_corpus.read(material), infer=False)


def test_a_guess_is_never_a_reply(tmp_path: Path) -> None:
    guessing = threadkit.load(EXAMPLES / "*.txt", seen_at="2026-04-20", author="@example_ada")
    write_corpus(guessing, tmp_path / "corpus")
    guesses = 0
    for name, each in utterances(tmp_path / "corpus").items():
        link = guessing.reply_link(name)
        guess = link if link is not None and link.basis is Basis.INFERRED else None
        guesses += guess is not None
        meta = each["meta"]
        assert meta["inferred_reply_to"] == (guess.parent if guess else None)
        assert meta["inferred_probability"] == (guess.probability if guess else None)
        assert each["reply-to"] is None or (link is not None and guess is None)
    assert guesses > 3
    assert not any(link.basis is Basis.INFERRED for link in read_back(tmp_path / "corpus").links)


def test_replies_that_are_known_are_replies(archive: Archive, tmp_path: Path) -> None:
    write_corpus(archive, tmp_path / "corpus")
    found = utterances(tmp_path / "corpus")
    assert {name: each["reply-to"] for name, each in found.items()} == {
        "x:1": None, "x:2": "x:1", "x:3": "x:2", "x:4": None, "x:5": None,
    }  # fmt: skip
    assert {name: each["conversation_id"] for name, each in found.items()} == {
        "x:1": "x:1", "x:2": "x:1", "x:3": "x:1", "x:4": "x:4", "x:5": "x:5",
    }  # fmt: skip
    assert found["x:5"]["meta"]["reply_to_not_held"] == "x:99"
    assert found["x:3"]["meta"]["reply_to_basis"] == "shown"


def test_times_and_counts_that_are_not_exact_are_no_numbers(archive: Archive, tmp_path: Path) -> None:
    write_corpus(archive, tmp_path / "corpus")
    found = utterances(tmp_path / "corpus")
    assert [found[f"x:{n}"]["timestamp"] for n in (1, 2, 3, 4, 5)] == [1714564800.5, 1714564860, None, None, None]
    assert found["x:3"]["meta"]["time"] == "7 months ago"
    assert found["x:5"]["meta"]["earliest"] < found["x:5"]["meta"]["latest"]
    one = found["x:1"]["meta"]
    assert (one["likes"], one["likes_low"], one["likes_high"]) == (None, 1200, 1299)
    assert found["x:2"]["meta"]["likes"] == 0


def test_unknown_authors_are_not_one_person(archive: Archive, tmp_path: Path) -> None:
    write_corpus(archive, tmp_path / "corpus")
    found = utterances(tmp_path / "corpus")
    assert found["x:3"]["speaker"] != found["x:4"]["speaker"]
    assert found["x:2"]["speaker"] == found["x:5"]["speaker"]
    speakers = json.loads((tmp_path / "corpus" / "speakers.json").read_text(encoding="ascii"))
    assert speakers.keys() == {each["speaker"] for each in found.values()}
    assert speakers[found["x:1"]["speaker"]]["meta"]["name"] == "Ada Example"


def test_the_index_names_the_type_of_each_field(archive: Archive, tmp_path: Path) -> None:
    write_corpus(archive, tmp_path / "corpus")
    index = json.loads((tmp_path / "corpus" / "index.json").read_text(encoding="ascii"))
    assert index.keys() == {
        "utterances-index", "speakers-index", "conversations-index", "overall-index", "version", "vectors",
    }  # fmt: skip
    for each in utterances(tmp_path / "corpus").values():
        assert each["meta"].keys() == index["utterances-index"].keys()
        for key, value in each["meta"].items():
            assert value is None or str(type(value)) in index["utterances-index"][key]


def test_what_was_written_reads_back_without_the_guess(archive: Archive, tmp_path: Path) -> None:
    write_corpus(archive, tmp_path / "corpus")
    again = read_back(tmp_path / "corpus")

    def links(of: Archive) -> set[tuple[Kind, str, str, Basis]]:
        return {(link.kind, link.child, link.parent, link.basis) for link in of.links}

    assert links(again) == links(archive)
    assert {gap.id for gap in again.missing} == {"x:99"}
    for one in archive.posts:
        other = again[one.id]
        assert (other.text, other.author, other.platform) == (one.text, one.author, one.platform)
        assert (other.counts.likes and other.counts.likes.low) == (one.counts.likes and one.counts.likes.low)
    assert again["x:1"].when.earliest == archive["x:1"].when.earliest
    assert again["x:4"].when == When()
    assert [problem.what for problem in again.problems] == []


def test_a_thread_and_a_tree_are_corpora_too(archive: Archive, tmp_path: Path) -> None:
    write_corpus(archive.tree("x:1"), tmp_path / "tree")
    write_corpus(archive.thread("x:5"), tmp_path / "thread")
    assert utterances(tmp_path / "tree").keys() == {"x:1", "x:2", "x:3"}
    assert utterances(tmp_path / "thread").keys() == {"x:5"}


def test_only_a_corpus_is_written_over(archive: Archive, tmp_path: Path) -> None:
    write_corpus(archive, tmp_path / "corpus")
    write_corpus(archive.thread("x:5"), tmp_path / "corpus")
    assert utterances(tmp_path / "corpus").keys() == {"x:5"}
    (tmp_path / "corpus" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError, match=r"notes\.txt"):
        write_corpus(archive, tmp_path / "corpus")
    assert utterances(tmp_path / "corpus").keys() == {"x:5"}
    with pytest.raises(FileNotFoundError, match="no such folder"):
        write_corpus(archive, tmp_path / "no" / "such")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError, match="it is a file"):
        write_corpus(archive, tmp_path / "file")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["corpus", "file"]


def test_a_failing_run_leaves_the_old_corpus(archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_corpus(archive, tmp_path / "corpus")

    def broken(*given: object) -> object:
        raise RuntimeError("cut short")

    monkeypatch.setattr("threadkit.outputs.convokit.index_of", broken)
    with pytest.raises(RuntimeError, match="cut short"):
        write_corpus(archive.thread("x:5"), tmp_path / "corpus")
    assert len(utterances(tmp_path / "corpus")) == 5
    assert [each.name for each in tmp_path.iterdir()] == ["corpus"]


def test_an_empty_archive(tmp_path: Path) -> None:
    write_corpus(Archive([], infer=False), tmp_path / "corpus")
    assert sorted(each.name for each in (tmp_path / "corpus").iterdir()) == sorted(FILES)
    assert utterances(tmp_path / "corpus") == {}


def test_convokit_itself_loads_it(archive: Archive, tmp_path: Path) -> None:
    convokit: Any = pytest.importorskip("convokit")
    write_corpus(archive, tmp_path / "corpus")
    corpus = convokit.Corpus(str(tmp_path / "corpus"))
    assert len(corpus.utterances) == len(archive.posts)
    assert all(each.check_integrity(verbose=False) for each in corpus.iter_conversations())
    assert corpus.get_utterance("x:2").reply_to == "x:1"
