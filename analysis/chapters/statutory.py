"""Chapter Statutory against collected."""

from functools import cache

import pandas as pd

from analysis.chapters import default_rate_words
from analysis.chapters.common import introduction, partner, source, turning_points
from analysis.chapters.reach import RECORD
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import PERCENT, POINTS, Columns, Lines, Series
from analysis.present.roles import Role
from analysis.tariffs import calculated_duty, duties
from analysis.tariffs.gap import VOYAGE_DAYS, gap, gap_by_industry
from analysis.tariffs.measures import current_law

TABLES = ("imports_by_hts10_2024", "imports_by_naics3", "tariff_measures")
FIRST = pd.Timestamp("2024-01-01")
USMCA = "usmca"
HALF_YEAR = 6
PARTS = {
    "mix_pp": ("mix of goods", Role.MIX),
    "water_pp": ("goods on the water", Role.ON_THE_WATER),
    "residual_pp": ("residual", Role.UNEXPLAINED),
}


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        f"The law gives one average duty for goods from {partner(p)}, importers owe another. This page sets the two"
        " side by side and splits the difference.",
        "imports_by_naics3",
        RECORD,
    )


def findings(p: Parameters) -> Text:
    """Return the gap of the last month and its parts, or which data are missing."""
    months = _gap(p)
    if months.empty:
        return text(f"The data hold no imports by product and month from {partner(p)}, so the two cannot be compared.")
    last = months.iloc[-1]
    distance = last["collected_pct"] - last["statutory_pct"]
    return text(
        f"In {words.month(last['month'])} the law, averaged with the imports of 2024, gives "
        f"**{words.percent(last['statutory_pct'])}**; **{words.percent(last['collected_pct'])}** was collected.",
        f"Of the difference of {words.points(distance)}, {words.points(last['mix_pp'])} come from the mix of goods, "
        f"which has moved since 2024, {words.points(last['water_pp'])} from goods on the water, and "
        f"{words.points(last['residual_pp'])} are left unexplained.",
        default_rate_words.partial(p),
    )


def rates(p: Parameters) -> Figure | None:
    """Show the statutory average beside the collected rate."""
    months = _gap(p)
    if months.empty:
        return None
    last = months.iloc[-1]
    law, owed = words.percent(last["statutory_pct"]), words.percent(last["collected_pct"])
    return Figure(
        "statutory",
        f"The law gave {law} in {words.month(last['month'])}; importers owed {owed}",
        f"duty on goods from {partner(p)} in percent of imports for consumption, by month; law: mix of goods of 2024",
        f"In {words.month(last['month'])} the statutory average was {law} and the collected rate {owed}.",
        source(*TABLES),
        months,
        Lines(
            months["month"],
            [
                Series("By law", Role.DUTY_BY_LAW, months["statutory_pct"]),
                Series("Owed", Role.DUTY_OWED, months["collected_pct"]),
            ],
            PERCENT,
            turning_points(p),
        ),
    )


def parts(p: Parameters) -> Figure | None:
    """Show what the gap is made of."""
    months = _gap(p)
    if months.empty:
        return None
    last = months.iloc[-1]
    largest = max(PARTS, key=lambda column: abs(last[column]))
    return Figure(
        "gap",
        f"The largest part of the gap in {words.month(last['month'])}: {PARTS[largest][0]}, "
        f"{words.points(last[largest])}",
        "percentage points, collected less statutory",
        f"In {words.month(last['month'])}: "
        + words.join([f"{name} {words.number(last[column])}" for column, (name, _) in PARTS.items()])
        + " percentage points.",
        source(*TABLES),
        months,
        Columns(
            months["month"],
            [Series(words.capital(name), role, months[column]) for column, (name, role) in PARTS.items()],
            POINTS,
            turning_points(p),
        ),
    )


def industries(p: Parameters) -> Table | None:
    """List the industries behind the residual of the last month."""
    months = _gap(p)
    if months.empty:
        return None
    month = months["month"].iloc[-1]
    rows = gap_by_industry(p.partner, month)
    rows = rows.assign(before_pct=rows["share_2024"] * 100, share_pct=rows["share"] * 100)
    return Table(
        "gap-by-industry",
        f"Statutory and collected duty by industry, {words.month(month)}",
        [
            Column("naics3", "NAICS"),
            Column("name", "Industry"),
            Column("before_pct", "Share of imports 2024", "%", words.number),
            Column("share_pct", "Share in the month", "%", words.number),
            Column("statutory_pct", "Statutory", "%", words.number),
            Column("collected_pct", "Collected", "%", words.number),
            Column("residual_pp", "Part of the residual", "points", lambda value: words.number(value, 2)),
        ],
        source(*TABLES),
        rows,
        searchable=True,
    )


def table(p: Parameters) -> Table | None:
    """List the gap month by month."""
    months = _gap(p)
    if months.empty:
        return None
    return Table(
        "gap-by-month",
        "The gap month by month",
        [
            Column("month", "Month", "", words.month),
            Column("statutory_pct", "Statutory", "%", words.number),
            Column("mix_pp", "Mix", "points", words.number),
            Column("water_pp", "On the water", "points", words.number),
            Column("residual_pp", "Residual", "points", words.number),
            Column("collected_pct", "Collected", "%", words.number),
        ],
        source(*TABLES),
        months.sort_values("month", ascending=False),
    )


def assumptions(p: Parameters) -> Text | None:
    """Say what the split assumes, and for a partner of USMCA how claims of origin are counted."""
    months = _gap(p)
    if months.empty:
        return None
    return text(
        _claims_of_origin(p, months.tail(HALF_YEAR)),
        "The transit clauses let goods that were loaded before a change pay the old rate for a time. How much was at "
        f"sea is not in the data: a voyage is taken to last {VOYAGE_DAYS} days for all goods, too long for air "
        "freight.",
    )


def _claims_of_origin(p: Parameters, months: pd.DataFrame) -> str:
    """Return by how much law and owed duty differ over ``months`` and why; empty outside USMCA."""
    if USMCA not in current_law().conditions_of(p.partner):
        return ""
    law, mix, left, owed = months[["statutory_pct", "mix_pp", "residual_pp", "collected_pct"]].mean()
    rows = pd.concat([gap_by_industry(p.partner, month) for month in months["month"]])
    behind = (rows.groupby("name")["residual_pp"].sum() / len(months)).nsmallest(3)
    named = [f"{str(name).lower()} {words.number(value)}" for name, value in behind.items()]
    return (
        "What originates under USMCA is counted from the claims of each tariff line and month. Over "
        f"{words.period(months['month'].iloc[0], months['month'].iloc[-1])} the law so counted gives "
        f"{words.percent(law)} on average, and importers owed {words.percent(owed)}. The mix of goods makes "
        f"{words.points(mix)} of the difference; {words.points(left)} are left. The industries behind most of it: "
        f"{words.join(named)} points. Claims made after entry, US content of cars and US metal lower what is owed, and "
        "no table shows how much."
    )


@cache
def _gap(p: Parameters) -> pd.DataFrame:
    """Return the gap for the months of the edition since 2024; empty where the data cannot give it."""
    months = calculated_duty.monthly(p.partner)["month"]
    first, last = max(FIRST, p.window[0]), p.window[1]
    months = months[months.between(first, last)]
    if months.empty or p.partner not in duties.current_world().partners:
        return pd.DataFrame(columns=["month"])
    return gap(p.partner, months.min(), months.max())
