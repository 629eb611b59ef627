"""The pages in docs/ say what the code says: tables, lists of files, names. (Their Python blocks are run by sybil.)"""

from __future__ import annotations

import inspect
import re
import tomllib
from pathlib import Path

import attrs
import pytest

import threadkit
from threadkit.archive import Archive
from threadkit.graph.alignment import aligning
from threadkit.graph.guesses import calibration, cues, habits, inference, together, unroll_links
from threadkit.graph.linking import RANKING
from threadkit.outputs import FORMS
from threadkit.outputs.attributes import link_attributes, node_attributes
from threadkit.outputs.rows import COUNT_NAMES
from threadkit.parsing.formats import BUILT_IN, available
from threadkit.parsing.material import Fit, Head
from threadkit.records import Basis, Count, Counts, Kind, Link, Missing, Post
from threadkit.threads import ReplyTree, Thread
from threadkit.views.metrics import TreeMetrics

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PACKAGE = ROOT / "src" / "threadkit"
PAGES = sorted(DOCS.rglob("*.md"))
CODE = re.compile(r"`([^`]+)`")


def text_of(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


def tables(page: str, head: str) -> list[list[list[str]]]:
    """The cells of every table of a page whose first heading cell is `head`, without the heading."""
    found: list[list[list[str]]] = []
    inside = False
    for line in text_of(page).split("\n"):
        if not line.startswith("|"):
            inside = False
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] == head and not inside:
            found.append([])
            inside = True
        elif inside and set(line) - set("|-"):
            found[-1].append(cells)
    return found


def table(page: str, head: str) -> list[list[str]]:
    (only,) = tables(page, head)
    assert only
    return only


def first_names(rows: list[list[str]]) -> list[str]:
    return [name for row in rows for name in CODE.findall(row[0])]


def fenced(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text_of(page), re.MULTILINE | re.DOTALL)


def public(cls: type) -> set[str]:
    return {name for name in vars(cls) if not name.startswith("_")}


# --- inference and linking ------------------------------------------------------------------------------------


def test_weights_are_those_of_the_module() -> None:
    assert {row[0]: float(row[1]) for row in table("inference.md", "Cue")} == cues.WEIGHTS


def test_shares_are_those_of_the_modules() -> None:
    told = {(row[0], row[1]): (float(row[2]), float(row[3])) for row in table("inference.md", "Table")}
    shares = {(name, word): (share, cues.OTHERWISE.get(name, cues.OTHERWISE["likes"])[word])
              for name, words in cues.IN_THREADS.items() for word, share in words.items()}  # fmt: skip
    assert told == shares
    at_most = {(row[0], row[1]): float(row[4]) for row in table("inference.md", "Table") if row[4]}
    assert at_most == habits.MOST_FOR


def test_habits_are_those_of_the_module() -> None:
    rows = table("inference.md", "Continued")
    assert [tuple(round(float(cell.rstrip("%")) / 100, 4) for cell in row) for row in rows] == [*habits.USUAL_RATES]
    assert {row[0]: float(row[1]) for row in table("inference.md", "What it tells by")} == habits.TABLE_WEIGHT


def test_earlier_posts_are_as_in_the_module() -> None:
    told = [(int(row[0]), float(row[1])) for row in table("inference.md", "Posts back")]
    assert told == list(enumerate(inference.EARLIER, 1))
    assert len(told) == inference.REACH
    assert {row[0]: float(row[1]) for row in table("inference.md", "How long")} == inference.LATER


def test_calibration_is_that_of_the_module() -> None:
    words = {(shown, fine): (shown, ("ages, dates or none", "to the minute")[fine])
             for shown, fine in calibration.CURVES}  # fmt: skip
    told = {(row[0], row[1]): (float(row[2]), float(row[3])) for row in table("inference.md", "Reply count")}
    assert told == {words[key]: curve for key, curve in calibration.CURVES.items()}


INFERENCE = (inference, cues, habits, calibration, together, unroll_links)


def test_figures_are_those_of_the_modules() -> None:
    """And every one is told."""
    figures = {
        name: value
        for module in INFERENCE
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, int | float)
    }
    told = {name.strip("`"): float(value) for name, value, _ in table("inference.md", "Figure")}
    assert told == {name: value for name, value in figures.items() if name not in NOT_TOLD}


#: Priors of how many replies others write, in words in the text; what follows from MOST_SAID.
NOT_TOLD = ("STRAY", "LEAST_MEAN")


def test_likeness_is_that_of_the_module() -> None:
    rows = table("inference.md", "Likeness at least (0–100)")
    assert [tuple(map(float, row)) for row in rows] == [tuple(map(float, row)) for row in aligning.SAME_TABLE]
    text = " ".join(text_of("inference.md").split())
    likeness, length = aligning.OUT_OF_ORDER_AT_LEAST
    assert f"({likeness:.0f} alike, {length} characters)" in text
    assert f"as a pinned post, get {aligning.OUT_OF_ORDER_SAME}." in text
    assert f"{aligning.UNKNOWN_AUTHOR} is taken off" in text
    few = f"{aligning.UNKNOWN_AUTHOR_ALONE} if the pages also share fewer than {aligning.UNKNOWN_AUTHOR_NEEDS}"
    assert few in text
    assert f"beside the same post on both pages get {aligning.BESIDE_SAME}." in text
    assert f"cross-post ({aligning.CROSSPOST_PROBABILITY})" in text
    assert f"as a quote does ({aligning.CARD_REFERENCE_PROBABILITY})" in text


def test_ranking_is_that_of_the_module() -> None:
    rows = table("linking.md", "Rank")
    assert {Basis(row[1].strip("`")): int(row[0]) for row in rows} == RANKING
    assert [int(row[0]) for row in rows] == sorted(RANKING.values(), reverse=True)


def test_kinds_are_all_told() -> None:
    assert first_names(table("linking.md", "Kind")) == [kind.value for kind in Kind]


# --- architecture ---------------------------------------------------------------------------------------------


def test_every_file_is_in_the_picture_once() -> None:
    told = [name for rows in tables("architecture.md", "File") for name in first_names(rows)]
    files = [p.relative_to(PACKAGE).as_posix() for p in PACKAGE.rglob("*") if p.is_file() and p.suffix != ".pyc"]
    assert sorted(told) == sorted(files)


def test_layers_are_those_of_the_contract() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    told = fenced("architecture.md", "text")
    assert len(contracts) == 3
    for contract in contracts:
        assert "\n".join(contract["layers"]) + "\n" in told


# --- formats --------------------------------------------------------------------------------------------------


def test_every_format_has_a_page() -> None:
    assert {path.stem for path in (DOCS / "formats").glob("*.md")} == {*BUILT_IN, "index"}
    forms, _ = available()
    told = {re.sub(r"\[(.*)\].*", r"\1", row[0]): row[1] for row in table("formats/index.md", "Name")}
    assert told == {name: forms[name].TITLE for name in BUILT_IN}


@pytest.mark.parametrize("name", BUILT_IN)
def test_what_a_page_of_a_format_looks_like_is_read_as_that_format(name: str) -> None:
    """What its page shows; if that is a list of files or leaves things out, its example."""
    forms, _ = available()
    assert f"`{name}`" in text_of(f"formats/{name}.md")
    blocks = re.findall(r"^```\w+\n(.*?)^```$", text_of(f"formats/{name}.md"), re.MULTILINE | re.DOTALL)
    looks = next((each for each in blocks if forms[name].detect(Head("page.txt", each)) is Fit.YES), "")
    shown = [page for page in (looks, forms[name].EXAMPLE) if page and holds_posts(page, name)]
    assert shown or name in NO_TEXT


#: Formats of which no example can be shown as text.
NO_TEXT = ("table_parquet",)


def holds_posts(page: str, name: str) -> bool:
    archive = threadkit.loads(page)
    odd = [problem for problem in archive.problems if problem.severity is not threadkit.Severity.INFO]
    formats = [capture.format for capture in archive.captures.values()]
    known = formats == [name] or name == "threadkit_json"  # which brings the captures that it was made of
    return known and not odd and bool(archive.posts or archive.missing)


@pytest.mark.parametrize("name", BUILT_IN)
def test_pages_of_formats_answer_the_same_questions(name: str) -> None:
    asked = (
        "What it looks like",
        "How to get such a file",
        "What is read",
        "What is not there in the source",
        "Known limits",
    )
    headings = re.findall(r"^## (.*)$", text_of(f"formats/{name}.md"), re.MULTILINE)
    assert tuple(heading for heading in headings if heading in asked) == asked


# --- API ------------------------------------------------------------------------------------------------------


def test_options_are_those_of_load() -> None:
    told = first_names(table("api.md", "Option"))
    for function in (threadkit.load, threadkit.loads):
        options = [name for name, p in inspect.signature(function).parameters.items() if p.kind is p.KEYWORD_ONLY]
        assert told == options


@pytest.mark.parametrize("cls", [Archive, Thread, ReplyTree])
def test_every_public_name_is_told(cls: type) -> None:
    text = text_of("api.md")
    inline = CODE.findall(re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL))
    words = set(re.findall(r"[A-Za-z_]+", "\n".join([*inline, *fenced("api.md", "python")])))
    assert public(cls) - words == set()


def test_fields_of_a_post_are_told() -> None:
    sentence = text_of("api.md").partition("A post has ")[2].partition("It has no parent")[0]
    assert set(CODE.findall(sentence)) == {field.name for field in attrs.fields(Post)}


def test_metrics_are_told() -> None:
    assert first_names(table("api.md", "`tree.metrics`")) == [field.name for field in attrs.fields(TreeMetrics)]


def test_columns_of_rows_are_told() -> None:
    page = "Posts by Ada Example\n\nA made-up post.\n\n3 months ago 4 1 0 0\n"
    (row,) = threadkit.loads(page).rows()
    counts = {f"{name}{end}" for name in COUNT_NAMES for end in ("", "_low", "_high")}
    assert first_names(table("api.md", "Column")) == [name for name in row if name not in counts]
    assert f"{', '.join(COUNT_NAMES[:-1])} and {COUNT_NAMES[-1]}" in " ".join(text_of("api.md").split())


def test_attributes_of_graphs_are_told() -> None:
    rows = {name: row[1] for row in table("api.md", "Node attribute") for name in CODE.findall(row[0])}
    post = Post("x:1", "Hello.", counts=Counts(likes=Count.of(7)))
    assert {name for name, of in rows.items() if of in ("all", "posts")} == set(node_attributes(post))
    assert {name for name, of in rows.items() if of in ("all", "gaps")} == set(node_attributes(Missing("x:2")))
    edge = link_attributes(Link(Kind.REPLY, "x:1", "x:2", Basis.STATED))
    assert first_names(table("api.md", "Edge attribute")) == list(edge)


def test_output_forms_are_told() -> None:
    told = {CODE.findall(row[0])[0]: tuple(CODE.findall(row[1])) for row in table("api.md", "Form")}
    assert told == {form.name: form.endings for form in FORMS}


def test_errors_are_told() -> None:
    told = set(first_names(table("api.md", "Error"))) & set(threadkit.__all__)
    assert told == {"AmbiguousPost", "NotReadable", "UnknownFormat", "UnknownPost"}


# --- all pages ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)\)", page.read_text(encoding="utf-8")):
        if target.startswith("https://"):
            continue
        place = page.parent / target
        assert place.is_file() or (place / "index.md").is_file(), target


def test_every_page_can_be_reached_from_the_first() -> None:
    reached: set[Path] = set()
    ahead = [DOCS / "index.md"]
    while ahead:
        page = ahead.pop()
        if page not in reached:
            reached.add(page)
            targets = re.findall(r"\]\(([^)#\s]+\.md)\)", page.read_text(encoding="utf-8"))
            ahead += [(page.parent / target).resolve() for target in targets]
    assert reached == set(PAGES)
