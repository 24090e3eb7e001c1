"""Chapter Summary: the state of things in one screen."""

from dataclasses import replace
from typing import Any

import pandas as pd

from analysis.chapters import collected, default_rate_words, timeline
from analysis.chapters.common import introduction, partner, source, totals
from analysis.chapters.reach import RECORD, TOTALS
from analysis.frames import row_at
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import BILLION_USD, Columns, Panels, Series, StackedSteps
from analysis.present.roles import Role
from analysis.tariffs import calculated_duty, default_rate
from analysis.trade import balances, rankings

STORY_START = pd.Timestamp("2023-01-01")  # where the headline figure begins, if the edition reaches it


def opening(p: Parameters) -> Text:
    """Say what the book is about and how far its data reach."""
    return introduction(
        p,
        f"Where trade and tariffs between the United States and {partner(p)} stand. Every number is computed from "
        "official statistics and from the legal record; each carries the date to which it is known.",
        TOTALS,
        "imports_by_naics3",
        RECORD,
    )


def state(p: Parameters) -> Table:
    """List the headline numbers with the date each is known to."""
    rows = [*_balance_rows(p), *_rank_rows(p), *_rate_rows(p), *_collected_rows(p)]
    frame = pd.DataFrame(rows, columns=["what", "value", "as_of"])
    return Table(
        "state",
        f"Where US trade and tariffs with {partner(p)} stand",
        [Column("what", "What"), Column("value", "Value"), Column("as_of", "As of")],
        source(*totals(p), "imports_by_naics3", "tariff_events"),
        frame,
    )


def findings(p: Parameters) -> Text:
    """Say what changed since the last chapter of the story."""
    return text(
        _since_last_step(p),
        default_rate_words.on_listed_goods(p),
        *default_rate_words.limits(p),
        _rank_sentence(p),
        collected.latest_rate(p),
    )


def headline(p: Parameters) -> Figure:
    """Show the default rate and the monthly balance on one time axis."""
    first = p.months[0] if p.months[1] < STORY_START else max(p.months[0], STORY_START)
    months = balances.monthly(p.partner, first, p.months[1], p.vintage)
    now, last = _in_force(p), months.iloc[-1]
    steps = default_rate.steps(p.partner).query("valid_from <= @p.day")
    columns = Columns(
        months["month"],
        [Series("Balance", Role.DEFICIT, months["balance_usd"])],
        BILLION_USD,
        roles=[Role.DEFICIT if value < 0 else Role.SURPLUS for value in months["balance_usd"]],
    )
    kind, amount = words.surplus_or_deficit(last["balance_usd"]), words.usd(abs(last["balance_usd"]))
    title = f"The US goods {kind} with {partner(p)} was {amount} in {words.month(last['month'])}"
    sentence = (
        f"The balance was {words.usd(months['balance_usd'].iloc[0])} in {words.month(months['month'].iloc[0])} and "
        f"{words.usd(last['balance_usd'])} in {words.month(last['month'])}."
    )
    if now is None or last["month"] < STORY_START:
        unit, tables = "billion US dollars a month, not seasonally adjusted", totals(p)
        return Figure("headline", title, unit, sentence, source(*tables), months, columns)
    counted = default_rate_words.unit(steps, p.partner)
    held = steps["valid_from"].searchsorted(months["month"], side="right") - 1
    rates = [steps["rate_pct"].iloc[place] if place >= 0 else 0.0 for place in held]
    end = max(p.day, last["month"] + pd.DateOffset(months=1))
    return Figure(
        "headline",
        f"{title}; the default rate is {default_rate_words.rate(now)}",
        f"default rate in percent {counted}; US goods balance in billion US dollars a month, not seasonally adjusted",
        f"{sentence} {_duty_sentence(p, now, steps)}",
        source(*totals(p), "tariff_measures"),
        months.assign(default_rate_pct=rates),
        Panels(
            [replace(_duty(p, steps, first), until=end), replace(columns, until=end)],
            ["Default rate, percent", "Goods balance, billion US dollars a month"],
            [1.15, 1],
        ),
    )


def _in_force(p: Parameters) -> pd.Series | None:
    """Return the step of the default rate on the edition's day, or None before the record."""
    return default_rate.in_force(default_rate.steps(p.partner), p.day)


def _balance_rows(p: Parameters) -> list[tuple[str, str, str]]:
    months = balances.monthly(p.partner, *p.months, p.vintage)
    last = months.iloc[-1]
    rows = []
    whole = balances.last_twelve(months)
    if len(whole) == 12:
        year = whole["balance_usd"].sum()
        rows.append(("Goods balance, last twelve months", words.usd(year), words.month(last["month"])))
    rows.append(("Goods balance, latest month", words.usd(last["balance_usd"]), words.month(last["month"])))
    return rows


def _rank_rows(p: Parameters) -> list[tuple[str, str, str]]:
    return [(f"Rank of the deficit, {words.period(*span)}", value, words.month(span[1])) for span, value in _ranks(p)]


def _ranks(p: Parameters) -> list[tuple[tuple[pd.Timestamp, pd.Timestamp], str]]:
    """Return the latest whole year and the months after it, each with the partner's rank in words."""
    last = p.months[1]
    year = pd.Timestamp(last.year if last.month == 12 else last.year - 1, 1, 1)
    spans = [(year, year + pd.DateOffset(months=11)), (pd.Timestamp(last.year, 1, 1), last)]
    found = []
    for span in dict.fromkeys(spans):
        table = rankings.deficits(*span, p.vintage)
        own = table[table["partner"] == p.partner]
        rank = rankings.rank_of(table, p.partner)
        if rank is None or not rankings.can_rank(table) or own["balance_usd"].iloc[0] >= 0:
            continue
        scope = (
            "all countries"
            if rankings.not_covered(*span, p.vintage).empty
            else f"the {words.count(table['rank'].max())} countries covered"
        )
        found.append((span, f"{words.superlative(rank)} of {scope}"))
    return found


def _rate_rows(p: Parameters) -> list[tuple[str, str, str]]:
    now = _in_force(p)
    if now is None:
        return []
    if now["rate_pct"] == 0:
        return [("Default rate in force", "none", words.day(p.day))]
    basis, authority = default_rate_words.basis(now, p.partner), default_rate_words.authority(now)
    level = f"{words.rate(now['rate_pct'])} {basis}, under {authority}"
    return [("Default rate in force", f"{level} ({now['instrument'].replace(';', '; ')})", words.day(p.day))]


def _collected_rows(p: Parameters) -> list[tuple[str, str, str]]:
    months = _collected(p)
    if months.empty:
        return []
    last = months.iloc[-1]
    value = f"{words.percent(last['collected_rate_pct'])} of imports for consumption"
    return [("Duty collected", value, words.month(last["month"]))]


def _collected(p: Parameters) -> pd.DataFrame:
    months = calculated_duty.monthly(p.partner)
    return months[months["month"].between(*p.window)].dropna(subset="collected_rate_pct")


def _since_last_step(p: Parameters) -> str:
    steps, now = default_rate.steps(p.partner), _in_force(p)
    if now is None or now.name == 0:
        return ""
    place: Any = now.name
    before = row_at(steps, place - 1)
    return (
        f"The law of the default rate last changed on {words.day(now['valid_from'])}: it "
        f"{default_rate_words.change(before, now, p.partner)}. {_months_since(p, now['valid_from'])}"
    )


def _duty_sentence(p: Parameters, now: pd.Series, steps: pd.DataFrame) -> str:
    highest = row_at(steps, steps["rate_pct"].idxmax())
    if highest["rate_pct"] == 0:
        return f"No default rate has been in force up to {words.day(p.day)}."
    level = (
        f"The default rate on {words.day(p.day)} is {default_rate_words.rate(now)}, under "
        f"{default_rate_words.authority(now)}"
        if now["rate_pct"]
        else f"No default rate is in force on {words.day(p.day)}"
    )
    return f"{level}; its highest level was {default_rate_words.rate(highest)}."


def _months_since(p: Parameters, day: pd.Timestamp) -> str:
    """Compare the last month before the change with the latest month of trade, if there is one after the change."""
    months = balances.monthly(p.partner, *p.months, p.vintage)
    last = months.iloc[-1]
    before = months[months["month"] < day.replace(day=1)]
    if last["month"] < day or before.empty:
        return "The trade figures do not yet reach a full month after it."
    earlier = before.iloc[-1]
    return (
        f"In {words.month(last['month'])}, the latest month, the balance was {words.usd(last['balance_usd'])}, against "
        f"{words.usd(earlier['balance_usd'])} in {words.month(earlier['month'])}, the last month before the change; "
        "single months are not seasonally adjusted."
    )


def _rank_sentence(p: Parameters) -> str:
    parts = [f"the {value} in {words.period(*span)}" for span, value in _ranks(p)]
    return f"The US deficit with {partner(p)} was {words.join(parts)}." if parts else ""


def _duty(p: Parameters, steps: pd.DataFrame, first: pd.Timestamp) -> StackedSteps:
    """Return the chart of the default rate, with no duty from ``first`` to the start of the record."""
    chart = timeline.rate_steps(p, steps)
    if chart.x[0] <= first:
        return chart
    series = [replace(one, y=[0.0, *one.y]) for one in chart.series]
    return replace(chart, x=[first, *chart.x], series=series, total=[0.0, *chart.total])
