"""Which column of a table holds what, by the names that real tables use.

Names are compared without case, dots, spaces, dashes and underscores: "user.screen_name" is "userscreenname".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import attrs

__all__ = ["COUNTS", "FIELDS", "Found", "columns_of", "fold"]

#: Field -> names, the best first: text before number, as tables lose the last digits of numbers; whole before cut.
#: From: X API v1.1 and v2 flattened (id_str, user.screen_name, full_text, public_metrics.…), X's own releases of
#: removed accounts (tweetid, in_reply_to_tweetid, tweet_text), Customer Support on Twitter (in_response_to_tweet_id),
#: Social Feed Manager (twitter_id, twitter_url), gazouilloire (to_tweetid, timestamp_utc, quoted_id), DMI-TCAT
#: (from_user_name), snscrape (rawContent, inReplyToTweetId, quotedTweetId), twint (tweet, likes_count, link), Pushshift
#: and GoEmotions (link_id, parent_id, created_utc, body), 4CAT (thread_id, body, unix_timestamp), Mastodon statuses
#: (in_reply_to_id, reblogs_count), DiscordChatExporter (AuthorID, Date, Content), ConvoKit data frames (reply_to,
#: conversation_id, speaker), `archive.rows()` (author_handle, reply_to).
NAMES: Mapping[str, tuple[str, ...]] = {
    "id": (
        "idstr", "tweetidstr", "tweetid", "statusid", "twitterid", "postid", "commentid", "messageid", "uri",
        "utteranceid", "id",
    ),
    "parent": (
        "inreplytostatusidstr", "inreplytostatusid", "inreplytotweetid", "inresponsetotweetid", "totweetid",
        "inreplytoid", "replytoid", "replytotweetid", "replyparenturi", "parentpostid", "parentcommentid",
        "replyto", "parentid", "inreplyto", "parent",
    ),
    "author": (
        "authorhandle", "userscreenname", "screenname", "authorusername", "userusername", "fromusername", "username",
        "handle", "user", "author", "speaker",
    ),
    "author_name": ("authorname", "userdisplayname", "displayname", "fromuserrealname", "name"),
    "author_id": ("authorid", "useridstr", "userid", "fromuserid"),
    "text": (
        "fulltext", "rawcontent", "tweettext", "text", "content", "body", "tweet", "selftext", "message",
    ),
    "title": ("title", "subject"),
    "time": (
        "createdutc", "timestamputc", "unixtimestamp", "createdati", "timestampms", "createdat", "publishedat",
        "tweettime", "datetime", "createdtime", "postedat", "timestamp", "date", "time",
    ),
    "quote": ("quotedstatusidstr", "quotedstatusid", "quotedtweetid", "quotedid"),
    "repost": ("retweetedstatusidstr", "retweetedstatusid", "retweettweetid", "retweetedtweetid", "retweetedid"),
    "conversation": ("conversationidstr", "conversationid", "linkid", "rooturi", "rootid", "threadid", "threadnumber"),
    "url": ("permalink", "tweeturl", "twitterurl", "posturl", "url", "link"),
    "lang": ("lang", "language", "tweetlanguage"),
    "platform": ("platform",),
    "truncated": ("truncated",),
    "likes": (
        "publicmetricslikecount", "likecount", "likescount", "favoritecount", "favouritescount", "likes", "favorites",
    ),
    "reposts": (
        "publicmetricsretweetcount", "retweetcount", "retweetscount", "repostcount", "reblogscount", "retweets",
        "reposts",
    ),
    "replies": ("publicmetricsreplycount", "replycount", "repliescount", "numcomments", "commentcount", "replies"),
    "quotes": ("publicmetricsquotecount", "quotecount", "quotes"),
    "views": ("publicmetricsimpressioncount", "impressioncount", "viewcount", "views"),
    "bookmarks": ("publicmetricsbookmarkcount", "bookmarkcount", "bookmarks"),
    "score": ("score",),
    "reactions": ("reactioncount",),
}  # fmt: skip
FIELDS = tuple(NAMES)
COUNTS = ("likes", "reposts", "replies", "quotes", "views", "bookmarks", "score", "reactions")
#: Columns whose name states the unit, in parts of a second since 1970.
UNITS = {"createdutc": 1, "timestamputc": 1, "unixtimestamp": 1, "createdati": 1, "timestampms": 1000}

#: Columns that only tables of one platform have. None: of X, but with numbers of the table's own in place of ids.
SIGNS: tuple[tuple[frozenset[str], str | None], ...] = (
    (frozenset({"inbound", "inresponsetotweetid"}), None),  # "a unique, anonymized ID"
    (frozenset({"inreplytostatusid"}), "x"),
    (frozenset({"inreplytostatusidstr"}), "x"),
    (frozenset({"inreplytotweetid"}), "x"),
    (frozenset({"totweetid"}), "x"),
    (frozenset({"tweetid"}), "x"),
    (frozenset({"twitterid"}), "x"),
    (frozenset({"subreddit", "linkid", "parentid"}), "reddit"),
    (frozenset({"subreddit", "createdutc"}), "reddit"),
)

#: What a table of another format has; its own module reads it (see formats/x_twarc_csv.py).
OTHERS = ("referenced_tweets", "__twarc.")

FOLDED_AWAY = re.compile(r"[^0-9a-z]+")


@attrs.frozen
class Found:
    """What the columns of a table are: field -> place, further columns, and of which platform its ids are.

    `own_ids`: they may count the table's rows; the same number elsewhere is another post. `made_up`: they surely are.
    """

    places: Mapping[str, int]
    further: tuple[str, ...]
    platform: str | None
    own_ids: bool
    made_up: bool
    per_second: int | None


def fold(name: str) -> str:
    """A column's name as it is compared.

    >>> fold(" user.screen_name"), fold("inReplyToTweetId")
    ('userscreenname', 'inreplytotweetid')
    """
    return FOLDED_AWAY.sub("", name.casefold())


def columns_of(names: Sequence[str]) -> Found | None:
    """What each column holds, as far as names tell; None: it is no table of posts, or one of another format.

    >>> columns_of(["tweet_id", "text", "in_reply_to_status_id"]).places
    {'id': 0, 'parent': 2, 'text': 1}
    >>> columns_of(["amount", "text"]) is None
    True
    """
    if any(name.strip().startswith(OTHERS) for name in names):
        return None
    folded: dict[str, int] = {}
    for n, name in enumerate(names):
        folded.setdefault(fold(name), n)
    chosen = {field: known for field, known in ((f, first_of(f, folded)) for f in FIELDS) if known is not None}
    if "parentbasis" in folded:  # rows of an archive: "parent" may be a guess, and a guess is never evidence
        chosen.pop("parent", None)
        if "replyto" in folded:
            chosen["parent"] = "replyto"
    if "text" not in chosen or not chosen.keys() & {"id", "author", "author_id", "time", "parent", "url"}:
        return None
    places = {field: folded[name] for field, name in chosen.items()}
    taken = set(places.values())
    signs = next(((platform, True) for sign, platform in SIGNS if sign <= folded.keys()), (None, False))
    return Found(
        places,
        tuple(name for n, name in enumerate(names) if n not in taken),
        signs[0],
        signs[0] is None,
        signs == (None, True),
        UNITS.get(chosen.get("time", "")),
    )


def first_of(field: str, folded: Mapping[str, int]) -> str | None:
    return next((name for name in NAMES[field] if name in folded), None)
