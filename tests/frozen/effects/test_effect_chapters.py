"""The three chapters: what they say of any partner, and what they say in place of a figure."""

import json
from typing import Any

import pytest
from in_process import trade_report

from analysis.chapters import (
    before_after,
    gainers,
    own_estimate,
    own_scenario,
    published_estimates,
    rerouting,
    studies,
    transshipment_motive,
    what_happened,
    what_if,
    what_matters,
)
from analysis.effects.panel import Estimate
from analysis.errors import ReportError
from analysis.parameters import parse
from analysis.publish import notebooks

CALLS: dict[Any, str] = {
    before_after: "findings first_change latest_change forest stock exempt_industries trials",
    own_estimate: "checks variants years",
    rerouting: "findings shares industries decomposition",
    gainers: "bars scatter table products chapters similar similar_by_year",
    transshipment_motive: "exposure by_gap",
    what_if: "findings assumptions outcome compare products",
    what_matters: "tornado",
    published_estimates: "fan methods published estimates_table",
    what_happened: "by_origin by_industry",
}


PAGES = {  # the chapters of the modules that are a part of one
    own_estimate: "before_after",
    gainers: "rerouting",
    transshipment_motive: "rerouting",
    published_estimates: "what_if",
    what_happened: "what_if",
    what_matters: "what_if",
}


def short(module: Any) -> str:
    """Return the name of a module without its package."""
    return str(module.__name__.rpartition(".")[2])


def plain(part: Any) -> str:
    """Return the text form of what a call shows."""
    text: str = part._repr_mimebundle_()["text/plain"]
    return text


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"partner": "THA"}, marks=pytest.mark.long),
        {"partner": "DEU"},
        pytest.param({"partner": "KHM"}, marks=pytest.mark.long),
        pytest.param({"end": "2019-12"}, marks=pytest.mark.long),
        {"as_of": "2020-01-01"},
        pytest.param({"elasticity": "0", "pass_through": "0", "tariff": "today"}, marks=pytest.mark.long),
        {"model": "regression", "fit_months": "36", "lead": "0", "follow": "24"},
    ],
    ids=str,
)
def test_every_call_shows_something_or_nothing_for_any_edition(values: dict[str, Any]) -> None:
    """A chapter whose notebook declares none of the parameters is the default one, which is read elsewhere."""
    p = parse(values)
    shown = [part for part in CALLS if values.keys() & notebooks.all_declared()[PAGES.get(part, short(part))].keys()]
    for chapter in shown:
        for call in CALLS[chapter].split():
            part = getattr(chapter, call)(p)
            if part is not None:
                assert plain(part) and "nan" not in plain(part).split()
    found = [chapter.findings(p) for chapter in (before_after, rerouting, what_if) if chapter in shown]
    assert found and all(plain(one) for one in found)


def test_china_has_no_chapter_on_leaving_china() -> None:
    p = parse({"partner": "CHN"})
    assert "does not apply to China" in plain(rerouting.findings(p))
    calls = [(part, call) for part in (rerouting, gainers, transshipment_motive) for call in CALLS[part].split()]
    assert all(getattr(part, call)(p) is None for part, call in calls if call != "findings")


def test_what_is_missing_is_said_in_one_sentence() -> None:
    kiribati, germany = parse({"partner": "KIR"}), parse({"partner": "DEU"})
    assert "The data hold no imports from Kiribati after the first change" in plain(before_after.findings(kiribati))
    assert (
        plain(what_if.findings(germany))
        == "The data hold no imports by tariff line from Germany, so no scenario can be computed."
    )


def made(elasticity: float, low: float, high: float, p_value: float) -> Estimate:
    """Return an estimate as a regression might have given it."""
    return Estimate(elasticity, 0.5, low, high, p_value, 400, 22)


def test_the_estimate_is_told_as_strongly_as_it_is_sure() -> None:
    told, calm, older = own_estimate.told, made(-0.2, -1, 0.6, 0.6), made(-1.6, -4, 0.8, 0.3)
    sure = made(-1.4, -2.4, -0.4, 0.01)
    assert told(sure, calm).startswith(
        "**Where duty made goods 1% dearer, the United States bought 1.4% less of them**"
    )
    assert "likely, but not proven" in told(sure, older)  # the goods sold less before they were charged
    assert "likely, but not proven" in told(made(-1.4, -2.4, -0.4, 0.2), calm)  # the bootstrap is not convinced
    assert "likely, but not proven" in told(made(-1.4, -2.9, 0.1, 0.01), calm)
    assert "1.4% more of them" in told(made(1.4, 0.4, 2.4, 0.01), calm)
    assert told(made(0.4, -0.6, 1.4, 0.6), calm).startswith("**The data do not show")


def test_the_estimate_of_2025_is_likely_and_not_proven_and_warned_of() -> None:
    p = parse({})
    assert plain(before_after.findings(p)).startswith(
        "**That the United States bought less where duty rose more is likely"
    )
    checks = plain(own_estimate.checks(p))
    assert "none as large as in 2025" in checks
    assert "A warning: in January to March 2025" in checks
    later, early = made(-1.4, -2.4, -0.4, 0.01), made(-0.2, -1, 0.6, 0.6)
    assert "did not differ in this way (−0.2)" in own_estimate.early_sentence(later, early)


def test_nothing_that_chance_can_do_is_told_as_a_finding() -> None:
    found = plain(before_after.findings(parse({}))).split("\n")
    after = next(line for line in found if line.startswith("In April to September 2025"))
    assert "20.6% above the forecast. That is not more than chance can do: forecasts were as far off in 19% of" in after
    assert any(line.startswith("A general rush to stock up is not shown: in January to March 2025") for line in found)
    assert "That proves nothing about the tariff: on 6 of 17 earlier dates" in found[-1]


def test_a_fall_that_chance_does_not_make_is_told_as_one() -> None:
    # Imports from China after the 125% of April 2025: 140 billion in six months, against some 240 expected.
    rows = studies.rows(parse({})).set_index(["name", "phase"])
    china = rows.loc[("China", "after")]
    assert china["outside"] and china["difference_pct"] == pytest.approx(-41.7, abs=0.5)
    assert not rows.loc[("Mexico", "after"), "outside"]


@pytest.mark.parametrize(
    ("as_large", "dates", "verdict"),
    [
        (0, 17, "so few dates cannot rule out chance"),
        (6, 17, "proves nothing"),
        (1, 60, "more than chance: on 1 of 60"),
    ],
)
def test_exempt_against_charged_goods_has_to_pass_its_own_placebo(as_large: int, dates: int, verdict: str) -> None:
    assert verdict in before_after.gap_verdict(as_large, dates)


def test_the_law_alone_is_the_same_beside_any_scenario() -> None:
    def sentence(**values: Any) -> str:
        return next(line for line in plain(what_if.findings(parse(values))).split("\n") if "alone would" in line)

    own = sentence().partition(";")[0]
    assert own.startswith("The law of 9 October 2026 alone would put imports ")
    for values in ({"transshipped_share": 0.5}, {"tariff_by_product": "85=1.0"}, {"tariff": "today"}):
        assert sentence(**values).partition(";")[0] == own


def test_the_range_over_papers_comes_first_and_break_even_rates_are_no_finding() -> None:
    found = plain(what_if.findings(parse({})))
    across, within = (
        found.index("by 11.4% to 34.4%, ten years on, against the twelve months to November 2025"),
        found.index("range within that estimate"),
    )
    assert across < within
    assert "balance the goods trade" not in found and "280" not in found
    methods = published_estimates.methods(parse({}))
    assert methods is not None and "beyond any rate that was studied" in plain(methods)
    for part in (methods, what_if.outcome(parse({})), what_if.compare(parse({})), published_estimates.fan(parse({}))):
        assert part is not None and "ten years on" in plain(part)


def test_less_is_not_called_minus_more() -> None:
    found = plain(what_if.findings(parse({"tariff": 0, "authorities_off": "Section 232,Section 301"})))
    assert " less for the same goods" in found


@pytest.mark.parametrize(
    ("values", "parts"),
    [
        ({"tariff": 46}, ["46 is outside 0 to 10", "0.46 for 46%"]),
        ({"tariff": -0.1}, ["-0.1 is outside 0 to 10"]),
        ({"tariff": float("nan")}, ["nan is outside 0 to 10"]),
        ({"elasticity": "1.5"}, ["1.5 has the wrong sign", "between -20 and 0"]),
        ({"elasticity": "kno"}, ["not been verified", "offered: ustr_eps, blp_sr, blp_lr"]),
        ({"elasticity": "blp"}, ["nearest: blp_sr, blp_lr"]),
        ({"transshipped_share": 1.2}, ["1.2 is outside 0 to 1"]),
        ({"pass_through": 2}, ["2 is outside 0 to 1"]),
        ({"fit_months": 12}, ["12 is outside 24 to 120"]),
        ({"horizon": 0}, ["0 is outside 1 to 10"]),
        ({"draws": 1}, ["1 is outside 100 to 100000"]),
        ({"model": "arima"}, ["'arima': write sarima or regression"]),
        ({"others_pay": "after"}, ["'after': write law or before"]),
        ({"tariff_by_product": "0100=0.3"}, ["no product 0100"]),
        ({"tariff_by_product": "940=0.3"}, ["'940' is no HTS prefix"]),
        ({"tariff_by_product": "94=0.3,9403=0.1"}, ["9403 lies within 94"]),
        ({"tariff_by_product": "94=30"}, ["rate from 0 to 10"]),
        ({"authorities_off": "Section 900"}, ["'Section 900'", "IEEPA"]),
    ],
)
def test_bad_input_is_refused_with_the_valid_range(values: dict[str, Any], parts: list[str]) -> None:
    with pytest.raises(ReportError) as error:
        parse(values)
    assert all(part in str(error.value) for part in parts), error.value
    assert len(str(error.value).splitlines()) == 1


def test_products_and_authorities_are_read_from_texts() -> None:
    p = parse({"tariff_by_product": "9403=0.3, 0901=0", "authorities_on": "ieepa", "tariff": "today"})
    assert p.product_rates == {"0901": 0.0, "9403": 0.3}
    assert (p.authorities_on, p.tariff) == (("IEEPA",), None)


def test_the_command_prints_what_the_chapter_shows() -> None:
    done = trade_report("scenario", "--tariff", "0.46", "--elasticity", "blp_lr", "--pass-through", "0.94", "--json")
    found = json.loads(done.stdout)
    assert found == own_scenario.summary(parse({"tariff": 0.46, "elasticity": "blp_lr", "pass_through": 0.94}))
    assert found["base_months"] == ["2024-12", "2025-11"]
    assert found["imports_before_usd"] == pytest.approx(191.03e9, rel=0.002)  # Census, all industries of those months
    low, high = found["intervals_usd"]["Imports for consumption"]
    assert low < found["imports_usd"] < high


def test_the_base_is_the_latest_known_or_a_year() -> None:
    assert own_scenario.summary(parse({"scenario_base": 2024}))["imports_before_usd"] == pytest.approx(
        141.36e9, abs=5e6
    )
    assert "against 2024" in plain(what_if.findings(parse({"scenario_base": "2024"})))
    assert own_scenario.base_of(parse({"partner": "KHM"})) == "2024"  # the data hold no industries of Cambodia
    assert own_scenario.base_of(parse({})) == "latest"
    with pytest.raises(ReportError, match=r"scenario_base.*'2013'.*latest, or a year from 2014 to 2024"):
        parse({"scenario_base": "2013"})


def test_the_command_refuses_in_one_line() -> None:
    done = trade_report("scenario", "--elasticity", "1.5")
    assert done.returncode == 1
    assert (
        done.stderr
        == "trade-report: parameter elasticity: 1.5 has the wrong sign; an import elasticity lies between -20 and 0\n"
    )


def test_a_peer_without_imports_by_industry_is_left_out_of_the_shares() -> None:
    # The data hold Kiribati's totals and no imports of it by industry.
    alone, joined = (rerouting.shares(parse({"peers": peers})) for peers in ("CHN,MEX", "CHN,MEX,KIR"))
    assert plain(joined) == plain(alone)
