"""The figures of a reply tree, each held against its definition and, where there is one, networkx."""

from __future__ import annotations

import itertools
import statistics
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import MINUTE, START, dumps, findings, minute, writers

from threadkit.archive import Archive
from threadkit.graph.trees.figures import column_of, figures_of
from threadkit.records import Author, Count, Finding, Kind, Missing, Post, Sighting, Source, When
from threadkit.threads import ReplyTree
from threadkit.views.engagement import completeness, totals
from threadkit.views.metrics import h_index, reciprocity, virality
from threadkit.views.response_times import ResponseTimes, Span, between, middles, response_times

Parents = Mapping[str, str | None]


def parents_of(archive: Archive) -> dict[str, str | None]:
    """What each node answers, by the links alone."""
    parents: dict[str, str | None] = {item.id: None for item, _ in archive.walk()}
    parents.update({link.child: link.parent for link in archive.links if link.kind is Kind.REPLY})
    return parents


def way_up(parents: Parents, node: str) -> list[str]:
    """The node, what it answers, and so on."""
    way = [node]
    while (above := parents[way[-1]]) is not None:
        way.append(above)
    return way


def below(parents: Parents, root: str) -> list[str]:
    return [node for node in parents if root in way_up(parents, node)]


def children_of(parents: Parents, node: str) -> list[str]:
    return [child for child, above in parents.items() if above == node]


def some_subtrees(archive: Archive) -> Iterator[tuple[ReplyTree, dict[str, str | None]]]:
    """All trees, what lies below each answer to a root, and what the nodes answer in it."""
    parents = parents_of(archive)
    for item, depth in archive.walk():
        if depth > 1:
            continue
        inside = below(parents, item.id)
        yield archive.subtree(item), {node: None if node == item.id else parents[node] for node in inside}


def distances(parents: Parents, start: str) -> dict[str, int]:
    near: dict[str, set[str]] = {node: set() for node in parents}
    for child, above in parents.items():
        if above is not None:
            near[child].add(above)
            near[above].add(child)
    found = {start: 0}
    ahead = deque([start])
    while ahead:
        node = ahead.popleft()
        for other in near[node] - set(found):
            found[other] = found[node] + 1
            ahead.append(other)
    return found


def posts_of(archive: Archive, parents: Parents) -> list[Post]:
    return [archive[node] for node in parents if node in archive]


# --- shape ---------------------------------------------------------------------------------------------------


@given(dumps())
def test_shape(found: list[Finding]) -> None:
    for tree, parents in some_subtrees(Archive(found, infer=False)):
        metrics, root = tree.metrics, tree.root.id
        levels = Counter(len(way_up(parents, node)) - 1 for node in parents)
        families = Counter(above for above in parents.values() if above is not None)
        assert metrics.size == len(parents)
        assert metrics.held == len(tree) == len(posts_of(tree.archive, parents))
        assert metrics.depth == max(levels)
        assert metrics.width == tuple(levels[n] for n in range(max(levels) + 1))
        assert metrics.breadth == max(levels.values())
        assert metrics.leaves == sum(not children_of(parents, node) for node in parents)
        assert metrics.branching == (pytest.approx(statistics.mean(families.values())) if families else None)
        every = [distance for node in parents for distance in distances(parents, node).values()]
        pairs = len(parents) * (len(parents) - 1)
        assert metrics.virality == (pytest.approx(sum(every) / pairs) if pairs else None)
        assert metrics.h_index == max(h for h in range(len(parents)) if all(levels[k] >= k for k in range(1, h + 1)))
        assert levels[0] == 1
        assert parents[root] is None


@given(dumps())
def test_shape_by_networkx(found: list[Finding]) -> None:
    for tree in Archive(found, infer=False).trees():
        graph, metrics = tree.to_networkx(), tree.metrics
        assert nx.is_arborescence(graph)
        assert metrics.size == graph.number_of_nodes()
        assert metrics.depth == nx.dag_longest_path_length(graph)
        assert metrics.leaves == sum(degree == 0 for _, degree in graph.out_degree())
        assert metrics.size == len(nx.descendants(graph, tree.root.id)) + 1
        if metrics.size > 1:
            pairs = metrics.size * (metrics.size - 1) / 2
            assert metrics.virality == pytest.approx(nx.wiener_index(graph.to_undirected()) / pairs)


@given(st.integers(2, 400))
def test_virality_runs_from_a_star_to_a_chain(nodes: int) -> None:
    assert virality([nodes, *[1] * (nodes - 1)]) == pytest.approx(2 * (nodes - 1) / nodes)
    assert virality(range(1, nodes + 1)) == pytest.approx((nodes + 1) / 3)


@given(st.lists(st.integers(1, 6), max_size=8))
def test_h_index_by_its_words(width: list[int]) -> None:
    levels = [1, *width]
    wanted = [h for h in range(len(levels)) if all(levels[level] >= level for level in range(1, h + 1))]
    assert h_index(levels) == max(wanted)


# --- people --------------------------------------------------------------------------------------------------


@given(dumps())
def test_people(found: list[Finding]) -> None:
    archive = Archive(found, infer=False)
    who = writers(archive)
    for tree, parents in some_subtrees(archive):
        held = [post.id for post in tree]
        metrics, written = tree.metrics, Counter(who[name] for name in held if name in who)
        assert metrics.participants == len(written)
        assert metrics.unknown_authors == len(held) - written.total()
        first = sorted(written, key=lambda w: (-written[w], [who.get(name) for name in held].index(w)))
        assert [share.posts for share in metrics.shares] == [written[w] for w in first]
        assert [share.share for share in metrics.shares] == [written[w] / written.total() for w in first]
        assert sum(share.share for share in metrics.shares) == pytest.approx(1 if written else 0)
        answers = {
            (who[child], who[above])
            for child, above in parents.items()
            if above in held and child in held and child in who and above in who and who[child] != who[above]
        }
        both = {(a, b) for a, b in answers if (b, a) in answers}
        assert metrics.reciprocity == (pytest.approx(len(both) / len(answers)) if answers else None)


@given(st.lists(st.tuples(st.integers(-1, 4), st.integers(-1, 4)), max_size=20))
def test_reciprocity_by_networkx(pairs: list[tuple[int, int]]) -> None:
    graph: nx.DiGraph[int] = nx.DiGraph((a, b) for a, b in pairs if a != b and min(a, b) >= 0)
    expected = pytest.approx(nx.overall_reciprocity(graph)) if graph.number_of_edges() else None
    assert reciprocity([a for a, _ in pairs], [b for _, b in pairs]) == expected


def test_an_author_is_named_as_in_their_first_post_of_the_tree() -> None:
    seen: list[Finding] = [
        Sighting(Source("dump", "$[0]", 0), "one", "x:1", author=Author("example_ada", id="7"), when=When.at(START)),
        Sighting(Source("dump", "$[1]", 1), "two", "x:2", author=Author("Example_Ada"), when=When.at(START + MINUTE)),
        Sighting(Source("dump", "$[2]", 2), "of nobody", "x:3"),
    ]
    archive = Archive(seen, infer=False)
    archive.assume("x:2", "x:1").assume("x:3", "x:1")
    (tree,) = archive.trees()
    (ada,) = tree.metrics.shares
    assert (str(ada.author), ada.posts, ada.share) == ("@example_ada", 2, 1.0)
    assert tree.metrics.unknown_authors == 1


# --- pace ----------------------------------------------------------------------------------------------------


Timed = tuple[When, timedelta]


@st.composite
def timed(draw: st.DrawFn) -> Timed:
    """An interval, and the time after START, inside it, that is the true one."""
    begin, width = draw(st.integers(0, 60)), draw(st.integers(1, 40))
    true = begin * MINUTE + draw(st.integers(0, 60 * width - 1)) * timedelta(seconds=1)
    open_to = draw(st.sampled_from(["", "", "", "past", "future"]))
    earliest, latest = minute(begin), minute(begin + width)
    return When(None if open_to == "past" else earliest, None if open_to == "future" else latest), true


def written(when: When) -> Post:
    return Post("x:1", "words", when=when)


def paces(replies: list[Post], answered: list[Post]) -> ResponseTimes | None:
    """Of posts side by side."""
    posts, number = [*replies, *answered], len(replies)
    return response_times(figures_of(posts), posts, range(number), range(number, 2 * number))


def bounded(when: When) -> bool:
    return when.width is not None


def took(parent: timedelta, reply: timedelta) -> timedelta:
    """No reply comes before what it answers, even where clocks say so."""
    return max(timedelta(0), reply - parent)


def holds(span: Span, true: timedelta) -> bool:
    return span.low <= true and (span.high is None or true <= span.high)


@given(st.lists(st.tuples(timed(), timed()), max_size=7))
def test_the_true_response_times_lie_in_the_spans(pairs: list[tuple[Timed, Timed]]) -> None:
    times = paces([written(reply) for (reply, _), _ in pairs], [written(parent) for _, (parent, _) in pairs])
    true = [
        took(there, here)
        for (reply, here), (parent, there) in pairs
        if bounded(reply) and bounded(parent) and not reply.before(parent)
    ]
    if times is None:
        assert not true
        return
    assert times.number == len(true)
    assert holds(times.fastest, min(true))
    assert holds(times.median, timedelta(seconds=statistics.median(each.total_seconds() for each in true)))
    assert holds(times.slowest, max(true))


@given(timed(), timed())
def test_the_true_time_of_a_reply_lies_in_its_span(one: Timed, two: Timed) -> None:
    span = between(one[0], two[0])
    if span is None:
        assert two[0].before(one[0]) or not (bounded(one[0]) and bounded(two[0]))
    else:
        assert span.low >= timedelta(0)
        assert holds(span, took(one[1], two[1]))


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=9))
def test_times_known_to_a_microsecond_give_the_figures_themselves(seconds: list[int]) -> None:
    step = timedelta(microseconds=1)
    times = paces(
        [written(When.at(START + timedelta(seconds=second))) for second in seconds],
        [written(When.at(START))] * len(seconds),
    )
    assert times is not None
    for span, figure in (
        (times.fastest, min(seconds)),
        (times.median, statistics.median(seconds)),
        (times.slowest, max(seconds)),
    ):
        assert span.high is not None
        assert span.high - span.low <= 2 * step
        assert holds(span, timedelta(seconds=figure))


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=60), st.integers(1, 60))
def test_the_middle_of_numbers_is_that_of_their_order(numbers: list[int], times: int) -> None:
    many = numbers * times
    assert statistics.median(middles(many)) == statistics.median(many)


@pytest.mark.parametrize("order", [lambda n: n, lambda n: -n, lambda n: n * 7919 % 104729, lambda n: n % 3])
def test_the_middle_of_many_numbers(order: Callable[[int], int]) -> None:
    many = [order(n) for n in range(20_001)]
    assert statistics.median(middles(many)) == statistics.median(many)


@given(dumps())
def test_responses_of_a_tree(found: list[Finding]) -> None:
    archive = Archive(found, infer=False)
    for tree, parents in some_subtrees(archive):
        pairs = [(child, above) for child, above in parents.items() if child in archive and above in archive]
        told = {(response.reply.id, response.to.id): response.took for response in tree.responses()}
        assert sorted(told) == sorted(pairs)
        assert [r.reply.id for r in tree.responses()] == [p.id for p in tree if p.id in {child for child, _ in pairs}]
        both = [span for (child, above), span in told.items()
                if bounded(archive[child].when) and bounded(archive[above].when) and span is not None]  # fmt: skip
        responses = tree.metrics.responses
        assert (responses.number if responses else 0) == len(both)
        if responses is not None:
            highs = [span.high for span in both if span.high is not None]
            assert responses.fastest == Span(min(span.low for span in both), min(highs))
            assert responses.slowest == Span(max(span.low for span in both), max(highs))


# --- echo ----------------------------------------------------------------------------------------------------


@st.composite
def declared(draw: st.DrawFn) -> tuple[Count | None, int, int]:
    """A count as shown, the true number that it stands for, and how many replies are held."""
    low, more, held = draw(st.integers(0, 4)), draw(st.integers(0, 3)), draw(st.integers(0, 6))
    shape = draw(st.sampled_from(["range", "range", "or more", "unknown"]))
    count = None if shape == "unknown" else Count(low, None if shape == "or more" else low + more)
    return count, low + draw(st.integers(0, more if shape == "range" else 9)), held


def share_held(declared: list[Count | None], held: list[int]) -> tuple[float, float] | None:
    return completeness(column_of(declared), range(len(declared)), held)


def share(true: Sequence[int], held: Sequence[int]) -> float | None:
    return sum(map(min, true, held)) / sum(true) if sum(true) else None


@given(st.lists(declared(), max_size=6))
def test_completeness_holds_the_true_share(posts: list[tuple[Count | None, int, int]]) -> None:
    bounds = share_held([count for count, _, _ in posts], [held for _, _, held in posts])
    known = [(true, held) for count, true, held in posts if count is not None]
    actual = share([true for true, _ in known], [held for _, held in known])
    if bounds is None:
        assert actual is None
        return
    assert 0 <= bounds[0] <= bounds[1] <= 1
    if actual is not None:
        assert bounds[0] <= actual + 1e-12
        assert actual <= bounds[1] + 1e-12


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 5)), min_size=1, max_size=4))
def test_the_highest_completeness_is_reached(posts: list[tuple[int, int, int]]) -> None:
    ranges = [range(low, low + more + 1) for low, more, _ in posts]
    held = [number for _, _, number in posts]
    every = [found for true in itertools.product(*ranges) if (found := share(true, held)) is not None]
    bounds = share_held([Count(r[0], r[-1]) for r in ranges], held)
    if not every:
        assert bounds is None
        return
    assert bounds is not None
    assert bounds[0] <= min(every) + 1e-12
    nearest = [min(max(number, r[0]), r[-1]) for r, number in zip(ranges, held, strict=True)]
    if sum(nearest):
        assert bounds[1] == pytest.approx(max(every))
    if all(len(r) == 1 for r in ranges):
        assert list(bounds) == pytest.approx([every[0]] * 2)


@given(dumps())
def test_engagement_and_completeness_of_a_tree(found: list[Finding]) -> None:
    archive = Archive(found, infer=False)
    for tree, parents in some_subtrees(archive):
        posts = posts_of(archive, parents)
        for name in ("likes", "replies", "score", "views"):
            shown: list[Count] = [count for post in posts if (count := getattr(post.counts, name)) is not None]
            total = tree.engagement.get(name)
            if not shown:
                assert total is None
                continue
            assert total is not None
            assert (total.low, total.posts) == (sum(count.low for count in shown), len(shown))
            highs = [count.high for count in shown if count.high is not None]
            assert total.high == (sum(highs) if len(highs) == len(shown) else None)
        held = [sum(child in archive for child in children_of(parents, post.id)) for post in posts]
        assert tree.metrics.completeness == share_held([post.counts.replies for post in posts], held)


@given(st.lists(st.lists(declared(), min_size=2, max_size=2), max_size=5))
def test_a_total_holds_the_true_sum(posts: list[list[tuple[Count | None, int, int]]]) -> None:
    columns = {name: column_of([post[place][0] for post in posts]) for name, place in (("likes", 0), ("views", 1))}
    found = totals(columns, range(len(posts)))
    for name, place in (("likes", 0), ("views", 1)):
        true = [post[place][1] for post in posts if post[place][0] is not None]
        assert (name in found) == bool(true)
        if true:
            high = found[name].high
            assert found[name].posts == len(true)
            assert found[name].low <= sum(true)
            assert high is None or sum(true) <= high


@given(findings())
def test_figures_of_any_trees_agree_with_each_other(found: list[Finding]) -> None:
    for tree in Archive(found).trees():
        metrics = tree.metrics
        assert sum(metrics.width) == metrics.size == len(list(tree.walk()))
        assert metrics.held == metrics.size - sum(isinstance(item, Missing) for item, _ in tree.walk())
        assert metrics.leaves == len(list(tree.chains()))
        assert metrics.h_index <= metrics.depth
        assert sum(person.posts for person in metrics.shares) + metrics.unknown_authors == metrics.held
