"""The rules of linking, one behaviour a file in tests/cases/linking."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from threadkit.archive import Archive
from threadkit.records import Basis, Finding, Kind, Link, Sighting, Source, When

CASES = sorted((Path(__file__).parents[1] / "cases" / "linking").glob("*.json"))
START = datetime(2024, 3, 1, tzinfo=UTC)


def findings(case: dict[str, Any]) -> list[Finding]:
    found: list[Finding] = []
    for n, post in enumerate(case["posts"]):
        post_id, minutes = post if isinstance(post, list) else (post, None)
        when = None if minutes is None else When.at(START + timedelta(minutes=minutes))
        found.append(Sighting(Source("dump", f"$[{n}]", n), f"post {post_id}", id=post_id, when=when))
    for child, parent, basis, *kind in case["links"]:
        found.append(Link(Kind(kind[0] if kind else "reply"), child, parent, Basis(basis)))
    return found


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_case(path: Path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    found = findings(case)
    for order in itertools.islice(itertools.permutations(found), 24):
        archive = Archive(order, infer=False)
        assert {k.child: k.parent for k in archive.links if k.kind is Kind.REPLY} == case["parents"]
        assert {p.what.count("was cut") for p in archive.problems} <= {0, 1}
        assert len(archive.problems) == case.get("problems", 0)
        if "missing" in case:
            assert [gap.id for gap in archive.missing] == case["missing"]
        if "roots" in case:
            assert sorted(tree.root.id for tree in archive.trees()) == case["roots"]
        for child, losers in case.get("lost", {}).items():
            assert sorted(k.parent for k in archive.forest.lost[child]) == losers
        for together in case.get("conversations", ()):
            joined = archive.conversation(together[0])
            assert sorted(post.id for tree in joined for post in tree) == together
