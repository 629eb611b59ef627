"""Linking in memory: how fast, how it grows, whether the order of arrival matters, and whether it is right.

Three shapes: many threads as platforms have them, one chain, one star; each oldest first, newest first and shuffled.
What comes out (parents, roots, depths, order) is held against a reference that shares no code and no method with the
package: it climbs and sorts where the package walks.

Goals: at least 400,000 posts a second on many threads; chain and star at most twice apart in the three orders, and in
time per post from a tenth of the size; all metrics of the whole tree of a million posts in 2 seconds. Everything runs
under a recursion limit that a walk by recursion would hit after a hundred posts.

``--workload FILE`` takes the many threads from a script that has ``forest(N)``, as a dict of arrays: `parent` (-1 of a
root), `missing` (its parent is not held), `idnum`, `t` (milliseconds), `perm` (order of arrival).
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import inspect
import json
import random
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs
from measuring import ONE, Steps, in_process, seconds_of, show, timed, verdict

if TYPE_CHECKING:
    from threadkit import Archive
    from threadkit.graph.trees.forest import Forest

LEAST_A_SECOND = 400_000
MOST_SPREAD = 2.0
MOST_SECONDS_OF_METRICS = 2.0
LEAST_SECONDS = 0.1  #: a step shorter than this says nothing of growth
FRAMES = 120  #: deeper than this nothing may go
ORDERS = ("oldest first", "newest first", "shuffled")
SHAPES = ("threads", "chain", "star")
EPOCH, BEGIN = datetime(1970, 1, 1, tzinfo=UTC), 1_700_000_000_000
MILLISECOND = timedelta(milliseconds=1)
GAP = 1_000_003  #: added to an id, so that it is one that nobody has


@attrs.frozen
class Posts:
    """Side by side: id, the id that is answered or 0, milliseconds since 1970; in order of arrival."""

    ids: list[int]
    parents: list[int]
    times: list[int]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workload", default="", help="a script with forest(N), for the many threads")
    parser.add_argument("--linking-only", action="store_true", help="no archives and metrics: they take minutes")
    given = parser.parse_args()
    sizes = (given.posts // 10, given.posts)
    tasks = [("link", shape, order, size) for shape in SHAPES for order in ORDERS for size in sizes]
    found = seconds_of(tasks, lambda task: in_process(__file__, *task, given.workload), given.rounds)
    rows: list[list[object]] = []
    goals = []
    per_post = {task[1:]: found[task, "link"] / task[-1] for task in tasks}
    for shape in SHAPES:
        for order in ORDERS:
            small, large = (per_post[shape, order, size] for size in sizes)
            rows.append([f"{shape}, {order}", small * 1e6, large * 1e6, large / small, round(1 / large)])
        if shape == "threads":
            slowest = max(per_post[shape, order, sizes[1]] for order in ORDERS)
            goals.append((f"threads: {1 / slowest:,.0f} posts/s", 1 / slowest >= LEAST_A_SECOND))
        else:
            at = {(order, size): per_post[shape, order, size] for order in ORDERS for size in sizes}
            goals += spread(shape, at, sizes)
    heads = ["linking", f"µs a post, {sizes[0]}", f"µs a post, {sizes[1]}", "growth", "posts/s"]
    show(f"linking in memory, medians of {given.rounds}, checked against the reference", heads, rows)
    if not given.linking_only:
        goals += archives(sizes, given.rounds)
    return verdict(goals)


def spread(what: str, per_post: dict[tuple[str, int], float], sizes: tuple[int, int]) -> list[tuple[str, bool]]:
    """How far the three orders of arrival are apart, and by how much a post takes longer among ten times as many."""
    small, large = ([per_post[order, size] for order in ORDERS] for size in sizes)
    apart, growth = max(large) / min(large), max(late / early for early, late in zip(small, large, strict=True))
    return [
        (f"{what}: orders {apart:.2f} apart", apart <= MOST_SPREAD),
        (f"{what}: grows by {growth:.2f}", growth <= MOST_SPREAD),
    ]


def archives(sizes: tuple[int, int], rounds: int) -> list[tuple[str, bool]]:
    """Whole archives of a chain and a star: seconds of each step, and what of them misses its goal."""
    tasks = [("archive", shape, order, size) for shape in SHAPES[1:] for order in ORDERS for size in sizes]
    found = seconds_of(tasks, lambda task: in_process(__file__, *task, ""), rounds)
    goals = []
    for step in STEPS:
        table: list[list[object]] = []
        for shape in SHAPES[1:]:
            at = {(order, size): found[("archive", shape, order, size), step] for order in ORDERS for size in sizes}
            table += [[f"{shape}, {order}", at[order, sizes[0]], at[order, sizes[1]]] for order in ORDERS]
            if max(at.values()) >= LEAST_SECONDS:
                goals += spread(f"{step} of a {shape}", {key: value / key[1] for key, value in at.items()}, sizes)
            if step == "metrics":
                slowest = max(at[order, sizes[1]] for order in ORDERS)
                goals.append((f"metrics of a {shape}: {slowest:.2f} s", slowest <= MOST_SECONDS_OF_METRICS))
        show(f"{step}, medians of {rounds}", [step, f"s, {sizes[0]}", f"s, {sizes[1]}"], table)
    return goals


# --- what is linked -----------------------------------------------------------------------------------------------


def posts(shape: str, order: str, number: int, workload: str) -> Posts:
    """Oldest first, before they are put in order of arrival."""
    if shape == "threads":
        made = from_script(workload, number) if workload else threads(number)
    else:
        above = [0 if n == 0 else (n if shape == "chain" else 1) for n in range(number)]
        made = Posts(list(range(1, number + 1)), above, [BEGIN + 1000 * n for n in range(number)])
    places = sorted(range(number), key=lambda n: (made.times[n], made.ids[n]))
    if order == "newest first":
        places.reverse()
    elif order == "shuffled":
        random.Random(7).shuffle(places)
    return Posts(*([column[n] for n in places] for column in (made.ids, made.parents, made.times)))


def threads(number: int) -> Posts:
    """Trees of many sizes, most small; 3 in 100 answers to what is not held."""
    chance = random.Random(3)
    ids = [(BEGIN + n) * 4_194_304 for n in range(number)]
    parents: list[int] = []
    begins = 0
    ends = 0
    for n in range(number):
        if n == ends:
            begins, ends = n, min(number, n + min(number // 4 + 1, int(chance.paretovariate(0.7))))
            parents.append(0)
            continue
        above = chance.choice((begins, n - 1, chance.randrange(begins, n)))
        parents.append(ids[above] + GAP if chance.random() < 0.03 else ids[above])
    times = [BEGIN + 1000 * n + chance.randrange(50_000) for n in range(number)]
    return Posts(ids, parents, times)


def from_script(workload: str, number: int) -> Posts:
    spec = importlib.util.spec_from_file_location("workload", workload)
    assert spec is not None
    assert spec.loader is not None
    script: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    made = script.forest(number)
    ids = made["idnum"].tolist()
    parents = [
        0 if above < 0 else ids[above] - GAP if lost else ids[above]
        for above, lost in zip(made["parent"].tolist(), made["missing"].tolist(), strict=True)
    ]
    return Posts(ids, parents, made["t"].tolist())


# --- one measurement ----------------------------------------------------------------------------------------------


def one(what: str, shape: str, order: str, number: int, workload: str) -> Steps:
    given = posts(shape, order, number, workload)
    return link(given) if what == "link" else archive_steps(given)


def link(given: Posts) -> Steps:
    from threadkit import Basis, Kind, Link, When
    from threadkit.graph.trees.forest import grow

    ids = [f"x:{number}" for number in given.ids]
    when = [When(EPOCH + ms * MILLISECOND, EPOCH + (ms + 1) * MILLISECOND) for ms in given.times]
    pairs = zip(ids, given.parents, strict=True)
    links = [Link(Kind.REPLY, child, f"x:{parent}", Basis.STATED) for child, parent in pairs if parent]
    grow(ids[:50], links[:50], when[:50])
    gc.collect()
    gc.freeze()
    gc.disable()  # as the package does around its own work
    sys.setrecursionlimit(len(inspect.stack()) + FRAMES)
    forest, figures = timed(lambda: grow(ids, links, when))
    sys.setrecursionlimit(1000)
    compare(forest, given)
    return {"link": figures}


def compare(forest: Forest, given: Posts) -> None:
    names, parents, roots, depths, order = reference(given)
    told = {name: node for node, name in enumerate(forest.ids)}
    assert len(told) == len(names) == len(forest.ids), "nodes"
    at = [told[name] for name in names]
    assert [forest.parent[n] for n in at] == [at[p] if p >= 0 else -1 for p in parents], "parents"
    assert [forest.root(n) for n in at] == [at[r] for r in roots], "roots"
    assert [forest.depth(n) for n in at] == depths, "depths"
    assert list(forest.order) == [at[n] for n in order], "order"


def reference(given: Posts) -> tuple[list[str], list[int], list[int], list[int], list[int]]:
    """Names of the nodes, and by their places in that list: parents, roots, depths, and all nodes depth first.

    Depths by climbing with a memory; sizes from the deepest up; the place of a node in the order is that of its
    parent, one more, and the sizes of its earlier siblings.
    """
    numbers = given.ids + sorted({p for p in given.parents if p} - set(given.ids))
    place = {number: n for n, number in enumerate(numbers)}
    parents = [place[p] if p else -1 for p in given.parents] + [-1] * (len(numbers) - len(given.ids))
    names = [f"x:{number}" for number in numbers]
    keys: list[tuple[int, bool, str]] = [(ms, True, name) for ms, name in zip(given.times, names, strict=False)]
    gaps: dict[int, int] = {}
    for n, above in enumerate(parents):
        if above >= len(given.ids):
            gaps[above] = min(gaps.get(above, keys[n][0]), keys[n][0])
    keys += [(gaps[n], False, names[n]) for n in range(len(given.ids), len(numbers))]  # a gap before a post
    depths, roots = climb(parents)
    by_depth = sorted(range(len(numbers)), key=lambda n: (depths[n], keys[n]))
    sizes = [1] * len(numbers)
    for n in reversed(by_depth):
        if parents[n] >= 0:
            sizes[parents[n]] += sizes[n]
    ahead = [0] * (len(numbers) + 1)  # nodes below a parent that are placed; the last is for the roots
    order = [0] * len(numbers)
    stands = [0] * len(numbers)
    for n in by_depth:
        above = parents[n]
        stands[n] = ahead[-1] if above < 0 else stands[above] + 1 + ahead[above]
        ahead[above] += sizes[n]
        order[stands[n]] = n
    return names, parents, roots, depths, order


def climb(parents: list[int]) -> tuple[list[int], list[int]]:
    depths, roots = [-1] * len(parents), [-1] * len(parents)
    for start in range(len(parents)):
        path, n = [], start
        while n >= 0 and depths[n] < 0:
            path.append(n)
            n = parents[n]
        depth, root = (-1, path[-1] if path else 0) if n < 0 else (depths[n], roots[n])
        for each in reversed(path):
            depth += 1
            depths[each], roots[each] = depth, root
    return depths, roots


# --- whole archives -----------------------------------------------------------------------------------------------


def archive_steps(given: Posts) -> Steps:
    run(Posts(given.ids[:50], [0] * 50, given.times[:50]))  # imports, and what is made once
    sys.setrecursionlimit(len(inspect.stack()) + FRAMES)
    return run(given)


def run(given: Posts) -> Steps:
    import threadkit
    from threadkit import Author, Basis, Capture, Count, Counts, Kind, Link, Sighting, Source, When

    people = [Author(f"example_{n}") for n in range(997)]
    findings: list[Any] = [Capture("made up", "made_up", platform="x")]
    for n, (number, parent, ms) in enumerate(zip(given.ids, given.parents, given.times, strict=True)):
        when = When(EPOCH + ms * MILLISECOND, EPOCH + (ms + 1) * MILLISECOND)
        counts = Counts(*(Count.of(number * 31 % most) for most in (97, 31, 3, 7, 9973, 11)))
        source = Source("made up", "", n)
        author = people[number * 7919 % 997]
        findings.append(Sighting(source, "words", f"x:{number}", author=author, when=when, counts=counts))
        if parent:
            findings.append(Link(Kind.REPLY, f"x:{number}", f"x:{parent}", Basis.STATED))
    archive: Archive = threadkit.Archive(findings, infer=False)
    done = {}
    for step, work in STEPS.items():
        gc.collect()
        gc.freeze()
        result, done[step] = timed(lambda work=work: work(archive))  # type: ignore[misc]
        assert result
    return done


def concluded(archive: Archive) -> bool:
    return len(archive.posts) > 0


def measured(archive: Archive) -> bool:
    """All figures of the largest tree, in the state that a user meets: nothing but the posts was asked for before."""
    root = archive.posts[0]
    return archive.tree(root).metrics.size > 0


STEPS: dict[str, Callable[[Archive], bool]] = {
    "conclude": concluded,
    "metrics": measured,
    "engagement": lambda archive: archive.tree(archive.posts[0]).engagement["likes"].posts > 0,
    "walk depth-first": lambda archive: sum(1 for _ in archive.walk()) > 0,
    "walk chronological": lambda archive: sum(1 for _ in archive.walk("chronological")) > 0,
    "walk by score": lambda archive: sum(1 for _ in archive.walk("score")) > 0,
    "threads": lambda archive: archive.threads() is not None,
    "longest chain": lambda archive: len(archive.longest_chain(archive.posts[0])) > 0,
}


if __name__ == "__main__":
    if sys.argv[1:2] == [ONE]:
        words = sys.argv[2:]
        print(json.dumps(one(words[0], words[1], words[2], int(words[3]), words[4])))
    else:
        sys.exit(main())
