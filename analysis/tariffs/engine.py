"""From the law to duties by product: computed once for each span of days on which the law does not change.

Between two days on which nothing begins or ends for a partner all rates are constant, so a year of days costs
no more than its dozen spans. Nothing here reads a file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from analysis.tariffs.measures import ALL_PRODUCTS, Exemption, Law, Measure, covered
from analysis.tariffs.stacking import Layer, stack

BASE_YEAR = (pd.Timestamp("2024-01-01"), pd.Timestamp("2025-01-01"))
METALS = ("steel", "aluminium", "copper")


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


@dataclass(frozen=True)
class Span:
    """Days ``[start, end)`` on which one set of measures holds, and what each adds.

    ``measures`` stand in the order of stacking; ``layers`` say which lines each reaches, ``added_pct`` the
    percent of customs value that each adds on these lines.
    """

    start: pd.Timestamp
    end: pd.Timestamp
    measures: list[Measure]
    layers: list[Layer]
    added_pct: list[np.ndarray]

    def by_authority(self, authorities: list[str], lines: int) -> np.ndarray:
        """Return the added duty as an array of authorities by lines, in percent of customs value."""
        total = np.zeros((len(authorities), lines))
        for measure, layer, added in zip(self.measures, self.layers, self.added_pct, strict=True):
            total[authorities.index(measure.authority), layer.lines] += added
        return total


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


def spans(
    law: Law,
    partner: str,
    products: Products,
    listed: Membership,
    positions: np.ndarray,
    mfn_pct: np.ndarray,
    start: pd.Timestamp,
    end: pd.Timestamp,
) -> Iterator[Span]:
    """Yield the spans of ``[start, end)`` for the goods of ``partner``, in order.

    ``products`` are the partner's lines, ``positions`` their places among the products of ``listed``, and
    ``mfn_pct`` their MFN duty. A measure whose ``reach_share`` is zero adds and claims nothing.
    """
    measures = [m for m in law.of_partner(partner) if m.reach_share and m.valid_from < end and m.valid_until > start]
    exempt = law.exemptions_of(measures, partner)
    dated: list[Measure | Exemption] = [*measures, *exempt]
    days = {day for row in dated for day in (row.valid_from, row.valid_until) if start < day < end}
    edges = sorted({start, end, *days})
    met: dict[tuple[str, tuple[str, ...]], Layer] = {}
    for first, until in pairwise(edges):
        valid = [m for m in measures if m.holds_on(first)]
        exempting = [x for x in exempt if x.holds_on(first)]
        layers = []
        for measure in valid:
            free = tuple(x.products for x in exempting if x.exemption in measure.exemptions)
            if (key := (measure.measure, free)) not in met:
                mask = listed.of(measure.products)[positions] & ~listed.of(free)[positions]
                met[key] = _layer(measure, np.flatnonzero(mask), products)
            layers.append(met[key])
        yield Span(first, until, valid, layers, stack(layers, mfn_pct))


def _layer(measure: Measure, lines: np.ndarray, products: Products) -> Layer:
    full = measure.value_basis == "full"
    return Layer(
        measure.program,
        measure.kind,
        lines,
        measure.rate_pct * measure.reach_share,
        measure.stacking == "ceiling",
        np.ones(len(lines)) if full else products.metal_share[measure.value_basis][lines],
    )


def above_base(added: np.ndarray, in_base: np.ndarray, base_pct: np.ndarray) -> np.ndarray:
    """Return ``added`` (authorities by lines, percent) less what the observed base already contains.

    ``in_base`` is the average of the same quantity over the base year. A duty that ended lowers the total by no
    more than the base shows to have been paid: quotas and exclusions kept some statutory duties from being
    collected.
    """
    held = np.flatnonzero(in_base.any(axis=0))
    change = added[:, held] - in_base[:, held]
    fall = -np.minimum(change, 0).sum(axis=0)
    base = base_pct[held]
    kept = np.where(fall > base, base / np.where(fall > base, fall, 1), 1)
    above = added.copy()
    above[:, held] = np.where(change < 0, change * kept, change)
    return above
