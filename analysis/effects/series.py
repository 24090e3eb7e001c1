"""The monthly series that event studies run on, each on one basis.

Totals come as general imports, the basis of balances, where the figures reach the tariffs of 2025. Comparisons of
partners and of groups of products are on imports for consumption, the basis of duties, which all of them share.
"""

from dataclasses import dataclass
from functools import cache

import pandas as pd

from analysis import partners
from analysis.data import describe, load
from analysis.language import message
from analysis.tariffs.duties import World, apart_on
from analysis.trade import balances
from analysis.trade.product_shares import TOTAL

WORLD = "WLD"
CONSUMPTION = message("imports for consumption")
GENERAL = message("general imports")
HALF = 0.5
IMPORTS_ALONE = "general_imports_by_partner"
GENERAL_TABLES = ("goods_by_partner", "goods_by_country", IMPORTS_ALONE)
GOLD_AND_MEDICINES = ("331", "325")  # primary metals and chemicals: hoards of early 2025 that had reasons of their own
PAST = (pd.Timestamp("2013-01-01"), pd.Timestamp("2024-12-01"))  # months of all countries, before the tariffs of 2025
LARGEST = 50


@dataclass(frozen=True)
class Imports:
    """US imports by month in US dollars, their basis and the tables they come from."""

    usd: pd.Series
    basis: str
    tables: tuple[str, ...]


def total(partner: str, until: pd.Timestamp | None, needed: pd.Timestamp, vintage: str | None = None) -> Imports | None:
    """Return all imports from ``partner`` to the month ``until``: general imports if they hold the month ``needed``.

    If they do not, imports for consumption stand in; None if these do not hold it either. ``vintage`` is that of the
    totals, the newest if None.
    """
    candidates = (
        Imports(_to(general(partner, vintage), until), GENERAL, GENERAL_TABLES),
        Imports(_to(consumption(partner), until), CONSUMPTION, ("imports_by_naics3",)),
    )
    return next((one for one in candidates if len(one.usd) and one.usd.index[-1] >= needed), None)


def general(partner: str, vintage: str | None = None) -> pd.Series:
    """Return general imports of all products from ``partner`` up to ``vintage``; empty if the data do not hold them.

    Months of which the totals of both flows are not known, or were last read before the table of imports alone, come
    from that table: what is compared is then of one reading.
    """
    months = balances.all_months(vintage)
    both = months[months["partner"] == partner].set_index("month")
    if vintage is not None:
        return both["general_imports_usd"]
    alone = load(IMPORTS_ALONE)
    alone = alone[alone["partner"] == partner].set_index("month")
    newer = both[both["vintage"] >= describe(IMPORTS_ALONE).vintage]
    return newer.combine_first(alone).combine_first(both)["general_imports_usd"]


@cache
def largest(vintage: str | None) -> pd.DataFrame:
    """Return general imports, months by country, of the countries that the United States bought most from in 2024."""
    months = balances.all_months(vintage)
    months = months[months["partner"].map(partners.is_country) & months["month"].between(*PAST)]
    table = months.pivot_table("general_imports_usd", "month", "partner").astype(float)
    return table[table.tail(12).sum().nlargest(LARGEST).index]


def consumption(partner: str) -> pd.Series:
    """Return imports for consumption of all products from ``partner``; empty if the data do not hold it."""
    table = load("imports_by_naics3")
    own = table[(table["partner"] == partner) & (table["naics3"] == TOTAL)]
    return own.set_index("month")["imports_for_consumption_usd"].sort_index()


def rest_of_world(origins: tuple[str, ...], without: tuple[str, ...] = ()) -> pd.Series:
    """Return imports for consumption from all countries but ``origins``, of all industries but those in ``without``."""
    table = load("imports_by_naics3")
    signs = {TOTAL: 1, **dict.fromkeys(without, -1)}
    table = table[table["partner"].isin([WORLD, *origins]) & table["naics3"].isin(signs)]
    signed = table["imports_for_consumption_usd"] * table["naics3"].map(signs)
    rest: pd.Series = signed.where(table["partner"] == WORLD, -signed).groupby(table["month"]).sum()
    return rest


def exempt_share(world: World, partner: str, day: pd.Timestamp) -> pd.DataFrame:
    """Return naics3, imports_for_consumption_usd and exempt_share of the goods of ``partner``, weights of 2024.

    A product is exempt if the law of ``day`` adds nothing to what it paid in 2024; of a product that an agreement
    spares, the part that claims its origin is. Raises ReportError if the data hold no imports by product of the
    partner.
    """
    kinds = apart_on(partner, day, world)
    goods = kinds[0][1]
    exempt = [part * (table["additional_pct"] <= 0) for part, table in kinds]
    industry = load("hts10_naics").set_index("hts10")["naics"].str[:3]
    lines = pd.DataFrame(
        {
            "naics3": goods["hts10"].map(industry),
            "imports_for_consumption_usd": goods["imports_for_consumption_usd"],
            "exempt_usd": goods["imports_for_consumption_usd"] * sum(exempt),
        }
    )
    sums = lines.groupby("naics3", as_index=False).sum()
    sums = sums[sums["imports_for_consumption_usd"] > 0]
    sums["exempt_share"] = sums.pop("exempt_usd") / sums["imports_for_consumption_usd"]
    return sums.reset_index(drop=True)


def by_exemption(partner: str, shares: pd.DataFrame) -> dict[bool, pd.Series]:
    """Return imports for consumption of industries mostly exempt (True) and mostly not (False), by ``exempt_share``.

    Industries that ``shares`` does not know count as not exempt.
    """
    table = load("imports_by_naics3")
    table = table[(table["partner"] == partner) & (table["naics3"] != TOTAL)]
    exempt = table["naics3"].isin(shares.loc[shares["exempt_share"] >= HALF, "naics3"])
    sums = table.groupby([exempt.rename("exempt"), "month"])["imports_for_consumption_usd"].sum()
    return {kind: sums[kind] for kind in (True, False) if kind in sums.index}


def _to(series: pd.Series, until: pd.Timestamp | None) -> pd.Series:
    return series if until is None else series[series.index <= until]
