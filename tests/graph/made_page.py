"""A page of made-up posts, oldest first, as findings; for tests of likely links."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from threadkit.archive import Archive
from threadkit.records import (
    Author,
    Basis,
    Capture,
    Count,
    Counts,
    Finding,
    Kind,
    Link,
    Order,
    Sighting,
    Source,
    TimeBasis,
    When,
)

START = datetime(2024, 3, 1, 6, 0, tzinfo=UTC)
UNITS = {
    "minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1), "month": timedelta(days=30),
}  # fmt: skip
ZONES = timedelta(hours=14), timedelta(hours=12)


def sighting(row: Mapping[str, Any], number: int, page: str, people: Mapping[str, Author]) -> Sighting:
    """`at`: minutes on the page's clock; `age`: "3 months ago"; neither: no time. Counts left out are unseen."""
    counts = Counts(**{name: Count.of(row[name]) for name in ("likes", "reposts", "replies") if name in row})
    return Sighting(
        Source(page, f"post {number}", number), row["text"], row.get("id"), author=people[row.get("by", "ada")],
        truncated=row.get("truncated", False), when=when(row), counts=counts,
    )  # fmt: skip


def when(row: Mapping[str, Any]) -> When | None:
    if "at" in row:
        moment = START + timedelta(minutes=row["at"])
        east, west = ZONES
        return When(moment - east, moment + UNITS["minute"] + west, f"{moment:%Y-%m-%d %H:%M}", TimeBasis.CLOCK,
                    moment.replace(tzinfo=None), UNITS["minute"])  # fmt: skip
    if "age" in row:
        number, word = row["age"].split()[:2]
        unit = UNITS[word.removesuffix("s")]
        low = int(number) * unit
        return When(text=row["age"], basis=TimeBasis.AGE, unit=unit, age=(low, low + unit))
    return None


def page(
    rows: Sequence[Mapping[str, Any]], name: str = "page", people: Mapping[str, Author] | None = None
) -> list[Finding]:
    """Findings of a page that shows the newest first. `stated`: the place of the parent that the source states."""
    people = people or {"ada": Author("example_ada", "Ada Example"), "bo": Author("example_bo", "Bo Example")}
    found: list[Finding] = [Capture(name, "made up", order=Order.NEWEST, account=people["ada"])]
    shown = [sighting(row, len(rows) - n, name, people) for n, row in enumerate(rows)]
    found += reversed(shown)
    for row, post in zip(rows, shown, strict=True):
        if "stated" in row:
            parent = shown[row["stated"]]
            assert post.id
            assert parent.id
            found.append(Link(Kind.REPLY, post.id, parent.id, Basis.STATED, source=Source(name)))
    return found


def guessed(archive: Archive, *, candidates: bool = False) -> dict[tuple[int, int], Link]:
    """Inferred reply links by the places of child and parent among the rows of a page; not those through gaps."""
    place = {post.id: post.sightings[0].source.position for post in archive.posts}
    most = max(place.values())
    links: Iterable[Link] = (*archive.links, *archive.candidates) if candidates else archive.links
    return {
        (most - place[link.child], most - place[link.parent]): link
        for link in links
        if link.kind is Kind.REPLY and link.basis is Basis.INFERRED and {link.child, link.parent} <= place.keys()
    }


WORDS = (
    "anchor", "barley", "cobalt", "copper", "dahlia", "ember", "fennel", "garnet", "granite", "harbor", "hazel", "iris",
    "juniper", "kelp", "lantern", "lilac", "maple", "meadow", "nectar", "olive", "pepper", "saddle", "velvet", "willow",
    *("the", "of", "and", "on", "is", "its", "in", "a", "for") * 2,
)  # fmt: skip


def history(kind: str, *, number: int = 60, counted: bool = True) -> list[dict[str, Any]]:
    """What the account wrote before: rows of a page, by "nothing", "singles" and "threads" (every sixth post)."""
    chance, rows, now = random.Random(7), list[dict[str, Any]](), 0
    for n in range(0 if kind == "nothing" else number):
        now += chance.randrange(200, 1200)
        replies = [1, 1, 0] if kind == "threads" and n % 6 == 0 else [int(chance.random() < 0.15)]
        for place, shown in enumerate(replies):
            row: dict[str, Any] = {"text": f"{' '.join(chance.choices(WORDS, k=9))}.", "at": now + place}
            if counted:
                row |= {"likes": chance.randrange(3, 9), "reposts": 1, "replies": shown}
            rows.append(row)
    return rows
