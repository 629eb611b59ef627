"""Times as they were solved, taken apart: what each assumption says by itself, and what refutes it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import datetime

import attrs

from threadkit.graph.times.conflicts import Said, told
from threadkit.records import When

__all__ = ["CaptureTimes", "TimeSolution", "TimesUnder"]


@attrs.frozen
class TimesUnder:
    """One assumption, who does it so, and when the capture was made if it holds; None: it cannot hold."""

    name: str
    source: str
    when: When | None
    conflict: tuple[Said, ...] = ()  #: of a refuted one: the times as shown that exclude each other, all of them needed

    def __str__(self) -> str:
        if self.when is None:
            return f"{self.name}: refuted{' by ' if self.conflict else ''}{told(self.conflict)}"
        return f"{self.name}: {span(self.when)}"


@attrs.frozen(eq=False)
class CaptureTimes:
    """When a capture was made.

    `seen_at` holds under all assumptions that are left; `ways` are those about how ages are written, `years` those
    about dates without their year. `clock`: how many minutes its clock is ahead of UTC in winter, from and to;
    None: nothing tells.
    """

    name: str
    seen_at: When
    ways: tuple[TimesUnder, ...] = ()
    years: tuple[TimesUnder, ...] = ()
    clock: tuple[int, int] | None = None
    broad: bool = False  #: no known way fits its ages; they were read as broadly as can be

    def lines(self) -> Iterator[str]:
        yield f"{self.name}: made {span(self.seen_at)}"
        if self.broad:
            yield "  no known way of writing ages fits; each was read as broadly as can be"
        possible = [way for way in self.ways if way.when is not None]
        for when, ways in alike(possible).items():
            if len(ways) > 1 and len(ways) == len(possible):
                yield f"  whichever of {len(ways)} known ways its ages are written in"
            else:
                yield f"  if its ages are written with {'; '.join(way.name for way in ways)}: {span(when)}"
        for way in self.ways:
            if way.when is None:
                yield f"  its ages are not written with {way}"
        for year in self.years:
            yield f"  if {year}"
        if self.clock is not None:
            begin, end = (f"{'+' if minutes >= 0 else '-'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
                          for minutes in self.clock)  # fmt: skip
            yield f"  its clock is ahead of UTC by {begin} to {end} in winter"

    def __str__(self) -> str:
        return "\n".join(self.lines())


@attrs.frozen(eq=False)
class TimeSolution:
    """All times of an archive; ``str()`` tells them. See :meth:`threadkit.Archive.solve_time`."""

    captures: Mapping[str, CaptureTimes]
    posts: Mapping[str, When]  #: by id
    canonical: Mapping[str, str] = attrs.field(repr=False, factory=dict)
    of_post: Callable[[str], Mapping[tuple[str, str], When]] = attrs.field(default=lambda post: {}, repr=False)

    def only(self, captures: Container[str], posts: Container[str]) -> TimeSolution:
        """Of these alone."""
        return attrs.evolve(
            self,
            captures={name: times for name, times in self.captures.items() if name in captures},
            posts={name: when for name, when in self.posts.items() if name in posts},
        )

    def post(self, post: str) -> dict[tuple[str, str], When]:
        """By capture that shows its age and way of writing ages: when a post was written."""
        found = self.of_post(self.canonical.get(post, post))
        return {(capture, way): when for (capture, way), when in found.items() if capture in self.captures}

    def __str__(self) -> str:
        return "\n".join(map(str, self.captures.values()))


def alike(ways: Iterable[TimesUnder]) -> Mapping[When, list[TimesUnder]]:
    """Those that say the same."""
    found: dict[When, list[TimesUnder]] = {}
    for way in ways:
        if way.when is not None:
            found.setdefault(way.when, []).append(way)
    return found


def span(when: When) -> str:
    if when.earliest is None and when.latest is None:
        return "at a time that nothing tells"
    if when.earliest is None:
        return f"before {moment(when.latest)}"
    if when.latest is None:
        return f"{moment(when.earliest)} or later"
    days = (when.latest - when.earliest).total_seconds() / 86_400
    return f"{moment(when.earliest)} .. {moment(when.latest)} ({days:.1f} days)"


def moment(at: datetime | None) -> str:
    return "" if at is None else f"{at:%Y-%m-%d %H:%M}"
