"""Made-up pages as material, and the check that every line of a page is accounted for."""

from __future__ import annotations

import io
import re

from threadkit.parsing.material import Head, Hints, Material
from threadkit.records import Finding, Furniture, Problem, Sighting


def material(text: str, hints: Hints | None = None) -> Material:
    head = Head("page.txt", text[:65536], whole=len(text) <= 65536)
    return Material("page.txt", head, hints or Hints(), lambda: io.BytesIO(text.encode()), lambda: text)


def posts_of(findings: list[Finding]) -> list[Sighting]:
    return [found for found in findings if isinstance(found, Sighting)]


def lines_of(locator: str) -> list[int]:
    spans = [piece.split("-") for piece in re.findall(r"\d+(?:-\d+)?", locator)]
    return [n for span in spans for n in range(int(span[0]), int(span[-1]) + 1)]


def assert_all_lines_accounted(text: str, findings: list[Finding]) -> None:
    """Each line that is not empty is in one Sighting or one Furniture, else in a Problem that shows it."""
    owners: dict[int, int] = {}
    doubted: set[int] = set()
    for found in findings:
        if isinstance(found, Sighting | Furniture):
            for n in lines_of(found.source.locator):
                owners[n] = owners.get(n, 0) + 1
        elif isinstance(found, Problem) and found.source and found.saw:
            doubted |= {n for n in lines_of(found.source.locator) if text.split("\n")[n - 1].strip() in found.saw}
    assert [n for n, count in owners.items() if count > 1] == []
    shown = {n for n, line in enumerate(text.split("\n"), 1) if line.strip()}
    assert shown - owners.keys() - doubted == set()
