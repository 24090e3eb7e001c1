"""Scenarios on the law's own product lines: which duty each product would pay, and what would follow.

Trade is that of a base, under the duties of that time (`base_trade`). The law of the scenario's day moves the duties
of all partners; what a scenario adds to it concerns one, but for authorities that it ends. ``alone``: other countries
keep the duties before, which the law never did.
Imports are imports for consumption at customs value. The balance is on its own basis: the percentage change of
imports is applied to the general imports of the base, with exports held as they were.
"""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd

from analysis.data import load
from analysis.effects import base_trade, counterlaw
from analysis.effects.equilibrium import OUTCOMES, Lines, Rivals, outcomes
from analysis.effects.estimates import Response
from analysis.tariffs.duties import current_world, on_day
from analysis.tariffs.measures import current_law
from analysis.trade import balances

TRANSSHIPPED = "transshipped"  # condition of tariff_conditions


@dataclass(frozen=True)
class Scenario:
    """What would be different on ``day``. Rates are fractions of customs value on top of the other duties.

    ``default_rate`` takes the place of the default rate, None keeps the law's; ``product_rates`` pair
    HTS prefixes with rates of their own; ``off`` and ``on`` name authorities; ``transshipped_share`` of every line
    pays the transshipment rate in place of the default one; ``exempt`` false ends all exempt lists; ``alone`` leaves
    other partners at the duties before; ``base`` is a year or ``latest``; ``vintage`` is that of the totals.
    """

    partner: str
    day: pd.Timestamp
    base: str = base_trade.PRODUCT_YEAR
    default_rate: float | None = None
    product_rates: tuple[tuple[str, float], ...] = ()
    off: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    transshipped_share: float = 0.0
    exempt: bool = True
    alone: bool = False
    vintage: str | None = None


@dataclass(frozen=True)
class Result:
    """What follows from a scenario at one elasticity and pass-through; amounts in US dollars a year."""

    imports_before_usd: float
    imports_usd: float
    duty_before_usd: float
    duty_usd: float
    price_pct: float
    diverted_usd: float
    us_cost_usd: float
    rate_before_pct: float
    rate_pct: float
    balance_before_usd: float
    balance_usd: float

    @property
    def imports_change_usd(self) -> float:
        """Change of imports for consumption."""
        return self.imports_usd - self.imports_before_usd

    @property
    def imports_change_pct(self) -> float:
        """Change of imports for consumption in percent."""
        return 100 * self.imports_change_usd / self.imports_before_usd

    @property
    def balance_change_usd(self) -> float:
        """Change of the balance with exports held fixed; more is a smaller deficit."""
        return self.balance_usd - self.balance_before_usd


def transshipment_rate() -> float:
    """Return the newest rate on goods found to be transshipped, of any partner, as a fraction."""
    rates = [m for m in current_law().measures if m.condition == TRANSSHIPPED]
    return max(rates, key=lambda m: m.valid_from).rate_pct / 100


def announced_rate_pct(partner: str) -> float | None:
    """Return the rate of 2 April 2025 on ``partner`` in percent; None if none is known."""
    rates = load("reciprocal_rates").set_index("partner")["announced_2025_04_02_pct"]
    rate = rates.get(partner)
    return None if rate is None or pd.isna(rate) else float(rate)


@cache
def lines(scenario: Scenario) -> Lines:
    """Return the products of the scenario's partner with the duty before and in the scenario.

    Raises ReportError if the data hold no imports by product of the partner, or none by industry to bring them
    to another base.
    """
    before = base_trade.trade(scenario.partner, scenario.base)
    if not scenario.alone:
        rivals = base_trade.rivals(scenario.partner, scenario.base, scenario.day, scenario.off)
        before = replace(before, rivals=rivals)
    direct = before.at(_rate(scenario))
    if not scenario.transshipped_share:
        return direct
    other = before.at(_rate(replace(scenario, default_rate=transshipment_rate())))
    return _mixed(direct, other, scenario.transshipped_share)


def _rate(scenario: Scenario) -> np.ndarray:
    partner, day = scenario.partner, scenario.day
    law = counterlaw.without(current_world().law, scenario.off, day)
    law = counterlaw.again(law, scenario.on, partner, day)
    default = scenario.default_rate
    if default is not None:
        law = counterlaw.with_default_rate(law, partner, 100 * default, day, scenario.exempt)
    rates = {prefix: 100 * rate for prefix, rate in scenario.product_rates}
    law = counterlaw.with_product_rates(law, partner, rates, day)
    rate: np.ndarray = on_day(partner, day, current_world().under(law))["total_pct"].to_numpy() / 100
    return rate


def _mixed(direct: Lines, other: Lines, share: float) -> Lines:
    """Return the products twice, the second time as ``share`` of the trade under the duty of ``other``."""
    parts = {
        name: np.concatenate([getattr(direct, name), getattr(other, name)])
        for name in ("hts10", "share", "base", "rate")
    }
    scaled = {
        name: np.concatenate([getattr(direct, name) * (1 - share), getattr(other, name) * share])
        for name in ("imports_usd", "others_usd")
    }
    rivals = direct.rivals
    twice = Rivals(
        np.concatenate([rivals.line, rivals.line + len(direct.hts10)]),
        np.concatenate([rivals.imports_usd * (1 - share), rivals.imports_usd * share]),
        np.tile(rivals.share, 2),
        np.tile(rivals.rise, 2),
    )
    return Lines(**parts, **scaled, rivals=twice)


def result(scenario: Scenario, goods: Lines, response: Response, ratio: float) -> Result:
    """Return what follows from ``goods``, the lines of ``scenario``, under one response.

    ``ratio``, how much more easily buyers switch between foreign goods than to American ones, is a fraction.

    >>> law = scenarios.Scenario("VNM", pd.Timestamp("2025-09-01"), default_rate=0.2)
    >>> response = scenarios.Response("blp_lr", 0.94, 10)
    >>> scenarios.result(law, scenarios.lines(law), response, 0.57).imports_change_pct
    """
    values = outcomes(goods, response.by_line(goods.hts10), response.pass_through, ratio, response.felt)[0]
    named = dict(zip(OUTCOMES, (float(value) for value in values), strict=True))
    before, duty = float(goods.imports_usd.sum()), float(goods.imports_usd @ goods.base)
    return Result(
        imports_before_usd=before,
        duty_before_usd=duty,
        rate_before_pct=100 * duty / before,
        rate_pct=100 * float(goods.imports_usd @ goods.rate) / before,
        balance_before_usd=balance(scenario, 1.0),
        balance_usd=balance(scenario, named["imports_usd"] / before),
        **named,
    )


def by_chapter(goods: Lines, response: Response, ratio: float) -> pd.DataFrame:
    """Return what a scenario does to ``goods`` by chapter of the Harmonized System, the largest imports before first.

    Columns: hs2, before_usd, base_pct and rate_pct (average duty before and in the scenario), change_usd, change_pct.
    """
    chapters = np.array([code[:2] for code in goods.hts10])
    rows = []
    for hs2 in np.unique(chapters):
        part = goods.only(chapters == hs2)
        before = float(part.imports_usd.sum())
        if before:
            elasticity = response.by_line(part.hts10)
            imports = float(outcomes(part, elasticity, response.pass_through, ratio, response.felt)[0, 0])
            duties = (100 * float(part.imports_usd @ rate) / before for rate in (part.base, part.rate))
            rows.append((str(hs2), before, *duties, imports - before, 100 * (imports / before - 1)))
    columns = ["hs2", "before_usd", "base_pct", "rate_pct", "change_usd", "change_pct"]
    return pd.DataFrame(rows, columns=columns).sort_values("before_usd", ascending=False, ignore_index=True)


def balance(scenario: Scenario, kept: float) -> float:
    """Return the balance of the base if general imports were ``kept`` times what they were, exports the same."""
    imports, exports = flows(scenario)
    return exports - kept * imports


def flows(scenario: Scenario) -> tuple[float, float]:
    """Return general imports and exports of the base, US dollars."""
    return _flows(scenario.partner, scenario.base, scenario.vintage)


@cache
def _flows(partner: str, base: str, vintage: str | None) -> tuple[float, float]:
    months = balances.monthly(partner, *base_trade.months(base), vintage)
    return float(months["general_imports_usd"].sum()), float(months["exports_usd"].sum())
