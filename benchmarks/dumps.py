"""A dump of one post a line through load(), all of it: every post reachable as an object, linked, ordered.

Held against the time that orjson takes merely to decode the lines, in turn on the same machine (without orjson:
msgspec, which is about as fast). Memory is what the process holds more than before, over the posts.

Goals: at most 6 times that time and 1,400 bytes a post; where it is going: 4 times and 1,000 bytes.

Files are given by name. Without any, posts of X's API v2 are made up, in threads as in `linking.py`.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from linking import EPOCH, threads
from measuring import ONE, Steps, in_process, seconds_of, show, timed, verdict

MOST_TIMES, MOST_BYTES = 6.0, 1_400
WORDS = ("the gulls of east bank sleep", "standing up", "while nobody counts them,", "café naïve", "日本語", "🙂")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", help="dumps of one post a line")
    parser.add_argument("--posts", type=int, default=200_000, help="of the dump that is made up")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = given.files or [made_up(Path(folder), given.posts)]
        tasks = [(what, file) for file in files for what in ("decode", "load")]
        found = seconds_of(tasks, lambda task: in_process(__file__, *task), given.rounds)
        rows: list[list[object]] = []
        goals = []
        for file in files:
            decode = found[("decode", file), "decode"]
            parts: list[float] = [found[("load", file), step] for step in ("read", "conclude", "order")]
            figures = in_process(__file__, "load", file)["figures"]  # which are no times, to be held against others
            posts, each = round(figures["posts"]), round(figures["bytes"])
            times = sum(parts) / decode
            rows.append([Path(file).name, posts, decode, *parts, times, each])
            goals.append((f"{Path(file).name}: {times:.1f} times decoding", times <= MOST_TIMES))
            goals.append((f"{Path(file).name}: {each} bytes a post", each <= MOST_BYTES))
    heads = ["dump", "posts", "decode s", "read s", "conclude s", "order s", "times", "bytes a post"]
    show(f"load() of dumps, medians of {given.rounds}", heads, rows)
    return verdict(goals)


def made_up(folder: Path, number: int) -> str:
    path = folder / "made_up.x.ndjson"
    made = threads(number)
    with path.open("w", encoding="utf-8") as file:
        for n, (own, parent, ms) in enumerate(zip(made.ids, made.parents, made.times, strict=True)):
            moment = EPOCH + timedelta(milliseconds=ms + (ms % 1000 == 0))
            record: dict[str, Any] = {
                "id": str(own), "text": " ".join(WORDS[n * k % len(WORDS)] for k in range(1, 9)),
                "author_id": str(10**8 + n % 997), "conversation_id": str(parent or own),
                "created_at": f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z",
                "public_metrics": {"retweet_count": n % 7, "reply_count": n % 5, "like_count": n % 97},
                "lang": "en", "edit_history_tweet_ids": [str(own)],
            }  # fmt: skip
            if parent:
                record["referenced_tweets"] = [{"type": "replied_to", "id": str(parent)}]
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return str(path)


def held() -> int:
    """Bytes of memory that this process has."""
    pages = Path("/proc/self/statm")
    if pages.exists():
        return int(pages.read_text(encoding="ascii").split()[1]) * 4096
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def fastest() -> Callable[[bytes], Any]:
    """What decodes a line fastest, of what is installed."""
    try:
        found: Callable[[bytes], Any] = importlib.import_module("orjson").loads
    except ImportError:
        found = importlib.import_module("msgspec.json").decode
    return found


def decode(file: str) -> Steps:
    reader = fastest()

    def all_lines() -> int:
        with Path(file).open("rb") as lines:
            return sum(reader(line) is not None for line in lines)

    return {"decode": timed(all_lines)[1]}


def load(file: str) -> Steps:
    import threadkit

    with tempfile.TemporaryDirectory() as folder:  # imports, and what is made once
        start = Path(folder) / "start.ndjson"
        with Path(file).open("rb") as lines:
            start.write_bytes(b"".join(line for line, _ in zip(lines, range(100), strict=False)))
        assert len(threadkit.load(start).posts)
    gc.collect()
    before = held()
    archive, read = timed(lambda: threadkit.load(file))
    _, conclude = timed(lambda: archive.conclusion)
    posts, order = timed(lambda: len(archive.posts))
    each = (held() - before) / posts
    assert archive.posts[posts // 2].id in archive
    figures = {"posts": float(posts), "bytes": each, "seconds": 0.0, "yardstick": order["yardstick"]}
    return {"read": read, "conclude": conclude, "order": order, "figures": figures}


if __name__ == "__main__":
    if sys.argv[1:2] == [ONE]:
        print(json.dumps({"decode": decode, "load": load}[sys.argv[2]](sys.argv[3])))
    else:
        sys.exit(main())
