"""The statements of the documents: verdicts as expected, references good, known errors found."""

import re

import pandas as pd
import pytest

from analysis.claims import Verdict, check_all, disagreements, listing, summary
from analysis.claims.arithmetic_checks import Interval, growth_of_total, over_corners
from analysis.claims.event_checks import fold
from analysis.claims.independence import Evidence, independent, limited
from analysis.claims.judge import judge
from analysis.claims.model import Claim, Finding, Tables
from analysis.claims.readings import Reading, growth, largest_revision, levels
from analysis.claims.register import LOOKS_AT, run
from analysis.claims.synthesis import syntheses
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
    differing = checked[checked["verdict"] != checked["expected_verdict"]]
    assert differing[["claim", "verdict", "expected_verdict", "explanation"]].to_dict("records") == []


def test_all_five_documents_are_covered(checked: pd.DataFrame) -> None:
    counts = checked.groupby("document").size()
    assert list(counts.index) == list(load("documents")["document"])
    assert counts.min() >= 10
    assert counts.sum() >= 60


def test_every_finding_explains_itself(checked: pd.DataFrame) -> None:
    assert (checked["explanation"].str.len() > 20).all()
    assert not checked["explanation"].str.contains(r"\bnan\b|\bNaT\b|\bNone\b").any()
    decided = checked["verdict"] != Verdict.NOT_CHECKABLE
    assert (checked.loc[decided, "vintage"] != "").all()


def test_every_check_is_used_and_known(checked: pd.DataFrame) -> None:
    assert set(checked["check"]) == set(LOOKS_AT)


def test_a_claim_is_numbered_within_its_document(checked: pd.DataFrame) -> None:
    for row in checked.itertuples():
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
    assert "at most 15.4%" in row["explanation"]
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


@pytest.mark.parametrize("claim", ["003-14", "004-36", "004-38", "004-40"])
def test_internal_contradictions_are_found(verdict: pd.Series, claim: str) -> None:
    assert verdict[claim] == Verdict.INCONSISTENT


@pytest.mark.parametrize("claim", ["000-03", "003-10", "003-12", "004-42"])
def test_contradictions_with_the_record_are_found(verdict: pd.Series, claim: str) -> None:
    assert verdict[claim] == Verdict.CONTRADICTED


def test_the_ledgers_are_told_apart(verdict: pd.Series) -> None:
    assert verdict["000-13"] == Verdict.ONLY_US
    # the sentence of 004-39 appeals to US customs data; the growth in it is that of Viet Nam's own figures
    assert verdict["004-39"] == Verdict.ONLY_VIETNAMESE
    # document 003 names Vietnamese data, which have 57.2 and 44.4 billion
    assert verdict["003-24"] == verdict["003-25"] == Verdict.ROUNDED


def test_documents_that_disagree_are_paired(checked: pd.DataFrame) -> None:
    pairs = disagreements(checked)
    assert set(zip(pairs["claim_1"], pairs["claim_2"], strict=True)) == {
        ("003-10", "003-13"),  # 12.2 and 13.8 billion of exports in May
        ("003-24", "004-31"),  # 57 and 71.7 billion in five months
        ("000-03", "003-08"),  # the 46% tariff begins in July, or is paused
        ("000-22", "002-01"),  # talks go on, or should be renewed
        ("002-01", "004-02"),
        ("002-02", "003-01"),  # no schedule, or a third round
    }


def test_a_bound_and_a_figure_above_it_do_not_disagree(checked: pd.DataFrame) -> None:
    pairs = disagreements(checked)  # "above 123" (000-13) and 123.5 billion (004-25)
    assert "000-13" not in set(pairs["claim_1"]) | set(pairs["claim_2"])


# --- what may confirm -----------------------------------------------------------------------------


def test_an_announcement_does_not_establish_that_a_round_was_held(verdict: pd.Series) -> None:
    assert verdict["000-17"] == Verdict.ANNOUNCED


def test_figures_of_one_document_confirm_nothing(checked: pd.DataFrame) -> None:
    itself = checked[checked["looks_at"] == Evidence.ITSELF]
    assert len(itself) > 5
    assert not itself["verdict"].isin([Verdict.CONFIRMED, Verdict.ROUNDED]).any()


def test_no_confirmed_statement_rests_on_its_own_document(checked: pd.DataFrame, tables: Tables) -> None:
    confirmed = checked[checked["verdict"] == Verdict.CONFIRMED]
    cited = {event for row in confirmed["events"] for event in row.split(";") if event}
    assert cited
    assert all(independent(tables.events.loc[event]) for event in cited)


def test_a_date_inferred_from_an_event_confirms_no_order_with_it(tables: Tables) -> None:
    from dataclasses import replace

    claim = replace(tables.claims["000-22"], events="N03")
    assert limited(Finding(Verdict.CONFIRMED, "x."), claim, tables, Evidence.ORDER).verdict == Verdict.NOT_CHECKABLE


def test_an_event_that_only_the_document_reports_confirms_nothing(tables: Tables) -> None:
    from dataclasses import replace

    claim = replace(tables.claims["004-44"], events="N07c")
    assert limited(Finding(Verdict.CONFIRMED, "x."), claim, tables, Evidence.RECORD).verdict == Verdict.NOT_CHECKABLE


def test_a_word_is_matched_whole(tables: Tables) -> None:
    from dataclasses import replace

    # the record of the framework of 26 October 2025 names Annex III, not Annex I
    claim = replace(tables.claims["004-15"], check="event_says", named="Annex I", events="U025")
    assert run(claim, tables).verdict == Verdict.CONTRADICTED
    assert run(replace(claim, named="Annex III"), tables).verdict == Verdict.CONFIRMED


def test_a_yardstick_that_can_confirm_can_refute(checked: pd.DataFrame) -> None:
    rows = checked.set_index("claim")
    # iron and steel, NAICS 331: number 18 of 31 industries in January to May 2025
    assert rows.loc["002-18", "verdict"] == Verdict.NOT_SUPPORTED
    assert rows.loc["002-18", "found"] == 18
    assert rows.loc["002-17", "verdict"] == Verdict.CONFIRMED


def test_the_weekday_of_a_meeting_in_washington_is_not_that_of_ha_noi(checked: pd.DataFrame) -> None:
    row = checked.set_index("claim").loc["000-07"]
    # VOV and the Ministry of Finance: 14 May 2025 in Washington, a Wednesday
    assert row["verdict"] == Verdict.NOT_CHECKABLE
    assert "14 May 2025 (N03) was a Wednesday" in row["explanation"]


def test_what_is_said_of_each_document_first(checked: pd.DataFrame, tables: Tables) -> None:
    said = {document: " ".join(sentences) for document, sentences in syntheses(checked, tables).items()}
    assert "$70.5 billion − $5.7 billion = $64.8 billion" in said["004"]
    assert "29% is the growth of the surplus in Viet Nam's own figures" in said["004"]
    assert "Its three figures for May 2025 are all of the surplus" in said["003"]
    assert "Of the three, 42% alone is the growth of exports too." in said["003"]
    assert "round 2 of the talks was in session in Washington, from 19 May 2025 to 22 May 2025" in said["002"]
    assert "Viet Nam's own is $104.4 billion" in said["000"]


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


def test_the_growth_of_a_total_uses_each_figure_once() -> None:
    # 110 after 100 and 33 after 30: 143 after 130, and 77 after 70
    assert growth_of_total(110, 10, 33, 10) == pytest.approx(10)
    assert growth_of_total(110, 10, 33, 10, sign=-1) == pytest.approx(10)
    assert growth_of_total(120, 20, 50, 0) == pytest.approx((170 / 150 - 1) * 100)
    # worked by hand from document 004: one corner is 71.65 up 37.25% and 5.75 up 30.65%: 77.4 after 56.605
    exports, growth_of_exports = Interval(71.65, 71.7, 71.75), Interval(37.25, 37.3, 37.35)
    imports, growth_of_imports = Interval(5.65, 5.7, 5.75), Interval(30.65, 30.7, 30.75)
    found = over_corners(growth_of_total, exports, growth_of_exports, imports, growth_of_imports)
    assert (found.low, found.high) == pytest.approx((36.74, 36.85), abs=0.01)


def test_an_operand_that_enters_twice_is_the_same_in_both_places() -> None:
    assert over_corners(lambda x: x / x, Interval(1.0, 2.0, 3.0)) == Interval(1.0, 1.0, 1.0)


@pytest.mark.parametrize("claim", ["001-10", "001-23"])
def test_an_aim_that_was_not_met_is_no_error(verdict: pd.Series, claim: str) -> None:
    assert verdict[claim] == Verdict.AIM_NOT_MET


@pytest.mark.parametrize(("claim", "nearest"), [("004-29", "77.5 billion"), ("004-30", "36.8%"), ("004-34", "30.9%")])
def test_a_miss_smaller_than_revisions_is_not_decided(checked: pd.DataFrame, claim: str, nearest: str) -> None:
    row = checked.set_index("claim").loc[claim]
    assert row["verdict"] == Verdict.NOT_CHECKABLE
    assert nearest in row["explanation"].partition(" Also: ")[0]
    assert "first release of these months is not held" in row["explanation"]


def test_how_far_revisions_have_moved_five_months(tables: Tables) -> None:
    # the surplus of January to May 2024: 46.126 billion now, 46.036 in the older vintage
    span = pd.Timestamp("2025-01-01"), pd.Timestamp("2025-05-01")
    assert largest_revision(tables, "trade value", *span) == pytest.approx(0.195, abs=0.001)
    assert largest_revision(tables, "growth", *span) == pytest.approx(0.27, abs=0.01)


def test_growth_before_an_article_uses_months_that_were_out(checked: pd.DataFrame) -> None:
    # the trade of April 2025 was published on 5 June, after both articles
    rows = checked.set_index("claim").loc[["000-05", "002-16"]]
    assert (rows["last_month"] == pd.Timestamp("2025-03-01")).all()


def test_search_ignores_diacritics() -> None:
    assert fold("Nguyễn Hồng Diên") == fold("nguyen hong dien")
    assert fold("Đỗ Ngọc Hưng") == "do ngoc hung"


def test_a_document_is_no_evidence_for_itself(tables: Tables) -> None:
    assert not independent(tables.events.loc["N07c"])
    assert independent(tables.events.loc["N03"])
    assert not independent(pd.Series({"url_precision": "source document", "second_source": ""}))


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
