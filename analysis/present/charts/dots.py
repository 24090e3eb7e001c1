"""Charts of dots with a row for each name: dumbbells, ranges (forest, tornado), lanes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from analysis.present import words
from analysis.present.charts import sheet as paper
from analysis.present.charts.base import Answers, Series
from analysis.present.charts.key import key, key_height
from analysis.present.charts.rows import NOTHING, Rows
from analysis.present.charts.sheet import LINE, Place, Sheet
from analysis.present.roles import Role


@dataclass(frozen=True)
class Dumbbell(Rows):
    """Two states of each name joined: ``before`` as an open dot, ``after`` as a full one with its value at the right.

    ``texts`` follow the values; ``roles`` colours each row. With ``log`` equal lengths are equal growth; only
    what is above zero has a dot.
    """

    before: Series = NOTHING
    after: Series = NOTHING
    texts: Sequence[str] = ()
    roles: Sequence[Role] = ()
    log: bool = False

    def answers(self) -> Answers:
        """Return both values of each name."""
        return self._answers([self.before, self.after])

    def draw(self, sheet: Sheet) -> list[list[Place]]:
        """Draw the links, the dots and what each row says at the right."""
        start, end = (self.unit.of(one.y) for one in (self.before, self.after))
        if self.log:
            start, end = (np.where(values > 0, values, np.nan) for values in (start, end))
        axes = self._rows(sheet, *self._span(start, end), key_height([self.before, self.after], sheet), ticks=True)
        roles = self.roles or [self.after.role] * len(self.names)
        for place, (a, b, role, text) in enumerate(zip(start, end, roles, self._texts(sheet.narrow), strict=True)):
            axes.plot([a, b], [place, place], color=role.light, lw=3, alpha=0.55, solid_capstyle="butt")
            axes.plot([a], [place], "o", color=role.light, markersize=7, markerfacecolor=Role.PAGE.light)
            axes.plot([b], [place], "o", color=role.light, markersize=7)
            self._say(axes, place, text)
        key(axes, [self.before, self.after], sheet, ("○", "●"))
        return [self._at(sheet, axes, values) for values in (start, end)]

    def _span(self, start: np.ndarray, end: np.ndarray) -> tuple[float, float]:
        every = np.concatenate([start, end])
        low, high = float(np.nanmin(every)), float(np.nanmax(every))
        if self.log:
            return low / 1.15, high * 1.15
        room = (high - min(low, 0)) * 0.03
        return min(low, 0) - room, max(high, 0) + room

    def _scale(self, axes: Any) -> None:
        if self.log:
            axes.set_xscale("log")

    def _ticks(self, low: float, high: float, wide: float) -> list[float]:
        if not self.log:
            return super()._ticks(low, high, wide)
        return [one * 10.0**power for power in range(-6, 7) for one in (1, 3) if low <= one * 10.0**power <= high]

    def _texts(self, narrow: bool) -> list[str]:
        after = self.texts or [""] * len(self.names)
        return [f"{self.unit.write(v)} {text}".strip() for v, text in zip(self.after.y, after, strict=True)]


@dataclass(frozen=True)
class Ranges(Rows):
    """A point with an interval for each name (forest), or a bare range (tornado).

    ``points`` may be empty; ``line`` is a value to compare with, else zero. What does not hold it is written bold.
    """

    low: Series = NOTHING
    high: Series = NOTHING
    points: Series | None = None
    line: float | None = None
    bold: ClassVar[bool] = True

    def answers(self) -> Answers:
        """Return the point and the ends of the interval of each name."""
        return self._answers([*([self.points] if self.points else []), self.low, self.high])

    def draw(self, sheet: Sheet) -> list[list[Place]]:
        """Draw intervals, points and what each says at the right."""
        low, high = self.unit.of(self.low.y), self.unit.of(self.high.y)
        points = self.unit.of(self.points.y) if self.points else (low + high) / 2
        line = float(self.unit.of(self.line or 0.0))
        every = np.concatenate([low, high, points, [line]])
        room = (np.nanmax(every) - np.nanmin(every) or 1) * 0.04
        axes = self._rows(sheet, np.nanmin(every) - room, np.nanmax(every) + room, ticks=True)
        axes.axvline(line, color=Role.INK.light, linewidth=0.9)
        for place, (a, b, point, text) in enumerate(zip(low, high, points, self._texts(sheet.narrow), strict=True)):
            axes.plot([a, b], [place, place], color=self.low.role.light, lw=7 if self.points is None else 3, alpha=0.75)
            if self.points:
                axes.plot([point], [place], "o", color=self.points.role.light, markersize=7)
            self._say(axes, place, text, bold=a != b and not (np.isnan(a) or min(a, b) <= line <= max(a, b)))
        each = [*([points] if self.points else []), low, high]
        return [self._at(sheet, axes, values) for values in each]

    def _texts(self, narrow: bool) -> list[str]:
        """Return the point, on the wide drawing with its interval if it has one; without points the range."""
        write = self.unit.write
        ends = [(write(a), write(b)) for a, b in zip(self.low.y, self.high.y, strict=True)]
        ranges = [words.span(a, b) if a != b else a for a, b in ends]
        if self.points is None:
            return ranges
        points = [self.unit.write(value) for value in self.points.y]
        spans = zip(points, ranges, self.low.y, self.high.y, strict=True)
        return points if narrow else [a if low == high else f"{a} ({b})" for a, b, low, high in spans]


@dataclass(frozen=True)
class Lanes(Rows):
    """Marks in time, one an event, a lane for each name; each kind has its role, its sign and a place in the key."""

    days: Sequence[pd.Timestamp] = ()
    lanes: Sequence[str] = ()
    kinds: Sequence[Series] = ()
    kind_of: Sequence[str] = ()
    texts: Sequence[str] = ()
    until: pd.Timestamp | None = None

    def answers(self) -> Answers:
        """Return what each dot stands for."""
        stops = [f"{words.day(day)}, {lane}" for day, lane in zip(self.days, self.lanes, strict=True)]
        return Answers("xy", stops, [("", Role.INK, list(self.texts))])

    def draw(self, sheet: Sheet) -> list[list[Place]]:
        """Draw the dots and the key."""
        first, last = min(self.days), self.until or max(self.days)
        left, _ = self.margins(sheet)
        axes = sheet.axes(left, 12, key_height(self.kinds, sheet) + 4, LINE + 12)
        axes.set_ylim(len(self.names) - 0.4, -0.6)
        self._name_rows(sheet, axes)
        paper.time_axis(axes, first - pd.Timedelta(days=10), last + pd.Timedelta(days=10), sheet.narrow)
        place = [self.names.index(lane) for lane in self.lanes]
        signs = list(paper.SIGNS)[: len(self.kinds)]
        for one, sign in zip(self.kinds, signs, strict=True):
            own = [at for at, kind in enumerate(self.kind_of) if kind == one.name]
            look = {"color": one.role.light, "marker": paper.SIGNS[sign], "s": 40, "zorder": 3}
            axes.scatter([self.days[at] for at in own], [place[at] for at in own], **look)
        key(axes, self.kinds, sheet, signs)
        return [sheet.places(axes, self.days, place)]
