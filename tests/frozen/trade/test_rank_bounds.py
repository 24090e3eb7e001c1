"""Ranks with bounds: hand-made cases, published rankings, and what the bounds allow to be said."""

import pandas as pd
import pytest

from analysis.chapters import deficit_race, ranks
from analysis.parameters import Parameters
from analysis.trade import rank_bounds, rankings

YEAR_2025 = pd.Timestamp("2025-01-01"), pd.Timestamp("2025-12-01")
SPRING_2026 = pd.Timestamp("2026-01-01"), pd.Timestamp("2026-05-01")
BILLION = 1e9


def of(span: tuple[pd.Timestamp, pd.Timestamp], partner: str) -> pd.Series:
    return rank_bounds.bounds(*span).set_index("partner").loc[partner]


def test_a_year_with_every_country_has_certain_ranks_alone() -> None:
    rows = rank_bounds.bounds(pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-01"))
    assert rows["exact"].all()
    assert (rows["best_rank"] == rows["worst_rank"]).all()


@pytest.mark.parametrize("span", [YEAR_2025, SPRING_2026])
def test_the_known_exports_lie_within_the_bounds_taken_for_the_unknown(span: tuple[pd.Timestamp, pd.Timestamp]) -> None:
    before = rankings.deficits(*(day.replace(year=2024) for day in span)).set_index("partner")["exports_usd"]
    now = rankings.deficits(*span).dropna(subset="rank").set_index("partner")["exports_usd"]
    change = (now / before).dropna()
    assert change.between(0, rank_bounds.MOST_EXPORTS).all()
    assert change.idxmax() == "CHE"  # gold


def test_thailand_2025_by_hand() -> None:
    # Imports 91.26 billion in the table of imports alone; US exports of 2024 17.9 billion in that of all countries.
    row = of(YEAR_2025, "THA")
    assert row["high_usd"] / BILLION == pytest.approx(91.26, abs=0.01)
    assert row["low_usd"] / BILLION == pytest.approx(91.26 - 3 * 17.86, abs=0.05)
    # Five known deficits are above 91.3 billion, so sixth at best.
    assert row["best_rank"] == 6


def test_a_known_deficit_inside_an_unknown_span_has_no_rank() -> None:
    # Germany's 73.0 billion lies between the 37.7 and the 91.3 that Thailand's can be.
    row = of(YEAR_2025, "DEU")
    assert (row["best_rank"], row["worst_rank"]) == (6, 7)


def test_published_ranks_of_2025_are_certain() -> None:
    # FT-900 of 19 February 2026: China, Mexico, Viet Nam, Taiwan; Ireland follows.
    rows = rank_bounds.bounds(*YEAR_2025).head(5)
    assert rows["partner"].tolist() == ["CHN", "MEX", "VNM", "TWN", "IRL"]
    assert rows["best_rank"].tolist() == rows["worst_rank"].tolist() == [1, 2, 3, 4, 5]


def test_largest_is_said_with_its_months() -> None:
    shown = " ".join(ranks.findings(Parameters()).paragraphs)
    assert (
        "In the twelve months to August 2026 the largest US goods deficit was that with **Viet Nam**, $229.1 billion. "
        "Next came Mexico $224.3 billion, Taiwan $210.4 billion and China $166.4 billion." in shown
    )
    assert (
        "the largest deficit was that with Mexico in May, July and August; Viet Nam in January and June; and" in shown
    )
    assert (
        "January to May 2026: a deficit of $90.4 billion with Viet Nam, the **second largest** of all countries, "
        "after Taiwan" in shown
    )
    assert "lay between $37.7 billion and $91.3 billion" in " ".join(
        ranks.findings(Parameters(partner="THA")).paragraphs
    )


def test_nobody_without_exports_can_have_led_the_twelve_months() -> None:
    span = pd.Timestamp("2025-09-01"), pd.Timestamp("2026-08-01")
    assert rank_bounds.bounds(*span)["partner"].tolist()[:4] == ["VNM", "MEX", "TWN", "CHN"]


def made_up(deficits: dict[str, list[float]]) -> pd.DataFrame:
    months = pd.date_range("2025-01-01", periods=24, freq="MS")
    rows = [
        (code, month, -value) for code, values in deficits.items() for month, value in zip(months, values, strict=True)
    ]
    table = pd.DataFrame(rows, columns=["partner", "month", "balance_usd"])
    return table.assign(exports_usd=0, general_imports_usd=-table["balance_usd"])


def test_the_sentence_turns_when_the_figures_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    figures = {"VNM": [9e9] * 23 + [1e9], "MEX": [8e9] * 24, "CHN": [1e9] * 24}
    for module in (rankings, deficit_race.balances):
        monkeypatch.setattr(module, "all_months", lambda vintage=None: made_up(figures))
    rankings._deficits.cache_clear()
    p = Parameters(end="2026-08")
    assert "was that with **Viet Nam**, $108.0 billion. Next came Mexico $96.0 billion" in deficit_race.twelve_months(p)
    figures["MEX"] = [10e9] * 24
    assert "was that with **Mexico**, $120.0 billion. Next came Viet Nam" in deficit_race.twelve_months(p)
    assert deficit_race.by_month(p) == "It was also the largest in each single month of 2026."
    rankings._deficits.cache_clear()
