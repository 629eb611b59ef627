"""Pages that could make a reader slow: eight times as much of each must not take much more than eight times as long.

usage: python benchmarks/growing.py [--rounds N]
"""

from __future__ import annotations

import argparse
import io
import statistics
import time
from collections.abc import Callable

import threadkit
from threadkit.parsing.text.repair import examine

SMALL, LARGE = 30_000, 240_000  # characters
MOST = 1.5  # times the time per character that the small one takes
LEADS = ("", "Oct 5 9 tweets 1 min read\nOne.\n• • •\nMore from @example_ada\n")
UNITS = (
    "A line that is a post of its own.\n",
    "Jun 7\nOne.\nTwo.\nRead 2 tweets\n",
    "Oct 5 1 tweets 1 min read\nOne.\n",
    "Unknown words\n• • •\nPost\n",
    "- item\n",
    "Oct 5\n\n",
    "More from @example_ada\nwords\n",
)


def read_unroll(page: str) -> None:
    for _ in threadkit.read(io.StringIO(page), format="thread_reader_text"):
        pass


def repeat(lead: str, unit: str) -> Callable[[int], str]:
    return lambda size: lead + unit * (size // len(unit))


def seconds(work: Callable[[str], object], page: str, rounds: int) -> float:
    spent = []
    for _ in range(rounds):
        start = time.process_time()
        work(page)
        spent.append(time.process_time() - start)
    return statistics.median(spent)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    cases: list[tuple[str, Callable[[str], object], Callable[[int], str]]] = [
        (f"unroll {lead[:8]!r} + {unit[:24]!r}", read_unroll, repeat(lead, unit))
        for lead in LEADS
        for unit in UNITS
    ]
    cases.append(("runs that almost fit a charset", examine, lambda size: "Ã©" * (size // 2) + "é!"))
    slow = 0
    print(f"{'page':64} {'small ms':>9} {'large ms':>9} {'growth':>7}")
    for name, work, make in cases:
        small, large = seconds(work, make(SMALL), rounds), seconds(work, make(LARGE), rounds)
        growth = (large / LARGE) / (small / SMALL) if small else 0.0
        slow += growth > MOST
        print(f"{name:64} {small * 1000:9.1f} {large * 1000:9.1f} {growth:7.2f}")
    print(f"{slow} of {len(cases)} grow by more than {MOST} a character")
    return 1 if slow else 0


if __name__ == "__main__":
    raise SystemExit(main())
