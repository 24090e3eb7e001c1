"""Event studies: sums by hand, the months of a change, placebos."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.chapters import studies
from analysis.effects import counterfactual, event_study, series
from analysis.effects.event_study import AFTER, BEFORE, Design
from analysis.effects.rate_changes import change_months
from analysis.errors import ReportError
from analysis.tariffs import default_rate

DESIGN = Design("regression", 48, 2, 3)
CHANGE = pd.Timestamp("2014-03-01")
PLACEBOS = pd.DataFrame({key: np.linspace(-2, 2, 101) for key in [*range(5), BEFORE, AFTER]})


def flat(extra: dict[str, float], seed: int = 2) -> pd.Series:
    """Return a series near 100 a month from 2010 with ``extra`` on top in some months."""
    index = pd.date_range("2010-01-01", "2014-12-01", freq="MS")
    usd = pd.Series(100 * np.exp(1e-4 * np.random.default_rng(seed).standard_normal(len(index))), index)
    for month, amount in extra.items():
        usd[pd.Timestamp(month)] += amount
    return usd


def test_goods_rushed_in_and_missing_after_are_summed_by_phase() -> None:
    usd = flat({"2014-01": 30, "2014-02": 20, "2014-03": -40, "2014-05": -5})
    study = event_study.study(usd, CHANGE, DESIGN, PLACEBOS)
    before, after = study.of(BEFORE), study.of(AFTER)
    assert (before["months"], after["months"]) == (2, 3)
    assert before["difference_usd"] == pytest.approx(50, abs=0.5)
    assert after["difference_usd"] == pytest.approx(-45, abs=0.5)
    assert after["difference_pct"] == pytest.approx(-15, abs=0.2)
    assert before["outside"] and after["outside"]
    assert before["low_pct"] < before["difference_pct"] < before["high_pct"]
    # Two months of trade are 200, so 50 more are half a month; 45 fewer leave a twentieth.
    assert event_study.stock(study.months).tolist() == pytest.approx([0.3, 0.5, 0.1, 0.1, 0.05], abs=0.01)


def test_the_interval_and_the_share_of_placebos_never_contradict() -> None:
    for amount in np.linspace(-0.06, 0.06, 25):
        sums = event_study.study(flat({"2014-04": amount}), CHANGE, DESIGN, PLACEBOS).of(AFTER)
        assert sums["outside"] == (sums["chance"] < 0.05)
        assert sums["outside"] == (not sums["low_pct"] <= 0 <= sums["high_pct"])


def test_the_model_does_not_see_the_lead() -> None:
    spiked, plain = (
        event_study.study(flat(extra), CHANGE, DESIGN, PLACEBOS).months["expected_usd"]
        for extra in ({"2014-01": 90, "2014-02": 90}, {})
    )
    assert np.array_equal(spiked, plain)


def test_months_not_yet_published_are_left_out() -> None:
    study = event_study.study(flat({}).iloc[:-8], CHANGE, DESIGN, PLACEBOS)
    assert study.months["month"].iloc[-1] == pd.Timestamp("2014-04-01")
    assert study.of(AFTER)["months"] == 2


def test_a_change_with_too_short_a_past_is_refused() -> None:
    with pytest.raises(ReportError, match="2011-06 has 15 months before its lead; at least 24"):
        event_study.study(flat({}), pd.Timestamp("2011-06-01"), DESIGN, PLACEBOS)


def test_placebos_are_the_same_study_on_other_dates_and_series() -> None:
    table = pd.DataFrame({"A": flat({}), "B": flat({"2014-04": 30}, 3), "C": flat({}, 4)[:"2013-12"]})
    dates = [pd.Timestamp("2011-01-01"), pd.Timestamp("2014-02-01"), CHANGE]
    found = event_study.placebo(table, dates, replace(DESIGN, window=36))
    assert list(found) == dates[1:]  # no series has three years before 2011
    assert list(found[CHANGE].log.index) == ["A", "B"]  # C ends too early
    study = event_study.study(table["B"], CHANGE, replace(DESIGN, window=36), PLACEBOS).of(AFTER)
    assert 100 * np.expm1(found[CHANGE].log.loc["B", AFTER]) == pytest.approx(study["difference_pct"])
    assert len(event_study.pooled(found.values())) == 4


def test_no_placebo_is_touched_by_covid() -> None:
    dates = studies.PLACEBOS
    found = event_study.placebo(series.largest(None), dates, Design("regression", 36, 3, 6))
    assert found and not [day for day in found if pd.Timestamp("2019-10-01") <= day < pd.Timestamp("2021-12-01")]


def test_without_any_earlier_date_there_is_no_interval() -> None:
    with pytest.raises(ReportError, match="no earlier date has a past long enough"):
        event_study.pooled([])


@pytest.mark.parametrize("model", list(counterfactual.MODELS))
def test_intervals_hold_what_they_promise_on_dates_that_did_not_make_them(model: str) -> None:
    # Half of the countries make the interval, the other half is judged by it.
    table, design = series.largest(None), Design(model, 60, 3, 6)
    made, judged = (
        event_study.pooled(event_study.placebo(table.iloc[:, part::2], studies.PLACEBOS, design).values())
        for part in (0, 1)
    )
    for phase in (BEFORE, AFTER):
        inside = (judged[phase].abs() <= made[phase].abs().quantile(0.95)).mean()
        assert inside == pytest.approx(0.95, abs=0.04)  # errors of one date go together


def test_months_of_a_new_rate_on_viet_nam() -> None:
    # 5 April 2025 10%, 9 April 46%, 10 April 10%, 7 August 20%, 24 February 2026 10%, 24 July 2026 12.5%.
    months = change_months(default_rate.steps("VNM"))[["month", "from_pct", "to_pct", "event"]]
    assert [tuple(row) for row in months.itertuples(index=False)] == [
        (pd.Timestamp("2025-04-01"), 0.0, 10.0, "U005"),
        (pd.Timestamp("2025-08-01"), 10.0, 20.0, "U017"),
        (pd.Timestamp("2026-03-01"), 20.0, 10.0, "U033"),
        (pd.Timestamp("2026-08-01"), 10.0, 12.5, "U045"),
    ]
    # goods of the European Union paid 15% with MFN in it from 7 August 2025, and 10% on top of it from 24 February 2026
    union = change_months(default_rate.steps("EUU")).iloc[-1]
    assert (union["from_basis"], union["to_basis"]) == ("ceiling", "additive")


def test_totals_are_on_the_basis_that_reaches_the_change() -> None:
    first = pd.Timestamp("2025-04-01")
    viet_nam, thailand = series.total("VNM", None, first), series.total("THA", None, first)
    assert viet_nam is not None and viet_nam.basis == series.GENERAL
    assert thailand is not None and thailand.basis == series.GENERAL
    assert thailand.usd.index[-1] == pd.Timestamp("2026-05-01")
    # Census, September 2024: 5,977 million as read in 2025, 5,907 as read in 2026; 2025 is known from 2026 alone.
    assert thailand.usd["2024-09-01"] == pytest.approx(5.907e9, abs=1e6)
    assert series.total("KIR", None, first) is None
    old = series.total("THA", None, first, "2025-02")
    assert old is not None and old.basis == series.CONSUMPTION


def test_the_rest_of_the_world_and_the_partners_make_the_world() -> None:
    parts = series.consumption("VNM") + series.consumption("CHN")
    assert (series.rest_of_world(("VNM", "CHN")) + parts).equals(series.consumption("WLD"))


def test_gold_and_medicines_are_most_of_the_rise_of_early_2025() -> None:
    # January to March 2025 against a year before, all countries: 331 and 325 are 88% of the rise outside the six.
    six = ("VNM", "CHN", "MEX", "TWN", "THA", "IND")
    whole, without = (series.rest_of_world(six, left) for left in ((), series.GOLD_AND_MEDICINES))
    rises = [usd["2025-01":"2025-03"].sum() - usd["2024-01":"2024-03"].sum() for usd in (whole, without)]
    assert 1 - rises[1] / rises[0] == pytest.approx(0.88, abs=0.005)


def test_groups_by_exemption_make_the_total() -> None:
    shares = pd.DataFrame({"naics3": ["334", "315"], "exempt_share": [0.7, 0.1]})
    groups = series.by_exemption("VNM", shares)
    assert (groups[True] + groups[False]).equals(series.consumption("VNM").rename("imports_for_consumption_usd"))
