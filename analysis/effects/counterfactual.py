"""What months would have been, had the past gone on: two seasonal models, each linear in the logarithms of the past.

Both forecast many series of the same months at once and draw no random numbers. The months in which Covid closed
factories and ports (``COVID``) are as if missing: each has a coefficient of its own, so it moves neither season nor
trend. How sure a forecast is, its own covariance says in proportion only; what it is worth, ``event_study`` finds out
on dates when nothing happened.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from analysis.errors import ReportError
from analysis.language import message, say

SEASON = 12
FEWEST_MONTHS = 24
COVID = pd.date_range("2020-03-01", "2020-08-01", freq="MS")
COEFFICIENTS = np.linspace(-0.95, 0.6, 12)  # of the airline model, each with each; most monthly trade lies within

MODELS = {
    "sarima": "seasonal ARIMA (0,1,1)(0,1,1)12, the airline model",
    "regression": "linear trend with a level for each calendar month",
}


@dataclass(frozen=True)
class Forecast:
    """Months ahead of many series, in logarithms: ``mean`` is series by months, ``covariance`` has months twice."""

    mean: np.ndarray
    covariance: np.ndarray


def check(history: pd.Series) -> None:
    """Raise ReportError if a model cannot be fitted on ``history``, US dollars by month."""
    first, last = history.index[0], history.index[-1]
    places = {"count": len(history), "first": f"{first:%Y-%m}", "last": f"{last:%Y-%m}", "fewest": FEWEST_MONTHS}
    if len(history) < FEWEST_MONTHS:
        fault = message("{count} months ({first} to {last}) are too few to fit a season; at least {fewest} are needed")
    elif len(pd.date_range(first, last, freq="MS")) != len(history):
        fault = message("the months {first} to {last} have gaps; a seasonal model needs every month")
    elif (history <= 0).any():
        fault = message("a month without trade in {first} to {last}; the models work on logarithms")
    elif history.min() == history.max():
        fault = message("every month of {first} to {last} is the same; there is no season to fit")
    else:
        return
    raise ReportError(say(fault, **places))


def forecast(history: pd.DataFrame, steps: int, model: str) -> Forecast:
    """Return ``steps`` months after ``history``, US dollars: months without gaps by series."""
    logs = np.log(history.to_numpy(float))
    covid = np.flatnonzero(history.index.isin(COVID))
    return _FORECASTS[model](logs, np.eye(len(logs))[:, covid], steps)


def _airline(logs: np.ndarray, missing: np.ndarray, steps: int) -> Forecast:
    """Forecast by the airline model of Box and Jenkins (1970), averaged over its two coefficients.

    Each pair of ``COEFFICIENTS`` counts in proportion to its exact likelihood, with the error variance and the
    coefficients of missing months integrated out under flat priors (Harvey 1989, section 3.4), so that what is not
    known of the coefficients is in the forecast.
    """
    past, holes = (np.diff(part[SEASON:] - part[:-SEASON], axis=0) for part in (logs, missing))
    inverse, link, future, size = _moments(len(past), steps)
    freedom = len(past) - holes.shape[1]
    if holes.shape[1]:
        carried = inverse @ holes
        information = np.swapaxes(carried, 1, 2) @ holes
        inverse = inverse - carried @ np.linalg.solve(information, np.swapaxes(carried, 1, 2))
        size = size + np.linalg.slogdet(information)[1]
    weighed = inverse @ past
    squares = np.einsum("tn,gtn->gn", past, weighed)
    likelihood = -0.5 * (size[:, None] + freedom * np.log(squares))
    weights = np.exp(likelihood - likelihood.max(axis=0))
    weights /= weights.sum(axis=0)
    correction = np.einsum("gn,gsn->ns", weights, link @ weighed)
    unit = future - link @ inverse @ np.swapaxes(link, 1, 2)
    spread = np.einsum("gn,gst->nst", weights * squares / freedom, unit)
    start = _integrated(logs.T, np.zeros((logs.shape[1], steps)))
    growth = _integrated(np.zeros((steps, SEASON + 1)), np.eye(steps))
    return Forecast(start + correction @ growth, growth.T @ spread @ growth)


@cache
def _moments(known: int, steps: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return for each pair of coefficients the inverse covariance of ``known`` differences, the covariance of the
    ``steps`` after them with these and with one another, and the log determinant; error variance one.
    """
    first, second = (values.ravel() for values in np.meshgrid(COEFFICIENTS, COEFFICIENTS))
    weights = np.zeros((len(first), SEASON + 2))
    weights[:, [0, 1, SEASON, SEASON + 1]] = np.column_stack([np.ones_like(first), first, second, first * second])
    covariances = np.zeros((len(first), SEASON + 3))
    for lag in range(SEASON + 2):
        covariances[:, lag] = (weights[:, lag:] * weights[:, : SEASON + 2 - lag]).sum(axis=1)
    places = np.arange(known + steps)
    joint = covariances[:, np.minimum(np.abs(places[:, None] - places), SEASON + 2)]
    held = joint[:, :known, :known]
    return np.linalg.inv(held), joint[:, known:, :known], joint[:, known:, known:], np.linalg.slogdet(held)[1]


def _integrated(levels: np.ndarray, differences: np.ndarray) -> np.ndarray:
    """Return the levels after ``levels`` from monthly differences of yearly differences, each series by months."""
    path = np.column_stack([levels[:, -SEASON - 1 :], differences])
    for now in range(SEASON + 1, path.shape[1]):
        path[:, now] += path[:, now - 1] + path[:, now - SEASON] - path[:, now - SEASON - 1]
    return path[:, SEASON + 1 :]


def _regression(logs: np.ndarray, missing: np.ndarray, steps: int) -> Forecast:
    """Forecast by least squares on a trend and the calendar months."""
    index = np.arange(len(logs) + steps)
    design = np.column_stack([index, index[:, None] % SEASON == np.arange(SEASON)]).astype(float)
    past = np.column_stack([design[: len(logs)], missing])
    future = np.column_stack([design[len(logs) :], np.zeros((steps, missing.shape[1]))])
    inverse = np.linalg.inv(past.T @ past)
    fitted = inverse @ past.T @ logs
    variance = ((logs - past @ fitted) ** 2).sum(axis=0) / (len(logs) - past.shape[1])
    unit = np.eye(steps) + future @ inverse @ future.T
    return Forecast((future @ fitted).T, variance[:, None, None] * unit)


_FORECASTS: dict[str, Callable[[np.ndarray, np.ndarray, int], Forecast]] = {
    "sarima": _airline,
    "regression": _regression,
}
