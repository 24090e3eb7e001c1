"""Every measure charges what the schedule prints under its heading of chapter 99, or a reason says why not."""

import re
from operator import attrgetter

import pandas as pd
import pytest

from analysis.data import describe, load
from analysis.tariffs.measures import Measure, current_law

# A heading prints one rate, the last; these are not what it prints.
OTHER_RATE = {
    "recip_china_125": "EO 14266: 125% from 10 April 2025; EO 14298 suspended the heading, which prints the first 34%",
    "solar_201_4": "US note 18(f) and (h) lowers the printed rate in yearly steps",
}
READ = pd.Timestamp(describe("chapter99_headings").vintage)
REVISION = pd.Timestamp("2026-07-01")  # law before this day is in revision 10 of 2026 and each later one


def headings(row: Measure) -> list[str]:
    """Return the headings that a measure cites; the last of a run stands as its last two digits."""
    named = [part.strip() for run in row.hts_heading.split(";") for part in run.split(" to ")]
    return [part if part[0] != "." else named[0][:7] + part for part in named]


@pytest.fixture(scope="module")
def printed() -> dict[str, str]:
    return load("chapter99_headings").set_index("heading")["general"].to_dict()


@pytest.fixture(scope="module")
def begun() -> list[Measure]:
    """The measures that had begun when the schedule was read."""
    return [row for row in current_law().measures if row.valid_from <= READ]


@pytest.fixture(scope="module")
def last_rates(printed: dict[str, str], begun: list[Measure]) -> dict[Measure, list[float]]:
    """What is printed under the headings of which a measure is the last, but for those that await judgement."""
    unjudged = set(load("candidate_measures")["heading"])
    last = {name: row.valid_from for row in sorted(begun, key=attrgetter("valid_from")) for name in headings(row)}
    found = {}
    for row in begun:
        own = [name for name in headings(row) if last[name] == row.valid_from]
        texts = [printed[name] for name in own if name in printed and name not in unjudged]
        found[row] = [float(rate) for text in texts for rate in re.findall(r"([0-9.]+)%", text) or ["0"]]
    return {row: rates for row, rates in found.items() if rates}


def test_the_last_measure_under_a_heading_charges_what_it_prints(last_rates):
    assert len(last_rates) > 100
    wrong = {row.measure for row, rates in last_rates.items() if row.rate_pct not in rates}
    assert wrong == set(OTHER_RATE)


def test_the_heading_of_a_measure_in_force_is_printed(printed, begun):
    older = [row for row in begun if row.valid_from < REVISION and row.valid_until > READ]
    assert [row.measure for row in older if not set(headings(row)) <= set(printed)] == []
