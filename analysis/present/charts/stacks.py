"""Charts of parts along time (or along numbers): stacked steps, columns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from analysis.language import say
from analysis.present import words
from analysis.present.charts import sheet as paper
from analysis.present.charts.base import Answers, Series, Unit
from analysis.present.charts.key import key, key_height
from analysis.present.charts.sheet import FONT, LINE, Place, Sheet, wrap
from analysis.present.charts.timed import Along
from analysis.present.roles import Role

LEAST = 0.01  # of the height: a part that never reaches it cannot be seen, and is left out of the key


@dataclass(frozen=True)
class StackedSteps(Along):
    """Parts of a whole as stacked steps, parts below zero downwards; ``total`` is the whole, which they must add up to.

    The last value of the whole stands at the right; the parts have a key, and their short names where they are broad.
    """

    total: Sequence[float] = ()

    def __post_init__(self) -> None:
        """Raise ReportError if the parts do not add up to the whole at some step."""
        super().__post_init__()
        for place, whole in enumerate(self.total):
            words.check_sum({one.name: one.y[place] for one in self.series}, whole)

    def answers(self) -> Answers:
        """Return the parts and the whole at each step."""
        parts = super().answers()
        whole = (say("Total"), Role.INK, [self.unit.write(value) for value in self.total])
        return replace(parts, series=[*parts.series, whole])

    def draw(self, sheet: Sheet) -> list[list[Place]]:
        """Draw the stack, its outline and its key."""
        low, high = self._span()
        shown = [one for one in self.series if np.any(np.abs(self.unit.of(one.y)) > LEAST * (high - low))]
        axes = self._axes(sheet, key_height(shown, sheet))
        edges = [*self.x, self.until]
        for one, start, end in _stack(self.unit, shown, len(self.x)):
            bounds = [np.append(part, part[-1]) for part in (start, end)]
            axes.fill_between(edges, *bounds, step="post", color=one.role.light, lw=0)
            self._name_inside(axes, one, start, end)
        whole = self.unit.of([*self.total, self.total[-1]])
        axes.step(edges, whole, where="post", color=Role.INK.light, lw=1)
        paper.end_labels(axes, self._ends(sheet.narrow))
        key(axes, shown, sheet)
        tops = [sheet.places(axes, self.x, end) for _, _, end in _stack(self.unit, self.series, len(self.x))]
        return [*tops, sheet.places(axes, self.x, self.unit.of(self.total))]

    def _name_inside(self, axes: Any, one: Series, start: np.ndarray, end: np.ndarray) -> None:
        """Write the short name of a part in the largest rectangle inside it that holds the name."""
        scale = axes.figure.dpi / 72
        edges = axes.convert_xunits([*self.x, self.until])
        x = axes.transData.transform([(edge, 0) for edge in edges])[:, 0] / scale
        low, high = (
            axes.transData.transform([(edges[0], y) for y in side])[:, 1] / scale
            for side in (np.minimum(start, end), np.maximum(start, end))
        )
        runs = [(a, b) for a in range(len(low)) for b in range(a + 1, len(low) + 1)]
        boxes = [(x[a], low[a:b].max(), x[b], high[a:b].min()) for a, b in runs]
        whole = axes.get_window_extent()
        for text in dict.fromkeys([one.short, one.short.replace(" ", "\n")]) if one.short else ():
            wide, tall = paper.width_of(text, bold=True) + 6, LINE * (1 + text.count("\n"))
            room = [box for box in boxes if box[2] - box[0] >= wide and box[3] - box[1] >= tall]
            if room:
                left, lower, right, upper = max(room, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))
                at = ((left + right) / 2 - whole.x0 / scale, (lower + upper) / 2 - whole.y0 / scale)
                look = {"ha": "center", "va": "center", "fontsize": FONT, "fontweight": "bold", "linespacing": 1.1}
                axes.annotate(text, at, xycoords="axes points", color=Role.PAGE.light, **look)
                break

    def _span(self) -> tuple[float, float]:
        parts = np.array([self.unit.of(one.y) for one in self.series])
        low, high = parts.clip(max=0).sum(axis=0).min(), parts.clip(min=0).sum(axis=0).max()
        return float(low * 1.06), float(high * 1.06 or 1)

    def _ends(self, narrow: bool) -> list[tuple[Any, float, str, Role]]:
        last = float(self.total[-1])
        return [(self.until, float(self.unit.of(last)), self.unit.write(last), Role.INK)]


@dataclass(frozen=True)
class Columns(Along):
    """A column for each month or number, parts stacked, those below zero downwards; ``shares`` of a slot are filled.

    ``roles`` colours each column of a single series; ``line`` is a value to compare with, named at the right.
    """

    roles: Sequence[Role] = ()
    grouped: bool = False
    line: Series | None = None
    x_room: ClassVar[float] = 0.6

    def draw(self, sheet: Sheet) -> list[list[Place]]:
        """Draw the columns, the label of the last, and a key of the parts where there are several."""
        several = len(self.series) > 1
        axes = self._axes(sheet, key_height(self.series, sheet) if several else 0)
        timed = isinstance(self.x[0], pd.Timestamp)
        ends = [*self.x[1:], self._edges()[1]]
        slot = min((end - x) / pd.Timedelta(days=1) for x, end in zip(self.x, ends, strict=True)) if timed else 1.0
        slot = slot if timed or len(self.x) < 2 else float(self.x[1] - self.x[0])
        wide = 0.8 * slot / (len(self.series) if self.grouped else 1)
        for place, (one, start, end) in enumerate(_stack(self.unit, self.series, len(self.x), self.grouped)):
            colours = [role.light for role in self.roles] if self.roles else one.role.light
            shift = wide * place if self.grouped else 0
            at = [x + pd.Timedelta(days=shift) for x in self.x] if timed else np.asarray(self.x) - wide / 2 + shift
            edge = {"edgecolor": Role.PAGE.light, "lw": 0.5} if several and not self.grouped else {"lw": 0}
            axes.bar(at, end - start, bottom=start, width=wide, color=colours, align="edge", **edge)
        if self.line is not None:
            axes.axhline(float(self.unit.of(self.line.y[0])), color=self.line.role.light, linewidth=1.4)
        paper.end_labels(axes, self._ends(sheet.narrow))
        if several:
            key(axes, self.series, sheet)
        middle = [x + pd.Timedelta(days=wide / 2) for x in self.x] if timed else self.x
        tops = _stack(self.unit, self.series, len(self.x), self.grouped)
        return [sheet.places(axes, middle, end) for _, _, end in tops]

    def _edges(self) -> tuple[Any, Any]:
        if self.until is not None or not isinstance(self.x[0], pd.Timestamp):
            return super()._edges()
        return self.x[0], self._last()

    def _last(self) -> Any:
        """Return where the last column in time ends, which may be before the axis does."""
        gap = self.x[-1] - self.x[-2] if len(self.x) > 1 else pd.Timedelta(days=31)
        return self.x[-1] + gap

    def _span(self) -> tuple[float, float]:
        if self.grouped:
            low, high = super()._span()
        else:
            parts = np.array([self.unit.of(one.y) for one in self.series])
            sums = parts.clip(max=0).sum(axis=0).min(), parts.clip(min=0).sum(axis=0).max()
            low, high = float(sums[0] * 1.06), float(sums[1] * 1.06)
        at = [float(value) for value in self.unit.of(self.line.y)] if self.line else []
        low, high = min([low, *(one * 1.06 for one in at)]), max([high, *(one * 1.06 for one in at)])
        return (low, high) if high > low else (low, low + 1)

    def _ends(self, narrow: bool) -> list[tuple[Any, float, str, Role]]:
        timed = isinstance(self.x[0], pd.Timestamp)
        edge = self._edges()[1] if timed else self.x[-1] + 0.6
        if self.line is not None:
            value = self.line.y[0]
            text = wrap(f"{self.line.name} {self.unit.write(value)}", narrow)
            return [(edge, float(self.unit.of(value)), text, self.line.role)]
        if len(self.series) > 1 or not timed:
            return []
        one, value = self.series[0], self.series[0].y[-1]
        role = self.roles[-1] if self.roles else one.role
        return [(min(edge, self._last()), float(self.unit.of(value)), self.unit.write(value), role)]


def _stack(
    unit: Unit, series: Sequence[Series], count: int, grouped: bool = False
) -> list[tuple[Series, np.ndarray, np.ndarray]]:
    """Return where each part begins and ends: upwards from zero those above it, downwards those below."""
    up, down = np.zeros(count), np.zeros(count)
    found = []
    for one in series:
        values = np.nan_to_num(unit.of(one.y))
        start = np.zeros(count) if grouped else np.where(values < 0, down, up)
        found.append((one, start, start + values))
        up, down = up + values.clip(min=0), down + values.clip(max=0)
    return found
