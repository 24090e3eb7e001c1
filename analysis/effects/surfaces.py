"""Outcomes of a scenario as polynomials in what a reader may set: years passed, pass-through, default rate.

Each is a product of Chebyshev polynomials through exact outcomes, one set for each elasticity and for each way in which
other countries pay. So a page can evaluate any setting without a model of its own, and the distance to the model is
measured between the nodes.
"""

from dataclasses import replace

import numpy as np
from numpy.polynomial import chebyshev

from analysis.effects import estimates, scenarios
from analysis.effects.equilibrium import Lines, outcomes
from analysis.effects.estimates import Response
from analysis.effects.scenarios import Scenario

HIGHEST = 0.6  # default rate, as a fraction; the lowest is zero
NODES = (4, 5, 8)  # of years, pass-through and rate
OUTCOMES = ("imports_change_pct", "duty_pct", "price_pct", "us_cost_pct")
DECIMALS = 4  # of a percentage point, to which coefficients are kept
Setting = tuple[int, float, float]  # years, pass-through, default rate as a fraction


def surface(scenario: Scenario, elasticity: str, ratio: float) -> np.ndarray:
    """Return the coefficients by outcome, years, pass-through and rate; all percent, of imports before or of the price.

    The default rate of ``scenario`` does not count.
    """
    rates = HIGHEST * (_nodes(NODES[2]) + 1) / 2
    goods = [_sold(replace(scenario, default_rate=float(rate))) for rate in rates]
    responses = [
        [Response(elasticity, float(share), float(year)) for share in (_nodes(NODES[1]) + 1) / 2]
        for year in _years(elasticity)
    ]
    fitted = np.array([_sampled(goods, group, ratio) for group in responses]).transpose(3, 0, 2, 1)
    for axis in (1, 2, 3):
        count = fitted.shape[axis]
        inverse = np.linalg.inv(chebyshev.chebvander(_nodes(count), count - 1))
        fitted = np.moveaxis(np.tensordot(inverse, fitted, (1, axis)), 0, axis)
    return fitted.round(DECIMALS)


def places(setting: Setting) -> tuple[float, float, float]:
    """Return a setting as places within the range of the polynomials, from -1 to 1."""
    years, passed, rate = setting
    passed_years = min(years, estimates.FULL_YEAR) - estimates.FIRST_YEAR
    return 2 * passed_years / (estimates.FULL_YEAR - estimates.FIRST_YEAR) - 1, 2 * passed - 1, 2 * rate / HIGHEST - 1


def value(coefficients: np.ndarray, setting: Setting) -> np.ndarray:
    """Return the outcomes of a setting from its coefficients."""
    found: np.ndarray = chebyshev.chebval3d(*places(setting), np.moveaxis(coefficients, 0, -1))
    return found


def exact(scenario: Scenario, elasticity: str, ratio: float, setting: Setting) -> np.ndarray:
    """Return the outcomes of a setting by the model itself."""
    years, passed, rate = setting
    scenario = replace(scenario, default_rate=rate)
    found = scenarios.result(scenario, scenarios.lines(scenario), Response(elasticity, passed, years), ratio)
    before = found.imports_before_usd
    return np.array(
        [found.imports_change_pct, 100 * found.duty_usd / before, found.price_pct, 100 * found.us_cost_usd / before]
    )


def _sold(scenario: Scenario) -> Lines:
    """Return the lines of which anything is sold; the others answer nothing."""
    goods = scenarios.lines(scenario)
    return goods.only(goods.imports_usd > 0)


def _sampled(goods: list[Lines], responses: list[Response], ratio: float) -> np.ndarray:
    """Return the outcomes by rate, pass-through and outcome, of responses that differ in pass-through alone."""
    elasticity = responses[0].by_line(goods[0].hts10)
    passed, felt = ([getattr(one, name) for one in responses] for name in ("pass_through", "felt"))
    found = np.array([outcomes(one, elasticity, passed, ratio, felt) for one in goods])
    imports, duty, price, _, cost = np.moveaxis(found, -1, 0)
    before = goods[0].imports_usd.sum()
    return np.stack([100 * (imports / before - 1), 100 * duty / before, price, 100 * cost / before], axis=-1)


def _years(elasticity: str) -> np.ndarray:
    """Return the years at which an elasticity is sampled; one is enough if it does not grow with time."""
    first, last = estimates.FIRST_YEAR, estimates.FULL_YEAR
    if estimates.elasticity(elasticity, first) == estimates.elasticity(elasticity, last):
        return np.array([first])
    return first + (last - first) * (_nodes(NODES[0]) + 1) / 2


def _nodes(count: int) -> np.ndarray:
    """Return the zeros of the Chebyshev polynomial of degree ``count``."""
    return np.cos((2 * np.arange(count) + 1) * np.pi / (2 * count))
