"""How often guesses of a kind were right: from what the cues add up to, to a probability that is meant as a share.

The cues are not independent of each other, so what they add up to says too much. How much too much was measured on
feeds with known answers (docs/accuracy.md): log-odds `x` become `offset + slope * x`, which is Platt's method (1999).
"""

from __future__ import annotations

import math

import attrs

from threadkit.graph.guesses.clocks import FINE

__all__ = ["CAP", "CURVES", "FEW", "LIKES", "MANY", "NOTHING", "UNCOUNTED_CAP", "Regime", "calibrated"]


@attrs.frozen
class Regime:
    """What a page shows to guess by."""

    replies: str  #: FEW or MANY by others where the post before shows a reply count; LIKES or NOTHING where it does not
    clock: str | None  #: a kind of :class:`threadkit.graph.guesses.clocks.Clock`
    numbered: bool = False  #: the two posts are neighbours in a count of their own: "1/5", "2/5"


FEW, MANY = "few replies by others", "many replies by others"
LIKES, NOTHING = "no reply count", "no count at all"
MANY_FROM = 0.4  # replies by others of a post like the one before, in the mean
#: (offset, slope) by reply counts and a fine clock. Fitted on 48 simulated accounts (8 kinds of loss each, 39,170
#: guesses), which asked for (-0.37, 0.87), (-0.48, 0.95), (-0.73, 0.79), (-0.75, 0.94), (-1.24, 0.82), (-1.42, 0.92)
#: and without any count for (-1.55, 0.82).
#: On the real threads and the real export at hand guesses were right more often than that says, most of all without
#: reply counts; the values stand between. Others judge them.
CURVES: dict[tuple[str, bool], tuple[float, float]] = {
    (FEW, True): (-0.37, 0.86),
    (FEW, False): (-0.45, 0.97),
    (MANY, True): (-0.65, 0.80),
    (MANY, False): (-0.68, 0.94),
    (LIKES, True): (-1.0, 0.82),
    (LIKES, False): (-1.15, 0.85),
    (NOTHING, True): (-1.3, 0.82),
    (NOTHING, False): (-1.4, 0.85),
}
SMALL, SMALL_OFFSET = 30, -0.7  # posts: the fewer, the less can be learnt of how the account writes
TINY, TINY_CAP = 6, 0.85
CAP = 0.97
UNCOUNTED_CAP = 0.85  # on simulated accounts that post in bursts 0.9 and more was right in 71-88 % without reply counts


def calibrated(share: float, regime: Regime, posts: int) -> float:
    """The share of guesses like this that were right. `posts`: how many the page shows."""
    share = min(1 - 1e-9, max(1e-9, share))
    offset, slope = CURVES[regime.replies, regime.clock == FINE]
    small = min(1.0, max(0, SMALL - posts) / (SMALL - TINY))  # 0..1
    most = CAP - small * (CAP - TINY_CAP)
    if regime.replies in (LIKES, NOTHING) and not regime.numbered:
        most = min(most, UNCOUNTED_CAP)
    return min(most, 1 / (1 + math.exp(-offset - small * SMALL_OFFSET - slope * math.log(share / (1 - share)))))
