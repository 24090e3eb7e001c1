"""How a command shows a table, in one of three forms or as a file, and its progress."""

from collections.abc import Callable
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.errors import ReportError, shown

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

FORMS = ("table", "csv", "json")
FILES = (".csv", ".json", ".xlsx")


def checked_form(given: str | None) -> str | None:
    """Return the form that was ``given``, if any; ReportError if there is no such form."""
    if given is not None and given not in FORMS:
        raise ReportError(f"--format {shown(given)}: choose table, csv or json")
    return given


def _file(given: Path | None) -> Path | None:
    if given is not None and given.suffix.lower() not in FILES:
        raise ReportError(f"--out {given}: the name says the form; end it in .csv, .json or .xlsx")
    if given is not None and not given.parent.is_dir():
        raise ReportError(f"--out {given}: there is no folder {given.parent}; make it first")
    return given


Form = Annotated[str, typer.Option("--format", callback=checked_form, help="table, csv or json.")]
Json = Annotated[bool, typer.Option("--json", help="Short for --format json.")]
File = Annotated[
    Path | None,
    typer.Option("--out", callback=_file, help="File for the table instead; its name ends in .csv, .json or .xlsx."),
]


def show(
    rows: "Callable[[], pd.DataFrame]", text: Callable[[], str], form: str, out: Path | None, record: Any = None
) -> None:
    """Print ``text`` or the table of ``rows`` as ``form`` says, or write the table to ``out`` and print its path.

    JSON is ``record`` where there is one, which may hold more than a table can.
    """
    if out is None and form == "table":
        typer.echo(text())
        return
    kind = out.suffix.lower() if out else f".{form}"
    if out and kind == ".xlsx":
        _to_excel(rows(), out)
    else:
        content = _csv(rows()) if kind == ".csv" else _json(rows, record)
        if out is None:
            typer.echo(content, nl=False)
            return
        beside = out.with_name(f".{out.name}.new")
        beside.write_text(content, "utf-8")
        beside.replace(out)
    typer.echo(out)


def _csv(rows: "pd.DataFrame") -> str:
    return str(rows.to_csv(index=False, float_format="%.6g", date_format="%Y-%m-%d", lineterminator="\n"))


def _json(rows: "Callable[[], pd.DataFrame]", record: Any) -> str:
    if record is not None:
        return dumps(record, indent=1, ensure_ascii=False) + "\n"
    plain = rows()
    for name in plain.select_dtypes("datetime"):
        plain[name] = plain[name].dt.strftime("%Y-%m-%d")
    return str(plain.to_json(orient="records", indent=1, force_ascii=False, double_precision=6)) + "\n"


def _to_excel(rows: "pd.DataFrame", out: Path) -> None:
    """Write ``rows`` to ``out``, texts as texts whatever they begin with, the same bytes each time."""
    import pandas as pd

    from analysis.data import as_of

    beside = out.with_name(f".{out.name}.new")
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with (
        beside.open("wb") as file,
        pd.ExcelWriter(
            file, engine="xlsxwriter", datetime_format="yyyy-mm-dd", engine_kwargs={"options": options}
        ) as book,
    ):
        rows.to_excel(book, index=False, freeze_panes=(1, 0))
        book.book.set_properties({"created": as_of().to_pydatetime()})
    beside.replace(out)


def console(quiet: bool) -> "Console":
    """Return where progress is shown: on stderr, nowhere if ``quiet``."""
    from rich.console import Console

    return Console(stderr=True, quiet=quiet, highlight=False, markup=False, soft_wrap=True)


def seconds(value: float) -> str:
    """Return a duration as ``12.3 s``."""
    return f"{value:.1f} s"
