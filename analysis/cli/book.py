"""The commands that make books, notebooks, the catalogues of translations and the picture of the README."""

from typing import TYPE_CHECKING, Annotated

import typer

from analysis.cli import options, output
from analysis.cli.commands import chapters as known_chapters
from analysis.cli.options import End, Engine, More, Out, Partner, Quiet, Spoken, Start, Vintage, Workers
from analysis.errors import ReportError

if TYPE_CHECKING:
    from analysis.publish.editions import Outcome
    from analysis.publish.plan import Step


def build(
    partner: Partner = None,
    start: Start = None,
    end: End = None,
    vintage: Vintage = None,
    language: Spoken = None,
    parameter: More = None,
    out: Out = None,
    engine: Engine = None,
    workers: Workers = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Print the book to one PDF too; needs Chromium.")] = False,
    quiet: Quiet = False,
) -> None:
    """Build one edition of the book and print where it is."""
    import time

    from analysis.language import say, using
    from analysis.present import words
    from analysis.publish.build import build as run_build
    from analysis.publish.build import in_languages
    from analysis.publish.pdf import write as write_pdf
    from analysis.publish.plan import chapters_of

    began = time.monotonic()
    spoken, also = options.languages(language)
    given = {"partner": partner, "start": start, "end": end, "vintage": vintage, "language": spoken}
    parameters = options.parameters(given, parameter)
    console = output.console(quiet)
    books = in_languages(parameters, also)
    total = (len(chapters_of(parameters)[0]) + 1) * len(books)
    finished: list[str] = []

    def report(step: "Step") -> None:
        finished.append(step.name)
        why = f" ({step.why})" if step.why else ""
        name = f"{step.name} ({step.language})" if also else step.name
        console.print(f"[{len(finished)}/{total}] {name} {step.status} {output.seconds(step.seconds)}{why}")

    result = run_build(parameters, out, report, options.settings(engine, workers), also)
    for note in result.notes:
        console.print(f"note: {note}")
    if result.left_out:
        console.print(f"left out, Data and methods says why: {', '.join(result.left_out)}")
    console.print(f"all in {output.seconds(time.monotonic() - began)}")
    typer.echo(result.index)
    for one in books if pdf else ():
        folder = result.index.parent / (one.language if one != parameters else "")
        with using(one.language):
            typer.echo(write_pdf(folder, say("Law as of {day}.", day=words.day(one.day))))


def run(
    chapter: Annotated[str, typer.Argument(help="Name of a chapter.", autocompletion=known_chapters)],
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

    parameters = options.parameters({"partner": partner, "start": start, "end": end}, parameter)
    name = notebooks.path(chapter).stem
    target = (out or BUILD / "runs" / parameters.slug) / f"{name}.ipynb"
    normal_form.write(notebook_of(name, parameters), target)
    typer.echo(target)


def messages() -> None:
    """Bring the catalogues of translations up to date and count what is not translated, file by file."""
    from analysis import language
    from analysis.publish import messages as catalogues

    for code in set(language.LANGUAGES) - {language.SOURCE}:
        catalogues.update(code)
        for name, faults in catalogues.faults(code).items():
            typer.echo(f"{code}/{name}.po: {len(faults)}, first {faults[0]}")


def headline() -> None:
    """Draw the picture of the README anew from the default edition."""
    from analysis.publish import picture

    picture.write()
    typer.echo(picture.PICTURE)


def editions(
    partners: Annotated[list[str] | None, typer.Argument(help="Partners, as for --partner.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every partner that the data allow.")] = False,
    start: Start = None,
    end: End = None,
    language: Spoken = None,
    parameter: More = None,
    out: Out = None,
    engine: Engine = None,
    workers: Workers = None,
    resume: Annotated[bool, typer.Option(help="Keep books whose inputs have not changed as they stand.")] = False,
    scheduler: Annotated[str, typer.Option(help="Address of a Dask scheduler, as in tcp://host:8786.")] = "",
    quiet: Quiet = False,
) -> None:
    """Build one edition for each partner, and a page over them."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from analysis.publish.editions import FOLDER, build_all, partners_with_data

    codes = partners_with_data() if every else partners or []
    if not codes:
        raise ReportError("name partners, as in `trade-report editions VNM THA`, or give --all")
    spoken, also = options.languages(language)
    wanted, refused = options.editions(codes, {"start": start, "end": end, "language": spoken}, parameter)
    if refused and not (every and wanted):
        raise ReportError("\n".join(refused))
    columns = (TextColumn("editions"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = output.console(quiet)
    with Progress(*columns, console=console, auto_refresh=False) as progress:  # a thread that draws must not be forked
        bar = progress.add_task("editions", total=len({edition.slug for edition in wanted}))

        def report(outcome: "Outcome") -> None:
            console.print(f"{outcome.parameters.slug} {outcome.status} {output.seconds(outcome.seconds)}")
            for note in outcome.notes:
                console.print(f"note: {note}")
            progress.advance(bar)
            progress.refresh()

        how = options.settings(engine, workers)
        index, outcomes = build_all(wanted, out or FOLDER, report, how, resume, scheduler, also)
    typer.echo(index)
    failed = [f"{outcome.parameters.slug}: {outcome.message}" for outcome in outcomes if outcome.status == "failed"]
    if failed or refused:
        causes = "\n".join([*refused, *failed])
        raise ReportError(f"{len(failed) + len(codes) - len(wanted)} of {len(codes)} editions failed:\n{causes}")


def store_outputs(
    chapters: Annotated[
        list[str] | None, typer.Argument(help="Names of chapters; all if left out.", autocompletion=known_chapters)
    ] = None,
) -> None:
    """Execute chapters as committed and store the plain outputs that the tests compare."""
    from analysis.publish import normal_form, notebooks
    from analysis.publish.chapter import default_notebook

    names = [notebooks.path(name).stem for name in chapters or notebooks.chapters()]
    for name in names:
        notebooks.check_defaults(name)
    for name in names:
        normal_form.write(normal_form.plain(default_notebook(name)), notebooks.path(name))
        typer.echo(name)
