"""The ending of a path picks the form; a run cut short leaves no half file."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from threadkit.archive import Archive
from threadkit.errors import UnknownFormat
from threadkit.outputs import FORMS, chunks, render, write


@pytest.mark.parametrize("ending", [ending for form in FORMS for ending in form.endings])
def test_each_ending_writes_its_form(ending: str, small: Archive, tmp_path: Path) -> None:
    form = next(form for form in FORMS if ending in form.endings)
    path = tmp_path / f"Thread{ending.upper()}"
    write(small, path)
    assert path.read_bytes().decode("utf-8") == render(small, form.name)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_archives_threads_and_trees_write_themselves(small: Archive, tmp_path: Path) -> None:
    small.write(str(tmp_path / "archive.md"))
    small.thread("x:1").write(tmp_path / "thread.md")
    small.tree("x:1").write(tmp_path / "tree.md")
    for path in tmp_path.iterdir():
        assert "Tides come twice a day." in path.read_text(encoding="utf-8")


def test_format_goes_before_the_ending(small: Archive, tmp_path: Path) -> None:
    path = tmp_path / "thread.txt"
    write(small, path, "html")
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("name", ["thread.docx", "thread", "md"])
def test_an_unknown_ending_names_the_known_ones_and_writes_nothing(name: str, small: Archive, tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match=r"\.html .*\.md .*\.txt .*\.json"):
        write(small, tmp_path / name)
    with pytest.raises(ValueError, match="ending"):  # what a caller may catch who does not know threadkit's errors
        write(small, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_an_unknown_form_names_the_known_ones(small: Archive) -> None:
    with pytest.raises(UnknownFormat, match="no output form 'pdf'; there are html, markdown, text, json, tree"):
        render(small, "pdf")


def test_file_objects_need_a_form(small: Archive, tmp_path: Path) -> None:
    file = io.StringIO()
    with pytest.raises(UnknownFormat, match="format="):
        write(small, file)
    write(small, file, "md")
    assert file.getvalue() == render(small, "markdown")
    with (tmp_path / "named.md").open("w", encoding="utf-8") as named:
        write(small, named)
    assert (tmp_path / "named.md").read_text(encoding="utf-8") == file.getvalue()


def test_a_failing_run_leaves_the_old_file(small: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "thread.md"
    path.write_text("old", encoding="utf-8")

    def broken(subject: object) -> object:
        yield "half"
        raise RuntimeError("cut short")

    monkeypatch.setattr("threadkit.outputs.markdown.chunks", broken)
    with pytest.raises(RuntimeError, match="cut short"):
        write(small, path)
    assert path.read_text(encoding="utf-8") == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["thread.md"]


@pytest.mark.parametrize("form", [form.name for form in FORMS if not form.folder])
def test_an_empty_archive_can_be_written(form: str) -> None:
    assert isinstance(render(Archive([], infer=False), form), str)


@pytest.mark.parametrize("form", [form.name for form in FORMS if not form.folder])
def test_it_comes_in_pieces(form: str, small: Archive) -> None:
    assert len(list(chunks(small, form))) > 10
