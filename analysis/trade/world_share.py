"""A partner's part of the whole US goods deficit."""

import pandas as pd

from analysis.data import load
from analysis.months import month_count
from analysis.trade import balances

WORLD = "WLD"


def of_deficit(partner: str, first: pd.Timestamp, last: pd.Timestamp, vintage: str | None = None) -> float | None:
    """Return the deficit with ``partner`` from ``first`` to ``last`` as a fraction of the deficit with all countries.

    The whole is not seasonally adjusted up to the last year of which the data hold every country, and seasonally
    adjusted after it: over whole years the two differ by 0.3%. None if either is no deficit, or a month is missing.
    """
    own = balances.monthly(partner, first, last, vintage)
    world = _world(first, last)
    months = month_count(first, last)
    if world is None or len(own) < months or own["balance_usd"].sum() >= 0 or world >= 0:
        return None
    return float(own["balance_usd"].sum() / world)


def is_adjusted(first: pd.Timestamp, last: pd.Timestamp) -> bool:
    """Tell whether the whole of `of_deficit` is seasonally adjusted from ``first`` to ``last``."""
    return len(balances.monthly(WORLD, first, last)) < month_count(first, last)


def _world(first: pd.Timestamp, last: pd.Timestamp) -> float | None:
    """Return the US goods balance with all countries, in dollars; None if a month of it is not held."""
    adjusted = load("goods_world_seasonally_adjusted")
    adjusted = adjusted.assign(balance_usd=adjusted["exports_usd"] - adjusted["general_imports_usd"])
    for table in (balances.monthly(WORLD, first, last), adjusted[adjusted["month"].between(first, last)]):
        if len(table) == month_count(first, last):
            return float(table["balance_usd"].sum())
    return None
