"""What each place of each capture was taken for, what sources declare against what was found, gaps, problems."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from threadkit.outputs.phrases import author, captures, gap, gaps, one_line, plural, start_of
from threadkit.records import (
    Capture,
    Declared,
    Finding,
    Furniture,
    Missing,
    Problem,
    Repost,
    Severity,
    Sighting,
    Source,
)
from threadkit.wording import declared

if TYPE_CHECKING:
    from threadkit.archive import Archive

__all__ = ["Role", "lines", "sound"]

Role = Literal["capture", "post", "furniture", "declared", "problem", "error", "heading", "line"]

AGREES = {True: "agrees", False: "DISAGREES", None: "cannot tell"}
WIDTH = 60  #: characters of what stands in a place


def sound(archive: Archive) -> bool:
    """Whether there is no problem worth a look and no declared figure disagrees."""
    worth = any(problem.severity is not Severity.INFO for problem in archive.problems)
    return not worth and not any(check.agrees is False for check in archive.checks)


def lines(archive: Archive, *, quiet: bool = False) -> Iterator[tuple[Role, str]]:
    """Each line with its role; with `quiet` only the summary."""
    if not quiet:
        yield from _places(archive)
    yield "heading", "Summary"
    yield "line", f"  {_summary(archive)}"
    if archive.checks:
        yield "heading", "Declared"
    for check in archive.checks:
        role: Role = "error" if check.agrees is False else "line"
        yield role, f"  {AGREES[check.agrees]}: {one_line(check.note)} ({_place(check.declared.source)})"
    if archive.missing:
        yield "heading", "Gaps"
    for missing in archive.missing:
        yield "line", f"  {gap(missing)}{_near(archive, missing)}"
    if archive.problems:
        yield "heading", "Problems and notes"
    for problem in archive.problems:
        yield _role(problem), f"  {problem.severity.value}: {_told(problem)}"


def _summary(archive: Archive) -> str:
    problems = sum(problem.severity is not Severity.INFO for problem in archive.problems)
    return ", ".join((
        plural(len(archive.captures), "capture", "captures"),
        plural(len(archive.posts), "post", "posts"),
        plural(len(archive.threads()), "thread", "threads"),
        gaps(archive.missing),
        plural(problems, "problem", "problems"),
    ))  # fmt: skip


def _places(archive: Archive) -> Iterator[tuple[Role, str]]:
    found: dict[str, list[tuple[str, Role, str]]] = {name: [] for name in archive.captures}
    for finding in archive.findings:
        if (taken := _taken(finding)) is not None:
            source, role, what, words = taken
            shown = f"{what}: {words}" if words else what
            found.setdefault(source.capture, []).append((one_line(source.locator), role, shown))
    for name, places in found.items():
        capture = archive.captures.get(name)
        yield "capture", _headed(name, capture)
        width = min(16, max((len(locator) for locator, _, _ in places), default=0))
        for locator, role, shown in places:
            yield role, f"  {locator:<{width}}  {shown}"
        yield "line", ""


def _headed(name: str, capture: Capture | None) -> str:
    if capture is None:
        return f"{one_line(name)} (not read)"
    return f"{captures([capture])[0]} ({one_line(capture.format)})"


def _taken(finding: Finding) -> tuple[Source, Role, str, str] | None:
    """Source, role, what it is and its first words; None for what stands in no place of its own."""
    if isinstance(finding, Sighting):
        return finding.source, "post", "post", start_of(finding.text, WIDTH)
    if isinstance(finding, Furniture):
        return finding.source, "furniture", one_line(finding.role), start_of(finding.text, WIDTH)
    if isinstance(finding, Declared):
        return finding.source, "declared", "declares", one_line(declared(finding.count, finding.what))
    if isinstance(finding, Repost):
        return finding.source, "post", "repost of", one_line(finding.post)
    if isinstance(finding, Problem) and finding.source is not None:
        return finding.source, _role(finding), f"{finding.severity.value}: {one_line(finding.what)}", ""
    return None


def _role(problem: Problem) -> Role:
    if problem.severity is Severity.INFO:
        return "line"
    return "error" if problem.severity is Severity.ERROR else "problem"


def _near(archive: Archive, missing: Missing) -> str:
    near = [archive[name] for name in missing.near if name in archive]
    if not near:
        return f" ({one_line(missing.id)})"
    return f", near “{start_of(near[0].text, 40)}” by {author(near[0].author)}"


def _told(problem: Problem) -> str:
    place = f"{_place(problem.source)}: " if problem.source is not None else ""
    saw = f": {start_of(problem.saw, 120)}" if problem.saw else ""
    return f"{place}{one_line(problem.what)}{saw}"


def _place(source: Source) -> str:
    return one_line(f"{source.capture} {source.locator}")
