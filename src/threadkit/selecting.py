"""Which posts and findings a selection takes."""

from __future__ import annotations

from threadkit.graph.concluding import Conclusion
from threadkit.parsing.identity import author_key, sighting_id
from threadkit.records import Author, Capture, Finding, Link, Post, Rejection, Repost, Sighting

__all__ = ["concerns", "is_by"]


def is_by(post: Post, author: str | Author) -> bool:
    if post.author is None:
        return False
    if isinstance(author, Author):
        return author_key(post.author, None) == author_key(author, None)
    said = author.removeprefix("@").casefold()
    if author.startswith("@"):
        return (post.author.handle or "").casefold() == said
    return said in {(post.author.name or "").casefold(), (post.author.handle or "").casefold(), post.author.id}


def concerns(finding: Finding, view: Conclusion) -> bool:
    """Whether a finding is about the posts of a view, or about a capture that shows one of them."""
    if isinstance(finding, Sighting):
        return sighting_id(finding) in view.canonical
    if isinstance(finding, Link | Rejection):
        return finding.child in view.canonical
    if isinstance(finding, Repost):
        return finding.post in view.canonical
    if isinstance(finding, Capture):
        return finding.name in view.captures
    return finding.source is None or finding.source.capture in view.captures
