"""Headline sentences turn when the figures turn: made-up figures in the place of the real ones."""

import pandas as pd
import pytest

from analysis.chapters import before_after, duty_owed, effective, products, rerouting, statutory, studies
from analysis.parameters import Parameters
from analysis.tariffs import calculated_duty
from analysis.trade import product_shares

P = Parameters()
MONTHS = pd.date_range("2023-12-01", "2025-11-01", freq="MS")


def owed(*rates_pct: float) -> pd.DataFrame:
    """Return months with 100 dollars of imports each, at the rates given by the year they begin in."""
    rates = [rates_pct[day.year - 2023] for day in MONTHS]
    table = {"month": MONTHS, "imports_for_consumption_usd": 1e9, "calculated_duty_usd": [rate * 1e7 for rate in rates]}
    return pd.DataFrame(table).assign(owed_rate_pct=rates)


def test_the_duty_owed(monkeypatch: pytest.MonkeyPatch) -> None:
    rates = {"VNM": owed(9, 6, 2), "WLD": owed(10, 10, 10)}
    monkeypatch.setattr(calculated_duty, "monthly", lambda code, naics3="00": rates[code])
    shown = " ".join(duty_owed.findings(P).paragraphs)
    assert "importers owed **2.0%** of the value of imports for consumption from Viet Nam; in 2024 it was 6.0%" in shown
    assert "10.0% in that month; Viet Nam is below it" in shown
    assert "The highest rate of the period is 9.0%, in December 2023" in shown
    rates["VNM"] = owed(9, 6, 12)
    assert "Viet Nam is above it" in " ".join(duty_owed.findings(P).paragraphs)


def test_the_industry_that_moved_imports(monkeypatch: pytest.MonkeyPatch) -> None:
    first, later = MONTHS[:12], MONTHS[12:]
    shoes, phones = ({"naics3": code, "name": name} for code, name in (("316", "Shoes"), ("334", "Phones")))
    rows = [
        *({"month": month, **shoes, "imports_for_consumption_usd": 60.0} for month in MONTHS),
        *({"month": month, **phones, "imports_for_consumption_usd": 40.0} for month in first),
        *({"month": month, **phones, "imports_for_consumption_usd": 15.0} for month in later),
    ]
    made_up = pd.DataFrame(rows).assign(calculated_duty_usd=0.0)
    monkeypatch.setattr(product_shares, "industries", lambda partner: made_up)
    shown = products.findings(P).paragraphs[0]
    assert shown.startswith("**Shoes** made up 80.0% of US imports for consumption from Viet Nam")
    assert "All imports fell by 25.0%" in shown
    assert "What moved them most was phones: −25.0 percentage points." in shown


@pytest.mark.parametrize(
    ("total_pct", "sentence", "title"),
    [
        (3.0, "They paid 3.8% in 2024; that is a change of −0.8 percentage points.", "pay 3.0% on average"),
        (3.8, "pay **3.8%** on average, as in 2024.", "pay 3.8% on average"),
        (13.8, "They already paid 3.8% in 2024; +10.0 percentage points were added since.", "up from 3.8% in 2024"),
    ],
)
def test_the_average_by_law(monkeypatch: pytest.MonkeyPatch, total_pct: float, sentence: str, title: str) -> None:
    real = effective._steps(P)
    turned = real.assign(total_pct=total_pct, base_pct=3.8, additional_pct=total_pct - 3.8)
    monkeypatch.setattr(effective, "_steps", lambda p: turned)
    monkeypatch.setattr(effective, "_parts", lambda steps: {effective.BASE: steps["total_pct"]})
    assert sentence in effective.findings(P).paragraphs[0]
    figure = effective.day_by_day(P)
    assert figure is not None
    assert figure.title.endswith(title)


def test_law_and_duty_owed(monkeypatch: pytest.MonkeyPatch) -> None:
    month = pd.DataFrame({"month": [MONTHS[-1]], "statutory_pct": [4.0], "owed_pct": [6.0]})
    gap = month.assign(mix_pp=0.5, water_pp=0.0, residual_pp=1.5)
    monkeypatch.setattr(statutory, "_gap", lambda p: gap)
    monkeypatch.setattr(statutory, "_residuals", lambda p: pd.DataFrame({"name": ["Paper"], "residual_pp": [1.1]}))
    monkeypatch.setattr(statutory, "_turn", lambda p: "")
    shown = " ".join(statutory.findings(P).paragraphs)
    assert "gives **4.0%**. Importers owed **6.0%** on entry" in shown
    assert "The difference is +2.0 percentage points: 0.5 because the mix of goods" in shown
    assert "Of what is left, +1.1 percentage points are paper." in shown


def test_shares_of_us_imports(monkeypatch: pytest.MonkeyPatch) -> None:
    shares = pd.DataFrame({"month": MONTHS[-2:], "CHN_pct": [10.0, 12.0], "VNM_pct": [5.0, 4.0]})
    monkeypatch.setattr(rerouting, "_yearly_shares", lambda p, codes: shares)
    sentence = rerouting._share_sentence(P)
    assert "the share of China rose from 10.0% to **12.0%** and that of Viet Nam fell from 5.0% to **4.0%**" in sentence


def test_what_moved_imports() -> None:
    raised = rerouting._decomposition_title(P, 131.8e9, 145.0e9)
    assert (
        raised == "A changed market share raised US imports from Viet Nam by $131.8 billion; in all they rose by "
        "$145.0 billion"
    )
    lowered = rerouting._decomposition_title(P, -43.4e9, -9.5e9)
    assert "lowered US imports from Viet Nam by $43.4 billion; in all they fell by $9.5 billion" in lowered


def test_a_rush_to_stock_up(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"name": studies.ALL_COUNTRIES, "phase": before_after.BEFORE, "span": "January to March 2025", "chance": 0.02}
    rows = pd.DataFrame([row | {"outside": True, "difference_pct": 21.0}])
    monkeypatch.setattr(studies, "rows", lambda p: rows)
    sentence = before_after._general_sentence(P)
    assert sentence.startswith("Importers stocked up in general: in January to March 2025")
    rows["difference_pct"] = -21.0
    assert before_after._general_sentence(P).startswith("A general rush to stock up is not shown")


def test_goods_that_came_early() -> None:
    month = studies.changes(P)["month"].iloc[0]
    index = pd.DatetimeIndex([month - pd.DateOffset(months=1), month])
    said = [before_after._stock_sentence(P, pd.Series(two, index)) for two in ([0.5, 1.5], [0.5, -0.2], [-0.1, 0.4])]
    assert "0.5 months of imports from Viet Nam came early; by" in said[0]
    assert said[0].endswith("the excess had grown to 1.5")
    assert said[1].endswith("the excess was down to −0.2")
    assert said[2] == "No stock of goods from Viet Nam was built up before the first change"
