"""Ways through an archive, held against networkx on its own graph; and that graph in files."""

from __future__ import annotations

import io
import itertools
from collections import Counter
from collections.abc import Iterator
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import dumps, findings

from threadkit.archive import Archive
from threadkit.errors import UnknownPost
from threadkit.records import (
    Absence,
    Author,
    Basis,
    Finding,
    Kind,
    Link,
    Missing,
    Post,
    Sighting,
    Source,
    When,
)

KINDS = ("reply", "quote", "ancestor", "crosspost")
found_anywhere = st.one_of(dumps(), findings())


def upwards(archive: Archive, kinds: tuple[str, ...] = ("reply",)) -> nx.DiGraph[str]:
    """archive.graph, only with links of these kinds; from child to parent."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(archive.graph)
    graph.add_edges_from((child, parent) for child, parent, kind in archive.graph.edges(keys=True) if kind in kinds)
    return graph


def ids(items: list[Post | Missing]) -> list[str]:
    return [item.id for item in items]


# --- reply trees ---------------------------------------------------------------------------------------------


@given(found_anywhere)
def test_chains_by_networkx(found: list[Finding]) -> None:
    archive = Archive(found)
    up = upwards(archive)
    down = up.reverse()
    assert nx.is_directed_acyclic_graph(up)
    for item, depth in archive.walk():
        chain = ids(archive.chain(item))
        assert chain[-1] == item.id
        assert set(chain) == nx.descendants(up, item.id) | {item.id}
        assert all(up.has_edge(child, above) for above, child in itertools.pairwise(chain))
        assert len(chain) == depth + 1
        assert ids(archive.ancestors(item)) == chain[:-1][::-1]
        above = list(up.successors(item.id))
        around = {other for parent in above for other in down.successors(parent)} - {item.id}
        assert sorted(ids(archive.siblings(item))) == sorted(around)


@given(found_anywhere)
def test_chains_down_by_networkx(found: list[Finding]) -> None:
    archive = Archive(found)
    down = upwards(archive).reverse()
    for item, _ in archive.walk():
        below = nx.descendants(down, item.id) | {item.id}
        ends = [node for node in below if not down.out_degree(node)]
        chains = [ids(chain) for chain in archive.chains(item)]
        assert sorted(chains) == sorted(nx.shortest_path(down, item.id, end) for end in ends)
        order = [node.id for node, _ in archive.subtree(item).walk()]
        assert [chain[-1] for chain in chains] == [node for node in order if node in ends]
        longest = ids(archive.longest_chain(item))
        assert longest == max(chains, key=len)
        assert len(longest) - 1 == nx.dag_longest_path_length(down.subgraph(below))


@given(found_anywhere, st.data())
def test_common_ancestor_by_networkx(found: list[Finding], data: st.DataObject) -> None:
    archive = Archive(found)
    down = upwards(archive).reverse()
    nodes = sorted(item.id for item, _ in archive.walk())
    if not nodes:
        return
    drawn = data.draw(st.lists(st.sampled_from(nodes), max_size=4))
    for one, other in itertools.combinations_with_replacement(drawn, 2):
        lowest = nx.lowest_common_ancestor(down, one, other)
        common = archive.common_ancestor(one, other)
        assert (common.id if common else None) == lowest
    some = data.draw(st.lists(st.sampled_from(nodes), min_size=1, max_size=4))
    shared = set.intersection(*(set(ids(archive.chain(node))) for node in some))
    common = archive.common_ancestor(*some)
    assert (common.id if common else None) == max(shared, key=lambda name: len(archive.chain(name)), default=None)


@given(findings())
def test_conversations_are_what_ancestor_links_and_replies_join(found: list[Finding]) -> None:
    archive = Archive(found)
    trees = {tree.root.id: {item.id for item, _ in tree.walk()} for tree in archive.trees()}
    joined = upwards(archive, ("reply", "ancestor")).to_undirected()
    for root in trees:
        together = nx.node_connected_component(joined, root)
        conversation = [tree.root.id for tree in archive.conversation(root)]
        assert set(conversation) == {other for other, nodes in trees.items() if nodes & together}
        assert conversation == [other for other in trees if other in conversation], "oldest root first"


# --- other links ---------------------------------------------------------------------------------------------

WAYS = ("up", "down", "both")


@given(findings(), st.lists(st.sampled_from(KINDS), min_size=1, max_size=4, unique=True), st.integers(0, 4))
def test_traverse_by_networkx(found: list[Finding], kinds: list[str], limit: int) -> None:
    archive = Archive(found)
    up = upwards(archive, tuple(kinds))
    graphs = {"up": up, "down": up.reverse(), "both": up.to_undirected()}
    for way, start in itertools.product(WAYS, list(archive.graph)[:6]):
        reached = [(item.id, distance) for item, distance in archive.traverse(start, kinds, way)]
        assert len(dict(reached)) == len(reached), "each once"
        assert [distance for _, distance in reached] == sorted(distance for _, distance in reached)
        assert dict(reached) == nx.single_source_shortest_path_length(graphs[way], start)
        near = [(item.id, distance) for item, distance in archive.traverse(start, kinds, way, limit)]
        assert near == [(name, distance) for name, distance in reached if distance <= limit]


@given(findings())
def test_quotes_and_crossposts_are_told_from_both_ends(found: list[Finding]) -> None:
    archive = Archive(found)
    quotes = upwards(archive, ("quote",))
    copies = upwards(archive, ("crosspost",)).to_undirected()
    for post in archive.posts:
        assert sorted(ids(archive.quotes(post))) == sorted(quotes.successors(post.id))
        assert sorted(item.id for item in archive.quoted_by(post)) == sorted(quotes.predecessors(post.id))
        assert sorted({item.id for item in archive.crossposts(post)}) == sorted(copies.neighbors(post.id))


@given(findings(), st.integers(0, 4))
def test_nested_quotes_by_networkx(found: list[Finding], limit: int) -> None:
    archive = Archive(found)
    graph = upwards(archive, ("quote",))
    for post in archive.posts:
        told = list(archive.nested_quotes(post, limit=1000))
        reached = nx.descendants(graph, post.id) | {post.id}
        assert Counter((quote.by, quote.item.id) for quote in told) == Counter(
            (by, quoted) for by, quoted in graph.edges if by in reached
        ), "every quote is told once"
        way = [post.id]  # what quotes what, down to the one that is told
        for quote in told:
            del way[quote.depth :]
            assert way[-1] == quote.by
            quotes = graph.out_degree(quote.item.id) > 0
            assert (quote.stopped == "loop") == (quotes and quote.item.id in way)
            assert quote.stopped in ((None, "loop", "shown") if quotes else (None,))
            way.append(quote.item.id)
        nearest = nx.single_source_shortest_path_length(graph, post.id)
        followed = [(quote.item.id, quote.depth) for quote in told if quote.stopped is None]
        assert sorted((name, depth) for name, depth in followed if graph.out_degree(name)) == sorted(
            (name, depth) for name, depth in nearest.items() if depth and graph.out_degree(name)
        ), "what quotes is followed once, where it is nearest"
        near = list(archive.nested_quotes(post, limit=limit))
        assert all(1 <= quote.depth <= limit for quote in near)
        if graph.out_degree(post.id) <= 1 and nx.is_forest(graph.subgraph(reached)):
            assert [(q.item.id, q.depth) for q in near] == [(q.item.id, q.depth) for q in told if q.depth <= limit]


@given(findings(), st.integers(1, 4))
def test_nested_quotes_tell_all_that_lies_within_the_limit(found: list[Finding], limit: int) -> None:
    archive = Archive(found)
    graph = upwards(archive, ("quote",))
    for post in archive.posts:
        near = nx.single_source_shortest_path_length(graph, post.id, cutoff=limit)
        told = {quote.item.id for quote in archive.nested_quotes(post, limit=limit)}
        assert set(near) - {post.id} <= told


def layered(layers: int) -> Archive:
    """Each of two posts quotes both of the next two: 2 to the power of `layers` ways down."""
    found: list[Finding] = [Sighting(Source("d", f"{n}{side}"), f"{n}{side}", f"x:{n}{side}")
                            for n in range(layers) for side in "ab"]  # fmt: skip
    for n, one, other in itertools.product(range(layers - 1), "ab", "ab"):
        found.append(Link(Kind.QUOTE, f"x:{n}{one}", f"x:{n + 1}{other}", Basis.STATED))
    return Archive(found, infer=False)


def test_what_is_quoted_on_many_ways_is_followed_once() -> None:
    archive = layered(30)
    told = list(itertools.islice(archive.nested_quotes("x:0a", limit=100), 1000))
    assert len(told) == 2 + 28 * 4
    assert sum(quote.stopped == "shown" for quote in told) == 27 * 2
    assert len(list(archive.traverse("x:0a", ["quote"], "up"))) == 59


def test_quotes_in_a_circle_are_told_and_not_followed() -> None:
    found: list[Finding] = [Sighting(Source("d", f"{n}"), f"{n}", f"x:{n}") for n in range(3)]
    found += [Link(Kind.QUOTE, f"x:{n}", f"x:{(n + 1) % 3}", Basis.STATED) for n in range(3)]
    found.append(Link(Kind.QUOTE, "x:1", "x:9", Basis.STATED))
    told = [(q.item.id, q.depth, q.by, q.stopped) for q in Archive(found, infer=False).nested_quotes("x:0")]
    assert told == [
        ("x:1", 1, "x:0", None),
        ("x:2", 2, "x:1", None),
        ("x:0", 3, "x:2", "loop"),
        ("x:9", 2, "x:1", None),
    ]


def test_a_circle_further_down_is_a_loop_where_it_closes() -> None:
    found: list[Finding] = [Sighting(Source("d", f"{n}"), f"{n}", f"x:{n}") for n in range(3)]
    found += [Link(Kind.QUOTE, f"x:{one}", f"x:{other}", Basis.STATED) for one, other in ("01", "12", "21")]
    told = [(q.item.id, q.depth, q.stopped) for q in Archive(found, infer=False).nested_quotes("x:0")]
    assert told == [("x:1", 1, None), ("x:2", 2, None), ("x:1", 3, "loop")]


def test_a_limit_is_told() -> None:
    found: list[Finding] = [Sighting(Source("d", f"{n}"), f"{n}", f"x:{n}") for n in range(4)]
    found += [Link(Kind.QUOTE, f"x:{n}", f"x:{n + 1}", Basis.STATED) for n in range(3)]
    archive = Archive(found, infer=False)
    assert [q.stopped for q in archive.nested_quotes("x:0", limit=2)] == [None, "limit"]
    assert [q.stopped for q in archive.nested_quotes("x:0", limit=3)] == [None, None, None]


def test_what_lies_within_the_limit_on_a_short_way_is_told_though_a_long_one_was_cut() -> None:
    found: list[Finding] = [Sighting(Source("d", f"{n}"), f"{n}", f"x:{n}") for n in range(5)]
    found += [Link(Kind.QUOTE, f"x:{one}", f"x:{other}", Basis.STATED) for one, other in ("01", "02", "12", "23", "34")]
    told = list(Archive(found, infer=False).nested_quotes("x:0", limit=3))
    assert {quote.item.id for quote in told} == {"x:1", "x:2", "x:3", "x:4"}


def test_an_end_of_a_link_that_is_not_held_is_a_gap() -> None:
    found: list[Finding] = [Sighting(Source("d", "1"), "words", "x:1")]
    found += [Link(kind, "x:9", "x:1", Basis.STATED) for kind in (Kind.QUOTE, Kind.ANCESTOR)]
    found.append(Link(Kind.CROSSPOST, "x:1", "bluesky:8", Basis.STATED))
    archive = Archive(found)
    assert [(gap.id, gap.side) for gap in archive.missing] == [("bluesky:8", "unplaced"), ("x:9", "below")]
    assert [item.id for item in archive.quoted_by("x:1")] == ["x:9"]
    assert [item.id for item in archive.crossposts("x:1")] == ["bluesky:8"]
    assert [item.id for item, _ in archive.traverse("x:1", KINDS, "both")] == ["x:1", "bluesky:8", "x:9"]


def test_a_wrong_direction_or_kind_is_named_with_the_right_ones() -> None:
    archive = layered(2)
    with pytest.raises(ValueError, match="no direction is called 'sideways'; there are up, down, both"):
        list(archive.traverse("x:0a", ["quote"], "sideways"))
    with pytest.raises(ValueError, match="'same' links sightings of one post, not posts; there are reply, quote"):
        list(archive.traverse("x:0a", ["quote", "same"]))
    with pytest.raises(ValueError, match="likes"):
        list(archive.traverse("x:0a", ["likes"]))
    assert list(archive.traverse("x:0a", "quote", "up")) == list(archive.traverse("x:0a", [Kind.QUOTE], "up"))


def test_what_is_nowhere_cannot_be_walked_from() -> None:
    archive = Archive([Absence("x:9", "deleted"), *layered(2).findings])
    with pytest.raises(UnknownPost, match="x:404"):
        list(archive.traverse("x:404"))
    with pytest.raises(UnknownPost, match="has no place in a tree"):
        archive.chain("x:9")
    with pytest.raises(TypeError, match="one post or more"):
        archive.common_ancestor()


# --- graphs in files -----------------------------------------------------------------------------------------

ODD = [
    "a herøn 🐦\u200d⬛ waits",
    "one\ntwo\tthree",
    "<b>&amp;]]>\"'",
    "bell \x07 and null \x00 out",
    "  space around  ",
    "٣ \u200fש",
    "lone \ud83d half",
    "nel \x85 and \u2028 line",
    "",
    "\ufffe\uffff",
    "\r\n and \r",
]
AS_IT_IS = {0, 1, 2, 4, 5, 7, 8}  #: of ODD, those that XML can hold


@st.composite
def odd_findings(draw: st.DrawFn) -> list[Finding]:
    found = draw(st.one_of(dumps(), findings()))
    words = st.sampled_from(ODD)
    odd: list[Finding] = []
    for each in found:
        if isinstance(each, Sighting) and each.id is not None:
            who = Author(draw(words) or None, draw(words) or None)
            when = When(text=draw(words))
            each = Sighting(each.source, draw(words), each.id, draw(words) or None, who, when=when, lang=draw(words))
        elif isinstance(each, Link):
            each = Link(each.kind, each.child, each.parent, each.basis, None, (draw(words),), each.source)
        odd.append(each)
    return odd


Edge = tuple[str, str, str]


def shape(graph: nx.Graph[str]) -> tuple[dict[str, dict[str, Any]], dict[Edge, dict[str, Any]]]:
    """Nodes and edges with their attributes; of texts the empty ones left out, as GraphML writes none."""
    nodes = {name: bare(data) for name, data in graph.nodes(data=True)}
    edges = {(one, other, str(data["kind"])): bare(data) for one, other, data in graph.edges(data=True)}
    assert len(edges) == graph.number_of_edges()
    return nodes, edges


def bare(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in ("id", "label", "key") and value != ""}


def graphs(archive: Archive) -> Iterator[nx.DiGraph[str]]:
    yield archive.graph
    for tree in archive.trees():
        yield tree.to_networkx()


@given(odd_findings())
def test_graphs_come_back_from_graphml(found: list[Finding]) -> None:
    for graph in graphs(Archive(found, infer=False)):
        file = io.BytesIO()
        nx.write_graphml(graph, file)
        file.seek(0)
        assert shape(nx.read_graphml(file)) == shape(graph)


@given(odd_findings())
def test_graphs_come_back_from_gexf(found: list[Finding]) -> None:
    for graph in graphs(Archive(found, infer=False)):
        file = io.BytesIO()
        nx.write_gexf(graph, file)
        file.seek(0)
        assert shape(nx.read_gexf(file)) == shape(graph)


@pytest.mark.parametrize("number", range(len(ODD)))
def test_a_graph_leaves_out_what_xml_cannot_hold_and_nothing_else(number: int) -> None:
    text = ODD[number]
    archive = Archive([Sighting(Source("d", "1"), text, "x:1")])
    kept = archive.graph.nodes["x:1"]["text"]
    assert archive["x:1"].text == text
    if number in AS_IT_IS:
        assert kept == text
    else:
        assert set(text) - set(kept) <= set("\x07\x00\ud83d\ufffe\uffff\r")
        assert [char for char in kept if char.isalpha()] == [char for char in text if char.isalpha()]


@given(odd_findings())
def test_the_graph_holds_all_that_the_archive_holds(found: list[Finding]) -> None:
    archive = Archive(found)
    graph = archive.graph
    held = {post.id for post in archive.posts}
    assert set(graph) == held | {gap.id for gap in archive.missing}
    assert {name for name, data in graph.nodes(data=True) if data["held"]} == held
    assert {(one, other, kind) for one, other, kind in graph.edges(keys=True)} == {
        (link.child, link.parent, link.kind.value) for link in archive.links if link.kind is not Kind.SAME
    }
    for tree in archive.trees():
        drawn = tree.to_networkx()
        assert set(drawn) == {item.id for item, _ in tree.walk()}
        assert {(one, other) for one, other in drawn.edges} == {
            (parent.id, item.id) for item, _ in tree.walk() if (parent := tree.parent(item)) is not None
        }
