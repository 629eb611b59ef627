"""The record that a post was read from, read again from its file."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

import threadkit


def tweet(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": str(1534000000000000000 + number), "text": f"made up {number}", "author_id": "70",
        "created_at": f"2022-06-07T02:31:1{number}.998Z", "referenced_tweets": [], "kept_by_nobody": number, **more,
    }  # fmt: skip


TWEETS = [tweet(number) for number in range(3)]
PAGE = {"data": TWEETS[:2], "includes": {"tweets": TWEETS[2:]}, "meta": {"result_count": 2}}


def as_lines(values: list[Any]) -> bytes:
    return "".join(json.dumps(value) + "\n" for value in values).encode()


def zipped(data: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("inner/tweets.jsonl", data)
    return target.getvalue()


FILES = {
    "lines.jsonl": as_lines(TWEETS),
    "lines.jsonl.gz": gzip.compress(as_lines(TWEETS)),
    "array.json": json.dumps(TWEETS).encode(),
    "page.json": json.dumps(PAGE).encode(),
    "pages.jsonl": as_lines([PAGE, PAGE]),
    "export.zip": zipped(as_lines(TWEETS)),
}


@pytest.mark.parametrize("name", FILES)
def test_a_record_of_json_comes_back_whole(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name])
    for given in (path, tmp_path):
        archive = threadkit.load(given, infer=False)
        assert len(archive.posts) == 3
        for number, post in enumerate(sorted(archive.posts, key=lambda post: post.id)):
            found = list(archive.raw(post))
            assert len(found) == len(post.sightings)
            assert all(record == TWEETS[number] for _, record in found)


def test_lines_of_a_page_come_back() -> None:
    page = Path(__file__).parents[2] / "examples" / "captures" / "bluesky_clock.txt"
    archive = threadkit.load(page)
    for post in archive.posts:
        ((source, shown),) = archive.raw(post)
        assert source.capture == str(page)
        assert post.sightings[0].when is not None
        assert post.sightings[0].when.text in shown


def test_a_file_that_is_gone_or_has_changed_is_told(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_bytes(FILES["lines.jsonl"])
    archive = threadkit.load(path, infer=False)
    last = max(archive.posts, key=lambda post: post.id)
    path.write_bytes(as_lines(TWEETS[:1]))
    with pytest.raises(ValueError, match="changed"):
        list(archive.raw(last))
    path.unlink()
    with pytest.raises(FileNotFoundError, match=r"lines\.jsonl"):
        list(archive.raw(last))
    pasted = threadkit.loads(FILES["lines.jsonl"].decode())
    with pytest.raises(FileNotFoundError, match="pasted"):
        list(pasted.raw(pasted.posts[0]))
