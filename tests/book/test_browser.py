"""The links of every page, and what a reader does with the search, the tables and the data of a figure."""

import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from serving import parsed

from analysis.data import load
from analysis.publish import notebooks

PAGES = [f"{chapter}.html" for chapter in notebooks.chapters()]


@pytest.mark.parametrize("name", PAGES)
def test_every_figure_has_a_sentence_with_a_number(book: Path, name: str) -> None:
    for image in parsed(book / name).select("figure img"):
        sentence = image["alt"]
        assert re.search(r"\d", sentence), sentence
        assert sentence.endswith(".")
        assert len(sentence.split()) > 5


@pytest.mark.parametrize("name", PAGES)
def test_every_internal_link_and_anchor_resolves(book: Path, name: str) -> None:
    for element in parsed(book / name).select("[href], [src], [srcset]"):
        link = element.get("href") or element.get("src") or element["srcset"]
        if link.startswith(("http://", "https://", "mailto:", "data:", "javascript:")):
            continue
        address, anchor = urldefrag(urljoin(name, link))
        target = book / unquote(address.split("?")[0])
        assert target.is_file(), f"{link} in <{element.name}>"
        answer = (
            target.name == "product_duty.html" and anchor.isdigit()
        )  # the address of an answer, which a script gives
        if anchor and target.suffix == ".html" and not answer:
            assert unquote(anchor) in anchors(target), link


def test_the_search_finds_balance(tab: Any, site: str) -> None:
    tab.goto(f"{site}/search.html?q=balance")
    tab.wait_for_selector("#search-results li a")
    assert any("balance" in link.get_attribute("href") for link in tab.locator("#search-results li a").all())


def test_a_long_table_is_searched_and_sorted_and_says_so(tab: Any, site: str) -> None:
    tab.goto(f"{site}/duty_owed.html")
    block = tab.locator(".report-block:has(table.searchable)").first
    rows, said = block.locator("tbody tr:visible"), block.locator("output")
    total = block.locator("tbody tr").count()
    block.locator("input[type=search]").fill("no such row anywhere")
    assert rows.count() == 0
    assert said.inner_text() == f"0 of {total} rows"
    block.locator("input[type=search]").fill("")
    head = block.locator("th").first
    assert head.get_attribute("aria-sort") == "none"
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert said.inner_text() == f"Sorted by {head.inner_text().strip(' ▲▼↕')}, ascending"
    codes = [int(code) for code in block.locator("tbody tr td:first-child").all_inner_texts()]
    assert codes == sorted(codes)


def test_figures_offer_their_data(tab: Any, site: str) -> None:
    tab.goto(f"{site}/balance.html")
    address = tab.locator("#figure-flows a[download$='.csv']").get_attribute("href")
    text = tab.request.get(f"{site}/{address}").text()
    assert text.splitlines()[0] == "partner,partner_name,month,exports_usd,general_imports_usd,vintage,balance_usd"
    totals = load("goods_by_partner")
    assert f"\nVNM,Viet Nam,{totals.loc[totals['partner'] == 'VNM', 'month'].max():%Y-%m}," in text


@cache
def anchors(file: Path) -> frozenset[str]:
    """Return every id of the page in ``file``."""
    return frozenset(element["id"] for element in parsed(file).select("[id]"))
