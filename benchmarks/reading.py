"""How fast text captures are read: MB/s for each layout, and whether a larger page costs more per byte.

Goals: 10 MB/s for each page of 10 MB, and at most 1.3 times the time per byte of a page of 1 MB, with the
garbage collector on, as it is unless a caller stops it.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from made_up import LAYOUTS
from measuring import ONE, in_process, medians, show, verdict

LEAST_SPEED = 10.0  # MB/s
MOST_GROWTH = 1.3
HOW = ("dropped", "kept", "paused")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=10.0, help="size of the large pages")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--layout", choices=sorted(LAYOUTS), action="append", help="only this one")
    given = parser.parse_args()
    layouts = given.layout or list(LAYOUTS)
    with tempfile.TemporaryDirectory() as folder:
        tasks = []
        for name in layouts:
            for signs in ("mixed", "ascii"):
                if signs == "ascii" and "spoilt" in name:  # nothing to spoil
                    continue
                tasks += list(pages_of(Path(folder), name, signs, given.megabytes))
        found = medians(tasks, lambda task: in_process(__file__, *task[2:]), given.rounds)
    rows, goals = [], []
    for task in tasks:
        if task[1] == "small":
            continue
        name, _, path, number, *_ = task
        size = found[task]["megabytes"]
        small = next(found[t] for t in tasks if t[0] == name and t[1] == "small")
        speed = {how: size / found[task][how] for how in HOW}
        growth = {how: small["megabytes"] / small[how] / speed[how] for how in HOW}
        rows.append([name, number, size, *speed.values(), *growth.values()])
        for how in ("dropped", "kept"):
            goals.append((f"{name}: {speed[how]:.1f} MB/s {how}", speed[how] >= LEAST_SPEED))
            goals.append((f"{name}: {growth[how]:.2f} times the time per byte {how}", growth[how] <= MOST_GROWTH))
    heads = ["page", "posts", "MB", *(f"MB/s {how}" for how in HOW), *(f"growth {how}" for how in HOW)]
    show(f"threadkit.read, medians of {given.rounds} (growth: time per byte against a tenth of the page)", heads, rows)
    print("\ndropped: each finding is let go; kept: all in a list; paused: in a list, the garbage collector paused")
    return verdict(goals)


def pages_of(folder: Path, layout: str, signs: str, megabytes: float) -> Iterator[tuple[str, str, str, int]]:
    """(name, size, path, posts) of a small and a large page."""
    make = LAYOUTS[layout]
    each = len(make(500, ascii_only=signs == "ascii").encode()) / 500
    for size, share in (("small", 0.1), ("large", 1.0)):
        number = round(megabytes * share * 1e6 / each)
        path = folder / f"{layout.replace(', ', '-')}-{signs}-{size}.txt"
        path.write_text(make(number, ascii_only=signs == "ascii"), encoding="utf-8")
        yield f"{layout}, {signs}", size, str(path), number


def one(path: str, number: int) -> dict[str, float]:
    """Seconds of one page, three ways; each way sees a page that no cache has met: the process is new for each."""
    raise NotImplementedError


if __name__ == "__main__":
    sys.exit(main())
