"""The files of an account export of X: what each holds, which of them make one export, in which order to read them.

Everything here goes by names. What a file says of itself ("window.YTD.note_tweet.part0 = …") comes before its name.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Holds", "groups", "holds", "in_order", "is_listed", "media_by_name", "named", "role_of", "said"]


class Holds(enum.Enum):
    """What is in a file, in the order of reading: what is said of the account comes before its posts."""

    ACCOUNT = "the account"
    MANIFEST = "the contents of the export"
    POSTS = "posts"
    NOTES = "long texts of posts"
    HEADERS = "ids of posts"
    DELETED = "ids of deleted posts"
    LIKES = "liked posts of others"
    OTHER = "no posts"


#: By the name of the file without "-part1" and the like. Seen in exports of 2018 ("tweet"), 2020 and 2022 to 2026.
READ = {
    "account": Holds.ACCOUNT,
    "manifest": Holds.MANIFEST,
    "tweets": Holds.POSTS, "tweet": Holds.POSTS, "community-tweet": Holds.POSTS, "community-tweets": Holds.POSTS,
    "twitter-circle-tweet": Holds.POSTS, "deleted-tweets": Holds.POSTS, "deleted-tweet": Holds.POSTS,
    "note-tweet": Holds.NOTES, "note-tweets": Holds.NOTES, "deleted-note-tweet": Holds.NOTES,
    "tweet-headers": Holds.HEADERS,
    "deleted-tweet-headers": Holds.DELETED,
    "like": Holds.LIKES, "likes": Holds.LIKES,
}  # fmt: skip

#: The other files, as the README of an export of 2026 and manifests since 2021 list them.
OTHERS = frozenset([
    "account-creation-ip", "account-label", "account-suspension", "account-timezone", "ad-engagements",
    "ad-impressions", "ad-mobile-conversions-attributed", "ad-mobile-conversions-unattributed",
    "ad-online-conversions-attributed", "ad-online-conversions-unattributed", "ads-revenue-sharing", "ageinfo", "app",
    "article", "article-metadata", "audio-video-calls-in-dm", "audio-video-calls-in-dm-recipient-sessions",
    "birdwatch-note", "birdwatch-note-rating", "birdwatch-note-tombstone", "block", "bookmark", "branch-links",
    "catalog-item", "commerce-catalog", "community-note", "community-note-api-test-note", "community-note-batsignal",
    "community-note-rating", "community-note-tombstone", "connected-application", "contact", "device-token",
    "direct-message-group-headers", "direct-message-headers", "direct-message-mute", "direct-messages",
    "direct-messages-group", "email-address-change", "expanded-profile", "fleet", "fleet-mute", "follower",
    "following", "grok-chat-item", "ip-audit", "key-registry", "lists-created", "lists-member", "lists-subscribed",
    "message-event", "moment", "mute", "ni-devices", "periscope-account-information", "periscope-ban-information",
    "periscope-broadcast-metadata", "periscope-comments-made-by-user", "periscope-expired-broadcasts",
    "periscope-followers", "periscope-profile-description", "personalization", "phone-number", "product-drop",
    "product-set", "professional-data", "profile", "protected-history", "reply-prompt", "saved-search",
    "screen-name-change", "shop-module", "shopify-account", "smartblock", "spaces-metadata", "sso", "tweetdeck",
    "twitter-article", "twitter-article-metadata", "twitter-shop", "user-link-clicks", "verified",
    "verified-organization",
])  # fmt: skip

#: What of them holds words of the account, though no posts.
ROLES = {
    "article": "not read: long articles",
    "twitter-article": "not read: long articles",
    "fleet": "not read: fleets, which were gone after a day",
    "moment": "not read: collections of posts",
    "bookmark": "not read: bookmarks",
    "tweets.csv": "not read: the posts once more, as a table",
}

PART = re.compile(r"[-_.]part\d{1,6}$")
MONTH = re.compile(r"(?:^|/)data/js/tweets/\d{4}_\d\d\.js$")
MEDIA_FOLDER = re.compile(r"[a-z_]{1,60}_media$")
DIGITS = re.compile(r"(\d+)")
VARIABLE = re.compile(
    r"(?:window\.)?(?:YTD\.(\w{1,60})\.part\d{1,6}|(__THAR_CONFIG)|Grailbird\.data\.(tweets)_\d{4}_\d\d"
    r"|(?:var )?(user_details|payload_details|tweet_index))\s{0,20}=",
    re.ASCII,
)
OLD = {"user-details": Holds.ACCOUNT, "payload-details": Holds.MANIFEST, "tweet-index": Holds.MANIFEST}
#: What lies around the data in an export before 2019, and since.
OLD_AROUND, AROUND = ("css/", "img/", "js/", "lib/"), ("assets/",)
OLD_BESIDE, BESIDE = ("index.html", "README.txt", "tweets.csv"), ("Your archive.html", "README.txt")


def named(name: str) -> str:
    """What kind of file a name is of: "tweets" of "export/data/tweets-part1.js"; "" of what is no script."""
    path = name.replace("\\", "/")
    base = path.rpartition("/")[2]
    if MONTH.search(path):
        return "tweets"
    if not base.endswith((".js", ".json")):
        return ""
    return PART.sub("", base.rpartition(".")[0]).lower().replace("_", "-")


def said(text: str) -> str:
    """What kind of file it is by the variable that it is assigned to: "note-tweet"; "" if there is none.

    >>> said("window.YTD.note_tweet.part0 = [ {")
    'note-tweet'
    """
    found = VARIABLE.match(text)
    if not found:
        return ""
    return "manifest" if found[2] else (found[1] or found[3] or found[4]).replace("_", "-")


def holds(kind: str) -> Holds:
    return READ.get(kind) or OLD.get(kind) or Holds.OTHER


def role_of(kind: str, name: str) -> str:
    """What a file is that is not read."""
    base = name.rpartition("/")[2]
    return ROLES.get(kind) or ROLES.get(base) or f"not posts: {(kind or base).replace('-', ' ')}"


def is_listed(name: str) -> bool:
    """Whether a file that is not read is told of by itself, and not with its folder."""
    folder, _, base = name.replace("\\", "/").rpartition("/")
    kind = named(name)
    return base in (*BESIDE, *OLD_BESIDE) or kind in OTHERS or kind in READ or (kind != "" and folder[-4:] == "data")


def in_order(names: Iterable[str]) -> list[str]:
    """Names so that "part2" comes before "part10", and a file before its parts."""
    return sorted(names, key=natural)


def natural(name: str) -> list[tuple[int, str]]:
    pieces = DIGITS.split(name.removesuffix(".js"))
    return [(int(piece), "") if piece.isdecimal() and len(piece) < 30 else (0, piece) for piece in pieces]


def media_by_name(names: Iterable[str]) -> dict[str, str]:
    """Members that are media of posts, by their own names: "<id of the post>-<name on the server>"."""
    found = {}
    for name in names:
        folder, _, base = name.replace("\\", "/").rpartition("/")
        if base and folder.endswith("_media"):
            found[base] = name
    return found


def groups(names: Sequence[str]) -> Iterator[list[str]]:
    """Of the paths in a folder, those of each export. A single file of one is no group: it is read by itself.

    >>> list(groups(["notes.txt", "x/data/tweets.js", "x/data/account.js", "x/data/tweets_media/7-a.jpg"]))
    [['x/data/account.js', 'x/data/tweets.js', 'x/data/tweets_media/7-a.jpg']]
    """
    folders: dict[str, list[str]] = {}
    for name in names:
        folders.setdefault(name.replace("\\", "/").rpartition("/")[0], []).append(name)
    for folder, inside in folders.items():
        top = folder.removesuffix("data/js/tweets")
        if top != folder and any(MONTH.search(name.replace("\\", "/")) for name in inside):
            yield in_order(name for name in names if is_old(name.replace("\\", "/"), top))
        elif is_export(inside):
            yield in_order(belonging(names, folder, inside))


def is_export(inside: Iterable[str]) -> bool:
    """At least two files of an export, and one of them tells of posts. One "tweets.js" may be of any program."""
    kinds = {kind for name in inside if name.endswith(".js") and ((kind := named(name)) in READ or kind in OTHERS)}
    return len(kinds) > 1 and any(READ.get(kind) not in (None, Holds.ACCOUNT, Holds.MANIFEST) for kind in kinds)


def belonging(names: Sequence[str], folder: str, inside: Sequence[str]) -> Iterator[str]:
    """Files of the export whose posts are in a folder. What else is there may be of another source."""
    prefix = f"{folder}/" if folder else ""
    whole = any(named(name) == "manifest" for name in inside)
    top = prefix.removesuffix("data/") if prefix.endswith("data/") else None
    page = top is not None and any(name.replace("\\", "/") == top + BESIDE[0] for name in names)
    around = whole or (page and any(named(name) == "account" for name in inside))
    for name in names:
        path = name.replace("\\", "/")
        if path.startswith(prefix):
            head, _, rest = path[len(prefix) :].partition("/")
            kind = named(name)
            if rest:
                mine = MEDIA_FOLDER.fullmatch(head) is not None
            else:
                mine = head == "README.txt" or (head.endswith(".js") and (whole or kind in READ or kind in OTHERS))
            if mine:
                yield name
                continue
        if around and top is not None and path.startswith(top) and path[len(top) :].startswith((*AROUND, *BESIDE)):
            yield name


def is_old(path: str, top: str) -> bool:
    """Whether a file belongs to an export from before 2019, which shows itself in "index.html"."""
    rest = path[len(top) :]
    return path.startswith(top) and (rest in OLD_BESIDE or rest.startswith(("data/js/", "data/csv/", *OLD_AROUND)))
