"""What the book says of other partners: no zero for what is not held, no fact of Viet Nam, no stub."""

import pytest

from analysis import news_items
from analysis.chapters import balance, before_after, duty_owed, event_entries, formula, ranks, rerouting
from analysis.parameters import Parameters
from analysis.present import words
from analysis.tariffs.comparison import tracker_comparison

SINGAPORE, CAMBODIA, MEXICO = (Parameters(partner=code) for code in ("SGP", "KHM", "MEX"))


def test_a_balance_that_prints_the_same_twice_stayed() -> None:
    # Census: a surplus of $1.88 billion with Singapore in 2023 and of $1.86 billion in 2024
    first = balance.findings(SINGAPORE).paragraphs[0]
    assert "**surplus** with Singapore stayed at $1.9 billion" in first


def test_a_single_year_of_deficit_has_no_history() -> None:
    assert ranks.history(SINGAPORE) is None  # a deficit in 2020 alone


def test_a_deficit_that_may_be_none_has_one_bound() -> None:
    shown = " ".join(ranks.findings(SINGAPORE).paragraphs)
    assert "a deficit, if there was one, came to at most $38.2 billion" in shown
    assert "$0" not in shown


def test_a_partner_without_duty_has_no_chapter_on_it() -> None:
    calls = (duty_owed.monthly, duty_owed.industry_lines, duty_owed.industries, duty_owed.treasury, duty_owed.refunds)
    assert [call(CAMBODIA) for call in calls] == [None] * 5


def test_a_surplus_needs_no_other_assumptions() -> None:
    assert formula.sensitivity(SINGAPORE) is None
    years = formula.by_year(SINGAPORE)
    assert years is not None
    assert years.title == "The formula for Singapore gives 10% in every year"


def test_the_rate_of_viet_nam_stays_out_of_other_editions() -> None:
    notes = " ".join(tracker_comparison("JPN")["law_says"])
    assert "the country rates on 9 April" in notes  # Japan's was 24%
    assert "46%" not in notes


def test_where_nothing_is_held_since_2017_the_page_promises_no_gains() -> None:
    assert "who gained" not in rerouting.opening(CAMBODIA).paragraphs[0]
    assert "what part Mexico had in it" in rerouting.opening(MEXICO).paragraphs[0]


@pytest.mark.parametrize(("off", "said"), [(-0.03, "at"), (0.0, "at"), (0.06, "0.1% above"), (-2.3, "2.3% below")])
def test_a_forecast_that_is_met_is_neither_above_nor_below(off: float, said: str) -> None:
    assert before_after._off(off) == said


def test_members_of_the_union_act_through_it() -> None:
    assert event_entries.kinds(Parameters(partner="DEU"))["partner's own acts"] == "acts of the European Union"
    assert event_entries.kinds(MEXICO)["partner's own acts"] == "acts of Mexico"


def test_a_ceiling_after_a_duty_on_top_says_both() -> None:
    # FR 2026-15181: 12.5% with MFN in it on goods of Japan, after 10% on top of MFN under Proc 11012
    titles = [item.title for item in news_items.items(Parameters(partner="JPN"))]
    assert (
        "The default rate on goods from Japan is 12.5% with the ordinary duty in it, after 10% on top of it" in titles
    )


def test_a_share_that_would_print_as_nothing_is_less_than_one_percent() -> None:
    assert [words.some_share(one) for one in (0.0, 0.003, 0.006, 0.25)] == ["0%", "less than 1%", "1%", "25%"]
