"""What is traded: shares, growth, contribution to the change, concentration."""

import pandas as pd

from analysis import partners
from analysis.data import load
from analysis.frames import once

Period = tuple[pd.Timestamp, pd.Timestamp]  # first and last month, both inclusive
TOTAL = "00"  # the NAICS code under which the source prints the sum of all products


@once
def industries(partner: str) -> pd.DataFrame:
    """Return month, naics3, name, imports_for_consumption_usd and calculated_duty_usd of ``partner``; no total row.

    Empty if the data do not hold the partner by industry. Raises ReportError for an unknown partner.

    >>> product_shares.industries("VNM").groupby("name")["imports_for_consumption_usd"].sum().nlargest(5)
    """
    table = load("imports_by_naics3")
    table = table[(table["partner"] == partners.resolve(partner)) & (table["naics3"] != TOTAL)]
    return table.merge(load("naics3_names"), on="naics3").drop(columns="partner")


@once
def hs_chapters(partner: str) -> pd.DataFrame:
    """Return month, hs2, name and general_imports_usd of ``partner``. Raises ReportError for an unknown partner.

    >>> product_shares.hs_chapters("VNM").query("hs2 == '64'").tail(3)
    """
    table = load("general_imports_by_hs2")
    return (
        table[table["partner"] == partners.resolve(partner)].merge(load("hs2_names"), on="hs2").drop(columns="partner")
    )


@once
def exports_by_hs6(partner: str) -> pd.DataFrame:
    """Return month, hs6, name and exports_usd; the data hold Viet Nam alone, others get an empty frame."""
    table = load("exports_to_vietnam_by_hs6").merge(load("hs6_names"), on="hs6")
    return table if partner == "VNM" else table.head(0)


def last_two_years(table: pd.DataFrame, until: pd.Timestamp) -> tuple[Period, Period] | None:
    """Return the twelve months before the last twelve months of ``table`` up to ``until``, and these.

    None if the table does not hold both.
    """
    known = table.loc[table["month"] <= until, "month"]
    if known.empty or known.max() - pd.DateOffset(months=23) < known.min():
        return None
    last = known.max()
    middle = last - pd.DateOffset(months=12)
    return (middle - pd.DateOffset(months=11), middle), (middle + pd.DateOffset(months=1), last)


def since_base_year(table: pd.DataFrame, base_year: int, until: pd.Timestamp) -> tuple[Period, Period] | None:
    """Return the base year and the last twelve months of ``table`` up to ``until``.

    Where the two would overlap, or the data do not reach back to the base year, the twelve months before are the base.
    """
    spans = last_two_years(table, until)
    if spans is None:
        return None
    base = pd.Timestamp(base_year, 1, 1), pd.Timestamp(base_year, 12, 1)
    fits = table["month"].min() <= base[0] and base[1] < spans[1][0]
    return (base, spans[1]) if fits else spans


def compare(
    table: pd.DataFrame,
    code: str,
    value: str,
    before: Period,
    after: Period,
) -> pd.DataFrame:
    """Return one row a product, largest now first: code, name, values, shares, growth, contribution.

    ``before`` and ``after`` are first and last months, inclusive. before_usd and after_usd are sums of
    ``value``; after_share is of the total; growth_pct is empty where nothing was traded before;
    contribution_pp is the product's change in percent of the earlier total, so the column sums to the
    growth of the total.
    """
    keys = [code, "name"]
    sums = [table[table["month"].between(*span)].groupby(keys)[value].sum() for span in (before, after)]
    both = pd.concat(sums, axis=1, keys=["before_usd", "after_usd"]).fillna(0).astype("int64").reset_index()
    total_before, total_after = both["before_usd"].sum(), both["after_usd"].sum()
    both["after_share"] = both["after_usd"] / total_after if total_after else float("nan")
    both["growth_pct"] = (both["after_usd"] / both["before_usd"].where(both["before_usd"] > 0) - 1) * 100
    change = both["after_usd"] - both["before_usd"]
    both["contribution_pp"] = change / total_before * 100 if total_before else float("nan")
    return both.sort_values(["after_usd", code], ascending=[False, True], ignore_index=True)


def concentration(values: pd.Series) -> float:
    """Return the Herfindahl–Hirschman index of ``values``: the sum of squared shares, from 1/n to 1."""
    shares = values / values.sum()
    return float((shares**2).sum())


def concentration_by_year(table: pd.DataFrame) -> pd.DataFrame:
    """Return how concentrated imports for consumption by industry are in each year of ``table``, as of `industries`.

    Columns: year, first and last (month held of the year), herfindahl_index, whole (whether all twelve are held).
    """
    year = table["month"].dt.year.rename("year")
    years = table.groupby(year).agg(first=("month", "min"), last=("month", "max")).reset_index()
    sums = table.groupby([year, "naics3"])["imports_for_consumption_usd"].sum()
    years["herfindahl_index"] = sums.groupby("year").agg(concentration).to_numpy()
    return years.assign(whole=(years["first"].dt.month == 1) & (years["last"].dt.month == 12))
