"""The panel estimate: a reference regression, known elasticities, what the frozen data give."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest

from analysis.effects import duty_changes
from analysis.effects.duty_changes import OWN, VARIANTS, Sample
from analysis.effects.panel import estimate
from analysis.errors import ReportError

PARTNERS, INDUSTRIES = 22, 20


def made_up(elasticity: float, seed: int, weighted: bool = False) -> pd.DataFrame:
    """Return cells whose imports answer duty with ``elasticity``; errors go together within a partner."""
    noise = np.random.default_rng(seed)
    partner, industry = np.divmod(np.arange(PARTNERS * INDUSTRIES), INDUSTRIES)
    exempt = noise.uniform(0, 1, INDUSTRIES)
    duty = noise.uniform(0.05, 0.4, PARTNERS)[partner] * exempt[industry] + noise.normal(0, 0.03, len(partner))
    trends = noise.normal(0, 0.5, PARTNERS)[partner] * noise.normal(0, 1, INDUSTRIES)[industry]
    effects = noise.normal(0, 0.3, PARTNERS)[partner] + noise.normal(0, 0.3, INDUSTRIES)[industry]
    return pd.DataFrame(
        {
            "partner": [f"P{place:02d}" for place in partner],
            "naics3": [f"{place + 311}" for place in industry],
            "duty_change": duty,
            "import_change": elasticity * duty + effects + trends * 0.2 + noise.normal(0, 0.2, len(partner)),
            "weight": noise.uniform(1, 9, len(partner)) if weighted else 1.0,
        }
    )


@pytest.mark.parametrize(
    "sample", [partial(made_up, -2, 1), partial(made_up, -2, 2, weighted=True), partial(duty_changes.cells, OWN)]
)
def test_the_estimate_is_that_of_a_reference_regression(sample: Callable[[], pd.DataFrame]) -> None:
    import statsmodels.formula.api as formulas

    cells = sample()
    model = formulas.wls("import_change ~ duty_change + C(partner) + C(naics3)", cells, weights=cells["weight"])
    groups = pd.factorize(cells["partner"])[0]
    reference = model.fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)
    found = estimate(cells, 1)
    assert found.elasticity == pytest.approx(reference.params["duty_change"], abs=1e-6)
    assert found.standard_error == pytest.approx(reference.bse["duty_change"], abs=1e-6)
    assert (found.low, found.high) == pytest.approx(tuple(reference.conf_int().loc["duty_change"]), abs=1e-6)


def test_a_known_elasticity_is_in_the_interval_as_often_as_it_says() -> None:
    found = [estimate(made_up(-2, seed), 1) for seed in range(200)]
    covered = np.mean([one.low <= -2 <= one.high for one in found])
    assert 0.90 <= covered <= 0.99  # 95% of 200 samples, give or take three standard errors
    assert np.mean([one.elasticity for one in found]) == pytest.approx(-2, abs=0.1)


def test_the_bootstrap_finds_a_response_that_is_not_there_one_time_in_twenty() -> None:
    values = np.array([estimate(made_up(0, seed), 1).p_value for seed in range(200)])
    assert 0.01 <= (values <= 0.05).mean() <= 0.10
    assert values.mean() == pytest.approx(0.5, abs=0.08)


def test_two_by_two_by_hand() -> None:
    # Differences of differences: imports (0.1 - 0.0) - (0.3 - 0.4) = 0.2, duty (0.1 - 0.0) - (0.0 - 0.0) = 0.1.
    # A third partner without any change of its own leaves the slope where it is.
    cells = pd.DataFrame(
        {
            "partner": ["A", "A", "B", "B", "C", "C"],
            "naics3": ["311", "312"] * 3,
            "import_change": [0.1, 0.0, 0.3, 0.4, 0.35, 0.35],
            "duty_change": [0.1, 0.0, 0.0, 0.0, 0.05, 0.0],
            "weight": 1.0,
        }
    )
    assert estimate(cells, 1).elasticity == pytest.approx(2.0)


def test_duties_alike_for_all_goods_of_a_partner_identify_nothing() -> None:
    cells = made_up(-2, 1)
    cells["duty_change"] = cells["partner"].str[1:].astype(int) / 100
    with pytest.raises(ReportError, match="no change of duty apart from that of partner and industry"):
        estimate(cells, 1)


def test_the_estimate_of_2025() -> None:
    found = duty_changes.own(OWN, 2025)
    assert (found.cells, found.partners) == (390, 22)
    assert found.elasticity == pytest.approx(-1.31, abs=0.005)
    assert found.standard_error == pytest.approx(0.68, abs=0.005)


def test_small_cells_and_weights_move_it_as_the_page_says() -> None:
    found = {name: duty_changes.own(sample, 2025).elasticity for name, sample in VARIANTS.items()}
    assert found["Weighted by imports"] == pytest.approx(-2.00, abs=0.005)
    assert found["Small cells counted too"] == pytest.approx(-2.26, abs=0.005)
    early = found["April to July 2025"]  # goods on the water, and duties of 145% for a month, say nothing
    assert abs(early) < 0.3 and all(value < 0 for value in found.values() if value != early)


def test_the_seed_moves_the_p_value_and_nothing_else() -> None:
    one, other = duty_changes.own(OWN, 1), duty_changes.own(OWN, 2)
    assert replace(one, p_value=0) == replace(other, p_value=0)
    assert one.p_value == pytest.approx(other.p_value, abs=0.04)


def test_a_placebo_is_the_same_duty_on_other_imports() -> None:
    now, then = duty_changes.cells(OWN), duty_changes.cells(Sample(years_back=3))
    both = now.merge(then, on=["partner", "naics3"])
    assert len(both) > 300
    assert (both["duty_change_x"] == both["duty_change_y"]).all()
    assert not np.isclose(both["import_change_x"], both["import_change_y"]).any()
