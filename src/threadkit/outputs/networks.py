"""networkx graphs of an archive's links and of a reply tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threadkit.outputs.attributes import link_attributes, node_attributes
from threadkit.records import Kind

if TYPE_CHECKING:
    import networkx as nx

    from threadkit.archive import Archive
    from threadkit.threads import ReplyTree

__all__ = ["links_graph", "tree_graph"]


def links_graph(archive: Archive) -> nx.MultiDiGraph[str]:
    """All links between posts, child -> parent."""
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for post in archive.posts:
        graph.add_node(post.id, **node_attributes(post))
    for gap in archive.missing:
        graph.add_node(gap.id, **node_attributes(gap))
    for link in archive.links:
        if link.kind is not Kind.SAME:
            graph.add_edge(link.child, link.parent, key=link.kind.value, **link_attributes(link))
    return graph


def tree_graph(tree: ReplyTree) -> nx.DiGraph[str]:
    """Parent -> child."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    for item, _ in tree.walk():
        graph.add_node(item.id, **node_attributes(item))
        above, link = tree.parent(item), tree.reply_link(item)
        if above is not None and link is not None:
            graph.add_edge(above.id, item.id, **link_attributes(link))
    return graph
