"""From the law to duties by product: computed once for each span of days on which the law does not change.

Between two days on which nothing begins or ends for a partner all rates are constant, so a year of days costs
no more than its dozen spans. Nothing here reads a file.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd

from analysis.tariffs.conditions import Cases, Shares, cases_of
from analysis.tariffs.measures import ALL_PRODUCTS, Exemption, Law, Measure, covered
from analysis.tariffs.stacking import Layer, stack

BASE_YEAR = (pd.Timestamp("2024-01-01"), pd.Timestamp("2025-01-01"))
METALS = ("steel", "aluminium", "copper")
Met = tuple[Measure, tuple[Exemption, ...]]  # a measure and the exempt lists that take goods out of it


@dataclass(frozen=True)
class Products:
    """Product lines in ascending order of their code.

    ``codes`` are ten-digit HTS lines as integers; ``metal_share`` the fraction of customs value that is steel,
    aluminium or copper.
    """

    codes: np.ndarray
    metal_share: dict[str, np.ndarray]

    def take(self, positions: np.ndarray) -> "Products":
        """Return the lines at ascending ``positions``."""
        return Products(self.codes[positions], {m: s[positions] for m, s in self.metal_share.items()})


class Membership:
    """Which of ``products`` each product list of the law holds, found once and kept."""

    def __init__(self, law: Law, products: Products) -> None:
        self._law, self._codes = law, products.codes
        self._masks: dict[tuple[str, ...], np.ndarray] = {}

    def of(self, scopes: tuple[str, ...]) -> np.ndarray:
        """Return a mask of the products on any of ``scopes``."""
        if scopes not in self._masks:
            mask = np.zeros(len(self._codes), dtype=bool)
            for name in scopes:
                mask |= name == ALL_PRODUCTS or covered(self._law.product_scopes[name], self._codes)
            self._masks[scopes] = mask
        return self._masks[scopes]


@dataclass(frozen=True)
class Span:
    """Days ``[start, end)`` on which one set of measures holds, and what each adds.

    ``measures`` stand in the order of stacking; ``layers`` say which of ``cases`` each reaches, ``added_pct`` the
    percent of customs value that each adds in these cases.
    """

    start: pd.Timestamp
    end: pd.Timestamp
    cases: Cases
    measures: list[Measure]
    layers: list[Layer]
    added_pct: list[np.ndarray]

    def charged(self, measure: Measure) -> np.ndarray:
        """Return the places of the lines to which ``measure`` adds something, whatever conditions hold."""
        at = self.measures.index(measure)
        found: np.ndarray = np.unique(self.cases.lines[self.layers[at].reached[self.added_pct[at] > 0]])
        return found

    def by_case(self, authorities: Sequence[str]) -> np.ndarray:
        """Return the added duty as an array of authorities by cases, in percent of customs value."""
        total = np.zeros((len(authorities), len(self.cases.lines)))
        for measure, layer, added in zip(self.measures, self.layers, self.added_pct, strict=True):
            total[authorities.index(measure.authority), layer.reached] += added
        return total

    def by_authority(self, authorities: Sequence[str]) -> np.ndarray:
        """Return the mean of `by_case` over the cases of each line: authorities by lines."""
        mean: np.ndarray = self.cases.mean(self.by_case(authorities), self.start)
        return mean


@dataclass(frozen=True)
class Goods:
    """Goods of one or more partners as they meet one law, line by line.

    ``products`` are the lines, ``positions`` the places of these among the products of ``listed``, ``mfn_pct``
    their MFN duty and ``origin`` the places of their partners among ``partners`` (one partner: needs none).
    ``special_pct`` is, by condition, the duty that an agreement sets in place of MFN, NaN where it sets none.
    Without ``shares``, which take one partner, the cases of a line are told apart but have no mean.
    """

    law: Law
    partners: tuple[str, ...]
    products: Products
    listed: Membership
    positions: np.ndarray
    mfn_pct: np.ndarray
    shares: Shares | None = None
    special_pct: Mapping[str, np.ndarray] = field(default_factory=dict)
    origin: np.ndarray | None = None

    @cached_property
    def rows(self) -> dict[Measure | Exemption, np.ndarray]:
        """The measures and exempt lists that reach goods of any partner here, with a mask of these partners."""
        reached: dict[Measure | Exemption, np.ndarray] = {}
        for place, partner in enumerate(self.partners):
            rows: list[Measure | Exemption] = [*self.law.of_partner(partner), *self.law.lists_of(partner)]
            for row in rows:
                reached.setdefault(row, np.zeros(len(self.partners), dtype=bool))[place] = True
        return reached

    def lines_of(self, row: Measure | Exemption) -> np.ndarray:
        """Return a mask of the lines of which the partner and the product are on the lists of ``row``."""
        on_list: np.ndarray = self.listed.of(row.products)[self.positions]
        return on_list if self.origin is None else on_list & self.rows[row][self.origin]

    def base_pct(self, cases: Cases) -> np.ndarray:
        """Return the duty of each case before additional duties: the lowest that an agreement sets, or MFN."""
        base: np.ndarray = self.mfn_pct[cases.lines]
        for condition, special in self.special_pct.items():
            base = np.where(cases.holds[condition], np.fmin(base, special[cases.lines]), base)
        return base

    def cases(self, measures: Sequence[Measure], lists: Sequence[Exemption]) -> Cases:
        """Return the cases that agreements, ``measures`` and their exempt ``lists`` make of the lines."""
        concerned: dict[str, np.ndarray] = {}
        within = {row.condition: row.within for row in self.law.conditions.values() if row.within}
        for condition, mask in self._conditional(measures, lists):
            for name in (within.get(condition), condition):
                if name:
                    concerned[name] = mask | concerned.get(name, False)
        order = sorted(concerned, key=lambda name: (name in within, name))
        shares = {}
        if self.shares:
            (partner,) = self.partners
            shares = {name: self.shares.of(name, partner, self.products.codes) for name in order}
        return cases_of(len(self.positions), {name: concerned[name] for name in order}, within, shares)

    def _conditional(self, measures: Sequence[Measure], lists: Sequence[Exemption]) -> Iterator[tuple[str, np.ndarray]]:
        """Yield each condition with the lines that it concerns."""
        for condition, special in self.special_pct.items():
            yield condition, ~np.isnan(special)
        for measure in measures:
            if measure.condition:
                yield measure.condition, self.lines_of(measure)
            for row in lists:
                if row.condition and row.exemption in measure.exemptions:
                    yield row.condition, self.lines_of(measure) & self.lines_of(row)


def spans(goods: Goods, start: pd.Timestamp, end: pd.Timestamp) -> Iterator[Span]:
    """Yield the spans of ``[start, end)`` for ``goods``, in order."""
    within = [m for m in goods.law.measures if m.valid_from < end and m.valid_until > start]
    measures = [m for m in within if m in goods.rows]
    groups = {group for m in measures for group in m.exemptions}
    held = [x for x in goods.law.exemptions if x.valid_from < end and x.valid_until > start]
    exempt = [x for x in held if x.exemption in groups and x in goods.rows]
    cases = goods.cases(measures, exempt)
    base_pct = goods.base_pct(cases)
    dated: list[Measure | Exemption] = [*measures, *exempt]
    days = {day for row in dated for day in (row.valid_from, row.valid_until)} | cases.days
    edges = sorted({start, end, *(day for day in days if start < day < end)})
    met: dict[Met, Layer] = {}
    before: list[Met] = []
    added: list[np.ndarray] = []
    for first, until in pairwise(edges):
        exempting = [x for x in exempt if x.holds_on(first)]
        valid = [m for m in measures if m.holds_on(first)]
        now = [(m, tuple(x for x in exempting if x.exemption in m.exemptions)) for m in valid]
        for measure, lists in now:
            if (measure, lists) not in met:
                met[measure, lists] = _layer(goods, cases, measure, lists)
        layers = [met[key] for key in now]
        if now != before:
            before, added = now, stack(layers, base_pct)
        yield Span(first, until, cases, valid, layers, added)


def _layer(goods: Goods, cases: Cases, measure: Measure, exempting: tuple[Exemption, ...]) -> Layer:
    """Return ``measure`` as it meets the cases that its conditions and the ``exempting`` lists leave to it."""
    on_lines = goods.lines_of(measure)
    for x in exempting:
        if not x.condition:
            on_lines = on_lines & ~goods.lines_of(x)
    mask = on_lines[cases.lines]
    if measure.condition:
        mask &= cases.holds[measure.condition]
    for x in exempting:
        if x.condition:
            mask &= ~(cases.holds[x.condition] & goods.lines_of(x)[cases.lines])
    reached = np.flatnonzero(mask)
    full = measure.value_basis == "full"
    share = np.ones(len(reached)) if full else goods.products.metal_share[measure.value_basis][cases.lines[reached]]
    return Layer(measure.program, measure.kind, reached, measure.rate_pct, measure.stacking == "ceiling", share)


def above_base(added: np.ndarray, in_base: np.ndarray, base_pct: np.ndarray) -> np.ndarray:
    """Return ``added`` (authorities by lines, percent) less what the observed base already contains.

    ``in_base`` is the average of the same quantity over the base year. A duty that ended lowers the total by no
    more than the base shows to have been owed: quotas and exclusions kept some statutory duties out.
    """
    held = np.flatnonzero(in_base.any(axis=0))
    change = added[:, held] - in_base[:, held]
    fall = -np.minimum(change, 0).sum(axis=0)
    base = base_pct[held]
    kept = np.where(fall > base, base / np.where(fall > base, fall, 1), 1)
    above = added.copy()
    above[:, held] = np.where(change < 0, change * kept, change)
    return above
