"""The text of a Slack message: names in place of ids, addresses of links, no escapes; or what its blocks say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from threadkit.parsing.markup.html_text import is_short_for

__all__ = ["buttons_in", "slack_blocks", "slack_text"]

Names = Mapping[str, str]

#: Slack's own markup: <@U1|name>, <#C1|name>, <!here>, <https://…|words>. Signs that people write are escaped.
TOKEN = re.compile(r"<([^<>\n]{1,4000})>")
ADDRESS = re.compile(r"\^(https?://\S{1,2000})$")  #: behind the pattern of a date
ESCAPE = re.compile("&(amp|lt|gt);")
ESCAPED = {"amp": "&", "lt": "<", "gt": ">"}
#: Elements of blocks that end with a new line.
LINES = frozenset((
    "rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted", "section", "header", "context",
    "mrkdwn", "plain_text", "image", "video", "actions", "divider", "markdown",
))  # fmt: skip
INSIDE = ("elements", "fields", "text", "title")  #: last first
UNSHOWN = frozenset(("button", "image", "overflow", "datepicker", "checkboxes"))


def slack_text(text: str, names: Names) -> str:
    """`names`: of accounts and channels by id.

    >>> slack_text("<@U1>: R&amp;D is <https://example.org/a|over there>, see <https://example.org|example.org>",
    ...            {"U1": "ada"})
    '@ada: R&D is over there (https://example.org/a), see https://example.org'
    """
    if "<" in text:
        text = TOKEN.sub(lambda found: token(found[1], names), text)
    return ESCAPE.sub(lambda found: ESCAPED[found[1]], text) if "&" in text else text


def token(inside: str, names: Names) -> str:
    what, _, label = inside.partition("|")
    sign, rest = what[:1], what[1:]
    if sign == "@":
        return f"@{names.get(rest) or label or rest}"
    if sign == "#":
        return f"#{label or names.get(rest) or rest}"
    if sign == "!":
        word, _, more = rest.partition("^")
        shown = label or (more if word == "subteam" else word)
        if word == "date" and (address := ADDRESS.search(more)):
            return linked(address[1], shown)
        return shown if label[:1] in ("@", "#") or word == "date" else f"@{shown}"
    if what.startswith(("mailto:", "tel:")):
        return label or what.partition(":")[2]
    return linked(what, label)


def linked(address: str, label: str) -> str:
    """A link as text: its words, and its address if they are not that."""
    return address if not label or is_short_for(label, address) else f"{label} ({address})"


def slack_blocks(blocks: list[Any], names: Names) -> str:
    """The words of the blocks of a message, in order; an app may say all it says there.

    >>> slack_blocks([{"type": "section", "text": {"type": "mrkdwn", "text": "Water <@U1>"}}], {"U1": "ada"})
    'Water @ada'
    """
    parts: list[str] = []
    stack: list[Any] = [*reversed(blocks)]
    while stack:
        each = stack.pop()
        if isinstance(each, str):
            parts.append(each)
        elif isinstance(each, list):
            stack.extend(reversed(each))
        elif isinstance(each, dict):
            kind = str(each["type"]) if isinstance(each.get("type"), str) else ""
            if kind in UNSHOWN:
                continue
            inside = words(each, kind, names)
            if inside is not None:
                parts.append(inside)
                if kind in LINES:
                    parts.append("\n")
                continue
            if kind in LINES:
                stack.append("\n")
            stack.extend(part for key in INSIDE if isinstance(part := each.get(key), list | dict))
    return re.sub(r"\n{2,}", "\n", "".join(parts)).strip()


def buttons_in(blocks: list[Any]) -> Iterator[tuple[str, str]]:
    """Words and address of each button that leads somewhere.

    >>> list(buttons_in([{"type": "actions", "elements": [
    ...     {"type": "button", "text": {"type": "plain_text", "text": "Open"}, "url": "https://example.org/plan"}]}]))
    [('Open', 'https://example.org/plan')]
    """
    for block in blocks:
        inside = [block.get("accessory"), block.get("elements")] if isinstance(block, dict) else []
        for each in [one for part in inside for one in (part if isinstance(part, list) else [part])]:
            if isinstance(each, dict) and isinstance(url := each.get("url"), str) and each.get("type") == "button":
                yield slack_blocks([each.get("text")], {}), url


def words(element: dict[str, Any], kind: str, names: Names) -> str | None:
    """Of an element that has no others in it."""
    text = element.get("text")
    if kind == "link":
        return linked(named(element, "url"), text if isinstance(text, str) else "")
    if kind == "user":
        return token(f"@{named(element, 'user_id')}", names)
    if kind == "channel":
        return token(f"#{named(element, 'channel_id')}", names)
    if kind == "usergroup":
        return token(f"!subteam^{named(element, 'usergroup_id')}", names)
    if kind == "broadcast":
        return token(f"!{named(element, 'range')}", names)
    if kind == "emoji":
        return f":{named(element, 'name')}:"
    if kind == "date":
        return named(element, "fallback")
    if isinstance(text, str):
        return slack_text(text, names) if kind == "mrkdwn" else text
    return None


def named(element: dict[str, Any], key: str) -> str:
    value = element.get(key)
    return str(value) if type(value) in (str, int) else ""
