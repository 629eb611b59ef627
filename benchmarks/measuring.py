"""Each measurement in a process of its own, so that no cache of one helps the next; medians; a table."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

__all__ = ["ONE", "in_process", "medians", "show", "verdict"]

ONE = "--one"  #: the hidden option by which a benchmark calls itself


def in_process(script: str, *words: object) -> dict[str, Any]:
    """What ``script --one words…`` prints as JSON."""
    command = [sys.executable, script, ONE, *map(str, words)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env={**os.environ})
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def medians(
    tasks: Sequence[Any], run: Callable[[Any], Mapping[str, float]], rounds: int
) -> dict[Any, dict[str, float]]:
    """The medians of each figure of each task. The tasks take turns, so that a slow minute hits all alike."""
    seen: dict[Any, list[Mapping[str, float]]] = {task: [] for task in tasks}
    for n in range(rounds):
        for task in tasks if n % 2 == 0 else reversed(tasks):
            seen[task].append(run(task))
    return {
        task: {name: statistics.median(one[name] for one in figures) for name in figures[0]}
        for task, figures in seen.items()
    }


def show(title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    cells = [[f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    print(f"\n{title}\n")
    for row in (heads, ["-" * width for width in widths], *cells):
        first, *rest = (cell.ljust(width) if n == 0 else cell.rjust(width)
                        for n, (cell, width) in enumerate(zip(row, widths, strict=True)))  # fmt: skip
        print("  ".join([first, *rest]).rstrip())


def verdict(goals: Iterable[tuple[str, bool]]) -> int:
    """Print which goals are met; the exit status: 1 if one is missed."""
    missed = [what for what, met in goals if not met]
    print("\n" + ("all goals met" if not missed else "missed: " + "; ".join(missed)))
    return 1 if missed else 0
