from __future__ import annotations

import json
from pathlib import Path

import pytest
from odd_values import damaged, findings, of, with_odd_values

from threadkit.archive import Archive
from threadkit.parsing.formats import x_api_v2, x_compliance
from threadkit.parsing.material import Fit, Head
from threadkit.records import Absence, Author, Finding, Furniture, Kind, Link, Problem, Sighting

SAMPLES = Path(__file__).parents[1] / "samples" / "x_compliance"
FIXTURES = Path(__file__).parents[2].parent / "shared" / "fixtures" / "x_api_v2"


def sample(name: str) -> list[Finding]:
    return findings(x_compliance, (SAMPLES / name).read_text(encoding="utf-8"))


def fit(text: str) -> Fit:
    return x_compliance.detect(Head("some.jsonl", text))


def test_a_job_says_why_posts_are_gone() -> None:
    found = sample("job.jsonl")
    reasons = [(each.post[-1], each.reason, each.source and each.source.locator) for each in of(found, Absence)]
    assert reasons == [
        ("1", "private", "line 2"), ("2", "deleted", "line 3"), ("3", "blocked", "line 4"),
        ("4", "deleted", "line 5"), ("5", "unknown", "line 6"),
    ]  # fmt: skip
    assert [(each.role, each.text) for each in of(found, Furniture)] == [
        ("notice about a post", "1534000000000000006: scrub_geo scrub_geo"),
        ("notice about an account", "1482000000: delete protected"),
    ]
    assert not of(found, Sighting)
    assert not of(found, Problem)


def test_a_stream_of_events() -> None:
    found = sample("stream.jsonl")
    assert [(each.post, each.reason, each.author) for each in of(found, Absence)] == [
        ("x:1534000000000000001", "deleted", Author(id="70")),
        ("x:1534000000000000002", "blocked", Author(id="70")),
    ]
    assert [(link.kind, link.child, link.parent) for link in of(found, Link)] == [
        (Kind.SAME, "x:1577000100000000001", "x:1577000000000000001")
    ]
    assert [each.role for each in of(found, Furniture)] == [
        "notice about a post", "notice about a post", "notice about an account", "notice about an account",
    ]  # fmt: skip
    assert not of(found, Problem)


def test_it_tells_another_capture_why_a_post_is_missing() -> None:
    reply = {
        "id": "1534000000000000009", "text": "Where is it?", "author_id": "80",
        "referenced_tweets": [{"type": "replied_to", "id": "1534000000000000001"}],
    }  # fmt: skip
    (gap,) = (
        gap
        for gap in Archive([*findings(x_api_v2, json.dumps(reply)), *sample("job.jsonl")]).missing
        if gap.id == "x:1534000000000000001"
    )
    assert [reason for reason, _ in gap.reasons] == ["private"]
    assert gap.near == ("x:1534000000000000009",)


def test_it_is_recognised_and_nothing_else_is() -> None:
    assert fit(x_compliance.EXAMPLE) is Fit.YES
    for path in SAMPLES.iterdir():
        text = path.read_text(encoding="utf-8")
        assert fit(text) is Fit.YES
        assert x_api_v2.detect(Head("some.jsonl", text)) is Fit.NO
    assert fit('{"id": "1", "action": "delete", "created_at": "2022-01-01T00:00:00Z"}') is Fit.MAYBE
    for other in (
        '{"id": "1", "action": "opened", "created_at": "2022-01-01T00:00:00Z", "reason": "a"}',
        '{"data": [{"id": "1", "text": "a", "author_id": "2"}]}',
        '{"data": {"delete": 1}}',
        "[1]",
        "hello",
        "",
    ):
        assert fit(other) is Fit.NO


def test_odd_and_damaged_notices_raise_nothing() -> None:
    for name in ("job.jsonl", "stream.jsonl"):
        text = (SAMPLES / name).read_text(encoding="utf-8")
        for broken in damaged(text, 20):
            findings(x_compliance, broken)
        for line in filter(None, text.splitlines()):
            for odd in with_odd_values(json.loads(line)):
                findings(x_compliance, odd)


def test_what_is_no_notice_is_told() -> None:
    found = findings(x_compliance, '{"id": "x", "action": "delete"}\n{"other": 1}\n[]\n{"id": "1", "action')
    assert {each.source.locator for each in of(found, Problem) if each.source} == {
        "line 1", "line 1.id", "line 2", "line 3", "line 4",
    }  # fmt: skip


def test_the_real_file() -> None:
    path = FIXTURES / "twarc_tweets_compliance.jsonl"
    if not path.exists():
        pytest.skip("the real dumps are not here")
    text = path.read_text(encoding="utf-8")
    assert fit(text) is Fit.YES
    found = findings(x_compliance, text)
    assert [each.reason for each in of(found, Absence)] == ["private", "deleted"]
    assert len(found) == 3
