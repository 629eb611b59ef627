"""Damaged, cut, odd and hostile input of every format, through ``threadkit.read``.

Whatever is given: nothing is raised, each post says where it stands, whole records stay, and what is lost is told.
"""

from __future__ import annotations

import codecs
import copy
import functools
import gzip
import io
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from all_samples import Thing, folders, given, inside, params, parts, tarred, things, zipped
from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st
from odd_values import ODD, places_in

import threadkit
from threadkit.parsing import formats
from threadkit.records import (
    Absence,
    Capture,
    Declared,
    Finding,
    Furniture,
    Link,
    Problem,
    Repost,
    Severity,
    Sighting,
)

ARRAYS = ("reddit_json", "slack_export")  #: are never written one element a line
MANY = settings(max_examples=150, deadline=None, database=None, derandomize=True)
FEW = settings(max_examples=60, deadline=None, database=None, derandomize=True)
#: What a number becomes that went through a float, and what Python calls things that are no id.
NO_ID = re.compile(
    r"(?:^|[:/])(?:-?\d+(?:\.\d+)?e[+-]\d+|-?inf|nan|None|True|False|\{['}].*|\[[\]\['\d].*)(?:$|/)", re.IGNORECASE
)
FORMS = [thing for thing in [*things(), *parts()] if thing.format]


def is_json(text: bytes) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except ValueError:
        return False


def script(thing: Thing) -> bytes:
    """What an export has before its JSON, so that a browser can load it."""
    found = re.match(rb"[\w.]{1,50}\s*=\s*", thing.data)
    return found[0] if found else b""


def is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def is_lines(thing: Thing) -> bool:
    lines = [line for line in thing.data.split(b"\n") if line.strip()]
    return len(lines) > 1 and is_json(lines[0])


#: A saved archive has captures and places of other files.
JSONS = [
    thing
    for thing in FORMS
    if thing.format != "threadkit_json"
    and (is_lines(thing) or is_json(thing.data.removeprefix(script(thing))))
    and not re.search(r"(direct-messages|follower|manifest|account)\.js$", thing.name)  # are not read for posts
]
TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[\]{},]|[^\s\[\]{},:"]++')


@pytest.fixture(autouse=True, scope="module")
def formats_found_once() -> Iterator[None]:
    """Each call of read() looks for plugins again, which takes longer than these small things do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(formats, "available", functools.cache(formats.available))
        yield


def read(data: bytes, name: str, form: str | None = None) -> list[Finding]:
    """What is read, when it keeps what is promised for any input."""
    found = list(threadkit.read(given(data, name), format=form))
    captures = {each.name for each in found if isinstance(each, Capture)}
    places = set()
    for each in found:
        if isinstance(each, Problem):
            assert not re.match(r"format \w+ failed", each.what), each
        elif isinstance(each, Sighting):
            place = (each.source.capture, each.source.locator)
            assert each.source.locator
            assert place not in places
            places.add(place)
            assert each.source.capture in captures or b"threadkit" in data[:100]
        for name in named(each):
            assert type(name) is str
            assert name
            assert not NO_ID.search(name), name
    return found


def named(finding: Finding) -> list[str]:
    """The ids in a finding."""
    ids: list[str | None] = []
    if isinstance(finding, Link):
        ids = [finding.child, finding.parent]
    elif isinstance(finding, Absence | Repost):
        ids = [finding.post]
    elif isinstance(finding, Sighting):
        ids = [finding.id]
    if isinstance(finding, Absence | Repost | Sighting) and finding.author is not None:
        ids.append(finding.author.id)
    return [each for each in ids if each is not None]


def posts(found: list[Finding]) -> dict[str, Sighting]:
    return {f"{each.source.capture} {each.source.locator}": each for each in found if isinstance(each, Sighting)}


def problems(found: list[Finding]) -> list[Problem]:
    return [each for each in found if isinstance(each, Problem) and each.severity is not Severity.INFO]


def own(post: Sighting) -> str | None:
    """Its id. Of a table's own ids without what tells tables of one name apart, which is made of their bytes."""
    return post.id and re.sub(r"#[0-9a-f]{8}(?=/)", "", post.id)


def told(found: list[Finding]) -> set[tuple[str, str, str]]:
    """Everything that a source says besides posts and links: what, and where."""
    return {
        (f"{type(each).__name__} {getattr(each, 'post', '')}", each.source.locator if each.source else "",
         getattr(each, "what", ""))
        for each in found
        if isinstance(each, Problem | Furniture | Absence | Repost | Declared)
    }


@functools.cache
def whole(thing: Thing) -> list[Finding]:
    return read(thing.data, thing.name, thing.format)


# -- cut -----------------------------------------------------------------------------------------------------------


def ends(data: bytes, root: str) -> dict[str, int]:
    """Where each object and array of a JSON text ends, by its place."""
    found: dict[str, int] = {}
    stack: list[list[Any]] = []  # [place, place in an array or None, key]
    for token in TOKEN.finditer(data):
        sign = token[0]
        if sign in (b"}", b"]"):
            found[stack.pop()[0]] = token.end()
        elif sign == b",":
            stack[-1][1:] = [None, None] if stack[-1][1] is None else [stack[-1][1] + 1, None]
        elif stack and stack[-1][1] is None and stack[-1][2] is None:
            stack[-1][2] = json.loads(sign)
        elif sign in (b"{", b"["):
            place, n, key = stack[-1] if stack else ("", None, None)
            here = root if not stack else f"{place}.{key}" if n is None else f"{place}[{n}]"
            stack.append([here, 0 if sign == b"[" else None, None])
    return found


@functools.cache
def records(thing: Thing) -> dict[str, int]:
    """The same of all texts in a thing."""
    found: dict[str, int] = {}
    at, lines = 0, thing.data.split(b"\n")
    if not is_lines(thing):
        start = len(script(thing))
        return {place: end + start for place, end in ends(thing.data[start:], "$").items()}
    for number, line in enumerate(lines, 1):
        if is_json(line):
            found |= {place: end + at for place, end in ends(line, f"line {number}").items()}
        at += len(line) + 1
    return found


@pytest.mark.parametrize("thing", params(FORMS))
def test_cut_anywhere(thing: Thing) -> None:
    size = len(thing.data.rstrip())
    for n, at in enumerate(sorted({size * n // 4 for n in range(1, 4)} | {1, size - 1})):
        found = read(thing.data[:at], thing.name, thing.format if n % 2 else None)
        if thing in JSONS and thing.data[:at].strip() and b"\n" not in thing.data[at - 1 : at + 1]:
            assert problems(found), at


#: In the record in which an export of 2013 ends the post that it passes on is not read.
WITH_POSTS = [thing for thing in JSONS if thing.name != "x_archive/y2013/data/js/tweets/2013_02.js"]


@pytest.mark.parametrize("thing", params([thing for thing in WITH_POSTS if posts(whole(thing))]))
def test_whole_records_before_a_cut_are_kept(thing: Thing) -> None:
    ended = records(thing)
    wanted = {}
    for post in posts(whole(thing)).values():
        place = post.source.locator.removesuffix(".legacy")
        line = re.split(r"[.\[]", place)[0] if is_lines(thing) else place
        if line in ended:
            wanted[post.source.locator] = (ended[line], own(post))
    for at in sorted({end + 1 for end, _ in wanted.values()}):
        if len([line for line in thing.data[:at].split(b"\n") if line.strip()]) == 1:
            continue  # one line alone is "$"
        found = read(thing.data[:at], thing.name, thing.format)
        kept = {post.source.locator: own(post) for post in posts(found).values()}
        places = {locator for _, locator, _ in told(found)}  # it may need what is cut off to be a post
        for place, (end, name) in wanted.items():
            assert end >= at or kept.get(place) == name or (place not in kept and place in places)


# -- a damaged record ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("thing", params([thing for thing in JSONS if is_lines(thing)]))
def test_a_damaged_line_costs_itself_only(thing: Thing) -> None:
    lines = thing.data.split(b"\n")
    good = posts(whole(thing))
    for n, line in enumerate(lines):
        for damaged in (line[: len(line) // 2], b'{"id": oops}', b"\x00\xff\xfe", b"Too many requests"):
            found = read(b"\n".join((*lines[:n], damaged, *lines[n + 1 :])), thing.name, thing.format)
            if line.strip() and damaged.strip():
                assert any(each.source and each.source.locator == f"line {n + 1}" for each in problems(found))
            places = {f"{thing.name} {locator}" for _, locator, _ in told(found)}
            mine = re.compile(rf" line {n + 1}(?!\d)")
            kept = posts(found)
            assert kept.keys() <= good.keys()
            for key, post in good.items():
                if not mine.search(key):
                    assert own(kept[key]) == own(post) if key in kept else key in places, key


@pytest.mark.parametrize("thing", params([thing for thing in JSONS if not is_lines(thing)]))
def test_a_damaged_record_costs_itself_only(thing: Thing) -> None:
    good = posts(whole(thing))
    for place, end in records(thing).items():
        if place.endswith("]") and thing.data[end - 1 : end] == b"}":
            damaged = thing.data[: end - 1] + b" oops }" + thing.data[end:]
            found = read(damaged, thing.name, thing.format)
            places = {locator for _, locator, _ in told(found)}
            # the record of an array is taken out whole; that a post passes on another is known by what it refers to
            within = re.match(r"\$\[\d+\]", place) or re.match(r"(.+)(?=\.referenced_tweets\[\d+\]$)", place)
            around = within[0] if within else place
            for key in good.keys() - posts(found).keys():
                locator = key.partition(" ")[2]
                assert locator in places or locator.startswith(around) or ".." in locator, place
            assert problems(found)


# -- bytes that change -----------------------------------------------------------------------------------------------

CHANGES = st.lists(
    st.tuples(
        st.integers(0, 1_000_000),
        st.sampled_from(["put", "insert", "delete", "repeat", "swap"]),
        st.one_of(st.sampled_from([*b'{}[]",:\\0\n\r\x00\xff\xed-e.;=\t<']), st.integers(0, 255)),
    ),
    min_size=1,
    max_size=6,
)


def changed(data: bytes, changes: list[tuple[int, str, int]]) -> bytes:
    for place, how, byte in changes:
        at = place % (len(data) or 1)
        if how == "put":
            data = data[:at] + bytes([byte]) + data[at + 1 :]
        elif how == "insert":
            data = data[:at] + bytes([byte]) * (1 + byte % 3) + data[at:]
        elif how == "delete":
            data = data[:at] + data[at + byte :]
        elif how == "repeat":
            data = data[: at + byte] + data[at:]
        else:
            data = data[at:] + data[:at]
    return data


@MANY
@hypothesis_given(st.sampled_from(FORMS), CHANGES, st.booleans())
def test_changed_bytes(thing: Thing, changes: list[tuple[int, str, int]], named: bool) -> None:
    read(changed(thing.data, changes), thing.name, thing.format if named else None)


@FEW
@hypothesis_given(st.sampled_from(folders()), st.integers(0, 100), CHANGES)
def test_changed_bytes_of_a_file_in_a_folder(folder: Path, which: int, changes: list[tuple[int, str, int]]) -> None:
    files = inside(folder)
    name = sorted(files)[which % len(files)]
    read(zipped(files | {name: changed(files[name], changes)}), str(folder))


@FEW
@hypothesis_given(st.sampled_from(folders()), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=5))
def test_changed_bytes_of_the_files_in_an_archive(folder: Path, changes: list[tuple[float, int]]) -> None:
    data = bytearray(zipped(inside(folder)))
    for place, byte in changes:
        data[4 + int(place * (data.index(b"PK\x01\x02") - 5))] = byte
    assert read(bytes(data), str(folder))


def test_an_archive_whose_start_is_cut() -> None:
    data = zipped(inside(folders()[0]))
    assert problems(read(data[:4] + data[130:], "cut.zip"))


def test_an_archive_of_a_later_version() -> None:
    data = bytearray(zipped(inside(folders()[0])))
    data[data.index(b"PK\x01\x02") + 6] = 0xF0
    assert problems(read(bytes(data), "later.zip"))


def test_a_tar_whose_first_header_is_damaged() -> None:
    data = bytearray(tarred(inside(folders()[0])))
    data[0] ^= 1
    assert problems(read(bytes(data), "damaged.tar"))


# -- values of another kind ------------------------------------------------------------------------------------------


@functools.cache
def texts_of(thing: Thing) -> tuple[Any, ...]:
    """The JSON texts of a thing: one, or one a line."""
    lines = thing.data.split(b"\n") if is_lines(thing) else [thing.data.removeprefix(script(thing))]
    return tuple(json.loads(line) for line in lines if is_json(line))


def written(thing: Thing, values: list[Any]) -> bytes:
    return script(thing) + "\n".join(json.dumps(value) for value in values).encode()


@functools.cache
def paths(thing: Thing) -> list[tuple[str | int, ...]]:
    return [path for path in places_in(list(texts_of(thing))) if path]


def with_value(thing: Thing, path: tuple[str | int, ...], value: object) -> tuple[bytes, Any]:
    """The thing with another value at a place, and what stood there."""
    values: Any = copy.deepcopy(list(texts_of(thing)))
    holder = values
    for step in path[:-1]:
        holder = holder[step]
    before = holder[path[-1]]
    holder[path[-1]] = value
    return written(thing, values), before


@MANY
@hypothesis_given(st.sampled_from(JSONS), st.integers(0, 100_000), st.sampled_from([*ODD, math.nan, math.inf]))
def test_a_value_of_another_kind(thing: Thing, which: int, value: object) -> None:
    path = paths(thing)[which % len(paths(thing))]
    data, _ = with_value(thing, path, value)
    read(data, thing.name, thing.format)
    read(data, thing.name)


@pytest.mark.parametrize("thing", params(JSONS))
def test_posts_are_not_lost_without_a_word(thing: Thing) -> None:
    """What holds records is something else."""
    good = read(written(thing, list(texts_of(thing))), thing.name, thing.format)
    holders = [path for path in paths(thing) if holds(thing, path)]
    for n, path in enumerate(holders[:: 1 + len(holders) // 12]):
        value = (1.5, "not this")[n % 2]
        data, _ = with_value(thing, path, value)
        found = read(data, thing.name, thing.format)
        assert len(posts(found)) == len(posts(good)) or told(found) - told(good), (path, value)


def holds(thing: Thing, path: tuple[str | int, ...]) -> bool:
    value: Any = list(texts_of(thing))
    for step in path:
        value = value[step]
    return isinstance(value, dict | list) and bool(value)


@pytest.mark.parametrize("thing", params(JSONS))
def test_ids_that_went_through_a_float(thing: Thing) -> None:
    def floats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        return {
            key: float(value)
            if re.search(r"id(_str|_string)?$|Id$|^ts$", key) and re.fullmatch(r"\d{1,20}", str(value))
            else value
            for key, value in pairs
        }

    values = [json.loads(json.dumps(value), object_pairs_hook=floats) for value in texts_of(thing)]
    found = read(written(thing, values), thing.name, thing.format)
    assert not any(re.search(r":\d+\.\d+$", name) for each in found for name in named(each) if "slack:" not in name)
    if values != list(texts_of(thing)) and len(posts(found)) < len(posts(whole(thing))):
        assert told(found) - told(whole(thing))


# -- depth, size, signs ----------------------------------------------------------------------------------------------

DEEP = 2_000
HUGE = ("9" * 400, "1e400", "-1e400", "NaN", "-Infinity", "9" * 5_000, "1" + "0" * 40, "-0", "1E-400")


def numbers_as(data: bytes, number: str) -> bytes:
    return re.sub(rb"(?<=[:\[, ])-?\d+(?:\.\d+)?(?=\s*[,}\]])", number.encode(), data)


@pytest.mark.parametrize("number", HUGE, ids=lambda number: f"{number[:8]}({len(number)})")
@pytest.mark.parametrize("form", sorted({str(thing.format) for thing in JSONS}))
def test_huge_numbers(form: str, number: str) -> None:
    for thing in JSONS:
        if thing.format == form:
            read(numbers_as(thing.data, number), thing.name, form)


@pytest.mark.parametrize("thing", params([thing for thing in FORMS if thing.name.startswith("EXAMPLE")]))
def test_digits_that_are_no_number(thing: Thing) -> None:
    """More than Python makes a number of; digits of other scripts; signs that are called digits and are none."""
    numbers = [found.span() for found in re.finditer(rb"\d+", thing.data)]
    for n, (start, end) in enumerate(numbers[:: 1 + len(numbers) // 20]):
        digits = (b"9" * 5_000, "\u00b2".encode(), "\u0663".encode())[n % 3]
        read(thing.data[:start] + digits + thing.data[end:], thing.name, thing.format)


@pytest.mark.parametrize("form", ["hacker_news", "reddit_json"])
def test_a_post_that_stands_twice_in_a_tree(form: str) -> None:
    """Places below it are told apart."""
    for thing in JSONS:
        if thing.format == form:
            for path in paths(thing):
                if len(path) > 2 and path[-1] == 0 and isinstance(path[-2], str):
                    values: Any = copy.deepcopy(list(texts_of(thing)))
                    holder = values
                    for step in path[:-1]:
                        holder = holder[step]
                    holder.extend(copy.deepcopy(holder))
                    read(written(thing, values), thing.name, form)


@pytest.mark.parametrize("thing", params([thing for thing in JSONS if thing.name.startswith("EXAMPLE")]))
def test_deep_nesting(thing: Thing) -> None:
    chosen = [path for path in paths(thing) if path and isinstance(path[-1], str)]
    for n, path in enumerate(chosen[:: 1 + len(chosen) // 5]):
        data, before = with_value(thing, path, "@deep@")
        inner = json.dumps(before).encode()
        again = json.dumps({path[-1]: 0})[:-2].encode()
        opening, closing = ((b"[", b"]"), (b'{"a":', b"}"), (again, b"}"))[n % 3]
        for end in (closing * DEEP, b""):
            read(data.replace(b'"@deep@"', opening * DEEP + inner + end), thing.name, thing.format if n % 2 else None)


@pytest.mark.parametrize("thing", params(JSONS))
def test_half_characters(thing: Thing) -> None:
    """Escapes of lone surrogates, and the bytes of one."""
    for half in (rb"\ud83d", rb"\udc00x", b"\xed\xa0\xbd", b"\xf0\x9f\x91"):
        data = half.join(re.split(rb'(?<=: ")(?=[A-Z][a-z]+ )|(?<=:")(?=[A-Z][a-z]+ )', thing.data))
        found = read(data, thing.name, thing.format)
        assert len(posts(found)) == len(posts(whole(thing)))


def test_cells_of_parquet_that_python_has_no_value_for() -> None:
    """A time beyond the year 9999, a text that is no UTF-8: they cost themselves only."""
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    columns = {
        "tweet_id": [1534000000000000001, 1534000000000000002],
        "created_at": arrow.array([2**62, 1_654_569_074_000_000], arrow.timestamp("us", "UTC")),
        "text": arrow.array([b"caf\xe9", b"Noon."], arrow.binary()).view(arrow.string()),
        "username": ["example_ada", "example_bo"],
    }
    file = io.BytesIO()
    parquet.write_table(arrow.table(columns), file)
    found = read(file.getvalue(), "table.parquet")
    assert [post.text for post in posts(found).values()] == ["caf\ufffd", "Noon."]
    assert [post.when is not None and post.when.earliest is not None for post in posts(found).values()][1]
    assert any(each.source and each.source.locator == "row 0, time" for each in problems(found))


# -- how it is written -----------------------------------------------------------------------------------------------


def same(found: list[Finding], thing: Thing) -> None:
    wanted = [(own(post), post.text, post.source.locator) for post in posts(whole(thing)).values()]
    assert [(own(post), post.text, post.source.locator) for post in posts(found).values()] == wanted


TEXTS = [thing for thing in FORMS if thing.format not in ("bluesky_car", "table_parquet")]
UNICODE = [thing for thing in TEXTS if thing.format != "mail" and is_utf_8(thing.data)]


@pytest.mark.parametrize("thing", params(TEXTS))
def test_a_byte_order_mark_changes_nothing(thing: Thing) -> None:
    same(read(codecs.BOM_UTF8 + thing.data.removeprefix(codecs.BOM_UTF8), thing.name), thing)


@pytest.mark.parametrize("thing", params(TEXTS))
def test_line_ends_change_nothing(thing: Thing) -> None:
    same(read(re.sub(rb"\r?\n", b"\r\n", thing.data), thing.name), thing)


@pytest.mark.parametrize("thing", params(UNICODE))
@pytest.mark.parametrize("codec", ["utf-16", "utf-16-be"])
def test_other_unicode_changes_nothing(thing: Thing, codec: str) -> None:
    text = thing.data.decode().removeprefix("\ufeff")
    data = (codecs.BOM_UTF16_BE if codec == "utf-16-be" else b"") + text.encode(codec)
    same(read(data, thing.name), thing)


@pytest.mark.parametrize("thing", params(FORMS))
def test_compressing_changes_nothing(thing: Thing) -> None:
    packed = gzip.compress(thing.data)
    assert read(packed, thing.name, thing.format) == whole(thing)
    for cut in (packed[: len(packed) // 2], packed[:-8] + b"\x00" * 8):
        assert problems(read(cut, thing.name, thing.format))


NOTHING = (b"", b"\n", codecs.BOM_UTF8, b" \r\n\t", codecs.BOM_UTF16_LE)


@pytest.mark.parametrize("data", NOTHING, ids=repr)
def test_nothing_at_all_is_told(data: bytes) -> None:
    assert [each.what for each in problems(read(data, "empty.txt"))] == ["is empty"]


@pytest.mark.parametrize("data", NOTHING, ids=repr)
@pytest.mark.parametrize("form", sorted({str(thing.format) for thing in FORMS}))
def test_nothing_at_all_is_no_post(form: str, data: bytes) -> None:
    assert not posts(read(data, "empty.txt", form))


def test_nothing_at_all_is_told_of_a_named_format() -> None:
    assert not [
        (form, data)
        for form in sorted({str(thing.format) for thing in FORMS})
        for data in NOTHING
        if not any(isinstance(each, Problem) for each in read(data, "empty.txt", form))
    ]


def stacks() -> Iterator[Thing]:
    """Records one a line, of things that are an array of them."""
    for thing in JSONS:
        (value, *more) = texts_of(thing)
        if isinstance(value, list) and len(value) > 2 and not more and thing.format not in ARRAYS:
            yield Thing(thing.name, thing.format, b"\n".join(json.dumps(each).encode() for each in value))


@pytest.mark.parametrize("thing", params(list(stacks())))
def test_records_one_a_line_with_the_last_cut(thing: Thing) -> None:
    *_, last = lines = thing.data.split(b"\n")
    good = {key: post.id for key, post in posts(whole(thing)).items()}
    found = read(thing.data[: -len(last) // 2], thing.name, thing.format)
    mine = re.compile(rf" line {len(lines)}(?!\d)")
    assert {key: post.id for key, post in posts(found).items()} == {
        key: name for key, name in good.items() if not mine.search(key)
    }
    assert any(each.source and each.source.locator == f"line {len(lines)}" for each in problems(found))
