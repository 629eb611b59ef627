"""How often guesses of a kind were right: from what the cues add up to, to a probability that is meant as a share.

The cues are not independent of each other, so what they add up to says too much. How much too much was measured on
feeds with known answers (docs/accuracy.md): log-odds `x` become `offset + slope * x`, which is Platt's method (1999).
"""

from __future__ import annotations

import math

import attrs

from threadkit.graph.clocks import FINE

__all__ = ["CAP", "CURVES", "UNCOUNTED_CAP", "Regime", "calibrated"]


@attrs.frozen
class Regime:
    """What a page shows to guess by."""

    counted: bool  #: the post before shows a reply count
    clock: str | None  #: a kind of :class:`threadkit.graph.clocks.Clock`
    numbered: bool = False  #: the two posts are neighbours in a count of their own: "1/5", "2/5"


#: (offset, slope) by reply counts and a fine clock. Fitted on 72 simulated accounts (8 kinds of loss each, 67,653
#: guesses): without counts the simulated ones asked for (-0.65, 0.72) and (-0.95, 0.67), but on the real threads and
#: the real export at hand guesses were right more often than that says; the values stand between. Others judge them.
CURVES: dict[tuple[bool, bool], tuple[float, float]] = {
    (True, True): (-0.22, 0.78),
    (True, False): (-0.40, 1.0),
    (False, True): (-0.65, 0.78),
    (False, False): (-0.75, 0.80),
}
SMALL, SMALL_OFFSET = 30, -0.6  # posts: of fewer, little can be learnt of how the account writes
TINY, TINY_CAP = 6, 0.85
CAP = 0.97
UNCOUNTED_CAP = 0.85  # on simulated accounts that post in bursts 0.9 and more was right in 71-88 % without reply counts


def calibrated(share: float, regime: Regime, posts: int) -> float:
    """The share of guesses like this that were right. `posts`: how many the page shows."""
    share = min(1 - 1e-9, max(1e-9, share))
    offset, slope = CURVES[regime.counted, regime.clock == FINE]
    if posts < SMALL:
        offset += SMALL_OFFSET
    most = TINY_CAP if posts < TINY else CAP if regime.counted or regime.numbered else UNCOUNTED_CAP
    return min(most, 1 / (1 + math.exp(-offset - slope * math.log(share / (1 - share)))))
