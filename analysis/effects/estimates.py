"""Published estimates of how imports and prices respond to tariffs; only verified ones are offered."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from analysis.data import load
from analysis.errors import ReportError, nearest
from analysis.frames import row_at
from analysis.inputs import number

ELASTICITY, PASS_THROUGH = "trade_elasticity", "border_pass_through"
PRICE, TRADE_COST = "price", "trade_cost"  # what an elasticity is against, if not the tariff
BY_PRODUCT = "protee"  # the estimate with a value for each product
LOWEST_ELASTICITY = -20.0
FIRST_YEAR, FULL_YEAR = 1, 7  # years to which the short- and long-run estimates of the pair below belong
SHORT_RUN, LONG_RUN = "blp_sr", "blp_lr"  # one paper's estimates of both ends


@dataclass(frozen=True)
class Response:
    """How imports and prices answer: an elasticity by name or number, the pass-through, years after the tariff."""

    elasticity: str
    pass_through: float
    years: float

    @property
    def value(self) -> float:
        """The elasticity in force, a number below or at zero; of an estimate by product its median."""
        return elasticity(self.elasticity, self.years)

    @property
    def felt(self) -> float:
        """The share of the rise of the duty to which the elasticity is applied."""
        return 1.0 if against_tariff(self.elasticity) else self.pass_through

    def by_line(self, hts10: np.ndarray) -> np.ndarray:
        """Return the elasticity as ``equilibrium.outcomes`` takes it: one row, of one value or one for each line."""
        value = by_line(self.elasticity, hts10, self.years)
        return np.atleast_2d(value) if isinstance(value, np.ndarray) else np.array([value])


@cache
def offered(kind: str) -> pd.DataFrame:
    """Return the verified estimates of ``kind``, indexed by their names."""
    table = load("trade_elasticities")
    return table[(table["kind"] == kind) & table["verified"]].set_index("estimate")


def against_tariff(text: str) -> bool:
    """Say whether an elasticity is one against the tariff, and so has the pass-through in it; a number is.

    Against the tariff are also those against trade costs, which ``elasticity`` converts.
    """
    return _number(text) is not None or _estimate(text)["basis"] != PRICE


def by_line(text: str, hts10: np.ndarray, years: float) -> np.ndarray | float:
    """Return the elasticity of each line of ``hts10``: one for all, unless the estimate is one by product.

    A line takes the value of its six digits; where the table has none (its nomenclature is that of 2007), the mean of
    its four digits, or else the median. Values beyond ``LOWEST_ELASTICITY`` count as that.
    """
    value = elasticity(text, years)
    if text != BY_PRODUCT:
        return value
    table = load("elasticities_by_hs6").set_index("hs6")["elasticity"]
    code = pd.Series(hts10).astype(str)
    found = code.str[:6].map(table).fillna(code.str[:4].map(table.groupby(table.index.str[:4]).mean()))
    median = float(_estimate(text)["value"])
    values: np.ndarray = found.fillna(median).clip(lower=LOWEST_ELASTICITY).to_numpy(float) * value / median
    return values


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
    return _at_customs_value(row["value"], row) * (1 if row["horizon"] == "short" else reached(years))


def elasticity_range(text: str, years: float) -> tuple[float, float]:
    """Return the range from which ``text``'s elasticity is drawn, lower end first.

    It is the estimate's own published range; without one it spans the verified long-run estimates, at the same
    distance from the tariff.
    """
    value = elasticity(text, years)
    if _number(text) is None:
        row = _estimate(text)
        scale = value / _at_customs_value(row["value"], row)
        if pd.notna(row["low"]):
            low, high = (_at_customs_value(row[end], row) * scale for end in ("low", "high"))
            return low, min(high, 0.0)
        years = FIRST_YEAR if row["horizon"] == "short" else years
    others = [elasticity(str(name), years) for name in long_run()]
    return min(*others, value), max(*others, value)


def long_run() -> list[str]:
    """Return the names of the verified elasticities that are not of the short run."""
    return offered(ELASTICITY).query("horizon != 'short'").index.tolist()


def pass_through_range(value: float) -> tuple[float, float]:
    """Return the span of the verified estimates of border pass-through, widened to hold ``value``."""
    values = offered(PASS_THROUGH)["value"]
    return min(float(values.min()), value), max(float(values.max()), value)


def _at_customs_value(value: float, row: pd.Series) -> float:
    """Return an elasticity as one of customs value.

    One against trade costs is of spending, duty included; imports at customs value fall by one more, since the duty
    is in the spending.
    """
    return float(value - 1 if row["basis"] == TRADE_COST else value)


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
