"""Posts that are missing where an account numbers its posts: what is told, and where nothing is.

Of a case, `rows` are a page's posts, oldest first: minutes, text, and what else a row says ("by", "id", "age", …).
`gaps`: side, posts beside it by their places, how many it stands for.
"""

from __future__ import annotations

import io
import math
import re
from operator import attrgetter
from typing import Any

import pytest
from made_page import guessed, page

from threadkit import loads
from threadkit.archive import Archive
from threadkit.graph.guesses.numbered_gaps import LEAST, MOST, WEIGHTS
from threadkit.outputs.check_text import lines
from threadkit.outputs.phrases import percent
from threadkit.records import (
    Author,
    Basis,
    Capture,
    Count,
    Declared,
    Kind,
    Link,
    Missing,
    Order,
    Post,
    Sighting,
    Source,
)

Row = dict[str, Any]
Gap = tuple[str, tuple[int, ...], int | None]
CHILD, PARENT = attrgetter("child"), attrgetter("parent")


def row(at: int, text: str, **more: Any) -> Row:
    return {"at": at, "text": text, "replies": 1, "likes": 5, "reposts": 1, **more}


def numbered(*texts: str, every: int = 1, **more: Any) -> list[Row]:
    return [row(n * every, text, **more) for n, text in enumerate(texts)]


def without(name: str, rows: list[Row]) -> list[Row]:
    return [{key: value for key, value in each.items() if key != name} for each in rows]


GAPS: dict[str, tuple[list[Row], list[Gap]]] = {
    "a middle": (numbered("1/7 the mill", "2/7 the weir", "4/7 the lock"), [("between", (1, 2), 1)]),
    "two in the middle, then one": (
        numbered("1/8 a", "2/8 b", "5/8 c", "6/8 d", "8/8 e"), [("between", (1, 2), 2), ("between", (3, 4), 1)]
    ),
    "a head": (numbered("3/7 the mill", "4/7 the weir", "5/7 the lock"), [("above", (0,), 2)]),
    "a head and a middle": (numbered("2/6 a", "3/6 b", "5/6 c"), [("above", (0,), 1), ("between", (1, 2), 1)]),
    "numbers at the end": (numbered("the mill 1/7", "the weir 2/7", "the lock 4/7"), [("between", (1, 2), 1)]),
    "numbers in brackets, no total": (numbered("(1/) a", "(2/) b", "(4/) c"), [("between", (1, 2), 1)]),
    "of five, with more to show for it": (numbered("1/5 a", "2/5 b", "4/5 c"), [("between", (1, 2), 1)]),
    "no counts are shown": (without("replies", numbered("1/7 a", "2/7 b", "4/7 c")), [("between", (1, 2), 1)]),
    "between posts of two threads": (
        numbered("1/7 a", "2/7 b", "1/3 c", "4/7 d", "2/3 e", "3/3 f"), [("between", (1, 3), 1)]
    ),
    "ages alone": (
        [{"age": "3 days ago", "text": text, "replies": 1} for text in ("1/7 a", "2/7 b", "4/7 c")],
        [("between", (1, 2), 1)],
    ),
    "no times": (without("at", numbered("1/7 a", "2/7 b", "4/7 c")), [("between", (1, 2), 1)]),
    "days after an unnumbered post": (
        [row(0, "The ferry."), *(row(9000 + n, text) for n, text in enumerate(("3/7 a", "4/7 b", "5/7 c")))],
        [("above", (1,), 2)],
    ),
}  # fmt: skip

NOTHING: dict[str, list[Row]] = {
    "a whole thread": numbered("1/3 a", "2/3 b", "3/3 c"),
    "the end of a thread": numbered("1/7 a", "2/7 b", "3/7 c"),
    "one numbered post alone": numbered("2/5 the mill"),
    "two whole threads of one length": numbered("1/2 a", "2/2 b", "1/2 c", "2/2 d"),
    "lists": numbered("1. the mill", "2. the weir", "4. the lock", "5) the ferry"),
    "two scores": numbered("Soup 2/5", "Pie 4/5"),
    "scores in one sitting": numbered("Soup 3/10", "Pie 7/10", "Cheese 5/10", "Wine 9/10"),
    "scores that rise": numbered("Soup 3/10", "Pie 7/10", "Wine 9/10", replies=0),
    "scores over weeks": numbered("The mill: 2/10", "The weir: 3/10", "The lock: 6/10", every=9000),
    "dates": numbered("2/5 The ferry is late.", "4/5 Again.", "9/5 And again.", every=2880),
    "dates, no times": without("replies", without("at", numbered("2/7 Late.", "3/7 Again.", "6/7 And again."))),
    "dates of one month, a post a day": numbered("1/12 a", "2/12 b", "4/12 c", "5/12 d", every=1440),
    "an unnumbered post may be the lost one": numbered("1/7 a", "2/7 b", "c, which has no number", "4/7 d"),
    "an unnumbered head": numbered("A word on ferries:", "2/7 a", "3/7 b", "4/7 c"),
    "numbers of several totals": numbered("1/7 a", "2/6 b", "4/5 c", "5/8 d"),
    "the post before shows no reply": numbered("1/7 a", "3/7 b", replies=0),
    "too far apart": [
        row(0, "1/7 a"), row(1, "2/7 b"), *(row(2 + n, f"{n + 1}/9 x") for n in range(9)), row(12, "4/7 c")
    ],
    "hours apart": numbered("1/7 a", "3/7 b", every=300),
    "another's number fits": [
        row(0, "1/6 a"), row(1, "2/6 b", by="bo"), row(2, "3/6 c"), row(3, "4/6 d", by="bo"), row(4, "5/6 e")
    ],
    "to other people": [*numbered("1/7 a", "2/7 b"), row(2, "@example_cy 4/7 of it")],
    "numbers that fall": numbered("5/7 a", "4/7 b", "6/7 c", "3/7 d"),
}  # fmt: skip


def told(archive: Archive) -> list[Gap]:
    place = {post.id: post.sightings[0].source.position for post in archive.posts}
    most = max(place.values())
    found = [gap for gap in archive.missing if gap.id.startswith("gap:")]
    return sorted(((gap.side, tuple(most - place[name] for name in gap.near), gap.count) for gap in found), key=str)


def ends(archive: Archive) -> list[Link]:
    return [link for link in archive.links if link.parent.startswith("gap:") or link.child.startswith("gap:")]


@pytest.mark.parametrize("case", GAPS)
def test_a_hole_in_the_numbers_is_a_gap(case: str) -> None:
    rows, gaps = GAPS[case]
    archive = Archive(page(rows))
    assert told(archive) == sorted(gaps, key=str)
    for gap in archive.missing:
        (below,) = (link for link in archive.links if link.parent == gap.id)
        assert below.child == gap.near[-1]
        above = [link for link in archive.links if link.child == gap.id]
        assert [link.parent for link in above] == list(gap.near[:-1])
        for link in (below, *above):
            assert (link.kind, link.basis) == (Kind.REPLY, Basis.INFERRED)
            assert LEAST <= (link.probability or 0) <= MOST
            assert "lost" in link.reasons[0]
        assert gap.reasons[0][0] == "not_captured"
        assert gap.reasons[0][1] == below.source


@pytest.mark.parametrize("case", GAPS)
def test_its_reasons_add_up_to_its_probability(case: str) -> None:
    for link in ends(Archive(page(GAPS[case][0]))):
        figures = [float(found[1]) for each in link.reasons if (found := re.search(r"\(([+-]\d+\.\d)\)$", each))]
        assert len(figures) == len(link.reasons)
        assert abs(1 / (1 + math.exp(-sum(figures))) - (link.probability or 0)) < 0.05


@pytest.mark.parametrize("case", NOTHING)
def test_where_it_is_not_sure_nothing_is_told(case: str) -> None:
    archive = Archive(page(NOTHING[case]))
    assert told(archive) == []
    assert ends(archive) == []


@pytest.mark.parametrize("case", GAPS)
def test_no_link_leads_past_it(case: str) -> None:
    rows, gaps = GAPS[case]
    after = {beside[-1] for _, beside, _ in gaps}
    archive = Archive(page(rows))
    assert not [pair for pair in guessed(archive) if pair[0] in after]
    for (child, _), link in guessed(archive, candidates=True).items():
        if child in after:
            assert any("lost" in reason for reason in link.reasons)


def test_the_thread_goes_on_through_it() -> None:
    archive = Archive(page(GAPS["a middle"][0]))
    thread = archive.threads()[0]
    assert [isinstance(item, Missing) for item in thread.items] == [False, False, True, False]
    assert thread.complete is False
    assert [isinstance(item, Post) for item in archive.chain(thread.posts[-1])] == [True, True, False, True]


def test_a_source_that_knows_the_parent_is_believed() -> None:
    rows = [{**each, "id": f"x:{n}"} for n, each in enumerate(GAPS["a middle"][0])]
    rows[2]["stated"] = 1
    archive = Archive(page(rows))
    assert told(archive) == []
    link = archive.reply_link("x:2")
    assert link is not None
    assert (link.parent, link.basis) == ("x:1", Basis.STATED)


def test_another_page_that_holds_the_lost_post_closes_it() -> None:
    long = [
        f"{n + 1}/4 {text}"
        for n, text in enumerate(
            (
                "The mill on the river has stood empty since the flood of last year",
                "The weir above it was mended in spring by people of the valley",
                "The lock is rusty and nobody has the key to its gate any more",
                "The ferry still runs on Sundays, if the wind allows it to cross",
            )
        )
    ]
    rows = [row(n, text) for n, text in enumerate(long)]
    assert told(Archive(page([*rows[:2], rows[3]]))) == [("between", (1, 2), 1)]
    archive = Archive([*page([*rows[:2], rows[3]], "one"), *page(rows, "two")])
    assert len(archive.posts) == 4
    assert not archive.missing


def test_a_gap_that_is_a_guess_is_explained_and_checked_as_one() -> None:
    archive = Archive(page(GAPS["a middle"][0]))
    (gap,) = archive.missing
    (chance,) = [link.probability for link in archive.links if link.parent == gap.id]
    first, reason, *_ = archive.explain(gap.id).lines
    assert first.startswith("not held: 1 between ")
    assert first.endswith(f" (a guess, {chance:.0%})")
    assert ", guessed from " in reason
    assert any(f"not captured (likely, {percent(chance or 0)})" in line for _, line in lines(archive))
    archive.assume(gap.near[1], gap.id)
    # how many are lost, and what the gap answers, is still a guess
    assert any(f"not captured (likely, {percent(chance or 0)})" in line for _, line in lines(archive))
    archive.assume(gap.id, gap.near[0])
    (gap,) = archive.missing
    assert "guess" not in "".join(archive.explain(gap.id).lines[:2])
    assert not any("likely" in line for _, line in lines(archive))


# --- what a person says of one of its links -------------------------------------------------------------------------


def through(archive: Archive) -> set[tuple[str, str, Basis]]:
    return {(link.child, link.parent, link.basis) for link in ends(archive)}


def saved(archive: Archive) -> Archive:
    text = io.StringIO()
    archive.write(text, "json")
    return loads(text.getvalue())


def a_middle(**settings: Any) -> tuple[Archive, Missing]:
    whole = Archive(page(GAPS["a middle"][0]))
    return Archive(whole.findings, **settings), whole.missing[0]


@pytest.mark.parametrize("as_link", [True, False])
@pytest.mark.parametrize("which", ["below", "above", "both"])
def test_a_persons_word_on_one_link_leaves_the_gap_and_its_other_link(which: str, as_link: bool) -> None:
    archive, gap = a_middle()
    before, after = gap.near
    links = {"below": archive.reply_link(after), "above": archive.reply_link(gap)}
    said = links.keys() if which == "both" else [which]
    for name in said:
        link = links[name]
        assert link is not None
        if as_link:
            archive.assume(link)
        else:
            archive.assume(link.child, link.parent)
    bases = {name: Basis.ASSUMED if name in said else Basis.INFERRED for name in links}
    for each in (archive, saved(archive)):
        (now,) = each.missing
        assert (now.id, now.side, now.near, now.count) == (gap.id, gap.side, gap.near, gap.count)
        assert now.probability == (None if which == "both" else gap.probability)
        assert through(each) == {(after, gap.id, bases["below"]), (gap.id, before, bases["above"])}
        assert not [link for link in each.candidates if gap.id in (link.child, link.parent)]
        assert [item.id for item in each.chain(after)[-3:]] == [before, gap.id, after]


def test_a_persons_word_keeps_the_count_of_a_gap_above() -> None:
    archive = Archive(page(GAPS["a head"][0]))
    (gap,) = archive.missing
    (now,) = archive.assume(gap.near[0], gap.id).missing
    assert (now.id, now.side, now.count, now.probability) == (gap.id, "above", 2, None)


def test_if_the_post_below_does_not_answer_a_gap_there_is_none() -> None:
    archive, gap = a_middle()
    archive.reject(gap.near[1], gap.id)
    for each in (archive, saved(archive)):
        assert not each.missing
        assert ends(each) == []
        assert not [link for link in each.candidates if gap.id in (link.child, link.parent)]


@pytest.mark.parametrize("way", ["rejected", "answers another"])
def test_if_a_gap_does_not_answer_the_mate_before_it_is_above_the_one_after(way: str) -> None:
    """How many are lost was told by that mate."""
    archive, gap = a_middle()
    before, after = gap.near
    first = archive.posts[0].id
    if way == "rejected":
        archive.reject(gap.id, before)
    else:
        archive.assume(gap.id, first)
    for each in (archive, saved(archive)):
        (now,) = each.missing
        assert (now.id, now.side, now.near, now.count) == (gap.id, "above", (after,), None)
        assert now.probability == gap.probability
        said = {(after, gap.id, Basis.INFERRED)}
        assert through(each) == (said if way == "rejected" else {*said, (gap.id, first, Basis.ASSUMED)})
        assert not [link for link in each.candidates if (link.child, link.parent) == (gap.id, before)]


def test_a_person_can_say_both_of_a_gap() -> None:
    archive, gap = a_middle()
    before, after = gap.near
    archive.assume(after, gap.id).reject(gap.id, before)
    (now,) = archive.missing
    assert (now.side, now.near, now.count, now.probability) == ("above", (after,), None, None)
    assert through(archive) == {(after, gap.id, Basis.ASSUMED)}
    archive.assume(gap.id, before).reject(after, gap.id)
    (now,) = archive.missing
    assert (now.side, now.near, now.count) == ("below", (before,), None)
    assert through(archive) == {(gap.id, before, Basis.ASSUMED)}


def test_a_post_that_a_person_puts_elsewhere_has_no_gap_above() -> None:
    archive, gap = a_middle()
    archive.assume(gap.near[1], gap.near[0])
    assert not archive.missing
    assert ends(archive) == []


def test_of_a_gap_that_is_too_unlikely_to_be_asserted_a_persons_word_tells_no_more_than_it_says() -> None:
    archive, gap = a_middle(min_probability=0.95)
    before, after = gap.near
    below, above = ([k for k in archive.candidates if gap.id == end(k)] for end in (PARENT, CHILD))
    (now,) = archive.assume(below[0]).missing
    assert (now.side, now.near, now.count, now.probability) == ("above", (after,), None, None)
    archive, _ = a_middle(min_probability=0.95)
    (now,) = archive.assume(above[0]).missing
    assert (now.side, now.near, now.count, now.probability) == ("below", (before,), None, None)
    assert through(archive) == {(gap.id, before, Basis.ASSUMED)}
    archive, _ = a_middle(min_probability=0.95)
    archive.reject(above[0])
    assert above[0] not in archive.candidates


def test_a_persons_word_on_a_gap_holds_where_nothing_is_inferred_and_tells_no_count() -> None:
    archive, gap = a_middle()
    again = Archive(archive.assume(gap.near[1], gap.id).findings, infer=False)
    (now,) = again.missing
    assert (now.side, now.near, now.count, now.probability) == ("above", (gap.near[1],), None, None)


def test_a_persons_word_on_a_gap_holds_when_its_posts_get_other_ids() -> None:
    also = "and all that was written of it in the year of the flood"
    long = [{**each, "text": f"{each['text']} {also}"} for each in GAPS["a middle"][0]]
    archive = Archive(page(long))
    (gap,) = archive.missing
    archive.assume(gap.near[1], gap.id).assume(gap.id, gap.near[0])
    merged = archive.merge(Archive(page([{**each, "id": f"x:{n}"} for n, each in enumerate(long)], "export")))
    assert [post.id for post in merged.posts] == ["x:0", "x:1", "x:2"]
    (now,) = merged.missing
    assert (now.id, now.near, now.count) == ("gap:between x:1 and x:2", ("x:1", "x:2"), 1)
    assert through(merged) == {("x:2", now.id, Basis.ASSUMED), (now.id, "x:1", Basis.ASSUMED)}


def test_no_gap_without_inference_and_none_that_is_less_likely_than_asked_for() -> None:
    rows, _ = GAPS["a middle"]
    for archive in (Archive(page(rows), infer=False), Archive(page(rows), min_probability=0.95)):
        assert not archive.missing
        assert ends(archive) == []
    assert [link for link in Archive(page(rows), min_probability=0.95).candidates if "gap:" in link.parent]


def test_it_comes_back_the_same_after_saving_and_in_any_order() -> None:
    findings = page(GAPS["a head and a middle"][0])
    archive = Archive(findings)
    assert Archive(reversed(findings)).missing == archive.missing
    assert archive.merge(Archive(findings)).missing == archive.missing


def test_an_author_that_the_page_does_not_name_is_its_account() -> None:
    nobody = {"ada": Author(), "bo": Author("example_bo")}
    assert told(Archive(page(GAPS["a middle"][0], people=nobody))) == [("between", (1, 2), 1)]


def test_the_weights_keep_their_signs() -> None:
    """What shows a thread speaks for it, what scores and dates share with it against."""
    against = {"numbers that rise", "a total as scores have", "an hour apart", "no common clock"}
    against.add("the mate before shows none")
    assert {name for name, weight in WEIGHTS.items() if weight < 0} == against


# --- numbers of an unroll, which shows its order ----------------------------------------------------------------------


def unroll() -> Archive:
    texts = "1/4 the mill", "2/4 the weir", "4/4 the ferry"
    shown = [Sighting(Source("unroll", f"post {n}", n), text, f"x:{n}") for n, text in enumerate(texts)]
    links = [Link(Kind.REPLY, "x:1", "x:0", Basis.SHOWN)]
    declared = Declared(Source("unroll"), "posts", Count.of(3), ("x:0", "x:1", "x:2"))
    return Archive([Capture("unroll", "made up", order=Order.THREAD), *shown, *links, declared], infer=False)


@pytest.mark.parametrize("which", ["below", "above"])
def test_a_persons_word_leaves_a_gap_that_is_shown_as_it_is(which: str) -> None:
    archive = unroll()
    (gap,) = archive.missing
    assert (gap.side, gap.near, gap.count, gap.probability) == ("between", ("x:1", "x:2"), 1, None)
    archive.assume(*(("x:2", gap.id) if which == "below" else (gap.id, "x:1")))
    bases = (Basis.ASSUMED, Basis.SHOWN) if which == "below" else (Basis.SHOWN, Basis.ASSUMED)
    for each in (archive, saved(archive)):
        assert each.missing == (gap,)
        assert through(each) == {("x:2", gap.id, bases[0]), (gap.id, "x:1", bases[1])}


def test_what_a_person_rejects_of_a_gap_that_is_shown_does_not_come_back() -> None:
    archive = unroll()
    (gap,) = archive.missing
    archive.reject(gap.id, "x:1")
    for each in (archive, saved(archive)):
        (now,) = each.missing
        assert (now.id, now.side, now.near, now.count) == (gap.id, "above", ("x:2",), None)
        assert through(each) == {("x:2", gap.id, Basis.SHOWN)}
    archive = unroll().reject("x:2", gap.id)
    for each in (archive, saved(archive)):
        assert not each.missing
        assert ends(each) == []
        assert [(k.child, k.parent) for k in each.links if k.kind is Kind.ANCESTOR] == [("x:2", "x:0")]
