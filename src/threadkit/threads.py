"""Threads, reply trees and chains: views on what `graph/` concluded."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import IO, TYPE_CHECKING

from threadkit.metrics import TreeMetrics, measure
from threadkit.outputs.attributes import link_attributes, node_attributes
from threadkit.parsing.identity import author_key
from threadkit.records import Missing, Post

if TYPE_CHECKING:
    import networkx as nx

    from threadkit.archive import Archive

__all__ = ["ReplyTree", "Thread"]

#: Silent reading of English non-fiction: M. Brysbaert, Journal of Memory and Language 109, 2019.
WORDS_PER_MINUTE = 238


class Thread:
    """One author's self-thread: the spine in order, branches beside it, gaps in their place.

    It is the same whichever of its members is asked for. Replies of the author to other people that a source
    lists with the thread are among `branches`.
    """

    def __init__(self, archive: Archive, items: Sequence[Post | Missing], branches: Sequence[tuple[Post, ...]]) -> None:
        self.archive = archive
        self.items = tuple(items)
        self.branches = tuple(branches)
        self.posts: tuple[Post, ...] = tuple(item for item in self.items if isinstance(item, Post))

    @property
    def root(self) -> Post:
        """The first post that is held."""
        return self.posts[0]

    @property
    def missing(self) -> tuple[Missing, ...]:
        return tuple(item for item in self.items if isinstance(item, Missing))

    @cached_property
    def complete(self) -> bool | None:
        """True: a source declares as many posts as are held. False: a gap is known. None: nothing tells."""
        if self.missing:
            return False
        members = {post.id for post in self.posts} | {post.id for branch in self.branches for post in branch}
        verdicts = [
            check.agrees
            for check in self.archive.checks
            if any(self.archive.canonical_id(member) in members for member in check.declared.members)
        ]
        if False in verdicts:
            return False
        return True if True in verdicts else None

    @cached_property
    def words(self) -> int:
        """Words of the spine, parted by white space; in scripts without spaces, a word for every two characters."""
        return sum(map(count_words, (post.text for post in self.posts)))

    @property
    def reading_minutes(self) -> int:
        """Whole minutes, at least 1, at 238 words a minute."""
        return max(1, round(self.words / WORDS_PER_MINUTE))

    def __len__(self) -> int:
        return len(self.posts)

    def __iter__(self) -> Iterator[Post]:
        return iter(self.posts)

    def __repr__(self) -> str:
        return f"<Thread of {len(self)} by {self.root.author or 'unknown author'}: {self.root.text[:40]!r}>"

    def __str__(self) -> str:
        from threadkit.outputs import render

        return render(self, "text")

    def write(self, target: str | os.PathLike[str] | IO[str], format: str | None = None) -> None:  # noqa: A002
        """Write it; the ending of a path picks the form."""
        from threadkit.outputs import write

        write(self, target, format)

    def _repr_html_(self) -> str:
        from threadkit.outputs import render

        return render(self, "html")


class ReplyTree:
    """A root, held or missing, and everything that answers it, directly or not."""

    def __init__(self, archive: Archive, root: int) -> None:
        self.archive = archive
        self._forest = archive.forest
        self._root = root
        self._nodes = [node for node, _ in self._forest.walk(root)]
        self._place = {node: i for i, node in enumerate(self._nodes)}

    @property
    def root(self) -> Post | Missing:
        return self.archive.node_at(self._root)

    @cached_property
    def posts(self) -> tuple[Post, ...]:
        """The posts that are held, parents first, depth first."""
        return tuple(item for item in map(self.archive.node_at, self._nodes) if isinstance(item, Post))

    def walk(self) -> Iterator[tuple[Post | Missing, int]]:
        """(post or gap, depth), parents first, depth first, siblings by time. The root has depth 0."""
        for node, depth in self._forest.walk(self._root):
            yield self.archive.node_at(node), depth

    def children(self, post: Post | Missing | str) -> list[Post | Missing]:
        """Direct replies, by time."""
        return [self.archive.node_at(child) for child in self._forest.children[self._node(post)]]

    def parent(self, post: Post | Missing | str) -> Post | Missing | None:
        node = self._node(post)
        above = self._forest.parent[node]
        return self.archive.node_at(above) if above >= 0 and node != self._root else None

    @cached_property
    def metrics(self) -> TreeMetrics:
        parents = [-1] + [self._place[self._forest.parent[node]] for node in self._nodes[1:]]
        people = (author_key(post.author, post.platform) for post in self.posts)
        return measure(parents, len(self.posts), (person for person in people if person is not None))

    def to_networkx(self) -> nx.DiGraph[str]:
        """A DiGraph from parent to child; attributes as in ``archive.graph``."""
        import networkx as nx

        graph: nx.DiGraph[str] = nx.DiGraph()
        for node in self._nodes:
            graph.add_node(self._forest.ids[node], **node_attributes(self.archive.node_at(node)))
        for node in self._nodes[1:]:
            link = self._forest.links[node]
            graph.add_edge(self._forest.ids[self._forest.parent[node]], self._forest.ids[node], **link_attributes(link))
        return graph

    def _node(self, post: Post | Missing | str) -> int:
        node = self.archive.node_number(post)
        if node not in self._place:
            raise KeyError(f"{self._forest.ids[node]} is not in this tree")
        return node

    def __contains__(self, post: Post | Missing | str) -> bool:
        return self.archive.node_number(post) in self._place

    def __len__(self) -> int:
        """Posts that are held."""
        return len(self.posts)

    def __iter__(self) -> Iterator[Post]:
        return iter(self.posts)

    def __repr__(self) -> str:
        root = self.root
        words = f"{root.text[:40]!r}" if isinstance(root, Post) else f"missing {root.id}"
        return f"<ReplyTree of {len(self)}: {words}>"

    def __str__(self) -> str:
        from threadkit.outputs import render

        return render(self, "text")

    def write(self, target: str | os.PathLike[str] | IO[str], format: str | None = None) -> None:  # noqa: A002
        """Write it; the ending of a path picks the form."""
        from threadkit.outputs import write

        write(self, target, format)

    def _repr_html_(self) -> str:
        from threadkit.outputs import render

        return render(self, "html")


def count_words(text: str) -> int:
    unspaced = sum(1 for char in text if "\u3040" <= char <= "\u9fff")
    return len(text.split()) + unspaced // 2
