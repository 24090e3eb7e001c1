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

Kinds along time or numbers (``x``: months, days, years; rates with ``x_unit=PERCENT``)
-----------------------------------------------------------------------------------------
``Lines``         a line a series; ``Series(low=, high=)`` is a band around it (a fan: several); ``dashed`` what
                  was expected, ``dots=True`` points alone (what happened, at one rate); ``marks`` dots on every line
``Steps``         a value holds until the next day; ``until`` is the last
``StackedSteps``  parts of ``total``, which they must add up to
``Columns``       a column a month, parts stacked or ``grouped``; ``line`` is a value to compare with
``Panels``        several of these on one axis, one above the other
``Multiples``     a small panel a series on common scales, ``behind`` grey in each

Kinds with a row for each name
------------------------------
``Bars``          a bar with its value; ``most`` is a bound above it
``StackedBars``   parts of a whole, counted inside
``Dumbbell``      two states joined, ``before`` open, ``after`` full; ``log=True`` where one row crushes the others
``Ranges``        forest: ``points`` in their intervals ``low`` to ``high``, bold where ``line`` (else zero) is outside;
                  without points a tornado
``Waterfall``     ``changes`` from ``start`` to ``total``, which they must lead to
``Lanes``         dots in time, a lane for each name

Grids
-----
``HeatMap``       rows by months or names; ``below=Series("owed less than the law gives", Role.DEFICIT, ())``
``Scatter``       a named dot for each (x, y), coloured by ``roles`` with a key of ``kinds``
"""

from analysis.present.charts.base import (
    BILLION_USD,
    COUNT,
    INDEX,
    MILLION_USD,
    PERCENT,
    POINTS,
    SHARE,
    WHOLE_PERCENT,
    Chart,
    Series,
    Unit,
    unit_of_usd,
)
from analysis.present.charts.dots import Dumbbell, Lanes, Ranges
from analysis.present.charts.grids import HeatMap, Multiples, Scatter
from analysis.present.charts.rows import Bars, StackedBars, Waterfall
from analysis.present.charts.sheet import Event
from analysis.present.charts.stacks import Columns, StackedSteps
from analysis.present.charts.timed import Lines, Panels, Steps

__all__ = [
    "BILLION_USD",
    "COUNT",
    "INDEX",
    "MILLION_USD",
    "PERCENT",
    "POINTS",
    "SHARE",
    "WHOLE_PERCENT",
    "Bars",
    "Chart",
    "Columns",
    "Dumbbell",
    "Event",
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
    "unit_of_usd",
]
