"""The CSV that twarc-csv makes of answers of X's API v2: a row a post, a column a field, lists as JSON.

A row is put back into the shape that the API gave it and read as such a post (:mod:`threadkit.parsing.x.v2_posts`).
twarc-csv gives a repost the words and the counts of the original, and writes a line break as backslash and n; its
first version wrote texts as JSON and all references as one cell.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from threadkit.parsing.json_data.fields import Faults, Fields
from threadkit.parsing.json_data.mending import decoded
from threadkit.parsing.material import Fit, Head, Hints, Material
from threadkit.parsing.tables.cells import absent, id_in, whole_in
from threadkit.parsing.tables.csv_rows import Broken, Dialect, Line, dialect_of, lines_of, rows_of
from threadkit.parsing.times.stamps import moment
from threadkit.parsing.x.v2_content import Page
from threadkit.parsing.x.v2_posts import read_posts
from threadkit.records import Capture, Finding, Furniture, Problem, Severity, Source, TimeBasis, When

__all__ = ["EXAMPLE", "NAME", "TITLE", "detect", "read"]

NAME = "x_twarc_csv"
TITLE = "X API v2 as twarc-csv writes it"
EXAMPLE = """\
id,conversation_id,referenced_tweets.replied_to.id,author_id,created_at,text,author.username,public_metrics.like_count
1534000000000000002,1534000000000000001,1534000000000000001,70,2022-06-07T02:35:00.000Z,A made-up reply.,example_ada,3
"""

REPLIED_TO, QUOTED, RETWEETED = (f"referenced_tweets.{kind}.id" for kind in ("replied_to", "quoted", "retweeted"))
IDS = (
    "id", "conversation_id", REPLIED_TO, RETWEETED, QUOTED, "author_id", "author.id", "in_reply_to_user_id",
    "retweeted_user_id", "quoted_user_id",
)  # fmt: skip
METRICS = ("like_count", "retweet_count", "reply_count", "quote_count", "impression_count", "bookmark_count")
OTHER_TEXTS = ("created_at", "author.description", "author.location")
POLL = "attachments.poll.options"
SHORT_LINK = re.compile(r"https?://t\.co/[0-9A-Za-z]{1,20}")
#: A spreadsheet keeps 15 digits of a number and writes zeros for the rest; JavaScript keeps 17.
ROUNDED = re.compile(r"[0-9]{15}0{2,4}")
HALF_ROUNDED = re.compile(r"[0-9]{17}00")
SOME_ROUNDED = re.compile(r"(?<![0-9])[0-9]{15}0{2,4}(?![0-9])")
ENOUGH = 8  #: ids of a column that tell whether two zeros are chance


def detect(head: Head) -> Fit:
    """YES: a table with an id, a text and a column that only twarc-csv names so."""
    dialect = None if head.members else dialect_of(head)
    names = [name.strip() for name in dialect.names] if dialect else []
    if "id" not in names or not ("text" in names or RETWEETED in names):
        return Fit.NO
    own = any(name.startswith(("referenced_tweets.", "__twarc.")) for name in names)
    first = "referenced_tweets" in names and "public_metrics.like_count" in names
    return Fit.YES if own or first else Fit.NO


def read(material: Material) -> Iterator[Finding]:
    """Yield a Capture, then the post or the repost of each row."""
    name = material.name
    dialect = dialect_of(material.head)
    if dialect is None or "id" not in [column.strip() for column in dialect.names]:
        yield Problem(Source(name, "line 1"), "no column is called id", material.head.text[:60], Severity.ERROR)
        return
    faults = Faults(name)
    at = {column.strip(): n for n, column in enumerate(dialect.names)}
    start = beginning(material.head, dialect)
    table = Table(at, rounded(material, dialect, start), texts_are_json(start, at), faults)
    rows = rows_of(lines_of(material), dialect)
    first = list(itertools.islice(rows, 1))
    yield capture(name, table, material.hints, first)
    if not first:
        yield Problem(Source(name), "a table without rows", severity=Severity.INFO)
    numbers = itertools.count()
    for row in itertools.chain(first, rows):
        if isinstance(row, Broken):
            yield Problem(Source(name, f"line {row.line}"), row.what, row.saw[:60], Severity.ERROR)
            continue
        place, cells = f"line {row[0]}", row[1]
        if cells[table.at["id"]].strip() == "id":  # of several files that were put together
            yield Furniture(Source(name, place, next(numbers)), "header", ",".join(cells)[:60])
            continue
        yield from read_posts(Fields(table.post(cells, place), place, faults), Page(), numbers, set())


def capture(name: str, table: Table, hints: Hints, rows: Iterable[Line | Broken]) -> Capture:
    made = hints.seen_at
    for row in rows:
        found = None if isinstance(row, Broken) else moment(table.cell(row[1], "__twarc.retrieved_at"))
        if made is None and found is not None and found.earliest is not None:
            made = When(found.earliest, None, found.text, TimeBasis.EXACT)  # the rows below may be later
    states = REPLIED_TO in table.at or "referenced_tweets" in table.at
    return Capture(name, NAME, made, hints.author, states_parents=states, platform=hints.platform or "x")


def beginning(head: Head, dialect: Dialect) -> list[list[str]]:
    """The rows in the head that are surely whole."""
    lines = head.text.splitlines(keepends=True)
    return [row[1] for row in rows_of(lines if head.whole else lines[:-1], dialect) if isinstance(row, tuple)]


def texts_are_json(rows: Sequence[Sequence[str]], at: Mapping[str, int]) -> bool:
    """Every text is in quotes, and so is another text beside it, or there are more of them than are by chance."""
    texts = [cells[at["text"]] for cells in rows if cells[at["text"]]] if "text" in at else []
    others = [at[name] for name in OTHER_TEXTS if name in at]
    beside = any(quoted(cells[n]) for cells in rows for n in others)
    return bool(texts) and all(map(quoted, texts)) and (beside or len(texts) >= ENOUGH)


def quoted(cell: str) -> bool:
    return len(cell) > 1 and cell[0] == '"' == cell[-1]


# --- ids that a spreadsheet rounded ------------------------------------------------------------------------------


def rounded(material: Material, dialect: Dialect, start: Sequence[Sequence[str]]) -> dict[str, re.Pattern[str]]:
    """Columns in which more ids end in zeros than chance makes; how those look. All is looked at only if some do."""
    columns = {name.strip(): n for n, name in enumerate(dialect.names) if name.strip() in IDS}
    damaged: dict[str, re.Pattern[str]] = {}
    for name, n in columns.items():
        ids = [digits for cells in start if len(digits := bare(cells[n])) == 19]
        if len(ids) >= ENOUGH and sum(map(bool, map(HALF_ROUNDED.fullmatch, ids))) > 0.9 * len(ids):
            damaged[name] = HALF_ROUNDED
    if not any(SOME_ROUNDED.search(line) for line in lines_of(material)):
        return damaged
    zeros, expected = Counter[str](), dict.fromkeys(columns, 0.0)
    whole = (row[1] for row in rows_of(lines_of(material), dialect) if isinstance(row, tuple))
    for name, digits in ((name, bare(cells[n])) for cells in whole for name, n in columns.items()):
        if 17 <= len(digits) <= 19 and digits.isdigit():
            expected[name] += 0.1 ** (len(digits) - 15)
            zeros[name] += ROUNDED.fullmatch(digits) is not None
    more = (name for name in columns if zeros[name] > 3 * expected[name] + (expected[name] > 0.05))
    return dict.fromkeys(more, ROUNDED) | damaged


def bare(cell: str) -> str:
    """An id without what guards it from spreadsheets: ="1534…", '1534…, and the quotes of JSON."""
    return cell.strip().removeprefix("=").strip("'\"")


def number_in(cell: str) -> int | str:
    """A count, also one that went through a float ("12.0"); what is none is left to be told."""
    number = whole_in(cell)
    return cell if number is None else number


# --- a row as the post that it was -------------------------------------------------------------------------------


@attrs.frozen(eq=False)
class Table:
    """Where each column is, and which of them hold ids that lost their last digits."""

    at: Mapping[str, int]
    rounded: Mapping[str, re.Pattern[str]]
    json_texts: bool
    faults: Faults

    def cell(self, cells: Sequence[str], name: str) -> str:
        n = self.at.get(name)
        return "" if n is None or absent(cells[n]) else cells[n].strip()

    def id(self, cells: Sequence[str], name: str, place: str) -> str | None:
        shown = bare(self.cell(cells, name))
        if not shown:
            return None
        found, wrong = id_in(shown)
        damaged = self.rounded.get(name)
        if found is not None and damaged is not None and damaged.fullmatch(found):
            found, wrong = None, "an id that ends in zeros where others do not: its last digits are lost"
        elif found is not None and not (found.isascii() and found.isdigit()):
            found, wrong = None, "no id of X"
        if wrong:
            self.faults.add(f"{place}.{name}", wrong, shown, Severity.ERROR)
        return found

    def json(self, cells: Sequence[str], name: str, place: str) -> Any:  # noqa: ANN401 - any JSON
        shown = self.cell(cells, name)
        if not shown:
            return None
        value, faults = decoded(shown)
        if faults:
            self.faults.add(f"{place}.{name}", "a cell that is no JSON; taken as not given", shown)
        return None if faults else value

    def words(self, cells: Sequence[str], name: str) -> str | None:
        n = self.at.get(name)
        text = cells[n] if n is not None else ""
        if self.json_texts and quoted(text):
            value, faults = decoded(text)
            return value if isinstance(value, str) and not faults else text
        return text if "\n" in text else text.replace("\\n", "\n")

    def post(self, cells: Sequence[str], place: str) -> dict[str, Any]:
        """The row as the API wrote it."""
        ids = {name: self.id(cells, name, place) for name in IDS}
        versions = self.json(cells, "edit_history_tweet_ids", place)
        post: dict[str, Any] = {
            "id": ids["id"] or self.recovered(cells, versions, place),
            "conversation_id": ids["conversation_id"],
            "created_at": self.cell(cells, "created_at").strip('"'),
            "author_id": ids["author_id"] or ids["author.id"],
            "author": self.user(cells, "author.username", "author.name"),
            "in_reply_to_user_id": ids["in_reply_to_user_id"],
            "in_reply_to_user": self.user(cells, "in_reply_to_username"),
            "edit_history_tweet_ids": versions,
        }
        refers: list[dict[str, Any]] = [
            {"type": kind, "id": ids[name]}
            for kind, name in (("retweeted", RETWEETED), ("replied_to", REPLIED_TO), ("quoted", QUOTED))
            if self.cell(cells, name)
        ]
        listed = self.json(cells, "referenced_tweets", place) if not refers else None
        if isinstance(listed, list):
            refers += [{"type": each.get("type"), "id": each.get("id")} for each in listed if isinstance(each, dict)]
        post["referenced_tweets"] = refers
        words = self.body(cells, place)
        repost = next((each for each in refers if each["type"] == "retweeted"), None)
        if repost is None or repost["id"] is None or words["text"].startswith("RT @"):
            return post | words
        original = {"author_id": ids["retweeted_user_id"], "author": self.user(cells, "retweeted_username")}
        return post | {"referenced_tweets": [repost | original | words]}

    def recovered(self, cells: Sequence[str], versions: object, place: str) -> str | None:
        """The row's own id, if it lost digits, by the list of versions, which is text."""
        shown = bare(self.cell(cells, "id"))
        if not (isinstance(versions, list) and len(versions) == 1 and isinstance(versions[0], str) and shown.isdigit()):
            return None
        only = versions[0]
        if len(shown) != len(only) or shown[:15] != only[:15]:
            return None
        what = "its lost digits are those of the only version that edit_history_tweet_ids lists"
        self.faults.add(f"{place}.id", what, only, Severity.INFO)
        return only

    def user(self, cells: Sequence[str], *names: str) -> dict[str, str]:
        keys = ("username", "name")
        return {key: value for key, name in zip(keys, names, strict=False) if (value := self.cell(cells, name))}

    def body(self, cells: Sequence[str], place: str) -> dict[str, Any]:
        """What a repost takes over from its original."""
        text = self.words(cells, "text") or ""
        counts = ((key, self.cell(cells, f"public_metrics.{key}")) for key in METRICS)
        poll = self.json(cells, POLL, place)
        body: dict[str, Any] = {
            "text": text,
            "note_tweet": {"text": note} if (note := self.words(cells, "note_tweet.text")) else None,
            "lang": self.cell(cells, "lang") or None,
            "public_metrics": {key: number_in(shown) for key, shown in counts if shown},
            "entities": {"urls": self.links(cells, text, place)},
            "attachments": {
                "media_keys": self.json(cells, "attachments.media_keys", place),
                "media": self.json(cells, "attachments.media", place),
                "poll": {"options": poll} if poll else None,
            },
            "geo": {
                "place_id": self.cell(cells, "geo.place_id") or None,
                "full_name": self.cell(cells, "geo.full_name") or None,
                "coordinates": {"coordinates": self.json(cells, "geo.coordinates.coordinates", place)},
            },
        }
        if codes := self.json(cells, "withheld.country_codes", place):
            body["withheld"] = {"country_codes": codes, "copyright": self.cell(cells, "withheld.copyright") or None}
        if not any(body["attachments"].values()):
            del body["attachments"]
        return body

    def links(self, cells: Sequence[str], text: str, place: str) -> list[Any] | None:
        """The links of a text. Newer files list only the real addresses, in the order of the short ones."""
        found = self.json(cells, "entities.urls", place)
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            return found  # type: ignore[no-any-return]
        short = SHORT_LINK.findall(text)
        if len(short) != len(found):
            return [{"expanded_url": each} for each in found]
        return [
            {"url": link, "display_url": real} if real.startswith("pic.") else {"url": link, "expanded_url": real}
            for link, real in zip(short, found, strict=True)
        ]
