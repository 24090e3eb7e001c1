"""Chapter Trade balance: exports, imports and balance by month and year."""

import pandas as pd

from analysis.chapters.common import introduction, partner, source, totals, turning_points
from analysis.chapters.reach import TOTALS
from analysis.frames import row_at
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import BILLION_USD, PERCENT, Lines, Series
from analysis.present.roles import Role
from analysis.trade import balances


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    name = partner(p)
    return introduction(
        p,
        f"How much the United States sells to {name} and buys from it, month by month and year by year. Exports are"
        " counted at the ship's side (FAS), imports at customs value, which leaves out freight and duty.",
        TOTALS,
    )


def findings(p: Parameters) -> Text:
    """Return the chapter's key findings."""
    months = balances.monthly(p.partner, *p.months, p.vintage)
    latest = months.iloc[-1]
    return text(_last_year(p, months), _latest_month(p, months), _growth(p, months), _record(p, months, latest))


def flows(p: Parameters) -> Figure:
    """Show exports and imports by month."""
    months = balances.monthly(p.partner, *p.months, p.vintage)
    latest = months.iloc[-1]
    return Figure(
        "flows",
        _flows_title(p, months),
        "billion US dollars a month, goods, not seasonally adjusted",
        f"In {words.month(latest['month'])} the United States exported goods worth {words.usd(latest['exports_usd'])} "
        f"to {partner(p)} and imported {words.usd(latest['general_imports_usd'])}.",
        source(*totals(p)),
        months,
        Lines(
            months["month"],
            [
                Series("US exports", Role.EXPORTS, months["exports_usd"]),
                Series("US imports", Role.IMPORTS, months["general_imports_usd"]),
            ],
            BILLION_USD,
            turning_points(p),
        ),
    )


def rolling(p: Parameters) -> Figure | None:
    """Show the balance over twelve months."""
    months = balances.monthly(p.partner, *p.months, p.vintage)
    year = balances.rolling_year(months)
    if year.empty:
        return None
    last, first = year.iloc[-1], year.iloc[0]
    lowest = row_at(year, year["balance_usd"].idxmin())
    kind = words.surplus_or_deficit(last["balance_usd"])
    return Figure(
        "rolling-balance",
        f"The US goods {kind} with {partner(p)} came to {words.usd(abs(last['balance_usd']))} in the year to "
        f"{words.month(last['month'])}",
        "US goods balance, billion US dollars, sum of the twelve months to each date",
        f"The balance over twelve months went from {words.usd(first['balance_usd'])} in the year to "
        f"{words.month(first['month'])} to {words.usd(last['balance_usd'])} in the year to "
        f"{words.month(last['month'])}; {_lowest(lowest, last, 'the year to ')}.",
        source(*totals(p)),
        year,
        Lines(year["month"], [_balance(year, strong=True)], BILLION_USD, turning_points(p)),
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
    first = smooth["month"].max() - pd.DateOffset(years=8)
    raw, smooth = months[months["month"] > first], smooth[smooth["month"] > first]
    last, lowest = smooth.iloc[-1], row_at(smooth, smooth["balance_usd"].idxmin())
    high, low = _season(raw, smooth)
    return Figure(
        "adjusted",
        f"With the season taken out, the balance with {partner(p)} was {words.usd(last['balance_usd'])} in "
        f"{words.month(last['month'])}",
        "US goods balance, billion US dollars a month; adjusted with STL, not by the Census Bureau",
        f"In {words.month(last['month'])} the balance was {words.usd(raw['balance_usd'].iloc[-1])} as published and "
        f"{words.usd(last['balance_usd'])} with the season taken out; {_lowest(lowest, last)}. "
        f"Imports are usually highest in {high} and lowest in {low}.",
        source(*totals(p)),
        smooth.merge(raw[["month", "balance_usd"]], on="month", suffixes=("_adjusted", "_published")),
        Lines(
            smooth["month"],
            [Series("As published", Role.OTHER, raw["balance_usd"]), _balance(smooth, "Adjusted", strong=True)],
            BILLION_USD,
            turning_points(p),
        ),
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


def _flows_title(p: Parameters, months: pd.DataFrame) -> str:
    """Return how imports of the last twelve months stand against those of the twelve before."""
    recent, before = (balances.last_twelve(months, back)["general_imports_usd"] for back in (0, 12))
    if len(recent) < 12 or len(before) < 12 or not before.sum():
        return f"US goods trade with {partner(p)} by month"
    change = (recent.sum() / before.sum() - 1) * 100
    verb = words.moved(0, change, "grew", "fell")
    return f"US imports from {partner(p)} {verb} by {words.percent(abs(change), 0)} within a year"


def _balance(months: pd.DataFrame, name: str = "Balance", strong: bool = False) -> Series:
    """Return the balance as a line, in the colour of what it is at its end."""
    role = Role.DEFICIT if months["balance_usd"].iloc[-1] < 0 else Role.SURPLUS
    return Series(name, role, months["balance_usd"], strong)
