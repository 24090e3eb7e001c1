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
from analysis.language import LANGUAGES, SOURCE, current, say, using
from analysis.language import folder as folder_of
from analysis.parameters import Parameters, parse
from analysis.present import Column, Table, answers, roles, words
from analysis.present.answers import AcrossBooks
from analysis.publish import scripts, site, workspace
from analysis.publish.toc import BOOK
from analysis.tariffs import calculated_duty
from analysis.tariffs.duties import RECORD_START
from analysis.trade import balances, rank_bounds

_MARK = '<meta name="generator" content="trade-report editions">'
_SHEETS = ("report.css", "tables.css", "asking.css", "editions.css")
_SCRIPTS = ("tables.js", "asking.js", "product_duty.js")
_TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined)


@dataclass(frozen=True)
class Book:
    """A finished book: its folder, its manifest, its parameters; its languages, with those of the books within it."""

    folder: Path
    manifest: dict[str, Any]
    parameters: Parameters
    languages: list[str]


def read_book(folder: Path) -> Book | None:
    """Return the book in ``folder``; None if none is there, or one of an older form or of parameters now refused."""
    manifest = workspace.manifest(folder)
    if manifest is None:
        return None
    try:
        parameters = parse(manifest["parameters"])
    except (TypeError, ReportError):
        return None
    within = [one for one in LANGUAGES if one != SOURCE and workspace.manifest(folder / one)]
    return Book(folder, manifest, parameters, [parameters.language, *within])


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
    """Write ``index.html`` over the books in ``folder`` and return it.

    Where there are books in another language, ``index.vi.html`` says the same in it.
    """
    static = folder / "_static"
    static.mkdir(parents=True, exist_ok=True)
    for name in _SHEETS:
        shutil.copyfile(BOOK / "_static" / name, static / name)
    (static / "roles.css").write_text(roles.css(), "utf-8")
    found = books(folder)
    offer_each_other(found)
    spoken = [one for one in LANGUAGES if one == SOURCE or any(one in book.languages for book in found)]
    for language in spoken:
        with using(language):
            scripts.write(static / folder_of(language), _SCRIPTS)
            _write_page(folder / page_name(), found, [one for one in spoken if one != language])
    return folder / page_name(SOURCE)


def page_name(language: str = "") -> str:
    """Return the name of the page over all books in ``language``, by default the current one."""
    language = language or current()
    return "index.html" if language == SOURCE else f"index.{language}.html"


def _write_page(page: Path, found: list[Book], others: list[str]) -> None:
    asked = question(found)
    texts = {
        "mark": Markup(_MARK),
        "language": current(),
        "others": [(one, LANGUAGES[one], page_name(one)) for one in others],
        "title": say("US trade and tariffs by partner"),
        "question": Markup(asked.html()) if asked else "",
        "table": Markup(index_table(found).html()),
        "scripts": [folder_of(current()) + name for name in (_SCRIPTS if asked else _SCRIPTS[:1])],
        "say": say,
    }
    beside = page.with_name(f".index.{os.getpid()}.new")
    beside.write_text(_TEMPLATES.get_template("editions.html").render(texts), "utf-8")
    beside.replace(page)


def offer_each_other(found: list[Book]) -> None:
    """Let the books ``found``, in each language, name the others, so that their pages offer them."""
    for book in found:
        for language in book.languages:
            inner = _inner(book, language)
            up = "../../" + "../" * bool(inner)
            with using(language):
                every = {"name": say("All editions"), "address": up + page_name()}
                others = [
                    {"name": _name(one), "address": f"{up}{_address(one)}index.html"}
                    for one in found
                    if one is not book
                ]
            same = site.other_languages(language, book.languages)
            site.offer(book.folder / inner, [*same, every, *others])


def _inner(book: Book, language: str) -> str:
    """Return where the edition of ``book`` in ``language`` lies in it; nothing if it is not there."""
    return f"{language}/" if language in book.languages and language != book.parameters.language else ""


def _address(book: Book) -> str:
    """Return the folder of the edition of ``book`` in the current language, or in its own, as an address."""
    return f"{book.folder.parent.name}/html/{_inner(book, current())}"


def question(found: list[Book]) -> AcrossBooks | None:
    """Return the field that asks the books ``found``, one for each partner: the default if it is there.

    None if no book can answer.
    """
    able = [book for book in found if (book.folder / answers.PAGE).is_file()]
    able.sort(key=lambda book: (book.parameters.language != SOURCE, len(book.parameters.slug)), reverse=True)
    asked = {book.parameters.partner: book for book in able}
    if not asked:
        return None
    return AcrossBooks(
        books=[_address(book) for _, book in sorted(asked.items())],
        first=RECORD_START,
        last=min(book.parameters.day for book in asked.values()),
        year=product_duty.WEIGHTS_YEAR,
    )


def index_table(found: list[Book]) -> Table:
    """Return the table over the books ``found``, the largest deficit first."""
    columns = ["edition", "address", "balance_usd", "last_month", "rank", "best_rank", "duty", "law"]
    columns += ["owed_pct", "owed_month"]
    frame = pd.DataFrame([_row(book) for book in found], columns=columns)
    return Table(
        "editions",
        say("Editions, the largest US deficit first"),
        [
            Column("edition", say("Partner"), link="address"),
            Column("balance_usd", say("Goods balance"), say("billion US dollars, last twelve months"), words.billions),
            Column("last_month", say("Last month"), "", words.month, below="balance_usd"),
            Column("rank", say("Rank of the deficit"), say("of all countries, in the same months"), by="best_rank"),
            Column("duty", say("Duty by law"), say("on goods without an exemption")),
            Column("law", say("Law of"), "", words.day, below="duty"),
            Column("owed_pct", say("Duty owed"), say("percent of imports for consumption"), words.number),
            Column("owed_month", say("Month"), "", words.month, below="owed_pct"),
        ],
        say("the books of this page, each with its own sources"),
        frame.sort_values("balance_usd", ignore_index=True),
        searchable=True,
    )


def _name(book: Book) -> str:
    """Return the partner's name and what else differs from the default edition."""
    p = book.parameters
    said = p.model_copy(update={"language": SOURCE}).slug.removeprefix(p.partner).replace("_", " ")
    other = p.language not in (SOURCE, current())
    return f"{partners.name(p.partner)}{said}" + (f" ({LANGUAGES[p.language]})" if other else "")


def _row(book: Book) -> tuple[Any, ...]:
    p = book.parameters
    last = p.months[1]
    year = balances.monthly(p.partner, last - pd.DateOffset(months=11), last, p.vintage)
    whole = len(year) == 12
    place = rank_bounds.rank_range(p.partner, year["month"].iloc[0], last, p.vintage) if whole else None
    now = headline_numbers.in_force(p)
    owed = calculated_duty.monthly(p.partner)
    owed = owed[owed["month"].between(*p.window)].dropna(subset="owed_rate_pct")
    return (
        _name(book),
        f"./{_address(book)}index.html",
        year["balance_usd"].sum() if whole else None,
        last,
        words.rank_range(*place) if place else "",
        place[0] if place else None,
        "" if now is None else _duty(p, now),
        p.day,
        owed["owed_rate_pct"].iloc[-1] if len(owed) else None,
        owed["month"].iloc[-1] if len(owed) else None,
    )


def _duty(p: Parameters, now: pd.Series) -> str:
    """Return what goods without an exemption pay, and which these are where an agreement spares the others."""
    duty, agreement = default_rate_words.pays(now), default_rate_words.outside(p)
    return say("{duty}, outside {agreement}", duty=duty, agreement=agreement) if agreement else duty
