"""The page over many editions: one table, a row a book."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analysis import partners
from analysis.errors import ReportError
from analysis.parameters import Parameters, parse
from analysis.present import Column, Table, roles, words
from analysis.publish import workspace
from analysis.publish.toc import BOOK
from analysis.tariffs import calculated_duty, default_rate
from analysis.trade import balances, rankings

_MARK = '<meta name="generator" content="trade-report editions">'
_TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined)


@dataclass(frozen=True)
class Book:
    """A finished book: its folder, its manifest, its parameters."""

    folder: Path
    manifest: dict[str, Any]
    parameters: Parameters


def read_book(folder: Path) -> Book | None:
    """Return the book in ``folder``; None if none is there, or one of an older form or of parameters now refused."""
    manifest = workspace.manifest(folder)
    if manifest is None:
        return None
    try:
        return Book(folder, manifest, parse(manifest["parameters"]))
    except (TypeError, ReportError):
        return None


def check_folder(folder: Path) -> None:
    """Refuse a folder whose front page is not one of ``write_index``: that of a book, or anyone's."""
    page = folder / "index.html"
    if page.exists() and _MARK not in page.read_text("utf-8", errors="replace"):
        raise ReportError(f"{page}: is not a page over editions; name another folder with --out")


def books(folder: Path) -> list[Book]:
    """Return the books in ``folder/*/html``, in the order of their folders' names."""
    found = [read_book(inner) for inner in sorted(folder.glob("*/html"))]
    return [book for book in found if book is not None]


def write_index(folder: Path) -> Path:
    """Write ``index.html`` over the books in ``folder`` and return it."""
    page = folder / "index.html"
    static = folder / "_static"
    static.mkdir(parents=True, exist_ok=True)
    for name in ("report.css", "tables.js"):
        shutil.copyfile(BOOK / "_static" / name, static / name)
    (static / "roles.css").write_text(roles.css(), "utf-8")
    table = index_table(books(folder))
    texts = {"mark": Markup(_MARK), "title": "US trade and tariffs by partner", "table": Markup(table.html())}
    beside = page.with_name(f".index.{os.getpid()}.new")
    beside.write_text(_TEMPLATES.get_template("editions.html").render(texts), "utf-8")
    beside.replace(page)
    return page


def index_table(found: list[Book]) -> Table:
    """Return the table over the books ``found``: what each partner's last twelve months and its duties come to."""
    columns = ["edition", "address", "last_month", "balance_usd", "rank", "default_rate_pct", "collected_rate_pct"]
    frame = pd.DataFrame([_row(book) for book in found], columns=columns)
    return Table(
        "editions",
        "Editions",
        [
            Column("edition", "Partner", link="address"),
            Column("last_month", "Trade figures to", "", words.month),
            Column("balance_usd", "Goods balance", "billion US dollars, last twelve months", words.billions),
            Column("rank", "Rank of the deficit", "same months; 1 is the largest", lambda value: f"{value:.0f}"),
            Column("default_rate_pct", "Default rate", "percent on top of MFN, or the ceiling with it", words.number),
            Column(
                "collected_rate_pct", "Duty collected", "percent of imports for consumption, latest month", words.number
            ),
        ],
        "the books of this page, each with its own sources",
        frame,
        searchable=True,
    )


def _row(book: Book) -> tuple[Any, ...]:
    p = book.parameters
    last = p.months[1]
    year = balances.monthly(p.partner, last - pd.DateOffset(months=11), last, p.vintage)
    whole = len(year) == 12
    ranked = rankings.deficits(year["month"].iloc[0], last, p.vintage) if whole else None
    steps = default_rate.steps(p.partner)
    now = default_rate.in_force(steps, p.day) if len(steps) else None
    duty = calculated_duty.monthly(p.partner)
    duty = duty[duty["month"].between(*p.window)].dropna(subset="collected_rate_pct")
    changed = p.slug.removeprefix(p.partner).replace("_", " ")
    return (
        f"{partners.name(p.partner)}{changed}",
        f"./{book.folder.parent.name}/html/index.html",
        last,
        year["balance_usd"].sum() if whole else None,
        None if ranked is None else rankings.rank_of(ranked, p.partner),
        None if now is None else now["rate_pct"],
        duty["collected_rate_pct"].iloc[-1] if len(duty) else None,
    )
