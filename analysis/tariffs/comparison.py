"""The engine beside a public tracker, and the readings of the law in which the two part."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pandas as pd

from analysis.data import load
from analysis.tariffs.duties import averages_on, current_world
from analysis.tariffs.measures import Law, Measure

TRACKER = "Waugh, Trade War Redux"


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
    as_tracker = world.under(_all_readings(world.law))
    published = load("published_effective_rates")
    rows = published[(published["source"] == TRACKER) & (published["partner"] == partner)].sort_values("date")
    table = rows[["date", "value_pct"]].rename(columns={"value_pct": "tracker_pct"}).reset_index(drop=True)
    days = list(table["date"])
    table["engine_pct"] = averages_on(partner, days, world) if days else 0.0
    table["difference_pp"] = table["engine_pct"] - table["tracker_pct"]
    table["tracker_reading_pct"] = averages_on(partner, days, as_tracker) if days else 0.0
    table["unexplained_pp"] = table["tracker_reading_pct"] - table["tracker_pct"]
    table["law_says"] = [_dated_differently(day) for day in days]
    table.insert(6, "same_law", table["law_says"] == "")
    return table


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


def _dated_differently(day: pd.Timestamp) -> str:
    readings = load("tracker_readings").dropna(subset="valid_from")
    hit = readings[(readings["valid_from"] <= day) & (day < readings["valid_until"])]
    return "; ".join(hit["law_says"])


def _metals_on_full_value(law: Law) -> Law:
    return replace(law, measures=tuple(replace(m, value_basis="full") for m in law.measures))


def _metals_lists_of_march(law: Law) -> Law:
    kept = tuple(m for m in law.measures if not {"U013", "U020"}.intersection(m.event))
    for scope in ("s232_steel_derivative_chapter_73", "s232_aluminium_derivative_2025_03"):
        law = law.with_products(scope, f"{scope}_as_compiled")
    return replace(law, measures=kept)


def _car_parts_with_cars(law: Law) -> Law:
    first = min(m.valid_from for m in law.measures if m.program == "autos")
    began = min(m.valid_from for m in law.measures if m.program == "auto_parts")

    def earlier(measure: Measure) -> Measure:
        moved = measure.program == "auto_parts" and measure.valid_from == began
        return replace(measure, valid_from=first) if moved else measure

    return replace(law, measures=tuple(map(earlier, law.measures)))


def _every_listed_good_a_car_part(law: Law) -> Law:
    listed = tuple(code for code in law.product_scopes["s232_auto_parts"] if code != "8471")
    measures = tuple(replace(m, condition="") if m.condition == "car_part" else m for m in law.measures)
    return replace(law, measures=measures, product_scopes={**law.product_scopes, "s232_auto_parts": listed})


def _no_general_exemptions(law: Law) -> Law:
    return replace(law, exemptions=tuple(x for x in law.exemptions if x.exemption != "always"))


def _annex_2_in_ten_digits(law: Law) -> Law:
    return law.with_products("ieepa_annex2", "ieepa_annex2_as_ten_digits")


def _exempt_goods_pay_no_metals_duty(law: Law) -> Law:
    metals = ("steel", "aluminium", "copper")
    return replace(
        law,
        measures=tuple(
            replace(m, exemptions=(*m.exemptions, "s122_lists")) if m.program in metals else m for m in law.measures
        ),
    )


def _programmes_left_out(law: Law) -> Law:
    out = ("trucks", "truck_parts", "buses", "solar_201", "quartz_201", "drones")
    return replace(law, measures=tuple(m for m in law.measures if m.program not in out))


RULES: dict[str, Callable[[Law], Law]] = {
    "metals_on_full_value": _metals_on_full_value,
    "metals_lists_of_march": _metals_lists_of_march,
    "car_parts_with_cars": _car_parts_with_cars,
    "every_listed_good_a_car_part": _every_listed_good_a_car_part,
    "no_general_exemptions": _no_general_exemptions,
    "annex_2_in_ten_digits": _annex_2_in_ten_digits,
    "exempt_goods_pay_no_metals_duty": _exempt_goods_pay_no_metals_duty,
    "programmes_left_out": _programmes_left_out,
}


def _all_readings(law: Law) -> Law:
    for change in RULES.values():
        law = change(law)
    return law
