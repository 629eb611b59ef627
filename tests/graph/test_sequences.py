"""Pages that share posts, woven into one sequence, and what their clocks say of posts that they do not show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from threadkit.archive import Archive
from threadkit.graph.gathering import gather
from threadkit.graph.guesses.clocks import FINE, Clocks
from threadkit.graph.guesses.sequences import CLOSEST, Step, sequences
from threadkit.parsing.times.shown import read_time
from threadkit.records import Capture, Finding, Order, Sighting, Source

NOON = datetime(2025, 3, 10, 12, tzinfo=UTC)


def clock_page(name: str, hours: list[int], *, without: int | None = None) -> list[Finding]:
    """Posts of so many hours after noon, each with its minute; `without`: of one the minute is not shown."""
    found: list[Finding] = [Capture(name, "made_up", order=Order.OLDEST)]
    for place, hour in enumerate(hours):
        when = None if hour == without else read_time(f"{NOON + timedelta(hours=hour):%Y-%m-%d %H:%M}")
        found.append(Sighting(Source(name, f"line {place}", place), f"made-up words {hour}", f"x:{hour}", when=when))
    return found


def steps_of(findings: list[Finding]) -> list[Step]:
    archive = Archive(findings, infer=False)
    posts = {post.id: post for post in archive.posts}
    (steps,) = sequences(gather(findings), posts, {name: name for name in posts})
    return steps


def test_a_post_without_a_reading_lies_between_the_readings_around_it() -> None:
    steps = steps_of(clock_page("p", [0, 1, 2], without=1))
    readings = [step.walls["p"] for step in steps]
    assert readings[1] == (readings[0][0], readings[2][1])
    assert Clocks(steps).between(0, 1).kind == FINE


def test_of_many_pages_around_a_post_the_closest_are_kept() -> None:
    """Each page shows the first and the last of a long one; the later the page, the closer what it shows."""
    findings = clock_page("all", list(range(200)))
    for n in range(60):
        findings += clock_page(f"p{n:02}", [n, 199 - n])
    steps = steps_of(findings)
    shown = sum(isinstance(finding, Sighting) for finding in findings)
    assert sum(len(step.walls) for step in steps) <= shown + CLOSEST * len(steps)
    assert steps[100].walls.keys() == {"all", *(f"p{n:02}" for n in range(60 - CLOSEST, 60))}
    assert steps[0].walls.keys() == {"all", "p00"}
