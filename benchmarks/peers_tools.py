"""One small adapter a tool: plain posts in, as the tool's own documentation says; what its own tree says, out.

Each is run by `peers.py` in a process of its own, by the Python that has the tool, and needs nothing else but the
standard library: ``python peers_tools.py TOOL ABOUT|INPUT ORDER RESULT_FILE MEMORY``.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import io
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from peers_inputs import INPUTS, Id, Input, Post, arrivals

__all__ = ["TOOLS", "Reading", "Tool"]

START = datetime(2025, 6, 1, 12, tzinfo=UTC)
Paths = Callable[[], Iterable[Sequence[Any]]]  #: the tool's own root-to-leaf paths, asked for last


@dataclass
class Reading:
    """What a tool's tree says. All ids as text."""

    posts: list[str] = field(default_factory=list)  #: as often as they come out
    parents: dict[str, str | None] = field(default_factory=dict)
    order: list[str] | None = None  #: the tool's own walk over the tree; None: it has none for such a tree
    gaps: list[str] = field(default_factory=list)  #: ids that it shows as not held
    told: list[str] = field(default_factory=list)  #: its warnings
    likes: dict[str, list[int]] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)  #: why a gap is one
    two_parents: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Tool:
    """`package` is its name for pip, `beside` what is shown of its surroundings, `needs` what pip does not bring."""

    package: str
    module: str
    read: Callable[[Input, Sequence[Post]], tuple[Reading, Paths]]
    licence: str
    purpose: str
    needs: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


def when(post: Post) -> datetime | None:
    return None if post.minutes is None else START + timedelta(minutes=post.minutes)


def dumps(posts: Sequence[Post]) -> list[list[Post]]:
    """The posts of each dump; dumps in the order in which they arrive."""
    numbers = list(dict.fromkeys(post.dump for post in posts))
    return [[post for post in posts if post.dump == number] for number in numbers]


def parents_first(posts: Sequence[Post]) -> list[Post]:
    """Sorted as a tree needs them; posts that hang on no root stay in their order, at the end."""
    below: dict[Id, list[Post]] = {}
    ids = {post.id for post in posts}
    for post in posts:
        if post.parent in ids and post.parent is not None:
            below.setdefault(post.parent, []).append(post)
    done = [post for post in posts if post.parent is None]
    for post in done:
        done.extend(below.pop(post.id, ()))
    placed = {post.id for post in done}
    return done + [post for post in posts if post.id not in placed]


# --- threadkit -------------------------------------------------------------------------------------------------


def threadkit(given: Input, posts: Sequence[Post]) -> tuple[Reading, Paths]:
    """Findings, as in docs/linking.md; nothing inferred."""
    tk = importlib.import_module("threadkit")
    records = importlib.import_module("threadkit.records")
    findings = []
    for dump in dumps(posts):
        name = f"dump-{dump[0].dump}.json"
        findings.append(tk.Capture(name, "made_up", states_parents=True))
        for place, post in enumerate(dump):
            source, at, likes = tk.Source(name, f"$[{place}]", place), when(post), tk.Count.of(post.likes)
            moment = tk.When.at(at) if at else None
            author, counts = tk.Author(post.author), records.Counts(likes=likes)
            findings.append(tk.Sighting(source, post.text, id=post.id, author=author, when=moment, counts=counts))
            for kind, end in ((tk.Kind.REPLY, post.parent), (tk.Kind.QUOTE, post.quotes)):
                if end is not None:
                    findings.append(tk.Link(kind, post.id, end, tk.Basis.STATED, source=source))
    for gone, reason in given.absent.items():
        findings.append(tk.Absence(gone, reason, tk.Source("dump-0.json")))
    archive = tk.Archive(findings, infer=False)
    links = {post.id: archive.reply_link(post) for post in archive.posts}
    rivals = [line for link in links.values() if link for line in archive.explain(link).lines if "rival: " in line]
    above = [gap for gap in archive.missing if gap.side == "above"]
    reading = Reading(
        [str(post.id) for post in archive.posts],
        {str(post): None if link is None else str(link.parent) for post, link in links.items()},
        [str(node.id) for tree in archive.trees() for node, _ in tree.walk() if isinstance(node, tk.Post)],
        [str(gap.id) for gap in above],
        [problem.what for problem in archive.problems] + rivals,
        {str(p.id): [s.counts.likes.low for s in p.sightings] for p in archive.posts},
        {str(gap.id): gap.reasons[0][0] for gap in above},
    )
    return reading, lambda: (
        [post.id for post in chain if isinstance(post, tk.Post)]
        for tree in archive.trees()
        for chain in archive.chains(tree.root)
    )


# --- ConvoKit --------------------------------------------------------------------------------------------------


def convokit(given: Input, posts: Sequence[Post]) -> tuple[Reading, Paths]:
    """A Corpus of Utterances; several dumps by Corpus.merge; the tree by Conversation.traverse."""
    ck = importlib.import_module("convokit")
    said = io.StringIO()  # ConvoKit prints its warnings
    with contextlib.redirect_stdout(said):
        corpora = []
        for dump in dumps(posts):
            speakers = {post.author: ck.Speaker(id=post.author) for post in dump}
            corpora.append(ck.Corpus(utterances=[
                ck.Utterance(
                    id=post.id, speaker=speakers[post.author], conversation_id=post.conversation, reply_to=post.parent,
                    timestamp=None if (at := when(post)) is None else int(at.timestamp()), text=post.text,
                    meta={"likes": post.likes, "quotes": post.quotes},
                )
                for post in dump
            ]))  # fmt: skip
        corpus = corpora[0]
        for other in corpora[1:]:
            corpus = ck.Corpus.merge(corpus, other)
    conversations = list(corpus.iter_conversations())
    reading = Reading(order=[], told=[line for line in said.getvalue().splitlines() if "WARNING" in line])
    for conversation in conversations:
        for node in conversation.traverse("bfs", as_utterance=False):
            name = str(node.utt.id)
            reading.posts.append(name)
            reading.parents.setdefault(name, None)
            reading.parents.update({str(child.utt.id): name for child in node.children})
            reading.likes[name] = [node.utt.meta["likes"]]
    reading.order = reading.posts[:]
    return reading, lambda: (
        [utterance.id for utterance in path]
        for conversation in conversations
        for path in conversation.get_root_to_leaf_paths()
    )


# --- delab-trees -----------------------------------------------------------------------------------------------


def delab(given: Input, posts: Sequence[Post]) -> tuple[Reading, Paths]:
    """A DataFrame into a TreeManager, as in its README; ids as they are, as the README has numbers."""
    pd = importlib.import_module("pandas")
    module = importlib.import_module("delab_trees")
    table = pd.DataFrame({
        "tree_id": [post.conversation for post in posts],
        "post_id": [post.id for post in posts],
        "parent_id": [post.parent for post in posts],
        "author_id": [post.author for post in posts],
        "text": [post.text for post in posts],
        "created_at": [pd.Timestamp(at) if (at := when(post)) else pd.NaT for post in posts],
        "likes": [post.likes for post in posts],
    })  # fmt: skip
    manager = module.TreeManager(table)
    numbers = any(isinstance(post.id, int) for post in posts)

    def name(node: object) -> str:
        return str(int(float(str(node)))) if numbers else str(node)

    reading = Reading(order=[])
    for tree in manager.trees.values():
        rows = tree.as_post_list()
        reading.posts.extend(name(row.post_id) for row in rows)
        held = {name(row.post_id) for row in rows}
        for node in tree.reply_graph.nodes:
            above = [name(parent) for parent in tree.reply_graph.predecessors(node)]
            if name(node) not in held:
                reading.gaps.append(name(node))
            elif len(above) > 1:
                reading.two_parents.append(name(node))
            else:
                reading.parents[name(node)] = above[0] if above else None
        for post, likes in zip(tree.df["post_id"], tree.df["likes"], strict=True):
            reading.likes.setdefault(name(post), []).append(int(likes))
        if given.siblings:
            reading.order = [name(node) for node in tree.as_tree().nodes]
        if given.tell and not tree.validate(verbose=False):
            reading.told.append("validate() says that the tree is not valid")
    for post in reading.posts:
        reading.parents.setdefault(post, None)
    return reading, lambda: (
        [name(row.post_id) for row in flow]
        for tree in manager.trees.values()
        for flow in tree.get_conversation_flows(as_list=True)
    )


# --- ariadne-x -------------------------------------------------------------------------------------------------


def ariadne_row(post: Post) -> dict[str, Any]:
    """A post as an X archive has it; ids as text, or as numbers where the input has numbers."""
    text = isinstance(post.id, str)
    ends = {"in_reply_to_status_id": post.parent, "quoted_status_id": post.quotes}
    at = when(post)
    return {
        "id_str" if text else "id": post.id,
        "full_text": post.text,
        "created_at": at.strftime("%a %b %d %H:%M:%S +0000 %Y") if at else None,
        "user": {"screen_name": post.author},
        "conversation_id_str" if text else "conversation_id": post.conversation,
        "favorite_count": post.likes,
        **{name + "_str" * text: end for name, end in ends.items() if end is not None},
    }


def ariadne(given: Input, posts: Sequence[Post]) -> tuple[Reading, Paths]:
    """Files of X posts, every post a target, and more depth than the default of 50."""
    module = importlib.import_module("ariadne")
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, dump in enumerate(dumps(posts)):
            files.append(Path(folder) / f"dump-{number}.json")
            files[-1].write_text(json.dumps([ariadne_row(post) for post in dump]), encoding="utf-8")
        result = module.build(
            tweets_file=files, all_loaded=True, no_dumps=True, no_cache=True, max_depth=max(50, len(posts) + 1)
        )
    reading = Reading(order=[], told=list(result.warnings))
    seen: dict[str, None] = {}
    branches = [path for one in result for path in (one.path, *(quote.path for quote in one.quotes))]
    for path in branches:
        for above, post in zip([None, *path], path, strict=False):
            seen[post] = None
            if reading.parents.setdefault(post, above) != above:
                reading.two_parents.append(post)
    for post in seen:
        tweet = result.store.get(post)
        if tweet is None or not tweet.available:
            reading.gaps.append(post)
            reading.reasons[post] = tweet.text.strip("[]") if tweet else ""
            reading.parents.pop(post)
        else:
            reading.posts.append(post)
            reading.likes[post] = [tweet.raw["favorite_count"]]
    reading.order = reading.posts[:]
    held = set(reading.posts)
    return reading, lambda: ([post for post in path if post in held] for path in branches)


# --- treelib ---------------------------------------------------------------------------------------------------


def treelib(given: Input, posts: Sequence[Post]) -> tuple[Reading, Paths]:
    """A Tree for each root, by create_node; parents first, if the input is not about order."""
    module = importlib.import_module("treelib")
    trees: list[Any] = []
    home: dict[Id, Any] = {}
    for post in parents_first(posts) if given.sorted_first else posts:
        tree = home.get(post.id, home.get(post.parent) if post.parent is not None else None)
        if tree is None:
            tree = module.Tree()
            trees.append(tree)
        tree.create_node(post.text, post.id, parent=post.parent, data=post)
        home[post.id] = tree
    return from_treelib(trees), lambda: (path for tree in trees for path in tree.paths_to_leaves())


def treelib_map(given: Input, posts: Sequence[Post]) -> tuple[Reading, Paths]:
    """One Tree, by from_map: a dict from child to parent, in which a later row of one id replaces the earlier."""
    module = importlib.import_module("treelib")
    rows = {post.id: post for post in posts}
    tree = module.Tree.from_map({post.id: post.parent for post in posts}, data_func=rows.__getitem__)
    return from_treelib([tree]), tree.paths_to_leaves


def from_treelib(trees: Sequence[Any]) -> Reading:
    reading = Reading(order=[])
    for tree in trees:
        for node in tree.all_nodes():
            above = tree.parent(node.identifier)
            reading.posts.append(str(node.identifier))
            reading.parents[str(node.identifier)] = None if above is None else str(above.identifier)
            reading.likes[str(node.identifier)] = [node.data.likes]
        reading.order = [*(reading.order or ()), *(str(name) for name in tree.expand_tree())]
    return reading


# --- anytree ---------------------------------------------------------------------------------------------------


def anytree(given: Input, posts: Sequence[Post]) -> tuple[Reading, Paths]:
    """A Node for each row, then each its parent. anytree knows no ids: the index is the user's own."""
    module = importlib.import_module("anytree")
    nodes = [module.Node(post.id, post=post) for post in posts]
    index: dict[Id, Any] = {}
    for node in nodes:
        index.setdefault(node.name, node)
    for node in nodes:
        if node.post.parent is not None:
            node.parent = index.get(node.post.parent)
    roots = [node for node in nodes if node.is_root]
    reading = Reading(order=[])
    for root in roots:
        for node in module.LevelOrderIter(root):
            reading.posts.append(str(node.name))
            reading.parents[str(node.name)] = None if node.parent is None else str(node.parent.name)
            reading.likes.setdefault(str(node.name), []).append(node.post.likes)
    reading.order = reading.posts[:]
    return reading, lambda: ([node.name for node in leaf.path] for root in roots for leaf in root.leaves)


TOOLS: dict[str, Tool] = {
    "threadkit": Tool("threadkit", "threadkit", threadkit, "MIT", "rebuilds threads from pages, files and dumps"),
    "ConvoKit": Tool(
        "convokit", "convokit", convokit, "MIT", "analyses conversations: many measures and ready-made corpora",
        beside=("pandas", "numpy", "spacy", "torch"),
    ),
    "delab-trees": Tool(
        "delab-trees", "delab_trees", delab, "MIT", "measures reply trees: authors, centrality, flows",
        ("tqdm", '"numpy<1.24"', '"pandas<2"'), ("pandas", "numpy", "networkx", "tensorflow"),
    ),
    "ariadne-x": Tool(
        "ariadne-x", "ariadne", ariadne, "MIT", "turns X archives into reply branches for language models",
    ),
    "treelib": Tool("treelib", "treelib", treelib, "Apache-2.0", "trees of any kind, one root each"),
    "treelib from_map": Tool("treelib", "treelib", treelib_map, "Apache-2.0", "the same, from a dict child: parent"),
    "anytree": Tool("anytree", "anytree", anytree, "Apache-2.0", "trees of any kind, made of linked nodes"),
}  # fmt: skip


# --- the process of one tool and one input -----------------------------------------------------------------------


def about(tool: Tool) -> dict[str, Any]:
    module = importlib.import_module(tool.module)
    version = importlib.metadata.version
    beside = [f"{name} {version(name)}" for name in tool.beside]
    try:
        own = version(tool.package)
    except importlib.metadata.PackageNotFoundError:  # a checkout on the path
        own = module.__version__
    return {"version": own, "python": platform.python_version(), "beside": beside}


def run(tool: Tool, given: Input, order: str, say: Callable[[dict[str, Any]], None]) -> None:
    importlib.import_module(tool.module)
    try:
        reading, paths = tool.read(given, arrivals(given)[order])
    except Exception as error:  # noqa: BLE001 - whatever a tool raises is its answer
        say({"error": type(error).__name__, "message": str(error)[:300]})
        return
    say({"reading": asdict(reading)})
    try:
        say({"paths": sorted([str(post) for post in path] for path in paths())})
    except Exception as error:  # noqa: BLE001
        say({"path_error": type(error).__name__, "message": str(error)[:300]})


def main() -> None:
    name, what, order, target, gigabytes = sys.argv[1:]
    with Path(target).open("w", encoding="utf-8") as out:

        def say(fact: dict[str, Any]) -> None:
            out.write(json.dumps(fact) + "\n")
            out.flush()

        if what == "ABOUT":
            try:
                say(about(TOOLS[name]))
            except ImportError as error:
                say({"absent": str(error)})
            return
        limit_memory(float(gigabytes))
        run(TOOLS[name], next(given for given in INPUTS if given.name == what), order, say)
        os._exit(0)  # a tool's own helpers shall not keep the process


def limit_memory(gigabytes: float) -> None:
    with contextlib.suppress(ImportError):  # not on Windows
        import resource

        most = int(gigabytes * 2**30)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    main()
