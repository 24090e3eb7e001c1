"""The page What does my product pay, as an exporter uses it: it answers what the engine answers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pandas as pd
import pytest
from product_answers import DAYS, assert_as_the_engine

from analysis.chapters import product_files
from analysis.chapters.product_search import letters, tokens
from analysis.data import as_of, load
from analysis.language import using
from analysis.tariffs import lookup

SCRIPTS = ("asking", "product_duty", "what_if", "figures")
LINES, FIRST_KB, ALL_KB, SCRIPT_KB = 300, 60, 350, 15
ANSWERS = {  # days with goods on the water among them
    "6109100012": "2025-08-20",
    "7326908688": "2025-04-09",
    "8541430010": None,
    "9403509080": "2026-07-25",
    "1605211030": "2025-09-01",
}


@pytest.fixture(scope="module")
def page(context: Any, site: str) -> Iterator[Any]:
    """Yield a tab of the size of a telephone on the page."""
    tab = context.new_page()
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto(f"{site}/product_duty.html")
    yield tab
    tab.close()


def ask(tab: Any, lines: list[str], day: str) -> list[Any]:
    """Return what the page answers for each of ``lines`` on ``day``."""
    script = """([lines, day]) => Promise.all(lines.map(async (line) => {
      const { book, ...told } = await document.getElementById("product-duty").answerOn(line, day);
      return told;
    }))"""
    answers: list[Any] = tab.evaluate(script, [lines, day])
    return answers


@pytest.mark.parametrize("day", DAYS)
def test_any_line_on_any_day_is_answered_as_the_engine_answers(page: Any, day: str) -> None:
    assert_as_the_engine(page, "VNM", day, LINES)


@pytest.mark.parametrize(("hts10", "on"), ANSWERS.items())
def test_an_answer_holds_what_the_command_line_says(page: Any, hts10: str, on: str | None) -> None:
    day = pd.Timestamp(on) if on else as_of()
    duty, (answer,) = lookup.duty(hts10, "VNM", day), ask(page, [hts10], f"{day:%Y-%m-%d}")
    for case, said in zip(duty.cases, answer["partners"][0]["cases"], strict=True):
        assert said["if"] == case.if_
        assert said["total_pct"] == (case.total_pct and pytest.approx(case.total_pct, abs=1e-6))
        charges = [(one["authority"], pytest.approx(one["added_pct"])) for one in said["charges"]]
        assert charges == [(charge.authority, charge.added_pct) for charge in case.charges]
    said = [(one["authority"], one["reason"]) for one in answer["not_charged"]]
    assert said == [(one.authority, one.reason) for one in duty.not_charged]
    assert [one["from"] for one in answer["coming"]] == [f"{one.day:%Y-%m-%d}" for one in duty.coming]
    assert len(answer["orders"]) == len(duty.orders)
    for name, partner in (("China", "CHN"), ("Mexico", "MEX"), ("India", "IND")):
        (peer,) = (one for one in answer["partners"] if one["name"] == name)
        totals = [pytest.approx(case.total_pct, abs=1e-6) for case in lookup.duty(hts10, partner, day).cases]
        assert [case["total_pct"] for case in peer["cases"]] == totals


def test_words_and_codes_find_products_by_keyboard(page: Any) -> None:
    field, options = page.get_by_role("combobox", name="Product: a code"), page.get_by_role("option")
    for asked, found in [
        ("sweater", "6110."),
        ("wooden bed", "9403.50"),
        ("Laptop", "8471.30.01.00"),
        ("Shrîmp", "0306."),
        ("T-shirt", "6109."),
        ("6109.10", "6109.10"),
        ("61091000", "6109.10.00"),
        ("1999", "190"),
        ("8541430099", "8541.43.00"),
    ]:
        field.fill("")
        field.fill(asked)
        options.filter(has_text=found).first.wait_for()
        assert found in options.first.inner_text(), asked


def test_suggestions_follow_the_pattern_of_a_combobox(page: Any) -> None:
    field, options = page.get_by_role("combobox"), page.get_by_role("option")

    def chosen() -> list[str]:
        assert field.evaluate("field => field === document.activeElement")
        return [one.get_attribute("id") for one in options.all() if one.get_attribute("aria-selected") == "true"]

    field.fill("854143")
    options.first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    last = f"option-{options.count() - 1}"
    for key, marked in [("ArrowDown", "option-0"), ("ArrowUp", ""), ("ArrowUp", last), ("ArrowDown", "")]:
        field.press(key)
        assert chosen() == ([marked] if marked else [])
        assert field.get_attribute("aria-activedescendant") == marked
    field.press("Escape")
    assert (options.count(), field.get_attribute("aria-expanded")) == (0, "false")
    assert field.input_value() == "854143"
    field.press("ArrowDown")
    options.first.wait_for()
    field.press("Tab")
    assert options.count() == 0
    field.press("Escape")
    assert field.input_value() == ""
    field.fill("854143")
    options.first.wait_for()
    field.press("Enter")
    page.get_by_role("heading", name="8541.43.00").wait_for()
    assert options.count() == 0
    assert page.evaluate("location.hash").startswith("#854143")
    field.fill("6109100012")
    page.get_by_role("heading", name="6109.10.00.12").wait_for()
    field.fill("8541430")
    options.first.click()
    page.get_by_role("heading", name="8541.43.00").wait_for()


def test_an_answer_has_an_address_and_fits_a_telephone(tab: Any, book: Path) -> None:
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto(f"{(book / 'product_duty.html').as_uri()}#6109100012/2025-09-01")
    heading = tab.get_by_role("heading", name="6109.10.00.12: 36.5%")  # 16.5% and 20%
    heading.wait_for()
    assert tab.get_by_label("Day").input_value() == "2025-09-01"
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    loaded = tab.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
    assert [one for one in loaded if not one.startswith("file:")] == []
    plot = tab.locator("#product-duty .report-plot")
    plot.focus()
    tab.keyboard.press("End")
    assert tab.locator("#product-duty .report-reading").inner_text().endswith("29%")
    assert tab.locator("#product-duty .report-ticks text").all_text_contents()[:3] == ["2025", "Jul", "2026"]
    tab.evaluate("scrollTo(0, document.body.scrollHeight)")
    tab.goto(f"{(book / 'product_duty.html').as_uri()}#9403608081")  # of 2024, not of 2026
    tab.get_by_role("option", name="9403.60.80").nth(1).wait_for()
    assert tab.locator("#product-duty .report-answer h2").count() == 0  # nor does the answer before it stay
    assert 0 <= tab.locator("#product-duty").bounding_box()["y"] < 422


def test_a_question_loads_little(tab: Any, book: Path) -> None:
    loaded: list[str] = []
    tab.on("request", lambda request: loaded.append(unquote(urlsplit(request.url).path)))
    tab.goto((book / "product_duty.html").as_uri())
    data = f"{book}/_static/product_duty/"
    tab.get_by_label("Product: a code").press_sequentially("wooden bed", delay=40)
    tab.get_by_role("option").filter(has_text="9403.50").first.click()
    tab.get_by_role("heading", name="9403.50").wait_for()
    sizes = {Path(file).name: Path(file).stat().st_size / 1000 for file in loaded if file.startswith(data)}
    assert sizes["index.js"] <= FIRST_KB  # nothing else is loaded before the first key
    assert sum(sizes.values()) <= ALL_KB
    scripts = {name: (book / "_static" / f"{name}.js").read_text() for name in SCRIPTS}
    drawing = scripts["figures"].partition("window.reportCourse")[2]
    assert (
        sum(len(text.encode()) for text in [*scripts.values(), drawing]) - len(scripts["figures"].encode())
        <= SCRIPT_KB * 1000
    )


def test_words_are_told_alike_with_and_without_marks() -> None:
    assert tokens("Cà phê, Đồ gỗ") == ["ca", "phe", "do", "go"]


def test_vietnamese_words_name_headings_by_two_syllables() -> None:
    schedule = load("hts_schedule_2026")
    schedule = schedule[schedule["hts"] < "98"].sort_values("hts")
    headings = schedule["hts"].str[:4].unique()
    with using("vi"):
        found = letters(schedule)
    wanted = {"áo len": "6110", "ca phe": "0901", "giường gỗ": "9403", "điện thoại": "8517", "tủ lạnh": "8418"}
    for phrase, heading in wanted.items():
        pair = " ".join(tokens(phrase))
        assert heading in headings[found[pair[0]][pair][0]], phrase


def test_a_line_that_is_a_whole_subheading_has_its_vietnamese_name() -> None:
    schedule = load("hts_schedule_2026")
    schedule = schedule[schedule["hts"].str[:4].isin(["0409", "8471"])].sort_values("hts")
    with using("vi"):
        told = {code: text for names in product_files.names_of(schedule, {}).values() for code, text in names}
    assert told["8471300100"].startswith("Máy xử lý dữ liệu tự động loại xách tay")
    assert [told["04090000"], told["0409000035"]] == ["Mật ong tự nhiên", "White or lighter"]


def test_every_everyday_word_belongs_to_a_heading_of_the_schedule() -> None:
    headings = set(load("hts_schedule_2026")["hts"].str[:4])
    assert set(load("product_words")["hts_prefix"]) <= headings
