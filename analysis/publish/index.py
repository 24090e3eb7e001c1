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
from analysis.chapters import default_rate_words, headline_numbers, product_duty
from analysis.errors import ReportError
from analysis.language import LANGUAGES, SOURCE
from analysis.parameters import Parameters, parse
from analysis.present import Column, Table, answers, roles, words
from analysis.present.answers import AcrossBooks
from analysis.publish import site, workspace
from analysis.publish.assemble import loaded
from analysis.publish.toc import BOOK
from analysis.tariffs import calculated_duty
from analysis.tariffs.duties import RECORD_START
from analysis.trade import balances, rankings

_MARK = '<meta name="generator" content="trade-report editions">'
_SHEETS = ("report.css", "tables.css", "asking.css", "editions.css")
_SCRIPTS = ("tables.js", "asking.js", "product_duty.js")
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
    """Refuse a folder that is or lies below a file, or whose front page is not one of ``write_index``."""
    for path in (folder, *folder.parents):
        if path.is_file():
            raise ReportError(f"{path}: is a file; name a folder for the books with --out")
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
    for name in _SHEETS:
        shutil.copyfile(BOOK / "_static" / name, static / name)
    for name in _SCRIPTS:
        (static / name).write_text(loaded((BOOK / "_static" / name).read_text("utf-8")), "utf-8")
    (static / "roles.css").write_text(roles.css(), "utf-8")
    found = books(folder)
    offer_each_other(found)
    table, asked = index_table(found), question(found)
    texts = {
        "mark": Markup(_MARK),
        "title": "US trade and tariffs by partner",
        "question": Markup(asked.html()) if asked else "",
        "table": Markup(table.html()),
        "scripts": _SCRIPTS if asked else _SCRIPTS[:1],
    }
    beside = page.with_name(f".index.{os.getpid()}.new")
    beside.write_text(_TEMPLATES.get_template("editions.html").render(texts), "utf-8")
    beside.replace(page)
    return page


def offer_each_other(found: list[Book]) -> None:
    """Let each of the books ``found`` name the others, so that its pages offer them.

    The same edition in another language is offered page by page: its address ends with its folder.
    """
    for book in found:
        others: list[dict[str, str]] = []
        for other in found:
            address = f"../../{other.folder.parent.name}/html/"
            if other.folder == book.folder:
                continue
            if other.parameters.model_copy(update={"language": book.parameters.language}) == book.parameters:
                language = other.parameters.language
                others.insert(0, {"name": LANGUAGES[language], "address": address, "language": language})
            else:
                others.append({"name": _name(other), "address": f"{address}index.html"})
        every = [{"name": "All editions", "address": "../../index.html"}]
        (book.folder / site.EDITIONS).write_text(site.script("tradeReportEditions", every + others), "utf-8")


def question(found: list[Book]) -> AcrossBooks | None:
    """Return the field that asks the books ``found``, one for each partner: in English, and the default if it is there.

    None if no book can answer.
    """
    able = [book for book in found if (book.folder / answers.PAGE).is_file()]
    able.sort(key=lambda book: (book.parameters.language != SOURCE, len(book.parameters.slug)), reverse=True)
    asked = {book.parameters.partner: book for book in able}
    if not asked:
        return None
    return AcrossBooks(
        books=[f"{book.folder.parent.name}/html/" for _, book in sorted(asked.items())],
        first=RECORD_START,
        last=min(book.parameters.day for book in asked.values()),
        year=product_duty.WEIGHTS_YEAR,
    )


def index_table(found: list[Book]) -> Table:
    """Return the table over the books ``found``, the largest deficit first."""
    columns = ["edition", "address", "balance_usd", "last_month", "rank", "duty", "law", "owed_pct", "owed_month"]
    frame = pd.DataFrame([_row(book) for book in found], columns=columns)
    return Table(
        "editions",
        "Editions, the largest US deficit first",
        [
            Column("edition", "Partner", link="address"),
            Column("balance_usd", "Goods balance", "billion US dollars, last twelve months", words.billions),
            Column("last_month", "to", "", words.month),
            Column("rank", "Rank of the deficit", "in the same months, 1 is the largest"),
            Column("duty", "Duty on most goods", "by law"),
            Column("law", "Law of", "", words.day),
            Column("owed_pct", "Duty owed", "percent of imports for consumption", words.number),
            Column("owed_month", "in", "", words.month),
        ],
        "the books of this page, each with its own sources",
        frame.sort_values("balance_usd", ignore_index=True),
        searchable=True,
    )


def _name(book: Book) -> str:
    """Return the partner's name and what else differs from the default edition."""
    p = book.parameters
    said = p.model_copy(update={"language": SOURCE}).slug.removeprefix(p.partner).replace("_", " ")
    return f"{partners.name(p.partner)}{said}" + (f" ({LANGUAGES[p.language]})" if p.language != SOURCE else "")


def _row(book: Book) -> tuple[Any, ...]:
    p = book.parameters
    last = p.months[1]
    year = balances.monthly(p.partner, last - pd.DateOffset(months=11), last, p.vintage)
    whole = len(year) == 12
    now = headline_numbers.in_force(p)
    owed = calculated_duty.monthly(p.partner)
    owed = owed[owed["month"].between(*p.window)].dropna(subset="owed_rate_pct")
    return (
        _name(book),
        f"./{book.folder.parent.name}/html/index.html",
        year["balance_usd"].sum() if whole else None,
        last,
        _rank(p, year["month"].iloc[0], last) if whole else "",
        "" if now is None else default_rate_words.pays(now),
        p.day,
        owed["owed_rate_pct"].iloc[-1] if len(owed) else None,
        owed["month"].iloc[-1] if len(owed) else None,
    )


def _rank(p: Parameters, first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Return the rank and among how many: ranks over different sets of countries are not the same thing."""
    table = rankings.deficits(first, last, p.vintage)
    rank = rankings.rank_of(table, p.partner)
    if rank is None:
        return ""
    every = rankings.not_covered(first, last, p.vintage).empty
    return f"{rank} of all" if every else f"{rank} of the {words.count(table['rank'].max())} with data"
