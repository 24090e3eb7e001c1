"""The look-up of other editions, and the field of the page over editions, which asks them all."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from product_answers import DAYS, assert_as_the_engine, write_edition
from test_access import RING

from analysis.data import as_of
from analysis.present import words
from analysis.publish.index import write_index
from analysis.tariffs import lookup

pytestmark = pytest.mark.long

PARTNERS = {"DEU": "Germany", "MEX": "Mexico", "THA": "Thailand"}
LINES = 60


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of editions that hold the look-up alone, with the page over them."""
    folder = tmp_path_factory.mktemp("editions")
    for partner in PARTNERS:
        write_edition(partner, folder / partner / "html")
    write_index(folder)
    return folder


@pytest.fixture(scope="module")
def tab(browser: Any, editions: Path) -> Iterator[Any]:
    """Yield a tab of the size of a telephone on the page over editions, opened from its file: it reports no fault."""
    tab = browser.new_page(viewport={"width": 390, "height": 844}, color_scheme="dark")
    told: list[str] = []
    tab.on("requestfailed", lambda request: told.append(request.url))
    tab.on("console", lambda message: told.append(message.text))
    tab.on("pageerror", lambda error: told.append(str(error)))
    tab.goto((editions / "index.html").as_uri())
    yield tab
    assert told == []
    tab.close()


@pytest.mark.parametrize("partner", PARTNERS)
def test_other_editions_answer_as_the_engine_answers(browser: Any, editions: Path, partner: str) -> None:
    tab = browser.new_page()
    tab.goto((editions / partner / "html" / "product_duty.html").as_uri())
    for day in DAYS:
        assert_as_the_engine(tab, partner, day, LINES)
    tab.close()


def rows(tab: Any) -> list[list[str]]:
    return [row.locator("td").all_inner_texts() for row in tab.locator("[data-slot=partners] tr").all()]


@pytest.mark.parametrize("hts10", ["6109100012", "8703230110", "7326908688"])
@pytest.mark.parametrize("day", [*DAYS[1:3], f"{as_of():%Y-%m-%d}"])
def test_the_page_over_editions_asks_each_partner(tab: Any, editions: Path, hts10: str, day: str) -> None:
    tab.goto(f"{(editions / 'index.html').as_uri()}#{hts10}/{day}")
    dotted = re.sub(r"(\d{4})(..)(..)(..)", r"\1.\2.\3.\4", hts10)
    tab.get_by_role("status").filter(has_text=f"{dotted}, {words.day(pd.Timestamp(day))}").wait_for()
    totals = {}
    for name, duty, cases, imports in rows(tab):
        code = next(code for code, own in PARTNERS.items() if own == name)
        said = lookup.duty(hts10, code, pd.Timestamp(day))
        totals[name] = said.total_pct
        shown = list(
            dict.fromkeys(f"{words.number(case.total_pct, 2).rstrip('0').rstrip('.')}%" for case in said.cases)
        )
        assert [duty, *filter(None, cases.split(", "))] == shown, name
        assert imports == "none" or float(imports.replace(",", "")) >= 0
    assert set(totals) == set(PARTNERS.values())
    assert list(totals.values()) == sorted(totals.values())


def test_ranks_are_sorted_as_numbers_by_keyboard(tab: Any, editions: Path) -> None:
    tab.goto((editions / "index.html").as_uri())
    head = tab.locator("#table-editions th button", has_text="Rank")
    for falling in (False, True):
        head.press("Enter")
        told = tab.locator("#table-editions td:nth-child(3)").all_text_contents()
        best = [int("".join(filter(str.isdigit, rank.split()[0]))) for rank in told]
        assert len(best) == len(PARTNERS) and best == sorted(best, reverse=falling)
    assert tab.evaluate(RING)


def test_a_name_leads_to_the_whole_answer_of_its_edition(tab: Any, editions: Path) -> None:
    tab.goto((editions / "index.html").as_uri())
    field = tab.get_by_role("combobox")
    field.fill("sweater")
    tab.get_by_role("option").filter(has_text="6110.").first.wait_for()
    tab.get_by_label("Day").fill("2025-09-01")
    field.fill("sweater")
    tab.get_by_role("option").filter(has_text="6110.").first.wait_for()
    field.press("ArrowDown")
    field.press("Enter")
    tab.get_by_role("heading", name="6110.").wait_for()
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    code, day = tab.evaluate("location.hash").removeprefix("#").split("/")
    assert day == "2025-09-01"
    duty = dict(row[:2] for row in rows(tab))["Thailand"]
    tab.get_by_role("link", name="Thailand").first.click()
    tab.wait_for_url(f"**/THA/html/product_duty.html#{code}/{day}")
    assert duty in tab.get_by_role("heading", name="6110.").inner_text()
