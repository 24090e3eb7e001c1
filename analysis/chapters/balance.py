"""Chapter Trade balance: exports, imports and balance by month and year."""

import pandas as pd

from analysis.chapters.common import both_flows, introduction, partner, source, totals, turning_points
from analysis.chapters.last_dates import TOTALS
from analysis.frames import row_at
from analysis.language import message, say
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import BILLION_USD, Lines, Series, Waterfall, unit_of_usd
from analysis.present.roles import Role
from analysis.trade import balances, world_share


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    name = partner(p)
    return introduction(
        p,
        say(
            "How much the United States sells to {name} and buys from it, month by month and year by "
            "year. Exports are counted at the ship's side (FAS), imports at customs value, which "
            "leaves out freight and duty.",
            name=name,
        ),
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
    latest, unit = months.iloc[-1], unit_of_usd(months[["exports_usd", "general_imports_usd"]])
    return Figure(
        "flows",
        _flows_title(p, months),
        say("{unit} a month, goods, not seasonally adjusted", unit=unit.name),
        say(
            "In {month} the United States exported goods worth {exports} to {partner} and imported {imports}.",
            month=words.month(latest["month"]),
            exports=words.usd(latest["exports_usd"]),
            partner=partner(p),
            imports=words.usd(latest["general_imports_usd"]),
        ),
        source(*totals(p)),
        months,
        both_flows(p, months, "usd", unit),
    )


def rolling(p: Parameters) -> Figure | None:
    """Show the balance over twelve months."""
    months = balances.monthly(p.partner, *p.months, p.vintage)
    year = balances.rolling_year(months)
    if year.empty:
        return None
    last, first = year.iloc[-1], year.iloc[0]
    lowest = row_at(year, year["balance_usd"].idxmin())
    kind, unit = words.surplus_or_deficit(last["balance_usd"]), unit_of_usd(year["balance_usd"])
    return Figure(
        "rolling-balance",
        say(
            "The US goods {kind} with {partner} came to {balance} in the year to {month}",
            kind=kind,
            partner=partner(p),
            balance=words.usd(abs(last["balance_usd"])),
            month=words.month(last["month"]),
        ),
        say("US goods balance, {unit}, sum of the twelve months to each date", unit=unit.name),
        say(
            "The year to {first} had {before}, the year to {last} {after}. {lowest}.",
            before=words.balance(first["balance_usd"]),
            first=words.month(first["month"]),
            after=words.balance(last["balance_usd"]),
            last=words.month(last["month"]),
            lowest=words.capital(
                lowest_named(lowest, last, say("the year to {month}", month=words.month(lowest["month"])))
            ),
        ),
        source(*totals(p)),
        year,
        Lines(year["month"], [balance_series(year, strong=True)], unit, turning_points(p)),
    )


def years(p: Parameters) -> Table:
    """List calendar years with growth on the year before."""
    months = balances.monthly(p.partner, *p.months, p.vintage)
    table = balances.annual(months).sort_values("year", ascending=False)
    table["period"] = [_year_name(months.loc[months["month"].dt.year == year, "month"]) for year in table["year"]]
    unit, write = words.column_of_usd(table[["exports_usd", "general_imports_usd"]].max().max())
    return Table(
        "years",
        say("US goods trade with {partner} by year", partner=partner(p)),
        [
            Column("period", say("Year")),
            Column("exports_usd", say("Exports"), unit, write),
            Column("exports_growth_pct", say("Exports growth"), "%", words.number),
            Column("general_imports_usd", say("General imports"), unit, write),
            Column("general_imports_growth_pct", say("Imports growth"), "%", words.number),
            Column("balance_usd", say("Balance"), unit, write),
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
    title = (
        say("It was imports that moved the balance with {partner} most", partner=partner(p))
        if abs(imports) > abs(exports)
        else say("It was exports that moved the balance with {partner} most", partner=partner(p))
    )
    names = [
        say("Balance in {base_year}", base_year=p.base_year),
        say("Exports {moved}", moved=words.direction(0, exports)),
        say("Imports {moved}", moved=words.direction(0, -imports)),
        say("Balance in {span}", span=span),
    ]
    data = pd.DataFrame({"part": names, "balance_or_change_usd": [before, exports, imports, after]})
    return Figure(
        "contribution",
        title,
        say("billion US dollars, goods; more imports lower the balance"),
        say(
            "The United States had {before} with {partner} in {base_year} and {after} in {span}. US {exports} and "
            "{imports}.",
            base_year=p.base_year,
            span=span,
            partner=partner(p),
            before=words.balance(before),
            after=words.balance(after),
            exports=_change(say("exports"), exports),
            imports=_change(say("imports"), -imports),
        ),
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
    return say(
        _from_to(before["balance_usd"].sum(), recent["balance_usd"].sum()),
        month=words.month(p.months[1]),
        partner=partner(p),
        before=words.usd(abs(before["balance_usd"].sum())),
        after=words.usd(abs(recent["balance_usd"].sum())),
        earlier=words.surplus_or_deficit(before["balance_usd"].sum()),
        kind=words.surplus_or_deficit(recent["balance_usd"].sum()),
    )


def _from_to(before: float, after: float) -> str:
    """Return the sentence for how a balance moved, its sign in words."""
    if (before < 0) != (after < 0):
        return message(
            "Over the twelve months to {month} the US goods **balance** with {partner} turned from a {earlier} of "
            "{before} to a {kind} of {after}, against the twelve months before."
        )
    if words.usd(abs(before)) == words.usd(abs(after)):
        return message(
            "Over the twelve months to {month} the US goods **{kind}** with {partner} stayed at {after}, against the "
            "twelve months before."
        )
    if abs(after) > abs(before):
        return message(
            "Over the twelve months to {month} the US goods **{kind}** with {partner} widened from {before} to "
            "{after}, against the twelve months before."
        )
    return message(
        "Over the twelve months to {month} the US goods **{kind}** with {partner} narrowed from {before} to {after}, "
        "against the twelve months before."
    )


def _share(p: Parameters) -> str:
    """Say what part of the whole US deficit this one is, over the last twelve months and in the base year."""
    last = p.months[1]
    now = world_share.of_deficit(p.partner, last - pd.DateOffset(months=11), last, p.vintage)
    if now is None or p.months[0] > last - pd.DateOffset(months=11):
        return ""
    year = pd.Timestamp(p.base_year, 1, 1)
    before = world_share.of_deficit(p.partner, year, year + pd.DateOffset(months=11), p.vintage)
    if before is None or last.year == p.base_year:
        return say("That is **{now}** of the US goods deficit with all countries.", now=words.share(now, 1))
    return say(
        "That is **{now}** of the US goods deficit with all countries, after {before} in {year}.",
        now=words.share(now, 1),
        before=words.share(before, 1),
        year=p.base_year,
    )


def _latest_month(p: Parameters, months: pd.DataFrame) -> str:
    row = months.iloc[-1]
    return say(
        "In {month} alone, exports were {exports} and imports {imports}: **{balance}**.",
        month=words.month(row["month"]),
        exports=words.usd(row["exports_usd"]),
        imports=words.usd(row["general_imports_usd"]),
        balance=words.balance(row["balance_usd"]),
    )


def _growth(p: Parameters, months: pd.DataFrame) -> str:
    base, recent = base_and_last_year(p)
    if len(base) < 12 or len(recent) < 12 or recent["month"].iloc[0] <= base["month"].iloc[-1]:
        return ""
    parts = balances.contributions(base, recent)
    flows = {
        "exports": _change(say("exports"), parts["exports_usd"]),
        "imports": _change(say("imports"), -parts["general_imports_usd"]),
        "year": p.base_year,
    }
    if max(base["balance_usd"].sum(), recent["balance_usd"].sum()) < 0:
        larger = parts["balance_usd"] < 0
        return say(
            message("The deficit is {amount} larger than in {year}: {exports} and {imports}.")
            if larger
            else message("The deficit is {amount} smaller than in {year}: {exports} and {imports}."),
            amount=words.usd(abs(parts["balance_usd"])),
            **flows,
        )
    balance = _change(say("the balance of the last twelve months"), parts["balance_usd"])
    return say("Against {year}, {balance}: {exports} and {imports}.", balance=balance, **flows)


def _record(p: Parameters, months: pd.DataFrame, latest: pd.Series) -> str:
    low = row_at(months, months["balance_usd"].idxmin())
    of_latest = low["month"] == latest["month"]
    if low["balance_usd"] < 0:
        pattern = (
            message("That is the largest deficit of any month since {first}.")
            if of_latest
            else message("The largest deficit of any month since {first} is that of {month}: {amount}.")
        )
    else:
        pattern = (
            message("That is the smallest surplus of any month since {first}.")
            if of_latest
            else message("The smallest surplus of any month since {first} is that of {month}: {amount}.")
        )
    return say(
        pattern,
        first=words.month(months["month"].iloc[0]),
        month=words.month(low["month"]),
        amount=words.usd(abs(low["balance_usd"])),
    )


def lowest_named(lowest: pd.Series, last: pd.Series, when: str) -> str:
    """Return ``when`` a drawing has its lowest balance, as the rest of a sentence."""
    of_last = lowest["month"] == last["month"]
    if lowest["balance_usd"] < 0:
        pattern = (
            message("that is the largest deficit shown")
            if of_last
            else message("the largest deficit shown is that of {when}, {amount}")
        )
    else:
        pattern = (
            message("that is the smallest surplus shown")
            if of_last
            else message("the smallest surplus shown is that of {when}, {amount}")
        )
    return say(pattern, when=when, amount=words.usd(abs(lowest["balance_usd"])))


def _change(flow: str, change_usd: float) -> str:
    """Return how ``flow`` moved, as a clause: ``exports rose by $1.2 billion``."""
    if not change_usd:
        return say("{flow} did not change", flow=flow)
    pattern = message("{flow} rose by {amount}") if change_usd > 0 else message("{flow} fell by {amount}")
    return say(pattern, flow=flow, amount=words.usd(abs(change_usd)))


def _year_name(months: pd.Series) -> str:
    """Return the name of the months of one year that the data hold: ``2024``, ``January to August 2026``."""
    first, last = months.min(), months.max()
    if len(months) == 12:
        return f"{first.year}"
    if len(months) == last.month - first.month + 1:
        return words.tabled_period(first, last)
    return say("{count} months of {year}", count=len(months), year=first.year)


def _flows_title(p: Parameters, months: pd.DataFrame) -> str:
    """Return how imports of the last twelve months stand against those of the twelve before."""
    recent, before = (balances.last_twelve(months, back)["general_imports_usd"] for back in (0, 12))
    if len(recent) < 12 or len(before) < 12 or not before.sum():
        return say("US goods trade with {partner} by month", partner=partner(p))
    change = recent.sum() / before.sum() - 1
    patterns = (
        message("US imports from {partner} grew by {change} in the year to {month}"),
        message("US imports from {partner} fell by {change} in the year to {month}"),
        message("US imports from {partner} did not change in the year to {month}"),
    )
    last = words.month(months["month"].iloc[-1])
    return say(words.direction(0, change, *patterns), partner=partner(p), change=words.share(abs(change)), month=last)


def balance_series(months: pd.DataFrame, name: str = message("Balance"), strong: bool = False) -> Series:
    """Return the balance as a line, in the colour of what it is at its end."""
    role = Role.DEFICIT if months["balance_usd"].iloc[-1] < 0 else Role.SURPLUS
    return Series(say(name), role, months["balance_usd"], strong)
