"""Whose export of X it is, when it was made, and how many records it says each file has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from threadkit.parsing.json_data.fields import Faults, Fields
from threadkit.parsing.json_data.values import Value
from threadkit.parsing.material import Hints
from threadkit.records import Author, Problem, When

__all__ = ["About", "about"]

PARTS = ("handle", "name", "id")


@attrs.frozen
class About:
    """`counts`: records by the name of a file, as "data/tweets.js". `account` is the caller's word if no file tells."""

    account: Author | None
    seen_at: When | None
    counts: Mapping[str, int]
    problems: tuple[Problem, ...]

    def count(self, member: str) -> int | None:
        """How many records a member of the export is said to have."""
        path = member.replace("\\", "/")
        return next((n for name, n in self.counts.items() if path == name or path.endswith(f"/{name}")), None)


def about(files: Iterable[tuple[str, Iterable[Value | Problem]]], hints: Hints) -> About:
    """`files`: capture names and records of the files that tell of the account and of the export."""
    known: list[Author] = []
    made: list[When] = []
    counts: dict[str, int] = {}
    problems: list[Problem] = []
    for capture, values in files:
        faults = Faults(capture)
        for value in values:
            if isinstance(value, Problem):
                problems.append(value)
            elif isinstance(value.value, dict):
                record = Fields(value.value, value.place, faults)
                known += filter(None, [author_of(record)])
                made += filter(None, [made_at(record)])
                counts |= dict(counts_of(record))
            else:
                faults.add(value.place, "not an object; left out", value.value)
            problems += faults.told()
    account = together(known) or hints.author
    return About(account, hints.seen_at or next(iter(made), None), counts, tuple(problems))


def author_of(record: Fields) -> Author | None:
    """From "account.js", "manifest.js" or, before 2019, "user_details.js"."""
    if "account" in record:
        inside = record.record("account")
        found = Author(inside.text("username"), inside.text("accountDisplayName"), inside.id("accountId"))
    elif "userInfo" in record:
        inside = record.record("userInfo")
        found = Author(inside.text("userName"), inside.text("displayName"), inside.id("accountId"))
    elif "screen_name" in record:
        found = Author(record.text("screen_name"), record.text("full_name"), record.id("id"))
    else:
        return None
    return found if found != Author() else None


def together(known: list[Author]) -> Author | None:
    """The first, with what only others tell of the same account."""
    if not known:
        return None
    same = [author for author in known if author.id in (None, known[0].id) or known[0].id is None]
    return Author(*(next((said for each in same if (said := getattr(each, part))), None) for part in PARTS))


def made_at(record: Fields) -> When | None:
    if "archiveInfo" in record:
        return record.when("archiveInfo", "generationDate")
    return record.when("created_at") if "tweets" in record and "screen_name" not in record else None


def counts_of(record: Fields) -> Iterator[tuple[str, int]]:
    listed = [each for kind in record.record("dataTypes").value for each in record.records("dataTypes", kind, "files")]
    for file, name, count in [*((each, "fileName", "count") for each in listed), (record, "file_name", "tweet_count")]:
        path, number = file.text(name), file.whole(count)
        if path and number is not None:
            yield path, number
