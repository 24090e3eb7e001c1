"""What a law predicted and what happened while it held: for partners and, of one, for industries.

A prediction is the difference that the duties of the law make to the trade of 2024; what happened is the change of
imports on the same months a year before, which holds everything else that moved too.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.data import load
from analysis.effects import scenarios, series
from analysis.effects.equilibrium import outcomes
from analysis.effects.estimates import Response
from analysis.effects.scenarios import Scenario
from analysis.frames import each_row
from analysis.trade.product_shares import TOTAL

FIRST = pd.Timestamp("2025-04-01")  # of the default rates
FEWEST_MONTHS = 2


@dataclass(frozen=True)
class Spell:
    """The days ``[start, end)`` on which one default rate held, in percent, and the whole months within them."""

    start: pd.Timestamp
    end: pd.Timestamp
    rate_pct: float
    months: pd.DatetimeIndex

    @property
    def middle(self) -> pd.Timestamp:
        """The day whose law stands for the spell."""
        return self.months[0] + pd.Timedelta(days=(self.months[-1] + pd.offsets.MonthEnd() - self.months[0]).days // 2)


@dataclass(frozen=True)
class Early:
    """Growth on a year before in the ``months`` from the announcement to the law and while it held, in percent.

    ``usd`` is how much more came in those months than at the later pace, ``stock_months`` the same in months of the
    year before.
    """

    months: pd.DatetimeIndex
    ahead_pct: float
    held_pct: float
    usd: float
    stock_months: float


def spell(steps: pd.DataFrame, day: pd.Timestamp) -> Spell | None:
    """Return the longest spell of a default rate above zero in ``steps`` (valid_from, rate_pct) up to ``day``.

    None if none since April 2025 has two whole months.
    """
    steps = steps[steps["valid_from"] <= day]
    ends = [*steps["valid_from"].iloc[1:], day + pd.Timedelta(days=1)]
    found = []
    for start, end, rate in zip(steps["valid_from"], ends, steps["rate_pct"], strict=True):
        first = start if start.day == 1 else start + pd.offsets.MonthBegin()
        last = pd.offsets.MonthBegin().rollback(end) - pd.offsets.MonthBegin()
        months = pd.date_range(first.normalize(), last, freq="MS")
        if start >= FIRST and rate > 0 and len(months) >= FEWEST_MONTHS:
            found.append(Spell(start, end, float(rate), months))
    return max(found, key=lambda one: one.end - one.start) if found else None


def growth_pct(usd: pd.Series, months: pd.DatetimeIndex) -> float:
    """Return the change of ``usd`` in ``months`` on the same months a year before, percent; NaN if one is missing."""
    before = months - pd.DateOffset(years=1)
    if not (months.isin(usd.index).all() and before.isin(usd.index).all()):
        return float("nan")
    return float(100 * (usd[months].sum() / usd[before].sum() - 1))


def ordered_early(usd: pd.Series, held: Spell) -> Early | None:
    """Return what monthly imports ``usd`` did between announcement and law, against what they did while it held.

    None if the law began in the month of the announcement, or if ``usd`` lacks the months.
    """
    ahead = pd.date_range(FIRST, held.start.replace(day=1), freq="MS", inclusive="left")
    known = held.months[held.months.isin(usd.index)]
    if not len(ahead) or not len(known):
        return None
    ahead_pct, held_pct = growth_pct(usd, ahead), growth_pct(usd, known)
    if np.isnan(ahead_pct + held_pct):
        return None
    before, more = float(usd[ahead - pd.DateOffset(years=1)].sum()), (ahead_pct - held_pct) / 100
    return Early(ahead, ahead_pct, held_pct, more * before, more * len(ahead))


def by_partner(partners: list[str], held: Spell, response: Response, ratio: float) -> pd.DataFrame:
    """Return partner, alone_pct, early_pct, late_pct and happened_pct.

    ``late_pct`` is predicted with ``response`` and the duties of the law on all partners, ``early_pct`` the same after
    one year, ``alone_pct`` with the duties of this partner only; happened is general imports.
    """
    rows = []
    for partner in partners:
        law = Scenario(partner, held.middle)
        cases = ((replace(law, alone=True), response), (law, replace(response, years=1)), (law, response))
        found = [scenarios.result(one, scenarios.lines(one), how, ratio).imports_change_pct for one, how in cases]
        rows.append((partner, *found, growth_pct(series.general(partner), held.months)))
    return pd.DataFrame(rows, columns=["partner", "alone_pct", "early_pct", "late_pct", "happened_pct"])


def by_industry(partner: str, held: Spell, response: Response, ratio: float) -> pd.DataFrame:
    """Return naics3, before_usd, duty_before_pct, duty_pct, early_pct, happened_pct and points of each industry.

    ``early_pct`` is predicted one year on. Imports are for consumption, in those whole months of the spell that the
    data hold; ``points`` are what the industry added to the growth of the total, percentage points; they sum to it.
    Empty if the data hold none.
    """
    table = load("imports_by_naics3")
    table = table[(table["partner"] == partner) & (table["naics3"] != TOTAL)]
    months = held.months[held.months.isin(table["month"])]
    if not len(months):
        return pd.DataFrame()
    usd = table.pivot_table("imports_for_consumption_usd", "naics3", "month", "sum", fill_value=0)
    sums = pd.DataFrame({"before": usd[months - pd.DateOffset(years=1)].sum(axis=1), "after": usd[months].sum(axis=1)})
    goods = scenarios.lines(Scenario(partner, held.middle))
    industry = load("hts10_naics").set_index("hts10")["naics"].str[:3].reindex(goods.hts10)
    early, rows = replace(response, years=1), []
    for row in each_row(sums[sums["before"] > 0].reset_index()):
        part = goods.only((industry == row.naics3).to_numpy())
        whole = float(part.imports_usd.sum())
        if not whole:
            continue
        values = outcomes(part, early.by_line(part.hts10), early.pass_through, ratio, early.felt)[0]
        duties = [100 * float(part.imports_usd @ duty) / whole for duty in (part.base, part.rate)]
        happened = 100 * (row.after / row.before - 1)
        points = 100 * (row.after - row.before) / sums["before"].sum()
        rows.append((row.naics3, row.before, *duties, 100 * (values[0] / whole - 1), happened, points))
    columns = ["naics3", "before_usd", "duty_before_pct", "duty_pct", "early_pct", "happened_pct", "points"]
    return pd.DataFrame(rows, columns=columns).sort_values("before_usd", ascending=False, ignore_index=True)
