"""Rows of a table -> findings: one row, one post or one repost; whatever is wrong in it is told with its place."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence

import attrs

from threadkit.parsing.identity import base_name, platform_of, post_id_from_url, sighting_id, url_of
from threadkit.parsing.material import Head
from threadkit.parsing.tables.cells import BY_SIZE, Layout, absent, count_in, id_in, time_in, whole_in, written
from threadkit.parsing.tables.columns import COUNTS, fold
from threadkit.records import (
    Absence,
    Author,
    Basis,
    Capture,
    Card,
    Count,
    Counts,
    Finding,
    Kind,
    Link,
    Problem,
    Repost,
    Severity,
    Sighting,
    Source,
    When,
)
from threadkit.wording import plural

__all__ = ["CANONICAL", "PASSED_ON", "UNIQUE", "Reading", "Row", "capture_of", "own_space", "platform_in"]

#: An id that says itself of which platform it is, as threadkit writes them.
CANONICAL = re.compile(r"(?:x|reddit|hn|threads|mastodon|discourse|telegram|discord|slack|mail):\S|at://|seen:[0-9a-f]")
NAMES_ONLY = "names of conversations that are no ids of posts here; they are not read"
SAW = 60
START = 16_000  #: signs that 64 KiB hold in every encoding
#: How a column of platforms names them, without case, spaces and dots -> as ids name them, Bluesky and Mastodon as
#: posts do.
PLATFORMS = {
    **dict.fromkeys(("x", "twitter", "xcom", "twittercom", "xtwitter", "twitterx", "xformerlytwitter"), "x"),
    **dict.fromkeys(("reddit", "redditcom"), "reddit"),
    **dict.fromkeys(("hn", "hackernews", "newsycombinatorcom"), "hn"),
    **dict.fromkeys(
        ("threads", "threadsnet", "threadscom", "metathreads", "threadsmeta", "threadsbymeta", "instagramthreads"),
        "threads",
    ),
    **dict.fromkeys(("bluesky", "bsky", "bskyapp", "bskysocial", "blueskysocial"), "bluesky"),
    **dict.fromkeys(("mastodon", "mastodonsocial"), "mastodon"),
}
#: Where a bare id is of one post only: not of one on each server or of each account.
UNIQUE = ("x", "reddit", "hn", "threads")
#: The code in addresses of Threads, as base64 writes a number; or a number, as Meta's API gives. Not a table's "12".
THREADS_ID = re.compile(r"(?!\d{11}$)[A-Za-z0-9_-]{11}|\d{15,20}")
#: How X writes a repost; what follows is the original's text, which may be cut.
PASSED_ON = re.compile(r"RT @(\w{1,20}): ?")
SHORT = "#short"  #: behind a table's name: the capture of rows that end before they say what they answer
REPOSTED = "#reposted"  #: behind a table's name: the capture of texts of originals, whose rows hide what those answer

Row = tuple[str, int, Sequence[object]]  #: place ("line 7"), running number, cells


@attrs.define
class Reading:
    """One table while it is read. Give it rows, in their order; ``end`` gives what only the whole table tells."""

    layout: Layout
    held: dict[str, int] = attrs.Factory(dict)  #: id -> hash of the text and author that its first row has
    conversations: list[tuple[str, str, Source]] = attrs.Factory(list)
    told: dict[str, int] = attrs.Factory(dict)
    apart: set[str] = attrs.Factory(set)  #: further captures that were told

    def rows(self, rows: Iterable[Row]) -> Iterator[Finding]:
        for place, position, cells in rows:
            yield from self.row(Source(self.layout.capture, place, position), cells)

    def short(self, row: Row, cut: bool) -> Iterator[Finding]:
        """A row without its last cells: what is not there is unknown, also whether it answers another. `cut`: its text
        may go on.
        """
        place, position, cells = row
        name = self.layout.capture
        if len(cells) <= self.layout.places.get("parent", -1):
            yield from self.capture_apart(SHORT)
            name += SHORT
        yield from self.row(Source(name, place, position), cells, cut)

    def capture_apart(self, mark: str) -> Iterator[Capture]:
        """A capture for what does not say what it answers, told once."""
        if mark not in self.apart:
            self.apart.add(mark)
            own = capture_of(self.layout, None, None)
            yield attrs.evolve(own, name=own.name + mark, states_parents=False)

    def row(self, source: Source, cells: Sequence[object], cut: bool = False) -> Iterator[Finding]:
        faults: list[Problem] = []
        if all(absent(cell) for cell in cells):
            yield Problem(source, "an empty row", severity=Severity.INFO)
            return
        sighting = self.sighting(source, cells, faults)
        if cut:
            sighting = attrs.evolve(sighting, truncated=True)
        original = self.id_of("repost", source, cells, faults)
        if original is not None:
            yield Repost(original, source, sighting.id, sighting.author, sighting.when)
            yield from self.passed_on(original, source, sighting.text)
        elif sighting.id is None and not sighting.text and sighting.author is None and sighting.when is None:
            faults.append(Problem(source, "a row without id, author, time and text: no post", shown(cells)))
        else:
            sighting = self.told_apart(sighting, faults)
            yield sighting
            yield from self.links(sighting, source, cells, faults)
        yield from faults

    def told_apart(self, sighting: Sighting, faults: list[Problem]) -> Sighting:
        """Without its id, if a row above has that id and another text or author: two posts stay two."""
        post, by = sighting.id, sighting.author
        if post is None:
            return sighting
        mark = hash((sighting.text, (by.id or by.handle or by.name) if by else None))
        if self.held.setdefault(post, mark) == mark:
            return sighting
        what = "a row above has this id, and another text or author; kept as a post without an id"
        faults.append(Problem(sighting.source, what, post, Severity.ERROR))
        named = sighting.url is not None and post_id_from_url(sighting.url) == post
        return attrs.evolve(sighting, id=None, url=None if named else sighting.url)

    def passed_on(self, original: str, source: Source, shown: str) -> Iterator[Finding]:
        """The original, as far as the text of a repost shows it."""
        start = PASSED_ON.match(shown)
        text = shown[start.end() :] if start else shown
        if not text:
            return
        name = self.layout.capture
        if "parent" in self.layout.places:
            yield from self.capture_apart(REPOSTED)
            name += REPOSTED
        yield Sighting(
            Source(name, f"{source.locator}, text", source.position),
            text,
            id=original,
            url=url_of(original),
            author=Author(start[1]) if start else None,
            text_as_shown=shown if start else None,
            truncated=True,
        )

    def cell(self, field: str, cells: Sequence[object]) -> object:
        place = self.layout.places.get(field)
        return cells[place] if place is not None and place < len(cells) else None

    def words(self, field: str, cells: Sequence[object]) -> str | None:
        value = self.cell(field, cells)
        if absent(value):
            return None
        number = None if isinstance(value, str) else whole_in(value)
        return written(value if number is None else number).strip()

    def sighting(self, source: Source, cells: Sequence[object], faults: list[Problem]) -> Sighting:
        when, odd = time_in(self.cell("time", cells), self.layout)
        if odd:
            self.tell(source, "time", odd, self.cell("time", cells), faults)
        post = self.id_of("id", source, cells, faults)
        url = self.words("url", cells)
        named = None if url is None else post_id_from_url(url)
        if post is None and "id" not in self.layout.places:
            post = named
        cards: tuple[Card, ...] = ()
        anywhere = self.layout.platform in (None, "mastodon")  # any host may have posts of it
        if url is not None and named is None and not anywhere:
            cards, url = (Card(url=url),), None  # of a page that the post speaks of
        return Sighting(
            source,
            self.text(source, cells, faults),
            id=post,
            url=url or (url_of(post) if post else None),
            author=self.author(source, cells, faults),
            truncated=(self.words("truncated", cells) or "").casefold() in ("true", "1", "yes"),
            lang=self.words("lang", cells),
            when=when,
            counts=self.counts(source, cells, faults),
            cards=cards,
        )

    def text(self, source: Source, cells: Sequence[object], faults: list[Problem]) -> str:
        value = self.cell("text", cells)
        if isinstance(value, bytes):
            value = value.decode("utf-8", "replace")
        if not isinstance(value, str):
            if not absent(value):
                self.tell(source, "text", "not a text; taken as it is written", value, faults)
            value = "" if absent(value) else written(value)
        body = value.replace("\r\n", "\n").replace("\r", "\n").strip()
        title = self.words("title", cells)
        if title is None or body.startswith(title):
            return body
        return f"{title}\n\n{body}".strip()

    def author(self, source: Source, cells: Sequence[object], faults: list[Problem]) -> Author | None:
        handle, name = self.words("author", cells), self.words("author_name", cells)
        number, odd = id_in(self.cell("author_id", cells), self.layout.float_limit)
        if odd:
            self.tell(source, "author_id", odd, self.cell("author_id", cells), faults, Severity.ERROR)
        if handle is not None and not isinstance(self.cell("author", cells), str):
            found, odd = id_in(self.cell("author", cells), self.layout.float_limit)
            if odd:
                self.tell(source, "author", odd, self.cell("author", cells), faults, Severity.ERROR)
            number, handle = number or found, None
        if handle is not None:
            handle = handle.removeprefix("@") or None
            if handle == "[deleted]":
                handle = None
        return Author(handle, name, number) if handle or name or number else None

    def counts(self, source: Source, cells: Sequence[object], faults: list[Problem]) -> Counts:
        found: dict[str, Count] = {}
        for name in COUNTS:
            if name not in self.layout.places:
                continue
            count, odd = count_in(self.cell(name, cells), signed=name == "score")
            if odd:
                self.tell(source, name, odd, self.cell(name, cells), faults)
            if count is not None:
                found[name] = count
        return Counts(**found)

    def id_of(self, field: str, source: Source, cells: Sequence[object], faults: list[Problem]) -> str | None:
        """An id as threadkit writes it."""
        value = self.cell(field, cells)
        raw, odd = id_in(value, self.layout.float_limit)
        if odd:
            self.tell(source, field, odd, value, faults, Severity.ERROR)
        if raw is None:
            return None
        if CANONICAL.match(raw):
            return raw
        if "//" in raw and (named := post_id_from_url(raw)) is not None:
            return named
        said = platform_in(self.words("platform", cells))
        platform = said or self.layout.platform
        if self.layout.own is not None and (platform is None or (said and not is_unique(said, raw))):
            return f"{self.layout.own}/{raw}"
        if platform == "x" and not (raw.isascii() and raw.isdigit() and raw.strip("0")):
            if raw not in ("0", "-1"):  # how tables write "no post"
                self.tell(source, field, "no id of X", raw, faults)
            return None
        if platform == "reddit":
            return self.reddit_id(field, raw, cells)
        return raw if platform is None else f"{platform}:{raw}"

    def reddit_id(self, field: str, raw: str, cells: Sequence[object]) -> str:
        """The kind of a post is not told by its bare id: a row with a link_id or parent_id is a comment."""
        raw = raw.casefold()
        if raw[:3] not in ("t1_", "t3_"):
            comment = any(not absent(self.cell(other, cells)) for other in ("conversation", "parent"))
            top = (self.words("conversation", cells) or "").casefold().removeprefix("t3_")
            raw = f"t1_{raw}" if comment and field in ("id", "parent") and raw != top else f"t3_{raw}"
        return f"reddit:{raw}"

    def links(
        self, sighting: Sighting, source: Source, cells: Sequence[object], faults: list[Problem]
    ) -> Iterator[Finding]:
        child = sighting_id(sighting)
        told = len(faults)
        parent = self.id_of("parent", source, cells, faults)
        if parent is None and len(faults) > told:  # it answers something, only what is lost
            parent = f"{child}/parent"
            yield Absence(parent, "unknown", source, count=1)
        if parent == child:
            self.tell(source, "parent", "a post that answers itself; taken as one that answers none", child, faults)
        elif parent is not None:
            yield Link(Kind.REPLY, child, parent, Basis.STATED, source=source)
        quoted = self.id_of("quote", source, cells, faults)
        if named := self.other_name(sighting, cells):
            reasons = ("the address in its row holds its id",)
            yield Link(Kind.SAME, child, named, Basis.STATED, None, reasons, source)
        if quoted is not None and quoted != child:
            yield Link(Kind.QUOTE, child, quoted, Basis.STATED, source=source)
        if "conversation" in self.layout.places:
            odd: list[Problem] = []
            root = self.id_of("conversation", source, cells, odd)
            if odd:
                self.told[NAMES_ONLY] = self.told.get(NAMES_ONLY, 0) + 1
            if root is not None and root not in (child, parent):
                self.conversations.append((child, root, source))

    def other_name(self, sighting: Sighting, cells: Sequence[object]) -> str | None:
        """What its platform calls a post whose id is the table's own, if the address in its row holds that id."""
        said = platform_in(self.words("platform", cells)) if "platform" in self.layout.places else None
        if said is None or sighting.id is None or sighting.url is None or platform_of(sighting.id) is not None:
            return None
        named = post_id_from_url(sighting.url)
        key = sighting.id.rpartition("/")[2].casefold()
        alike = named is not None and platform_of(named) == said and named.rpartition("/")[2].casefold() == key
        return named if alike else None

    def end(self) -> Iterator[Finding]:
        """Links to the beginnings of conversations, and how often things were odd that were told once.

        A column of conversations holds ids of posts, or names of its own ("Thread 1"). On the platforms of which it is
        known it holds ids; else it does if one of them is an id of the table.
        """
        unsure = [each for each in self.conversations if not each[1].startswith(("x:", "reddit:"))]
        names = not any(root in self.held for _, root, _ in unsure)
        if unsure and names:
            _, root, source = unsure[0]
            yield Problem(attrs.evolve(source, locator=""), NAMES_ONLY, root, Severity.INFO)
        for child, root, source in self.conversations:
            if not names or root.startswith(("x:", "reddit:")):
                yield Link(Kind.ANCESTOR, child, root, Basis.STATED, source=source)
        for what, count in self.told.items():
            if count > 1 or what == NAMES_ONLY:  # of others the first was told in its place
                told = f"{what}: {plural(count, 'row', 'rows')}"
                yield Problem(Source(self.layout.capture), told, severity=Severity.INFO)

    def tell(
        self,
        source: Source,
        field: str,
        what: str,
        saw: object,
        faults: list[Problem],
        severity: Severity = Severity.WARNING,
    ) -> None:
        """Each fault with its row; what is only concluded, once."""
        if what.startswith(BY_SIZE):
            self.told[what] = self.told.get(what, 0) + 1
            if self.told[what] > 1:
                return
            severity = Severity.INFO
        where = attrs.evolve(source, locator=f"{source.locator}, {field}")
        faults.append(Problem(where, what, written(saw)[:SAW], severity))


def own_space(head: Head, capture: str) -> str:
    """What ids of a source's own begin with: its base name and a digest of its start.

    The same file in another folder or another encoding keeps its ids; another file of the same name has others.

    >>> own_space(Head("posts.csv", "id,text"), "a/posts.csv") == own_space(Head("posts.csv", "id,text"), "b/posts.csv")
    True
    >>> own_space(Head("posts.csv", "id,text"), "posts.csv") == own_space(Head("posts.csv", "id,body"), "posts.csv")
    False
    """
    binary = "\0" in head.text or not head.text
    start = head.data if binary else head.text[:START].encode("utf-8", "surrogatepass")
    return f"{base_name(capture)}#{hashlib.blake2b(start, digest_size=4).hexdigest()}"


def platform_in(name: str | None) -> str | None:
    """The platform that a cell names; None: none that is known.

    >>> platform_in("Twitter"), platform_in("www.threads.net"), platform_in("Android")
    ('x', 'threads', None)
    """
    return PLATFORMS.get(fold(name).removeprefix("www")) if name else None


def is_unique(platform: str, raw: str) -> bool:
    """Whether an id, as a platform writes it, is of one post of it only."""
    return platform in UNIQUE and (platform != "threads" or THREADS_ID.fullmatch(raw) is not None)


def shown(cells: Sequence[object]) -> str:
    return ", ".join(written(cell) for cell in cells if not absent(cell))[:SAW]


def capture_of(layout: Layout, seen_at: When | None, account: Author | None) -> Capture:
    """Its capture. A table with a column of parents says of each row whether it answers another."""
    return Capture(
        layout.capture, layout.format, seen_at, account, states_parents="parent" in layout.places,
        platform=None if layout.mixed else layout.platform,
    )  # fmt: skip
