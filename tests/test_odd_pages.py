"""Made-up pages in the layouts that are read from text, each beside an answer that was written by hand.

`pages/NAME.txt` is a page and `pages/NAME.json` its answer; `pages/examples.json` holds the answers for
`examples/captures`. The pages were written from the layouts alone, so they judge the parsers independently.

Of a post, what an answer leaves out is not judged. `text` may be a list: where a page cannot tell, each will do.
`on` is a UTC time (a date: its noon) that the post's interval must hold, no wider than it has to be.
A count is a whole number, or ``[as shown, a number it must allow]`` of a rounded one. `media` lists kinds or
captions, `cards` titles. Posts are meant by their place in `posts`: ``[child, parent]``. `replies` must be
asserted (null: not judged), `may_reply` may be, `never_replies` must not be; `no_other_replies` rules out the rest.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import threadkit
from threadkit.archive import Archive
from threadkit.errors import NotReadable
from threadkit.records import Count, Link, Post

PAGES = Path(__file__).parent / "pages"
CAPTURES = Path(__file__).parent.parent / "examples" / "captures"
KINDS = {"image", "video", "gif", "audio"}
COUNTS = ("likes", "reposts", "replies", "quotes", "views", "bookmarks", "score", "reactions")
# No page says its time zone: by UTC-12..+14 a date is honestly 50 hours wide, a minute 26 hours.
WIDEST_DATE, WIDEST_MINUTE = timedelta(hours=72), timedelta(hours=29)


def answers() -> Iterator[dict[str, Any]]:
    for path in sorted(PAGES.glob("*.json")):
        answer = json.loads(path.read_text(encoding="utf-8"))
        for one in answer["pages"].values() if path.stem == "examples" else [answer]:
            one["path"] = (CAPTURES if path.stem == "examples" else PAGES) / f"{one['name']}.txt"
            yield one


def cases(held: bool) -> list[Any]:
    """Pages of posts, or pages that hold none."""
    return [pytest.param(a, id=a["name"]) for a in answers() if (a["format"] is not None) == held]


def shown_order(archive: Archive) -> list[Post]:
    return sorted(archive.posts, key=lambda post: min(sighting.source.position for sighting in post.sightings))


def plain(text: str) -> str:
    """Damage can make a hard space of a letter; which space is shown is not judged."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def fits(post: Post, wanted: dict[str, Any]) -> bool:
    texts = wanted["text"] if isinstance(wanted["text"], list) else [wanted["text"]]
    times = {sighting.when.text for sighting in post.sightings if sighting.when}
    handle = post.author.handle if post.author else None
    return (
        plain(post.text) in map(plain, texts)
        and ("time_text" not in wanted or wanted["time_text"] in times)
        and (wanted.get("handle") is None or wanted["handle"] == handle)
    )


def match(archive: Archive, answer: dict[str, Any]) -> list[Post]:
    """The post of each row of the answer; two equal rows want two posts."""
    left = shown_order(archive)
    found = []
    for wanted in answer["posts"]:
        post = next((post for post in left if fits(post, wanted)), None)
        assert post is not None, f"not found: {wanted}\namong {[(p.text, p.when.text, p.author) for p in left]}"
        left.remove(post)
        found.append(post)
    assert not left, f"not on the page: {[post.text for post in left]}"
    return found


def load(answer: dict[str, Any], infer: bool) -> Archive:
    return threadkit.load(answer["path"], infer=infer, **answer["options"])


def links(archive: Archive, kind: str, posts: list[Post]) -> dict[tuple[int, int], Link]:
    """Links of a kind between posts that are held, by their places in the answer."""
    place = {post.id: i for i, post in enumerate(posts)}
    return {
        (place[link.child], place[link.parent]): link
        for link in archive.links
        if link.kind.name == kind and link.child in place and link.parent in place
    }


def pairs(rows: list[list[int]] | None) -> set[tuple[int, int]]:
    return {(child, parent) for child, parent in rows or []}


def count_fits(have: Count, wanted: int | list[Any]) -> bool:
    if isinstance(wanted, int):
        return have.low == have.high == wanted
    text, near = wanted
    high = have.high
    return have.text == text and have.low <= near and high is not None and near <= high and have.low < high


@pytest.mark.parametrize("answer", cases(held=False))
def test_page_without_posts_is_refused_or_noted(answer: dict[str, Any]) -> None:
    try:
        archive = load(answer, infer=True)
    except NotReadable as error:
        said = [str(error)]
    else:
        assert not archive.posts
        said = [problem.what for problem in archive.problems]
    assert any(said), "no posts and no word why"


@pytest.mark.parametrize("answer", cases(held=True))
def test_every_post_once_and_nothing_else(answer: dict[str, Any]) -> None:
    archive = load(answer, infer=False)
    assert [capture.format for capture in archive.captures.values()] == [answer["format"]]
    found = match(archive, answer)
    if answer["order_exact"]:
        assert [post.id for post in found] == [post.id for post in shown_order(archive)]
    assert len(archive.problems) >= answer["problems_at_least"]


@pytest.mark.parametrize("answer", cases(held=True))
def test_author_counts_media_and_cards(answer: dict[str, Any]) -> None:
    for post, wanted in zip(match(load(answer, infer=False), answer), answer["posts"], strict=True):
        if "author" in wanted:
            assert post.author is not None, wanted
            assert post.author.name == wanted["author"]
        if "counts" in wanted:
            have = {name: count for name in COUNTS if (count := getattr(post.counts, name)) is not None}
            assert have.keys() == wanted["counts"].keys(), wanted
            wrong = {name: c for name, c in have.items() if not count_fits(c, wanted["counts"][name])}
            assert not wrong, wanted
        if "media" in wanted:
            kinds = [medium if medium in KINDS else "image" for medium in wanted["media"]]
            assert [medium.kind for medium in post.media] == kinds, wanted
            captions = [medium for medium in wanted["media"] if medium not in KINDS]
            assert [medium.alt for medium in post.media if medium.alt in captions] == captions, wanted
        if "cards" in wanted:
            assert [card.title for card in post.cards] == wanted["cards"], wanted


@pytest.mark.parametrize("answer", cases(held=True))
def test_times_hold_the_true_one_and_are_no_wider_than_need_be(answer: dict[str, Any]) -> None:
    for post, wanted in zip(match(load(answer, infer=False), answer), answer["posts"], strict=True):
        if "on" not in wanted:
            continue
        dated = "T" not in wanted["on"]
        then = datetime.fromisoformat(wanted["on"]).replace(tzinfo=UTC) + timedelta(hours=12 * dated)
        widest = timedelta(hours=answer["widest_hours"]) if "widest_hours" in answer else None
        earliest, latest = post.when.earliest, post.when.latest
        assert earliest is not None, wanted
        assert latest is not None, wanted
        assert earliest <= then < latest, wanted
        assert latest - earliest <= (widest or (WIDEST_DATE if dated else WIDEST_MINUTE)), wanted


@pytest.mark.parametrize("answer", cases(held=True))
def test_links(answer: dict[str, Any]) -> None:
    archive = load(answer, infer=True)
    posts = match(archive, answer)
    replies = links(archive, "REPLY", posts)
    must, may = pairs(answer["replies"]), pairs(answer["may_reply"])
    assert must - replies.keys() == set(), "missed"
    assert replies.keys() & pairs(answer["never_replies"]) == set(), "plainly wrong"
    if answer["no_other_replies"]:
        assert replies.keys() - must - may == set(), "made up"
    assert links(archive, "QUOTE", posts).keys() == pairs(answer["quotes"])


@pytest.mark.parametrize("answer", cases(held=True))
def test_a_guess_never_looks_like_a_fact(answer: dict[str, Any]) -> None:
    """Only an unroll shows who answers whom; elsewhere a reply is inferred, and only if that is asked for."""
    told = load(answer, infer=False)
    assert not [link for link in told.links if link.basis.name == "INFERRED" and link.kind.name != "SAME"]
    if answer["format"] == "thread_reader_text":
        shown = links(told, "REPLY", match(told, answer))
        assert {pair for pair, link in shown.items() if link.basis.name == "SHOWN"} >= pairs(answer["replies"])
        return
    assert not links(told, "REPLY", match(told, answer))
    guessed = load(answer, infer=True)
    for link in links(guessed, "REPLY", match(guessed, answer)).values():
        assert link.basis.name == "INFERRED"
        assert link.probability is not None
        assert 0.5 <= link.probability <= 1
        assert link.reasons


def test_answers_stand_beside_pages() -> None:
    """A page without an answer, or the other way round, would test nothing."""
    beside = {answer["path"].stem for answer in answers()}
    assert beside == {path.stem for path in [*PAGES.glob("*.txt"), *CAPTURES.glob("*.txt")]}
