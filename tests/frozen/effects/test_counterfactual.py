"""Counterfactuals: intervals that hold what they promise, and a clear word where there is no model."""

import numpy as np
import pandas as pd
import pytest

from analysis.effects import counterfactual, series
from analysis.effects.counterfactual import FEWEST_MONTHS, NotConvergedError, forecast, interval
from analysis.errors import ReportError

SERIES, PAST, AHEAD = 50, 60, 9


def months(values: np.ndarray) -> pd.Series:
    """Return ``values`` as a monthly series that begins in January 2010."""
    return pd.Series(values, pd.date_range("2010-01-01", periods=len(values), freq="MS"))


def simulated(model: str, noise: np.random.Generator) -> pd.Series:
    """Return a series drawn from ``model``, with known coefficients."""
    length = PAST + AHEAD
    if model == "regression":
        season = 0.1 * np.sin(2 * np.pi * np.arange(length) / 12)
        return months(np.exp(20 + 0.01 * np.arange(length) + season + 0.08 * noise.standard_normal(length)))
    shocks = 0.08 * noise.standard_normal(length + 26)
    levels = np.zeros(length + 26)
    for t in range(13, length + 26):
        moved = shocks[t] - 0.4 * shocks[t - 1] - 0.6 * shocks[t - 12] + 0.24 * shocks[t - 13]
        levels[t] = levels[t - 1] + levels[t - 12] - levels[t - 13] + moved
    return months(np.exp(20 + levels[26:]))


@pytest.mark.parametrize("model", ["sarima", "regression"])
def test_intervals_of_months_and_sums_cover_at_their_nominal_rate(model: str) -> None:
    noise = np.random.default_rng(7)
    month_hits, sum_hits = [], []
    for seed in range(SERIES):
        past = simulated(model, noise)
        made = forecast(past.iloc[:PAST], AHEAD, model, seed)
        actual = past.iloc[PAST:].to_numpy()
        low, _, high = interval(made.paths_usd)
        month_hits.extend((low <= actual) & (actual <= high))
        low, _, high = interval(made.paths_usd.sum(axis=1))
        sum_hits.append(low <= actual.sum() <= high)
    # Two standard errors of a share of 50 independent draws at 95 percent are 6 points.
    assert np.mean(month_hits) == pytest.approx(0.95, abs=0.03)
    assert np.mean(sum_hits) == pytest.approx(0.95, abs=0.06)


def test_a_trend_without_noise_is_continued() -> None:
    exact = months(1e9 * 1.01 ** np.arange(48) * np.tile([1.0, 1.1, 0.9, 1.2] * 3, 4))
    wobble = exact * np.exp(1e-6 * np.random.default_rng(1).standard_normal(48))
    made = forecast(wobble, 12, "regression", 1).by_month()
    expected = 1e9 * 1.01 ** np.arange(48, 60) * np.array([1.0, 1.1, 0.9, 1.2] * 3)
    assert made["expected_usd"].to_numpy() == pytest.approx(expected, rel=1e-4)
    assert made["month"].iloc[0] == pd.Timestamp("2014-01-01")


@pytest.mark.parametrize("model", list(counterfactual.MODELS))
def test_equal_seeds_give_equal_paths(model: str) -> None:
    past = simulated("regression", np.random.default_rng(3)).iloc[:PAST]
    first, again, other = (forecast(past, 6, model, seed).paths_usd for seed in (5, 5, 6))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("partner", ["VNM", "CHN", "MEX", "DEU"])
def test_the_airline_model_has_the_coefficients_that_statsmodels_finds(partner: str) -> None:
    from statsmodels.tsa.arima.estimators.innovations import innovations_mle

    logs = np.log(series.consumption(partner)[:"2019-12"].tail(60).to_numpy(float))
    differences = np.diff(logs[12:] - logs[:-12])
    theirs, _ = innovations_mle(
        differences / differences.std(),
        order=(0, 0, 1),
        seasonal_order=(0, 0, 1, 12),
        demean=False,
        start_params=[-0.4, -0.4, 1.0],
    )
    ours = counterfactual._estimate(differences)
    assert ours is not None
    expected = np.clip([theirs.ma_params[0], theirs.seasonal_ma_params[0]], -0.98, 0.98)
    assert ours[0] == pytest.approx(expected, abs=2e-3)


def test_too_few_months_are_refused_with_the_number_needed() -> None:
    with pytest.raises(ReportError, match=rf"23 months \(2010-01 to 2011-11\) are too few.*{FEWEST_MONTHS}"):
        forecast(months(np.ones(23)), 3, "sarima", 1)


def test_a_gap_is_refused() -> None:
    past = months(np.arange(1.0, 41)).drop(pd.Timestamp("2011-05-01"))
    with pytest.raises(ReportError, match="2010-01 to 2013-04 have gaps"):
        forecast(past, 3, "sarima", 1)


def test_a_month_without_trade_is_refused() -> None:
    past = months(np.arange(0.0, 40))
    with pytest.raises(ReportError, match="without trade"):
        forecast(past, 3, "regression", 1)


def test_a_model_without_an_estimate_says_so() -> None:
    with pytest.raises(NotConvergedError, match="sarima model did not converge on 48 months to 2013-12"):
        forecast(months(np.full(48, 5.0)), 3, "sarima", 1)
