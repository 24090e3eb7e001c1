"""Published estimates of how imports and prices respond to tariffs; only verified ones are offered."""

from functools import cache

import pandas as pd

from analysis.data import load
from analysis.errors import ReportError, nearest
from analysis.frames import row_at
from analysis.inputs import number

ELASTICITY, PASS_THROUGH = "trade_elasticity", "border_pass_through"
LOWEST_ELASTICITY = -20.0
FIRST_YEAR, FULL_YEAR = 1, 7  # years to which the short- and long-run estimates of the pair below belong
SHORT_RUN, LONG_RUN = "blp_sr", "blp_lr"  # one paper's estimates of both ends


@cache
def offered(kind: str) -> pd.DataFrame:
    """Return the verified estimates of ``kind``, indexed by their names."""
    table = load("trade_elasticities")
    return table[(table["kind"] == kind) & table["verified"]].set_index("estimate")


def substitution_ratio() -> float:
    """Return substitution between domestic and foreign goods as a share of that between foreign origins."""
    return float(offered("upper_to_lower_ratio")["value"].iloc[0])


def reached(years: float) -> float:
    """Return the share of the long-run response that is there ``years`` after a tariff.

    A straight line from the first year to the seventh between the two estimates of Boehm, Levchenko and
    Pandalai-Nayar (2023), who publish the ends; the line between them is an assumption.
    """
    values = offered(ELASTICITY)["value"]
    start = values[SHORT_RUN] / values[LONG_RUN]
    passed = min(max((years - FIRST_YEAR) / (FULL_YEAR - FIRST_YEAR), 0), 1)
    return float(start + (1 - start) * passed)


def elasticity(text: str, years: float) -> float:
    """Return the elasticity that ``text`` names or writes as a number, ``years`` after the tariff.

    Estimates of the long run, and those that do not state their horizon, are scaled by the share reached by then;
    short-run estimates and numbers stand as they are.
    Raises ReportError for an unknown or unverified name, a wrong sign or a value out of range.
    """
    if (number := _number(text)) is not None:
        return number
    row = _estimate(text)
    return float(row["value"] * (1 if row["horizon"] == "short" else reached(years)))


def elasticity_range(text: str, years: float) -> tuple[float, float]:
    """Return the range from which ``text``'s elasticity is drawn, lower end first.

    It is the estimate's own published range; without one it spans the verified long-run estimates, at the same
    distance from the tariff.
    """
    value = elasticity(text, years)
    if _number(text) is None:
        row = _estimate(text)
        scale = value / row["value"]
        if pd.notna(row["low"]):
            return float(row["low"] * scale), float(row["high"] * scale)
        years = FIRST_YEAR if row["horizon"] == "short" else years
    others = offered(ELASTICITY).query("horizon != 'short'")["value"] * reached(years)
    return min(float(others.min()), value), max(float(others.max()), value)


def pass_through_range(value: float) -> tuple[float, float]:
    """Return the span of the verified estimates of border pass-through, widened to hold ``value``."""
    values = offered(PASS_THROUGH)["value"]
    return min(float(values.min()), value), max(float(values.max()), value)


def _estimate(name: str) -> pd.Series:
    table = offered(ELASTICITY)
    if name not in table.index:
        known = ", ".join(table.index)
        held = load("trade_elasticities")["estimate"].tolist()
        why = "its value has not been verified or is no trade elasticity" if name in held else "unknown"
        raise ReportError(f"{name!r}: {why}{nearest(name, list(table.index))}; offered: {known}")
    return row_at(table, name)


def _number(text: str) -> float | None:
    value = number(text)
    if value is None:
        return None
    if not LOWEST_ELASTICITY <= value <= 0:
        fault = "has the wrong sign" if value > 0 else "is out of range"
        raise ReportError(f"{text} {fault}; an import elasticity lies between {LOWEST_ELASTICITY:g} and 0")
    return value
