"""What the exempt lists free, from which day, and what they free for one article, use or origin alone."""

import pandas as pd
import pytest

from analysis.tariffs.lookup import duty

PLATINUM, HORMONE, GOLD_DORE, BOTTLE_RESIN = "7110310000", "2937190000", "7108121013", "3907610050"
GRAPHITE, WOOD_PULP, MAGNET, OAK, TROPICAL = "2504101000", "4703110000", "8505110070", "4407930010", "4407230100"
CRACKER, PREPARATION, FROZEN_FRUIT, ACAI = "1905901050", "2106909998", "0811908095", "2008992100"
SHIRT, PIG_IRON, POTASH, TANKER, ORE = "6109100012", "7201100000", "3104200010", "8802400120", "2602000040"


def charged(hts10, partner, day, authority):
    """Return what measures of ``authority`` add if no condition holds, percent of customs value."""
    plain = duty(hts10, partner, pd.Timestamp(day)).cases[0]
    return sum(charge.added_pct for charge in plain.charges if charge.authority == authority)


@pytest.mark.parametrize(
    ("hts10", "partner", "day", "pct"),
    [
        # EO 14257 Annex II as the schedule printed it from 5 April 2025 (note 2(v)(iii)(a))
        (PLATINUM, "ZAF", "2025-08-15", 0),
        (HORMONE, "IRL", "2025-05-01", 0),
        (GOLD_DORE, "CHE", "2025-05-01", 0),
        ("2804610000", "VNM", "2025-08-15", 0),
        # EO 14346: on the list to 7 September 2025, or from the 8th
        (BOTTLE_RESIN, "VNM", "2025-09-07", 0),
        (BOTTLE_RESIN, "VNM", "2025-09-08", 20),
        (GRAPHITE, "VNM", "2025-09-07", 20),
        (GRAPHITE, "VNM", "2025-09-08", 0),
        (WOOD_PULP, "BRA", "2025-09-07", 10),
        (MAGNET, "JPN", "2025-12-01", 0),
        ("8505110050", "JPN", "2025-12-01", 15 - 2.1),
        # Proclamation 10976: temperate hardwood left the list on 14 October 2025, tropical wood stayed
        (OAK, "MYS", "2025-10-13", 0),
        (OAK, "MYS", "2025-11-01", 19),
        (TROPICAL, "IDN", "2025-11-01", 0),
        # Proclamation 10962: copper was on the list to 31 July 2025
        ("7408116000", "CHL", "2025-07-31", 0),
        # EO 14360, note 2(v)(iii)(b): one article of the line, never the line
        (CRACKER, "VNM", "2025-12-01", 20),
        (PREPARATION, "SGP", "2025-12-01", 10 * (1 - 0.01001)),  # 1.001% of its value is aluminium
        (FROZEN_FRUIT, "VNM", "2025-12-01", 20),
        (ACAI, "VNM", "2025-12-01", 20),
        ("0901110055", "VNM", "2025-12-01", 0),
        # EO 14384 ended the duty for Russian oil; heading 9903.02.26 still printed 25% to the end
        (SHIRT, "IND", "2026-02-06", 50),
        (SHIRT, "IND", "2026-02-07", 25),
        (SHIRT, "IND", "2026-02-23", 25),
        # US-EU framework, 90 FR 59281: natural resources, headings 9903.02.74 and 9903.02.84
        ("7102310000", "BEL", "2025-08-31", 15),
        ("7102310000", "BEL", "2025-09-01", 0),
        ("7102310000", "VNM", "2025-09-01", 20),
    ],
)
def test_duty_under_ieepa_if_no_condition_holds(hts10, partner, day, pct):
    assert charged(hts10, partner, day, "IEEPA") == pytest.approx(pct)


@pytest.mark.parametrize(
    ("hts10", "partner", "day", "authority", "pct"),
    [
        # Note 2(aa): Section 122, in full (ii), one article (iii), civil aircraft (iv), CAFTA-DR (viii)
        ("0901110055", "VNM", "2026-03-01", "Section 122", 0),
        (MAGNET, "JPN", "2026-03-01", "Section 122", 0),
        (CRACKER, "VNM", "2026-03-01", "Section 122", 10),
        (TANKER, "FRA", "2026-03-01", "Section 122", 10),
        (SHIRT, "SLV", "2026-03-01", "Section 122", 10),
        # US note 52: forced labour
        ("8471300100", "VNM", "2026-08-15", "Section 301", 0),
        ("1005100010", "ZAF", "2026-08-15", "Section 301", 0),
        (CRACKER, "VNM", "2026-08-15", "Section 301", 12.5),
        ("1207400000", "VNM", "2026-08-15", "Section 301", 12.5),
        ("3004430000", "IND", "2026-08-15", "Section 301", 10),
        (TANKER, "GBR", "2026-08-15", "Section 301", 10),
        # US note 50: Brazil; the labour duty of 12.5% has its own list
        (PIG_IRON, "BRA", "2026-07-23", "Section 301", 0),
        ("3301120000", "BRA", "2026-07-23", "Section 301", 0),
        (PREPARATION, "BRA", "2026-07-23", "Section 301", 25),
        (TANKER, "BRA", "2026-07-23", "Section 301", 25),
        ("3004430000", "BRA", "2026-07-23", "Section 301", 25),
    ],
)
def test_duty_of_2026_if_no_condition_holds(hts10, partner, day, authority, pct):
    assert charged(hts10, partner, day, authority) == pytest.approx(pct)
