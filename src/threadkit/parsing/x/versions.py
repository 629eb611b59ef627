"""When an edited post of X was written. Each of its versions has an id and a time of its own; the post is the first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from threadkit.parsing.times.stamps import snowflake
from threadkit.records import TimeBasis, When

__all__ = ["of_id", "times_of_version"]

SECOND = timedelta(seconds=1)

Times = tuple[tuple[str, When], ...]


def of_id(own: When | None) -> When | None:
    """The second in which an id was given, which is as fine as X states times."""
    if own is None or own.earliest is None:
        return None
    start = own.earliest.replace(microsecond=0)
    return When(start, start + SECOND, own.text, TimeBasis.ID, unit=SECOND)


def times_of_version(stated: When | None, versions: Sequence[str], own: str | None) -> tuple[When | None, Times]:
    """When the post was written that a version is one of, and, unless it is the first, when that was edited.

    `versions`: all ids as "x:123", the first one first; `own`: which of them it is; `stated`: its time.

    >>> versions = ["x:1534000000000000000", "x:1534000000004194304"]
    >>> when, others = times_of_version(None, versions, versions[1])
    >>> when.earliest.isoformat(), others
    ('2022-06-07T02:31:14+00:00', ())
    """
    if own not in versions or own == versions[0]:
        return stated, ()
    first = of_id(snowflake(versions[0].removeprefix("x:")))
    if first is None:
        return stated, ()
    return first, (("edited", stated),) if stated else ()
