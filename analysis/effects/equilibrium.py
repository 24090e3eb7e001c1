"""Partial equilibrium by product: what duties do to imports from one partner, to duty, prices and rivals.

Constant elasticities after Armington (1969): origins of a product are imperfect substitutes with elasticity
sigma = -elasticity, and all foreign origins together substitute for domestic goods with ``ratio`` times sigma.
Of the rise of one plus the duty, in logarithms, importers pay ``pass_through``, and buyers answer to ``felt`` of it.
An elasticity that was measured against the tariff is applied to the whole rise (``felt`` is one): what exporters gave
away is in it already. One that was measured against the price that importers pay is applied to that (``felt`` is the
pass-through). So pass-through counts once. What exporters give away in price is not deducted from import values.
"""

from dataclasses import dataclass, field, replace

import numpy as np

OUTCOMES = ("imports_usd", "duty_usd", "price_pct", "diverted_usd", "us_cost_usd")
Numbers = np.ndarray | list[float] | float


def _none() -> np.ndarray:
    return np.zeros(0)


@dataclass(frozen=True)
class Rivals:
    """Other foreign origins whose duties change too, a row for each origin and product.

    ``line`` is the product's number among the lines, ``share`` the row's share of duty-inclusive spending on foreign
    origins of it, ``rise`` the change of the logarithm of one plus the duty.
    """

    line: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=int))
    imports_usd: np.ndarray = field(default_factory=_none)
    share: np.ndarray = field(default_factory=_none)
    rise: np.ndarray = field(default_factory=_none)

    def only(self, mask: np.ndarray) -> "Rivals":
        """Return the rows of the products for which ``mask`` is true."""
        kept = mask[self.line]
        number = np.cumsum(mask) - 1
        return Rivals(number[self.line[kept]], self.imports_usd[kept], self.share[kept], self.rise[kept])


@dataclass(frozen=True)
class Lines:
    """Products of one partner in a year: imports of it and of other foreign origins, US dollars of customs value.

    ``base`` and ``rate`` are the duty before and in the scenario as fractions of customs value; ``share`` is the
    partner's share of duty-inclusive spending on foreign origins. ``rivals`` are those of the others whose duties
    change, counted in ``others_usd`` as well; none if all keep theirs.
    """

    hts10: np.ndarray
    imports_usd: np.ndarray
    share: np.ndarray
    others_usd: np.ndarray
    base: np.ndarray
    rate: np.ndarray
    rivals: Rivals = field(default_factory=Rivals)

    def at(self, rate: np.ndarray | float) -> "Lines":
        """Return the same products under another duty."""
        return replace(self, rate=np.broadcast_to(np.asarray(rate, float), self.base.shape))

    def only(self, mask: np.ndarray) -> "Lines":
        """Return the products for which ``mask`` is true."""
        names = ("hts10", "imports_usd", "share", "others_usd", "base", "rate")
        return Lines(**{name: getattr(self, name)[mask] for name in names}, rivals=self.rivals.only(mask))


def outcomes(
    lines: Lines, elasticity: Numbers, pass_through: Numbers, ratio: float, felt: Numbers | None = None
) -> np.ndarray:
    """Return imports_usd, duty_usd, price_pct, diverted_usd and us_cost_usd (columns) for parameters (rows).

    Imports are at customs value in the scenario, duty is what they pay, price_pct is how much more importers pay
    per unit on average over the imports before, diverted_usd what other foreign origins gain. us_cost_usd is what US
    buyers lose: what importers bear of the added duty, on the mean of imports before and after, which adds the
    triangle of the trade that is gone (Harberger 1971). ``elasticity`` is a number a row, or a row with one for each
    product. ``felt`` is the pass-through if not given.
    """
    felt = pass_through if felt is None else felt
    by_row = np.atleast_1d(np.asarray(elasticity, float))
    rows = np.broadcast_arrays(np.arange(len(by_row)), np.atleast_1d(pass_through), np.atleast_1d(felt))
    found: dict[tuple[bytes, float], list[float]] = {}  # amounts do not depend on the pass-through beyond what is felt
    result, rise = [], _rise(lines)
    for row, passed, part in zip(*rows, strict=True):
        key = by_row[row].tobytes(), float(part)
        if key not in found:
            found[key] = _amounts(lines, -by_row[row], float(part), ratio)
        price = np.expm1(passed * rise) @ lines.imports_usd / lines.imports_usd.sum()
        imports, duty, diverted, added = found[key]
        result.append((imports, duty, 100 * float(price), diverted, passed * added))
    return np.array(result)


def rivals_price_pct(lines: Lines, pass_through: float) -> float:
    """Return how much more importers pay for the same goods of rivals in the scenario, percent.

    A rival counts as it moves the partner's sales: by its share of a product times the partner's imports of it.
    """
    rivals = lines.rivals
    weights = rivals.share * lines.imports_usd[rivals.line]
    return float(100 * np.expm1(pass_through * (weights @ rivals.rise) / weights.sum())) if weights.any() else 0.0


def _rise(lines: Lines) -> np.ndarray:
    """Return the change of the logarithm of one plus the duty of each product."""
    rise: np.ndarray = np.log((1 + lines.rate) / (1 + lines.base))
    return rise


def _amounts(lines: Lines, sigma: np.ndarray, felt: float, ratio: float) -> list[float]:
    """Return imports, duty, what rivals gain, and the added duty on the mean of imports before and after, US dollars.

    ``sigma`` is a number or one for each product.
    """
    rise, rivals = _rise(lines), lines.rivals
    gap = np.where(sigma == 1, 1e-12, 1 - sigma)
    own = gap * felt * rise
    fall, up = np.minimum(own, 0), np.maximum(own, 0)  # one of them is zero; neither form overflows
    inside = (1 - lines.share) * np.expm1(-fall) + lines.share * np.expm1(up)
    of_rival = gap if gap.ndim == 0 else gap[rivals.line]
    of_rivals = np.bincount(rivals.line, rivals.share * np.expm1(of_rival * felt * rivals.rise), len(rise))
    index = (fall + np.log1p(inside + np.exp(-fall) * of_rivals)) / gap
    rivalry = (1 - ratio) * sigma * index
    value = lines.imports_usd * np.exp(rivalry - sigma * felt * rise)
    diverted = np.expm1(rivalry) @ lines.others_usd
    diverted += rivals.imports_usd @ (np.exp(rivalry[rivals.line]) * np.expm1((of_rival - 1) * felt * rivals.rise))
    added = (lines.rate - lines.base) @ (lines.imports_usd + value) / 2
    return [float(value.sum()), float(value @ lines.rate), float(diverted), float(added)]


def interpolated(
    lines: Lines, elasticity: np.ndarray, pass_through: np.ndarray, ratio: float, whole: bool = False, order: int = 8
) -> np.ndarray:
    """Return ``outcomes`` for many draws at the cost of a few: a polynomial through exact values.

    Outcomes are smooth in both parameters, so Chebyshev interpolation on ``order`` by ``order`` nodes repeats
    them to about seven digits over published ranges. ``whole``: buyers answer to the whole rise of the duty.
    """
    from numpy.polynomial import chebyshev

    nodes = np.cos((2 * np.arange(order) + 1) * np.pi / (2 * order))
    first, second = (np.repeat(nodes, order), np.tile(nodes, order))
    passed = _from_unit(second, pass_through)
    exact = outcomes(lines, _from_unit(first, elasticity), passed, ratio, np.ones_like(passed) if whole else passed)
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
