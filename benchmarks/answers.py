"""Who answers whom among several people: true parents are hidden, pages with nothing but an order are guessed at.

python benchmarks/answers.py FILE… takes any files that threadkit reads and that state parents. Each reply tree of at
least `--least` posts by two people becomes one page, in two layouts: `threads`, as a page shows them (each answer below
what it answers, no times), and `time`, as a log shows them (oldest first, to the minute). With `--together` all posts
of a file stand on one page in order of time. Names at the head of posts stay where the source has them.

Beside the guesses stand two rules: "the post above" and "the first post of the page".
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

import attrs

import threadkit
from threadkit import Basis, Capture, Kind, Link, Order, Post, Sighting, Source, When
from threadkit.archive import Archive
from threadkit.evaluation.scoring import Guess, Judged, pooled
from threadkit.parsing.identity import author_key, sighting_id
from threadkit.records import Finding

MINUTE = timedelta(minutes=1)


@attrs.frozen
class Hidden:
    """Posts in the order of a page, and which of them each truly answers, by number."""

    name: str
    posts: Sequence[Post]
    parents: Mapping[int, int]
    lost: frozenset[int]  #: those that answer a post which is not on the page


def pages(archive: Archive, name: str, layout: str, least: int, *, together: bool) -> Iterator[Hidden]:
    parents = {link.child: link.parent for link in archive.links if link.kind is Kind.REPLY}
    if together:
        groups = [list(archive.posts)]
    else:
        groups = [[node for node, _ in tree.walk() if isinstance(node, Post)] for tree in archive.trees()]
    for n, group in enumerate(groups):
        posts = [post for post in group if author_key(post.author, None) is not None]
        if layout == "time":
            posts = [post for post in posts if post.when.earliest is not None]
            posts.sort(key=lambda post: (str(post.when.earliest), post.id))
        if len(posts) < least or len({author_key(post.author, None) for post in posts}) < 2:
            continue
        at = {post.id: number for number, post in enumerate(posts)}
        known = {at[post.id]: at[parents[post.id]] for post in posts if parents.get(post.id) in at}
        known = {child: parent for child, parent in known.items() if parent < child}
        yield Hidden(f"{name} {n}", posts, known, frozenset(at[p.id] for p in posts if p.id in parents) - known.keys())


def findings(page: Hidden, layout: str, *, names: bool) -> list[Finding]:
    """The page as a format would tell it: no ids, no links."""
    order = Order.THREAD if layout == "threads" else Order.OLDEST
    found: list[Finding] = [Capture("page", "benchmark", order=order, platform=page.posts[0].platform)]
    for n, post in enumerate(page.posts):
        when = None
        if layout == "time" and post.when.earliest is not None:
            start = post.when.earliest.replace(second=0, microsecond=0)
            when = When.at(start, MINUTE)
        text = post.text
        if names and n in page.parents and (author := page.posts[page.parents[n]].author) is not None:
            text = f"@{author.handle or author.name} {text}"
        found.append(Sighting(Source("page", f"line {n + 1}", n), text, author=post.author, when=when))
    return found


def judged(page: Hidden, layout: str, *, names: bool) -> tuple[Judged, dict[str, int]]:
    """The guesses of one page; how many answers other rules find; how many answers to lost posts are said, and are."""
    seen = findings(page, layout, names=names)
    number = {sighting_id(each): n for n, each in enumerate(each for each in seen if isinstance(each, Sighting))}
    archive = threadkit.load(seen)
    chosen = [link for link in archive.links if link.kind is Kind.REPLY and link.basis is Basis.INFERRED]
    links = [*chosen, *(link for link in archive.candidates if link.kind is Kind.REPLY)]

    def right(link: Link) -> bool:
        child = number[link.child]
        return number.get(link.parent, -1) == page.parents.get(child, -2)

    guesses = [Guess(link.probability or 0.0, right(link), link in chosen) for link in links if link.parent in number]
    best: dict[str, Link] = {}
    for link in links:
        if link.child not in best or (link.probability or 0.0) > (best[link.child].probability or 0.0):
            best[link.child] = link
    hits = {
        "likeliest": sum(right(link) for link in best.values() if link.parent in number),
        "the post above": sum(parent == child - 1 for child, parent in page.parents.items()),
        "the first post": sum(parent == 0 for parent in page.parents.values()),
    }
    gaps = [number[link.child] in page.lost for link in chosen if link.parent not in number]
    hits |= {"gaps": len(gaps), "gaps that are there": sum(gaps)}
    return Judged(page.name, len(page.posts), len(page.parents), guesses), hits


def part(page: Hidden, share: float, chance: random.Random) -> Hidden:
    """The page with a share of its posts lost, never the first; answers to a lost one answer nothing that is held."""
    kept = [n for n in range(len(page.posts)) if not n or chance.random() >= share]
    at = {n: m for m, n in enumerate(kept)}
    parents = {at[child]: at[parent] for child, parent in page.parents.items() if child in at and parent in at}
    lost = {at[n] for n in kept if n in page.parents or n in page.lost} - parents.keys()
    return Hidden(page.name, [page.posts[n] for n in kept], parents, frozenset(lost))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("files", nargs="+")
    asked.add_argument("--format")
    asked.add_argument("--least", type=int, default=3, help="posts that a tree has at least (3)")
    asked.add_argument("--together", action="store_true", help="all posts on one page")
    asked.add_argument("--names", action="store_true", help="let each answer begin with @name")
    asked.add_argument("--lost", type=float, default=0.0, help="share of posts that the page lacks (0)")
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    archive = threadkit.load(*given.files, format=given.format, infer=False)
    chance = random.Random(1)
    for layout in ("time",) if given.together else ("threads", "time"):
        hidden = [part(page, given.lost, chance) for page in pages(
            archive, given.files[0], layout, given.least, together=given.together)]  # fmt: skip
        told = [judged(page, layout, names=given.names) for page in hidden if len(page.posts) > 1]
        figures = pooled([each for each, _ in told])
        rules = {rule: sum(hits[rule] for _, hits in told) for rule in (told[0][1] if told else ())}
        row = {"layout": layout, "pages": len(told), "posts": figures.posts, "answers": figures.links,
               "precision": figures.precision, "recall": figures.recall, "calibration error": figures.calibration_error,
               "tiers": figures.tiers, "rules": rules,
               "reliability": [(round(p, 2), round(r, 2), n) for p, r, n in figures.reliability]}  # fmt: skip
        print(json.dumps(row) if given.json else "\n".join(f"{name:18} {value}" for name, value in row.items()) + "\n")


if __name__ == "__main__":
    main()
