"""The engine against the public tracker, and the choices between compilations."""

import pandas as pd
import pytest

from analysis.data import load
from analysis.tariffs.choices import choice_effects
from analysis.tariffs.comparison import RULES, reading_effects, tracker_comparison

APRIL_2026 = pd.Timestamp("2026-04-06")


@pytest.fixture(scope="module")
def table():
    return tracker_comparison().set_index("date")


@pytest.mark.parametrize("partner", sorted(set(load("tracker_rates")["partner"])))
def test_read_as_the_tracker_reads_the_rules_the_engine_gives_its_rate(partner):
    table = tracker_comparison(partner)
    unexplained = table.loc[table["same_law"], "unexplained_pp"].abs().max()
    assert unexplained <= (0.15 if partner == "VNM" else 0.25)


def test_the_tracker_and_the_data_hold_fifty_one_partners_alike():
    assert len(set(load("tracker_rates")["partner"])) == 51


def test_law_and_tracker_date_the_rates_differently_on_five_published_days(table):
    differ = table.index[~table["same_law"]].strftime("%Y-%m-%d")
    assert list(differ) == ["2025-04-05", "2025-04-08", "2025-04-09", "2025-06-03", "2026-02-20"]


def test_from_april_2026_law_and_tracker_read_the_metals_rules_alike(table):
    # On full value for both: what is left is goods of many uses among car parts, chapter 98 and printed matter.
    assert abs(table.loc[APRIL_2026, "unexplained_pp"]) < 0.25


def test_every_rule_is_described():
    readings = load("tracker_readings")
    assert set(readings.loc[readings["valid_from"].isna(), "reading"]) == set(RULES)


def test_metal_content_is_the_largest_reading_of_a_rule_in_march_2025():
    effects = reading_effects()
    march = effects[effects["date"] == pd.Timestamp("2025-03-12")].set_index("reading")["effect_pp"]
    assert march.idxmax() == "metals_on_full_value"


def test_a_partner_without_rows_gives_an_empty_table():
    assert tracker_comparison("FJI").empty


def test_every_choice_has_an_effect_that_is_measured():
    assert choice_effects("VNM")["effect_pp"].notna().all()
