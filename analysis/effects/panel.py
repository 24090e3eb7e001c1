"""The response of imports to duty, estimated over partners and industries by least squares with fixed effects.

In logarithms, for partner p and industry i: change of imports = elasticity x change of (1 + duty) + an effect of p
+ an effect of i + error. What moves all goods of a partner alike, or all partners of an industry alike, is in the
effects. Errors may go together within a partner. Standard errors are clustered by partner (Liang and Zeger 1986, with
the usual factor for few clusters); since clusters are few, the p-value comes from the wild cluster bootstrap with the
null imposed (Cameron, Gelbach and Miller 2008). Nothing here reads a file.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import ReportError

LEVEL = 0.95  # of every interval
DRAWS = 999  # of the bootstrap


@dataclass(frozen=True)
class Estimate:
    """An elasticity of imports to one plus the duty, with its clustered standard error and 95% interval.

    ``p_value`` is the share of bootstrap samples without any response whose t is at least as large, either way.
    """

    elasticity: float
    standard_error: float
    low: float
    high: float
    p_value: float
    cells: int
    partners: int

    @property
    def clear(self) -> bool:
        """Whether the interval and the bootstrap both tell the elasticity from zero."""
        return not self.low <= 0 <= self.high and self.p_value < 1 - LEVEL


def estimate(cells: pd.DataFrame, seed: int) -> Estimate:
    """Return the elasticity in ``cells``: partner, naics3, import_change and duty_change (logarithms), weight.

    Raises ReportError if the effects leave nothing to estimate from. Equal seeds give equal p-values.
    """
    from scipy.special import stdtrit  # quantiles of Student's t; scipy.stats takes seconds to import

    partner, partners = pd.factorize(cells["partner"])
    root = np.sqrt(cells["weight"].to_numpy(float))
    effects = np.linalg.qr(_effects(cells) * root[:, None])[0]
    imports, duty = (root * cells[name].to_numpy(float) for name in ("import_change", "duty_change"))
    y, x = (values - effects @ (effects.T @ values) for values in (imports, duty))
    spread, count, clusters = x @ x, len(cells), len(partners)
    freedom = count - effects.shape[1] - 1
    if clusters < 2 or freedom < 1 or spread <= 1e-12 * (duty @ duty):
        raise ReportError(
            f"{count} cells of {clusters} partners leave no change of duty apart from that of partner and industry"
        )
    factor = clusters / (clusters - 1) * (count - 1) / freedom

    def fit(outcomes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return slope and clustered standard error for each row of ``outcomes``, free of the effects."""
        slopes = outcomes @ x / spread
        scores = (outcomes - slopes[:, None] * x) * x @ np.eye(clusters)[partner]
        return slopes, np.sqrt(factor * (scores**2).sum(axis=1)) / spread

    (slope,), (error,) = fit(y[None])
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], (DRAWS, clusters))[:, partner]
    drawn = signs * y
    slopes, errors = fit(drawn - drawn @ effects @ effects.T)
    half = float(stdtrit(clusters - 1, (1 + LEVEL) / 2)) * error
    p_value = float((np.abs(slopes / errors) >= abs(slope / error)).mean())
    low, high = float(slope - half), float(slope + half)
    return Estimate(float(slope), float(error), low, high, p_value, count, clusters)


def _effects(cells: pd.DataFrame) -> np.ndarray:
    """Return a column for each partner and for each industry but the first."""
    partner, industry = (pd.factorize(cells[name])[0] for name in ("partner", "naics3"))
    return np.hstack([np.eye(partner.max() + 1)[partner], np.eye(industry.max() + 1)[industry][:, 1:]])
