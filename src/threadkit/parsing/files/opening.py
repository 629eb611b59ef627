"""Files, folders, globs, file objects and pasted strings as :class:`Material`; bytes as text."""

from __future__ import annotations

import glob
import hashlib
import io
import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import IO, BinaryIO, NoReturn

from threadkit.parsing.files.boxes import Box, Opener, copy_of, is_tar, is_zip, of_tar, of_zip
from threadkit.parsing.files.unpacking import Note, packing, unpacked
from threadkit.parsing.material import HEAD_BYTES, Head, Hints, Material

__all__ = [
    "bytes_opener", "decode", "file_opener", "folder_material", "opened", "outermost", "pasted_name", "paths_of",
    "read_all",
]  # fmt: skip

PACKED_IN_PACKED = 3  #: "dump.tar.gz.xz" and no deeper

BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def paths_of(source: str | os.PathLike[str]) -> list[Path]:
    """The files and folders that a path or a glob names, sorted.

    Raises FileNotFoundError for a path that is not there and a glob that matches nothing.
    """
    name = os.fspath(source)
    if "\n" in name:
        raise FileNotFoundError(f"no such file: {name[:60]!r}…: to read a pasted text use threadkit.loads(text)")
    if not name:
        raise FileNotFoundError("no such file: the path is empty")
    path = Path(name).expanduser()
    try:
        there = path.exists()
    except OSError as error:  # a name that no file can have
        raise FileNotFoundError(
            f"no such file: {name[:60]!r}…: {error.strerror}; to read a pasted text use threadkit.loads(text)"
        ) from None
    if there:
        return [path]
    matches = [match for match in sorted(glob.glob(name, recursive=True)) if match != name]  # noqa: PTH207
    if matches:
        return outermost([Path(match) for match in matches])
    raise FileNotFoundError(f"no such file, folder or glob: {name}")


def outermost(paths: list[Path]) -> list[Path]:
    """Without what lies in a folder that is among them."""
    given = set(paths)  # as they are written
    return [path for path in paths if not any(above in given for above in path.parents)]


def file_opener(path: Path) -> Opener:
    return lambda note: path.open("rb")


def bytes_opener(data: bytes) -> Opener:
    return lambda note: io.BytesIO(data)


def opened(name: str, opener: Opener, hints: Hints, note: Note) -> Material | Box:
    """What a file is: a thing to read, or, of zip and tar, one that holds others. Seen by its first bytes.

    Raises OSError for what cannot be opened. `note(what, saw)` is told what was odd.
    """
    for _ in range(PACKED_IN_PACKED):
        start, whole = start_of(opener, note)
        how = packing(start)
        if how is None:
            break
        opener = partial(open_unpacked, opener, how)
    if is_zip(start) or is_tar(start):
        source = seekable(opener(note))
        try:
            return of_zip(name, source) if is_zip(start) else of_tar(name, source, note)
        except OSError:
            source.close()
            raise
    return material(name, opener, start, whole, hints, note)


def start_of(opener: Opener, note: Note) -> tuple[bytes, bool]:
    """The first bytes, and whether they are all."""
    with opener(note) as stream:
        start = stream.read(HEAD_BYTES)
        return start, not stream.read(1)


def open_unpacked(opener: Opener, how: str, note: Note) -> BinaryIO:
    return unpacked(opener(note), how, note)


def seekable(source: BinaryIO) -> BinaryIO:
    """The same, or a copy: a zip in a zip."""
    if source.seekable():
        return source
    with source:
        return copy_of(source)


def material(name: str, opener: Opener, start: bytes, whole: bool, hints: Hints, note: Note) -> Material:
    def text() -> str:
        with opener(note) as stream:
            return decode(stream.read(), note)

    head = Head(name, decode(start, lambda what, saw: None, cut=not whole), whole=whole, data=start)
    return Material(name, head, hints, lambda: opener(note), text)


def folder_material(name: str, members: Mapping[str, Callable[[], Material]], hints: Hints) -> Material:
    """Several files that a format reads together."""

    def refuse() -> NoReturn:
        raise IsADirectoryError(f"{name} is a folder: open its members")

    return Material(name, Head(name, members=tuple(members)), hints, refuse, refuse, members)


def read_all(source: IO[bytes] | IO[str]) -> tuple[str, bytes]:
    """Name and bytes of a file object; of one without a name, a name made of its content."""
    content = source.read()
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    name = getattr(source, "name", None)
    if not isinstance(name, str) or name.startswith("<"):
        name = pasted_name(data)
    return name, data


def pasted_name(data: bytes) -> str:
    return "pasted-" + hashlib.blake2b(data, digest_size=6).hexdigest()


def decode(data: bytes, note: Callable[[str, str], None], *, cut: bool = False) -> str:
    """Bytes as text with a line feed for every line end. `cut`: the bytes may end inside a character.

    UTF-8 and byte order marks first, then charset-normalizer if it is installed, then Windows-1252;
    whatever had to be guessed or replaced is told to `note`.
    """
    codec = "utf-8"
    for bom, its_codec in BOMS:
        if data.startswith(bom):
            data, codec = data[len(bom) :], its_codec
            break
    try:
        text = data.decode(codec, "surrogatepass" if codec == "utf-8" else "strict")
    except UnicodeDecodeError as error:
        if codec != "utf-8" or error.start >= len(data) - 3:
            text = data.decode(codec, "replace")
            if not cut:
                note(f"cut inside a character, or no {codec}; replaced by U+FFFD", saw(data, error))
        else:
            text = decode_other(data, error, note)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decode_other(data: bytes, error: UnicodeDecodeError, note: Callable[[str, str], None]) -> str:
    kept = data.decode("utf-8", "ignore")
    multibyte = len(kept.encode("utf-8")) - len(kept)  # > 0: other characters of it are good UTF-8
    if multibyte > 0 and len(data) - len(kept.encode("utf-8")) < max(16, len(data) // 200):
        note("some bytes are no UTF-8; replaced by U+FFFD", saw(data, error))
        return data.decode("utf-8", "replace")
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        best = None
    else:
        best = from_bytes(data).best()
    if best is not None:
        note(f"the bytes are no UTF-8; read as {best.encoding}, a guess of charset-normalizer", saw(data, error))
        return str(best)
    remedy = "install threadkit[encoding] for a better guess"
    note(f"the bytes are no UTF-8; read as Windows-1252 ({remedy})", saw(data, error))
    return data.decode("cp1252", "replace")


def saw(data: bytes, error: UnicodeDecodeError) -> str:
    return f"byte {error.start}: {data[max(0, error.start - 10) : error.start + 10]!r}"
