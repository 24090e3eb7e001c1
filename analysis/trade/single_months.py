"""Single months in which trade jumped, and the product that made them."""

import numpy as np
import pandas as pd

from analysis.frames import row_at
from analysis.trade import balances, product_names, product_shares

FAR = 3 * 1.4826  # median absolute deviations: three standard deviations of a normal distribution
YEARS = 5


def unusual(months: pd.DataFrame) -> pd.DataFrame:
    """Return month, flow and growth_pct of the months of the last five years whose growth on the year stands out.

    Growth, in logarithms, stands out beyond three robust standard deviations from the median of the five years.
    """
    growth = balances.growth_on_year(months)
    growth = growth[growth["month"] > growth["month"].max() - pd.DateOffset(years=YEARS)]
    found = []
    for flow in balances.FLOWS:
        values = growth[["month", flow.replace("_usd", "_growth_pct")]].set_axis(["month", "growth_pct"], axis=1)
        logs = np.log1p(values["growth_pct"].where(values["growth_pct"] > -100) / 100)
        distance = (logs - logs.median()).abs()
        found.append(values[distance > FAR * distance.median()].assign(flow=flow))
    every: pd.DataFrame = pd.concat(found, ignore_index=True)
    return every.sort_values("month", ignore_index=True)


def product_behind(partner: str, month: pd.Timestamp, flow: str) -> pd.Series | None:
    """Return the product that moved ``flow`` most between a month and the same month of the year before.

    A product is an HS subheading of exports, a NAICS-3 industry of imports (for consumption): code, name, before_usd,
    after_usd, and share, its part of the change of all products. None if the data do not hold both months.
    """
    exports = flow == "exports_usd"
    table = product_shares.exports_by_hs6(partner) if exports else product_shares.industries(partner)
    code, value = ("hs6", "exports_usd") if exports else ("naics3", "imports_for_consumption_usd")
    before = month - pd.DateOffset(years=1)
    if not {before, month} <= set(table["month"]):
        return None
    rows = product_shares.compare(table, code, value, (before, before), (month, month))
    rows["share"] = rows["contribution_pp"] / rows["contribution_pp"].sum()
    found = row_at(rows.rename(columns={code: "code"}), rows["share"].idxmax())
    if exports:
        found["name"] = product_names.names([found["code"]])[found["code"]].lower()
    return found
