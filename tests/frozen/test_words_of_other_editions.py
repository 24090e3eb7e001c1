"""What the book says of other partners: no zero for what is not held, no fact of Viet Nam, no stub."""

import pytest

from analysis import news_items
from analysis.chapters import (
    balance,
    before_after,
    duty_owed,
    event_entries,
    formula,
    ranks,
    rerouting,
    who_pays,
)
from analysis.parameters import Parameters
from analysis.present import words
from analysis.tariffs import event_record
from analysis.tariffs.comparison import tracker_comparison

SINGAPORE, CAMBODIA, MEXICO = (Parameters(partner=code) for code in ("SGP", "KHM", "MEX"))


def test_a_balance_that_prints_the_same_twice_stayed() -> None:
    # Census: a surplus of $1.88 billion with Singapore in 2023 and of $1.86 billion in 2024
    first = balance.findings(SINGAPORE).paragraphs[0]
    assert "**surplus** with Singapore stayed at $1.9 billion" in first


def test_a_single_year_of_deficit_has_no_history() -> None:
    assert ranks.history(SINGAPORE) is None  # a deficit in 2020 alone


def test_small_trade_is_told_in_millions() -> None:
    # Census: $319 million of exports to Cambodia and $12,646 million of imports in 2024
    table = balance.years(CAMBODIA)
    assert {column.unit for column in table.columns if column.field.endswith("_usd")} == {"$ million"}
    assert "319" in table.plain() and "12,646" in table.plain()


def test_charts_mark_no_duty_that_spared_the_partner() -> None:
    # EO 14257 and EO 14326 left Mexico and Canada out; EO 14194 charged Mexico from 4 March 2025
    marked = event_record.turning_points("MEX", MEXICO.day).set_index("event")
    assert {"U008", "U017"}.isdisjoint(marked.index) and {"U005", "U033", "U045"} <= set(marked.index)
    assert str(marked.loc["C10", "day"].date()) == "2025-03-04"


def test_a_member_of_the_union_was_charged_as_the_union() -> None:
    # HTS 9903.01.50: 20% on goods of the European Union, whose deficit was 38.9% of imports
    germany = Parameters(partner="DEU")
    assert (
        "is 38.9% of imports. Half of that is 19.4%; **20%** was announced." in formula.findings(germany).paragraphs[1]
    )
    assert "follows it for the European Union" in formula.opening(germany).paragraphs[0]


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


def test_no_trial_as_far_off_is_less_than_one_percent_of_trials() -> None:
    assert [before_after._chance(share) for share in (0.0, 0.003, 0.21)] == ["less than 1%", "less than 1%", "21%"]


def test_less_than_a_dollar_is_no_span_of_nothing() -> None:
    assert "less than **$1** a year" in who_pays._by_household(0.12, 0.17)
    assert "**$57 to $78** a year" in who_pays._by_household(57.4, 78.3)
