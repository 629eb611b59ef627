"""Threads, reply trees and chains: views on what `graph/` concluded."""

from __future__ import annotations

import bisect
import itertools
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import IO, TYPE_CHECKING

from threadkit.errors import UnknownPost
from threadkit.records import Link, Missing, Post
from threadkit.views import ordering
from threadkit.views.engagement import Total, totals
from threadkit.views.metrics import TreeMetrics, measure
from threadkit.views.response_times import Response, took

if TYPE_CHECKING:
    import networkx as nx

    from threadkit.archive import Archive

__all__ = ["ReplyTree", "Thread"]

#: Silent reading of English non-fiction: M. Brysbaert, Journal of Memory and Language 109, 2019.
WORDS_PER_MINUTE = 238


class Thread:
    """One author's self-thread: the spine in order, branches beside it, gaps in their place.

    It is the same whichever of its members is asked for. Replies of the author to other people that a source
    lists with the thread are among `branches`; other such replies below it are `replies_to_others`.
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
    def replies_to_others(self) -> tuple[Post, ...]:
        """What its author wrote below it in answer to other people, by place in the tree; no part of the thread."""
        nodes, forest = self.archive.nodes, self.archive.forest
        own = {forest.number[post.id] for posts in (self.posts, *self.branches) for post in posts}
        head = forest.number[self.root.id]
        writer = nodes.authors[head]
        tops = dict.fromkeys((head, *(forest.root(node) for node in own if forest.root(node) != forest.root(head))))
        places = nodes.places_by_author.get(writer, ())
        spans = [(forest.place[top], forest.place[top] + forest.size[top]) for top in tops]
        below = [places[bisect.bisect_left(places, start) : bisect.bisect_left(places, end)] for start, end in spans]
        written = [forest.order[place] for place in sorted(itertools.chain.from_iterable(below))]
        return tuple(nodes.posts[node] for node in written if node not in own)

    @cached_property
    def complete(self) -> bool | None:
        """True: a source declares as many posts as are held. False: a gap is known, or likely. None: nothing tells."""
        if self.missing:
            return False
        members = [post.id for posts in (self.posts, *self.branches) for post in posts]
        verdicts = [check.agrees for name in members for check in self.archive.checks_by_post.get(name, ())]
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
        self._nodes = archive.nodes
        self._forest = archive.forest
        self._root = root

    @property
    def root(self) -> Post | Missing:
        return self._nodes.at(self._root)

    @cached_property
    def posts(self) -> tuple[Post, ...]:
        """The posts that are held, parents first, depth first."""
        held = self._forest.posts
        return tuple(self._nodes.posts[node] for node in self._forest.subtree(self._root) if node < held)

    def walk(self, order: str = "depth-first") -> Iterator[tuple[Post | Missing, int]]:
        """(post or gap, depth), parents first, in an order named in ``threadkit.ORDERS``. The root has depth 0."""
        top = self._forest.depth(self._root)
        for node in ordering.walk(self._nodes, self._root, order):
            yield self._nodes.at(node), self._forest.depth(node) - top

    def children(self, post: Post | Missing | str) -> list[Post | Missing]:
        """Direct replies, by time."""
        return [self._nodes.at(child) for child in self._forest.children(self._node(post))]

    def parent(self, post: Post | Missing | str) -> Post | Missing | None:
        node = self._node(post)
        above = self._forest.parent[node]
        return self._nodes.at(above) if above >= 0 and node != self._root else None

    def reply_link(self, post: Post | Missing | str) -> Link | None:
        """How it is known what a post answers; of the root None."""
        node = self._node(post)
        return self._forest.links[node] if node != self._root else None

    def chains(self) -> Iterator[list[Post | Missing]]:
        """Every chain from the root down to a post that nobody answers."""
        return self.archive.chains(self.root)

    def responses(self) -> Iterator[Response]:
        """Each reply to a held post, and how long it took, as a range; in the order of :meth:`walk`."""
        for node in self._forest.subtree(self._root):
            above = self._forest.parent[node]
            link = self._forest.links[node]
            if link is not None and node != self._root and max(node, above) < self._forest.posts:
                reply, to = self._nodes.posts[node], self._nodes.posts[above]
                yield Response(reply, to, took(reply, to), link)

    @cached_property
    def metrics(self) -> TreeMetrics:
        """Its figures, see :class:`~threadkit.TreeMetrics`."""
        return measure(self._nodes, self._root)

    @cached_property
    def engagement(self) -> Mapping[str, Total]:
        """By the name of a count ("likes"): the sum over the posts that show it, as a range, and how many do."""
        nodes = [node for node in self._forest.subtree(self._root) if node < self._forest.posts]
        return totals(self._nodes.known.figures.counts, nodes)

    def to_networkx(self) -> nx.DiGraph[str]:
        """A DiGraph from parent to child; attributes as in ``archive.graph``."""
        from threadkit.outputs.networks import tree_graph

        return tree_graph(self)

    def _holds(self, node: int) -> bool:
        start = self._forest.place[self._root]
        return start <= self._forest.place[node] < start + self._forest.size[self._root]

    def _node(self, post: Post | Missing | str) -> int:
        node = self._nodes.number_of(post)
        if not self._holds(node):
            raise KeyError(f"{self._forest.ids[node]} is not in this tree")
        return node

    def __contains__(self, post: Post | Missing | str) -> bool:
        try:
            return self._holds(self._nodes.number_of(post))
        except UnknownPost:
            return False

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
