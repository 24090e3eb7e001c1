"""What Viet Nam prints about its trade with the United States beside what the United States prints.

Flows are named from Viet Nam's side. Viet Nam values exports free on board (FOB) and imports with freight and
insurance (CIF), by the last known destination and the country of origin; the United States values general
imports at customs value, without international freight, by country of origin, and exports free alongside
ship (FAS).
"""

import pandas as pd

from analysis.claims import readings as read
from analysis.claims.model import CURRENT, Tables, current_tables
from analysis.data import load
from analysis.frames import each_row
from analysis.language import message
from analysis.links import links

_PAIR_COLUMNS = [
    "first_month",
    "last_month",
    "period_kind",
    "flow",
    "vietnamese_usd",
    "rounding_usd",
    "basis",
    "us_usd",
    "gap_usd",
    "gap_pct",
    "gap_low_pct",
    "gap_high_pct",
    "source_title",
    "source_date",
    "link",
    "confidence",
]


def pairs(tables: Tables | None = None) -> pd.DataFrame:
    """Return one row a period and flow for which both ledgers hold a total, oldest first.

    gap_usd is the US figure less the Vietnamese one, gap_pct its percentage of the Vietnamese figure; since that is
    printed to rounding_usd only, the percentage can lie anywhere from gap_low_pct to gap_high_pct. ``basis`` says
    whether the Vietnamese figure was printed, or is exports less surplus. Printed bounds ("more than") are left out.
    US figures: general imports and total exports, current vintage.
    """
    tables = tables or current_tables()
    rows = pd.concat([_printed(tables), _imports_from_balance(tables)], ignore_index=True)
    rows["us_usd"] = [
        _us(tables, flow, first, last)
        for flow, first, last in zip(rows["flow"], rows["first_month"], rows["last_month"], strict=True)
    ]
    rows = rows.dropna(subset="us_usd")
    rows = _with_gap(rows)
    return rows.sort_values(["first_month", "last_month", "flow"], ignore_index=True)[_PAIR_COLUMNS]


def product_pairs(tables: Tables | None = None) -> pd.DataFrame:
    """Return the gap by product group, for groups that answer to whole HS chapters and months held by
    chapter.

    US figures: general imports by HS chapter, early-2025 vintage, US dollars; gap as in `pairs`.
    """
    tables = tables or current_tables()
    chapters = load("general_imports_by_hs2").query("partner == 'VNM'")
    groups = load("mirror_groups").query("match == 'close'").set_index("product_group")["hs2_chapters"].str.split(";")
    printed = _own(tables)
    printed = printed[printed["product_group"].isin(groups.index) & (printed["flow"] == "exports")]
    rows = []
    for row in each_row(printed):
        chosen = read.within(chapters, row.first_month, row.last_month)
        us = chosen[chosen["hs2"].isin(groups[row.product_group])]["general_imports_usd"].sum()
        if us:
            rows.append(
                {
                    "product_group": row.product_group,
                    "hs2_chapters": ", ".join(groups[row.product_group]),
                    "first_month": row.first_month,
                    "last_month": row.last_month,
                    "vietnamese_usd": float(row.value_usd),
                    "rounding_usd": row.rounding_usd,
                    "us_usd": float(us),
                    "source_title": row.source_title,
                    "link": row.link,
                }
            )
    return _with_gap(pd.DataFrame(rows))


def basis(tables: Tables | None = None) -> tuple[pd.Timestamp, float, float]:
    """Return the last year held on both bases of US imports from Viet Nam: its January, general imports, imports
    for consumption, in US dollars.

    The choice between them is this report's and no cause of the gap: general imports count goods on arrival, as the
    other side counts them on departure.
    """
    tables = tables or current_tables()
    entered = tables.consumption_by_month
    year = int((entered.index.max() - pd.DateOffset(months=11)).year)
    return pd.Timestamp(year, 1, 1), _year(_general_imports(tables), year), _year(entered, year)


def _with_gap(rows: pd.DataFrame) -> pd.DataFrame:
    """Return ``rows`` with the gap between us_usd and vietnamese_usd and the span that the rounding leaves it."""
    own, half = rows["vietnamese_usd"], rows["rounding_usd"] / 2
    return rows.assign(
        gap_usd=rows["us_usd"] - own,
        gap_pct=(rows["us_usd"] / own - 1) * 100,
        gap_low_pct=(rows["us_usd"] / (own + half) - 1) * 100,
        gap_high_pct=(rows["us_usd"] / (own - half) - 1) * 100,
    )


def reasons(tables: Tables | None = None) -> pd.DataFrame:
    """Return the known reasons why the ledgers differ, each with its size where the data allow one.

    Columns: reason, flow, why, first_month and last_month (the latest year that can be measured), size_usd: what
    the reason adds to the US figure less the Vietnamese one, below zero if it makes the gap smaller.
    """
    tables = tables or current_tables()
    sizes = {"goods_at_sea": _goods_at_sea(tables), "revision": _revision(tables)}
    table = load("ledger_reasons")
    sized = table["measure"].map(sizes)
    first = pd.to_datetime(sized.map(lambda size: size[0], na_action="ignore"))
    return table.drop(columns="measure").assign(
        first_month=first,
        last_month=first + pd.DateOffset(months=11),
        size_usd=sized.map(lambda size: size[1], na_action="ignore").astype("float64"),
    )


def _own(tables: Tables) -> pd.DataFrame:
    table = tables.figures
    chosen = table[(table["reporter"] == "VNM") & (table["partner"] == "USA") & (table["bound"] == "exact")]
    return chosen.assign(link=links(chosen))


def _printed(tables: Tables) -> pd.DataFrame:
    own = _own(tables)
    own = own[own["product_group"] == "total"]
    return own.assign(
        flow=own["flow"].replace("balance", "surplus"),
        vietnamese_usd=own["value_usd"].astype("float64"),
        basis=message("printed"),
    )


def _imports_from_balance(tables: Tables) -> pd.DataFrame:
    """Return Viet Nam's imports where exports and surplus were printed for the period, but not imports."""
    printed = _printed(tables)
    keys = ["first_month", "last_month"]
    exports, surplus, imports = (printed[printed["flow"] == flow] for flow in ("exports", "surplus", "imports"))
    both = exports.merge(surplus[[*keys, "vietnamese_usd", "rounding_usd"]], on=keys, suffixes=("", "_surplus"))
    known = pd.MultiIndex.from_frame(imports[keys])
    both = both[~pd.MultiIndex.from_frame(both[keys]).isin(known)]
    return both.assign(
        flow="imports",
        vietnamese_usd=both["vietnamese_usd"] - both["vietnamese_usd_surplus"],
        rounding_usd=both["rounding_usd"] + both["rounding_usd_surplus"],
        basis=message("exports less surplus"),
    )


def _us(tables: Tables, flow: str, first: pd.Timestamp, last: pd.Timestamp) -> float | None:
    own = [r for r in read.levels(tables, flow, first, last) if r.ledger == "US" and r.current]
    return own[0].value if own else None


def _year(months: pd.Series, year: int, shift: int = 0) -> float:
    """Return the sum of a year of a series by month, the twelve months moved by ``shift``."""
    first = pd.Timestamp(year, 1, 1) + pd.DateOffset(months=shift)
    return float(months[first : first + pd.DateOffset(months=11)].sum())


def _general_imports(tables: Tables) -> pd.Series:
    return tables.us_by_month[CURRENT]["general_imports_usd"]


def _goods_at_sea(tables: Tables) -> tuple[pd.Timestamp, float]:
    months = _general_imports(tables)
    year = int((months.index.max() - pd.DateOffset(months=12)).year)
    return pd.Timestamp(year, 1, 1), _year(months, year) - _year(months, year, shift=1)


def _revision(tables: Tables) -> tuple[pd.Timestamp, float]:
    printed = tables.figures.query(
        "reporter == 'USA' and partner == 'VNM' and flow == 'imports' and period_kind == 'year' "
        "and status == 'first release'"
    ).set_index("first_month")["value_usd"]
    revised = [first for first in printed.index if first <= tables.goods_early_2025["month"].max()]
    first = max(revised)
    return first, _year(_general_imports(tables), first.year) - float(printed[first])
