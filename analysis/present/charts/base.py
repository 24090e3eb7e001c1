"""What every kind of chart is: data, series with roles and units; how it answers and how it is drawn."""

import gc
import io
import logging
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from analysis.language import message, say
from analysis.present import words
from analysis.present.charts.sheet import Event, Place, Sheet
from analysis.present.roles import Role

WIDE, NARROW = (7.8, 3.9), (4.1, 3.7)  # inches; the narrow drawing is for phones
PNG_DPI = 160
Values = Any  # a column of a frame or a list; charts keep it as a list


@dataclass(frozen=True)
class Unit:
    """How a value is scaled for an axis and written: ``scale`` divides it, ``after`` follows it.

    ``english`` is the name of the unit as a message, ``name`` what the current language says.
    """

    english: str = ""
    scale: float = 1
    digits: int = 1
    after: str = ""

    @property
    def name(self) -> str:
        """The name of the unit."""
        return say(self.english) if self.english else ""

    def of(self, values: Any) -> np.ndarray:
        """Return values as the axis shows them."""
        return np.asarray(values, dtype=float) / self.scale

    def write(self, value: float) -> str:
        """Return a value as a label shows it; an en dash where there is none."""
        text = words.number(value / self.scale, self.digits)
        return text if pd.isna(value) else f"{text}{self.after}"


BILLION_USD = Unit(message("billion US dollars"), 1e9)
MILLION_USD = Unit(message("million US dollars"), 1e6, 0)
SMALL_USD = 2e9  # below which billions with one decimal say too little
PERCENT = Unit("", after="%")
WHOLE_PERCENT = Unit("", 1, 0, "%")
SHARE = Unit("", 0.01, after="%")  # of a fraction
POINTS = Unit(message("percentage points"))
COUNT = Unit(digits=0)
INDEX = Unit(digits=2)


def unit_of_usd(values: Any, small_usd: float = SMALL_USD) -> Unit:
    """Return the unit in which a chart shows dollars: billions, or millions where all ``values`` are small."""
    return MILLION_USD if np.nanmax(np.abs(np.asarray(values, dtype=float))) < small_usd else BILLION_USD


@dataclass(frozen=True)
class Series:
    """One quantity of a chart: its name, its role of colour, its values ``y`` in the data's own unit, with gaps as NaN.

    ``low`` and ``high`` bound a band around it; ``strong`` draws it thicker, ``dashed`` as what was not observed,
    ``dots`` as points without a line. ``short`` is its name where the whole has no room; without ``named`` it
    is named in the read-out alone.
    """

    name: str
    role: Role
    y: Values
    strong: bool = False
    dashed: bool = False
    dots: bool = False
    low: Values = ()
    high: Values = ()
    short: str = ""
    named: bool = True

    def __post_init__(self) -> None:
        """Take the values of a column as a list, whatever its index."""
        for name in ("y", "low", "high"):
            object.__setattr__(self, name, list(getattr(self, name)))


@dataclass(frozen=True)
class Answers:
    """What a chart says when it is asked: a stop for each month, day or bar, and what each series is there.

    ``by`` says along which axis the nearest stop is looked for. ``keys`` order the stops of time charts. ``across`` is
    how many stops a row of a grid has: the arrows up and down go a row further.
    """

    by: Literal["x", "y", "xy"]
    stops: Sequence[str]
    series: Sequence[tuple[str, Role, Sequence[str]]]
    keys: Sequence[Any] = ()
    unit: str = ""
    across: int = 1


class Chart(ABC):
    """A kind of chart."""

    @property
    @abstractmethod
    def height(self) -> float:
        """A share of the usual height."""

    def tall(self, narrow: bool) -> float:
        """Return the height of the drawing in inches."""
        return (NARROW if narrow else WIDE)[1] * self.height

    @abstractmethod
    def answers(self) -> Answers:
        """Return what the chart can be asked."""

    def marked(self) -> list[Event]:
        """Return the events that the wide drawing marks."""
        return []

    @abstractmethod
    def draw(self, sheet: Sheet) -> list[list[Place]]:
        """Draw on ``sheet``; return where each series has each stop, as shares of the figure."""


def drawing(chart: Chart, narrow: bool) -> tuple[str, list[list[Place]]]:
    """Return the chart as SVG in the light colours, the same bytes each time, and the places of its stops."""
    target = io.StringIO()
    places = _save(chart, target, narrow, format="svg", metadata={"Date": None, "Creator": None})
    return re.sub(r"<\?xml.*?(?=<svg)", "", target.getvalue(), flags=re.DOTALL), places


def picture(chart: Chart, target: Any, **metadata: str) -> None:
    """Write the wide chart on the light page to ``target`` as PNG, with texts on it as ``metadata``."""
    look = {"format": "png", "dpi": PNG_DPI, "facecolor": Role.PAGE.light}
    _save(chart, target, narrow=False, metadata={"Software": None, **metadata}, **look)


def _save(chart: Chart, target: Any, narrow: bool, **how: Any) -> list[list[Place]]:
    with drawn(chart, narrow) as (canvas, places):
        canvas.savefig(target, **how)
    return places


@contextmanager
def drawn(chart: Chart, narrow: bool) -> Iterator[tuple[Any, list[list[Place]]]]:
    """Yield the matplotlib figure with the chart on it, and the places of its stops, under the book's settings."""
    # What it says of its own caches names paths of this machine, and would stand in the page.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure as Canvas

    from analysis.present import style

    width, _ = NARROW if narrow else WIDE
    with mpl.rc_context(), _without_collection():
        mpl.rcdefaults()  # no matplotlibrc of whoever runs it has a say
        mpl.rcParams.update(style.SETTINGS)
        canvas = Canvas(figsize=(width, chart.tall(narrow)))
        FigureCanvasSVG(canvas)
        yield canvas, chart.draw(Sheet(canvas, narrow))


@contextmanager
def _without_collection() -> Iterator[None]:
    """Keep Python from looking for garbage, which matplotlib's many small objects set off: a fifth of the time."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def stop_names(x: Sequence[Any], unit: Unit | None = None) -> list[str]:
    """Return the names of stops: months where every day is a first, days else, numbers as they are or in ``unit``."""
    if not len(x) or not isinstance(x[0], pd.Timestamp):
        return [unit.write(float(one)) if unit else words.plain(float(one)) for one in x]
    monthly = all(day.day == 1 for day in x)
    return [words.month(day) if monthly else words.day(day) for day in x]


def written(unit: Unit, one: Series) -> list[str]:
    """Return the values of a series as the read-out says them, each with its band if it has one."""
    values = [unit.write(value) for value in one.y]
    if not one.low:
        return values
    bands = zip(values, one.low, one.high, strict=True)
    return [value if pd.isna(a) else f"{value} ({words.span(unit.write(a), unit.write(b))})" for value, a, b in bands]
