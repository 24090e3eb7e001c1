"""Which spans and origins the chapter Did trade move from China? compares."""

from functools import cache

import pandas as pd

from analysis.data import load
from analysis.effects import trade_diversion
from analysis.language import say
from analysis.parameters import Parameters
from analysis.present import words
from analysis.trade.product_shares import Period

ORIGIN = "CHN"
FIRST_YEAR = 2017  # the last year before the tariffs on China
INDUSTRIES = "imports_by_naics3"


def calendar_year(year: int) -> Period:
    """Return the first and last month of a year."""
    return pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 1)


def period_name(period: Period) -> str:
    """Return a year's number, or the twelve months by their last."""
    first, last = period
    return str(first.year) if first.year == last.year else say("the twelve months to {month}", month=words.month(last))


def origins(p: Parameters) -> list[str]:
    """Return China, the partner and its peers, each once."""
    return list(dict.fromkeys((ORIGIN, p.partner, *p.peers)))


def periods(p: Parameters) -> tuple[Period, Period | None, Period] | None:
    """Return the first year, the base year and the last twelve months by industry, or None without such data.

    The base year is None where the last twelve months do not go beyond it.
    """
    table = load(INDUSTRIES)
    months = table.loc[table["partner"] == p.partner, "month"]
    if p.partner == ORIGIN or months.empty:
        return None
    last = min(months.max(), pd.Timestamp(p.end)) if p.end else months.max()
    first, base, recent = calendar_year(FIRST_YEAR), calendar_year(p.base_year), (last - pd.DateOffset(months=11), last)
    return (first, base if recent[1] > base[1] else None, recent) if recent[0] > first[1] else None


@cache
def product_imports(period: Period) -> pd.DataFrame:
    """Return imports for consumption of a period by industry and origin."""
    return trade_diversion.industry_imports(period)
