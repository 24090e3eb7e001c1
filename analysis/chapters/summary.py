"""Chapter Summary: the state of things in one screen."""

from typing import Any

import pandas as pd

from analysis.chapters import collected as collected_chapter
from analysis.chapters import timeline as timeline_chapter
from analysis.chapters.common import partner, source
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, axes, style, text, words
from analysis.tariffs import collected, timeline
from analysis.trade import balances, ranks

TOTALS = ("goods_by_partner", "goods_by_country")


def state(p: Parameters) -> Table:
    """List the headline numbers with the date each is known to."""
    rows = [*_balance_rows(p), *_rank_rows(p), *_rate_rows(p), *_collected_rows(p)]
    frame = pd.DataFrame(rows, columns=["what", "value", "as_of"])
    return Table(
        "state",
        f"Where US trade and tariffs with {partner(p)} stand",
        [Column("what", "What"), Column("value", "Value"), Column("as_of", "As of")],
        source(*TOTALS, "imports_by_naics3", "tariff_events"),
        frame,
    )


def findings(p: Parameters) -> Text:
    """Say what changed since the last chapter of the story."""
    return text(_since_last_step(p), _rank_sentence(p), _collected_sentence(p))


def headline(p: Parameters) -> Figure:
    """Show the monthly balance and the default rate on one time axis."""
    first = max(p.months[0], pd.Timestamp("2023-01-01")) if p.months[1] >= pd.Timestamp("2024-01-01") else p.months[0]
    months = balances.monthly(p.partner, first, p.months[1])
    steps = timeline.steps(p.partner)
    steps = steps[steps["valid_from"] <= p.day]
    last = months.iloc[-1]
    now = timeline.in_force(steps, p.day) if len(steps) else None

    def draw(ax: Any, narrow: bool) -> None:
        colours = [style.ORANGE if value < 0 else style.BLUE for value in months["balance_usd"]]
        ax.bar(months["month"], axes.billions(months["balance_usd"]), width=24, color=colours, align="edge")
        axes.zero(ax)
        low = min(0, axes.billions(months["balance_usd"]).min())
        high = max(0, axes.billions(months["balance_usd"]).max())
        span = high - low
        end = (
            max(p.day, last["month"] + pd.DateOffset(months=1))
            if now is not None
            else last["month"] + pd.DateOffset(months=1)
        )
        if now is not None:
            _rate_band(ax, steps, p.day, high + span * 0.08, span * 0.45, narrow)
        ax.set_ylim(low * 1.05, high + span * (0.62 if now is not None else 0.05))
        ticks = [tick for tick in ax.get_yticks() if low * 1.05 <= tick <= high]
        ax.set_yticks(ticks)
        axes.time(ax, first, end, narrow)

    duty = (
        f" The default additional duty on {words.day(p.day)} is {words.rate(now['rate_pct'])}, under "
        f"{now['authority']}; its highest level was {words.rate(steps['rate_pct'].max())}."
        if now is not None
        else ""
    )
    title = f"US goods balance with {partner(p)}" + (" and the default additional duty" if now is not None else "")
    return Figure(
        "headline",
        title,
        "bars: balance in billion US dollars a month; band above: duty in percent on top of MFN"
        if now is not None
        else "billion US dollars a month",
        f"The balance was {words.usd(months['balance_usd'].iloc[0])} in {words.month(months['month'].iloc[0])} and "
        f"{words.usd(last['balance_usd'])} in {words.month(last['month'])}.{duty}",
        source(*TOTALS, "tariff_events"),
        months,
        draw,
        height=1.15,
    )


def _rate_band(ax: Any, steps: pd.DataFrame, day: pd.Timestamp, base: float, height: float, narrow: bool) -> None:
    """Draw the default rate above the bars, on its own scale, each step labelled with its rate."""
    top = steps["rate_pct"].max()
    for row in steps[steps["rate_pct"] > 0].itertuples():
        end = day if pd.isna(row.valid_until) else row.valid_until
        level = base + height * row.rate_pct / top
        colour = timeline_chapter.AUTHORITY_COLOURS.get(row.authority, style.GREY)
        ax.fill_between([row.valid_from, end], base, level, color=colour, alpha=0.75, lw=0)
        if not narrow or (end - row.valid_from).days > 60 or row.rate_pct == top:
            middle = row.valid_from + (end - row.valid_from) / 2
            if (end - row.valid_from).days > 20 or row.rate_pct == top:
                ax.annotate(
                    words.rate(row.rate_pct),
                    (middle, level),
                    (0, 2),
                    textcoords="offset points",
                    ha="center",
                    color=colour,
                    fontweight="bold",
                    fontsize=8,
                )


def _balance_rows(p: Parameters) -> list[tuple[str, str, str]]:
    months = balances.monthly(p.partner, *p.months)
    last = months.iloc[-1]
    rows = []
    if len(months) >= 12:
        year = months.tail(12)["balance_usd"].sum()
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
        table = ranks.deficits(*span)
        own = table[table["partner"] == p.partner]
        rank = ranks.rank_of(table, p.partner)
        if rank is None or own["balance_usd"].iloc[0] >= 0:
            continue
        scope = (
            "all countries" if ranks.not_covered(table).empty else f"the {table['rank'].max():.0f} countries covered"
        )
        found.append((span, f"{words.superlative(rank)} of {scope}"))
    return found


def _rate_rows(p: Parameters) -> list[tuple[str, str, str]]:
    steps = timeline.steps(p.partner)
    now = timeline.in_force(steps, p.day) if len(steps) else None
    if now is None:
        return []
    rate = f"{words.rate(now['rate_pct'])} on top of MFN, under {now['authority']}"
    return [("Default duty in force", f"{rate} ({now['instrument']})", words.day(p.day))]


def _collected_rows(p: Parameters) -> list[tuple[str, str, str]]:
    months = _collected(p)
    if months.empty:
        return []
    last = months.iloc[-1]
    value = f"{words.percent(last['collected_rate_pct'])} of imports for consumption"
    return [("Duty collected", value, words.month(last["month"]))]


def _collected(p: Parameters) -> pd.DataFrame:
    months = collected.monthly(p.partner)
    return months[months["month"].between(*p.window)].dropna(subset="collected_rate_pct")


def _since_last_step(p: Parameters) -> str:
    steps = timeline.steps(p.partner)
    now = timeline.in_force(steps, p.day) if len(steps) else None
    if now is None or now.name == 0:
        return ""
    before = steps.loc[now.name - 1]
    verb = words.moved(before["rate_pct"], now["rate_pct"], "rose", "fell", "stayed")
    old, new = (f"{words.rate(step['rate_pct'])} under {step['authority']}" for step in (before, now))
    return (
        f"The last change of the default duty: on {words.day(now['valid_from'])} it {verb} from {old} to {new}. "
        f"{_months_since(p, now['valid_from'])}"
    )


def _months_since(p: Parameters, day: pd.Timestamp) -> str:
    """Compare the last month before the change with the latest month of trade, if there is one after the change."""
    months = balances.monthly(p.partner, *p.months)
    last = months.iloc[-1]
    before = months[months["month"] < day.replace(day=1)]
    if last["month"] < day or before.empty:
        return "The trade figures do not yet reach a full month after it."
    earlier = before.iloc[-1]
    return (
        f"In {words.month(last['month'])}, the latest month, the balance was {words.usd(last['balance_usd'])}, against "
        f"{words.usd(earlier['balance_usd'])} in {words.month(earlier['month'])}, the last month before the change."
    )


def _rank_sentence(p: Parameters) -> str:
    parts = [f"the {value} in {words.period(*span)}" for span, value in _ranks(p)]
    return f"The US deficit with {partner(p)} was {words.join(parts)}." if parts else ""


def _collected_sentence(p: Parameters) -> str:
    if _collected(p).empty:
        return ""
    paragraphs = collected_chapter.findings(p).paragraphs
    return paragraphs[0]
