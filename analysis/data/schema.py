"""The checks of one table against its descriptor.

Own code instead of pandera, whose import alone takes longer than a whole `trade-report rate` may: a
Frictionless schema needs five checks, each one vectorised line.
"""

from typing import Any

import pandas as pd

from analysis.errors import ReportError


def check(frame: pd.DataFrame, resource: dict[str, Any]) -> None:
    """Raise ReportError naming table, column, row and value of the first rule that ``frame`` breaks."""
    schema = resource["schema"]
    for field in schema["fields"]:
        for rule, broken in _broken(frame[field["name"]], field.get("constraints", {})):
            if broken.any():
                row = int(broken.to_numpy().argmax())
                value = frame[field["name"]].iloc[row]
                raise ReportError(
                    f"data/{resource['path']}, column {field['name']}, row {row + 1}: {value!r} {rule} "
                    f"({int(broken.sum())} such rows)"
                )
    key = schema.get("primaryKey", [])
    if key and (duplicated := frame.duplicated(key)).any():
        first = frame.loc[duplicated, key].iloc[0].to_dict()
        raise ReportError(f"data/{resource['path']}: duplicate key {first} ({int(duplicated.sum())} such rows)")


def _broken(column: pd.Series, constraints: dict[str, Any]) -> list[tuple[str, pd.Series]]:
    """Return each rule of ``constraints`` with a mask of the rows that break it."""
    empty = column.isna() | (column == "") if column.dtype == "str" else column.isna()
    rules = []
    if constraints.get("required"):
        rules.append(("is empty, but the field is required", empty))
    if "minimum" in constraints:
        rules.append((f"is below the minimum {constraints['minimum']}", column < constraints["minimum"]))
    if "maximum" in constraints:
        rules.append((f"is above the maximum {constraints['maximum']}", column > constraints["maximum"]))
    if "enum" in constraints:
        rules.append((f"is not one of {constraints['enum']}", ~empty & ~column.isin(constraints["enum"])))
    if "pattern" in constraints:
        rules.append(
            (
                f"does not match {constraints['pattern']}",
                ~empty & ~column.str.fullmatch(constraints["pattern"]),
            )
        )
    return rules
