"""The files beside a book's pages: its front door, the data as one zip, and what a server at a known address needs."""

import json
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from xml.sax.saxutils import escape as escape_xml
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from analysis.language import LANGUAGES, SOURCE, folder

DATA = "data.zip"
RUN, EDITIONS = "run.js", "editions.js"  # facts that may differ between two equal books
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write(html: Path, report: Mapping[str, Any], root: str) -> None:
    """Write what lies beside the pages of the book in ``html``; ``report`` are the facts that frame every page."""
    (html / "index.html").write_text(_door(report, root), "utf-8")
    write_data(html, str(report["title"]), str(report["known"]))
    if report["address"]:
        found = [path.relative_to(html).as_posix() for path in html.rglob("*.html") if "_static" not in path.parts]
        pages = sorted(page for page in found if page != "404.html")
        (html / "sitemap.xml").write_text(_sitemap(report["address"], pages), "utf-8")
        maps = "".join(f"Sitemap: {urljoin(address, 'sitemap.xml')}\n" for _, address in report["languages"].values())
        (html / "robots.txt").write_text(f"User-agent: *\nAllow: /\n{maps}", "utf-8")


def script(name: str, value: Any) -> str:
    """Return the script that gives ``value`` to a page, from a server or from a file."""
    return f"window.{name} = {json.dumps(value, ensure_ascii=False)};\n"


def offer(html: Path, others: Iterable[Mapping[str, str]]) -> None:
    """Let the pages of the book in ``html`` offer ``others``: name, address, and language if it is the same book."""
    (html / EDITIONS).write_text(script("tradeReportEditions", list(others)), "utf-8")


def other_languages(spoken: str, languages: Iterable[str]) -> list[dict[str, str]]:
    """Return the same book in the other ``languages`` as one in the language ``spoken`` offers it, page by page.

    Translations lie in the folder of the English book, each in a folder named by its language.
    """
    up = "" if spoken == SOURCE else "../"
    others = [one for one in languages if one != spoken]
    return [{"name": LANGUAGES[one], "address": up + folder(one), "language": one} for one in others]


def write_data(html: Path, title: str, known: str) -> None:
    """Write every table of the book's figures and tables, each with its description, to one zip."""
    static = html / "_static"
    tables = sorted(static.glob("*/*.csv"))
    lines = [
        f"{title}. {known}",
        "",
        "One CSV a figure or table, described after CSV on the Web in the file beside it.",
        "",
    ]
    with ZipFile(html / DATA, "w", ZIP_DEFLATED, compresslevel=9) as target:
        for table in tables:
            about = table.with_name(f"{table.name}-metadata.json")
            said = json.loads(about.read_bytes())
            lines += [f"{table.parent.name}/{table.name}", f"  {said['dc:title']}", f"  Source: {said['dc:source']}"]
            for file in (table, about):
                target.writestr(ZipInfo(f"{file.parent.name}/{file.name}", _EPOCH), file.read_bytes())
        target.writestr(ZipInfo("README.txt", _EPOCH), "\n".join(lines) + "\n")


def _door(report: Mapping[str, Any], root: str) -> str:
    """Return the page at the book's own address, which leads to the front page."""
    return (
        f'<!DOCTYPE html>\n<html lang="{report["language"]}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="refresh" content="0; url={root}.html">\n<title>{escape(str(report["title"]))}</title>\n'
        f'</head>\n<body>\n<p><a href="{root}.html">{escape(str(report["title"]))}</a></p>\n</body>\n</html>\n'
    )


def _sitemap(address: str, pages: Sequence[str]) -> str:
    rows = "".join(f"<url><loc>{escape_xml(urljoin(address, page))}</loc></url>\n" for page in pages)
    head = '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{rows}</urlset>\n"
