"""One file = one output form. This table names them; each offers ``chunks(subject) -> Iterator[str]``.

A form that is a folder offers ``write_corpus(subject, folder)`` instead.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

import attrs

from threadkit.errors import UnknownFormat

if TYPE_CHECKING:
    from threadkit.outputs.layout import Subject

__all__ = ["FORMS", "Form", "chunks", "form_named", "form_of_path", "render", "write"]


@attrs.frozen
class Form:
    name: str
    module: str
    endings: tuple[str, ...]
    folder: bool = False  #: it is written as several files


FORMS = (
    Form("html", "threadkit.outputs.html", (".html", ".htm")),
    Form("markdown", "threadkit.outputs.markdown", (".md", ".markdown")),
    Form("text", "threadkit.outputs.plain", (".txt", ".text")),
    Form("json", "threadkit.outputs.json_form", (".json",)),
    Form("tree", "threadkit.outputs.tree_text", (".tree",)),
    Form("convokit", "threadkit.outputs.convokit", (), folder=True),
)
BY_NAME = {name: form for form in FORMS for name in (form.name, *(ending[1:] for ending in form.endings))}


def form_named(name: str) -> Form:
    """The form of a name or an ending without its dot. Raises UnknownFormat."""
    form = BY_NAME.get(name.lower().removeprefix("."))
    if form is None:
        raise UnknownFormat(f"no output form {name!r}; there are {', '.join(form.name for form in FORMS)}")
    return form


def form_of_path(path: str | os.PathLike[str]) -> Form:
    """The form that the ending of a path picks. Raises UnknownFormat.

    >>> form_of_path("thread.md").name
    'markdown'
    """
    ending = Path(path).suffix.lower()
    for form in FORMS:
        if ending in form.endings:
            return form
    known = " ".join(ending for form in FORMS for ending in form.endings)
    raise UnknownFormat(f"{os.fspath(path)}: the ending picks the form; known are {known}; or name the form itself")


def chunks(subject: Subject, format: str) -> Iterator[str]:  # noqa: A002 - the word users type
    """The text of an archive, a thread or a tree in the form `format`, piece by piece."""
    form = form_named(format)
    if form.folder:
        raise UnknownFormat(f"the form {form.name!r} is a folder of files: write it to a path")
    found: Iterator[str] = importlib.import_module(form.module).chunks(subject)
    return found


def render(subject: Subject, format: str) -> str:  # noqa: A002
    """The same as one string."""
    return "".join(chunks(subject, format))


def write(subject: Subject, target: str | os.PathLike[str] | IO[str], format: str | None = None) -> None:  # noqa: A002
    """Write an archive, a thread or a tree to a path, in UTF-8, or to a text file object.

    The ending of a path picks the form, or `format` names it; a file object needs one of both.
    A path is written beside itself first and then put in place: a run cut short leaves no half file.

    Raises:
        UnknownFormat: an ending or a name that is no form's; nothing is written then.
        OSError: the path cannot be written.

    """
    if not isinstance(target, str | os.PathLike):
        name = getattr(target, "name", None)
        if format is None and not isinstance(name, str):
            raise UnknownFormat(f"a file object has no ending: name a form with format=, of {', '.join(BY_NAME)}")
        form = form_named(format) if format is not None else form_of_path(str(name))
        target.writelines(chunks(subject, form.name))
        return
    path = Path(target)
    form = form_named(format) if format is not None else form_of_path(path)
    if form.folder:
        importlib.import_module(form.module).write_corpus(subject, path)
        return
    if path.exists() and not path.is_file():  # a pipe or a device
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(chunks(subject, form.name))
        return
    if not path.parent.is_dir():
        raise FileNotFoundError(f"no such folder: {path.parent}: make it first, or write {path.name} elsewhere")
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(chunks(subject, form.name))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
