"""Compressed files as streams: gzip, bzip2, xz, zstandard, seen by their first bytes. One that is cut short or damaged
gives what can be unpacked before that, and a note.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO, cast

__all__ = ["Note", "packing", "unpacked"]

Note = Callable[[str, str], None]  #: is told what was odd, and what was seen

CHUNK = 256 * 1024
WINDOW = 31  #: bits; the dumps of Pushshift need them all, and the usual limit is 27


def gunzip() -> Any:  # noqa: ANN401 - the decompressors of the standard library share no class
    return zlib.decompressobj(wbits=31)


def bunzip2() -> Any:  # noqa: ANN401
    import bz2

    return bz2.BZ2Decompressor()


def unxz() -> Any:  # noqa: ANN401
    import lzma

    return lzma.LZMADecompressor()


def unzstd() -> Any:  # noqa: ANN401
    """Raises ImportError without the extra."""
    try:
        from compression import zstd  # from Python 3.14 on
    except ImportError:
        from backports import zstd
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: WINDOW})


#: First bytes -> name, and what unpacks it.
PACKINGS: tuple[tuple[bytes, str, Callable[[], Any]], ...] = (
    (b"\x1f\x8b", "gzip", gunzip),
    (b"BZh", "bzip2", bunzip2),
    (b"\xfd7zXZ\x00", "xz", unxz),
    (b"\x28\xb5\x2f\xfd", "zstd", unzstd),
    *((bytes((0x50 + n, 0x2A, 0x4D, 0x18)), "zstd", unzstd) for n in range(16)),  # a frame that is skipped
)


def packing(start: bytes) -> str | None:
    """How a file is compressed, by its first bytes."""
    return next((name for sign, name, _ in PACKINGS if start.startswith(sign)), None)


def unpacked(stream: BinaryIO, name: str, note: Note) -> BinaryIO:
    """The content of a compressed stream. Raises OSError if what unpacks it is not installed."""
    make = next(make for _, each, make in PACKINGS if each == name)
    try:
        make()
    except ImportError:
        stream.close()
        raise OSError(f"it is compressed with {name}: pip install threadkit[{name}]") from None
    return cast(BinaryIO, io.BufferedReader(Unpacking(stream, name, make, note), CHUNK))


class Unpacking(io.RawIOBase):
    """Several compressed files in a row are one, as their tools have it."""

    def __init__(self, stream: BinaryIO, name: str, make: Callable[[], Any], note: Note) -> None:
        self._stream, self._name, self._make, self._note = stream, name, make, note
        self._unpacker = make()
        self._waiting = memoryview(b"")
        self._begun = self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:  # noqa: ANN401 - any writable buffer
        while not self._waiting and not self._ended:
            self._waiting = memoryview(self._more())
        size = min(len(target), len(self._waiting))
        target[:size] = self._waiting[:size]
        self._waiting = self._waiting[size:]
        return size

    def _more(self) -> bytes:
        if self._unpacker.eof:
            rest = self._unpacker.unused_data or self._stream.read(CHUNK)
            self._unpacker, self._begun = self._make(), False
        else:
            rest = self._stream.read(CHUNK)
        if not rest:
            self._ended = True
            if self._begun:
                self._note(f"the {self._name} file ends early; what could be unpacked before its end is kept", "")
            return b""
        if not self._begun and not rest.strip(b"\x00"):
            self._ended = True  # padding, as tapes have it
            return b""
        self._begun = True
        try:
            return cast(bytes, self._unpacker.decompress(rest))
        except (zlib.error, OSError, EOFError, ValueError) as error:
            return self._stop(error)
        except Exception as error:
            if type(error).__name__ not in ("LZMAError", "ZstdError"):  # not to be imported for their names
                raise
            return self._stop(error)

    def _stop(self, error: Exception) -> bytes:
        self._ended = True
        self._note(f"the {self._name} file is damaged; what could be unpacked before that is kept", str(error))
        return b""

    def close(self) -> None:
        self._stream.close()
        super().close()
