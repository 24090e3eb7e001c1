"""When the default additional rate on a partner changed, for any partner, out of the law's own measures."""

import pandas as pd

from analysis.tariffs.measures import ALL_PRODUCTS, NEVER, Law

SECOND_HALF = 16  # a change from this day of a month on is felt in the next month's imports


def default_rate(law: Law, partner: str, last: pd.Timestamp) -> pd.DataFrame:
    """Return the additional rate on goods of ``partner`` without any exemption, as steps up to the day ``last``.

    Columns: valid_from, valid_until (half-open, NaT at the end), rate_pct (percent of customs value on top of
    what was paid in 2024). It sums the measures that name all products; one that charges part of the imports
    only counts in proportion. Measures from before 2025 belong to the base and are not counted.
    """
    measures = [
        measure
        for measure in law.of_partner(partner)
        if measure.products == (ALL_PRODUCTS,) and measure.valid_from.year >= FIRST_YEAR
    ]
    days = {pd.Timestamp(FIRST_YEAR, 1, 1)}
    days.update(day for measure in measures for day in (measure.valid_from, measure.valid_until))
    edges = sorted(day for day in days if day <= last and day < NEVER)
    rows = [(day, sum(m.rate_pct * m.reach_share for m in measures if m.holds_on(day))) for day in edges]
    steps = pd.DataFrame(rows, columns=["valid_from", "rate_pct"])
    steps = steps[steps["rate_pct"].ne(steps["rate_pct"].shift())].reset_index(drop=True)
    steps.insert(1, "valid_until", steps["valid_from"].shift(-1))
    return steps


FIRST_YEAR = 2025  # the year before is the base of every rate


def change_months(steps: pd.DataFrame) -> pd.DataFrame:
    """Return the months in which imports meet a new rate: month, from_pct and to_pct.

    Several changes that meet one month are one row, from the rate before the first to the rate after the last; a
    month in which the rate came back to where it was has no row.
    """
    changes = steps.iloc[1:].assign(from_pct=steps["rate_pct"].shift().iloc[1:])
    day = changes["valid_from"]
    month = day.dt.to_period("M").dt.to_timestamp()
    late = day.dt.day >= SECOND_HALF
    month = month.where(~late, month + pd.DateOffset(months=1))
    rows = changes.groupby(month.rename("month")).agg(from_pct=("from_pct", "first"), to_pct=("rate_pct", "last"))
    return rows[rows["from_pct"] != rows["to_pct"]].reset_index()
