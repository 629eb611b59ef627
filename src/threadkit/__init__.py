r"""threadkit reconstructs social-media threads from whatever people still hold.

>>> import threadkit
>>> archive = threadkit.loads("A heron waits.\n01.02.2024 10:00 — 👍 3 🔁 0 💬 0 📌 0\n")
>>> len(archive.posts)
1
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # names for readers and type checkers; at run time each is imported when it is first used
    from threadkit.archive import Archive as Archive
    from threadkit.errors import AmbiguousPost as AmbiguousPost
    from threadkit.errors import NotReadable as NotReadable
    from threadkit.errors import ThreadkitError as ThreadkitError
    from threadkit.errors import UnknownFormat as UnknownFormat
    from threadkit.errors import UnknownPost as UnknownPost
    from threadkit.frames import from_frame as from_frame
    from threadkit.loading import load as load
    from threadkit.loading import loads as loads
    from threadkit.parsing.reading import formats as formats
    from threadkit.parsing.reading import read as read
    from threadkit.records import Absence as Absence
    from threadkit.records import Author as Author
    from threadkit.records import Basis as Basis
    from threadkit.records import Capture as Capture
    from threadkit.records import Card as Card
    from threadkit.records import Count as Count
    from threadkit.records import Counts as Counts
    from threadkit.records import Declared as Declared
    from threadkit.records import Furniture as Furniture
    from threadkit.records import Kind as Kind
    from threadkit.records import Link as Link
    from threadkit.records import Media as Media
    from threadkit.records import Missing as Missing
    from threadkit.records import Order as Order
    from threadkit.records import Post as Post
    from threadkit.records import Problem as Problem
    from threadkit.records import Rejection as Rejection
    from threadkit.records import Repost as Repost
    from threadkit.records import Severity as Severity
    from threadkit.records import Sighting as Sighting
    from threadkit.records import Source as Source
    from threadkit.records import TimeBasis as TimeBasis
    from threadkit.records import When as When
    from threadkit.threads import ReplyTree as ReplyTree
    from threadkit.threads import Thread as Thread
    from threadkit.views.comparing import Change as Change
    from threadkit.views.comparing import Diff as Diff
    from threadkit.views.engagement import Observation as Observation
    from threadkit.views.engagement import Total as Total
    from threadkit.views.incompleteness import Replies as Replies
    from threadkit.views.incompleteness import Wanted as Wanted
    from threadkit.views.metrics import Participant as Participant
    from threadkit.views.metrics import TreeMetrics as TreeMetrics
    from threadkit.views.ordering import ORDERS as ORDERS
    from threadkit.views.response_times import Response as Response
    from threadkit.views.response_times import ResponseTimes as ResponseTimes
    from threadkit.views.response_times import Span as Span
    from threadkit.views.walking import NestedQuote as NestedQuote

PUBLIC = {
    "threadkit.archive": ("Archive",),
    "threadkit.views.comparing": ("Change", "Diff"),
    "threadkit.views.engagement": ("Observation", "Total"),
    "threadkit.errors": ("AmbiguousPost", "NotReadable", "ThreadkitError", "UnknownFormat", "UnknownPost"),
    "threadkit.frames": ("from_frame",),
    "threadkit.views.incompleteness": ("Replies", "Wanted"),
    "threadkit.loading": ("load", "loads"),
    "threadkit.views.metrics": ("Participant", "TreeMetrics"),
    "threadkit.views.ordering": ("ORDERS",),
    "threadkit.parsing.reading": ("formats", "read"),
    "threadkit.records": (
        "Absence", "Author", "Basis", "Capture", "Card", "Count", "Counts", "Declared", "Furniture", "Kind", "Link",
        "Media", "Missing", "Order", "Post", "Problem", "Rejection", "Repost", "Severity", "Sighting", "Source",
        "TimeBasis", "When",
    ),
    "threadkit.views.response_times": ("Response", "ResponseTimes", "Span"),
    "threadkit.threads": ("ReplyTree", "Thread"),
    "threadkit.views.walking": ("NestedQuote",),
}  # fmt: skip
HOME = {name: module for module, names in PUBLIC.items() for name in names}

__version__ = "0.1.0"
__all__ = ["__version__", *sorted(HOME)]


def __getattr__(name: str) -> object:
    if name not in HOME:
        raise AttributeError(f"module 'threadkit' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(HOME[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
