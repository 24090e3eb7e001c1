"""Rows of a frame with their columns untyped, for the type checker takes each value for any scalar; frames kept."""

from collections.abc import Callable, Iterable
from functools import cache, wraps
from typing import Any, ParamSpec, cast

import pandas as pd

Given = ParamSpec("Given")


def once(compute: Callable[Given, pd.DataFrame]) -> Callable[Given, pd.DataFrame]:
    """Return ``compute``, whose frame holds no words of a language, as one that computes it once.

    Every caller gets a frame of its own, so that what one adds to it the others do not see.
    """
    kept = cache(compute)

    @wraps(compute)
    def frame(*given: Given.args, **named: Given.kwargs) -> pd.DataFrame:
        return kept(*given, **named).copy(deep=False)  # type: ignore[arg-type]

    frame.cache_clear = kept.cache_clear  # type: ignore[attr-defined]
    return frame


def each_row(frame: pd.DataFrame) -> Iterable[Any]:
    """Return the rows of ``frame`` in order, with a property for each column and ``Index`` for the label."""
    return frame.itertuples()


def row_at(frame: pd.DataFrame, label: Any) -> "pd.Series[Any]":
    """Return the one row of ``frame`` under ``label``, its columns as the index."""
    return cast("pd.Series[Any]", frame.loc[label])
