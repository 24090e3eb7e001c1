"""The base duty of product lines from one partner: as the schedule prints it or, failing that, as 2024 shows it.

Preferences under trade agreements are not applied to a printed rate; a duty collected holds those that were claimed.
"""

import re

import numpy as np
import pandas as pd

from analysis import partners
from analysis.data import describe, load
from analysis.tariffs.duties import netted, products_of
from analysis.tariffs.engine import Membership
from analysis.tariffs.measures import Law

SCHEDULE = "hts_schedule_2026"
COLUMN_2 = "column_2"
_AD_VALOREM = re.compile(r"([0-9.]+)\s*%")


def ad_valorem_pct(printed: str) -> float | None:
    """Return a printed rate of the schedule in percent of value; None where it is specific or compound."""
    text = printed.strip()
    if text == "Free":
        return 0.0
    match = _AD_VALOREM.fullmatch(text)
    return float(match[1]) if match else None


def general_rates(lines: list[str]) -> list[str]:
    """Return the general rate of each ten-digit line as printed; "" where neither it nor its eight digits have one."""
    printed = load(SCHEDULE).set_index("hts")["general_rate"].str.strip()
    own, wider = (printed.reindex([line[:digits] for line in lines], fill_value="") for digits in (10, 8))
    return [text or above for text, above in zip(own, wider, strict=True)]


def base_rates(law: Law, partner: str, lines: list[str]) -> pd.DataFrame:
    """Return the base duty of ascending ten-digit ``lines`` from ``partner``, one row each.

    Columns: hts10, general_rate (as printed), base_pct (percent of customs value, missing where it is not known),
    source. A rate that is not ad valorem is replaced by the duty collected in 2024, from the partner or else from
    all partners, less what additional duties it holds. For a column 2 partner only its own duty collected will do.
    """
    table = pd.DataFrame({"hts10": lines, "general_rate": general_rates(lines)})
    own_column = partner not in law.partner_scopes[COLUMN_2]
    table["base_pct"] = table["general_rate"].map(ad_valorem_pct).astype(float) if own_column else np.nan
    table["source"] = f"general rate as printed, {describe(SCHEDULE)['title']}"
    why = "the printed rate is " + table["general_rate"].replace("", "empty")
    if not own_column:
        why[:] = f"column 2 applies to {partners.in_sentence(partner)}, and the data do not hold its rates"
    open_lines = table.loc[table["base_pct"].isna(), "hts10"]
    paid = _collected(law, list(open_lines))
    groups = [(paid[paid["partner"] == partner], "from the partner")]
    if own_column:
        members = law.partner_scopes["EU"] - {"EUU"}  # the Union stands for them
        groups.append((paid[~paid["partner"].isin(members)], "from all partners"))
    for rows, whose in groups:
        duty = _mean_duty(rows).reindex(table["hts10"])
        known = table["base_pct"].isna() & duty["base_pct"].notna().to_numpy()
        less = np.where(duty["held"].fillna(False).to_numpy(bool), ", less the additional duties in it", "")
        table.loc[known, "base_pct"] = duty["base_pct"].to_numpy()[known]
        table.loc[known, "source"] = f"duty collected in 2024 {whose}" + pd.Series(less)[known] + "; " + why[known]
    unknown = table["base_pct"].isna()
    table.loc[unknown, "source"] = why[unknown] + "; nothing was imported in 2024" + ("" if own_column else " from it")
    return table


def _collected(law: Law, lines: list[str]) -> pd.DataFrame:
    """Return partner, hts10, imports_usd, base_usd and held (it held additional duties) of 2024."""
    imports = load("imports_by_hts10_2024")
    imports = imports[imports["hts10"].isin(lines)].sort_values("hts10")
    parts = []
    for partner, rows in imports.groupby("partner"):
        products = products_of(rows["hts10"].astype("int64").to_numpy())
        value = rows["imports_for_consumption_usd"].to_numpy()
        observed = 100 * rows["calculated_duty_usd"].to_numpy() / np.maximum(value, 1)
        everything = np.arange(len(rows))
        mfn, held = netted(law, str(partner), products, Membership(law, products), everything, observed)
        parts.append(
            rows[["partner", "hts10"]].assign(imports_usd=value, base_usd=mfn * value / 100, held=held.any(axis=0))
        )
    columns = ["partner", "hts10", "imports_usd", "base_usd", "held"]
    return pd.concat(parts) if parts else pd.DataFrame(columns=columns)


def _mean_duty(rows: pd.DataFrame) -> pd.DataFrame:
    """Return base_pct and held by hts10."""
    sums = rows.groupby("hts10").agg({"imports_usd": "sum", "base_usd": "sum", "held": "any"})
    return pd.DataFrame({"base_pct": 100 * sums["base_usd"] / sums["imports_usd"], "held": sums["held"]}).astype(
        {"base_pct": float}
    )
