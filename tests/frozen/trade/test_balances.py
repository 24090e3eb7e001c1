"""Balances against hand-worked cases, published figures and identities."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.data import load
from analysis.trade import balances, single_months, world_share

BILLION = 1e9


def frame(exports: list[int], imports: list[int], start: str = "2023-01") -> pd.DataFrame:
    """Return months from ``start`` with the flows given."""
    months = pd.date_range(start, periods=len(exports), freq="MS")
    table = pd.DataFrame({"month": months, "exports_usd": exports, "general_imports_usd": imports})
    return table.assign(balance_usd=table["exports_usd"] - table["general_imports_usd"])


def year(partner: str, of: int) -> pd.Series:
    """Return the sums of a calendar year."""
    months = balances.monthly(partner, pd.Timestamp(of, 1, 1), pd.Timestamp(of, 12, 1))
    return months[["exports_usd", "general_imports_usd", "balance_usd"]].sum() / BILLION


def test_viet_nam_2025_as_the_first_release_printed_it() -> None:
    # FT-900 of 19 February 2026: exports 15.7, imports 193.8, balance -178.2; revised since by at most 0.1.
    assert year("VNM", 2025).tolist() == pytest.approx([15.7, 193.8, -178.2], abs=0.15)


def test_the_imports_without_exports_are_those_of_the_same_release() -> None:
    # FT-900 of 19 February 2026: imports from Viet Nam in 2025, 193.8; revised since by at most 0.1.
    alone = load("general_imports_by_partner")
    year = alone[(alone["partner"] == "VNM") & (alone["month"].dt.year == 2025)]
    assert year["general_imports_usd"].sum() / BILLION == pytest.approx(193.8, abs=0.15)
    assert "exports_usd" not in alone


def test_viet_nam_2024_before_and_after_revision() -> None:
    early = load("goods_by_country")
    early = early[(early["partner"] == "VNM") & (early["month"].dt.year == 2024)]
    assert early["general_imports_usd"].sum() / BILLION == pytest.approx(136.5, abs=0.06)
    assert year("VNM", 2024)["general_imports_usd"] == pytest.approx(136.3, abs=0.06)


def test_a_published_twelve_month_sum() -> None:
    # Joint Economic Committee, Monthly Trade Update: twelve months to June 2025, -148.23.
    months = balances.monthly("VNM", pd.Timestamp("2024-07-01"), pd.Timestamp("2025-06-01"))
    assert balances.rolling_year(months)["balance_usd"].iloc[0] / BILLION == pytest.approx(-148.23, abs=0.5)


def test_the_current_vintage_stands_before_the_early_one() -> None:
    months = balances.all_months()
    viet_nam = months[months["partner"] == "VNM"].set_index("month")["vintage"]
    assert viet_nam[pd.Timestamp("2024-06-01")] == "2026-10"
    assert set(months.loc[months["partner"] == "KHM", "vintage"]) == {"2025-02"}
    assert not months.duplicated(["partner", "month"]).any()


def test_rolling_year_by_hand() -> None:
    table = balances.rolling_year(frame(list(range(1, 14)), [0] * 13))
    assert table["exports_usd"].tolist() == [78, 90]
    assert table["month"].tolist() == [pd.Timestamp("2023-12-01"), pd.Timestamp("2024-01-01")]


def test_a_month_that_is_missing_is_not_skipped() -> None:
    months = frame([1] * 30, [1] * 30).drop(index=20)
    assert balances.rolling_year(months)["month"].max() == pd.Timestamp("2024-08-01")
    assert len(balances.last_twelve(months)) == 11
    assert len(balances.last_twelve(months, before=12)) == 12
    assert balances.seasonally_adjusted(frame([5] * 40, [5] * 40).drop(index=20)).empty


def test_growth_from_nothing_is_empty() -> None:
    table = balances.annual(frame([0] * 12 + [20] * 12, [100] * 24)).set_index("year")
    assert pd.isna(table.loc[2024, "exports_growth_pct"])
    assert table.loc[2024, "general_imports_growth_pct"] == 0


def test_a_part_year_is_compared_with_the_same_months() -> None:
    table = balances.annual(frame([10] * 12 + [20, 20], [100] * 12 + [50, 100])).set_index("year")
    assert table.loc[2024, "months"] == 2
    assert table.loc[2024, "exports_growth_pct"] == 100
    assert table.loc[2024, "general_imports_growth_pct"] == -25
    assert pd.isna(table.loc[2023, "exports_growth_pct"])


def test_growth_on_year_by_hand() -> None:
    table = balances.growth_on_year(frame([100] * 12 + [150], [200] * 12 + [100]))
    assert table["month"].tolist() == [pd.Timestamp("2024-01-01")]
    assert table.iloc[0, 1:].tolist() == [50, -50]


def test_contributions_by_hand() -> None:
    parts = balances.contributions(frame([100], [300]), frame([130], [400]))
    assert parts.to_dict() == {"exports_usd": 30, "general_imports_usd": -100, "balance_usd": -70}


def test_seasonal_adjustment_removes_a_season_and_keeps_the_level() -> None:
    season = [0.8, 0.9, 1.0, 1.1, 1.2, 1.0, 1.0, 1.0, 0.9, 1.1, 1.2, 0.8]
    raw = [round(1_000_000 * factor) for _ in range(6) for factor in season]
    table = balances.seasonally_adjusted(frame(raw, raw, "2015-01"))
    spread = table["general_imports_usd"].max() / table["general_imports_usd"].min()
    assert spread == pytest.approx(1, abs=0.01)
    assert table["general_imports_usd"].mean() == pytest.approx(1_000_000, rel=0.02)


def test_a_shock_after_2024_is_not_taken_for_a_season() -> None:
    season = [0.8, 0.9, 1.0, 1.1, 1.2, 1.0, 1.0, 1.0, 0.9, 1.1, 1.2, 0.8]
    raw = [round(1_000_000 * factor) for _ in range(12) for factor in season]  # 2015 to 2026
    shocked = [value * 2 if month in (125, 126, 137, 138) else value for month, value in enumerate(raw)]
    table = balances.seasonally_adjusted(frame(raw, shocked, "2015-01")).set_index("month")["general_imports_usd"]
    summer = table[[pd.Timestamp("2025-06-01"), pd.Timestamp("2026-07-01")]]
    assert summer.tolist() == pytest.approx([2_000_000] * 2, rel=0.02)
    assert table[pd.Timestamp("2026-08-01")] == pytest.approx(1_000_000, rel=0.02)


def test_the_range_over_choices_holds_the_choice_shown() -> None:
    months = balances.monthly("VNM")
    both = balances.seasonally_adjusted(months).merge(balances.seasonal_range(months), on="month")
    assert both["balance_usd"].between(both["low_usd"], both["high_usd"]).all()
    # In every choice July 2026 has a larger deficit than August, which the published figures have the other way round.
    july, august = both.iloc[-2], both.iloc[-1]
    assert july["high_usd"] < august["low_usd"]
    assert months["balance_usd"].iloc[-1] < months["balance_usd"].iloc[-2]


def test_the_share_of_the_us_deficit() -> None:
    # Twelve months to August 2026: 229.1 of 1,117.0 billion; 2024: 123.3 of 1,204.7 billion, not adjusted for season.
    year, before = ("2025-09-01", "2026-08-01"), ("2024-01-01", "2024-12-01")
    now, then = (world_share.of_deficit("VNM", *map(pd.Timestamp, span)) for span in (year, before))
    assert now == pytest.approx(0.205, abs=0.0005)
    assert then == pytest.approx(123.251 / 1204.7, abs=0.0005)


def test_a_month_that_stands_out_is_found_with_its_product() -> None:
    found = single_months.unusual(balances.monthly("VNM"))
    exports = found[found["flow"] == "exports_usd"]
    assert exports["month"].tolist() == [pd.Timestamp("2024-07-01")]
    product = single_months.product_behind("VNM", pd.Timestamp("2024-07-01"), "exports_usd")
    assert product is not None
    # Processors: 1,165 against 41 million dollars, of a rise of 1,235 million.
    assert product["code"] == "854231"
    assert product["share"] == pytest.approx(1124 / 1235, abs=0.002)
    assert single_months.product_behind("MEX", pd.Timestamp("2024-07-01"), "exports_usd") is None


def test_steady_growth_has_no_month_that_stands_out() -> None:
    steady = [round(1000 * 1.01**month) for month in range(60)]
    assert len(single_months.unusual(frame([*steady[:59], 9000], steady))) == 1


def test_seasonal_adjustment_needs_three_years() -> None:
    assert balances.seasonally_adjusted(frame([1] * 35, [1] * 35)).empty


flows = st.integers(min_value=0, max_value=10**12)
series = st.lists(st.tuples(flows, flows), min_size=12, max_size=40)


@given(series)
def test_balance_is_exports_less_imports_in_every_sum(rows: list[tuple[int, int]]) -> None:
    months = frame([row[0] for row in rows], [row[1] for row in rows])
    for table in (balances.annual(months), balances.rolling_year(months)):
        assert (table["balance_usd"] == table["exports_usd"] - table["general_imports_usd"]).all()
    assert balances.annual(months)["balance_usd"].sum() == months["balance_usd"].sum()


@given(series, series)
def test_contributions_sum_to_the_change(before: list[tuple[int, int]], after: list[tuple[int, int]]) -> None:
    old, new = (frame([row[0] for row in rows], [row[1] for row in rows]) for rows in (before, after))
    parts = balances.contributions(old, new)
    assert parts["balance_usd"] == new["balance_usd"].sum() - old["balance_usd"].sum()
