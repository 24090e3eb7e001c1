"""What each set of statistics, in each vintage, says about one quantity.

Flows are named from Viet Nam's side, as the documents do: its exports are US general imports (customs value),
its imports are US total exports (FAS), its surplus is the US deficit.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, TypeVar

import pandas as pd

from analysis.claims.model import CURRENT, Tables, vintage_of
from analysis.language import message, say
from analysis.months import month_count

Month: TypeAlias = pd.Timestamp
_US_BASIS = {
    "exports": message("general imports"),
    "imports": message("total exports"),
    "surplus": message("general imports less exports"),
    "two_way": message("general imports and exports"),
}
_US_BASIS_OF_CONSUMPTION = {
    "exports": message("imports for consumption"),
    "two_way": message("imports for consumption and exports"),
}
FLOWS = {
    "exports": message("exports"),
    "imports": message("imports"),
    "surplus": message("the surplus"),
    "two_way": message("two-way trade"),
}
_STATISTICS = {
    ("US", False): message("US statistics ({vintage})"),
    ("Vietnamese", False): message("Vietnamese statistics ({vintage})"),
    ("Vietnamese", True): message("Vietnamese statistics ({vintage}, read from a copy)"),
}


@dataclass(frozen=True)
class Reading:
    """One figure: ``ledger`` is US or Vietnamese; ``current`` is False for a vintage that was replaced.

    ``copied`` says that a printed figure was read from a copy, not from its publisher; ``first_release``, that it is
    what the United States printed first.
    """

    ledger: str
    vintage: str
    value: float
    current: bool = True
    copied: bool = False
    first_release: bool = False

    @property
    def where(self) -> str:
        """The statistics and vintage, as a sentence names them."""
        return say(_STATISTICS[self.ledger, self.copied], vintage=self.vintage)


Amount = TypeVar("Amount", float, "pd.Series[Any]")


def combine(exports: Amount, imports: Amount, flow: str) -> Amount:
    """Return ``flow`` from Viet Nam's exports and imports, numbers or columns of them, in their unit."""
    return {
        "exports": exports,
        "imports": imports,
        "surplus": exports - imports,
        "two_way": exports + imports,
    }[flow]


def year_before(month: Month, years: int = 1) -> Month:
    """Return the same month ``years`` years earlier."""
    return month - pd.DateOffset(years=years)


def within(frame: pd.DataFrame, first: Month, last: Month) -> pd.DataFrame:
    """Return the rows from ``first`` to ``last``, both included; empty unless every month is there."""
    chosen = frame[frame["month"].between(first, last)]
    return chosen if chosen["month"].nunique() == month_count(first, last) else chosen.iloc[:0]


def total(by_month: pd.Series, first: Month, last: Month) -> float | None:
    """Return the sum from ``first`` to ``last``, both included, of a series by month; None unless all are there."""
    chosen = by_month[first:last]
    return float(chosen.sum()) if len(chosen) == month_count(first, last) else None


def levels(tables: Tables, flow: str, first: Month, last: Month) -> list[Reading]:
    """Return every figure of ``flow`` for the period, in US dollars, the current US one first."""
    return _us_levels(tables, flow, first, last) + _vietnamese_levels(tables, flow, first, last)


def growth(tables: Tables, flow: str, first: Month, last: Month, years: int = 1) -> list[Reading]:
    """Return every figure of the growth of ``flow`` on the same months ``years`` years before, in percent."""
    return _growth_of_levels(
        lambda a, b: levels(tables, flow, a, b),
        (first, last),
        (year_before(first, years), year_before(last, years)),
    ) + (_printed_growth(tables, flow, first, last) if years == 1 else [])


def own_figures(tables: Tables, flow: str, first: Month, last: Month) -> list[Any]:
    """Return Viet Nam's printed totals of ``flow`` with the United States for exactly this period, as table rows."""
    return tables.vietnamese_by_period.get(({"surplus": "balance"}.get(flow, flow), first, last), [])


def largest_revision(tables: Tables, quantity: str, first: Month, last: Month) -> float:
    """Return the largest revision of US figures on these months of a year, among all flows and earlier years.

    Between the two vintages held; percent of the level, or percentage points if ``quantity`` is growth.
    """
    length = month_count(first, last)
    newest, early = (_sums(frame, length) for frame in (tables.goods_newest, tables.goods_early_2025))
    if quantity == "growth":
        newest, early = ((sums / sums.shift(12) - 1) * 100 for sums in (newest, early))
        revised = newest - early
    else:
        revised = (newest / early - 1) * 100
    earlier = revised[(pd.DatetimeIndex(revised.index).month == last.month) & (revised.index < last)]
    return float(earlier.abs().max().max()) if earlier.notna().any(axis=None) else 0.0


def _sums(months: pd.DataFrame, length: int) -> pd.DataFrame:
    """Return each flow of Viet Nam's trade summed over the ``length`` months up to each month of one vintage."""
    own = months[months["partner"] == "VNM"].set_index("month").asfreq("MS")
    sums = own[["general_imports_usd", "exports_usd"]].rolling(length).sum()
    return pd.DataFrame({flow: combine(sums["general_imports_usd"], sums["exports_usd"], flow) for flow in FLOWS})


def _us_levels(tables: Tables, flow: str, first: Month, last: Month) -> list[Reading]:
    readings = []
    exports_to = {}
    for table, months in tables.us_by_month.items():
        imports, exports = (total(months[column], first, last) for column in ("general_imports_usd", "exports_usd"))
        if imports is None or exports is None:
            continue
        exports_to[table] = exports
        vintage = f"{say(_US_BASIS[flow])}, {vintage_of(table)}"
        readings.append(Reading("US", vintage, combine(imports, exports, flow), table == CURRENT))
    printed = _first_release(tables, flow, first, last)
    if printed is not None:
        vintage = say("{basis}, first release", basis=say(_US_BASIS[flow]))
        readings.append(Reading("US", vintage, printed, False, first_release=True))
    entered = total(tables.consumption_by_month, first, last) if flow in _US_BASIS_OF_CONSUMPTION else None
    if entered is not None and CURRENT in exports_to:
        value = combine(entered, exports_to[CURRENT], flow)
        vintage = f"{say(_US_BASIS_OF_CONSUMPTION[flow])}, {vintage_of('imports_by_naics3')}"
        readings.append(Reading("US", vintage, value))
    return readings


def _first_release(tables: Tables, flow: str, first: Month, last: Month) -> float | None:
    printed = tables.first_releases.get((first, last), {})
    if flow == "surplus" and "balance" in printed:
        return -printed["balance"]
    needed = {"exports": ["imports"], "imports": ["exports"]}.get(flow, ["imports", "exports"])
    if not set(needed) <= set(printed):
        return None
    return combine(printed.get("imports", 0), printed.get("exports", 0), flow)


def _vietnamese_levels(tables: Tables, flow: str, first: Month, last: Month) -> list[Reading]:
    rows = {
        name: exact[0]
        for name in ("exports", "imports", "surplus")
        if (exact := [row for row in own_figures(tables, name, first, last) if row.bound == "exact"])
    }
    if flow in rows:
        return [Reading("Vietnamese", say("as printed"), float(rows[flow].value_usd), copied=_copied(rows[flow]))]
    values = {name: float(row.value_usd) for name, row in rows.items()}
    if "imports" not in values and {"exports", "surplus"} <= set(values):
        values["imports"] = values["exports"] - values["surplus"]
    if {"exports", "imports"} <= set(values):
        value = combine(values["exports"], values["imports"], flow)
        return [Reading("Vietnamese", say("from two printed figures"), value, copied=_copied(*rows.values()))]
    return _implied_by_next_year(tables, flow, first, last)


def _copied(*rows: Any) -> bool:
    return any(row.url_precision == "copy" for row in rows)


def _implied_by_next_year(tables: Tables, flow: str, first: Month, last: Month) -> list[Reading]:
    """Return the level that a figure of the next year, printed with its growth, implies for this year."""
    return [
        Reading("Vietnamese", say("implied by the growth printed a year later"), row.value_usd / (1 + growth / 100))
        for row in own_figures(tables, flow, year_before(first, -1), year_before(last, -1))
        if row.bound == "exact" and pd.notna(growth := row.growth_year_pct)
    ]


def _growth_of_levels(
    level: Callable[[Month, Month], list[Reading]], now: tuple[Month, Month], before: tuple[Month, Month]
) -> list[Reading]:
    earlier = {(r.ledger, r.vintage): r.value for r in level(*before)}
    return [
        replace(r, value=(r.value / earlier[r.ledger, r.vintage] - 1) * 100)
        for r in level(*now)
        if (r.ledger, r.vintage) in earlier
    ]


def _printed_growth(tables: Tables, flow: str, first: Month, last: Month) -> list[Reading]:
    return [
        Reading("Vietnamese", say("growth as printed"), float(row.growth_year_pct), copied=_copied(row))
        for row in own_figures(tables, flow, first, last)
        if pd.notna(row.growth_year_pct)
    ]
