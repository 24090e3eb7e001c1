"""What Viet Nam prints about its trade with the United States beside what the United States prints.

Flows are named from Viet Nam's side. Viet Nam values exports free on board (FOB) and imports with freight and
insurance (CIF), by the last known destination and the country of origin; the United States values general
imports at customs value, without international freight, by country of origin, and exports free alongside
ship (FAS).
"""

import pandas as pd

from analysis.claims import readings as read
from analysis.claims.model import Tables, vintage_of
from analysis.claims.sources import links
from analysis.data import load

_PAIR_COLUMNS = [
    "first_month", "last_month", "period_kind", "flow", "vietnamese_usd", "basis", "us_usd", "gap_usd",
    "gap_pct", "source_title", "source_date", "link", "confidence",
]  # fmt: skip


def pairs(tables: Tables | None = None) -> pd.DataFrame:
    """Return one row a period and flow for which both ledgers hold a total, oldest first.

    gap_usd is the US figure less the Vietnamese one, gap_pct its percentage of the Vietnamese figure.
    ``basis`` says whether the Vietnamese figure was printed, or is exports less surplus. Printed bounds
    ("more than") are left out. US figures: general imports and total exports, current vintage.
    """
    tables = tables or Tables.load()
    rows = pd.concat([_printed(tables), _imports_from_balance(tables)], ignore_index=True)
    rows["us_usd"] = [
        _us(tables, flow, first, last)
        for flow, first, last in zip(rows["flow"], rows["first_month"], rows["last_month"], strict=True)
    ]
    rows = rows.dropna(subset="us_usd")
    rows["gap_usd"] = rows["us_usd"] - rows["vietnamese_usd"]
    rows["gap_pct"] = rows["gap_usd"] / rows["vietnamese_usd"] * 100
    return rows.sort_values(["first_month", "last_month", "flow"], ignore_index=True)[_PAIR_COLUMNS]


def product_pairs(tables: Tables | None = None) -> pd.DataFrame:
    """Return the gap by product group, for groups that answer to whole HS chapters and months held by
    chapter.

    US figures: general imports by HS chapter, early-2025 vintage, US dollars; gap as in `pairs`.
    """
    tables = tables or Tables.load()
    chapters = load("general_imports_by_hs2").query("partner == 'VNM'")
    groups = load("mirror_groups").query("match == 'close'").set_index("product_group")["hs2_chapters"].str.split(";")
    printed = _own(tables)
    printed = printed[printed["product_group"].isin(groups.index) & (printed["flow"] == "exports")]
    rows = []
    for row in printed.itertuples():
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
                    "us_usd": float(us),
                    "gap_usd": float(us - row.value_usd),
                    "gap_pct": float((us / row.value_usd - 1) * 100),
                    "source_title": row.source_title,
                    "link": row.link,
                }
            )
    return pd.DataFrame(rows)


def reasons(tables: Tables | None = None) -> pd.DataFrame:
    """Return the known reasons for the gap, each with its size where the data allow one.

    Columns: reason, flow, first_month, last_month, size_usd (how much it adds to the US figure less the
    Vietnamese one; empty if unknown), how (how the size was found, or why there is none).
    """
    tables = tables or Tables.load()
    return pd.DataFrame([*_sized(tables), *_unsized(tables)])


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
        basis="printed",
    )


def _imports_from_balance(tables: Tables) -> pd.DataFrame:
    """Return Viet Nam's imports where exports and surplus were printed for the period, but not imports."""
    printed = _printed(tables)
    keys = ["first_month", "last_month"]
    exports, surplus, imports = (printed[printed["flow"] == flow] for flow in ("exports", "surplus", "imports"))
    both = exports.merge(surplus[[*keys, "vietnamese_usd"]], on=keys, suffixes=("", "_surplus"))
    known = pd.MultiIndex.from_frame(imports[keys])
    both = both[~pd.MultiIndex.from_frame(both[keys]).isin(known)]
    return both.assign(
        flow="imports",
        vietnamese_usd=both["vietnamese_usd"] - both["vietnamese_usd_surplus"],
        basis="exports less surplus",
    )


def _us(tables: Tables, flow: str, first: pd.Timestamp, last: pd.Timestamp) -> float | None:
    own = [r for r in read.levels(tables, flow, first, last) if r.ledger == "US" and r.current]
    return own[0].value if own else None


def _sized(tables: Tables) -> list[dict[str, object]]:
    """Return the reasons that the US tables can measure, over the last year that both bases cover."""
    months = tables.goods[tables.goods["partner"] == "VNM"].set_index("month")["general_imports_usd"]
    entered = tables.consumption.query("naics3 == '00'").set_index("month")["imports_for_consumption_usd"]
    year = int(tables.goods_early_2025["month"].dt.year.max())
    first, last = pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 1)
    general = float(months[first:last].sum())
    month = pd.DateOffset(months=1)
    printed = next(
        (r.value for r in read.levels(tables, "exports", first, last) if r.vintage.endswith("first release")),
        None,
    )
    span = {"flow": "exports", "first_month": first, "last_month": last}
    sized = [
        span
        | {
            "reason": "general imports or imports for consumption",
            "size_usd": float(entered[first:last].sum()) - general,
            "how": "Imports for consumption less general imports. General imports count goods when they "
            "arrive, "
            "imports for consumption when they leave a bonded warehouse or free zone; some sources quote "
            "the second.",
        },
        span
        | {
            "reason": "goods at sea",
            "size_usd": float(months[first + month : last + month].sum()) - general,
            "how": "US arrivals one month later less US arrivals of the same months: a sea voyage takes "
            "about a month, "
            "so Viet Nam counts a shipment earlier.",
        },
    ]
    if printed is not None:
        sized.append(
            span
            | {
                "reason": "revision",
                "size_usd": general - printed,
                "how": f"US figure of {vintage_of('goods_by_partner')} less the first release.",
            }
        )
    return sized


def _unsized(tables: Tables) -> list[dict[str, object]]:
    return [
        {
            "reason": "valuation of exports from Viet Nam",
            "flow": "exports",
            "how": "FOB and US customs value both leave out international freight and insurance, so this "
            "should add "
            "little. The price at the Vietnamese factory and the price of the US importer can differ when "
            "an office "
            "in a third country stands between them; no figure.",
        },
        {
            "reason": "valuation of exports from the United States",
            "flow": "imports",
            "how": "Viet Nam adds freight and insurance (CIF), the United States values at the port of "
            "loading (FAS), "
            "so the Vietnamese figure is expected to be higher. No freight figure by partner is held.",
        },
        {
            "reason": "trade through third countries",
            "flow": "exports",
            "how": "Viet Nam counts goods by the destination known at departure, the United States by "
            "origin, by "
            "whatever way they came. Goods that pass Canada, Mexico, Singapore or Hong Kong are in one "
            "ledger only; "
            "no figure by route is held.",
        },
        {
            "reason": "coverage",
            "flow": "both",
            "how": "Returned goods, low-value parcels and goods for processing are treated differently; no figure.",
        },
    ]
