"""Partial equilibrium by product: what a change of one partner's duties does to imports, duty, prices and rivals.

Constant elasticities after Armington (1969): origins of a product are imperfect substitutes with elasticity
sigma = -elasticity, and all foreign origins together substitute for domestic goods with ``ratio`` times sigma.
Of the rise of one plus the duty, in logarithms, importers pay ``pass_through``, and the elasticity is applied to
what they pay. Elasticities published per tariff were measured under nearly complete pass-through; a lower one scales
them down. What exporters give away in price is not deducted from import values. Duties and prices of other origins
stay as they are.
"""

from dataclasses import dataclass, fields, replace

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

    def only(self, mask: np.ndarray) -> "Lines":
        """Return the products for which ``mask`` is true."""
        return Lines(*(getattr(self, part.name)[mask] for part in fields(self)))


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
    price = passed * np.log((1 + lines.rate) / (1 + lines.base))
    gap = np.where(sigma == 1, 1e-12, 1 - sigma)
    fall, rise = np.minimum(gap * price, 0), np.maximum(gap * price, 0)  # one of them is zero; neither form overflows
    index = (fall + np.log1p((1 - lines.share) * np.expm1(-fall)) + np.log1p(lines.share * np.expm1(rise))) / gap
    rivals = (1 - ratio) * sigma * index
    value = lines.imports_usd * np.exp(rivals - sigma * price)
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
    first, second = (np.repeat(nodes, order), np.tile(nodes, order))
    exact = outcomes(lines, _from_unit(first, elasticity), _from_unit(second, pass_through), ratio)
    degree = [order - 1, order - 1]
    weights = np.linalg.solve(chebyshev.chebvander2d(first, second, degree), exact)
    places = _to_unit(elasticity), _to_unit(pass_through)
    result: np.ndarray = chebyshev.chebvander2d(places[0], places[1], degree) @ weights
    return result


def _from_unit(places: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Return ``places`` in [-1, 1] as places within the range of ``draws``."""
    middle, half = _range(draws)
    return middle + half * places


def _to_unit(draws: np.ndarray) -> np.ndarray:
    middle, half = _range(draws)
    return (draws - middle) / half


def _range(draws: np.ndarray) -> tuple[float, float]:
    """Return the middle and the half width of the range of ``draws``; never a width of nothing."""
    return float(draws.max() + draws.min()) / 2, max(float(draws.max() - draws.min()) / 2, 1e-9)
