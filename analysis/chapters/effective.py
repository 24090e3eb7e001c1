"""Chapter Effective tariff, day by day."""

from functools import cache

import pandas as pd

from analysis import partners
from analysis.chapters import default_rate_words, latest_goods
from analysis.chapters.common import authority_role, introduction, partner, peer_roles, source, turning_points
from analysis.chapters.reach import RECORD
from analysis.frames import each_row, row_at
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import PERCENT, Multiples, Series, StackedSteps
from analysis.present.roles import Role
from analysis.tariffs import choices, comparison, duties, incidence, trade_remedies
from analysis.tariffs.authorities import authority

TABLES = ("imports_by_hts10_2024", "tariff_measures")
BASE = "Base of 2024"
PEERS_TOP = 60.0  # percent, where the scale of the comparison is cut
SHOWN_PRODUCTS = 20
SHOWN_CHANGE_PP = 0.005  # a smaller change of the average prints as zero


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        f"What the law charges on average on goods from {partner(p)}, day by day and law by law. Each product pays "
        "what the law of that day says and weighs what it weighed in the imports of 2024.",
        RECORD,
    )


def findings(p: Parameters) -> Text:
    """Return the average duty of today and how it got there, or that the data hold no imports by product."""
    steps = _steps(p)
    if p.day < duties.RECORD_START:
        return text(f"The daily record begins on {words.day(duties.RECORD_START)}, after the day of this edition.")
    if steps.empty:
        return text(f"The data hold no imports by tariff line from {partner(p)}, so no average duty can be computed.")
    now, first = steps.iloc[-1], steps.iloc[0]
    peak = row_at(steps, steps["total_pct"].idxmax())
    return text(
        f"On {words.day(p.day)} goods from {partner(p)}, weighted with the imports of 2024, pay "
        f"**{words.percent(now['total_pct'])}** on average. They already paid {words.percent(now['base_pct'])} in "
        f"2024; {words.points(now['additional_pct'])} were added since.",
        f"The average was {words.percent(first['total_pct'])} on {words.day(first['valid_from'])} and highest on "
        f"{words.day(peak['valid_from'])}, at {words.percent(peak['total_pct'])}."
        if len(steps) > 1
        else "",
        latest_goods.sentence(p),
        _spread(p),
        default_rate_words.partial(p),
    )


def day_by_day(p: Parameters) -> Figure | None:
    """Show the import-weighted duty by authority, as steps in time."""
    steps = _steps(p)
    if steps.empty:
        return None
    parts = _parts(steps)
    now = steps.iloc[-1]
    rounded = words.split({name: values.iloc[-1] for name, values in parts.items()}, now["total_pct"])
    shares = [f"{words.percent(value)} ({_label(name)})" for name, value in rounded.items()]
    ended = (
        " A part below zero is a duty that the base of 2024 holds and that has been cut or has ended."
        if min(rounded.values()) < 0
        else ""
    )
    return Figure(
        "day-by-day",
        f"Goods from {partner(p)} pay {words.percent(now['total_pct'])} on average, up from "
        f"{words.percent(now['base_pct'])} in 2024"
        if now["additional_pct"] > 0
        else f"Goods from {partner(p)} pay {words.percent(now['total_pct'])} on average",
        f"average US duty in percent of customs value; {duties.WEIGHTS}",
        f"On {words.day(p.day)} the average duty of {words.percent(now['total_pct'])} is made of "
        f"{words.join(shares)}.{ended}",
        source(*TABLES),
        steps,
        StackedSteps(
            steps["valid_from"],
            [Series(_label(name), _role(name), values, short=name) for name, values in parts.items()],
            PERCENT,
            turning_points(p),
            until=p.day,
            height=1.2,
            total=steps["total_pct"].tolist(),
        ),
    )


def peers(p: Parameters) -> Figure | None:
    """Show the partner's average duty and those of its peers, a small panel each."""
    own = _steps(p)
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
        f"Of {len(series)} partners compared, goods from {partners.in_sentence(highest)} pay most, "
        f"{words.percent(on_days[highest].iloc[-1])} on average",
        f"average US duty in percent of customs value; {duties.WEIGHTS}; grey line: {partners.name(p.partner)}; "
        f"scale cut at {words.percent(PEERS_TOP, 0)}",
        f"On {words.day(p.day)} the average duties are: {words.join(last)}.",
        source(*TABLES),
        on_days.rename(columns=partners.name).add_suffix("_pct").rename_axis("day").reset_index(),
        Multiples(list(on_days.index), series, PERCENT, behind=series[0], steps=True, top=PEERS_TOP),
    )


def distribution(p: Parameters) -> Table | None:
    """List how much of imports pays nothing, little or much, before 2025 and today."""
    if _steps(p).empty:
        return None
    shares = _bands(p)
    days = {"before": "Before 2025", "after": words.day(p.day)}
    rows = shares.assign(before=shares["before_share"] * 100, after=shares["on_day_share"] * 100)
    return Table(
        "distribution",
        f"Share of imports from {partner(p)} by the duty that they pay, in percent of value",
        [
            Column("band", "Duty", "%"),
            *(Column(field, day, "% of 2024 imports", words.number) for field, day in days.items()),
        ],
        source(*TABLES),
        rows[["band", *days]],
    )


def products(p: Parameters) -> Table | None:
    """List the products that bear most duty today."""
    if _steps(p).empty:
        return None
    rows = incidence.most_duty(p.partner, p.day, SHOWN_PRODUCTS)
    rows["duty_share_pct"] = rows["duty_share"] * 100
    orders = [trade_remedies.orders_on(line, p.partner, p.day)["order"] for line in rows["hts10"]]
    rows["orders"] = ["; ".join(found) for found in orders]
    return Table(
        "most-duty",
        f"The {SHOWN_PRODUCTS} products from {partner(p)} that bear most duty under the law of {words.day(p.day)}",
        [
            Column("hts10", "HTS"),
            Column("name", "Product"),
            Column("imports_for_consumption_usd", "Imports 2024", "$ billion", lambda value: words.billions(value, 2)),
            Column("base_pct", "Paid in 2024", "%", words.number),
            Column("total_pct", "Duty now", "%", words.number),
            Column("duty_usd", "Duty on 2024 imports", "$ million", words.millions),
            Column("duty_share_pct", "Share of all duty", "%", words.number),
            *([Column("orders", "An order may add to this")] if rows["orders"].any() else []),
        ],
        source(*TABLES, *(["trade_remedies"] if rows["orders"].any() else [])),
        rows,
    )


def changes(p: Parameters) -> Table | None:
    """List what each legal event changed, in percentage points and in dollars of 2024 imports."""
    steps = _steps(p)
    if len(steps) < 2:
        return None
    rows = incidence.by_event(p.partner)
    rows = rows[rows["date"] <= p.day]
    rows = rows.assign(total_pct=rows["additional_pct"] + steps["base_pct"].iloc[0])
    rows = rows[rows["change_pp"].abs() >= SHOWN_CHANGE_PP]
    rows["instruments"] = [_instruments(row.began, row.ended) for row in each_row(rows)]
    return Table(
        "changes",
        f"What each change of the law did to the average duty on goods from {partner(p)}",
        [
            Column("date", "From", "", words.day),
            Column("in_words", "What changed", "", words.capital),
            Column("change_pp", "Change", "percentage points", lambda value: words.number(value, 2)),
            Column("total_pct", "Average after it", "%", words.number),
            Column("change_usd", "On 2024 imports", "$ million a year", words.millions),
            Column("instruments", "Instruments that began or ended"),
        ],
        source(*TABLES),
        rows,
    )


def tracker(p: Parameters) -> Table | None:
    """List the additional duty that a public tracker publishes beside the one computed here."""
    table = comparison.tracker_comparison(p.partner)
    table = table[table["date"] <= p.day]
    if table.empty:
        return None
    return Table(
        "tracker",
        f"Duty added since January 2025 on goods from {partner(p)}: this book and the tracker of M. Waugh",
        [
            Column("date", "Day", "", words.day),
            Column("tracker_pct", "Tracker", "%", lambda value: words.number(value, 2)),
            Column("engine_pct", "This book", "%", lambda value: words.number(value, 2)),
            Column("difference_pp", "Difference, book less tracker", "points", lambda value: words.number(value, 2)),
            Column(
                "tracker_reading_pct", "This book, read like the tracker", "%", lambda value: words.number(value, 2)
            ),
            Column(
                "unexplained_pp", "Left unexplained, book less tracker", "points", lambda value: words.number(value, 2)
            ),
            Column("law_says", "Where the law dates it differently"),
        ],
        source("tracker_rates", "tariff_measures"),
        table,
    )


def readings(p: Parameters) -> Table | None:
    """List in which rules the tracker reads the law differently, and what each is worth."""
    table = comparison.tracker_comparison(p.partner)
    if not (table["date"] <= p.day).any():
        return None
    effects = comparison.reading_effects(p.partner)
    last = effects[effects["date"] <= p.day].sort_values("effect_pp", key=abs).groupby("reading").tail(1)
    last = last[last["effect_pp"].abs() >= 0.005].sort_values("effect_pp", key=abs, ascending=False)
    return Table(
        "readings",
        "Where the tracker reads the law differently",
        [
            Column("tracker_reads", "The tracker"),
            Column("law_says", "The law, as read here"),
            Column("effect_pp", "Largest effect", "points", lambda value: words.number(value, 2)),
            Column("date", "On", "", words.day),
        ],
        source("tracker_readings"),
        last,
    )


def conditions(p: Parameters) -> Table | None:
    """List the conditions that no product code shows, the share taken of each, and what another would change."""
    if _steps(p).empty:
        return None
    table = choices.share_effects(p.partner, p.day)
    if table.empty:
        return None
    return Table(
        "conditions",
        f"What no product code shows: how the average of {words.day(p.day)} counts it, and what it would change",
        [
            Column("words", "If", "", words.capital),
            Column("share_basis", "Share of such goods"),
            Column("none_pp", "If no good met it", "points", lambda value: words.number(value, 2)),
            Column("all_pp", "If every good did", "points", lambda value: words.number(value, 2)),
        ],
        source("tariff_conditions", "tariff_condition_shares", "agreement_shares"),
        table,
    )


def lists(p: Parameters) -> Table | None:
    """List the choices between two compilations of one product list and what each is worth."""
    if _steps(p).empty:
        return None
    table = choices.choice_effects(p.partner)
    return Table(
        "lists",
        "Where two compilations of a list differ: what was chosen, and what the other would change",
        [
            Column("scope", "List chosen", "", _spaced),
            Column("alternative", "List not used", "", _spaced),
            Column("reason", "Why"),
            Column("date", "On", "", words.day),
            Column("effect_pp", "The other list would add", "points", lambda value: words.number(value, 3)),
        ],
        source("tariff_scope_choices", "tariff_product_scopes"),
        table,
    )


@cache
def _rates(code: str, p: Parameters) -> pd.DataFrame:
    return duties.effective_rates([code], duties.RECORD_START, p.day + pd.Timedelta(days=1))


def _steps(p: Parameters) -> pd.DataFrame:
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
    return name if name == BASE else authority(name).short_name


def _spaced(identifier: str) -> str:
    """Return an identifier of a list with spaces, so that it can be broken over lines."""
    return identifier.replace("_", " ")


def _marked(code: str, line: pd.DataFrame) -> str:
    return f"{partners.name(code)}{' (partial)' if line['partial'].iloc[-1] else ''}"


def _instruments(began: str, ended: str) -> str:
    """Return what began on a day, then what ended."""
    return "; ".join(part for part in (began, f"end of {ended}" if ended else "") if part)


@cache
def _bands(p: Parameters) -> pd.DataFrame:
    return incidence.before_and_on(p.partner, p.day)


def _spread(p: Parameters) -> str:
    shares = _bands(p)["on_day_share"] * 100
    return (
        f"{words.percent(shares.iloc[0])} of the imports of 2024 pay nothing, {words.percent(shares.iloc[-1])} pay "
        "more than 20%."
    )
