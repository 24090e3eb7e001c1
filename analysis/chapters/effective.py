"""Chapter Effective tariff, day by day."""

import pandas as pd

from analysis import partners
from analysis.chapters import default_rate_words, latest_goods
from analysis.chapters.common import authority_role, introduction, partner, peer_roles, said, source, turning_points
from analysis.chapters.last_dates import RECORD
from analysis.frames import each_row, row_at
from analysis.language import message, say
from analysis.parameters import Parameters, facts
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import PERCENT, Multiples, Series, StackedSteps
from analysis.present.roles import Role
from analysis.tariffs import duties, incidence, trade_remedies
from analysis.tariffs.authorities import authority

TABLES = ("imports_by_hts10_2024", "tariff_measures")
BASE = message("Base of 2024")
PEERS_TOP = 60.0  # percent, where the scale of the comparison is cut
SHOWN_PRODUCTS = 20
SHOWN_CHANGE_PP = 0.005  # a smaller change of the average prints as zero


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        say(
            "What the law charges on average on goods from {partner}, day by day and law by law. "
            "Each product pays what the law of that day says and weighs what it weighed in the "
            "imports of 2024.",
            partner=partner(p),
        ),
        RECORD,
    )


def findings(p: Parameters) -> Text:
    """Return the average duty of today and how it got there, or that the data hold no imports by product."""
    steps = average(p)
    if p.day < duties.RECORD_START:
        return text(
            say(
                "The daily record begins on {day}, after the day of this edition.",
                day=words.day(duties.RECORD_START),
            )
        )
    if steps.empty:
        return text(
            say(
                "The data hold no imports by tariff line from {partner}, so no average duty can be computed.",
                partner=partner(p),
            )
        )
    now, first = steps.iloc[-1], steps.iloc[0]
    peak = row_at(steps, steps["total_pct"].idxmax())
    return text(
        _level(p, now),
        say(
            "The average was {first} on {start} and highest on {day}, at {highest}.",
            first=words.percent(first["total_pct"]),
            start=words.day(first["valid_from"]),
            day=words.day(peak["valid_from"]),
            highest=words.percent(peak["total_pct"]),
        )
        if len(steps) > 1
        else "",
        latest_goods.sentence(p),
        _spread(p),
        default_rate_words.partial(p),
    )


def _level(p: Parameters, now: pd.Series) -> str:
    """Say the average duty of the step `now` and whether it is above or below that of 2024."""
    return say(
        words.direction(
            0,
            now["additional_pct"],
            message(
                "On {day} goods from {partner}, weighted with the imports of 2024, pay **{total}** on average, up "
                "from {base} in 2024."
            ),
            message(
                "On {day} goods from {partner}, weighted with the imports of 2024, pay **{total}** on average, "
                "down from {base} in 2024."
            ),
            message(
                "On {day} goods from {partner}, weighted with the imports of 2024, pay **{total}** on average, "
                "as in 2024."
            ),
        ),
        day=words.day(p.day),
        partner=partner(p),
        total=words.percent(now["total_pct"]),
        base=words.percent(now["base_pct"]),
    )


def day_by_day(p: Parameters) -> Figure | None:
    """Show the import-weighted duty by authority, as steps in time."""
    steps = average(p)
    if steps.empty:
        return None
    parts = _parts(steps)
    now = steps.iloc[-1]
    rounded = words.split({name: values.iloc[-1] for name, values in parts.items()}, now["total_pct"], kept=BASE)
    shares = [f"{words.percent(value)} ({_label(name)})" for name, value in rounded.items()]
    return Figure(
        "day-by-day",
        say(
            "Goods from {partner} pay {total} on average, up from {base} in 2024",
            partner=partner(p),
            total=words.percent(now["total_pct"]),
            base=words.percent(now["base_pct"]),
        )
        if now["additional_pct"] > 0
        else say(
            "Goods from {partner} pay {total} on average",
            partner=partner(p),
            total=words.percent(now["total_pct"]),
        ),
        say(
            "average US duty in percent of customs value; {weights}",
            weights=say(duties.WEIGHTS),
        ),
        say(
            message(
                "On {day} the average duty is {total}. Its parts: {shares}. A part below zero is a duty that the base "
                "of 2024 holds and that has been cut or has ended."
            )
            if min(rounded.values()) < 0
            else message("On {day} the average duty is {total}. Its parts: {shares}."),
            day=words.day(p.day),
            total=words.percent(now["total_pct"]),
            shares=words.join(shares),
        ),
        source(*TABLES),
        steps,
        StackedSteps(
            steps["valid_from"],
            [Series(_label(name), _role(name), values, short=say(name)) for name, values in parts.items()],
            PERCENT,
            turning_points(p),
            until=p.day,
            height=1.2,
            total=steps["total_pct"].tolist(),
        ),
    )


def peers(p: Parameters) -> Figure | None:
    """Show the partner's average duty and those of its peers, a small panel each."""
    own = average(p)
    if own.empty:
        return None
    held = duties.current_world().partners
    lines = {code: _rates(code, p) for code in (p.partner, *p.others) if code in held}
    roles_of = peer_roles(p, list(lines))
    on_days = duties.side_by_side(lines, p.day)
    highest = str(on_days.iloc[-1].idxmax())
    series = [Series(partners.name(code), roles_of[code], on_days[code]) for code in lines]
    last = [f"{_marked(code, line)} {words.percent(line['total_pct'].iloc[-1])}" for code, line in lines.items()]
    return Figure(
        "peers",
        say(
            "Of {count} countries compared, goods from {partner} pay most, {highest} on average",
            count=words.cardinal(len(series)),
            partner=partners.in_sentence(highest),
            highest=words.percent(on_days[highest].iloc[-1]),
        ),
        say(
            "average US duty in percent of customs value; {weights}; grey line: {partner}; scale cut at {top}",
            weights=say(duties.WEIGHTS),
            partner=partners.name(p.partner),
            top=words.percent(PEERS_TOP, 0),
        ),
        say(
            "On {day} the average duties are: {last}.",
            day=words.day(p.day),
            last=words.join(last),
        ),
        source(*TABLES),
        on_days.rename(columns=partners.name).add_suffix("_pct").rename_axis("day").reset_index(),
        Multiples(list(on_days.index), series, PERCENT, behind=series[0], steps=True, top=PEERS_TOP),
    )


def distribution(p: Parameters) -> Table | None:
    """List how much of imports pays nothing, little or much, before 2025 and today."""
    if average(p).empty:
        return None
    days = {"before_share": say("Before 2025"), "on_day_share": words.day(p.day)}
    return Table(
        "distribution",
        say(
            "Share of imports from {partner} by the duty that they pay, in percent of value",
            partner=partner(p),
        ),
        [
            Column("band", say("Duty"), "%"),
            *(Column(field, day, say("% of 2024 imports"), words.share_number) for field, day in days.items()),
        ],
        source(*TABLES),
        said(_bands(p)[["band", *days]], "band"),
    )


def products(p: Parameters) -> Table | None:
    """List the products that bear most duty today."""
    if average(p).empty:
        return None
    rows = incidence.most_duty(p.partner, p.day, SHOWN_PRODUCTS)
    orders = [trade_remedies.orders_on(line, p.partner, p.day)["order"] for line in rows["hts10"]]
    rows["orders"] = ["; ".join(found) for found in orders]
    unit, write = words.column_of_usd(rows["imports_for_consumption_usd"].max(), 2)
    return Table(
        "most-duty",
        say(
            "The {count} products from {partner} that bear most duty under the law of {day}",
            count=SHOWN_PRODUCTS,
            partner=partner(p),
            day=words.day(p.day),
        ),
        [
            Column("hts10", "HTS"),
            Column("name", say("Product")),
            Column("imports_for_consumption_usd", say("Imports 2024"), unit, write),
            Column("base_pct", say("Owed in 2024"), "%", words.number),
            Column("total_pct", say("Duty now"), "%", words.number),
            Column("duty_usd", say("Duty on 2024 imports"), say("$ million"), words.millions),
            Column("duty_share", say("Share of all duty"), "%", words.share_number),
            *([Column("orders", say("An order may add to this"))] if rows["orders"].any() else []),
        ],
        source(*TABLES, *(["trade_remedies"] if rows["orders"].any() else [])),
        rows,
    )


def changes(p: Parameters) -> Table | None:
    """List what each legal event changed, in percentage points and in dollars of 2024 imports."""
    steps = average(p)
    if len(steps) < 2:
        return None
    rows = incidence.by_event(p.partner)
    rows = rows[rows["date"] <= p.day]
    rows = rows.assign(total_pct=rows["additional_pct"] + steps["base_pct"].iloc[0])
    rows = rows[rows["change_pp"].abs() >= SHOWN_CHANGE_PP]
    rows["instruments"] = [_instruments(row.began, row.ended) for row in each_row(rows)]
    return Table(
        "changes",
        say(
            "What each change of the law did to the average duty on goods from {partner}",
            partner=partner(p),
        ),
        [
            Column("date", say("From"), "", words.day),
            Column("in_words", say("What changed"), "", words.capital),
            Column("change_pp", say("Change"), say("percentage points"), lambda value: words.number(value, 2)),
            Column("total_pct", say("Average after it"), "%", words.number),
            Column("change_usd", say("On 2024 imports"), say("$ million a year"), words.millions),
            Column("instruments", say("Instruments that began or ended")),
        ],
        source(*TABLES),
        rows,
    )


@facts
def _rates(code: str, p: Parameters) -> pd.DataFrame:
    return duties.effective_rates([code], duties.RECORD_START, p.day + pd.Timedelta(days=1))


def average(p: Parameters) -> pd.DataFrame:
    """Return the average duty up to the edition's day; empty without imports by product or before the daily record."""
    held = p.partner in duties.current_world().partners and p.day >= duties.RECORD_START
    return _rates(p.partner, p) if held else pd.DataFrame(columns=["total_pct"])


def _parts(steps: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the parts of the average duty by step: the base, then each authority that moves it, in the law's order.

    Raises ReportError if they do not add up to the total at every step.
    """
    law = duties.current_world().law
    parts = {BASE: steps["base_pct"]} | {name: steps[duties.column(name)] for name in law.authorities}
    for place, total in enumerate(steps["total_pct"]):
        words.check_sum({name: values.iloc[place] for name, values in parts.items()}, total)
    return {name: values for name, values in parts.items() if values.any()}


def _role(name: str) -> Role:
    return Role.BASE_DUTY if name == BASE else authority_role(name)


def _label(name: str) -> str:
    return say(name if name == BASE else authority(name).short_name)


def _marked(code: str, line: pd.DataFrame) -> str:
    name = partners.name(code)
    return say("{partner} (partial)", partner=name) if line["partial"].iloc[-1] else name


def _instruments(began: str, ended: str) -> str:
    """Return what began on a day, then what ended."""
    return "; ".join(part for part in (began, say("end of {ended}", ended=ended) if ended else "") if part)


@facts
def _bands(p: Parameters) -> pd.DataFrame:
    return incidence.before_and_on(p.partner, p.day)


def _spread(p: Parameters) -> str:
    shares = _bands(p)["on_day_share"]
    if default_rate_words.outside(p):
        return say(
            "{same} of the imports of 2024 pay no more than they did then, {most} pay more than 20%.",
            same=words.share(incidence.unchanged(p.partner, p.day), 1),
            most=words.share(shares.iloc[-1], 1),
        )
    return say(
        "{free} of the imports of 2024 pay nothing, {most} pay more than 20%.",
        free=words.share(shares.iloc[0], 1),
        most=words.share(shares.iloc[-1], 1),
    )
