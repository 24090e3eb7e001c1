"""Counting months."""

import pandas as pd


def month_count(first: pd.Timestamp, last: pd.Timestamp) -> int:
    """Return how many months there are from ``first`` to ``last``, both included."""
    return int((last.year - first.year) * 12 + last.month - first.month + 1)
