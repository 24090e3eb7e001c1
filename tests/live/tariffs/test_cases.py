"""What depends on a condition that no code shows: cases worked by hand, with the text that they rest on."""

import pandas as pd
import pytest

from analysis.errors import ReportError
from analysis.tariffs.lookup import duty

SHIRT, JUMPER, PHONE = "6109100012", "6110202079", "8517130000"
ENGINE_PART, TUBE, CRACKER, ANTIBIOTIC, CALENDAR = "8411919085", "7304413005", "1905901050", "3004430000", "4910004000"
SHAFT, BOLT, MEDICINE_LINE = "8483105000", "7318152065", "3004909270"
SUSPENSION, CAR, WIRING = "8708801600", "8703230140", "8544300000"
PART = "the good is a part of a car or light truck"
TRUCK_PART = "the good is a part of a truck"
USMCA = "the goods originate under USMCA"
RELIGIOUS = "the goods are for religious purposes"
NAMED = "the goods are the article of the line that the notice describes"
MEDICINE = "the goods are for use in medicine"
GENERIC = "the goods are for use in medicine and are not patented in the United States"
INFORMATION = "the goods are informational materials, such as publications, films, recordings or art"
US_CONTENT = "it is the US content of a vehicle that originates under USMCA"
AIRCRAFT = "the goods are civil aircraft or their engines, parts or ground simulators"
CAFTA_DR = "the goods originate under CAFTA-DR"
US_METAL = "the metal was melted and poured, or smelted and cast, in the United States"
MOTORCYCLE = "the good is a part for motorcycles made in the United States"
LIGHT = "the metal is less than 15% of the weight"
NAMED_MAKER = "the goods are patented medicines of a company that Annex III of Proc 11020 names"
PATENTED = "the goods are patented medicines or their ingredients"
PLAN = "the goods are patented medicines of a company with an approved plan to produce in the United States"
AGREED = (
    "the goods are patented medicines of a company that also has a price agreement, or of a kind that the note frees"
)
KORUS = "the goods originate under KORUS, the agreement with Korea"


def totals(hts10: str, partner: str, day: str) -> dict[str | None, float | None]:
    """Return the totals of the plain case and of each condition alone; other cases have their tests below."""
    plain, *others = duty(hts10, partner, pd.Timestamp(day)).cases
    return {case.if_: case.total_pct for case in (plain, *others) if case is plain or len(case.conditions) == 1}


@pytest.mark.parametrize(
    ("hts10", "partner", "day", "expected"),
    [
        # EO 14193 as amended by EO 14325: 35% (9903.01.10), nothing on what enters free under USMCA (9903.01.14).
        (SHIRT, "CAN", "2025-09-01", {None: 16.5 + 35, USMCA: 0}),
        # On 4 to 6 March 2025 USMCA goods paid too: EO 14231 freed them from 7 March.
        (SHIRT, "CAN", "2025-03-05", {None: 16.5 + 25, USMCA: 25}),
        # Forced labour: 10% (note 52), USMCA goods free.
        (JUMPER, "MEX", "2026-08-31", {None: 16.5 + 10, USMCA: 0}),
        # Section 122: 10%, USMCA goods free (9903.03.08).
        (JUMPER, "MEX", "2026-03-01", {None: 16.5 + 10, USMCA: 0}),
        # Proc 10908: 25% on the content from outside the United States (9903.94.03); outside USMCA on all of it.
        (CAR, "MEX", "2026-08-31", {None: 2.5 + 25, USMCA: 25, US_CONTENT: 0}),
        # Note 33(g): 25% on parts of cars (9903.94.05); of Mexico under USMCA nothing (9903.94.06); else fentanyl 25%.
        (SUSPENSION, "MEX", "2025-12-01", {None: 2.5 + 25, USMCA: 0}),
        # Canada: 25% as a part of a car, or of a truck (note 38, 9903.74.08), in place of 35%.
        (SUSPENSION, "CAN", "2025-12-01", {None: 2.5 + 35, USMCA: 0, PART: 2.5 + 25, TRUCK_PART: 2.5 + 25}),
        # The day before and the day of the duty on parts of cars.
        (SUSPENSION, "VNM", "2025-05-02", {None: 2.5 + 10}),
        (SUSPENSION, "VNM", "2025-05-03", {None: 2.5 + 10, PART: 2.5 + 25}),
        # Taiwan: 25% to April 2026, then 15% in all (91 FR 31818), as much as base and Section 122 are together.
        (WIRING, "TWN", "2026-04-30", {None: 5 + 10, AIRCRAFT: 5, PART: 5 + 25, TRUCK_PART: 5 + 25}),
        (WIRING, "TWN", "2026-05-01", {None: 5 + 10, AIRCRAFT: 5, TRUCK_PART: 5 + 25}),
        # Civil aircraft: heading 9903.03.05; of the United Kingdom 9903.96.01 from 30 June 2025; of Japan 9903.96.02.
        (ENGINE_PART, "GBR", "2025-06-29", {None: 10}),
        (ENGINE_PART, "GBR", "2025-06-30", {None: 10, AIRCRAFT: 0}),
        (ENGINE_PART, "JPN", "2025-09-15", {None: 15}),
        (ENGINE_PART, "JPN", "2025-09-16", {None: 15, AIRCRAFT: 0}),
        (ENGINE_PART, "VNM", "2025-12-01", {None: 20}),
        (ENGINE_PART, "VNM", "2026-03-01", {None: 10, AIRCRAFT: 0}),
        # Tubes for aircraft also lose the metals duty (9903.96.01, 9903.02.76): 25% or 50% of steel.
        (TUBE, "GBR", "2025-12-01", {None: 25, AIRCRAFT: 0}),
        (TUBE, "DEU", "2026-05-01", {None: 50, AIRCRAFT: 0}),
        (TUBE, "CHE", "2026-05-01", {None: 50}),
        # US note 2(aa)(viii): textiles of CAFTA-DR free of Section 122, and of the labour duty by note 52.
        (SHIRT, "SLV", "2026-03-01", {None: 16.5 + 10, CAFTA_DR: 0}),
        (SHIRT, "HND", "2026-08-15", {None: 16.5 + 10, CAFTA_DR: 0}),
        # EO 14360, note 2(aa)(iii), US note 52(c): one article of the line.
        (CRACKER, "VNM", "2025-12-01", {None: 20, RELIGIOUS: 0}),
        (CRACKER, "VNM", "2026-03-01", {None: 10, RELIGIOUS: 0}),
        (CRACKER, "VNM", "2026-08-15", {None: 12.5, NAMED: 0}),
        # US notes 50(a)(v) and 52(e): medicines by use; notes 2(v)(xxiii) and (xxv)(d): not patented.
        (ANTIBIOTIC, "BRA", "2026-08-15", {None: 25 + 12.5, MEDICINE: 0}),
        (ANTIBIOTIC, "IRL", "2025-12-01", {None: 15, GENERIC: 0}),
        # Customs names calendars among what may be informational material.
        (CALENDAR, "VNM", "2025-12-01", {None: 20, INFORMATION: 0}),
        (CALENDAR, "CHN", "2025-12-01", {None: 10 + 10 + 7.5, INFORMATION: 7.5}),
        # General note 33: the agreement with Korea makes the shirt free of the base; 15% ceiling counts the base.
        (SHIRT, "KOR", "2025-12-01", {None: 16.5, KORUS: 15}),
        # US note 16(e) and (g): shafts of list I-B; bolts of US steel pay 10% in place of 50%.
        (SHAFT, "CAN", "2026-05-01", {None: 25, LIGHT: 10, US_METAL: 10, MOTORCYCLE: 0}),
        (BOLT, "VNM", "2026-05-01", {None: 50, US_METAL: 10}),
        # Proc 10896: nothing on articles of US steel (9903.81.92), and no reciprocal duty on their steel.
        (BOLT, "VNM", "2025-09-01", {None: 50, US_METAL: 0}),
        # US note 40: companies of Annex III from 31 July 2026, all from 29 September; 15% in all for five with a deal,
        # nothing for the United Kingdom (91 FR 49406), 20% with a plan, nothing with a price agreement too.
        (MEDICINE_LINE, "IND", "2026-07-30", {None: 0}),
        (MEDICINE_LINE, "IND", "2026-08-15", {None: 0, NAMED_MAKER: 100}),
        (MEDICINE_LINE, "IND", "2026-10-05", {None: 0, PATENTED: 100, PLAN: 20, AGREED: 0}),
        (MEDICINE_LINE, "IRL", "2026-10-05", {None: 0, PATENTED: 15, AGREED: 0}),
        (MEDICINE_LINE, "GBR", "2026-10-05", {None: 0}),
        # EO 14257: free of the reciprocal duty, and free in column 1: no case changes anything.
        (PHONE, "KOR", "2025-12-01", {None: 0}),
    ],
)
def test_cases_worked_by_hand(hts10, partner, day, expected):
    everywhere = ("shipped through", "content of a good")  # cases of every product under the reciprocal duty
    found = {
        if_: total for if_, total in totals(hts10, partner, day).items() if not any(x in str(if_) for x in everywhere)
    }
    assert found == pytest.approx(expected)


def test_a_part_of_a_car_pays_section_232_in_place_of_the_reciprocal_duty():
    # Proc 10908 and EO 14289: 25% as a part of a car or light truck, else 20% under EO 14326.
    plain, *others = duty(SUSPENSION, "VNM", pd.Timestamp("2025-09-01")).cases
    (part,) = [case for case in others if case.if_ == PART]
    assert [(charge.authority, charge.added_pct) for charge in plain.charges] == [("IEEPA", 20)]
    assert [(charge.authority, charge.added_pct) for charge in part.charges] == [("Section 232", 25)]


def test_transshipped_goods_pay_40_in_place_of_the_reciprocal_duty():
    # EO 14326, section 3: 40% in lieu of the rate of the country.
    (case,) = [c for c in duty(SHIRT, "VNM", pd.Timestamp("2025-09-01")).cases if c.if_ and "shipped through" in c.if_]
    assert case.additional_pct == 40


def test_us_content_of_20_percent_or_more_bears_no_reciprocal_duty():
    # US note 2(v)(xvii), heading 9903.01.34, of any country; under China's fentanyl duty nothing of the kind.
    content = "it is the US content of a good, at least 20% of its value"
    assert totals(SHIRT, "VNM", "2025-09-01")[content] == 16.5
    assert totals(SHIRT, "CHN", "2025-09-01")[content] == 16.5 + 20 + 7.5
    assert content not in totals(SHIRT, "VNM", "2026-03-01")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        # 9903.01.28: loaded before 5 April 2025, entered before 27 May; 9903.02.02 to .71: 7 August, 5 October.
        ("2025-05-26", {"2025-04-05": 16.5}),
        ("2025-05-27", {}),
        ("2025-08-06", {}),
        ("2025-10-04", {"2025-08-07": 16.5 + 10}),
        ("2025-10-05", {}),
        # 9903.03.02: the surcharge of 24 February 2026, entered by the 27th; US note 52: the labour duty of 24 July.
        ("2026-02-27", {"2026-02-24": 16.5}),
        ("2026-07-27", {"2026-07-24": 16.5}),
        ("2026-07-28", {}),
    ],
)
def test_goods_on_the_water_when_the_law_changed_are_a_case(day, expected):
    cases = duty(SHIRT, "VNM", pd.Timestamp(day)).cases[1:]
    found = {str(case.if_)[29:39]: case.total_pct for case in cases if "were loaded before" in str(case.if_)}
    assert found == pytest.approx(expected)


def test_two_conditions_at_once_are_a_case_where_they_come_to_another_duty():
    # KORUS frees of the base of 16.5%, 9903.01.34 US content of the reciprocal 10%: together nothing is left.
    cases = {case.conditions: case.total_pct for case in duty(SHIRT, "KOR", pd.Timestamp("2025-05-28")).cases}
    assert cases == {(): 26.5, ("korus",): 10, ("us_value",): 16.5, ("korus", "us_value"): 0}
    # A plan within patented medicines is no second condition: 20% either way.
    cases = {case.conditions for case in duty(MEDICINE_LINE, "IND", pd.Timestamp("2026-10-05")).cases}
    assert all(len(conditions) < 2 for conditions in cases)


def test_an_order_that_names_line_and_partner_is_told():
    # Frozen warmwater shrimp of Viet Nam: A-552-802 of 2005, C-552-838 of 2024; Germany has no such order.
    day = pd.Timestamp("2026-08-15")
    assert [order.order for order in duty("0306170004", "VNM", day).orders] == ["A-552-802", "C-552-838"]
    assert duty("0306170004", "DEU", day).orders == ()


@pytest.mark.parametrize(
    ("code", "rates_pct"),
    [
        ("6110202079", {10, 46}),  # a sweater: EO 14257 of 2 April 2025
        ("4901990050", set()),  # books: informational materials, out of its reach by 50 USC 1702(b)
        ("7308903000", set()),  # steel structures: Section 232 of 12 March 2025 holds in its place, section 3(b)
    ],
)
def test_law_to_come_is_told_of_goods_that_it_will_charge(code, rates_pct):
    assert {row.rate_pct for row in duty(code, "VNM", pd.Timestamp("2025-04-03")).coming} == rates_pct


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("9903012500", "names a measure, not a product; 9903.01.25 is: .*any country.* 10%"),
        ("9801001012", "names how goods come in"),
    ],
)
def test_chapters_98_and_99_get_their_own_explanation(code, message):
    with pytest.raises(ReportError, match=message):
        duty(code, "VNM", pd.Timestamp("2026-08-15"))
