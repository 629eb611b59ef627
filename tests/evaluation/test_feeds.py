"""Which posts of an archive make a feed whose links are known."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from threadkit.archive import Archive
from threadkit.evaluation.feeds import Feed, feeds_of
from threadkit.evaluation.simulated_feeds import RANGES, RATES, simulated_feeds
from threadkit.records import Author, Basis, Capture, Count, Counts, Finding, Kind, Link, Repost, Sighting, Source, When

ADA, BO = Author("example_ada", "Ada Example"), Author("example_bo", "Bo Example")
START = datetime(2024, 3, 1, tzinfo=UTC)


def post(
    number: int, parent: int | str | None = None, author: Author | None = ADA, *, dump: str = "dump",
    basis: Basis = Basis.STATED, truncated: bool = False, dated: bool = True, minutes: int | None = None,
) -> list[Finding]:  # fmt: skip
    name = f"x:{number}"
    when = When.at(START + timedelta(minutes=number if minutes is None else minutes)) if dated else None
    counts = Counts(likes=Count.of(number), reposts=Count.of(2), replies=Count.of(1))
    source = Source(dump, f"$[{number}]", number)
    found: list[Finding] = [
        Sighting(source, f"words of {number}", name, author=author, truncated=truncated, when=when, counts=counts)
    ]
    if parent is not None:
        found.append(Link(Kind.REPLY, name, parent if isinstance(parent, str) else f"x:{parent}", basis, source=source))
    return found


def feeds(*posts: list[Finding], least: int = 1, with_replies: bool = False) -> list[Feed]:
    archive = Archive([finding for each in posts for finding in each], infer=False)
    return list(feeds_of(archive, least, with_replies=with_replies))


def held(feed: Feed) -> dict[str, str | None]:
    return {post.name: post.parent for post in feed.posts}


def test_posts_and_own_threads_are_kept_oldest_first() -> None:
    (feed,) = feeds(post(3, 2), post(1), post(2, 1), post(4))
    assert held(feed) == {"x:1": None, "x:2": "x:1", "x:3": "x:2", "x:4": None}
    assert [post.name for post in feed.posts] == ["x:1", "x:2", "x:3", "x:4"]
    assert feed.links == {"x:2": "x:1", "x:3": "x:2"}
    one = feed.posts[0]
    assert (one.text, one.time, one.likes, one.reposts, one.replies) == (
        "words of 1", START + timedelta(minutes=1), 1, 2, 1,
    )  # fmt: skip


def test_replies_to_other_people_are_left_out_with_all_that_continues_them() -> None:
    mine, theirs = feeds(post(1), post(2, author=BO), post(3, 2), post(4, 3), post(5, 4), post(6, 1))
    assert held(mine) == {"x:1": None, "x:6": "x:1"}
    assert held(theirs) == {"x:2": None}


def test_a_thread_below_a_reply_of_somebody_else_is_left_out() -> None:
    (mine,) = feeds(post(1), post(2, 1, BO), post(3, 2))
    assert held(mine) == {"x:1": None}


def test_replies_to_posts_that_are_not_held_are_left_out() -> None:
    (feed,) = feeds(post(1), post(2, "x:999"), post(3, 2))
    assert held(feed) == {"x:1": None}


def test_replies_are_kept_as_posts_that_continue_none_if_wanted() -> None:
    mine, theirs = feeds(
        post(1), post(2, author=BO), post(3, 2), post(4, 3), post(5, "x:999"), post(6, 5), with_replies=True
    )
    assert held(mine) == {"x:1": None, "x:3": None, "x:4": "x:3", "x:5": None, "x:6": "x:5"}
    assert held(theirs) == {"x:2": None}


@pytest.mark.parametrize("basis", [Basis.SHOWN, Basis.ASSUMED])
@pytest.mark.parametrize("with_replies", [False, True])
def test_only_stated_links_are_known(basis: Basis, with_replies: bool) -> None:
    (feed,) = feeds(post(1), post(2, 1, basis=basis), post(3), with_replies=with_replies)
    assert held(feed) == {"x:1": None, "x:3": None}


def test_guesses_are_never_taken_for_the_truth() -> None:
    from made_page import page

    rows = [{"text": f"Part {n} of a walk.", "at": n, "replies": 1, "likes": 3, "reposts": 1} for n in range(8)]
    archive = Archive(page(rows))
    guessed = {link.child for link in archive.links if link.basis is Basis.INFERRED}
    assert guessed
    (feed,) = feeds_of(archive, 1)
    assert feed.links == {}
    assert guessed.isdisjoint(post.name for post in feed.posts)


def test_posts_without_a_time_or_an_end_are_left_out_with_their_replies() -> None:
    (feed,) = feeds(post(1), post(2, dated=False), post(3, 2), post(4, truncated=True), post(5, 4), post(6, 1))
    assert held(feed) == {"x:1": None, "x:6": "x:1"}


def test_a_parent_stands_before_its_children_even_if_its_clock_does_not() -> None:
    """Or else the reply is left out: no page could show it that way."""
    (feed,) = feeds(post(1), post(2, 3, minutes=10), post(3, minutes=20))
    assert held(feed) == {"x:1": None, "x:3": None}


def test_a_reply_that_is_dated_before_its_own_parent_is_no_new_post_either() -> None:
    (feed,) = feeds(post(1), post(2, 3, minutes=10), post(3, minutes=20), with_replies=True)
    assert held(feed) == {"x:1": None, "x:3": None}


@pytest.mark.parametrize("with_replies", [False, True])
def test_of_one_moment_a_parent_stands_before_its_children_whatever_their_names(with_replies: bool) -> None:
    (feed,) = feeds(post(9, minutes=5), post(10, 9, minutes=5), with_replies=with_replies)
    assert list(held(feed).items()) == [("x:9", None), ("x:10", "x:9")]


def test_each_account_has_a_feed_of_its_own_by_name() -> None:
    found = feeds(post(1, author=BO), post(2), post(3, author=BO), post(4, 2))
    assert [(feed.name, list(held(feed))) for feed in found] == [
        ("example_ada", ["x:2", "x:4"]), ("example_bo", ["x:1", "x:3"]),
    ]  # fmt: skip


def test_accounts_with_few_posts_are_left_out() -> None:
    posts = [post(n, author=BO if n == 9 else ADA) for n in range(10)]
    assert [feed.name for feed in feeds(*posts, least=9)] == ["example_ada"]
    assert feeds(*posts, least=10) == []
    answers = [post(n, None if n < 3 else "x:999") for n in range(10)]
    assert feeds(*answers, least=4) == []  # what is left out does not count


def test_an_export_that_does_not_say_whose_it_is_is_of_one_account() -> None:
    one, two = feeds(post(1, author=None), post(2, 1, author=None), post(3, author=None, dump="other"))
    assert (one.name, held(one)) == ("dump", {"x:1": None, "x:2": "x:1"})
    assert (two.name, held(two)) == ("other", {"x:3": None})


def test_reposts_and_pages_without_ids_bring_no_post() -> None:
    passed_on: list[Finding] = [Repost("x:77", Source("dump"), author=ADA)]
    (feed,) = feeds(post(1), passed_on, [Capture("dump", "made up")])
    assert held(feed) == {"x:1": None}


# --- made-up accounts -----------------------------------------------------------------------------------------


def test_simulated_feeds_are_the_same_for_the_same_seed() -> None:
    first, again, other = (list(simulated_feeds(2, seed)) for seed in (5, 5, 6))
    assert [feed.posts for feed in first] == [feed.posts for feed in again]
    assert first[0].posts != other[0].posts
    assert first[0].posts != first[1].posts


def test_more_accounts_leave_the_first_as_they_are() -> None:
    assert next(iter(simulated_feeds(1, 3))).posts == next(iter(simulated_feeds(9, 3))).posts


def test_simulated_feeds_are_in_order_and_within_what_was_published() -> None:
    rates = []
    for feed in simulated_feeds(12, 8):
        low, high = RANGES["posts"]
        assert low <= len(feed.posts) <= high + 60  # the last sitting is written to its end
        times = [post.time for post in feed.posts]
        assert times == sorted(times)
        place = {post.name: n for n, post in enumerate(feed.posts)}
        assert all(place[parent] < place[child] for child, parent in feed.links.items())
        rates.append(len(feed.links) / len(feed.posts))
        children = Counter(feed.links.values())
        assert all((post.replies or 0) >= children[post.name] - 1 for post in feed.posts)
    assert max(rates) <= max(high for (_, high), _ in RATES) + 0.1
    assert min(rates) < 0.03
    assert len(set(rates)) > 6
