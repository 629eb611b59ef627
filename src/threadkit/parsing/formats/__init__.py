"""One file = one format. This table names the built-in ones; other packages add theirs through entry points."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import cast

from threadkit.parsing.material import Format

__all__ = ["BUILT_IN", "GROUP", "available"]

GROUP = "threadkit.formats"

BUILT_IN = (
    "activitypub",
    "bluesky_car",
    "bluesky_records",
    "bluesky_viewer_ages",
    "bluesky_viewer_clock",
    "bluesky_views",
    "chat_text",
    "comments_text",
    "convokit_corpus",
    "discord_json",
    "discourse",
    "hacker_news",
    "mail",
    "mastodon",
    "reddit_dump",
    "reddit_json",
    "reddit_page_text",
    "slack_export",
    "table_csv",
    "table_parquet",
    "telegram_json",
    "thread_reader_text",
    "threadkit_json",
    "x_api_v1",
    "x_api_v2",
    "x_archive",
    "x_compliance",
    "x_conversation_text",
    "x_graphql",
    "x_profile_text",
    "x_rumours",
    "x_twarc_csv",
)


def available() -> tuple[dict[str, Format], dict[str, str]]:
    """Formats by name, and for each plugin that could not be loaded, why."""
    from importlib.metadata import entry_points

    found: dict[str, Format] = {}
    broken: dict[str, str] = {}
    for name in BUILT_IN:
        found[name] = as_format(importlib.import_module(f"{__name__}.{name}"))
    for point in sorted(entry_points(group=GROUP), key=lambda p: (p.name, p.value)):
        if point.name in found:
            continue
        try:
            found[point.name] = as_format(point.load())
        except (ImportError, AttributeError, TypeError) as error:
            broken[point.name] = f"{point.value}: {error}"
    return found, broken


def as_format(module: ModuleType) -> Format:
    lacking = [name for name in ("NAME", "TITLE", "EXAMPLE", "detect", "read") if not hasattr(module, name)]
    if lacking:
        raise TypeError(f"format {module.__name__} lacks {', '.join(lacking)}; see CONTRIBUTING.md")
    return cast(Format, module)
