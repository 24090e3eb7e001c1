"""Chapter Trade balance: exports, imports and balance by month and year."""

from typing import Any

import pandas as pd

from analysis.chapters.common import partner, source, totals
from analysis.frames import row_at
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, axes, text, words
from analysis.present.charts import Freehand
from analysis.present.roles import Role
from analysis.trade import balances


def findings(p: Parameters) -> Text:
    """Return the chapter's key findings."""
    months = balances.monthly(p.partner, *p.months, p.vintage)
    latest = months.iloc[-1]
    return text(_last_year(p, months), _latest_month(p, months), _growth(p, months), _record(p, months, latest))


def flows(p: Parameters) -> Figure:
    """Show exports and imports by month."""
    months = balances.monthly(p.partner, *p.months, p.vintage)
    latest = months.iloc[-1]
    names = {
        "exports_usd": ("US exports", Role.EXPORTS.light),
        "general_imports_usd": ("US imports", Role.IMPORTS.light),
    }

    def draw(ax: Any, narrow: bool) -> None:
        for flow, (_, colour) in names.items():
            ax.plot(months["month"], axes.billions(months[flow]), color=colour)
        ax.set_ylim(bottom=0)
        axes.time(ax, *p.months, narrow)
        axes.end_labels(ax, {n: (latest["month"], axes.billions(latest[f]), c) for f, (n, c) in names.items()})

    return Figure(
        "flows",
        f"US goods trade with {partner(p)} by month",
        "billion US dollars, not seasonally adjusted",
        f"In {words.month(latest['month'])} the United States exported goods worth {words.usd(latest['exports_usd'])} "
        f"to {partner(p)} and imported {words.usd(latest['general_imports_usd'])}.",
        source(*totals(p)),
        months,
        Freehand(draw),
    )


def rolling(p: Parameters) -> Figure | None:
    """Show the balance by month and over twelve months."""
    months = balances.monthly(p.partner, *p.months, p.vintage)
    year = balances.rolling_year(months)
    if year.empty:
        return None
    last, first = year.iloc[-1], year.iloc[0]
    lowest = row_at(year, year["balance_usd"].idxmin())

    def draw(ax: Any, narrow: bool) -> None:
        ax.fill_between(
            year["month"], axes.billions(year["balance_usd"]), 0, color=Role.DEFICIT.light, alpha=0.25, lw=0
        )
        ax.plot(year["month"], axes.billions(year["balance_usd"]), color=Role.DEFICIT.light)
        axes.zero(ax)
        axes.time(ax, *p.months, narrow)
        end = words.billions(last["balance_usd"])
        axes.end_labels(ax, {end: (last["month"], axes.billions(last["balance_usd"]), Role.DEFICIT.light)})

    return Figure(
        "rolling-balance",
        f"US goods balance with {partner(p)} over twelve months",
        "billion US dollars, sum of the twelve months to each date",
        f"The balance over twelve months went from {words.usd(first['balance_usd'])} in the year to "
        f"{words.month(first['month'])} to {words.usd(last['balance_usd'])} in the year to "
        f"{words.month(last['month'])}; {_lowest(lowest, last, 'the year to ')}.",
        source(*totals(p)),
        year,
        Freehand(draw),
    )


def years(p: Parameters) -> Table:
    """List calendar years with growth on the year before."""
    months = balances.monthly(p.partner, *p.months, p.vintage)
    table = balances.annual(months).sort_values("year", ascending=False)
    table["period"] = [_year_name(months.loc[months["month"].dt.year == year, "month"]) for year in table["year"]]
    return Table(
        "years",
        f"US goods trade with {partner(p)} by year",
        [
            Column("period", "Year"),
            Column("exports_usd", "Exports", "$ billion", words.billions),
            Column("exports_growth_pct", "Exports growth", "%", words.number),
            Column("general_imports_usd", "General imports", "$ billion", words.billions),
            Column("general_imports_growth_pct", "Imports growth", "%", words.number),
            Column("balance_usd", "Balance", "$ billion", words.billions),
        ],
        source(*totals(p)),
        table,
    )


def growth(p: Parameters) -> Figure | None:
    """Show growth on the same month of the year before."""
    months = balances.monthly(p.partner, *p.months, p.vintage)
    table = balances.growth_on_year(months).dropna()
    if table.empty:
        return None
    table = table[table["month"] > table["month"].max() - pd.DateOffset(years=5)]
    last = table.iloc[-1]
    names = {
        "exports_growth_pct": ("US exports", Role.EXPORTS.light),
        "general_imports_growth_pct": ("US imports", Role.IMPORTS.light),
    }

    def draw(ax: Any, narrow: bool) -> None:
        for flow, (_, colour) in names.items():
            ax.plot(table["month"], table[flow], color=colour)
        axes.zero(ax)
        axes.time(ax, table["month"].iloc[0], last["month"], narrow)
        axes.end_labels(ax, {n: (last["month"], last[f], c) for f, (n, c) in names.items()})

    return Figure(
        "growth",
        f"Growth of US goods trade with {partner(p)}",
        "percent on the same month of the year before",
        f"In {words.month(last['month'])} imports were {_more(last['general_imports_growth_pct'])} and exports "
        f"{_more(last['exports_growth_pct'])} than a year before. The figure shows at most five years.",
        source(*totals(p)),
        table,
        Freehand(draw),
    )


def adjusted(p: Parameters) -> Figure | None:
    """Show imports as published and with the season taken out."""
    months = balances.monthly(p.partner, *p.months, p.vintage)
    smooth = balances.seasonally_adjusted(months)
    if smooth.empty:
        return None
    first = smooth["month"].max() - pd.DateOffset(years=8)
    raw, smooth = months[months["month"] > first], smooth[smooth["month"] > first]
    last, lowest = smooth.iloc[-1], row_at(smooth, smooth["balance_usd"].idxmin())
    high, low = _season(raw, smooth)

    def draw(ax: Any, narrow: bool) -> None:
        ax.plot(raw["month"], axes.billions(raw["balance_usd"]), color=Role.OTHER.light, linewidth=1)
        ax.plot(smooth["month"], axes.billions(smooth["balance_usd"]), color=Role.DEFICIT.light)
        axes.zero(ax)
        axes.time(ax, raw["month"].iloc[0], last["month"], narrow)
        ends = {
            "as published": (last["month"], axes.billions(raw["balance_usd"].iloc[-1]), Role.MUTED.light),
            "adjusted": (last["month"], axes.billions(last["balance_usd"]), Role.DEFICIT.light),
        }
        axes.end_labels(ax, ends)

    return Figure(
        "adjusted",
        f"US goods balance with {partner(p)}, as published and seasonally adjusted",
        "billion US dollars a month; adjusted with STL, not by the Census Bureau",
        f"In {words.month(last['month'])} the balance was {words.usd(raw['balance_usd'].iloc[-1])} as published and "
        f"{words.usd(last['balance_usd'])} with the season taken out; {_lowest(lowest, last)}. "
        f"Imports are usually highest in {high} and lowest in {low}.",
        source(*totals(p)),
        smooth.merge(raw[["month", "balance_usd"]], on="month", suffixes=("_adjusted", "_published")),
        Freehand(draw),
    )


def contribution(p: Parameters) -> Table | None:
    """List what exports and imports added to the change of the balance since the base year."""
    base, recent = base_and_last_year(p)
    if len(base) < 12 or len(recent) < 12 or recent["month"].iloc[0] <= base["month"].iloc[-1]:
        return None
    parts = balances.contributions(base, recent)
    labels = {
        "exports_usd": "Exports",
        "general_imports_usd": "Imports (more imports lower the balance)",
        "balance_usd": "Change of the balance",
    }
    table = pd.DataFrame(
        {
            "part": list(labels.values()),
            "before_usd": [base[flow].sum() for flow in labels],
            "after_usd": [recent[flow].sum() for flow in labels],
            "contribution_usd": [parts[flow] for flow in labels],
            "total": [flow == "balance_usd" for flow in labels],
        }
    )
    span = words.period(recent["month"].iloc[0], recent["month"].iloc[-1])
    return Table(
        "contribution",
        f"What moved the balance between {p.base_year} and {span}",
        [
            Column("part", "Part"),
            Column("before_usd", str(p.base_year), "$ billion", words.billions),
            Column("after_usd", words.capital(span), "$ billion", words.billions),
            Column("contribution_usd", "Contribution to the balance", "$ billion", words.billions),
        ],
        source(*totals(p)),
        table,
        emphasis="total",
    )


def base_and_last_year(p: Parameters) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the months of the base year and the last twelve months of the edition."""
    year = pd.Timestamp(p.base_year, 1, 1)
    last = p.months[1]
    return (
        balances.monthly(p.partner, year, year + pd.DateOffset(months=11), p.vintage),
        balances.monthly(p.partner, max(p.months[0], last - pd.DateOffset(months=11)), last, p.vintage),
    )


def _last_year(p: Parameters, months: pd.DataFrame) -> str:
    recent, before = balances.last_twelve(months), balances.last_twelve(months, 12)
    if len(recent) < 12 or len(before) < 12:
        return ""
    change = _from_to(partner(p), before["balance_usd"].sum(), recent["balance_usd"].sum())
    return (
        f"Over the twelve months to {words.month(p.months[1])} the US goods {change}, against the twelve months before."
    )


def _from_to(who: str, before: float, after: float) -> str:
    """Return how a balance moved, its sign in words: ``**deficit** with Japan widened from … to …``."""
    kind, earlier = words.surplus_or_deficit(after), words.surplus_or_deficit(before)
    old, new = words.usd(abs(before)), words.usd(abs(after))
    if kind != earlier:
        return f"**balance** with {who} turned from a {earlier} of {old} to a {kind} of {new}"
    if before == after:
        return f"**{kind}** with {who} stayed at {new}"
    return f"**{kind}** with {who} {words.moved(abs(before), abs(after), 'widened', 'narrowed')} from {old} to {new}"


def _latest_month(p: Parameters, months: pd.DataFrame) -> str:
    row = months.iloc[-1]
    return (
        f"In {words.month(row['month'])} alone, exports were {words.usd(row['exports_usd'])}, imports "
        f"{words.usd(row['general_imports_usd'])} and the balance **{words.usd(row['balance_usd'])}**."
    )


def _growth(p: Parameters, months: pd.DataFrame) -> str:
    base, recent = base_and_last_year(p)
    if len(base) < 12 or len(recent) < 12 or recent["month"].iloc[0] <= base["month"].iloc[-1]:
        return ""
    parts = balances.contributions(base, recent)
    return (
        f"Against {p.base_year}, {_change('the balance of the last twelve months', parts['balance_usd'])}: "
        f"{_change('exports', parts['exports_usd'])} and {_change('imports', -parts['general_imports_usd'])}."
    )


def _record(p: Parameters, months: pd.DataFrame, latest: pd.Series) -> str:
    low = row_at(months, months["balance_usd"].idxmin())
    extreme = f"{_extreme(low['balance_usd'])} of the period"
    if low["month"] == latest["month"]:
        return f"The latest month has {extreme}."
    return f"{words.capital(extreme)} is that of {words.month(low['month'])}: {words.usd(abs(low['balance_usd']))}."


def _lowest(lowest: pd.Series, last: pd.Series, span: str = "") -> str:
    """Return which month of a drawing, or year to it, has the lowest balance, as the rest of a sentence."""
    extreme = f"{_extreme(lowest['balance_usd'])} shown"
    if lowest["month"] == last["month"]:
        return f"that is {extreme}"
    return f"{extreme} is that of {span}{words.month(lowest['month'])}, {words.usd(abs(lowest['balance_usd']))}"


def _extreme(lowest: float) -> str:
    """Return what the lowest balance of several is."""
    return "the largest deficit" if lowest < 0 else "the smallest surplus"


def _season(raw: pd.DataFrame, smooth: pd.DataFrame) -> tuple[str, str]:
    """Return the calendar months in which imports usually stand highest and lowest against the adjusted line."""
    factor = raw["general_imports_usd"] / smooth["general_imports_usd"]
    usual = factor.groupby(raw["month"].dt.month_name()).mean()
    return str(usual.idxmax()), str(usual.idxmin())


def _change(flow: str, change_usd: float) -> str:
    by = f" by {words.usd(abs(change_usd))}" if change_usd else ""
    return f"{flow} {words.moved(0, change_usd)}{by}"


def _more(growth_pct: float) -> str:
    return f"{words.number(abs(growth_pct))}% {'higher' if growth_pct >= 0 else 'lower'}"


def _year_name(months: pd.Series) -> str:
    """Return the name of the months of one year that the data hold: ``2024``, ``January to August 2026``."""
    first, last = months.min(), months.max()
    if len(months) == last.month - first.month + 1:
        return words.period(first, last)
    return f"{len(months)} months of {first.year}"
