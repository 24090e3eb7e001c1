"""Charts of many small parts: small multiples of lines, heat maps, scatters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.language import say
from analysis.present.charts import sheet as paper
from analysis.present.charts.base import Answers, Chart, Series, Unit, Values, stop_names
from analysis.present.charts.key import key, key_height
from analysis.present.charts.sheet import FONT, LINE, Place, Sheet, Way, wrap
from analysis.present.roles import Role


@dataclass(frozen=True)
class Multiples(Chart):
    """One small panel a series on common scales, its name and last value above it; ``behind`` is grey in each."""

    x: Values
    series: Sequence[Series]
    unit: Unit
    behind: Series | None = None
    steps: bool = False
    top: float | None = None  # where the common scale is cut, in the data's unit; what passes it is said in words

    def __post_init__(self) -> None:
        """Take the stops of a column as a list, whatever its index."""
        object.__setattr__(self, "x", list(self.x))

    def answers(self) -> Answers:
        """Return the value of each series at each month or day."""
        said = [(one.name, one.role, [self.unit.write(value) for value in one.y]) for one in self.series]
        return Answers("x", stop_names(self.x), said, list(self.x), self.unit.name)

    @property
    def height(self) -> float:
        """A share of the usual height for each row of three panels."""
        return 0.6 * -(-len(self.series) // 3)

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
            (high - 2 * LINE - 24) / whole,
        )
        axes = sheet.axes_in(box)
        top = self._top()
        ticks = paper.value_ticks(0, top, 3)
        axes.set_ylim(0, top)
        paper.ticks(axes, "y", ticks, paper.value_names(ticks), lines=True)
        first, last = self.x[0], self.x[-1]
        axes.set_xlim(first, last)
        years = pd.date_range(first, last, freq="YS")
        shown = list(years[:: 2 if len(years) > 3 else 1])
        paper.ticks(axes, "x", shown, [f"{day:%Y}" for day in shown])
        style = {"drawstyle": "steps-post"} if self.steps else {}
        if self.behind is not None:
            axes.plot(self.x, self.unit.of(self.behind.y), color=Role.OTHER.light, lw=1, alpha=0.8, **style)
        axes.plot(self.x, self.unit.of(one.y), color=one.role.light, lw=2, **style)
        known = [value for value in one.y if not pd.isna(value)]
        axes.annotate(
            f"{one.name} {self.unit.write(known[-1])}",
            (0, 1),
            (-left + 6, 9),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=FONT,
            fontweight="bold",
            color=one.role.light,
            annotation_clip=False,
        )
        return sheet.places(axes, self.x, np.clip(self.unit.of(one.y), 0, top))

    def _top(self) -> float:
        if self.top is not None:
            return float(self.unit.of(self.top))
        return float(np.nanmax([np.nanmax(self.unit.of(one.y)) for one in self.series])) * 1.06


@dataclass(frozen=True)
class HeatMap(Chart):
    """A cell for each row and column, deeper further from zero; ``below`` and ``above`` name the two colours.

    Cells that print as more than zero are hatched too, for those who see no colours.

    ``columns`` are months or names; ``values`` hold a list for each row, gaps as NaN.
    """

    rows: Sequence[str]
    columns: Values
    values: Sequence[Sequence[float]]
    unit: Unit
    below: Series
    above: Series
    height: float = 1.2

    def __post_init__(self) -> None:
        """Take the columns of a frame as a list."""
        object.__setattr__(self, "columns", list(self.columns))

    def answers(self) -> Answers:
        """Return the value of each cell."""
        stops = [f"{row}, {column}" for row in self.rows for column in self._column_names()]
        said = [("", Role.INK, [self.unit.write(value) for row in self.values for value in row])]
        return Answers("xy", stops, said, unit=self.unit.name, across=len(self.columns))

    def margins(self, sheet: Sheet) -> tuple[float, float]:
        """Return the room for the names of rows."""
        return max(paper.width_of(self._name(row, sheet.narrow)) for row in self.rows) + 8, 12

    def draw(self, sheet: Sheet) -> list[list[Place]]:
        """Draw the cells, with their values where they fit, and the key of the two colours."""
        colours = [self.below, self.above, self._deepest()]
        axes = sheet.axes(*self.margins(sheet), key_height(colours, sheet) + 2, LINE + 12)
        axes.set_ylim(len(self.rows) - 0.5, -0.5)
        axes.set_xlim(-0.5, len(self.columns) - 0.5)
        self._cells(sheet, axes)
        paper.ticks(axes, "y", range(len(self.rows)), [self._name(row, sheet.narrow) for row in self.rows], Role.INK)
        self._column_ticks(axes, 4 if sheet.narrow else 8)
        key(axes, colours, sheet, ("■", "■", ""))
        x, y = np.meshgrid(range(len(self.columns)), range(len(self.rows)))
        return [sheet.places(axes, x.ravel(), y.ravel())]

    def tall(self, narrow: bool) -> float:
        """Return the height that was asked for, or what the longest name needs in every row."""
        return max(super().tall(narrow), paper.height_of_rows([self._name(row, narrow) for row in self.rows]))

    def _deepest(self) -> Series:
        most = max(abs(value) for row in self.values for value in row if not pd.isna(value))
        value = f"{self.unit.write(most)} {self.unit.name}".strip()
        return Series(say("deepest: {value}", value=value), Role.MUTED, ())

    def _cells(self, sheet: Sheet, axes: Any) -> None:
        from matplotlib.collections import PolyCollection
        from matplotlib.colors import to_rgba

        values = self.unit.of(self.values)
        most = float(np.nanmax(np.abs(values))) or 1
        room = axes.get_window_extent().width / (sheet.figure.dpi / 72) / len(self.columns)
        corners, faces = [], []
        for (row, column), value in np.ndenumerate(values):
            if np.isnan(value):
                continue
            x, y = column - 0.5, row - 0.5
            corners.append([(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)])
            side = self.below if value < 0 else self.above
            faces.append(to_rgba(side.role.light, abs(value) / most * 0.7))
            text = self.unit.write(self.values[row][column])
            if paper.width_of(text) + 2 < room:
                axes.text(column, row, text, ha="center", va="center", fontsize=FONT)
        axes.add_collection(PolyCollection(corners, facecolors=faces, linewidths=0))
        raw = [value for row in self.values for value in row if not pd.isna(value)]
        nothing = self.unit.write(0)
        above = [box for box, one in zip(corners, raw, strict=True) if one > 0 and self.unit.write(one) != nothing]
        edge = self.above.role.light
        axes.add_collection(PolyCollection(above, facecolors="none", edgecolors=edge, hatch="////", linewidths=0))

    def _column_ticks(self, axes: Any, most: int) -> None:
        if isinstance(self.columns[0], pd.Timestamp):
            names = paper.month_ticks(self.columns, most)
            paper.ticks(axes, "x", [self.columns.index(month) for month in names], list(names.values()))
        else:
            shown = list(range(len(self.columns)))[:: -(-len(self.columns) // most)]
            paper.ticks(axes, "x", shown, [self.columns[place] for place in shown])

    def _column_names(self) -> list[str]:
        return stop_names(self.columns) if isinstance(self.columns[0], pd.Timestamp) else self.columns

    def _name(self, row: str, narrow: bool) -> str:
        return wrap(row, narrow, 20, 34)


@dataclass(frozen=True)
class Scatter(Chart):
    """A dot for each name at (x, y); the dots furthest from the others are named, as many as have room.

    ``roles`` colours each dot, ``kinds`` is the key of the colours. Zero is a line where the scale holds it. The dot at
    the place ``told`` is named before all others: the title tells of it.
    """

    names: Sequence[str]
    x: Series
    y: Series
    x_unit: Unit
    y_unit: Unit
    roles: Sequence[Role] = ()
    kinds: Sequence[Series] = ()
    told: int | None = None
    height: float = 1.1

    def answers(self) -> Answers:
        """Return both values of each dot."""
        pairs = ((self.x, self.x_unit), (self.y, self.y_unit))
        return Answers("xy", self.names, [(s.name, s.role, [u.write(value) for value in s.y]) for s, u in pairs])

    def margins(self, sheet: Sheet) -> tuple[float, float]:
        """Return the room for the ticks of the values."""
        low, high = _roomy(self.y_unit.of(self.y.y))
        return max(paper.width_of(name) for name in paper.value_names(paper.value_ticks(low, high))) + 8, 14

    def draw(self, sheet: Sheet) -> list[list[Place]]:
        """Draw the dots, as many names as do not meet, and the key."""
        x, y = self.x_unit.of(self.x.y), self.y_unit.of(self.y.y)
        above = key_height(self.kinds, sheet) if self.kinds else 0
        axes = sheet.axes(*self.margins(sheet), above + LINE + 8, 2 * LINE + 16)
        ways: Sequence[tuple[Way, np.ndarray, Any, Any]] = (
            ("x", x, axes.set_xlim, axes.axvline),
            ("y", y, axes.set_ylim, axes.axhline),
        )
        for way, values, limit, line in ways:
            low, high = _roomy(values)
            limit(low, high)
            at = paper.value_ticks(low, high)
            paper.ticks(axes, way, at, paper.value_names(at), lines=way == "y")
            if low < 0 < high:
                line(0, color=Role.MUTED.light, linewidth=0.8, zorder=1)
        axes.annotate(
            self.x.name,
            (0.5, 0),
            (0, -LINE - 8),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=FONT,
            color=Role.MUTED.light,
            ha="center",
            va="top",
            annotation_clip=False,
        )
        axes.annotate(
            self.y.name,
            (0, 1),
            (6 - self.margins(sheet)[0], 6),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=FONT,
            color=Role.MUTED.light,
            annotation_clip=False,
        )
        signs = list(paper.SIGNS)[: len(self.kinds)]
        sign_of = dict(zip([one.role for one in self.kinds], signs, strict=True))
        roles = list(self.roles) or [self.y.role] * len(x)
        for role in dict.fromkeys(roles):
            own = [at for at, other in enumerate(roles) if other is role]
            axes.scatter(x[own], y[own], color=role.light, marker=paper.SIGNS[sign_of.get(role, "●")], s=40, zorder=3)
        places = sheet.places(axes, x, y)
        self._say(sheet, axes, np.array(places) * (sheet.width, sheet.height))
        if self.kinds:
            key(axes, self.kinds, sheet, signs)
        return [places, places]

    def _say(self, sheet: Sheet, axes: Any, dots: np.ndarray) -> None:
        """Name the dots, the loneliest first, where no other dot or name stands and the line of zero does not run."""
        zero = sheet.places(axes, [0], [0])[0][1] * sheet.height
        taken: list[Box] = [(0, zero, sheet.width, zero), *((x - 4, y - 4, x + 4, y + 4) for x, y in dots)]
        first, last = axes.get_position().x0 * sheet.width, sheet.width - 2
        far = np.linalg.norm(dots[:, None] - dots[None], axis=2).mean(axis=1)
        if self.told is not None:
            far[self.told] = np.inf
        for place in np.argsort(-far):
            wide, (x, y) = paper.width_of(self.names[place]), dots[place]
            for (across, along), at, left, upper in SIDES:
                start, top = x + at[0] - wide * left, y - at[1] - LINE * upper
                moved = float(np.clip(start, first, last - wide)) - start
                box = (start + moved - 3, top, start + moved + wide + 3, top + LINE)
                if (across == "center" or not moved) and not any(_meet(box, other) for other in taken):
                    axes.annotate(
                        self.names[place],
                        (self.x_unit.of(self.x.y)[place], self.y_unit.of(self.y.y)[place]),
                        (at[0] + moved, at[1]),
                        textcoords="offset points",
                        ha=across,
                        va=along,
                        fontsize=FONT,
                        annotation_clip=False,
                        bbox={"facecolor": Role.PAGE.light, "edgecolor": "none", "pad": 1},
                        zorder=2,  # over the lines, under the dots
                    )
                    taken.append(box)
                    break


# Where the name of a dot may stand, right, left, above and below it: how it is set, how far from the dot, and which
# part of its width and height is then left of and above that point.
SIDES = (
    (("left", "center"), (7, 0), 0.0, 0.5),
    (("right", "center"), (-7, 0), 1.0, 0.5),
    (("center", "bottom"), (0, 5), 0.5, 1.0),
    (("center", "top"), (0, -5), 0.5, 0.0),
)
Box = tuple[float, float, float, float]  # left, upper, right and lower edge


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _roomy(values: np.ndarray) -> tuple[float, float]:
    """Return the least and the greatest value with room around them."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    room = (high - low or 1) * 0.08
    return low - room, high + room
