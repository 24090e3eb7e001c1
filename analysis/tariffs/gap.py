"""Why the duty owed in a month differs from the statutory average: mix, goods on the water, a residual.

Statutory rates are averages over the days of a month, as fractions of imports for consumption; owed is
calculated duty over imports for consumption of the month. The four parts sum to the rate owed exactly.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import pandas as pd

from analysis.data import load
from analysis.frames import each_row, row_at
from analysis.tariffs import calculated_duty
from analysis.tariffs.duties import World, additional, current_world
from analysis.tariffs.transit import with_transit
from analysis.trade.product_shares import TOTAL

VOYAGE_DAYS = 30


def gap(partner: str, first: pd.Timestamp, last: pd.Timestamp, voyage_days: int = VOYAGE_DAYS) -> pd.DataFrame:
    """Return the gap between the statutory rate and the rate owed for the months ``first`` to ``last``.

    Columns: month; statutory_pct by 2024 weights; mix_pp, the change when each NAICS-3 industry weighs what it
    weighed in the month (2024 weights within it); water_pp, the change when goods loaded ``voyage_days`` before
    entry pay what the transit clauses let them pay; residual_pp, all else; owed_pct; partial (the treatment
    of the partner needs more than the data hold). In percent of customs value and percentage points:
    statutory_pct + mix_pp + water_pp + residual_pp = owed_pct.
    The length of a voyage is an assumption: no table holds it, and goods that come by air have none.
    Empty if the data hold no monthly duty of the partner in these months. Raises ReportError for a partner
    without 2024 imports by product.
    """
    world = current_world()
    months = calculated_duty.monthly(partner)
    months = months[months["month"].between(first, last)]
    shares = _monthly_shares(partner)
    law = dict(law_by_industry(world, partner, first, last))
    afloat = world.under(with_transit(world.law, voyage_days))
    water = dict(law_by_industry(afloat, partner, first, last))
    partial = world.law.is_partial(partner)
    rows = []
    for row in each_row(months):
        statutory = law[row.month][TOTAL]
        mixed = _weighted(law[row.month], shares.loc[row.month])
        on_water = _weighted(water[row.month], shares.loc[row.month])
        paid = row.owed_rate_pct
        rows.append((row.month, statutory, mixed - statutory, on_water - mixed, paid - on_water, paid, partial))
    columns = ["month", "statutory_pct", "mix_pp", "water_pp", "residual_pp", "owed_pct", "partial"]
    return pd.DataFrame(rows, columns=columns)


def gap_by_industry(partner: str, month: pd.Timestamp, voyage_days: int = VOYAGE_DAYS) -> pd.DataFrame:
    """Return the industries behind the gap of one ``month`` as ``by_industry`` does, largest residual first."""
    rows = by_industry(partner, month, month, voyage_days).drop(columns="month")
    return rows.sort_values("residual_pp", key=abs, ascending=False, ignore_index=True)


def by_industry(partner: str, first: pd.Timestamp, last: pd.Timestamp, voyage_days: int = VOYAGE_DAYS) -> pd.DataFrame:
    """Return month by month the industries behind the gap.

    Columns: month, naics3, name, share_2024 and share (of imports for consumption, fractions), statutory_pct (2024
    weights within the industry, goods on the water counted), owed_pct, residual_pp (share times owed
    less statutory). The residuals of a month sum to the residual of `gap`.
    """
    world = current_world()
    afloat = world.under(with_transit(world.law, voyage_days))
    rates = dict(law_by_industry(afloat, partner, first, last))
    names, number = industries(world, partner)
    weight = np.bincount(number, world.shipments(partner).imports_usd)
    before = dict(zip(names, weight / weight.sum(), strict=True))
    table = load("imports_by_naics3")
    table = table[(table["partner"] == partner) & table["month"].isin(list(rates)) & (table["naics3"] != TOTAL)]
    table = table.merge(load("naics3_names"), on="naics3")
    imports = table["imports_for_consumption_usd"]
    law = [rates[row.month].get(row.naics3, rates[row.month][TOTAL]) for row in each_row(table)]
    paid = 100 * table["calculated_duty_usd"] / imports.where(imports > 0)
    share = imports / imports.groupby(table["month"]).transform("sum")
    return pd.DataFrame(
        {
            "month": table["month"],
            "naics3": table["naics3"],
            "name": table["name"],
            "share_2024": table["naics3"].map(before).fillna(0.0),
            "share": share,
            "statutory_pct": law,
            "owed_pct": paid,
            "residual_pp": share * (paid.fillna(0) - law),
        }
    )


def largest_fall(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series] | None:
    """Return the rows of `by_industry` of the industry whose residual fell most to the last month: the one before, it.

    None with fewer than two months; an industry that was not there a month before had no residual.
    """
    months = sorted(rows["month"].unique())[-2:]
    if len(months) < 2:
        return None
    before, now = (rows[rows["month"] == month].set_index("naics3", drop=False) for month in months)
    code = (now["residual_pp"] - before["residual_pp"].reindex(now.index).fillna(0)).idxmin()
    return row_at(before, code), row_at(now, code)


def law_by_industry(
    world: World, partner: str, first: pd.Timestamp, last: pd.Timestamp
) -> Iterator[tuple[pd.Timestamp, dict[str, float]]]:
    """Yield for each month the statutory rate by NAICS-3 industry, and of all products, by 2024 weights."""
    goods = world.shipments(partner)
    names, number = industries(world, partner)
    value = goods.imports_usd.astype(float)
    sums = np.bincount(number, value)
    months = pd.date_range(first, last, freq="MS")
    total = {month: np.zeros(len(names) + 1) for month in months}
    for start, until, added in additional(world, partner, first, last + pd.offsets.MonthBegin()):
        rate = goods.base_pct + added.sum(axis=0)
        rates = np.append(np.bincount(number, value * rate) / sums, rate @ value / value.sum())
        for month in months:
            after = month + pd.offsets.MonthBegin()
            days = (min(until, after) - max(start, month)).days
            if days > 0:
                total[month] += rates * days / (after - month).days
    for month in months:
        yield month, dict(zip([*names, TOTAL], total[month], strict=True))


def industries(world: World, partner: str) -> tuple[list[str], np.ndarray]:
    """Return the NAICS-3 industries of what ``partner`` shipped, and each line's place among them."""
    number, names = pd.factorize(_industry_of_lines().reindex(world.shipments(partner).products.codes), sort=True)
    return list(names), number


@cache
def _industry_of_lines() -> pd.Series:
    table = load("hts10_naics")
    return pd.Series(table["naics"].str[:3].to_numpy(), table["hts10"].astype("int64"))


def _monthly_shares(partner: str) -> pd.DataFrame:
    """Return each industry's share of the month's imports for consumption: months by NAICS-3."""
    table = load("imports_by_naics3")
    table = table[(table["partner"] == partner) & (table["naics3"] != TOTAL)]
    imports = table.pivot_table("imports_for_consumption_usd", "month", "naics3", aggfunc="sum", fill_value=0)
    return imports.div(imports.sum(axis=1), axis=0)


def _weighted(rates: dict[str, float], shares: pd.Series) -> float:
    """Return the mean of ``rates`` by ``shares``; an industry without 2024 imports counts at the average."""
    known = shares.index.map(lambda name: rates.get(name, rates[TOTAL]))
    return float(np.asarray(known, dtype=float) @ shares.to_numpy())
