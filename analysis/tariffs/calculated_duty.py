"""What duty was owed on entry: calculated duty as a share of imports for consumption.

Both terms are on one basis, imports for consumption at customs value. General imports never enter here.
"""

import pandas as pd

from analysis import partners
from analysis.data import load
from analysis.frames import once
from analysis.trade.product_shares import TOTAL


@once
def monthly(partner: str, naics3: str = TOTAL) -> pd.DataFrame:
    """Return month, imports_for_consumption_usd, calculated_duty_usd and owed_rate_pct of ``partner``.

    ``naics3`` is an industry, or the total of all products. Empty if the data do not hold the partner's duty.
    Raises ReportError for an unknown partner.

    >>> calculated_duty.monthly("VNM").tail(3)
    """
    table = load("imports_by_naics3")
    table = table[(table["partner"] == partners.resolve(partner)) & (table["naics3"] == naics3)]
    table = table.drop(columns=["partner", "naics3"]).reset_index(drop=True)
    return table.assign(owed_rate_pct=_rate_pct(table))


@once
def by_industry(partner: str, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """Return naics3, name, imports, duty, owed_rate_pct and duty_share over the months given, most duty first.

    >>> calculated_duty.by_industry("VNM", pd.Timestamp("2025-09-01"), pd.Timestamp("2025-11-01")).head(3)
    """
    table = load("imports_by_naics3").merge(load("naics3_names"), on="naics3")
    own = (
        (table["partner"] == partners.resolve(partner))
        & (table["naics3"] != TOTAL)
        & table["month"].between(first, last)
    )
    sums = (
        table[own]
        .groupby(["naics3", "name"], as_index=False)[["imports_for_consumption_usd", "calculated_duty_usd"]]
        .sum()
    )
    sums = sums[sums["imports_for_consumption_usd"] > 0]
    sums["owed_rate_pct"] = _rate_pct(sums)
    sums["duty_share"] = sums["calculated_duty_usd"] / sums["calculated_duty_usd"].sum()
    return sums.sort_values("calculated_duty_usd", ascending=False, ignore_index=True)


def moves(naics3: str, before: pd.Timestamp, after: pd.Timestamp, other_than: str) -> pd.Series:
    """Return by country how the rate owed on an industry moved between two months, in percentage points.

    Single countries other than ``other_than`` of which both months are known.
    """
    table = load("imports_by_naics3")
    table = table[(table["naics3"] == naics3) & table["month"].isin([before, after]) & (table["partner"] != other_than)]
    table = table[table["partner"].map(partners.is_country).astype("bool")]
    rates = (
        table.assign(rate_pct=_rate_pct(table))
        .pivot_table("rate_pct", "partner", "month")
        .reindex(columns=[before, after])
    )
    return (rates[after] - rates[before]).dropna()


def refunded(after: pd.Timestamp, until: pd.Timestamp) -> pd.DataFrame:
    """Return the Treasury's months after ``after`` up to ``until``: receipts and refunds of customs, all countries."""
    table = load("treasury_customs_receipts")
    return table[(table["month"] > after) & (table["month"] <= until)]


def against_treasury() -> pd.DataFrame:
    """Return month, calculated duty of all countries and the Treasury's gross receipts, where both are known.

    Receipts are cash: importers pay a month's duties by the middle of the next, so the two differ in time.
    """
    duty = monthly("WLD")[["month", "calculated_duty_usd"]]
    return duty.merge(load("treasury_customs_receipts"), on="month")


def _rate_pct(table: pd.DataFrame) -> pd.Series:
    imports = table["imports_for_consumption_usd"]
    return table["calculated_duty_usd"] / imports.where(imports > 0) * 100
