"""The record of tariff events: those that concern a partner, and those that a chart along time marks."""

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

    The compiler's notes are no events. Summary and instrument are those for ``partner``: the record is written for
    Viet Nam, and has others where a text names Viet Nam's rate or heading.

    >>> event_record.events("VNM", pd.Timestamp("2025-04-09"))[["announced", "summary"]].head(3)
    """
    table = load("tariff_events")
    if partner != WRITTEN_FOR:
        for text in ("summary", "instrument"):
            table[text] = table[f"{text}_others"].where(table[f"{text}_others"] != "", table[text])
    names = {"all", partner, *groups(partner)}
    concerned = table["partners"].str.split(";").map(lambda codes: not names.isdisjoint(codes)).astype("bool")
    told = concerned & (table["announced"] <= day) & (table["kind"] != "note")
    return table[told].sort_values(["announced", "event"], ascending=False, ignore_index=True)


def own_count(partner: str, day: pd.Timestamp) -> int:
    """Return how many events announced up to ``day`` name ``partner`` or a group it is in; notes are no events."""
    table = events(partner, day)
    return int(((table["partners"] != "all") & (table["kind"] != "note")).sum())


@once
def turning_points(partner: str, day: pd.Timestamp) -> pd.DataFrame:
    """Return the events that charts along time mark up to ``day``: event, day, short_name, importance (1 is highest).

    Only those that concern ``partner`` or all partners, or China, whose duties move the trade of all; not the day on
    which duties on others began.
    """
    table = load("tariff_turning_points").merge(load("tariff_events"), on="event", validate="one_to_one")
    concerned = table["partners"].str.split(";").map(lambda codes: bool({"all", "CHN", partner} & set(codes)))
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
