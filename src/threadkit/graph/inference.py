"""Likely reply links that the source lost: self-threads on pages without ids.

Theory
======
On a page that shows one account's posts in order, but no reply ids, a post may continue the one before it. What
speaks for and against is added up as log-odds: the account's own threading rate, plus one figure for each cue of
``WEIGHTS``. The sum gives a probability; every link carries it together with the cues that made it.

Inference runs on the *aligned union*: pages that share posts are first woven into one sequence, so that a post
which one page lacks still stands between its neighbours. A post has one parent; a parent that shows n replies
has at most n children, which are handed out oldest first; one that shows none is unlikely, but not impossible (on real
threads 4 % of the posts that were answered by their author show 0).

Nothing is inferred for a post whose parent a source states or shows, and none for a stated root.
"""

from __future__ import annotations

import functools
import itertools
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

import attrs

from threadkit.graph.gathering import Gathered
from threadkit.graph.sequences import Step, sequences
from threadkit.parsing.identity import author_key
from threadkit.parsing.own_place import leading_mentions, numbering
from threadkit.records import Basis, Kind, Link, Order, Post

__all__ = ["WEIGHTS", "infer"]

#: Log-odds of each cue, with the evidence. They start from figures on real threads (498 threads of 8,886 posts; author
#: feeds with ids hidden) and were set by hand, with real and made-up pages in view: how well they do on those pages
#: says nothing of others. "minutes apart", "more likes …", "parent shows no reply" and USUAL_RATE_WEIGHT were moved so.
WEIGHTS: dict[str, float] = {
    "same minute": 2.1,  # 43 % of gaps inside threads are <= 1 min; between threads of one account few are
    "minutes apart": 0.9,  # 81 % are <= 5 min, but accounts that thread also post in bursts
    "a quarter of an hour apart": 0.2,  # 92 % are <= 15 min
    "an hour apart": -1.0,  # 97 % are <= 1 h
    "a day apart": -2.5,
    "more than a day apart": -4.0,  # 16-41 % of real self-replies come late; on a page nothing tells which
    "same age, to the hour": 0.8,
    "same age, to the day": 0.4,
    "same age, roughly": 0.2,  # "7 months ago" holds many unrelated posts
    "no common clock": 0.0,
    "parent shows no reply": -3.3,  # a soft zero: 4.3 % of posts with a reply by their author show 0
    "most a shown reply can say": 1.5,
    "replies all claimed": -3.0,
    "a post between": -1.5,  # adjacent +1.41 against the next candidates
    "second child": -1.5,  # self-threads fork rarely
    "more likes than the post before": -3.5,  # > 3x + 5 likes and more reposts: 1.3 % inside threads, usual for heads
    "next number": 3.0,  # "2/5" after "1/5"
    "wrong number": -4.0,
    "first number": -4.0,  # "1/5" begins a thread
    "begins with a mention": -0.9,  # a leading @mention of someone else: a reply to them
    "opener": 0.35,  # "And", "But", "Also" ...: 51 % of later posts, 37 % of heads
}
LIKES_JUMP = (3.0, 5)
USUAL_RATE = 0.25  # of posts that continue another, before anything is known of the account
USUAL_RATE_WEIGHT = 4.0  # posts' worth of evidence that it stands for
RATE_RANGE = (0.02, 0.73)
ANSWERED = 0.96  # share of posts with a reply by their author that show at least one
REPLIES_PER_LIKE = (0.04, 1.0)  # replies by others: least and most assumed, the page's own rate between them
REPLIES_ANYWAY = 0.1
REACH = 8  # candidates looked at for each post; one before covers 47-93 % of real self-replies, eight 80-100 %
NO_COUNTS_CAP = 0.75  # without reply counts links were right about half the time (F1 0.51 against 0.70)
ROUGH_CLOCK_CAP = 0.75  # "7 months ago" is shared by posts of weeks
DAY_CLOCK_CAP = 0.85
SMALL_PAGE = 6  # posts: of fewer, nothing can be learnt of how the account writes
SMALL_PAGE_CAP = 0.85
CAP = 0.95  # a like model's links of 0.9 and more were right in 91 % of cases; ours is not calibrated yet
WORTH_KEEPING = 0.1  # less likely candidates are not kept

UNROLL_SAME_PEOPLE = 0.6  # unrolls do not keep the order across branches, so that neighbours may be siblings
UNROLL_OTHER_PEOPLE = 0.2

LEADING_MENTION = re.compile(r"^[.]?@\w")
OPENERS_IN_WORDS = """
also and another as because besides but finally first for fourth further he hence her however in instead it
last meanwhile moreover next now of or other rather second she similarly since so still that then there these
they third this those thus to too we whereas which while yet
"""
OPENERS = frozenset(OPENERS_IN_WORDS.split())


@attrs.frozen
class Cue:
    """One thing that speaks for or against a link."""

    weight: float
    words: str


def infer(
    seen: Gathered, posts: Mapping[str, Post], canonical: Mapping[str, str], settled: set[str], roots: set[str]
) -> list[Link]:
    """Likely REPLY links. `settled`: posts whose parent is known; `roots`: posts that are known to have none."""
    closed = settled | roots
    links = [link for page in sequences(seen, posts, canonical) for link in links_of_sequence(page, closed)]
    return links + links_of_unrolls(seen, posts, canonical, closed)


# --- cues -----------------------------------------------------------------------------------------------------


def links_of_sequence(steps: Sequence[Step], closed: set[str]) -> list[Link]:
    """Oldest first, each post picks among those before it; a parent's shown replies are handed out as it goes."""
    per_like = replies_per_like(steps)
    prior, prior_words = threading_rate(steps, per_like)
    claimed: dict[str, int] = defaultdict(int)
    links: list[Link] = []
    for n, child in enumerate(steps):
        if child.post.id in closed:
            continue
        found: list[tuple[float, Step, list[Cue], float]] = []
        for back in range(1, min(REACH, n) + 1):
            parent = steps[n - back]
            if not same_author(parent.post, child.post):
                continue
            cues = [Cue(prior, prior_words)]
            clock, cap = clock_cue(parent, child)
            cues.append(clock)
            reply_cues, counts_known = reply_cue(parent.post, per_like, claimed[parent.post.id])
            cues += reply_cues
            cues += other_cues(parent.post, child.post, back)
            if not counts_known:
                cap = min(cap, NO_COUNTS_CAP)
            if len(steps) < SMALL_PAGE:
                cap = min(cap, SMALL_PAGE_CAP)
            total = sum(cue.weight for cue in cues)
            found.append((min(cap, 1 / (1 + math.exp(-total))), parent, cues, total))
        if not found:
            continue
        best = max(found, key=lambda f: f[0])
        if best[0] >= 0.5:
            claimed[best[1].post.id] += 1
        for probability, parent, cues, _ in found:
            if probability >= WORTH_KEEPING:
                reasons = tuple(f"{cue.words} ({cue.weight:+.1f})" for cue in cues if cue.weight)
                links.append(
                    Link(Kind.REPLY, child.post.id, parent.post.id, Basis.INFERRED, round(probability, 3), reasons)
                )
    return links


def same_author(a: Post, b: Post) -> bool:
    """A viewer page shows one account; an author that the page does not name is that account."""
    one, two = author_key(a.author, None), author_key(b.author, None)
    return one is None or two is None or one == two


def clock_cue(parent: Step, child: Step) -> tuple[Cue, float]:
    """How far apart the two were written, by a clock that both stand under; and how sure that clock lets one be."""
    gaps = [times[1] - parent.walls[name][0] for name, times in child.walls.items() if name in parent.walls]
    if gaps:
        gap = min(gaps)
        if gap < timedelta():
            return Cue(WEIGHTS["more than a day apart"], "written before it, by the page's own clock"), CAP
        between = "" if all(a == b for a, b in (*parent.walls.values(), *child.walls.values())) else (
            " (of a post without a reading: by its neighbors')"
        )
        for limit, words in CLOCK_STEPS:
            if gap <= limit:
                return Cue(WEIGHTS[words], f"{words}, by the page's own clock{between}"), CAP
        return Cue(WEIGHTS["more than a day apart"], "more than a day apart, by the page's own clock"), CAP
    for name in sorted(parent.ages.keys() & child.ages.keys()):
        one, middle_one, half = parent.ages[name]
        two, middle_two, _ = child.ages[name]
        if one == two:
            for limit, words in AGE_STEPS:
                if half <= limit:
                    return Cue(WEIGHTS[words], f"{words}: both {one!r}"), DAY_CLOCK_CAP
            return Cue(WEIGHTS["same age, roughly"], f"same age, roughly: both {one!r}"), ROUGH_CLOCK_CAP
        gap = abs(middle_one - middle_two)
        for limit, words in CLOCK_STEPS:
            if gap <= limit:
                return Cue(min(0.0, WEIGHTS[words]), f"{words}: {one!r} and {two!r}"), DAY_CLOCK_CAP
        return Cue(WEIGHTS["more than a day apart"], f"more than a day apart: {one!r} and {two!r}"), CAP
    if child.post.when.before(parent.post.when):
        return Cue(WEIGHTS["more than a day apart"], "written before it"), CAP
    return Cue(WEIGHTS["no common clock"], "no common clock"), ROUGH_CLOCK_CAP


CLOCK_STEPS = (
    (timedelta(minutes=1), "same minute"),
    (timedelta(minutes=5), "minutes apart"),
    (timedelta(minutes=15), "a quarter of an hour apart"),
    (timedelta(hours=1), "an hour apart"),
    (timedelta(days=1), "a day apart"),
)
AGE_STEPS = (
    (timedelta(minutes=3), "minutes apart"),
    (timedelta(hours=2), "same age, to the hour"),
    (timedelta(days=2), "same age, to the day"),
)


def reply_cue(parent: Post, per_like: float, claimed: int) -> tuple[list[Cue], bool]:
    """What the parent's reply count says, and whether it shows one.

    A shown reply is the more telling the fewer replies by other people such a post would draw anyway.
    """
    replies = parent.counts.replies
    if replies is None:
        return [], False
    most = math.inf if replies.high is None else replies.high
    if most <= 0:
        return [Cue(WEIGHTS["parent shows no reply"], "the post before shows no reply")], True
    anyway = answered_anyway(parent, per_like)
    weight = min(WEIGHTS["most a shown reply can say"], math.log(ANSWERED / anyway))
    shown = f"the post before shows {replies.text} {'reply' if replies.high == 1 else 'replies'}"
    few = ", more than its likes explain" if weight > 0.3 else ""
    cues = [Cue(round(weight, 2), shown + few)]
    if claimed >= most:
        cues.append(Cue(WEIGHTS["replies all claimed"], "all its replies are accounted for"))
    elif claimed:
        cues.append(Cue(WEIGHTS["second child"], "another post already continues it"))
    return cues, True


def answered_anyway(post: Post, per_like: float) -> float:
    """Probability that others replied: 1 - exp(-(a + b * likes))."""
    likes = post.counts.likes
    return 1 - math.exp(-(REPLIES_ANYWAY + per_like * (likes.low if likes else 0)))


def replies_per_like(steps: Sequence[Step]) -> float:
    """How many replies by others a like brings on this page, one reply a post left to its author."""
    replies = likes = 0
    for step in steps:
        counts = step.post.counts
        if counts.replies is not None and counts.likes is not None:
            replies += max(0, counts.replies.low - 1)
            likes += counts.likes.low
    low, high = REPLIES_PER_LIKE
    return min(high, max(low, replies / likes)) if likes else low


def threading_rate(steps: Sequence[Step], per_like: float) -> tuple[float, str]:
    """Log-odds that a post of this account has a continuation, from how many posts show replies.

    If a share r continues, the expected number of posts that show a reply is sum(r * 0.96 + (1 - r) * anyway);
    solved for r, with the usual rate as four posts' worth of evidence. Posts that would draw replies anyway
    tell nothing and weigh nothing.
    """
    excess = evidence = 0.0
    for step in steps:
        replies = step.post.counts.replies
        if replies is not None:
            anyway = answered_anyway(step.post, per_like)
            answered = 1.0 if replies.high is None or replies.high > 0 else 0.0
            excess += answered - anyway
            evidence += ANSWERED - anyway
    rate = (excess + USUAL_RATE * USUAL_RATE_WEIGHT) / (evidence + USUAL_RATE_WEIGHT)
    low, high = RATE_RANGE
    rate = min(high, max(low, rate))
    return round(math.log(rate / (1 - rate)), 2), f"about {rate:.0%} of this account's posts seem to be continued"


def other_cues(parent: Post, child: Post, back: int) -> Iterator[Cue]:
    if back > 1:
        between = "a post stands" if back == 2 else f"{back - 1} posts stand"
        yield Cue(WEIGHTS["a post between"] * (back - 1), f"{between} between them")
    factor, more = LIKES_JUMP
    before, after = parent.counts, child.counts
    if (
        before.likes and after.likes and before.reposts and after.reposts
        and after.likes.low > factor * before.likes.low + more and after.reposts.low > before.reposts.low
    ):  # fmt: skip
        yield Cue(WEIGHTS["more likes than the post before"], "far more likes than the post before, as a head has")
    yield from number_cues(parent.text, child.text)
    if LEADING_MENTION.match(child.text) and not LEADING_MENTION.match(parent.text):
        yield Cue(WEIGHTS["begins with a mention"], "begins by addressing someone")
    if first_word(child.text) in OPENERS:
        yield Cue(WEIGHTS["opener"], f"opens with {first_word(child.text)!r}")


def number_cues(before: str, after: str) -> Iterator[Cue]:
    number = numbered(after)
    previous = numbered(before)
    if number is None:
        return
    if number == 1:
        yield Cue(WEIGHTS["first number"], "is numbered 1")
    elif previous is not None:
        if number == previous + 1:
            yield Cue(WEIGHTS["next number"], f"is numbered {number} after {previous}")
        else:
            yield Cue(WEIGHTS["wrong number"], f"is numbered {number}, not {previous + 1}")


@functools.lru_cache(64)  # each text is looked at beside REACH others, one after another
def numbered(text: str) -> int | None:
    """The number a post gives itself in its thread, if it does."""
    found = numbering(text)
    return found.number if found else None


@functools.lru_cache(64)
def first_word(text: str) -> str:
    return text[:24].split(" ", 1)[0].strip(",.:;!?…\"'“”‘’").casefold()


# --- unrolls --------------------------------------------------------------------------------------------------


def links_of_unrolls(
    seen: Gathered, posts: Mapping[str, Post], canonical: Mapping[str, str], closed: set[str]
) -> list[Link]:
    """Where the order of an unroll shows no link, because other people are addressed, its order is still a hint."""
    links = []
    for declared in seen.declared:
        capture = seen.captures.get(declared.source.capture)
        if capture is None or capture.order is not Order.THREAD:
            continue
        members = [canonical[m] for m in declared.members if m in canonical]
        for before, after in itertools.pairwise(members):
            if after in closed or before == after:
                continue
            people, same = leading_mentions(posts[after].text), leading_mentions(posts[before].text)
            reasons: tuple[str, ...]
            if people and people == same:
                probability = UNROLL_SAME_PEOPLE
                reasons = ("it follows in the unroll and addresses the same people", "branches may be out of order")
            else:
                probability = UNROLL_OTHER_PEOPLE
                reasons = ("it follows in the unroll, but addresses other people",)
            where = posts[after].sightings[0].source
            links.append(Link(Kind.REPLY, after, before, Basis.INFERRED, probability, reasons, where))
    return links
