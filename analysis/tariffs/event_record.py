"""The default rate as steps in time, and the rate in force on a day."""

import pandas as pd

from analysis import partners
from analysis.data import load
from analysis.partners import groups
from analysis.tariffs.default_rate import default_rate_steps

WRITTEN_FOR = "VNM"  # the partner whose rates and headings the record of events names


def steps(partner: str) -> pd.DataFrame:
    """Return the default rate on ``partner``, one row a step.

    The default rate is what goods without any exemption pay on top of MFN. Columns: valid_from and
    valid_until (half-open; NaT while in force), rate_pct, authority, instrument and events (several separated by
    semicolons), basis (additive, or ceiling where the rate includes MFN), partial (the treatment of the partner
    needs more than the data hold). Raises ReportError for an unknown partner.

    >>> event_record.steps("VNM")
    """
    return default_rate_steps(partners.resolve(partner)).drop(columns="partner")


def in_force(steps: pd.DataFrame, day: pd.Timestamp) -> pd.Series | None:
    """Return the step that holds on ``day``, or None before the first step."""
    holds = (steps["valid_from"] <= day) & (steps["valid_until"].isna() | (day < steps["valid_until"]))
    return steps[holds].iloc[0] if holds.any() else None


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


def turning_points(partner: str, day: pd.Timestamp) -> pd.DataFrame:
    """Return the events that a chart along time marks up to ``day``: day, short_name, importance (1 the highest).

    Only those that concern ``partner`` or all partners, or China, whose duties move the trade of all.
    """
    table = load("tariff_turning_points").merge(load("tariff_events"), on="event", validate="one_to_one")
    concerned = table["partners"].str.split(";").map(lambda codes: bool({"all", "CHN", partner} & set(codes)))
    table["day"] = table["announced"].where(table["date_of"] == "announced", table["effective"])
    return table.loc[concerned & (table["day"] <= day), ["day", "short_name", "importance"]].reset_index(drop=True)
