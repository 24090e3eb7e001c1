"""What the panel is estimated on: how imports and duty changed, by partner and industry, against a year before.

Imports are imports for consumption by NAICS-3. The duty is the statutory one, an average over the products of 2024
and the days of each month; before the tariffs of 2025 it is the duty observed in 2024.
"""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd

from analysis.data import load
from analysis.effects.panel import Estimate, estimate
from analysis.language import message
from analysis.tariffs.duties import current_world
from analysis.tariffs.gap import industries, law_by_industry
from analysis.trade.product_shares import TOTAL

Months = tuple[str, str]  # first and last as YYYY-MM, both inclusive
FIRST, LAST = pd.Timestamp("2025-04-01"), pd.Timestamp("2025-11-01")  # months whose duty a sample may ask for
LEAST_USD = 10e6  # of a cell's imports in the months before; below it one shipment moves the logarithm
MANUFACTURES = ("31", "32", "33")  # NAICS: farm goods and fuels have seasons and prices of their own
ELECTRONICS = "334"
PLACEBO_YEARS = range(1, 11)


@dataclass(frozen=True)
class Sample:
    """Which cells are compared: imports of ``months`` with those a year before, under the duty of ``duty_months``.

    ``years_back`` moves the imports, not the duty, into the past, where no such duty was: a placebo. ``weighted``
    gives cells the weight of their imports before; ``without`` leaves out partners and industries by their codes.
    """

    months: Months = ("2025-06", "2025-11")
    duty_months: Months = ("2025-06", "2025-11")
    years_back: int = 0
    least_usd: float = LEAST_USD
    weighted: bool = False
    without: tuple[str, ...] = ()


OWN = Sample()
VARIANTS: dict[str, Sample] = {
    message("Weighted by imports"): replace(OWN, weighted=True),
    message("Small cells counted too"): replace(OWN, least_usd=0),
    message("Without electronics"): replace(OWN, without=(ELECTRONICS,)),
    message("Without China"): replace(OWN, without=("CHN",)),
    message("Without China, Canada and Mexico"): replace(OWN, without=("CHN", "CAN", "MEX")),
    message("April to July 2025"): Sample(("2025-04", "2025-07"), ("2025-04", "2025-07")),
    message("August to November 2025"): Sample(("2025-08", "2025-11"), ("2025-08", "2025-11")),
    message("On the duty of two months before"): replace(OWN, duty_months=("2025-04", "2025-09")),
    message("Imports of January to March 2025, before it"): replace(OWN, months=("2025-01", "2025-03")),
}


@cache
def cells(sample: Sample) -> pd.DataFrame:
    """Return partner, naics3, import_change, duty_change (both of logarithms) and weight of each cell of ``sample``."""
    after, before = (_imports(sample.months, sample.years_back + years) for years in (0, 1))
    table = pd.DataFrame({"after": after, "before": before, "duty_change": _duty_change(sample.duty_months)})
    table = table[(table["after"] > 0) & (table["before"] > sample.least_usd)].dropna().reset_index()
    table = table[~table["partner"].isin(sample.without) & ~table["naics3"].isin(sample.without)]
    table["import_change"] = np.log(table["after"] / table["before"])
    table["weight"] = table["before"] if sample.weighted else 1.0
    return table[["partner", "naics3", "import_change", "duty_change", "weight"]].reset_index(drop=True)


@cache
def own(sample: Sample, seed: int) -> Estimate:
    """Return the estimate on ``sample``."""
    return estimate(cells(sample), seed)


def placebos(seed: int) -> pd.DataFrame:
    """Return year, elasticity, low and high of the same duties on imports of ten years in which they were not law."""
    rows = []
    for back in PLACEBO_YEARS:
        found = own(replace(OWN, years_back=back), seed)
        rows.append((int(OWN.months[0][:4]) - back, found.elasticity, found.low, found.high))
    return pd.DataFrame(rows, columns=["year", "elasticity", "low", "high"]).sort_values("year", ignore_index=True)


def _imports(months: Months, years_back: int) -> pd.Series:
    return _within(_monthly_imports(), months, years_back).sum(axis=1)


def _within(table: pd.DataFrame, months: Months, years_back: int = 0) -> pd.DataFrame:
    """Return the columns of ``table`` that are months within ``months``, moved into the past."""
    first, last = (pd.Timestamp(month) - pd.DateOffset(years=years_back) for month in months)
    return table[[name for name in table if isinstance(name, pd.Timestamp) and first <= name <= last]]


@cache
def _monthly_imports() -> pd.DataFrame:
    table = load("imports_by_naics3")
    table = table[table["naics3"].str.startswith(MANUFACTURES)]
    return table.pivot_table("imports_for_consumption_usd", ["partner", "naics3"], "month", "sum", fill_value=0)


def _duty_change(months: Months) -> pd.Series:
    """Return the change of log(1 + duty) from 2024 to the mean of ``months``, by partner and industry."""
    rates = _rates()
    mean = _within(rates, months).mean(axis=1)
    change: pd.Series = np.log1p(mean / 100) - np.log1p(rates["base"] / 100)
    return change


@cache
def _rates() -> pd.DataFrame:
    """Return the duty of 2024 (column ``base``) and of each month, percent, by partner and industry.

    Partners are those whose imports the data hold by product and by industry.
    """
    world = current_world()
    held = set(load("imports_by_naics3")["partner"])
    parts = {}
    for partner in (name for name in world.partners if name in held):
        rates = pd.DataFrame(dict(law_by_industry(world, partner, FIRST, LAST))).drop(TOTAL)
        goods, (names, number) = world.shipments(partner), industries(world, partner)
        duty = np.bincount(number, goods.imports_usd * goods.base_pct) / np.bincount(number, goods.imports_usd)
        parts[partner] = rates.assign(base=pd.Series(duty, names))
    return pd.concat(parts, names=["partner", "naics3"])
