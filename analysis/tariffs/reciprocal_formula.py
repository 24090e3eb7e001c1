"""How the country rates of 2 April 2025 were computed, and what the formula gives with other inputs.

The formula (USTR, Reciprocal Tariff Calculations, 2 April 2025): the change in the tariff that would bring a
deficit to zero, deficit / (elasticity x pass-through x imports), goods only; half of it was announced, and 10%
where that is less or there is no deficit.
"""

from typing import Any

import numpy as np
import pandas as pd

from analysis.data import load
from analysis.frames import once
from analysis.language import message
from analysis.trade.balances import all_months

ELASTICITY, PASS_THROUGH = 4.0, 0.25
FLOOR_PCT = 10.0


def balancing_tariff_pct(
    exports_usd: Any, imports_usd: Any, elasticity: float = ELASTICITY, pass_through: float = PASS_THROUGH
) -> Any:
    """Return deficit / (elasticity x pass-through x imports) in percent; negative for a surplus.

    ``exports_usd`` and ``imports_usd`` are US trade with the partner, on one basis; numbers or arrays.
    """
    return 100 * (imports_usd - exports_usd) / (elasticity * pass_through * imports_usd)


def announced_forms(balancing_pct: pd.Series) -> pd.DataFrame:
    """Return half_pct and the two rates that whole percents of it give, rounded_up_pct and rounded_nearest_pct.

    Both are at least the floor of 10 percent.
    """
    half = balancing_pct / 2
    up, nearest = np.ceil(half), np.floor(half + 0.5)
    return pd.DataFrame(
        {
            "half_pct": half,
            "rounded_up_pct": up.clip(lower=FLOOR_PCT),
            "rounded_nearest_pct": nearest.clip(lower=FLOOR_PCT),
        }
    )


@once
def published_formula(elasticity: float = ELASTICITY, pass_through: float = PASS_THROUGH) -> pd.DataFrame:
    """Return the formula for every partner whose 2024 trade the published table gives.

    Columns: partner, exports_2024_usd, imports_2024_usd, deficit_usd, balancing_pct, half_pct, rounded_up_pct,
    rounded_nearest_pct, claimed_charged_pct, first_print_pct (of the annex, where it was corrected) and announced_pct
    as published (NaN where none was), and matches: up, nearest, both or neither, empty where no rate was announced.

    >>> reciprocal_formula.published_formula().query("partner == 'VNM'")
    """
    table = load("reciprocal_rates").dropna(subset="imports_2024_usd").reset_index(drop=True)
    exports, imports = table["exports_2024_usd"], table["imports_2024_usd"]
    balancing = balancing_tariff_pct(exports, imports, elasticity, pass_through)
    forms = announced_forms(balancing)
    announced = table["announced_2025_04_02_pct"]
    result = pd.DataFrame(
        {
            "partner": table["partner"],
            "exports_2024_usd": exports,
            "imports_2024_usd": imports,
            "deficit_usd": imports - exports,
            "balancing_pct": balancing,
            **forms,
            "claimed_charged_pct": table["claimed_charged_pct"],
            "first_print_pct": table["annex_first_print_pct"],
            "announced_pct": announced,
        }
    )
    return result.assign(matches=_matches(announced, forms))


def with_pass_through(announced_pct: float, pass_through: float) -> float:
    """Return what an announced rate would be at another pass-through, in percent; at least the floor.

    As Corinth and Veuger (2025) do: the rate as announced, rounding included, times the pass-through of the formula
    over the other one.
    """
    return max(announced_pct * PASS_THROUGH / pass_through, FLOOR_PCT)


def by_year(partner: str, elasticity: float = ELASTICITY, pass_through: float = PASS_THROUGH) -> pd.DataFrame:
    """Return the formula with the goods trade of every whole year that the data hold on ``partner``.

    Columns: year, exports_usd, general_imports_usd, balancing_pct, half_pct, rounded_up_pct,
    rounded_nearest_pct, vintages (of the trade figures). Empty if no whole year is known. Services are not in the
    data, so the formula with goods and services cannot be given.
    """
    months = all_months().loc[lambda frame: frame["partner"] == partner]
    years = months.assign(year=months["month"].dt.year).groupby("year")
    table = years.agg(
        exports_usd=("exports_usd", "sum"),
        general_imports_usd=("general_imports_usd", "sum"),
        months=("month", "size"),
        vintages=("vintage", lambda names: ", ".join(sorted(set(names)))),
    )
    table = table[(table["months"] == 12) & (table["general_imports_usd"] > 0)].drop(columns="months").reset_index()
    balancing = balancing_tariff_pct(table["exports_usd"], table["general_imports_usd"], elasticity, pass_through)
    result = table.assign(balancing_pct=balancing, **announced_forms(balancing))
    return result[[*(column for column in result if column != "vintages"), "vintages"]]


def _matches(announced: pd.Series, forms: pd.DataFrame) -> pd.Series:
    up, nearest = announced == forms["rounded_up_pct"], announced == forms["rounded_nearest_pct"]
    name = np.select(
        [announced.isna(), up & nearest, up, nearest],
        ["", message("both"), message("up"), message("nearest")],
        message("neither"),
    )
    return pd.Series(name, announced.index, dtype="str")
