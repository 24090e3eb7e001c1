"""Partial equilibrium by product: what a change of one partner's duties does to imports, duty, prices and rivals.

Constant elasticities after Armington (1969): origins of a product are imperfect substitutes with elasticity
sigma = -elasticity, and all foreign origins together substitute for domestic goods with ``ratio`` times sigma.
Of the rise of one plus the duty, in logarithms, importers pay ``pass_through`` and exporters absorb the rest.
Duties, prices and sales of other origins stay as they are before rivals' gains.
"""

from dataclasses import dataclass, replace

import numpy as np

OUTCOMES = ("imports_usd", "duty_usd", "price_pct", "diverted_usd")


@dataclass(frozen=True)
class Lines:
    """Products of one partner in a year: imports of it and of other foreign origins, US dollars of customs value.

    ``base`` and ``rate`` are the duty before and in the scenario as fractions of customs value; ``share`` is the
    partner's share of duty-inclusive spending on foreign origins.
    """

    hts10: np.ndarray
    imports_usd: np.ndarray
    share: np.ndarray
    others_usd: np.ndarray
    base: np.ndarray
    rate: np.ndarray

    def at(self, rate: np.ndarray | float) -> "Lines":
        """Return the same products under another duty."""
        return replace(self, rate=np.broadcast_to(np.asarray(rate, float), self.base.shape))


def outcomes(
    lines: Lines, elasticity: np.ndarray | float, pass_through: np.ndarray | float, ratio: float
) -> np.ndarray:
    """Return imports_usd, duty_usd, price_pct and diverted_usd (columns) for each pair of parameters (rows).

    Imports are at customs value in the scenario, duty is what they pay, price_pct is how much more importers pay
    per unit on average over the imports before, diverted_usd what other foreign origins gain.
    """
    sigma, passed = (
        np.atleast_1d(np.asarray(value, float))[:, None] for value in (-np.asarray(elasticity), pass_through)
    )
    duty = np.log((1 + lines.rate) / (1 + lines.base))
    price = passed * duty
    gap = np.where(sigma == 1, 1e-12, 1 - sigma)
    index = np.log1p(lines.share * np.expm1(gap * price)) / gap
    rivals = (1 - ratio) * sigma * index
    value = lines.imports_usd * np.exp(price - duty - sigma * price + rivals)
    total = lines.imports_usd.sum()
    return np.column_stack(
        [
            value.sum(axis=1),
            value @ lines.rate,
            100 * (np.exp(price) - 1) @ lines.imports_usd / total,
            np.expm1(rivals) @ lines.others_usd,
        ]
    )


def interpolated(
    lines: Lines, elasticity: np.ndarray, pass_through: np.ndarray, ratio: float, order: int = 12
) -> np.ndarray:
    """Return ``outcomes`` for many draws at the cost of a few: a polynomial through exact values.

    Outcomes are smooth in both parameters, so Chebyshev interpolation on ``order`` by ``order`` nodes repeats
    them to about ten digits over published ranges.
    """
    from numpy.polynomial import chebyshev

    nodes = np.cos((2 * np.arange(order) + 1) * np.pi / (2 * order))
    pairs = [_scaled(draws, nodes) for draws in (elasticity, pass_through)]
    grid = [part.ravel() for part in np.meshgrid(pairs[0][0], pairs[1][0], indexing="ij")]
    exact = outcomes(lines, *grid, ratio)
    at_nodes = [part.ravel() for part in np.meshgrid(nodes, nodes, indexing="ij")]
    degree = [order - 1, order - 1]
    weights = np.linalg.solve(chebyshev.chebvander2d(*at_nodes, degree), exact)
    result: np.ndarray = chebyshev.chebvander2d(pairs[0][1], pairs[1][1], degree) @ weights
    return result


def _scaled(draws: np.ndarray, nodes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return ``nodes`` of [-1, 1] within the range of ``draws``, and ``draws`` in [-1, 1]."""
    middle, half = (draws.max() + draws.min()) / 2, max((draws.max() - draws.min()) / 2, 1e-9)
    return middle + half * nodes, (draws - middle) / half
