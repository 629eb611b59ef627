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
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import attrs

from threadkit.graph.guesses.habits import LOST_REPLY, MOST_SAID, Cell, Habits, steps_end

__all__ = ["Edge", "Place", "weigh_together"]

MOST_CHILDREN = 3  # of one post on one page, beside those that are known
FORKS = 0.13  # of posts that are continued by a post, so many are by one more: self-threads fork rarely
GOES_ON = (0.5, 20.0)  # of posts in a thread, how many are continued: mean before anything is seen, and weight in posts
SWEEPS = 4
LEAST_BEGINS = 0.8  # of the rate: heads are not continued more rarely than that
HEED = 0.4  # of what posts below say of where a post stands: threads come in bursts, which is not counted here
LEAST_MEAN = 1 / (math.exp(MOST_SAID) - 1)  # of replies by others: one reply then says MOST_SAID


@attrs.define
class Edge:
    """A link that may be: odds of what the two posts show, and of what differs after a head and inside a thread."""

    parent: int
    child: int
    shown: float
    places: tuple[float, float]
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
    chosen: float = 0.0  #: odds of all above it
    inward: float = 1.0  #: odds that it stands in a thread, by what is below it


def weigh_together(places: Sequence[Place], edges: Sequence[Edge], habits: Habits) -> None:
    """Sets the belief of each edge."""
    start = habits.rate / (1 - habits.rate)
    for edge in edges:
        places[edge.child].above.append(edge)
        places[edge.parent].below.append(edge)
        edge.odds = edge.shown * start
        places[edge.child].chosen += edge.odds
    goes_on = GOES_ON[0]
    for sweep in range(SWEEPS):
        rates = beginning(habits.rate, goes_on), goes_on
        inside, continued = GOES_ON[1], GOES_ON[0] * GOES_ON[1]
        for place in places if sweep % 2 == 0 else reversed(places):
            share, both = parent_says(place, places, habits, rates)
            inside += share
            continued += both
        goes_on = continued / inside
    for place in places:
        total = 1 + place.inward * place.chosen
        for edge in place.above:
            edge.belief = place.inward * edge.odds / total


def beginning(rate: float, goes_on: float) -> float:
    """How many posts outside of threads are continued, so that `rate` of all posts are."""
    return min(0.95, max(1e-4, LEAST_BEGINS * rate, rate * (1 - goes_on) / (1 - rate)))


def parent_says(
    place: Place, places: Sequence[Place], habits: Habits, rates: tuple[float, float]
) -> tuple[float, float]:
    """One post's messages, down and up. Gives how much it stands in a thread, and stands there and is continued."""
    inside = place.chosen / (1 + place.chosen) if place.inside is None else float(place.inside)
    begins, goes_on = (children(rate, continued=place.continued) for rate in rates)
    if not place.below:
        place.inward = (goes_on[0] / begins[0]) ** HEED
        share = belief_inside(inside, place.inward)
        return share, share * place.continued
    room = replies_fit(place.replies, habits.anyway, place.answered)
    needs = [needed(edge, places[edge.child]) for edge in place.below]
    head = Family.of(begins, room, [need * edge.places[0] for need, edge in zip(needs, place.below, strict=True)])
    inner = Family.of(goes_on, room, [need * edge.places[1] for need, edge in zip(needs, place.below, strict=True)])
    place.inward = (inner.either / head.either) ** HEED
    for edge, (free, taken), (free_inside, taken_inside) in zip(
        place.below, head.free_and_taken(), inner.free_and_taken(), strict=True
    ):
        edge.odds = edge.shown * (
            ((1 - inside) * edge.places[0] * taken + inside * edge.places[1] * taken_inside)
            / ((1 - inside) * free + inside * free_inside)
        )
        child = places[edge.child]
        child.chosen = sum(each.odds for each in child.above)
    share = belief_inside(inside, place.inward)
    return share, share * (1.0 if place.continued else 1 - inner.fits[0] / inner.either)


def belief_inside(above: float, below: float) -> float:
    return above * below / (1 - above + above * below)


def needed(edge: Edge, child: Place) -> float:
    """Odds that the child chooses this parent, but for what the parent says."""
    others = sum(each.odds for each in child.above if each is not edge)
    return edge.shown * child.inward / (1 + others * child.inward)


class Family(NamedTuple):
    """How 0, 1, 2 … children fit a post, and those that need one."""

    fits: Sequence[float]
    needs: Sequence[float]
    either: float  #: all ways of having children together

    @classmethod
    def of(cls, rate: Sequence[float], room: Sequence[float], needs: Sequence[float]) -> Family:
        fits = [one * two for one, two in zip(rate, room, strict=True)]
        return cls(fits, needs, sum(map(float.__mul__, fits, counted(needs))))

    def free_and_taken(self) -> Iterator[tuple[float, float]]:
        """Of each that needs one: all ways of the others together, if that is no child and if it is.

        Counted anew for each of the few: what one adds cannot be taken off again where it outweighs all others.
        """
        for n in range(len(self.needs)):
            ways = counted([*self.needs[:n], *self.needs[n + 1 :]])
            yield sum(map(float.__mul__, self.fits, ways)), sum(map(float.__mul__, self.fits[1:], ways))


def counted(weights: Sequence[float]) -> list[float]:
    """How many ways there are to have 0, 1, 2 … children."""
    ways = [1.0] + [0.0] * MOST_CHILDREN
    for weight in weights:
        for n in range(MOST_CHILDREN, 0, -1):
            ways[n] += ways[n - 1] * weight
    return ways


@functools.lru_cache(10_000)
def children(rate: float, *, continued: bool) -> tuple[float, ...]:
    """Probabilities of 0, 1, 2 … children; or of one that is known and so many more."""
    some = [rate * (1 - FORKS) * FORKS**n for n in range(MOST_CHILDREN + 1)]
    return tuple(some) if continued else (1 - rate, *some[:-1])


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
