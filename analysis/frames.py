"""Rows of a frame with their columns untyped, where the type checker would take each value for any scalar."""

from collections.abc import Iterable
from typing import Any, cast

import pandas as pd


def each_row(frame: pd.DataFrame) -> Iterable[Any]:
    """Return the rows of ``frame`` in order, with a property for each column and ``Index`` for the label."""
    return frame.itertuples()


def row_at(frame: pd.DataFrame, label: Any) -> "pd.Series[Any]":
    """Return the one row of ``frame`` under ``label``, its columns as the index."""
    return cast("pd.Series[Any]", frame.loc[label])
