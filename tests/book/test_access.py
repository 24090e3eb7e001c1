"""Every page is closed to foreign and inline scripts, and can be used by keyboard and without scripts."""

from itertools import pairwise
from pathlib import Path
from typing import Any

from serving import parsed

RING = "parseFloat(getComputedStyle(document.activeElement).outlineWidth) >= 2"


def test_the_keyboard_shows_where_it_is(tab: Any, site: str) -> None:
    tab.goto(f"{site}/timeline.html")
    for _ in range(60):
        tab.keyboard.press("Tab")
        hidden = tab.evaluate("document.activeElement.matches('.menu-switch, body')")
        assert hidden or tab.evaluate(RING), tab.evaluate("document.activeElement.outerHTML.slice(0, 120)")


def test_pages_hold_no_inline_script_or_style(book: Path) -> None:
    for file in [*book.glob("*.html"), *book.glob("guides/*.html")]:
        assert_closed_and_in_order(file)


def assert_closed_and_in_order(file: Path) -> None:
    page = parsed(file)
    assert [one for one in page.select("script") if not one.get("src") or one.get_text(strip=True)] == [], file.name
    assert page.select("[style], style, [onclick], [onload]") == [], file.name
    levels = [int(one.name[1]) for one in page.select("h1, h2, h3, h4")]
    assert all(after <= before + 1 for before, after in pairwise(levels)), file.name


def test_the_policy_of_a_page_stops_what_is_not_its_own(tab: Any, book: Path) -> None:
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
