"""Event studies of monthly imports: what came in around a change of the tariff, against what a model expected.

The model sees only months before importers could respond: it ends ``lead`` months before the change. Months from
there up to the change show goods rushed in (or held back), months from the change on show the response.

How far a forecast may be off by chance is not taken from the model but from ``placebos``: the same study of many
countries on dates when no default rate changed. Each error is divided by the standard deviation that the model gives
it, so that steady and unsteady trade can be put together (normalised split conformal prediction, Lei and others 2018).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.effects import counterfactual
from analysis.errors import ReportError
from analysis.language import say

BEFORE, AFTER = "before", "after"
LEVEL = 0.95  # of every interval


@dataclass(frozen=True)
class Design:
    """How a study is made: ``window`` months of fit, then ``lead`` months before the change and ``follow`` from it."""

    model: str
    window: int
    lead: int
    follow: int


@dataclass(frozen=True)
class Study:
    """One change studied on one series.

    ``months``: month, phase, actual_usd, expected_usd, low_usd, high_usd. ``sums``: phase, months, actual_usd,
    expected_usd, low_usd and high_usd of what was to be expected; difference_usd and difference_pct (of the expected),
    low_pct and high_pct, the interval of the difference; chance, the share of placebos at least as far off; outside
    (the interval of the difference does not hold zero).
    """

    change: pd.Timestamp
    months: pd.DataFrame
    sums: pd.DataFrame

    def of(self, phase: str) -> pd.Series:
        """Return the sums of one phase; ReportError if the study has no month of it."""
        rows = self.sums[self.sums["phase"] == phase]
        if rows.empty:
            raise ReportError(f"no month {phase} the change of {self.change:%Y-%m} has been published yet")
        return rows.iloc[0]


@dataclass(frozen=True)
class Errors:
    """Forecast errors on one date: of each month, and of the sums of both phases, a row for each series.

    ``log`` holds the logarithm of what was over what was expected, ``scaled`` the same over the model's standard
    deviation; columns are the months by number from zero, then the phases.
    """

    log: pd.DataFrame
    scaled: pd.DataFrame


def study(series: pd.Series, change: pd.Timestamp, design: Design, placebos: pd.DataFrame) -> Study:
    """Return the study of the change in month ``change`` on ``series`` (US dollars by month).

    ``placebos`` are scaled errors of ``placebo``. Months after the end of the series are left out. Raises ReportError
    if fewer than two years come before the lead, or the figures end before the study begins.
    """
    first = change - pd.DateOffset(months=design.lead)
    history = series[series.index < first].tail(design.window)
    if len(history) < counterfactual.FEWEST_MONTHS:
        raise ReportError(
            say(
                "the change of {month} has {count} months before its lead; at least {fewest} are needed to fit a "
                "season",
                month=f"{change:%Y-%m}",
                count=len(history),
                fewest=counterfactual.FEWEST_MONTHS,
            )
        )
    counterfactual.check(history)
    last = min(change + pd.DateOffset(months=design.follow - 1), series.index[-1])
    actual = series[(series.index >= first) & (series.index <= last)]
    if actual.empty:
        raise ReportError(say("the figures end before {month}, the first month of the study", month=f"{first:%Y-%m}"))
    made = counterfactual.forecast(history.to_frame(), len(actual), design.model)
    phases = np.array([BEFORE if month < change else AFTER for month in actual.index])
    rows: dict[object, np.ndarray] = {step: np.arange(len(actual)) == step for step in range(len(actual))}
    rows.update({phase: phases == phase for phase in (BEFORE, AFTER) if phase in phases})
    table = pd.DataFrame([_row(made, actual, key, mask, placebos[key].dropna()) for key, mask in rows.items()])
    months, sums = table.iloc[: len(actual)], table.iloc[len(actual) :]
    kept = ["actual_usd", "expected_usd", "low_usd", "high_usd"]
    found = months[kept].assign(month=actual.index, phase=phases)[["month", "phase", *kept]]
    return Study(change, found, sums.rename(columns={"key": "phase"}).reset_index(drop=True))


def _row(
    made: counterfactual.Forecast, actual: pd.Series, key: object, mask: np.ndarray, errors: pd.Series
) -> dict[str, object]:
    """Return what the months of ``mask`` came to, and what was to be expected by the scaled ``errors`` of placebos."""
    came, expected = float(actual[mask].sum()), float(np.exp(made.mean[0, mask]).sum())
    scale = _scale(made, mask)[0]
    factor = np.exp(scale * errors.abs().quantile(LEVEL))
    low, high = expected / factor, expected * factor
    return {
        "key": key,
        "months": int(mask.sum()),
        "actual_usd": came,
        "expected_usd": expected,
        "low_usd": low,
        "high_usd": high,
        "difference_usd": came - expected,
        "difference_pct": 100 * (came / expected - 1),
        "low_pct": 100 * (came / high - 1),
        "high_pct": 100 * (came / low - 1),
        "chance": float((errors.abs() >= abs(np.log(came / expected) / scale)).mean()),
        "outside": not low <= came <= high,
    }


def typical_errors_pct(sums: pd.Series, errors: pd.Series, levels: Iterable[float]) -> list[float]:
    """Return how far off forecasts were on earlier dates, at each of ``levels`` of their size, in percent.

    ``sums`` are those of one phase of a study, ``errors`` the scaled errors of its placebos. The interval of the sums
    is their `LEVEL`, which puts the others on the scale of the series studied.
    """
    scale = np.log(sums["high_usd"] / sums["expected_usd"]) / errors.abs().quantile(LEVEL)
    return [float(100 * np.expm1(scale * errors.abs().quantile(level))) for level in levels]


def as_far_apart(one_pct: float, other_pct: float, gaps: np.ndarray) -> int:
    """Return how many of ``gaps``, differences in logarithms, are at least as large as that of two differences."""
    return int((np.abs(gaps) >= abs(np.log1p(one_pct / 100) - np.log1p(other_pct / 100))).sum())


def stock(months: pd.DataFrame) -> pd.Series:
    """Return the excess of imports over what was expected, summed from the first month on, in months of trade.

    ``months`` are those of a study; one month of trade is the mean of what was expected of them.
    """
    excess = (months["actual_usd"] - months["expected_usd"]).cumsum() / months["expected_usd"].mean()
    return excess.set_axis(months["month"])


def _scale(made: counterfactual.Forecast, mask: np.ndarray) -> np.ndarray:
    """Return for each series the model's standard deviation of the mean logarithm over the months of ``mask``."""
    variance: np.ndarray = made.covariance[:, mask][:, :, mask].mean(axis=(1, 2))
    root: np.ndarray = np.sqrt(variance)
    return root


def placebo(table: pd.DataFrame, months: Iterable[pd.Timestamp], design: Design) -> dict[pd.Timestamp, Errors]:
    """Return the errors of the same study on each of ``months``, in which nothing changed.

    ``table`` holds US dollars, months by series. A series takes part in a date if it has every month of the window
    and of the study, and a date if Covid touches neither the study nor the year before it.
    """
    found = {}
    for change in months:
        first = change - pd.DateOffset(months=design.lead)
        start = first - pd.DateOffset(months=design.window)
        last = change + pd.DateOffset(months=design.follow - 1)
        year = first - pd.DateOffset(months=counterfactual.SEASON)
        held = table.loc[start:last].dropna(axis=1)
        held = held.loc[:, (held > 0).all()]
        whole = len(held) == design.window + design.lead + design.follow
        if not whole or held.empty or pd.date_range(year, last, freq="MS").isin(counterfactual.COVID).any():
            continue
        found[change] = _errors(held, design)
    return found


def pooled(errors: Iterable[Errors]) -> pd.DataFrame:
    """Return the scaled errors of all dates under one another; ReportError if there is no date."""
    scaled = [one.scaled for one in errors]
    if not scaled:
        raise ReportError(say("no earlier date has a past long enough to try the method on; give fewer fit_months"))
    return pd.concat(scaled, ignore_index=True)


def _errors(held: pd.DataFrame, design: Design) -> Errors:
    steps = design.lead + design.follow
    made = counterfactual.forecast(held.iloc[:-steps], steps, design.model)
    masks: dict[object, np.ndarray] = {step: np.arange(steps) == step for step in range(steps)}
    if design.lead:
        masks[BEFORE] = np.arange(steps) < design.lead
    masks[AFTER] = np.arange(steps) >= design.lead
    actual, expected = held.iloc[-steps:].to_numpy(float).T, np.exp(made.mean)
    log = {key: np.log(actual[:, mask].sum(axis=1) / expected[:, mask].sum(axis=1)) for key, mask in masks.items()}
    scaled = {key: log[key] / _scale(made, mask) for key, mask in masks.items()}
    return Errors(pd.DataFrame(log, held.columns), pd.DataFrame(scaled, held.columns))
