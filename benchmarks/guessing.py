"""Pages without ids that overlap: aligned, dated and linked, all of it, with all that is guessed.

Pages of 500, each beginning in the middle of the one before, so that every post stands on two. Goals: 100,000 posts as
shown by 200 pages in 60 seconds and 2 GB; the time of a post grows by no more than a half up to there.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import sys

from aligning import many_pages
from measuring import ONE, in_process, show, timed, verdict

ON_A_PAGE = 500
MOST_SECONDS, MOST_MEGABYTES, MOST_GROWTH = 60.0, 2_000, 1.5


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("posts", nargs="*", type=int, default=[10_000, 30_000, 100_000])
    sizes = sorted(parser.parse_args().posts)
    rows: list[list[object]] = []
    goals = []
    first = 0.0
    for size in sizes:
        told = in_process(__file__, size)["conclude"]
        each = told["seconds"] / told["yardstick"] / size
        first = first or each
        rows.append([size, int(told["captures"]), int(told["links"]), told["seconds"], told["megabytes"], each / first])
        goals.append((f"{size} posts: grows by {each / first:.2f}", each / first <= MOST_GROWTH))
        goals.append((f"{size} posts: {told['seconds']:.1f} s", told["seconds"] <= MOST_SECONDS))
        goals.append((f"{size} posts: {told['megabytes']:.0f} MB", told["megabytes"] <= MOST_MEGABYTES))
    heads = ["posts shown", "captures", "links", "seconds", "MB at most", "time per post against the smallest"]
    show("Pages without ids, everything concluded", heads, rows)
    return verdict(goals)


def one(size: int) -> dict[str, float]:
    from threadkit.archive import Archive

    assert Archive(many_pages(2000)[0]).posts  # imports
    findings, _ = many_pages(size // 2, ON_A_PAGE)
    gc.collect()
    archive = Archive(findings)
    _, figures = timed(lambda: archive.conclusion)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {**figures, "captures": len(archive.captures), "links": len(archive.links), "megabytes": most}


if __name__ == "__main__":
    if sys.argv[1:2] == [ONE]:
        print(json.dumps({"conclude": one(int(sys.argv[2]))}))
    else:
        sys.exit(main())
