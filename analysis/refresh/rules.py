"""For each table that a refresh may change: how its rows group, and what a plausible new reading is.

The bounds were set on the record: the widest swing of a month against the mean of the twelve before it, of any
partner since 2013, is a factor 4.5 for totals, 5 for consumption, 50 for duty and 2.8 for receipts; the widest
revision of a month is 6%.
"""

from dataclasses import dataclass
from typing import Any

_CENSUS = {
    "title": "US Census Bureau, international trade API",
    "path": "https://api.census.gov/data/timeseries/intltrade/",
}
_FRED = {
    "title": "US Census Bureau via FRED, series EXP… and IMP…",
    "path": "https://fred.stlouisfed.org/",
}


@dataclass(frozen=True)
class Rule:
    """What must hold of a table by month.

    ``group`` are the columns besides the month by which coverage is kept and sums are compared. ``swing`` is, by
    column, the largest factor between a new month and the mean of the twelve before it; ``revision`` the largest
    share by which a month may be revised. ``origins`` replaces the sources in the description.
    """

    group: tuple[str, ...]
    swing: dict[str, float]
    revision: float = 0.10
    origins: tuple[dict[str, Any], ...] = ()


RULES = {
    "goods_by_partner": Rule(("partner",), {"exports_usd": 8, "general_imports_usd": 8}, origins=(_CENSUS, _FRED)),
    "goods_world_seasonally_adjusted": Rule((), {"exports_usd": 2, "general_imports_usd": 2}),
    "imports_by_naics3": Rule(
        ("partner",), {"imports_for_consumption_usd": 10, "calculated_duty_usd": 100}, revision=0.25
    ),
    "exports_to_vietnam_by_hs6": Rule((), {"exports_usd": 4}),
    "imports_by_hts10_monthly": Rule(
        ("partner",), {"imports_for_consumption_usd": 10, "calculated_duty_usd": 100}, revision=0.25
    ),
    "treasury_customs_receipts": Rule((), {"gross_receipts_usd": 5}),
    "trade_reported_by_partners": Rule(("reporter", "partner", "flow"), {"value_usd": 10}, revision=0.50),
}
