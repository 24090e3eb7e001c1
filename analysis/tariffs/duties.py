"""Duties on what each partner shipped in 2024: by product and day, and import-weighted as steps.

The base is the duty observed in 2024 (calculated duty over imports for consumption, by HTS-10 line). It already
holds what was charged then under Section 232, Section 301 and the safeguards; `additional` is what the law of a
day adds to that, authority by authority, and the total is their sum.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from analysis.data import as_of, load
from analysis.errors import ReportError, nearest
from analysis.language import message
from analysis.tariffs.conditions import Shares, current_shares
from analysis.tariffs.engine import BASE_YEAR, METALS, Goods, Membership, Products, above_base, spans
from analysis.tariffs.measures import FIRST_DAY, Law, current_law

WEIGHTS = message("import-weighted, imports for consumption 2024")
BASE = "MFN base 2024"
RECORD_START = pd.Timestamp("2025-01-01")
SAME = 1e-12


@dataclass(frozen=True)
class Shipments:
    """What one partner shipped in 2024, by HTS-10 line in ascending order.

    ``positions`` are the places of the lines among all products; ``base_pct`` is the duty observed, percent of
    customs value.
    """

    products: Products
    positions: np.ndarray
    imports_usd: np.ndarray
    base_pct: np.ndarray


class World:
    """All products shipped in 2024, which lists of ``law`` they are on, and each partner's shipments.

    ``shares`` say how much of them meets each condition.
    """

    def __init__(self, law: Law, shares: Shares) -> None:
        self.law, self.shares = law, shares
        imports = load("imports_by_hts10_2024")
        lines = imports["hts10"].astype("int64").to_numpy()
        codes = np.unique(lines)
        self.products = products_of(codes)
        self.listed = Membership(law, self.products)
        number, names = pd.factorize(imports["partner"], sort=True)
        order = np.lexsort((lines, number))
        first = np.searchsorted(number[order], np.arange(len(names) + 1))
        self._bounds = {str(name): edges for name, edges in zip(names, pairwise(first), strict=True)}
        self._lines = lines[order]
        self._imports = imports["imports_for_consumption_usd"].to_numpy()[order]
        self._duty = imports["calculated_duty_usd"].to_numpy()[order]

    def under(self, law: Law) -> "World":
        """Return the same shipments under another law."""
        other = copy(self)
        other.law, other.listed = law, Membership(law, self.products)
        return other

    def sharing(self, shares: Shares) -> "World":
        """Return the same shipments and law with other shares of the goods that meet each condition."""
        other = copy(self)
        other.shares = shares
        return other

    @property
    def partners(self) -> list[str]:
        """Partners whose 2024 imports by product the data hold."""
        return list(self._bounds)

    def shipments(self, partner: str) -> Shipments:
        """Return what ``partner`` shipped; ReportError if the data do not hold it."""
        if partner not in self._bounds:
            raise ReportError(
                f"{partner}: no imports by product for 2024; the data hold {len(self._bounds)} partners"
                f"{nearest(partner, self.partners)}"
            )
        part = slice(*self._bounds[partner])
        positions = np.searchsorted(self.products.codes, self._lines[part])
        imports = self._imports[part]
        return Shipments(
            self.products.take(positions), positions, imports, 100 * self._duty[part] / np.maximum(imports, 1)
        )


def products_of(codes: np.ndarray) -> Products:
    """Return the lines ``codes`` (ascending integers) with the metal in their value."""
    content = load("metal_content_shares")
    known = content["hts10"].astype("int64").to_numpy()
    at = np.minimum(np.searchsorted(known, codes), len(known) - 1)
    found = known[at] == codes
    shares = {m: np.where(found, content[f"{m}_share"].to_numpy()[at], 0) for m in METALS}
    return Products(codes, shares)


@cache
def current_world() -> World:
    """Return the world under the law of the tables in ``data/``."""
    return World(current_law(), current_shares())


def column(authority: str) -> str:
    """Return the column of ``authority`` in tables of rates: ``section_232_pct``."""
    return authority.lower().replace(" ", "_") + "_pct"


def additional(
    world: World, partner: str, start: pd.Timestamp, end: pd.Timestamp
) -> Iterable[tuple[pd.Timestamp, pd.Timestamp, np.ndarray]]:
    """Yield for each span of ``[start, end)`` its days and the duty above the 2024 base.

    The array has a row for each authority of the law and a column for each line of ``world.shipments(partner)``,
    in percent of customs value.
    """
    shipped = world.shipments(partner)
    shares = world.shares
    observed = Goods(world.law, (partner,), shipped.products, world.listed, shipped.positions, shipped.base_pct, shares)
    mfn_pct, in_base = netted(observed)
    for span in spans(replace(observed, mfn_pct=mfn_pct), start, end):
        added = span.by_authority(world.law.authorities)
        yield span.start, span.end, above_base(added, in_base, shipped.base_pct)


def netted(observed: Goods) -> tuple[np.ndarray, np.ndarray]:
    """Return what of the duty observed in 2024 is MFN duty, and what each authority of the law had in it.

    ``observed`` are goods whose ``mfn_pct`` is the duty observed. Both in percent of customs value: an array by line,
    and one of authorities by lines, the average of the statutory duty over the days of 2024.
    """
    authorities = observed.law.authorities
    in_base = np.zeros((len(authorities), len(observed.mfn_pct)))
    for span in spans(observed, *BASE_YEAR):
        in_base += span.by_authority(authorities) * ((span.end - span.start) / (BASE_YEAR[1] - BASE_YEAR[0]))
    return np.maximum(observed.mfn_pct - in_base.sum(axis=0), 0), in_base


def effective_rates(
    partners: Iterable[str],
    start: pd.Timestamp = RECORD_START,
    end: pd.Timestamp | None = None,
    world: World | None = None,
) -> pd.DataFrame:
    """Return the import-weighted duty of each of ``partners`` on every day of ``[start, end)``, as steps.

    Without ``end`` the steps go to the last day of the record.
    Columns: partner, valid_from, valid_until (half-open), base_pct, one column for each authority,
    additional_pct, total_pct (percent of customs value, weights: imports for consumption 2024), partial.
    Raises ReportError for a partner without 2024 imports by product or an empty span of days.

    >>> duties.effective_rates(["VNM"])[["valid_from", "base_pct", "additional_pct", "total_pct"]]
    """
    world = world or current_world()
    end = end or record_end()
    _check_days(start, end)
    columns = [column(authority) for authority in world.law.authorities]
    steps: list[dict[str, Any]] = []
    for partner in partners:
        goods = world.shipments(partner)
        weights = goods.imports_usd / goods.imports_usd.sum()
        partner_base = {"partner": partner, "base_pct": float(goods.base_pct @ weights)}
        before = np.full(len(columns), np.inf)
        for first, until, added in additional(world, partner, start, end):
            parts = added @ weights
            if np.abs(parts - before).max() < SAME:
                steps[-1]["valid_until"] = until
                continue
            named = dict(zip(columns, parts, strict=True))
            steps.append({**partner_base, "valid_from": first, "valid_until": until, **named})
            before = parts
    frame = pd.DataFrame(steps, columns=["partner", "valid_from", "valid_until", "base_pct", *columns])
    frame["additional_pct"] = frame[columns].sum(axis=1)
    frame["total_pct"] = frame["base_pct"] + frame["additional_pct"]
    return frame.assign(partial=frame["partner"].map(world.law.is_partial))


def side_by_side(rates: Mapping[str, pd.DataFrame], last: pd.Timestamp) -> pd.DataFrame:
    """Return the total duty of several partners on each day on which one of them changes, and on ``last``.

    ``rates`` are steps as of `effective_rates` by partner. Rows are days, columns partners, values percent.
    """
    days = sorted({day for steps in rates.values() for day in steps["valid_from"]} | {last})
    totals = {code: steps.set_index("valid_from")["total_pct"] for code, steps in rates.items()}
    return pd.DataFrame({code: total.reindex(days, method="ffill") for code, total in totals.items()})


def on_day(partner: str, day: pd.Timestamp, world: World | None = None) -> pd.DataFrame:
    """Return the duty on every line that ``partner`` shipped in 2024, on ``day``.

    Columns: hts10, imports_for_consumption_usd, base_pct, one for each authority, additional_pct, total_pct,
    partial (the treatment of the partner needs more than the data hold).

    >>> duties.on_day("VNM", pd.Timestamp("2025-09-01")).nlargest(5, "imports_for_consumption_usd")
    """
    world = world or current_world()
    _check_days(day, day + pd.Timedelta(days=1))
    goods = world.shipments(partner)
    ((_, _, added),) = additional(world, partner, day, day + pd.Timedelta(days=1))
    frame = pd.DataFrame(
        {
            "hts10": pd.Series(goods.products.codes).astype("str").str.zfill(10),
            "imports_for_consumption_usd": goods.imports_usd,
            "base_pct": goods.base_pct,
            **{column(a): part for a, part in zip(world.law.authorities, added, strict=True)},
            "additional_pct": added.sum(axis=0),
        }
    )
    return frame.assign(total_pct=frame["base_pct"] + frame["additional_pct"], partial=world.law.is_partial(partner))


def exempt_share(partner: str, day: pd.Timestamp, world: World | None = None) -> np.ndarray:
    """Return the fraction of every line of ``partner`` that an agreement spares the default rate on ``day``."""
    world = world or current_world()
    goods = world.shipments(partner)
    share = np.zeros(len(goods.imports_usd))
    for agreement in world.law.exempting(partner, day):
        steps = world.shares.of(agreement, partner, goods.products.codes)
        share = steps[max(first for first in steps if first <= day)]
    return share


def apart_on(partner: str, day: pd.Timestamp, world: World | None = None) -> list[tuple[np.ndarray, pd.DataFrame]]:
    """Return `on_day` for goods that an agreement spares the default rate and for all others.

    Each table comes with the fraction of every line that is of its kind. Where no agreement spares goods on ``day``,
    one table holds all.
    """
    world = world or current_world()
    exempt, agreements = exempt_share(partner, day, world), world.law.exempting(partner, day)
    if not agreements:
        return [(1 - exempt, on_day(partner, day, world))]
    tables = [on_day(partner, day, world.sharing(world.shares.all_at(agreements[0], share))) for share in (1.0, 0.0)]
    return list(zip((exempt, 1 - exempt), tables, strict=True))


def average_on(partner: str, day: pd.Timestamp, world: World | None = None) -> float:
    """Return the import-weighted additional duty on goods of ``partner`` on ``day``, percent of customs value."""
    return float(averages_on(partner, [day], world)[0])


def averages_on(partner: str, days: Sequence[pd.Timestamp], world: World | None = None) -> np.ndarray:
    """Return for each of ``days`` (one at least) what `average_on` gives; the law is gone through once for all."""
    steps = effective_rates([partner], min(days), max(days) + pd.Timedelta(days=1), world)
    at = steps["valid_from"].searchsorted(pd.DatetimeIndex(list(days)).to_numpy(), side="right") - 1
    averages: np.ndarray = steps["additional_pct"].to_numpy()[at]
    return averages


def rates(partners: Iterable[str], products: Iterable[str], dates: Iterable[pd.Timestamp]) -> pd.DataFrame:
    """Return the duty by partner, product, date and authority as a long table.

    ``products`` are ten-digit HTS lines or prefixes of them. Columns: partner, hts10, date, authority (the base
    is one of them), rate_pct (percent of customs value), partial. The rates of one partner, product and date sum
    to its total. A line that a partner did not ship in 2024 has no row.
    """
    world = current_world()
    prefixes = tuple(products)
    parts = []
    for partner in partners:
        for day in dates:
            lines = on_day(partner, day, world)
            lines = lines[lines["hts10"].str.startswith(prefixes)]
            named = {"base_pct": BASE, **{column(a): a for a in world.law.authorities}}
            long = lines.rename(columns=named).melt(["hts10", "partial"], list(named.values()), "authority", "rate_pct")
            parts.append(long.assign(partner=partner, date=day))
    order = ["partner", "hts10", "date", "authority", "rate_pct", "partial"]
    if not parts:
        return pd.DataFrame(columns=order)
    return pd.concat(parts, ignore_index=True)[order].sort_values(order[:4], ignore_index=True)


def record_end() -> pd.Timestamp:
    """Return the day after the last that the record knows; asked when called, since a new vintage moves it."""
    return as_of() + pd.Timedelta(days=1)


def _check_days(start: pd.Timestamp, end: pd.Timestamp) -> None:
    if not FIRST_DAY <= start < end <= record_end():
        last = end - pd.Timedelta(days=1)
        raise ReportError(
            f"{start:%Y-%m-%d} to {last:%Y-%m-%d}: not a span of days between {FIRST_DAY:%Y-%m-%d} and "
            f"{as_of():%Y-%m-%d}, the last day of the record"
        )
