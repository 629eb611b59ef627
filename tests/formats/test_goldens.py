"""Each format's findings on its example capture, whole, as they were when somebody last looked at them.

After a change on purpose: THREADKIT_GOLDENS=write python -m pytest tests/formats/test_goldens.py, then read the diff.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

import threadkit
from threadkit.parsing.record_json import to_plain

ROOT = Path(__file__).parents[2]
CAPTURES = sorted((ROOT / "examples" / "captures").glob("*.txt"))


@pytest.mark.parametrize("page", CAPTURES, ids=lambda p: p.stem)
def test_findings_of_the_example(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(page.parent)
    found = [to_plain(finding) for finding in threadkit.read(page.name)]
    golden = ROOT / "tests" / "goldens" / "findings" / f"{page.stem}.json"
    if os.environ.get("THREADKIT_GOLDENS") == "write":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(golden.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", CAPTURES, ids=lambda p: p.stem)
def test_every_line_is_accounted_for_once(page: Path) -> None:
    lines = page.read_text(encoding="utf-8").split("\n")
    taken: list[int] = []
    for finding in threadkit.read(page):
        if isinstance(finding, threadkit.Sighting | threadkit.Furniture):
            for part in finding.source.locator.removeprefix("lines ").removeprefix("line ").split(", "):
                first, _, last = part.partition("-")
                taken += range(int(first), int(last or first) + 1)
    wanted = [n for n, line in enumerate(lines, start=1) if line.strip()]
    assert sorted(n for n in taken if lines[n - 1].strip()) == wanted
