"""Every page is accessible in both widths and colours, light, and closed to foreign and inline scripts."""

from collections.abc import Sequence
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from serving import parsed

from analysis.publish import notebooks

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
CHAPTERS = [f"{chapter}.html" for chapter in notebooks.chapters()]
PAGES = [*CHAPTERS, "search.html?q=9903", "guides/add_law.html", "guides/parameters.html", "guides/references.html"]
Form = tuple[int, str]  # width and colours
WIDTHS = (1280, 390)
FORMS: list[Form] = list(product(WIDTHS, ("light", "dark")))
MOST_BYTES, MOST_REQUESTS = 900_000, 20

# The rows of one table are alike: the first three of each stand for the rest, which axe would judge one by one.
SHORT = (
    "document.querySelectorAll('tbody, ol').forEach((one) => [...one.children].slice(3).forEach((row) => row.remove()))"
)
FAULTS = """
() => axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
  violations.map(({ id, nodes }) => `${id}: ${nodes.length} as ${nodes[0].html.slice(0, 120)}`))
"""
# Elements that a keyboard reaches without a visible ring, and targets under 24 by 24 px that are not within a text.
WEAK = """
() => {
  const faults = [];
  for (const one of document.querySelectorAll("a[href], button, input, summary, select")) {
    const box = one.getBoundingClientRect();
    if (!box.width || one.closest("p, td, li, dd, figcaption, .report-source")) continue;
    if (one.matches(".menu-switch, .skip-link") || one.closest("label")) continue;
    if (box.width < 24 || box.height < 24) faults.push(`small: ${one.outerHTML.slice(0, 90)}`);
  }
  return faults;
}
"""
RING = "parseFloat(getComputedStyle(document.activeElement).outlineWidth) >= 2"


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        judged
        for page, name in enumerate(PAGES)
        for form in [FORMS[page % len(FORMS)]]
        for judged in (
            pytest.param(name, [form], id=f"{name}-one"),
            pytest.param(name, [one for one in FORMS if one != form], id=f"{name}-others", marks=pytest.mark.long),
        )
    ],
)
def test_a_page_is_accessible_in_both_widths_and_colours(browser: Any, site: str, name: str, forms: list[Form]) -> None:
    assert faults(browser, f"{site}/{name}", forms) == []


def faults(browser: Any, address: str, forms: Sequence[Form] = FORMS) -> list[str]:
    """Return what axe finds on a page in ``forms``, width and colours, and which targets are small in both widths."""
    context = browser.new_context(bypass_csp=True)  # for axe, which is no script of the page
    tab = context.new_page()
    tab.goto(address)
    found = []
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 900})
        found += tab.evaluate(WEAK)
    tab.evaluate(SHORT)
    tab.evaluate(AXE)
    for width, theme in forms:
        tab.set_viewport_size({"width": width, "height": 900})
        tab.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        found += [f"{width}, {theme}: {one}" for one in tab.evaluate(FAULTS)]
    context.close()
    return found


def test_the_keyboard_shows_where_it_is(browser: Any, site: str) -> None:
    tab = browser.new_page()
    tab.goto(f"{site}/timeline.html")
    for _ in range(60):
        tab.keyboard.press("Tab")
        hidden = tab.evaluate("document.activeElement.matches('.menu-switch, body')")
        assert hidden or tab.evaluate(RING), tab.evaluate("document.activeElement.outerHTML.slice(0, 120)")
    tab.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_light_with_all_its_figures(browser: Any, site: str, name: str) -> None:
    assert is_light(browser, f"{site}/{name}")


def is_light(browser: Any, address: str) -> bool:
    """Tell whether a page with all its figures asks for few files of few bytes."""
    context = browser.new_context()
    tab = context.new_page()
    sizes: list[int] = []
    tab.on("response", lambda response: sizes.append(len(response.body())))
    tab.goto(address)
    tab.evaluate("document.querySelectorAll('.figure-light img').forEach((image) => (image.loading = 'eager'))")
    tab.wait_for_load_state("networkidle")
    context.close()
    return sum(sizes) <= MOST_BYTES and len(sizes) <= MOST_REQUESTS


def test_pages_hold_no_inline_script_or_style(book: Path) -> None:
    for file in [*book.glob("*.html"), *book.glob("guides/*.html")]:
        assert_closed_and_in_order(file)


def assert_closed_and_in_order(file: Path) -> None:
    page = parsed(file)
    assert [one for one in page.select("script") if not one.get("src") or one.get_text(strip=True)] == [], file.name
    assert page.select("[style], style, [onclick], [onload]") == [], file.name
    levels = [int(one.name[1]) for one in page.select("h1, h2, h3, h4")]
    assert all(after <= before + 1 for before, after in pairwise(levels)), file.name


def test_the_policy_of_a_page_stops_what_is_not_its_own(browser: Any, book: Path) -> None:
    tab = browser.new_page()
    tab.goto((book / "timeline.html").as_uri())
    refused: list[str] = []
    tab.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    tab.evaluate(
        """() => {
          const [inline, foreign] = [0, 1].map(() => document.createElement("script"));
          inline.textContent = "window.broken = true";
          foreign.src = "https://example.org/script.js";
          document.head.append(inline, foreign);
          const image = "<img src='https://example.org/a.png' onerror='window.broken = true'>";
          document.body.insertAdjacentHTML("beforeend", image);
        }"""
    )
    tab.evaluate("() => new Promise(requestAnimationFrame)")
    assert tab.evaluate("window.broken") is None
    assert len([text for text in refused if "Content Security Policy" in text]) >= 3
    assert tab.evaluate("document.querySelectorAll('.report-event:not([hidden])').length") > 0  # own scripts run
    tab.close()


def test_a_page_from_a_file_without_scripts_can_be_read(browser: Any, book: Path) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
    tab = context.new_page()
    tab.goto((book / "timeline.html").as_uri())
    events = tab.locator(".report-event")
    assert events.count() == events.filter(visible=True).count() > 50
    assert not tab.locator(".report-choices").is_visible()
    assert not tab.locator(".menu").is_visible()
    tab.locator(".menu-button").click()
    assert tab.locator(".menu a", has_text="Summary").is_visible()
    assert tab.locator(".figure-light img").first.is_visible()
    context.close()
