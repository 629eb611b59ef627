"""The rules of the house: layers, types, style, licences, and that nothing heavy is imported early."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "."],
        ["mypy"],
        ["importlinter.cli", "lint_imports_command"],
    ],
    ids=["ruff", "mypy", "layers"],
)
def test_checkers_find_nothing(command: list[str]) -> None:
    if command[0] == "importlinter.cli":
        run = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    else:
        run = [sys.executable, "-m", *command]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr


def test_import_loads_nothing_heavy() -> None:
    code = "import sys, threadkit; print(*sorted(m.partition('.')[0] for m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    heavy = {"networkx", "ftfy", "dateutil", "rapidfuzz", "selectolax", "jinja2", "rich", "click", "nh3", "msgspec"}
    assert not heavy & set(done.stdout.split())


def test_public_names_are_all_there() -> None:
    threadkit = importlib.import_module("threadkit")
    for name in threadkit.__all__:
        assert getattr(threadkit, name) is not None
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = threadkit.no_such_name


def imports(path: Path, *, top_level: bool) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if top_level else list(ast.walk(tree))
    names = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def test_only_attrs_is_imported_at_the_top() -> None:
    allowed = set(sys.stdlib_module_names) | {"attrs", "threadkit"}
    found = {f"{path.name}: {name}" for path in SOURCES for name in imports(path, top_level=True) - allowed}
    assert found <= {"cli.py: click"}


@pytest.mark.parametrize(
    ("package", "user"), [("dateutil", "parsing/times/shown.py"), ("ftfy", "parsing/text/repair.py")]
)
def test_one_module_uses_each_text_and_time_library(package: str, user: str) -> None:
    users = [path for path in SOURCES if package in imports(path, top_level=False)]
    assert users == [ROOT / "src" / "threadkit" / user]


def test_no_function_calls_itself() -> None:
    """No recursion over data: a chain of a million replies is as good as any other."""
    found = []
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        methods = {id(f) for c in ast.walk(tree) if isinstance(c, ast.ClassDef) for f in c.body}
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and id(node) not in methods:
                elsewhere = {a.name for i in ast.walk(node) if isinstance(i, ast.ImportFrom) for a in i.names}
                called = {c.func.id for c in ast.walk(node) if isinstance(c, ast.Call) and isinstance(c.func, ast.Name)}
                if node.name in called - elsewhere:
                    found.append(f"{path.name}: {node.name}")
    assert found == []


def test_no_network_is_imported() -> None:
    nets = {"socket", "http", "ssl", "urllib3", "requests", "httpx", "aiohttp", "ftplib", "smtplib"}
    assert not {f"{path.name}: {name}" for path in SOURCES for name in imports(path, top_level=False) & nets}
