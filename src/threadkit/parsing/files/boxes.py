"""Things that hold files: folders, zip and tar archives. What is in them, and which files belong together."""

from __future__ import annotations

import io
import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

import attrs

from threadkit.parsing.files.unpacking import CHUNK, Note

__all__ = [
    "Box", "Opener", "claims", "copy_of", "is_tar", "is_zip", "of_folder", "of_tar", "of_zip", "pictures", "prefix",
]  # fmt: skip

Opener = Callable[[Note], BinaryIO]  #: opens from the start; what is odd is told to the note

#: Endings of files that hold no posts: an export has thousands of them.
PICTURES = frozenset({
    "jpg", "jpeg", "png", "gif", "webp", "avif", "heic", "bmp", "svg", "ico",
    "mp4", "m4v", "mov", "webm", "mkv", "avi", "m3u8",
    "mp3", "m4a", "ogg", "oga", "opus", "wav", "flac", "aac",
    "woff", "woff2", "ttf", "otf", "css", "tgs",
})  # fmt: skip


TAR_ERRORS = (tarfile.TarError, OSError, ValueError, OverflowError)  #: the last two of absurd figures in headers
MOST_HOLES = 10  #: times what a sparse file holds that may be read as its holes


@attrs.frozen
class Box:
    """`members`: path inside it, with "/" -> what opens it, until it is closed."""

    name: str
    members: Mapping[str, Opener]
    close: Callable[[], None] = lambda: None


def hidden(name: str) -> bool:
    """Whether no one means a file that has this path: ".DS_Store", "__MACOSX/…"."""
    return any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(name).parts)


def pictures(names: Sequence[str]) -> list[str]:
    """Of the names those that are pictures, films, sounds or looks of a page."""
    return [name for name in names if name.rpartition(".")[2].casefold() in PICTURES]


def of_folder(path: Path) -> Box:
    """The files in a folder and below, without hidden ones."""

    def opener(file: Path) -> Opener:
        return lambda note: file.open("rb")

    files = sorted(file for file in path.rglob("*") if file.is_file())
    found = {file.relative_to(path).as_posix(): opener(file) for file in files}
    return Box(str(path), {name: open_it for name, open_it in found.items() if not hidden(name)})


def is_zip(start: bytes) -> bool:
    return start.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def is_tar(start: bytes) -> bool:
    """By the sign of POSIX and GNU archives."""
    return start[257:262] == b"ustar"


def of_zip(name: str, source: BinaryIO) -> Box:
    """Raises OSError for one that is damaged or of an unknown kind."""
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise OSError(f"the zip archive is damaged or cut short ({error}); repair it, as with zip -FF") from None

    def opener(info: zipfile.ZipInfo) -> Opener:
        def opened(note: Note) -> BinaryIO:
            if info.flag_bits & 1:
                raise OSError("it is encrypted: unpack the zip with its password and give the folder")
            try:
                return buffered(Forgiving(cast(BinaryIO, archive.open(info)), note))
            except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
                raise OSError(f"damaged in the zip, or packed in an unknown way: {error}") from None

        return opened

    infos = sorted((info for info in archive.infolist() if not info.is_dir()), key=lambda info: info.filename)
    return Box(name, named((info.filename, opener(info)) for info in infos), source.close)


def copy_of(source: BinaryIO) -> BinaryIO:
    """The same in a temporary file, in which one can go back."""
    copy = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - it is open as long as it is used
    shutil.copyfileobj(source, copy, CHUNK)
    copy.seek(0)
    return copy


def of_tar(name: str, source: BinaryIO, note: Note) -> Box:
    """`source` can go back: of a compressed archive it is a copy, as its members can only be reached in turn.

    Raises OSError for one that is damaged from its start.
    """
    try:
        archive = tarfile.open(fileobj=source, mode="r:")  # noqa: SIM115 - it is closed with its source
    except TAR_ERRORS as error:
        raise OSError(f"the tar archive is damaged from its start ({error})") from None
    infos: list[tarfile.TarInfo] = []
    try:
        for info in archive:
            infos.append(info)  # noqa: PERF402 - what comes before damage is kept
    except TAR_ERRORS as error:
        note("the tar archive is damaged or ends early; what comes before that is kept", str(error))

    def opener(info: tarfile.TarInfo) -> Opener:
        def opened(note: Note) -> BinaryIO:
            sparse = cast("list[tuple[int, int]] | None", info.sparse)
            held = info.size if sparse is None else sum(size for _, size in sparse)
            if info.size > MOST_HOLES * (held + CHUNK):
                raise OSError(f"nearly all of its {info.size} bytes are holes: unpack the tar and give the folder")
            found = archive.extractfile(info)
            if found is None:
                raise OSError("no file that the archive holds")
            return buffered(Forgiving(cast(BinaryIO, found), note))

        return opened

    files = sorted((info for info in infos if info.isfile()), key=lambda info: info.name)
    return Box(name, named((info.name.removeprefix("./"), opener(info)) for info in files), source.close)


def named(found: Iterable[tuple[str, Opener]]) -> dict[str, Opener]:
    """Without hidden ones; of several of one name the later ones get a number."""
    members: dict[str, Opener] = {}
    last: dict[str, int] = {}  # of each name that there are several of the last number
    for name, opener in found:
        number = last.get(name, 1)
        free = name
        while free in members:
            number += 1
            free = f"{name}#{number}"
        last[name] = number
        if not hidden(name):
            members[free] = opener
    return members


def buffered(stream: io.RawIOBase) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(stream, CHUNK))


class Forgiving(io.RawIOBase):
    """A stream that ends where reading it fails, with a note."""

    def __init__(self, stream: BinaryIO, note: Note) -> None:
        self._stream, self._note = stream, note

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:  # noqa: ANN401 - any writable buffer
        try:
            data = self._stream.read(len(target))
        except (*TAR_ERRORS, EOFError, zipfile.BadZipFile) as error:
            data = b""
            self._note("is damaged in its archive; what comes before that is kept", str(error))
        except Exception as error:
            if type(error).__name__ not in ("error", "LZMAError"):  # zlib.error and its like
                raise
            data = b""
            self._note("is damaged in its archive; what comes before that is kept", str(error))
        target[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


def claims(
    names: Sequence[str], formats: Mapping[str, Callable[[Sequence[str]], object]]
) -> Iterator[tuple[str, list[str]]]:
    """(format, names) of each group of files that a format reads together; a file is in one group at most.

    `formats` gives the ``claim`` of each format; where two claim a file, the one whose name comes first has it.
    """
    taken: set[str] = set()
    for name, claim in sorted(formats.items()):
        free = [each for each in names if each not in taken]
        for group in cast("Iterator[Sequence[str]]", claim(free)):
            mine = [each for each in group if each not in taken]
            taken.update(mine)
            if mine:
                yield name, mine


def prefix(names: Sequence[str]) -> str:
    """The folder that holds all of them: "" or one that ends in "/"."""
    if not names:
        return ""
    parts = [name.split("/")[:-1] for name in names]
    shared: list[str] = []
    for column in zip(*parts, strict=False):
        if len(set(column)) > 1:
            break
        shared.append(column[0])
    return "".join(f"{part}/" for part in shared)
