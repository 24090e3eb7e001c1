"""Who pays: closed forms, a reference regression, simulated prices, and what the chapter says."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from hypothesis import given
from hypothesis import strategies as st

from analysis.chapters import who_pays
from analysis.effects import duty_burden, export_prices
from analysis.parameters import Parameters

MONTHS = pd.Timestamp("2024-12-01"), pd.Timestamp("2025-11-01")


def industries(imports: float, base: float, owed: float) -> pd.DataFrame:
    return pd.DataFrame({"imports_usd": [imports], "owed_usd": [owed], "base_duty_usd": [base]})


def test_the_burden_in_closed_form() -> None:
    # Imports 1,000, duty 5% before and 25% now: 200 added. Importers bear 90%: 180; the price rises by 180 of 1,050,
    # trade of 1,000 x 2 x 180/1,050 = 342.86 is gone, and buyers lose half of 18% of it: 30.857.
    found = duty_burden.burden(industries(1000, 50, 250), 0.9, -2)
    assert (found.added_usd, found.importers_usd, found.exporters_usd) == pytest.approx((200, 180, 20))
    assert found.lost_usd == pytest.approx(30.857, abs=0.001)
    assert found.us_cost_usd == pytest.approx(210.857, abs=0.001)
    assert found.us_net_usd == pytest.approx(-10.857, abs=0.001)


@given(
    st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**8), st.integers(0, 10**8)), min_size=1, max_size=8),
    st.floats(0, 1),
    st.floats(-5, 0),
)
def test_the_parts_sum_to_the_revenue_and_industries_to_the_whole(
    rows: list[tuple[int, int, int]], pass_through: float, elasticity: float
) -> None:
    table = pd.DataFrame(rows, columns=["imports_usd", "owed_usd", "base_duty_usd"])
    found = duty_burden.burden(table, pass_through, elasticity)
    assert found.importers_usd + found.exporters_usd == pytest.approx(found.added_usd)
    assert found.us_cost_usd + found.us_net_usd == pytest.approx(found.added_usd)
    each = [duty_burden.burden(table.iloc[[row]], pass_through, elasticity) for row in range(len(table))]
    assert sum(one.lost_usd for one in each) == pytest.approx(found.lost_usd)


def test_what_was_owed_is_what_the_census_printed() -> None:
    # Imports for consumption from Viet Nam, December 2024 to November 2025: 191.03 billion, calculated duty 15.48.
    owed = duty_burden.owed("VNM", 2024, MONTHS).sum() / 1e9
    assert owed["imports_usd"] == pytest.approx(191.03, abs=0.01)
    assert owed["owed_usd"] == pytest.approx(15.48, abs=0.01)
    assert duty_burden.owed("KHM", 2024, MONTHS).empty


def simulated(response: float, seed: int, noise: float = 0.2) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    cells = pd.DataFrame([(origin, f"{code:06d}") for code in range(300) for origin in ("AAA", "BBB", "CCC")])
    cells.columns = ["partner", "hs6"]
    cells["duty_change"] = draw.uniform(0, 0.3, len(cells))
    effects = cells["partner"].map({"AAA": 0.1, "BBB": -0.2, "CCC": 0.0}) + cells["hs6"].astype(int) % 7 / 10
    cells["change_log"] = effects + response * cells["duty_change"] + draw.normal(0, noise, len(cells))
    return cells.assign(weight=draw.uniform(1, 2, len(cells)))


def test_the_estimate_equals_the_reference_regression() -> None:
    cells = simulated(-0.3, 1).iloc[:-2]  # not every product from every origin
    reference = smf.wls("change_log ~ duty_change + C(partner) + C(hs6)", cells, weights=cells["weight"]).fit()
    assert export_prices.estimate(cells).response == pytest.approx(reference.params["duty_change"], abs=1e-6)
    alone = cells[cells["partner"] == "AAA"]
    reference = smf.wls("change_log ~ duty_change", alone, weights=alone["weight"]).fit(
        cov_type="cluster", cov_kwds={"groups": alone["hs6"], "use_correction": False}
    )
    found = export_prices.estimate(alone)
    assert found.response == pytest.approx(reference.params["duty_change"], abs=1e-6)
    assert found.standard_error == pytest.approx(reference.bse["duty_change"], abs=1e-6)


def test_a_known_response_lies_within_its_interval_at_the_nominal_rate() -> None:
    held = [
        low <= 0.7 <= high
        for low, _, high in (export_prices.estimate(simulated(-0.3, seed)).importers_share for seed in range(100))
    ]
    assert 88 <= sum(held) <= 99


def test_prices_that_did_not_move_leave_the_duty_with_importers() -> None:
    assert export_prices.estimate(simulated(0, 3, noise=0)).importers_share[1] == pytest.approx(1)
    assert export_prices.estimate(simulated(-1, 3, noise=0)).importers_share[1] == pytest.approx(0)


def test_unit_values_agree_with_published_studies_and_the_placebo_shows_nothing() -> None:
    # New York Fed (2026): importers bore 86 to 94% of the tariffs of 2025.
    low, middle, high = export_prices.own(export_prices.OWN).importers_share
    assert low < 0.86 < high
    assert 0.7 < middle < 1
    low, _, high = export_prices.own("Placebo: prices of the year before").importers_share
    assert low < 1 < high


def said(p: Parameters) -> str:
    return " ".join(who_pays.findings(p).paragraphs)


def test_what_the_chapter_says() -> None:
    shown = said(Parameters())
    assert "importers owed $15.5 billion on goods from Viet Nam; **$9.5 billion** of it was added since 2024." in shown
    assert "bear 80% to 100% of a tariff" in shown
    assert "US importers bore $7.6 billion to $9.5 billion of the added duty, and exporters gave up at most" in shown
    assert "**$59 to $80** a year for each US household" in shown
    assert said(Parameters(partner="KHM")).startswith("The data hold no duty on goods from Cambodia by industry")
    assert who_pays.account(Parameters(partner="KHM")) is None


def test_each_column_of_the_account_adds_up() -> None:
    table = who_pays.account(Parameters())
    assert table is not None
    for case in ("low", "middle", "high"):
        added, importers, exporters, lost, cost, net, household = table.data[case]
        assert (importers + exporters, importers + lost, added - cost) == pytest.approx((added, cost, net))
        assert household == pytest.approx(cost * 1e9 / 132_216_000)  # Census: households of 2024
    assert table.data.loc[2, ["low", "high"]].tolist() == pytest.approx([0.2 * table.data.loc[0, "low"], 0])


def test_the_chapter_turns_when_the_figures_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duty_burden, "owed", lambda *asked: industries(1e9, 5e7, 4e7))
    assert "no duty was added on goods from Mexico since 2024" in said(Parameters(partner="MEX"))
    assert who_pays.account(Parameters(partner="MEX")) is None
    who_pays._burdens.cache_clear()
    monkeypatch.setattr(duty_burden, "owed", lambda *asked: industries(10e9, 0, 1e9))
    assert "**$1.0 billion** of it was added since 2024" in said(Parameters(partner="MEX"))
    who_pays._burdens.cache_clear()
