"""A small made-up archive with one of everything, and the comparison with a stored page."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs
import pytest

from threadkit.archive import Archive
from threadkit.records import (
    Author,
    Basis,
    Capture,
    Card,
    Count,
    Counts,
    Finding,
    Furniture,
    Kind,
    Link,
    Media,
    Missing,
    Problem,
    Severity,
    Sighting,
    Source,
    TimeBasis,
    When,
)

GOLDENS = Path(__file__).parents[1] / "goldens"
ADA = Author("example_ada", "Ada Example", "1")
BOB = Author("sample_bob", "Bob *Sample*")
CY = Author(name="Cy_Sample")
START = datetime(2025, 5, 13, 19, 34, tzinfo=UTC)


def exact(minutes: int) -> When:
    return When.at(START + timedelta(minutes=minutes), timedelta(minutes=1))


def clock(hour: int) -> When:
    wall = datetime(2025, 5, 13, hour, 34)  # noqa: DTZ001 - a page's clock has no zone
    around = wall.replace(tzinfo=UTC)
    slack = timedelta(hours=14)
    return When(around - slack, around + slack, f"{hour}:34", TimeBasis.CLOCK, wall, timedelta(minutes=1))


def post(
    number: int,
    text: str,
    who: Author | None = ADA,
    when: When | None = None,
    *,
    counts: Counts = Counts(),  # noqa: B008 - frozen
    media: tuple[Media, ...] = (),
    cards: tuple[Card, ...] = (),
    url: str | None = None,
    lang: str | None = None,
    truncated: bool = False,
) -> Sighting:
    source = Source("small.json", f"$[{number}]", number)
    return Sighting(
        source, text, f"x:{number}", url, who, None, truncated, lang, when, (), counts, media, cards
    )  # fmt: skip


def reply(child: int, parent: int) -> Link:
    return Link(Kind.REPLY, f"x:{child}", f"x:{parent}", Basis.STATED)


def one_of_everything() -> list[Finding]:
    other = Sighting(
        Source("other.json", "$[0]"), "Tides come twice a day.", "at://example/1", None, ADA, when=exact(3)
    )  # fmt: skip
    return [
        Capture("small.json", "made_up", exact(60 * 24 * 9), states_parents=True, platform="x"),
        Furniture(Source("small.json", "$.about", 0), "about", "A page about tides."),
        post(1, "Tides come twice a day.\n\nWhy?\n  Look up: https://example.org/moon_(big).", when=exact(0), lang="en",
             counts=Counts(likes=Count.of(1), reposts=Count.of(12), views=Count(1_850_000, 1_999_999, "1.9M")),
             url="https://x.com/example_ada/status/1"),
        post(2, "As Bob says:", when=exact(1), media=(Media("image", "A pier, at low water"), Media("gif"))),
        post(4, "1. is not a list\n# is not a heading", when=exact(4),
             cards=(Card("Almanac", "All tides of a year", "almanac.example.org"),)),
        post(5, "And that is all.", when=clock(21), truncated=True),
        post(6, "Twice? I only ever see one.", BOB, exact(5)),
        post(7, "You sleep through the other.", CY, clock(22)),
        post(8, "Fair.", BOB, When(text="8 months ago", basis=TimeBasis.AGE, age=(timedelta(240), timedelta(270)))),
        post(9, "Set an alarm, Bob!", ADA, exact(9)),
        post(20, "The moon pulls.", BOB, When(START.replace(hour=0, minute=0), text="May 13", basis=TimeBasis.DATE)),
        post(30, "Boats for rent.", None, When(datetime(2025, 5, 12, tzinfo=UTC), datetime(2025, 5, 15, tzinfo=UTC))),
        post(31, "@sample_dee yes, on Mondays", CY),
        Capture("other.json", "made_up", states_parents=True, platform="bluesky"),
        other,
        reply(2, 1), reply(3, 2), reply(4, 3), reply(5, 4),
        reply(6, 1), reply(7, 6), reply(8, 7), reply(9, 6), reply(31, 77),
        Link(Kind.QUOTE, "x:2", "x:20", Basis.STATED),
        Link(Kind.QUOTE, "x:20", "x:99", Basis.STATED),
        Link(Kind.CROSSPOST, "x:1", "at://example/1", Basis.STATED),
        Problem(Source("small.json", "$[40]", 40), "no text", "{}", Severity.WARNING),
        Problem(None, "nothing to worry about", severity=Severity.INFO),
    ]  # fmt: skip


def with_a_guess(archive: Archive) -> Archive:
    """The same archive as if the link of x:5, and a candidate for x:30, had been inferred."""
    whole = archive.conclusion
    reasons = ("a minute later", "the post before shows 1 reply")
    likely = Link(Kind.REPLY, "x:5", "x:4", Basis.INFERRED, 0.94, reasons)
    unlikely = Link(Kind.REPLY, "x:30", "x:5", Basis.INFERRED, 0.2, ("the next one on the page",))
    below = Missing("gap:below x:5", (("not_captured", None),), near=("x:5",), side="below", count=2)
    nowhere = Missing("gap:nowhere", (("deleted", None), ("private", None)), side="above")
    made = list(whole.forest.links)
    made[whole.forest.number["x:5"]] = likely
    links = tuple(likely if link.child == "x:5" else link for link in whole.links)
    missing = {**whole.missing, below.id: below, nowhere.id: nowhere}
    view = attrs.evolve(
        whole,
        forest=attrs.evolve(whole.forest, links=attrs.evolve(whole.forest.links, made=made)),
        candidates=(unlikely,),
        make_links=lambda: links,
        make_missing=lambda: missing,
    )
    return Archive(archive.findings, infer=False, view=view)


@pytest.fixture
def small() -> Archive:
    return with_a_guess(Archive(one_of_everything(), infer=False))


@pytest.fixture
def one_post() -> Callable[..., Archive]:
    """An archive of one post with the given text, and what else is given of it."""

    def archive(text: str, who: Author | None = ADA, **more: object) -> Archive:
        made = attrs.evolve(post(1, text, who), **more)  # type: ignore[arg-type]
        return Archive([Capture("small.json", "made_up", platform="x"), made], infer=False)

    return archive


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compare with tests/goldens/; with UPDATE_GOLDENS=1 in the environment, store instead: then read the diff."""

    def compare(name: str, text: str) -> None:
        path = GOLDENS / name
        if os.environ.get("UPDATE_GOLDENS"):
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture
def big_thread() -> Callable[[int], Archive]:
    def archive(size: int) -> Archive:
        findings: list[Finding] = [Capture("big", "made_up", states_parents=True)]
        for i in range(size):
            source = Source("big", str(i), i)
            findings.append(Sighting(source, f"Post number {i}", f"p:{i}", author=ADA, when=exact(i)))
            if i:
                findings.append(Link(Kind.REPLY, f"p:{i}", f"p:{i - 1}", Basis.STATED))
        return Archive(findings, infer=False)

    return archive
