"""The part of the chapter Did trade move from China? on what goods from China would save as goods of the partner."""

import pandas as pd

from analysis.chapters.common import partner, source, turning_points
from analysis.effects import trade_diversion
from analysis.effects.trade_diversion import NEGLIGIBLE_PP
from analysis.frames import each_row, row_at
from analysis.language import say
from analysis.parameters import Parameters, facts
from analysis.present import Column, Figure, Table, words
from analysis.present.charts import POINTS, Series, Steps
from analysis.present.roles import Role
from analysis.tariffs.duties import current_world, effective_rates
from analysis.tariffs.measures import FIRST_DAY

ORIGIN = "CHN"
LAW = "tariff_measures"


def exposure(p: Parameters) -> Figure | None:
    """Show by day what goods from China would save on average by coming through the partner."""
    steps = _exposure(p)
    if steps is None:
        return None
    last, peak = steps.iloc[-1], row_at(steps, steps["index_pp"].idxmax())
    now = words.number(last["index_pp"])
    return Figure(
        "exposure",
        say(
            "Goods from China would save {points} points of duty as goods of {partner}",
            points=now,
            partner=partner(p),
        ),
        say(
            "percentage points, mean over US imports from {partner} in 2024",
            partner=partner(p),
        ),
        say(
            "On {day} the index stands at {now} percentage points; its highest value is {peak}, from {since}.",
            day=words.day(p.day),
            now=now,
            peak=words.number(peak["index_pp"]),
            since=words.day(peak["valid_from"]),
        ),
        source("imports_by_hts10_2024", LAW),
        steps,
        Steps(
            steps["valid_from"],
            [Series(say("Index"), Role.PARTNER, steps["index_pp"])],
            POINTS,
            turning_points(p),
            until=p.day + pd.Timedelta(days=1),
            height=0.85,
        ),
    )


def by_gap(p: Parameters) -> Table | None:
    """List the partner's imports by how much more the same product pays when it comes from China."""
    if not _has_products(p):
        return None
    world = current_world()
    total = float(world.shipments(p.partner).imports_usd.sum())
    rows = trade_diversion.by_gap(trade_diversion.duty_gap(world, p.partner, ORIGIN, p.day), total)
    rows["group"] = [_group(row.over_pp, row.to_pp) for row in each_row(rows)]
    unit, write = words.column_of_usd(total)
    return Table(
        "by-gap",
        say(
            "US imports from {partner} in 2024 by what the same product from China pays more on {day}",
            partner=partner(p),
            day=words.day(p.day),
        ),
        [
            Column("group", say("China pays more by")),
            Column("imports_for_consumption_usd", say("Imports for consumption"), unit, write),
            Column("share", say("Share"), "%", words.share_number),
        ],
        source("imports_by_hts10_2024", LAW),
        rows,
    )


def sentence(p: Parameters) -> str:
    """Say how much duty goods from China would save today; empty without products."""
    steps = _exposure(p)
    if steps is None:
        return ""
    last = steps.iloc[-1]
    return say(
        "Under the law of {day} the goods that {partner} sold in 2024 would pay **{points} points** more if they came "
        "from China, on average. On {share} of these imports there is duty to save.",
        day=words.day(p.day),
        points=words.number(last["index_pp"]),
        partner=partner(p),
        share=words.share(last["positive_share"], 1),
    )


def _has_products(p: Parameters) -> bool:
    known = {p.partner, ORIGIN} <= set(current_world().partners)
    return p.partner != ORIGIN and known and p.day >= FIRST_DAY


@facts
def _exposure(p: Parameters) -> pd.DataFrame | None:
    """Return the index as steps: valid_from, index_pp, covered_share, positive_share."""
    if not _has_products(p):
        return None
    world = current_world()
    total = float(world.shipments(p.partner).imports_usd.sum())
    end = p.day + pd.Timedelta(days=1)
    steps = effective_rates([p.partner, ORIGIN], FIRST_DAY, end)
    days = sorted(set(steps["valid_from"]))
    rows = [
        {"valid_from": day, **trade_diversion.exposure(trade_diversion.duty_gap(world, p.partner, ORIGIN, day), total)}
        for day in days
    ]
    return pd.DataFrame(rows)


def _group(over: float | None, to: float) -> str:
    if pd.isna(over):
        return say("not shipped by China in 2024")
    if to <= NEGLIGIBLE_PP:
        return say(
            "less than {points} points, or nothing",
            points=words.plain(NEGLIGIBLE_PP),
        )
    if to == float("inf"):
        return say("{points} points or more", points=words.plain(over))
    return say("{low} to {high} points", low=words.plain(over), high=words.plain(to))
