"""The settings of the chapter What if, as a reader moves them: the page finds what the model finds."""

import shlex
from json import loads
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from in_process import trade_report

from analysis.chapters import own_scenario
from analysis.effects import estimates
from analysis.parameters import Parameters, parse
from analysis.publish import notebooks

SETTINGS, POINTS = 200, 0.05


@pytest.fixture
def page(tab: Any, book: Path) -> Any:
    """Return a tab of the size of a telephone on the page, opened from the disk."""
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto((book / "what_if.html").as_uri())
    tab.locator("#rate").wait_for()
    return tab


def settings(count: int) -> list[dict[str, Any]]:
    """Return settings that the fields allow, at random but the same each time."""
    noise = np.random.default_rng(20)
    names = list(estimates.offered(estimates.ELASTICITY).index)
    return [
        {
            "rate": int(noise.integers(0, 121)) / 2,
            "elasticity": names[noise.integers(len(names))],
            "pass_through": int(noise.integers(0, 101)) / 100,
            "horizon": int(noise.integers(1, 11)),
            "others_pay": ("law", "before")[noise.integers(2)],
        }
        for _ in range(count)
    ]


def edition_of(setting: dict[str, Any]) -> Parameters:
    """Return the edition that has a setting as its own."""
    return parse({**{name: setting[name] for name in setting if name != "rate"}, "tariff": setting["rate"] / 100})


def test_any_setting_gives_what_the_model_gives(page: Any) -> None:
    asked = settings(SETTINGS)
    found = page.evaluate("all => all.map(document.getElementById('what-if').outcomesOf)", asked)
    for setting, (imports, duty, price, cost) in zip(asked, found, strict=True):
        p = edition_of(setting)
        own = own_scenario.result_of(p, own_scenario.scenario_of(p))
        before = own.imports_before_usd / 100
        expected = (own.imports_change_pct, own.duty_usd / before, own.price_pct, own.us_cost_usd / before)
        assert (imports, duty, price, cost) == pytest.approx(expected, abs=POINTS), setting


@pytest.mark.parametrize("setting", settings(3))
def test_what_a_reader_sets_is_shown_and_can_be_computed_again(page: Any, setting: dict[str, Any]) -> None:
    for name in ("rate", "pass_through", "horizon"):
        page.locator(f"#{name}").fill(f"{setting[name]:g}")
    page.get_by_label("Estimate of how buyers respond").select_option(setting["elasticity"])
    page.get_by_label("Charge goods from Viet Nam only").set_checked(setting["others_pay"] == "before")
    page.get_by_role("button", name="How to compute exactly this").click()
    command, cell = page.locator("#again pre").all_inner_texts()
    said = loads(trade_report(*shlex.split(command)[1:], "--json").stdout)

    def shown(row: str) -> float:
        text: str = page.locator(f"[data-row={row}] td:nth-child(3)").inner_text()
        return float(text.replace(",", "").replace("−", "-"))

    assert shown("share") == pytest.approx(100 + said["imports_change_pct"], abs=POINTS + 0.05)  # shown to a tenth
    assert shown("imports") == pytest.approx(said["imports_usd"] / 1e9, abs=0.15)
    assert shown("duty") == pytest.approx(said["duty_usd"] / 1e9, abs=0.15)
    assert shown("balance") == pytest.approx(said["balance_usd"] / 1e9, abs=0.15)
    assert shown("cost") == pytest.approx(said["us_cost_per_household_usd"], abs=1)
    assert f"{shown('share') - 100:.1f}%".replace("-", "−") in page.locator("#what-if .report-outcome").inner_text()
    names: dict[str, Any] = {}
    exec(cell, names)
    names.pop("__builtins__")
    declared = notebooks.declared(notebooks.head(notebooks.path("what_if")))
    assert set(names) == set(declared)
    assert parse(names) == edition_of(setting).model_copy(update={"as_of": names["as_of"]})


def test_settings_move_by_keyboard_and_the_curve_with_them(page: Any) -> None:
    slider, status = page.locator("#rate"), page.locator("#what-if .report-outcome")
    before, drawn = status.inner_text(), page.locator("#what-if .report-course").get_attribute("d")
    slider.focus()
    for _ in range(4):
        slider.press("ArrowRight")
    assert "At a default rate of 22%" in status.inner_text() != before
    assert status.get_attribute("role") == "status"
    assert page.locator("#what-if .report-step").filter(has_text="22%: ").is_visible()
    assert page.locator("#what-if .report-course").get_attribute("d") == drawn  # imports by rate, whatever the rate
    page.get_by_label("Charge goods from").press("Space")
    assert page.locator("#what-if .report-course").get_attribute("d") != drawn
    page.get_by_label("Charge goods from").press("Space")
    page.locator("#what-if .report-plot").focus()
    page.keyboard.press("Home")
    assert page.locator("#what-if .report-reading").inner_text().startswith("0%: ")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_scripts_the_page_says_what_to_do(browser: Any, book: Path) -> None:
    tab = browser.new_page(java_script_enabled=False)
    tab.goto((book / "what_if.html").as_uri())
    assert "trade-report scenario" in tab.locator("#what-if").inner_text()
    assert not tab.locator("#rate").is_visible()
    assert "At a default rate of 20%" in tab.locator("#what-if .report-outcome").inner_text()
    tab.close()
