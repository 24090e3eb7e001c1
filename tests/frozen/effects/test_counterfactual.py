"""Counterfactuals: forecasts equal to a reference, spreads that hold what they promise, a clear word where none is."""

import numpy as np
import pandas as pd
import pytest

from analysis.effects import counterfactual, series
from analysis.effects.counterfactual import COVID, FEWEST_MONTHS, check, forecast
from analysis.errors import ReportError

SERIES, PAST, AHEAD = 200, 60, 9


def months(values: np.ndarray, first: str = "2010-01-01") -> pd.DataFrame:
    """Return ``values`` (months by series) as monthly series."""
    return pd.DataFrame(values, pd.date_range(first, periods=len(values), freq="MS"))


def simulated(model: str, noise: np.random.Generator) -> np.ndarray:
    """Return many series drawn from ``model`` with known coefficients, US dollars, months by series."""
    length = PAST + AHEAD
    if model == "regression":
        season = 0.1 * np.sin(2 * np.pi * np.arange(length) / 12) + 0.01 * np.arange(length)
        return np.exp(20 + season[:, None] + 0.08 * noise.standard_normal((length, SERIES)))
    shocks = 0.08 * noise.standard_normal((length + 26, SERIES))
    levels = np.zeros((length + 26, SERIES))
    for t in range(13, length + 26):
        shock = shocks[t] - 0.4 * shocks[t - 1] - 0.6 * shocks[t - 12] + 0.24 * shocks[t - 13]
        levels[t] = levels[t - 1] + levels[t - 12] - levels[t - 13] + shock
    return np.exp(20 + levels[26:])


@pytest.mark.parametrize("model", list(counterfactual.MODELS))
def test_the_spread_is_that_of_the_errors(model: str) -> None:
    usd = simulated(model, np.random.default_rng(7))
    made = forecast(months(usd[:PAST]), AHEAD, model)
    errors = np.log(usd[PAST:]).T - made.mean
    scaled = errors / np.sqrt(made.covariance[:, np.arange(AHEAD), np.arange(AHEAD)])
    mean = errors.mean(axis=1) / np.sqrt(made.covariance.mean(axis=(1, 2)))
    # 200 independent series: the standard deviation of what should have one is 1, give or take 0.15.
    assert scaled.std() == pytest.approx(1, abs=0.15)
    assert mean.std() == pytest.approx(1, abs=0.15)


def test_a_trend_without_noise_is_continued() -> None:
    exact = 1e9 * 1.01 ** np.arange(60) * np.tile([1.0, 1.1, 0.9, 1.2] * 3, 5)
    wobble = exact[:48] * np.exp(1e-6 * np.random.default_rng(1).standard_normal(48))
    for model in counterfactual.MODELS:
        made = forecast(months(wobble[:, None]), 12, model)
        assert np.exp(made.mean[0]) == pytest.approx(exact[48:], rel=1e-3)


@pytest.mark.parametrize("partner", ["VNM", "CHN", "MEX", "DEU"])
def test_at_one_pair_of_coefficients_it_is_the_reference_model(partner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    usd = series.consumption(partner)[:"2019-12"].tail(60)
    monkeypatch.setattr(counterfactual, "COEFFICIENTS", np.array([-0.4]))
    counterfactual._moments.cache_clear()
    made = forecast(usd.to_frame(), 6, "sarima")
    counterfactual._moments.cache_clear()
    reference = SARIMAX(
        np.log(usd.to_numpy(float)), order=(0, 1, 1), seasonal_order=(0, 1, 1, 12), simple_differencing=True
    ).smooth([-0.4, -0.4, 1.0])
    theirs = counterfactual._integrated(np.log(usd.to_numpy(float))[None], reference.forecast(6)[None])
    assert made.mean == pytest.approx(theirs, abs=1e-6)


@pytest.mark.parametrize("model", list(counterfactual.MODELS))
def test_what_happened_in_the_months_of_covid_moves_nothing(model: str) -> None:
    usd = months(simulated("regression", np.random.default_rng(3))[:PAST, :1], "2018-01-01")
    halved = usd.copy()
    halved.loc[COVID] *= 0.5
    plain, shut = (forecast(part, 6, model) for part in (usd, halved))
    assert shut.mean == pytest.approx(plain.mean, abs=1e-8)
    assert shut.covariance == pytest.approx(plain.covariance, rel=1e-6)


def test_one_series_alone_is_forecast_as_among_others() -> None:
    usd = months(simulated("sarima", np.random.default_rng(5))[:PAST])
    alone, among = forecast(usd[[3]], 6, "sarima"), forecast(usd, 6, "sarima")
    assert alone.mean[0] == pytest.approx(among.mean[3])
    assert alone.covariance[0] == pytest.approx(among.covariance[3])


@pytest.mark.parametrize(
    ("history", "message"),
    [
        (months(np.ones(23))[0], rf"23 months \(2010-01 to 2011-11\) are too few.*{FEWEST_MONTHS}"),
        (months(np.arange(1.0, 41))[0].drop(pd.Timestamp("2011-05-01")), "2010-01 to 2013-04 have gaps"),
        (months(np.arange(0.0, 40))[0], "without trade"),
        (months(np.full(48, 5.0))[0], "every month of 2010-01 to 2013-12 is the same"),
    ],
    ids=["short", "gap", "no trade", "constant"],
)
def test_what_no_model_can_be_fitted_on_is_refused(history: pd.Series, message: str) -> None:
    with pytest.raises(ReportError, match=message):
        check(history)
