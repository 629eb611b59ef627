"""load() from end to end, likely links and all: posts a second for each layout, and for two pages that overlap.

Goal: near-linear growth, at most 1.5 times the time per post from the smallest page to the largest.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from made_up import LAYOUTS
from measuring import ONE, in_process, seconds_of, show, timed, verdict

MOST_GROWTH = 1.5
OVERLAP = "two that overlap by half"
OVERLAPPING = ("bluesky_viewer_ages", "bluesky_viewer_clock")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, nargs="+", default=[1_000, 10_000, 40_000])
    parser.add_argument("--pair", type=int, nargs="+", default=[1_000, 10_000], help="posts on each of two pages")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    sizes = {**dict.fromkeys(LAYOUTS, sorted(given.posts)), OVERLAP: sorted(given.pair)}
    tasks = [(name, size) for name, each in sizes.items() for size in each]
    found = seconds_of(tasks, lambda task: in_process(__file__, *task), given.rounds)
    rows: list[list[object]] = []
    goals = []
    for name, each in sizes.items():
        first = each[0]
        for size in each:
            seconds = found[(name, size), "load"]
            growth = (seconds / size) / (found[(name, first), "load"] / first)
            posts = size if name != OVERLAP else size + size // 2
            rows.append([name, posts, seconds, round(posts / seconds), growth])
        goals.append((f"{name}, {each[-1]}: grows by {growth:.2f}", growth <= MOST_GROWTH))
    heads = ["page", "posts", "seconds", "posts/s", "time per post against the smallest"]
    show(f"load() and all that is concluded, medians of {given.rounds}", heads, rows)
    return verdict(goals)


def one(name: str, number: int) -> dict[str, float]:
    """Seconds to load a page, or two, that no cache has met."""
    import threadkit

    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder, "warm"), name, 40, seed=2)
        len(threadkit.load(Path(folder, "warm"), infer=True).posts)
        write(Path(folder, "measured"), name, number, seed=1)
        held, figures = timed(lambda: len(threadkit.load(Path(folder, "measured"), infer=True).posts))
    wanted = number if name != OVERLAP else number + number // 2
    if held != wanted:
        print(f"{name}, {number}: {held} posts, {wanted} were made up", file=sys.stderr)
    return figures


def write(folder: Path, name: str, number: int, seed: int) -> None:
    folder.mkdir()
    if name != OVERLAP:
        (folder / "page.txt").write_text(LAYOUTS[name](number, seed), encoding="utf-8")
        return
    for layout, skipped in zip(OVERLAPPING, (0, number // 2), strict=True):
        (folder / f"{layout}.txt").write_text(LAYOUTS[layout](number, seed, skipped=skipped), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == [ONE]:
        print(json.dumps({"load": one(sys.argv[2], int(sys.argv[3]))}))
    else:
        sys.exit(main())
