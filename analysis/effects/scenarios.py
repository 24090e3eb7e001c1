"""Scenarios on the law's own product lines: which duty each product would pay, and what would follow.

Trade is that of a base year under the duties paid in 2024. The law of the scenario's day moves the duties of all
partners; what a scenario adds to it concerns one, but for authorities that it ends. ``alone``: other countries keep the
duties of 2024, which the law never did.
Imports are imports for consumption at customs value. The balance is on its own basis: the percentage change of
imports is applied to the general imports of the base year, with exports held as they were.
"""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd

from analysis import partners
from analysis.data import load
from analysis.effects import counterlaw
from analysis.effects.equilibrium import OUTCOMES, Lines, Rivals, outcomes
from analysis.effects.estimates import Response
from analysis.errors import ReportError
from analysis.tariffs.duties import World, current_world, on_day
from analysis.tariffs.measures import current_law
from analysis.trade import balances
from analysis.trade.product_shares import TOTAL

PRODUCT_YEAR = 2024  # the year whose imports by HTS-10 line the data hold
TRANSSHIPPED = "transshipped"  # condition of tariff_conditions


@dataclass(frozen=True)
class Scenario:
    """What would be different on ``day``. Rates are fractions of customs value on top of the other duties.

    ``default_rate`` takes the place of the default rate, None keeps the law's; ``product_rates`` pair
    HTS prefixes with rates of their own; ``off`` and ``on`` name authorities; ``transshipped_share`` of every line
    pays the transshipment rate in place of the default one; ``exempt`` false ends all exempt lists; ``alone`` leaves
    other partners at the duties of 2024; ``vintage`` is that of the totals.
    """

    partner: str
    day: pd.Timestamp
    base_year: int = PRODUCT_YEAR
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


def announced_rate(partner: str) -> float | None:
    """Return the rate of 2 April 2025 on ``partner`` as a fraction; None if none is known."""
    rates = load("reciprocal_rates").set_index("partner")["announced_2025_04_02_pct"]
    rate = rates.get(partner)
    return None if rate is None or pd.isna(rate) else float(rate) / 100


@cache
def lines(scenario: Scenario) -> Lines:
    """Return the products of the scenario's partner with the duty before and in the scenario.

    Raises ReportError if the data hold no imports by product of the partner, or none by industry to bring them
    to another base year.
    """
    before = _trade(scenario.partner, scenario.base_year)
    if not scenario.alone:
        rivals = _rivals(scenario.partner, scenario.base_year, scenario.day, scenario.off)
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


@cache
def _rivals(partner: str, base_year: int, day: pd.Timestamp, off: tuple[str, ...]) -> Rivals:
    """Return what others than ``partner`` sold of its products, and how their duty differs on ``day`` from 2024."""
    lines, world = _trade(partner, base_year), current_world()
    codes = lines.hts10.astype("int64")
    factor = _factors(partner, base_year, lines.hts10)[1]
    both = lines.imports_usd * (1 + lines.base) / np.where(lines.share > 0, lines.share, np.inf)
    parts = []
    for rival, rate in _rates_on(day, off).items():
        if rival == partner:
            continue
        goods = world.shipments(rival)
        place = np.minimum(np.searchsorted(codes, goods.products.codes), len(codes) - 1)
        held = (codes[place] == goods.products.codes) & (both[place] > 0)
        place, base = place[held], goods.base_pct[held] / 100
        usd = goods.imports_usd[held] * factor[place]
        parts.append((place, usd, usd * (1 + base) / both[place], np.log((1 + rate[held]) / (1 + base))))
    place, *amounts = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Rivals(place, *amounts)


@cache
def _rates_on(day: pd.Timestamp, off: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Return the duty on each line of each partner on ``day`` without the authorities ``off``, as fractions."""
    world = current_world()
    law = world.under(counterlaw.without(world.law, off, day)) if off else world
    members = world.law.partner_scopes["EU"] - {"EUU"}
    return {
        partner: on_day(partner, day, law)["total_pct"].to_numpy() / 100
        for partner in world.partners
        if partner not in members
    }


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
        np.concatenate([rivals.place, rivals.place + len(direct.hts10)]),
        np.concatenate([rivals.imports_usd * (1 - share), rivals.imports_usd * share]),
        np.tile(rivals.share, 2),
        np.tile(rivals.rise, 2),
    )
    return Lines(**parts, **scaled, rivals=twice)


@cache
def _trade(partner: str, base_year: int) -> Lines:
    """Return the partner's products at the duty paid in 2024, brought to ``base_year``."""
    world = current_world()
    goods = world.shipments(partner)
    hts10 = np.array([f"{code:010d}" for code in goods.products.codes])
    others = _others(partner, world).reindex(hts10, fill_value=0.0)
    own_factor, others_factor = _factors(partner, base_year, hts10)
    imports, base = goods.imports_usd * own_factor, goods.base_pct / 100
    spent = imports * (1 + base)
    rivals_spent = others["spent_usd"].to_numpy() * others_factor
    both = spent + rivals_spent
    return Lines(
        hts10,
        imports,
        np.where(both > 0, spent / np.where(both > 0, both, 1), 0.0),
        others["imports_usd"].to_numpy() * others_factor,
        base,
        base,
    )


def _others(partner: str, world: World) -> pd.DataFrame:
    """Return imports_usd and duty-inclusive spent_usd by HTS-10 line of all other origins; EU members within the EU."""
    table = load("imports_by_hts10_2024")
    members = world.law.partner_scopes["EU"] - {"EUU"}
    table = table[(table["partner"] != partner) & ~table["partner"].isin(members)]
    sums = table.groupby("hts10")[["imports_for_consumption_usd", "calculated_duty_usd"]].sum().astype(float)
    return pd.DataFrame({"imports_usd": sums["imports_for_consumption_usd"], "spent_usd": sums.sum(axis=1)})


def _factors(partner: str, base_year: int, hts10: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return by how much each line of 2024 is multiplied for ``base_year``, for the partner and for all others.

    A line moves with its NAICS-3 industry; a line without an industry, or whose industry had no trade in 2024, is
    left as it was.
    """
    if base_year == PRODUCT_YEAR:
        return np.ones(len(hts10)), np.ones(len(hts10))
    table = load("imports_by_naics3")
    table = table[table["month"].dt.year.isin([base_year, PRODUCT_YEAR]) & (table["naics3"] != TOTAL)]
    sums = table.pivot_table(
        values="imports_for_consumption_usd",
        index="naics3",
        columns=["partner", table["month"].dt.year],
        aggfunc="sum",
    ).fillna(0)
    if partner not in sums.columns.get_level_values(0):
        raise ReportError(
            f"base_year {base_year}: the data hold no imports from {partners.in_sentence(partner)} by industry, which "
            f"bring its products to another year; give base_year {PRODUCT_YEAR}"
        )
    own, rest = sums[partner], sums["WLD"] - sums[partner]
    industry = load("hts10_naics").set_index("hts10")["naics"].str[:3].reindex(hts10)
    factors = []
    for part in (own, rest):
        ratio = part[base_year] / part[PRODUCT_YEAR].where(part[PRODUCT_YEAR] > 0)
        factors.append(industry.map(ratio).fillna(1.0).to_numpy())
    return factors[0], factors[1]


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


def balance(scenario: Scenario, kept: float) -> float:
    """Return the balance of the base year if general imports were ``kept`` times what they were, exports the same."""
    imports, exports = flows(scenario)
    return exports - kept * imports


def flows(scenario: Scenario) -> tuple[float, float]:
    """Return general imports and exports of the base year, US dollars."""
    year = pd.Timestamp(scenario.base_year, 1, 1)
    last = year + pd.DateOffset(months=11)
    months = balances.monthly(scenario.partner, year, last, scenario.vintage)
    return float(months["general_imports_usd"].sum()), float(months["exports_usd"].sum())
