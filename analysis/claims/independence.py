"""One rule on what may confirm a statement: never its own document, nor what was only announced."""

from dataclasses import replace
from enum import StrEnum

import pandas as pd

from analysis.claims.model import Claim, Finding, Tables, Verdict


class Evidence(StrEnum):
    """What a check looks at, as the list of statements shows it."""

    TRADE = "trade statistics"
    PRINTED = "figures of Viet Nam's offices"
    LAW = "an instrument of law"
    DAY = "the day of an event"
    ORDER = "the order of an event and the document"
    RECORD = "the record of an event"
    ITSELF = "other statements of the document"
    CALENDAR = "the calendar"
    NOTHING = "nothing held here"


EVENTS = (Evidence.LAW, Evidence.DAY, Evidence.ORDER, Evidence.RECORD)
CONFIRMING = (Verdict.CONFIRMED, Verdict.ROUNDED)


def limited(finding: Finding, claim: Claim, tables: Tables, evidence: Evidence) -> Finding:
    """Return the finding with a confirmation taken back that its evidence cannot give, and weak sources named.

    Figures of the document itself confirm nothing; nor does an event that only the document reports, an event that was
    only announced, or an order in time that rests on a date inferred from the same event.
    """
    if evidence is Evidence.ITSELF and finding.verdict in CONFIRMING:
        return replace(finding, verdict=Verdict.CONSISTENT)
    if evidence not in EVENTS:
        return finding
    if finding.verdict in CONFIRMING:
        finding = _of_events(finding, claim, tables, evidence)
    weak = [name for name in claim.event_ids if _weak(tables.event(claim, name))]
    if not weak or finding.verdict is Verdict.NOT_CHECKABLE:
        return finding
    said = f"{finding.explanation} The record of {' and '.join(weak)} rests on one report or a copy."
    return replace(finding, explanation=said)


def _of_events(finding: Finding, claim: Claim, tables: Tables, evidence: Evidence) -> Finding:
    dated_by = str(tables.documents.loc[claim.document, "dated_by"])
    for name in claim.event_ids:
        if not independent(tables.event(claim, name)):
            return Finding(Verdict.NOT_CHECKABLE, f"The only source of {name} is the document itself.")
        if evidence is Evidence.ORDER and name == dated_by:
            return Finding(Verdict.NOT_CHECKABLE, f"The date of the document is inferred from {name} itself.")
        if evidence is Evidence.DAY and name in tables.only_announced:
            return replace(finding, verdict=Verdict.ANNOUNCED)
    return finding


def independent(event: pd.Series) -> bool:
    """Return whether anything but a checked document stands behind the event."""
    second = [part for part in str(event["second_source"]).split(";") if part.strip()]
    return event["url_precision"] != "source document" or any("source document" not in part for part in second)


def _weak(event: pd.Series) -> bool:
    return bool(
        event["confidence"] == "one report"
        or (event["url_precision"], event["confidence"]) == ("copy", "two press reports")
    )
