"""Likely reply links: what is linked, what is not, and what is told of it.

`cases/likely_links.json`: the last posts of a page, oldest first, behind what the account wrote before (`history`:
"threads" if not said; "singles", "nothing"). Of a post `at` are minutes after the first one. What is not said is: 5
likes, 1 repost, no reply, by the account. `links` must be asserted, `may` may be, no other must; `chain`: each follows
the one before; `below`: no probability reaches that.
"""

from __future__ import annotations

import itertools
import json
import math
import random
import re
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from made_page import guessed, history, page

from threadkit import loads
from threadkit.archive import Archive
from threadkit.graph.guesses.calibration import (
    CAP,
    CURVES,
    FEW,
    LIKES,
    MANY,
    NOTHING,
    SMALL,
    TINY,
    TINY_CAP,
    UNCOUNTED_CAP,
    Regime,
    calibrated,
)
from threadkit.graph.guesses.clocks import FINE, ROUGH, Clocks
from threadkit.graph.guesses.cues import IN_THREADS, OTHERWISE, Cues, words_of
from threadkit.graph.guesses.habits import (
    MOST_FOR,
    MOST_SAID,
    TABLE_WEIGHT,
    USUAL_RATES,
    Neighbours,
    learnt,
    replies_cell,
)
from threadkit.graph.guesses.inference import EARLIER, LATER, REACH, WORTH_KEEPING, replies_in_words
from threadkit.graph.guesses.sequences import Step, weave
from threadkit.graph.guesses.together import replies_fit
from threadkit.graph.guesses.unroll_links import UNROLL_OTHER_PEOPLE, UNROLL_SAME_PEOPLE
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
    Post,
    Sighting,
    Source,
)

CASES = json.loads((Path(__file__).parents[1] / "cases" / "likely_links.json").read_text(encoding="utf-8"))
LATER_BY = 3000  # minutes between what was written before and the posts of a case


def rows_of(case: dict[str, Any]) -> tuple[int, list[dict[str, Any]]]:
    """How many rows stand before those of the case, and all rows."""
    counted = case.get("counted", True)
    before = history(case.get("history", "threads"), counted=counted)
    start = max((row["at"] for row in before), default=0) + LATER_BY
    rows = list(before)
    for said in case["posts"]:
        row = {**({"likes": 5, "reposts": 1, "replies": 0} if counted else {}), "at": 0, **said}
        if row.get("at") is None or "age" in row:
            del row["at"]
        else:
            row["at"] += start
        if "stated" in row:
            row["stated"] += len(before)
        rows += [row] * row.pop("repeat", 1)
    return len(before), rows


def reconstructed(case: dict[str, Any]) -> tuple[Archive, dict[tuple[int, int], Link], dict[tuple[int, int], Link]]:
    """With links between the posts of the case: those that are asserted, and all."""
    before, rows = rows_of(case)
    archive = Archive(page(rows))
    asserted, found = (
        {(child - before, parent - before): link for (child, parent), link in links.items() if child >= before}
        for links in (guessed(archive), guessed(archive, candidates=True))
    )
    return archive, asserted, found


def parameters() -> list[Any]:
    return [
        pytest.param(case, id=case["label"], marks=[pytest.mark.xfail(reason=case["known_failure"], strict=True)])
        if "known_failure" in case
        else pytest.param(case, id=case["label"])
        for case in CASES
    ]


@pytest.mark.parametrize("case", parameters())
def test_what_is_linked(case: dict[str, Any]) -> None:
    _, asserted, found = reconstructed(case)
    wanted = {(child, parent) for child, parent in case.get("links", [])}
    if case.get("chain"):
        wanted = {(n + 1, n) for n in range(sum(row.get("repeat", 1) for row in case["posts"]) - 1)}
    free = {(child, parent) for child, parent in case.get("may", [])}
    assert asserted.keys() - free == wanted - free
    assert not [link for (child, _), link in found.items() if child in case.get("never", [])]
    assert all((link.probability or 0) < case.get("below", 2) for link in found.values())


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_what_is_told_of_a_link_adds_up_to_its_probability(case: dict[str, Any]) -> None:
    """Each figure is rounded to one digit, and those below 0.05 are left out."""
    _, _, found = reconstructed(case)
    for link in found.values():
        assert link.probability is not None
        assert WORTH_KEEPING <= link.probability <= CAP
        figures = [re.fullmatch(r".* \(([+-]\d+\.\d)\)", reason) for reason in link.reasons]
        total = sum(float(figure[1]) for figure in figures if figure)
        assert all(figures)
        assert abs(total - math.log(link.probability / (1 - link.probability))) < 0.05 * (len(figures) + 3)


# --- what is never linked -------------------------------------------------------------------------------------

THREAD: list[dict[str, Any]] = [
    {"text": f"{n + 1}/6 On the mills of the valley.", "at": n, "likes": 4, "reposts": 1, "replies": int(n < 5)}
    for n in range(6)
]


def pairs(archive: Archive) -> set[tuple[int, int]]:
    return set(guessed(archive))


def test_the_thread_of_these_tests_is_found() -> None:
    assert pairs(Archive(page(THREAD))) == {(n, n - 1) for n in range(1, 6)}


def test_nothing_is_guessed_without_inference() -> None:
    archive = Archive(page(THREAD), infer=False)
    assert guessed(archive, candidates=True) == {}


def test_what_a_person_says_is_not_guessed_again() -> None:
    archive = Archive(page(THREAD))
    posts = sorted(archive.posts, key=lambda post: -post.sightings[0].source.position)
    assert (3, 2) in pairs(archive)
    assert (3, 2) not in guessed(archive.reject(posts[3], posts[2]), candidates=True)
    moved = archive.assume(posts[3], posts[1])
    assert not [child for child, _ in guessed(moved, candidates=True) if child == 3]
    assert moved.chain(posts[3])[-2] == posts[1]


def test_a_stated_root_gets_no_parent() -> None:
    found = page([{**row, "id": f"x:{n}"} for n, row in enumerate(THREAD)])
    assert (3, 2) in pairs(Archive(found))
    export: list[Finding] = [
        Capture("export", "made up", states_parents=True),
        Sighting(Source("export", "$[0]"), THREAD[3]["text"], "x:3", author=Author("example_ada", "Ada Example")),
    ]
    assert not [child for child, _ in guessed(Archive([*found, *export]), candidates=True) if child == 3]


def test_a_stated_parent_stays_and_is_no_guess() -> None:
    rows = [{**row, "id": f"x:{n}"} for n, row in enumerate(THREAD)]
    rows[4]["stated"] = 0
    archive = Archive(page(rows))
    assert pairs(archive) == {(1, 0), (2, 1), (3, 2), (5, 4)}
    link = archive.reply_link("x:4")
    assert link is not None
    assert (link.parent, link.basis) == ("x:0", Basis.STATED)


@pytest.mark.parametrize("order", [Order.NONE, Order.THREAD])
def test_a_page_without_an_order_in_time_shows_no_neighbours(order: Order) -> None:
    _, *rest = page(THREAD)
    assert guessed(Archive([Capture("page", "made up", order=order), *rest]), candidates=True) == {}


def test_posts_of_two_people_are_not_one_thread() -> None:
    """Ada's and Bo's posts take turns: who answers whom is another question than how an account goes on."""
    rows = [{**row, "by": "bo" if n % 2 else "ada"} for n, row in enumerate(THREAD)]
    for link in guessed(Archive(page(rows)), candidates=True).values():
        assert not any("this account" in reason for reason in link.reasons)
        assert (link.probability or 0) < 0.5


def test_a_quoted_post_is_not_a_neighbour() -> None:
    """A page that shows one of the account's own posts again, inside another one."""
    rows = [{**row, "id": f"x:{n}"} for n, row in enumerate(THREAD)]
    again = {**rows[0], "id": "x:quoted", "text": "An old word on mills."}
    quote = Link(Kind.QUOTE, "x:3", "x:quoted", Basis.SHOWN)
    archive = Archive([*page([*rows[:3], again, *rows[3:]]), quote])
    links = {(link.child, link.parent) for link in archive.links if link.basis is Basis.INFERRED}
    assert ("x:3", "x:2") in links
    assert not [link for link in [*archive.links, *archive.candidates] if link.kind is Kind.REPLY
                and "x:quoted" in (link.child, link.parent)]  # fmt: skip


# --- several pages --------------------------------------------------------------------------------------------


def test_the_order_in_which_findings_arrive_means_nothing() -> None:
    rows = [*history("threads"), *({**row, "at": row["at"] + 90000} for row in THREAD)]
    found = page(rows)
    links = Archive(found).links
    assert len([link for link in links if link.basis is Basis.INFERRED]) > 10
    for seed in range(3):
        shuffled = random.Random(seed).sample(found, len(found))
        assert Archive(shuffled).links == links


def test_a_post_that_one_page_lacks_stands_between_its_neighbours() -> None:
    """Alone, the page that lacks the third post takes the fourth for its parent's continuation."""
    rows = [
        {"text": f"The {what} of the old mill, at some length and in its own words.", "at": n, "likes": 4 + n,
         "reposts": 1, "replies": int(n < 5)}
        for n, what in enumerate(("wheel", "owner", "miller", "weir", "lock", "ruin"))
    ]  # fmt: skip
    whole, lacking = page(rows, "whole"), page([*rows[:2], *rows[3:]], "lacking")
    assert (2, 1) in pairs(Archive(lacking))  # the weir for the owner's
    archive = Archive([*whole, *lacking])
    assert len(archive.posts) == 6
    texts = {post.id: post.text.split()[1] for post in archive.posts}
    found = {(texts[link.child], texts[link.parent]) for link in archive.links if link.kind is Kind.REPLY}
    assert found == {("owner", "wheel"), ("miller", "owner"), ("weir", "miller"), ("lock", "weir"), ("ruin", "lock")}


def test_long_pages_that_contradict_each_other_are_woven_in_the_order_of_the_first() -> None:
    """One of them tells its order wrongly. What is left is not looked through anew for each post."""
    order = [f"x:{n:06}" for n in range(40_000)]
    posts = {post_id: Post(post_id, "Words.") for post_id in order}
    begin = time.process_time()
    assert weave([order, order[::-1]], posts) == order
    assert time.process_time() - begin < 5


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "at most a minute apart"),
        (4, "at most 5 minutes apart"),
        (30, "at most an hour apart"),
        (120, "at most a day apart"),
        (3 * 1440, "at most a week apart"),
        (8 * 1440, "more than a week apart"),
    ],
)
def test_what_is_told_of_the_time_between_two_posts_is_true(minutes: int, words: str) -> None:
    start = datetime(2025, 3, 2, 9)  # noqa: DTZ001 - a clock without its zone
    times = start, start + timedelta(minutes=minutes)
    clocks = Clocks([Step(Post(str(n), "Words."), {"page": (at, at)}) for n, at in enumerate(times)])
    assert clocks.between(0, 1).words == f"{words}, by the page's own clock"


def test_counts_that_differ_between_pages_do_not_part_a_thread() -> None:
    """One page is older, but not in all counts: the reply that either shows is enough."""
    rows = [{**row, "text": f"{row['text']} It is a long way up from the harbor to the last."} for row in THREAD]
    rows = [{**row, "text": row["text"].replace("mills", what)} for row, what in zip(rows, "abcdef", strict=True)]
    older = [{**row, "likes": 3 + n % 3, "replies": row["replies"] * (n % 2)} for n, row in enumerate(rows)]
    newer = [{**row, "likes": 5 - n % 3, "replies": row["replies"] * (1 - n % 2)} for n, row in enumerate(rows)]
    archive = Archive([*page(older, "older"), *page(newer, "newer")])
    assert len(archive.posts) == 6
    links = [link for link in archive.links if link.kind is Kind.REPLY]
    assert len(links) == 5
    assert all("shows no reply" not in reason for link in links for reason in link.reasons)


# --- how sure -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("replies", [FEW, MANY, LIKES, NOTHING])
@pytest.mark.parametrize("clock", [FINE, ROUGH, None])
@pytest.mark.parametrize("posts", [2, TINY - 1, TINY, SMALL - 1, SMALL, 5000])
def test_calibration_keeps_the_order_and_the_cap(replies: str, clock: str | None, posts: int) -> None:
    found = [calibrated(share, Regime(replies, clock), posts) for share in (0.0, 1e-6, 0.01, 0.1, 0.5, 0.9, 0.99, 1.0)]
    assert found == sorted(found)
    assert 0 <= found[0] < 0.01
    assert TINY_CAP <= found[-1] <= (CAP if replies in (FEW, MANY) else UNCOUNTED_CAP) < 1
    assert found[4] <= 0.5  # never surer than what the cues add up to at even odds


@pytest.mark.parametrize("share", [0.3, 0.5, 0.9, 1.0])
def test_the_more_posts_a_page_shows_the_surer_a_guess_may_be(share: float) -> None:
    counts = (1, 2, TINY, TINY + 1, 12, 20, SMALL - 1, SMALL, 900)
    found = [calibrated(share, Regime(FEW, FINE), posts) for posts in counts]
    assert found == sorted(found)
    assert found[0] == found[2]
    assert found[2] < found[-2] == found[-1]
    assert max(two - one for one, two in itertools.pairwise(found)) < 0.1  # no step
    if share == 1:
        assert (found[2], found[-1]) == (TINY_CAP, CAP)


def test_numbers_say_without_counts_what_counts_say() -> None:
    assert calibrated(1.0, Regime(NOTHING, FINE, numbered=True), SMALL) == CAP > UNCOUNTED_CAP


def test_calibration_is_less_sure_where_less_is_shown() -> None:
    assert set(CURVES) == {(replies, fine) for replies in (FEW, MANY, LIKES, NOTHING) for fine in (True, False)}
    for share in (0.5, 0.7, 0.9):
        full = calibrated(share, Regime(FEW, FINE), 500)
        assert calibrated(share, Regime(MANY, FINE), 500) < full
        assert calibrated(share, Regime(LIKES, FINE), 500) < calibrated(share, Regime(MANY, FINE), 500)
        assert calibrated(share, Regime(NOTHING, FINE), 500) < calibrated(share, Regime(LIKES, FINE), 500)
        assert calibrated(share, Regime(FEW, FINE), SMALL - 1) < full
        assert calibrated(share, Regime(LIKES, ROUGH), 500) <= calibrated(share, Regime(LIKES, FINE), 500)


def test_without_counts_the_same_burst_is_less_sure() -> None:
    sure, unsure = (
        reconstructed({"counted": counted, "posts": [
            {"text": "The mill.", **({"replies": 1} if counted else {})}, {"text": "Its wheel.", "at": 1},
        ]})[2]
        for counted in (True, False)
    )  # fmt: skip
    assert (sure[1, 0].probability or 0) > 0.85
    assert (1, 0) not in unsure or (unsure[1, 0].probability or 1) < 0.9


def test_candidates_of_one_post_share_one_probability() -> None:
    """Calibration may take of it, never add to it."""
    rows = [*history("threads"), *({**row, "at": row["at"] + 90000, "text": "The same words."} for row in THREAD)]
    shares: dict[int, float] = {}
    for (child, _), link in guessed(Archive(page(rows)), candidates=True).items():
        shares[child] = shares.get(child, 0) + (link.probability or 0)
    assert len(shares) > 10
    assert max(shares.values()) <= 1.05  # what is less likely than even odds loses less than what is likely


@pytest.mark.parametrize(
    ("between", "said", "not_said"), [(0, "the post before", "the earlier post"), (1, "the earlier post", "before")]
)
def test_of_an_earlier_post_nothing_is_told_as_of_the_one_before(between: int, said: str, not_said: str) -> None:
    rows: list[dict[str, Any]] = [
        *history("threads"),
        {"text": "1/2 The mills of the valley:", "at": 90000, "likes": 9, "reposts": 1, "replies": 1},
        *[{"text": "@example_bo Yes.", "at": 90001, "likes": 9, "reposts": 1, "replies": 0}] * between,
        {"text": "2/2 The oldest one.", "at": 90002, "likes": 9, "reposts": 1, "replies": 0},
    ]
    link = guessed(Archive(page(rows)), candidates=True)[len(rows) - 1, len(rows) - 2 - between]
    assert f"{said} seems to go on" in " ".join(link.reasons)
    assert f"{said} shows 1 reply" in " ".join(link.reasons)
    assert f"about as many likes as {said}" in " ".join(link.reasons)
    assert not_said not in " ".join(link.reasons)


@pytest.mark.parametrize(
    ("replies", "words"),
    [
        (Count(0, 0, "0"), "the post before shows no reply"),
        (Count(1, 1, ""), "the post before shows 1 reply"),
        (Count(3, 7, ""), "the post before shows 3 to 7 replies"),
        (Count(99, None, ""), "the post before shows 99 or more replies"),
        (Count(1150, 1249, "1.2K"), "the post before shows 1.2K replies"),
    ],
)
def test_replies_are_told_as_they_are_shown(replies: Count, words: str) -> None:
    assert replies_in_words(Post("x:1", "Words.", counts=Counts(replies=replies)), 1.0, "the post before") == words


# --- tables ---------------------------------------------------------------------------------------------------


def test_tables_are_shares_and_know_the_same_words() -> None:
    after = {"likes of a head", "likes inside"}  # they stand against what is usual of "likes"
    assert IN_THREADS.keys() - after == OTHERWISE.keys() == TABLE_WEIGHT.keys()
    for table in after:
        assert IN_THREADS[table].keys() == OTHERWISE["likes"].keys()
        assert sum(IN_THREADS[table].values()) == pytest.approx(1, abs=0.011)
    for table in OTHERWISE:
        words = IN_THREADS[table]
        assert words.keys() == OTHERWISE[table].keys()
        assert sum(words.values()) == pytest.approx(1, abs=0.011), table
        assert sum(OTHERWISE[table].values()) == pytest.approx(1, abs=0.011), table
        assert min(*words.values(), *OTHERWISE[table].values()) > 0
    assert all(word in IN_THREADS[table] for table, word in MOST_FOR)
    assert sum(share for _, share in USUAL_RATES) == pytest.approx(1)
    assert len(EARLIER) == REACH
    assert sum(LATER.values()) == pytest.approx(1, abs=0.011)


def test_every_word_of_a_cue_is_in_the_tables() -> None:
    chance = random.Random(3)
    texts = ["@example_bo The mill ...", "@example_cy and the weir", "... so it is", "The mill, the weir:", "Mill"]
    rows = [
        {"text": chance.choice(texts), "likes": chance.choice((0, 1, 5, 9, 40)), "reposts": chance.randrange(4)}
        for _ in range(80)
    ]
    posts = list(Archive(page(rows), infer=False).posts)
    cues = Cues.of(posts)
    for n in range(1, len(posts)):
        table, word = cues.people(n - 1, n)
        assert word in IN_THREADS[table]
        assert (cues.words(n - 1, n) or "no rare word") in IN_THREADS["words later"]
        assert (cues.likes(n - 1, n) or "far more likes") in IN_THREADS["likes"]


@pytest.mark.parametrize(
    ("one", "two", "cues"),
    [
        ("1/5 a", "2/5 b", ["next of so many"]),
        ("1/ a", "2/ b", ["next number"]),
        ("1/ a", "2/5 b", ["next number"]),
        ("1/5 a", "3/5 b", ["wrong number"]),
        ("1/5 a", "b", ["no number"]),
        ("1/ a", "But b", ["no number", "opener"]),
        ("5/5 a", "b", []),
        ("1. a", "b", []),
        ("(1) a", "(2) b", ["next number"]),
        ("(1) a", "1/5 b", ["first number"]),
        ("1/7 a", "2/5 b", ["wrong number"]),
        ("a", "1/5 b", ["first number"]),
        ("a", "2/5 b", []),
        ("1/5 a", "2. b", []),
        ("a", "... b", ["goes on"]),
        ("a", "@example_bo … b", ["goes on"]),
        ("a", "But b", ["opener"]),
        ("a", "Butter", []),
        ("a:", "b", ["unfinished"]),
        ("a →", "b", ["unfinished"]),
        ("A thread 👇", "b", ["announced"]),
        ("Read this 👇", "b", []),
        ("threads are announced:", "b", ["unfinished"]),
        ("see example.org/mills/of-the-val...", "b", []),
        ("a.", "b", []),
        ("", "", []),
    ],
)
def test_what_two_texts_show(one: str, two: str, cues: list[str]) -> None:
    assert Cues.of([Post("x:1", one), Post("x:2", two)]).fixed(0, 1) == cues


@pytest.mark.parametrize(("posts", "shared"), [(3, None), (9, None), (10, "the same words")])
def test_on_a_page_of_few_posts_no_word_is_called_rare(posts: int, shared: str | None) -> None:
    texts = ["the weir is in the valley", "a dog is in the garden", *(f"ferry{n} barge{n}" for n in range(posts - 2))]
    cues = Cues.of([Post(str(n), text) for n, text in enumerate(texts)])
    assert cues.words(0, 1) == shared


def test_a_text_that_was_cut_shows_nothing_by_its_end() -> None:
    assert Cues.of([Post("x:1", "The mill…", truncated=True), Post("x:2", "b")]).fixed(0, 1) == []
    assert Cues.of([Post("x:1", "The mill…"), Post("x:2", "b")]).fixed(0, 1) == ["unfinished"]
    assert Cues.of([Post("x:1", "1/5 a"), Post("x:2", "b", truncated=True)]).fixed(0, 1) == []


def test_words_of_texts_in_any_script() -> None:
    assert words_of("The Mill, the weir!") == {"the", "mill", "weir"}
    assert words_of("水車小屋") == {"水車", "車小", "小屋"}
    assert words_of("see https://example.org/mill?a=1.") == {"see", "https://example.org/mill?a=1"}
    assert words_of("👇 1 x") == set()


# --- habits ---------------------------------------------------------------------------------------------------

MINUTES = {word: share / OTHERWISE["minutes"][word] for word, share in IN_THREADS["minutes"].items()}
BURST, FAR = max(MINUTES, key=MINUTES.__getitem__), min(MINUTES, key=MINUTES.__getitem__)


def account(threads: int, singles: int, *, counted: bool = True) -> list[Neighbours]:
    """Neighbours of an account whose continuations are fast and show a reply, and whose other posts are not."""
    fast = Neighbours((("minutes", BURST),), 0.0, (1, 5) if counted else None)
    slow = Neighbours((("minutes", FAR),), 0.0, (0, 5) if counted else None)
    return [fast] * threads + [slow] * singles


def test_the_rate_of_an_account_is_learnt_from_its_page() -> None:
    rates = [learnt(account(threads, 200 - threads)).rate for threads in (0, 4, 20, 60, 100)]
    assert rates == sorted(rates)
    assert rates[0] < 0.01
    assert 0.05 < rates[2] < 0.2
    assert 0.2 < rates[3] < 0.45
    assert 0.35 < rates[4] < 0.7


@pytest.mark.parametrize("replies", [3000, 10**9, 10**400])
def test_one_post_with_more_replies_than_any_other_says_nothing_of_the_others(replies: int) -> None:
    """Something was given away, or a count was misread."""
    shown = [replies_cell(Post("x:1", "Words.", counts=Counts(replies=Count.of(n)))) for n in (replies, 1)]
    outlier, usual = (Neighbours((("minutes", FAR),), 0.0, cell) for cell in shown)
    without = learnt([*account(20, 180), usual])
    found = learnt([*account(20, 180), outlier])
    assert found.rate == pytest.approx(without.rate, rel=0.2)
    assert found.by_others((0, 0)) <= 0.1


@pytest.mark.parametrize("fixed", [-900.0, -50.0, 50.0, 900.0])
def test_habits_are_learnt_whatever_a_pair_shows(fixed: float) -> None:
    """Enough cues for one link leave nothing of the other possibility that a number could hold."""
    rate = learnt([*account(20, 180), Neighbours((("minutes", BURST),), fixed, (1, 5))]).rate
    assert 0.05 < rate < 0.2


def test_counts_without_bounds_are_weighed() -> None:
    rows = [{**row, "likes": 10**400, "reposts": 10**400, "replies": 10**400} for row in THREAD]
    assert pairs(Archive(page([*rows, *THREAD])))


def test_an_account_whose_posts_draw_replies_anyway_is_not_taken_for_one_that_goes_on() -> None:
    popular = [Neighbours((("minutes", FAR),), 0.0, (1 + n % 6, 20)) for n in range(200)]
    habits = learnt(popular)
    assert habits.rate < 0.05
    quiet = learnt(account(20, 180))
    assert habits.says((1, 20)) < quiet.says((1, 20)) <= MOST_SAID


def test_replies_that_are_accounted_for_say_no_more() -> None:
    anyway = learnt(account(20, 180)).anyway
    none, one, two, three = replies_fit((2, 5), anyway, 0)
    assert none < one < two > three
    none, one, two, _ = replies_fit((2, 5), anyway, 1)
    assert none < one > two
    assert replies_fit((2, 5), anyway, 2) == replies_fit((0, 5), anyway, 0) == replies_fit((0, 5), anyway, 3)
    none, one, *_ = replies_fit((2, 5), anyway, 2)
    assert none > one
    assert set(replies_fit(None, anyway, 0)) == {1}


def test_the_more_likes_a_post_has_the_less_its_replies_say() -> None:
    habits = learnt(account(20, 180))
    said = [habits.says((1, likes)) for likes in (0, 5, 12, 30)]
    assert said == sorted(said, reverse=True)


def test_an_empty_page_has_usual_habits() -> None:
    habits = learnt([])
    assert habits.otherwise == {table: pytest.approx(words) for table, words in OTHERWISE.items()}
    assert min(rate for rate, _ in USUAL_RATES) < habits.rate < max(rate for rate, _ in USUAL_RATES)


def test_no_cue_says_more_for_a_link_than_it_may() -> None:
    habits = learnt([Neighbours((("nobody", "nobody"), ("likes", "about as many likes")), 0.0, (0, 3))] * 400)
    for (table, word), most in MOST_FOR.items():
        assert habits.weight(table, word) <= most


# --- unrolls --------------------------------------------------------------------------------------------------


def unroll(*lines: str) -> Archive:
    head = f"Ada Example Profile picture\nNov 8, 2023 {len(lines)} tweets 2 min read Twitter logo Read on Twitter"
    foot = "• • •\nMissing some Tweet in this thread? You can try to force a refresh"
    return loads("\n".join([head, *lines, foot, ""]))


def test_an_unroll_that_addresses_other_people_on_its_way_is_linked_with_doubt() -> None:
    archive = unroll("The mills of the valley.", "@example_bo the oldest one is ours.", "@example_bo it still turns.")
    links = [link for link in [*archive.links, *archive.candidates] if link.basis is Basis.INFERRED]
    said = {archive[link.parent].text: link.probability for link in links}
    assert said == {
        "@example_bo the oldest one is ours.": UNROLL_SAME_PEOPLE, "The mills of the valley.": UNROLL_OTHER_PEOPLE,
    }  # fmt: skip
    assert UNROLL_OTHER_PEOPLE < 0.5 < UNROLL_SAME_PEOPLE


def test_an_unroll_that_addresses_nobody_needs_no_guess() -> None:
    archive = unroll("The mills of the valley.", "The oldest one is ours.", "It still turns.")
    assert not [link for link in [*archive.links, *archive.candidates] if link.basis is Basis.INFERRED]
    assert len([link for link in archive.links if link.basis is Basis.SHOWN]) == 2
