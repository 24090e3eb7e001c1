"""Ranks against published rankings."""

import pandas as pd

from analysis.trade import rankings

JANUARY, DECEMBER = 1, 12


def ranked(year: int, last_month: int = DECEMBER) -> list[str]:
    """Return the countries with the largest deficits of a year, in order."""
    table = rankings.deficits(pd.Timestamp(year, JANUARY, 1), pd.Timestamp(year, last_month, 1))
    return table.dropna(subset="rank").sort_values("rank")["partner"].tolist()


def test_2024_as_published() -> None:
    assert ranked(2024)[:3] == ["CHN", "MEX", "VNM"]


def test_2025_as_published() -> None:
    # FT-900 of 19 February 2026: China -202.1, Mexico -196.9, Viet Nam -178.2, Taiwan -146.8.
    assert ranked(2025)[:4] == ["CHN", "MEX", "VNM", "TWN"]


def test_first_half_of_2025_as_published() -> None:
    # China -111.5, Mexico -96.2, Ireland -82.3, Viet Nam -81.3, Taiwan -56.2.
    assert ranked(2025, 6)[:5] == ["CHN", "MEX", "IRL", "VNM", "TWN"]


def test_viet_nam_leads_in_2026() -> None:
    assert ranked(2026, 8)[0] == "VNM"


def test_groups_take_no_place() -> None:
    table = rankings.deficits(pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-01"))
    assert table.loc[table["partner"] == "EUU", "rank"].isna().all()
    assert "WLD" not in set(table["partner"])
    assert table["rank"].dropna().tolist() == list(range(1, int(table["rank"].max()) + 1))


def test_a_country_without_every_month_is_not_ranked() -> None:
    assert "THA" in ranked(2024)
    assert "THA" not in ranked(2025)


def test_what_2025_lacks_is_known() -> None:
    year = pd.Timestamp("2025-01-01"), pd.Timestamp("2025-12-01")
    assert rankings.not_covered(*year)["partner"].iloc[0] == "THA"


def test_history_covers_each_full_year() -> None:
    table = rankings.history("VNM")
    assert table["year"].tolist() == list(range(2013, 2025))
    assert table["rank"].iloc[-1] == 3


def test_a_period_before_the_full_table_is_not_complete() -> None:
    # Before 2013 the data hold Viet Nam alone; China, by far the largest deficit, is missing.
    period = pd.Timestamp("2010-01-01"), pd.Timestamp("2010-06-01")
    assert "CHN" in set(rankings.not_covered(*period)["partner"])


def test_a_period_without_data_is_an_empty_ranking() -> None:
    table = rankings.deficits(pd.Timestamp("1990-01-01"), pd.Timestamp("1990-12-01"))
    assert list(table.columns) == ["partner", "exports_usd", "general_imports_usd", "balance_usd", "rank"]
    assert table.empty
    assert rankings.rank_of(table, "VNM") is None
