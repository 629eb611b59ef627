"""What threadkit raises. Each is also the stdlib error a caller would catch.

Odd *content* never raises: it becomes a :class:`threadkit.records.Problem` among the findings.
"""

from __future__ import annotations

__all__ = ["AmbiguousPost", "NotReadable", "ThreadkitError", "UnknownFormat", "UnknownPost"]


class ThreadkitError(Exception):
    """Base of all below; never raised itself."""


class NotReadable(ThreadkitError, ValueError):
    """Nothing in the given input can be read, or ``strict=True`` met a Problem."""


class UnknownFormat(ThreadkitError, ValueError):
    """A format name, or the ending of an output file, that threadkit has no format for."""


class UnknownPost(ThreadkitError, KeyError):
    """No post has this id, alias or URL."""

    def __str__(self) -> str:  # KeyError would show the repr of the message
        return str(self.args[0]) if self.args else ""


class AmbiguousPost(ThreadkitError, KeyError):
    """Several posts have this URL or alias."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""
