"""What an edition holds beyond the totals of its trade, and what it does not."""

import pandas as pd

from analysis.chapters.common import partner
from analysis.language import message, say
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
    return say(
        "US imports from {partner} are known to {last}: {twelve_months}. The data lack exports after {months}, "
        "so no balance is known for these months.",
        partner=partner(p),
        last=words.month(last),
        twelve_months=_twelve_months(p, last),
        months=words.month(p.months[1]),
    )


def _twelve_months(p: Parameters, last: pd.Timestamp) -> str:
    """Return the imports of the last twelve months and their growth on the twelve before, of one reading both."""
    months = balances.imports_beyond(p.partner, last - pd.DateOffset(months=2 * YEAR), last)["general_imports_usd"]
    now, before = months.iloc[-YEAR:].sum(), months.iloc[:-YEAR].sum()
    patterns = (
        message("{now} in the year to {last}, {change} more than in the year before"),
        message("{now} in the year to {last}, {change} less than in the year before"),
        message("{now} in the year to {last}, as much as in the year before"),
    )
    return say(
        words.direction(before, now, *patterns),
        now=words.usd(now),
        last=words.month(last),
        change=words.share(abs(now / before - 1), 1),
    )
