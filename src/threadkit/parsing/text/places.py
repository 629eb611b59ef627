"""Where things stand on a page of text: spans of lines as locators, and what a page says of its own state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from threadkit.parsing.text.repair import Mender
from threadkit.records import Problem, Severity, Source

__all__ = ["locator", "told_of_damage", "without"]


def locator(spans: Sequence[tuple[int, int]]) -> str:
    """Spans of lines counted from 0, both ends in -> the same counted from 1, neighbors made one.

    >>> locator([(2, 4), (5, 5), (8, 8)]), locator([(6, 6)])
    ('lines 3-6, 9', 'line 7')
    """
    if len(spans) == 1:  # as nearly always
        first, last = spans[0]
        return f"lines {first + 1}-{last + 1}" if first < last else f"line {first + 1}"
    joined: list[tuple[int, int]] = []
    for first, last in spans:
        if joined and joined[-1][1] + 1 == first:
            joined[-1] = joined[-1][0], last
        else:
            joined.append((first, last))
    pieces = [f"{a + 1}" if a == b else f"{a + 1}-{b + 1}" for a, b in joined]
    return f"line{'' if len(pieces) == 1 and '-' not in pieces[0] else 's'} {', '.join(pieces)}"


def without(first: int, last: int, left_out: Iterable[int]) -> list[tuple[int, int]]:
    """The lines first to last as spans, some left out.

    >>> without(2, 8, [4, 5])
    [(2, 3), (6, 8)]
    """
    spans = []
    for n in sorted(left_out):
        if first < n <= last:
            spans.append((first, n - 1))
        first = n + 1 if first <= n else first
    return [*spans, (first, last)] if first <= last else spans


def told_of_damage(capture: str, mend: Mender) -> Iterator[Problem]:
    """A Problem if the page's text lost bytes, or looks spoilt and could not be repaired."""
    if mend.damage:
        what = f"the text lost bytes when it was read as {mend.damage}; characters that lost one are kept as shown"
        yield Problem(Source(capture), what, severity=Severity.INFO)
    elif mend.doubt and not mend.off:
        what = f"{mend.doubt}; nothing is guessed there"
        yield Problem(Source(capture), what, severity=Severity.INFO)
