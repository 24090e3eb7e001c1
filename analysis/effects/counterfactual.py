"""What months would have been, had the past gone on: seasonal models with intervals for months and for their sums.

Every model works on logarithms, since seasons and shocks scale with trade. A forecast is a set of simulated paths,
so that the interval of a sum takes account of how errors go together from month to month.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import ReportError

SEASON = 12
FEWEST_MONTHS = 24
LEVEL = 0.95  # of every interval
PATHS = 4000
REFITS = 20  # draws of the coefficients of a model that can say how uncertain they are
INVERTIBLE = 0.98
START = (-0.4, -0.4)  # of the two coefficients; most monthly trade lies near
LEAST_INFORMATION = 4.0
SMALLEST_VARIANCE = 1e-20

MODELS = {
    "sarima": "seasonal ARIMA (0,1,1)(0,1,1)12, the airline model",
    "regression": "linear trend with a level for each calendar month",
}


class NotConvergedError(ReportError):
    """A model found no estimate; a chapter says so in place of its figure."""


@dataclass(frozen=True)
class Forecast:
    """Simulated futures: ``paths_usd`` has a row for each path and a column for each of ``months``."""

    months: pd.DatetimeIndex
    paths_usd: np.ndarray

    def by_month(self) -> pd.DataFrame:
        """Return month, expected_usd (the median), low_usd and high_usd of the interval of each month."""
        low, middle, high = interval(self.paths_usd)
        return pd.DataFrame({"month": self.months, "expected_usd": middle, "low_usd": low, "high_usd": high})


def interval(paths: np.ndarray) -> np.ndarray:
    """Return the lower bound, median and upper bound of ``paths`` along their first axis."""
    tail = (1 - LEVEL) / 2
    bounds: np.ndarray = np.quantile(paths, [tail, 0.5, 1 - tail], axis=0)
    return bounds


def forecast(history: pd.Series, steps: int, model: str, seed: int) -> Forecast:
    """Return ``steps`` months after ``history`` (US dollars by month, without gaps) as ``model`` expects them.

    Raises ReportError if the history is shorter than two years, has gaps or a month without trade, and
    NotConvergedError if the model finds no estimate. Equal seeds give equal paths.
    """
    _check(history)
    logs = np.log(history.to_numpy(float))
    try:
        paths = _SIMULATIONS[model](logs, steps, np.random.default_rng(seed))
    except np.linalg.LinAlgError as error:
        raise _failure(model, history) from error
    if paths is None or not np.isfinite(paths).all():
        raise _failure(model, history)
    start = history.index[-1] + pd.DateOffset(months=1)
    return Forecast(pd.date_range(start, periods=steps, freq="MS"), np.exp(paths))


def _check(history: pd.Series) -> None:
    first, last = history.index[0], history.index[-1]
    span = f"{first:%Y-%m} to {last:%Y-%m}"
    if len(history) < FEWEST_MONTHS:
        raise ReportError(
            f"{len(history)} months ({span}) are too few to fit a season; at least {FEWEST_MONTHS} are needed"
        )
    if len(pd.date_range(first, last, freq="MS")) != len(history):
        raise ReportError(f"the months {span} have gaps; a seasonal model needs every month")
    if (history <= 0).any():
        raise ReportError(f"a month without trade in {span}; the models work on logarithms")


def _failure(model: str, history: pd.Series) -> NotConvergedError:
    return NotConvergedError(
        f"the {model} model did not converge on {len(history)} months to {history.index[-1]:%Y-%m}"
    )


def _sarima(logs: np.ndarray, steps: int, noise: np.random.Generator) -> np.ndarray | None:
    """Return paths of the airline model of Box and Jenkins (1970), or None if its likelihood has no maximum found.

    Coefficients are drawn from their estimated distribution. For each draw, future differences are normal given
    the past ones, with mean and covariance from the autocovariances of the moving average; the error variance is
    drawn too.
    """
    past = np.diff(logs[SEASON:] - logs[:-SEASON])
    estimate = _estimate(past)
    if estimate is None:
        return None
    draws = noise.multivariate_normal(*estimate, REFITS)
    futures = [_differences(past, steps, draw, noise) for draw in np.clip(draws, -INVERTIBLE, INVERTIBLE)]
    return _integrated(logs, np.concatenate(futures))


def _estimate(differences: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Return the two coefficients of highest exact likelihood and their covariance, or None without a maximum.

    Where the likelihood is flat, at the edge of what can be inverted, a standard error is at most one half.
    Own code in place of statsmodels' estimator, which finds the same maximum in ten times the time (a test
    compares them): a moving average's covariance is a band, so that a likelihood is one banded factorisation.
    """
    from scipy.optimize import minimize
    from statsmodels.tools.numdiff import approx_hess

    if differences.var() < SMALLEST_VARIANCE:
        return None
    differences = differences / differences.std()
    # The search runs over all numbers, the coefficients it stands for stay where they can be inverted.
    start = np.array(START) / np.sqrt(1 - np.square(START))
    found = minimize(lambda free: -_likelihood(differences, free / np.sqrt(1 + free**2)), start, method="BFGS")
    if not np.isfinite(found.fun):
        return None
    coefficients = np.clip(found.x / np.sqrt(1 + found.x**2), -INVERTIBLE, INVERTIBLE)
    information = -approx_hess(coefficients, lambda values: _likelihood(differences, values))
    strengths, directions = np.linalg.eigh(information)
    return coefficients, directions / np.maximum(strengths, LEAST_INFORMATION) @ directions.T


def _likelihood(differences: np.ndarray, coefficients: np.ndarray) -> float:
    """Return the exact log likelihood of ``coefficients``, less a constant, with the error variance that fits best."""
    from scipy.linalg import cho_solve_banded, cholesky_banded

    weights = _weights(coefficients)
    covariances = np.correlate(weights, weights, "full")[SEASON + 1 :]
    band = np.repeat(covariances[:, None], len(differences), axis=1)
    factor = cholesky_banded(band, lower=True)
    variance = differences @ cho_solve_banded((factor, True), differences) / len(differences)
    return float(-0.5 * len(differences) * np.log(variance) - np.log(factor[0]).sum())


def _weights(coefficients: np.ndarray) -> np.ndarray:
    """Return the weights of the last fourteen errors in a difference, the present one first."""
    weights = np.zeros(SEASON + 2)
    weights[[0, 1, SEASON, SEASON + 1]] = np.outer([1, coefficients[1]], [1, coefficients[0]]).ravel()
    return weights


def _differences(past: np.ndarray, steps: int, coefficients: np.ndarray, noise: np.random.Generator) -> np.ndarray:
    """Return paths of the differences after ``past``, a moving average with the airline model's two coefficients."""
    weights = _weights(coefficients)
    known, length = len(past), len(past) + steps
    covariances = np.correlate(weights, weights, "full")[SEASON + 1 :]
    lags = np.abs(np.subtract.outer(np.arange(length), np.arange(length)))
    joint = np.append(covariances, 0)[np.minimum(lags, SEASON + 2)]
    solved = np.linalg.solve(joint[:known, :known], np.column_stack([joint[:known, known:], past]))
    link, freedom = solved[:, :-1], known - len(coefficients)
    variance = past @ solved[:, -1] / freedom
    root = np.linalg.cholesky(joint[known:, known:] - joint[known:, :known] @ link)
    errors = noise.standard_normal((PATHS // REFITS, steps)) @ root.T
    stretch = np.sqrt(variance * freedom / noise.chisquare(freedom, (len(errors), 1)))
    paths: np.ndarray = past @ link + errors * stretch
    return paths


def _integrated(logs: np.ndarray, differences: np.ndarray) -> np.ndarray:
    """Return levels from paths of their monthly differences of yearly differences."""
    levels = np.column_stack([np.tile(logs[-SEASON - 1 :], (len(differences), 1)), np.zeros_like(differences)])
    for step in range(differences.shape[1]):
        now = step + SEASON + 1
        levels[:, now] = levels[:, now - 1] + levels[:, now - SEASON] - levels[:, step] + differences[:, step]
    return levels[:, SEASON + 1 :]


def _regression(logs: np.ndarray, steps: int, noise: np.random.Generator) -> np.ndarray | None:
    """Return paths of least squares with their estimation error: exact if the errors are independent and normal."""
    design = _calendar(np.arange(len(logs) + steps))
    past, future = design[: len(logs)], design[len(logs) :]
    freedom = len(logs) - design.shape[1]
    inverse = np.linalg.inv(past.T @ past)
    estimate = inverse @ past.T @ logs
    sigma2 = ((logs - past @ estimate) ** 2).sum() / freedom
    root = np.linalg.cholesky(np.eye(steps) + future @ inverse @ future.T)
    errors = noise.standard_normal((PATHS, steps)) @ root.T
    stretch = np.sqrt(freedom / noise.chisquare(freedom, (PATHS, 1)))
    paths: np.ndarray = future @ estimate + errors * stretch * np.sqrt(sigma2)
    return paths


def _calendar(index: np.ndarray) -> np.ndarray:
    return np.column_stack([index, index[:, None] % SEASON == np.arange(SEASON)]).astype(float)


_SIMULATIONS: dict[str, Callable[[np.ndarray, int, np.random.Generator], Any]] = {
    "sarima": _sarima,
    "regression": _regression,
}
