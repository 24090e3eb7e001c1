"""Where deficits rank when some countries' exports are not known: bounds, and the ranks that they allow."""

from functools import cache

import numpy as np
import pandas as pd

from analysis import partners
from analysis.data import describe, load
from analysis.months import month_count
from analysis.trade import rankings
from analysis.trade.balances import all_months

Span = tuple[pd.Timestamp, pd.Timestamp]
IMPORTS_ALONE = "general_imports_by_partner"
MOST_EXPORTS = (
    3  # times those of the same months of the last full year; the known ones rose to 2.96 (gold to Switzerland)
)
MOST_GROWTH = 2  # how far a small deficit without any data may have grown since the last full year


def covered_until(vintage: str | None = None) -> pd.Timestamp:
    """Return the last month of the imports without exports; NaT in a vintage before theirs."""
    last: pd.Timestamp = _imports_alone(vintage)["month"].max()
    return last


def bounds(first: pd.Timestamp, last: pd.Timestamp, vintage: str | None = None) -> pd.DataFrame:
    """Return one row a country, largest US deficit first: partner, low_usd and high_usd of the deficit, exact, ranks.

    Exact where exports and imports of every month are known. Where imports alone are, US exports lie between none and
    ``MOST_EXPORTS`` times those of the same months of the last full year. Where neither is, the deficit lies between
    none and ``MOST_GROWTH`` times that of the last full year, scaled to the period. best_rank and worst_rank are what
    the bounds allow; they are equal where a rank is certain.

    >>> rank_bounds.bounds(pd.Timestamp("2025-01-01"), pd.Timestamp("2025-12-01")).head(8)
    """
    return _bounds(first, last, vintage).copy(deep=False)


def rank_range(
    partner: str, first: pd.Timestamp, last: pd.Timestamp, vintage: str | None = None
) -> tuple[int, int] | None:
    """Return the best and the worst rank of a partner's deficit among all countries, or None.

    None where the partner's balance is not known or no deficit, or where too few countries are to rank any.
    """
    rows = bounds(first, last, vintage)
    own = rows[(rows["partner"] == partner) & rows["exact"] & (rows["low_usd"] > 0)]
    if own.empty or not rankings.can_rank(rankings.deficits(first, last, vintage)):
        return None
    return int(own["best_rank"].iloc[0]), int(own["worst_rank"].iloc[0])


def latest_ranks(partner: str, last: pd.Timestamp, vintage: str | None = None) -> list[tuple[Span, tuple[int, int]]]:
    """Return the latest whole year to ``last`` and the months after it: the span, and the deficit's `rank_range`."""
    year = pd.Timestamp(last.year if last.month == 12 else last.year - 1, 1, 1)
    spans = [(year, year + pd.DateOffset(months=11)), (pd.Timestamp(last.year, 1, 1), last)]
    found = {span: rank_range(partner, *span, vintage) for span in spans}
    return [(span, ranks) for span, ranks in found.items() if ranks]


@cache
def _bounds(first: pd.Timestamp, last: pd.Timestamp, vintage: str | None) -> pd.DataFrame:
    exact = rankings.deficits(first, last, vintage).dropna(subset="rank")
    known = pd.DataFrame(
        {"partner": exact["partner"], "low_usd": -exact["balance_usd"], "high_usd": -exact["balance_usd"]}
    )
    imports = _imports_only(first, last, set(known["partner"]), vintage)
    missing = rankings.not_covered(first, last, vintage)
    missing = missing[~missing["partner"].isin(imports["partner"])]
    scale = MOST_GROWTH * month_count(first, last) / 12
    assumed = pd.DataFrame(
        {"partner": missing["partner"], "low_usd": 0, "high_usd": -missing["balance_usd"].clip(upper=0) * scale}
    )
    table = pd.concat(
        [known.assign(exact=True), imports.assign(exact=False), assumed.assign(exact=False)], ignore_index=True
    )
    low, high = table["low_usd"].to_numpy(float), table["high_usd"].to_numpy(float)
    table["best_rank"] = 1 + (low[None, :] > high[:, None]).sum(axis=1)
    table["worst_rank"] = np.maximum((high[None, :] > low[:, None]).sum(axis=1) + (low == high), table["best_rank"])
    return table.sort_values(["high_usd", "partner"], ascending=[False, True], ignore_index=True)


def _imports_only(first: pd.Timestamp, last: pd.Timestamp, known: set[str], vintage: str | None) -> pd.DataFrame:
    """Return partner, low_usd and high_usd of the countries of which imports alone are known in every month."""
    table = _imports_alone(vintage)
    table = table[table["month"].between(first, last) & ~table["partner"].isin(known)]
    table = table[table["partner"].map(partners.is_country).astype("bool")]
    whole = table.groupby("partner")["month"].transform("size") == month_count(first, last)
    imports = table[whole].groupby("partner")["general_imports_usd"].sum()
    back = pd.DateOffset(years=first.year - rankings.last_full_year())
    before = all_months(vintage)
    exports = before[before["month"].between(first - back, last - back)].groupby("partner")["exports_usd"].sum()
    low = imports - MOST_EXPORTS * exports.reindex(imports.index).fillna(0)
    return pd.DataFrame({"low_usd": low, "high_usd": imports}).reset_index()


def _imports_alone(vintage: str | None) -> pd.DataFrame:
    table = load(IMPORTS_ALONE)
    return table.head(0) if vintage is not None and vintage < describe(IMPORTS_ALONE).vintage else table
