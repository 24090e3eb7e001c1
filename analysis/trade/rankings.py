"""Where a partner's deficit ranks among the single countries that the data cover."""

from functools import cache

import pandas as pd

from analysis import partners
from analysis.data import load
from analysis.months import month_count
from analysis.trade.balances import FLOWS, all_months

RACERS = 4  # countries whose deficits over twelve months are followed


def deficits(first: pd.Timestamp, last: pd.Timestamp, vintage: str | None = None) -> pd.DataFrame:
    """Return the countries whose data cover every month from ``first`` to ``last``, largest US deficit first.

    Columns: partner, the flows and balance_usd summed over the period, rank (1 is the largest deficit;
    groups such as the European Union are in the table with no rank).

    >>> rankings.deficits(pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-01")).head(5)
    """
    return _deficits(first, last, vintage).copy(deep=False)


@cache
def _deficits(first: pd.Timestamp, last: pd.Timestamp, vintage: str | None) -> pd.DataFrame:
    months = all_months(vintage)
    months = months[months["month"].between(first, last)]
    by_partner = months.groupby("partner")
    whole = by_partner["month"].transform("size") == month_count(first, last)
    table = months[whole].groupby("partner", as_index=False)[[*FLOWS, "balance_usd"]].sum()
    table = table[table["partner"].isin([x for x in table["partner"] if partners.is_country(x) or x == "EUU"])]
    table = table.sort_values(["balance_usd", "partner"], ignore_index=True)
    single = table["partner"].map(partners.is_country).astype("bool")
    table["rank"] = single.cumsum().where(single)
    return table


def can_rank(table: pd.DataFrame) -> bool:
    """Tell whether a table of ``deficits`` holds countries to compare: before 2013 the data know one alone."""
    return bool(table["rank"].count() > 1)


def rank_of(table: pd.DataFrame, partner: str) -> int | None:
    """Return the rank of ``partner`` in a table of ``deficits``, or None if it is not ranked there."""
    rank = table.loc[table["partner"] == partner, "rank"].dropna()
    return int(rank.iloc[0]) if len(rank) else None


def last_full_year() -> int:
    """Return the last calendar year for which the data hold every country."""
    return int(load("goods_by_country")["month"].max().year)


def not_covered(first: pd.Timestamp, last: pd.Timestamp, vintage: str | None = None) -> pd.DataFrame:
    """Return the countries that the ranking of a period lacks, with their balance in the last full year.

    Empty for periods that the table of all countries covers.
    """
    covered = load("goods_by_country")["month"]
    begin, end = covered.min(), covered.max()
    if begin <= first and last <= end:
        return pd.DataFrame({"partner": pd.Series(dtype="str"), "balance_usd": pd.Series(dtype="int64")})
    full = deficits(end - pd.DateOffset(months=11), end, vintage)
    missing = full[~full["partner"].isin(deficits(first, last, vintage)["partner"]) & full["rank"].notna()]
    return missing[["partner", "balance_usd"]].reset_index(drop=True)


def race(first: pd.Timestamp, last: pd.Timestamp, partner: str, vintage: str | None = None) -> pd.DataFrame:
    """Return the US deficit over the twelve months to each month: rows months, a column for each country, in USD.

    The countries are the ``RACERS`` with the largest deficits in the twelve months to ``last``, in that order, and
    ``partner`` if its data reach so far and show a deficit. Empty where fewer than two can be compared.
    """
    months = all_months(vintage)
    months = months[months["month"].between(first - pd.DateOffset(months=11), last)]
    months = months[months["partner"].map(partners.is_country).astype("bool")]
    wide = -months.pivot_table("balance_usd", "month", "partner").asfreq("MS").rolling(12).sum()
    if wide.empty or wide.index[-1] != last:
        return wide.head(0)
    order = wide.iloc[-1].dropna().sort_values(ascending=False)
    order = order[order > 0]
    chosen = [code for place, code in enumerate(order.index) if place < RACERS or code == partner]
    return wide.loc[first:, chosen].dropna(how="all") if len(chosen) > 1 else wide.head(0)


def monthly_leaders(first: pd.Timestamp, last: pd.Timestamp, vintage: str | None = None) -> pd.Series:
    """Return the country with the largest deficit of each single month, among those whose data cover all of them."""
    codes = deficits(first, last, vintage).dropna(subset="rank")["partner"]
    months = all_months(vintage)
    months = months[months["month"].between(first, last) & months["partner"].isin(codes)]
    return months.pivot_table("balance_usd", "month", "partner").idxmin(axis=1)


def history(partner: str, vintage: str | None = None) -> pd.DataFrame:
    """Return year, rank, balance_usd and how many countries were ranked, for each year that covers all countries."""
    span = load("goods_by_country")["month"]
    rows = []
    for year in range(span.min().year, span.max().year + 1):
        table = deficits(pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 1), vintage)
        own = table[table["partner"] == partner]
        if len(own):
            rows.append((year, rank_of(table, partner), int(own["balance_usd"].iloc[0]), int(table["rank"].max())))
    return pd.DataFrame(rows, columns=["year", "rank", "balance_usd", "countries"])
