"""Event studies: sums by hand, the months of a change, placebos."""

import numpy as np
import pandas as pd
import pytest

from analysis.effects import event_study, series
from analysis.effects.event_study import AFTER, BEFORE, Design
from analysis.effects.rate_changes import change_months
from analysis.errors import ReportError
from analysis.tariffs import default_rate

DESIGN = Design("regression", 48, 2, 3, 1)
CHANGE = pd.Timestamp("2014-03-01")


def flat(extra: dict[str, float]) -> pd.Series:
    """Return a series near 100 a month from 2010 with ``extra`` on top in some months."""
    index = pd.date_range("2010-01-01", "2014-12-01", freq="MS")
    usd = pd.Series(100 * np.exp(1e-4 * np.random.default_rng(2).standard_normal(len(index))), index)
    for month, amount in extra.items():
        usd[pd.Timestamp(month)] += amount
    return usd


def test_goods_rushed_in_and_missing_after_are_summed_by_phase() -> None:
    study = event_study.study(flat({"2014-01": 30, "2014-02": 20, "2014-03": -40, "2014-05": -5}), CHANGE, DESIGN)
    before, after = study.of(BEFORE), study.of(AFTER)
    assert (before["months"], after["months"]) == (2, 3)
    assert before["difference_usd"] == pytest.approx(50, abs=0.5)
    assert after["difference_usd"] == pytest.approx(-45, abs=0.5)
    assert after["difference_pct"] == pytest.approx(-15, abs=0.2)
    assert before["outside"] and after["outside"]
    assert before["low_usd"] < before["difference_usd"] < before["high_usd"]


def test_the_model_does_not_see_the_lead() -> None:
    spiked = event_study.study(flat({"2014-01": 90, "2014-02": 90}), CHANGE, DESIGN).months["expected_usd"]
    plain = event_study.study(flat({}), CHANGE, DESIGN).months["expected_usd"]
    assert np.array_equal(spiked, plain)


def test_months_not_yet_published_are_left_out() -> None:
    study = event_study.study(flat({}).iloc[:-8], CHANGE, DESIGN)
    assert study.months["month"].iloc[-1] == pd.Timestamp("2014-04-01")
    assert study.of(AFTER)["months"] == 2


def test_a_change_with_too_short_a_past_is_refused() -> None:
    with pytest.raises(ReportError, match="2011-06 has 15 months before its lead; at least 24"):
        event_study.study(flat({}), pd.Timestamp("2011-06-01"), DESIGN)


def test_placebos_skip_dates_that_cannot_be_studied() -> None:
    dates = [pd.Timestamp("2011-01-01"), pd.Timestamp("2013-01-01"), pd.Timestamp("2014-01-01")]
    found = event_study.placebo(flat({}), dates, DESIGN)
    assert found["month"].tolist() == dates[1:]
    assert found["difference_pct"].abs().max() < 0.1
    assert event_study.as_large(pd.DataFrame({"difference_pct": [1.0, -4.0, 6.0, 2.0]}), -4.0) == 0.5


def test_months_of_a_new_rate_on_viet_nam() -> None:
    # 5 April 2025 10%, 9 April 46%, 10 April 10%, 7 August 20%, 24 February 2026 10%, 24 July 2026 12.5%.
    months = change_months(default_rate.steps("VNM"))
    assert [tuple(row) for row in months.itertuples(index=False)] == [
        (pd.Timestamp("2025-04-01"), 0.0, 10.0),
        (pd.Timestamp("2025-08-01"), 10.0, 20.0),
        (pd.Timestamp("2026-03-01"), 20.0, 10.0),
        (pd.Timestamp("2026-08-01"), 10.0, 12.5),
    ]


def test_totals_are_on_the_basis_that_reaches_the_change() -> None:
    reach = pd.Timestamp("2025-04-01")
    viet_nam, thailand = series.total("VNM", None, reach), series.total("THA", None, reach)
    assert viet_nam is not None and viet_nam.basis == series.GENERAL
    assert thailand is not None and thailand.basis == series.CONSUMPTION
    assert series.total("KHM", None, reach) is None


def test_the_rest_of_the_world_and_the_partners_make_the_world() -> None:
    parts = series.consumption("VNM") + series.consumption("CHN")
    assert (series.rest_of_world(("VNM", "CHN")) + parts).equals(series.consumption("WLD"))


def test_groups_by_exemption_make_the_total() -> None:
    shares = pd.DataFrame({"naics3": ["334", "315"], "exempt_share": [0.7, 0.1]})
    groups = series.by_exemption("VNM", shares)
    assert (groups[True] + groups[False]).equals(series.consumption("VNM").rename("imports_for_consumption_usd"))
