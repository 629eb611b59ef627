"""What an evaluation found, as a table for people and as rows for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from threadkit.evaluation.scoring import Judged, Pooled, bootstrap, pooled, ratio
from threadkit.wording import plural

__all__ = ["lines", "rows"]

COLUMNS: Sequence[tuple[str, Callable[[Pooled], float | None]]] = (
    ("P", lambda p: p.precision),
    ("R", lambda p: p.recall),
    ("F1", lambda p: p.f1),
    ("macro F1", lambda p: p.macro_f1),
    ("P >=.9", lambda p: p.tiers[0.9][0]),
    ("R >=.9", lambda p: p.tiers[0.9][1]),
    ("exact", lambda p: p.exact_threads),
    ("tau", lambda p: p.tau),
    ("ECE", lambda p: p.calibration_error),
    ("Brier", lambda p: p.brier),
    ("stray/500", lambda p: p.stray),
    ("in time", lambda p: p.contained),
    ("width h", lambda p: p.width),
)
LEGEND = """
P, R, F1: of asserted links, all accounts together; macro F1: mean over accounts that have links.
>=.9: of asserted links with a probability of 0.9 or more. exact: F1 of threads with just the right members.
tau: Kendall's, order inside threads. ECE: expected calibration error; Brier: both over all guesses above 0.05.
stray/500: links asserted for 500 posts of accounts that never continue a post.
in time: share of times inside their interval, of those that have one; width h: median width of the intervals in hours.
""".strip()


def lines(found: Mapping[str, Sequence[Judged]], *, per_account: bool = False) -> Iterator[str]:
    """A table with one row for each kind of loss, then risk against coverage, then each account if wanted."""
    name, first = next(iter(found.items()))
    whole = pooled(first)
    accounts, posts = plural(whole.accounts, "account", "accounts"), plural(whole.posts, "post", "posts")
    links = plural(whole.links, "reply link that is", "reply links that are")
    yield f"{accounts}, {posts}, {links} hidden and asked for"
    yield f"{plural(sum(each.counted for each in first), 'of the posts shows', 'of the posts show')} a reply count"
    yield ""
    yield from table(["lost", *(head for head, _ in COLUMNS)], [
        [what, *(shown(figure(pooled(judged))) for _, figure in COLUMNS)] for what, judged in found.items()
    ])  # fmt: skip
    yield ""
    yield from LEGEND.split("\n")
    yield ""
    yield f"Lost: {name}. F1 {interval(f1_between(first))} (95 % over accounts)"
    yield from table(["probability", "precision", "recall"], [
        [f"at least {tier}", *map(shown, pair)] for tier, pair in whole.tiers.items()
    ])  # fmt: skip
    yield ""
    yield from table(["said", "right", "guesses"], [
        [shown(said), shown(right), str(number)] for said, right, number in whole.reliability
    ])  # fmt: skip
    if per_account:
        yield ""
        yield from table(["account", "posts", "links", "asserted", "right", "F1"], [
            [each.account, str(each.posts), str(each.links), str(each.chosen), str(each.right), shown(each.f1)]
            for each in first
        ])  # fmt: skip


def rows(found: Mapping[str, Sequence[Judged]]) -> Iterator[dict[str, Any]]:
    """The same as flat dicts, with intervals of F1 over accounts."""
    for what, judged in found.items():
        figures = pooled(judged)
        row: dict[str, Any] = {"lost": what}
        row.update({"accounts": figures.accounts, "posts": figures.posts, "links": figures.links})
        row.update((head, figure(figures)) for head, figure in COLUMNS)
        row["counted"] = sum(each.counted for each in judged)
        row["F1 between"] = f1_between(judged)
        row["risk-coverage"] = [[tier, *pair] for tier, pair in figures.tiers.items()]
        row["reliability"] = [list(each) for each in figures.reliability]
        yield row


def f1_between(judged: Sequence[Judged]) -> tuple[float, float] | None:
    """The ends of the interval of F1 over accounts."""
    counted = [(2 * each.right, each.chosen + each.links) for each in judged]
    return bootstrap(counted, lambda some: ratio(sum(part for part, _ in some), sum(whole for _, whole in some)))


def interval(ends: tuple[float, float] | None) -> str:
    return "-" if ends is None else f"{ends[0]:.2f}..{ends[1]:.2f}"


def shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}" if abs(value) < 100 else f"{value:.0f}"


def table(heads: Sequence[str], cells: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    for row in (heads, ["-" * width for width in widths], *cells):
        padded = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
        yield "  ".join([row[0].ljust(widths[0]), *padded[1:]]).rstrip()
