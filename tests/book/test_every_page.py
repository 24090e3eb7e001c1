"""Every page in a browser: without a fault, light, readable and accessible on a desk and a phone, whole on paper."""

from collections.abc import Iterator
from typing import Any

import pytest
from opened import FORMS, Opened, opened
from serving import await_pictures

from analysis.publish import notebooks

CHAPTERS = [f"{chapter}.html" for chapter in notebooks.chapters()]
PAGES = [*CHAPTERS, "search.html?q=9903", "guides/add_law.html", "guides/parameters.html", "guides/references.html"]
SMALLEST_CONTRAST = 4.5  # WCAG 2.2, level AA, for text
A4 = 680  # pixels of 1/96 inch between the margins


@pytest.fixture(scope="module", params=PAGES)
def page(request: pytest.FixtureRequest, context: Any, site: str) -> Iterator[Opened]:
    """Yield a page, which is opened once for all tests of this file."""
    one = opened(context, f"{site}/{request.param}")
    yield one
    one.tab.close()


def test_it_loads_without_error_and_nothing_from_outside(page: Opened) -> None:
    await_pictures(page.tab)
    assert page.faults == []
    assert page.tab.locator("article h1").count() == 1


def test_it_is_light_with_all_its_figures(page: Opened) -> None:
    assert page.is_light()


def test_nothing_overflows_and_all_text_is_readable(page: Opened) -> None:
    for width, colours in FORMS:
        page.show((width, colours))
        assert page.tab.evaluate("document.documentElement.scrollWidth") <= width, width
        assert page.tab.evaluate(WEAK_TEXT, SMALLEST_CONTRAST) == [], (width, colours)
        displayed = "(pictures) => pictures.every((one) => getComputedStyle(one).display !== 'none')"
        assert page.tab.locator(f"picture.figure-{colours}").evaluate_all(displayed), colours


def test_no_table_scrolls_sideways_on_a_desk(page: Opened) -> None:
    page.show((1280, "light"))
    wide = "(all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.parentElement.id)"
    assert page.tab.locator(".report-scroll").evaluate_all(wide) == []


def test_it_is_accessible(page: Opened, request: pytest.FixtureRequest) -> None:
    """In one of its four forms; each is the turn of every fourth page."""
    assert page.barriers([FORMS[turn(request)]]) == []


@pytest.mark.long
def test_it_is_accessible_in_the_other_forms(page: Opened, request: pytest.FixtureRequest) -> None:
    assert page.barriers([form for form in FORMS if form != FORMS[turn(request)]]) == []


def turn(request: pytest.FixtureRequest) -> int:
    return PAGES.index(request.node.callspec.params["page"]) % len(FORMS)


def test_no_table_is_cut_and_no_button_is_printed(page: Opened) -> None:
    page.show((A4, "light"), "print")
    tab = page.tab
    assert tab.evaluate(SEEN) == []
    assert tab.evaluate(HIDDEN_ROWS) == 0
    assert tab.evaluate(MUTE_HEADS) == 0
    assert tab.evaluate(CUT, A4) == []


CUT = """
(width) => [...document.querySelectorAll("table.report-table")]
  .filter((one) => one.offsetParent && one.getBoundingClientRect().width > width + 1)
  .map((one) => `${one.caption.textContent}: ${one.getBoundingClientRect().width}`)
"""
SEEN = """
() => [...document.querySelectorAll("button:not(th button), input, .bar, .menu, summary")]
  .filter((one) => one.offsetParent !== null)
  .map((one) => one.outerHTML.slice(0, 80))
"""
MUTE_HEADS = """
() => [...document.querySelectorAll(".report-table th")]
  .filter((one) => one.closest("table").offsetParent && !one.innerText.trim()).length
"""
HIDDEN_ROWS = """
() => [...document.querySelectorAll(".report-table tr")]
  .filter((one) => one.closest("table").offsetParent && !one.offsetParent).length
"""
# Returns the texts whose colour against the nearest painted background is weaker than the contrast asked for.
WEAK_TEXT = """
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
