"""Archive: posts, threads, trees, and how each link is known."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import IO, TYPE_CHECKING

from threadkit.errors import AmbiguousPost, NotReadable, UnknownPost
from threadkit.graph.collector import collector_paused
from threadkit.graph.concluding import Conclusion, conclude, restrict
from threadkit.graph.explaining import Explanation, explain_link, explain_post
from threadkit.graph.forest import Forest
from threadkit.graph.unrolls import Check
from threadkit.outputs.attributes import link_attributes, node_attributes
from threadkit.parsing.identity import author_key, post_id_from_url
from threadkit.records import (
    Author,
    Basis,
    Capture,
    Finding,
    Kind,
    Link,
    Missing,
    Post,
    Problem,
    Rejection,
    Repost,
    Severity,
)
from threadkit.selecting import concerns, is_by
from threadkit.selfthreads import Threads
from threadkit.threads import ReplyTree, Thread

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Archive", "PostLike"]

PostLike = Post | Missing | str


class Archive:
    """Findings, and everything that follows from them. What was seen never changes; a person's word can be added.

    Every method that takes a post takes a Post, an id, an alias or a URL.
    """

    def __init__(
        self,
        findings: Iterable[Finding] = (),
        *,
        infer: bool | None = None,
        min_probability: float | None = None,
        view: Conclusion | None = None,
    ) -> None:
        with collector_paused():
            self.findings: tuple[Finding, ...] = tuple(findings)
        self.infer = True if infer is None else infer
        self.min_probability = 0.5 if min_probability is None else min_probability
        if not 0 <= self.min_probability <= 1:
            raise ValueError(f"min_probability lies in 0..1, not {self.min_probability}")
        self._view = view

    # --- what is concluded ---------------------------------------------------------------------------------

    @cached_property
    def conclusion(self) -> Conclusion:
        """Everything concluded, computed once on first use."""
        if self._view is not None:
            return self._view
        with collector_paused():
            return conclude(self.findings, guess=self.infer, min_probability=self.min_probability)

    @property
    def posts(self) -> Sequence[Post]:
        """Parents first, then earliest, latest, id."""
        return self.conclusion.posts

    @property
    def links(self) -> Sequence[Link]:
        """The links that were chosen, of every kind."""
        return self.conclusion.links

    @property
    def candidates(self) -> Sequence[Link]:
        """Inferred links that are not asserted: too unlikely, or beaten by another."""
        return self.conclusion.candidates

    @property
    def captures(self) -> Mapping[str, Capture]:
        """By name; `seen_at` solved where it could be."""
        return self.conclusion.captures

    @property
    def missing(self) -> Sequence[Missing]:
        """Gaps: posts that must have been there and are not held, and why."""
        return tuple(self.conclusion.missing.values())

    @property
    def problems(self) -> Sequence[Problem]:
        return self.conclusion.problems

    @property
    def checks(self) -> Sequence[Check]:
        """What sources declare, held against what was found."""
        return self.conclusion.checks

    @property
    def forest(self) -> Forest:
        return self.conclusion.forest

    # --- finding posts -------------------------------------------------------------------------------------

    def __getitem__(self, post: PostLike) -> Post:
        """A post by id, alias or URL. Raises UnknownPost, or AmbiguousPost for a URL of several."""
        if isinstance(post, Post | Missing):
            post = post.id
        found = self.conclusion.canonical.get(post)
        if found is None and (by_url := post_id_from_url(post)) is not None:
            found = self.conclusion.canonical.get(by_url)
        if found is None and len(urls := self._by_url.get(post, ())) > 0:
            if len(urls) > 1:
                raise AmbiguousPost(f"{len(urls)} posts show the URL {post!r}: {', '.join(sorted(urls)[:5])}")
            found = urls[0]
        if found is None:
            gap = " (it is missing: see archive.missing)" if post in self.conclusion.missing else ""
            raise UnknownPost(f"no post with id, alias or URL {post!r}{gap}")
        return self.conclusion.by_id[found]

    def __contains__(self, post: object) -> bool:
        if not isinstance(post, Post | Missing | str):
            return False
        try:
            self[post]
        except AmbiguousPost:
            return True
        except UnknownPost:
            return False
        return True

    def __len__(self) -> int:
        return len(self.posts)

    def __iter__(self) -> Iterator[Post]:
        return iter(self.posts)

    def __repr__(self) -> str:
        return f"<Archive: {len(self.captures)} captures, {len(self)} posts, {len(self.missing)} gaps>"

    @cached_property
    def _by_url(self) -> Mapping[str, Sequence[str]]:
        urls: dict[str, list[str]] = defaultdict(list)
        for post in self.posts:
            for url in {s.url for s in post.sightings if s.url} | ({post.url} if post.url else set()):
                urls[url].append(post.id)
        return urls

    def canonical_id(self, post_id: str) -> str:
        """The id of the post that a sighting's id or an alias belongs to; itself if it is not held."""
        return self.conclusion.canonical.get(post_id, post_id)

    # --- nodes: posts and gaps by number, for threads.py -----------------------------------------------------

    def node_number(self, post: PostLike) -> int:
        if isinstance(post, Missing) or (isinstance(post, str) and post in self.conclusion.missing):
            name = post if isinstance(post, str) else post.id
            if name not in self.forest.number:
                raise UnknownPost(f"the gap {name!r} has no place in a tree")
            return self.forest.number[name]
        return self.forest.number[self[post].id]

    def node_at(self, number: int) -> Post | Missing:
        name = self.forest.ids[number]
        return self.conclusion.by_id[name] if number < self.forest.posts else self.conclusion.missing[name]

    def post_at(self, number: int) -> Post:
        return self.conclusion.by_id[self.forest.ids[number]]

    def author_key(self, number: int) -> tuple[str, str, str] | None:
        post = self.post_at(number)
        return author_key(post.author, post.platform)

    @cached_property
    def rank(self) -> Mapping[int, int]:
        """Place of each post's node in ``archive.posts``."""
        return {self.forest.number[post.id]: n for n, post in enumerate(self.posts)}

    @cached_property
    def ancestor_links(self) -> Mapping[str, Sequence[Link]]:
        links: dict[str, list[Link]] = defaultdict(list)
        for link in self.links:
            if link.kind is Kind.ANCESTOR:
                links[link.child].append(link)
        return links

    def says_own_thread(self, number: int) -> bool:
        """Whether the missing parent of a post is known to be its author's own."""
        return self.forest.ids[self.forest.parent[number]].startswith("gap:")

    # --- threads, trees, chains ------------------------------------------------------------------------------

    @cached_property
    def _threads(self) -> Threads:
        return Threads(self)

    def threads(self, author: str | Author | None = None) -> list[Thread]:
        """Self-threads of two or more posts, oldest first; of one author ("@handle" or name) if given."""
        threads = [self._threads.of(head) for head in self._threads.heads()]
        return [thread for thread in threads if author is None or is_by(thread.root, author)]

    def thread(self, post: PostLike) -> Thread:
        """The self-thread of a post: the same whichever member is asked for; of a loner, a Thread of one."""
        return self._threads.of(self.forest.number[self[post].id])

    def chain(self, post: PostLike) -> list[Post | Missing]:
        """[root, …, post]: everything that the post answers, root first."""
        nodes = [self.node_number(post)]
        while (above := self.forest.parent[nodes[-1]]) >= 0:
            nodes.append(above)
        return [self.node_at(node) for node in reversed(nodes)]

    def chains(self, root: PostLike) -> Iterator[list[Post | Missing]]:
        """Every chain from `root` down to a post that nobody answers."""
        path: list[Post | Missing] = []
        for node, depth in self.forest.walk(self.node_number(root)):
            del path[depth:]
            path.append(self.node_at(node))
            if not self.forest.children[node]:
                yield list(path)

    def tree(self, post: PostLike) -> ReplyTree:
        """The reply tree that holds a post, from its root."""
        return ReplyTree(self, self.forest.root(self.node_number(post)))

    def trees(self) -> list[ReplyTree]:
        """All reply trees, oldest root first. Every post is in exactly one."""
        return [ReplyTree(self, root) for root in self.forest.roots]

    def conversation(self, post: PostLike) -> list[ReplyTree]:
        """The post's tree and those that ANCESTOR links join with it, oldest root first."""
        wanted = self.forest.root(self.node_number(post))
        return [ReplyTree(self, root) for root in self._conversations[self._conversation_of[wanted]]]

    @cached_property
    def _conversation_of(self) -> Mapping[int, int]:
        leader = {root: root for root in self.forest.roots}

        def find(root: int) -> int:
            while leader[root] != root:
                leader[root] = leader[leader[root]]
                root = leader[root]
            return root

        for links in self.ancestor_links.values():
            for link in links:
                ends = [self.forest.number.get(end) for end in (link.child, link.parent)]
                roots = [find(self.forest.root(end)) for end in ends if end is not None]
                if len(roots) == 2:
                    leader[max(roots)] = min(roots)
        return {root: find(root) for root in leader}

    @cached_property
    def _conversations(self) -> Mapping[int, Sequence[int]]:
        groups: dict[int, list[int]] = defaultdict(list)
        for root in self.forest.roots:
            groups[self._conversation_of[root]].append(root)
        return groups

    # --- other links ---------------------------------------------------------------------------------------

    @cached_property
    def _links_by_child(self) -> Mapping[tuple[Kind, str], Sequence[Link]]:
        return self._index(lambda link: link.child)

    @cached_property
    def _links_by_parent(self) -> Mapping[tuple[Kind, str], Sequence[Link]]:
        return self._index(lambda link: link.parent)

    def _index(self, end: Callable[[Link], str]) -> Mapping[tuple[Kind, str], Sequence[Link]]:
        index: dict[tuple[Kind, str], list[Link]] = defaultdict(list)
        for link in self.links:
            index[link.kind, end(link)].append(link)
        return index

    def reply_link(self, post: PostLike) -> Link | None:
        """The chosen link by which a post answers another."""
        return self.forest.links.get(self.node_number(post))

    def quotes(self, post: PostLike) -> list[Post | Missing]:
        """The posts that it quotes."""
        return [self._either(k.parent) for k in self._links_by_child.get((Kind.QUOTE, self[post].id), ())]

    def quoted_by(self, post: PostLike) -> list[Post]:
        """The posts that quote it."""
        name = self._name(post)
        return [self[k.child] for k in self._links_by_parent.get((Kind.QUOTE, name), ())]

    def crossposts(self, post: PostLike) -> list[Post]:
        """The same words by the same person elsewhere."""
        name = self[post].id
        return [self[k.parent] for k in self._links_by_child.get((Kind.CROSSPOST, name), ())] + [
            self[k.child] for k in self._links_by_parent.get((Kind.CROSSPOST, name), ())
        ]

    def reposts(self, post: PostLike) -> list[Repost]:
        """Who passed it on, as far as the sources say."""
        name = self._name(post)
        return [repost for repost in self.conclusion.seen.reposts if self.canonical_id(repost.post) == name]

    def _name(self, post: PostLike) -> str:
        name = post if isinstance(post, str) else post.id
        return name if name in self.conclusion.missing else self[name].id

    def _either(self, name: str) -> Post | Missing:
        return self.conclusion.by_id[name] if name in self.conclusion.by_id else self.conclusion.missing[name]

    def explain(self, what: PostLike | Link) -> Explanation:
        """How a post or a link is known, which rivals lost, and which figures were used."""
        if isinstance(what, Link):
            return explain_link(self.conclusion, what)
        return explain_post(self.conclusion, self[what])

    # --- a person's word -------------------------------------------------------------------------------------

    def assume(
        self, link: Link | PostLike, parent: PostLike | None = None, *, kind: Kind | str = Kind.REPLY, reason: str = ""
    ) -> Archive:
        """Say that a link is right: it outranks every source. Give a Link, or child and parent. Gives self back.

        The word is a finding of its own: it is saved with the archive, and :meth:`reject` takes it back.
        """
        link_kind, child, above = self._ends(link, parent, kind)
        reasons = (reason,) if reason else link.reasons if isinstance(link, Link) else ()
        word = Link(link_kind, child, above, Basis.ASSUMED, None, reasons)
        if child == above:
            raise ValueError(f"a post cannot be linked with itself: {child}")
        kept = [f for f in self.findings if not (takes_back(word, f) or self._replaces(word, f))]
        return self._say([*kept, word])

    def reject(
        self, link: Link | PostLike, parent: PostLike | None = None, *, kind: Kind | str = Kind.REPLY, reason: str = ""
    ) -> Archive:
        """Say that a link is wrong, whatever a source says. Give a Link, or child and parent. Gives self back."""
        word = Rejection(*self._ends(link, parent, kind), reason)
        return self._say([*(f for f in self.findings if not takes_back(word, f)), word])

    def _ends(self, link: Link | PostLike, parent: PostLike | None, kind: Kind | str) -> tuple[Kind, str, str]:
        if isinstance(link, Link):
            return link.kind, link.child, link.parent
        if parent is None:
            raise TypeError("give a Link, or the child and the parent")
        kind = Kind(kind)
        child, above = (end if isinstance(end, str) else end.id for end in (link, parent))
        if kind is Kind.SAME:  # of sightings that may be one post already: their own ids tell them apart
            return kind, child, above
        return kind, self._name(child), self[above].id if above in self else above  # a parent need not be held

    def _replaces(self, word: Link, finding: Finding) -> bool:
        """A post has one parent: what a person says last of it takes the place of what they said before."""
        return (
            word.kind is Kind.REPLY
            and isinstance(finding, Link)
            and (finding.kind, finding.basis) == (Kind.REPLY, Basis.ASSUMED)
            and self.canonical_id(finding.child) == word.child
        )

    def _say(self, findings: Iterable[Finding]) -> Archive:
        if self._view is not None:
            raise ValueError("this is a filtered view; say it to the archive that it was made from")
        self.findings = tuple(findings)
        for name in CONCLUDED:
            self.__dict__.pop(name, None)
        return self

    # --- other archives ------------------------------------------------------------------------------------

    def only(self, capture: str | Capture) -> Archive:
        """What is concluded, as far as one capture (name, or the last part of it) shows the posts."""
        wanted = capture.name if isinstance(capture, Capture) else capture
        names = {name for name in self.captures if name == wanted or os.path.basename(name) == wanted}  # noqa: PTH119
        if not names:
            raise UnknownPost(f"no capture {wanted!r}; there are {', '.join(sorted(self.captures))}")
        return self.filter(lambda post: any(s.source.capture in names for s in post.sightings))

    def filter(self, keep: Callable[[Post], bool]) -> Archive:
        """The posts that `keep` answers True for. Nothing is inferred again; a hidden parent is Missing("filtered")."""
        view = restrict(self.conclusion, keep)
        findings = (finding for finding in self.findings if concerns(finding, view))
        return Archive(findings, infer=self.infer, min_probability=self.min_probability, view=view)

    def merge(self, *others: Archive) -> Archive:
        """All findings together, and everything concluded anew from them."""
        findings = [finding for archive in (self, *others) for finding in archive.findings]
        return Archive(findings, infer=self.infer, min_probability=self.min_probability)

    # --- out -----------------------------------------------------------------------------------------------

    def rows(self) -> Iterator[dict[str, str | int | float | bool | None]]:
        """One flat dict a post, for data frames. `reply_to` is only what a source states; see `parent_basis`."""
        from threadkit.outputs.rows import rows

        return rows(self)

    @cached_property
    def graph(self) -> nx.MultiDiGraph[str]:
        """All links between posts, child -> parent, as a networkx.MultiDiGraph; gaps have ``held=False``."""
        import networkx as nx

        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for post in self.posts:
            graph.add_node(post.id, **node_attributes(post))
        for gap in self.missing:
            graph.add_node(gap.id, **node_attributes(gap))
        for link in self.links:
            if link.kind is not Kind.SAME:
                graph.add_edge(link.child, link.parent, key=link.kind.value, **link_attributes(link))
        return graph

    def write(self, target: str | os.PathLike[str] | IO[str], format: str | None = None) -> None:  # noqa: A002
        """Write everything; the ending of a path picks the form: .html .md .txt .json."""
        from threadkit.outputs import write

        write(self, target, format)

    def _repr_html_(self) -> str:
        from threadkit.outputs import render

        return render(self, "html")

    def raise_if_unreadable(self) -> None:
        """Raise NotReadable if nothing at all could be read, naming what was tried."""
        if self.captures:
            return
        tried = [p for p in self.problems if p.severity is Severity.ERROR and p.source]
        what = "; ".join(f"{p.source.capture}: {p.what}" for p in tried if p.source) or "no input"
        raise NotReadable(f"nothing could be read: {what}")


CONCLUDED = tuple(name for name, value in vars(Archive).items() if isinstance(value, cached_property))


def takes_back(word: Link | Rejection, earlier: Finding) -> bool:
    """Whether a new word of a person is the opposite of, or the same as, one that they said before."""
    if not isinstance(earlier, Link | Rejection) or (isinstance(earlier, Link) and earlier.basis is not Basis.ASSUMED):
        return False
    return (word.kind, word.child, word.parent) == (earlier.kind, earlier.child, earlier.parent)
