"""From the law to duties by product: computed once for each span of days on which the law does not change.

Between two days on which nothing begins or ends for a partner all rates are constant, so a year of days costs
no more than its dozen spans. Nothing here reads a file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.tariffs.measures import ALL_PRODUCTS, Law, covered, split
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

    ``measures`` are rows of the law in the order of stacking, ``layers`` the lines they reach and ``added_pct``
    the percent of customs value that each adds on these lines.
    """

    start: pd.Timestamp
    end: pd.Timestamp
    measures: list[str]
    authorities: list[str]
    layers: list[Layer]
    added_pct: list[np.ndarray]

    def by_authority(self, authorities: list[str], lines: int) -> np.ndarray:
        """Return the added duty as an array of authorities by lines, in percent of customs value."""
        total = np.zeros((len(authorities), lines))
        for authority, layer, added in zip(self.authorities, self.layers, self.added_pct, strict=True):
            total[authorities.index(authority), layer.lines] += added
        return total


class Membership:
    """Which of ``products`` each product list of the law holds, found once and kept."""

    def __init__(self, law: Law, products: Products) -> None:
        self._law, self._codes = law, products.codes
        self._masks: dict[str, np.ndarray] = {}

    def of(self, scopes: str) -> np.ndarray:
        """Return a mask of the products on any of ``scopes``, names separated by semicolons."""
        if scopes not in self._masks:
            mask = np.zeros(len(self._codes), dtype=bool)
            for name in split(scopes):
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
    rows = law.of_partner(partner)
    rows = rows[(rows["reach_share"] > 0) & (rows["valid_from"] < end) & (rows["valid_until"] > start)]
    groups = {group for cell in rows["exemptions"].unique() for group in split(cell)}
    exempt = law.exemptions[law.exemptions["exemption"].isin(groups)]
    days = {start, end}
    for frame in (rows, exempt):
        days.update(frame["valid_from"][frame["valid_from"].between(start, end)])
        days.update(frame["valid_until"][frame["valid_until"].between(start, end)])
    edges = sorted(days)
    measures = list(rows.itertuples(index=False))
    lists = list(exempt.itertuples(index=False))
    free: dict[tuple[str, ...], np.ndarray] = {}
    reached: dict[tuple[str, tuple[str, ...]], np.ndarray] = {}
    for first, until in zip(edges, edges[1:], strict=False):
        valid = [m for m in measures if m.valid_from <= first < m.valid_until]
        layers = []
        for measure in valid:
            named = split(measure.exemptions)
            scopes = tuple(
                x.products for x in lists if x.exemption in named and x.valid_from <= first < x.valid_until
            )
            key = (measure.products, scopes)
            if key not in reached:
                mask = listed.of(measure.products)[positions]
                if scopes:
                    if scopes not in free:
                        free[scopes] = ~listed.of(";".join(scopes))[positions]
                    mask = mask & free[scopes]
                reached[key] = np.flatnonzero(mask)
            layers.append(_layer(measure, reached[key], products))
        yield Span(
            first,
            until,
            [m.measure for m in valid],
            [m.authority for m in valid],
            layers,
            stack(layers, mfn_pct),
        )


def _layer(measure: Any, lines: np.ndarray, products: Products) -> Layer:
    basis = measure.value_basis
    share: np.ndarray | float = 1.0 if basis == "full" else products.metal_share[basis][lines]
    return Layer(
        measure.program,
        measure.kind,
        lines,
        measure.rate_pct * measure.reach_share,
        measure.stacking == "ceiling",
        share,
    )


def above_base(added: np.ndarray, in_base: np.ndarray, base_pct: np.ndarray) -> np.ndarray:
    """Return ``added`` (authorities by lines, percent) less what the observed base already contains.

    ``in_base`` is the average of the same quantity over the base year. A duty that ended lowers the total by no
    more than the base shows to have been paid: quotas and exclusions kept some statutory duties from being
    collected.
    """
    change = added - in_base
    fall = -np.minimum(change, 0).sum(axis=0)
    too_much = fall > base_pct
    if too_much.any():
        kept = np.where(too_much, base_pct / np.where(too_much, fall, 1), 1)
        change = np.where(change < 0, change * kept, change)
    return change
