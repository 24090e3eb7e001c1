"""What the chapter on the balance says is true, and turns when the figures turn."""

import pandas as pd
import pytest

from analysis.chapters import balance, monthly_moves
from analysis.parameters import Parameters
from analysis.trade import balances


def findings(p: Parameters) -> str:
    return " ".join(balance.findings(p).paragraphs)


def test_the_share_of_the_whole_deficit_is_said() -> None:
    assert "That is **20.5%** of the US goods deficit with all countries, after 10.2% in 2024." in findings(
        Parameters()
    )
    assert "of the US goods deficit" not in findings(Parameters(partner="NLD"))


def test_a_deficit_that_is_larger_is_not_said_to_fall() -> None:
    assert (
        "The deficit is $105.9 billion larger than in 2024: exports rose by $5.0 billion and imports rose by "
        "$110.9 billion." in findings(Parameters())
    )
    assert "The deficit is $130.7 billion smaller than in 2024" in findings(Parameters(partner="CHN"))


def test_the_jump_of_july_2024_is_named() -> None:
    shown = monthly_moves.unusual_months(Parameters())
    assert shown is not None
    assert (
        "July 2024: exports 173.5% higher than a year before. 91% of the change is one product" in shown.paragraphs[1]
    )
    assert monthly_moves.unusual_months(Parameters(partner="THA")) is None


def test_the_adjusted_balance_is_given_with_its_range() -> None:
    figure = monthly_moves.adjusted(Parameters())
    assert figure is not None
    assert (
        "is a deficit of $22.5 billion. Other choices give a deficit of $23.3 billion to $22.5 billion."
        in figure.sentence
    )
    assert "Adjusted, the largest deficit shown is that of July 2026" in figure.sentence
    narrow = monthly_moves.adjusted(Parameters(partner="THA"))
    assert narrow is not None
    assert "is a deficit of $4.4 billion. Other choices give the same." in narrow.sentence


def test_the_sentences_turn_when_the_figures_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    real = balances.all_months()
    turned = real.assign(exports_usd=real["general_imports_usd"], general_imports_usd=real["exports_usd"])
    turned["balance_usd"] = -real["balance_usd"]
    monkeypatch.setattr(balances, "all_months", lambda vintage=None: turned)
    shown = findings(Parameters())
    assert "the US goods **surplus** with Viet Nam widened from $158.9 billion to $229.1 billion" in shown
    assert "Against 2024, the balance of the last twelve months rose by $105.9 billion" in shown
    assert "of the US goods deficit with all countries" not in shown


def test_a_month_on_the_year_before_needs_both() -> None:
    months = pd.date_range("2024-01-01", periods=6, freq="MS")
    short = pd.DataFrame({"month": months, "exports_usd": 1, "general_imports_usd": 1})
    assert balances.growth_on_year(short).empty
