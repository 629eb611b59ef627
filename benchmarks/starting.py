"""How long it takes to start: `import threadkit` and `threadkit --help` beside a bare interpreter.

Goals: `import threadkit` at most 60 ms above a bare interpreter; `threadkit --help` at most 150 ms in all.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time

from measuring import show, verdict

PROGRAMS = {
    "bare interpreter": "pass",
    "import threadkit": "import threadkit",
    "from threadkit import load": "from threadkit import load",
    "threadkit --help": "import sys; from threadkit.cli import main; sys.argv = ['threadkit', '--help']; main()",
}
MOST = {"import threadkit": 60.0}  # ms above a bare interpreter
MOST_IN_ALL = {"threadkit --help": 150.0}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    seen: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for program in PROGRAMS.values():  # once unseen: files get into the cache of the system
        run(program)
    for _ in range(given.rounds):
        for name, program in PROGRAMS.items():
            seen[name].append(run(program))
    medians = {name: statistics.median(times) for name, times in seen.items()}
    bare = medians["bare interpreter"]
    rows = [(name, ms, ms - bare, ms / bare, min(seen[name])) for name, ms in medians.items()]
    title = f"starting, medians of {given.rounds} fresh processes that take turns"
    show(title, ["program", "ms", "ms above bare", "ratio", "best ms"], rows)
    return verdict(
        [(f"{name}: {medians[name] - bare:.0f} ms above bare", medians[name] - bare <= ms) for name, ms in MOST.items()]
        + [(f"{name}: {medians[name]:.0f} ms in all", medians[name] <= ms) for name, ms in MOST_IN_ALL.items()]
    )


def run(program: str) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    sys.exit(main())
