"""The product lists that texts print, and duties that hung on a code that was missing or too many."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.data import load
from analysis.tariffs.lookup import duty
from analysis.tariffs.measures import current_law

BY_HAND = pd.read_csv(Path(__file__).with_name("lists_by_hand.csv"), dtype={"ten": str})


@pytest.mark.parametrize("row", list(BY_HAND.itertuples(index=False)), ids=BY_HAND["list"])
def test_a_list_has_the_codes_that_its_text_prints(row):
    codes = current_law().product_scopes[row.list]
    assert len(codes) == row.codes
    assert set(str(row.ten).split()) <= set(codes)


def test_the_table_of_sources_counts_the_codes_of_every_list():
    counted = load("tariff_product_scopes").groupby("scope").size()
    said = load("tariff_product_scope_sources").set_index("scope")["codes"]
    assert said.to_dict() == counted.to_dict()


def test_no_list_of_metal_goods_holds_heading_8471():
    """Read in Annexes I-A, I-B and III of Proclamation 11021 and in US note 16(c)."""
    scopes = {name: codes for name, codes in current_law().product_scopes.items() if "_metals_" in name}
    metals = [code for name, codes in scopes.items() if name != "s232_metals_weighed" for code in codes]
    assert not [code for code in metals if "8471".startswith(code[:4])]


RUSSIAN_INGOT, COPPER_WIRE, LOADER, AIR_CONDITIONER = "7601103000", "7408116000", "8429511055", "8415106000"


# Total duty in percent; MFN where it is not zero is the first summand.
@pytest.mark.parametrize(
    ("hts10", "partner", "day", "total"),
    [
        (LOADER, "JPN", "2026-06-07", 25),
        (LOADER, "JPN", "2026-06-08", 15),  # Proc 11032 clause 2(b), heading 9903.82.22
        (LOADER, "DEU", "2026-07-01", 15),
        (LOADER, "VNM", "2026-07-01", 25),  # list I-C, heading 9903.82.09
        (LOADER, "CHE", "2026-07-01", 15),
        (AIR_CONDITIONER, "VNM", "2026-06-07", 1 + 25),
        (AIR_CONDITIONER, "VNM", "2026-06-08", 15),  # Proc 11032 moved it to list III
        ("9403200082", "VNM", "2026-06-07", 10),
        ("9403200082", "VNM", "2026-07-01", 25),  # steel racks, added by Proc 11032
        (COPPER_WIRE, "GBR", "2026-05-01", 3 + 50),  # heading 9903.82.04 is for aluminium and steel
        (COPPER_WIRE, "GBR", "2025-09-01", 3 + 50),
        ("7604210010", "GBR", "2026-05-01", 1.5 + 50),
        ("8471300100", "VNM", "2026-05-01", 0),
    ],
)
def test_total_duty_on_metal_goods(hts10, partner, day, total):
    assert duty(hts10, partner, pd.Timestamp(day)).total_pct == pytest.approx(total)


@pytest.mark.parametrize("day", ["2025-03-11", "2025-03-12", "2026-04-05", "2026-04-06", "2026-07-01"])
def test_russian_aluminium_pays_200_percent_throughout(day):
    """Proclamation 10522; Proclamation 11021, clause 8, keeps it in place of its own rates."""
    assert duty(RUSSIAN_INGOT, "RUS", pd.Timestamp(day)).additional_pct == 200


MASK_OTHER, BATTERY, CAR_BATTERY, GLOVES = "6307909891", "8507600020", "8507600010", "4015121010"


# What the lists of Section 301 add on goods of China, in percent.
@pytest.mark.parametrize(
    ("hts10", "day", "added"),
    [
        (MASK_OTHER, "2026-03-01", 7.5),  # note 31(h) names five ten-digit lines, this is none of them
        ("6307909870", "2025-02-10", 25),  # note 31(e)
        ("6307909870", "2026-03-01", 50),
        ("6307909875", "2025-02-10", 25),  # note 31(b) until the end of 2025
        ("6307909842", "2025-02-10", 25),  # note 31(b), from 27 September 2024
        (BATTERY, "2025-02-10", 7.5),
        (BATTERY, "2026-03-01", 25),  # note 31(g)
        (CAR_BATTERY, "2025-02-10", 25),
        (CAR_BATTERY, "2026-03-01", 25),
        (GLOVES, "2025-02-10", 50),
        (GLOVES, "2026-03-01", 100),  # note 31(i)
        ("8541430010", "2025-02-10", 50),
        ("8542310045", "2025-02-10", 50),
        # Notes 20(g) and 20(s)(ii) except ten-digit lines; customs owed as much in 2024
        ("8517620090", "2025-02-10", 7.5),
        ("8517620020", "2025-02-10", 25),
        ("9401806021", "2025-02-10", 0),
        ("9401710007", "2025-02-10", 7.5),
        ("9403708031", "2025-02-10", 25),
    ],
)
def test_section_301_on_goods_of_china(hts10, day, added):
    charges = duty(hts10, "CHN", pd.Timestamp(day)).charges
    assert sum(charge.added_pct for charge in charges if charge.authority == "Section 301") == added


def test_the_lists_of_china_agree_with_the_duty_owed_in_2024():
    """Routers and printers paid 7.5% (list 4A), children's seats that note 20(g) excepts nothing."""
    imports = load("imports_by_hts10_2024").query("partner == 'CHN'").set_index("hts10")
    owed = 100 * imports["calculated_duty_usd"] / imports["imports_for_consumption_usd"]
    for line in ("8517620090", "8443321050", "9401806021", "9401806023", "4901990040"):
        charges = duty(line, "CHN", pd.Timestamp("2025-01-15")).charges
        assert owed[line] == pytest.approx(sum(charge.added_pct for charge in charges), abs=0.3)


MODULE, SLAB = "8541430010", "6810990040"
CANADIAN_BEER, STEEL_RACK = "2203000030", "9403200082"


# Additional duty in percent of customs value.
@pytest.mark.parametrize(
    ("hts10", "partner", "day", "added"),
    [
        (MODULE, "IDN", "2025-09-15", 19),  # note 18(b) frees developing countries from the solar safeguard
        (MODULE, "KHM", "2025-02-15", 0),
        (MODULE, "ZAF", "2025-03-01", 0),
        (MODULE, "MYS", "2025-02-15", 14),  # Malaysia is not among them
        (MODULE, "VNM", "2025-02-15", 14),
        ("9401616011", "TWN", "2026-05-01", 15),  # 15% in all: 91 FR 31818
        (SLAB, "VNM", "2026-08-14", 12.5),
        (SLAB, "VNM", "2026-08-15", 12.5 + 25),  # Proclamation 11051
        (SLAB, "KOR", "2026-09-01", 12.5),  # excluded by its paragraph 13(e)
        ("7612901060", "VNM", "2025-04-03", 0),
        ("7612901060", "VNM", "2025-04-04", 25),  # empty cans, CBP message 64639013
    ],
)
def test_additional_duty_under_a_sector_or_safeguard(hts10, partner, day, added):
    assert duty(hts10, partner, pd.Timestamp(day)).additional_pct == pytest.approx(added)


@pytest.mark.parametrize(
    ("hts10", "day", "added"),
    [
        (CANADIAN_BEER, "2026-08-21", 0),  # Proclamation 11056 moved the start from 19 to 22 August 2026
        (CANADIAN_BEER, "2026-08-22", 50),
        (STEEL_RACK, "2026-09-14", 0),
        (STEEL_RACK, "2026-09-15", 50),  # Procs 11064 and 11065: goods that pay Section 232 pay it too
    ],
)
def test_section_338_on_goods_of_canada(hts10, day, added):
    charges = duty(hts10, "CAN", pd.Timestamp(day)).charges
    assert sum(charge.added_pct for charge in charges if charge.authority == "Section 338") == added
    assert hts10 != STEEL_RACK or any(charge.authority == "Section 232" for charge in charges)


CABLE, DRILL_BATTERY, LAPTOP = "8544429090", "8507600020", "8471300100"
CAR_PART, CABINET_OF_KITCHEN = "the good is a part of a car or light truck", "completed kitchen cabinet"


def cases(hts10, partner, day):
    """Return the totals where nothing holds and where one condition does, by its words."""
    found = duty(hts10, partner, pd.Timestamp(day)).cases
    return {case.if_: case.total_pct for case in found if len(case.conditions) < 2}


def case(hts10, partner, day, words):
    """Return the total of the one case whose words begin with or hold ``words``."""
    (found,) = [total for if_, total in cases(hts10, partner, day).items() if if_ and words in if_]
    return found


@pytest.mark.parametrize(
    ("hts10", "partner", "day", "words", "without", "under"),
    [
        # Note 33(g) and (h)(ii): 25% as a part of a car, else the reciprocal duty of 20%
        (DRILL_BATTERY, "VNM", "2025-12-01", CAR_PART, 3.4 + 20, 3.4 + 25),
        ("8537109170", "THA", "2025-12-01", CAR_PART, 2.7 + 19, 2.7 + 25),
        # Heading 8471 is in note 33(g): a laptop is exempt, a computer that is a part of a car is not
        (LAPTOP, "VNM", "2025-12-01", CAR_PART, 0, 25),
        # Note 37(g): what is no kitchen cabinet pays the reciprocal duty, not 25%
        ("9403910080", "VNM", "2025-12-01", CABINET_OF_KITCHEN, 20, 25),
        # Note 16(c): outside the metal chapters, below 15% of the weight, the default rate applies
        ("8418100075", "VNM", "2026-08-01", "less than 15% of the weight", 25, 12.5),
        # Note 16(d): metal of the United Kingdom 25% and 15%, other metal 50% and 25%
        ("7604210010", "GBR", "2026-05-01", "United Kingdom", 1.5 + 50, 1.5 + 25),
        # Subheading 9903.92.10: 25% on port cranes; 100% more on 9 November 2025 alone
        ("8426190000", "CHN", "2025-11-08", "gantry crane", 30, 55),
        ("8426190000", "CHN", "2025-11-09", "gantry crane", 30, 155),
        ("8426190000", "CHN", "2025-11-10", "gantry crane", 20, 45),
        # Heading 9903.45.31: 50% beyond the quota, by a secondary reading
        (SLAB, "VNM", "2026-09-01", "quota", 12.5 + 25, 12.5 + 50),
    ],
)
def test_a_condition_changes_the_duty(hts10, partner, day, words, without, under):
    assert cases(hts10, partner, day)[None] == pytest.approx(without)
    assert case(hts10, partner, day, words) == pytest.approx(under)
