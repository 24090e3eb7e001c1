"""The commands of ``trade-report data``: ``check``, ``seal``, ``refresh`` and ``diff``."""

from typing import Annotated, Any

import typer

from analysis.cli import output
from analysis.cli.options import Quiet
from analysis.errors import ReportError

Source = Annotated[list[str] | None, typer.Option(help="Read this source only; may be given again.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Do everything but the last step.")]
Accept = Annotated[bool, typer.Option("--accept", help="Take months of a size beyond belief, once looked at.")]
Since = Annotated[str | None, typer.Option(help="First month to read again, YYYY-MM.")]


def check() -> None:
    """Check every table: digest, schema, accounting identities."""
    from analysis.data.identities import check_all

    for line in check_all():
        typer.echo(line)


def seal() -> None:
    """Record size and digest of deliberately changed tables in the descriptor."""
    from analysis.data.seal import seal as seal_tables

    changed = seal_tables()
    typer.echo(f"sealed: {', '.join(changed)}" if changed else "nothing has changed")


def refresh(
    source: Source = None,
    dry_run: DryRun = False,
    since: Since = None,
    accept: Accept = False,
    quiet: Quiet = False,
) -> None:
    """Read the official sources again and put a new vintage into place: all or nothing."""
    import pandas as pd
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from analysis.data.diff import lines
    from analysis.refresh import run
    from analysis.refresh.client import Client, Limits
    from analysis.refresh.sources import from_environment, is_mirrored

    first = None if since is None else _since(since)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    sources = from_environment()
    limits = Limits(pause_seconds=0) if is_mirrored() else Limits()
    minutes = limits.refresh_seconds / 60
    console = output.console(quiet)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=None)

        def asked(what: str) -> None:
            if not progress.tasks[task].completed:
                console.print(f"takes {minutes:.0f} minutes at most; Ctrl-C leaves everything as it was")
            progress.update(task, advance=1, description=what)

        with Client(run.build_folder() / "raw", limits, asked=asked) as client:
            result = run.refresh(
                client,
                sources,
                pd.Timestamp.now("UTC").tz_localize(None),
                first,
                source or (),
                dry_run,
                accept,
            )
    for line in (line for change in result.differences for line in lines(change)):
        typer.echo(line)
    for note in result.notes:
        typer.echo(f"NOTE, look at it before you use it: {note}")
    for reason in result.skipped:
        typer.echo(f"left out, {reason}")
    if not result.differences:
        typer.echo("nothing has changed at the sources")
    elif dry_run:
        typer.echo("dry run: all checks hold, nothing was written")


def _since(text: str) -> Any:
    from analysis.inputs import month

    try:
        return month(text)
    except ReportError as error:
        raise ReportError(f"--since {error}") from None


def diff(old: str, new: str, form: output.Form = "table", out: output.File = None) -> None:
    """Print what differs between two vintages of the totals, or two data folders or clones."""
    from analysis.data.diff import between, lines, rows

    changes = list(between(old, new))
    output.show(
        lambda: rows(changes), lambda: "\n".join(line for change in changes for line in lines(change)), form, out
    )
