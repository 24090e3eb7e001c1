"""The pages on paper: every row of every table, nothing cut off, no buttons."""

import re
from pathlib import Path
from typing import Any

import pypdf
import pytest
from bs4 import BeautifulSoup

from analysis.publish import notebooks

A4_TEXT = 680  # pixels of 1/96 inch between the margins of an upright A4 page
A4_WIDE = 1009  # the same across
PAGES = [f"{chapter}.html" for chapter in notebooks.chapters()]
CUT = """
(width) => [...document.querySelectorAll("table.report-table")]
  .filter((one) => one.offsetParent && one.getBoundingClientRect().width > width + 1)
  .map((one) => `${one.caption.textContent}: ${one.getBoundingClientRect().width}`)
"""
SEEN = """
() => [...document.querySelectorAll("button, input, .bar, .menu, summary")].filter((one) => one.offsetParent !== null)
  .map((one) => one.outerHTML.slice(0, 80))
"""
HIDDEN_ROWS = """
() => [...document.querySelectorAll(".report-table tr")]
  .filter((one) => one.closest("table").offsetParent && !one.offsetParent).length
"""


@pytest.mark.parametrize("name", PAGES)
def test_no_table_is_cut_and_no_button_is_printed(browser: Any, site: str, name: str) -> None:
    tab = browser.new_page(viewport={"width": A4_TEXT, "height": 1000})
    tab.emulate_media(media="print")
    tab.goto(f"{site}/{name}")
    assert tab.evaluate(SEEN) == []
    assert tab.evaluate(HIDDEN_ROWS) == 0
    across = tab.locator(".report-paper")
    across.evaluate_all("(all) => all.forEach((one) => (one.hidden = true))")
    assert tab.evaluate(CUT, A4_TEXT) == []
    across.evaluate_all("(all) => all.forEach((one) => (one.hidden = false))")
    tab.set_viewport_size({"width": A4_WIDE, "height": 1000})
    assert tab.evaluate(CUT, A4_WIDE) == []
    tab.close()


@pytest.mark.parametrize(("name", "table"), [("claims.html", "#table-claims"), ("timeline.html", "#table-events")])
def test_every_statement_and_every_event_is_on_a4(
    browser: Any, book: Path, tmp_path: Path, name: str, table: str
) -> None:
    tab = browser.new_page()
    tab.goto((book / name).as_uri())
    tab.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    tab.close()
    pages = pypdf.PdfReader(tmp_path / "page.pdf").pages
    text = re.sub(r"\s+", "", "".join(page.extract_text() for page in pages))
    rows = BeautifulSoup((book / name).read_bytes(), "html.parser").select(f"{table} tbody tr")
    missing = [row.td.get_text() for row in rows if row.td.get_text() not in text]
    assert len(rows) > 90
    assert missing == []
    assert f"{len(pages)}/{len(pages)}" in re.sub(r"\s+", "", pages[-1].extract_text())
