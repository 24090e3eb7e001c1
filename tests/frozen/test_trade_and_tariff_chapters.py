"""Chapters on trade and tariffs: what they say is true of any partner, period and day."""

import re

import pandas as pd
import pytest

from analysis.chapters import (
    balance,
    default_rate_words,
    duty_owed,
    effective,
    monthly_moves,
    other_readings,
    products,
    ranks,
    summary,
    timeline,
)
from analysis.parameters import Parameters
from analysis.present import Text


def said(text: Text | None) -> str:
    """Return the sentences of a text."""
    assert text is not None
    return " ".join(text.paragraphs)


def test_a_ceiling_is_not_added_to_mfn() -> None:
    # FR 2026-15181: for the European Union 10% that includes the duty of column 1, under 9903.05.20 to .84.
    p = Parameters(partner="EUU")
    assert "**10%** including the most-favoured-nation (MFN) duty" in said(timeline.findings(p))
    assert "on top of the most-favoured-nation" not in said(timeline.findings(p))
    table = timeline.steps_table(p)
    assert table is not None
    bases = table.data.set_index("valid_from")["counted"]
    assert bases[pd.Timestamp("2025-08-07")] == "including MFN"
    assert bases[pd.Timestamp("2026-02-24")] == "on top of MFN"
    assert bases[pd.Timestamp("2024-01-01")] == ""


def test_the_default_duty_of_viet_nam_is_on_top_of_mfn() -> None:
    assert "**12.5%** on top of the most-favoured-nation (MFN) duty" in said(timeline.findings(Parameters()))


@pytest.mark.parametrize(
    ("partner", "goods", "now", "before"),
    [
        ("VNM", "goods from Viet Nam without an exemption", "an extra 12.5%", "; before, it was an extra 10%"),
        ("CAN", "goods from Canada outside USMCA", "an extra 10%", ", as they did before"),
        ("JPN", "goods from Japan without an exemption", "12.5% in all", "; before, it was an extra 10%"),
    ],
)
def test_how_the_default_duty_last_changed(partner: str, goods: str, now: str, before: str) -> None:
    told = said(summary.findings(Parameters(partner=partner)))
    assert f"Since 24 July 2026 {goods} pay {now} under Section 301{before} under Section 122." in told


def test_the_end_of_a_default_duty_is_told_with_what_was_paid_before() -> None:
    expected = (
        "goods from Nepal without an exemption pay no default rate any more; before, they paid an extra 10% under "
    )
    assert f"Since 24 July 2026 {expected}Section 122." in said(summary.findings(Parameters(partner="NPL")))


def test_a_partner_without_a_default_duty_pays_none() -> None:
    shown = said(timeline.findings(Parameters(partner="CUB")))
    assert "no default rate is in force on goods from Cuba" in shown
    assert "pay column 2 of the tariff schedule" in shown
    assert "column 2" not in said(timeline.findings(Parameters(partner="NPL")))


def test_the_lists_of_china_come_on_top() -> None:
    # HTS 2026: list 4A pays 7.5% (9903.88.15), electric vehicles and syringes 100% (9903.91.03, .08); 13 headings.
    listed = default_rate_words.on_listed_goods(Parameters(partner="CHN"))
    assert "7.5% to 100% under Section 301" in listed
    assert "(China lists, 13 headings from 9903.88.01 to 9903.91.11); and 25% under Section 201" in listed
    assert listed.count("On top of all other duties") == 1
    # Proc 11051: 25% within the quota
    assert listed.endswith("25% under Section 201 (Quartz safeguard, heading 9903.45.30).")
    assert default_rate_words.on_listed_goods(Parameters(partner="KOR")) == ""  # outside the quartz safeguard


@pytest.mark.parametrize("partner", ["CAN", "MEX"])
def test_the_default_duty_names_the_condition_that_spares_goods(partner: str) -> None:
    p = Parameters(partner=partner)
    for chapter in (summary, timeline, effective):
        assert "No default rate is due if the goods originate under USMCA" in said(chapter.findings(p))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-04-06", "has changed once since January 2025; the highest was 10%, since 5 April 2025."),
        ("2025-04-12", "has changed 3 times since January 2025; the highest was 46%, on 9 April 2025 only."),
    ],
)
def test_changes_of_the_default_rate_are_counted(day: str, expected: str) -> None:
    assert expected in said(timeline.findings(Parameters(as_of=day)))


def test_a_highest_rate_that_came_twice_has_both_spans() -> None:
    # South Africa: 30% in Annex I of EO 14257 for one day, and again under EO 14326 until the end of IEEPA duties.
    shown = said(timeline.findings(Parameters(partner="ZAF")))
    assert "the highest was 30%, on 9 April 2025 and from 7 August 2025 to 23 February 2026." in shown


def test_a_day_before_2025_has_no_duty_and_no_daily_rate() -> None:
    p = Parameters(as_of="2024-06-01")
    assert "no default rate is in force" in said(timeline.findings(p))
    assert "changed" not in said(timeline.findings(p))
    figure = timeline.default_rate(p)
    assert figure is not None
    assert figure.sentence == "No default rate was in force."
    assert "begins on 1 January 2025" in said(effective.findings(p))
    shown = (effective.day_by_day, effective.peers, effective.distribution, effective.products, effective.changes)
    assert [show(p) for show in (*shown, other_readings.tracker, other_readings.readings, other_readings.lists)] == [
        None
    ] * 8


def test_headings_in_the_changes_are_the_partners_own() -> None:
    # Executive Order 14257, Annex I: Japan 24% under 9903.01.53, Viet Nam 46% under 9903.01.72.
    for partner, heading in {"JPN": "9903.01.53", "VNM": "9903.01.72"}.items():
        table = effective.changes(Parameters(partner=partner))
        assert table is not None
        told = table.data.set_index("date").loc[pd.Timestamp("2025-04-09"), "instruments"]
        assert told == f"EO 14257 Annex I ({heading}); end of EO 14257 baseline (9903.01.25)"


@pytest.mark.parametrize("partner", ["KHM", "TWN", "MEX"])
def test_the_average_and_its_parts_add_up_and_print_alike(partner: str) -> None:
    p = Parameters(partner=partner)
    first, figure = effective.findings(p).paragraphs[0], effective.day_by_day(p)
    assert figure is not None
    total, base = (float(number) for number in re.findall(r"([\d.]+)%", first))
    parts = re.findall(r"([−\d.]+)% \(", figure.sentence)
    assert float(parts[0]) == base
    assert sum(float(part.replace("−", "-")) for part in parts) == pytest.approx(total)


def test_a_balance_that_turns_has_its_sign_in_words() -> None:
    shown = said(balance.findings(Parameters(partner="CHE")))
    assert "**balance** with Switzerland turned from a deficit of $76.8 billion to a surplus of $39.7 billion" in shown


def test_months_that_are_missing_are_not_named() -> None:
    # Of 2023 the source has November and December for North Korea.
    table = balance.years(Parameters(partner="PRK"))
    names = table.data.set_index("year")["period"]
    assert names[2023] == "November to December 2023"
    assert "inf" not in table.plain()


def test_the_season_of_imports_is_computed() -> None:
    figure = monthly_moves.adjusted(Parameters())
    assert figure is not None
    # The lunar new year falls in January or February, and with the short month it makes a trough in February.
    assert "lowest in February" in figure.sentence


def test_a_base_year_that_overlaps_gives_way_to_the_twelve_months_before() -> None:
    # Imports for consumption rose from 139.2 to 191.0 billion dollars, 37.2%.
    assert "rose by 37.2% against December 2023 to November 2024" in said(products.findings(Parameters()))
    assert "against 2022" in said(products.findings(Parameters(end="2023-12")))
    assert "against 2020" in said(products.findings(Parameters(base_year=2020)))


def test_concentration_names_the_months_it_counts() -> None:
    whole, part = (products.concentration(Parameters(start=start)) for start in (None, "2025-06"))
    assert whole is not None
    assert part is not None
    assert "in 2013 to 0.29 in January to November 2025" in whole.sentence
    assert "was 0.30 in June to November 2025" in part.sentence


def test_what_product_tables_lack_is_said() -> None:
    shown = said(products.coverage(Parameters(partner="KHM")))
    assert "no imports by NAICS-3 industry or exports by product for Cambodia; those parts are left out" in shown


def test_a_surplus_is_not_ranked_among_deficits() -> None:
    p = Parameters(partner="NLD")
    assert ranks.history(p) is None
    figure = ranks.last_full_year(p)
    assert figure is not None
    assert "the surplus with the Netherlands was $54.1 billion" in figure.sentence


def test_the_last_month_of_an_edition_is_not_called_the_last_known() -> None:
    assert "In December 2023, the last month of this edition," in said(duty_owed.findings(Parameters(end="2023-12")))
    assert "In November 2025, the last month with calculated duty," in said(duty_owed.findings(Parameters()))


def test_one_country_alone_is_not_ranked() -> None:
    for end in ("1999-03", "2010-06"):
        p = Parameters(end=end)
        assert said(ranks.findings(p)).startswith("The data hold no other country to compare with")
        assert [call(p) for call in (ranks.last_full_year, ranks.latest, ranks.table, ranks.history)] == [None] * 4
        assert "deficit with Viet Nam was the" not in said(summary.findings(p))
