"""Goods on the water: clauses by which what was loaded before a change of the law pays as before it, for a time."""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from analysis.data import load
from analysis.frames import each_row
from analysis.tariffs.measures import Law, Measure

ANY_VOYAGE_DAYS = 1000


def loaded_before(day: pd.Timestamp) -> Iterator[pd.Timestamp]:
    """Yield each day of loading that matters for goods entered on ``day``."""
    for clause in each_row(load("tariff_transit")):
        if clause.loaded_before <= day < clause.entered_before:
            yield clause.loaded_before


def transit_days() -> list[pd.Timestamp]:
    """Return the days on which a clause begins or ceases to hold, ascending."""
    table = load("tariff_transit")
    return sorted({*table["loaded_before"], *table["entered_before"]})


def with_transit(law: Law, voyage_days: int) -> Law:
    """Return ``law`` as it meets goods that were loaded ``voyage_days`` before they are entered."""
    for clause in each_row(load("tariff_transit")):
        end = min(clause.loaded_before + pd.Timedelta(days=voyage_days), clause.entered_before)
        stretched = (
            _as_before(m, clause.loaded_before, end) if m.program == clause.program else m for m in law.measures
        )
        law = replace(law, measures=tuple(m for m in stretched if m.valid_from < m.valid_until))
    return law


def _as_before(measure: Measure, day: pd.Timestamp, end: pd.Timestamp) -> Measure:
    """Return ``measure`` with what held before ``day`` held until ``end``."""
    if measure.valid_from < day:
        stretched = day <= measure.valid_until < end
        return replace(measure, valid_until=end) if stretched else measure
    return measure if measure.valid_from >= end else replace(measure, valid_from=end)
