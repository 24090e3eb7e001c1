"""The search in a browser, from a file: what is printed on a page is found, and the result leads to its place."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from analysis.publish import search_index

# What is looked for, and a page on which it stands: codes, values, words of tables and figures, names, numbers of rows.
QUERIES = {
    "9903.05.84": "timeline",
    "99030584": "timeline",
    "9903.03.01": "timeline",
    "9903.81.87": "effective",
    "9403.60.80.81": "effective",
    "94036080": "effective",
    "7318.15.20": "effective",
    "9403.60": "effective",
    "854231": "products",
    "12.5%": "summary",
    "46%": "formula",
    "20.5%": "balance",
    "U045": "timeline",
    "U031": "timeline",
    "V03": "timeline",
    "N03": "negotiations",
    "003-10": "claims",
    "004-36": "claims",
    "000-03": "claims",
    "footwear": "products",
    "phones": "products",
    "furniture": "products",
    "Thailand": "ranks",
    "Mexico": "ranks",
    "Ireland": "claims",
    "Tuấn": "claims",
    "Tuan": "claims",
    "Tô Lâm": "negotiations",
    "To Lam": "negotiations",
    "Nguyễn Hồng Diên": "negotiations",
    "nguyen hong dien": "negotiations",
    "Phạm Minh Chính": "timeline",
    "pham minh chinh": "timeline",
    "Đức Phớc": "timeline",
    "duc phoc": "timeline",
    "Ha Noi": "negotiations",
    "Supreme Court": "timeline",
    "Section 122": "timeline",
    "Section 232": "effective",
    "section 301": "summary",
    "transshipment": "negotiations",
    "IEEPA": "timeline",
    "small parcels": "timeline",
    "refunds": "duty_owed",
    "Treasury": "duty_owed",
    "Herfindahl": "products",
    "NAICS": "products",
    "STL": "balance",
    "market share": "rerouting",
    "elasticity": "what_if",
    "pass-through": "what_if",
    "Cavallo": "what_if",
    "Boehm": "what_if",
    "Learning Resources": "timeline",
    "Proclamation 11012": "timeline",
    "EO 14257": "timeline",
    "FR 2026-15181": "timeline",
    "Boeing": "negotiations",
    "Annex II": "timeline",
    "lumber": "timeline",
    "papermill": "guides/rerun",
    "datapackage": "guides/add_table",
}


@pytest.fixture(scope="module")
def found(context: Any, book: Path) -> Any:
    """Yield a function from a question to the results: address and excerpt."""
    tab = context.new_page()
    faults: list[str] = []
    tab.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.goto(f"{(book / 'search.html').as_uri()}?q=balance")
    assert tab.locator("#search-results li").count() > 3

    def ask(question: str) -> list[tuple[str, str]]:
        tab.locator("#search-input").fill(question)
        lines = tab.locator("#search-results li").evaluate_all(
            "(all) => all.map((one) => [one.firstChild.getAttribute('href'), one.lastChild.textContent])"
        )
        assert faults == []
        return [(address, excerpt) for address, excerpt in lines]

    yield ask
    tab.close()


def test_sixty_questions_taken_from_the_pages_are_answered(found: Any, book: Path) -> None:
    assert len(QUERIES) >= 60
    missed = [
        question
        for question, page in QUERIES.items()
        if not any(address.startswith(f"{page}.html") for address, _ in found(question))
    ]
    assert missed == []


def test_results_lead_to_a_place_with_an_excerpt_that_can_be_read(found: Any, book: Path) -> None:
    for question in ("U045", "9903.05.84", "Thailand"):
        for address, excerpt in found(question):
            page, _, anchor = address.partition("#")
            assert not anchor or f'id="{unquote(anchor)}"' in (book / page).read_text("utf-8"), address
            assert len(excerpt) < 450
    assert "timeline.html#event-U045" in [address for address, _ in found("U045")[:3]]
    assert "Supreme Court" in found("supreme court")[0][1]


def test_chapters_come_before_guides_and_sources_are_not_repeated(found: Any) -> None:
    assert not found("default rate")[0][0].startswith("guides/")
    assert not any("vintage 2026" in excerpt for address, excerpt in found("19%") if "#figure-" in address)


def test_a_product_that_stands_on_no_page_is_looked_up(found: Any, context: Any) -> None:
    assert found("rubber gloves") == []
    way = context.pages[-1].locator("#search-product a").get_attribute("href")
    assert way == "product_duty.html?q=rubber%20gloves"


def test_what_is_nowhere_is_not_found(found: Any) -> None:
    assert found("xyzzy") == []
    assert found("9903.99.98") == []


def test_a_place_is_titled_by_its_heading_without_the_unit_of_a_figure() -> None:
    page = (
        '<article>\n<section id="one">\n<h1>Duties<a class="headerlink">#</a></h1>\n<p>On goods.</p>\n'
        '<figure id="two">\n<p class="report-title">A rise <span class="report-unit">percent</span></p></figure>'
        "</section></article>"
    )
    told = [(place.anchor, place.title.strip(), "".join(place.words).split()) for place in search_index.places(page)]
    assert told == [("one", "Duties", ["On", "goods."]), ("two", "A rise", ["percent"])]
