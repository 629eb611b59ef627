"""Files, folders, globs, file objects and pasted strings as :class:`Material`; bytes as text."""

from __future__ import annotations

import glob
import gzip
import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO, BinaryIO

from threadkit.parsing.material import HEAD_BYTES, Head, Hints, Material

__all__ = ["decode", "material_of_bytes", "material_of_path", "pasted_name", "paths_of", "read_all"]

BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def paths_of(source: str | os.PathLike[str]) -> list[Path]:
    """The files that a path, a folder or a glob names, sorted. Hidden files of a folder are left out.

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
    if path.is_dir():
        return files_of(path)
    if there:
        return [path]
    matches = [match for match in sorted(glob.glob(name, recursive=True)) if match != name]  # noqa: PTH207
    if matches:
        return sorted({file for match in matches for file in files_of(Path(match))})
    raise FileNotFoundError(f"no such file, folder or glob: {name}")


def files_of(path: Path) -> list[Path]:
    """The path itself if it is a file; of a folder, the files in it and below."""
    if not path.is_dir():
        return [path] if path.exists() else []
    inside = (p for p in path.rglob("*") if p.is_file())
    return sorted(p for p in inside if not any(part.startswith(".") for part in p.relative_to(path).parts))


def material_of_path(path: Path, hints: Hints, note: Callable[[str, str], None]) -> Material:
    """A file as Material; gzip is seen by its first bytes. `note(what, saw)` is told what was odd."""

    def opened() -> BinaryIO:
        with path.open("rb") as start:
            packed = start.read(2) == b"\x1f\x8b"
        return gzip.open(path) if packed else path.open("rb")  # type: ignore[return-value]

    with opened() as stream:
        start = stream.read(HEAD_BYTES)
        whole = not stream.read(1)
    return material(str(path), start, whole, hints, opened, note)


def material_of_bytes(name: str, data: bytes, hints: Hints, note: Callable[[str, str], None]) -> Material:
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    return material(name, data[:HEAD_BYTES], len(data) <= HEAD_BYTES, hints, lambda: io.BytesIO(data), note)


def material(
    name: str, start: bytes, whole: bool, hints: Hints, opened: Callable[[], BinaryIO], note: Callable[[str, str], None]
) -> Material:
    def text() -> str:
        with opened() as stream:
            return decode(stream.read(), note)

    head = Head(name, decode(start, lambda what, saw: None, cut=not whole), whole=whole)
    return Material(name, head, hints, opened, text)


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
