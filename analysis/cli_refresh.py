"""The commands ``trade-report data refresh`` and ``trade-report data diff``."""

import re
from typing import Annotated

import typer

from analysis.errors import ReportError

Source = Annotated[list[str] | None, typer.Option(help="Read this source only; may be given again.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Do everything but the last step.")]
Since = Annotated[str | None, typer.Option(help="First month to read again, YYYY-MM.")]


def refresh(source: Source = None, dry_run: DryRun = False, since: Since = None) -> None:
    """Read the official sources again and put a new vintage into place: all or nothing."""
    import pandas as pd
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from analysis.data.diff import lines
    from analysis.refresh import run
    from analysis.refresh.client import Client, Limits
    from analysis.refresh.sources import from_environment, is_mirrored

    if since is not None and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", since):
        raise ReportError(f"--since {since!r}: write the month as YYYY-MM, as in 2025-12")
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)

        def asked(what: str) -> None:
            progress.update(task, advance=1, description=what)

        limits = Limits(pause_seconds=0) if is_mirrored() else Limits()
        with Client(run.build_folder() / "raw", limits, asked=asked) as client:
            result = run.refresh(
                client,
                from_environment(),
                pd.Timestamp.now("UTC").tz_localize(None),
                pd.Timestamp(since) if since else None,
                source or (),
                dry_run,
            )
    for change in result.differences:
        for line in lines(change):
            typer.echo(line)
    for reason in result.skipped:
        typer.echo(f"left out, {reason}")
    if not result.differences:
        typer.echo("nothing has changed at the sources")
    elif dry_run:
        typer.echo("dry run: all checks hold, nothing was written")


def diff(old: str, new: str) -> None:
    """Print what differs between two vintages of the totals, or two data folders or clones."""
    from analysis.data.diff import between, lines

    for change in between(old, new):
        for line in lines(change):
            typer.echo(line)
