"""A file whose lines are of two formats is read as one of them: no line of the other becomes a post of it unnoticed."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from all_samples import given

import threadkit
from threadkit.records import Severity

LINES: dict[str, dict[str, Any]] = {
    "x_api_v1": {
        "id": 1534000000000000001, "id_str": "1534000000000000001", "created_at": "Tue Jun 07 02:31:11 +0000 2022",
        "full_text": "Made up.", "user": {"id_str": "7", "screen_name": "example_ada"},
    },
    "x_api_v2": {
        "id": "1534000000000000002", "text": "Made up, too.", "author_id": "70",
        "created_at": "2022-06-07T02:31:12.998Z", "conversation_id": "1534000000000000001",
        "edit_history_tweet_ids": ["1534000000000000002"],
        "referenced_tweets": [{"type": "replied_to", "id": "1534000000000000001"}],
    },
    "mastodon": {
        "id": "109000000000000050", "created_at": "2024-05-01T12:50:00.120Z", "content": "<p>Made up.</p>",
        "uri": "https://social.example/users/ada/statuses/109000000000000050", "in_reply_to_id": None,
        "visibility": "public", "spoiler_text": "", "account": {"id": "1", "username": "ada", "acct": "ada"},
    },
    "hacker_news": {"by": "example", "id": 100, "parent": 99, "text": "Made up.", "time": 1714564800,
                    "type": "comment"},
}  # fmt: skip
KNOWN = {("x_api_v2", "hacker_news"): "an item of Hacker News is taken for a bare post"}


@pytest.mark.parametrize(
    ("first", "other"),
    [
        pytest.param(*pair, marks=pytest.mark.xfail(reason=KNOWN[pair], strict=True) if pair in KNOWN else ())
        for pair in itertools.permutations(LINES, 2)
    ],
)
def test_a_line_of_another_format_is_told_and_is_no_post_of_the_first(first: str, other: str) -> None:
    lines = [LINES[first], LINES[first], LINES[other]]
    archive = threadkit.load(given("\n".join(map(json.dumps, lines)).encode(), "mixed.jsonl"), infer=False)
    assert [capture.format for capture in archive.captures.values()] == [first]
    assert len(archive.posts) == 1
    told = [each for each in archive.problems if each.source and each.source.locator.startswith("line 3")]
    assert [each.severity for each in told] == [Severity.WARNING]
