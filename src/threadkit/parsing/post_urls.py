"""Which post a URL is of, and where a post is shown. A URL decides by its host, then by its path.

Hosts are a table: a path such as "/someone/status/123" on a host that is not in it says nothing. The exceptions are
programs that anybody runs (nitter, redlib, …), which are known by how their hosts are called, see ``BY_FIRST_LABEL``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, unquote

__all__ = ["at_uri", "post_id_from_url", "url_of"]

LAYERS = 5  #: an archive's copy of an archive's copy, each percent-encoded or not
#: Scheme, host, port, and all from the path on. "https:/" with one slash is what archives make of two.
PARTS = re.compile(
    r"\s{0,20}(?:https?:/{1,2}|//)?([a-z0-9.-]{3,253})(?::\d{1,5})?(?=[/?#]|$)([/?#]\S*)?", re.IGNORECASE
)
#: What may follow an id: the end, a part of the URL, a sentence's full stop. Not a letter, nor "…": that id is cut.
END = r"(?=[.,;:!)\]}'\"]{0,2}(?:$|[/?#&\s<>|]))"

LAST = END.replace("/", "")  #: the same of an id that no further part of the path follows

# --- X ---------------------------------------------------------------------------------------------------------

X_ID = r"([1-9]\d{0,18})"  #: below 2**63: no longer
X_PATH = re.compile(
    rf"/(?:#!/)?(?:[^/?#\s]{{1,50}}/(?:web/)?status(?:es)?|statuses)/{X_ID}(?:\.(?:mp4|jpe?g|png|webp))?{END}",
    re.IGNORECASE,
)
X_EMBED = re.compile(rf"/embed/[Tt]weet\.html\?(?:[^#\s]{{0,1000}}&)?id={X_ID}{END}")
#: Seen in FxTwitter's settings and README (fx…, fixup…, twittpr, px…; d. t. i. g. m. are its kinds of view), and in
#: lists of such services in bots that repair embeds (vx…, fixvx, twitterez).
X_HOSTS = (
    "twitter.com", "x.com",
    "fxtwitter.com", "fixupx.com", "twittpr.com", "xfixup.com", "pxtwitter.com",
    "vxtwitter.com", "fixvx.com", "twitterez.com",
    # instances of nitter whose host does not say so, out of instance lists of its users
    "xcancel.com", "rss.xcancel.com", "lightbrd.com", "nuku.trabun.org", "worldcorrespondents.com",
    "twiiit.com", "tweet.lambda.dance",
)  # fmt: skip
X_SUBDOMAINS = ("mobile", "m", "d", "dl", "t", "i", "g", "api", "mosaic", "c")


def x_post(path: str) -> str | None:
    found = X_PATH.match(path) or X_EMBED.match(path)
    return f"x:{found[1]}" if found else None


# --- Bluesky ---------------------------------------------------------------------------------------------------

ACTOR = r"(did:[a-z]{1,20}:[A-Za-z0-9._:%-]{1,200}|[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8})"
AT_POST = re.compile(r"at://([^/\s?#]{1,253})/app\.bsky\.feed\.post/([A-Za-z0-9._~:-]{1,512}?)" + END, re.IGNORECASE)
BLUESKY_PATH = re.compile(
    rf"/(?:profile/{ACTOR}/post|embed/{ACTOR}/app\.bsky\.feed\.post)/([\w~-]{{1,512}}){END}", re.ASCII
)
#: The program of bsky.app under other hosts (main.bsky.dev … witchsky: converters of addresses and lists of
#: viewers), and hosts that only repair embeds (fxbsky … xbsky: bots that repair embeds).
BLUESKY_HOSTS = (
    "bsky.app", "main.bsky.dev", "tokimekibluesky.vercel.app",
    "deer.social", "blacksky.community", "witchsky.app", "mu.social",
    "fxbsky.app", "bskyx.app", "bsyy.app", "bskye.app", "xbsky.app",
)  # fmt: skip
BLUESKY_SUBDOMAINS = ("embed", "staging", "r", "d", "raw", "mosaic")


def bluesky_post(path: str) -> str | None:
    found = BLUESKY_PATH.match(path)
    return at_uri(found[1] or found[2], found[3]) if found else None


def at_uri(who: str, key: str) -> str:
    """Handles are not told apart by case, DIDs are."""
    return f"at://{who if who.startswith('did:') else who.lower()}/app.bsky.feed.post/{key}"


# --- Reddit ----------------------------------------------------------------------------------------------------

BASE36 = r"([0-9a-z]{1,13})"
REDDIT_PATH = re.compile(
    rf"/(?:(?:r|u|user)/[\w.-]{{1,60}}/)?comments/{BASE36}(?:/[^/?#\s]{{0,500}}(?:/{BASE36})?)?"
    rf"/?(?:\.(?:json|rss|xml|compact))?{LAST}",
    re.IGNORECASE | re.ASCII,
)
REDDIT_SHORT = re.compile(rf"/(?:gallery/|tb/)?{BASE36}/?{END}", re.IGNORECASE)
REDDIT_OTHER = re.compile(rf"/(?:gallery|tb)/{BASE36}/?{END}", re.IGNORECASE)
#: rxddit and vxreddit repair embeds. i.redd.it and v.redd.it hold media, and their names are no ids of posts.
REDDIT_HOSTS = ("reddit.com", "rxddit.com", "vxreddit.com")
REDDIT_SUBDOMAINS = ("old", "new", "np", "nr", "ns", "m", "i", "amp", "sh", "pay", "ssl", "api", "oauth")


def reddit_post(path: str) -> str | None:
    """/r/…/s/… is a link for sharing: only the site knows of what."""
    if found := REDDIT_PATH.match(path):
        return f"reddit:t1_{found[2].lower()}" if found[2] else f"reddit:t3_{found[1].lower()}"
    found = REDDIT_OTHER.match(path)
    return f"reddit:t3_{found[1].lower()}" if found else None


def reddit_short(path: str) -> str | None:
    found = REDDIT_SHORT.match(path)
    return f"reddit:t3_{found[1].lower()}" if found else reddit_post(path)


# --- Threads ---------------------------------------------------------------------------------------------------

THREADS_PATH = re.compile(rf"/(?:@[\w.]{{1,60}}/post|t)/([\w-]{{5,40}}){END}", re.ASCII)
THREADS_HOSTS = ("threads.net", "threads.com")


def threads_post(path: str) -> str | None:
    found = THREADS_PATH.match(path)
    return f"threads:{found[1]}" if found else None


# --- Hacker News -----------------------------------------------------------------------------------------------

HN_PATH = re.compile(rf"/item\?(?:[^#\s]{{0,300}}&)?id=(\d{{1,12}}){END}(?:[^#\s]{{0,300}}#(\d{{1,12}}){END})?")


def hn_item(path: str) -> str | None:
    """"item?id=1#2" is comment 2, as its "context" link shows it on the page of story 1."""
    found = HN_PATH.match(path)
    return f"hn:{found[2] or found[1]}" if found else None


# --- chats -----------------------------------------------------------------------------------------------------

#: t.me/channel/1, t.me/s/channel/1 (a page of it), t.me/c/123/1 (by number), both also with a topic before the message.
#: "?comment=" is a message in another chat, that of the comments, whose name is not in the URL.
TELEGRAM_PATH = re.compile(
    rf"/(?!joinchat/|addstickers/|share/|boost/)(?:s/|c/(?=\d))?(\d{{4,16}}|[a-z]\w{{3,31}})/(?:\d{{1,12}}/)?(\d{{1,12}}){LAST}(?!\S{{0,200}}[?&]comment=)",
    re.IGNORECASE | re.ASCII,
)
DISCORD_PATH = re.compile(rf"/channels/(?:@me|\d{{15,20}})/\d{{15,20}}/(\d{{15,20}})/?{LAST}", re.IGNORECASE)
SLACK_PATH = re.compile(rf"/archives/([A-Z0-9]{{6,15}})/p(\d{{10}})(\d{{6}}){LAST}")


def telegram_message(path: str) -> str | None:
    found = TELEGRAM_PATH.match(path)
    return f"telegram:{found[1].lower()}/{found[2]}" if found else None


def discord_message(path: str) -> str | None:
    found = DISCORD_PATH.match(path)
    return f"discord:{found[1]}" if found else None


def slack_message(path: str) -> str | None:
    found = SLACK_PATH.match(path)
    return f"slack:{found[1]}/{found[2]}.{found[3]}" if found else None


# --- programs that have a host of their own ----------------------------------------------------------------------
# Their paths are told apart by shape, so they are asked only of hosts that no table has.

#: Mastodon and its kind: a long number or a ULID, see parsing/fediverse/identity.py; short ones only where "statuses"
#: stands.
STATUS = r"(\d{15,25}|[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{26})"
FEDIVERSE_PATH = re.compile(
    rf"/(?:(?:web/|deck/)?@[\w.@-]{{1,300}}/|users/[\w.-]{{1,300}}/statuses/|ap/users/\d{{1,25}}/statuses/|web/statuses/)"
    rf"{STATUS}(?:/activity)?/?{LAST}"
)
FEDIVERSE_OLD = re.compile(rf"/users/([\w.-]{{1,300}})/statuses/(\d{{1,14}})(?:/activity)?/?{LAST}")
#: A topic has a slug and a number, or the number alone; without the number of a post it is the first.
DISCOURSE_PATH = re.compile(rf"/t/(?:(?!\d{{1,9}}/)[^/?#\s]{{1,500}}/)?(\d{{1,9}})(?:/(\d{{1,9}}))?/?{LAST}")


def by_shape(host: str, path: str) -> str | None:
    if path.startswith("/t/") and (found := DISCOURSE_PATH.match(path)):
        return f"discourse:{host}/{found[1]}/{found[2] or 1}"
    if "@" not in path[:10] and "users/" not in path[:10] and "/web/" not in path[:5]:
        return None
    if found := FEDIVERSE_PATH.match(path):
        return f"mastodon:{host}/{found[1].upper()}"
    found = FEDIVERSE_OLD.match(path)
    return f"mastodon:{host}/@{found[1].lower()}/{found[2]}" if found else None


# --- copies of pages -------------------------------------------------------------------------------------------
# Each gives the URL that was copied, out of the path of the copy.

INNER = r"(?P<url>(?:https?:/{1,2}|at://)?\S{4,})"
#: web/2019…id_/URL: digits or "*", and a flag: id_ as it was, if_ in a frame, im_ js_ cs_ mp_ fr_ oe_ hints (pywb).
WAYBACK = re.compile(rf"/(?:web|save|all|wayback|memento)/(?:_embed/)?(?:[\d*]{{1,14}}\*?(?:[a-z]{{2}}_)?/)?{INNER}")
COLLECTION = re.compile(rf"/(?:\d{{1,9}}|[a-z]{{1,20}})/(?:[\d*]{{1,14}}\*?(?:[a-z]{{2}}_)?/)?{INNER}")
#: 20190131120000 or 2019.01.31-120000, "newest", "oldest", "o/ABCDE" (what a short link shows), or nothing.
ARCHIVE_TODAY = re.compile(
    r"/(?:(?:\d{4,14}|\d{4}\.\d\d\.\d\d-\d{6}|newest|oldest|timegate|timemap|o/[A-Za-z0-9]{4,6})/)?"
    r"(?P<url>(?:https?:/{1,2})?[\w.-]{1,253}\.[a-z]{2,20}(?::\d{1,5})?/\S*)",
    re.IGNORECASE,
)
MEGALODON = re.compile(rf"/(?:ref/)?\d{{4}}-\d{{4}}-\d{{4}}-\d\d/{INNER}")
GOOGLE_CACHE = re.compile(
    r"/search\?(?:[^#\s]{0,300}&)?q=cache(?::|%3A)(?:[\w-]{12}(?::|%3A))?(?P<url>[^\s&+]{4,})", re.IGNORECASE
)
QUERY = re.compile(r"/[^?#\s]{0,100}\?(?P<query>\S{1,4000})")


def in_path(*patterns: re.Pattern[str]) -> Callable[[str], str | None]:
    def inner(path: str) -> str | None:
        for shown in (path, unquote(path)) if "%" in path else (path,):
            for pattern in patterns:
                if found := pattern.match(shown):
                    return found["url"]
        return in_query(path)

    return inner


def in_query(path: str) -> str | None:
    found = QUERY.match(path)
    if found is None:
        return None
    asked = parse_qs(found["query"], max_num_fields=50) if found["query"].count("&") < 50 else {}
    return next((asked[name][0] for name in ("url", "q", "u", "uri") if name in asked), None)


COPIES = {
    "web.archive.org": in_path(WAYBACK),
    "wayback.archive.org": in_path(WAYBACK),
    "archive.org": in_path(WAYBACK),
    "web-beta.archive.org": in_path(WAYBACK),
    "webarchive.loc.gov": in_path(WAYBACK),
    "arquivo.pt": in_path(WAYBACK),
    "timetravel.mementoweb.org": in_path(WAYBACK),
    "wayback.archive-it.org": in_path(COLLECTION),
    **{f"archive.{end}": in_path(ARCHIVE_TODAY) for end in ("today", "is", "ph", "li", "vn", "fo", "md")},
    "megalodon.jp": in_path(MEGALODON),
    "webcache.googleusercontent.com": in_path(GOOGLE_CACHE),
    "skyview.social": in_query,
}

# --- the table -------------------------------------------------------------------------------------------------

READERS: dict[str, Callable[[str], str | None]] = {
    "redd.it": reddit_short,
    "news.ycombinator.com": hn_item,
    "platform.twitter.com": x_post,
    "t.me": telegram_message,
    "telegram.me": telegram_message,
    "telegram.dog": telegram_message,
    "discord.com": discord_message,
    "discordapp.com": discord_message,
    **{f"{sub}.{host}": discord_message for host in ("discord.com", "discordapp.com") for sub in ("ptb", "canary")},
    **dict.fromkeys(X_HOSTS, x_post),
    **{f"{sub}.{host}": x_post for host in X_HOSTS for sub in X_SUBDOMAINS},
    **dict.fromkeys(THREADS_HOSTS, threads_post),
    **dict.fromkeys(BLUESKY_HOSTS, bluesky_post),
    **{f"{sub}.{host}": bluesky_post for host in BLUESKY_HOSTS for sub in BLUESKY_SUBDOMAINS},
    **dict.fromkeys(REDDIT_HOSTS, reddit_post),
    **{f"{sub}.{host}": reddit_post for host in REDDIT_HOSTS for sub in REDDIT_SUBDOMAINS},
}
#: Programs that many people run, mostly at "nitter.example.org": 21 of 22 instances of nitter in an older list of its
#: users are called so, 5 of 9 in a newer one; the others stand in X_HOSTS.
BY_FIRST_LABEL = {"nitter": x_post, "redlib": reddit_post, "libreddit": reddit_post, "teddit": reddit_post}
LANGUAGE = re.compile(r"[a-z]{2}\.reddit\.com")  #: "de.reddit.com" is the same site


def post_id_from_url(url: str) -> str | None:
    """The id that a URL of a post holds, or None. Of a copy in a web archive, of the post that was copied.

    A URL that is cut ("…/status/15340…") has no id, nor has one of a host that is not known.

    >>> post_id_from_url("https://twitter.com/example_ada/status/1534000000000000000?s=20")
    'x:1534000000000000000'
    >>> post_id_from_url("https://web.archive.org/web/2019id_/https://redd.it/abc12")
    'reddit:t3_abc12'
    >>> post_id_from_url("https://example.org/example_ada/status/1534000000000000000") is None
    True
    """
    for _ in range(LAYERS):
        if "/" not in url and "%2" not in url:  # as most of what is asked
            return None
        if found := AT_POST.match(url):
            return at_uri(found[1], found[2])
        parts = PARTS.match(url)
        if parts is not None:
            host, path = parts[1].lower().removeprefix("www."), parts[2] or ""
            copied = COPIES.get(host)
            if copied is None:
                return id_at(host, path)
            inner = copied(path)
        else:
            inner = unquote(url) if "%" in url else None
        if inner is None or inner == url:
            return None
        url = inner
    return None


def id_at(host: str, path: str) -> str | None:
    name, dot, _ = host.partition(".")
    reader = READERS.get(host) or (BY_FIRST_LABEL.get(name) if dot else None)
    if reader is None and LANGUAGE.fullmatch(host):
        reader = reddit_post
    if reader is None and host.endswith(".slack.com"):
        reader = slack_message
    if reader is None:
        return by_shape(host, path) if dot else None
    found = reader(path)
    return reader(unquote(path)) if found is None and "%" in path else found


# --- and back --------------------------------------------------------------------------------------------------

#: By scheme. A comment of Reddit has no address without its submission, a message of Discord or Slack none without its
#: server, a post of the fediverse none without its author; a number of a chat of Telegram may be a person's.
PAGES = (
    (re.compile(r"x:([1-9]\d{0,18})", re.ASCII), "https://x.com/i/status/{0}"),
    (re.compile(r"at://([^/\s]{1,253})/app\.bsky\.feed\.post/([^/\s?#]{1,512})"), "https://bsky.app/profile/{0}/post/{1}"),
    (re.compile(r"reddit:t3_([0-9a-z]{1,13})", re.ASCII), "https://www.reddit.com/comments/{0}"),
    (re.compile(r"hn:(\d{1,12})", re.ASCII), "https://news.ycombinator.com/item?id={0}"),
    (re.compile(r"telegram:([a-z]\w{3,31})/(\d{1,12})", re.ASCII), "https://t.me/{0}/{1}"),
    (re.compile(r"discourse:([a-z0-9.-]{4,253})/(\d{1,9})/(\d{1,9})", re.ASCII), "https://{0}/t/{1}/{2}"),
    (re.compile(r"mastodon:([a-z0-9.-]{4,253})/@([\w.-]{1,300})/(\d{1,14})", re.ASCII), "https://{0}/users/{1}/statuses/{2}"),
    (re.compile(r"mastodon:(https://[^\s<>\"]{4,2000})"), "{0}"),
)


def url_of(post_id: str) -> str | None:
    """Where a platform shows the post of an id, as far as the id alone tells.

    >>> url_of("hn:1"), url_of("reddit:t1_abc12")
    ('https://news.ycombinator.com/item?id=1', None)
    """
    for pattern, page in PAGES:
        if found := pattern.fullmatch(post_id):
            return page.format(*found.groups())
    return None
