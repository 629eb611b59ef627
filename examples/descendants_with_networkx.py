"""How many posts follow from each quoted or answered post, through networkx: descendants_with_networkx.py FILES…"""

import sys

import networkx as nx

import threadkit

graph = threadkit.load(*sys.argv[1:]).graph  # child -> parent, so what follows from a post are its ancestors here
graph.remove_edges_from([edge for edge in graph.edges(keys=True) if edge[2] not in ("reply", "quote")])
following = {post: len(nx.ancestors(graph, post)) for post in graph}
for post, number in sorted(following.items(), key=lambda pair: -pair[1])[:10]:
    print(number, post, graph.nodes[post].get("text", "(missing)")[:50].replace("\n", " "))
