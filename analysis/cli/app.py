"""The commands together, and how the command line begins and ends."""

import os
import sys
from io import TextIOWrapper
from typing import Annotated, NoReturn

import typer
from typer.exceptions import TyperException

from analysis.cli import answers, book, rates, tables
from analysis.cli.commands import Commands, Group
from analysis.errors import ReportError

INTERRUPTED = 130  # the status after Ctrl-C

app = Commands(
    cls=Group,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Build and query the report on US trade and tariffs.",
)
data = Commands(no_args_is_help=True, help="Check, compare, refresh and seal the tables of data/.")
app.command("build")(book.build)
app.command("run")(book.run)
app.command("headline")(book.headline)
app.command("editions")(book.editions)
app.command("notebooks")(book.store_outputs)
app.command("messages")(book.messages)
app.command("rate")(rates.rate)
app.command("rates")(rates.rates)
app.command("scenario")(answers.scenario)
app.command("claims")(answers.claims)
app.add_typer(data, name="data")
data.command("check")(tables.check)
data.command("seal")(tables.seal)
data.command("refresh")(tables.refresh)
data.command("diff")(tables.diff)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(version("trade-report"))
        raise typer.Exit


@app.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Build and query the report on US trade and tariffs."""
    if debug:
        os.environ["TRADE_REPORT_DEBUG"] = "1"


def main() -> None:
    """Run the command line; a ReportError becomes its message and exit status 1, a mistyped command one line and 2."""
    _make_writable()
    try:
        status = app(standalone_mode=False)
    except TyperException as error:
        _leave(error.exit_code, error.format_message())
    except BrokenPipeError:  # whoever read the output has gone
        os._exit(1)
    except (ReportError, OSError) as error:
        if "TRADE_REPORT_DEBUG" in os.environ:
            raise
        place = f"{error.filename}: " if isinstance(error, OSError) and error.filename else ""
        message = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        _leave(1, f"{place}{message}")
    if status == INTERRUPTED:
        sys.stdout.flush()
        os._exit(status)  # now: what still waits, such as a thread for a name server, is waited for no more
    sys.exit(status)


def _make_writable() -> None:
    """Let every character be written: as UTF-8 into files and pipes, with a stand-in on a terminal that lacks it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def _leave(status: int, message: str = "") -> NoReturn:
    """End with ``status`` and ``message``, of which no line is longer than a reader wants."""
    lines = [line if len(line) <= 500 else f"{line[:300]} … {line[-150:]}" for line in message.splitlines()]
    if lines:
        print("trade-report: " + "\n".join(lines), file=sys.stderr)
    sys.exit(status)
