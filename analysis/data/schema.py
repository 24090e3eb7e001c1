"""The checks of one table against its descriptor.

Own code instead of pandera, whose import alone takes longer than a whole `trade-report rate` may: a
Frictionless schema needs six checks, each one vectorised line.
"""

from collections.abc import Iterator

import pandas as pd

from analysis.data.description import Constraints, Schema
from analysis.errors import ReportError


def check(frame: pd.DataFrame, schema: Schema, place: str) -> None:
    """Raise ReportError naming ``place``, column, row and value of the first rule that ``frame`` breaks."""
    for field in schema.fields:
        column = frame[field.name]
        for rule, broken in _broken(column, field.constraints):
            if broken.any():
                row = int(broken.to_numpy().argmax())
                raise ReportError(
                    f"{place}, column {field.name}, row {row + 1}: {column.iloc[row]!r} {rule} "
                    f"({int(broken.sum())} such rows)"
                )
    key = list(schema.primaryKey)
    if key and (duplicated := frame.duplicated(key)).any():
        first = frame.loc[duplicated, key].iloc[0].to_dict()
        raise ReportError(f"{place}: duplicate key {first} ({int(duplicated.sum())} such rows)")


def _broken(column: pd.Series, rules: Constraints) -> Iterator[tuple[str, pd.Series]]:
    """Yield each of ``rules`` with a mask of the rows that break it."""
    empty = column.isna() | (column == "") if column.dtype == "str" else column.isna()
    if rules.required:
        yield "is empty, but the field is required", empty
    if rules.unique:
        yield "stands twice, but the field is unique", ~empty & column.duplicated()
    if rules.minimum is not None:
        yield f"is below the minimum {rules.minimum}", column < rules.minimum
    if rules.maximum is not None:
        yield f"is above the maximum {rules.maximum}", column > rules.maximum
    if rules.enum is not None:
        yield f"is not one of {list(rules.enum)}", ~empty & ~column.isin(rules.enum)
    if rules.pattern is not None:
        yield f"does not match {rules.pattern}", ~empty & ~column.str.fullmatch(rules.pattern)
