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
from threadkit.parsing.bluesky.car_blocks import car_of, cid_text, content
from threadkit.parsing.formats import bluesky_car
from threadkit.parsing.raw_records import raw_record
from threadkit.records import Source


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


def test_what_is_whole_on_a_damaged_line_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "pages.jsonl"
    damaged = json.dumps(PAGE).replace('"made up 0"', "oops")
    path.write_text(f"{json.dumps({'data': [tweet(5)]})}\n{damaged}\n", "utf-8")
    archive = threadkit.load(path, infer=False)
    found = {post.id: record for post in archive.posts for _, record in archive.raw(post)}
    assert found == {f"x:{each['id']}": each for each in (*TWEETS[1:], tweet(5))}


def test_of_several_records_on_a_line_each_is_its_own(tmp_path: Path) -> None:
    path = tmp_path / "several.json"
    lines = [json.dumps(tweet(n)) + json.dumps(tweet(n + 1)) for n in (0, 2, 4)]
    path.write_text("\n".join(lines), "utf-8")
    archive = threadkit.load(path, infer=False)
    found = {post.id: record for post in archive.posts for _, record in archive.raw(post)}
    assert found == {f"x:{tweet(n)['id']}": tweet(n) for n in range(6)}


def test_a_mail_with_a_byte_of_nothing_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "odd.eml"
    path.write_bytes((SAMPLES / "mail" / "old.eml").read_bytes() + b"an odd \x00 byte\n")
    archive = threadkit.load(path, infer=False)
    ((_, mail),) = archive.raw(archive.posts[0])
    assert mail.startswith("Received: ")


@pytest.mark.parametrize("start", ["", "[1] a line before\n", '{"a": 1}\n'])
def test_lines_of_a_page_come_back(start: str, tmp_path: Path) -> None:
    page = tmp_path / "bluesky_clock.txt"
    shown = (Path(__file__).parents[2] / "examples" / "captures" / page.name).read_text("utf-8")
    page.write_text(start + shown, "utf-8")
    archive = threadkit.load(page)
    for post in archive.posts:
        ((source, shown),) = archive.raw(post)
        assert source.capture == str(page)
        assert post.sightings[0].when is not None
        assert post.sightings[0].when.text in shown


SAMPLES = Path(__file__).parents[1] / "samples"


def raw_of(path: Path, post: str) -> list[tuple[str, Any]]:
    archive = threadkit.load(path, infer=False)
    return [(source.locator, record) for source, record in archive.raw(post)]


@pytest.mark.parametrize(("path", "post", "locator", "field", "value"), [
    ("slack_export", "slack:C0EXAMPLE1/1714564860.000200", "general/2024-05-01.json $[2]", "ts", "1714564860.000200"),
    ("slack_export/workspace", "slack:C0EXAMPLE1/1714564860.000200", "general/2024-05-01.json $[2]", "ts",
     "1714564860.000200"),
    ("convokit_corpus/old_subreddit", "reddit:t3_abc12", "utterances.jsonl line 1", "id", "abc12"),
    ("x_rumours", "x:524900000000000002", "reactions/524900000000000002.json", "id_str", "524900000000000002"),
    ("x_archive/one_object.json", "x:969150249169846272", "$.tweets[0].tweet", "id_str", "969150249169846272"),
    ("x_archive/y2013", "x:300000000000000001", "$[1].retweeted_status", "id_str", "300000000000000001"),
    ("telegram_json", "telegram:1000000001/8", "$.messages[4]", "id", 8),  # its text has an escape that JSON has not
    ("telegram_json", "telegram:1000000001/14/forwarded", "$.messages[10].forwarded_from", "id", 14),
])  # fmt: skip
def test_a_record_inside_a_folder_or_a_part_of_a_file(
    path: str, post: str, locator: str, field: str, value: object
) -> None:
    found = dict(raw_of(SAMPLES / path, post))
    assert found[locator][field] == value


def test_a_record_inside_a_folder_in_a_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "slack.zip", "w") as archive:
        for file in sorted((SAMPLES / "slack_export" / "workspace").rglob("*.json")):
            archive.write(file, file.relative_to(SAMPLES / "slack_export").as_posix())
    ((_, record),) = raw_of(tmp_path / "slack.zip", "slack:C0EXAMPLE1/1714564860.000200")
    assert record["ts"] == "1714564860.000200"


def test_a_mail_comes_back_whole() -> None:
    ((place, mail),) = raw_of(SAMPLES / "mail" / "list.mbox", "mail:dial-1@example.org")[:1]
    lines = (SAMPLES / "mail" / "list.mbox").read_text("utf-8").split("\n")
    end = next(n for n, line in enumerate(lines) if line.startswith("From bo@"))
    assert place == "line 2"
    assert mail == "\n".join([*lines[1:end], ""]).replace("\n>From ", "\nFrom ")
    ((_, mail),) = raw_of(SAMPLES / "mail" / "maildir", "mail:folder-1@example.org")
    (file,) = (SAMPLES / "mail" / "maildir" / "cur").iterdir()
    assert mail == file.read_text("utf-8")
    archive = threadkit.load(SAMPLES / "mail" / "old.eml", infer=False)
    ((_, mail),) = archive.raw(archive.posts[0])
    assert mail.startswith("Received: ")
    assert "\n\n" in mail


def test_a_row_comes_back_with_all_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "made_up.csv"
    path.write_text('id,text,author,kept by nobody\n1,"line one\nline two",ada,x\n2,other,bo,y\n', "utf-8")
    archive = threadkit.load(path, infer=False)
    rows = [record for post in sorted(archive.posts, key=lambda post: post.id) for _, record in archive.raw(post)]
    assert rows == [
        {"id": "1", "text": "line one\nline two", "author": "ada", "kept by nobody": "x"},
        {"id": "2", "text": "other", "author": "bo", "kept by nobody": "y"},
    ]
    path.write_text('id,text,author,n,n\n1,words,ada,3,4\n', "utf-8")
    archive = threadkit.load(path, infer=False)
    assert [record for _, record in archive.raw(archive.posts[0])] == [["1", "words", "ada", "3", "4"]]


@pytest.mark.parametrize("packed", [False, True])
def test_a_record_of_a_repository_comes_back_decoded(packed: bool, tmp_path: Path) -> None:
    data = (SAMPLES / "bluesky_car" / "repo.car").read_bytes()
    path = tmp_path / "export.zip" if packed else tmp_path / "repo.car"
    if packed:
        with zipfile.ZipFile(path, "w") as box:
            box.writestr("repo.car", data)
    else:
        path.write_bytes(data)
    archive = threadkit.load(path, infer=False)
    assert len(archive.posts) > 3
    for post in archive.posts:
        found = list(archive.raw(post))
        assert len(found) == len(post.sightings)
        for (source, record), sighting in zip(found, post.sightings, strict=True):
            assert source == sighting.source
            assert record["$type"] == "app.bsky.feed.post"
            assert record["text"] == (sighting.text_as_shown or sighting.text)
    with pytest.raises(ValueError, match="has no place"):
        raw_record(Source(str(path / "repo.car" if packed else path), "app.bsky.feed.post/none"), "bluesky_car")


def test_a_place_in_a_record_of_a_repository_is_followed(tmp_path: Path) -> None:
    path = tmp_path / "written.txt"
    path.write_text(bluesky_car.EXAMPLE, "ascii")
    archive = threadkit.load(path, infer=False)
    ((source, record),) = archive.raw(archive.posts[0])
    assert record == {
        "text": "A made-up post.", "$type": "app.bsky.feed.post", "createdAt": "2024-03-02T10:30:00.000Z",
    }  # fmt: skip
    assert raw_record(Source(source.capture, f"{source.locator}.createdAt"), "bluesky_car") == record
    cid = next(iter(car_of(content(bluesky_car.EXAMPLE.encode())).blocks))
    assert raw_record(Source(source.capture, f"block {cid_text(cid)}"), "bluesky_car") == record


def test_a_row_of_parquet_comes_back_with_columns_that_nobody_reads(tmp_path: Path) -> None:
    arrow: Any = pytest.importorskip("pyarrow")
    parquet: Any = pytest.importorskip("pyarrow.parquet")
    ids = [1534000000000000001 + n for n in range(7)]
    passed_on = [None] * 6 + [1533000000000000001]
    rows = [
        {
            "tweet_id": each, "text": f"made up {n}", "retweeted_status_id": passed_on[n],
            "kept_by_nobody": {"list": [n], "none": None},
        }
        for n, each in enumerate(ids)
    ]  # fmt: skip
    path = tmp_path / "table.parquet"
    parquet.write_table(arrow.Table.from_pylist(rows), path, row_group_size=2)
    archive = threadkit.load(path, infer=False)
    assert len(archive.posts) == 7
    for post in archive.posts:
        ((source, record),) = archive.raw(post)
        assert record == rows[int(source.locator.removeprefix("row ").removesuffix(", text"))]
    with pytest.raises(ValueError, match="has no place"):
        raw_record(Source(str(path), "row 7"), "table_parquet")
    twice = arrow.table([["1"], ["words"], ["a"], ["b"]], names=["id", "text", "n", "n"])
    parquet.write_table(twice, path)
    assert raw_record(Source(str(path), "row 0"), "table_parquet") == ["1", "words", "a", "b"]


def test_of_other_files_that_are_no_text_nothing_can_be_shown(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    with pytest.raises(ValueError, match="is not text"):
        raw_record(Source(str(path), "line 1"))


def test_of_two_open_files_of_one_name_the_file_of_that_name_is_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_bytes(as_lines(TWEETS))
    with pytest.raises(FileNotFoundError):
        raw_record(Source(f"{path}#pasted-0123456789ab", "line 1"))
    assert raw_record(Source(f"{path}#tweets", "line 1")) == TWEETS[0]
    with pytest.raises(FileNotFoundError):
        raw_record(Source(str(tmp_path), "other.jsonl line 1"))


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
