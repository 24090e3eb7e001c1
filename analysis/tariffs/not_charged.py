"""Why a measure in force adds nothing to the duty on one line."""

from dataclasses import dataclass

import pandas as pd

from analysis.tariffs.engine import Goods, Products, Span
from analysis.tariffs.measures import Exemption, Measure


@dataclass(frozen=True)
class Spared:
    """A measure in force that would reach the product but adds nothing, and why."""

    measure: str
    program: str
    authority: str
    reason: str


def spared(goods: Goods, day: pd.Timestamp, span: Span) -> list[Spared]:
    """Return the measures in force whose product list holds the one line of ``goods`` but that add nothing to it.

    The reasons are for the case that no condition holds; a measure that needs one is no part of it.
    """
    (partner,) = goods.partners
    law, listed, case = goods.law, goods.listed, span.cases.only("")[0]
    reaching = [row for row, layer in zip(span.measures, span.layers, strict=True) if case in layer.reached]
    charged = [
        row.measure
        for row, layer, added in zip(span.measures, span.layers, span.added_pct, strict=True)
        if added[layer.reached == case].any()
    ]
    sectors = [row for row in reaching if row.kind == "sector" and _share(row, goods.products) == 1]
    found = []
    for row in span.measures:
        if row.condition or row.measure in charged or not listed.of(row.products)[0]:
            continue
        exempt = [x for x in law.exemptions_of([row], partner) if x.holds_on(day) and not x.condition]
        lists = [x for x in exempt if listed.of(x.products)[0]]
        claims = [x for x in sectors if x.precedence < row.precedence]
        rivals = [other for other in reaching if other.program == row.program and other.measure in charged]
        reason = _reason(row, lists, claims, rivals, not _share(row, goods.products))
        found.append(Spared(row.measure, row.program, row.authority, reason))
    return found


def _share(row: Measure, products: Products) -> float:
    """Return the share of the line's value on which ``row`` falls: all of it, or the metal in it."""
    return 1.0 if row.value_basis == "full" else float(products.metal_share[row.value_basis][0])


def _reason(
    row: Measure, lists: list[Exemption], claims: list[Measure], rivals: list[Measure], lacks_metal: bool
) -> str:
    """Return why ``row`` adds nothing: ``claims`` took the whole value before it, ``rivals`` charge in its place."""
    if lists:
        named = (f"{x.hts_heading} ({x.note})" if x.note else x.hts_heading for x in lists)
        return "on the exempt list: " + "; ".join(named)
    if lacks_metal:
        return f"no {row.value_basis} in its value"
    if rivals:
        return f"a higher duty of the same programme applies: {rivals[0].instrument}"
    if row.kind != "independent" and claims:
        return f"{claims[0].authority} takes its place: {claims[0].instrument}"
    if row.stacking == "ceiling":
        return f"the MFN duty is {row.rate_pct:g}% or more"
    return f"its rate is {row.rate_pct:g}%"
