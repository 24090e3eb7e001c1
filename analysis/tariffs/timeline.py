"""The default additional rate as steps in time, and the rate in force on a day."""

import pandas as pd

from analysis.data import load


def steps(partner: str) -> pd.DataFrame:
    """Return the default additional rate on ``partner``, one row a step.

    The default rate is what goods without any exemption pay on top of MFN. Columns: valid_from and
    valid_until (half-open; NaT while in force), rate_pct, authority, instrument, events (identifiers separated
    by semicolons). Empty if the record holds nothing on the partner.
    """
    table = load("default_rate_steps")
    return table[table["partner"] == partner].drop(columns="partner").reset_index(drop=True)


def in_force(steps: pd.DataFrame, day: pd.Timestamp) -> pd.Series | None:
    """Return the step that holds on ``day``, or None before the first step."""
    holds = (steps["valid_from"] <= day) & (steps["valid_until"].isna() | (day < steps["valid_until"]))
    return steps[holds].iloc[0] if holds.any() else None


def events(day: pd.Timestamp) -> pd.DataFrame:
    """Return all events announced up to ``day``, the newest first."""
    table = load("tariff_events")
    return table[table["announced"] <= day].sort_values(["announced", "event"], ascending=False, ignore_index=True)
