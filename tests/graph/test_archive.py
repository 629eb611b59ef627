"""The API on small made-up findings."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import attrs
import networkx as nx
import pytest

from threadkit import AmbiguousPost, Archive, UnknownPost, load, loads
from threadkit.parsing.identity import sighting_id
from threadkit.records import (
    Absence,
    Author,
    Basis,
    Capture,
    Card,
    Count,
    Counts,
    Declared,
    Finding,
    Kind,
    Link,
    Media,
    Missing,
    Order,
    Problem,
    Repost,
    Severity,
    Sighting,
    Source,
    When,
)

ADA, BO = Author("example_ada", "Ada Example"), Author("example_bo", "Bo Example")
START = datetime(2024, 3, 1, tzinfo=UTC)


def post(number: int, author: Author = ADA, parent: int | None = None, url: str | None = None) -> list[Finding]:
    post_id = f"x:{number}"
    when = When.at(START + timedelta(minutes=number))
    found: list[Finding] = [
        Sighting(Source("dump", f"$[{number}]", number), f"words of {number}", post_id, url, author, when=when)
    ]
    if parent is not None:
        found.append(Link(Kind.REPLY, post_id, f"x:{parent}", Basis.STATED))
    return found


def forked() -> Archive:
    """Ada: 1 - 2 - 4 - 6 and 2 - 5; Bo answers 2 with 3, and Ada answers Bo with 7."""
    return Archive([
        *post(1), *post(2, parent=1), *post(3, BO, parent=2), *post(4, parent=2), *post(5, parent=2),
        *post(6, parent=4), *post(7, parent=3),
    ])  # fmt: skip


def test_thread_has_a_spine_and_branches_and_leaves_replies_to_others_out() -> None:
    archive = forked()
    thread = archive.thread("x:6")
    assert [p.id for p in thread.posts] == ["x:1", "x:2", "x:4", "x:6"]
    assert [[p.id for p in branch] for branch in thread.branches] == [["x:5"]]
    assert [p.id for p in archive.thread("x:7").posts] == ["x:7"]
    assert [t.root.id for t in archive.threads()] == ["x:1"]
    assert [t.root.id for t in archive.threads("@EXAMPLE_ada")] == ["x:1"]
    assert archive.threads("@example_bo") == []


def test_chains_and_tree() -> None:
    archive = forked()
    assert [p.id for p in archive.chain("x:7")] == ["x:1", "x:2", "x:3", "x:7"]
    assert [[p.id for p in chain] for chain in archive.chains("x:2")] == [
        ["x:2", "x:3", "x:7"], ["x:2", "x:4", "x:6"], ["x:2", "x:5"],
    ]  # fmt: skip
    tree = archive.tree("x:5")
    assert [(item.id, depth) for item, depth in tree.walk()] == [
        ("x:1", 0), ("x:2", 1), ("x:3", 2), ("x:7", 3), ("x:4", 2), ("x:6", 3), ("x:5", 2),
    ]  # fmt: skip
    assert [c.id for c in tree.children("x:2")] == ["x:3", "x:4", "x:5"]
    assert tree.metrics.width == (1, 1, 3, 2)
    assert tree.metrics.participants == 2
    graph = tree.to_networkx()
    assert nx.is_arborescence(graph)
    assert graph.has_edge("x:2", "x:5")
    distances = dict(nx.all_pairs_shortest_path_length(graph.to_undirected()))
    total = sum(d for row in distances.values() for d in row.values())
    assert tree.metrics.virality == pytest.approx(total / (7 * 6))


def test_a_missing_parent_is_a_gap_at_the_root() -> None:
    archive = Archive([*post(2, parent=1), *post(3, BO, parent=1)])
    (gap,) = archive.missing
    assert isinstance(gap, Missing)
    assert (gap.id, gap.near, gap.url) == ("x:1", ("x:2", "x:3"), "https://x.com/i/status/1")
    assert archive.chain("x:2")[0] == gap
    assert archive.tree("x:2").root == gap
    assert not archive.thread("x:2").missing


def test_lookup_by_id_url_and_post() -> None:
    archive = Archive([*post(1, url="https://example.org/one"), *post(2, url="https://example.org/same"),
                       *post(3, url="https://example.org/same")])  # fmt: skip
    first = archive["x:1"]
    assert archive["https://example.org/one"] == archive["https://twitter.com/ada/status/1"] == archive[first] == first
    assert "x:1" in archive
    assert "x:9" not in archive
    with pytest.raises(UnknownPost, match="x:9"):
        archive["x:9"]
    with pytest.raises(KeyError):
        archive["x:9"]
    with pytest.raises(AmbiguousPost, match="2 posts"):
        archive["https://example.org/same"]


def test_a_persons_word_outranks_the_source_and_can_be_taken_back() -> None:
    archive = forked()
    archive.assume("x:5", "x:1", reason="she said so")
    link = archive.reply_link("x:5")
    assert link is not None
    assert (link.parent, link.basis, link.reasons) == ("x:1", Basis.ASSUMED, ("she said so",))
    assert "rival: x:2" in str(archive.explain(link))
    archive.reject(link)
    link = archive.reply_link("x:5")
    assert link is not None
    assert (link.parent, link.basis) == ("x:2", Basis.STATED)
    archive.reject("x:5", "x:2")
    assert archive.reply_link("x:5") is None
    archive.assume("x:5", "x:2")
    assert archive.reply_link("x:5") is not None


def confirmed(link: Link, reason: str = "") -> tuple[Link, Archive]:
    """The link that holds after a person said that this one is right; and the archive, saved and read again."""
    archive = Archive([*post(1), *post(5), *post(9), *([link] if link.probability is None else [])])
    archive.assume(link, reason=reason)
    file = io.StringIO()
    archive.write(file, "json")
    again = loads(file.getvalue())
    chosen = archive.reply_link("x:5")
    assert chosen is not None
    assert chosen == again.reply_link("x:5")
    return chosen, again


@pytest.mark.parametrize(
    ("basis", "probability", "told"),
    [
        (Basis.INFERRED, 0.42, "a person confirmed it; it was guessed with a probability of 42%"),
        (Basis.SHOWN, None, "a person confirmed it; it was shown by a source"),
        (Basis.STATED, None, "a person confirmed it; it was stated by a source"),
        (Basis.ASSUMED, None, "what spoke for it (+1.0)"),  # a person's own reason, as out of another archive
    ],
)
def test_what_a_person_confirms_is_told_as_their_word(basis: Basis, probability: float | None, told: str) -> None:
    """The reasons of a guess, or of a source, are none of the person's."""
    link = Link(Kind.REPLY, "x:5", "x:1", basis, probability, ("what spoke for it (+1.0)",), Source("dump"))
    word, archive = confirmed(link)
    assert (word.basis, word.probability, word.reasons, word.source) == (Basis.ASSUMED, None, (told,), None)
    assert f"because {told}" in str(archive.explain(word))
    assert confirmed(link, "she told me")[0].reasons == ("she told me",)


def test_assuming_that_two_sightings_are_one_post_merges_them() -> None:
    seen = [Sighting(Source(name, "line 1", 0), words, author=ADA)
            for name, words in (("a.txt", "gm"), ("b.txt", "good morning"))]  # fmt: skip
    archive = Archive(seen)
    one, two = archive.posts
    archive.assume(one, two, kind=Kind.SAME)
    (both,) = archive.posts
    assert {both.id, *both.aliases} == {one.id, two.id}
    assert len(both.sightings) == 2
    assert archive[two.id] == archive[one.id] == both
    archive.reject(one.id, two.id, kind="same")


def test_filter_hides_and_says_so() -> None:
    archive = forked().filter(lambda p: p.id != "x:2")
    (gap,) = archive.missing
    assert (gap.id, gap.reasons[0][0]) == ("x:2", "filtered")
    assert len(archive.posts) == 6
    with pytest.raises(ValueError, match="view"):
        archive.assume("x:5", "x:1")


def test_merge_is_a_union() -> None:
    one, two = Archive(post(1)), Archive(post(2, parent=1))
    both = one.merge(two)
    assert [p.id for p in both.posts] == ["x:1", "x:2"]
    assert [p.id for p in both.merge(one).posts] == ["x:1", "x:2"]
    assert both.missing == ()
    assert len(two.missing) == 1


def page(name: str, count: int, replies: list[int], minutes: list[int]) -> list[Finding]:
    """A page of one account, newest first."""
    found: list[Finding] = [Capture(name, "made_up", order=Order.NEWEST, platform="bluesky")]
    for n in range(count):
        wall = START.replace(tzinfo=None) + timedelta(minutes=minutes[n])
        when = When(text=str(wall), wall=wall, unit=timedelta(minutes=1))
        counts = Counts(likes=Count.of(2), reposts=Count.of(0), replies=Count.of(replies[n]))
        text = f"Post number {n} of a made-up account about tide pools, heron {n} and crab {n}"
        found.append(Sighting(Source(name, f"line {n}", n), text, author=ADA, when=when, counts=counts))
    return found


def test_likely_links_are_marked_and_lower_ones_are_candidates() -> None:
    archive = Archive(page("p.txt", 3, [0, 1, 1], [2, 1, 0]))
    chosen = [k for k in archive.links if k.kind is Kind.REPLY]
    assert len(chosen) == 2
    assert all(k.basis is Basis.INFERRED and k.probability and k.reasons for k in chosen)
    row = next(r for r in archive.rows() if r["parent"])
    assert row["reply_to"] is None
    assert row["parent_basis"] == "inferred"
    strict = Archive(archive.findings, min_probability=0.99)
    assert not [k for k in strict.links if k.kind is Kind.REPLY]
    assert {(k.child, k.parent) for k in chosen} <= {(k.child, k.parent) for k in strict.candidates}


def test_an_account_that_never_threads_gets_no_links() -> None:
    archive = Archive(page("p.txt", 30, [0, 1, 0] * 10, [n * -600 for n in range(30)]))
    assert not [k for k in archive.links if k.kind is Kind.REPLY]


def test_stated_roots_get_no_parent() -> None:
    found = page("p.txt", 3, [0, 1, 1], [2, 1, 0])
    bare = found[0]
    assert isinstance(bare, Capture)
    stated = Capture("p.txt", "made_up", order=Order.NEWEST, platform="bluesky", states_parents=True)
    assert not [k for k in Archive([stated, *found[1:]]).links if k.kind is Kind.REPLY]


def test_an_inferred_link_among_findings_is_no_evidence() -> None:
    guess = Link(Kind.REPLY, "x:2", "x:1", Basis.INFERRED, 0.99, ("a guess",))
    assert not Archive([*post(1), *post(2), guess]).links


def test_graph_survives_graphml_and_gexf() -> None:
    archive = Archive([*post(2, parent=1), *post(3, BO, parent=2)])
    graph = archive.graph
    assert graph.nodes["x:1"]["held"] is False
    assert graph.edges["x:3", "x:2", "reply"]["basis"] == "stated"
    assert "stated" in "".join(nx.generate_graphml(graph))
    assert "stated" in "".join(nx.generate_gexf(graph))


def test_a_chain_of_100_000_goes_through_without_recursion() -> None:
    n = 100_000
    found: list[Finding] = []
    for number in range(n):
        found += post(number, parent=number - 1 if number else None)
    archive = Archive(reversed(found))
    assert len(archive.thread("x:500")) == n
    assert len(archive.chain(f"x:{n - 1}")) == n
    tree = archive.tree("x:7")
    assert tree.metrics.depth == n - 1
    assert sum(1 for _ in tree.walk()) == n


def test_a_saved_archive_comes_back_as_it_was(tmp_path: Path) -> None:
    archive = Archive(page("p.txt", 4, [0, 1, 1, 0], [3, 2, 1, 0]), min_probability=0.7)
    posts = list(archive.posts)
    archive.assume(posts[1], posts[0], reason="seen on a screenshot")
    archive.reject(posts[3], posts[2])
    archive.write(tmp_path / "saved.json")
    again = load(tmp_path / "saved.json")
    assert again.findings == archive.findings
    assert (again.infer, again.min_probability) == (True, 0.7)
    assert list(again.links) == list(archive.links)
    assert list(again.posts) == list(archive.posts)
    assert load(tmp_path / "saved.json", infer=False).infer is False
    assert [p.id for p in again.merge(archive).posts] == [p.id for p in archive.posts]


def test_a_pinned_post_is_the_same_post_on_both_pages() -> None:
    texts = [f"Entry {n} in a made-up log of tides, with wind from the {w} and {n} boats" for n, w in
             enumerate(["north", "south", "west", "east", "north-east"])]  # fmt: skip

    def shown(name: str, order: list[int]) -> list[Finding]:
        rows: list[Finding] = [Capture(name, "made_up", order=Order.NEWEST, platform="x")]
        return rows + [Sighting(Source(name, f"line {n}", n), texts[i], author=ADA) for n, i in enumerate(order)]

    archive = Archive([*shown("a.txt", [4, 3, 2, 1, 0]), *shown("b.txt", [0, 4, 3, 2, 1])])
    assert len(archive.posts) == 5
    same = [k for k in archive.links if k.kind is Kind.SAME]
    assert sorted("pinned" in " ".join(k.reasons) for k in same) == [False] * 4 + [True]
    apart = Archive(archive.findings, infer=False)
    assert len(apart.posts) == 10


def test_two_short_equal_posts_stay_two_unless_their_neighbours_agree() -> None:
    long = [f"A long enough line number {n} about moss on the {n}th wall of the old harbour" for n in range(2)]

    def shown(name: str, rows: list[str]) -> list[Finding]:
        found: list[Finding] = [Capture(name, "made_up", order=Order.NEWEST, platform="x")]
        return found + [Sighting(Source(name, f"line {n}", n), t, author=ADA) for n, t in enumerate(rows)]

    alone = Archive([*shown("a.txt", ["gm"]), *shown("b.txt", ["gm"])])
    assert len(alone.posts) == 2
    between = Archive([*shown("a.txt", [long[0], "gm", long[1]]), *shown("b.txt", [long[0], "gm", long[1]])])
    assert len(between.posts) == 3
    assert len(Archive(shown("a.txt", ["gm", "gm"])).posts) == 2


def test_the_last_word_on_a_post_replaces_the_one_before() -> None:
    archive = forked()
    archive.assume("x:5", "x:1").assume("x:5", "x:4")
    link = archive.reply_link("x:5")
    assert link is not None
    assert link.parent == "x:4"
    assert len([f for f in archive.findings if isinstance(f, Link) and f.basis is Basis.ASSUMED]) == 1
    with pytest.raises(ValueError, match="itself"):
        archive.assume("x:5", "x:5")


def test_a_merge_by_hand_is_told_and_can_be_taken_back() -> None:
    seen = [Sighting(Source(name, "line 1", 0), words, author=ADA)
            for name, words in (("a.txt", "gm"), ("b.txt", "good morning"))]  # fmt: skip
    archive = Archive(seen)
    one, two = (post.id for post in archive.posts)
    archive.assume(one, two, kind="same")
    assert [k.basis for k in archive.links if k.kind is Kind.SAME] == [Basis.ASSUMED]
    archive.reject(one, two, kind="same")
    assert len(archive.posts) == 2


def test_templated_posts_are_not_one_post() -> None:
    """Day 12 and day 13 are much alike, and two posts."""

    def diary(name: str, days: range) -> list[Finding]:
        found: list[Finding] = [Capture(name, "made_up", order=Order.NEWEST, platform="x")]
        words = [f"Day {n} of counting the moss on the old wall, and still no end of it is in sight." for n in days]
        return found + [Sighting(Source(name, f"line {n}", n), t, author=ADA) for n, t in enumerate(words)]

    archive = Archive([*diary("a.txt", range(10, 4, -1)), *diary("b.txt", range(13, 7, -1))])
    assert len(archive.posts) == 9
    for post_ in archive.posts:
        assert len({s.text for s in post_.sightings}) == 1


def test_the_same_page_under_two_names_is_one_set_of_posts() -> None:
    """A post that each page shows twice, as itself and quoted, is no rival of itself."""

    def shown(name: str) -> list[Finding]:
        when = When(text="Jun 4, 2022")
        words = ["A long line about the heron on the harbor wall, written in June.", "Look what I wrote about it!"]
        rows = [Sighting(Source(name, f"line {n}", n), t, author=ADA, when=when)
                for n, t in enumerate([*words, words[0]])]  # fmt: skip
        ids = [sighting_id(row) for row in rows]
        return [Capture(name, "made_up", platform="x"), *rows, Link(Kind.QUOTE, ids[1], ids[2], Basis.SHOWN)]

    archive = Archive([*shown("a.txt"), *shown("b.txt")])
    assert sorted(len(p.sightings) for p in archive.posts) == [2, 4]


def test_posts_whose_times_do_not_tell_keep_the_order_of_their_page() -> None:
    rows: list[Finding] = [Capture("a.txt", "made_up", order=Order.NEWEST, platform="x")]
    rows += [Sighting(Source("a.txt", f"line {n}", n), f"line {n}", author=ADA) for n in range(20)]
    assert [p.text for p in Archive(rows).posts] == [f"line {n}" for n in reversed(range(20))]


def test_no_post_is_younger_than_the_page_that_shows_it() -> None:
    made = When.at(START)
    rows: list[Finding] = [Capture("a.txt", "made_up", seen_at=made), Sighting(Source("a.txt", "line 1"), "words")]
    (post_,) = Archive(rows).posts
    assert (post_.when.earliest, post_.when.latest) == (None, made.latest)
    late = Sighting(Source("a.txt", "line 1"), "words", when=When.at(START + timedelta(days=1)))
    archive = Archive([rows[0], late])
    assert archive.posts[0].when == late.when
    assert any("younger" in p.what for p in archive.problems)


def test_explain_tells_of_a_cut_and_of_what_a_root_may_answer() -> None:
    circle = Archive([*post(1, parent=2), *post(2, parent=1)])
    assert "x:2 (stated) was not chosen" in str(circle.explain("x:1"))
    pages = Archive(page("p.txt", 2, [0, 1], [3, 0]), min_probability=0.99)
    assert "may answer" in "".join(str(pages.explain(p)) for p in pages.posts)


def test_an_unknown_zone_is_a_wrong_call() -> None:
    with pytest.raises(ValueError, match="Mars"):
        load("examples/captures", timezone="Mars")


def test_archives_can_be_loaded_together() -> None:
    assert [p.id for p in load(Archive(post(1)), Archive(post(2))).posts] == ["x:1", "x:2"]


def pages_of(rows: list[tuple[str, str, When | None]]) -> list[Finding]:
    """One made-up page a name, of (page, text, when)."""
    found: list[Finding] = []
    for name in dict.fromkeys(row[0] for row in rows):
        found.append(Capture(name, "made_up", order=Order.NEWEST, platform="x"))
        mine = [row for row in rows if row[0] == name]
        found += [Sighting(Source(name, f"line {n}", n), t, author=ADA, when=w) for n, (_, t, w) in enumerate(mine)]
    return found


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Our new episode is out, listen at pod.example.org/episode/101 and tell us", None),
        ("Our new episode is out, listen at pod.example.org/episode/101 and tell us",
         "Our new episode is out, listen at pod.example.org/episode/102 and tell us"),
        ("Flower of the day in our made-up botanical garden: 🌹! Come and see it",
         "Flower of the day in our made-up botanical garden: 🌻! Come and see it"),
        ("The temperature at the harbor wall this morning, in the shade: +5 degrees",
         "The temperature at the harbor wall this morning, in the shade: -5 degrees"),
        ("What a wonderful evening at the made-up harbor festival with all of you!",
         "What a wonderful evening at the made-up harbor festival with all of you?"),
        ("What a wonderful evening at the made-up harbor festival with all of you",
         "What a wonderful evening at the made-up harbor festival with all of you\n\nPart two: the fireworks"),
        ("本日の見本くじの当選番号は十四番です。おめでとうございます。次回もお楽しみに、見本市場より。",
         "本日の見本くじの当選番号は十五番です。おめでとうございます。次回もお楽しみに、見本市場より。"),
    ],
)  # fmt: skip
def test_texts_that_differ_in_a_link_a_sign_or_a_word_are_two_posts(one: str, two: str | None) -> None:
    archive = Archive(pages_of([("a.txt", one, None), ("b.txt", two or one, None)]))
    assert len(archive.posts) == (1 if two is None else 2)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("See the whole list of herons at birds.example.org/2024/her... and tell us of more",
         "See the whole list of herons at birds.example.org/2024/herons-of-the-harbor and tell us of more"),
        ("The heron stood on the third post of the pier from six in the morn…",
         "The heron stood on the third post of the pier from six in the morning until the tide came back."),
        ("The heron 🐦 stood on the third post of the pier from six to nine — “patience”!",
         'The heron stood on the third post of the pier from six to nine - "patience"!'),
        ("Birds of the Harbor\nA list, with drawings.\nThe heron stood on the third post of the pier until nine.",
         "The heron stood on the third post of the pier until nine."),
    ],
)  # fmt: skip
def test_texts_that_a_page_cut_or_put_a_card_in_front_of_are_one_post(one: str, two: str) -> None:
    assert len(Archive(pages_of([("a.txt", one, None), ("b.txt", two, None)])).posts) == 1
    assert len(Archive(pages_of([("a.txt", two, None), ("b.txt", one, None)])).posts) == 1


def test_the_same_words_on_other_days_are_other_posts() -> None:
    greeting = "Good morning everyone, have a lovely day and be kind to each other!"

    def day(n: int) -> When:
        return When.at(START + timedelta(days=n), timedelta(hours=1))

    apart = Archive(pages_of([("a.txt", greeting, day(9)), ("b.txt", greeting, day(2))]))
    assert len(apart.posts) == 2
    unknown = Archive(pages_of([(name, greeting, None) for name in ("a.txt", "a.txt", "b.txt", "b.txt")]))
    assert len(unknown.posts) == 4
    dated = Archive(pages_of([(name, greeting, day(n)) for name in ("a.txt", "b.txt") for n in (3, 2, 1)]))
    assert len(dated.posts) == 3


def test_two_pages_without_an_author_are_not_of_one_account_because_of_one_greeting() -> None:
    greeting = "Happy new year to all of you out there, and may it be a good one!"
    rows = [attrs.evolve(finding, author=None) if isinstance(finding, Sighting) else finding
            for finding in pages_of([("a.txt", greeting, None), ("b.txt", greeting, None)])]  # fmt: skip
    archive = Archive(rows)
    assert len(archive.posts) == 2
    assert [k.kind for k in archive.candidates] == [Kind.SAME]


def test_a_card_with_the_words_of_a_post_is_no_quote_unless_it_names_who_wrote() -> None:
    words = "The harbor wall was built in three summers by the people of the made-up town."

    def quoting(title: str) -> list[str]:
        card = Card(title, words, "news.example.org")
        found = pages_of([("a.txt", words, None), ("b.txt", "Worth reading, all of it, down to the last line.", None)])
        rows = [attrs.evolve(f, cards=(card,)) if isinstance(f, Sighting) and f.text != words else f for f in found]
        return [k.kind.value for k in Archive(rows).links]

    assert quoting("A wall and its makers") == []
    assert quoting("Ada Example on X") == ["quote"]


def test_a_shown_reply_is_claimed_once() -> None:
    """Three posts in one minute: the first shows one reply, which the second takes; the second shows none."""
    archive = Archive(page("p.txt", 8, [0, 0, 0, 0, 1, 0, 0, 0], [900, 800, 700, 700, 700, 100, 50, 0]))
    chosen = {k.child: k.parent for k in archive.links if k.kind is Kind.REPLY}
    by_minute = [p.id for p in archive.posts if p.when.wall and p.when.wall.hour == 11]
    assert len(by_minute) == 3
    assert chosen == {by_minute[1]: by_minute[0]}
    third = [k for k in archive.candidates if k.child == by_minute[2] and k.parent == by_minute[0]]
    assert not third or "are accounted for" in " ".join(third[0].reasons)


def test_views_of_views_and_saved_views(tmp_path: Path) -> None:
    archive = load("examples/captures")
    profile = archive.only("x_profile.txt")
    assert len(profile.filter(lambda p: True).posts) == len(profile.posts) == 12
    assert len(archive.filter(lambda p: p.platform == "x").only("x_profile.txt").posts) == 12
    profile.write(tmp_path / "view.json")
    assert sorted(p.text for p in load(tmp_path / "view.json").posts) == sorted(p.text for p in profile.posts)


def test_explain_says_that_a_person_rejected_a_link() -> None:
    archive = forked()
    link = archive.reply_link("x:5")
    assert link is not None
    archive.reject(link)
    assert "a person rejected it" in str(archive.explain(link))


def test_a_short_post_beside_a_matched_one_is_the_same_post() -> None:
    long = "A long enough line about the moss on the north wall of the old harbor"
    both = pages_of([("a.txt", "gm", None), ("a.txt", long, None), ("b.txt", "gm", None), ("b.txt", long, None)])
    assert len(Archive(both).posts) == 2
    apart = pages_of([("a.txt", "gm", None), ("a.txt", long, None), ("b.txt", "gn", None), ("b.txt", long, None)])
    assert len(Archive(apart).posts) == 3
    far = pages_of([("a.txt", "gm", None), ("a.txt", "rain", None), ("a.txt", long, None),
                    ("b.txt", "gm", None), ("b.txt", long, None)])  # fmt: skip
    assert len(Archive(far).posts) == 4


def test_a_gap_is_explained_by_what_points_at_it_and_what_sources_say_of_it() -> None:
    gone = Absence("x:9", "deleted", Source("other.json", "$.tombstones[0]"), BO)
    archive = Archive([*post(1, parent=9), gone], infer=False)
    lines = archive.explain("x:9").lines
    assert lines[0] == "not held: 1 above x:1"
    assert lines[1] == "deleted, says other.json, $.tombstones[0]"
    assert lines[2] == "written by Bo Example @example_bo"
    assert "reply x:1 -> x:9" in lines


def test_a_clock_that_ran_backwards_is_told_with_its_place() -> None:
    archive = Archive([*post(5), *post(2, parent=5)], infer=False)
    [problem] = archive.problems
    assert "a clock ran backwards" in problem.what
    assert problem.source is not None
    assert problem.source.locator == "$[2]"
    assert [p.id for p in archive.posts] == ["x:5", "x:2"]


def test_an_id_that_is_no_text_is_refused_with_the_remedy() -> None:
    with pytest.raises(TypeError, match=r"must be text.*str"):
        Sighting(Source("dump"), "hello", id=1800000000000000000)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"must be text.*1\.8e\+18"):
        Link(Kind.REPLY, "x:1", 1.8e18, Basis.STATED)  # type: ignore[arg-type]


def test_captures_of_one_name_that_differ_are_told() -> None:
    one, other = (Capture("dump.json", "made_up", states_parents=states) for states in (True, False))
    archive = Archive([one]).merge(Archive([other]))
    [problem] = archive.problems
    assert "two captures have this name and differ" in problem.what
    assert "states_parents: False / True" in problem.saw


def test_the_order_of_arrival_means_nothing_where_one_place_is_read_twice() -> None:
    where = Source("dump", "$[0]", 0)
    found: list[Finding] = [
        Sighting(where, "the words", "x:1", author=ADA, counts=Counts(likes=Count.of(3)), media=(Media("image", "a"),)),
        Sighting(where, "a wording", "x:1", author=BO, lang="en", url="https://one.example"),
        Sighting(where, "a wording", "x:1", lang="pt", url="https://two.example", media=(Media("image", "b"),)),
        Repost("x:1", where, author=ADA),
        Repost("x:1", where, author=BO),
        Declared(where, "posts", Count.of(3), ("x:1",)),
        Declared(where, "posts", Count.of(5), ("x:1",)),
        Problem(where, "odd", "x"),
        Problem(where, "odd", "x", Severity.INFO),
    ]
    told = set()
    for n in range(len(found)):
        for given in ([*found[n:], *found[:n]], [*found[n:], *found[:n]][::-1]):
            archive = Archive(given)
            seen = archive.conclusion.seen
            told.add((
                repr(archive["x:1"]), repr(archive.reposts("x:1")), repr(archive.checks), repr(archive.problems),
                repr((seen.sightings, seen.declared)),
            ))  # fmt: skip
    assert len(told) == 1


def test_a_thread_that_was_saved_keeps_what_is_said_of_its_gaps(tmp_path: Path) -> None:
    gone = Absence("x:2", "deleted", Source("other.json", "$[0]"), ADA)
    archive = Archive([*post(1), *post(3, parent=2), Link(Kind.REPLY, "x:2", "x:1", Basis.STATED), gone], infer=False)
    archive.thread("x:3").write(tmp_path / "thread.json")
    again = load(tmp_path / "thread.json")
    assert [item.id for item in again.thread("x:1").items] == ["x:1", "x:2", "x:3"]
    assert again.missing[0].reasons[0][0] == "deleted"


def test_a_saved_archive_comes_back_from_an_open_file_as_it_was(tmp_path: Path) -> None:
    Archive(post(1), infer=False, min_probability=0.9).write(tmp_path / "all.json")
    with (tmp_path / "all.json").open("rb") as file:
        again = load(file)
    assert (again.infer, again.min_probability, len(again)) == (False, 0.9, 1)


def test_a_lost_post_that_many_quote_is_one_gap_near_all_of_them() -> None:
    quotes = [Link(Kind.QUOTE, f"x:{n}", "x:9", basis) for n in (1, 2) for basis in (Basis.STATED, Basis.SHOWN)]
    [gap] = Archive([*post(1), *post(2), *quotes], infer=False).missing
    assert (gap.side, gap.near) == ("quoted", ("x:1", "x:2"))


def test_a_word_is_taken_back_though_the_posts_got_other_ids() -> None:
    page = [
        Sighting(Source("page", f"line {n}", n), f"words of {n}", when=When.at(START + timedelta(minutes=n)))
        for n in (1, 2)
    ]
    names = [sighting_id(sighting) for sighting in page]
    archive = Archive([Capture("page", "made_up"), *page], infer=False).assume(names[1], names[0])
    same = [Link(Kind.SAME, name, f"x:{n}", Basis.STATED) for n, name in zip((1, 2), names, strict=True)]
    for given in (("x:2", "x:1"), tuple(reversed(names))):
        both = archive.merge(Archive([*post(1), *post(2), *same], infer=False))
        assert both.canonical_id(names[1]) == "x:2"
        assert both.reply_link("x:2") is not None
        both.reject(*given)
        assert both.reply_link("x:2") is None


def test_a_post_that_is_seen_thousands_of_times_in_other_words_takes_no_longer_for_each() -> None:
    """Whoever compares each text with each other needs minutes for this."""
    pages = [Capture(f"page {n}", "made_up", When.at(START + timedelta(hours=n))) for n in range(4000)]
    seen = [
        Sighting(Source(page.name, "line 1"), f"A card {n}.\nMade-up words, as they were at {n}.", "x:1", author=ADA)
        for n, page in enumerate(pages)
    ]
    start = time.process_time()
    (found,) = Archive([*pages, *seen], infer=False).posts
    assert (len(found.sightings), found.text) == (4000, seen[-1].text)
    assert time.process_time() - start < 5


def test_settings_come_back_however_a_saved_archive_is_given(tmp_path: Path) -> None:
    archive = Archive(post(1), infer=False, min_probability=0.9)
    archive.write(tmp_path / "all.json")
    for given in (tmp_path / "all.json", tmp_path, str(tmp_path / "a*.json"), archive):
        again = load(given)
        assert (again.infer, again.min_probability) == (False, 0.9)
    assert load(tmp_path, infer=True).infer is True
    saved = (tmp_path / "all.json").read_text(encoding="utf-8")
    marked = "\ufeff" + saved  # as some editors save it
    for again in (load(io.BytesIO(marked.encode())), load(io.StringIO(marked)), loads(marked), loads(saved)):
        assert (again.infer, again.min_probability, len(again)) == (False, 0.9, 1)


@pytest.mark.parametrize("start", ["\ufeff", "\x1d ", "\x1e", "\x00"], ids=repr)
def test_an_open_file_is_never_taken_for_a_path(start: str) -> None:
    data = f'{start}{{"id": "1", "made": "\x00"}}\n'.encode()
    assert load(io.BytesIO(data)).problems
    assert load(io.StringIO(data.decode())).problems


def test_merging_takes_the_stricter_settings_in_any_order() -> None:
    strict, loose = Archive(post(1), infer=False, min_probability=0.9), Archive(post(2), min_probability=0.3)
    for both in (strict.merge(loose), loose.merge(strict)):
        assert (both.infer, both.min_probability) == (False, 0.9)


def test_a_gap_is_known_by_its_address() -> None:
    archive = Archive(post(1, parent=900), infer=False)
    address = archive.missing[0].url
    assert address is not None
    assert [item.id for item in archive.chain(address)] == ["x:900"]
    archive.assume("x:1", "https://x.com/example_ada/status/900")
    assert [gap.id for gap in archive.missing] == ["x:900"]
    with pytest.raises(UnknownPost):
        archive.assume(Link(Kind.REPLY, "x:typo", "x:1", Basis.STATED))


def test_every_kind_of_finding_can_be_loaded() -> None:
    assert load([*post(1), Absence("x:9", "blocked")], Absence("x:8", "deleted")).missing[1].reasons[0][0] == "blocked"


def test_a_tree_that_was_fetched_stays_as_it_was() -> None:
    archive = Archive([*post(1), *post(2, parent=1), *post(3)], infer=False)
    tree = archive.tree("x:1")
    archive.assume("x:2", "x:3")
    assert tree.to_networkx().edges["x:1", "x:2"]["basis"] == "stated"


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"min_probability": "0.5"}, TypeError, "min_probability='0.5' is no number; give one from 0 to 1"),
        ({"min_probability": [0.5]}, TypeError, r"min_probability=\[0.5\] is no number"),
        ({"min_probability": True}, TypeError, "min_probability=True is no number"),
        ({"min_probability": 50}, ValueError, "min_probability lies in 0..1, not 50"),
        ({"min_probability": float("nan")}, ValueError, "not nan"),
        ({"infer": "no"}, TypeError, "infer='no' is neither True nor False"),
        ({"seen_at": 20260420}, TypeError, "seen_at=20260420 .* give '2026-04-20'"),
        ({"author": 5}, TypeError, "author=5 .* give '@handle'"),
        ({"timezone": 2}, TypeError, "timezone=2 .* give 'Europe/Rome'"),
        ({"platform": 5}, TypeError, "platform=5 .* give 'x'"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_give(given: dict[str, Any], error: type[Exception], words: str) -> None:
    calls: list[Callable[..., Archive]] = [load, partial(loads, "A page.")]
    if given.keys() <= {"min_probability", "infer"}:
        calls.append(Archive)
    for call in calls:
        with pytest.raises(error, match=words):
            call(**given)


def test_numbers_of_any_kind_are_probabilities() -> None:
    for number in (1, 0.5, Fraction(1, 2)):
        archive = Archive(post(1), min_probability=number)  # type: ignore[arg-type]
        assert type(archive.min_probability) is float
        assert archive.min_probability == number


def test_wrong_calls_say_what_to_give() -> None:
    archive = Archive([*post(1), *post(2, parent=1)], infer=False)
    wrong: list[tuple[Callable[[], object], type[Exception], str]] = [
        (lambda: archive.filter(size="3"), TypeError, "no size"),  # type: ignore[arg-type]
        (lambda: archive.filter(size=(3, 1)), ValueError, "ends before it begins"),
        (lambda: archive.filter(size=(1, "3")), TypeError, "no size"),  # type: ignore[arg-type]
        (lambda: archive.filter(platform=5), TypeError, "no platform: 5; give its name"),  # type: ignore[arg-type]
        (lambda: archive.filter(keep="x"), TypeError, "keep='x' is no function"),  # type: ignore[arg-type]
        (lambda: archive.filter(unsure="no"), TypeError, "unsure='no' is neither True nor"),  # type: ignore[arg-type]
        (lambda: next(archive.traverse("x:1", 5)), TypeError, "no kinds of links: 5; give"),  # type: ignore[arg-type]
        (lambda: next(archive.traverse("x:1", [5])), ValueError, "no kind of link is called 5"),  # type: ignore[list-item]
        (lambda: archive.assume("x:1", "x:9", reason=5), TypeError, "reason=5 is no text"),  # type: ignore[arg-type]
        (lambda: archive.reject("x:1", "x:9", reason=["a"]), TypeError, r"reason=\['a'\] is no"),  # type: ignore[arg-type]
        (lambda: archive.assume("x:1", ""), ValueError, "the parent has no id"),
        (lambda: archive.reject("x:1", ""), ValueError, "the parent has no id"),
        (lambda: archive.filter(lang=5), TypeError, "no language: 5; write it as"),  # type: ignore[arg-type]
        (lambda: archive.threads(5), TypeError, "no author: 5"),  # type: ignore[arg-type]
        (lambda: next(archive.traverse("x:1", limit="3")), TypeError, "limit='3' is no"),  # type: ignore[arg-type]
        (lambda: next(archive.nested_quotes("x:1", "3")), TypeError, "limit='3' is no"),  # type: ignore[arg-type]
        (lambda: archive.filter(since=20240301), TypeError, "no time"),  # type: ignore[arg-type]
        (lambda: archive.filter(author=["@a"]), TypeError, "no author"),  # type: ignore[arg-type]
        (lambda: archive.filter(lang=""), ValueError, "no language"),
        (lambda: archive.merge("x.json"), TypeError, "threadkit.load"),  # type: ignore[arg-type]
        (lambda: archive.diff(None), TypeError, "threadkit.load"),  # type: ignore[arg-type]
        (lambda: archive.assume("x:1", 900), TypeError, "give a post"),  # type: ignore[arg-type]
        (lambda: archive.assume("x:1", "x:2", kind="answer"), ValueError, "kind 'answer'; there are reply, quote"),
        (lambda: Link(Kind.REPLY, "x:2", "x:1", Basis.INFERRED, "0.5"), TypeError, "not '0.5'"),  # type: ignore[arg-type]
        (lambda: archive[1], TypeError, "give a post"),  # type: ignore[index]
        (lambda: archive.traverse("x:1", edges=["replies"]).__next__(), ValueError, "there are reply, quote"),
        (lambda: Archive("page.txt"), TypeError, "threadkit.load"),  # type: ignore[arg-type]
        (lambda: Archive([1]).posts, TypeError, "no finding"),  # type: ignore[list-item]
    ]
    for call, error, words in wrong:
        with pytest.raises(error, match=words):
            call()
    assert [item.id for item, _ in archive.traverse("x:1", edges=Kind.REPLY)] == ["x:1", "x:2"]
    assert len(archive.filter(platform="Twitter")) == 2
    assert "x:typo" not in archive.tree("x:1")
