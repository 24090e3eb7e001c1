"""Charts along time (or along numbers, such as years): lines, steps, panels of charts along one axis."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from analysis.present import words
from analysis.present.charts import sheet as paper
from analysis.present.charts.base import WIDE, Answers, Chart, Series, Unit, Values, stop_names, written
from analysis.present.charts.sheet import FONT, LINE, Event, Place, Sheet, wrap
from analysis.present.roles import Role


@dataclass(frozen=True)
class Along(Chart):
    """What charts along an axis share. ``x`` holds months, days or numbers; ``until`` ends the axis of steps.

    ``x_unit`` writes numbers that are measured, such as rates; numbers that are names, such as years, have none.
    """

    x: Values
    series: Sequence[Series]
    unit: Unit
    events: Sequence[Event] = ()
    until: Any = None
    height: float = 1.0
    zero: bool = True
    downward: bool = False  # for ranks: the first is at the top
    x_unit: Unit | None = None
    x_room: ClassVar[float] = 0.0  # beside the first and the last number, in steps

    def __post_init__(self) -> None:
        """Take the stops of a column as a list, whatever its index."""
        object.__setattr__(self, "x", list(self.x))

    def answers(self) -> Answers:
        """Return the value of each series at each month, day or number."""
        said = [(one.name, one.role, written(self.unit, one)) for one in self.series]
        return Answers("x", stop_names(self.x, self.x_unit), said, list(self.x), self.unit.name)

    def margins(self, sheet: Sheet) -> tuple[float, float]:
        """Return the room for the names of ticks, and for the labels at the ends of lines."""
        ticks = paper.value_names(paper.value_ticks(*self._span(), whole=self.unit.digits == 0))
        left = max((paper.width_of(tick) for tick in ticks), default=0) + 8
        return left, paper.label_width([text for _, _, text, _ in self._ends(sheet.narrow)])

    def _span(self) -> tuple[float, float]:
        """Return the least and the greatest value shown, with room above and below."""
        values = np.concatenate([self.unit.of(part) for one in self.series for part in (one.y, one.low, one.high)])
        low, high = np.nanmin(values), np.nanmax(values)
        if self.zero:
            low, high = min(low, 0), max(high, 0)
        low = min(low, 1) if self.downward else low
        room = (high - low or 1) * 0.06
        return float(low - room * (low < 0 or not self.zero)), float(high + room)

    def _edges(self) -> tuple[Any, Any]:
        return self.x[0], self.x[-1] if self.until is None else self.until

    def _axes(self, sheet: Sheet, key: float = 0) -> Any:
        """Return axes with ticks, events and the zero line, ``key`` points of room above for a key."""
        left, right = self.margins(sheet)
        first, last = self._edges()
        timed = isinstance(first, pd.Timestamp)
        width = sheet.width - max(left, sheet.least[0]) - max(right, sheet.least[1])
        chosen = self._chosen(width, sheet.narrow)
        rows = max((row for _, row in chosen), default=-1) + 1
        axes = sheet.axes(left, right, 8 + key + rows * LINE, LINE + 12)
        low, high = self._span()
        room = axes.get_window_extent().height * 72 / sheet.figure.dpi
        most = max(1, min(5, int(room / (1.2 * LINE))))
        ticks = paper.value_ticks(low, high, most, self.unit.digits == 0)
        ticks = [1, *(tick for tick in ticks if tick > 1)] if self.downward else ticks
        axes.set_ylim(*((high, low) if self.downward else (low, high)))
        paper.ticks(axes, "y", ticks, paper.value_names(ticks), lines=True)
        if timed:
            paper.time_axis(axes, first, last, sheet.narrow)
        else:
            self._number_axis(axes, sheet.narrow)
        if low < 0 < high:
            axes.axhline(0, color=Role.MUTED.light, linewidth=0.8, zorder=1)
        paper.events(axes, chosen)
        return axes

    def marked(self) -> list[Event]:
        """Return the events that the wide drawing marks, in their order in time."""
        room = WIDE[0] * 72 - sum(self.margins(Sheet(None, narrow=False)))
        return sorted((event for event, _ in self._chosen(room, narrow=False)), key=lambda event: event.day)

    def _chosen(self, width: float, narrow: bool) -> list[tuple[Event, int]]:
        first, last = self._edges()
        return paper.choose(self.events, first, last, width, narrow) if last > first else []

    def _number_axis(self, axes: Any, narrow: bool) -> None:
        first, last, most = self.x[0], self.x[-1], 5 if narrow else 10
        if self.x_unit is None:
            shown = self.x[:: -max(1, -(-len(self.x) // most))]
            names = [words.plain(one) for one in shown]
        else:
            shown = paper.value_ticks(first, last, most)
            names = [f"{name}{self.x_unit.after}" for name in paper.value_names(shown)]
        room = self.x_room * (self.x[1] - first) if len(self.x) > 1 else 0.6
        axes.set_xlim(first - room, last + room)
        paper.ticks(axes, "x", shown, names)

    def _ends(self, narrow: bool) -> list[tuple[Any, float, str, Role]]:
        """Return where each series ends, and the text that stands there: its name and its last value."""
        ends = []
        for one in self.series:
            known = [place for place, value in enumerate(one.y) if not pd.isna(value)]
            if known and one.named:
                value = one.y[known[-1]]
                name = wrap(f"{one.name} {self.unit.write(value)}", narrow)
                ends.append((self._end_of(known[-1]), float(self.unit.of(value)), name, one.role))
        return ends

    def _end_of(self, place: int) -> Any:
        return self.x[place]

    def _places(self, sheet: Sheet, axes: Any) -> list[list[Place]]:
        return [sheet.places(axes, self.x, self.unit.of(one.y)) for one in self.series]


@dataclass(frozen=True)
class Lines(Along):
    """A line for each series, with its name and last value at its end. ``open_after``: points from there are open."""

    marks: bool = False
    open_after: int | None = None

    def draw(self, sheet: Sheet) -> list[list[Place]]:
        """Draw bands, lines, marks and labels."""
        axes = self._axes(sheet)
        for one in self.series:
            if len(one.low):
                band = self.unit.of(one.low), self.unit.of(one.high)
                axes.fill_between(self.x, *band, color=Role.INTERVAL.light, alpha=0.18, lw=0)
            if not one.dots:
                look = {"linewidth": 2.4 if one.strong else 1.5, "linestyle": "--" if one.dashed else "-"}
                axes.plot(self.x, self.unit.of(one.y), color=one.role.light, **look)
                self._lone(axes, one)
            if self.marks or one.dots:
                self._dots(axes, one)
        paper.end_labels(axes, self._ends(sheet.narrow))
        return self._places(sheet, axes)

    def _lone(self, axes: Any, one: Series) -> None:
        """Mark a value between two gaps, which no line shows, with its band if it has one."""
        known = np.pad(~np.isnan(self.unit.of(one.y)), 1)
        for place in np.flatnonzero(known[1:-1] & ~known[:-2] & ~known[2:]):
            look = {"color": one.role.light, "markersize": 5, "clip_on": False}
            axes.plot([self.x[place]], self.unit.of([one.y[place]]), "o", **look)
            if one.low:
                ends = self.unit.of([one.low[place], one.high[place]])
                axes.plot([self.x[place]] * 2, ends, color=Role.INTERVAL.light, alpha=0.4, lw=4)

    def _dots(self, axes: Any, one: Series) -> None:
        open_from = len(self.x) if self.open_after is None else self.open_after
        for part, fill in ((slice(0, open_from), one.role), (slice(open_from, None), Role.PAGE)):
            look = {"color": one.role.light, "markersize": 7 if one.dots else 5, "markerfacecolor": fill.light}
            axes.plot(self.x[part], self.unit.of(one.y)[part], "o", clip_on=False, zorder=3, **look)


@dataclass(frozen=True)
class Steps(Along):
    """A stepped line for each series: a value holds from its day to the next; ``until`` is the last day."""

    def draw(self, sheet: Sheet) -> list[list[Place]]:
        """Draw the steps and labels."""
        axes = self._axes(sheet)
        for one in self.series:
            values = self.unit.of([*one.y, one.y[-1]])
            axes.step([*self.x, self.until], values, where="post", color=one.role.light, lw=2.4 if one.strong else 1.5)
        paper.end_labels(axes, self._ends(sheet.narrow))
        return self._places(sheet, axes)

    def _end_of(self, place: int) -> Any:
        return self.until if place == len(self.x) - 1 else self.x[place]


@dataclass(frozen=True)
class Panels(Chart):
    """Charts along one time axis, one above the other; ``names`` stand above them, ``weights`` share the height.

    The stops are those of the last chart; the others say what held then.
    """

    charts: Sequence[Along]
    names: Sequence[str]
    weights: Sequence[float]
    height: float = 1.3

    def answers(self) -> Answers:
        """Return for each stop of the last chart what every chart says."""
        last = self.charts[-1].answers()
        said = []
        for chart in self.charts:
            found = chart.answers()
            at = _held(found.keys, last.keys)
            unit = f" {found.unit}" if found.unit else ""
            said += [
                (name, role, [f"{texts[one]}{unit}" if one >= 0 else "–" for one in at])
                for name, role, texts in found.series
            ]
        return Answers("x", last.stops, said, last.keys)

    def marked(self) -> list[Event]:
        """Return the events that any of the charts marks."""
        return list(dict.fromkeys(event for chart in self.charts for event in chart.marked()))

    def margins(self, sheet: Sheet) -> tuple[float, float]:
        """Return the widest margins of the charts."""
        each = [chart.margins(sheet) for chart in self.charts]
        return max(left for left, _ in each), max(right for _, right in each)

    def draw(self, sheet: Sheet) -> list[list[Place]]:
        """Draw each chart in its part of the height."""
        least, title = self.margins(sheet), LINE + 4
        whole = sum(self.weights)
        keys = self.charts[-1].answers().keys
        above, places = 0.0, []
        for chart, name, weight in zip(self.charts, self.names, self.weights, strict=True):
            high = sheet.height * weight / whole
            part = sheet.part(above + title, sheet.height - above - high, least)
            y = 1 - (sheet.top + above + LINE) / (sheet.height + sheet.top + sheet.bottom)
            sheet.figure.text(4 / sheet.width, y, name, fontsize=FONT, color=Role.MUTED.light)
            found = chart.draw(part)
            at = _held(chart.answers().keys, keys)
            places += [[series[one] if one >= 0 else (np.nan, np.nan) for one in at] for series in found]
            above += high
        across = [place[0] for place in places[-1]]
        return [[(over, place[1]) for over, place in zip(across, series, strict=True)] for series in places]


def _held(keys: Sequence[Any], at: Sequence[Any]) -> list[int]:
    """Return the place of the last of ``keys`` that is not after each of ``at``; −1 before the first."""
    places = pd.Index(keys).searchsorted(pd.Index(at), side="right") - 1
    return [int(place) for place in places]
