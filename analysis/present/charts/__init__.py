"""Charts are declared: a chapter says what is shown, the kind of chart draws it, labels it and answers for it.

How to declare a figure
-----------------------
::

    def flows(p: Parameters) -> Figure:
        months = balances.monthly(p.partner, *p.months, p.vintage)
        return Figure(
            "flows",                                      # the name of its files and its address in the page
            "US imports from Viet Nam reached …",         # the finding, computed and true for any partner
            "billion US dollars a month, not seasonally adjusted",  # measure, unit, basis
            "In August 2026 …",                           # the sentence with the numbers
            source(*totals(p)),
            months,                                       # every series shown, as the CSV holds it
            Lines(
                months["month"],
                [Series("US exports", Role.EXPORTS, months["exports_usd"]),
                 Series("US imports", Role.IMPORTS, months["general_imports_usd"])],
                BILLION_USD,
                events=turning_points(p),
            ),
        )

Rules. Values stay in the data's own unit; the ``Unit`` scales and writes them, for axis, label and read-out alike.
A colour is a ``Role``; a new meaning is a new role in ``roles.py``. What is not a kind below becomes one, with its
answers and places, before a second chapter needs it. A chart that splits a whole takes the whole too and refuses parts
that do not add up. Sizes, fonts and margins are the kind's affair: a chapter sets at most ``height``.

Kinds: along time or numbers ``Lines``, ``Steps``, ``StackedSteps``, ``Columns``, ``Panels`` (several on one axis);
a row for each name ``Bars``, ``StackedBars``, ``Ranges`` (forest, dumbbell, tornado), ``Waterfall``, ``Lanes``;
grids ``Multiples``, ``HeatMap``, ``Scatter``. ``Freehand`` is for what is not converted yet, and answers nothing.
"""

from analysis.present.charts.base import (
    BILLION_USD,
    COUNT,
    INDEX,
    MILLION_USD,
    PERCENT,
    POINTS,
    WHOLE_PERCENT,
    Chart,
    Freehand,
    Series,
    Unit,
)
from analysis.present.charts.grids import HeatMap, Multiples, Scatter
from analysis.present.charts.rows import Bars, Lanes, Ranges, StackedBars, Waterfall
from analysis.present.charts.sheet import Event
from analysis.present.charts.timed import Columns, Lines, Panels, StackedSteps, Steps

__all__ = [
    "BILLION_USD",
    "COUNT",
    "INDEX",
    "MILLION_USD",
    "PERCENT",
    "POINTS",
    "WHOLE_PERCENT",
    "Bars",
    "Chart",
    "Columns",
    "Event",
    "Freehand",
    "HeatMap",
    "Lanes",
    "Lines",
    "Multiples",
    "Panels",
    "Ranges",
    "Scatter",
    "Series",
    "StackedBars",
    "StackedSteps",
    "Steps",
    "Unit",
    "Waterfall",
]
