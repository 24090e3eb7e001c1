"""The key above a drawing: the parts with their colours or signs, in as many rows as they need."""

from collections.abc import Sequence
from typing import Any

from analysis.present.charts import sheet as paper
from analysis.present.charts.base import Series
from analysis.present.charts.sheet import FONT, LINE, Sheet, wrap


def key(axes: Any, series: Sequence[Series], sheet: Sheet, signs: Sequence[str] = ()) -> None:
    """Write the names of series in their colours at the top of the sheet, in rows, each after a square or its sign."""
    whole = sheet.figure.get_figheight() * 72
    sign_of = dict(zip([one.name for one in series], signs, strict=False))
    y = whole - sheet.top - 3
    for row in _key_rows(series, sheet):
        x = 4.0
        for one, name in row:
            text = f"{sign_of.get(one.name, '■')} {name}".strip()
            look = {"fontsize": FONT, "fontweight": "bold", "va": "top", "linespacing": 1.1}
            sheet.figure.text(x / sheet.width, y / whole, text, color=one.role.light, **look)
            x += paper.width_of(text, bold=True) + 12
        y -= _row_height(row)


def key_height(series: Sequence[Series], sheet: Sheet) -> float:
    """Return the room that a key of ``series`` needs above the axes."""
    return sum(_row_height(row) for row in _key_rows(series, sheet)) + 3


def _row_height(row: Sequence[tuple[Series, str]]) -> float:
    return max((1 + name.count("\n") for _, name in row), default=0) * (LINE + 1)


def _key_rows(series: Sequence[Series], sheet: Sheet) -> list[list[tuple[Series, str]]]:
    """Return the rows of a key, each name broken where it is wider than the sheet."""
    rows: list[list[tuple[Series, str]]] = [[]]
    used, room = 0.0, sheet.width - 8
    for one in series:
        wide = paper.width_of(f"■ {one.name}", bold=True)
        name = wrap(one.name, sheet.narrow, 36, 74) if wide > room else one.name
        if rows[-1] and used + wide > room:
            rows.append([])
            used = 0.0
        rows[-1].append((one, name.replace("\n", "\n   ")))
        used += wide + 12
    return rows
