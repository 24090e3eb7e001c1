"""The months in which imports met a new default rate."""

import pandas as pd

SECOND_HALF = 16  # a change from this day of a month on is felt in the next month's imports


def change_months(steps: pd.DataFrame) -> pd.DataFrame:
    """Return month, from_pct, from_basis, to_pct, to_basis and event of each change in ``steps`` of a default rate.

    ``steps`` have valid_from, rate_pct, basis and events. Several changes that meet one month are one row, from the
    rate before the first to the rate after the last, with the event of the first; a month in which the rate came back
    to where it was has no row.
    """
    before = steps[["rate_pct", "basis"]].shift().iloc[1:]
    changes = steps.iloc[1:].assign(from_pct=before["rate_pct"], from_basis=before["basis"])
    changes["event"] = changes["events"].str.replace(r";.*", "", regex=True)  # also where there are none
    day = changes["valid_from"]
    month = day.dt.to_period("M").dt.to_timestamp()
    month = month.where(day.dt.day < SECOND_HALF, month + pd.DateOffset(months=1))
    rows = changes.groupby(month.rename("month")).agg(
        from_pct=("from_pct", "first"),
        from_basis=("from_basis", "first"),
        to_pct=("rate_pct", "last"),
        to_basis=("basis", "last"),
        event=("event", "first"),
    )
    return rows[rows["from_pct"] != rows["to_pct"]].reset_index()
