"""Answers of X's API v2: pages with data, includes and errors; the lines of a stream; posts by themselves; twarc's flat
posts, which hold inside them what a page keeps in its includes.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Any

from threadkit.parsing.json_data.fields import Faults, Fields
from threadkit.parsing.json_data.values import Value, first_value, json_values
from threadkit.parsing.material import Fit, Head, Hints, Material
from threadkit.parsing.row_lines import Numbers
from threadkit.parsing.rows import Rows, spread
from threadkit.parsing.times.stamps import moment
from threadkit.parsing.x.v2_content import Page, handle_of
from threadkit.parsing.x.v2_posts import has_words, posts_in, read_posts, user
from threadkit.parsing.x.v2_rows import Collector
from threadkit.records import (
    Absence,
    Author,
    Capture,
    Finding,
    Furniture,
    Problem,
    Severity,
    Source,
    TimeBasis,
    When,
)
from threadkit.wording import plural

__all__ = ["EXAMPLE", "NAME", "TITLE", "detect", "read", "read_rows"]

NAME = "x_api_v2"
TITLE = "X API v2: pages, streams, single posts, twarc's flat posts"
EXAMPLE = """\
{"data": [{"id": "1534000000000000001", "text": "A made-up post.", "author_id": "70", \
"conversation_id": "1534000000000000001", "edit_history_tweet_ids": ["1534000000000000001"]}], \
"includes": {"users": [{"id": "70", "username": "example_ada", "name": "Ada Example"}]}, "meta": {"result_count": 1}}
"""

PROBLEM_TYPE = re.compile(r"https://api\.(?:twitter|x)\.com/2/problems/")
#: In a post that has some, and in the address that twarc asked.
REFERENCES = "referenced_tweets"
RETRIEVED = re.compile(r'"retrieved_at":\s{0,4}"([0-9T:.+Z-]{19,40})"')
#: No post of API v1.1 lacks all of these, and none of API v2 has one.
OLD_FIELDS = frozenset({"id_str", "full_text", "user", "retweeted_status", "quoted_status", "extended_tweet"})
#: Only posts of API v2 have these.
OWN_FIELDS = frozenset({"edit_history_tweet_ids", "referenced_tweets", "public_metrics", "note_tweet", "edit_controls"})
#: What other things than posts the API gives, by fields that only they have.
OTHER_THINGS = (
    ("profile", {"username", "name"}),
    ("direct message", {"event_type"}),
    ("direct message", {"dm_conversation_id"}),
    ("count of posts", {"start", "end", "tweet_count"}),
    ("rule", {"value", "tag"}),
    ("list", {"name", "owner_id"}),
    ("list", {"name", "member_count"}),
    ("space", {"state", "creator_id"}),
    ("compliance job", {"upload_url"}),
)
#: Why X does not show a post: a word of what it says, and ours for it. A post whose author is suspended or protected is
#: "not authorized", too, unless the detail says more.
REASONS = (
    ("suspended", "blocked"),
    ("withheld", "blocked"),
    ("deactivated", "deleted"),
    ("deleted", "deleted"),
    ("not-authorized-for-resource", "private"),
    ("authorization error", "private"),
    ("not authorized", "private"),
    ("disallowed-resource", "blocked"),
    ("resource-not-found", "deleted"),
    ("not found error", "deleted"),
    ("could not find", "deleted"),
)


def detect(head: Head) -> Fit:
    """YES: an object that only API v2 or twarc writes. MAYBE: an id, a text and an author's id, and no more."""
    if head.members:
        return Fit.NO
    value = first_value(head)
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, dict):
        return Fit.NO
    if is_page(value):
        return fit_of_page(value)
    if not is_post(value):
        return Fit.YES if is_problem(value) else Fit.NO
    if OWN_FIELDS & value.keys() or ("author_id" in value and {"conversation_id", "__twarc"} & value.keys()):
        return Fit.YES
    return Fit.MAYBE if "author_id" in value else Fit.NO


def fit_of_page(value: dict[str, Any]) -> Fit:
    data, includes = value.get("data"), value.get("includes", value)
    items = data if isinstance(data, list) else [data]
    posts = [item for item in items if isinstance(item, dict) and is_post(item)]
    included = [item for item in listed(includes, "tweets") if isinstance(item, dict) and is_post(item)]
    errors = [item for item in listed(value, "errors") if isinstance(item, dict) and is_problem(item)]
    if posts or included or errors:
        strong = any(OWN_FIELDS & post.keys() or "author_id" in post for post in (*posts[:20], *included[:20]))
        around = {"includes", "matching_rules", "__twarc"} & value.keys() or "result_count" in listed(value, "meta")
        if strong or around or errors:
            return Fit.YES
        return Fit.MAYBE if all(post.keys() == {"id", "text"} for post in posts) else Fit.NO
    users = [item for item in (*items, *listed(includes, "users")) if isinstance(item, dict) and "username" in item]
    return Fit.MAYBE if "__twarc" in value or (users and isinstance(value.get("includes"), dict)) else Fit.NO


def listed(value: object, name: str) -> Any:  # noqa: ANN401 - any JSON that can be looped over
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, list | dict) else []


def is_page(value: dict[str, Any]) -> bool:
    """A page, or its includes alone, as some tools save them."""
    if "id" in value:
        return False
    if "data" in value:
        return isinstance(value["data"], list | dict | None)
    return any(isinstance(value.get(name), kind) for name, kind in (("includes", dict), ("errors", list))) or (
        isinstance(value.get("tweets"), list) and isinstance(value.get("users"), list)
    )


def is_post(value: dict[str, Any]) -> bool:
    return (
        "id" in value
        and ("text" in value or "note_tweet" in value)
        and isinstance(value["id"], str | int)
        and str(value["id"]).isdigit()
        and not OLD_FIELDS & value.keys()
        and not ("event_type" in value or "dm_conversation_id" in value)
    )


def is_problem(value: dict[str, Any]) -> bool:
    return isinstance(value.get("type"), str) and PROBLEM_TYPE.match(value["type"]) is not None


def read(material: Material) -> Iterator[Finding]:
    """Yield a Capture, then posts, links, reposts and what the API says is not there, page by page."""
    return spread(read_rows(material))


def read_rows(material: Material) -> Iterator[Finding | Rows]:
    """The same, plain posts of one a line as columns. They come last; `position` tells where they stand."""
    states_references = REFERENCES in material.head.text
    faults = Faults(material.name)
    numbers = Numbers()

    def read_record(record: dict[str, Any], place: str, position: int) -> tuple[Finding, ...]:
        fields = Fields(record, place, Faults(material.name))
        return tuple(item(fields, Page(), iter((position,)), set(), states_references))

    collector = Collector(material.name, read_record, numbers)
    values = json_values(material, collector.take)
    first = list(itertools.islice(values, 1))
    yield capture(material.name, material.head, material.hints, first)
    for value in itertools.chain(first, values):
        if isinstance(value, Problem):
            yield value
        elif isinstance(value.value, dict):
            record = Fields(value.value, value.place, faults)
            if is_page(value.value):
                yield from page_findings(record, numbers, states_references)
            else:
                yield from item(record, Page(), numbers, set(), states_references)
        else:
            faults.add(value.place, "no post of X's API v2; left out", value.value)
        yield from faults.told()
    yield from collector.tables()


def capture(name: str, head: Head, hints: Hints, first: Iterable[Value | Problem]) -> Capture:
    """A file states parents if it holds references at all: they are given only to those who ask for them."""
    found = RETRIEVED.findall(head.text)
    only = False
    for value in first:
        if isinstance(value, Value) and isinstance(value.value, dict):
            twarc = value.value.get("__twarc")
            made = twarc.get("retrieved_at") if isinstance(twarc, dict) else None
            found += [made] if isinstance(made, str) else []
            only = value.place == "$"
    times = [when for each in found if (when := moment(each)) and when.earliest]
    seen_at = hints.seen_at
    if seen_at is None and times:
        start = min(times, key=lambda when: str(when.earliest))
        end = max(times, key=lambda when: str(when.latest)).latest if head.whole or only else None
        seen_at = When(start.earliest, end, start.text, TimeBasis.EXACT)
    states = REFERENCES in head.text
    return Capture(name, NAME, seen_at, hints.author, states_parents=states, platform=hints.platform or "x")


def page_findings(page: Fields, numbers: Iterator[int], states_references: bool) -> Iterator[Finding]:
    data = page.any("data")
    if isinstance(data, dict):
        items = [page.record("data")]
    else:
        items = list(page.records("data"))
    includes = page.record("includes") if "includes" in page or "data" in page else page
    included = list(includes.records("tweets"))
    about = about_page(includes, [*items, *included])
    passed_on: set[str] = set()
    for each in (*items, *included):
        yield from item(each, about, numbers, passed_on, states_references)
        yield from page.faults.told()
    yield from unshown([*items, *included], page.records("errors"), about, numbers)
    said = page.record("meta").whole("result_count") if "meta" in page else None
    if said is not None and said != len(items):
        posts = plural(said, "post", "posts")
        page.faults.add(page.place, f"the page says that it has {posts}, and holds {len(items)}", "")


def about_page(includes: Fields, posts: Iterable[Fields]) -> Page:
    users = {author.id: author for each in includes.records("users") if (author := user(each)).id}
    return Page(
        users=users,
        media={key: each for each in includes.records("media") if (key := each.text("media_key"))},
        polls={key: each for each in includes.records("polls") if (key := each.id("id"))},
        places={key: each for each in includes.records("places") if (key := each.id("id"))},
        shown={digits_of(each.value.get("id")) or "" for each in posts if has_words(each) and not each.cut},
    )


def item(
    each: Fields, page: Page, numbers: Iterator[int], passed_on: set[str], states_references: bool
) -> Iterator[Finding]:
    """A post, or another thing of the API."""
    value = each.value
    if has_words(each) and not {"event_type", "dm_conversation_id"} & value.keys() and not OLD_FIELDS & value.keys():
        yield from read_posts(each, page, numbers, passed_on, states_references)
        if "author" in value or "__twarc" in value:
            yield from unshown(posts_in(each), (), page, numbers)
        return
    if each.cut:
        each.faults.add(each.place, "a record whose end is missing; it is left out", ", ".join(map(str, value)))
        return
    for role, names in OTHER_THINGS:
        if names <= value.keys():
            words = next((value[n] for n in ("username", "name", "text") if isinstance(value.get(n), str)), "")
            yield Furniture(Source(each.faults.capture, each.place, next(numbers)), role, words)
            return
    if "title" in value or "detail" in value:
        yield from problem(each)
    else:
        each.faults.add(each.place, "no post of X's API v2; left out", ", ".join(value))


# --- what is spoken of and not shown ----------------------------------------------------------------------------


def unshown(
    posts: Iterable[Fields], errors: Iterable[Fields], page: Page, numbers: Iterator[int]
) -> Iterator[Finding]:
    """Posts that are answered or asked for and not on the page: why, and whose they are, as far as is told."""
    gone: dict[str, Fields] = {}
    lost_users: dict[str, str] = {}
    for error in errors:
        kind, which = error.text("resource_type"), error.id("resource_id") or error.id("value") or ""
        if kind == "tweet" and which.isascii() and which.isdigit():
            gone.setdefault(which, error)
        elif kind == "user":
            lost_users[which] = reason_of(error)
            yield from problem(error)
        else:
            yield from problem(error)
    held, answered = spoken_of(posts)
    for which, error in gone.items():
        whose, _ = answered.get(which, (None, None))
        yield absence(which, reason_of(error), whose, page, Source(error.faults.capture, error.place, next(numbers)))
    for which, (whose, post) in answered.items():
        if which not in held and which not in gone:
            reason = lost_users.get(whose.id or "", "not_captured") if whose else "not_captured"
            yield absence(which, reason, whose, page, Source(post.faults.capture, post.place, next(numbers)))


def spoken_of(posts: Iterable[Fields]) -> tuple[set[str], dict[str, tuple[Author | None, Fields]]]:
    """Ids of posts that are shown, and of those that are answered, or quoted with an address that names somebody: whose
    they are, and which post says so.
    """
    held, answered = set[str](), dict[str, tuple[Author | None, Fields]]()
    for post in posts:
        value = post.value
        if post.cut:
            continue
        held.add(digits_of(value.get("id")) or "")
        for each in listed(value, "referenced_tweets"):
            which = digits_of(each.get("id")) if isinstance(each, dict) else None
            if which is not None and each.get("type") == "replied_to":
                whose = digits_of(value.get("in_reply_to_user_id"))
                answered.setdefault(which, (Author(id=whose) if whose else None, post))
            elif which is not None and each.get("type") == "quoted" and (handle := handle_of(which, post)):
                answered.setdefault(which, (Author(handle), post))
    return held, answered


def digits_of(value: object) -> str | None:
    """An id of X; what is none is told where the post is read."""
    digits = str(value) if type(value) in (str, int) else ""
    return digits if digits.isascii() and digits.isdigit() else None


def absence(which: str, reason: str, whose: Author | None, page: Page, source: Source) -> Absence:
    author = whose
    if whose and whose.id:
        author = page.users.get(whose.id, whose)
    elif whose and whose.handle:
        same = (each for each in page.users.values() if each.handle and each.handle.lower() == whose.handle.lower())
        author = next(same, whose)
    return Absence(f"x:{which}", reason, source, author, f"https://x.com/i/status/{which}")


def reason_of(error: Fields) -> str:
    said = " ".join(error.text(name) or "" for name in ("detail", "type", "title")).casefold()
    return next((reason for word, reason in REASONS if word in said), "unknown")


def problem(error: Fields) -> Iterator[Problem]:
    """What the API says went wrong; that a person who is only named is not there is no loss."""
    title = error.text("title") or error.text("type") or "no title"
    kind = error.text("resource_type")
    what = f"X says of {'the request' if kind is None else f'a {kind}'}: {title}"
    saw = error.text("detail") or error.text("message") or ""
    severity = Severity.WARNING if kind is None else Severity.INFO
    yield Problem(Source(error.faults.capture, error.place), what, saw, severity)
