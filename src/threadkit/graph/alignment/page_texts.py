"""The texts of all sightings in the forms they are compared in, each made once; and how often each page says one."""

from __future__ import annotations

import bisect
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from threadkit.graph.alignment.likeness import Shown
from threadkit.graph.gathering import Gathered
from threadkit.parsing.text.repair import UNKNOWN
from threadkit.parsing.text.survivors import ASCII_LEFT, common_damage, form_under
from threadkit.records import Sighting

__all__ = ["BUT_ASCII", "SHORT", "PageTexts", "shown_under", "told_of"]

BUT_ASCII = "but only in ASCII, as a page is spoilt in a way that is not understood"
SHORT = 25  # characters; what is shorter is said again by chance


class PageTexts:
    """What is compared. `rows`: of each page its sightings, by number, in the order of the page."""

    def __init__(self, seen: Gathered) -> None:
        self.seen = seen
        damages = {name: capture.damage for name, capture in seen.captures.items()}
        self.spoilt = {name for name, damage in damages.items() if damage == UNKNOWN}  #: in a way not understood
        self.damages = damages | dict.fromkeys(self.spoilt)
        self.strangers: frozenset[tuple[str, str]] = frozenset()  #: pages of the same posts in other characters
        self.rows: Mapping[str, list[int]] = defaultdict(list)
        for n, sighting in enumerate(seen.sightings):
            self.rows[sighting.source.capture].append(n)
        self._shown: dict[tuple[int, str | None], Shown] = {}
        self._said: dict[tuple[str, str | None], tuple[Counter[str], Sequence[str]]] = {}
        self._again: dict[tuple[str, str | None, bool], float] = {}

    def shown(self, n: int, damage: str | None) -> Shown:
        """One side of a comparison under `damage`: a page that has it is compared as it shows its texts."""
        found = self._shown.get((n, damage))
        if found is None:
            sighting = self.seen.sightings[n]
            found = self._shown[n, damage] = shown_under(sighting, self.damages[sighting.source.capture], damage)
        return found

    def damage_of(self, one: str, two: str) -> str | None:
        """The damage under which two pages are compared."""
        if self.strangers and (one, two) in self.strangers:
            return ASCII_LEFT
        return common_damage(self.damages[one], self.damages[two])

    def times_said(self, page: str, form: str, damage: str | None, *, as_beginning: bool = False) -> int:
        """How many posts of a page say this, or begin with it. 0 if none does."""
        counted, ordered = self.said(page, damage)
        if not as_beginning:
            return counted[form]
        return bisect.bisect(ordered, form + "\U0010ffff") - bisect.bisect_left(ordered, form)

    def said(self, page: str, damage: str | None) -> tuple[Counter[str], Sequence[str]]:
        """The forms of a page's texts, counted and in order."""
        if (page, damage) not in self._said:
            forms = [self.shown(n, damage).form for n in self.rows[page]]
            self._said[page, damage] = Counter(forms), sorted(forms)
        return self._said[page, damage]

    def said_again(self, page: str, damage: str | None, *, short: bool) -> float:
        """How often what a page says once is said again in as many posts (Good and Turing: 2 N2 / N1)."""
        key = page, damage, short
        if key not in self._again:
            counted, _ = self.said(page, damage)
            times = Counter(n for form, n in counted.items() if (len(form) < SHORT) == short)
            self._again[key] = min((2 * times[2] + 1) / (times[1] + 1), 1.0)
        return self._again[key]


def told_of(how: str, damage: str | None) -> str:
    """How two texts were compared, in a reason's words."""
    return f"{how}, {BUT_ASCII}" if damage == ASCII_LEFT else how


def shown_under(sighting: Sighting, own: str | None, damage: str | None) -> Shown:
    """`own`: the damage of the sighting's page."""
    text = sighting.text if own is None or sighting.text_as_shown is None else sighting.text_as_shown
    return Shown(form_under(text, own, damage), text, sighting, own, damage)
