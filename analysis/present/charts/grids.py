"""Charts of many small parts: small multiples of lines, heat maps, scatters."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.present.charts import sheet as paper
from analysis.present.charts.base import Answers, Chart, Series, Unit, Values, stop_names
from analysis.present.charts.sheet import FONT, LINE, Place, Sheet, wrap
from analysis.present.roles import Role


@dataclass(frozen=True)
class Multiples(Chart):
    """One small panel a series on common scales, its name and last value above it; ``behind`` is grey in each."""

    x: Values
    series: Sequence[Series]
    unit: Unit
    behind: Series | None = None
    steps: bool = False
    height: float = 1.3
    top: float | None = None  # where the common scale is cut, in the data's unit; what passes it is said in words

    def __post_init__(self) -> None:
        """Take the stops of a column as a list, whatever its index."""
        object.__setattr__(self, "x", list(self.x))

    def answers(self) -> Answers:
        """Return the value of each series at each month or day."""
        said = [(one.name, one.role, [self.unit.write(value) for value in one.y]) for one in self.series]
        return Answers("x", stop_names(self.x), said, list(self.x), self.unit.name)

    def margins(self, sheet: Sheet) -> tuple[float, float]:
        """Return the room for ticks."""
        return paper.width_of("100") + 8, 10

    def draw(self, sheet: Sheet) -> list[list[Place]]:
        """Draw the panels in two columns on the narrow drawing, three on the wide."""
        across = 2 if sheet.narrow else 3
        down = -(-len(self.series) // across)
        left, right = self.margins(sheet)
        wide, high = (sheet.width - 4) / across, sheet.height / down
        return [
            self._panel(sheet, one, (place % across) * wide, (place // across) * high, wide, high, left, right)
            for place, one in enumerate(self.series)
        ]

    def _panel(
        self, sheet: Sheet, one: Series, x: float, y: float, wide: float, high: float, left: float, right: float
    ) -> list[Place]:
        whole = sheet.height + sheet.top + sheet.bottom
        bottom = whole - sheet.top - y - high + LINE + 8
        box = (
            (x + left) / sheet.width,
            bottom / whole,
            (wide - left - right) / sheet.width,
            (high - 2 * LINE - 20) / whole,
        )
        axes = sheet.figure.add_axes(box)
        top = self._top()
        ticks = paper.value_ticks(0, top, 3)
        axes.set_ylim(0, top)
        axes.set_yticks(ticks, paper.value_names(ticks))
        first, last = self.x[0], self.x[-1]
        axes.set_xlim(first, last)
        years = pd.date_range(first, last, freq="YS")
        shown = years[:: 2 if len(years) > 3 else 1]
        axes.set_xticks(shown, [f"{day:%Y}" for day in shown])
        style = {"drawstyle": "steps-post"} if self.steps else {}
        if self.behind is not None:
            axes.plot(self.x, self.unit.of(self.behind.y), color=Role.OTHER.light, lw=1, alpha=0.8, **style)
        axes.plot(self.x, self.unit.of(one.y), color=one.role.light, lw=2, **style)
        known = [value for value in one.y if not pd.isna(value)]
        axes.annotate(
            f"{one.name} {self.unit.write(known[-1])}", (0, 1), (-left + 6, 5), xycoords="axes fraction",
            textcoords="offset points", fontsize=FONT, fontweight="bold", color=one.role.light, annotation_clip=False,
        )  # fmt: skip
        return sheet.places(axes, self.x, np.clip(self.unit.of(one.y), 0, top))

    def _top(self) -> float:
        if self.top is not None:
            return float(self.unit.of(self.top))
        return float(np.nanmax([np.nanmax(self.unit.of(one.y)) for one in self.series])) * 1.06


@dataclass(frozen=True)
class HeatMap(Chart):
    """A cell for each row and column, deeper for larger values; ``below`` colours those under zero."""

    rows: Sequence[str]
    columns: Sequence[str]
    values: Sequence[Sequence[float]]
    unit: Unit
    below: Role = Role.DEFICIT
    above: Role = Role.EXPORTS
    height: float = 1.2

    def answers(self) -> Answers:
        """Return the value of each cell."""
        stops = [f"{row}, {column}" for row in self.rows for column in self.columns]
        return Answers(
            "xy",
            stops,
            [("", Role.INK, [self.unit.write(value) for row in self.values for value in row])],
            unit=self.unit.name,
        )

    def margins(self, sheet: Sheet) -> tuple[float, float]:
        """Return the room for the names of rows."""
        return max(paper.width_of(wrap(row, sheet.narrow, 16, 30)) for row in self.rows) + 8, 6

    def draw(self, sheet: Sheet) -> list[list[Place]]:
        """Draw the cells, with their values where they fit."""
        axes = sheet.axes(*self.margins(sheet), 4, LINE + 12)
        values = self.unit.of(self.values)
        most = float(np.nanmax(np.abs(values))) or 1
        axes.set_ylim(len(self.rows) - 0.5, -0.5)
        axes.set_xlim(-0.5, len(self.columns) - 0.5)
        room = axes.get_window_extent().width / (sheet.figure.dpi / 72) / len(self.columns)
        for (row, column), value in np.ndenumerate(values):
            if np.isnan(value):
                continue
            role = self.below if value < 0 else self.above
            axes.barh(row, 1, left=column - 0.5, height=1, color=role.light, alpha=abs(value) / most * 0.85, lw=0)
            text = self.unit.write(self.values[row][column])
            if paper.width_of(text, size=FONT - 1.5) + 2 < room:
                axes.text(column, row, text, ha="center", va="center", fontsize=FONT - 1.5)
        axes.grid(visible=False)
        axes.set_yticks(range(len(self.rows)), [wrap(row, sheet.narrow, 16, 30) for row in self.rows])
        axes.tick_params(axis="y", colors=Role.INK.light)
        step = -(-len(self.columns) // (4 if sheet.narrow else 8))
        shown = list(range(len(self.columns)))[::step]
        axes.set_xticks(shown, [self.columns[place] for place in shown])
        x, y = np.meshgrid(range(len(self.columns)), range(len(self.rows)))
        return [sheet.places(axes, x.ravel(), y.ravel())]


@dataclass(frozen=True)
class Scatter(Chart):
    """A dot for each name at (x, y); names stand beside the dots that have room."""

    names: Sequence[str]
    x: Series
    y: Series
    x_unit: Unit
    y_unit: Unit
    roles: Sequence[Role] = ()
    height: float = 1.1

    def answers(self) -> Answers:
        """Return both values of each dot."""
        pairs = ((self.x, self.x_unit), (self.y, self.y_unit))
        return Answers("xy", self.names, [(s.name, s.role, [u.write(value) for value in s.y]) for s, u in pairs])

    def margins(self, sheet: Sheet) -> tuple[float, float]:
        """Return the room for ticks and for the names at the right."""
        return paper.width_of("−100.0") + 8, 40

    def draw(self, sheet: Sheet) -> list[list[Place]]:
        """Draw the dots and as many names as do not meet."""
        x, y = self.x_unit.of(self.x.y), self.y_unit.of(self.y.y)
        axes = sheet.axes(*self.margins(sheet), LINE + 6, 2 * LINE + 14)
        for values, limit, ticks in ((x, axes.set_xlim, axes.set_xticks), (y, axes.set_ylim, axes.set_yticks)):
            room = (np.nanmax(values) - np.nanmin(values) or 1) * 0.08
            low, high = float(np.nanmin(values) - room), float(np.nanmax(values) + room)
            limit(low, high)
            at = paper.value_ticks(low, high)
            ticks(at, paper.value_names(at))
        axes.set_xlabel(self.x.name, fontsize=FONT)
        axes.annotate(self.y.name, (0, 1), (0, 6), xycoords="axes fraction", textcoords="offset points",
                      fontsize=FONT, color=Role.MUTED.light)  # fmt: skip
        colours = [role.light for role in self.roles] if self.roles else self.y.role.light
        axes.scatter(x, y, c=colours, s=34, zorder=3)
        places = sheet.places(axes, x, y)
        taken: list[Place] = []
        for place in np.argsort(-y):
            at = places[place]
            if all(abs(at[1] - b) * sheet.height > LINE or abs(at[0] - a) * sheet.width > 90 for a, b in taken):
                axes.annotate(
                    self.names[place],
                    (x[place], y[place]),
                    (5, 3),
                    textcoords="offset points",
                    fontsize=FONT - 1,
                    annotation_clip=False,
                )
                taken.append(at)
        return [places, places]
