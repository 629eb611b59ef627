"""What changed between two archives."""

from __future__ import annotations

from collections import Counter

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import COUNTS, MINUTE, dumps, findings, minute

from threadkit.archive import Archive
from threadkit.parsing.identity import sighting_id
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
    Sighting,
    Source,
    When,
)
from threadkit.views.comparing import Change, Diff

found_anywhere = st.one_of(dumps(), findings())


@st.composite
def parts(draw: st.DrawFn) -> tuple[list[Finding], list[Finding]]:
    """Two archives of which each holds some of what there is."""
    found = draw(found_anywhere)
    wheres = [draw(st.sampled_from(["here", "there", "both", "both"])) for _ in found]
    here, there = (
        [f for f, where in zip(found, wheres, strict=True) if where != other or isinstance(f, Capture)]
        for other in ("there", "here")
    )
    return here, there


def sides(change: Change) -> tuple[str, str, object, object]:
    return change.post.id, change.what, change.before, change.after


@given(found_anywhere)
def test_nothing_changed_from_an_archive_to_itself(found: list[Finding]) -> None:
    archive = Archive(found)
    for later in (archive, Archive(reversed(found)), archive.merge(archive)):
        diff = archive.diff(later)
        assert diff == Diff((), (), (), len(archive.posts))
        assert not diff


@given(parts())
def test_back_again_new_is_gone_and_before_is_after(both: tuple[list[Finding], list[Finding]]) -> None:
    one, two = Archive(both[0]), Archive(both[1])
    there, back = one.diff(two), two.diff(one)
    assert [post.id for post in there.new] == [post.id for post in back.gone]
    assert [post.id for post in there.gone] == [post.id for post in back.new]
    assert there.same == back.same
    assert Counter(map(str, map(sides, there.changed))) == Counter(
        str((name, what, before, after)) for name, what, after, before in map(sides, back.changed)
    )


@given(parts())
def test_each_post_is_new_or_gone_or_changed_or_the_same(both: tuple[list[Finding], list[Finding]]) -> None:
    one, two = Archive(both[0]), Archive(both[1])
    diff, together = one.diff(two), one.merge(two)
    changed = {change.post.id for change in diff.changed}
    told = [*(post.id for post in (*diff.new, *diff.gone)), *changed]
    assert len(told) == len(set(told))
    assert set(told) <= {post.id for post in together.posts}
    assert len(told) + diff.same == len(together.posts)
    for post in diff.new:
        assert not any(name in one for name in (post.id, *post.aliases))
    for post in diff.gone:
        assert not any(name in two for name in (post.id, *post.aliases))
    assert bool(diff) == bool(told)
    assert str(diff).startswith(f"{len(diff.new)} new, {len(diff.gone)} gone, {diff.same} the same")
    assert len(str(diff).splitlines()) == 1 + len(diff.changed)


def may_be(count: Count) -> set[int]:
    """The numbers that a count may stand for, as far as 100."""
    return set(range(count.low, 101 if count.high is None else count.high + 1))


@given(dumps(), st.data())
def test_a_count_a_text_and_a_parent_that_changed_are_told(found: list[Finding], data: st.DataObject) -> None:
    """One post of a dump is shown again a day later, with another count, text or parent."""
    seen = [f for f in found if isinstance(f, Sighting)]
    old = data.draw(st.sampled_from(seen))
    likes, text = data.draw(st.sampled_from(COUNTS)), data.draw(st.sampled_from([old.text, "Other words altogether."]))
    new = attrs.evolve(old, text=text, counts=attrs.evolve(old.counts, likes=likes))
    parents = {f.child: f.parent for f in found if isinstance(f, Link)}
    parent = data.draw(st.sampled_from([parents.get(str(old.id)), None, "x:absent1"]))
    rest = [f for f in found if f != old and not (isinstance(f, Link) and f.child == old.id)]
    link = [] if parent is None else [Link(Kind.REPLY, str(old.id), parent, Basis.STATED)]
    one, two = Archive(found, infer=False), Archive([*rest, new, *link], infer=False)
    diff = one.diff(two)
    told = {change.what: (change.before, change.after) for change in diff.changed}
    expected: dict[str, tuple[object, object]] = {}
    before = old.counts.likes
    if before is not None and likes is not None and not may_be(before) & may_be(likes):
        expected["likes"] = (before, likes)
    if text != old.text:
        expected["text"] = (old.text, text)
    assert {what: values for what, values in told.items() if what != "parent"} == expected
    assert ("parent" in told) == (parent != parents.get(str(old.id)))
    if "parent" in told:
        assert told["parent"] == (one.reply_link(str(old.id)), two.reply_link(str(old.id)))
    assert {change.post.id for change in diff.changed} <= {old.id}
    assert (diff.new, diff.gone) == ((), ())


# --- plain cases: pages whose posts have no ids --------------------------------------------------------------

ADA = Author("example_ada", "Ada Example")
ROWS = [f"A long enough line about {what} on the wall of the old harbor, seen from the pier at noon"
        for what in ("moss and lichen", "seven cormorants", "painted numbers", "ropes and rings")]  # fmt: skip


def page(name: str, rows: list[str], likes: int = 3, answers: dict[int, int] | None = None) -> list[Finding]:
    """A page, newest first, of posts without ids; `answers` are replies that it shows, by place."""
    seen = [Sighting(Source(name, f"line {n}", n), text, author=ADA, counts=Counts(likes=Count.of(likes)))
            for n, text in enumerate(rows)]  # fmt: skip
    ids = [sighting_id(each) for each in seen]
    links = [Link(Kind.REPLY, ids[one], ids[other], Basis.SHOWN) for one, other in (answers or {}).items()]
    return [Capture(name, "made_up", order=Order.NEWEST, platform="x"), *seen, *links]


def test_posts_without_ids_are_compared_by_their_words() -> None:
    before, after = Archive(page("monday.txt", ROWS[1:])), Archive(page("tuesday.txt", ROWS[:3], likes=5))
    diff = before.diff(after)
    assert [post.text for post in diff.new] == [ROWS[0]]
    assert [post.text for post in diff.gone] == [ROWS[3]]
    assert sorted(change.post.text for change in diff.changed) == sorted(ROWS[1:3])
    assert all(str(change).endswith("likes 3 -> 5") for change in diff.changed)


def test_the_same_parent_by_another_name_is_no_change() -> None:
    before = Archive(page("monday.txt", ROWS, answers={0: 1}))
    after = Archive(page("tuesday.txt", ROWS, answers={0: 1}))
    assert before.diff(after) == Diff((), (), (), 4)
    assert before.diff(before.merge(after)) == Diff((), (), (), 4)


def test_another_parent_is_a_change() -> None:
    before = Archive(page("monday.txt", ROWS, answers={0: 1}))
    after = Archive(page("tuesday.txt", ROWS, answers={0: 2}))
    (change,) = before.diff(after).changed
    assert change.what == "parent"
    assert isinstance(change.before, Link)
    assert isinstance(change.after, Link)
    assert (before[change.before.parent].text, after[change.after.parent].text) == (ROWS[1], ROWS[2])
    (lost,) = before.diff(Archive(page("tuesday.txt", ROWS), infer=False)).changed
    assert (lost.what, lost.after) == ("parent", None)
    assert str(lost).endswith("-> None")


def test_counts_that_may_stand_for_one_number_are_no_change() -> None:
    def dump(count: Count | None) -> Archive:
        source, when = Source("dump", "$[0]"), When.at(minute(0), MINUTE)
        return Archive([Sighting(source, "words", "x:1", when=when, counts=Counts(views=count))])

    assert not dump(Count(950, 1049, "1K")).diff(dump(Count(950, 1049, "1 thousand")))
    assert not dump(Count(950, 1049, "1K")).diff(dump(Count.of(1000)))
    assert not dump(None).diff(dump(Count.of(2)))
    (change,) = dump(Count(950, 1049, "1K")).diff(dump(Count.of(1050))).changed
    assert str(change) == "x:1: views 1K -> 1050"
    (fewer,) = dump(Count(2000, None, "2K+")).diff(dump(Count.of(1999))).changed
    assert (fewer.before, fewer.after) == (Count(2000, None, "2K+"), Count.of(1999))


def shown(text: str, author: Author | None = None, format: str = "made_up") -> Archive:  # noqa: A002
    return Archive([Capture("dump", format), Sighting(Source("dump", "$[0]"), text, "x:1", author=author)])


def test_of_two_formats_layout_is_no_change() -> None:
    plain, dashed = "The heron - a grey one - waits", "The heron – a grey one – waits"
    assert not shown(plain).diff(shown(plain.replace(" ", "\n ")))
    assert not shown(plain).diff(shown(dashed, format="made_up_2"))
    (change,) = shown(plain).diff(shown(dashed)).changed
    assert (change.what, change.before, change.after) == ("text", plain, dashed)
    assert shown(plain).diff(shown("The heron - a white one - waits", format="made_up_2"))


def test_an_author_of_whom_more_is_known_is_no_change() -> None:
    handle, named, other = Author("example_ada"), Author("Example_Ada", "Ada Example", "7"), Author("example_bo")
    assert not shown("words", handle).diff(shown("words", named))
    assert not shown("words", handle).diff(shown("words", None))
    (change,) = shown("words", named).diff(shown("words", other)).changed
    assert str(change) == "x:1: author Ada Example @Example_Ada -> @example_bo"


@pytest.mark.parametrize("infer", [True, False])
def test_an_empty_archive_has_everything_to_come(infer: bool) -> None:
    empty, archive = Archive((), infer=infer), Archive(page("monday.txt", ROWS), infer=infer)
    assert empty.diff(archive).new == archive.posts
    assert archive.diff(empty).gone == archive.posts
    assert not empty.diff(empty)
