"""Revisions between the first two vintages, checked against the figures themselves."""

import pandas as pd
import pytest

from analysis.claims.verdict_changes import changed_verdicts
from analysis.data.vintages import totals
from analysis.trade import vintage_changes


def test_the_revision_of_a_month_is_the_newer_less_the_older_value() -> None:
    months = vintage_changes.by_month("VNM", "2025-02", "2026-10").set_index("month")
    september = pd.Timestamp("2024-09-01")
    early, late = (
        totals(name).set_index(["partner", "month"]).loc[("VNM", september)] for name in ("2025-02", "2026-10")
    )
    change = late["general_imports_usd"] - early["general_imports_usd"]
    assert months.loc[september, "general_imports_usd_change"] == change
    assert round(change / 1e6) == -95
    assert months.loc[september, "balance_usd_change"] == late["exports_usd"] - early["exports_usd"] - change


def test_settled_years_are_not_revised() -> None:
    months = vintage_changes.by_month("VNM", "2025-02", "2026-10")
    assert not months.loc[months["month"] < "2023-01-01", "revised"].any()
    assert months.loc[months["month"] >= "2024-01-01", "revised"].mean() > 0.8


def test_ages_hold_every_month_once() -> None:
    months = vintage_changes.by_month("VNM", "2025-02", "2026-10")
    ages = vintage_changes.by_age(months, "2025-02")
    assert ages["months"].sum() == len(months) == 144
    assert list(ages["months"]) == [10, 12, 12, 110]  # January 2025 is one month old, so 2024-03 starts the first year


def test_the_size_of_a_revision_is_that_of_revised_months_alone() -> None:
    flows = {f"{flow}_{side}": 0.0 for flow in ("exports_usd",) for side in ("before", "after", "change")}
    rows = [("2024-11-01", 100e6, 98e6, True), ("2024-12-01", 100e6, 100.4e6, False), ("2020-01-01", 1e9, 1e9, False)]
    months = pd.DataFrame(
        [
            {"month": pd.Timestamp(month), "general_imports_usd_before": before, "revised": revised, **flows}
            | {"general_imports_usd_change": after - before}
            for month, before, after, revised in rows
        ]
    )
    ages = vintage_changes.by_age(months, "2025-02")
    assert list(ages["revised_share"]) == [0.5, 0.0]
    assert ages["mean_abs_imports_pct"].iloc[0] == pytest.approx(2.0)
    assert pd.isna(ages["mean_abs_imports_pct"].iloc[1])


def test_months_added_are_told_apart_by_side() -> None:
    row = vintage_changes.history("VNM", None).iloc[0]
    # 1999 to 2012 are 168 months before, January 2025 to August 2026 are 20 months after
    assert (row["added_earlier"], row["added_later"]) == (168, 20)


def test_a_country_in_one_vintage_has_no_revisions() -> None:
    assert vintage_changes.by_month("THA", "2025-02", "2026-10").empty


def test_statements_are_compared_year_by_year() -> None:
    said = vintage_changes.statements("VNM", "2025-02", "2026-10")
    row = said[(said["year"] == 2024) & (said["statement"] == "deficit")].iloc[0]
    assert (row["before"], row["after"], row["turned"]) == ("widened", "widened", False)
    rank = said[(said["year"] == 2024) & (said["statement"] == "rank")].iloc[0]
    assert rank["before"] == "3"


@pytest.mark.parametrize(("vintage", "pair"), [("2026-10", ("2025-02", "2026-10")), ("2025-02", None)])
def test_a_vintage_is_set_against_the_one_before(vintage: str | None, pair: tuple[str, str] | None) -> None:
    assert vintage_changes.pair(vintage) == pair


def test_two_claims_of_the_trade_ministry_moved() -> None:
    table = changed_verdicts("2025-02", "2026-10").set_index("claim")
    assert list(table.index) == ["004-23", "004-25"]
    assert table.loc["004-25", "after"] == "true in the vintage of its day but revised since"


def test_a_vintage_without_the_country_is_no_row_of_its_history() -> None:
    # the vintage of October 2026 does not hold Thailand
    assert vintage_changes.history("THA", None)["vintage"].tolist() == ["2025-02"]
