"""The functions offered to economists: every example runs, every one is described, partners are checked."""

from collections.abc import Callable
from typing import Any

import pytest

from analysis.errors import ReportError
from analysis.parameters import Parameters
from analysis.publish import guides
from analysis.tariffs import calculated_duty, default_rate
from analysis.trade import balances, product_shares


@pytest.mark.parametrize("function", guides.FUNCTIONS, ids=guides.title)
def test_the_example_of_a_function_runs(function: Callable[..., Any]) -> None:
    space: dict[str, Any] = {}
    exec(guides.imports(function), space)
    *before, last = guides.example(function).splitlines()
    exec("\n".join(before), space)
    assert eval(last, space) is not None


def test_the_page_shows_every_function_with_its_words() -> None:
    page = guides.python_page()
    for function in guides.FUNCTIONS:
        assert f"## `{guides.title(function)}`" in page
        assert guides.example(function).strip() in page


@pytest.mark.parametrize(
    "call",
    [
        balances.monthly,
        product_shares.industries,
        product_shares.hs_chapters,
        calculated_duty.monthly,
        default_rate.steps,
    ],
)
def test_an_unknown_partner_is_an_error_with_the_nearest_name(call: Any) -> None:
    with pytest.raises(ReportError, match="nearest: Viet Nam"):
        call("Viet Nan")
    assert len(call("Vietnam")) == len(call("VNM")) > 0


def test_months_need_no_dates() -> None:
    months = balances.monthly("VNM")
    assert (months["month"].min(), months["month"].max()) == balances.coverage("VNM")


def test_the_page_of_parameters_has_a_row_for_each() -> None:
    rows = [line for line in guides.parameters_page().splitlines() if line.startswith("| `")]
    assert [row.split("`")[1] for row in rows] == list(Parameters.model_fields)
    assert all(row.split("|")[2].strip() not in ("", "None") for row in rows)
    assert next(row for row in rows if "`seed`" in row).rstrip(" |").endswith("[what_if](../what_if)")
