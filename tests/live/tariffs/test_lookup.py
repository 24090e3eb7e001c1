"""Hand-worked products from Viet Nam and others, on the day before and the day of each change of law."""

import pandas as pd
import pytest

from analysis.data import as_of, load
from analysis.errors import ReportError
from analysis.tariffs.base import ad_valorem_pct
from analysis.tariffs.duties import effective_rates
from analysis.tariffs.lookup import duty, duty_range

SHIRT, PHONE, SCREW = "6109100012", "8517130000", "7318152065"
SOFA, COFFEE, SOLAR = "9401616011", "0901110055", "8541430010"
CHAIR, CHIP, CAR_PART, CAR = "9401790035", "8542310045", "8708801600", "8703230140"
COIL, PROFILE, FRIDGE, COPPER_PIPE = "7210490091", "7604210010", "8418100075", "7411101030"
TRUCK, RACK, BOTTLE_RESIN, GRAPHITE = "8704221120", "9403200082", "3907610050", "2504101000"
QUARTZ, DRONE, CAN = "6810990040", "8806220000", "7612901060"

# Metal in the value, as published: refrigerator 10.327% steel, 2.348% aluminium; metal chair 6.257% steel,
# 5.717% aluminium. The rest of the value bears the default rate.
FRIDGE_JUNE = 50 * 0.10327 + 10 * (1 - 0.10327)
FRIDGE_MARCH = 50 * 0.10327 + 50 * 0.02348 + 10 * (1 - 0.10327 - 0.02348)
CHAIR_AUGUST = 50 * 0.06257 + 50 * 0.05717 + 20 * (1 - 0.06257 - 0.05717)
CHAIR_MARCH = 50 * 0.06257 + 50 * 0.05717 + 10 * (1 - 0.06257 - 0.05717)

# product, first day of the change, additional duty the day before, additional duty on the day
CHANGES = [
    (SOLAR, "2025-02-07", 14.25, 14),
    (PROFILE, "2025-03-12", 10, 25),
    (COIL, "2025-03-12", 25, 25),
    (SCREW, "2025-03-12", 0, 25),
    (CAR, "2025-04-03", 0, 25),
    (CAN, "2025-04-04", 0, 25),
    (SHIRT, "2025-04-05", 0, 10),
    (SHIRT, "2025-04-09", 10, 46),
    (SHIRT, "2025-04-10", 46, 10),
    (PHONE, "2025-04-09", 0, 0),
    (CHIP, "2025-04-09", 0, 0),
    (COIL, "2025-06-04", 25, 50),
    (SCREW, "2025-06-04", 25, 50),
    (FRIDGE, "2025-06-23", 10, FRIDGE_JUNE),
    (COPPER_PIPE, "2025-08-01", 0, 50),
    (SHIRT, "2025-08-07", 10, 20),
    (SOLAR, "2025-08-07", 10 + 14, 20 + 14),
    (CHAIR, "2025-08-18", 20, CHAIR_AUGUST),
    (BOTTLE_RESIN, "2025-09-08", 0, 20),
    (GRAPHITE, "2025-09-08", 20, 0),
    (SOFA, "2025-10-14", 20, 25),
    (TRUCK, "2025-11-01", 20, 25),
    (COFFEE, "2025-11-13", 20, 0),
    (SOLAR, "2026-02-07", 20 + 14, 20),
    (SHIRT, "2026-02-24", 20, 10),
    (COFFEE, "2026-02-24", 0, 0),
    (CHAIR, "2026-04-06", CHAIR_MARCH, 10),
    (FRIDGE, "2026-04-06", FRIDGE_MARCH, 25),
    (SCREW, "2026-04-06", 50, 50),
    (RACK, "2026-06-08", 10, 25),
    (SHIRT, "2026-07-24", 10, 12.5),
    (PHONE, "2026-07-24", 0, 0),
    (QUARTZ, "2026-08-15", 12.5, 12.5 + 25),
    (DRONE, "2026-09-03", 12.5, 25),
]


@pytest.mark.parametrize(("hts10", "day", "before", "after"), CHANGES)
def test_additional_duty_on_viet_nam_the_day_before_and_the_day(hts10, day, before, after):
    first = pd.Timestamp(day)
    found = [duty(hts10, "VNM", when).additional_pct for when in (first - pd.Timedelta(days=1), first)]
    assert found == pytest.approx([before, after])


def test_every_day_on_which_the_law_for_viet_nam_changes_is_worked_by_hand():
    steps = effective_rates(["VNM"], end=pd.Timestamp("2026-09-04"))  # later law may still change: test_latest_law
    days = {day for _, day, _, _ in CHANGES} | {"2025-05-03"}  # parts of cars: see test_cases
    assert set(steps["valid_from"].dt.strftime("%Y-%m-%d")) - days == {"2025-01-01"}


@pytest.mark.parametrize(
    ("hts10", "partner", "day", "total"),
    [
        (SHIRT, "VNM", "2026-08-01", 16.5 + 12.5),  # four public calculators print 29%
        (SHIRT, "CHN", "2025-04-20", 16.5 + 125 + 20 + 7.5),
        (SHIRT, "CHN", "2025-04-09", 16.5 + 84 + 20 + 7.5),
        (SHIRT, "JPN", "2025-10-01", 16.5),  # MFN is above the ceiling of 15
        (SHIRT, "CHE", "2025-10-01", 16.5 + 39),
        (SHIRT, "IND", "2025-10-01", 16.5 + 25 + 25),
        (SHIRT, "BRA", "2025-10-01", 16.5 + 10 + 40),
        (SHIRT, "BRA", "2026-07-22", 16.5 + 10 + 25),
        (SHIRT, "BRA", "2026-07-24", 16.5 + 12.5 + 25),
        (SHIRT, "TWN", "2026-08-01", 16.5),  # 10% including MFN
        (SHIRT, "IDN", "2026-08-01", 16.5 + 10),
        (CAR, "JPN", "2025-09-15", 2.5 + 25),
        (CAR, "JPN", "2025-09-16", 15),
        (CAR, "EUU", "2025-08-01", 15),
        (CAR, "GBR", "2025-07-01", 2.5 + 7.5),
        ("9401991085", "CAN", "2026-08-30", 10 + 50),  # free MFN; FR 2026-15181 and Proc 11048
        (COIL, "GBR", "2025-06-04", 25),
        (COIL, "JPN", "2025-03-11", 0),
        (COIL, "JPN", "2025-03-12", 25),
        (COIL, "CHN", "2025-07-01", 50 + 20 + 25),
        (SOLAR, "CHN", "2025-07-01", 14 + 50 + 10 + 20),
        (COFFEE, "BRA", "2025-11-12", 50),
        (COFFEE, "BRA", "2025-11-13", 0),
        (PHONE, "CHN", "2025-04-20", 20),  # fentanyl only: list 4B never took effect
    ],
)
def test_total_duty(hts10, partner, day, total):
    assert duty(hts10, partner, pd.Timestamp(day)).total_pct == pytest.approx(total)


def test_an_exemption_is_named_with_its_heading():
    (not_charged,) = duty(PHONE, "VNM", pd.Timestamp("2025-04-10")).not_charged
    assert not_charged.authority == "IEEPA"
    assert "9903.01.32" in not_charged.reason


def test_a_sector_that_takes_the_place_of_the_default_is_named():
    reasons = {one.program: one.reason for one in duty(SOFA, "VNM", pd.Timestamp("2025-11-20")).not_charged}
    assert reasons["reciprocal"] == "Section 232 takes its place: Proc 10976"


def test_a_duty_with_a_technical_threshold_is_named_and_not_counted():
    server = duty("8471500150", "VNM", pd.Timestamp("2026-03-01"))
    assert server.additional_pct == 0
    (chip,) = [case for case in server.cases if case.if_ and "chip" in case.if_]
    assert chip.additional_pct == 25


def test_a_charge_leads_to_its_source():
    (charge,) = duty(SHIRT, "VNM", pd.Timestamp("2025-08-07")).charges
    assert charge.hts_heading == "9903.02.69"
    assert [one.event for one in charge.basis] == ["U017"]
    assert charge.basis[0].url.startswith("https://www.federalregister.gov/")


def test_a_day_after_the_record_gets_the_law_of_its_last_day():
    last, asked = as_of(), as_of() + pd.DateOffset(months=6)
    later = duty(SHIRT, "VNM", asked)
    assert (later.asked, later.day) == (asked, last)
    assert later.total_pct == duty(SHIRT, "VNM", last).total_pct


def test_a_specific_rate_is_replaced_by_what_was_owed():
    oil = duty("2710121510", "CAN", pd.Timestamp("2025-01-01"))
    assert oil.general_rate == "52.5¢/bbl"
    assert oil.base_source.startswith("duty owed in 2024")


def test_a_range_goes_from_its_lowest_to_its_highest_line():
    furniture = duty_range("9403", "VNM", pd.Timestamp("2026-05-01"))
    assert (furniture.cases[0].lowest_pct, furniture.cases[0].highest_pct) == (10, 25)


def test_the_mean_of_a_range_is_weighted_by_imports():
    saddlery = duty_range("4201", "VNM", pd.Timestamp("2026-05-01"))
    # $72.381 million at 2.4% and $30.942 million at 2.8%, and Section 122 of 10%: 12.4 + 0.4 x 30.942 / 103.323
    assert (saddlery.cases[0].lowest_pct, saddlery.cases[0].highest_pct) == pytest.approx((12.4, 12.8))
    assert saddlery.cases[0].mean_pct == pytest.approx(12.51979, abs=5e-6)


def test_a_range_of_one_line_is_that_line():
    day = pd.Timestamp("2025-04-09")
    assert duty_range("85171300", "VNM", day).cases[0].highest_pct == duty(PHONE, "VNM", day).total_pct


@pytest.mark.parametrize(
    ("hts10", "partner", "day", "message"),
    [
        ("9799999999", "VNM", "2025-04-10", "not in the schedule"),
        ("61091000", "VNM", "2025-04-10", "10 digits for one product"),
        ("61O9100012", "VNM", "2025-04-10", "not a code"),
        (SHIRT, "VMN", "2025-04-10", "nearest: VNM"),
        (SHIRT, "VNM", "2024-12-31", "begins on 2025-01-01"),
    ],
)
def test_what_cannot_be_looked_up_is_said(hts10, partner, day, message):
    with pytest.raises(ReportError, match=message):
        duty(hts10, partner, pd.Timestamp(day))


@pytest.mark.parametrize(
    ("printed", "rate"), [("Free", 0), ("16.5%", 16.5), ("52.5¢/bbl", None), ("2.8¢/kg + 8.5%", None), ("", None)]
)
def test_printed_rates(printed, rate):
    assert ad_valorem_pct(printed) == rate


def test_every_printed_rate_that_is_a_percentage_is_read():
    printed = load("hts_schedule_2026")["general_rate"].str.strip()
    percent = printed[printed.str.fullmatch(r"[0-9.]+%")]
    assert len(percent) > 10_000
    assert not percent.map(ad_valorem_pct).isna().any()
    assert ad_valorem_pct(" 6.5% ") == 6.5


def test_a_line_has_the_printed_rate_of_its_eight_digits():
    # HTS 2904.33.00 prints "3.7% " with a space; 2825.60.00 prints 3.7% on the eight-digit line alone.
    for hts10 in ("2904330000", "2825600010"):
        assert duty(hts10, "VNM", pd.Timestamp("2025-01-15")).base_pct == 3.7


def test_the_base_owed_on_goods_of_china_leaves_out_the_section_301_duty():
    # 2024: $67,537,382 of duty on $207,397,618 is 32.564%, of which 25 is list 3 of Section 301.
    hat = duty("6505008090", "CHN", pd.Timestamp("2025-01-15"))
    assert hat.base_pct == pytest.approx(100 * 67_537_382 / 207_397_618 - 25)
    assert hat.total_pct == pytest.approx(32.564, abs=5e-4)
    assert "less the additional duties" in hat.base_source


def test_the_base_owed_on_goods_of_all_partners_leaves_out_what_china_pays_on_top():
    # Without China's 301 duty all hats paid near 7%: Viet Nam alone 7.34%, Bangladesh 7.48%; with it above 12%.
    hat = duty("6505008090", "DEU", pd.Timestamp("2025-01-15"))
    assert "from all partners" in hat.base_source
    assert 6.8 < hat.base_pct < 8


def test_a_range_knows_the_base_of_each_line_that_a_look_up_knows():
    day = pd.Timestamp("2025-10-01")
    found = duty_range("650500", "VNM", day)
    single = [duty(line, "VNM", day).total_pct for line in found.lines["hts10"]]
    assert found.lines["total_pct"].tolist() == pytest.approx(single)
    assert found.cases[0].unknown == 0


def test_lines_without_a_known_base_are_counted():
    # Cuba pays column 2, which the data do not hold, and shipped nothing in 2024.
    shirts = duty_range("610910", "CUB", pd.Timestamp("2025-10-01"))
    (case,) = shirts.cases
    assert (case.unknown, case.lowest_pct, case.mean_pct) == (len(shirts.lines), None, None)
    shirt = duty(SHIRT, "CUB", pd.Timestamp("2025-10-01"))
    assert shirt.total_pct is None
    assert "column 2 applies to Cuba" in shirt.base_source


def test_every_answer_says_what_is_outside_the_total():
    for found in (
        duty(SHIRT, "VNM", pd.Timestamp("2025-10-01")),
        duty_range("6109", "VNM", pd.Timestamp("2025-10-01")),
    ):
        assert "anti-dumping" in found.notes[-1]


def test_a_suffix_that_the_schedule_lacks_is_said():
    note, _ = duty("6109100099", "VNM", pd.Timestamp("2025-10-01")).notes
    assert note.startswith("suffix 99 is not in the schedule")


def test_a_car_measure_that_adds_nothing_still_takes_the_place_of_the_surcharge():
    # A light truck pays 25% MFN, above the 15% that cars of Japan reach together: Section 232 adds 0 and claims it.
    reasons = {one.program: one.reason for one in duty("8704210100", "JPN", pd.Timestamp("2026-03-10")).not_charged}
    assert reasons == {
        "autos": "the MFN duty is 15% or more",
        "surcharge_122": "Section 232 takes its place: EO 14345",
    }


@pytest.mark.parametrize("partner", ["WLD", "XUS", "XAS", "XXX", "-"])
def test_a_duty_is_on_goods_of_one_country(partner):
    with pytest.raises(ReportError, match="is not a country"):
        duty(SHIRT, partner, pd.Timestamp("2025-10-01"))
