"""What exporters gave up: how unit values before duty changed with the duty of 2025, by HS subheading.

In logarithms, for origin p and subheading k: change of the unit value (customs value, before duty and freight, per unit
of quantity) = response x change of (1 + duty) + an effect of p + an effect of k + error. A response of zero means that
importers paid all of the duty, of -1 that exporters did: importers' share is 1 + response. The effects take up what
moved all prices of an origin and all prices of a product. Errors may go together within a product. As in Amiti,
Redding and Weinstein (2019), by year instead of month. Unit values are no prices: they move with the mix of goods.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from analysis.data import load
from analysis.language import message
from analysis.tariffs.duties import additional, current_world

YEAR = 2025
NORMAL_95 = 1.96
TRIM = 0.5  # log points; a unit value that moved further is taken for another good or a fault of quantity
Sample = tuple[
    int, bool, float, bool
]  # year of the change, reported quantities alone, trim, weighted by imports of 2024
SAMPLES: dict[str, Sample] = {
    message("Reported quantities, changes up to 50 log points"): (YEAR, True, TRIM, False),
    message("Changes up to 100 log points"): (YEAR, True, 1.0, False),
    message("Estimated quantities too"): (YEAR, False, TRIM, False),
    message("Weighted by imports"): (YEAR, True, TRIM, True),
    message("Placebo: prices of the year before"): (YEAR - 1, True, TRIM, False),
}
OWN = next(iter(SAMPLES))


@dataclass(frozen=True)
class Response:
    """Response of unit values before duty to one plus the duty, with its standard error, over ``cells`` changes."""

    response: float
    standard_error: float
    cells: int

    @property
    def importers_share(self) -> tuple[float, float, float]:
        """Importers' share of the duty: low end of the 95% interval, estimate, high end."""
        middle, half = 1 + self.response, NORMAL_95 * self.standard_error
        return middle - half, middle, middle + half


def estimate(cells: pd.DataFrame) -> Response:
    """Return the response in ``cells``: partner, hs6, change_log, duty_change (logarithms) and weight.

    Least squares with effects of origin and, where there are several origins, of product; errors clustered by product.
    """
    root = np.sqrt(cells["weight"].to_numpy(float))
    several = len(cells["partner"].unique()) > 1
    names = pd.get_dummies(cells["partner"]).to_numpy(float)[:, 1:] if several else np.empty((len(cells), 0))
    groups = pd.factorize(cells["hs6"])[0] if several else np.zeros(len(cells), dtype=int)
    columns = np.column_stack([cells["change_log"], cells["duty_change"], names])
    mass = np.bincount(groups, root**2)
    means = np.column_stack([np.bincount(groups, root**2 * column) / mass for column in columns.T])
    y, x, *others = ((columns - means[groups]) * root[:, None]).T
    if others:
        basis = np.linalg.qr(np.column_stack(others))[0]
        y, x = (values - basis @ (basis.T @ values) for values in (y, x))
    slope = (x @ y) / (x @ x)
    scores = np.bincount(pd.factorize(cells["hs6"])[0], x * (y - slope * x))
    return Response(float(slope), float(np.sqrt((scores**2).sum()) / (x @ x)), len(cells))


@cache
def own(sample: str, partner: str | None = None) -> Response:
    """Return the estimate on one of ``SAMPLES``, of all origins held or of ``partner`` alone."""
    year, reported, trim, weighted = SAMPLES[sample]
    table = load("unit_value_changes_hs6")
    table = table[(table["year"] == year) & (table["change_log"].abs() <= trim) & ~(table["estimated"] & reported)]
    table = table[table["partner"] == partner] if partner else table
    duties = pd.concat([_duty_change(code) for code in table["partner"].unique()])
    cells = table.merge(duties, on=["partner", "hs6"])
    return estimate(cells.assign(weight=cells["imports_usd"] if weighted else 1.0))


def held() -> list[str]:
    """Return the origins whose unit values the data hold."""
    return sorted(load("unit_value_changes_hs6")["partner"].unique())


@cache
def _duty_change(partner: str) -> pd.DataFrame:
    """Return partner, hs6, duty_change and imports_usd (of 2024) of each subheading.

    duty_change is that of the logarithm of one plus the duty, mean of the days of 2025 against 2024. The duty of a
    subheading is the average of its lines, weighted with the imports of 2024.
    """
    world = current_world()
    goods = world.shipments(partner)
    value, sums = goods.imports_usd.astype(float), np.zeros(len(goods.imports_usd))
    first, after = pd.Timestamp(YEAR, 1, 1), pd.Timestamp(YEAR + 1, 1, 1)
    for start, until, added in additional(world, partner, first, after):
        sums += (until - start).days * np.log1p((goods.base_pct + added.sum(axis=0)).clip(min=0) / 100)
    change = sums / (after - first).days - np.log1p(goods.base_pct / 100)
    hs6 = [f"{code:010d}"[:6] for code in goods.products.codes]
    table = pd.DataFrame({"hs6": hs6, "imports_usd": value, "weighted": value * change}).groupby("hs6").sum()
    table = table[table["imports_usd"] > 0]
    return pd.DataFrame(
        {
            "partner": partner,
            "duty_change": table["weighted"] / table["imports_usd"],
            "imports_usd": table["imports_usd"],
        }
    ).reset_index()
