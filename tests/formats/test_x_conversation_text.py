"""X's page of one post: what is read of made-up pages, what is shown and what is left to inference."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_pages import assert_all_lines_accounted, material, posts_of

import threadkit
from threadkit.parsing.formats import x_conversation_text as form
from threadkit.parsing.identity import sighting_id
from threadkit.parsing.material import Fit, Head
from threadkit.records import Basis, Capture, Finding, Furniture, Kind, Link, Order

TESTS = Path(__file__).parents[1]
SAMPLE = (TESTS / "samples" / form.NAME / "way_up.txt").read_text("utf-8")


def read(text: str) -> list[Finding]:
    return list(form.read(material(text)))


def test_the_sample_is_read_whole() -> None:
    findings = read(SAMPLE)
    capture, posts = findings[0], posts_of(findings)
    assert isinstance(capture, Capture)
    assert (capture.order, capture.platform, capture.states_parents) == (Order.THREAD, "x", False)
    assert [(post.author.handle if post.author else None, post.text) for post in posts] == [
        ("example_ada", "A made-up post at the top."),
        ("example_bob", "Which way does yours point?"),
        ("example_ada", "North, as it should."),
        ("example_carol", "Not mine!"),
        ("example_dan", "All sundials are made up."),
        ("example_erin", "Neither is yours."),
    ]
    assert [post.when.text for post in posts if post.when][:2] == ["Mar 1, 2024", "10:31 AM · Mar 2, 2024"]
    assert posts[1].when is not None
    assert posts[1].when.wall is not None
    assert posts[1].when.wall.isoformat() == "2024-03-02T10:31:00"
    assert [m.kind for m in posts[1].media] == ["image"]
    assert_all_lines_accounted(SAMPLE, findings)


def test_counts_are_told_only_where_they_can_be_told_apart() -> None:
    ada, bob, again, carol, dan, _ = (post.counts for post in posts_of(read(SAMPLE)))
    assert [c and c.low for c in (ada.replies, ada.reposts, ada.likes, ada.views)] == [3, 1, 12, 450]
    assert (bob.views and bob.views.low, bob.likes, bob.replies) == (1234, None, None)
    assert again == threadkit.Counts()  # one number: of what?
    assert (carol.likes and carol.likes.low, dan.likes) == (5, None)  # figures below a quoted post are the outer post's


def test_links_are_those_that_the_page_shows() -> None:
    findings = read(SAMPLE)
    names = [sighting_id(post) for post in posts_of(findings)]
    links = [each for each in findings if isinstance(each, Link)]
    assert all(link.basis is Basis.SHOWN for link in links)
    at = {name: n for n, name in enumerate(names)}
    told = [(link.kind, at[link.child], at.get(link.parent)) for link in links]
    assert told == [(Kind.REPLY, 1, 0), (Kind.QUOTE, 3, 4), (Kind.REPLY, 5, None)]


def test_the_rest_is_inferred() -> None:
    archive = threadkit.loads(SAMPLE)
    at = {sighting_id(post.sightings[0]): post for post in archive.posts}
    guesses = {
        at[link.child].text: at[link.parent].text
        for link in archive.links
        if link.basis is Basis.INFERRED and link.kind is Kind.REPLY
    }
    assert guesses["Not mine!"] == "Which way does yours point?"  # "Replying to @example_bob"
    assert [gap.side for gap in archive.missing] == ["above"]


def test_what_follows_the_conversation_is_no_part_of_it() -> None:
    roles = [each.role for each in read(SAMPLE) if isinstance(each, Furniture)]
    assert roles.count("not of the conversation") == 7
    assert not [post for post in posts_of(read(SAMPLE)) if post.author and post.author.handle == "example_frank"]


def test_a_mention_on_a_line_of_its_own_is_no_post() -> None:
    page = form.EXAMPLE + "@example_carol\nlook at this\n"
    assert [post.text for post in posts_of(read(page))][-1] == "A made-up answer.\n@example_carol\nlook at this"


def test_every_line_is_accounted_for_wherever_the_page_ends() -> None:
    for end in (*range(0, len(SAMPLE), 6), len(SAMPLE)):
        assert_all_lines_accounted(SAMPLE[:end], read(SAMPLE[:end]))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ada Example\n@example_ada\n·\nMar 1, 2024\nA post.\nBob Example\n@example_bob\n·\nMar 2, 2024\nAnother.\n",
        "Ada Example\n@example_ada\nA post.\n10:31 AM · Mar 2, 2024\n",  # nobody answers
        "@example_ada\n@example_bob\n10:31 AM · Mar 2, 2024\n",
        "<html>\n" + form.EXAMPLE,
    ],
)
def test_what_is_no_such_page(text: str) -> None:
    assert form.detect(Head("page.txt", text)) is Fit.NO


def test_a_profile_is_none() -> None:
    from threadkit.parsing.formats import x_profile_text

    assert form.detect(Head("page.txt", x_profile_text.EXAMPLE)) is Fit.NO
    assert x_profile_text.detect(Head("page.txt", form.EXAMPLE)) is Fit.NO
