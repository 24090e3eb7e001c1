"""Products by hand and against the totals of the source."""

import pandas as pd
import pytest

from analysis.data import load
from analysis.trade import product_shares

OLD = (pd.Timestamp("2023-01-01"), pd.Timestamp("2023-12-01"))
NEW = (pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-01"))


def test_compare_by_hand() -> None:
    table = pd.DataFrame(
        {
            "month": pd.to_datetime(["2023-05-01", "2023-05-01", "2024-05-01", "2024-05-01", "2024-06-01"]),
            "hs2": ["61", "85", "61", "85", "09"],
            "name": ["a", "b", "a", "b", "c"],
            "value_usd": [40, 60, 50, 120, 30],
        }
    )
    rows = product_shares.compare(table, "hs2", "value_usd", OLD, NEW).set_index("hs2")
    assert rows.index.tolist() == ["85", "61", "09"]
    assert rows.loc["85", ["after_share", "growth_pct", "contribution_pp"]].tolist() == [0.6, 100, 60]
    assert pd.isna(rows.loc["09", "growth_pct"])
    assert rows["contribution_pp"].sum() == 100


def test_concentration_by_hand() -> None:
    assert product_shares.concentration(pd.Series([50, 50])) == 0.5
    assert product_shares.concentration(pd.Series([70, 20, 10])) == pytest.approx(0.54)


def test_chapters_sum_to_general_imports() -> None:
    chapters = product_shares.hs_chapters("VNM")
    total = load("goods_by_country")
    total = total[(total["partner"] == "VNM") & total["month"].between(OLD[0], NEW[1])]
    assert chapters["general_imports_usd"].sum() == pytest.approx(total["general_imports_usd"].sum(), rel=1e-3)


def test_exports_by_product_sum_to_all_exports_of_settled_years() -> None:
    products_usd = product_shares.exports_by_hs6("VNM")
    products_usd = products_usd[products_usd["month"].dt.year < 2023].groupby("month")["exports_usd"].sum()
    total = (
        load("goods_by_country").query("partner == 'VNM' and month < '2023-01-01'").set_index("month")["exports_usd"]
    )
    assert ((products_usd - total).abs() < 3_000_000).mean() > 0.9


def test_exports_by_product_are_viet_nams_alone() -> None:
    assert product_shares.exports_by_hs6("THA").empty


def test_industries_leave_the_total_out() -> None:
    assert "00" not in set(product_shares.industries("VNM")["naics3"])
