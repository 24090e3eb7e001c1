"""One rule on what may confirm a statement: never its own document, nor what was only announced."""

from dataclasses import replace
from enum import StrEnum

import pandas as pd

from analysis.claims.model import Claim, Finding, Tables, Verdict
from analysis.language import message, say
from analysis.present import words


class Evidence(StrEnum):
    """What a check looks at, as the list of statements shows it."""

    TRADE = message("trade statistics")
    PRINTED = message("figures of Viet Nam's offices")
    LAW = message("an instrument of law")
    DAY = message("the day of an event")
    ORDER = message("the order of an event and the document")
    RECORD = message("the record of an event")
    ITSELF = message("other statements of the document")
    CALENDAR = message("the calendar")
    NOTHING = message("nothing held here")


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
    said = say("The record of {events} rests on one report or a copy.", events=words.join(weak))
    return replace(finding, explanation=f"{finding.explanation} {said}")


def _of_events(finding: Finding, claim: Claim, tables: Tables, evidence: Evidence) -> Finding:
    dated_by = str(tables.documents.loc[claim.document, "dated_by"])
    for name in claim.event_ids:
        if not independent(tables.event(claim, name)):
            text = say("The only source of {event} is the document itself.", event=name)
            return Finding(Verdict.NOT_CHECKABLE, text)
        if evidence is Evidence.ORDER and name == dated_by:
            text = say("The date of the document is inferred from {event} itself.", event=name)
            return Finding(Verdict.NOT_CHECKABLE, text)
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
