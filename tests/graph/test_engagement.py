"""What posts earned, capture after capture, and plain cases of sums and shares."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import COUNTS, MINUTE, minute

from threadkit.archive import Archive
from threadkit.graph.trees.figures import column_of
from threadkit.records import Capture, Count, Counts, Finding, Sighting, Source, When
from threadkit.views.engagement import Total, completeness, totals
from threadkit.views.response_times import Span, between

#: A name of a capture, when it was made, and the likes that it shows of one post.
rows = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.none() | st.integers(0, 9), st.sampled_from(COUNTS)),
    max_size=6,
    unique_by=lambda row: row[0],
)


def captured(name: str, made: int | None, likes: Count | None) -> list[Finding]:
    seen_at = None if made is None else When.at(minute(1000 + made), MINUTE)
    shown = Sighting(Source(name, "line 1"), "words", "x:1", counts=Counts(likes=likes))
    return [Capture(name, "made_up", seen_at=seen_at), shown]


@given(rows)
def test_the_history_of_a_post_is_told_oldest_capture_first(shown: list[tuple[str, int | None, Count | None]]) -> None:
    archive = Archive([finding for row in shown for finding in captured(*row)])
    told = [(name, made, likes) for name, made, likes in shown if likes is not None]
    if not shown:
        return
    history = archive.history("x:1")
    dated = sorted((made, name) for name, made, _ in told if made is not None)
    undated = sorted(name for name, made, _ in told if made is None)
    assert [each.source.capture for each in history] == [*(name for _, name in dated), *undated]
    for each in history:
        (expected,) = [row for row in told if row[0] == each.source.capture]
        assert each.counts.likes == expected[2]
        assert (each.seen_at is None) == (expected[1] is None)
        if each.seen_at is not None:
            assert each.seen_at.earliest == minute(1000 + (expected[1] or 0))


@given(rows)
def test_every_count_that_was_seen_lies_in_the_count_of_the_post_or_before_it(
    shown: list[tuple[str, int | None, Count | None]],
) -> None:
    """Of captures whose order is not known, the post's count is all that they say."""
    archive = Archive([finding for name, _, likes in shown for finding in captured(name, None, likes)])
    for post in archive.posts:
        seen = [likes for _, _, likes in shown if likes is not None]
        assert (post.counts.likes is None) == (not seen)
        for likes in seen:
            assert post.counts.likes is not None
            assert post.counts.likes.low <= likes.low
            assert post.counts.likes.high is None or likes.high is not None


def test_counts_fall_as_well_as_rise() -> None:
    monday, tuesday = captured("monday.txt", 0, Count.of(9)), captured("tuesday.txt", 5, Count.of(4))
    archive = Archive([*tuesday, *monday])
    assert [each.counts.likes for each in archive.history("x:1")] == [Count.of(9), Count.of(4)]
    assert archive["x:1"].counts.likes == Count.of(4)


def test_a_capture_that_shows_no_counts_has_no_part_in_the_history() -> None:
    archive = Archive([*captured("a.txt", 1, None), *captured("b.txt", 2, Count.of(3))])
    (seen,) = archive.history("x:1")
    assert (seen.source.capture, seen.counts) == ("b.txt", Counts(likes=Count.of(3)))


@pytest.mark.parametrize(
    ("counts", "total"),
    [
        ([], None),
        ([Counts()], None),
        ([Counts(likes=Count.of(0))], Total(0, 0, 1)),
        ([Counts(likes=Count.of(3)), Counts(views=Count.of(9)), Counts(likes=Count(950, 1049))], Total(953, 1052, 2)),
        ([Counts(likes=Count.of(3)), Counts(likes=Count(10, None, "10+"))], Total(13, None, 2)),
    ],
)
def test_a_total_says_of_how_many_posts_it_is(counts: list[Counts], total: Total | None) -> None:
    columns = {"likes": column_of([each.likes for each in counts])}
    assert totals(columns, range(len(counts))).get("likes") == total


@pytest.mark.parametrize(
    ("declared", "held", "bounds"),
    [
        ([], [], None),
        ([None], [7], None),
        ([Count.of(0)], [0], None),
        ([Count.of(0)], [2], None),
        ([Count.of(4)], [1], (0.25, 0.25)),
        ([Count.of(4)], [9], (1.0, 1.0)),
        ([Count.of(4), Count.of(4)], [8, 0], (0.5, 0.5)),
        ([Count(2, 6, "2-6")], [3], (1 / 3, 1.0)),
        ([Count(2, None, "2+")], [1], (0.0, 0.5)),
        ([Count(2, None, "2+")], [0], (0.0, 0.0)),
    ],
)
def test_completeness(declared: list[Count | None], held: list[int], bounds: tuple[float, float] | None) -> None:
    assert completeness(column_of(declared), range(len(declared)), held) == bounds


def test_lists_of_two_lengths_are_a_wrong_call() -> None:
    with pytest.raises(ValueError, match="zip"):
        completeness(column_of([Count.of(4)]), [0], [])


def test_how_long_a_reply_took_as_far_as_times_tell() -> None:
    unknown, noon = When(), When.at(minute(0), MINUTE)
    assert between(unknown, noon) is None
    assert between(noon, unknown) is None
    assert between(noon, When(minute(5), None)) == Span(4 * MINUTE, None)
    assert between(noon, When(None, minute(5))) == Span(0 * MINUTE, 5 * MINUTE)
    assert between(noon, When(minute(0), None)) is None, "it may be any time at all"
    assert between(When(None, minute(1)), When(minute(1), minute(3))) is None
    assert between(When.at(minute(9), MINUTE), noon) is None, "a clock ran backwards"
