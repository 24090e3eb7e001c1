"""The formula of 2 April 2025 against what was published."""

import pytest

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
