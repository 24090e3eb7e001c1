"""Chapter Trade balance: exports, imports and balance by month and year."""

import pandas as pd

from analysis.chapters.common import introduction, partner, source, totals, turning_points
from analysis.chapters.reach import TOTALS
from analysis.frames import row_at
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import BILLION_USD, Lines, Series, Waterfall
from analysis.present.roles import Role
from analysis.trade import balances, world_share


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
    return text(
        _last_year(p, months),
        _share(p),
        _growth(p, months),
        _latest_month(p, months),
        _record(p, months, latest),
    )


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
        f"{words.month(last['month'])}; {lowest_named(lowest, last, 'the year to ')}.",
        source(*totals(p)),
        year,
        Lines(year["month"], [balance_series(year, strong=True)], BILLION_USD, turning_points(p)),
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
        shown=12,
        subject="balance_usd",
    )


def contribution(p: Parameters) -> Figure | None:
    """Show what exports and imports added to the change of the balance since the base year."""
    base, recent = base_and_last_year(p)
    if len(base) < 12 or len(recent) < 12 or recent["month"].iloc[0] <= base["month"].iloc[-1]:
        return None
    parts = balances.contributions(base, recent)
    exports, imports = float(parts["exports_usd"]), float(parts["general_imports_usd"])
    before, after = float(base["balance_usd"].sum()), float(recent["balance_usd"].sum())
    span = words.period(recent["month"].iloc[0], recent["month"].iloc[-1])
    larger = "imports" if abs(imports) > abs(exports) else "exports"
    names = [
        f"Balance in {p.base_year}",
        f"Exports {words.moved(0, exports)}",
        f"Imports {words.moved(0, -imports)}",
        f"Balance in {span}",
    ]
    data = pd.DataFrame({"part": names, "balance_or_change_usd": [before, exports, imports, after]})
    return Figure(
        "contribution",
        f"It was {larger} that moved the balance with {partner(p)} most",
        "billion US dollars, goods; more imports lower the balance",
        f"Between {p.base_year} and {span} the balance with {partner(p)} went from {words.usd(before)} to "
        f"{words.usd(after)}: exports added {words.usd(exports)} and imports {words.usd(imports)}.",
        source(*totals(p)),
        data,
        Waterfall(names, BILLION_USD, 0.7, [exports, imports], after, before),
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


def _share(p: Parameters) -> str:
    """Say what part of the whole US deficit this one is, over the last twelve months and in the base year."""
    last = p.months[1]
    now = world_share.of_deficit(p.partner, last - pd.DateOffset(months=11), last, p.vintage)
    if now is None or p.months[0] > last - pd.DateOffset(months=11):
        return ""
    year = pd.Timestamp(p.base_year, 1, 1)
    before = world_share.of_deficit(p.partner, year, year + pd.DateOffset(months=11), p.vintage)
    moved = "" if before is None or last.year == p.base_year else f", after {words.share(before, 1)} in {p.base_year}"
    return f"That is **{words.share(now, 1)}** of the US goods deficit with all countries{moved}."


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
    moves = f"{_change('exports', parts['exports_usd'])} and {_change('imports', -parts['general_imports_usd'])}"
    if max(base["balance_usd"].sum(), recent["balance_usd"].sum()) < 0:
        size = words.moved(0, parts["balance_usd"], "smaller", "larger")
        return f"That deficit is {words.usd(abs(parts['balance_usd']))} {size} than the one of {p.base_year}: {moves}."
    return f"Against {p.base_year}, {_change('the balance of the last twelve months', parts['balance_usd'])}: {moves}."


def _record(p: Parameters, months: pd.DataFrame, latest: pd.Series) -> str:
    low = row_at(months, months["balance_usd"].idxmin())
    extreme = f"{_extreme(low['balance_usd'])} of the period"
    if low["month"] == latest["month"]:
        return f"The latest month has {extreme}."
    return f"{words.capital(extreme)} is that of {words.month(low['month'])}: {words.usd(abs(low['balance_usd']))}."


def lowest_named(lowest: pd.Series, last: pd.Series, span: str = "") -> str:
    """Return which month of a drawing, or year to it, has the lowest balance, as the rest of a sentence."""
    extreme = f"{_extreme(lowest['balance_usd'])} shown"
    if lowest["month"] == last["month"]:
        return f"that is {extreme}"
    return f"{extreme} is that of {span}{words.month(lowest['month'])}, {words.usd(abs(lowest['balance_usd']))}"


def _extreme(lowest: float) -> str:
    """Return what the lowest balance of several is."""
    return "the largest deficit" if lowest < 0 else "the smallest surplus"


def _change(flow: str, change_usd: float) -> str:
    by = f" by {words.usd(abs(change_usd))}" if change_usd else ""
    return f"{flow} {words.moved(0, change_usd)}{by}"


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


def balance_series(months: pd.DataFrame, name: str = "Balance", strong: bool = False) -> Series:
    """Return the balance as a line, in the colour of what it is at its end."""
    role = Role.DEFICIT if months["balance_usd"].iloc[-1] < 0 else Role.SURPLUS
    return Series(name, role, months["balance_usd"], strong)
