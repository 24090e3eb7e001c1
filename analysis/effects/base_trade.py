"""The trade that a scenario starts from: products of one partner and of its rivals in a base, and the duty on them.

The data hold imports by product for 2024; a base is that year, another one, or the latest twelve months that the data
hold by industry. Each line of 2024 moves to it with its industry, for the partner and for all others. The duty before
is that paid in 2024; in the latest months the law of their time, averaged over the days.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import partners
from analysis.data import load
from analysis.effects import counterlaw
from analysis.effects.equilibrium import Lines, Rivals
from analysis.errors import ReportError
from analysis.language import say
from analysis.tariffs.duties import World, additional, current_world, on_day
from analysis.trade.product_shares import TOTAL

PRODUCT_YEAR = "2024"  # whose imports by HTS-10 line the data hold
LATEST = "latest"
INDUSTRIES = "imports_by_naics3"


class Sales(NamedTuple):
    """What a rival sold of the partner's products: ``line`` is the number, among these, of each line that is ``held``.

    ``imports_usd`` in the base, ``duty`` before as a fraction.
    """

    rival: str
    held: np.ndarray
    line: np.ndarray
    imports_usd: np.ndarray
    duty: np.ndarray


def months(base: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and the last month of a base, both inclusive."""
    if base != LATEST:
        return pd.Timestamp(int(base), 1, 1), pd.Timestamp(int(base), 12, 1)
    last = load(INDUSTRIES)["month"].max()
    return last - pd.DateOffset(months=11), last


def has_industries(partner: str) -> bool:
    """Tell whether the data can bring the partner's products to a base other than 2024."""
    return bool((load(INDUSTRIES)["partner"] == partner).any())


@cache
def trade(partner: str, base: str) -> Lines:
    """Return the partner's products in the base at the duty before.

    Raises ReportError if the data hold no imports by product of the partner, or none by industry for another base.
    """
    world = current_world()
    goods = world.shipments(partner)
    hts10 = np.array([f"{code:010d}" for code in goods.products.codes])
    others = _others(partner, world).reindex(hts10, fill_value=0.0)
    own_factor, factor = _factors(partner, base, hts10)
    imports, duty = goods.imports_usd * own_factor, _duty(partner, base)
    spent, theirs = imports * (1 + duty), others["spent_usd"].to_numpy() * factor
    if base == LATEST:
        for sales in _sales(partner, base, hts10):
            more = sales.duty - _duty(sales.rival, PRODUCT_YEAR)[sales.held]
            theirs = theirs + np.bincount(sales.line, sales.imports_usd * more, len(hts10))
    both = spent + theirs
    share = np.where(both > 0, spent / np.where(both > 0, both, 1), 0.0)
    return Lines(hts10, imports, share, others["imports_usd"].to_numpy() * factor, duty, duty)


@cache
def rivals(partner: str, base: str, day: pd.Timestamp, off: tuple[str, ...]) -> Rivals:
    """Return what others than ``partner`` sold of its products, and how their duty on ``day`` differs from before.

    ``off`` are authorities whose duties are ended.
    """
    lines, rates = trade(partner, base), _rates_on(day, off)
    both = lines.imports_usd * (1 + lines.base) / np.where(lines.share > 0, lines.share, np.inf)
    parts = []
    for sales in _sales(partner, base, lines.hts10):
        known = both[sales.line] > 0
        line, usd, duty = sales.line[known], sales.imports_usd[known], sales.duty[known]
        rise = np.log((1 + rates[sales.rival][sales.held][known]) / (1 + duty))
        parts.append((line, usd, usd * (1 + duty) / both[line], rise))
    line, *amounts = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Rivals(line, *amounts)


def _sales(partner: str, base: str, hts10: np.ndarray) -> Iterator[Sales]:
    """Yield what each other partner sold of the products ``hts10`` (ascending)."""
    world, codes = current_world(), hts10.astype("int64")
    factor = _factors(partner, base, hts10)[1]
    for rival in world.partners:
        if rival == partner or rival in _members(world):
            continue
        goods = world.shipments(rival)
        line = np.minimum(np.searchsorted(codes, goods.products.codes), len(codes) - 1)
        held = codes[line] == goods.products.codes
        line = line[held]
        yield Sales(rival, held, line, goods.imports_usd[held] * factor[line], _duty(rival, base)[held])


@cache
def _duty(partner: str, base: str) -> np.ndarray:
    """Return the duty before on each line of a partner, as fractions."""
    world = current_world()
    return _average(world, partner, *months(base)) if base == LATEST else world.shipments(partner).base_pct / 100


def _average(world: World, partner: str, first: pd.Timestamp, last: pd.Timestamp) -> np.ndarray:
    """Return the duty by law on each line of a partner, the average over the days of the months, as fractions."""
    until = last + pd.offsets.MonthBegin()
    spans = additional(world, partner, first, until)
    added = sum(part.sum(axis=0) * ((end - start) / (until - first)) for start, end, part in spans)
    average: np.ndarray = (world.shipments(partner).base_pct + added) / 100
    return average


@cache
def _rates_on(day: pd.Timestamp, off: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Return the duty on each line of each partner on ``day`` without the authorities ``off``, as fractions."""
    world = current_world()
    law = world.under(counterlaw.without(world.law, off, day)) if off else world
    return {
        partner: on_day(partner, day, law)["total_pct"].to_numpy() / 100
        for partner in world.partners
        if partner not in _members(world)
    }


def _members(world: World) -> frozenset[str]:
    """Return the members of the European Union, whose trade is counted within it."""
    return world.law.partner_scopes["EU"] - {"EUU"}


def _others(partner: str, world: World) -> pd.DataFrame:
    """Return imports_usd and duty-inclusive spent_usd of 2024 by HTS-10 line of all other origins."""
    table = load("imports_by_hts10_2024")
    table = table[(table["partner"] != partner) & ~table["partner"].isin(_members(world))]
    sums = table.groupby("hts10")[["imports_for_consumption_usd", "calculated_duty_usd"]].sum().astype(float)
    return pd.DataFrame({"imports_usd": sums["imports_for_consumption_usd"], "spent_usd": sums.sum(axis=1)})


def _factors(partner: str, base: str, hts10: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return by how much each line of 2024 is multiplied for the base, for the partner and for all others.

    A line without an industry, or whose industry had no trade in 2024, is left as it was.
    """
    if base == PRODUCT_YEAR:
        return np.ones(len(hts10)), np.ones(len(hts10))
    if not has_industries(partner):
        raise ReportError(
            say(
                "scenario_base {base}: the data hold no imports from {partner} by industry, which bring its products "
                "to another time; give scenario_base {year}",
                base=base,
                partner=partners.in_sentence(partner),
                year=PRODUCT_YEAR,
            )
        )
    then = _by_industry(partner, PRODUCT_YEAR)
    ratios = _by_industry(partner, base) / then.where(then > 0)
    industry = load("hts10_naics").set_index("hts10")["naics"].str[:3].reindex(hts10)
    own, rest = (industry.map(ratios[of]).fillna(1.0).to_numpy() for of in ("own", "rest"))
    return own, rest


def _by_industry(partner: str, base: str) -> pd.DataFrame:
    """Return imports for consumption in the base by NAICS-3 industry: columns own, of the partner, and rest."""
    table = load(INDUSTRIES)
    table = table[table["month"].between(*months(base)) & (table["naics3"] != TOTAL)]
    sums = table.pivot_table("imports_for_consumption_usd", "naics3", "partner", "sum").fillna(0)
    return pd.DataFrame({"own": sums[partner], "rest": sums["WLD"] - sums[partner]})
