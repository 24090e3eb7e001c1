"""The part of the chapter Trade balance on months: growth, the season, and single months that stand out."""

from dataclasses import replace
from typing import Any

import pandas as pd

from analysis.chapters.balance import balance_series, lowest_named
from analysis.chapters.common import partner, source, totals, turning_points
from analysis.frames import each_row, row_at
from analysis.parameters import Parameters
from analysis.present import Figure, Text, text, words
from analysis.present.charts import BILLION_USD, PERCENT, Lines, Series
from analysis.present.roles import Role
from analysis.trade import balances, single_months


def growth(p: Parameters) -> Figure | None:
    """Show growth on the year before, of three months together so that no single shipment rules the scale."""
    months = balances.monthly(p.partner, *p.months, p.vintage)
    table = balances.growth_on_year(balances.three_months(months)).dropna()
    if table.empty:
        return None
    table = table[table["month"] > table["month"].max() - pd.DateOffset(years=5)]
    last = table.iloc[-1]
    imports, exports = _more(last["general_imports_growth_pct"]), _more(last["exports_growth_pct"])
    return Figure(
        "growth",
        f"US imports from {partner(p)} were {imports} than a year before, exports {exports}",
        "percent, sum of the three months to each date on the same three months of the year before",
        f"In the three months to {words.month(last['month'])} imports were {imports} and exports {exports} than a year "
        "before. The figure shows at most five years.",
        source(*totals(p)),
        table,
        Lines(
            table["month"],
            [
                Series("US exports", Role.EXPORTS, table["exports_growth_pct"]),
                Series("US imports", Role.IMPORTS, table["general_imports_growth_pct"]),
            ],
            PERCENT,
            turning_points(p),
        ),
    )


def adjusted(p: Parameters) -> Figure | None:
    """Show the balance as published and with the season taken out."""
    months = balances.monthly(p.partner, *p.months, p.vintage)
    smooth = balances.seasonally_adjusted(months)
    if smooth.empty:
        return None
    spans = balances.seasonal_range(months)
    first = smooth["month"].max() - pd.DateOffset(years=8)
    raw, smooth, spans = (one[one["month"] > first] for one in (months, smooth, spans))
    last, lowest, span = smooth.iloc[-1], row_at(smooth, smooth["balance_usd"].idxmin()), spans.iloc[-1]
    high, low = _season(raw, smooth)
    return Figure(
        "adjusted",
        f"With the season taken out, the balance with {partner(p)} was {words.usd(last['balance_usd'])} in "
        f"{words.month(last['month'])}",
        "US goods balance, billion US dollars a month; adjusted with STL, not by the Census Bureau; band: range over "
        "choices",
        f"In {words.month(last['month'])} the balance was {words.usd(raw['balance_usd'].iloc[-1])} as published and "
        f"{words.usd(last['balance_usd'])} with the season taken out; other choices give "
        f"{_span(span['low_usd'], span['high_usd'])}. {words.capital(lowest_named(lowest, last))}. "
        f"Imports are usually highest in {high} and lowest in {low}.",
        source(*totals(p)),
        smooth.merge(raw[["month", "balance_usd"]], on="month", suffixes=("_adjusted", "_published")).merge(spans),
        Lines(
            smooth["month"],
            [
                Series("As published", Role.OTHER, raw["balance_usd"]),
                replace(balance_series(smooth, "Adjusted", strong=True), low=spans["low_usd"], high=spans["high_usd"]),
            ],
            BILLION_USD,
            turning_points(p),
        ),
    )


def unusual_months(p: Parameters) -> Text | None:
    """Name the months whose growth stands out, with the product that made them."""
    months = balances.monthly(p.partner, *p.months, p.vintage)
    lines = [_single_month(p, row) for row in each_row(single_months.unusual(months))]
    return text(*lines) if lines else None


def _single_month(p: Parameters, row: Any) -> str:
    """Say how far a flow jumped in a month and which product did it."""
    name = "exports" if row.flow == "exports_usd" else "imports"
    said = f"{words.month(row.month)}: {name} {_more(row.growth_pct)} than a year before"
    product = single_months.product_behind(p.partner, row.month, row.flow)
    if product is None:
        return f"{said}."
    kind = "HS" if name == "exports" else "NAICS"
    change = words.usd(abs(product["after_usd"] - product["before_usd"]))
    return (
        f"{said}. {words.share(product['share'])} of the change is one {'product' if kind == 'HS' else 'industry'}, "
        f"{product['name']} ({kind} {product['code']}): {change} {words.moved(0, row.growth_pct, 'more', 'less')}."
    )


def _span(low: float, high: float) -> str:
    ends = list(dict.fromkeys((words.usd(low), words.usd(high))))
    return " to ".join(ends) if len(ends) > 1 else "the same"


def _season(raw: pd.DataFrame, smooth: pd.DataFrame) -> tuple[str, str]:
    """Return the calendar months in which imports usually stand highest and lowest against the adjusted line."""
    factor = raw["general_imports_usd"] / smooth["general_imports_usd"]
    usual = factor.groupby(raw["month"].dt.month_name()).mean()
    return str(usual.idxmax()), str(usual.idxmin())


def _more(growth_pct: float) -> str:
    return f"{words.number(abs(growth_pct))}% {'higher' if growth_pct >= 0 else 'lower'}"
