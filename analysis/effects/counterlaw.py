"""The law as a scenario would have it: authorities switched off or on again, another default rate, product rates.

A rate that a scenario gives is paid in full on every product that no Section 232 measure claims and, for a default
rate, no exempt list holds: goods that the law spares by a condition alone, such as USMCA origin, pay too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from analysis.tariffs.measures import ALL_PRODUCTS, NEVER, Exemption, Law, Measure

DEFAULT = "default"
OWN_RATES = "scenario_own_rates"


def in_force(law: Law, partner: str, day: pd.Timestamp) -> list[str]:
    """Return the authorities whose measures reach goods of ``partner`` on ``day``, in alphabetical order."""
    return sorted({m.authority for m in law.of_partner(partner) if m.holds_on(day)})


def without(law: Law, authorities: Iterable[str], day: pd.Timestamp) -> Law:
    """Return ``law`` with every measure of ``authorities`` ended on ``day``; what came before stays as it was."""
    return _ended(law, [m for m in law.measures if m.authority in set(authorities)], day)


def again(law: Law, authorities: Iterable[str], partner: str, day: pd.Timestamp) -> Law:
    """Return ``law`` with ``authorities`` back on ``day`` as they stood for ``partner`` on their last day.

    An authority that is still in force, or never was for this partner, changes nothing.
    """
    for authority in authorities:
        own = [m for m in law.of_partner(partner) if m.authority == authority and m.valid_from <= day]
        if not own or any(m.holds_on(day) for m in own):
            continue
        eve = max(m.valid_until for m in own) - pd.Timedelta(days=1)
        measures = [_back(m, day) for m in own if m.holds_on(eve)]
        lists = [x for x in law.exemptions_of(measures, partner) if x.holds_on(eve) and not x.holds_on(day)]
        law = _sorted(
            law,
            (*law.measures, *measures),
            tuple(replace(x, valid_from=day, valid_until=NEVER) for x in lists),
        )
    return law


def with_default_rate(law: Law, partner: str, rate_pct: float, day: pd.Timestamp, exempt: bool = True) -> Law:
    """Return ``law`` with ``rate_pct`` from ``day`` on in place of all default measures on ``partner``.

    The exempt lists of the last default measure before stay; ``exempt`` false drops them, so that every product
    pays which no Section 232 measure claims.
    """
    model = _last_default(law, partner, day)
    lists = {row.exemption for row in law.exemptions if row.products != (ALL_PRODUCTS,)}
    named = tuple(group for group in model.exemptions if group in lists) if exempt else ()
    new = replace(
        model,
        measure="scenario_default",
        program="scenario",
        valid_from=day,
        valid_until=NEVER,
        partners=(partner,),
        partners_exempt=(),
        exemptions=named,
        rate_pct=rate_pct,
        stacking="additive",
        condition="",
    )
    ended = _ended(law, [m for m in law.of_partner(partner) if m.kind == DEFAULT], day)
    return _sorted(ended, (*ended.measures, new), ())


def with_product_rates(law: Law, partner: str, rates_pct: Mapping[str, float], day: pd.Timestamp) -> Law:
    """Return ``law`` in which products, given as HTS prefixes, pay their own rate in place of the default one.

    No prefix may begin another.
    """
    if not rates_pct:
        return law
    model = _last_default(law, partner, day)
    own = [
        replace(
            model,
            measure=f"scenario_{prefix}",
            program=f"scenario_{prefix}",
            valid_from=day,
            valid_until=NEVER,
            partners=(partner,),
            partners_exempt=(),
            products=(_scope(prefix),),
            exemptions=(),
            rate_pct=rate,
            stacking="additive",
            condition="",
        )
        for prefix, rate in rates_pct.items()
    ]
    freed = {m.measure for m in law.of_partner(partner) if m.kind == DEFAULT}
    rest = tuple(replace(m, exemptions=(*m.exemptions, OWN_RATES)) if m.measure in freed else m for m in law.measures)
    free = tuple(Exemption(OWN_RATES, "", (_scope(prefix),), (), "", day, NEVER, "", "") for prefix in rates_pct)
    scopes = {**law.product_scopes, **{_scope(prefix): (prefix,) for prefix in rates_pct}}
    return _sorted(replace(law, product_scopes=scopes), (*rest, *own), free)


def _scope(prefix: str) -> str:
    return f"scenario_{prefix}"


def _last_default(law: Law, partner: str, day: pd.Timestamp) -> Measure:
    """Return the newest default measure on all goods that began by ``day``, or the first one after.

    A measure that needs a condition (transshipped goods) is none.
    """
    own = [
        m for m in law.of_partner(partner) if m.kind == DEFAULT and m.products == (ALL_PRODUCTS,) and not m.condition
    ]
    known = own or [m for m in law.measures if m.kind == DEFAULT and not m.condition]
    before = [m for m in known if m.valid_from <= day]
    return max(before, key=lambda m: m.valid_from) if before else min(known, key=lambda m: m.valid_from)


def _ended(law: Law, measures: Iterable[Measure], day: pd.Timestamp) -> Law:
    names = {m.measure for m in measures}
    kept = [m for m in law.measures if m.measure not in names or m.valid_from < day]
    return replace(
        law,
        measures=tuple(replace(m, valid_until=min(m.valid_until, day)) if m.measure in names else m for m in kept),
    )


def _back(measure: Measure, day: pd.Timestamp) -> Measure:
    return replace(measure, measure=f"{measure.measure}_again", valid_from=day, valid_until=NEVER)


def _sorted(law: Law, measures: Iterable[Measure], exemptions: tuple[Exemption, ...]) -> Law:
    """Return ``law`` with ``measures`` in the order of stacking and further ``exemptions``."""
    order = sorted(measures, key=lambda m: (m.precedence, m.program, m.measure))
    return replace(law, measures=tuple(order), exemptions=(*law.exemptions, *exemptions))
