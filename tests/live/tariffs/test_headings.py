"""Every measure charges what the schedule prints under its heading of chapter 99, or a reason says why not."""

import re

import pytest

from analysis.data import load
from analysis.tariffs.measures import current_law

# Revision 10 of 2026 prints one rate for a heading: the last, or that of a day to come is not yet in it.
OTHER_DAY = {
    "recip_china_84": "EO 14259: 84% on 9 April 2025; EO 14298 suspended the heading, which prints the first 34%",
    "recip_china_125": "EO 14266: 125% from 10 April 2025; EO 14298 suspended the heading, which prints the first 34%",
    "fentanyl_china_2": "EO 14228: 20% from 4 March 2025; EO 14357 cut it to 10% on 10 November 2025",
    "fentanyl_canada_1": "EO 14193: 25% from 4 March 2025; EO 14325 raised it to 35% on 1 August 2025",
    "fentanyl_canada_2": "EO 14193: 25% from 4 March 2025; EO 14325 raised it to 35% on 1 August 2025",
    "solar_201_1": "US note 18(f) and (h) lowers the printed rate in yearly steps",
    "solar_201_2": "US note 18(f) and (h) lowers the printed rate in yearly steps",
    "solar_201_3": "US note 18(f) and (h) lowers the printed rate in yearly steps",
    "solar_201_4": "US note 18(f) and (h) lowers the printed rate in yearly steps",
    "furniture_3": "Proclamation 11000: 30% from 1 January 2027",
    "cabinets_3": "Proclamation 11000: 50% from 1 January 2027",
}
NOT_PRINTED = {
    "9903.78": "copper until April 2026, deleted when 9903.82 took its place",
    "9903.80": "steel until April 2026, deleted when 9903.82 took its place",
    "9903.81": "steel until April 2026, deleted when 9903.82 took its place",
    "9903.85": "aluminium until April 2026, deleted but for the headings of Russia",
    "9903.03": "Section 338 on Canada, August 2026, later than the revision",
    "9903.04": "medicines, July 2026, later than the revision",
    "9903.05": "Section 301 of July 2026, later than the revision",
    "9903.08": "drones, September 2026, later than the revision",
    "9903.45": "quartz, August 2026, later than the revision",
    "not yet": "polysilicon, December 2026",
}


def headings(cell: str) -> list[str]:
    """Return the headings of a cell; the last of a run stands as its last two digits."""
    named = [part.strip() for run in cell.split(";") for part in run.split(" to ")]
    return [part if part[0] != "." else named[0][:7] + part for part in named]


@pytest.fixture(scope="module")
def printed() -> dict[str, str]:
    return load("chapter99_headings").set_index("heading")["general"].to_dict()


def test_every_measure_charges_what_its_heading_prints(printed):
    unjudged = set(load("candidate_measures")["heading"])
    wrong = []
    for row in current_law().measures:
        texts = [printed[name] for name in headings(row.hts_heading) if name in printed and name not in unjudged]
        rates = [float(rate) for text in texts for rate in re.findall(r"([0-9.]+)%", text) or ["0"]]
        if texts and row.rate_pct not in rates and row.measure not in OTHER_DAY:
            wrong.append((row.measure, row.rate_pct, texts))
    assert wrong == []


def test_no_reason_outlives_its_measure(printed):
    rows = {row.measure: row for row in current_law().measures}
    for name in OTHER_DAY:
        texts = " ".join(printed.get(heading, "") for heading in headings(rows[name].hts_heading))
        assert f"{rows[name].rate_pct:g}%" not in texts, name


def test_a_heading_that_is_not_printed_has_a_reason(printed):
    absent = {part for row in current_law().measures for part in headings(row.hts_heading) if part not in printed}
    assert {heading[:7] for heading in absent} == set(NOT_PRINTED)


def test_exempt_lists_are_claimed_under_headings_that_add_nothing(printed):
    free = ("The duty provided in the applicable subheading", "No change", "")
    for row in current_law().exemptions:
        if row.exemption not in ("canada_low_rate", "mexico_low_rate", "us_content_vehicles", "drone_deals"):
            for heading in headings(row.hts_heading):
                assert printed.get(heading, "") in free, (row.exemption, heading)
