"""The command: what it shows, where it writes, how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import threadkit
from threadkit.cli import main

PAGE = """\
The second post, of a made-up page.
02.03.2024 10:31 — 👍 4 🔁 1 💬 0 📌 0
The first post.
02.03.2024 10:30 — 👍 7 🔁 2 💬 1 📌 0
"""
UNROLL_CUT_SHORT = """\
Ada Example Profile picture
Nov 8 4 tweets 2 min read Twitter logo Read on Twitter
The first of four.
The second.
• • •
Missing some Tweet in this thread? You can try to force a refresh
"""


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=stdin)


@pytest.fixture
def page(tmp_path: Path) -> str:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    return str(path)


def test_help_names_the_commands() -> None:
    for option in ("--help", "-h"):
        done = run(option)
        assert done.exit_code == 0
        for command in ("unroll", "tree", "check", "evaluate", "formats"):
            assert command in done.output


def test_help_comes_at_once_and_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom threadkit.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "print(*sorted(m.partition('.')[0] for m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    heavy = {"rich", "jinja2", "msgspec", "networkx", "ftfy", "dateutil", "rapidfuzz", "selectolax", "attrs", "nh3"}
    assert not heavy & set(done.stdout.split())


def test_version() -> None:
    assert run("--version").output == f"threadkit, version {threadkit.__version__}\n"


def test_unroll_to_the_terminal_is_plain_text(page: str) -> None:
    done = run("unroll", page)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "The first post.\n" in done.stdout
    assert done.stdout.index("The first post.") < done.stdout.index("The second post")
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize(
    ("name", "start"), [("a.html", "<!DOCTYPE html>"), ("a.md", "# "), ("a.json", '{"threadkit":1'), ("a.txt", "")]
)
def test_unroll_to_a_file_in_the_form_of_its_ending(name: str, start: str, page: str, tmp_path: Path) -> None:
    target = tmp_path / name
    done = run("unroll", page, "-o", str(target))
    assert (done.exit_code, done.output) == (0, "")
    written = target.read_text(encoding="utf-8")
    assert written.startswith(start)
    assert "The first post." in written


def test_a_named_form_goes_to_the_terminal_as_well(page: str) -> None:
    assert json.loads(run("unroll", page, "--format", "json").stdout)["threadkit"] == 1
    assert run("unroll", page, "--format", "md").stdout.startswith("# ")


def test_standard_input(page: str) -> None:
    done = run("unroll", "-", stdin=PAGE)
    assert done.exit_code == 0
    assert "The first post." in done.stdout
    assert run("unroll", "-", "-", stdin=PAGE).exit_code == 2


def test_no_infer_and_min_probability(page: str) -> None:
    assert "likely" in run("unroll", page).stdout
    assert "likely continues" not in run("unroll", page, "--no-infer").stdout
    assert "likely continues" not in run("unroll", page, "--min-probability", "1").stdout


def test_hints_are_passed_on(page: str) -> None:
    done = run("unroll", page, "--author", "@example_ada", "--timezone", "Europe/Rome", "--seen-at", "2024-04-01")
    assert "@example_ada" in done.stdout
    assert "2024-03-02 09:30 UTC" in done.stdout
    assert "2024-04-01" in done.stdout


def test_tree_draws_and_says_how_it_knows(page: str) -> None:
    done = run("tree", page)
    assert done.exit_code == 0
    assert "└─ " in done.stdout
    assert "(inferred " in done.stdout
    assert run("tree", page, "--ascii").stdout.replace("…", "").replace("—", "").isascii()


def test_check_accounts_for_every_line(page: str) -> None:
    done = run("check", page)
    assert done.exit_code == 0
    assert "lines 1-2  post: The second post, of a made-up page." in done.stdout
    assert "lines 3-4  post: The first post." in done.stdout
    assert "1 capture, 2 posts, 1 thread, 0 gaps, 0 problems" in done.stdout


def test_check_quiet_is_the_summary(page: str) -> None:
    done = run("check", "--quiet", page)
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0] == "Summary"
    assert "lines 1-2" not in done.stdout


def test_check_ends_with_1_where_a_declared_figure_disagrees(tmp_path: Path) -> None:
    path = tmp_path / "unroll.txt"
    path.write_text(UNROLL_CUT_SHORT, encoding="utf-8")
    done = run("check", str(path))
    assert done.exit_code == 1
    assert "DISAGREES" in done.stdout
    assert done.stderr == ""


def test_check_ends_with_1_where_one_of_several_files_cannot_be_read(page: str, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Flour, water, salt.\n", encoding="utf-8")
    done = run("check", page, str(other))
    assert done.exit_code == 1
    assert f"error: {other}" in done.stdout
    assert run("unroll", page, str(other)).exit_code == 0
    assert run("unroll", "--strict", page, str(other)).exit_code == 3


def test_formats_shows_each_with_an_example() -> None:
    done = run("formats")
    assert done.exit_code == 0
    for form in threadkit.formats():
        assert f"{form.name}  {form.title}" in done.stdout
        assert form.example.strip().split("\n")[0] in done.stdout


# --- evaluate -------------------------------------------------------------------------------------------------


@pytest.fixture
def export(tmp_path: Path) -> str:
    """Forty posts of one account, of which every fourth is continued once, and a reply to somebody else."""
    lines = ["id,author,created_at,text,in_reply_to_id"]
    for n in range(40):
        parent = str(n - 1) if n % 4 == 1 else ""
        day, minute = 1 + n // 4, n % 4 if n % 4 < 2 else 10 * (n % 4)
        lines.append(f"{n},example_ada,2024-03-{day:02}T08:{minute:02}:00Z,The mill of day {day} and word {n},{parent}")
    lines.append("90,example_ada,2024-03-20T08:00:00Z,A word to somebody else,777")
    path = tmp_path / "export.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_evaluate_hides_the_ids_of_an_export_and_asks_for_them(export: str) -> None:
    done = run("evaluate", export)
    assert (done.exit_code, done.stderr) == (0, "")
    first = done.stdout.splitlines()[0]
    assert first == "1 account, 40 posts, 10 reply links that are hidden and asked for"
    table = [line for line in done.stdout.splitlines() if line.startswith("reply counts")]
    assert len(table) == 1
    assert "95 % over accounts" in done.stdout
    assert "example_ada" not in done.stdout
    assert "\x1b" not in done.stdout
    with_accounts = run("evaluate", export, "--accounts").stdout
    assert with_accounts.startswith(done.stdout)
    assert "example_ada" in with_accounts.splitlines()[-1]
    with_replies = run("evaluate", export, "--with-replies").stdout
    assert with_replies.splitlines()[0].startswith("1 account, 41 posts, 10 reply links")


def test_evaluate_as_json_gives_a_row_for_each_loss(export: str) -> None:
    done = run("evaluate", export, "--json", "--replies", "0.2")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rows) > 4
    assert (rows[0]["accounts"], rows[0]["posts"], rows[0]["links"]) == (1, 40, 10)
    assert all(0 <= row["F1"] <= 1 for row in rows)
    assert run("evaluate", export, "--json", "--replies", "0.2").stdout == done.stdout
    bare = {row["lost"]: row for row in map(json.loads, run("evaluate", export, "--json").stdout.splitlines())}
    for row in rows:  # where counts are lost there are none to simulate; elsewhere they tell
        assert (row == bare[row["lost"]]) == ("counts" in row["lost"])
    strict = json.loads(run("evaluate", export, "--json", "--min-probability", "1").stdout.splitlines()[0])
    assert (strict["P"], strict["R"]) == (None, 0.0)


def test_evaluate_on_made_up_accounts() -> None:
    done = run("evaluate", "--simulated", "1", "--json", "--seed", "4")
    assert done.exit_code == 0
    row = json.loads(done.stdout.splitlines()[0])
    assert row["accounts"] == 1
    assert row["posts"] >= 150


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        ([], 2, "--simulated N"),
        (["{export}", "--simulated", "2"], 2, "--simulated N"),
        (["--simulated", "0"], 2, "--simulated"),
        (["--simulated", "2", "--replies", "-1"], 2, "--replies"),
        (["{export}", "--min-probability", "2"], 2, "min-probability"),
        (["{export}", "--least", "41"], 2, "no account with 41 posts"),
        (["{export}", "--least", "1"], 2, "--least"),
        (["nowhere.csv"], 2, "nowhere.csv"),
        (["{page}"], 2, "no account with 30 posts"),
    ],
)
def test_evaluate_tells_what_goes_wrong(
    arguments: list[str], status: int, says: str, export: str, page: str
) -> None:
    done = run("evaluate", *(argument.format(export=export, page=page) for argument in arguments))
    assert (done.exit_code, done.stdout) == (status, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert isinstance(done.exception, SystemExit)


# --- what goes wrong ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["unroll", "tree", "check"])
@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["nowhere.txt"], 2, "nowhere.txt"),
        (["{page}", "--input-format", "papyrus"], 2, "papyrus"),
        (["{page}", "--seen-at", "teatime"], 2, "teatime"),
        (["{page}", "--min-probability", "2"], 2, "min-probability"),
        (["{page}", "--colour", "red"], 2, "--colour"),
        ([], 2, "FILES"),
        (["{recipe}"], 3, "threadkit formats"),
        (["{empty}"], 3, "is empty"),
        (["{recipe}", "--strict"], 3, "recipe.txt"),
    ],
)
def test_what_goes_wrong_is_told_without_a_traceback(
    command: str, arguments: list[str], status: int, says: str, page: str, tmp_path: Path
) -> None:
    (tmp_path / "recipe.txt").write_text("Flour, water, salt.\nBake it.\n", encoding="utf-8")
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    places = {"page": page, "recipe": str(tmp_path / "recipe.txt"), "empty": str(tmp_path / "empty.txt")}
    done = run(command, *(argument.format(**places) for argument in arguments))
    assert done.exit_code == status
    assert done.stdout == ""
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert isinstance(done.exception, SystemExit)
    assert done.stderr.splitlines()[-1].startswith("Error: ")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["-o", "{tmp}/thread.docx"], ".html"),
        (["--format", "papyrus"], "markdown"),
        (["-o", "{tmp}/nowhere/thread.md"], "nowhere"),
    ],
)
def test_a_target_that_cannot_be_written(arguments: list[str], says: str, page: str, tmp_path: Path) -> None:
    done = run("unroll", page, *(argument.format(tmp=tmp_path) for argument in arguments))
    assert (done.exit_code, done.stdout) == (2, "")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["page.txt"]


def test_an_unknown_ending_is_told_before_anything_is_read(tmp_path: Path) -> None:
    done = run("unroll", str(tmp_path / "not_there.txt"), "-o", "thread.docx")
    assert "docx" in done.stderr
    assert "not_there" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX pipe")
def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(PAGE * 4000, encoding="utf-8")
    command = [sys.executable, "-c", "from threadkit.cli import main; main()", "unroll", "--no-infer", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:  # noqa: S603
        assert started.stdout is not None
        assert started.stderr is not None
        started.stdout.read(10)
        started.stdout.close()
        assert started.stderr.read() == b""
    assert started.returncode == 0


def test_a_terminal_that_cannot_show_a_sign_shows_a_question_mark(page: str) -> None:
    command = [sys.executable, "-c", "from threadkit.cli import main; main()", "tree", page]
    surroundings = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, check=True, env=surroundings)  # noqa: S603
    assert b"`- " in done.stdout
    assert done.stderr == b""
