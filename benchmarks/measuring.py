"""Each measurement in a process of its own, so that no cache of one helps the next; medians; a table.

A shared machine can be half as fast for a minute. So every measurement is held against the same small piece of work,
done right before and after it, and given in seconds of the processor at the best speed that this run of the
benchmark has seen. That tells more of the code and less of the minute.
"""

from __future__ import annotations

import gc
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

__all__ = ["ONE", "Steps", "in_process", "seconds_of", "show", "timed", "verdict"]

ONE = "--one"  #: the hidden first option by which a benchmark calls itself
T = TypeVar("T")
Task = TypeVar("Task", bound=Hashable)
Steps = Mapping[str, Mapping[str, float]]  #: step -> seconds and yardstick


def timed(work: Callable[[], T]) -> tuple[T, dict[str, float]]:
    """What `work` gives, and its seconds beside those of the yardstick."""
    before = yardstick()
    start = time.process_time()
    result = work()
    seconds = time.process_time() - start
    return result, {"seconds": seconds, "yardstick": (before + yardstick()) / 2}


def yardstick() -> float:
    """Seconds of a fixed piece of work on strings, tuples and a dict, which the garbage collector has no part in."""
    collects = gc.isenabled()
    gc.disable()
    start = time.process_time()
    held: dict[int, tuple[int, list[str]]] = {}
    for n in range(120_000):
        held[n & 1023] = (n, f"lines {n}-{n + 3}".strip().split("-"))
    seconds = time.process_time() - start
    if collects:
        gc.enable()
    return seconds


def in_process(script: str, *words: object) -> Steps:
    """What ``script --one words…`` prints as JSON: what :func:`timed` gives, by the name of the step."""
    command = [sys.executable, script, ONE, *map(str, words)]
    said: Steps = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
    return said


def seconds_of(tasks: Sequence[Task], run: Callable[[Task], Steps], rounds: int) -> dict[tuple[Task, str], float]:
    """The median seconds of each step of each task. The tasks take turns, so that a slow minute hits all alike."""
    seen: dict[tuple[Task, str], list[Mapping[str, float]]] = {}
    for n in range(rounds):
        for task in tasks if n % 2 == 0 else reversed(tasks):
            for step, figures in run(task).items():
                seen.setdefault((task, step), []).append(figures)
    speeds = [one["yardstick"] for figures in seen.values() for one in figures]
    best = min(speeds)
    print(f"the machine was up to {max(speeds) / best:.1f} times slower than at its best", file=sys.stderr)
    return {
        key: statistics.median(one["seconds"] * best / one["yardstick"] for one in figures)
        for key, figures in seen.items()
    }


def show(title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    cells = [[f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    print(f"\n{title}\n")
    for row in (heads, ["-" * width for width in widths], *cells):
        padded = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
        print("  ".join([row[0].ljust(widths[0]), *padded[1:]]))


def verdict(goals: Iterable[tuple[str, bool]]) -> int:
    """Print which goals are missed; the exit status: 1 if any is."""
    missed = [what for what, met in goals if not met]
    print("\nall goals met" if not missed else "\nmissed:\n  " + "\n  ".join(missed))
    return 1 if missed else 0
