"""Statements, the two ledgers and the talks on any vintage: no call is blank, none contradicts its table."""

import re
from typing import Any

import pandas as pd
import pytest

from analysis.chapters import claims, ledgers, negotiations
from analysis.claims import check_all, ledger_figures
from analysis.claims.model import Verdict
from analysis.parameters import parse
from analysis.present import Figure, Table
from analysis.publish import notebooks

CALLS = [
    (module, call)
    for module in (claims, ledgers, negotiations)
    for cell in notebooks.head(notebooks.path(module.__name__.rpartition(".")[2]))["cells"]
    for call in re.findall(rf"^{module.__name__.rpartition('.')[2]}\.(\w+)\(p\)$", cell["source"])
]


@pytest.mark.parametrize(("module", "call"), CALLS)
def test_every_call_shows_something(module: Any, call: str) -> None:
    shown = getattr(module, call)(parse({}))
    said = shown.sentence if isinstance(shown, Figure) else shown.plain() if isinstance(shown, Table) else str(shown)
    assert said.strip()
    assert not re.search(r"\bnan\b|\bNaT\b|\bNone\b|<NA>", said)
    assert not isinstance(shown, Figure) or re.search(r"\d", said)
    assert not isinstance(shown, Table) or len(shown.data)


def test_every_statement_has_a_verdict_and_says_why() -> None:
    checked = check_all()
    assert checked["claim"].is_unique
    assert set(checked["verdict"]) <= {verdict.value for verdict in Verdict}
    assert checked["explanation"].str.strip().ne("").all()


def test_every_failing_statement_is_explained_and_all_are_counted() -> None:
    checked = check_all()
    sound = (Verdict.CONFIRMED, Verdict.ROUNDED, Verdict.NOT_CHECKABLE)
    failing = checked.loc[~checked["verdict"].isin(sound), "claim"]
    assert set(claims.failures(parse({})).data["claim"]) == set(failing)
    assert len(claims.every(parse({})).data) == len(checked)


def test_a_gap_is_the_us_figure_less_the_vietnamese_and_within_its_bounds() -> None:
    rows = ledger_figures.pairs()
    assert len(rows) and not rows.duplicated(["first_month", "last_month", "flow", "basis", "vietnamese_usd"]).any()
    pd.testing.assert_series_equal(rows["gap_usd"] + rows["vietnamese_usd"], rows["us_usd"], check_names=False)
    assert (rows["gap_low_pct"] <= rows["gap_pct"]).all() and (rows["gap_pct"] <= rows["gap_high_pct"]).all()
