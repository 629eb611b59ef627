"""The scripts in examples/ do what they say, on the example captures, in a process of their own."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import threadkit

EXAMPLES = Path(__file__).parents[1] / "examples"
CAPTURES = EXAMPLES / "captures"
SCRIPTS = sorted(EXAMPLES.glob("*.py"))


def run(script: str, *words: object) -> str:
    command = [sys.executable, str(EXAMPLES / script), *map(str, words)]
    words_as_utf8 = os.environ | {"PYTHONUTF8": "1"}
    done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8", env=words_as_utf8)  # noqa: S603
    return done.stdout


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_is_short_and_is_told_of(script: Path) -> None:
    assert len(script.read_text(encoding="utf-8").splitlines()) <= 15
    assert f"`{script.name}`" in (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert f"def test_{script.stem}(" in Path(__file__).read_text(encoding="utf-8")


def test_one_file_per_thread(tmp_path: Path) -> None:
    pages = CAPTURES / "bluesky_ages.txt", CAPTURES / "bluesky_clock.txt"
    told = run("one_file_per_thread.py", *pages, tmp_path / "out").splitlines()
    threads = threadkit.load(*pages).threads()
    files = sorted((tmp_path / "out").iterdir())
    assert len(files) == len(told) == len(threads) > 2
    for file, thread in zip(files, threads, strict=True):
        text = file.read_text(encoding="utf-8")
        assert all(max(re.findall("[a-z]+", post.text), key=len) in text for post in thread)


def test_chains_to_frame(tmp_path: Path) -> None:
    run("chains_to_frame.py", CAPTURES / "thread_reader.txt", tmp_path / "chains.csv")
    with (tmp_path / "chains.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    archive = threadkit.load(CAPTURES / "thread_reader.txt")
    chains = [chain for tree in archive.trees() for chain in archive.chains(tree.root)]
    assert [row["id"] for row in rows] == [item.id for chain in chains for item in chain]
    assert max(int(row["place"]) for row in rows) == 4
    assert {row["known"] for row in rows} == {"", "shown"}


def test_descendants_with_networkx() -> None:
    pages = CAPTURES / "thread_reader.txt", CAPTURES / "x_profile.txt"
    told = run("descendants_with_networkx.py", *pages).splitlines()
    numbers = [int(line.split()[0]) for line in told]
    archive = threadkit.load(*pages)
    top = told[0].split()[1]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] == sum(1 for _ in archive.traverse(top, ["reply", "quote"])) - 1 == 5


def test_who_replied_how_fast() -> None:
    rows = [line.split("\t") for line in run("who_replied_how_fast.py", CAPTURES / "bluesky_clock.txt").splitlines()]
    archive = threadkit.load(CAPTURES / "bluesky_clock.txt")
    assert len(rows) == sum(1 for tree in archive.trees() for _ in tree.responses()) > 5
    assert {row[1] for row in rows} == {"->"}
    assert any(row[3] == "0:00:00 to 0:01:00" for row in rows)
    assert {row[4] for row in rows} == {"inferred"}


def test_merge_and_compare(tmp_path: Path) -> None:
    old, new = CAPTURES / "bluesky_ages.txt", CAPTURES / "bluesky_clock.txt"
    told = run("merge_and_compare.py", old, new, tmp_path / "both.json").splitlines()
    assert told[0].startswith("0 new, 2 gone, ")
    assert sum(line.startswith("gone ") for line in told) == 2
    assert any(": likes " in line for line in told)
    both = threadkit.load(tmp_path / "both.json")
    assert [post.id for post in both.posts] == [post.id for post in threadkit.load(old, new).posts]
