"""The average duty by the goods of the last twelve months: identities, by hand, and what the chapter says."""

import pandas as pd
import pytest

from analysis.chapters import effective, latest_goods
from analysis.parameters import Parameters
from analysis.tariffs import duties, incidence, latest_weights

DAY = pd.Timestamp("2025-11-20")
MONTHS = pd.Timestamp("2024-12-01"), pd.Timestamp("2025-11-01")


@pytest.mark.parametrize("partner", ["VNM", "CHN", "MEX", "THA"])
def test_the_industries_sum_to_the_two_averages_and_their_difference(partner: str) -> None:
    rows = latest_weights.by_industry(partner, DAY, MONTHS)
    before, now = (float((rows[share] * rows["rate_pct"]).sum()) for share in ("share_2024", "share"))
    assert rows[["share_2024", "share"]].sum().tolist() == pytest.approx([1, 1])
    total = duties.effective_rates([partner], DAY, DAY + pd.Timedelta(days=1))["total_pct"].iloc[0]
    assert before == pytest.approx(total)
    assert rows["effect_pp"].sum() == pytest.approx(now - before)


def test_the_months_are_the_last_twelve_held() -> None:
    assert latest_weights.last_months("VNM", pd.Timestamp("2026-08-01")) == MONTHS
    assert latest_weights.last_months("KHM", DAY) is None


def test_buyers_moved_to_goods_that_pay_less() -> None:
    # Computers and electronics: 44.7% of imports in 2024, 51.2% in the twelve months to November 2025 (Census).
    rows = latest_weights.by_industry("VNM", DAY, MONTHS).set_index("naics3")
    assert rows.loc["334", "share"] == pytest.approx(0.512, abs=0.001)
    assert rows.loc["334", "effect_pp"] < 0
    shown = latest_goods.sentence(Parameters())
    assert "With the goods of December 2024 to November 2025 the average is **12." in shown
    assert "Computers and electronics alone: −0.6 percentage points." in shown
    assert latest_goods.sentence(Parameters(end="2019-12")) == ""


def test_the_sentence_turns_when_the_figures_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = pd.DataFrame({"name": ["Shoes", "Chips"], "rate_pct": [30.0, 0.0], "share_2024": [0.2, 0.8]})
    rows = rows.assign(share=[0.5, 0.5], effect_pp=[(0.5 - 0.2) * (30 - 6), (0.5 - 0.8) * (0 - 6)])
    monkeypatch.setattr(latest_goods, "_latest", lambda p: (rows, MONTHS))
    assert "the average is **15.0%**, +9.0 percentage points" in latest_goods.sentence(Parameters())
    assert latest_goods.sentence(Parameters()).endswith("Shoes alone: +7.2 percentage points.")


def test_each_change_of_the_law_is_named_in_words() -> None:
    words = incidence.by_event("VNM").set_index("date")["in_words"]
    assert words[pd.Timestamp("2025-04-09")] == "Reciprocal duty: 46% instead of 10%"
    assert words[pd.Timestamp("2025-06-04")] == "Steel: 50% instead of 25%; Aluminium: 50% instead of 25%"
    assert words[pd.Timestamp("2025-08-07")] == "Reciprocal duty: 20% instead of 10%"
    assert words[pd.Timestamp("2026-02-24")] == "Reciprocal duty ends; Import surcharge: 10%"
    # Proclamations 10895 and 10896: derivative products are charged as well. EO 14360: farm goods become exempt.
    assert words[pd.Timestamp("2025-03-12")] == "Steel: 25% on more goods; Aluminium: 25% instead of 10%"
    assert words[pd.Timestamp("2025-11-13")] == "more goods exempt"
    assert (words != "").all()
    table = effective.changes(Parameters())
    assert table is not None
    assert (table.data["change_pp"].abs() >= effective.SHOWN_CHANGE_PP).all()
