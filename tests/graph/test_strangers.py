"""Pages of the same posts in different characters: spoilt twice, in two charsets, in one that nobody looks for."""

from __future__ import annotations

import io
import time

import attrs
import pytest

import threadkit
from threadkit import Archive
from threadkit.graph.alignment.page_texts import PageTexts
from threadkit.graph.alignment.strangers import find_strangers
from threadkit.graph.gathering import gather
from threadkit.parsing.text.repair import damaged
from threadkit.parsing.text.survivors import ASCII_LEFT, common_damage, form_under, says_in_ascii
from threadkit.records import Author, Capture, Finding, Kind, Order, Sighting, Source

ADA = Author(name="Ada Example 🌿")
POSTS = [
    "The tide table of the made-up harbor isn’t on the wall of the ferry house — again.",
    "A cormorant has “taken” the seat of the heron, and the heron stands beside it and waits.",
    "Somebody painted the second bollard from the left in a blue that nobody’s ordered 🎨",
    "The baker next to the pier sells yesterday’s rolls to café guests who ask for the gulls.",
    "gm 🌞",
    "There were six boats in the basin, of which two weren’t there the day before that…",
    "The fog came in at four, and with it the smell of the made-up smokehouse over there.",
]
RUSSIAN = [f"Сегодня ветер с севера, и цапля {what} у причала, никого не замечая" for what in (
    "стоит", "спит", "ходит", "рисует", "поёт", "ждёт"
)]  # fmt: skip


def spoilt(text: str, charsets: str) -> str:
    for charset in charsets.split():
        if charset in {"gbk", "big5", "shift_jis", "euc_kr"}:
            text = text.encode().decode(charset, "replace")
        else:
            text = text.encode("ascii", "replace").decode() if charset == "ascii" else damaged(text, charset)
    return text


def page(name: str, texts: list[str], charsets: str = "", damage: str | None = None) -> list[Finding]:
    author = Author(name=spoilt(ADA.name or "", charsets))
    found: list[Finding] = [Capture(name, "made_up", order=Order.NEWEST, platform="bluesky", damage=damage)]
    for n, text in enumerate(texts):
        found.append(Sighting(Source(name, f"line {n}", n), spoilt(text, charsets), author=author))
    return found


def together(archive: Archive) -> set[tuple[int, ...]]:
    return {tuple(s.source.position for s in post.sightings) for post in archive.posts if len(post.sightings) > 1}


@pytest.mark.parametrize("charsets", [
    "cp1252 cp1252", "iso8859_7 cp1252", "cp1251 koi8_r", "cp874", "cp855", "gbk", "big5", "shift_jis", "euc_kr",
    "ascii",
])  # fmt: skip
def test_what_is_spoilt_in_an_unknown_way_is_compared_by_its_ascii(charsets: str) -> None:
    archive = Archive([*page("a.txt", POSTS), *page("b.txt", POSTS, charsets)])
    assert together(archive) | {(4, 4)} == {(n, n) for n in range(len(POSTS))}  # a greeting says less than its emoji
    reasons = [reason for link in archive.links if link.kind is Kind.SAME for reason in link.reasons]
    assert any("only in ASCII" in reason for reason in reasons)


@pytest.mark.parametrize("codecs", [("iso8859_7", "cp1252"), ("cp1253", "iso8859_7"), ("cp1251", "iso8859_1")])
@pytest.mark.parametrize("posts", [POSTS, RUSSIAN], ids=["English", "Russian"])
def test_pages_spoilt_in_two_known_codecs_are_compared_by_the_bytes_that_both_keep(
    codecs: tuple[str, str], posts: list[str]
) -> None:
    archive = Archive([f for name in codecs for f in page(f"{name}.txt", posts, name, name)])
    assert together(archive) == {(n, n) for n in range(len(posts))}


TEMPLATE = [f"The weather in the town of Example {name} is today" for name in ("Ash", "Elm", "Fir", "Oak", "Yew")]


@pytest.mark.parametrize(("one", "two"), [
    ("☀ ☁ ☔ ⛄ ⚡", "☁ ☔ ⛄ ⚡ ☀"),
    ("🌞 🌧 🌨 🌫 🌪", "🌧 🌞 🌞 🌪 🌫"),
    ("is?it? ?? ??? is?it?? ?", "is?it??yes ? ?? is?it? ???"),
])  # fmt: skip
def test_what_differs_in_signs_that_no_charset_makes_is_another_post(one: str, two: str) -> None:
    """Such as a robot writes each day, on pages that are not spoilt at all."""
    pages = [
        page(name, [f"{said}: {sign}" for said, sign in zip(TEMPLATE, signs.split(" "), strict=True)])
        for name, signs in (("a.txt", one), ("b.txt", two))
    ]
    assert not find_strangers(PageTexts(gather([found for each in pages for found in each])))


def test_emoji_that_a_page_lost_are_no_sign_of_other_posts() -> None:
    texts = [f"{text} \U0001f31e" for text in TEMPLATE]
    lost = [text.replace("\U0001f31e", "\ufffd\ufffd") for text in texts]
    assert find_strangers(PageTexts(gather([*page("a.txt", texts), *page("b.txt", lost)])))


def test_comparing_long_words_takes_time_in_proportion() -> None:
    start = time.perf_counter()
    says_in_ascii("@example_bob " + "a" * 200_000)
    form_under("?\t" * 100_000, None, ASCII_LEFT)
    assert time.perf_counter() - start < 3


def test_what_two_codecs_leave_tells_texts_apart() -> None:
    damage = common_damage("cp1252", "iso8859_7")
    forms = [form_under(damaged(text, codec), codec, damage) for codec in ("cp1252", "iso8859_7") for text in RUSSIAN]
    assert forms[: len(RUSSIAN)] == forms[len(RUSSIAN) :]
    assert len(set(forms)) == len(RUSSIAN)


def test_pages_that_are_not_spoilt_are_compared_in_all_their_characters() -> None:
    """The same news every day but for the sign of the weather: no page is spoilt, other days are other posts."""
    one = [f"{text[:60]} and the weather of the day is {sign}" for text, sign in zip(POSTS, "🌞🌧🌨🌩🌪🌫🌬", strict=True)]
    two = [text[:-1] + sign for text, sign in zip(one, "🌧🌞🌪🌫🌬🌨🌩", strict=True)]
    shared = ["All of this is ‘made up’, and the pages share it — word for word, as it is."]
    shared += [f"{text} “as it is”" for text in POSTS if len(text) > 20]
    archive = Archive([*page("a.txt", [*one, *shared]), *page("b.txt", [*two, *shared])])
    assert together(archive) == {(n, n) for n in range(len(one), len(one) + len(shared))}


def test_what_says_little_in_ascii_is_not_told_by_it() -> None:
    """Answers to the same people, with the same link and the same figures, in other words."""
    head, tail = "@example_bob @example_cleo @example_dan", "https://example.org/a-long-enough-path/12 2024"
    one, two = ([f"{head} {word} {tail}"] for word in ("Замечательно сказано", "Ничего подобного"))
    assert not together(Archive([*page("a.txt", [*POSTS, *one]), *page("b.txt", [*two, *POSTS], "gbk")])) & {(7, 0)}
    for text in (*one, *two):
        assert form_under(text, None, ASCII_LEFT) == ""


def test_other_accounts_stay_other_accounts_on_spoilt_pages() -> None:
    others = [
        attrs.evolve(f, author=Author(name="Bob Example π")) if isinstance(f, Sighting) else f
        for f in page("b.txt", POSTS, "iso8859_7", "iso8859_7")
    ]
    assert not together(Archive([*page("a.txt", POSTS), *others]))
    assert together(Archive([*page("a.txt", POSTS), *page("b.txt", POSTS, "iso8859_7", "iso8859_7")]))


def test_a_codec_that_was_named_wrongly_is_noticed() -> None:
    seen = gather([*page("a.txt", POSTS), *page("b.txt", POSTS, "cp1253", "iso8859_7")])
    assert find_strangers(PageTexts(seen)) == {("a.txt", "b.txt"), ("b.txt", "a.txt")}


def test_the_text_of_a_post_is_not_that_of_a_page_that_was_read_wrongly_twice() -> None:
    lines = [line for text in POSTS for line in (text, "", "3 days ago 1 2 3 4", "")]
    pages = []
    for name, charsets in (("a.txt", ""), ("b.txt", "cp1252 cp1252")):
        pages.append(io.StringIO(spoilt("\n".join(["Posts by Ada Example", "", *lines]), charsets)))
        pages[-1].name = name
    archive = threadkit.load(*pages)
    assert [archive.captures[name].damage for name in ("a.txt", "b.txt")] == [None, "unknown"]
    assert {post.text for post in archive.posts if len(post.sightings) == 2} >= set(POSTS) - {POSTS[4]}
