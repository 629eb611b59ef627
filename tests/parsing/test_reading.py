"""What load and read take, and what they say of what they cannot take."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest

import threadkit

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "examples" / "captures" / "bluesky_ages.txt"
TEXT = PAGE.read_text(encoding="utf-8")


def texts(archive: threadkit.Archive) -> list[str]:
    return [post.text for post in archive.posts]


EXPECTED = sorted(texts(threadkit.load(PAGE)))


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(codec: str, newline: str, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(TEXT.replace("\n", newline).encode(codec))
    assert sorted(texts(threadkit.load(page))) == EXPECTED


def test_file_objects_strings_gzip_folders_and_globs(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    packed = tmp_path / "in" / "page.txt.gz"
    packed.write_bytes(gzip.compress(TEXT.encode()))
    (tmp_path / "in" / ".hidden").write_text("not read")
    with PAGE.open(encoding="utf-8") as as_text, PAGE.open("rb") as as_bytes:
        found = [
            threadkit.load(as_text),
            threadkit.load(as_bytes),
            threadkit.loads(TEXT),
            threadkit.load(io.StringIO(TEXT)),
            threadkit.load(packed),
            threadkit.load(tmp_path / "in"),
            threadkit.load(str(tmp_path / "*" / "*.gz")),
            threadkit.load(tmp_path / "in", packed),
            threadkit.load(list(threadkit.read(PAGE))),
        ]
    assert [sorted(texts(archive)) for archive in found] == [EXPECTED] * len(found)
    assert [p for archive in found for p in archive.problems if p.severity is threadkit.Severity.ERROR] == []


def test_a_wrong_call_raises_and_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="absent"):
        threadkit.load(tmp_path / "absent.txt")
    with pytest.raises(FileNotFoundError, match="loads"):
        threadkit.load("a page\nthat was pasted")
    with pytest.raises(threadkit.UnknownFormat, match="thread_reader_text"):
        threadkit.load(PAGE, format="no_such_format")
    with pytest.raises(ValueError, match="2026-04-20"):
        threadkit.load(PAGE, seen_at="one of these days")
    with pytest.raises(ValueError, match=r"0\.\.1"):
        threadkit.load(PAGE, min_probability=2)
    with pytest.raises(TypeError, match="int"):
        threadkit.load(5)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.txt", b"", "is empty"),
        ("blank.txt", b" \n\n", "is empty"),
        ("other.txt", b"A recipe for soup.\n", "no format recognises it"),
        ("binary.dat", b"\x00\x01\x02", "no text"),
        ("cut.gz", gzip.compress(TEXT.encode())[:60], "is empty"),
    ],
)
def test_what_cannot_be_read_is_a_problem_and_costs_the_others_nothing(
    name: str, data: bytes, words: str, tmp_path: Path
) -> None:
    bad = tmp_path / name
    bad.write_bytes(data)
    archive = threadkit.load(PAGE, bad)
    assert sorted(texts(archive)) == EXPECTED
    (problem,) = [p for p in archive.problems if p.severity is threadkit.Severity.ERROR]
    assert words in problem.what
    assert problem.source is not None
    assert problem.source.capture == str(bad)
    with pytest.raises(threadkit.NotReadable, match=words):
        threadkit.load(bad, strict=True)
    with bad.open("rb") as opened:
        assert words in " ".join(p.what for p in threadkit.load(opened).problems)


def test_a_folder_without_files_is_told_of(tmp_path: Path) -> None:
    assert ["no files" in p.what for p in threadkit.load(tmp_path).problems] == [True]


def test_two_open_files_of_one_name_are_two_captures() -> None:
    one, two = io.StringIO(TEXT), io.StringIO(TEXT.replace("ago 2", "ago 3"))
    one.name = two.name = "page.txt"
    assert len(threadkit.load(one, two).captures) == 2


def test_bytes_that_are_no_utf_8_are_read_and_told_of(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(TEXT.encode()[:-40] + b"caf\xe9" + TEXT.encode()[-40:])
    archive = threadkit.load(page)
    assert len(archive.posts) == len(EXPECTED)
    assert any("UTF-8" in p.what for p in archive.problems)
