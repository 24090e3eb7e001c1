"""The base duty of product lines from one partner: as the schedule prints it or, failing that, as 2024 shows it.

The rate of a trade agreement depends on origin, a condition; a duty owed holds the claims that were made.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from analysis import partners
from analysis.data import load, title
from analysis.language import message, say
from analysis.tariffs.conditions import current_shares
from analysis.tariffs.duties import netted, products_of
from analysis.tariffs.engine import Goods, Membership
from analysis.tariffs.measures import COLUMN_2, Law

SCHEDULE = "hts_schedule_2026"
_SPECIAL = re.compile(r"([^()]+)\(([^()]*)\)")
_FROM_THE_PARTNER = (
    message("duty owed in 2024 from the partner"),
    message("duty owed in 2024 from the partner, less the additional duties in it"),
)
_FROM_ALL = (
    message("duty owed in 2024 from all partners"),
    message("duty owed in 2024 from all partners, less the additional duties in it"),
)
_AD_VALOREM = re.compile(r"([0-9.]+)\s*%")


@dataclass(frozen=True)
class Source:
    """Where a base duty comes from: messages, and what their places name, a rate as printed and a partner by code."""

    messages: tuple[str, ...]
    rate: str = ""
    partner: str = ""

    def said(self) -> str:
        """Return the source in the current language."""
        name = partners.in_sentence(self.partner) if self.partner else ""
        schedule = say(title(SCHEDULE))
        return "; ".join(say(one, rate=self.rate, partner=name, schedule=schedule) for one in self.messages)


def ad_valorem_pct(printed: str) -> float | None:
    """Return a printed rate of the schedule in percent of value; None where it is specific or compound."""
    text = printed.strip()
    if text == "Free":
        return 0.0
    match = _AD_VALOREM.fullmatch(text)
    return float(match[1]) if match else None


def printed(column: str, hts10: pd.Series) -> pd.Series:
    """Return ``column`` of the schedule for each ten-digit line; "" where neither it nor its eight digits have one."""
    lines = pd.Series(hts10.unique())
    schedule = load(SCHEDULE)
    among = schedule["hts"].isin(pd.concat([lines, lines.str[:8]]))
    rates = schedule[among].set_index("hts")[column].str.strip()
    own, wider = (rates.reindex(lines.str[:digits], fill_value="").to_numpy() for digits in (10, 8))
    found = pd.Series(np.where(own == "", wider, own), index=lines)
    return pd.Series(found.loc[hts10].to_numpy(), index=hts10.index)


def special_rates(law: Law, goods: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return for each agreement of a partner of ``goods``, by its condition, the special rate of each row.

    ``goods`` has columns partner and hts10. Percent of customs value, NaN where the partner has no part in it and
    where the schedule prints no rate or one that is not ad valorem.
    """
    rates: dict[str, np.ndarray] = {}
    for partner, rows in goods.groupby("partner"):
        for agreement in (law.conditions[name] for name in law.conditions_of(str(partner))):
            if agreement.special_symbol:
                found = [special_pct(text, agreement.special_symbol) for text in printed("special_rate", rows["hts10"])]
                rates.setdefault(agreement.condition, np.full(len(goods), np.nan))[rows.index] = found
    return rates


@cache
def special_pct(printed: str, symbols: tuple[str, ...]) -> float:
    """Return the rate that a special column as ``printed`` gives to one of ``symbols``; NaN for none in percent."""
    for rate, names in _SPECIAL.findall(printed):
        if set(symbols).intersection(re.split(r"[,\s]+", names)):
            found = ad_valorem_pct(rate)
            return math.nan if found is None else found
    return math.nan


def base_rates(law: Law, goods: pd.DataFrame) -> pd.DataFrame:
    """Return the base duty of each row of ``goods`` (columns partner and hts10, ten digits).

    Columns: partner, hts10, general_rate (as printed), base_pct (percent of customs value, missing where it is not
    known), source (a `Source`). A rate that is not ad valorem is replaced by the duty owed in 2024, from the partner
    or else from all partners, less what additional duties it holds. For a column 2 partner only its own duty will do.
    """
    general = printed("general_rate", goods["hts10"])
    column_2 = goods["partner"].isin(law.partner_scopes[COLUMN_2])
    rates = {text: ad_valorem_pct(text) for text in general.unique()}
    as_printed = Source((message("general rate as printed, {schedule}"),))
    table = goods[["partner", "hts10"]].assign(
        general_rate=general,
        base_pct=general.map(rates).astype(float).mask(column_2),
        source=np.full(len(goods), as_printed, dtype=object),
    )
    missing = table[table["base_pct"].isna()]
    if missing.empty:
        return table
    paid, out = owed(law, list(missing["hts10"].unique())), column_2[missing.index]
    own = _in_2024(missing, paid, ["partner", "hts10"], _FROM_THE_PARTNER)
    members = law.partner_scopes["EU"] - {"EUU"}  # the Union stands for them
    all_partners = _in_2024(missing, paid[~paid["partner"].isin(members)], ["hts10"], _FROM_ALL)
    all_partners["base_pct"] = all_partners["base_pct"].mask(out)
    found = own.where(own["base_pct"].notna(), all_partners)
    told = found["source"].where(found["base_pct"].notna(), "")
    in_column_2 = missing["partner"].where(out, "")
    source = list(map(_instead, told, missing["general_rate"], in_column_2))
    table.loc[missing.index, ["base_pct", "source"]] = pd.DataFrame({"base_pct": found["base_pct"], "source": source})
    return table


def _instead(found: str, rate: str, in_column_2: str) -> Source:
    """Return the source of what stands for the printed ``rate``: ``found``, or "" for nothing, and why it stands."""
    if in_column_2:
        why = message("column 2 applies to {partner}, and the data do not hold its rates")
        nothing = message("nothing was imported in 2024 from it")
    else:
        why = message("the printed rate is {rate}") if rate else message("the printed rate is empty")
        nothing = message("nothing was imported in 2024")
    return Source((found, why) if found else (why, nothing), rate, in_column_2)


def _in_2024(goods: pd.DataFrame, paid: pd.DataFrame, keys: list[str], sources: tuple[str, str]) -> pd.DataFrame:
    """Return base_pct (mean duty of the rows of ``paid`` with the same ``keys``) and source for each of ``goods``.

    ``sources`` are two messages: for duty owed as it stands, and for duty less the additional duties in it.
    """
    sums = paid.groupby(keys, as_index=False).agg({"imports_usd": "sum", "base_usd": "sum", "held": "any"})
    rows = goods[keys].merge(sums, on=keys, how="left", validate="m:1").set_index(goods.index)
    plain, less = sources
    base_pct = 100 * rows["base_usd"].astype(float) / rows["imports_usd"].astype(float)
    return pd.DataFrame({"base_pct": base_pct, "source": rows["held"].map({True: less}).fillna(plain)})


def owed(law: Law, lines: Sequence[str]) -> pd.DataFrame:
    """Return what was owed on ``lines`` in 2024: partner, hts10, imports_usd, base_usd, held.

    ``base_usd`` is the duty less the additional duties in it, ``held`` says that there were any.
    """
    columns = ["partner", "hts10", "imports_usd", "base_usd", "held"]
    if not len(lines):
        return pd.DataFrame(columns=columns)
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
        mfn, held = netted(Goods(law, (str(partner),), products, listed, everything, observed, shares))
        parts.append(
            rows[["partner", "hts10"]].assign(
                imports_usd=value, base_usd=mfn * value / 100, held=np.asarray(held.any(axis=0))
            )
        )
    return pd.concat(parts) if parts else pd.DataFrame(columns=columns)
