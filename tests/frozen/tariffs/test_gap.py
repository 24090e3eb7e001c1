"""The duty that the law asks for against the duty owed."""

import numpy as np
import pandas as pd
import pytest

from analysis.chapters import statutory
from analysis.parameters import Parameters, parse
from analysis.tariffs import calculated_duty
from analysis.tariffs.gap import by_industry, gap, gap_by_industry
from analysis.tariffs.measures import current_law
from analysis.tariffs.transit import with_transit

OCTOBER = pd.Timestamp("2025-10-01")


@pytest.fixture(scope="module")
def months():
    return gap("VNM", pd.Timestamp("2024-01-01"), pd.Timestamp("2025-11-01")).set_index("month")


def test_the_parts_sum_to_what_was_owed(months):
    parts = months[["statutory_pct", "mix_pp", "water_pp", "residual_pp"]].sum(axis=1)
    paid = calculated_duty.monthly("VNM").set_index("month")["owed_rate_pct"]
    assert np.allclose(parts, months["owed_pct"], rtol=0, atol=1e-12)
    assert np.allclose(months["owed_pct"], paid[months.index])


def test_in_2024_the_mix_explains_the_months(months):
    assert months.loc["2024", "residual_pp"].abs().max() < 0.1


def test_october_2025(months):
    # About 18-19% by 2024 weights against 12.3% owed.
    october = months.loc[OCTOBER]
    assert 17.5 < october["statutory_pct"] < 19
    assert october["owed_pct"] == pytest.approx(12.3, abs=0.05)
    assert october["mix_pp"] < october["residual_pp"] < 0


def test_most_of_the_gap_of_october_2025_is_mix_or_electronics(months):
    october = months.loc[OCTOBER]
    electronics = gap_by_industry("VNM", OCTOBER).set_index("naics3").loc["334"]
    assert electronics["share"] == pytest.approx(0.583, abs=0.001)
    assert electronics["owed_pct"] == pytest.approx(3.04, abs=0.01)
    explained = october["mix_pp"] + electronics["residual_pp"]
    assert explained / (october["owed_pct"] - october["statutory_pct"]) > 0.8


def test_industries_sum_to_the_residual_of_the_month(months):
    industries = gap_by_industry("VNM", OCTOBER)
    assert industries["residual_pp"].sum() == pytest.approx(months.loc[OCTOBER, "residual_pp"])
    assert industries["share"].sum() == pytest.approx(1)
    assert industries["share_2024"].sum() == pytest.approx(1)


def test_goods_on_the_water_matter_only_after_a_rise(months):
    assert set(months.index[months["water_pp"].abs() > 1e-9].strftime("%Y-%m")) == {
        "2025-04",
        "2025-05",
        "2025-08",
        "2025-09",
    }


def test_a_voyage_of_no_days_changes_nothing():
    assert with_transit(current_law(), 0) == current_law()


def test_the_clause_ends_with_its_last_day_of_entry():
    late = {m.measure: m for m in with_transit(current_law(), 365).measures}
    assert late["recip_august_vnm"].valid_from == pd.Timestamp("2025-10-05")
    assert late["recip_pause_2"].valid_until == pd.Timestamp("2025-10-05")


def test_a_partner_without_monthly_duty_has_no_gap():
    assert gap("BGD", OCTOBER, OCTOBER).empty


@pytest.mark.parametrize(("partner", "told"), [("MEX", True), ("CAN", True), ("VNM", False)])
def test_a_partner_of_usmca_is_told_how_claims_of_origin_are_counted(partner, told):
    words = str(statutory.assumptions(parse({"partner": partner}))._repr_mimebundle_()["text/plain"])
    assert ("claims of each tariff line and month" in words) is told


def test_industries_sum_to_the_residual_of_every_month(months):
    for voyage in (0, 30):
        rows = by_industry("VNM", pd.Timestamp("2025-01-01"), pd.Timestamp("2025-11-01"), voyage)
        whole = gap("VNM", pd.Timestamp("2025-01-01"), pd.Timestamp("2025-11-01"), voyage).set_index("month")
        assert np.allclose(rows.groupby("month")["residual_pp"].sum(), whole["residual_pp"], rtol=0, atol=1e-12)


def test_the_rate_on_furniture_fell_from_many_countries_at_once():
    changes = calculated_duty.moves("337", OCTOBER, pd.Timestamp("2025-11-01"), "VNM")
    # Census, calculated duty over imports for consumption: Thailand 26.4 to 21.5, China 56.4 to 48.9.
    assert changes["THA"] == pytest.approx(21.5 - 26.4, abs=0.1)
    assert changes["CHN"] == pytest.approx(48.9 - 56.4, abs=0.1)
    assert "VNM" not in changes


def said(text):
    return " ".join(text.paragraphs)


def test_what_the_chapter_says_of_november_2025():
    shown = said(statutory.findings(Parameters()))
    assert "the law, averaged with the imports of 2024, gives **17.9%**. Importers owed **12.2%** on entry." in shown
    assert "Of what is left, −1.8 percentage points are computers and electronics." in shown
    assert (
        "On furniture, importers owed 13.7% in November 2025 after **22.1%** a month before, while the law went from "
        "21.4% to 22.2%." in shown
    )
    assert "the Treasury refunded **$122.5 billion**" in shown
    assert "collected" not in shown


def test_the_residual_is_bounded_by_goods_at_sea():
    assert "the residual is −4.9 points if nothing was at sea and 1.3 if all of it was for 30 days" in said(
        statutory.assumptions(Parameters())
    )


def test_a_fall_in_one_country_alone_is_not_laid_to_the_law(monkeypatch):
    rows = pd.DataFrame(
        {
            "month": [OCTOBER, pd.Timestamp("2025-11-01")],
            "naics3": ["337", "337"],
            "name": ["Furniture", "Furniture"],
            "statutory_pct": [20.0, 20.0],
            "owed_pct": [20.0, 10.0],
            "residual_pp": [0.0, -1.0],
        }
    )
    monkeypatch.setattr(statutory, "_by_month", lambda p: rows)
    monkeypatch.setattr(calculated_duty, "moves", lambda *asked: pd.Series({"THA": 1.0, "CHN": 0.0, "MEX": -1.0}))
    assert statutory._turn(Parameters()).endswith("while the law stayed at 20.0%.")
    monkeypatch.setattr(statutory, "_by_month", lambda p: rows.assign(owed_pct=[20.0, 21.0]))
    assert statutory._turn(Parameters()) == ""


def test_the_heat_map_holds_the_whole_residual():
    figure = statutory.heat(Parameters())
    whole = gap("VNM", pd.Timestamp("2025-01-01"), pd.Timestamp("2025-11-01"))["residual_pp"]
    assert np.allclose(np.sum(figure.chart.values, axis=0), whole)
