"""Posts and gaps, by name and by number: what all other views look things up in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from threadkit.errors import AmbiguousPost, UnknownPost
from threadkit.graph.concluding import Conclusion
from threadkit.graph.trees.forest import Forest
from threadkit.parsing.identity import platform_of, post_id_from_url
from threadkit.records import Kind, Link, Missing, Post
from threadkit.views.authors import number_authors

__all__ = ["Nodes", "PostLike"]

PostLike = Post | Missing | str  #: a post, or its id, alias or URL


class Nodes:
    """A conclusion, with an index for each way of asking. Numbers are those of ``forest``."""

    def __init__(self, known: Conclusion) -> None:
        self.known = known
        self.forest: Forest = known.forest

    # --- by name -------------------------------------------------------------------------------------------

    def find(self, post: PostLike) -> Post:
        """A post by id, alias or URL. Raises UnknownPost, or AmbiguousPost for a URL of several."""
        if isinstance(post, Post | Missing):
            post = post.id
        if not isinstance(post, str):
            raise TypeError(f"not {post!r}: give a post, or its id, alias or URL")
        found = self.known.canonical.get(post)
        if found is None and (by_url := post_id_from_url(post)) is not None:
            found = self.known.canonical.get(by_url)
        if found is None and len(urls := self._by_url.get(post, ())) > 0:
            if len(urls) > 1:
                raise AmbiguousPost(f"{len(urls)} posts show the URL {post!r}: {', '.join(sorted(urls)[:5])}")
            found = urls[0]
        if found is None:
            gap = " (it is missing: see archive.missing)" if post in self.known.missing else ""
            raise UnknownPost(f"no post with id, alias or URL {post!r}{gap}")
        return self.known.by_id[found]

    @cached_property
    def _by_url(self) -> Mapping[str, Sequence[str]]:
        urls: dict[str, list[str]] = {}
        for post in self.known.posts:
            for url in {s.url for s in post.sightings if s.url} | ({post.url} if post.url else set()):
                urls.setdefault(url, []).append(post.id)
        return urls

    def item(self, name: str) -> Post | Missing:
        """The post or gap of this very id."""
        return self.known.by_id[name] if name in self.known.by_id else self.known.missing[name]

    def name_of(self, post: PostLike) -> str:
        """The id of a post or a gap, which may be given by its URL, too. Raises UnknownPost."""
        name = post.id if isinstance(post, Post | Missing) else post
        if name in self.known.missing:
            return name
        try:
            return self.find(name).id
        except UnknownPost:
            gap = self._gap_by_url.get(name) or post_id_from_url(name)
            if gap not in self.known.missing:
                raise
            return str(gap)

    @cached_property
    def _gap_by_url(self) -> Mapping[str, str]:
        return {gap.url: gap.id for gap in self.known.missing.values() if gap.url is not None}

    # --- by number -----------------------------------------------------------------------------------------

    def number_of(self, post: PostLike) -> int:
        """Raises UnknownPost for a gap that has no place in a tree."""
        name = self.name_of(post)
        if name not in self.forest.number:
            raise UnknownPost(f"the gap {name!r} has no place in a tree")
        return self.forest.number[name]

    @property
    def posts(self) -> Sequence[Post]:
        return self.known.held

    def at(self, number: int) -> Post | Missing:
        held = self.posts
        return held[number] if number < len(held) else self.gap(number)

    def gap(self, number: int) -> Missing:
        return self.known.missing[self.forest.ids[number]]

    @cached_property
    def authors(self) -> Sequence[int]:
        """Who wrote each node, as a number that is the same for all their posts; -1: unknown."""
        gaps = [self.known.missing[name] for name in self.forest.ids[self.forest.posts :]]
        figures = self.known.figures
        platforms = [*figures.platforms, *map(self.platform_of_gap, gaps)]
        return number_authors([*figures.authors, *(gap.author for gap in gaps)], platforms)

    def platform_of_gap(self, gap: Missing) -> str | None:
        """What its id says, else where the posts near it are."""
        near = (post.platform for name in gap.near if (post := self.known.by_id.get(name)) is not None)
        return platform_of(gap.id) or next(near, None)

    @cached_property
    def places_by_author(self) -> Mapping[int, Sequence[int]]:
        """Where in ``forest.order`` the held posts of each author stand; of the known ones."""
        places: dict[int, list[int]] = {}
        for place, node in enumerate(self.forest.order):
            if node < self.forest.posts and self.authors[node] >= 0:
                places.setdefault(self.authors[node], []).append(place)
        return places

    @cached_property
    def rank(self) -> Mapping[int, int]:
        """Place of each post's node among ``known.posts``, oldest first."""
        return {self.forest.number[post.id]: n for n, post in enumerate(self.known.posts)}

    # --- links ---------------------------------------------------------------------------------------------

    @cached_property
    def _links_by_end(self) -> Mapping[tuple[str, Kind, str], Sequence[Link]]:
        index: dict[tuple[str, Kind, str], list[Link]] = {}
        for link in self.known.links:
            index.setdefault((link.child, link.kind, "child"), []).append(link)
            index.setdefault((link.parent, link.kind, "parent"), []).append(link)
        return index

    def links_at(self, name: str, kind: Kind, end: str) -> Sequence[Link]:
        """The chosen links of a kind that have the post or gap of this id as their `end`: "child" or "parent"."""
        return self._links_by_end.get((name, kind, end), ())
