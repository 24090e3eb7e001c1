"""The events of the record as entries of the timeline."""

from typing import Any

import pandas as pd

from analysis.chapters.common import authority_role, partner
from analysis.parameters import Parameters
from analysis.partners import groups, in_sentence
from analysis.present import words
from analysis.present.roles import Role
from analysis.present.timeline import Entry
from analysis.tariffs import event_record
from analysis.tariffs.authorities import authorities

_STANDING = {
    "primary text": "the text itself",
    "agency page": "a page of the agency",
    "two press reports": "secondary: two press reports",
    "one report": "secondary: one report",
}
_ROLES = {
    "rates": Role.AUTHORITY_OTHER,
    "sector duties": Role.AUTHORITY_OTHER,
    "courts": Role.COURT,
    "talks": Role.ROUND,
}
_NEVER_CHARGED = "context_only"
_ANNOUNCED = "announced_not_in_force"


def kinds(p: Parameters) -> dict[str, str]:
    """Return the kinds of events in the words of the edition, in the order in which a reader chooses among them."""
    actor = in_sentence("EUU") if "EU" in groups(p.partner) else partner(p)  # its members have one trade policy
    return {
        "rates": "rates",
        "sector duties": "duties on sectors",
        "courts": "courts",
        "talks": "talks",
        "partner's own acts": f"acts of {actor}",
        "trade remedies": "trade remedies",
        "reviews": "reviews",
    }


def entry(row: Any, p: Parameters) -> Entry:
    """Return the entry of one event, a row of `event_record.events` with the field ``address``."""
    name, role = _authority(row)
    rate = _rate(row) if p.partner == event_record.WRITTEN_FOR else ""
    copied = ", read in a copy" if row.url_precision == "copy" else ""
    return Entry(
        name=row.event,
        day=words.day(row.announced),
        dates=_dates(row),
        line=row.summary,
        chip=f"{rate} · {name}" if rate and name else rate or name or words.capital(kinds(p)[row.kind]),
        role=role,
        about="; ".join(part.rstrip(".") for part in (row.actor, row.instrument) if part),
        kind=row.kind,
        main=row.main,
        source=row.source_title,
        address=row.address,
        standing=f"{_STANDING[row.confidence]}{copied}",
    )


def _authority(row: Any) -> tuple[str, Role]:
    """Return the statute that an event is under, if it names one, and the colour of the event."""
    for name in authorities():
        if name in row.authority:
            return name, authority_role(name)
    return "", _ROLES.get(row.kind, Role.ACT)


def _rate(row: Any) -> str:
    """Return the rate that an event put on goods from Viet Nam, or nothing."""
    if pd.isna(row.rate_vietnam_pct) or row.rate_scope == _NEVER_CHARGED:
        return ""
    return words.rate(row.rate_vietnam_pct) + (" announced" if row.rate_scope == _ANNOUNCED else "")


def _dates(row: Any) -> str:
    """Say from when to when an event held, where that differs from the day of its announcement."""
    if pd.isna(row.effective):
        return ""
    first = words.day(row.effective)
    if pd.isna(row.valid_until):
        return "" if row.effective == row.announced else f"In force from {first}."
    return f"In force from {first} to {words.day(row.valid_until - pd.Timedelta(days=1))}."
