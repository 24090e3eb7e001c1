"""Options that several commands share, and what they make of them."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.errors import ReportError, shown
from analysis.language import LANGUAGES

if TYPE_CHECKING:
    from analysis.parameters import Parameters
    from analysis.publish.settings import Settings

ALL_LANGUAGES = "all"
Partner = Annotated[str | None, typer.Option(help="ISO alpha-3 code, English name or Census code.")]
Start = Annotated[str | None, typer.Option(help="First month, YYYY-MM.")]
End = Annotated[str | None, typer.Option(help="Last month, YYYY-MM.")]
Vintage = Annotated[str | None, typer.Option(help="Totals as they were known in this vintage.")]
Spoken = Annotated[
    str | None,
    typer.Option("--language", help="Language of the book: en, the default; vi; or all, with vi/ in the English book."),
]
More = Annotated[
    list[str] | None,
    typer.Option("-p", "--parameter", metavar="NAME=VALUE", help="Any parameter of the list below; may be repeated."),
]
Out = Annotated[Path | None, typer.Option(help="Folder to write to.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print the result and errors alone, no progress.")]
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


def languages(spoken: str | None) -> tuple[str | None, list[str]]:
    """Return the language of a book from the option ``--language``, and those of the same book in its folder."""
    return (None, list(LANGUAGES)) if spoken == ALL_LANGUAGES else (spoken, [])


def settings(engine: str | None, workers: int | None) -> "Settings":
    """Return how to build, from the options of the command line."""
    from analysis.publish.settings import Settings

    given: dict[str, Any] = {"engine": engine, "workers": workers}
    return Settings(**{name: value for name, value in given.items() if value is not None})


def parameters(options: dict[str, str | None], more: list[str] | None) -> "Parameters":
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


def editions(
    codes: list[str], given: dict[str, str | None], more: list[str] | None
) -> tuple[list["Parameters"], list[str]]:
    """Return the parameters of an edition for each of ``codes``, and what is wrong with the others, each fault once."""
    wanted: list[Parameters] = []
    refused: dict[str, list[str]] = {}
    for code in codes:
        try:
            wanted.append(parameters({"partner": code, **given}, more))
        except ReportError as error:
            refused.setdefault(str(error), []).append(code)
    return wanted, [f"{', '.join(whose)}: {fault}" for fault, whose in refused.items()]
