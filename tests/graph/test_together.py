"""Guesses weighed together, held against all ways in which a small page can be linked."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threadkit.graph.guesses import together
from threadkit.graph.guesses.cues import OTHERWISE
from threadkit.graph.guesses.habits import Cell, Habits
from threadkit.graph.guesses.together import (
    FORKS,
    MOST_CHILDREN,
    SWEEPS,
    Edge,
    Place,
    beginning,
    replies_fit,
    weigh_together,
)

HABITS = Habits(0.2, OTHERWISE, (0.3, 0.01))
GOES_ON = 0.5
ALL_SAID = 12  # sweeps: on pages as small as these nothing is left to tell then


@pytest.fixture(autouse=True)
def nothing_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without what makes it an approximation on purpose: all that stands below counts, and rates are given."""
    monkeypatch.setattr(together, "HEED", 1.0)
    monkeypatch.setattr(together, "GOES_ON", (GOES_ON, 1e15))
    monkeypatch.setattr(together, "SWEEPS", ALL_SAID)


@attrs.frozen
class Row:
    """A post of a page: what it shows, what is known of it, and log-odds of links to posts before it."""

    replies: Cell | None = None
    answered: int = 0
    continued: bool = False
    inside: bool | None = None
    above: Sequence[tuple[int, float, float, float]] = ()  # parent; shown; after a head, inside a thread


def weighed(rows: Sequence[Row]) -> list[float]:
    places = [Place(row.replies, row.answered, row.continued, row.inside) for row in rows]
    edges = edges_of(rows)
    weigh_together(places, edges, HABITS)
    return [edge.belief for edge in edges]


def edges_of(rows: Sequence[Row]) -> list[Edge]:
    return [
        Edge(parent, child, math.exp(shown), (math.exp(head), math.exp(inside)))
        for child, row in enumerate(rows)
        for parent, shown, head, inside in row.above
    ]


def having(children: int, rate: float) -> float:
    """Probability of so many children."""
    return rate * (1 - FORKS) * FORKS ** (children - 1) if children else 1 - rate


def enumerated(rows: Sequence[Row]) -> list[float]:
    """The same, by the weights of all ways of choosing a parent, or none, for each post."""
    rates = beginning(HABITS.rate, GOES_ON), GOES_ON
    edges = edges_of(rows)
    choices = [[None, *(edge for edge in edges if edge.child == child)] for child in range(len(rows))]
    total, of = 0.0, dict.fromkeys(range(len(edges)), 0.0)
    number = {id(edge): n for n, edge in enumerate(edges)}
    for way in itertools.product(*choices):
        chosen = [edge for edge in way if edge is not None]
        weight = 1.0
        for place, row in enumerate(rows):
            inside = (way[place] is not None) if row.inside is None else row.inside
            below = [edge for edge in chosen if edge.parent == place]
            if len(below) > MOST_CHILDREN:
                weight = 0.0
                break
            weight *= having(len(below) + row.continued, rates[inside])
            weight *= replies_fit(row.replies, HABITS.anyway, row.answered)[len(below)]
            weight *= math.prod(edge.shown * edge.places[inside] for edge in below)
        total += weight
        for edge in chosen:
            of[number[id(edge)]] += weight
    return [of[n] / total for n in range(len(edges))]


@st.composite
def pages(draw: st.DrawFn, weights: float) -> list[Row]:
    """No two ways lead from one post to another, so that nothing is told twice."""
    number = draw(st.integers(1, 7))
    group = list(range(number))
    log_odds = st.floats(-weights, weights)
    rows = []
    for child in range(number):
        inside = draw(st.sampled_from((None, None, None, True, False)))
        above = []
        for parent in range(child) if inside is None else ():
            if group[parent] != group[child] and draw(st.booleans()):
                group = [group[parent] if each == group[child] else each for each in group]
                above.append((parent, draw(log_odds), draw(st.floats(-2, 2)), draw(st.floats(-2, 2))))
        replies = draw(st.none() | st.tuples(st.integers(0, 5) | st.just(119), st.integers(0, 20) | st.just(119)))
        continued = draw(st.sampled_from((False, False, True)))
        answered = draw(st.integers(int(continued), 3)) if continued else draw(st.sampled_from((0, 0, 1)))
        rows.append(Row(replies, answered, continued, inside, above))
    return rows


@settings(deadline=None, max_examples=300)
@given(pages(weights=8))
def test_without_loops_beliefs_are_those_of_all_ways_together(rows: list[Row]) -> None:
    assert weighed(rows) == pytest.approx(enumerated(rows), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("shown", [-2.0, 0.0, 3.0])
def test_all_is_said_along_a_thread_in_the_sweeps_there_are(shown: float, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [Row((0, 5)), *(Row((n % 3, 5), above=[(n - 1, shown, 0.3, -0.3)]) for n in range(1, 12))]
    monkeypatch.setattr(together, "SWEEPS", SWEEPS)
    assert weighed(rows) == pytest.approx(enumerated(rows), rel=1e-6)


def test_posts_known_to_be_continued_tell_that_threads_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "GOES_ON", (GOES_ON, 8.0))
    asked = [Row(inside=True), Row(above=[(0, 0.0, 0.0, 0.0)])]
    beliefs = [
        weighed([*asked, *[Row(answered=int(continued), continued=continued, inside=True)] * 40])[0]
        for continued in (False, True)
    ]
    assert beliefs[0] < 0.2 < 0.4 < beliefs[1]


@settings(deadline=None, max_examples=300)
@given(pages(weights=50))
def test_extreme_log_odds_lose_nothing(rows: list[Row]) -> None:
    assert weighed(rows) == pytest.approx(enumerated(rows), rel=1e-6, abs=1e-9)
