"""Who supplies what the United States buys, and how it moved: shares, shift-share parts, exposure to a rule on origin.

All tables are product by supplier and period on one basis. Shares of a supplier are its part of US imports of a
product from the whole world.
"""

from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd

from analysis import partners
from analysis.data import load
from analysis.tariffs.duties import World, on_day
from analysis.trade.product_shares import TOTAL, Period

WORLD = "WLD"
REST = "other"  # all suppliers that are not listed
NEGLIGIBLE_PP = 0.1  # a smaller difference of duty is the rounding of duties of a few dollars
GAPS_PP = (NEGLIGIBLE_PP, 10.0, 20.0, 30.0)  # bounds of the groups by which exposure is shown


def industry_imports(period: Period) -> pd.DataFrame:
    """Return imports for consumption by naics3 (rows) and partner (columns, WLD among them), US dollars."""
    table = load("imports_by_naics3")
    table = table[table["month"].between(*period) & (table["naics3"] != TOTAL)]
    return _wide(table, "naics3", "imports_for_consumption_usd")


def chapter_imports(period: Period) -> pd.DataFrame:
    """Return general imports by HS chapter (rows) and partner (columns, WLD among them), US dollars."""
    table = load("general_imports_by_hs2")
    table = table[table["month"].between(*period)]
    return _wide(table, "hs2", "general_imports_usd")


def _wide(table: pd.DataFrame, code: str, value: str) -> pd.DataFrame:
    return table.pivot_table(values=value, index=code, columns="partner", aggfunc="sum", fill_value=0)


def shares_pct(imports: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """Return each partner's share of US imports by product in percent, and over all products in row ``all``."""
    table = imports[[*codes, WORLD]]
    table = pd.concat([table, table.sum().to_frame("all").T])
    return table[codes].div(table[WORLD].where(table[WORLD] > 0), axis=0) * 100


def share_changes(before: pd.DataFrame, after: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """Return by product what US imports were and how each partner's share of them moved.

    Columns: before_usd and after_usd (all suppliers), then for each partner its change in percentage points,
    ``CHN_pp``. The last row, ``all``, holds all products.
    """
    before, after = before.align(after, fill_value=0)
    change = shares_pct(after, codes) - shares_pct(before, codes)
    totals = pd.DataFrame({"before_usd": before[WORLD], "after_usd": after[WORLD]})
    totals.loc["all"] = totals.sum()
    return totals.join(change.add_suffix("_pp"))


def shift_share(before: pd.DataFrame, after: pd.DataFrame, partner: str) -> pd.DataFrame:
    """Return by product what moved US imports from ``partner``: demand, product mix and market share, in USD.

    With m the partner's imports, D US imports of the product, d their sum, each before (0) and after (1):
    demand is m0 (d1/d0 - 1), the product mix m0 (D1/D0 - d1/d0), market share m1 - m0 D1/D0. They sum to
    m1 - m0 for every product. (Constant-market-share analysis; Tyszynski 1951, Leamer and Stern 1970.)
    Columns: before_usd, after_usd, change_usd, demand_usd, mix_usd, share_usd.
    """
    before, after = before.align(after, fill_value=0)
    m0, m1 = before[partner].astype(float), after[partner].astype(float)
    grown = (after[WORLD] / before[WORLD].where(before[WORLD] > 0)).fillna(0)
    overall = after[WORLD].sum() / before[WORLD].sum()
    return pd.DataFrame(
        {
            "before_usd": m0,
            "after_usd": m1,
            "change_usd": m1 - m0,
            "demand_usd": m0 * (overall - 1),
            "mix_usd": m0 * (grown - overall),
            "share_usd": m1 - m0 * grown,
        }
    )


def apportioned(before: pd.DataFrame, after: pd.DataFrame, loser: str) -> pd.DataFrame:
    """Return by product (rows) what each gainer (columns) took of the market share that ``loser`` lost, in USD.

    The loss of a product is US imports after, times the points of share that the loser lost. It is apportioned among
    the suppliers whose share rose, in proportion to their gains: an assumption, for who took what from whom is not
    observed. Suppliers are single countries and ``REST``, all others together. The rows sum to the loss, zero where
    the loser gained.
    """
    before, after = before.align(after, fill_value=0)
    codes = [code for code in after if partners.is_country(str(code))]
    grown = (after[WORLD] / before[WORLD].where(before[WORLD] > 0)).fillna(0)
    effects = after[codes] - before[codes].mul(grown, axis=0)
    effects[REST] = after[WORLD] - before[WORLD] * grown - effects.sum(axis=1)
    loss = (-effects[loser]).clip(lower=0)
    gains = effects.drop(columns=loser).clip(lower=0)
    return gains.mul(loss / gains.sum(axis=1).where(lambda total: total > 0), axis=0).fillna(0)


def similarity(imports: pd.DataFrame, one: str, other: str) -> float:
    """Return the index of export similarity of Finger and Kreinin (1979): the sum of the smaller of two shares.

    ``imports`` are by product (rows) and supplier (columns). One is the same mix of products, zero none in common.
    """
    shares = imports[[one, other]] / imports[[one, other]].sum()
    return float(shares.min(axis=1).sum())


def yearly_shares(codes: list[str], first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """Return month and each partner's share of US imports over the twelve months to it, percent, as ``VNM_pct``.

    Imports for consumption of all goods; a partner that the data do not hold is left out.
    """
    table = load("imports_by_naics3")
    table = table[(table["naics3"] == TOTAL) & table["partner"].isin([*codes, WORLD])]
    sums = table.pivot_table("imports_for_consumption_usd", "month", "partner").rolling(12).sum().loc[first:last]
    shares = sums[[code for code in codes if code in sums]].div(sums[WORLD], axis=0) * 100
    return shares.add_suffix("_pct").reset_index()


def similarities(origin: str, codes: list[str]) -> pd.Series:
    """Return by partner how alike its goods of 2024 and those of ``origin`` are, most alike first.

    Partners without imports by product are left out; the index by tariff line is that of `similarity`.
    """
    imports = line_imports()
    held = [code for code in codes if code in imports and code != origin]
    found = pd.Series({code: similarity(imports, origin, code) for code in held}, dtype=float, name="similarity")
    return found.rename_axis("partner").sort_values(ascending=False)


def subheading_shares(years: list[int]) -> pd.DataFrame:
    """Return shares of US imports by HS subheading (rows) in percent, a column a partner and year: ``VNM_2024``."""
    table = load("hs6_shares_of_three_origins")
    table = table[table["year"].isin(years)]
    cells = table["partner"] + "_" + table["year"].astype("str")
    shares = table.assign(cell=cells, share_pct=table["share"] * 100)
    return shares.pivot_table("share_pct", "hs6", "cell", fill_value=0)


@cache
def line_imports() -> pd.DataFrame:
    """Return imports for consumption of 2024 by hts10 (rows) and partner (columns), US dollars."""
    return _wide(load("imports_by_hts10_2024"), "hts10", "imports_for_consumption_usd")


def duty_gap(world: World, partner: str, origin: str, day: pd.Timestamp) -> pd.DataFrame:
    """Return for each HTS-10 line that both shipped in 2024 what goods of ``origin`` pay above those of ``partner``.

    Columns: hts10, imports_for_consumption_usd (of the partner), gap_pp (total duty of the origin less that of
    the partner on ``day``, percentage points of customs value).
    """
    own, other = (on_day(code, day, world).set_index("hts10") for code in (partner, origin))
    both = own[["imports_for_consumption_usd", "total_pct"]].join(other["total_pct"].rename("other_pct"), how="inner")
    both["gap_pp"] = both.pop("other_pct") - both.pop("total_pct")
    return both.reset_index()


def exposure(gaps: pd.DataFrame, imports_usd: float) -> dict[str, float]:
    """Return the index of exposure to a rule on origin and what it rests on.

    ``index_pp`` is the mean over the partner's imports of the duty that the origin would save by shipping through
    it, counting a gap below ``NEGLIGIBLE_PP`` as none; ``covered_share`` the share of ``imports_usd``, all imports from
    the partner, in lines that the origin ships too; ``positive_share`` the share with duty to save.
    """
    value, gap = gaps["imports_for_consumption_usd"], gaps["gap_pp"].where(gaps["gap_pp"] >= NEGLIGIBLE_PP, 0)
    return {
        "index_pp": float((value * gap).sum() / imports_usd),
        "covered_share": float(value.sum() / imports_usd),
        "positive_share": float(value[gap > 0].sum() / imports_usd),
    }


def by_gap(gaps: pd.DataFrame, imports_usd: float) -> pd.DataFrame:
    """Return the partner's imports by the duty that the origin would save.

    Columns: over_pp, to_pp (a group is from the first up to the second, which is not included),
    imports_for_consumption_usd and share (of ``imports_usd``, a fraction). The last row, without
    bounds, holds lines that the origin did not ship in 2024.
    """
    edges = [-np.inf, *GAPS_PP, np.inf]
    rows = []
    for low, high in pairwise(edges):
        held = (gaps["gap_pp"] >= low) & (gaps["gap_pp"] < high)
        rows.append((low, high, float(gaps.loc[held, "imports_for_consumption_usd"].sum())))
    rows.append((np.nan, np.nan, imports_usd - sum(row[2] for row in rows)))
    table = pd.DataFrame(rows, columns=["over_pp", "to_pp", "imports_for_consumption_usd"])
    return table.assign(share=table["imports_for_consumption_usd"] / imports_usd)
