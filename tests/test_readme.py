"""What the README shows is what the commands print."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

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


# --- tables of formats, which are made and not written: FORMAT_TABLES=write python -m pytest tests/test_readme.py ----


TABLES = {ROOT / "README.md": "docs/formats/", ROOT / "docs" / "formats" / "index.md": ""}
MARKED = re.compile(r"(<!-- formats: begin -->\n).*?(?=<!-- formats: end -->)", re.DOTALL)


def format_table(folder: str) -> str:
    rows = (f"| [{form.name}]({folder}{form.name}.md) | {form.title} |" for form in threadkit.formats())
    return "\n".join(["| Name | What it reads |", "|---|---|", *rows, ""])


@pytest.mark.parametrize("page", TABLES, ids=lambda page: page.name)
def test_the_table_of_formats_is_that_of_the_program(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    made = MARKED.sub(lambda found: found[1] + format_table(TABLES[page]), text)
    if os.environ.get("FORMAT_TABLES") == "write":
        page.write_text(made, encoding="utf-8")
        text = made
    assert MARKED.search(text)
    assert text == made
