"""The statements of the documents: verdicts as expected, references good, known errors found."""

import re

import pandas as pd
import pytest

from analysis.claims import Verdict, check_all, disagreements, listing, summary
from analysis.claims.arithmetic_checks import Interval
from analysis.claims.event_checks import fold, independent
from analysis.claims.judge import judge
from analysis.claims.model import Claim, Tables
from analysis.claims.readings import Reading, growth, levels
from analysis.claims.register import CHECKS, run
from analysis.data import load
from analysis.errors import ReportError


@pytest.fixture(scope="module")
def tables() -> Tables:
    return Tables.load()


@pytest.fixture(scope="module")
def checked(tables: Tables) -> pd.DataFrame:
    return check_all(tables)


@pytest.fixture(scope="module")
def verdict(checked: pd.DataFrame) -> pd.Series:
    return checked.set_index("claim")["verdict"]


def test_every_verdict_is_the_expected_one(checked: pd.DataFrame) -> None:
    moved = checked[checked["verdict"] != checked["expected_verdict"]]
    assert moved[["claim", "verdict", "expected_verdict", "explanation"]].to_dict("records") == []


def test_all_five_documents_are_covered(checked: pd.DataFrame) -> None:
    counts = checked.groupby("document").size()
    assert list(counts.index) == list(load("documents")["document"])
    assert counts.min() >= 10
    assert counts.sum() >= 60


def test_every_finding_explains_itself(checked: pd.DataFrame) -> None:
    assert (checked["explanation"].str.len() > 20).all()
    assert not checked["explanation"].str.contains("nan|NaT|None").any()
    decided = checked["verdict"] != Verdict.NOT_CHECKABLE
    assert (checked.loc[decided, "vintage"] != "").all()


def test_every_check_is_used_and_known(checked: pd.DataFrame) -> None:
    assert set(checked["check"]) == set(CHECKS)


def test_cited_events_operands_and_documents_exist(checked: pd.DataFrame) -> None:
    events, claims = set(load("tariff_events")["event"]), set(checked["claim"])
    for row in checked.itertuples():
        assert set(filter(None, row.events.split(";"))) <= events, row.claim
        assert set(filter(None, row.operands.split(";"))) <= claims, row.claim
        assert row.claim.startswith(row.document + "-")


def test_names_in_the_data_keep_their_diacritics() -> None:
    plain = re.compile(r"Pham Minh Chinh|Nguyen Hong Dien|To Lam|Ho Duc Phoc|Cao Anh Tuan|Le Manh Hung")
    for name in ("claims", "talks", "tariff_events", "documents", "negotiation_positions"):
        for column in load(name).select_dtypes("str"):
            assert not load(name)[column].str.contains(plain).any(), (name, column)


# --- the contradictions that a reader finds by hand -----------------------------------------------


def test_a_surplus_told_as_exports_is_found(checked: pd.DataFrame) -> None:
    row = checked.set_index("claim").loc["003-10"]
    assert row["verdict"] == Verdict.CONTRADICTED
    assert row["found"] == 13_800_000_000
    assert "the surplus" in row["explanation"]


def test_a_growth_on_april_that_belongs_to_the_surplus_is_found(checked: pd.DataFrame) -> None:
    row = checked.set_index("claim").loc["003-12"]
    # 13.85 / 12.0: the most that a rounded 13.8 over "more than 12" allows
    assert row["found"] == pytest.approx(15.4167, abs=1e-3)
    assert "growth of the surplus" in row["explanation"]


def test_the_wrong_country_is_found(checked: pd.DataFrame) -> None:
    row = checked.set_index("claim").loc["004-42"]
    assert row["verdict"] == Verdict.CONTRADICTED
    assert "Ireland ($77.2 billion)" in row["explanation"]
    assert "Iceland was number" in row["explanation"]


def test_mixed_bases_are_found(checked: pd.DataFrame) -> None:
    rows = checked.set_index("claim")
    assert "imports for consumption" in rows.loc["004-31", "vintage"]
    assert "general imports" in rows.loc["004-37", "vintage"]
    assert rows.loc["004-38", "verdict"] == Verdict.INCONSISTENT
    assert rows.loc["004-38", "found"] == pytest.approx(66.0e9)


@pytest.mark.parametrize("claim", ["003-14", "004-38", "004-40"])
def test_internal_contradictions_are_found(verdict: pd.Series, claim: str) -> None:
    assert verdict[claim] == Verdict.INCONSISTENT


@pytest.mark.parametrize("claim", ["000-03", "002-01", "002-02", "003-10", "003-12", "004-30", "004-34", "004-42"])
def test_contradictions_with_the_record_are_found(verdict: pd.Series, claim: str) -> None:
    assert verdict[claim] == Verdict.CONTRADICTED


def test_the_ledgers_are_told_apart(verdict: pd.Series) -> None:
    assert verdict["000-13"] == Verdict.ONLY_US
    assert verdict["003-24"] == verdict["003-25"] == verdict["004-39"] == Verdict.ONLY_VIETNAMESE


def test_documents_that_disagree_are_paired(checked: pd.DataFrame) -> None:
    pairs = disagreements(checked)
    assert set(zip(pairs["claim_1"], pairs["claim_2"], strict=True)) == {
        ("003-10", "003-13"),
        ("003-24", "004-31"),
    }


# --- the parts ------------------------------------------------------------------------------------


def test_us_levels_by_vintage_and_basis(tables: Tables) -> None:
    year = pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-01")
    found = {(r.ledger, r.vintage): r.value for r in levels(tables, "exports", *year)}
    assert found[("US", "general imports, October 2026")] == pytest.approx(136.319e9, abs=1e6)
    assert found[("US", "general imports, February 2025")] == pytest.approx(136.501e9, abs=1e6)
    assert found[("US", "general imports, first release")] == pytest.approx(136.6e9)
    assert found[("US", "imports for consumption, February 2026")] == pytest.approx(141.361e9, abs=1e6)


def test_a_missing_month_gives_no_reading(tables: Tables) -> None:
    span = pd.Timestamp("2026-01-01"), pd.Timestamp("2026-12-01")
    assert [r for r in levels(tables, "exports", *span) if r.ledger == "US"] == []


def test_vietnamese_growth_comes_from_print_and_from_levels(tables: Tables) -> None:
    span = pd.Timestamp("2025-01-01"), pd.Timestamp("2025-05-01")
    vietnamese = [r.value for r in growth(tables, "exports", *span) if r.ledger == "Vietnamese"]
    assert vietnamese == [pytest.approx((57.2 / 44.44 - 1) * 100)]


def _claim(tables: Tables, **changes: object) -> Claim:
    from dataclasses import replace

    return replace(tables.claims["004-22"], **changes)  # $136.6 billion, US, rounded to 0.1


@pytest.mark.parametrize(
    ("statistics", "readings", "expected"),
    [
        ("US", [Reading("US", "now", 136.6e9)], Verdict.CONFIRMED),
        ("US", [Reading("US", "now", 136.64e9)], Verdict.ROUNDED),
        ("US", [Reading("US", "now", 136.3e9), Reading("US", "then", 136.6e9, False)], Verdict.REVISED),
        ("US", [Reading("US", "now", 136.3e9), Reading("Vietnamese", "p", 136.6e9)], Verdict.ONLY_VIETNAMESE),
        ("Vietnamese", [Reading("US", "now", 136.6e9), Reading("Vietnamese", "p", 119e9)], Verdict.ONLY_US),
        ("unstated", [Reading("US", "now", 136.6e9), Reading("Vietnamese", "p", 119e9)], Verdict.ONLY_US),
        ("unstated", [Reading("US", "now", 136.6e9)], Verdict.CONFIRMED),
        ("US", [Reading("US", "now", 136.3e9)], Verdict.CONTRADICTED),
        ("Vietnamese", [Reading("US", "now", 136.6e9)], Verdict.NOT_CHECKABLE),
    ],
)
def test_the_rule_of_the_verdict(tables: Tables, statistics: str, readings: list[Reading], expected: Verdict) -> None:
    assert judge(_claim(tables, statistics=statistics), readings).verdict == expected


def test_intervals_hold_what_rounding_allows() -> None:
    exports, imports = Interval(71.65, 71.7, 71.75), Interval(5.65, 5.7, 5.75)
    difference = exports - imports
    assert (difference.low, difference.point, difference.high) == pytest.approx((65.9, 66.0, 66.1))
    assert Interval(110.0, 110.0, 110.0).growth_from(Interval(100.0, 100.0, 100.0)).point == pytest.approx(10.0)
    assert Interval(110.0, 110.0, 110.0).year_before(Interval(10.0, 10.0, 10.0)).point == pytest.approx(100.0)


def test_search_ignores_diacritics() -> None:
    assert fold("Nguyễn Hồng Diên") == fold("nguyen hong dien")
    assert fold("Đỗ Ngọc Hưng") == "do ngoc hung"


def test_a_document_is_no_evidence_for_itself(tables: Tables) -> None:
    assert not independent(tables.events.loc["N07c"])
    assert independent(tables.events.loc["N03"])


def test_a_claim_without_its_argument_is_an_error_that_names_it(tables: Tables) -> None:
    with pytest.raises(ReportError, match=r"claim 004-22: check trade_value needs column first_month"):
        run(_claim(tables, first_month=None), tables)


def test_an_unknown_check_is_an_error_with_the_nearest_name(tables: Tables) -> None:
    with pytest.raises(ReportError, match="nearest: trade_value"):
        run(_claim(tables, check="trade_values"), tables)


def test_listing_narrows_and_names_what_is_known() -> None:
    assert set(listing(document="004")["document"]) == {"004"}
    assert set(listing(verdict="contradicted")["verdict"]) == {"contradicted"}
    with pytest.raises(ReportError, match=r"no document '005'.*000, 001, 002, 003, 004"):
        listing(document="005")
    with pytest.raises(ReportError, match=r"no verdict 'wrong'.*confirmed"):
        listing(verdict="wrong")


def test_summary_counts_every_claim_once(checked: pd.DataFrame) -> None:
    assert summary(checked).to_numpy().sum() == len(checked)
