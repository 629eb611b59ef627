"""Each made-up thing against each format: it is of its own and of no other, alone, in a folder and in an archive."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest
from all_samples import (
    DESCRIBED,
    FORMATS,
    ROOT,
    SAMPLES,
    Thing,
    folders,
    given,
    inside,
    params,
    read,
    tarred,
    things,
    zipped,
)

import threadkit
from threadkit.parsing.files.boxes import claims
from threadkit.parsing.files.opening import bytes_opener, opened
from threadkit.parsing.formats import BUILT_IN
from threadkit.parsing.material import HEAD_BYTES, Fit, Head, Hints, Material
from threadkit.records import Absence, Capture, Finding, Link, Problem, Severity, Sighting

FIXTURES = ROOT.parent / "shared" / "fixtures"
#: Files of a folder that are, alone, things of another format, as docs/formats says.
ALONE = {"x_rumours": "x_api_v1"}
#: Formats whose arrays are one thing, and are never written one element a line.
ARRAYS = ("reddit_json", "slack_export")
#: Real files -> the formats that they may be of; a row without a star goes before one with it.
REAL: tuple[tuple[str, set[str]], ...] = (
    ("bluesky/jetstream/*", {"bluesky_records"}),
    ("bluesky/records/*", {"bluesky_records", "bluesky_views"}),
    ("bluesky/xrpc/*", {"bluesky_records", "bluesky_views"}),
    ("bluesky/atproto_snapshots/*", set()),
    ("captures/*", set()),
    ("hackernews/*", {"hacker_news"}),
    ("mastodon/*", {"mastodon"}),
    ("reddit/*", {"reddit_json"}),
    ("threads/*", {"table_csv"}),
    ("x_api_v1/*", {"x_api_v1"}),
    ("x_api_v2/*", {"x_api_v2"}),
    ("x_api_v2/twarc_empty.json", set()),
    ("x_api_v2/twarc_tweets_compliance.jsonl", {"x_compliance"}),
    ("x_archive/*", {"x_archive"}),
    ("x_graphql/*", {"x_graphql"}),
)
IDS = [folder.relative_to(SAMPLES).as_posix() for folder in folders()]


def head_of(data: bytes, name: str) -> Head:
    found = opened(name, bytes_opener(data), Hints(), lambda what, saw: None)
    assert isinstance(found, Material)
    return found.head


def surely(head: Head) -> set[str]:
    """The formats that say YES."""
    return {name for name, form in FORMATS.items() if form.detect(head) is Fit.YES}


def captures(found: Iterable[Finding]) -> list[Capture]:
    return [each for each in found if isinstance(each, Capture)]


# -- one file ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("thing", params(things()))
def test_a_thing_is_of_its_own_format_and_of_no_other(thing: Thing) -> None:
    assert surely(head_of(thing.data, thing.name)) == ({thing.format} if thing.format else set())


@pytest.mark.parametrize("thing", params(things()))
def test_its_start_is_of_no_other_format(thing: Thing) -> None:
    for size in (300, 1_000, 3_000, 10_000):
        if size < len(thing.data):
            start = thing.data[:size].decode("utf-8", "ignore")
            head = Head(thing.name, start, whole=False, data=thing.data[:size])
            assert surely(head) <= {thing.format}, size


@pytest.mark.parametrize("thing", params([thing for thing in things() if thing.data[:1] in b"{[" and thing.format]))
def test_json_is_of_its_format_in_whatever_way_it_is_written(thing: Thing) -> None:
    lines = [line for line in thing.data.decode().splitlines() if line.strip()]
    try:
        values = [json.loads(line) for line in lines]
        one_a_line = all(isinstance(value, dict) for value in values)
    except ValueError:
        one_a_line = False
    if one_a_line and len(lines) > 1:
        written = ["\n".join(json.dumps(value, separators=(",", ":"), sort_keys=True) for value in values)]
        written.append("\n\n".join(lines) + "\n")
    else:
        try:
            value = json.loads(thing.data)
        except ValueError:
            pytest.skip("a line of it is damaged")
        written = [json.dumps(value), json.dumps(value, indent=4), json.dumps(value, sort_keys=True)]
        if isinstance(value, list) and len(value) > 1 and thing.format not in ARRAYS:
            written.append("\n".join(map(json.dumps, value)))
    if thing.format == "threadkit_json":
        written = [text for text in written if text.lstrip("{ \n").startswith('"threadkit"')]  # it is its first key
    for text in written:
        assert surely(head_of(text.encode(), thing.name)) == {thing.format}, text[:200]


@pytest.mark.parametrize("thing", params(things()))
def test_reading_twice_gives_the_same(thing: Thing) -> None:
    assert read(thing) == read(thing)


@pytest.mark.parametrize("thing", params([thing for thing in things() if thing.format]))
def test_what_is_read_is_of_its_format(thing: Thing) -> None:
    found = read(thing)
    if thing.format == "threadkit_json":  # whose captures are those that were saved
        assert not {capture.format for capture in captures(found)} & {"threadkit_json"}
    else:
        assert {capture.format for capture in captures(found)} == {thing.format}
    assert read(thing, format=str(thing.format)) == found


# -- several files -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", folders(), ids=IDS)
def test_a_file_of_a_folder_is_of_no_other_format(folder: Path) -> None:
    form = folder.parent.name
    for name, data in inside(folder).items():
        if data:
            assert surely(head_of(data, name)) <= {form, ALONE.get(form, form)}, name


@pytest.mark.parametrize("folder", folders(), ids=IDS)
def test_a_folder_is_claimed_by_its_own_format_only(folder: Path) -> None:
    claiming = {name: form.claim for name, form in FORMATS.items() if hasattr(form, "claim")}
    form, names = folder.parent.name, tuple(inside(folder))
    assert {name for name, _ in claims(names, claiming)} == {form}
    for name, claim in claiming.items():
        assert name == form or not list(claim(names)), name


@pytest.mark.parametrize("folder", folders(), ids=IDS)
def test_a_folder_gives_the_same_as_its_archives(folder: Path) -> None:
    found, files = list(threadkit.read(folder)), inside(folder)
    assert {capture.format for capture in captures(found)} == {folder.parent.name}
    assert any(isinstance(each, Sighting) for each in found)
    for data in (zipped(files), tarred(files), tarred(files, "gz"), zipped(dict(reversed(files.items())))):
        assert list(threadkit.read(given(data, str(folder)))) == found


@pytest.mark.parametrize("folder", folders(), ids=IDS)
def test_a_folder_in_an_archive_gives_the_same(folder: Path) -> None:
    """As exports are packed: the zip holds one folder."""
    files = {f"{folder.name}/{name}": data for name, data in inside(folder).items()}
    found = list(threadkit.read(given(zipped(files), str(folder.parent))))
    assert {capture.format for capture in captures(found)} == {folder.parent.name}
    posts = [(each.id, each.text, each.source) for each in threadkit.read(folder) if isinstance(each, Sighting)]
    assert [(each.id, each.text, each.source) for each in found if isinstance(each, Sighting)] == posts


def test_all_samples_in_one_folder_stay_apart() -> None:
    found: dict[str, set[str]] = {}
    for capture in captures(threadkit.read(SAMPLES)):
        found.setdefault(Path(capture.name).relative_to(SAMPLES).parts[0], set()).add(capture.format)
    assert found == {folder.name: {folder.name} for folder in SAMPLES.iterdir()}


def test_order_does_not_hang_on_the_hashes_of_texts() -> None:
    program = (
        "import hashlib, sys, threadkit\n"
        "print(hashlib.sha256('\\n'.join(map(repr, threadkit.read(sys.argv[1]))).encode('utf-8', 'replace')).digest())"
    )
    paths = os.pathsep.join(filter(None, sys.path))
    said = {
        subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", program, str(SAMPLES)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": paths},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


# -- each format -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_format_has_a_sample_and_a_page_of_its_own(name: str) -> None:
    samples = [thing for thing in things() if thing.format == name and not thing.name.startswith("EXAMPLE")]
    if name == "table_parquet":
        pytest.importorskip("pyarrow")
    assert samples or (SAMPLES / name).is_dir()
    page = (ROOT / "docs" / "formats" / f"{name}.md").read_text(encoding="utf-8")
    assert page.startswith("# ")
    assert name in (ROOT / "docs" / "formats" / "index.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_example_is_read_without_errors(name: str) -> None:
    example = FORMATS[name].EXAMPLE
    assert surely(head_of(example.encode(), "example")) == {name}
    if name in DESCRIBED:
        pytest.skip("a binary file cannot be shown")
    found = read(Thing("example", name, example.encode()))
    assert not [each for each in found if isinstance(each, Problem) and each.severity is not Severity.INFO]
    assert any(isinstance(each, Sighting | Absence | Link) for each in found)


def test_the_tables_of_formats_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert tuple(project["entry-points"]["threadkit.formats"]) == BUILT_IN
    assert [FORMATS[name].NAME for name in BUILT_IN] == list(BUILT_IN)
    assert len({FORMATS[name].TITLE for name in BUILT_IN}) == len(BUILT_IN)


# -- real files --------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not FIXTURES.exists(), reason="the real files are not here")
@pytest.mark.parametrize(("pattern", "allowed"), REAL, ids=[pattern for pattern, _ in REAL])
def test_a_real_file_is_of_its_format_and_of_no_other(pattern: str, allowed: set[str]) -> None:
    special = {file for other, _ in REAL if "*" not in other and other != pattern for file in FIXTURES.glob(other)}
    files = [file for file in sorted(FIXTURES.glob(pattern)) if file.is_file() and file not in special]
    assert files
    for file in files:
        data = file.read_bytes()
        found = surely(head_of(data, file.name))
        assert len(found) == min(len(allowed), 1), file
        assert found <= allowed, file
        if allowed and len(data) > HEAD_BYTES:
            assert surely(Head(file.name, data[:HEAD_BYTES].decode("utf-8", "ignore"), whole=False)) == found, file
