"""What a filtered view says of what it hides, before and after it was saved."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

from threadkit import Archive, load, loads
from threadkit.outputs.check_text import lines
from threadkit.records import (
    Absence,
    Author,
    Basis,
    Capture,
    Count,
    Counts,
    Declared,
    Finding,
    Kind,
    Link,
    Order,
    Sighting,
    Source,
    When,
)

START = datetime(2024, 3, 1, tzinfo=UTC)
ADA, BO = Author("example_ada"), Author("example_bo")


def post(number: int, author: Author = ADA, **more: Any) -> Sighting:
    source = Source("dump", f"$[{number}]", number)
    when = When.at(START + timedelta(minutes=number))
    return Sighting(source, f"words of {number}", f"x:{number}", author=author, when=when, **more)


def post_and_capture(number: int) -> list[Finding]:
    return [Capture("dump", "made_up", platform="x"), post(number)]


def reply(child: int, parent: int, basis: Basis = Basis.STATED) -> Link:
    return Link(Kind.REPLY, f"x:{child}", f"x:{parent}", basis)


def saved_and_loaded(archive: Archive) -> Archive:
    file = io.StringIO()
    archive.write(file, "json")
    return loads(file.getvalue())


def both(view: Archive) -> tuple[Archive, Archive]:
    return view, saved_and_loaded(view)


def unroll() -> Archive:
    """Four posts that a page lists, and says that it lists."""
    members = tuple(f"x:{n}" for n in range(4))
    found: list[Finding] = [Capture("dump", "made_up", order=Order.THREAD, platform="x"), *map(post, range(4))]
    links = [reply(n, n - 1, Basis.SHOWN) for n in range(1, 4)]
    return Archive([*found, *links, Declared(Source("dump"), "posts", Count.of(4), members)], infer=False)


def test_a_thread_of_which_a_part_is_hidden_is_not_called_complete() -> None:
    assert unroll().thread("x:0").complete is True
    for view in both(unroll().filter(lambda p: p.id in ("x:0", "x:1"))):
        assert view.thread("x:0").complete is None
        assert [gap.reasons[0][0] for gap in view.missing] == ["filtered", "filtered"]
        assert view.frontier() == []


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("posts", "1 post declared and found"),
        ("replies in the thread", "1 reply in the thread declared and found"),
        ("things", "1 things declared and found"),  # a source's own word is left as it is
    ],
)
def test_one_thing_that_is_declared_is_not_told_as_many(what: str, told: str) -> None:
    declared = Declared(Source("dump"), what, Count.of(1), ("x:0",))
    archive = Archive([*post_and_capture(0), declared], infer=False)
    assert [check.note for check in archive.checks] == [told]
    assert any(line.endswith(f"declares: {told.removesuffix(' declared and found')}") for _, line in lines(archive))
    several = attrs.evolve(declared, count=Count(1, None, "1+"))
    (check,) = Archive([*post_and_capture(0), several], infer=False).checks
    assert check.note == f"1+ {what} declared and found"


def test_what_a_source_filters_is_no_word_of_a_view() -> None:
    """As for its reader's age, or muted accounts: such a post is not held, and is worth asking for elsewhere."""
    source = Source("other", "$[0]")
    absent: list[Finding] = [Absence(f"x:{n}", "filtered", source) for n in range(2)]
    archive = Archive([*post_and_capture(1), reply(1, 0), Capture("other", "made_up"), *absent], infer=False)
    for each in both(archive):
        assert [(told.reason, told.source) for told in each.absences("x:1")] == [("filtered", source)]  # held elsewhere
        (gap,) = each.missing
        assert (gap.id, gap.reasons) == ("x:0", (("filtered", source),))
        assert [(wanted.what, wanted.id) for wanted in each.frontier()] == [("post above", "x:0")]


def test_a_member_that_a_source_filters_is_lacking_and_not_hidden_by_a_view() -> None:
    members = tuple(f"x:{n}" for n in range(4))
    found = [f for f in unroll().findings if not (isinstance(f, Sighting) and f.id == "x:3")]
    for each in both(Archive([*found, Absence("x:3", "filtered", Source("dump"))], infer=False)):
        (check,) = each.checks
        assert (check.declared.members, check.found, check.agrees) == (members, 3, False)
        assert "filtered" not in check.note


def test_what_a_view_hides_and_a_source_says_is_deleted_need_not_be_fetched() -> None:
    found = [*post_and_capture(0), *post_and_capture(1), reply(1, 0), Absence("x:0", "deleted", Source("other"))]
    for view in both(Archive(found, infer=False).filter(lambda p: p.id == "x:1")):
        assert [gap.id for gap in view.missing] == ["x:0"]
        assert view.frontier() == []


def test_a_member_that_is_declared_and_was_never_seen_is_one_gap() -> None:
    members = ("x:0", "x:1", "x:2", "x:3")
    found: list[Finding] = [Capture("dump", "made_up", order=Order.THREAD), post(0), post(1), post(2)]
    links = [reply(1, 0, Basis.SHOWN), reply(2, 1, Basis.SHOWN), reply(3, 2)]
    archive = Archive([*found, *links, Declared(Source("dump"), "posts", Count.of(4), members)], infer=False)
    assert [gap.id for gap in archive.missing] == ["x:3"]
    assert [(check.found, check.agrees) for check in archive.checks] == [(3, False)]


def test_a_hidden_middle_of_a_thread_is_a_gap_of_its_author_though_ids_name_no_platform() -> None:
    page = [Capture("page", "made_up", platform="x")]
    seen = [Sighting(Source("page", str(n), n), f"words of {n}", str(n), author=ADA) for n in (1, 2, 3)]
    links = [Link(Kind.REPLY, str(n), str(n - 1), Basis.STATED) for n in (2, 3)]
    gone = Absence("2", "deleted", Source("page"), ADA)
    lost = Archive([*page, seen[0], seen[2], *links, gone], infer=False)
    for archive in (lost, *both(Archive([*page, *seen, *links], infer=False).filter(lambda p: p.id != "2"))):
        (thread,) = archive.threads()
        assert [item.id for item in thread.items] == ["1", "2", "3"]


@pytest.mark.parametrize("kind", [Kind.ANCESTOR, Kind.CROSSPOST, Kind.QUOTE])
def test_what_a_kept_post_points_at_is_a_filtered_gap(kind: Kind) -> None:
    links = [Link(kind, "x:2", "x:1", Basis.STATED), Link(kind, "x:3", "x:1", Basis.STATED)]
    whole = Archive([post(1), post(2), post(3), *links], infer=False)
    for view in both(whole.filter(lambda p: p.id != "x:1")):
        assert [(gap.id, gap.reasons[0][0]) for gap in view.missing] == [("x:1", "filtered")]
        assert view.frontier() == []
        assert len(view.conversation("x:2")) == (2 if kind is Kind.ANCESTOR else 1)


def test_hidden_replies_are_not_lacking() -> None:
    one = post(1, counts=Counts(replies=Count.of(3)))
    whole = Archive([one, post(2, BO), post(3, BO), reply(2, 1), reply(3, 1)], infer=False)
    view = whole.filter(author="@example_ada")
    told = view.replies("x:1")
    assert (told.held, told.absent, told.lacking) == (0, 2, Count(1, 1, "1"))
    assert view.tree("x:1").metrics.completeness == whole.tree("x:1").metrics.completeness == (2 / 3, 2 / 3)


def test_a_view_keeps_the_links_that_lost() -> None:
    whole = Archive([post(1), post(2), post(3), reply(3, 2), reply(3, 1, Basis.SHOWN)], infer=False)
    view = whole.filter(lambda p: True)
    link = view.reply_link("x:3")
    assert link is not None
    assert view.explain(link) == whole.explain(link)
    assert "rival: x:1 (shown)" in view.explain(link).lines


def test_a_view_can_be_loaded_beside_what_it_hides() -> None:
    whole = Archive([post(1), post(2), reply(2, 1)], infer=False)
    view = whole.filter(lambda p: p.id == "x:2")
    assert load(view).missing[0].reasons[0][0] == "filtered"
    joined = whole.merge(view)
    assert list(joined.missing) == []
    assert joined.absences("x:1") == []
