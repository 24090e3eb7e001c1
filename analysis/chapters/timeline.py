"""Chapter Tariff timeline."""

from typing import Any

import pandas as pd

from analysis.chapters import default_rate_words
from analysis.chapters.common import authority_role, introduction, partner, said, source, turning_points
from analysis.chapters.event_entries import entry, kinds
from analysis.chapters.last_dates import RECORD
from analysis.frames import each_row
from analysis.language import message, say
from analysis.links import links
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, Timeline, text, words
from analysis.present.charts import PERCENT, Series, StackedSteps
from analysis.tariffs import duties, event_record
from analysis.tariffs.authorities import authority
from analysis.tariffs.default_rate import NO_DUTY, instruments, steps

SHOWN_FROM = pd.Timestamp("2025-01-01")
FALLS_ON = {
    "all_goods_default": message("all goods without an exemption"),
    "sector": message("goods of a sector"),
    "product": message("listed goods"),
    "announced_not_in_force": message("announced, not in force"),
    "context_only": message("never charged"),
}


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        say(
            "What the United States charged on goods from {partner}, from when, and on what "
            "authority; and the events that led there.",
            partner=partner(p),
        ),
        RECORD,
    )


def findings(p: Parameters) -> Text:
    """Return the rate in force and how it got there."""
    steps = _steps(p)
    if steps.empty:
        return text(
            say(
                "The tariff record holds no default rate on goods from {partner} on {day}.",
                partner=partner(p),
                day=words.day(p.day),
            )
        )
    return text(
        default_rate_words.in_force(steps.iloc[-1], p),
        _changes(steps),
        say(
            "The default rate is not the average rate: many goods are exempt, and goods under "
            "Section 232 pay their own duty instead.",
        ),
        default_rate_words.on_listed_goods(p),
        *default_rate_words.limits(p),
        _own_events(p),
    )


def default_rate(p: Parameters) -> Figure | None:
    """Show the default rate as steps, split by authority."""
    steps = _steps(p)
    if steps.empty:
        return None
    parts = [_held(step) for _, step in steps.iterrows() if step["rate_pct"]]
    now = steps.iloc[-1]
    table = _split_columns(steps)
    return Figure(
        "default-rate",
        say(
            "The default rate on goods from {partner} is {rate}",
            partner=partner(p),
            rate=default_rate_words.rate(now),
        )
        if now["rate_pct"]
        else say(
            "No default rate is in force on goods from {partner}",
            partner=partner(p),
        ),
        say(
            "percent of customs value, {unit}",
            unit=default_rate_words.unit(steps, p.partner),
        ),
        say("The default rate by period: {parts}.", parts=". ".join(parts))
        if parts
        else say("No default rate was in force."),
        source("tariff_measures"),
        table,
        rate_steps(p, steps),
    )


def steps_table(p: Parameters) -> Table | None:
    """List the steps with authority, instrument and events."""
    steps = _steps(p)
    if steps.empty:
        return None
    rows = steps.assign(
        last_day=steps["valid_until"] - pd.Timedelta(days=1),
        counted=[default_rate_words.basis(step, p.partner) for _, step in steps.iterrows()],
    )
    rows = rows.replace(NO_DUTY, "").sort_values("valid_from", ascending=False)
    return Table(
        "steps",
        say("Default rate on goods from {partner}", partner=partner(p)),
        [
            Column("valid_from", say("From"), "", words.day),
            Column("last_day", say("Last day"), "", words.day),
            Column("rate_pct", say("Rate"), "%", words.plain),
            Column("counted", say("Basis")),
            Column("authority", say("Authority"), "", _listed),
            Column("instrument", say("Instrument and heading"), "", instruments),
            Column("events", say("Events"), "", _listed),
        ],
        source("tariff_measures"),
        rows,
    )


def events(p: Parameters) -> Timeline:
    """Show every event of the record that concerns the partner or all partners, the newest first."""
    rows = event_record.events(p.partner, p.day)
    rows["address"] = links(rows)
    rows["last_day"] = rows["valid_until"] - pd.Timedelta(days=1)
    rows["falls_on"] = [
        say(FALLS_ON[row.rate_scope]) if pd.notna(row.rate_vietnam_pct) else "" for row in each_row(rows)
    ]
    entries = [entry(row, p) for row in each_row(rows)]
    rows = said(rows, "summary", "authority", "instrument", "source_title", "confidence")
    rate = Column("rate_vietnam_pct", say("Rate on Viet Nam"), "%", words.plain)
    table = Table(
        "events",
        say(
            "Events that concern {partner} or all countries, the newest first",
            partner=partner(p),
        ),
        [
            Column("event", say("Event")),
            Column("announced", say("Announced"), "", words.day),
            Column("summary", say("What happened")),
            Column("effective", say("Effective"), "", words.day, below="summary"),
            Column("last_day", say("Last day"), "", words.day, below="summary"),
            Column("instrument", say("Instrument"), below="summary"),
            Column("source_title", say("Source"), link="address", below="summary"),
            Column("confidence", say("Source is"), below="summary"),
            Column("authority", say("Authority")),
            *([rate, Column("falls_on", say("On what"))] if p.partner == event_record.WRITTEN_FOR else []),
        ],
        source("tariff_events"),
        rows,
        row_is="row",
    )
    return Timeline(entries, kinds(p), table)


def _own_events(p: Parameters) -> str:
    """Say how many events of the record are the partner's own, or that there is none."""
    if count := event_record.own_count(p.partner, p.day):
        return say(
            message(
                "One of the events below names {partner} or a group it is in. The rest concern all countries, or China "
                "where charts mark its duties."
            )
            if count == 1
            else message(
                "{count} of the events below name {partner} or a group it is in. The rest concern all countries, or "
                "China where charts mark its duties."
            ),
            count=words.capital(words.cardinal(count)),
            partner=partner(p),
        )
    return say(
        "The record holds no event that names {partner} or a group it is in. All events below concern all countries, "
        "or China where charts mark its duties.",
        partner=partner(p),
    )


def _steps(p: Parameters) -> pd.DataFrame:
    known = steps(p.partner).query("valid_from <= @p.day")
    return known.assign(valid_until=known["valid_until"].where(known["valid_until"] <= p.day))


def _held(step: Any) -> str:
    """Return rate and days of a step, with the authorities that add up to it where there are several."""
    pattern = message("{rate} (under {authority}) {span}") if len(step["split"]) > 1 else message("{rate} {span}")
    return say(
        pattern, rate=default_rate_words.rate(step), authority=default_rate_words.authority(step), span=_span(step)
    )


def _split_columns(steps: pd.DataFrame) -> pd.DataFrame:
    """Return the steps with their split as columns, one an authority, for the CSV."""
    names = dict.fromkeys(name for split in steps["split"] for name, _ in split)
    parts = {duties.column(name): [dict(split).get(name, 0.0) for split in steps["split"]] for name in names}
    return steps.drop(columns="split").assign(**parts)


def _changes(steps: pd.DataFrame) -> str:
    """Say how often the rate changed, whatever its authority, and when it was highest."""
    rates = steps["rate_pct"]
    count = int((rates.diff().iloc[1:] != 0).sum())
    if not count:
        return ""
    top = rates == rates.max()
    runs = [run for _, run in steps[top].groupby((~top).cumsum()[top])]
    if len(runs) == 1:
        when = _span({"valid_from": runs[0]["valid_from"].iloc[0], "valid_until": runs[0]["valid_until"].iloc[-1]})
    else:
        when = words.join([_days(run["valid_from"].iloc[0], run["valid_until"].iloc[-1]) for run in runs])
    return say(
        "The default rate has changed {times} since {first}; the highest was {rate}, {when}.",
        times=words.times(count),
        first=words.month(SHOWN_FROM),
        rate=default_rate_words.rate(runs[0].iloc[0]),
        when=when,
    )


def _span(step: Any) -> str:
    first, until = step["valid_from"], step["valid_until"]
    if pd.notna(until) and until == first + pd.Timedelta(days=1):
        return say("on {day} only", day=words.day(first))
    return _days(first, until)


def _days(first: pd.Timestamp, until: Any) -> str:
    """Return the days from ``first`` to before ``until``, which may be missing, as they stand in a sentence."""
    if pd.isna(until):
        return say("since {day}", day=words.day(first))
    last = until - pd.Timedelta(days=1)
    if first == last:
        return say("on {day}", day=words.day(first))
    return say("from {first} to {last}", first=words.day(first), last=words.day(last))


def _listed(names: str) -> str:
    return "; ".join(say(name.strip()) for name in names.split(";"))


def rate_steps(p: Parameters, steps: pd.DataFrame, height: float = 1.0) -> StackedSteps:
    """Return the chart of the default rate from the start of the record, a layer for each authority."""
    shown = steps[steps["valid_until"].isna() | (steps["valid_until"] > SHOWN_FROM)]
    names = dict.fromkeys(name for split in shown["split"] for name, _ in split)
    first = max(SHOWN_FROM, shown["valid_from"].iloc[0])
    return StackedSteps(
        [max(first, day) for day in shown["valid_from"]],
        [
            Series(
                say(authority(name).short_name),
                authority_role(name),
                [dict(split).get(name, 0.0) for split in shown["split"]],
                short=say(name),
            )
            for name in names
        ],
        PERCENT,
        turning_points(p),
        until=p.day,
        height=height,
        total=shown["rate_pct"].tolist(),
    )
