from __future__ import annotations

import csv
import io
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from made_pages import material
from odd_values import damaged, findings, of

from threadkit.archive import Archive
from threadkit.parsing.formats import table_csv, x_api_v2, x_twarc_csv
from threadkit.parsing.material import Fit, Head
from threadkit.records import (
    Absence,
    Author,
    Basis,
    Capture,
    Card,
    Count,
    Counts,
    Finding,
    Furniture,
    Link,
    Media,
    Problem,
    Repost,
    Severity,
    Sighting,
    TimeBasis,
)

SAMPLES = Path(__file__).parents[1] / "samples" / "x_twarc_csv"
FIXTURES = Path(__file__).parents[2].parent / "shared" / "fixtures" / "x_api_v2"
ADA, BO = Author("example_ada", "Ada Example", "70"), Author("example_bo", "Bo Example", "80")
ROOT, REPLY, DEEP, REPOST, LOST_REPOST = (f"x:{1534000000000000000 + n}" for n in range(1, 6))
ORIGINAL, UNSEEN = "x:1533000000000000001", "x:1532000000000000001"


def text_of(name: str) -> str:
    return (SAMPLES / name).read_text(encoding="utf-8")


def sample(name: str) -> list[Finding]:
    return findings(x_twarc_csv, text_of(name))


def posts(found: list[Finding]) -> dict[str | None, Sighting]:
    return {each.id: each for each in of(found, Sighting)}


def links(found: list[Finding]) -> set[tuple[str, str, str]]:
    return {(link.kind.value, link.child, link.parent) for link in of(found, Link)}


def table(*rows: dict[str, str]) -> str:
    """Made-up rows with the columns that they have."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def row(number: int, **fields: str) -> dict[str, str]:
    shown = {name.replace("__", "."): value for name, value in fields.items()}
    basic = {"id": f"15340000000000{number:05}", "text": "Made up.", "referenced_tweets.replied_to.id": ""}
    return basic | {"author_id": "70"} | shown


def test_it_says_what_it_is() -> None:
    capture = sample("rows.csv")[0]
    assert isinstance(capture, Capture)
    assert (capture.format, capture.platform, capture.states_parents) == ("x_twarc_csv", "x", True)
    assert capture.seen_at is not None
    assert capture.seen_at.earliest == datetime(2022, 10, 4, 10, tzinfo=UTC)


def test_a_post_with_everything() -> None:
    root = posts(sample("rows.csv"))[ROOT]
    assert root.text == "Which sundial is right?\nR&D says: https://example.org/sundials"
    assert (root.author, root.url, root.lang) == (ADA, "https://x.com/i/status/1534000000000000001", "en")
    assert root.counts == Counts(*map(Count.of, (12, 3, 2, 1, 900)))
    assert root.media == (Media("image", "A sundial", "https://pbs.example/1.jpg"),)
    assert root.cards == (Card("Poll", "Sun: 3"),)
    assert root.when is not None
    assert (root.when.earliest, root.when.basis) == (datetime(2022, 6, 7, 2, 31, 14, tzinfo=UTC), TimeBasis.EXACT)
    assert root.source.locator == "line 2"


def test_links_places_and_reposts() -> None:
    found = sample("rows.csv")
    assert links(found) == {
        ("reply", REPLY, ROOT),
        ("reply", DEEP, "x:1533999999999999999"),
        ("quote", DEEP, ORIGINAL),
        ("ancestor", DEEP, ROOT),
    }
    assert {link.basis for link in of(found, Link)} == {Basis.STATED}
    assert [each.text for each in of(found, Furniture)] == ["Sampleton, Nowhere"]
    assert [(each.id, each.post, each.author) for each in of(found, Repost)] == [
        (REPOST, ORIGINAL, BO),
        (LOST_REPOST, UNSEEN, BO),
    ]
    assert not of(found, Problem)


def test_a_repost_has_the_words_and_counts_of_its_original() -> None:
    original = posts(sample("rows.csv"))[ORIGINAL]
    assert original.text == "The whole text of the original, told apart from the repost."
    assert (original.author, original.truncated) == (Author("example_cy", id="90"), False)
    assert original.counts == Counts(likes=Count.of(9))
    assert original.source.locator == "line 5.referenced_tweets[0]"
    assert original.when is not None
    assert original.when.basis is TimeBasis.ID  # the time of the row is that of the repost


def test_a_repost_of_what_twarc_did_not_get_is_cut() -> None:
    unseen = posts(sample("rows.csv"))[UNSEEN]
    assert (unseen.author, unseen.truncated) == (Author("example_dee"), True)
    assert unseen.text.startswith("The words of a post")


def test_quotes_and_backslashes_of_a_text_stay() -> None:
    assert posts(sample("rows.csv"))[REPLY].text == '@example_ada "Mine" is, see C:\\temp'


def test_the_first_version_of_twarc_csv() -> None:
    found = sample("first_version.csv")
    seen = posts(found)
    assert seen[ROOT].text == "It’s noon.\nOr is it? \\n is no line break."
    assert seen[REPLY].text == "Noon here."
    assert links(found) == {("quote", REPLY, ROOT)}


def test_a_text_in_quotes_is_not_taken_for_json() -> None:
    (seen,) = of(findings(x_twarc_csv, table(row(1, text='"Quite so."'))), Sighting)
    assert seen.text == '"Quite so."'
    whole = {name: json.dumps(value) for name, value in row(1, created_at="2022-06-07T02:31:14.000Z").items() if value}
    (seen,) = of(findings(x_twarc_csv, table(whole | {"referenced_tweets.replied_to.id": ""})), Sighting)
    assert (seen.text, seen.id, seen.author) == ("Made up.", "x:1534000000000000001", Author(id="70"))


# --- ids that spreadsheets damage --------------------------------------------------------------------------------


@pytest.mark.parametrize("shown", ["1.534E+18", "1,534E+18", "1.534e+18", "1534000000000000000.0", "1.53E18", "abc"])
def test_a_damaged_id_is_no_id(shown: str) -> None:
    found = findings(x_twarc_csv, table(row(1), row(2, id=shown), row(3)))
    assert [each.id for each in of(found, Sighting)] == ["x:1534000000000000001", None, "x:1534000000000000003"]
    damage = [each for each in of(found, Problem) if each.severity is Severity.ERROR]
    assert [(each.source.locator, each.saw) for each in damage if each.source] == [("line 3.id", shown)]


def test_an_id_that_ends_in_zeros_where_others_do_not() -> None:
    rows = [row(n, referenced_tweets__replied_to__id=f"15330000000000{n:05}", conversation_id="1") for n in range(1, 6)]
    rows[2] |= {"id": "1534005551234560000", "referenced_tweets.replied_to.id": "1533005551234560000"}
    found = findings(x_twarc_csv, table(*rows))
    assert [each.id and each.id[-5:] for each in of(found, Sighting)] == ["00001", "00002", None, "00004", "00005"]
    assert len([each for each in of(found, Problem) if "ends in zeros" in each.what]) == 2
    (absence,) = of(found, Absence)
    assert absence.post.endswith("/parent")
    assert len([link for link in of(found, Link) if link.parent == absence.post]) == 1


def test_an_id_that_ends_in_zeros_by_chance() -> None:
    rows = [row(n) for n in range(1, 1200)]
    rows[600]["id"] = "1534005551234560000"
    found = findings(x_twarc_csv, table(*rows))
    assert len(posts(found)) == 1199
    assert "x:1534005551234560000" in posts(found)
    assert not of(found, Problem)


def test_a_column_rounded_by_javascript() -> None:
    rows = [row(n, referenced_tweets__replied_to__id=f"153300000000{n:05}00") for n in range(1, 20)]
    found = findings(x_twarc_csv, table(*rows))
    assert {link.parent[-7:] for link in of(found, Link)} == {"/parent"}
    assert len(posts(found)) == 19


def test_the_list_of_versions_knows_the_lost_digits() -> None:
    rows = [row(n) | {"edit_history_tweet_ids": ""} for n in range(1, 4)]
    rows[1] |= {"id": "1534005551234560000", "edit_history_tweet_ids": '["1534005551234567890"]'}
    found = findings(x_twarc_csv, table(*rows))
    assert "x:1534005551234567890" in posts(found)
    assert [each.severity for each in of(found, Problem)] == [Severity.ERROR, Severity.INFO]


def test_ids_guarded_from_spreadsheets() -> None:
    found = findings(x_twarc_csv, table(row(1, id='="1534000000000000001"'), row(2, id="'1534000000000000002")))
    assert [each.id for each in of(found, Sighting)] == ["x:1534000000000000001", "x:1534000000000000002"]
    assert not of(found, Problem)


# --- other writers and damage ------------------------------------------------------------------------------------


def test_semicolons_and_a_byte_order_mark() -> None:
    text = "\ufeff" + "id;text;referenced_tweets.replied_to.id\n1534000000000000001;Hm, so;1533000000000000001\n"
    found = findings(x_twarc_csv, text)
    assert [each.text for each in of(found, Sighting)] == ["Hm, so"]
    assert len(of(found, Link)) == 1


def test_several_files_put_together() -> None:
    text = table(row(1)) + table(row(2))
    found = findings(x_twarc_csv, text)
    assert len(posts(found)) == 2
    assert [each.role for each in of(found, Furniture)] == ["header"]


def test_a_damaged_row_costs_only_itself() -> None:
    lines = text_of("rows.csv").splitlines()
    lines[2] = lines[2].replace('temp"', 'temp')
    lines[4] = lines[4][:60]
    found = findings(x_twarc_csv, "\n".join(lines))
    assert set(posts(found)) == {ROOT, DEEP, UNSEEN}
    assert [each.source.locator for each in of(found, Problem) if each.source] == ["line 3", "line 5"]


def test_damage_anywhere_raises_nothing() -> None:
    for broken in damaged(text_of("rows.csv"), 30):
        findings(x_twarc_csv, broken) if "id" in broken.split("\n")[0].split(",") else None


def test_odd_cells_raise_nothing() -> None:
    names = text_of("rows.csv").split("\n")[0].split(",")
    odd = ["[", "[[]]", "{}", '[{"url": 5}, null]', "-1", "nan", "1e999", "x" * 200_000, "null", '["a"]', '{"a": [1]}']
    for n, name in enumerate(names):
        found = findings(x_twarc_csv, table(row(1), row(2) | {name: odd[n % len(odd)]}, row(3)))
        assert {"x:1534000000000000001", "x:1534000000000000003"} <= set(posts(found))
    found = findings(x_twarc_csv, table(row(1, public_metrics__like_count="many", entities__urls="[")))
    assert [each.source.locator for each in of(found, Problem) if each.source] == [
        "line 2.entities.urls", "line 2.public_metrics.like_count",
    ]  # fmt: skip


def test_a_table_without_an_id() -> None:
    found = list(x_twarc_csv.read(material("text,author\na,b\n")))
    assert [type(each) for each in found] == [Problem]


def test_it_is_recognised_and_nothing_else_is() -> None:
    assert x_twarc_csv.detect(Head("a.csv", x_twarc_csv.EXAMPLE)) is Fit.YES
    for path in SAMPLES.iterdir():
        head = Head(path.name, path.read_text(encoding="utf-8"))
        assert x_twarc_csv.detect(head) is Fit.YES
        assert x_api_v2.detect(head) is Fit.NO
    rows = Head("rows.csv", text_of("rows.csv"))
    assert table_csv.detect(rows) is Fit.NO
    for other in (table_csv.EXAMPLE, "id,username,name\n1,a,b\n", "a,b\n1,2\n", "", "hello", '{"id": "1"}'):
        assert x_twarc_csv.detect(Head("a.csv", other)) is Fit.NO


# --- real posts, through the same conversion ---------------------------------------------------------------------


def as_twarc_writes(tweet: dict[str, Any]) -> dict[str, str]:
    """One flat post as a row of twarc-csv."""
    refers = {each["type"]: each for each in tweet.get("referenced_tweets", [])}
    original = refers.get("retweeted", {})
    shown = original if "text" in original else tweet
    cells = {f"referenced_tweets.{kind}.id": each["id"] for kind, each in refers.items()}
    cells |= {name: tweet.get(name, "") for name in ("id", "conversation_id", "author_id", "in_reply_to_user_id")}
    cells |= {f"public_metrics.{name}": str(value) for name, value in shown["public_metrics"].items()}
    urls = shown.get("entities", {}).get("urls")
    return cells | {
        "created_at": tweet["created_at"],
        "text": shown["text"].replace("\r", "").replace("\n", "\\n"),
        "entities.urls": json.dumps([each["expanded_url"] for each in urls]) if urls else "",
        "author.username": tweet.get("author", {}).get("username", ""),
        "retweeted_user_id": original.get("author_id", ""),
        "retweeted_username": original.get("author", {}).get("username", ""),
    }


def test_real_posts_as_a_table_say_the_same() -> None:
    path = FIXTURES / "twarc_flat.jsonl"
    if not path.exists():
        pytest.skip("the real dumps are not here")
    rows: dict[str, dict[str, str]] = {}
    stack = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    while stack:
        tweet = stack.pop()
        stack += [each for each in tweet.get("referenced_tweets", []) if "text" in each]
        rows.setdefault(tweet["id"], as_twarc_writes(tweet))
    found = findings(x_twarc_csv, table(*rows.values()))
    ids = set(posts(found))
    assert (len(ids), len(of(found, Repost)), len(of(found, Problem))) == (117, 47, 0)
    told = links(found)
    assert Counter(kind for kind, _, _ in told) == {"reply": 50, "quote": 17, "ancestor": 25}
    both = Counter(kind for kind, child, parent in told if child in ids and parent in ids)
    assert (both["reply"], both["quote"]) == (33, 12)
    assert len(Archive(found).posts) == 117
