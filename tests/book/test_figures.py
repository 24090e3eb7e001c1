"""Figures as a reader asks them: by pointer and by keyboard, alone in a page of their own, taken away as files."""

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from analysis.publish import notebooks

PAGES = [f"{chapter}.html" for chapter in notebooks.chapters()]
POINTS = 10


def figures(file: Path) -> list[Any]:
    """Return the figures of a page that answer."""
    page = BeautifulSoup(file.read_bytes(), "html.parser")
    return [one for one in page.select("figure.report-figure") if one.select_one(".report-points")]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", PAGES)
def test_pointer_and_keys_read_out_what_the_figure_holds(
    browser: Any, site: str, book: Path, name: str, width: int
) -> None:
    found = figures(book / name)
    if not found:
        return
    tab = browser.new_page(viewport={"width": width, "height": 1200})
    tab.goto(f"{site}/{name}")
    tab.evaluate("document.querySelectorAll('img').forEach(image => image.loading = 'eager')")
    tab.wait_for_function("[...document.images].filter(one => one.offsetParent).every(one => one.complete)")
    for one in found:
        data = json.loads(one.select_one(".report-points")["value"])
        figure = tab.locator(f"#{one['id']}")
        plot, reading = figure.locator(".report-plot"), figure.locator("[role=status]")
        places = data["narrow" if width < 600 else "wide"]
        plot.scroll_into_view_if_needed()
        box = plot.bounding_box()
        for stop in random.Random(1).choices(range(len(data["stops"])), k=POINTS):
            x, y = places["x"][0][stop], places["y"][0][stop]
            if x is None or y is None:
                continue
            tab.mouse.move(box["x"] + box["width"] * x / 10000, box["y"] + box["height"] * y / 10000)
            assert said(reading.inner_text()) in {
                expected(data, near) for near in at_the_same_place(places, data, stop)
            }
        plot.focus()
        tab.keyboard.press("Home")
        assert said(reading.inner_text()) == expected(data, 0)
        tab.keyboard.press("End")
        assert said(reading.inner_text()) == expected(data, len(data["stops"]) - 1)
        tab.keyboard.press("Escape")
        assert reading.inner_text() == ""
        assert plot.evaluate("one => one !== document.activeElement")
    tab.close()


def at_the_same_place(places: dict[str, Any], data: dict[str, Any], stop: int) -> list[int]:
    """Return the stops that a pixel cannot tell from ``stop``."""
    axes = {"x": [0], "y": [1], "xy": [0, 1]}[data["by"]]
    rows = places["x"][0], places["y"][0]
    return [
        other
        for other in range(len(data["stops"]))
        if all(rows[axis][other] is not None and abs(rows[axis][other] - rows[axis][stop]) < 60 for axis in axes)
    ]


def expected(data: dict[str, Any], stop: int) -> str:
    """Return the read-out of a stop."""
    values = "; ".join(f"{name} {row[stop]}".strip() for name, row in zip(data["names"], data["values"], strict=True))
    return said(f"{data['stops'][stop]}: {values} {data['unit']}")


def said(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def test_the_read_out_of_a_month_is_the_row_of_the_csv(browser: Any, site: str) -> None:
    tab = browser.new_page()
    tab.goto(f"{site}/balance.html")
    tab.locator("#figure-flows .report-plot").focus()
    tab.keyboard.press("End")
    reading = tab.locator("#figure-flows [role=status]").inner_text()
    address = tab.locator("#figure-flows a[download$='.csv']").get_attribute("href")
    head, *_, last = tab.request.get(f"{site}/{address}").text().splitlines()
    row = dict(zip(head.split(","), last.split(","), strict=True))
    for flow in ("exports_usd", "general_imports_usd"):
        assert f"{int(row[flow]) / 1e9:.1f}" in reading
    tab.close()


def test_a_figure_answers_in_a_page_of_its_own(browser: Any, site: str) -> None:
    tab = browser.new_page()
    tab.goto(f"{site}/balance.html")
    tab.goto(f"{site}/" + str(tab.locator("#figure-flows .report-embed-link").get_attribute("href")))
    tab.locator(".report-plot").focus()
    tab.keyboard.press("End")
    assert "US imports" in tab.locator("[role=status]").inner_text()
    assert tab.evaluate("[...document.images].filter(one => one.offsetParent).every(one => one.naturalWidth > 0)")
    tab.close()


def test_a_picture_that_is_taken_away_says_what_it_is(browser: Any, site: str) -> None:
    tab = browser.new_page(accept_downloads=True)
    tab.goto(f"{site}/balance.html")
    figure = tab.locator("#figure-flows")
    figure.locator("summary").click()
    address = figure.locator("a[download$='.svg']").get_attribute("href")
    text = tab.request.get(f"{site}/{address}").text()
    assert figure.locator(".report-title").inner_text().splitlines()[0].split(",")[0][:20] in text
    assert "Source:" in text and "Data known on" in text and "balance.html#figure-flows" in text
    with tab.expect_download() as download:
        figure.locator("button", has_text="PNG").click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    tab.close()


def test_the_script_is_small() -> None:
    assert (notebooks.NOTEBOOKS.parent / "book/_static/figures.js").stat().st_size <= 6000
