"""Archive: posts, threads, trees, and how each link is known."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import IO, TYPE_CHECKING, Any

from threadkit.errors import AmbiguousPost, NotReadable, UnknownPost
from threadkit.graph.collector import collector_paused
from threadkit.graph.concluding import Conclusion, conclude
from threadkit.graph.explaining import Explanation, explain_capture, explain_gap, explain_link, explain_post
from threadkit.graph.restricting import cut_elsewhere, restrict
from threadkit.graph.times.solution import TimeSolution
from threadkit.graph.trees.forest import Forest
from threadkit.graph.unrolls import Check
from threadkit.parsing.rows import Rows, spread
from threadkit.persons_word import ends, in_words, reasons, replaces, takes_back
from threadkit.records import (
    Absence,
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
    Source,
)
from threadkit.settings import wanted_inference, wanted_probability
from threadkit.threads import ReplyTree, Thread
from threadkit.views import incompleteness, ordering, walking
from threadkit.views.comparing import Diff, diff
from threadkit.views.conversations import conversations
from threadkit.views.engagement import Observation, history
from threadkit.views.nodes import Nodes, PostLike
from threadkit.views.selecting import (
    Moment,
    Selection,
    answers,
    author_of,
    concerns,
    condition,
    hidden,
    is_by,
    platform_named,
    size_of,
    window,
    yes_or_no,
)
from threadkit.views.selfthreads import SelfThread, Threads
from threadkit.wording import plural

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Archive", "PostLike"]


class Archive:
    """Findings, and everything that follows from them. What was seen never changes; a person's word can be added.

    Every method that takes a post takes a Post, an id, an alias or a URL.
    """

    def __init__(
        self,
        findings: Iterable[Finding | Rows] = (),
        *,
        infer: bool | None = None,
        min_probability: float | None = None,
        view: Conclusion | None = None,
    ) -> None:
        if isinstance(findings, str | os.PathLike):
            raise TypeError(f"an archive is made of findings; threadkit.load({findings!r}) reads files")
        with collector_paused():
            self._given: tuple[Finding | Rows, ...] = tuple(findings)
        self.infer = wanted_inference(infer)
        self.min_probability = wanted_probability(min_probability)
        self._view = view

    @cached_property
    def findings(self) -> Sequence[Finding]:
        """All that was seen, and what persons said of it."""
        with collector_paused():
            return tuple(spread(self._given))

    # --- what is concluded ---------------------------------------------------------------------------------

    @cached_property
    def conclusion(self) -> Conclusion:
        """Everything concluded, computed once on first use."""
        if self._view is not None:
            return self._view
        with collector_paused():
            return conclude(self._given, guess=self.infer, min_probability=self.min_probability)

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

    @cached_property
    def checks_by_post(self) -> Mapping[str, Sequence[Check]]:
        """Of each post the checks of what sources declare with it."""
        found: dict[str, list[Check]] = defaultdict(list)
        for check in self.checks:
            for name in {self.canonical_id(member) for member in check.declared.members}:
                found[name].append(check)
        return found

    @property
    def forest(self) -> Forest:
        return self.conclusion.forest

    @cached_property
    def nodes(self) -> Nodes:
        """Posts and gaps by number, as the views need them."""
        return Nodes(self.conclusion)

    # --- finding posts -------------------------------------------------------------------------------------

    def __getitem__(self, post: PostLike) -> Post:
        """A post by id, alias or URL. Raises UnknownPost, or AmbiguousPost for a URL of several."""
        return self.nodes.find(post)

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
        from threadkit.outputs.phrases import gaps

        captures, posts = plural(len(self.captures), "capture", "captures"), plural(len(self), "post", "posts")
        return f"<Archive: {captures}, {posts}, {gaps(self.missing)}>"

    def canonical_id(self, post_id: str) -> str:
        """The id of the post that a sighting's id or an alias belongs to; itself if it is not held."""
        return self.conclusion.canonical.get(post_id, post_id)

    # --- threads, trees, chains ------------------------------------------------------------------------------

    @cached_property
    def _self_threads(self) -> Threads:
        return Threads(self.nodes)

    @cached_property
    def _threads(self) -> dict[int, Thread]:
        return {}

    def _thread(self, found: SelfThread) -> Thread:
        if found.head not in self._threads:
            self._threads[found.head] = Thread(self, found.items, found.branches)
        return self._threads[found.head]

    def threads(self, author: str | Author | None = None) -> list[Thread]:
        """Self-threads of two or more posts, oldest first; of one author ("@handle" or name) if given."""
        threads = [self._thread(self._self_threads.of(head)) for head in self._self_threads.heads()]
        return [thread for thread in threads if author is None or is_by(thread.root, author)]

    def thread(self, post: PostLike) -> Thread:
        """The self-thread of a post: the same whichever member is asked for; of a loner, a Thread of one."""
        return self._thread(self._self_threads.of(self.forest.number[self[post].id]))

    def chain(self, post: PostLike) -> list[Post | Missing]:
        """[root, …, post]: everything that the post answers, root first."""
        nodes = list(self.forest.up(self.nodes.number_of(post)))
        return [self.nodes.at(node) for node in reversed(nodes)]

    def ancestors(self, post: PostLike) -> list[Post | Missing]:
        """What the post answers, what that answers, and so on to the root."""
        return self.chain(post)[-2::-1]

    def chains(self, root: PostLike) -> Iterator[list[Post | Missing]]:
        """Every chain from `root` down to a post that nobody answers."""
        return walking.chains(self.nodes, self.nodes.number_of(root))

    def longest_chain(self, root: PostLike) -> list[Post | Missing]:
        """The chain from `root` to the deepest node below it; of several, the first in depth-first order."""
        return walking.longest_chain(self.nodes, self.nodes.number_of(root))

    def siblings(self, post: PostLike) -> list[Post | Missing]:
        """What else answers the same post, by time; of a root nothing."""
        node = self.nodes.number_of(post)
        above = self.forest.parent[node]
        return [self.nodes.at(other) for other in self.forest.children(above) if other != node] if above >= 0 else []

    def common_ancestor(self, *posts: PostLike) -> Post | Missing | None:
        """The last thing that all of these are, or answer, directly or not; None if they are of several trees."""
        if not posts:
            raise TypeError("give one post or more")
        found = walking.common_ancestor(self.forest, [self.nodes.number_of(post) for post in posts])
        return None if found is None else self.nodes.at(found)

    def walk(self, order: str = "depth-first") -> Iterator[tuple[Post | Missing, int]]:
        """(post or gap, depth) of all trees, in an order of that name: see ``threadkit.ORDERS``."""
        for node in ordering.walk(self.nodes, None, order):
            yield self.nodes.at(node), self.forest.depth(node)

    def traverse(
        self,
        start: PostLike,
        edges: Iterable[Kind | str] | Kind | str = (Kind.REPLY,),
        direction: str = "down",
        limit: int | None = None,
    ) -> Iterator[tuple[Post | Missing, int]]:
        """(post or gap, distance) along links of these kinds, nearest first, each once.

        "down" goes to what answers or quotes a post, "up" to what it answers or quotes, "both" either way; `limit` is
        the greatest distance.
        """
        return walking.traverse(self.nodes, self.nodes.name_of(start), edges, direction, limit)

    def tree(self, post: PostLike) -> ReplyTree:
        """The reply tree that holds a post, from its root."""
        return ReplyTree(self, self.forest.root(self.nodes.number_of(post)))

    def subtree(self, post: PostLike) -> ReplyTree:
        """A post and all that answers it, directly or not."""
        return ReplyTree(self, self.nodes.number_of(post))

    def trees(self) -> list[ReplyTree]:
        """All reply trees, oldest root first. Every post is in exactly one."""
        return [ReplyTree(self, root) for root in self.forest.roots]

    def conversation(self, post: PostLike) -> list[ReplyTree]:
        """The post's tree and those that ANCESTOR links join with it, oldest root first."""
        root = self.forest.root(self.nodes.number_of(post))
        return [ReplyTree(self, each) for each in self._conversations[root]]

    @cached_property
    def _conversations(self) -> Mapping[int, Sequence[int]]:
        return conversations(self.forest, self.links)

    # --- other links ---------------------------------------------------------------------------------------

    def reply_link(self, post: PostLike) -> Link | None:
        """The chosen link by which a post answers another."""
        return self.forest.links[self.nodes.number_of(post)]

    def quotes(self, post: PostLike) -> list[Post | Missing]:
        """The posts that it quotes."""
        name = self.nodes.name_of(post)
        return [self.nodes.item(link.parent) for link in self.nodes.links_at(name, Kind.QUOTE, "child")]

    def nested_quotes(self, post: PostLike, limit: int = 10) -> Iterator[walking.NestedQuote]:
        """What it quotes, what that quotes, and so on, `limit` deep; a loop is told, and not followed."""
        return walking.nested_quotes(self.nodes, self.nodes.name_of(post), limit)

    def quoted_by(self, post: PostLike) -> list[Post | Missing]:
        """The posts that quote it."""
        name = self.nodes.name_of(post)
        return [self.nodes.item(link.child) for link in self.nodes.links_at(name, Kind.QUOTE, "parent")]

    def crossposts(self, post: PostLike) -> list[Post | Missing]:
        """The same words by the same person elsewhere."""
        name = self.nodes.name_of(post)
        there = [link.parent for link in self.nodes.links_at(name, Kind.CROSSPOST, "child")]
        here = [link.child for link in self.nodes.links_at(name, Kind.CROSSPOST, "parent")]
        return [self.nodes.item(other) for other in (*there, *here)]

    @cached_property
    def _reposts(self) -> Mapping[str, Sequence[Repost]]:
        found: dict[str, list[Repost]] = defaultdict(list)
        for repost in self.conclusion.seen.reposts:
            found[self.canonical_id(repost.post)].append(repost)
        return found

    def reposts(self, post: PostLike) -> list[Repost]:
        """Who passed it on, as far as the sources say."""
        return list(self._reposts.get(self.nodes.name_of(post), ()))

    # --- what is known and not held --------------------------------------------------------------------------

    def replies(self, post: PostLike) -> incompleteness.Replies:
        """Its direct replies: how many are declared, held, known to be absent, lacking."""
        return incompleteness.replies(self.nodes, self.nodes.number_of(post))

    def frontier(self) -> list[incompleteness.Wanted]:
        """What to fetch next: gaps, replies that are declared and not held, texts that are cut."""
        return incompleteness.frontier(self.nodes)

    def absences(self, post: PostLike) -> list[Absence]:
        """What sources say of a post that they do not show, though another may hold it."""
        return list(self.conclusion.absences.get(self.nodes.name_of(post), ()))

    def history(self, post: PostLike) -> tuple[Observation, ...]:
        """Its counts, one capture after the other; of a gap none."""
        item = self.nodes.item(self.nodes.name_of(post))
        return history(item, self.captures) if isinstance(item, Post) else ()

    def explain(self, what: PostLike | Link) -> Explanation:
        """How a post, a gap or a link is known, which rivals lost, and which figures were used.

        Given the name of a capture, how it is dated: see :meth:`solve_time`.
        """
        if isinstance(what, Link):
            return explain_link(self.conclusion, what)
        if isinstance(what, str) and what in self.captures and what not in self:
            return explain_capture(self.solve_time().captures[what])
        item = self.nodes.item(self.nodes.name_of(what))
        return explain_post(self.conclusion, item) if isinstance(item, Post) else explain_gap(self.conclusion, item)

    def solve_time(self) -> TimeSolution:
        r"""When captures were made and posts written, taken apart by what is assumed.

        The times of posts and captures are solved as they are; this says how they come about. For each capture: under
        each known way of writing ages when it was made, in UTC, and of the ways that cannot be which times as shown
        exclude each other; under each reading of dates without their year; how far its clock is ahead of UTC. ``str()``
        tells all of it, ``solution.post(id)`` a post's times by capture and way.

        >>> import threadkit
        >>> page = "Posts by Ada Example\n\nThe herons are back.\n\n2 hours ago 3 1 0 0\n"
        >>> solution = threadkit.loads(page, seen_at="2025-03-09 18:00").solve_time()
        >>> print("\n".join(str(solution).splitlines()[:2]))  # doctest: +ELLIPSIS
        pasted-...: made 2025-03-09 04:00 .. 2025-03-10 06:01 (1.1 days)
          whichever of 19 known ways its ages are written in
        >>> len(solution.post(next(iter(solution.posts))))
        19
        """
        return self._times

    @cached_property
    def _times(self) -> TimeSolution:
        view = self.conclusion
        return view.make_times().only(self.captures, view.by_id)

    # --- a person's word -------------------------------------------------------------------------------------

    def assume(
        self, link: Link | PostLike, parent: PostLike | None = None, *, kind: Kind | str = Kind.REPLY, reason: str = ""
    ) -> Archive:
        """Say that a link is right: it outranks every source. Give a Link, or child and parent. Gives self back.

        The word is a finding of its own: it is saved with the archive, and :meth:`reject` takes it back. Without a
        `reason`, that of a Link tells how the link was known; what spoke for it before is not the person's word.
        """
        link_kind, child, above = ends(self, link, parent, kind)
        word = Link(link_kind, child, above, Basis.ASSUMED, None, reasons(link, reason))
        if child == above:
            raise ValueError(f"a post cannot be linked with itself: {child}")
        return self._say([*self._without(lambda f: takes_back(self, word, f) or replaces(self, word, f)), word])

    def reject(
        self, link: Link | PostLike, parent: PostLike | None = None, *, kind: Kind | str = Kind.REPLY, reason: str = ""
    ) -> Archive:
        """Say that a link is wrong, whatever a source says. Give a Link, or child and parent. Gives self back."""
        word = Rejection(*ends(self, link, parent, kind), in_words(reason))
        return self._say([*self._without(lambda f: takes_back(self, word, f)), word])

    def _without(self, taken_back: Callable[[Finding], bool]) -> list[Finding | Rows]:
        """What was given, but for words that are taken back; no row is one."""
        return [f for f in self._given if isinstance(f, Rows) or not taken_back(f)]

    def _say(self, findings: Iterable[Finding | Rows]) -> Archive:
        if self._view is not None:
            raise ValueError("this is a filtered view; say it to the archive that it was made from")
        self._given = tuple(findings)
        self.__dict__.pop("findings", None)
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

    def filter(
        self,
        keep: Callable[[Post], bool] | None = None,
        *,
        author: str | Author | None = None,
        since: Moment | None = None,
        until: Moment | None = None,
        unsure: bool = True,
        platform: str | None = None,
        lang: str | None = None,
        size: int | tuple[int, int | None] | None = None,
    ) -> Archive:
        """A view of the posts that are as asked. Nothing is inferred again; a hidden parent is Missing("filtered").

        Args:
            keep: called with each post; True takes it.
            author: "@handle", a name, or an Author. Posts whose author is unknown are not taken.
            since: the earliest time, itself included: "2024-03-01", a date, a datetime. UTC where no zone is given.
            until: the end, itself not included.
            unsure: what to do with posts whose times cannot tell whether they lie between: take them, or not.
            platform: "x", "bluesky", …
            lang: as the sources name it; "pt" takes "pt-BR", too.
            size: held posts of the reply tree that the post is in: at least so many, or from, to (both included).

        Raises:
            ValueError: a time, an author, a language or a size that makes no sense.
            TypeError: what is none.

        """
        wanted = Selection(
            condition(keep), author_of(author), platform_named(platform), lang, window(since, until),
            yes_or_no("unsure", unsure), size_of(size),
        )  # fmt: skip
        view = restrict(self.conclusion, lambda post: wanted.takes(post, self._tree_size))
        cut = cut_elsewhere(self.conclusion, view)
        kept = [finding for finding in self.findings if concerns(finding, view) and not answers(finding, cut)]
        findings = (*kept, *hidden(view, self.conclusion, kept))
        return Archive(findings, infer=self.infer, min_probability=self.min_probability, view=view)

    @cached_property
    def _tree_sizes(self) -> Mapping[int, int]:
        sizes: dict[int, int] = defaultdict(int)
        for node in range(self.forest.posts):
            sizes[self.forest.root(node)] += 1
        return sizes

    def _tree_size(self, post: Post) -> int:
        return self._tree_sizes[self.forest.root(self.forest.number[post.id])]

    def merge(self, *others: Archive) -> Archive:
        """All findings together, and everything concluded anew from them.

        Of settings that differ the stricter one holds: links are inferred if all archives infer, and the greatest
        `min_probability` counts.
        """
        archives = archives_of((self, *others))
        findings = [finding for archive in archives for finding in archive._given]
        infer = all(archive.infer for archive in archives)
        return Archive(findings, infer=infer, min_probability=max(archive.min_probability for archive in archives))

    def diff(self, later: Archive) -> Diff:
        """What changed from this archive to a later one: new posts, gone ones, changed counts, texts, parents."""
        findings = [finding for archive in archives_of((self, later)) for finding in archive._given]
        least = max(self.min_probability, later.min_probability)
        both = Archive(findings, infer=self.infer or later.infer, min_probability=least)
        return diff(both.conclusion, self.conclusion, later.conclusion)

    def raw(self, post: PostLike) -> Iterator[tuple[Source, Any]]:
        """Each place that shows a post, and the record that stands there, read again from its file.

        A value of JSON, the row of a table by its columns, the decoded record of a repository, a whole mail, or lines
        of text. Raises FileNotFoundError if the file is gone, ValueError if it has changed.
        """
        from threadkit.parsing.raw_records import raw_record

        for sighting in self[post].sightings:
            form = self.captures[sighting.source.capture].format
            yield sighting.source, raw_record(sighting.source, form)

    # --- out -----------------------------------------------------------------------------------------------

    def rows(self) -> Iterator[dict[str, str | int | float | bool | None]]:
        """One flat dict a post, for data frames. `reply_to` is only what a source states; see `parent_basis`."""
        from threadkit.outputs.rows import rows

        return rows(self)

    @cached_property
    def graph(self) -> nx.MultiDiGraph[str]:
        """All links between posts, child -> parent, as a networkx.MultiDiGraph; gaps have ``held=False``."""
        from threadkit.outputs.networks import links_graph

        return links_graph(self)

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


def archives_of(given: Iterable[Archive]) -> list[Archive]:
    archives = list(given)
    for each in archives:
        if not isinstance(each, Archive):
            raise TypeError(f"not an archive: {each!r}; threadkit.load(…) makes one")
    return archives


CONCLUDED = tuple(name for name, value in vars(Archive).items() if isinstance(value, cached_property))
