"""A comment or submission of Reddit, as its API and the dumps made from it write it.

Facts behind the rules, read in Reddit's published source, in PRAW's recorded answers and in bug reports:

* A full name is "t1_" (comment) or "t3_" (submission) and a number in base 36. Dumps leave the kind out of "id".
* Pushshift's API of 2022 and 2023 wrote the parent of a comment as the number itself, and null if it was the
  submission. Answers that "raw_json=1" was not asked of have "&amp;", "&lt;" and "&gt;" for "&", "<" and ">".
* "score" is 1 as long as it is hidden; "created" is a clock reading of no known zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import attrs

from threadkit.parsing.identity import sighting_id
from threadkit.parsing.json_data.fields import Fields
from threadkit.records import (
    Absence,
    Author,
    Basis,
    Card,
    Count,
    Counts,
    Finding,
    Kind,
    Link,
    Media,
    Sighting,
    Source,
    When,
)

__all__ = [
    "COMMENT", "SUBMISSION", "crossposted", "findings_of", "full_name", "kind_of", "signs_of_reddit", "thread_url",
]  # fmt: skip

COMMENT, SUBMISSION = "t1", "t3"
SITE = "https://www.reddit.com"
FULL_NAME = re.compile(r"t[1-9]_[0-9A-Za-z_]{1,40}")
#: What stands in place of a text that its author deleted or that was removed, and of such an author.
GONE = re.compile(r"\[ ?(?:deleted|removed)(?: by [^\]]{1,200})?\]", re.IGNORECASE)
ESCAPED = re.compile(r"&(?:amp|lt|gt);")
UNESCAPED = re.compile(r"[<>]|&(?!(?:amp|lt|gt);)")
SUBREDDIT = re.compile(r"\w[\w-]{0,50}", re.ASCII)
IMAGE_URL = re.compile(r"[^?#]{1,1000}\.(?:(gif)|jpe?g|png|webp)(?:[?#]|$)", re.IGNORECASE)
MEDIA_KINDS = {"Image": "image", "AnimatedImage": "gif", "RedditVideo": "video"}
#: Fields that hardly any other platform has together.
SIGNS = frozenset((
    "subreddit", "subreddit_id", "link_id", "parent_id", "permalink", "created_utc", "author_flair_text", "body",
    "selftext", "num_comments", "is_self", "retrieved_on", "gilded", "distinguished", "over_18", "score",
))  # fmt: skip
OF_REDDIT = frozenset(("subreddit", "subreddit_id", "link_id"))
COMMENT_FIELDS = ("body", "body_html", "link_id", "parent_id")
SUBMISSION_FIELDS = ("title", "selftext", "is_self", "num_comments", "domain")
TEXTS = ("body", "body_html", "title", "selftext", "selftext_html")
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
EXACT = 2**53
HTTP = ("http://", "https://")


def signs_of_reddit(value: object) -> bool:
    """Whether an object can only be a comment or submission of Reddit, even if its end is cut off.

    >>> signs_of_reddit({"id": "c1", "body": "Hello.", "subreddit": "made_up", "created_utc": 1714564800})
    True
    """
    return isinstance(value, dict) and not OF_REDDIT.isdisjoint(value) and len(SIGNS.intersection(value)) >= 3


def kind_of(post: Fields) -> str | None:
    """"t1", "t3", or None of what is neither: its name tells, or else which fields it has."""
    name = post.value.get("name")
    if isinstance(name, str) and name[:3] in ("t1_", "t3_"):
        return name[:2]
    if any(field in post.value for field in COMMENT_FIELDS):
        return COMMENT
    return SUBMISSION if any(field in post.value for field in SUBMISSION_FIELDS) else None


def base36(number: int) -> str:
    """As Reddit writes numbers in ids.

    >>> base36(36)
    '10'
    """
    signs = []
    while number > 0:
        number, rest = divmod(number, 36)
        signs.append(DIGITS[rest])
    return "".join(reversed(signs)) or "0"


def full_name(post: Fields, field: str, kind: str) -> str | None:
    """A full name from a field that holds one, or one without its kind, or the number that it stands for."""
    value = post.any(field)
    if isinstance(value, float) and value.is_integer() and 0 <= value < EXACT:  # a table with empty cells was here
        value = int(value)
    if type(value) is int:
        if 0 <= value < 2**64:
            return f"{kind}_{base36(value)}"
        post.wrong((field,), "a number that can be an id", value)
        return None
    found = post.id(field)
    if found is None:
        return None
    return found if FULL_NAME.fullmatch(found) else f"{kind}_{found}"


def parent_of(comment: Fields, link: str | None) -> str | None:
    """Whom a comment answers. A name without its kind is a comment's, unless it is that of the submission."""
    value = comment.value.get("parent_id")
    if value is None:
        return link if "parent_id" in comment.value else None
    found = full_name(comment, "parent_id", COMMENT)
    written_in_full = isinstance(value, str) and FULL_NAME.fullmatch(value)
    if found and link and not written_in_full and found[3:] == link[3:]:
        return link
    return found


def thread_url(link: str | None, comment: str | None = None, subreddit: str | None = None) -> str | None:
    """The address of a submission, or of a comment on it, from full names."""
    if link is None:
        return None
    place = f"/r/{subreddit}" if subreddit and SUBREDDIT.fullmatch(subreddit) else ""
    return f"{SITE}{place}/comments/{link[3:]}/" + (f"_/{comment[3:]}/" if comment else "")


def findings_of(post: Fields, source: Source, kind: str, above: str | None = None) -> Iterator[Finding]:
    """The post, whom it answers, and what it embeds. `above`: full name of the comment that it stands below."""
    seen = sighting(post, source, kind)
    lacking = "an id" if seen.id is None else ""
    if not seen.text and all(post.value.get(field) is None for field in TEXTS):
        lacking = "an id or a text; left out" if lacking else "a text"
    if lacking:
        post.faults.add(post.place, f"a post without {lacking}", sorted(post.value)[:5])
    if lacking.endswith("left out"):
        return
    yield seen
    own = sighting_id(seen)
    if kind == COMMENT:
        yield from links_of(post, own, source, above)
    else:
        yield from crossposted(post, own, source)


def links_of(comment: Fields, own: str, source: Source, above: str | None) -> Iterator[Finding]:
    link = full_name(comment, "link_id", SUBMISSION)
    if parent := parent_of(comment, link):
        yield Link(Kind.REPLY, own, f"reddit:{parent}", Basis.STATED, source=source)
    elif above:
        yield Link(Kind.REPLY, own, f"reddit:{above}", Basis.SHOWN, reasons=("it stands below it",), source=source)
    else:
        yield Absence(f"{own}/parent", "unknown", source)
        yield Link(Kind.REPLY, own, f"{own}/parent", Basis.STATED, source=source)
    if link and link != parent:
        yield Link(Kind.ANCESTOR, own, f"reddit:{link}", Basis.STATED, source=source)


def crossposted(post: Fields, own: str, source: Source) -> Iterator[Finding]:
    """A crosspost shows another's submission inside itself, which is what a quote is."""
    shown = []
    for original in post.records("crosspost_parent_list"):
        if original.cut:
            what = "a post whose end is missing; it is not read"
            original.faults.add(original.place, what, original.text("name") or "")
            continue
        inner = sighting(original, attrs.evolve(source, locator=original.place), SUBMISSION)
        if inner.id is not None:
            yield inner
            shown.append(inner.id)
        else:
            original.faults.add(original.place, "what is crossposted has no id; left out", original.value.get("title"))
    if named := full_name(post, "crosspost_parent", SUBMISSION):
        shown.append(f"reddit:{named}")
    for quoted in dict.fromkeys(shown):
        yield Link(Kind.QUOTE, own, quoted, Basis.STATED, source=source)


def sighting(post: Fields, source: Source, kind: str) -> Sighting:
    name = post.text("name") if isinstance(post.value.get("name"), str) else None
    if name is None or not FULL_NAME.fullmatch(name):
        name = full_name(post, "id", kind)
    text, as_shown, gone = words_of(post, kind)
    link = full_name(post, "link_id", SUBMISSION) if kind == COMMENT else name
    other_times, version = other_times_of(post)
    media = media_of(post, kind)
    return Sighting(
        source,
        text,
        id=f"reddit:{name}" if name else None,
        url=address(post, link, name if kind == COMMENT else None),
        author=author_of(post),
        text_as_shown=None if as_shown == text else as_shown,
        truncated=gone,
        when=post.unix("created_utc"),
        other_times=other_times,
        counts=counts_of(post),
        media=media,
        cards=() if kind == COMMENT else (*cards_of(post, media), *poll_of(post)),
        version=version,
    )


def words_of(post: Fields, kind: str) -> tuple[str, str, bool]:
    """Its text, as written in the source, and whether a word stands there for a text that is gone."""
    body, html = ("body", "body_html") if kind == COMMENT else ("selftext", "selftext_html")
    shown = post.text(body)
    html_text = post.text(html)
    escaped = html_text.startswith("&lt;") if html_text else None
    raw = shown or ""
    text = unescaped(raw, escaped)
    if shown is None and html_text:
        from threadkit.parsing.markup.html_text import html_to_text

        raw, text = html_text, html_to_text(unescaped(html_text, escaped), site=SITE)
    gone = bool(GONE.fullmatch(text.strip()))
    title = post.text("title") if kind == SUBMISSION else None
    if title is not None:
        raw = f"{title}\n\n{raw}" if raw else title
        title = unescaped(title, escaped)
        text = f"{title}\n\n{text}" if text else title
        gone = gone or bool(GONE.fullmatch(title.strip()))
    return text, raw, gone


def unescaped(text: str, escaped: bool | None = None) -> str:
    """With "&", "<" and ">" for their entities, if it was escaped; None: if nothing in it speaks against that.

    >>> unescaped("1 &lt; 2 &amp;amp; so on"), unescaped("write &lt; for <")
    ('1 < 2 &amp; so on', 'write &lt; for <')
    """
    if "&" not in text or escaped is False or (escaped is None and UNESCAPED.search(text)):
        return text
    if not ESCAPED.search(text):
        return text
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def author_of(post: Fields) -> Author | None:
    handle, own = post.text("author"), post.id("author_fullname")
    if not handle or GONE.fullmatch(handle):
        handle = None
    return Author(handle=handle, id=own) if handle or own else None


def other_times_of(post: Fields) -> tuple[tuple[tuple[str, When], ...], str | None]:
    """Further times, and which version it is: None for one that was never edited."""
    times: list[tuple[str, When]] = []
    edited, version = post.value.get("edited"), None
    if edited is True or edited in ("true", "True"):  # before Reddit kept the time
        version = "edited"
    elif edited and edited not in ("false", "False") and (when := post.unix("edited")):
        times.append(("edited", when))
        version = f"edited {when.text}"
    times += [("retrieved", when) for field in ("retrieved_on", "retrieved_utc") if (when := post.unix(field))]
    if isinstance(post.value.get("poll_data"), dict):
        ends = post.unix("poll_data", "voting_end_timestamp", per_second=1000)
        times += [("the poll ends", ends)] if ends else []
    if isinstance(post.value.get("_meta"), dict) and (when := post.unix("_meta", "retrieved_2nd_on")):
        times.append(("retrieved again", when))
    return tuple(times), version


def counts_of(post: Fields) -> Counts:
    hidden = post.flag("score_hidden") or post.flag("hide_score")
    score = None if hidden else post.count("score", signed=True)
    if score is None and not hidden:
        score = post.count("ups", signed=True)
    replies = None
    if number := post.count("num_comments"):  # all below it: at least one answers it directly
        replies = Count(min(number.low, 1), number.low, number.text)
    return Counts(score=score, replies=replies, views=post.count("view_count"))


def address(post: Fields, link: str | None, comment: str | None) -> str | None:
    permalink = post.text("permalink")
    if permalink and permalink.startswith("/"):
        return SITE + permalink
    if permalink and permalink.startswith(HTTP):
        return permalink
    return thread_url(link, comment, post.text("subreddit"))


def link_address(post: Fields) -> str | None:
    """What a submission links to; None of one that holds a text, or shows what it crossposts."""
    url = post.text("url_overridden_by_dest") or post.text("url")
    if not url or post.flag("is_self") or post.value.get("crosspost_parent_list"):
        return None
    permalink = post.text("permalink")
    if (permalink and url.endswith(permalink)) or (post.text("domain") or "").startswith("self."):
        return None
    return unescaped(url)


def media_of(post: Fields, kind: str) -> tuple[Media, ...]:
    found: list[Media] = []
    if post.value.get("media_metadata"):
        items = [(item.id("media_id"), item.text("caption")) for item in post.records("gallery_data", "items")]
        kept = post.record("media_metadata").value
        for key, caption in items or [(key, None) for key in kept]:
            found.append(one_of_several(post, key, caption) if key in kept else Media("image", caption))
    if kind == COMMENT:
        return tuple(found)
    for holder in ("media", "secure_media"):
        if isinstance(post.value.get(holder), dict) and (video := post.record(holder).any("reddit_video")):
            if isinstance(video, dict):
                one = post.record(holder, "reddit_video")
                sort = "gif" if one.flag("is_gif") else "video"
                found.append(Media(sort, url=unescaped(one.text("fallback_url") or "") or None))
            break
    if not found and (url := link_address(post)):
        image = IMAGE_URL.match(url)
        if image or post.text("post_hint") == "image":
            found.append(Media("gif" if image and image[1] else "image", url=url))
    return tuple(found)


def one_of_several(post: Fields, key: str, caption: str | None) -> Media:
    """A picture of a gallery, or one inside a text."""
    one = post.record("media_metadata", key)
    kind = MEDIA_KINDS.get(one.text("e") or "", "image")
    source = one.record("s")
    url = source.text("gif") or source.text("u") or source.text("mp4") or one.text("hlsUrl") or one.text("dashUrl")
    return Media(kind, caption, unescaped(url) if url else None)


def poll_of(post: Fields) -> Iterator[Card]:
    """Each option of a poll; votes are told only to those who voted, or when it is over."""
    if isinstance(post.value.get("poll_data"), dict):
        for option in post.records("poll_data", "options"):
            votes = option.count("vote_count")
            yield Card(option.text("text"), None if votes is None else f"{votes.low} votes")


def cards_of(post: Fields, media: tuple[Media, ...]) -> tuple[Card, ...]:
    """The preview of what a submission links to."""
    url = link_address(post)
    if url is None or media:
        return ()
    embedded: Any = post.value.get("media")
    shown = post.record("media", "oembed") if isinstance(embedded, dict) else Fields({}, post.place, post.faults)
    thumbnail = post.text("thumbnail") or ""
    return (Card(shown.text("title"), shown.text("description"), url, image=thumbnail.startswith(HTTP)),)
