"""Where a partner's deficit ranks among the single countries that the data cover."""

import pandas as pd

from analysis import partners
from analysis.data import load
from analysis.trade.balances import FLOWS, all_months

MARGIN = 2  # how far a deficit without data may have grown since the last full year


def deficits(first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """Return the countries whose data cover every month from ``first`` to ``last``, largest US deficit first.

    Columns: partner, the flows and balance_usd summed over the period, rank (1 is the largest deficit;
    groups such as the European Union are in the table with no rank).
    """
    months = all_months()
    months = months[months["month"].between(first, last)]
    length = (last.year - first.year) * 12 + last.month - first.month + 1
    sums = months.groupby("partner").agg(months=("month", "size"), **{f: (f, "sum") for f in [*FLOWS, "balance_usd"]})
    table = sums[sums["months"] == length].drop(columns="months").reset_index()
    table = table[table["partner"].map(lambda code: partners.is_country(code) or code == "EUU")]
    table = table.sort_values(["balance_usd", "partner"], ignore_index=True)
    single = table["partner"].map(partners.is_country).astype("bool")
    table["rank"] = single.cumsum().where(single)
    return table


def rank_of(table: pd.DataFrame, partner: str) -> int | None:
    """Return the rank of ``partner`` in a table of ``deficits``, or None if it is not ranked there."""
    rank = table.loc[table["partner"] == partner, "rank"].dropna()
    return int(rank.iloc[0]) if len(rank) else None


def not_covered(table: pd.DataFrame) -> pd.DataFrame:
    """Return the countries that ``table`` lacks, with their balance in the last year that covers all.

    Their largest deficit tells down to where a ranking can be trusted.
    """
    last = load("goods_by_country")["month"].max()
    full = deficits(last - pd.DateOffset(months=11), last)
    missing = full[~full["partner"].isin(table["partner"]) & full["rank"].notna()]
    return missing[["partner", "balance_usd"]].reset_index(drop=True)


def certain_ranks(table: pd.DataFrame, months: int) -> int:
    """Return the last rank that no country missing from ``table`` could take even if its deficit had doubled.

    The deficit meant is that of the last full year, scaled to ``months``, the length of the period that ``table``
    covers: the fastest growth since among the larger countries covered is below that. With no country missing,
    every rank is certain.
    """
    missing = not_covered(table)
    ranked = table.dropna(subset="rank")
    if missing.empty:
        return len(ranked)
    return int((ranked["balance_usd"] < missing["balance_usd"].min() * MARGIN * months / 12).sum())


def history(partner: str) -> pd.DataFrame:
    """Return year, rank, balance_usd and how many countries were ranked, for each year that covers all countries."""
    span = load("goods_by_country")["month"]
    rows = []
    for year in range(span.min().year, span.max().year + 1):
        table = deficits(pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 1))
        own = table[table["partner"] == partner]
        if len(own):
            rows.append((year, rank_of(table, partner), int(own["balance_usd"].iloc[0]), int(table["rank"].max())))
    return pd.DataFrame(rows, columns=["year", "rank", "balance_usd", "countries"])
