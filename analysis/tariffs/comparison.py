"""The engine beside a public tracker, and the readings of the law in which the two part."""

from functools import cache

import pandas as pd

from analysis.data import load
from analysis.frames import each_row
from analysis.tariffs.duties import averages_on, current_world
from analysis.tariffs.measures import split
from analysis.tariffs.tracker_readings import RULES, all_readings, all_shares


@cache
def tracker_comparison(partner: str = "VNM") -> pd.DataFrame:
    """Return the additional duty that the tracker publishes for ``partner`` beside the engine's.

    Columns: date; tracker_pct; engine_pct and difference_pp (engine less tracker) under the law;
    tracker_reading_pct and unexplained_pp (that less tracker) when the engine reads the rules as the tracker
    does; same_law, False on the days for which law and tracker date a rate differently, with the reason in
    law_says. Percent of customs value, weights: imports for consumption 2024.
    Empty if the tracker has no row for the partner.
    """
    world = current_world()
    as_tracker = world.under(all_readings(world.law)).sharing(all_shares(world.shares))
    published = load("tracker_rates")
    rows = published[published["partner"] == partner].sort_values("date")
    table = rows[["date", "additional_pct"]].rename(columns={"additional_pct": "tracker_pct"}).reset_index(drop=True)
    days = list(table["date"])
    table["engine_pct"] = averages_on(partner, days, world) if days else 0.0
    table["difference_pp"] = table["engine_pct"] - table["tracker_pct"]
    table["tracker_reading_pct"] = averages_on(partner, days, as_tracker) if days else 0.0
    table["unexplained_pp"] = table["tracker_reading_pct"] - table["tracker_pct"]
    table["law_says"] = ["; ".join(dated_differently(partner, day)) for day in days]
    table.insert(6, "same_law", table["law_says"] == "")
    return table


@cache
def reading_effects(partner: str = "VNM") -> pd.DataFrame:
    """Return what each of the tracker's readings of a rule, taken alone, adds to the engine's rate.

    Columns of tracker_readings (rules only), and per published date the effect in percentage points.
    """
    world = current_world()
    readings = load("tracker_readings").set_index("reading")
    days = list(tracker_comparison(partner)["date"])
    law = averages_on(partner, days, world)
    effects = []
    for reading, change in RULES.items():
        effect = averages_on(partner, days, world.under(change(world.law))) - law
        effects.append(pd.DataFrame({"reading": reading, "date": days, "effect_pp": effect}))
    return pd.concat(effects).merge(readings[["tracker_reads", "law_says"]], on="reading", validate="m:1")


def dated_differently(partner: str, day: pd.Timestamp) -> list[str]:
    """Return how the law dates what the tracker dates differently on ``day`` for ``partner``."""
    readings = load("tracker_readings").dropna(subset="valid_from")
    hit = readings[(readings["valid_from"] <= day) & (day < readings["valid_until"])]
    return [row.law_says for row in each_row(hit) if partner in (split(row.partners) or (partner,))]
