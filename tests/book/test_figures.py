"""Figures as a reader asks them: by pointer and by keyboard, alone in a page of their own, taken away as files."""

import csv
import json
import random
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import cache
from html import escape
from itertools import product
from pathlib import Path
from typing import Any

import edition_figures
import pytest
from matplotlib.text import Annotation
from serving import await_pictures, parsed, serve

from analysis.present.charts import Panels
from analysis.present.charts.base import drawn
from analysis.present.charts.timed import Along
from analysis.publish import notebooks

CHAPTERS = [f"{chapter}.html" for chapter in notebooks.chapters()]
OTHERS = [pytest.param(code, marks=pytest.mark.long) for code in ("MEX", "DEU")]
MORE = ("MEX", "DEU", "CHN", "KHM")
POINTS = 10
SMALLEST_TEXT = 12  # pixels on the screen
WIDTHS = {1280: "wide", 390: "narrow"}


@pytest.fixture(scope="module")
def shelf(book: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """Yield a folder, and its address, with the default book; `on` puts other editions there."""
    folder = tmp_path_factory.mktemp("shelf")
    (folder / "VNM").symlink_to(book)
    for address in serve(folder):
        yield folder, address


@pytest.fixture(scope="module")
def tab(context: Any) -> Iterator[Any]:
    """Yield a tab for all tests of this file."""
    one = context.new_page()
    yield one
    one.close()


def on(folder: Path, partner: str) -> list[str]:
    """Return the pages of an edition on the shelf; that of another partner's figures is made when it is asked for."""
    if not (folder / partner).exists():
        edition_figures.page(partner, folder / partner)
    return [f"{partner}/{page.name}" for page in sorted((folder / partner).glob("*.html"))]


def figures(file: Path) -> list[Any]:
    """Return the figures of a page."""
    return parsed(file.resolve()).select("figure.report-figure")


@pytest.mark.parametrize("page", CHAPTERS)
def test_figures_read_out_what_their_files_hold(tab: Any, shelf: tuple[Path, str], page: str) -> None:
    assert_read_out(tab, *shelf, f"VNM/{page}")


@pytest.mark.parametrize("partner", OTHERS)
def test_figures_of_other_editions_read_out_what_their_files_hold(
    tab: Any, shelf: tuple[Path, str], partner: str
) -> None:
    for name in on(shelf[0], partner):
        assert_read_out(tab, *shelf, name)


def assert_read_out(tab: Any, folder: Path, address: str, name: str) -> None:
    """Point at the figures of a page and press keys; hold what they say against their files."""
    found = figures(folder / name)
    if not found:
        return
    tab.goto(f"{address}/{name}")
    for width, drawing in WIDTHS.items():
        tab.set_viewport_size({"width": width, "height": 900})
        shown = visible_pictures(tab)
        for figure in found:
            assert_text_is_large(folder / name, figure, drawing, shown[figure["id"]]["width"])
            data = json.loads(figure.select_one(".report-points")["value"])
            placed = [
                stop for stop in range(len(data["stops"])) if any(row[stop] is not None for row in data[drawing]["y"])
            ]
            stops = random.Random(figure["id"]).choices(placed, k=POINTS)
            said = tab.evaluate(ASK, [figure["id"], drawing, stops])
            for stop, pointed, keyed in zip(stops, said["pointed"], said["keyed"], strict=True):
                assert keyed == expected(data, stop)
                assert pointed in {expected(data, near) for near in at_the_same_place(data, drawing, stop)}
                assert_file_holds(folder / name, figure, data, stop)
    tab.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert {one["form"] for one in visible_pictures(tab).values()} == {"figure-dark"}


ASK = """([id, drawing, stops]) => {
  const figure = document.getElementById(id);
  const [plot, reading] = [figure.querySelector(".report-plot"), figure.querySelector("[role=status]")];
  const places = JSON.parse(figure.querySelector(".report-points").value)[drawing];
  const box = plot.getBoundingClientRect();
  const press = (key) => plot.dispatchEvent(new KeyboardEvent("keydown", { key }));
  const point = (stop) => {
    const series = places.y.findIndex((row) => row[stop] !== null);
    const [x, y] = [(places.x[series] ?? places.x[0])[stop], places.y[series][stop]];
    const at = { clientX: box.left + (box.width * x) / 10000, clientY: box.top + (box.height * y) / 10000 };
    plot.dispatchEvent(new PointerEvent("pointermove", at));
    return reading.textContent;
  };
  const key = (stop) => {
    press("Home");
    for (let at = 0; at < stop; at += 1) press("ArrowRight");
    return reading.textContent;
  };
  return { pointed: stops.map(point), keyed: stops.map(key) };
}"""


def visible_pictures(tab: Any) -> dict[str, dict[str, Any]]:
    """Return form and width of the picture that each drawn figure shows, once all are there.

    A curve that a script draws from settings has no picture; the tests of these settings look at it.
    """
    await_pictures(tab)
    read = """figures => Object.fromEntries(figures.map(figure => {
      const image = [...figure.querySelectorAll("img")].find(one => one.offsetParent);
      const form = image.parentElement.className;
      return [figure.id, { form, width: image.clientWidth }];
    }))"""
    found: dict[str, dict[str, Any]] = tab.locator("figure.report-figure:has(img)").evaluate_all(read)
    return found


def assert_text_is_large(page: Path, figure: Any, drawing: str, width: float) -> None:
    source = figure.select_one("source")["srcset"] if drawing == "narrow" else figure.select_one("img")["src"]
    text = (page.parent / source).read_text("utf-8")
    (across,) = re.findall(r'viewBox="0 0 ([\d.]+) ', text)
    sizes = [100 * float(scale) for scale in re.findall(r"scale\(([\d.]+) -", text)]  # glyphs are 100 units high
    assert min(sizes) * width / float(across) >= SMALLEST_TEXT, (figure["id"], drawing, min(sizes))


def at_the_same_place(data: dict[str, Any], drawing: str, stop: int) -> list[int]:
    """Return the stops of which a series stands where the first of ``stop`` does."""
    across, down = data[drawing]["x"], data[drawing]["y"]
    axes = {"x": [across * (len(down) // len(across))], "y": [down], "xy": [across * (len(down) // len(across)), down]}

    def place(series: int, one: int) -> list[float]:
        return [axis[series][one] for axis in axes[data["by"]]]

    here = place(next(series for series, row in enumerate(down) if row[stop] is not None), stop)
    return [
        one
        for one in range(len(data["stops"]))
        if any(
            row[one] is not None and max(abs(a - b) for a, b in zip(place(series, one), here, strict=True)) < 2
            for series, row in enumerate(down)
        )
    ]


def expected(data: dict[str, Any], stop: int) -> str:
    """Return the read-out of a stop."""
    values = "; ".join(f"{name} {row[stop]}".strip() for name, row in zip(data["names"], data["values"], strict=True))
    return f"{data['stops'][stop]}: {values}{data['unit'] and ' '}{data['unit']}"


def assert_file_holds(page: Path, figure: Any, data: dict[str, Any], stop: int) -> None:
    """Hold each number of the read-out against the figure's CSV: its row, or any where no row bears the stop's name."""
    rows = table(page.parent / figure.select_one("a[download$='.csv']")["href"])
    names = forms(data["stops"][stop])
    own = [row for row in rows if names & set(row.values())]
    cells = [row[name] for row in own or rows for name in row if not (own and names & set(row) and name not in names)]
    numbers = [float(cell) for cell in cells if re.fullmatch(r"-?[\d.]+(e[+-]?\d+)?", cell)]
    for text in (series[stop] for series in data["values"]):
        if text in cells:
            continue
        assert re.match(r"[\d−–]", text), (figure["id"], text)
        for number in re.findall(r"−?\d[\d,]*(?:\.\d+)?", text):
            assert any(rounds_to(cell, number) for cell in numbers), (figure["id"], data["stops"][stop], number)


@cache
def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def forms(stop: str) -> set[str]:
    """Return the ways in which a file may write the parts of a stop: ``August 2026`` as ``2026-08``."""
    found = {
        stop,
        stop.replace("−", "-"),
        *stop.rsplit(", ", 1),
        re.sub(r"^[\d to]+  ", "", stop),
        re.sub(r" \(.*", "", stop),
    }
    for pattern, form in (("%B %Y", "%Y-%m"), ("%d %B %Y", "%Y-%m-%d")):
        for part in tuple(found):
            with suppress(ValueError):
                found.add(datetime.strptime(part, pattern).strftime(form))
    return found


def rounds_to(cell: float, number: str) -> bool:
    """Tell whether ``cell``, in dollars, percent or as a fraction, is written as ``number``; a file has six digits."""
    wanted, digits = float(number.replace(",", "").replace("−", "-")), len(number.partition(".")[2])
    sizes = (cell / scale for scale in (1, 1e9, 1e6, 0.01))
    return any(abs(size - wanted) <= 0.5 * 10**-digits + 1e-5 * abs(size) for size in sizes)


@pytest.mark.parametrize("name", ["VNM", *OTHERS])
def test_what_can_be_taken_away_says_what_it_is(shelf: tuple[Path, str], name: str) -> None:
    folder = shelf[0] / name
    for page in on(shelf[0], name):
        for figure in figures(shelf[0] / page):
            title, own = (
                spaced(figure.select_one(".report-title").find(string=True)),
                figure["id"].removeprefix("figure-"),
            )
            links = figure.select(".report-take a[download]")
            menu = {link["download"].removeprefix(own): folder / link["href"] for link in links}
            about = json.loads(menu[".csv-metadata.json"].read_text("utf-8"))
            assert about["dc:title"] == title and about["dc:source"] and about["dc:date"]
            assert [column["titles"] for column in about["tableSchema"]["columns"]] == list(table(menu[".csv"])[0])
            picture = spaced(" ".join(ElementTree.fromstring(menu[".svg"].read_bytes()).itertext()))
            assert all(said in picture for said in ("Source: ", "Data known on ", f"#{figure['id']}"))
            assert title.replace(" ", "") in picture.replace(" ", "")
            alone = (folder / figure.select_one(".report-embed-link")["href"]).read_text("utf-8")
            assert all(said in alone for said in (f"<title>{escape(title)}</title>", "report-source", "report-points"))
            assert f"#{figure['id']}" in figure.select_one(".report-take").get_text()


def spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@pytest.mark.long
@pytest.mark.parametrize("name", ["VNM", *OTHERS])
def test_every_figure_answers_in_a_page_of_its_own(tab: Any, shelf: tuple[Path, str], name: str) -> None:
    folder, address = shelf
    tab.set_viewport_size({"width": 390, "height": 700})
    for page in on(folder, name):
        for figure in figures(folder / page):
            tab.goto(f"{address}/{name}/{figure.select_one('.report-embed-link')['href']}")
            assert list(visible_pictures(tab)) == [figure["id"]]
            data = json.loads(figure.select_one(".report-points")["value"])
            (said,) = tab.evaluate(ASK, [figure["id"], "narrow", [len(data["stops"]) - 1]])["keyed"]
            assert said == expected(data, len(data["stops"]) - 1)
            assert tab.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_reader_points_and_presses_keys(tab: Any, site: str) -> None:
    tab.set_viewport_size({"width": 1280, "height": 900})
    tab.goto(f"{site}/balance.html")
    figure = tab.locator("#figure-flows")
    plot, reading = figure.locator(".report-plot"), figure.locator("[role=status]")
    plot.hover()
    assert "US imports" in reading.inner_text() and figure.locator(".report-mark").count() == 2
    tab.mouse.move(0, 0)
    assert reading.inner_text() == ""
    plot.focus()
    assert plot.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    tab.keyboard.press("End")
    last = reading.inner_text()
    tab.keyboard.press("ArrowLeft")
    assert reading.inner_text() not in ("", last)
    tab.keyboard.press("Escape")
    assert reading.inner_text() == "" and plot.evaluate("one => one !== document.activeElement")


def test_the_picture_in_dots_is_made_from_the_picture_in_lines(tab: Any, site: str) -> None:
    tab.goto(f"{site}/balance.html")
    figure = tab.locator("#figure-flows")
    figure.locator(".report-take summary").click()
    with tab.expect_download() as download:
        figure.locator("button", has_text="PNG").click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("partner", ["VNM", *(pytest.param(code, marks=pytest.mark.long) for code in MORE)])
def test_a_label_stands_nearest_to_the_end_of_its_own_line_or_is_joined_to_it(partner: str) -> None:
    lines = [
        (chapter, one) for chapter, one in edition_figures.figures(partner) if isinstance(one.chart, Along | Panels)
    ]
    for (chapter, figure), narrow in product(lines, (False, True)):
        with drawn(figure.chart, narrow) as (canvas, _):
            for axes in canvas.axes:
                assert not lost(axes), (chapter, figure.name, narrow)


def lost(axes: Any) -> list[str]:
    """Return the labels of lines that stand nearer to another line's end than to their own, without a leader."""
    labels = [
        one for one in axes.texts if isinstance(one, Annotation) and one.xycoords == "data" and one.get_ha() == "left"
    ]
    ends = [float(axes.transData.transform((axes.convert_xunits(one.xy[0]), one.xy[1]))[1]) for one in labels]
    scale = axes.figure.dpi / 72
    found = []
    for label, own in zip(labels, ends, strict=True):
        stands = own + label.xyann[1] * scale
        if label.arrow_patch is None and any(abs(stands - end) < abs(stands - own) - 1e-6 for end in ends):
            found.append(label.get_text())
    return found


def test_the_script_is_small() -> None:
    assert (edition_figures.STATIC / "figures.js").stat().st_size <= 6000
