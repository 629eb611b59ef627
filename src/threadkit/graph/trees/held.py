"""The posts that are held, by number and by id: those that stay rows, then those that went the whole way.

Looked up they are all alike; a post that stays a row is made anew each time, and equal each time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from threadkit.graph.trees.lone import Lone
from threadkit.records import Capture, Post

__all__ = ["Canonical", "Held", "Picked"]


@attrs.frozen(eq=False)
class Held(Mapping[str, Post]):
    """By id. `number` has the numbers of all posts, and may have more."""

    made: Mapping[str, Post]
    lone: Lone
    captures: Mapping[str, Capture]
    number: Mapping[str, int]

    def __getitem__(self, name: str) -> Post:
        found = self.made.get(name)
        if found is not None:
            return found
        node = self.number[name]
        if node >= len(self):
            raise KeyError(name)
        return self.lone.post(node, self.captures)

    def __contains__(self, name: object) -> bool:
        return self.number.get(name, len(self)) < len(self)  # type: ignore[call-overload, no-any-return]

    def __iter__(self) -> Iterator[str]:
        yield from self.lone.ids
        yield from self.made

    def __len__(self) -> int:
        return len(self.lone) + len(self.made)


@attrs.frozen(eq=False)
class Picked(Sequence[Post]):
    """Some of the posts in some order: `numbers` of them. Behind the rows those in `made` are counted."""

    held: Held
    made: Sequence[Post]
    numbers: Sequence[int]

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, place: Any) -> Any:  # noqa: ANN401 - a place or a slice, as of any sequence
        if isinstance(place, slice):
            return tuple(map(self.at, self.numbers[place]))
        return self.at(self.numbers[place])

    def at(self, number: int) -> Post:
        rows = len(self.held.lone)
        return self.held.lone.post(number, self.held.captures) if number < rows else self.made[number - rows]

    def __iter__(self) -> Iterator[Post]:
        return map(self.at, self.numbers)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(Post.__eq__, self, other))

    __hash__ = None  # type: ignore[assignment]


@attrs.frozen(eq=False)
class Canonical(Mapping[str, str]):
    """Id of any sighting, or alias -> id of its post. A row has no other id."""

    made: Mapping[str, str]
    held: Held

    def __getitem__(self, name: str) -> str:
        found = self.made.get(name)
        if found is not None:
            return found
        if name in self.held:
            return name
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return name in self.made or name in self.held

    def __iter__(self) -> Iterator[str]:
        yield from self.made
        yield from self.held.lone.ids

    def __len__(self) -> int:
        return len(self.made) + len(self.held.lone)
