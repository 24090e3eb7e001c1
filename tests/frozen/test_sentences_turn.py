"""Headline sentences turn when the figures turn: made-up figures in the place of the real ones."""

import pandas as pd
import pytest

from analysis.chapters import (
    balance,
    before_after,
    duty_owed,
    effective,
    formula,
    own_estimate,
    own_scenario,
    products,
    rerouting,
    statutory,
    studies,
    transshipment_motive,
    what_happened,
    what_if,
    who_pays,
)
from analysis.effects import duty_burden, duty_changes
from analysis.effects.aftermath import Spell
from analysis.effects.event_study import AFTER, BEFORE, Study
from analysis.effects.panel import Estimate
from analysis.effects.scenarios import Result
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
        (3.0, "pay **3.0%** on average, down from 3.8% in 2024.", "pay 3.0% on average"),
        (3.8, "pay **3.8%** on average, as in 2024.", "pay 3.8% on average"),
        (13.8, "pay **13.8%** on average, up from 3.8% in 2024.", "up from 3.8% in 2024"),
    ],
)
def test_the_average_by_law(monkeypatch: pytest.MonkeyPatch, total_pct: float, sentence: str, title: str) -> None:
    real = effective.average(P)
    turned = real.assign(total_pct=total_pct, base_pct=3.8, additional_pct=total_pct - 3.8)
    monkeypatch.setattr(effective, "average", lambda p: turned)
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
    for residual, largest in ((1.5, "residual, +1.5"), (0.1, "mix of goods, +0.5")):
        gap["residual_pp"] = residual
        figure = statutory.parts(P)
        assert figure is not None and f"The largest part of the gap in November 2025: {largest}" in figure.title


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
    assert said[1].endswith("imports were 0.2 months short of what a model expected")
    assert said[2] == "No stock of goods from Viet Nam was built up before the first change"


def test_how_a_balance_moved() -> None:
    widened, narrowed, same, turned = (balance._from_to(-2e9, after) for after in (-3e9, -1e9, -2e9, 1e9))
    assert "widened from" in widened and "narrowed from" in narrowed and "stayed at" in same and "turned from" in turned
    months = pd.DataFrame({"month": MONTHS, "general_imports_usd": [10e9] * 12 + [8e9] * 12})
    assert balance._flows_title(P, months).startswith("US imports from Viet Nam fell by 20% ")
    assert "grew by 25%" in balance._flows_title(P, months.assign(general_imports_usd=[8e9] * 12 + [10e9] * 12))


def test_the_month_with_the_largest_deficit() -> None:
    months = pd.DataFrame({"month": MONTHS[:3], "balance_usd": [-1e9, -2e9, -3e9]})

    def record(balances_usd: list[float]) -> str:
        rows = months.assign(balance_usd=balances_usd)
        return balance._record(P, rows, rows.iloc[-1])

    assert record([-1e9, -2e9, -3e9]) == "That is the largest deficit of any month since December 2023."
    largest = "The largest deficit of any month since December 2023 is that of January 2024: $3.0 billion."
    assert record([-1e9, -3e9, -2e9]) == largest
    assert record([3e9, 2e9, 1e9]) == "That is the smallest surplus of any month since December 2023."
    assert "smallest surplus of any month since December 2023 is that of January 2024" in record([3e9, 1e9, 2e9])


def test_who_pays_most_beside_others(monkeypatch: pytest.MonkeyPatch) -> None:
    rates, real = {"VNM": 9.0, "CHN": 20.0}, effective._rates("VNM", P)
    monkeypatch.setattr(effective, "_rates", lambda code, p: real.assign(total_pct=rates.get(code, 1.0)))
    figure = effective.peers(P)
    assert figure is not None and "goods from China pay most, 20.0% on average" in figure.title
    rates["VNM"] = 30.0
    figure = effective.peers(P)
    assert figure is not None and "goods from Viet Nam pay most, 30.0% on average" in figure.title


def test_what_the_formula_gives() -> None:
    row = pd.Series({"deficit_usd": 50e9, "balancing_pct": 50.0, "half_pct": 25.0, "announced_pct": 25.0})
    assert "$50.0 billion, is 50.0% of imports. Half of that is 25.0%; **25%** was announced" in formula._own(P, row)
    assert formula._own(P, row.replace(25.0, float("nan"))).endswith("no rate was announced.")
    assert "gives nothing and the floor of **10%** applies" in formula._own(P, row.replace(50e9, -1e9))
    assert "the rate for Viet Nam is **10.0%**" in formula._critique(P, row)  # 25 times 0.25 over 0.945 is below it
    assert formula._critique(P, row.replace(25.0, 10.0)) == ""


def test_what_is_refunded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duty_burden, "refundable_share", lambda *asked: 0.31)
    months = MONTHS[12], MONTHS[-1]
    assert who_pays._refundable(P, months).startswith("About 31% of what the law added in these months came under")
    monkeypatch.setattr(duty_burden, "refundable_share", lambda *asked: 0.0)
    assert who_pays._refundable(P, months) == ""
    paid = pd.DataFrame({"month": MONTHS[-2:], "refunds_usd": [1e9, 2e9], "gross_receipts_usd": [20e9, 10e9]})
    monkeypatch.setattr(calculated_duty, "refunded", lambda *asked: paid)
    assert "the Treasury refunded **$3.0 billion** to importers of goods from all countries, 10%" in duty_owed.refunded(
        P
    )
    monkeypatch.setattr(calculated_duty, "refunded", lambda *asked: paid.head(0))
    assert duty_owed.refunded(P) == ""


def test_what_a_rule_on_origin_would_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = pd.DataFrame({"valid_from": [P.day], "index_pp": [1.5], "positive_share": [0.2]})
    monkeypatch.setattr(transshipment_motive, "_exposure", lambda p: steps)
    said = transshipment_motive.sentence(P)
    assert "would pay **1.5 points** more if they came from China" in said
    assert "On 20.0% of these imports there is duty to save." in said


def made(elasticity: float, low: float, high: float, p_value: float = 0.01) -> Estimate:
    """Return an estimate as a regression might have given it."""
    return Estimate(elasticity, 0.5, low, high, p_value, 400, 22)


def test_the_estimate_and_its_placebos(monkeypatch: pytest.MonkeyPatch) -> None:
    found, years = made(-1.5, -2.5, -0.5), pd.DataFrame({"elasticity": [-0.7, 0.5, -1.9]})
    assert "give −1.9 to 0.5: 1 as large as in 2025" in own_estimate._placebo_sentence(found, years)
    assert "give −0.7 to 0.5: none as large as in 2025" in own_estimate._placebo_sentence(found, years.head(2))
    monkeypatch.setattr(duty_changes, "own", lambda *asked: found)
    assert own_estimate.variants(P).title.endswith("imports changed by −1.5%, clear of zero")
    found = made(-1.5, -3.5, 0.5, 0.2)
    assert own_estimate.variants(P).title.endswith("; the data do not rule out zero")


def test_the_months_around_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {"actual_usd": 30e9, "difference_pct": -12.0, "outside": True, "chance": 0.01}
    sums = pd.DataFrame([rows | {"phase": BEFORE, "outside": False, "chance": 0.3}, rows | {"phase": AFTER}])
    months = pd.DataFrame({"month": MONTHS[-2:], "phase": [BEFORE, AFTER]})
    study = Study(MONTHS[-1], months, sums)
    before, after = (before_after._phase_sentence(P, study, phase) for phase in (BEFORE, AFTER))
    assert "12.0% below the forecast. That is not more than chance can do: forecasts were as far off in 30%" in before
    assert "12.0% below the forecast. That is more than chance: forecasts were as far off in 1%" in after
    named = sums.assign(name="Toys", span="May 2025", low_pct=-20.0, high_pct=-5.0)
    monkeypatch.setattr(studies, "rows", lambda p: named)
    figure = before_after.forest(P)
    assert figure is not None and figure.title.endswith("on dates when nothing changed: 1 of 2 differences")
    assert figure.sentence.startswith("Toys, May 2025: −12.0% (−20.0 to −5.0).")


def test_what_was_predicted_and_what_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    held = Spell(pd.Timestamp("2025-08-07"), pd.Timestamp("2025-12-01"), 20.0, MONTHS[-3:])
    row = {"partner": "VNM", "alone_pct": -20.0, "early_pct": -5.0, "late_pct": -12.0, "happened_pct": -8.0}
    table = pd.DataFrame([row, row | {"partner": "CHN", "happened_pct": 30.0}])
    monkeypatch.setattr(what_happened, "held", lambda p: held)
    monkeypatch.setattr(what_happened, "origins", lambda p: table)
    told = what_happened._headline(P)
    assert told.startswith("**A default rate of 20% was law from 7 August 2025 to 30 November 2025.**")
    assert (
        "would lower imports from Viet Nam by 5.0% after a year and 12.0% ten years on" in told
        and "8.0% below the same months" in told
    )
    assert what_happened._others_sentence(P).endswith("the fall ten years on would be 20.0%.")
    figure = what_happened.by_origin(P)
    assert figure is not None and figure.title.startswith("For 1 of 2 origins imports moved more than 10 points")
    table["alone_pct"], table["happened_pct"] = -11.0, 4.0
    assert "4.0% above the same months" in what_happened._headline(P)
    assert what_happened._others_sentence(P) == ""


def test_what_a_scenario_does(monkeypatch: pytest.MonkeyPatch) -> None:
    own = Result(100e9, 90e9, 5e9, 9e9, 3.0, 1e9, 1e9, 5.0, 10.0, -80e9, -70e9)
    monkeypatch.setattr(own_scenario, "intervals", lambda p: {"imports_usd": (85e9, 95e9)})
    told = what_if._imports_sentence(P, own)
    assert told.startswith("The average duty would go from 5.0% in the twelve months to November 2025 to 10.0%.")
    assert "imports would fall by $10.0 billion, or 10.0% (range within that estimate: −15.0% to −5.0%)" in told
    more = Result(100e9, 110e9, 5e9, 3e9, -3.0, 1e9, 1e9, 5.0, 2.0, -80e9, -90e9)
    assert "imports would rise by $10.0 billion, or 10.0%" in what_if._imports_sentence(P, more)
    assert (what_if._more(3.0), what_if._more(-3.0)) == ("3.0% more", "3.0% less")
    changes = iter([-8.0, 2.0, -3.0, -4.0, -5.0])
    monkeypatch.setattr(own_scenario, "change_by", lambda *asked: next(changes))
    assert "would change imports from Viet Nam by −8.0% to 2.0%, ten years on" in what_if._range_sentence(P)
    changes = iter([-8.0, -2.0, -3.0, -4.0, -5.0])
    assert "would lower imports from Viet Nam by 2.0% to 8.0%, ten years on" in what_if._range_sentence(P)


def test_imports_since_the_base_are_told_with_how_goods_came_there() -> None:
    latest, year = (what_if._since_sentence(Parameters(scenario_base=base)) for base in ("latest", "2024"))
    assert "trade by product is known for 2024 and carried there by industry" in latest
    assert year.startswith("All amounts are against 2024. General imports were $136.3 billion then, and $247.2 billion")
