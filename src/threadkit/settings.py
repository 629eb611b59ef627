"""What a caller sets for concluding, checked: whether to infer, and how likely a link has to be."""

from __future__ import annotations

import math
from numbers import Real

__all__ = ["USUAL", "wanted_inference", "wanted_probability"]

USUAL = 0.5  #: what is as likely as not


def wanted_probability(given: object) -> float:
    """None: the usual. Raises TypeError for what is no number, ValueError for one outside 0..1.

    >>> wanted_probability(None), wanted_probability(1)
    (0.5, 1.0)
    """
    if given is None:
        return USUAL
    if isinstance(given, bool) or not isinstance(given, Real):
        raise TypeError(f"min_probability={given!r} is no number; give one from 0 to 1, as min_probability={USUAL}")
    number = float(given)
    if math.isnan(number) or not 0 <= number <= 1:
        raise ValueError(f"min_probability lies in 0..1, not {given}")
    return number


def wanted_inference(given: object) -> bool:
    """None: yes. Raises TypeError for what is neither True nor False: any text would be taken for True."""
    if given is None:
        return True
    if given not in (True, False):
        raise TypeError(f"infer={given!r} is neither True nor False; give one of them, or None for the usual")
    return bool(given)
