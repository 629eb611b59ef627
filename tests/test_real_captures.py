"""The four real pages and their hand-made answer, where they are at hand; they are no part of this project."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"
SCORE = SHARED / "check" / "score_captures.py"

pytestmark = pytest.mark.skipif(not SCORE.exists(), reason="the real captures are not here")


def test_every_figure_reaches_its_goal() -> None:
    done = subprocess.run([sys.executable, str(SCORE), "--json"], capture_output=True, text=True, check=False)  # noqa: S603
    rows = json.loads(done.stdout)
    assert [row for row in rows if row[1] < row[2]] == []
    assert len(rows) > 60
