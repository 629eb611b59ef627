"""Discourse: topics, lists of posts and single posts, as its API and its pages with ".json" at the end give them.

A post is named by its topic and its number there, which is how posts name each other. It also has an id of its own,
by which a topic lists the posts that are on its other pages. The same forum is known by its host, which is written in
the addresses of pictures that accounts have uploaded.
"""

from __future__ import annotations

import hashlib
import re
import reprlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import attrs

from threadkit.parsing.json_data.fields import Faults, Fields
from threadkit.parsing.json_data.values import first_value, json_values
from threadkit.parsing.markup.html_media import media_in
from threadkit.parsing.material import Fit, Head, Material
from threadkit.records import (
    Absence,
    Author,
    Basis,
    Capture,
    Card,
    Count,
    Counts,
    Declared,
    Finding,
    Furniture,
    Kind,
    Link,
    Media,
    Problem,
    Severity,
    Sighting,
    Source,
    When,
)

__all__ = ["EXAMPLE", "NAME", "TITLE", "detect", "read"]

NAME = "discourse"
TITLE = "Discourse topic or posts (JSON)"
EXAMPLE = """\
{"post_stream": {"posts": [
  {"id": 301, "username": "example_ada", "created_at": "2024-05-01T12:00:00.000Z", "cooked": "<p>Who kept one?</p>",
   "post_number": 1, "post_type": 1, "reply_to_post_number": null, "topic_id": 40,
   "avatar_template": "/user_avatar/forum.example.org/example_ada/{size}/1_2.png"},
  {"id": 302, "username": "example_bob", "created_at": "2024-05-01T12:03:00.000Z", "cooked": "<p>I did.</p>",
   "post_number": 2, "post_type": 1, "reply_to_post_number": 1, "topic_id": 40}],
  "stream": [301, 302, 303]}, "id": 40, "title": "Sundials", "posts_count": 3}
"""

#: "/user_avatar/forum.example.org/name/{size}/1.png", also behind the host of a content network.
HOST = re.compile(r"/user_avatar/([A-Za-z0-9][A-Za-z0-9.:-]{0,252})/")
UNKNOWN_HOST = "unknown-host"
NAMELESS = f"discourse:{UNKNOWN_HOST}"
SMALL_ACTION = 3  #: post_type of "closed this topic" and the like
LIKE = 2  #: id of likes in actions_summary
NAMED_LISTS = ("latest_posts", "posts", "private_posts")
POST_FIELDS = ("cooked", "raw", "blurb", "excerpt", "post_type", "action_code")
#: What pages add to the pictures and quotes of a post.
DROPPED = ("meta", "quote-controls", "poll-info")


def detect(head: Head) -> Fit:
    value = first_value(head)
    if isinstance(value, list):
        value = next((each for each in value if each is not None), None)
    if not isinstance(value, dict):
        return Fit.NO
    if isinstance(value.get("post_stream"), dict):
        return Fit.YES
    for field in NAMED_LISTS:
        posts = value.get(field)
        if isinstance(posts, list) and posts and isinstance(posts[0], dict):
            return Fit.YES if is_post(posts[0]) else Fit.NO
    return Fit.YES if is_post(value) else Fit.NO


def is_post(value: dict[str, Any]) -> bool:
    return "post_number" in value and any(field in value for field in POST_FIELDS)


def read(material: Material) -> Iterator[Finding]:
    hints = material.hints
    yield Capture(material.name, NAME, hints.seen_at, hints.author, states_parents=True, platform="discourse")
    faults = Faults(material.name)
    host = host_in([found[1] for found in HOST.finditer(material.head.text)])
    position, nameless = 0, ""
    for value in json_values(material):
        if isinstance(value, Problem):
            yield value
            continue
        record = Fields(value.value if isinstance(value.value, dict) else {"": value.value}, value.place, faults)
        for finding in of_record(record, host, position):
            if isinstance(finding, Sighting):
                position += 1
                nameless = nameless or (finding.id or "" if (finding.id or "").startswith(NAMELESS) else "")
            yield finding
        yield from faults.told()
    if nameless:
        what = "nothing tells the forum's host; topics are told apart by their names, and authors by theirs"
        yield Problem(Source(material.name), what, nameless, Severity.INFO)


def host_in(hosts: list[str]) -> str | None:
    """The one that is named most often."""
    return Counter(hosts).most_common(1)[0][0].lower() if hosts else None


def of_record(record: Fields, host: str | None, position: int) -> Iterator[Finding]:
    source = Source(record.faults.capture, record.place, position)
    if isinstance(record.value.get("post_stream"), dict):
        yield from topic(record, host, position)
        return
    for field in NAMED_LISTS:
        if isinstance(record.value.get(field), list):
            for post in record.records(field):
                about = Topic(host_of([post]) or host or unknown_host(post))
                for finding in a_post(post, about, position):
                    position += isinstance(finding, Sighting)
                    yield finding
            return
    if is_post(record.value):
        yield from a_post(record, Topic(host_of([record]) or host or unknown_host(record)), position)
    elif "errors" in record:
        saw = reprlib.repr(record.value["errors"])[:60]
        yield Problem(source, "the forum answered with an error", saw, Severity.ERROR)
    elif "topic_list" in record:
        yield Furniture(source, "list of topics")
    else:
        saw = ", ".join(map(str, sorted(record.value)[:5])) or reprlib.repr(record.value.get(""))
        yield Problem(source, "no topic or post of a forum; left out", saw[:60])


@attrs.frozen
class Topic:
    """What its posts are read with; parts of it can be unknown."""

    host: str
    id: str | None = None
    title: str | None = None
    numbers: frozenset[int] = frozenset()  #: of the posts that are shown with it

    @property
    def is_known(self) -> bool:
        return not self.host.startswith(UNKNOWN_HOST)

    @property
    def site(self) -> str:
        return f"https://{self.host}" if self.is_known else ""

    def name(self, number: object, topic: object = None) -> str:
        host = self.host if self.is_known or topic in (None, self.id) else UNKNOWN_HOST
        return f"discourse:{host}/{topic or self.id}/{number}"

    def named_by_id(self, post: object) -> str:
        return f"discourse:{self.host}/p/{post}"

    def url(self, slug: str | None, number: object) -> str | None:
        if not self.is_known or self.id is None:
            return None
        words = f"{slug}/" if slug and "/" not in slug else ""
        return f"https://{self.host}/t/{words}{self.id}/{number}"


def unknown_host(*records: Fields) -> str:
    """What stands for the host of a forum that nothing tells: by the topic's name, as two such forums may number alike.

    Every page of a topic has the name, as the topic's own or that of each post. It is the title as addresses have it.
    """
    slugs = [slug for each in records for key in ("slug", "topic_slug") if isinstance(slug := each.value.get(key), str)]
    titles = [title for each in records if isinstance(title := each.value.get("title"), str)]
    slug = next(filter(None, slugs), "") or re.sub(r"[\W_]+", "-", next(filter(None, titles), "").casefold()).strip("-")
    mark = hashlib.blake2b(slug.encode("utf-8", "replace"), digest_size=4).hexdigest()
    return f"{UNKNOWN_HOST}#{mark}" if slug else UNKNOWN_HOST


def host_of(posts: list[Fields]) -> str | None:
    texts = [text for post in posts if isinstance(text := post.value.get("avatar_template"), str)]
    return host_in([found[1] for text in texts if (found := HOST.search(text))])


def topic(record: Fields, host: str | None, position: int) -> Iterator[Finding]:
    """The posts of a topic that are on this page, and the ids of those that are not."""
    posts = list(record.records("post_stream", "posts"))
    numbers = frozenset([number for post in posts if type(number := post.value.get("post_number")) is int])
    first_topic = next((name for post in posts if (name := post.id("topic_id"))), None)
    title = None if record.cut else record.text("title")
    forum = host_of(posts) or host or unknown_host(record, *posts)
    about = Topic(forum, record.id("id") or first_topic, title, numbers)
    source = Source(record.faults.capture, record.place, position)
    if title and 1 not in numbers:
        yield Furniture(source, "title of the topic", title)
    shown = []
    for post in posts:
        for finding in a_post(post, about, position):
            if isinstance(finding, Sighting):
                position += 1
                shown.append(finding.id or "")
            yield finding
    if "stream" in record.record("post_stream"):
        held = {name for post in posts if (name := post.id("id"))}
        yield from elsewhere(record, about, held, tuple(filter(None, shown)), source)


def elsewhere(
    record: Fields, about: Topic, held: set[str], shown: tuple[str, ...], source: Source
) -> Iterator[Finding]:
    """Posts of the topic that are on its other pages."""
    ids = []
    for n, each in enumerate(record.list("post_stream", "stream")):
        if type(each) is int or (isinstance(each, str) and each.isdigit()):
            ids.append(str(each))
        else:
            record.faults.add(f"{record.place}.post_stream.stream[{n}]", "not the id of a post; left out", each)
    absent = [name for name in dict.fromkeys(ids) if name not in held]
    for name in absent:
        url = f"https://{about.host}/p/{name}" if about.is_known else None
        yield Absence(about.named_by_id(name), "truncated", source, url=url)
        if about.id is not None and name != ids[0]:
            yield Link(Kind.ANCESTOR, about.named_by_id(name), about.name(1), Basis.STATED, source=source)
    if absent and shown:
        yield Declared(source, "posts in the topic", Count.of(len(ids)), shown, complete=False)


def a_post(post: Fields, about: Topic, position: int) -> Iterator[Finding]:
    source = Source(post.faults.capture, post.place, position)
    number, in_topic = post.whole("post_number"), post.id("topic_id") or about.id
    if post.cut:
        yield Problem(source, "a post whose end is missing; it is left out", str(number or ""), Severity.ERROR)
        return
    if not any(field in post.value for field in POST_FIELDS):
        saw = ", ".join(map(str, sorted(post.value)[:5]))
        yield Problem(source, "no post of a forum; left out", saw)
        return
    about = attrs.evolve(about, id=in_topic)
    words = words_of(post, about, number)
    if post.whole("post_type") == SMALL_ACTION or ("action_code" in post and not words.text):
        saw = " ".join(filter(None, (post.text("action_code"), post.text("username"), words.text)))
        yield Furniture(source, "small action", saw)
        return
    by_id = post.id("id")
    if number is not None and in_topic is not None:
        own = about.name(number)
    elif by_id is not None:
        own = about.named_by_id(by_id)
    else:
        yield Problem(source, "a post without a number or an id; left out", words.text[:60], Severity.ERROR)
        return
    yield Sighting(
        source,
        words.text,
        id=own,
        url=about.url(post.text("topic_slug"), number),
        author=author_of(post, about),
        text_as_shown=None if words.shown == words.text else words.shown,
        truncated=words.cut or is_hidden(post, words.text),
        when=post.when("created_at"),
        other_times=other_times_of(post),
        counts=counts_of(post),
        media=words.media,
        cards=words.cards,
        version=str(version) if (version := post.whole("version")) and version > 1 else None,
    )
    if by_id is not None and not own.endswith(f"/p/{by_id}"):
        reasons = ("its number in the topic and its id",)
        yield Link(Kind.SAME, own, about.named_by_id(by_id), Basis.STATED, reasons=reasons, source=source)
    yield from links_of(post, about, own, number, words, source)
    yield from polls_of(post, source)


def is_hidden(post: Fields, text: str) -> bool:
    """Whether its text is not shown, or a sentence of the forum in its place. (Staff are shown deleted texts.)"""
    if post.flag("cooked_hidden") or post.flag("user_deleted"):
        return True
    return not text and (post.flag("hidden") is True or "deleted_at" in post)


def links_of(
    post: Fields, about: Topic, own: str, number: int | None, words: Words, source: Source
) -> Iterator[Finding]:
    """Whom it answers, the topic it is in, and what it quotes. One that answers nobody answers the topic at large."""
    above, to = post.whole("reply_to_post_number"), reply_to_user(post)
    if above and about.id is not None:
        yield Link(Kind.REPLY, own, about.name(above), Basis.STATED, source=source)
        if to is not None and above not in about.numbers:
            yield Absence(about.name(above), "not_captured", source, to, about.url(post.text("topic_slug"), above))
    elif to is not None:
        yield Absence(f"{own}/parent", "unknown", source, to)
        yield Link(Kind.REPLY, own, f"{own}/parent", Basis.STATED, source=source)
    if about.id is not None and number != 1 and above != 1:
        yield Link(Kind.ANCESTOR, own, about.name(1), Basis.STATED, source=source)
    for quoted_topic, quoted in words.quoted:
        yield Link(Kind.QUOTE, own, about.name(quoted, quoted_topic), Basis.STATED, source=source)


def reply_to_user(post: Fields) -> Author | None:
    to = post.record("reply_to_user")
    handle = to.text("username")
    return Author(handle=handle, name=to.text("name") or None) if handle else None


def author_of(post: Fields, about: Topic) -> Author | None:
    handle, number = post.text("username"), post.id("user_id")
    name = post.text("name") or post.text("display_username") or None
    own = f"{about.host}/{number}" if number and about.is_known else None
    return Author(handle=handle or None, name=name, id=own) if handle or name or own else None


def other_times_of(post: Fields) -> tuple[tuple[str, When], ...]:
    times = [
        (what, when)
        for field, what in (("updated_at", "updated"), ("deleted_at", "deleted"))
        if post.value.get(field) != post.value.get("created_at") and (when := post.when(field))
    ]
    return tuple(times)


def counts_of(post: Fields) -> Counts:
    """Likes, reactions, replies. The forum's "reply_count" also counts posts that only quote this one."""
    likes = post.count("like_count")
    if likes is None:
        actions = post.records("actions_summary") if post.value.get("actions_summary") else iter(())
        likes = next((action.count("count") for action in actions if action.value.get("id") == LIKE), None)
    replies, quotes = post.count("reply_count"), post.count("quote_count")
    if replies is not None and quotes is not None and quotes.low:
        replies = Count(max(0, replies.low - quotes.low), replies.low, replies.text)
    return Counts(likes=likes, replies=replies, quotes=quotes, reactions=post.count("reaction_users_count"))


def polls_of(post: Fields, source: Source) -> Iterator[Finding]:
    """Votes: questions and answers are in the text."""
    for poll in post.records("polls") if post.value.get("polls") else ():
        options = [f"{plain(option.text('html'))}: {option.whole('votes')}" for option in poll.records("options")]
        voters = poll.whole("voters")
        words = "; ".join([*options, *([f"{voters} voters"] if voters is not None else [])])
        yield Furniture(attrs.evolve(source, locator=poll.place), "poll", words)


def plain(html: str | None) -> str:
    from threadkit.parsing.markup.html_text import html_to_text

    return html_to_text(html) if html else ""


@attrs.frozen
class Words:
    """A post's text, the same as written in the source, and what its HTML shows besides."""

    text: str
    shown: str
    cut: bool = False
    quoted: tuple[tuple[str | None, str], ...] = ()  #: topic (None: this one) and number
    media: tuple[Media, ...] = ()
    cards: tuple[Card, ...] = ()


def words_of(post: Fields, about: Topic, number: int | None) -> Words:
    cooked, raw = post.text("cooked"), post.text("raw")
    title = (about.title or post.text("topic_title")) if number == 1 else None
    if cooked:
        from threadkit.parsing.markup.html_text import html_to_text

        text, shown, cut = html_to_text(cooked, DROPPED, about.site), raw or cooked, False
        beside = attrs.evolve(beside_text(cooked), media=media_in(cooked, about.site))
    else:
        part = post.text("blurb") or post.text("excerpt") if cooked is None and raw is None else None
        text = shown = plain(part) if part else raw or ""
        cut, beside = part is not None, Words("", "")
    if title and text != title:
        text, shown = (f"{title}\n\n{each}" if each else title for each in (text, shown))
    return attrs.evolve(beside, text=text, shown=shown, cut=cut)


def beside_text(cooked: str) -> Words:
    """What a post quotes (an aside of its own kind, not one inside another) and its previews of links."""
    if "<aside" not in cooked:
        return Words("", "")
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(cooked.encode("utf-8", "replace").decode())
    inner = {aside.mem_id for aside in page.css("aside aside")}
    quoted: dict[tuple[str | None, str], None] = {}
    cards = []
    for aside in page.css("aside"):
        if aside.mem_id in inner:
            continue
        marks = aside.attributes
        classes = (marks.get("class") or "").split()
        number, in_topic = marks.get("data-post") or "", marks.get("data-topic") or None
        if "quote" in classes and is_number(number) and (in_topic is None or is_number(in_topic)):
            quoted[in_topic, number] = None
        elif "onebox" in classes:
            cards.append(card(aside))
    return Words("", "", quoted=tuple(quoted), cards=tuple(cards))


def is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def card(aside: Any) -> Card:  # noqa: ANN401 - a node of the HTML parser
    """The preview of a link; "data-onebox-src" is the link as the author gave it."""
    title, words = aside.css_first("h3, h4"), aside.css_first("p")
    link = aside.css_first("a[href]")
    url = aside.attributes.get("data-onebox-src") or (link.attributes.get("href") if link else None)
    picture = aside.css_first("img.thumbnail, img.aspect-image-full-size, .aspect-image img")
    texts = [" ".join(node.text().split()) or None if node else None for node in (title, words)]
    return Card(texts[0], texts[1], url, image=picture is not None)

