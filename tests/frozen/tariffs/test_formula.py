"""The formula of 2 April 2025 against what was published."""

import pytest

from analysis.chapters import formula
from analysis.parameters import Parameters
from analysis.tariffs import reciprocal_formula
from analysis.tariffs.reciprocal_formula import balancing_tariff_pct, by_year, published_formula


@pytest.fixture(scope="module")
def table():
    return published_formula().set_index("partner")


def test_viet_nam_is_46_only_when_rounded_up(table):
    # (136,561.2 - 13,098.2) / 136,561.2 = 90.41%; half of it is 45.2%.
    row = table.loc["VNM"]
    assert row["balancing_pct"] == pytest.approx(90.41, abs=0.005)
    assert (row["rounded_up_pct"], row["rounded_nearest_pct"], row["announced_pct"]) == (46, 45, 46)
    assert row["matches"] == "up"


def test_every_announced_rate_is_one_of_the_two_roundings(table):
    announced = table.dropna(subset="announced_pct")
    assert set(announced["matches"]) == {"up", "nearest", "both"}
    assert sorted(announced.index[announced["matches"] == "up"]) == ["CHE", "EUU", "JPN", "LAO", "VNM"]


def test_the_figure_shown_as_charged_is_the_whole_ratio(table):
    shown = table.dropna(subset="claimed_charged_pct")
    assert (shown["balancing_pct"].clip(lower=10).round() == shown["claimed_charged_pct"]).all()


@pytest.mark.parametrize("partner", ["GBR", "BRA", "SGP", "AUS"])
def test_a_partner_with_a_surplus_gets_the_floor(table, partner):
    row = table.loc[partner]
    assert row["deficit_usd"] < 0
    assert row["rounded_up_pct"] == row["rounded_nearest_pct"] == row["announced_pct"] == 10


def test_pass_through_near_one_gives_about_12_for_viet_nam():
    # 90.41 / (4 * 0.945) / 2 = 11.96
    assert published_formula(4, 0.945).set_index("partner").loc["VNM", "half_pct"] == pytest.approx(11.96, abs=0.005)


def test_half_the_elasticity_doubles_the_rate():
    assert balancing_tariff_pct(25.0, 100.0, elasticity=2) == 2 * balancing_tariff_pct(25.0, 100.0) == 150


def test_other_years_use_whole_years_only():
    years = by_year("VNM").set_index("year")
    assert 2026 not in years.index
    assert years.loc[2025, "half_pct"] == pytest.approx(100 * (1 - 15601 / 193880) / 2, abs=0.01)


def test_a_partner_without_trade_has_no_years():
    assert by_year("ZZZ").empty


def test_the_critique_equals_what_corinth_and_veuger_published() -> None:
    # AEI, 4 April 2025: with 0.945, Viet Nam 12.2% instead of 46%, Cambodia 13.0% instead of 49%.
    assert round(reciprocal_formula.with_pass_through(46, 0.945), 1) == 12.2
    assert round(reciprocal_formula.with_pass_through(49, 0.945), 1) == 13.0
    assert reciprocal_formula.with_pass_through(26, 0.945) == reciprocal_formula.FLOOR_PCT
    assert "With that the rate for Viet Nam is **12.2%**" in " ".join(formula.findings(Parameters()).paragraphs)
    assert formula.critique(Parameters(partner="GBR")) is None


def test_the_first_print_was_rounded_up() -> None:
    table = reciprocal_formula.published_formula().dropna(subset="first_print_pct")
    # Press of 3 April 2025: Korea 26 for 25, India 27 for 26, Switzerland 32 for 31, the Philippines 18 for 17.
    first = table.set_index("partner")["first_print_pct"]
    assert first[["KOR", "IND", "CHE", "PHL"]].tolist() == [26, 27, 32, 18]
    fits = table["first_print_pct"] == table["rounded_up_pct"]
    assert table.loc[~fits, "partner"].tolist() == ["CHE"]  # 60.6%, half of it 30.3, was printed as 32 and then 31
    assert (table["announced_pct"] == table["first_print_pct"] - 1).all()


def test_the_story_turns_when_the_figures_turn() -> None:
    shown = formula._corrected(reciprocal_formula.published_formula())
    assert "Six of these seven are half the ratio rounded up" in shown
    table = reciprocal_formula.published_formula()
    table.loc[table["partner"] == "KOR", "first_print_pct"] = 27
    assert "South Korea 27%" in formula._corrected(table)
    assert "Five of these seven are half the ratio rounded up" in formula._corrected(table)
    assert formula._corrected(table.assign(first_print_pct=float("nan"))) == ""
