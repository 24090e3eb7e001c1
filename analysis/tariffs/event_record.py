"""The record of tariff events: those that concern a partner, and those that a chart along time marks."""

from collections.abc import Iterable

import pandas as pd

from analysis.data import load
from analysis.frames import once
from analysis.language import message
from analysis.partners import groups
from analysis.tariffs.measures import current_law

WRITTEN_FOR = "VNM"  # the partner whose rates and headings the record of events names


@once
def events(partner: str, day: pd.Timestamp) -> pd.DataFrame:
    """Return the events announced up to ``day`` that concern ``partner``, a group it is in, or all, the newest first.

    So do China's that charts along time mark for all. The compiler's notes are no events. Summary and instrument are
    those for ``partner``: the record is written for Viet Nam, and has others where a text names Viet Nam's rate or
    heading.

    >>> event_record.events("VNM", pd.Timestamp("2025-04-09"))[["announced", "summary"]].head(3)
    """
    table = with_notes(partner, day)
    return table[~is_note(table)].reset_index(drop=True)


def with_notes(partner: str, day: pd.Timestamp) -> pd.DataFrame:
    """Return ``events`` and the compiler's notes that concern ``partner``, the newest first."""
    table = load("tariff_events")
    if partner != WRITTEN_FOR:
        for text in ("summary", "instrument"):
            table[text] = table[f"{text}_others"].where(table[f"{text}_others"] != "", table[text])
    marked = _names(table, {"CHN"}) & table["event"].isin(load("tariff_turning_points")["event"])
    told = (marked | _names(table, {"all", partner, *groups(partner)})) & (table["announced"] <= day)
    return table[told].sort_values(["announced", "event"], ascending=False, ignore_index=True)


def is_note(table: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which rows of the record are notes of its compiler."""
    return table["kind"] == "note"


def without_notes(names: Iterable[str]) -> list[str]:
    """Return those of the identifiers ``names`` under which the timeline has an entry: notes have none."""
    table = load("tariff_events")
    notes = set(table.loc[is_note(table), "event"])
    return [name for name in names if name not in notes]


def _names(table: pd.DataFrame, codes: set[str]) -> "pd.Series[bool]":
    """Tell which rows of the record name one of ``codes``."""
    return table["partners"].str.split(";").map(lambda named: not codes.isdisjoint(named)).astype("bool")


def own_count(partner: str, day: pd.Timestamp) -> int:
    """Return how many events announced up to ``day`` name ``partner`` or a group it is in."""
    return int(_names(events(partner, day), {partner, *groups(partner)}).sum())


@once
def turning_points(partner: str, day: pd.Timestamp) -> pd.DataFrame:
    """Return the events that charts along time mark up to ``day``: event, day, short_name, importance (1 is highest).

    Only those that concern ``partner`` or all partners, or China, whose duties move the trade of all; not the day on
    which duties on others began.
    """
    table = load("tariff_turning_points").merge(load("tariff_events"), on="event", validate="one_to_one")
    concerned = _names(table, {"all", "CHN", partner})
    if partner != WRITTEN_FOR:  # whose own rate the name tells
        table["short_name"] = table["short_name"].replace(r"^\d+% in force$", message("Country rates"), regex=True)
    law = current_law()
    charging, reaching = (
        {event for measure in measures for event in measure.event}
        for measures in (law.measures, law.of_partner(partner))
    )
    on_others = table["event"].isin(charging - reaching) & (table["partners"] == "all")
    concerned &= ~on_others | (table["date_of"] == "announced")
    table["day"] = table["announced"].where(table["date_of"] == "announced", table["effective"])
    return table.loc[concerned & (table["day"] <= day), ["event", "day", "short_name", "importance"]].reset_index(
        drop=True
    )
