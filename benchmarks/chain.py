"""One thread of 100,000 posts, each answering the one before: is every step linear, and free of recursion?

Goal: no step takes more than 1.5 times as long per post as with 10,000 posts. Everything after the imports runs
under a recursion limit that a walk by recursion would hit after a hundred posts.
"""

from __future__ import annotations

import argparse
import gc
import inspect
import io
import json
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from made_up import chain_page, posts
from measuring import ONE, Steps, in_process, seconds_of, show, timed, verdict

if TYPE_CHECKING:
    import threadkit

MOST_GROWTH = 1.5
FRAMES = 120  #: deeper than this nothing may go
STEPS = ("load", "thread", "tree walk", "chain", "Markdown")
SOURCES = ("an unroll page", "findings")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    sizes = (given.posts // 10, given.posts)
    tasks = [(source, size) for source in SOURCES for size in sizes]
    found = seconds_of(tasks, lambda task: in_process(__file__, *task), given.rounds)
    rows: list[list[object]] = []
    goals = []
    for source in SOURCES:
        for step in STEPS:
            small, large = (found[(source, size), step] / size * 1e6 for size in sizes)
            rows.append([f"{step}, from {source}", small, large, large / small, round(1e6 / large)])
            goals.append((f"{step}, from {source}: grows by {large / small:.2f}", large <= small * MOST_GROWTH))
    heads = ["step", f"µs a post, {sizes[0]}", f"µs a post, {sizes[1]}", "growth", "posts/s"]
    show(f"a chain of {sizes[1]} posts, medians of {given.rounds}, recursion limited to {FRAMES} frames", heads, rows)
    return verdict(goals)


def one(source: str, number: int) -> Steps:
    """Seconds of each step."""
    given = page if source == "an unroll page" else findings
    run(given(50), 50)  # imports, and what is compiled once
    made = given(number)
    sys.setrecursionlimit(len(inspect.stack()) + FRAMES)
    return run(made, number)


def run(made: Callable[[], threadkit.Archive], number: int) -> Steps:
    def loaded() -> threadkit.Archive:
        archive = made()
        assert len(archive.posts) == number
        return archive

    archive, figures = timed(loaded)
    last = archive.posts[-1]
    steps: dict[str, Callable[[], int]] = {
        "thread": lambda: len(archive.thread(last).posts),
        "tree walk": lambda: max(depth for _, depth in archive.tree(last).walk()) + 1,
        "chain": lambda: len(archive.chain(last)),
        "Markdown": lambda: number if written(archive) > number else 0,
    }
    found = {"load": figures}
    for name, work in steps.items():
        gc.collect()
        gc.freeze()  # one full collection of all that was loaded would drown a step of milliseconds
        length, found[name] = timed(work)
        if length != number:
            raise SystemExit(f"{name}: {length} posts in the chain, not {number}")
    return found


def written(archive: threadkit.Archive) -> int:
    """Lines of Markdown."""
    told = io.StringIO()
    archive.write(told, "markdown")
    return told.getvalue().count("\n")


def page(number: int) -> Callable[[], threadkit.Archive]:
    import threadkit

    folder = tempfile.TemporaryDirectory()
    path = Path(folder.name) / "page.txt"
    path.write_text(chain_page(number), encoding="utf-8")

    def made() -> threadkit.Archive:
        with folder:
            return threadkit.load(path)

    return made


def findings(number: int) -> Callable[[], threadkit.Archive]:
    """Newest first, as most sources deliver: each post states an id, and the id that it answers."""
    import threadkit
    from threadkit import Author, Basis, Capture, Kind, Link, Sighting, Source, When

    ada = Author("example_ada", "Ada Example")
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    found: list[Any] = [Capture("made up", "made_up", platform="x")]
    for n, (lines, _, _) in zip(reversed(range(number)), posts(number), strict=True):
        when = When.at(begin + timedelta(minutes=n))
        found.append(Sighting(Source("made up", f"post {n}", n), "\n".join(lines), f"x:{n + 1}", author=ada, when=when))
        if n:
            found.append(Link(Kind.REPLY, f"x:{n + 1}", f"x:{n}", Basis.STATED))
    return lambda: threadkit.load(found)


if __name__ == "__main__":
    if sys.argv[1:2] == [ONE]:
        print(json.dumps(one(sys.argv[2], int(sys.argv[3]))))
    else:
        sys.exit(main())
