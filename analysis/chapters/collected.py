"""Chapter What duty was collected."""

from typing import Any

import pandas as pd

from analysis import partners
from analysis.chapters.common import partner, peer_colours, source
from analysis.data import load
from analysis.frames import each_row, row_at
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, axes, roles, text, words
from analysis.present.charts import Freehand
from analysis.present.roles import Role
from analysis.tariffs import calculated_duty

DUTY = "imports_by_naics3"
SHOWN_INDUSTRIES = 5
SHOWN_SINCE = pd.DateOffset(years=4)


def findings(p: Parameters) -> Text:
    """Return the chapter's key findings, or that the data hold no duty on the partner."""
    months = _months(p, p.partner)
    if months.empty:
        return text(f"The data hold no calculated duty on imports from {partner(p)}.")
    last = months.iloc[-1]
    return text(
        latest_rate(p),
        f"That is {words.usd(last['calculated_duty_usd'])} of duty on {words.usd(last['imports_for_consumption_usd'])} "
        "of imports for consumption.",
        _all_partners(p, last),
        _peak(months),
    )


def latest_rate(p: Parameters) -> str:
    """Return the sentence on the duty of the last month and of the base year; empty without months."""
    months = _months(p, p.partner)
    if months.empty:
        return ""
    last = months.iloc[-1]
    year = months[months["month"].dt.year == p.base_year]
    base = year["calculated_duty_usd"].sum() / year["imports_for_consumption_usd"].sum() * 100 if len(year) else None
    before = f"; in {p.base_year} it was {words.percent(base)}" if base is not None else ""
    newest = calculated_duty.monthly(p.partner)["month"].max() == last["month"]
    which = "the last month with calculated duty" if newest else "the last month of this edition"
    return (
        f"In {words.month(last['month'])}, {which}, importers owed **{words.percent(last['collected_rate_pct'])}** of "
        f"the value of imports for consumption from {partner(p)}{before}."
    )


def monthly(p: Parameters) -> Figure | None:
    """Show the collected rate of the partner, its peers and all countries."""
    own = _recent(_months(p, p.partner))
    if own.empty:
        return None
    lines = {code: _recent(_months(p, code)) for code in (p.partner, *p.others, "WLD")}
    lines = {code: line for code, line in lines.items() if len(line)}
    colours = peer_colours(p, list(lines))

    def draw(ax: Any, narrow: bool) -> None:
        for code, line in lines.items():
            ax.plot(
                line["month"],
                line["collected_rate_pct"],
                color=colours[code],
                linewidth=2.4 if code == p.partner else 1.3,
            )
        ax.set_ylim(bottom=0)
        axes.time(ax, own["month"].iloc[0], own["month"].iloc[-1], narrow)
        ends = {
            partners.name(code): (
                line["month"].iloc[-1],
                line["collected_rate_pct"].iloc[-1],
                colours[code],
            )
            for code, line in lines.items()
        }
        axes.end_labels(ax, ends)

    last = own.iloc[-1]
    rates = [
        f"{partners.name(code)} {words.percent(line['collected_rate_pct'].iloc[-1])}" for code, line in lines.items()
    ]
    table = pd.concat([line.assign(partner=code) for code, line in lines.items()], ignore_index=True)
    return Figure(
        "collected",
        "Duty collected on US imports",
        "calculated duty in percent of imports for consumption, by month",
        f"In {words.month(last['month'])} the collected rates were: {words.join(rates)}.",
        source(DUTY),
        table,
        Freehand(draw, 1.1),
    )


def industry_lines(p: Parameters) -> Figure | None:
    """Show the collected rate by month of the industries that bear most duty."""
    months = _months(p, p.partner)
    if months.empty:
        return None
    last = months["month"].max()
    top = calculated_duty.by_industry(p.partner, last - pd.DateOffset(months=11), last).head(SHOWN_INDUSTRIES)
    lines = {row.name_: _recent(_rates(p, row.naics3)) for row in each_row(top.rename(columns={"name": "name_"}))}
    lines = {name: line for name, line in lines.items() if len(line)}
    colours = {name: one.light for name, one in roles.items(list(lines)).items()}

    def draw(ax: Any, narrow: bool) -> None:
        for name, line in lines.items():
            ax.plot(line["month"], line["collected_rate_pct"], color=colours[name], linewidth=1.5)
        ax.set_ylim(bottom=0)
        axes.time(ax, min(line["month"].iloc[0] for line in lines.values()), last, narrow)
        ends = {
            _short(name, narrow): (line["month"].iloc[-1], line["collected_rate_pct"].iloc[-1], colours[name])
            for name, line in lines.items()
        }
        axes.end_labels(ax, ends)

    rates = [
        f"{name.lower()} {words.percent(line['collected_rate_pct'].iloc[-1])}"
        for name, line in lines.items()
        if line["month"].iloc[-1] == last
    ]
    return Figure(
        "collected-by-industry",
        f"Duty collected on US imports from {partner(p)}, the industries that bear most of it",
        "calculated duty in percent of imports for consumption, by month",
        f"In {words.month(last)} the collected rates were: {words.join(rates)}.",
        source(DUTY),
        pd.concat([line.assign(industry=name) for name, line in lines.items()], ignore_index=True),
        Freehand(draw),
    )


def industries(p: Parameters) -> Table | None:
    """List collected rate and duty by industry in the last twelve months."""
    months = _months(p, p.partner)
    if months.empty:
        return None
    last = months["month"].max()
    first = last - pd.DateOffset(months=11)
    rows = calculated_duty.by_industry(p.partner, first, last)
    latest = calculated_duty.by_industry(p.partner, last, last)[["naics3", "collected_rate_pct"]]
    rows = rows.merge(latest.rename(columns={"collected_rate_pct": "latest_rate_pct"}), on="naics3", how="left")
    rows["duty_share_pct"] = rows["duty_share"] * 100
    return Table(
        "duty-by-industry",
        f"Duty collected on US imports from {partner(p)} by industry, {words.period(first, last)}",
        [
            Column("naics3", "NAICS"),
            Column("name", "Industry"),
            Column(
                "imports_for_consumption_usd", "Imports for consumption", "$ billion", lambda v: words.billions(v, 2)
            ),
            Column("calculated_duty_usd", "Calculated duty", "$ billion", lambda v: words.billions(v, 2)),
            Column("duty_share_pct", "Share of duty", "%", words.number),
            Column("collected_rate_pct", "Collected rate", "%", words.number),
            Column("latest_rate_pct", f"Collected rate, {words.month(last)}", "%", words.number),
        ],
        source(DUTY),
        rows,
        searchable=True,
    )


def treasury(p: Parameters) -> Figure | None:
    """Show calculated duty of all countries beside the Treasury's receipts."""
    table = calculated_duty.against_treasury()
    table = table[table["month"] <= p.window[1]]
    if table.empty:
        return None
    duty, gross = table["calculated_duty_usd"].sum(), table["gross_receipts_usd"].sum()

    def draw(ax: Any, narrow: bool) -> None:
        ax.plot(table["month"], axes.billions(table["calculated_duty_usd"]), color=Role.DUTY_OWED.light)
        ax.plot(table["month"], axes.billions(table["gross_receipts_usd"]), color=Role.RECEIPTS.light)
        ax.set_ylim(bottom=0)
        axes.time(ax, table["month"].iloc[0], table["month"].iloc[-1], narrow)
        last = table.iloc[-1]
        axes.end_labels(
            ax,
            {
                "calculated": (last["month"], axes.billions(last["calculated_duty_usd"]), Role.DUTY_OWED.light),
                "received": (last["month"], axes.billions(last["gross_receipts_usd"]), Role.RECEIPTS.light),
            },
        )

    return Figure(
        "treasury",
        "Two readings of US customs duties, all countries",
        "billion US dollars a month",
        f"Over {words.period(table['month'].iloc[0], table['month'].iloc[-1])} calculated duty came to "
        f"{words.usd(duty)} and the Treasury's gross receipts to {words.usd(gross)}, "
        f"{words.percent(abs(gross / duty - 1) * 100)} "
        f"{words.moved(duty, gross, 'more', 'less', 'more')}.",
        source(DUTY, "treasury_customs_receipts"),
        table,
        Freehand(draw, 0.9),
    )


def refunds(p: Parameters) -> Table | None:
    """List the Treasury's receipts and refunds of the last twelve months."""
    table = load("treasury_customs_receipts")
    table = table[table["month"] <= p.day].tail(12).sort_values("month", ascending=False)
    if table.empty:
        return None
    return Table(
        "receipts",
        "US customs receipts, all countries, last twelve months",
        [
            Column("month", "Month", "", words.month),
            Column("gross_receipts_usd", "Received", "$ billion", lambda v: words.billions(v, 2)),
            Column("refunds_usd", "Refunded", "$ billion", lambda v: words.billions(v, 2)),
            Column("net_receipts_usd", "Net", "$ billion", lambda v: words.billions(v, 2)),
        ],
        source("treasury_customs_receipts"),
        table,
    )


def _months(p: Parameters, code: str) -> pd.DataFrame:
    return _within(p, calculated_duty.monthly(code))


def _rates(p: Parameters, naics3: str) -> pd.DataFrame:
    return _within(p, calculated_duty.monthly(p.partner, naics3))


def _short(name: str, narrow: bool) -> str:
    """Return the first words of a long name, for the end of a line on a phone."""
    return name.split(" and ")[0] if narrow else name


def _within(p: Parameters, months: pd.DataFrame) -> pd.DataFrame:
    return months[months["month"].between(*p.window)].dropna(subset="collected_rate_pct").reset_index(drop=True)


def _recent(months: pd.DataFrame) -> pd.DataFrame:
    recent: pd.DataFrame = months[months["month"] > months["month"].max() - SHOWN_SINCE]
    return recent


def _all_partners(p: Parameters, last: pd.Series) -> str:
    world = _months(p, "WLD").set_index("month")["collected_rate_pct"].get(last["month"])
    if world is None:
        return ""
    side = words.moved(world, last["collected_rate_pct"], "above", "below", "equal to")
    return f"The rate on all countries together was {words.percent(world)} in that month; {partner(p)} is {side} it."


def _peak(months: pd.DataFrame) -> str:
    peak = row_at(months, months["collected_rate_pct"].idxmax())
    highest = words.percent(peak["collected_rate_pct"])
    return f"The highest collected rate of the period is {highest}, in {words.month(peak['month'])}."
