"""Re-routing: shares and decompositions by hand, exact sums on real figures, exposure from two laws."""

import numpy as np
import pandas as pd
import pytest

from analysis.chapters import gainers, rerouting
from analysis.effects import trade_diversion
from analysis.parameters import Parameters
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


def test_a_loss_goes_to_the_gainers_in_proportion_by_hand() -> None:
    # Toys doubled to 200: at 60% China would have sold 120 and sold 40, a loss of 80. Viet Nam sold 50 where its share
    # would have given 20, a gain of 30; Mexico 40 for 20, 20; the rest 70 for 40, 30. In shoes China's share rose.
    before = BEFORE.assign(MEX=[10, 0])
    after = AFTER.assign(MEX=[40, 0])
    table = trade_diversion.apportioned(before, after, "CHN")
    assert table.loc["toys", ["VNM", "MEX", "other"]].tolist() == pytest.approx([30, 20, 30])
    assert table.loc["shoes"].tolist() == [0, 0, 0]


@pytest.mark.parametrize("loser", ["CHN", "DEU", "MEX"])
def test_what_the_gainers_took_sums_to_the_loss(loser: str) -> None:
    before, after = (trade_diversion.industry_imports(year) for year in YEARS)
    lost = (-trade_diversion.shift_share(before, after, loser)["share_usd"]).clip(lower=0)
    taken = trade_diversion.apportioned(before, after, loser).sum(axis=1)
    assert np.allclose(taken, lost.reindex(taken.index), rtol=1e-9, atol=1)
    assert loser not in trade_diversion.apportioned(before, after, loser)


def test_similarity_by_hand() -> None:
    # China sells 60 and 20 of 80, Viet Nam 10 and 0 of 10: 0.75 and 0.25 against 1 and 0.
    assert trade_diversion.similarity(BEFORE, "CHN", "VNM") == pytest.approx(0.75)
    assert trade_diversion.similarity(BEFORE, "CHN", "CHN") == pytest.approx(1)


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
    assert groups["share"].tolist() == pytest.approx([0.4, 0, 0, 0.5, 0, 0.1])


def test_duties_of_a_few_dollars_are_no_motive() -> None:
    # Laptops and smartphones from Viet Nam in 2024: gaps of 0.000007 and 0.0000004 points.
    gaps = pd.DataFrame({"imports_for_consumption_usd": [60.0, 40.0], "gap_pp": [0.000007, 0.1]})
    found = trade_diversion.exposure(gaps, 100.0)
    assert found["positive_share"] == 0.4
    assert found["index_pp"] == pytest.approx(0.04)
    assert trade_diversion.by_gap(gaps, 100.0)["share"].tolist() == [0.6, 0.4, 0, 0, 0, 0]


def test_laptops_and_phones_have_nothing_to_save() -> None:
    gaps = trade_diversion.duty_gap(current_world(), "VNM", "CHN", pd.Timestamp("2026-10-09")).set_index("hts10")
    assert (gaps.loc[["8471300100", "8517130000"], "gap_pp"].abs() < 0.1).all()
    total = float(current_world().shipments("VNM").imports_usd.sum())
    assert trade_diversion.exposure(gaps, total)["positive_share"] == pytest.approx(0.752, abs=0.002)


def test_what_the_chapter_says() -> None:
    shown = " ".join(rerouting.findings(Parameters()).paragraphs)
    assert "Where China lost share since 2017, it would sell $427.2 billion more a year with that share." in shown
    assert "**25%** of that went to Viet Nam ($108.5 billion), 25% to Taiwan, 12% to Mexico" in shown
    assert "On 75.2% of these imports there is duty to save." in shown
    assert "in 2021 depends on the count: **16.1%** by product and **1.8%** by firm of its exports" in shown
    assert "16.1%" not in " ".join(rerouting.findings(Parameters(partner="MEX")).paragraphs)


def test_the_sentence_turns_when_the_figures_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    made_up = {2017: BEFORE, 2024: AFTER}
    monkeypatch.setattr(gainers, "product_imports", lambda span: made_up[2017 if span[0].year == 2017 else 2024])
    assert "**38%** of that went to Viet Nam ($30)." in gainers.taken_sentence(Parameters())
    made_up[2024] = AFTER.assign(VNM=[10, 6])
    assert "**0%** of that went to Viet Nam ($0)." in gainers.taken_sentence(Parameters())
    made_up[2024] = BEFORE
    assert gainers.taken_sentence(Parameters()) == ""


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
