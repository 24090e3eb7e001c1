"""The talks: one timeline of two tracks, what each side asked and gave, and what is not established."""

from functools import cache

import pandas as pd

from analysis.data import load
from analysis.links import established, links, named


@cache
def timeline() -> pd.DataFrame:
    """Return the events of the talks by day, each with its track, sides, subject, outcome and source.

    Columns: event, first_day, last_day (both included), track, kind, round, day_is (announced, if no report of the
    meeting confirms the day), place, vietnamese_side, us_side, on_the_table, outcome, not_established, source_title,
    link (empty if the source is only a site's front page or a checked document), second_source, confidence.
    """
    events = established(load("tariff_events")).drop(columns="kind")
    shown = events.assign(link=links(events), second_source=events["second_source"].map(named))
    joined = load("talks").merge(shown, on="event", how="inner", validate="one_to_one")
    # a round ends; the end of a rate, which orders also carry, is no part of the day of the event
    lasting = joined["kind"].isin(["round", "meeting", "purchase"]) & joined["valid_until"].notna()
    last = (joined["valid_until"] - pd.Timedelta(days=1)).where(lasting, joined["announced"])
    return (
        joined.assign(first_day=joined["announced"], last_day=last)
        .sort_values(["first_day", "event"], ignore_index=True)
        .loc[
            :,
            [
                "event",
                "first_day",
                "last_day",
                "track",
                "kind",
                "round",
                "day_is",
                "place",
                "vietnamese_side",
                "us_side",
                "on_the_table",
                "outcome",
                "not_established",
                "source_title",
                "link",
                "second_source",
                "confidence",
            ],
        ]
    )


def sources(text: str) -> list[str]:
    """Return the sources that a cell names, one after the other: a site, or a source in words."""
    return text.split("; ")


def positions() -> pd.DataFrame:
    """Return what each side asked for and gave, by side, stance and day.

    Columns: side (VNM or USA), stance (asked or given), item, day (of the press document that reports it,
    else of the event), event (which records it or what came of it), document, note, source_title, link.
    """
    events = established(load("tariff_events"))
    reported = load("documents").set_index("document")["date"]
    joined = load("negotiation_positions").merge(events.assign(link=links(events)), on="event", validate="many_to_one")
    joined["day"] = joined["document"].map(reported).fillna(joined["announced"])
    columns = ["side", "stance", "item", "day", "event", "document", "note", "source_title", "link"]
    return joined.sort_values(["side", "stance", "day"], ignore_index=True)[columns]


def rounds() -> pd.DataFrame:
    """Return the numbered rounds with a day on record: round (whole number), first_day, last_day, day_is, event."""
    known = timeline().query("kind == 'round'")
    columns = ["round", "first_day", "last_day", "day_is", "event"]
    return known.assign(round=known["round"].astype("int64"))[columns].reset_index(drop=True)


def missing_rounds(day: pd.Timestamp) -> list[int]:
    """Return the numbers below the highest round begun by ``day`` for which the record has no date at all."""
    every = rounds()
    begun = every.loc[every["first_day"] <= day, "round"]
    return [number for number in range(1, max(begun, default=0)) if number not in set(every["round"])]


def not_established() -> pd.DataFrame:
    """Return what the record leaves open, event by event: first_day, event, not_established."""
    table = timeline()
    return table.loc[table["not_established"] != "", ["first_day", "event", "not_established"]].reset_index(drop=True)
