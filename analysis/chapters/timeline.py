"""Chapter Tariff timeline."""

from typing import Any

import pandas as pd

from analysis.chapters import default_rate_words
from analysis.chapters.common import authority_role, introduction, partner, source, turning_points
from analysis.chapters.event_entries import entry, kinds
from analysis.chapters.reach import RECORD
from analysis.frames import each_row
from analysis.links import links
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, Timeline, text, words
from analysis.present.charts import PERCENT, Series, StackedSteps
from analysis.tariffs import duties, event_record
from analysis.tariffs.authorities import authority
from analysis.tariffs.default_rate import NO_DUTY, steps

SHOWN_FROM = pd.Timestamp("2025-01-01")
FALLS_ON = {
    "all_goods_default": "all goods without an exemption",
    "sector": "goods of a sector",
    "product": "listed goods",
    "announced_not_in_force": "announced, not in force",
    "context_only": "never charged",
}


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        f"What the United States charged on goods from {partner(p)}, from when, and on what authority; and the "
        "events that led there.",
        RECORD,
    )


def findings(p: Parameters) -> Text:
    """Return the rate in force and how it got there."""
    steps = _steps(p)
    if steps.empty:
        return text(f"The tariff record holds no default rate on goods from {partner(p)} on {words.day(p.day)}.")
    return text(
        default_rate_words.in_force(steps.iloc[-1], p),
        _changes(steps),
        "The default rate is not the average rate: many goods are exempt, and goods under Section 232 pay their own "
        "duty instead.",
        default_rate_words.on_listed_goods(p),
        *default_rate_words.limits(p),
        _own_events(p),
    )


def default_rate(p: Parameters) -> Figure | None:
    """Show the default rate as steps, split by authority."""
    steps = _steps(p)
    if steps.empty:
        return None
    parts = [_said(step) for _, step in steps.iterrows() if step["rate_pct"]]
    now = steps.iloc[-1]
    table = _split_columns(steps)
    return Figure(
        "default-rate",
        f"The default rate on goods from {partner(p)} is {default_rate_words.rate(now)}"
        if now["rate_pct"]
        else f"No default rate is in force on goods from {partner(p)}",
        f"percent of customs value, {default_rate_words.unit(steps, p.partner)}",
        f"The default rate was {words.join(parts)}." if parts else "No default rate was in force.",
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
        f"Default rate on goods from {partner(p)}",
        [
            Column("valid_from", "From", "", words.day),
            Column("last_day", "Last day", "", words.day),
            Column("rate_pct", "Rate", "%", words.plain),
            Column("counted", "Basis"),
            Column("authority", "Authority", "", _listed),
            Column("instrument", "Instrument and heading", "", _listed),
            Column("events", "Events", "", _listed),
        ],
        source("tariff_measures"),
        rows,
    )


def events(p: Parameters) -> Timeline:
    """Show every event of the record that concerns the partner or all partners, the newest first."""
    rows = event_record.events(p.partner, p.day)
    rows["address"] = links(rows)
    rows["last_day"] = rows["valid_until"] - pd.Timedelta(days=1)
    rows["falls_on"] = rows["rate_scope"].map(FALLS_ON).where(rows["rate_vietnam_pct"].notna(), "")
    rate = Column("rate_vietnam_pct", "Rate on Viet Nam", "%", words.plain)
    table = Table(
        "events",
        f"Events that concern {partner(p)} or all partners, the newest first",
        [
            Column("event", "Event"),
            Column("announced", "Announced", "", words.day),
            Column("summary", "What happened"),
            Column("effective", "Effective", "", words.day),
            Column("last_day", "Last day", "", words.day),
            Column("authority", "Authority"),
            *([rate, Column("falls_on", "On what")] if p.partner == event_record.WRITTEN_FOR else []),
            Column("instrument", "Instrument"),
            Column("source_title", "Source", link="address"),
            Column("confidence", "Source is"),
        ],
        source("tariff_events"),
        rows,
        row_is="row",
    )
    return Timeline([entry(row, p) for row in each_row(rows)], kinds(p), table)


def _own_events(p: Parameters) -> str:
    """Say how many events of the record are the partner's own, or that there is none."""
    if count := event_record.own_count(p.partner, p.day):
        return f"Of the events below {words.count(count)} name {partner(p)} or a group it is in; the rest concern all."
    return f"The record holds no event that names {partner(p)} or a group it is in: all events below concern all."


def _steps(p: Parameters) -> pd.DataFrame:
    known = steps(p.partner).query("valid_from <= @p.day")
    return known.assign(valid_until=known["valid_until"].where(known["valid_until"] <= p.day))


def _said(step: Any) -> str:
    """Return rate and days of a step, with the authorities that add up to it where there are several."""
    several = f" (under {default_rate_words.authority(step)})" if len(step["split"]) > 1 else ""
    return f"{default_rate_words.rate(step)}{several} {_span(step)}"


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
    spans = [
        _span({"valid_from": run["valid_from"].iloc[0], "valid_until": run["valid_until"].iloc[-1]}) for run in runs
    ]
    when = spans[0] if len(spans) == 1 else words.join([span.removesuffix(" only") for span in spans])
    return (
        f"The default rate has changed {words.times(count)} since {words.month(SHOWN_FROM)}; the highest was "
        f"{default_rate_words.rate(runs[0].iloc[0])}, {when}."
    )


def _span(step: Any) -> str:
    first, until = step["valid_from"], step["valid_until"]
    if pd.isna(until):
        return f"since {words.day(first)}"
    last = until - pd.Timedelta(days=1)
    return f"on {words.day(first)} only" if first == last else f"from {words.day(first)} to {words.day(last)}"


def _listed(names: str) -> str:
    return "; ".join(name.strip() for name in names.split(";"))


def rate_steps(p: Parameters, steps: pd.DataFrame, height: float = 1.0) -> StackedSteps:
    """Return the chart of the default rate from the start of the record, a layer for each authority."""
    shown = steps[steps["valid_until"].isna() | (steps["valid_until"] > SHOWN_FROM)]
    names = dict.fromkeys(name for split in shown["split"] for name, _ in split)
    first = max(SHOWN_FROM, shown["valid_from"].iloc[0])
    return StackedSteps(
        [max(first, day) for day in shown["valid_from"]],
        [
            Series(
                authority(name).short_name,
                authority_role(name),
                [dict(split).get(name, 0.0) for split in shown["split"]],
                short=name,
            )
            for name in names
        ],
        PERCENT,
        turning_points(p),
        until=p.day,
        height=height,
        total=shown["rate_pct"].tolist(),
    )
