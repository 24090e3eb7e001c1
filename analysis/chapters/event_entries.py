"""The events of the record as entries of the timeline."""

from typing import Any

import pandas as pd

from analysis.chapters.common import authority_role, partner
from analysis.language import message, say
from analysis.parameters import Parameters
from analysis.partners import groups, in_sentence
from analysis.present import words
from analysis.present.roles import Role
from analysis.present.timeline import Entry
from analysis.tariffs import event_record
from analysis.tariffs.authorities import authorities

_STANDING = {
    "primary text": message("the text itself"),
    "agency page": message("a page of the agency"),
    "two press reports": message("secondary: two press reports"),
    "one report": message("secondary: one report"),
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
        "rates": say("rates"),
        "sector duties": say("duties on sectors"),
        "courts": say("courts"),
        "talks": say("talks"),
        "partner's own acts": say("acts of {partner}", partner=actor),
        "trade remedies": say("trade remedies"),
        "reviews": say("reviews"),
    }


def entry(row: Any, p: Parameters) -> Entry:
    """Return the entry of one event, a row of `event_record.events` with the field ``address``."""
    name, role = _authority(row)
    rate = _rate(row) if p.partner == event_record.WRITTEN_FOR else ""
    standing = say(_STANDING[row.confidence])
    copied = row.url_precision == "copy"
    return Entry(
        name=row.event,
        day=words.day(row.announced),
        dates=_dates(row),
        line=say(row.summary),
        chip=f"{rate} · {name}" if rate and name else rate or name or words.capital(kinds(p)[row.kind]),
        role=role,
        about="; ".join(say(part).rstrip(".") for part in (row.actor, row.instrument) if part),
        kind=row.kind,
        main=row.main,
        source=say(row.source_title),
        address=row.address,
        standing=say("{standing}, read in a copy", standing=standing) if copied else standing,
    )


def _authority(row: Any) -> tuple[str, Role]:
    """Return the statute that an event is under, if it names one, and the colour of the event."""
    for name in authorities():
        if name in row.authority:
            return say(name), authority_role(name)
    return "", _ROLES.get(row.kind, Role.ACT)


def _rate(row: Any) -> str:
    """Return the rate that an event put on goods from Viet Nam, or nothing."""
    if pd.isna(row.rate_vietnam_pct) or row.rate_scope == _NEVER_CHARGED:
        return ""
    rate = words.rate(row.rate_vietnam_pct)
    return say("{rate} announced", rate=rate) if row.rate_scope == _ANNOUNCED else rate


def _dates(row: Any) -> str:
    """Say from when to when an event held, where that differs from the day of its announcement."""
    if pd.isna(row.effective):
        return ""
    first = words.day(row.effective)
    if pd.isna(row.valid_until):
        return "" if row.effective == row.announced else say("In force from {first}.", first=first)
    last = words.day(row.valid_until - pd.Timedelta(days=1))
    if first == last:
        return say("In force on {day} only.", day=first)
    return say("In force from {first} to {last}.", first=first, last=last)
