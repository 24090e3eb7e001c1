"""Charts of bars with a row for each name: bars, stacked bars, waterfalls."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from analysis.present import words
from analysis.present.charts import sheet as paper
from analysis.present.charts.base import Answers, Chart, Series, Unit
from analysis.present.charts.key import key, key_height
from analysis.present.charts.sheet import FONT, LINE, Place, Sheet, wrap
from analysis.present.roles import Role

NOTHING = Series("", Role.OTHER, ())
TICK = 38  # points between two ticks of an axis of values


@dataclass(frozen=True)
class Rows(Chart):
    """What charts of rows share: ``names`` from the top down, a in the order of the data."""

    names: Sequence[str]
    unit: Unit
    height: float = 1.0
    bold: ClassVar[bool] = False  # whether what stands at the right of a row may be bold

    def margins(self, sheet: Sheet) -> tuple[float, float]:
        """Return the room for the names at the left and for values at the right."""
        names = max(paper.width_of(self._name(name, sheet.narrow)) for name in self.names) + 10
        texts = max((paper.width_of(text, self.bold) for text in self._texts(sheet.narrow)), default=0.0) + 12
        return names, texts

    def tall(self, narrow: bool) -> float:
        """Return the height that was asked for, or what the longest name needs in every row."""
        return max(super().tall(narrow), paper.height_of_rows([self._name(name, narrow) for name in self.names]))

    def _texts(self, narrow: bool) -> list[str]:
        return []

    def _answers(self, series: Sequence[Series]) -> Answers:
        said = [(one.name, one.role, [self.unit.write(value) for value in one.y]) for one in series]
        return Answers("y", self.names, said, unit=self.unit.name)

    def _name(self, name: str, narrow: bool) -> str:
        return wrap(name, narrow, 20, 34)

    def _rows(self, sheet: Sheet, low: float, high: float, top: float = 4, ticks: bool = False) -> Any:
        """Return axes with a row for each name and values from ``low`` to ``high``."""
        axes = sheet.axes(*self.margins(sheet), top, LINE + 10 if ticks else 4)
        self._scale(axes)
        axes.set_ylim(len(self.names) - 0.45, -0.55)
        self._name_rows(sheet, axes)
        axes.set_xlim(low, high)
        if ticks:
            at = self._ticks(low, high, axes.get_window_extent().width * 72 / sheet.figure.dpi)
            paper.ticks(axes, "x", at, paper.value_names(at), lines=True)
        axes.spines["bottom"].set_visible(False)
        if low <= 0 <= high:
            axes.axvline(0, color=Role.MUTED.light, linewidth=0.8)
        return axes

    def _name_rows(self, sheet: Sheet, axes: Any) -> None:
        names = [self._name(name, sheet.narrow) for name in self.names]
        paper.ticks(axes, "y", range(len(names)), names, Role.INK)

    def _scale(self, axes: Any) -> None:
        """Leave the axis of values linear."""

    def _ticks(self, low: float, high: float, wide: float) -> list[float]:
        at = paper.value_ticks(low, high, max(1, min(4, int(wide / TICK))))
        while len(at) > 1 and (at[1] - at[0]) / (high - low) * wide < TICK:
            at = at[::2]
        return at

    def _say(self, axes: Any, place: int, text: str, bold: bool = False) -> None:
        """Write ``text`` at the right of a row."""
        axes.annotate(
            text,
            (1, place),
            (8, 0),
            xycoords=axes.get_yaxis_transform(),
            textcoords="offset points",
            va="center",
            fontsize=FONT,
            fontweight="bold" if bold else "normal",
            annotation_clip=False,
        )

    def _at(self, sheet: Sheet, axes: Any, values: np.ndarray) -> list[Place]:
        return sheet.places(axes, values, np.arange(len(self.names)))


@dataclass(frozen=True)
class Bars(Rows):
    """A bar for each name with its value at its end; ``roles`` colours each, those from ``faint_from`` on are pale.

    ``most`` says how much a value may be at most, where it is a bound; a thin line with an end reaches there.
    """

    values: Series = NOTHING
    roles: Sequence[Role] = ()
    most: Series | None = None
    faint_from: int | None = None

    def answers(self) -> Answers:
        """Return the value of each bar, and its bound."""
        return self._answers(self._series())

    def draw(self, sheet: Sheet) -> list[list[Place]]:
        """Draw bars, bounds and values."""
        values = self.unit.of(self.values.y)
        most = self.unit.of(self.most.y) if self.most else np.full(len(values), np.nan)
        ends = np.fmax(np.fmax(values, most), 0)
        axes = self._rows(sheet, min(0, values.min()), float(ends.max()) or 1)
        roles = self.roles or [self.values.role] * len(self.names)
        certain = len(self.names) if self.faint_from is None else self.faint_from
        for place, (value, role, text) in enumerate(zip(values, roles, self._texts(sheet.narrow), strict=True)):
            axes.barh(place, value, color=role.light, height=0.68, alpha=1 if place < certain else 0.45)
            if self.most and not np.isnan(most[place]):
                axes.plot([value, most[place]], [place, place], color=self.most.role.light, lw=1)
                axes.plot([most[place]], [place], "|", color=self.most.role.light, markersize=9, markeredgewidth=1.4)
            axes.annotate(
                text,
                (ends[place], place),
                (4, 0),
                textcoords="offset points",
                va="center",
                fontsize=FONT,
                color=Role.INK.light,
                annotation_clip=False,
            )
        return [self._at(sheet, axes, self.unit.of(one.y)) for one in self._series()]

    def _series(self) -> list[Series]:
        return [self.values, *([self.most] if self.most else [])]

    def _texts(self, narrow: bool) -> list[str]:
        """Return each value, or its bounds."""
        values = [self.unit.write(value) for value in self.values.y]
        if self.most is None:
            return values
        bounds = zip(values, self.most.y, strict=True)
        return [low if pd.isna(high) else words.span(low, self.unit.write(high)) for low, high in bounds]


@dataclass(frozen=True)
class StackedBars(Rows):
    """Parts of a whole as one bar for each name, the parts named in a key and counted inside."""

    series: Sequence[Series] = ()

    def answers(self) -> Answers:
        """Return each part of each bar."""
        return self._answers(self.series)

    def draw(self, sheet: Sheet) -> list[list[Place]]:
        """Draw the bars, their counts and the key."""
        parts = np.array([self.unit.of(one.y) for one in self.series])
        axes = self._rows(sheet, 0, float(parts.sum(axis=0).max()), key_height(self.series, sheet))
        left, places = np.zeros(len(self.names)), []
        for one, values in zip(self.series, parts, strict=True):
            edge = {"edgecolor": Role.PAGE.light, "lw": 0.8}
            axes.barh(range(len(values)), values, left=left, color=one.role.light, height=0.68, **edge)
            room = (
                paper.width_of("00") / (axes.get_window_extent().width / (sheet.figure.dpi / 72)) * axes.get_xlim()[1]
            )
            for place, (start, value, raw) in enumerate(zip(left, values, one.y, strict=True)):
                if value > room:
                    axes.text(
                        start + value / 2,
                        place,
                        self.unit.write(raw),
                        ha="center",
                        va="center",
                        fontsize=FONT,
                        color=Role.PAGE.light,
                    )
            left = left + values
            places.append(self._at(sheet, axes, left - values / 2))
        key(axes, self.series, sheet)
        return places


@dataclass(frozen=True)
class Waterfall(Rows):
    """What moved a quantity: ``changes`` one after the other from ``start``, the last row where they lead.

    A start other than zero has the first row to itself. Levels are in ink, changes in the roles ``up`` and ``down``.
    """

    changes: Sequence[float] = ()
    total: float = 0.0
    start: float = 0.0
    up: Role = Role.SURPLUS
    down: Role = Role.DEFICIT

    def __post_init__(self) -> None:
        """Raise ReportError if the start and the changes do not add up to the total."""
        words.check_sum(dict(zip(self.names, self._parts(), strict=False)), self.total)

    def answers(self) -> Answers:
        """Return the start, each change and the total."""
        return self._answers([Series("", Role.INK, [*self._parts(), self.total])])

    def draw(self, sheet: Sheet) -> list[list[Place]]:
        """Draw the changes as bars that begin where the last ended."""
        ends = np.append(np.cumsum(self.unit.of(self._parts())), self.unit.of(self.total))
        starts = np.concatenate([[0.0], ends[:-2], [0.0]])
        low, high = min(0.0, *starts, *ends), max(0.0, *starts, *ends)
        axes = self._rows(sheet, low, high if high > low else low + 1)
        levels = {0, len(starts) - 1} if self.start else {len(starts) - 1}
        for place, (start, end, text) in enumerate(zip(starts, ends, self._texts(sheet.narrow), strict=True)):
            role = Role.INK if place in levels else self.up if end >= start else self.down
            axes.barh(place, end - start, left=start, color=role.light, height=0.62)
            axes.annotate(
                text,
                (max(start, end), place),
                (4, 0),
                textcoords="offset points",
                va="center",
                fontsize=FONT,
                annotation_clip=False,
            )
            if place < len(starts) - 1:
                axes.plot([end, end], [place, place + 1], color=Role.MUTED.light, lw=0.6, zorder=0.5)
        return [self._at(sheet, axes, ends)]

    def _parts(self) -> list[float]:
        return [*([self.start] if self.start else []), *self.changes]

    def _texts(self, narrow: bool) -> list[str]:
        return [self.unit.write(value) for value in (*self._parts(), self.total)]
