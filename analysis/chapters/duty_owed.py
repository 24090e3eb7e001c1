"""Chapter What duty importers owed."""

import pandas as pd

from analysis import partners
from analysis.chapters.common import introduction, partner, peer_roles, said, source, turning_points
from analysis.data import load
from analysis.frames import row_at
from analysis.language import message, say
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
        say(
            "How much duty importers owed on goods from {partner}, as a share of their value. It is "
            "the duty that entry papers imply, before any refund: the Census Bureau's calculated "
            "duty divided by imports for consumption.",
            partner=partner(p),
        ),
        "imports_by_naics3",
        "treasury_customs_receipts",
    )


def findings(p: Parameters) -> Text:
    """Return the chapter's key findings, or that the data hold no duty on the partner."""
    months = _months(p, p.partner)
    if months.empty:
        return text(
            say(
                "The data hold no calculated duty on imports from {partner}.",
                partner=partner(p),
            )
        )
    last = months.iloc[-1]
    return text(
        latest_rate(p),
        say(
            "That is {calculated_duty} of duty on {imports_for_consumption} of imports for consumption.",
            calculated_duty=words.usd(last["calculated_duty_usd"]),
            imports_for_consumption=words.usd(last["imports_for_consumption_usd"]),
        ),
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
    return say(
        "Owed is not kept: from {period} the Treasury refunded **{refunds}** to importers of "
        "goods from all countries, {share} of what it received in these months.",
        period=words.period(later["month"].iloc[0], later["month"].iloc[-1]),
        refunds=words.usd(refunds),
        share=words.share(refunds / gross),
    )


def latest_rate(p: Parameters) -> str:
    """Return the sentence on the duty of the last month and of the base year; empty without months."""
    months = _months(p, p.partner)
    if months.empty:
        return ""
    last = months.iloc[-1]
    year = months[months["month"].dt.year == p.base_year]
    base = year["calculated_duty_usd"].sum() / year["imports_for_consumption_usd"].sum() if len(year) else None
    newest = calculated_duty.monthly(p.partner)["month"].max() == last["month"]
    return say(
        message(
            "In {month}, {which}, importers owed **{owed_rate}** of the value of imports for consumption from "
            "{partner}."
        )
        if base is None
        else message(
            "In {month}, {which}, importers owed **{owed_rate}** of the value of imports for consumption from "
            "{partner}; in {base_year} it was {base}."
        ),
        month=words.month(last["month"]),
        which=say("the last month with calculated duty") if newest else say("the last month of this edition"),
        owed_rate=words.percent(last["owed_rate_pct"]),
        partner=partner(p),
        base_year=p.base_year,
        base=None if base is None else words.share(base, 1),
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
    rates = [f"{partners.in_sentence(code)} {words.percent(line.iloc[-1])}" for code, line in lines.items()]
    return Figure(
        "duty-owed",
        say(
            "Importers owed {owed_rate} on goods from {partner} in {month}",
            owed_rate=words.percent(last["owed_rate_pct"]),
            partner=partner(p),
            month=words.month(last["month"]),
        ),
        say(
            "calculated duty in percent of imports for consumption, by month; grey line: all countries",
        ),
        say(
            "Duty owed in {month}: {rates}.",
            month=words.month(last["month"]),
            rates=words.join(rates),
        ),
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
    rows = said(top).set_index("naics3")["name"]
    lines = {name: _recent(_rates(p, str(code))).set_index("month")["owed_rate_pct"] for code, name in rows.items()}
    lines = {str(name): line for name, line in lines.items() if len(line)}
    month = sorted({day for line in lines.values() for day in line.index})
    colours = roles.items(list(lines))
    rates = [f"{name.lower()} {words.percent(line[last])}" for name, line in lines.items() if last in line.index]
    lead, line = next(iter(lines.items()))
    return Figure(
        "duty-owed-by-industry",
        say(
            "Most duty is owed on {lead} from {partner}: {line} of the value",
            lead=lead.lower(),
            line=words.percent(line.iloc[-1]),
            partner=partner(p),
        ),
        say(
            "calculated duty in percent of imports for consumption, by month; the industries that bear most of it",
        ),
        say(
            "Duty owed in {month}: {rates}.",
            month=words.month(last),
            rates=words.join(rates),
        ),
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
    rows = said(rows).merge(latest.rename(columns={"owed_rate_pct": "latest_rate_pct"}), on="naics3", how="left")
    unit, write = words.column_of_usd(rows["imports_for_consumption_usd"].max(), 2)
    return Table(
        "duty-by-industry",
        say(
            "Duty owed on US imports from {partner} by industry, {period}",
            partner=partner(p),
            period=words.period(first, last),
        ),
        [
            Column("naics3", "NAICS"),
            Column("name", say("Industry")),
            Column("imports_for_consumption_usd", say("Imports for consumption"), unit, write, total=True),
            Column("calculated_duty_usd", say("Calculated duty"), unit, write, total=True),
            Column("duty_share", say("Share of duty"), "%", words.share_number, total=True),
            Column("owed_rate_pct", say("Rate owed"), "%", words.number),
            Column("latest_rate_pct", say("Rate owed, {last}", last=words.month(last)), "%", words.number),
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
    last = table.iloc[-1]
    return Figure(
        "treasury",
        say(
            "The Treasury received {gross_receipts} of customs duties in {month} and refunded {refunds}",
            gross_receipts=words.usd(last["gross_receipts_usd"]),
            month=words.month(last["month"]),
            refunds=words.usd(last["refunds_usd"]),
        ),
        say(
            "billion US dollars a month, all countries; receipts are cash, calculated duty is that "
            "of the month's entries",
        ),
        _against_receipts(both),
        source(DUTY, "treasury_customs_receipts"),
        table,
        Lines(
            table["month"],
            [
                Series(say("Calculated"), Role.DUTY_OWED, table["calculated_duty_usd"]),
                Series(say("Received"), Role.RECEIPTS, table["gross_receipts_usd"]),
                Series(say("Refunded"), Role.REFUNDS, table["refunds_usd"]),
                Series(say("Net"), Role.INK, table["net_receipts_usd"], dashed=True),
            ],
            BILLION_USD,
            turning_points(p),
        ),
    )


def _against_receipts(both: pd.DataFrame) -> str:
    """Say the duty calculated over all months of `both` beside the Treasury's gross receipts."""
    duty, gross = both["calculated_duty_usd"].sum(), both["gross_receipts_usd"].sum()
    return say(
        words.direction(
            duty,
            gross,
            message(
                "Over {period} calculated duty came to {duty} and the Treasury's gross receipts to {gross}, "
                "{difference} more."
            ),
            message(
                "Over {period} calculated duty came to {duty} and the Treasury's gross receipts to {gross}, "
                "{difference} less."
            ),
            message(
                "Over {period} calculated duty came to {duty} and the Treasury's gross receipts to {gross}, "
                "{difference} more."
            ),
        ),
        period=words.period(both["month"].iloc[0], both["month"].iloc[-1]),
        duty=words.usd(duty),
        gross=words.usd(gross),
        difference=words.share(abs(gross / duty - 1), 1),
    )


def refunds(p: Parameters) -> Table | None:
    """List the Treasury's receipts and refunds of the last twelve months."""
    table = load("treasury_customs_receipts")
    table = table[table["month"] <= p.day].tail(12).sort_values("month", ascending=False)
    if table.empty or _months(p, p.partner).empty:
        return None
    return Table(
        "receipts",
        say("US customs receipts, all countries, last twelve months"),
        [
            Column("month", say("Month"), "", words.month),
            Column("gross_receipts_usd", say("Received"), say("$ billion"), lambda v: words.billions(v, 2)),
            Column("refunds_usd", say("Refunded"), say("$ billion"), lambda v: words.billions(v, 2)),
            Column("net_receipts_usd", say("Net"), say("$ billion"), lambda v: words.billions(v, 2)),
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
    patterns = (
        message("The rate on all countries together was {world} in that month; {partner} is above it."),
        message("The rate on all countries together was {world} in that month; {partner} is below it."),
        message("The rate on all countries together was {world} in that month; {partner} is equal to it."),
    )
    return say(words.direction(world, last["owed_rate_pct"], *patterns), world=words.percent(world), partner=partner(p))


def _peak(months: pd.DataFrame) -> str:
    peak = row_at(months, months["owed_rate_pct"].idxmax())
    highest = words.percent(peak["owed_rate_pct"])
    return say(
        "The highest rate of the period is {highest}, in {month}.",
        highest=highest,
        month=words.month(peak["month"]),
    )
