"""How the public tracker reads the rules: each reading as a change of the law or of the shares of its goods."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from analysis.tariffs.conditions import Shares
from analysis.tariffs.measures import NEVER, Exemption, Law, Measure

NOVEMBER_LIST = pd.Timestamp("2025-11-14")
METALS_2026 = pd.Timestamp("2026-04-06")
METALS = ("steel", "aluminium", "copper", "metals_2026")
ELECTRONICS = (("ieepa_electronics",), ("ieepa_electronics_8541",))
MILL = {"s232_steel_mill", "s232_aluminium_mill"}


def _measures(law: Law, change: Callable[[Measure], Measure | None]) -> Law:
    changed = [new for new in map(change, law.measures) if new]
    return replace(law, measures=tuple(sorted(changed, key=lambda m: (m.precedence, m.program, m.measure))))


def _exemptions(law: Law, change: Callable[[Exemption], list[Exemption]]) -> Law:
    return replace(law, exemptions=tuple(new for row in law.exemptions for new in change(row)))


def _exempt_from(law: Law, group: str, which: Callable[[Measure], bool]) -> Law:
    """Return ``law`` in which the lists of ``group`` take goods out of the measures for which ``which`` holds."""
    return _measures(law, lambda m: replace(m, exemptions=(*m.exemptions, group)) if which(m) else m)


def _metals_on_full_value(law: Law) -> Law:
    return _measures(law, lambda m: replace(m, value_basis="full"))


def _metals_lists_of_march(law: Law) -> Law:
    for scope in ("s232_steel_derivative_chapter_73", "s232_aluminium_derivative_2025_03"):
        law = law.with_products(scope, f"{scope}_as_compiled")
    return _measures(law, lambda m: None if {"U013", "U020"}.intersection(m.event) else m)


def _no_mill_metals_until_2026(law: Law) -> Law:
    def derivatives(measure: Measure) -> Measure | None:
        if measure.program not in METALS or measure.valid_from >= METALS_2026:
            return measure
        products = tuple(name for name in measure.products if name not in MILL)
        return replace(measure, products=products) if products else None

    return _measures(law, derivatives)


def _metals_lists_of_april_2026(law: Law) -> Law:
    june = pd.Timestamp("2026-06-08")

    def stays(measure: Measure) -> Measure | None:
        if measure.program != "metals_2026" or measure.valid_from == june:
            return measure if measure.program != "metals_2026" else None
        return replace(measure, valid_until=NEVER) if measure.valid_until == june else measure

    return _measures(law, stays)


def _car_parts_with_cars(law: Law) -> Law:
    first = min(m.valid_from for m in law.measures if m.program == "autos")
    began = min(m.valid_from for m in law.measures if m.program == "auto_parts")

    def earlier(measure: Measure) -> Measure:
        opening = measure.program == "auto_parts" and measure.valid_from == began
        return replace(measure, valid_from=first) if opening else measure

    return _measures(law, earlier)


def _every_listed_good_a_car_part(law: Law) -> Law:
    listed = tuple(code for code in law.product_scopes["s232_auto_parts"] if code != "8471")
    without = replace(law, product_scopes={**law.product_scopes, "s232_auto_parts": listed})
    return _measures(without, lambda m: replace(m, condition="") if m.condition == "car_part" else m)


def _deals_on_cars_from_august(law: Law) -> Law:
    august = pd.Timestamp("2025-08-07")

    def in_august(measure: Measure) -> Measure:
        if measure.program not in ("autos", "auto_parts") or measure.partners[0] not in ("EU", "JPN", "KOR"):
            return measure
        own = measure.instrument == "Proc 10908"
        return replace(measure, valid_until=august) if own else replace(measure, valid_from=august)

    return _measures(law, in_august)


def _taiwan_without_its_agreement(law: Law) -> Law:
    may = pd.Timestamp("2026-05-01")

    def before(measure: Measure) -> Measure | None:
        if measure.partners != ("TWN",):
            return measure
        if measure.valid_from == may:
            return None
        return replace(measure, valid_until=NEVER) if measure.valid_until == may else measure

    return _measures(law, before)


def _british_cars_at_25(law: Law) -> Law:
    end = pd.Timestamp("2026-02-24")
    late = tuple(
        replace(m, valid_from=end, rate_pct=10.0, stacking="additive", measure=f"{m.measure}_tracker")
        for m in law.measures
        if m.measure in ("autos_gbr_2", "auto_parts_gbr_2")
    )

    def first(measure: Measure) -> Measure:
        if measure.measure not in ("autos_gbr_2", "auto_parts_gbr_2"):
            return measure
        return replace(measure, valid_until=end, rate_pct=25.0, stacking="additive")

    return _measures(replace(law, measures=(*law.measures, *late)), first)


def _ceilings_flat(law: Law) -> Law:
    return _measures(law, lambda m: replace(m, stacking="additive"))


def _slovakia_outside_the_union(law: Law) -> Law:
    scopes = {
        name: members - {"SVK"} if name in ("EU", "annex_1_august_2025", "labour_10_ceiling") else members
        for name, members in law.partner_scopes.items()
    }
    return replace(law, partner_scopes=scopes)


def _russia_pays_the_reciprocal_duty(law: Law) -> Law:
    def reached(measure: Measure) -> Measure:
        others = tuple(name for name in measure.partners_exempt if name != "column_2")
        return replace(measure, partners_exempt=others) if measure.program == "reciprocal" else measure

    return _measures(law, reached)


def _china_lists_of_2024(law: Law) -> Law:
    review = pd.Timestamp("2024-09-27")

    def before(measure: Measure) -> Measure | None:
        if measure.program != "china_301":
            return measure
        if measure.valid_from >= review:
            return None
        return replace(measure, valid_until=NEVER) if measure.valid_until >= review else measure

    return _measures(law, before)


def _china_fentanyl_off_section_232(law: Law) -> Law:
    def default(measure: Measure) -> Measure:
        china = measure.program == "fentanyl_china"
        return replace(measure, program="fentanyl_usmca", kind="default", precedence=21) if china else measure

    return _measures(law, default)


def _china_34_in_august(law: Law) -> Law:
    august, november = pd.Timestamp("2025-08-07"), pd.Timestamp("2025-11-01")
    truce = [
        m for m in law.measures if m.program == "reciprocal" and m.partners == ("china_all",) and m.holds_on(august)
    ]
    parts = [
        part
        for m in truce
        for part in (
            replace(m, valid_until=august),
            replace(m, measure=f"{m.measure}_tracker", valid_from=august, valid_until=november, rate_pct=14.0),
            replace(m, measure=f"{m.measure}_after", valid_from=november),
        )
    ]
    kept = [m for m in law.measures if m not in truce]
    return replace(law, measures=tuple(sorted([*kept, *parts], key=lambda m: (m.precedence, m.program, m.measure))))


def _exempt_goods_free_of_china_fentanyl(law: Law) -> Law:
    lists = [x for x in law.exemptions if x.exemption == "ieepa_lists" and x.valid_until > NOVEMBER_LIST]
    copies = tuple(
        replace(x, exemption="china_lists", partners=("HKG",))
        if x.products in ELECTRONICS
        else replace(x, exemption="china_lists", valid_from=max(x.valid_from, NOVEMBER_LIST))
        for x in lists
    )
    freed = _exempt_from(law, "china_lists", lambda m: m.instrument in ("EO 14228", "EO 14357"))
    return replace(freed, exemptions=(*freed.exemptions, *copies))


def _no_general_exemptions(law: Law) -> Law:
    return _exemptions(law, lambda x: [] if x.exemption == "always" else [x])


def _annex_2_in_ten_digits(law: Law) -> Law:
    def listed(row: Exemption) -> list[Exemption]:
        if row.exemption != "ieepa_lists":
            return [row]
        if row.products in ELECTRONICS:
            return [row]
        if row.products == ("ieepa_annex2",):
            first = replace(row, products=("ieepa_annex2_as_ten_digits",), valid_until=NOVEMBER_LIST)
            return [first, replace(row, valid_from=NOVEMBER_LIST)]
        lasting = row.valid_until > NOVEMBER_LIST
        return [replace(row, valid_from=NOVEMBER_LIST, condition="")] if lasting else []

    return _exemptions(law, listed)


def _no_lists_of_agreements(law: Law) -> Law:
    return _exemptions(law, lambda x: [] if x.exemption == "agreement_lists" else [x])


def _textiles_of_cafta_dr(law: Law) -> Law:
    def free(row: Exemption) -> list[Exemption]:
        if row.condition != "cafta_dr":
            return [row]
        return [replace(row, condition="")] if row.exemption == "s301_labour_lists" else []

    return _exemptions(law, free)


def _lists_of_brazil_in_full(law: Law) -> Law:
    def free(row: Exemption) -> list[Exemption]:
        if row.exemption not in ("brazil_2025_lists", "s301_brazil_lists"):
            return [row]
        full = replace(row, condition="")
        also = [replace(full, exemption=name, partners=("BRA",)) for name in ("ieepa_lists", "sectors_of_brazil")]
        return [full, *also] if row.exemption == "brazil_2025_lists" else [full]

    law = _exempt_from(_exemptions(law, free), "ieepa_lists", lambda m: m.program == "brazil_ieepa")
    return _exempt_from(law, "sectors_of_brazil", lambda m: m.program in (*METALS, "autos", "auto_parts"))


def _exempt_goods_pay_no_metals_duty(law: Law) -> Law:
    april = pd.Timestamp("2025-04-11")

    def copies(name: str, until: pd.Timestamp) -> list[Exemption]:
        lists = [x for x in law.exemptions if x.exemption == "ieepa_lists" and x.valid_from < until]
        return [replace(x, exemption=name, valid_from=april, valid_until=min(x.valid_until, until)) for x in lists]

    added = [*copies("metals_lists", pd.Timestamp("2025-06-03")), *copies("car_lists", pd.Timestamp("2025-08-07"))]
    law = replace(law, exemptions=(*law.exemptions, *added))
    for group in ("s122_lists", "metals_lists"):
        law = _exempt_from(law, group, lambda m: m.program in METALS)
    return _exempt_from(law, "car_lists", lambda m: m.program == "auto_parts")


def _goods_off_the_metals_lists_free(law: Law) -> Law:
    old = {name for m in law.measures if m.program in METALS and m.valid_from < METALS_2026 for name in m.products}

    def left(row: Exemption) -> list[Exemption]:
        if row.exemption != "s122_lists" or row.products != ("s122_exempt",):
            return [row]
        return [row, replace(row, products=tuple(sorted(old)), exemption="off_the_lists", valid_from=METALS_2026)]

    return _exemptions(_exempt_from(law, "off_the_lists", lambda m: m.program == "surcharge_122"), left)


def _programmes_left_out(law: Law) -> Law:
    out = ("trucks", "truck_parts", "buses", "solar_201", "quartz_201", "drones")
    return _measures(law, lambda m: None if m.program in out else m)


RULES: dict[str, Callable[[Law], Law]] = {
    "goods_off_the_metals_lists_free": _goods_off_the_metals_lists_free,  # first: of the lists as they were
    "metals_on_full_value": _metals_on_full_value,
    "metals_lists_of_march": _metals_lists_of_march,
    "no_mill_metals_until_2026": _no_mill_metals_until_2026,
    "metals_lists_of_april_2026": _metals_lists_of_april_2026,
    "car_parts_with_cars": _car_parts_with_cars,
    "every_listed_good_a_car_part": _every_listed_good_a_car_part,
    "deals_on_cars_from_august": _deals_on_cars_from_august,
    "taiwan_without_its_agreement": _taiwan_without_its_agreement,
    "british_cars_at_25": _british_cars_at_25,
    "ceilings_flat": _ceilings_flat,
    "slovakia_outside_the_union": _slovakia_outside_the_union,
    "russia_pays_the_reciprocal_duty": _russia_pays_the_reciprocal_duty,
    "china_lists_of_2024": _china_lists_of_2024,
    "china_fentanyl_off_section_232": _china_fentanyl_off_section_232,
    "china_34_in_august": _china_34_in_august,
    "exempt_goods_free_of_china_fentanyl": _exempt_goods_free_of_china_fentanyl,
    "no_general_exemptions": _no_general_exemptions,
    "annex_2_in_ten_digits": _annex_2_in_ten_digits,
    "no_lists_of_agreements": _no_lists_of_agreements,
    "textiles_of_cafta_dr": _textiles_of_cafta_dr,
    "lists_of_brazil_in_full": _lists_of_brazil_in_full,
    "exempt_goods_pay_no_metals_duty": _exempt_goods_pay_no_metals_duty,
    "programmes_left_out": _programmes_left_out,
}


def all_readings(law: Law) -> Law:
    """Return ``law`` with every reading of a rule that the tracker takes."""
    for change in RULES.values():
        law = change(law)
    return law


def all_shares(shares: Shares) -> Shares:
    """Return ``shares`` as the tracker takes them: no good is for aircraft."""
    return shares.all_at("civil_aircraft", 0.0)
