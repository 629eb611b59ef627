"""Guesses of one page weighed together: a post continues one post at most, and is continued as its replies allow.

Theory
======
Each post answers one of the few before it, or none. A post that answers one stands *in* a thread, and such posts are
continued far more often than others: threads go on. How many children a post has is seen dimly in the replies that it
shows: others draw replies, too. Likes are read by whether the post before is a head, which draws more of them.

These ties make a graph of factors; what all of it says of each link is found by belief propagation (Pearl 1988; on
graphs with loops it is an approximation, Murphy, Weiss and Jordan 1999): along the page and back, each post tells its
candidates for children what their siblings leave room for, and they tell it how much they need it.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence

import attrs

from threadkit.graph.habits import LOST_REPLY, Cell, Habits, steps_end

__all__ = ["Edge", "Place", "weigh_together"]

MOST_CHILDREN = 3  # of one post on one page, beside those that are known
FORKS = 0.13  # of posts that are continued by a post, so many are by one more: self-threads fork rarely
GOES_ON = (0.5, 8.0)  # of posts in a thread, how many are continued: mean before anything is seen, and weight in posts
SWEEPS = 4
LEAST_MEAN = 0.0425  # of replies by others: what one reply can say at most is then 3.2


@attrs.define
class Edge:
    """A link that may be: log-odds of what the two posts show, beside likes after a head and inside a thread."""

    parent: int
    child: int
    weight: float
    likes: tuple[float, float]
    before: float = 0.0  #: e^weight
    odds: float = 0.0  #: of the child's choice, with what its parent says
    belief: float = 0.0  #: in the end: probability


@attrs.define
class Place:
    """A post of the page: the edges above and below it, and what is known of it."""

    replies: Cell | None  #: that it shows
    answered: int  #: replies that are known
    continued: bool  #: one of them stands on the page and is by its author
    inside: bool | None  #: whether it answers a post; None: not known
    above: list[Edge] = attrs.Factory(list)
    below: list[Edge] = attrs.Factory(list)
    inward: float = 1.0  #: odds that it stands in a thread, by what is below it


def weigh_together(places: Sequence[Place], edges: Sequence[Edge], habits: Habits) -> tuple[float, float]:
    """Sets the belief of each edge. Gives how often posts begin and go on with threads: shares of posts, 0..1."""
    for edge in edges:
        places[edge.child].above.append(edge)
        places[edge.parent].below.append(edge)
        edge.before = edge.odds = math.exp(edge.weight + math.log(habits.rate / (1 - habits.rate)))
    goes_on = GOES_ON[0]
    for sweep in range(SWEEPS):
        begins = beginning(habits.rate, goes_on)
        inside = continued = 0.0
        for place in places if sweep % 2 == 0 else reversed(places):
            share, both = parent_says(place, places, habits, begins, goes_on)
            inside += share
            continued += both
        goes_on = (continued + GOES_ON[0] * GOES_ON[1]) / (inside + GOES_ON[1])
    for place in places:
        total = 1 + place.inward * sum(edge.odds for edge in place.above)
        for edge in place.above:
            edge.belief = place.inward * edge.odds / total
    return beginning(habits.rate, goes_on), goes_on


def beginning(rate: float, goes_on: float) -> float:
    """How many posts outside of threads are continued, so that `rate` of all posts are."""
    return min(0.95, max(1e-4, rate * (1 - goes_on) / (1 - rate)))


def parent_says(
    place: Place, places: Sequence[Place], habits: Habits, begins: float, goes_on: float
) -> tuple[float, float]:
    """One post's messages, down and up. Gives how much it stands in a thread, and stands there and is continued."""
    inside = standing(place)
    room = replies_fit(place.replies, habits.anyway, place.answered)
    if not place.below:
        stops, goes = children(begins, continued=place.continued)[0], children(goes_on, continued=place.continued)[0]
        place.inward = goes / stops
        share = belief_inside(inside, place.inward)
        return share, 0.0
    needs = [needed(edge, places[edge.child]) for edge in place.below]
    fits, ways, weights = [], [], []
    for rate, inner in ((begins, 0), (goes_on, 1)):
        fit = [one * two for one, two in zip(children(rate, continued=place.continued), room, strict=True)]
        weight = [need * math.exp(edge.likes[inner]) for need, edge in zip(needs, place.below, strict=True)]
        fits.append(fit)
        weights.append(weight)
        ways.append(counted(weight))
    either = [sum(map(float.__mul__, fit, way)) for fit, way in zip(fits, ways, strict=True)]
    place.inward = either[1] / either[0]
    for n, edge in enumerate(place.below):
        taken = free = 0.0
        for inner, share in ((0, 1 - inside), (1, inside)):
            rest = without(ways[inner], weights[inner][n])
            free += share * sum(map(float.__mul__, fits[inner], rest))
            taken += share * math.exp(edge.likes[inner]) * sum(map(float.__mul__, fits[inner][1:], rest))
        edge.odds = math.exp(edge.weight) * taken / free
    share = belief_inside(inside, place.inward)
    return share, share * (1 - fits[1][0] * ways[1][0] / either[1])


def standing(place: Place) -> float:
    """Probability that it answers a post, by what is above it."""
    if place.inside is not None:
        return float(place.inside)
    total = sum(edge.odds for edge in place.above)
    return total / (1 + total)


def belief_inside(above: float, below: float) -> float:
    return above * below / (1 - above + above * below)


def needed(edge: Edge, child: Place) -> float:
    """Odds that the child chooses this parent, but for what the parent says."""
    others = sum(each.odds for each in child.above) - edge.odds
    return math.exp(edge.weight) * child.inward / (1 + max(0.0, others) * child.inward)


def counted(weights: Sequence[float]) -> list[float]:
    """Weights of having 0, 1, 2 … children."""
    ways = [1.0] + [0.0] * MOST_CHILDREN
    for weight in weights:
        for n in range(MOST_CHILDREN, 0, -1):
            ways[n] += ways[n - 1] * weight
    return ways


def without(ways: Sequence[float], weight: float) -> list[float]:
    """The same, but for one of them."""
    rest, last = [], 0.0
    for each in ways:
        last = max(0.0, each - weight * last)
        rest.append(last)
    return rest


@functools.lru_cache(10_000)
def children(rate: float, *, continued: bool) -> tuple[float, ...]:
    """Probabilities of 0, 1, 2 … more children."""
    first = FORKS if continued else rate
    return (1 - first, *(first * (1 - FORKS) * FORKS**n for n in range(MOST_CHILDREN)))


@functools.lru_cache(100_000)
def replies_fit(cell: Cell | None, anyway: tuple[float, float], answered: int) -> tuple[float, ...]:
    """How well the replies shown fit 0, 1, 2 … children beside those known, against none.

    Replies by others are geometric: k of them have the probability (1 - q) q^k with q = m / (1 + m), m the mean. Of
    posts with a child LOST_REPLY show one reply less.
    """
    if cell is None:
        return (1.0,) * (MOST_CHILDREN + 1)
    replies, likes = cell
    left = max(0, steps_end(replies) - answered)
    mean = max(LEAST_MEAN, anyway[0] + anyway[1] * steps_end(likes))
    each = (1 + mean) / mean
    fits = [1.0]
    for n in range(1, MOST_CHILDREN + 1):
        fit = (1 - LOST_REPLY) * each**n if left >= n else 0.0
        fit += LOST_REPLY * each ** (n - 1) if left >= n - 1 else 0.0
        fits.append(fit or LOST_REPLY ** (n - left))
    return tuple(fits)
