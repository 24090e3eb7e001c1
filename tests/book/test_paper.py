"""The pages on paper: every row of every table; the book as one PDF."""

import re
import shutil
import unicodedata
from pathlib import Path
from typing import Any

import pypdf
import pytest
from bs4 import BeautifulSoup
from serving import parsed

from analysis.errors import ReportError
from analysis.publish import notebooks, pdf

PAGES = [f"{chapter}.html" for chapter in notebooks.chapters()]


@pytest.mark.parametrize(("name", "table"), [("claims.html", "#table-claims"), ("timeline.html", "#table-events")])
def test_every_statement_and_every_event_is_on_a4(tab: Any, book: Path, tmp_path: Path, name: str, table: str) -> None:
    tab.goto((book / name).as_uri())
    tab.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    pages = pypdf.PdfReader(tmp_path / "page.pdf").pages
    texts = [_letters(page.extract_text()) for page in pages]
    text = "".join(texts)
    rows = parsed(book / name).select(f"{table} tbody tr")
    told = (cell for row in rows for cell in row.select("td:not(:has(.report-below)), .report-below"))
    cells = [_letters(cell.get_text()) for cell in told]
    missing = [cell for cell in cells if cell not in text]
    assert len(rows) > 90
    assert missing == []
    head = _letters(parsed(book / name).select(f"{table} th")[1].get_text())
    assert len([one for one in texts if head in one]) > 5  # the head comes back on each page
    assert f"{len(pages)}/{len(pages)}" in texts[-1]


def _letters(text: str) -> str:
    """Return ``text`` without blanks, and with the letters of which a font draws two as one."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def test_the_whole_book_is_one_page_whose_links_lead_within_it(book: Path) -> None:
    page = BeautifulSoup(pdf.whole(book, "Law as of 9 October 2026."), "html.parser")
    ids = [one["id"] for one in page.select("[id]")]
    assert len(ids) == len(set(ids))
    assert {link["href"].removeprefix("#") for link in page.select("a[href^='#']")} <= {*ids, ""}
    assert len(page.select("article")) == len(page.select("ol")[0].select("li")) > len(PAGES)
    assert all((book / one["src"].removeprefix("../html/")).is_file() for one in page.select("img"))


@pytest.mark.long
def test_a_pdf_of_the_book_has_contents_and_an_outline(browser: Any, book: Path, tmp_path: Path) -> None:
    shutil.copytree(book, tmp_path / "html")
    reader = pypdf.PdfReader(pdf.write(tmp_path / "html", "Law as of 9 October 2026."))
    assert len(reader.pages) > 50
    assert "Contents" in reader.pages[0].extract_text()
    assert len(reader.outline) > len(PAGES)


def test_two_prints_of_a_book_are_the_same_bytes_and_say_what_it_is(browser: Any, tmp_path: Path) -> None:
    rows = "<tr><th>a</th><td>b</td></tr>" * 3
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "summary.html").write_text(
        '<link rel="canonical" href="https://book.example/summary.html"><a class="bar-title" href="#">A title</a>'
        f'<nav class="menu"></nav><article class="bd-article"><table>{rows}</table></article>'
    )
    first, second = (pdf.write(tmp_path / "html", "Law as of 9 October 2026.").read_bytes() for _ in range(2))
    assert first == second
    page = pypdf.PdfReader(tmp_path / "html" / pdf.NAME).pages[0].extract_text()
    assert "A title. Law as of 9 October 2026. https://book.example/" in page


def test_without_chromium_the_error_says_so(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ReportError, match="no Chromium on this machine, which a PDF needs; install one of chromium"):
        pdf.write(book, "")
