"""The built book as a reader meets it: in a browser, on a desk and on a phone, in light and in dark."""

import re
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from serving import await_pictures, parsed

from analysis.data import load
from analysis.publish import notebooks

PAGES = [f"{chapter}.html" for chapter in notebooks.chapters()]
SMALLEST_CONTRAST = 4.5  # WCAG 2.2, level AA, for text


@pytest.fixture
def page(browser: Any, site: str) -> Any:
    """Yield a fresh page that notes every console error and failed request."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    tab.faults = []
    tab.on("console", lambda message: tab.faults.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: tab.faults.append(str(error)))
    tab.on("requestfailed", lambda request: tab.faults.append(f"failed: {request.url}"))
    tab.on("request", lambda request: None if _own(request.url, site) else tab.faults.append(f"outside: {request.url}"))
    tab.on(
        "response",
        lambda response: tab.faults.append(f"{response.status} {response.url}") if response.status >= 400 else None,
    )
    yield tab
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_loads_without_error_and_nothing_from_outside(page: Any, site: str, name: str) -> None:
    page.goto(f"{site}/{name}", wait_until="networkidle")
    await_pictures(page)
    assert page.faults == []
    assert page.locator("article h1").count() == 1


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


@pytest.mark.parametrize("name", PAGES)
def test_nothing_overflows_and_all_text_is_readable(page: Any, site: str, name: str) -> None:
    page.goto(f"{site}/{name}")
    for width, scheme in product((1280, 390), ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(f"document.documentElement.dataset.theme = '{scheme}'")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        assert page.evaluate(_WEAK_TEXT, SMALLEST_CONTRAST) == [], (width, scheme)
        displayed = "(pictures) => pictures.every((one) => getComputedStyle(one).display !== 'none')"
        assert page.locator(f"picture.figure-{scheme}").evaluate_all(displayed), scheme


@pytest.mark.parametrize("name", PAGES)
def test_no_table_scrolls_sideways_on_a_desk(page: Any, site: str, name: str) -> None:
    page.goto(f"{site}/{name}")
    wide = "(all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.parentElement.id)"
    assert page.locator(".report-scroll").evaluate_all(wide) == []


def test_the_search_finds_balance(page: Any, site: str) -> None:
    page.goto(f"{site}/search.html?q=balance")
    page.wait_for_selector("#search-results li a")
    assert any("balance" in link.get_attribute("href") for link in page.locator("#search-results li a").all())


def test_a_long_table_is_searched_and_sorted_and_says_so(page: Any, site: str) -> None:
    page.goto(f"{site}/duty_owed.html")
    block = page.locator(".report-block:has(table.searchable)").first
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


def test_figures_offer_their_data(page: Any, site: str) -> None:
    page.goto(f"{site}/balance.html")
    address = page.locator("#figure-flows a[download$='.csv']").get_attribute("href")
    text = page.request.get(f"{site}/{address}").text()
    assert text.splitlines()[0] == "partner,partner_name,month,exports_usd,general_imports_usd,vintage,balance_usd"
    totals = load("goods_by_partner")
    assert f"\nVNM,Viet Nam,{totals.loc[totals['partner'] == 'VNM', 'month'].max():%Y-%m}," in text


@cache
def anchors(file: Path) -> frozenset[str]:
    """Return every id of the page in ``file``."""
    return frozenset(element["id"] for element in parsed(file).select("[id]"))


def _own(url: str, site: str) -> bool:
    return url.startswith((site, "data:", "blob:"))


# Returns the texts whose colour against the nearest painted background is weaker than the contrast asked for.
_WEAK_TEXT = """
(least) => {
  // A mixed colour is given in fractions: color(srgb 0.9 0.8 1).
  const whole = (colour) => colour.startsWith("color(srgb") ? 255 : 1;
  const channels = (colour) => (colour.match(/[\\d.]+/g) || []).map((one, i) => i < 3 ? one * whole(colour) : +one);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (element) => {
    for (let node = element; node; node = node.parentElement) {
      const colour = channels(getComputedStyle(node).backgroundColor);
      if (colour.length && (colour.length < 4 || colour[3] > 0.99)) return colour;
    }
    return [255, 255, 255];
  };
  const weak = [];
  const names = ["p", "li", "td", "th", "caption", "h1", "h2", "span", "a:not(.headerlink)"];
  const texts = names.map((name) => `main ${name}`).join();
  for (const element of document.querySelectorAll(texts)) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.offsetParent) continue;
    const [one, two] = [light(channels(getComputedStyle(element).color)), light(behind(element))];
    const contrast = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    const shown = `${element.tagName} ${contrast.toFixed(1)} ${element.textContent.trim().slice(0, 40)}`;
    if (contrast < least) weak.push(shown);
  }
  return weak;
}
"""
