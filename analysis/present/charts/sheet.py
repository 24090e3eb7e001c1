"""The paper under a chart: margins from measured labels, axes, events and labels at the ends of lines.

Sizes are in points. Nothing here is laid out twice: a chart measures its labels, sets its margins and draws once.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

import numpy as np
import pandas as pd

from analysis.language import say
from analysis.present import words
from analysis.present.roles import Role

FONT, LINE = 10.0, 12.5  # the size of letters and the height of a line
EVENT_ROWS = 2
NARROW_EVENTS, WIDE_EVENTS = 3, 8
STEPS = (1, 2, 3, 6, 12, 24, 36, 60, 120, 240)  # months between two ticks of a time axis
SIGNS = {"●": "o", "■": "s", "▲": "^", "◆": "D", "▼": "v", "✚": "P"}  # in a key, and matplotlib's name for each
Place = tuple[float, float]
Way = Literal["x", "y"]


@dataclass(frozen=True)
class Event:
    """A turning point on a time axis, or a value of note on an axis of numbers; 1 is the most important.

    ``register`` is its identifier in the record of events, if it stands there.
    """

    day: Any
    name: str
    importance: int
    register: str = ""


@dataclass(frozen=True)
class Sheet:
    """A part of a matplotlib figure: its distances from the figure's edges, and the margins it keeps at least."""

    figure: Any
    narrow: bool
    top: float = 0.0
    bottom: float = 0.0
    least: tuple[float, float] = (0.0, 0.0)

    @property
    def width(self) -> float:
        """The width of the whole figure."""
        return float(self.figure.get_figwidth()) * 72

    @property
    def height(self) -> float:
        """The height of the part."""
        return float(self.figure.get_figheight()) * 72 - self.top - self.bottom

    def part(self, above: float, below: float, least: tuple[float, float]) -> "Sheet":
        """Return the part that leaves ``above`` and ``below`` free."""
        return replace(self, top=self.top + above, bottom=self.bottom + below, least=least)

    def axes(self, left: float, right: float, top: float, bottom: float) -> Any:
        """Return matplotlib axes with these margins, wider ones where the part asks for them."""
        left, right = max(left, self.least[0]), max(right, self.least[1])
        whole = self.height + self.top + self.bottom
        high = self.height - top - bottom
        wide = self.width - left - right
        return self.axes_in((left / self.width, (self.bottom + bottom) / whole, wide / self.width, high / whole))

    def axes_in(self, box: tuple[float, float, float, float]) -> Any:
        """Return axes in ``box``, shares of the figure from its lower left corner, whose places ``ticks`` names."""
        axes = self.figure.add_axes(box)
        axes.xaxis.set_visible(False)
        axes.yaxis.set_visible(False)
        return axes

    def places(self, axes: Any, x: Any, y: Any) -> list[Place]:
        """Return points of ``axes`` as shares of the figure, from its upper left corner."""
        at = np.column_stack([axes.convert_xunits(list(x)), np.asarray(y, dtype=float)])
        pixels = axes.transData.transform(at) / (self.figure.dpi / 72)
        whole = self.figure.get_figheight() * 72
        return [(px / self.width, 1 - py / whole) for px, py in pixels]


@cache
def width_of(text: str, bold: bool = False, size: float = FONT) -> float:
    """Return the width of the widest line of ``text``."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal", size=size)
    lines = text.split("\n")
    return max(float(text_to_path.get_text_width_height_descent(one, font, ismath=False)[0]) for one in lines)


def height_of_rows(names: Sequence[str]) -> float:
    """Return the inches that rows of ``names`` need if each has room for the one of most lines."""
    lines = max(1 + name.count("\n") for name in names)
    return (len(names) * (lines * LINE + 3) + 4 * LINE) / 72


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Return places for labels as near to ``wanted`` as can be without overlap, between ``low`` and ``high``.

    Least squares by pooling adjacent violators (Barlow and others 1972), in the order of ``wanted``.
    """
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    gaps = [0.0] + [(heights[a] + heights[b]) / 2 for a, b in itertools.pairwise(order)]
    offsets = np.cumsum(gaps)
    pools: list[tuple[float, int]] = []  # mean and size
    for place, offset in zip(order, offsets, strict=True):
        mean, size = wanted[place] - float(offset), 1
        while pools and pools[-1][0] >= mean:
            before, count = pools.pop()
            mean, size = (before * count + mean * size) / (count + size), count + size
        pools.append((mean, size))
    flat = [mean for mean, size in pools for _ in range(size)]
    edges = (low + heights[order[0]] / 2, high - heights[order[-1]] / 2 - float(offsets[-1]))
    kept = [max(edges[0], min(one, edges[1])) for one in flat]
    found = dict(zip(order, (one + float(offset) for one, offset in zip(kept, offsets, strict=True)), strict=True))
    return [found[place] for place in range(len(wanted))]


def end_labels(axes: Any, ends: Sequence[tuple[Any, float, str, Role]]) -> None:
    """Write each text beside its line's end ``(x, y, text, role)``; a thin leader joins those that had to move."""
    if not ends:
        return
    scale = axes.figure.dpi / 72
    box = axes.get_window_extent()
    points = [axes.transData.transform((axes.convert_xunits(x), y)) / scale for x, y, _, _ in ends]
    heights = [LINE * (1 + text.count("\n")) for _, _, text, _ in ends]
    low, high = box.y0 / scale - LINE / 2, box.y1 / scale + LINE / 2
    found = spread([float(point[1]) for point in points], heights, low, high)
    edge = box.x1 / scale
    for (x, y, text, role), point, place in zip(ends, points, found, strict=True):
        right, up = edge - float(point[0]), place - float(point[1])
        astray = any(abs(place - other[1]) < abs(up) for other in points)
        joined = abs(up) > LINE / 4 or right > 3 or astray
        leader = {"arrowstyle": "-", "color": role.light, "lw": 0.6, "shrinkA": 0, "shrinkB": 0}
        axes.annotate(
            text,
            (x, y),
            (right + (12 if joined else 5), up),
            textcoords="offset points",
            color=role.light,
            va="center",
            fontsize=FONT,
            fontweight="bold",
            annotation_clip=False,
            linespacing=1.1,
            arrowprops=leader if joined else None,
        )


def label_width(texts: Sequence[str]) -> float:
    """Return the right margin that labels at the ends of lines need."""
    return max((width_of(text, bold=True) for text in texts), default=0.0) + 16


def events(axes: Any, chosen: Sequence[tuple[Event, int]]) -> None:
    """Draw a thin line for each event, with its name above the axes in its row."""
    from matplotlib.transforms import blended_transform_factory

    across = blended_transform_factory(axes.transData, axes.transAxes)
    for event, row in chosen:
        axes.axvline(event.day, color=Role.MUTED.light, linewidth=0.6, linestyle=(0, (2, 2)), zorder=0.5)
        axes.annotate(
            event.name,
            (axes.convert_xunits(event.day), 1),
            (0, 3 + row * LINE),
            xycoords=across,
            textcoords="offset points",
            ha=_side(axes, event.day),
            color=Role.MUTED.light,
            fontsize=FONT,
            annotation_clip=False,
        )


def choose(found: Sequence[Event], first: Any, last: Any, width: float, narrow: bool) -> list[tuple[Event, int]]:
    """Return the events to show with the row of each: the most important first, as many as stand without crowding."""
    taken: list[list[tuple[float, float]]] = [[] for _ in range(EVENT_ROWS)]
    chosen: list[tuple[Event, int]] = []
    inside = [event for event in found if first <= event.day <= last]
    for event in sorted(inside, key=lambda event: (event.importance, event.day)):
        at = (event.day - first) / (last - first) * width
        wide = width_of(event.name) + 6
        start = at - wide if at > width * 0.7 else at if at < width * 0.3 else at - wide / 2
        for row, spans in enumerate(taken):
            if all(start + wide <= a or b <= start for a, b in spans):
                spans.append((start, start + wide))
                chosen.append((event, row))
                break
        if len(chosen) == (NARROW_EVENTS if narrow else WIDE_EVENTS):
            break
    return chosen


def _side(axes: Any, day: pd.Timestamp) -> str:
    share = axes.transAxes.inverted().transform(axes.transData.transform((axes.convert_xunits(day), 0)))[0]
    return "right" if share > 0.7 else "left" if share < 0.3 else "center"


def ticks(
    axes: Any, way: Way, places: Sequence[Any], names: Sequence[str], role: Role = Role.MUTED, lines: bool = False
) -> None:
    """Write ``names`` along an axis, each at its place, with a thin line across at each or, below, a mark.

    matplotlib's own ticks are five artists each, which it makes, measures twice and draws: half of a drawing's time.
    """
    from matplotlib.collections import LineCollection
    from matplotlib.transforms import offset_copy

    below = way == "x"
    mixed = axes.get_xaxis_transform() if below else axes.get_yaxis_transform()
    at = axes.convert_xunits(list(places)) if below else places
    ends = [[(place, end) if below else (end, place) for end in (0, 1)] for place in at]
    look: dict[str, Any] = {"ha": "center", "va": "top"} if below else {"ha": "right", "va": "center_baseline"}
    beside = offset_copy(mixed, axes.figure, *((0, -7) if below else (-4, 0)), units="points")
    for (start, _), name in zip(ends, names, strict=True):
        axes.text(*start, name, transform=beside, color=role.light, fontsize=FONT, **look)
    if lines:
        grid = {"transform": mixed, "colors": Role.GRID.light, "linewidths": 0.7, "zorder": 0.5}
        axes.add_collection(LineCollection(ends, **grid), autolim=False)
    elif below:
        mark = {"marker": 3, "markersize": 3.5, "linestyle": "", "clip_on": False, "color": role.light}
        axes.plot(at, [0] * len(at), transform=mixed, scalex=False, scaley=False, **mark)


def time_axis(axes: Any, first: pd.Timestamp, last: pd.Timestamp, narrow: bool) -> None:
    """Set a time axis from ``first`` to ``last`` with ticks on whole months or years that do not crowd."""
    whole = (last.year - first.year) * 12 + last.month - first.month
    months = [first + pd.DateOffset(day=1, months=count) for count in range(whole + 2)]
    names = month_ticks([month for month in months if first <= month <= last], 5 if narrow else 9)
    room = pd.Timedelta(days=15 if first == last else 0)  # a single month has no length
    axes.set_xlim(first - room, last + room)
    ticks(axes, "x", list(names), list(names.values()))


def month_ticks(months: Sequence[pd.Timestamp], most: int) -> dict[pd.Timestamp, str]:
    """Return the months to name, at most about ``most`` of them, each as its year if it is a January."""
    step = next((step for step in STEPS if len(months) - 1 <= most * step), STEPS[-1])
    ticks = [month for month in months if (month.year * 12 + month.month - 1) % step == 0]
    names = {tick: f"{tick:%Y}" if tick.month == 1 else words.date(tick, say("MMM")) for tick in ticks}
    if ticks and all(tick.month != 1 for tick in ticks):
        names[ticks[0]] = words.date(ticks[0], say("MMM y"))
    return names


def value_ticks(low: float, high: float, most: int = 5, whole: bool = False) -> list[float]:
    """Return round values from ``low`` to ``high``, whole numbers alone if asked."""
    from matplotlib.ticker import MaxNLocator

    found = MaxNLocator(nbins=most, steps=[1, 2, 5, 10] if whole else [1, 2, 2.5, 5, 10], integer=whole).tick_values(
        low, high
    )
    return [float(tick) for tick in found if low - 1e-9 <= tick <= high + 1e-9]


def value_names(ticks: Sequence[float]) -> list[str]:
    """Return ticks as they are written."""
    return [words.written(f"{tick:,.10g}").replace("-", words.MINUS) for tick in ticks]


def wrap(text: str, narrow: bool, narrow_letters: int = 15, wide_letters: int = 24) -> str:
    """Return a name broken into the fewest lines that fit beside a drawing, as even as they can be."""
    from textwrap import wrap as broken

    most = narrow_letters if narrow else wide_letters
    fewest = len(broken(text, most, break_long_words=False))
    even = (
        broken(text, letters, break_long_words=False)
        for letters in range(max(1, len(text) // max(1, fewest)), most + 1)
    )
    return "\n".join(next(lines for lines in even if len(lines) == fewest))
