"""The law of the record's last weeks and of days to come, worked by hand: a later proclamation may change it."""

import re

import pandas as pd
import pytest

from analysis.data import load
from analysis.tariffs import default_rate, outlook
from analysis.tariffs.duties import effective_rates
from analysis.tariffs.lookup import duty
from analysis.tariffs.measures import current_law

LAST = pd.Timestamp("2026-10-09")  # the frozen record ends here
MODULE, CELL = "8541430010", "8541420010"
NOT_PRINTED = {  # in revision 10 of 2026
    "9903.78": "copper until April 2026, deleted when 9903.82 took its place",
    "9903.80": "steel until April 2026, deleted when 9903.82 took its place",
    "9903.81": "steel until April 2026, deleted when 9903.82 took its place",
    "9903.85": "aluminium until April 2026, deleted but for the headings of Russia",
    "9903.03": "Section 338 on Canada, August 2026, later than the revision",
    "9903.04": "medicines, July 2026, later than the revision",
    "9903.05": "Section 301 of July 2026, later than the revision",
    "9903.08": "drones, September 2026, later than the revision",
    "9903.45": "quartz, August 2026, later than the revision",
}
ADD_LESS = ("canada_low_rate", "mexico_low_rate", "us_content_vehicles", "drone_deals")


def test_the_default_rate_on_the_last_day() -> None:
    step = default_rate.in_force(default_rate.steps("VNM"), LAST)
    assert step is not None
    assert (step["authority"], step["rate_pct"]) == ("Section 301", 12.5)


def test_no_day_after_the_last_worked_by_hand_changes_the_law_for_viet_nam() -> None:
    """The live tests work each change up to the duty on drones, of 3 September 2026."""
    assert effective_rates(["VNM"])["valid_from"].max() == pd.Timestamp("2026-09-03")


def test_what_begins_after_the_record_is_recorded_and_not_counted() -> None:
    """Proc 11052: polysilicon and what is made of it, 15% from 4 December 2026."""
    later = {measure.valid_from for measure in current_law().measures if measure.program == "polysilicon"}
    assert later == {pd.Timestamp("2026-12-04")}
    assert "Section 232" not in {charge.authority for charge in duty(MODULE, "VNM", LAST).charges}
    found = duty(CELL, "VNM", LAST)
    (coming,) = (row for row in found.coming if row.day == pd.Timestamp("2026-12-04"))
    assert coming.rate_pct == 15
    assert not {row.instrument for row in found.coming} & {charge.instrument for charge in found.charges}
    assert duty(CELL, "VNM", pd.Timestamp("2025-09-01")).coming == ()


def test_only_measures_on_the_countrys_goods_begin() -> None:
    """Proclamation 11000: 30% on furniture from 1 January 2027, of the EU still 15%."""
    coming = outlook.beginnings("VNM", LAST)
    assert coming.loc[coming["what"].str.contains("furniture"), "day"].tolist() == [pd.Timestamp("2027-01-01")]
    assert pd.Timestamp("2026-12-04") in list(coming["day"])
    assert not outlook.beginnings("DEU", LAST)["what"].str.contains("furniture").any()


@pytest.mark.parametrize("partner", ["VNM", "THA", "CHN", "JPN", "EUU", "BRA", "CHE", "GBR", "IND"])
def test_the_measures_on_these_partners_are_complete(partner: str) -> None:
    assert not current_law().is_partial(partner)


def test_trade_remedies_on_viet_nam() -> None:
    """42 orders on 29 products; rebar is the latest; none on plywood or extrusions; one rate by weight."""
    table = load("trade_remedies")
    orders = table.query("step == 'order'")
    assert orders["kind"].value_counts().to_dict() == {"anti-dumping": 29, "countervailing": 13}
    assert orders["product"].nunique() == 29
    rebar = table.set_index("order").loc["A-552-853"]
    assert (rebar["first_day"], rebar["citation"]) == (pd.Timestamp("2026-09-18"), "FR document 2026-19102")
    on_viet_nam = table[table["country"] == "VNM"]["product"]
    assert not on_viet_nam.str.contains("plywood|extrusion", case=False).any()
    assert table.loc[table["rate_unit"] == "USD/kg", "order"].tolist() == ["A-552-801"]


def test_a_heading_that_is_not_printed_has_a_reason() -> None:
    printed = set(load("chapter99_headings")["heading"])
    cited = {name for row in current_law().measures for name in re.findall(r"9903\.\d\d\.\d\d", row.hts_heading)}
    assert {heading[:7] for heading in cited - printed} == set(NOT_PRINTED)


def test_exempt_lists_are_claimed_under_headings_that_add_nothing() -> None:
    printed = load("chapter99_headings").set_index("heading")["general"].to_dict()
    free = ("The duty provided in the applicable subheading", "No change", "")
    for row in current_law().exemptions:
        if row.exemption not in ADD_LESS:
            for heading in re.findall(r"9903\.\d\d\.\d\d", row.hts_heading):
                assert printed.get(heading, "") in free, (row.exemption, heading)
