"""Chapter What duty importers owed."""

import pandas as pd

from analysis import partners
from analysis.chapters.common import introduction, partner, peer_roles, source, turning_points
from analysis.data import load
from analysis.frames import row_at
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, roles, text, words
from analysis.present.charts import BILLION_USD, PERCENT, Lines, Multiples, Series
from analysis.present.roles import Role
from analysis.tariffs import calculated_duty

DUTY = "imports_by_naics3"
SHOWN_INDUSTRIES = 5
SHOWN_SINCE = pd.DateOffset(years=4)


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        f"How much duty importers owed on goods from {partner(p)}, as a share of their value. It is the duty that "
        "entry papers imply, before any refund: the Census Bureau's calculated duty divided by imports for "
        "consumption.",
        "imports_by_naics3",
        "treasury_customs_receipts",
    )


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
        refunded(p),
    )


def refunded(p: Parameters) -> str:
    """Say what the Treasury has refunded since the last month of which the duty owed is known; empty if not known."""
    months = _months(p, p.partner)
    later = calculated_duty.refunded(months["month"].max(), p.day) if len(months) else months
    if later.empty:
        return ""
    refunds, gross = later["refunds_usd"].sum(), later["gross_receipts_usd"].sum()
    return (
        f"Owed is not kept: from {words.period(later['month'].iloc[0], later['month'].iloc[-1])} the Treasury refunded "
        f"**{words.usd(refunds)}** to importers of goods from all countries, {words.share(refunds / gross)} of what it "
        "received in these months."
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
        f"In {words.month(last['month'])}, {which}, importers owed **{words.percent(last['owed_rate_pct'])}** of "
        f"the value of imports for consumption from {partner(p)}{before}."
    )


def monthly(p: Parameters) -> Figure | None:
    """Show the duty owed on goods of the partner, its peers and all countries, a small panel each."""
    own = _recent(_months(p, p.partner))
    if own.empty:
        return None
    found = {code: _recent(_months(p, code)) for code in (p.partner, "WLD", *p.others)}
    lines = {code: line.set_index("month")["owed_rate_pct"] for code, line in found.items() if len(line)}
    roles_of = peer_roles(p, list(lines))
    month = own["month"]
    series = [
        Series(partners.name(code), roles_of[code], line.reindex(month), code == p.partner)
        for code, line in lines.items()
    ]
    last = own.iloc[-1]
    rates = [f"{partners.name(code)} {words.percent(line.iloc[-1])}" for code, line in lines.items()]
    return Figure(
        "duty-owed",
        f"Importers owed {words.percent(last['owed_rate_pct'])} on goods from {partner(p)} in "
        f"{words.month(last['month'])}",
        "calculated duty in percent of imports for consumption, by month; grey line: all countries",
        f"In {words.month(last['month'])} importers owed: {words.join(rates)}.",
        source(DUTY),
        pd.concat([line.rename("owed_rate_pct").reset_index().assign(partner=code) for code, line in lines.items()]),
        Multiples(month, series, PERCENT, behind=next((one for one in series if one.role is Role.ALL_COUNTRIES), None)),
    )


def industry_lines(p: Parameters) -> Figure | None:
    """Show the rate owed by month of the industries that bear most duty."""
    months = _months(p, p.partner)
    if months.empty:
        return None
    last = months["month"].max()
    top = calculated_duty.by_industry(p.partner, last - pd.DateOffset(months=11), last).head(SHOWN_INDUSTRIES)
    rows = top.set_index("naics3")["name"]
    lines = {name: _recent(_rates(p, str(code))).set_index("month")["owed_rate_pct"] for code, name in rows.items()}
    lines = {str(name): line for name, line in lines.items() if len(line)}
    month = sorted({day for line in lines.values() for day in line.index})
    colours = roles.items(list(lines))
    rates = [f"{name.lower()} {words.percent(line[last])}" for name, line in lines.items() if last in line.index]
    lead, line = next(iter(lines.items()))
    return Figure(
        "duty-owed-by-industry",
        f"Most duty is owed on {lead.lower()}: {words.percent(line.iloc[-1])} of what comes from {partner(p)}",
        "calculated duty in percent of imports for consumption, by month; the industries that bear most of it",
        f"In {words.month(last)} importers owed: {words.join(rates)}.",
        source(DUTY),
        pd.concat([one.rename("owed_rate_pct").reset_index().assign(industry=name) for name, one in lines.items()]),
        Lines(
            month,
            [Series(name, colours[name], one.reindex(month)) for name, one in lines.items()],
            PERCENT,
            turning_points(p),
        ),
    )


def industries(p: Parameters) -> Table | None:
    """List rate and duty owed by industry in the last twelve months."""
    months = _months(p, p.partner)
    if months.empty:
        return None
    last = months["month"].max()
    first = last - pd.DateOffset(months=11)
    rows = calculated_duty.by_industry(p.partner, first, last)
    latest = calculated_duty.by_industry(p.partner, last, last)[["naics3", "owed_rate_pct"]]
    rows = rows.merge(latest.rename(columns={"owed_rate_pct": "latest_rate_pct"}), on="naics3", how="left")
    rows["duty_share_pct"] = rows["duty_share"] * 100
    return Table(
        "duty-by-industry",
        f"Duty owed on US imports from {partner(p)} by industry, {words.period(first, last)}",
        [
            Column("naics3", "NAICS"),
            Column("name", "Industry"),
            Column(
                "imports_for_consumption_usd",
                "Imports for consumption",
                "$ billion",
                lambda v: words.billions(v, 2),
                total=True,
            ),
            Column("calculated_duty_usd", "Calculated duty", "$ billion", lambda v: words.billions(v, 2), total=True),
            Column("duty_share_pct", "Share of duty", "%", words.number, total=True),
            Column("owed_rate_pct", "Rate owed", "%", words.number),
            Column("latest_rate_pct", f"Rate owed, {words.month(last)}", "%", words.number),
        ],
        source(DUTY),
        rows,
        searchable=True,
        subject="owed_rate_pct",
    )


def treasury(p: Parameters) -> Figure | None:
    """Show what the Treasury received and refunded, beside the duty calculated on entry."""
    if _months(p, p.partner).empty:
        return None
    both = calculated_duty.against_treasury()
    both = both[both["month"] <= p.window[1]]
    table = load("treasury_customs_receipts")
    table = table[(table["month"] <= p.day) & (table["month"] >= both["month"].min())] if len(both) else both
    if table.empty:
        return None
    table = table.merge(both[["month", "calculated_duty_usd"]], on="month", how="left")
    duty, gross = both["calculated_duty_usd"].sum(), both["gross_receipts_usd"].sum()
    last = table.iloc[-1]
    return Figure(
        "treasury",
        f"The Treasury received {words.usd(last['gross_receipts_usd'])} of customs duties in "
        f"{words.month(last['month'])} and refunded {words.usd(last['refunds_usd'])}",
        "billion US dollars a month, all countries; receipts are cash, calculated duty is that of the month's entries",
        f"Over {words.period(both['month'].iloc[0], both['month'].iloc[-1])} calculated duty came to "
        f"{words.usd(duty)} and the Treasury's gross receipts to {words.usd(gross)}, "
        f"{words.percent(abs(gross / duty - 1) * 100)} "
        f"{words.moved(duty, gross, 'more', 'less', 'more')}.",
        source(DUTY, "treasury_customs_receipts"),
        table,
        Lines(
            table["month"],
            [
                Series("Calculated", Role.DUTY_OWED, table["calculated_duty_usd"]),
                Series("Received", Role.RECEIPTS, table["gross_receipts_usd"]),
                Series("Refunded", Role.REFUNDS, table["refunds_usd"]),
                Series("Net", Role.INK, table["net_receipts_usd"], dashed=True),
            ],
            BILLION_USD,
            turning_points(p),
        ),
    )


def refunds(p: Parameters) -> Table | None:
    """List the Treasury's receipts and refunds of the last twelve months."""
    table = load("treasury_customs_receipts")
    table = table[table["month"] <= p.day].tail(12).sort_values("month", ascending=False)
    if table.empty or _months(p, p.partner).empty:
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


def _within(p: Parameters, months: pd.DataFrame) -> pd.DataFrame:
    return months[months["month"].between(*p.window)].dropna(subset="owed_rate_pct").reset_index(drop=True)


def _recent(months: pd.DataFrame) -> pd.DataFrame:
    recent: pd.DataFrame = months[months["month"] > months["month"].max() - SHOWN_SINCE]
    return recent


def _all_partners(p: Parameters, last: pd.Series) -> str:
    world = _months(p, "WLD").set_index("month")["owed_rate_pct"].get(last["month"])
    if world is None:
        return ""
    side = words.moved(world, last["owed_rate_pct"], "above", "below", "equal to")
    return f"The rate on all countries together was {words.percent(world)} in that month; {partner(p)} is {side} it."


def _peak(months: pd.DataFrame) -> str:
    peak = row_at(months, months["owed_rate_pct"].idxmax())
    highest = words.percent(peak["owed_rate_pct"])
    return f"The highest rate of the period is {highest}, in {words.month(peak['month'])}."
