"""Findings out of a conformance case, and what a forest is asked to be. `README.md` beside this tells the format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs

from threadkit import Archive
from threadkit.records import (
    Absence,
    Author,
    Basis,
    Capture,
    Count,
    Counts,
    Declared,
    Finding,
    Kind,
    Link,
    Missing,
    Order,
    Post,
    Rejection,
    Repost,
    Sighting,
    Source,
    When,
)

Case = dict[str, Any]
START = datetime(2024, 3, 1, tzinfo=UTC)  #: minute 0 of a case
MINUTE = timedelta(minutes=1)
CAPTURE = "dump"
COUNTS = tuple(field.name for field in attrs.fields(Counts))
POST = {"post", "in", "by", "at", "text", "truncated", "lang", "url", *COUNTS}
LINKS = {kind.value for kind in Kind}


def findings(case: Case) -> list[Finding]:
    """What goes in. A finding's place in the list is its position in its capture."""
    names = {CAPTURE, *case.get("captures", {}), *(given["in"] for given in case["findings"] if "in" in given)}
    found: list[Finding] = [
        capture(name, case.get("captures", {}).get(name, {})) for name in sorted(names)
    ]
    found += [finding(given, position) for position, given in enumerate(case["findings"])]
    return found


def capture(name: str, given: Mapping[str, Any]) -> Capture:
    seen_at = minute(given["seen_at"]) if "seen_at" in given else None
    fields = {key: value for key, value in given.items() if key not in ("seen_at", "order")}
    return Capture(name, "made_up", seen_at, order=Order(given.get("order", "nothing")), **fields)


def finding(given: Mapping[str, Any], position: int) -> Finding:
    source = Source(given.get("in", CAPTURE), f"$[{position}]", position)
    for kind in LINKS & set(given):
        child, parent = given[kind]
        only(given, {kind, "basis", "p", "in"})
        basis = Basis(given.get("basis", "inferred" if "p" in given else "stated"))
        return Link(Kind(kind), child, parent, basis, given.get("p"), source=source if "in" in given else None)
    if "post" in given:
        return sighting(given, source)
    if "absent" in given:
        only(given, {"absent", "reason", "by", "in", "url", "count"})
        said = author(given.get("by")), given.get("url"), given.get("count", 1)
        return Absence(given["absent"], given["reason"], source, *said)
    if "repost" in given:
        only(given, {"repost", "by", "at", "in"})
        when = minute(given["at"]) if "at" in given else None
        return Repost(given["repost"], source, author=author(given.get("by")), when=when)
    if "reject" in given:
        only(given, {"reject", "kind"})
        return Rejection(Kind(given.get("kind", "reply")), *given["reject"])
    only(given, {"declared", "what", "members", "complete", "in"})
    members = tuple(given["members"])
    return Declared(source, given["what"], count(given["declared"]), members, given.get("complete", True))


def sighting(given: Mapping[str, Any], source: Source) -> Sighting:
    only(given, POST)
    counts = Counts(**{name: count(given[name]) for name in COUNTS if name in given})
    return Sighting(
        source,
        given.get("text", f"words of {given['post']}"),
        given["post"],
        given.get("url"),
        author(given.get("by")),
        truncated=given.get("truncated", False),
        lang=given.get("lang"),
        when=minute(given["at"]) if "at" in given else None,
        counts=counts,
    )


def only(given: Mapping[str, Any], known: set[str]) -> None:
    if extra := set(given) - known:
        raise KeyError(f"a case says {sorted(extra)}, which nobody reads: {given}")


def author(said: str | None) -> Author | None:
    """ "ada" is the handle, "ada/7" handle and id, "/7" the id alone."""
    if said is None:
        return None
    handle, _, number = said.partition("/")
    return Author(f"example_{handle}" if handle else None, None, number or None)


def minute(said: float | list[float]) -> When:
    """A minute after the start, known to the minute, or from one to the end of another."""
    low, high = (said, said) if isinstance(said, int | float) else said
    return When(START + low * MINUTE, START + (high + 1) * MINUTE, str(said))


def count(said: int | list[int]) -> Count:
    low, high = (said, said) if isinstance(said, int) else said
    return Count(low, high, str(said))


# --- what comes out -----------------------------------------------------------------------------------------------


def names(items: Iterator[Post | Missing] | list[Post | Missing] | Any) -> list[str]:
    return [item.id for item in items]


def gap(archive: Archive, wanted: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Of every gap, the fields that a case speaks of."""
    return {
        each.id: {
            key: {
                "side": each.side,
                "reasons": sorted({reason for reason, _ in each.reasons}),
                "near": sorted(each.near),
                "count": each.count,
                "url": each.url,
                "by": handle(each.author),
            }[key]
            for key in wanted.get(each.id, {})
        }
        for each in archive.missing
    }


def handle(author: Author | None) -> str | None:
    return author.handle.removeprefix("example_") if author and author.handle else None


def walked(order: str) -> Callable[[Archive, Any], Any]:
    return lambda archive, _: names(item for item, _ in archive.walk(order))


def of_each(ask: Callable[[Archive, str], Any]) -> Callable[[Archive, Any], Any]:
    """For a wish like {"x:1": …, "x:2": …}: the answer for each of those posts."""
    return lambda archive, wanted: {name: ask(archive, name) for name in wanted}


def metrics(archive: Archive, wanted: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for root, fields in wanted.items():
        told = archive.subtree(root).metrics
        found[root] = {name: plain(getattr(told, name)) for name in fields}
    return found


def plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6)
    return [plain(each) for each in value] if isinstance(value, tuple) else value


def replies(archive: Archive, name: str) -> dict[str, Any]:
    told = archive.replies(name)
    lacking = None if told.lacking is None else [told.lacking.low, told.lacking.high]
    return {"held": told.held, "absent": told.absent, "lacking": lacking}


def traversals(archive: Archive, wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            **ask,
            "to": [
                [item.id, distance]
                for item, distance in archive.traverse(
                    ask["from"], ask["edges"], ask.get("direction", "down"), ask.get("limit")
                )
            ],
        }
        for ask in wanted
    ]


#: What a case can ask of a forest, and where the answer comes from: (archive, what is wanted) -> what is there.
ASKED: dict[str, Callable[[Archive, Any], Any]] = {
    "posts": lambda archive, _: sorted(names(archive.posts)),
    "parents": lambda archive, _: {k.child: k.parent for k in archive.links if k.kind is Kind.REPLY},
    "bases": lambda archive, _: {k.child: k.basis.value for k in archive.links if k.kind is Kind.REPLY},
    "roots": lambda archive, _: names(tree.root for tree in archive.trees()),
    "depths": lambda archive, _: {item.id: depth for item, depth in archive.walk()},
    "depth-first": walked("depth-first"),
    "chronological": walked("chronological"),
    "author-first": walked("author-first"),
    "score": walked("score"),
    "missing": gap,
    "lost": of_each(lambda archive, name: sorted(k.parent for k in archive.forest.lost.get(name, ()))),
    "candidates": lambda archive, _: sorted([k.kind.value, k.child, k.parent] for k in archive.candidates),
    "conversations": of_each(
        lambda archive, name: [tree.root.id for tree in archive.conversation(name)]
    ),
    "threads": of_each(lambda archive, name: names(archive.thread(name).items)),
    "branches": of_each(lambda archive, name: [names(branch) for branch in archive.thread(name).branches]),
    "replies_to_others": of_each(lambda archive, name: names(archive.thread(name).replies_to_others)),
    "complete": of_each(lambda archive, name: archive.thread(name).complete),
    "chain": of_each(lambda archive, name: names(archive.chain(name))),
    "chains": of_each(lambda archive, name: [names(chain) for chain in archive.chains(name)]),
    "longest_chain": of_each(lambda archive, name: names(archive.longest_chain(name))),
    "siblings": of_each(lambda archive, name: names(archive.siblings(name))),
    "common_ancestor": lambda archive, wanted: [
        [posts, found.id if (found := archive.common_ancestor(*posts)) else None] for posts, _ in wanted
    ],
    "quotes": of_each(lambda archive, name: names(archive.quotes(name))),
    "nested_quotes": of_each(
        lambda archive, name: [[q.item.id, q.depth, q.stopped] for q in archive.nested_quotes(name, 3)]
    ),
    "traverse": traversals,
    "replies": of_each(replies),
    "frontier": lambda archive, _: [[wanted.what, wanted.id] for wanted in archive.frontier()],
    "reposts": of_each(lambda archive, name: sorted(handle(each.author) or "" for each in archive.reposts(name))),
    "absences": of_each(lambda archive, name: [absence.reason for absence in archive.absences(name)]),
    "metrics": metrics,
    "counts": of_each(lambda archive, name: {
        field: [count.low, count.high]
        for field in COUNTS
        if (count := getattr(archive[name].counts, field)) is not None
    }),
    "text": of_each(lambda archive, name: archive[name].text),
}
