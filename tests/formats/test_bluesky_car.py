"""Repositories of the AT Protocol as CAR files: what is read of them, also of old, cut and damaged ones."""

from __future__ import annotations

import base64
import io
import random
import sys
from collections.abc import Mapping

import pytest
from made_bluesky import (
    ADA,
    BEN,
    SAMPLES,
    Blocks,
    absences,
    commit,
    doubts,
    links,
    node,
    of,
    posts,
    record,
    ref,
    reply,
    uri,
    varint,
)
from made_pages import material as text_material

from threadkit.parsing.bluesky.car_blocks import car_of, cid_text
from threadkit.parsing.formats import bluesky_car, bluesky_records, bluesky_views
from threadkit.parsing.material import Fit, Head, Hints, Material
from threadkit.records import (
    Author,
    Capture,
    Finding,
    Furniture,
    Kind,
    Link,
    Media,
    Problem,
    Repost,
    Severity,
    Sighting,
)  # fmt: skip

ROOT, SECOND, THIRD, FOURTH = (
    uri(ADA, "3kmpfws4ik222"), uri(BEN, "3kmpfyldkc222"), uri(ADA, "3kmpg2ekm2222"), uri(ADA, "3kmpg45rns222"),
)  # fmt: skip
DELETED = uri(ADA, "3kmpfuyvgs222")


def material(data: bytes, author: Author | None = None) -> Material:
    text = data[:65536].decode("utf-8", "replace")
    head = Head("repo.car", text, whole=len(data) <= 65536, data=data[:65536])
    return Material("repo.car", head, Hints(author=author), lambda: io.BytesIO(data), lambda: text)


def read(data: bytes, author: Author | None = None) -> list[Finding]:
    return list(bluesky_car.read(material(data, author)))


def sample() -> bytes:
    return (SAMPLES / "bluesky_car" / "repo.car").read_bytes()


def whats(found: list[Finding]) -> set[str]:
    return {each.what.partition(" (")[0] for each in of(found, Problem)}


def test_known_by_its_start() -> None:
    for data in (sample(), sample()[:100], b"\x0a\xa1gversion\x02" + bytes(43)):
        head = material(data).head
        fits = [form.detect(head) for form in (bluesky_car, bluesky_records, bluesky_views)]
        assert fits == [Fit.YES, Fit.NO, Fit.NO]


@pytest.mark.parametrize("text", ["", "A made-up page with roots.", "OqJl", "x" * 100, '{"roots": []}', "\x00\x01\x02"])
def test_other_things_are_none(text: str) -> None:
    assert bluesky_car.detect(Head("x", text, data=text.encode())) is Fit.NO


def test_without_libipld_a_problem_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "libipld", None)
    first, told = read(sample())
    assert isinstance(first, Capture)
    assert isinstance(told, Problem)
    assert (told.severity, "pip install threadkit[bluesky]" in told.what) == (Severity.ERROR, True)


class TestWithLibipld:
    """All that needs the decoder."""

    @pytest.fixture(autouse=True)
    def _libipld(self) -> None:
        pytest.importorskip("libipld")

    def test_a_repository(self) -> None:
        found = read(sample())
        assert found[0] == Capture(
            "repo.car", "bluesky_car", account=Author(id=ADA), platform="bluesky", states_parents=True
        )
        assert [(each.id, each.text) for each in of(found, Sighting)] == [
            (ROOT, "A made-up root."),
            (THIRD, "👋 as in spring: https://example.com/a-long-way"),
            (FOURTH, "With a picture."),
            (ROOT, "Before it was mended."),
            (DELETED, "Soon deleted."),
        ]
        assert posts(found)[FOURTH].source.locator == "app.bsky.feed.post/3kmpg45rns222"
        assert posts(found)[FOURTH].author == Author(id=ADA)
        assert links(found, Kind.REPLY) == {(THIRD, SECOND)}
        assert links(found, Kind.ANCESTOR) == {(THIRD, ROOT)}
        (passed,) = of(found, Repost)
        assert (passed.post, passed.id) == (SECOND, uri(ADA, "3kmpg7q7rc222", "app.bsky.feed.repost"))
        told = [(each.role, each.text) for each in of(found, Furniture)]
        assert told == [("profile", "Ada Example Made up."), ("like", SECOND)]
        assert doubts(found) == []

    def test_what_older_commits_hold(self) -> None:
        found = read(sample())
        versions = {each.text: each.version for each in of(found, Sighting) if each.id == ROOT}
        assert versions == {"A made-up root.": "2", "Before it was mended.": "1"}
        assert absences(found) == {DELETED: ("deleted", 1)}

    def test_files_by_their_content_ids(self) -> None:
        found = posts(read(sample()))
        at = f"https://cdn.bsky.app/img/feed_fullsize/plain/{ADA}"
        assert found[THIRD].media == (Media("image", "A sundial", f"{at}/bafkreimadeup1@jpeg"),)
        (picture,) = found[FOURTH].media
        assert picture.url is not None
        assert picture.url.startswith(f"{at}/bafkrei")
        assert len(picture.url) == len(f"{at}/@jpeg") + 59

    def test_the_same_as_base64_and_as_version_2(self) -> None:
        plain = posts(read(sample()))
        text = base64.encodebytes(sample()).decode()
        assert bluesky_car.detect(text_material(text).head) is Fit.YES
        assert set(posts(list(bluesky_car.read(text_material(text))))) == set(plain)
        assert len(of(list(bluesky_car.read(text_material(bluesky_car.EXAMPLE))), Sighting)) == 1
        start = 11 + 40
        sizes = [start, len(sample()), 0]
        around = b"\x0a\xa1gversion\x02" + bytes(16) + b"".join(n.to_bytes(8, "little") for n in sizes)
        assert set(posts(read(around + sample() + b"an index"))) == set(plain)

    def test_the_first_form_of_a_commit(self) -> None:
        blocks = Blocks()
        post = blocks.put(record("Of 2022."))
        data = blocks.put(node([("app.bsky.feed.post/3kmpfws4ik222", post)]))
        meta = blocks.put({"did": ADA, "version": 1, "datastore": "mst"})
        root = blocks.put({"meta": meta, "data": data, "prev": None, "auth_token": None})
        found = read(blocks.car(blocks.put({"root": root, "sig": b"made up"})))
        assert {name: each.text for name, each in posts(found).items()} == {ROOT: "Of 2022."}
        assert doubts(found) == []

    def test_a_commit_that_is_not_there(self) -> None:
        blocks = Blocks()
        post = blocks.put(record("A.", reply=reply(SECOND)))
        blocks.put(node([("app.bsky.feed.post/3kmpfws4ik222", post)]))
        found = read(blocks.car(b"\x01\x71\x12\x20" + bytes(32)), Author(handle="ada.example.com"))
        (seen,) = of(found, Sighting)
        assert (seen.id, seen.text, seen.author) == (None, "A.", Author(handle="ada.example.com"))
        assert absences(found) == {}
        assert whats(found) == {"the commit is missing, which names the account and the tree of records"}
        blocks.put(commit(ADA, b"\x01\x71\x12\x20" + bytes(32)))  # not named as a root, but it says whose it is
        assert set(posts(read(blocks.car()))) == {ROOT}

    def test_records_that_are_named_and_not_there(self) -> None:
        blocks = Blocks()
        lost = b"\x01\x71\x12\x20" + bytes(32)
        top = blocks.put(node([("app.bsky.feed.like/3kmpfws4ik222", lost), ("app.bsky.feed.post/3kmpfws4ik222", lost)]))
        found = read(blocks.car(blocks.put(commit(ADA, top))))
        assert absences(found) == {ROOT: ("truncated", 1)}
        assert whats(found) == {"2 records that the repository names are not in the file"}

    def test_a_tree_that_holds_itself_ends(self) -> None:
        blocks = Blocks()
        post = blocks.put(record("A."))
        inner = blocks.put(node([("app.bsky.feed.post/3kmpfws4ik222", post)]))
        top = blocks.put(node([("app.bsky.feed.post/3kmpg2ekm2222", post)], left=inner, right={
            "app.bsky.feed.post/3kmpg2ekm2222": inner}))  # fmt: skip
        assert set(posts(read(blocks.car(blocks.put(commit(ADA, top)))))) == {ROOT, THIRD}

    def test_a_deep_tree(self) -> None:
        blocks = Blocks()
        below = None
        for n in range(1500):
            post = blocks.put(record(f"Post {n}."))
            below = blocks.put(node([(f"app.bsky.feed.post/k{n:05}", post)], left=below))
        assert below is not None
        found = read(blocks.car(blocks.put(commit(ADA, below))))
        assert [each.text for each in of(found, Sighting)] == [f"Post {n}." for n in range(1500)]
        assert doubts(found) == []

    def test_a_record_that_cannot_be_decoded_costs_only_itself(self) -> None:
        blocks = Blocks()
        pairs = [(f"app.bsky.feed.post/k{n}", blocks.put(record(f"Post {n}."))) for n in range(3)]
        cid, data = blocks.blocks[1]
        blocks.blocks[1] = (cid, b"\xff" + data[1:])
        data = blocks.car(blocks.put(commit(ADA, blocks.put(node(pairs)))))
        found = read(data)
        assert [each.text for each in of(found, Sighting)] == ["Post 0.", "Post 2."]
        assert whats(found) == {
            "the content of a block does not fit its id; some of it may be damaged",
            "a block that cannot be decoded",
        }
        assert {each.source and each.source.locator for each in doubts(found)} == {f"block {cid_text(cid)}"}

    def test_a_wrong_length_costs_only_its_block(self) -> None:
        blocks = Blocks()
        pairs = [(f"app.bsky.feed.post/k{n}", blocks.put(record(f"Post {n}."))) for n in range(4)]
        data = bytearray(blocks.car(blocks.put(commit(ADA, blocks.put(node(pairs))))))
        at = bytes(data).index(pairs[1][1])
        data[at - 1] += 9
        found = read(bytes(data))
        assert [each.text for each in of(found, Sighting)] == ["Post 0.", "Post 2.", "Post 3."]
        assert absences(found) == {uri(ADA, "k1"): ("truncated", 1)}
        assert "no whole block; left out" in whats(found)

    def test_cut_anywhere_it_keeps_what_is_whole(self) -> None:
        blocks = Blocks()
        keys = [f"k{n}" for n in range(5)]
        values = [blocks.put(record(f"Post {n}.", reply=reply(SECOND))) for n in range(5)]
        top = blocks.put(node([(f"app.bsky.feed.post/{key}", cid) for key, cid in zip(keys, values, strict=True)]))
        root = blocks.put(commit(ADA, top))
        blocks.blocks = [blocks.blocks[-1], blocks.blocks[-2], *blocks.blocks[:-2]]  # as servers write them
        data = blocks.car(root)
        for end in range(0, len(data), 23):
            found = read(data[:end])
            whole = sum(cid + content in data[:end] for cid, content in blocks.blocks[2:])
            assert len(of(found, Sighting)) == whole
            assert doubts(found)
            if blocks.blocks[1][1] in data[:end]:
                assert {*posts(found), *absences(found)} == {uri(ADA, key) for key in keys}

    def test_changed_bytes_raise_nothing(self) -> None:
        chance, data = random.Random(3), sample()
        for _ in range(120):
            odd = bytearray(data)
            for _ in range(chance.randrange(1, 4)):
                odd[chance.randrange(len(odd))] = chance.randrange(256)
            found = read(bytes(odd))
            assert isinstance(found[0], Capture)
            places = [each.source.locator for each in of(found, Sighting)]
            assert len(places) == len(set(places))

    @pytest.mark.parametrize(
        "value",
        [7, "x", [], {}, {"data": 7}, {"root": 7}, {"did": 7, "data": b"x"}, {"did": ADA, "data": None},
         {"e": 7, "l": 7}, {"l": 0, "e": [7, {"p": -1, "k": 7}, {"p": 10**9, "k": b"x"}]},
         {"l": 0, "e": [{"p": 0, "k": b"\xff", "v": b"x"}]}],
    )  # fmt: skip
    def test_odd_commits_and_trees(self, value: object) -> None:
        blocks = Blocks()
        root = blocks.put(value)
        assert of(read(blocks.car(root)), Sighting) == []
        assert of(read(blocks.car(blocks.put(commit(ADA, root)))), Sighting) == []

    @pytest.mark.parametrize(
        "odd",
        [{"text": 7}, {"text": None}, {"createdAt": b"x"}, {"reply": []}, {"reply": {"parent": 7, "root": "x"}},
         {"embed": {"images": [{"image": {"ref": 7}}, 8], "record": {"uri": 9}}}, {"facets": [{}, 7, {"features": 1}]},
         {"langs": [7, None]}, {"labels": {"values": [7, {"val": 8}]}}, {"entities": [{"index": {"start": "x"}}]}],
    )  # fmt: skip
    def test_odd_records(self, odd: Mapping[str, object]) -> None:
        blocks = Blocks()
        post = blocks.put({**record("A."), **odd})
        top = blocks.put(node([("app.bsky.feed.post/3kmpfws4ik222", post)]))
        found = read(blocks.car(blocks.put(commit(ADA, top))))
        assert set(posts(found)) == {ROOT}

    @pytest.mark.parametrize("data", [b"", b"\x00", b"\x3a\xa2eroots", varint(10**9), b"\xff" * 40, b"hello world" * 9])
    def test_nothing_to_read(self, data: bytes) -> None:
        found = read(data)
        assert not of(found, Sighting)
        assert not of(found, Link)
        assert doubts(found)

    def test_ids_of_the_first_version(self) -> None:
        import hashlib

        import libipld

        content = libipld.encode_dag_cbor(record("A."))
        cid = b"\x12\x20" + hashlib.sha256(content).digest()
        head = libipld.encode_dag_cbor({"roots": [], "version": 1})
        car = car_of(varint(len(head)) + head + varint(len(cid + content)) + cid + content)
        assert car.value(cid)["text"] == "A."
        assert car.faults == []

    def test_posts_that_are_quoted(self) -> None:
        blocks = Blocks()
        post = blocks.put(record("A.", embed={"$type": "app.bsky.embed.record", "record": ref(SECOND)}))
        top = blocks.put(node([("app.bsky.feed.post/3kmpfws4ik222", post)]))
        assert links(read(blocks.car(blocks.put(commit(ADA, top)))), Kind.QUOTE) == {(ROOT, SECOND)}
