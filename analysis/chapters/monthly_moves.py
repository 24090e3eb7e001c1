"""The part of the chapter Trade balance on months: growth, the season, and single months that stand out."""

from dataclasses import replace
from typing import Any

import pandas as pd

from analysis.chapters.balance import balance_series, lowest_named
from analysis.chapters.common import both_flows, partner, source, totals, turning_points
from analysis.frames import each_row, row_at
from analysis.language import message, say
from analysis.parameters import Parameters
from analysis.present import Figure, Text, text, words
from analysis.present.charts import PERCENT, Lines, Series, unit_of_usd
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
        say(
            "US imports from {partner} were {imports} than a year before, exports {exports}",
            partner=partner(p),
            imports=imports,
            exports=exports,
        ),
        say(
            "percent, sum of the three months to each date on the same three months of the year before",
        ),
        say(
            "In the three months to {month} imports were {imports} and exports {exports} than a year "
            "before. The figure shows at most five years.",
            month=words.month(last["month"]),
            imports=imports,
            exports=exports,
        ),
        source(*totals(p)),
        table,
        both_flows(p, table, "growth_pct", PERCENT),
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
    line, unit = balance_series(smooth, message("Adjusted"), strong=True), unit_of_usd(raw["balance_usd"])
    return Figure(
        "adjusted",
        say(
            "With the season taken out, {month} had {balance} with {partner}",
            partner=partner(p),
            balance=words.balance(last["balance_usd"]),
            month=words.month(last["month"]),
        ),
        say(
            "US goods balance, {unit} a month; adjusted with STL, not by the Census Bureau; band: range over choices",
            unit=unit.name,
        ),
        say(
            "Published for {month} was {published}; with the season taken out it is {adjusted}. Other choices give "
            "{range}. Adjusted, {lowest}. Imports are usually highest in {highest_month} and lowest in "
            "{lowest_month}.",
            month=words.month(last["month"]),
            published=words.balance(raw["balance_usd"].iloc[-1]),
            adjusted=words.balance(last["balance_usd"]),
            range=_span(span["low_usd"], span["high_usd"]),
            lowest=lowest_named(lowest, last, words.month(lowest["month"])),
            highest_month=high,
            lowest_month=low,
        ),
        source(*totals(p)),
        smooth.merge(raw[["month", "balance_usd"]], on="month", suffixes=("_adjusted", "_published")).merge(spans),
        Lines(
            smooth["month"],
            [
                Series(say("As published"), Role.OTHER, raw["balance_usd"]),
                replace(line, low=spans["low_usd"], high=spans["high_usd"]),
            ],
            unit,
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
    exports = row.flow == "exports_usd"
    flow = say("exports") if exports else say("imports")
    said = say(
        "{month}: {flow} {more} than a year before.",
        month=words.month(row.month),
        flow=flow,
        more=_more(row.growth_pct),
    )
    product = single_months.product_behind(p.partner, row.month, row.flow)
    if product is None:
        return said
    rose, fell = (
        (
            message("{share} of the change is one product, {name} (HS {code}): {amount} more."),
            message("{share} of the change is one product, {name} (HS {code}): {amount} less."),
        )
        if exports
        else (
            message("{share} of the change is one industry, {name} (NAICS {code}): {amount} more."),
            message("{share} of the change is one industry, {name} (NAICS {code}): {amount} less."),
        )
    )
    behind = say(
        rose if row.growth_pct > 0 else fell,
        share=words.share(product["share"]),
        name=say(product["name"]),
        code=product["code"],
        amount=words.usd(abs(product["after_usd"] - product["before_usd"])),
    )
    return f"{said} {behind}"


def _span(low: float, high: float) -> str:
    if words.usd(low) == words.usd(high):
        return say("the same")
    return words.span(words.balance(low), words.usd(abs(high)) if (low < 0) == (high < 0) else words.balance(high))


def _season(raw: pd.DataFrame, smooth: pd.DataFrame) -> tuple[str, str]:
    """Return the calendar months in which imports usually stand highest and lowest against the adjusted line."""
    factor = raw["general_imports_usd"] / smooth["general_imports_usd"]
    usual = factor.groupby(raw["month"].dt.month).mean()
    high, low = (int(usual.index[int(place)]) for place in (usual.argmax(), usual.argmin()))
    return words.month_name(pd.Timestamp(2000, high, 1)), words.month_name(pd.Timestamp(2000, low, 1))


def _more(growth_pct: float) -> str:
    """Return how much higher or lower than a year before, as part of a sentence."""
    higher = message("{percent} higher") if growth_pct >= 0 else message("{percent} lower")
    return say(higher, percent=words.percent(abs(growth_pct)))
