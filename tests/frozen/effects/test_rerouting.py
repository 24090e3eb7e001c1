"""Re-routing: shares and decompositions by hand, exact sums on real figures, exposure from two laws."""

import numpy as np
import pandas as pd
import pytest

from analysis.effects import trade_diversion
from analysis.tariffs.duties import current_world

BEFORE = pd.DataFrame({"CHN": [60, 20], "VNM": [10, 0], "WLD": [100, 100]}, index=["toys", "shoes"])
AFTER = pd.DataFrame({"CHN": [40, 30], "VNM": [50, 6], "WLD": [200, 60]}, index=["toys", "shoes"])
YEARS = tuple((pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 1)) for year in (2017, 2024))


def test_shift_share_by_hand() -> None:
    # US demand grew from 200 to 260, by 30%: 3 of 10. Toys doubled, 70 points more than all: 7 of 10.
    # At its share of 10% Viet Nam would have sold 20 toys, it sold 50. It sold no shoes before, 6 after.
    parts = trade_diversion.shift_share(BEFORE, AFTER, "VNM")
    assert parts.loc["toys"].tolist() == pytest.approx([10, 50, 40, 3, 7, 30])
    assert parts.loc["shoes"].tolist() == pytest.approx([0, 6, 6, 0, 0, 6])


def test_what_one_lost_and_another_can_have_taken_by_hand() -> None:
    # At 60% China would have sold 120 toys and sold 40: 80 lost; Viet Nam gained 30. In shoes China's share rose.
    table = trade_diversion.taken_over(BEFORE, AFTER, "CHN", "VNM")
    assert table.loc["toys"].tolist() == pytest.approx([80, 30, 30, 0.375])
    assert table.loc["shoes", ["lost_usd", "gained_usd", "taken_usd"]].tolist() == pytest.approx([0, 6, 0])
    assert np.isnan(table.loc["shoes", "taken_share"])


def test_share_changes_by_hand() -> None:
    changes = trade_diversion.share_changes(BEFORE, AFTER, ["CHN", "VNM"])
    assert changes.loc["toys", ["CHN_pp", "VNM_pp"]].tolist() == pytest.approx([-40, 15])
    assert changes.loc["all"].tolist() == pytest.approx(
        [200, 260, 100 * (70 / 260 - 80 / 200), 100 * (56 / 260 - 10 / 200)]
    )


def test_a_product_traded_in_one_period_only_is_kept() -> None:
    new = pd.DataFrame({"CHN": [5], "VNM": [7], "WLD": [20]}, index=["robots"])
    parts = trade_diversion.shift_share(BEFORE, pd.concat([AFTER, new]), "VNM")
    assert parts.loc["robots", ["change_usd", "share_usd"]].tolist() == [7, 7]


@pytest.mark.parametrize("partner", ["VNM", "MEX", "THA", "DEU"])
def test_the_parts_sum_to_the_change_for_every_product(partner: str) -> None:
    before, after = (trade_diversion.industry_imports(year) for year in YEARS)
    parts = trade_diversion.shift_share(before, after, partner)
    gap = parts[["demand_usd", "mix_usd", "share_usd"]].sum(axis=1) - parts["change_usd"]
    assert gap.abs().max() < 0.01  # a cent; imports reach 1e11 dollars
    assert parts["after_usd"].sum() == after[partner].sum()


def test_shares_of_real_imports() -> None:
    # Viet Nam's 46.0 of 2,327.2 billion dollars in 2017 (Census, imports for consumption).
    table = trade_diversion.shares_pct(trade_diversion.industry_imports(YEARS[0]), ["VNM"])
    assert table.loc["all", "VNM"] == pytest.approx(100 * 46.0 / 2327.2, abs=0.01)


def test_exposure_by_hand() -> None:
    gaps = pd.DataFrame({"imports_for_consumption_usd": [50.0, 30.0, 10.0], "gap_pp": [20.0, 0.0, -5.0]})
    assert trade_diversion.exposure(gaps, 100.0) == pytest.approx(
        {"index_pp": 10.0, "covered_share": 0.9, "positive_share": 0.5}
    )
    groups = trade_diversion.by_gap(gaps, 100.0)
    assert groups["share"].tolist() == pytest.approx([0.4, 0, 0.5, 0, 0, 0.1])


def test_the_gap_peaks_while_china_paid_125_percent() -> None:
    world = current_world()
    total = float(world.shipments("VNM").imports_usd.sum())
    index = [
        trade_diversion.exposure(trade_diversion.duty_gap(world, "VNM", "CHN", pd.Timestamp(day)), total)["index_pp"]
        for day in ("2025-04-04", "2025-04-20", "2025-05-20")
    ]
    assert index[1] > 100 > index[0]
    assert index[1] > 100 > index[2]


def test_no_gap_between_a_country_and_itself() -> None:
    gaps = trade_diversion.duty_gap(current_world(), "VNM", "VNM", pd.Timestamp("2025-09-01"))
    assert gaps["gap_pp"].abs().max() == 0
