"""The average duty by the goods of the last twelve months instead of those of 2024: what buyers' shift did to it."""

import numpy as np
import pandas as pd

from analysis.data import load
from analysis.tariffs import duties
from analysis.tariffs.gap import industries
from analysis.trade import product_shares

Months = tuple[pd.Timestamp, pd.Timestamp]  # first and last, both inclusive


def by_industry(partner: str, day: pd.Timestamp, months: Months) -> pd.DataFrame:
    """Return the duty of ``day`` by NAICS-3 industry, with the shares of 2024 and of ``months`` in imports.

    Columns: naics3, name, rate_pct (2024 weights within the industry), share_2024, share (of imports for consumption,
    fractions) and effect_pp, the change of the share times the distance of the rate from the average by 2024 weights.
    The effects sum to the average by the shares of ``months`` less the average by those of 2024. An industry without
    imports in 2024 counts at the average. Raises ReportError for a partner without 2024 imports by product.
    """
    world = duties.current_world()
    names, number = industries(world, partner)
    lines = duties.on_day(partner, day, world)
    value = lines["imports_for_consumption_usd"].to_numpy(float)
    average = float(value @ lines["total_pct"].to_numpy(float) / value.sum())
    sums = np.bincount(number, value)
    then = pd.DataFrame(
        {"share_2024": sums / sums.sum(), "rate_pct": np.bincount(number, value * lines["total_pct"]) / sums},
        index=pd.Index(names, name="naics3"),
    )
    held = product_shares.industries(partner)
    recent = held[held["month"].between(*months)].groupby("naics3")["imports_for_consumption_usd"].sum()
    table = then.join(pd.DataFrame({"share": recent / recent.sum()}), how="outer")
    table = table.fillna({"share_2024": 0.0, "share": 0.0, "rate_pct": average})
    table["effect_pp"] = (table["share"] - table["share_2024"]) * (table["rate_pct"] - average)
    return table.reset_index().merge(load("naics3_names"), on="naics3", how="left").fillna({"name": "Other"})


def last_months(partner: str, last: pd.Timestamp) -> Months | None:
    """Return the last twelve months up to ``last`` of which imports by industry are known; None without twelve."""
    months = product_shares.industries(partner)["month"]
    months = months[months <= last]
    if months.empty or months.nunique() < 12:
        return None
    return months.max() - pd.DateOffset(months=11), months.max()
