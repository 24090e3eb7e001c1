"""The rate in force on any day, as the legal instruments set it."""

from itertools import combinations

import pandas as pd
import pytest

from analysis.data import as_of, load
from analysis.tariffs import default_rate, event_record
from analysis.tariffs.measures import current_law

# (day, authority, active, rate of the day's default in percent)
EXPECTED = [
    ("2025-04-04", "IEEPA", False, 0),
    ("2025-04-05", "IEEPA", True, 10),
    ("2025-04-08", "IEEPA", True, 10),
    ("2025-04-09", "IEEPA", True, 46),
    ("2025-04-10", "IEEPA", True, 10),
    ("2025-08-06", "IEEPA", True, 10),
    ("2025-08-07", "IEEPA", True, 20),
    ("2026-02-23", "IEEPA", True, 20),
    ("2026-02-24", "IEEPA", False, 10),
    ("2026-02-24", "Section 122", True, 10),
    ("2026-07-23", "Section 122", True, 10),
    ("2026-07-24", "Section 122", False, 12.5),
    ("2026-07-24", "Section 301", True, 12.5),
    ("2026-08-31", "Section 301", True, 12.5),
]


@pytest.mark.parametrize(("day", "authority", "active", "rate_pct"), EXPECTED)
def test_viet_nam(day: str, authority: str, active: bool, rate_pct: float) -> None:
    step = default_rate.in_force(default_rate.steps("VNM"), pd.Timestamp(day))
    assert step is not None
    assert (step["authority"] == authority) is active
    assert step["rate_pct"] == rate_pct


def test_steps_follow_each_other_without_gap() -> None:
    steps = default_rate.steps("VNM")
    assert steps["valid_until"].iloc[:-1].tolist() == steps["valid_from"].iloc[1:].tolist()
    assert pd.isna(steps["valid_until"].iloc[-1])


def test_each_step_is_traceable_to_its_event() -> None:
    events = load("tariff_events").set_index("event")
    for step in default_rate.steps("VNM").itertuples():
        if step.rate_pct > 0:
            cited = events.loc[step.events.split(";")]
            rates = cited["rate_vietnam_pct"].dropna()
            assert step.rate_pct in {
                sum(some) for count in range(1, len(rates) + 1) for some in combinations(rates, count)
            }
            assert step.valid_from in {*cited["effective"], *events["valid_until"]}  # begun, or left by one that ended


def test_before_the_record_nothing_is_in_force() -> None:
    assert default_rate.in_force(default_rate.steps("VNM"), pd.Timestamp("2010-01-01")) is None


def test_events_end_after_they_begin() -> None:
    events = load("tariff_events").dropna(subset=["effective", "valid_until"])
    assert (events["effective"] < events["valid_until"]).all()


def test_events_later_than_the_day_are_not_shown() -> None:
    assert event_record.events("VNM", pd.Timestamp("2025-04-09"))["announced"].max() == pd.Timestamp("2025-04-09")


def test_talks_with_viet_nam_are_not_shown_as_thailands() -> None:
    day = pd.Timestamp("2026-10-09")
    assert (event_record.events("VNM", day)["authority"] == "Negotiation").any()
    shown = event_record.events("THA", day)
    assert not (shown["partners"] == "VNM").any()
    assert (shown.loc[shown["authority"] == "Negotiation", "partners"] == "THA").all()


@pytest.mark.parametrize("partner", ["THA", "CHN", "CAN", "EUU", "BRA"])
def test_other_partners_read_nothing_of_viet_nam(partner: str) -> None:
    rows = event_record.events(partner, pd.Timestamp("2026-10-09"))
    said = rows["summary"] + " " + rows["instrument"]
    assert not said.str.contains("Viet").any()
    # the headings of Viet Nam in the annexes of April and July 2025
    assert not said.str.contains(r"9903\.01\.72|9903\.02\.69").any()


def test_every_event_that_a_measure_on_a_partner_cites_is_in_its_list() -> None:
    law, day = current_law(), load("tariff_events")["announced"].max()
    for partner in sorted(set(load("tariff_partner_scopes")["partner"]) | {"VNM", "THA", "BRA", "IND"}):
        cited = {event for measure in law.of_partner(partner) for event in measure.event}
        assert cited <= set(event_record.events(partner, day)["event"]), partner


@pytest.mark.parametrize("partner", ["VNM", "THA", "MEX", "DEU", "KHM"])
def test_every_event_that_a_chart_marks_is_in_the_list(partner: str) -> None:
    day = pd.Timestamp("2026-10-09")
    assert set(event_record.turning_points(partner, day)["event"]) <= set(event_record.events(partner, day)["event"])


def test_an_event_of_the_european_union_is_one_of_its_members() -> None:
    day = pd.Timestamp("2026-10-09")
    assert "C17" in set(event_record.events("DEU", day)["event"])
    assert "C17" in set(event_record.events("EUU", day)["event"])
    assert "C17" not in set(event_record.events("CHE", day)["event"])


def test_events_of_the_union_name_the_group_that_reaches_its_members() -> None:
    assert not load("tariff_events")["partners"].str.contains("EUU").any()
    # USTR, 11 March 2026: the excess-capacity cases name 16 economies, the European Union among them
    assert "U035" in set(event_record.events("DEU", pd.Timestamp("2026-10-09"))["event"])


def test_viet_nam_keeps_its_own_texts() -> None:
    rows = event_record.events("VNM", pd.Timestamp("2026-10-09")).set_index("event")
    assert "9903.02.69" in rows.loc["U017", "instrument"]
    assert "20% rate for Viet Nam" in rows.loc["U017", "summary"]


def test_other_texts_stand_only_where_they_are_needed() -> None:
    events = load("tariff_events")
    for text in ("summary", "instrument"):
        changed = events[f"{text}_others"] != ""
        assert (events.loc[changed, "partners"] != "VNM").all()
        assert (events.loc[changed, f"{text}_others"] != events.loc[changed, text]).all()


@pytest.mark.parametrize(
    ("partner", "announced", "effective", "said"),
    [
        # White House, joint statements of 26 October 2025
        ("THA", "2025-10-26", None, "framework with Thailand"),
        ("KHM", "2025-10-26", None, "Cambodia signed an agreement"),
        # EO 14256: low-value parcels of China from 2 May 2025
        ("CHN", "2025-04-02", "2025-05-02", "Small parcels from China"),
        # 90 FR 33363: order on tomatoes
        ("MEX", "2025-04-14", "2025-07-14", "tomatoes"),
        # 91 FR 38072: Section 301 case on German prices of medicines
        ("DEU", "2026-06-18", None, "Germany pays for patented medicines"),
        ("IRL", "2025-07-27", None, "agreed on 15%"),
    ],
)
def test_partners_have_their_own_events(partner: str, announced: str, effective: str | None, said: str) -> None:
    rows = event_record.events(partner, pd.Timestamp("2026-10-09"))
    row = rows[(rows["announced"] == announced) & rows["summary"].str.contains(said)]
    assert len(row) == 1
    first = row["effective"].iloc[0]
    assert first == pd.Timestamp(effective) if effective else pd.isna(first)


def test_a_partner_without_own_events_is_told_so() -> None:
    day = pd.Timestamp("2026-10-09")
    assert event_record.own_count("ABW", day) == 0
    assert event_record.own_count("CHN", day) > 20


def test_the_class_of_a_source_follows_its_address() -> None:
    events = load("tariff_events")
    agency = events["source_url"].str.contains(
        r"//(?:[\w.]+\.)?(?:federalregister|govinfo|whitehouse|supremecourt)\.gov/"
    )
    assert events.loc[agency, "confidence"].isin(["primary text", "agency page"]).all()
    single = (events["second_source"] == "") & ~agency
    assert not events.loc[single, "confidence"].isin(["two press reports"]).any()
    copied = events["source_url"].str.contains("itbehere|duonews|gaya.one|customsmobile")
    assert copied.any()
    assert (events.loc[copied, "url_precision"] == "copy").all()


def test_a_chart_of_another_partner_marks_no_rate_of_viet_nam() -> None:
    names = {partner: set(event_record.turning_points(partner, as_of())["short_name"]) for partner in ("VNM", "THA")}
    assert "20% in force" in names["VNM"] and "Country rates" not in names["VNM"]
    assert "Country rates" in names["THA"] and not any("in force" in name for name in names["THA"])
