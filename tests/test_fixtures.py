"""Real files, where they are at hand: nothing is lost and nothing invented.

`fixtures/table.json` says what each file holds. `fixtures/count_raw.py` makes it, by rules of its own and without
threadkit. Digests are over ids (or pairs of ids), so that equal numbers of other posts would not do.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

import threadkit
from threadkit.records import Basis, Kind, Link, Severity

REAL = Path(__file__).parents[2] / "shared" / "fixtures"
SCRIPT = Path(__file__).parent / "fixtures" / "count_raw.py"
TABLE = json.loads(SCRIPT.with_name("table.json").read_text(encoding="utf-8"))
FILES: dict[str, dict[str, Any]] = TABLE["files"]
GROUPS: dict[str, dict[str, Any]] = TABLE["groups"]

#: What cannot be read, and what is said of it.
NO_FORMAT, EMPTY = "no format recognises it; name one with format= (see threadkit formats)", "is empty"
REFUSED = {
    "INDEX.md": NO_FORMAT,
    "x_api_v2/twarc_empty.json": EMPTY,
    "captures/hackernews_2023_item.html": NO_FORMAT,
    "captures/nitter_2020_status_de.html": NO_FORMAT,
    "captures/page_with_tweet_embed.html": NO_FORMAT,
    "captures/twitter_2016_status.html": NO_FORMAT,
    # Answers as a test tool records them, not as a server gives them. Their parts are read, see `paths`.
    "bluesky/atproto_snapshots/author-feed.test.ts.snap": NO_FORMAT,
    "bluesky/atproto_snapshots/blocks.test.ts.snap": NO_FORMAT,
    "bluesky/atproto_snapshots/posts.test.ts.snap": NO_FORMAT,
    "bluesky/atproto_snapshots/quotes.test.ts.snap": NO_FORMAT,
    "bluesky/atproto_snapshots/thread-v2.test.ts.snap": NO_FORMAT,
    "bluesky/atproto_snapshots/thread.test.ts.snap": NO_FORMAT,
    "bluesky/atproto_snapshots/threadgating.test.ts.snap": NO_FORMAT,
    "bluesky/atproto_snapshots/timeline.test.ts.snap": NO_FORMAT,
}
#: Rules of threads by themselves, which no call answers with. With their posts around them they are read.
RULES = "bluesky/atproto_snapshots/threadgating.test.ts.snap/"
#: What is left out of files that are read, or in doubt: where, and how it is said. Of all others nothing is.
ODD = {
    "mastodon/malformed.json": [("line 50", r"no JSON: .*; the line is left out")],
    "x_api_v2/twarc_streaming_output_with_error.jsonl": [("line 8", r"no JSON: .*; the line is left out")],
    "threads/five_ten.csv": [("", r"the bytes are no UTF-8; read as .*")],
    "threads/ten_fifteen.csv": [("", r"the bytes are no UTF-8; read as .*")],
}
#: Files in which no post is, and what is told of what is there instead. One is an answer without anything in it.
NO_POSTS = {
    "bluesky/records/actor.bsky.json": ["profile"],
    "bluesky/records/actor_with_featured.bsky.json": ["profile"],
    "bluesky/records/follow.bsky.json": ["follow"],
    "bluesky/records/like.bsky.json": ["like"],
    "mastodon/test_status_context.2.json": [],
    "mastodon/test_status_edit.2.json": ["version of an edited post"],
    "mastodon/test_status_edit.5.json": ["version of an edited post"] * 2,
    "mastodon/test_status_edit.6.json": ["text of a post as it was typed"],
    "x_api_v2/twarc_tweets_compliance.jsonl": ["deleted", "private"],
}
#: What the folder says of itself in its INDEX.md.
KNOWN: dict[str, dict[str, int]] = {
    "reddit listing + morechildren": {"posts": 484, "replies": 483, "replies_closed": 483, "stubs": 18},
    "reddit": {"posts": 486, "replies_closed": 485},
    "bluesky/xrpc but author_feed": {"posts": 51, "replies": 15, "replies_closed": 5, "quotes": 8},
    "bluesky/xrpc/author_feed.json": {"posts": 80, "replies": 38, "replies_closed": 33, "reposts": 7},
    "bluesky/jetstream/jetstream_5_events.jsonl": {"posts": 2},
    "x_graphql": {"posts": 30, "reposts": 2, "replies": 21, "replies_closed": 20, "quotes": 3, "quotes_closed": 3},
    "x_api_v1": {"posts": 315, "reposts": 127, "replies_closed": 16, "quotes": 30, "quotes_closed": 29},
    "x_api_v2/twarc_noflat.jsonl": {
        "posts": 117, "reposts": 47, "replies": 50, "replies_closed": 33, "quotes": 17, "quotes_closed": 12,
    },
    "x_archive/tweets.js": {"posts": 2045 - 239, "reposts": 239, "replies": 1780, "replies_closed": 41},
    "x_archive/deleted-tweets.js": {"posts": 47 - 4, "reposts": 4},
    "x_archive/community-tweet.js": {"posts": 3},
    "mastodon test_*": {"posts": 17, "reposts": 1, "replies": 4, "replies_closed": 3},
    "mastodon/mastodonsocial.json": {"posts": 48},
    "mastodon/malformed.json": {"posts": 48},
    "hackernews": {"posts": 21, "replies": 8, "replies_closed": 2},
    "hackernews/algolia_item_17.json": {"posts": 3},
    "threads/five_ten.csv": {"posts": 806},
    "threads/ten_fifteen.csv": {"posts": 1248},
}  # fmt: skip

pytestmark = pytest.mark.skipif(not REAL.exists(), reason="the real files are not here")


def all_files() -> list[str]:
    return sorted(path.relative_to(REAL).as_posix() for path in REAL.rglob("*") if path.is_file())


def of_group(pattern: str) -> list[str]:
    return [name for name in FILES if ".snap/" not in name and re.fullmatch(pattern, name)]


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The recorded answers, each in a file of its own, and the table that the script makes now."""
    folder = tmp_path_factory.mktemp("parts")
    command = [sys.executable, "-I", str(SCRIPT), str(REAL), "--blocks", str(folder)]
    done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603
    (folder / "table").write_bytes(done.stdout)
    return folder


@pytest.fixture(scope="module")
def together() -> threadkit.Archive:
    return load_all(all_files())


@functools.cache
def read(name: str) -> threadkit.Archive:
    return threadkit.load(REAL / name, infer=False)


def load_all(names: Iterable[str]) -> threadkit.Archive:
    return threadkit.load(*(REAL / name for name in names), infer=False)


def told(names: Iterable[str]) -> list[int | str]:
    ordered = sorted(set(names))
    return [len(ordered), hashlib.sha256("\n".join(ordered).encode()).hexdigest()[:12] if ordered else ""]


def named(post_id: str) -> str:
    """Posts that the source gives no id are all one here: the script cannot know what threadkit calls them."""
    return "?" if post_id.startswith("seen:") else post_id


def row(archive: threadkit.Archive) -> dict[str, Any]:
    """What was read, as a row of the table."""
    held = {post.id for post in archive.posts}
    names = {named(post_id) for post_id in held}
    replies = {pair(link) for link in archive.links if link.kind is Kind.REPLY and link.child in held}
    quotes = {pair(link) for link in archive.links if link.kind is Kind.QUOTE}
    seen = archive.conclusion.seen
    return {
        "posts": told(names - {"?"}),
        "unnamed": sum(named(post_id) == "?" for post_id in held),
        "reposts": told(repost.id or repost.post for repost in seen.reposts),
        "replies": told(map(" ".join, replies)),
        "replies_closed": sum(parent in names for _, parent in replies),
        "replies_to_no_post": sum(parent.endswith("/parent") for _, parent in replies),
        "quotes": told(map(" ".join, quotes)),
        "quotes_closed": sum(parent in names for _, parent in quotes),
        "below": told(
            " ".join(pair(link)) for link in archive.links if link.kind is Kind.REPLY and link.child not in held
        ),
        "gaps": told(gap.id for gap in archive.missing),
        "stubs": len({gone.source for gone in seen.absences if gone.reason == "truncated"}),
    }


def pair(link: Link) -> tuple[str, str]:
    return named(link.child), named(link.parent)


def assert_as_told(archive: threadkit.Archive, want: dict[str, Any]) -> None:
    assert row(archive) == {key: value for key, value in want.items() if key != "files"}
    assert {link.basis for link in archive.links} <= {Basis.STATED, Basis.SHOWN}
    assert not archive.candidates


def test_a_second_count_is_the_same(parts: Path) -> None:
    assert (parts / "table").read_text(encoding="utf-8") == SCRIPT.with_name("table.json").read_text(encoding="utf-8")


def test_every_file_is_read_or_refused() -> None:
    whole = {name for name in FILES if ".snap/" not in name}
    assert sorted(whole | set(REFUSED)) == all_files()
    assert not whole & set(REFUSED)


@pytest.mark.parametrize("name", FILES)
def test_a_file_gives_what_it_holds(name: str, parts: Path) -> None:
    archive = threadkit.load(parts / Path(name).name, infer=False) if ".snap/" in name else read(name)
    assert_as_told(archive, FILES[name])
    if name.startswith(RULES):
        assert [problem.what for problem in archive.problems] == [NO_FORMAT]
        return
    assert archive.captures
    doubts = [problem for problem in archive.problems if problem.severity is not Severity.INFO]
    odd = ODD.get(name, [])
    assert [problem.source.locator for problem in doubts if problem.source] == [place for place, _ in odd]
    for problem, (_, words) in zip(doubts, odd, strict=True):
        assert re.fullmatch(words, problem.what)
    if not archive.posts and ".snap/" not in name:
        seen = archive.conclusion.seen
        instead = [each.role for each in seen.furniture] or sorted(gone.reason for gone in seen.absences)
        assert instead == NO_POSTS[name]


@pytest.mark.parametrize(("name", "words"), REFUSED.items())
def test_a_file_that_is_refused_says_why(name: str, words: str) -> None:
    archive = threadkit.load(REAL / name)
    assert [(problem.severity, problem.what) for problem in archive.problems] == [(Severity.ERROR, words)]
    assert (archive.findings, archive.posts) == (tuple(archive.problems), ())
    with pytest.raises(threadkit.NotReadable, match=re.escape(words)):
        threadkit.load(REAL / name, strict=True)


@pytest.mark.parametrize("title", [title for title in GROUPS if title != "everything"])
def test_files_that_belong_together(title: str) -> None:
    assert_as_told(threadkit.load(*map(read, of_group(GROUPS[title]["files"])), infer=False), GROUPS[title])


def test_everything_together(together: threadkit.Archive) -> None:
    assert_as_told(together, GROUPS["everything"])


def test_everything_in_another_order_and_twice(together: threadkit.Archive) -> None:
    names = all_files()[::-1]
    again = load_all([*names, *names])
    assert again.posts == together.posts
    assert again.links == together.links
    assert again.missing == together.missing
    assert again.captures == together.captures
    assert again.problems == together.problems
    assert again.conclusion.seen.reposts == together.conclusion.seen.reposts
    assert again.conclusion.seen.absences == together.conclusion.seen.absences


@pytest.mark.parametrize("name", KNOWN)
def test_the_table_agrees_with_the_index(name: str) -> None:
    want = FILES.get(name) or GROUPS[name]
    for key, number in KNOWN[name].items():
        assert (want[key][0] if isinstance(want[key], list) else want[key]) == number, key


def test_replies_to_a_person_are_gaps_beside_those_to_posts() -> None:
    """In v1.1 three records of 52 name whom they answer and no post."""
    assert GROUPS["x_api_v1"]["replies"][0] - GROUPS["x_api_v1"]["replies_to_no_post"] == 49


def test_flat_and_nested_pages_hold_the_same() -> None:
    flat, nested = (read(f"x_api_v2/twarc_{form}.jsonl") for form in ("flat", "noflat"))
    assert FILES["x_api_v2/twarc_flat.jsonl"] == FILES["x_api_v2/twarc_noflat.jsonl"]
    assert [(post.id, post.text, post.author, post.when) for post in flat.posts] == [
        (post.id, post.text, post.author, post.when) for post in nested.posts
    ]
    assert [(link.kind, link.child, link.parent) for link in flat.links] == [
        (link.kind, link.child, link.parent) for link in nested.links
    ]
    assert len(flat.posts) + len(flat.conclusion.seen.reposts) == 164


def test_a_submission_and_its_comments() -> None:
    archive = load_all(of_group(GROUPS["reddit listing + morechildren"]["files"]))
    (tree,) = archive.trees()
    depths = [depth for item, depth in archive.walk() if isinstance(item, threadkit.Post)]
    assert (len(depths), max(depths), depths.count(0)) == (484, 10, 1)
    assert tree.root.id == next(post.id for post in archive.posts if ":t3_" in post.id)
    assert sum(post.text == "[deleted]" and post.author is None for post in archive.posts) == 6


def nested(items: list[dict[str, Any]]) -> dict[str, Any]:
    """A flat thread as the older call gives it. The post of depth 0 is the one that was asked for."""
    levels: dict[int, dict[str, Any]] = {}
    asked: dict[str, Any] = {}
    for item in items:
        view = {"$type": "app.bsky.feed.defs#threadViewPost", "post": item["value"]["post"], "replies": []}
        above = levels.get(item["depth"] - 1)
        if item["depth"] > 0 and above is not None:
            above["replies"].append(view)
        elif above is not None:
            view["parent"] = {key: value for key, value in above.items() if key != "replies"}
        if item["depth"] == 0:
            asked = view
        levels[item["depth"]] = view
    return {"thread": asked}


V2 = [name for name in FILES if "/thread-v2.test.ts.snap." in name]


@pytest.mark.parametrize("name", V2)
def test_both_forms_of_a_thread_give_one_tree(name: str, parts: Path) -> None:
    text = (parts / Path(name).name).read_text(encoding="utf-8")
    flat = threadkit.loads(text, infer=False)
    older = threadkit.loads(json.dumps(nested(json.loads(text)["thread"])), infer=False)
    assert {capture.format for each in (flat, older) for capture in each.captures.values()} == {"bluesky_views"}
    assert [(item.id, depth) for item, depth in older.walk()] == [(item.id, depth) for item, depth in flat.walk()]
    assert [(post.id, post.text, post.author) for post in older.posts] == [
        (post.id, post.text, post.author) for post in flat.posts
    ]
    assert len(flat.trees()) == 1
    assert len(flat.posts) == FILES[name]["posts"][0] > 1


def test_why_posts_of_a_feed_are_not_there() -> None:
    archive = read("bluesky/xrpc/author_feed.json")
    reasons = {gone.post: gone.reason for gone in archive.conclusion.seen.absences}
    # of two more the feed only names the author: they stand above a parent that it shows
    assert Counter(reasons.values()) == {"deleted": 3, "not_captured": 2}
