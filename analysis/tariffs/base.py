"""The base duty of product lines from one partner: as the schedule prints it or, failing that, as 2024 shows it.

The rate of a trade agreement depends on origin, a condition; a duty collected holds the claims that were made.
"""

import math
import re
from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd

from analysis import partners
from analysis.data import describe, load
from analysis.tariffs.conditions import current_shares
from analysis.tariffs.duties import netted, products_of
from analysis.tariffs.engine import Goods, Membership
from analysis.tariffs.measures import COLUMN_2, Law

SCHEDULE = "hts_schedule_2026"
_SPECIAL = re.compile(r"([^()]+)\(([^()]*)\)")
_AD_VALOREM = re.compile(r"([0-9.]+)\s*%")


def ad_valorem_pct(printed: str) -> float | None:
    """Return a printed rate of the schedule in percent of value; None where it is specific or compound."""
    text = printed.strip()
    if text == "Free":
        return 0.0
    match = _AD_VALOREM.fullmatch(text)
    return float(match[1]) if match else None


def general_rates(lines: Sequence[str]) -> list[str]:
    """Return the general rate of each ten-digit line as printed; "" where neither it nor its eight digits have one."""
    printed = load(SCHEDULE).set_index("hts")["general_rate"].str.strip()
    own, wider = (printed.reindex([line[:digits] for line in lines], fill_value="") for digits in (10, 8))
    return [text or above for text, above in zip(own, wider, strict=True)]


def special_rates(law: Law, partner: str, lines: Sequence[str]) -> dict[str, np.ndarray]:
    """Return for each agreement of ``partner``, by its condition, the special rate of each ten-digit line.

    Percent of customs value, NaN where the schedule prints none or one that is not ad valorem.
    """
    printed = load(SCHEDULE).set_index("hts")["special_rate"]
    own, wider = (printed.reindex([line[:digits] for line in lines], fill_value="") for digits in (10, 8))
    texts = [text or above for text, above in zip(own, wider, strict=True)]
    agreements = [law.conditions[name] for name in law.conditions_of(partner) if law.conditions[name].special_symbol]
    return {
        agreement.condition: np.array([special_pct(text, agreement.special_symbol) for text in texts])
        for agreement in agreements
    }


@cache
def special_pct(printed: str, symbols: tuple[str, ...]) -> float:
    """Return the rate that a special column as ``printed`` gives to one of ``symbols``; NaN for none in percent."""
    for rate, names in _SPECIAL.findall(printed):
        if set(symbols).intersection(re.split(r"[,\s]+", names)):
            found = ad_valorem_pct(rate)
            return math.nan if found is None else found
    return math.nan


def base_rates(law: Law, partner: str, lines: Sequence[str]) -> pd.DataFrame:
    """Return the base duty of ascending ten-digit ``lines`` from ``partner``, one row each.

    Columns: hts10, general_rate (as printed), base_pct (percent of customs value, missing where it is not known),
    source. A rate that is not ad valorem is replaced by the duty collected in 2024, from the partner or else from
    all partners, less what additional duties it holds. For a column 2 partner only its own duty collected will do.
    """
    column_2 = partner in law.partner_scopes[COLUMN_2]
    table = pd.DataFrame({"hts10": lines, "general_rate": general_rates(lines)})
    table["base_pct"] = np.nan if column_2 else table["general_rate"].map(ad_valorem_pct).astype(float)
    table["source"] = f"general rate as printed, {describe(SCHEDULE).title}"
    why = "the printed rate is " + table["general_rate"].replace("", "empty")
    if column_2:
        why[:] = f"column 2 applies to {partners.in_sentence(partner)}, and the data do not hold its rates"
    paid = _collected(law, list(table.loc[table["base_pct"].isna(), "hts10"]))
    table = _filled(table, paid[paid["partner"] == partner], "from the partner", why)
    if not column_2:
        members = law.partner_scopes["EU"] - {"EUU"}  # the Union stands for them
        table = _filled(table, paid[~paid["partner"].isin(members)], "from all partners", why)
    unknown = table["base_pct"].isna()
    table.loc[unknown, "source"] = why[unknown] + "; nothing was imported in 2024" + (" from it" if column_2 else "")
    return table


def _filled(table: pd.DataFrame, paid: pd.DataFrame, whose: str, why: pd.Series) -> pd.DataFrame:
    """Return ``table`` with the mean duty of ``paid`` where it lacks a base and ``paid`` has the line."""
    sums = paid.groupby("hts10").agg({"imports_usd": "sum", "base_usd": "sum", "held": "any"})
    sums = sums.reindex(table["hts10"]).set_index(table.index)
    here = table["base_pct"].isna() & sums["imports_usd"].notna()
    less = sums["held"].map({True: ", less the additional duties in it"}).fillna("")
    base_pct = 100 * sums["base_usd"].astype(float) / sums["imports_usd"].astype(float)
    source = f"duty collected in 2024 {whose}" + less + "; " + why
    return table.assign(base_pct=table["base_pct"].where(~here, base_pct), source=table["source"].where(~here, source))


def _collected(law: Law, lines: list[str]) -> pd.DataFrame:
    """Return partner, hts10, imports_usd, base_usd and held (it held additional duties) of 2024."""
    imports = load("imports_by_hts10_2024")
    shipped = imports["hts10"].isin(lines) & (imports["imports_for_consumption_usd"] > 0)
    imports = imports[shipped].sort_values("hts10")
    parts = []
    for partner, rows in imports.groupby("partner"):
        products = products_of(rows["hts10"].astype("int64").to_numpy())
        value = rows["imports_for_consumption_usd"].to_numpy()
        observed = 100 * rows["calculated_duty_usd"].to_numpy() / value
        everything = np.arange(len(rows))
        listed, shares = Membership(law, products), current_shares()
        mfn, held = netted(Goods(law, str(partner), products, listed, everything, observed, shares))
        parts.append(
            rows[["partner", "hts10"]].assign(imports_usd=value, base_usd=mfn * value / 100, held=held.any(axis=0))
        )
    columns = ["partner", "hts10", "imports_usd", "base_usd", "held"]
    return pd.concat(parts) if parts else pd.DataFrame(columns=columns)
