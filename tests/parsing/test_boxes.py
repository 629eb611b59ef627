"""Compressed files, archives and folders: what is in them is read as if it lay there by itself."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import threadkit
from threadkit.parsing.files.boxes import claims, of_tar, prefix

PAGE = Path(__file__).parents[2] / "examples" / "captures" / "bluesky_viewer_clock.txt"
PAGE = PAGE if PAGE.exists() else sorted(PAGE.parent.glob("*.txt"))[0]
DATA = PAGE.read_bytes()
EXPECTED = sorted(post.text for post in threadkit.load(PAGE).posts)


def zipped(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return target.getvalue()


def tarred(**members: bytes) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name.replace("__", "/"))
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return target.getvalue()


def zstandard(data: bytes) -> bytes:
    zstd = pytest.importorskip("backports.zstd")
    return bytes(zstd.compress(data))


def texts(archive: threadkit.Archive) -> list[str]:
    return sorted(post.text for post in archive.posts)


PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "page.gz": gzip.compress,
    "page.bz2": bz2.compress,
    "page.xz": lzma.compress,
    "page.zst": zstandard,
    "several frames.zst": lambda data: zstandard(data[:100]) + zstandard(data[100:]),
    "several members.gz": lambda data: gzip.compress(data[:100]) + gzip.compress(data[100:]),
    "padded.gz": lambda data: gzip.compress(data) + b"\0" * 512,
    "page.zip": lambda data: zipped(a__page=data),
    "zip in zip.zip": lambda data: zipped(b__c=zipped(page=data)),
    "page.tar": lambda data: tarred(a__page=data),
    "page.tar.gz": lambda data: gzip.compress(tarred(a__page=data)),
    "gz in tar.tar": lambda data: tarred(page=gzip.compress(data)),
    "no name that tells": gzip.compress,
}


@pytest.mark.parametrize("name", PACKINGS)
def test_a_packed_page_is_read_like_the_page(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(PACKINGS[name](DATA))
    assert texts(threadkit.load(path)) == EXPECTED
    assert threadkit.load(path).problems == threadkit.load(PAGE).problems
    with path.open("rb") as opened:
        assert texts(threadkit.load(opened)) == EXPECTED
    assert texts(threadkit.load(tmp_path)) == EXPECTED


@pytest.mark.parametrize(("exponent", "problems"), [
    (10 + 7, []),
    (31, []),  # 2 GiB: as Pushshift's dumps say, though most programs stop at 27
    (32, ["is damaged", "is empty"]),  # more than the format's own tools take
])  # fmt: skip
def test_windows_of_zstandard(exponent: int, problems: list[str], tmp_path: Path) -> None:
    """A frame written by hand: its sign, no content size, its window, and one block that is not packed."""
    pytest.importorskip("backports.zstd")
    line = b'{"id": "made1", "link_id": "t3_madeup", "subreddit": "made_up", "body": "I kept one.", "score": 1}\n'
    data = line * 2
    block = (len(data) << 3 | 1).to_bytes(3, "little") + data
    path = tmp_path / "RC_made_up.zst"
    path.write_bytes(b"\x28\xb5\x2f\xfd\x00" + bytes([exponent - 10 << 3]) + block)
    archive = threadkit.load(path)
    assert texts(archive) == ([] if problems else ["I kept one."])
    said = [problem.what for problem in archive.problems]
    assert [any(start in what for what in said) for start in problems] == [True] * len(problems)
    assert problems or not said


@pytest.mark.parametrize("name", ["page.gz", "page.bz2", "page.xz", "page.zst"])
def test_what_a_cut_file_holds_is_kept(name: str, tmp_path: Path) -> None:
    noise = b"".join(b"%d " % (n * n * 7919 % 104729) for n in range(200_000))  # so that there are several blocks
    packed = PACKINGS[name](b'{"threadkit": 1, "findings": []}' + noise)
    path = tmp_path / name
    path.write_bytes(packed[: len(packed) * 3 // 4])
    notes: list[str] = []
    from threadkit.parsing.files.opening import file_opener, opened
    from threadkit.parsing.material import Hints, Material

    found = opened("cut", file_opener(path), Hints(), lambda what, saw: notes.append(what))
    assert isinstance(found, Material)
    text = found.text()
    assert text.encode().startswith(b'{"threadkit": 1, "findings": []}')
    assert len(text) > len(noise) // 4
    assert (b'{"threadkit": 1, "findings": []}' + noise).startswith(text.encode())
    assert any("ends early" in note for note in notes)


def test_damage_is_told_and_costs_the_rest_nothing(tmp_path: Path) -> None:
    good = zipped(one=DATA, two=b"A recipe for soup.")
    (tmp_path / "cut.zip").write_bytes(good[: len(good) // 2])
    (tmp_path / "good.zip").write_bytes(good)
    spoilt = bytearray(gzip.compress(DATA))
    spoilt[len(spoilt) // 2] ^= 0xFF
    (tmp_path / "spoilt.gz").write_bytes(spoilt)
    archive = threadkit.load(tmp_path)
    assert set(EXPECTED) <= set(texts(archive))
    told = {problem.source.capture.rpartition("/")[2]: problem.what for problem in archive.problems if problem.source}
    assert "cut short" in told["cut.zip"]
    assert "no format recognises it" in told["two"]
    assert any("damaged" in p.what for p in archive.problems if p.source and p.source.capture.endswith("spoilt.gz"))


def test_an_encrypted_member_is_told_with_the_remedy(tmp_path: Path) -> None:
    data = bytearray(zipped(page=DATA))
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(data)
    (problem,) = threadkit.load(tmp_path / "locked.zip").problems
    assert "password" in problem.what


def test_boxes_in_boxes_have_an_end(tmp_path: Path) -> None:
    data = zipped(page=DATA)
    for _ in range(12):
        data = zipped(inner=data)
    (tmp_path / "deep.zip").write_bytes(data)
    archive = threadkit.load(tmp_path / "deep.zip")
    assert not archive.posts
    assert "deep" in archive.problems[0].what


def test_pictures_are_told_of_once_and_hidden_files_not_at_all(tmp_path: Path) -> None:
    for name in ("a.jpg", "b.PNG", "clip.mp4", ".DS_Store", "__MACOSX/page"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"\xff\xd8\x00")
    (tmp_path / "page.txt").write_bytes(DATA)
    archive = threadkit.load(tmp_path)
    assert texts(archive) == EXPECTED
    odd = [p for p in archive.problems if p.source and p.source.capture == str(tmp_path)]
    assert [(p.what[:14], p.severity) for p in odd] == [("3 of the files", threadkit.Severity.INFO)]


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(DATA)
    archive = threadkit.load(tmp_path / "page.txt", tmp_path, str(tmp_path / "*.txt"))
    assert len(archive.captures) == 1
    assert texts(archive) == EXPECTED


def test_files_of_a_group_are_claimed_once() -> None:
    def pairs(names: object) -> list[list[str]]:
        assert isinstance(names, list)
        return [[name for name in names if name.startswith(("a", "b"))]]

    def all_of_them(names: object) -> list[object]:
        return [names]

    found = list(claims(["a/1", "b/2", "c/3"], {"second": all_of_them, "first": pairs}))
    assert found == [("first", ["a/1", "b/2"]), ("second", ["c/3"])]


@pytest.mark.parametrize(
    ("names", "folder"),
    [([], ""), (["a"], ""), (["x/a", "x/b"], "x/"), (["x/y/a", "x/z/b"], "x/"), (["x/a", "b"], "")],
)
def test_the_folder_of_a_group(names: list[str], folder: str) -> None:
    assert prefix(names) == folder


def test_two_members_of_one_name_are_both_read(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("page", DATA)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("page", b"A recipe for soup.")
    (tmp_path / "two.zip").write_bytes(target.getvalue())
    found = threadkit.load(tmp_path / "two.zip")
    assert texts(found) == EXPECTED
    assert any(p.source and p.source.capture.endswith("page#2") for p in found.problems)


ABSURD = {
    "a size beyond all numbers": {"size": "9" * 20},
    "a map of holes that is none": {"GNU.sparse.map": "a,b", "GNU.sparse.size": "x"},
    "a hole of a terabyte": {"GNU.sparse.map": "0,2", "GNU.sparse.size": str(1 << 40), "GNU.sparse.numblocks": "1"},
}


@pytest.mark.parametrize("headers", ABSURD.values(), ids=ABSURD)
@pytest.mark.parametrize("format", [None, "table_csv"])
def test_absurd_headers_in_a_tar_cost_the_rest_nothing(headers: dict[str, str], format: str | None) -> None:  # noqa: A002
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, more in (("page", {}), ("page 2", headers)):
            info = tarfile.TarInfo(name)
            info.size, info.pax_headers = len(DATA), more
            archive.addfile(info, io.BytesIO(DATA))
    found = threadkit.load(io.BytesIO(target.getvalue()), format=format)
    assert [problem.what for problem in found.problems if problem.severity is not threadkit.Severity.INFO]
    if format is None:
        assert set(EXPECTED) <= set(texts(found))
    assert threadkit.load(io.BytesIO(target.getvalue()[1024 + -(-len(DATA) // 512) * 512 - 512 :])).problems


def test_thousands_of_members_of_one_name_take_time_in_proportion() -> None:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for _ in range(20_000):
            archive.addfile(tarfile.TarInfo("page"))
    start = time.process_time()
    target.seek(0)
    box = of_tar("many.tar", target, lambda what, saw: None)
    assert (len(box.members), list(box.members)[-1]) == (20_000, "page#20000")
    assert time.process_time() - start < 10


def test_what_holds_nothing_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty.zip").write_bytes(zipped())
    (tmp_path / "folder").mkdir()
    for name in ("empty.zip", "folder"):
        (problem,) = threadkit.load(tmp_path / name).problems
        assert "holds no files" in problem.what
