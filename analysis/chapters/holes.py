"""What an edition holds beyond the totals of its trade, and what it does not."""

import pandas as pd

from analysis.chapters.common import partner
from analysis.parameters import Parameters
from analysis.present import words
from analysis.trade import balances

YEAR = 12


def newer_imports(p: Parameters) -> pd.DataFrame:
    """Return the months of imports that are held without exports after the edition's totals; often none."""
    return balances.imports_beyond(p.partner, p.months[1], p.window[1] if p.vintage is None else p.months[1])


def imports_alone(p: Parameters) -> str:
    """Say what is known of imports after the last month of the totals, and that exports are not held; else nothing."""
    newer = newer_imports(p)
    if newer.empty:
        return ""
    last = newer["month"].max()
    return (
        f"US imports from {partner(p)} are held to {words.month(last)}: {_twelve_months(p, last)}. Exports after "
        f"{words.month(p.months[1])} are not held, so that no balance is known for these months."
    )


def _twelve_months(p: Parameters, last: pd.Timestamp) -> str:
    """Return the imports of the last twelve months and their growth on the twelve before, of one reading both."""
    months = balances.imports_beyond(p.partner, last - pd.DateOffset(months=2 * YEAR), last)["general_imports_usd"]
    now, before = months.iloc[-YEAR:].sum(), months.iloc[:-YEAR].sum()
    change = words.percent(abs(now / before - 1) * 100)
    verb = words.moved(before, now, f"{change} more", f"{change} less", "as much")
    return f"{words.usd(now)} in the year to {words.month(last)}, {verb} than in the year before"
