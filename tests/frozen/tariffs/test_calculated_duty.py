"""The rate owed against published readings and by hand."""

import pandas as pd
import pytest

from analysis.tariffs import calculated_duty


def rate(partner: str, month: str) -> float:
    """Return the rate owed of one month."""
    return float(calculated_duty.monthly(partner).set_index("month").loc[pd.Timestamp(month), "owed_rate_pct"])


def test_viet_nam_october_2025() -> None:
    assert rate("VNM", "2025-10-01") == pytest.approx(12.3, abs=0.05)


def test_all_countries_in_may_2025_as_the_richmond_fed_found() -> None:
    assert rate("WLD", "2025-05-01") == pytest.approx(8.7, abs=0.2)


def test_viet_nams_observed_base_of_2024() -> None:
    year = calculated_duty.monthly("VNM").query("'2024-01-01' <= month <= '2024-12-01'")
    assert year["imports_for_consumption_usd"].sum() / 1e9 == pytest.approx(141.4, abs=0.05)
    assert year["calculated_duty_usd"].sum() / year["imports_for_consumption_usd"].sum() * 100 == pytest.approx(
        3.774, abs=0.01
    )


def test_industry_duties_sum_to_the_total() -> None:
    first, last = pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-01")
    rows = calculated_duty.by_industry("VNM", first, last)
    total = calculated_duty.monthly("VNM").query("@first <= month <= @last")["calculated_duty_usd"].sum()
    assert rows["calculated_duty_usd"].sum() == total
    assert rows["duty_share"].sum() == pytest.approx(1)


def test_receipts_follow_calculated_duty_within_a_tenth() -> None:
    table = calculated_duty.against_treasury()
    assert table["gross_receipts_usd"].sum() / table["calculated_duty_usd"].sum() == pytest.approx(1, abs=0.1)


def test_a_partner_without_duty_is_empty() -> None:
    assert calculated_duty.monthly("KHM").empty


def test_what_one_caller_changes_the_next_does_not_see() -> None:
    first = calculated_duty.monthly("VNM")
    before = first["calculated_duty_usd"].iloc[-1]
    first.loc[first.index[-1], "calculated_duty_usd"] = 0
    first["own"] = 1
    second = calculated_duty.monthly("VNM")
    assert "own" not in second
    assert second["calculated_duty_usd"].iloc[-1] == before > 0
