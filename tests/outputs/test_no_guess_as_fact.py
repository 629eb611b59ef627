"""No output form writes an inferred link where a platform's own reply id is expected, and none comes back as a fact.

Every form has a case here; a form, a module of outputs/ or a method that hands out links without one fails.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import networkx as nx
import pytest

import threadkit
from threadkit import Author, Basis, Capture, Card, Count, Counts, Kind, Link, Sighting, Source, When
from threadkit.archive import Archive
from threadkit.outputs import FORMS, render, write
from threadkit.outputs.check_text import lines
from threadkit.outputs.phrases import percent
from threadkit.parsing.tables.columns import NAMES, fold
from threadkit.records import Finding, Order
from threadkit.threads import ReplyTree, Thread

OUTPUTS = Path(threadkit.__file__).parent / "outputs"
#: Modules of outputs/ that hand out links beside the forms, and those that help others to.
FURTHER = {"rows", "networks"}
HELPERS = {"__init__", "addresses", "attributes", "check_text", "layout", "phrases"}
WAYS_OUT = {"write", "rows", "graph", "to_networkx", "_repr_html_", "raw"}  # raw: the source's own record
ADA = Author("example_ada", "Ada Example")
MILL = "The mill on the river has stood empty since the flood, and nobody has asked for its key until today."
#: Names under which the data of platforms, and tables made of them, hold what a post answers or quotes.
OF_PLATFORMS = {*NAMES["parent"], *NAMES["quote"]} - {"parent"}

Case = Callable[[Archive, Path], None]
CASES: dict[str, Case] = {}


def case(name: str) -> Callable[[Case], Case]:
    def named(check: Case) -> Case:
        CASES[name] = check
        return check

    return named


# --- an archive full of guesses -------------------------------------------------------------------------------------


def post(page: str, n: int, text: str, minute: int, name: str | None, replies: int = 0, **more: Any) -> Sighting:
    when = When.at(datetime(2025, 5, 13, 19, tzinfo=UTC) + timedelta(minutes=minute), timedelta(minutes=1))
    counts = Counts(Count.of(5), Count.of(1), Count.of(replies), Count.of(0))
    return Sighting(
        Source(page, f"line {n}", n), text, id=name, author=ADA, when=when, counts=counts, **more
    )  # fmt: skip


def findings() -> list[Finding]:
    other = "at://did:plc:example/app.bsky.feed.post/"
    return [
        Capture("ids.txt", "made_up", order=Order.OLDEST, platform="x", account=ADA),
        post("ids.txt", 0, "I went to see the old mill on the river. A thread:", 0, "x:100", 1),
        post("ids.txt", 1, "... and its wheel still turns, slowly, when the river is high", 1, "x:101", 1),
        post("ids.txt", 2, "And that is all there is to say about the wheel of the mill", 2, "x:102"),
        post("ids.txt", 3, "Good morning", 4000, "x:103"),
        post("ids.txt", 4, MILL, 9000, "x:105"),
        post("ids.txt", 5, "Placed by hand", 12000, "x:106"),
        post("ids.txt", 6, "Stated by its source", 15000, "x:107"),
        Link(Kind.REPLY, "x:107", "x:1", Basis.STATED),
        Link(Kind.REPLY, "x:106", "x:103", Basis.ASSUMED),
        Capture("again.txt", "made_up", platform="x", account=ADA),
        post("again.txt", 0, MILL, 9000, None),
        Capture("else.txt", "made_up", platform="bluesky", account=ADA),
        post("else.txt", 0, MILL, 9001, f"{other}1"),
        post("else.txt", 1, "See this", 9500, f"{other}2",
             cards=(Card(f"Ada Example (@example_ada) on X: {MILL}", None, "x.com"),)),
        Capture("numbers.txt", "made_up", order=Order.OLDEST, platform="x", account=ADA),
        post("numbers.txt", 0, "1/5 How a ferry is steered", 40_000, "x:201", 1),
        post("numbers.txt", 1, "2/5 First the rope", 40_001, "x:202", 1),
        post("numbers.txt", 2, "4/5 Last the bell", 40_003, "x:204"),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def guessing() -> Archive:
    return Archive(findings())


def guesses(archive: Archive, *kinds: Kind) -> list[Link]:
    return [link for link in archive.links if link.basis is Basis.INFERRED and (not kinds or link.kind in kinds)]


def held(archive: Archive) -> set[str]:
    return {each.id for each in archive.posts}


def test_there_is_a_guess_of_every_kind(guessing: Archive) -> None:
    assert {link.kind for link in guesses(guessing)} >= {Kind.REPLY, Kind.QUOTE, Kind.CROSSPOST, Kind.SAME}
    both = {(link.child, link.parent) for link in guesses(guessing, Kind.REPLY)}
    assert {("x:101", "x:100"), ("x:102", "x:101")} <= both
    assert {link.basis for link in guessing.links} == {Basis.INFERRED, Basis.ASSUMED, Basis.STATED}


# --- the forms ------------------------------------------------------------------------------------------------------


def records(value: object) -> Iterator[dict[str, Any]]:
    """Every JSON object inside a value."""
    ahead = [value]
    while ahead:
        each = ahead.pop()
        if isinstance(each, dict):
            yield each
            ahead += each.values()
        elif isinstance(each, list):
            ahead += each


def in_fields_of_platforms(record: dict[str, Any]) -> set[object]:
    return {value for key, value in record.items() if fold(key) in OF_PLATFORMS and not isinstance(value, list | dict)}


@case("html")
def in_html(archive: Archive, folder: Path) -> None:
    page = render(archive, "html")
    articles = dict(re.findall(r'<article id="[^"]*" data-post="([^"]*)"[^>]*>(.*?)</article>', page, re.DOTALL))
    for link in guesses(archive, Kind.REPLY):
        if link.child in articles:
            mark = re.search(r'class="relation doubtful".*?(likely [^<,]*), (\d+ %)', articles[link.child], re.DOTALL)
            assert mark is not None, link
            assert mark[2] == percent(link.probability or 0)
    doubtful = re.findall(r'class="(?:note|what) doubtful"', page)
    both = [link for link in guesses(archive, Kind.QUOTE, Kind.CROSSPOST) if {link.child, link.parent} <= held(archive)]
    assert len(doubtful) >= len(both)
    attributes = {name for tag in re.findall(r"<[a-z][^>]*>", page) for name in re.findall(r"\s([a-z-]+)=", tag)}
    assert not {name for name in attributes if fold(name.removeprefix("data-")) in OF_PLATFORMS}
    parents = {link.parent for link in guesses(archive, Kind.REPLY)}
    named = set(map(html.unescape, re.findall(r'\s(?!id=|data-post=)[a-z-]+="([^"]*)"', page)))
    assert not parents & named


@case("notebook")
def in_a_notebook(archive: Archive, folder: Path) -> None:
    assert archive._repr_html_() == render(archive, "html")
    for subject in (archive.thread("x:101"), archive.tree("x:101")):
        assert subject._repr_html_().count("relation doubtful") == 2


def marked_in_text(archive: Archive, form: str) -> None:
    told = render(archive, form).replace("\\", "")
    for link in guesses(archive, Kind.REPLY):
        if link.child in held(archive):
            words = archive[link.child].text[-20:]
            mark = rf"likely (?:continues|answers) [^\n]*, {percent(link.probability or 0)}[^\n]*"
            assert re.search(rf"{mark}\n+[^\n]*{re.escape(words)}", told.replace("> ", "")), link
    for link in guesses(archive, Kind.QUOTE, Kind.CROSSPOST):
        assert f", {percent(link.probability or 0)}" in told
    unmarked = [line for line in told.split("\n") if re.match(r"[> *~]*(continues|answers) ", line)]
    assert not any(line for line in unmarked if "placed by hand" not in line and "missing" not in line), unmarked


@case("markdown")
def in_markdown(archive: Archive, folder: Path) -> None:
    marked_in_text(archive, "markdown")


@case("text")
def in_text(archive: Archive, folder: Path) -> None:
    marked_in_text(archive, "text")


@case("tree")
def in_a_drawn_tree(archive: Archive, folder: Path) -> None:
    drawn = render(archive, "tree").split("\n")
    for link in guesses(archive, Kind.REPLY):
        if link.child in held(archive):
            (line,) = (line for line in drawn if archive[link.child].text[:20] in line)
            assert line.endswith(f"(inferred {percent(link.probability or 0)})")
    stated = [line for line in drawn if re.match(r"[│ ]*[├└]", line) and "inferred" not in line]
    assert len(stated) == 2  # what a source and what a person said


@case("json")
def in_json(archive: Archive, folder: Path) -> None:
    saved = json.loads(render(archive, "json"))
    assert not [each for each in records(saved["findings"]) if each.get("basis") == "inferred"]
    parents = {link.parent for link in guesses(archive)}
    links = [each for each in records(saved) if {"child", "parent"} <= each.keys()]
    assert all(("probability" in each) == (each["basis"] == "inferred") for each in links if "basis" in each)
    assert not [each for each in records(saved) if in_fields_of_platforms(each) & parents]
    below = {name: basis for tree in saved["result"]["trees"] for name, depth, basis in tree["nodes"] if depth}
    spoken = {name for thread in saved["result"]["threads"] for name in thread["inferred"]}
    for link in guesses(archive, Kind.REPLY):
        assert below[link.child] == "inferred"
        assert link.child in spoken
    assert {below["x:106"], below["x:107"]} == {"assumed", "stated"}
    assert not spoken & {"x:106", "x:107"}


@case("convokit")
def in_a_corpus(archive: Archive, folder: Path) -> None:
    write(archive, folder / "corpus", "convokit")
    lines = (folder / "corpus" / "utterances.jsonl").read_text("ascii").splitlines()
    said = {each["id"]: each for each in map(json.loads, lines)}
    for link in guesses(archive, Kind.REPLY):
        if link.child in said:
            utterance = said[link.child]
            assert utterance["reply-to"] is None
            assert utterance["meta"]["reply_to_not_held"] is None
            assert utterance["meta"]["inferred_reply_to"] == link.parent
            assert utterance["meta"]["inferred_probability"] == link.probability
            assert utterance["conversation_id"] == link.child
    for link in guesses(archive, Kind.QUOTE):
        assert link.parent not in said[link.child]["meta"]["quotes_posts"]
        assert link.parent in said[link.child]["meta"]["inferred_quotes"]


@case("rows")
def in_rows(archive: Archive, folder: Path) -> None:
    rows = {row["id"]: row for row in archive.rows()}
    for link in guesses(archive, Kind.REPLY):
        if link.child in rows:
            row = rows[link.child]
            assert (row["parent"], row["parent_basis"]) == (link.parent, "inferred")
            assert row["parent_probability"] == link.probability
    stated = {name: row["reply_to"] for name, row in rows.items() if in_fields_of_platforms(row) != {None}}
    assert stated == {"x:107": "x:1"}


def marked_edges(archive: Archive, edges: dict[tuple[str, str], dict[str, Any]]) -> None:
    links = [link for link in guesses(archive, Kind.REPLY) if (link.child, link.parent) in edges]
    assert len(links) >= 2
    for link in links:
        edge = edges[link.child, link.parent]
        assert edge["basis"] == "inferred"
        assert float(edge["probability"]) == link.probability != 1


@case("graph")
def in_the_graph(archive: Archive, folder: Path) -> None:
    marked_edges(archive, {(a, b): data for a, b, key, data in archive.graph.edges(keys=True, data=True)})
    for _, attributes in archive.graph.nodes(data=True):
        assert not in_fields_of_platforms(attributes)


@case("networkx tree")
def in_the_graph_of_a_tree(archive: Archive, folder: Path) -> None:
    graph = archive.tree("x:102").to_networkx()
    marked_edges(archive, {(below, above): data for above, below, data in graph.edges(data=True)})


@case("graphml")
def in_graphml(archive: Archive, folder: Path) -> None:
    nx.write_graphml(archive.graph, folder / "links.graphml")
    back = nx.read_graphml(folder / "links.graphml", force_multigraph=True)
    marked_edges(archive, {(a, b): data for a, b, data in back.edges(data=True)})


@case("gexf")
def in_gexf(archive: Archive, folder: Path) -> None:
    nx.write_gexf(archive.graph, folder / "links.gexf")
    back = nx.read_gexf(folder / "links.gexf")
    marked_edges(archive, {(a, b): data for a, b, data in back.edges(data=True)})


@pytest.mark.parametrize("name", CASES)
def test_a_guess_is_marked_as_one_and_stands_in_no_field_of_a_platform(
    name: str, guessing: Archive, tmp_path: Path
) -> None:
    CASES[name](guessing, tmp_path)


@pytest.mark.parametrize("name", CASES)
def test_so_it_is_where_the_parent_is_hidden(name: str, guessing: Archive, tmp_path: Path) -> None:
    """A filtered view: what a post is likely to answer is now a gap."""
    if name in ("notebook", "tree", "json", "networkx tree"):
        pytest.skip("counts what a whole archive holds")
    CASES[name](guessing.filter(lambda each: each.id not in ("x:100", "x:105")), tmp_path)


# --- gaps that are guessed ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lacking() -> Archive:
    """Two posts are lost above and one in between; only their numbers say so."""
    rows = "3/9 How a ferry is steered", "4/9 First the rope", "6/9 Last the bell"
    shown = [post("numbers.txt", n, text, n, f"x:{n}", 1) for n, text in enumerate(rows)]
    return Archive([Capture("numbers.txt", "made_up", order=Order.OLDEST, platform="x", account=ADA), *shown])


def test_two_gaps_are_guessed(lacking: Archive) -> None:
    told = [(gap.side, gap.count, gap.probability) for gap in lacking.missing]
    assert told == [("above", 2, 0.9), ("between", 1, 0.9)]
    assert [gap.probability for gap in lacking.thread("x:0").missing] == [0.9, 0.9]


def subjects(archive: Archive) -> list[Archive | Thread | ReplyTree]:
    return [archive, archive.thread("x:0"), archive.tree("x:0")]


@pytest.mark.parametrize("which", range(3))
@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_a_guessed_gap_is_marked_where_people_read_of_it(form: str, which: int, lacking: Archive) -> None:
    told = render(subjects(lacking)[which], form)
    assert len(re.findall(r"posts? missing [^\]\n<]*\(likely, 90 %\)", told)) == 2
    assert len(re.findall("posts? missing", told)) == 2
    assert re.search(r"2 gaps \(likely\)", told)


@pytest.mark.parametrize("which", range(3))
def test_a_guessed_gap_is_marked_in_a_drawn_tree(which: int, lacking: Archive) -> None:
    gaps = [line for line in render(subjects(lacking)[which], "tree").split("\n") if "missing" in line]
    assert [line.endswith("] (inferred 90 %)") for line in gaps] == [True, True]


def test_a_conversation_under_a_gap_that_is_guessed_says_so() -> None:
    texts = "3/9 How a ferry is steered", "4/9 First the rope", "5/9 Last the bell"
    shown = [post("numbers.txt", n, text, n, f"x:{n}", 1) for n, text in enumerate(texts)]
    bo = attrs.evolve(post("numbers.txt", 3, "Is it heavy?", 4, "x:9"), author=Author("example_bo"))
    capture = Capture("numbers.txt", "made_up", order=Order.OLDEST, platform="x", account=ADA)
    archive = Archive([capture, *shown, bo, Link(Kind.REPLY, "x:9", "x:0", Basis.STATED)])
    assert "Conversation under a post that is likely missing" in render(archive, "text")
    archive.assume("x:0", archive.missing[0])
    assert "Conversation under a post that is missing" in render(archive, "text")


def test_a_guessed_gap_is_marked_when_it_is_checked(lacking: Archive) -> None:
    told = [line for _, line in lines(lacking)]
    assert "  1 capture, 3 posts, 1 thread, 2 gaps (likely), 0 problems" in told
    assert len([line for line in told if "missing" in line and "(likely, 90 %)" in line]) == 2
    assert repr(lacking) == "<Archive: 1 capture, 3 posts, 2 gaps (likely)>"
    lacking = Archive([*lacking.findings, Link(Kind.REPLY, "x:9", "x:8", Basis.STATED)])
    assert repr(lacking) == "<Archive: 1 capture, 3 posts, 4 gaps (2 likely)>"


def test_a_guessed_gap_is_marked_for_programs(lacking: Archive) -> None:
    saved = json.loads(render(lacking, "json"))["result"]
    assert [gap["probability"] for gap in saved["missing"]] == [0.9, 0.9]
    assert saved["threads"][0]["inferred"] == [name for name in saved["threads"][0]["items"] if name != "gap:above x:0"]
    for graph in (lacking.graph, lacking.tree("x:0").to_networkx()):
        chances = {name: told["probability"] for name, told in graph.nodes(data=True) if not told["held"]}
        assert chances == {gap.id: 0.9 for gap in lacking.missing}
    wanted = {each.what: each.probability for each in lacking.frontier()}
    assert wanted == {"post above": 0.9, "posts between": 0.9, "replies": None}


def test_replies_that_are_guessed_are_told_apart(lacking: Archive) -> None:
    assert [(told.held, told.absent, told.guessed) for told in map(lacking.replies, ("x:0", "x:1", "x:2"))] == [
        (1, 0, 1), (0, 1, 1), (0, 0, 0)
    ]  # fmt: skip


def test_a_gap_that_a_source_speaks_of_is_no_guess(lacking: Archive) -> None:
    """Nor is what a view hides, however its link is known."""
    hidden = lacking.filter(lambda each: each.id != "x:0")
    (gap,) = (gap for gap in hidden.missing if gap.id == "x:0")
    assert gap.probability is None
    assert hidden.forest.links[hidden.forest.number["x:1"]] in hidden.links
    assert "filtered out (likely here, 90 %)]" in render(hidden, "text")  # it is held: only its place is a guess
    assert "(a guess" not in str(hidden.explain("x:0")).split("\n")[1]
    stated = Archive([*lacking.findings, Link(Kind.REPLY, "x:8", "gap:above x:0", Basis.STATED)])
    (gap,) = (gap for gap in stated.missing if gap.id == "gap:above x:0")
    assert (gap.count, gap.probability) == (2, None)


def test_every_form_has_its_case() -> None:
    assert {form.name for form in FORMS} <= CASES.keys()
    modules = {path.stem for path in OUTPUTS.glob("*.py")}
    assert modules == {form.module.rpartition(".")[2] for form in FORMS} | FURTHER | HELPERS


@pytest.mark.parametrize("kind", [Archive, Thread, ReplyTree])
def test_every_way_out_has_its_case(kind: type) -> None:
    """A new `to_…` or `_repr_…_` needs a case above."""
    ways = {name for name in dir(kind) if name.startswith(("to_", "write", "export", "_repr_", "raw", "rows", "graph"))}
    assert ways <= WAYS_OUT


# --- and back -------------------------------------------------------------------------------------------------------


def as_csv(archive: Archive) -> str:
    rows = list(archive.rows())
    text = io.StringIO()
    table = csv.DictWriter(text, list(rows[0]))
    table.writeheader()
    table.writerows(rows)
    return text.getvalue()


def from_a_file(form: str, ending: str) -> Callable[[Archive, Path], Archive]:
    def back(archive: Archive, folder: Path) -> Archive:
        path = folder / f"out{ending}"
        write(archive, path, form)
        return threadkit.load(path, infer=False)

    return back


def from_csv(archive: Archive, folder: Path, drop: tuple[str, ...] = ()) -> Archive:
    rows = list(csv.DictReader(io.StringIO(as_csv(archive))))
    with (folder / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, [name for name in rows[0] if name not in drop], extrasaction="ignore")
        table.writeheader()
        table.writerows(rows)
    return threadkit.load(folder / "rows.csv", infer=False)


def from_frame(archive: Archive, folder: Path) -> Archive:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(archive.rows())
    return threadkit.from_frame(frame, id="id", text="text", parent="reply_to", author="author_handle", infer=False)


BACK: dict[str, Callable[[Archive, Path], Archive]] = {
    form.name: from_a_file(form.name, (*form.endings, "")[0]) for form in FORMS
} | {
    "csv": from_csv,
    "csv without reply_to": lambda archive, folder: from_csv(archive, folder, ("reply_to",)),
    "frame": from_frame,
}


@pytest.mark.parametrize("form", BACK)
def test_what_is_read_back_holds_no_guess_as_a_fact(form: str, guessing: Archive, tmp_path: Path) -> None:
    again = BACK[form](guessing, tmp_path)
    facts = {frozenset((link.child, link.parent)): link.basis for link in again.links}
    for link in guesses(guessing):
        assert frozenset((link.child, link.parent)) not in facts, link
    if form in ("json", "convokit", "csv", "frame"):  # these hold links; what was a fact still is
        assert facts[frozenset(("x:107", "x:1"))] is Basis.STATED
    assert facts.get(frozenset(("x:106", "x:103"))) in (None, Basis.ASSUMED)  # a person's word stays one
