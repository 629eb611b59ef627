"""What a format is given to look at and to read, and what a format has to be."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO, Protocol

import attrs

from threadkit.records import Author, Finding, When

__all__ = ["HEAD_BYTES", "Fit", "FolderFormat", "Format", "Head", "Hints", "Material"]

HEAD_BYTES = 64 * 1024


class Fit(enum.IntEnum):
    """Whether a format can read a thing. MAYBE: it could, if no other says YES."""

    NO = 0
    MAYBE = 1
    YES = 2


@attrs.frozen
class Head:
    """Enough of a thing to tell its format: name, members of a folder or zip, the first 64 KiB."""

    name: str
    text: str = ""  #: the start, decoded, newlines as "\\n"; may end inside a line
    members: tuple[str, ...] = ()
    whole: bool = True  #: False: there is more than the head
    data: bytes = b""  #: the same start as it is, for formats that are no text


@attrs.frozen
class Hints:
    """What the caller knows of a thing and the thing itself may not say."""

    seen_at: When | None = None
    author: Author | None = None
    timezone: str | None = None
    platform: str | None = None
    repair: bool | None = None  #: None: as the format is used to (pages yes, JSON no)


@attrs.frozen
class Material:
    """One opened thing. `text` decodes all of it; `open` gives its bytes again from the start."""

    name: str
    head: Head
    hints: Hints
    open: Callable[[], BinaryIO]
    text: Callable[[], str]  #: whole text: BOM off, newlines as "\\n"
    members: Mapping[str, Callable[[], Material]] = {}  #: of a folder or zip: what is in it, opened when called


class Format(Protocol):
    """A module with these names is a format; see CONTRIBUTING.md.

    One that can give plain posts as columns has also ``read_rows(material)``, see :mod:`threadkit.parsing.rows`.
    One that reads several files of a folder or zip together has also ``claim(names)``; see :class:`FolderFormat`.
    """

    NAME: str  #: short, lower case, stable: "thread_reader_text"
    TITLE: str  #: for people: "Thread Reader unroll, copied as text"
    EXAMPLE: str  #: what such a thing looks like, in a few made-up lines

    @staticmethod
    def detect(head: Head, /) -> Fit: ...

    @staticmethod
    def read(material: Material, /) -> Iterator[Finding]:
        """Yield a Capture first, then everything else in the order of the page."""
        ...


class FolderFormat(Format, Protocol):
    """A format whose things are folders: ``detect`` and ``read`` are also given a folder, with its members."""

    @staticmethod
    def claim(names: Sequence[str], /) -> Iterable[Sequence[str]]:
        """Of the paths in a folder, each group that is one thing of this format: "export/data/tweets.js", …

        They are not read on their own. ``read`` gets them as ``material.members``, by these names.
        """
        ...
