"""What each set of statistics, in each vintage, says about one quantity.

Flows are named from Viet Nam's side, as the documents do: its exports are US general imports (customs value),
its imports are US total exports (FAS), its surplus is the US deficit.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import pandas as pd

from analysis.claims.model import Tables, vintage_of

Month: TypeAlias = pd.Timestamp
_US_BASIS = {
    "exports": "general imports",
    "imports": "total exports",
    "surplus": "general imports less exports",
    "two_way": "general imports and exports",
}
FLOWS = {"exports": "exports", "imports": "imports", "surplus": "the surplus", "two_way": "two-way trade"}


@dataclass(frozen=True)
class Reading:
    """One figure: ``ledger`` is US or Vietnamese; ``current`` is False for a vintage that was replaced."""

    ledger: str
    vintage: str
    value: float
    current: bool = True

    @property
    def where(self) -> str:
        """The statistics and vintage, as a sentence names them."""
        return f"{self.ledger} statistics ({self.vintage})"


def combine(exports: float, imports: float, flow: str) -> float:
    """Return ``flow`` from Viet Nam's exports and imports, in their unit."""
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
    return chosen if chosen["month"].nunique() == len(pd.period_range(first, last, freq="M")) else chosen.iloc[:0]


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


def own_figure(tables: Tables, flow: str, first: Month, last: Month) -> pd.DataFrame:
    """Return Viet Nam's printed totals of ``flow`` with the United States for exactly this period."""
    table = tables.vietnamese_totals
    return table[
        (table["flow"] == {"surplus": "balance"}.get(flow, flow))
        & (table["first_month"] == first)
        & (table["last_month"] == last)
    ]


def _us_levels(tables: Tables, flow: str, first: Month, last: Month) -> list[Reading]:
    readings = []
    exports_to = {}
    for table, frame, current in (
        ("goods_by_partner", tables.goods, True),
        ("goods_by_country", tables.goods_early_2025, False),
    ):
        months = within(frame[frame["partner"] == "VNM"], first, last)
        if months.empty:
            continue
        exports_to[table] = float(months["exports_usd"].sum())
        value = combine(float(months["general_imports_usd"].sum()), exports_to[table], flow)
        readings.append(Reading("US", f"{_US_BASIS[flow]}, {vintage_of(table)}", value, current))
    printed = _first_release(tables, flow, first, last)
    if printed is not None:
        readings.append(Reading("US", f"{_US_BASIS[flow]}, first release", printed, False))
    entered = within(tables.consumption[tables.consumption["naics3"] == "00"], first, last)
    if flow in ("exports", "two_way") and not entered.empty and "goods_by_partner" in exports_to:
        value = combine(float(entered["imports_for_consumption_usd"].sum()), exports_to["goods_by_partner"], flow)
        basis = _US_BASIS[flow].replace("general imports", "imports for consumption")
        readings.append(Reading("US", f"{basis}, {vintage_of('imports_by_naics3')}", value))
    return readings


def _first_release(tables: Tables, flow: str, first: Month, last: Month) -> float | None:
    table = tables.figures
    rows = table[
        (table["reporter"] == "USA")
        & (table["partner"] == "VNM")
        & (table["status"] == "first release")
        & (table["bound"] == "exact")
        & ~table["seasonally_adjusted"]
        & (table["first_month"] == first)
        & (table["last_month"] == last)
    ].set_index("flow")["value_usd"]
    if flow == "surplus" and "balance" in rows:
        return -float(rows["balance"])
    needed = {"exports": ["imports"], "imports": ["exports"]}.get(flow, ["imports", "exports"])
    if not set(needed) <= set(rows.index):
        return None
    return combine(float(rows.get("imports", 0)), float(rows.get("exports", 0)), flow)


def _vietnamese_levels(tables: Tables, flow: str, first: Month, last: Month) -> list[Reading]:
    exact = {
        name: rows[rows["bound"] == "exact"]
        for name in ("exports", "imports", "surplus")
        if not (rows := own_figure(tables, name, first, last)).empty
    }
    values = {name: float(rows["value_usd"].iloc[0]) for name, rows in exact.items() if len(rows)}
    if flow in values:
        return [Reading("Vietnamese", "as printed", values[flow])]
    if "imports" not in values and {"exports", "surplus"} <= set(values):
        values["imports"] = values["exports"] - values["surplus"]
    if {"exports", "imports"} <= set(values):
        return [Reading("Vietnamese", "from two printed figures", combine(values["exports"], values["imports"], flow))]
    return _implied_by_next_year(tables, flow, first, last)


def _implied_by_next_year(tables: Tables, flow: str, first: Month, last: Month) -> list[Reading]:
    """Return the level that a figure of the next year, printed with its growth, implies for this year."""
    rows = own_figure(tables, flow, year_before(first, -1), year_before(last, -1))
    rows = rows[rows["growth_year_pct"].notna() & (rows["bound"] == "exact")]
    return [
        Reading("Vietnamese", "implied by the growth printed a year later", value / (1 + pct / 100))
        for value, pct in zip(rows["value_usd"], rows["growth_year_pct"], strict=True)
    ]


def _growth_of_levels(
    level: Callable[[Month, Month], list[Reading]], now: tuple[Month, Month], before: tuple[Month, Month]
) -> list[Reading]:
    earlier = {(r.ledger, r.vintage): r.value for r in level(*before)}
    return [
        Reading(r.ledger, r.vintage, (r.value / earlier[r.ledger, r.vintage] - 1) * 100, r.current)
        for r in level(*now)
        if (r.ledger, r.vintage) in earlier
    ]


def _printed_growth(tables: Tables, flow: str, first: Month, last: Month) -> list[Reading]:
    printed = own_figure(tables, flow, first, last)["growth_year_pct"].dropna()
    return [Reading("Vietnamese", "growth as printed", float(value)) for value in printed]
