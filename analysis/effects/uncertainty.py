"""How sure a scenario can be: draws over published ranges, and which assumption matters most."""

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.effects import estimates, scenarios
from analysis.effects.equilibrium import OUTCOMES, Lines, interpolated
from analysis.effects.estimates import Response
from analysis.effects.scenarios import Scenario

LEVEL = 0.95
LARGEST_TRANSSHIPPED_SHARE = 0.5  # of the range shown; nobody has published an estimate


def draw(response: Response, draws: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return independent uniform draws of the elasticity and of the pass-through over their published ranges."""
    noise = np.random.default_rng(seed)
    ranges = (
        estimates.elasticity_range(response.elasticity, response.years),
        estimates.pass_through_range(response.pass_through),
    )
    elasticities, passes = (noise.uniform(low, high, draws) for low, high in ranges)
    return elasticities, passes


def simulate(goods: Lines, response: Response, ratio: float, draws: int, seed: int) -> np.ndarray:
    """Return the outcomes of ``draws`` draws, rows as ``equilibrium.outcomes`` has them. Equal seeds, equal rows."""
    return interpolated(goods, *draw(response, draws, seed), ratio, estimates.against_tariff(response.elasticity))


def intervals(values: np.ndarray) -> pd.DataFrame:
    """Return low, median and high of each outcome (rows ``equilibrium.OUTCOMES``) over all draws."""
    tail = (1 - LEVEL) / 2
    bounds = np.quantile(values, [tail, 0.5, 1 - tail], axis=0)
    return pd.DataFrame(bounds.T, index=list(OUTCOMES), columns=["low", "median", "high"])


def tornado(scenario: Scenario, response: Response, ratio: float) -> pd.DataFrame:
    """Return how far each assumption alone moves imports, the widest first.

    Columns: assumption (its name), low_setting and high_setting (what was set; 1 and 0 for yes and
    no), low_pct and high_pct, the change of imports for consumption in percent at either; ``low`` is the setting
    with the larger fall.
    """
    goods = scenarios.lines(scenario)
    rows = []
    for assumption, settings in _settings(scenario, response).items():
        changes = []
        for setting in settings:
            other, answer, upper = _set(scenario, response, ratio, assumption, setting)
            lines = goods if other is scenario else scenarios.lines(other)
            found = scenarios.result(other, lines, answer, upper)
            changes.append((found.imports_change_pct, setting))
        (low_pct, low), (high_pct, high) = sorted(changes)
        rows.append((assumption, low, high, low_pct, high_pct))
    columns = ["assumption", "low_setting", "high_setting", "low_pct", "high_pct"]
    table = pd.DataFrame(rows, columns=columns)
    width = table["high_pct"] - table["low_pct"]
    return table.iloc[np.argsort(-width.to_numpy(), kind="stable")].reset_index(drop=True)


def _settings(scenario: Scenario, response: Response) -> dict[str, tuple[float, float]]:
    """Return the two settings of each assumption that is varied."""
    values = [estimates.elasticity(name, response.years) for name in estimates.long_run()]
    passes = estimates.offered(estimates.PASS_THROUGH)["value"]
    settings: dict[str, tuple[float, float]] = {
        "elasticity": (min(values), max(values)),
        "years": (estimates.FIRST_YEAR, estimates.FULL_YEAR),
        "pass_through": (float(passes.min()), float(passes.max())),
        "ratio": (0.0, 1.0),
        "transshipped_share": (0.0, LARGEST_TRANSSHIPPED_SHARE),
    }
    if scenario.default_rate is not None:
        settings["exempt"] = (0.0, 1.0)
    return settings


def _set(
    scenario: Scenario, response: Response, ratio: float, assumption: str, setting: float
) -> tuple[Scenario, Response, float]:
    """Return scenario, response and ratio with one assumption set."""
    match assumption:
        case "elasticity":
            name = next(one for one in estimates.long_run() if estimates.elasticity(one, response.years) == setting)
            return scenario, replace(response, elasticity=name), ratio
        case "years":
            return scenario, replace(response, years=int(setting)), ratio
        case "pass_through":
            return scenario, replace(response, pass_through=setting), ratio
        case "ratio":
            return scenario, response, setting
        case "transshipped_share":
            return replace(scenario, transshipped_share=setting), response, ratio
    return replace(scenario, exempt=bool(setting)), response, ratio
