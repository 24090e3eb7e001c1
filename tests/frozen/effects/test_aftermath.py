"""What a law predicted and what happened: spells by hand, growth by hand, sentences that turn with the figures."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.chapters import what_happened, what_if
from analysis.effects import aftermath
from analysis.parameters import parse
from analysis.tariffs import default_rate

DAY = pd.Timestamp("2026-10-09")


def steps(*rows: tuple[str, float]) -> pd.DataFrame:
    return pd.DataFrame([(pd.Timestamp(day), rate) for day, rate in rows], columns=["valid_from", "rate_pct"])


def test_the_longest_spell_and_its_whole_months() -> None:
    table = steps(("2024-01-01", 0), ("2025-04-05", 10), ("2025-08-07", 20), ("2026-02-24", 10), ("2026-07-24", 12.5))
    found = aftermath.spell(table, DAY)
    assert found is not None
    assert (found.rate_pct, found.end) == (20, pd.Timestamp("2026-02-24"))
    assert list(found.months) == list(pd.date_range("2025-09-01", "2026-01-01", freq="MS"))
    assert found.months[0] < found.middle < found.end


def test_a_spell_that_begins_and_ends_with_a_month_has_it_whole() -> None:
    found = aftermath.spell(steps(("2025-05-01", 10), ("2025-07-01", 0)), DAY)
    assert found is not None and list(found.months) == [pd.Timestamp("2025-05-01"), pd.Timestamp("2025-06-01")]


def test_without_two_whole_months_there_is_no_spell() -> None:
    assert aftermath.spell(steps(("2025-04-05", 10), ("2025-06-07", 0)), DAY) is None
    assert aftermath.spell(steps(("2024-01-01", 0)), DAY) is None


@pytest.mark.parametrize("partner", ["CAN", "CHN", "DEU", "MEX", "THA"])
def test_the_day_whose_law_stands_for_a_spell_is_a_whole_day_within_it(partner: str) -> None:
    found = aftermath.spell(default_rate.steps(partner), DAY)
    assert found is not None and found.start < found.middle < found.end
    assert found.middle == found.middle.normalize()


def test_growth_is_on_the_same_months_a_year_before() -> None:
    usd = pd.Series([100.0] * 12 + [150.0] * 12, pd.date_range("2024-01-01", periods=24, freq="MS"))
    assert aftermath.growth_pct(usd, pd.date_range("2025-03-01", periods=3, freq="MS")) == pytest.approx(50)
    assert np.isnan(aftermath.growth_pct(usd, pd.date_range("2025-11-01", periods=3, freq="MS")))


def test_what_came_before_the_law_is_measured_at_the_later_pace() -> None:
    # 100 a month in 2024; 150 from April to July 2025, 120 while the law holds: 30 more in each of four months.
    usd = pd.Series(100.0, pd.date_range("2024-01-01", "2026-01-01", freq="MS"))
    usd["2025-04-01":"2025-07-01"] = 150.0
    usd["2025-08-01":"2025-12-01"] = 120.0
    held = aftermath.spell(steps(("2025-08-07", 20)), pd.Timestamp("2025-12-31"))
    assert held is not None
    early = aftermath.ordered_early(usd, held)
    assert early is not None and (early.usd, early.stock_months) == (pytest.approx(120), pytest.approx(1.2))
    assert "$120 of goods, or 1.2 months of such imports" in what_happened.early_sentence(early)
    usd["2025-04-01":"2025-07-01"] = 110.0
    calm = aftermath.ordered_early(usd, held)
    assert "early orders do not show" in what_happened.early_sentence(calm)
    assert aftermath.ordered_early(usd, replace(held, start=pd.Timestamp("2025-04-05"))) is None


def test_the_20_percent_and_what_came_of_it() -> None:
    # General imports from Viet Nam: 90.7 billion in September 2025 to January 2026, 42.6% more than a year before.
    p = parse({})
    held = aftermath.spell(default_rate.steps("VNM"), p.day)
    assert held is not None and held.rate_pct == 20
    own = what_happened.origins(p).set_index("partner").loc["VNM"]
    assert own["happened_pct"] == pytest.approx(42.6, abs=0.1)
    assert own["alone_pct"] < own["late_pct"] < own["early_pct"] < 0
    found = what_if.findings(p).paragraphs
    assert found[0].startswith("**A default rate of 20% was law from 7 August 2025 to 23 February 2026.**")
    assert "42.6% above the same months a year before" in found[0]


def test_the_law_on_all_and_on_one_country_differ_for_a_reason_that_turns() -> None:
    p = parse({})
    law = next(line for line in what_if.findings(p).paragraphs if line.startswith("The law of 9 October 2026 alone"))
    # Averages by law, December 2024 to November 2025 and 9 October 2026: China's falls by more than others' rise.
    assert law.endswith("% less for those and turn to them.") and "duties on the same goods from other" in law
    year = next(
        line for line in what_if.findings(parse({"scenario_base": "2024"})).paragraphs if line.startswith("The law of")
    )
    assert "compared with 2024, duties on the same goods from other countries are higher" in year
    assert year.endswith("more for those and turn to Viet Nam.")
    assert what_if.rivals_sentence(p, 3.7, 7.1).endswith("Importers pay 7.1% more for those and turn to Viet Nam.")
    assert what_if.rivals_sentence(p, -2.9, -4.4).endswith("Importers pay 4.4% less for those and turn to them.")
    assert what_if.rivals_sentence(p, 1.0, -4.4) == what_if.rivals_sentence(p, 0.0, 0.01) == ""


def test_no_scenario_stands_beside_itself() -> None:
    for tariff in (0.2, 0.3):
        rows = [scenario for _, scenario in what_if._scenarios(parse({"tariff": tariff}))]
        assert len(set(rows)) == len(rows) and {row.default_rate for row in rows} >= {0.0, 0.1, 0.2, 0.46, tariff}


def test_the_title_over_industries_turns_with_the_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    figure = what_happened.by_industry(parse({}))
    assert figure is not None and "changed by −16.2% to 103.6%; duties alone predict −11.5% to −" in figure.title
    table = what_happened.industries(parse({})).assign(happened_pct=-5.0, early_pct=-4.0)
    monkeypatch.setattr(what_happened, "industries", lambda p: table)
    turned = what_happened.by_industry(parse({}))
    assert turned is not None and "changed by −5.0% to −5.0%; duties alone predict −4.0% to −4.0%" in turned.title


def test_points_of_industries_sum_to_the_growth_of_the_total() -> None:
    table = what_happened.industries(parse({}))
    growth = (table["before_usd"] * (1 + table["happened_pct"] / 100)).sum() / table["before_usd"].sum() - 1
    assert table["points"].sum() == pytest.approx(100 * growth)


def test_the_sentence_on_electronics_turns_with_the_figures() -> None:
    def sentence(electronics: float, rest: float) -> str:
        table = pd.DataFrame({"naics3": ["334", "315"], "before_usd": [50, 50], "duty_pct": [6.0, 38.0]})
        (found,) = what_happened.industry_sentences(table.assign(points=[electronics / 2, rest / 2]))
        return found

    assert "grew by 35.0% in the months" in sentence(60, 10) and "All other goods grew by 10.0%" in sentence(60, 10)
    assert "made 30.0 points of it" in sentence(60, 10)
    assert "fell by 15.0% in the months" in sentence(-10, -20) and "All other goods fell by 20.0%" in sentence(-10, -20)
    assert "electronics moved 5.0 points the other way" in sentence(-10, 40)
    assert what_happened.industry_sentences(pd.DataFrame()) == []
