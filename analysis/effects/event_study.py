"""Event studies of monthly imports: what came in around a change of the tariff, against what a model expected.

The model sees only months before importers could respond: it ends ``lead`` months before the change. Months from
there up to the change show goods rushed in (or held back), months from the change on show the response.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.effects import counterfactual
from analysis.errors import ReportError

BEFORE, AFTER = "before", "after"


@dataclass(frozen=True)
class Design:
    """How a study is made: ``window`` months of fit, then ``lead`` months before the change and ``follow`` from it."""

    model: str
    window: int
    lead: int
    follow: int
    seed: int


@dataclass(frozen=True)
class Study:
    """One change studied on one series.

    ``months``: month, phase, actual_usd, expected_usd (median), low_usd, high_usd. ``sums``: phase, months,
    actual_usd, expected_usd, difference_usd, low_usd and high_usd of the difference, difference_pct of the
    expected sum, outside (no value of the interval is zero).
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


def study(series: pd.Series, change: pd.Timestamp, design: Design) -> Study:
    """Return the study of the change in month ``change`` on ``series`` (US dollars by month).

    Months after the end of the series are left out. Raises ReportError if fewer than two years come before the
    lead, and NotConvergedError if the model finds no estimate.
    """
    first = change - pd.DateOffset(months=design.lead)
    history = series[series.index < first].tail(design.window)
    if len(history) < counterfactual.FEWEST_MONTHS:
        raise ReportError(
            f"the change of {change:%Y-%m} has {len(history)} months before its lead; at least "
            f"{counterfactual.FEWEST_MONTHS} are needed to fit a season"
        )
    last = min(change + pd.DateOffset(months=design.follow - 1), series.index[-1])
    actual = series[(series.index >= first) & (series.index <= last)]
    if actual.empty:
        raise ReportError(f"the figures end before {first:%Y-%m}, the first month of the study")
    futures = counterfactual.forecast(history, len(actual), design.model, design.seed)
    months = futures.by_month()
    months.insert(1, "phase", [BEFORE if month < change else AFTER for month in months["month"]])
    months.insert(2, "actual_usd", actual.to_numpy())
    rows = [_sum(phase, part, futures.paths_usd[:, part.index]) for phase, part in months.groupby("phase", sort=False)]
    return Study(change, months, pd.DataFrame(rows))


def _sum(phase: object, months: pd.DataFrame, paths: np.ndarray) -> dict[str, object]:
    actual = months["actual_usd"].sum()
    low, expected, high = counterfactual.interval(paths.sum(axis=1))
    return {
        "phase": phase,
        "months": len(months),
        "actual_usd": actual,
        "expected_usd": expected,
        "difference_usd": actual - expected,
        "low_usd": actual - high,
        "high_usd": actual - low,
        "difference_pct": (actual / expected - 1) * 100,
        "outside": not low <= actual <= high,
    }


def placebo(series: pd.Series, months: Iterable[pd.Timestamp], design: Design) -> pd.DataFrame:
    """Return the sums after each of ``months``, in which nothing changed, one row a month that can be studied.

    Columns: month, difference_pct, outside. A month with too short a past, or on which the model does not
    converge, has no row.
    """
    rows = []
    for month in months:
        try:
            sums = study(series, month, design).of(AFTER)
        except ReportError:
            continue
        rows.append((month, sums["difference_pct"], sums["outside"]))
    return pd.DataFrame(rows, columns=["month", "difference_pct", "outside"])


def as_large(placebos: pd.DataFrame, difference_pct: float) -> float:
    """Return the share of ``placebos`` whose difference is at least as large as ``difference_pct``, either way."""
    return float((placebos["difference_pct"].abs() >= abs(difference_pct)).mean())
