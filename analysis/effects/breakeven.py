"""Which uniform rate would balance trade by the model of products, and what the published formula says instead.

The formula's own balancing rate is ``analysis.tariffs.reciprocal_formula.balancing_tariff_pct``.
"""

from analysis.effects.equilibrium import Lines, outcomes
from analysis.effects.estimates import Response

HIGHEST_RATE = 10.0  # 1000 percent


def formula_change_pct(rate: float, elasticity: float, pass_through: float) -> float:
    """Return the change of imports in percent that the formula implies at ``rate``, a fraction: at most all of them.

    It is linear in the rate, and every product pays. Source: USTR, Reciprocal Tariff Calculations, 2 April 2025.
    """
    return max(-100 * abs(elasticity) * pass_through * rate, -100.0)


def model_rate_pct(
    goods: Lines, exports_usd: float, imports_usd: float, response: Response, ratio: float
) -> float | None:
    """Return the uniform rate in percent on top of the duty of 2024, at which imports fall to exports.

    Every product pays it. Found by bisection to 0.01 percentage points; zero when trade is in surplus, None if no
    rate up to 1000 percent does it.
    """
    elasticity = response.by_line(goods.hts10)
    target = exports_usd / imports_usd * goods.imports_usd.sum()

    def above(rate: float) -> bool:
        found = outcomes(goods.at(goods.base + rate), elasticity, response.pass_through, ratio, response.felt)
        return bool(found[0, 0] > target)

    low, high = 0.0, HIGHEST_RATE
    if not above(low):
        return 0.0
    if above(high):
        return None
    while high - low > 1e-4:
        middle = (low + high) / 2
        low, high = (middle, high) if above(middle) else (low, middle)
    return 100 * high
