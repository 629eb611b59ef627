"""A repository of the AT Protocol as a CAR file: all that one account wrote, as its server exports it.

A signed commit points at a tree of keys (collection and record key), the tree at the records. Exports of early 2023
hold older commits, too, and so posts that were deleted or changed since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

import attrs

from threadkit.parsing.bluesky.car_blocks import Car, car_of, cid_text, content, is_car
from threadkit.parsing.bluesky.embeds import POST
from threadkit.parsing.bluesky.record import Run, Shown, absent, of_record
from threadkit.parsing.json_data.fields import Fields
from threadkit.parsing.material import Fit, Head, Material
from threadkit.records import Author, Capture, Finding, Problem, Severity, Source
from threadkit.wording import plural

__all__ = ["EXAMPLE", "NAME", "TITLE", "detect", "read", "records_at"]

NAME = "bluesky_car"
TITLE = "Bluesky: an account's repository (CAR)"
EXAMPLE = """\
OqJlcm9vdHOB2CpYJQABcRIgnhomtryaugTF7T4fmFn6uz2eneDo9+r3OHsuQbzMKRdndmVyc2lvbgF3AXESIAk9CTDLj6MkP4I1
BnwqvfyFxjHFliqkFBzSCxrFinuYo2R0ZXh0b0EgbWFkZS11cCBwb3N0LmUkdHlwZXJhcHAuYnNreS5mZWVkLnBvc3RpY3JlYXRl
ZEF0eBgyMDI0LTAzLTAyVDEwOjMwOjAwLjAwMFqBAQFxEiBzyMzqaT0LmvA+faTwMRBYDvsWY5nVS+RVd9+6arYbWaJhZYGkYWtY
IGFwcC5ic2t5LmZlZWQucG9zdC8za21wZndzNGlrMjIyYXAAYXT2YXbYKlglAAFxEiAJPQkwy4+jJD+CNQZ8Kr38hcYxxZYqpBQc
0gsaxYp7mGFs9pgBAXESIJ4aJra8mroExe0+H5hZ+rs9np3g6Pfq9zh7LkG8zCkXpmNkaWRzZGlkOnBsYzpleGFtcGxlLWFkYWNy
ZXZtM2ttcGZ3czRpazIyMmNzaWdHbWFkZSB1cGRkYXRh2CpYJQABcRIgc8jM6mk9C5rwPn2k8DEQWA77FmOZ1UvkVXffumq2G1lk
cHJldvZndmVyc2lvbgM=
"""

REMEDY = "a repository needs libipld to be read: pip install threadkit[bluesky]"


def detect(head: Head) -> Fit:
    """YES: it begins like a CAR file, be it as bytes or written as base64."""
    return Fit.YES if is_car(head.data, head.text) else Fit.NO


def read(material: Material) -> Iterator[Finding]:
    """Yield a Capture, then the records in the order of their keys, then those that older commits hold."""
    hints = material.hints
    capture = Capture(
        material.name, NAME, hints.seen_at, hints.author, platform=hints.platform or "bluesky", states_parents=True
    )
    try:
        import libipld  # noqa: F401 - car_blocks decodes with it
    except ImportError:
        yield capture
        yield Problem(Source(material.name), REMEDY, "", Severity.ERROR)
        return
    with material.open() as stream:
        car = car_of(content(stream.read()))
    repo = Repository(car)
    repo.find_commit()
    walk(repo)
    rest = list(left_over(repo))
    author = Author(id=repo.did) if repo.did else hints.author
    yield attrs.evolve(capture, account=author)
    run = Run(material.name)
    for place, what in car.faults:
        yield Problem(Source(material.name, place), what, "", Severity.ERROR)
    yield from current(run, repo, author, {key for _, key, _ in rest if key})
    yield from older(run, repo, author, rest)
    for place, what in repo.faults:
        yield Problem(Source(material.name, place), what)
    yield from run.learned()


def records_at(material: Material, locator: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """(place, record) of the places that a locator begins with, the longest first: a key of the tree, or a block."""
    with material.open() as stream:
        repo = Repository(car_of(content(stream.read())))
    repo.find_commit()
    walk(repo)
    places = {key: cid for key, cid in repo.keys.items() if locator.startswith(key)}
    if locator.startswith("block "):
        places |= {name: cid for cid in repo.car.blocks if locator.startswith(name := f"block {cid_text(cid)}")}
    for place in sorted(places, key=len, reverse=True):
        if locator[len(place) : len(place) + 1] in ("", ".", "[") and (value := repo.value(places[place])) is not None:
            yield place, value


@attrs.define
class Repository:
    """A repository while it is read. `used`: ids of blocks that were reached; `keys`: record ids by key."""

    car: Car
    did: str | None = None
    top: bytes | None = None  #: of the tree
    whole: bool = True  #: all of the tree was reached
    used: set[bytes] = attrs.Factory(set)
    keys: dict[str, bytes] = attrs.Factory(dict)
    faults: list[tuple[str, str]] = attrs.Factory(list)

    def value(self, cid: object) -> dict[str, Any] | None:
        """The object of a block, None if there is none; what is wrong with it is noted."""
        if not isinstance(cid, bytes) or cid not in self.car.blocks:
            return None
        place = f"block {cid_text(cid)}"
        if not self.car.is_sound(cid):
            self.faults.append((place, "the content of a block does not fit its id; some of it may be damaged"))
        try:
            found = self.car.value(cid)
        except ValueError as error:
            self.faults.append((place, f"a block that cannot be decoded ({error}); left out"))
            return None
        if isinstance(found, dict):
            return found
        self.faults.append((place, f"a block that is no object but a {type(found).__name__}; left out"))
        return None

    def find_commit(self) -> None:
        """Whose it is, and where its tree begins."""
        for root in self.car.roots:
            commit = self.value(root)
            if commit is None:
                continue
            self.used.add(root)
            if "root" in commit and "data" not in commit:  # the first form, of 2022
                commit = self.value(commit["root"]) or {}
                commit = {**(self.value(commit.get("meta")) or {}), **commit}
            self.did = self.did or text(commit.get("did"))
            data = commit.get("data")
            self.top = self.top or (data if isinstance(data, bytes) else None)
        if self.top is None:
            self.whole = False
            self.faults.append(("$", "the commit is missing, which names the account and the tree of records"))

    def address(self, key: str) -> str | None:
        return f"at://{self.did}/{key}" if self.did else None


def text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def entries(node: Mapping[str, Any]) -> Iterator[tuple[str | None, object]]:
    """What a node of the tree holds, in order: other nodes (None) and records (key), each with the id of its block.

    A key is written as how much it shares with the one before it, and the rest.
    """
    yield None, node.get("l")
    before = b""
    for entry in node["e"] if isinstance(node["e"], list) else []:
        if not isinstance(entry, dict):
            continue
        shared, rest = entry.get("p"), entry.get("k")
        if isinstance(shared, int) and 0 <= shared <= len(before) and isinstance(rest, bytes):
            before = before[:shared] + rest
            yield before.decode("utf-8", "replace"), entry.get("v")
        yield None, entry.get("t")


def is_node(value: Mapping[str, Any]) -> bool:
    return "e" in value and "l" in value and "$type" not in value


def walk(repo: Repository) -> None:
    """Note the keys that the tree holds, in their order."""
    waiting: list[tuple[str | None, object]] = [(None, repo.top)] if repo.top else []
    while waiting:
        key, cid = waiting.pop()
        if not isinstance(cid, bytes):
            continue
        if key is not None:
            repo.keys[key] = cid
        elif cid not in repo.used:  # else the tree holds itself
            repo.used.add(cid)
            value = repo.value(cid)
            if value is None or not is_node(value):
                repo.whole = False
                what = "a part of the tree is missing, and the keys that are in it"
                repo.faults.append((f"block {cid_text(cid)}", what))
            else:
                waiting += reversed(list(entries(value)))


def left_over(repo: Repository) -> Iterator[tuple[bytes, str | None, dict[str, Any]]]:
    """Records that the tree does not hold, each with its key if an older tree, or a lost part of this one, has it."""
    repo.used.update(repo.keys.values())
    values: dict[bytes, dict[str, Any]] = {}
    names: dict[bytes, str] = {}
    for cid in repo.car.blocks:
        if cid in repo.used or (value := repo.value(cid)) is None:
            continue
        if is_node(value):
            names |= {found: key for key, found in entries(value) if key is not None and isinstance(found, bytes)}
        elif "$type" in value:
            values[cid] = value
        elif repo.did is None:  # an older commit
            repo.did = text(value.get("did"))
    for cid, value in values.items():
        yield cid, names.get(cid), value


def current(run: Run, repo: Repository, author: Author | None, changed: Set[str]) -> Iterator[Finding]:
    """The records that the tree holds; `changed`: keys under which the file has older ones, too."""
    lost = 0
    for key, cid in repo.keys.items():
        if (value := repo.value(cid)) is not None:
            yield from record(run, repo, value, key, key, Shown(author, version="2" if key in changed else None))
        elif cid not in repo.car.blocks:
            lost += 1
            if key.startswith(f"{POST}/") and (address := repo.address(key)):
                yield absent(run, address, "truncated", key, author)
    if lost:
        named = plural(lost, "record that the repository names is", "records that the repository names are")
        repo.faults.append(("$", f"{named} not in the file"))


def older(
    run: Run, repo: Repository, author: Author | None, rest: Iterable[tuple[bytes, str | None, dict[str, Any]]]
) -> Iterator[Finding]:
    """Posts as they were before they were changed or deleted, and what is below a part of the tree that is missing."""
    for cid, key, value in rest:
        place = f"block {cid_text(cid)}"
        changed = key in repo.keys
        yield from record(run, repo, value, key, place, Shown(author, version="1" if changed else None))
        if key is None:
            yield Problem(Source(run.name, place, run.position), "a record without its key", "", Severity.INFO)
        elif repo.whole and not changed and key.startswith(f"{POST}/") and (address := repo.address(key)):
            yield absent(run, address, "deleted", place, author)


def record(
    run: Run, repo: Repository, value: dict[str, Any], key: str | None, place: str, shown: Shown
) -> Iterator[Finding]:
    yield from of_record(run, Fields(value, place, run.faults), place, repo.address(key) if key else None, shown)
    yield from run.faults.told()
