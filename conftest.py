"""Runs every Python block of the README and docs/, and the examples in docstrings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser

ROOT = Path(__file__).parent


def at_the_root(namespace: dict[str, Any]) -> None:
    os.chdir(ROOT)  # README and docs say "examples/captures"


pages = Sybil(
    parsers=[PythonCodeBlockParser(), DocTestParser()],
    patterns=["README.md", "docs/**/*.md", "docs/*.md"],
    setup=at_the_root,
)
docstrings = Sybil(parsers=[DocTestParser()], patterns=["src/**/*.py", "src/threadkit/*.py"], setup=at_the_root)
pytest_collect_file = (pages + docstrings).pytest()
