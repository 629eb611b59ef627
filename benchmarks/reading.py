"""How fast text captures are read: MB/s for each layout, and whether a larger page costs more per byte.

Goals: 10 MB/s for each page of 10 MB, and at most 1.3 times the time per byte of a page of 1 MB, with the
garbage collector on, as it is unless a caller stops it.
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from made_up import LAYOUTS
from measuring import ONE, in_process, seconds_of, show, timed, verdict

LEAST_SPEED = 10.0  # MB/s
MOST_GROWTH = 1.3
HOW = ("dropped", "kept", "paused")
JUDGED = ("dropped", "kept")

Page = tuple[str, int, str, int]  #: layout; size in bytes; path; posts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=10.0, help="size of the large pages")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--layout", choices=sorted(LAYOUTS), action="append", help="only this one")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pages = [
            (small, large)
            for name in given.layout or LAYOUTS
            for signs in (("mixed",) if "spoilt" in name else ("mixed", "ASCII"))  # ASCII cannot be spoilt
            for small, large in [pages_of(Path(folder), name, signs, given.megabytes)]
        ]
        tasks = [(page, how) for pair in pages for page in pair for how in HOW]
        found = seconds_of(tasks, lambda task: in_process(__file__, *task[0][2:], task[1]), given.rounds)
    rows: list[list[object]] = []
    goals = []
    for small, large in pages:
        speed = {how: large[1] / 1e6 / found[(large, how), "read"] for how in HOW}
        growth = {how: small[1] / 1e6 / found[(small, how), "read"] / speed[how] for how in HOW}
        rows.append([large[0], large[3], large[1] / 1e6, *speed.values(), *growth.values()])
        for how in JUDGED:
            goals.append((f"{large[0]}, {how}: {speed[how]:.1f} MB/s", speed[how] >= LEAST_SPEED))
            goals.append((f"{large[0]}, {how}: grows by {growth[how]:.2f}", growth[how] <= MOST_GROWTH))
    heads = ["page", "posts", "MB", *(f"MB/s {how}" for how in HOW), *(f"growth {how}" for how in HOW)]
    show(f"threadkit.read, medians of {given.rounds}; growth: time per byte against a tenth of the page", heads, rows)
    print("\ndropped: each finding is let go; kept: all in a list; paused: in a list, the garbage collector paused")
    return verdict(goals)


def pages_of(folder: Path, layout: str, signs: str, megabytes: float) -> Iterator[Page]:
    """A small and a large page."""
    ascii_only = signs == "ASCII"
    each = len(LAYOUTS[layout](500, ascii_only=ascii_only).encode()) / 500
    for share in (0.1, 1.0):
        number = round(megabytes * share * 1e6 / each)
        path = folder / f"{layout.replace(', ', '-')}-{signs}-{number}.txt"
        path.write_text(LAYOUTS[layout](number, ascii_only=ascii_only), encoding="utf-8")
        yield f"{layout}, {signs}", path.stat().st_size, str(path), number


def one(path: str, number: int, how: str) -> dict[str, float]:
    """Seconds for one page that no cache has met."""
    import threadkit

    layout = next(name for name in LAYOUTS if Path(path).name.startswith(name.replace(", ", "-") + "-"))
    for _ in threadkit.read(io.StringIO(LAYOUTS[layout](40, seed=2))):
        pass  # what is imported and compiled once is no matter of size
    if how == "paused":
        gc.disable()
    keep: Callable[[Iterable[object]], list[object] | int] = list if how != "dropped" else sightings
    kept, figures = timed(lambda: keep(threadkit.read(path)))
    held = kept if isinstance(kept, int) else sightings(kept)
    if held != number:
        raise SystemExit(f"{path}: {held} posts were read of {number}")
    return figures


def sightings(findings: Iterable[object]) -> int:
    return sum(type(finding).__name__ == "Sighting" for finding in findings)


if __name__ == "__main__":
    if sys.argv[1:2] == [ONE]:
        print(json.dumps({"read": one(sys.argv[2], int(sys.argv[3]), sys.argv[4])}))
    else:
        sys.exit(main())
