"""The command line: ``trade-report``."""

import os
import re
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from analysis import cli_rates, cli_refresh
from analysis.errors import ReportError, shown

INTERRUPTED = 130  # the status after Ctrl-C
F = TypeVar("F", bound=Callable[..., Any])


class _AsGiven:
    """How text and paths are taken: as they are. Typer's own way imports a library that costs more than a look-up."""

    def __init__(self, kind: type) -> None:
        self.kind = kind

    def coerce(self, value: Any, **_: Any) -> Any:
        """Return ``value`` as a text or path; an option that was not given stays None."""
        return None if value is None else self.kind(value)


def _take_as_given(params: Sequence[Any]) -> None:
    """Let texts, paths and flags among ``params``, each given once, be taken `_AsGiven`."""
    for param in params:
        kind = getattr(getattr(param, "type_descriptor", None), "annotation", None)
        if kind in (str, Path, bool) and param.nargs == 1 and not getattr(param, "multiple", False):
            param._runtime_param = _AsGiven(kind)


class _Group(TyperGroup):
    """A set of commands."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Return what is left of ``args`` for the command."""
        _take_as_given(self.get_params(ctx))
        return super().parse_args(ctx, args)


class _Command(TyperCommand):
    """A command whose options may be given once each."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Return what is left of ``args``; a repeated option, of which only the last would count, is an error."""
        _take_as_given(self.get_params(ctx))
        _, _, order = self.make_parser(ctx).parse_args(list(args))
        for option in order:
            if order.count(option) > 1 and not getattr(option, "multiple", False):
                raise ReportError(f"{option.opts[0]} is given twice; give it once")
        return super().parse_args(ctx, args)


class _Commands(typer.Typer):
    """A set of such commands."""

    def command(self, name: str | None = None, **options: Any) -> Callable[[F], F]:
        """Return the decorator that adds a command."""
        return super().command(name, cls=_Command, **options)


app = _Commands(
    cls=_Group,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Build and query the report on US trade and tariffs.",
)
tables = _Commands(no_args_is_help=True, help="Check and seal the tables of data/.")
app.add_typer(tables, name="data")
app.command("rate")(cli_rates.rate)
app.command("rates")(cli_rates.rates)
tables.command("refresh")(cli_refresh.refresh)
tables.command("diff")(cli_refresh.diff)

Partner = Annotated[str | None, typer.Option(help="ISO alpha-3 code, English name or Census code.")]
Start = Annotated[str | None, typer.Option(help="First month, YYYY-MM.")]
End = Annotated[str | None, typer.Option(help="Last month, YYYY-MM.")]
More = Annotated[list[str] | None, typer.Option("-p", "--parameter", metavar="NAME=VALUE", help="Any other parameter.")]
Vintage = Annotated[str | None, typer.Option(help="Totals as they were known in this vintage.")]
Out = Annotated[Path | None, typer.Option(help="Folder for the book.")]
Engine = Annotated[
    str | None,
    typer.Option(help="fork: warm processes, the default where there are any; kernel: Jupyter kernels."),
]


def _processes(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,3}", text):
        raise typer.BadParameter(f"{shown(text)} is no number of processes; give 1 or more")
    return int(text)


Workers = Annotated[
    int | None,
    typer.Option(
        parser=_processes, metavar="INTEGER", help="Processes side by side; by default one a core, memory allowing."
    ),
]


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


@app.command()
def build(
    partner: Partner = None,
    start: Start = None,
    end: End = None,
    vintage: Vintage = None,
    parameter: More = None,
    out: Out = None,
    engine: Engine = None,
    workers: Workers = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Print the book to one PDF too; needs Chromium.")] = False,
) -> None:
    """Build one edition of the book."""
    from rich.console import Console
    from rich.table import Table

    from analysis.present import words
    from analysis.publish.build import build as run_build
    from analysis.publish.pdf import write as write_pdf
    from analysis.publish.plan import Step, chapters_of

    parameters = _parameters({"partner": partner, "start": start, "end": end, "vintage": vintage}, parameter)
    console = Console(stderr=True)
    total = len(chapters_of(parameters)[0]) + 1
    finished: list[str] = []

    def report(step: Step) -> None:
        finished.append(step.name)
        why = f" ({step.why})" if step.why else ""
        line = f"[{len(finished)}/{total}] {step.name} {step.status} {step.seconds:.1f} s{why}"
        console.print(line, markup=False, highlight=False, soft_wrap=True)

    result = run_build(parameters, out, report, _settings(engine, workers))
    table = Table("step", "", "seconds", title="Timings")
    for step in sorted(result.steps, key=lambda step: step.name):
        table.add_row(step.name, step.status, f"{step.seconds:.1f}")
    console.print(table)
    for note in result.notes:
        console.print(f"note: {note}", markup=False, highlight=False, soft_wrap=True)
    if result.left_out:
        console.print(f"left out, not for this edition: {', '.join(result.left_out)}", markup=False)
    typer.echo(result.index)
    if pdf:
        typer.echo(write_pdf(result.index.parent, f"Law as of {words.day(parameters.day)}."))


@app.command()
def run(
    chapter: str,
    partner: Partner = None,
    start: Start = None,
    end: End = None,
    parameter: More = None,
    out: Out = None,
) -> None:
    """Execute one chapter to a notebook and print its path."""
    from analysis.publish import normal_form, notebooks
    from analysis.publish.chapter import notebook_of
    from analysis.publish.settings import BUILD

    parameters = _parameters({"partner": partner, "start": start, "end": end}, parameter)
    name = notebooks.path(chapter).stem
    target = (out or BUILD / "runs" / parameters.slug) / f"{name}.ipynb"
    normal_form.write(notebook_of(name, parameters), target)
    typer.echo(target)


@app.command()
def headline() -> None:
    """Draw the picture of the README anew from the default edition."""
    from analysis.publish import picture

    picture.write()
    typer.echo(picture.PICTURE)


@app.command()
def editions(
    partners: Annotated[list[str] | None, typer.Argument(help="Partners, as for --partner.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every partner that the data allow.")] = False,
    start: Start = None,
    end: End = None,
    parameter: More = None,
    out: Out = None,
    engine: Engine = None,
    workers: Workers = None,
    resume: Annotated[bool, typer.Option(help="Keep books whose inputs have not changed as they stand.")] = False,
    scheduler: Annotated[str, typer.Option(help="Address of a Dask scheduler, as in tcp://host:8786.")] = "",
) -> None:
    """Build one edition for each partner, and a page over them."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from analysis.publish.editions import FOLDER, Outcome, build_all, partners_with_data

    codes = partners_with_data() if every else partners or []
    if not codes:
        raise ReportError("name partners, as in `trade-report editions VNM THA`, or give --all")
    wanted, refused = _editions(codes, start, end, parameter)
    if refused and not (every and wanted):
        raise ReportError("\n".join(refused))
    console = Console(stderr=True)
    columns = (TextColumn("editions"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, auto_refresh=False) as progress:  # a thread that draws must not be forked
        bar = progress.add_task("editions", total=len({edition.slug for edition in wanted}))

        def report(outcome: Outcome) -> None:
            line = f"{outcome.parameters.slug} {outcome.status} {outcome.seconds:.1f} s"
            for text in (line, *(f"note: {note}" for note in outcome.notes)):
                progress.console.print(text, markup=False, highlight=False, soft_wrap=True)
            progress.advance(bar)
            progress.refresh()

        index, outcomes = build_all(wanted, out or FOLDER, report, _settings(engine, workers), resume, scheduler)
    typer.echo(index)
    failed = [f"{outcome.parameters.slug}: {outcome.message}" for outcome in outcomes if outcome.status == "failed"]
    if failed or refused:
        causes = "\n".join([*refused, *failed])
        raise ReportError(f"{len(failed) + len(codes) - len(wanted)} of {len(codes)} editions failed:\n{causes}")


@app.command("notebooks")
def store_outputs(
    chapters: Annotated[list[str] | None, typer.Argument(help="Chapters by name; all if left out.")] = None,
) -> None:
    """Execute chapters as committed and store the plain outputs that the tests compare."""
    from analysis.parameters import Parameters
    from analysis.publish import normal_form, notebooks
    from analysis.publish.chapter import notebook_of

    for chapter in [notebooks.path(name).stem for name in chapters or notebooks.chapters()]:
        notebook = normal_form.plain(notebook_of(chapter, Parameters()))
        normal_form.write(notebook, notebooks.path(chapter))
        typer.echo(chapter)


@app.command()
def scenario(
    tariff: Annotated[str | None, typer.Option(help="Default rate as a fraction, or today.")] = None,
    elasticity: Annotated[str | None, typer.Option(help="A verified estimate's name, or a number.")] = None,
    pass_through: Annotated[str | None, typer.Option(help="Share of the tariff that importers pay.")] = None,
    partner: Partner = None,
    parameter: More = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Compute what another tariff would do, as the chapter What if does."""
    from json import dumps

    from analysis.chapters import own_scenario, published_estimates, what_if

    given = {"tariff": tariff, "elasticity": elasticity, "pass_through": pass_through, "partner": partner}
    parameters = _parameters(given, parameter)
    if json:
        typer.echo(dumps(own_scenario.summary(parameters), indent=1))
        return
    own_scenario.summary(parameters)  # refuses what the data cannot answer
    for call in (what_if.findings, what_if.assumptions, what_if.outcome, what_if.compare, published_estimates.methods):
        part = call(parameters)
        if part is not None:
            typer.echo(part._repr_mimebundle_()["text/plain"].replace("**", "") + "\n")


@app.command()
def claims(
    document: Annotated[str | None, typer.Option(help="Document, 000 to 004.")] = None,
    verdict: Annotated[str | None, typer.Option(help="Verdict, as in contradicted.")] = None,
    form: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
) -> None:
    """Print every statement of the source documents with its verdict."""
    from analysis.claims import listing

    rows = listing(document, verdict)
    if form == "csv":
        typer.echo(rows.to_csv(index=False, lineterminator="\n"), nl=False)
    elif form == "json":
        typer.echo(rows.to_json(orient="records", force_ascii=False, indent=1))
    elif form == "table":
        typer.echo(rows[["claim", "verdict", "paraphrase", "explanation"]].to_string(index=False, max_colwidth=70))
    else:
        raise ReportError(f"--format {form!r}: choose table, csv or json")


@tables.command("check")
def check() -> None:
    """Check every table: digest, schema, accounting identities."""
    from analysis.data.identities import check_all

    for line in check_all():
        typer.echo(line)


@tables.command("seal")
def seal() -> None:
    """Record size and digest of deliberately changed tables in the descriptor."""
    from analysis.data.seal import seal as seal_tables

    changed = seal_tables()
    typer.echo(f"sealed: {', '.join(changed)}" if changed else "nothing has changed")


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


def _settings(engine: str | None, workers: int | None) -> Any:
    """Return how to build, from the options of the command line."""
    from analysis.publish.settings import Settings

    given: dict[str, Any] = {"engine": engine, "workers": workers}
    return Settings(**{name: value for name, value in given.items() if value is not None})


def _editions(
    codes: list[str], start: str | None, end: str | None, more: list[str] | None
) -> tuple[list[Any], list[str]]:
    """Return the parameters of an edition for each of ``codes``, and what is wrong with the others, each fault once."""
    editions: list[Any] = []
    refused: dict[str, list[str]] = {}
    for code in codes:
        try:
            editions.append(_parameters({"partner": code, "start": start, "end": end}, more))
        except ReportError as error:
            refused.setdefault(str(error), []).append(code)
    return editions, [f"{', '.join(whose)}: {fault}" for fault, whose in refused.items()]


def _parameters(options: dict[str, str | None], more: list[str] | None) -> Any:
    """Return checked parameters from the ``options`` of the command line, by parameter, and those after ``-p``.

    Raises ReportError for a parameter that is given twice, of which only one could count.
    """
    from analysis.parameters import parse

    values = {name: value for name, value in options.items() if value is not None}
    for text in more or []:
        name, sign, value = (part.strip() for part in text.partition("="))
        if not sign:
            raise ReportError(f"-p {shown(text)}: write NAME=VALUE, as in -p base_year=2023")
        if name in values:
            raise ReportError(f"{name} is given twice, as {shown(values[name])} and {shown(value)}; give it once")
        values[name] = value
    return parse(values)


if __name__ == "__main__":
    main()
