"""Filtered views: exactly the posts that were asked for, and the trees as they were."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import AUTHORS, LANGS, MINUTE, START, WHENS, dumps, findings, minute

from threadkit import load, loads
from threadkit.archive import Archive
from threadkit.errors import UnknownPost
from threadkit.parsing.identity import sighting_id
from threadkit.records import (
    Absence,
    Author,
    Basis,
    Capture,
    Finding,
    Kind,
    Link,
    Missing,
    Post,
    Problem,
    Rejection,
    Repost,
    Sighting,
    Source,
    When,
)
from threadkit.views.selecting import Moment, Selection, is_by, window, within

found_anywhere = st.one_of(dumps(), findings())


@st.composite
def keepers(draw: st.DrawFn) -> Callable[[Post], bool]:
    """Any choice of posts, told by numbers that their ids are mapped to."""
    chosen = draw(st.sets(st.integers(0, 9), min_size=1, max_size=9))
    return lambda post: sum(post.id.encode()) % 10 in chosen


def sure_parents(archive: Archive) -> dict[str, str]:
    """What held posts answer, by links that are no guess."""
    return {
        link.child: link.parent
        for link in archive.links
        if link.kind is Kind.REPLY and link.basis is not Basis.INFERRED and link.child in archive
    }


# --- views ---------------------------------------------------------------------------------------------------


@given(found_anywhere, keepers())
def test_a_view_holds_exactly_the_posts_that_were_asked_for(found: list[Finding], keep: Callable[[Post], bool]) -> None:
    archive = Archive(found)
    view = archive.filter(keep)
    kept = [post for post in archive.posts if keep(post)]
    assert {post.id: post for post in view.posts} == {post.id: post for post in kept}
    assert len(view) == len(kept)
    for post in archive.posts:
        assert (post in view) == keep(post)
        assert all((name in view) == keep(post) for name in post.aliases)


@given(found_anywhere, keepers())
def test_above_kept_posts_a_tree_is_as_it_was_and_hidden_posts_are_gaps(
    found: list[Finding], keep: Callable[[Post], bool]
) -> None:
    archive = Archive(found)
    view = archive.filter(keep)
    above = set()
    for post in view.posts:
        whole, shown = archive.chain(post), view.chain(post)
        assert [item.id for item in shown] == [item.id for item in whole]
        assert view.reply_link(post) == archive.reply_link(post)
        for before, after in zip(whole, shown, strict=True):
            if isinstance(before, Post) and not keep(before):
                above.add(before.id)
                assert isinstance(after, Missing)
                assert after.reasons == (("filtered", None),)
                assert after.author == before.author
            else:
                assert after == before
    beside = {end for link in view.links if link.kind is not Kind.REPLY for end in (link.child, link.parent)}
    filtered = {gap.id for gap in view.missing if gap.reasons == (("filtered", None),)}
    assert above <= filtered <= above | beside | set(archive.conclusion.missing)
    assert not filtered & {post.id for post in view.posts}


def gone(item: Post | Missing) -> object:
    return isinstance(item, Missing) and (item.reasons, item.author, item.url)


@given(found_anywhere, keepers(), keepers())
def test_a_view_of_a_view_is_the_view_of_both(
    found: list[Finding], one: Callable[[Post], bool], other: Callable[[Post], bool]
) -> None:
    archive = Archive(found)
    twice, once = archive.filter(one).filter(other), archive.filter(lambda post: one(post) and other(post))
    assert list(twice.posts) == list(once.posts)
    assert sure_parents(twice) == sure_parents(once)
    for post in once.posts:
        for two, one_ in zip(twice.chain(post), once.chain(post), strict=True):
            assert two.id == one_.id
            assert two == one_ if isinstance(one_, Post) else gone(two) == gone(one_)


@given(found_anywhere)
def test_a_view_of_everything_is_the_archive(found: list[Finding]) -> None:
    archive = Archive(found)
    view = archive.filter()
    assert list(view.posts) == list(archive.posts)
    assert set(view.links) >= {link for link in archive.links if link.child in archive}
    assert sure_parents(view) == sure_parents(archive)
    assert [item.id for item, _ in view.walk() if item.id in archive] == [p.id for t in archive.trees() for p in t]
    assert not [gap for gap in view.missing if ("filtered", None) in gap.reasons and gap not in archive.missing]


@given(found_anywhere, keepers())
def test_every_link_and_gap_of_a_view_has_its_ends_in_it(found: list[Finding], keep: Callable[[Post], bool]) -> None:
    view = Archive(found).filter(keep)
    there = {post.id for post in view.posts} | {gap.id for gap in view.missing}
    for link in view.links:
        assert link.kind is Kind.SAME or {link.child, link.parent} <= there
    assert all("held" in data for _, data in view.graph.nodes(data=True))


@given(found_anywhere, keepers())
def test_a_view_that_was_saved_and_loaded_holds_the_same(found: list[Finding], keep: Callable[[Post], bool]) -> None:
    archive = Archive(found, infer=False)
    view = archive.filter(keep)
    again = saved_and_loaded(view)
    assert again.infer is False
    assert {post.id for post in again.posts} == {post.id for post in view.posts}
    assert {p.id: (p.text, p.author, p.counts, p.lang, p.aliases) for p in again.posts} == {
        p.id: (p.text, p.author, p.counts, p.lang, p.aliases) for p in view.posts
    }
    assert sure_parents(again) == sure_parents(view)
    for post in view.posts:
        assert [item.id for item in again.chain(post.id)] == [item.id for item in view.chain(post)]
    for gap in view.missing:
        if ("filtered", None) in gap.reasons:
            assert ("filtered", None) in again.conclusion.missing[gap.id].reasons


def saved_and_loaded(archive: Archive) -> Archive:
    file = io.StringIO()
    archive.write(file, "json")
    return loads(file.getvalue())


def test_a_circle_that_was_cut_stays_cut_in_a_view_that_was_saved() -> None:
    circle = [Link(Kind.REPLY, one, other, Basis.STATED) for one, other in (("x:1", "x:2"), ("x:2", "x:1"))]
    view = Archive([post(1), post(2), *circle]).filter(lambda p: p.id == "x:1")
    assert view.reply_link("x:1") is None
    assert saved_and_loaded(view).reply_link("x:1") is None


def test_a_circle_of_hidden_posts_stays_cut_in_a_view_that_was_saved() -> None:
    links = [Link(Kind.REPLY, f"x:{one}", f"x:{two}", Basis.STATED) for one, two in ((3, 2), (2, 3), (1, 2), (4, 3))]
    for times in ((0, 0, 0, 0), (0, 100, 0, 0)):
        whole = Archive([*(post(n + 1, at) for n, at in enumerate(times)), *links])
        for kept in itertools.chain.from_iterable(itertools.combinations(range(1, 5), n) for n in range(1, 5)):
            view = whole.filter(lambda p, kept=kept: int(p.id[2:]) in kept)  # type: ignore[misc]
            again = saved_and_loaded(view)
            for held in view:
                assert [item.id for item in again.chain(held.id)] == [item.id for item in view.chain(held)]


def test_a_post_that_a_hidden_one_quotes_stays_one_post_in_a_view_that_was_saved() -> None:
    """A page shows it twice, once as itself and once inside the post that quotes it."""
    words = ["Look what I wrote about the heron!", "A long line about the heron on the harbor wall, written in June."]
    rows = [Sighting(Source("page.txt", f"line {n}", n), words[n > 0], author=Author("example_ada"),
                     when=When.at(minute(5 * (n == 0)), MINUTE)) for n in range(3)]  # fmt: skip
    quote = Link(Kind.QUOTE, sighting_id(rows[0]), sighting_id(rows[1]), Basis.SHOWN)
    archive = Archive([Capture("page.txt", "made_up", platform="x"), *rows, quote], infer=False)
    assert sorted(len(p.sightings) for p in archive.posts) == [1, 2]
    view = archive.filter(lambda p: p.text == words[1])
    again = saved_and_loaded(view)
    assert [(p.id, len(p.sightings)) for p in again.posts] == [(p.id, 2) for p in view.posts]


def test_hidden_posts_above_one_another_stay_so_when_the_view_was_saved() -> None:
    chain = [Link(Kind.REPLY, f"x:{n}", f"x:{n - 1}", Basis.STATED) for n in (4, 3, 2)]
    view = Archive([post(1), post(2), post(3), post(4), *chain]).filter(lambda p: p.id in ("x:1", "x:4"))
    for each in (view, saved_and_loaded(view)):
        assert [item.id for item in each.chain("x:4")] == ["x:1", "x:2", "x:3", "x:4"]


def test_a_view_joins_trees_by_an_ancestor_that_nobody_holds() -> None:
    joined = [Link(Kind.ANCESTOR, f"x:{n}", "x:9", Basis.STATED) for n in (1, 2)]
    archive = Archive([post(1), post(2), post(3), *joined])
    view = archive.filter(lambda p: p.id != "x:3")
    assert len(archive.conversation("x:1")) == len(view.conversation("x:1")) == 2


# --- what can be asked for -----------------------------------------------------------------------------------

PEOPLE = ["@example_ada", "@EXAMPLE_bo", "Ada Example", "cy example", "example_bo", "71", *filter(None, AUTHORS)]


def wrote(post: Post, who: str | Author) -> bool:
    own = post.author
    if own is None:
        return False
    if isinstance(who, str):
        parts = {part.lower() for part in (own.handle, None if who[0] == "@" else own.name) if part}
        return who.removeprefix("@").lower() in parts or (own.id == who)
    for mine, theirs in ((own.id, who.id), (own.handle, who.handle), (own.name, who.name)):
        if mine and theirs:
            return mine.lower() == theirs.lower()
    return False


@given(found_anywhere, st.sampled_from(PEOPLE), st.sampled_from(LANGS), st.integers(0, 4), st.integers(0, 4))
def test_filters_by_what_a_post_says(
    found: list[Finding], who: str | Author, lang: str | None, low: int, more: int
) -> None:
    archive = Archive(found)
    sizes = {post.id: len(tree) for tree in archive.trees() for post in tree}

    def asked(post: Post) -> bool:
        return lang is None or (post.lang or "") == lang or (post.lang or "").startswith(f"{lang}-")

    for view, wanted in (
        (archive.filter(author=who), [p.id for p in archive.posts if wrote(p, who)]),
        (archive.filter(lang=lang), [p.id for p in archive.posts if asked(p)]),
        (archive.filter(size=low), [p.id for p in archive.posts if sizes[p.id] >= low]),
        (archive.filter(size=(low, low + more)), [p.id for p in archive.posts if low <= sizes[p.id] <= low + more]),
        (archive.filter(size=(low, None), lang=lang), [p.id for p in archive.posts if sizes[p.id] >= low and asked(p)]),
        (archive.filter(platform="x"), [p.id for p in archive.posts if p.platform == "x"]),
        (archive.filter(author=who, lang=lang), [p.id for p in archive.posts if wrote(p, who) and asked(p)]),
    ):
        assert {post.id for post in view.posts} == set(wanted)


windows = st.tuples(st.none() | st.integers(-20, 540), st.none() | st.integers(0, 300))
whens = st.builds(
    lambda low, width: When(low and minute(low), width and minute((low or 0) + width)),
    st.none() | st.integers(1, 520),
    st.none() | st.integers(1, 90),
)


@given(whens, windows)
def test_within_by_all_minutes_that_a_time_may_be(when: When, limits: tuple[int | None, int | None]) -> None:
    since = limits[0]
    until = None if limits[1] is None else (since or 0) + limits[1]
    asked = window(None if since is None else minute(since), None if until is None else minute(until))
    if asked is None:
        assert since is until is None
        return
    far = range(-1500, 2500)
    may_be = {n for n in far if (when.earliest is None or when.earliest <= minute(n))
              and (when.latest is None or minute(n) < when.latest)}  # fmt: skip
    inside = {n for n in far if (since is None or since <= n) and (until is None or n < until)}
    expected = True if may_be <= inside else None if may_be & inside else False
    assert within(when, asked) is expected


@given(found_anywhere, st.integers(-10, 520), st.integers(0, 200))
def test_a_time_that_does_not_tell_is_taken_or_not_as_asked(found: list[Finding], since: int, length: int) -> None:
    archive = Archive(found)
    limits = minute(since), minute(since + length)
    asked = window(*limits)
    assert asked is not None
    told = {post.id: within(post.when, asked) for post in archive.posts}
    for unsure, wanted in ((True, (True, None)), (False, (True,))):
        view = archive.filter(since=limits[0], until=limits[1], unsure=unsure)
        assert {post.id for post in view.posts} == {name for name, inside in told.items() if inside in wanted}


@given(st.sampled_from(WHENS), st.integers(0, 500), st.integers(0, 100), st.integers(0, 100))
def test_two_windows_that_touch_part_the_times(when: When | None, low: int, one: int, two: int) -> None:
    first, second = window(minute(low), minute(low + one)), window(minute(low + one), minute(low + one + two))
    assert first is not None
    assert second is not None
    assert not (within(when or When(), first) and within(when or When(), second))


# --- plain cases ---------------------------------------------------------------------------------------------


def post(number: int, at: int = 0, lang: str | None = None, author: Author | None = None) -> Sighting:
    source = Source("dump", f"$[{number}]", number)
    return Sighting(source, "words", f"x:{number}", author=author, when=When.at(minute(at), MINUTE), lang=lang)


def test_a_language_takes_its_variants_and_a_variant_does_not_take_the_language() -> None:
    archive = Archive([post(1, lang="pt"), post(2, lang="pt-BR"), post(3, lang="PT-br"), post(4, lang="ptx"), post(5)])
    assert sorted(p.id for p in archive.filter(lang="pt")) == ["x:1", "x:2", "x:3"]
    assert sorted(p.id for p in archive.filter(lang="pt-BR")) == ["x:2", "x:3"]


def test_a_window_that_ends_before_it_begins_is_a_wrong_call() -> None:
    archive = Archive([post(1)])
    with pytest.raises(ValueError, match=r"ends before it begins: 2024-03-02 \.\. 2024-03-01"):
        archive.filter(since="2024-03-02", until="2024-03-01")
    with pytest.raises(ValueError, match="no time: 'yesterday'; write it as"):
        archive.filter(since="yesterday")
    assert len(archive.filter(since="2024-03-01", until="2024-03-01")) == 0


@pytest.mark.parametrize(
    "since",
    ["2024-03-01", date(2024, 3, 1), datetime(2024, 3, 1), START, "2024-03-01T01:00+01:00",  # noqa: DTZ001
     datetime(2024, 3, 1, 2, tzinfo=timezone(timedelta(hours=2)))],
)  # fmt: skip
def test_a_day_is_its_beginning_and_what_has_no_zone_is_utc(since: Moment) -> None:
    archive = Archive([post(1, -1), post(2, 0), post(3, 1)])
    assert [p.id for p in archive.filter(since=since)] == ["x:2", "x:3"]
    assert [p.id for p in archive.filter(until=since)] == ["x:1"]
    made = window(since, None)
    assert made is not None
    assert made.since == START.astimezone(UTC)


def test_an_author_is_found_by_handle_name_or_id() -> None:
    ada = Author("Example_Ada", "Ada Example", "UC7")
    (own,) = Archive([post(1, author=ada)]).posts
    for who in ("@example_ada", "example_ada", "ada example", "UC7", Author("example_ada"), Author(id="UC7"), ada,
                Author("other", id="UC7")):  # fmt: skip
        assert is_by(own, who), who
    for other in ("@ada example", "@UC7", "uc7", "example", Author("example_ada", id="UC8"), Author(name="Ada"),
                  Author()):  # fmt: skip
        assert not is_by(own, other), other
    for nobody in ("", "@"):
        with pytest.raises(ValueError, match="no author"):
            is_by(own, nobody)


def test_a_post_of_nobody_known_is_by_nobody() -> None:
    (own,) = Archive([post(1)]).posts
    assert not any(is_by(own, who) for who in ("@example_ada", "Ada Example", Author("example_ada"), Author()))


def test_a_selection_of_nothing_in_particular_takes_all() -> None:
    (own,) = Archive([post(1)]).posts
    assert Selection().takes(own, lambda _: 1)
    assert not Selection(platform="bluesky").takes(own, lambda _: 1)


def test_a_view_keeps_the_findings_about_its_posts_alone() -> None:
    two = Sighting(Source("b.txt", "line 1"), "more words", "x:2")
    about: list[Finding] = [
        Capture("dump", "made_up", platform="x"), post(1), Link(Kind.REPLY, "x:1", "x:2", Basis.STATED),
        Rejection(Kind.REPLY, "x:1", "x:9"), Repost("x:1", Source("dump", "$[7]")), Absence("x:1", "deleted"),
        Absence("x:2", "blocked"), Problem(Source("dump"), "odd"),
    ]  # fmt: skip
    apart: list[Finding] = [Capture("b.txt", "made_up"), two, Link(Kind.REPLY, "x:2", "x:3", Basis.STATED),
                            Repost("x:2", Source("b.txt", "line 2")), Absence("x:3", "deleted"),
                            Problem(Source("b.txt"), "odd")]  # fmt: skip
    view = Archive([*about, *apart]).filter(lambda p: p.id == "x:1")
    hidden = [f for f in view.findings if f not in about]
    assert [f for f in about if f not in view.findings] == []
    assert [(f.post, f.reason) for f in hidden if isinstance(f, Absence)] == [("x:3", "deleted"), ("x:2", "filtered")]


def test_only_one_capture(tmp_path: Path) -> None:
    found: list[Finding] = [Capture("a/one.txt", "made_up"), Capture("two.txt", "made_up")]
    found += [Sighting(Source(name, "line 1"), name, id=f"x:{n}") for n, name in enumerate(["a/one.txt", "two.txt"])]
    archive = Archive(found)
    assert [p.id for p in archive.only("one.txt")] == [p.id for p in archive.only("a/one.txt")] == ["x:0"]
    with pytest.raises(UnknownPost, match=r"no capture 'three\.txt'; there are a/one\.txt, two\.txt"):
        archive.only("three.txt")
    archive.only("two.txt").write(tmp_path / "two.json")
    assert [p.id for p in load(tmp_path / "two.json")] == ["x:1"]


def test_a_view_takes_no_word() -> None:
    view = Archive([post(1), post(2)]).filter()
    for say in (view.assume, view.reject):
        with pytest.raises(ValueError, match="filtered view"):
            say("x:1", "x:2")
