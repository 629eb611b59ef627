"""What the README shows is what the commands print."""

from __future__ import annotations

import re
from pathlib import Path

import threadkit

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(after: str) -> str:
    found = re.search(r"```\w*\n(.*?)```", README[README.index(after) :], re.DOTALL)
    assert found is not None
    return found[1]


def test_before_is_in_the_example_capture() -> None:
    page = (ROOT / "examples" / "captures" / "bluesky_clock.txt").read_text(encoding="utf-8")
    assert block("Before:") in page


def test_after_is_what_is_printed() -> None:
    captures = ROOT / "examples" / "captures"
    archive = threadkit.load(captures)
    printed = re.sub(r"(likely continues the post above, \d+ %) \(.*\)", r"\1 (…)", str(archive.threads()[-1]))
    assert block("After,").strip() in printed


def test_formats_named_are_the_formats_there_are() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", README, re.MULTILINE)) == {f.name for f in threadkit.formats()}
