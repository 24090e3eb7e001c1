"""Chapter Tariff timeline."""

from typing import Any

import pandas as pd

from analysis.chapters.common import partner, source
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, axes, style, text, words
from analysis.sources import links
from analysis.tariffs import timeline

AUTHORITY_COLOURS = {"IEEPA": style.ORANGE, "Section 122": style.BLUE, "Section 301": style.GREEN}
SHOWN_FROM = pd.Timestamp("2025-01-01")


def findings(p: Parameters) -> Text:
    """Return the rate in force and how it got there."""
    steps = _steps(p)
    if steps.empty:
        return text(
            f"The tariff record holds no default rate for {partner(p)}; the events below are those of all countries."
        )
    now = steps.iloc[-1]
    highest = steps.loc[steps["rate_pct"].idxmax()]
    return text(
        f"On {words.day(p.day)}, the last day that the record knows, goods from {partner(p)} without an exemption pay "
        f"**{words.rate(now['rate_pct'])}** on top of the most-favoured-nation (MFN) duty, under {now['authority']}, "
        f"since {words.day(now['valid_from'])}.",
        f"The default rate has changed {len(steps) - 1} times since {words.month(SHOWN_FROM)}; the highest was "
        f"{words.rate(highest['rate_pct'])}, {_span(highest)}.",
        "The default rate is not the average rate: many goods are exempt, and goods under Section 232 pay their own "
        "duty instead.",
    )


def default_rate(p: Parameters) -> Figure | None:
    """Show the default additional rate as steps, coloured by authority."""
    steps = _steps(p)
    if steps.empty:
        return None
    ends = steps["valid_until"].fillna(p.day)

    def draw(ax: Any, narrow: bool) -> None:
        draw_steps(ax, steps, p.day)
        for row, end in zip(steps.itertuples(), ends, strict=True):
            if row.rate_pct == 0:
                continue
            middle = row.valid_from + (end - row.valid_from) / 2
            ax.annotate(
                words.rate(row.rate_pct),
                (middle, row.rate_pct),
                (0, 4),
                textcoords="offset points",
                ha="center",
                color=AUTHORITY_COLOURS.get(row.authority, style.INK),
                fontweight="bold",
                fontsize=8.5,
            )
        ax.set_ylim(0, steps["rate_pct"].max() * 1.15 + 1)
        axes.time(ax, SHOWN_FROM, p.day, narrow)
        shown = [name for name in AUTHORITY_COLOURS if name in set(steps["authority"])]
        handles = [ax.fill_between([], [], color=AUTHORITY_COLOURS[name], alpha=0.6, label=name) for name in shown]
        ax.legend(handles=handles, loc="upper right", fontsize=8.5)

    parts = [f"{words.rate(row.rate_pct)} {_span(row._asdict())}" for row in steps.itertuples() if row.rate_pct]
    return Figure(
        "default-rate",
        f"Default additional US duty on goods from {partner(p)}",
        "percent of customs value, on top of MFN",
        f"The default additional rate was {words.join(parts)}.",
        source("tariff_events"),
        steps,
        draw,
        height=0.9,
    )


def steps_table(p: Parameters) -> Table | None:
    """List the steps with authority, instrument and events."""
    steps = _steps(p)
    if steps.empty:
        return None
    rows = steps.assign(last_day=steps["valid_until"] - pd.Timedelta(days=1)).sort_values("valid_from", ascending=False)
    return Table(
        "steps",
        f"Default additional rate on goods from {partner(p)}",
        [
            Column("valid_from", "From", "", words.day),
            Column("last_day", "Last day", "", words.day),
            Column("rate_pct", "Rate", "%", lambda value: f"{value:g}"),
            Column("authority", "Authority"),
            Column("instrument", "Instrument", "", _listed),
            Column("events", "Events", "", _listed),
        ],
        source("tariff_events"),
        rows,
    )


def events(p: Parameters) -> Table:
    """List every event of the record that concerns the partner or all partners, searchable and sortable."""
    rows = timeline.events(p.partner, p.day)
    rows["address"] = links(rows)
    rows["last_day"] = rows["valid_until"] - pd.Timedelta(days=1)
    rate = Column("rate_vietnam_pct", "Rate on Viet Nam", "%", lambda value: f"{value:g}")
    return Table(
        "events",
        f"Events that concern {partner(p)} or all partners, the newest first",
        [
            Column("announced", "Announced", "", _short),
            Column("summary", "What happened"),
            Column("effective", "Effective", "", _short),
            Column("last_day", "Last day", "", _short),
            Column("authority", "Authority"),
            *([rate] if p.partner == timeline.WRITTEN_FOR else []),
            Column("instrument", "Instrument"),
            Column("source_title", "Source", link="address"),
            Column("confidence", "Confidence"),
            Column("event", "Event"),
        ],
        source("tariff_events"),
        rows,
        searchable=True,
    )


def draw_steps(ax: Any, steps: pd.DataFrame, day: pd.Timestamp) -> None:
    """Fill the steps of a default rate up to ``day``, coloured by authority."""
    for row in steps.itertuples():
        end = day if pd.isna(row.valid_until) else row.valid_until
        ax.fill_between(
            [row.valid_from, end], row.rate_pct, color=AUTHORITY_COLOURS.get(row.authority, style.GREY), alpha=0.6, lw=0
        )


def rate_band(ax: Any, steps: pd.DataFrame, day: pd.Timestamp, base: float, height: float, narrow: bool) -> None:
    """Draw the default rate above other bars, on its own scale, longer steps labelled with their rate."""
    top = steps["rate_pct"].max()
    for row in steps[steps["rate_pct"] > 0].itertuples():
        end = day if pd.isna(row.valid_until) else min(row.valid_until, day)
        level = base + height * row.rate_pct / top
        colour = AUTHORITY_COLOURS.get(row.authority, style.GREY)
        ax.fill_between([row.valid_from, end], base, level, color=colour, alpha=0.75, lw=0)
        if (end - row.valid_from).days > (60 if narrow else 20) or row.rate_pct == top:
            ax.annotate(
                words.rate(row.rate_pct),
                (row.valid_from + (end - row.valid_from) / 2, level),
                (0, 2),
                textcoords="offset points",
                ha="center",
                color=colour,
                fontweight="bold",
                fontsize=8,
            )


def _steps(p: Parameters) -> pd.DataFrame:
    steps = timeline.steps(p.partner)
    steps = steps[steps["valid_from"] <= p.day]
    return steps.assign(valid_until=steps["valid_until"].where(steps["valid_until"] <= p.day))


def _span(step: Any) -> str:
    first, until = step["valid_from"], step["valid_until"]
    if pd.isna(until):
        return f"since {words.day(first)}"
    last = until - pd.Timedelta(days=1)
    return f"on {words.day(first)} only" if first == last else f"from {words.day(first)} to {words.day(last)}"


def _listed(names: str) -> str:
    return names.replace(";", "; ")


def _short(day: pd.Timestamp) -> str:
    return f"{day:%Y-%m-%d}"
