"""The ``threadkit`` command. Exit status: 0 fine, 1 `check` found something, 2 wrong use, 3 nothing readable."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from threadkit import __version__

if TYPE_CHECKING:
    from rich.console import Console

    from threadkit.archive import Archive

__all__ = ["main"]

LARGE = 2_000_000  #: bytes of input from which on it is shown that something is going on


class WrongUse(click.ClickException):
    """One line on stderr."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


class NothingReadable(WrongUse):
    exit_code = 3


@contextlib.contextmanager
def told_in_one_line() -> Iterator[None]:
    """What goes wrong becomes one line and an exit status; a reader that went away ends the run quietly."""
    from threadkit.errors import NotReadable, UnknownFormat

    try:
        yield
    except BrokenPipeError:
        _hush(sys.stdout)
        raise click.exceptions.Exit(0) from None
    except NotReadable as error:
        raise NothingReadable(f"{error}; `threadkit formats` shows what can be read") from None
    except UnknownFormat as error:
        raise WrongUse(str(error)) from None
    except FileNotFoundError as error:
        said = f"{error.filename}: no such file or folder" if error.filename is not None else str(error)
        raise WrongUse(f"{said}; check the path") from None
    except OSError as error:
        where = f"{error.filename}: " if error.filename is not None else ""
        raise WrongUse(f"{where}{error.strerror or error}") from None


def _hush(stream: IO[str]) -> None:
    """Python flushes stdout once more when it ends; let that go nowhere."""
    import os

    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def reading_options(command: Any) -> Any:  # noqa: ANN401 - click's decorators are as untyped as this
    """What every command that reads takes."""
    options = (
        click.argument("files", nargs=-1, required=True, metavar="FILES…"),
        click.option("--input-format", metavar="NAME", help="Read as this format instead of detecting it."),
        click.option("--seen-at", metavar="TIME", help='When the pages were saved: "2026-04-20", if you know.'),
        click.option("--author", metavar="@HANDLE", help="Whose page it is, where a page does not say."),
        click.option("--timezone", metavar="ZONE", help='Of the clock on the pages: "Europe/Rome" or "+02:00".'),
        click.option("--min-probability", type=click.FloatRange(0, 1), metavar="P",
                     help="Assert inferred links from here up (0..1, usually 0.5)."),
        click.option("--no-infer", is_flag=True, help="Only what sources state or show; no likely links."),
        click.option("--strict", is_flag=True, help="Stop at the first input that cannot be read."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="threadkit")
def main() -> None:
    """Reconstruct social-media threads from pasted pages, saved files and dumps."""


@main.command()
@reading_options
@click.option("-o", "--output", metavar="OUT", help="Write to this file; its ending picks the form.")
@click.option("--format", "form", metavar="FORM", help="html, markdown, text, json or tree; goes before the ending.")
def unroll(files: tuple[str, ...], output: str | None, form: str | None, **reading: Any) -> None:  # noqa: ANN401
    """Write all threads in order, then the posts outside threads.

    FILES are pages, folders or globs; "-" reads standard input. Without -o the text goes to the terminal.
    """
    with told_in_one_line():
        from threadkit import outputs

        if form is not None:
            outputs.form_named(form)
        elif output is not None:
            outputs.form_of_path(output)
        archive = loaded(files, **reading)
        if output is not None:
            outputs.write(archive, output, form)
        elif form is None:
            _to_terminal(archive)
        else:
            _print_plainly(outputs.chunks(archive, form))


@main.command()
@reading_options
@click.option("--ascii", "plain", is_flag=True, help="Draw with ASCII only.")
def tree(files: tuple[str, ...], plain: bool, **reading: Any) -> None:  # noqa: ANN401
    """Draw who answers whom, and how that is known."""
    with told_in_one_line():
        from threadkit.outputs.tree_text import chunks

        _print_plainly(chunks(loaded(files, **reading), ascii=plain or not _can_show("├─└│")))


@main.command()
@reading_options
@click.option("-q", "--quiet", is_flag=True, help="Only the summary.")
def check(files: tuple[str, ...], quiet: bool, **reading: Any) -> None:  # noqa: ANN401
    """Show what each line was taken for, what sources declare against what was found, gaps and problems.

    Exit status 1 if there is a problem worth a look or a declared figure disagrees.
    """
    with told_in_one_line():
        from threadkit.outputs.check_text import lines, sound

        archive = loaded(files, **reading)
        _styled(lines(archive, quiet=quiet), CHECK_STYLES)
    if not sound(archive):
        raise click.exceptions.Exit(1)


@main.command()
@click.argument("feeds", nargs=-1, metavar="FEEDS…")
@click.option("--simulated", type=click.IntRange(1), metavar="N", help="Feeds of N made-up accounts instead of files.")
@click.option("--replies", type=click.FloatRange(0), metavar="MEAN",
              help="Simulate reply counts, whatever is given: replies by others a post, on the mean.")
@click.option("--least", type=click.IntRange(2), default=30, show_default=True, metavar="N",
              help="Leave out accounts with fewer posts.")
@click.option("--with-replies", is_flag=True, help="Keep replies to other people, too: posts that continue none.")
@click.option("--min-probability", type=click.FloatRange(0, 1), default=0.5, show_default=True, metavar="P",
              help="Assert links from here up.")
@click.option("--seed", type=int, default=0, help="What is lost by chance is lost anew with another one.")
@click.option("--accounts", is_flag=True, help="Each account, too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a row.")
def evaluate(
    feeds: tuple[str, ...], simulated: int | None, replies: float | None, least: int, with_replies: bool,
    min_probability: float, seed: int, accounts: bool, as_json: bool,
) -> None:  # fmt: skip
    """How right guessed links are: on feeds whose reply ids are known, hidden, and asked for again.

    FEEDS are exports or dumps with reply ids, with as many posts of one account in a row as you can get. Of each
    account its posts and own threads are kept, its replies to other people not.
    """
    if bool(feeds) == bool(simulated):
        raise WrongUse("give FEEDS, or --simulated N")
    with told_in_one_line():
        import json

        from threadkit.evaluation.evaluating import evaluated_standard
        from threadkit.evaluation.feeds import feeds_of
        from threadkit.evaluation.report import lines, rows
        from threadkit.evaluation.simulated_feeds import simulated_feeds

        if simulated:
            known = list(simulated_feeds(simulated, seed + 1))
        else:
            archive = loaded(feeds, None, None, None, None, None, True, False)
            known = list(feeds_of(archive, least, with_replies=with_replies))
        if not known:
            raise WrongUse(f"no account with {least} posts and more; --least lowers that")
        found = evaluated_standard(known, min_probability, seed, replies)
        if as_json:
            _print_plainly(json.dumps(row) + "\n" for row in rows(found))
        else:
            _print_plainly(line + "\n" for line in lines(found, per_account=accounts))


@main.command()
def formats() -> None:
    """Show what can be read, with an example of each."""
    with told_in_one_line():
        from threadkit.parsing.reading import formats as known

        for i, each in enumerate(known()):
            if i:
                click.echo()
            click.secho(each.name, bold=True, nl=False)
            click.echo(f"  {each.title}")
            for line in each.example.strip("\n").split("\n"):
                click.echo(f"    {line}".rstrip())


# -- reading ----------------------------------------------------------------------------------------------------


def loaded(
    files: tuple[str, ...],
    input_format: str | None,
    seen_at: str | None,
    author: str | None,
    timezone: str | None,
    min_probability: float | None,
    no_infer: bool,
    strict: bool,
) -> Archive:
    """The archive of FILES. Raises NotReadable when nothing in them could be read."""
    from threadkit.errors import NotReadable, UnknownFormat
    from threadkit.loading import load
    from threadkit.records import Severity

    sources: list[str | IO[bytes]] = [sys.stdin.buffer if name == "-" else name for name in files]
    if files.count("-") > 1:
        raise WrongUse('"-" stands for standard input and can be given once')
    with _something_is_going_on(files):
        try:
            archive = load(
                *sources,
                seen_at=seen_at,
                author=author,
                timezone=timezone,
                format=input_format,
                infer=False if no_infer else None,
                min_probability=min_probability,
                strict=strict,
            )
        except (NotReadable, UnknownFormat):
            raise
        except ValueError as error:  # a time or a zone that makes no sense
            raise WrongUse(str(error)) from None
        archive.raise_if_unreadable()
        broken = [each for each in archive.problems if each.severity is Severity.ERROR]
        if not archive.posts and broken:  # a page of no posts is fine; one whose posts got lost is not
            where = f"{broken[0].source.capture}: " if broken[0].source is not None else ""
            raise NotReadable(f"{where}{broken[0].what}")
    return archive


@contextlib.contextmanager
def _something_is_going_on(files: tuple[str, ...]) -> Iterator[None]:
    size = sum(path.stat().st_size for path in map(Path, files) if path.is_file())
    if size < LARGE or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    # How long it takes is not known before: the bar pulses and the clock runs.
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        progress.add_task(f"Reading {size / 1e6:.0f} MB", total=None)
        yield


# -- showing ----------------------------------------------------------------------------------------------------

TEXT_STYLES = {
    "title": "bold", "facts": "dim", "byline": "bold cyan", "mark": "yellow", "gap": "yellow", "attached": "dim",
    "footer": "dim",
}  # fmt: skip
CHECK_STYLES = {
    "capture": "bold", "post": "green", "furniture": "dim", "problem": "yellow", "error": "bold red",
    "declared": "cyan", "heading": "bold",
}  # fmt: skip


def _to_terminal(archive: Archive) -> None:
    from threadkit.outputs.plain import lines

    _styled(lines(archive), TEXT_STYLES)


def _styled(lines: Iterator[tuple[Any, str]], styles: dict[str, str]) -> None:
    """Lines with their roles; styled only where a person looks on."""
    if not sys.stdout.isatty():
        _print_plainly(line + "\n" for _, line in lines)
        return
    from rich.console import Console
    from rich.text import Text

    console: Console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    for role, line in lines:
        console.print(Text(line, styles.get(role, "")))


def _print_plainly(chunks: Iterator[str]) -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that cannot show a sign shows "?" instead
    sys.stdout.writelines(chunks)
    sys.stdout.flush()


def _can_show(signs: str) -> bool:
    try:
        signs.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
