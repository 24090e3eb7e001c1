"""What is traded: shares, growth, contribution to the change, concentration."""

import pandas as pd

from analysis import partners
from analysis.data import load

TOTAL = "00"  # the NAICS code under which the source prints the sum of all products


def industries(partner: str) -> pd.DataFrame:
    """Return month, naics3, name, imports_for_consumption_usd and calculated_duty_usd of ``partner``; no total row.

    Empty if the data do not hold the partner by industry. Raises ReportError for an unknown partner.

    >>> product_shares.industries("VNM").groupby("name")["imports_for_consumption_usd"].sum().nlargest(5)
    """
    table = load("imports_by_naics3")
    table = table[(table["partner"] == partners.resolve(partner)) & (table["naics3"] != TOTAL)]
    return table.merge(load("naics3_names"), on="naics3").drop(columns="partner")


def hs_chapters(partner: str) -> pd.DataFrame:
    """Return month, hs2, name and general_imports_usd of ``partner``. Raises ReportError for an unknown partner.

    >>> product_shares.hs_chapters("VNM").query("hs2 == '64'").tail(3)
    """
    table = load("general_imports_by_hs2")
    return (
        table[table["partner"] == partners.resolve(partner)].merge(load("hs2_names"), on="hs2").drop(columns="partner")
    )


def exports_by_hs6(partner: str) -> pd.DataFrame:
    """Return month, hs6, name and exports_usd; the data hold Viet Nam alone, others get an empty frame."""
    table = load("exports_to_vietnam_by_hs6").merge(load("hs6_names"), on="hs6")
    return table if partner == "VNM" else table.head(0)


def compare(
    table: pd.DataFrame,
    code: str,
    value: str,
    before: tuple[pd.Timestamp, pd.Timestamp],
    after: tuple[pd.Timestamp, pd.Timestamp],
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
