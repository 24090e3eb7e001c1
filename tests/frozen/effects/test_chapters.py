"""The three chapters: what they say of any partner, and what they say in place of a figure."""

import json
from typing import Any

import pytest
from in_process import trade_report

from analysis.chapters import before_after, own_scenario, published_estimates, rerouting, what_if
from analysis.effects import counterfactual
from analysis.effects.counterfactual import NotConvergedError
from analysis.errors import ReportError
from analysis.parameters import parse

CALLS: dict[Any, str] = {
    before_after: "findings first_change latest_change changes models others exempt exempt_industries placebos",
    rerouting: "findings shares industries industries_recent hs_chapters decomposition decomposition_table exposure"
    " by_gap",
    what_if: "findings assumptions outcome compare tornado products",
    published_estimates: "methods published estimates_table",
}


def plain(part: Any) -> str:
    """Return the text form of what a call shows."""
    text: str = part._repr_mimebundle_()["text/plain"]
    return text


@pytest.mark.parametrize(
    "values",
    [
        {"partner": "THA"},
        {"partner": "DEU"},
        {"partner": "KHM"},
        {"end": "2019-12"},
        {"as_of": "2020-01-01"},
        {"elasticity": "0", "pass_through": "0", "tariff": "today"},
        {"model": "regression", "fit_months": "36", "lead": "0", "follow": "24"},
    ],
    ids=str,
)
def test_every_call_shows_something_or_nothing_for_any_edition(values: dict[str, Any]) -> None:
    p = parse(values)
    for chapter, calls in CALLS.items():
        for call in calls.split():
            part = getattr(chapter, call)(p)
            if part is not None:
                assert plain(part) and "nan" not in plain(part).split()
    assert all(plain(chapter.findings(p)) for chapter in (before_after, rerouting, what_if))


def test_china_has_no_chapter_on_leaving_china() -> None:
    p = parse({"partner": "CHN"})
    assert "does not apply to China" in plain(rerouting.findings(p))
    assert all(getattr(rerouting, call)(p) is None for call in CALLS[rerouting].split()[1:])


def test_what_is_missing_is_said_in_one_sentence() -> None:
    cambodia, germany = parse({"partner": "KHM"}), parse({"partner": "DEU"})
    assert plain(before_after.findings(cambodia)).startswith("The data hold no imports from Cambodia after")
    assert (
        plain(what_if.findings(germany))
        == "The data hold no imports from Germany by product, so no scenario can be computed."
    )


def test_a_model_that_does_not_converge_says_so_and_draws_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    # The one model is made to give up; the rest of the chapter runs as it is.
    monkeypatch.setitem(counterfactual._SIMULATIONS, "sarima", lambda logs, steps, noise: None)
    p = parse({"seed": 1})
    assert "No counterfactual is shown: the sarima model did not converge" in plain(before_after.findings(p))
    assert before_after.first_change(p) is None
    changes = before_after.changes(p)
    assert changes is not None and "did not converge" in plain(changes)
    assert issubclass(NotConvergedError, ReportError)


def test_a_rise_in_exempt_goods_is_told_from_one_in_charged_goods() -> None:
    table = before_after.exempt(parse({}))
    assert table is not None
    after = table.data[table.data["span"].str.startswith("April")].set_index("name")["difference_pct"]
    assert after["Industries mostly exempt"] > after["Industries mostly charged"]


def test_the_law_alone_is_the_same_beside_any_scenario() -> None:
    def sentence(**values: Any) -> str:
        return next(line for line in plain(what_if.findings(parse(values))).split("\n") if "alone" in line)

    own = sentence().partition(";")[0]
    assert own.startswith("Under the law of 9 October 2026 alone, imports would stand ")
    for values in ({"transshipped_share": 0.5}, {"tariff_by_product": "85=1.0"}, {"authorities_off": "Section 232"}):
        assert sentence(**values).partition(";")[0] == own
    assert " alone" not in plain(what_if.findings(parse({"tariff": "today"})))


def test_less_is_not_called_minus_more() -> None:
    found = plain(what_if.findings(parse({"tariff": 0, "authorities_off": "Section 232,Section 301"})))
    assert " less for the same goods" in found and "−0." not in found.split("\n")[1]


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
        ({"model": "arima"}, ["'arima'", "sarima, regression"]),
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
    assert found["imports_before_usd"] == pytest.approx(141.36e9, abs=5e6)
    low, high = found["intervals_usd"]["Imports for consumption"]
    assert low < found["imports_usd"] < high


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
