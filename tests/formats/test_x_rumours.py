from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_pages import material

from threadkit.parsing.formats import x_api_v1, x_graphql, x_rumours
from threadkit.parsing.material import Fit, Head, Hints, Material
from threadkit.records import (
    Absence,
    Author,
    Basis,
    Capture,
    Finding,
    Furniture,
    Kind,
    Link,
    Problem,
    Repost,
    Sighting,
)

SAMPLES = Path(__file__).parents[1] / "samples" / "x_rumours" / "made-up-event"
RUMOUR = "rumours/524900000000000001"


def x(number: int) -> str:
    return f"x:{524900000000000000 + number}"


def files_of(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(SAMPLES).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def folder(files: Mapping[str, str]) -> Material:
    def member(name: str, text: str) -> Callable[[], Material]:
        head = Head(f"event/{name}", text[:65536], whole=len(text) <= 65536)
        return lambda: Material(head.name, head, Hints(), lambda: io.BytesIO(text.encode()), lambda: text)

    def refuse() -> str:
        raise IsADirectoryError

    members = {name: member(name, text) for name, text in files.items()}
    return Material("event", Head("event", members=tuple(members)), Hints(), lambda: io.BytesIO(b""), refuse, members)


def read(files: Mapping[str, str]) -> list[Finding]:
    return list(x_rumours.read(folder(files)))


def posts(findings: list[Finding]) -> dict[str | None, Sighting]:
    return {found.id: found for found in findings if isinstance(found, Sighting)}


def replies(findings: list[Finding]) -> set[tuple[str, str, Basis]]:
    return {(f.child, f.parent, f.basis) for f in findings if isinstance(f, Link) and f.kind is Kind.REPLY}


def problems(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(f.source.locator if f.source else "", f.what) for f in findings if isinstance(f, Problem)]


# --- what is read ------------------------------------------------------------------------------------------------


def test_a_thread_of_pheme() -> None:
    found = read(files_of(SAMPLES / RUMOUR))
    assert found[0] == Capture("event", "x_rumours", platform="x", states_parents=True)
    held = posts(found)
    assert set(held) == {x(n) for n in (1, 2, 4, 5, 6)}
    first = next(f for f in found if isinstance(f, Sighting))
    assert (first.id, first.text) == (x(1), "A made-up rumour.")
    assert first.author == Author("example_ada", "Ada Example", "11")
    assert held[x(4)].source.locator == "reactions/524900000000000004.json"
    assert all(post.source.capture == "event" for post in held.values())
    assert [(f.post, f.id) for f in found if isinstance(f, Repost)] == [(x(1), x(8))]
    assert problems(found) == []


def test_what_posts_state_and_what_only_the_structure_shows() -> None:
    found = read(files_of(SAMPLES / RUMOUR))
    assert replies(found) == {
        (x(2), x(1), Basis.STATED),
        (x(4), x(3), Basis.STATED),
        (x(3), x(2), Basis.SHOWN),  # of a post that has no file
        (x(5), x(1), Basis.STATED),  # the two disagree, and compete
        (x(5), x(2), Basis.SHOWN),
        (x(6), x(7), Basis.SHOWN),  # below another root
    }
    absent = {f.post: f.reason for f in found if isinstance(f, Absence)}
    assert absent == {x(3): "not_captured", x(7): "not_captured"}
    (whom,) = (f.author for f in found if isinstance(f, Absence) and f.post == x(3))
    assert whom == Author("example_bo", None, "12")


def test_what_else_lies_in_the_folder_is_furniture() -> None:
    found = read(files_of(SAMPLES / RUMOUR))
    roles = {f.source.locator: (f.role, f.text[:14]) for f in found if isinstance(f, Furniture)}
    assert roles == {
        "annotation.json": ("annotation", '{"is_rumour": '),
        "urls.dat": ("list of addresses", "made-up-hash\tht"[:14]),
        "who-follows-whom.dat": ("list of followers", "12\t11\n"),
    }


def test_a_thread_of_rumoureval() -> None:
    found = read(files_of(SAMPLES / "non-rumours"))
    assert set(posts(found)) == {x(20), x(21)}
    assert replies(found) == {(x(21), x(20), Basis.STATED)}


def test_each_thread_is_claimed_by_itself() -> None:
    names = [*files_of(SAMPLES), "README.md", "rumours/notes.json", "other/structure.json"]
    groups = [set(group) for group in x_rumours.claim(names)]
    assert sorted(len(group) for group in groups) == [3, 10]
    assert {name for group in groups for name in group} == set(files_of(SAMPLES))
    alone = ["source-tweet/1.json", "replies/2.json", "structure.json", "urls-content/a.html", "notes.txt"]
    assert [list(group) for group in x_rumours.claim(alone)] == [alone[:4]]
    assert list(x_rumours.claim(["t/source-tweet/5fqh9o.json", "t/structure.json", "a.json"])) == []  # Reddit's


def test_files_given_alone() -> None:
    text = files_of(SAMPLES)[f"{RUMOUR}/structure.json"]
    found = list(x_rumours.read(material(text)))
    assert {(child, parent) for child, parent, _ in replies(found)} == {
        (x(2), x(1)), (x(3), x(2)), (x(4), x(3)), (x(5), x(2)), (x(6), x(7)),
    }  # fmt: skip
    assert {f.reason for f in found if isinstance(f, Absence)} == {"not_captured"}
    found = list(x_rumours.read(material(files_of(SAMPLES)[f"{RUMOUR}/annotation.json"])))
    assert [f.role for f in found if isinstance(f, Furniture)] == ["annotation"]


# --- what is what ------------------------------------------------------------------------------------------------


def test_what_is_recognised() -> None:
    assert x_rumours.detect(folder(files_of(SAMPLES / RUMOUR)).head) is Fit.YES
    assert x_rumours.detect(Head("a", members=("a.json", "data/tweets.js"))) is Fit.NO
    structure = files_of(SAMPLES)[f"{RUMOUR}/structure.json"]
    assert x_rumours.detect(Head("thread/structure.json", structure)) is Fit.YES
    assert x_rumours.detect(Head("thread/other.json", '{"1": {"2": []}}')) is Fit.MAYBE
    assert x_rumours.detect(Head("example", x_rumours.EXAMPLE)) is Fit.YES
    assert x_rumours.detect(Head("a.json", '{"is_rumour": "nonrumour"}')) is Fit.YES
    for head in (Head("structure.json", structure), folder(files_of(SAMPLES / RUMOUR)).head):
        assert x_api_v1.detect(head) is x_graphql.detect(head) is Fit.NO


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"1": []}', '{"a": {"2": []}}', '{"1": 2}', '{"1": {"id_str": "1"}, "b": {}}', "[[]]", "x"],
)
def test_other_things_are_not_recognised(text: str) -> None:
    assert x_rumours.detect(Head("structure.json", text)) is Fit.NO


def test_a_single_post_is_left_to_the_api() -> None:
    text = files_of(SAMPLES)[f"{RUMOUR}/source-tweets/524900000000000001.json"]
    assert x_rumours.detect(material(text).head) is Fit.NO
    assert x_api_v1.detect(material(text).head) is Fit.YES


# --- what is odd -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("odd", ["", "{}", "[]", "5", "null", '{"text": 1, "id": 2}', "no JSON", '{"id_str": "9", "te'])
def test_a_file_that_is_no_post_is_told_and_the_others_read(odd: str) -> None:
    files = files_of(SAMPLES / RUMOUR)
    name = "reactions/524900000000000004.json"
    found = read({**files, f"{RUMOUR}/{name}": odd})
    assert set(posts(found)) == {x(n) for n in (1, 2, 5, 6)}
    assert odd in ("", "[]") or [place for place, _ in problems(found) if place.startswith(name)]
    assert all(f.source.capture == "event" for f in found if isinstance(f, Problem) and f.source)
    assert (x(4), x(3), Basis.SHOWN) in replies(found)  # the structure still tells


@pytest.mark.parametrize(
    ("structure", "links", "told"),
    [
        ('{"1": {"2": [], "3": {}}}', {("x:2", "x:1"), ("x:3", "x:1")}, 0),
        ('{"1": {"2": null}}', {("x:2", "x:1")}, 0),
        ('{"1": {"2": ["3"]}}', {("x:2", "x:1")}, 1),
        ('{"1": {"2": "3", "4": 5}}', {("x:2", "x:1"), ("x:4", "x:1")}, 2),
        ('{"1": {"t1_abc": {"2": []}, "3": []}}', {("x:3", "x:1")}, 1),
        ('{"1": {"1": []}}', set(), 0),
        ('[{"1": {"2": []}}, {"3": {"4": []}}]', {("x:2", "x:1"), ("x:4", "x:3")}, 0),
        ("5", set(), 1),
        ('{"1": {"2": []}, "3": {"4": [', {("x:2", "x:1"), ("x:4", "x:3")}, 1),
    ],
)
def test_odd_structures(structure: str, links: set[tuple[str, str]], told: int) -> None:
    files = {**files_of(SAMPLES / "non-rumours")}
    del files["non-rumours/524900000000000020/structure.json"]
    found = read({**files, "non-rumours/524900000000000020/structure.json": structure})
    assert {(child, parent) for child, parent, basis in replies(found) if basis is Basis.SHOWN} == links
    assert len(problems(found)) == told
    assert set(posts(found)) == {x(20), x(21)}


def test_a_structure_thousands_deep() -> None:
    depth = 4000
    text = "".join([f'{{"{n}": ' for n in range(depth)]) + "[]" + "}" * depth
    found = list(x_rumours.read(material(text)))
    assert len(replies(found)) == depth - 1


def test_a_member_that_cannot_be_opened() -> None:
    def refuse() -> Material:
        raise OSError("made up")

    whole = folder(files_of(SAMPLES / RUMOUR))
    broken = {name: refuse if name.endswith(("2.json", ".dat")) else it for name, it in whole.members.items()}
    found = list(x_rumours.read(Material("event", whole.head, Hints(), whole.open, whole.text, broken)))
    assert set(posts(found)) == {x(n) for n in (1, 4, 5, 6)}
    assert len(problems(found)) == 3


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_damage_anywhere_raises_nothing_and_keeps_the_rest(data: st.DataObject) -> None:
    files = files_of(SAMPLES / RUMOUR)
    name = data.draw(st.sampled_from(sorted(files)))
    at = data.draw(st.integers(0, len(files[name]) - 1))
    odd = data.draw(st.sampled_from(["", "\x00", '"', "{", "]", ",,"]))
    files[name] = files[name][:at] + odd + files[name][at + 1 :]
    held = {post.source.locator for post in posts(read(files)).values()}
    assert len(held) >= 4


def test_the_structure_is_read_last_in_whatever_order_the_files_come() -> None:
    files = files_of(SAMPLES / RUMOUR)
    backwards = dict(reversed(files.items()))
    assert replies(read(backwards)) == replies(read(files))
    assert json.dumps([str(f) for f in read(backwards)]) == json.dumps([str(f) for f in read(files)])
